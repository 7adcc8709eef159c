-- Connections to warehouses. `secrets` is ciphertext made by the app and bound to organization and data source; the column
-- is readable by nobody through the API, only through data_source_secrets().

create table public.data_sources (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  name text not null check (char_length(trim(name)) between 1 and 200),
  kind text not null check (kind ~ '^[a-z][a-z0-9_]{0,62}$'),
  config jsonb not null default '{}' check (jsonb_typeof(config) = 'object'),
  secrets text,
  version integer not null default 1,
  catalog jsonb,
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

grant select (id, project_id, name, kind, config, version, catalog, catalog_at, created_by, created_at, updated_at)
  on public.data_sources to authenticated; -- not secrets
grant insert (id, project_id, name, kind, config, secrets) on public.data_sources to authenticated;
grant update (name, config, secrets) on public.data_sources to authenticated;
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

-- Whoever may ask a question needs the connection opened for them; what they get is ciphertext that only the app opens.
create function public.data_source_secrets(data_source_id uuid) returns text
language sql stable security definer set search_path = ''
as $$
  select d.secrets from public.data_sources d
  where d.id = data_source_secrets.data_source_id and d.project_id in (select private.my_project_ids())
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

-- One statement for a change, so that configuration and secrets never part; null keeps a field as it is.
create function public.update_data_source(
  data_source_id uuid, name text default null, config jsonb default null, secrets text default null
) returns void
language plpgsql set search_path = ''
as $$
begin
  if not exists (select from public.data_sources d where d.id = update_data_source.data_source_id) then
    raise exception 'No such data source.' using errcode = 'P0002';
  end if;
  if update_data_source.secrets is null then -- the column cannot be read, so it cannot be kept by coalesce
    update public.data_sources d
    set name = coalesce(update_data_source.name, d.name), config = coalesce(update_data_source.config, d.config)
    where d.id = update_data_source.data_source_id;
  else
    update public.data_sources d
    set name = coalesce(update_data_source.name, d.name), config = coalesce(update_data_source.config, d.config),
        secrets = update_data_source.secrets
    where d.id = update_data_source.data_source_id;
  end if;
  if not found then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
end
$$;
revoke all on function
  public.data_source_secrets(uuid), public.save_data_source_catalog(uuid, jsonb),
  public.update_data_source(uuid, text, jsonb, text) from public, anon;
grant execute on function
  public.data_source_secrets(uuid), public.save_data_source_catalog(uuid, jsonb),
  public.update_data_source(uuid, text, jsonb, text) to authenticated;
