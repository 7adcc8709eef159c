-- What the columns of a warehouse looked like when a version was made (types, counts and keyed hashes: no value), and what the last
-- check of a model found. Both tell of the warehouse behind the published model, so they are for those who build.
create table public.semantic_model_fingerprints (
  id uuid primary key default gen_random_uuid(),
  semantic_model_id uuid not null,
  version integer not null check (version >= 1),
  content jsonb not null check (jsonb_typeof(content) = 'object')
    constraint semantic_model_fingerprints_content_size check (pg_column_size(content) <= 20000000),
  updated_at timestamptz not null default now(),
  unique (semantic_model_id, version),
  foreign key (semantic_model_id, version) references public.semantic_model_versions (semantic_model_id, version)
    on delete cascade
);

create table public.semantic_model_checks (
  id uuid primary key default gen_random_uuid(),
  semantic_model_id uuid not null unique,
  version integer not null check (version >= 1),
  content jsonb not null check (jsonb_typeof(content) = 'object')
    constraint semantic_model_checks_content_size check (pg_column_size(content) <= 20000000),
  checked_by_name text not null default '',
  updated_at timestamptz not null default now(),
  foreign key (semantic_model_id, version) references public.semantic_model_versions (semantic_model_id, version)
    on delete cascade
);
create index semantic_model_checks_version_idx on public.semantic_model_checks (semantic_model_id, version);

create trigger update_semantic_model_fingerprints_updated_at before update on public.semantic_model_fingerprints
  for each row execute function public.update_updated_at_column();
create trigger update_semantic_model_checks_updated_at before update on public.semantic_model_checks
  for each row execute function public.update_updated_at_column();

-- Whose check it was is not theirs to say.
create function private.sign_semantic_model_check() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.checked_by_name = coalesce((select private.my_name()), '');
  return new;
end
$$;
revoke all on function private.sign_semantic_model_check() from public;
create trigger sign_semantic_model_check before insert or update on public.semantic_model_checks
  for each row execute function private.sign_semantic_model_check();

select private.secure('public.semantic_model_fingerprints'), private.secure('public.semantic_model_checks');

grant select, delete on public.semantic_model_fingerprints to authenticated;
grant insert (semantic_model_id, version, content) on public.semantic_model_fingerprints to authenticated;
grant update (content) on public.semantic_model_fingerprints to authenticated;
grant select, delete on public.semantic_model_checks to authenticated;
grant insert (semantic_model_id, version, content) on public.semantic_model_checks to authenticated;
grant update (version, content) on public.semantic_model_checks to authenticated;

create policy "Editors see fingerprints" on public.semantic_model_fingerprints for select to authenticated
  using (semantic_model_id in (select private.my_semantic_model_ids('editor')));
create policy "Editors take fingerprints" on public.semantic_model_fingerprints for insert to authenticated
  with check (semantic_model_id in (select private.my_semantic_model_ids('editor')));
create policy "Editors take fingerprints anew" on public.semantic_model_fingerprints for update to authenticated
  using (semantic_model_id in (select private.my_semantic_model_ids('editor')))
  with check (semantic_model_id in (select private.my_semantic_model_ids('editor')));
create policy "Editors drop fingerprints" on public.semantic_model_fingerprints for delete to authenticated
  using (semantic_model_id in (select private.my_semantic_model_ids('editor')));

create policy "Editors see checks" on public.semantic_model_checks for select to authenticated
  using (semantic_model_id in (select private.my_semantic_model_ids('editor')));
create policy "Editors keep checks" on public.semantic_model_checks for insert to authenticated
  with check (semantic_model_id in (select private.my_semantic_model_ids('editor')));
create policy "Editors keep newer checks" on public.semantic_model_checks for update to authenticated
  using (semantic_model_id in (select private.my_semantic_model_ids('editor')))
  with check (semantic_model_id in (select private.my_semantic_model_ids('editor')));
create policy "Editors drop checks" on public.semantic_model_checks for delete to authenticated
  using (semantic_model_id in (select private.my_semantic_model_ids('editor')));

create function public.save_semantic_model_fingerprints(semantic_model_id uuid, version integer, content jsonb)
returns timestamptz
language sql set search_path = ''
as $$
  insert into public.semantic_model_fingerprints as f (semantic_model_id, version, content)
  values (save_semantic_model_fingerprints.semantic_model_id, save_semantic_model_fingerprints.version,
          save_semantic_model_fingerprints.content)
  on conflict on constraint semantic_model_fingerprints_semantic_model_id_version_key do update
    set content = excluded.content
  returning f.updated_at
$$;

create function public.save_semantic_model_check(semantic_model_id uuid, version integer, content jsonb)
returns timestamptz
language sql set search_path = ''
as $$
  insert into public.semantic_model_checks as c (semantic_model_id, version, content)
  values (save_semantic_model_check.semantic_model_id, save_semantic_model_check.version,
          save_semantic_model_check.content)
  on conflict on constraint semantic_model_checks_semantic_model_id_key do update
    set version = excluded.version, content = excluded.content
  returning c.updated_at
$$;

-- The fingerprints of a version, or of the nearest one before it.
create function public.semantic_model_fingerprints_of(semantic_model_id uuid, version integer)
returns setof public.semantic_model_fingerprints
language sql stable set search_path = ''
as $$
  select f.* from public.semantic_model_fingerprints f
  where f.semantic_model_id = semantic_model_fingerprints_of.semantic_model_id
    and f.version <= semantic_model_fingerprints_of.version
  order by f.version desc limit 1
$$;

revoke all on function
  public.save_semantic_model_fingerprints(uuid, integer, jsonb), public.save_semantic_model_check(uuid, integer, jsonb),
  public.semantic_model_fingerprints_of(uuid, integer) from public, anon;
grant execute on function
  public.save_semantic_model_fingerprints(uuid, integer, jsonb), public.save_semantic_model_check(uuid, integer, jsonb),
  public.semantic_model_fingerprints_of(uuid, integer) to authenticated;
