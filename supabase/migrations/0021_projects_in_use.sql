-- An editor's delete of a project waits for a data source that is being added to it, and was decided before: it is decided again when
-- the project is theirs to delete. Otherwise the data source, which is for admins to remove, would go down with it.
create function private.keep_project_in_use() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if (select auth.uid()) is not null
    and exists (select from public.data_sources d where d.project_id = old.id)
    and not exists (select from private.my_organization_ids('admin') mine where mine = old.organization_id) then
    raise exception 'The project has data sources.' using errcode = '42501';
  end if;
  return old;
end
$$;
revoke all on function private.keep_project_in_use() from public;
create trigger keep_project_in_use before delete on public.projects
  for each row execute function private.keep_project_in_use();
