"""The HTTP client that an organization's key is sent with: to the address that its host was allowed as, and no further.

A host's name is looked up once for each connection, by the rules for hosts that data sources may reach, and that address is
connected to: a second answer of the name service leads nowhere else. Redirects are not followed, they would take the key along.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from lunara.errors import ConnectFailed

if TYPE_CHECKING:
    import httpx2

    from lunara.ask.planners.providers import Provider
    from lunara.connect.hosts import Reach


def client_for(provider: Provider) -> httpx2.AsyncClient:
    """A client for one question. To be closed by who has it."""
    import httpx2

    seconds = httpx2.Timeout(provider.timeout_seconds)
    if provider.reach is None:
        return httpx2.AsyncClient(timeout=seconds, follow_redirects=False)
    # No proxy of the environment: it would look the name up by itself.
    return httpx2.AsyncClient(
        timeout=seconds, follow_redirects=False, transport=_within(provider.reach), trust_env=False
    )


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

    transport = httpx2.AsyncHTTPTransport()
    transport._pool = httpcore2.AsyncConnectionPool(
        ssl_context=httpx2.create_ssl_context(), max_connections=4, network_backend=Guarded()
    )
    return transport
