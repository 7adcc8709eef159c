"""Which picture suits a result. Looks at the columns' meaning and the values that came back, never at the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lunara.charts.display import cell
from lunara.charts.spec import ChartKind, ChartSpec
from lunara.connect.result import ResultTable
from lunara.semantic.compiled import CompiledQuery, OutputColumn

MOST_GROWTH_BARS = 40
MAX_KPIS = 4
MAX_BARS = 20
MAX_SERIES = 8
MAX_PIE_PARTS = 6
MAX_HEATMAP_SIDE = 40
LEAST_FILLED = 0.2
"""So much of a grid has to hold a number: the best of each group is a line through an empty square."""
LONG_LABEL = 12
MANY_POINTS = 12
MAX_POINTS = 5_000


@dataclass(frozen=True)
class _Shape:
    """What choosing looks at: the columns by name, their values, and whether the groups make up a whole."""

    columns: dict[str, OutputColumn]
    data: dict[str, list[Any]]
    measures: tuple[str, ...]
    whole: bool
    title: str

    def spec(self, kind: ChartKind, because: str, **fields: Any) -> ChartSpec:
        return ChartSpec(kind=kind, title=self.title, because=because, **fields)

    def distinct(self, name: str) -> int:
        return len(set(map(str, self.data[name])))

    @property
    def main(self) -> str:
        """The ratio that is asked for, else the first measure that is not another one's compared period."""
        ratio = self.calculated("ratio")
        if ratio is not None:
            return ratio
        return next((name for name in self.measures if self.columns[name].compares is None), self.measures[0])

    def calculated(self, kind: str) -> str | None:
        """The first column that is such a calculation and has a value."""
        found = (name for name in self.measures if self.columns[name].calculation == kind)
        return next((name for name in found if _numbers(self.data[name])), None)

    @property
    def rest(self) -> str:
        """A note about the measures beside the main one."""
        others = len(self.measures) - 1
        return f" The other {'measure is' if others == 1 else 'measures are'} in the table." if others else ""


def choose_chart(compiled: CompiledQuery, result: ResultTable, title: str = "") -> ChartSpec:
    """The chart for a result, with the reason in `because`. `kind="table"` when no picture says it better."""
    columns = dict(zip(result.columns, compiled.columns, strict=False))
    data = {name: result.data.column(index).to_pylist() for index, name in enumerate(result.columns)}
    measures = tuple(name for name, column in columns.items() if column.role == "measure" and column.type == "number")
    dimensions = [name for name, column in columns.items() if column.role == "dimension"]
    dimensions = _without_keys(dimensions, columns, data)
    shape = _Shape(columns, data, measures, compiled.adds_up and not result.truncated, title)
    count = result.row_count
    if not count:
        return shape.spec("table", "There are no rows to draw.")
    if not measures:
        return shape.spec("table", "This is a list, without a measure to draw.")
    if count == 1 and len(dimensions) <= 1:
        if sum(columns[name].compares is None for name in measures) <= MAX_KPIS:
            named = dimensions[0] if dimensions else None
            first = (shape.main, *(name for name in measures if name != shape.main))
            return shape.spec("kpi", "One row is best read as a number.", x=named, y=first)
        return shape.spec("table", "One row of many measures is best read as a table.")
    if not any(_numbers(data[name]) for name in measures):
        return shape.spec("table", "Every value is empty.")
    if not dimensions:
        return shape.spec("table", "Several rows, without anything to tell them apart.")
    if len(dimensions) > 2:
        return shape.spec("table", f"{len(dimensions)} ways of grouping do not fit one picture.")
    if len(set(zip(*(map(str, data[name]) for name in dimensions), strict=True))) < count:
        return shape.spec("table", "Several rows carry the same label.")
    times = [name for name in dimensions if columns[name].type == "time"]
    if len(dimensions) == 1:
        return _over_time(shape, times[0]) if times else _by_group(shape, dimensions[0])
    if len(times) == 2:
        return shape.spec("table", "Two dates do not fit one picture.")
    if times:
        return _series_over_time(shape, times[0], next(name for name in dimensions if name not in times))
    return _two_groups(shape, dimensions[0], dimensions[1])


def _without_keys(dimensions: list[str], columns: dict[str, OutputColumn], data: dict[str, list[Any]]) -> list[str]:
    """Dimensions without the key that stands beside a name and is another one in each row.

    Beside a name of its own table it tells namesakes apart; beside one of another table, each row must have a name of its own.
    """

    def each(name: str) -> bool:
        return len(set(map(str, data[name]))) == len(data[name])

    def is_key(name: str) -> bool:
        column = columns[name]
        return column.type == "number" and column.grain is None and column.part is None and each(name)

    def names(other: str, key: str) -> bool:
        table = (columns[key].field or "").rpartition(".")[0]
        own = bool(table) and (columns[other].field or "").rpartition(".")[0] == table
        return _is_name(columns[other]) and (own or each(other))

    return [key for key in dimensions if not (is_key(key) and any(names(one, key) for one in dimensions if one != key))]


def _is_name(column: OutputColumn) -> bool:
    return column.type == "string"


def _over_time(shape: _Shape, x: str) -> ChartSpec:
    grown = shape.calculated("percent_change")
    if grown is not None:
        few = len(shape.data[x]) <= MOST_GROWTH_BARS
        because = f"How much it grew or fell in each period.{shape.rest}"
        return shape.spec("bar" if few else "line", because, x=x, y=(grown,))
    shown, note = _one_scale(shape)
    if len(shape.data[x]) <= 3:
        return shape.spec("bar", f"Few periods are compared best as bars.{note}", x=x, y=shown)
    if len(shape.data[x]) <= MOST_GROWTH_BARS and _ranked(shape.data[x]):
        return shape.spec("bar", f"Periods that are ranked do not follow each other.{note}", x=x, y=shown)
    if len(shown) == 1 and shape.columns[shown[0]].field is None and shown[0].endswith("_running_total"):
        return shape.spec("area", f"A running total fills up over time.{note}", x=x, y=shown)
    return shape.spec("line", f"A line shows how it moves over time.{note}", x=x, y=shown)


def _ranked(periods: list[Any]) -> bool:
    """Whether periods are in another order than that of time, so that a line would join what does not follow."""
    known = [one for one in periods if one is not None]
    return known != sorted(known)


def _series_over_time(shape: _Shape, x: str, series: str) -> ChartSpec:
    periods, groups = shape.distinct(x), shape.distinct(series)
    y = (shape.calculated("percent_change") or shape.main,)
    if groups == 1 and periods > 1:
        return shape.spec("line", f"A line shows how it moves over time.{shape.rest}", x=x, y=y, series=series)
    if periods == 1:
        because = f"One period, compared by group.{shape.rest}"
        return shape.spec("bar_horizontal", because, x=series, y=y, sort="value", limit=MAX_BARS)
    if periods <= 3 and groups <= MAX_SERIES:
        return shape.spec("bar", f"Few periods are compared best side by side.{shape.rest}", x=x, y=y, series=series)
    return shape.spec("line", f"One line for each group over time.{shape.rest}", x=x, y=y, series=series)


def _by_group(shape: _Shape, x: str) -> ChartSpec:
    count, column = len(shape.data[x]), shape.columns[x]
    share = _share(shape)
    if share and shape.whole and 2 <= count <= MAX_PIE_PARTS:
        return shape.spec("pie", f"{count} parts that add up to a whole.", x=x, y=(share,), sort="value")
    shown, note = _one_scale(shape, shape.calculated("share_of_total"))
    others = [
        name
        for name in shape.measures
        if name not in shown and shape.columns[name].compares is None and shape.columns[name].field is not None
    ]
    if len(shown) == len(others) == 1 and shape.columns[shown[0]].calculation is None and count >= MANY_POINTS:
        because = f"Two measures of {count} groups, a point for each."
        return shape.spec("scatter", because, x=x, y=(shown[0], others[0]), limit=MAX_POINTS)
    ordered = column.type in ("number", "boolean") or (_ascending(shape.data[shown[0]]) and not _by_name(shape.data[x]))
    widest = max((len(cell(value, column)) for value in shape.data[x]), default=0)
    upright = (widest <= LONG_LABEL and count <= 8) or (column.type == "number" and count > MAX_BARS)
    return shape.spec(
        "bar" if upright else "bar_horizontal",
        f"Bars compare groups.{note}",
        x=x,
        y=shown,
        sort="result" if ordered else "value",
        limit=60 if upright else MAX_BARS,
    )


def _two_groups(shape: _Shape, first: str, second: str) -> ChartSpec:
    counts = {name: shape.distinct(name) for name in (first, second)}
    main, high = shape.main, f"Colour shows where the values are high.{shape.rest}"
    x, series = (first, second) if counts[second] <= MAX_SERIES else (second, first)
    if counts[series] > MAX_SERIES:
        if max(counts.values()) > MAX_HEATMAP_SIDE:
            return shape.spec("table", f"{counts[first]} by {counts[second]} groups do not fit one picture.")
        if len(shape.data[main]) < LEAST_FILLED * counts[first] * counts[second]:
            return shape.spec("table", "Nearly every one of them is in one group only, which a table says best.")
        return shape.spec("heatmap", high, x=second, y=(main,), series=first)
    values = _numbers(shape.data[main])
    if shape.whole and shape.columns[main].additive and min(values) >= 0:
        because = f"Bars split into their parts.{shape.rest}"
        return shape.spec("stacked_bar", because, x=x, y=(main,), series=series, sort="value", limit=MAX_BARS)
    if counts[x] * counts[series] > 40:
        return shape.spec("heatmap", high, x=x, y=(main,), series=series)
    because = f"Bars side by side compare groups.{shape.rest}"
    return shape.spec("bar", because, x=x, y=(main,), series=series, sort="value", limit=MAX_BARS)


def _one_scale(shape: _Shape, lead: str | None = None) -> tuple[tuple[str, ...], str]:
    """The measures that one axis can carry, `lead` (the main one) first, and a note about those that it cannot."""
    columns, main = shape.columns, lead or shape.main
    top = _largest(shape.data[main])
    shown = [main]
    for name in shape.measures:
        near = bool(top) and Decimal("0.02") <= _largest(shape.data[name]) / top <= 50
        alike = columns[name].compares is None and _unit(columns[name]) == _unit(columns[main]) and near
        if (
            name != main
            and len(shown) < MAX_SERIES
            and not _is_rank(name, columns[name])
            and (columns[name].compares == main or alike)
        ):
            shown.append(name)
    hidden = [columns[name].label for name in shape.measures if name not in shown]
    if not hidden:
        return tuple(shown), ""
    return tuple(shown), f" In the table only, for another scale: {', '.join(hidden)}."


def _is_rank(name: str, column: OutputColumn) -> bool:
    """A place in an order is no amount to draw."""
    return column.field is None and (name.endswith("_rank") or column.label.startswith("Rank by "))


def _share(shape: _Shape) -> str | None:
    """A calculated share whose parts are all there: none negative, together one."""
    for name in shape.measures:
        column = shape.columns[name]
        if column.field is None and column.format is not None and column.format.kind == "percent":
            values = _numbers(shape.data[name])
            complete = len(values) == len(shape.data[name]) and min(values) >= 0
            if complete and abs(sum(values, Decimal(0)) - 1) < Decimal("0.001"):
                return name
    return None


def _unit(column: OutputColumn) -> tuple[str, str, str]:
    form = column.format
    return ("number", "", "") if form is None else (form.kind, form.currency or "", form.unit or "")


def _numbers(values: Sequence[Any]) -> list[Decimal]:
    """The finite numbers among the values, exact."""
    found = [Decimal(str(value)) for value in values if isinstance(value, int | float | Decimal)]
    return [number for number in found if number.is_finite()]


def _largest(values: Sequence[Any]) -> Decimal:
    return max((abs(number) for number in _numbers(values)), default=Decimal(0))


def _by_name(names: Sequence[Any]) -> bool:
    """Whether the groups stand in the order of their names, as they do where no order was asked for."""
    known = [str(name) for name in names if name is not None]
    return known == sorted(known)


def _ascending(values: Sequence[Any]) -> bool:
    """Whether the result is ordered from the smallest ("the five worst"), an order to keep."""
    known = _numbers(values)
    return len(set(known)) > 1 and known == sorted(known)
