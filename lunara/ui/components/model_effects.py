"""Numbers before and after a change of the model: what depends on it, old and new totals, and what is refused now."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from lunara.build.effects import Effect, Number
from lunara.charts.display import display
from lunara.semantic.model import SemanticModel
from lunara.ui import navigation
from lunara.ui.components.text import count, plain
from lunara.ui.failure import explained
from lunara.ui.jobs import clear_job, find_job, job_panel
from lunara.ui.model_effects import Compared, effects_key, start_comparison
from lunara.ui.page import PageContext
from lunara.workspace.records import SemanticModelHead

_SHOWN = 40
# Most comparisons are over by then, and what is around them need not be drawn anew.
PATIENCE_SECONDS = 2.5
_BADGES = {
    "refused": ":red-badge[Refused now]",
    "changed": ":orange-badge[Changed]",
    "failed": ":red-badge[Could not be asked]",
    "mended": ":green-badge[Answered again]",
    "concerned": ":blue-badge[Concerned]",
    "not_asked": ":gray-badge[Not asked]",
    "same": ":gray-badge[Same]",
}
_NOUNS = {
    "measure": "Measure",
    "tile": "Tile of the dashboard",
    "filter": "Filter of the dashboard",
    "block": "Block of the report",
    "slide": "Slide of the deck",
    "question": "Verified question",
    "agent": "Agent",
}


def effects_panel(
    ctx: PageContext,
    head: SemanticModelHead,
    before: SemanticModel,
    after: SemanticModel,
    *,
    key: str = "",
    ready: bool = True,
) -> None:
    """A button that compares the numbers of two models, then what came of it. `ready` False: the change cannot work as it is."""
    job_key = effects_key(head.id, key)
    job = find_job(ctx, job_key)
    stale = job is not None and job.status == "done" and (job.result.after != after or job.result.before != before)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if (job is None or not job.running) and st.button(
            "Numbers before and after",
            key=f"effects:{key}",
            icon=":material/compare_arrows:",
            disabled=not ready or before is after,
            help="Asks agents’ measures, tiles, blocks, slides and verified questions under both models.",
        ):
            with explained():
                clear_job(ctx, job_key)
                job = start_comparison(ctx, head, before, after, key=key)
                job.wait(PATIENCE_SECONDS)
                navigation.refresh_part()
        if stale:
            st.caption(":material/history: From before your last change.")
    if job is not None and job_panel(job) == "done":
        draw_compared(ctx, job.result, key=key)


def draw_compared(ctx: PageContext, compared: Compared, *, key: str) -> None:
    """What a change does, the worst first; what stays the same is counted."""
    told = compared.told
    same = len(compared.effects) - len(told)
    if not told:
        nothing = (
            f"None of {count(same, 'thing')} that could" if same else "Nothing depends on what was changed, so nothing"
        )
        st.markdown(f":material/check_circle: {nothing} changes its numbers.")
    for effect in told[:_SHOWN]:
        _draw(ctx, effect, key=key)
    if len(told) > _SHOWN:
        st.caption(f"And {len(told) - _SHOWN:,} more.")
    if told and same:
        st.caption(f"{count(same, 'other thing')} that read the model keep{'s' if same == 1 else ''} their numbers.")
    for name in compared.unread:
        st.caption(f":material/warning: {plain(name)} cannot be read, so it was not asked.")


def _draw(ctx: PageContext, effect: Effect, *, key: str) -> None:
    with st.container(border=True, gap="xsmall"):
        owner = f" {plain(effect.owner)}" if effect.owner else ""
        st.markdown(f"{_BADGES[effect.outcome]} **{plain(effect.title)}** :small[:gray[{_NOUNS[effect.kind]}{owner}]]")
        for number in effect.numbers:
            st.markdown(_line(number))
        if effect.rows is not None and effect.outcome == "changed":
            st.caption(plain(_rows(effect)))
        if effect.because:
            st.caption(plain(f"{effect.because} {effect.hint}".strip()))
        if effect.outcome == "concerned" and effect.kind == "agent":
            st.caption("It may answer with what was changed.")
        if effect.artifact_type is not None:
            navigation.link("build", "Open it", project=ctx.project_id, artifact=effect.owner_id)


def _rows(effect: Effect) -> str:
    assert effect.rows is not None  # noqa: S101 - asked by the caller
    before, after = effect.rows
    rows = count(after, "row") if before == after else f"{before:,} → {count(after, 'row')}"
    cut = ", of the first ones" if effect.cut else ""
    return f"{rows}{cut}, {effect.differ:,} of them not as before"


def _line(number: Number) -> str:
    """`Revenue: 3,000 → 1,080 (−64%)`."""
    was, now = (plain(display(value, number.format)) for value in (number.before, number.after))
    if not number.differs:
        return f":small[{plain(number.label)}: {now}, as before]"
    return f"{plain(number.label)}: :gray[{was}] → **{now}** {plain(_difference(number.before, number.after))}"


def _difference(before: Any, after: Any) -> str:
    if not isinstance(before, int | float | Decimal) or not isinstance(after, int | float | Decimal) or not before:
        return ""
    share = (float(after) - float(before)) / abs(float(before))
    sign = "+" if share > 0 else "−"
    size = abs(share)
    return f"({sign}{size:.0%})" if size >= 0.1 else f"({sign}{size:.2%})"


def summary_of(effects: Sequence[Effect]) -> str:
    """How many of which outcome, in words: `2 refused, 5 changed`."""
    words = {"refused": "refused", "changed": "changed", "failed": "could not be asked", "not_asked": "not asked"}
    counted = {name: sum(effect.outcome == name for effect in effects) for name in words}
    return ", ".join(f"{number:,} {words[name]}" for name, number in counted.items() if number)
