-- A run is written while it goes on, so that what was measured outlives the server; whoever began it goes on with it. It counts from
-- when it has ended.
alter table public.evaluation_runs
  add column finished_at timestamptz,
  add column updated_at timestamptz not null default now();
update public.evaluation_runs e set finished_at = case when e.stopped then null else e.created_at end, updated_at = e.created_at;
create index evaluation_runs_finished_idx
  on public.evaluation_runs (semantic_model_id, model_version, planner, finished_at desc) where not stopped;

drop index public.evaluation_runs_created_by_idx;
create index evaluation_runs_created_by_idx on public.evaluation_runs (created_by, stopped);
create trigger update_evaluation_runs_updated_at before update on public.evaluation_runs
  for each row execute function public.update_updated_at_column();

create or replace function private.count_evaluation_run() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    new.created_by_name = coalesce((select private.my_name()), '');
  end if;
  new.finished_at = case when not new.stopped then now() end;
  select count(*), count(*) filter (where o.outcome = 'right'), count(*) filter (where o.outcome = 'wrong'),
    count(*) filter (where o.outcome = 'refused'), count(*) filter (where o.outcome = 'asked_back'),
    count(*) filter (where o.outcome = 'failed')
  into new.questions, new.as_expected, new.wrong, new.refused, new.asked_back, new.failed
  from jsonb_to_recordset(new.content -> 'outcomes') o (outcome text);
  return new;
end
$$;
drop trigger count_evaluation_run on public.evaluation_runs;
create trigger count_evaluation_run before insert or update of content, stopped on public.evaluation_runs
  for each row execute function private.count_evaluation_run();

grant update (content, provider, tokens, seconds, stopped) on public.evaluation_runs to authenticated;
create policy "Whoever began a run goes on with it" on public.evaluation_runs for update to authenticated
  using (stopped and created_by = (select auth.uid()) and organization_id = any (array(select private.my_organization_ids('editor'))))
  with check (created_by = (select auth.uid()) and organization_id = any (array(select private.my_organization_ids('editor'))));

-- As before, and the last run is the one that ended last.
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
