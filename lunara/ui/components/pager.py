"""Paging through lists whose length is not known: previous and next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import streamlit as st

from lunara.ui import state
from lunara.workspace.records import Agent, AgentSession, Artifact, Mark, ProjectSummary

T = TypeVar("T")
R = TypeVar("R", ProjectSummary, Agent, AgentSession, Artifact)


@dataclass
class PagerState:
    """Which page of a list is shown (from 0), for which search it was, and where the pages before it ended."""

    page: int = 0
    of: str = ""
    marks: list[Mark] = field(default_factory=list)


def page_of(
    name: str, fetch: Callable[[int, int], list[T]], *, size: int, search: str = ""
) -> tuple[Sequence[T], bool]:
    """One page of a list: `fetch(limit, offset)` is asked for one row more than shown. A new `search` starts at page 1.

    Returns the rows and whether there are more. Draw `pager(name, more)` below them.
    """
    at = state.page_state(PagerState, name)
    if at.of != search:
        at.of, at.page = search, 0
    rows = fetch(size + 1, at.page * size)
    if not rows and at.page:
        at.page = 0
        rows = fetch(size + 1, 0)
    return rows[:size], len(rows) > size


def page_after(
    name: str, fetch: Callable[[int, Mark | None], list[R]], *, size: int, search: str = ""
) -> tuple[Sequence[R], bool]:
    """The same for a list that goes on after a row: `fetch(limit, mark)` takes as long for the last page as for the first."""
    at = state.page_state(PagerState, name)
    if at.of != search:
        at.of, at.page = search, 0
    at.page = min(at.page, len(at.marks))
    rows = fetch(size + 1, at.marks[at.page - 1] if at.page else None)
    if not rows and at.page:
        at.page = 0
        rows = fetch(size + 1, None)
    del at.marks[at.page :]
    if len(rows) > size:
        at.marks.append(Mark.of(rows[size - 1]))
    return rows[:size], len(rows) > size


def pager(name: str, more: bool) -> None:
    """Previous and next, only where there is more than one page."""
    at = state.page_state(PagerState, name)
    if not more and at.page == 0:
        return
    with st.container(horizontal=True, horizontal_alignment="center", vertical_alignment="center"):
        st.button(
            "Previous",
            key=f"{name}_previous",
            icon=":material/chevron_left:",
            disabled=at.page == 0,
            on_click=_turn,
            args=(name, -1),
        )
        st.caption(f"Page {at.page + 1}", width="content")
        st.button(
            "Next",
            key=f"{name}_next",
            icon=":material/chevron_right:",
            icon_position="right",
            disabled=not more,
            on_click=_turn,
            args=(name, 1),
        )


def _turn(name: str, step: int) -> None:
    at = state.page_state(PagerState, name)
    at.page = max(at.page + step, 0)
