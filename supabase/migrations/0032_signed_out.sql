-- What was signed out stays signed out, whatever becomes of the list that the person sees; and what somebody with their token writes into
-- that list puts little of it away.

-- A session by its mark; '' for all that were begun before `at`. Kept for 31 days: no sign-in lasts longer than 30.
create table private.signed_out (
  user_id uuid not null references auth.users (id) on delete cascade,
  mark text not null check (mark ~ '^([0-9a-f]{64})?$'),
  at timestamptz not null,
  primary key (user_id, mark)
);
create index signed_out_at_idx on private.signed_out (at);
select private.secure('private.signed_out');

-- When the row was written, which nobody but the database says (`at` is when it was).
alter table public.sign_ins add column written_at timestamptz;
create index sign_ins_user_id_written_at_idx on public.sign_ins (user_id, written_at);

insert into private.signed_out (user_id, mark, at)
select s.user_id, s.mark, s.ended_at from public.sign_ins s
where s.mark is not null and s.ended_at > now() - interval '31 days';
-- Sessions of Streamlit's sign-in were told by another mark until now: nobody can say which of them were ended.
insert into private.signed_out (user_id, mark, at)
select s.user_id, '', max(s.ended_at) from public.sign_ins s
where s.way = 'oidc' and s.ended_at > now() - interval '31 days' group by s.user_id;

-- One row of the caller's, dated by the database. At most 50 sign-ins are written in a day, and 10 failures in an hour: what is beyond is
-- counted with the last failure. What is older than 90 days goes along, whoever's it is, and of theirs what is beyond 150 sign-ins and 50 failures.
create or replace function private.add_sign_in(
  way text, detail text, browser text, system text, place text, mark text, attempts integer, ago double precision
) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  failed boolean := add_sign_in.way is not distinct from 'failed';
  last uuid;
  written bigint;
begin
  if me is null then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  select count(*), (array_agg(s.id order by s.written_at desc, s.id))[1] into written, last from public.sign_ins s
  where s.user_id = me and (s.way = 'failed') = failed
    and s.written_at > private.clock() - case when failed then interval '1 hour' else interval '1 day' end;
  if failed and written >= 10 then
    if coalesce(add_sign_in.attempts, 0) not between 1 and 100000 then
      raise exception 'There was at least one attempt.' using errcode = '22023';
    end if;
    update public.sign_ins s set attempts = least(s.attempts + add_sign_in.attempts, 100000) where s.id = last;
  elsif written < 50 then
    insert into public.sign_ins as s (user_id, at, way, detail, browser, system, place, mark, attempts, written_at)
    values (
      me, private.clock() - make_interval(secs => least(greatest(coalesce(nullif(add_sign_in.ago, 'NaN'), 0), 0), 604800)),
      add_sign_in.way, add_sign_in.detail, add_sign_in.browser, add_sign_in.system, add_sign_in.place, add_sign_in.mark,
      add_sign_in.attempts, private.clock()
    )
    on conflict on constraint sign_ins_user_id_mark_key do nothing;
  end if;
  delete from public.sign_ins s where s.id in (
    select o.id from public.sign_ins o where o.at < private.clock() - interval '90 days' order by o.at limit 500 for update skip locked
  );
  delete from public.sign_ins s where s.id in (
    select o.id from public.sign_ins o where o.user_id = me and (o.way = 'failed') = failed
    order by o.at desc, o.id offset case when failed then 50 else 150 end
  );
end
$$;

-- Once for each session, however often it is said; false for one that has been ended, or that was `begun` (seconds since 1970, as its
-- provider says) before all of them were.
drop function public.record_sign_in(text, text, text, text, text, text);
create function public.record_sign_in(
  mark text, way text, detail text default '', browser text default '', system text default '', place text default '',
  begun double precision default null
) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  if record_sign_in.mark is null or record_sign_in.way is not distinct from 'failed' then
    raise exception 'A sign-in is one of a session.' using errcode = '22023';
  end if;
  if exists (
    select from private.signed_out o where o.user_id = (select auth.uid())
      -- A provider's second: who comes again at once has begun in the same one.
      and (o.mark = record_sign_in.mark or (o.mark = '' and record_sign_in.begun < floor(extract(epoch from o.at))))
  ) then
    return false;
  end if;
  if not exists (
    select from public.sign_ins s where s.user_id = (select auth.uid()) and s.mark = record_sign_in.mark
  ) then
    perform private.add_sign_in(
      record_sign_in.way, record_sign_in.detail, record_sign_in.browser, record_sign_in.system, record_sign_in.place,
      record_sign_in.mark, 1, 0
    );
  end if;
  return true;
end
$$;

-- Of a session of the caller's, or of all of them (with those that were never written down): it was signed out. Beyond a thousand of one
-- person the oldest go, and with them all that were begun before those were ended.
create or replace function public.end_sign_ins(mark text default null) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  me uuid := (select auth.uid());
  gone timestamptz;
begin
  if me is null then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  insert into private.signed_out as o (user_id, mark, at) values (me, coalesce(end_sign_ins.mark, ''), private.clock())
  on conflict on constraint signed_out_pkey do update set at = greatest(o.at, excluded.at);
  with ended as (
    update public.sign_ins s set ended_at = private.clock()
    where s.user_id = me and s.ended_at is null and s.way <> 'failed' and (end_sign_ins.mark is null or s.mark = end_sign_ins.mark)
    returning s.mark
  )
  insert into private.signed_out (user_id, mark, at)
  select me, e.mark, private.clock() from ended e where e.mark is not null on conflict do nothing;
  delete from private.signed_out o where (o.user_id, o.mark) in (
    select s.user_id, s.mark from private.signed_out s where s.at < private.clock() - interval '31 days'
    order by s.at limit 500 for update skip locked
  );
  with beyond as (
    delete from private.signed_out o where o.user_id = me and o.mark in (
      select s.mark from private.signed_out s where s.user_id = me and s.mark <> '' order by s.at desc, s.mark offset 1000
    )
    returning o.at
  )
  select max(b.at) into gone from beyond b;
  if gone is not null then
    insert into private.signed_out as o (user_id, mark, at) values (me, '', gone)
    on conflict on constraint signed_out_pkey do update set at = greatest(o.at, excluded.at);
  end if;
end
$$;

revoke all on function public.record_sign_in(text, text, text, text, text, text, double precision) from public, anon;
grant execute on function public.record_sign_in(text, text, text, text, text, text, double precision) to authenticated;
