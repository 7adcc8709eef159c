"""A fee said in full before an "income", and the things whose income is asked for: what came in by their own amount."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK
from tests.unit.ask.offline.trade_tables import model_of, table

CLUB = model_of(
    table("members", "member_id integer, member_name varchar, town varchar"),
    table("courts", "court_id integer, court_name varchar"),
    table("suppliers", "supplier_id integer, supplier_name varchar"),
    table(
        "court_slots",
        "slot_id integer, court_id integer, member_id integer, played_on date, light_fee double",
        court_id="courts",
        member_id="members",
    ),
    table(
        "trainings", "training_id integer, court_id integer, trained_on date, training_fee double", court_id="courts"
    ),
    table("cups", "cup_id integer, cup_name varchar, held_on date, entry_fee double"),
    table("cup_entries", "entry_id integer, cup_id integer, member_id integer", cup_id="cups", member_id="members"),
    table(
        "deliveries",
        "delivery_id integer, supplier_id integer, delivered_on date, handling_fee double",
        supplier_id="suppliers",
    ),
)


def plan(text: str) -> Plan:
    return OfflinePlanner().plan(Question(text, CLOCK), CLUB).plan


@pytest.mark.parametrize("said", ["Light fee income", "light fee revenue", "light fee takings"])
def test_a_fee_named_before_an_income_are_what_came_in(said: str) -> None:
    found = plan(f"{said} by court")
    assert isinstance(found, SemanticQuery) and found.measures == ("total_light_fee",)
    assert found.dimensions[0] == "courts.court_name"


@pytest.mark.parametrize("said", ["Entry fee income by cup", "handling fee income by supplier", "fee income by court"])
def test_a_fee_of_rows_that_nobody_pays_with_is_not_taken_for_what_came_in(said: str) -> None:
    assert not isinstance(plan(said), SemanticQuery)


def test_things_right_before_an_income_tell_of_what_it_is() -> None:
    found = plan("training income by court")
    assert isinstance(found, SemanticQuery) and found.measures == ("total_training_fee",)
    assert not isinstance(plan("court slot income by court"), SemanticQuery)  # a fee for the light is not all of it


def test_what_may_not_be_paid_to_us_is_still_asked_about() -> None:
    assert isinstance(plan("Entry fee income by cup"), Clarification)
