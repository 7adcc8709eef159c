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


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("What are the ids of all halls?", "select h_id from halls"),
        ("List the hall id and the fee of each hall", "select h_id, fee from halls"),
        ("List the hall names and the hs of each hall", "select hall_name, heating_system from halls"),
        ("What is the id and fee of the hall 'Hall A'?", "select h_id, fee from halls where hall_name = 'Hall A'"),
        ("Display the motto and sponsor number for all prizes", "select motto, sponsor_id from prizes"),
    ],
)
def test_a_key_is_an_id_and_a_field_has_initials(text: str, gold: str) -> None:
    held(text, gold, "archery")


@pytest.mark.parametrize(
    "text",
    [
        "List the hall names and the xs of each hall",
        "What is the weight and fee of the hall 'Hall A'?",
        "Display the motto and sponsor number of each hall",
    ],
)
def test_other_letters_and_other_things_have_none(text: str) -> None:
    assert isinstance(unseen("archery").plan(text), Refusal | Clarification)


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        (
            "List the appeal date and settlement date of all appeals",
            "select date_appeal_made, date_appeal_settled from appeals",
        ),
        ("List the appeal id and the date the appeal was made", "select appeal_id, date_appeal_made from appeals"),
        ("What is the total settlement amount of appeals?", "select sum(amount_settled) from appeals"),
        ("What is the average claim amount?", "select avg(amount_claimed) from appeals"),
        (
            "List the settlement amounts of the appeals with a claim amount above 300",
            "select amount_settled from appeals where amount_claimed > 300",
        ),
        (
            "What are the dates of enrollment and completion of all courses?",
            "select date_of_enrolment, date_of_completion from courses",
        ),
        ("What was the earliest date when any appeal was made?", "select min(date_appeal_made) from appeals"),
        ("Of all the appeals, what was the latest settlement date?", "select max(date_appeal_settled) from appeals"),
        ("Of all the halls, what is the highest fee?", "select max(fee) from halls"),
        ("List the hall names sorted by the hall rating", "select hall_name, rating_in_percent from halls"),
    ],
)
def test_the_words_of_a_name_are_said_in_another_order_and_form(text: str, gold: str) -> None:
    held(text, gold, "archery")


@pytest.mark.parametrize("text", ["List the refusal date of all appeals", "When were the archers weighed?"])
def test_what_names_two_fields_or_none_is_not_shown(text: str) -> None:
    assert isinstance(unseen("archery").plan(text), Refusal | Clarification)
