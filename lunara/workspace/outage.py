"""Why the workspace does not answer, told in one place for every way of reaching it.

A failure is one of four troubles, which pass by themselves, or none of them, and then it is an error of its own:

- "away": nothing answers, or what answers is not the workspace (refused, reset, no such host, 502, 503, a page of a proxy). A
  page that refuses one request (a firewall's, a limit of size) may be for what stood in it: that is "turned away" besides;
- "slow": it did not answer within the time it was given;
- "full": it takes no more connections, or nothing more to keep;
- "limited": it takes no more requests of ours for now (429), and may say for how long.

`Unavailable.details["maybe_done"]` says whether what was asked for may have been done all the same: the request was sent, and
no answer came. What changes something is then not asked for again unless asking twice comes to the same.

Statuses: https://supabase.com/docs/guides/platform/http-status-codes (540 is a paused project; Cloudflare's 52x stand before it),
https://docs.postgrest.org/en/stable/references/errors.html (PGRST000 to PGRST003, which status follows from which SQLSTATE).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Literal, get_args

from lunara.errors import LunaraError, Unavailable

if TYPE_CHECKING:
    import httpx

Trouble = Literal["away", "slow", "full", "limited"]

_PREFIX = "workspace_"
AGAIN = "Try again in a moment."
_SAID: dict[Trouble, tuple[str, str]] = {
    "away": ("The workspace does not answer right now.", AGAIN),
    "slow": ("The workspace takes too long to answer.", AGAIN),
    "full": ("The workspace’s database takes no more connections right now.", AGAIN),
    "limited": ("The workspace takes no more requests for now.", "Try again in a minute."),
}
_PAUSED = ("The workspace’s Supabase project is paused.", "Whoever manages it resumes it in Supabase’s dashboard.")
_TURNED_AWAY = (
    "Something in front of the workspace does not let this through.",
    "Try again in a moment. If it goes on, whoever manages the workspace looks at its firewall or proxy.",
)
_DISK = ("The disk of the workspace’s database is full.", "Free some space and try again.")
_READ_ONLY = (
    "The workspace’s database takes nothing more to keep: it is read-only right now.",
    "Supabase does this to a project whose disk is almost full. Free some space and try again.",
)
# Of Cloudflare, which stands before Supabase: it reached nothing behind itself, or nothing that it understood.
_BEFORE_IT = frozenset({520, 521, 522, 523, 525, 526, 527, 530})
_NOT_DONE_STATUS = frozenset({429, 503, 521, 523, 525, 526, 530, 540})


def outage(
    trouble: Trouble,
    message: str = "",
    hint: str = "",
    *,
    maybe_done: bool,
    retry_after: float | None = None,
    reason: str = "",
    once: bool = False,
    turned_away: bool = False,
    operators: bool = False,
) -> Unavailable:
    """The error for a trouble; without words of its own it has those of the trouble. `retry_after` is in seconds, `once`: it was
    asked once, where that says little of whether the workspace answers. `turned_away`: see `is_turned_away`, `operators`:
    `for_people`.
    """
    said = _SAID[trouble]
    return Unavailable(
        message or said[0],
        hint or said[1],
        code=_PREFIX + trouble,
        maybe_done=maybe_done,
        retry_after=retry_after,
        reason=reason,
        once=once,
        turned_away=turned_away,
        operators=operators,
    )


def for_people(error: LunaraError) -> LunaraError:
    """The error for whoever works in the workspace: in the words of its trouble where its own are for those who run it."""
    trouble = trouble_of(error)
    if trouble is None or not error.details.get("operators"):
        return error
    assert isinstance(error, Unavailable)  # noqa: S101 - a trouble is one
    return _like(error, *_SAID[trouble])


def not_done(error: Unavailable) -> Unavailable:
    """The trouble as whoever wanted something changed is told of it: that it was not done, or may have been."""
    told = for_people(error)
    if maybe_done(error):
        return _like(error, told.message, "It may have been done all the same: look before you do it again.")
    return _like(error, f"This was not done. {told.message}", told.hint)


def _like(error: Unavailable, message: str, hint: str) -> Unavailable:
    """The same trouble in these words, which are for anybody."""
    return Unavailable(message, hint, code=error.code, **{**error.details, "operators": False})


def trouble_of(error: BaseException | None) -> Trouble | None:
    """Which trouble of the workspace an error is; None for any other error."""
    if not isinstance(error, Unavailable) or not error.code.startswith(_PREFIX):
        return None
    return next((one for one in get_args(Trouble) if error.code == _PREFIX + one), None)


def is_turned_away(error: LunaraError) -> bool:
    """Whether something before the workspace refused this one request, perhaps for what stood in it."""
    return bool(error.details.get("turned_away"))


def maybe_done(error: LunaraError) -> bool:
    """Whether what was asked for may have been done although it failed like this."""
    return bool(error.details.get("maybe_done"))


def retry_after(error: LunaraError) -> float | None:
    """For how many seconds the workspace asked not to be asked again."""
    told = error.details.get("retry_after")
    return float(told) if told is not None else None


def of_sqlstate(code: str, message: str = "") -> Unavailable | None:
    """The trouble behind an SQLSTATE or a code of PostgREST's; None when it is none.

    Postgres rolls back what it refuses, so nothing was done; only of a line that was lost nobody knows.
    """
    reason = f"{code} {message}".strip()
    if code == "53100":
        return outage("full", *_DISK, maybe_done=False, reason=reason)
    if code == "25006":
        return outage("full", *_READ_ONLY, maybe_done=False, reason=reason)
    if code == "53300":
        return outage("full", maybe_done=False, reason=reason)
    if code in {
        "57014",
        "55P03",
        "PGRST003",
    }:  # stopped at its time limit, a lock, the API's own connections all in use
        return outage("slow", maybe_done=False, reason=reason)
    if code in {"57P03", "PGRST000", "PGRST001", "PGRST002"}:  # starting up; the API does not reach its database
        return outage("away", maybe_done=False, reason=reason)
    if code[:2] == "08" or code in {"57P01", "57P02", "57P04", "57P05"}:  # lost, shut down, crashed
        return outage("away", maybe_done=code not in {"08001", "08004"}, reason=reason)
    return None


def of_http_error(error: httpx.HTTPError) -> Unavailable:
    """The trouble behind a request that was not answered."""
    import httpx

    reason = type(error).__name__
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError | httpx.UnsupportedProtocol):
        return outage("away", maybe_done=False, reason=reason)
    if isinstance(error, httpx.PoolTimeout):
        return outage("slow", maybe_done=False, reason=reason)
    return outage("slow" if isinstance(error, httpx.TimeoutException) else "away", maybe_done=True, reason=reason)


def of_response(response: httpx.Response) -> Unavailable | None:
    """The trouble behind an answer: none when PostgREST or Supabase Auth itself answers, whatever it says. Reads the body of
    what looks like one.
    """
    status = response.status_code
    if status < 400:
        # Not Supabase: the page of a proxy or of a network that wants its terms accepted.
        html = "html" in response.headers.get("content-type", "").lower()
        return outage("away", maybe_done=True, reason=f"{status} a page") if html else None
    reason = str(status)
    if status == 429:
        wait = seconds_of(response.headers.get("retry-after", ""))
        hint = f"Try again in {wait:.0f} seconds." if wait else ""
        return outage("limited", hint=hint, maybe_done=False, retry_after=wait, reason=reason)
    if status == 540:
        return outage("away", *_PAUSED, maybe_done=False, reason=reason)
    json_said = _is_json(response)
    if status < 500:
        if status == 408:
            return outage("slow", maybe_done=True, reason=reason)
        # A firewall's or a challenge's page: whose sign-in it refuses is not known to it.
        if json_said or not response.read():
            return None
        return outage("away", *_TURNED_AWAY, maybe_done=False, reason=f"{status} a page", turned_away=True)
    known = of_sqlstate(*_told(response)) if json_said else None
    if known is not None:
        return known
    if status == 524:
        return outage("slow", maybe_done=True, reason=reason)
    if status in {502, 503, 504} or status in _BEFORE_IT or not json_said:
        wait = seconds_of(response.headers.get("retry-after", ""))
        return outage("away", maybe_done=status not in _NOT_DONE_STATUS, retry_after=wait, reason=reason)
    return None


def seconds_of(said: str, now: datetime | None = None) -> float | None:
    """What a Retry-After header asks for (RFC 9110, 10.2.3: seconds, or a moment), in seconds; None when it cannot be read."""
    if said.strip().isdecimal():
        return float(said)
    try:
        moment = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max((moment - (now or datetime.now(UTC))).total_seconds(), 0.0)


def _is_json(response: httpx.Response) -> bool:
    try:
        json.loads(response.read())
    except ValueError:
        return False
    return True


def _told(response: httpx.Response) -> tuple[str, str]:
    """Code and message of an error as PostgREST writes it."""
    said = json.loads(response.read())
    return (str(said.get("code") or ""), str(said.get("message") or "")) if isinstance(said, dict) else ("", "")
