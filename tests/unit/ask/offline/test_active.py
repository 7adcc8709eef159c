"""Who did something in each period is counted by the rows that tell of it, and what a code says was done by its own day."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("patients", "patient_id integer, patient_name varchar, ward varchar, registered_on date"),
    table("visits", "visit_id integer, patient_id integer, visited_on date, reason varchar", patient_id="patients"),
    table("buses", "bus_id integer, plate varchar"),
    table("state_ref", "state_cd varchar, state_desc varchar"),
    table(
        "stops",
        "stop_id integer, bus_id integer, state_cd varchar, eta timestamp, ata timestamp, etd timestamp, atd timestamp",
        bus_id="buses",
    ),
)
VALUES = ValueIndex.from_values({("state_ref", "state_desc"): ["Departed", "Waiting"]})
IN_2024 = {"from": "2024-01-01", "to": "2025-01-01"}


def planned(text: str) -> Plan:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL).plan


def said(text: str) -> dict[str, Any]:
    found = planned(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, MODEL, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


@pytest.mark.parametrize(
    ("text", "rows", "key", "date"),
    [
        ("number of patients with visits per month in 2024", "visits", "patient_id", "visits.visited_on"),
        ("how many patients visited per month in 2024", "visits", "patient_id", "visits.visited_on"),
        ("how many patients had visits per month in 2024", "visits", "patient_id", "visits.visited_on"),
        ("how many buses arrived per month in 2024", "stops", "bus_id", "stops.ata"),
    ],
)
def test_the_different_ones_of_each_period(text: str, rows: str, key: str, date: str) -> None:
    found = said(text)
    (measure,) = found["measures"]
    assert (measure["table"], measure["aggregate"], measure["expression"]) == (rows, "count_distinct", key)
    assert found["dimensions"] == [{"field": date, "grain": "month"}]
    assert found["time"] == {"field": date, "range": IN_2024} and "filters" not in found


def test_groups_of_the_things_stay_beside_it() -> None:
    found = said("number of patients with visits by ward per month")
    assert found["dimensions"] == ["patients.ward", {"field": "visits.visited_on", "grain": "month"}]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("patients per month", "patients.registered_on"),
        ("patients registered per month", "patients.registered_on"),
        ("how many patients without visits per month", "patients.registered_on"),
    ],
)
def test_their_own_date_counts_where_nothing_else_is_done(text: str, date: str) -> None:
    assert said(text)["dimensions"] == [{"field": date, "grain": "month"}]


@pytest.mark.parametrize(
    ("text", "date"),
    [("how many stops departed in 2024", "stops.atd"), ("stops departed per month in 2024", "stops.atd")],
)
def test_what_a_code_says_was_done_goes_by_its_own_day(text: str, date: str) -> None:
    found = said(text)
    assert found["time"] == {"field": date, "range": IN_2024}
    assert found["filters"] == [{"field": "state_ref.state_desc", "op": "=", "values": ["Departed"]}]
