"""How much there was, said by its unit: kilos collected, kilometres driven, sales in litres; never a unit that is dropped."""

from __future__ import annotations

import pytest

from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

RECYCLING = model_of(
    table("suppliers", "supplier_id integer, supplier_name varchar, town varchar"),
    table("vehicles", "vehicle_id integer, plate varchar, make varchar, max_load_kg double"),
    table(
        "collections",
        "collection_id integer, supplier_id integer, vehicle_id integer, collected_on date, waste_type varchar, weight_kg double",
        supplier_id="suppliers",
        vehicle_id="vehicles",
    ),
    table(
        "trips",
        "trip_id integer, vehicle_id integer, trip_date date, driver varchar, distance_km double, fuel_litres double, "
        "delay_min integer",
        vehicle_id="vehicles",
    ),
)
TWO = model_of(
    table("depots", "depot_id integer, depot_name varchar"),
    table("pickups", "pickup_id integer, depot_id integer, picked_on date, weight_kg double", depot_id="depots"),
    table("dispatches", "dispatch_id integer, depot_id integer, sent_on date, weight_kg double", depot_id="depots"),
)


def measured(text: str, model: object = RECYCLING) -> str:
    """The column that the one number of the answer is made of, and how, or "" where it is not answered."""
    found = plan(model, text)  # type: ignore[arg-type]
    if not isinstance(found, SemanticQuery) or len(found.measures) != 1:
        return ""
    (measure,) = found.measures
    if isinstance(measure, InlineMeasure):
        return f"{measure.aggregate} {measure.table}.{measure.expression}"
    owner, _, name = measure.rpartition(".")
    tables = [t for t in model.tables if owner in ("", t.name)]  # type: ignore[attr-defined]
    ((table_, one),) = [(t.name, m) for t in tables for m in t.measures if m.name == name]
    return f"{one.aggregate} {table_}.{one.expression}"


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("how many kilos did we collect in 2024", "sum collections.weight_kg"),
        ("kilos of waste collected by town", "sum collections.weight_kg"),
        ("kg collected per month", "sum collections.weight_kg"),
        ("total kg by supplier", "sum collections.weight_kg"),
        ("collections in kg by month", "sum collections.weight_kg"),
        ("kilometres driven in 2024", "sum trips.distance_km"),
        ("how many kilometres did we drive this year", "sum trips.distance_km"),
        ("total kilometres driven by vehicle", "sum trips.distance_km"),
        ("total km", "sum trips.distance_km"),
        ("average kilometres per trip", "avg trips.distance_km"),
        ("driver with the most kilometres", "sum trips.distance_km"),
        ("the longest trip in km", "max trips.distance_km"),
        ("litres used per vehicle", "sum trips.fuel_litres"),
        ("how much fuel did we use per month, in litres", "sum trips.fuel_litres"),
    ],
)
def test_a_unit_is_the_number_held_in_it(text: str, column: str) -> None:
    assert measured(text) == column


@pytest.mark.parametrize(
    "text",
    [
        "tonnes collected",
        "how many kilometres did we not drive",
        "kilos of glass collected",
        "kilometres wasted by driver",
        "how many hours did we drive",
        "total minutes by driver",
        "trips by month, in miles",
        "the longest trip in tonnes",
    ],
)
def test_what_no_such_number_says_is_not_answered(text: str) -> None:
    assert measured(text) == "", plan(RECYCLING, text)


def test_two_such_numbers_are_told_apart_by_what_was_done() -> None:
    assert measured("how many kilos did we pick up", TWO) in ("", "sum pickups.weight_kg")
    assert measured("kilos sent by depot", TWO) == "sum dispatches.weight_kg"
    assert measured("kilos dispatched by depot", TWO) == "sum dispatches.weight_kg"
    assert measured("total kilos by depot", TWO) == ""
