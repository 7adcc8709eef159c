"""One connection to Amazon Redshift: Amazon's driver signs in and speaks the protocol; rows are taken as they come.

The driver's own cursor keeps a whole result in memory, and rounds numbers to 28 digits.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from lunara.connect import servers
from lunara.connect.bounded import SIGN_IN_BYTES
from lunara.connect.deadline import Deadline
from lunara.connect.postgres_session import Failure, check_whole
from lunara.connect.warehouse import CancelToken

BATCH_ROWS, BATCH_BYTES = 10_000, 4_000_000
ROW_BYTES = 128 * 2**20  # Redshift's own rows are smaller: 64 kB a text, 16 MB a SUPER
TEXT, BINARY = 0, 1
# Floats and timestamps come as they are, all else as text.
BINARY_TYPES = frozenset({700, 701, 1114, 1184})
_READY, _ROW, _LOST = b"Z", b"D", "The server closed the connection."
TIMED_OUT = "connection time out"  # in the driver's own words


class Session:
    """For one thread at a time; `cut` may be called from any. All methods raise Failure alone."""

    def __init__(self, connect: Any, seconds: float, **how: Any) -> None:
        """Sign in within `seconds`. `connect` is the driver's class of connections, `how` its other arguments."""
        from redshift_connector import Error
        from scramp import ScramException

        self._lock = threading.Lock()
        self._line: servers.Hold | None = None
        self._drivers: socket.socket | None = None
        self._open = True
        self.idle = True
        try:
            with self.within(seconds):
                try:
                    self._driver = _held(connect, self._hold)(
                        **how,
                        timeout=seconds,
                        max_prepared_statements=0,
                        client_protocol_version=0,
                        tcp_keepalive_idle=30,
                    )
                except (Error, OSError) as error:
                    raise _failure(error) from error
                except (
                    ScramException,
                    struct.error,
                    LookupError,
                    AttributeError,
                    ValueError,
                ) as error:  # it says no sense
                    raise Failure(_LOST, lost=True) from error
            self._driver.most = ROW_BYTES
            self._driver._usock.settimeout(None)
            self._driver.redshift_types = defaultdict(lambda: (TEXT, None), dict.fromkeys(BINARY_TYPES, (BINARY, None)))
            self._driver.message_types[_ROW] = self._take_row
            self._rows: list[list[bytes | None]] = []
            self._bytes = 0
        except BaseException:
            self.close()
            raise

    @contextmanager
    def within(self, seconds: float) -> Generator[None]:
        """The line is cut when the block still waits after `seconds`, however little at a time the server says."""
        deadline = Deadline(seconds, CancelToken(), self.cut)
        try:
            with deadline:
                yield
        except Failure as failure:
            if deadline.stopped:
                raise Failure(TIMED_OUT, lost=True) from failure
            raise
        if deadline.stopped:
            raise Failure(TIMED_OUT, lost=True)

    def do(self, sql: str) -> None:
        """Statements of ours, in one round trip."""
        self._send((b"Q", sql.encode() + b"\0"))
        for _ in self._answers(SimpleNamespace(ps={"row_desc": []})):
            self._taken()

    def columns(self, sql: str) -> list[dict[str, Any]]:
        """Prepare the one statement `sql` and tell its columns as the protocol does; none for what answers no rows."""
        check_whole(sql)
        cursor = SimpleNamespace(ps={"row_desc": []})
        self._send((b"P", b"\0" + sql.encode() + b"\0\0\0"), (b"D", b"S\0"), (b"S", b""))
        for _ in self._answers(cursor):
            pass
        found: list[dict[str, Any]] = cursor.ps["row_desc"]
        return found

    def rows(self, columns: list[dict[str, Any]]) -> Generator[list[list[bytes | None]]]:
        """Run what `columns` prepared: some rows at a time, at last those that are left; the server waits in between."""
        formats = [int(column["type_oid"] in BINARY_TYPES) for column in columns]
        bind = b"\0\0" + struct.pack("!hh", 0, 0) + struct.pack(f"!h{len(formats)}h", len(formats), *formats)
        self._send((b"B", bind), (b"E", b"\0" + struct.pack("!i", 0)), (b"S", b""))
        for _ in self._answers(SimpleNamespace(ps={"row_desc": []})):
            if len(self._rows) >= BATCH_ROWS or self._bytes >= BATCH_BYTES:
                yield self._taken()
        yield self._taken()

    def fetch(self, sql: str) -> list[list[Any]]:
        """All rows of a statement of ours, as texts."""
        columns = self.columns(sql)
        return [
            [value if value is None else value.decode() for value in row] for rows in self.rows(columns) for row in rows
        ]

    @property
    def encrypted(self) -> bool:
        """Whether the line is."""
        return hasattr(self._driver._usock, "cipher")

    @property
    def is_ready(self) -> bool:
        """Whether it lies idle between two transactions."""
        return self._open and self.idle and not self._driver.in_transaction

    def cut(self) -> None:
        """Make what waits for the server fail at once."""
        with self._lock:
            if self._line is not None:
                self._line.cut()

    def close(self) -> None:
        """Hang up without another word; idempotent."""
        with self._lock:
            self._open = False
            if self._line is not None and self._drivers is not None:
                self._line.cut()
                self._line.close()
                self._drivers.close()
            self._line = self._drivers = None

    def _hold(self, line: socket.socket) -> None:
        """Keep hold of the driver's socket, which is told of again when it is encrypted."""
        with self._lock:
            self._drivers = line
            if self._line is None:
                self._line = servers.Hold(line)

    def _send(self, *messages: tuple[bytes, bytes]) -> None:
        self.idle = False
        self._taken()
        try:
            for code, data in messages:
                self._driver._send_message(code, data)
            self._driver._flush()
        except (OSError, ValueError) as error:
            raise Failure(_LOST, lost=True) from error

    def _answers(self, cursor: Any) -> Generator[None]:
        """Take what the server says until it is ready for the next; pauses after each message."""
        from redshift_connector import Error

        cursor._cached_rows, cursor._row_count, cursor._redshift_row_count = [], -1, -1
        driver, code = self._driver, b""
        driver.error = None
        try:
            while code != _READY:
                code, length = struct.unpack("!ci", driver._read(5))
                driver.message_types[code](driver._read(length - 4), cursor)
                yield
        except (OSError, ValueError, LookupError, struct.error) as error:  # or what it says is no message
            raise Failure(_LOST, lost=True) from error
        except Error as error:
            raise _failure(error) from error
        self.idle = True
        if driver.error is not None:
            raise _failure(driver.error)

    def _take_row(self, data: bytes, cursor: Any) -> None:
        count, place = int.from_bytes(data[:2]), 2
        row: list[bytes | None] = []
        for _ in range(count):
            size = int.from_bytes(data[place : place + 4], signed=True)
            place += 4
            if size < 0:
                row.append(None)
            else:
                row.append(data[place : place + size])
                place += size
        self._rows.append(row)
        self._bytes += len(data)

    def _taken(self) -> list[list[bytes | None]]:
        rows, self._rows, self._bytes = self._rows, [], 0
        return rows


def _held(connect: Any, hold: Callable[[socket.socket], None]) -> Any:
    """The driver's class, whose socket is handed to `hold` when it is made and again when it is encrypted.

    It reads a part of a message, after which the server hung up, as if it were whole; not so here. Nor is a message read that
    says to be longer than `most` bytes: little while signing in.
    """

    class Held(connect):  # type: ignore[misc]
        most = SIGN_IN_BYTES

        @property
        def _usock(self) -> socket.socket:
            found: socket.socket = self.__dict__["_usock"]
            return found

        @_usock.setter
        def _usock(self, line: socket.socket) -> None:
            self.__dict__["_usock"] = line
            hold(line)

        @property
        def _read(self) -> Callable[[int], bytes]:
            found: Callable[[int], bytes] = self.__dict__["_read"]
            return found

        @_read.setter
        def _read(self, read: Callable[[int], bytes]) -> None:
            def whole(size: int) -> bytes:
                if size > self.most:
                    raise ConnectionError(f"The server sends a message of {size:,} bytes.")
                if len(found := read(size)) < size:
                    raise ConnectionError(_LOST)
                return found

            self.__dict__["_read"] = whole

    return Held


def _failure(error: Exception) -> Failure:
    told = error.args[0] if error.args and isinstance(error.args[0], dict) else {}
    lost = not told and ("BrokenPipe" in str(error) or isinstance(error, OSError))
    return Failure(told.get("M") or " ".join(map(str, error.args)), told.get("C") or "", lost=lost)
