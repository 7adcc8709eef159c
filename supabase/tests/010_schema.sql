-- The schema itself: security, indexes, and the reference document's tables. Run by pg_prove, or `supabase test db`.
begin;
create schema if not exists extensions;
create extension if not exists pgtap with schema extensions;
set local search_path = public, extensions;
\ir shared/world.psql
\ir shared/schema.psql
create temp table found as
  select * from tests.found_of_security() union all select * from tests.found_of_indexes() union all
  select * from tests.found_of_reference();
select plan(count(*)::integer) from found;
select ok(f.ok, case when f.ok then f.name else f.name || ': ' || coalesce(f.said, '') end) from found f;
select * from finish();
rollback;
