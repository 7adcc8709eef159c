from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.charts.display import (
    as_date,
    cell,
    clean,
    display,
    office_format,
    plotly_axis,
    settle,
    shorten,
)
from lunara.semantic.compiled import OutputColumn
from lunara.semantic.model import Format
from tests.unit.charts.made import PERCENT, USD, dimension, month

EUR2 = Format(kind="currency", currency="EUR", decimals=2)


@pytest.mark.parametrize(
    ("value", "format", "text"),
    [
        (None, None, "–"),
        (True, None, "Yes"),
        (False, USD, "No"),
        (0, None, "0"),
        (1234567, None, "1,234,567"),
        (-1234567, None, "-1,234,567"),
        (1234.5, None, "1,234.5"),
        (12.3456, None, "12.35"),
        (0.012345, None, "0.0123"),
        (0.00000123, None, "1.23e-6"),
        (1.5e20, None, "1.5e20"),
        (10**24, None, "1,000,000,000,000,000,000,000,000"),
        (float("nan"), None, "not a number"),
        (float("inf"), USD, "infinite"),
        (-0.0, None, "0"),
        (-0.001, Format(decimals=2), "0.00"),
        (Decimal("0.1"), Format(decimals=3), "0.100"),
        (Decimal("2.675"), EUR2, "€2.68"),
        (Decimal("12345678901234567890.55"), EUR2, "€12,345,678,901,234,567,890.55"),
        (1234.5, USD, "$1,234.50"),
        (-1234.5, USD, "-$1,234.50"),
        (1200, USD, "$1,200"),
        (1200.7, Format(kind="currency", currency="JPY"), "¥1,201"),
        (1.5, Format(kind="currency", currency="KWD"), "KWD 1.500"),
        (1.5, Format(kind="currency", currency="CHF"), "CHF 1.50"),
        (1.5, Format(kind="currency"), "1.50"),
        (0.1234, PERCENT, "12.3%"),
        (1, PERCENT, "100.0%"),
        (-0.005, Format(kind="percent", decimals=0), "-1%"),
        (0.0001, PERCENT, "0.010%"),
        (3, Format(unit="days"), "3 days"),
        (90, Format(kind="duration"), "1 min 30 s"),
        (0.25, Format(kind="duration"), "250 ms"),
        (1.5, Format(kind="duration", unit="hours"), "1 h 30 min"),
        (timedelta(days=2, hours=3), None, "2 d 3 h"),
        (date(2025, 3, 3), None, "3 Mar 2025"),
        (datetime(2025, 3, 3, 14, 5), None, "3 Mar 2025, 14:05"),
        (datetime(2025, 3, 3), None, "3 Mar 2025"),
        (time(9, 30), None, "09:30"),
        (b"\x00\xff", None, "0x00ff"),
        (b"x" * 50_000_000, None, "50.0 MB"),
        (pa.MonthDayNano([-1, 0, 60_000_000_000]), None, "-1 month 00:01:00"),
        (pa.MonthDayNano([0, 0, 0]), None, "00:00:00"),
        # More digits than Python's decimals have unless told: they became zeros.
        (Decimal(2**127 - 1), None, "170,141,183,460,469,231,731,687,303,715,884,105,727"),
        ({"a": 1}, None, '{"a": 1}'),
        ({"a": [Decimal("1.5"), None]}, None, '{"a": [1.5, null]}'),
        ("  two\nlines\t", None, "two lines"),
    ],
)
def test_a_value_reads_as_people_write_it(value: object, format: Format | None, text: str) -> None:
    assert display(value, format) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (999, "999"),
        (1000, "1K"),
        (1250, "1.3K"),
        (99_949, "99.9K"),
        (99_950, "100K"),
        (999_499, "999K"),
        (999_500, "1M"),
        (1_234_567, "1.2M"),
        (5.6e9, "5.6B"),
        (7.8e12, "7.8T"),
        (-2_000_000, "-2M"),
    ],
)
def test_compact_numbers_step_up_a_letter_and_never_read_1000k(value: float, text: str) -> None:
    assert display(value, compact=True) == text
    assert display(value, USD, compact=True).replace("$", "").removesuffix(".00") == text


@pytest.mark.parametrize(
    ("grain", "text"),
    [
        ("year", "2025"),
        ("quarter", "Q2 2025"),
        ("month", "Apr 2025"),
        ("week", "Week of 7 Apr 2025"),
        ("day", "7 Apr 2025"),
        ("hour", "7 Apr 2025, 14:00"),
        ("minute", "7 Apr 2025, 14:00"),
        ("second", "7 Apr 2025, 14:00:00"),
    ],
)
def test_a_date_reads_by_its_grain_also_when_it_came_as_text(grain: str, text: str) -> None:
    moment = datetime(2025, 4, 7, 14)
    assert display(moment, grain=grain) == text  # type: ignore[arg-type]
    assert display(moment.isoformat(), grain=grain) == text  # type: ignore[arg-type]


def test_group_labels_name_null_and_empty_and_keep_years_without_commas() -> None:
    year = dimension("year", type="number")
    assert [cell(value, year) for value in (2025, Decimal("2024"), 2.5, None)] == ["2025", "2024", "2.5", "(none)"]
    text = dimension("country")
    assert [cell(value, text) for value in ("", "  ", None, "\u202egnp")] == ["(empty)", "(empty)", "(none)", "gnp"]
    assert cell("2025-03-01", month()) == "Mar 2025"
    assert cell("not a date", month()) == "not a date"


def test_a_column_has_one_number_of_decimals() -> None:
    assert settle(USD, [Decimal("1.5"), 20000]).decimals == 0
    assert settle(USD, [Decimal("1.5"), 3]).decimals == 2
    assert settle(None, [1, 2, None]).decimals == 0
    assert settle(None, [0.001, 0.02]).decimals == 4
    assert settle(PERCENT, []).decimals == 1
    assert settle(Format(kind="currency"), [1.5], currency="EUR").currency == "EUR"


def test_formats_for_office_and_plotly_follow_the_same_format() -> None:
    assert office_format(EUR2) == '"€"#,##0.00'
    assert office_format(Format(kind="currency", currency="JPY")) == '"¥"#,##0'
    assert office_format(Format(decimals=1, unit='d"ays')) == '#,##0.0 "days"'
    assert office_format(None) == "General"
    assert office_format(None, grain="month") == "mmm yyyy"
    assert plotly_axis(USD)["tickprefix"] == "$"
    assert plotly_axis(PERCENT) == {"tickformat": ".2~%"}
    assert plotly_axis(Format(unit="<b>kg</b>"))["ticksuffix"] == " &lt;b&gt;kg&lt;/b&gt;"


numbers = st.one_of(
    st.integers(-(10**30), 10**30), st.floats(allow_nan=True), st.decimals(allow_nan=False, allow_infinity=False)
)
formats = st.builds(
    Format,
    kind=st.sampled_from(["number", "currency", "percent", "duration"]),
    currency=st.sampled_from([None, "USD", "EUR", "JPY", "XYZ"]),
    decimals=st.one_of(st.none(), st.integers(0, 10)),
    unit=st.sampled_from([None, "kg", "minutes"]),
)


@settings(deadline=None)
@given(numbers, formats, st.booleans())
def test_every_number_is_one_line_of_plain_text(value: object, format: Format, compact: bool) -> None:
    text = display(value, format, compact=compact)
    assert text and text == clean(text)
    assert not re.search(r"[<>&{}\n]", text)
    assert not re.fullmatch(r"-[^1-9]*", text) or "infinite" in text, "a minus before nothing but zeros"


@settings(deadline=None)
@given(st.decimals(-(10**12), 10**12, places=4))
def test_what_is_shown_with_enough_decimals_is_exactly_the_value(value: Decimal) -> None:
    assert Decimal(display(value, Format(decimals=4)).replace(",", "")) == value


@settings(deadline=None)
@given(st.floats(min_value=1, max_value=1e14))
def test_compact_is_within_its_rounding(value: float) -> None:
    text = display(value, compact=True)
    scale = {"K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}.get(text[-1], 1)
    shown = float(text.rstrip("KMBT").replace(",", "")) * scale
    assert math.isclose(shown, value, rel_tol=0.06)


@settings(deadline=None)
@given(st.text(), st.integers(1, 50))
def test_cleaned_and_shortened_text_is_one_line_and_short(text: str, length: int) -> None:
    assert len(shorten(clean(text), length)) <= length
    assert not re.search(r"[\x00-\x1f\u202a-\u202e\u2066-\u2069]", clean(text))


@settings(deadline=None)
@given(st.dates())
def test_dates_come_back_from_their_text(day: date) -> None:
    assert as_date(day.isoformat()) == day
    assert as_date(datetime(day.year, day.month, day.day, 1).isoformat()) == datetime(day.year, day.month, day.day, 1)


def test_text_columns_are_text() -> None:
    assert as_date("12345") is None and as_date("2025-13-01") is None and as_date(5) is None
    assert cell("<b>x</b>", OutputColumn("a", "dimension", "A")) == "<b>x</b>"
