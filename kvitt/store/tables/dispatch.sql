-- The bytes of a letter as they were made and sent; never changed.
create table document (
  tenant_id integer not null references tenant,
  id bigint generated always as identity,
  case_id bigint,
  kind text not null,
  media_type text not null,
  name text not null,
  sha256 bytea not null,
  content bytea not null,
  made_on date not null,
  primary key (tenant_id, id)
);
create index document_case on document (tenant_id, case_id) where case_id is not null;
create index document_of_no_case on document (tenant_id, name) where case_id is null;
call enclose('document');
call make_append_only('document');

-- An attempt to send a notice by one channel, with the bytes it sends. `ready`: made and stored,
-- the
-- call has not begun. `sending` is committed before the call: what was being sent when a worker
-- died is
-- known, and is looked up, or a person is asked, instead of sending again.
create table dispatch (
  tenant_id integer not null,
  id bigint generated always as identity,
  notice_id bigint not null,
  attempt smallint not null,
  channel text not null check (channel in ('email', 'letter')),
  address text not null,
  document_id bigint not null,
  text_id bigint,
  state text not null default 'ready' check (state in
    ('ready', 'sending', 'sent', 'refused', 'bounced', 'unknown', 'withdrawn')),
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  provider_id text,
  sentence text,
  primary key (tenant_id, id),
  unique (tenant_id, notice_id, attempt),
  foreign key (tenant_id, notice_id) references notice (tenant_id, id),
  foreign key (tenant_id, document_id) references document (tenant_id, id)
);
comment on column dispatch.text_id is
  'the version of the creditor''s own text that the letter carries, where it carries one';
create index dispatch_under_way on dispatch (tenant_id, started_at) where state in ('ready',
  'sending', 'unknown');
create index dispatch_provider on dispatch (tenant_id, provider_id) where provider_id is not null;
call enclose('dispatch', '{state, started_at, ended_at, provider_id, sentence}');
