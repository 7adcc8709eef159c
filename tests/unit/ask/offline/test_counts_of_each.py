"""Counts for each of what was asked for before, kinds of a thing, and names that groups have no place for."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_right_or_silent import rounded
from tests.unit.ask.offline.unseen import Unseen, unseen
from tests.unit.ask.offline.unseen_kinds import instruments


def _known(name: str) -> Unseen:
    return instruments() if name == "instruments" else unseen(name)


def _rows(name: str, text: str) -> list[list[object]]:
    plan = _known(name).plan(text)
    assert isinstance(plan, SemanticQuery), plan
    return rounded(_known(name).rows(plan))


@pytest.mark.parametrize(
    ("name", "text", "gold"),
    [
        (
            "society",
            "What are the different countries of accounts, and how many accounts are in each?",
            "select country, count(*) from accounts group by 1",
        ),
        (
            "society",
            "What are the plans for accounts and the number of accounts for each?",
            "select plan, count(*) from accounts group by 1",
        ),
        (
            "farming",
            "What are the villages, and how many farmers have each?",
            "select village, count(*) from farmers group by 1",
        ),
        (
            "farming",
            "List the districts of grounds and what the average seats are in each",
            "select district, avg(seats) from grounds group by 1",
        ),
        (
            "society",
            "What are the gyms, and how many visits are there for each?",
            "select gym_name, count(visit_id) from gyms join visits using (gym_id) group by 1",
        ),
    ],
)
def test_each_at_the_end_is_of_what_was_asked_for_before(name: str, text: str, gold: str) -> None:
    assert _rows(name, text) == rounded(_known(name).gold(gold))


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("How many kinds of horns are there?", "select count(distinct horn_type) from horns"),
        ("How many different kinds of makers are there for horns?", "select count(distinct maker) from horns"),
        ("How many different played pieces are there?", "select count(distinct piece_id) from played_pieces"),
        ("What is the average number of pieces mastered by all players?", "select avg(mastered) from players"),
        ("What kinds of horns are there?", "select distinct horn_type from horns"),
        ("How many kinds of sheets are there?", "select count(*) from sheets"),
        (
            "How many kinds of sheets does each shop have?",
            "select shop_name, count(distinct sheet_id) from holdings join shops using (shop_id) group by 1",
        ),
    ],
)
def test_kinds_of_a_thing_are_what_the_data_has_of_them(text: str, gold: str) -> None:
    assert _rows("instruments", text) == rounded(_known("instruments").gold(gold))


def test_more_than_one_kind_is_more_than_one_of_those_that_are_kinds() -> None:
    known = _known("instruments")
    plan = known.plan("Show the names of shops that have at least 3 kinds of sheets")
    assert isinstance(plan, SemanticQuery), plan
    gold = known.gold(
        "select shop_name from holdings join shops using (shop_id) group by 1 having count(distinct sheet_id) >= 3"
    )
    assert gold and {row[0] for row in known.rows(plan)} == {row[0] for row in gold}


@pytest.mark.parametrize(
    "text",
    [
        "How many kinds of players are there?",  # nothing tells kinds of players
        "Show the kind of horn with the most players",  # that of one horn, or the best of the kinds
        "What are the players, and how many players are in each?",
        "For each maker, return the names of players and the number of horns",
        "Show the names of players and the names of the pieces they played in ascending order",
    ],
)
def test_what_has_no_kinds_or_no_groups_is_not_answered(text: str) -> None:
    assert isinstance(_known("instruments").plan(text), Refusal)
