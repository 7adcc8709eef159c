"""Through a bridge a row counts once in each group it belongs to, however often it is paired with it."""

from __future__ import annotations

import pytest

from lunara.errors import FanOut
from tests.snapshots.shop import f
from tests.soundness.shop import Shop, shop

__all__ = ["shop"]


def test_a_row_counts_once_in_a_group(shop: Shop) -> None:
    # order 1 has two tags that are both called "gift"
    rows = dict(shop.ask(measures=["order_count"], dimensions=["tags.tag"]))
    assert rows["gift"] == 3
    assert rows["rush"] == 1


def test_rows_without_a_pair_stand_under_null(shop: Shop) -> None:
    rows = dict(shop.ask(measures=["order_count"], dimensions=["tags.tag"]))
    assert rows[None] == 6 + 1  # six untagged orders, and order 7 whose second tag does not exist


def test_a_condition_on_the_bridge_limits_its_groups(shop: Shop) -> None:
    rows = shop.ask(measures=["order_count"], dimensions=["tags.tag"], filters=[f("tags.tag", "=", "gift")])
    assert rows == [("gift", 3)]


def test_lines_of_a_tagged_order_count_once(shop: Shop) -> None:
    assert dict(shop.ask(measures=["units"], dimensions=["tags.tag"]))["gift"] == 2 + 1 + 1 + 1 + 2 + 1


def test_a_fact_is_no_bridge(shop: Shop) -> None:
    with pytest.raises(FanOut):
        shop.ask(measures=["revenue"], dimensions=["products.category"])
