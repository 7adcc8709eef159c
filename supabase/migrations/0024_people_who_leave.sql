-- What somebody set going in an organization ends with their place in it: invitations, what an old query of theirs may count, and, for
-- the last owner whose account is deleted, the organization without an owner.

-- Whether somebody may invite into an organization as this, by the role that they have now. An invitation is worth no more than
-- whoever made it.
create function private.may_invite(person uuid, home uuid, role text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from public.profiles p where p.id = may_invite.person and p.organization_id = may_invite.home
      and private.role_rank(p.role) >= private.role_rank(case may_invite.role when 'owner' then 'owner' else 'admin' end)
  )
$$;

-- Whoever changes people writes their organization's row: where a transaction sees only what was there at its beginning (repeatable read)
-- it fails after another one, instead of deciding by roles that are gone. Nothing in the row changes, nor its updated_at.
drop trigger update_organizations_updated_at on public.organizations;
create trigger update_organizations_updated_at before update of name, settings on public.organizations
  for each row execute function public.update_updated_at_column();

create or replace function private.hold_people(home uuid) returns void
language sql security definer set search_path = ''
as $$
  select from public.organizations o where o.id = home for update;
  update public.organizations o set created_at = o.created_at where o.id = home;
$$;

create or replace function private.take_invitation(person uuid, invitation uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  offered public.invitations;
  mine public.profiles;
  home uuid;
begin
  select p.* into mine from public.profiles p where p.id = take_invitation.person for update;
  select i.* into offered from public.invitations i where i.id = take_invitation.invitation;
  -- Both organizations, in one order: whoever joins the one that is given up, or makes a project in it, meanwhile waits for the end
  -- of this; whoever changes the inviter's role has done so before, or waits.
  for home in
    select distinct o from unnest(array[mine.organization_id, offered.organization_id]) o where o is not null order by o
  loop
    perform private.hold_people(home);
  end loop;
  select i.* into offered from public.invitations i where i.id = take_invitation.invitation for update;
  if offered.id is null or offered.accepted_at is not null or offered.expires_at <= now()
    or not private.may_invite(offered.invited_by, offered.organization_id, offered.role) then
    raise exception 'The invitation is not valid any more.' using errcode = 'LU001';
  elsif mine.organization_id = offered.organization_id then
    raise exception 'They are a member already.' using errcode = 'LU002';
  elsif exists (select from public.profiles o where o.organization_id = mine.organization_id and o.id <> mine.id) then
    raise exception 'They belong to an organization with other people.' using errcode = 'LU003';
  elsif exists (select from private.organizations_in_use() u where u = mine.organization_id) then
    raise exception 'Their organization has projects.' using errcode = 'LU004';
  end if;
  update public.profiles p set organization_id = offered.organization_id, role = offered.role where p.id = mine.id;
  delete from public.organizations o where o.id = mine.organization_id;
  update public.invitations i set accepted_at = now() where i.id = offered.id;
end
$$;

create or replace function public.my_invitations(token text default '') returns table (
  id uuid, organization_name text, role text, invited_by_name text, expires_at timestamptz, mine boolean
)
language sql stable security definer set search_path = ''
as $$
  select i.id, o.name, i.role, coalesce(nullif(p.full_name, ''), p.email, ''), i.expires_at,
    coalesce(lower(i.email) = (select private.my_verified_email()), false)
  from public.invitations i
  join public.organizations o on o.id = i.organization_id
  join public.profiles p on p.id = i.invited_by and p.organization_id = i.organization_id
  where i.accepted_at is null and i.expires_at > now()
    and (lower(i.email) = (select private.my_verified_email())
         or i.token_hash = private.token_hash(nullif(my_invitations.token, '')))
    and i.organization_id not in (select private.my_organization_ids())
    and private.may_invite(i.invited_by, i.organization_id, i.role)
  order by i.created_at desc, i.id
$$;

-- Whoever is let go, has a lower role or hands over takes along the invitations that they may not make any more.
create function private.end_invitations() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.invitations i where i.organization_id = old.organization_id and i.accepted_at is null
    and not private.may_invite(i.invited_by, i.organization_id, i.role);
  return null;
end
$$;
create trigger end_invitations_of_changed after update of organization_id, role on public.profiles
  for each row when (old.organization_id <> new.organization_id or old.role <> new.role)
  execute function private.end_invitations();
create trigger end_invitations_of_deleted after delete on public.profiles
  for each row execute function private.end_invitations();
delete from public.invitations i
where i.accepted_at is null and not private.may_invite(i.invited_by, i.organization_id, i.role);

-- An admin's organization is held before the invitation that they replace or withdraw, as by whoever accepts it at the same moment.
create function private.hold_home() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform private.hold_people(mine) from private.my_organization_ids('admin') mine;
  return null;
end
$$;
create trigger hold_home before delete on public.invitations
  for each statement execute function private.hold_home();

-- As before, but: whether they are a member is looked at when nobody is joining.
create or replace function public.invite_member(id uuid, email text, role text, token_hash text, days integer default 7) returns void
language plpgsql set search_path = ''
as $$
declare
  home uuid := (select o from private.my_organization_ids() o);
begin
  if invite_member.days is null or invite_member.days not between 1 and 30 then
    raise exception 'An invitation lasts from 1 to 30 days' using errcode = '22023';
  end if;
  delete from public.invitations i
  where i.organization_id = home and lower(i.email) = lower(invite_member.email) and i.accepted_at is null;
  if exists (select from public.profiles p
             where p.organization_id = home and lower(p.email) = lower(invite_member.email)) then
    raise exception 'They are a member already.' using errcode = 'LU002';
  end if;
  insert into public.invitations (id, organization_id, email, role, token_hash, expires_at)
  values (invite_member.id, home, invite_member.email, invite_member.role, invite_member.token_hash,
          now() + make_interval(days => invite_member.days));
end
$$;

-- 500 invitations of an organization may wait for an answer; those that have expired make room. One after the other for an organization.
-- Who has lost their role while they waited for it invites nobody.
create function private.limit_invitations() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  home uuid;
begin
  for home in select distinct m.organization_id from made m order by m.organization_id loop
    perform pg_advisory_xact_lock(hashtextextended('invitations:' || home::text, 0));
    if (select count(*) from public.invitations i where i.organization_id = home and i.accepted_at is null) > 500 then
      delete from public.invitations i
      where i.organization_id = home and i.accepted_at is null and i.expires_at <= now();
      if (select count(*) from public.invitations i where i.organization_id = home and i.accepted_at is null) > 500 then
        raise exception 'Too many invitations wait for an answer.' using errcode = 'LU005';
      end if;
    end if;
  end loop;
  if (select auth.uid()) is not null
    and exists (select from made m where not private.may_invite((select auth.uid()), m.organization_id, m.role)) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  return null;
end
$$;
create trigger limit_invitations after insert on public.invitations referencing new table as made
  for each statement execute function private.limit_invitations();

-- Where an account is deleted: its organization's people are locked as delete_organization() locks them.
create function private.hold_whom_they_leave() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  perform from public.profiles p where p.organization_id = old.organization_id order by p.id for update;
  perform private.hold_people(old.organization_id);
  return old;
end
$$;
create trigger hold_whom_they_leave before delete on public.profiles
  for each row execute function private.hold_whom_they_leave();

-- Those that they leave have an owner still: if it was the last one, who has the highest role becomes it, of several the one whose account
-- is the oldest. An organization without people is left as it is.
create function private.keep_an_owner() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (select from public.profiles p where p.organization_id = old.organization_id and p.role = 'owner') then
    update public.profiles p set role = 'owner'
    where p.id = (
      select heir.id from public.profiles heir where heir.organization_id = old.organization_id
      order by private.role_rank(heir.role) desc, heir.created_at, heir.id limit 1
    );
  end if;
  return null;
end
$$;
create trigger keep_an_owner after delete on public.profiles
  for each row execute function private.keep_an_owner();

-- As before, but: who is no member of the project's organization any more counts what they held, and nothing beyond it.
create or replace function public.settle_usage(
  held uuid, beyond bigint default 0, seconds double precision default 0, tokens bigint default 0
) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  one private.usage_holds;
  gone boolean;
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
  gone := not exists (select from private.my_project_ids() mine where mine = one.project_id);
  insert into public.project_usage as u (project_id, day, user_id, queries, bytes, seconds, tokens)
  values (
    one.project_id, one.day, one.user_id, case when one.question then 0 else 1 end,
    case when one.question then 0 when gone then one.bytes else one.bytes + settle_usage.beyond end,
    case when one.question then 0
      when gone then least(settle_usage.seconds, extract(epoch from one.until - one.began),
        greatest(extract(epoch from private.clock() - one.began), 0) + 1)
      -- A second for what is rounded; where the clock was set back meanwhile nobody knows how many have passed.
      when private.clock() < one.began then settle_usage.seconds
      else least(settle_usage.seconds, extract(epoch from private.clock() - one.began) + 1) end,
    case when not one.question then 0 when gone then least(settle_usage.tokens, one.tokens) else settle_usage.tokens end
  )
  on conflict on constraint project_usage_pkey do update
    set queries = u.queries + excluded.queries, bytes = u.bytes + excluded.bytes, seconds = u.seconds + excluded.seconds,
      tokens = u.tokens + excluded.tokens;
end
$$;

revoke all on function
  private.may_invite(uuid, uuid, text), private.hold_home(), private.end_invitations(), private.limit_invitations(),
  private.hold_whom_they_leave(), private.keep_an_owner() from public;
