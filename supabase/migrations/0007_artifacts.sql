-- Dashboards, reports and decks. Every save counts the version up and writes artifact_versions, whichever way it comes.

create table public.artifacts (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  type text not null check (type in ('report', 'slide', 'dashboard')),
  name text not null check (char_length(trim(name)) between 1 and 200),
  description text not null default '' check (char_length(description) <= 10000),
  content jsonb not null default '{}' check (jsonb_typeof(content) = 'object')
    constraint artifacts_content_size check (pg_column_size(content) <= 20000000),
  status text not null default 'draft' check (status in ('draft', 'published')),
  version integer not null default 1,
  note text not null default '' check (char_length(note) <= 10000), -- of the latest save
  created_by uuid default auth.uid() references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index artifacts_project_id_idx on public.artifacts (project_id, updated_at desc);
create index artifacts_created_by_idx on public.artifacts (created_by);

create table public.artifact_versions (
  id uuid primary key default gen_random_uuid(),
  artifact_id uuid not null references public.artifacts (id) on delete cascade,
  version integer not null check (version >= 1),
  name text not null,
  description text not null default '',
  content jsonb not null default '{}',
  note text not null default '',
  created_by uuid default auth.uid() references auth.users (id) on delete set null,
  created_by_name text not null default '',
  created_at timestamptz not null default now(),
  unique (artifact_id, version)
);
create index artifact_versions_created_by_idx on public.artifact_versions (created_by);

create trigger update_artifacts_updated_at before update on public.artifacts
  for each row execute function public.update_updated_at_column();

select private.secure('public.artifacts'), private.secure('public.artifact_versions');

create function private.count_artifact_version() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if new.version not in (old.version, old.version + 1) or (
    new.version = old.version
    and (new.name, new.description, new.content) is distinct from (old.name, old.description, old.content)
  ) then
    raise exception 'The latest version is %.', old.version using errcode = 'PT409';
  end if;
  return new;
end
$$;
create trigger count_artifact_version before update on public.artifacts
  for each row execute function private.count_artifact_version();

create function private.keep_artifact_version() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' or new.version <> old.version then
    insert into public.artifact_versions (artifact_id, version, name, description, content, note, created_by_name)
    values (new.id, new.version, new.name, new.description, new.content, new.note,
            coalesce((select private.my_name()), ''));
  end if;
  return null;
end
$$;
create trigger keep_artifact_version after insert or update on public.artifacts
  for each row execute function private.keep_artifact_version();

create function private.my_artifact_ids(minimum text default 'viewer') returns setof uuid
language sql stable security definer set search_path = ''
as $$ select a.id from public.artifacts a where a.project_id in (select private.my_project_ids(minimum)) $$;
revoke all on function private.count_artifact_version(), private.keep_artifact_version(), private.my_artifact_ids(text)
  from public;
grant execute on function private.my_artifact_ids(text) to authenticated;

grant select, delete on public.artifacts to authenticated;
grant insert (id, project_id, type, name, description, content) on public.artifacts to authenticated;
grant update (name, description, content, status, version, note) on public.artifacts to authenticated;
grant select on public.artifact_versions to authenticated; -- written by the trigger alone

create policy "Editors see artifacts, viewers published ones" on public.artifacts for select to authenticated
  using (
    project_id in (select private.my_project_ids('editor'))
    or (status = 'published' and project_id in (select private.my_project_ids()))
  );
create policy "Editors create artifacts" on public.artifacts for insert to authenticated
  with check (project_id in (select private.my_project_ids('editor')));
create policy "Editors change artifacts" on public.artifacts for update to authenticated
  using (project_id in (select private.my_project_ids('editor')))
  with check (project_id in (select private.my_project_ids('editor')));
create policy "Editors delete artifacts" on public.artifacts for delete to authenticated
  using (project_id in (select private.my_project_ids('editor')));
create policy "Editors see artifact versions" on public.artifact_versions for select to authenticated
  using (artifact_id in (select private.my_artifact_ids('editor')));

-- A save on top of `based_on`; null keeps a field as it is. PT409 when `based_on` is no longer the latest.
create function public.save_artifact(
  artifact_id uuid, based_on integer, name text default null, description text default null, content jsonb default null,
  note text default ''
) returns public.artifacts
language plpgsql set search_path = ''
as $$
declare
  latest integer;
  saved public.artifacts;
begin
  update public.artifacts a
  set name = coalesce(save_artifact.name, a.name), description = coalesce(save_artifact.description, a.description),
      content = coalesce(save_artifact.content, a.content), note = coalesce(save_artifact.note, ''),
      version = a.version + 1
  where a.id = save_artifact.artifact_id and a.version = save_artifact.based_on
  returning a.* into saved;
  if found then
    return saved;
  end if;
  select a.version into latest from public.artifacts a where a.id = save_artifact.artifact_id;
  if not found then
    raise exception 'No such artifact.' using errcode = 'P0002';
  end if;
  if save_artifact.artifact_id not in (select private.my_artifact_ids('editor')) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  raise exception 'The latest version is %.', latest using errcode = 'PT409';
end
$$;

-- Lists leave `content` out: it can be large, and a list shows none of it.
create function public.list_artifacts(
  in_project uuid default null, of_type text default null, in_status text default null, search text default '',
  most integer default 50, skip integer default 0
) returns table (
  id uuid, project_id uuid, type text, name text, description text, status text, version integer, created_by uuid,
  created_at timestamptz, updated_at timestamptz
)
language sql stable set search_path = ''
as $$
  select a.id, a.project_id, a.type, a.name, a.description, a.status, a.version, a.created_by, a.created_at, a.updated_at
  from public.artifacts a
  where (in_project is null or a.project_id = in_project) and (of_type is null or a.type = of_type)
    and (in_status is null or a.status = in_status)
    and (search = '' or strpos(lower(a.name || chr(10) || a.description), lower(search)) > 0)
  order by a.updated_at desc, a.id limit least(most, 1000) offset skip
$$;
revoke all on function
  public.save_artifact(uuid, integer, text, text, jsonb, text),
  public.list_artifacts(uuid, text, text, text, integer, integer) from public, anon;
grant execute on function
  public.save_artifact(uuid, integer, text, text, jsonb, text),
  public.list_artifacts(uuid, text, text, text, integer, integer) to authenticated;
