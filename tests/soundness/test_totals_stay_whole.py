"""Rows without a partner stand under null: the groups of an additive measure add up to its total."""

from __future__ import annotations

from typing import Any

import pytest

from tests.soundness.shop import Shop, shop

__all__ = ["shop"]


@pytest.mark.parametrize(
    ("measure", "dimension"),
    [
        ("order_count", "customers.country"),
        ("revenue", "billing.city"),
        ("revenue", {"field": "ordered_at", "grain": "month"}),
        ("units", "products.category"),
        ("units", "customers.country"),
        ("goods", "orders.status"),
        ("return_count", "customers.country"),
        ("staff_count", "manager.name"),
    ],
)
def test_groups_add_up_to_the_total(shop: Shop, measure: str, dimension: Any) -> None:
    ((total,),) = shop.ask(measures=[measure])
    groups = shop.ask(measures=[measure], dimensions=[dimension])
    assert sum(value or 0 for _, value in groups) == total
    assert len({group for group, _ in groups}) == len(groups)


def test_nulls_of_two_facts_meet_in_one_row(shop: Shop) -> None:
    rows = shop.ask(measures=["order_count", "units"], dimensions=["customers.country"])
    assert [row for row in rows if row[0] is None] == [(None, 4, 14)]
    assert len([row[0] for row in rows]) == len({row[0] for row in rows})


def test_a_group_of_one_fact_alone_is_kept(shop: Shop) -> None:
    rows = shop.ask(measures=["product_count", "units"], dimensions=["products.category"])
    assert ("Unsold", 1, None) in rows
