"""What cannot be an answer is none: who did it without anybody shown, what is so and is not, what "it" points at."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table
from tests.unit.ask.offline.test_pointing_back import asked

MODEL = model_of(
    table("members", "member_id integer, member_name varchar, town varchar"),
    table("tickets", "ticket_id integer, seller varchar, sold_on date, quantity integer"),
    table("parcels", "parcel_id integer, status varchar, sent_on date, delivered_on date"),
    table("vehicles", "vehicle_id integer, kind varchar, bought_on date"),
)
VALUES = ValueIndex.from_values(
    {
        ("parcels", "status"): ["Sent", "On Hold", "Cancelled"],
        ("members", "town"): ["Oslo", "Bergen"],
        ("vehicles", "kind"): ["Van", "Car"],
    }
)


def planned(text: str) -> object:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL).plan


@pytest.mark.parametrize(
    "text",
    [
        "who sold the most tickets",
        "parcels on hold and not on hold",
        "members from Oslo and not from Oslo",
        "parcels on their way",  # a state tells of them
        "parcels on their way last month",
        "vehicles in the fleet in 2023",
    ],
)
def test_what_cannot_be_an_answer_is_none(text: str) -> None:
    assert isinstance(planned(text), Refusal | Clarification), planned(text)


def test_the_fleet_is_all_there_are() -> None:
    plan = planned("how many vehicles are in the fleet")
    assert isinstance(plan, SemanticQuery) and plan.measures == ("vehicle_count",), plan


def test_a_ranking_with_a_period_of_its_own_is_of_those_or_of_all_too() -> None:
    plan = asked("owners in Oslo", "which owner brought the most repairs in 2024?").plan
    assert isinstance(plan, Clarification), plan
    assert all(isinstance(o.plan, SemanticQuery) and o.plan.time is not None for o in plan.options)
