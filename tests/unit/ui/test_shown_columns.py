"""What the browser's table reads wrongly is text before it gets there; all else stays as the warehouse gave it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from lunara.semantic.compiled import OutputColumn
from lunara.semantic.model import Format
from lunara.ui.components.shown_columns import as_shown, still_there


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (
            pa.month_day_nano_interval(),
            pa.MonthDayNano([14, 3, 14_706_500_000_000]),
            "1 year 2 months 3 days 04:05:06.5",
        ),
        (pa.duration("us"), timedelta(hours=-1), "-1 h"),
        (pa.binary(), b"\x00\xff", "0x00ff"),
        (pa.binary(), b"x" * 3_000_000, "3.0 MB"),
        (pa.large_binary(), b"x" * 999, "999 bytes"),
        # It was shown as {"b": "15"}.
        (pa.struct([("b", pa.decimal128(3, 1))]), {"b": Decimal("1.5")}, '{"b": 1.5}'),
        (pa.list_(pa.decimal128(3, 1)), [Decimal("1.5"), None], "[1.5, null]"),
        (pa.list_(pa.list_(pa.int8())), [[1], [2]], "[[1], [2]]"),
    ],
)
def test_odd_values_are_text(kind: pa.DataType, value: Any, shown: str) -> None:
    data, numbers = as_shown(pa.table({"n": pa.array([1, 2]), "odd": pa.array([value, None], kind)}), {})
    assert data.to_pydict() == {"n": [1, 2], "odd": [shown, None]} and numbers == frozenset()


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (pa.uint64(), 2**64 - 1, "18,446,744,073,709,551,615"),
        (pa.int64(), -(2**53) - 1, "-9,007,199,254,740,993"),
        (pa.decimal128(38, 0), Decimal(10**37 + 7), "10,000,000,000,000,000,000,000,000,000,000,000,007"),
        (
            pa.decimal256(50, 2),
            Decimal("1000000000000000000000000000000.25"),
            "1,000,000,000,000,000,000,000,000,000,000.3",
        ),
    ],
)
def test_numbers_that_a_double_cannot_hold_are_text_to_the_right(kind: pa.DataType, value: Any, shown: str) -> None:
    data, numbers = as_shown(pa.table({"n": pa.array([value, None], kind)}), {})
    assert data["n"].to_pylist() == [shown, None] and numbers == {"n"}


def test_they_keep_their_format_and_a_key_gets_no_commas() -> None:
    money = OutputColumn("total", "measure", "Total", "number", Format(kind="currency", currency="EUR", decimals=2))
    key = OutputColumn("id", "dimension", "Id", "number")
    data, numbers = as_shown(pa.table({"total": [2**60], "id": [2**60]}), {"total": money, "id": key})
    assert data.to_pylist() == [{"total": "€1,152,921,504,606,846,976.00", "id": "1152921504606846976"}]
    assert numbers == {"total", "id"}


def test_what_is_shown_right_is_not_touched() -> None:
    data = pa.table(
        {
            "small": pa.array([2**53, None]),
            "money": pa.array([Decimal("12.30"), None], pa.decimal128(38, 2)),
            "empty": pa.array([None, None], pa.int64()),
            "day": [date(2025, 1, 1), None],
            "list": [[1, 2], None],
            "text": ["a", None],
            "flag": [True, None],
        }
    )
    shown, numbers = as_shown(data, {})
    assert shown is data and numbers == frozenset()


def test_columns_of_the_answer_are_kept_where_changed_sql_has_them_too() -> None:
    revenue = OutputColumn(
        "revenue", "measure", "Revenue", type="number", format=Format(kind="currency", currency="USD")
    )
    month = OutputColumn("month", "dimension", "Month", type="time", grain="month")
    brand = OutputColumn("brand", "dimension", "Brand")
    data = pa.table({"revenue": [1.5], "month": ["2025-01"], "n": [3]})
    assert still_there((month, revenue, brand), data) == (revenue,)
