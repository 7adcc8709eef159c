"""Numbers held against others in words of any order, the foremost by a number of theirs, and numbers that rows hold."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from tests.unit.ask.offline.test_right_or_silent import answered
from tests.unit.ask.offline.test_said_in_other_forms import held
from tests.unit.ask.offline.unseen import unseen


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("Which vineyards have more barrels than 300?", "select vineyard_name from vineyards where barrels > 300"),
        ("valleys with a higher rainfall than 500", "select valley_name from valleys where rainfall > 500"),
        ("Show the names of growers of age above 50", "select grower_name from growers where age > 50"),
        ("Show the names of growers of age either 39 or 50", "select grower_name from growers where age in (39, 50)"),
        ("growers of age 39", "select grower_name from growers where age = 39"),
        ("How many growers of age at least 50 are there?", "select count(*) from growers where age >= 50"),
        ("How many tastings were held after season 2007?", "select count(*) from tastings where season > 2007"),
        ("How many tastings are there before season 2007?", "select count(*) from tastings where season < 2007"),
        (
            "vineyards with more than 5000 total number of vines",
            "select vineyard_name from vineyards where total_vines > 5000",
        ),
    ],
)
def test_a_number_is_held_against_another_in_words_of_any_order(text: str, gold: str) -> None:
    held(text, gold, "vineyards")


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        (
            "Return the maximum and minimum number of barrels across all vineyards",
            "select max(barrels), min(barrels) from vineyards",
        ),
        ("What is the maximum number of barrels?", "select max(barrels) from vineyards"),
        ("number of barrels of each vineyard", "select vineyard_name, barrels from vineyards"),
        ("the total number of vines", "select sum(total_vines) from vineyards"),
        ("How many growers are there?", "select count(*) from growers"),
    ],
)
def test_what_is_counted_in_a_field_of_each_row_is_that_field(text: str, gold: str) -> None:
    held(text, gold, "vineyards")


@pytest.mark.parametrize("text", ["number of seasons", "number of ages"])
def test_a_number_that_is_no_amount_of_things_is_not_read_for_how_many_there_are(text: str) -> None:
    plan = unseen("vineyards").plan(text)
    assert isinstance(plan, Refusal | Clarification) or "distinct" in plan.model_dump_json()


_WETTEST = "from vineyards join valleys using (valley_id) where rainfall = (select max(rainfall) from valleys)"


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        (
            "What are the names of vineyards in the valley with the highest rainfall?",
            f"select vineyard_name {_WETTEST}",
        ),
        ("How many vineyards are in the valley that has the most rainfall?", f"select count(*) {_WETTEST}"),
        ("average barrels of vineyards in the valley with the highest rainfall", f"select avg(barrels) {_WETTEST}"),
        (
            "growers of the vineyard with the most barrels",
            "select grower_name from growers where vineyard_id = (select arg_max(vineyard_id, barrels) from vineyards)",
        ),
    ],
)
def test_those_of_the_foremost_are_of_what_has_the_highest_number(text: str, gold: str) -> None:
    held(text, gold, "vineyards")


@pytest.mark.parametrize(
    "text", ["vineyards not in the valley with the highest rainfall", "vineyards in the valley with the most growers"]
)
def test_those_of_the_foremost_are_refused_where_more_is_said(text: str) -> None:
    assert isinstance(unseen("vineyards").plan(text), Refusal | Clarification)


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("What are the top 3 highest sugar rates?", "select sugar_rate from vineyards order by 1 desc limit 3"),
        ("the 2 lowest sugar rates", "select sugar_rate from vineyards order by 1 limit 2"),
        (
            "List the names of the vineyards with the top 5 sugar rates",
            "select vineyard_name from vineyards order by sugar_rate desc limit 5",
        ),
        (
            "names of the valleys that have the 2 lowest rainfalls",
            "select valley_name from valleys order by rainfall limit 2",
        ),
        (
            "Give the style of tastings that is most common",
            "select style from tastings group by 1 order by count(*) desc, 1 limit 1",
        ),
    ],
)
def test_the_foremost_are_chosen_by_the_number_that_is_said(text: str, gold: str) -> None:
    held(text, gold, "vineyards")


def test_what_was_done_the_greatest_number_of_times_was_done_most_often() -> None:
    text = "Which film was reviewed the greatest number of times?"
    assert answered("festival", text) == answered("festival", "Which film was reviewed most often?")


@pytest.mark.parametrize("text", ["highest medal across all vineyards", "Return the highest style across all tastings"])
def test_a_text_is_not_counted_where_the_highest_is_asked_for(text: str) -> None:
    assert isinstance(unseen("vineyards").plan(text), Refusal)
