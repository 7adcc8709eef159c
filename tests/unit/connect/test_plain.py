"""Values as JSON has them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.connect.plain import plain


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (7, 7),
        (2**63, 2**63),
        (1.5, 1.5),
        (float("-inf"), "-Infinity"),
        (Decimal("19.90"), 19.9),
        (Decimal("-0.1"), -0.1),
        (Decimal("100.00"), 100),
        (Decimal("0.30000000000000004"), 0.30000000000000004),
        (Decimal("0.3000000000000000444"), "0.3000000000000000444"),
        (Decimal("9007199254740993"), "9007199254740993"),
        (Decimal("1E+400"), "1" + "0" * 400),
        (Decimal("NaN"), "NaN"),
        (Decimal("sNaN"), "NaN"),
        (Decimal("-Infinity"), "-Infinity"),
        (date(2025, 3, 1), "2025-03-01"),
        (datetime(2025, 3, 1, 12, 30, 0, 5), "2025-03-01T12:30:00.000005"),
        (datetime(2025, 3, 1, tzinfo=UTC), "2025-03-01T00:00:00+00:00"),
        (time(10, 5), "10:05:00"),
        (timedelta(days=1, seconds=2, milliseconds=500), "PT86402.5S"),
        (timedelta(seconds=-10), "-PT10S"),
        (b"\x00\xff", "0x00ff"),
        ("漢\ud800", "漢\ud800"),
        ([Decimal("1.5"), None, date(2025, 1, 1)], [1.5, None, "2025-01-01"]),
        ({"a": {"b": Decimal("2.50")}}, {"a": {"b": 2.5}}),
    ],
)
def test_values(value: Any, expected: Any) -> None:
    told = plain(value)
    assert told == expected
    assert type(told) is type(expected)


def test_calendar_intervals_of_arrow() -> None:
    (value,) = pa.array([(14, 3, 90_500_000_000)], pa.month_day_nano_interval()).to_pylist()
    assert plain(value) == "P14M3DT90.5S"


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_never_loses_a_digit(value: Decimal) -> None:
    told = json.loads(json.dumps(plain(value)), parse_float=Decimal)
    assert Decimal(told) == value


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text() | st.dates() | st.decimals() | st.binary(),
        st.lists,
        max_leaves=8,
    )
)
def test_everything_is_json(value: Any) -> None:
    json.dumps(plain(value), allow_nan=False)
