-- Feedback is of an answer that somebody was given: of their own conversation, in the model's project. What was kept before stays.
create index answer_feedback_created_by_idx on public.answer_feedback (created_by, semantic_model_id, created_at);

create function private.admit_answer_feedback() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (
    select from public.session_messages m join public.agent_sessions s on s.id = m.session_id
    where m.id = new.message_id and m.role = 'assistant' and s.created_by = new.created_by and s.project_id = new.project_id
  ) then
    raise exception 'No such answer.' using errcode = '23503';
  end if;
  -- One after the other for each person: those of the same moment count too.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('answer_feedback ' || new.created_by::text, 0));
  if (
    select count(*) from public.answer_feedback f
    where f.created_by = new.created_by and f.semantic_model_id = new.semantic_model_id and f.created_at > now() - interval '1 day'
  ) > 50 then
    raise exception 'Enough for today.' using errcode = 'LU006';
  end if;
  return null;
end
$$;
revoke all on function private.admit_answer_feedback() from public;
-- After the policies: who may not give any is refused first.
create trigger admit_answer_feedback after insert on public.answer_feedback
  for each row execute function private.admit_answer_feedback();

-- Of an answer no figures are kept.
update public.answer_feedback set answer = answer - 'narrative' where answer ? 'narrative';

alter policy "People take back their own feedback" on public.answer_feedback
  using (
    organization_id = any (array(select private.my_organization_ids('editor')))
    or (created_by = (select auth.uid()) and organization_id = any (array(select private.my_organization_ids())))
  );
alter policy "People take back their own feedback" on public.answer_feedback rename to "Editors delete feedback, people their own";

-- The verified questions that hold under a version that people who only ask may ask: a published one, or one of its day that an agent
-- stays with.
create function private.my_verified_question_ids() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  with asked (semantic_model_id, version) as (
    select m.id, m.published_version from public.semantic_models m
    where m.published_version is not null and m.organization_id = any (array(select private.my_organization_ids()))
    union
    select v.semantic_model_id, v.version from public.semantic_model_versions v
    where v.id in (select private.my_pinned_version_ids())
  )
  select q.id from asked a
  join public.verified_questions q on q.semantic_model_id = a.semantic_model_id and q.model_version = a.version and not q.doubted
  union
  select q.id from asked a
  join public.verified_questions q on q.semantic_model_id = a.semantic_model_id and q.checked_version = a.version and not q.doubted
$$;
revoke all on function private.my_verified_question_ids() from public;
grant execute on function private.my_verified_question_ids() to authenticated;

alter policy "Editors see verified questions, viewers those that hold" on public.verified_questions
  using (
    organization_id = any (array(select private.my_organization_ids('editor')))
    or id in (select private.my_verified_question_ids())
  );
drop function private.my_published_model_ids();
