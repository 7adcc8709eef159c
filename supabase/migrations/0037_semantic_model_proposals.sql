-- What an AI provider was asked about a model and proposed: one run a model, for those who build. Whoever changes it says which revision
-- they have read, so that two processes never take the same batch.
create table public.semantic_model_proposals (
  id uuid primary key default gen_random_uuid(),
  semantic_model_id uuid not null unique references public.semantic_models (id) on delete cascade,
  revision integer not null default 1 check (revision >= 1),
  content jsonb not null check (jsonb_typeof(content) = 'object')
    constraint semantic_model_proposals_content_size check (pg_column_size(content) <= 20000000),
  updated_at timestamptz not null default now()
);

create function private.count_semantic_model_proposals() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.revision = case when tg_op = 'INSERT' then 1 else old.revision + 1 end;
  return new;
end
$$;
revoke all on function private.count_semantic_model_proposals() from public;
create trigger count_semantic_model_proposals before insert or update on public.semantic_model_proposals
  for each row execute function private.count_semantic_model_proposals();
create trigger update_semantic_model_proposals_updated_at before update on public.semantic_model_proposals
  for each row execute function public.update_updated_at_column();

select private.secure('public.semantic_model_proposals');

grant select, delete on public.semantic_model_proposals to authenticated;
grant insert (semantic_model_id, content) on public.semantic_model_proposals to authenticated;
grant update (content) on public.semantic_model_proposals to authenticated;

create policy "Editors see proposals" on public.semantic_model_proposals for select to authenticated
  using (semantic_model_id in (select private.my_semantic_model_ids('editor')));
create policy "Editors begin proposals" on public.semantic_model_proposals for insert to authenticated
  with check (semantic_model_id in (select private.my_semantic_model_ids('editor')));
create policy "Editors go on with proposals" on public.semantic_model_proposals for update to authenticated
  using (semantic_model_id in (select private.my_semantic_model_ids('editor')))
  with check (semantic_model_id in (select private.my_semantic_model_ids('editor')));
create policy "Editors drop proposals" on public.semantic_model_proposals for delete to authenticated
  using (semantic_model_id in (select private.my_semantic_model_ids('editor')));

-- The revision that it has now. `after` is the one that was read (0: none); saving the same once more comes to the same.
create function public.save_semantic_model_proposals(semantic_model_id uuid, content jsonb, after integer) returns integer
language plpgsql set search_path = ''
as $$
declare
  now_at integer;
begin
  if save_semantic_model_proposals.after = 0 then
    insert into public.semantic_model_proposals (semantic_model_id, content)
    values (save_semantic_model_proposals.semantic_model_id, save_semantic_model_proposals.content)
    on conflict on constraint semantic_model_proposals_semantic_model_id_key do nothing
    returning revision into now_at;
  else
    update public.semantic_model_proposals p set content = save_semantic_model_proposals.content
    where p.semantic_model_id = save_semantic_model_proposals.semantic_model_id
      and p.revision = save_semantic_model_proposals.after
    returning p.revision into now_at;
  end if;
  if now_at is null then
    select p.revision into now_at from public.semantic_model_proposals p
    where p.semantic_model_id = save_semantic_model_proposals.semantic_model_id
      and p.revision = save_semantic_model_proposals.after + 1 and p.content = save_semantic_model_proposals.content;
  end if;
  if now_at is not null then
    return now_at;
  end if;
  if save_semantic_model_proposals.semantic_model_id in (select private.my_semantic_model_ids('editor')) then
    raise exception 'Someone went on meanwhile.' using errcode = 'PT409';
  end if;
  raise exception 'Your role does not allow this.' using errcode = '42501';
end
$$;
revoke all on function public.save_semantic_model_proposals(uuid, jsonb, integer) from public, anon;
grant execute on function public.save_semantic_model_proposals(uuid, jsonb, integer) to authenticated;
