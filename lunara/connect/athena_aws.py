"""How Lunara reaches AWS for Athena: whose keys, which hosts, and what is said when it does not let us in."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from lunara.connect import servers
from lunara.connect.bounded import whole
from lunara.connect.hosts import Reach
from lunara.connect.lines import raise_if_cut, watched_pools
from lunara.connect.servers import CONNECT_SECONDS
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, WarehouseFailed
from lunara.settings import Settings

SILENT_SECONDS = 15
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]{2,12}){1,3}-\d{1,2}")
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+")
# What Athena is asked through: "Test connection" asks STS and IAM.
SERVICES = ("athena", "glue", "iam", "s3", "sts")
ANSWER_BYTES = 128 * 2**20  # the first thousand rows come in one answer, the others as a file of S3
_EVERY_HOST = ("amazonaws.com", "amazonaws.com.cn")
_WRONG_KEYS = frozenset(
    [
        "UnrecognizedClientException",
        "InvalidSignatureException",
        "InvalidClientTokenId",
        "SignatureDoesNotMatch",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "MissingAuthenticationToken",
    ]
)
_EXPIRED = frozenset({"ExpiredTokenException", "ExpiredToken", "RequestExpired"})
_BUSY = frozenset({"ThrottlingException", "TooManyRequestsException", "Throttling", "SlowDown", "RequestLimitExceeded"})


class Aws:
    """Clients of one account in one region, made when needed and shared by threads."""

    def __init__(self, session: Any, region: str, endpoint: str, config: Any) -> None:
        self._session, self.region, self._endpoint, self._config = session, region, endpoint, config
        self._lock = threading.Lock()
        self._clients: dict[str, Any] = {}
        self._closed = False

    @property
    def encrypted(self) -> bool:
        """Whether the line to it is, or needs not be."""
        parts = urlsplit(self._endpoint)
        return not self._endpoint or parts.scheme == "https" or servers.is_loopback(parts.hostname or "")

    @property
    def where(self) -> tuple[str, int]:
        """Whom it asks, in words, and on which port."""
        parts = urlsplit(self._endpoint)
        return parts.hostname or f"AWS in {self.region}", parts.port or 443

    def client(self, service: str) -> Any:
        """The client of a service. Raises ConnectFailed `closed` after `close`."""
        with self._lock:
            if self._closed:
                raise ConnectFailed("This data source was closed.", "Open it again.", code="closed")
            if service not in self._clients:
                client = self._session.create_client(
                    service, region_name=self.region, endpoint_url=self._endpoint or None, config=self._config
                )
                watch(client)
                self._clients[service] = client
            return self._clients[service]

    def require(self, config: Mapping[str, str]) -> None:
        """Raise the driver's error, or ConnectFailed, where the workgroup or the database is not there."""
        errors = _exceptions()
        try:
            self.client("athena").get_work_group(WorkGroup=config["workgroup"])
        except errors.ClientError as error:
            code, said = _code_and_words(error)
            if code == "AccessDeniedException":
                pass  # it may be used without being looked at
            elif code == "InvalidRequestException":
                raise ConnectFailed(
                    f"Athena does not know the workgroup {config['workgroup']}: {said}.",
                    "Check its name.",
                    code="database_missing",
                ) from error
            else:
                raise
        try:
            if config["catalog"].lower() == "awsdatacatalog":
                self.client("glue").get_database(Name=config["database"])
            else:
                self.client("athena").get_database(CatalogName=config["catalog"], DatabaseName=config["database"])
        except errors.ClientError as error:
            if _code_and_words(error)[0] in ("EntityNotFoundException", "MetadataException"):
                raise servers.database_missing(config["database"], config["catalog"]) from error
            raise

    def close(self) -> None:
        """Close all clients; idempotent."""
        with self._lock:
            clients, self._clients, self._closed = list(self._clients.values()), {}, True
        for client in clients:
            client.close()


def connect(
    config: Mapping[str, str], secrets: Mapping[str, str], settings: Settings, services: Collection[str]
) -> Aws:
    """A session with the keys of the form, to ask these services. Nothing is asked yet. Raises InvalidInput, ConnectFailed.

    Where the server has an allow-list, it names the hosts of the services, and no request goes to a host that it does not name.

    The identity of the machine (profiles, environment, instance metadata) is used in the embedded mode only, where it is the
    person's own, and only when no key is given: on a server that people share it would be the server's.
    """
    import botocore.config
    import botocore.credentials

    region = config["region"]
    if not _REGION.fullmatch(region):
        # It becomes part of the names of hosts.
        raise InvalidInput(f"{region!r} is no region of AWS.", "Write it as eu-central-1.", field="region")
    role = config.get("role_arn", "")
    if role and not _ROLE.fullmatch(role):
        raise InvalidInput(
            f"{role!r} is no role.", "Write it as arn:aws:iam::123456789012:role/name.", field="role_arn"
        )
    key, secret, profile = config.get("access_key", ""), secrets.get("secret_key", ""), config.get("profile", "")
    if bool(key) != bool(secret):
        raise InvalidInput(
            "An access key and its secret key belong together.",
            "Fill in both.",
            field="secret_key" if key else "access_key",
        )
    if not key and settings.is_shared:
        raise InvalidInput(
            "Athena needs an access key and its secret key.",
            "On a server that people share, the server's own AWS identity is not lent out.",
            field="access_key",
        )
    if profile and (key or settings.is_shared):
        raise InvalidInput(
            "A profile stands instead of keys, in the embedded mode.", "Leave it empty.", field="profile"
        )
    endpoint = _endpoint(config.get("endpoint", ""), settings)
    options = botocore.config.Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=SILENT_SECONDS,
        retries={"mode": "standard", "max_attempts": 3},
        max_pool_connections=16,
        user_agent_extra="lunara",
        ignore_configured_endpoint_urls=True,
        # So that a bucket is no host of its own.
        s3={"addressing_style": "path"} if endpoint or settings.allowed_hosts else None,
    )
    if not endpoint and settings.allowed_hosts:
        _require_allowed(region, {*services, "sts"} if role else services, options, settings)
    session = _session(key, profile, settings)
    if key:
        session.set_credentials(key, secret, secrets.get("session_token") or None)
    if role:
        extra = {"RoleSessionName": "lunara"}
        if config.get("external_id"):
            extra["ExternalId"] = config["external_id"]

        def ask_sts(service: str, **given: Any) -> Any:
            client = session.create_client(
                service, **{**given, "region_name": region, "endpoint_url": endpoint or None, "config": options}
            )
            watch(client)
            return client

        fetcher = botocore.credentials.AssumeRoleCredentialFetcher(
            ask_sts, session.get_credentials(), role, extra_args=extra
        )
        taken = _session(key, profile, settings)
        # Taken on anew when they are about to end, after an hour.
        taken._credentials = botocore.credentials.DeferredRefreshableCredentials(
            fetcher.fetch_credentials, "assume-role"
        )
        return Aws(taken, region, endpoint, options)
    return Aws(session, region, endpoint, options)


def _session(key: str, profile: str, settings: Settings) -> Any:
    """A session of the driver. Where keys were given, neither settings nor keys of this machine have a say."""
    import botocore.session

    if not key:
        session = botocore.session.Session(profile=profile or None)
    else:
        nothing = (None, None, os.devnull, None)
        session = botocore.session.Session(
            session_vars={"profile": (None, None, None, None), "config_file": nothing, "credentials_file": nothing}
        )
    if settings.allowed_hosts:

        def refuse_others(request: Any, **_: Any) -> None:
            # S3 sends on to the region of a bucket, so what is written in a form is not all that is asked.
            host = urlsplit(request.url).hostname or ""
            if not _is_allowed(host, settings):
                raise _not_allowed([host])

        session.register("before-send", refuse_others)
    return session


def watch(client: Any) -> None:
    """Have the lines of a client of the driver known to the `Lines` that it asks for, and ask nothing anew once they are cut."""
    pools = client._endpoint.http_session._pool_classes_by_scheme
    pools.update(watched_pools(pools))
    _bound(client._endpoint.http_session)
    client.meta.events.register("before-send", lambda **_: raise_if_cut())


def _bound(session: Any) -> None:
    """Have an answer of the driver's HTTP read as far as it may go; only files are left to whoever asked for them."""
    from botocore.exceptions import ConnectionClosedError, ReadTimeoutError
    from urllib3.exceptions import HTTPError
    from urllib3.exceptions import ReadTimeoutError as NothingCame

    unread = session.send

    def send(request: Any) -> Any:
        is_file, request.stream_output = request.stream_output, True
        answer = unread(request)
        if is_file and answer.status_code < 300:
            return answer
        try:
            answer._content = whole(answer.raw, urlsplit(request.url).hostname or "", ANSWER_BYTES)
        except NothingCame as error:
            raise ReadTimeoutError(endpoint_url=request.url, error=error) from error
        except HTTPError as error:
            raise ConnectionClosedError(error=error, request=request, endpoint_url=request.url) from error
        return answer

    session.send = send


def _require_allowed(region: str, services: Collection[str], options: Any, settings: Settings) -> None:
    """Raise ConnectFailed `host_not_allowed` with the hosts of AWS that would be asked and are not in the allow-list."""
    session = _session("none", "", settings)
    missing = []
    for service in sorted(services):
        client = session.create_client(service, region_name=region, config=options)
        host = urlsplit(client.meta.endpoint_url).hostname or ""
        client.close()
        if not _is_allowed(host, settings):
            missing.append(host)
    if missing:
        raise _not_allowed(missing)


def _is_allowed(host: str, settings: Settings) -> bool:
    """Whether the allow-list has a host, or the entry that stands for all of AWS's own."""
    reach = Reach.of(settings)
    ours = (every for every in _EVERY_HOST if reach.names(every))
    return reach.names(host) or any(host.lower().rstrip(".").endswith(f".{every}") for every in ours)


def _not_allowed(hosts: list[str]) -> ConnectFailed:
    return ConnectFailed(
        f"Lunara is not allowed to connect to {', '.join(hosts)}.",
        "An administrator can add to LUNARA_ALLOWED_HOSTS each of them, or amazonaws.com, which stands for all hosts of AWS "
        "(in China amazonaws.com.cn).",
        code="host_not_allowed",
    )


def _endpoint(written: str, settings: Settings) -> str:
    """A host that stands in for AWS: one that the server's allow-list names, or, in the embedded mode, any that may be reached.

    The driver looks the name up once more by itself: what remains is a name that an administrator trusts.
    """
    if not written:
        return ""
    parts = urlsplit(written)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        port = 0
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or not port
        or parts.username
        or parts.path.strip("/")
    ):
        raise InvalidInput("The endpoint is no address.", "Write it as https://host:port.", field="endpoint")
    reach = Reach.of(settings)
    if reach.shared and not reach.names(parts.hostname):
        raise ConnectFailed(
            f"Lunara is not allowed to connect to {parts.hostname}.",
            "Leave the endpoint empty for AWS itself, or let an administrator add the host to LUNARA_ALLOWED_HOSTS.",
            code="host_not_allowed",
        )
    reach.address(parts.hostname, port)
    return f"{parts.scheme}://{parts.netloc}"


def words_of(error: Any, aws: Aws, config: Mapping[str, str]) -> LunaraError:
    """What went wrong between here and AWS, in words."""
    errors = _exceptions()
    where, port = aws.where
    if isinstance(error, errors.ClientError):
        return _refused(error, where, config)
    if isinstance(error, errors.NoCredentialsError | errors.PartialCredentialsError | errors.ProfileNotFound):
        return ConnectFailed(
            "There are no AWS keys.", "Fill in an access key and its secret key, or a profile.", code="password_wrong"
        )
    if isinstance(error, errors.SSLError):
        return servers.encryption_failed(where)
    if isinstance(error, errors.ConnectTimeoutError):
        return servers.no_answer(where, port)
    if isinstance(error, errors.ReadTimeoutError):
        return servers.no_answer(where, port, SILENT_SECONDS)
    if isinstance(error, errors.EndpointConnectionError):
        return servers.refused(where, port)
    if isinstance(error, errors.HTTPClientError | errors.IncompleteReadError):
        return servers.connection_lost()
    return ConnectFailed(f"{where} cannot be asked: {str(error)[:300]}.", "Check region, keys and role.")


def _refused(error: Any, where: str, config: Mapping[str, str]) -> LunaraError:
    code, said = _code_and_words(error)
    account = config.get("access_key") or config.get("profile") or "this machine"
    if code in _WRONG_KEYS:
        return ConnectFailed(
            f"AWS does not know the keys of {account}.",
            "Check access key, secret key and session token.",
            code="password_wrong",
        )
    if code in _EXPIRED:
        return ConnectFailed("The AWS keys have expired.", "Fill in new ones.", code="password_wrong")
    if code in _BUSY:
        return servers.too_many_connections(where)
    if code == "AccessDenied" and error.operation_name == "AssumeRole":
        return ConnectFailed(
            f"The keys may not take on the role {config.get('role_arn')}.",
            "Check the role's trust policy and the external ID.",
            code="not_let_in",
        )
    if code.startswith("AccessDenied"):
        return ConnectFailed(
            f"The account may not do this in AWS: {said}.",
            "Ask an administrator for the policy in docs/warehouses.md.",
            code="not_let_in",
        )
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if status >= 500:
        return ConnectFailed(f"{where} failed to answer.", "Try again in a moment.", code="connection_lost")
    return WarehouseFailed(f"Athena could not run the query: {said}", "Check the names and types in the SQL.")


def _code_and_words(error: Any) -> tuple[str, str]:
    said = error.response.get("Error", {})
    return str(said.get("Code", "")), str(said.get("Message") or said.get("message") or error).strip()[:500].rstrip(".")


def _exceptions() -> Any:
    import botocore.exceptions

    return botocore.exceptions
