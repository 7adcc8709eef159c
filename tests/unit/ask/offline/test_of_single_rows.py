"""What one row alone came to, what those of a place get, and "it" at the end of a question that goes on."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.ask.values import ValueIndex
from lunara.semantic.query import ExistsFilter, FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("patrons", "patron_id integer, patron_name varchar, country varchar, newsletter_opt_in boolean"),
    table("appeals", "appeal_id integer, title varchar"),
    table(
        "donations",
        "donation_id integer, patron_id integer, appeal_id integer, received_on date, amount double",
        patron_id="patrons",
        appeal_id="appeals",
    ),
)
VALUES = ValueIndex.from_values(
    {("patrons", "country"): ["Ireland", "Norway"], ("appeals", "title"): ["Winter Relief", "New Roof"]}
)


def plan(*texts: str) -> Plan:
    """The plan of the last of these questions, each asked behind those before it."""
    history: tuple[Turn, ...] = ()
    for text in texts:
        made = OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK, history), MODEL).plan
        history = (*history, Turn(text, made))
    return history[-1].plan


def query(*texts: str) -> SemanticQuery:
    made = plan(*texts)
    assert isinstance(made, SemanticQuery), made
    return made


OVER = FieldFilter(field="donations.amount", op=">", values=(10000,))


@pytest.mark.parametrize(
    "text",
    [
        "Who has ever given us more than 10,000 in one go?",
        "which patrons gave more than 10,000 at once",
        "who has given us more than 10,000 in a single donation?",
        "how many patrons gave more than 10,000 in one donation",
    ],
)
def test_what_one_row_came_to(text: str) -> None:
    made = query(text)
    assert ExistsFilter(exists="donations", where=(OVER,)) in made.filters
    assert "total_amount" not in str(made)


def test_its_period_is_that_of_the_row() -> None:
    (exists,) = [f for f in query("who gave more than 10,000 in one go in 2024").filters if isinstance(f, ExistsFilter)]
    assert [getattr(f, "values", None) for f in exists.where] == [(10000,), ("2024-01-01",), ("2025-01-01",)]


def test_all_rows_together_stay_a_sum() -> None:
    assert "total_amount" in str(query("who has ever given us more than 10,000?"))


@pytest.mark.parametrize(
    "text",
    ["who gave more than 10,000 in one appeal", "how much did patrons give in one go", "who gave 10,000 in one month"],
)
def test_one_of_something_else_is_not_answered(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("how many patrons in Ireland get the newsletter?", True),
        ("which patrons in Ireland do not get the newsletter?", False),
        ("how many patrons who gave in 2024 get the newsletter", True),
    ],
)
def test_those_of_a_place_get_it_or_not(text: str, held: bool) -> None:
    made = query(text)
    assert FieldFilter(field="patrons.newsletter_opt_in", op="=", values=(held,)) in made.filters
    assert "patrons.newsletter_opt_in" not in made.dimensions


RAISED = "total donation amount for Winter Relief"


@pytest.mark.parametrize("text", ["how many patrons gave to it?", "which patrons gave to it?"])
def test_it_is_what_the_question_before_is_of(text: str) -> None:
    (exists,) = [f for f in query(RAISED, text).filters if isinstance(f, ExistsFilter)]
    assert exists.where == (FieldFilter(field="appeals.title", op="=", values=("Winter Relief",)),)


@pytest.mark.parametrize(
    "texts",
    [
        ("donations in 2024", "how many patrons gave to it?"),
        (RAISED, "how many patrons did it have?"),
        ("total donation amount for Winter Relief in 2024", "how many patrons gave to it?"),
    ],
)
def test_what_it_may_not_be_is_not_answered(texts: tuple[str, str]) -> None:
    assert isinstance(plan(*texts), Refusal)
