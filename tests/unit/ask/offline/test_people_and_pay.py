"""Those who work for us by the words of every day: our people, men and women, who reports to whom, what they earn now."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.cleaners import CLOCK
from tests.unit.ask.offline.test_money_words import model_of, table

CREWS = model_of(
    table("crews", "crew_id integer, crew_name varchar"),
    table(
        "workers",
        "worker_id integer, full_name varchar, crew_id integer, supervisor_id integer, hired_on date, left_on date, "
        "is_seasonal boolean, sex varchar",
        crew_id="crews",
        supervisor_id="workers",
    ),
    table(
        "wages",
        "wage_id integer, worker_id integer, valid_from date, valid_to date, weekly_wage double",
        worker_id="workers",
    ),
    table("applicants", "applicant_id integer, full_name varchar, town varchar"),
    table(
        "auditions",
        "audition_id integer, applicant_id integer, crew_id integer, audition_date date, state varchar, wage_wished double",
        applicant_id="applicants",
        crew_id="crews",
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("crews", "crew_name"): ["Rigging", "Lights"],
        ("workers", "sex"): ["M", "F"],
        ("auditions", "state"): ["auditioned", "taken on", "turned down"],
        ("applicants", "town"): ["Leeds", "York"],
    }
)
WHO = {"field": "workers.full_name", "via": "workers_supervisor"}
SEX_AND_CREW = ["workers.sex", "crews.crew_name", "crews.crew_id"]
NOW: list[Any] = [
    {"field": "wages.valid_from", "op": "<", "values": ["2025-06-19"]},
    {
        "or": [
            {"field": "wages.valid_to", "op": "is_null"},
            {"field": "wages.valid_to", "op": ">=", "values": ["2025-06-18"]},
        ]
    },
]


def plan(text: str) -> Plan:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), CREWS).plan


def query(text: str) -> dict[str, Any]:
    found = plan(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, CREWS, "duckdb", CLOCK)
    return found.model_dump(mode="json", exclude_defaults=True, by_alias=True)


@pytest.mark.parametrize(
    "text",
    [
        "which supervisor has the most direct reports",
        "who has the most direct reports?",
        "Who supervises the most workers?",
        "who manages the most people",
        "which manager has the most subordinates",
        "which supervisor has the most workers",
        "top 1 supervisor by number of direct reports",
    ],
)
def test_the_one_whom_most_report_to(text: str) -> None:
    found = query(text)
    assert found["measures"] == ["worker_count"]
    assert found["dimensions"][0] == WHO
    assert found["limit"] == 1
    assert found["order_by"] == [{"field": "worker_count", "direction": "desc"}]


@pytest.mark.parametrize(
    "text", ["direct reports per supervisor", "supervisors by number of direct reports", "number of workers by manager"]
)
def test_how_many_report_to_each(text: str) -> None:
    found = query(text)
    assert (found["measures"], found["dimensions"][0]) == (["worker_count"], WHO)
    assert "limit" not in found


@pytest.mark.parametrize("text", ["average number of direct reports", "which supervisor has the most auditions"])
def test_the_key_to_those_above_is_no_number(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "sex"),
    [("how many women", "F"), ("number of men", "M"), ("how many workers are women", "F"), ("women by crew", "F")],
)
def test_women_are_workers_by_their_sex(text: str, sex: str) -> None:
    found = query(text)
    assert found["measures"] == ["worker_count"]
    assert found["filters"] == [{"field": "workers.sex", "op": "=", "values": [sex]}]


def test_men_and_women_by_what_is_said_beside() -> None:
    assert query("Men and women by crew")["dimensions"] == SEX_AND_CREW
    found = query("women vs men by crew, current workers only")
    assert found["dimensions"] == SEX_AND_CREW
    assert found["filters"] == [{"field": "workers.left_on", "op": "is_null"}]


@pytest.mark.parametrize("text", ["auditions by women", "share of men and women"])
def test_of_a_sex_that_is_said_otherwise(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    ["how many of our people work seasonally", "how many people work seasonally", "how many workers are seasonal"],
)
def test_our_people_are_those_who_work(text: str) -> None:
    assert query(text) == {
        "measures": ["worker_count"],
        "filters": [{"field": "workers.is_seasonal", "op": "=", "values": [True]}],
    }


@pytest.mark.parametrize(
    "text", ["how many people work abroad", "workers who work daily", "how many people audition seasonally"]
)
def test_what_no_yes_or_no_says_of_them(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


def test_current_pay_is_what_holds_today() -> None:
    for text in ("average current weekly wage by crew", "average current wage by crew"):
        found = query(text)
        assert found["measures"] == ["average_weekly_wage"], text
        assert found["filters"] == NOW
    assert isinstance(plan("current wage wished by state"), Refusal)


@pytest.mark.parametrize(
    ("text", "name", "direction"),
    [
        ("who earns the most", "max_weekly_wage", "desc"),
        ("Could you tell me who earns the most at the moment?", "max_weekly_wage", "desc"),
        ("which worker earns the least right now", "min_weekly_wage", "asc"),
    ],
)
def test_who_earns_the_most_now(text: str, name: str, direction: str) -> None:
    found = query(text)
    assert found["measures"][0]["name"] == name
    assert found["dimensions"][0] == "workers.full_name"
    assert found["filters"][:2] == NOW
    assert found["order_by"][0].get("direction", "asc") == direction
    assert found["limit"] == 1


@pytest.mark.parametrize(
    "text", ["who earned the most in 2023", "who earns the most from auditions", "which crew earns the most"]
)
def test_what_was_earned_otherwise(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "applicants who have never auditioned",
        "applicants who have never auditioned for anything",
        "which applicants never auditioned for anything at all?",
    ],
)
def test_what_was_never_done_for_anything(text: str) -> None:
    assert query(text)["filters"] == [{"not": {"exists": "auditions"}}]
