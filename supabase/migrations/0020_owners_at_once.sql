-- Whoever changes people's places waits for whoever does so at the same moment, and acts by the role that they have then: two owners
-- who let each other go do not leave an organization without one. Rows of people are locked first, then their organization, as
-- take_invitation() does.

-- Waits until nobody else changes the people of an organization.
create function private.hold_people(home uuid) returns void
language sql security definer set search_path = ''
as $$ select from public.organizations o where o.id = home for update $$;
revoke all on function private.hold_people(uuid) from public;

create or replace function public.set_member_role(member uuid, role text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  target public.profiles;
begin
  select p.* into target from public.profiles p
  where p.id = member and p.organization_id in (select private.my_organization_ids()) for update;
  if target.id is null then
    raise exception 'No such member.' using errcode = 'P0002';
  end if;
  perform private.hold_people(target.organization_id);
  if target.id = (select auth.uid())
    or target.organization_id not in (select private.my_organization_ids('admin'))
    or ((target.role = 'owner' or set_member_role.role = 'owner')
        and target.organization_id not in (select private.my_organization_ids('owner'))) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  update public.profiles p set role = set_member_role.role where p.id = member;
end
$$;

create or replace function public.remove_member(member uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  target public.profiles;
begin
  select p.* into target from public.profiles p
  where p.id = member and p.organization_id in (select private.my_organization_ids()) for update;
  if target.id is null then
    raise exception 'No such member.' using errcode = 'P0002';
  end if;
  perform private.hold_people(target.organization_id);
  if target.id = (select auth.uid())
    or target.organization_id not in (select private.my_organization_ids('admin'))
    or (target.role = 'owner' and target.organization_id not in (select private.my_organization_ids('owner'))) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  -- They go back to an organization of their own, as on their first day: nobody is nowhere, and they can be invited again.
  update public.profiles p
  set organization_id = private.new_organization(null, target.full_name, target.email), role = 'owner'
  where p.id = member;
end
$$;

create or replace function public.transfer_ownership(member uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  home uuid := (select o from private.my_organization_ids('owner') o);
begin
  if home is null then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  -- Both rows in one order: two owners who hand over to each other at once wait for one another.
  perform from public.profiles p
  where p.id in (transfer_ownership.member, (select auth.uid())) and p.organization_id = home order by p.id for update;
  perform private.hold_people(home);
  if not exists (select from private.my_organization_ids('owner') mine where mine = home) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  if transfer_ownership.member = (select auth.uid())
    or not exists (select from public.profiles p where p.id = transfer_ownership.member and p.organization_id = home) then
    raise exception 'No such member.' using errcode = 'P0002';
  end if;
  update public.profiles p set role = 'owner' where p.id = transfer_ownership.member;
  update public.profiles p set role = 'admin' where p.id = (select auth.uid());
end
$$;
