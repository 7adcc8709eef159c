-- Budgets: what one query and what a project's day may use, in bytes that the warehouse reads, seconds that it works, and tokens of
-- language models. Set by admins, for the organization and for a project, which takes what it does not say from the organization.
-- What is used is counted here, by functions that only ever add, for each person: no process counts for itself. Nobody lowers it
-- but admins, who can strike out what one person used today.

alter table public.projects add constraint projects_id_organization_id_key unique (id, organization_id);

create table public.budgets (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  project_id uuid, -- null: of every project that says nothing else
  query_bytes bigint check (query_bytes > 0),
  query_seconds double precision check (query_seconds > 0 and query_seconds < 'infinity'),
  question_tokens bigint check (question_tokens > 0),
  day_bytes bigint check (day_bytes > 0),
  day_seconds double precision check (day_seconds > 0 and day_seconds < 'infinity'),
  day_tokens bigint check (day_tokens > 0),
  updated_at timestamptz not null default now(),
  constraint budgets_organization_id_project_id_key unique nulls not distinct (organization_id, project_id),
  foreign key (project_id, organization_id) references public.projects (id, organization_id) on delete cascade
);
create index budgets_project_id_idx on public.budgets (project_id, organization_id);
create trigger update_budgets_updated_at before update on public.budgets
  for each row execute function public.update_updated_at_column();

-- A day is one of UTC.
create table public.project_usage (
  project_id uuid not null references public.projects (id) on delete cascade,
  day date not null,
  user_id uuid not null, -- stays when the person goes: what was used was used
  queries bigint not null default 0,
  bytes numeric not null default 0,
  seconds double precision not null default 0,
  tokens numeric not null default 0,
  primary key (project_id, day, user_id)
);

select private.secure('public.budgets'), private.secure('public.project_usage');

grant select on public.budgets, public.project_usage to authenticated;
grant delete on public.budgets to authenticated;
grant insert (organization_id, project_id, query_bytes, query_seconds, question_tokens, day_bytes, day_seconds, day_tokens)
  on public.budgets to authenticated;
grant update (query_bytes, query_seconds, question_tokens, day_bytes, day_seconds, day_tokens) on public.budgets to authenticated;

create policy "Members see budgets" on public.budgets for select to authenticated
  using (organization_id in (select private.my_organization_ids()));
create policy "Admins set budgets" on public.budgets for insert to authenticated
  with check (organization_id in (select private.my_organization_ids('admin')));
create policy "Admins change budgets" on public.budgets for update to authenticated
  using (organization_id in (select private.my_organization_ids('admin')))
  with check (organization_id in (select private.my_organization_ids('admin')));
create policy "Admins remove budgets" on public.budgets for delete to authenticated
  using (organization_id in (select private.my_organization_ids('admin')));
create policy "Members see what their projects used" on public.project_usage for select to authenticated
  using (project_id in (select private.my_project_ids()));

create function public.set_budget(
  in_project uuid, query_bytes bigint, query_seconds double precision, question_tokens bigint, day_bytes bigint,
  day_seconds double precision, day_tokens bigint
) returns uuid
language sql set search_path = ''
as $$
  insert into public.budgets as b (
    organization_id, project_id, query_bytes, query_seconds, question_tokens, day_bytes, day_seconds, day_tokens
  )
  select o, in_project, set_budget.query_bytes, set_budget.query_seconds, set_budget.question_tokens,
    set_budget.day_bytes, set_budget.day_seconds, set_budget.day_tokens
  from private.my_organization_ids() o
  on conflict on constraint budgets_organization_id_project_id_key do update set
    query_bytes = excluded.query_bytes, query_seconds = excluded.query_seconds,
    question_tokens = excluded.question_tokens, day_bytes = excluded.day_bytes, day_seconds = excluded.day_seconds,
    day_tokens = excluded.day_tokens
  returning b.id
$$;

create function private.today() returns date
language sql stable set search_path = ''
as $$ select (clock_timestamp() at time zone 'UTC')::date $$;

-- What holds for a project, and what its day has used so far. Nothing for a project that the caller may not see.
create function public.project_budget(in_project uuid) returns table (
  query_bytes bigint, query_seconds double precision, question_tokens bigint, day_bytes bigint,
  day_seconds double precision, day_tokens bigint, day date, queries bigint, used_bytes numeric,
  used_seconds double precision, used_tokens numeric
)
language sql stable set search_path = ''
as $$
  select coalesce(own.query_bytes, every.query_bytes), coalesce(own.query_seconds, every.query_seconds),
    coalesce(own.question_tokens, every.question_tokens), coalesce(own.day_bytes, every.day_bytes),
    coalesce(own.day_seconds, every.day_seconds), coalesce(own.day_tokens, every.day_tokens), t.day,
    coalesce(u.queries, 0), coalesce(u.bytes, 0), coalesce(u.seconds, 0), coalesce(u.tokens, 0)
  from public.projects p
  cross join lateral (select private.today() as day) t
  left join public.budgets own on own.project_id = p.id and own.organization_id = p.organization_id
  left join public.budgets every on every.project_id is null and every.organization_id = p.organization_id
  cross join lateral (
    select sum(s.queries)::bigint as queries, sum(s.bytes) as bytes, sum(s.seconds) as seconds, sum(s.tokens) as tokens
    from public.project_usage s where s.project_id = p.id and s.day = t.day
  ) u
  where p.id = in_project
$$;

-- One after the other for a project, so that two at once do not both get the last of it.
create function private.hold_usage(in_project uuid) returns void
language sql set search_path = ''
as $$ select pg_advisory_xact_lock(hashtextextended('project_usage:' || in_project::text, 0)) $$;

-- Takes `estimated_bytes` from a project's day before a query runs, or says which limit is in the way: two that run at once do not
-- both get the last of it. `over` is null for one that may run.
create function public.admit_query(in_project uuid, estimated_bytes bigint default null) returns table (
  over text, allowed double precision, used double precision
)
language plpgsql security definer set search_path = ''
as $$
declare
  found_budget record;
  today date;
  used_bytes numeric;
  used_seconds double precision;
  size numeric := greatest(coalesce(estimated_bytes, 0), 0);
begin
  if not exists (select from private.my_project_ids() mine where mine = in_project) then
    raise exception 'No such project.' using errcode = 'P0002';
  end if;
  perform private.hold_usage(in_project);
  today := private.today(); -- once, or midnight falls between two looks
  select coalesce(sum(u.bytes), 0), coalesce(sum(u.seconds), 0) into used_bytes, used_seconds
  from public.project_usage u where u.project_id = in_project and u.day = today;
  select b.* into found_budget from public.project_budget(in_project) b;
  if size > found_budget.query_bytes then
    return query select 'query_bytes', found_budget.query_bytes::double precision, 0::double precision;
  elsif used_bytes >= found_budget.day_bytes or used_bytes + size > found_budget.day_bytes then
    return query select 'day_bytes', found_budget.day_bytes::double precision, used_bytes::double precision;
  elsif used_seconds >= found_budget.day_seconds then
    return query select 'day_seconds', found_budget.day_seconds, used_seconds;
  else
    insert into public.project_usage as u (project_id, day, user_id, queries, bytes)
    values (in_project, today, (select auth.uid()), 1, size)
    on conflict on constraint project_usage_pkey do update
      set queries = u.queries + 1, bytes = u.bytes + excluded.bytes;
    return query select null::text, null::double precision, null::double precision;
  end if;
end
$$;

-- Adds to what a project's day has used. No one call adds more than a day's seconds, a pebibyte or a hundred million tokens.
create function public.count_usage(
  in_project uuid, bytes bigint default 0, seconds double precision default 0, tokens bigint default 0
) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (select from private.my_project_ids() mine where mine = in_project) then
    raise exception 'No such project.' using errcode = 'P0002';
  end if;
  if (count_usage.bytes between 0 and 1125899906842624 and count_usage.seconds between 0 and 86400
      and count_usage.tokens between 0 and 100000000) is not true then
    raise exception 'Usage is only ever added, and never so much at once.' using errcode = '22023';
  end if;
  perform private.hold_usage(in_project);
  insert into public.project_usage as u (project_id, day, user_id, bytes, seconds, tokens)
  values (in_project, private.today(), (select auth.uid()), count_usage.bytes, count_usage.seconds, count_usage.tokens)
  on conflict on constraint project_usage_pkey do update
    set bytes = u.bytes + excluded.bytes, seconds = u.seconds + excluded.seconds, tokens = u.tokens + excluded.tokens;
end
$$;

-- Takes out of a project's day what one person used, for admins; false where there was nothing.
create function public.strike_usage(in_project uuid, of_user uuid) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (select from private.my_project_ids() mine where mine = in_project) then
    raise exception 'No such project.' using errcode = 'P0002';
  end if;
  if not exists (select from private.my_organization_ids('admin')) then
    raise exception 'Only admins strike out what was used.' using errcode = '42501';
  end if;
  perform private.hold_usage(in_project);
  delete from public.project_usage u where u.project_id = in_project and u.day = private.today() and u.user_id = of_user;
  return found;
end
$$;

revoke all on function private.today(), private.hold_usage(uuid) from public;
grant execute on function private.today() to authenticated;
revoke all on function
  public.set_budget(uuid, bigint, double precision, bigint, bigint, double precision, bigint), public.project_budget(uuid),
  public.admit_query(uuid, bigint), public.count_usage(uuid, bigint, double precision, bigint),
  public.strike_usage(uuid, uuid) from public, anon;
grant execute on function
  public.set_budget(uuid, bigint, double precision, bigint, bigint, double precision, bigint), public.project_budget(uuid),
  public.admit_query(uuid, bigint), public.count_usage(uuid, bigint, double precision, bigint),
  public.strike_usage(uuid, uuid) to authenticated;
