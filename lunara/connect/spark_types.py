"""Spark's Arrow as it is, but for what Arrow's readers cannot show: variants are JSON, months of an interval are text."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_MONTHS = "month_interval"


class _Schema(ctypes.Structure):
    """A schema in Arrow's C data interface."""


_Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_void_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", ctypes.POINTER(ctypes.POINTER(_Schema))),
]


def readable(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with variants as JSON text and year-month intervals as ISO 8601 text ("P14M"), also inside nested values.

    Decimals, timestamps with their zone, binary, durations, structs, lists and maps are as the engine sent them.
    """
    import pyarrow as pa

    if not any(_is_odd(field) for field in batch.schema):
        return batch
    columns = _with_whole_months(batch).columns
    arrays = [_array(column, field) for column, field in zip(columns, batch.schema, strict=True)]
    fields = [
        pa.field(field.name, array.type, field.nullable) for field, array in zip(batch.schema, arrays, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=pa.schema(fields))


def _with_whole_months(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same bytes with months as whole numbers, which they are: pyarrow has no class for their own type."""
    import pyarrow as pa

    schema, array = batch.__arrow_c_array__()
    point = ctypes.pythonapi.PyCapsule_GetPointer
    point.restype, point.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    told = ctypes.cast(point(schema, b"arrow_schema"), ctypes.POINTER(_Schema)).contents
    _count_months(told)

    class Told:
        def __arrow_c_array__(self, requested: object = None) -> tuple[object, object]:
            return schema, array

    return pa.record_batch(Told())


def _count_months(told: _Schema) -> None:
    if told.format == b"tiM":
        told.format = b"i"  # the literal outlives the schema, whose own copy of the text is freed apart from it
    for place in range(told.n_children):
        _count_months(told.children[place].contents)


def _is_odd(field: pa.Field) -> bool:
    import pyarrow as pa

    kind = field.type
    if str(kind) == _MONTHS or _is_variant(kind):
        return True
    if pa.types.is_map(kind):
        return _is_odd(kind.key_field) or _is_odd(kind.item_field)
    if pa.types.is_list(kind):
        return _is_odd(kind.value_field)
    return pa.types.is_struct(kind) and any(_is_odd(inner) for inner in kind)


def _is_variant(kind: pa.DataType) -> bool:
    import pyarrow as pa

    if not pa.types.is_struct(kind) or kind.num_fields != 2 or {inner.name for inner in kind} != {"value", "metadata"}:
        return False
    marked = kind.field("metadata").metadata or {}
    return marked.get(b"variant") == b"true"


def _array(array: pa.Array, field: pa.Field) -> pa.Array:
    import pyarrow as pa

    if not _is_odd(field):
        return array
    kind = field.type
    if str(kind) == _MONTHS:
        return pa.array([None if months is None else f"P{months}M" for months in array.to_pylist()], pa.string())
    if _is_variant(kind):
        return pa.array([None if one is None else _json(one) for one in array.to_pylist()], pa.string())
    if pa.types.is_struct(kind):
        parts = [_array(array.field(place), kind.field(place)) for place in range(kind.num_fields)]
        return pa.StructArray.from_arrays(parts, names=[inner.name for inner in kind], mask=array.is_null())
    if pa.types.is_map(kind):
        keys, items = _array(array.keys, kind.key_field), _array(array.items, kind.item_field)
        return pa.MapArray.from_arrays(array.offsets, keys, items, mask=array.is_null())
    values = _array(array.values, kind.value_field)
    return pa.ListArray.from_arrays(array.offsets, values, mask=array.is_null())


def _json(variant: dict[str, Any]) -> str:
    from pyspark.sql.variant_utils import VariantUtils

    return str(VariantUtils.to_json(variant["value"], variant["metadata"], "UTC"))
