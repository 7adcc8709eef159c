-- Projects: a workspace for one use case; everything else hangs below one.

create table public.projects (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(trim(name)) between 1 and 200),
  description text not null default '' check (char_length(description) <= 10000),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  created_by uuid default auth.uid() references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  archived_at timestamptz
);
create index projects_organization_id_idx on public.projects (organization_id, updated_at desc);
create index projects_created_by_idx on public.projects (created_by);

create trigger update_projects_updated_at before update on public.projects
  for each row execute function public.update_updated_at_column();

select private.secure('public.projects');

create function private.my_project_ids(minimum text default 'viewer') returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select p.id from public.projects p where p.organization_id in (select private.my_organization_ids(minimum))
$$;
create function private.organizations_in_use() returns setof uuid
language sql stable security definer set search_path = ''
as $$ select distinct p.organization_id from public.projects p $$;
revoke all on function private.my_project_ids(text), private.organizations_in_use() from public;
grant execute on function private.my_project_ids(text) to authenticated;

grant select, delete on public.projects to authenticated;
grant insert (id, name, description, organization_id) on public.projects to authenticated;
grant update (name, description, archived_at) on public.projects to authenticated;

create policy "Members see their organization's projects" on public.projects for select to authenticated
  using (organization_id in (select private.my_organization_ids()));
create policy "Editors create projects" on public.projects for insert to authenticated
  with check (organization_id in (select private.my_organization_ids('editor')));
create policy "Editors change projects" on public.projects for update to authenticated
  using (organization_id in (select private.my_organization_ids('editor')))
  with check (organization_id in (select private.my_organization_ids('editor')));
