"""What changed between versions is told item by item."""

from __future__ import annotations

from lunara.semantic.model import Relationship, VerifiedQuestion
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


def test_the_order_of_parts_is_no_change() -> None:
    table = MODEL.tables[0].model_copy(update={"synonyms": ("a", "b"), "unique_keys": (("x", "y"), ("z",))})
    other = table.model_copy(update={"synonyms": ("b", "a"), "unique_keys": (("z",), ("y", "x"))})
    one, two = (MODEL.model_copy(update={"tables": (t, *MODEL.tables[1:])}) for t in (table, other))
    assert changes_between(one, two) == []
    pairs = {"from_table": "orders", "to_table": "customers", "name": "r"}
    here = Relationship(from_columns=("a", "b"), to_columns=("c", "d"), **pairs)
    there = Relationship(from_columns=("b", "a"), to_columns=("d", "c"), **pairs)
    crossed = Relationship(from_columns=("b", "a"), to_columns=("c", "d"), **pairs)
    three, four, five = (MODEL.model_copy(update={"relationships": (r,)}) for r in (here, there, crossed))
    assert changes_between(three, four) == []
    assert [c.kind for c in changes_between(three, five)] == ["changed"]


def test_a_renamed_measure_is_a_rename_and_what_names_it_is_no_change() -> None:
    renamed = edit(MODEL, {}, "measure:orders.revenue", {"name": "sales"}).model
    (change,) = changes_between(MODEL, renamed)
    assert (change.kind, change.key, change.fields) == (
        "renamed",
        "measure:orders.sales",
        (("name", "revenue", "sales"),),
    )
    both = edit(renamed, {}, "measure:orders.sales", {"label": "All sales"}).model
    (change,) = changes_between(MODEL, both)
    assert change.kind == "renamed" and [field for field, _, _ in change.fields] == ["name", "label"]


def test_a_renamed_table_keeps_its_fields() -> None:
    renamed = edit(MODEL, {}, "table:orders", {"name": "purchases"}).model
    (change,) = changes_between(MODEL, renamed)
    assert (change.kind, change.key) == ("renamed", "table:purchases")
    more = edit(renamed, {}, "measure:purchases.revenue", {"name": "sales", "filter": "status = 'x'"}).model
    assert {(c.kind, c.key) for c in changes_between(MODEL, more)} >= {
        ("renamed", "table:purchases"), ("added", "measure:purchases.sales"), ("removed", "measure:purchases.revenue")
    }  # fmt: skip


def test_a_renamed_relationship_and_derived_measure() -> None:
    (join,) = MODEL.relationships
    other = MODEL.model_copy(update={"relationships": (join.model_copy(update={"name": "buyer"}),)})
    (change,) = changes_between(MODEL, other)
    assert (change.kind, change.key, change.fields) == (
        "renamed",
        "relationship:buyer",
        (("name", join.name, "buyer"),),
    )
    renamed = edit(MODEL, {}, "measure:aov", {"name": "average_order"}).model
    assert [(c.kind, c.key) for c in changes_between(MODEL, renamed)] == [("renamed", "measure:average_order")]


def test_two_of_one_definition_are_no_rename() -> None:
    """Which of them is which cannot be told."""
    table = MODEL.table("orders")
    assert table is not None
    twin = table.measures[0].model_copy(update={"name": "twin"})
    two = MODEL.model_copy(update={"tables": tuple(
        t.model_copy(update={"measures": (*t.measures, twin)}) if t.name == "orders" else t for t in MODEL.tables)}
    )  # fmt: skip
    names = {"revenue": "x", "twin": "y"}
    other = two
    for old, new in names.items():
        other = edit(other, {}, f"measure:orders.{old}", {"name": new}).model
    assert {c.kind for c in changes_between(two, other) if ".x" in c.key or ".y" in c.key} == {"added"}


def test_verified_questions_are_told() -> None:
    asked = VerifiedQuestion(question="How much?", query={"measures": ["revenue"]})
    more = MODEL.model_copy(update={"verified_questions": (asked,)})
    assert [(c.kind, c.key) for c in changes_between(MODEL, more)] == [("added", "question:How much?")]
    assert [c.kind for c in changes_between(more, MODEL)] == ["removed"]
    other = asked.model_copy(update={"query": {"measures": ["order_count"]}})
    assert [c.kind for c in changes_between(more, MODEL.model_copy(update={"verified_questions": (other,)}))] == [
        "changed"
    ]
