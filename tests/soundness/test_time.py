"""Windows are half-open, comparisons stand position by position, and absent periods are filled when asked."""

from __future__ import annotations

from datetime import date

from tests.snapshots.shop import f
from tests.soundness.shop import Shop, shop

__all__ = ["shop"]


def test_the_last_second_of_a_month_is_in_it(shop: Shop) -> None:
    may = {"range": {"from": "2025-05-01", "to": "2025-06-01"}}
    assert shop.ask(measures=["order_count"], time=may) == [(2,)]
    assert shop.ask(measures=["order_count"], filters=[f("ordered_at", "between", "2025-05-01", "2025-05-31")]) == [
        (2,)
    ]


def test_a_leap_day_is_compared_by_position(shop: Shop) -> None:
    rows = shop.ask(
        measures=["order_count"],
        dimensions=[{"field": "ordered_at", "grain": "day"}],
        time={"range": {"from": "2025-02-25", "to": "2025-03-05"}},
        compare={"to": "previous_year"},
    )
    # 29 February 2024 is the fifth day of its window, as 1 March 2025 is of this one
    assert rows == [(date(2025, 3, 1), None, 1)]


def test_a_longer_compared_month_does_not_spill_over(shop: Shop) -> None:
    rows = shop.ask(
        measures=["order_count"],
        dimensions=[{"field": "ordered_at", "grain": "day"}],
        time={"range": {"from": "2025-06-01", "to": "2025-07-01"}},
        compare={"to": "previous_period"},
    )
    assert all(date(2025, 6, 1) <= row[0] < date(2025, 7, 1) for row in rows)


def test_absent_months_are_zero_and_averages_stay_empty(shop: Shop) -> None:
    rows = shop.ask(
        measures=["order_count", "avg_amount"],
        dimensions=[{"field": "ordered_at", "grain": "month"}],
        time={"range": {"from": "2025-03-01", "to": "2025-09-01"}},
        fill_time=True,
    )
    assert [(row[0].month, row[1]) for row in rows] == [(3, 1), (4, 0), (5, 2), (6, 2)]
    assert rows[1][2] is None


def test_a_change_is_only_taken_from_the_period_before(shop: Shop) -> None:
    rows = shop.ask(
        measures=["order_count"],
        dimensions=[{"field": "ordered_at", "grain": "month"}],
        calculations=[{"kind": "difference", "of": "order_count"}],
    )
    changes = {row[0]: row[2] for row in rows}
    assert changes[date(2025, 6, 1)] == 0
    assert changes[date(2025, 5, 1)] is None  # there is no April to take it from


def test_each_measure_goes_by_its_own_date(shop: Shop) -> None:
    rows = shop.ask(measures=["order_count", "return_count"], dimensions=[{"field": "time", "grain": "year"}])
    assert rows[0] == (date(2024, 1, 1), 4, 1)
    assert rows[1] == (date(2025, 1, 1), 5, 3)
