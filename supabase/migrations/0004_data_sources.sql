-- Connections to warehouses. `secrets` is ciphertext made by the app of the whole connection, configuration and secrets, bound
-- to organization, data source and kind: what is opened goes where it was given for, whatever the row says meanwhile.
-- `config` beside it is for people who build; `config`, `secrets` and `catalog` are readable by nobody through the table,
-- only through the functions below, which look at the role.

create table public.data_sources (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  name text not null check (char_length(trim(name)) between 1 and 200),
  kind text not null check (kind ~ '^[a-z][a-z0-9_]{0,62}$'),
  config jsonb not null default '{}' check (jsonb_typeof(config) = 'object')
    constraint data_sources_config_size check (pg_column_size(config) <= 200000),
  secrets text constraint data_sources_secrets_size check (octet_length(secrets) <= 1000000),
  version integer not null default 1,
  catalog jsonb constraint data_sources_catalog_size check (pg_column_size(catalog) <= 20000000),
  catalog_at timestamptz,
  created_by uuid default auth.uid() references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id) -- the target of foreign keys that must stay within one project
);
create index data_sources_project_id_idx on public.data_sources (project_id);
create index data_sources_created_by_idx on public.data_sources (created_by);
create unique index data_sources_name_key on public.data_sources (project_id, lower(name));

create trigger update_data_sources_updated_at before update on public.data_sources
  for each row execute function public.update_updated_at_column();

-- The version is part of cache keys: it counts changes of what the connection reads from, whoever makes them.
create function private.count_data_source_version() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if new.config is distinct from old.config or new.secrets is distinct from old.secrets then
    new.version = old.version + 1;
  end if;
  return new;
end
$$;
revoke all on function private.count_data_source_version() from public;
create trigger count_data_sources_version before update on public.data_sources
  for each row execute function private.count_data_source_version();

select private.secure('public.data_sources');

grant select (id, project_id, name, kind, version, catalog_at, created_by, created_at, updated_at)
  on public.data_sources to authenticated; -- not config, secrets, catalog
grant insert (id, project_id, name, kind, config, secrets) on public.data_sources to authenticated;
grant update (name) on public.data_sources to authenticated; -- config and secrets by update_data_source() alone
grant delete on public.data_sources to authenticated;

create policy "Members see data sources" on public.data_sources for select to authenticated
  using (project_id in (select private.my_project_ids()));
create policy "Admins add data sources" on public.data_sources for insert to authenticated
  with check (project_id in (select private.my_project_ids('admin')));
create policy "Admins change data sources" on public.data_sources for update to authenticated
  using (project_id in (select private.my_project_ids('admin')))
  with check (project_id in (select private.my_project_ids('admin')));
create policy "Admins remove data sources" on public.data_sources for delete to authenticated
  using (project_id in (select private.my_project_ids('admin')));

-- Deleting a project deletes its data sources by cascade, so an editor may do it only while there are none.
create function private.project_ids_with_data_sources() returns setof uuid
language sql stable security definer set search_path = ''
as $$ select d.project_id from public.data_sources d where d.project_id in (select private.my_project_ids()) $$;
revoke all on function private.project_ids_with_data_sources() from public;
grant execute on function private.project_ids_with_data_sources() to authenticated;
create policy "Admins delete projects, editors those without data sources" on public.projects for delete to authenticated
  using (
    organization_id in (select private.my_organization_ids('admin'))
    or (organization_id in (select private.my_organization_ids('editor'))
        and id not in (select private.project_ids_with_data_sources()))
  );

-- Where it points is for those who build (null for others): viewers ask over published models, and the connection is opened
-- for them by the app.
create function public.list_data_sources(in_project uuid default null, only_id uuid default null) returns table (
  id uuid, project_id uuid, name text, kind text, config jsonb, version integer, created_by uuid, created_at timestamptz,
  updated_at timestamptz, catalog_at timestamptz
)
language sql stable security definer set search_path = ''
as $$
  select d.id, d.project_id, d.name, d.kind,
    case when d.project_id in (select private.my_project_ids('editor')) then d.config end,
    d.version, d.created_by, d.created_at, d.updated_at, d.catalog_at
  from public.data_sources d
  where (in_project is null or d.project_id = in_project) and (only_id is null or d.id = only_id)
    and d.project_id in (select private.my_project_ids())
  order by d.updated_at desc, d.id
$$;

-- Whoever may ask a question needs the connection opened for them; what they get is ciphertext that only the app opens.
create function public.data_source_connection(data_source_id uuid) returns table (kind text, config jsonb, secrets text)
language sql stable security definer set search_path = ''
as $$
  select d.kind, case when d.project_id in (select private.my_project_ids('editor')) then d.config end, d.secrets
  from public.data_sources d
  where d.id = data_source_connection.data_source_id and d.project_id in (select private.my_project_ids())
$$;

create function public.data_source_catalog(data_source_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not exists (select from public.data_sources d where d.id = data_source_catalog.data_source_id
                 and d.project_id in (select private.my_project_ids())) then
    raise exception 'No such data source.' using errcode = 'P0002';
  end if;
  if not exists (select from public.data_sources d where d.id = data_source_catalog.data_source_id
                 and d.project_id in (select private.my_project_ids('editor'))) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  return (select d.catalog from public.data_sources d where d.id = data_source_catalog.data_source_id);
end
$$;

-- Reading the catalog again is part of building a model, so editors may store it without touching the connection.
create function public.save_data_source_catalog(data_source_id uuid, catalog jsonb) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (select from public.data_sources d where d.id = save_data_source_catalog.data_source_id
                 and d.project_id in (select private.my_project_ids())) then
    raise exception 'No such data source.' using errcode = 'P0002';
  end if;
  update public.data_sources d set catalog = save_data_source_catalog.catalog, catalog_at = now()
  where d.id = save_data_source_catalog.data_source_id and d.project_id in (select private.my_project_ids('editor'));
  if not found then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
end
$$;

-- One statement for a change; null keeps a field as it is. Configuration and secrets come together or not at all: neither is
-- ever paired with what was given for another one.
create function public.update_data_source(
  data_source_id uuid, name text default null, config jsonb default null, secrets text default null
) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (select from public.data_sources d where d.id = update_data_source.data_source_id
                 and d.project_id in (select private.my_project_ids())) then
    raise exception 'No such data source.' using errcode = 'P0002';
  end if;
  if (update_data_source.config is null) <> (update_data_source.secrets is null) then
    raise exception 'Configuration and secrets are changed together.' using errcode = '22023';
  end if;
  update public.data_sources d
  set name = coalesce(update_data_source.name, d.name), config = coalesce(update_data_source.config, d.config),
      secrets = coalesce(update_data_source.secrets, d.secrets)
  where d.id = update_data_source.data_source_id and d.project_id in (select private.my_project_ids('admin'));
  if not found then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
end
$$;
revoke all on function
  public.list_data_sources(uuid, uuid), public.data_source_connection(uuid), public.data_source_catalog(uuid),
  public.save_data_source_catalog(uuid, jsonb), public.update_data_source(uuid, text, jsonb, text) from public, anon;
grant execute on function
  public.list_data_sources(uuid, uuid), public.data_source_connection(uuid), public.data_source_catalog(uuid),
  public.save_data_source_catalog(uuid, jsonb), public.update_data_source(uuid, text, jsonb, text) to authenticated;
