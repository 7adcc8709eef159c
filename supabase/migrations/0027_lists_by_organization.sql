-- A list is found by an index that has its order in it, of 10,000 projects as of 10: what belongs to a project has its organization
-- in the row, a project has the time of its latest change, and a page begins after the last row of the page before.

-- The organization of a row is its project's, whatever was given: nobody may write the column.
create function private.take_organization() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.organization_id = (select p.organization_id from public.projects p where p.id = new.project_id);
  return new;
end
$$;
revoke all on function private.take_organization() from public;

alter table public.query_log add column organization_id uuid;
alter table public.data_sources add column organization_id uuid;
alter table public.semantic_models add column organization_id uuid;
alter table public.agents add column organization_id uuid;
alter table public.agent_sessions add column organization_id uuid;
alter table public.artifacts add column organization_id uuid;

-- Filled in without the triggers that tell of a change: nothing has changed.
alter table public.query_log disable trigger user;
alter table public.data_sources disable trigger user;
alter table public.semantic_models disable trigger user;
alter table public.agents disable trigger user;
alter table public.agent_sessions disable trigger user;
alter table public.artifacts disable trigger user;
update public.query_log x set organization_id = p.organization_id from public.projects p where p.id = x.project_id;
update public.data_sources x set organization_id = p.organization_id from public.projects p where p.id = x.project_id;
update public.semantic_models x set organization_id = p.organization_id from public.projects p where p.id = x.project_id;
update public.agents x set organization_id = p.organization_id from public.projects p where p.id = x.project_id;
update public.agent_sessions x set organization_id = p.organization_id from public.projects p where p.id = x.project_id;
update public.artifacts x set organization_id = p.organization_id from public.projects p where p.id = x.project_id;
alter table public.query_log enable trigger user;
alter table public.data_sources enable trigger user;
alter table public.semantic_models enable trigger user;
alter table public.agents enable trigger user;
alter table public.agent_sessions enable trigger user;
alter table public.artifacts enable trigger user;

alter table public.query_log alter column organization_id set not null;
alter table public.data_sources alter column organization_id set not null;
alter table public.semantic_models alter column organization_id set not null;
alter table public.agents alter column organization_id set not null;
alter table public.agent_sessions alter column organization_id set not null;
alter table public.artifacts alter column organization_id set not null;

create trigger take_organization before insert or update of project_id, organization_id on public.query_log
  for each row execute function private.take_organization();
create trigger take_organization before insert or update of project_id, organization_id on public.data_sources
  for each row execute function private.take_organization();
create trigger take_organization before insert or update of project_id, organization_id on public.semantic_models
  for each row execute function private.take_organization();
create trigger take_organization before insert or update of project_id, organization_id on public.agents
  for each row execute function private.take_organization();
create trigger take_organization before insert or update of project_id, organization_id on public.agent_sessions
  for each row execute function private.take_organization();
create trigger take_organization before insert or update of project_id, organization_id on public.artifacts
  for each row execute function private.take_organization();

grant select (organization_id) on public.data_sources to authenticated; -- of the other tables people may read every column

-- Who may what with the rows of a project is a question of their organization alone, and one that an index answers.
alter policy "Members see data sources" on public.data_sources
  using (organization_id = any (array(select private.my_organization_ids())));
alter policy "Admins add data sources" on public.data_sources
  with check (organization_id = any (array(select private.my_organization_ids('admin'))));
alter policy "Admins change data sources" on public.data_sources
  using (organization_id = any (array(select private.my_organization_ids('admin'))))
  with check (organization_id = any (array(select private.my_organization_ids('admin'))));
alter policy "Admins remove data sources" on public.data_sources
  using (organization_id = any (array(select private.my_organization_ids('admin'))));

alter policy "Editors see models, viewers published ones" on public.semantic_models
  using (
    organization_id = any (array(select private.my_organization_ids('editor')))
    or (published_version is not null and organization_id = any (array(select private.my_organization_ids())))
  );
alter policy "Editors create models" on public.semantic_models
  with check (organization_id = any (array(select private.my_organization_ids('editor'))));
alter policy "Editors change models" on public.semantic_models
  using (organization_id = any (array(select private.my_organization_ids('editor'))))
  with check (organization_id = any (array(select private.my_organization_ids('editor'))));
alter policy "Editors delete models" on public.semantic_models
  using (organization_id = any (array(select private.my_organization_ids('editor'))));

alter policy "Members see agents" on public.agents
  using (organization_id = any (array(select private.my_organization_ids())));
alter policy "Editors create agents" on public.agents
  with check (organization_id = any (array(select private.my_organization_ids('editor'))));
alter policy "Editors change agents" on public.agents
  using (organization_id = any (array(select private.my_organization_ids('editor'))))
  with check (organization_id = any (array(select private.my_organization_ids('editor'))));
alter policy "Editors delete agents" on public.agents
  using (organization_id = any (array(select private.my_organization_ids('editor'))));

alter policy "People see their own sessions" on public.agent_sessions
  using (created_by = (select auth.uid()) and organization_id = any (array(select private.my_organization_ids())));
alter policy "Members start sessions" on public.agent_sessions
  with check (created_by = (select auth.uid()) and organization_id = any (array(select private.my_organization_ids())));
alter policy "People rename their own sessions" on public.agent_sessions
  using (created_by = (select auth.uid()) and organization_id = any (array(select private.my_organization_ids())))
  with check (created_by = (select auth.uid()) and organization_id = any (array(select private.my_organization_ids())));
alter policy "People delete their own sessions" on public.agent_sessions
  using (created_by = (select auth.uid()) and organization_id = any (array(select private.my_organization_ids())));

alter policy "Editors see artifacts, viewers published ones" on public.artifacts
  using (
    organization_id = any (array(select private.my_organization_ids('editor')))
    or (status = 'published' and organization_id = any (array(select private.my_organization_ids())))
  );
alter policy "Editors create artifacts" on public.artifacts
  with check (organization_id = any (array(select private.my_organization_ids('editor'))));
alter policy "Editors change artifacts" on public.artifacts
  using (organization_id = any (array(select private.my_organization_ids('editor'))))
  with check (organization_id = any (array(select private.my_organization_ids('editor'))));
alter policy "Editors delete artifacts" on public.artifacts
  using (organization_id = any (array(select private.my_organization_ids('editor'))));

alter policy "Editors see the project's queries, others their own" on public.query_log
  using (
    organization_id = any (array(select private.my_organization_ids('editor')))
    or (created_by = (select auth.uid()) and organization_id = any (array(select private.my_organization_ids())))
  );
alter policy "Members log their own queries" on public.query_log
  with check (created_by = (select auth.uid()) and organization_id = any (array(select private.my_organization_ids())));
create index query_log_organization_id_idx on public.query_log (organization_id);

-- Versions have their model's, or their artifact's.
alter table public.semantic_model_versions add column organization_id uuid;
alter table public.semantic_model_versions disable trigger user;
update public.semantic_model_versions v set organization_id = m.organization_id
from public.semantic_models m where m.id = v.semantic_model_id;
alter table public.semantic_model_versions enable trigger user;
alter table public.semantic_model_versions alter column organization_id set not null;
create index semantic_model_versions_organization_id_idx on public.semantic_model_versions (organization_id);
create or replace function private.add_semantic_model_version() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  head public.semantic_models;
begin
  select m.* into head from public.semantic_models m
  where m.id = new.semantic_model_id and m.organization_id in (select private.my_organization_ids('editor')) for update;
  if not found then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  if new.version is distinct from head.latest_version + 1 then
    raise exception 'The latest version is %.', head.latest_version using errcode = 'PT409';
  end if;
  update public.semantic_models m set latest_version = new.version where m.id = new.semantic_model_id;
  new.created_by_name = coalesce((select private.my_name()), '');
  new.organization_id = head.organization_id;
  return new;
end
$$;
-- One policy instead of two, of which an editor's part is looked at first: the sets behind it are made for viewers alone.
drop policy "Members see versions that an agent stays with" on public.semantic_model_versions;
alter policy "Editors see versions, viewers what is published" on public.semantic_model_versions
  using (
    organization_id = any (array(select private.my_organization_ids('editor')))
    or id in (select private.my_published_version_ids())
    or id in (select private.my_pinned_version_ids())
  );
create or replace function private.my_published_version_ids() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select v.id from private.my_organization_ids() mine (id)
  join public.semantic_models m on m.organization_id = mine.id
  join public.semantic_model_versions v on v.semantic_model_id = m.id and v.version = m.published_version
$$;
create or replace function private.my_pinned_version_ids() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select v.id from private.my_organization_ids() mine (id)
  join public.agents a on a.organization_id = mine.id
  join public.semantic_models m on m.project_id = a.project_id and m.published_version is not null
    and m.id::text = a.config ->> 'semantic_model_id'
  join public.semantic_model_versions v on v.semantic_model_id = m.id and v.published_at is not null
    and v.version::text = a.config ->> 'semantic_model_version'
$$;
alter policy "Editors save versions" on public.semantic_model_versions
  with check (organization_id = any (array(select private.my_organization_ids('editor'))));
alter policy "Editors annotate versions" on public.semantic_model_versions
  using (organization_id = any (array(select private.my_organization_ids('editor'))))
  with check (organization_id = any (array(select private.my_organization_ids('editor'))));

alter table public.artifact_versions add column organization_id uuid;
update public.artifact_versions v set organization_id = a.organization_id from public.artifacts a where a.id = v.artifact_id;
alter table public.artifact_versions alter column organization_id set not null;
create index artifact_versions_organization_id_idx on public.artifact_versions (organization_id);
create or replace function private.keep_artifact_version() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' or new.version <> old.version then
    insert into public.artifact_versions (
      artifact_id, version, name, description, content, note, created_by_name, organization_id
    )
    values (new.id, new.version, new.name, new.description, new.content, new.note,
            coalesce((select private.my_name()), ''), new.organization_id);
  end if;
  return null;
end
$$;
alter policy "Editors see artifact versions" on public.artifact_versions
  using (organization_id = any (array(select private.my_organization_ids('editor'))));

-- The sets that the rows below a model, an artifact and a conversation go by.
create or replace function private.my_semantic_model_ids(minimum text default 'viewer') returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select m.id from public.semantic_models m
  where m.organization_id = any (array(select private.my_organization_ids(minimum)))
$$;
create or replace function private.my_artifact_ids(minimum text default 'viewer') returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select a.id from public.artifacts a
  where a.organization_id = any (array(select private.my_organization_ids(minimum)))
$$;
create or replace function private.my_session_ids() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select s.id from public.agent_sessions s
  where s.created_by = (select auth.uid()) and s.organization_id = any (array(select private.my_organization_ids()))
$$;

-- When a project or anything that its people share was changed last. Its own `updated_at` stays what it says: the project's.
alter table public.projects add column changed_at timestamptz not null default now();
alter table public.projects disable trigger user;
update public.projects p set changed_at = greatest(
  p.updated_at,
  (select max(x.updated_at) from public.data_sources x where x.project_id = p.id),
  (select max(x.updated_at) from public.semantic_models x where x.project_id = p.id),
  (select max(x.updated_at) from public.agents x where x.project_id = p.id),
  (select max(x.updated_at) from public.artifacts x where x.project_id = p.id)
);
alter table public.projects enable trigger user;

create function private.project_changed() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.changed_at = greatest(old.changed_at, now());
  return new;
end
$$;
revoke all on function private.project_changed() from public;
drop trigger update_projects_updated_at on public.projects;
create trigger update_projects_updated_at before update on public.projects
  for each row when (new.changed_at is not distinct from old.changed_at)
  execute function public.update_updated_at_column();
create trigger update_projects_with_changed_at before update on public.projects
  for each row execute function private.project_changed();

-- A change of what is in a project marks the project, with the database's rights: an admin who removes a data source, an editor who
-- saves, need none on the project's row for it. Nobody waits: where another change holds the row (marking it at this moment, renaming
-- or deleting the project), this one leaves it alone. Lists are ordered by the mark and tell the exact time beside it.
create function private.mark_project_changed() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  project uuid := case when tg_op = 'DELETE' then old.project_id else new.project_id end;
begin
  update public.projects p set changed_at = now()
  where p.id in (
    select one.id from public.projects one where one.id = project and one.changed_at < now()
    for no key update skip locked
  );
  return null;
end
$$;
revoke all on function private.mark_project_changed() from public;
create trigger mark_project_changed after insert or update or delete on public.data_sources
  for each row execute function private.mark_project_changed();
create trigger mark_project_changed after insert or update or delete on public.semantic_models
  for each row execute function private.mark_project_changed();
create trigger mark_project_changed after insert or update or delete on public.agents
  for each row execute function private.mark_project_changed();
create trigger mark_project_changed after insert or update or delete on public.artifacts
  for each row execute function private.mark_project_changed();

-- One index for each list: what it is of, then its order. What a policy looks at besides is at the end.
drop index public.projects_organization_id_idx;
create index projects_list_idx on public.projects (organization_id, (archived_at is not null), changed_at desc, id desc);
drop index public.data_sources_project_id_idx;
create index data_sources_project_id_idx on public.data_sources (project_id, updated_at desc, id desc);
create index data_sources_list_idx on public.data_sources (organization_id, updated_at desc, id desc);
drop index public.semantic_models_project_id_idx, public.semantic_models_published_idx;
create index semantic_models_project_id_idx on public.semantic_models (project_id, updated_at desc, id desc);
create index semantic_models_list_idx on public.semantic_models (organization_id, published_version);
drop index public.agents_project_id_idx;
create index agents_project_id_idx on public.agents (project_id, updated_at desc, id desc);
create index agents_list_idx on public.agents (organization_id, updated_at desc, id desc);
drop index public.agent_sessions_project_id_idx;
create index agent_sessions_project_id_idx on public.agent_sessions (project_id, created_by, updated_at desc, id desc);
drop index public.agent_sessions_created_by_idx;
create index agent_sessions_created_by_idx on public.agent_sessions (created_by, updated_at desc, id desc) include (organization_id);
create index agent_sessions_organization_id_idx on public.agent_sessions (organization_id);
drop index public.artifacts_project_id_idx, public.artifacts_status_idx;
create index artifacts_project_id_idx on public.artifacts (project_id, updated_at desc, id desc);
create index artifacts_list_idx on public.artifacts (organization_id, updated_at desc, id desc, status);

-- The projects of the organization, those changed last first. A page begins after a row of that time and id, or `skip` rows in. The
-- time is compared by itself too: that is what the index is entered by.
create function public.find_projects(
  search text default '', archived boolean default false, most integer default 50, skip integer default 0,
  after_time timestamptz default null, after_id uuid default null
) returns setof public.projects
language sql stable set search_path = ''
as $$
  select p.* from public.projects p
  where p.organization_id = (select private.my_organization_ids()) and (p.archived_at is not null) = archived
    and p.changed_at <= coalesce(after_time, 'infinity')
    and (p.changed_at, p.id) < (coalesce(after_time, 'infinity'), coalesce(after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    and (search = '' or strpos(lower(p.name || chr(10) || p.description), lower(search)) > 0)
  order by p.changed_at desc, p.id desc limit least(most, 1000) offset skip
$$;

drop function public.list_projects(uuid, text, boolean, integer, integer);
create function public.list_projects(
  only_id uuid default null, search text default '', archived boolean default false, most integer default 50,
  skip integer default 0, after_time timestamptz default null, after_id uuid default null
) returns table (
  id uuid, organization_id uuid, name text, description text, created_by uuid, created_at timestamptz,
  updated_at timestamptz, archived_at timestamptz, data_sources bigint, semantic_models bigint, published_models bigint,
  agents bigint, artifacts bigint, dashboards bigint, reports bigint, decks bigint, sessions bigint,
  changed_at timestamptz, marked_at timestamptz
)
language sql stable set search_path = ''
as $$
  with page as (
    select f.* from public.find_projects(search, archived, most, skip, after_time, after_id) f where only_id is null
    union all
    select p.* from public.projects p where p.id = only_id
  )
  select p.id, p.organization_id, p.name, p.description, p.created_by, p.created_at, p.updated_at, p.archived_at,
    d.n, m.n, m.published, a.n, b.n, b.dashboards, b.reports, b.decks,
    (select count(*) from public.agent_sessions x where x.project_id = p.id),
    greatest(p.changed_at, d.changed, m.changed, a.changed, b.changed), p.changed_at
  from page p
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
  order by p.changed_at desc, p.id desc
$$;

drop function public.list_agents(uuid, text, integer, integer);
create function public.list_agents(
  in_project uuid default null, search text default '', most integer default 50, skip integer default 0,
  after_time timestamptz default null, after_id uuid default null
) returns setof public.agents
language sql stable set search_path = ''
as $$
  with place as (
    select coalesce(after_time, 'infinity') as moment, coalesce(after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') as id
  )
  select found.* from (
    (select a.* from public.agents a
     where in_project is null and a.organization_id = (select private.my_organization_ids())
       and a.updated_at <= (select moment from place)
       and (a.updated_at, a.id) < ((select moment from place), (select id from place))
       and (search = '' or strpos(lower(a.name || chr(10) || a.description), lower(search)) > 0)
     order by a.updated_at desc, a.id desc limit least(most, 1000) + skip)
    union all
    (select a.* from public.agents a
     where a.project_id = in_project and a.updated_at <= (select moment from place)
       and (a.updated_at, a.id) < ((select moment from place), (select id from place))
       and (search = '' or strpos(lower(a.name || chr(10) || a.description), lower(search)) > 0)
     order by a.updated_at desc, a.id desc limit least(most, 1000) + skip)
  ) found
  order by found.updated_at desc, found.id desc limit least(most, 1000) offset skip
$$;

drop function public.list_artifacts(uuid, text, text, text, integer, integer);
create function public.list_artifacts(
  in_project uuid default null, of_type text default null, in_status text default null, search text default '',
  most integer default 50, skip integer default 0, after_time timestamptz default null, after_id uuid default null
) returns table (
  id uuid, project_id uuid, type text, name text, description text, status text, version integer, created_by uuid,
  created_at timestamptz, updated_at timestamptz
)
language sql stable set search_path = ''
as $$
  with place as (
    select coalesce(after_time, 'infinity') as moment, coalesce(after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') as id
  )
  select found.* from (
    (select a.id, a.project_id, a.type, a.name, a.description, a.status, a.version, a.created_by, a.created_at, a.updated_at
     from public.artifacts a
     where in_project is null and a.organization_id = (select private.my_organization_ids())
       and a.updated_at <= (select moment from place)
       and (a.updated_at, a.id) < ((select moment from place), (select place.id from place))
       and (of_type is null or a.type = of_type) and (in_status is null or a.status = in_status)
       and (search = '' or strpos(lower(a.name || chr(10) || a.description), lower(search)) > 0)
     order by a.updated_at desc, a.id desc limit least(most, 1000) + skip)
    union all
    (select a.id, a.project_id, a.type, a.name, a.description, a.status, a.version, a.created_by, a.created_at, a.updated_at
     from public.artifacts a
     where a.project_id = in_project and a.updated_at <= (select moment from place)
       and (a.updated_at, a.id) < ((select moment from place), (select place.id from place))
       and (of_type is null or a.type = of_type) and (in_status is null or a.status = in_status)
       and (search = '' or strpos(lower(a.name || chr(10) || a.description), lower(search)) > 0)
     order by a.updated_at desc, a.id desc limit least(most, 1000) + skip)
  ) found
  order by found.updated_at desc, found.id desc limit least(most, 1000) offset skip
$$;

-- One's own conversations: all, of an agent, or those without one.
create function public.list_sessions(
  in_project uuid default null, of_agent uuid default null, without_agent boolean default false, most integer default 50, skip integer default 0,
  after_time timestamptz default null, after_id uuid default null
) returns setof public.agent_sessions
language sql stable set search_path = ''
as $$
  with place as (
    select coalesce(after_time, 'infinity') as moment, coalesce(after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff') as id
  )
  select found.* from (
    (select s.* from public.agent_sessions s
     where in_project is null and s.created_by = (select auth.uid()) and (of_agent is null or s.agent_id = of_agent)
       and (not without_agent or s.agent_id is null)
       and s.updated_at <= (select moment from place)
       and (s.updated_at, s.id) < ((select moment from place), (select id from place))
     order by s.updated_at desc, s.id desc limit least(most, 1000) + skip)
    union all
    (select s.* from public.agent_sessions s
     where s.project_id = in_project and s.created_by = (select auth.uid()) and (of_agent is null or s.agent_id = of_agent)
       and (not without_agent or s.agent_id is null)
       and s.updated_at <= (select moment from place)
       and (s.updated_at, s.id) < ((select moment from place), (select id from place))
     order by s.updated_at desc, s.id desc limit least(most, 1000) + skip)
  ) found
  order by found.updated_at desc, found.id desc limit least(most, 1000) offset skip
$$;

-- The people of the organization by name.
create index profiles_list_idx on public.profiles (organization_id, full_name, id);
create function public.list_members(search text default '', most integer default 50, skip integer default 0)
returns table (id uuid, organization_id uuid, email text, full_name text, role text)
language sql stable set search_path = ''
as $$
  select p.id, p.organization_id, p.email, p.full_name, p.role from public.profiles p
  where p.organization_id = (select private.my_organization_ids())
    and (search = '' or strpos(lower(p.full_name || chr(10) || p.email), lower(search)) > 0)
  order by p.full_name, p.id limit least(most, 1000) offset skip
$$;

create or replace function public.list_data_sources(in_project uuid default null, only_id uuid default null) returns table (
  id uuid, project_id uuid, name text, kind text, config jsonb, version integer, created_by uuid, created_at timestamptz,
  updated_at timestamptz, catalog_at timestamptz
)
language sql stable security definer set search_path = ''
as $$
  select d.id, d.project_id, d.name, d.kind,
    case when d.organization_id in (select private.my_organization_ids('editor')) then d.config end,
    d.version, d.created_by, d.created_at, d.updated_at, d.catalog_at
  from (
    (select one.* from public.data_sources one where one.id = only_id)
    union all
    (select one.* from public.data_sources one where only_id is null and one.project_id = in_project)
    union all
    (select one.* from public.data_sources one
     where only_id is null and in_project is null and one.organization_id = (select private.my_organization_ids())
     order by one.updated_at desc, one.id desc limit 1000)
  ) d
  where d.organization_id in (select private.my_organization_ids()) and (in_project is null or d.project_id = in_project)
  order by d.updated_at desc, d.id desc limit 1000
$$;
create or replace function public.data_source_connection(data_source_id uuid) returns table (kind text, config jsonb, secrets text)
language sql stable security definer set search_path = ''
as $$
  select d.kind, case when d.organization_id in (select private.my_organization_ids('editor')) then d.config end, d.secrets
  from public.data_sources d
  where d.id = data_source_connection.data_source_id and d.organization_id in (select private.my_organization_ids())
$$;

revoke all on function
  public.find_projects(text, boolean, integer, integer, timestamptz, uuid),
  public.list_projects(uuid, text, boolean, integer, integer, timestamptz, uuid),
  public.list_agents(uuid, text, integer, integer, timestamptz, uuid),
  public.list_artifacts(uuid, text, text, text, integer, integer, timestamptz, uuid),
  public.list_sessions(uuid, uuid, boolean, integer, integer, timestamptz, uuid),
  public.list_members(text, integer, integer) from public, anon;
grant execute on function
  public.find_projects(text, boolean, integer, integer, timestamptz, uuid),
  public.list_projects(uuid, text, boolean, integer, integer, timestamptz, uuid),
  public.list_agents(uuid, text, integer, integer, timestamptz, uuid),
  public.list_artifacts(uuid, text, text, text, integer, integer, timestamptz, uuid),
  public.list_sessions(uuid, uuid, boolean, integer, integer, timestamptz, uuid),
  public.list_members(text, integer, integer) to authenticated;
