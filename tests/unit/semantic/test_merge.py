"""Two people's changes of one model are both kept; what both changed differently is said."""

from __future__ import annotations

from typing import Any

from lunara.semantic.merge import bring_together
from lunara.semantic.model import SemanticModel
from lunara.semantic.review import accept, add, edit, reject, review_items
from tests.unit.semantic.test_review import MODEL, REVIEW

Side = tuple[SemanticModel, dict[str, dict[str, Any]]]
BASE: Side = (MODEL, {key: dict(note) for key, note in REVIEW.items()})
REVENUE = "measure:orders.revenue"


def changed(key: str, side: Side = BASE, **changes: Any) -> Side:
    done = edit(*side, key, changes)
    return done.model, done.review


def test_changes_of_different_items_are_both_kept() -> None:
    mine = changed(REVENUE, expression="amount * 2")
    theirs = changed("dimension:customers.country", label="Land")
    both = bring_together(BASE, mine, theirs)
    expected = changed("dimension:customers.country", mine, label="Land")
    assert both.model == expected[0] and both.clashes == ()
    assert both.review == expected[1]


def test_changes_of_different_fields_of_one_item_are_both_kept() -> None:
    both = bring_together(BASE, changed(REVENUE, expression="amount * 2"), changed(REVENUE, label="Turnover"))
    table = both.model.table("orders")
    assert table is not None and both.clashes == ()
    assert (table.measures[0].expression, table.measures[0].label) == ("amount * 2", "Turnover")


def test_what_both_changed_is_mine_and_is_said() -> None:
    both = bring_together(BASE, changed(REVENUE, label="Mine"), changed(REVENUE, label="Theirs", description="More"))
    table = both.model.table("orders")
    assert table is not None and both.clashes == (REVENUE,)
    assert (table.measures[0].label, table.measures[0].description) == ("Mine", "More")


def test_one_took_out_what_the_other_changed_it_stays() -> None:
    gone = reject(*BASE, [REVENUE])
    mine = (gone.model, gone.review)
    both = bring_together(BASE, mine, changed(REVENUE, label="Theirs"))
    assert REVENUE in both.clashes
    assert next(item for item in review_items(both.model, both.review) if item.key == REVENUE).status != "rejected"


def test_what_one_added_and_the_other_took_out() -> None:
    added = add(*BASE, "measure", "orders", {"name": "items", "aggregate": "count"})
    gone = reject(*BASE, ["table:customers"])
    both = bring_together(BASE, (added.model, added.review), (gone.model, gone.review))
    assert [table.name for table in both.model.tables] == ["orders"]
    assert both.model.relationships == () and both.clashes == ()
    assert [m.name for m in both.model.tables[0].measures] == ["revenue", "order_count", "items"]
    assert {"table:customers", "measure:orders.items"} <= both.review.keys()


def test_a_table_that_one_took_out_stays_where_the_other_added_to_it() -> None:
    added = add(*BASE, "dimension", "customers", {"name": "city"})
    gone = reject(*BASE, ["table:customers"])
    for mine, theirs in ((added, gone), (gone, added)):
        both = bring_together(BASE, (mine.model, mine.review), (theirs.model, theirs.review))
        table = both.model.table("customers")
        assert table is not None and {d.name for d in table.dimensions} == {"country", "city"}
        assert both.clashes == ("table:customers",)
        assert not [item for item in review_items(both.model, both.review) if item.key == "table:customers"][1:]


def test_words_of_the_model_and_decisions_are_brought_together() -> None:
    mine = (MODEL.model_copy(update={"instructions": "Be brief."}), BASE[1])
    done = accept(*BASE, ["relationship:orders_customer"])
    both = bring_together(BASE, mine, (done.model.model_copy(update={"description": "A shop"}), done.review))
    assert (both.model.instructions, both.model.description) == ("Be brief.", "A shop")
    assert both.review["relationship:orders_customer"]["status"] == "accepted"
