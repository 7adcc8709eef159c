"""The latest and earliest by years and dates, units that fields are called by, fields that share a word: over made tables."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, planned, table

HARBOR = model_of(
    table("piers", "pier_id integer, pier_name varchar, town varchar, opened_year integer, open_date varchar"),
    table("fairs", "fair_id integer, fair_name varchar, town varchar, year integer"),
    table(
        "boats",
        "boat_id integer, boat_name varchar, built_year integer, length_meters double, length_feet double, height double, "
        "low_estimate double, high_estimate double, pier_id integer",
        pier_id="piers",
    ),
    table(
        "sailors",
        "sailor_id integer, first_name varchar, middle_name varchar, last_name varchar, rank varchar, age integer",
    ),
    table("checks", "check_id integer, boat_id integer, start_date date, end_date date", boat_id="boats"),
    table("stores", "store_id integer, pier_id integer, amount integer", pier_id="piers"),
    table("bells", "bell_id integer, bell_name varchar, tone varchar"),
)
QUAY = model_of(
    table("piers", "pier_id integer, pier_name varchar, town varchar, population integer"),
    table(
        "berths",
        "berth_id integer, berth_name varchar, pier_id integer, length double, height double, depth double",
        pier_id="piers",
    ),
)
YARD = model_of(
    table("boats", "boat_id integer, boat_name varchar, height double, weight double"),
    table("games", "game_id integer, game_title varchar, age_rating integer"),
)
WORKS = model_of(
    table("builders", "builder_id integer, builder_name varchar, nationality varchar"),
    table("works", "work_id integer, work_name varchar, built_year integer, builder_id integer", builder_id="builders"),
)
MILLS = model_of(table("mills", "mill_id integer, mill_name varchar, town varchar, founded integer"))


def _query(text: str, model: SemanticModel = HARBOR) -> dict[str, Any]:
    plan = planned(text, model).plan
    assert isinstance(plan, SemanticQuery), plan
    return plan.model_dump(mode="json", exclude_defaults=True, by_alias=True)


@pytest.mark.parametrize(
    ("text", "field", "direction", "limit"),
    [
        ("Which pier has the latest opened year?", "piers.opened_year", "desc", 1),
        ("What is the town of the pier with the earliest opened year?", "piers.opened_year", "asc", 1),
        ("Show the names of the three most recent fairs.", "fairs.year", "desc", 3),
        ("What is the town of the earliest fair?", "fairs.year", "asc", 1),
        ("What is the name of the boat that was built in the most recent year?", "boats.built_year", "desc", 1),
        ("Which boat was built most recently?", "boats.built_year", "desc", 1),
        ("Which boat was constructed the earliest?", "boats.built_year", "asc", 1),
        ("What is the id of the check that ended most recently?", "checks.end_date", "desc", 1),
        ("Which check has the latest end date?", "checks.end_date", "desc", 1),
        ("What is the name of the boat with the lowest height?", "boats.height", "asc", 1),
        ("Give the id and pier id of the boat with the greatest height.", "boats.height", "desc", 1),
    ],
)
def test_the_first_by_a_year_a_date_or_a_number_of_theirs(text: str, field: str, direction: str, limit: int) -> None:
    told = _query(text)
    (order,) = told["order_by"]
    assert (order["field"], order.get("direction", "asc"), told["limit"]) == (field, direction, limit)


@pytest.mark.parametrize(
    "text",
    [
        "Which bell is the most recent?",  # nothing says when
        "What are the names of the boats that were built in the most recent year?",  # all of that year
        "Which bell was built most recently?",
        "Which boat was not built most recently?",
    ],
)
def test_what_no_year_tells_is_no_answer(text: str) -> None:
    assert not isinstance(planned(text, HARBOR).plan, SemanticQuery)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("What is the year of construction of each boat?", "boats.built_year"),
        ("What are the names and construction year of all boats?", "boats.built_year"),
        ("What is the opening year of each pier?", "piers.opened_year"),
        ("What is the rank of each sailor?", "sailors.rank"),
        ("Find the age and rank of all sailors.", "sailors.rank"),
    ],
)
def test_a_year_by_its_deed_and_a_field_called_rank_are_shown(text: str, field: str) -> None:
    told = _query(text)
    assert field in told["dimensions"] and "measures" not in told and "calculations" not in told


def test_boats_that_are_called_so_in_ascending_order() -> None:
    told = _query("List the names of boats by ascending order of height.")
    assert told["dimensions"][0] == "boats.boat_name" and told["order_by"] == [{"field": "boats.height"}]


@pytest.mark.parametrize(
    ("text", "aggregate", "column"),
    [
        ("What is the average length in feet of the boats?", "avg", "length_feet"),
        ("What is the maximum length in meters of the boats?", "max", "length_meters"),
        ("What is the average amount of stores?", "avg", "amount"),
    ],
)
def test_the_unit_names_the_field(text: str, aggregate: str, column: str) -> None:
    (measure,) = _query(text)["measures"]
    if isinstance(measure, str):
        assert measure == f"average_{column}" and aggregate == "avg"
        return
    assert (measure["aggregate"], measure["expression"]) == (aggregate, column)


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("Which boats are longer than 80 meters?", [("boats.length_meters", ">", 80)]),
        ("How many boats are shorter than 30 feet?", [("boats.length_feet", "<", 30)]),
        ("Show the names of boats higher than 12.", [("boats.height", ">", 12)]),
    ],
)
def test_comparatives_speak_of_the_field_in_that_unit(text: str, filters: list[tuple[str, str, int]]) -> None:
    assert [(f["field"], f["op"], *f["values"]) for f in _query(text)["filters"]] == filters


def test_either_of_two_comparatives() -> None:
    (either,) = _query("Show the names of boats longer than 80 meters or higher than 12.")["filters"]
    assert [(f["field"], f["op"], *f["values"]) for f in either["or"]] == [
        ("boats.length_meters", ">", 80),
        ("boats.height", ">", 12),
    ]


@pytest.mark.parametrize(
    "text",
    ["Which boats are longer than 80 days?", "How many boats are longer than 80?", "Which piers are higher than 3?"],
)
def test_another_unit_or_several_fields_are_no_answer(text: str) -> None:
    assert not isinstance(planned(text, HARBOR).plan, SemanticQuery)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Return the low and high estimates of all boats.", ["boats.low_estimate", "boats.high_estimate"]),
        (
            "What are the first, middle, and last names of all sailors?",
            ["sailors.first_name", "sailors.middle_name", "sailors.last_name"],
        ),
    ],
)
def test_fields_that_share_a_noun_are_all_shown(text: str, fields: list[str]) -> None:
    assert [d for d in _query(text)["dimensions"] if d in fields] == fields


def test_a_thing_before_an_and_shares_no_noun() -> None:
    assert "checks.boat_id" not in _query("Find the number of checks for each boat and pier id.").get("dimensions", [])


def test_a_highest_number_beside_a_list_of_others_is_two_questions() -> None:
    plan = planned("What is the maximum height of the boats and what are the piers' names?", HARBOR).plan
    assert not isinstance(plan, SemanticQuery)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Which pier has the longest berth?", ("max", "length")),
        ("What is the town of the pier that has the highest berth?", ("max", "height")),
        ("What is the town of the pier with the deepest berth?", ("max", "depth")),
    ],
)
def test_the_thing_that_has_the_first_of_others(text: str, measure: tuple[str, str]) -> None:
    told = _query(text, QUAY)
    assert [(m["aggregate"], m["expression"]) for m in told["measures"]] == [measure]
    assert told["dimensions"][0] == "piers.pier_name" and told["limit"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "Which pier does not have the longest berth?",
        "Which piers have the longest berth?",  # how many of them?
        "Which pier has the tallest boat?",  # nothing is called boat
        "Which pier has the heaviest berth?",
    ],
)
def test_what_the_others_do_not_tell_is_no_answer(text: str) -> None:
    assert not isinstance(planned(text, QUAY).plan, SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "Show the name and population of the pier with the most berths.",
        "Show the name and population of the pier that has the highest berth.",
    ],
)
def test_a_number_of_the_first_thing_is_shown_beside_it(text: str) -> None:
    assert "piers.population" in _query(text, QUAY)["dimensions"]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Which mill was founded most recently?", "desc"),
        ("Which mill was founded the earliest?", "asc"),
        ("What is the town of the oldest mill?", "asc"),
        ("Which mill is the newest?", "desc"),
    ],
)
def test_a_year_that_is_called_after_the_deed_alone(text: str, direction: str) -> None:
    (order,) = _query(text, MILLS)["order_by"]
    assert (order["field"], order.get("direction", "asc")) == ("mills.founded", direction)


def test_a_list_in_order_of_the_founded_year() -> None:
    assert _query("List the towns of mills in descending order of founded year.", MILLS)["order_by"] == [
        {"field": "mills.founded", "direction": "desc"}
    ]


def test_a_comparative_behind_an_or_speaks_of_its_own_field() -> None:
    (either,) = _query("boats with a height over 12 or heavier than 20", YARD)["filters"]
    assert [(f["field"], f["op"], *f["values"]) for f in either["or"]] == [
        ("boats.height", ">", 12),
        ("boats.weight", ">", 20),
    ]


def test_an_age_rating_is_no_age() -> None:
    assert not isinstance(planned("What is the oldest game?", YARD).plan, SemanticQuery)
    assert not isinstance(planned("boats with a height over 12 and older than 20", YARD).plan, SemanticQuery)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("List the boats, newest first.", {"field": "boats.built_year", "direction": "desc"}),
        ("Show the names of fairs from newest to oldest.", {"field": "fairs.year", "direction": "desc"}),
        ("List the checks in chronological order.", {"field": "checks.start_date"}),
        ("How many checks per month, newest first?", {"field": "checks.start_date", "direction": "desc"}),
    ],
)
def test_newest_first_goes_by_when_rows_came_about(text: str, order: dict[str, str]) -> None:
    assert _query(text)["order_by"] == [order]


@pytest.mark.parametrize("text", ["List the bells, newest first.", "Number of checks by boat, newest first"])
def test_newest_first_is_no_order_of_keys_and_counts(text: str) -> None:
    assert not isinstance(planned(text, HARBOR).plan, SemanticQuery)


def test_built_by_says_who_did_it_and_not_when() -> None:
    told = _query("What are the names of works that were built by builders?", WORKS)
    assert "works.built_year" not in told["dimensions"] and "measures" not in told
    assert _query("How many works were built by builders?", WORKS)["measures"] == ["work_count"]


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("Which builders have built a work?", [{"exists": "works"}]),
        ("Which builders have never built a work?", [{"not": {"exists": "works"}}]),
        ("What are the names of the builders who have ever built a work?", [{"exists": "works"}]),
        (
            "How many builders have built more than 2 works?",
            [{"measure": "work_count", "per": "builders", "op": ">", "values": [2]}],
        ),
        ("Which works were built in 1990?", [{"field": "works.built_year", "op": "=", "values": [1990]}]),
    ],
)
def test_who_built_things_is_told_by_their_rows(text: str, filters: list[dict[str, Any]]) -> None:
    assert _query(text, WORKS)["filters"] == filters


def test_who_built_most() -> None:
    told = _query("What is the id and nationality of the builder who built most works?", WORKS)
    assert told["measures"] == ["work_count"] and told["limit"] == 1
    assert "works.built_year" not in told["dimensions"] and "builders.nationality" in told["dimensions"]
