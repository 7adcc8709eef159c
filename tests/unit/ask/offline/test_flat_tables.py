"""Wide tables that nothing ties together: fields name what rows are about, and half a field's name counts nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table(
        "road_reports",
        "report_no varchar, reported_at timestamp, incident_type varchar, district varchar, crew varchar",
    ),
    table(
        "site_visits",
        "visit_no varchar, visited_on date, visit_reason varchar, district varchar, premises_name varchar",
    ),
    table("members", "member_id integer, member_name varchar, reward_tier varchar, town varchar"),
    table("vessel_kinds", "kind_cd varchar, kind_desc varchar"),
    table("vessels", "vessel_id integer, vessel_name varchar, kind_cd varchar"),
)
VALUES = ValueIndex.from_values(
    {
        ("road_reports", "incident_type"): ["Pothole", "Flood"],
        ("site_visits", "visit_reason"): ["Incident", "Routine"],
        ("members", "reward_tier"): ["Bronze", "Platinum"],
        ("vessel_kinds", "kind_desc"): ["Ferry", "Tanker"],
        ("members", "town"): ["Platinum", "Leer"],
    }
)


def planned(text: str) -> Plan:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL).plan


def said(text: str) -> dict[str, Any]:
    found = planned(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, MODEL, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


@pytest.mark.parametrize(
    "text",
    [
        "incidents by district",
        "incidents per month in 2024",
        "how many incidents last month",
        "top 3 districts by incidents",
    ],
)
def test_rows_of_one_table_are_not_taken_for_a_value_of_another(text: str) -> None:
    assert not isinstance(planned(text), SemanticQuery), planned(text)


@pytest.mark.parametrize("text", ["how many incident visits were there", "number of visits with visit reason incident"])
def test_the_value_is_meant_beside_its_own_rows(text: str) -> None:
    assert said(text)["filters"] == [{"field": "site_visits.visit_reason", "op": "=", "values": ["Incident"]}]


@pytest.mark.parametrize("text", ["number of incidents", "how many incidents were there in 2024?"])
def test_half_a_name_counts_nothing(text: str) -> None:
    assert not isinstance(planned(text), SemanticQuery), planned(text)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("number of incident types", "incident_type"),
        ("number of crews", "crew"),
        ("number of premises", "premises_name"),
    ],
)
def test_the_whole_name_or_a_naming_word_at_its_end_counts_different_ones(text: str, field: str) -> None:
    found = planned(text)
    assert isinstance(found, SemanticQuery)
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure) and (measure.aggregate, measure.expression) == ("count_distinct", field)


@pytest.mark.parametrize(
    "text",
    [
        "premises visited more than 3 times",
        "which premises were visited more than 3 times",
        "premises with over 3 visits",
    ],
)
def test_how_often_it_was_done_is_how_many_rows_tell_of_it(text: str) -> None:
    found = said(text)
    assert found["dimensions"] == ["site_visits.premises_name"]
    assert {"field": "site_visit_count", "op": ">", "values": [3]} in found["filters"]


@pytest.mark.parametrize("text", ["crews visited more than 3 times", "districts painted more than twice"])
def test_what_the_rows_do_not_tell_is_not_counted(text: str) -> None:
    assert not isinstance(planned(text), SemanticQuery)


@pytest.mark.parametrize("text", ["how many platinum tier members are there", "number of platinum reward tier members"])
def test_the_field_behind_its_value_says_which_value_is_meant(text: str) -> None:
    assert said(text)["filters"] == [{"field": "members.reward_tier", "op": "=", "values": ["Platinum"]}]


def test_another_word_behind_a_value_is_not_dropped() -> None:
    assert not isinstance(planned("how many bronze medal members are there"), SemanticQuery)


def test_kinds_said_before_the_thing_are_not_the_table_of_kinds() -> None:
    found = planned("how many ferry kind vessels are there")
    assert not isinstance(found, SemanticQuery) or "vessel_kind_count" not in found.measures
