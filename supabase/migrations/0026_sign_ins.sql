-- Who signed in when, how and from about where, for 90 days: for the person alone, and the last time of each member for admins. A person's rows
-- are written as that person, by the functions below: there is no privilege to write for others, nor to change what was written.

create table public.sign_ins (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  at timestamptz not null,
  way text not null check (way in ('password', 'link', 'provider', 'oidc', 'sign_up', 'failed')),
  detail text not null default '' constraint sign_ins_detail_size check (octet_length(detail) <= 80),
  browser text not null default '' constraint sign_ins_browser_size check (octet_length(browser) <= 80),
  system text not null default '' constraint sign_ins_system_size check (octet_length(system) <= 80),
  place text not null default '' constraint sign_ins_place_size check (octet_length(place) <= 80), -- an address, shortened
  mark text check (mark ~ '^[0-9a-f]{64}$'), -- which session it was, told by nothing but the session itself; null for a failure
  attempts integer not null default 1 check (attempts between 1 and 100000),
  ended_at timestamptz,
  constraint sign_ins_user_id_mark_key unique (user_id, mark)
);
create index sign_ins_user_id_at_idx on public.sign_ins (user_id, at desc);
create index sign_ins_at_idx on public.sign_ins (at);

select private.secure('public.sign_ins');
grant select on public.sign_ins to authenticated;
create policy "People see their own sign-ins of 90 days" on public.sign_ins for select to authenticated
  using (user_id = (select auth.uid()) and at > now() - interval '90 days');

-- One row of the caller's, dated by the database. What is older than 90 days goes along, whoever's it is, and of theirs what is beyond 200.
create function private.add_sign_in(
  way text, detail text, browser text, system text, place text, mark text, attempts integer, ago double precision
) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
begin
  if me is null then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  insert into public.sign_ins as s (user_id, at, way, detail, browser, system, place, mark, attempts)
  values (
    me, private.clock() - make_interval(secs => least(greatest(coalesce(nullif(add_sign_in.ago, 'NaN'), 0), 0), 604800)),
    add_sign_in.way, add_sign_in.detail, add_sign_in.browser, add_sign_in.system, add_sign_in.place, add_sign_in.mark,
    add_sign_in.attempts
  )
  on conflict on constraint sign_ins_user_id_mark_key do nothing;
  delete from public.sign_ins s where s.id in (
    select o.id from public.sign_ins o where o.at < private.clock() - interval '90 days' order by o.at limit 500 for update skip locked
  );
  delete from public.sign_ins s where s.id in (
    select o.id from public.sign_ins o where o.user_id = me order by o.at desc, o.id offset 200
  );
end
$$;

-- Once for each session, however often it is said; false for one that has been ended.
create function public.record_sign_in(
  mark text, way text, detail text default '', browser text default '', system text default '', place text default ''
) returns boolean
language plpgsql security definer set search_path = ''
as $$
declare
  known public.sign_ins;
begin
  if record_sign_in.mark is null or record_sign_in.way is not distinct from 'failed' then
    raise exception 'A sign-in is one of a session.' using errcode = '22023';
  end if;
  select s.* into known from public.sign_ins s where s.user_id = (select auth.uid()) and s.mark = record_sign_in.mark;
  if known.id is null then
    perform private.add_sign_in(
      record_sign_in.way, record_sign_in.detail, record_sign_in.browser, record_sign_in.system, record_sign_in.place,
      record_sign_in.mark, 1, 0
    );
  end if;
  return known.ended_at is null;
end
$$;

-- Attempts at the caller's account that failed, as the app counted them: it tells them when the person is there, and nobody before.
create function public.record_failed_sign_ins(
  attempts integer, browser text default '', system text default '', place text default '', ago double precision default 0
) returns void
language sql security definer set search_path = ''
as $$
  select private.add_sign_in(
    'failed', '', record_failed_sign_ins.browser, record_failed_sign_ins.system, record_failed_sign_ins.place, null,
    record_failed_sign_ins.attempts, record_failed_sign_ins.ago
  )
$$;

-- Of a session of the caller's, or of all of them: it was signed out.
create function public.end_sign_ins(mark text default null) returns void
language sql security definer set search_path = ''
as $$
  update public.sign_ins s set ended_at = private.clock()
  where s.user_id = (select auth.uid()) and s.ended_at is null and s.way <> 'failed'
    and (end_sign_ins.mark is null or s.mark = end_sign_ins.mark)
$$;

-- When each member signed in last, for admins: not from where.
create function public.member_sign_ins() returns table (user_id uuid, at timestamptz, way text, detail text)
language sql stable security definer set search_path = ''
as $$
  select p.id, s.at, s.way, s.detail
  from public.profiles p
  cross join lateral (
    select o.at, o.way, o.detail from public.sign_ins o
    where o.user_id = p.id and o.way <> 'failed' and o.at > now() - interval '90 days' order by o.at desc limit 1
  ) s
  where p.organization_id = any (array(select private.my_organization_ids('admin')))
$$;

revoke all on function private.add_sign_in(text, text, text, text, text, text, integer, double precision) from public;
revoke all on function
  public.record_sign_in(text, text, text, text, text, text),
  public.record_failed_sign_ins(integer, text, text, text, double precision), public.end_sign_ins(text),
  public.member_sign_ins() from public, anon;
grant execute on function
  public.record_sign_in(text, text, text, text, text, text),
  public.record_failed_sign_ins(integer, text, text, text, double precision), public.end_sign_ins(text),
  public.member_sign_ins() to authenticated;
