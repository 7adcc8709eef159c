-- Addresses of invitations have no characters that nobody sees (Unicode's category Cf), nor spaces around them: copied out of a page
-- or a mail they had, and an invitation to another address than the one that is shown can be accepted by nobody.
create function private.as_meant(address text) returns text
language sql immutable set search_path = ''
as $$
  select btrim(regexp_replace(as_meant.address,
    '[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff'
    '\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]', '', 'g'))
$$;

-- What is no address without them goes; of several that mean the same the newest holds.
delete from public.invitations i
where char_length(private.as_meant(i.email)) < 3 or position('@' in private.as_meant(i.email)) <= 1;
delete from public.invitations i using public.invitations newer
where i.accepted_at is null and newer.accepted_at is null and newer.organization_id = i.organization_id
  and lower(private.as_meant(newer.email)) = lower(private.as_meant(i.email))
  and (newer.created_at, newer.id) > (i.created_at, i.id);
update public.invitations i set email = private.as_meant(i.email) where i.email <> private.as_meant(i.email);
drop function private.as_meant(text);

alter table public.invitations add constraint invitations_seen_email_check check (
  email = btrim(email) and email !~
    '[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff'
    '\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]'
);
