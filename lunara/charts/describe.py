"""What a picture shows, in words: the alternative text of every chart."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.charts.arrange import Arranged, Series, arrange
from lunara.charts.display import clean
from lunara.charts.kpi import kpis
from lunara.charts.spec import ChartSpec
from lunara.charts.waterfall import waterfall_text
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import CompiledQuery, OutputColumn

_KINDS = {
    "line": "Line chart",
    "area": "Area chart",
    "bar": "Bar chart",
    "bar_horizontal": "Bar chart",
    "stacked_bar": "Stacked bar chart",
    "pie": "Pie chart",
    "scatter": "Scatter chart",
    "heatmap": "Heatmap",
}


def alt_text(spec: ChartSpec, compiled: CompiledQuery, result: ResultTable) -> str:
    """A sentence or three of plain text: what is drawn, its range, highest and lowest. Figures are cells of the result."""
    if spec.kind == "kpi":
        return " ".join(kpi.sentence for kpi in kpis(spec, compiled, result)) or "No value."
    if spec.kind == "table":
        return _table(spec, compiled.columns, result)
    return describe(arrange(spec, compiled.columns, result))


def describe(drawing: Arranged) -> str:
    """The same of an arranged chart."""
    if drawing.steps is not None:
        return waterfall_text(drawing.steps)
    count = len(drawing.groups)
    kind = _KINDS.get(drawing.kind, "Chart")
    text = [f"{kind}: {drawing.title}."]
    if drawing.subject != drawing.title:
        text.append(f"{drawing.subject}.")
    if not count:
        return " ".join([*text, "No data."])
    if drawing.kind == "scatter":
        text.append(f"{count:,} points.")
        return " ".join([*text, *drawing.notes])
    first, last = drawing.groups[0].label, drawing.groups[-1].label
    text.append(f"{first} to {last}, {count:,} periods." if drawing.time and count > 1 else f"{_groups(drawing)}.")
    for series in [item for item in drawing.series if not item.compared][:3]:
        text.append(_range(drawing, series))
    return " ".join(part for part in [*text, *drawing.notes] if part)


def _groups(drawing: Arranged) -> str:
    names = [group.label for group in drawing.groups[:5]]
    more = len(drawing.groups) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "")


def _range(drawing: Arranged, series: Series) -> str:
    known = [(value, position) for position, value in enumerate(series.values) if value is not None]
    if not known:
        return ""
    high, low = max(known)[1], min(known, key=lambda pair: (pair[0], -pair[1]))[1]
    who = f"{series.name}: highest" if len(drawing.series) > 1 else "Highest"
    text = f"{who} {series.texts[high]} ({drawing.groups[high].label})"
    if high != low:
        text += f", lowest {series.texts[low]} ({drawing.groups[low].label})"
    return text + "."


def _table(spec: ChartSpec, columns: Sequence[OutputColumn], result: ResultTable) -> str:
    labels = ", ".join(clean(column.label) for column in columns[:6]) + (", …" if len(columns) > 6 else "")
    title = f"{clean(spec.title)}: " if clean(spec.title) else ""
    rows = "1 row" if result.row_count == 1 else f"{result.row_count:,} rows"
    return f"Table: {title}{rows} of {labels}." + (" The result was cut." if result.truncated else "")
