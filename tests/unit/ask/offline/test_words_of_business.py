"""Words of business that name no number or no road: the biggest customers, how revenue is trending, what customers spent."""

from __future__ import annotations

import pytest

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.query import FieldFilter, SemanticQuery
from lunara.semantic.sample import sample_model
from tests.unit.ask.conftest import CLOCK
from tests.unit.ask.offline.test_money_words import model_of, plan, table

MODEL = sample_model()
PARTS = model_of(
    table("clients", "client_id integer, client_name varchar, headcount integer"),
    table("parts", "part_id integer, part_name varchar, unit_price double, spare_price double"),
    table(
        "jobs", "job_id integer, client_id integer, part_id integer, done_on date", client_id="clients", part_id="parts"
    ),
)


def shop(text: str) -> Plan:
    return OfflinePlanner().plan(Question(text, CLOCK), MODEL).plan


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("how is revenue trending", "Revenue by month"),
        ("how has our revenue changed", "Revenue by month"),
        ("how is gross profit doing this year", "Gross profit by month this year"),
        ("which customers spent the most last year", "Revenue by customer last year, highest first"),
        ("how much did each customer spend in 2025", "Revenue by customer in 2025"),
        ("how much did customers in France spend in 2025", "Revenue where country is France in 2025"),
        ("top customers by spend", "Top 10 customers by revenue"),
        ("how long does delivery take", "Average days to deliver"),
        ("how long did shipping take in 2025 by store", "Average days to ship by store in 2025"),
        ("marketing spend by marketing channel", "Marketing spend by marketing channel"),
    ],
)
def test_is_read_as(text: str, said: str) -> None:
    found = shop(text)
    assert isinstance(found, SemanticQuery)
    assert describe(found, MODEL) == said


@pytest.mark.parametrize(
    "text",
    [
        "which products sell the most",
        "which products sell best in Germany",
        "who are our biggest customers",
        "our largest customers",
        "biggest suppliers",
        "which stores perform best",
        "best performing channels",
        "worst performing stores",
        "top 3 products per category",
        "best product in each category",
    ],
)
def test_the_number_that_decides_is_asked(text: str) -> None:
    found = shop(text)
    assert isinstance(found, Clarification)
    assert len(found.options) > 1
    assert all(o.query is not None and o.query.order_by for o in found.options)


def test_what_is_in_stock_does_not_tell_what_sells() -> None:
    found = shop("which products sell the most")
    assert isinstance(found, Clarification)
    assert not any("stock" in o.label.lower() for o in found.options)


@pytest.mark.parametrize(
    "text",
    [
        "what did customers in Germany buy most",
        "how much did customers who returned something spend",
        "how are our customers trending",
    ],
)
def test_what_would_be_of_something_else_is_refused(text: str) -> None:
    assert isinstance(shop(text), Refusal)


@pytest.mark.parametrize(
    ("text", "op", "values"),
    [
        ("products that cost more than 100", ">", (100,)),
        ("how many products cost less than 10", "<", (10,)),
        ("products costing between 10 and 20", "between", (10, 20)),
        ("which products do not cost more than 100", "<=", (100,)),
    ],
)
def test_what_things_cost_is_their_price(text: str, op: str, values: tuple[int, ...]) -> None:
    found = shop(text)
    assert isinstance(found, SemanticQuery)
    (kept,) = found.filters
    assert isinstance(kept, FieldFilter)
    assert (kept.field, kept.op, tuple(kept.values)) == ("products.list_price", op, values)


def test_of_several_prices_none_is_taken() -> None:
    assert not isinstance(plan(PARTS, "parts that cost more than 100"), SemanticQuery)


def test_a_client_has_a_size() -> None:
    """How big they are is told by their headcount: it is not asked by which number else."""
    found = plan(PARTS, "our biggest clients")
    assert not isinstance(found, SemanticQuery)
