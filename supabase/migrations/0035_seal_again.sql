-- What an organization keeps sealed (connections of data sources, its provider's key) is sealed again after the app's key was replaced, so
-- that the earlier key can be taken away. The app opens and seals; here it is found, and put in the place of exactly what was opened.

-- What is not sealed with the key of this id; `kind` is empty for the provider's key. Nothing of the sealed text.
create function public.sealed_otherwise(key_id text, after uuid default null) returns table (id uuid, kind text)
language sql stable security definer set search_path = ''
as $$
  select s.id, s.kind
  from (
    select d.id, d.kind, d.secrets as sealed from public.data_sources d
    where d.secrets is not null and d.organization_id in (select private.my_organization_ids('admin'))
    union all
    select k.id, '', k.secret from public.provider_keys k where k.organization_id in (select private.my_organization_ids('admin'))
  ) s
  where split_part(left(s.sealed, 200), '.', 2) <> sealed_otherwise.key_id
    and (sealed_otherwise.after is null or s.id > sealed_otherwise.after)
  order by s.id limit 1000
$$;

-- Whether it was there to be replaced: somebody who has changed it meanwhile has sealed it with the new key already.
create function public.seal_again(id uuid, before text, sealed text) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  if not exists (select from private.my_organization_ids('admin')) then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  update public.data_sources d set secrets = seal_again.sealed
  where d.id = seal_again.id and d.secrets = seal_again.before
    and d.organization_id in (select private.my_organization_ids('admin'));
  if found then
    return true;
  end if;
  update public.provider_keys k set secret = seal_again.sealed
  where k.id = seal_again.id and k.secret = seal_again.before
    and k.organization_id in (select private.my_organization_ids('admin'));
  return found;
end
$$;

revoke all on function public.sealed_otherwise(text, uuid), public.seal_again(uuid, text, text) from public, anon;
grant execute on function public.sealed_otherwise(text, uuid), public.seal_again(uuid, text, text) to authenticated;
