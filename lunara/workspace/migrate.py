"""Applies `supabase/migrations` to a Postgres: pending files in order, each once, under a lock, with its checksum kept.

Supabase projects are migrated by the Supabase command line instead (`supabase db push`): the files are the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lunara.errors import InvalidInput, Unavailable

if TYPE_CHECKING:
    import psycopg

SUPABASE = Path(__file__).resolve().parents[2] / "supabase"
_LOCK = 0x6C756E617261  # "lunara": the advisory lock that one migration run holds


@dataclass(frozen=True)
class Migration:
    """One file: its number, subject, SQL text and the SHA-256 of that text (line ends normalised)."""

    version: str
    subject: str
    sql: str
    checksum: str


def migrations(folder: Path | None = None) -> list[Migration]:
    """The migration files in order. Raises Unavailable when the folder is missing from the installation."""
    folder = folder or SUPABASE / "migrations"
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = re.fullmatch(r"(\d+)_(\w+)\.sql", path.name)
        if match is None:
            raise InvalidInput(f"{path.name} is not named like a migration.", "Name it NNNN_subject.sql.")
        sql = path.read_text(encoding="utf-8")
        found.append(Migration(match[1], match[2], sql, _checksum(sql)))
    if not found:
        raise Unavailable(
            f"The workspace's migrations are missing ({folder}).",
            "Install Lunara whole: the folder supabase belongs beside the folder lunara.",
        )
    return found


def migrate(connection: psycopg.Connection[Any], *, app_role: str = "", folder: Path | None = None) -> list[str]:
    """Bring the database of `connection` (an owner's, autocommit) up to date; returns the names of files applied.

    On a plain Postgres `embedded.sql` runs first, and `app_role`, the login role that the app will use, is let into
    `authenticated`. All or nothing: every file is applied in one transaction. Raises InvalidInput when an applied file
    was edited since, or when the database is ahead of this installation.
    """
    import psycopg
    from psycopg import sql

    wanted = migrations(folder)
    try:
        with connection.transaction():
            connection.execute("select pg_advisory_xact_lock(%s)", (_LOCK,))
            connection.execute("set local search_path = ''")
            connection.execute("set local client_min_messages = warning")
            plain = _is_plain(connection)
            if plain:
                _stand_in(connection)
            applied = _applied(connection)
            names = []
            for migration in _pending(wanted, applied):
                connection.execute("set local search_path = public")
                connection.execute(migration.sql.encode())
                connection.execute("set local search_path = ''")
                connection.execute(
                    "insert into lunara.migrations (version, subject, checksum) values (%s, %s, %s)",
                    (migration.version, migration.subject, migration.checksum),
                )
                names.append(f"{migration.version}_{migration.subject}")
            if app_role and plain:
                role = sql.Identifier(app_role)
                connection.execute(sql.SQL("grant authenticated, lunara_server to {}").format(role))
            return names
    except psycopg.errors.InsufficientPrivilege as error:
        raise InvalidInput(
            f"This role may not set up the workspace: {error.diag.message_primary}.",
            "Migrate with the database's owner, a role that may create schemas and roles.",
        ) from error


def set_up(owner_url: str, app_url: str) -> list[str]:
    """Make one's own Postgres ready: the login role of `app_url` (made with its password when absent), and migrations.

    Returns the names of files applied. Raises Unavailable when the database cannot be reached, InvalidInput when the
    owner's role may not do it or `app_url` names no user.
    """
    import psycopg
    from psycopg import sql
    from psycopg.conninfo import conninfo_to_dict

    try:
        app = conninfo_to_dict(app_url)
        role, password = str(app.get("user") or ""), str(app.get("password") or "")
        if not role:
            raise InvalidInput(
                "LUNARA_DATABASE_URL names no user.", "Write it as postgresql://user:password@host/database."
            )
        with psycopg.connect(owner_url, autocommit=True, connect_timeout=10) as owner:
            names = migrate(owner)
            if not owner.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone():
                made = sql.SQL("create role {} login noinherit").format(sql.Identifier(role))
                if password:
                    verifier = owner.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
                    made += sql.SQL(" password {}").format(verifier.decode())
                owner.execute(made)
            for group in ("authenticated", "lunara_server"):
                member = owner.execute("select pg_has_role(%s, %s, 'member')", (role, group)).fetchone()
                if member is None or not member[0]:
                    owner.execute(sql.SQL("grant {} to {}").format(sql.Identifier(group), sql.Identifier(role)))
            database = sql.Identifier(owner.info.dbname)
            owner.execute(sql.SQL("grant connect on database {} to {}").format(database, sql.Identifier(role)))
            return names
    except psycopg.errors.InsufficientPrivilege as error:
        raise InvalidInput(
            f"LUNARA_DATABASE_OWNER_URL's role may not set up the workspace: {error.diag.message_primary}.",
            "Use a role that may create roles and schemas in this database.",
        ) from error
    except psycopg.OperationalError as error:
        raise Unavailable(
            "The workspace's database cannot be reached.", "Check LUNARA_DATABASE_OWNER_URL and that the server runs."
        ) from error
    except psycopg.ProgrammingError as error:
        raise InvalidInput(
            "The workspace's database address cannot be read.",
            "Write LUNARA_DATABASE_URL and LUNARA_DATABASE_OWNER_URL as postgresql://user:password@host/database.",
        ) from error


def pending(connection: psycopg.Connection[Any]) -> list[str]:
    """Names of files not applied yet, seen by the app's own role; all of them on a database never migrated."""
    wanted = migrations()
    row = connection.execute("select to_regclass('lunara.migrations') is not null").fetchone()
    applied = {} if row is None or not row[0] else _read(connection)
    return [f"{m.version}_{m.subject}" for m in _pending(wanted, applied)]


def _pending(wanted: Sequence[Migration], applied: dict[str, str]) -> list[Migration]:
    known = {migration.version for migration in wanted}
    ahead = sorted(version for version in applied if version not in known)
    if ahead:
        raise InvalidInput(
            f"The workspace was made by a newer Lunara (migration {ahead[-1]}).", "Update this installation."
        )
    for migration in wanted:
        if applied.get(migration.version, migration.checksum) != migration.checksum:
            raise InvalidInput(
                f"Migration {migration.version}_{migration.subject} was changed after it had been applied.",
                "Restore the file and put the change into a new migration.",
            )
    return [migration for migration in wanted if migration.version not in applied]


def _is_plain(connection: psycopg.Connection[Any]) -> bool:
    """Whether this is not Supabase: no auth schema, or the one that embedded.sql made."""
    row = connection.execute(
        "select pg_catalog.obj_description(pg_catalog.to_regnamespace('auth')::oid, 'pg_namespace'),"
        " pg_catalog.to_regnamespace('auth') is null"
    ).fetchone()
    return row is not None and (bool(row[1]) or str(row[0] or "").startswith("lunara"))


def _stand_in(connection: psycopg.Connection[Any]) -> None:
    text = (SUPABASE / "embedded.sql").read_text(encoding="utf-8")
    connection.execute("set local search_path = public")
    row = connection.execute(
        "select pg_catalog.obj_description(pg_catalog.to_regnamespace('auth')::oid, 'pg_namespace')"
    ).fetchone()
    mark = f"lunara {_checksum(text)[:16]}: stands in for Supabase Auth on a plain Postgres"
    if row is None or row[0] != mark:
        connection.execute(text.encode())
        connection.execute(f"comment on schema auth is '{mark}'".encode())
    connection.execute("set local search_path = ''")


def _applied(connection: psycopg.Connection[Any]) -> dict[str, str]:
    connection.execute("create schema if not exists lunara")
    connection.execute(
        "create table if not exists lunara.migrations (version text primary key, subject text not null,"
        " checksum text not null, applied_at timestamptz not null default now())"
    )
    row = connection.execute("select exists (select from pg_roles where rolname = 'lunara_server')").fetchone()
    if row is not None and row[0]:
        connection.execute("grant usage on schema lunara to lunara_server")
        connection.execute("grant select on lunara.migrations to lunara_server")
    return _read(connection)


def _read(connection: psycopg.Connection[Any]) -> dict[str, str]:
    rows = connection.execute("select version, checksum from lunara.migrations").fetchall()
    return {str(version): str(checksum) for version, checksum in rows}


def _checksum(text: str) -> str:
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()
