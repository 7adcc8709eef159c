"""What a new Supabase project's database comes with, as far as the migrations meet it."""

LIKE_SUPABASE = """
create schema auth;
create table auth.users (id uuid primary key, email varchar(255), raw_user_meta_data jsonb, raw_app_meta_data jsonb,
  email_confirmed_at timestamptz, phone text, is_anonymous boolean default false);
create function auth.uid() returns uuid language sql stable as $$ select coalesce(
  nullif(current_setting('request.jwt.claim.sub', true), ''),
  (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid $$;
create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim', true), ''),
                  nullif(current_setting('request.jwt.claims', true), ''))::jsonb $$;
grant usage on schema auth, public to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
"""
