""" "Because of" leads to a value of a reason, a word before things to their sort; neither is taken for something else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

GYM = model_of(
    table("sites", "site_id integer, site_name varchar"),
    table(
        "contracts",
        "contract_id integer, site_id integer, signed_on date, state varchar, cancellation_reason varchar, fee double",
        site_id="sites",
    ),
    table(
        "faults",
        "fault_id integer, site_id integer, reported_on date, equipment_type varchar, cause varchar, price double",
        site_id="sites",
    ),
    table("visits", "visit_id integer, site_id integer, visited_on date, visit_reason varchar", site_id="sites"),
)
VALUES = {
    ("contracts", "state"): ["active", "cancelled", "paused"],
    ("contracts", "cancellation_reason"): ["Fee", "Moved away", "Not used", "Injury"],
    ("faults", "equipment_type"): ["Treadmill", "Rower"],
    ("faults", "cause"): ["Wear", "Misuse", "Injury"],
    ("visits", "visit_reason"): ["Class", "Injury"],
}


def said(text: str) -> dict[str, Any] | None:
    found = OfflinePlanner(ValueIndex.from_values(VALUES), suggests=False).plan(Question(text, CLOCK), GYM).plan
    if not isinstance(found, SemanticQuery):
        return None
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


def equal(field: str, value: str) -> dict[str, Any]:
    return {"field": field, "op": "=", "values": [value]}


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("contracts lost because of the fee", [equal("contracts.cancellation_reason", "Fee")]),
        ("how many contracts did we lose due to injury", [equal("contracts.cancellation_reason", "Injury")]),
        ("contracts lost on account of not used", [equal("contracts.cancellation_reason", "Not used")]),
        (
            "how many contracts were cancelled because of the fee in 2024",
            [equal("contracts.state", "cancelled"), equal("contracts.cancellation_reason", "Fee")],
        ),
        ("faults due to wear", [equal("faults.cause", "Wear")]),
        ("how many faults because of injury", [equal("faults.cause", "Injury")]),
        ("visits because of injury", [equal("visits.visit_reason", "Injury")]),
        ("contracts with cancellation reason fee", [equal("contracts.cancellation_reason", "Fee")]),
    ],
)
def test_a_reason_is_the_value_that_is_named(text: str, conditions: list[dict[str, Any]]) -> None:
    found = said(text)
    assert found is not None and found["filters"] == conditions, found


@pytest.mark.parametrize(
    "text",
    [
        "contracts lost because of the weather",
        "contracts won because of the fee",
        "visits lost because of injury",
        "contracts not cancelled because of the fee",
        "sites because of wear",
        "how many faults because of moved away",
    ],
)
def test_what_is_no_reason_of_these_is_not_read(text: str) -> None:
    assert said(text) is None


def test_a_word_before_things_is_their_sort() -> None:
    found = said("which site has had the most equipment faults")
    assert found is not None and found["measures"] == ["fault_count"]
    assert {"field": "faults.equipment_type", "op": "is_not_null"} in found["filters"]
    assert (said("how many equipment faults in 2024") or {})["filters"] == [
        {"field": "faults.equipment_type", "op": "is_not_null"}
    ]


@pytest.mark.parametrize("text", ["kitchen faults", "equipment contracts", "treadmill contracts"])
def test_another_word_before_things_is_no_sort_of_theirs(text: str) -> None:
    assert said(text) is None
