"""Spark Connect: a session whose settings fix what SQL means, and statements that Spark's own grammar allows to be queries only.

Spark has no read-only session, and runs a command in the place of a query. So each statement is sent in brackets: there the
grammar has room for a query alone, and anything else is an error before anything is done.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, unquote
from uuid import uuid4

from lunara.connect import servers
from lunara.connect.catalog import Catalog
from lunara.connect.deadline import Deadline
from lunara.connect.drivers import driver
from lunara.connect.hosts import Reach
from lunara.connect.pool import Pool
from lunara.connect.servers import CATALOG_SECONDS, CONNECT_SECONDS
from lunara.connect.spark_catalog import databases, quoted, read_tables, with_comments
from lunara.connect.spark_estimate import of_plan
from lunara.connect.spark_protocol import PROGRESS, Address, Session, SparkError, channel, messages
from lunara.connect.warehouse import CancelToken, Capabilities, Estimate, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

PORT = 15002

KIND = WarehouseKind(
    name="spark",
    label="Spark Connect",
    dialect="spark",
    fields=(
        *servers.address_fields(PORT, "spark.example.com"),
        Field(
            "sslmode",
            "Encryption",
            "choice",
            default="verify-full",
            choices=("verify-full", "disable"),
            help="verify-full also checks that the server is who it says; disable is for a server on this machine or network.",
            destination=True,
        ),
        Field(
            "token",
            "Token",
            "password",
            required=False,
            secret=True,
            help="If the server asks for one. Kept encrypted.",
        ),
        Field("user", "User", required=False, default="lunara", help="The name that the server's lists show."),
        Field("catalog", "Catalog", required=False, help="Empty for the catalog that the server begins with."),
        Field("database", "Database", required=False, help="Only this database; empty for all of the catalog."),
    ),
    url_schemes=("sc",),
    url_form="host:15002/;use_ssl=true;token=…",
    # Spark stops a statement when it is told to, and has no time limit of its own.
    capabilities=Capabilities(statement_timeout=False, declares_foreign_keys=False, makes_ahead=True),
    description="Apache Spark 4 by Spark Connect: a cluster, or a server on one machine.",
    driver="pyspark",
    extra="spark",
)

# Fixed so that a statement means the same wherever it runs, and what the guard has read is what Spark reads: which quotes and
# backslashes are a text's, what comes first of two tables of one name, no ${env:…} put into the text, no file as a table.
SETTINGS: Mapping[str, str] = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "false",
    "spark.sql.ansi.enforceReservedKeywords": "false",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.variable.substitute": "false",
    "spark.sql.runSQLOnFiles": "false",
    "spark.sql.caseSensitive": "false",
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
    "spark.sql.storeAssignmentPolicy": "ANSI",
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    "spark.sql.groupByOrdinal": "true",
    "spark.sql.orderByOrdinal": "true",
    "spark.sql.crossJoin.enabled": "true",
    "spark.sql.legacy.setopsPrecedence.enabled": "false",
    "spark.sql.legacy.ctePrecedencePolicy": "CORRECTED",
    "spark.sql.legacy.timeParserPolicy": "CORRECTED",
    "spark.sql.legacy.statisticalAggregate": "false",
    "spark.sql.execution.arrow.useLargeVarTypes": "false",
}
_NOT_GRANTED = frozenset({"42501", "28000"})
_NO_ROOM = ("OutOfMemoryError", "maxResultSize", "No space left", "SparkOutOfMemory", "UNABLE_TO_ACQUIRE_MEMORY")


class SparkWarehouse:
    """One catalog of a Spark Connect server."""

    kind = KIND

    def __init__(self, config: Mapping[str, str], secrets: Mapping[str, str], reach: Reach) -> None:
        self._config = dict(config)
        self._reach = reach
        self._token = secrets.get("token", "")
        self._database = config.get("database") or None
        self._pool: Pool[Session] = Pool(self._connect, lambda session: session.close(), lambda session: session.open)

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return KIND.dialect

    def check(self) -> list[Finding]:
        """What can be read there. Spark itself has no grants, so that nothing can be proven of the account."""
        with self._reading(CATALOG_SECONDS, CancelToken()) as (session, _):
            version = session.version()
            (who,) = self._rows(session, "select current_user(), current_catalog()")
            names = [self._database] if self._database else databases(lambda sql: self._rows(session, sql))
            tables = sum(len(self._rows(session, f"show tables in {quoted(name)}")) for name in names)
        address = self._address()
        return [
            Finding("ok", f"Connected to {who[1]} (Spark {version}) as {who[0]}."),
            *servers.access_findings(
                user=str(who[0]),
                where=f"the database {self._database}" if self._database else f"the catalog {who[1]}",
                tables=tables,
                can_write=None,
                grant_statement="",
                encrypted=address.encrypted or address.loopback,
            ),
        ]

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, views, columns and comments by one statement a database; row counts where ANALYZE TABLE has counted."""
        with self._reading(CATALOG_SECONDS, cancel or CancelToken()) as (session, deadline):

            def ask(sql: str) -> list[tuple[Any, ...]]:
                if deadline.stopped:
                    raise deadline.error()
                return self._rows(session, sql)

            known = databases(ask)
            wanted = [name for name in known if name == (schema or self._database or name)]
            found = read_tables(ask, wanted, KIND.dialect)
            return with_comments(found, lambda query: session.shape(query, CATALOG_SECONDS))

    def stream(
        self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken, rows: int | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Run the statement under a tag of its own, by which it is stopped; Arrow batches as they come. See there for errors.

        Without `rows` Spark makes every partition of the result at once, and holds what was not taken yet in its memory.
        """
        from lunara.connect.spark_types import readable

        tag = f"lunara-{uuid4()}"
        with self._reading(timeout_seconds, cancel, tag) as (session, deadline):
            for batch in session.run(session.plan(as_query(sql.text), rows), tag, timeout_seconds):
                if deadline.stopped:
                    raise deadline.error()
                yield readable(batch)

    def estimate(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Estimate:
        """Bytes of the tables that it reads, as far as Spark knows them; rows where it takes those that were counted."""
        with self._reading(timeout_seconds, cancel) as (session, _):
            ((plan,),) = self._rows(session, f"explain cost {as_query(sql.text)}")
        return of_plan(str(plan))

    def schemas(self, *, cancel: CancelToken | None = None) -> Mapping[str, int]:
        """Each database with how many tables it has."""
        with self._reading(CATALOG_SECONDS, cancel or CancelToken()) as (session, deadline):
            names = [self._database] if self._database else databases(lambda sql: self._rows(session, sql))
            sizes = {}
            for name in names:
                if deadline.stopped:
                    raise deadline.error()
                sizes[name] = sum(not row[2] for row in self._rows(session, f"show tables in {quoted(name)}"))
            return sizes

    def close(self) -> None:
        """Close idle sessions and refuse further statements; idempotent."""
        self._pool.close()

    @contextmanager
    def _reading(self, seconds: float, cancel: CancelToken, tag: str = "lunara") -> Iterator[tuple[Session, Deadline]]:
        """A session for one thread, whose statement of that tag is stopped in time; errors translated."""
        session = self._pool.take()
        deadline = Deadline(seconds, cancel, lambda: session.stop(tag), again=1.0, cut=session.cut)
        healthy = False
        try:
            with deadline:
                yield session, deadline
            healthy = True
        except SparkError as error:
            if deadline.stopped:
                raise deadline.error() from error
            # Spark told us that it cannot run this; the session is as it was.
            healthy = session.open
            raise self._failed(session, error) from error
        finally:
            # An interrupt that is still under way must not meet the next statement of this session.
            if healthy and not deadline.stopped:
                self._pool.give_back(session)
            else:
                session.close()

    def _rows(self, session: Session, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a statement of our own. Raises SparkError."""
        rows: list[tuple[Any, ...]] = []
        for batch in session.run(session.plan(sql), "lunara", CATALOG_SECONDS):
            rows += zip(*(column.to_pylist() for column in batch.columns), strict=True)
        return rows

    def _address(self) -> Address:
        host, port = self._config.get("host", ""), int(self._config.get("port") or PORT)
        address = self._reach.address(host, port)
        encrypted, loopback = self._config.get("sslmode") != "disable", servers.is_loopback(address)
        if self._token and not encrypted and not loopback:
            raise ConnectFailed(
                "The token would go to the server without encryption.",
                "Set Encryption to verify-full, or leave the token out.",
                code="encryption",
            )
        spelled = f"[{address}]" if ":" in address else address
        return Address(f"{spelled}:{port}", f"{f'[{host}]' if ':' in host else host}:{port}", encrypted, loopback)

    def _connect(self) -> Session:
        driver(KIND)
        messages()
        address = self._address()
        session = Session(channel(address, self._token), self._config.get("user") or "lunara")
        until = time.monotonic() + CONNECT_SECONDS
        try:
            if self._config.get("catalog"):
                session.use_catalog(self._config["catalog"], CONNECT_SECONDS)
            self._fix_meaning(session, until)
        except SparkError as error:
            session.close()
            raise self._not_connected(error) from error
        except ConnectFailed:
            session.close()
            raise
        return session

    def _fix_meaning(self, session: Session, until: float) -> None:
        """Set what SETTINGS says. A server that does not let them be set must have them so."""
        try:
            session.configure({**SETTINGS, **PROGRESS}, until - time.monotonic())
        except SparkError as error:
            if not error.error_class:
                raise
        found = session.settings(tuple(SETTINGS), until - time.monotonic())
        for name, wanted in SETTINGS.items():
            if found.get(name, "").lower() != wanted.lower():
                raise ConnectFailed(
                    f"The server keeps {name} at {found.get(name) or 'nothing'}, where Lunara needs {wanted}: SQL would mean"
                    " something else there.",
                    f"An administrator can set {name} to {wanted}, or let sessions set it.",
                    code="session_setting",
                )

    def _failed(self, session: Session, error: SparkError) -> LunaraError:
        if error.status == "RESOURCE_EXHAUSTED":
            return WarehouseFailed(
                "One row of the result is larger than Lunara takes from Spark.", "Select fewer or shorter columns."
            )
        if error.error_class == "OPERATION_CANCELED" and self._is_alive(session):
            return servers.stopped_on_the_server()
        if (
            not session.open
            or error.session_is_gone
            or error.status in ("UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED")
        ):
            session.open = False
            self._pool.forget_idle()
            return servers.connection_lost()
        if error.sql_state in _NOT_GRANTED or error.status == "PERMISSION_DENIED":
            return servers.not_granted(self._config.get("user") or "lunara", error.said)
        if any(word in error.said or word in error.error_class for word in _NO_ROOM):
            return servers.out_of_memory(error.said)
        return servers.cannot_run(error.said)

    def _is_alive(self, session: Session) -> bool:
        """Whether the session still is: a server that closes one cancels what runs in it."""
        try:
            session.version()
        except SparkError:
            return False
        return True

    def _not_connected(self, error: SparkError) -> ConnectFailed:
        host, port = self._config.get("host", ""), int(self._config.get("port") or PORT)
        low = error.said.lower()
        if error.status in ("UNAUTHENTICATED", "PERMISSION_DENIED"):
            return ConnectFailed(
                f"{host} does not take the token." if self._token else f"{host} asks for a token.",
                "Check it, and that it has not expired.",
                code="password_wrong",
            )
        if "catalog" in error.error_class.lower() or error.sql_state == "42P08":
            return servers.database_missing(self._config.get("catalog", ""), host)
        if "refused" in low:
            return servers.refused(host, port)
        if any(word in low for word in ("ssl", "tls", "handshake", "certificate", "wrong_version")):
            return servers.encryption_failed(host)
        if error.status == "DEADLINE_EXCEEDED" or "timeout" in low or "timed out" in low:
            return servers.no_answer(host, port, CONNECT_SECONDS)
        if error.status == "UNIMPLEMENTED":
            return ConnectFailed(
                f"What answers on {host}, port {port}, is no Spark Connect server.",
                f"Check the port; it is {PORT} unless it was changed.",
            )
        if error.session_is_gone or error.status == "UNAVAILABLE":
            return ConnectFailed(f"{host} is not ready.", "Try again in a moment.", code="connection_lost")
        return ConnectFailed(f"{host} did not accept the connection: {error.said}", "Check host, port and token.")


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> SparkWarehouse:
    """Connect once, to learn at once what is wrong. Raises InvalidInput for a missing field, ConnectFailed."""
    servers.check_config(config, ("host",), PORT)
    warehouse = SparkWarehouse(config, secrets, Reach.of(settings))
    warehouse._pool.give_back(warehouse._pool.take())
    return warehouse


def from_server_url(url: SplitResult) -> tuple[dict[str, str], dict[str, str]]:
    """`sc://host:port/;use_ssl=true;token=…;user_id=…?catalog=…&database=…` as config and secrets: Spark's own form, and more."""
    path, *parts = url.path.split(";")
    if path.strip("/"):
        raise InvalidInput("The URL of a Spark server has no path.", "Write sc://host:port/;use_ssl=true;token=…")
    given = {name: unquote(value) for name, _, value in (part.partition("=") for part in parts if part)}
    config = {"host": url.hostname or "localhost", "port": str(url.port or PORT)}
    token = given.pop("token", "")
    encrypted = given.pop("use_ssl", "").lower() == "true" or (token and not servers.is_loopback(config["host"]))
    config["sslmode"] = "verify-full" if encrypted else "disable"
    if user := given.pop("user_id", "") or unquote(url.username or ""):
        config["user"] = user
    if given:
        raise InvalidInput(
            f"The URL's parameter {next(iter(given))!r} is not known.", "Known are use_ssl, token and user_id."
        )
    for name, value in parse_qsl(url.query):
        if name not in ("catalog", "database"):
            raise InvalidInput(f"The URL's option {name!r} is not known.", "Known are catalog, database.")
        config[name] = value
    return config, {"token": token} if token else {}


def as_query(text: str) -> str:
    """The statement where Spark's grammar has a query and nothing else. A comment at its end must not swallow the bracket."""
    return f"(\n{text}\n)"
