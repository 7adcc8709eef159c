-- A project that is made in several steps (the sample) is archived from its first moment until it is whole.
grant insert (archived_at) on public.projects to authenticated;
