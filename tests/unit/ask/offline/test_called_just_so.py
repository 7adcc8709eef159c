"""What is called just so goes before what has a longer name, and words of names and of the grammar that are said otherwise."""

from __future__ import annotations

import pytest

from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, planned, table

AREAS = table("areas", "area_id integer, area_name varchar, state_province_county varchar, sector varchar")
CREWS = table(
    "crew",
    "crew_id integer, crew_name varchar, licence_number varchar, area_id integer, size_of_crew integer",
    area_id="areas",
)
RECORDS = table("crew_record", "record_id integer, crew_id integer, flown_on date", crew_id="crew")
POSTS = table("posts", "post_code varchar, post_description varchar")
WORKERS = table("workers", "worker_id integer, worker_name varchar, post_code varchar", post_code="posts")


def model() -> SemanticModel:
    return model_of(AREAS, CREWS, RECORDS, POSTS, WORKERS)


def read(text: str) -> SemanticQuery:
    plan = planned(text, model()).plan
    assert isinstance(plan, SemanticQuery), plan
    return plan


@pytest.mark.parametrize("text", ["How many crews are there?", "number of crews"])
def test_the_table_that_is_called_just_so_is_meant(text: str) -> None:
    assert read(text).measures == ("crew_count",)


def test_the_longer_name_is_still_the_other_table() -> None:
    assert read("How many crew records are there?").measures == ("crew_record_count",)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Whah is the number of areas?", "What is the number of areas?"),
        ("crews ordered by crew name in descending manner", "crews ordered by crew name in descending order"),
        ("crews with their license number", "crews with their licence number"),
        ("number of areas by state", "number of areas by state province county"),
        ("number of areas by province", "number of areas by state province county"),
        ("the name of each sector and the number of areas", "number of areas by sector"),
    ],
)
def test_words_that_are_said_otherwise_mean_the_same(text: str, same: str) -> None:
    assert read(text) == read(same)


def test_things_that_are_listed_by_what_they_are_called_are_told_apart_by_their_key() -> None:
    query = read("List posts that have more than one worker. List the post description and number of workers.")
    assert query.dimensions == ("posts.post_description", "posts.post_code")
    assert read("number of workers by post description").dimensions == ("posts.post_description",)
