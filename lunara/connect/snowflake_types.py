"""Values of Snowflake as exact Arrow columns of one type from the first batch to the last.

Snowflake writes each batch as narrowly as its values allow: one column comes as int8, int32 or decimal, and moments in
nanoseconds or microseconds. What a column is, the result's description tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lunara.errors import UnreadableValue

if TYPE_CHECKING:
    import pyarrow as pa

_TEXTS = frozenset({"TEXT", "VARIANT", "OBJECT", "ARRAY", "MAP", "GEOGRAPHY", "GEOMETRY", "FILE"})
_INT64_DIGITS = 18


def batches(columns: Sequence[Any], tables: Iterator[pa.Table]) -> Iterator[pa.RecordBatch]:
    """The rows of `tables` in one schema, at least one batch. Raises WarehouseFailed for a value that cannot be held."""
    import pyarrow as pa

    schema: pa.Schema | None = None
    for table in tables:
        if schema is None:
            schema = pa.schema(
                [pa.field(of.name, _arrow_type(of, array)) for of, array in zip(columns, table.columns, strict=True)]
            )
        arrays = [_as(array, field) for array, field in zip(table.columns, schema, strict=True)]
        yield from pa.Table.from_arrays(arrays, schema=schema).to_batches()
    if schema is None:
        nothing = [pa.field(of.name, _arrow_type(of, None)) for of in columns]
        yield pa.RecordBatch.from_pylist([], schema=pa.schema(nothing))


def _arrow_type(column: Any, array: pa.ChunkedArray | None) -> pa.DataType:
    """The type of a column for the whole result, after a look at its first values where there are some."""
    import pyarrow as pa
    from snowflake.connector.constants import FIELD_ID_TO_NAME

    name = FIELD_ID_TO_NAME[column.type_code]
    given = None if array is None else array.type
    if name == "FIXED" and _is_number(given):
        scale, precision = column.scale or 0, column.precision or 38
        return pa.int64() if not scale and precision <= _INT64_DIGITS else pa.decimal128(38, scale)
    if name == "REAL":
        return pa.float64()
    if name in _TEXTS and given is not None and pa.types.is_nested(given):
        return given  # a structured type
    if name in _TEXTS:
        return pa.string()
    if name == "DATE":
        return pa.date32()
    if name == "TIME":
        return pa.time64(_unit(array))
    if name.startswith("TIMESTAMP"):
        return pa.timestamp(_unit(array), tz=None if name == "TIMESTAMP_NTZ" else "UTC")
    if name == "BINARY":
        return pa.binary()
    if name == "BOOLEAN":
        return pa.bool_()
    if name == "VECTOR":
        return given if given is not None else pa.list_(pa.float32())
    raise UnreadableValue(
        f"The column {column.name} has the type {name}, which Lunara cannot read exactly.",
        f"Write {column.name}::varchar in its place.",
        column=column.name,
        code="type_unknown",
    )


def _is_number(given: pa.DataType | None) -> bool:
    """Whether numbers came; the driver takes types that it does not know for numbers too."""
    import pyarrow as pa

    return given is None or pa.types.is_integer(given) or pa.types.is_decimal(given)


def _unit(array: pa.ChunkedArray | None) -> str:
    """Microseconds, unless the first values are finer: in nanoseconds there are no days after 2262."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if array is None or getattr(array.type, "unit", "us") != "ns":
        return "us"
    counted = array.cast(pa.int64())
    whole = pc.multiply(pc.divide(counted, 1000), 1000)
    return "us" if pc.all(pc.equal(counted, whole), skip_nulls=True).as_py() is not False else "ns"


def _as(array: pa.ChunkedArray, field: pa.Field) -> pa.ChunkedArray:
    import pyarrow as pa

    if array.type == field.type:
        return array
    if pa.types.is_integer(array.type) and pa.types.is_decimal(field.type) and field.type.scale:
        # Counted in hundredths, or whole? Nobody says.
        raise UnreadableValue(
            f"The places of {field.name} are lost on the way.",
            f"Write {field.name}::varchar in its place.",
            column=field.name,
        )
    try:
        return array.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        finer = pa.types.is_timestamp(field.type) or pa.types.is_time(field.type)
        hint = (
            f"Write {field.name}::timestamp(6) in its place." if finer else f"Write {field.name}::varchar in its place."
        )
        raise UnreadableValue(
            f"A value of {field.name} cannot be read exactly: {str(error)[:200]}.", hint, column=field.name
        ) from error
