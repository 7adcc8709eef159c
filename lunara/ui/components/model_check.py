"""The Model page's check: whether the warehouse is still as the model says, who notices, and what can be done about it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lunara.errors import Conflict
from lunara.ui import navigation, state
from lunara.ui.components.empty import empty_state
from lunara.ui.components.model_repairs import apply_bar, chosen_repairs, draw_finding
from lunara.ui.components.text import ago, count, plain
from lunara.ui.failure import explained
from lunara.ui.jobs import clear_job, find_job, job_panel
from lunara.ui.model_checking import NEW, Checked, apply, check_key, last_check, leave_out_new, start_check
from lunara.ui.model_desk import ModelDesk
from lunara.ui.page import PageContext
from lunara.workspace.records import SemanticModelHead

GROUPS = (
    ("error", "Wrong or failing", ":material/error:", "Numbers fail or may be wrong until this is repaired."),
    ("warning", "Not as the model says", ":material/warning:", "Totals are right; something is not as it was."),
    ("info", "For your information", ":material/info:", "Nothing is wrong: it is new, or it was so before."),
)
PAGE = 20


def check_view(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, *, editable: bool) -> None:
    """Run the check as a job and show what it found, worst first, with the repairs to choose from; for those who build."""
    if not editable:
        empty_state(
            "Editors check the model",
            "A check looks behind what is published: at tables and columns of the data source.",
            icon=":material/fact_check:",
        )
        return
    st.caption(
        "Compares tables, columns and types with the warehouse as it is now, tries each field, and counts whether keys are "
        "unique and references are found. It only reads."
    )
    job = find_job(ctx, check_key(head.id))
    checked: Checked | None = None
    with explained():
        checked = job.result if job is not None and job.status == "done" else last_check(ctx, head)
    running = job is not None and job.running
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if not running:
            st.button(
                "Check against the data" if checked is None else "Check again",
                type="primary" if checked is None or not checked.is_of(desk) else "secondary",
                icon=":material/fact_check:",
                on_click=start_check,
                args=(ctx, desk, head),
            )
        if checked is not None:
            st.caption(plain(_when(checked)), width="stretch")
    if job is not None and job.status != "done":
        job_panel(job, retry=partial(start_check, ctx, desk, head))
        if not running:
            st.button("Close", key="close-check", on_click=clear_job, args=(ctx, job.key))
    if checked is None or running:
        return
    _result(ctx, desk, head, checked)


def _when(checked: Checked) -> str:
    who = f" by {checked.by}" if checked.by else ""
    what = f"version {checked.version}" + (" with unsaved changes" if checked.changed else "")
    return (
        f"Checked {ago(checked.checked_at)}{who}: {what}, {count(checked.statements, 'statement')} in "
        f"{checked.elapsed_ms / 1000:.1f} s."
    )


def _result(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, checked: Checked) -> None:
    current = checked.is_of(desk)
    if not current:
        st.info(
            "The model has changed since this check. Check again to repair what is left.", icon=":material/history:"
        )
    if not checked.findings:
        empty_state(
            "Everything holds",
            "Tables, columns, types, keys and references are as the model says.",
            icon=":material/check_circle:",
        )
        return
    if not checked.recorded and any(finding.kind.endswith("renamed") for finding in checked.findings):
        st.caption(
            ":material/fingerprint: What the columns of this version held was not noted, so what was renamed is told by names "
            "and types alone. It is noted when a model is drafted with a look at the data, checked or published."
        )
    proposals = chosen_repairs(head, checked, can=current)
    if current:
        apply_bar(desk, proposals, lambda: _apply(ctx, desk, head, checked), place="top")
    wanted = _narrowed(checked)
    for level, title, icon, about in GROUPS:
        numbers = [n for n in wanted if checked.findings[n].level == level]
        if not numbers:
            continue
        st.markdown(f"#### {icon} {title} :gray[{len(numbers):,}]", help=about)
        if level == "info" and current and checked.recorded and any(checked.findings[n].kind in NEW for n in numbers):
            st.button(
                "Leave out all that is new",
                icon=":material/visibility_off:",
                help="It stays out of the model, and is not told again.",
                on_click=_leave_out,
                args=(ctx, head, checked),
            )
        shown = int(state.widget(_more_key(head, level), PAGE) or PAGE)
        for number in numbers[:shown]:
            draw_finding(ctx, head, checked, number, can=current)
        if len(numbers) > shown:
            st.button(
                f"Show {min(PAGE * 2, len(numbers) - shown):,} more of {len(numbers):,}",
                key=f"more-{level}",
                on_click=state.set_widget,
                args=(_more_key(head, level), shown + PAGE * 2),
            )
    if current and len(wanted) > 6:
        apply_bar(desk, proposals, lambda: _apply(ctx, desk, head, checked), place="bottom")
    for name in checked.unread:
        st.caption(f":material/warning: {plain(name)} cannot be read, so it is not known what it uses.")


def _more_key(head: SemanticModelHead, level: str) -> str:
    return f"check-more:{head.id}:{level}"


def _narrowed(checked: Checked) -> list[int]:
    """The findings that are looked for, by their numbers; a search is there where there are many."""
    every = list(range(len(checked.findings)))
    if len(every) <= PAGE:
        return every
    text = st.text_input("Search the findings", key="check-search", icon=":material/search:").strip().lower()
    if not text:
        return every
    return [
        n
        for n in every
        if text
        in f"{checked.findings[n].message} {checked.findings[n].table} {' '.join(checked.findings[n].breaks)}".lower()
    ]


def _leave_out(ctx: PageContext, head: SemanticModelHead, checked: Checked) -> None:
    with explained():
        left = leave_out_new(ctx, head, checked)
        job = find_job(ctx, check_key(head.id))
        if job is not None and job.status == "done":
            job.result = left


def _apply(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, checked: Checked) -> None:
    proposals = chosen_repairs(head, checked, can=True)
    with explained():
        try:
            number = apply(ctx, desk, proposals)
        except Conflict as error:
            desk.conflict = error
            navigation.refresh()
        if desk.error is not None:
            return
        clear_job(ctx, check_key(head.id))
        done = count(len(proposals), "repair")
        if number is None:
            state.notify(f"{done} made, and waiting to be saved with your other changes.")
        else:
            state.notify(f"{done} saved as version {number}. Publish it when you have looked at it.")
        start_check(ctx, desk, head)
