"""What rows that are named beside a trade word bring in: "fare revenue", "ticket takings", "net revenue", "invoice total"."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Clarification, Plan, Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

PIER = model_of(
    table("guests", "guest_id integer, guest_name varchar, town varchar"),
    table(
        "crossings",
        "crossing_id integer, guest_id integer, sailed_on date, deck varchar, weight double",
        guest_id="guests",
    ),
    table(
        "locker_sales",
        "locker_sale_id integer, guest_id integer, sold_on date, amount double, rebate double",
        guest_id="guests",
    ),
    table(
        "snack_sales",
        "snack_sale_id integer, guest_id integer, sold_on date, kind varchar, amount double",
        guest_id="guests",
    ),
)
FARES = model_of(
    table("passengers", "passenger_id integer, passenger_name varchar, town varchar"),
    table(
        "bookings", "booking_id integer, passenger_id integer, booked_on date, fare double", passenger_id="passengers"
    ),
)
RIDES = model_of(
    table("members", "member_id integer, member_name varchar"),
    table(
        "trips",
        "trip_id integer, member_id integer, started_on date, fare double, toll_charge double",
        member_id="members",
    ),
)
BILLS = model_of(
    table("clients", "client_id integer, client_name varchar, town varchar"),
    table(
        "invoices",
        "invoice_id integer, client_id integer, issued_on date, net_amount double, tax_amount double, total_amount double",
        client_id="clients",
    ),
)


def _planned(model: SemanticModel, text: str) -> Plan:
    made = OfflinePlanner(ValueIndex.from_values({})).plan(Question(text, Clock(date(2025, 6, 18))), model)
    assert isinstance(made, Planned)
    return made.plan


def _number(model: SemanticModel, text: str) -> tuple[str, str]:
    plan = _planned(model, text)
    assert isinstance(plan, SemanticQuery), plan
    (measure,) = plan.measures
    if isinstance(measure, InlineMeasure):
        return measure.aggregate, measure.expression or ""
    return "model", measure


@pytest.mark.parametrize(
    ("model", "text", "number"),
    [
        (PIER, "locker revenue by town", ("model", "locker_sales.total_amount")),
        (PIER, "snack takings by kind, biggest first", ("model", "snack_sales.total_amount")),
        (PIER, "which month of 2024 had the highest snack revenue?", ("model", "snack_sales.total_amount")),
        (FARES, "total fare revenue", ("sum", "fare")),
        (FARES, "share of fare revenue per town", ("sum", "fare")),
        (FARES, "quarterly fare revenue since 2024", ("sum", "fare")),
        (FARES, "total revenue", ("sum", "fare")),
        (RIDES, "fare revenue by month in 2024", ("sum", "fare")),
        (BILLS, "highest invoice total", ("max", "total_amount")),
        (BILLS, "invoice total by town, largest first", ("model", "sum_of_total_amount")),
    ],
)
def test_the_rows_that_are_named_tell_whose_money_it_is(
    model: SemanticModel, text: str, number: tuple[str, str]
) -> None:
    assert _number(model, text) == number


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (PIER, "crossing revenue by deck"),
        (PIER, "weight revenue"),
        (PIER, "hammock revenue"),
        (PIER, "cancelled locker revenue"),
        (RIDES, "toll revenue by month"),
        (BILLS, "client total by town"),
    ],
)
def test_rows_that_bring_in_nothing_have_no_revenue(model: SemanticModel, text: str) -> None:
    assert not isinstance(_planned(model, text), SemanticQuery)


def test_what_is_left_of_revenue_is_asked_where_nobody_says_that_it_comes_in() -> None:
    model = model_of(
        table("plans", "plan_id integer, plan_name varchar"),
        table(
            "charges",
            "charge_id integer, plan_id integer, charged_on date, gross_amount double, net_amount double",
            plan_id="plans",
        ),
    )
    plan = _planned(model, "net revenue by plan")
    assert isinstance(plan, Clarification)
    assert [o.label for o in plan.options] == ["Net amount"]
