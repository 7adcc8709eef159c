"""The HTTP that Snowflake's driver speaks: to its account, to the stages where results lie, and to nobody else."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lunara.connect import bounded, servers
from lunara.connect.hosts import Reach
from lunara.connect.servers import CONNECT_SECONDS
from lunara.connect.sockets import Sockets
from lunara.errors import ConnectFailed

if TYPE_CHECKING:
    from snowflake.connector.vendored.requests import PreparedRequest, Response

SILENT_SECONDS = 60  # Snowflake answers after 45 at the latest, if only that it still works
PART_BYTES = 320 * 2**20  # of a result's part; Snowflake makes them much smaller
ABORT = "/queries/v1/abort-request"
# Where Snowflake keeps results for fetching: stages of its own on S3, Azure and Google Cloud.
_STAGES = re.compile(
    r"(?:[a-z0-9.-]+\.)?s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?"
    r"|[a-z0-9-]+\.blob\.core\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)"
    r"|(?:[a-z0-9_.-]+\.)?storage\.googleapis\.com"
    r"|[a-z0-9.-]+\.snowflakecomputing\.(?:com|cn)"
)
_GZIP = b"\x1f\x8b"


class Wire:
    """Makes the driver's adapters, for one session. `cut` ends what waits on any of them, and what would still be asked.

    `most` is how many bytes an answer of the account may have, those of a stage `PART_BYTES`.
    A request is sent once, with no proxy between; what breaks is a ConnectFailed, which the driver lets through. Raises
    ConnectFailed for an account that is unknown or may not be reached.
    """

    def __init__(self, account: tuple[str, int, str], reach: Reach) -> None:
        self.host, self.port, self.protocol = account
        # A stage is never on the inside unless it is named, whoever uses this server.
        self._stages = Reach(reach.allowed, shared=True)
        self._addresses = {(self.host, self.port): reach.address(self.host, self.port)}
        self.sockets = Sockets()
        self.only_aborts = False
        self.most = bounded.SIGN_IN_BYTES

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """An adapter, as the driver's sessions ask for one."""
        return _adapter()(self)

    def cut(self) -> None:
        """Make whatever waits on this session fail at once, from any thread."""
        self.sockets.cut()

    def address_of(self, host: str, port: int) -> str:
        """Where a host is that `permit` let pass."""
        return self._addresses[host.lower(), port]

    def permit(self, url: str) -> None:
        """Raise ConnectFailed unless the driver may ask for this: its account, or a stage of Snowflake's at a public address.

        Where LUNARA_ALLOWED_HOSTS is set, a stage must be named there too, and may then be inside (a private endpoint).
        """
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or (443 if parts.scheme == "https" else 80)
        if self.sockets.is_cut or (self.only_aborts and parts.path != ABORT):
            raise servers.connection_lost()
        if (parts.scheme, host, port) == (self.protocol, self.host, self.port):
            return
        if parts.scheme != "https" or port != 443 or not (_STAGES.fullmatch(host) or self._stages.names(host)):
            raise ConnectFailed(
                f"Snowflake leads to {parts.scheme}://{host[:200]}:{port}, which is none of its stages.",
                "Lunara does not follow. The account's stages are told by: SELECT SYSTEM$ALLOWLIST();",
                code="host_not_allowed",
            )
        if self._stages.allowed and not self._stages.names(host):
            raise ConnectFailed(
                f"Snowflake keeps this result on {host}, which Lunara is not allowed to connect to.",
                "An administrator can add it to LUNARA_ALLOWED_HOSTS: the hosts of type STAGE in SELECT SYSTEM$ALLOWLIST();",
                code="host_not_allowed",
            )
        self._addresses[host, port] = self._stages.address(host, port)

    def failed(self, error: BaseException, host: str) -> ConnectFailed:
        """What broke, in words."""
        told = list(_causes(error))
        if any(isinstance(one, ConnectionRefusedError) for one in told):
            return servers.refused(host, self.port)
        if self.sockets.is_cut or any(isinstance(one, ssl.SSLEOFError) for one in told):
            # Nobody said anything against the encryption: the line ended, perhaps before it was agreed on.
            return servers.connection_lost()
        said = " ".join(f"{type(one).__name__} {one}" for one in told).lower()
        if "certificate" in said or "sslerror" in said:
            return ConnectFailed(
                f"The certificate of {host} could not be checked.",
                "Check the clock of Lunara's server and its list of authorities, and that nothing between opens the line.",
                code="encryption",
            )
        return servers.connection_lost()


def fetched(session: Any, url: str, headers: Mapping[str, str] | None) -> Response:
    """A stage's answer with a part of a result, unpacked. Raises ConnectFailed."""
    answer: Response = session.get(url, headers=headers, timeout=SILENT_SECONDS, allow_redirects=False)
    if answer.content[:2] == _GZIP:  # stages do not say that it is
        answer._content = bounded.unpacked(answer.content, urlsplit(url).hostname or "", PART_BYTES)
    return answer


@cache
def _adapter() -> Any:
    from snowflake.connector.session_manager import ProxySupportAdapter
    from snowflake.connector.vendored.requests.exceptions import RequestException
    from snowflake.connector.vendored.urllib3.connection import HTTPConnection, HTTPSConnection
    from snowflake.connector.vendored.urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
    from snowflake.connector.vendored.urllib3.exceptions import HTTPError

    class Adapter(ProxySupportAdapter):  # type: ignore[misc]
        def __init__(self, wire: Wire) -> None:
            self._wire = wire
            super().__init__(max_retries=0)

        def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
            super().init_poolmanager(*arguments, **options)
            wire = self._wire

            class Plain(HTTPConnection):  # type: ignore[misc]
                def _new_conn(self) -> Any:
                    return wire.sockets.connected(wire.address_of(self.host, self.port), self.port, CONNECT_SECONDS)

            class Encrypted(HTTPSConnection):  # type: ignore[misc]
                def _new_conn(self) -> Any:
                    return wire.sockets.connected(wire.address_of(self.host, self.port), self.port, CONNECT_SECONDS)

            class PlainPool(HTTPConnectionPool):  # type: ignore[misc]
                ConnectionCls = Plain

            class EncryptedPool(HTTPSConnectionPool):  # type: ignore[misc]
                ConnectionCls = Encrypted

            self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": EncryptedPool}

        def send(self, request: PreparedRequest, *arguments: Any, **options: Any) -> Response:
            self._wire.permit(request.url)
            try:
                request.headers["Accept-Encoding"] = "gzip"
                answer: Response = super().send(request, *arguments, **{**options, "proxies": {}})
                # Read here, so that a line that breaks in the middle of an answer is said like any other.
                host = urlsplit(request.url).hostname or ""
                limit = self._wire.most if host == self._wire.host else PART_BYTES
                given: Any = vars(answer)
                given.update(_content=bounded.whole(answer.raw, host, limit, gzip=True), _content_consumed=True)
            except (RequestException, HTTPError, OSError) as error:
                raise self._wire.failed(error, urlsplit(request.url).hostname or "") from error
            return answer

    return Adapter


def _causes(error: BaseException | None) -> list[BaseException]:
    """The error and what lies beneath it; urllib3 keeps that as `reason` or as an argument."""
    found: list[BaseException] = []
    while error is not None and len(found) < 10:
        found.append(error)
        inner = getattr(error, "reason", None) or next((a for a in error.args if isinstance(a, BaseException)), None)
        error = inner if isinstance(inner, BaseException) else error.__cause__ or error.__context__
    return found
