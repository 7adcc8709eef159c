"""Signing in to BigQuery: a service account's key or the server's own identity, and calls that leave Google's hosts for none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from lunara.connect.bounded import whole
from lunara.connect.hosts import Reach
from lunara.connect.lines import watched_pools
from lunara.connect.servers import is_loopback
from lunara.errors import ConnectFailed, InvalidInput
from lunara.settings import Settings

if TYPE_CHECKING:
    from requests import Session

GOOGLE = "https://bigquery.googleapis.com"
STORAGE = "https://bigquerystorage.googleapis.com"
PROJECTS = "https://cloudresourcemanager.googleapis.com"
TOKENS = "https://oauth2.googleapis.com/token"
ANSWER_BYTES = 64 * 2**20  # BigQuery's own limit is 20 MB a page of rows
SCOPES = ("https://www.googleapis.com/auth/bigquery", "https://www.googleapis.com/auth/cloud-platform.read-only")

_OLD_TOKENS = frozenset(
    {TOKENS, "https://accounts.google.com/o/oauth2/token", "https://www.googleapis.com/oauth2/v4/token"}
)
_NEEDED = ("client_email", "private_key", "private_key_id")
_OTHER_TYPES = {
    "authorized_user": "a person's own sign-in",
    "external_account": "a federated identity, which may read files, call addresses and start programs of this server",
    "external_account_authorized_user": "a federated identity, which may call addresses of its own",
    "impersonated_service_account": "an impersonation, which begins with another identity",
    "gdch_service_account": "an account of Google Distributed Cloud",
}


def read_key(text: str, endpoint: str = "") -> dict[str, str]:
    """The service account's key, of which only what signing needs is kept. Raises InvalidInput, which never shows any of it.

    The key signs a request for a token, which goes to Google, or to the host of the configured `endpoint`: an address in the
    file that leads elsewhere is refused, because whoever wrote the file could have tokens of the account sent there.
    """
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _bad_key("The service account key is not a JSON file.")
    kind = str(found.get("type") or "")
    if kind != "service_account":
        what = _OTHER_TYPES.get(kind)
        said = f"This key file is {what}." if what else "This file is not the key of a service account."
        raise _bad_key(f"{said} Lunara takes the key of a service account alone.")
    for name in _NEEDED:
        if not isinstance(found.get(name), str) or not found[name]:
            raise _bad_key(f"The service account key has no {name}.")
    if str(found.get("universe_domain") or "googleapis.com") != "googleapis.com":
        raise _bad_key("The service account is of another cloud than Google's own (its universe_domain).")
    address = str(found.get("token_uri") or TOKENS)
    if address in _OLD_TOKENS:
        address = TOKENS
    elif not endpoint or _host(address) != _host(endpoint) or _scheme(address) != _scheme(endpoint):
        raise _bad_key(
            "The service account key asks for its tokens at an address that is not Google's (its token_uri)."
        )
    return {**{name: found[name] for name in _NEEDED}, "token_uri": address}


def check_endpoint(address: str, name: str, settings: Settings) -> None:
    """Raise InvalidInput for what is no address, ConnectFailed `host_not_allowed` for one that may not be reached.

    Empty is Google's own, whose certificate tells that it is. Another one must be encrypted unless it is on this machine, and
    on a server that several share an administrator must have named it.
    """
    reach = Reach.of(settings)
    if not address:
        if reach.allowed and not reach.names(_host(GOOGLE)):
            raise _not_allowed(_host(GOOGLE))
        return
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        parts, host, port = SplitResult("", "", "", "", ""), "", 0
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.query or parts.path.strip("/"):
        raise InvalidInput(f"{address!r} is not the address of a server.", "Write it as https://host.", field=name)
    if parts.scheme == "http" and not is_loopback(host):
        raise InvalidInput("This address is not encrypted.", "Write it with https://.", field=name)
    if reach.shared and not reach.names(host):
        raise _not_allowed(host)
    # The driver looks the host up once more; the certificate, which it checks, must then still be of that name.
    reach.address(host, port)


def credentials_of(key: Mapping[str, str] | None) -> Any:
    """Google's credentials out of a key from `read_key`, or the server's own identity (None). Raises ConnectFailed."""
    import google.auth
    from google.auth.exceptions import DefaultCredentialsError, MalformedError
    from google.oauth2 import service_account

    if key is None:
        try:
            return google.auth.default(scopes=SCOPES)[0]
        except DefaultCredentialsError as error:
            raise ConnectFailed(
                "This machine has no identity of its own at Google.",
                "Run gcloud auth application-default login, set GOOGLE_APPLICATION_CREDENTIALS, or use a service account key.",
                code="password_wrong",
            ) from error
    try:
        return service_account.Credentials.from_service_account_info(dict(key), scopes=SCOPES)
    except (ValueError, MalformedError):
        # Not "from": the driver's words may hold some of the key.
        raise _bad_key("The private key in the service account key cannot be read.") from None


def session_of(credentials: Any, endpoint: str) -> Session:
    """A session that signs its calls, follows no redirect, and calls the hosts of this data source alone."""
    import requests
    from google.auth.transport.requests import AuthorizedSession, Request
    from requests.adapters import HTTPAdapter
    from urllib3.exceptions import HTTPError
    from urllib3.poolmanager import pool_classes_by_scheme

    pools = watched_pools(pool_classes_by_scheme)

    class Watched(HTTPAdapter):  # type: ignore[misc]
        """Its lines can be cut, and an answer is read as far as it may go."""

        def send(self, request: Any, *arguments: Any, **options: Any) -> Any:
            request.headers["Accept-Encoding"] = "gzip"
            answer = super().send(request, *arguments, **options)
            try:
                body = whole(answer.raw, _host(request.url), ANSWER_BYTES, gzip=True)
            except HTTPError as error:
                raise requests.exceptions.ConnectionError(error, request=request) from error
            vars(answer).update(_content=body, _content_consumed=True)
            return answer

        def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
            super().init_poolmanager(*arguments, **options)
            self.poolmanager.pool_classes_by_scheme = pools

        def proxy_manager_for(self, *arguments: Any, **options: Any) -> Any:
            manager = super().proxy_manager_for(*arguments, **options)
            manager.pool_classes_by_scheme = pools
            return manager

    hosts = {_host(endpoint)} if endpoint else {_host(GOOGLE), _host(PROJECTS)}

    class Direct(requests.Session):  # type: ignore[misc]
        """For tokens."""

        def get_redirect_target(self, resp: requests.Response) -> None:
            return None

    class Pinned(AuthorizedSession):  # type: ignore[misc]
        """For everything else."""

        def request(self, method: str, url: str, *arguments: Any, **options: Any) -> Any:
            if _host(url) not in hosts:
                raise ConnectFailed(
                    f"A call to {_host(url)} was held back.", "It is not BigQuery's.", code="host_not_allowed"
                )
            return super().request(method, url, *arguments, **{**options, "allow_redirects": False})

    tokens = Direct()
    session: Session = Pinned(credentials, refresh_timeout=20, auth_request=Request(tokens))
    for scheme in ("https://", "http://"):
        session.mount(scheme, Watched(pool_maxsize=32))
        tokens.mount(scheme, Watched())
    return session


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _scheme(address: str) -> str:
    return urlsplit(address).scheme


def _bad_key(said: str) -> InvalidInput:
    return InvalidInput(
        said, "Paste the whole JSON file that Google Cloud made for the service account.", field="key_json"
    )


def _not_allowed(host: str) -> ConnectFailed:
    return ConnectFailed(
        f"Lunara is not allowed to connect to {host}.",
        "An administrator can add it to LUNARA_ALLOWED_HOSTS.",
        code="host_not_allowed",
    )
