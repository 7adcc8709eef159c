"""Columns of numeric, which come as text: exact decimals by declared precision, or by the digits that they have."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lunara.errors import UnreadableValue

if TYPE_CHECKING:
    import pyarrow as pa

# As ADBC and as PostgreSQL itself write them, and what is shown.
_NOT_FINITE = {
    **{"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"},
    **{"NaN": "NaN", "Infinity": "Infinity", "-Infinity": "-Infinity"},
}


class Numbers:
    """One column. `look_at` is told of all values that come before `array` is first asked, which settles the type.

    `modifier` is PostgreSQL's of the type: precision and scale, or -1. A column that is seen to hold NaN or infinity, which no
    decimal can, becomes float where floats write all its numbers digit for digit, and text otherwise.
    """

    def __init__(self, name: str, modifier: int) -> None:
        self._name = name
        self.declared = modifier >= 0
        packed = modifier - 4
        self._precision, self._scale = packed >> 16 & 0xFFFF, ((packed & 0x7FF) ^ 1024) - 1024
        self._seen: list[pa.Array] = []
        self._kind: pa.DataType | None = None

    def look_at(self, texts: pa.Array) -> None:
        """Remember values until the type is settled."""
        if self._kind is None:
            self._seen.append(texts)

    def array(self, texts: pa.Array) -> pa.Array:
        """The texts as decimals, floats or text. Raises UnreadableValue for a value that the settled type cannot hold."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if self._kind is None:
            self._kind, self._seen = self._settled(), []
        if pa.types.is_string(self._kind):
            odd = pa.array(list(_NOT_FINITE)), pa.array(list(_NOT_FINITE.values()))
            place = pc.index_in(texts, odd[0])
            return pc.if_else(pc.is_valid(place), pc.take(odd[1], place), texts)
        if pa.types.is_floating(self._kind):
            if not _are_floats(texts):
                raise self._too_different()
            return pc.cast(texts, self._kind)
        if pc.any(pc.is_in(texts, pa.array(list(_NOT_FINITE)))).as_py():
            raise UnreadableValue(
                f"The column {self._name} holds NaN or infinity among exact numbers.",
                "Leave those rows out, or CAST the column to double precision or text in the SQL.",
                column=self._name,
            )
        # Counted, because Arrow's cast of more digits than fit may come out as another number.
        whole, places = _digits(texts)
        if whole > self._kind.precision - self._kind.scale or places > max(self._kind.scale, 0):
            raise self._too_different()
        return pc.cast(texts, self._kind)

    def _too_different(self) -> UnreadableValue:
        return UnreadableValue(
            f"The column {self._name} holds numbers of very different precision.",
            "ROUND or CAST the column in the SQL.",
            column=self._name,
        )

    def _settled(self) -> pa.DataType:
        import pyarrow as pa
        import pyarrow.compute as pc

        seen = pa.chunked_array(self._seen, pa.string())
        if pc.any(pc.is_in(seen, pa.array(list(_NOT_FINITE)))).as_py():
            return pa.float64() if _are_floats(seen) else pa.string()
        if not self.declared:
            whole, places = _digits(seen)
            return pa.decimal128(38, places) if whole + places <= 38 else _wide(76, places, whole + places)
        precision, scale = self._precision, self._scale
        if scale < 0 or scale > precision:
            return _wide(76, max(scale, 0), scale)
        return pa.decimal128(precision, scale) if precision <= 38 else _wide(precision, scale, precision)


def _digits(texts: pa.ChunkedArray | pa.Array) -> tuple[int, int]:
    """The most digits before and after the point; a lone 0 before it is none."""
    import pyarrow.compute as pc

    texts = pc.ascii_ltrim(texts, "-0")
    length, point = pc.binary_length(texts), pc.find_substring(texts, ".")
    has_point = pc.greater_equal(point, 0)
    places = pc.if_else(has_point, pc.subtract(pc.subtract(length, point), 1), 0)
    whole = pc.if_else(has_point, point, length)
    return pc.max(whole).as_py() or 0, pc.max(places).as_py() or 0


def _wide(precision: int, scale: int, digits: int) -> pa.DataType:
    import pyarrow as pa

    return pa.decimal256(precision, scale) if digits <= 76 else pa.string()


def _are_floats(texts: pa.ChunkedArray | pa.Array) -> bool:
    """Whether a float is written back digit for digit, for each of these numbers."""
    finite = (text for text in texts.to_pylist() if text is not None and text not in _NOT_FINITE)
    return all(Decimal(repr(float(text))) == Decimal(text) for text in finite)
