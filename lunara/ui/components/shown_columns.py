"""Columns that the browser's table would show wrongly, made into text: as another number, as a list of bytes, not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lunara.charts.display import cell, display
from lunara.semantic.compiled import OutputColumn

if TYPE_CHECKING:
    import pyarrow as pa

# Whole numbers up to here are exact in the browser, which marks larger ones as faulty.
_EXACT = 2**53


def as_shown(data: pa.Table, columns: Mapping[str, OutputColumn]) -> tuple[pa.Table, frozenset[str]]:
    """The table with such columns as text, and the names of those of them that are numbers.

    Intervals, lengths of time, bytes, records and lists of them, decimals in lists, numbers of more digits than a double has.
    A null stays one. Other columns are not touched.
    """
    import pyarrow as pa

    numbers = set()
    for position, field in enumerate(data.schema):
        number = _is_number(field.type)
        if number and _is_large(data.column(position)):
            numbers.add(field.name)
        elif number or _is_shown_right(field.type):
            continue
        texts = [
            None if value is None else _text(value, columns.get(field.name))
            for value in data.column(position).to_pylist()
        ]
        data = data.set_column(position, field.name, pa.array(texts, pa.string()))
    return data, frozenset(numbers)


def still_there(columns: Sequence[OutputColumn], data: pa.Table) -> tuple[OutputColumn, ...]:
    """Those columns of an answer that the result of its changed SQL has too, called the same and of the same kind."""
    import pyarrow as pa

    t = pa.types
    kinds = {
        "number": (t.is_integer, t.is_floating, t.is_decimal),
        "time": (t.is_temporal,),
        "boolean": (t.is_boolean,),
        "string": (t.is_string, t.is_large_string),
    }
    found = {field.name: field.type for field in data.schema}
    return tuple(
        c for c in columns if c.name in found and any(is_kind(found[c.name]) for is_kind in kinds.get(c.type, ()))
    )


def _text(value: Any, column: OutputColumn | None) -> str:
    return display(value) if column is None else cell(value, column)


def _is_number(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind) or pa.types.is_decimal(kind))


def _is_large(column: pa.ChunkedArray) -> bool:
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_integer(kind) and kind.bit_width < 64:
        return False
    if pa.types.is_decimal(kind) and kind.precision - kind.scale < 16:
        return False
    ends = pc.min_max(column).as_py()
    return ends["max"] is not None and (ends["max"] > _EXACT or ends["min"] < -_EXACT)


def _is_shown_right(kind: pa.DataType) -> bool:
    import pyarrow as pa

    t = pa.types
    if t.is_list(kind) or t.is_large_list(kind):
        inner = kind.value_type
        return bool(t.is_string(inner) or t.is_boolean(inner) or t.is_floating(inner) or t.is_integer(inner))
    odd = (t.is_interval, t.is_duration, t.is_binary, t.is_large_binary, t.is_fixed_size_binary, t.is_nested)
    return not any(is_odd(kind) for is_odd in odd)
