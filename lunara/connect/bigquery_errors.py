"""What BigQuery and Google's sign-in say, in words: the one place where errors of the driver are translated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lunara.connect import servers
from lunara.errors import ConnectFailed, LunaraError, WarehouseFailed

# A later call may succeed, and nothing has happened yet.
PASSING = frozenset(
    [
        "rateLimitExceeded",
        "jobRateLimitExceeded",
        "backendError",
        "internalError",
        "jobBackendError",
        "jobInternalError",
    ]
)
PASSING_STATUS = frozenset({429, 500, 502, 503, 504})


def driver_errors() -> tuple[type[Exception], ...]:
    """The exceptions that the driver raises."""
    import requests
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError

    return (GoogleAPIError, GoogleAuthError, requests.RequestException)


def reason_of(error: Exception) -> str:
    """BigQuery's own word for what is wrong, empty where it has none."""
    found = getattr(error, "errors", None) or []
    first = found[0] if found and isinstance(found[0], dict) else {}
    return str(first.get("reason") or "")


def is_passing(error: Exception) -> bool:
    """Whether the same call may succeed in a moment. A job goes on without the line that asks for it."""
    import requests
    from google.auth.exceptions import TransportError

    if isinstance(error, TransportError | requests.RequestException):
        return not_reached(error).code == "connection_lost"
    reason = reason_of(error)
    return reason in PASSING if reason else getattr(error, "code", None) in PASSING_STATUS


def failed(error: Exception, *, account: str, seconds: float) -> LunaraError:
    """The driver's exception in words."""
    import requests
    from google.auth.exceptions import GoogleAuthError, TransportError

    if isinstance(error, TransportError | requests.RequestException):
        return not_reached(error)
    if isinstance(error, GoogleAuthError):
        return _not_signed_in(str(error), account)
    # Of the Storage Read API; the REST API has no such code.
    by_stream = getattr(getattr(error, "grpc_status_code", None), "name", "")
    if by_stream == "UNAVAILABLE":
        return connection_lost()
    if by_stream == "DEADLINE_EXCEEDED":
        return no_answer()
    code = getattr(error, "code", None)
    status = code if isinstance(code, int) else int(getattr(code, "value", (0,))[0]) if code is not None else 0
    return job_failed(reason_of(error), str(getattr(error, "message", error)), status, account=account, seconds=seconds)


def job_failed(reason: str, message: str, status: int = 0, *, account: str, seconds: float) -> LunaraError:
    """What BigQuery says of a call or a job: its `reason`, its sentence, the HTTP status."""
    said = _sentence(message)
    low = said.lower()
    if reason in ("stopped", "timeout") or status == 499:
        return (
            servers.ran_too_long(seconds)
            if "timed out" in low or reason == "timeout"
            else servers.stopped_on_the_server()
        )
    if "partition elimination" in low or "without a filter over column" in low:
        return WarehouseFailed(
            f"This table must be asked with a filter on its partitions: {said}.",
            "Narrow the question in time, or add a filter on that column.",
            code="filter_needed",
        )
    known = _REASONS.get(reason)
    if known is not None:
        return known(said, account)
    if 300 <= status < 400:
        return ConnectFailed(
            "The server sends Lunara on to another address, which it does not follow.",
            "Check the endpoint.",
            code="host_not_allowed",
        )
    if status == 401:
        return _not_signed_in(said, account)
    if status == 403:
        return _denied(said, account)
    if status == 404:
        return _missing(said, account)
    if reason in PASSING or status in PASSING_STATUS:
        return _busy(said, account)
    return servers.cannot_run(said)


def not_reached(error: Exception) -> ConnectFailed:
    """The network's word."""
    low = str(error).lower()
    if (
        "name or service not known" in low
        or "name resolution" in low
        or "nameresolution" in low
        or "getaddrinfo" in low
    ):
        return ConnectFailed(
            "BigQuery's host is unknown to this machine.",
            "Check that this machine reaches the internet, and the endpoint if one is set.",
            code="host_unknown",
        )
    if "certificate" in low or "ssl" in low:
        return ConnectFailed(
            "The server at BigQuery's address cannot prove that it is BigQuery.",
            "Check the endpoint, and that no proxy opens encrypted lines.",
            code="encryption",
        )
    if "connection refused" in low:
        return ConnectFailed(
            "BigQuery's address refused the connection.", "Check the endpoint and that it runs.", code="refused"
        )
    if "timed out" in low or "timeout" in low:
        return no_answer()
    return connection_lost()


def no_answer() -> ConnectFailed:
    """What was sent went nowhere."""
    return ConnectFailed(
        "BigQuery did not answer in time.", "Check that no firewall lies between, and try again.", code="no_answer"
    )


def connection_lost() -> ConnectFailed:
    """The line broke."""
    return ConnectFailed("The connection to BigQuery was lost.", "Try again in a moment.", code="connection_lost")


def _not_signed_in(said: str, account: str) -> ConnectFailed:
    low = said.lower()
    if "reasonable timeframe" in low or "iat and exp" in low:
        return ConnectFailed(
            "Google does not take the sign-in because this server's clock is wrong.",
            "Set the clock of the machine that Lunara runs on.",
            code="clock_wrong",
        )
    who = f" of {account}" if account else ""
    return ConnectFailed(
        f"Google does not take the key{who}: it was deleted or revoked, or the account is gone or disabled.",
        "Make a new key for the service account and paste it.",
        code="password_wrong",
    )


def _denied(said: str, account: str) -> LunaraError:
    low = said.lower()
    if "has not been used in project" in low or "is disabled" in low:
        return ConnectFailed(
            f"The BigQuery API is not enabled: {said}.", "Enable it for the billing project.", code="not_let_in"
        )
    if "bigquery.jobs.create" in low:
        return ConnectFailed(
            f"The account {account} may not run queries in the billing project.",
            "Grant it the role BigQuery Job User (roles/bigquery.jobUser) there.",
            code="not_let_in",
        )
    return WarehouseFailed(
        f"The account {account} may not read this: {said}.",
        "Ask an administrator to grant it the role BigQuery Data Viewer on the dataset.",
        code="not_granted",
    )


def _missing(said: str, account: str) -> WarehouseFailed:
    return WarehouseFailed(
        f"BigQuery does not find it: {said}.", "Check its name, and that Location is where its dataset lies."
    )


def _busy(said: str, account: str) -> WarehouseFailed:
    return WarehouseFailed(
        f"BigQuery is too busy for this at the moment: {said}.", "Try again in a minute.", code="throttled"
    )


def _over_quota(said: str, account: str) -> WarehouseFailed:
    return WarehouseFailed(
        f"A quota of the Google Cloud project is used up: {said}.",
        "Wait for it to renew, or ask an administrator of the project to raise it.",
        code="quota",
    )


def _too_many_bytes(said: str, account: str) -> WarehouseFailed:
    return WarehouseFailed(
        f"The query would be billed for more data than this data source allows: {said}.",
        'Narrow the question, or raise "Most GiB billed per query" of the data source.',
        code="bytes_limit",
    )


def _too_large(said: str, account: str) -> WarehouseFailed:
    return WarehouseFailed(f"The result is too large for BigQuery to return: {said}.", "Narrow it.", code="too_large")


def _no_billing(said: str, account: str) -> ConnectFailed:
    return ConnectFailed(
        f"The project cannot be billed: {said}.", "Enable billing for it in Google Cloud.", code="not_let_in"
    )


def _no_resources(said: str, account: str) -> WarehouseFailed:
    return servers.out_of_memory(said)


def _wrong(said: str, account: str) -> WarehouseFailed:
    return servers.cannot_run(said)


_REASONS: dict[str, Callable[[str, str], LunaraError]] = {
    "accessDenied": _denied,
    "notFound": _missing,
    "quotaExceeded": _over_quota,
    "bytesBilledLimitExceeded": _too_many_bytes,
    "responseTooLarge": _too_large,
    "resourcesExceeded": _no_resources,
    "billingNotEnabled": _no_billing,
    "billingTierLimitExceeded": _over_quota,
    "invalidQuery": _wrong,
    **dict.fromkeys(PASSING, _busy),
}


def _sentence(message: Any) -> str:
    """The first line of what was said, without the call's address that the driver puts before it."""
    text = str(message).strip()
    head, mark, rest = text.partition("prettyPrint=false: ")
    text = rest if mark else head
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return (lines[0] if lines else "")[:500].rstrip(".")
