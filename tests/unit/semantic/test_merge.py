"""Two people's changes of one model are both kept; what both changed differently is said."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.errors import LunaraError
from lunara.semantic.merge import Both, bring_together
from lunara.semantic.model import SemanticModel
from lunara.semantic.review import accept, add, edit, reject, review_items
from lunara.semantic.three_way import Side
from tests.unit.semantic.test_review import MODEL, REVIEW

Side_ = tuple[SemanticModel, dict[str, dict[str, Any]]]
BASE: Side_ = (MODEL, {key: dict(note) for key, note in REVIEW.items()})
REVENUE = "measure:orders.revenue"


def keys(both: Both) -> list[str]:
    return [clash.key for clash in both.clashes]


def changed(key: str, side: Side_ = BASE, **changes: Any) -> Side_:
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
    assert table is not None and keys(both) == [REVENUE]
    assert (table.measures[0].label, table.measures[0].description) == ("Mine", "More")


def test_one_took_out_what_the_other_changed_it_stays() -> None:
    gone = reject(*BASE, [REVENUE])
    mine = (gone.model, gone.review)
    both = bring_together(BASE, mine, changed(REVENUE, label="Theirs"))
    assert REVENUE in keys(both)
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
        assert keys(both) == ["table:customers"]
        assert not [item for item in review_items(both.model, both.review) if item.key == "table:customers"][1:]


def test_words_of_the_model_and_decisions_are_brought_together() -> None:
    mine = (MODEL.model_copy(update={"instructions": "Be brief."}), BASE[1])
    done = accept(*BASE, ["relationship:orders_customer"])
    both = bring_together(BASE, mine, (done.model.model_copy(update={"description": "A shop"}), done.review))
    assert (both.model.instructions, both.model.description) == ("Be brief.", "A shop")
    assert both.review["relationship:orders_customer"]["status"] == "accepted"


def test_a_choice_counts_for_what_both_changed_and_for_what_one_took_out() -> None:
    mine, theirs = changed(REVENUE, label="Mine"), changed(REVENUE, label="Theirs", description="More")
    table = bring_together(BASE, mine, theirs, {REVENUE: "theirs"}).model.table("orders")
    assert table is not None and (table.measures[0].label, table.measures[0].description) == ("Theirs", "More")
    gone = reject(*BASE, [REVENUE])
    taken_out = (gone.model, gone.review)
    for ours, other, side in ((taken_out, theirs, "mine"), (theirs, taken_out, "theirs")):
        choices: dict[str, Side] = {REVENUE: "mine" if side == "mine" else "theirs"}
        both = bring_together(BASE, ours, other, choices)
        assert REVENUE not in {item.key for item in review_items(both.model, {})}
        assert next(clash.gone for clash in both.clashes if clash.key == REVENUE) == side


def test_a_table_can_be_chosen_to_go_with_what_the_other_added_to_it() -> None:
    added = add(*BASE, "dimension", "customers", {"name": "city"})
    gone = reject(*BASE, ["table:customers"])
    both = bring_together(BASE, (added.model, added.review), (gone.model, gone.review), {"table:customers": "theirs"})
    assert [table.name for table in both.model.tables] == ["orders"] and both.model.relationships == ()


def test_verified_questions_of_both_are_kept() -> None:
    def asked(*questions: str) -> Side_:
        found = [{"question": text, "query": {"measures": ["revenue"]}} for text in questions]
        return SemanticModel.model_validate({**MODEL.model_dump(by_alias=True), "verified_questions": found}), BASE[1]

    both = bring_together(asked("old"), asked("old", "mine"), asked("old", "theirs"))
    assert {one.question for one in both.model.verified_questions} == {"old", "mine", "theirs"} and both.clashes == ()


KEYS = [item.key for item in review_items(MODEL, {})]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("label"), st.sampled_from(KEYS), st.sampled_from(("A", "B"))),
        st.tuples(st.just("description"), st.sampled_from(KEYS), st.sampled_from(("A", "B"))),
        st.tuples(st.just("reject"), st.sampled_from(KEYS), st.just("")),
        st.tuples(st.just("add"), st.sampled_from(("orders", "customers")), st.sampled_from(("city", "shop"))),
    ),
    max_size=5,
)


def after(steps: list[tuple[str, str, str]]) -> Side_:
    side = BASE
    for what, key, value in steps:
        try:
            if what == "reject":
                done = reject(*side, [key])
            elif what == "add":
                done = add(*side, "dimension", key, {"name": value})
            else:
                done = edit(*side, key, {what: value})
        except LunaraError:
            continue  # what it is about was taken out
        side = (done.model, done.review)
    return side


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_one_side_s_changes_alone_are_the_result(steps: list[tuple[str, str, str]]) -> None:
    changed_side = after(steps)
    for mine, theirs in ((changed_side, changed_side), (changed_side, BASE), (BASE, changed_side)):
        both = bring_together(BASE, mine, theirs)
        assert (both.model, both.clashes) == (changed_side[0], ())


@settings(max_examples=60, deadline=None)
@given(mine=STEPS, theirs=STEPS)
def test_nothing_is_lost_that_one_side_alone_had(
    mine: list[tuple[str, str, str]], theirs: list[tuple[str, str, str]]
) -> None:
    ours, other = after(mine), after(theirs)
    both = bring_together(BASE, ours, other)
    left, mine_keys, their_keys, before = (
        {item.key for item in review_items(model, {})} for model in (both.model, ours[0], other[0], BASE[0])
    )
    assert (mine_keys | their_keys) - before <= left or any(clash.gone for clash in both.clashes)
    assert mine_keys & their_keys <= left
    clashing = {clash.key for clash in both.clashes}
    assert {c.key for c in bring_together(BASE, other, ours).clashes} == clashing
