"""Of several roads to a thing the plain one is meant, or the one that is said; what is asked back can be answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.connect.catalog import ForeignKey
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, planned, table

CLOCK = Clock(date(2026, 11, 22))
VENDORS = table("vendors", "vendor_id integer, vendor_name varchar, city varchar")
SITE = model_of(
    VENDORS,
    table("parts", "part_id integer, part_name varchar, preferred_vendor_id integer"),
    table("orders", "order_id integer, vendor_id integer, order_date date", vendor_id="vendors"),
    table(
        "order_lines",
        "order_line_id integer, order_id integer, part_id integer, quantity integer",
        order_id="orders",
        part_id="parts",
    ),
)
SCHOOL = model_of(
    table("towns", "town_id integer, town_name varchar"),
    table("pupils", "pupil_id integer, pupil_name varchar, town_id integer", town_id="towns"),
    table("courses", "course_id integer, course_name varchar, town_id integer", town_id="towns"),
    table(
        "enrolments",
        "enrolment_id integer, pupil_id integer, course_id integer, fee double, hours double",
        pupil_id="pupils",
        course_id="courses",
    ),
)


def plan(text: str, model: object = SITE) -> Plan:
    return planned(text, model).plan  # type: ignore[arg-type]


def said(text: str) -> str:
    found = plan(text)
    assert isinstance(found, SemanticQuery), found
    return found.model_dump_json(by_alias=True, exclude_defaults=True)


@pytest.mark.parametrize(
    ("text", "road"),
    [
        ("quantity by vendor", "order_lines_order"),
        ("quantity by vendor city", "order_lines_order"),
        ("quantity by vendor of the order", "order_lines_order"),
        ("quantity by vendor of the part", "order_lines_part"),
    ],
)
def test_a_bare_noun_is_not_the_one_with_a_role_of_its_own(text: str, road: str) -> None:
    assert f'"via":"{road}"' in said(text) and '"preferred' not in said(text)


def test_the_role_is_taken_where_it_is_said() -> None:
    assert '"via":"parts_preferred_vendor"' in said("quantity by preferred vendor")


def test_two_plain_roads_are_asked_about_and_each_can_be_said() -> None:
    asked = plan("hours by town", SCHOOL)
    assert isinstance(asked, Clarification) and len(asked.options) == 2
    for word in ("pupil", "course"):
        found = plan(f"hours by town of the {word}", SCHOOL)
        assert isinstance(found, SemanticQuery)
        assert found in [option.query for option in asked.options]


def test_which_road_is_never_asked_without_a_choice() -> None:
    for text in ("orders by part", "vendors by part", "parts by town", "how many vendors without parts ordered"):
        found = plan(text)
        assert not isinstance(found, Refusal) or "Which one do you mean?" not in found.reason


TRIPS = table("trips", "trip_id integer, origin_id integer, destination_id integer, fare double")
ENDS = tuple(ForeignKey((key,), "main", "places", ("place_id",)) for key in ("origin_id", "destination_id"))
FREIGHT = model_of(table("places", "place_id integer, city varchar"), replace(TRIPS, foreign_keys=ENDS))


def test_what_goes_on_from_a_question_keeps_the_road_that_was_chosen() -> None:
    asked = plan("fare by city", FREIGHT)
    assert isinstance(asked, Clarification) and len(asked.options) == 2
    for option in asked.options:
        before = option.query
        assert before is not None
        (chosen,) = before.dimensions
        history = (Turn("fare by city", before),)
        on = OfflinePlanner().plan(Question("and in Oslo?", CLOCK, history=history), with_cities()).plan
        assert isinstance(on, SemanticQuery), on
        assert [one.via for one in on.filters] == [chosen.via]  # type: ignore[union-attr]
    again = OfflinePlanner().plan(Question("fare in Oslo", CLOCK), with_cities()).plan
    assert isinstance(again, Clarification)


def with_cities() -> SemanticModel:
    """FREIGHT with a few of its cities known."""
    places, trips = FREIGHT.tables
    city = next(one for one in places.dimensions if one.name == "city")
    known = city.model_copy(update={"sample_values": ("Oslo", "Rome")})
    kept = tuple(known if one is city else one for one in places.dimensions)
    return FREIGHT.model_copy(update={"tables": (places.model_copy(update={"dimensions": kept}), trips)})
