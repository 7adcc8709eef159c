"""Snowflake, through its own driver: every statement is described as a query before it runs, with limits of its own."""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult

from lunara.connect import servers
from lunara.connect.catalog import Catalog
from lunara.connect.deadline import Deadline
from lunara.connect.drivers import driver
from lunara.connect.hosts import Reach
from lunara.connect.pool import Pool
from lunara.connect.servers import CATALOG_SECONDS, CONNECT_SECONDS
from lunara.connect.snowflake_catalog import grant_statement, read_access, read_catalog, read_schemas
from lunara.connect.snowflake_sign_in import SESSION, account_name, server_of, sign_in
from lunara.connect.warehouse import CancelToken, Capabilities, Estimate, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, LunaraError, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

    from lunara.connect.snowflake_line import Line

DESCRIBED = 2_000  # texts that are known to be queries

KIND = WarehouseKind(
    name="snowflake",
    label="Snowflake",
    dialect="snowflake",
    fields=(
        Field(
            "account",
            "Account",
            placeholder="myorg-myaccount",
            help="The name before .snowflakecomputing.com.",
            destination=True,
        ),
        Field("user", "User", placeholder="LUNARA", help="A user whose role may only read."),
        Field(
            "sign_in",
            "Sign in with",
            "choice",
            default="key pair",
            choices=("key pair", "access token", "password", "oauth"),
            help="Snowflake asks people with passwords for a second factor; programs take a key pair or a token.",
        ),
        Field(
            "private_key",
            "Private key",
            "multiline",
            required=False,
            secret=True,
            help="PEM. Kept encrypted.",
            shown_with=("sign_in", "key pair"),
        ),
        Field(
            "passphrase",
            "Passphrase of the key",
            "password",
            required=False,
            secret=True,
            help="If the key has one.",
            shown_with=("sign_in", "key pair"),
        ),
        Field(
            "token",
            "Token",
            "password",
            required=False,
            secret=True,
            help="A programmatic access or OAuth token.",
            shown_with=("sign_in", "access token", "oauth"),
        ),
        replace(servers.PASSWORD, shown_with=("sign_in", "password")),
        Field("role", "Role", required=False, placeholder="LUNARA_READER", help="Empty for the user's own."),
        Field("warehouse", "Warehouse", required=False, placeholder="BI_WH", help="What runs the queries."),
        Field("database", "Database", placeholder="ANALYTICS"),
        Field("schema", "Schema", required=False, help="Only this schema; empty for all that the role can read."),
    ),
    url_schemes=("snowflake",),
    url_form="user:password@account/database/schema?warehouse=…",
    capabilities=Capabilities(exact_row_counts=True),
    description="A Snowflake account, by key pair, access token, password or OAuth.",
    driver="snowflake.connector",
    extra="snowflake",
)


@dataclass
class _Statement:
    """What runs within one time limit."""

    line: Line
    deadline: Deadline
    limits: Mapping[str, Any]

    def ask(self, text: str) -> list[dict[str, Any]]:
        """Rows of a query of ours."""
        return self.line.rows(text, self.limits)

    def ask_if_let(self, text: str) -> list[dict[str, Any]] | None:
        """As `ask`; None where the role may not see what is asked for."""
        from snowflake.connector.errors import ProgrammingError

        try:
            return self.ask(text)
        except ProgrammingError as error:
            if error.errno in (2003, 3001):
                return None
            raise


class SnowflakeWarehouse:
    """One database, or one schema of it."""

    kind = KIND

    def __init__(self, config: Mapping[str, str], secrets: Mapping[str, str], reach: Reach) -> None:
        self._config, self._secrets = dict(config), dict(secrets)
        self._reach = reach
        self._schema = _spelled(config.get("schema", ""))
        self._queries: OrderedDict[str, None] = OrderedDict()
        self._pool: Pool[Line] = Pool(self._line, lambda line: line.close(), lambda line: line.is_open)

    def __repr__(self) -> str:
        return f"SnowflakeWarehouse({self._config.get('account')!r})"

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return KIND.dialect

    def check(self) -> list[Finding]:
        """What the role can see and, above all, whether it could write. Raises ConnectFailed."""
        with self._reading(CATALOG_SECONDS, CancelToken()) as statement:
            database = statement.line.place[0] or ""
            access = read_access(statement.ask, statement.ask_if_let, database, self._schema)
        role = access.role or "no role"
        findings = [
            Finding("ok", f"Connected to {database} (Snowflake {access.version}) as {access.user} with {role}.")
        ]
        if not access.warehouse:
            findings.append(
                Finding(
                    "error",
                    "No warehouse is set, so that queries cannot run.",
                    "Name one under Warehouse that the role may use.",
                )
            )
        if access.unseen:
            findings.append(
                Finding(
                    "warning",
                    f"What may be done by the {', '.join(access.unseen[:5])} cannot be seen from here.",
                    "An administrator can look: SHOW GRANTS TO ROLE …;",
                )
            )
        return findings + servers.access_findings(
            user=f"{access.user} (role {role})",
            where=f"the schema {self._schema}" if self._schema else f"the database {database}",
            tables=access.tables,
            can_write=access.can_write,
            grant_statement=grant_statement(database, access.warehouse),
        )

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, views, columns, comments, row counts and keys of the database, by two queries and three SHOWs."""
        with self._reading(CATALOG_SECONDS, cancel or CancelToken()) as statement:
            return read_catalog(statement.ask, statement.line.place[0] or "", schema or self._schema)

    def schemas(self, *, cancel: CancelToken | None = None) -> dict[str, int]:
        """Schemas with tables that the role can read, and how many."""
        with self._reading(CATALOG_SECONDS, cancel or CancelToken()) as statement:
            return read_schemas(statement.ask, statement.line.place[0] or "", self._schema)

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement, which Snowflake itself must take for one query, and read its Arrow results as they are fetched."""
        from lunara.connect.snowflake_types import batches

        with self._reading(timeout_seconds, cancel) as statement:
            self._prove(sql.text, statement)
            columns, tables = statement.line.tables(sql.text, statement.limits)
            for batch in batches(columns, tables):
                if statement.deadline.stopped:
                    raise statement.deadline.error()
                yield batch

    def estimate(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Estimate:
        """The bytes of the partitions that the statement would read, as EXPLAIN tells; no warehouse runs for it."""
        with self._reading(timeout_seconds, cancel) as statement:
            ((told,),) = (row.values() for row in statement.ask(f"explain using json {sql.text}"))
        found = json.loads(told).get("GlobalStats", {}).get("bytesAssigned")
        return Estimate("EXPLAIN", bytes=None if found is None else int(found))

    def close(self) -> None:
        """Sign out of idle sessions and refuse further statements; idempotent."""
        self._pool.close()

    def _prove(self, text: str, statement: _Statement) -> None:
        """Snowflake has no session that only reads, so it is asked what type a statement is of, once for each text."""
        from lunara.connect.snowflake_line import SELECT_TYPE

        if text in self._queries:
            return
        if statement.line.type_of(text, statement.limits) != SELECT_TYPE:
            raise WarehouseFailed("Snowflake does not take this for a query.", "Only SELECT statements are run.")
        self._queries[text] = None
        while len(self._queries) > DESCRIBED:
            self._queries.popitem(last=False)

    @contextmanager
    def _reading(self, seconds: float, cancel: CancelToken) -> Iterator[_Statement]:
        """A session whose statements end after `seconds` in Snowflake; errors translated.

        A session that is new begins within the same time limit, and can be cancelled while it does.
        """
        line = self._pool.take()
        from snowflake.connector.errors import Error as DriverError

        deadline = Deadline(seconds, cancel, line.stop, again=1.0, cut=line.cut)
        # Whole seconds are all that Snowflake counts; the deadline is exact.
        most = max(math.ceil(seconds), 1)
        limits = {"STATEMENT_TIMEOUT_IN_SECONDS": most, "STATEMENT_QUEUED_TIMEOUT_IN_SECONDS": most}
        healthy = False
        try:
            with deadline:
                if not line.has_begun:
                    self._begin(line)
                yield _Statement(line, deadline, limits)
            healthy = True
        except (DriverError, LunaraError) as error:
            if deadline.stopped:
                raise deadline.error() from error
            failed = error if isinstance(error, LunaraError) else self._failed(error, seconds)
            healthy = not isinstance(failed, ConnectFailed)
            if not healthy:
                self._pool.forget_idle()
            raise failed from (None if failed is error else error)
        finally:
            if healthy and not deadline.stopped:
                self._pool.give_back(line)
            else:
                line.close()

    def _line(self) -> Line:
        """A session that has not begun yet, to an address that is looked up here and once."""
        driver(KIND)
        from lunara.connect.snowflake_http import Wire
        from lunara.connect.snowflake_line import Line

        way_in = sign_in(self._config, self._secrets)
        host, port, protocol = server_of(self._config.get("account", ""))
        wire = Wire((host, port, protocol), self._reach)
        options = {
            "account": account_name(self._config.get("account", "")),
            "host": host,
            "port": port,
            "protocol": protocol,
            "user": self._config.get("user", ""),
            **way_in,
            "role": self._config.get("role") or None,
            # Only the one role: a second role of the user could write.
            "secondary_roles": "NONE",
            "warehouse": self._config.get("warehouse") or None,
            "database": self._config.get("database", ""),
            # What the guard assumes of bare names.
            "schema": "PUBLIC",
            "login_timeout": CONNECT_SECONDS,
            "session_parameters": dict(SESSION),
            "paramstyle": "qmark",
            "arrow_number_to_decimal": True,
            "application": "lunara",
            "client_session_keep_alive": False,
            # Nothing of the machine that Lunara runs on: no stored tokens, no look at the cloud's metadata.
            "client_store_temporary_credential": False,
            "client_request_mfa_token": False,
            "platform_detection_timeout_seconds": 0.0,
            "log_imported_packages_in_telemetry": False,
            "disable_ocsp_checks": True,
        }
        return Line(wire, options)

    def _begin(self, line: Line) -> None:
        from snowflake.connector.errors import Error as DriverError

        host, port, _ = server_of(self._config.get("account", ""))
        clock = Deadline(CONNECT_SECONDS, CancelToken(), line.cut)
        try:
            with clock:
                line.open()
        except (DriverError, OSError, ConnectFailed) as error:
            if clock.stopped:
                raise servers.no_answer(host, port, CONNECT_SECONDS) from error
            if isinstance(error, ConnectFailed):
                raise
            raise self._not_connected(error, host) from error
        database, warehouse, _ = line.place
        if not database:
            raise servers.database_missing(self._config.get("database", ""), host)
        if self._config.get("warehouse") and not warehouse:
            raise ConnectFailed(
                f"There is no warehouse {self._config['warehouse']}, or the role may not use it.",
                "Check its name, or: GRANT USAGE ON WAREHOUSE … TO ROLE …;",
                code="warehouse_missing",
            )

    def _not_connected(self, error: BaseException, host: str) -> ConnectFailed:
        from lunara.connect.snowflake_errors import not_connected

        number, words = _number_and_words(error)
        return not_connected(
            number,
            words,
            account=self._config.get("account", ""),
            host=host,
            user=self._config.get("user", ""),
            role=self._config.get("role", ""),
        )

    def _failed(self, error: Any, seconds: float) -> LunaraError:
        from lunara.connect.snowflake_errors import failed

        number, words = _number_and_words(error)
        return failed(
            number,
            str(getattr(error, "sqlstate", "") or ""),
            words,
            user=self._config.get("user", ""),
            warehouse=self._config.get("warehouse", ""),
            seconds=seconds,
        )


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> SnowflakeWarehouse:
    """Sign in once, to learn at once what is wrong. Raises InvalidInput for a missing field, ConnectFailed."""
    servers.check_config(config, ("account", "user", "database"))
    warehouse = SnowflakeWarehouse(config, secrets, Reach.of(settings))
    line = warehouse._pool.take()
    try:
        warehouse._begin(line)
    except LunaraError:
        line.close()
        raise
    warehouse._pool.give_back(line)
    return warehouse


def from_server_url(url: SplitResult) -> tuple[dict[str, str], dict[str, str]]:
    """`snowflake://user:password@account/database/schema?warehouse=…&role=…` as config and secrets."""
    config, secrets = servers.read_url(url, 0, ("warehouse", "role"))
    database, _, schema = config.pop("database").partition("/")
    config.pop("port")
    found = {"account": config.pop("host"), **config, "database": database, "schema": schema, "sign_in": "password"}
    return {name: value for name, value in found.items() if value}, secrets


def _number_and_words(error: BaseException) -> tuple[int, str]:
    number = getattr(error, "errno", None)
    return number if isinstance(number, int) else 0, str(getattr(error, "msg", None) or error)


def _spelled(name: str) -> str:
    """A name as Snowflake keeps it: in capitals, unless it was given in quotes."""
    if len(name) > 1 and name[0] == name[-1] == '"':
        return name[1:-1].replace('""', '"')
    return name.upper()
