"""Runs of an evaluation: the list, one of them question by question, and what changed against another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from lunara.ask.change.words import described
from lunara.ask.evaluated import Change, changes_between
from lunara.ask.suite import Case
from lunara.ask.wire import plan_from_json
from lunara.errors import LunaraError
from lunara.semantic.model import SemanticModel
from lunara.ui import state
from lunara.ui.components.dialogs import confirm
from lunara.ui.components.empty import empty_state
from lunara.ui.components.evaluation_rows import rows_part
from lunara.ui.components.evaluation_suite import expected_words
from lunara.ui.components.text import ago, count, plain
from lunara.ui.evaluating import evaluation_key, planner_words, planners_for, start_evaluation
from lunara.ui.evaluation_record import left_of, outcomes_of, under_way, why_not_go_on
from lunara.ui.failure import explained
from lunara.ui.jobs import clear_job
from lunara.ui.page import PageContext
from lunara.ui.warehouses import load_model
from lunara.workspace.records import EvaluationRun, SemanticModelHead

RUNS, SHOWN = 50, 25
CAME: Mapping[str, tuple[str, str, str]] = {
    "right": ("Right", "green", ":material/check_circle:"),
    "wrong": ("Wrong", "red", ":material/cancel:"),
    "refused": ("Refused", "orange", ":material/block:"),
    "asked_back": ("Asked back", "blue", ":material/help:"),
    "failed": ("Not measured", "gray", ":material/hourglass_disabled:"),
}
_TURNED = {
    "worse": ":red[:material/trending_down: Worse]",
    "better": ":green[:material/trending_up: Better]",
    "other": ":gray[:material/sync_problem: Not measured in one of them]",
    "changed": ":gray[:material/edit: Something else was expected]",
    "new": ":gray[:material/add: New]",
    "gone": ":gray[:material/remove: Gone]",
}
_BY = {"refusal": "Refused, as expected", "clarification": "Asked back, as expected"}


def runs_part(ctx: PageContext, head: SemanticModelHead, suite: Mapping[str, Case], *, editable: bool) -> None:
    """The runs that this person may see, one of them in full. `suite` says what is expected, by the questions' ids."""
    runs = ctx.store.list_evaluation_runs(head.id, limit=RUNS)
    if not runs:
        empty_state(
            "Not evaluated yet" if editable else "No evaluation of the published version",
            "Ask the suite above: each answer is held against what is expected of it."
            if editable
            else "Editors evaluate a model: how many questions of its suite it answers right.",
            icon=":material/speed:",
        )
        return
    _table(runs)
    by_id = {run.id: run for run in runs}
    ids = list(by_id)
    key = f"evaluation-run:{head.id}:{ids[0]}"  # a new run is the one that is shown
    if state.widget(key) not in by_id:
        state.set_widget(key, ids[0])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox("Run", ids, key=key, format_func=lambda id: _label(by_id[id]), width=380)
        others = ["", *(id for id in ids if id != chosen)]
        against = st.selectbox(
            "Compared with",
            others,
            key=f"evaluation-against:{chosen}",
            format_func=lambda id: _label(by_id[id]) if id else "Nothing",
            width=380,
        )
        if editable:
            st.button("Delete", key="delete-run", icon=":material/delete:", on_click=_delete, args=(ctx, by_id[chosen]))
    run = ctx.store.get_evaluation_run(chosen)
    _sums(run)
    if run.stopped and editable:
        _go_on(ctx, head, run)
    if against:
        _compared(ctx.store.get_evaluation_run(against), run)
    else:
        _outcomes(ctx, head, run, suite, editable=editable)


def _label(run: EvaluationRun) -> str:
    who = "own planner" if run.planner == "offline" else run.provider or planner_words(run.planner)
    stopped = ", not finished" if run.stopped else ""
    return f"Version {run.model_version}, {who}, {ago(run.created_at)}{stopped}: {run.as_expected} of {run.questions}"


_NARROW = {"Version": 60, "Right": 50, "Wrong": 58, "Refused": 66, "Asked back": 84, "Tokens": 60, "Seconds": 66}
"""Widths of columns in pixels, as narrow as their heads, so that who asked and when is seen without scrolling."""


def _table(runs: Sequence[EvaluationRun]) -> None:
    st.dataframe(
        {
            "Version": [run.model_version for run in runs],
            "Asked of": [planner_words(run.planner, run.provider) for run in runs],
            "When": [ago(run.created_at) for run in runs],
            "By": [run.created_by_name for run in runs],
            "State": ["Not finished" if run.stopped else "Finished" for run in runs],
            "Right %": [round(100 * run.as_expected / run.questions, 1) if run.questions else None for run in runs],
            "Right": [run.as_expected for run in runs],
            "Wrong": [run.wrong for run in runs],
            "Refused": [run.refused for run in runs],
            "Asked back": [run.asked_back for run in runs],
            "Not measured": [run.failed for run in runs],
            "Tokens": [run.tokens for run in runs],
            "Seconds": [round(run.seconds, 1) for run in runs],
        },
        hide_index=True,
        alt=f"The last {count(len(runs), 'run')}: right, wrong, refused, asked back, not measured, tokens and seconds",
        height="content" if len(runs) <= 6 else 260,
        column_config={
            "State": st.column_config.TextColumn(width=90),
            "Right %": st.column_config.ProgressColumn(min_value=0, max_value=100, format="%.1f %%", width=110),
            **{name: st.column_config.NumberColumn(width=width) for name, width in _NARROW.items()},
        },
    )


def _sums(run: EvaluationRun) -> None:
    numbers = {
        "right": run.as_expected,
        "wrong": run.wrong,
        "refused": run.refused,
        "asked_back": run.asked_back,
        "failed": run.failed,
    }
    shown = {came: number for came, number in numbers.items() if number or came in ("right", "wrong")}
    badges = [
        f":{CAME[came][1]}-badge[{CAME[came][2]} {number:,} {CAME[came][0].lower()}]" for came, number in shown.items()
    ]
    st.markdown(" ".join(badges) + f" :small[:gray[{run.tokens:,} tokens, {run.seconds:.1f} s]]")
    notes = []
    alone, empty, out = (run.content.get(name) for name in ("rows_alone", "empty", "left_out"))
    if isinstance(alone, int) and alone:
        notes.append(f"{count(alone, 'answer')} right by rows alone: another meaning that gives the same rows.")
    if isinstance(empty, int) and empty:
        notes.append(f"{count(empty, 'question')} compared empty results.")
    if isinstance(out, int) and out:
        notes.append(f"{count(out, 'verified question')} of the suite not shown to the planner.")
    if run.stopped:
        notes.append(_unfinished(run))
    if notes:
        st.caption(plain(" ".join(notes)))


def _unfinished(run: EvaluationRun) -> str:
    """Why a run has not asked all questions."""
    if under_way(run):
        return f"It is under way: written {ago(run.updated_at)}."
    if run.content.get("ended", True):
        return "It was stopped: not all questions were asked."
    return f"It was interrupted {ago(run.updated_at)}: what was measured until then is kept."


def _go_on(ctx: PageContext, head: SemanticModelHead, run: EvaluationRun) -> None:
    """Ask what is left, or say why that would be no run of one piece."""
    questions = ctx.store.list_evaluation_questions(head.id)
    asked_of = planners_for(ctx).get(run.planner)
    because = why_not_go_on(run, questions, user_id=ctx.principal.user_id, asked_of=asked_of)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            f"Go on with {count(left_of(run), 'question')}",
            key="go-on-evaluation",
            icon=":material/resume:",
            disabled=bool(because),
            on_click=_ask_the_rest,
            args=(ctx, head, run),
        )
        if because:
            st.caption(plain(because))


def _ask_the_rest(ctx: PageContext, head: SemanticModelHead, run: EvaluationRun) -> None:
    with explained():
        clear_job(ctx, evaluation_key(head.id))
        start_evaluation(ctx, head, run.model_version, run.planner, run).wait(1.0)


def _outcomes(
    ctx: PageContext, head: SemanticModelHead, run: EvaluationRun, suite: Mapping[str, Case], *, editable: bool
) -> None:
    """Question by question, what is not right first."""
    order = ("wrong", "failed", "refused", "asked_back", "right")
    found = sorted(
        outcomes_of(run), key=lambda one: order.index(str(one.get("outcome"))) if one.get("outcome") in order else 0
    )
    there = [came for came in order if any(one.get("outcome") == came for one in found)]
    if len(there) > 1:
        only = st.pills(
            "Show", there, format_func=lambda came: CAME[came][0], key=f"came:{run.id}", label_visibility="collapsed"
        )
        found = [one for one in found if only is None or one.get("outcome") == only]
    more = f"outcomes-more:{run.id}"
    shown = int(state.widget(more) or SHOWN)
    model = None
    with explained():
        model = load_model(ctx, head.id, run.model_version)[1]
    for number, one in enumerate(found[:shown]):
        with st.container(border=True, gap="xsmall", key=f"outcome-{number}"):
            case = suite.get(str(one.get("id")))
            _outcome(one, model, case)
            if editable and case is not None:
                rows_part(ctx, run, one, case)
    if len(found) > shown:
        st.button(
            f"Show {min(SHOWN * 2, len(found) - shown):,} more of {len(found):,}",
            key="outcomes-show-more",
            on_click=state.set_widget,
            args=(more, shown + SHOWN * 2),
        )


def _outcome(one: Mapping[str, Any], model: SemanticModel | None, case: Case | None) -> None:
    st.markdown(f"{badge(one)} **{plain(str(one.get('question', '')))}**")
    by = _BY.get(str(one.get("by")), "")
    because = str(one.get("because") or "")
    if by or because:
        st.markdown(f":small[{plain(': '.join(part for part in (by, because) if part))}]")
    tokens, seconds = one.get("tokens"), one.get("seconds")
    cost = f"{tokens:,} tokens, " if isinstance(tokens, int) and tokens else ""
    understood = _understood(one.get("plan"), model)
    if understood and because.endswith(understood):
        understood = ""
    # What is expected now says nothing of a run that expected something else.
    if case is not None and case.mark == one.get("asked") and one.get("outcome") != "right":
        st.markdown(f":small[Expected: {plain(expected_words(case, model))}]")
    took = f"{cost}{seconds:.2f} s" if isinstance(seconds, int | float) else ""
    account = f"Understood as {understood}" if understood else ""
    st.caption(plain(" · ".join(part for part in (account, took) if part)))


def _understood(plan: Any, model: SemanticModel | None) -> str:
    if not isinstance(plan, Mapping) or model is None:
        return ""
    try:
        read = plan_from_json(plan)
        return described(read, model) or "SQL"
    except LunaraError:
        return ""


def badge(one: Mapping[str, Any] | None) -> str:
    """What came of a question, as Markdown."""
    if one is None:
        return ":gray-badge[Not asked]"
    label, color, icon = CAME.get(str(one.get("outcome")), CAME["failed"])
    return f":{color}-badge[{icon} {label}]"


def _compared(before: EvaluationRun, after: EvaluationRun) -> None:
    changes = changes_between(outcomes_of(before), outcomes_of(after))
    same = sum(one.turned == "same" for one in changes)
    better, worse = (sum(one.turned == turned for one in changes) for turned in ("better", "worse"))
    tokens, seconds = after.tokens - before.tokens, after.seconds - before.seconds
    st.markdown(
        f"**{better:,} better, {worse:,} worse, {same:,} the same** :small[:gray[{tokens:+,} tokens, {seconds:+.1f} s]]"
    )
    for number, one in enumerate([change for change in changes if change.turned != "same"][: SHOWN * 4]):
        with st.container(border=True, gap="xsmall", key=f"change-{number}"):
            _change(one)
    if same == len(changes):
        st.caption("Every question came out as before.")


def _change(one: Change) -> None:
    st.markdown(f"{_TURNED[one.turned]} **{plain(one.question)}**")
    st.markdown(f"{badge(one.before)} :material/arrow_forward: {badge(one.after)}")
    because = str((one.after or one.before or {}).get("because") or "")
    if because:
        st.markdown(f":small[{plain(because)}]")


def _delete(ctx: PageContext, run: EvaluationRun) -> None:
    def delete() -> str:
        ctx.store.delete_evaluation_run(run.id)
        return "The run is deleted."

    confirm(
        "Delete this run?",
        f"**{plain(_label(run))}**  \nWhere publishing needs it, the version has to be evaluated again.",
        action="Delete",
        on_confirm=delete,
    )
