"""“Add tile” on a dashboard, “Add chart or table” in a report or a deck: a question is asked right there, its answer looked at,
and put at the end.

“Ask anew” on a tile is the same, and the answer takes the tile's place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from lunara.ask.answer import Answer
from lunara.ask.change.asked import WhyChanged
from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, ModelSql, Option, Refusal
from lunara.ask.question import check_length
from lunara.build.artifact import Block, Slide, Widget
from lunara.build.kinds import dashboard
from lunara.build.kinds.dashboard import WidgetKind
from lunara.build.told import reference
from lunara.connect.warehouse import CancelToken
from lunara.errors import LunaraError
from lunara.semantic.query import SemanticQuery
from lunara.ui import navigation, state
from lunara.ui.build_desk import BuildDesk
from lunara.ui.components.add_to import SHAPES, added, figure_for
from lunara.ui.components.answer_view import title_of
from lunara.ui.components.figure_view import figure_view
from lunara.ui.components.text import plain, shorten
from lunara.ui.conversation import Subject, answer_once, starter_questions, subject_of
from lunara.ui.failure import explained, show_error
from lunara.ui.jobs import Job, Report, clear_job, find_job, start_job
from lunara.ui.page import PageContext, still_here
from lunara.workspace.records import SemanticModelHead

_STEP_SECONDS = 0.25


@dataclass
class TileQuestion:
    """What the dialog holds: the model that is asked, and how often it was asked (each answer has its own widgets)."""

    model_id: str = ""
    asked: int = 0


@dataclass(frozen=True)
class _At:
    """The dialog's surroundings; `key` is that of the job that answers, `tile` the one whose place the answer takes."""

    ctx: PageContext
    desk: BuildDesk
    subject: Subject
    asking: TileQuestion
    key: str
    tile: Widget | None = None


def open_add_tile(ctx: PageContext, desk: BuildDesk, tile: Widget | None = None) -> None:
    """Open the dialog with no question asked yet; with a `tile` its answer takes that tile's place."""
    artifact = desk.artifact
    if artifact is None:
        return
    state.forget_page_state(TileQuestion, artifact.id)
    clear_job(ctx, _key(artifact.id))

    @st.dialog("Ask anew" if tile is not None else f"Add {_noun(desk)}", width="large")
    def dialog() -> None:
        still_here(ctx)
        with explained():
            _dialog(ctx, desk, artifact.id, tile)

    dialog()


def _noun(desk: BuildDesk) -> str:
    """What the artifact is made of: tiles, blocks or slides."""
    return desk.content.noun if desk.content is not None else "tile"


def _name(desk: BuildDesk) -> str:
    return desk.content.name if desk.content is not None else "dashboard"


def _key(artifact_id: str) -> str:
    return f"tile:{artifact_id}"


def _dialog(ctx: PageContext, desk: BuildDesk, artifact_id: str, tile: Widget | None) -> None:
    heads = {
        head.id: head for head in ctx.store.list_semantic_models(ctx.project_id) if head.published_version is not None
    }
    if not heads:
        st.info("Questions are answered over a published semantic model. Publish one on the Model page first.")
        return
    asking = state.page_state(TileQuestion, artifact_id)
    subject = subject_of(ctx, heads[_choose_model(desk, asking, heads, tile)], None)
    at = _At(ctx, desk, subject, asking, _key(artifact_id), tile)
    with st.form(f"tile-question:{artifact_id}", border=False):
        text = st.text_input("Question", _asked_before(at), placeholder="revenue by month this year")
        asked = st.form_submit_button("Ask", type="primary", icon=":material/send:")
    if asked and text.strip():
        check_length(text.strip())
        _ask(at, text.strip())
    job = find_job(ctx, at.key)
    if job is None:
        _questions(at, [Option(text, text) for text in starter_questions(ctx, subject)])
        return
    _wait(job)
    if job.status == "cancelled":
        st.caption("Stopped.")
    elif job.error is not None:
        show_error(job.error)
    elif job.status == "done":
        _outcome(at, job.result)


def _asked_before(at: _At) -> str:
    """What the tile shows, as a question to change; its title where it cannot be told."""
    figure = at.tile.figure if at.tile is not None else None
    if at.tile is None or figure is None or figure.query is None or figure.semantic_model_id != at.subject.head.id:
        return at.tile.title if at.tile is not None else ""
    try:
        return describe(figure.query, at.subject.model)
    except LunaraError:
        return at.tile.title  # the model has changed since


def _choose_model(
    desk: BuildDesk, asking: TileQuestion, heads: dict[str, SemanticModelHead], tile: Widget | None
) -> str:
    """The model of the tile, else of the other figures, unless another one is chosen."""
    others: Sequence[Widget | Block | Slide] = desk.content.items if desk.content is not None else ()
    tiles = (*([tile] if tile is not None else []), *others)
    used = next((w.figure.semantic_model_id for w in tiles if w.figure is not None), "")
    current = next((one for one in (asking.model_id, used) if one in heads), next(iter(heads)))
    if len(heads) > 1:
        ids = list(heads)
        current = st.selectbox(
            "Semantic model",
            ids,
            index=ids.index(current),
            format_func=lambda one: heads[one].name if one in heads else "",
        )
    asking.model_id = current
    return current


def _ask(at: _At, text: str, chosen: SemanticQuery | None = None) -> None:
    artifact_id = at.desk.artifact.id if at.desk.artifact is not None else None

    def work(report: Report, cancel: CancelToken) -> Answer:
        return answer_once(
            at.ctx, at.subject, text, report=report, cancel=cancel, chosen=chosen, artifact_id=artifact_id
        )

    at.asking.asked += 1
    clear_job(at.ctx, at.key)
    start_job(at.ctx, at.key, work, title=shorten(text, 160))


def _questions(at: _At, options: Sequence[Option]) -> None:
    with st.container(horizontal=True):
        for number, option in enumerate(options):
            st.button(
                plain(option.label),
                key=f"tile-option:{at.asking.asked}:{number}",
                on_click=_ask,
                args=(at, option.question, option.query),
                wrap=True,
            )


def _wait(job: Job) -> None:
    """Show where the answer is until it is there; Cancel stops it."""
    if not job.running:
        return
    place = st.empty()
    with place.container(horizontal=True, vertical_alignment="center"):
        line = st.empty()
        st.button("Cancel", key=f"cancel-tile:{job.started}", icon=":material/stop_circle:", on_click=job.cancel)
    while not job.wait(_STEP_SECONDS):
        line.caption(plain(f"{job.steps[-1].label}…") if job.steps else "Starting…")
    place.empty()


def _outcome(at: _At, done: Answer) -> None:
    plan = done.planned.plan
    if isinstance(plan, Clarification):
        st.markdown(f"**{plain(plan.text)}**")
        _questions(at, plan.options)
        return
    if isinstance(plan, Refusal):
        st.markdown(f":material/block: **{plain(plan.reason)}**")
        if plan.nearest:
            st.caption("What the data can answer:")
            _questions(at, [Option(text, text) for text in plan.nearest])
        return
    if done.compiled is None or done.result is None or done.chart is None:
        return
    if isinstance(plan, WhyChanged):
        st.markdown(f":material/block: **A {_noun(at.desk)} shows numbers as they are now.**")
        st.caption("Ask “Why did it change?” on the Ask page: what each member added can be added from there.")
        return
    if done.narrative is not None:
        st.markdown(f"**{plain(done.narrative.headline)}**")
        for caveat in dict.fromkeys((*done.narrative.caveats, *done.warnings)):
            st.caption(f":material/info: {plain(caveat)}")
    figure_view(
        at.ctx.organization.id,
        done.chart,
        done.compiled,
        done.result,
        key=f"tile-preview:{at.asking.asked}",
        height=280,
    )
    described = "" if isinstance(plan, ModelSql) else describe(plan, at.subject.model)
    _add_form(at, done, title_of(done.question.text, described, done.chart))


def _add_form(at: _At, done: Answer, title: str) -> None:
    plan, chart = done.planned.plan, done.chart
    if chart is None or not isinstance(plan, SemanticQuery | ModelSql):
        return
    shapes = [shape for shape in SHAPES if shape != "chart" or chart.kind not in ("kpi", "table")]
    fitting: dict[str, WidgetKind] = {"kpi": "kpi", "table": "table"}
    preferred = fitting.get(chart.kind, "chart")
    if at.tile is not None:
        title = at.tile.title or title
        preferred = at.tile.kind if at.tile.kind in shapes else preferred
    with st.form(f"tile-add:{at.asking.asked}", border=False):
        named = st.text_input("Title", shorten(title, 200), max_chars=200)
        shape = st.segmented_control(
            "Shown as", shapes, default=preferred, format_func=lambda key: SHAPES[key], required=True
        )
        add = (
            st.form_submit_button(f"Add to the {_name(at.desk)}", type="primary", icon=":material/add:")
            if at.tile is None
            else st.form_submit_button("Replace the tile", type="primary", icon=":material/check:")
        )
    if add:
        rows = done.result.row_count if done.result is not None else None
        figure = figure_for(at.subject.head.id, plan, chart, named.strip())
        tile = at.tile
        shown_as: WidgetKind = shape or preferred
        if tile is None:
            # What the figure says is kept up to date with it.
            says = reference("headline") if done.narrative is not None and done.narrative.headline else ""
            at.desk.change(lambda content: added(content, shown_as, named.strip(), figure, sentence=says, rows=rows))
            state.notify(f"The {_noun(at.desk)} is at the end of the {_name(at.desk)}. Save to keep it.")
        else:
            at.desk.change(
                lambda content: dashboard.update_tile(
                    content, tile.id, title=named.strip(), kind=shown_as, figure=figure
                )
            )
            at.desk.unpick(tile.id)
            state.notify("The tile shows the new answer. Save to keep it.")
        navigation.refresh()
