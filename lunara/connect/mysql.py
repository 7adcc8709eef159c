"""MySQL and MariaDB: a read-only session and an unbuffered cursor for each statement."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult

from lunara.connect import servers
from lunara.connect.bounded import SIGN_IN_BYTES
from lunara.connect.catalog import Catalog
from lunara.connect.deadline import Deadline
from lunara.connect.hosts import Reach
from lunara.connect.mysql_catalog import read_access, read_catalog
from lunara.connect.mysql_estimate import rows_looked_at
from lunara.connect.mysql_line import counted
from lunara.connect.pool import Pool
from lunara.connect.servers import CATALOG_SECONDS, CONNECT_SECONDS
from lunara.connect.warehouse import CancelToken, Capabilities, Estimate, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, LunaraError, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa
    from pymysql.connections import Connection
    from pymysql.cursors import SSCursor

BATCH_ROWS = 10_000
SILENT_SECONDS = 900
WRITE_SECONDS = 60

KIND = WarehouseKind(
    name="mysql",
    label="MySQL or MariaDB",
    dialect="mysql",
    fields=(
        *servers.address_fields(3306),
        Field("database", "Database", placeholder="shop", help="Name of the database on that server."),
        servers.USER,
        servers.PASSWORD,
        servers.ENCRYPTION,
    ),
    url_schemes=("mysql", "mariadb"),
    capabilities=Capabilities(),
    description="A MySQL or MariaDB database (also hosted: RDS, Aurora, Cloud SQL, PlanetScale…).",
)

# Fixed so that a statement means the same wherever it runs: quotes and backslashes, no zero for a bad value, times in UTC,
# no text of GROUP_CONCAT cut short in silence.
_SESSION = (
    "set session sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY',"
    " session time_zone = '+00:00', session group_concat_max_len = 1048576, session lock_wait_timeout = 10"
)
_ENCRYPTION: Mapping[str, Mapping[str, Any]] = {
    "disable": {"ssl_disabled": True},
    "require": {"ssl": {"check_hostname": False, "verify_mode": False}},
    "verify-full": {"ssl": {"check_hostname": True, "verify_mode": True}},
}
_GONE = frozenset({2006, 2013, 2055, 1053, 1927, 4031})
_CUT = frozenset({1260, 1301})  # a GROUP_CONCAT of more than its limit, a value of more than a packet
_STOPPED = frozenset({1317, 1028})
_TIMED_OUT = frozenset({3024, 1969})
_NOT_GRANTED = frozenset({1142, 1143, 1227, 1044, 1370})
_NO_ROOM = frozenset({1021, 1037, 1038, 1041, 1114})


class MySqlWarehouse:
    """One database."""

    kind = KIND

    def __init__(self, config: Mapping[str, str], secrets: Mapping[str, str], reach: Reach) -> None:
        self._config = dict(config)
        self._reach = reach
        self._password = secrets.get("password", "")
        self._database = config.get("database", "")
        self._pool: Pool[Connection[Any]] = Pool(self._connect, _hang_up, lambda connection: bool(connection.open))

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return KIND.dialect

    def check(self) -> list[Finding]:
        """What the account can see and, above all, whether it could write. Raises ConnectFailed."""
        with self._reading(CATALOG_SECONDS, CancelToken()) as (connection, _):
            access = read_access(connection, self._database)
            encrypted = bool(connection._secure)
            product = "MariaDB" if "mariadb" in connection.server_version.lower() else "MySQL"
        findings = [Finding("ok", f"Connected to {access.database} ({product} {access.version}) as {access.user}.")]
        return findings + servers.access_findings(
            user=access.user,
            where=self._database,
            tables=access.tables,
            can_write=access.can_write,
            grant_statement=access.remedy,
            everybody=access.everybody,
            encrypted=encrypted or servers.is_loopback(self._config.get("host", "")),
        )

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, views, columns, keys, comments and row counts of the database, by six queries on information_schema."""
        with self._reading(CATALOG_SECONDS, cancel or CancelToken()) as (connection, _):
            return read_catalog(connection, schema or self._database)

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement through an unbuffered cursor; the protocol takes one statement only. See there for errors."""
        from pymysql.cursors import SSCursor

        from lunara.connect.mysql_types import batches

        with self._reading(timeout_seconds, cancel) as (connection, deadline):
            cursor = connection.cursor(SSCursor)
            finished = False
            try:
                connection.allow_answer(SIGN_IN_BYTES)
                cursor.execute(sql.text)
                if cursor.description is None:
                    raise WarehouseFailed("The statement gives no rows.", "Only SELECT statements are run.")
                connection.allow_rows()
                for batch in batches(cursor, BATCH_ROWS):
                    if deadline.stopped:
                        raise deadline.error()
                    yield batch
                connection.allow_answer()
                cut = _cut_values(connection, cursor)
                if cut:
                    raise WarehouseFailed(
                        f"A value is too long for the server, which would leave it out or cut it: {cut}",
                        "Ask for a shorter one, or have the server's limit raised.",
                        code="value_cut",
                    )
                finished = True
            finally:
                if not finished:
                    # Closing the cursor would read the rest of the rows first.
                    connection.close()
                    cursor.connection = None
                cursor.close()

    def estimate(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Estimate:
        """Rows that the statement's plan looks at (EXPLAIN), by the server's statistics; it does not tell bytes."""
        from pymysql.cursors import DictCursor

        with self._reading(timeout_seconds, cancel) as (connection, _), connection.cursor(DictCursor) as cursor:
            cursor.execute(f"explain {sql.text}")
            return Estimate("EXPLAIN", rows=rows_looked_at(cursor.fetchall()))

    def close(self) -> None:
        """Close idle connections and refuse further statements; idempotent."""
        self._pool.close()

    @contextmanager
    def _reading(self, seconds: float, cancel: CancelToken) -> Iterator[tuple[Connection[Any], Deadline]]:
        """A connection whose transactions only read, with a statement timeout; errors translated."""
        import pymysql

        connection = self._pool.take()
        deadline = Deadline(
            seconds, cancel, lambda: self._kill(connection), again=1.0, cut=lambda: servers.cut(connection._sock)
        )
        healthy = False
        try:
            with deadline:
                connection.allow_answer()
                connection.query(_time_limit(connection, seconds))
                # Not `start transaction read only`: a statement that changes the schema ends that one and then runs.
                connection.query("set session transaction read only")
                yield connection, deadline
            healthy = True
        except (pymysql.Error, OSError, RuntimeError) as error:
            # RuntimeError is the driver's word for a server that asks for a file of ours, which it does not get.
            if deadline.stopped:
                raise deadline.error() from error
            raise self._failed(error, seconds) from error
        finally:
            # A kill that is still under way must not meet the next statement of this connection.
            if healthy and not deadline.stopped:
                self._pool.give_back(connection)
            else:
                _hang_up(connection)

    def _connect(self) -> Connection[Any]:
        import pymysql

        host, port = self._config.get("host", ""), int(self._config.get("port") or 3306)
        address = self._reach.address(host, port)
        mode = self._config.get("sslmode") or "prefer"
        encryption = _ENCRYPTION.get(mode, {})
        try:
            connection: Any = counted()(
                host=host,
                port=port,
                user=self._config.get("user", ""),
                password=self._password,
                database=self._database,
                charset="utf8mb4",
                # Values are read from the text of the protocol: Python's own types would round or lose some.
                conv=dict(_written_values()),
                connect_timeout=CONNECT_SECONDS,
                # While it signs in; SILENT_SECONDS from then on.
                read_timeout=CONNECT_SECONDS,
                write_timeout=CONNECT_SECONDS,
                local_infile=False,
                # A server may ask for the password as it is; over a line that is not encrypted it is not told.
                auth_plugin_map={} if mode in ("require", "verify-full") else _IN_THE_CLEAR,
                autocommit=True,
                defer_connect=True,
                program_name="lunara",
                **encryption,
            )
            line = _socket(address, port)
            hold = servers.Hold(line)
        except (pymysql.Error, OSError) as error:
            raise _not_connected(error, host, port, self._config) from error
        # A server that answers a byte at a time lets no single wait become too long.
        deadline = Deadline(CONNECT_SECONDS, CancelToken(), hold.cut)
        try:
            with deadline:
                connection.connect(line)
                connection.query(_SESSION)
        except (pymysql.Error, OSError) as error:
            if deadline.stopped:
                raise servers.no_answer(host, port) from error
            raise _not_connected(error, host, port, self._config) from error
        finally:
            hold.close()
        if deadline.stopped:
            _hang_up(connection)
            raise servers.no_answer(host, port)
        connection._read_timeout, connection._write_timeout = SILENT_SECONDS, WRITE_SECONDS
        return connection

    def _kill(self, connection: Connection[Any]) -> None:
        """Stop what runs there, over a connection of its own. Where that fails the server's own time limit remains."""
        import pymysql

        with suppress(LunaraError, pymysql.Error, OSError):
            other = self._connect()
            try:
                other.query(f"kill query {int(connection.thread_id())}")
            finally:
                _hang_up(other)

    def _failed(self, error: BaseException, seconds: float) -> LunaraError:
        number, said = _number_and_words(error)
        if number in _TIMED_OUT:
            return servers.ran_too_long(seconds)
        if number in _STOPPED:
            return servers.stopped_on_the_server()
        if number in _GONE or isinstance(error, OSError) or number == 0:
            self._pool.forget_idle()
            return servers.connection_lost()
        if number in _NOT_GRANTED:
            return servers.not_granted(self._config.get("user", ""), said)
        if number in _NO_ROOM:
            return servers.out_of_memory(said)
        return servers.locked() if number == 1205 else servers.cannot_run(said)


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> MySqlWarehouse:
    """Connect once, to learn at once what is wrong. Raises InvalidInput for a missing field, ConnectFailed."""
    servers.check_config(config, ("host", "database", "user"), 3306)
    warehouse = MySqlWarehouse(config, secrets, Reach.of(settings))
    warehouse._pool.give_back(warehouse._pool.take())
    return warehouse


def from_server_url(url: SplitResult) -> tuple[dict[str, str], dict[str, str]]:
    """`mysql://user:password@host:port/database?sslmode=…` as config and secrets."""
    return servers.read_url(url, 3306, ("sslmode",))


def _written_values() -> Mapping[Any, Any]:
    """How Python's values are written into our own statements over information_schema; nothing about reading."""
    from pymysql.converters import encoders

    found: Mapping[Any, Any] = encoders
    return found


class _Untold:
    """Stands in for telling the password in the clear."""

    def __init__(self, connection: Any) -> None:
        raise ConnectFailed(
            "The server asks for the password in the clear.",
            'Set Encryption to "require", or give the account another way to sign in.',
            code="encryption",
        )


_IN_THE_CLEAR = {"mysql_clear_password": _Untold, "dialog": _Untold}


def _socket(address: str, port: int) -> socket.socket:
    made = socket.create_connection((address, port), CONNECT_SECONDS)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    servers.keep_alive(made)
    return made


def _time_limit(connection: Connection[Any], seconds: float) -> str:
    if "mariadb" in connection.server_version.lower():
        return f"set session max_statement_time = {max(seconds, 0.001):.3f}"
    return f"set session max_execution_time = {max(int(seconds * 1000), 1)}"


def _cut_values(connection: Connection[Any], cursor: SSCursor) -> str:
    """What the server says of values that it silently made shorter or null; empty when there are none."""
    if not cursor._result.warning_count:
        return ""
    with connection.cursor() as other:
        other.execute("show warnings")
        return next((str(said) for _, number, said in other.fetchall() if int(number) in _CUT), "")


def _hang_up(connection: Connection[Any]) -> None:
    import pymysql

    # It may be gone already; there is nothing left to lose.
    with suppress(pymysql.Error, OSError):
        if connection.open:
            connection.close()


def _number_and_words(error: BaseException) -> tuple[int, str]:
    number = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    words = str(error.args[1]) if len(error.args) > 1 else str(error)
    return number, words.strip().splitlines()[0][:500] if words.strip() else ""


def _not_connected(error: BaseException, host: str, port: int, config: Mapping[str, str]) -> ConnectFailed:
    number, said = _number_and_words(error)
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    user, database, low = config.get("user", ""), config.get("database", ""), said.lower()
    if number in (1045, 1698, 1251, 2059):
        return servers.password_wrong(user)
    if number == 1049:
        return servers.database_missing(database, host)
    if number == 1044:
        return ConnectFailed(
            f"The account {user} may not use the database {database}.", "Ask an administrator.", code="not_let_in"
        )
    if isinstance(cause, ConnectionRefusedError):
        return servers.refused(host, port)
    if isinstance(cause, TimeoutError) or "timed out" in low:
        return servers.no_answer(host, port)
    if "ssl" in low or "certificate" in low or number == 2026:
        return servers.encryption_failed(host)
    if number in (1129, 1130):
        return servers.not_let_in(host, user)
    if number in (1040, 1203, 1226):
        return servers.too_many_connections(host)
    if number in _GONE:
        return ConnectFailed(f"{host} is not ready.", "Try again in a moment.", code="connection_lost")
    if isinstance(cause, OSError) and not number:
        return ConnectFailed(f"{host} cannot be reached from this machine.", "Check the network.", code="no_answer")
    return ConnectFailed(f"{host} did not accept the connection.", "Check host, port, user, password and database.")
