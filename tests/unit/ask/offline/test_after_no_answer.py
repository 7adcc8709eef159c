"""What is said behind a question that was not answered, and a why beside one that can be."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.ask.values import ValueIndex
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK
from tests.unit.ask.offline.trade_tables import model_of, table

STATION = model_of(
    table("stations", "station_id integer, station_name varchar, city varchar"),
    table(
        "volunteers",
        "volunteer_id integer, volunteer_name varchar, station_id integer, joined_on date",
        station_id="stations",
    ),
    table("missions", "mission_id integer, station_id integer, started_at date, kind varchar", station_id="stations"),
    table(
        "duties",
        "duty_id integer, mission_id integer, volunteer_id integer, hours double, overtime_hours double",
        mission_id="missions",
        volunteer_id="volunteers",
    ),
)
VALUES = ValueIndex.from_values({("stations", "city"): ["Linz", "Graz"], ("missions", "kind"): ["fire", "flood"]})
NOT_HERE = "How many helicopters are there by colour?"


def asked(*texts: str) -> Planned:
    """The plan of the last of these questions, asked one after the other."""
    history: tuple[Turn, ...] = ()
    planner = OfflinePlanner(VALUES)
    for text in texts[:-1]:
        history = (*history, Turn(text, planner.plan(Question(text, CLOCK, history), STATION).plan))
    return planner.plan(Question(texts[-1], CLOCK, history), STATION)


@pytest.mark.parametrize(
    "second",
    [
        "only the stations in Linz",
        "and by city?",
        "and missions by kind",
        "same for 2024",
        "what about floods?",
        "just stations",
        "floods only",
        "stations in Linz only, please",
        "volunteers instead",
    ],
)
@pytest.mark.parametrize("between", [(), ("and by kind?",)])
def test_what_goes_on_from_no_answer_is_refused_and_says_from_what(second: str, between: tuple[str, ...]) -> None:
    plan = asked(NOT_HERE, *between, second).plan
    assert isinstance(plan, Refusal) and NOT_HERE in plan.reason


@pytest.mark.parametrize(
    ("second", "same"),
    [
        ("and how many stations are there?", "how many stations are there?"),
        ("Ok, now show volunteers by city", "volunteers by city"),
        ("stations in Linz", "stations in Linz"),
        ("how many stations are there in Linz only", "how many stations are there in Linz only"),
        ("number of stations in Linz only", "number of stations in Linz only"),
    ],
)
def test_a_question_of_its_own_stands_behind_one_that_was_not_answered(second: str, same: str) -> None:
    found = asked(NOT_HERE, second).plan
    assert isinstance(found, SemanticQuery) and found == asked(same).plan


def test_a_first_question_may_open_as_it_likes() -> None:
    assert isinstance(asked("only the stations in Linz").plan, SemanticQuery)


def test_the_question_before_is_what_a_follow_up_is_of_never_an_answer_further_back() -> None:
    plan = asked("missions by city", NOT_HERE, "only floods").plan
    assert isinstance(plan, Refusal) and NOT_HERE in plan.reason


def test_a_change_that_was_not_answered_leaves_the_answer_before_it_to_go_on_from() -> None:
    planned = asked("missions by city", "and by helicopter", "only floods")
    assert isinstance(planned.plan, SemanticQuery) and planned.warnings


@pytest.mark.parametrize("reply", ["volunteers", "by the volunteers", "Of volunteers, please", "I mean volunteers"])
def test_a_question_asked_back_is_settled_in_words(reply: str) -> None:
    first = asked("hours by city").plan
    assert isinstance(first, Clarification)
    meant = next(option.plan for option in first.options if option.label == "Volunteers")
    assert asked("hours by city", reply).plan == meant


@pytest.mark.parametrize("reply", ["how many volunteers are there?", "volunteers in Linz", "missions and volunteers"])
def test_what_says_more_than_a_choice_is_a_question_of_its_own(reply: str) -> None:
    first = asked("hours by city").plan
    assert isinstance(first, Clarification)
    assert asked("hours by city", reply).plan not in [option.plan for option in first.options]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Why do people leave us? Give me the number of volunteers by city.", "number of volunteers by city"),
        ("How many missions were there in 2024? And why so often?", "How many missions were there in 2024?"),
        ("How come we are called so much? Show missions by kind.", "Show missions by kind."),
    ],
)
def test_a_why_beside_a_question_is_said_to_be_unanswered(text: str, same: str) -> None:
    planned = asked(text)
    assert isinstance(planned.plan, SemanticQuery) and planned.plan == asked(same).plan
    assert any("not why" in warning for warning in planned.warnings)


@pytest.mark.parametrize(
    "text",
    [
        "Why do people leave us?",
        "Why do people leave us? By city.",
        "Why do volunteers in Linz leave us? How many volunteers are there?",
        "Why were we called in 2024? Show missions by kind.",
        "Why do people leave us? Show them by city.",
    ],
)
def test_a_why_that_the_question_beside_it_needs_is_not_left_out(text: str) -> None:
    assert isinstance(asked(text).plan, Refusal)


@pytest.mark.parametrize("between", ["helicopters by colour", "helicopters of each colour"])
@pytest.mark.parametrize("second", ["by kind", "top 3", "in 2024"])
def test_a_change_without_an_opening_goes_on_from_no_older_answer_either(between: str, second: str) -> None:
    plan = asked("missions by city", between, second).plan
    assert isinstance(plan, Refusal) and between in plan.reason


def test_a_change_that_was_not_answered_leaves_the_older_answer() -> None:
    assert isinstance(asked("missions by city", "by helicopter", "by kind").plan, SemanticQuery)


@pytest.mark.parametrize("second", ["only Linz", "Linz only", "in Linz only"])
def test_what_narrows_a_question_that_was_asked_back_narrows_each_of_its_choices(second: str) -> None:
    first = asked("hours by city").plan
    plan = asked("hours by city", second).plan
    assert isinstance(first, Clarification) and isinstance(plan, Clarification)
    assert [o.label for o in plan.options] == [o.label for o in first.options]
    assert all(isinstance(o.plan, SemanticQuery) and o.plan.filters for o in plan.options)
