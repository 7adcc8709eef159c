-- An organization's own account with an AI provider. `secret` is ciphertext made by the app of provider, address and key, bound to the
-- organization: what is opened goes where it was given for, whatever the row says meanwhile, and opens nowhere else. Admins set it by the
-- function below, which says who it was; nobody reads `secret` through the table.

create table public.provider_keys (
  id uuid primary key default gen_random_uuid(),
  organization_id uuid not null unique references public.organizations (id) on delete cascade,
  provider text not null check (provider in ('gemini', 'openai', 'anthropic')),
  base_url text not null default '' constraint provider_keys_address_size check (octet_length(base_url) <= 500),
  model text not null default '' constraint provider_keys_model_size check (octet_length(model) <= 200),
  secret text not null constraint provider_keys_key_size check (octet_length(secret) <= 20000),
  set_by uuid references auth.users (id) on delete set null,
  set_at timestamptz not null default now()
);
create index provider_keys_set_by_idx on public.provider_keys (set_by);

select private.secure('public.provider_keys');

grant select (id, organization_id, provider, base_url, model, set_by, set_at), delete on public.provider_keys to authenticated;

create policy "Admins see the provider's key" on public.provider_keys for select to authenticated
  using (organization_id = any (array(select private.my_organization_ids('admin'))));
create policy "Admins remove the provider's key" on public.provider_keys for delete to authenticated
  using (organization_id = any (array(select private.my_organization_ids('admin'))));

-- Whoever asks a question asks with the organization's key, and may know whom; what they get of the key is ciphertext that only the app
-- opens.
create function public.provider_key() returns table (
  provider text, base_url text, model text, secret text, set_by uuid, set_at timestamptz
)
language sql stable security definer set search_path = ''
as $$
  select k.provider, k.base_url, k.model, k.secret, k.set_by, k.set_at
  from public.provider_keys k where k.organization_id in (select private.my_organization_ids())
$$;

create function public.set_provider_key(provider text, base_url text, model text, secret text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  home uuid := (select o from private.my_organization_ids('admin') o);
begin
  if home is null then
    raise exception 'Your role does not allow this.' using errcode = '42501';
  end if;
  insert into public.provider_keys as k (organization_id, provider, base_url, model, secret, set_by, set_at)
  values (
    home, set_provider_key.provider, set_provider_key.base_url, set_provider_key.model, set_provider_key.secret,
    (select auth.uid()), now()
  )
  on conflict on constraint provider_keys_organization_id_key do update
    set provider = excluded.provider, base_url = excluded.base_url, model = excluded.model, secret = excluded.secret,
      set_by = excluded.set_by, set_at = excluded.set_at;
end
$$;

revoke all on function public.provider_key(), public.set_provider_key(text, text, text, text) from public, anon;
grant execute on function public.provider_key(), public.set_provider_key(text, text, text, text) to authenticated;
