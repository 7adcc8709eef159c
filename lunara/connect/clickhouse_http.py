"""The road to a ClickHouse server: one address, no redirects, no proxies, and a line that can be cut."""

from __future__ import annotations

import re
import socket
import threading
from typing import TYPE_CHECKING, Any

from urllib3 import PoolManager, Timeout
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import HTTPError

from lunara.connect import bounded, servers

if TYPE_CHECKING:
    from urllib3.response import BaseHTTPResponse

_TAIL = 65_536
_EXCEPTION = "X-ClickHouse-Exception-Code"
_SAID = re.compile(rb"Code: (\d+)\. DB::Exception: .*", re.DOTALL)


class BrokenLine(HTTPError):
    """The request did not come through; the driver is not to send it a second time on its own. `__cause__` says why."""


class Line(PoolManager):
    """Requests to one server that are sent once, to where they are sent, and whose sockets `cut` ends from any thread.

    `most` is how many bytes an answer has that is read at once; only the rows of a statement are not.
    `host` is the name that the certificate must be of and that is told to the server; the address is in the requests' URLs.
    """

    def __init__(self, host: str, *, verify: bool) -> None:
        checked: dict[str, Any] = {"assert_hostname": host} if verify else {"assert_hostname": False}
        self._host, self._verify = host, verify
        self.most = bounded.SIGN_IN_BYTES
        self._guard = threading.Lock()
        self._held: dict[Any, servers.Hold] = {}
        self._is_cut = False
        super().__init__(
            num_pools=1,
            maxsize=2,
            cert_reqs="CERT_REQUIRED" if verify else "CERT_NONE",
            server_hostname=host,
            socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
            **checked,
        )

    def beside(self) -> Line:
        """Another line to the same server, which is not cut with this one."""
        return Line(self._host, verify=self._verify)

    def urlopen(self, method: str, url: str, redirect: bool = True, **given: Any) -> BaseHTTPResponse:  # type: ignore[override]
        """One request; what it answers is unpacked nowhere. Raises BrokenLine, ConnectFailed for an answer that is too long."""
        at_once = given.get("preload_content", True)
        unread = {**given, "retries": False, "preload_content": False, "decode_content": False}
        try:
            answer = super().urlopen(method, url, redirect=False, **unread)
            bounded.refuse_packed(answer, self._host)
            if at_once or answer.status != 200 or _EXCEPTION in answer.headers:
                vars(answer)["_body"] = bounded.whole(answer, self._host, self.most)
            return answer
        except HTTPError as error:
            raise BrokenLine(str(error)) from error

    def tell(self, client: Any, statement: str, seconds: float) -> None:
        """Have the server that `client` speaks to run a statement, whose answer nobody wants. Raises urllib3's errors."""
        headers = {**client.headers, "Host": self._host}
        self.request("POST", client.url, body=statement, headers=headers, timeout=Timeout(seconds, seconds))

    def cut(self) -> None:
        """End every line, whoever waits on it, and make no further one."""
        with self._guard:
            self._is_cut = True
            for hold in self._held.values():
                hold.cut()

    def hang_up(self) -> None:
        """Cut, and let go of all; idempotent."""
        self.cut()
        self.clear()
        with self._guard:
            held, self._held = self._held, {}
        for hold in held.values():
            hold.close()

    def _hold(self, connection: Any, line: socket.socket) -> None:
        """Keep hold of a connection's new socket; its own handle goes before the answer after which the server hangs up."""
        with self._guard:
            old = self._held.pop(connection, None)
            if self._is_cut:
                servers.cut(line)
            else:
                self._held[connection] = servers.Hold(line)
        if old is not None:
            old.close()

    def _new_pool(
        self, scheme: str, host: str, port: int, request_context: dict[str, Any] | None = None
    ) -> HTTPConnectionPool:
        pool = super()._new_pool(scheme, host, port, request_context)
        kind: Any = pool.ConnectionCls
        owner = self

        class Held(kind):  # type: ignore[misc]
            def _new_conn(self) -> socket.socket:
                if owner._is_cut:
                    raise BrokenLine("the line was cut")
                line: socket.socket = super()._new_conn()
                servers.keep_alive(line)
                owner._hold(self, line)
                return line

        pool.ConnectionCls = Held
        return pool


class Body:
    """The bytes of an answer, whose end is kept: a server that has begun to answer tells of an error there."""

    def __init__(self, response: Any) -> None:
        self._response = response
        self._tail = b""

    def read(self, size: int) -> bytes:
        """The next bytes, not more than `size`. Raises urllib3's errors when the line breaks."""
        found: bytes = self._response.read(size)
        self._tail = (self._tail + found[-_TAIL:])[-_TAIL:]
        return found

    def close(self) -> None:
        """Let go of the answer, and of its line when it was not read to its end."""
        self._response.close()

    def said_behind(self) -> tuple[int, str] | None:
        """Code and words of an error that the server told behind the end of the rows; None when nothing is there."""
        if not self.read(_TAIL):
            return None
        return self.said_instead()

    def said_instead(self) -> tuple[int, str]:
        """Code and words of the error that broke the rows off; code 0 where the server said none."""
        while self.read(_TAIL):
            pass
        return _error_in(self._tail)


def _error_in(text: bytes) -> tuple[int, str]:
    match = _SAID.search(text)
    return (int(match[1]), match[0].decode("utf-8", "backslashreplace")) if match else (0, "")
