-- Lines that are written together keep the order in which they were given, whatever way the database joins them.
create or replace function public.log_queries(entries jsonb) returns integer
language sql set search_path = ''
as $$
  with added as (
    insert into public.query_log (
      id, project_id, data_source_id, agent_id, artifact_id, semantic_model_id, model_version, asked_from, sql, fingerprint,
      outcome, rows, bytes, elapsed_ms, from_cache, error, error_code, estimated_bytes, estimated_rows, estimated_cost,
      estimate_currency, estimate_source, estimate_exact, uncounted, created_at
    )
    select coalesce(e.id, gen_random_uuid()), e.project_id, s.id, a.id, b.id, m.id, e.model_version, e.asked_from, e.sql,
      e.fingerprint, e.outcome, e.rows, e.bytes, e.elapsed_ms, e.from_cache, e.error, e.error_code, e.estimated_bytes,
      e.estimated_rows, e.estimated_cost, e.estimate_currency, e.estimate_source, e.estimate_exact,
      coalesce(e.uncounted, false),
      statement_timestamp() - least(greatest(e.ago_ms, 0), 86400000) * interval '1 millisecond' + e.n * interval '1 microsecond'
    from rows from (jsonb_to_recordset(log_queries.entries) as (
      id uuid, project_id uuid, data_source_id uuid, agent_id uuid, artifact_id uuid, semantic_model_id uuid,
      model_version integer, asked_from text, sql text, fingerprint text, outcome text, rows bigint, bytes bigint,
      elapsed_ms double precision, from_cache boolean, error text, error_code text, estimated_bytes bigint,
      estimated_rows bigint, estimated_cost double precision, estimate_currency text, estimate_source text,
      estimate_exact boolean, uncounted boolean, ago_ms double precision
    )) with ordinality as e (
      id, project_id, data_source_id, agent_id, artifact_id, semantic_model_id, model_version, asked_from, sql, fingerprint,
      outcome, rows, bytes, elapsed_ms, from_cache, error, error_code, estimated_bytes, estimated_rows, estimated_cost,
      estimate_currency, estimate_source, estimate_exact, uncounted, ago_ms, n
    )
    left join public.data_sources s on s.id = e.data_source_id and s.project_id = e.project_id
    left join public.agents a on a.id = e.agent_id and a.project_id = e.project_id
    left join public.artifacts b on b.id = e.artifact_id and b.project_id = e.project_id
    left join public.semantic_models m on m.id = e.semantic_model_id and m.project_id = e.project_id
    on conflict (id) do nothing
    returning 1
  )
  select count(*)::integer from added
$$;
