"""One session with Snowflake, through its own driver."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

if TYPE_CHECKING:
    import pyarrow as pa

SELECT_TYPE = 0x1000  # what Snowflake calls a statement that only queries
GRACE_SECONDS = 5


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


class Line:
    """One session. One statement at a time, which `stop` ends from any thread."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        from snowflake.connector import connect

        self._connection: Any = connect(**options)
        self._lock = threading.Lock()
        self._running: tuple[str, UUID] | None = None
        self._left_at: float | None = None
        self._left = False

    @property
    def is_open(self) -> bool:
        """Whether it was not closed."""
        return not self._left and not self._connection.is_closed()

    @property
    def place(self) -> tuple[str | None, str | None, str | None]:
        """Database, warehouse and role that the session was given; None for what there is not."""
        return self._connection.database, self._connection.warehouse, self._connection.role

    def type_of(self, text: str, limits: Mapping[str, Any]) -> int:
        """What type of statement Snowflake takes `text` for, without running it. Raises the driver's Error."""
        found: int = self._execute(text, limits, describe=True).statement_type
        return found

    def tables(self, text: str, limits: Mapping[str, Any]) -> tuple[list[Any], Iterator[pa.Table]]:
        """Run a query: its columns, and its rows as Arrow tables, fetched as they are read. Raises the driver's Error."""
        cursor = self._execute(text, limits)
        return list(cursor.description), cursor.fetch_arrow_batches()

    def rows(self, text: str, limits: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Rows of a query of ours, by the names of its columns in small letters. Raises the driver's Error."""
        cursor = self._execute(text, limits)
        names = [column.name.lower() for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def stop(self) -> None:
        """End the statement that runs, by its own id, so that no later one is met; wait for it a moment longer, not for ever."""
        from snowflake.connector.errors import Error

        with self._lock:
            running = self._running
            self._left_at = self._left_at or time.monotonic() + GRACE_SECONDS
        if running is not None:
            # Where Snowflake cannot be reached its own time limit remains.
            with suppress(Error, OSError):
                self._connection._cancel_query(*running)

    def close(self) -> None:
        """Sign out; raises nothing, and waits for nobody who no longer answers."""
        if self._left:
            threading.Thread(target=self._sign_out, name="lunara-snowflake", daemon=True).start()
        else:
            self._sign_out()

    def _sign_out(self) -> None:
        from snowflake.connector.errors import Error

        with suppress(Error, OSError):
            self._connection.close(retry=False)

    def _execute(self, text: str, limits: Mapping[str, Any], *, describe: bool = False) -> Any:
        cursor: Any = self._connection.cursor(_reading_cursor())
        identity = uuid4()
        with self._lock:
            self._running, self._left_at = (text, identity), None
        ended: Queue[BaseException | None] = Queue()

        def work() -> None:
            try:
                cursor.execute(
                    text,
                    # The driver's own patience with a server that does not answer.
                    timeout=int(limits["STATEMENT_TIMEOUT_IN_SECONDS"]) + GRACE_SECONDS,
                    num_statements=1,
                    _statement_params={**limits, "requestId": str(identity)},
                    _describe_only=describe,
                    _is_internal=describe,
                    _is_put_get=False,
                )
            except BaseException as error:  # noqa: BLE001 - it is raised where the statement was asked for
                ended.put(error)
            else:
                ended.put(None)

        # The driver waits a minute for an answer; a statement that is over is not waited for as long.
        threading.Thread(target=work, name="lunara-snowflake", daemon=True).start()
        try:
            error = self._until(ended)
        finally:
            with self._lock:
                self._running = None
        if error is not None:
            raise error
        return cursor

    def _until(self, ended: Queue[BaseException | None]) -> BaseException | None:
        """What the statement ended with; OperationalError when it was stopped and nobody says so."""
        from snowflake.connector.errors import OperationalError

        while True:
            try:
                return ended.get(timeout=0.5)
            except Empty:
                if self._left_at is not None and time.monotonic() > self._left_at:
                    self._left = True
                    given_up: BaseException = OperationalError(msg="Snowflake does not answer.", errno=250003)
                    return given_up
