"""One session with a Databricks SQL warehouse, through its own connector held to one address.

The connector opens its own lines, tries again for minutes, and goes wherever the server says: to result files by their URL
(CloudFetch), to files that a statement is said to move. Here it goes to the one address, ends when the session is cut, and
whatever leads elsewhere is refused before anything is fetched.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from lunara.connect.bounded import PAGE_BYTES, SIGN_IN_BYTES, too_much
from lunara.connect.deadline import Deadline
from lunara.connect.servers import CONNECT_SECONDS
from lunara.connect.sockets import Sockets
from lunara.connect.warehouse import CancelToken
from lunara.errors import ConnectFailed, WarehouseFailed

BATCH_ROWS = 10_000
BATCH_BYTES = 16 * 1024 * 1024
SIGN_OUT_SECONDS = 0.5
CONTAINER_LENGTH = 1_000_000


class Line:
    """A session that `open` begins. One statement at a time; `stop` and `cut` may be called from any thread."""

    def __init__(self, address: str, host: str, path: str, options: Mapping[str, Any]) -> None:
        self.address, self.host, self._path, self._options = address, host, path, dict(options)
        self._connection: Any = None
        self._cursor: Any = None
        self._closed = False
        self.sockets = Sockets()
        self.given_up = threading.Event()
        self.limit = 0  # the session's STATEMENT_TIMEOUT

    @property
    def is_open(self) -> bool:
        """Whether a statement may be asked of it; one that has not begun yet is."""
        return (
            not self.sockets.is_cut and not self._closed and (self._connection is None or bool(self._connection.open))
        )

    @property
    def has_begun(self) -> bool:
        """Whether `open` has come to its end."""
        return self._connection is not None

    def open(self) -> None:
        """Sign in and begin the session. Raises the connector's errors, urllib3's and OSError."""
        self._connection = _connection_kind()(self, self.host, self._path, **self._options)

    def cursor(self) -> Any:
        """The cursor of the next statement."""
        self._cursor = self._connection.cursor(arraysize=BATCH_ROWS, buffer_size_bytes=BATCH_BYTES)
        return self._cursor

    def done(self) -> None:
        """The statement is over, and the session keeps nothing of it."""
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            cursor.close()
            self._connection._cursors.remove(cursor)

    def stop(self) -> None:
        """Stop in the engine what runs. Where it is not heard, STATEMENT_TIMEOUT remains; a session that begins is cut."""
        self.given_up.set()
        cursor = self._cursor
        if cursor is None:
            if self._connection is None:
                self.cut()
            return
        with _whatever_fails():
            self._connection.session.backend.stop(cursor.active_command_id, self._connection.session.session_id)

    def cut(self) -> None:
        """Make whatever waits for the server fail at once."""
        self.given_up.set()
        self.sockets.cut()

    def close(self) -> None:
        """Sign out; raises nothing and waits for nobody who does not answer."""
        if self._closed or self._connection is None:
            self._closed = True
            self.cut()
            return
        self._closed = True
        leaving = threading.Thread(target=self._sign_out, name="lunara-databricks", daemon=True)
        leaving.start()
        leaving.join(SIGN_OUT_SECONDS)

    def _sign_out(self) -> None:
        with _whatever_fails(), Deadline(CONNECT_SECONDS, CancelToken(), self.cut):
            self._connection.close()
        self.cut()


def pages(cursor: Any) -> Iterator[Any]:
    """The rows of what a cursor ran, an answer of the server at a time. Raises the connector's errors, urllib3's and OSError."""
    result = cursor.active_result_set
    while True:
        page = result.results.remaining_rows()
        result._next_row_index += page.num_rows
        yield page
        if result.has_been_closed_server_side or not result.has_more_rows:
            return
        result._fill_results_buffer()


def led_pool(host: str, port: int, address: str, sockets: Sockets) -> Any:
    """A pool of one line to `address`, on which the certificate of `host` is checked; no proxy is between."""
    import urllib3
    from urllib3.connection import HTTPSConnection

    class Known(ssl.SSLSocket):
        def do_handshake(self, block: bool = False) -> None:
            # Known while it still agrees on keys, so that this can be cut too.
            sockets.add(self)
            super().do_handshake(block)

    class Led(HTTPSConnection):
        def _new_conn(self) -> Any:
            return sockets.connected(address, port, CONNECT_SECONDS)

    context = ssl.create_default_context()
    context.sslsocket_class = Known
    pool = urllib3.HTTPSConnectionPool(host, port, maxsize=1, ssl_context=context)
    pool.ConnectionCls = Led
    return pool


def _led_away() -> ConnectFailed:
    return ConnectFailed(
        "The server leads to another address, which Lunara does not follow.",
        "Check that the server hostname is a Databricks workspace.",
        code="host_not_allowed",
    )


def refuse_elsewhere(answer: Any) -> None:
    """Raise WarehouseFailed where an answer of the protocol leads to another address: result files, files to move."""
    direct = getattr(answer, "directResults", None)
    for told in (answer, direct, getattr(direct, "resultSet", None)):
        described = getattr(told, "resultSetMetadata", None)
        rows = getattr(told, "results", None)
        by_url = getattr(rows, "resultLinks", None) or _is_by_url(described) or _is_by_url(told)
        if by_url:
            raise WarehouseFailed(
                "The server sends its rows as addresses of files, which Lunara did not ask for and does not follow.",
                "Check that the server hostname is a Databricks workspace, and that nothing between changes its answers.",
                code="results_elsewhere",
            )
        if getattr(described, "isStagingOperation", None) or getattr(told, "isStagingOperation", None):
            raise WarehouseFailed("The server asks to move files, which Lunara never does.", "Only queries are run.")


def _is_by_url(described: Any) -> bool:
    from databricks.sql.thrift_api.TCLIService.ttypes import TSparkRowSetType

    return bool(getattr(described, "resultFormat", None) == TSparkRowSetType.URL_BASED_SET)


@cache
def _connection_kind() -> Any:
    """The connector's kind of connection, with a client of ours beneath it."""
    import thrift.transport.THttpClient  # noqa: F401 - the connector takes it for imported
    from databricks.sql.auth.retry import CommandType, DatabricksRetryPolicy
    from databricks.sql.auth.thrift_http_client import THttpClient
    from databricks.sql.backend.thrift_backend import ThriftDatabricksClient
    from databricks.sql.client import Connection
    from databricks.sql.common.unified_http_client import UnifiedHttpClient
    from databricks.sql.exc import ReydenThriftUnsupportedError
    from databricks.sql.session import Session
    from databricks.sql.thrift_api.TCLIService import TCLIService, ttypes
    from thrift.protocol.TBinaryProtocol import TBinaryProtocol
    from urllib3.exceptions import HostChangedError

    class Nowhere(UnifiedHttpClient):  # type: ignore[misc]
        """What the connector would reach other addresses by."""

        def request_context(self, method: Any, url: str, *given: Any, **more: Any) -> Any:
            raise _led_away()

    class Transport(THttpClient):  # type: ignore[misc]
        """To the one address, with no proxy between."""

        def __init__(self, line: Line, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self.line = line

        def using_proxy(self) -> bool:
            return False

        def flush(self) -> None:
            self.left = self.most = PAGE_BYTES if self.line.has_begun else SIGN_IN_BYTES
            super().flush()

        def read(self, sz: int) -> bytes:
            # What a string says of its own length is asked for here before it has come.
            self.left -= sz
            if self.left < 0:
                raise too_much(self.line.host, self.most)
            found: bytes = super().read(sz)
            self.left += sz - len(found)
            return found

        def close(self) -> None:
            answer = vars(self)["_THttpClient__resp"]
            if answer is not None and (self.left < 0 or answer.read(1)):
                answer.close()  # else what comes behind the answer would all be read
            super().close()

        def open(self) -> None:
            self._THttpClient__pool = led_pool(self.host, self.port or 443, self.line.address, self.line.sockets)

    class Client(ThriftDatabricksClient):  # type: ignore[misc]
        def __init__(self, line: Line, *, http_headers: Any, **more: Any) -> None:
            super().__init__(http_headers=http_headers, **more)

            class Patience(DatabricksRetryPolicy):  # type: ignore[misc]
                """Waits for a warehouse that starts, as long as somebody waits for it; a broken line is said at once."""

                def increment(
                    self, method: Any = None, url: Any = None, response: Any = None, *told: Any, **more: Any
                ) -> Any:
                    if response is not None:
                        response.close()  # else it would be read to its end
                    error = more.get("error") or (told[0] if told else None)
                    if error is not None or line.sockets.is_cut:
                        raise error or ConnectionAbortedError("the session was given up")
                    return super().increment(method, url, response, *told, **more)

                def sleep_for_retry(self, response: Any) -> bool:
                    asked = self.get_retry_after(response) or self.get_backoff_time()
                    wait = min(max(asked, self.delay_min), self.delay_max)
                    self.check_proposed_wait(wait)
                    if line.given_up.wait(wait):
                        raise ConnectionAbortedError("the session was given up")
                    return True

            given: Any = vars(self)["_transport"]

            def led() -> tuple[Any, Transport, Any]:
                policy = Patience(
                    delay_min=self._retry_delay_min,
                    delay_max=self._retry_delay_max,
                    stop_after_attempts_count=self._retry_stop_after_attempts_count,
                    stop_after_attempts_duration=self._retry_stop_after_attempts_duration,
                    delay_default=self._retry_delay_default,
                    force_dangerous_codes=[],
                    respect_server_retry_after_header=True,
                )
                transport = Transport(
                    line,
                    auth_provider=self._auth_provider,
                    uri_or_host=f"https://{given.realhost or given.host}:{given.realport or given.port}{given.path}",
                    ssl_options=self._ssl_options,
                    retry_policy=policy,
                )
                transport.setTimeout(more["_socket_timeout"] * 1000.0)
                transport.setCustomHeaders(dict(http_headers))
                protocol = TBinaryProtocol(
                    transport, string_length_limit=PAGE_BYTES, container_length_limit=CONTAINER_LENGTH
                )
                transport.open()
                return policy, transport, TCLIService.Client(protocol)

            self._led = led
            self.retry_policy, self._transport, self._client = led()

        def stop(self, command: Any, session: Any) -> None:
            """Stop a statement, or all of the session where the server has not named it yet.

            Over a line of its own: the session's is held by whoever waits for the statement, one question after the other,
            and each may be answered after seconds only.
            """
            _, transport, client = self._led()
            try:
                transport.set_retry_command_type(CommandType.OTHER)
                transport.startRetryTimer()
                if command is None:
                    client.CloseSession(ttypes.TCloseSessionReq(session.to_thrift_handle()))
                else:
                    client.CancelOperation(ttypes.TCancelOperationReq(command.to_thrift_handle()))
            finally:
                transport.close()

        def _handle_request_error(self, error_info: Any, attempt: int, elapsed: float) -> None:
            # Whoever asks once only is told at once, and does not sleep before it.
            super()._handle_request_error(error_info._replace(retry_delay=None), attempt, elapsed)

        def make_request(self, method: Any, request: Any, retryable: bool = True) -> Any:
            # Asking once more is not the connector's matter: a broken line is said.
            try:
                answer = super().make_request(method, request, retryable=False)
            except HostChangedError as error:
                raise _led_away() from error
            refuse_elsewhere(answer)
            return answer

    class LedSession(Session):  # type: ignore[misc]
        def __init__(self, line: Line, *given: Any, **more: Any) -> None:
            self._line = line
            super().__init__(*given, **more)

        def _create_backend(  # noqa: PLR0917 - as the connector calls it
            self, host: str, path: str, headers: Any, auth: Any, complex_types: Any, more: Mapping[str, Any]
        ) -> Any:
            self.use_sea = False
            return Client(
                self._line,
                server_hostname=host,
                port=self.port,
                http_path=path,
                http_headers=headers,
                auth_provider=auth,
                ssl_options=self.ssl_options,
                http_client=self.http_client,
                _use_arrow_native_complex_types=complex_types,
                **more,
            )

    class LedConnection(Connection):  # type: ignore[misc]
        def __init__(self, line: Line, host: str, path: str, **options: Any) -> None:
            self._line = line
            super().__init__(host, path, **options)

        def _open_session_with_reyden_fallback(  # noqa: PLR0917 - as the connector calls it
            self,
            host: str,
            path: str,
            headers: Any,
            settings: Any,
            catalog: Any,
            schema: Any,
            complex_types: Any,
            more: Any,
        ) -> Any:
            nowhere = Nowhere(vars(self)["http_client"].config)
            self.http_client = nowhere
            self.session = LedSession(
                self._line, host, path, self.http_client, headers, settings, catalog, schema, complex_types, **more
            )
            try:
                self.session.open()
            except ReydenThriftUnsupportedError as error:
                raise ConnectFailed(
                    "This warehouse speaks another protocol than Lunara reads (a real-time warehouse).",
                    "Choose a serverless, pro or classic SQL warehouse.",
                    code="warehouse_missing",
                ) from error
            return self.session

        def __del__(self) -> None:
            # The connector would sign out here, in whatever thread tidies up.
            return

    return LedConnection


@cache
def _failures() -> tuple[type[BaseException], ...]:
    import urllib3
    from databricks.sql import exc
    from thrift.Thrift import TException

    return (exc.Error, TException, urllib3.exceptions.HTTPError, OSError, ConnectFailed, WarehouseFailed)


def _whatever_fails() -> suppress:
    """For what is said to a server that may be gone."""
    return suppress(*_failures())
