"""Both ends of a way that are fields of one kind of rows: by other words for them, and by "from" and "to"."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

HAULIER = model_of(
    table("shippers", "shipper_id integer, shipper_name varchar, town varchar"),
    table(
        "loads",
        "load_id integer, shipper_id integer, trip_date date, from_town varchar, to_town varchar, fee double",
        shipper_id="shippers",
    ),
    table("permits", "permit_id integer, issued_on date, to_region varchar"),
)
TOWNS = ["Lund", "Ystad", "Malmo"]
VALUES = {
    ("loads", "from_town"): TOWNS,
    ("loads", "to_town"): [*TOWNS, "Oslo"],
    ("shippers", "town"): TOWNS,
    ("permits", "to_region"): ["Skane"],
}


def said(text: str) -> dict[str, Any] | None:
    found = OfflinePlanner(ValueIndex.from_values(VALUES), suggests=False).plan(Question(text, CLOCK), HAULIER).plan
    if not isinstance(found, SemanticQuery):
        return None
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("loads by destination town", "loads.to_town"),
        ("number of loads by destination in 2024", "loads.to_town"),
        ("loads per origin town", "loads.from_town"),
        ("which destination has the most loads", "loads.to_town"),
        ("average fee by pickup town", "loads.from_town"),
    ],
)
def test_an_end_by_another_word(text: str, field: str) -> None:
    found = said(text)
    assert found is not None and found["dimensions"] == [field], found


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("loads from Lund", [("loads.from_town", "Lund")]),
        ("how many loads to Ystad in 2024", [("loads.to_town", "Ystad")]),
        ("how many loads went to Malmo", [("loads.to_town", "Malmo")]),
        ("loads from Lund to Ystad", [("loads.from_town", "Lund"), ("loads.to_town", "Ystad")]),
        ("average fee of loads from Lund to Ystad", [("loads.from_town", "Lund"), ("loads.to_town", "Ystad")]),
        ("loads that go from Ystad to Lund by month", [("loads.from_town", "Ystad"), ("loads.to_town", "Lund")]),
    ],
)
def test_from_one_end_to_the_other(text: str, conditions: list[tuple[str, str]]) -> None:
    found = said(text)
    assert found is not None, text
    assert [(f["field"], f["values"][0]) for f in found["filters"]] == conditions


@pytest.mark.parametrize(
    "text", ["permits by destination", "loads by destination country", "loads from Oslo", "loads in Lund"]
)
def test_what_has_no_such_end_is_not_guessed(text: str) -> None:
    assert said(text) is None


def test_a_period_is_no_end() -> None:
    assert "filters" not in (said("loads from 2024 to 2025") or {"filters": ""})
