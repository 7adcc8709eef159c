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
            "vineyards whose rank is between 3 and 6",
            "select vineyard_name from vineyards where ranking between 3 and 6",
        ),
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


@pytest.mark.parametrize(
    "text",
    [
        "What are the maximum, minimum and average barrels each vineyard has?",
        "What are the medals and average barrels of each vineyard?",
    ],
)
def test_one_number_of_each_row_has_no_highest_and_no_average(text: str) -> None:
    assert isinstance(unseen("vineyards").plan(text), Refusal)


def test_an_average_of_each_row_is_asked_for_or_shown_as_it_is() -> None:
    held("average barrels of each vineyard", "select vineyard_name, barrels from vineyards", "vineyards")
    held(
        "average and highest barrels by medal",
        "select avg(barrels), max(barrels) from vineyards group by medal",
        "vineyards",
    )


def test_a_field_that_is_called_an_average_is_asked_about() -> None:
    plan = unseen("vineyards").plan("What is the average yield of vineyards with more than 300 barrels?")
    assert isinstance(plan, Clarification) and len(plan.options) == 2
    listed, one = (option.query for option in plan.options)
    assert listed.dimensions[-1] == "vineyards.average_yield" and not listed.measures
    assert len(one.measures) == 1 and not one.dimensions and listed.filters == one.filters


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("List the styles of tastings by the season in descending order", "desc"),
        ("List the style of tastings by season", "asc"),
    ],
)
def test_a_list_of_a_field_goes_in_an_order_and_is_not_lost_for_a_number(text: str, order: str) -> None:
    held(text, "select style, season from tastings", "vineyards")
    query = answered("vineyards", text)
    assert [(o.field, o.direction or "asc") for o in query.order_by] == [("tastings.season", order)]


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("Which village has the most growers?", 1),
        ("the 2 villages with the most growers", 2),
        ("What are the villages with the most growers?", None),
        ("Which villages have the most growers?", None),
    ],
)
def test_so_many_of_the_foremost_as_are_said(text: str, limit: int | None) -> None:
    """Several whose number is not said are all of them, those with the most first."""
    query = answered("vineyards", text)
    assert query.limit == limit
    assert [o.direction for o in query.order_by][:1] == ["desc"]


@pytest.mark.parametrize(
    "text", ["Which vineyard has the highest ranking?", "name of the vineyard with the lowest ranking"]
)
def test_which_end_of_ranks_is_the_highest_is_asked(text: str) -> None:
    plan = unseen("vineyards").plan(text)
    assert isinstance(plan, Clarification)
    assert [option.query.order_by[0].direction for option in plan.options] == ["asc", "desc"]
