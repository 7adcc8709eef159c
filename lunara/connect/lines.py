"""Lines of drivers that speak HTTP or gRPC: which of them one piece of work waits on, and the end of that from any thread.

Such a driver keeps its lines in a pool that all statements of a data source share, and shows none of them. Its pools are made
`watched` once (or its gRPC channel is); from then on a line is known to the `Lines` of the work that uses it, while it does.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from urllib3.exceptions import ProtocolError

from lunara.connect import servers

_NO_BODY = frozenset({204, 304})
_HERE = threading.local()


class _Line(Protocol):
    """What can be cut."""

    def cut(self) -> None:
        """Make whoever waits on it fail at once; raises nothing."""
        ...


class Lines:
    """The lines that one piece of work asks over. Thread-safe; after `cut` nothing more is asked for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: list[_Line] = []
        self.is_cut = False

    @contextmanager
    def asking(self, *, keep: bool = False) -> Iterator[None]:
        """What this thread asks within the block is asked for this work.

        With `keep` what was asked goes on behind the block, until `let_go`: an answer that is read little by little.
        Raises ConnectFailed `connection_lost` after `cut`, also out of the driver's calls within the block.
        """
        self.raise_if_cut()
        taken: list[_Line] = []
        before = getattr(_HERE, "asking", None)
        _HERE.asking = (self, taken)
        try:
            yield
        finally:
            _HERE.asking = before
            if not keep:
                self._give_back(taken)

    def let_go(self, *, unread: bool = False) -> None:
        """What was kept has come to its end; with `unread`, end it."""
        with self._lock:
            if unread:
                self._cut_all()
            self._used.clear()

    def cut(self) -> None:
        """End all that is waited for, and refuse to ask anew."""
        with self._lock:
            self.is_cut = True
            self._cut_all()

    def raise_if_cut(self) -> None:
        """Raise ConnectFailed `connection_lost` after `cut`."""
        if self.is_cut:
            raise servers.connection_lost()

    def _cut_all(self) -> None:
        for line in self._used:
            line.cut()

    def _take(self, line: _Line, taken: list[_Line]) -> None:
        with self._lock:
            self.raise_if_cut()
            if line not in self._used:
                self._used.append(line)
                taken.append(line)

    def _give_back(self, taken: list[_Line]) -> None:
        with self._lock:
            self._used = [line for line in self._used if line not in taken]


def raise_if_cut() -> None:
    """Raise ConnectFailed `connection_lost` where the work that this thread asks for was cut."""
    asking = getattr(_HERE, "asking", None)
    if asking is not None:
        asking[0].raise_if_cut()


def watched_pools(kinds: Mapping[str, Any]) -> dict[str, Any]:
    """Pools of urllib3 like `kinds` (classes by scheme), whose lines are known to the `Lines` that they are used for.

    An answer that is not known to be whole is an error of urllib3, whatever the driver asks for: half of one must not be read.
    """
    return {scheme: _watched_pool(kind) for scheme, kind in kinds.items()}


def watched_channel(channel: Any) -> Any:
    """The gRPC channel, whose streams are known to the `Lines` that they are read for."""
    import grpc

    class Watching(grpc.UnaryStreamClientInterceptor):  # type: ignore[misc]
        """Sees each stream begin."""

        def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
            raise_if_cut()
            stream = continuation(details, request)
            _take(_Stream(stream))
            return stream

    return grpc.intercept_channel(channel, Watching())


class _Stream:
    """A stream of gRPC."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def cut(self) -> None:
        """Give it up."""
        self._stream.cancel()


def _take(line: _Line) -> None:
    asking = getattr(_HERE, "asking", None)
    if asking is not None:
        lines, taken = asking
        try:
            lines._take(line, taken)
        except BaseException:
            line.cut()
            raise


def _watched_pool(kind: Any) -> Any:
    class Watched(kind):  # type: ignore[misc]
        ConnectionCls = _watched(kind.ConnectionCls)

        def urlopen(self, *arguments: Any, **options: Any) -> Any:
            return super().urlopen(*arguments, **{**options, "enforce_content_length": True})

    return Watched


def _watched(kind: Any) -> Any:
    """A connection of urllib3 that says when it is used."""

    class Watched(kind):  # type: ignore[misc]
        """Its socket is kept here too: an answer is read from it when the driver itself has let go of it."""

        _line: socket.socket | None = None
        _method = ""

        def _new_conn(self) -> socket.socket:
            made: socket.socket = super()._new_conn()
            # While TLS shakes hands, the socket is not to be reached but by a second handle.
            self._line = made.dup()
            return made

        def connect(self) -> None:
            """Open it. Raises ConnectFailed when it was cut."""
            _take(self)
            try:
                super().connect()
            finally:
                handle, self._line = self._line, self.sock
                if handle is not None and handle is not self._line:
                    handle.close()
            _take(self)

        def request(self, method: str, *arguments: Any, **options: Any) -> None:
            """Ask. Raises ConnectFailed when it was cut."""
            _take(self)
            self._method = method
            super().request(method, *arguments, **options)

        def getresponse(self) -> Any:
            """The answer. Raises ProtocolError for one that broke off in its head, which has lost its length."""
            answer = super().getresponse()
            bare = self._method == "HEAD" or answer.status in _NO_BODY
            if not bare and "content-length" not in answer.headers and "transfer-encoding" not in answer.headers:
                answer.close()
                raise ProtocolError("The answer does not say how long it is.")
            return answer

        def cut(self) -> None:
            """From any thread."""
            servers.cut(self._line)

    return Watched
