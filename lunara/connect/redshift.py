"""Amazon Redshift: a read-only transaction for each statement, whose rows are taken as they come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import SplitResult

from lunara.connect import servers
from lunara.connect.catalog import Catalog
from lunara.connect.deadline import Deadline
from lunara.connect.drivers import driver
from lunara.connect.hosts import Reach
from lunara.connect.pool import Pool
from lunara.connect.postgres_session import Failure
from lunara.connect.redshift_catalog import SIZES, count_tables, grant_statement, read_access, read_catalog
from lunara.connect.redshift_iam import Iam
from lunara.connect.redshift_session import TIMED_OUT, Session
from lunara.connect.servers import CATALOG_SECONDS, CONNECT_SECONDS
from lunara.connect.warehouse import CancelToken, Capabilities, Estimate, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

T = TypeVar("T")

PORT = 5439

KIND = WarehouseKind(
    name="redshift",
    label="Amazon Redshift",
    dialect="redshift",
    fields=(
        Field(
            "host",
            "Host",
            required=False,
            placeholder="name.abc123.eu-central-1.redshift.amazonaws.com",
            help="Empty with AWS keys: then AWS tells where the cluster is.",
            destination=True,
        ),
        Field("port", "Port", "number", default=str(PORT), help=f"{PORT} unless it was changed.", destination=True),
        Field("database", "Database", placeholder="dev", help="Name of the database there."),
        Field("user", "User", required=False, placeholder="lunara_reader", help="An account that may only read."),
        servers.PASSWORD,
        Field(
            "sslmode",
            "Encryption",
            "choice",
            default="verify-full",
            choices=("verify-full", "verify-ca", "disable"),
            help="verify-ca where the certificate has another name, as behind a tunnel.",
            destination=True,
        ),
        Field("schema", "Schema", required=False, help="Only this schema; empty for all that the account can read."),
        Field(
            "cluster",
            "Cluster",
            required=False,
            help="With AWS keys: the cluster's identifier.",
            group="Sign in through AWS instead of a password",
        ),
        Field(
            "workgroup",
            "Workgroup",
            required=False,
            help="With AWS keys: the name of a serverless workgroup.",
            group="Sign in through AWS instead of a password",
        ),
        Field(
            "region",
            "Region",
            required=False,
            placeholder="eu-central-1",
            help="With AWS keys.",
            group="Sign in through AWS instead of a password",
        ),
        Field(
            "access_key",
            "Access key",
            required=False,
            placeholder="AKIA…",
            help="Instead of a password.",
            group="Sign in through AWS instead of a password",
        ),
        Field(
            "secret_key",
            "Secret key",
            "password",
            required=False,
            secret=True,
            help="Kept encrypted.",
            group="Sign in through AWS instead of a password",
        ),
        Field(
            "session_token",
            "Session token",
            "password",
            required=False,
            secret=True,
            help="Of keys that last for hours.",
            group="Sign in through AWS instead of a password",
        ),
        Field(
            "role_arn",
            "Role",
            required=False,
            placeholder="arn:aws:iam::…",
            help="A role that the keys take on.",
            group="Sign in through AWS instead of a password",
        ),
        Field(
            "external_id",
            "External ID",
            required=False,
            help="What the role asks for of those who take it on.",
            group="Sign in through AWS instead of a password",
        ),
        Field(
            "profile",
            "Profile",
            required=False,
            help="Of this machine's AWS settings, instead of keys (embedded mode).",
            group="Sign in through AWS instead of a password",
        ),
        Field(
            "endpoint",
            "AWS endpoint",
            required=False,
            placeholder="https://…",
            help="An address that stands in for AWS; its host must be in LUNARA_ALLOWED_HOSTS.",
            destination=True,
            group="Sign in through AWS instead of a password",
        ),
    ),
    url_schemes=("redshift",),
    capabilities=Capabilities(),
    description="An Amazon Redshift cluster or serverless workgroup, by password or by AWS keys.",
    driver="redshift_connector",
    extra="redshift",
)

# Fixed so that a statement means the same wherever it runs, and is known in Redshift's own logs.
_SET_UP = (
    "set datestyle to 'ISO, YMD'; set timezone to 'UTC'; set extra_float_digits to 2; set search_path to public;"
    " set query_group to 'lunara'"
)


class RedshiftWarehouse:
    """One database."""

    kind = KIND

    def __init__(self, config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> None:
        self._config = dict(config)
        self._reach = Reach.of(settings)
        self._password = secrets.get("password", "")
        self._schema = config.get("schema") or None
        self._iam = Iam(self._config, secrets, settings) if _by_keys(config) else None
        self._pool: Pool[tuple[Session, str]] = Pool(
            self._connect, lambda line: line[0].close(), lambda line: line[0].is_ready
        )

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return KIND.dialect

    def check(self) -> list[Finding]:
        """What the account can see and, above all, whether it could write. Raises ConnectFailed."""
        with self._reading(CATALOG_SECONDS, CancelToken()) as (session, _):
            access = read_access(session.fetch)
            tables = count_tables(session.fetch, self._schema)
            encrypted = session.encrypted
        findings = [Finding("ok", f"Connected to {access.database} (Amazon Redshift) as {access.user}.")]
        return findings + servers.access_findings(
            user=access.user,
            where=f"the schema {self._schema}" if self._schema else "this database",
            tables=tables,
            can_write=access.can_write,
            grant_statement=grant_statement(self._schema or "public"),
            encrypted=encrypted or servers.is_loopback(self._config.get("host", "")),
        )

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, views, external and shared tables, columns, keys, sort keys, comments and row counts, by seven queries."""
        cancel = cancel or CancelToken()
        sizes: list[list[Any]] = []
        try:
            with self._reading(CATALOG_SECONDS, cancel) as (session, _):
                sizes = session.fetch(SIZES)
        except WarehouseFailed as refused:
            # Exact row counts are for administrators, and those who were granted svv_table_info.
            if refused.code != "not_granted":
                raise
        with self._reading(CATALOG_SECONDS, cancel) as (session, _):
            return read_catalog(session.fetch, schema or self._schema, sizes)

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement by the extended protocol, which takes one only. See the protocol for errors."""
        from lunara.connect.redshift_types import batches

        with (
            self._reading(timeout_seconds, cancel) as (session, deadline),
            closing(batches(session, sql.text)) as found,
        ):
            for batch in found:
                if deadline.stopped:
                    raise deadline.error()
                yield batch

    def estimate(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Estimate:
        """Rows and bytes that the statement's plan expects its tables to give (EXPLAIN), by the server's statistics."""
        from lunara.connect.plan_estimate import of_lines
        from lunara.connect.redshift_types import batches

        with (
            self._reading(timeout_seconds, cancel) as (session, _),
            closing(batches(session, f"explain {sql.text}")) as found,
        ):
            return of_lines([str(line) for batch in found for line in batch.column(0).to_pylist()])

    def close(self) -> None:
        """Close idle connections and refuse further statements; idempotent."""
        self._pool.close()
        if self._iam is not None:
            self._iam.close()

    @contextmanager
    def _reading(self, seconds: float, cancel: CancelToken) -> Iterator[tuple[Session, Deadline]]:
        """A connection inside a read-only transaction with a statement timeout; errors translated."""
        line = self._pool.take()
        session, process = line
        deadline = Deadline(seconds, cancel, lambda: self._stop(process), again=2.0, cut=session.cut)
        clean = False
        try:
            with deadline:
                session.do(f"begin read only; set statement_timeout to {max(int(seconds * 1000), 1)}")
                try:
                    yield session, deadline
                finally:
                    if session.idle:
                        session.do("rollback")
                        clean = True
        except Failure as failure:
            if deadline.stopped:
                raise deadline.error() from failure
            raise self._failed(failure, seconds) from failure
        finally:
            # A cancel request that is still under way must not meet the next statement of this connection.
            if clean and not deadline.stopped:
                self._pool.give_back(line)
            else:
                session.close()
                if not clean and not deadline.stopped:
                    threading.Thread(target=self._stop, args=[process], name="lunara-abandon", daemon=True).start()

    def _stop(self, process: str) -> None:
        """Ask the server, over another connection, to stop what that process of ours works on."""
        try:
            session, _ = self._session(lambda one: one.do(f"select pg_cancel_backend({int(process)})"))
        except LunaraError:
            return  # it ended in the meantime, or cannot be reached: its own time limit remains, and the line is cut
        session.close()

    def _connect(self) -> tuple[Session, str]:
        def set_up(session: Session) -> str:
            session.do(_SET_UP)
            return str(session.fetch("select pg_backend_pid()")[0][0])

        return self._session(set_up)

    def _session(self, first: Callable[[Session], T]) -> tuple[Session, T]:
        """A connection on which `first` was done, and what that gave. Each of the two has CONNECT_SECONDS."""
        config = self._config
        connection = driver(KIND, "redshift_connector.core").Connection
        host, port = config.get("host", ""), int(config.get("port") or PORT)
        user, password = config.get("user", ""), self._password
        if self._iam is not None:
            if not host:
                host, port = self._iam.place()
            user, password = self._iam.account()
        address = self._reach.address(host, port)
        encrypted = config.get("sslmode") != "disable"
        try:
            session = Session(
                connection,
                CONNECT_SECONDS,
                # The driver looks a name up once more. Encrypted, a second look-up that leads elsewhere ends at the certificate,
                # before anything is told; with verify-ca at any that one of Amazon's authorities signed.
                host=host if encrypted else address,
                port=port,
                user=user,
                password=password,
                database=config.get("database", ""),
                ssl=encrypted,
                sslmode=config.get("sslmode") or "verify-full",
                application_name="lunara",
            )
        except Failure as failure:
            raise _not_connected(failure, host, port, user, config) from failure
        try:
            with session.within(CONNECT_SECONDS):
                return session, first(session)
        except Failure as failure:
            session.close()
            if failure.said == TIMED_OUT:
                raise servers.no_answer(host, port) from failure
            raise self._failed(failure, CONNECT_SECONDS) from failure

    def _failed(self, failure: Failure, seconds: float) -> LunaraError:
        state, said = failure.state, (failure.said.strip().splitlines() or [""])[0][:500]
        if state == "57014":
            return servers.ran_too_long(seconds) if "timeout" in said else servers.stopped_on_the_server()
        if failure.lost or state[:2] == "08" or state in ("57P01", "57P02", "57P03"):
            self._pool.forget_idle()
            return servers.connection_lost()
        if state == "42501" or "permission denied" in said.lower():
            return servers.not_granted(self._config.get("user", "") or "of the AWS keys", said)
        if state in ("53100", "53200", "53400"):
            return servers.out_of_memory(said)
        return servers.locked() if state == "55P03" else servers.cannot_run(said)


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> RedshiftWarehouse:
    """Connect once, to learn at once what is wrong. Raises InvalidInput for a missing field, ConnectFailed."""
    required = ("database", "region") if _by_keys(config) else ("host", "database", "user")
    servers.check_config(config, required, PORT)
    if _by_keys(config) and config.get("cluster") and not config.get("user"):
        raise InvalidInput("The user is missing.", "A cluster gives a password for a user of its own.", field="user")
    warehouse = RedshiftWarehouse(config, secrets, settings)
    warehouse._pool.give_back(warehouse._pool.take())
    return warehouse


def from_server_url(url: SplitResult) -> tuple[dict[str, str], dict[str, str]]:
    """`redshift://user:password@host:port/database?sslmode=…&schema=…` as config and secrets."""
    options = ("sslmode", "schema", "cluster", "workgroup", "region", "profile")
    config, secrets = servers.read_url(url, PORT, options)
    if not url.hostname:
        del config["host"]
    return config, secrets


def _by_keys(config: Mapping[str, str]) -> bool:
    return bool(config.get("cluster") or config.get("workgroup"))


def _not_connected(failure: Failure, host: str, port: int, user: str, config: Mapping[str, str]) -> ConnectFailed:
    low, database = failure.said.lower(), config.get("database", "")
    if failure.state[:2] == "28" or "authentication failed" in low or "no password" in low:
        if "pg_hba" in low or "no entry" in low:
            return servers.not_let_in(host, user)
        return servers.password_wrong(user)
    if failure.state == "3D000" or ("database" in low and "does not exist" in low):
        return servers.database_missing(database, host)
    if "refused" in low and "ssl" not in low:
        return servers.refused(host, port)
    if "time out" in low or "timed out" in low:
        return servers.no_answer(host, port)
    if "ssl" in low or "certificate" in low:
        return servers.encryption_failed(host)
    if failure.state == "53300" or "connection limit" in low or "too many" in low:
        return servers.too_many_connections(host)
    if failure.lost or failure.state[:2] in ("08", "57"):
        return ConnectFailed(f"{host} is not ready.", "Try again in a moment.", code="connection_lost")
    return ConnectFailed(f"{host} did not accept the connection.", "Check host, port, user, password and database.")
