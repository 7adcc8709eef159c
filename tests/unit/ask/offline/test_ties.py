"""Things tied to others of their kind: whose twins, followers and mentees are asked for, counted, had and lacked."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_right_or_silent import rounded
from tests.unit.ask.offline.unseen import unseen

_TWINS = (
    "select t.town_name from twinnings w join towns t on t.town_id = w.twin_id join towns o on o.town_id = w.town_id"
)
_FOLLOWED = "select f.followee_id, count(*) from follows f group by 1"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("twins of Ardley", f"{_TWINS} where o.town_name = 'Ardley'"),
        ("List the names of Ardley's twins.", f"{_TWINS} where o.town_name = 'Ardley'"),
        ("Show the names of the twins of the town Burnham.", f"{_TWINS} where o.town_name = 'Burnham'"),
        ("twins of towns in Kent", f"select distinct town_name from ({_TWINS} where o.county = 'Kent')"),
        (
            "names and population of Ardley's twins",
            "select t.town_name, t.population from twinnings w join towns t on t.town_id = w.twin_id where w.town_id = 1",
        ),
        ("How many twins does Burnham have?", "select count(*) from twinnings where town_id = 2"),
        ("Count the number of twins Burnham has.", "select count(*) from twinnings where town_id = 2"),
        (
            "How many twins does each town have?",
            "select town_name, count(*) from twinnings join towns using (town_id) group by town_name",
        ),
        (
            "names of the towns and how many twins does each have",
            "select town_name, count(*) from twinnings join towns using (town_id) group by town_name",
        ),
        (
            "towns with at least 4 twins",
            "select town_name, count(*) from twinnings join towns using (town_id) group by town_name having count(*) >= 4",
        ),
        ("towns without twins", "select town_name from towns where town_id not in (select town_id from twinnings)"),
        (
            "How many towns have no twins?",
            "select count(*) from towns where town_id not in (select town_id from twinnings)",
        ),
        (
            "average population of towns that have twins",
            "select avg(population) from towns where town_id in (select town_id from twinnings)",
        ),
        ("How many followers does each account have?", _FOLLOWED),
        ("accounts with more than 2 followers", f"{_FOLLOWED} having count(*) > 2"),
        ("followers of 'user3'", "select follower_id from follows where followee_id = 3"),
        ("followees of 'user3'", "select followee_id from follows where follower_id = 3"),
        ("How many followers are there?", "select count(distinct follower_id) from follows"),
        ("mentees of 'user2'", "select distinct mentee_id from coaching where mentor_id = 2"),
        (
            "How many mentees does each mentor have?",
            "select mentor_id, count(distinct mentee_id) from coaching group by 1",
        ),
        ("number of mentees by mentor", "select mentor_id, count(distinct mentee_id) from coaching group by 1"),
    ],
)
def test_the_other_end_says_whose_they_are(text: str, wanted: str) -> None:
    known = unseen("society")
    plan = known.plan(text)
    assert isinstance(plan, SemanticQuery), plan
    gold = known.gold(wanted)
    assert gold
    assert rounded(known.rows(plan)) == rounded(gold)


@pytest.mark.parametrize(
    "text",
    [
        "accounts with followers in France",  # the accounts or their followers
        "twins of Ardley in Kent",
        "French followers of 'user3'",
        "how many twins and followers are there",
    ],
)
def test_what_may_be_said_of_either_end_is_not_answered(text: str) -> None:
    assert isinstance(unseen("society").plan(text), Refusal)


def test_an_end_of_rows_counts_the_rows_and_no_things_at_the_other_end() -> None:
    plan = unseen("society").plan("Which town has the most starts?")
    assert isinstance(plan, SemanticQuery)
    assert plan.measures == ("ride_count",)


@pytest.mark.parametrize("text", ["number of twins per county", "number of followers by plan"])
def test_whose_field_is_meant_is_asked(text: str) -> None:
    assert isinstance(unseen("society").plan(text), Clarification)
