"""The order of a list, one number of all things, and values that must or need not hold together."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_right_or_silent import rounded
from tests.unit.ask.offline.unseen import Unseen, unseen
from tests.unit.ask.offline.unseen_kinds import instruments


def _known(name: str) -> Unseen:
    return instruments() if name == "instruments" else unseen(name)


def _query(name: str, text: str) -> SemanticQuery:
    plan = _known(name).plan(text)
    assert isinstance(plan, SemanticQuery), plan
    return plan


def _order(name: str, text: str) -> list[tuple[str, str]]:
    query = _query(name, text)
    assert _known(name).rows(query)
    return [(o.field, o.direction) for o in query.order_by]


@pytest.mark.parametrize(
    ("name", "text", "order"),
    [
        # by what is asked for, not by the key or the name that stands first
        ("society", "What are the counties of each town, ordered alphabetically?", [("towns.county", "asc")]),
        (
            "society",
            "Find the plan of each account and sort them in ascending alphabetical order.",
            [("accounts.plan", "asc")],
        ),
        (
            "farming",
            "What are the different villages of farmers, listed in alphabetical order?",
            [("farmers.village", "asc")],
        ),
        ("farming", "List the names and villages of farmers in alphabetical order", [("farmers.name", "asc")]),
        ("farming", "List the ground names in reverse lexicographic order", [("grounds.ground_name", "desc")]),
        # by what stands beside the direction
        (
            "society",
            "List the population, county and name of towns alphabetically by the county",
            [("towns.county", "asc")],
        ),
        (
            "farming",
            "List the age and village of farmers ordered by their names lexicographically",
            [("farmers.name", "asc")],
        ),
        (
            "farming",
            "Show names and districts of grounds in reverse alphabetical order by district",
            [("grounds.district", "desc")],
        ),
        ("society", "List the towns by ascending order of population", [("towns.population", "asc")]),
        ("society", "List town names by descending population", [("towns.population", "desc")]),
        ("farming", "List the villages of farmers in descending order of age", [("farmers.age", "desc")]),
        ("farming", "List all districts of grounds in ascending order of seats.", [("grounds.seats", "asc")]),
        (
            "farming",
            "List the farmers sorted by village in descending order and age in ascending order",
            [("farmers.village", "desc"), ("farmers.age", "asc")],
        ),
        (
            "farming",
            "names of farmers, sorted by village and age",
            [("farmers.village", "asc"), ("farmers.age", "asc")],
        ),
        # by what comes first
        (
            "society",
            "Find the names of all towns and their counties, sorted by the ones with highest population first.",
            [("towns.population", "desc")],
        ),
        ("farming", "List grounds ordered with the fewest seats first", [("grounds.seats", "asc")]),
        ("society", "List the gyms sorted by the ones with the most visits first.", [("visit_count", "desc")]),
        ("farming", "List the villages of farmers in order of age", [("farmers.age", "asc")]),
        (
            "farming",
            "Find the village of each farmer, and show the results in the order of age.",
            [("farmers.age", "asc")],
        ),
        (
            "society",
            "Sort the town names in descending order of the town's population.",
            [("towns.population", "desc")],
        ),
        # by age, whichever field tells it
        ("farming", "names of farmers from oldest to youngest", [("farmers.age", "desc")]),
        ("farming", "List the farmers sorted by age, oldest first", [("farmers.age", "desc")]),
        (
            "instruments",
            "List the player names in the order of their date of birth from old to young",
            [("players.date_of_birth", "asc")],
        ),
        ("instruments", "players from youngest to oldest", [("players.date_of_birth", "desc")]),
        # by the names, where nothing else is said
        ("farming", "names of farmers in ascending order", [("farmers.name", "asc")]),
        (
            "instruments",
            "List the players in descending order of the number of pieces mastered",
            [("players.mastered", "desc")],
        ),
        # groups by themselves, though a number stands beside them
        ("farming", "Number of farmers for each village in descending order by village", [("farmers.village", "desc")]),
        ("farming", "Number of farmers for each village in alphabetical order", [("farmers.village", "asc")]),
    ],
)
def test_a_list_goes_by_what_the_question_says(name: str, text: str, order: list[tuple[str, str]]) -> None:
    assert _order(name, text) == order


def test_rows_in_the_order_of_a_number_are_not_added_up() -> None:
    query = _query("farming", "List all districts of grounds in descending order of seats.")
    assert not query.measures
    assert len(unseen("farming").rows(query)) == 10


def test_who_is_oldest_is_not_told_by_a_key() -> None:
    assert isinstance(unseen("farming").plan("grounds from oldest to youngest"), Refusal)


def test_by_which_of_two_fields_a_list_is_alphabetical_is_asked() -> None:
    plan = unseen("society").plan("List the plan and country of accounts alphabetically")
    assert isinstance(plan, Clarification)
    assert [o.label for o in plan.options] == ["Plan", "Country"]


@pytest.mark.parametrize(
    ("name", "text", "gold"),
    [
        (
            "farming",
            "Return the maximum and minimum seats across all grounds.",
            "select max(seats), min(seats) from grounds",
        ),
        ("farming", "What is the average age across all farmers?", "select avg(age) from farmers"),
        ("society", "What is the average fee of visits across all gyms?", "select avg(fee) from visits"),
        ("society", "How many visits were there across all channels?", "select count(*) from visits"),
    ],
)
def test_a_number_across_all_is_one(name: str, text: str, gold: str) -> None:
    assert rounded(unseen(name).rows(_query(name, text))) == rounded(unseen(name).gold(gold))


@pytest.mark.parametrize("text", ["average fee across gyms", "number of visits across each gym"])
def test_across_several_without_all_is_one_number_for_each(text: str) -> None:
    assert _query("society", text).dimensions


@pytest.mark.parametrize(
    ("name", "text", "gold"),
    [
        # one of two values
        (
            "society",
            "How many accounts have a country of either France or Malta?",
            "select count(*) from accounts where country in ('France', 'Malta')",
        ),
        (
            "farming",
            "How many farmers have villages in either Ashby or Kirby?",
            "select count(*) from farmers where village in ('Ashby', 'Kirby')",
        ),
        (
            "farming",
            "How many farmers are in either Derby or Corby?",
            "select count(*) from farmers where village in ('Derby', 'Corby')",
        ),
        # a value that is denied, and its field
        (
            "society",
            'How many accounts do not have "pro" as plan?',
            "select count(*) from accounts where plan <> 'pro'",
        ),
        (
            "farming",
            "How many herds do not have goat as their animal?",
            "select count(*) from herds where animal <> 'goat'",
        ),
    ],
)
def test_values_are_held_to_their_field_once(name: str, text: str, gold: str) -> None:
    assert rounded(unseen(name).rows(_query(name, text))) == rounded(unseen(name).gold(gold))


@pytest.mark.parametrize(
    "text",
    [
        "What are the countries of accounts that are in both the free and pro plans?",
        "Show the countries that have both accounts with plan free and accounts with plan pro.",
        "Which countries have accounts in both free and pro?",
    ],
)
def test_groups_that_have_both_values_are_those_with_rows_of_each(text: str) -> None:
    known = unseen("society")
    gold = known.gold(
        "select country from accounts where plan = 'free' intersect select country from accounts where plan = 'pro'"
    )
    rows = known.rows(_query("society", text))
    assert gold
    assert sorted(row[0] for row in rows) == sorted(row[0] for row in gold)  # type: ignore[type-var]


@pytest.mark.parametrize(
    "text",
    [
        "How many accounts are in both France and Malta?",
        "List the names of towns that are in both Kent and Essex",
        "accounts in both France and Malta",
    ],
)
def test_no_one_row_has_both_values_of_a_field(text: str) -> None:
    assert isinstance(unseen("society").plan(text), Refusal)


def test_a_total_of_both_values_is_of_all_their_rows() -> None:
    known = unseen("society")
    rows = known.rows(_query("society", "total fee of visits with both app and website"))
    assert rounded(rows) == rounded(known.gold("select sum(fee) from visits where channel in ('app', 'website')"))
