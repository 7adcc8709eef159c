"""What is joined to a period by which is grouped: one thing is a group as well, several of them are counted."""

from __future__ import annotations

import pytest

from lunara.semantic.query import DimensionRef, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

MODEL = model_of(
    table("ferries", "ferry_id int, ferry_name varchar, deck varchar"),
    table("sailings", "sailing_id int, ferry_id int, day date, fare decimal(10,2)", ferry_id="ferries"),
)


@pytest.mark.parametrize(
    "text", ["total fare by month and ferry", "total fare per month and ferry", "total fare by ferry and month"]
)
def test_one_thing_behind_a_period_is_a_group(text: str) -> None:
    found = plan(MODEL, text)
    assert isinstance(found, SemanticQuery)
    assert [getattr(m, "label", m) for m in found.measures] == ["Total fare"]
    shown = {d.field if isinstance(d, DimensionRef) else d for d in found.dimensions}
    assert {"sailings.day", "ferries.ferry_name"} <= shown


@pytest.mark.parametrize("text", ["total fare by month and number of sailings", "total fare by month and sailings"])
def test_several_things_behind_a_period_are_counted(text: str) -> None:
    found = plan(MODEL, text)
    assert isinstance(found, SemanticQuery)
    assert [getattr(m, "label", m) for m in found.measures] == ["Total fare", "sailing_count"]
    assert [d.grain for d in found.dimensions if isinstance(d, DimensionRef)] == ["month"]
