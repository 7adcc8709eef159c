-- A data source and the catalog that was read through it are saved together or not at all.
create function public.create_data_source_with_catalog(
  data_source_id uuid, project_id uuid, name text, kind text, config jsonb, secrets text, catalog jsonb
) returns void
language plpgsql set search_path = ''
as $$
begin
  insert into public.data_sources (id, project_id, name, kind, config, secrets)
  values (
    create_data_source_with_catalog.data_source_id, create_data_source_with_catalog.project_id,
    create_data_source_with_catalog.name, create_data_source_with_catalog.kind,
    create_data_source_with_catalog.config, create_data_source_with_catalog.secrets
  );
  perform public.save_data_source_catalog(
    create_data_source_with_catalog.data_source_id, create_data_source_with_catalog.catalog
  );
end
$$;

create function public.update_data_source_with_catalog(
  data_source_id uuid, catalog jsonb, name text default null, config jsonb default null, secrets text default null
) returns void
language plpgsql set search_path = ''
as $$
begin
  perform public.update_data_source(
    update_data_source_with_catalog.data_source_id, update_data_source_with_catalog.name,
    update_data_source_with_catalog.config, update_data_source_with_catalog.secrets
  );
  perform public.save_data_source_catalog(
    update_data_source_with_catalog.data_source_id, update_data_source_with_catalog.catalog
  );
end
$$;

revoke all on function
  public.create_data_source_with_catalog(uuid, uuid, text, text, jsonb, text, jsonb),
  public.update_data_source_with_catalog(uuid, jsonb, text, jsonb, text) from public, anon;
grant execute on function
  public.create_data_source_with_catalog(uuid, uuid, text, text, jsonb, text, jsonb),
  public.update_data_source_with_catalog(uuid, jsonb, text, jsonb, text) to authenticated;
