"""What the process knows of whether its workspace answers, shared by all its sessions, so that fifty do not each find out.

While the workspace is away nobody waits for it: everybody is told at once, and one of them at a time tries again when that is
due (a circuit breaker, M. Nygard, Release It!, 2007; half open while one tries). The pauses between tries grow and are drawn
at random, so that several processes do not come back together ("full jitter": M. Brooker, Exponential Backoff And Jitter,
https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
"""

from __future__ import annotations

import hashlib
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from lunara.errors import LunaraError, Unavailable
from lunara.settings import Settings
from lunara.workspace.outage import Trouble, is_turned_away, outage, retry_after, trouble_of

# Between the attempts of one call.
ATTEMPTS, BASE_SECONDS, CAP_SECONDS = 3, 0.2, 1.5
# Between the tries of everybody while the workspace is away.
FIRST_TRY_SECONDS, LAST_TRY_SECONDS, MOST_ASKED_SECONDS = 1.0, 15.0, 300.0
# One call with its attempts, unless it is given less.
CALL_SECONDS = 60.0
# After so many calls in a row that were too slow, or could be tried once only, nobody waits for another. Of those that something
# before the workspace turned away each has to be another person's: what one of them sends may be the reason.
DOUBTFUL_IN_A_ROW = 3

_log = logging.getLogger("lunara.workspace")

_until: ContextVar[float | None] = ContextVar("lunara_workspace_until", default=None)


def pause(attempt: int, base: float, cap: float, draw: Callable[[], float] = random.random) -> float:
    """How long to wait after the attempt of that number (from 0): anything up to `base * 2**attempt`, at most `cap`."""
    return draw() * min(cap, base * 2.0 ** min(attempt, 60))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """In this block calls to the workspace have that long altogether; a block within another has no more than that one."""
    now = time.monotonic()
    outer = _until.get()
    token = _until.set(now + seconds if outer is None else min(outer, now + seconds))
    try:
        yield
    finally:
        _until.reset(token)


def seconds_left(most: float = CALL_SECONDS) -> float:
    """How long what is called now may take, at most `most`; 0 when the time is up."""
    until = _until.get()
    return most if until is None else max(min(most, until - time.monotonic()), 0.0)


@dataclass(frozen=True)
class Outage:
    """That the workspace does not answer: since when, why, and in how many seconds somebody tries again (0: just now)."""

    since: datetime
    trouble: Trouble
    error: Unavailable
    next_try: float


@dataclass
class _Open:
    since: datetime
    error: Unavailable
    tries: int
    due: float
    trying: bool = False


class Breaker:
    """Whether a workspace answers, as the calls of this process find it. Thread-safe; `clock` in seconds."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, draw: Callable[[], float] = random.random
    ) -> None:
        self._clock, self._draw = clock, draw
        self._lock = threading.Lock()
        self._open: _Open | None = None
        self._answered = float("-inf")
        self._doubtful = 0
        self._turned_away: set[str] = set()

    def outage(self) -> Outage | None:
        """How it stands; None while the workspace answers. Asks nobody."""
        with self._lock:
            found = self._open
            if found is None:
                return None
            left = 0.0 if found.trying else max(found.due - self._clock(), 0.0)
            return Outage(found.since, trouble_of(found.error) or "away", found.error, left)

    @property
    def due(self) -> bool:
        """Whether the workspace is away and the next call would be the one that tries."""
        with self._lock:
            return self._open is not None and not self._open.trying and self._clock() >= self._open.due

    def has_answered(self, within_seconds: float) -> bool:
        """Whether the workspace has answered anybody lately."""
        with self._lock:
            return self._clock() - self._answered <= within_seconds

    def reset(self) -> None:
        """Know nothing: what is opened anew is asked anew."""
        with self._lock:
            self._knows_nothing(float("-inf"))

    @contextmanager
    def call(self, by: str = "") -> Iterator[None]:
        """Around one call of the person `by`, with all its attempts. Raises the outage at once, without a call, unless it is time
        to try again.

        What the block raises says how it went: a trouble of the workspace, or an answer, if it was only "no".
        """
        began = self._enter()
        try:
            yield
        except LunaraError as error:
            self._failed(began, error, by)
            raise
        except BaseException:
            self._let_go()
            raise
        self._succeeded()

    def _enter(self) -> float:
        with self._lock:
            now = self._clock()
            if self._open is not None:
                if self._open.trying or now < self._open.due:
                    raise _told_again(self._open.error)
                self._open.trying = True
            return now

    def _succeeded(self) -> None:
        with self._lock:
            was_away = self._open is not None
            self._knows_nothing(self._clock())
        if was_away:
            _log.warning("the workspace answers again")

    def _knows_nothing(self, answered: float) -> None:
        """Call with the lock held."""
        self._open, self._doubtful, self._answered = None, 0, answered
        self._turned_away.clear()

    def _let_go(self) -> None:
        """A try came to no end that says anything: the next one may try."""
        with self._lock:
            if self._open is not None:
                self._open.trying = False

    def _failed(self, began: float, error: LunaraError, by: str) -> None:
        trouble = trouble_of(error)
        if trouble is None:
            self._succeeded()  # it has answered
            return
        assert isinstance(error, Unavailable)  # noqa: S101 - a trouble is one
        with self._lock:
            now = self._clock()
            if self._open is not None:
                known = self._open
                tries = known.tries + (0 if is_turned_away(error) else 1)  # another's may come through: soon
                self._open = replace(known, error=error, tries=tries, due=now + self._wait(tries, error), trying=False)
                return
            if self._answered > began:
                return  # somebody has had an answer meanwhile: it is this call, and not the workspace
            turned_away = is_turned_away(error)
            if turned_away and by in self._turned_away:
                return
            if turned_away:
                self._turned_away.add(by)
            doubtful = turned_away or trouble == "slow" or bool(error.details.get("once"))
            self._doubtful = self._doubtful + 1 if doubtful else 0
            if doubtful and self._doubtful < DOUBTFUL_IN_A_ROW:
                return
            if trouble == "full" and not _is_connections(error):
                return  # what it has can be read all the same
            self._open = _Open(datetime.now(UTC), error, 0, now + self._wait(0, error))
        _log.warning("the workspace does not answer: %s", error)

    def _wait(self, tries: int, error: LunaraError) -> float:
        asked = min(retry_after(error) or 0.0, MOST_ASKED_SECONDS)
        # Never at once: whoever came back after nothing would be tried by every call.
        drawn = FIRST_TRY_SECONDS / 2 + pause(tries, FIRST_TRY_SECONDS, LAST_TRY_SECONDS, self._draw)
        return max(asked, drawn)


def _is_connections(error: LunaraError) -> bool:
    return str(error.details.get("reason", "")).startswith("53300")


def _told_again(error: Unavailable) -> Unavailable:
    """The same trouble for a call that was never made."""
    return outage(
        trouble_of(error) or "away",
        error.message,
        "" if error.details.get("once") else error.hint,
        maybe_done=False,
        retry_after=retry_after(error),
        reason=str(error.details.get("reason", "")),
        operators=bool(error.details.get("operators")),
    )


_breakers: dict[str, Breaker] = {}
_lock = threading.Lock()


def breaker_of(settings: Settings, part: str = "") -> Breaker:
    """This process's breaker of the workspace that the settings name, or of a part that may be away by itself ("auth")."""
    name = settings.supabase_url if settings.mode == "supabase" else settings.database_url or str(settings.home)
    name = hashlib.sha256(f"{part} {name}".encode()).hexdigest()  # an address may hold a password
    with _lock:
        return _breakers.setdefault(name, Breaker())
