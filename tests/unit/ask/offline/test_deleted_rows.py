"""Rows that stay in their table when they are deleted are left out of what is counted, unless the question tells of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("towns", "town_id integer, town_name varchar"),
    table(
        "patrons",
        "patron_id integer, patron_name varchar, town_id integer, joined_on date, deleted_at timestamp",
        town_id="towns",
    ),
    table(
        "loans",
        "loan_id integer, patron_id integer, lent_on date, fine_amount double, is_deleted boolean",
        patron_id="patrons",
    ),
)
LEFT = [{"field": "patrons.deleted_at", "op": "is_null"}]
KEPT = [
    {
        "or": [
            {"field": "loans.is_deleted", "op": "=", "values": [False]},
            {"field": "loans.is_deleted", "op": "is_null"},
        ]
    }
]


def planned(text: str) -> Planned:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL)


def conditions(text: str) -> list[dict[str, Any]]:
    found = planned(text).plan
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, MODEL, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    filters: list[dict[str, Any]] = made.get("filters", [])
    return filters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("how many patrons do we have", LEFT),
        ("patrons per town", LEFT),
        ("patrons excluding deleted ones", LEFT),
        ("how many loans", KEPT),
        ("loans per month in 2024", KEPT),
        ("fine amount by patron", KEPT),
    ],
)
def test_deleted_rows_are_left_out_and_told_of(text: str, expected: list[dict[str, Any]]) -> None:
    assert conditions(text) == expected
    assert any("marked as deleted are left out" in note for note in planned(text).notes)


@pytest.mark.parametrize(
    "text",
    [
        "how many towns",
        "how many patrons including deleted ones",
        "number of patrons incl. deleted",
        "how many patrons joined in 2024",
        "patrons who joined per month",
    ],
)
def test_they_stay_where_the_question_tells_of_them_or_of_what_was_then(text: str) -> None:
    assert conditions(text) == []
    assert not any("left out" in note for note in planned(text).notes)


def test_those_that_were_deleted_can_be_asked_for() -> None:
    assert conditions("how many deleted loans") == [{"field": "loans.is_deleted", "op": "=", "values": [True]}]
