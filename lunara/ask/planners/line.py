"""The HTTP client that an organization's key is sent with: to the address that its host was allowed as, and no further.

A host's name is looked up once for each connection, by the rules for hosts that data sources may reach, and that address is
connected to: a second answer of the name service leads nowhere else. Redirects are not followed, they would take the key along.
A reply, also one that is an error, is read up to MOST_BYTES and MOST_PARTS as it comes over the wire, and not unpacked.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from lunara.ask.planners.failures import unavailable
from lunara.errors import ConnectFailed

if TYPE_CHECKING:
    import httpx2

    from lunara.ask.planners.providers import Provider
    from lunara.connect.hosts import Reach

MOST_BYTES = 2_000_000
"""Of a reply: some hundred bytes for each token that one may have."""
MOST_PARTS = 10_000
"""So many objects, lists and items: each costs an SDK that did not expect it a few kilobytes and 0.1 ms of everybody's loop."""


def client_for(provider: Provider, *, most_bytes: int = MOST_BYTES) -> httpx2.AsyncClient:
    """A client for one question, whose reply is read up to `most_bytes`. To be closed by who has it."""
    import httpx2

    more: dict[str, Any] = {"verify": trusted()}
    if provider.reach is not None:
        # No proxy of the environment: it would look the name up by itself.
        more = {"transport": _within(provider.reach), "trust_env": False}
    return httpx2.AsyncClient(
        timeout=httpx2.Timeout(provider.timeout_seconds),
        follow_redirects=False,
        headers={"accept-encoding": "identity"},
        event_hooks={"response": [partial(_bounded, most_bytes)]},
        **more,
    )


@lru_cache(maxsize=1)
def trusted() -> ssl.SSLContext:
    """Whose certificates are believed: reading them takes longer than all else that is done for a question."""
    import httpx2

    return httpx2.create_ssl_context()


async def _bounded(most_bytes: int, response: httpx2.Response) -> None:
    """Before anything of its body is read. Raises Unavailable, as reading it does."""
    import httpx2

    if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise unavailable(
            "unreadable",
            "The AI provider's reply was compressed, which was not asked for.",
            "Whoever runs the provider turns compression off for requests with “Accept-Encoding: identity”.",
        )
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _counted(response.stream, most_bytes)


def _counted(wire: httpx2.AsyncByteStream, most_bytes: int) -> httpx2.AsyncByteStream:
    import httpx2

    class Bounded(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            count = parts = 0
            async for part in wire:
                count += len(part)
                parts += part.count(b"{") + part.count(b"[") + part.count(b",")
                if count > most_bytes or parts > MOST_PARTS:
                    most = f"{most_bytes // 1_000_000} MB" if count > most_bytes else f"{MOST_PARTS:,} parts"
                    raise unavailable(
                        "unreadable",
                        f"The AI provider's reply was longer than {most} and was not read to its end.",
                        "Check the address: this is not how a model replies.",
                    )
                yield part

        async def aclose(self) -> None:
            await wire.aclose()

    return Bounded()


def _within(reach: Reach) -> httpx2.AsyncBaseTransport:
    import httpcore2
    import httpx2

    class Guarded(httpcore2.AnyIOBackend):
        async def connect_tcp(self, host: str, port: int, *args: Any, **more: Any) -> httpcore2.AsyncNetworkStream:
            try:
                found = await asyncio.to_thread(reach.address, host, port)
            except ConnectFailed as error:
                raise httpcore2.ConnectError(error.message) from error
            return await super().connect_tcp(found, port, *args, **more)

        async def connect_unix_socket(self, *args: Any, **more: Any) -> httpcore2.AsyncNetworkStream:
            raise httpcore2.ConnectError("Not a place on a network.")

    transport = httpx2.AsyncHTTPTransport(verify=trusted())
    transport._pool = httpcore2.AsyncConnectionPool(ssl_context=trusted(), max_connections=4, network_backend=Guarded())
    return transport
