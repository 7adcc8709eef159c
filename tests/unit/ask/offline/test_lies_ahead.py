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
