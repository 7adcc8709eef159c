"""A query's period in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from lunara.charts.period import period_text, period_words
from lunara.semantic.compiled import TimeWindow
from tests.unit.charts.made import compiled


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2025, 1, 1), date(2026, 1, 1), "2025"),
        (date(2023, 1, 1), date(2026, 1, 1), "2023 to 2025"),
        (date(2025, 4, 1), date(2025, 7, 1), "Q2 2025"),
        (date(2024, 12, 1), date(2025, 12, 1), "Dec 2024 to Nov 2025"),
        (date(2025, 2, 1), date(2025, 3, 1), "Feb 2025"),
        (date(2025, 2, 3), date(2025, 2, 4), "3 Feb 2025"),
        (date(2025, 2, 3), date(2025, 2, 10), "3 Feb 2025 to 9 Feb 2025"),
        (date(2025, 2, 3), None, "since 3 Feb 2025"),
        (None, date(2025, 2, 3), "until 2 Feb 2025"),
        (None, None, ""),
    ],
)
def test_a_half_open_window_reads_with_its_last_day(start: date | None, end: date | None, text: str) -> None:
    assert period_text(TimeWindow("orders.ordered_at", start, end)) == text


@pytest.mark.parametrize(
    ("start", "end", "incomplete", "text"),
    [
        (date(2026, 10, 1), date(2026, 11, 1), False, "Oct 2026"),
        (date(2026, 6, 1), date(2026, 12, 1), True, "Jun – Nov 2026, so far"),
        (date(2026, 6, 1), date(2026, 11, 23), False, "1 Jun – 22 Nov 2026"),
        (date(2025, 12, 1), date(2026, 2, 1), False, "Dec 2025 – Jan 2026"),
        (date(2024, 1, 1), date(2026, 1, 1), False, "2024 – 2025"),
        (date(2026, 6, 1), None, True, "since 1 Jun 2026"),
        (datetime(2026, 6, 1), datetime(2026, 6, 2, 12), False, "1 Jun – 2 Jun 2026"),
    ],
)
def test_a_tile_names_its_period(
    start: date | datetime, end: date | datetime | None, incomplete: bool, text: str
) -> None:
    query = replace(compiled(), window=TimeWindow("orders.ordered_at", start, end, incomplete))
    assert period_words(query) == text


def test_no_window_no_words() -> None:
    assert period_words(compiled()) == ""
