"""A thing said before rows that are each of one ("client contracts") never makes the thing what is counted."""

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
    table("clients", "client_id integer, client_name varchar, sector varchar"),
    table("branches", "branch_id integer, branch_name varchar, town varchar"),
    table(
        "contracts",
        "contract_id integer, client_id integer, branch_id integer, signed_on date, channel varchar, fee double",
        client_id="clients",
        branch_id="branches",
    ),
    table("branch_visits", "visit_id integer, branch_id integer, visited_on date", branch_id="branches"),
)
VALUES = ValueIndex.from_values({("contracts", "channel"): ["online", "phone", "broker"]})


def planned(text: str) -> Plan:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL).plan


def said(text: str) -> dict[str, Any]:
    found = planned(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, MODEL, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("client contracts by sector", "contracts by sector"),
        ("number of client contracts in 2024", "number of contracts in 2024"),
        ("how many branch contracts per month", "how many contracts per month"),
        ("client contracts", "contracts"),
        ("top 3 towns by branch contracts", "top 3 towns by contracts"),
        ("branch visits by town", "visits by town"),
    ],
)
def test_the_rows_are_meant(text: str, same: str) -> None:
    assert said(text) == said(same)


@pytest.mark.parametrize(
    "text", ["clients with contracts", "which client has the most contracts", "clients per sector"]
)
def test_the_thing_stays_where_it_is_asked_for(text: str) -> None:
    assert "client" in json.dumps(said(text))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("online vs phone contracts", ["online", "phone"]),
        ("compare online and broker contracts in 2024", ["online", "broker"]),
        ("Compare phone with online contracts", ["phone", "online"]),
    ],
)
def test_two_values_against_each_other_are_shown_by_their_field(text: str, values: list[str]) -> None:
    found = said(text)
    assert (found["measures"], found["dimensions"]) == (["contract_count"], ["contracts.channel"])
    assert found["filters"] == [{"field": "contracts.channel", "op": "in", "values": values}]


def test_two_periods_are_no_values() -> None:
    assert said("compare contracts in 2024 with 2023")["dimensions"] == [
        {"field": "contracts.signed_on", "grain": "year"}
    ]
