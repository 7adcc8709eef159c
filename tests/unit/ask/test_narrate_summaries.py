"""Averages and highest values of groups: told one by one, never added up, and never called the total of what is not listed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.ask.test_narrate import COUNTRY, MONTH, REVENUE, tell

SUMMARY = {"aggregate": "avg", "over": ["orders.channel"]}
FIRST = {"order_by": [{"field": "revenue", "direction": "desc"}], "limit": 1}
LAST = {"order_by": [{"field": "revenue", "direction": "asc"}], "limit": 1}


@pytest.mark.parametrize("aggregate", ["avg", "median", "min", "max"])
def test_averages_of_groups_are_no_parts_of_a_whole(aggregate: str) -> None:
    rows = [("FR", 30), ("DE", 60), (None, 10)]
    summary = {"aggregate": aggregate, "over": ["orders.channel"]}
    headline, details, _ = tell([COUNTRY, REVENUE], rows, summary=summary)
    assert headline == "DE has the highest Revenue: $60."
    assert not [line for line in details if "%" in line or "100" in line]


def test_averages_of_periods_are_not_added_up() -> None:
    rows = [(date(2025, month, 1), 10 * month) for month in range(1, 5)]
    headline, details, _ = tell([MONTH, REVENUE], rows, summary=SUMMARY)
    assert "Over all periods" not in " ".join([headline, *details])
    rows_by = [(date(2025, month, 1), country, 10 * month) for month in range(1, 5) for country in ("DE", "FR")]
    headline, details, _ = tell([MONTH, COUNTRY, REVENUE], rows_by, summary=SUMMARY)
    assert "over all periods" not in " ".join([headline, *details])


@pytest.mark.parametrize(("how", "word"), [(FIRST, "highest"), (LAST, "lowest")])
def test_the_first_of_groups_in_periods_is_not_all_periods(how: dict[str, object], word: str) -> None:
    told = tell([MONTH, COUNTRY, REVENUE], [(date(2025, 10, 1), "UK", 35)], **how)
    assert told == (f"UK in Oct 2025 has the {word} Revenue: $35.", (), ())


def test_a_pick_of_groups_in_periods_is_not_added_up() -> None:
    rows = [(date(2025, 10, 1), "UK", 35), (date(2025, 9, 1), "UK", 30), (date(2025, 9, 1), "DE", 28)]
    headline, details, _ = tell([MONTH, COUNTRY, REVENUE], rows, **{**FIRST, "limit": 3})
    assert headline == "UK in Oct 2025 has the highest Revenue: $35."
    assert "65" not in " ".join(details)
    tied = [(date(2025, 10, 1), "UK", 35), (date(2025, 9, 1), "DE", 35)]
    assert "comes first by" in tell([MONTH, COUNTRY, REVENUE], tied, **{**FIRST, "limit": 2})[0]


def test_all_groups_in_periods_are_still_added_up() -> None:
    rows = [(date(2025, 10, 1), "UK", 35), (date(2025, 9, 1), "UK", 30), (date(2025, 9, 1), "DE", 28)]
    assert "over all periods: $65" in tell([MONTH, COUNTRY, REVENUE], rows)[0]
