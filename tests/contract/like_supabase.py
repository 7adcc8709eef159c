"""What a new Supabase project's database comes with, as far as the migrations meet it, and `supabase db push` onto it.

There the migrations are run by a role that is no superuser, that owns neither the schema `auth` nor its tables, and whose default
privileges give whatever it makes in `public` to everybody.
"""

from __future__ import annotations

from typing import Any

import psycopg

from lunara.workspace.migrate import migrations

OWNER = "supabase_postgres"  # there it is called postgres, the superuser's name here

LIKE_SUPABASE = f"""
do $$
declare
  role text;
begin
  foreach role in array array['anon', 'authenticated', 'service_role', 'supabase_auth_admin', '{OWNER}'] loop
    if not exists (select from pg_roles where rolname = role) then
      execute format('create role %I nologin', role);
    end if;
  end loop;
  execute format('alter database %I owner to {OWNER}', current_database());
end
$$;
alter role {OWNER} createrole bypassrls;
grant anon, authenticated, service_role to {OWNER};
create schema extensions;
create schema auth authorization supabase_auth_admin;
create table auth.users (id uuid primary key, email varchar(255), raw_user_meta_data jsonb, raw_app_meta_data jsonb,
  email_confirmed_at timestamptz, phone text, is_anonymous boolean default false);
create function auth.uid() returns uuid language sql stable as $$ select coalesce(
  nullif(current_setting('request.jwt.claim.sub', true), ''),
  (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid $$;
create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim', true), ''),
                  nullif(current_setting('request.jwt.claims', true), ''))::jsonb $$;
alter table auth.users owner to supabase_auth_admin;
alter function auth.uid() owner to supabase_auth_admin;
alter function auth.jwt() owner to supabase_auth_admin;
grant all on auth.users to {OWNER};
grant usage on schema auth to anon, authenticated, service_role, {OWNER};
grant usage on schema public to anon, authenticated, service_role;
alter default privileges for role {OWNER} in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges for role {OWNER} in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges for role {OWNER} in schema public grant all on sequences to anon, authenticated, service_role;
"""


def push(superuser: psycopg.Connection[Any]) -> None:
    """Make this empty database one of Supabase's and apply the migration files to it, as their owner; who stays it."""
    superuser.execute(LIKE_SUPABASE)
    superuser.execute(f"set session authorization {OWNER}")
    for migration in migrations():
        superuser.execute(migration.sql.encode())
