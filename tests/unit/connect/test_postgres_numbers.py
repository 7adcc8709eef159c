"""Numerics that come as text: whatever their digits, the column holds these numbers and no others, or says that it cannot."""

from __future__ import annotations

import math
from decimal import Context, Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.connect.postgres_numbers import Numbers
from lunara.errors import WarehouseFailed

EXACT = Context(prec=400)
DIGITS = st.text("0123456789", max_size=80)
ODD = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """As PostgreSQL writes a numeric: no zeros in front but one, digits after a point if there is one."""
    whole = draw(DIGITS).lstrip("0") or "0"
    places = draw(DIGITS)
    sign = draw(st.sampled_from(["", "-"]))
    return sign + whole + (f".{places}" if places else "")


def modifier(precision: int, scale: int) -> int:
    """As PostgreSQL packs it."""
    return (precision << 16 | scale & 0x7FF) + 4


def same(found: object, text: str) -> bool:
    if isinstance(found, float):
        return math.isnan(found) if text == "nan" else Decimal(repr(found)) == Decimal(text)
    if isinstance(found, str):
        return found == ODD.get(text, text)
    return isinstance(found, Decimal) and EXACT.compare(found, Decimal(text)) == 0


@settings(deadline=None)
@given(
    st.lists(st.lists(st.one_of(st.none(), numbers(), st.sampled_from(list(ODD))), max_size=5), min_size=1, max_size=4),
    st.integers(1, 4),
)
def test_what_is_held_back_and_what_comes_later(batches: list[list[str | None]], held: int) -> None:
    column = Numbers("x", -1)
    arrays = [pa.array(batch, pa.string()) for batch in batches]
    for array in arrays[:held]:
        column.look_at(array)
    for place, (array, batch) in enumerate(zip(arrays, batches, strict=True)):
        try:
            found = column.array(array).to_pylist()
        except WarehouseFailed as error:
            assert place >= held, "what was looked at can be held"
            assert "column x" in error.message
            continue
        assert len(found) == len(batch)
        assert all(
            value is None if text is None else same(value, text) for value, text in zip(found, batch, strict=True)
        )


@settings(deadline=None)
@given(st.integers(1, 90), st.integers(-5, 95), st.data())
def test_declared_precision(precision: int, scale: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(-(10**precision) + 1, 10**precision - 1))
    with_scale = format(Decimal(count).scaleb(-scale, EXACT), "f")
    column = Numbers("x", modifier(precision, scale))
    array = pa.array([with_scale, None])
    column.look_at(array)
    found = column.array(array)
    assert found.to_pylist()[1] is None and same(found.to_pylist()[0], with_scale)
    if 0 <= scale <= precision <= 38:
        assert found.type == pa.decimal128(precision, scale)


@pytest.mark.parametrize("later", ["0.1", "1" * 40, "nan"])
def test_a_later_number_is_never_rounded(later: str) -> None:
    for first in (["1"], ["nan", "0.25"]):
        column = Numbers("x", -1)
        column.look_at(pa.array(first))
        assert len(column.array(pa.array(first))) == len(first)
        try:
            found = column.array(pa.array([later])).to_pylist()
        except WarehouseFailed:
            continue
        assert same(found[0], later)
