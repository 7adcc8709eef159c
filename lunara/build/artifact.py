"""What `artifacts.content` holds, per type, as the reference document gives it; parsed and checked here.

dashboard: {"widgets": [...], "layout": "grid", "refresh_interval": 300, ...}; report: {"blocks": [...], "title",
"theme"}; slide: {"slides": [...], "template"}.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lunara.charts.spec import ChartSpec
from lunara.semantic.model import Scalar, Strict
from lunara.semantic.query import SemanticQuery, TimeRange


class Figure(Strict):
    """Something that is computed from the model: a semantic query, or SQL over the model (`sql`), never both."""

    semantic_model_id: str
    query: SemanticQuery | None = None
    sql: str | None = None
    chart: ChartSpec | None = None


class Place(Strict):
    """A tile's cell on the 12-column grid."""

    x: int = Field(ge=0, le=11)
    y: int = Field(ge=0, le=1000)
    w: int = Field(ge=1, le=12)
    h: int = Field(ge=1, le=24)


class Widget(Strict):
    """A tile. `kind="text"` has `text` and no figure."""

    id: str
    kind: Literal["kpi", "chart", "table", "text"]
    title: str = ""
    text: str = ""
    figure: Figure | None = None
    place: Place


class DashboardFilter(Strict):
    """A global filter on one dimension; empty `values` filters nothing."""

    id: str
    field: str
    label: str
    values: tuple[Scalar, ...] = ()


class DashboardContent(Strict):
    """`date_range` None: each tile's own window. `refresh_interval` in seconds, 0: never by itself."""

    widgets: tuple[Widget, ...] = ()
    layout: Literal["grid"] = "grid"
    refresh_interval: int = Field(default=0, ge=0, le=86_400)
    filters: tuple[DashboardFilter, ...] = ()
    date_range: TimeRange | None = None
    theme: str = "lunara"


class Block(Strict):
    """A block of a report."""

    id: str
    kind: Literal["heading", "text", "kpi", "chart", "table"]
    title: str = ""
    text: str = ""
    figure: Figure | None = None


class ReportContent(Strict):
    """An ordered document."""

    blocks: tuple[Block, ...] = ()
    title: str = ""
    theme: str = "lunara"


class Slide(Strict):
    """A slide. `subtitle` of a title slide; `text` holds bullet lines of a text slide."""

    id: str
    kind: Literal["title", "chart", "kpi", "table", "text"]
    title: str = ""
    subtitle: str = ""
    text: str = ""
    notes: str = ""
    figure: Figure | None = None


class SlidesContent(Strict):
    """A deck. `template` is a theme's name; "nano-banana-pro" paints art where a key is configured."""

    slides: tuple[Slide, ...] = ()
    template: str = "lunara"
    title: str = ""


Content = Annotated[DashboardContent | ReportContent | SlidesContent, "parsed by type"]
