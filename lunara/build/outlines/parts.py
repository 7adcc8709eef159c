"""Parts of an outline, made of what was tried."""

from __future__ import annotations

from lunara.build.artifact import Figure
from lunara.build.outlines.outline import LeftOut, Part, PartKind, Role, Tried
from lunara.build.outlines.trying import Bench, tells_nothing
from lunara.charts.choose import choose_chart
from lunara.charts.spec import ChartSpec
from lunara.semantic.query import SemanticQuery


def part_of(
    bench: Bench, id: str, role: Role, title: str, query: SemanticQuery, *, kind: PartKind | None = None
) -> Part | LeftOut:
    """The query tried as a part, drawn as `kind` or as it suits; or why it is left out."""
    tried = bench.try_out(query)
    if not isinstance(tried, Tried):
        return LeftOut(title, tried.message)
    figure = Figure(semantic_model_id=bench.model_id, query=query)
    return part_from(figure, tried, id=id, role=role, title=title, kind=kind)


def part_from(
    figure: Figure, tried: Tried, *, id: str, role: Role, title: str, kind: PartKind | None = None
) -> Part | LeftOut:
    """A figure that was run as a part; or why its rows say nothing."""
    chart = choose_chart(tried.compiled, tried.result, title)
    if kind == "table":
        chart = ChartSpec(kind="table", title=title)
    shown: PartKind = kind or ("kpi" if chart.kind == "kpi" else "table" if chart.kind == "table" else "chart")
    reason = tells_nothing(role, shown, tried.compiled, tried.result)
    if reason is not None:
        return LeftOut(title, reason)
    return Part(id, role, shown, title, figure.model_copy(update={"chart": chart}), tried)
