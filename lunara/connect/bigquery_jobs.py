"""One BigQuery job at a time: proven to be a SELECT, begun, waited for, read page by page, and stopped when it is not wanted."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from lunara.connect import bigquery_errors as errors
from lunara.connect.deadline import Deadline
from lunara.connect.lines import Lines
from lunara.connect.servers import CONNECT_SECONDS
from lunara.connect.warehouse import CancelToken
from lunara.errors import ConnectFailed, UnsafeSql, WarehouseFailed

if TYPE_CHECKING:
    from google.cloud.bigquery import Client

CALL_SECONDS = 20.0
POLL_SECONDS = 2.0
ATTEMPTS = 4
FIRST_ROWS = 10_000
PAGE_ROWS = 50_000
REMEMBERED = 2_000


@dataclass(frozen=True)
class JobLimits:
    """What every job of a data source carries: where it runs and is billed, its walls, its labels."""

    project: str
    location: str
    default_dataset: tuple[str, str]
    maximum_bytes: int
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Dry:
    """What a dry run tells: the kind of statement, bytes and whether they are exact, and who asked."""

    statement: str
    bytes: int
    exact: bool
    account: str


@dataclass
class Job:
    """A job that was begun. `destination` is the (anonymous) table that holds its result, empty until it is known."""

    name: str
    location: str
    destination: Mapping[str, str]
    finished: bool = False


@dataclass(frozen=True)
class Page:
    """The first rows of a result, its columns, and how to go on (`token` is empty when there are no more)."""

    fields: Sequence[Mapping[str, Any]]
    rows: Sequence[Mapping[str, Any]]
    token: str


class Work:
    """What one statement (or one reading of the catalog) is at: its time, its lines, and the job that a stop has to stop."""

    def __init__(self, jobs: Jobs, seconds: float, cancel: CancelToken) -> None:
        self._jobs = jobs
        self.job: Job | None = None
        self.lines = Lines()
        self.deadline = Deadline(seconds, cancel, self.stop, again=1.0, cut=self.lines.cut)

    def stop(self) -> None:
        """Stop the job that is at work, if one is."""
        job = self.job
        if job is not None and not job.finished:
            self._jobs.cancel(job, self)


class Jobs:
    """Calls of the REST API, tried again where BigQuery is busy. Raises the driver's exceptions; the caller translates them."""

    def __init__(self, client: Client, limits: JobLimits) -> None:
        self._client, self._limits = client, limits
        self._lock = threading.Lock()
        self._selects: dict[str, None] = {}

    @property
    def project(self) -> str:
        """The project that pays."""
        return self._limits.project

    def call(
        self,
        method: str,
        path: str,
        work: Work,
        *,
        query: Mapping[str, Any] | None = None,
        data: Any = None,
        project: str = "",
    ) -> dict[str, Any]:
        """One call about `project`, the billing project unless given. Raises what the deadline says when it is over."""
        for attempt in range(1, ATTEMPTS + 1):
            if work.deadline.stopped:
                raise work.deadline.error()
            try:
                return self._once(work, method, f"/projects/{project or self._limits.project}{path}", query, data)
            except errors.driver_errors() as error:
                if attempt == ATTEMPTS or not errors.is_passing(error):
                    raise
                _pause(0.25 * 2**attempt, work.deadline)
        raise AssertionError("the last attempt returns or raises")

    def _once(
        self, work: Work, method: str, path: str, query: Mapping[str, Any] | None, data: Any, *, wait: float = 0.0
    ) -> dict[str, Any]:
        with work.lines.asking():
            found: dict[str, Any] = self._client._connection.api_request(
                method=method,
                path=path,
                query_params=dict(query or {}),
                data=data,
                timeout=(CONNECT_SECONDS, CALL_SECONDS + wait),
            )
        return found

    def _resource(
        self, text: str, purpose: str, *, maximum_bytes: int, seconds: float = 0.0, dry: bool = False
    ) -> dict[str, Any]:
        limits = self._limits
        query: dict[str, Any] = {
            "query": text,
            "useLegacySql": False,
            "useQueryCache": True,
            "maximumBytesBilled": str(maximum_bytes),
            # A project may have another default; a statement means the same wherever it runs.
            "connectionProperties": [{"key": "time_zone", "value": "UTC"}],
        }
        if limits.default_dataset[1]:
            project, dataset = limits.default_dataset
            query["defaultDataset"] = {"projectId": project, "datasetId": dataset}
        configuration: dict[str, Any] = {"query": query, "labels": {**limits.labels, "lunara": purpose}}
        if dry:
            # What it would cost is asked for: the wall is for runs.
            del query["maximumBytesBilled"]
            configuration["dryRun"] = True
        else:
            configuration["jobTimeoutMs"] = str(max(int(seconds * 1000), 1))
        reference: dict[str, Any] = {"projectId": limits.project}
        if limits.location:
            reference["location"] = limits.location
        if not dry:
            reference["jobId"] = f"lunara-{uuid4()}"
        return {"jobReference": reference, "configuration": configuration}

    def dry_run(self, text: str, work: Work) -> Dry:
        """What BigQuery makes of the statement, without running it; free of charge."""
        found = self.call("POST", "/jobs", work, data=self._resource(text, "dry_run", maximum_bytes=0, dry=True))
        statistics = found.get("statistics") or {}
        query = statistics.get("query") or {}
        size = query.get("totalBytesProcessed") or statistics.get("totalBytesProcessed") or 0
        statement = str(query.get("statementType") or "")
        if statement == "SELECT":
            with self._lock:
                self._selects.pop(text, None)
                self._selects[text] = None
                while len(self._selects) > REMEMBERED:
                    self._selects.pop(next(iter(self._selects)))
        return Dry(
            statement,
            int(size),
            query.get("totalBytesProcessedAccuracy") == "PRECISE",
            str(found.get("user_email") or ""),
        )

    def must_be_a_select(self, text: str, work: Work) -> None:
        """BigQuery has no session that only reads, so BigQuery itself says what a statement is before it runs.

        The answer depends on the text alone and is remembered. Raises UnsafeSql for anything but a SELECT.
        """
        with self._lock:
            known = text in self._selects
        if known:
            return
        statement = self.dry_run(text, work).statement
        if statement != "SELECT":
            raise UnsafeSql(
                f"BigQuery calls this statement {statement or 'nothing that it would name'}, not a SELECT, so it was not run.",
                "Only SELECT statements are run.",
                code="not_a_query",
            )

    def begin(self, text: str, purpose: str, work: Work, *, seconds: float, maximum_bytes: int) -> Job:
        """Begin a job under a name of ours: a call that is tried again begins no second one."""
        from google.api_core.exceptions import Conflict

        resource = self._resource(text, purpose, maximum_bytes=maximum_bytes, seconds=seconds)
        job = work.job = Job(resource["jobReference"]["jobId"], self._limits.location, {})
        try:
            found = self.call("POST", "/jobs", work, data=resource)
        except Conflict:
            found = self._get(job, work)
        job.location = str((found.get("jobReference") or {}).get("location") or job.location)
        job.destination = _destination(found)
        return job

    def wait(self, job: Job, work: Work) -> Page:
        """Wait for the job; its first rows."""
        while True:
            if work.deadline.stopped:
                raise work.deadline.error()
            found = self._results(
                job, work, {"maxResults": FIRST_ROWS, "timeoutMs": int(POLL_SECONDS * 1000)}, POLL_SECONDS
            )
            if found.get("jobComplete"):
                job.finished = True
                fields = (found.get("schema") or {}).get("fields") or []
                if not fields:
                    raise WarehouseFailed("The statement gives no rows.", "Only SELECT statements are run.")
                return Page(fields, found.get("rows") or [], str(found.get("pageToken") or ""))

    def pages(self, job: Job, token: str, work: Work) -> Iterator[Sequence[Mapping[str, Any]]]:
        """The rows after the first page, one page held at a time."""
        while token:
            if work.deadline.stopped:
                raise work.deadline.error()
            found = self._results(job, work, {"maxResults": PAGE_ROWS, "pageToken": token})
            token = str(found.get("pageToken") or "")
            yield found.get("rows") or []

    def destination(self, job: Job, work: Work) -> Mapping[str, str]:
        """The table that holds the result."""
        if not job.destination:
            job.destination = _destination(self._get(job, work))
        return job.destination

    def cancel(self, job: Job, work: Work) -> None:
        """Stop the job. Where the call fails, or the line to BigQuery was cut, the job's own time limit remains."""
        with suppress(*errors.driver_errors(), ConnectFailed), work.lines.asking():
            self._client._connection.api_request(
                method="POST",
                path=f"/projects/{self._limits.project}/jobs/{job.name}/cancel",
                query_params=_at(job),
                timeout=5,
            )

    def _get(self, job: Job, work: Work) -> dict[str, Any]:
        return self.call("GET", f"/jobs/{job.name}", work, query=_at(job))

    def _results(self, job: Job, work: Work, query: Mapping[str, Any], wait: float = 0.0) -> dict[str, Any]:
        asked = {**query, **_at(job), "formatOptions.useInt64Timestamp": "true"}
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._once(
                    work, "GET", f"/projects/{self._limits.project}/queries/{job.name}", asked, None, wait=wait
                )
            except errors.driver_errors() as error:
                if attempt == ATTEMPTS or not errors.is_passing(error):
                    raise
                # A failed job says so in the same words as a call that failed: only the job itself knows.
                status = self._get(job, work).get("status") or {}
                if status.get("errorResult"):
                    job.finished = True
                    raise
                _pause(0.25 * 2**attempt, work.deadline)
        raise AssertionError("the last attempt returns or raises")


def _at(job: Job) -> dict[str, str]:
    return {"location": job.location} if job.location else {}


def _destination(resource: Mapping[str, Any]) -> Mapping[str, str]:
    found = ((resource.get("configuration") or {}).get("query") or {}).get("destinationTable") or {}
    return {str(name): str(value) for name, value in found.items()}


def _pause(seconds: float, deadline: Deadline) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not deadline.stopped:
        time.sleep(0.05)
