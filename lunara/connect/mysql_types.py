"""Values of MySQL and MariaDB as exact Arrow columns, from the text that the protocol carries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lunara.errors import UnreadableValue

if TYPE_CHECKING:
    import pyarrow as pa
    from pymysql.cursors import SSCursor

BATCH_BYTES = 8_000_000
_BINARY = 63  # the character set of bytes
_UNSIGNED = 32
_TIME = re.compile(r"(-?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?")
_NO_DATE = "0000-00-00"


def batches(cursor: SSCursor, size: int) -> Iterator[pa.RecordBatch]:
    """The rows of an executed unbuffered cursor, at least one batch. Raises UnreadableValue for a value that cannot be held."""
    import pyarrow as pa

    columns = [_Column(field) for field in cursor._result.fields]
    schema = pa.schema([pa.field(column.name, column.kind) for column in columns])
    more = True
    while more:
        rows, more = _rows(cursor, size)
        values = zip(*rows, strict=True) if rows else [()] * len(columns)
        arrays = [column.array(of) for column, of in zip(columns, values, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _rows(cursor: SSCursor, size: int) -> tuple[Sequence[Sequence[Any]], bool]:
    """The next rows, at most `size` and not many more characters than `BATCH_BYTES`; whether there may be others."""
    rows: list[Sequence[Any]] = []
    held = 0
    while len(rows) < size and held < BATCH_BYTES:
        row = cursor.fetchone()
        if row is None:
            return rows, False
        rows.append(row)
        held += sum(len(value) for value in row if value is not None)
    return rows, True


class _Column:
    """One result column: its Arrow type, and how its texts become it."""

    def __init__(self, field: Any) -> None:
        self.name: str = field.name
        self.kind = _arrow_type(field)

    def array(self, texts: Sequence[Any]) -> pa.Array:
        """The values as an array of `kind`. A date of zeros, which is MySQL's for "none", is null."""
        import pyarrow as pa

        kind = self.kind
        try:
            if pa.types.is_boolean(kind):
                return pa.array([None if bits is None else bits != b"\x00" for bits in texts], kind)
            if pa.types.is_uint64(kind) and any(isinstance(bits, bytes) for bits in texts):
                return pa.array([None if bits is None else int.from_bytes(bits) for bits in texts], kind)
            if pa.types.is_binary(kind) or pa.types.is_string(kind):
                return pa.array(texts, kind)
            if pa.types.is_duration(kind):
                return pa.array([None if text is None else _microseconds(text) for text in texts], kind)
            if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
                texts = [None if text is None or text.startswith(_NO_DATE) else text for text in texts]
            plain = pa.array(texts, pa.string())
            if pa.types.is_timestamp(kind) and kind.tz:
                return plain.cast(pa.timestamp("us")).cast(pa.int64()).cast(kind)
            return plain.cast(kind)
        except (pa.ArrowInvalid, OverflowError, ValueError) as error:
            raise UnreadableValue(
                f"A value of {self.name} cannot be read: {str(error)[:200]}.",
                "CAST the column to CHAR in the SQL.",
                column=self.name,
            ) from error


def _arrow_type(field: Any) -> pa.DataType:
    import pyarrow as pa
    from pymysql.constants import FIELD_TYPE as T

    code = field.type_code
    if code in (T.TINY, T.SHORT, T.INT24, T.LONG, T.YEAR):
        return pa.int64()
    if code == T.LONGLONG:
        return pa.uint64() if field.flags & _UNSIGNED else pa.int64()
    if code in (T.DECIMAL, T.NEWDECIMAL):
        # The length counts the point and the sign.
        precision = field.length - (field.scale > 0) - (not field.flags & _UNSIGNED)
        return pa.decimal128(38, field.scale) if precision <= 38 else pa.decimal256(76, field.scale)
    if code in (T.FLOAT, T.DOUBLE):
        return pa.float64()
    if code in (T.DATE, T.NEWDATE):
        return pa.date32()
    if code == T.DATETIME:
        return pa.timestamp("us")
    if code == T.TIMESTAMP:
        return pa.timestamp("us", tz="UTC")
    if code == T.TIME:
        return pa.duration("us")
    if code == T.BIT:
        return pa.bool_() if field.length == 1 else pa.uint64()
    if code == T.GEOMETRY or (field.charsetnr == _BINARY and code not in (T.JSON, T.NULL)):
        return pa.binary()
    return pa.string()


def _microseconds(text: str) -> int:
    """`-838:59:59.5` as microseconds: MySQL's TIME is a length of time as often as a time of day."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:40]!r} is no time")
    sign, hours, minutes, seconds, fraction = match.groups()
    whole = (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * 1_000_000 + int((fraction or "").ljust(6, "0"))
    return -whole if sign else whole
