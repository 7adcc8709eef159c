"""A chart spec and a result arranged as groups and series: what the screen, print and PowerPoint all draw from.

Nothing is left out silently: every limit that cut something adds a sentence to `notes`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lunara.charts.display import as_date, cell, clean, currency_symbol, display, settle
from lunara.charts.pick import period_end
from lunara.charts.spec import ChartKind, ChartSpec
from lunara.charts.waterfall import Waterfall, compared_steps
from lunara.charts.whole import DAYS, Partial, partial_ends
from lunara.connect.result import ResultTable
from lunara.errors import InvalidInput
from lunara.semantic.compiled import OutputColumn
from lunara.semantic.model import Format

MAX_POINTS = 5_000
MAX_SERIES = 8
MAX_HEATMAP_SIDE = 40
MOST_GAPS = 120
_NUMBERS = (int, float, Decimal)
DEFAULT_LIMITS: dict[str, int] = {"bar": 60, "bar_horizontal": 20, "stacked_bar": 20, "pie": 6, "scatter": 5_000}


@dataclass(frozen=True)
class Group:
    """A position on the category or time axis: the value as it came and as people read it."""

    value: Any
    label: str


@dataclass(frozen=True)
class Series:
    """One line, colour or row: a value for each group (None where there is none) and the same as text.

    `value` is the series dimension's value when `group_of` is set; `compared` marks another period's values.
    """

    name: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    column: OutputColumn
    value: Any = None
    compared: bool = False


@dataclass(frozen=True)
class Arranged:
    """Ready to be drawn. `subject` says what is drawn by what, whatever the title is.

    A scatter has exactly two series: across and up. `time`: every group's value is a date. `unfinished`: the last group is a
    period that had not ended when the numbers were fetched, or of which the range or the data holds only the beginning;
    `begun`: the first group is one of which they hold only the end. `steps` are those of a waterfall, one a group.
    """

    kind: ChartKind
    title: str
    subject: str
    groups: tuple[Group, ...]
    series: tuple[Series, ...]
    x: OutputColumn | None
    split: OutputColumn | None
    y_title: str
    format: Format
    time: bool
    notes: tuple[str, ...]
    unfinished: bool = False
    begun: bool = False
    steps: Waterfall | None = None


def arrange(spec: ChartSpec, columns: Sequence[OutputColumn], result: ResultTable) -> Arranged:
    """Groups and series of a chart (every kind but kpi and table). A waterfall whose parts do not add up is drawn as bars.

    Raises InvalidInput when the spec names a column that the result does not have, as after a change of the query.
    """
    by_name = dict(zip(result.columns, columns, strict=False))
    wanted = [name for name in (spec.x, *spec.y, spec.series) if name is not None]
    missing = [name for name in wanted if name not in by_name]
    if missing or spec.x is None or not spec.y or (spec.kind == "scatter" and len(spec.y) < 2):
        what = f"the column {clean(missing[0])!r}" if missing else "all the columns that it draws"
        raise InvalidInput(f"The chart needs {what}, and the result does not have it.", "Choose the chart again.")
    x, split = by_name[spec.x], by_name[spec.series] if spec.series else None
    measures = [by_name[name] for name in (spec.y[:1] if split else spec.y)]
    index = {name: position for position, name in enumerate(result.columns)}
    data = {name: result.data.column(index[name]).to_pylist() for name in dict.fromkeys(wanted)}
    if spec.kind == "waterfall":
        made = compared_steps(spec, x, measures, data, whole=not result.truncated)
        if made is None:
            return arrange(spec.model_copy(update={"kind": "bar_horizontal", "limit": None}), columns, result)
        return _stepped(made, x, measures)
    notes: list[str] = []
    if result.truncated:
        notes.append(f"The result was cut at {result.row_count:,} rows; the chart shows those.")

    keys, time = _positions(spec, x, data[spec.x], notes)
    order = list(dict.fromkeys(key for key in keys if key is not None))
    if time:
        order.sort(key=_moment)
    if split is None:
        drawn = [
            _Drawn(column.label, None, column, dict(zip(keys, data[name], strict=True)))
            for column, name in zip(measures, spec.y, strict=False)
        ]
    else:
        drawn = _split(keys, data[spec.series or ""], data[spec.y[0]], split, measures[0])
    drawn = _largest_series(spec, drawn, split, notes)
    if spec.kind == "bar" and not time:  # what was before stands before what is now
        every = drawn
        drawn = sorted(every, key=lambda item: (_base_of(item, every), item.column.compares is None))
    if spec.sort == "value" and not time:
        ranked = drawn if split else drawn[:1]
        order.sort(key=lambda key: -sum(_float(item.values.get(key)) or 0.0 for item in ranked))
    if time:
        order = _with_data(_regular(order, x), x, drawn, notes)
    order = _limited(spec, order, x, time, notes)
    formats = {id(column): settle(column.format, data[name]) for column, name in zip(measures, spec.y, strict=False)}
    series = tuple(
        Series(
            clean(item.name),
            tuple(_float(item.values.get(key)) for key in order),
            tuple(display(item.values.get(key), formats[id(item.column)]) for key in order),
            item.column,
            item.value,
            item.column.compares is not None,
        )
        for item in drawn
    )
    main, subject = formats[id(measures[0])], default_title(measures, x, split)
    groups = _named(order, x)
    early, late = _partial(order, x, result.fetched_at) if time else ("", "")
    drawn_apart = " and drawn apart" if spec.kind in ("line", "bar") else ""
    if early in _BEGUN:
        notes.append(f"{groups[0].label} {_BEGUN[early]}{drawn_apart}.")
    if late in _ENDED:
        notes.append(f"{groups[-1].label} {_ENDED[late]}{drawn_apart}.")
    return Arranged(
        kind=spec.kind,
        title=clean(spec.title) or subject,
        subject=subject,
        groups=groups,
        series=_apart(series),
        x=x,
        split=split,
        y_title=_axis_title(measures, main),
        format=main,
        time=time,
        notes=tuple(notes),
        unfinished=late in _ENDED,
        begun=early in _BEGUN and len(groups) > 1,
    )


def _stepped(made: Waterfall, x: OutputColumn, measures: Sequence[OutputColumn]) -> Arranged:
    """A waterfall: a group a step, each with how far its bar reaches."""
    values = tuple(float(step.ends if step.kind == "total" else step.ends - step.begins) for step in made.steps)
    now = measures[0]
    form = settle(now.format, values)
    return Arranged(
        kind="waterfall",
        title=made.title,
        subject=default_title(measures, x, None),
        groups=tuple(Group(None, step.label) for step in made.steps),
        series=(Series(clean(now.label), values, tuple(step.text for step in made.steps), now),),
        x=x,
        split=None,
        y_title=_axis_title(measures, form),
        format=form,
        time=False,
        notes=made.notes,
        steps=made,
    )


def apart_ends(drawing: Arranged, series: Series) -> list[int]:
    """The positions of a series' first and last value where its period is not whole: these are drawn apart from the others."""
    last = len(drawing.groups) - 1
    ends = [*([0] if drawing.begun else []), *([last] if drawing.unfinished and last > 0 else [])]
    return [index for index in ends if series.values[index] is not None]


def default_title(measures: Sequence[OutputColumn], x: OutputColumn | None, split: OutputColumn | None) -> str:
    """ "Revenue and Orders by Month and Country" from the columns' labels."""
    names = [clean(column.label) for column in measures if column.compares is None] or [clean(measures[0].label)]
    what = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    by = [axis_name(column) for column in (x, split) if column is not None]
    return f"{what} by {' and '.join(by)}" if by else what


def axis_name(column: OutputColumn) -> str:
    """What the groups of a dimension are: of a product's "Name" or "Product name" it is "Product".

    >>> axis_name(OutputColumn("name", "dimension", "Name", field="product_categories.name"))
    'Product category'
    """
    label, table = clean(column.label), (column.field or "").rpartition(".")[0]
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", table.rpartition(".")[2]).replace("_", " ").lower().split()
    if not words or column.role != "dimension":
        return label
    words[-1] = _one(words[-1])
    if label.lower() == "name":
        return " ".join(words).capitalize()
    before, _, last = label.rpartition(" ")
    return before if last.lower() == "name" and before.lower() in (" ".join(words), words[-1]) else label


def _one(noun: str) -> str:
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if re.search(r"(ss|sh|ch|x)es$", noun):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun


def _positions(spec: ChartSpec, x: OutputColumn, values: list[Any], notes: list[str]) -> tuple[list[Any], bool]:
    """A hashable key for each row's group; whether they are all dates (rows without a date are noted and dropped)."""
    if x.type == "time" and spec.kind != "scatter":
        dates = [as_date(value) for value in values]
        unreadable = [value for value, found in zip(values, dates, strict=True) if found is None and value is not None]
        if not unreadable and any(found is not None for found in dates):
            empty = sum(value is None for value in values)
            if empty:
                notes.append(f"{empty:,} {'row' if empty == 1 else 'rows'} without {clean(x.label)} not drawn.")
            return dates, True
    return [_hashable(value) for value in values], False


def _regular(order: list[Any], x: OutputColumn) -> list[Any]:
    """Every period from the first to the last, so that a line breaks where periods have no value instead of bridging them.

    The order itself where it has no grain, does not lie on it, or would become far longer than what is drawn of it.
    """
    if x.grain is None or len(order) < 2:
        return order
    most = min(MAX_POINTS, MOST_GAPS + 20 * len(order))
    made = [order[0]]
    known = set(order)
    try:
        while made[-1] != order[-1]:
            made.append(period_end(made[-1], x.grain))
            if len(made) > most or _moment(made[-1]) > _moment(order[-1]):
                return order
    except (ValueError, OverflowError):
        return order
    return made if known <= set(made) else order


def _with_data(order: list[Any], x: OutputColumn, drawn: Sequence[_Drawn], notes: list[str]) -> list[Any]:
    """The periods without those that lie outside of the data and were only filled in; all of them where none has data."""
    if x.reach is None or x.grain not in DAYS:
        return order
    first, last = x.reach

    def holds(key: date | datetime) -> bool:
        return _date(key) <= last and _date(period_end(key, x.grain or "day")) > first

    def says(key: Any) -> bool:
        return any(_float(one.values.get(key)) for one in drawn)

    kept = [key for key in order if says(key) or holds(key)]
    if not kept or len(kept) == len(order):
        return order
    if kept[-1] != order[-1]:
        notes.append(f"The data ends on {display(last)}: nothing is drawn after it.")
    if kept[0] != order[0]:
        notes.append(f"The data begins on {display(first)}: nothing is drawn before it.")
    return kept


_BEGUN = {"cut": "is cut by the date range", "edge": "is where the data begins"}
_ENDED = {"cut": "is cut by the date range", "edge": "is where the data ends", "unfinished": "is not over yet"}


def _partial(order: Sequence[Any], x: OutputColumn, now: datetime) -> tuple[Partial, Partial]:
    """Why the first and the last period are not whole, as it is said of them."""
    if not order:
        return "", ""
    early, late = partial_ends([_date(key) for key in order], x.grain, window=x.asked, reach=x.reach)
    return early, "unfinished" if _running(order[-1], x, now) else late


def _date(key: date | datetime) -> date:
    return key.date() if isinstance(key, datetime) else key


def _running(start: date | datetime, x: OutputColumn, now: datetime) -> bool:
    """Whether that period holds `now` (UTC; a wall clock without a zone is compared as it stands)."""
    if x.grain is None:
        return False
    try:
        end = period_end(start, x.grain)
    except (ValueError, OverflowError):
        return False
    if isinstance(start, datetime) and isinstance(end, datetime):
        moment = now if start.tzinfo is not None else now.replace(tzinfo=None)
        return start <= moment < end
    return not isinstance(end, datetime) and start <= now.date() < end


class _NullGroup:
    """Stands for the null group, so that None can mean "not drawn"."""


_NULL = _NullGroup()


@dataclass(frozen=True)
class _Drawn:
    """A series before its limits: its values by group key."""

    name: str
    value: Any
    column: OutputColumn
    values: dict[Any, Any]

    @property
    def weight(self) -> float:
        return sum(abs(_float(value) or 0.0) for value in self.values.values())


def _base_of(item: _Drawn, drawn: Sequence[_Drawn]) -> int:
    """The place of the series that this one belongs to: its own, or that of what it is compared with."""
    name = item.column.compares or item.column.name
    found = (at for at, one in enumerate(drawn) if one.column.name == name and one.value == item.value)
    return next(found, drawn.index(item))


def _split(
    keys: list[Any], parts: list[Any], values: list[Any], split: OutputColumn, column: OutputColumn
) -> list[_Drawn]:
    found: dict[Any, _Drawn] = {}
    for key, part, value in zip(keys, parts, values, strict=True):
        if key is not None:
            found.setdefault(_hashable(part), _Drawn(cell(part, split), part, column, {})).values[key] = value
    return list(found.values())


def _largest_series(spec: ChartSpec, drawn: list[_Drawn], split: OutputColumn | None, notes: list[str]) -> list[_Drawn]:
    most = MAX_HEATMAP_SIDE if spec.kind == "heatmap" else MAX_SERIES
    if split is None or len(drawn) <= most:
        return drawn
    named = [position for position, one in enumerate(drawn) if one.value not in (None, "")]
    kept = sorted(named, key=lambda position: -drawn[position].weight)[:most]
    of = f"{len(named):,} by {clean(split.label)}"
    others = "all are in the table" if len(named) == len(drawn) else "those and what has none are in the table"
    notes.append(f"The {len(kept)} largest of {of}; {others}.")
    return [drawn[position] for position in sorted(kept)]


def _limited(spec: ChartSpec, order: list[Any], x: OutputColumn, time: bool, notes: list[str]) -> list[Any]:
    if time:
        if len(order) > MAX_POINTS:
            notes.append(f"The latest {MAX_POINTS:,} of {len(order):,} periods.")
            return order[-MAX_POINTS:]
        return order
    most = MAX_HEATMAP_SIDE if spec.kind == "heatmap" else DEFAULT_LIMITS.get(spec.kind, MAX_POINTS)
    most = min(most, spec.limit or most)
    if len(order) <= most:
        return order
    which = "largest" if spec.sort == "value" else "first"
    notes.append(f"The {which} {most:,} of {len(order):,} by {clean(x.label)}; all are in the table.")
    return order[:most]


def _named(order: Sequence[Any], x: OutputColumn) -> tuple[Group, ...]:
    """Groups with labels that differ from one another."""
    groups, seen = [], dict[str, int]()
    for key in order:
        value = None if key is _NULL else key
        label = cell(value, x)
        seen[label] = seen.get(label, 0) + 1
        groups.append(Group(value, label if seen[label] == 1 else f"{label} ({seen[label]})"))
    return tuple(groups)


def _apart(series: tuple[Series, ...]) -> tuple[Series, ...]:
    names = [item.name for item in series]
    if len(set(names)) == len(names):
        return series
    return tuple(
        Series(f"{item.name} ({number})", item.values, item.texts, item.column, item.value, item.compared)
        for number, item in enumerate(series, 1)
    )


def _axis_title(measures: Sequence[OutputColumn], format: Format) -> str:
    labels = [clean(column.label) for column in measures if column.compares is None] or [clean(measures[0].label)]
    name = labels[0] if len(labels) == 1 else ""
    unit = currency_symbol(format.currency).strip() if format.kind == "currency" else clean(format.unit or "")
    if format.kind == "percent":
        unit = "%"
    if not unit or unit.lower() in name.lower():
        return name
    return f"{name} ({unit})" if name else unit


def _float(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, _NUMBERS):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _hashable(value: Any) -> Any:
    if value is None:
        return _NULL
    return value if isinstance(value, (str, int, float, Decimal, date, bytes)) else str(value)


def _moment(value: date | datetime) -> tuple[float, str]:
    if isinstance(value, datetime):
        return (value.timestamp() if value.tzinfo else (value - datetime(1970, 1, 1)).total_seconds()), ""
    return (value - date(1970, 1, 1)).days * 86400.0, ""
