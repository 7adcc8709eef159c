"""Databricks SQL: a warehouse of a workspace, through the connector, with results in the answer and never from elsewhere.

Databricks has no read-only session. Each statement is sent in brackets, where its grammar has a query and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, unquote

from lunara.connect import databricks_catalog, servers
from lunara.connect.catalog import Catalog
from lunara.connect.databricks_errors import http_status, is_lost, plain, state_and_words
from lunara.connect.databricks_line import Line, pages
from lunara.connect.databricks_sign_in import ServicePrincipal
from lunara.connect.deadline import Deadline
from lunara.connect.drivers import driver
from lunara.connect.hosts import Reach
from lunara.connect.pool import Pool
from lunara.connect.servers import CATALOG_SECONDS
from lunara.connect.spark import as_query
from lunara.connect.spark_estimate import of_plan
from lunara.connect.warehouse import CancelToken, Capabilities, Estimate, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

PORT = 443
# How long a warehouse that is stopped may take to start before we say so.
STARTING_SECONDS = 60.0
SILENT_SECONDS = 120.0
_WORKSPACES = (
    ".cloud.databricks.com",
    ".azuredatabricks.net",
    ".gcp.databricks.com",
    ".databricks.azure.cn",
    ".databricks.us",
)

KIND = WarehouseKind(
    name="databricks",
    label="Databricks SQL",
    dialect="databricks",
    fields=(
        Field(
            "host",
            "Server hostname",
            placeholder="dbc-a1b2c3d4-e5f6.cloud.databricks.com",
            help="Of the warehouse's connection details.",
            destination=True,
        ),
        Field("port", "Port", "number", default=str(PORT), help="443 unless it was changed.", destination=True),
        Field(
            "http_path", "HTTP path", placeholder="/sql/1.0/warehouses/a1b2c3d4e5f67890", help="Beside the hostname."
        ),
        Field("catalog", "Catalog", placeholder="main", help="A catalog of Unity Catalog."),
        Field("schema", "Schema", required=False, help="Only this schema; empty for all that the account can read."),
        Field(
            "client_id",
            "Service principal",
            required=False,
            help="Its application id, with its secret below; empty for a personal access token.",
        ),
        Field("token", "Access token or secret", "password", secret=True, help="Kept encrypted."),
    ),
    url_schemes=("databricks",),
    url_form="token:TOKEN@host/catalog/schema?http_path=…",
    capabilities=Capabilities(),
    description="A SQL warehouse of Databricks on AWS, Azure or Google Cloud.",
    driver="databricks.sql",
    extra="databricks",
)

# Fixed so that a statement means the same wherever it runs.
_SESSION = {
    "TIMEZONE": "UTC",
    "ANSI_MODE": "true",
    "LEGACY_TIME_PARSER_POLICY": "CORRECTED",
    "USE_CACHED_RESULT": "true",
}
_TIMED_OUT = ("STATEMENT_TIMEOUT", "QUERY_EXECUTION_TIMEOUT", "timed out", "exceeded timeout")
_STOPPED = frozenset({"", "HY000", "HY008", "HYT00", "57014", "57KD0"})
_NO_ROOM = ("OutOfMemory", "OUT_OF_MEMORY", "maxResultSize", "No space left")


class DatabricksWarehouse:
    """One catalog, through one SQL warehouse."""

    kind = KIND

    def __init__(self, config: Mapping[str, str], secrets: Mapping[str, str], reach: Reach) -> None:
        self._config = dict(config)
        self._host, self._port = config.get("host", ""), int(config.get("port") or PORT)
        self._catalog, self._schema = config.get("catalog", ""), config.get("schema") or None
        self._reach = reach
        self._token = secrets.get("token", "")
        principal = config.get("client_id")
        self._principal = (
            ServicePrincipal(self._host, self._port, self._address, principal, self._token) if principal else None
        )
        self._pool: Pool[Line] = Pool(self._line, lambda line: line.close(), lambda line: line.is_open)

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return KIND.dialect

    def check(self) -> list[Finding]:
        """What the account can see and whether its grants, or those of its groups, let it change something."""
        with self._reading(CATALOG_SECONDS, CancelToken()) as (cursor, _):
            access = databricks_catalog.read_access(lambda sql: _rows(cursor, sql), self._catalog, self._schema)
        return [
            Finding("ok", f"Connected to the catalog {self._catalog} as {access.user}."),
            *servers.access_findings(
                user=access.user,
                where=f"the schema {self._schema}" if self._schema else f"the catalog {self._catalog}",
                tables=access.tables,
                can_write=access.can_write,
                grant_statement=databricks_catalog.grant_statement(self._catalog, self._schema),
            ),
        ]

    def schemas(self, *, cancel: CancelToken | None = None) -> Mapping[str, int]:
        """Each schema with how many tables it has."""
        with self._reading(CATALOG_SECONDS, cancel or CancelToken()) as (cursor, _):
            return databricks_catalog.schemas(lambda sql: _rows(cursor, sql), self._catalog, self._schema)

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, columns, comments, keys and row counts by five queries, whatever their number."""
        with self._reading(CATALOG_SECONDS, cancel or CancelToken()) as (cursor, deadline):

            def ask(sql: str) -> list[tuple[Any, ...]]:
                if deadline.stopped:
                    raise deadline.error()
                return _rows(cursor, sql)

            return databricks_catalog.read_catalog(ask, self._catalog, schema or self._schema, KIND.dialect)

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement under STATEMENT_TIMEOUT; Arrow batches as they are fetched. See there for errors."""
        import pyarrow as pa

        with self._reading(timeout_seconds, cancel) as (cursor, deadline):
            cursor.execute(as_query(sql.text), query_tags={"application": "lunara"})
            told = False
            for page in pages(cursor):
                table = _arrow(page, cursor.description)
                if deadline.stopped:
                    raise deadline.error()
                if table.num_rows or not told:
                    told = True
                    yield from table.to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]

    def estimate(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Estimate:
        """Bytes of the tables that it reads, as far as Databricks knows them; rows where they were counted."""
        with self._reading(timeout_seconds, cancel) as (cursor, _):
            return of_plan("\n".join(str(row[0]) for row in _rows(cursor, f"EXPLAIN COST {as_query(sql.text)}")))

    def close(self) -> None:
        """Close idle sessions and refuse further statements; idempotent."""
        self._pool.close()

    @contextmanager
    def _reading(self, seconds: float, cancel: CancelToken) -> Iterator[tuple[Any, Deadline]]:
        """A cursor of a session for one thread, whose statement is stopped in time; errors translated.

        A session that is new begins within the same time limit, and can be cancelled while it does.
        """
        import urllib3

        errors = driver(KIND, "databricks.sql.exc")
        line = self._pool.take()
        deadline = Deadline(seconds, cancel, line.stop, again=1.0, cut=line.cut)
        healthy = False
        try:
            with deadline:
                if not line.has_begun:
                    self._begin(line)
                cursor = line.cursor()
                limit = max(math.ceil(seconds), 1)
                if line.limit != limit:
                    cursor.execute(f"SET STATEMENT_TIMEOUT = {limit}")
                    line.limit = limit
                yield cursor, deadline
                line.done()
            healthy = True
        except (errors.Error, urllib3.exceptions.HTTPError, OSError, LunaraError) as error:
            if deadline.stopped:
                raise deadline.error() from error
            failed = error if isinstance(error, LunaraError) else self._failed(error, seconds)
            healthy = isinstance(failed, WarehouseFailed) and failed.code != "results_elsewhere"
            raise failed from (None if failed is error else error)
        finally:
            # A cancel that is still under way must not meet the next statement of this session.
            if healthy and not deadline.stopped:
                self._pool.give_back(line)
            else:
                line.close()

    def _line(self) -> Line:
        """A session that has not begun yet, to an address that is looked up here and once."""
        driver(KIND)
        signs_in: dict[str, Any] = (
            {"credentials_provider": self._principal} if self._principal else {"access_token": self._token}
        )
        options = {
            "_port": self._port,
            "catalog": self._catalog,
            "session_configuration": dict(_SESSION),
            "user_agent_entry": "lunara",
            # Large results would be fetched from addresses of a cloud's storage that the answer names.
            "use_cloud_fetch": False,
            "enable_telemetry": False,
            "_socket_timeout": SILENT_SECONDS,
            "_retry_stop_after_attempts_duration": STARTING_SECONDS,
            "_retry_stop_after_attempts_count": 12,
            "_retry_delay_max": 5,
            **signs_in,
        }
        return Line(self._address(), self._host, self._config.get("http_path", ""), options)

    def _begin(self, line: Line) -> None:
        import urllib3

        errors = driver(KIND, "databricks.sql.exc")
        clock = Deadline(STARTING_SECONDS, CancelToken(), line.cut)
        try:
            with clock:
                if self._principal is not None:
                    self._principal.token()  # so that what is wrong with it is told as such
                line.open()
        except (errors.Error, urllib3.exceptions.HTTPError, OSError) as error:
            if clock.stopped:
                raise servers.no_answer(self._host, self._port, STARTING_SECONDS) from error
            raise self._not_connected(error) from error

    def _address(self) -> str:
        """Where the host is, as looked up now. Raises ConnectFailed for one that may not be reached."""
        known = self._host.lower().rstrip(".").endswith(_WORKSPACES)
        # The look as for others comes first: it has the better word for addresses that nobody may reach.
        address = self._reach.address(self._host, self._port)
        if not known and not self._reach.allowed and (self._reach.shared or not servers.is_loopback(self._host)):
            raise ConnectFailed(
                f"{self._host} is no host of Databricks.",
                "Copy the server hostname from the warehouse's connection details; an administrator can allow others in"
                " LUNARA_ALLOWED_HOSTS.",
                code="host_not_allowed",
            )
        return address

    def _failed(self, error: BaseException, seconds: float) -> LunaraError:
        state, said = state_and_words(error)
        status = http_status(error)
        if status in (401, 403):
            self._pool.forget_idle()
            return self._not_connected(error)
        if status in (429, 503):
            return WarehouseFailed(
                "The warehouse is starting, or has more to do than it takes.",
                "Try again in a minute, or let the warehouse scale.",
                code="busy",
            )
        if is_lost(error):
            self._pool.forget_idle()
            return servers.connection_lost()
        if state in _STOPPED and any(word in said for word in _TIMED_OUT):
            return servers.ran_too_long(seconds)
        if state in _STOPPED and ("canceled" in said.lower() or "cancelled" in said.lower()):
            return servers.stopped_on_the_server()
        if state == "42501" or "PERMISSION_DENIED" in said or "INSUFFICIENT_PERMISSIONS" in said:
            return servers.not_granted(self._config.get("client_id") or "of the token", plain(said).rstrip("."))
        if any(word in said for word in _NO_ROOM):
            return servers.out_of_memory(plain(said).rstrip("."))
        return servers.cannot_run(plain(said))

    def _not_connected(self, error: BaseException) -> ConnectFailed:
        status, (_, said) = http_status(error), state_and_words(error)
        low = said.lower()
        if any(isinstance(one, ConnectionRefusedError) for one in (error, *error.args)):
            return servers.refused(self._host, self._port)
        if status == 401:
            return ConnectFailed(
                f"{self._host} does not take the access token.",
                "Check that it is of this workspace, and has not expired.",
                code="password_wrong",
            )
        if status == 403:
            return ConnectFailed(
                f"{self._host} does not let this account use the warehouse.",
                "Check the token; an administrator must grant the account CAN USE on the warehouse, and let this machine's"
                " address in.",
                code="not_let_in",
            )
        if status == 404 or "endpoint not found" in low or "resource_does_not_exist" in low:
            return ConnectFailed(
                f"There is no warehouse at {self._config.get('http_path', '')} on {self._host}.",
                "Copy the HTTP path from its connection details.",
                code="warehouse_missing",
            )
        if status in (429, 503) or "retry policy" in low:
            return ConnectFailed(
                f"The warehouse did not start within {STARTING_SECONDS:g} seconds.",
                "Start it in Databricks, or try again in a minute.",
                code="not_ready",
            )
        if "catalog" in low and ("not found" in low or "not_found" in low or "does not exist" in low):
            return servers.database_missing(self._catalog, self._host)
        if "certificate" in low or "ssl" in low:
            return servers.encryption_failed(self._host)
        if "timed out" in low:
            return servers.no_answer(self._host, self._port)
        if is_lost(error):
            return ConnectFailed(f"{self._host} is not ready.", "Try again in a moment.", code="connection_lost")
        return ConnectFailed(
            f"{self._host} did not accept the connection.", "Check hostname, HTTP path, token and catalog."
        )


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> DatabricksWarehouse:
    """Connect once, to learn at once what is wrong. Raises InvalidInput for a missing field, ConnectFailed."""
    servers.check_config(config, ("host", "http_path", "catalog"), PORT)
    if not secrets.get("token"):
        raise InvalidInput("The access token is missing.", "Fill it in.", field="token")
    warehouse = DatabricksWarehouse(config, secrets, Reach.of(settings))
    line = warehouse._pool.take()
    try:
        warehouse._begin(line)
    except LunaraError:
        line.close()
        raise
    warehouse._pool.give_back(line)
    return warehouse


def from_server_url(url: SplitResult) -> tuple[dict[str, str], dict[str, str]]:
    """`databricks://token:TOKEN@host/catalog/schema?http_path=/sql/1.0/warehouses/…` as config and secrets.

    A service principal's id stands in the place of the word `token`.
    """
    catalog, _, schema = unquote(url.path.strip("/")).partition("/")
    config = {"host": url.hostname or "", "port": str(url.port or PORT), "catalog": catalog, "schema": schema}
    user = unquote(url.username or "")
    if user and user != "token":
        config["client_id"] = user
    for name, value in parse_qsl(url.query):
        if name != "http_path":
            raise InvalidInput(f"The URL's option {name!r} is not known.", "Known is http_path.")
        config[name] = value
    return {k: v for k, v in config.items() if v}, {"token": unquote(url.password)} if url.password else {}


def _rows(cursor: Any, sql: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql)
    table = _arrow(cursor.fetchall_arrow(), cursor.description)
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _arrow(found: Any, description: Sequence[Any]) -> pa.Table:
    """What the driver gives, as Arrow: older clusters answer in columns of values."""
    import pyarrow as pa

    if isinstance(found, pa.Table):
        return found
    kinds = {
        "boolean": pa.bool_(), "tinyint": pa.int8(), "smallint": pa.int16(), "int": pa.int32(), "bigint": pa.int64(),
        "float": pa.float32(), "double": pa.float64(), "date": pa.date32(), "binary": pa.binary(),
        "timestamp": pa.timestamp("us"),
    }  # fmt: skip
    arrays = []
    for values, told in zip(found.column_table, description, strict=True):
        kind = pa.decimal128(told[4], told[5]) if told[1] == "decimal" else kinds.get(told[1], pa.string())
        arrays.append(pa.array(values, kind))
    return pa.Table.from_arrays(arrays, names=[told[0] for told in description])
