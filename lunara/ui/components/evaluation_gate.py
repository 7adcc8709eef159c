"""Publishing that needs an evaluation: what keeps a version from it, and an admin's word against it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from lunara.errors import InvalidInput
from lunara.ui import navigation, state
from lunara.ui.components.evaluation_accepted import accepted_part
from lunara.ui.components.evaluation_runs import badge
from lunara.ui.components.text import count, plain
from lunara.ui.evaluation_record import outcomes_of
from lunara.ui.failure import explained
from lunara.ui.page import PageContext
from lunara.ui.publishing_needs import Standing
from lunara.workspace.records import SemanticModelHead

SHOWN = 10
Publish = Callable[[str], int]
"""Publishes for a reason, and gives the version."""


def gate_panel(
    ctx: PageContext,
    head: SemanticModelHead,
    version: int,
    standing: Standing,
    *,
    publish: Publish,
    again: Callable[[], object],
    retry: Callable[[], object],
    close: Callable[[], object],
) -> None:
    """Why a version is not published, with the questions that failed, and what can be done about it."""
    with st.container(border=True, key="publish_evaluation"):
        st.markdown(f":material/speed: **Not published: the evaluation of version {version} does not hold**")
        for miss in standing.misses:
            st.markdown(plain(miss))
        found = [one for one in outcomes_of(standing.run) if one.get("outcome") != "right"] if standing.run else []
        for one in found[:SHOWN]:
            because = str(one.get("because") or "")
            st.markdown(
                f"{badge(one)} **{plain(str(one.get('question', '')))}**"
                + (f"  \n:small[{plain(because)}]" if because else "")
            )
        if len(found) > SHOWN:
            st.caption(f"And {count(len(found) - SHOWN, 'question')} more.")
        accepted_part(ctx, head, standing, key="gate", then=retry)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if standing.run is not None:
                st.button("Evaluate again", key="evaluate-again", icon=":material/refresh:", on_click=again)
            navigation.link("model", "Open the evaluation", project=ctx.project_id, model=head.id, view="Evaluation")
            despite_button(ctx, version, publish)
            st.button("Close", key="close-publish", on_click=close)


def despite_button(ctx: PageContext, version: int, publish: Publish) -> None:
    """For admins: publish all the same."""
    if ctx.principal.may("admin"):
        st.button(
            "Publish all the same",
            key="publish-despite",
            icon=":material/gavel:",
            on_click=_ask_why,
            args=(version, publish),
        )


def _ask_why(version: int, publish: Publish) -> None:
    @st.dialog(f"Publish version {version} all the same?")
    def dialog() -> None:
        st.markdown("Its evaluation does not hold. The version will say so, with your reason and your name.")
        with st.form("despite", border=False):
            why = st.text_input("Why", max_chars=500, placeholder="What people need it for before the suite is right")
            sent = st.form_submit_button("Publish", type="primary")
        if sent:
            with explained():
                if not why.strip():
                    raise InvalidInput("A reason is missing.", "Say why it is published all the same.")
                number = publish(why.strip())
                state.notify(f"Version {number} is published, although its evaluation does not hold.")
                navigation.refresh()

    dialog()
