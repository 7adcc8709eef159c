"""Ratios are taken after aggregation: null-safe, and never integer division."""

from __future__ import annotations

import pytest

from tests.soundness.shop import Shop, shop

__all__ = ["shop"]


def test_a_ratio_of_sums_not_a_mean_of_ratios(shop: Shop) -> None:
    ((found,),) = shop.ask(measures=["average_order"])
    assert found == pytest.approx(602 / 10)


def test_division_by_nothing_is_null(shop: Shop) -> None:
    rows = dict(shop.ask(measures=["return_rate"], dimensions=["customers.name"], keep_empty=True))
    assert rows["Dan"] is None
    assert rows["Cyd"] == 0


def test_a_ratio_of_two_tables_divides_their_totals(shop: Shop) -> None:
    ratio = {"kind": "ratio", "of": "return_count", "by": "order_count", "name": "each"}
    for name, returned, ordered, each in shop.ask(
        measures=["return_count", "order_count"], dimensions=["customers.name"], calculations=[ratio], keep_empty=True
    ):
        assert each == (returned / ordered if ordered else None), name


def test_whole_numbers_do_not_divide_to_whole_numbers(shop: Shop) -> None:
    ((rate,),) = shop.ask(measures=["return_rate"])
    assert rate == pytest.approx(0.4)
