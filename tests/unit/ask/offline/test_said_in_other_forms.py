"""Fields that are called by other forms of their names, and lists of rows with the fields that were asked for."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_right_or_silent import answered, rounded
from tests.unit.ask.offline.unseen import unseen


def held(text: str, gold: str, name: str = "stables") -> None:
    """Every row of the gold answer, with whatever is shown beside it, and no row more."""
    ours, rows = unseen(name).rows(answered(name, text)), rounded(unseen(name).gold(gold))
    assert len(ours) == len(rows)
    for row in rounded(ours):
        assert any(all(value in row for value in one) for one in rows), row


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("Find the opening year of each yard", "select Name, Open_Year from yards"),
        ("show the yards and the year they were opened", "select Name, Open_Year from yards"),
        ("yards in descending order of the year they opened", "select Name, Open_Year from yards"),
        ("number of lessons by teacher", "select taught_by, count(*) from lessons group by 1"),
        ("how many lessons has each teacher?", "select taught_by, count(*) from lessons group by 1"),
        ("total injuries by state", "select state, sum(injured) from lessons group by 1"),
        ("average number of injuries", "select avg(injured) from lessons"),
        ("list the lesson ids and creation dates of all lessons", "select lesson_id, created from lessons"),
        ("list the lesson ids and date created of all lessons", "select lesson_id, created from lessons"),
    ],
)
def test_a_field_is_found_by_another_form_of_its_name(text: str, gold: str) -> None:
    held(text, gold)


@pytest.mark.parametrize("text", ["closing year of each yard", "number of lessons by painter", "total deaths by state"])
def test_a_word_of_another_family_is_not_taken_for_a_field(text: str) -> None:
    assert isinstance(unseen("stables").plan(text), Refusal)


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("What is the level of cover of each rider?", "select RiderID, Level_of_cover from riders"),
        ("What is the type of each horse?", "select HorseID, horse_type from horses"),
        ("id and weight of the horses", "select HorseID, weight from horses"),
        (
            "What is the id and weight of every horse who is older than 10?",
            "select HorseID, weight from horses where horse_age > 10",
        ),
        ("horse type and weight of each horse", "select HorseID, horse_type, weight from horses"),
        ("horse ids", "select HorseID from horses"),
        ("which horses weigh more than 400", "select HorseID from horses where weight > 400"),
        ("List the lesson ids and states of all lessons", "select lesson_id, state from lessons"),
        ("riders ordered by age from old to young", "select RiderID, Age from riders"),
    ],
)
def test_rows_are_listed_with_the_fields_that_were_asked_for(text: str, gold: str) -> None:
    held(text, gold)


def test_by_the_after_descending_is_an_order_and_no_group() -> None:
    query = answered("stables", "list the names of yards, sorted descending by the open year")
    assert not query.measures and [(o.field, o.direction) for o in query.order_by] == [("yards.open_year", "desc")]


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("List the last names and ages of the riders older than 30", "select LName, Age from riders where Age > 30"),
        ("surnames of riders", "select LName from riders"),
    ],
)
def test_fields_of_rows_are_not_averages_and_short_names_are_written_out(text: str, gold: str) -> None:
    held(text, gold)


def test_what_is_said_of_a_kind_is_no_field_of_who_has_one() -> None:
    plan = unseen("stables").plan("riders who have a pony that is 3 years old")
    assert not isinstance(plan, SemanticQuery) or "riders.age" not in plan.model_dump_json()


def test_who_owns_a_thing_is_no_group() -> None:
    plan = unseen("stables").plan("Find the ids of the horses owned by the rider whose last name is 'Smith1'")
    assert not isinstance(plan, SemanticQuery) or not plan.measures


def test_a_field_of_tables_that_are_not_asked_about_lends_no_name() -> None:
    model = SemanticModel.model_validate(
        {
            "name": "towns",
            "tables": [
                {"name": "shops", "label": "Shops", "dimensions": [{"name": "city"}]},
                {"name": "crashes", "label": "Crashes", "dimensions": [{"name": "injured", "type": "number"}]},
            ],
        }
    )
    question = Question("number of injuries by city", Clock(date(2025, 6, 18)), tables=("shops",))
    planned = OfflinePlanner().plan(question, model)
    assert isinstance(planned.plan, Refusal) and "injured" not in str(planned)
