"""One connection that reads PostgreSQL's results as Arrow batches: ADBC, which fetches a statement by a binary COPY.

The driver is not told where its socket is, so it is looked for: a line that swallows everything must be cut from outside.
"""

from __future__ import annotations

import os
import socket
import stat
import threading
from collections import defaultdict
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Bytes of rows in a batch. The first rows come soon, and large results take no longer for it.
BATCH_BYTES = 1_000_000
_OPEN_FILES = Path("/dev/fd")
_connecting: defaultdict[tuple[str, int], threading.Lock] = defaultdict(threading.Lock)


class Failure(Exception):
    """What server or driver said. `state` is the SQLSTATE ("" where there is none); `lost` says that the connection is gone."""

    def __init__(self, said: str, state: str = "", *, lost: bool = False) -> None:
        super().__init__(said)
        self.said, self.state, self.lost = said, state, lost


class Server:
    """Opens sessions on one server; what the driver asks of a server before its first connection is asked once an address."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._current: tuple[str, _Database] | None = None

    def connect(self, conninfo: str, address: str, port: int) -> Session:
        """A new session by libpq's `conninfo`, which leads to `address`. Raises Failure."""
        with self._lock:
            if self._current is None or self._current[0] != conninfo:
                self._let_go()
                self._current = conninfo, _Database(conninfo)
            database = self._current[1]
            database.hold()
        try:
            return Session(database, address, port)
        except BaseException:
            database.let_go()
            raise

    def close(self) -> None:
        """Let go of what was learnt; open sessions go on. Idempotent."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        if self._current is not None:
            self._current[1].let_go()
        self._current = None


class _Database:
    """The driver's own record of a server, which it releases when nobody holds it any more."""

    def __init__(self, conninfo: str) -> None:
        import adbc_driver_manager
        import adbc_driver_postgresql

        self._lock = threading.Lock()
        self._holders = 1
        try:
            self.driver = adbc_driver_postgresql.connect(conninfo)
        except adbc_driver_manager.Error as error:
            raise _failure(error, lost=False) from error

    def hold(self) -> None:
        with self._lock:
            self._holders += 1

    def let_go(self) -> None:
        with self._lock:
            self._holders -= 1
            if not self._holders:
                self.driver.close()


class Session:
    """One connection, for one thread at a time; `cancel` and `cut` may be called from any. All methods raise Failure alone."""

    def __init__(self, database: _Database, address: str, port: int) -> None:
        import adbc_driver_manager

        self._database = database
        self._lock = threading.Lock()
        self._cancelling = 0
        self._closed = False
        with _alone(_connecting[address, port]):
            before = _sockets_to(address, port)
            try:
                self._connection = adbc_driver_manager.AdbcConnection(database.driver)
            except adbc_driver_manager.Error as error:
                raise _failure(error, lost=False) from error
            fresh = [fd for name, fd in _sockets_to(address, port).items() if name not in before]
            # When others connected there in the same moment, none is taken for ours.
            self._socket = socket.socket(fileno=os.dup(fresh[0])) if len(fresh) == 1 else None

    @property
    def state(self) -> str:
        """Of its transaction, as libpq knows it: idle, intrans, inerror, active; unknown when the connection is gone."""
        if self._closed:
            return "unknown"
        return str(self._connection.get_option("adbc.postgresql.transaction_status"))

    def do(self, sql: str) -> None:
        """Run statements of ours, whose rows nobody wants, in one round trip."""
        import adbc_driver_manager

        with adbc_driver_manager.AdbcStatement(self._connection) as statement:
            try:
                statement.set_sql_query(sql)
                statement.execute_update()
            except adbc_driver_manager.Error as error:
                raise _failure(error, lost=self.state == "unknown") from error

    def columns(self, sql: str) -> Any:
        """The Arrow schema of the one statement `sql`, which is prepared and does not run; what is several is refused."""
        import adbc_driver_manager
        import pyarrow as pa

        check_whole(sql)
        with adbc_driver_manager.AdbcStatement(self._connection) as statement:
            try:
                statement.set_sql_query(sql)
                return pa.schema(statement.execute_schema())
            except adbc_driver_manager.Error as error:
                raise _failure(error, lost=self.state == "unknown") from error

    def batches(self, sql: str) -> Generator[Any]:
        """The rows of the one statement `sql` as the driver types them, as they come; at least one batch."""
        import adbc_driver_manager
        import pyarrow as pa
        from adbc_driver_manager._reader import AdbcRecordBatchReader

        with adbc_driver_manager.AdbcStatement(self._connection) as statement:
            try:
                statement.set_options(**{"adbc.postgresql.batch_size_hint_bytes": str(BATCH_BYTES)})
                statement.set_sql_query(sql)
                handle, _ = statement.execute_query()
                reader = AdbcRecordBatchReader._import_from_c(handle.address)
                try:
                    came = False
                    for batch in reader:
                        came = True
                        yield batch
                    if not came:
                        yield pa.RecordBatch.from_pylist([], schema=reader.schema)
                finally:
                    reader.close()
            except (adbc_driver_manager.Error, pa.ArrowException, OSError) as error:
                raise _failure(error, lost=self.state == "unknown") from error

    def cancel(self) -> None:
        """Ask the server to stop what the session runs. A server that cannot be reached is not told; others watch the time."""
        import adbc_driver_manager

        with self._lock:
            if self._closed:
                return
            self._cancelling += 1
        try:
            self._connection.cancel()
        except adbc_driver_manager.Error:
            return
        finally:
            with self._lock:
                self._cancelling -= 1
                last = self._closed and not self._cancelling
            if last:
                self._release()

    def cut(self) -> None:
        """Make what waits for the server fail at once."""
        with self._lock:
            if self._socket is not None and not self._closed:
                _shut(self._socket)

    def close(self) -> None:
        """Hang up; idempotent. A cancel under way ends in its own time."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._cancelling:
                if self._socket is not None:
                    _shut(self._socket)
                return
        self._release()

    def abandon(self) -> None:
        """Hang up in the midst of a statement, which the server is asked to stop; waits for nothing."""
        threading.Thread(target=self._cancel_and_close, name="lunara-abandon", daemon=True).start()

    def _cancel_and_close(self) -> None:
        self.cancel()
        self.close()

    def _release(self) -> None:
        self._connection.close()
        if self._socket is not None:
            self._socket.close()
        self._database.let_go()


def check_whole(sql: str) -> None:
    """Raise Failure for a text that a server would read to a null character only."""
    if "\0" in sql:
        raise Failure("there is a null character in it", "22021")


def shut(fd: int) -> None:
    """Make reads and writes on the socket `fd`, which stays its owner's, fail at once."""
    try:
        found = socket.socket(fileno=os.dup(fd))
    except OSError:
        return
    with found:
        _shut(found)


def _shut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was not connected any more


def _sockets_to(address: str, port: int) -> dict[Any, int]:
    """This process's sockets that lead there, by their own end. Empty on systems that do not list open files."""
    found: dict[Any, int] = {}
    for path in _OPEN_FILES.iterdir() if _OPEN_FILES.is_dir() else ():
        try:
            if not stat.S_ISSOCK(os.fstat(int(path.name)).st_mode):
                continue
            with socket.socket(fileno=os.dup(int(path.name))) as one:
                if one.getpeername()[:2] == (address, port):
                    found[one.getsockname()] = int(path.name)
        except (OSError, IndexError):
            continue  # closed in the meantime, or not connected
    return found


@contextmanager
def _alone(lock: threading.Lock) -> Iterator[None]:
    """Hold the lock; whoever waits for a server that does not answer is not waited for."""
    held = lock.acquire(timeout=1)
    try:
        yield
    finally:
        if held:
            lock.release()


def _failure(error: Exception, *, lost: bool) -> Failure:
    details = dict(getattr(error, "details", None) or ())
    primary = bytes(details.get(b"PG_DIAG_MESSAGE_PRIMARY", b""))
    said = primary.decode("utf-8", "replace") or str(error).partition("[libpq] ")[2] or str(error)
    return Failure(said, getattr(error, "sqlstate", None) or "", lost=lost)
