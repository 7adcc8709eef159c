"""What a process keeps open for its workspace: server, connections, keys. One for each workspace, shared by all threads."""

from __future__ import annotations

import atexit
import getpass
import json
import threading
from collections.abc import Mapping
from functools import cached_property

from lunara.errors import InvalidInput, NotPermitted, Unavailable
from lunara.settings import Settings
from lunara.workspace import rows
from lunara.workspace.breaker import Breaker, breaker_of
from lunara.workspace.embedded import ADMIN, APP, DATABASE, Address, EmbeddedServer
from lunara.workspace.migrate import migrate
from lunara.workspace.own_postgres import check, conninfo, set_up
from lunara.workspace.patient import PatientTables
from lunara.workspace.postgres import Database, PostgresStore, PostgresTables
from lunara.workspace.records import Principal, Vouched
from lunara.workspace.secrets import KeyRing, load_keys
from lunara.workspace.tables import Tables

_runtimes: dict[tuple[str, ...], Runtime] = {}
_lock = threading.Lock()


class Runtime:
    """The open workspace of one `Settings`: embedded and own Postgres. Made once, used from any thread.

    `server` and `database` put an embedded workspace beside others on a server that already runs.
    """

    def __init__(self, settings: Settings, *, server: EmbeddedServer | None = None, database: str = DATABASE) -> None:
        self._settings = settings
        self._breaker: Breaker = breaker_of(settings)
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
            check(settings.database_url)
            url = conninfo(settings.database_url)
            self.database = Database(lambda: url, wake=lambda: check(settings.database_url), pooled_upstream=True)

    @cached_property
    def keys(self) -> KeyRing:
        """The keys of data source secrets, read when first needed."""
        return load_keys(self._settings)

    def store(self, principal: Principal) -> PostgresStore:
        """The workspace as `principal`."""
        return PostgresStore(self._tables(principal.user_id, principal.email), principal, lambda: self.keys)

    def _tables(self, user_id: str, email: str = "") -> Tables:
        return PatientTables(PostgresTables(self.database, user_id, email), self._breaker)

    def sign_in(self, issuer: str, subject: str, email: str, meta: Mapping[str, str]) -> Principal:
        """The person behind an identity that the caller has verified; made, with an organization, on first sight."""
        server = self.database.transaction("lunara_server", {"role": "lunara_server"})
        with self._breaker.call(), server as connection:
            row = connection.execute(
                "select auth.sign_in_identity(%s, %s, %s, %s::jsonb) as id",
                (issuer, subject, email or None, json.dumps(dict(meta))),
            ).fetchone()
        if row is None:
            raise Unavailable("The sign-in could not be recorded.", "Try again.")
        return read_principal(self._tables(str(row["id"])), str(row["id"]))

    def vouched_for(self, vouched: Vouched) -> Principal:
        """The person behind a sign-in as they are now. Raises NotPermitted (`signed_out`) when it does not hold any more."""
        meta = {"full_name": vouched.name} if vouched.name else {}
        server = self.database.transaction("lunara_server", {"role": "lunara_server"})
        with self._breaker.call(), server as connection:
            row = connection.execute(
                "select auth.vouched_for(%s, %s, %s, %s, %s::jsonb, to_timestamp(%s), make_interval(secs => %s)) as id",
                (
                    vouched.seal, vouched.issuer, vouched.subject, vouched.email or None, json.dumps(meta), vouched.at,
                    self._settings.sign_in_hours * 3_600,
                ),
            ).fetchone()  # fmt: skip
        if row is None or row["id"] is None:
            raise NotPermitted("Your sign-in has ended.", "Sign in again.", code="signed_out")
        return read_principal(self._tables(str(row["id"])), str(row["id"]))

    def close(self) -> None:
        """Give up connections and leave the embedded server (the last to leave stops it)."""
        self.database.close()
        self._breaker.reset()
        if self._server is not None:
            self._server.leave()


def runtime(settings: Settings) -> Runtime:
    """The process's runtime for `settings`, opened on first use: starts the embedded server and migrates."""
    key = _key(settings)
    with _lock:
        found = _runtimes.get(key)
        if found is None:
            # Whoever waits here for a workspace that does not answer is told so by the first, and does not wait as long again.
            with breaker_of(settings).call():
                found = _runtimes[key] = Runtime(settings)
        return found


def install(settings: Settings, opened: Runtime) -> None:
    """Use `opened` for `settings` from now on; what was used before is closed."""
    with _lock:
        before = _runtimes.pop(_key(settings), None)
        _runtimes[_key(settings)] = opened
        breaker_of(settings).reset()
    if before is not None:
        before.close()


def uninstall(settings: Settings) -> None:
    """Close what is open for `settings`, if anything is."""
    with _lock:
        before = _runtimes.pop(_key(settings), None)
        breaker_of(settings).reset()
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
