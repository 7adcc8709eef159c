"""Words that could be taken for something of another thing than they are said of: then nothing is answered."""

from __future__ import annotations

from datetime import date

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, table

CLOCK = Clock(date(2025, 6, 18))
FAIRS = model_of(
    table("fairs", "fair_id integer, fair_name varchar, opens_on date, fair_status varchar"),
    table(
        "bookings",
        "booking_id integer, fair_id integer, booked_on date, booking_status varchar, deposit_amount double",
        fair_id="fairs",
    ),
    table("visits", "visit_id integer, fair_id integer, visited_on date", fair_id="fairs"),
    table("bills", "bill_id integer, fair_id integer, bill_date date, bill_total double", fair_id="fairs"),
)
VALUES = ValueIndex.from_values(
    {("fairs", "fair_status"): ["confirmed", "cancelled"], ("bookings", "booking_status"): ["CF", "CX"]}
)
STAR = model_of(
    table("dim_date", "date_key integer, full_date date, month integer, year integer"),
    table(
        "fact_policies",
        "policy_key integer, start_date_key integer, cancel_date_key integer, status varchar, premium_amount double",
        start_date_key="dim_date",
        cancel_date_key="dim_date",
    ),
)


def planned(*texts: str) -> Plan:
    planner = OfflinePlanner(VALUES)
    history: tuple[Turn, ...] = ()
    for text in texts:
        plan = planner.plan(Question(text, CLOCK, history=history), FAIRS).plan
        history = (*history, Turn(text, plan))
    return plan


def test_a_state_of_another_table_is_not_that_of_the_rows_it_stands_before() -> None:
    for text in (
        "confirmed bookings",
        "number of cancelled bookings per month",
        "confirmed bookings by fair",
        "how many bookings are confirmed",
        "bookings that are confirmed",
        "bookings confirmed",
    ):
        plan = planned(text)
        assert isinstance(plan, Refusal) and "a state of fairs" in plan.reason, plan


def test_it_is_where_the_rows_have_no_state_or_the_other_is_named() -> None:
    for text in ("confirmed fairs", "visits of confirmed fairs", "bookings of confirmed fairs"):
        assert isinstance(planned(text), SemanticQuery), text


def test_a_number_of_those_before_is_not_that_of_all() -> None:
    for text in ("what is their total deposit amount?", "total deposit amount of these"):
        plan = planned("number of bookings in May 2025", text)
        assert isinstance(plan, Refusal) and "whose number" in plan.reason, plan
    assert isinstance(planned("total deposit amount"), SemanticQuery)


def test_what_is_still_to_come_leaves_out_what_is_over() -> None:
    plan = planned("which fairs are still to come this year?")
    assert isinstance(plan, Refusal) or (
        isinstance(plan, SemanticQuery) and plan.time is not None and plan.time.range.from_ == CLOCK.today
    ), plan


def test_so_does_what_goes_on_from_a_period() -> None:
    for text in ("by fair, still to come", "only those still to come", "and how many of them are upcoming?"):
        assert isinstance(planned("bookings in May 2025 by fair", text), Refusal), text


def test_a_state_whose_day_is_a_key_goes_by_that_day() -> None:
    values = ValueIndex.from_values({("fact_policies", "status"): ["active", "cancelled"]})
    plan = OfflinePlanner(values).plan(Question("how many policies were cancelled last month?", CLOCK), STAR).plan
    assert isinstance(plan, SemanticQuery) and plan.time is not None, plan
    road = next(r for r in STAR.relationships if r.from_columns == ("cancel_date_key",))
    assert plan.time.field == f"{road.name}.full_date" and not plan.filters, plan
