"""Stars are the number of the one rating that things have; a "star rating" is a rating where no stars are held."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

CABS = model_of(
    table("drivers", "driver_id integer, driver_name varchar"),
    table(
        "journeys",
        "journey_id integer, driver_id integer, journey_date date, fare double, rating integer",
        driver_id="drivers",
    ),
    table("lost_items", "lost_item_id integer, driver_id integer, found_on date", driver_id="drivers"),
)
INNS = model_of(table("inns", "inn_id integer, inn_name varchar, stars integer, rating double"))
TWO = model_of(
    table("films", "film_id integer, title varchar, rating integer"),
    table("books", "book_id integer, title varchar, rating integer"),
)


def said(text: str, model: object = CABS) -> dict[str, Any] | None:
    found = plan(model, text)  # type: ignore[arg-type]
    if not isinstance(found, SemanticQuery):
        return None
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


@pytest.mark.parametrize(
    ("text", "op", "value"),
    [
        ("one-star journeys", "=", 1),
        ("how many journeys got a one star rating", "=", 1),
        ("how many journeys got a 2-star rating in 2024", "=", 2),
        ("journeys with 5 stars", "=", 5),
        ("journeys that received 5 stars", "=", 5),
        ("journeys that were given less than 3 stars", "<", 3),
        ("journeys with at least 4 stars", ">=", 4),
        ("journeys with 4 or more stars", ">=", 4),
        ("journeys with 4 stars or more", ">=", 4),
        ("how many journeys were rated 5 stars", "=", 5),
        ("journeys rated 4 or higher", ">=", 4),
        ("journeys rated below 3 by driver", "<", 3),
        ("how many journeys got a rating of 2", "=", 2),
        ("journeys that received a rating above 3", ">", 3),
        ("how many 5-star ratings did we get in 2024", "=", 5),
        ("one star ratings by driver", "=", 1),
    ],
)
def test_so_many_stars_are_the_rating(text: str, op: str, value: int) -> None:
    found = said(text)
    assert found is not None and found["measures"] == ["journey_count"], found
    assert found["filters"] == [{"field": "journeys.rating", "op": op, "values": [value]}]


@pytest.mark.parametrize("text", ["average star rating by driver", "star ratings by driver"])
def test_a_star_rating_is_a_rating(text: str) -> None:
    found = said(text)
    assert found is not None and found["measures"] == ["average_rating"] and found["dimensions"]


@pytest.mark.parametrize(
    "text",
    [
        "lost items with 5 stars",
        "lost items rated 5",
        "journeys that did not get 5 stars",
        "5 stars",
        "drivers with 5 stars",
    ],
)
def test_what_has_no_rating_of_its_own_has_no_stars(text: str) -> None:
    found = said(text)
    assert found is None or "rating" not in json.dumps(found)


def test_of_two_kinds_that_are_rated_none_is_guessed() -> None:
    assert said("how many 5 star ratings did we get", TWO) is None


def test_stars_that_are_held_are_no_rating() -> None:
    found = said("inns with 5 stars", INNS)
    assert found is None or "inns.rating" not in json.dumps(found)
