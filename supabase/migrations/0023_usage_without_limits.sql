-- What a project's day has used is counted whether there is a limit or not. Where there is one, a query is admitted and settled; where
-- there is none it does not wait for that, and is counted when its line of the log is written.

alter table public.query_log add column uncounted boolean not null default false; -- nobody admitted and settled it
grant insert (uncounted) on public.query_log to authenticated;

create or replace function public.log_queries(entries jsonb) returns integer
language sql set search_path = ''
as $$
  with added as (
    insert into public.query_log (
      project_id, data_source_id, agent_id, artifact_id, semantic_model_id, model_version, asked_from, sql, fingerprint,
      outcome, rows, bytes, elapsed_ms, from_cache, error, error_code, estimated_bytes, estimated_rows, estimated_cost,
      estimate_currency, estimate_source, estimate_exact, uncounted, created_at
    )
    select e.project_id, s.id, a.id, b.id, m.id, e.model_version, e.asked_from, e.sql, e.fingerprint, e.outcome, e.rows,
      e.bytes, e.elapsed_ms, e.from_cache, e.error, e.error_code, e.estimated_bytes, e.estimated_rows, e.estimated_cost,
      e.estimate_currency, e.estimate_source, e.estimate_exact, coalesce(e.uncounted, false),
      clock_timestamp() - least(greatest(e.ago_ms, 0), 86400000) * interval '1 millisecond'
    from jsonb_to_recordset(log_queries.entries) as e (
      project_id uuid, data_source_id uuid, agent_id uuid, artifact_id uuid, semantic_model_id uuid, model_version integer,
      asked_from text, sql text, fingerprint text, outcome text, rows bigint, bytes bigint, elapsed_ms double precision,
      from_cache boolean, error text, error_code text, estimated_bytes bigint, estimated_rows bigint,
      estimated_cost double precision, estimate_currency text, estimate_source text, estimate_exact boolean, uncounted boolean,
      ago_ms double precision
    )
    left join public.data_sources s on s.id = e.data_source_id and s.project_id = e.project_id
    left join public.agents a on a.id = e.agent_id and a.project_id = e.project_id
    left join public.artifacts b on b.id = e.artifact_id and b.project_id = e.project_id
    left join public.semantic_models m on m.id = e.semantic_model_id and m.project_id = e.project_id
    returning 1
  )
  select count(*)::integer from added
$$;

-- Counted on the day on which a query began, in a project without a limit for queries, of those who can run one there: where there is a
-- limit, nobody fills the day by lines of a log. No more of one than `settle_usage` takes.
create function private.count_logged() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  one record;
begin
  for one in
    select a.project_id, a.created_by, (a.began at time zone 'UTC')::date as day, count(*) as queries,
      sum(least(a.bytes, 1099511627776)) as bytes, sum(a.seconds) as seconds
    from (
      select n.project_id, n.created_by, n.bytes, least(n.elapsed_ms / 1000, 86400) as seconds,
        n.created_at - make_interval(secs => least(n.elapsed_ms / 1000, 86400)) as began
      from added n
      where n.uncounted and not n.from_cache and n.outcome <> 'refused' and n.created_by = (select auth.uid())
    ) a
    group by 1, 2, 3 order by 1, 2, 3
  loop
    if not private.may_run(one.project_id) then
      continue;
    end if;
    perform private.lock_usage(one.project_id);
    insert into public.project_usage as u (project_id, day, user_id, queries, bytes, seconds)
    select one.project_id, one.day, one.created_by, one.queries, one.bytes, one.seconds
    from public.project_budget(one.project_id) b
    where num_nonnulls(b.query_bytes, b.query_seconds, b.day_bytes, b.day_seconds) = 0
    on conflict on constraint project_usage_pkey do update
      set queries = u.queries + excluded.queries, bytes = u.bytes + excluded.bytes, seconds = u.seconds + excluded.seconds;
  end loop;
  return null;
end
$$;
revoke all on function private.count_logged() from public;
create trigger count_logged after insert on public.query_log referencing new table as added
  for each statement execute function private.count_logged();
