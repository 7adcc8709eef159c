"""The best of their own groups, what occurs most, counts over rows between two things and the period that those are of."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.offline.conditions_of import conditions_of
from lunara.ask.planners.offline.kept import lexicon_for
from lunara.ask.question import Question
from lunara.semantic.model import Measure, SemanticModel
from lunara.semantic.query import FieldFilter, SemanticQuery
from lunara.semantic.sample import sample_model
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

CREWS = model_of(
    table("yards", "yard_id integer, yard_name varchar, town varchar"),
    table(
        "sailors", "sailor_id integer, sailor_name varchar, wage double, yard_id integer, born_on date", yard_id="yards"
    ),
    table("ref_rig_kinds", "rig_kind_code varchar, rig_kind_description varchar"),
    table("boats", "boat_id integer, boat_name varchar, length double, rig_kind_code varchar, launched_on date"),
    table(
        "voyages",
        "voyage_id integer, boat_id integer, sailor_id integer, sailed_on date",
        boat_id="boats",
        sailor_id="sailors",
    ),
)


def plan(text: str, model: SemanticModel = CREWS) -> Plan:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), model).plan


def query(text: str, model: SemanticModel = CREWS) -> SemanticQuery:
    made = plan(text, model)
    assert isinstance(made, SemanticQuery), made
    return made


@pytest.mark.parametrize(
    "text",
    [
        "sailors with the highest wage in their yard",
        "which sailors have the highest wage in their own yard?",
        "sailors whose wage is the highest in their yard",
        "the sailors with the highest wage of their yards",
        "sailors with the highest wage in each yard",
    ],
)
def test_the_best_of_their_own(text: str) -> None:
    made = query(text)
    ranked = made.calculations[0]
    assert ranked.kind == "rank" and ranked.within == ("yards.yard_name", "yards.yard_id")
    assert any(isinstance(f, FieldFilter) and f.field == "place" and f.values == (1,) for f in made.filters)


def test_without_a_group_of_their_own_it_is_the_best_of_all() -> None:
    assert not query("sailor with the highest wage").calculations


@pytest.mark.parametrize(
    "text",
    [
        "sailors who make the most in their yards",
        "which sailor has the most in each yard",
        "who is the most in their yard",
    ],
)
def test_nothing_is_counted_that_the_best_are_in(text: str) -> None:
    made = plan(text)
    assert not isinstance(made, SemanticQuery)


def test_who_did_something_most_in_each() -> None:
    made = query("which customers ordered the most in each country", sample_model())
    assert made.measures == ("placed_order_count",) and made.calculations[0].within == ("customers.country",)


def test_names_stand_beside_another_field() -> None:
    made = query("ids and names of sailors with wage above 100")
    assert {"sailors.sailor_id", "sailors.sailor_name"} <= set(made.dimensions)


@pytest.mark.parametrize(
    "text",
    [
        "most common rig kind code",
        "the rig kind description that occurs most often",
        "Show the description of the rig kind that occurs most frequently",
    ],
)
def test_what_a_list_of_codes_has_once_is_counted_in_what_refers_to_it(text: str) -> None:
    assert query(text).measures == ("boat_count",)


def test_different_ones_in_the_order_of_their_letters_are_a_list() -> None:
    made = query("sort all the distinct sailors in alphabetical order")
    assert not made.measures and made.order_by[0].field == "sailors.sailor_name"
    assert query("how many distinct sailors are there").measures == ("sailor_count",)


@pytest.mark.parametrize("said", ["bought", "ordered", "purchased"])
def test_at_least_is_no_lowest(said: str) -> None:
    made = query(f"customers who {said} at least 3 products", sample_model())
    assert made.dimensions == ("customers.full_name",) and not made.order_by
    assert any(isinstance(f, FieldFilter) and f.op == ">=" and f.values == (3,) for f in made.filters)


def test_what_was_ordered_is_compared_and_no_day_shown() -> None:
    made = query("customers who ordered more than 3 products", sample_model())
    assert made.dimensions == ("customers.full_name",)


class TestCountsBetween:
    def test_the_condition_of_a_count_goes_with_it(self) -> None:
        made = query("number of orders by category", sample_model())
        (measure,) = made.measures
        assert not isinstance(measure, str) and (measure.aggregate, measure.expression) == (
            "count_distinct",
            "order_id",
        )
        assert FieldFilter(field="orders.status", op="!=", values=("cancelled",)) in made.filters

    def test_two_counts_with_conditions_are_not_put_beside_each_other(self) -> None:
        assert isinstance(plan("number of orders and revenue by category", sample_model()), Refusal)

    @pytest.mark.parametrize("text", ["products per customer in 2024", "customers with more than 3 products in 2024"])
    def test_a_period_is_of_the_rows_that_bring_them_together(self, text: str) -> None:
        made = query(text, sample_model())
        assert made.time is not None and made.time.field == "orders.ordered_at"

    def test_unless_their_own_day_is_named(self) -> None:
        made = query("products launched in 2024 per customer", sample_model())
        days = {made.time.field} if made.time is not None else set()
        days |= {f.field for f in made.filters if isinstance(f, FieldFilter)}
        assert "products.launched_on" in days and "orders.ordered_at" not in days

    def test_things_without_a_date_go_by_the_rows_as_well(self) -> None:
        made = query("sailors per boat in 2024")
        assert made.time is not None and made.time.field == "voyages.sailed_on"


class TestConditionsOf:
    @pytest.mark.parametrize(
        ("sql", "made"),
        [
            ("status <> 'cancelled'", [("orders.status", "!=", ("cancelled",))]),
            (
                "status = 'paid' and shipped_at is not null",
                [("orders.status", "=", ("paid",)), ("orders.shipped_at", "is_not_null", ())],
            ),
            ("status in ('paid', 'sent')", [("orders.status", "in", ("paid", "sent"))]),
            ("(shipping_fee > 2.5)", [("orders.shipping_fee", ">", (2.5,))]),
        ],
    )
    def test_what_conditions_can_say(self, sql: str, made: list[tuple[str, str, tuple[object, ...]]]) -> None:
        found = conditions_of(sql, "orders", lexicon_for(sample_model(), None, None))
        assert found is not None and [(f.field, f.op, f.values) for f in found] == made

    @pytest.mark.parametrize(
        "sql",
        [
            "status = 'paid' or status = 'sent'",
            "not status in ('paid')",
            "lower(status) = 'paid'",
            "unknown = 1",
            "status = shipped_at",
            "((",
            "status like 'p%'",
        ],
    )
    def test_anything_else_is_left_as_sql(self, sql: str) -> None:
        assert conditions_of(sql, "orders", lexicon_for(sample_model(), None, None)) is None


def test_the_sample_counts_no_cancelled_orders() -> None:
    """What the tests of counts between rows stand on."""
    orders = sample_model().table("orders")
    assert orders is not None
    count = next(m for m in orders.measures if m.name == "order_count")
    assert isinstance(count, Measure) and count.filter == "status <> 'cancelled'"
