-- Questions whose answer a person has verified: the plan is the meaning, the text is what people call it. Who verified it and when is
-- written by the database at each act of a person, and not by a check that finds it unchanged under a newer version of the model.
create table public.verified_questions (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null,
  organization_id uuid not null,
  semantic_model_id uuid not null,
  question text not null check (char_length(trim(question)) between 1 and 4000),
  plan jsonb not null check (jsonb_typeof(plan) = 'object')
    constraint verified_questions_plan_size check (pg_column_size(plan) <= 200000),
  model_version integer not null,
  checked_version integer not null,
  because text not null default '' check (char_length(because) <= 2000),
  doubted boolean not null default false,
  verified_by uuid references auth.users (id) on delete set null,
  verified_by_name text not null default '',
  verified_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (semantic_model_id, project_id) references public.semantic_models (id, project_id) on delete cascade,
  foreign key (semantic_model_id, model_version) references public.semantic_model_versions (semantic_model_id, version)
    on delete cascade,
  foreign key (semantic_model_id, checked_version) references public.semantic_model_versions (semantic_model_id, version)
    on delete cascade
);
create index verified_questions_organization_id_idx on public.verified_questions (organization_id, doubted);
create index verified_questions_semantic_model_id_idx on public.verified_questions (semantic_model_id, project_id);
create index verified_questions_model_version_idx on public.verified_questions (semantic_model_id, model_version);
create index verified_questions_checked_version_idx on public.verified_questions (semantic_model_id, checked_version);
create index verified_questions_verified_by_idx on public.verified_questions (verified_by);

create trigger take_organization before insert or update of project_id, organization_id on public.verified_questions
  for each row execute function private.take_organization();
create trigger update_verified_questions_updated_at before update on public.verified_questions
  for each row execute function public.update_updated_at_column();

-- Other words, another version that somebody looked at, or a doubt that somebody settled: their act, and their name. The plan stays.
create function private.sign_verified_question() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' or (new.question, new.model_version) is distinct from (old.question, old.model_version)
    or (new.because = '' and old.because <> '') then
    new.verified_by = (select auth.uid());
    new.verified_by_name = coalesce((select private.my_name()), '');
    new.verified_at = now();
  end if;
  new.doubted = new.because <> '';
  return new;
end
$$;
revoke all on function private.sign_verified_question() from public;
create trigger sign_verified_question before insert or update on public.verified_questions
  for each row execute function private.sign_verified_question();

-- The models that people who only ask may ask.
create function private.my_published_model_ids() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select m.id from public.semantic_models m
  where m.published_version is not null and m.organization_id = any (array(select private.my_organization_ids()))
$$;
revoke all on function private.my_published_model_ids() from public;
grant execute on function private.my_published_model_ids() to authenticated;

select private.secure('public.verified_questions');

grant select, delete on public.verified_questions to authenticated;
grant insert (id, project_id, semantic_model_id, question, plan, model_version, checked_version) on public.verified_questions
  to authenticated;
grant update (question, model_version, checked_version, because) on public.verified_questions to authenticated;

create policy "Editors see verified questions, viewers those that hold" on public.verified_questions for select to authenticated
  using (
    organization_id = any (array(select private.my_organization_ids('editor')))
    or (not doubted and semantic_model_id in (select private.my_published_model_ids()))
  );
create policy "Editors verify questions" on public.verified_questions for insert to authenticated
  with check (organization_id = any (array(select private.my_organization_ids('editor'))));
create policy "Editors change verified questions" on public.verified_questions for update to authenticated
  using (organization_id = any (array(select private.my_organization_ids('editor'))))
  with check (organization_id = any (array(select private.my_organization_ids('editor'))));
create policy "Editors withdraw verified questions" on public.verified_questions for delete to authenticated
  using (organization_id = any (array(select private.my_organization_ids('editor'))));
