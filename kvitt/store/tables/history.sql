-- The history: what happened, on which case, when, by whom and why. Each transaction's events hang
-- on
-- one link of the tenant's chain, whose hash covers them and the link before: a changed, removed or
-- inserted event breaks the chain.
create table history (
  tenant_id integer not null,
  id bigint generated always as identity,
  link_id bigint not null,
  case_id bigint,
  on_day date not null,
  kind text not null,
  actor text not null,
  given jsonb not null default '{}',
  primary key (tenant_id, id)
);
create index history_case on history (tenant_id, case_id, id) where case_id is not null;
create index history_days on history using brin (on_day);
call enclose('history');
call make_append_only('history');

create table history_link (
  tenant_id integer not null references tenant,
  id bigint not null,
  number bigint not null,
  events integer not null,
  digest bytea not null,
  hash bytea not null,
  linked_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, number)
);
call enclose('history_link');
call make_append_only('history_link');
create sequence history_link_id_seq;
grant usage on sequence history_link_id_seq to kvitt_app;

-- How an event is written for the chain: every column, so that no change goes unseen.
create function history_line(h history) returns text language sql stable as
$$ select concat_ws('|', h.id, h.link_id, coalesce(h.case_id, 0), h.on_day - date '2000-01-01',
  h.kind, h.actor,
                    h.given::text) $$;

-- Closes this transaction's link: the last thing before commit, so parallel batches wait only for
-- it.
create function close_history_link(tenant integer, link bigint, event_count integer,
  event_digest bytea)
returns void language plpgsql as $$
declare
  before history_link;
begin
  perform pg_advisory_xact_lock(7001, tenant);
  select * into before from history_link l where l.tenant_id = tenant order by l.number desc limit
    1;
  insert into history_link (tenant_id, id, number, events, digest, hash)
  values (tenant, link, coalesce(before.number, 0) + 1, event_count, event_digest,
          sha256(coalesce(before.hash, ''::bytea) || event_digest));
end $$;
