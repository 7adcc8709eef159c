"""What a process keeps open for its workspace: server, connections, keys. One for each workspace, shared by all threads."""

from __future__ import annotations

import atexit
import getpass
import json
import threading
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lunara.errors import InvalidInput, NotPermitted, Unavailable
from lunara.settings import Settings
from lunara.workspace import rows
from lunara.workspace.embedded import ADMIN, APP, DATABASE, Address, EmbeddedServer
from lunara.workspace.migrate import migrate, pending, set_up
from lunara.workspace.postgres import Database, PostgresStore, PostgresTables
from lunara.workspace.records import Principal
from lunara.workspace.secrets import KeyRing, load_keys
from lunara.workspace.tables import Tables

if TYPE_CHECKING:
    import psycopg

_runtimes: dict[tuple[str, ...], Runtime] = {}
_lock = threading.Lock()


class Runtime:
    """The open workspace of one `Settings`: embedded and own Postgres. Made once, used from any thread.

    `server` and `database` put an embedded workspace beside others on a server that already runs.
    """

    def __init__(self, settings: Settings, *, server: EmbeddedServer | None = None, database: str = DATABASE) -> None:
        self._settings = settings
        self._server: EmbeddedServer | None = None
        if server is not None:
            self.database = Database(lambda: server.address().conninfo(APP, database), wake=server.address)
        elif settings.mode == "embedded":
            own = self._server = EmbeddedServer(settings.home, settings.postgres_bin)
            try:
                prepare(own.address())
                self.database = Database(lambda: own.address().conninfo(APP), wake=own.address)
            except BaseException:
                own.leave()
                raise
        else:
            if settings.database_owner_url:
                set_up(settings.database_owner_url, settings.database_url)
            _check_own(settings)
            url = settings.database_url
            self.database = Database(lambda: url, wake=lambda: _check_own(settings), pooled_upstream=True)

    @cached_property
    def keys(self) -> KeyRing:
        """The keys of data source secrets, read when first needed."""
        return load_keys(self._settings)

    def store(self, principal: Principal) -> PostgresStore:
        """The workspace as `principal`."""
        return PostgresStore(self.database, principal, lambda: self.keys)

    def sign_in(self, issuer: str, subject: str, email: str, meta: Mapping[str, str]) -> Principal:
        """The person behind an identity that the caller has verified; made, with an organization, on first sight."""
        with self.database.transaction("lunara_server", {"role": "lunara_server"}) as connection:
            row = connection.execute(
                "select auth.sign_in_identity(%s, %s, %s, %s::jsonb) as id",
                (issuer, subject, email or None, json.dumps(dict(meta))),
            ).fetchone()
        if row is None:
            raise Unavailable("The sign-in could not be recorded.", "Try again.")
        return read_principal(PostgresTables(self.database, str(row["id"])), str(row["id"]))

    def close(self) -> None:
        """Give up connections and leave the embedded server (the last to leave stops it)."""
        self.database.close()
        if self._server is not None:
            self._server.leave()


def runtime(settings: Settings) -> Runtime:
    """The process's runtime for `settings`, opened on first use: starts the embedded server and migrates."""
    key = _key(settings)
    with _lock:
        found = _runtimes.get(key)
        if found is None:
            found = _runtimes[key] = Runtime(settings)
        return found


def install(settings: Settings, opened: Runtime) -> None:
    """Use `opened` for `settings` from now on; what was used before is closed."""
    with _lock:
        before = _runtimes.pop(_key(settings), None)
        _runtimes[_key(settings)] = opened
    if before is not None:
        before.close()


def uninstall(settings: Settings) -> None:
    """Close what is open for `settings`, if anything is."""
    with _lock:
        before = _runtimes.pop(_key(settings), None)
    if before is not None:
        before.close()


def _key(settings: Settings) -> tuple[str, ...]:
    return (settings.mode, str(settings.home), settings.database_url, settings.postgres_bin, *settings.secret_keys)


def close_all() -> None:
    """Close every runtime of this process; called at its end."""
    with _lock:
        while _runtimes:
            _runtimes.popitem()[1].close()


atexit.register(close_all)


def local_principal(settings: Settings) -> Principal:
    """The local owner of the embedded workspace, made with an organization on first start."""
    if settings.mode != "embedded":
        raise InvalidInput("There is no local owner in this mode.", "Sign in instead.")
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "owner"
    meta = {"full_name": name, "organization_name": "My organization"}
    return runtime(settings).sign_in("lunara:local", "owner", "", meta)


def read_principal(tables: Tables, user_id: str, access_token: str = "") -> Principal:
    """Who `user_id` is now. Raises NotPermitted for someone who belongs to no organization (any more)."""
    found = tables.select("profiles", rows.PROFILE, {"id": user_id}, limit=1)
    if not found:
        raise NotPermitted("You do not belong to an organization.", "Ask an admin to invite you again.")
    row = found[0]
    return Principal(
        str(row["id"]), str(row["organization_id"]), row["email"], row["full_name"], row["role"], access_token
    )


def prepare(address: Address, database: str = DATABASE) -> None:
    """Make the database and the app's role on first start, and apply pending migrations, as the server's admin."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute("select pg_advisory_lock(hashtext('lunara prepare'))")
        if not admin.execute("select 1 from pg_roles where rolname = %s", (APP,)).fetchone():
            verifier = admin.pgconn.encrypt_password(address.passwords[APP].encode(), APP.encode(), b"scram-sha-256")
            admin.execute(
                sql.SQL("create role {} login noinherit password {}").format(sql.Identifier(APP), verifier.decode())
            )
            admin.execute(sql.SQL("alter role {} set statement_timeout = '60s'").format(sql.Identifier(APP)))
        if not admin.execute("select 1 from pg_database where datname = %s", (database,)).fetchone():
            admin.execute(sql.SQL("create database {}").format(sql.Identifier(database)))
            admin.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(database)))
            admin.execute(
                sql.SQL("grant connect on database {} to {}").format(sql.Identifier(database), sql.Identifier(APP))
            )
        with psycopg.connect(address.conninfo(ADMIN, database), autocommit=True) as owner:
            migrate(owner, app_role=APP)


_SET_UP = "Set LUNARA_DATABASE_OWNER_URL to the same database with a role that owns it, and start again."


def _check_own(settings: Settings) -> None:
    """Refuse a workspace database that is not ready, or a role that row-level security would not bind."""
    import psycopg

    try:
        with psycopg.connect(settings.database_url, autocommit=True, connect_timeout=10) as connection:
            _refuse_power(connection)
            connection.execute("set role lunara_server")
            waiting = pending(connection)
    except psycopg.errors.InvalidParameterValue:  # no such role yet
        waiting = ["all"]
    except psycopg.errors.InsufficientPrivilege as error:
        raise InvalidInput("The workspace's database is not set up for this role.", _SET_UP) from error
    except psycopg.OperationalError as error:
        raise Unavailable(
            "The workspace's database cannot be reached.", "Check LUNARA_DATABASE_URL and that the server runs."
        ) from error
    except psycopg.ProgrammingError as error:
        raise InvalidInput(
            "LUNARA_DATABASE_URL cannot be read.", "Write it as postgresql://user:password@host/database."
        ) from error
    if waiting:
        raise Unavailable("The workspace's database is not up to date with this Lunara.", _SET_UP)


def _refuse_power(connection: psycopg.Connection[Any]) -> None:
    row = connection.execute(
        "select r.rolsuper or r.rolbypassrls or exists (select from pg_class c where c.relowner = r.oid"
        " and c.relnamespace = 'public'::regnamespace) from pg_roles r where r.rolname = current_user"
    ).fetchone()
    if row is None or row[0]:
        raise InvalidInput(
            "LUNARA_DATABASE_URL signs in with a role that row-level security does not bind.",
            "Use a login role that is neither superuser nor the tables' owner, and put this one into "
            "LUNARA_DATABASE_OWNER_URL, which makes the other.",
        )
