"""Lengths of time by the names people have for them, in the unit that is asked for, beside fields that are called days."""

from __future__ import annotations

import pytest

from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

CARE = model_of(
    table("wards", "ward_id integer, ward_name varchar, floor varchar"),
    table(
        "calls",
        "call_id integer, ward_id integer, rang_at timestamp, answered_at timestamp, cleared_at timestamp, reason varchar",
        ward_id="wards",
    ),
    table(
        "inspections",
        "inspection_id integer, ward_id integer, ordered_on date, completed_on date, inspector varchar",
        ward_id="wards",
    ),
)
HOTEL = model_of(
    table("guests", "guest_id integer, guest_name varchar, town varchar"),
    table(
        "bookings",
        "booking_id integer, guest_id integer, made_on date, arrival_date date, return_date date, state varchar",
        guest_id="guests",
    ),
    table("booking_lines", "line_id integer, booking_id integer, room varchar, days integer", booking_id="bookings"),
)


def _only(found: object) -> InlineMeasure:
    assert isinstance(found, SemanticQuery), found
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure), measure
    return measure


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("average response time", "avg_hours_from_rang_at_to_answered_at"),
        ("average response time in minutes by floor", "avg_minutes_from_rang_at_to_answered_at"),
        ("average reaction time to calls in seconds", "avg_seconds_from_rang_at_to_answered_at"),
        ("median response time of calls per ward", "median_hours_from_rang_at_to_answered_at"),
        ("average inspection time", "avg_days_from_ordered_on_to_completed_on"),
        ("average inspection duration by floor", "avg_days_from_ordered_on_to_completed_on"),
        ("average inspection time in weeks", "avg_weeks_from_ordered_on_to_completed_on"),
        ("average minutes between rang at and answered at", "avg_minutes_from_rang_at_to_answered_at"),
        ("average time from rang to answered by floor in minutes", "avg_minutes_from_rang_at_to_answered_at"),
        ("average time from answered to cleared in seconds", "avg_seconds_from_answered_at_to_cleared_at"),
    ],
)
def test_a_time_called_after_what_ends_it_is_from_one_date_to_the_other(text: str, name: str) -> None:
    assert _only(plan(CARE, text)).name == name


@pytest.mark.parametrize(
    "text", ["average response time to inspections", "average call time", "average ward time", "average waiting time"]
)
def test_a_time_that_no_two_dates_are_certain_for_is_not_read(text: str) -> None:
    assert not isinstance(plan(CARE, text), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "average days between arrival and return",
        "average days from arrival to return",
        "days between arrival and return",
        "average number of days between arrival date and return date",
    ],
)
def test_days_between_two_dates_are_not_the_field_called_days(text: str) -> None:
    assert _only(plan(HOTEL, text)).name == "avg_days_from_arrival_date_to_return_date"


def test_days_alone_are_that_field() -> None:
    found = plan(HOTEL, "average days by room")
    assert isinstance(found, SemanticQuery) and found.measures == ("average_days",)
