"""Participles called after the rows that things came with: "crates picked in May" go by the day of the picking."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

ORCHARD = model_of(
    table("fields", "field_id integer, field_name varchar, valley varchar"),
    table("pickings", "picking_id integer, field_id integer, picking_date date", field_id="fields"),
    table(
        "crates",
        "crate_id integer, picking_id integer, fruit varchar, trays integer, weight_kg double",
        picking_id="pickings",
    ),
)
PRESSED = model_of(
    table("fields", "field_id integer, field_name varchar, valley varchar"),
    table("pickings", "picking_id integer, field_id integer, picking_date date", field_id="fields"),
    table("pressings", "pressing_id integer, pressing_date date"),
    table(
        "crates",
        "crate_id integer, picking_id integer, pressing_id integer, trays integer",
        picking_id="pickings",
        pressing_id="pressings",
    ),
)
VALUES = ValueIndex.from_values({("crates", "fruit"): ["Plum", "Quince"]})


def asked(text: str, model: Any = ORCHARD) -> Plan:
    return OfflinePlanner(VALUES if model is ORCHARD else None, suggests=False).plan(Question(text, CLOCK), model).plan


def query(text: str) -> dict[str, Any]:
    found = asked(text)
    assert isinstance(found, SemanticQuery), (text, found)
    return json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))  # type: ignore[no-any-return]


PERIOD = {"field": "pickings.picking_date", "range": {"from": "2025-05-01", "to": "2025-06-01"}}


@pytest.mark.parametrize(
    "text",
    ["How many crates were picked in May 2025?", "crates picked in May 2025", "number of crates picked in May 2025"],
)
def test_things_that_came_with_rows_go_by_their_day(text: str) -> None:
    assert query(text) == {"measures": ["crate_count"], "time": PERIOD}


def test_numbers_and_those_of_a_kind_do_as_well() -> None:
    plum = [{"field": "crates.fruit", "op": "=", "values": ["Plum"]}]
    assert query("How many trays of plum were picked in May 2025?") == {
        "measures": ["total_trays"],
        "filters": plum,
        "time": PERIOD,
    }
    found = query("Weight picked by valley in May 2025")
    assert found["measures"][0]["aggregate"] == "sum" and found["dimensions"] == ["fields.valley"]
    assert query("Average weight picked in May 2025")["measures"] == ["average_weight"]


@pytest.mark.parametrize("text", ["crates picked", "fields picked in 2025", "crates peeled in 2025"])
def test_nothing_is_left_out_that_may_say_more(text: str) -> None:
    assert not isinstance(asked(text), SemanticQuery)


def test_of_two_days_neither_is_taken() -> None:
    found = asked("How many crates were picked in May 2025?", PRESSED)
    assert not isinstance(found, SemanticQuery) or "picking" in found.model_dump_json()
