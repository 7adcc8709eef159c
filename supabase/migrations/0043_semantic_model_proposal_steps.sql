-- What goes on in a run over a model's proposals, a row each: the run as it was begun stands in semantic_model_proposals and is not
-- written again, so that a run costs as much a batch however many it has. Revisions go on through both. `size_so_far` is that of the
-- run's steps up to this one, each of at least a thousand bytes: what a step takes at most, and a run of thousands of tables.
create table public.semantic_model_proposal_steps (
  id uuid primary key default gen_random_uuid(),
  semantic_model_id uuid not null references public.semantic_model_proposals (semantic_model_id) on delete cascade,
  revision integer not null,
  content jsonb not null check (jsonb_typeof(content) = 'object')
    constraint semantic_model_proposal_steps_content_size check (pg_column_size(content) <= 5000000),
  size_so_far bigint not null
    constraint semantic_model_proposal_steps_run_size check (size_so_far <= 500000000),
  unique (semantic_model_id, revision)
);

select private.secure('public.semantic_model_proposal_steps');

grant select on public.semantic_model_proposal_steps to authenticated;
create policy "Editors see how proposals came" on public.semantic_model_proposal_steps for select to authenticated
  using (semantic_model_id in (select private.my_semantic_model_ids('editor')));

-- A run makes room for another one and goes with its model. Were it deleted alone, revisions would begin at 1 once more, and whoever
-- has read the run before would take the next one for it.
drop policy "Editors drop proposals" on public.semantic_model_proposals;
revoke delete on public.semantic_model_proposals from authenticated;

-- The last revision of a model's proposals; null where there are none.
create function private.semantic_model_proposals_at(semantic_model_id uuid) returns integer
language sql volatile security definer set search_path = ''
as $$
  select greatest(p.revision, (
    select max(s.revision) from public.semantic_model_proposal_steps s where s.semantic_model_id = p.semantic_model_id
  ))
  from public.semantic_model_proposals p where p.semantic_model_id = semantic_model_proposals_at.semantic_model_id
$$;
revoke all on function private.semantic_model_proposals_at(uuid) from public;

-- A run that is put in the place of another begins without steps.
create or replace function private.count_semantic_model_proposals() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    new.revision = 1;
  else
    new.revision = private.semantic_model_proposals_at(old.semantic_model_id) + 1;
    delete from public.semantic_model_proposal_steps s where s.semantic_model_id = old.semantic_model_id;
  end if;
  return new;
end
$$;

-- The revision that it has now. `after` is the one that was read (0: none), of the run or of its last step; saving the same once more
-- comes to the same.
create or replace function public.save_semantic_model_proposals(semantic_model_id uuid, content jsonb, after integer) returns integer
language plpgsql security definer set search_path = ''
as $$
declare
  now_at integer;
begin
  if not exists (
    select from private.my_semantic_model_ids('editor') mine where mine = save_semantic_model_proposals.semantic_model_id
  ) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  perform from public.semantic_model_proposals p
  where p.semantic_model_id = save_semantic_model_proposals.semantic_model_id for update;
  if save_semantic_model_proposals.after = 0 then
    insert into public.semantic_model_proposals (semantic_model_id, content)
    values (save_semantic_model_proposals.semantic_model_id, save_semantic_model_proposals.content)
    on conflict on constraint semantic_model_proposals_semantic_model_id_key do nothing
    returning revision into now_at;
  elsif save_semantic_model_proposals.after
    = private.semantic_model_proposals_at(save_semantic_model_proposals.semantic_model_id) then
    update public.semantic_model_proposals p set content = save_semantic_model_proposals.content
    where p.semantic_model_id = save_semantic_model_proposals.semantic_model_id
    returning p.revision into now_at;
  end if;
  if now_at is null then
    select p.revision into now_at from public.semantic_model_proposals p
    where p.semantic_model_id = save_semantic_model_proposals.semantic_model_id
      and p.revision = save_semantic_model_proposals.after + 1 and p.content = save_semantic_model_proposals.content;
  end if;
  if now_at is null then
    raise exception 'Someone went on meanwhile.' using errcode = 'PT409';
  end if;
  return now_at;
end
$$;

-- The revision of a step that is added after `after`; adding the same once more comes to the same.
create function public.add_semantic_model_proposal_step(semantic_model_id uuid, content jsonb, after integer) returns integer
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (
    select from private.my_semantic_model_ids('editor') mine where mine = add_semantic_model_proposal_step.semantic_model_id
  ) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  perform from public.semantic_model_proposals p
  where p.semantic_model_id = add_semantic_model_proposal_step.semantic_model_id for update; -- one after the other
  if add_semantic_model_proposal_step.after
    = private.semantic_model_proposals_at(add_semantic_model_proposal_step.semantic_model_id) then
    insert into public.semantic_model_proposal_steps (semantic_model_id, revision, content, size_so_far)
    values (add_semantic_model_proposal_step.semantic_model_id, add_semantic_model_proposal_step.after + 1,
      add_semantic_model_proposal_step.content,
      greatest(pg_column_size(add_semantic_model_proposal_step.content), 1000) + coalesce((
        select s.size_so_far from public.semantic_model_proposal_steps s
        where s.semantic_model_id = add_semantic_model_proposal_step.semantic_model_id
          and s.revision = add_semantic_model_proposal_step.after
      ), 0));
  elsif not exists (
    select from public.semantic_model_proposal_steps s
    where s.semantic_model_id = add_semantic_model_proposal_step.semantic_model_id
      and s.revision = add_semantic_model_proposal_step.after + 1 and s.content = add_semantic_model_proposal_step.content
  ) then
    raise exception 'Someone went on meanwhile.' using errcode = 'PT409';
  end if;
  return add_semantic_model_proposal_step.after + 1;
end
$$;
revoke all on function public.add_semantic_model_proposal_step(uuid, jsonb, integer) from public, anon;
grant execute on function public.add_semantic_model_proposal_step(uuid, jsonb, integer) to authenticated;

-- What a review says of a word that was proposed is longer than the word: of 3,000 tables it is more than the model itself.
alter table public.semantic_model_versions drop constraint semantic_model_versions_review_size,
  add constraint semantic_model_versions_review_size check (pg_column_size(review) <= 60000000);
alter table public.semantic_model_drafts drop constraint semantic_model_drafts_review_size,
  add constraint semantic_model_drafts_review_size check (pg_column_size(review) <= 60000000);
