"""A session on a Spark Connect server, in the protocol's own messages: settings, statements, analysis, interrupts.

The messages are those of the client's package; its DataFrame layer is not used, because that runs a command as soon as it is
named, tries again for minutes, and starts threads of its own.
"""

from __future__ import annotations

import json
import threading
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    import grpc
    import pyarrow as pa

CLIENT = "lunara"
LARGEST_MESSAGE = 512 * 1024 * 1024
QUICK_SECONDS = 10.0
RELEASE_SECONDS = 2.0
# How much longer than its statement a call may take: time for the interrupt to arrive.
GRACE_SECONDS = 30.0
# How long a statement that was left is waited for to begin its work, before it is interrupted in any case.
BEGIN_SECONDS = 120.0
# How often a session is told of the tasks of its statement. No condition of ours: a server may keep another.
PROGRESS: Mapping[str, str] = {"spark.connect.progress.reportInterval": "200ms"}


@dataclass(frozen=True)
class Address:
    """Where the server is: `endpoint` is the address that was resolved, `name` what it is called in its certificate."""

    endpoint: str
    name: str
    encrypted: bool
    loopback: bool


class SparkError(Exception):
    """What went wrong, as the protocol says it: the call's status, Spark's error class and SQLSTATE, and its first line."""

    def __init__(self, status: str, error_class: str, sql_state: str, said: str) -> None:
        super().__init__(said)
        self.status, self.error_class, self.sql_state, self.said = status, error_class, sql_state, said

    @property
    def session_is_gone(self) -> bool:
        """Whether the server was restarted, or closed the session for having been idle."""
        return self.error_class.startswith(("INVALID_HANDLE", "SESSION_", "INVALID_CURSOR"))


def messages() -> Any:
    """The protocol's messages."""
    with warnings.catch_warnings():
        # The package says of pandas, which is not used here, that it is newer than what it was tried with.
        warnings.simplefilter("ignore")
        from pyspark.sql.connect import proto
    return proto


def channel(address: Address, token: str) -> grpc.Channel:
    """A line to the server; nothing is sent yet. A token goes over an encrypted line, or stays on this machine."""
    import grpc

    options: list[tuple[str, Any]] = [
        ("grpc.max_receive_message_length", LARGEST_MESSAGE),
        ("grpc.max_send_message_length", LARGEST_MESSAGE),
        # The address was resolved and looked at; neither a proxy nor a second look-up may lead elsewhere.
        ("grpc.enable_http_proxy", 0),
        ("grpc.service_config_disable_resolution", 1),
        ("grpc.default_authority", address.name),
        ("grpc.initial_reconnect_backoff_ms", 200),
        ("grpc.max_reconnect_backoff_ms", 2_000),
    ]
    bearer = grpc.access_token_call_credentials(token) if token else None
    if address.encrypted:
        options.append(("grpc.ssl_target_name_override", address.name.rpartition(":")[0].strip("[]")))
        credentials = grpc.ssl_channel_credentials()
    elif bearer is not None:
        # These are refused by gRPC itself for an address that is not this machine's.
        credentials = grpc.local_channel_credentials()
    else:
        return grpc.insecure_channel(address.endpoint, options)
    if bearer is not None:
        credentials = grpc.composite_channel_credentials(credentials, bearer)
    return grpc.secure_channel(address.endpoint, credentials, options)


@dataclass
class _Statement:
    """One that runs: the stream that it is read by, where that got to, and whether tasks of it are known to run."""

    operation: str
    tag: str
    call: Any = None
    last: str = ""
    finished: bool = False
    at_work: bool = False
    left: bool = False


class Session:
    """One session, used by one thread at a time; `stop` may come from any."""

    def __init__(self, line: grpc.Channel, user: str) -> None:
        self._proto = messages()
        self._line, self._user = line, user
        self._stub = self._proto.SparkConnectServiceStub(line)
        self._id = str(uuid4())
        self._server_side = ""
        self._is_cut = False
        self._lock = threading.Lock()
        self._running: _Statement | None = None
        self._ending: threading.Thread | None = None
        self.open = True

    def configure(self, settings: Mapping[str, str], seconds: float = QUICK_SECONDS) -> None:
        """Set what fixes the meaning of statements. Raises SparkError."""
        request = self._about(self._proto.ConfigRequest())
        request.operation.set.pairs.extend(self._proto.KeyValue(key=k, value=v) for k, v in settings.items())
        self._unary(self._stub.Config, request, seconds)

    def settings(self, names: Sequence[str], seconds: float = QUICK_SECONDS) -> dict[str, str]:
        """What holds in this session. Raises SparkError."""
        request = self._about(self._proto.ConfigRequest())
        request.operation.get.keys.extend(names)
        return {pair.key: pair.value for pair in self._unary(self._stub.Config, request, seconds).pairs}

    def use_catalog(self, name: str, seconds: float = QUICK_SECONDS) -> None:
        """Make it the catalog that names without one belong to. Raises SparkError."""
        plan = self._proto.Plan()
        plan.root.catalog.set_current_catalog.catalog_name = name
        for _ in self.run(plan, str(uuid4()), seconds, grace=0.0):
            pass

    def version(self) -> str:
        """The version of Spark. Raises SparkError."""
        request = self._about(self._proto.AnalyzePlanRequest())
        request.spark_version.SetInParent()
        return str(self._unary(self._stub.AnalyzePlan, request).spark_version.version)

    def shape(self, query: str, seconds: float) -> Any:
        """The type of the rows that a query would give, which is analysed and not run. `query` is one in parentheses.

        Raises SparkError.
        """
        request = self._about(self._proto.AnalyzePlanRequest())
        request.schema.plan.CopyFrom(self.plan(query))
        return self._unary(self._stub.AnalyzePlan, request, seconds).schema.schema

    def plan(self, sql: str, rows: int | None = None) -> Any:
        """A statement as the protocol takes it, of whose result the engine makes so many rows at most.

        A command in it is run as a query is.
        """
        plan = self._proto.Plan()
        of = plan.root
        if rows is not None:
            of.limit.limit = rows
            of = of.limit.input
        of.sql.query = sql
        return plan

    def run(self, plan: Any, tag: str, seconds: float, *, grace: float = GRACE_SECONDS) -> Iterator[pa.RecordBatch]:
        """Run a plan under `tag`; batches as they come, at least one. Raises SparkError.

        The server lets go of a result that nobody asks for any more (it is reattached to where the stream was cut), so that
        a query of a program that died ends too. A reader that stops early stops the engine.
        """
        import grpc
        import pyarrow as pa

        statement = _Statement(str(uuid4()), tag)
        request = self._about(self._proto.ExecutePlanRequest(operation_id=statement.operation, tags=[tag]))
        request.plan.CopyFrom(plan)
        reattachable = request.request_options.add().reattach_options
        reattachable.reattachable = True
        try:
            with self._lock:
                statement.call = self._asked(self._stub.ExecutePlan, request, seconds + grace)
                self._running = statement
            for response in self._responses(statement, seconds + grace):
                if response.WhichOneof("response_type") == "arrow_batch":
                    with pa.ipc.open_stream(response.arrow_batch.data) as reader:
                        batches = list(reader)
                        yield from batches or [pa.RecordBatch.from_pylist([], reader.schema)]
        except grpc.RpcError as error:
            raise self._failure(error) from error
        finally:
            with self._lock:
                self._running = None
            if statement.left:
                self._ending = threading.Thread(
                    target=self._end, args=(statement,), name="lunara-spark-end", daemon=True
                )
                self._ending.start()
            elif statement.call is not None:
                statement.call.cancel()
                self._release(statement.operation)

    def stop(self, tag: str) -> None:
        """Stop the statement of that tag in the engine. Where the server does not hear it, nothing more can be done.

        An interrupt that comes while Spark still plans ends the plan and leaves the jobs behind that it was about to begin
        (`docs/warehouses.md`). So a statement of which no task is known to run is left by its reader at once, and
        interrupted by a thread of its own when it works.
        """
        with self._lock:
            statement = self._running
            if statement is not None and statement.tag == tag and not statement.at_work:
                statement.left = True
                statement.call.cancel()
                return
        self._interrupt(tag)

    def _interrupt(self, tag: str) -> None:
        import grpc

        kind = self._proto.InterruptRequest.InterruptType.INTERRUPT_TYPE_TAG
        request = self._about(self._proto.InterruptRequest(interrupt_type=kind, operation_tag=tag))
        with suppress(grpc.RpcError, SparkError):
            self._asked(self._stub.Interrupt, request, QUICK_SECONDS)

    def _responses(self, statement: _Statement, seconds: float) -> Iterator[Any]:
        """What the server tells of a statement until it has ended, by one stream after the other. Raises grpc.RpcError."""
        while not statement.finished:
            for response in statement.call:
                statement.last = response.response_id
                self._server_side = response.server_side_session_id
                told = response.WhichOneof("response_type")
                if told == "execution_progress":
                    statement.at_work = response.execution_progress.num_inflight_tasks > 0
                elif told == "arrow_batch":
                    statement.at_work = True
                elif response.HasField("result_complete"):
                    statement.finished = True
                yield response
            if not statement.finished:
                call = self._reattached(statement, seconds)
                with self._lock:
                    statement.call = call
                    if statement.left and statement is self._running:
                        call.cancel()

    def _reattached(self, statement: _Statement, seconds: float) -> Any:
        again = self._about(self._proto.ReattachExecuteRequest(operation_id=statement.operation))
        if statement.last:
            # Where nothing came yet, there is no place to go on from.
            again.last_response_id = statement.last
        return self._asked(self._stub.ReattachExecute, again, seconds)

    def _end(self, statement: _Statement) -> None:
        """Stop a statement that its reader has left, as soon as it works, and close the session."""
        import grpc

        until = time.monotonic() + BEGIN_SECONDS
        with suppress(grpc.RpcError, SparkError):
            statement.call = self._reattached(statement, BEGIN_SECONDS)
            for _ in self._responses(statement, BEGIN_SECONDS):
                if statement.at_work or time.monotonic() > until:
                    break
        self._interrupt(statement.tag)
        statement.call.cancel()
        self._release(statement.operation)
        self._close()

    def cut(self) -> None:
        """Make all that waits for the server fail at once, whatever it is, and what would still be asked. The session is lost."""
        self._is_cut, self.open = True, False
        self._line.close()

    def close(self) -> None:
        """End the session on the server, as far as it can be reached, and the line: after a statement that was left, if any."""
        self.open = False
        if self._ending is None:
            self._close()

    def _close(self) -> None:
        import grpc

        with suppress(grpc.RpcError, SparkError):
            self._asked(self._stub.ReleaseSession, self._about(self._proto.ReleaseSessionRequest()), 1.0)
        self._line.close()

    def _release(self, operation: str) -> None:
        """Let go of a result, which stops what still makes it."""
        import grpc

        request = self._about(self._proto.ReleaseExecuteRequest(operation_id=operation))
        request.release_all.SetInParent()
        with suppress(grpc.RpcError, SparkError):
            self._asked(self._stub.ReleaseExecute, request, RELEASE_SECONDS)

    def _about(self, request: Any) -> Any:
        """The request with whose session it is. A server that no longer knows that session says so instead of making another."""
        request.session_id = self._id
        request.client_type = CLIENT
        request.user_context.user_id = self._user
        observed = "client_observed_server_side_session_id"
        if self._server_side and observed in request.DESCRIPTOR.fields_by_name:
            setattr(request, observed, self._server_side)
        return request

    def _unary(self, call: Any, request: Any, seconds: float = QUICK_SECONDS) -> Any:
        import grpc

        try:
            response = self._asked(call, request, seconds)
        except grpc.RpcError as error:
            raise self._failure(error) from error
        self._server_side = response.server_side_session_id
        return response

    def _asked(self, call: Any, request: Any, seconds: float) -> Any:
        """What the server answers. Raises grpc.RpcError, SparkError after `cut`."""
        try:
            if not self._is_cut:
                return call(request, timeout=seconds)
        except ValueError:  # what gRPC says of a line that was closed meanwhile
            if not self._is_cut:
                raise
        raise SparkError("CANCELLED", "", "", "the line was cut")

    def _failure(self, error: Any) -> SparkError:
        """The driver's error in our words; the session is not used again when the line or the session is lost."""
        from google.rpc.error_details_pb2 import ErrorInfo
        from grpc_status import rpc_status

        about: dict[str, str] = {}
        status = rpc_status.from_call(error)
        for detail in status.details if status is not None else ():
            if detail.Is(ErrorInfo.DESCRIPTOR):
                info = ErrorInfo()
                detail.Unpack(info)
                about = dict(info.metadata)
        failure = SparkError(
            error.code().name,
            about.get("errorClass", ""),
            about.get("sqlState", ""),
            _first_line(error.details() or ""),
        )
        if failure.session_is_gone or failure.status in ("UNAVAILABLE", "UNAUTHENTICATED"):
            self.open = False
        return failure


def comment_of(metadata: str) -> str:
    """The comment that a field of a schema carries."""
    if not metadata:
        return ""
    found = json.loads(metadata).get("comment")
    return found if isinstance(found, str) else ""


def _first_line(details: str) -> str:
    """What happened, without the class before it, the SQLSTATE and the plan after it."""
    line = next((line.strip() for line in details.splitlines() if line.strip()), "")
    if line.startswith("[") and "] " in line:
        line = line.partition("] ")[2]
    return line.partition(" SQLSTATE:")[0][:500]
