"""How a page asks the workspace: never for longer than a person waits, telling them when it takes long, and with what they saw
last where it does not answer.

All of a page's run has a clock. What is read is waited for in a thread of its own, so that the page can say that it waits, and
be left or stopped meanwhile. What changes something is never broken off: it ends by its own clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import streamlit as st

from lunara.errors import Unavailable
from lunara.ui import last_seen, state
from lunara.workspace.breaker import within
from lunara.workspace.outage import not_done, trouble_of
from lunara.workspace.records import Principal

T = TypeVar("T")

# All that one run of a page waits for the workspace; of it one answer, and one that can be had from what was seen last.
RUN_SECONDS, CALL_SECONDS, KNOWN_SECONDS = 25.0, 15.0, 3.0
# A change has this long even where the run has waited before.
CHANGE_SECONDS = 10.0
# Once a run has met a workspace that does not answer, it has no more patience for what it knows.
AGAIN_SECONDS = 1.0
SAY_SECONDS = 2.0
_SAID = ":material/hourglass_top: :gray[The workspace is slow to answer. Waiting for it…]"

_asking = ThreadPoolExecutor(64, thread_name_prefix="lunara-reading")


@dataclass
class RunClock:
    """Until when the run of this tab may wait; whether the workspace left it without an answer, and of when is what it shows.

    `said`: that the workspace does not answer stands above the page, which then runs again when it is back.
    """

    run: object | None = None
    until: float = 0.0
    met: bool = False
    as_of: datetime | None = None
    said: bool = False

    def stale(self, at: datetime) -> None:
        """Say that the run shows what is of that time."""
        self.met = True
        self.as_of = at if self.as_of is None else min(self.as_of, at)

    def left(self) -> float:
        """How long the run may still wait."""
        return max(self.until - time.monotonic(), 0.0)


def run_clock() -> RunClock:
    """The clock of this run, which begins when it is first asked for."""
    clock, run = state.page_state(RunClock), state.this_run()
    if clock.run is not run:
        clock.run, clock.until, clock.met, clock.as_of, clock.said = (
            run,
            time.monotonic() + RUN_SECONDS,
            False,
            None,
            False,
        )
    return clock


def ask(
    person: Principal, name: str, method: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Any:
    """What the workspace answers, or what it answered this person last where it does not. Raises what it raises."""
    if name not in last_seen.READS | last_seen.ASKS:
        return _changed(method, args, kwargs)
    known = last_seen.seen(person, name, args, kwargs) if name in last_seen.READS else None
    in_run = state.this_run() is not None
    clock = run_clock() if in_run else None
    try:
        if clock is None:
            value = method(*args, **kwargs)
        else:
            patience = CALL_SECONDS if known is None else AGAIN_SECONDS if clock.met else KNOWN_SECONDS
            value = read(lambda: method(*args, **kwargs), min(patience, clock.left()))
    except Unavailable as error:
        if trouble_of(error) is None or known is None:
            raise
        if clock is not None:
            clock.stale(known.at)
        return known.value
    if name in last_seen.READS:
        last_seen.keep(person, name, args, kwargs, value)
    return value


@dataclass
class _Here:
    """What this tab has been told of what is kept nowhere, and when."""

    answers: dict[str, tuple[Any, datetime]] = field(default_factory=dict)


def known_here(name: str, ask: Callable[[], T]) -> T:
    """What `ask` gives, or what it gave this tab last where the workspace does not answer: a form that is open stays so."""
    answers = state.page_state(_Here).answers
    try:
        answers[name] = (ask(), datetime.now(UTC))
    except Unavailable as error:
        if trouble_of(error) is None or name not in answers:
            raise
        run_clock().stale(answers[name][1])
    found: T = answers[name][0]
    return found


def _changed(method: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    if state.this_run() is None:
        return method(*args, **kwargs)
    try:
        with within(max(run_clock().left(), CHANGE_SECONDS)):
            return method(*args, **kwargs)
    except Unavailable as error:
        if trouble_of(error) is None:
            raise
        raise not_done(error) from error


def read(call: Callable[[], T], seconds: float) -> T:
    """What `call` gives, which asks the workspace within so many seconds; the page says that it waits, and can be left."""
    with within(seconds):
        found: Future[T] = _asking.submit(copy_context().run, call)
    if wait([found], SAY_SECONDS).done:
        return found.result()
    place = st.empty()
    try:
        while not found.done():
            # Drawing is where a run is stopped, or gives way to the next.
            place.markdown(_SAID)
            wait([found], 0.3)
    finally:
        found.cancel()
    place.empty()
    return found.result()
