-- Tenants, their people, invitations, and how a new user comes to belong somewhere.

create table public.organizations (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(trim(name)) between 1 and 200),
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object')
    constraint organizations_settings_size check (pg_column_size(settings) <= 200000),
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
  token_hash text unique check (token_hash ~ '^[0-9a-f]{64}$'), -- of what the invitation's link carries; never the word itself
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

grant select on public.organizations, public.profiles to authenticated;
grant select (id, organization_id, email, role, invited_by, created_at, expires_at, accepted_at)
  on public.invitations to authenticated; -- not token_hash
grant update (name, settings) on public.organizations to authenticated;
grant update (full_name) on public.profiles to authenticated; -- never organization_id, never role
grant insert (id, organization_id, email, role, token_hash), delete on public.invitations to authenticated;

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

create function private.new_organization(wanted text, person text, email text) returns uuid
language sql security definer set search_path = ''
as $$
  insert into public.organizations (name)
  values (left(coalesce(nullif(trim(wanted), ''), nullif(trim(person), ''), nullif(split_part(email, '@', 1), ''),
                        'My organization'), 200))
  returning id
$$;

create function private.token_hash(token text) returns text
language sql stable set search_path = ''
as $$ select encode(sha256(convert_to(token, 'UTF8')), 'hex') $$;

-- Brings a person who has agreed to it into the organization of an invitation. Whoever calls it has made sure that the
-- invitation is theirs. Nothing is lost by it: only an organization that is empty and theirs alone is given up.
create function private.take_invitation(person uuid, invitation uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  offered public.invitations;
  mine public.profiles;
begin
  select p.* into mine from public.profiles p where p.id = take_invitation.person for update;
  -- Whoever joins this organization or makes a project in it meanwhile waits for the end of this.
  perform from public.organizations o where o.id = mine.organization_id for update;
  select i.* into offered from public.invitations i where i.id = take_invitation.invitation for update;
  if offered.id is null or offered.accepted_at is not null or offered.expires_at <= now() then
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

-- A new user owns a new organization. Who signs up with the word of an invitation to their own, confirmed address (as
-- `invitation_token` in the user's metadata) joins that organization instead; nobody is ever joined by their address alone.
-- Supabase inserts the user before the e-mail is confirmed, so it is looked at again when it is.
create function private.welcome_user() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  invitation uuid;
  person text := left(coalesce(nullif(trim(new.raw_user_meta_data ->> 'full_name'), ''),
                               nullif(trim(new.raw_user_meta_data ->> 'name'), ''), ''), 200);
begin
  if not exists (select from public.profiles p where p.id = new.id) then
    insert into public.profiles (id, organization_id, email, full_name, role)
    values (new.id,
            private.new_organization(new.raw_user_meta_data ->> 'organization_name', person, new.email),
            coalesce(new.email, ''), person, 'owner');
  end if;
  if new.email is not null and new.email_confirmed_at is not null then
    select i.id into invitation from public.invitations i
    where i.token_hash = private.token_hash(new.raw_user_meta_data ->> 'invitation_token')
      and lower(i.email) = lower(new.email);
    if found then
      begin
        perform private.take_invitation(new.id, invitation);
      exception when sqlstate 'LU001' or sqlstate 'LU002' or sqlstate 'LU003' or sqlstate 'LU004' then
        null; -- signing up goes on; they stay where they are
      end;
    end if;
  end if;
  return new;
end
$$;
revoke all on function private.new_organization(text, text, text), private.token_hash(text),
  private.take_invitation(uuid, uuid), private.welcome_user() from public;

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
  -- They go back to an organization of their own, as on their first day: nobody is nowhere, and they can be invited again.
  update public.profiles p
  set organization_id = private.new_organization(null, target.full_name, target.email), role = 'owner'
  where p.id = member;
end
$$;

-- Inviting the same address again replaces what was offered before; the earlier link ends.
create function public.invite_member(id uuid, email text, role text, token_hash text) returns void
language plpgsql set search_path = ''
as $$
declare
  home uuid := (select o from private.my_organization_ids() o);
begin
  if exists (select from public.profiles p
             where p.organization_id = home and lower(p.email) = lower(invite_member.email)) then
    raise exception 'They are a member already.' using errcode = 'LU002';
  end if;
  delete from public.invitations i
  where i.organization_id = home and lower(i.email) = lower(invite_member.email) and i.accepted_at is null;
  insert into public.invitations (id, organization_id, email, role, token_hash)
  values (invite_member.id, home, invite_member.email, invite_member.role, invite_member.token_hash);
end
$$;

-- The address that the caller has shown to be theirs, as Auth has it now.
create function private.my_verified_email() returns text
language sql stable security definer set search_path = ''
as $$
  select lower(u.email) from auth.users u
  where u.id = (select auth.uid()) and u.email_confirmed_at is not null and u.email <> ''
$$;

-- Invitations that the caller may accept; with the word of a link also that one, which may be for another address (`mine`).
create function public.my_invitations(token text default '') returns table (
  id uuid, organization_name text, role text, invited_by_name text, expires_at timestamptz, mine boolean
)
language sql stable security definer set search_path = ''
as $$
  select i.id, o.name, i.role, coalesce(nullif(p.full_name, ''), p.email, ''), i.expires_at,
    coalesce(lower(i.email) = (select private.my_verified_email()), false)
  from public.invitations i
  join public.organizations o on o.id = i.organization_id
  left join public.profiles p on p.id = i.invited_by and p.organization_id = i.organization_id
  where i.accepted_at is null and i.expires_at > now()
    and (lower(i.email) = (select private.my_verified_email())
         or i.token_hash = private.token_hash(nullif(my_invitations.token, '')))
    and i.organization_id not in (select private.my_organization_ids())
  order by i.created_at desc, i.id
$$;

create function public.accept_invitation(invitation_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (select from public.invitations i where i.id = accept_invitation.invitation_id
                 and lower(i.email) = private.my_verified_email()) then
    raise exception 'No such invitation.' using errcode = 'P0002';
  end if;
  perform private.take_invitation((select auth.uid()), accept_invitation.invitation_id);
end
$$;

create function public.decline_invitation(invitation_id uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  delete from public.invitations i where i.id = decline_invitation.invitation_id and i.accepted_at is null
    and lower(i.email) = private.my_verified_email();
  if not found then
    raise exception 'No such invitation.' using errcode = 'P0002';
  end if;
end
$$;

revoke all on function private.my_verified_email() from public;
revoke all on function
  public.set_member_role(uuid, text), public.remove_member(uuid), public.invite_member(uuid, text, text, text),
  public.my_invitations(text), public.accept_invitation(uuid), public.decline_invitation(uuid) from public, anon;
grant execute on function
  public.set_member_role(uuid, text), public.remove_member(uuid), public.invite_member(uuid, text, text, text),
  public.my_invitations(text), public.accept_invitation(uuid), public.decline_invitation(uuid) to authenticated;
