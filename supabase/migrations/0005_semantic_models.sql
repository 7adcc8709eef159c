-- Semantic models and their versions. A version is written once; the head only counts them and names the published one.

create table public.semantic_models (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  data_source_id uuid not null,
  name text not null check (char_length(trim(name)) between 1 and 200),
  latest_version integer not null default 0,
  published_version integer,
  created_by uuid default auth.uid() references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id),
  foreign key (data_source_id, project_id) references public.data_sources (id, project_id) on delete cascade
);
create index semantic_models_project_id_idx on public.semantic_models (project_id);
create index semantic_models_data_source_id_idx on public.semantic_models (data_source_id, project_id);
create index semantic_models_created_by_idx on public.semantic_models (created_by);
create unique index semantic_models_name_key on public.semantic_models (project_id, lower(name));

create table public.semantic_model_versions (
  id uuid primary key default gen_random_uuid(),
  semantic_model_id uuid not null references public.semantic_models (id) on delete cascade,
  version integer not null check (version >= 1),
  content jsonb not null check (jsonb_typeof(content) = 'object')
    constraint semantic_model_versions_content_size check (pg_column_size(content) <= 20000000),
  review jsonb not null default '{}' check (jsonb_typeof(review) = 'object')
    constraint semantic_model_versions_review_size check (pg_column_size(review) <= 20000000),
  note text not null default '' check (char_length(note) <= 10000),
  created_by uuid default auth.uid() references auth.users (id) on delete set null,
  created_by_name text not null default '',
  created_at timestamptz not null default now(),
  published_at timestamptz,
  unique (semantic_model_id, version)
);
create index semantic_model_versions_created_by_idx on public.semantic_model_versions (created_by);

alter table public.semantic_models add constraint semantic_models_published_version_fkey
  foreign key (id, published_version) references public.semantic_model_versions (semantic_model_id, version);
create index semantic_models_published_version_idx on public.semantic_models (id, published_version);

create trigger update_semantic_models_updated_at before update on public.semantic_models
  for each row execute function public.update_updated_at_column();

select private.secure('public.semantic_models'), private.secure('public.semantic_model_versions');

create function private.my_semantic_model_ids(minimum text default 'viewer') returns setof uuid
language sql stable security definer set search_path = ''
as $$ select m.id from public.semantic_models m where m.project_id in (select private.my_project_ids(minimum)) $$;

create function private.my_name() returns text
language sql stable security definer set search_path = ''
as $$
  select coalesce(nullif(p.full_name, ''), p.email) from public.profiles p where p.id = (select auth.uid())
$$;

-- However a version is inserted, it is the next one: the head is locked, so of two saves from one base the second is
-- stale (PT409, which PostgREST answers as 409 Conflict).
create function private.add_semantic_model_version() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  latest integer;
begin
  if new.semantic_model_id not in (select private.my_semantic_model_ids('editor')) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  select m.latest_version into latest from public.semantic_models m where m.id = new.semantic_model_id for update;
  if new.version is distinct from latest + 1 then
    raise exception 'The latest version is %.', latest using errcode = 'PT409';
  end if;
  update public.semantic_models m set latest_version = new.version where m.id = new.semantic_model_id;
  new.created_by_name = coalesce((select private.my_name()), '');
  return new;
end
$$;
create trigger add_semantic_model_version before insert on public.semantic_model_versions
  for each row execute function private.add_semantic_model_version();

create function private.mark_published_version() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.semantic_model_versions v set published_at = coalesce(v.published_at, now())
  where v.semantic_model_id = new.id and v.version = new.published_version;
  return null;
end
$$;
create trigger mark_published_version after update of published_version on public.semantic_models
  for each row execute function private.mark_published_version();

-- What viewers read: of each model the version that is published now. What was published once is not published any more.
create function private.my_published_version_ids() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select v.id from public.semantic_models m
  join public.semantic_model_versions v on v.semantic_model_id = m.id and v.version = m.published_version
  where m.project_id in (select private.my_project_ids())
$$;

revoke all on function private.my_published_version_ids() from public;
grant execute on function private.my_published_version_ids() to authenticated;
revoke all on function private.my_semantic_model_ids(text), private.my_name(), private.add_semantic_model_version(),
  private.mark_published_version() from public;
grant execute on function private.my_semantic_model_ids(text) to authenticated;

grant select, delete on public.semantic_models to authenticated;
grant insert (id, project_id, data_source_id, name) on public.semantic_models to authenticated;
grant update (name, published_version) on public.semantic_models to authenticated;
grant select on public.semantic_model_versions to authenticated;
grant insert (semantic_model_id, version, content, review, note) on public.semantic_model_versions to authenticated;
grant update (note) on public.semantic_model_versions to authenticated;

create policy "Editors see models, viewers published ones" on public.semantic_models for select to authenticated
  using (
    project_id in (select private.my_project_ids('editor'))
    or (published_version is not null and project_id in (select private.my_project_ids()))
  );
create policy "Editors create models" on public.semantic_models for insert to authenticated
  with check (project_id in (select private.my_project_ids('editor')));
create policy "Editors change models" on public.semantic_models for update to authenticated
  using (project_id in (select private.my_project_ids('editor')))
  with check (project_id in (select private.my_project_ids('editor')));
create policy "Editors delete models" on public.semantic_models for delete to authenticated
  using (project_id in (select private.my_project_ids('editor')));

create policy "Editors see versions, viewers what is published" on public.semantic_model_versions for select to authenticated
  using (
    semantic_model_id in (select private.my_semantic_model_ids('editor'))
    or id in (select private.my_published_version_ids())
  );
create policy "Editors save versions" on public.semantic_model_versions for insert to authenticated
  with check (semantic_model_id in (select private.my_semantic_model_ids('editor')));
create policy "Editors annotate versions" on public.semantic_model_versions for update to authenticated
  using (semantic_model_id in (select private.my_semantic_model_ids('editor')))
  with check (semantic_model_id in (select private.my_semantic_model_ids('editor')));

create function public.create_semantic_model(
  project_id uuid, data_source_id uuid, name text, content jsonb, review jsonb default '{}', note text default ''
) returns public.semantic_models
language plpgsql set search_path = ''
as $$
declare
  head public.semantic_models;
begin
  insert into public.semantic_models (project_id, data_source_id, name)
  values (create_semantic_model.project_id, create_semantic_model.data_source_id, create_semantic_model.name)
  returning * into head;
  insert into public.semantic_model_versions (semantic_model_id, version, content, review, note)
  values (head.id, 1, create_semantic_model.content, create_semantic_model.review, create_semantic_model.note);
  select m.* into head from public.semantic_models m where m.id = head.id;
  return head;
end
$$;

create function public.save_semantic_model(
  semantic_model_id uuid, based_on integer, content jsonb, review jsonb default '{}', note text default ''
) returns public.semantic_model_versions
language sql set search_path = ''
as $$
  insert into public.semantic_model_versions (semantic_model_id, version, content, review, note)
  values (save_semantic_model.semantic_model_id, save_semantic_model.based_on + 1, save_semantic_model.content,
          save_semantic_model.review, save_semantic_model.note)
  returning *
$$;

create function public.publish_semantic_model(semantic_model_id uuid, version integer, note text default '')
returns public.semantic_models
language plpgsql set search_path = ''
as $$
declare
  head public.semantic_models;
begin
  if not exists (select from public.semantic_model_versions v
                 where v.semantic_model_id = publish_semantic_model.semantic_model_id
                   and v.version = publish_semantic_model.version) then
    raise exception 'No such version.' using errcode = 'P0002';
  end if;
  update public.semantic_models m set published_version = publish_semantic_model.version
  where m.id = publish_semantic_model.semantic_model_id returning m.* into head;
  if not found then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  if coalesce(publish_semantic_model.note, '') <> '' then
    update public.semantic_model_versions v set note = publish_semantic_model.note
    where v.semantic_model_id = head.id and v.version = publish_semantic_model.version;
  end if;
  return head;
end
$$;
revoke all on function
  public.create_semantic_model(uuid, uuid, text, jsonb, jsonb, text),
  public.save_semantic_model(uuid, integer, jsonb, jsonb, text),
  public.publish_semantic_model(uuid, integer, text) from public, anon;
grant execute on function
  public.create_semantic_model(uuid, uuid, text, jsonb, jsonb, text),
  public.save_semantic_model(uuid, integer, jsonb, jsonb, text),
  public.publish_semantic_model(uuid, integer, text) to authenticated;
