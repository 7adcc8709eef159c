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

BEFOREHAND = (
    "Use the database's owner, who may make roles, or first have an administrator run what docs/own-postgres.md says."
)
SUPABASE = Path(__file__).resolve().parents[2] / "supabase"
LOCK = 0x6C756E617261  # "lunara": the advisory lock that one migration run holds


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
            connection.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
            connection.execute("set local search_path = ''")
            connection.execute("set local client_min_messages = warning")
            plain = is_plain(connection)
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
            BEFOREHAND,
        ) from error


def pending(connection: psycopg.Connection[Any]) -> list[str]:
    """Names of files not applied yet, seen by the app's own role; all of them on a database never migrated. `embedded` is
    embedded.sql, where the one that was run is another."""
    wanted = migrations()
    row = connection.execute("select to_regclass('lunara.migrations') is not null").fetchone()
    applied = {} if row is None or not row[0] else _read(connection)
    found = [f"{m.version}_{m.subject}" for m in _pending(wanted, applied)]
    if is_plain(connection) and _mark(connection) != _mark_of(_embedded()):
        found.insert(0, "embedded")
    return found


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


def is_plain(connection: psycopg.Connection[Any]) -> bool:
    """Whether this is not Supabase: no auth schema, or the one that embedded.sql made."""
    row = connection.execute(
        "select pg_catalog.obj_description(pg_catalog.to_regnamespace('auth')::oid, 'pg_namespace'),"
        " pg_catalog.to_regnamespace('auth') is null"
    ).fetchone()
    return row is not None and (bool(row[1]) or str(row[0] or "").startswith("lunara"))


def _stand_in(connection: psycopg.Connection[Any]) -> None:
    text = _embedded()
    connection.execute("set local search_path = public")
    if _mark(connection) != _mark_of(text):
        connection.execute(text.encode())
        connection.execute(f"comment on schema auth is '{_mark_of(text)}'".encode())
    connection.execute("set local search_path = ''")


def _embedded() -> str:
    return (SUPABASE / "embedded.sql").read_text(encoding="utf-8")


def _mark_of(text: str) -> str:
    return f"lunara {_checksum(text)[:16]}: stands in for Supabase Auth on a plain Postgres"


def _mark(connection: psycopg.Connection[Any]) -> str:
    """What the schema `auth` says of which text has made it; empty where there is none."""
    row = connection.execute(
        "select pg_catalog.obj_description(pg_catalog.to_regnamespace('auth')::oid, 'pg_namespace')"
    ).fetchone()
    return str(row[0] or "") if row is not None else ""


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
