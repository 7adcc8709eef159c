"""What is told by its number and has no table: its name alone is that number, whatever else is noted of it."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK
from tests.unit.ask.offline.trade_tables import model_of, table

PIER = model_of(
    table(
        "landings",
        "landing_id integer, landed_on date, gate_no integer, gate_kind varchar, crane_name varchar, crane_no integer, "
        "crane_kind varchar, catch_tonnes double",
    ),
)


def plan(text: str) -> Plan:
    return OfflinePlanner().plan(Question(text, CLOCK), PIER).plan


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("landings by gate", "landings.gate_no"),
        ("landings by landing gate", "landings.gate_no"),
        ("Which gate is used the most?", "landings.gate_no"),
        ("which gate had the most landings?", "landings.gate_no"),
        ("landings by gate kind", "landings.gate_kind"),
    ],
)
def test_the_name_alone_is_the_number(text: str, field: str) -> None:
    found = plan(text)
    assert isinstance(found, SemanticQuery) and found.measures == ("landing_count",) and found.dimensions[0] == field


def test_what_has_a_name_beside_its_number_is_not_taken_for_the_number() -> None:
    found = plan("landings by crane")
    assert not (isinstance(found, SemanticQuery) and "landings.crane_no" in found.dimensions)
