-- What people say of an answer: right, wrong, or what the number should be. It is theirs, and goes to those who build the model; an
-- answer is told without its rows. Nothing changes by it before somebody who builds acts.
create table public.answer_feedback (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null,
  organization_id uuid not null,
  semantic_model_id uuid not null,
  model_version integer not null,
  message_id uuid not null,
  verdict text not null check (verdict in ('up', 'down', 'number')),
  said text not null default '' check (char_length(said) <= 4000),
  question text not null check (char_length(question) <= 4000),
  answer jsonb not null check (jsonb_typeof(answer) = 'object')
    constraint answer_feedback_answer_size check (pg_column_size(answer) <= 200000),
  state text not null default 'open' check (state in ('open', 'resolved', 'dismissed')),
  created_by uuid not null default auth.uid() references auth.users (id) on delete cascade,
  created_by_name text not null default '',
  created_at timestamptz not null default now(),
  closed_by_name text not null default '',
  closed_at timestamptz,
  unique (created_by, message_id),
  foreign key (semantic_model_id, project_id) references public.semantic_models (id, project_id) on delete cascade,
  foreign key (semantic_model_id, model_version) references public.semantic_model_versions (semantic_model_id, version)
    on delete cascade
);
create index answer_feedback_organization_id_idx on public.answer_feedback (organization_id);
create index answer_feedback_queue_idx on public.answer_feedback (semantic_model_id, project_id, state, created_at desc);
create index answer_feedback_model_version_idx on public.answer_feedback (semantic_model_id, model_version);

create trigger take_organization before insert or update of project_id, organization_id on public.answer_feedback
  for each row execute function private.take_organization();

-- Who said it and who closed it is not theirs to say.
create function private.sign_answer_feedback() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    new.created_by_name = coalesce((select private.my_name()), '');
  elsif new.state is distinct from old.state then
    new.closed_by_name = case new.state when 'open' then '' else coalesce((select private.my_name()), '') end;
    new.closed_at = case new.state when 'open' then null else now() end;
  end if;
  return new;
end
$$;
revoke all on function private.sign_answer_feedback() from public;
create trigger sign_answer_feedback before insert or update on public.answer_feedback
  for each row execute function private.sign_answer_feedback();

select private.secure('public.answer_feedback');

grant select, delete on public.answer_feedback to authenticated;
grant insert (id, project_id, semantic_model_id, model_version, message_id, verdict, said, question, answer)
  on public.answer_feedback to authenticated;
grant update (state) on public.answer_feedback to authenticated;

create policy "Editors see feedback, people their own" on public.answer_feedback for select to authenticated
  using (
    organization_id = any (array(select private.my_organization_ids('editor')))
    or (created_by = (select auth.uid()) and organization_id = any (array(select private.my_organization_ids())))
  );
create policy "Members give feedback" on public.answer_feedback for insert to authenticated
  with check (created_by = (select auth.uid()) and organization_id = any (array(select private.my_organization_ids())));
create policy "Editors close feedback" on public.answer_feedback for update to authenticated
  using (organization_id = any (array(select private.my_organization_ids('editor'))))
  with check (organization_id = any (array(select private.my_organization_ids('editor'))));
create policy "People take back their own feedback" on public.answer_feedback for delete to authenticated
  using (created_by = (select auth.uid()) and organization_id = any (array(select private.my_organization_ids())));
