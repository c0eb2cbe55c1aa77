-- The ground under every table: who may see which tenant, and what nobody may change.

-- The tenants that this transaction may see; empty when none was named, so nothing is seen.
create function kvitt_tenants() returns integer[] language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('kvitt.tenants', true), ''), '{}')::integer[] $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are only ever added: correct a mistake by a new row', tg_table_name
    using errcode = 'restrict_violation';
end $$;

-- Row-level security, forced, for one table; the app role may read and add, and change what is
-- named.
create procedure enclose(tbl regclass, changeable text[] default '{}',
  deletable boolean default false)
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', tbl);
  execute format('alter table %s force row level security', tbl);
  -- What one may see is asked of each row that a statement finds by the tenants it names itself
  -- (a test sees that it does); it is written so that the planner takes it for what it is, true of
  -- nearly all of these. Written as a condition on tenant_id like any other, it counts twice, and
  -- where one creditor is large among hundreds of small ones a page of fifty cases takes minutes.
  execute format('create policy own_tenant on %s using'
                 ' (nullif(tenant_id = any ((select kvitt_tenants())::integer[]), false)'
                 ' is not unknown)'
                 ' with check (tenant_id = any ((select kvitt_tenants())::integer[]))', tbl);
  execute format('grant select, insert on %s to kvitt_app', tbl);
  if changeable = '{*}' then
    execute format('grant update on %s to kvitt_app', tbl);
  elsif changeable <> '{}' then
    execute format('grant update (%s) on %s to kvitt_app', array_to_string(changeable, ', '), tbl);
  end if;
  if deletable then
    execute format('grant delete on %s to kvitt_app', tbl);
  end if;
end $$;

-- Only ever added: no role, not even the owner, changes or removes a row.
create procedure make_append_only(tbl regclass) language plpgsql as $$
begin
  execute format('create trigger only_added before update or delete on %s'
                 ' for each row execute function refuse_change()', tbl);
  execute format('create trigger never_emptied before truncate on %s'
                 ' for each statement execute function refuse_change()', tbl);
end $$;

-- A row that others stand on never goes away.
create procedure make_lasting(tbl regclass) language plpgsql as $$
begin
  execute format('create trigger never_removed before delete on %s'
                 ' for each row execute function refuse_change()', tbl);
  execute format('create trigger never_emptied before truncate on %s'
                 ' for each statement execute function refuse_change()', tbl);
end $$;

-- What a row stands on must be there, in the same tenant. Where the parent's rows last for ever it
-- is enough to look when rows are added: once a statement and not once a row, which a night of a
-- million postings feels.
create function refuse_without_ground() returns trigger language plpgsql
set enable_seqscan = off as $$
declare
  parent text := tg_argv[0];
  child_key text := tg_argv[1];
  missing bigint;
begin
  -- A lookup by key for each added row, kept from becoming a join, and by the number alone: numbers
  -- are unique over all tenants. Where the statistics do not know a table yet, a join would go
  -- through all parents for each row, and a tenant named twice (row security names it, too) hides
  -- the key.
  execute format(
    'select a.%1$I from (select %3$s tenant_id, %1$I from added where %1$I is not null) a where'
    ' (select p.tenant_id from %2$I p where p.id = a.%1$I offset 0) is distinct from a.tenant_id'
    ' limit 1', child_key, parent, case when tg_argv[2]::boolean then 'distinct' end) into missing;
  if missing is not null then
    raise exception '% names % %, which is not there', tg_table_name, parent, missing
      using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;

-- ``shared`` where a statement adds many rows on one parent: that one is then looked for once.
create procedure stands_on(tbl regclass, child_key text, parent regclass,
  shared boolean default false)
language plpgsql as $$
begin
  execute format('create trigger stands_on_%2$s after insert on %1$s'
                 ' referencing new table as added for each statement'
                 ' execute function refuse_without_ground(%3$L, %4$L, %5$L)',
                 tbl, parent, parent, child_key, shared);
end $$;

-- Empties staging tables of the session. Few rows are deleted, which costs least; what has grown is
-- cut off: a session that lasts for days must not read through the rows it has deleted, and the
-- planner takes a table of fewer than ten pages that was never analysed for a small one. A longer
-- one it would join by reading all claims.
create function empty_staged(staged regclass[]) returns void language plpgsql as $$
declare
  one regclass;
begin
  foreach one in array staged loop
    if pg_relation_size(one) > 65536 or pg_table_size(one) > 1048576 then
      execute format('truncate %s', one);
    else
      execute format('delete from %s', one);
    end if;
  end loop;
end $$;
