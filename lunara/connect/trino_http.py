"""The HTTP that Trino's driver speaks, held to one address: no other host, no redirect, no proxy, no endless waiting."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from lunara.connect import bounded, servers
from lunara.connect.http_lines import Lines
from lunara.connect.servers import CONNECT_SECONDS
from lunara.errors import ConnectFailed, WarehouseFailed

SILENT_SECONDS = 30  # the server holds a question for results for a second at most
TRIES = 4
_BUSY = frozenset({429, 502, 503, 504})
_SPOOLING = "X-Trino-Query-Data-Encoding"


class Line(requests.Session):  # type: ignore[misc]
    """A session that speaks to one server, at the address that its name stood for when the line was made.

    The server names the next address to ask in each answer (`nextUri`); one that lies elsewhere is refused, because the
    account's password would go there. `left` is how many bytes it may still say in all; None allows page after page of rows,
    each of `bounded.PAGE_BYTES` at most. `stopped` tells that waiting is over, `lost` that the server
    failed it. Raises ConnectFailed.
    """

    def __init__(self, host: str, port: int, address: str, user: str, encryption: str) -> None:
        super().__init__()
        self.host, self.port, self.user = host, port, user
        self.scheme = "http" if encryption == "disable" else "https"
        self.lost = False
        self.left: int | None = bounded.SIGN_IN_BYTES
        self.stopped: Callable[[], bool] = lambda: False
        self.trust_env = False
        self.adapters.clear()
        self._adapter = _Pinned(host, address, self.scheme, encryption == "verify-full")
        self.mount(f"{self.scheme}://", self._adapter)
        self.verify = encryption == "verify-full"

    def cut(self) -> None:
        """Make whatever waits on this line fail at once, from another thread, and whatever would still be asked."""
        self.lost = True
        self._adapter.lines.cut()

    def close(self) -> None:
        """Let go of the line; idempotent."""
        super().close()
        self._adapter.lines.let_go()

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere, so that nothing is read for it; the answer itself says that it redirects."""

    def request(self, method: Any, url: Any, *arguments: Any, **options: Any) -> requests.Response:
        """One request, again after a moment when the server is busy. Raises ConnectFailed for what is no answer of Trino."""
        try:
            return self._answer(method, url, *arguments, **options)
        except (ConnectFailed, WarehouseFailed):
            self.lost = True
            raise

    def _answer(self, method: Any, url: Any, *arguments: Any, **options: Any) -> requests.Response:
        target = urlsplit(str(url))
        port = target.port or (443 if target.scheme == "https" else 80)
        if (target.scheme, (target.hostname or "").lower(), port) != (
            self.scheme,
            self.host.lower().strip("[]"),
            self.port,
        ):
            raise ConnectFailed(
                f"{self.host} sends its callers on to {target.scheme}://{target.hostname}:{port}, where Lunara does not follow.",
                "Enter that host and port, or let the server behind a proxy believe its forwarded headers"
                " (http-server.process-forwarded=true).",
                code="host_not_allowed",
            )
        # Results come over this line alone: spooled ones would be fetched from wherever the server says.
        options["headers"] = {k: v for k, v in (options.get("headers") or {}).items() if k != _SPOOLING}
        options["headers"]["Accept-Encoding"] = "gzip"
        options.update(stream=True, allow_redirects=False, timeout=(CONNECT_SECONDS, SILENT_SECONDS), proxies={})
        self.headers.pop(_SPOOLING, None)
        for attempt in range(1, TRIES + 1):
            answer = self._asked(str(method), str(url), *arguments, **options)
            if not _is_busy(answer) or attempt == TRIES or not self._wait(answer, attempt):
                break
        if answer.status_code in (401, 403):
            raise (
                servers.password_wrong(self.user)
                if answer.status_code == 401
                else servers.not_let_in(self.host, self.user)
            )
        if answer.is_redirect:
            raise ConnectFailed(
                f"{self.host} redirects to {answer.headers.get('Location', '')[:200]}.",
                "Enter that host and port, with encryption for https.",
                code="refused",
            )
        if _is_busy(answer):
            raise ConnectFailed(
                f"{self.host} is too busy or not ready (HTTP {answer.status_code}).",
                "Try again in a moment.",
                code="too_many_connections" if answer.status_code == 429 else "connection_lost",
            )
        if answer.status_code in (404, 410):
            # It knows nothing of the statement any more: it was restarted, or the statement left.
            raise servers.connection_lost()
        return answer

    def _asked(self, method: str, url: str, *arguments: Any, **options: Any) -> requests.Response:
        try:
            answer = super().request(method, url, *arguments, **options)
            self._read(answer)
            return answer
        except requests.exceptions.SSLError as error:
            if _has_cause(error, ssl.SSLEOFError):
                # It said nothing against the encryption; it left.
                raise servers.connection_lost() from error
            raise servers.encryption_failed(self.host) from error
        except requests.exceptions.ConnectTimeout as error:
            raise servers.no_answer(self.host, self.port) from error
        except requests.exceptions.ConnectionError as error:
            if _has_cause(error, ConnectionRefusedError):
                raise servers.refused(self.host, self.port) from error
            raise servers.connection_lost() from error
        except (requests.exceptions.RequestException, HTTPError) as error:
            raise servers.connection_lost() from error

    def _read(self, answer: requests.Response) -> None:
        """Take the body in, as far as it may go. Raises ConnectFailed, within rows WarehouseFailed, and urllib3's errors."""
        given: Any = vars(answer)
        limit = bounded.PAGE_BYTES if self.left is None else self.left
        try:
            given["_content"] = bounded.whole(answer.raw, self.host, limit, gzip=True)
        except ConnectFailed as error:
            if self.left is None and error.code == "too_large":
                raise bounded.too_much_at_once(limit) from error
            raise
        given["_content_consumed"] = True
        if self.left is not None:
            self.left -= len(answer.content)

    def _wait(self, answer: requests.Response, attempt: int) -> bool:
        """Wait as long as the server asks for, within reason; whether there is still somebody to ask for."""
        asked = answer.headers.get("Retry-After", "")
        until = time.monotonic() + (min(int(asked), SILENT_SECONDS) if asked.isdecimal() else 0.1 * 2**attempt)
        while time.monotonic() < until and not self.stopped():
            time.sleep(0.05)
        return not self.stopped()


class _Pinned(HTTPAdapter):  # type: ignore[misc]
    """Connects to `address` whatever the name says by now; certificate and Host header stay those of the name."""

    def __init__(self, host: str, address: str, scheme: str, verified: bool) -> None:
        self._host, self._address, self._scheme, self._verified = host, address, scheme, verified
        self.lines = Lines()
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """With the certificates of the system beside those of the requests package, so that a company's own are known."""
        if self._scheme == "https":
            context = ssl.create_default_context()
            context.load_verify_locations(requests.certs.where())
            if self._verified:
                options["assert_hostname"] = self._host.strip("[]")
            else:
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                options["assert_hostname"] = False
            options.update(ssl_context=context, server_hostname=self._host.strip("[]"))
        super().init_poolmanager(*arguments, **options)

        plain, encrypted = self.lines.held(HTTPConnection), self.lines.held(HTTPSConnection)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = plain

        class EncryptedPool(HTTPSConnectionPool):
            ConnectionCls = encrypted

            def _validate_conn(self, conn: Any) -> None:
                # Without the warning at each request that nobody checks the certificate: that was chosen in the form.
                if conn.is_closed:
                    conn.connect()

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": EncryptedPool}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing: the context above says it all, and what is set here would replace its certificates."""

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """The pool of the address; the context is the manager's."""
        parts = urlsplit(request.url)
        return {"scheme": self._scheme, "host": self._address, "port": parts.port}, {}

    def send(self, request: Any, *arguments: Any, **options: Any) -> requests.Response:
        """With the Host header of the name."""
        request.headers["Host"] = urlsplit(request.url).netloc.rpartition("@")[2]
        answer: requests.Response = super().send(request, *arguments, **options)
        return answer


def _is_busy(answer: requests.Response) -> bool:
    """Whether to ask again: it says so, or says nothing at all, as a coordinator under load does."""
    empty = answer.status_code == 200 and not answer.content
    return empty or answer.status_code in _BUSY


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Whether an error of that kind lies beneath; urllib3 keeps it as `reason`, requests as an argument."""
    for _ in range(10):
        if error is None or isinstance(error, kind):
            return error is not None
        inner = getattr(error, "reason", None) or next((a for a in error.args if isinstance(a, BaseException)), None)
        error = inner if isinstance(inner, BaseException) else error.__cause__ or error.__context__
    return False
