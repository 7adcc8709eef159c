"""The Model page's check: whether the warehouse is still as the model says."""

from __future__ import annotations

import streamlit as st

from lunara.semantic.drift import CheckFinding
from lunara.ui.components.empty import empty_state
from lunara.ui.components.text import count, plain
from lunara.ui.jobs import find_job, job_panel
from lunara.ui.model_desk import ModelDesk, check_key, start_check
from lunara.ui.page import PageContext
from lunara.workspace.records import SemanticModelHead

_LEVELS = {
    "error": (":red-badge[Wrong or failing]", 0),
    "warning": (":orange-badge[Not as the model says]", 1),
    "info": (":gray-badge[Not checked]", 2),
}
_SHOWN = 100


def check_view(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> None:
    """Run the check as a job and show what it found, worst first."""
    st.caption(
        "Compares tables, columns and types with the warehouse as it is now, then counts whether keys are unique and "
        "references are found. It only reads."
    )
    job = find_job(ctx, check_key(head.id))
    if job is None or not job.running:
        st.button(
            "Check against the data" if job is None else "Check again",
            type="primary" if job is None else "secondary",
            icon=":material/fact_check:",
            on_click=start_check,
            args=(ctx, desk, head),
        )
    if job is None or job_panel(job) != "done":
        return
    revision, findings = job.result
    if revision != desk.revision:
        st.caption(":material/info: The model was changed after this check.")
    _findings(findings)


def _findings(findings: list[CheckFinding]) -> None:
    if not findings:
        empty_state(
            "Everything holds",
            "Tables, columns, keys and references are as the model says.",
            icon=":material/check_circle:",
        )
        return
    st.markdown(f"**{count(len(findings), 'finding')}**")
    for finding in sorted(findings, key=lambda one: _LEVELS[one.level][1])[:_SHOWN]:
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"{_LEVELS[finding.level][0]} {plain(finding.message)}")
            if finding.hint:
                st.caption(plain(finding.hint))
            if finding.breaks:
                named = ", ".join(key.partition(":")[2] for key in finding.breaks[:8])
                more = f" and {len(finding.breaks) - 8:,} more" if len(finding.breaks) > 8 else ""
                st.caption(plain(f"Cannot work until then: {named}{more}."))
    if len(findings) > _SHOWN:
        st.caption(f"And {len(findings) - _SHOWN:,} more.")
