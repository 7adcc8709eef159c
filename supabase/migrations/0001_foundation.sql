-- What every later migration uses: a schema that the API does not expose, the updated_at trigger, ranks of roles.

create schema if not exists private;
revoke all on schema private from public;
grant usage on schema private to authenticated;

-- Plain Postgres 15+ keeps strangers from creating in public; older databases that were upgraded may not.
revoke create on schema public from public;
grant usage on schema public to authenticated;

create function public.update_updated_at_column() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.updated_at = now();
  return new;
end
$$;
revoke all on function public.update_updated_at_column() from public, anon, authenticated;

create function private.role_rank(role text) returns integer
language sql immutable parallel safe set search_path = ''
as $$ select case role when 'viewer' then 0 when 'editor' then 1 when 'admin' then 2 when 'owner' then 3 else -1 end $$;

-- Row-level security on, and forced where the owner is a role that bypasses it anyway (Supabase's postgres, a
-- superuser): an owner without that would be bound inside the definer functions that the policies call. All table
-- privileges are taken away; each migration then grants what it means to grant.
create function private.secure(target regclass) returns void
language plpgsql set search_path = ''
as $$
begin
  execute format('alter table %s enable row level security', target);
  if (select r.rolsuper or r.rolbypassrls from pg_catalog.pg_roles r where r.rolname = current_user) then
    execute format('alter table %s force row level security', target);
  end if;
  execute format('revoke all on table %s from public, anon, authenticated', target);
end
$$;

revoke all on all functions in schema private from public;
grant execute on function private.role_rank(text) to authenticated;
