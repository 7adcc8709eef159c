"""Usual words that could stand for something else in the data: then they are not read by guess."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, planned, table

MEMBERS = model_of(table("members", "member_id integer, member_name varchar, joined_on date, left_on date"))
TRIALS = model_of(
    table("subscriptions", "subscription_id integer, plan varchar, started_on date, trial_ends_on date, ended_on date")
)
RIDES = model_of(
    table("drivers", "driver_id integer, driver_name varchar"),
    table("passengers", "passenger_id integer, passenger_name varchar"),
    table(
        "rides",
        "ride_id integer, driver_id integer, passenger_id integer, ride_on date, driver_rating double",
        driver_id="drivers",
        passenger_id="passengers",
    ),
)
HOTELS = model_of(
    table("hotels", "hotel_id integer, hotel_name varchar, stars integer"),
    table("reviews", "review_id integer, hotel_id integer, rating double", hotel_id="hotels"),
)
SCHOOL = model_of(
    table("students", "student_id integer, student_name varchar"),
    table("organisations", "organisation_id integer, name varchar"),
    table(
        "invoices",
        "invoice_id integer, organisation_id integer, invoice_date date, total_amount double",
        organisation_id="organisations",
    ),
)
TRAINS = model_of(table("trains", "train_id integer, line varchar, departure date, delay_minutes integer"))
ORDERS = model_of(
    table("orders", "order_id integer, ordered_on date, shipped_on date, is_express boolean, amount double"),
)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (MEMBERS, "active members per month"),
        (MEMBERS, "monthly active members"),
        (MEMBERS, "trend of active members"),
        (MEMBERS, "active members over time"),
        (TRIALS, "active subscriptions"),
        (RIDES, "best rated passengers"),
        (RIDES, "which passenger is rated best"),
        (HOTELS, "best rated hotel"),
        (SCHOOL, "how many customers do we have"),
        (TRAINS, "trains cancelled more than 10 minutes late"),
    ],
)
def test_what_could_be_another_thing_is_not_read(model: SemanticModel, text: str) -> None:
    plan = planned(text, model).plan
    assert isinstance(plan, Refusal), plan


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (MEMBERS, "active members"),
        (RIDES, "best rated drivers"),
        (TRAINS, "trains that left more than 10 minutes late"),
    ],
)
def test_what_can_be_nothing_else_is(model: SemanticModel, text: str) -> None:
    plan = planned(text, model).plan
    assert isinstance(plan, SemanticQuery), plan


def test_a_yes_or_no_beside_a_verb_does_not_stand_for_it() -> None:
    clock, planner = Clock(date(2025, 6, 18)), OfflinePlanner()
    first = planner.plan(Question("number of orders in 2024", clock), ORDERS).plan
    history = (Turn("number of orders in 2024", first),)
    plan = planner.plan(Question("only the express ones mailed in 2024", clock, history=history), ORDERS).plan
    assert isinstance(plan, Refusal), plan
