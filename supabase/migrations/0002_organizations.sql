-- Tenants, their people, invitations, and how a new user comes to belong somewhere.

create table public.organizations (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(trim(name)) between 1 and 200),
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table public.profiles (
  id uuid primary key references auth.users (id) on delete cascade,
  organization_id uuid not null references public.organizations (id) on delete cascade,
  email text not null default '',
  full_name text not null default '' check (char_length(full_name) <= 200),
  role text not null default 'viewer' check (role in ('owner', 'admin', 'editor', 'viewer')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index profiles_organization_id_idx on public.profiles (organization_id);

create table public.invitations (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null references public.organizations (id) on delete cascade,
  email text not null check (char_length(email) between 3 and 320 and position('@' in email) > 1),
  role text not null default 'viewer' check (role in ('owner', 'admin', 'editor', 'viewer')),
  invited_by uuid default auth.uid() references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '7 days',
  accepted_at timestamptz
);
create index invitations_organization_id_idx on public.invitations (organization_id);
create index invitations_invited_by_idx on public.invitations (invited_by);
create index invitations_email_idx on public.invitations (lower(email));
create unique index invitations_pending_key on public.invitations (organization_id, lower(email)) where accepted_at is null;

create trigger update_organizations_updated_at before update on public.organizations
  for each row execute function public.update_updated_at_column();
create trigger update_profiles_updated_at before update on public.profiles
  for each row execute function public.update_updated_at_column();

select private.secure('public.organizations'), private.secure('public.profiles'), private.secure('public.invitations');

-- Sets for policies: computed once a statement, as the definer, so that a policy never recurses into its own table.
create function private.my_organization_ids(minimum text default 'viewer') returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select p.organization_id from public.profiles p
  where p.id = (select auth.uid()) and private.role_rank(p.role) >= private.role_rank(minimum)
$$;
revoke all on function private.my_organization_ids(text) from public;
grant execute on function private.my_organization_ids(text) to authenticated;

grant select on public.organizations, public.profiles, public.invitations to authenticated;
grant update (name, settings) on public.organizations to authenticated;
grant update (full_name) on public.profiles to authenticated; -- never organization_id, never role
grant insert (id, organization_id, email, role), delete on public.invitations to authenticated;

create policy "Members see their organization" on public.organizations for select to authenticated
  using (id in (select private.my_organization_ids()));
create policy "Owners change their organization" on public.organizations for update to authenticated
  using (id in (select private.my_organization_ids('owner')))
  with check (id in (select private.my_organization_ids('owner')));

create policy "Members see one another" on public.profiles for select to authenticated
  using (organization_id in (select private.my_organization_ids()));
create policy "People change their own name" on public.profiles for update to authenticated
  using (id = (select auth.uid()))
  with check (id = (select auth.uid()) and organization_id in (select private.my_organization_ids()));

create policy "Admins see invitations" on public.invitations for select to authenticated
  using (organization_id in (select private.my_organization_ids('admin')));
create policy "Admins invite up to their own role" on public.invitations for insert to authenticated
  with check (
    organization_id in (select private.my_organization_ids('admin'))
    and (role <> 'owner' or organization_id in (select private.my_organization_ids('owner')))
  );
create policy "Admins withdraw invitations" on public.invitations for delete to authenticated
  using (organization_id in (select private.my_organization_ids('admin')));

-- A new user joins the organization of a valid invitation when the e-mail is confirmed; anyone else becomes the owner of
-- a new organization. Supabase inserts the user before the e-mail is confirmed, so confirming it later counts too, as
-- long as the organization made meanwhile is still empty: the invitation never goes to someone who merely typed the address.
create function private.welcome_user() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  invitation public.invitations;
  mine public.profiles;
  home uuid;
  person text := left(coalesce(nullif(trim(new.raw_user_meta_data ->> 'full_name'), ''),
                               nullif(trim(new.raw_user_meta_data ->> 'name'), ''), ''), 200);
begin
  if new.email is not null and new.email_confirmed_at is not null then
    select i.* into invitation from public.invitations i
    where lower(i.email) = lower(new.email) and i.accepted_at is null and i.expires_at > now()
    order by i.created_at desc limit 1 for update;
  end if;
  select p.* into mine from public.profiles p where p.id = new.id;

  if mine.id is null then
    home := invitation.organization_id;
    if home is null then
      insert into public.organizations (name)
      values (left(coalesce(nullif(trim(new.raw_user_meta_data ->> 'organization_name'), ''),
                            nullif(person, ''), nullif(split_part(new.email, '@', 1), ''), 'My organization'), 200))
      returning id into home;
    end if;
    insert into public.profiles (id, organization_id, email, full_name, role)
    values (new.id, home, coalesce(new.email, ''), person, coalesce(invitation.role, 'owner'));
  elsif invitation.id is not null and invitation.organization_id <> mine.organization_id
    and not exists (select from public.profiles o where o.organization_id = mine.organization_id and o.id <> new.id)
    and not exists (select from private.organizations_in_use() u where u = mine.organization_id) then
    update public.profiles set organization_id = invitation.organization_id, role = invitation.role where id = new.id;
    delete from public.organizations where id = mine.organization_id;
  else
    return new;
  end if;

  if invitation.id is not null then
    update public.invitations set accepted_at = now() where id = invitation.id;
  end if;
  return new;
end
$$;
revoke all on function private.welcome_user() from public;

create trigger on_auth_user_created after insert on auth.users
  for each row execute function private.welcome_user();
create trigger on_auth_user_confirmed after update of email_confirmed_at on auth.users
  for each row when (old.email_confirmed_at is null and new.email_confirmed_at is not null)
  execute function private.welcome_user();

-- Changing another person's role, or letting them go. Nobody changes their own role; only owners make or unmake owners.
create function public.set_member_role(member uuid, role text) returns void
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
  if target.id = (select auth.uid())
    or target.organization_id not in (select private.my_organization_ids('admin'))
    or ((target.role = 'owner' or set_member_role.role = 'owner')
        and target.organization_id not in (select private.my_organization_ids('owner'))) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  update public.profiles p set role = set_member_role.role where p.id = member;
end
$$;

create function public.remove_member(member uuid) returns void
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
  if target.id = (select auth.uid())
    or target.organization_id not in (select private.my_organization_ids('admin'))
    or (target.role = 'owner' and target.organization_id not in (select private.my_organization_ids('owner'))) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  delete from public.profiles p where p.id = member;
end
$$;
revoke all on function public.set_member_role(uuid, text), public.remove_member(uuid) from public, anon;
grant execute on function public.set_member_role(uuid, text), public.remove_member(uuid) to authenticated;
