"""Rows by what people call them: members, books of a book club, stations that are paired with trains, keys that are codes."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.connect.catalog import Column, ForeignKey, Table
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

SCHOOL = model_of(
    table("faculty", "faculty_id integer, first_name varchar, last_name varchar, rank varchar, building varchar"),
    table("teams", "team_id integer, team_name varchar, town varchar"),
)
TRAINS = model_of(
    table("train", "train_id integer, name varchar, time varchar"),
    table("station", "station_id integer, name varchar, location varchar, total_passengers integer"),
    table("train_station", "train_id integer, station_id integer", train_id="train", station_id="station"),
)
READING = model_of(
    table("book_club", "book_club_id integer, year integer, book_title varchar, publisher varchar"),
    table("companies", "company_id integer, company_name varchar, book_club_id integer", book_club_id="book_club"),
)
DRIVERS = model_of(
    table("drivers", "driver_id integer, name varchar, age integer, home_city varchar"),
    table("schools", "school_id integer, school_name varchar, type varchar"),
    table("buses", "bus_id integer, driver_id integer, school_id integer", driver_id="drivers", school_id="schools"),
)


def _query(found: object) -> SemanticQuery:
    assert isinstance(found, SemanticQuery), found
    return found


@pytest.mark.parametrize("text", ["how many faculty members are there", "number of faculty members"])
def test_members_of_people_are_these_people(text: str) -> None:
    assert _query(plan(SCHOOL, text)).measures == ("faculty_count",)


def test_members_of_a_team_are_no_teams() -> None:
    assert not isinstance(plan(SCHOOL, "how many team members are there"), SemanticQuery)


@pytest.mark.parametrize("text", ["What are all locations of train stations?", "locations of all train stations"])
def test_what_pairs_are_asked_by_is_theirs(text: str) -> None:
    found = _query(plan(TRAINS, text))
    assert not found.measures and "station.location" in found.dimensions


def test_totals_of_things_are_no_money() -> None:
    measure = next(m for t in TRAINS.tables for m in t.measures if m.name.endswith("total_passengers"))
    assert measure.format is None or measure.format.kind != "currency"


@pytest.mark.parametrize("text", ["How many books are there?", "number of books by publisher", "publishers of books"])
def test_rows_are_called_by_their_titles(text: str) -> None:
    found = _query(plan(READING, text))
    assert found.measures == ("book_club_count",) or "book_club.publisher" in found.dimensions


@pytest.mark.parametrize(
    "text",
    [
        "Show all home cities except for those having a driver older than 40.",
        "home cities except those with a driver older than 40",
        "which home cities have no driver older than 40",
    ],
)
def test_values_without_rows_of_a_kind(text: str) -> None:
    """A city is left out for one such driver, however many others live there."""
    found = _query(plan(DRIVERS, text))
    assert found.dimensions == ("drivers.home_city",)
    assert ("=", (0,)) in [(f.op, tuple(f.values)) for f in found.filters if isinstance(f, FieldFilter)]


def test_what_is_left_out_is_one_thing() -> None:
    assert isinstance(plan(DRIVERS, "drivers except those with a bus and from Kent"), Refusal)


@pytest.mark.parametrize(
    "text",
    [
        "What are the types of schools and how many are in each type?",
        "types of schools and the number of schools in each type",
    ],
)
def test_how_many_are_in_each_counts_the_rows(text: str) -> None:
    found = _query(plan(DRIVERS, text))
    assert found.measures == ("school_count",) and found.dimensions == ("schools.type",)


def test_an_alphabetical_list_goes_by_the_names() -> None:
    found = _query(plan(DRIVERS, "names of all the schools and their types in alphabetical order"))
    assert [o.field for o in found.order_by] == ["schools.school_name"]


def test_letters_that_stand_for_the_table_are_its_word() -> None:
    course = model_of(
        table("course", "CRS_CODE varchar, DEPT_CODE varchar, CRS_DESCRIPTION varchar, CRS_CREDIT integer")
    )
    labels = {d.name: d.label for d in course.tables[0].dimensions}
    assert labels["crs_description"] == "Course description" and labels["crs_credit"] == "Course credit"
    assert _query(plan(course, "descriptions of courses")).dimensions[-1] == "course.crs_description"
    named = model_of(table("department", "DNO integer, DName varchar, Room varchar"))
    assert {d.label for d in named.tables[0].dimensions} >= {"Department name", "Room"}


def test_a_row_that_tells_who_has_an_allergy_is_none() -> None:
    model = model_of(
        table("students", "students_id integer, last_name varchar"),
        table("allergy_type", "allergy varchar, kind varchar"),
        Table(
            "main",
            "has_allergy",
            (Column("student_id", "integer"), Column("allergy", "varchar")),
            foreign_keys=(
                ForeignKey(("student_id",), "main", "students", ("students_id",)),
                ForeignKey(("allergy",), "main", "allergy_type", ("allergy",)),
            ),
        ),
    )
    assert _query(plan(model, "how many allergies are there")).measures == ("allergy_type_count",)


def test_two_of_one_name_are_two() -> None:
    """Each of them is a group of its own, also where their names alone are asked for."""
    found = _query(plan(DRIVERS, "Find the names of drivers who have more than one bus."))
    assert "drivers.driver_id" in found.dimensions


def test_the_key_of_a_list_of_codes_is_known_by_its_values() -> None:
    model = model_of(
        table("ref_categories", "category_code varchar, category_description varchar"),
        Table(
            "main",
            "products",
            (Column("product_id", "integer"), Column("product_name", "varchar"), Column("category_code", "varchar")),
            primary_key=("product_id",),
            foreign_keys=(ForeignKey(("category_code",), "main", "ref_categories", ("category_code",)),),
        ),
    )
    shown = {f"{t.name}.{d.name}" for t in model.tables for d in t.dimensions if not d.hidden}
    assert "ref_categories.category_code" in shown and "products.category_code" not in shown


FLIGHTS = model_of(
    table("airlines", "airlines_id integer, airline_name varchar"),
    table("airports", "airports_id integer, airport_name varchar, city varchar"),
    Table(
        "main",
        "flights",
        tuple(
            Column(*c.split())
            for c in ("flight_no integer", "airline_id integer", "source_airport integer", "dest_airport integer")
        ),
        primary_key=("flight_no",),
        foreign_keys=(
            ForeignKey(("airline_id",), "main", "airlines", ("airlines_id",)),
            ForeignKey(("source_airport",), "main", "airports", ("airports_id",)),
            ForeignKey(("dest_airport",), "main", "airports", ("airports_id",)),
        ),
    ),
)


@pytest.mark.parametrize(
    ("text", "road"),
    [
        ('Which airlines have a flight with source airport "Aberdeen"?', "flights_source_airport"),
        ('Which airlines have a flight with destination airport "Aberdeen"?', "flights_destination_airport"),
    ],
)
def test_the_road_that_is_said_is_walked_from_the_rows_over_there(text: str, road: str) -> None:
    found = FLIGHTS.model_copy(
        update={
            "tables": tuple(
                t.model_copy(
                    update={
                        "dimensions": tuple(
                            d.model_copy(update={"sample_values": ("Aberdeen", "Bergen")})
                            if d.name == "airport_name"
                            else d
                            for d in t.dimensions
                        )
                    }
                )
                for t in FLIGHTS.tables
            )
        }
    )
    (said,) = [f.model_dump(by_alias=True, exclude_defaults=True) for f in _query(plan(found, text)).filters]
    assert said["exists"] == "flights" and [w["via"] for w in said["where"]] == [road]
