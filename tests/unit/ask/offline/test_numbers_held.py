"""Numbers that a field holds though they are said as if they were counted, and the names of those who are people elsewhere."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_right_or_silent import answered
from tests.unit.ask.offline.test_said_in_other_forms import held
from tests.unit.ask.offline.unseen import unseen

_PEOPLE = "skippers join people using (person_id)"


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        (
            "List the harbour of skippers in descending order of the number of people rescued",
            "select harbour, rescued from skippers",
        ),
        (
            "List the number of people drowned by skippers in ascending order",
            "select skipper_id, drowned from skippers",
        ),
        ("What is the average number of people rescued by all skippers?", "select avg(rescued) from skippers"),
        (
            "total number of people who were rescued, by harbour",
            "select harbour, sum(rescued) from skippers group by 1",
        ),
        ("What are the total rescues?", "select sum(rescued) from skippers"),
        ("What is the average money requested by skippers?", "select avg(money_requested) from skippers"),
        ("What is the average number of guests for races?", "select avg(number_of_guests) from races"),
        ("Show the number of guests for each race", "select race_title, number_of_guests from races"),
        (
            "Which races have a number of guests greater than 20?",
            "select race_title, number_of_guests from races where number_of_guests > 20",
        ),
        ("What is the total number of accidents?", "select sum(number_accidents) from races"),
        ("How many different invited guests are there?", "select count(distinct guest_id) from invited_guests"),
        ("number of people rescued in Hull", "select sum(rescued) from skippers where harbour = 'Hull'"),
        ("How many skippers rescued more than 3 people?", "select count(*) from skippers where rescued > 3"),
        ("How many guests are there?", "select count(*) from guests"),
        ("number of guests by country", "select country, count(*) from guests group by 1"),
    ],
)
def test_a_number_is_that_of_the_field_which_is_called_so(text: str, gold: str) -> None:
    held(text, gold, "regatta")


def test_the_most_people_are_the_highest_number_of_them() -> None:
    query = answered("regatta", "Which skipper rescued the most people?")
    assert query.limit == 1 and query.order_by[0].field == "skippers.rescued" and query.order_by[0].direction == "desc"


@pytest.mark.parametrize("text", ["Which race had the most guests?", "How many guests does each race have?"])
def test_a_number_that_is_kept_and_rows_that_can_be_counted_are_asked_about(text: str) -> None:
    plan = unseen("regatta").plan(text)
    assert isinstance(plan, Clarification)
    made = [o.query for o in plan.options if isinstance(o.query, SemanticQuery)]
    assert {str(q.measures[0]) if isinstance(q.measures[0], str) else q.measures[0].expression for q in made} == {
        "guest_count",
        "number_of_guests",
    }


_OF_RACES = """select race_title, count(distinct guest_id) from races join invited_guests using (race_id)
  join guests using (guest_id) where {} group by 1"""


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("number of guests older than 40 for each race", "age > 40"),
        ("number of guests from France for each race", "country = 'France'"),
        ("number of gold guests per race", "ticket = 'gold'"),
    ],
)
def test_some_of_them_are_counted_as_their_number_is_not_kept(text: str, which: str) -> None:
    held(text, _OF_RACES.format(which), "regatta")


def test_the_number_of_all_is_not_that_of_some() -> None:
    plan = unseen("regatta").plan("number of guests of each race from Spain")
    assert isinstance(plan, Refusal) and "of all guests" in plan.reason


@pytest.mark.parametrize("text", ["number of people seen by harbour", "total losses by harbour"])
def test_a_deed_that_no_number_is_called_by_is_not_taken_for_another(text: str) -> None:
    assert isinstance(unseen("regatta").plan(text), Refusal)


@pytest.mark.parametrize("text", ["Return the harbour of the skipper who has the money requested"])
def test_the_one_that_has_a_number_is_not_told_without_a_comparison(text: str) -> None:
    assert isinstance(unseen("regatta").plan(text), Refusal)
    assert isinstance(unseen("regatta").plan(f"{text} above 9000"), SemanticQuery)
    assert isinstance(unseen("regatta").plan(text.replace("money", "highest money")), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("What are the names of skippers?", f"select skipper_id, name from {_PEOPLE}"),
        ("Show the name and harbour of each skipper", f"select skipper_id, name, harbour from {_PEOPLE}"),
        ("Show skipper names", f"select skipper_id, name from {_PEOPLE}"),
        (
            'names of skippers whose harbour is not "Hull"',
            f"select skipper_id, name from {_PEOPLE} where harbour <> 'Hull'",
        ),
        (
            "What is the name of the skipper with the highest weight?",
            f"select skipper_id, name, weight from {_PEOPLE} order by weight desc, skipper_id limit 1",
        ),
        (
            "total money requested by skippers who are taller than 180",
            f"select sum(money_requested) from {_PEOPLE} where height > 180",
        ),
    ],
)
def test_those_who_are_people_of_another_table_have_their_names_there(text: str, gold: str) -> None:
    held(text, gold, "regatta")


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        (
            "Which countries have both guests younger than 25 and guests older than 50?",
            "select country from guests where age < 25 intersect select country from guests where age > 50",
        ),
        (
            "Which country does not have any guest with the gold ticket?",
            "select country from guests except select country from guests where ticket = 'gold'",
        ),
        (
            "countries without guests older than 57",
            "select country from guests except select country from guests where age > 57",
        ),
    ],
)
def test_values_of_which_rows_of_both_kinds_or_of_none_are_there(text: str, gold: str) -> None:
    held(text, gold, "regatta")


def test_rows_that_are_nobody_have_no_name_by_whom_they_belong_to() -> None:
    assert not isinstance(unseen("stables").plan("What are the names of lessons?"), SemanticQuery)
