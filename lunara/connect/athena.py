"""Amazon Athena: statements started, watched and stopped over its API; the catalog is Glue's."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, unquote
from uuid import uuid4

from lunara.connect import servers
from lunara.connect.athena_aws import SERVICES, Aws, connect, words_of
from lunara.connect.athena_catalog import read_access, read_catalog, workgroup_findings
from lunara.connect.catalog import Catalog
from lunara.connect.deadline import Deadline
from lunara.connect.drivers import driver
from lunara.connect.lines import Lines
from lunara.connect.servers import CATALOG_SECONDS, CONNECT_SECONDS
from lunara.connect.warehouse import CancelToken, Capabilities, Field, Finding, WarehouseKind
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, TimedOut, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

FIRST_LOOK_SECONDS, LAST_LOOK_SECONDS = 0.05, 0.5

KIND = WarehouseKind(
    name="athena",
    label="Amazon Athena",
    dialect="athena",
    fields=(
        Field("region", "Region", placeholder="eu-central-1", help="Where workgroup, tables and results are."),
        Field("workgroup", "Workgroup", default="primary", help="Its limit of bytes a query holds for Lunara's too."),
        Field("catalog", "Catalog", default="AwsDataCatalog", help="AwsDataCatalog is Glue's."),
        Field("database", "Database", placeholder="sales", help="Name of the database in that catalog."),
        Field(
            "output_location",
            "Place of results",
            required=False,
            placeholder="s3://bucket/folder/",
            help="Empty where the workgroup has one, or keeps results itself.",
        ),
        Field(
            "access_key", "Access key", required=False, placeholder="AKIA…", help="Of an account that may only read."
        ),
        Field("secret_key", "Secret key", "password", required=False, secret=True, help="Kept encrypted."),
        Field(
            "session_token",
            "Session token",
            "password",
            required=False,
            secret=True,
            help="Of keys that last for hours.",
            group="More settings",
        ),
        Field(
            "role_arn",
            "Role",
            required=False,
            placeholder="arn:aws:iam::…",
            help="A role that the keys take on.",
            group="More settings",
        ),
        Field(
            "external_id",
            "External ID",
            required=False,
            help="What the role asks for of those who take it on.",
            group="More settings",
        ),
        Field(
            "profile",
            "Profile",
            required=False,
            help="Of this machine's AWS settings, instead of keys (embedded mode).",
            group="More settings",
        ),
        Field(
            "endpoint",
            "Endpoint",
            required=False,
            placeholder="https://…",
            help="An address that stands in for all of AWS; its host must be in LUNARA_ALLOWED_HOSTS.",
            destination=True,
            group="More settings",
        ),
    ),
    url_schemes=("athena",),
    # Athena has no sessions; what Lunara sends is a text that Athena can take for a query only, see `_is_query`.
    capabilities=Capabilities(declares_foreign_keys=False),
    description="Amazon Athena over the Glue Data Catalog, with a workgroup's limits.",
    driver="boto3",
    extra="athena",
    url_form="ACCESS_KEY:SECRET@region/database",
)

_COMMENT = re.compile(r"\s+|--[^\n]*(?:\n|$)|/\*.*?\*/|\(", re.DOTALL)
_QUERY = re.compile(r"(?:select|with|values|table)\b", re.IGNORECASE)
_NAME = re.compile(r"([A-Z][A-Z0-9_]{3,}): ?(.*)", re.DOTALL)


class AthenaWarehouse:
    """One database of one catalog, asked through one workgroup."""

    kind = KIND

    def __init__(self, config: Mapping[str, str], aws: Aws) -> None:
        self._config, self._aws = dict(config), aws

    def __repr__(self) -> str:
        return f"AthenaWarehouse({self._config.get('database')!r})"

    @property
    def dialect(self) -> str:
        """sqlglot dialect name."""
        return KIND.dialect

    def check(self) -> list[Finding]:
        """What the account sees, what bounds its queries and, where IAM tells, whether it could write. Raises ConnectFailed."""
        with self._asking(CATALOG_SECONDS, CancelToken()) as (_, lines), lines.asking():
            access = read_access(self._aws, self._config)
            bounds = workgroup_findings(self._aws, self._config)
        where = f"{self._config['catalog']}.{self._config['database']}"
        said = servers.access_findings(
            user=access.user,
            where=f"the database {where}",
            tables=access.tables,
            can_write=access.can_write,
            grant_statement=access.policy,
            encrypted=self._aws.encrypted,
        )
        return [
            Finding("ok", f"Connected to {where} (Athena, {self._aws.region}) as {access.user}."),
            *bounds,
            *said,
        ]

    def catalog(self, schema: str | None = None, *, cancel: CancelToken | None = None) -> Catalog:
        """Tables, views, columns, partitions and comments of the database, a hundred tables at a time."""
        with self._asking(CATALOG_SECONDS, cancel or CancelToken()) as (deadline, lines), lines.asking():
            return read_catalog(self._aws, self._config, schema or self._config["database"], deadline)

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        """Run the statement; Athena gives rows when it has all of them, which are then read in parts. See there for errors."""
        from lunara.connect.athena_results import batches

        if not _is_query(sql.text):
            raise _not_a_query()
        run = _Run(self._aws, self._config, sql.text)
        with self._asking(timeout_seconds, cancel, run) as (deadline, lines):
            try:
                run.start()
                execution = run.ended(deadline, cancel)
            finally:
                # It may have begun although the call failed.
                run.stop()
            if execution["Status"]["State"] != "SUCCEEDED":
                raise _failed(execution, timeout_seconds)
            yield from batches(self._aws, execution, deadline, lines)

    def close(self) -> None:
        """Let go of connections and refuse further statements; idempotent."""
        self._aws.close()

    def greet(self) -> None:
        """Ask whether the database and the workgroup are there. Raises ConnectFailed."""
        try:
            with self._asking(CONNECT_SECONDS * 2, CancelToken()) as (_, lines), lines.asking():
                self._aws.require(self._config)
        except TimedOut as error:
            raise servers.no_answer(*self._aws.where, CONNECT_SECONDS * 2) from error

    @contextmanager
    def _asking(self, seconds: float, cancel: CancelToken, run: _Run | None = None) -> Iterator[tuple[Deadline, Lines]]:
        """A time limit, which stops `run` and then cuts the lines; errors of the driver in words."""
        errors, unreadable = driver(KIND, "botocore.exceptions"), driver(KIND, "botocore.parsers").ResponseParserError
        lines = run.lines if run else Lines()
        deadline = Deadline(seconds, cancel, run.stop if run else lambda: None, again=1.0, cut=lines.cut)
        try:
            with deadline:
                yield deadline, lines
        except (errors.BotoCoreError, errors.ClientError, unreadable, ConnectFailed) as error:
            if deadline.stopped:
                raise deadline.error() from error
            if isinstance(error, ConnectFailed):
                raise
            raise words_of(error, self._aws, self._config) from error


class _Run:
    """One execution of a statement."""

    def __init__(self, aws: Aws, config: Mapping[str, str], sql: str) -> None:
        self._client = aws.client("athena")
        self._request: dict[str, Any] = {
            "QueryString": sql,
            # The driver may have to say it again; the execution is the same one then.
            "ClientRequestToken": f"lunara-{uuid4()}",
            "QueryExecutionContext": {"Catalog": config["catalog"], "Database": config["database"]},
            "WorkGroup": config["workgroup"],
        }
        if config.get("output_location"):
            self._request["ResultConfiguration"] = {"OutputLocation": config["output_location"]}
        self.lines = Lines()
        self._id = ""
        self._begun = self._over = False

    def start(self) -> None:
        """Let Athena begin; said twice, it begins once."""
        self._begun = True
        try:
            with self.lines.asking():
                self._id = str(self._client.start_query_execution(**self._request)["QueryExecutionId"])
        except driver(KIND, "botocore.exceptions").ClientError:
            self._over = True
            raise

    def stop(self) -> None:
        """Ask Athena to stop it; one that has ended is not minded. Where that fails the workgroup's own limits remain."""
        if not self._begun or self._over:
            return
        errors = driver(KIND, "botocore.exceptions")
        with suppress(errors.BotoCoreError, errors.ClientError, ConnectFailed):
            if not self._id:
                # The answer that has its name is lost, or on its way.
                self.start()
            with self.lines.asking():
                self._client.stop_query_execution(QueryExecutionId=self._id)

    def ended(self, deadline: Deadline, cancel: CancelToken) -> dict[str, Any]:
        """The execution when it has ended. Raises what the deadline says once Athena has stopped it.

        One that does not stop is asked for until the line is cut.
        """
        pause = FIRST_LOOK_SECONDS
        while True:
            with self.lines.asking():
                execution: dict[str, Any] = self._client.get_query_execution(QueryExecutionId=self._id)[
                    "QueryExecution"
                ]
            self._over = execution["Status"]["State"] in ("SUCCEEDED", "FAILED", "CANCELLED")
            if deadline.stopped and self._over:
                raise deadline.error()
            kind, part = execution.get("StatementType") or "DML", execution.get("SubstatementType") or "SELECT"
            if (kind, part) != ("DML", "SELECT"):
                raise _not_a_query()
            if self._over:
                return execution
            time.sleep(FIRST_LOOK_SECONDS) if deadline.stopped else cancel.wait(pause)
            pause = min(pause * 1.4, LAST_LOOK_SECONDS)


def open(config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings) -> AthenaWarehouse:
    """Ask for database and workgroup once, to learn at once what is wrong. Raises InvalidInput, ConnectFailed."""
    filled = {field.name: config.get(field.name) or field.default for field in KIND.fields if not field.secret}
    servers.check_config(filled, ("region", "workgroup", "catalog", "database"))
    if filled["output_location"] and not filled["output_location"].startswith("s3://"):
        raise InvalidInput(
            "The place of results is no folder of S3.", "Write it as s3://bucket/folder/.", field="output_location"
        )
    warehouse = AthenaWarehouse(filled, connect(filled, secrets, settings, SERVICES))
    warehouse.greet()
    return warehouse


def from_server_url(url: SplitResult) -> tuple[dict[str, str], dict[str, str]]:
    """`athena://ACCESS_KEY:SECRET@region/database?workgroup=…&output_location=…` as config and secrets."""
    config = {"region": url.hostname or "", "database": unquote(url.path.lstrip("/"))}
    secrets = {}
    if url.username:
        config["access_key"] = unquote(url.username)
    if url.password:
        secrets["secret_key"] = unquote(url.password)
    known = {field.name for field in KIND.fields if not field.secret} - {"region", "database", "access_key"}
    for name, value in parse_qsl(url.query):
        if name not in known:
            raise InvalidInput(f"The URL's option {name!r} is not known.", f"Known are {', '.join(sorted(known))}.")
        config[name] = value
    return config, secrets


def _is_query(sql: str) -> bool:
    """Whether Athena can take the text for a query only: its grammar has no other statement that begins so, and it runs one."""
    at = 0
    while (skipped := _COMMENT.match(sql, at)) is not None:
        at = skipped.end()
    return _QUERY.match(sql, at) is not None


def _not_a_query() -> WarehouseFailed:
    return WarehouseFailed("The statement is no query.", "Only SELECT statements are run.", code="read_only")


def _failed(execution: Mapping[str, Any], seconds: float) -> LunaraError:
    status = execution["Status"]
    error = status.get("AthenaError") or {}
    said = str(status.get("StateChangeReason") or error.get("ErrorMessage") or "it does not say why").strip()[:500]
    named = _NAME.match(said)
    name, plain = (named[1], named[2]) if named else ("", said)
    low = said.lower()
    if "bytes scanned limit" in low or "data scan limit" in low:
        return WarehouseFailed(
            "The query would scan more than the workgroup allows and was stopped.",
            "Narrow it, for example by the columns that the table is partitioned by, or raise the workgroup's limit.",
            code="over_limit",
        )
    if "query timeout" in low or name == "EXCEEDED_TIME_LIMIT":
        return servers.ran_too_long(seconds)
    if status["State"] == "CANCELLED":
        return servers.stopped_on_the_server()
    if (
        name == "PERMISSION_DENIED"
        or "access denied" in low
        or "not authorized" in low
        or "insufficient permissions" in low
    ):
        return WarehouseFailed(
            f"The account may not read this: {plain}.",
            "Ask an administrator for the policy that the connection test shows.",
            code="not_granted",
        )
    if "exhausted resources" in low or name.startswith("EXCEEDED_") or name == "INSUFFICIENT_RESOURCES":
        return servers.out_of_memory(plain)
    if error.get("ErrorCategory") == 1:
        return WarehouseFailed(f"Athena failed to run the query: {plain}.", "Try again in a moment.")
    return servers.cannot_run(plain)
