-- What publishing rests on: the questions that somebody who may say what publishing needs has accepted. Additions of others count only
-- beside them, and where one of them is gone or changed nothing is published until it is put back, or the suite is accepted as it stands.
alter table public.evaluation_requirements
  add column accepted_by_name text not null default '',
  add column accepted_at timestamptz not null default now();

create table public.evaluation_accepted (
  id uuid primary key, -- of the question; it stays when that is gone
  semantic_model_id uuid not null references public.evaluation_requirements (id) on delete cascade,
  organization_id uuid not null,
  question text not null,
  content jsonb not null,
  changed_by_name text not null default '',
  changed_at timestamptz
);
create index evaluation_accepted_organization_id_idx on public.evaluation_accepted (organization_id);
create index evaluation_accepted_suite_idx on public.evaluation_accepted (semantic_model_id);

select private.secure('public.evaluation_accepted');
grant select on public.evaluation_accepted to authenticated;
create policy "Editors see what was accepted" on public.evaluation_accepted for select to authenticated
  using (organization_id = any (array(select private.my_organization_ids('editor'))));

-- Accepting is not setting: who said what publishing needs stays.
drop trigger update_evaluation_requirements_updated_at on public.evaluation_requirements;
create trigger update_evaluation_requirements_updated_at before update of planner, least_right, most_wrong
  on public.evaluation_requirements for each row execute function public.update_updated_at_column();
drop trigger sign_evaluation_requirement on public.evaluation_requirements;
create trigger sign_evaluation_requirement before insert or update of planner, least_right, most_wrong
  on public.evaluation_requirements for each row execute function private.sign_evaluation_requirement();

-- Whoever says that publishing needs a suite accepts it as it stands, as whoever said so before has.
update public.evaluation_requirements r set accepted_by_name = r.set_by_name, accepted_at = r.updated_at;
insert into public.evaluation_accepted (id, semantic_model_id, organization_id, question, content)
select q.id, r.id, r.organization_id, q.question, q.content
from public.evaluation_requirements r join public.evaluation_questions q on q.semantic_model_id = r.id;

create or replace function private.sign_evaluation_requirement() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  new.set_by_name = coalesce((select private.my_name()), '');
  if tg_op = 'INSERT' then
    new.accepted_by_name = new.set_by_name;
  end if;
  return new;
end
$$;

create function private.accept_required_suite() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into public.evaluation_accepted (id, semantic_model_id, organization_id, question, content)
  select q.id, new.id, new.organization_id, q.question, q.content
  from public.evaluation_questions q where q.semantic_model_id = new.id;
  return null;
end
$$;
revoke all on function private.accept_required_suite() from public;
create trigger accept_required_suite after insert on public.evaluation_requirements
  for each row execute function private.accept_required_suite();

-- What an admin does to the suite is accepted with it; what others do to an accepted question is noted, with their name.
create function private.hold_evaluation_question() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if not coalesce(new.organization_id, old.organization_id) = any (array(select private.my_organization_ids('admin'))) then
    if tg_op = 'DELETE' or (tg_op = 'UPDATE' and (new.question, new.content) is distinct from (old.question, old.content)) then
      update public.evaluation_accepted a set changed_by_name = coalesce((select private.my_name()), ''), changed_at = now()
      where a.id = old.id and exists (select from public.evaluation_requirements r where r.id = a.semantic_model_id);
    end if;
  elsif tg_op = 'DELETE' then
    delete from public.evaluation_accepted a where a.id = old.id;
  else
    insert into public.evaluation_accepted (id, semantic_model_id, organization_id, question, content)
    select new.id, r.id, r.organization_id, new.question, new.content
    from public.evaluation_requirements r where r.id = new.semantic_model_id
    on conflict (id) do update
      set question = excluded.question, content = excluded.content, changed_by_name = '', changed_at = null;
  end if;
  return null;
end
$$;
revoke all on function private.hold_evaluation_question() from public;
create trigger hold_evaluation_question after insert or update or delete on public.evaluation_questions
  for each row execute function private.hold_evaluation_question();

-- The suite as it stands is what publishing rests on from now on. `seen` are the revisions of its questions, by their ids, that whoever
-- accepts has looked at: what somebody has changed since is not accepted with it.
create function public.accept_evaluation_suite(semantic_model_id uuid, seen jsonb) returns setof public.evaluation_requirements
language plpgsql security definer set search_path = ''
as $$
declare
  needs public.evaluation_requirements;
begin
  select r.* into needs from public.evaluation_requirements r
  where r.id = accept_evaluation_suite.semantic_model_id
    and r.organization_id = any (array(select private.my_organization_ids()))
  for update;
  if not found then
    raise exception 'Nothing is needed.' using errcode = 'P0002';
  end if;
  if not needs.organization_id = any (array(select private.my_organization_ids('admin'))) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  if accept_evaluation_suite.seen is distinct from coalesce(
    (select jsonb_object_agg(q.id, q.revision) from public.evaluation_questions q where q.semantic_model_id = needs.id), '{}'
  ) then
    raise exception 'The suite was changed meanwhile.' using errcode = 'LU012';
  end if;
  delete from public.evaluation_accepted a where a.semantic_model_id = needs.id;
  insert into public.evaluation_accepted (id, semantic_model_id, organization_id, question, content)
  select q.id, needs.id, needs.organization_id, q.question, q.content
  from public.evaluation_questions q where q.semantic_model_id = needs.id;
  return query update public.evaluation_requirements r
    set accepted_by_name = coalesce((select private.my_name()), ''), accepted_at = now()
    where r.id = needs.id returning r.*;
end
$$;
revoke all on function public.accept_evaluation_suite(uuid, jsonb) from public, anon;
grant execute on function public.accept_evaluation_suite(uuid, jsonb) to authenticated;

-- As before, and: every accepted question stands in the suite as it was accepted, there is one, and of the accepted ones alone enough
-- came out as expected, so that no question can be added which lets others be wrong.
create or replace function private.evaluation_holds(model uuid, model_version integer) returns boolean
language sql stable security definer set search_path = ''
as $$
  select not exists (select from public.evaluation_requirements r where r.id = model) or exists (
    select from public.evaluation_requirements r
    cross join lateral (
      select e.content from public.evaluation_runs e
      where e.semantic_model_id = r.id and e.model_version = evaluation_holds.model_version and e.planner = r.planner
        and not e.stopped
      order by e.created_at desc, e.id limit 1
    ) last
    cross join lateral (
      select count(*) as asked, count(*) filter (where o.outcome = 'right') as good,
        count(*) filter (where o.outcome = 'wrong') as wrong,
        count(*) filter (where o.outcome is null or o.outcome = 'failed') as unknown,
        count(a.question) as held, count(a.question) filter (where o.outcome = 'right') as held_good
      from public.evaluation_questions q
      left join jsonb_to_recordset(last.content -> 'outcomes') o (id text, revision integer, outcome text)
        on o.id = q.id::text and o.revision = q.revision
      left join (select distinct e.question, e.content from public.evaluation_accepted e where e.semantic_model_id = r.id) a
        on a.question = q.question and a.content = q.content
      where q.semantic_model_id = r.id
    ) found
    where r.id = model and found.held > 0 and found.unknown = 0 and found.wrong <= r.most_wrong
      and found.good * 100 >= r.least_right * found.asked and found.held_good * 100 >= r.least_right * found.held
      and not exists (
        select from public.evaluation_accepted a
        left join public.evaluation_questions q
          on q.semantic_model_id = a.semantic_model_id and q.question = a.question and q.content = a.content
        where a.semantic_model_id = r.id and q.id is null
      )
  )
$$;
