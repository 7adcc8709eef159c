"""Counts of people, places and things in a period: the date on which they came about never stands in unsaid."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from lunara.ask.plan import Clarification, Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

CLOCK = Clock(date(2025, 6, 18))
SALON = model_of(
    table("studios", "studio_id integer, studio_name varchar, city varchar, opened_on date"),
    table(
        "stylists",
        "stylist_id integer, studio_id integer, first_name varchar, last_name varchar, hired_on date, left_on date",
        studio_id="studios",
    ),
    table("members", "member_id integer, first_name varchar, last_name varchar, joined_on date"),
    table("dogs", "dog_id integer, member_id integer, dog_name varchar, colour varchar", member_id="members"),
    table(
        "visits",
        "visit_id integer, dog_id integer, stylist_id integer, visit_date date, status varchar",
        dog_id="dogs",
        stylist_id="stylists",
    ),
    table("receipts", "receipt_id integer, member_id integer, receipt_date date, amount double", member_id="members"),
    table("receipt_lines", "receipt_line_id integer, receipt_id integer, price double", receipt_id="receipts"),
)


def ask(text: str) -> Planned:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), SALON)


def query(text: str) -> dict[str, Any]:
    found = ask(text).plan
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, SALON, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


def test_an_order_lends_its_date_to_its_lines_and_a_member_none_to_dogs() -> None:
    assert query("how many receipt lines in 2024")["time"]["field"] == "receipts.receipt_date"
    for text in ("how many dogs in 2024", "number of dogs by month in 2024", "dogs by colour in 2024"):
        assert isinstance(ask(text).plan, Refusal), text


@pytest.mark.parametrize("text", ["how many different dogs did we see in 2024", "how many dogs came in during 2024"])
def test_those_that_were_seen_have_a_row_of_the_one_event_that_refers_to_them(text: str) -> None:
    found = query(text)
    (seen,) = found["filters"]
    assert "time" not in found and seen["exists"] == "visits"
    assert [f["field"] for f in seen["where"]] == ["visits.visit_date"] * 2
    planned = ask(text)
    assert any("Visits" in note for note in planned.notes) and any("Status" in one for one in planned.warnings)


@pytest.mark.parametrize(
    "text",
    ["how many members came in last month", "how many members did we serve in 2024", "in 2024 how many members came"],
)
def test_several_events_near_are_asked_back(text: str) -> None:
    asked = ask(text).plan
    assert isinstance(asked, Clarification)
    queries = [one.plan for one in asked.options if isinstance(one.plan, SemanticQuery)]
    first, second = (json.loads(one.model_dump_json(by_alias=True))["filters"][0] for one in queries[:2])
    assert {first["exists"], second["exists"]} == {"visits", "receipts"}
    for one in queries:
        compile_query(one, SALON, "duckdb", CLOCK)


def test_who_was_there_came_before_the_end_and_left_after_the_beginning() -> None:
    for text in (
        "how many stylists did we have in 2024",
        "how many stylists were there in 2024",
        "how many stylists had we in 2024",
    ):
        hired, left = query(text)["filters"]
        assert (hired["field"], hired["op"], hired["values"]) == ("stylists.hired_on", "<", ["2025-01-01"])
        assert [(f["op"], f.get("values")) for f in left["or"]] == [("is_null", None), (">=", ["2024-01-01"])]
    assert query("how many stylists did we have by city in 2024")["dimensions"] == ["studios.city"]
    (opened,) = query("how many studios did we have in 2024")["filters"]
    assert (opened["field"], opened["op"]) == ("studios.opened_on", "<")
    assert any("nothing here says" in note for note in ask("how many studios did we have in 2024").notes)


def test_who_was_there_is_listed_too_and_by_time_nothing_stands_in() -> None:
    assert [f.get("field") for f in query("which stylists did we have in 2024")["filters"]] == [
        "stylists.hired_on",
        None,
    ]
    for text in (
        "how many members did we see each month in 2024",
        "how many studios did we have by year",
        "how many stylists have we had since 2024",
    ):
        assert isinstance(ask(text).plan, Refusal), text


def test_what_is_of_the_event_is_not_taken_as_of_the_thing() -> None:
    """A visit has a stylist of its own: the city of the stylist's studio is not the dog's, which is counted by its visits."""
    for text in ("how many dogs did we see in 2024 by city", "how many dogs did each stylist see in 2024"):
        found = query(text)
        (dogs,) = found["measures"]
        assert (dogs["table"], dogs["aggregate"], dogs["expression"]) == ("visits", "count_distinct", "dog_id"), text
        assert found["time"]["field"] == "visits.visit_date", text


def test_a_place_that_may_be_that_of_the_event_is_not_taken_as_that_of_the_thing() -> None:
    towns = {"studios": "city", "dogs": "colour"}

    def said(text: str, *tables: str) -> object:
        made = [
            t.model_copy(
                update={
                    "dimensions": tuple(
                        d.model_copy(update={"sample_values": ("Vienna", "Graz")}) if d.name == towns[t.name] else d
                        for d in t.dimensions
                    )
                }
            )
            if t.name in tables
            else t
            for t in SALON.tables
        ]
        model = SALON.model_copy(update={"tables": tuple(made)})
        return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), model).plan

    text = "how many Vienna dogs did we see in 2024"
    assert isinstance(said(text, "dogs"), SemanticQuery)
    assert not isinstance(said(text, "dogs", "studios"), SemanticQuery)


def test_people_of_a_period_with_a_beginning_and_an_end_are_asked_back() -> None:
    assert isinstance(ask("stylists by city in 2024").plan, Clarification)
    assert isinstance(ask("how many stylists in 2024").plan, Clarification)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("how many stylists were hired in 2024", "stylists.hired_on"),
        ("how many new stylists did we have in 2024", "stylists.hired_on"),
        ("how many studios opened in 2024", "studios.opened_on"),
        ("how many members joined in 2024", "members.joined_on"),
        ("I want to see how many members joined in 2024", "members.joined_on"),
        ("how many visits did we have in 2024", "visits.visit_date"),
    ],
)
def test_what_is_asked_by_its_own_date_goes_by_it(text: str, field: str) -> None:
    assert query(text)["time"]["field"] == field


def test_the_date_is_named_that_a_count_of_people_goes_by() -> None:
    said = [one.as_ for one in ask("how many members in 2024").understood]
    assert "time in 2024, by Joined on" in said
    assert "by year, by Joined on" in [one.as_ for one in ask("number of members by year").understood]
    assert not any("by Visit date" in one.as_ for one in ask("how many visits in 2024").understood)
