"""MotherDuck through its Postgres endpoint: DuckDB's SQL over Postgres' wire, so that no version of DuckDB here matters.

Source: https://motherduck.com/docs/sql-reference/postgres-endpoint
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import SplitResult, unquote

from lunara.connect import servers
from lunara.connect.catalog import Catalog
from lunara.connect.deadline import Deadline
from lunara.connect.duckdb import catalog_of
from lunara.connect.hosts import Reach
from lunara.connect.libpq import CLOSED
from lunara.connect.pool import Pool
from lunara.connect.postgres_session import shut
from lunara.connect.servers import CATALOG_SECONDS, CONNECT_SECONDS
from lunara.connect.warehouse import CancelToken, Capabilities, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import psycopg
    import pyarrow as pa

BATCH_ROWS = 10_000
PORT = 5432

KIND = WarehouseKind(
    name="motherduck",
    label="MotherDuck",
    dialect="duckdb",
    fields=(
        Field("database", "Database", placeholder="my_db", help="Name of the database."),
        Field(
            "region",
            "Region",
            default="us-east-1-aws",
            help="Of the account, with its cloud: us-east-1-aws, eu-central-1-aws…",
            destination=True,
        ),
        Field("token", "Access token", "password", secret=True, help="A read scaling token: it can only read."),
    ),
    url_schemes=("motherduck", "md"),
    url_form=":TOKEN@region/database",
    capabilities=Capabilities(statement_timeout=False),
    description="A database in MotherDuck, the cloud of DuckDB.",
)
_REGION = re.compile(r"[a-z0-9]+(-[a-z0-9]+){1,5}")


def server_of(region: str) -> tuple[str, int, Mapping[str, str]]:
    """Host and port of a region's endpoint, and how its certificate is checked."""
    return f"pg.{region}.motherduck.com", PORT, {"sslmode": "verify-full", "sslrootcert": "system"}


class MotherDuckWarehouse:
    """One database of an account."""

    kind = KIND

    def __init__(self, config: Mapping[str, str], token: str, settings: Settings) -> None:
        self._config, self._token = dict(config), token
        self._reach = Reach.of(settings)
        self._pool: Pool[psycopg.Connection[Any]] = Pool(
            self._connect, lambda connection: connection.close(), lambda connection: not connection.closed
        )

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return KIND.dialect

    def check(self) -> list[Finding]:
        """What can be read. Whether the token could write is told by its kind, which MotherDuck shows where it was made."""
        tables = self.catalog().tables
        database = self._config["database"]
        if not tables:
            return [Finding("error", f"There are no tables in {database}.", "Check the name of the database.")]
        return [
            Finding("ok", f"Connected to {database} (MotherDuck)."),
            Finding("ok", f"It can read {len(tables):,} {'table' if len(tables) == 1 else 'tables'}."),
            Finding(
                "warning",
                "Whether this token can write cannot be seen from here.",
                "Use a read scaling token (MotherDuck: Settings, Access tokens): it can only read.",
            ),
        ]

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, views, columns, keys, comments and estimated row counts, by three queries."""

        with self._working(CATALOG_SECONDS, cancel or CancelToken()) as (connection, _):
            cursor = connection.cursor()

            def ask(sql: str) -> list[tuple[Any, ...]]:
                return cursor.execute(sql.encode()).fetchall()

            return catalog_of(ask, schema)

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement; rows come one after the other, never all at once. See the protocol for errors."""
        from lunara.connect.postgres_types import batches

        _only_reading(sql.text)
        with self._working(timeout_seconds, cancel) as (connection, deadline):
            rows = _Rows(connection.cursor(), sql.text)
            for batch in batches(cast("Any", rows), BATCH_ROWS):
                if deadline.stopped:
                    raise deadline.error()
                yield batch

    def close(self) -> None:
        """Close idle connections and refuse further statements; idempotent."""
        self._pool.close()

    @contextmanager
    def _working(self, seconds: float, cancel: CancelToken) -> Iterator[tuple[psycopg.Connection[Any], Deadline]]:
        import psycopg

        cancel.raise_if_cancelled()
        connection = self._pool.take()
        deadline = Deadline(
            seconds, cancel, lambda: _cancel(connection), again=1.0, cut=lambda: shut(connection.pgconn.socket)
        )
        healthy = False
        try:
            with deadline:
                yield connection, deadline
            healthy = True
        except psycopg.Error as error:
            if deadline.stopped:
                raise deadline.error() from error
            raise self._failed(error, connection) from error
        finally:
            if healthy and not deadline.stopped:
                self._pool.give_back(connection)
            else:
                connection.close()

    def _connect(self) -> psycopg.Connection[Any]:
        import psycopg
        from psycopg.conninfo import make_conninfo

        from lunara.connect.postgres_types import register_loaders

        host, port, encryption = server_of(self._config["region"])
        address = self._reach.address(host, port)
        try:
            conninfo = make_conninfo(
                host=host,
                hostaddr=address,
                port=port,
                dbname=self._config["database"],
                user="postgres",
                password=self._token,
                connect_timeout=CONNECT_SECONDS,
                **CLOSED,
                **encryption,
            )
            connection = psycopg.connect(conninfo, autocommit=True, prepare_threshold=None)
            register_loaders(connection)
        except psycopg.Error as error:
            raise self._not_connected(str(error).lower(), host, port) from error
        return connection

    def _not_connected(self, low: str, host: str, port: int) -> ConnectFailed:
        database = self._config["database"]
        if "authentication" in low or "token" in low or "password" in low:
            return ConnectFailed("MotherDuck does not take the token.", "Make a new one.", code="password_wrong")
        if "database" in low and ("not exist" in low or "not found" in low or "no database" in low):
            return servers.database_missing(database, "MotherDuck")
        if "refused" in low:
            return servers.refused(host, port)
        if "timeout" in low or "timed out" in low:
            return servers.no_answer(host, port)
        if "ssl" in low or "certificate" in low:
            return servers.encryption_failed(host)
        return ConnectFailed("MotherDuck did not accept the connection.", "Check region, database and token.")

    def _failed(self, error: psycopg.Error, connection: psycopg.Connection[Any]) -> LunaraError:
        said = next(iter((error.diag.message_primary or str(error)).strip().splitlines()), "no reason given")[:500]
        if connection.broken or (error.sqlstate or "")[:2] in ("08", "57"):
            self._pool.forget_idle()
            return servers.connection_lost()
        if "read-only" in said.lower() or "permission" in said.lower():
            return WarehouseFailed(
                f"The token does not allow this: {said}.", "Use one that may read it.", code="not_granted"
            )
        return servers.out_of_memory(said) if "out of memory" in said.lower() else servers.cannot_run(said)


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> MotherDuckWarehouse:
    """Connect once, to learn at once what is wrong. Raises InvalidInput for a missing field, ConnectFailed."""
    servers.check_config({**config, "token": secrets.get("token", "")}, ("database", "region", "token"))
    if not _REGION.fullmatch(config["region"]):
        raise InvalidInput(
            "The region is not one of MotherDuck's.", "It is like us-east-1-aws; MotherDuck shows it.", field="region"
        )
    warehouse = MotherDuckWarehouse(config, secrets["token"], settings)
    warehouse._pool.give_back(warehouse._pool.take())
    return warehouse


def from_server_url(url: SplitResult) -> tuple[dict[str, str], dict[str, str]]:
    """`motherduck://:token@region/database` as config and secrets."""
    config = {"database": unquote(url.path.lstrip("/")), "region": url.hostname or "us-east-1-aws"}
    return config, {"token": unquote(url.password)} if url.password else {}


def _only_reading(sql: str) -> None:
    """A wall beside the guard, since a session of the endpoint may write: DuckDB's own parser takes it for one SELECT."""
    import duckdb

    try:
        found = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise servers.cannot_run(str(error).splitlines()[0][:500]) from error
    if len(found) != 1 or found[0].type != duckdb.StatementType.SELECT:
        raise WarehouseFailed("The statement is not one that only reads.", "Only SELECT statements are run.")


def _cancel(connection: psycopg.Connection[Any]) -> None:
    import psycopg

    try:
        connection.cancel_safe(timeout=5)
    except psycopg.Error:
        # Nobody takes the request: hanging up is what remains, and ends our waiting.
        connection.close()


class _Rows:
    """A result that is read as it comes, with what `batches` asks of a cursor."""

    def __init__(self, cursor: psycopg.Cursor[Any], sql: str) -> None:
        # The extended protocol: one statement, or an error.
        rows = iter(cursor.stream(sql.encode()))
        first = next(rows, None)
        if first is None:
            # Without a row the driver tells no columns; this reads none to learn them.
            cursor.execute(f"select * from ({sql}\n) as nothing limit 0".encode())
        self._rows = rows if first is None else chain([first], rows)
        self.description = cursor.description or ()
        self.connection = cursor.connection

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        """The next rows, at most `size`."""
        return list(islice(self._rows, size))
