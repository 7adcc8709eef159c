"""What occurs most often, kinds with so many of each, and all rows that have the highest or the lowest value."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from tests.unit.ask.offline.test_said_in_other_forms import held
from tests.unit.ask.offline.unseen import unseen


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        (
            "Which halls have the highest floor?",
            "select hall_name from halls where floor = (select max(floor) from halls)",
        ),
        ("halls with the lowest floor", "select hall_name from halls where floor = (select min(floor) from halls)"),
        (
            "Which halls with oil heating system have the highest floor?",
            "select hall_name from halls where heating_system = 'oil' and floor = "
            "(select max(floor) from halls where heating_system = 'oil')",
        ),
        (
            "What are the villages of the archers with the lowest weight?",
            "select village from archers where weight = (select min(weight) from archers)",
        ),
        ("Which halls have the highest fee, ordered from the highest to the lowest?", "select hall_name from halls"),
        ("the halls with the highest floor sorted by floor", "select hall_name from halls"),
        (
            "the halls with the highest floor in alphabetical order",
            "select hall_name from halls where floor = (select max(floor) from halls)",
        ),
        (
            "the halls with the highest floor sorted by fee",
            "select hall_name, fee from halls where floor = (select max(floor) from halls)",
        ),
        ("Which hall has the highest fee?", "select hall_name from halls order by fee desc limit 1"),
        ("the 2 halls with the highest fee", "select hall_name from halls order by fee desc limit 2"),
    ],
)
def test_several_with_the_highest_are_all_that_have_it(text: str, gold: str) -> None:
    held(text, gold, "archery")


@pytest.mark.parametrize(
    "text",
    [
        "Which halls have the highest fee and the lowest floor?",
        "the halls with the lowest fee and the highest rating in percent",
    ],
)
def test_two_extremes_at_once_are_no_single_one(text: str) -> None:
    assert isinstance(unseen("archery").plan(text), Refusal | Clarification)


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("Which village is the most common among archers?", "select 10"),
        ("Show the village that is most common among archers", "select 10"),
        ("Show the ticket status that is least common among the tickets", "select 'resolved', 99"),
        ("Which ticket status is the least common among tickets?", "select 'resolved', 99"),
        ("Show the least common ticket status across tickets", "select 'resolved', 99"),
        ("Show the least common ticket status across all tickets", "select 'resolved', 99"),
        ("What is the most common plan among subscribers?", "select 23"),
    ],
)
def test_what_occurs_most_is_counted_where_it_is_said(text: str, gold: str) -> None:
    held(text, gold, "archery" if "village" in text else "telecom")


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("Find the floors of halls with more than 1 hall", "select floor from halls group by 1 having count(*) > 1"),
        ("Show the bows of outings that have ten outings", "select bow from outings group by 1 having count(*) = 10"),
        ("Which village of archers has the most archers?", "select 10"),
    ],
)
def test_kinds_of_things_are_counted_by_the_things_of_each(text: str, gold: str) -> None:
    held(text, gold, "archery")


@pytest.mark.parametrize(
    "text",
    [
        "Find the names and floors of halls with more than 1 hall",
        "names of halls with more than 1 hall",
        "fees of archers from the most common village",
    ],
)
def test_things_are_not_counted_for_themselves(text: str) -> None:
    assert isinstance(unseen("archery").plan(text), Refusal | Clarification)


def test_what_several_numbers_may_tell_is_asked() -> None:
    assert isinstance(unseen("telecom").plan("Show the name of the most popular plan"), Clarification)


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        (
            "For each heating system, return the highest fee among its halls",
            "select heating_system, max(fee) from halls group by 1",
        ),
        ("For each village, show the lowest weight", "select village, min(weight) from archers group by 1"),
        (
            "What are the two largest halls in terms of fee?",
            "select hall_name, fee from halls order by fee desc limit 2",
        ),
        ("How many archers are there in our records?", "select count(*) from archers"),
        ("How many archers are listed?", "select count(*) from archers"),
        ("Count the number of halls recorded", "select count(*) from halls"),
        (
            "How many archers with a weight above 60 are in our record?",
            "select count(*) from archers where weight > 60",
        ),
        ("How many halls whose fee is greater 30 are there?", "select count(*) from halls where fee > 30"),
    ],
)
def test_what_is_said_in_other_words_changes_nothing(text: str, gold: str) -> None:
    held(text, gold, "archery")


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("Which riders are aged 30 or older?", "select RiderID from riders where Age >= 30"),
        ("How many riders are 30 or younger?", "select count(*) from riders where Age <= 30"),
        ("How many riders are 30 years old or older?", "select count(*) from riders where Age >= 30"),
    ],
)
def test_ages_are_said_with_or_older(text: str, gold: str) -> None:
    held(text, gold)


@pytest.mark.parametrize(
    "text",
    [
        "How many archers are not listed?",
        "How many archers are in the guild?",
        "How many archers are not recorded?",
        "For each village, the heaviest listed archer in the guild",
    ],
)
def test_words_that_may_leave_some_out_are_no_filler(text: str) -> None:
    assert isinstance(unseen("archery").plan(text), Refusal | Clarification)


@pytest.mark.parametrize(
    "text", ["List the bills of the subscriber Finance", "How many tickets has the subscriber support"]
)
def test_what_a_thing_is_called_is_no_verb_of_it(text: str) -> None:
    assert isinstance(unseen("telecom").plan(text), Refusal | Clarification)
