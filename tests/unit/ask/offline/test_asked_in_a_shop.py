"""Phrases of an ordinary day over the sample: what was sold by whom, how often, to those who came back, and what earns most."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.offline.kept import lexicon_for
from lunara.ask.planners.offline.plain.so_often import at_all
from lunara.ask.question import Question
from lunara.ask.tokens import tokenize
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, ExistsFilter, FieldFilter, InlineMeasure, NotFilter, SemanticQuery
from lunara.semantic.sample import sample_model
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

LENDING = model_of(
    table("borrowers", "borrower_id integer, borrower_name varchar, joined_on date"),
    table("tools", "tool_id integer, tool_name varchar, make varchar, price double"),
    table(
        "loans",
        "loan_id integer, borrower_id integer, tool_id integer, lent_on date",
        borrower_id="borrowers",
        tool_id="tools",
    ),
)


def plan(text: str, model: SemanticModel | None = None) -> Plan:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), model or sample_model()).plan


def query(text: str, model: SemanticModel | None = None) -> SemanticQuery:
    made = plan(text, model)
    assert isinstance(made, SemanticQuery), (text, made)
    return made


@pytest.mark.parametrize(
    "text", ["which store made the most revenue", "stores by revenue made", "how much revenue did each store make"]
)
def test_what_was_made_is_no_make(text: str) -> None:
    """The brand of a product is called its make as well."""
    made = plan(text)
    if isinstance(made, SemanticQuery):
        assert made.measures == ("revenue",) and made.dimensions == ("stores.name",)
    else:
        assert text.startswith("stores")
    assert query("products by make").dimensions == ("products.brand",)
    assert query("tools by make", LENDING).dimensions == ("tools.make",)


@pytest.mark.parametrize(
    "text",
    [
        "how often was each product ordered",
        "how many times was each product ordered",
        "number of times each product was ordered",
        "for each product, the number of times it was ordered",
    ],
)
def test_how_often_something_was_done_to_each(text: str) -> None:
    made = query(text)
    (orders,) = made.measures
    assert isinstance(orders, InlineMeasure) and orders.expression == "order_id"
    assert made.dimensions == ("products.name",)


def test_how_often_somebody_did_something() -> None:
    assert query("how often did each customer order in 2025").measures == ("order_count",)
    assert query("how often was each tool lent", LENDING).measures == ("loan_count",)
    assert isinstance(plan("how often did customers order"), Refusal)


@pytest.mark.parametrize(
    ("text", "op", "number"),
    [
        ("tools lent at least twice", ">=", 2),
        ("tools that were lent more than 3 times", ">", 3),
        ("tools lent exactly once", "=", 1),
        ("tools lent fewer than 5 times", "<", 5),
    ],
)
def test_things_to_which_something_was_done_so_often(text: str, op: str, number: int) -> None:
    made = query(text, LENDING)
    assert any(
        isinstance(f, FieldFilter) and f.field == "loan_count" and (f.op, f.values) == (op, (number,))
        for f in made.filters
    )


def test_at_least_once_says_no_more_than_the_verb() -> None:
    words = tokenize("customers who bought a lamp at least once in 2024")
    made, _ = at_all(words, lexicon_for(sample_model(), None, None), CLOCK)
    assert " ".join(t.low for t in made) == "customers who bought a lamp in 2024"
    assert any(
        isinstance(f, FieldFilter) and f.values == (1,) for f in query("customers who ordered at least once").filters
    )


def test_those_who_come_back_have_more_than_one() -> None:
    for text in ("repeat customers", "returning customers"):
        assert any(isinstance(f, FieldFilter) and (f.op, f.values) == (">", (1,)) for f in query(text).filters)
    assert any(
        isinstance(f, FieldFilter) and f.field == "loan_count" for f in query("repeat borrowers", LENDING).filters
    )
    assert isinstance(plan("returning customers by country"), Refusal)


def test_what_is_profitable() -> None:
    made = query("most profitable product")
    assert made.measures == ("gross_profit",) and made.order_by[0].direction == "desc" and made.limit == 1
    assert query("least profitable category").order_by[0].direction == "asc"
    assert query("which brand is the most profitable?").dimensions == ("products.brand",)
    assert query("how profitable is each category").order_by == ()
    assert isinstance(plan("most profitable tool", LENDING), Refusal)


@pytest.mark.parametrize(
    "text", ["products with no sales", "products without any sales", "products that have no sales"]
)
def test_without_sales_are_those_without_lines_that_were_sold(text: str) -> None:
    (none,) = query(text).filters
    assert isinstance(none, NotFilter) and isinstance(none.not_, ExistsFilter)
    assert none.not_.exists == "order_items" and none.not_.where[0] == FieldFilter(
        field="order_items.line_status", op="!=", values=("cancelled",)
    )


def test_without_a_discount_is_not_without_lines() -> None:
    assert isinstance(plan("products without a discount"), Refusal)


@pytest.mark.parametrize(
    ("text", "field", "grain"),
    [
        ("orders by order month", "orders.ordered_at", "month"),
        ("customers by signup year", "customers.signed_up_at", "year"),
        ("returns per return quarter", "returns.returned_at", "quarter"),
    ],
)
def test_a_period_that_is_called_after_its_date(text: str, field: str, grain: str) -> None:
    assert DimensionRef(field=field, grain=grain) in query(text).dimensions  # type: ignore[arg-type]


def test_its_own_field_is_that_of_each() -> None:
    made = query("for each tool, its name and the number of loans", LENDING)
    assert "tools.tool_name" in made.dimensions and made.measures == ("loan_count",)
    assert "borrowers.borrower_id" not in query("for each tool, its id and the number of loans", LENDING).dimensions


def test_nothing_is_grouped_by_what_sounds_a_little_like_a_number() -> None:
    assert isinstance(plan("number of stores by revenue"), Refusal)
    assert query("stores by revenue generated").measures == ("revenue",)
