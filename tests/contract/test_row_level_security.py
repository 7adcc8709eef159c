"""Row-level security itself, in SQL: what the app never sends and a thief of a token would."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import errors

from lunara.errors import InvalidInput
from lunara.settings import Settings
from lunara.workspace import runtime
from lunara.workspace.budget import BudgetLimits
from lunara.workspace.embedded import ADMIN, APP, EmbeddedServer
from lunara.workspace.migrate import migrate
from lunara.workspace.records import Role
from lunara.workspace.store import Store, local_principal, open_store, principal_for_identity
from tests.contract.like_supabase import LIKE_SUPABASE
from tests.usage import use
from tests.workspace_data import logged

Admin = psycopg.Connection[Any]
StoreAs = Callable[[Role], Store]


@contextmanager
def acting(settings: Settings, user_id: str) -> Iterator[Admin]:
    """The app's own connection inside a transaction as this user, for raw SQL; rolled back at the end."""
    server = runtime.runtime(settings).database
    with server._pool.connection() as connection, connection.transaction(force_rollback=True):
        claims = f'{{"sub": "{user_id}", "role": "authenticated"}}'
        connection.execute(
            "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)", (claims,)
        )
        yield connection


def refused(settings: Settings, user_id: str, sql: str, *values: object) -> None:
    """`sql` is refused outright, or changes no row."""
    with acting(settings, user_id) as connection:
        try:
            done = connection.execute(sql, values)
        except (errors.InsufficientPrivilege, errors.ForeignKeyViolation):
            return
        assert done.rowcount == 0, f"{sql} changed {done.rowcount} rows"


@pytest.fixture
def tables(admin_connection: Admin) -> list[str]:
    found = admin_connection.execute(
        "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"
        " order by 1"
    ).fetchall()
    return [name for (name,) in found]


REFERENCE = {
    "organizations", "profiles", "projects", "agents", "artifacts", "data_sources", "semantic_models", "agent_sessions",
    "artifact_versions", "semantic_model_versions", "session_messages", "invitations", "query_log",
    "semantic_model_drafts", "semantic_model_fingerprints", "semantic_model_checks", "query_log_retention",
    "budgets", "project_usage",
}  # fmt: skip


def test_every_table_is_secured(admin_connection: Admin, tables: list[str]) -> None:
    assert set(tables) >= REFERENCE
    for table in tables:
        row = admin_connection.execute(
            "select relrowsecurity, relforcerowsecurity, exists (select from pg_policy where polrelid = c.oid)"
            " from pg_class c where oid = %s::regclass", (f"public.{table}",),
        ).fetchone()  # fmt: skip
        assert row == (True, True, True), table
        for role in ("anon", "public"):
            for privilege in ("select", "insert", "update", "delete", "truncate", "references", "trigger"):
                column = "" if privilege in {"delete", "truncate", "trigger"} else (
                    f" or has_any_column_privilege('{role}', 'public.{table}', '{privilege}')"
                )  # fmt: skip
                got = admin_connection.execute(
                    f"select has_table_privilege('{role}', 'public.{table}', '{privilege}'){column}"
                ).fetchone()
                assert got == (False,), (table, role, privilege)
        for privilege in ("truncate", "references", "trigger"):
            got = admin_connection.execute(
                "select has_table_privilege('authenticated', %s, %s)", (f"public.{table}", privilege)
            ).fetchone()
            assert got == (False,), (table, privilege)


def test_no_column_that_says_whose_a_row_is_can_be_updated(admin_connection: Admin, tables: list[str]) -> None:
    """By privilege, whatever the policies say: an update without WHERE shows no policy of SELECT the new row."""
    rows = admin_connection.execute(
        "select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
        " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not a.attisdropped"
        " and has_column_privilege('authenticated', c.oid, a.attnum, 'update')"
    ).fetchall()
    may = {table: {column for name, column in rows if name == table} for table in tables}
    assert may["profiles"] == {"full_name"}
    assert may["data_sources"] == {"name"}
    for table, columns in may.items():
        assert not columns & {"id", "organization_id", "role", "created_by", "created_at", "catalog"}, table
        assert not {column for column in columns if column.endswith("_id")}, table
    for table in ("artifact_versions", "session_messages", "query_log", "invitations"):
        assert may[table] == set(), table


def test_every_write_policy_checks_the_new_row_and_names_its_role(admin_connection: Admin) -> None:
    rows = admin_connection.execute(
        "select tablename, policyname, cmd, roles, with_check, qual from pg_policies where schemaname = 'public'"
    ).fetchall()
    assert len(rows) > 30
    for table, name, command, roles, check, using in rows:
        assert roles == ["authenticated"], name
        assert command != "ALL", name
        if command in {"INSERT", "UPDATE"}:
            assert check, f"{table}: {name} has no WITH CHECK"
        # Called once a statement, inside a subquery, not once a row.
        for expression in filter(None, (check, using)):
            bare = expression.replace("SELECT auth.uid()", "")
            assert "auth.uid()" not in bare, f"{table}: {name}"


def test_foreign_keys_are_indexed(admin_connection: Admin) -> None:
    missing = admin_connection.execute(
        "select conrelid::regclass, conname from pg_constraint c where contype = 'f' and connamespace = 'public'::regnamespace"
        " and not exists (select from pg_index i where i.indrelid = c.conrelid"
        " and (i.indkey::int2[])[0] = c.conkey[1])"
    ).fetchall()
    assert missing == []


def test_definer_functions_have_an_empty_search_path_and_are_closed_to_strangers(admin_connection: Admin) -> None:
    rows = admin_connection.execute(
        "select p.oid::regprocedure::text, p.prosecdef, coalesce(p.proconfig, '{}'),"
        " has_function_privilege('anon', p.oid, 'execute'), p.pronamespace::regnamespace::text"
        " from pg_proc p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace, 'auth'::regnamespace)"
    ).fetchall()
    assert sum(definer for _, definer, *_ in rows) >= 10
    for name, _definer, config, anonymous, schema in rows:
        assert 'search_path=""' in config, name
        assert not anonymous or schema == "auth", name
    open_definers = admin_connection.execute(
        "select p.oid::regprocedure::text from pg_proc p where p.prosecdef and has_function_privilege('public', p.oid, 'execute')"
        " and p.pronamespace in ('public'::regnamespace, 'private'::regnamespace, 'auth'::regnamespace)"
    ).fetchall()
    assert open_definers == []


def test_anonymous_reads_and_calls_nothing(admin_connection: Admin, tables: list[str]) -> None:
    functions = admin_connection.execute(
        "select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype"
    ).fetchall()
    for sql in [f"select 1 from public.{t}" for t in tables] + [f"select public.{f}()" for (f,) in functions]:
        with admin_connection.transaction(force_rollback=True):
            admin_connection.execute("set local role anon")
            with pytest.raises((errors.InsufficientPrivilege, errors.UndefinedFunction)):
                admin_connection.execute(sql)


@pytest.mark.parametrize("where", ["", " where id = (select auth.uid())"])
@pytest.mark.parametrize("change", ["organization_id = %s", "role = 'owner'", "role = 'owner', organization_id = %s"])
def test_nobody_changes_their_own_organization_or_role(
    workspace_settings: Settings, other_store: Store, store_as: StoreAs, where: str, change: str
) -> None:
    viewer = store_as("viewer").principal
    values = [other_store.principal.organization_id] if "%s" in change else []
    with acting(workspace_settings, viewer.user_id) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(f"update public.profiles set {change}{where}", values)


def test_a_person_changes_only_their_own_name(
    workspace_settings: Settings, store: Store, other_store: Store, store_as: StoreAs
) -> None:
    viewer = store_as("viewer").principal
    with acting(workspace_settings, viewer.user_id) as connection:
        assert connection.execute("update public.profiles set full_name = 'Me'").rowcount == 1


@pytest.mark.parametrize("role", ["viewer", "editor", "admin", "owner"])
def test_no_row_moves_to_another_place(
    workspace_settings: Settings, store: Store, other_store: Store, store_as: StoreAs, role: Role
) -> None:
    mine = store.create_project("Mine")
    source = store.create_data_source(mine.id, "W", "duckdb", {}, {})
    store.create_semantic_model(mine.id, source.id, "M", {}, {})
    store.create_agent(mine.id, "A")
    store.create_artifact(mine.id, "report", "R", {})
    theirs = other_store.create_project("Theirs")
    user = store_as(role).principal.user_id
    refused(workspace_settings, user, "update public.projects set organization_id = %s",
            other_store.principal.organization_id)  # fmt: skip
    for table in ("data_sources", "semantic_models", "agents", "artifacts", "agent_sessions", "query_log"):
        refused(workspace_settings, user, f"update public.{table} set project_id = %s", theirs.id)
    for table in ("projects", "data_sources", "semantic_models", "agents", "artifacts", "agent_sessions"):
        refused(workspace_settings, user, f"update public.{table} set created_by = %s", other_store.principal.user_id)
        refused(workspace_settings, user, f"update public.{table} set id = gen_random_uuid()")


def test_a_blanket_statement_stays_within_the_organization(
    workspace_settings: Settings, admin_connection: Admin, store: Store, other_store: Store
) -> None:
    for one in (store, other_store):
        project = one.create_project("P")
        source = one.create_data_source(project.id, "W", "duckdb", {}, {})
        one.create_semantic_model(project.id, source.id, "M", {}, {})
        one.create_agent(project.id, "A")
        one.create_artifact(project.id, "report", "R", {})
        one.create_session(project.id)
    count = "select count(*) from public.{}"
    with acting(workspace_settings, other_store.principal.user_id) as connection:
        for table in ("agents", "data_sources", "semantic_models", "artifacts"):
            set_name = "name = 'x'" if table != "artifacts" else "name = 'x', version = version + 1"
            assert connection.execute(f"update public.{table} set {set_name}").rowcount == 1, table
        for table in ("agents", "agent_sessions", "artifacts", "semantic_models", "data_sources", "projects"):
            assert connection.execute(f"delete from public.{table}").rowcount == 1, table
            row = connection.execute(count.format(table)).fetchone()
            assert row is not None and row["count"] == 0
    assert store.list_agents()[0].name == "A"


def test_an_insert_cannot_name_another_organization_author_or_version(
    workspace_settings: Settings, store: Store, other_store: Store
) -> None:
    theirs, mine = store.create_project("Theirs"), other_store.create_project("Mine")
    them, me = store.principal, other_store.principal
    their_model, my_model = (
        one.create_semantic_model(at.id, one.create_data_source(at.id, "W", "duckdb", {}, {}).id, "M", {}, {})
        for one, at in ((store, theirs), (other_store, mine))
    )
    their_agent, their_artifact = (
        store.create_agent(theirs.id, "A"),
        store.create_artifact(theirs.id, "report", "R", {}),
    )
    my_other_agent = other_store.create_agent(other_store.create_project("Beside").id, "A")
    for sql, values in (
        ("insert into public.projects (name, organization_id) values ('x', %s)", (them.organization_id,)),
        ("insert into public.projects (name, organization_id, created_by) values ('x', %s, %s)",
         (me.organization_id, them.user_id)),
        ("insert into public.agents (name, project_id) values ('x', %s)", (theirs.id,)),
        ("insert into public.agent_sessions (project_id, created_by) values (%s, %s)", (mine.id, them.user_id)),
        ("insert into public.artifacts (project_id, type, name, version) values (%s, 'report', 'x', 9)", (mine.id,)),
        ("insert into public.artifacts (project_id, type, name, status) values (%s, 'report', 'x', 'published')",
         (theirs.id,)),
        ("insert into public.semantic_model_drafts (semantic_model_id, based_on, content) values (%s, 1, '{}')",
         (their_model.id,)),
        ("insert into public.semantic_model_drafts (semantic_model_id, user_id, based_on, content) values (%s, %s, 1, '{}')",
         (my_model.id, them.user_id)),
        ("insert into public.semantic_model_proposals (semantic_model_id, content) values (%s, '{}')", (their_model.id,)),
        ("insert into public.semantic_model_checks (semantic_model_id, version, content) values (%s, 1, '{}')",
         (their_model.id,)),
        ("insert into public.semantic_model_checks (semantic_model_id, version, content, checked_by_name)"
         " values (%s, 1, '{}', %s)", (my_model.id, "Somebody")),
        ("insert into public.semantic_model_fingerprints (semantic_model_id, version, content) values (%s, 1, '{}')",
         (their_model.id,)),
        ("insert into public.query_log (project_id, outcome, created_by) values (%s, 'ok', %s)",
         (mine.id, them.user_id)),
        ("insert into public.query_log (project_id, outcome) values (%s, 'done')", (theirs.id,)),
        ("select public.log_queries(jsonb_build_array(jsonb_build_object('project_id', %s::text, 'outcome', 'done',"
         " 'asked_from', '', 'sql', '', 'fingerprint', '', 'rows', 0, 'bytes', 0, 'elapsed_ms', 0, 'from_cache', false,"
         " 'error', '', 'error_code', '', 'estimate_currency', '', "
          "'estimate_source', '', 'estimate_exact', false, 'ago_ms', 0)))", (theirs.id,)),
        ("insert into public.query_log (project_id, outcome, agent_id) values (%s, 'done', %s)", (mine.id, their_agent.id)),
        ("insert into public.query_log (project_id, outcome, artifact_id) values (%s, 'done', %s)",
         (mine.id, their_artifact.id)),
        ("insert into public.query_log (project_id, outcome, semantic_model_id) values (%s, 'done', %s)",
         (mine.id, their_model.id)),
        ("insert into public.query_log (project_id, outcome, agent_id) values (%s, 'done', %s)",
         (mine.id, my_other_agent.id)),
        ("insert into public.query_log_retention (organization_id, days) values (%s, 1)", (them.organization_id,)),
        ("insert into public.budgets (organization_id, day_bytes) values (%s, 1)", (them.organization_id,)),
        ("insert into public.budgets (organization_id, project_id, day_bytes) values (%s, %s, 1)",
         (me.organization_id, theirs.id)),
        ("insert into public.project_usage (project_id, day, user_id) values (%s, current_date, auth.uid())", (mine.id,)),
        ("insert into public.organizations (name) values ('x') returning %s::text", ("",)),
        ("insert into public.profiles (id, organization_id, role) values (gen_random_uuid(), %s, 'owner')",
         (them.organization_id,)),
        ("insert into public.invitations (organization_id, email, role) values (%s, 'a@b.c', 'owner')",
         (them.organization_id,)),
        ("insert into public.artifact_versions (artifact_id, version, name) select id, 99, 'x' from public.artifacts"
         " where %s <> ''", ("x",)),
    ):  # fmt: skip
        refused(workspace_settings, me.user_id, sql, *values)


def test_history_and_log_are_written_once(workspace_settings: Settings, store: Store) -> None:
    project = store.create_project("P")
    source = store.create_data_source(project.id, "W", "duckdb", {}, {})
    model = store.create_semantic_model(project.id, source.id, "M", {"a": 1}, {})
    artifact = store.create_artifact(project.id, "report", "R", {"a": 1})
    store.log_queries([logged(project.id)])
    user = store.principal.user_id
    for sql in (
        "update public.semantic_model_versions set content = '{}'",
        "update public.semantic_model_versions set version = 7",
        "update public.semantic_model_versions set published_at = now()",
        "update public.semantic_model_versions set published_by_name = 'x'",
        "delete from public.semantic_model_versions",
        "update public.semantic_models set latest_version = 7",
        "update public.artifact_versions set content = '{}'",
        "delete from public.artifact_versions",
        "update public.query_log set sql = ''",
        "delete from public.query_log",
        "update public.query_log set created_at = now()",
        "delete from public.query_log_retention",
        "update public.session_messages set content = '{}'",
    ):
        refused(workspace_settings, user, sql)
    # Even a save that goes round save_artifact() cannot skip the history.
    with acting(workspace_settings, user) as connection, pytest.raises(psycopg.Error, match="latest version is 1"):
        connection.execute("update public.artifacts set content = '{}'")
    with acting(workspace_settings, user) as connection:
        connection.execute("update public.artifacts set content = '{\"b\": 2}', version = version + 1")
        row = connection.execute(
            "select content from public.artifact_versions where artifact_id = %s and version = 2", (artifact.id,)
        ).fetchone()
        assert row is not None and row["content"] == {"b": 2}
    assert store.get_semantic_model_version(model.id, 1).content == {"a": 1}


def test_nobody_fills_the_workspace_with_one_row(workspace_settings: Settings, store: Store) -> None:
    project = store.create_project("P")
    source = store.create_data_source(project.id, "W", "duckdb", {}, {})
    model = store.create_semantic_model(project.id, source.id, "M", {}, {})
    session = store.create_session(project.id)
    store.save_semantic_model_proposals(model.id, {}, after=0)
    big = "jsonb_build_object('x', repeat('y', {}))"
    for sql, id in (
        ("insert into public.query_log (project_id, outcome, sql) values (%s, 'ok', repeat('x', 200001))", project.id),
        ("insert into public.query_log (project_id, outcome, error) values (%s, 'ok', repeat('x', 20001))", project.id),
        ("insert into public.query_log (project_id, outcome, fingerprint) values (%s, 'ok', repeat('x', 201))", project.id),
        ("insert into public.query_log (project_id, outcome, error_code) values (%s, 'ok', repeat('x', 101))", project.id),
        ("insert into public.query_log (project_id, outcome, estimate_source) values (%s, 'ok', repeat('x', 101))", project.id),
        ("insert into public.session_messages (session_id, position, role, content) values (%s, 1, 'user', "
         + big.format(4_000_000) + ")", session.id),
        ("insert into public.agents (project_id, name, config) values (%s, 'A', " + big.format(2_000_000) + ")", project.id),
        ("insert into public.artifacts (project_id, type, name, content) values (%s, 'report', 'R', "
         + big.format(20_000_000) + ")", project.id),
        ("insert into public.semantic_model_versions (semantic_model_id, version, content) values (%s, 2, "
         + big.format(20_000_000) + ")", model.id),
        ("insert into public.semantic_model_versions (semantic_model_id, version, content, review) values (%s, 2, '{}', "
         + big.format(60_000_000) + ")", model.id),
        ("select public.save_semantic_model_draft(%s, 1, " + big.format(20_000_000) + ")", model.id),
        ("select public.save_semantic_model_draft(%s, 1, '{}', " + big.format(60_000_000) + ")", model.id),
        ("select public.save_semantic_model_proposals(%s, " + big.format(20_000_000) + ", 0)", model.id),
        ("select public.add_semantic_model_proposal_step(%s, " + big.format(5_000_000) + ", 1)", model.id),
        ("select public.save_semantic_model_check(%s, 1, " + big.format(20_000_000) + ")", model.id),
        ("select public.save_semantic_model_fingerprints(%s, 1, " + big.format(20_000_000) + ")", model.id),
        ("select public.save_data_source_catalog(%s, " + big.format(20_000_000) + ")", source.id),
        ("select public.update_data_source(%s, null, " + big.format(200_000) + ", 'x')", source.id),
        ("select public.update_data_source(%s, null, '{}', repeat('x', 1000001))", source.id),
        ("update public.organizations set settings = " + big.format(200_000) + " where id = %s",
         store.principal.organization_id),
    ):  # fmt: skip
        me = store.principal.user_id
        with acting(workspace_settings, me) as connection, pytest.raises(errors.CheckViolation, match="_size"):
            connection.execute(sql, (id,))


def test_nobody_fills_the_workspace_with_the_steps_of_a_run(admin_connection: Admin, store: Store) -> None:
    """Each counts as a thousand bytes at least; a run that is put in the place of another begins without any."""
    project = store.create_project("P")
    source = store.create_data_source(project.id, "W", "duckdb", {}, {})
    id = store.create_semantic_model(project.id, source.id, "M", {}, {}).id
    at = store.save_semantic_model_proposals(id, {}, after=0)
    for content in ({"x": "y"}, {"x": "y" * 2000}):
        at = store.add_semantic_model_proposal_step(id, content, after=at)
    of_it = "semantic_model_id = %s order by revision"
    found = admin_connection.execute(
        f"select size_so_far from public.semantic_model_proposal_steps where {of_it}", (id,)
    ).fetchall()
    assert found[0] == (1000,) and 3000 < found[1][0] < 3100
    admin_connection.execute(
        "update public.semantic_model_proposal_steps set size_so_far = 499999500 where semantic_model_id = %s"
        " and revision = %s",
        (id, at),
    )
    with pytest.raises(InvalidInput, match="too large"):
        store.add_semantic_model_proposal_step(id, {"x": "y"}, after=at)
    at = store.save_semantic_model_proposals(id, {}, after=at)
    assert store.add_semantic_model_proposal_step(id, {"x": "y"}, after=at) == at + 1


@pytest.mark.parametrize("role", ["viewer", "editor", "admin", "owner"])
def test_how_long_the_log_is_kept_is_for_admins_to_say(
    workspace_settings: Settings, store: Store, other_store: Store, store_as: StoreAs, role: Role
) -> None:
    for one in (store, other_store):
        one.keep_query_log(30)
    user = store_as(role).principal.user_id
    may = role in ("admin", "owner")
    with acting(workspace_settings, user) as connection:
        assert connection.execute("select days from public.query_log_retention").fetchall() == [{"days": 30}]
        assert connection.execute("update public.query_log_retention set days = 7").rowcount == (1 if may else 0)
    refused(workspace_settings, user, "update public.query_log_retention set organization_id = %s",
            other_store.principal.organization_id)  # fmt: skip
    refused(workspace_settings, user, "delete from public.query_log_retention")
    assert (store.query_log_days(), other_store.query_log_days()) == (30, 30)


@pytest.fixture
def both(store: Store, other_store: Store) -> tuple[Store, Store]:
    """Two organizations."""
    return store, other_store


@pytest.mark.parametrize("role", ["viewer", "editor", "admin", "owner"])
def test_budgets_are_for_admins_to_set_and_usage_for_nobody(
    workspace_settings: Settings, both: tuple[Store, Store], store_as: StoreAs, role: Role, admin_connection: Admin
) -> None:
    for one in both:
        one.set_budget(BudgetLimits(day_bytes=100))
        use(admin_connection, one, one.create_project("P").id, bytes=50)
    user = store_as(role).principal.user_id
    may = 1 if role in ("admin", "owner") else 0
    seen = [] if role == "viewer" else [{"bytes": 50}]
    with acting(workspace_settings, user) as connection:
        assert connection.execute("select day_bytes from public.budgets").fetchall() == [{"day_bytes": 100}]
        assert connection.execute("select bytes from public.project_usage").fetchall() == seen
        assert connection.execute("update public.budgets set day_bytes = 1000").rowcount == may
        assert connection.execute("delete from public.budgets").rowcount == may
    for sql in (
        "update public.project_usage set bytes = 0",
        "update public.project_usage set day = day - 1",
        "select private.lock_usage(gen_random_uuid())",
        "select private.held(gen_random_uuid())",
        "select * from private.usage_holds",
        "delete from private.usage_holds",
        "select * from private.signed_out",
        "delete from private.signed_out",
        "delete from public.usage_strikes",
        "insert into public.usage_strikes (project_id, day, user_id, struck_by, struck_at, queries, bytes, seconds, tokens)"
        " select id, current_date, auth.uid(), auth.uid(), now(), 0, 0, 0, 0 from public.projects",
        "create or replace function private.clock() returns timestamptz language sql as 'select now()'",
        "delete from public.project_usage",
        "insert into public.project_usage (project_id, day, user_id) select id, current_date, auth.uid() from public.projects",
        "update public.budgets set organization_id = gen_random_uuid()",
        "update public.budgets set project_id = gen_random_uuid()",
    ):
        refused(workspace_settings, user, sql)
    other_store = both[1]
    refused(workspace_settings, user, "insert into public.budgets (organization_id, day_bytes) values (%s, 1)",
            other_store.principal.organization_id)  # fmt: skip
    assert other_store.budget_limits() == BudgetLimits(day_bytes=100)


_TAKING = """
import sys, psycopg
conninfo, user, project = sys.argv[1:]
taken = 0
with psycopg.connect(conninfo, autocommit=True) as connection:
    for _ in range(60):
        with connection.transaction():
            connection.execute("select set_config('role', 'authenticated', true), set_config('request.jwt.claims', %s, true)",
                               ('{"sub": "%s"}' % user,))
            hold = connection.execute("select hold from public.admit_usage(%s, 10)", (project,)).fetchone()[0]
            taken += hold is not None
            if hold is not None and taken % 2:
                connection.execute("select public.settle_usage(%s)", (hold,))
            asked = connection.execute("select hold from public.admit_usage(%s, tokens => 3)", (project,)).fetchone()[0]
            connection.execute("select public.settle_usage(%s, tokens => 1)", (asked,))
print(taken)
"""


def test_two_processes_count_in_the_same_place(
    workspace_settings: Settings, postgres_server: EmbeddedServer, store: Store
) -> None:
    project = store.create_project("P").id
    store.set_budget(BudgetLimits(day_bytes=1000))
    with runtime.runtime(workspace_settings).database._pool.connection() as connection:
        conninfo = postgres_server.address().conninfo(APP, connection.info.dbname)
    command = [sys.executable, "-c", _TAKING, conninfo, store.principal.user_id, project]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    taken = [int(one.communicate(timeout=60)[0]) for one in both]
    assert sum(taken) == 100 and all(taken), taken
    found = store.project_budget(project)
    assert (found.queries, found.used_bytes, found.used_tokens) == (100, 1000, 120)


def test_a_line_cannot_be_dated_out_of_reach(workspace_settings: Settings, store: Store) -> None:
    """One of the future would never be purged, one of the past would go at once."""
    project = store.create_project("P").id
    insert = "insert into public.query_log (project_id, outcome, created_at) values (%s, 'done', %s)"
    with acting(workspace_settings, store.principal.user_id) as connection:
        for moment in ("infinity", "-infinity", "2999-01-01", "1999-01-01"):
            connection.execute(insert, (project, moment))
        found = connection.execute(
            "select bool_and(created_at between clock_timestamp() - interval '25 hours' and clock_timestamp()) as near"
            " from public.query_log"
        ).fetchone()
        assert found == {"near": True}


@pytest.mark.parametrize("role", ["viewer", "editor", "admin", "owner"])
def test_connection_and_catalog_columns_are_readable_and_writable_by_nobody(
    workspace_settings: Settings, store: Store, store_as: StoreAs, role: Role
) -> None:
    source = store.create_data_source(store.create_project("P").id, "W", "duckdb", {"path": "/x"}, {"password": "x"})
    user = store_as(role).principal.user_id
    for sql in (
        "select secrets from public.data_sources",
        "select config from public.data_sources",
        "select catalog from public.data_sources",
        "select * from public.data_sources",
        "select d from public.data_sources d",
        "select to_jsonb(d) from public.data_sources d",
        "select 1 from public.data_sources where secrets like 'v2%%'",
        "select 1 from public.data_sources where config @> '{}'",
        'update public.data_sources set config = \'{"path": "/etc/passwd"}\'',
        "update public.data_sources set secrets = 'v2.x.y'",
    ):
        with acting(workspace_settings, user) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute(sql)
    with acting(workspace_settings, user) as connection:
        listed = connection.execute("select config from public.list_data_sources()").fetchall()
        opened = connection.execute("select config from public.data_source_connection(%s)", (source.id,)).fetchall()
        assert listed == opened == [{"config": None if role == "viewer" else {"path": "/x"}}]
    for config, secrets in (('{"path": "/etc/passwd"}', None), (None, "v2.x.y")):
        with acting(workspace_settings, user) as connection, pytest.raises(psycopg.Error, match="together"):
            connection.execute(
                "select public.update_data_source(%s, null, %s::jsonb, %s)", (source.id, config, secrets)
            )


@pytest.mark.parametrize(
    "sql",
    [
        "set role postgres",
        "set session authorization postgres",
        "set local role service_role",
        "set local role pg_read_all_data",
        "select set_config('role', 'postgres', false)",
        "alter role lunara_app superuser",
        "alter role authenticated bypassrls",
        "grant postgres to lunara_app",
        "alter table public.projects disable row level security",
        "drop policy \"Members see agents\" on public.agents",
        "create table public.mine (x int)",
        "create function public.mine() returns int language sql as 'select 1'",
        "create schema mine",
        "copy (select 1) to program 'id'",
        "select pg_read_file('/etc/passwd')",
        "select rolpassword from pg_authid",
        "select * from auth.users",
        "select auth.sign_in_identity('x', 'y', null)",
        "select * from lunara.migrations",
        "truncate public.projects",
    ],
)  # fmt: skip
def test_no_way_out_of_the_role(workspace_settings: Settings, store: Store, sql: str) -> None:
    with acting(workspace_settings, store.principal.user_id) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(sql)


def test_the_login_role_alone_reads_nothing(workspace_settings: Settings, store: Store, tables: list[str]) -> None:
    store.create_project("P")
    database = runtime.runtime(workspace_settings).database
    for table in tables:
        with database._pool.connection() as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute(f"select 1 from public.{table}")
    with acting(workspace_settings, store.principal.user_id) as connection:
        connection.execute("reset role")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("select 1 from public.projects")


@pytest.mark.parametrize("user", ["", "not-a-uuid", "00000000-0000-4000-8000-000000000000"])
def test_claims_of_nobody_see_nothing(workspace_settings: Settings, store: Store, tables: list[str], user: str) -> None:
    store.create_project("P")
    for table in tables:
        column = "1" if table in {"data_sources", "invitations", "provider_keys"} else "*"
        with acting(workspace_settings, user) as connection:
            try:
                assert connection.execute(f"select {column} from public.{table}").fetchall() == []
            except errors.InvalidTextRepresentation:
                assert user in {"", "not-a-uuid"}


def test_the_role_and_claims_end_with_the_transaction(workspace_settings: Settings, store: Store) -> None:
    store.list_projects()
    database = runtime.runtime(workspace_settings).database
    for _ in range(20):
        with database._pool.connection() as connection:
            row = connection.execute(
                "select current_user as who, coalesce(current_setting('request.jwt.claims', true), '') as claims"
            ).fetchone()
            assert row == {"who": "lunara_app", "claims": ""}


# how people come to belong somewhere


def test_an_address_alone_joins_nobody(workspace_settings: Settings, admin_connection: Admin, store: Store) -> None:
    """Anyone may type anyone's address into an invitation: that must not decide where its owner finds themselves."""
    organization = store.principal.organization_id
    admin_connection.execute(
        "insert into public.invitations (organization_id, email, role, invited_by) values (%s, 'Eve@X.test', 'editor', %s)",
        (organization, store.principal.user_id),
    )
    eve = principal_for_identity(workspace_settings, "idp", "eve", "eve@x.test", "Eve")
    assert (eve.organization_id != organization, eve.role, eve.full_name) == (True, "owner", "Eve")
    assert principal_for_identity(workspace_settings, "idp", "eve", "eve@x.test", "Eve") == eve
    with pytest.raises(InvalidInput, match="another sign-in"):
        principal_for_identity(workspace_settings, "other-idp", "eve", "eve@x.test", "Mallory")


SIGN_UP = (
    "insert into auth.users (email, email_confirmed_at, raw_user_meta_data) values (%s, {}, %s::jsonb) returning id"
)
WHERE = "select organization_id::text, role from public.profiles where id = %s"


def sign_up(admin: Admin, email: str, token: str, *, confirmed: bool = True) -> tuple[Any, tuple[Any, ...]]:
    user = admin.execute(
        SIGN_UP.format("now()" if confirmed else "null"), (email, json.dumps({"invitation_token": token}))
    ).fetchone()
    assert user is not None
    found = admin.execute(WHERE, user).fetchone()
    assert found is not None
    return user, found


def test_who_signs_up_with_the_word_of_their_own_invitation_joins(
    admin_connection: Admin, store: Store, store_as: StoreAs
) -> None:
    organization = store.principal.organization_id
    token = store.invite("new@x.test", "editor")
    for email, word in (("new@x.test", "guess"), ("thief@x.test", token), ("x@x.test", "")):
        assert sign_up(admin_connection, email, word)[1] != (organization, "editor"), email
        admin_connection.execute("delete from auth.users where email = %s", (email,))
    assert sign_up(admin_connection, "NEW@x.test", token)[1] == (organization, "editor")
    admin_connection.execute("delete from auth.users where email = 'NEW@x.test'")
    assert sign_up(admin_connection, "new@x.test", token)[1][1] == "owner", "a word is used once"
    inviter = store_as("admin")
    of_admin = inviter.invite("second@x.test", "admin")
    row = admin_connection.execute("select i.* from public.invitations i where email = 'second@x.test'").fetchone()
    assert row is not None
    store.remove_member(inviter.principal.user_id)
    places = ", ".join(["%s"] * len(row))
    admin_connection.execute(f"insert into public.invitations values ({places})".encode(), row)
    assert sign_up(admin_connection, "second@x.test", of_admin)[1][0] != organization, "its inviter is gone"
    late = store.invite("late@x.test", "admin")
    admin_connection.execute("update public.invitations set expires_at = now() - interval '1 minute'")
    assert sign_up(admin_connection, "late@x.test", late)[1][0] != organization


def test_an_unconfirmed_address_takes_no_invitation_until_it_is_confirmed(
    admin_connection: Admin, store: Store
) -> None:
    organization = store.principal.organization_id
    token = store.invite("v@x.test", "admin")
    user, before = sign_up(admin_connection, "v@x.test", token, confirmed=False)
    assert before[0] != organization and before[1] == "owner"
    admin_connection.execute("update auth.users set email_confirmed_at = now() where id = %s", user)
    assert admin_connection.execute(WHERE, user).fetchone() == (organization, "admin")
    left = admin_connection.execute("select count(*) from public.organizations where id = %s", (before[0],)).fetchone()
    assert left == (0,)


def test_an_unverified_address_sees_and_accepts_no_invitation(
    workspace_settings: Settings, admin_connection: Admin, store: Store
) -> None:
    store.invite("v@x.test", "admin")
    user, _ = sign_up(admin_connection, "v@x.test", "", confirmed=False)
    (id,) = [invitation.id for invitation in store.list_invitations()]
    with acting(workspace_settings, str(user[0])) as connection:
        assert connection.execute("select * from public.my_invitations()").fetchall() == []
        for call in ("accept_invitation", "decline_invitation"):
            with pytest.raises(errors.NoDataFound), connection.transaction():
                connection.execute(f"select public.{call}(%s)", (id,))


def test_the_word_of_an_invitation_is_readable_by_nobody(
    workspace_settings: Settings, admin_connection: Admin, store: Store
) -> None:
    token = store.invite("v@x.test", "admin")
    row = admin_connection.execute("select i::text from public.invitations i").fetchone()
    assert row is not None and token not in row[0]
    with acting(workspace_settings, store.principal.user_id) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("select token_hash from public.invitations")


def test_accepting_waits_for_whoever_joins_the_organization_that_is_given_up(
    workspace_settings: Settings, admin_connection: Admin, store: Store
) -> None:
    """Otherwise the newcomer, and what they have, would go down with it."""
    mine = principal_for_identity(workspace_settings, "idp", "ada", "ada@x.test", "Ada")
    store.invite("ada@x.test", "viewer")
    home = open_store(workspace_settings, mine)
    (offer,) = home.my_invitations()
    outcome: list[str] = []

    def accept() -> None:
        try:
            home.accept_invitation(offer.id)
            outcome.append("moved")
        except InvalidInput as error:
            outcome.append(error.message)

    thread = threading.Thread(target=accept)
    with admin_connection.transaction():
        admin_connection.execute(
            "insert into public.projects (name, organization_id, created_by) values ('Mine', %s, null)",
            (mine.organization_id,),
        )
        thread.start()
        thread.join(0.5)
        assert outcome == [], "it did not wait"
    thread.join(10)
    assert "projects" in outcome[0]
    assert [item.project.name for item in home.list_projects()] == ["Mine"]


def test_an_admin_invites_but_never_above_themselves(
    workspace_settings: Settings, store: Store, store_as: StoreAs
) -> None:
    organization = store.principal.organization_id
    invite = "insert into public.invitations (organization_id, email, role) values (%s, 'n@x.test', %s)"
    admin, editor = store_as("admin").principal.user_id, store_as("editor").principal.user_id
    with acting(workspace_settings, admin) as connection:
        assert connection.execute(invite, (organization, "admin")).rowcount == 1
    refused(workspace_settings, admin, invite, organization, "owner")
    refused(workspace_settings, editor, invite, organization, "viewer")
    with acting(workspace_settings, editor) as connection:
        assert connection.execute("select id from public.invitations").fetchall() == []


@pytest.mark.parametrize(
    ("actor", "target", "role", "allowed"),
    [
        ("owner", "viewer", "editor", True),
        ("owner", "admin", "owner", True),
        ("admin", "viewer", "admin", True),
        ("admin", "viewer", "owner", False),
        ("admin", "owner", "viewer", False),
        ("admin", "admin", "owner", False),
        ("editor", "viewer", "editor", False),
        ("viewer", "viewer", "owner", False),
    ],
)
def test_who_changes_whose_role(  # noqa: PLR0917
    workspace_settings: Settings, store_as: StoreAs, actor: Role, target: Role, role: Role, allowed: bool
) -> None:
    who, whom = store_as(actor).principal.user_id, store_as(target).principal.user_id
    with acting(workspace_settings, who) as connection:
        if allowed:
            connection.execute("select public.set_member_role(%s, %s)", (whom, role))
            connection.execute("select public.remove_member(%s)", (whom,))
            return
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            connection.execute("select public.set_member_role(%s, %s)", (whom, role))
        if (actor, target) != ("admin", "viewer") and (actor, target) != ("admin", "admin"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute("select public.remove_member(%s)", (whom,))


def test_nobody_changes_their_own_role_by_the_function_nor_reaches_a_stranger(
    workspace_settings: Settings, store: Store, other_store: Store
) -> None:
    me = store.principal.user_id
    for target, error in ((me, errors.InsufficientPrivilege), (other_store.principal.user_id, psycopg.Error)):
        for sql in ("select public.set_member_role(%s, 'viewer')", "select public.remove_member(%s)"):
            with acting(workspace_settings, me) as connection, pytest.raises(error):
                connection.execute(sql, (target,))


def test_the_local_owner_is_made_once(workspace_settings: Settings) -> None:
    first = local_principal(workspace_settings)
    assert first.role == "owner" and local_principal(workspace_settings) == first


# the same files on a Supabase project, whose default privileges give everything away


def test_the_migrations_hold_on_supabase(postgres_server: EmbeddedServer) -> None:
    """A stand-in of what Supabase's databases come with: its auth schema, and grants on whatever is made in public."""
    name = "like_supabase"
    with psycopg.connect(postgres_server.address().conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"create database {name}")
        try:
            with psycopg.connect(postgres_server.address().conninfo(ADMIN, name), autocommit=True) as owner:
                owner.execute(LIKE_SUPABASE)
                migrate(owner)
                assert owner.execute("select to_regclass('auth.identities')").fetchone() == (None,)
                open_tables = owner.execute(
                    "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and ("
                    "has_any_column_privilege('anon', oid, 'select, insert, update, references')"
                    " or has_table_privilege('anon', oid, 'select, insert, update, delete, truncate, trigger')"
                    " or has_table_privilege('authenticated', oid, 'truncate, trigger, references')"
                    " or not relrowsecurity)"
                ).fetchall()
                assert open_tables == []
                open_functions = owner.execute(
                    "select proname from pg_proc where pronamespace in ('public'::regnamespace, 'private'::regnamespace)"
                    " and has_function_privilege('anon', oid, 'execute')"
                ).fetchall()
                assert open_functions == []
                assert owner.execute(
                    "select has_column_privilege('authenticated', 'public.data_sources', 'secrets', 'select'),"
                    " has_column_privilege('authenticated', 'public.profiles', 'role', 'update')"
                ).fetchone() == (False, False)
                owner.execute("insert into auth.users (id, email) values (gen_random_uuid(), 'a@b.test')")
                assert owner.execute("select role, email from public.profiles").fetchone() == ("owner", "a@b.test")
        finally:
            admin.execute(f"drop database {name} with (force)")
