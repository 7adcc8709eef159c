"""What belongs to the rows that the question before shows, and numbers of all things of a kind, one for each."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table

YARD = model_of(
    table("skippers", "skipper_id integer, skipper_name varchar"),
    table(
        "boats",
        "boat_id integer, boat_name varchar, hull varchar, day_rate double, skipper_id integer",
        skipper_id="skippers",
    ),
    table(
        "charters",
        "charter_id integer, boat_id integer, booked_on date, net_amount double, port varchar",
        boat_id="boats",
    ),
)


def then(first: str, *later: str) -> tuple[Plan, Plan]:
    """The plan of the first question and that of the last one of those that go on from it."""
    one = made = plan(YARD, first)
    history: tuple[Turn, ...] = (Turn(first, one),)
    for text in later:
        made = OfflinePlanner().plan(Question(text, CLOCK, history=history), YARD).plan
        history = (*history, Turn(text, made))
    return one, made


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("and which boat was that?", "boats.boat_name"),
        ("which boat was it for", "boats.boat_name"),
        ("which port was it from?", "charters.port"),
        ("so what skipper was that?", "skippers.skipper_name"),
        ("and the boat?", "boats.boat_name"),
        ("and its skipper?", "skippers.skipper_name"),
    ],
)
def test_what_belongs_to_each_row_of_a_list_is_shown_beside_it(text: str, field: str) -> None:
    before, made = then("Biggest charter in May 2025", text)
    assert isinstance(before, SemanticQuery) and isinstance(made, SemanticQuery), made
    assert made == before.model_copy(update={"dimensions": (*before.dimensions, field)})
    compile_query(made, YARD, "duckdb", CLOCK)


def test_what_belongs_to_the_best_ones_is_shown_beside_each() -> None:
    before, made = then("top 3 boats by net amount", "and which skippers are those?")
    assert isinstance(before, SemanticQuery) and isinstance(made, SemanticQuery), made
    assert made.dimensions == (*before.dimensions, "skippers.skipper_name")
    assert (made.measures, made.limit, made.order_by) == (before.measures, 3, before.order_by)
    same, again = then("top 3 boats by net amount", "which boats were they?")
    assert same == again


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ("top 3 skippers by net amount", "which boats were those?"),  # each has several
        ("top 3 ports by net amount", "which skippers were those?"),
        ("net amount in May 2025", "which boat was that?"),
        ("Biggest charter in May 2025", "which boat made it?"),
        ("Biggest charter in May 2025", "which captain was that?"),
    ],
)
def test_what_does_not_belong_to_each_row_is_not_shown(first: str, text: str) -> None:
    assert isinstance(then(first, text)[1], Refusal)


@pytest.mark.parametrize("text", ["which boat was that?", "which skipper booked it?"])
def test_nothing_is_pointed_at_without_a_question_before(text: str) -> None:
    assert isinstance(plan(YARD, text), Refusal)


@pytest.mark.parametrize(
    "text",
    [
        "day rate of all boats",
        "day rates of the boats",
        "day rate for every boat",
        "what is the day rate of all boats?",
    ],
)
def test_a_number_of_all_things_is_one_for_each(text: str) -> None:
    made = plan(YARD, text)
    assert isinstance(made, SemanticQuery) and not made.measures, made
    assert made.dimensions[0] == "boats.boat_name" and made.dimensions[-1] == "boats.day_rate"


@pytest.mark.parametrize("text", ["average day rate of all boats", "day rate of all boats by hull"])
def test_an_average_that_is_asked_for_stays_one(text: str) -> None:
    made = plan(YARD, text)
    assert isinstance(made, SemanticQuery) and made.measures == ("average_day_rate",)
