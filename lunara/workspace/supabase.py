"""SupabaseStore: the workspace in a Supabase project, through its API with the signed-in person's own token."""

from __future__ import annotations

import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lunara.errors import InvalidInput, NotPermitted
from lunara.settings import Settings
from lunara.workspace.breaker import breaker_of, seconds_left
from lunara.workspace.outage import of_http_error, of_response, outage
from lunara.workspace.patient import PatientTables
from lunara.workspace.records import Principal
from lunara.workspace.runtime import read_principal
from lunara.workspace.secrets import load_keys
from lunara.workspace.table_store import TableStore
from lunara.workspace.tables import Row, refusal

if TYPE_CHECKING:
    import httpx
    import jwt

    import supabase

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 60.0

_clients: OrderedDict[tuple[str, str, str], supabase.Client] = OrderedDict()
_lock = threading.Lock()
_reading = threading.Lock()
_MOST_CLIENTS = 200


class SupabaseTables:
    """`Tables` by PostgREST, as the bearer of the client's token."""

    def __init__(self, client: supabase.Client) -> None:
        self._client = client

    def select(
        self,
        table: str,
        columns: Sequence[str],
        where: Mapping[str, object],
        *,
        order: Sequence[tuple[str, bool]] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Row]:
        query = self._client.table(table).select(",".join(columns))
        for name, value in where.items():
            if isinstance(value, tuple):
                query = query.in_(name, value)
            else:
                query = query.is_(name, "null") if value is None else query.eq(name, str(value))
        for name, descending in order:
            query = query.order(name, desc=descending)
        if limit is not None:
            query = query.limit(limit).offset(offset)
        return _rows(_send(query))

    def insert(self, table: str, values: Mapping[str, object], columns: Sequence[str]) -> Row | None:
        from postgrest.types import ReturnMethod

        returning = ReturnMethod.representation if columns else ReturnMethod.minimal
        found = _rows(_send(self._client.table(table).insert(_json(values), returning=returning)))
        return found[0] if columns and found else None

    def update(
        self,
        table: str,
        values: Mapping[str, object],
        id: str,
        columns: Sequence[str],
        where: Mapping[str, object] = MappingProxyType({}),
    ) -> Row | None:
        query = self._client.table(table).update(_json(values)).eq("id", id)
        for name, value in where.items():
            query = query.eq(name, str(value))
        found = _rows(_send(query))
        return found[0] if found else None

    def delete(self, table: str, id: str) -> None:
        from postgrest.types import ReturnMethod

        _send(self._client.table(table).delete(returning=ReturnMethod.minimal).eq("id", id))

    def call(self, function: str, arguments: Mapping[str, object]) -> list[Row]:
        found = _send(self._client.rpc(function, _json(arguments)))
        return _rows(found if isinstance(found, list) else [found])

    def value(self, function: str, arguments: Mapping[str, object]) -> object:
        return _send(self._client.rpc(function, _json(arguments)))


class SupabaseStore(TableStore):
    """The Store on Supabase, as `principal`, whose token the client carries."""


def open_supabase_store(settings: Settings, principal: Principal) -> SupabaseStore:
    """The workspace as `principal`. Raises NotPermitted without an access token."""
    if not principal.access_token:
        raise NotPermitted("You are not signed in.", "Sign in.", code="signed_out")
    return SupabaseStore(
        _tables(settings, principal.user_id, principal.access_token), principal, lambda: load_keys(settings)
    )


def read_token_principal(settings: Settings, access_token: str) -> Principal:
    """Who the bearer is: the token's signature, audience, issuer and expiry are checked here, the profile is read as them."""
    claims = verify_token(settings, access_token)
    user_id = str(claims["sub"])
    return read_principal(_tables(settings, user_id, access_token), user_id, access_token)


def _tables(settings: Settings, user_id: str, access_token: str) -> PatientTables:
    return PatientTables(SupabaseTables(_client(settings, access_token)), breaker_of(settings), by=user_id)


def verify_token(settings: Settings, access_token: str) -> Mapping[str, Any]:
    """The claims of a Supabase access token. Raises NotPermitted (`signed_out`) when it is not valid (any more)."""
    import jwt

    try:
        key = _signing_keys(settings.supabase_url).get_signing_key_from_jwt(access_token)
        claims: dict[str, Any] = jwt.decode(
            access_token,
            key.key,
            algorithms=["ES256", "RS256"],
            audience="authenticated",
            issuer=f"{settings.supabase_url}/auth/v1",
            options={"require": ["exp", "sub", "aud", "iss"]},
            leeway=10,
        )
    except jwt.PyJWKClientConnectionError as error:
        hint = "Check SUPABASE_URL and try again."
        said = "Supabase cannot be reached right now."
        raise outage("away", said, hint, maybe_done=False, operators=True) from error
    except jwt.PyJWTError as error:
        raise NotPermitted("Your sign-in has ended.", "Sign in again.", code="signed_out") from error
    return claims


@lru_cache(maxsize=8)
def _signing_keys(url: str) -> jwt.PyJWKClient:
    import jwt

    return jwt.PyJWKClient(
        f"{url}/auth/v1/.well-known/jwks.json", cache_keys=True, lifespan=600, timeout=CONNECT_SECONDS
    )


def _client(settings: Settings, access_token: str) -> supabase.Client:
    """One client a token: a shared one would carry one person's headers into another's requests."""
    import supabase

    key = (settings.supabase_url, settings.supabase_key, access_token)
    with _lock:
        client = _clients.get(key)
        if client is None:
            options = supabase.ClientOptions(
                headers={"Authorization": f"Bearer {access_token}"},
                auto_refresh_token=False,
                persist_session=False,
                postgrest_client_retry=False,  # `PatientTables` does it, within the time that there is
                httpx_client=_http(),
            )
            try:
                client = supabase.create_client(settings.supabase_url, settings.supabase_key, options=options)
            except supabase.SupabaseException as error:
                raise InvalidInput(
                    f"Supabase is not set up: {error}.", "Check SUPABASE_URL and SUPABASE_KEY."
                ) from error
            _clients[key] = client
        _clients.move_to_end(key)
        while len(_clients) > _MOST_CLIENTS:
            _clients.popitem(last=False)
        return client


def _http() -> httpx.Client:
    """A client that waits no longer than its caller has, and tells what is no answer of Supabase's."""
    import httpx

    class InTime(httpx.SyncByteStream):
        """An answer that is read until its time is up, however slowly it comes."""

        def __init__(self, stream: httpx.SyncByteStream, until: float) -> None:
            self._stream, self._until = stream, until

        def __iter__(self) -> Iterator[bytes]:
            for part in self._stream:
                yield part
                if time.monotonic() > self._until:
                    raise httpx.ReadTimeout("the answer took too long")

        def close(self) -> None:
            self._stream.close()

    def before(request: httpx.Request) -> None:
        left = max(seconds_left(ANSWER_SECONDS), 0.1)
        request.extensions["lunara_until"] = time.monotonic() + left
        connect = min(CONNECT_SECONDS, left)
        request.extensions["timeout"] = {"connect": connect, "pool": connect, "read": left, "write": left}

    def after(response: httpx.Response) -> None:
        if isinstance(response.stream, httpx.SyncByteStream):
            response.stream = InTime(response.stream, response.request.extensions["lunara_until"])
        trouble = of_response(response)
        if trouble is not None:
            raise trouble

    hooks: dict[str, list[Callable[..., None]]] = {"request": [before], "response": [after]}
    return httpx.Client(verify=certificates(), http2=True, follow_redirects=True, event_hooks=hooks)


def certificates() -> ssl.SSLContext:
    """Whom servers are known by; the same for everybody. Reading them takes up to a tenth of a second of the whole process, and
    each client that is made without them does.
    """
    with _reading:
        return _certificates()


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()


def _send(query: Any) -> Any:
    """The data of one request, or the error in our words."""
    import httpx
    from postgrest.exceptions import APIError

    try:
        return query.execute().data
    except APIError as error:
        code, message = str(error.code or ""), str(error.message or "")
        if code in {"401", "403"}:  # without a word; what has words of another is told apart by `of_response`
            code = "PGRST301"
        raise refusal(code, message) from error
    except httpx.HTTPError as error:
        raise of_http_error(error) from error
    except UnicodeEncodeError as error:
        raise InvalidInput("The text holds characters that cannot be stored.", "Remove them.") from error


def _rows(data: Any) -> list[Row]:
    return list(data) if isinstance(data, list) else []


def _json(values: Mapping[str, object]) -> dict[str, Any]:
    return dict(values)
