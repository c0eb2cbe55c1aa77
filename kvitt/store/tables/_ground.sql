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
  execute format('create policy own_tenant on %s using'
                 ' (tenant_id = any ((select kvitt_tenants())::integer[]))'
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
