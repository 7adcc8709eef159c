"""What is said of a number, a list or a condition is answered as it is said, or refused: never something beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.model import SemanticModel
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

DESKS = model_of(
    table("makers", "maker_id integer, maker_name varchar, land varchar"),
    table(
        "desks",
        "desk_id integer, maker_id integer, made_on date, wood varchar, room varchar, weight_kg double, unit_price double",
        maker_id="makers",
    ),
)
DESK_VALUES = {("desks", "wood"): ["Oak", "Ash"], ("desks", "room"): ["Blue hall"], ("makers", "land"): ["Norway"]}


def plan(model: SemanticModel, text: str, values: Mapping[tuple[str, str], Sequence[str]]) -> Plan:
    return (
        OfflinePlanner(ValueIndex.from_values({k: list(v) for k, v in values.items()}))
        .plan(Question(text, CLOCK), model)
        .plan
    )


@pytest.mark.parametrize(
    "text",
    [
        "what share of the weight is kept in the Blue hall?",
        "what share of the desk weight is in the Blue hall",
        "percentage of weight that is Oak",
        "what percentage of unit price is Oak",
        "what share of the unit price is from Norway",
    ],
)
def test_a_share_of_a_number_is_none_of_the_rows(text: str) -> None:
    found = plan(DESKS, text, DESK_VALUES)
    assert isinstance(found, Refusal) and "does not add up" in found.reason, found
