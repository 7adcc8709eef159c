"""Fields that are said with a word for their kind, by their initials, or as the name or the key of their thing."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from tests.unit.ask.offline.test_said_in_other_forms import held
from tests.unit.ask.offline.unseen import unseen


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("List the total scores of outings", "select total from outings"),
        ("What is the average longbow score of outings?", "select avg(longbow) from outings"),
        ("List the longbow points and field target points of outings", "select longbow, field_target from outings"),
        ("List the field and target score of all outings", "select field_target from outings"),
        ("What is the average number of gold medals of outings?", "select avg(gold) from outings"),
        ("How many outings have a total score above 300?", "select count(*) from outings where total > 300"),
        ("names of archers by body weight", "select name, weight from archers"),
        ("List the colour scheme of each outing", "select outing_id, colour from outings"),
        ("List the hall names and their lamp amounts", "select hall_name, num_of_lamps from halls"),
        ("arrival times of all outings", "select arrival from outings"),
        ("hall names ordered by opening time", "select hall_name, opening from halls"),
        (
            "Which hall has the highest rating ratio?",
            "select hall_name, rating_in_percent from halls order by rating_in_percent desc limit 1",
        ),
        ("hall names with a rating percentage above 60", "select hall_name from halls where rating_in_percent > 60"),
        ("How many outings have a 'Recurve' type bow?", "select count(*) from outings where bow = 'Recurve'"),
        ("List the floor number of each hall", "select hall_name, floor from halls"),
    ],
)
def test_a_word_for_the_kind_of_a_field_stands_beside_its_name(text: str, gold: str) -> None:
    held(text, gold, "archery")


@pytest.mark.parametrize(
    "text",
    [
        "List the price change of all prizes",
        "What is the average price score of prizes?",
        "List the weight points of all archers",
        "What is the total gold refund of outings?",
        "List the gold target of all outings",
        "List the village score of each archer",
        "List the fee date of each hall",
    ],
)
def test_a_word_of_another_kind_says_something_else(text: str) -> None:
    assert isinstance(unseen("archery").plan(text), Refusal | Clarification)


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("List the names of all sponsors", "select sponsor_details from sponsors"),
        (
            "names of sponsors without prizes",
            "select sponsor_details from sponsors where sponsor_id not in (select sponsor_id from prizes)",
        ),
        (
            "mottos and sponsor names of prizes",
            "select motto, sponsor_details from prizes join sponsors using (sponsor_id)",
        ),
        (
            "List the colours and archer names of outings",
            "select colour, name from outings join archers using (archer_id)",
        ),
    ],
)
def test_what_describes_a_thing_alone_is_its_name(text: str, gold: str) -> None:
    held(text, gold, "archery")
