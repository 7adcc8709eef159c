"""BigQuery's REST API, Google's token service and permissions, for the real driver.

Statements are run by DuckDB, or by another server (`upstream`, the bqemulator) that has no sign-in, no costs and no cancel of
its own, and computes all of a result before it answers: what is `own` is run here all the same. What a test wants to go wrong
it puts into `faults`, which are used up one call each.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import duckdb
import jwt
import sqlglot
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlglot import exp

from tests.emulators.bigquery_storage import Long
from tests.emulators.engine import Engine, Stopped

if TYPE_CHECKING:
    import pyarrow as pa

# BigQuery's pages are no larger, but for a row that is.
PAGE_BYTES = 10_000_000
PROJECT = "lunara-test"
ACCOUNT = f"reader@{PROJECT}.iam.gserviceaccount.com"
# A view of the catalog, as `project.dataset`.INFORMATION_SCHEMA.VIEW or `project.dataset`.__TABLES__.
VIEW = re.compile(r"`[\w-]+\.(?P<dataset>\w+)`\.(?:INFORMATION_SCHEMA\.)?(?P<view>__TABLES__|[A-Z_]+)")
_TYPES = {
    "BIGINT": "INTEGER",
    "INTEGER": "INTEGER",
    "HUGEINT": "NUMERIC",
    "DOUBLE": "FLOAT",
    "VARCHAR": "STRING",
    "BOOLEAN": "BOOLEAN",
    "DATE": "DATE",
    "TIMESTAMP": "DATETIME",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
}


@dataclass
class Fault:
    """The next call whose path matches is answered like this. `status` 0 cuts the line, -1 never answers."""

    path: str
    status: int
    reason: str = ""
    message: str = "scripted"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class StubJob:
    """A job as the job list shows it."""

    name: str
    resource: dict[str, Any]
    state: str = "RUNNING"
    error: dict[str, str] | None = None
    fields: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    long: bool = False
    done: threading.Event = field(default_factory=threading.Event)

    def json(self) -> dict[str, Any]:
        status: dict[str, Any] = {"state": self.state}
        if self.error:
            status |= {"errorResult": self.error, "errors": [self.error]}
        return {**self.resource, "status": status, "user_email": ACCOUNT}


class BigQueryRest:
    """The server. `calls` are (method, path); `jobs` by their names; `size` is what each statement would read, in bytes."""

    def __init__(self, upstream: str = "") -> None:
        self.upstream, self.storage = upstream, ""
        self.engine = Engine("bigquery")
        self.calls: list[tuple[str, str]] = []
        self.faults: list[Fault] = []
        self.jobs: dict[str, StubJob] = {}
        self.results: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {}
        self.size, self.accuracy = 0, "PRECISE"
        self.datasets: dict[str, dict[str, Any]] = {"main": {"location": "EU", "access": []}}
        self.tables: dict[str, list[str]] = {}
        self.project_permissions: list[str] | None = ["bigquery.jobs.create"]
        self.table_permissions: list[str] = []
        # Where upstream's result of a statement lies, which makes up the name of a table that is not there.
        self.destinations: dict[str, dict[str, str]] = {}
        self.own: Callable[[str], bool] = lambda text: False
        self.lacking: Callable[[str, str], bool] = lambda dataset, view: False
        self.revoked = self.clock_wrong = False
        self.ended = threading.Event()
        self.signed: list[dict[str, Any]] = []
        self._tokens: set[str] = set()
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._sockets: set[Any] = set()
        self._server: ThreadingHTTPServer

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def key(self, **changes: Any) -> str:
        """The JSON file of the account's key."""
        pem = self._private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()
        return json.dumps(
            {
                "type": "service_account",
                "project_id": PROJECT,
                "private_key_id": "key-1",
                "private_key": pem,
                "client_email": ACCOUNT,
                "client_id": "1",
                "token_uri": f"{self.url}/token",
                "universe_domain": "googleapis.com",
                **changes,
            }
        )

    def drop_connections(self) -> None:
        """What a restart does to the lines and to the work."""
        for one in list(self._sockets):
            with suppress(OSError):
                one.shutdown(2)

    @property
    def running(self) -> int:
        return sum(job.state == "RUNNING" for job in self.jobs.values())

    # -- what is answered ----------------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, query: Mapping[str, str], body: Any, token: str) -> tuple[int, Any]:
        if path == "/token":
            return self._token(body)
        if token not in self._tokens:
            return _error(401, "authError", "Request had invalid authentication credentials.")
        if path.endswith(":testIamPermissions"):
            granted = self.table_permissions if "/tables/" in path else self.project_permissions
            if granted is None:
                return _error(403, "accessNotConfigured", "Cloud Resource Manager API has not been used.")
            return 200, {"permissions": [one for one in body["permissions"] if one in granted]}
        parts = path.removeprefix("/bigquery/v2/projects/").split("/")
        if self.upstream and not self._is_own(method, parts[1:], body):
            return self._forward(method, path, query, body)
        match (method, *parts[1:]):
            case "GET", "datasets":
                listed = [
                    {"datasetReference": {"projectId": parts[0], "datasetId": name}, "location": one["location"]}
                    for name, one in self.datasets.items()
                ]
                return 200, {"datasets": listed}
            case "GET", "datasets", name:
                if name not in self.datasets:
                    return _error(404, "notFound", f"Not found: Dataset {parts[0]}:{name}")
                return 200, self.datasets[name]
            case "GET", "datasets", name, "tables":
                made = [{"tableReference": {"tableId": one}, "type": "TABLE"} for one in self.tables.get(name, ())]
                return 200, {"tables": made}
            case "POST", "jobs":
                return self._insert(body)
            case "GET", "jobs":
                return 200, {"jobs": [job.json() for job in self.jobs.values()]}
            case "GET", "jobs", name:
                return (
                    (200, self.jobs[name].json())
                    if name in self.jobs
                    else _error(404, "notFound", f"Not found: Job {name}")
                )
            case "POST", "jobs", name, "cancel":
                self._stop(name, "Job execution was cancelled: User requested cancellation")
                return 200, {"job": self.jobs[name].json()} if name in self.jobs else {}
            case "GET", "queries", name:
                return self._results(name, query)
        return _error(404, "notFound", f"no {method} {path} here")

    def _is_own(self, method: str, parts: list[str], body: Any) -> bool:
        """Whether a call is about a job of this server."""
        if method == "POST" and parts == ["jobs"]:
            return self.own(body["configuration"]["query"]["query"])
        return parts[-1:] == ["cancel"] or (parts[:1] in (["jobs"], ["queries"]) and parts[-1] in self.jobs)

    def _token(self, body: Any) -> tuple[int, Any]:
        public = self._private.public_key()
        claims = jwt.decode(
            body["assertion"], public, algorithms=["RS256"], audience="https://oauth2.googleapis.com/token"
        )
        self.signed.append(claims)
        assert claims["iss"] == ACCOUNT
        if self.revoked:
            return 400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        if self.clock_wrong:
            said = (
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat"
                " and exp values in the JWT claim."
            )
            return 400, {"error": "invalid_grant", "error_description": said}
        token = uuid4().hex
        self._tokens.add(token)
        return 200, {"access_token": token, "expires_in": 3600, "token_type": "Bearer"}

    def forget_tokens(self) -> None:
        """The tokens given out so far are worth nothing any more."""
        self._tokens.clear()

    def _forward(self, method: str, path: str, query: Mapping[str, str], body: Any) -> tuple[int, Any]:
        if body and "configuration" in body:
            config = body["configuration"]["query"]
            config["query"] = self._with_views(config["query"])
            if body["configuration"].get("dryRun") and statement_type(config["query"]) == "SCRIPT":
                # The emulator runs scripts when it is asked for a dry run.
                return self._insert(body)
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        request = urllib.request.Request(
            f"{self.upstream}{path}?{asked}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as found:
                answer = json.loads(found.read() or b"{}")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or b"{}")
        config = answer.get("configuration", {}).get("query", {})
        if config.get("query") in self.destinations:
            config["destinationTable"] = self.destinations[config["query"]]
        return found.status, answer

    def _with_views(self, text: str) -> str:
        def put(match: re.Match[str]) -> str:
            dataset, view = match["dataset"], match["view"]
            if self.upstream and not self.lacking(dataset, view):
                return match[0]
            return f"`{PROJECT}.lacking`.{dataset}_{view}" if self.upstream else f"{dataset}_{view}"

        return VIEW.sub(put, text)

    def _insert(self, body: Any) -> tuple[int, Any]:
        configuration = body["configuration"]
        text = configuration["query"]["query"]
        kind = statement_type(text)
        statistics = {
            "query": {
                "totalBytesProcessed": str(self.size),
                "totalBytesProcessedAccuracy": self.accuracy,
                "statementType": kind,
            }
        }
        resource = {**body, "statistics": statistics}
        if self.storage:
            name = body["jobReference"].get("jobId", "")
            made = {"projectId": PROJECT, "datasetId": "_results", "tableId": name}
            resource["configuration"] = {
                **configuration,
                "query": {**configuration["query"], "destinationTable": made},
            }
        if configuration.get("dryRun"):
            return 200, {**resource, "status": {"state": "DONE"}, "user_email": ACCOUNT}
        name = body["jobReference"]["jobId"]
        if name in self.jobs:
            return _error(409, "duplicate", f"Already Exists: Job {name}")
        job = self.jobs[name] = StubJob(name, resource)
        most = int(configuration["query"].get("maximumBytesBilled") or 2**62)
        if self.size > most:
            said = f"Query exceeded limit for bytes billed: {most}. {self.size} or higher required."
            self._end(job, {"reason": "bytesBilledLimitExceeded", "message": said})
            return 200, job.json()
        threading.Thread(target=self._work, args=(job, text), daemon=True).start()
        limit = int(configuration.get("jobTimeoutMs") or 0) / 1000
        if limit:
            timer = threading.Timer(
                limit, self._stop, (name, f"Job execution was cancelled: Job timed out after {limit:g} s")
            )
            timer.daemon = True
            timer.start()
        return 200, job.json()

    def _work(self, job: StubJob, text: str) -> None:
        if text in self.results:
            job.fields, job.rows = self.results[text]
            self._end(job, None)
            return
        try:
            found = self.engine.first(self._with_views(text), job.name)
        except Stopped:
            return  # `_stop` says why
        except (duckdb.Error, sqlglot.errors.SqlglotError) as error:
            missing = isinstance(error, duckdb.CatalogException)
            self._end(job, {"reason": "notFound" if missing else "invalidQuery", "message": str(error)})
            return
        job.fields = [
            {"name": n, "type": _TYPES.get(t.split("(")[0], "NUMERIC")}
            for n, t in zip(found.names, found.types, strict=True)
        ]
        job.rows = [_row(row) for row in found.rows]
        job.long = found.cut
        self._end(job, None)

    def _stop(self, name: str, said: str) -> None:
        job = self.jobs.get(name)
        if job is not None and not job.done.is_set():
            self.engine.stop(name)
            self._end(job, {"reason": "stopped", "message": said})

    def _end(self, job: StubJob, error: dict[str, str] | None) -> None:
        if not job.done.is_set():
            job.error, job.state = error, "DONE"
            job.done.set()

    def _results(self, name: str, query: Mapping[str, str]) -> tuple[int, Any]:
        job = self.jobs[name]
        if not job.done.wait(int(query.get("timeoutMs", "10000")) / 1000):
            return 200, {"jobComplete": False, "jobReference": job.resource["jobReference"]}
        if job.error:
            status = {
                "notFound": 404,
                "stopped": 499,
                "accessDenied": 403,
                "rateLimitExceeded": 403,
                "backendError": 500,
            }
            return _error(status.get(job.error["reason"], 400), job.error["reason"], job.error["message"])
        start, most = int(query.get("pageToken", "0")), int(query.get("maxResults", "100000"))
        rows, size = [], 0
        for row in self._from(job, start):
            size += len(str(row))
            if len(rows) == most or (rows and size > PAGE_BYTES):
                return 200, {**self._told(job), "rows": rows, "pageToken": str(start + len(rows))}
            rows.append(row)
        return 200, {**self._told(job), "rows": rows}

    def _told(self, job: StubJob) -> dict[str, Any]:
        return {"jobComplete": True, "schema": {"fields": job.fields}, "totalRows": str(len(job.rows))}

    def _from(self, job: StubJob, start: int) -> Iterator[dict[str, Any]]:
        """The rows of a job from one on; of a long one those that are not held are computed anew."""
        yield from job.rows[start:]
        if job.long:
            skip = max(start, len(job.rows))
            for piece in self.engine.pieces(self._with_views(_text(job)), f"{job.name}-{start}"):
                yield from map(_row, piece[skip:])
                skip = max(skip - len(piece), 0)

    def long(self, name: str) -> Long | None:
        """The result of a job of this server, for the Storage Read API."""
        job = self.jobs.get(name)
        if job is None:
            return None
        with closing(self._arrow(job)) as batches:  # type: ignore[type-var]
            return Long(next(batches).schema, lambda: self._arrow(job))

    def _arrow(self, job: StubJob) -> Iterator[pa.RecordBatch]:
        return self.engine.arrow(self._with_views(_text(job)), f"{job.name}-{uuid4()}")

    def take_fault(self, path: str) -> Fault | None:
        found = next((fault for fault in self.faults if re.search(fault.path, path)), None)
        if found is not None:
            self.faults.remove(found)
        return found


def statement_type(text: str) -> str:
    """What BigQuery calls the statement."""
    try:
        trees = [one for one in sqlglot.parse(text, read="bigquery") if one is not None]
    except sqlglot.errors.SqlglotError:
        return ""
    if len(trees) != 1:
        return "SCRIPT"
    return "SELECT" if isinstance(trees[0], exp.Query) else type(trees[0]).__name__.upper()


def _text(job: StubJob) -> str:
    text: str = job.resource["configuration"]["query"]["query"]
    return text


def _row(row: Sequence[Any]) -> dict[str, Any]:
    return {"f": [{"v": _cell(value)} for value in row]}


def _cell(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime) and value.tzinfo:
        return str(int((value - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000))
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _error(status: int, reason: str, message: str) -> tuple[int, Any]:
    return status, {"error": {"code": status, "message": message, "errors": [{"reason": reason, "message": message}]}}


@contextmanager
def bigquery_rest(upstream: str = "") -> Iterator[BigQueryRest]:
    """The server on a free port of this machine."""
    stub = BigQueryRest(upstream)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            stub._sockets.add(self.connection)

        def finish(self) -> None:
            stub._sockets.discard(self.connection)
            super().finish()

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                return  # the line was cut

        def log_message(self, format: str, *args: Any) -> None:
            return

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            stub.calls.append((self.command, parts.path))
            fault = stub.take_fault(parts.path)
            headers: Mapping[str, str] = {}
            if fault is not None and fault.status == -1:
                stub.ended.wait()
                return
            if fault is not None and not fault.status:
                self.close_connection = True
                self.connection.shutdown(2)
                return
            if fault is not None:
                (status, found), headers = _error(fault.status, fault.reason, fault.message), fault.headers
            else:
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                if parts.path == "/token":
                    body: Any = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
                else:
                    body = json.loads(raw) if raw else None
                token = self.headers.get("Authorization", "").removeprefix("Bearer ")
                status, found = stub.answer(self.command, parts.path, query, body, token)
            text = json.dumps(found).encode()
            self.send_response(status)
            for name, value in {
                "Content-Type": "application/json",
                "Content-Length": str(len(text)),
                **headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = _serve

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            if not isinstance(sys.exc_info()[1], OSError):  # else a line that was cut
                super().handle_error(request, client_address)

    stub._server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=stub._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.ended.set()
        stub._server.shutdown()
        stub._server.server_close()
        stub.engine.stop_all()
