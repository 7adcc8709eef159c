"""“Build from a sentence”: the sentence, the outline that comes of it with its numbers, and its changes before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st

from lunara.ask.question import MAX_QUESTION_CHARACTERS
from lunara.build.outlines.outline import Outline, Part
from lunara.charts.kpi import kpis
from lunara.errors import InvalidInput
from lunara.ui import navigation, state
from lunara.ui.components.dialogs import NAME_LENGTH
from lunara.ui.components.figure_view import figure_view, kpi_view
from lunara.ui.components.result_table import result_table
from lunara.ui.components.text import count, plain, shorten
from lunara.ui.conversation import Subject, subject_of
from lunara.ui.failure import explained
from lunara.ui.jobs import Job, clear_job, job_line, job_panel
from lunara.ui.outlining import (
    NOUNS,
    OutlineDesk,
    drop_outline,
    models_of,
    part_key,
    question_of,
    save_desk,
    start_outline,
    start_part,
    take_outline,
    take_part,
)
from lunara.ui.page import PageContext
from lunara.workspace.records import ArtifactType

_KINDS: dict[str, ArtifactType | None] = {
    "As it says": None,
    "Dashboard": "dashboard",
    "Report": "report",
    "Slides": "slide",
}
CHART_HEIGHT = 260


@dataclass(frozen=True)
class _At:
    """An outline's surroundings."""

    ctx: PageContext
    desk: OutlineDesk
    subject: Subject
    job: Job | None

    @property
    def outline(self) -> Outline:
        """As it stands in this run."""
        if self.desk.outline is None:
            raise InvalidInput("The outline is gone.", "Reload the page.")
        return self.desk.outline


def outline_entry(ctx: PageContext) -> bool:
    """Draw the sentence's form, or the outline that is being looked at; whether there is one. For editors."""
    desk = state.page_state(OutlineDesk, ctx.project_id)
    job = take_outline(ctx, desk)
    if desk.outline is not None and job is None:
        _outline(ctx, desk, desk.outline)
        return True
    _form(ctx)
    if job is not None and job_panel(job) == "done":
        navigation.refresh()
    return False


def _form(ctx: PageContext) -> None:
    heads = models_of(ctx)
    with st.container(border=True), st.form("outline-request", border=False):
        request = st.text_input(
            "What should it be about?",
            placeholder="A report on sales by country this year",
            max_chars=MAX_QUESTION_CHARACTERS,
            key="outline-sentence",
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            kind = st.segmented_control(
                "Make it a", list(_KINDS), default="As it says", key="outline-kind", required=True
            )
            model = st.selectbox("Semantic model", heads, format_func=lambda one: one.name) if len(heads) > 1 else None
            asked = st.form_submit_button(
                "Outline it",
                type="primary",
                icon=":material/auto_awesome:",
                disabled=not heads,
                help=None if heads else "Publish a semantic model first.",
            )
    if asked and request.strip() and heads:
        start_outline(ctx, model or heads[0], request.strip(), _KINDS[kind or "As it says"])
        navigation.refresh()


def _outline(ctx: PageContext, desk: OutlineDesk, outline: Outline) -> None:
    head = next((one for one in models_of(ctx) if one.id == desk.model_id), None)
    if head is None:
        st.info("The semantic model of this outline is no longer published.")
        st.button("Discard", on_click=drop_outline, args=(ctx, desk))
        return
    at = _At(ctx, desk, subject_of(ctx, head, None), take_part(ctx, desk))
    outline = at.outline
    noun = NOUNS[outline.kind]
    st.caption(
        plain(f"Outline of a {noun} · {count(len(outline.parts), 'part')} · for “{shorten(outline.asked, 120)}”")
    )
    name = st.text_input("Name", outline.title, max_chars=NAME_LENGTH, key=f"outline-name:{outline.asked}")
    with st.container(horizontal=True):
        if st.button(f"Save as a {noun}", type="primary", icon=":material/check:", disabled=not outline.parts):
            with explained():
                made = save_desk(ctx, desk, name)
                drop_outline(ctx, desk)
                state.notify(f"“{made.name}” is saved. Change what you like, then publish it.")
                navigation.set_query(artifact=made.id)
                navigation.refresh()
        st.button("Undo", icon=":material/undo:", on_click=desk.step_back, disabled=not desk.undo)
        st.button("Discard", icon=":material/close:", type="tertiary", on_click=drop_outline, args=(ctx, desk))
    if outline.missing:
        st.warning(plain(outline.missing), icon=":material/search_off:")
    for note in outline.notes:
        st.caption(plain(note))
    if outline.left_out:
        with st.expander(f"Left out: {len(outline.left_out)}"):
            for one in outline.left_out:
                st.markdown(f"**{plain(one.title)}** · {plain(one.because)}")
    if not outline.parts:
        st.info("No part is left. Undo, or add one.")
    grid = st.grid(2, min_column_width=340)
    for number, part in enumerate(outline.parts):
        with grid.cell(), st.container(border=True, height="stretch", key=f"outline-part:{part.id}"):
            _part(at, part, first=number == 0, last=number == len(outline.parts) - 1)
            _waits(at, part.id)
    with st.container(border=True):
        _question(at, "Add a part", "revenue by channel")
        _waits(at, "")


def _part(at: _At, part: Part, *, first: bool, last: bool) -> None:
    outline, desk = at.outline, at.desk
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(f"**{plain(part.title)}**", width="stretch")
        moves = (
            ("Move up", ":material/arrow_upward:", outline.moved(part.id, -1), first),
            ("Move down", ":material/arrow_downward:", outline.moved(part.id, 1), last),
            ("Drop", ":material/delete:", outline.without(part.id), False),
        )
        for label, icon, changed, blocked in moves:
            st.button(
                f"{label} {plain(part.title)}",
                icon=icon,
                key=f"icon_only:outline:{label}:{part.id}",
                help=label,
                type="tertiary",
                disabled=blocked,
                on_click=desk.change,
                args=(changed,),
            )
        with st.popover(
            f"Change {plain(part.title)}",
            icon=":material/edit:",
            type="tertiary",
            key=f"icon_only:outline-change:{part.id}:{desk.revision}",
            help="Change",
        ):
            with st.form(f"outline-title:{part.id}:{desk.revision}", border=False):
                title = st.text_input("Title", part.title, max_chars=300)
                if st.form_submit_button("Apply") and title.strip():
                    desk.change(outline.renamed(part.id, title.strip()))
                    navigation.refresh()
            _question(at, "Ask anew", question_of(at.subject, part), part.id)
    _figure(at.ctx, part)
    narrative = part.tried.narrative
    st.caption(plain(narrative.change if part.role == "change" and narrative.change else narrative.headline))
    for caveat in narrative.caveats:
        st.caption(f":material/info: {plain(caveat)}")


def _figure(ctx: PageContext, part: Part) -> None:
    compiled, result, key = (
        part.tried.compiled,
        part.tried.result,
        f"outline:{part.id}:{part.tried.compiled.fingerprint}",
    )
    if part.kind == "kpi":
        with st.container(horizontal=True):
            for number in kpis(part.chart.model_copy(update={"kind": "kpi"}), compiled, result):
                kpi_view(number, titled=number.label != part.title)
    elif part.kind == "table":
        result_table(compiled.columns, result, key=key, height=CHART_HEIGHT, dense=True)
    else:
        chart = part.chart.model_copy(update={"title": ""})
        figure_view(ctx.organization.id, chart, compiled, result, key=key, height=CHART_HEIGHT)


def _question(at: _At, label: str, example: str, part: str = "") -> None:
    """A question whose answer becomes a part: a new one, or in the place of `part`, which `example` then asks for."""
    with st.form(f"outline-ask:{part}:{at.desk.revision}", border=False):
        text = st.text_input(
            "Question", example if part else "", placeholder=example, max_chars=MAX_QUESTION_CHARACTERS
        )
        asked = st.form_submit_button(label, icon=":material/forum:")
    if asked and text.strip():
        at.desk.asks = part
        start_part(at.ctx, at.subject.head, at.outline, text.strip(), part)
        navigation.refresh()


def _waits(at: _At, part: str) -> None:
    """Where the question of a part is, or why it has no answer."""
    if at.job is not None and at.desk.asks == part:
        job_line(at.job, retry=partial(clear_job, at.ctx, part_key(at.ctx)))
