"""Who manages what by the key that says so, and whom people report to, by a key to their own kind."""

from __future__ import annotations

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

STAFF = table("staff", "staff_id int, first_name varchar, last_name varchar, depot_id int", depot_id="depots")
DEPOTS = table("depots", "depot_id int, manager_staff_id int, town varchar", manager_staff_id="staff")
MODEL = model_of(STAFF, DEPOTS)
CLERKS = table("clerks", "clerk_id int, first_name varchar, last_name varchar, reports_to int", reports_to="clerks")
PEOPLE = model_of(CLERKS)


def planned(text: str, model: SemanticModel = MODEL) -> object:
    values = ValueIndex.from_values({("depots", "town"): ["Hull", "York"]})
    return OfflinePlanner(values, suggests=False).plan(Question(text, CLOCK), model).plan


def roads(text: str, model: SemanticModel = MODEL) -> set[str]:
    plan = planned(text, model)
    assert isinstance(plan, SemanticQuery), plan
    return {d.via or "" for d in plan.dimensions if isinstance(d, DimensionRef)}


def of_depots() -> str:
    return next(r.name for r in MODEL.relationships if r.from_table == "depots")


def of_people() -> str:
    return next(r.name for r in PEOPLE.relationships if r.from_table == r.to_table)


@pytest.mark.parametrize(
    "text",
    [
        "who manages depot 2",
        "who manages each depot",
        "manager of every depot",
        "depot managers",
        "managers of the depots",
    ],
)
def test_who_manages_things_is_told_by_their_key(text: str) -> None:
    assert roads(text) == {of_depots()}


def test_one_of_them_is_picked_by_its_key() -> None:
    plan = planned("who is the manager of depot 2?")
    assert isinstance(plan, SemanticQuery)
    assert [(f.field, f.values) for f in plan.filters if isinstance(f, FieldFilter)] == [("depots.depot_id", (2,))]


@pytest.mark.parametrize("text", ["staff who manage depots", "who manages depot", "which staff manage depot 2"])
def test_who_works_there_does_not_manage_it(text: str) -> None:
    plan = planned(text)
    assert not isinstance(plan, SemanticQuery) or of_depots() in plan.model_dump_json()


@pytest.mark.parametrize("text", ["clerks and their managers", "clerks with their manager"])
def test_people_are_shown_beside_those_above_them(text: str) -> None:
    plan = planned(text, PEOPLE)
    assert isinstance(plan, SemanticQuery)
    assert "clerks.full_name" in plan.dimensions
    assert roads(text, PEOPLE) == {of_people()}


@pytest.mark.parametrize("text", ["who is the boss of Ilona Kovacs", "who does Ilona Kovacs report to"])
def test_the_one_above_a_person(text: str) -> None:
    assert roads(text, PEOPLE) == {of_people()}


@pytest.mark.parametrize("text", ["clerks without a manager", "who has no manager", "clerks who have no boss"])
def test_those_who_have_nobody_above(text: str) -> None:
    plan = planned(text, PEOPLE)
    assert isinstance(plan, SemanticQuery)
    assert [(f.field, f.op) for f in plan.filters if isinstance(f, FieldFilter)] == [("clerks.reports_to", "is_null")]


def test_how_many_report_to_each() -> None:
    plan = planned("how many clerks report to each manager", PEOPLE)
    assert isinstance(plan, SemanticQuery)
    assert roads("how many clerks report to each manager", PEOPLE) == {of_people()}
    assert plan.measures == ("clerk_count",)


def test_the_second_line_of_an_address_is_not_called_2() -> None:
    homes = table("addresses", "address_id int, address varchar, address2 varchar")
    fields = {d.name: d.synonyms for d in model_of(homes).tables[0].dimensions}
    assert "2" not in fields["address2"]
