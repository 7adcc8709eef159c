"""Values of PostgreSQL as exact Arrow columns: decimals by their precision, UTC timestamps, calendar intervals.

The driver's own types are kept where they hold every value; the rest is asked for as the text that PostgreSQL writes.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from lunara.connect.far_dates import is_far
from lunara.connect.postgres_numbers import Numbers
from lunara.errors import UnreadableValue, WarehouseFailed

if TYPE_CHECKING:
    import pyarrow as pa

    from lunara.connect.postgres_session import Session

SETTLED_ROWS = 200_000

# What the driver reads as it is. Of lists it reads one dimension, and tells nothing of others.
_READ = frozenset(
    {"bool", "int2", "int4", "int8", "float4", "float8", "numeric", "text", "varchar", "bpchar", "name", "bytea"}
    | {"date", "timestamp", "timestamptz", "time", "interval", "json", "jsonb"}
)
_READ_LISTS = frozenset(
    {"_bool", "_int2", "_int4", "_int8", "_float4", "_float8", "_bytea"}
    | {"_date", "_timestamp", "_timestamptz", "_time"}
)
_TEXT_LISTS = frozenset({"_text", "_varchar", "_bpchar"})
# The driver counts days and microseconds from 1970 where PostgreSQL counts from 2000, and the sum may wrap around. What
# PostgreSQL can hold begins in 4714 BC, so whatever lies before came to be in that way.
_FIRST_DAY = -2_440_588
_DAYS, _MICROSECONDS = 10_957, 946_684_800_000_000
_MICROSECONDS_A_DAY = 86_400_000_000


def batches(session: Session, sql: str) -> Generator[pa.RecordBatch]:
    """The rows of the one statement `sql`, at least one batch. Columns of numeric without a declared precision (sums,

    quotients) are settled on the first `SETTLED_ROWS` rows, which are held back until then; all others stream.
    Raises Failure, and UnreadableValue for a value that cannot be held.
    """
    described = session.columns(sql)
    if not len(described):
        raise WarehouseFailed("The statement answers no rows.", "Ask with SELECT.", code="no_rows")
    columns = [_Column(number, field) for number, field in enumerate(described)]
    held: list[list[pa.Array]] = []
    rows = 0
    waiting = any(column.numbers is not None and not column.numbers.declared for column in columns)
    with closing(session.batches(_asked(sql, columns))) as came:
        for batch in came:
            _check_dimensions(columns, batch)
            arrays = [_storage(batch.column(column.number)) for column in columns]
            for column, array in zip(columns, arrays, strict=True):
                if column.numbers is not None:
                    column.numbers.look_at(array)
            held.append(arrays)
            rows += batch.num_rows
            if not waiting or rows >= SETTLED_ROWS:
                waiting = False
                while held:
                    yield _batch(columns, held.pop(0))
    for arrays in held:
        yield _batch(columns, arrays)


def _asked(sql: str, columns: Sequence[_Column]) -> str:
    """`sql`, or a query around it that makes text of the columns that the driver cannot read."""
    if all(column.asked == column.reference and not column.flag for column in columns):
        return sql
    wanted = [column.asked for column in columns] + [column.flag for column in columns if column.flag]
    names = ", ".join(column.reference for column in columns)
    return f"select {', '.join(wanted)} from (\n{sql}\n) as lunara_result ({names})"


def _check_dimensions(columns: Sequence[_Column], batch: pa.RecordBatch) -> None:
    import pyarrow.compute as pc

    flagged = [column for column in columns if column.flag]
    for place, column in enumerate(flagged, len(columns)):
        if pc.any(batch.column(place)).as_py():
            raise UnreadableValue(
                f"The column {column.name} holds arrays of arrays.",
                "Take elements of it, or to_json(…) of the whole, in the SQL.",
                column=column.name,
            )


def _storage(array: pa.Array) -> pa.Array:
    import pyarrow as pa

    return array.storage if isinstance(array.type, pa.BaseExtensionType) else array


def _batch(columns: Sequence[_Column], arrays: Sequence[pa.Array]) -> pa.RecordBatch:
    import pyarrow as pa

    made = [column.array(array) for column, array in zip(columns, arrays, strict=True)]
    schema = pa.schema([pa.field(column.name, array.type) for column, array in zip(columns, made, strict=True)])
    return pa.RecordBatch.from_arrays(made, schema=schema)


class _Column:
    """One result column: how it is asked for, and how what comes is an Arrow column. `numbers` is None unless it is numeric.

    `flag` is SQL that is true where its value cannot be held, empty where there is none such.
    """

    def __init__(self, number: int, field: pa.Field) -> None:
        metadata = field.metadata or {}
        self.number, self.name = number, field.name
        self.reference = f"c{number + 1}"
        kind = _known(metadata[b"POSTGRESQL:type"].decode())
        self.numbers = Numbers(self.name, int(metadata[b"POSTGRESQL:typmod"])) if kind == "numeric" else None
        self.asked, self.flag = _how(kind, self.reference)

    def array(self, array: pa.Array) -> pa.Array:
        """What came as an Arrow column."""
        import pyarrow as pa

        if self.numbers is not None:
            return self.numbers.array(array)
        kind = array.type
        if pa.types.is_list(kind):
            if is_far(self._finite(array.flatten())):
                raise self._unreadable("infinite or far dates in arrays")
            plain = pa.list_(pa.field("item", kind.value_type))  # without the driver's metadata
            return pa.ListArray.from_arrays(array.offsets, array.values, type=plain, mask=array.is_null())
        return self._finite(array)

    def _finite(self, array: pa.Array) -> pa.Array:
        """Dates and timestamps as they are meant: infinity is the largest count that there is, or the smallest."""
        import pyarrow as pa
        import pyarrow.compute as pc

        kind = array.type
        if pa.types.is_date32(kind):
            counts, first, shift, most = array.view(pa.int32()), _FIRST_DAY, _DAYS, 2**31 - 1
        elif pa.types.is_timestamp(kind):
            counts, first = array.view(pa.int64()), _FIRST_DAY * _MICROSECONDS_A_DAY
            shift, most = _MICROSECONDS, 2**63 - 1
        elif pa.types.is_time64(kind):
            if (pc.max(array.view(pa.int64())).as_py() or 0) >= _MICROSECONDS_A_DAY:
                raise self._unreadable("the time 24:00")
            return array
        elif pa.types.is_string(kind):
            self._check_text(array)
            return array
        else:
            return array
        least = pc.min(counts).as_py()
        if least is None or least >= first:
            return array
        never, ever = -most - 1 + shift, shift - most - 2
        known = pc.or_(pc.equal(counts, never), pc.equal(counts, ever))
        if pc.any(pc.and_not(pc.less(counts, first), known)).as_py():
            raise self._unreadable("a moment after the year 294246")
        counts = pc.if_else(pc.equal(counts, ever), pa.scalar(most, counts.type), counts)
        counts = pc.if_else(pc.equal(counts, never), pa.scalar(-most, counts.type), counts)
        return counts.view(kind)

    def _check_text(self, array: pa.Array) -> None:
        import pyarrow as pa

        try:
            array.validate(full=True)
        except pa.ArrowInvalid as error:
            raise self._unreadable("text in an unknown encoding") from error

    def _unreadable(self, what: str) -> UnreadableValue:
        return UnreadableValue(
            f"The column {self.name} holds {what}, which cannot be read.",
            "CAST the column to text in the SQL to see it.",
            column=self.name,
        )


def _known(kind: str) -> str:
    """The name of a type; the driver has none for those that it cannot read, such as ranges."""
    from psycopg.postgres import types

    oid = kind.removeprefix("unnamed<oid:").removesuffix(">")
    info = types.get(int(oid)) if kind != oid else None
    if info is None:
        return kind
    return f"_{info.name}" if info.array_oid == int(oid) else info.name


def _how(kind: str, reference: str) -> tuple[str, str]:
    """What to ask of a column of that type, and what is true of a value that cannot be held."""
    if kind in _READ:
        return reference, ""
    several = f"pg_catalog.array_ndims({reference}) > 1"
    if kind in _READ_LISTS:
        return reference, several
    if kind == "oid":
        return f"{reference}::pg_catalog.int8", ""
    if kind == "_oid":
        return f"{reference}::pg_catalog.int8[]", several
    if not kind.startswith("_"):
        # The text that the type's own output function writes; a cast may write another (inet) or be missing (void).
        return f"case when {reference} is distinct from null then pg_catalog.concat({reference}) end", ""
    if kind in _TEXT_LISTS:
        flat = reference
    elif kind == "_box":
        flat = f"{reference}::pg_catalog.text[]"  # the one type whose arrays are not written with commas
    else:
        flat = f"pg_catalog.concat({reference})::pg_catalog.text[]"
    inner = f"array(select pg_catalog.json_array_elements(pg_catalog.to_json({reference}))::pg_catalog.text)"
    own = f"pg_catalog.{kind[1:]}[]" if kind in _TEXT_LISTS else "pg_catalog.text[]"
    return f"case when {reference} is null then null when {several} then {inner}::{own} else {flat} end", ""
