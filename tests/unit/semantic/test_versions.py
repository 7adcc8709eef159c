"""What changed between versions is told item by item."""

from __future__ import annotations

from lunara.semantic.review import edit, reject
from lunara.semantic.versions import changes_between
from tests.unit.semantic.test_review import MODEL


def test_nothing_changed() -> None:
    assert changes_between(MODEL, MODEL) == []
    reordered = MODEL.model_copy(update={"tables": tuple(reversed(MODEL.tables))})
    assert changes_between(MODEL, reordered) == []


def test_changed_added_and_removed() -> None:
    edited = edit(MODEL, {}, "measure:orders.revenue", {"filter": "status <> 'cancelled'"}).model
    (change,) = changes_between(MODEL, edited)
    assert (change.kind, change.key) == ("changed", "measure:orders.revenue")
    assert change.fields == (("filter", None, "status <> 'cancelled'"),)
    smaller = reject(MODEL, {}, ["measure:orders.revenue"]).model
    assert {(c.kind, c.key) for c in changes_between(MODEL, smaller)} == {
        ("removed", "measure:orders.revenue"),
        ("removed", "measure:aov"),
        ("removed", "measure:double_aov"),
    }
    assert {c.kind for c in changes_between(smaller, MODEL)} == {"added"}
