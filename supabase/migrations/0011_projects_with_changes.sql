-- A project has changed when anything that its people share has, and what can be asked is a published model.
drop function public.list_projects(uuid, text, boolean, integer, integer);
create function public.list_projects(
  only_id uuid default null, search text default '', archived boolean default false, most integer default 50,
  skip integer default 0
) returns table (
  id uuid, organization_id uuid, name text, description text, created_by uuid, created_at timestamptz,
  updated_at timestamptz, archived_at timestamptz, data_sources bigint, semantic_models bigint, published_models bigint,
  agents bigint, artifacts bigint, dashboards bigint, reports bigint, decks bigint, sessions bigint,
  changed_at timestamptz
)
language sql stable set search_path = ''
as $$
  with found as (
    select p.*, greatest(
      p.updated_at,
      (select max(x.updated_at) from public.data_sources x where x.project_id = p.id),
      (select max(x.updated_at) from public.semantic_models x where x.project_id = p.id),
      (select max(x.updated_at) from public.agents x where x.project_id = p.id),
      (select max(x.updated_at) from public.artifacts x where x.project_id = p.id)
    ) as changed_at
    from public.projects p
    where case when only_id is null then (p.archived_at is not null) = archived else p.id = only_id end
      and (search = '' or strpos(lower(p.name || chr(10) || p.description), lower(search)) > 0)
  ),
  page as (
    select f.* from found f order by f.changed_at desc, f.id limit least(most, 1000) offset skip
  )
  select p.id, p.organization_id, p.name, p.description, p.created_by, p.created_at, p.updated_at, p.archived_at,
    (select count(*) from public.data_sources x where x.project_id = p.id),
    (select count(*) from public.semantic_models x where x.project_id = p.id),
    (select count(*) from public.semantic_models x where x.project_id = p.id and x.published_version is not null),
    (select count(*) from public.agents x where x.project_id = p.id),
    (select count(*) from public.artifacts x where x.project_id = p.id),
    (select count(*) from public.artifacts x where x.project_id = p.id and x.type = 'dashboard'),
    (select count(*) from public.artifacts x where x.project_id = p.id and x.type = 'report'),
    (select count(*) from public.artifacts x where x.project_id = p.id and x.type = 'slide'),
    (select count(*) from public.agent_sessions x where x.project_id = p.id),
    p.changed_at
  from page p order by p.changed_at desc, p.id
$$;
revoke all on function public.list_projects(uuid, text, boolean, integer, integer) from public, anon;
grant execute on function public.list_projects(uuid, text, boolean, integer, integer) to authenticated;
