-- Art of decks, painted by an image model. `sealed` is ciphertext of the picture, bound to the organization and the row: it opens
-- nowhere else. `request` tells what was asked for, so that nothing is painted twice; `about` has the prompt, the model and the seed.
-- Whoever sees a deck sees its pictures; nobody changes one.
create table public.slide_images (
  id uuid primary key default gen_random_uuid(),
  artifact_id uuid not null references public.artifacts (id) on delete cascade,
  request text not null check (request ~ '^[0-9a-f]{64}$'),
  about jsonb not null check (jsonb_typeof(about) = 'object')
    constraint slide_images_about_size check (pg_column_size(about) <= 50000),
  sealed text not null constraint slide_images_picture_size check (octet_length(sealed) <= 8500000),
  created_by uuid default auth.uid() references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  unique (artifact_id, request)
);
create index slide_images_created_by_idx on public.slide_images (created_by);

-- A deck with more pictures than this is no deck.
create function private.limit_slide_images() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if (select count(*) from public.slide_images i where i.artifact_id = new.artifact_id) >= 200 then
    raise exception 'Too many pictures.' using errcode = 'LU007';
  end if;
  return new;
end
$$;
revoke all on function private.limit_slide_images() from public;
create trigger limit_slide_images before insert on public.slide_images
  for each row execute function private.limit_slide_images();

-- The decks (and what else there is) that everybody of the organization may see.
create function private.my_published_artifact_ids() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select a.id from public.artifacts a where a.status = 'published' and a.project_id in (select private.my_project_ids())
$$;
revoke all on function private.my_published_artifact_ids() from public;
grant execute on function private.my_published_artifact_ids() to authenticated;

select private.secure('public.slide_images');

grant select, delete on public.slide_images to authenticated;
grant insert (id, artifact_id, request, about, sealed) on public.slide_images to authenticated;

create policy "Whoever sees a deck sees its pictures" on public.slide_images for select to authenticated
  using (
    artifact_id in (select private.my_artifact_ids('editor'))
    or artifact_id in (select private.my_published_artifact_ids())
  );
create policy "Editors add pictures to decks" on public.slide_images for insert to authenticated
  with check (artifact_id in (select private.my_artifact_ids('editor')));
create policy "Editors remove pictures of decks" on public.slide_images for delete to authenticated
  using (artifact_id in (select private.my_artifact_ids('editor')));

-- Ciphertext is not compressed any further, and its first letters tell its key without reading the rest.
alter table public.slide_images alter column sealed set storage external;

-- Pictures are among what is sealed again after the app's key was replaced.
create or replace function public.sealed_otherwise(key_id text, after uuid default null) returns table (id uuid, kind text)
language sql stable security definer set search_path = ''
as $$
  select s.id, s.kind
  from (
    select d.id, d.kind, d.secrets as sealed from public.data_sources d
    where d.secrets is not null and d.organization_id in (select private.my_organization_ids('admin'))
    union all
    select k.id, '', k.secret from public.provider_keys k where k.organization_id in (select private.my_organization_ids('admin'))
    union all
    select i.id, 'slide image', left(i.sealed, 200) from public.slide_images i
    where i.artifact_id in (select private.my_artifact_ids('admin'))
  ) s
  where split_part(left(s.sealed, 200), '.', 2) <> sealed_otherwise.key_id
    and (sealed_otherwise.after is null or s.id > sealed_otherwise.after)
  order by s.id limit 1000
$$;

create or replace function public.seal_again(id uuid, before text, sealed text) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (select from private.my_organization_ids('admin')) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  update public.data_sources d set secrets = seal_again.sealed
  where d.id = seal_again.id and d.secrets = seal_again.before
    and d.organization_id in (select private.my_organization_ids('admin'));
  if found then
    return true;
  end if;
  update public.slide_images i set sealed = seal_again.sealed
  where i.id = seal_again.id and i.sealed = seal_again.before
    and i.artifact_id in (select private.my_artifact_ids('admin'));
  if found then
    return true;
  end if;
  update public.provider_keys k set secret = seal_again.sealed
  where k.id = seal_again.id and k.secret = seal_again.before
    and k.organization_id in (select private.my_organization_ids('admin'));
  return found;
end
$$;
