"""Values of ClickHouse as exact Arrow columns, from the Arrow that the server writes and the types that it names.

Which Arrow type stands for a type of ClickHouse differs with the server's version, and several types share one (`UInt32`,
`DateTime` and `IPv4` are all uint32). `is_plain` tells which Arrow types leave no doubt; for the others the names of the types
are asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lunara.errors import WarehouseFailed

if TYPE_CHECKING:
    import pyarrow as pa

_SAME_AS = {
    "Point": "Tuple(Float64, Float64)",
    "Ring": "Array(Point)",
    "LineString": "Array(Point)",
    "MultiLineString": "Array(LineString)",
    "Polygon": "Array(Ring)",
    "MultiPolygon": "Array(Polygon)",
}
_TRANSPARENT = frozenset({"Nullable", "LowCardinality"})
_SECONDS = {"Second": 1, "Minute": 60, "Hour": 3600, "Day": 86_400, "Week": 604_800}
_UTC = frozenset({"UTC", "Etc/UTC", "GMT", "Zulu", "Etc/Zulu"})
_FRACTIONS = {"Nanosecond": "ns", "Microsecond": "us", "Millisecond": "ms"}
_WORD = re.compile(r"\s*(?:`((?:[^`\\]|\\.|``)*)`|'((?:[^'\\]|\\.)*)'|([^\s(),'`]+))")
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Type:
    """A type of ClickHouse: `Array(Nullable(Int8))` as head and arguments; `names` are those of a named tuple's elements."""

    head: str
    arguments: tuple[Type, ...] = ()
    names: tuple[str, ...] = ()
    text: str = ""


def read_type(text: str) -> Type:
    """The type that `text` names. Arguments that are no types (lengths, zones, labels of an Enum) stay in `text`.

    >>> read_type("Tuple(a Nullable(Int8), `b c` Array(String))").names
    ('a', 'b c')
    """
    found, end = _read(text, 0)
    return found if not text[end:].strip() else Type(text, text=text)


def _read(text: str, at: int) -> tuple[Type, int]:
    match = re.compile(r"\s*(\w+)").match(text, at)
    if match is None:
        return Type("", text=text), len(text)
    head, start, end = match[1], match.end(), match.end()
    if not text.startswith("(", end):
        return (read_type(_SAME_AS[head]) if head in _SAME_AS else Type(head, text=head)), end
    if head not in ("Array", "Tuple", "Map", "Nested", "Variant", "SimpleAggregateFunction", *_TRANSPARENT):
        end = _closing(text, end)
        return Type(head, text=text[match.start(1) : end]), end
    arguments: list[Type] = []
    names: list[str] = []
    end += 1
    while not text.startswith(")", end) and end < len(text):
        if head == "SimpleAggregateFunction" and not arguments:
            # Its first argument is a function, which may have arguments of its own.
            end = text.index(",", _closing(text, end) if "(" in text[end:].partition(",")[0] else end) + 1
        name, end = _element_name(text, end) if head in ("Tuple", "Nested") else ("", end)
        argument, end = _read(text, end)
        arguments.append(argument)
        names.append(name)
        end += len(text[end:]) - len(text[end:].lstrip(", \n\t"))
    end += 1
    made = Type(head, tuple(arguments), tuple(names) if any(names) else (), text[start - len(head) : end])
    if head in _TRANSPARENT or head == "SimpleAggregateFunction":
        return (made.arguments[-1] if made.arguments else made), end
    if head == "Nested":
        return Type("Array", (Type("Tuple", made.arguments, made.names),), (), made.text), end
    return made, end


def _element_name(text: str, at: int) -> tuple[str, int]:
    """The name before an element's type, if it has one."""
    match = _WORD.match(text, at)
    if match is None or not re.compile(r"\s+\w").match(text, match.end()):
        return "", at
    return (_ESCAPED.sub(r"\1", match[1].replace("``", "`")) if match[1] is not None else match[3] or ""), match.end()


def _closing(text: str, at: int) -> int:
    """The place after the bracket that closes the first one from `at`."""
    depth, quote = 0, ""
    place = at
    while place < len(text):
        sign = text[place]
        if quote:
            if sign == "\\":
                place += 1
            elif sign == quote:
                quote = ""
        elif sign in "'`":
            quote = sign
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if depth == 0:
                return place + 1
        place += 1
    return len(text)


def is_plain(kind: pa.DataType) -> bool:
    """Whether columns of that Arrow type are read without asking for ClickHouse's name of the type."""
    import pyarrow as pa

    if pa.types.is_list(kind) or pa.types.is_map(kind):
        return all(is_plain(kind.field(place).type) for place in range(kind.num_fields))
    if pa.types.is_struct(kind):
        return all(is_plain(field.type) for field in kind)
    return bool(
        pa.types.is_boolean(kind)
        or pa.types.is_uint8(kind)
        or pa.types.is_uint64(kind)
        or pa.types.is_int32(kind)
        or pa.types.is_int64(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_date(kind)
        or (pa.types.is_timestamp(kind) and not kind.tz)
        or pa.types.is_time(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_string(kind)
        or pa.types.is_null(kind)
        or _is_extension(kind, "arrow.uuid", "arrow.json")
    )


def converted(array: pa.Array, type_: Type | None, column: str, zone: str) -> pa.Array:
    """The values of `array` exactly, in the Arrow type that Lunara shows them in. `type_` None: its Arrow type is plain.

    A moment whose type names no zone is given as the clock of `zone`, the server's, showed it.
    Raises WarehouseFailed naming the column whose values cannot be held.
    """
    return _Reader(column, zone).read(array, type_)


class _Reader:
    """Reads the arrays of one column."""

    def __init__(self, column: str, zone: str) -> None:
        self._column, self._zone = column, zone

    def read(self, array: pa.Array, type_: Type | None) -> pa.Array:
        import pyarrow as pa

        kind = array.type
        if pa.types.is_dictionary(kind):
            return self.read(array.dictionary_decode(), type_)
        if pa.types.is_null(kind):
            return array
        if pa.types.is_list(kind):
            inner = type_.arguments[0] if type_ and type_.arguments else None
            return pa.ListArray.from_arrays(array.offsets, self.read(array.values, inner), mask=_mask(array))
        if pa.types.is_map(kind):
            key, item = type_.arguments if type_ and len(type_.arguments) == 2 else (None, None)
            return pa.MapArray.from_arrays(array.offsets, self.read(array.keys, key), self.read(array.items, item))
        if pa.types.is_struct(kind):
            return self._struct(array, type_)
        if type_ is None and not is_plain(kind):
            raise self._unknown(str(kind))
        if pa.types.is_timestamp(kind):
            return self._moment(array, type_)
        if pa.types.is_time(kind):
            # A time of ClickHouse is a length of time: it may be negative and longer than a day.
            unit = kind.unit
            width = pa.int32() if pa.types.is_time32(kind) else pa.int64()
            return array.view(width).cast(pa.int64()).cast(pa.duration(unit))
        if pa.types.is_string(kind):
            return _text(array)
        if _is_extension(kind, "arrow.uuid"):
            return _each(array.storage, lambda raw: str(_uuid(raw)))
        if _is_extension(kind, "arrow.json"):
            return array.storage
        if type_ is None:
            return array
        return self._named(array, type_)

    def _moment(self, array: pa.Array, type_: Type | None) -> pa.Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        kind = array.type
        if not kind.tz or type_ is None or _quoted(type_.text):
            return array
        try:
            return array.cast(pa.timestamp(kind.unit)) if kind.tz in _UTC else pc.local_timestamp(array)
        except pa.ArrowInvalid as error:
            raise WarehouseFailed(
                f"The server's time zone {kind.tz} is not known here.", "Install the tzdata package on Lunara's server."
            ) from error

    def _struct(self, array: pa.Array, type_: Type | None) -> pa.Array:
        import pyarrow as pa

        kind = array.type
        types = type_.arguments if type_ and len(type_.arguments) == kind.num_fields else (None,) * kind.num_fields
        if not kind.num_fields:
            return pa.nulls(len(array))
        children = [self.read(array.field(place), of) for place, of in enumerate(types)]
        return pa.StructArray.from_arrays(children, [field.name for field in kind], mask=_mask(array))

    def _named(self, array: pa.Array, type_: Type) -> pa.Array:
        """What only the name of the type tells."""
        import pyarrow as pa

        kind, head = array.type, type_.head
        if head == "DateTime" and pa.types.is_uint32(kind):
            told = _quoted(type_.text)
            return self._moment(
                array.cast(pa.int64()).cast(pa.timestamp("s", tz=told[0] if told else self._zone)), type_
            )
        if head == "Date" and pa.types.is_uint16(kind):
            return array.cast(pa.int32()).cast(pa.date32())
        if head in ("Enum8", "Enum16", "Enum"):
            return self._enum(array, type_)
        if head in ("Int128", "UInt128", "Int256", "UInt256") and pa.types.is_fixed_size_binary(kind):
            return self._large(array, signed=head.startswith("Int"))
        if head == "IPv4" and pa.types.is_uint32(kind):
            return _each(array, lambda number: ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0)))
        if head == "IPv6" and pa.types.is_fixed_size_binary(kind):
            return _each(array, _ipv6)
        if head == "UUID" and pa.types.is_fixed_size_binary(kind):
            return _each(array, lambda raw: str(_uuid(raw)))
        if head == "FixedString" and (pa.types.is_fixed_size_binary(kind) or pa.types.is_binary(kind)):
            return _each(array, lambda raw: raw.rstrip(b"\x00").decode("utf-8", "backslashreplace"))
        if head == "BFloat16" and pa.types.is_binary(kind):
            return _each(array, _bfloat, pa.float32())
        if head.startswith("Interval") and pa.types.is_int64(kind):
            return _interval(array, head.removeprefix("Interval"))
        if head == "AggregateFunction" and pa.types.is_binary(kind):
            return array
        if head in ("Int8", "Int16", "UInt16", "UInt32", "Bool", "String") or is_plain(kind):
            return array
        raise self._unknown(type_.text or head)

    def _unknown(self, type_name: str) -> WarehouseFailed:
        return WarehouseFailed(
            f"The column {self._column} has the type {type_name}, which Lunara cannot read exactly.",
            f"Write toString({self._column}) in its place.",
            code="type_unknown",
        )

    def _enum(self, array: pa.Array, type_: Type) -> pa.Array:
        import pyarrow as pa

        if pa.types.is_string(array.type):
            return array
        labels = {int(number): label for label, number in _labels(type_.text)}
        return _each(array, lambda number: labels[number])

    def _large(self, array: pa.Array, *, signed: bool) -> pa.Array:
        """128 and 256-bit integers as decimals of 76 digits."""
        from decimal import Decimal

        import pyarrow as pa

        found: list[Decimal | None] = []
        for raw in array.to_pylist():
            number = None if raw is None else int.from_bytes(raw, "little", signed=signed)
            if number is not None and abs(number) >= 10**76:
                raise WarehouseFailed(
                    f"A number of {self._column} has more than 76 digits.",
                    f"Write toString({self._column}) in its place.",
                    code="number_too_large",
                )
            found.append(None if number is None else Decimal(number))
        return pa.array(found, pa.decimal256(76, 0))


def _each(array: pa.Array, change: Callable[[Any], Any], kind: pa.DataType | None = None) -> pa.Array:
    import pyarrow as pa

    known: dict[Any, Any] = {None: None}
    values = array.to_pylist()
    for value in values:
        if value not in known:
            known[value] = change(value)
    return pa.array([known[value] for value in values], kind or pa.string())


def _text(array: pa.Array) -> pa.Array:
    """Text as it is; where a ClickHouse String holds bytes that are no text they are shown as \\xff."""
    import pyarrow as pa

    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        raw = array.cast(pa.binary())
        return _each(raw, lambda value: value.decode("utf-8", "backslashreplace"))
    return array


def _mask(array: pa.Array) -> pa.Array | None:
    return array.is_null() if array.null_count else None


def _is_extension(kind: pa.DataType, *names: str) -> bool:
    return getattr(kind, "extension_name", "") in names


def _uuid(raw: bytes) -> Any:
    from uuid import UUID

    return UUID(bytes=raw)


def _ipv6(raw: bytes) -> str:
    from ipaddress import IPv6Address

    return str(IPv6Address(raw))


def _bfloat(raw: bytes) -> float:
    """The upper half of a 32-bit float."""
    import struct

    value: float = struct.unpack("<f", b"\x00\x00" + raw)[0]
    return value


def _interval(array: pa.Array, unit: str) -> pa.Array:
    """Lengths of time as durations; months, quarters and years, which have no fixed length, as ISO 8601 text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if unit in _SECONDS:
        return pc.multiply_checked(array, _SECONDS[unit]).cast(pa.duration("s"))
    if unit in _FRACTIONS:
        return array.cast(pa.duration(_FRACTIONS[unit]))
    months = {"Month": 1, "Quarter": 3}.get(unit)
    return _each(array, lambda count: f"P{count * months}M" if months else f"P{count}Y")


def _labels(text: str) -> list[tuple[str, str]]:
    pattern = re.compile(r"'((?:[^'\\]|\\.)*)'\s*=\s*(-?\d+)")
    return [(_unescaped(label), number) for label, number in pattern.findall(text)]


def _quoted(text: str) -> list[str]:
    return [_unescaped(found) for found in re.findall(r"'((?:[^'\\]|\\.)*)'", text)]


def _unescaped(text: str) -> str:
    signs = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "a": "\a", "v": "\v"}
    return _ESCAPED.sub(lambda match: signs.get(match[1], match[1]), text)
