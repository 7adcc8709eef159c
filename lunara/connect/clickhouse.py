"""ClickHouse over HTTP: a request that only reads for each statement, its rows as a stream of Arrow."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult
from uuid import uuid4

from lunara.connect import servers
from lunara.connect.arrow_messages import Messages
from lunara.connect.bounded import OWN_BYTES
from lunara.connect.catalog import Catalog
from lunara.connect.clickhouse_catalog import read_access, read_catalog, read_databases, rows_of
from lunara.connect.clickhouse_errors import not_connected, server_error
from lunara.connect.clickhouse_settings import SETTINGS, WHOLE, known_settings
from lunara.connect.deadline import Deadline
from lunara.connect.drivers import driver
from lunara.connect.hosts import Reach
from lunara.connect.pool import Pool
from lunara.connect.servers import CATALOG_SECONDS, CONNECT_SECONDS
from lunara.connect.warehouse import CancelToken, Capabilities, Estimate, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, LunaraError, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

    from lunara.connect.clickhouse_http import Body, Line

SILENT_SECONDS = 900
STOP_SECONDS = 3
HEADERS = 1000  # of an answer; the server says in one of them, now and then, how far it is
MEMORY_BYTES = 20_000_000_000  # of one statement, where the server sets no limit itself

KIND = WarehouseKind(
    name="clickhouse",
    label="ClickHouse",
    dialect="clickhouse",
    fields=(
        Field(
            "host", "Host", placeholder="abc.eu-west-1.aws.clickhouse.cloud", help="Name or address.", destination=True
        ),
        Field(
            "port",
            "Port",
            "number",
            default="8443",
            help="Of the HTTP interface: 8443 encrypted, 8123 not, unless changed.",
            destination=True,
        ),
        Field("database", "Database", required=False, help="Only this one; empty for all that the account can read."),
        servers.USER,
        servers.PASSWORD,
        Field(
            "sslmode",
            "Encryption",
            "choice",
            default="verify-full",
            choices=("verify-full", "require", "disable"),
            help="verify-full also checks that the server is who it says.",
            destination=True,
        ),
    ),
    url_schemes=("clickhouse",),
    url_form="user:password@host:8443/database",
    capabilities=Capabilities(exact_row_counts=True, declares_foreign_keys=False),
    description="A ClickHouse server or ClickHouse Cloud, over its HTTP interface.",
    driver="clickhouse_connect",
    extra="clickhouse",
)


@dataclass
class _Session:
    """A client of its own for one statement at a time. `locked`: the account may change no setting (readonly = 1)."""

    client: Any
    line: Line
    settings: dict[str, str] = field(default_factory=dict)
    zone: str = "UTC"
    only_reads: bool = False
    locked: bool = False


@dataclass
class _Statement:
    """What runs within one time limit: its requests carry ids that begin alike, so that all of them can be stopped."""

    session: _Session
    deadline: Deadline
    settings: dict[str, str]
    identity: str
    seconds: float
    sent: int = 0

    def request(self) -> dict[str, str]:
        """Settings of the next request."""
        self.sent += 1
        return {**self.settings, "query_id": f"{self.identity}-{self.sent}"}

    def ask(self, text: str, values: Mapping[str, str]) -> list[list[Any]]:
        """Rows of a query of ours."""
        answer = self.session.client.raw_query(
            text, dict(values) or None, settings=self.request(), fmt="JSONCompactEachRow"
        )
        return rows_of(answer)


class ClickHouseWarehouse:
    """One server, or one database of it."""

    kind = KIND

    def __init__(self, config: Mapping[str, str], secrets: Mapping[str, str], reach: Reach) -> None:
        self._config = dict(config)
        self._reach = reach
        self._password = secrets.get("password", "")
        self._database = config.get("database", "")
        self._pool: Pool[_Session] = Pool(self._connect, lambda session: session.line.hang_up(), lambda session: True)

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return KIND.dialect

    def check(self) -> list[Finding]:
        """What the account can see and, above all, whether it could write. Raises ConnectFailed."""
        with self._reading(CATALOG_SECONDS, CancelToken()) as statement:
            grants = [str(row[0]) for row in statement.ask("show grants", {})]
            only_reads, locked = statement.session.only_reads, statement.session.locked
            access = read_access(statement.ask, grants, self._database, only_reads=only_reads)
        database = self._database or access.first_database
        findings = [Finding("ok", f"Connected to ClickHouse {access.version} as {access.user}.")]
        findings += servers.access_findings(
            user=access.user,
            where=f"the database {self._database}" if self._database else "any database",
            tables=access.tables,
            can_write=access.can_write,
            grant_statement=access.grant_statement(database),
            encrypted=self._config.get("sslmode") != "disable" or servers.is_loopback(self._config.get("host", "")),
        )
        if access.can_reach and not access.can_write:
            findings.append(
                Finding(
                    "warning",
                    f"The account {access.user} may read files or other servers through table functions ({access.can_reach}).",
                    "Lunara refuses them, but an account without is safer. An administrator can make one:",
                    access.grant_statement(database),
                )
            )
        if locked:
            findings.append(_locked(access.user))
        return findings

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, views, columns, comments and row counts of one database or all, by two queries on the system tables."""
        with self._reading(CATALOG_SECONDS, cancel or CancelToken()) as statement:
            return read_catalog(statement.ask, schema or self._database)

    def schemas(self, *, cancel: CancelToken | None = None) -> dict[str, int]:
        """Databases with tables that the account can read, and how many."""
        with self._reading(CATALOG_SECONDS, cancel or CancelToken()) as statement:
            return read_databases(statement.ask, self._database)

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement in one request of its own, which takes one statement only. See the protocol for errors."""
        with self._reading(timeout_seconds, cancel) as statement:
            from lunara.connect.clickhouse_http import Body

            client = statement.session.client
            with closing(Body(client.raw_stream(sql.text, settings=statement.request(), fmt="ArrowStream"))) as body:
                for batch in self._batches(body, statement, sql.text):
                    if statement.deadline.stopped:
                        raise statement.deadline.error()
                    yield batch

    def estimate(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Estimate:
        """The rows of the parts that the statement would read, as EXPLAIN ESTIMATE tells; None where it reads other engines."""
        with self._reading(timeout_seconds, cancel) as statement:
            found = statement.ask(f"EXPLAIN ESTIMATE {sql.text}", {})
        return Estimate("EXPLAIN ESTIMATE", rows=sum(int(row[3]) for row in found) if found else None)

    def close(self) -> None:
        """Close idle connections and refuse further statements; idempotent."""
        self._pool.close()

    def _batches(self, body: Body, statement: _Statement, text: str) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        from lunara.connect.clickhouse_types import converted, is_plain, read_type

        zone = statement.session.zone
        try:
            reader = pa.ipc.open_stream(pa.PythonFile(Messages(body.read), mode="r"))
            names = reader.schema.names
            types: list[Any] = [None] * len(names)
            # "Interval" has no Arrow type of its own and cannot be stored in tables.
            if not all(is_plain(kind) for kind in reader.schema.types) or "interval" in text.lower():
                described = statement.ask(f"DESCRIBE TABLE ({text})", {})
                types = [read_type(str(row[1])) for row in described]
                if [row[0] for row in described] != names:
                    raise WarehouseFailed(
                        "The server names other columns for the query than it sends.",
                        "Give every column a name of its own.",
                    )

            def as_shown(batch: pa.RecordBatch) -> pa.RecordBatch:
                read = zip(batch.columns, types, names, strict=True)
                return pa.RecordBatch.from_arrays([converted(*column, zone) for column in read], names)

            empty = pa.RecordBatch.from_arrays(
                [pa.array([], kind) for kind in reader.schema.types], schema=reader.schema
            )
            yield as_shown(empty)
            for batch in reader:
                yield as_shown(batch)
        except (pa.ArrowInvalid, OSError) as error:
            raise self._failed(*body.said_instead(), statement.seconds) from error
        # A server that fails after it has begun to answer says so behind the rows.
        if (said := body.said_behind()) is not None:
            raise self._failed(*said, statement.seconds)

    @contextmanager
    def _reading(self, seconds: float, cancel: CancelToken) -> Iterator[_Statement]:
        """A session for one piece of work, with a time limit in the server; errors translated."""
        import urllib3
        from clickhouse_connect.driver.exceptions import Error as DriverError

        session = self._pool.take()
        identity = f"lunara-{uuid4().hex}"
        deadline = Deadline(seconds, cancel, lambda: _stop(session, identity), again=1.0, cut=session.line.cut)
        settings = dict(session.settings)
        if not session.locked:
            settings["max_execution_time"] = f"{max(seconds, 0.001):.3f}"
        healthy = False
        try:
            with deadline:
                yield _Statement(session, deadline, settings, identity, seconds)
            healthy = True
        except (DriverError, urllib3.exceptions.HTTPError, OSError) as error:
            if deadline.stopped:
                raise deadline.error() from error
            raise self._failed(getattr(error, "code", None) or 0, str(error), seconds) from error
        except LunaraError as error:
            if deadline.stopped:
                raise deadline.error() from error
            raise
        finally:
            # A kill that is still under way must not meet the next statement of this session.
            if healthy and not deadline.stopped:
                self._pool.give_back(session)
            else:
                session.line.hang_up()

    def _connect(self) -> _Session:
        driver(KIND)
        import urllib3
        from clickhouse_connect import common
        from clickhouse_connect.driver.exceptions import Error as DriverError

        from lunara.connect.clickhouse_http import Line

        common.set_setting("max_error_size", 2000)
        # The driver raises it, for the whole process, to what takes 600 MB.
        vars(http.client)["_MAXHEADERS"] = HEADERS
        host, port = self._config.get("host", ""), int(self._config.get("port") or 8443)
        address = self._reach.address(host, port)
        mode = self._config.get("sslmode") or "verify-full"
        line = Line(host, verify=mode == "verify-full")
        session = None
        # A server that answers a byte at a time lets no single wait become too long.
        deadline = Deadline(CONNECT_SECONDS, CancelToken(), line.cut)
        try:
            with deadline:
                session = self._signed_in(line, address, mode)
        except (DriverError, urllib3.exceptions.HTTPError, OSError) as error:
            if deadline.stopped:
                raise servers.no_answer(host, port) from error
            raise not_connected(error, host, port, self._config.get("user", "")) from error
        finally:
            if session is None or deadline.stopped:
                line.hang_up()
        if deadline.stopped:
            raise servers.no_answer(host, port)
        line.most = OWN_BYTES
        return session

    def _signed_in(self, line: Line, address: str, mode: str) -> _Session:
        """A session on that line, with the settings that the server lets it have. Raises the driver's errors, ConnectFailed."""
        host, port = self._config.get("host", ""), int(self._config.get("port") or 8443)
        client = driver(KIND).get_client(
            interface="http" if mode == "disable" else "https",
            host=address,
            port=port,
            username=self._config.get("user", ""),
            password=self._password,
            # What the guard assumes of bare names, whatever the account's own default is.
            database="default",
            pool_mgr=line,
            server_host_name=host,
            connect_timeout=CONNECT_SECONDS,
            send_receive_timeout=SILENT_SECONDS,
            compress=False,
            query_retries=0,
            autogenerate_session_id=False,
            client_name="lunara",
        )
        # The driver's own additions change what some statements mean.
        client.params.clear()
        known = known_settings(client)
        level = known["readonly"][0] if "readonly" in known else "0"
        session = _Session(client, line, only_reads=level != "0", locked=level == "1")
        wanted = dict(SETTINGS)
        if known.get("max_memory_usage", ("",))[0] == "0":
            wanted["max_memory_usage"] = str(MEMORY_BYTES)
        if level == "0":
            wanted["readonly"] = "1"
        # Not UTC: moments without a zone are cut into days and months by the server's zone whatever the session's is, and only
        # literals would follow the session's.
        clock = "serverTimezone()" if "session_timezone" in known else "timezone()"
        asked = f"select {clock}, (select count() from system.databases where name = {{database:String}})"
        given = {"database": self._database or "default"}
        answer = client.raw_query(asked, given, settings=dict(WHOLE), fmt="JSONCompactEachRow")
        ((session.zone, found),) = rows_of(answer)
        if self._database and not int(found):
            raise servers.database_missing(self._database, host)
        wanted["session_timezone"] = session.zone
        session.settings = {name: value for name, value in wanted.items() if name in known and not int(known[name][1])}
        return session

    def _failed(self, code: int, words: str, seconds: float) -> LunaraError:
        """What the server said, with code 0 that the line broke."""
        error = server_error(code, words, seconds, self._config.get("user", "")) if code else servers.connection_lost()
        if isinstance(error, ConnectFailed):
            self._pool.forget_idle()
        return error


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> ClickHouseWarehouse:
    """Connect once, to learn at once what is wrong. Raises InvalidInput for a missing field, ConnectFailed."""
    servers.check_config(config, ("host", "user"), 8443)
    warehouse = ClickHouseWarehouse(config, secrets, Reach.of(settings))
    warehouse._pool.give_back(warehouse._pool.take())
    return warehouse


def from_server_url(url: SplitResult) -> tuple[dict[str, str], dict[str, str]]:
    """`clickhouse://user:password@host:port/database?sslmode=…` as config and secrets."""
    config, secrets = servers.read_url(url, 8443, ("sslmode",))
    return {name: value for name, value in config.items() if value}, secrets


def _stop(session: _Session, identity: str) -> None:
    """Stop what runs there by its id, then end the line, which the server takes for a stop as well."""
    import urllib3

    # On a line of its own, with a patience of its own. Where the server cannot be reached its own time limit remains.
    other = session.line.beside()
    with suppress(urllib3.exceptions.HTTPError, OSError), Deadline(STOP_SECONDS, CancelToken(), other.cut):
        other.tell(session.client, f"KILL QUERY WHERE query_id LIKE '{identity}-%' ASYNC", STOP_SECONDS)
    other.hang_up()
    session.line.cut()


def _locked(user: str) -> Finding:
    return Finding(
        "error",
        f"The account {user} has readonly = 1, so that no time limit can be set for its queries, nor what Lunara's SQL needs.",
        "readonly = 2 forbids writing as well. An administrator can set it:",
        f"ALTER USER {user} SETTINGS readonly = 2;",
    )
