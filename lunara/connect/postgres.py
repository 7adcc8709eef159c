"""PostgreSQL: a read-only transaction with a server-side cursor for each statement."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, unquote

from lunara.connect.catalog import Catalog
from lunara.connect.deadline import Deadline
from lunara.connect.hosts import resolve
from lunara.connect.postgres_catalog import read_access, read_catalog
from lunara.connect.warehouse import CancelToken, Capabilities, Field, Finding, WarehouseKind
from lunara.errors import Cancelled, ConnectFailed, InvalidInput, LunaraError, TimedOut, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import psycopg
    import pyarrow as pa

BATCH_ROWS = 10_000
CONNECT_SECONDS = 10
CATALOG_SECONDS = 60.0
IDLE_CONNECTIONS = 4
IDLE_SECONDS = 300.0

KIND = WarehouseKind(
    name="postgres",
    label="PostgreSQL",
    dialect="postgres",
    fields=(
        Field("host", "Host", placeholder="db.example.com", help="Name or address of the server.", destination=True),
        Field("port", "Port", "number", default="5432", help="5432 unless it was changed.", destination=True),
        Field("database", "Database", placeholder="analytics", help="Name of the database on that server."),
        Field("user", "User", placeholder="lunara_reader", help="An account that may only read."),
        Field("password", "Password", "password", required=False, secret=True, help="Kept encrypted."),
        Field(
            "sslmode",
            "Encryption",
            "choice",
            default="prefer",
            choices=("prefer", "require", "verify-full", "disable"),
            help="verify-full also checks that the server is who it says.",
            destination=True,
        ),
        Field("schema", "Schema", required=False, help="Only this schema; empty for all that the account can read."),
    ),
    url_schemes=("postgresql", "postgres"),
    capabilities=Capabilities(),
    description="A PostgreSQL database (also hosted: Supabase, RDS, Cloud SQL, Neon…).",
)

# Fixed so that a statement means the same wherever it runs. `search_path` is what the guard assumes of bare names.
_SESSION = {
    "default_transaction_read_only": "on",
    "standard_conforming_strings": "on",
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "iso_8601",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "search_path": "public, pg_temp",
    "idle_in_transaction_session_timeout": "900000",
    "lock_timeout": "10000",
}


class PostgresWarehouse:
    """One database. Connections are opened when needed, and up to four idle ones are kept."""

    kind = KIND

    def __init__(
        self,
        config: Mapping[str, str],
        secrets: Mapping[str, str],
        allowed_hosts: Sequence[str] = (),
        *,
        shared: bool = False,
    ) -> None:
        self._config = dict(config)
        self._allowed_hosts, self._shared = tuple(allowed_hosts), shared
        self._password = secrets.get("password", "")
        self._schema = config.get("schema") or None
        self._lock = threading.Lock()
        self._idle: list[tuple[float, psycopg.Connection[Any]]] = []
        self._closed = False

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return KIND.dialect

    def check(self) -> list[Finding]:
        """What the account can see and, above all, whether it could write. Raises ConnectFailed."""
        with self._reading(CATALOG_SECONDS, CancelToken()) as (connection, _):
            access = read_access(connection, self._schema)
            encrypted = connection.pgconn.ssl_in_use
        findings = [Finding("ok", f"Connected to {access.database} (PostgreSQL {access.version}) as {access.user}.")]
        host = self._config.get("host", "")
        if not encrypted and not _is_loopback(host):
            findings.append(
                Finding("warning", "The connection is not encrypted.", 'Set Encryption to "require" if the server can.')
            )
        if not access.tables:
            where = f"the schema {self._schema}" if self._schema else "this database"
            findings.append(
                Finding(
                    "error",
                    f"The account sees no tables in {where}.",
                    "If there are some, an administrator can make an account that may read them:",
                    access.grant_statement(self._schema or "public"),
                )
            )
        else:
            noun = "table" if access.tables == 1 else "tables"
            findings.append(Finding("ok", f"It can read {access.tables:,} {noun}."))
        if access.can_write:
            findings.append(
                Finding(
                    "warning",
                    f"The account {access.user} can write: {access.can_write}.",
                    "Lunara only reads, but a reading account is safer. An administrator can make one:",
                    access.grant_statement(self._schema or access.first_schema),
                )
            )
        else:
            findings.append(Finding("ok", "The account can only read."))
        return findings

    def catalog(self, schema: str | None = None) -> Catalog:
        """Tables, views, columns, keys, comments and row estimates, by four queries on pg_catalog."""
        with self._reading(CATALOG_SECONDS, CancelToken()) as (connection, _):
            return read_catalog(connection, schema or self._schema)

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement through a server-side cursor, which takes one statement only. See the protocol for errors."""
        from lunara.connect.postgres_types import batches

        with self._reading(timeout_seconds, cancel) as (connection, deadline):
            cursor = connection.cursor(name="lunara")
            cursor.execute(sql.text.encode())
            for batch in batches(cursor, BATCH_ROWS):
                if deadline.stopped:
                    raise deadline.error()
                yield batch

    def close(self) -> None:
        """Close idle connections and refuse further statements; idempotent."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for _, connection in idle:
            connection.close()

    @contextmanager
    def _reading(self, seconds: float, cancel: CancelToken) -> Iterator[tuple[psycopg.Connection[Any], Deadline]]:
        """A connection inside a read-only transaction with a statement timeout; errors translated."""
        import psycopg

        connection = self._take()
        deadline = Deadline(seconds, cancel, lambda: _cancel(connection), again=1.0)
        healthy = False
        try:
            with deadline:
                connection.execute(
                    "select set_config('statement_timeout', %s, true)", [str(max(int(seconds * 1000), 1))]
                )
                yield connection, deadline
                connection.rollback()
            healthy = True
        except psycopg.Error as error:
            if deadline.stopped:
                raise deadline.error() from error
            raise self._failed(error, connection, seconds) from error
        finally:
            # A cancel request that is still under way must not meet the next statement of this connection.
            if healthy and not deadline.stopped:
                self._give_back(connection)
            else:
                connection.close()

    def _take(self) -> psycopg.Connection[Any]:
        with self._lock:
            if self._closed:
                raise ConnectFailed("This data source was closed.", "Open it again.", code="closed")
            while self._idle:
                since, connection = self._idle.pop()
                if not connection.closed and time.monotonic() - since < IDLE_SECONDS:
                    return connection
                connection.close()
        return self._connect()

    def _give_back(self, connection: psycopg.Connection[Any]) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < IDLE_CONNECTIONS and not connection.closed:
                self._idle.append((time.monotonic(), connection))
                return
        connection.close()

    def _connect(self) -> psycopg.Connection[Any]:
        import psycopg

        from lunara.connect.postgres_types import register_loaders

        host, port = self._config.get("host", ""), int(self._config.get("port") or 5432)
        address = resolve(host, port, self._allowed_hosts, shared=self._shared)
        try:
            connection = psycopg.connect(
                host=host,
                hostaddr=address,
                port=port,
                dbname=self._config.get("database", ""),
                user=self._config.get("user", ""),
                password=self._password or None,
                sslmode=self._config.get("sslmode") or "prefer",
                connect_timeout=CONNECT_SECONDS,
                application_name="lunara",
                # Nothing of the machine that Lunara runs on: no password file, no service file, no client keys.
                passfile="/dev/null/none",
                sslcertmode="disable",
                gssencmode="disable",
                client_encoding="utf8",
            )
        except psycopg.Error as error:
            raise _not_connected(str(error), host, port, self._config) from error
        try:
            connection.prepare_threshold = None
            connection.autocommit = True
            names = list(_SESSION)
            connection.execute(
                "select " + ", ".join("set_config(%s, %s, false)" for _ in names),
                [part for name in names for part in (name, _SESSION[name])],
            )
            connection.autocommit = False
            connection.read_only = True
            register_loaders(connection)
        except psycopg.Error as error:
            connection.close()
            raise self._failed(error, connection, CONNECT_SECONDS) from error
        return connection

    def _failed(self, error: psycopg.Error, connection: psycopg.Connection[Any], seconds: float) -> LunaraError:
        state = error.sqlstate or ""
        said = (error.diag.message_primary or str(error)).strip().splitlines()[0][:500]
        if state == "57014":
            if "timeout" in said or not said:
                return TimedOut(
                    f"The query ran longer than {seconds:g} seconds and was stopped.",
                    "Narrow the question, or raise the time limit.",
                )
            return Cancelled("The query was stopped on the server.", "Ask again when you are ready.")
        if connection.broken or state[:2] == "08" or state in ("57P01", "57P02", "57P03"):
            with self._lock:
                idle, self._idle = self._idle, []
            for _, other in idle:
                other.close()
            return ConnectFailed(
                "The connection to the database was lost.", "Try again in a moment.", code="connection_lost"
            )
        if state == "42501":
            return WarehouseFailed(
                f"The account {self._config.get('user', '')} may not read this: {said}.",
                "Ask an administrator to grant it SELECT.",
                code="not_granted",
            )
        if state in ("53100", "53200", "53400"):
            return WarehouseFailed(
                f"The database has not enough memory or disk for the query: {said}.", "Narrow it.", code="out_of_memory"
            )
        if state == "55P03":
            return WarehouseFailed(
                "The table is locked by another program.", "Try again when it has finished.", code="locked"
            )
        return WarehouseFailed(f"The database could not run the query: {said}", "Check the names and types in the SQL.")


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> PostgresWarehouse:
    """Connect once, to learn at once what is wrong. Raises InvalidInput for a missing field, ConnectFailed."""
    for name in ("host", "database", "user"):
        if not config.get(name):
            raise InvalidInput(f"The {name} is missing.", "Fill it in.", field=name)
    port = config.get("port") or "5432"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise InvalidInput(
            f"The port is {port!r}, which is not a port number.", "It is 5432 unless changed.", field="port"
        )
    warehouse = PostgresWarehouse(config, secrets, settings.allowed_hosts, shared=settings.mode != "embedded")
    warehouse._give_back(warehouse._connect())
    return warehouse


def from_server_url(url: SplitResult) -> tuple[dict[str, str], dict[str, str]]:
    """`postgresql://user:password@host:port/database?sslmode=…&schema=…` as config and secrets."""
    config = {
        "host": url.hostname or "localhost",
        "port": str(url.port or 5432),
        "database": unquote(url.path.lstrip("/")) or unquote(url.username or ""),
        "user": unquote(url.username or ""),
    }
    for name, value in parse_qsl(url.query):
        if name not in ("sslmode", "schema"):
            raise InvalidInput(f"The URL's option {name!r} is not known.", "Known are sslmode and schema.")
        config[name] = value
    return config, {"password": unquote(url.password)} if url.password else {}


def _cancel(connection: psycopg.Connection[Any]) -> None:
    import psycopg

    try:
        connection.cancel_safe(timeout=5)
    except psycopg.Error:
        # The server cannot be reached for a cancel; statement_timeout and the caller's own watch remain.
        return


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _not_connected(said: str, host: str, port: int, config: Mapping[str, str]) -> ConnectFailed:
    low = said.lower()
    user, database = config.get("user", ""), config.get("database", "")
    if "password authentication failed" in low or "no password supplied" in low or "28p01" in low:
        return ConnectFailed(
            f"The password for {user} is wrong or missing.", "Check user and password.", code="password_wrong"
        )
    if "database" in low and "does not exist" in low:
        return ConnectFailed(f"There is no database {database} on {host}.", "Check its name.", code="database_missing")
    if "role" in low and "does not exist" in low:
        return ConnectFailed(
            f"There is no account {user} on {host}.", "Check user and password.", code="password_wrong"
        )
    if "refused" in low:
        return ConnectFailed(
            f"{host} refused the connection on port {port}.",
            "Check the port, and that the server runs and listens on the network.",
            code="refused",
        )
    if "timeout" in low or "timed out" in low:
        return ConnectFailed(
            f"{host} did not answer on port {port} within {CONNECT_SECONDS} seconds.",
            "Check host and port, and that no firewall lies between.",
            code="no_answer",
        )
    if "ssl" in low or "certificate" in low:
        return ConnectFailed(
            f"{host} and Lunara cannot agree on encryption.", "Try another choice under Encryption.", code="encryption"
        )
    if "pg_hba" in low:
        return ConnectFailed(
            f"{host} does not let {user} in from this machine.",
            "An administrator must add it to pg_hba.conf.",
            code="not_let_in",
        )
    if "too many" in low or "remaining connection slots" in low:
        return ConnectFailed(f"{host} has no free connections.", "Try again in a moment.", code="too_many_connections")
    if "starting up" in low or "shutting down" in low or "closed the connection" in low:
        return ConnectFailed(f"{host} is not ready.", "Try again in a moment.", code="connection_lost")
    if "unreachable" in low or "no route" in low:
        return ConnectFailed(f"{host} cannot be reached from this machine.", "Check the network.", code="no_answer")
    return ConnectFailed(f"{host} did not accept the connection.", "Check host, port, user, password and database.")
