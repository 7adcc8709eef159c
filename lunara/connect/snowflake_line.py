"""One session with Snowflake, through its own driver."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from lunara.connect.bounded import OWN_BYTES
from lunara.connect.deadline import Deadline
from lunara.connect.servers import CONNECT_SECONDS
from lunara.connect.snowflake_http import Wire, fetched
from lunara.connect.warehouse import CancelToken
from lunara.errors import ConnectFailed, WarehouseFailed

if TYPE_CHECKING:
    import pyarrow as pa

SELECT_TYPE = 0x1000  # what Snowflake calls a statement that only queries
SIGN_OUT_SECONDS = 0.5
AHEAD = 4  # parts of a result that are fetched before they are read
TRIES = 3
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})


@cache
def _reading_cursor() -> Any:
    """A kind of cursor that moves no files, whatever the server answers, and knows what type of statement it described."""
    from snowflake.connector.cursor import SnowflakeCursor
    from snowflake.connector.errors import ProgrammingError

    class ReadingCursor(SnowflakeCursor):  # type: ignore[misc]
        statement_type: int = 0

        def _create_file_transfer_agent(self, *given: Any, **more: Any) -> Any:
            raise ProgrammingError(msg="Files are not moved.", errno=-1)

        def _init_result_and_meta(self, data: dict[Any, Any]) -> None:
            self.statement_type = int(data.get("statementTypeId") or 0)
            super()._init_result_and_meta(data)

    return ReadingCursor


@cache
def _connection_kind() -> Any:
    """A kind of connection all of whose requests go by a wire of ours."""
    from snowflake.connector import SnowflakeConnection

    class WiredConnection(SnowflakeConnection):  # type: ignore[misc]
        def __init__(self, wire: Wire, **options: Any) -> None:
            self._wire = wire
            super().__init__(**options)

        @property
        def _session_manager(self) -> Any:
            return self.__dict__.get("_sessions")

        @_session_manager.setter
        def _session_manager(self, made: Any) -> None:
            if made is not None:
                made.adapter_factory = self._wire
            self.__dict__["_sessions"] = made

    return WiredConnection


class Line:
    """A session that `open` begins. One statement at a time; `stop` and `cut` may be called from any thread."""

    def __init__(self, wire: Wire, options: Mapping[str, Any]) -> None:
        self._wire, self._options = wire, dict(options)
        self._connection: Any = None
        self._closed = False
        self._lock = threading.Lock()
        self._running: tuple[str, UUID] | None = None
        self._stopped = threading.Event()

    @property
    def is_open(self) -> bool:
        """Whether a statement may be asked of it; one that has not begun yet is."""
        gone = self._closed or self._wire.sockets.is_cut
        return not gone and (self._connection is None or not self._connection.is_closed())

    @property
    def has_begun(self) -> bool:
        """Whether `open` has come to its end."""
        return self._connection is not None

    @property
    def place(self) -> tuple[str | None, str | None, str | None]:
        """Database, warehouse and role that the session was given; None for what there is not."""
        return self._connection.database, self._connection.warehouse, self._connection.role

    def open(self) -> None:
        """Sign in. Raises the driver's Error and ConnectFailed."""
        # The driver's own waits between its tries are short, so that one that is given up ends soon.
        self._connection = _connection_kind()(self._wire, backoff_policy=lambda: itertools.repeat(1), **self._options)
        self._wire.most = OWN_BYTES

    def type_of(self, text: str, limits: Mapping[str, Any]) -> int:
        """What type of statement Snowflake takes `text` for, without running it. Raises the driver's Error."""
        found: int = self._execute(text, limits, describe=True).statement_type
        return found

    def tables(self, text: str, limits: Mapping[str, Any]) -> tuple[list[Any], Iterator[pa.Table]]:
        """Run a query: its columns, and its rows as Arrow tables, fetched as they are read.

        Raises the driver's Error, ConnectFailed, and WarehouseFailed for a result of which a part is missing.
        """
        cursor = self._execute(text, limits)
        cursor.check_can_use_arrow_resultset()
        return list(cursor.description), self._parts(cursor.get_result_batches())

    def rows(self, text: str, limits: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Rows of a query of ours, by the names of its columns in small letters. Raises the driver's Error."""
        cursor = self._execute(text, limits)
        for part in cursor.get_result_batches()[1:]:
            part._download = partial(self._fetch, part)
        names = [column.name.lower() for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def stop(self) -> None:
        """End the statement that runs, by its own id, so that no later one is met; a session that signs in is cut."""
        from snowflake.connector.errors import Error

        self._stopped.set()
        with self._lock:
            running = self._running
        self._wire.only_aborts = True
        if self._connection is None:
            self.cut()
        elif running is not None:
            # Where Snowflake cannot be reached its own time limit remains.
            with suppress(Error, OSError, ConnectFailed):
                self._connection._cancel_query(*running)

    def cut(self) -> None:
        """Make whatever waits for Snowflake fail at once."""
        self._stopped.set()
        self._wire.cut()

    def close(self) -> None:
        """Sign out; raises nothing, and waits for nobody who does not answer."""
        closed, self._closed = self._closed, True
        self._stopped.set()
        if closed:
            return
        leaving = threading.Thread(target=self._sign_out, name="lunara-snowflake", daemon=True)
        leaving.start()
        leaving.join(SIGN_OUT_SECONDS)

    def _sign_out(self) -> None:
        from snowflake.connector.errors import Error

        self._wire.only_aborts = False
        with suppress(Error, OSError, ConnectFailed), Deadline(CONNECT_SECONDS, CancelToken(), self.cut):
            if self._connection is not None:
                self._connection.close(retry=False)
        self.cut()

    def _execute(self, text: str, limits: Mapping[str, Any], *, describe: bool = False) -> Any:
        cursor: Any = self._connection.cursor(_reading_cursor())
        identity = uuid4()
        with self._lock:
            self._running = text, identity
        try:
            cursor.execute(
                text,
                num_statements=1,
                _statement_params={**limits, "requestId": str(identity)},
                _describe_only=describe,
                _is_internal=describe,
                _is_put_get=False,
            )
        finally:
            with self._lock:
                self._running = None
        return cursor

    def _parts(self, batches: list[Any]) -> Iterator[pa.Table]:
        """The tables of a result: its first part came with the answer, the others lie on a stage."""
        from snowflake.connector.constants import IterUnit

        first, *others = batches
        yield from _whole(first, first.create_iter(self._connection, iter_unit=IterUnit.TABLE_UNIT, structure="arrow"))
        if not others:
            return
        waiting: deque[tuple[Any, Future[Any]]] = deque()
        left = iter(others)
        pool = ThreadPoolExecutor(AHEAD, thread_name_prefix="lunara-snowflake")
        try:
            waiting.extend((part, pool.submit(self._fetch, part)) for part in itertools.islice(left, AHEAD))
            while waiting:
                part, coming = waiting.popleft()
                answer = coming.result()
                waiting.extend((later, pool.submit(self._fetch, later)) for later in itertools.islice(left, 1))
                yield from _whole(part, part._load(answer, IterUnit.TABLE_UNIT))
        finally:
            # Not waited for: who leaves early cuts the line, which ends what is still fetched.
            pool.shutdown(wait=False, cancel_futures=True)

    def _fetch(self, part: Any, **_: Any) -> Any:
        """The stage's answer with one part; a stage that is busy is asked again. Raises ConnectFailed."""
        url = part._remote_chunk_info.url
        for attempt in range(1, TRIES + 1):
            with self._connection.rest.session_manager.use_session(url) as session:
                answer = fetched(session, url, part._chunk_headers)
            if answer.status_code == 200:
                return answer
            if answer.status_code not in _AGAIN or attempt == TRIES or self._stopped.wait(attempt):
                break
        raise ConnectFailed(
            f"A part of the result could not be fetched from Snowflake's stage (HTTP {answer.status_code}).",
            "Try again in a moment.",
            code="connection_lost",
        )


def _whole(part: Any, tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """The tables of a part, which must have as many rows as Snowflake promised of it."""
    rows = 0
    for table in tables:
        rows += table.num_rows
        yield table
    if 0 < part.rowcount != rows:
        raise WarehouseFailed(
            f"A part of Snowflake's result came with {rows} of {part.rowcount} rows.",
            "Ask again.",
            code="incomplete",
        )
