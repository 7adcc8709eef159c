"""Values that psycopg reads as exact Arrow columns: decimals by their precision, UTC timestamps, calendar intervals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from lunara.errors import WarehouseFailed

if TYPE_CHECKING:
    import psycopg
    import pyarrow as pa

SETTLED_ROWS = 200_000

_PLAIN = {
    "bool": "bool_",
    "int2": "int16",
    "int4": "int32",
    "int8": "int64",
    "oid": "int64",
    "float4": "float32",
    "float8": "float64",
    "bytea": "binary",
    "date": "date32",
}
_AS_TEXT = (
    "interval json jsonb uuid timetz inet cidr int4range int8range numrange daterange tsrange tstzrange int4multirange "
    "int8multirange nummultirange datemultirange tsmultirange tstzmultirange"
)
_DURATION = re.compile(
    r"P(?:(-?\d+)Y)?(?:(-?\d+)M)?(?:(-?\d+)W)?(?:(-?\d+)D)?(?:T(?:(-?\d+)H)?(?:(-?\d+)M)?(?:(-?)(\d+)(?:\.(\d+))?S)?)?"
)


def register_loaders(connection: psycopg.Connection[Any]) -> None:
    """Take as text what Python would round or reshape: intervals (calendar months), JSON, UUID, ranges, addresses."""
    from psycopg.types.string import TextLoader

    for name in _AS_TEXT.split(" "):
        info = connection.adapters.types.get(name)
        if info is not None:
            connection.adapters.register_loader(info.oid, TextLoader)


def batches(cursor: psycopg.ServerCursor[Any], size: int) -> Iterator[pa.RecordBatch]:
    """The rows of an executed cursor. Columns of numeric without a declared precision (sums, quotients) are settled on

    the first `SETTLED_ROWS` rows, which are held back until then; all others stream.
    """
    import psycopg
    import pyarrow as pa

    columns = [_Column(cursor, description) for description in cursor.description or ()]
    undecided = any(column.kind is None for column in columns)
    rows: list[tuple[Any, ...]] = []
    try:
        while more := cursor.fetchmany(size):
            if undecided:
                rows += more
                if len(rows) < SETTLED_ROWS and len(more) == size:
                    continue
                more, rows, undecided = rows, [], False
            batch = _batch(columns, more)
            for start in range(0, batch.num_rows, size):
                yield batch.slice(start, size)
            if len(more) < size:
                return
        yield _batch(columns, rows)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise WarehouseFailed(
            "A column holds numbers of very different precision.", "ROUND or CAST the column in the SQL."
        ) from error
    except psycopg.DataError as error:
        if error.sqlstate is not None:
            raise
        raise WarehouseFailed(
            f"A value of the result cannot be read: {str(error).splitlines()[0][:200]}.",
            "Dates must lie between the years 1 and 9999 and be finite; CAST the column to text to see it.",
        ) from error


def _batch(columns: Sequence[_Column], rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    import pyarrow as pa

    values: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    arrays = [column.array(of) for column, of in zip(columns, values, strict=True)]
    schema = pa.schema([pa.field(c.name, a.type) for c, a in zip(columns, arrays, strict=True)])
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


class _Column:
    """One result column. `kind` is its Arrow type, None for a numeric whose scale the values must tell."""

    def __init__(self, cursor: psycopg.ServerCursor[Any], description: psycopg.Column) -> None:
        import pyarrow as pa

        self.name = description.name
        info = cursor.connection.adapters.types.get(description.type_code)
        array = info is not None and description.type_code == info.array_oid
        self.kind: pa.DataType | None
        self._interval = info is not None and info.name == "interval"
        element = _arrow_type(info.name if info is not None else "", description)
        if array:
            # Numbers in arrays have no common scale that could be known early, and intervals no short form.
            element = pa.string() if element is None or self._interval else element
            self.kind = pa.list_(element)
        else:
            self.kind = element
        self._list_of_text = array and pa.types.is_string(element)

    def array(self, values: Sequence[Any]) -> pa.Array:
        """`values` as an array of `kind`, which is settled now if it was not."""
        import pyarrow as pa

        if self.kind is None:
            self.kind = _settled(values)
        if self._list_of_text:
            return pa.array([_texts(value) for value in values], self.kind)
        if self._interval:
            return pa.array([None if value is None else _interval(value) for value in values], self.kind)
        if pa.types.is_floating(self.kind):
            return pa.array([None if value is None else float(value) for value in values], self.kind)
        if pa.types.is_string(self.kind):
            return pa.array([v if v is None or isinstance(v, str) else str(v) for v in values], self.kind)
        return pa.array(values, self.kind)


def _arrow_type(name: str, description: psycopg.Column) -> pa.DataType | None:
    import pyarrow as pa

    if name in _PLAIN:
        return getattr(pa, _PLAIN[name])()
    if name == "timestamp":
        return pa.timestamp("us")
    if name == "timestamptz":
        return pa.timestamp("us", tz="UTC")
    if name == "time":
        return pa.time64("us")
    if name == "interval":
        return pa.month_day_nano_interval()
    if name == "numeric":
        precision, scale = description.precision, description.scale
        if precision is None or scale is None:
            return None
        if scale < 0 or scale > precision:
            return pa.decimal256(76, max(scale, 0)) if scale <= 76 else pa.string()
        return pa.decimal128(precision, scale) if precision <= 38 else _wide(precision, scale)
    return pa.string()


def _wide(precision: int, scale: int) -> pa.DataType:
    import pyarrow as pa

    return pa.decimal256(precision, scale) if precision <= 76 else pa.string()


def _settled(values: Sequence[Decimal | None]) -> pa.DataType:
    """The narrowest type that holds every value exactly: decimal of 38, of 76 digits, else text; float with NaN."""
    import pyarrow as pa

    whole = scale = 0
    for value in values:
        if value is None:
            continue
        if not value.is_finite():
            return pa.float64()
        _, digits, exponent = value.as_tuple()
        places = max(-int(exponent), 0)
        scale = max(scale, places)
        whole = max(whole, len(digits) + int(exponent), 1)
    if whole + scale <= 38:
        return pa.decimal128(38, scale)
    return _wide(76, scale) if whole + scale <= 76 else pa.string()


def _texts(value: Any) -> Any:
    if isinstance(value, list):
        return (
            [_texts(item) for item in value] if not any(isinstance(v, list) for v in value) else [str(v) for v in value]
        )
    return value if value is None or isinstance(value, str) else str(value)


def _interval(text: str) -> Any:
    """`P1Y2M3DT4H5M6.5S` as (months, days, nanoseconds)."""
    import pyarrow as pa

    match = _DURATION.fullmatch(text)
    if match is None:
        raise WarehouseFailed(f"The interval {text[:60]!r} cannot be read.", "CAST the column to text in the SQL.")
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups()[:6])
    sign, seconds, fraction = match.groups()[6:]
    nanos = int(seconds or 0) * 1_000_000_000 + int((fraction or "0").ljust(9, "0")[:9])
    nanos = (hours * 3600 + minutes * 60) * 1_000_000_000 + (-nanos if sign else nanos)
    return pa.MonthDayNano([years * 12 + months, weeks * 7 + days, nanos])
