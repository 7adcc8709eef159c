"""BigQuery's values as exact Arrow columns, the same whether they came as JSON pages or through the Storage Read API."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import time
from functools import partial
from typing import TYPE_CHECKING, Any

from lunara.errors import UnreadableValue

if TYPE_CHECKING:
    import pyarrow as pa

Field = Mapping[str, Any]
_RANGE = re.compile(r"\[(?P<start>[^,]*), (?P<end>[^)]*)\)")


def arrow_schema(fields: Sequence[Field]) -> pa.Schema:
    """The Arrow schema of a result whose columns are `fields` (BigQuery's TableFieldSchema)."""
    import pyarrow as pa

    return pa.schema([pa.field(str(field["name"]), _type(field)) for field in fields])


def page_batch(fields: Sequence[Field], rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Rows as the REST API writes them (`{"f": [{"v": …}]}`). Raises UnreadableValue for a value that cannot be held."""
    import pyarrow as pa

    arrays = []
    for place, field in enumerate(fields):
        cells = [row["f"][place]["v"] for row in rows]
        arrays.append(_held(field, partial(_array, field, cells)))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def aligned(fields: Sequence[Field], batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    """A batch of the Storage Read API in the types of `schema`. Raises UnreadableValue."""
    import pyarrow as pa

    arrays = []
    for place, field in enumerate(fields):
        column, kind = batch.column(place), schema.field(place).type
        arrays.append(_held(field, partial(_same, column, kind)))
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _held(field: Field, make: Callable[[], pa.Array]) -> pa.Array:
    import pyarrow as pa

    try:
        return make()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OverflowError, ValueError) as error:
        raise UnreadableValue(
            f"A value of {field['name']} cannot be read: {str(error)[:200]}.",
            "CAST the column to STRING in the SQL.",
            column=field["name"],
        ) from error


def _type(field: Field) -> pa.DataType:
    import pyarrow as pa

    if field.get("mode") == "REPEATED":
        return pa.list_(_type({**field, "mode": "NULLABLE"}))
    kind = str(field["type"]).upper()
    if kind in ("RECORD", "STRUCT"):
        return pa.struct([pa.field(str(part["name"]), _type(part)) for part in field.get("fields") or ()])
    if kind == "RANGE":
        element = _type({"type": (field.get("rangeElementType") or {}).get("type", "STRING")})
        return pa.struct([pa.field("start", element), pa.field("end", element)])
    if kind in ("NUMERIC", "DECIMAL"):
        return pa.decimal128(
            int(field.get("precision") or 38), int(field.get("scale") or (0 if field.get("precision") else 9))
        )
    if kind in ("BIGNUMERIC", "BIGDECIMAL"):
        if field.get("precision"):
            return pa.decimal256(int(field["precision"]), int(field.get("scale") or 0))
        return pa.decimal256(76, 38)
    plain = {
        "INTEGER": pa.int64(),
        "INT64": pa.int64(),
        "FLOAT": pa.float64(),
        "FLOAT64": pa.float64(),
        "BOOLEAN": pa.bool_(),
        "BOOL": pa.bool_(),
        "BYTES": pa.binary(),
        "DATE": pa.date32(),
        "DATETIME": pa.timestamp("us"),
        "TIMESTAMP": pa.timestamp("us", tz="UTC"),
        "TIME": pa.time64("us"),
    }
    # STRING, GEOGRAPHY (as WKT), JSON, INTERVAL, and whatever BigQuery adds.
    return plain.get(kind, pa.string())


def _array(field: Field, cells: Sequence[Any]) -> pa.Array:
    """The values of a column; a cell is the `v` of the REST API."""
    import pyarrow as pa

    kind = _type(field)
    if pa.types.is_list(kind):
        offsets, flat = [0], []
        for cell in cells:
            flat += [part["v"] for part in cell or ()]
            offsets.append(len(flat))
        return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), _array({**field, "mode": "NULLABLE"}, flat))
    if str(field["type"]).upper() == "RANGE":
        return _ranges(field, cells, kind)
    if pa.types.is_struct(kind):
        parts = [
            _array(part, [None if cell is None else cell["f"][place]["v"] for cell in cells])
            for place, part in enumerate(field.get("fields") or ())
        ]
        return pa.StructArray.from_arrays(
            parts, fields=list(kind), mask=pa.array([cell is None for cell in cells], pa.bool_())
        )
    return _plain(cells, kind)


def _plain(cells: Sequence[Any], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    if pa.types.is_string(kind):
        return pa.array(cells, kind)
    if pa.types.is_boolean(kind):
        return pa.array([None if cell is None else str(cell).lower() == "true" for cell in cells], kind)
    if pa.types.is_binary(kind):
        try:
            return pa.array([None if cell is None else base64.b64decode(cell, validate=True) for cell in cells], kind)
        except binascii.Error as error:
            raise ValueError(str(error)) from error
    if pa.types.is_time(kind):
        return pa.array([None if cell is None else time.fromisoformat(cell) for cell in cells], kind)
    texts = pa.array([None if cell is None else str(cell) for cell in cells], pa.string())
    if pa.types.is_timestamp(kind) and kind.tz:
        # Asked for as whole microseconds since 1970.
        return texts.cast(pa.int64()).cast(kind)
    return texts.cast(kind)


def _ranges(field: Field, cells: Sequence[Any], kind: pa.StructType) -> pa.Array:
    import pyarrow as pa

    element = {"type": (field.get("rangeElementType") or {}).get("type", "STRING")}
    found = [None if cell is None else _RANGE.fullmatch(cell) for cell in cells]
    if any(match is None and cell is not None for match, cell in zip(found, cells, strict=True)):
        raise ValueError("it is no range")

    def ends(name: str) -> list[str | None]:
        return [None if match is None or match[name] in ("UNBOUNDED", "NULL") else match[name] for match in found]

    parts = [_array(element, ends(name)) for name in ("start", "end")]
    return pa.StructArray.from_arrays(parts, fields=list(kind), mask=pa.array([c is None for c in cells], pa.bool_()))


def _same(array: pa.Array, kind: pa.DataType) -> pa.Array:
    """`array` as `kind`: intervals as BigQuery writes them, everything else exact or an error."""
    import pyarrow as pa

    if array.type == kind:
        return array
    if pa.types.is_list(array.type) and pa.types.is_list(kind):
        array = array if array.offset == 0 else pa.concat_arrays([array])
        return pa.ListArray.from_arrays(array.offsets, _same(array.values, kind.value_type))
    if pa.types.is_struct(array.type) and pa.types.is_struct(kind):
        parts = [_same(array.field(place), part.type) for place, part in enumerate(kind)]
        return pa.StructArray.from_arrays(parts, fields=list(kind), mask=array.is_null())
    if array.type == pa.month_day_nano_interval() and pa.types.is_string(kind):
        return pa.array([None if one is None else interval_text(*one) for one in array.to_pylist()], kind)
    return array.cast(kind)


def interval_text(months: int, days: int, nanoseconds: int) -> str:
    """An interval as BigQuery writes it: years-months days hours:minutes:seconds.

    >>> interval_text(14, 3, 14706700000000), interval_text(-1, 0, -1500000)
    ('1-2 3 4:5:6.7', '-0-1 0 -0:0:0.0015')
    """
    years, month = divmod(abs(months), 12)
    seconds, fraction = divmod(abs(nanoseconds), 1_000_000_000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    rest = f".{fraction:09d}".rstrip("0") if fraction else ""
    signs = ["-" if value < 0 else "" for value in (months, nanoseconds)]
    return f"{signs[0]}{years}-{month} {days} {signs[1]}{hours}:{minute}:{second}{rest}"
