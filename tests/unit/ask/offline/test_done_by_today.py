"""What took place, ended or expired has done so by today, and goes by the date on which it did."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from lunara.ask.plan import Clarification, Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.reach import DataSpan
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

CLOCK = Clock(date(2025, 6, 18))
MODEL = model_of(
    table("halls", "hall_id integer, hall_name varchar"),
    table("lectures", "lecture_id integer, hall_id integer, starts_at timestamp, topic varchar", hall_id="halls"),
    table(
        "policies",
        "policy_id integer, hall_id integer, issued_on date, expires_on date, premium double",
        hall_id="halls",
    ),
    table("leases", "lease_id integer, hall_id integer, start_date date, end_date date", hall_id="halls"),
)


def planned(text: str, last: date | None = None) -> Planned:
    values = ValueIndex.from_values({("lectures", "topic"): ["Law", "Art"]})
    if last is not None:
        values.spans = {"lectures.starts_at": DataSpan(date(2020, 1, 1), last)}
    return OfflinePlanner(values, suggests=False).plan(Question(text, CLOCK), MODEL)


def said(text: str, last: date | None = None) -> dict[str, Any]:
    found = planned(text, last).plan
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, MODEL, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


@pytest.mark.parametrize(
    ("text", "range_"),
    [
        ("How many lectures took place in 2025?", {"from": "2025-01-01", "to": "2025-06-19"}),
        ("How many lectures were held this year", {"to_date": "year"}),
        ("In 2025, how many lectures took place?", {"from": "2025-01-01", "to": "2025-06-19"}),
        ("How many lectures took place", {"to": "2025-06-19"}),
        ("How many lectures have taken place since March 2025", {"from": "2025-03-01", "to": "2025-06-19"}),
        ("number of law lectures that happened in June 2025", {"from": "2025-06-01", "to": "2025-06-19"}),
        ("How many lectures did we hold this month", {"to_date": "month"}),
    ],
)
def test_what_took_place_has_done_so_by_today(text: str, range_: dict[str, str]) -> None:
    assert said(text)["time"] == {"field": "lectures.starts_at", "range": range_}
    assert any("after today is left out" in note for note in planned(text).notes)


@pytest.mark.parametrize(
    ("text", "range_"),
    [
        ("How many lectures took place in 2024?", {"from": "2024-01-01", "to": "2025-01-01"}),
        ("How many lectures were held last month", {"previous": "month"}),
        ("How many lectures are held in 2025", {"from": "2025-01-01", "to": "2026-01-01"}),
        ("How many lectures take place this year", {"this": "year"}),
    ],
)
def test_a_period_that_is_over_and_what_is_still_to_come_are_kept(text: str, range_: dict[str, str]) -> None:
    assert said(text)["time"]["range"] == range_
    assert not any("after today" in note for note in planned(text).notes)


def test_rows_that_end_before_today_need_no_end() -> None:
    assert "time" not in said("How many lectures took place", date(2025, 6, 18))
    assert said("How many lectures took place this year", date(2025, 6, 18))["time"]["range"] == {"this": "year"}
    assert said("How many lectures took place", date(2025, 6, 19))["time"]["range"] == {"to": "2025-06-19"}


@pytest.mark.parametrize(
    ("text", "field", "range_"),
    [
        ("how many policies expired in 2025", "policies.expires_on", {"from": "2025-01-01", "to": "2025-06-19"}),
        ("how many policies have expired this year", "policies.expires_on", {"to_date": "year"}),
        ("policies that expired before 2026", "policies.expires_on", {"to": "2025-06-19"}),
        ("how many leases ended in June 2025", "leases.end_date", {"from": "2025-06-01", "to": "2025-06-19"}),
        ("how many leases ended since March 2025", "leases.end_date", {"from": "2025-03-01", "to": "2025-06-19"}),
        ("how many leases ended in 2024", "leases.end_date", {"from": "2024-01-01", "to": "2025-01-01"}),
        ("policies expiring in 2025", "policies.expires_on", {"from": "2025-01-01", "to": "2026-01-01"}),
    ],
)
def test_what_ended_in_a_period_has_done_so_by_today(text: str, field: str, range_: dict[str, str]) -> None:
    assert said(text)["time"] == {"field": field, "range": range_}


@pytest.mark.parametrize("text", ["how many leases ended in July 2025", "how many lectures took place in August 2025"])
def test_nothing_is_done_in_a_period_that_lies_ahead(text: str) -> None:
    assert isinstance(planned(text).plan, Refusal)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("how many leases ended by month", "leases.end_date"),
        ("how many policies expired per month", "policies.expires_on"),
        ("how many policies have expired by month", "policies.expires_on"),
    ],
)
def test_what_ended_by_month_goes_by_its_end(text: str, field: str) -> None:
    found = said(text)
    assert found["dimensions"] == [{"field": field, "grain": "month"}]
    assert found["filters"] == [{"field": field, "op": "<=", "values": ["2025-06-18"]}]


def test_a_period_apart_from_the_verb_is_of_its_date() -> None:
    found = said("how many policies expired per month in 2025")
    assert found["dimensions"] == [{"field": "policies.expires_on", "grain": "month"}]
    assert found["time"] == {"field": "policies.expires_on", "range": {"from": "2025-01-01", "to": "2025-06-19"}}
    assert "filters" not in found


@pytest.mark.parametrize("text", ["expired policies by month", "expired policies in 2025"])
def test_which_date_of_what_is_called_expired_is_asked(text: str) -> None:
    assert isinstance(planned(text).plan, Clarification)


STAFF = model_of(
    table("teams", "team_id integer, team_name varchar"),
    table(
        "workers",
        "worker_id integer, worker_name varchar, team_id integer, hired_on date, left_on date",
        team_id="teams",
    ),
    table("fairs", "fair_id integer, fair_name varchar, started_on date, planned_on date, closed_on date"),
)


def of_staff(text: str, **last: str) -> dict[str, Any]:
    values = ValueIndex.from_values({("teams", "team_name"): ["Red", "Blue"]})
    days = {field.replace("__", "."): date.fromisoformat(day) for field, day in last.items()}
    values.spans = {f: DataSpan(date(2020, 1, 1), day) for f, day in days.items() if f == "fairs.started_on"}
    values.last_days = {f: day for f, day in days.items() if f not in values.spans}
    found = OfflinePlanner(values, suggests=False).plan(Question(text, CLOCK), STAFF).plan
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, STAFF, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


AHEAD = {
    "fairs__started_on": "2026-08-01",
    "workers__left_on": "2025-12-31",
    "fairs__planned_on": "2026-01-01",
    "fairs__closed_on": "2025-06-18",
}
LEFT = {"field": "workers.left_on", "op": "<=", "values": ["2025-06-18"]}


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("workers who left", [LEFT]),
        ("how many workers have left", [LEFT]),
        ("fairs that have started", [{"field": "fairs.started_on", "op": "<=", "values": ["2025-06-18"]}]),
        ("how many fairs have closed", [{"field": "fairs.closed_on", "op": "is_not_null"}]),
    ],
)
def test_what_is_done_is_so_by_today_where_its_date_reaches_further(
    text: str, conditions: list[dict[str, Any]]
) -> None:
    found = of_staff(text, **AHEAD)
    assert found["filters"] == conditions and "workers.left_on" not in found.get("dimensions", [])


@pytest.mark.parametrize(
    ("text", "field", "range_"),
    [
        ("how many fairs started this year", "fairs.started_on", {"to_date": "year"}),
        ("fairs started in 2025", "fairs.started_on", {"from": "2025-01-01", "to": "2025-06-19"}),
        ("how many workers left in 2025", "workers.left_on", {"from": "2025-01-01", "to": "2025-06-19"}),
        ("fairs planned in 2025", "fairs.planned_on", {"from": "2025-01-01", "to": "2026-01-01"}),
        ("fairs closed in 2025", "fairs.closed_on", {"from": "2025-01-01", "to": "2026-01-01"}),
    ],
)
def test_a_period_of_what_is_done_ends_today_where_its_date_reaches_further(
    text: str, field: str, range_: dict[str, str]
) -> None:
    assert of_staff(text, **AHEAD)["time"] == {"field": field, "range": range_}


def test_what_is_done_by_month_goes_by_its_date() -> None:
    assert of_staff("fairs closed by month", **AHEAD)["dimensions"] == [{"field": "fairs.closed_on", "grain": "month"}]


def test_what_is_not_done_yet_is_not_guessed_where_its_date_may_be_set_before() -> None:
    with pytest.raises(AssertionError, match="may lie ahead"):
        of_staff("workers who have not left", **AHEAD)
    assert of_staff("fairs that have not started", **AHEAD)["filters"][0]["or"]
