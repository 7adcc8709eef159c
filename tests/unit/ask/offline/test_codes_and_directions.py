"""Keys and codes beside their thing or field, and places that a thing comes from or goes to over two roads to one table."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.semantic.compile import compile_query
from lunara.semantic.draft import draft_model
from lunara.semantic.filters import ExistsFilter, FieldFilter, NotFilter, leaves_of
from lunara.semantic.query import DimensionRef, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK


def _table(name: str, columns: str, **refers: tuple[str, str]) -> Table:
    made = tuple(Column(*column.split()) for column in columns.split(", "))
    keys = tuple(ForeignKey((column,), "main", there, (key,)) for column, (there, key) in refers.items())
    return Table("main", name, made, primary_key=(made[0].name,), foreign_keys=keys)


FERRIES = draft_model(
    Catalog(
        "duckdb",
        (
            _table("ports", "port_code varchar, port_name varchar, town varchar, country varchar"),
            _table("operators", "operator_id integer, operator_name varchar, short_code varchar, home_country varchar"),
            _table(
                "crossings",
                "crossing_id integer, operator_id integer, origin_port varchar, destination_port varchar, passengers integer",
                operator_id=("operators", "operator_id"),
                origin_port=("ports", "port_code"),
                destination_port=("ports", "port_code"),
            ),
            _table("clerks", "clerk_id integer, fname varchar, lname varchar, desk varchar"),
            _table("parcels", "parcel_no varchar, clerk_id integer, weight double", clerk_id=("clerks", "clerk_id")),
        ),
    ),
    name="x",
).model
VALUES = ValueIndex.from_values(
    {
        ("ports", "port_name"): ["Helmsund", "Ostmouth", "Vikhaven"],
        ("ports", "town"): ["Aldby", "Brevik", "Calder"],
        ("ports", "country"): ["Norland", "Eastland"],
        ("operators", "operator_name"): ["Blue Line", "Sea Star"],
        ("operators", "home_country"): ["Norland", "Southland"],
        ("operators", "short_code"): ["BL", "SST"],
    }
)
FROM, TO = "crossings_origin_port", "crossings_destination_port"


def _planned(text: str) -> Planned:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), FERRIES)


def _query(text: str) -> SemanticQuery:
    plan = _planned(text).plan
    assert isinstance(plan, SemanticQuery), plan
    compile_query(plan, FERRIES, "duckdb", CLOCK)
    return plan


def _held(text: str) -> list[tuple[str, str, tuple[object, ...], str | None]]:
    query = _query(text)
    found: list[tuple[str, str, tuple[object, ...], str | None]] = []
    for one in query.filters:
        inner = one.where if isinstance(one, ExistsFilter) else (one,)
        found += [(f.field, f.op, f.values, f.via) for f in inner if isinstance(f, FieldFilter)]
    return found


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("how many crossings from Aldby to Calder", "Aldby", "Calder"),
        ("number of crossings that go from Aldby to Calder", "Aldby", "Calder"),
        ("passengers from Aldby to Calder", "Aldby", "Calder"),
        ("crossings departing from Aldby", "Aldby", None),
        ("how many crossings depart from the town of Aldby?", "Aldby", None),
        ("crossings leaving Aldby", "Aldby", None),
        ("how many crossings arrive in Calder", None, "Calder"),
        ("count the crossings arriving in Calder", None, "Calder"),
        ("how many crossings land in town Calder", None, "Calder"),
        ("Blue Line crossings to Calder", None, "Calder"),
    ],
)
def test_a_thing_begins_where_it_comes_from_and_ends_where_it_goes(
    text: str, start: str | None, end: str | None
) -> None:
    towns = [("ports.town", "=", (place,), road) for place, road in ((start, FROM), (end, TO)) if place is not None]
    assert [one for one in _held(text) if one[0] == "ports.town"] == towns


def test_a_country_that_others_have_too_is_an_end_only_where_both_ends_are_named() -> None:
    assert _held("passengers from Norland to Eastland") == [
        ("ports.country", "=", ("Norland",), FROM),
        ("ports.country", "=", ("Eastland",), TO),
    ]
    assert _held("crossings of operators from Southland") == [("operators.home_country", "=", ("Southland",), None)]


@pytest.mark.parametrize(
    "text",
    [
        "how many crossings depart from 'HLM'?",
        "number of crossings from HLM",
        "how many crossings leave from port HLM",
        "crossings with origin HLM",
        "operators that have crossings from 'HLM'",
    ],
)
def test_a_code_names_the_port_at_an_end(text: str) -> None:
    assert _held(text) == [("ports.port_code", "=", ("HLM",), FROM)]


def test_alternatives_share_their_end_and_a_denial_keeps_it() -> None:
    assert _held("crossings from HLM or VIK to OST") == [
        ("ports.port_code", "in", ("HLM", "VIK"), FROM),
        ("ports.port_code", "=", ("OST",), TO),
    ]
    assert f'"via":"{FROM}"' in _query("crossings not from Aldby").model_dump_json(by_alias=True)


def test_several_codes_are_of_one_field() -> None:
    assert _held("weight of parcel PX-1001 or PX-1002") == [("parcels.parcel_no", "in", ("PX-1001", "PX-1002"), None)]


def test_departing_and_arriving_say_the_road_of_what_is_counted() -> None:
    query = _query("which town has the most arriving crossings?")
    assert query.dimensions == (DimensionRef(field="ports.town", via=TO),) and query.limit == 1
    assert _query("which ports have no departing crossings").filters == (
        NotFilter.model_validate({"not": {"exists": "crossings", "via": FROM}}),
    )


@pytest.mark.parametrize("text", ["crossings in Aldby", "crossings between Aldby and Calder", "crossings of Aldby"])
def test_a_place_with_no_end_is_not_guessed(text: str) -> None:
    assert not isinstance(_planned(text).plan, SemanticQuery)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("what is the name of port 'HLM'?", "ports.port_code", "HLM"),
        ("town of port HLM", "ports.port_code", "HLM"),
        ("which port has the code 'HLM'", "ports.port_code", "HLM"),
        ("weight of parcel PX-1002", "parcels.parcel_no", "PX-1002"),
        ("passengers of crossing 4711", "crossings.crossing_id", 4711),
        ("operators whose short code is 'QQ'", "operators.short_code", "QQ"),
    ],
)
def test_a_code_or_quoted_text_is_held_against_its_field(text: str, field: str, value: object) -> None:
    assert _held(text) == [(field, "=", (value,), None)]


def test_the_name_of_a_person_may_be_written_in_capitals() -> None:
    """No look-up tells how the data writes it."""
    held = _held('desk of the clerk with last name "Nobody"')
    assert held == [("clerks.lname", "in", ("Nobody", "NOBODY"), None)]


def test_what_a_thing_named_by_its_key_did_is_not_its_name() -> None:
    assert isinstance(_planned("what did clerk 4711 parcel").plan, Refusal)
    assert _held("passengers from Norland to Eastland")
    other = "operators from Norland with crossings to Calder"
    assert _held(other) == [("operators.home_country", "=", ("Norland",), None), ("ports.town", "=", ("Calder",), TO)]


def test_a_text_that_is_not_among_the_values_is_said_with_the_answer() -> None:
    assert any("was not looked up" in warning for warning in _planned("town of port HLM").warnings)
    assert any("none of the values seen" in w for w in _planned("operators whose short code is 'QQ'").warnings)


@pytest.mark.parametrize("text", ["crossings from the HARBOUR of Aldby", "which crossings are GREEN", "port lowercase"])
def test_a_word_that_stands_beside_nothing_stays_unknown(text: str) -> None:
    assert isinstance(_planned(text).plan, Refusal)


def test_a_text_is_looked_for_in_the_field_behind_it() -> None:
    found = _query("clerks with the substring 'Smith' in their last name").filters
    assert [(f.field, f.op, f.values) for f in found if isinstance(f, FieldFilter)] == [
        ("clerks.lname", "contains", ("Smith",))
    ]


@pytest.mark.parametrize("said", ["includes the substring", "includes the string", "contains the text"])
def test_a_text_that_a_field_includes_is_looked_for_in_it(said: str) -> None:
    asked = f"desk of clerks whose last name {said} 'mit'"
    assert [set(leaves_of([one])) for one in _query(asked).filters] == [
        {FieldFilter(field="clerks.lname", op="contains", values=(text,)) for text in ("mit", "Mit", "MIT")}
    ]


def test_a_thing_in_quotes_is_called_so_by_any_part_of_its_name() -> None:
    said = _query("desk of clerk 'Ann'").model_dump_json(by_alias=True)
    assert "clerks.fname" in said and "clerks.lname" in said
