"""What is shown by a road that is named: the end of it beside each row, or of the rows that are chosen."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("harbours", "harbour_id int, harbour_name varchar"),
    table(
        "ferries",
        "ferry_id int, ferry_name varchar, home_harbour_id int, winter_harbour_id int, length int",
        home_harbour_id="harbours",
        winter_harbour_id="harbours",
    ),
)
VALUES = ValueIndex.from_values(
    {("harbours", "harbour_name"): ["Visby", "Nynas"], ("ferries", "ferry_name"): ["Gotland", "Drotten"]}
)


def plan(text: str) -> object:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL).plan


def roads(text: str) -> dict[str, str | None]:
    found = plan(text)
    assert isinstance(found, SemanticQuery), found
    return {d.field: d.via for d in found.dimensions if isinstance(d, DimensionRef)}


@pytest.mark.parametrize("text", ["ferries with their home harbour", "list the ferries with their home harbour"])
def test_the_end_of_a_road_stands_beside_each_row(text: str) -> None:
    found = plan(text)
    assert isinstance(found, SemanticQuery), found
    assert "ferries.ferry_name" in found.dimensions
    assert roads(text) == {"harbours.harbour_name": "ferries_home_harbour"}


@pytest.mark.parametrize(
    "text", ["home harbour of Gotland", "What is Gotland's home harbour?", "What is the home harbour of Gotland?"]
)
def test_the_end_of_a_road_of_what_is_named(text: str) -> None:
    found = plan(text)
    assert isinstance(found, SemanticQuery), found
    assert set(roads(text).values()) == {"ferries_home_harbour"}
    assert [(f.field, f.values) for f in found.filters if isinstance(f, FieldFilter)] == [
        ("ferries.ferry_name", ("Gotland",))
    ]
    assert found.distinct


def test_the_end_of_a_road_alone_is_not_taken_for_all_harbours() -> None:
    assert isinstance(plan("list the home harbours"), Refusal)
