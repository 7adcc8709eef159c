-- What Supabase brings and a plain Postgres lacks: the auth schema and the API roles. Lunara runs this before the
-- migrations on its embedded Postgres and on an own Postgres; never on Supabase. Every statement may run again.

do $$
begin
  if not exists (select from pg_roles where rolname = 'anon') then
    create role anon nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'authenticated') then
    create role authenticated nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'service_role') then
    begin
      create role service_role nologin noinherit bypassrls;
    exception when insufficient_privilege then
      create role service_role nologin noinherit; -- an owner who may not hand out bypassrls; nothing here needs it
    end;
  end if;
  -- Held by the app's login role besides `authenticated`: may turn a verified identity into a user, nothing more.
  if not exists (select from pg_roles where rolname = 'lunara_server') then
    create role lunara_server nologin noinherit;
  end if;
end
$$;

create schema if not exists auth;
comment on schema auth is 'lunara: stands in for Supabase Auth on a plain Postgres';
grant usage on schema auth to anon, authenticated, service_role, lunara_server;

create table if not exists auth.users (
  id uuid primary key default gen_random_uuid(),
  email text,
  raw_user_meta_data jsonb not null default '{}',
  email_confirmed_at timestamptz default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index if not exists users_email_key on auth.users (lower(email));

-- Who a sign-in provider says someone is; (issuer, subject) is the provider's lasting name for them.
create table if not exists auth.identities (
  issuer text not null,
  subject text not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  created_at timestamptz not null default now(),
  primary key (issuer, subject)
);
create index if not exists identities_user_id_idx on auth.identities (user_id);

-- Until when a person may not be here (null: they may), as Supabase Auth has it: `infinity` disables an account.
alter table auth.users add column if not exists banned_until timestamptz;

-- Each time that a provider has vouched for somebody. `seal` is a hash, which opens nothing. A row without a user is of an
-- account that is gone; it is kept for longer than any sign-in holds, so that none makes the account anew.
create table if not exists auth.vouched (
  seal text primary key,
  issuer text not null,
  subject text not null,
  user_id uuid references auth.users (id) on delete set null,
  begun_at timestamptz not null
);
create index if not exists vouched_user_id_idx on auth.vouched (user_id);
create index if not exists vouched_begun_at_idx on auth.vouched (begun_at);

revoke all on auth.users, auth.identities, auth.vouched from public, anon, authenticated, lunara_server;

create or replace function auth.jwt() returns jsonb
language sql stable set search_path = ''
as $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;

create or replace function auth.uid() returns uuid
language sql stable set search_path = ''
as $$ select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;

create or replace function auth.role() returns text
language sql stable set search_path = ''
as $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role' $$;

-- The user of a verified identity, made on first sight. The server calls it after it has checked the provider's token;
-- `email` must be null unless the provider says that it is verified. A second provider with the e-mail of an existing
-- user is refused: linking accounts by e-mail alone would let one provider speak for another.
create or replace function auth.sign_in_identity(issuer text, subject text, email text, meta jsonb default '{}')
returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  found_user uuid;
begin
  if coalesce(issuer, '') = '' or coalesce(subject, '') = '' then
    raise exception 'An identity needs an issuer and a subject.' using errcode = '22023';
  end if;
  -- One at a time for each identity, so that two first sign-ins make one user.
  perform pg_advisory_xact_lock(hashtextextended(sign_in_identity.issuer || chr(10) || sign_in_identity.subject, 0));
  select i.user_id into found_user from auth.identities i
  where i.issuer = sign_in_identity.issuer and i.subject = sign_in_identity.subject;
  if found then
    return found_user;
  end if;
  insert into auth.users (email, raw_user_meta_data, email_confirmed_at)
  values (
    nullif(trim(sign_in_identity.email), ''), coalesce(sign_in_identity.meta, '{}'),
    case when nullif(trim(sign_in_identity.email), '') is null then null else now() end
  )
  returning id into found_user;
  insert into auth.identities (issuer, subject, user_id)
  values (sign_in_identity.issuer, sign_in_identity.subject, found_user);
  return found_user;
end
$$;
revoke all on function auth.sign_in_identity(text, text, text, jsonb) from public, anon, authenticated;
grant execute on function auth.sign_in_identity(text, text, text, jsonb) to lunara_server;

-- Who is behind a sign-in now, or null when it has come to its end: it has run out, or its account is gone. The
-- first time that it is asked for, it is noted, and what the provider says of the address by then is taken over: an older
-- sign-in does not bring an older address back. An address that is another user's by now is nobody's here.
create or replace function auth.vouched_for(
  seal text, issuer text, subject text, email text, meta jsonb, begun_at timestamptz, lasts interval
) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
  noted auth.vouched;
  person auth.users;
  found_user uuid;
  told text := nullif(trim(vouched_for.email), '');
begin
  if coalesce(vouched_for.seal, '') = '' or vouched_for.begun_at is null or vouched_for.lasts is null then
    raise exception 'A sign-in needs a seal, a time and an end.' using errcode = '22023';
  end if;
  if vouched_for.begun_at + least(vouched_for.lasts, interval '30 days') <= now() then
    return null;
  end if;
  select s.* into noted from auth.vouched s where s.seal = vouched_for.seal;
  if not found then
    perform pg_advisory_xact_lock(hashtextextended(vouched_for.issuer || chr(10) || vouched_for.subject, 0));
    select s.* into noted from auth.vouched s where s.seal = vouched_for.seal;
  end if;
  if noted.seal is not null
    and (noted.user_id is null or noted.begun_at + least(vouched_for.lasts, interval '30 days') <= now()) then
    return null;
  end if;
  found_user := noted.user_id;
  if found_user is null then
    found_user := auth.sign_in_identity(
      vouched_for.issuer, vouched_for.subject, vouched_for.email, vouched_for.meta);
  end if;
  select u.* into person from auth.users u where u.id = found_user;
  if person.banned_until > now() then
    raise exception 'This account is disabled.' using errcode = 'LU010';
  end if;
  if noted.seal is null then
    if told is not null and lower(told) is distinct from lower(person.email) and not exists (
      select from auth.vouched s where s.user_id = person.id and s.begun_at > vouched_for.begun_at
    ) then
      begin
        update auth.users u set email = told, email_confirmed_at = now(), updated_at = now() where u.id = person.id;
      exception when unique_violation then
        update auth.users u set email = null, email_confirmed_at = null, updated_at = now() where u.id = person.id;
      end;
    end if;
    insert into auth.vouched (seal, issuer, subject, user_id, begun_at)
    values (vouched_for.seal, vouched_for.issuer, vouched_for.subject, person.id,
            least(vouched_for.begun_at, now()));
    delete from auth.vouched s where s.begun_at < now() - interval '40 days';
  end if;
  return person.id;
end
$$;

revoke all on function auth.vouched_for(text, text, text, text, jsonb, timestamptz, interval)
  from public, anon, authenticated;
grant execute on function auth.vouched_for(text, text, text, text, jsonb, timestamptz, interval) to lunara_server;
