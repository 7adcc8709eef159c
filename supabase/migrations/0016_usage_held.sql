-- What is about to be used is held before and settled after, so that nobody gets the last of a day twice, nothing is taken for good by
-- asking for it, and what runs over midnight counts on the day it began. What one person used is seen by editors and by themselves,
-- as their queries are; that admins struck something out is kept.

drop function public.admit_query(uuid, bigint);
drop function public.count_usage(uuid, bigint, double precision, bigint);
drop function public.project_budget(uuid);
drop function public.strike_usage(uuid, uuid);
drop function private.hold_usage(uuid);
drop policy "Members see what their projects used" on public.project_usage;
create policy "Editors see what everybody used, viewers what they did" on public.project_usage for select to authenticated
  using (
    project_id in (select private.my_project_ids('editor'))
    or (user_id = (select auth.uid()) and project_id in (select private.my_project_ids()))
  );

create function private.clock() returns timestamptz
language sql volatile set search_path = ''
as $$ select clock_timestamp() $$;

create or replace function private.today() returns date
language sql volatile set search_path = ''
as $$ select (private.clock() at time zone 'UTC')::date $$;

-- A query or a question under way. One that nobody settles (its process died) counts no more after `until`, nor when that is further
-- off than any may last, which is so after the clock was set back.
create table private.usage_holds (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  user_id uuid not null,
  day date not null,
  question boolean not null,
  bytes numeric not null default 0,
  tokens numeric not null default 0,
  began timestamptz not null,
  until timestamptz not null
);
create index usage_holds_project_id_day_idx on private.usage_holds (project_id, day);

create table public.usage_strikes (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  day date not null,
  user_id uuid not null,
  struck_by uuid not null,
  struck_at timestamptz not null,
  queries bigint not null,
  bytes numeric not null,
  seconds double precision not null,
  tokens numeric not null
);
create index usage_strikes_project_id_day_idx on public.usage_strikes (project_id, day);

select private.secure('private.usage_holds'), private.secure('public.usage_strikes');
grant select on public.usage_strikes to authenticated; -- usage_holds: nobody, it is read and written by the functions here
create policy "Editors see what was struck out, viewers what of theirs" on public.usage_strikes for select to authenticated
  using (
    project_id in (select private.my_project_ids('editor'))
    or (user_id = (select auth.uid()) and project_id in (select private.my_project_ids()))
  );

-- One after the other for a project, so that two at once do not both get the last of it.
create function private.lock_usage(in_project uuid) returns void
language sql set search_path = ''
as $$ select pg_advisory_xact_lock(hashtextextended('project_usage:' || in_project::text, 0)) $$;

-- Who can run a query or ask in a project: those who build, and viewers where something is published that they can ask about.
create function private.may_run(in_project uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (select from private.my_project_ids('editor') mine where mine = in_project)
    or (
      exists (select from private.my_project_ids() mine where mine = in_project)
      and exists (
        select from public.semantic_models m where m.project_id = in_project and m.published_version is not null
      )
    )
$$;

-- What is held at this moment of a project's day. Stable, so that it sees what the query around it sees: what is settled meanwhile is in one
-- of the two sums.
create function private.held(in_project uuid) returns setof private.usage_holds
language sql stable security definer set search_path = ''
as $$
  select h.* from private.usage_holds h, (select private.clock() as moment) c
  where h.project_id = in_project and h.day = (c.moment at time zone 'UTC')::date
    and h.until > c.moment and h.until <= c.moment + interval '6 hours'
$$;

-- What holds for a project, and what its day has used so far: bytes and queries with those under way, tokens without, which are
-- `held_tokens`. Nothing for a project that the caller may not see.
create function public.project_budget(in_project uuid) returns table (
  query_bytes bigint, query_seconds double precision, question_tokens bigint, day_bytes bigint,
  day_seconds double precision, day_tokens bigint, day date, queries bigint, used_bytes numeric,
  used_seconds double precision, used_tokens numeric, held_tokens numeric
)
language sql volatile security definer set search_path = ''
as $$
  select coalesce(own.query_bytes, every.query_bytes), coalesce(own.query_seconds, every.query_seconds),
    coalesce(own.question_tokens, every.question_tokens), coalesce(own.day_bytes, every.day_bytes),
    coalesce(own.day_seconds, every.day_seconds), coalesce(own.day_tokens, every.day_tokens), t.day,
    coalesce(u.queries, 0) + h.queries, coalesce(u.bytes, 0) + h.bytes, coalesce(u.seconds, 0), coalesce(u.tokens, 0), h.tokens
  from public.projects p
  cross join lateral (select private.today() as day) t
  left join public.budgets own on own.project_id = p.id and own.organization_id = p.organization_id
  left join public.budgets every on every.project_id is null and every.organization_id = p.organization_id
  cross join lateral (
    select sum(s.queries)::bigint as queries, sum(s.bytes) as bytes, sum(s.seconds) as seconds, sum(s.tokens) as tokens
    from public.project_usage s where s.project_id = p.id and s.day = t.day
  ) u
  cross join lateral (
    select count(*) filter (where not one.question) as queries, coalesce(sum(one.bytes), 0) as bytes,
      coalesce(sum(one.tokens), 0) as tokens
    from private.held(p.id) one
  ) h
  where p.id = in_project and p.id in (select private.my_project_ids())
$$;

-- Holds what a query would read, or (with `tokens`) what a question may use, or says which limit is in the way. `over` is null where
-- something is held, `granted` is how many tokens that is, null without a limit. Nobody holds more than a query or a question of the project
-- may use, nor more than 64 at once, nor for longer than one may take, six hours at most.
create function public.admit_usage(
  in_project uuid, estimated_bytes bigint default null, tokens bigint default null, seconds double precision default 3600
) returns table (hold uuid, granted bigint, over text, allowed double precision, used double precision)
language plpgsql security definer set search_path = ''
as $$
declare
  budget record;
  made uuid;
  moment timestamptz;
  mine bigint;
  is_question boolean := admit_usage.tokens is not null;
  size numeric := greatest(coalesce(admit_usage.estimated_bytes, 0), 0);
  wanted numeric := least(greatest(coalesce(admit_usage.tokens, 0), 0), 10000000);
  lasts double precision := least(greatest(coalesce(nullif(admit_usage.seconds, 'NaN'), 3600), 1), 21600);
begin
  if not exists (select from private.my_project_ids() one where one = in_project) then
    raise exception 'No such project.' using errcode = 'P0002';
  end if;
  if not private.may_run(in_project) then
    raise exception 'Nothing of this project is published that you could ask about.' using errcode = '42501';
  end if;
  perform private.lock_usage(in_project);
  moment := private.clock();
  delete from private.usage_holds h where h.project_id = in_project and h.until < moment - interval '2 days';
  select b.* into budget from public.project_budget(in_project) b;
  select count(*) into mine from private.held(in_project) h where h.user_id = (select auth.uid());
  if mine >= 64 then
    return query select null::uuid, null::bigint, 'at_once', 64::double precision, mine::double precision;
    return;
  end if;
  if is_question then
    if budget.used_tokens + budget.held_tokens >= budget.day_tokens then
      return query select null::uuid, null::bigint, 'day_tokens', budget.day_tokens::double precision,
        (budget.used_tokens + budget.held_tokens)::double precision;
      return;
    end if;
    wanted := least(wanted, budget.question_tokens, budget.day_tokens - budget.used_tokens - budget.held_tokens);
    lasts := least(lasts, 3600);
    size := 0;
  else
    wanted := 0;
    lasts := least(lasts, budget.query_seconds + 600);
    if size > budget.query_bytes then
      return query select null::uuid, null::bigint, 'query_bytes', budget.query_bytes::double precision, 0::double precision;
      return;
    elsif budget.used_bytes >= budget.day_bytes or budget.used_bytes + size > budget.day_bytes then
      return query select null::uuid, null::bigint, 'day_bytes', budget.day_bytes::double precision,
        budget.used_bytes::double precision;
      return;
    elsif budget.used_seconds >= budget.day_seconds then
      return query select null::uuid, null::bigint, 'day_seconds', budget.day_seconds, budget.used_seconds;
      return;
    end if;
  end if;
  insert into private.usage_holds as h (project_id, user_id, day, question, bytes, tokens, began, until)
  values (
    in_project, (select auth.uid()), budget.day, is_question, size, wanted, moment, moment + make_interval(secs => lasts)
  ) returning h.id into made;
  return query select made,
    case when is_question and (budget.question_tokens is not null or budget.day_tokens is not null) then wanted::bigint end,
    null::text, null::double precision, null::double precision;
end
$$;

-- In the place of what a query or a question held comes what it used: of bytes what it held and what came beyond, seconds that have
-- passed since, tokens. It counts on the day on which it began.
create function public.settle_usage(
  held uuid, beyond bigint default 0, seconds double precision default 0, tokens bigint default 0
) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  one private.usage_holds;
begin
  if (settle_usage.beyond between 0 and 1099511627776 and settle_usage.seconds between 0 and 86400
      and settle_usage.tokens between 0 and 1000000) is not true then
    raise exception 'Usage is only ever added, and never so much at once.' using errcode = '22023';
  end if;
  perform private.lock_usage(h.project_id) from private.usage_holds h where h.id = settle_usage.held;
  delete from private.usage_holds h where h.id = settle_usage.held and h.user_id = (select auth.uid()) returning h.* into one;
  if one.id is null then
    raise exception 'Nothing is held under that name.' using errcode = 'P0002';
  end if;
  insert into public.project_usage as u (project_id, day, user_id, queries, bytes, seconds, tokens)
  values (
    one.project_id, one.day, one.user_id, case when one.question then 0 else 1 end,
    case when one.question then 0 else one.bytes + settle_usage.beyond end,
    case when one.question then 0
      -- A second for what is rounded; where the clock was set back meanwhile nobody knows how many have passed.
      when private.clock() < one.began then settle_usage.seconds
      else least(settle_usage.seconds, extract(epoch from private.clock() - one.began) + 1) end,
    case when one.question then settle_usage.tokens else 0 end
  )
  on conflict on constraint project_usage_pkey do update
    set queries = u.queries + excluded.queries, bytes = u.bytes + excluded.bytes, seconds = u.seconds + excluded.seconds,
      tokens = u.tokens + excluded.tokens;
end
$$;

-- The budgets of the projects that the caller sees and that have used something today.
create function public.project_budgets() returns table (
  project_id uuid, query_bytes bigint, query_seconds double precision, question_tokens bigint, day_bytes bigint,
  day_seconds double precision, day_tokens bigint, day date, queries bigint, used_bytes numeric,
  used_seconds double precision, used_tokens numeric, held_tokens numeric
)
language sql volatile security definer set search_path = ''
as $$
  select p.id, b.* from private.my_project_ids() p (id) cross join lateral public.project_budget(p.id) b
  where exists (select from public.project_usage u where u.project_id = p.id and u.day = private.today())
    or exists (select from private.usage_holds h where h.project_id = p.id and h.day = private.today())
$$;

-- What each person used today, those with something under way included: to editors everybody's, to viewers their own.
create function public.usage_by_person(in_project uuid) returns table (
  user_id uuid, queries bigint, bytes numeric, seconds double precision, tokens numeric, under_way bigint
)
language sql volatile security definer set search_path = ''
as $$
  select one.user_id, sum(one.queries)::bigint, sum(one.bytes), sum(one.seconds), sum(one.tokens), sum(one.under_way)::bigint
  from (
    select u.user_id, u.queries, u.bytes, u.seconds, u.tokens, 0 as under_way from public.project_usage u
    where u.project_id = in_project and u.day = private.today()
    union all
    select h.user_id, (not h.question)::int, h.bytes, 0, 0, 1 from private.held(in_project) h
  ) one
  where in_project in (select private.my_project_ids('editor'))
    or (one.user_id = (select auth.uid()) and in_project in (select private.my_project_ids()))
  group by one.user_id
$$;

-- Takes out of a project's day what one person used and holds, for admins; false where there was nothing. Who did it is kept.
create function public.strike_usage(in_project uuid, of_user uuid) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  found_usage record;
  today date;
begin
  if not exists (select from private.my_project_ids() mine where mine = in_project) then
    raise exception 'No such project.' using errcode = 'P0002';
  end if;
  if not exists (select from private.my_project_ids('admin') mine where mine = in_project) then
    raise exception 'Only admins strike out what was used.' using errcode = '42501';
  end if;
  perform private.lock_usage(in_project);
  today := private.today();
  select u.* into found_usage from public.usage_by_person(in_project) u where u.user_id = of_user;
  if not found then
    return false;
  end if;
  delete from public.project_usage u where u.project_id = in_project and u.day = today and u.user_id = of_user;
  update private.usage_holds h set bytes = 0, tokens = 0
  where h.project_id = in_project and h.day = today and h.user_id = of_user;
  insert into public.usage_strikes (project_id, day, user_id, struck_by, struck_at, queries, bytes, seconds, tokens)
  values (
    in_project, today, of_user, (select auth.uid()), private.clock(), found_usage.queries, found_usage.bytes,
    found_usage.seconds, found_usage.tokens
  );
  return true;
end
$$;

revoke all on function private.clock(), private.lock_usage(uuid), private.may_run(uuid), private.held(uuid) from public;
grant execute on function private.clock() to authenticated;
revoke all on function
  public.project_budget(uuid), public.project_budgets(), public.admit_usage(uuid, bigint, bigint, double precision),
  public.settle_usage(uuid, bigint, double precision, bigint), public.usage_by_person(uuid), public.strike_usage(uuid, uuid)
  from public, anon;
grant execute on function
  public.project_budget(uuid), public.project_budgets(), public.admit_usage(uuid, bigint, bigint, double precision),
  public.settle_usage(uuid, bigint, double precision, bigint), public.usage_by_person(uuid), public.strike_usage(uuid, uuid)
  to authenticated;
