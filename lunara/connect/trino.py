"""Trino (also Starburst): every statement in a transaction that only reads, its limits set in the engine."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult

from lunara.connect import servers
from lunara.connect.bounded import OWN_BYTES, SIGN_IN_BYTES
from lunara.connect.catalog import Catalog
from lunara.connect.deadline import Deadline
from lunara.connect.drivers import driver
from lunara.connect.hosts import Reach
from lunara.connect.pool import Pool
from lunara.connect.servers import CATALOG_SECONDS
from lunara.connect.trino_catalog import input_estimates, quoted, read_access, read_catalog, read_schemas, text
from lunara.connect.warehouse import CancelToken, Capabilities, Estimate, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, TimedOut, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

    from lunara.connect.trino_http import Line

OPEN_SECONDS = 20.0
END_SECONDS = 5.0
GIGABYTE = 1_000_000_000

KIND = WarehouseKind(
    name="trino",
    label="Trino",
    dialect="trino",
    fields=(
        *servers.address_fields(443, "trino.example.com"),
        Field("catalog", "Catalog", placeholder="hive", help="The catalog whose tables are read."),
        Field("schema", "Schema", required=False, placeholder="sales", help="Empty reads every schema of the catalog."),
        servers.USER,
        servers.PASSWORD,
        Field("token", "Token", "password", required=False, secret=True, help="A JWT instead of a password."),
        Field("role", "Role", required=False, help="A role to take on: analyst, or hive=analyst for a catalog's own."),
        Field(
            "scan_limit_gb",
            "Most gigabytes that a query may scan",
            "number",
            required=False,
            help="Trino stops a query that reads more from storage.",
        ),
        Field(
            "sslmode",
            "Encryption",
            "choice",
            default="verify-full",
            choices=("verify-full", "require", "disable"),
            help="require does not check the server's certificate; without encryption no password is sent.",
            destination=True,
        ),
    ),
    url_schemes=("trino",),
    capabilities=Capabilities(declares_foreign_keys=False),
    description="Trino or Starburst, over any catalog that they read.",
    driver="trino",
    extra="trino",
    url_form="user:password@host:port/catalog/schema",
)

_NONE = "NONE"  # the transaction's id where there is none
_STOPPED = frozenset({"USER_CANCELED", "ADMINISTRATIVELY_KILLED", "ADMINISTRATIVELY_PREEMPTED"})
_NO_ROOM = frozenset({"CLUSTER_OUT_OF_MEMORY", "EXCEEDED_SPILL_LIMIT", "NO_NODES_AVAILABLE"})
_GONE = frozenset(
    [
        "ABANDONED_QUERY",
        "SERVER_SHUTTING_DOWN",
        "SERVER_STARTING_UP",
        "PAGE_TRANSPORT_ERROR",
        "PAGE_TRANSPORT_TIMEOUT",
        "REMOTE_HOST_GONE",
        "REMOTE_TASK_ERROR",
        "TOO_MANY_REQUESTS_FAILED",
    ]
)
_NO_SUCH_PLACE = frozenset({"CATALOG_NOT_FOUND", "SCHEMA_NOT_FOUND", "MISSING_CATALOG_NAME", "MISSING_SCHEMA_NAME"})


class TrinoWarehouse:
    """One catalog, or one schema of it."""

    kind = KIND

    def __init__(self, config: Mapping[str, str], secrets: Mapping[str, str], reach: Reach) -> None:
        self._config, self._secrets = dict(config), dict(secrets)
        self._reach = reach
        self._port = int(config.get("port") or 443)
        self._pool: Pool[Line] = Pool(self._connect, lambda line: line.close(), lambda line: True)

    def __repr__(self) -> str:
        return f"TrinoWarehouse({self._config.get('host')!r})"

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return KIND.dialect

    def check(self) -> list[Finding]:
        """What the account can see and, as far as Trino tells, whether it could write. Raises ConnectFailed."""
        user, catalog, schema = (self._config.get(name, "") for name in ("user", "catalog", "schema"))
        with self._reading(CATALOG_SECONDS, CancelToken()) as talk:
            access = read_access(talk, catalog, schema)
        encrypted = self._config.get("sslmode") != "disable" or servers.is_loopback(self._config.get("host", ""))
        findings = [Finding("ok", f"Connected to {catalog} (Trino {access.version}) as {access.user}.")]
        return findings + servers.access_findings(
            user=user,
            where=f"the schema {schema}" if schema else f"the catalog {catalog}",
            tables=access.tables,
            can_write=access.can_write,
            grant_statement=access.grant_statement(),
            encrypted=encrypted,
        )

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, views, columns and comments by three queries, and estimates of rows by one for every fifty tables."""
        with self._reading(CATALOG_SECONDS, cancel or CancelToken()) as talk:
            return read_catalog(talk, self._config.get("catalog", ""), schema or self._config.get("schema", ""))

    def schemas(self, *, cancel: CancelToken | None = None) -> dict[str, int]:
        """Schemas of the catalog with tables that the account sees, and how many."""
        with self._reading(CATALOG_SECONDS, cancel or CancelToken()) as talk:
            return read_schemas(talk, self._config.get("catalog", ""), self._config.get("schema", ""))

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement in a transaction that only reads; a batch for each page of its answer. See there for errors."""
        from lunara.connect.trino_types import batch, of_signature

        with self._reading(timeout_seconds, cancel) as talk:
            talk.expect_rows()
            query = talk.ask(sql.text)
            if query.update_type is not None or not query.columns:
                raise WarehouseFailed("The statement gives no rows.", "Only SELECT statements are run.")
            names = [str(column["name"]) for column in query.columns]
            readings = [of_signature(column["typeSignature"]) for column in query.columns]
            rows = query.result.rows
            yield batch(names, readings, rows)
            while not query.finished:
                if talk.deadline.stopped:
                    raise talk.deadline.error()
                rows = query.fetch()
                if rows:
                    yield batch(names, readings, rows)

    def estimate(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Estimate:
        """Rows and bytes that the statement's tables give, as Trino's statistics have it (EXPLAIN); None where it has none."""
        with self._reading(timeout_seconds, cancel) as talk:
            inputs = input_estimates(talk, sql.text)
        rows, size = (
            sum(part) if inputs else math.nan for part in ([r for _, r, _ in inputs], [b for _, _, b in inputs])
        )
        return Estimate(
            "EXPLAIN",
            rows=round(rows) if math.isfinite(rows) else None,
            bytes=round(size) if math.isfinite(size) else None,
        )

    def close(self) -> None:
        """Close idle connections and refuse further statements; idempotent."""
        self._pool.close()

    def greet(self) -> None:
        """Ask whether catalog and schema are there. Raises ConnectFailed."""
        catalog, schema = self._config.get("catalog", ""), self._config.get("schema", "")
        try:
            with self._reading(OPEN_SECONDS, CancelToken(), SIGN_IN_BYTES) as talk:
                found = talk.rows(
                    f"SELECT schema_name FROM {quoted(catalog)}.information_schema.schemata"
                    + (f" WHERE schema_name = {text(schema.lower())}" if schema else " LIMIT 1")
                )
        except TimedOut as error:
            raise servers.no_answer(self._config.get("host", ""), self._port, OPEN_SECONDS) from error
        except WarehouseFailed as error:
            raise ConnectFailed(error.message, error.hint, code=error.code) from error
        if schema and not found:
            raise ConnectFailed(
                f"There is no schema {schema} in the catalog {catalog}.", "Check its name.", code="database_missing"
            )

    @contextmanager
    def _reading(self, seconds: float, cancel: CancelToken, most: int = OWN_BYTES) -> Iterator[Talk]:
        """A transaction that only reads, whose statements the engine stops after `seconds`; errors translated.

        `most` is how many bytes the server may say in all.
        """
        errors = driver(KIND, "trino.exceptions")
        line = self._pool.take()
        line.left = most
        talk = Talk(line, self._config, seconds)
        deadline = talk.deadline = Deadline(seconds, cancel, talk.stop, again=0.3, cut=line.cut)
        line.stopped = lambda: deadline.stopped
        healthy = False
        try:
            try:
                with deadline:
                    talk.begin()
                    yield talk
            finally:
                talk.end()
            healthy = True
        except (errors.Error, errors.HttpError, LunaraError, ValueError, KeyError) as error:
            if deadline.stopped:
                raise deadline.error() from error
            if isinstance(error, ConnectFailed):
                self._pool.forget_idle()
            if isinstance(error, LunaraError):
                healthy = not isinstance(error, ConnectFailed)
                raise
            raise self._failed(error, seconds) from error
        finally:
            if healthy and not line.lost and not deadline.stopped:
                self._pool.give_back(line)
            else:
                line.close()

    def _connect(self) -> Line:
        from lunara.connect.trino_http import Line

        host, port = self._config.get("host", ""), self._port
        encryption = self._config.get("sslmode") or "verify-full"
        auth = driver(KIND, "trino.auth")
        address = self._reach.address(host, port)
        line = Line(host, port, address, self._config.get("user", ""), encryption)
        token, password = self._secrets.get("token", ""), self._secrets.get("password", "")
        if (token or password) and encryption == "disable":
            raise ConnectFailed(
                "A password or token is only sent over an encrypted line.",
                "Set Encryption to verify-full, or remove the password where the server asks for none.",
                code="encryption",
            )
        if token:
            auth.JWTAuthentication(token).set_http_session(line)
        elif password:
            auth.BasicAuthentication(self._config.get("user", ""), password).set_http_session(line)
        return line

    def _failed(self, error: BaseException, seconds: float) -> LunaraError:
        name, kind = str(getattr(error, "error_name", "") or ""), getattr(error, "error_type", "")
        said = str(getattr(error, "message", "") or error).strip()[:500]
        if isinstance(error, ValueError | KeyError) or not name:
            return ConnectFailed(
                f"{self._config.get('host')} does not answer as Trino does: {said[:200]}.",
                "Check host, port and encryption.",
                code="not_trino",
            )
        if name == "EXCEEDED_TIME_LIMIT":
            return servers.ran_too_long(seconds)
        if name in _STOPPED:
            return servers.stopped_on_the_server()
        if name in _GONE:
            self._pool.forget_idle()
            return servers.connection_lost()
        if name == "PERMISSION_DENIED" and "session property" in said:
            return WarehouseFailed(
                f"The account may not set its own limits: {said.removeprefix('Access Denied: ')}.",
                "Allow it the session properties query_max_run_time, query_max_execution_time and query_max_scan_physical_bytes.",
                code="not_granted",
            )
        if name == "PERMISSION_DENIED":
            return servers.not_granted(self._config.get("user", ""), said.removeprefix("Access Denied: "))
        if name == "EXCEEDED_SCAN_LIMIT":
            return WarehouseFailed(
                f"The query would scan more than {self._config.get('scan_limit_gb') or 'the server allows'} GB and was stopped.",
                "Narrow it, for example by the columns that the table is partitioned by, or raise the limit.",
                code="over_limit",
            )
        if name == "QUERY_QUEUE_FULL":
            return ConnectFailed(
                "Too many queries wait on Trino.", "Try again in a moment.", code="too_many_connections"
            )
        if name in _NO_ROOM or kind == "INSUFFICIENT_RESOURCES":
            return servers.out_of_memory(said)
        if name in _NO_SUCH_PLACE:
            return WarehouseFailed(f"{said}.", "Check the catalog and the schema.", code="database_missing")
        if name == "READ_ONLY_VIOLATION":
            return WarehouseFailed("The statement would change something.", "Lunara only reads.", code="read_only")
        return servers.cannot_run(said)


class Talk:
    """A transaction that only reads, on one line: statements one after another, the one at work in `query`."""

    deadline: Deadline

    def __init__(self, line: Line, config: Mapping[str, str], seconds: float) -> None:
        client = driver(KIND, "trino.client")
        self._line = line
        milliseconds = f"{max(int(seconds * 1000), 1)}ms"
        limits = {"query_max_run_time": milliseconds, "query_max_execution_time": milliseconds}
        if config.get("scan_limit_gb"):
            limits["query_max_scan_physical_bytes"] = f"{int(config['scan_limit_gb']) * GIGABYTE}B"
        # A session for each talk: what a statement sets in it ends with the talk.
        self.session = client.ClientSession(
            user=config.get("user", ""),
            catalog=config.get("catalog"),
            schema=config.get("schema") or None,
            source="lunara",
            client_tags=["lunara"],
            properties=limits,
            roles=_roles(config.get("role", "")) or None,
            timezone="UTC",
            transaction_id=_NONE,
        )
        host = f"[{line.host}]" if ":" in line.host else line.host
        self._request = client.TrinoRequest(host, line.port, self.session, line, line.scheme, max_attempts=1)
        self._make_query = client.TrinoQuery
        self.query: Any = None

    def begin(self) -> None:
        """Start the transaction; the server names it in a header of one of its answers."""
        header = "X-Trino-Started-Transaction-Id"
        answer = self._request.post("START TRANSACTION READ ONLY")
        while True:
            self.session.transaction_id = answer.headers.get(header, self.session.transaction_id)
            status = self._request.process(answer)
            if not status.next_uri:
                break
            answer = self._request.get(status.next_uri)
        if self.session.transaction_id == _NONE:
            raise ConnectFailed(
                "The server starts no transaction that only reads.", "Lunara needs Trino itself.", code="not_trino"
            )

    def ask(self, sql: str) -> Any:
        """Send a statement and wait for its first rows; the driver's query, whose rows are as the protocol has them."""
        self.query = query = self._make_query(self._request, sql, legacy_primitive_types=True)
        query.execute()
        return query

    def expect_rows(self) -> None:
        """From now on the server may say as much as it likes, page by page."""
        self._line.left = None

    def rows(self, sql: str) -> list[list[Any]]:
        """All rows of a statement of ours."""
        query = self.ask(sql)
        found: list[list[Any]] = list(query.result.rows)
        while not query.finished:
            found += query.fetch()
        return found

    def renew(self) -> None:
        """Go on after a statement that failed, which ends the transaction in the server."""
        self.rows("ROLLBACK")
        self.session.transaction_id = _NONE
        self.begin()

    def stop(self) -> None:
        """Stop the statement at work, from another thread. Where that fails the server's own time limit remains."""
        errors = driver(KIND, "trino.exceptions")
        query = self.query
        if query is not None:
            with suppress(errors.Error, errors.HttpError, LunaraError):
                query.cancel()

    def end(self) -> None:
        """Leave nothing behind: what still runs is stopped, the transaction ended. On a lost line the server does it in time.

        Takes `END_SECONDS` at most; then the line is cut.
        """
        errors = driver(KIND, "trino.exceptions")
        if self.session.transaction_id != _NONE and not self._line.lost:
            with Deadline(END_SECONDS, CancelToken(), self._line.cut):
                self.stop()
                with suppress(errors.Error, errors.HttpError, LunaraError, ValueError, KeyError):
                    self.rows("ROLLBACK")


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> TrinoWarehouse:
    """Connect once, to learn at once what is wrong. Raises InvalidInput for a missing field, ConnectFailed."""
    servers.check_config(config, ("host", "catalog", "user"), 443)
    for name in ("user", "catalog", "schema", "role"):
        # They travel as headers of HTTP.
        if not (config.get(name, "").isascii() and config.get(name, "").isprintable()):
            raise InvalidInput(f"The {name} holds letters that Trino cannot be told.", "Use ASCII letters.", field=name)
    warehouse = TrinoWarehouse(config, secrets, Reach.of(settings))
    warehouse.greet()
    return warehouse


def from_server_url(url: SplitResult) -> tuple[dict[str, str], dict[str, str]]:
    """`trino://user:password@host:port/catalog/schema?sslmode=…` as config and secrets."""
    config, secrets = servers.read_url(url, 443, ("sslmode", "role", "scan_limit_gb"), path="catalog")
    catalog, _, schema = config["catalog"].partition("/")
    return {**config, "catalog": catalog, **({"schema": schema} if schema else {})}, secrets


def _roles(written: str) -> dict[str, str]:
    """`analyst` or `hive=analyst, system=reader` as roles by catalog. Raises InvalidInput."""
    found = {}
    for part in filter(None, (piece.strip() for piece in written.split(","))):
        catalog, mark, role = part.partition("=")
        found[catalog.strip() if mark else "system"] = (role if mark else catalog).strip()
    if not all(found) or not all(found.values()):
        raise InvalidInput(
            f"The role is {written!r}, which is not one.",
            "Write analyst, or hive=analyst for a catalog's own.",
            field="role",
        )
    return found
