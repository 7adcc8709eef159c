-- The query log tells by which agent or artifact and under which version of a model a statement ran, what it was estimated to
-- cost, and whether its result was at hand already. It is written many lines at once, read summed up by the database, and kept
-- for as long as the organization says.

alter table public.artifacts add constraint artifacts_id_project_id_key unique (id, project_id);

alter table public.query_log
  add column agent_id uuid,
  add column artifact_id uuid,
  add column semantic_model_id uuid,
  add column model_version integer check (model_version >= 1),
  add column from_cache boolean not null default false,
  add column error_code text not null default '' constraint query_log_error_code_size check (char_length(error_code) <= 100),
  add column estimated_bytes bigint check (estimated_bytes >= 0),
  add column estimated_rows bigint check (estimated_rows >= 0),
  add column estimated_cost double precision check (estimated_cost >= 0),
  add column estimate_currency text not null default ''
    constraint query_log_estimate_currency_size check (char_length(estimate_currency) <= 10),
  add column estimate_source text not null default ''
    constraint query_log_estimate_source_size check (char_length(estimate_source) <= 100),
  add column estimate_exact boolean not null default false,
  add foreign key (agent_id, project_id) references public.agents (id, project_id) on delete set null (agent_id),
  add foreign key (artifact_id, project_id) references public.artifacts (id, project_id) on delete set null (artifact_id),
  add foreign key (semantic_model_id, project_id) references public.semantic_models (id, project_id)
    on delete set null (semantic_model_id);
create index query_log_agent_id_idx on public.query_log (agent_id, project_id) where agent_id is not null;
create index query_log_artifact_id_idx on public.query_log (artifact_id, project_id) where artifact_id is not null;
create index query_log_semantic_model_id_idx on public.query_log (semantic_model_id, project_id)
  where semantic_model_id is not null;
create index query_log_fingerprint_idx on public.query_log (project_id, fingerprint, created_at desc);
create index query_log_elapsed_ms_idx on public.query_log (project_id, elapsed_ms desc);
-- What is summed up, without the texts beside it.
create index query_log_sums_idx on public.query_log (project_id, created_at desc)
  include (fingerprint, outcome, from_cache, elapsed_ms, bytes, estimated_bytes, estimated_cost, estimate_currency,
           created_by, data_source_id, asked_from);
drop index public.query_log_project_id_idx;

grant insert (created_at, agent_id, artifact_id, semantic_model_id, model_version, from_cache, error_code, estimated_bytes,
              estimated_rows, estimated_cost, estimate_currency, estimate_source, estimate_exact) on public.query_log to authenticated;

-- A line is written a moment after its statement, longer while the workspace cannot be reached; it is never of the future, and
-- never older than a day.
create function private.date_query_log() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.created_at = least(greatest(new.created_at, clock_timestamp() - interval '1 day'), clock_timestamp());
  return new;
end
$$;
revoke all on function private.date_query_log() from public;
create trigger date_query_log before insert on public.query_log
  for each row execute function private.date_query_log();

-- `ago_ms` is how long ago a statement ended, by the clock of whoever ran it: two clocks need not agree. What it refers to and is
-- gone by now, or was never the project's, is left out; the line is kept.
create function public.log_queries(entries jsonb) returns integer
language sql set search_path = ''
as $$
  with added as (
    insert into public.query_log (
      project_id, data_source_id, agent_id, artifact_id, semantic_model_id, model_version, asked_from, sql, fingerprint,
      outcome, rows, bytes, elapsed_ms, from_cache, error, error_code, estimated_bytes, estimated_rows, estimated_cost,
      estimate_currency, estimate_source, estimate_exact, created_at
    )
    select e.project_id, s.id, a.id, b.id, m.id, e.model_version, e.asked_from, e.sql, e.fingerprint, e.outcome, e.rows,
      e.bytes, e.elapsed_ms, e.from_cache, e.error, e.error_code, e.estimated_bytes, e.estimated_rows, e.estimated_cost,
      e.estimate_currency, e.estimate_source, e.estimate_exact,
      clock_timestamp() - least(greatest(e.ago_ms, 0), 86400000) * interval '1 millisecond'
    from jsonb_to_recordset(log_queries.entries) as e (
      project_id uuid, data_source_id uuid, agent_id uuid, artifact_id uuid, semantic_model_id uuid, model_version integer,
      asked_from text, sql text, fingerprint text, outcome text, rows bigint, bytes bigint, elapsed_ms double precision,
      from_cache boolean, error text, error_code text, estimated_bytes bigint, estimated_rows bigint,
      estimated_cost double precision, estimate_currency text, estimate_source text, estimate_exact boolean, ago_ms double precision
    )
    left join public.data_sources s on s.id = e.data_source_id and s.project_id = e.project_id
    left join public.agents a on a.id = e.agent_id and a.project_id = e.project_id
    left join public.artifacts b on b.id = e.artifact_id and b.project_id = e.project_id
    left join public.semantic_models m on m.id = e.semantic_model_id and m.project_id = e.project_id
    returning 1
  )
  select count(*)::integer from added
$$;

-- What a person may see of a project's log, summed up (each time planned for the period that is asked for: a day of a million lines is
-- another road than all of them). Times are of statements that the warehouse worked on: neither refused nor
-- answered from what was at hand. `bytes` are those of results; estimates stand apart, with how many lines have one, and
-- their cost is summed where it is in one currency.
create function public.query_log_summary(
  in_project uuid, since timestamptz default null, until timestamptz default null, outcomes jsonb default null,
  of_source uuid default null, of_person uuid default null, from_where text default null, search text default ''
) returns table (
  queries bigint, failed bigint, refused bigint, from_cache bigint, people bigint, p50_ms double precision,
  p95_ms double precision, seconds double precision, bytes numeric, estimates bigint, estimated_bytes numeric,
  estimated_cost double precision, estimate_currency text
)
language sql stable set search_path = '' set plan_cache_mode = 'force_custom_plan'
as $$
  with found as (
    select l.outcome, l.from_cache, l.elapsed_ms, l.bytes, l.estimated_bytes, l.estimated_cost, l.estimate_currency,
      l.created_by, not l.from_cache and l.outcome <> 'refused' as worked
    from public.query_log l
    where l.project_id = in_project
      and l.created_at >= coalesce(since, '-infinity') and l.created_at < coalesce(until, 'infinity')
      and (outcomes is null or outcomes ? l.outcome) and (of_source is null or l.data_source_id = of_source)
      and (of_person is null or l.created_by = of_person) and (from_where is null or l.asked_from = from_where)
      and (search = '' or strpos(lower(l.sql || chr(10) || l.error), lower(search)) > 0)
  ), times as (
    select percentile_cont(array[0.5, 0.95]) within group (order by f.elapsed_ms) as at from found f where f.worked
  )
  select count(*), count(*) filter (where f.outcome in ('failed', 'timed_out')),
    count(*) filter (where f.outcome = 'refused'), count(*) filter (where f.from_cache), count(distinct f.created_by),
    (select t.at[1] from times t), (select t.at[2] from times t),
    coalesce(sum(f.elapsed_ms) filter (where f.worked), 0) / 1000, coalesce(sum(f.bytes) filter (where f.worked), 0),
    count(*) filter (where not f.from_cache and (f.estimated_bytes is not null or f.estimated_cost is not null)),
    coalesce(sum(f.estimated_bytes) filter (where f.worked), 0),
    case when min(f.estimate_currency) filter (where f.worked and f.estimated_cost is not null)
      = max(f.estimate_currency) filter (where f.worked and f.estimated_cost is not null)
      then sum(f.estimated_cost) filter (where f.worked) end,
    max(f.estimate_currency) filter (where f.worked and f.estimated_cost is not null)
  from found f
$$;

-- The same statements with other values in them are one line: how often, how long, how much. Percentiles are taken of the
-- statements that are returned, not of all.
create function public.query_log_groups(
  in_project uuid, since timestamptz default null, until timestamptz default null, outcomes jsonb default null,
  of_source uuid default null, of_person uuid default null, from_where text default null, search text default '',
  sort text default 'queries', most integer default 25, skip integer default 0
) returns table (
  fingerprint text, sql text, latest_id uuid, latest_at timestamptz, queries bigint, failed bigint, refused bigint,
  from_cache bigint, people bigint, p50_ms double precision, p95_ms double precision, seconds double precision,
  bytes numeric, estimates bigint, estimated_bytes numeric, estimated_cost double precision,
  estimate_currency text
)
language sql stable set search_path = '' set plan_cache_mode = 'force_custom_plan'
as $$
  with found as (
    select l.fingerprint, l.outcome, l.from_cache, l.elapsed_ms, l.bytes, l.estimated_bytes, l.estimated_cost,
      l.estimate_currency, l.created_by, l.created_at, not l.from_cache and l.outcome <> 'refused' as worked
    from public.query_log l
    where l.project_id = in_project
      and l.created_at >= coalesce(since, '-infinity') and l.created_at < coalesce(until, 'infinity')
      and (outcomes is null or outcomes ? l.outcome) and (of_source is null or l.data_source_id = of_source)
      and (of_person is null or l.created_by = of_person) and (from_where is null or l.asked_from = from_where)
      and (search = '' or strpos(lower(l.sql || chr(10) || l.error), lower(search)) > 0)
  ), summed as (
    select f.fingerprint, max(f.created_at) as latest_at, count(*) as queries,
      count(*) filter (where f.outcome in ('failed', 'timed_out')) as failed,
      count(*) filter (where f.outcome = 'refused') as refused, count(*) filter (where f.from_cache) as from_cache,
      coalesce(sum(f.elapsed_ms) filter (where f.worked), 0) / 1000 as seconds,
      coalesce(sum(f.bytes) filter (where f.worked), 0) as bytes,
      count(*) filter (where not f.from_cache and (f.estimated_bytes is not null or f.estimated_cost is not null))
        as estimates,
      coalesce(sum(f.estimated_bytes) filter (where f.worked), 0) as estimated_bytes,
      case when min(f.estimate_currency) filter (where f.worked and f.estimated_cost is not null)
        = max(f.estimate_currency) filter (where f.worked and f.estimated_cost is not null)
        then sum(f.estimated_cost) filter (where f.worked) end as estimated_cost,
      max(f.estimate_currency) filter (where f.worked and f.estimated_cost is not null) as estimate_currency
    from found f group by f.fingerprint
  ), page as (
    select s.* from summed s
    order by
      case sort when 'queries' then s.queries when 'bytes' then s.bytes when 'failed' then s.failed + s.refused end desc
        nulls last,
      case sort when 'cost' then s.estimated_cost end desc nulls last,
      case sort when 'cost' then s.estimated_bytes end desc nulls last,
      s.seconds desc, s.fingerprint
    limit least(most, 1000) offset skip
  ), times as (
    select f.fingerprint, count(distinct f.created_by) as people,
      percentile_cont(array[0.5, 0.95]) within group (order by f.elapsed_ms) filter (where f.worked) as at
    from found f where f.fingerprint in (select p.fingerprint from page p) group by f.fingerprint
  )
  select p.fingerprint, left(l.sql, 2000), l.id, p.latest_at, p.queries, p.failed, p.refused, p.from_cache, t.people,
    t.at[1], t.at[2], p.seconds, p.bytes, p.estimates, p.estimated_bytes, p.estimated_cost,
    p.estimate_currency
  from page p
  join times t on t.fingerprint = p.fingerprint
  cross join lateral (
    select l.id, l.sql from public.query_log l
    where l.project_id = in_project and l.fingerprint = p.fingerprint and l.created_at = p.latest_at limit 1
  ) l
  order by
    case sort when 'queries' then p.queries when 'bytes' then p.bytes when 'failed' then p.failed + p.refused end desc
      nulls last,
    case sort when 'cost' then p.estimated_cost end desc nulls last,
    case sort when 'cost' then p.estimated_bytes end desc nulls last,
    p.seconds desc, p.fingerprint
$$;

-- Lines one by one, newest or slowest first, with the names of what they refer to; the statement is cut unless it is one line.
create function public.query_log_lines(
  in_project uuid, since timestamptz default null, until timestamptz default null, outcomes jsonb default null,
  of_source uuid default null, of_person uuid default null, from_where text default null, search text default '',
  of_fingerprint text default null, only_id uuid default null, sort text default 'newest', most integer default 25,
  skip integer default 0
) returns table (
  id uuid, project_id uuid, data_source_id uuid, data_source_name text, data_source_kind text, agent_id uuid,
  agent_name text, artifact_id uuid, artifact_name text, semantic_model_id uuid, semantic_model_name text,
  model_version integer, asked_from text, sql text, fingerprint text, outcome text, rows bigint, bytes bigint,
  elapsed_ms double precision, from_cache boolean, error text, error_code text, estimated_bytes bigint,
  estimated_rows bigint, estimated_cost double precision, estimate_currency text, estimate_source text,
  estimate_exact boolean, created_by uuid,
  created_by_name text, created_at timestamptz
)
language sql stable set search_path = '' set plan_cache_mode = 'force_custom_plan'
as $$
  with page as (
    (
      select l.* from public.query_log l
      where only_id is null and sort = 'slowest' and l.project_id = in_project
        and l.created_at >= coalesce(since, '-infinity') and l.created_at < coalesce(until, 'infinity')
        and (outcomes is null or outcomes ? l.outcome) and (of_source is null or l.data_source_id = of_source)
        and (of_person is null or l.created_by = of_person) and (from_where is null or l.asked_from = from_where)
        and (search = '' or strpos(lower(l.sql || chr(10) || l.error), lower(search)) > 0)
        and (of_fingerprint is null or l.fingerprint = of_fingerprint) and not l.from_cache
      order by l.elapsed_ms desc, l.id limit least(most, 1000) offset skip
    )
    union all
    (
      select l.* from public.query_log l
      where only_id is null and sort <> 'slowest' and l.project_id = in_project
        and l.created_at >= coalesce(since, '-infinity') and l.created_at < coalesce(until, 'infinity')
        and (outcomes is null or outcomes ? l.outcome) and (of_source is null or l.data_source_id = of_source)
        and (of_person is null or l.created_by = of_person) and (from_where is null or l.asked_from = from_where)
        and (search = '' or strpos(lower(l.sql || chr(10) || l.error), lower(search)) > 0)
        and (of_fingerprint is null or l.fingerprint = of_fingerprint)
      order by l.created_at desc, l.id limit least(most, 1000) offset skip
    )
    union all
    select l.* from public.query_log l where l.id = only_id and l.project_id = in_project
  )
  select l.id, l.project_id, l.data_source_id, s.name, s.kind, l.agent_id, a.name, l.artifact_id, b.name,
    l.semantic_model_id, m.name, l.model_version, l.asked_from,
    case when only_id is null then left(l.sql, 2000) else l.sql end, l.fingerprint, l.outcome, l.rows, l.bytes,
    l.elapsed_ms, l.from_cache, l.error, l.error_code, l.estimated_bytes, l.estimated_rows, l.estimated_cost,
    l.estimate_currency, l.estimate_source, l.estimate_exact, l.created_by, coalesce(nullif(p.full_name, ''), p.email), l.created_at
  from page l
  left join public.data_sources s on s.id = l.data_source_id
  left join public.agents a on a.id = l.agent_id
  left join public.artifacts b on b.id = l.artifact_id
  left join public.semantic_models m on m.id = l.semantic_model_id
  left join public.profiles p on p.id = l.created_by
  order by case sort when 'slowest' then l.elapsed_ms end desc nulls last, l.created_at desc, l.id
$$;

-- How many days an organization keeps its log: 90 unless its admins say otherwise.
create table public.query_log_retention (
  organization_id uuid primary key references public.organizations (id) on delete cascade,
  days integer not null default 90 check (days between 1 and 3650),
  updated_at timestamptz not null default now()
);
create trigger update_query_log_retention_updated_at before update on public.query_log_retention
  for each row execute function public.update_updated_at_column();
select private.secure('public.query_log_retention');
grant select on public.query_log_retention to authenticated;
grant insert (organization_id, days), update (days) on public.query_log_retention to authenticated;

create policy "Members see how long the log is kept" on public.query_log_retention for select to authenticated
  using (organization_id in (select private.my_organization_ids()));
create policy "Admins say how long the log is kept" on public.query_log_retention for insert to authenticated
  with check (organization_id in (select private.my_organization_ids('admin')));
create policy "Admins change how long the log is kept" on public.query_log_retention for update to authenticated
  using (organization_id in (select private.my_organization_ids('admin')))
  with check (organization_id in (select private.my_organization_ids('admin')));

create function public.keep_query_log(days integer) returns integer
language sql set search_path = ''
as $$
  insert into public.query_log_retention as r (organization_id, days)
  select o, keep_query_log.days from private.my_organization_ids() o
  on conflict on constraint query_log_retention_pkey do update set days = excluded.days
  returning r.days
$$;

create function public.query_log_days() returns integer
language sql stable set search_path = ''
as $$ select coalesce((select r.days from public.query_log_retention r), 90) $$;

-- Nobody deletes a line. What is older than the caller's own organization says goes, at most `most` lines at once; whoever asks
-- decides nothing about it.
create function public.purge_query_log(most integer default 10000) returns integer
language sql security definer set search_path = ''
as $$
  with home as (
    select o as id, coalesce((select r.days from public.query_log_retention r where r.organization_id = o), 90) as days
    from private.my_organization_ids() o
  ), old as (
    select l.id from home h
    join public.projects p on p.organization_id = h.id
    cross join lateral (
      select l.id from public.query_log l
      where l.project_id = p.id and l.created_at < clock_timestamp() - h.days * interval '1 day'
      limit greatest(least(most, 10000), 0)
    ) l
    limit greatest(least(most, 10000), 0)
  ), gone as (
    delete from public.query_log l where l.id in (select o.id from old o) returning 1
  )
  select count(*)::integer from gone
$$;

revoke all on function
  public.log_queries(jsonb),
  public.query_log_summary(uuid, timestamptz, timestamptz, jsonb, uuid, uuid, text, text),
  public.query_log_groups(uuid, timestamptz, timestamptz, jsonb, uuid, uuid, text, text, text, integer, integer),
  public.query_log_lines(uuid, timestamptz, timestamptz, jsonb, uuid, uuid, text, text, text, uuid, text, integer, integer),
  public.keep_query_log(integer), public.query_log_days(), public.purge_query_log(integer) from public, anon;
grant execute on function
  public.log_queries(jsonb),
  public.query_log_summary(uuid, timestamptz, timestamptz, jsonb, uuid, uuid, text, text),
  public.query_log_groups(uuid, timestamptz, timestamptz, jsonb, uuid, uuid, text, text, text, integer, integer),
  public.query_log_lines(uuid, timestamptz, timestamptz, jsonb, uuid, uuid, text, text, text, uuid, text, integer, integer),
  public.keep_query_log(integer), public.query_log_days(), public.purge_query_log(integer) to authenticated;
