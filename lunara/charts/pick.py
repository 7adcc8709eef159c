"""A click on a chart as filters on the other tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from lunara.charts.display import as_date, cell, clean, shorten
from lunara.semantic.compiled import OutputColumn
from lunara.semantic.model import Grain, Scalar
from lunara.semantic.query import AndFilter, FieldFilter, Filter, OrFilter

WORDS_SHOWN = 5
WORD_CHARACTERS = 40


def picked(figure: Mapping[str, Any], points: Sequence[Mapping[str, Any]]) -> tuple[Filter, ...]:
    """Filters that keep what the clicked `points` of a drawn `figure` stand for; none when nothing can be filtered.

    A point is what Streamlit's selection (or plotly's event) gives: its `customdata`. Several points of one dimension
    are alternatives; a period is its half-open range; a group without a value is "is null".
    """
    meta = figure.get("layout", {}).get("meta", {})
    filters: list[Filter] = []
    for position, axis in ((1, meta.get("x")), (2, meta.get("series"))):
        if not axis or not axis.get("field"):
            continue
        values = list(dict.fromkeys(_custom(point, position) for point in points if _carries(point, position)))
        if not values:
            continue
        made = (
            [one for value in values if (one := _one(axis, value)) is not None]
            if _dated(axis)
            else _listed(axis, values)
        )
        if len(made) == 1:
            filters.append(made[0])
        elif made:
            filters.append(OrFilter.model_validate({"or": made}))
    return tuple(filters)


def picked_words(filters: Sequence[Filter], columns: Sequence[OutputColumn]) -> str:
    """What `picked` made, in words: each column's label and everything that was clicked in it.

    >>> country = OutputColumn("country", "dimension", "Country", field="customers.country")
    >>> one = FieldFilter(field="customers.country", op="=", values=("Spain",))
    >>> none = FieldFilter(field="customers.country", op="is_null")
    >>> picked_words([OrFilter.model_validate({"or": [one, none]})], [country])
    'Country: Spain, (none)'
    """
    known = {column.field: column for column in columns if column.field}
    parts = []
    for item in filters:
        alternatives = item.or_ if isinstance(item, OrFilter) else (item,)
        # A period is its half-open range, and is named by where it begins.
        named = [one.and_[0] if isinstance(one, AndFilter) else one for one in alternatives]
        fields = [one for one in named if isinstance(one, FieldFilter)]
        if not fields:
            continue
        column = known.get(fields[0].field) or OutputColumn(fields[0].field, "dimension", fields[0].field)
        texts = [_word(value, column) for one in fields for value in (one.values or (None,))]
        more = f" and {len(texts) - WORDS_SHOWN} more" if len(texts) > WORDS_SHOWN else ""
        parts.append(f"{clean(column.label)}: {', '.join(texts[:WORDS_SHOWN])}{more}")
    return " · ".join(parts)


def _word(value: Scalar, column: OutputColumn) -> str:
    moment = as_date(value) if column.type == "time" else None
    return shorten(cell(value if moment is None else moment, column), WORD_CHARACTERS)


def period_end(start: date | datetime, grain: Grain) -> date | datetime:
    """The start of the next period: what a half-open range ends with.

    >>> period_end(date(2025, 11, 1), "quarter"), period_end(date(2025, 12, 1), "month")
    (datetime.date(2026, 2, 1), datetime.date(2026, 1, 1))
    """
    months = {"month": 1, "quarter": 3, "year": 12}.get(grain)
    if months is None:
        step = {"week": 7 * 86_400, "day": 86_400, "hour": 3_600, "minute": 60, "second": 1}[grain]
        if step < 86_400 and not isinstance(start, datetime):
            start = datetime(start.year, start.month, start.day)
        return start + timedelta(seconds=step)
    total = start.year * 12 + start.month - 1 + months
    return start.replace(year=total // 12, month=total % 12 + 1, day=1)


def _listed(axis: Mapping[str, Any], values: Sequence[Scalar]) -> list[Filter]:
    known = tuple(_number(axis, value) for value in values if value is not None)
    made: list[Filter] = []
    if known:
        made.append(FieldFilter(field=axis["field"], op="=" if len(known) == 1 else "in", values=known))
    if len(known) < len(values):
        made.append(FieldFilter(field=axis["field"], op="is_null"))
    return made


def _number(axis: Mapping[str, Any], value: Scalar) -> Scalar:
    """A number that came as its digits, because a browser would have rounded it."""
    if axis.get("type") == "number" and isinstance(value, str) and value.removeprefix("-").isdecimal():
        return int(value)
    return value


def _one(axis: Mapping[str, Any], value: Scalar) -> Filter | None:
    if value is None:
        return FieldFilter(field=axis["field"], op="is_null")
    start = as_date(value)
    if start is None:
        return FieldFilter(field=axis["field"], op="=", values=(value,))
    grain: Grain = axis.get("grain") or ("second" if isinstance(start, datetime) else "day")
    since = FieldFilter(field=axis["field"], op=">=", values=(start.isoformat(),))
    try:
        end = period_end(start, grain)
    except (ValueError, OverflowError):
        return since  # the last period that the calendar has
    between = [since, FieldFilter(field=axis["field"], op="<", values=(end.isoformat(),))]
    return AndFilter.model_validate({"and": between})


def _dated(axis: Mapping[str, Any]) -> bool:
    return axis.get("type") == "time" or axis.get("grain") is not None


def _carries(point: Mapping[str, Any], position: int) -> bool:
    return len(_row(point)) > position


def _custom(point: Mapping[str, Any], position: int) -> Any:
    return _row(point)[position]


def _row(point: Mapping[str, Any]) -> Sequence[Any]:
    """The point's customdata; a pie's slice gives a list of them."""
    data = point.get("customdata")
    if isinstance(data, list | tuple) and data and isinstance(data[0], list | tuple):
        data = data[0]
    return data if isinstance(data, list | tuple) else ()
