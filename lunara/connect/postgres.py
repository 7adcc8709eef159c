"""PostgreSQL: a read-only transaction for each statement. ADBC reads the results; psycopg asks the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult

from lunara.connect import servers
from lunara.connect.catalog import Catalog
from lunara.connect.deadline import Deadline
from lunara.connect.hosts import Reach
from lunara.connect.libpq import CLOSED
from lunara.connect.pool import Pool
from lunara.connect.postgres_catalog import read_access, read_catalog, read_schemas
from lunara.connect.postgres_estimate import estimate
from lunara.connect.postgres_session import Failure, Server, Session, shut
from lunara.connect.servers import CATALOG_SECONDS, CONNECT_SECONDS
from lunara.connect.warehouse import CancelToken, Capabilities, Estimate, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, LunaraError, UnreadableValue
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import psycopg
    import pyarrow as pa

KIND = WarehouseKind(
    name="postgres",
    label="PostgreSQL",
    dialect="postgres",
    fields=(
        *servers.address_fields(5432),
        Field("database", "Database", placeholder="analytics", help="Name of the database on that server."),
        servers.USER,
        servers.PASSWORD,
        servers.ENCRYPTION,
        Field("schema", "Schema", required=False, help="Only this schema; empty for all that the account can read."),
    ),
    url_schemes=("postgresql", "postgres"),
    capabilities=Capabilities(),
    description="A PostgreSQL database (also hosted: Supabase, RDS, Cloud SQL, Neon…).",
)

# Fixed so that a statement means the same wherever it runs. `search_path` is what the guard assumes of bare names. They hold for
# one transaction: a pooler that gives each transaction another connection would lose them, and leave them to others.
_SETTINGS = {
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
# Where the server can (14 and later, not on Windows), it looks now and then whether we are still there: what a killed app was
# asking ends.
_LOOK_FOR_US = (
    "case when current_setting('client_connection_check_interval', true) is not null and version() ~* 'linux|darwin|bsd'"
    " then set_config('client_connection_check_interval', '5000', true) end"
)


def _settings(seconds: float) -> str:
    """The statement that a transaction begins with: its settings, and its time limit."""
    given = {**_SETTINGS, "statement_timeout": str(max(int(seconds * 1000), 1))}
    return "select " + ", ".join(
        [*(f"set_config('{name}', '{value}', true)" for name, value in given.items()), _LOOK_FOR_US]
    )


class PostgresWarehouse:
    """One database."""

    kind = KIND

    def __init__(self, config: Mapping[str, str], secrets: Mapping[str, str], reach: Reach) -> None:
        self._config = dict(config)
        self._reach = reach
        self._password = secrets.get("password", "")
        self._schema = config.get("schema") or None
        self._server = Server()
        self._sessions: Pool[Session] = Pool(self._connect, lambda session: session.close(), _is_ready)
        self._pool: Pool[psycopg.Connection[Any]] = Pool(
            self._connect_catalog, lambda connection: connection.close(), lambda connection: not connection.closed
        )

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
        if self._schema and self._schema not in access.schemas:
            there = ", ".join(access.schemas[:20])
            return [
                *findings,
                Finding(
                    "error",
                    f"There are no tables in a schema {self._schema}.",
                    f"There are some in: {there}." if there else "There are none in this database.",
                ),
            ]
        return findings + servers.access_findings(
            user=access.user,
            where=f"the schema {self._schema}" if self._schema else "this database",
            tables=access.tables,
            can_write=access.can_write,
            grant_statement=access.remedy,
            encrypted=encrypted or servers.is_loopback(self._config.get("host", "")),
            everybody=access.everybody,
            unread=access.unread,
            unread_statement=access.grants,
        )

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, views, columns, keys, comments and row estimates, by four queries on pg_catalog."""
        with self._reading(CATALOG_SECONDS, cancel or CancelToken()) as (connection, _):
            return read_catalog(connection, schema or self._schema)

    def schemas(self, *, cancel: CancelToken | None = None) -> dict[str, int]:
        """Schemas with tables that the account can read, and how many."""
        with self._reading(CATALOG_SECONDS, cancel or CancelToken()) as (connection, _):
            return read_schemas(connection, self._schema)

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement by a COPY of its rows, which takes one statement only. See the protocol for errors."""
        from lunara.connect.postgres_columns import batches

        session = self._sessions.take()
        deadline = Deadline(timeout_seconds, cancel, session.cancel, again=1.0, cut=session.cut)
        clean = False
        try:
            with deadline:
                session.do(f"begin read only; {_settings(timeout_seconds)}")
                try:
                    with closing(batches(session, sql.text)) as found:
                        for batch in found:
                            if deadline.stopped:
                                raise deadline.error()
                            yield batch
                finally:
                    if session.state in ("intrans", "inerror"):
                        session.do("rollback")
                        clean = True
        except Failure as error:
            if deadline.stopped:
                raise deadline.error() from error
            raise self._failed(error, timeout_seconds) from error
        finally:
            # A cancel request that is still under way must not meet the next statement of this connection.
            if clean and not deadline.stopped:
                self._sessions.give_back(session)
            else:
                session.abandon()

    def estimate(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Estimate:
        """Rows and bytes that the statement's plan reads (EXPLAIN), by the server's statistics."""
        with self._reading(timeout_seconds, cancel) as (connection, _):
            return estimate(connection, sql.text)

    def close(self) -> None:
        """Close idle connections and refuse further statements; idempotent."""
        self._sessions.close()
        self._pool.close()
        self._server.close()

    @contextmanager
    def _reading(self, seconds: float, cancel: CancelToken) -> Iterator[tuple[psycopg.Connection[Any], Deadline]]:
        """A connection inside a read-only transaction with a statement timeout; errors translated."""
        import psycopg

        connection = self._pool.take()
        deadline = Deadline(
            seconds, cancel, lambda: _cancel(connection), again=1.0, cut=lambda: shut(connection.pgconn.socket)
        )
        healthy = False
        try:
            with deadline:
                connection.execute(_settings(seconds).encode())
                yield connection, deadline
                connection.rollback()
            healthy = True
        except psycopg.Error as error:
            if deadline.stopped:
                raise deadline.error() from error
            raise self._failed(_failure(error, connection), seconds) from error
        finally:
            if healthy and not deadline.stopped:
                self._pool.give_back(connection)
            else:
                connection.close()

    def _conninfo(self) -> tuple[str, str, int]:
        """How libpq connects, and the address and port that this leads to, which is looked up anew each time."""
        from psycopg.conninfo import make_conninfo

        host, port = self._config.get("host", ""), int(self._config.get("port") or 5432)
        address = self._reach.address(host, port)
        conninfo = make_conninfo(
            host=host,
            hostaddr=address,
            port=port,
            dbname=self._config.get("database", ""),
            user=self._config.get("user", ""),
            password=self._password,
            sslmode=self._config.get("sslmode") or "prefer",
            connect_timeout=CONNECT_SECONDS,
            **CLOSED,
        )
        return conninfo, address, port

    def _connect(self) -> Session:
        conninfo, address, port = self._conninfo()
        try:
            return self._server.connect(conninfo, address, port)
        except Failure as error:
            raise _not_connected(error.said, port, self._config) from error

    def _connect_catalog(self) -> psycopg.Connection[Any]:
        import psycopg

        conninfo, _, port = self._conninfo()
        try:
            connection = psycopg.connect(conninfo)
        except psycopg.Error as error:
            raise _not_connected(str(error), port, self._config) from error
        connection.prepare_threshold = None
        connection.read_only = True
        # The catalogue is read by several queries, which must speak of one moment.
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return connection

    def _failed(self, failure: Failure, seconds: float) -> LunaraError:
        state, said = failure.state, (failure.said.strip().splitlines() or [""])[0][:500]
        if state == "57014":
            return servers.ran_too_long(seconds) if "timeout" in said or not said else servers.stopped_on_the_server()
        if failure.lost or state[:2] == "08" or state in ("57P01", "57P02", "57P03"):
            self._sessions.forget_idle()
            self._pool.forget_idle()
            return servers.connection_lost()
        if state in ("40001", "40P01"):
            return servers.snapshot_conflict()
        if state == "42501":
            return servers.not_granted(self._config.get("user", ""), said)
        if state in ("53100", "53200", "53400"):
            return servers.out_of_memory(said)
        if not state:
            return UnreadableValue(
                f"A value of the result cannot be read: {said.rpartition('[libpq] ')[2]}.",
                "CAST the columns to text in the SQL to see it.",
            )
        return servers.locked() if state == "55P03" else servers.cannot_run(said)


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> PostgresWarehouse:
    """Connect once, to learn at once what is wrong. Raises InvalidInput for a missing field, ConnectFailed."""
    servers.check_config(config, ("host", "database", "user"), 5432)
    warehouse = PostgresWarehouse(config, secrets, Reach.of(settings))
    warehouse._sessions.give_back(warehouse._sessions.take())
    return warehouse


def from_server_url(url: SplitResult) -> tuple[dict[str, str], dict[str, str]]:
    """`postgresql://user:password@host:port/database?sslmode=…&schema=…` as config and secrets.

    What hosts put into the URLs that they show (Neon's channel_binding, poolers' pgbouncer, names and time limits) is left out:
    it changes nothing of where and as whom one connects, and Lunara sets its own.
    """
    config, secrets = servers.read_url(url, 5432, ("sslmode", "schema"), left_out=_OTHERS_OPTIONS)
    return {**config, "database": config["database"] or config["user"]}, secrets


_OTHERS_OPTIONS = (
    "application_name", "channel_binding", "connect_timeout", "connection_limit", "gssencmode", "keepalives", "pgbouncer",
    "pool_timeout", "supa", "target_session_attrs", "uselibpqcompat",
)  # fmt: skip


def _is_ready(session: Session) -> bool:
    return session.state == "idle"


def _failure(error: psycopg.Error, connection: psycopg.Connection[Any]) -> Failure:
    return Failure(error.diag.message_primary or str(error), error.sqlstate or "", lost=connection.broken)


def _cancel(connection: psycopg.Connection[Any]) -> None:
    import psycopg

    try:
        connection.cancel_safe(timeout=5)
    except psycopg.Error:
        # The server cannot be reached for a cancel; statement_timeout and the caller's own watch remain.
        return


def _not_connected(said: str, port: int, config: Mapping[str, str]) -> ConnectFailed:
    low = said.lower()
    host, user, database = config.get("host", ""), config.get("user", ""), config.get("database", "")
    if "password authentication failed" in low or "no password supplied" in low or "28p01" in low:
        return servers.password_wrong(user)
    if "database" in low and "does not exist" in low:
        return servers.database_missing(database, host)
    if "role" in low and "does not exist" in low:
        return ConnectFailed(
            f"There is no account {user} on {host}.", "Check user and password.", code="password_wrong"
        )
    if "refused" in low:
        return servers.refused(host, port)
    if "timeout" in low or "timed out" in low:
        return servers.no_answer(host, port)
    if "ssl" in low or "certificate" in low:
        return servers.encryption_failed(host)
    if "pg_hba" in low:
        return ConnectFailed(
            f"{host} does not let {user} in from this machine.",
            "An administrator must add it to pg_hba.conf.",
            code="not_let_in",
        )
    if "too many" in low or "remaining connection slots" in low:
        return servers.too_many_connections(host)
    if "starting up" in low or "shutting down" in low or "closed the connection" in low:
        return ConnectFailed(f"{host} is not ready.", "Try again in a moment.", code="connection_lost")
    if "unreachable" in low or "no route" in low:
        return ConnectFailed(f"{host} cannot be reached from this machine.", "Check the network.", code="no_answer")
    return ConnectFailed(f"{host} did not accept the connection.", "Check host, port, user, password and database.")
