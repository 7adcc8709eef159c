"""The Model page's evaluation: running the suite, what came of it, and what publishing needs of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lunara.build.suites import readable
from lunara.ui import navigation, state
from lunara.ui.components.evaluation_accepted import accepted_part
from lunara.ui.components.evaluation_runs import runs_part
from lunara.ui.components.evaluation_suite import suite_part
from lunara.ui.components.text import ago, count, plain
from lunara.ui.evaluating import (
    evaluation_key,
    planner_words,
    planners_for,
    start_evaluation,
)
from lunara.ui.failure import explained
from lunara.ui.jobs import clear_job, find_job, job_panel
from lunara.ui.model_desk import ModelDesk
from lunara.ui.page import PageContext
from lunara.ui.publishing_needs import standing_of
from lunara.workspace.records import EvaluationPlanner, EvaluationQuestion, SemanticModelHead

PARTS = ("Runs", "Questions of the suite")
PART = "evaluation-part"


def evaluation_view(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, *, editable: bool) -> None:
    """Runs and their comparison; for those who build also the suite, running it, and what publishing needs."""
    if not editable:
        runs_part(ctx, head, {}, editable=False)
        return
    questions = ctx.store.list_evaluation_questions(head.id)
    st.caption(
        "Asks every question of the suite as people ask it, and holds the answers against what is expected. What people have "
        "verified under a question of the suite is not shown to the planner meanwhile: no question is answered by its own answer."
    )
    _requirement(ctx, desk, head)
    _run(ctx, desk, head, questions)
    part = PARTS[1]
    if questions or ctx.store.list_evaluation_runs(head.id, limit=1):
        part = st.segmented_control(
            "Part", PARTS, default=PARTS[0], label_visibility="collapsed", key=PART, required=True
        )
    if part == PARTS[1]:
        suite_part(ctx, head, questions)
    else:
        runs_part(ctx, head, readable(questions), editable=True)


def _run(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead, questions: Sequence[EvaluationQuestion]) -> None:
    """Which version, asked of whom, and its progress."""
    job = find_job(ctx, evaluation_key(head.id))
    if job is not None and job.status in ("done", "cancelled"):
        clear_job(ctx, job.key)
        state.notify("Evaluated." if job.status == "done" else "Stopped. What was measured is among the runs.")
        navigation.refresh()
    if job is not None and job_panel(job) == "running":
        return
    if job is not None:
        st.button("Close", key="close-evaluation", on_click=clear_job, args=(ctx, job.key))
    if not questions:
        return
    planners = planners_for(ctx)
    versions = list(range(head.latest_version, 0, -1))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        version = st.selectbox(
            "Version",
            versions,
            index=versions.index(desk.based_on) if desk.based_on in versions else 0,
            format_func=partial(_version_words, head=head),
            key=f"evaluate-version:{head.id}:{head.latest_version}",
            width=260,
        )
        planner: EvaluationPlanner = st.selectbox(
            "Asked of", list(planners), format_func=planners.__getitem__, key=f"evaluate-planner:{head.id}", width=320
        )
        st.button(
            f"Ask {count(len(questions), 'question')}",
            key="start-evaluation",
            type="primary",
            icon=":material/play_arrow:",
            on_click=_start,
            args=(ctx, head, version, planner),
        )
    notes = []
    if desk.changed:
        notes.append("Changes that are not saved are not evaluated: save a version first.")
    if planner != "offline":
        notes.append(
            "Tokens are counted into the project’s budget. The provider is asked alone, with nobody behind it."
        )
    if notes:
        st.caption(" ".join(notes))


def _version_words(version: int, *, head: SemanticModelHead) -> str:
    marks = [
        word for word, at in (("latest", head.latest_version), ("published", head.published_version)) if at == version
    ]
    return f"Version {version}" + (f" ({', '.join(marks)})" if marks else "")


def _start(ctx: PageContext, head: SemanticModelHead, version: int, planner: EvaluationPlanner) -> None:
    with explained():
        clear_job(ctx, evaluation_key(head.id))
        start_evaluation(ctx, head, version, planner).wait(1.0)


def _requirement(ctx: PageContext, desk: ModelDesk, head: SemanticModelHead) -> None:
    """What publishing needs, how the open version stands, and for admins the form that says so."""
    standing = standing_of(ctx, head.id, desk.based_on)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if standing is None:
            st.markdown(":gray-badge[:material/lock_open: Publishing needs no evaluation]", width="stretch")
        else:
            needs = standing.requirement
            wrong = "none wrong" if needs.most_wrong == 0 else f"at most {needs.most_wrong:,} wrong"
            st.markdown(
                f":blue-badge[:material/lock: Publishing needs {needs.least_right} % right, {wrong}]  \n:small[:gray["
                f"Asked of: {plain(planner_words(needs.planner))}. Set by {plain(needs.set_by_name)} "
                f"{plain(ago(needs.updated_at))}.]]",
                width="stretch",
            )
        if ctx.principal.may("admin"):
            _requirement_form(ctx, head)
    if standing is not None:
        st.markdown(_standing_words(desk.based_on, standing.misses))
        accepted_part(ctx, head, standing, key="accepted")


def _standing_words(version: int, misses: Sequence[str]) -> str:
    if not misses:
        return f":green[:material/check_circle:] Version {version} holds."
    return f":orange[:material/info:] Version {version} does not hold yet: {plain(' '.join(misses))}"


def _requirement_form(ctx: PageContext, head: SemanticModelHead) -> None:
    needs = ctx.store.evaluation_requirement(head.id)
    planners = planners_for(ctx)
    if needs is not None:
        planners.setdefault(needs.planner, planner_words(needs.planner))
    names = list(planners)
    with (
        st.popover("What publishing needs", icon=":material/tune:", key=f"needs-{needs.updated_at if needs else ''}"),
        st.form("evaluation-needs", border=False),
    ):
        on = st.toggle("Publishing needs an evaluation that holds", value=needs is not None)
        right = st.number_input("Right, of a hundred", 0, 100, needs.least_right if needs else 95)
        wrong = st.number_input("Wrong, at most", 0, 1000, needs.most_wrong if needs else 0)
        planner = st.selectbox(
            "Asked of", names, index=names.index(needs.planner) if needs else 0, format_func=planners.__getitem__
        )
        st.caption("Every question has to be measured. An admin may publish all the same, and says why.")
        if st.form_submit_button("Save", type="primary"):
            with explained():
                if on:
                    ctx.store.require_evaluation(head.id, planner, least_right=int(right), most_wrong=int(wrong))
                elif needs is not None:
                    ctx.store.drop_evaluation_requirement(head.id)
                state.notify("Publishing needs an evaluation that holds." if on else "Publishing needs no evaluation.")
                navigation.refresh()
