"""A state with "rate" behind it is its share only where the word says that something was done; a price never is."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.connect.catalog import Catalog
from lunara.semantic.draft import draft_model
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, table

MODEL = draft_model(
    Catalog(
        "duckdb",
        (
            table("customers", "customer_id integer, customer_name varchar, city varchar"),
            table(
                "orders",
                "order_id integer, customer_id integer, ordered_on date, status varchar, total_amount double",
                customer_id="customers",
            ),
            table("returns", "return_id integer, order_id integer, sent_on date, outcome varchar", order_id="orders"),
            table("leads", "lead_id integer, source varchar, status varchar, created_on date"),
            table("machines", "machine_id integer, hourly_rate double, is_exchanged boolean, is_discounted boolean"),
        ),
    ),
    name="x",
).model
VALUES = ValueIndex.from_values(
    {
        ("orders", "status"): ["shipped", "billed", "cancelled", "completed", "opted", "paid"],
        ("returns", "outcome"): ["exchanged", "refunded", "approved"],
        ("leads", "status"): ["interested", "converted", "no-show", "subscribed"],
    }
)


def ask(text: str) -> Planned:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), MODEL)


@pytest.mark.parametrize(
    "text",
    [
        "what is the exchange rate",
        "exchange rate by month",
        "interest rate by lead source",
        "shipping rate by city",
        "billing rate by customer",
        "conversion rate by source",
        "subscription rate by source",
        "option rate by city",
        "payment rate by city",
        "growth rate by city",
        "tax rate by city",
        "discount rate",
        "bill rate by city",
        "ship rate by city",
        "approve rate",
    ],
)
def test_what_only_sounds_alike_is_no_share(text: str) -> None:
    assert isinstance(ask(text).plan, Refusal | Clarification), ask(text).plan


@pytest.mark.parametrize(
    ("text", "value", "things"),
    [
        ("cancellation rate by city", "cancelled", "orders"),
        ("completion rate by city", "completed", "orders"),
        ("cancelled rate by city", "cancelled", "orders"),
        ("no-show rate by source", "no-show", "leads"),
        ("no show rate by source", "no-show", "leads"),
        ("approval rate by month", "approved", "returns"),
    ],
)
def test_a_deed_is_the_share_of_its_state_and_is_told(text: str, value: str, things: str) -> None:
    found = ask(text)
    assert isinstance(found.plan, SemanticQuery), found.plan
    (measure,) = found.plan.measures
    assert isinstance(measure, InlineMeasure) and measure.expression is not None and f"'{value}'" in measure.expression
    assert any(f"share of {things}" in note and f"“{value}”" in note for note in found.notes), found.notes
    assert text.startswith(next(one.text for one in found.understood if one.as_ == "share of the total"))


def test_a_column_that_is_called_so_is_looked_up() -> None:
    found = ask("average hourly rate")
    assert isinstance(found.plan, SemanticQuery) and "hourly_rate" in found.plan.model_dump_json()
