"""What the data does not single out is asked back before it is answered: units, prices, days; and no rows stand in for others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Clarification
from lunara.semantic.compile import compile_query
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_how_people_count_and_pay import holding
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table

HALLS = model_of(
    table("halls", "hall_id integer, hall_name varchar, booked_on date, cleaning_fee double"),
    table("plays", "play_id integer, title varchar, director varchar, opens_on date, ticket_price double"),
    table("crates", "crate_id integer, weight double, packed_on date"),
    table("sacks", "sack_id integer, weight_kg double, filled_on date"),
    table("trams", "tram_id integer, tram_name varchar, next_inspection_on date"),
)
CLAIMS = model_of(
    table(
        "requests", "request_id integer, filed_on date, approved_on date, approved_amount double, filed_amount double"
    ),
    table("rents", "rent_id integer, billed_on date, due_on date, paid_on date, sum_owed double"),
)
LAB = model_of(
    table("technicians", "technician_id integer, technician_name varchar"),
    table("devices", "device_id integer, device_name varchar"),
    table(
        "calibrations",
        "calibration_id integer, technician_id integer, device_id integer, calibrated_on date",
        technician_id="technicians",
        device_id="devices",
    ),
    table("sites", "site_id integer, site_name varchar"),
    table(
        "time_entries",
        "entry_id integer, technician_id integer, site_id integer, day date, hours double",
        technician_id="technicians",
        site_id="sites",
    ),
)
STORE = holding(
    model_of(
        table("buyers", "buyer_id integer, buyer_name varchar"),
        table("orders", "order_id integer, buyer_id integer, ordered_on date, amount double", buyer_id="buyers"),
        table("visits", "visit_id integer, buyer_id integer, visited_on date, page varchar", buyer_id="buyers"),
    ),
    page=("/shoes", "/hats", "/home"),
)
SHOP = holding(
    model_of(
        table("buyers", "buyer_id integer, buyer_name varchar"),
        table("goods", "good_id integer, good_name varchar, category varchar"),
        table("orders", "order_id integer, buyer_id integer, ordered_on date", buyer_id="buyers"),
        table("order_lines", "line_id integer, order_id integer, good_id integer", order_id="orders", good_id="goods"),
        table("returns", "return_id integer, order_id integer, returned_on date", order_id="orders"),
        table("reviews", "review_id integer, good_id integer, written_on date", good_id="goods"),
    ),
    category=("Gloves", "Hats"),
)
LOADS = model_of(
    table("lorries", "lorry_id integer, plate varchar, weight double, max_weight double"),
    table("lifts", "lift_id integer, lift_name varchar, current_load_kg double, maximum_load_kg double"),
    table("vans", "van_id integer, plate varchar, tare double, payload double, max_weight double"),
)
FAULTS = model_of(table("faults", "fault_id integer, opened_on date, closed_on date, urgency varchar"))
FINED = model_of(table("hires", "hire_id integer, hired_on date, fine_amount double"))


def said(model: SemanticModel, text: str) -> dict[str, Any]:
    found = plan(model, text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, model, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


@pytest.mark.parametrize(
    ("model", "text", "labels"),
    [
        (HALLS, "cheapest hall", ["By Cleaning fee"]),
        (HALLS, "the 3 most expensive halls", ["By Cleaning fee"]),
        (HALLS, "most expensive director", ["Highest ticket price", "Average ticket price"]),
        (HALLS, "which director is the cheapest", ["Lowest ticket price", "Average ticket price"]),
        (HALLS, "crates heavier than 2 kg", ["Weight in kilograms: 2"]),
        (HALLS, "trams of 2019", ["By Next inspection on"]),
        (HALLS, "how many trams in 2024", ["By Next inspection on"]),
        (FAULTS, "how long are faults open", ["Those that were closed"]),
        (FAULTS, "average days a fault is open", ["Those that were closed"]),
        (CLAIMS, "approved amount by month", ["By Approved on", "By Filed on"]),
        (CLAIMS, "approved amount in 2024", ["By Approved on", "By Filed on"]),
        (CLAIMS, "on time payment rate by month", ["By Paid on", "By Billed on"]),
        (CLAIMS, "how many rents were paid late per month", ["By Paid on", "By Billed on"]),
    ],
)
def test_what_may_not_be_meant_is_asked(model: SemanticModel, text: str, labels: list[str]) -> None:
    found = plan(model, text)
    assert isinstance(found, Clarification), (text, found)
    assert [option.label for option in found.options] == labels


@pytest.mark.parametrize(
    ("model", "text", "day"),
    [
        (CLAIMS, "amount approved by month", "requests.approved_on"),
        (CLAIMS, "filed amount by month", "requests.filed_on"),
        (CLAIMS, "on time payment rate by month of due on", "rents.due_on"),
    ],
)
def test_a_day_that_is_said_is_the_one(model: SemanticModel, text: str, day: str) -> None:
    (group,) = said(model, text)["dimensions"]
    assert group["field"] == day


def test_a_day_that_is_named_or_stands_behind_its_deed_is_meant() -> None:
    assert said(CLAIMS, "amount approved in 2024")["time"]["field"] == "requests.approved_on"
    assert said(HALLS, "trams with next inspection in 2025")["time"]["field"] == "trams.next_inspection_on"
    assert "filters" in said(HALLS, "sacks heavier than 2 kg")
    assert said(HALLS, "most expensive play")["dimensions"] == ["plays.title", "plays.ticket_price"]


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (LAB, "technicians who used a device"),
        (LAB, "devices used by technicians"),
        (STORE, "buyers who never bought shoes"),
        (STORE, "which buyers did not order hats"),
        (STORE, "buyers who bought shoes"),
        (SHOP, "buyers who returned gloves"),
        (SHOP, "goods that were never returned"),
        (LOADS, "vans above their max weight"),
        (FINED, "hired amount"),
    ],
)
def test_rows_that_do_not_tell_it_never_stand_in(model: SemanticModel, text: str) -> None:
    assert not isinstance(plan(model, text), SemanticQuery)


def test_what_lies_on_one_road_is_read() -> None:
    for text in ("buyers who ordered gloves", "goods never reviewed", "buyers without returns"):
        assert isinstance(plan(SHOP, text), SemanticQuery), text


def test_a_page_that_was_visited_is_one() -> None:
    assert isinstance(plan(STORE, "buyers without orders who visited /shoes"), SemanticQuery)


@pytest.mark.parametrize("text", ["technicians who worked on no site", "which technicians worked on no sites"])
def test_who_worked_on_none_is_without_any(text: str) -> None:
    assert said(LAB, text)["filters"] == [{"not": {"exists": "sites"}}]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("lorries above their max weight", "weight > max_weight"),
        ("which lorries exceed their maximum weight", "weight > max_weight"),
        ("lorries heavier than their max weight", "weight > max_weight"),
        ("how many lifts are over their max load", "current_load_kg > maximum_load_kg"),
    ],
)
def test_a_limit_of_each_row_is_not_the_highest_of_all(text: str, condition: str) -> None:
    (measure,) = said(LOADS, text)["measures"]
    assert measure["filter"] == condition


CITY = holding(
    model_of(
        table("requests", "request_id integer, made_on date, complaint_type varchar, ward varchar"),
        table("inspections", "inspection_id integer, made_on date, inspection_type varchar, ward varchar"),
    ),
    complaint_type=("Noise", "Graffiti"),
    inspection_type=("Complaint", "Routine"),
)


@pytest.mark.parametrize("text", ["complaints by ward", "complaints per month", "number of complaints"])
def test_rows_of_a_kind_and_rows_with_such_kinds_are_told_apart(text: str) -> None:
    assert not isinstance(plan(CITY, text), SemanticQuery)


def test_rows_of_a_kind_alone_are_read() -> None:
    assert isinstance(plan(CITY, "routine inspections by ward"), SemanticQuery)


SENT = model_of(
    table("parcels", "parcel_id integer, posted_on date, town varchar, payment_type varchar"),
    table("lessons", "lesson_id integer, planned_on date, teacher varchar, cancelled_on date"),
)


@pytest.mark.parametrize(
    "text",
    [
        "how many parcels were cancelled per month",
        "parcels cancelled by town",
        "parcels returned per town",
        "how many parcels were closed by month",
        "how many lessons were shipped per teacher",
        "paid parcels",
        "parcels paid",
    ],
)
def test_a_deed_that_nothing_tells_of_is_never_passed_over(text: str) -> None:
    assert not isinstance(plan(SENT, text), SemanticQuery)


def test_a_deed_that_a_day_tells_of_is_read() -> None:
    assert "cancelled_on" in json.dumps(said(SENT, "how many lessons were cancelled per teacher"))
    assert said(SENT, "parcels created by town")["dimensions"] == ["parcels.town"]
