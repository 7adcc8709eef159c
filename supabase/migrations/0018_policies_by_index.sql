-- What a person reads is found by indexes, however many organizations there are beside theirs. A policy of the form
-- `organization_id in (select …)` is a filter over the whole table; `= any (array(select …))` is a condition that an index answers.
-- It is used where the set is small: a person's organizations. Projects stay a set that is hashed, because an organization may have
-- thousands, and an array of thousands is gone through again for each project of a list; lists over all projects start from the set.

-- One row, so that plans which start from it go by indexes. A minimum that is no role lets nobody in.
create or replace function private.my_organization_ids(minimum text default 'viewer') returns setof uuid
language sql stable security definer rows 1 set search_path = ''
as $$
  select p.organization_id from public.profiles p
  where p.id = (select auth.uid()) and private.role_rank(minimum) >= 0
    and private.role_rank(p.role) >= private.role_rank(minimum)
$$;
alter function private.my_project_ids(text) rows 100;

alter policy "Members see their organization" on public.organizations
  using (id = any (array(select private.my_organization_ids())));
alter policy "Owners change their organization" on public.organizations
  using (id = any (array(select private.my_organization_ids('owner'))))
  with check (id = any (array(select private.my_organization_ids('owner'))));
alter policy "Members see one another" on public.profiles
  using (organization_id = any (array(select private.my_organization_ids())));
alter policy "Admins see invitations" on public.invitations
  using (organization_id = any (array(select private.my_organization_ids('admin'))));
alter policy "Admins withdraw invitations" on public.invitations
  using (organization_id = any (array(select private.my_organization_ids('admin'))));
alter policy "Members see their organization's projects" on public.projects
  using (organization_id = any (array(select private.my_organization_ids())));
alter policy "Editors change projects" on public.projects
  using (organization_id = any (array(select private.my_organization_ids('editor'))))
  with check (organization_id = any (array(select private.my_organization_ids('editor'))));
alter policy "Admins delete projects, editors those without data sources" on public.projects
  using (
    organization_id = any (array(select private.my_organization_ids('admin')))
    or (organization_id = any (array(select private.my_organization_ids('editor')))
        and id not in (select private.project_ids_with_data_sources()))
  );
alter policy "Members see how long the log is kept" on public.query_log_retention
  using (organization_id = any (array(select private.my_organization_ids())));
alter policy "Admins change how long the log is kept" on public.query_log_retention
  using (organization_id = any (array(select private.my_organization_ids('admin'))))
  with check (organization_id = any (array(select private.my_organization_ids('admin'))));
alter policy "Members see budgets" on public.budgets
  using (organization_id = any (array(select private.my_organization_ids())));
alter policy "Admins change budgets" on public.budgets
  using (organization_id = any (array(select private.my_organization_ids('admin'))))
  with check (organization_id = any (array(select private.my_organization_ids('admin'))));
alter policy "Admins remove budgets" on public.budgets
  using (organization_id = any (array(select private.my_organization_ids('admin'))));

-- What is shown of a project is told by these columns too.
create index usage_strikes_user_id_idx on public.usage_strikes (project_id, user_id);
create index artifacts_status_idx on public.artifacts (project_id, status);
create index semantic_models_published_idx on public.semantic_models (project_id, published_version);

-- Each table of a project is gone through once for its counts and its latest change.
create or replace function public.list_projects(
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
    select p.*, d.n as data_sources, m.n as semantic_models, m.published as published_models, a.n as agents,
      b.n as artifacts, b.dashboards, b.reports, b.decks,
      greatest(p.updated_at, d.changed, m.changed, a.changed, b.changed) as changed_at
    from public.projects p
    cross join lateral (
      select count(*) as n, max(x.updated_at) as changed from public.data_sources x where x.project_id = p.id
    ) d
    cross join lateral (
      select count(*) as n, count(x.published_version) as published, max(x.updated_at) as changed
      from public.semantic_models x where x.project_id = p.id
    ) m
    cross join lateral (
      select count(*) as n, max(x.updated_at) as changed from public.agents x where x.project_id = p.id
    ) a
    cross join lateral (
      select count(*) as n, count(*) filter (where x.type = 'dashboard') as dashboards,
        count(*) filter (where x.type = 'report') as reports, count(*) filter (where x.type = 'slide') as decks,
        max(x.updated_at) as changed
      from public.artifacts x where x.project_id = p.id
    ) b
    where case when only_id is null then (p.archived_at is not null) = archived else p.id = only_id end
      and (search = '' or strpos(lower(p.name || chr(10) || p.description), lower(search)) > 0)
  ),
  page as (
    select f.* from found f order by f.changed_at desc, f.id limit least(most, 1000) offset skip
  )
  select p.id, p.organization_id, p.name, p.description, p.created_by, p.created_at, p.updated_at, p.archived_at,
    p.data_sources, p.semantic_models, p.published_models, p.agents, p.artifacts, p.dashboards, p.reports, p.decks,
    (select count(*) from public.agent_sessions x where x.project_id = p.id), p.changed_at
  from page p order by p.changed_at desc, p.id
$$;

create or replace function public.list_agents(
  in_project uuid default null, search text default '', most integer default 50, skip integer default 0
) returns setof public.agents
language sql stable set search_path = ''
as $$
  select a.* from (
    select in_project as id where in_project is not null
    union all select private.my_project_ids() where in_project is null
  ) p
  join public.agents a on a.project_id = p.id
  where search = '' or strpos(lower(a.name || chr(10) || a.description), lower(search)) > 0
  order by a.updated_at desc, a.id limit least(most, 1000) offset skip
$$;

create or replace function public.list_artifacts(
  in_project uuid default null, of_type text default null, in_status text default null, search text default '',
  most integer default 50, skip integer default 0
) returns table (
  id uuid, project_id uuid, type text, name text, description text, status text, version integer, created_by uuid,
  created_at timestamptz, updated_at timestamptz
)
language sql stable set search_path = ''
as $$
  select a.id, a.project_id, a.type, a.name, a.description, a.status, a.version, a.created_by, a.created_at, a.updated_at
  from (
    select in_project as id where in_project is not null
    union all select private.my_project_ids() where in_project is null
  ) p
  join public.artifacts a on a.project_id = p.id
  where (of_type is null or a.type = of_type) and (in_status is null or a.status = in_status)
    and (search = '' or strpos(lower(a.name || chr(10) || a.description), lower(search)) > 0)
  order by a.updated_at desc, a.id limit least(most, 1000) offset skip
$$;
