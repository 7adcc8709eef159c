"""A workspace of many organizations, and what Home asks of it: as one of its people, or as a superuser whose queries name the
organization by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from lunara.ui.components.home import CARDS
from lunara.ui.components.recent import SHOWN
from lunara.ui.page import PROJECTS_IN_PICKER
from lunara.workspace.postgres import Database, PostgresStore, PostgresTables
from lunara.workspace.records import Principal
from lunara.workspace.secrets import KeyRing
from lunara.workspace.store import Store

Admin = psycopg.Connection[Any]

_BECOME = "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)"
_IDS = "md5('p' || o || '.' || n)::uuid as project, md5('u' || o)::uuid as person, md5('o' || o)::uuid as organization"
# Ids are made of numbers, so that every such workspace is the same.
_AGO = "now() - i.n * interval '1 hour'"
_FROM = "from (select n, {ids} {each}) i"
_FILL = (
    "insert into public.organizations (id, name) select md5('o' || o)::uuid, 'Organization ' || o"
    " from generate_series(1, {organizations}) o",
    "insert into auth.users (id, email) select md5('u' || o)::uuid, 'u' || o || '@x.test'"
    " from generate_series(1, {organizations}) o",
    "insert into public.profiles (id, organization_id, email, role) select md5('u' || o)::uuid, md5('o' || o)::uuid,"
    " 'u' || o || '@x.test', 'owner' from generate_series(1, {organizations}) o",
    "insert into public.projects (id, name, organization_id, created_by, updated_at, changed_at)"
    f" select i.project, 'Project ' || i.n, i.organization, i.person, {_AGO}, {_AGO} {_FROM}",
    "insert into public.data_sources (id, project_id, organization_id, name, kind, updated_at)"
    f" select i.project, i.project, i.organization, 'W', 'duckdb', {_AGO} {_FROM}",
    "insert into public.semantic_models (id, project_id, organization_id, data_source_id, name, latest_version,"
    f" published_version, updated_at) select i.project, i.project, i.organization, i.project, 'M', 1, 1, {_AGO} {_FROM}",
    "insert into public.semantic_model_versions (semantic_model_id, organization_id, version, content, published_at)"
    f" select i.project, i.organization, 1, '{{{{}}}}', now() {_FROM}",
    "insert into public.agents (id, project_id, organization_id, name, updated_at)"
    f" select i.project, i.project, i.organization, 'Agent ' || i.n, {_AGO} {_FROM}",
    "insert into public.artifacts (id, project_id, organization_id, type, name, status, updated_at) select i.project, i.project,"
    f" i.organization, (array['report', 'slide', 'dashboard'])[1 + i.n % 3], 'Result ' || i.n, 'published', {_AGO} {_FROM}",
    "insert into public.artifact_versions (artifact_id, organization_id, version, name)"
    f" select i.project, i.organization, 1, 'Result' {_FROM}",
    "insert into public.agent_sessions (id, project_id, organization_id, created_by, title, updated_at)"
    f" select i.project, i.project, i.organization, i.person, 'S', {_AGO} {_FROM}",
    "insert into public.session_messages (session_id, position, role, content)"
    f" select i.project, 1, 'user', '{{{{}}}}' {_FROM}",
    "insert into public.query_log (project_id, organization_id, sql, outcome, created_by)"
    f" select i.project, i.organization, 'select 1', 'done', i.person {_FROM}",
)

Read = Callable[[Store], object]
HOME: dict[str, Read] = {
    "the organization": lambda store: store.organization(),
    "the picker's projects": lambda store: store.recent_projects(limit=PROJECTS_IN_PICKER),
    "cards of projects": lambda store: store.list_projects(limit=CARDS + 1),
    "cards of agents": lambda store: store.list_agents(limit=CARDS + 1),
    "recent conversations": lambda store: store.list_sessions(limit=SHOWN),
    "recent artifacts": lambda store: store.list_artifacts(limit=SHOWN),
}


def fill(admin: Admin, organizations: int, projects: int) -> None:
    """Organizations with one person and so many projects each, with one of everything in each; the database is empty."""
    _fill(admin, organizations, f"from generate_series(1, {organizations}) o, generate_series(1, {projects}) n")


def fill_sizes(admin: Admin, sizes: Sequence[int]) -> None:
    """The same with an organization of each size, numbered from 1."""
    told = ", ".join(f"({o}, {projects})" for o, projects in enumerate(sizes, 1))
    _fill(admin, len(sizes), f"from (values {told}) s (o, projects), generate_series(1, s.projects) n")


def _fill(admin: Admin, organizations: int, each: str) -> None:
    with admin.transaction():
        admin.execute("set local session_replication_role = replica")  # no triggers, no checks of keys: they are right
        for statement in _FILL:
            admin.execute(statement.format(organizations=organizations, ids=_IDS, each=each).encode())
    admin.execute("vacuum analyze")


def person(admin: Admin, number: int) -> Principal:
    """The person of the organization with that number, who owns it."""
    row = admin.execute(
        "select id::text, organization_id::text, email from public.profiles where id = md5('u' || %s::int)::uuid",
        (number,),
    ).fetchone()
    assert row is not None
    return Principal(user_id=row[0], organization_id=row[1], email=row[2], full_name="", role="owner")


class Watched:
    """A `Database` on one superuser's connection: as the person, or as the superuser over the schema `bare`."""

    def __init__(self, admin: Admin, *, bare: bool = False, watch: bool = False) -> None:
        self._admin, self._bare, self._watch = admin, bare, watch
        self.reads: list[dict[str, int]] = []

    def run(self, role: str, claims: Mapping[str, str], query: sql.Composable, values: Sequence[object]) -> list[Any]:
        """One statement, as `Database.run`; where it watches, what it read by which road is added to `reads`."""
        text = query.as_string(self._admin)
        if self._bare:
            text = text.replace('"public".', '"bare".')
        if not self._watch:
            with self._admin.pipeline():  # as Database.run does: one round trip
                if not self._bare:
                    self._admin.execute(_BECOME, (role, json.dumps(claims)))
                cursor = self._admin.cursor(row_factory=dict_row).execute(text.encode(), values)
            return cursor.fetchall()
        with self._admin.transaction():
            before = self._counted()
            self._admin.execute(_BECOME, (role, json.dumps(claims)))
            found = self._admin.cursor(row_factory=dict_row).execute(text.encode(), values).fetchall()
            self._admin.execute("set local role none")
            self.reads.append({name: n - before.get(name, 0) for name, n in self._counted().items()})
        return found

    def _counted(self) -> dict[str, int]:
        """Scans of whole tables, rows found by index, and calls of functions, in this session so far."""
        rows = self._admin.execute(
            "select 'scanned ' || relname, seq_tup_read from pg_stat_xact_user_tables where schemaname in ('public', 'auth')"
            " union all select 'indexed', coalesce(sum(idx_tup_fetch), 0) from pg_stat_xact_user_tables"
            " union all select 'called ' || funcname, sum(calls) from pg_stat_xact_user_functions group by funcname"
        ).fetchall()
        return {name: int(n) for name, n in rows}


def store_of(watched: Watched, who: Principal) -> Store:
    """The Store that the app uses, over this connection."""

    def no_keys() -> KeyRing:
        raise AssertionError("no secrets here")

    return PostgresStore(PostgresTables(cast(Database, watched), who.user_id, who.email), who, no_keys)


@contextmanager
def by_hand(admin: Admin, who: Principal) -> Iterator[None]:
    """The schema `bare`: the tables without row-level security, of which projects and conversations are one person's by a
    WHERE of their own, and Home's functions over them."""
    tables = [
        name
        for (name,) in admin.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
        ).fetchall()
    ]
    own = {
        "projects": f" where organization_id = '{who.organization_id}'",
        "organizations": f" where id = '{who.organization_id}'",
        "agent_sessions": f" where created_by = '{who.user_id}'",
    }
    admin.execute("create schema bare")
    try:
        for table in tables:
            admin.execute(f"create view bare.{table} as select * from public.{table}{own.get(table, '')}".encode())
        for function in ("find_projects", "list_projects", "list_agents", "list_artifacts", "list_sessions"):
            row = admin.execute(
                "select pg_get_functiondef(oid) from pg_proc where proname = %s and pronamespace = 'public'::regnamespace",
                (function,),
            ).fetchone()
            assert row is not None
            text = row[0].replace("(select private.my_organization_ids())", f"'{who.organization_id}'::uuid")
            text = text.replace("(select auth.uid())", f"'{who.user_id}'::uuid").replace("public.", "bare.")
            admin.execute(text.encode())
        yield
    finally:
        admin.execute("drop schema bare cascade")
