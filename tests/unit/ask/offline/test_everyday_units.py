"""Hours and lengths of an ordinary day: "panel hours", "rides over 20 km", and words that a verb carries along."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, planned, table

STABLE = model_of(
    table("riders", "rider_id integer, rider_name varchar, level varchar"),
    table("grooms", "groom_id integer, groom_name varchar, grade varchar"),
    table("horses", "horse_id integer, horse_name varchar, height_cm integer"),
    table(
        "rides",
        "ride_id integer, rider_id integer, horse_id integer, ride_date date, length_km double, minutes integer, fee double",
        rider_id="riders",
        horse_id="horses",
    ),
    table(
        "ride_team",
        "ride_team_id integer, ride_id integer, groom_id integer, part varchar, worked_hours double",
        ride_id="rides",
        groom_id="grooms",
    ),
    table("letters", "letter_id integer, rider_id integer, sent_on date, subject varchar", rider_id="riders"),
)
VALUES = {("grooms", "grade"): ["Trainee", "Senior"], ("riders", "level"): ["Novice", "Expert"]}


def said(text: str) -> dict[str, Any] | None:
    found = OfflinePlanner(ValueIndex.from_values(VALUES), suggests=False).plan(Question(text, CLOCK), STABLE).plan
    if not isinstance(found, SemanticQuery):
        return None
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


@pytest.mark.parametrize(
    ("text", "field", "op", "values"),
    [
        ("how many rides were over 20 km in 2024", "rides.length_km", ">", [20]),
        ("rides of more than 15 km", "rides.length_km", ">", [15]),
        ("rides that lasted at least 90 minutes", "rides.minutes", ">=", [90]),
        ("rides between 5 and 10 km", "rides.length_km", "between", [5, 10]),
        ("average fee of rides under 30 minutes", "rides.minutes", "<", [30]),
        ("total fee per horse of rides over 20 km", "rides.length_km", ">", [20]),
        ("horses over 150 cm tall", "horses.height_cm", ">", [150]),
    ],
)
def test_so_much_of_the_number_that_is_held_in_the_unit(text: str, field: str, op: str, values: list[int]) -> None:
    found = said(text)
    assert found is not None and {"field": field, "op": op, "values": values} in found["filters"], found


@pytest.mark.parametrize(
    "text",
    [
        "riders with rides over 20 km",
        "rides over 20 acres",
        "letters over 20 km",
        "rides over 2 hours",
    ],
)
def test_one_or_all_and_other_units_are_not_guessed(text: str) -> None:
    assert said(text) is None


@pytest.mark.parametrize(
    "text",
    ["team hours per month in 2024", "total ride team hours", "team hours by grade", "how many team hours in 2024"],
)
def test_hours_of_rows_that_are_called_so(text: str) -> None:
    found = said(text)
    assert found is not None and found["measures"] == ["total_worked_hours"], found


def test_the_average_of_such_hours() -> None:
    assert (said("average team hours") or {})["measures"] == ["average_worked_hours"]


@pytest.mark.parametrize("text", ["trainee hours per month", "how many hours did trainees work in 2024"])
def test_hours_of_those_of_a_value(text: str) -> None:
    found = said(text)
    assert found is not None and found["measures"] == ["total_worked_hours"]
    assert found["filters"] == [{"field": "grooms.grade", "op": "=", "values": ["Trainee"]}]


@pytest.mark.parametrize("text", ["letter hours per month", "sick hours per month", "rider hours"])
def test_hours_of_what_has_none_are_not_there(text: str) -> None:
    assert said(text) is None


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("how many letters did we send out in May 2024", "how many letters did we send in May 2024"),
        ("letters sent out by month", "letters sent by month"),
        ("how many letters came in during May 2024", "how many letters came during May 2024"),
        ("how many rides were carried out in May 2024", "how many rides in May 2024"),
        ("rides we carried out in May 2024 by horse", "rides in May 2024 by horse"),
    ],
)
def test_a_word_that_the_verb_carries_along_changes_nothing(text: str, same: str) -> None:
    found = said(text)
    assert found is not None and found == said(same)


@pytest.mark.parametrize(
    "text", ["letters sent back in May 2024", "letters sent out of York", "how many rides are out"]
)
def test_a_word_that_says_something_else_is_not_dropped(text: str) -> None:
    assert said(text) is None


def test_what_a_field_is_called_by_stays() -> None:
    till = model_of(table("claims", "claim_id integer, filed_on date, paid_out double, paid_in double"))
    found = planned(till, "total paid out by month").plan
    assert isinstance(found, SemanticQuery) and found.measures == ("total_paid_out",)
