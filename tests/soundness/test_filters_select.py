"""A condition on related rows selects rows; it never repeats them, and never disappears."""

from __future__ import annotations

from tests.snapshots.shop import f
from tests.soundness.shop import Shop, shop

__all__ = ["shop"]


def test_a_child_condition_does_not_repeat_the_parent(shop: Shop) -> None:
    gold = shop.raw(
        "select sum(amount) from orders o where status <> 'cancelled' and exists "
        "(select 1 from order_items i join products p using (product_id) where i.order_id = o.order_id and category = 'Bikes')"
    )
    assert shop.ask(measures=["revenue"], filters=[f("products.category", "=", "Bikes")]) == gold == [(200,)]


def test_conditions_side_by_side_hold_for_the_same_row(shop: Shop) -> None:
    both = [f("products.category", "=", "Parts"), f("order_items.price", "<", 40)]
    assert shop.ask(measures=["order_count"], filters=both) == [(1,)]
    apart = [{"exists": "order_items", "where": [one]} for one in both]
    assert shop.ask(measures=["order_count"], filters=apart) == [(2,)]


def test_not_exists_keeps_rows_without_any(shop: Shop) -> None:
    assert shop.ask(measures=["order_count"], filters=[{"not": {"exists": "returns"}}]) == [(8,)]
    assert shop.ask(measures=["customer_count"], filters=[{"not": {"exists": "orders"}}]) == [(2,)]


def test_a_condition_on_a_derived_measure_is_not_ignored(shop: Shop) -> None:
    every = shop.ask(measures=["revenue"], dimensions=["customers.country"])
    some = shop.ask(measures=["revenue"], dimensions=["customers.country"], filters=[f("average_order", ">", 70)])
    assert 0 < len(some) < len(every)
    kept = shop.ask(measures=["average_order"], dimensions=["customers.country"])
    assert {row[0] for row in some} == {row[0] for row in kept if row[1] is not None and row[1] > 70}


def test_a_condition_on_a_measure_of_another_table_filters_groups(shop: Shop) -> None:
    rows = shop.ask(measures=["revenue"], dimensions=["customers.country"], filters=[f("return_count", ">", 0)])
    assert {row[0] for row in rows} == {"US", "CA", None}


def test_a_measure_condition_on_a_list_groups_it(shop: Shop) -> None:
    assert shop.ask(dimensions=["customers.name"], filters=[f("order_count", ">", 2)]) == [("Ann",), ("Bob",)]
