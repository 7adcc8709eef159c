"""Numbers out of a date as people call them: the fourth day of the week is Thursday, the second quarter Q2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lunara.semantic.compiled import OutputColumn
from lunara.semantic.query import MONTH_NAMES
from lunara.semantic.records import DatePart

if TYPE_CHECKING:
    import pyarrow as pa

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = MONTH_NAMES
_NAMES: dict[DatePart, tuple[str, ...]] = {
    "day_of_week": WEEKDAYS,
    "month": MONTHS,
    "quarter": ("Q1", "Q2", "Q3", "Q4"),
}


def called(value: Any, part: DatePart) -> str | None:
    """What people call a number out of a date: a day of the week, a month, a quarter; None for a number that has no name.

    >>> called(1, "day_of_week"), called(12, "month"), called(2, "quarter"), called(9, "hour"), called(13, "month")
    ('Monday', 'December', 'Q2', None, None)
    """
    names = _NAMES.get(part, ())
    if not names or value is None or isinstance(value, bool | str):
        return None
    return next((name for number, name in enumerate(names, 1) if number == value), None)


def with_names(data: pa.Table, columns: Sequence[OutputColumn]) -> pa.Table:
    """The table with days of the week, months and quarters as text, row by row as they were; other columns are not touched."""
    import pyarrow as pa

    by_name = {column.name: column.part for column in columns if column.part in _NAMES}
    for position, name in enumerate(data.column_names):
        part = by_name.get(name)
        if part is not None:
            words = [called(value, part) or value for value in data.column(position).to_pylist()]
            texts = [None if word is None else str(word) for word in words]
            data = data.set_column(position, name, pa.array(texts, pa.string()))
    return data
