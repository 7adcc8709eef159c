"""Where this person left off: their last conversations and the last dashboards, reports and decks of the organization."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from lunara.ui import navigation
from lunara.ui.components.text import ago, plain, shorten
from lunara.ui.page import PageContext
from lunara.workspace.records import ArtifactType

SHOWN = 3
_KINDS: Mapping[ArtifactType, tuple[str, str]] = {
    "dashboard": ("Dashboard", ":material/dashboard:"),
    "report": ("Report", ":material/article:"),
    "slide": ("Slides", ":material/slideshow:"),
}


@dataclass(frozen=True)
class Recent:
    """Something to go back to. `told` is its kind in words; `query` leads to it on `page`."""

    name: str
    told: str
    icon: str
    changed: datetime
    page: navigation.PageName
    query: Mapping[str, str]


def recent(ctx: PageContext) -> list[Recent]:
    """The last few, newest first."""
    found = [
        Recent(
            session.title or "Conversation",
            "Conversation",
            ":material/forum:",
            session.updated_at,
            "ask",
            {"project": session.project_id, "session": session.id},
        )
        for session in ctx.store.list_sessions(limit=SHOWN)
    ]
    found += [
        Recent(
            artifact.name,
            f"{_KINDS[artifact.type][0]} · {artifact.status}",
            _KINDS[artifact.type][1],
            artifact.updated_at,
            "build",
            {"project": artifact.project_id, "artifact": artifact.id},
        )
        for artifact in ctx.store.list_artifacts(limit=SHOWN)
    ]
    return sorted(found, key=lambda one: one.changed, reverse=True)[:SHOWN]


def draw_recent(ctx: PageContext) -> None:
    """A row of cards; nothing where there is nothing yet."""
    found = [one for one in recent(ctx) if navigation.is_there(one.page)]
    if not found:
        return
    st.subheader("Pick up where you left off", anchor=False)
    grid = st.grid(min_column_width=300, gap="small")
    for number, one in enumerate(found):
        with grid.cell(), st.container(border=True, key=f"card_recent_{number}", gap="xxsmall", height="stretch"):
            navigation.link(one.page, f"**{plain(shorten(one.name, 70))}**", icon=one.icon, **one.query)
            st.caption(f"{one.told} · {ago(one.changed)}")
