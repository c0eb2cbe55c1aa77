-- A request that named a key: what was asked and what was answered, so that the same request twice
-- is acted on once.
create table request_key (
  tenant_id integer not null references tenant,
  key text not null check (length(key) between 1 and 200),
  request_digest bytea not null,
  response jsonb,
  made_on date not null,
  primary key (tenant_id, key)
);
comment on column request_key.response is
  'null only inside the transaction that acts: it is written before that one commits';
create index request_key_made on request_key (tenant_id, made_on);
call enclose('request_key', '{response}', deletable => true);
