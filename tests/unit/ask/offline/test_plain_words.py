"""Words of the day: what took place, what is new, open, late or past due, how long it takes, how much so far."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("venues", "venue_id integer, venue_name varchar, town varchar"),
    table("patrons", "patron_id integer, patron_name varchar, born_on date, enrolled_on date"),
    table(
        "concerts", "concert_id integer, venue_id integer, starts_at timestamp, is_cancelled boolean", venue_id="venues"
    ),
    table("rehearsals", "rehearsal_id integer, venue_id integer, created_on date, starts_on date", venue_id="venues"),
    table("reservations", "reservation_id integer, concert_id integer, booked_on date", concert_id="concerts"),
    table(
        "repairs",
        "repair_id integer, venue_id integer, severity varchar, reported_on date, resolved_on date, cost double",
        venue_id="venues",
    ),
    table(
        "permits",
        "permit_id integer, venue_id integer, filed_on date, closed_on date, status varchar",
        venue_id="venues",
    ),
    table(
        "loans",
        "loan_id integer, patron_id integer, lent_on date, due_date date, returned_on date",
        patron_id="patrons",
    ),
    table("bills", "bill_id integer, venue_id integer, billed_on date, due_date date, paid_on date", venue_id="venues"),
    table(
        "leases", "lease_id integer, venue_id integer, start_date date, end_date date, rent double", venue_id="venues"
    ),
    table(
        "handovers", "handover_id integer, venue_id integer, delivery_date date, promised_date date", venue_id="venues"
    ),
    table("visits", "visit_id integer, visited_on date, converted boolean, channel varchar"),
)
VALUES = ValueIndex.from_values(
    {
        ("permits", "status"): ["draft", "granted", "withdrawn"],
        ("venues", "town"): ["Kiel", "Bremen"],
        ("repairs", "severity"): ["minor", "major"],
    }
)


def planned(text: str) -> Planned:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL)


def said(text: str) -> dict[str, Any]:
    """The query as JSON, after the compiler took it."""
    found = planned(text).plan
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, MODEL, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


def silent(text: str) -> bool:
    return not isinstance(planned(text).plan, SemanticQuery)


IN_2024 = {"field": "concerts.starts_at", "range": {"from": "2024-01-01", "to": "2025-01-01"}}


@pytest.mark.parametrize(
    "text",
    [
        "How many concerts took place in 2024?",
        "How many concerts were held in 2024?",
        "How many concerts happened in 2024",
        "number of concerts that took place in 2024",
        "How many concerts did we hold in 2024?",
        "concerts held in 2024",
        "How many concerts occurred in 2024",
        "number of concerts that ran in 2024",
    ],
)
def test_what_took_place_is_of_the_date_its_rows_go_by(text: str) -> None:
    found = said(text)
    assert (found["measures"], found["time"]) == (["concert_count"], IN_2024) and "filters" not in found
    assert any("cancelled are counted" in note for note in planned(text).notes)


def test_where_it_took_place() -> None:
    found = said("How many concerts took place in Kiel in 2024?")
    assert found["filters"] == [{"field": "venues.town", "op": "=", "values": ["Kiel"]}] and found["time"] == IN_2024


@pytest.mark.parametrize(
    "text",
    [
        "How many concerts never took place in 2024?",
        "how many venues took place in 2024",
        "how many concerts did not take place",
        "How many reservations took place in 2024?",  # booked then, for another day
        "How many leases ran in 2024?",  # from one date to another
    ],
)
def test_a_date_that_is_not_of_the_event_is_not_taken_for_it(text: str) -> None:
    assert silent(text)


def test_what_starts_takes_place_then_whenever_it_was_written_down() -> None:
    found = said("How many rehearsals took place in 2024?")
    assert found["time"] == {**IN_2024, "field": "rehearsals.starts_on"}


@pytest.mark.parametrize(
    ("text", "measure", "time"),
    [
        ("How many new patrons per month in 2024?", "patron_count", {"from": "2024-01-01", "to": "2025-01-01"}),
        ("How many new patrons were there this year?", "patron_count", {"this": "year"}),
        ("number of new patrons last month", "patron_count", {"previous": "month"}),
        ("how many new patrons enrolled in 2024", "patron_count", {"from": "2024-01-01", "to": "2025-01-01"}),
        ("How many new patrons did we get so far this year", "patron_count", {"to_date": "year"}),
    ],
)
def test_who_is_new_came_then(text: str, measure: str, time: dict[str, Any]) -> None:
    found = said(text)
    assert found["measures"] == [measure] and found["time"] == {"field": "patrons.enrolled_on", "range": time}


@pytest.mark.parametrize(
    "text",
    [
        "new patrons in 2024 compared with 2023",
        "Compare the number of new patrons in 2024 with 2023",
        "new patrons 2024 vs 2023",
    ],
)
def test_who_is_new_in_two_periods(text: str) -> None:
    found = said(text)
    assert found["dimensions"] == [{"field": "patrons.enrolled_on", "grain": "year"}]
    assert found["time"]["range"] == {"from": "2023-01-01", "to": "2025-01-01"}


def test_what_is_new_is_counted_by_what_it_belongs_to() -> None:
    found = said("new leases by venue in 2024")
    assert (found["measures"], found["dimensions"]) == (["lease_count"], ["venues.venue_name", "venues.venue_id"])
    assert found["time"]["field"] == "leases.start_date"


@pytest.mark.parametrize(
    "text",
    [
        "how many new patrons do we have",  # since when
        "new patrons who booked a concert in 2024",
        "loans of new patrons in 2024",
        "how many new venues in 2024",  # without a date
        "new patrons by loans in 2024",
        "new leases by rent in 2024",
        "new patrons by number of loans this year",
        "new patrons vs loans in 2024",
        "new patrons with a loan in 2024",
        "how many new patrons returned a loan in May 2025",
    ],
)
def test_new_is_not_dropped_where_no_date_says_it(text: str) -> None:
    assert silent(text)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("total cost of repairs so far in 2025", {"from": "2025-01-01", "to": "2025-06-19"}),
        ("total cost of repairs in 2025 so far", {"from": "2025-01-01", "to": "2025-06-19"}),
        ("total cost of repairs in June 2025 to date", {"from": "2025-06-01", "to": "2025-06-19"}),
        ("total cost of repairs in 2024 so far", {"from": "2024-01-01", "to": "2025-01-01"}),
        ("total cost of repairs this month to date", {"to_date": "month"}),
        ("total cost of repairs so far", {"to": "2025-06-19"}),
        ("total cost of repairs to date by severity", {"to": "2025-06-19"}),
        ("total cost of repairs year to date", {"to_date": "year"}),
    ],
)
def test_so_far_ends_today(text: str, time: dict[str, Any]) -> None:
    assert said(text)["time"] == {"field": "repairs.reported_on", "range": time}


NOT_RESOLVED = [{"field": "repairs.resolved_on", "op": "is_null"}]


@pytest.mark.parametrize(
    "text",
    [
        "Open repairs by severity",
        "how many repairs are still open by severity?",
        "How many repairs are open by severity",
        "repairs that are currently open by severity",
        "number of outstanding repairs by severity",
        "pending repairs by severity",
        "unresolved repairs by severity",
        "repairs that are not resolved by severity",
    ],
)
def test_what_is_open_has_no_date_of_its_end(text: str) -> None:
    found = said(text)
    assert found["measures"] == ["repair_count"] and found["dimensions"] == ["repairs.severity"]
    assert found["filters"] == NOT_RESOLVED and "time" not in found


@pytest.mark.parametrize(
    "text",
    [
        "open permits",  # a state says it, and none is called so
        "open repairs in May 2025",  # opened then, or open then
        "how many repairs were open",
        "repairs that are not open",
        "open venues",
        "repairs still resolved",
        "patrons who have still returned a loan",
        "ended loans",
        "open leases",
    ],
)
def test_what_may_be_open_by_something_else_is_not_read(text: str) -> None:
    assert silent(text)


def test_what_is_open_is_told() -> None:
    assert "“Open” was read as: Resolved on is empty." in planned("Open repairs by severity").notes


def test_what_ended_ended_before_tomorrow() -> None:
    ended = {"field": "leases.end_date", "op": "<=", "values": ["2025-06-18"]}
    assert said("how many ended leases are there")["filters"] == [ended]
    assert said("number of leases that have not ended")["filters"] == [
        {"or": [{"field": "leases.end_date", "op": "is_null"}, {**ended, "op": ">"}]}
    ]


@pytest.mark.parametrize(
    "text",
    [
        "How many loans were returned late?",
        "how many loans were returned too late",
        "number of loans returned later than due",
        "number of loans that were returned late",
    ],
)
def test_late_is_after_the_date_it_was_due(text: str) -> None:
    (measure,) = said(text)["measures"]
    assert (measure["table"], measure["filter"]) == ("loans", "returned_on > due_date")


def test_a_period_beside_late_is_that_of_the_rows_where_they_have_one() -> None:
    found = said("How many handovers were later than promised last month?")
    assert found["time"] == {"field": "handovers.delivery_date", "range": {"previous": "month"}}
    assert found["measures"][0]["filter"] == "delivery_date > promised_date"
    assert said("How many handovers arrived later than promised last month?") == found
    assert silent("How many bills were paid late last month?")


@pytest.mark.parametrize("text", ["late loans", "how many loans were not returned late", "repairs resolved late"])
def test_late_is_not_guessed(text: str) -> None:
    assert silent(text)


@pytest.mark.parametrize(
    "text",
    [
        "How many loans are overdue?",
        "How many loans are past their due date?",
        "How many loans are past due and not returned?",
        "How many loans are overdue today, i.e. past their due date and not yet returned?",
        "number of loans that are past the due date",
    ],
)
def test_past_due_is_overdue(text: str) -> None:
    found = said(text)
    assert found["measures"] == ["loan_count"] and found["filters"] == [{"field": "loans.returned_on", "op": "is_null"}]
    assert found["time"] == {"field": "loans.due_date", "range": {"to": "2025-06-18"}}


@pytest.mark.parametrize(
    "text",
    [
        "How long does it take to resolve a repair by severity?",
        "how long does it take us on average to resolve repairs by severity",
        "On average, how long does it take to resolve a repair by severity?",
        "how long do repairs take to be resolved by severity",
        "how long does it usually take for a repair to be resolved by severity",
        "how long did it take until a repair was resolved by severity",
        "how many days does it take to resolve a repair, by severity",
    ],
)
def test_how_long_it_takes_is_the_average_time(text: str) -> None:
    found = said(text)
    assert found == {"measures": ["average_days_to_resolve"], "dimensions": ["repairs.severity"]}


@pytest.mark.parametrize(
    "text",
    [
        "how long does it take from filing to closure of permits",
        "How long does it take on average between filing and closure of permits?",
    ],
)
def test_how_long_it_takes_from_one_deed_to_another(text: str) -> None:
    (measure,) = said(text)["measures"]
    assert (measure["aggregate"], measure["expression"]) == ("avg", "date_diff('day', filed_on, closed_on)")


@pytest.mark.parametrize(
    "text", ["how long does a repair take", "how long does it take to paint a venue", "how long do concerts take"]
)
def test_how_long_something_else_takes_is_not_known(text: str) -> None:
    assert silent(text)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("conversion rate by channel", "converted"),
        ("conversion rate of visits last month", "converted"),
        ("cancellation rate of concerts", "is_cancelled"),
        ("cancellation rate per month in 2024", "is_cancelled"),
    ],
)
def test_a_deed_with_rate_is_the_share_of_its_flag(text: str, expression: str) -> None:
    (measure,) = said(text)["measures"]
    assert measure["aggregate"] == "avg" and f"({expression}) IN (TRUE)" in measure["expression"]
