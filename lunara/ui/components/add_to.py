"""“Add to…”: an answer becomes a tile, a block or a slide."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lunara.ask.plan import ModelSql
from lunara.build.artifact import (
    Content,
    DashboardContent,
    Figure,
    ReportContent,
    content_json,
    empty_content,
    parse_content,
)
from lunara.build.kinds import dashboard, report, slides
from lunara.build.kinds.dashboard import WidgetKind
from lunara.build.kinds.grid import SIZES
from lunara.charts.spec import ChartSpec
from lunara.errors import InvalidInput
from lunara.semantic.query import SemanticQuery
from lunara.ui import navigation, state
from lunara.ui.components.dialogs import NAME_LENGTH
from lunara.ui.components.figured import ROW_HEIGHT, Figured, tile_height
from lunara.ui.components.library import NAMES
from lunara.ui.components.text import plain, shorten
from lunara.ui.conversation import Subject
from lunara.ui.failure import explained
from lunara.ui.page import PageContext
from lunara.workspace.records import Artifact, ArtifactType

_NEW = "new"
_SINGULAR = {"dashboard": "dashboard", "report": "report", "slide": "deck"}
_OFFERED = 50
SHAPES: dict[WidgetKind, str] = {"chart": "Chart", "kpi": "Number", "table": "Table"}


def open_add_to(ctx: PageContext, subject: Subject, figured: Figured) -> None:
    """Open the dialog: which kind, which artifact or a new one, shown as what."""

    @st.dialog("Add to…")
    def dialog() -> None:
        kind: ArtifactType = (
            st.segmented_control(
                "What", list(NAMES), default="dashboard", format_func=lambda key: NAMES[key], required=True
            )
            or "dashboard"
        )
        artifacts = {one.id: one for one in _offered(ctx, kind)}
        target = st.selectbox(
            "Which",
            [*artifacts, _NEW],
            format_func=lambda key: f"A new {_SINGULAR[kind]}" if key == _NEW else artifacts[key].name,
            key=f"add-target:{kind}",
        )
        name = (
            st.text_input("Name of the new one", max_chars=NAME_LENGTH, placeholder="Sales overview")
            if target == _NEW
            else ""
        )
        title = st.text_input("Title", shorten(figured.title, 200), max_chars=200)
        shapes = [shape for shape in SHAPES if shape != "chart" or figured.chart.kind not in ("kpi", "table")]
        preferred = {"kpi": "kpi", "table": "table"}.get(figured.chart.kind, "chart")
        shape = st.segmented_control(
            "Shown as", shapes, default=preferred, format_func=lambda key: SHAPES[key], required=True
        )
        for told in filter(None, (figured.note, figured.instead)):
            st.caption(f":material/info: {plain(told)}")
        if st.button("Add", type="primary"):
            with explained():
                if target == _NEW and not name.strip():
                    raise InvalidInput("The new one has no name.", "Give it one.")
                figure = figure_for(subject.head.id, figured.plan, figured.chart, title.strip())
                before = ctx.store.get_artifact(target) if target in artifacts else None  # lists leave content out
                content = parse_content(kind, before.content) if before else empty_content(kind, name.strip())
                content = added(
                    content,
                    shape or preferred,
                    title.strip(),
                    figure,
                    sentence=sentence_of(figured),
                    note=figured.instead,
                    rows=figured.result.row_count,
                )
                if before is None:
                    stored = ctx.store.create_artifact(ctx.project_id, kind, name.strip(), content_json(content))
                else:
                    note = f"Added “{shorten(title.strip(), 60)}”"
                    stored = ctx.store.save_artifact(
                        before.id, based_on=before.version, content=content_json(content), note=note
                    )
                state.notify(f"Added to “{stored.name}”.")
                navigation.refresh()

    dialog()


def _offered(ctx: PageContext, kind: ArtifactType) -> list[Artifact]:
    """Those changed last; where there are more, a search for the others."""
    found = ctx.store.list_artifacts(project_id=ctx.project_id, type=kind, limit=_OFFERED + 1)
    if len(found) <= _OFFERED:
        return found
    search = st.text_input("Find one", key=f"add-search:{kind}", placeholder="Name", icon=":material/search:") or ""
    return ctx.store.list_artifacts(project_id=ctx.project_id, type=kind, search=search, limit=_OFFERED)


def figure_for(semantic_model_id: str, plan: SemanticQuery | ModelSql, chart: ChartSpec, title: str) -> Figure:
    """What is stored of an answer: how it is computed and drawn, never its rows."""
    return Figure(
        semantic_model_id=semantic_model_id,
        query=plan if isinstance(plan, SemanticQuery) else None,
        sql=plan.sql if isinstance(plan, ModelSql) else None,
        chart=chart.model_copy(update={"title": title}),
    )


def sentence_of(figured: Figured) -> str:
    """What the answer says in words. Its numbers are those of the day it was asked, which stands with it."""
    if not figured.headline:
        return ""
    moment = figured.result.fetched_at
    return f"{figured.headline} (As asked on {moment.day} {moment:%b %Y}.)"


def added(
    content: Content,
    shape: Any,
    title: str,
    figure: Figure,
    *,
    sentence: str = "",
    note: str = "",
    rows: int | None = None,
) -> Content:
    """The content with the figure as a tile, block or slide at its end.

    `sentence` stands with it in its block or on its slide, and in the slide's notes, there with the `note`; a dashboard's tile
    speaks for itself. A deck that is begun has a title slide first. A table of few `rows` gets a tile that is no higher than
    they need.
    """
    if isinstance(content, DashboardContent):
        width, height = SIZES["table"]
        short = shape == "table" and rows is not None
        size = (width, min(height, max(2, -(-tile_height(rows or 0) // ROW_HEIGHT)))) if short else None
        return dashboard.add_tile(content, shape, title=title, figure=figure, size=size)
    if isinstance(content, ReportContent):
        return report.add_block(content, shape, title=title, text=sentence, figure=figure)
    if content.title and not content.slides:
        content = slides.add_slide(content, "title", title=content.title)
    return slides.add_slide(
        content, shape, title=title, text=sentence, notes=f"{sentence} {note}".strip(), figure=figure
    )
