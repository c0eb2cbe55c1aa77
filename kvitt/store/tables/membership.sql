-- Who belongs to an agency or a creditor, and in which role. The person is a user of the sign-in;
-- a membership is ended, never removed: the history must tell who could do what on which day.
create table membership (
  tenant_id integer not null references tenant,
  id bigint generated always as identity,
  user_id bigint not null,
  role text not null check (length(role) between 1 and 40),
  from_on date not null,
  given_by text not null,
  ended_on date,
  ended_by text,
  primary key (tenant_id, id),
  constraint an_end_has_its_author check ((ended_on is null) = (ended_by is null))
);
create unique index membership_of_user on membership (user_id, tenant_id, role)
  where ended_on is null;
call enclose('membership', '{ended_on, ended_by}');
call make_lasting('membership');

-- An invitation: who holds the link within its days may become a member. Only the link's digest is
-- kept.
create table invitation (
  tenant_id integer not null references tenant,
  id bigint generated always as identity,
  email text not null,
  role text not null,
  token_digest bytea not null unique,
  invited_on date not null,
  invited_by text not null,
  expires_on date not null,
  accepted_on date,
  withdrawn_on date,
  primary key (tenant_id, id)
);
call enclose('invitation', '{accepted_on, withdrawn_on}');
