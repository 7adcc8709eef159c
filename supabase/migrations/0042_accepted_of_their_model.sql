-- An accepted question is known by its model and its id, which may be used again once the question is gone: by another model, or in
-- another organization, and neither is of any concern to the first.
alter table public.evaluation_accepted drop constraint evaluation_accepted_pkey, add primary key (semantic_model_id, id);
drop index public.evaluation_accepted_suite_idx; -- the key begins with it

create or replace function private.hold_evaluation_question() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if not coalesce(new.organization_id, old.organization_id) = any (array(select private.my_organization_ids('admin'))) then
    if tg_op = 'DELETE' or (tg_op = 'UPDATE' and (new.question, new.content) is distinct from (old.question, old.content)) then
      update public.evaluation_accepted a set changed_by_name = coalesce((select private.my_name()), ''), changed_at = now()
      where a.semantic_model_id = old.semantic_model_id and a.id = old.id and a.organization_id = old.organization_id
        and exists (select from public.evaluation_requirements r where r.id = a.semantic_model_id);
    end if;
  elsif tg_op = 'DELETE' then
    delete from public.evaluation_accepted a
    where a.semantic_model_id = old.semantic_model_id and a.id = old.id and a.organization_id = old.organization_id;
  else
    insert into public.evaluation_accepted (id, semantic_model_id, organization_id, question, content)
    select new.id, r.id, r.organization_id, new.question, new.content
    from public.evaluation_requirements r where r.id = new.semantic_model_id and r.organization_id = new.organization_id
    on conflict (semantic_model_id, id) do update
      set question = excluded.question, content = excluded.content, changed_by_name = '', changed_at = null
      where evaluation_accepted.organization_id = excluded.organization_id;
  end if;
  return null;
end
$$;

-- As before, and an accepted question counts once, however often it is asked, and is good only where all of its copies are: adding
-- copies of what comes out as expected lets nothing else fail.
create or replace function private.evaluation_holds(model uuid, model_version integer) returns boolean
language sql stable security definer set search_path = ''
as $$
  select not exists (select from public.evaluation_requirements r where r.id = model) or exists (
    select from public.evaluation_requirements r
    cross join lateral (
      select e.content from public.evaluation_runs e
      where e.semantic_model_id = r.id and e.model_version = evaluation_holds.model_version and e.planner = r.planner
        and not e.stopped
      order by e.finished_at desc, e.id limit 1
    ) last
    cross join lateral (
      select count(*) as asked, count(*) filter (where o.outcome = 'right') as good,
        count(*) filter (where o.outcome = 'wrong') as wrong,
        count(*) filter (where o.outcome is null or o.outcome = 'failed') as unknown,
        count(distinct (a.question, a.content)) filter (where a.question is not null) as held,
        count(distinct (a.question, a.content)) filter (where a.question is not null and o.outcome is distinct from 'right')
          as held_amiss
      from public.evaluation_questions q
      left join jsonb_to_recordset(last.content -> 'outcomes') o (id text, revision integer, outcome text)
        on o.id = q.id::text and o.revision = q.revision
      left join (select distinct e.question, e.content from public.evaluation_accepted e where e.semantic_model_id = r.id) a
        on a.question = q.question and a.content = q.content
      where q.semantic_model_id = r.id
    ) found
    where r.id = model and found.held > 0 and found.unknown = 0 and found.wrong <= r.most_wrong
      and found.good * 100 >= r.least_right * found.asked
      and (found.held - found.held_amiss) * 100 >= r.least_right * found.held
      and not exists (
        select from public.evaluation_accepted a
        left join public.evaluation_questions q
          on q.semantic_model_id = a.semantic_model_id and q.question = a.question and q.content = a.content
        where a.semantic_model_id = r.id and q.id is null
      )
  )
$$;
