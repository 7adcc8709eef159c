"""Physical quantities of what happened: added up and averaged; those of things, and states, are neither."""

from __future__ import annotations

import pytest

from lunara.connect.catalog import Catalog, Column, Table
from lunara.semantic.draft import draft_model
from lunara.semantic.model import SemanticModel


def _drafted(table: str, *columns: str) -> SemanticModel:
    made = tuple(Column(*c.split(maxsplit=1)) for c in columns)
    return draft_model(Catalog("duckdb", (Table("main", table, made),)), name="x").model


def _aggregates(model: SemanticModel, column: str) -> list[str]:
    return [m.aggregate for m in model.tables[0].measures if m.expression == column]


_KEYS = ("collection_id integer", "dairy_id integer")


@pytest.mark.parametrize(
    ("table", "column", "type_"),
    [
        ("milk_collections", "litres", "double"),
        ("fact_haul", "tonnes", "double"),
        ("harvests", "kg", "integer"),
        ("refuelings", "fuel_litres", "double"),
        ("refuelings", "gallons", "double"),
        ("loads", "net_tonnes", "decimal(12,3)"),
        ("landings", "kilograms", "double"),
    ],
)
@pytest.mark.parametrize("day", ["collected_on date", "collection_date_key integer"])
def test_a_quantity_of_what_happened_is_added_up_and_averaged(table: str, column: str, type_: str, day: str) -> None:
    model = _drafted(table, *_KEYS, day, f"{column} {type_}")
    assert _aggregates(model, column) == ["sum", "avg"]
    plain = column.replace("_", " ")
    called = [m.aggregate for m in model.tables[0].measures if plain in {(m.label or "").lower(), *m.synonyms}]
    assert called == ["sum"]


_GIVEN = ("gift_id integer", "giver_id integer", "brought_on date")


@pytest.mark.parametrize(
    ("table", "columns", "column"),
    [
        ("gifts", _GIVEN, "weight_kg"),
        ("waste_pickups", ("pickup_no integer", "picked_dt date"), "weight"),
        ("oil_sale", ("sale_no integer", "sale_dt date"), "litres"),
        ("honey", ("jar_no integer", "sold_on date"), "weight_g"),
    ],
)
def test_the_weight_of_what_was_moved_on_a_day_adds_up(table: str, columns: tuple[str, ...], column: str) -> None:
    model = _drafted(table, *columns, f"{column} double")
    assert _aggregates(model, column) == ["sum", "avg"]
    bare = column.removesuffix("_kg").removesuffix("_g")
    called = [m.aggregate for m in model.tables[0].measures if bare in {(m.label or "").lower(), *m.synonyms}]
    assert called == ["sum"]


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("goats", ("goat_id integer", "owner_id integer", "born_on date")),
        ("products", ("product_id integer", "supplier_id integer", "listed_on date")),
        ("visits", ("visit_id integer", "patient_id integer", "visited_on date")),
        ("sale", ("sale_no integer", "shop_no integer")),
    ],
)
def test_the_weight_of_a_thing_does_not(table: str, columns: tuple[str, ...]) -> None:
    assert "sum" not in _aggregates(_drafted(table, *columns, "weight_kg double"), "weight_kg")


def test_a_line_has_the_moment_of_its_whole() -> None:
    model = _drafted(
        "delivery_lines", "delivery_line_id integer", "delivery_id integer", "article_id integer", "kg double"
    )
    assert _aggregates(model, "kg") == ["sum", "avg"]


@pytest.mark.parametrize(
    ("table", "columns", "column"),
    [
        ("trucks", ("truck_id integer", "truck_name varchar", "tonnes double"), "tonnes"),
        ("visits", (*_KEYS, "visited_on date", "weight_kg double"), "weight_kg"),
        ("loads", (*_KEYS, "loaded_on date", "price_per_tonne double"), "price_per_tonne"),
        ("loads", (*_KEYS, "loaded_on date", "average_litres double"), "average_litres"),
    ],
)
def test_a_quantity_of_a_thing_and_a_rate_are_not_added_up(table: str, columns: tuple[str, ...], column: str) -> None:
    assert "sum" not in _aggregates(_drafted(table, *columns), column)


def test_a_state_that_is_noted_again_and_again_gets_no_total_of_days() -> None:
    model = _drafted("stock_snapshots", "depot_id integer", "product_id integer", "snapshot_date date", "tonnes double")
    assert _aggregates(model, "tonnes") != ["sum", "avg"]


@pytest.mark.parametrize(
    "table",
    [
        "tank_readings",
        "fuel_levels",
        "calf_weighings",
        "body_measurements",
        "safety_inspections",
        "oil_checks",
        "silo_gauges",
        "car_services",
        "odometer_log",
        "fact_reading",
        "vehicle_registrations",
    ],
)
@pytest.mark.parametrize(
    "column",
    ["litres double", "kg double", "km integer", "fuel_litres double", "gross_kg double", "kilometres integer"],
)
@pytest.mark.parametrize("day", ["noted_on date", "noted_at timestamp"])
def test_what_was_read_off_a_thing_is_its_state_and_has_no_total(table: str, column: str, day: str) -> None:
    model = _drafted(table, *_KEYS, day, column)
    assert _aggregates(model, column.split()[0]) == ["avg"]


@pytest.mark.parametrize("table", ["haul", "refuelings", "rides"])
def test_what_was_driven_still_adds_up(table: str) -> None:
    assert "sum" in _aggregates(_drafted(table, *_KEYS, "driven_on date", "km double"), "km")


def test_leads_are_counted_and_a_lead_is_measured() -> None:
    assert _aggregates(_drafted("campaign_days", "day date", "platform varchar", "leads integer"), "leads") == ["sum"]
    assert _aggregates(_drafted("laps", "lap_id integer", "driver varchar", "lead double"), "lead") != ["sum"]


@pytest.mark.parametrize("column", ["roses_bought", "loaves_made", "tickets_sold", "boxes_sent"])
def test_how_many_of_them_something_was_done_to_adds_up(column: str) -> None:
    model = _drafted("fact_purchases", "purchase_id integer", "grower_id integer", f"{column} integer")
    assert _aggregates(model, column) == ["sum"]
