-- Handing an organization over, and invitations that last as long as whoever invites says.

create function public.transfer_ownership(member uuid) returns void
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
  if transfer_ownership.member = (select auth.uid())
    or not exists (select from public.profiles p where p.id = transfer_ownership.member and p.organization_id = home) then
    raise exception 'No such member.' using errcode = 'P0002';
  end if;
  update public.profiles p set role = 'owner' where p.id = transfer_ownership.member;
  update public.profiles p set role = 'admin' where p.id = (select auth.uid());
end
$$;
revoke all on function public.transfer_ownership(uuid) from public, anon;
grant execute on function public.transfer_ownership(uuid) to authenticated;

-- The day that an invitation ends may be chosen, a month ahead at most; when it was made may not.
grant insert (expires_at) on public.invitations to authenticated;
drop policy "Admins invite up to their own role" on public.invitations;
create policy "Admins invite up to their own role" on public.invitations for insert to authenticated
  with check (
    organization_id in (select private.my_organization_ids('admin'))
    and (role <> 'owner' or organization_id in (select private.my_organization_ids('owner')))
    and expires_at between now() and now() + interval '31 days'
  );

drop function public.invite_member(uuid, text, text, text);
create function public.invite_member(id uuid, email text, role text, token_hash text, days integer default 7) returns void
language plpgsql set search_path = ''
as $$
declare
  home uuid := (select o from private.my_organization_ids() o);
begin
  if exists (select from public.profiles p
             where p.organization_id = home and lower(p.email) = lower(invite_member.email)) then
    raise exception 'They are a member already.' using errcode = 'LU002';
  end if;
  if invite_member.days is null or invite_member.days not between 1 and 30 then
    raise exception 'An invitation lasts from 1 to 30 days' using errcode = '22023';
  end if;
  delete from public.invitations i
  where i.organization_id = home and lower(i.email) = lower(invite_member.email) and i.accepted_at is null;
  insert into public.invitations (id, organization_id, email, role, token_hash, expires_at)
  values (invite_member.id, home, invite_member.email, invite_member.role, invite_member.token_hash,
          now() + make_interval(days => invite_member.days));
end
$$;
revoke all on function public.invite_member(uuid, text, text, text, integer) from public, anon;
grant execute on function public.invite_member(uuid, text, text, text, integer) to authenticated;
