-- Agents (saved chat configurations) and conversations. A conversation is its person's alone.

create table public.agents (
  id uuid primary key default gen_random_uuid(),
  name text not null check (char_length(trim(name)) between 1 and 200),
  description text not null default '' check (char_length(description) <= 10000),
  project_id uuid not null references public.projects (id) on delete cascade,
  instructions text not null default '' check (char_length(instructions) <= 100000),
  config jsonb not null default '{}' check (jsonb_typeof(config) = 'object')
    constraint agents_config_size check (pg_column_size(config) <= 2000000),
  created_by uuid default auth.uid() references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (id, project_id)
);
create index agents_project_id_idx on public.agents (project_id);
create index agents_created_by_idx on public.agents (created_by);

create table public.agent_sessions (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  agent_id uuid,
  semantic_model_id uuid,
  title text not null default '' check (char_length(title) <= 500),
  created_by uuid not null default auth.uid() references auth.users (id) on delete cascade,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  foreign key (agent_id, project_id) references public.agents (id, project_id) on delete cascade,
  foreign key (semantic_model_id, project_id) references public.semantic_models (id, project_id)
    on delete set null (semantic_model_id)
);
create index agent_sessions_project_id_idx on public.agent_sessions (project_id);
create index agent_sessions_agent_id_idx on public.agent_sessions (agent_id, project_id);
create index agent_sessions_semantic_model_id_idx on public.agent_sessions (semantic_model_id, project_id);
create index agent_sessions_created_by_idx on public.agent_sessions (created_by, updated_at desc);

create table public.session_messages (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null references public.agent_sessions (id) on delete cascade,
  position integer not null check (position >= 1),
  role text not null check (role in ('user', 'assistant')),
  content jsonb not null check (jsonb_typeof(content) = 'object')
    constraint session_messages_content_size check (pg_column_size(content) <= 4000000),
  created_at timestamptz not null default now(),
  unique (session_id, position)
);

create trigger update_agents_updated_at before update on public.agents
  for each row execute function public.update_updated_at_column();
create trigger update_agent_sessions_updated_at before update on public.agent_sessions
  for each row execute function public.update_updated_at_column();

select private.secure('public.agents'), private.secure('public.agent_sessions'), private.secure('public.session_messages');

create function private.my_session_ids() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select s.id from public.agent_sessions s
  where s.created_by = (select auth.uid()) and s.project_id in (select private.my_project_ids())
$$;
revoke all on function private.my_session_ids() from public;

-- An agent may stay with an earlier version of its model: while the model is published, viewers read that one too. Never one
-- that was not published in its day.
create function private.my_pinned_version_ids() returns setof uuid
language sql stable security definer set search_path = ''
as $$
  select v.id from public.agents a
  join public.semantic_models m on m.project_id = a.project_id and m.published_version is not null
    and m.id::text = a.config ->> 'semantic_model_id'
  join public.semantic_model_versions v on v.semantic_model_id = m.id and v.published_at is not null
    and v.version::text = a.config ->> 'semantic_model_version'
  where a.project_id in (select private.my_project_ids())
$$;
revoke all on function private.my_pinned_version_ids() from public;
grant execute on function private.my_pinned_version_ids() to authenticated;
create policy "Members see versions that an agent stays with" on public.semantic_model_versions for select to authenticated
  using (id in (select private.my_pinned_version_ids()));

grant execute on function private.my_session_ids() to authenticated;

grant select, delete on public.agents to authenticated;
grant insert (id, name, description, project_id, instructions, config) on public.agents to authenticated;
grant update (name, description, instructions, config) on public.agents to authenticated;
grant select, delete on public.agent_sessions to authenticated;
grant insert (id, project_id, agent_id, semantic_model_id, title) on public.agent_sessions to authenticated;
grant update (title) on public.agent_sessions to authenticated;
grant select on public.session_messages to authenticated;
grant insert (session_id, position, role, content) on public.session_messages to authenticated;

create policy "Members see agents" on public.agents for select to authenticated
  using (project_id in (select private.my_project_ids()));
create policy "Editors create agents" on public.agents for insert to authenticated
  with check (project_id in (select private.my_project_ids('editor')));
create policy "Editors change agents" on public.agents for update to authenticated
  using (project_id in (select private.my_project_ids('editor')))
  with check (project_id in (select private.my_project_ids('editor')));
create policy "Editors delete agents" on public.agents for delete to authenticated
  using (project_id in (select private.my_project_ids('editor')));

create policy "People see their own sessions" on public.agent_sessions for select to authenticated
  using (created_by = (select auth.uid()) and project_id in (select private.my_project_ids()));
create policy "Members start sessions" on public.agent_sessions for insert to authenticated
  with check (created_by = (select auth.uid()) and project_id in (select private.my_project_ids()));
create policy "People rename their own sessions" on public.agent_sessions for update to authenticated
  using (created_by = (select auth.uid()) and project_id in (select private.my_project_ids()))
  with check (created_by = (select auth.uid()) and project_id in (select private.my_project_ids()));
create policy "People delete their own sessions" on public.agent_sessions for delete to authenticated
  using (created_by = (select auth.uid()) and project_id in (select private.my_project_ids()));

create policy "People read their own messages" on public.session_messages for select to authenticated
  using (session_id in (select private.my_session_ids()));
create policy "People write in their own sessions" on public.session_messages for insert to authenticated
  with check (session_id in (select private.my_session_ids()));

-- All of `messages` ([{role, content}, …]) in order, or none. Renaming to the same title locks the session, so positions
-- of two writers do not meet, and marks it as changed.
create function public.append_messages(session_id uuid, messages jsonb) returns setof public.session_messages
language plpgsql set search_path = ''
as $$
begin
  update public.agent_sessions s set title = s.title where s.id = append_messages.session_id;
  if not found then
    raise exception 'No such session.' using errcode = 'P0002';
  end if;
  return query
    with last as (
      select coalesce(max(m.position), 0) as position from public.session_messages m
      where m.session_id = append_messages.session_id
    ), added as (
      insert into public.session_messages (session_id, position, role, content)
      select append_messages.session_id, last.position + e.n::integer, e.message ->> 'role', e.message -> 'content'
      from last, jsonb_array_elements(append_messages.messages) with ordinality as e (message, n)
      returning *
    )
    select a.* from added a order by a.position;
end
$$;

create function public.list_agents(
  in_project uuid default null, search text default '', most integer default 50, skip integer default 0
) returns setof public.agents
language sql stable set search_path = ''
as $$
  select a.* from public.agents a
  where (in_project is null or a.project_id = in_project)
    and (search = '' or strpos(lower(a.name || chr(10) || a.description), lower(search)) > 0)
  order by a.updated_at desc, a.id limit least(most, 1000) offset skip
$$;
revoke all on function public.append_messages(uuid, jsonb), public.list_agents(uuid, text, integer, integer) from public, anon;
grant execute on function public.append_messages(uuid, jsonb), public.list_agents(uuid, text, integer, integer) to authenticated;
