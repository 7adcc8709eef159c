"""Amounts written with the sign or the name of their money, names a letter off, and how a number of things is written short."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Clarification, Plan, Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

SHOP = model_of(
    table("bills", "bill_id integer, issued_on date, payment_way varchar, total double"),
    table("tabs", "tab_id integer, opened_on date, payment_way varchar, net_total double, tip_amount double"),
    table("parcels", "parcel_id integer, sent_on date, shipping_cost double, duty_fee double"),
    table(
        "credits",
        "credit_id integer, kind_of varchar, credit_type varchar, principal_amount double, term_months integer",
    ),
)
VALUES = ValueIndex.from_values({("credits", "credit_type"): ["Mortgage", "Student"]})


def _planned(text: str) -> Plan:
    made = OfflinePlanner(VALUES).plan(Question(text, Clock(date(2025, 6, 18))), SHOP)
    assert isinstance(made, Planned)
    return made.plan


def _filters(text: str) -> list[tuple[str, str, tuple[object, ...]]]:
    plan = _planned(text)
    assert isinstance(plan, SemanticQuery), plan
    return [(f.field, f.op, f.values) for f in plan.filters if isinstance(f, FieldFilter)]


@pytest.mark.parametrize(
    "text",
    [
        "how many bills over $10 did we issue in 2024?",
        "bills over 10 dollars",
        "bills over 10",
        "bills above €10 this year",
    ],
)
def test_the_one_amount_of_a_bill_is_compared(text: str) -> None:
    assert _filters(text) == [("bills.total", ">", (10,))]


def test_of_two_amounts_and_of_other_numbers_it_is_asked() -> None:
    plan = _planned("parcels over 100 euros")
    assert isinstance(plan, Clarification)
    assert [o.label for o in plan.options] == ["Shipping cost", "Duty fee"]
    asked = _planned("list all mortgages above 300000")
    assert isinstance(asked, Clarification)
    assert asked.options[0].label == "Principal amount"


def test_a_kind_of_things_is_compared_as_they_are() -> None:
    held = _filters("mortgages over 300000 dollars")
    assert held == [("credits.credit_type", "=", ("Mortgage",)), ("credits.principal_amount", ">", (300000,))]


def test_the_largest_credit_is_that_of_the_highest_principal() -> None:
    plan = _planned("largest credit")
    assert isinstance(plan, SemanticQuery)
    assert (plan.order_by[0].field, plan.order_by[0].direction) == ("credits.principal_amount", "desc")


def test_a_name_is_a_letter_off_where_the_word_before_it_tells() -> None:
    plan = _planned("net totl by payment way")
    assert isinstance(plan, SemanticQuery)
    assert plan.measures == ("sum_of_net_total",)
    assert not isinstance(_planned("net toll by payment way"), SemanticQuery)


def test_a_number_of_things_is_written_short() -> None:
    plan = _planned("nr of bills")
    assert isinstance(plan, SemanticQuery)
    assert plan.measures == ("bill_count",)
