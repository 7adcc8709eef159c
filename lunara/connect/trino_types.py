"""Values of Trino and Athena as exact Arrow columns, from the JSON or the text that their protocols carry."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lunara.errors import UnreadableValue

if TYPE_CHECKING:
    import pyarrow as pa

_WHOLE = frozenset({"tinyint", "smallint", "integer", "int", "bigint"})
_DAY_TIME = re.compile(r"(-?)(\d+) (\d+):(\d\d):(\d\d)\.(\d{1,9})")
_OFFSET = re.compile(r"([-+])(\d\d):(\d\d)")
_NO_NAME = "field"

Signature = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """How the values of one column become an array of `kind`; `array` raises ArrowInvalid or ValueError for one that cannot."""

    kind: pa.DataType
    array: Callable[[Sequence[Any]], pa.Array]


def of_signature(signature: Signature) -> Reading:
    """The reading of a type as Trino describes it in its answers (`typeSignature`), nested types and all."""
    arguments = [argument["value"] for argument in signature.get("arguments", ())]
    raw = str(signature["rawType"])
    if raw == "array":
        return _list(of_signature(arguments[0]))
    if raw == "map":
        return _map(of_signature(arguments[0]), of_signature(arguments[1]))
    if raw == "row":
        names = [(argument.get("fieldName") or {}).get("name") for argument in arguments]
        return _struct(names, [of_signature(argument["typeSignature"]) for argument in arguments])
    numbers = [int(argument) for argument in arguments if isinstance(argument, int)]
    return scalar(raw, *numbers[:2])


def scalar(raw: str, precision: int | None = None, scale: int = 0, *, binary_as_hex: bool = False) -> Reading:
    """The reading of a type that is not nested. `precision` is a decimal's or a time's; bytes come as base64 or hex pairs.

    What Arrow has no exact type for stays text as the engine writes it: picoseconds, times with a zone, intervals of months,
    numbers without a precision, addresses, sketches, geometries.
    """
    import pyarrow as pa

    if raw == "boolean":
        return Reading(pa.bool_(), lambda values: pa.array(map(_truth, values), pa.bool_()))
    if raw in _WHOLE:
        return Reading(pa.int64(), lambda values: pa.array(values).cast(pa.int64()))
    if raw in ("double", "real", "float"):
        kind = pa.float64() if raw == "double" else pa.float32()
        return Reading(kind, lambda values: pa.array([None if v is None else float(v) for v in values], kind))
    if raw == "decimal":
        return _cast(pa.decimal128(precision or 38, scale))
    if raw == "varbinary":
        read = bytes.fromhex if binary_as_hex else base64.b64decode
        return Reading(
            pa.binary(), lambda values: pa.array([None if v is None else read(v) for v in values], pa.binary())
        )
    if raw == "date":
        return Reading(pa.date32(), lambda values: _moments(values, pa.date32(), "D"))
    digits = 3 if precision is None else precision
    unit = "us" if digits <= 6 else "ns"
    if raw == "time" and digits <= 9:
        return Reading(pa.time64(unit), lambda values: _times(values, unit))
    if raw == "timestamp" and digits <= 9:
        return Reading(pa.timestamp(unit), lambda values: _moments(values, pa.timestamp(unit), unit))
    if raw == "timestamp with time zone" and digits <= 9:
        zoned = pa.timestamp(unit, tz="UTC")
        return Reading(zoned, lambda values: _instants(values, unit).cast(zoned))
    if raw == "interval day to second":
        return Reading(pa.duration("us"), lambda values: pa.array(map(_microseconds, values), pa.duration("us")))
    return Reading(pa.string(), lambda values: pa.array(map(_text, values), pa.string()))


def batch(names: Sequence[str], readings: Sequence[Reading], rows: Sequence[Sequence[Any]]) -> pa.RecordBatch:
    """Rows as a batch. Raises UnreadableValue, naming the column, for a value that cannot be held exactly."""
    import pyarrow as pa

    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    arrays = []
    for name, reading, values in zip(names, readings, columns, strict=True):
        try:
            arrays.append(reading.array(values))
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, TypeError, ValueError) as error:
            raise UnreadableValue(
                f"A value of {name} cannot be read exactly: {str(error).splitlines()[0][:200]}.",
                "CAST the column to VARCHAR in the SQL; a time with a zone: column AT TIME ZONE 'UTC'.",
                column=name,
            ) from error
    schema = pa.schema([pa.field(name, reading.kind) for name, reading in zip(names, readings, strict=True)])
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _cast(kind: pa.DataType) -> Reading:
    import pyarrow as pa

    return Reading(kind, lambda values: pa.array(values, pa.string()).cast(kind))


def _truth(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise ValueError(f"{value!r} is neither true nor false")
    return bool(value == "true")


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    import orjson

    return orjson.dumps(value).decode()


def _moments(values: Sequence[Any], kind: pa.DataType, unit: str) -> pa.Array:
    """Days or moments without a zone; years of more or fewer than four digits are read one by one."""
    import numpy as np
    import pyarrow as pa

    plain = pa.array(values, pa.string())
    try:
        return plain.cast(kind)
    except pa.ArrowInvalid:
        if unit == "ns":
            raise  # nanoseconds reach from 1677 to 2262
    written = [None if value is None else value.lstrip("+").replace(" ", "T") for value in values]
    counts = [
        None if text is None else int(np.array([text], f"datetime64[{unit}]").astype(np.int64)[0]) for text in written
    ]
    return pa.array(counts, pa.int32() if unit == "D" else pa.int64()).cast(kind)


def _times(values: Sequence[Any], unit: str) -> pa.Array:
    import pyarrow as pa

    dated = pa.array([None if value is None else f"1970-01-01 {value}" for value in values], pa.string())
    return dated.cast(pa.timestamp(unit)).cast(pa.time64(unit))


def _instants(values: Sequence[Any], unit: str) -> pa.Array:
    """Moments with a zone behind each (`2024-03-31 01:30:00.000 Europe/Berlin`) as UTC.

    Raises ArrowInvalid for the hour that a zone has twice: the text does not say which of both it is.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    zones = {str(value).rpartition(" ")[2] for value in values if value is not None}
    utc = pa.timestamp(unit, tz="UTC")
    found = pa.nulls(len(values), utc)
    for zone in zones:
        own = [value is not None and value.rpartition(" ")[2] == zone for value in values]
        local = _moments(
            [v.rpartition(" ")[0] for v, mine in zip(values, own, strict=True) if mine], pa.timestamp(unit), unit
        )
        offset = _OFFSET.fullmatch(zone)
        if offset is not None:
            sign, hours, minutes = offset.groups()
            seconds = (int(hours) * 3600 + int(minutes) * 60) * (-1 if sign == "-" else 1)
            moved = pc.subtract_checked(local, pa.scalar(seconds, pa.duration("s")))
            there = pc.assume_timezone(moved, "UTC")
        else:
            there = pc.assume_timezone(local, zone, ambiguous="raise", nonexistent="raise").cast(utc)
        found = pc.replace_with_mask(found, pa.array(own), there)
    return found


def _microseconds(value: Any) -> int | None:
    """`-2 03:04:05.678` as microseconds."""
    if value is None:
        return None
    match = _DAY_TIME.fullmatch(value)
    if match is None or match[6][6:].strip("0"):
        raise ValueError(f"{str(value)[:40]!r} is no interval of whole microseconds")
    sign, days, hours, minutes, seconds, fraction = match.groups()
    whole = ((int(days) * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
    total = whole * 1_000_000 + int(fraction[:6].ljust(6, "0"))
    return -total if sign else total


def _list(element: Reading) -> Reading:
    import pyarrow as pa

    kind = pa.list_(element.kind)

    def array(values: Sequence[Any]) -> pa.Array:
        flat = [item for value in values if value is not None for item in value]
        return pa.ListArray.from_arrays(_offsets(values), element.array(flat), type=kind)

    return Reading(kind, array)


def _map(key: Reading, value_of: Reading) -> Reading:
    """A map comes as a JSON object, whose keys are text whatever their type."""
    import pyarrow as pa

    kind = pa.map_(key.kind, value_of.kind)

    def array(values: Sequence[Any]) -> pa.Array:
        pairs = [pair for value in values if value is not None for pair in value.items()]
        keys, items = key.array([k for k, _ in pairs]), value_of.array([v for _, v in pairs])
        made = pa.MapArray.from_arrays(_offsets(values), keys, items)
        return made.cast(kind)

    return Reading(kind, array)


def _struct(names: Sequence[str | None], fields: Sequence[Reading]) -> Reading:
    import pyarrow as pa

    spelled = _distinct(name or f"{_NO_NAME}{number}" for number, name in enumerate(names))
    kind = pa.struct([pa.field(name, field.kind) for name, field in zip(spelled, fields, strict=True)])

    def array(values: Sequence[Any]) -> pa.Array:
        parts = [
            field.array([None if value is None else value[number] for value in values])
            for number, field in enumerate(fields)
        ]
        missing = pa.array([value is None for value in values], pa.bool_())
        return pa.StructArray.from_arrays(parts, fields=list(kind), mask=missing)

    return Reading(kind, array)


def _distinct(names: Iterable[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        fresh, number = name, 1
        while fresh in found:
            number += 1
            fresh = f"{name}_{number}"
        found.append(fresh)
    return found


def _offsets(values: Sequence[Any]) -> pa.Array:
    """Where each list begins; an empty place stands for null at its own beginning."""
    import pyarrow as pa

    offsets: list[int | None] = []
    end = 0
    for value in values:
        offsets.append(None if value is None else end)
        end += 0 if value is None else len(value)
    return pa.array([*offsets, end], pa.int32())
