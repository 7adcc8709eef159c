"""The migration files on the oldest Postgres that is installed and on the embedded one: from an empty database and from every
earlier state with data in it, to one and the same schema; and by `supabase db push`, onto what a Supabase project has before."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lunara.workspace.binaries import major_version
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from lunara.workspace.migrate import SUPABASE, Migration, migrate, migrations
from tests.contract.apt_postgres import PACKAGES, binaries, database, or_skip
from tests.contract.like_supabase import LIKE_SUPABASE, OWNER, push

FILES = migrations()

# What people had made by the time of a migration: statements that hold in its state and in every later one.
MADE: dict[str, tuple[str, ...]] = {
    "0002": (
        "insert into auth.users (id, email) values ({id}, 'olga@x.test')",
        "update public.organizations set settings = '{{\"a\": 1}}'",
        "insert into public.invitations (organization_id, email) select id, 'guest@x.test' from public.organizations",
    ),
    "0003": ("insert into public.projects (id, name, organization_id) select {id}, 'P', id from public.organizations",),
    "0004": (
        "insert into public.data_sources (id, project_id, name, kind, config, secrets, catalog) values"
        " ({id}, {id}, 'W', 'duckdb', '{{\"path\": \"/x\"}}', 'c', '{{}}')",
    ),
    "0005": (
        "insert into public.semantic_models (id, project_id, data_source_id, name) values ({id}, {id}, {id}, 'M')",
        "insert into public.semantic_model_versions (semantic_model_id, version, content) values ({id}, 1, '{{\"n\": 1}}')",
        "update public.semantic_models set published_version = 1",
        "insert into public.semantic_model_versions (semantic_model_id, version, content) values ({id}, 2, '{{\"n\": 2}}')",
    ),
    "0006": (
        "insert into public.agents (id, name, project_id, config) values ({id}, 'A', {id}, '{{\"semantic_model_version\": 1}}')",
        "insert into public.agent_sessions (id, project_id, agent_id, semantic_model_id) values ({id}, {id}, {id}, {id})",
        "insert into public.session_messages (session_id, position, role, content) values ({id}, 1, 'user', '{{}}')",
        "insert into public.session_messages (id, session_id, position, role, content)"
        " values ({id}, {id}, 2, 'assistant', '{{}}')",
    ),
    "0007": (
        "insert into public.artifacts (id, project_id, type, name) values ({id}, {id}, 'slide', 'R')",
        "update public.artifacts set version = 2, status = 'published', content = '{{\"b\": 2}}'",
    ),
    "0008": (
        "insert into public.query_log (project_id, data_source_id, sql, outcome, rows) values ({id}, {id}, 'select 1', 'ok', 7)",
        "insert into public.query_log (project_id, outcome, error) values ({id}, 'failed', 'no such table')",
    ),
    "0012": (
        "insert into public.semantic_model_fingerprints (semantic_model_id, version, content) values ({id}, 1, '{{}}')",
        "insert into public.semantic_model_checks (semantic_model_id, version, content) values ({id}, 1, '{{}}')",
    ),
    "0013": ("insert into public.semantic_model_drafts (semantic_model_id, based_on, content) values ({id}, 2, '{{}}')",),
    "0014": ("insert into public.query_log_retention (organization_id, days) select id, 30 from public.organizations",),
    "0015": (
        "insert into public.budgets (organization_id, project_id, day_bytes) select organization_id, id, 5 from public.projects",
        "insert into public.project_usage (project_id, day, user_id, bytes) values ({id}, current_date, {id}, 5)",
    ),
    "0016": (
        "insert into public.usage_strikes (project_id, day, user_id, struck_by, struck_at, queries, bytes, seconds, tokens)"
        " values ({id}, current_date, {id}, {id}, now(), 1, 1, 1, 1)",
    ),
    "0025": (
        "insert into public.provider_keys (organization_id, provider, secret, set_by)"
        " select id, 'gemini', 'c', {id} from public.organizations",
    ),
    "0026": ("insert into public.sign_ins (user_id, at, way) values ({id}, now(), 'password')",),
    "0029": (
        "insert into public.verified_questions"
        " (id, project_id, semantic_model_id, question, plan, model_version, checked_version)"
        " values ({id}, {id}, {id}, 'How much?', '{{\"measures\": [\"a\"]}}', 1, 2)",
    ),
    "0030": (
        "insert into public.answer_feedback (project_id, semantic_model_id, model_version, message_id, verdict, question, answer)"
        " values ({id}, {id}, 1, {id}, 'down', 'How much?', '{{}}')",
    ),
    "0032": ("insert into private.signed_out (user_id, mark, at) values ({id}, '', now())",),
    "0036": (
        "insert into public.evaluation_questions (project_id, semantic_model_id, question, content)"
        " values ({id}, {id}, 'How much?', '{{\"expect\": \"refusal\"}}')",
        "insert into public.evaluation_runs (project_id, semantic_model_id, model_version, planner, content)"
        " values ({id}, {id}, 1, 'offline', '{{\"outcomes\": []}}')",
        "insert into public.evaluation_requirements (id, project_id, planner, least_right, most_wrong)"
        " values ({id}, {id}, 'offline', 90, 0)",
    ),
    "0037": ("insert into public.semantic_model_proposals (semantic_model_id, content) values ({id}, '{{}}')",),
    "0038": (
        "insert into public.slide_images (artifact_id, request, about, sealed) values ({id}, repeat('0', 64), '{{}}', 'c')",
    ),
    "0040": (
        "insert into public.evaluation_accepted (id, semantic_model_id, organization_id, question, content)"
        " select {id}, {id}, id, 'How much?', '{{}}' from public.organizations",
    ),
    "0043": (
        "insert into public.semantic_model_proposal_steps (semantic_model_id, revision, content, size_so_far)"
        " values ({id}, 2, '{{}}', 1000)",
    ),
}  # fmt: skip
ID = "'00000000-0000-4000-8000-000000000001'::uuid"

# Everything of the schema that a migration can leave different, as text.
SCHEMA = """
with ours as (
  select c.* from pg_class c
  where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'auth'::regnamespace)
)
select 'relation', c.oid::regclass::text, concat_ws(' ', c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relacl) from ours c
union all
select 'column', a.attrelid::regclass || '.' || a.attname, concat_ws(' ', a.attnum,
  format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attacl, pg_get_expr(d.adbin, d.adrelid))
from ours c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where c.relkind = 'r'
union all
select 'constraint', k.conrelid::regclass || ' ' || k.conname, pg_get_constraintdef(k.oid) || ' ' || k.convalidated::text
from pg_constraint k join ours c on c.oid = k.conrelid
union all
select 'index', i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid::text
from pg_index i join ours c on c.oid = i.indrelid
union all
select 'trigger', t.tgrelid::regclass || ' ' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
from pg_trigger t join ours c on c.oid = t.tgrelid where not t.tgisinternal
union all
select 'policy', p.tablename || ' ' || p.policyname, concat_ws(' ', p.cmd, p.roles, p.qual, '|', p.with_check)
from pg_policies p where p.schemaname in ('public', 'private')
union all
select 'function', f.oid::regprocedure::text, pg_get_functiondef(f.oid) || ' ' || coalesce(f.proacl::text, '')
from pg_proc f where f.pronamespace in ('public'::regnamespace, 'private'::regnamespace, 'auth'::regnamespace)
union all
select 'schema', n.nspname, n.nspacl::text from pg_namespace n where n.nspname in ('public', 'private', 'auth')
order by 1, 2, 3
"""


def schema(owner: psycopg.Connection[Any]) -> list[tuple[str, ...]]:
    return [tuple(row) for row in owner.execute(SCHEMA).fetchall()]


def make(owner: psycopg.Connection[Any], upto: Migration) -> None:
    """Data of this state, as the person whose it is."""
    owner.execute("select set_config('request.jwt.claims', jsonb_build_object('sub', " + ID + ")::text, false)")
    for version, statements in MADE.items():
        if version <= upto.version:
            for statement in statements:
                owner.execute(statement.format(id=ID).encode())
    owner.execute("select set_config('request.jwt.claims', '', false)")


def rows(owner: psycopg.Connection[Any]) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables of `public`."""
    tables = owner.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"
    ).fetchall()
    return {
        name: [row[0] for row in owner.execute(f"select to_jsonb(t) from public.{name} t order by t::text").fetchall()]
        for (name,) in tables
    }


def test_the_oldest_is_older_than_the_embedded(postgres_server: EmbeddedServer) -> None:
    or_skip("" if binaries() else f"no Postgres of the system's packages ({PACKAGES})")
    folder = binaries()
    with psycopg.connect(postgres_server.address().conninfo(ADMIN, "postgres")) as embedded:
        assert folder is not None and 15 <= major_version(folder) < embedded.info.server_version // 10000


@pytest.fixture
def fresh_state(each_postgres: EmbeddedServer) -> Iterator[None]:
    """A database `state` that nobody is connected to."""
    with database(each_postgres, "state") as owner:
        owner.close()
        yield


@pytest.mark.usefixtures("fresh_state")
def test_from_every_earlier_state(each_postgres: EmbeddedServer, tmp_path: Path) -> None:
    assert set(MADE) <= {one.version for one in FILES}
    with database(each_postgres, "from_empty") as owner:
        assert len(migrate(owner)) == len(FILES)
        wanted = schema(owner)
        assert migrate(owner) == []
        make(owner, FILES[-1])
        full = rows(owner)
    assert [name for name, found in full.items() if not found] == [], "a table that no state has data in"
    path = {one.version: f"{one.version}_{one.subject}.sql" for one in FILES}
    for number, earlier in enumerate(FILES):
        shutil.copy(SUPABASE / "migrations" / path[earlier.version], tmp_path)
        with psycopg.connect(each_postgres.address().conninfo(ADMIN, "state"), autocommit=True) as owner:
            assert len(migrate(owner, folder=tmp_path)) == 1
        with database(each_postgres, "earlier", template="state") as owner:
            make(owner, earlier)
            before = rows(owner)
            assert len(migrate(owner)) == len(FILES) - number - 1
            assert schema(owner) == wanted, f"from {earlier.version}"
            after = rows(owner)
        for table, kept in before.items():
            assert len(after[table]) == len(kept), f"{table} from {earlier.version}"
            for was, now in zip(kept, after[table], strict=True):
                assert was.items() <= now.items(), f"{table} from {earlier.version}"


def test_invitations_of_who_may_not_invite_any_more_end_with_the_migration(
    postgres_server: EmbeddedServer, tmp_path: Path
) -> None:
    for one in FILES:
        if one.version < "0024":
            shutil.copy(SUPABASE / "migrations" / f"{one.version}_{one.subject}.sql", tmp_path)
    with database(postgres_server, "earlier") as owner:
        migrate(owner, folder=tmp_path)
        make(owner, next(one for one in FILES if one.version == "0023"))
        owner.execute(
            "insert into auth.users (email) values ('gone@x.test');"
            "insert into public.invitations (organization_id, email, role, invited_by, accepted_at)"
            " select p.organization_id, n || '@x.test', 'admin', u.id, case n when 3 then now() end"
            f" from public.profiles p, generate_series(1, 3) n left join auth.users u on n > 1 and u.email = 'gone@x.test'"
            f" where p.id = {ID}".encode()
        )
        migrate(owner)
        left = owner.execute("select email from public.invitations order by 1").fetchall()
    assert left == [("3@x.test",), ("guest@x.test",)], "what was accepted is kept, and what still holds"


RESERVED = """
select 'relation', c.oid::regclass::text, concat_ws(' ', c.relkind, c.relowner, c.relacl, c.relrowsecurity) from pg_class c
where c.relnamespace not in (select oid from pg_namespace where nspname in ('public', 'private') or nspname like 'pg\\_%')
union all
select 'function', f.oid::regprocedure::text, pg_get_functiondef(f.oid) || ' ' || coalesce(f.proacl::text, '') from pg_proc f
where f.pronamespace not in (select oid from pg_namespace
  where nspname in ('public', 'private', 'information_schema') or nspname like 'pg\\_%')
union all
select 'column', a.attrelid::regclass || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attacl)
from pg_attribute a where a.attrelid = 'auth.users'::regclass and a.attnum > 0
union all
select 'schema', n.nspname, concat_ws(' ', n.nspowner, n.nspacl) from pg_namespace n
where n.nspname not in ('public', 'private') and n.nspname not like 'pg\\_temp%' and n.nspname not like 'pg\\_toast%'
union all
select 'role', r.rolname, concat_ws(' ', r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcanlogin, r.rolbypassrls, r.rolconfig)
from pg_roles r
union all
select 'member', m.member::regrole::text, m.roleid::regrole::text from pg_auth_members m
union all
select 'extension', e.extname, e.extversion from pg_extension e
union all
select 'publication', p.pubname, '' from pg_publication p
order by 1, 2, 3
"""


def test_a_push_to_supabase_touches_nothing_of_its_own(each_postgres: EmbeddedServer) -> None:
    """But for triggers on auth.users, which its documentation tells projects to make."""
    with database(each_postgres, "before_push") as owner:
        owner.execute(LIKE_SUPABASE)
        before = owner.execute(RESERVED).fetchall()
    with database(each_postgres, "pushed") as owner:
        push(owner)
        assert owner.execute("select session_user::text, rolsuper from pg_roles where rolname = session_user").fetchone() == (
            OWNER, False,
        )  # fmt: skip
        after = owner.execute(RESERVED).fetchall()
        triggers = owner.execute(
            "select tgname from pg_trigger where tgrelid = 'auth.users'::regclass and not tgisinternal order by 1"
        ).fetchall()
    assert after == before
    assert triggers == [("on_auth_user_confirmed",), ("on_auth_user_created",), ("on_auth_user_email_changed",)]


def test_addresses_with_characters_that_nobody_sees_become_what_they_show(
    postgres_server: EmbeddedServer, tmp_path: Path
) -> None:
    for one in FILES:
        if one.version < "0039":
            shutil.copy(SUPABASE / "migrations" / f"{one.version}_{one.subject}.sql", tmp_path)
    with database(postgres_server, "addresses") as owner:
        migrate(owner, folder=tmp_path)
        home = ID.partition("::")[0].strip("'")
        owner.execute("insert into public.organizations (id, name) values (%s, 'O')", (home,))
        shown = ("ana@x.test", "ana@\u2060x.test", " Ben@x.test\u200b", "\u2060@x.test")
        for number, address in enumerate(shown):
            owner.execute(
                "insert into public.invitations (organization_id, email, created_at)"
                " values (%s, %s, now() + %s * interval '1 s')",
                (home, address, number),
            )
        migrate(owner)
        found = owner.execute("select email from public.invitations order by created_at").fetchall()
        assert found == [("ana@x.test",), ("Ben@x.test",)]
        for code in (code for code in range(sys.maxunicode) if unicodedata.category(chr(code)) == "Cf"):
            with pytest.raises(psycopg.errors.CheckViolation):
                owner.execute(
                    "insert into public.invitations (organization_id, email) values (%s, %s)",
                    (home, f"n@{chr(code)}x.test"),
                )
