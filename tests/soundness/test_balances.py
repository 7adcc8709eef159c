"""A balance takes the last value over time for each thing it is of, and adds over the rest."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.errors import Refused
from tests.snapshots.shop import f
from tests.soundness.shop import Shop, shop

__all__ = ["shop"]


def test_the_last_value_of_each_product(shop: Shop) -> None:
    assert shop.ask(measures=["on_hand"]) == [(6 + 3 + 11,)]


def test_the_last_value_in_each_month(shop: Shop) -> None:
    assert shop.ask(measures=["on_hand"], dimensions=[{"field": "day", "grain": "month"}]) == [
        (date(2025, 4, 1), 5),
        (date(2025, 5, 1), 6 + 4),
        (date(2025, 6, 1), 3 + 11),
    ]


def test_the_last_value_within_the_window(shop: Shop) -> None:
    rows = shop.ask(measures=["on_hand"], time={"range": {"from": "2025-04-01", "to": "2025-05-31"}})
    assert rows == [(7 + 4,)]
    assert shop.ask(measures=["on_hand"], filters=[f("day", "<", "2025-05-01")]) == [(5,)]


def test_sql_over_the_model_may_not_add_it_up(shop: Shop) -> None:
    with pytest.raises(Refused):
        shop.sql("select MEASURE(on_hand) from stock")
