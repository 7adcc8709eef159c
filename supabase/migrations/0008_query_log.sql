-- Every statement that ran or was refused; written once, changed by nobody. And the list of projects with their counts.

create table public.query_log (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  data_source_id uuid,
  asked_from text not null default '' check (char_length(asked_from) <= 200),
  sql text not null default '' constraint query_log_sql_size check (char_length(sql) <= 200000),
  fingerprint text not null default '' constraint query_log_fingerprint_size check (char_length(fingerprint) <= 200),
  outcome text not null check (char_length(outcome) between 1 and 100),
  rows bigint not null default 0 check (rows >= 0),
  bytes bigint not null default 0 check (bytes >= 0),
  elapsed_ms double precision not null default 0 check (elapsed_ms >= 0),
  error text not null default '' constraint query_log_error_size check (char_length(error) <= 20000),
  created_by uuid default auth.uid() references auth.users (id) on delete set null,
  created_at timestamptz not null default clock_timestamp(),
  foreign key (data_source_id, project_id) references public.data_sources (id, project_id)
    on delete set null (data_source_id)
);
create index query_log_project_id_idx on public.query_log (project_id, created_at desc);
create index query_log_data_source_id_idx on public.query_log (data_source_id, project_id);
create index query_log_created_by_idx on public.query_log (created_by);

select private.secure('public.query_log');

grant select on public.query_log to authenticated;
grant insert (project_id, data_source_id, asked_from, sql, fingerprint, outcome, rows, bytes, elapsed_ms, error)
  on public.query_log to authenticated;

create policy "Editors see the project's queries, others their own" on public.query_log for select to authenticated
  using (
    project_id in (select private.my_project_ids('editor'))
    or (created_by = (select auth.uid()) and project_id in (select private.my_project_ids()))
  );
create policy "Members log their own queries" on public.query_log for insert to authenticated
  with check (created_by = (select auth.uid()) and project_id in (select private.my_project_ids()));

-- Counts are of what the caller may see; they are taken for the page of projects that is returned, not for all.
create function public.list_projects(
  only_id uuid default null, search text default '', archived boolean default false, most integer default 50,
  skip integer default 0
) returns table (
  id uuid, organization_id uuid, name text, description text, created_by uuid, created_at timestamptz,
  updated_at timestamptz, archived_at timestamptz, data_sources bigint, semantic_models bigint, agents bigint,
  artifacts bigint, sessions bigint
)
language sql stable set search_path = ''
as $$
  with page as (
    select p.* from public.projects p
    where case when only_id is null then (p.archived_at is not null) = archived else p.id = only_id end
      and (search = '' or strpos(lower(p.name || chr(10) || p.description), lower(search)) > 0)
    order by p.updated_at desc, p.id limit least(most, 1000) offset skip
  )
  select p.id, p.organization_id, p.name, p.description, p.created_by, p.created_at, p.updated_at, p.archived_at,
    (select count(*) from public.data_sources x where x.project_id = p.id),
    (select count(*) from public.semantic_models x where x.project_id = p.id),
    (select count(*) from public.agents x where x.project_id = p.id),
    (select count(*) from public.artifacts x where x.project_id = p.id),
    (select count(*) from public.agent_sessions x where x.project_id = p.id)
  from page p order by p.updated_at desc, p.id
$$;
revoke all on function public.list_projects(uuid, text, boolean, integer, integer) from public, anon;
grant execute on function public.list_projects(uuid, text, boolean, integer, integer) to authenticated;
