"""Countries and states said by their names where the data holds codes, and whose place it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Clarification, Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("depots", "depot_id integer, depot_name varchar, state varchar"),
    table("buyers", "buyer_id integer, buyer_name varchar, state varchar, country_code varchar"),
    table(
        "loads",
        "load_id integer, depot_id integer, buyer_id integer, sent_on date, port varchar, weight double",
        depot_id="depots",
        buyer_id="buyers",
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("depots", "state"): ["OH", "TX", "NM"],
        ("buyers", "state"): ["OH", "TX", "DE"],
        ("buyers", "country_code"): ["US", "SE"],
        ("loads", "port"): ["Maine", "Kiel"],
    }
)


def planned(text: str) -> Plan:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL).plan


def filters(text: str) -> Any:
    found = planned(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, MODEL, "duckdb", CLOCK)
    return json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))["filters"]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("how many buyers in Sweden", "buyers.country_code", "SE"),
        ("number of buyers from the United States", "buyers.country_code", "US"),
        ("how many depots are in New Mexico", "depots.state", "NM"),
        ("how many buyers in Delaware", "buyers.state", "DE"),
        ("number of loads by Ohio depots", "depots.state", "OH"),
        ("number of loads to buyers in Texas", "buyers.state", "TX"),
        ("how many loads from Maine", "loads.port", "Maine"),
    ],
)
def test_a_place_is_found_by_its_code_where_the_data_has_no_other_name(text: str, field: str, value: str) -> None:
    assert filters(text) == [{"field": field, "op": "=", "values": [value]}]


def test_whose_place_it_is_is_asked_where_nothing_tells() -> None:
    assert isinstance(planned("how many loads in Texas"), Clarification)


@pytest.mark.parametrize(
    "text",
    ["how many buyers in Germany", "how many German buyers", "how many depots in Utah", "how many depots in Delaware"],
)
def test_a_place_that_the_data_does_not_have_is_no_code_of_something_else(text: str) -> None:
    assert not isinstance(planned(text), SemanticQuery), planned(text)
