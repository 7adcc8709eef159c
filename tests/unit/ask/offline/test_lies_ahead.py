"""What is still to come goes by the date of the thing itself, where the data holds days to come; else it is refused."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery, TimeRange
from tests.unit.ask.offline.trade_tables import model_of, table

STUDIO = model_of(
    table("clients", "client_id integer, client_name varchar"),
    table(
        "sessions",
        "session_id integer, client_id integer, session_date date, booked_at timestamp, created_at timestamp",
        client_id="clients",
    ),
    table("orders", "order_id integer, client_id integer, order_date date, quantity integer", client_id="clients"),
    table("bookings", "booking_id integer, client_id integer, booked_on date", client_id="clients"),
)


def _planned(text: str) -> Planned:
    values = ValueIndex.from_values({("clients", "client_name"): ["Acme", "Brill"]})
    values.last_days = {"sessions.session_date": date(2025, 9, 30), "orders.order_date": date(2025, 6, 17)}
    return OfflinePlanner(values).plan(Question(text, Clock(date(2025, 6, 18))), STUDIO)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("how many sessions are booked for July 2025", date(2025, 7, 1), date(2025, 8, 1)),
        ("sessions scheduled for July 2025", date(2025, 7, 1), date(2025, 8, 1)),
        ("sessions planned for next week", date(2025, 6, 23), date(2025, 6, 30)),
        ("how many sessions next month", date(2025, 7, 1), date(2025, 8, 1)),
        ("how many sessions are coming up in July 2025", date(2025, 7, 1), date(2025, 8, 1)),
        ("upcoming sessions", date(2025, 6, 18), None),
        ("how many sessions are coming up?", date(2025, 6, 18), None),
    ],
)
def test_by_the_date_of_the_thing(text: str, start: date, end: date | None) -> None:
    plan = _planned(text).plan
    assert isinstance(plan, SemanticQuery), plan
    assert plan.time is not None
    assert plan.time.field == "sessions.session_date"
    assert plan.time.range == TimeRange.model_validate({"from": start, "to": end})


@pytest.mark.parametrize(
    "text", ["how many upcoming sessions have no client yet?", "upcoming sessions without a client"]
)
def test_what_those_to_come_are_without(text: str) -> None:
    plan = _planned(text).plan
    assert isinstance(plan, SemanticQuery), plan
    assert plan.time is not None and plan.time.range == TimeRange.model_validate({"from": date(2025, 6, 18)})
    assert [(getattr(f, "field", ""), getattr(f, "op", "")) for f in plan.filters] == [
        ("sessions.client_id", "is_null")
    ]


@pytest.mark.parametrize("text", ["clients without upcoming sessions", "clients with no upcoming sessions"])
def test_what_others_have_none_of_to_come_is_not_read(text: str) -> None:
    assert not isinstance(_planned(text).plan, SemanticQuery)


def test_booked_in_a_period_is_when_it_was_booked() -> None:
    plan = _planned("sessions booked in May 2025").plan
    assert isinstance(plan, SemanticQuery), plan
    assert plan.time is not None and plan.time.field == "sessions.booked_at"


@pytest.mark.parametrize(
    "text",
    [
        "bookings booked for July 2025",
        "orders scheduled for July 2025",
        "orders next month",
        "upcoming orders",
        "clients coming up",
        "how many sessions are not coming up",
        "quantity of upcoming sessions",
    ],
)
def test_what_no_date_says_is_no_number(text: str) -> None:
    assert not isinstance(_planned(text).plan, SemanticQuery)


FLEET = model_of(
    table("depots", "depot_id integer, depot_name varchar"),
    table(
        "buses",
        "bus_id integer, depot_id integer, plate varchar, bought_on date, service_due_on date, licence_expires_on date",
        depot_id="depots",
    ),
    table("trips", "trip_id integer, bus_id integer, trip_date date", bus_id="buses"),
    table("refunds", "refund_id integer, trip_id integer, refunded_on date", trip_id="trips"),
)


def _of_the_fleet(text: str) -> Planned:
    values = ValueIndex.from_values({("depots", "depot_name"): ["North", "South"]})
    values.last_days = {
        "buses.bought_on": date(2025, 2, 1),
        "buses.service_due_on": date(2026, 3, 1),
        "buses.licence_expires_on": date(2027, 3, 1),
        "trips.trip_date": date(2025, 8, 1),
        "refunds.refunded_on": date(2025, 6, 17),
    }
    return OfflinePlanner(values).plan(Question(text, Clock(date(2025, 6, 18))), FLEET)


@pytest.mark.parametrize(
    ("text", "field", "end"),
    [
        ("Which buses have their service due in the next 30 days?", "buses.service_due_on", date(2025, 7, 19)),
        ("buses due for service in the next two weeks", "buses.service_due_on", date(2025, 7, 3)),
        ("buses with a service due over the coming 3 months", "buses.service_due_on", date(2025, 9, 19)),
        ("how many trips are there in the next 7 days", "trips.trip_date", date(2025, 6, 26)),
        ("trips over the coming two weeks by depot", "trips.trip_date", date(2025, 7, 3)),
    ],
)
def test_so_many_days_from_today_on(text: str, field: str, end: date) -> None:
    plan = _of_the_fleet(text).plan
    assert isinstance(plan, SemanticQuery), plan
    assert plan.time is not None and plan.time.field == field
    assert plan.time.range == TimeRange.model_validate({"from": date(2025, 6, 18), "to": end})


def test_a_date_that_is_named_may_lie_in_the_next_month() -> None:
    plan = _of_the_fleet("buses with a service due next month").plan
    assert isinstance(plan, SemanticQuery), plan
    assert plan.time is not None and plan.time.field == "buses.service_due_on"
    assert plan.time.range == TimeRange.model_validate({"from": date(2025, 7, 1), "to": date(2025, 8, 1)})


@pytest.mark.parametrize(
    "text", ["refunds in the next 30 days", "buses in the next 30 days", "buses bought in the next 2 weeks"]
)
def test_what_holds_no_days_to_come_is_not_foretold(text: str) -> None:
    assert not isinstance(_of_the_fleet(text).plan, SemanticQuery)
