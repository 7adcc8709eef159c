"""Names of fields, and what is said about names that nothing has."""

from __future__ import annotations

import pytest

from lunara.errors import UnknownField
from lunara.semantic.names import humanize, nearest, resolve_field
from tests.snapshots.shop import MODEL


@pytest.mark.parametrize(
    ("written", "path", "via"),
    [
        ("customers.country", "customers.country", ()),
        ("country", "customers.country", ()),
        ("revenue", "orders.revenue", ()),
        ("average_order", "average_order", ()),
        ("billing.city", "addresses.city", ("billing",)),
        ("manager.name", "staff.name", ("manager",)),
        ("manager.manager.name", "staff.name", ("manager", "manager")),
        ("items_order.country", "customers.country", ("items_order",)),
        ("items_order.customers.country", "customers.country", ("items_order",)),
    ],
)
def test_resolves(written: str, path: str, via: tuple[str, ...]) -> None:
    found = resolve_field(MODEL, written)
    assert (found.path, found.via) == (path, via)


def test_a_shared_bare_name_is_ambiguous() -> None:
    with pytest.raises(UnknownField) as caught:
        resolve_field(MODEL, "name")
    assert caught.value.code == "ambiguous_field"
    assert set(caught.value.details["nearest"]) == {"customers.name", "products.name", "staff.name"}


@pytest.mark.parametrize(
    ("written", "best"),
    [("revenu", "orders.revenue"), ("customers.cuntry", "customers.country"), ("Orders.Revenue", "orders.revenue")],
)
def test_unknown_names_get_the_nearest(written: str, best: str) -> None:
    with pytest.raises(UnknownField) as caught:
        resolve_field(MODEL, written)
    assert caught.value.details["nearest"][0] == best
    assert best in caught.value.hint


def test_the_kind_limits_what_is_found() -> None:
    with pytest.raises(UnknownField):
        resolve_field(MODEL, "revenue", "dimension")


def test_nothing_similar_is_said_plainly() -> None:
    assert nearest("zzzzqqq", ["orders.revenue"]) == []
    assert nearest("nope", ["person.person_count", "open_positions.opportunity", "orders.notional_exposure"]) == []
    assert nearest("amount", ["person.person_count", "orders.order_amount"]) == ["orders.order_amount"]


@pytest.mark.parametrize(
    ("name", "label"), [("order_total", "Order total"), ("orderTotal", "Order total"), ("sku_ID", "Sku ID"), ("", "")]
)
def test_labels_from_names(name: str, label: str) -> None:
    assert humanize(name) == label
