"""Sign-ins as they are written down: as the person who signed in, after they have their answer."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from lunara.errors import LunaraError
from lunara.settings import Settings
from lunara.ui.sign_in.failures import FAILURES
from lunara.ui.sign_in.sessions import Tokens
from lunara.ui.sign_in.visits import visit_of
from lunara.workspace.outage import maybe_done
from lunara.workspace.records import Principal, SignInWay, Visit
from lunara.workspace.store import Store, open_store, principal_for_token

STANDS_SECONDS = 30.0
END_SECONDS = 2.0
_MOST = 10_000

_log = logging.getLogger("lunara.sign_in")


@dataclass(frozen=True)
class How:
    """By what somebody signed in; `alone`: it ended their other sessions."""

    way: SignInWay
    detail: str = ""
    alone: bool = False


def write_after(
    settings: Settings, request: Request, answer: Response, tokens: Tokens, *, mark: str, how: How, left: str = ""
) -> None:
    """Write a sign-in down once its answer is sent: it neither waits for that nor fails with it.

    `left` is the mark of the session that this browser had before, of the same person.
    """
    visit = visit_of(settings, request)

    def write(store: Store) -> None:
        if how.alone:
            store.end_sign_ins()
        elif left:
            store.end_sign_ins(left)
        write_failures(store)
        store.record_sign_in(mark, how.way, visit, detail=how.detail)

    answer.background = BackgroundTask(_as_them, settings, tokens, write)


async def write_end(settings: Settings, tokens: Tokens, mark: str | None) -> None:
    """Write down that a session is signed out, or (None) all of the person's, while its tokens still hold.

    What ends it does not wait for that longer than `END_SECONDS`.
    """
    work = run_in_threadpool(_as_them, settings, tokens, lambda store: store.end_sign_ins(mark))
    await asyncio.wait({asyncio.ensure_future(work)}, timeout=END_SECONDS)


def write_failures(store: Store) -> None:
    """Write down what failed at this person's account, as them; what may have been written is not written again."""
    email = store.principal.email
    found = FAILURES.take(email) if email else []
    for written, failure in enumerate(found):
        try:
            store.record_failed_sign_ins(failure.visit, attempts=failure.attempts, ago=failure.ago)
        except LunaraError as error:
            FAILURES.give_back(email, found[written + maybe_done(error) :])
            raise


def _as_them(settings: Settings, tokens: Tokens, write: Callable[[Store], None]) -> None:
    try:
        write(open_store(settings, principal_for_token(settings, tokens.access_token)))
    except LunaraError as error:
        _log.warning("a sign-in could not be written down: %s", error.message)


class Standing:
    """Which sessions of Streamlit's own sign-in have not been ended, asked again after `STANDS_SECONDS`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], float] = OrderedDict()

    def holds(
        self,
        settings: Settings,
        principal: Principal,
        mark: str,
        visit: Callable[[], Visit],
        *,
        begun: float | None = None,
    ) -> bool:
        """Whether the person's session, `begun` in seconds since 1970, has not been ended; a new one is written down."""
        key = (principal.user_id, mark)
        with self._lock:
            if self._known.get(key, float("-inf")) > self._clock() - STANDS_SECONDS:
                return True
        found = open_store(settings, principal).record_sign_in(mark, "oidc", visit(), begun=begun)
        with self._lock:
            self._known.pop(key, None)
            if found:
                self._known[key] = self._clock()
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
        return found

    def held(self, user_id: str, mark: str) -> bool:
        """Whether the session held when it was last asked for here."""
        with self._lock:
            return (user_id, mark) in self._known

    def forget(self, user_id: str) -> None:
        """Ask again for each session of this person."""
        with self._lock:
            for key in [key for key in self._known if key[0] == user_id]:
                del self._known[key]


STANDING = Standing()
