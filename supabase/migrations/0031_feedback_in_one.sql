-- What somebody says of an answer takes the place of what they said of it before, in one: both or neither.
create function public.give_feedback(
  semantic_model_id uuid, version integer, message_id uuid, verdict text, question text, answer jsonb, said text default ''
) returns setof public.answer_feedback
language sql set search_path = ''
as $$
  delete from public.answer_feedback f
  where f.created_by = (select auth.uid()) and f.message_id = give_feedback.message_id
    and exists (select 1 from public.semantic_models m where m.id = give_feedback.semantic_model_id);
  insert into public.answer_feedback
    (project_id, semantic_model_id, model_version, message_id, verdict, question, answer, said)
  select m.project_id, m.id, give_feedback.version, give_feedback.message_id, give_feedback.verdict, give_feedback.question,
    give_feedback.answer, give_feedback.said
  from public.semantic_models m where m.id = give_feedback.semantic_model_id
  returning *;
$$;
revoke all on function public.give_feedback(uuid, integer, uuid, text, text, jsonb, text) from public, anon;
grant execute on function public.give_feedback(uuid, integer, uuid, text, text, jsonb, text) to authenticated;
