-- What somebody changed in a model and has not saved: one draft for each person and model, their own and nobody else's.
create table public.semantic_model_drafts (
  id uuid primary key default gen_random_uuid(),
  semantic_model_id uuid not null references public.semantic_models (id) on delete cascade,
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  based_on integer not null check (based_on >= 1),
  content jsonb not null check (jsonb_typeof(content) = 'object')
    constraint semantic_model_drafts_content_size check (pg_column_size(content) <= 20000000),
  review jsonb not null default '{}' check (jsonb_typeof(review) = 'object')
    constraint semantic_model_drafts_review_size check (pg_column_size(review) <= 20000000),
  updated_at timestamptz not null default now(),
  unique (semantic_model_id, user_id)
);
create index semantic_model_drafts_user_id_idx on public.semantic_model_drafts (user_id);

create trigger update_semantic_model_drafts_updated_at before update on public.semantic_model_drafts
  for each row execute function public.update_updated_at_column();

select private.secure('public.semantic_model_drafts');

grant select, delete on public.semantic_model_drafts to authenticated;
grant insert (semantic_model_id, based_on, content, review) on public.semantic_model_drafts to authenticated;
grant update (based_on, content, review) on public.semantic_model_drafts to authenticated;

create policy "Editors see their own drafts" on public.semantic_model_drafts for select to authenticated
  using (
    user_id = (select auth.uid()) and semantic_model_id in (select private.my_semantic_model_ids('editor'))
  );
create policy "Editors keep their own drafts" on public.semantic_model_drafts for insert to authenticated
  with check (
    user_id = (select auth.uid()) and semantic_model_id in (select private.my_semantic_model_ids('editor'))
  );
create policy "Editors change their own drafts" on public.semantic_model_drafts for update to authenticated
  using (
    user_id = (select auth.uid()) and semantic_model_id in (select private.my_semantic_model_ids('editor'))
  )
  with check (
    user_id = (select auth.uid()) and semantic_model_id in (select private.my_semantic_model_ids('editor'))
  );
create policy "Editors drop their own drafts" on public.semantic_model_drafts for delete to authenticated
  using (
    user_id = (select auth.uid()) and semantic_model_id in (select private.my_semantic_model_ids('editor'))
  );

create function public.save_semantic_model_draft(
  semantic_model_id uuid, based_on integer, content jsonb, review jsonb default '{}'
) returns timestamptz
language sql set search_path = ''
as $$
  insert into public.semantic_model_drafts as d (semantic_model_id, based_on, content, review)
  values (save_semantic_model_draft.semantic_model_id, save_semantic_model_draft.based_on,
          save_semantic_model_draft.content, save_semantic_model_draft.review)
  on conflict on constraint semantic_model_drafts_semantic_model_id_user_id_key do update
    set based_on = excluded.based_on, content = excluded.content, review = excluded.review
  returning d.updated_at
$$;
revoke all on function public.save_semantic_model_draft(uuid, integer, jsonb, jsonb) from public, anon;
grant execute on function public.save_semantic_model_draft(uuid, integer, jsonb, jsonb) to authenticated;

-- Who published a version first, beside when: their name as it was then, as of who saved it.
alter table public.semantic_model_versions add column published_by_name text not null default '';

create or replace function private.mark_published_version() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update public.semantic_model_versions v
  set published_by_name = case
        when v.published_at is null then coalesce((select private.my_name()), '') else v.published_by_name end,
      published_at = coalesce(v.published_at, now())
  where v.semantic_model_id = new.id and v.version = new.published_version;
  return null;
end
$$;
