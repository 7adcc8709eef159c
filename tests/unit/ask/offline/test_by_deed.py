"""Months in which people and things did something are of the day on which it was done, and not of the one on which they came."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.semantic.compile import compile_query
from lunara.semantic.query import DimensionRef, SemanticQuery
from tests.unit.ask.offline.test_how_people_count_and_pay import holding
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table

HOTEL = holding(
    model_of(
        table("guests", "guest_id integer, guest_name varchar, registered_on date, tier varchar"),
        table(
            "bookings",
            "booking_id integer, guest_id integer, booked_on date, town varchar, price double",
            guest_id="guests",
        ),
        table("refunds", "refund_id integer, booking_id integer, refunded_on date", booking_id="bookings"),
        table("inmates", "inmate_id integer, inmate_name varchar, deleted_at timestamp"),
        table("leaves", "leave_id integer, inmate_id integer, granted_on date, released_on date", inmate_id="inmates"),
        table("guides", "guide_id integer, guide_name varchar, skill varchar, hired_on date"),
    ),
    tier=("Gold", "Silver"),
    skill=("Climbing", "Diving"),
)


def said(text: str) -> dict[str, Any]:
    found = plan(HOTEL, text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, HOTEL, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


@pytest.mark.parametrize(
    ("text", "table_", "day"),
    [
        ("how many guests booked per month", "bookings", "bookings.booked_on"),
        ("guests with bookings by quarter", "bookings", "bookings.booked_on"),
        ("number of guests who made a booking by month", "bookings", "bookings.booked_on"),
        ("how many inmates were released per month", "leaves", "leaves.released_on"),
    ],
)
def test_things_are_counted_once_in_each_month_of_their_deeds(text: str, table_: str, day: str) -> None:
    found = said(text)
    (measure,) = found["measures"]
    assert (measure["table"], measure["aggregate"]) == (table_, "count_distinct")
    assert [d["field"] for d in found["dimensions"]] == [day]


@pytest.mark.parametrize("text", ["guests per month", "gold guests per month", "how many guests registered per month"])
def test_when_they_came_is_their_own_day(text: str) -> None:
    found = said(text)
    assert found["measures"] == ["guest_count"]
    assert [d["field"] for d in found["dimensions"]] == ["guests.registered_on"]


@pytest.mark.parametrize(
    "text",
    ["how many guests were refunded per month", "climbings per month", "divings in 2024", "inmates per month"],
)
def test_a_day_of_something_else_never_stands_in(text: str) -> None:
    assert not isinstance(plan(HOTEL, text), SemanticQuery)


YARD = model_of(
    table("trucks", "truck_id integer, plate varchar, purchased_on date, next_service_on date"),
    table("repairs", "repair_id integer, truck_id integer, repaired_on date, cost double", truck_id="trucks"),
    table("drivers", "driver_id integer, driver_name varchar, hired_on date, licence_expires_on date"),
)


def test_things_without_a_name_go_by_the_day_of_the_deed_too() -> None:
    found = plan(YARD, "how many trucks were repaired per month")
    assert isinstance(found, SemanticQuery)
    assert [d.field for d in found.dimensions if isinstance(d, DimensionRef)] == ["repairs.repaired_on"]


@pytest.mark.parametrize("text", ["how many drivers drove per month", "trucks serviced in 2024"])
def test_a_verb_that_no_day_tells_of_is_not_passed_over(text: str) -> None:
    assert not isinstance(plan(YARD, text), SemanticQuery)


@pytest.mark.parametrize("text", ["drivers hired per year", "drivers whose licence expires this year"])
def test_a_day_that_is_named_is_the_one(text: str) -> None:
    assert isinstance(plan(YARD, text), SemanticQuery)


def test_what_has_expired_is_not_every_day_on_which_something_does() -> None:
    found = plan(YARD, "expired licences")
    assert not isinstance(found, SemanticQuery) or found.filters
