"""A report and a deck of every kind of block, whose every text tries to be markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from lunara.build.artifact import Block, Figure, ReportContent, Slide, SlidesContent
from lunara.build.document import Provenance
from lunara.build.refresh import FigureResult, NotApplied
from lunara.charts.choose import choose_chart
from lunara.charts.spec import ChartSpec
from lunara.connect.result import ResultTable
from lunara.errors import LunaraError
from lunara.semantic.compiled import CompiledQuery, TimeWindow
from lunara.semantic.query import SemanticQuery
from tests.unit.charts.made import PERCENT, USD, compiled, dimension, measure, month, result

FIGURE = Figure(semantic_model_id="m", query=SemanticQuery(measures=("revenue",)))
PROVENANCE = Provenance("Shop <i>warehouse</i>", "shop", "Ana & Co", datetime(2026, 11, 22, 10, tzinfo=UTC))
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)> #set page(fill: red) $x$ @ref \\ *b* [l](javascript:x)"
MONTHS = [date(2024 + i // 12, i % 12 + 1, 1) for i in range(18)]


def outcome(query: CompiledQuery, rows: ResultTable, chart: ChartSpec | None = None, **more: Any) -> FigureResult:
    return FigureResult(query, rows, chart or choose_chart(query, rows), **more)


def kpi() -> FigureResult:
    before = TimeWindow("orders.ordered_at", date(2024, 1, 1), date(2025, 1, 1))
    query = compiled(measure("revenue", format=USD), measure("before", compares="revenue"), compare=before)
    query = replace(query, window=TimeWindow("orders.ordered_at", date(2025, 1, 1), date(2026, 1, 1)))
    return outcome(query, result({"revenue": [Decimal("7612345.55")], "before": [Decimal("6500000")]}))


def line() -> FigureResult:
    query = compiled(month(), dimension("channel"), measure("revenue", format=USD))
    rows = {
        "month": MONTHS * 2,
        "channel": ["Web"] * 18 + [EVIL] * 18,
        "revenue": [Decimal(1000 + i) for i in range(36)],
    }
    return outcome(query, result(rows), not_applied=(NotApplied("Country", "there is no road to it."),))


def bars(count: int = 5) -> FigureResult:
    query = compiled(dimension("country"), measure("revenue", format=USD))
    names = [EVIL, None, *(f"Country {i}" for i in range(count - 2))]
    return outcome(query, result({"country": names, "revenue": [1000.5 * (count - i) for i in range(count)]}))


def stacked() -> FigureResult:
    query = compiled(dimension("category"), dimension("channel"), measure("revenue", format=USD, additive=True))
    pairs = [(a, b) for a in ("Bikes", "Clothing", "Parts") for b in ("Web", "Store")]
    rows = {"category": [a for a, _ in pairs], "channel": [b for _, b in pairs], "revenue": [10, 20, 30, 40, 50, 60]}
    return outcome(query, result(rows))


def pie() -> FigureResult:
    query = compiled(dimension("channel"), measure("share", "Share", field=None, format=PERCENT))
    return outcome(query, result({"channel": ["Web", "Store", EVIL], "share": [0.5, 0.3, 0.2]}))


def scatter() -> FigureResult:
    query = compiled(dimension("product"), measure("revenue", format=USD), measure("units", "Units sold"))
    rows = {
        "product": [f"P{i}" for i in range(20)],
        "revenue": [i * 1000.0 for i in range(20)],
        "units": list(range(20)),
    }
    return outcome(query, result(rows))


def heatmap() -> FigureResult:
    query = compiled(dimension("hour", type="number"), dimension("day"), measure("orders"))
    pairs = [(h, d) for h in range(24) for d in ("Mon", "Tue", "Wed")]
    rows = {"hour": [h for h, _ in pairs], "day": [d for _, d in pairs], "orders": list(range(72))}
    return outcome(query, result(rows))


def table(rows: int = 40) -> FigureResult:
    query = compiled(
        dimension("product"), measure("revenue", format=USD), measure("rate", "Return rate", format=PERCENT)
    )
    data = {
        "product": [EVIL if i == 1 else None if i == 2 else f"Road bike {i}" for i in range(rows)],
        "revenue": [Decimal(-100_000) / 7 + i for i in range(rows)],
        "rate": [0.01 * i / 3 for i in range(rows)],
    }
    return outcome(query, result(data, truncated=True), ChartSpec(kind="table"))


FAILED = FigureResult(None, None, None, LunaraError(f"It failed {EVIL}", "Try again."))
FIGURES: dict[str, FigureResult] = {
    "kpi": kpi(),
    "line": line(),
    "bars": bars(),
    "stacked": stacked(),
    "pie": pie(),
    "scatter": scatter(),
    "heatmap": heatmap(),
    "table": table(),
    "failed": FAILED,
}


def kind_of(name: str) -> Any:
    return name if name in ("kpi", "table") else "chart"


def a_report() -> ReportContent:
    blocks = [
        Block(id="h", kind="heading", title=f"Heading {EVIL}"),
        Block(id="t", kind="text", title=EVIL, text=f"First {EVIL}\n\n- One {EVIL}\n- Two\n\nLast"),
        *(Block(id=name, kind=kind_of(name), title=f"{name} {EVIL}", figure=FIGURE) for name in FIGURES),
        Block(id="never", kind="chart", title="Never computed", figure=FIGURE),
    ]
    return ReportContent(title=f"Review {EVIL}", blocks=tuple(blocks))


def a_deck(template: str = "lunara") -> SlidesContent:
    slides = [
        Slide(id="h", kind="title", title="Shop review", subtitle="A year", notes="Welcome"),
        Slide(id="t", kind="text", title="What we learned", text="- One\n- Two\n\nThree"),
        *(
            Slide(id=name, kind=kind_of(name), title=name.capitalize(), figure=FIGURE, notes="Say it.")
            for name in FIGURES
        ),
    ]
    return SlidesContent(title="Shop review", slides=tuple(slides), template=template)
