"""Values of Amazon Redshift as exact Arrow columns."""

from __future__ import annotations

import struct
from collections.abc import Generator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from lunara.connect.postgres_numbers import Numbers
from lunara.errors import UnreadableValue, WarehouseFailed

if TYPE_CHECKING:
    import pyarrow as pa

    from lunara.connect.redshift_session import Session

SETTLED_ROWS = 200_000
_NUMERIC, _BOOLEAN, _TIME, _VARBYTE, _BYTEA = 1700, 16, 1083, 6551, 17
_EPOCH = 946_684_800_000_000  # microseconds from 1970 to 2000
_PLAIN = {21: "int16", 23: "int32", 20: "int64", 26: "int64", 1082: "date32"}
_FLOATS = {700: ("float32", "f"), 701: ("float64", "d")}
_STAMPS = {1114: None, 1184: "UTC"}


def batches(session: Session, sql: str) -> Generator[pa.RecordBatch]:
    """The rows of the one statement `sql`, at least one batch. Numerics without a declared precision are settled on the first

    `SETTLED_ROWS` rows, which are held back until then. Raises Failure, and UnreadableValue for a value that cannot be held.
    """

    described = session.columns(sql)
    if not described:
        raise WarehouseFailed("The statement answers no rows.", "Ask with SELECT.", code="no_rows")
    columns = [_Column(one) for one in described]
    waiting = any(column.numbers is not None and not column.numbers.declared for column in columns)
    held: list[list[pa.Array]] = []
    count = 0
    given = False
    with closing(session.rows(described)) as came:
        for rows in came:
            values = zip(*rows, strict=True) if rows else [()] * len(columns)
            held.append([column.taken(of) for column, of in zip(columns, values, strict=True)])
            count += len(rows)
            if not waiting or count >= SETTLED_ROWS:
                waiting = False
                for arrays in held:
                    if not given or len(arrays[0]):
                        given = True
                        yield _batch(columns, arrays)
                held.clear()
    for place, arrays in enumerate(held):
        if len(arrays[0]) or (not given and place == len(held) - 1):
            given = True
            yield _batch(columns, arrays)


def _batch(columns: Sequence[_Column], arrays: Sequence[pa.Array]) -> pa.RecordBatch:
    import pyarrow as pa

    made = [
        array if column.numbers is None else column.numbers.array(array)
        for column, array in zip(columns, arrays, strict=True)
    ]
    schema = pa.schema([pa.field(column.name, array.type) for column, array in zip(columns, made, strict=True)])
    return pa.RecordBatch.from_arrays(made, schema=schema)


class _Column:
    """One result column, as the protocol describes it. `numbers` is None unless it is numeric."""

    def __init__(self, described: dict[str, Any]) -> None:
        self.name: str = described["label"].decode()
        self._oid: int = described["type_oid"]
        self.numbers = Numbers(self.name, described["type_modifier"]) if self._oid == _NUMERIC else None

    def taken(self, values: Sequence[bytes | None]) -> pa.Array:
        """The values as an Arrow column; numerics stay texts until their type is settled."""
        import pyarrow as pa
        import pyarrow.compute as pc

        oid = self._oid
        try:
            if oid in _STAMPS:
                return self._stamps(values)
            if oid in _FLOATS:
                name, code = _FLOATS[oid]
                return pa.array(
                    [None if v is None else struct.unpack(f"!{code}", v)[0] for v in values], getattr(pa, name)()
                )
            if oid in (_VARBYTE, _BYTEA):
                return pa.array(
                    [None if v is None else bytes.fromhex(v.decode().removeprefix("\\x")) for v in values], pa.binary()
                )
            texts = pa.array(values, pa.binary()).cast(pa.string())
            if oid == _BOOLEAN:
                return pc.equal(texts, "t")
            if oid == _TIME:
                day = pc.binary_join_element_wise("1970-01-01", texts, " ").cast(pa.timestamp("us"))
                return day.view(pa.int64()).view(pa.time64("us"))
            if oid in _PLAIN:
                return texts.cast(getattr(pa, _PLAIN[oid])())
        except (pa.ArrowInvalid, ValueError, struct.error) as error:
            raise self._unreadable(str(error)) from error
        if self.numbers is not None:
            self.numbers.look_at(texts)
        return texts

    def _stamps(self, values: Sequence[bytes | None]) -> pa.Array:
        import pyarrow as pa

        largest = 2**63 - 1
        counts: list[int | None] = []
        for value in values:
            if value is None:
                counts.append(None)
                continue
            count = int.from_bytes(value, signed=True)
            infinite = count in (largest, -largest - 1)
            count = max(count, -largest) if infinite else count + _EPOCH
            if count > largest:
                raise self._unreadable("a moment after the year 294246")
            counts.append(count)
        return pa.array(counts, pa.int64()).view(pa.timestamp("us", tz=_STAMPS[self._oid]))

    def _unreadable(self, what: str) -> UnreadableValue:
        return UnreadableValue(
            f"The column {self.name} holds a value that cannot be read: {what[:200]}.",
            "CAST the column to text in the SQL to see it.",
            column=self.name,
        )
