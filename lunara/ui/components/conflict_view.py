"""What two people, or two tabs of one, changed: who saved when, and for what both changed a choice between mine and theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from lunara.semantic.three_way import Side
from lunara.ui import state
from lunara.ui.components.text import ago, count, plain, shorten
from lunara.ui.saved_by import within_a_sentence

_PAGE = 10
_LONG = 300


@dataclass(frozen=True)
class Differing:
    """One field of a clash in words."""

    name: str
    before: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Choice:
    """Something that both changed: what it is called, what differs, who took it out, and which side counts now."""

    key: str
    name: str
    fields: tuple[Differing, ...]
    taken: Side
    gone: Side | None = None


@dataclass(frozen=True)
class Saved:
    """One save of the other side."""

    version: int
    by: str
    at: datetime
    note: str


def draw_saves(saves: Sequence[Saved], noun: str) -> None:
    """Who saved meanwhile, when, and what they wrote to it."""
    first = saves[0]
    st.markdown(f":material/sync_problem: **{plain(first.by)} saved this {noun} while you were changing it**")
    for one in saves[:5]:
        note = f": {shorten(one.note, 120)}" if one.note else ""
        st.caption(plain(f"Version {one.version} by {one.by}, {ago(one.at)}{note}"))
    if len(saves) > 5:
        st.caption(f"And {count(len(saves) - 5, 'version')} before these.")


def draw_choices(choices: Sequence[Choice], chosen: dict[str, Side], *, by: str, key: str) -> None:
    """Both sides of everything that both changed, each with its choice, which is kept in `chosen`."""
    if not choices:
        st.markdown(
            ":material/check_circle: You changed different things: both sides’ changes go together by themselves."
        )
        return
    st.markdown(f":material/alt_route: **Both changed {count(len(choices), 'thing')}. Choose which one counts:**")
    pages = -(-len(choices) // _PAGE)
    page = st.pagination(pages, key=f"conflict-page:{key}:{pages}") if pages > 1 else 1
    for choice in choices[(page - 1) * _PAGE : page * _PAGE]:
        with st.container(border=True, gap="xsmall", key=f"clash:{key}:{choice.key}"):
            _draw(choice, chosen, by=by, key=key)


def _draw(choice: Choice, chosen: dict[str, Side], *, by: str, key: str) -> None:
    names: dict[Side, str] = {"mine": "Mine", "theirs": f"{shorten(by, 30)}’s"}
    if choice.gone is not None:
        names = {
            side: f"Take it out, as {'I' if side == 'mine' else within_a_sentence(shorten(by, 30))} did"
            for side in names
        }
        names["theirs" if choice.gone == "mine" else "mine"] = "Keep it"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{plain(shorten(choice.name, 100))}**", width="content")
        widget = f"take:{key}:{choice.key}"
        if state.widget(widget) is None:
            state.set_widget(widget, choice.taken)

        def pick() -> None:
            side = state.widget(widget)
            chosen[choice.key] = "theirs" if side == "theirs" else "mine"

        st.segmented_control(
            f"Which {plain(choice.name)} counts",
            list(names),
            format_func=lambda side: plain(names[side]),
            key=widget,
            required=True,
            on_change=pick,
            label_visibility="collapsed",
            width="content",
        )
    if choice.gone is not None:
        who = "You took" if choice.gone == "mine" else f"{by} took"
        other = within_a_sentence(by) if choice.gone == "mine" else "you"
        st.caption(plain(f"{who} it out while {other} changed it, or something in it."))
    for field in choice.fields:
        sides = st.columns(2, gap="small")
        for column, told, value, counts in (
            (sides[0], "Mine", field.mine, choice.taken == "mine"),
            (sides[1], f"{by}’s", field.theirs, choice.taken == "theirs"),
        ):
            mark = ":green-badge[counts]" if counts else ""
            with column:
                st.markdown(f":small[:gray[{plain(f'{field.name}, {told}')}] {mark}]  \n{plain(shorten(value, _LONG))}")
        st.caption(plain(f"Before: {shorten(field.before, _LONG)}"))
