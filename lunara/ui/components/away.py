"""That the workspace does not answer: a calm line above a page that goes on, or a page of its own where there is nothing to show.

Either goes by itself: of all that are open one asks now and then (`lunara.workspace.breaker`), and all see that it has an answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lunara.errors import LunaraError, Unavailable
from lunara.settings import Settings
from lunara.ui import state
from lunara.ui.components.text import count, plain
from lunara.ui.failure import show_error
from lunara.ui.identity import exact
from lunara.ui.outbox import OUTBOX, Outcome, words_of
from lunara.ui.page import PageContext, still_here
from lunara.ui.patience import run_clock
from lunara.workspace.breaker import Outage, breaker_of, within
from lunara.workspace.outage import AGAIN, for_people, trouble_of

LOOK_SECONDS = 2.0
TRY_SECONDS = 3.0

_WHY = {
    "away": "The workspace does not answer",
    "slow": "The workspace is too slow to answer",
    "full": "The workspace takes no more connections",
    "limited": "The workspace takes no more requests",
}


@dataclass
class _NotSaved:
    """What was refused when it was to be saved later, until it is dismissed."""

    outcomes: list[Outcome] = field(default_factory=list)


def deliver(ctx: PageContext) -> None:
    """Save what this person saved while the workspace did not answer; what came of it is told."""
    if not OUTBOX.waiting(ctx.owner_key) or breaker_of(ctx.settings).outage() is not None:
        return
    for outcome in OUTBOX.send(exact(ctx.store)):
        if outcome.error is None:
            state.notify(f"{outcome.change.label} is saved now.")
        elif not outcome.change.after:  # what stood before it says why
            state.page_state(_NotSaved).outcomes.append(outcome)


def draw_not_saved() -> None:
    """What was not saved when its turn came, with the reason."""
    kept = state.page_state(_NotSaved)
    if not kept.outcomes:
        return
    with st.container(border=True, key="not_saved", gap="small"):
        for outcome in kept.outcomes:
            assert outcome.error is not None  # noqa: S101 - only those are kept
            st.markdown(f"**{plain(outcome.change.label)} was to be saved when the workspace is back, and is not.**")
            show_error(outcome.error)
            stood = "" if outcome.change.shown else words_of(outcome.change)
            if stood:
                with st.expander("What was to be saved", icon=":material/content_copy:"):
                    st.code(stood, language=None, wrap_lines=True)
        st.button("I have read this", icon=":material/check:", key="not_saved_read", on_click=kept.outcomes.clear)


def draw_away(ctx: PageContext, place: DeltaGenerator) -> None:
    """Above the page, while the workspace does not answer, that it does not."""
    outage = breaker_of(ctx.settings).outage()
    as_of = run_clock().as_of
    if outage is None and as_of is None and not OUTBOX.waiting(ctx.owner_key):
        return
    run_clock().said = True
    with place.container():
        _banner(ctx, as_of)


@st.fragment(run_every=LOOK_SECONDS)
def _banner(ctx: PageContext, as_of: datetime | None) -> None:
    still_here(ctx)
    breaker = breaker_of(ctx.settings)
    if breaker.outage() is not None and breaker.due:
        try:
            with within(TRY_SECONDS):
                exact(ctx.store).recent_projects(limit=1)
        except LunaraError:  # it is away still, or it is another's turn to ask: either is drawn below
            pass
    outage = breaker.outage()
    if outage is None and state.is_part() and (not OUTBOX.waiting(ctx.owner_key) or OUTBOX.due(ctx.owner_key)):
        st.rerun(scope="app")
    zone = ZoneInfo(ctx.clock.timezone)
    waiting = OUTBOX.waiting(ctx.owner_key)
    with st.container(border=True, key="workspace_away", gap="xxsmall"):
        if outage is None and waiting:
            st.markdown(":material/cloud_sync: **Not everything could be saved yet.** It is tried again by itself.")
        elif outage is None:
            st.markdown(":material/cloud_sync: **The workspace was slow to answer.**")
        else:
            st.markdown(
                f":material/cloud_off: **{_WHY[outage.trouble]} since {outage.since.astimezone(zone):%H:%M}.** "
                f"What you type stays here. What you save waits until it is back, or says that it was not done. {_next(outage)}"
            )
        details = []
        if as_of is not None:
            details.append(f"What you see is as it was at {as_of.astimezone(zone):%H:%M}.")
        if waiting:
            names = ", ".join(change.label for change in waiting[:3])
            more = f" and {count(len(waiting) - 3, 'other')}" if len(waiting) > 3 else ""
            details.append(f"Waits to be saved: {names}{more}.")
        if details:
            st.caption(plain(" ".join(details)))


def _next(outage: Outage) -> str:
    if outage.next_try <= 0:
        return "Trying now."
    return f"Next try in {math.ceil(outage.next_try)} s."


@contextmanager
def part() -> Iterator[None]:
    """A part of a page that is left out, which it says, while the workspace does not answer: the rest of the page stays."""
    try:
        yield
    except Unavailable as error:
        if trouble_of(error) is None:
            raise
        st.caption(":material/cloud_off: This is shown when the workspace answers again.")
        clock = run_clock()
        if not clock.said:
            clock.said = True
            _soon()


@st.fragment(run_every=LOOK_SECONDS)
def _soon() -> None:
    """The page runs again, by itself: with what was left out, or with the line above it that waits for it."""
    if state.is_part():
        st.rerun(scope="app")


def away_page(settings: Settings, error: LunaraError) -> None:
    """Instead of a page that cannot be drawn without the workspace: it opens by itself when that is back."""
    error = for_people(error)
    st.markdown("## :material/cloud_off:", text_alignment="center", anchors=False)
    with st.container(key="away_page", horizontal_alignment="center", gap="small"):
        st.markdown(f"**{plain(error.message)}**", text_alignment="center")
        if error.hint not in ("", AGAIN):  # it is tried again by itself
            st.markdown(f":gray[{plain(error.hint)}]", text_alignment="center")
        _until_back(settings)


@st.fragment(run_every=LOOK_SECONDS)
def _until_back(settings: Settings) -> None:
    """Knows nobody: it draws when somebody tries next, and the page runs again when it is time or the workspace is back."""
    outage = breaker_of(settings).outage()
    if (outage is None or breaker_of(settings).due) and state.is_part():
        st.rerun(scope="app")
    said = "" if outage is None else _next(outage)
    st.caption(f"This page opens by itself as soon as the workspace answers. {said}", text_alignment="center")
