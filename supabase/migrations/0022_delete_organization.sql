-- An organization ends with everything that it has; its people go on, each with an organization of their own, as on their first day.
-- Its name is told along, so that no call meant for another one, or made by mistake, does it.
create function public.delete_organization(name text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  home uuid := (select o from private.my_organization_ids('owner') o);
  person public.profiles;
begin
  if home is null then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  perform from public.profiles p where p.organization_id = home order by p.id for update;
  perform private.hold_people(home);
  if home not in (select private.my_organization_ids('owner')) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  elsif not exists (select from public.organizations o where o.id = home and o.name = delete_organization.name) then
    raise exception 'That is not the name of the organization' using errcode = '22023';
  end if;
  delete from public.projects p where p.organization_id = home; -- as its owner, which the caller still is
  for person in select p.* from public.profiles p where p.organization_id = home order by p.id loop
    update public.profiles p
    set organization_id = private.new_organization(null, person.full_name, person.email), role = 'owner'
    where p.id = person.id;
  end loop;
  delete from public.organizations o where o.id = home;
end
$$;
revoke all on function public.delete_organization(text) from public, anon;
grant execute on function public.delete_organization(text) to authenticated;
