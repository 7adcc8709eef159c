-- Each table and verb, each function, for each role, in two organizations. Run by pg_prove, or `supabase test db`.
begin;
create schema if not exists extensions;
create extension if not exists pgtap with schema extensions;
set local search_path = public, extensions;
\ir shared/world.psql
\ir shared/scenarios.psql
\ir shared/matrix.psql
create temp table found as
  select * from tests.found_of_coverage() union all select * from tests.found_of_scenarios() union all
  select * from tests.found_of_mixing() union all select * from tests.found_of_blankets() union all
  select * from tests.found_of_claims() union all select * from tests.found_of_leaving() union all
  select * from tests.found_of_roles();
select plan(count(*)::integer) from found;
select ok(f.ok, case when f.ok then f.name else f.name || ': ' || coalesce(f.said, '') end) from found f;
select * from finish();
rollback;
