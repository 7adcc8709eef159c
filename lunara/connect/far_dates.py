"""Days that Python's calendar does not have: before the year 1, after 9999, and infinity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896  # 0001-01-01 and 9999-12-31, counted from 1970-01-01
_PER_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000}


def written_out(table: pa.Table) -> pa.Table:
    """`table` with each date or timestamp column that holds such a day as text (ISO 8601, or "infinity", "-infinity").

    A column that has none stays as it is. Nanoseconds cannot leave the calendar.
    """
    for index, column in enumerate(table.columns):
        if is_far(column):
            table = table.set_column(index, table.field(index).name, _as_text(column))
    return table


def is_far(column: pa.ChunkedArray | pa.Array) -> bool:
    """Whether it is a column of dates or timestamps that holds such a day."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if not (pa.types.is_date32(kind) or (pa.types.is_timestamp(kind) and kind.unit in _PER_DAY)):
        return False
    ends = pc.min_max(_counted(column)).as_py()
    if ends["min"] is None:
        return False
    per_day = 1 if pa.types.is_date32(kind) else _PER_DAY[kind.unit]
    # a day less at either end of a column with a zone: the local time must be in the calendar too
    room = 1 if pa.types.is_timestamp(kind) and kind.tz else 0
    return bool(ends["min"] < (_FIRST_DAY + room) * per_day or ends["max"] >= (_LAST_DAY + 1 - room) * per_day)


def _counted(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    import pyarrow as pa

    return column.cast(pa.int32() if pa.types.is_date32(column.type) else pa.int64())


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow as pa

    unit = "D" if pa.types.is_date32(column.type) else column.type.unit
    zone = "+00:00" if pa.types.is_timestamp(column.type) and column.type.tz else ""
    largest = 2**31 - 1 if unit == "D" else 2**63 - 1
    texts = [_text(value, unit, zone, largest) for value in _counted(column).to_pylist()]
    return pa.chunked_array([pa.array(texts, pa.string())])


def _text(value: Any, unit: str, zone: str, largest: int) -> str | None:
    import numpy as np

    if value is None:
        return None
    if abs(value) >= largest:
        return "infinity" if value > 0 else "-infinity"
    text = str(np.array([value]).astype(f"datetime64[{unit}]")[0])
    if text.startswith("-"):
        year, _, rest = text[1:].partition("-")
        text = f"-{year:0>4}-{rest}"
    return text.removesuffix(".000000").removesuffix(".000") + zone
