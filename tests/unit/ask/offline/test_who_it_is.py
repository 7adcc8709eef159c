"""Who somebody is to a thing, where a text of the thing is called the name of such a one."""

from __future__ import annotations

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

LODGES = model_of(
    table("lodges", "lodge_id integer, lodge_name varchar, caretaker_name varchar, valley varchar"),
    table("nights", "night_id integer, lodge_id integer, night_date date, guests integer", lodge_id="lodges"),
)
VALUES = ValueIndex.from_values({("lodges", "lodge_name"): ["Grey Heron", "Pine End"], ("lodges", "valley"): ["Glen"]})


def asked(text: str) -> object:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), LODGES).plan


@pytest.mark.parametrize("text", ["Who is the caretaker of the Grey Heron?", "who was the caretaker of Grey Heron"])
def test_who_it_is_by_the_name_of_such_a_one(text: str) -> None:
    found = asked(text)
    assert isinstance(found, SemanticQuery), found
    assert found.dimensions == ("lodges.caretaker_name",) and len(found.filters) == 1


@pytest.mark.parametrize("text", ["Who is the owner of the Grey Heron?", "Who is the valley of the Grey Heron"])
def test_of_others_nothing_is_told(text: str) -> None:
    found = asked(text)
    assert not isinstance(found, SemanticQuery) or "lodges.caretaker_name" not in found.dimensions
