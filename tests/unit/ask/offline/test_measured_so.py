"""Units behind numbers, spans of one row, rates of two numbers, and questions behind a preface: over tables nobody has seen."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, planned, table

PARCELS = model_of(
    table("carriers", "carrier_id integer, carrier_name varchar"),
    table(
        "parcels",
        "parcel_id integer, carrier_id integer, weight_kg decimal, transit_hours integer, packed_on date, shipped_on date, "
        "delivered_on date",
        carrier_id="carriers",
    ),
)
HOSTEL = model_of(
    table("hostels", "hostel_id integer, hostel_name varchar"),
    table("stays", "stay_id integer, hostel_id integer, nights integer, arrival_date date", hostel_id="hostels"),
    table(
        "bed_days",
        "bed_day_id integer, hostel_id integer, stay_date date, beds_occupied integer, beds_available integer",
        hostel_id="hostels",
    ),
)
SEATS = model_of(table("flights", "flight_id integer, flown_on date, seats_sold integer, seats_available integer"))
TWICE = model_of(
    table("floors", "floor_id integer, day date, desks_used integer, desks_capacity integer"),
    table("garages", "garage_id integer, day date, bays_used integer, bays_capacity integer"),
)
PLANS = model_of(table("plans", "plan_id integer, month date, actual_sales decimal, target_sales decimal"))


def _query(text: str, model: SemanticModel) -> dict[str, Any]:
    plan = planned(text, model).plan
    assert isinstance(plan, SemanticQuery), plan
    return plan.model_dump(mode="json", exclude_defaults=True, by_alias=True)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("How many parcels have a weight of more than 5 kg?", "parcels.weight_kg", 5),
        ("number of parcels with a weight over 5 kilograms", "parcels.weight_kg", 5),
        ("number of parcels with a transit above 48 hours", "parcels.transit_hours", 48),
    ],
)
def test_a_unit_that_a_field_is_called_by_says_no_more(text: str, field: str, value: int) -> None:
    assert _query(text, PARCELS)["filters"] == [{"field": field, "op": ">", "values": [value]}]


def test_another_unit_of_the_same_kind_is_turned() -> None:
    assert _query("parcels with a weight over 5 grams", PARCELS)["filters"] == [
        {"field": "parcels.weight_kg", "op": ">", "values": [0.005]}
    ]
    assert not isinstance(planned("parcels with a transit above 2 kg", PARCELS).plan, SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "On average, how many days are there between packed on and shipped on?",
        "On average, how many days are between packing and shipping?",
        "How many days lie on average between packing and shipping?",
    ],
)
def test_days_between_two_dates_of_a_row(text: str) -> None:
    (measure,) = _query(text, PARCELS)["measures"]
    assert measure["aggregate"] == "avg" and "packed_on, shipped_on" in measure["expression"]


def test_days_that_it_takes_are_those_to_the_deed() -> None:
    assert _query("What is the average number of days it takes us to deliver a parcel?", PARCELS) == _query(
        "average days to deliver a parcel", PARCELS
    )


@pytest.mark.parametrize(
    "text", ["average length of stay by hostel", "average length of stay in nights for each hostel"]
)
def test_the_length_of_a_stay_is_its_nights(text: str) -> None:
    told = _query(text, HOSTEL)
    assert told["dimensions"][0] == "hostels.hostel_name"
    (measure,) = told["measures"]
    assert measure == "average_nights" or (measure["aggregate"], measure["expression"]) == ("avg", "nights")


def test_the_length_of_a_stay_in_another_unit_is_no_answer() -> None:
    assert isinstance(planned("average length of stay in hours", HOSTEL).plan, Refusal)


def test_an_occupancy_rate_is_the_ratio_of_both_sums() -> None:
    told = _query("occupancy rate by hostel", HOSTEL)
    (ratio,) = told["calculations"]
    assert (ratio["kind"], ratio["of"], ratio["by"]) == ("ratio", "total_beds_occupied", "total_beds_available")
    assert any("divided by" in note for note in planned("occupancy rate by hostel", HOSTEL).notes)
    (reached,) = _query("target attainment by month", PLANS)["calculations"]
    assert (reached["of"], reached["by"]) == ("total_actual_sales", "total_target_sales")


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("utilization rate by month", TWICE),  # of two things
        ("occupancy rate by month", SEATS),  # what is available may be what is left
        ("average occupancy rate by hostel", HOSTEL),  # of rates, or of all
        ("occupancy rate by month", PARCELS),
    ],
)
def test_a_rate_of_no_one_pair_is_no_answer(text: str, model: SemanticModel) -> None:
    assert not isinstance(planned(text, model).plan, SemanticQuery)


def test_a_question_behind_a_why_is_answered_where_it_names_what_by_what() -> None:
    found = planned("Why are we so slow? Parcels by carrier", PARCELS)
    assert isinstance(found.plan, SemanticQuery) and found.plan.measures == ("parcel_count",)
    assert any("Why are we so slow?" in warning for warning in found.warnings)
    for text in ("Why are we so slow? By carrier", "Why are we so slow? Carefully by carrier"):
        assert isinstance(planned(text, PARCELS).plan, Refusal)


STOCKED = model_of(
    table("shops", "shop_id integer, shop_name varchar"),
    table(
        "shelf_days",
        "shelf_day_id integer, shop_id integer, day date, jars_sold integer, stock_level integer, goods_on_hand integer",
        shop_id="shops",
    ),
)
STOCKED = STOCKED.model_copy(
    update={
        "tables": tuple(
            t.model_copy(
                update={
                    "measures": tuple(
                        m.model_copy(update={"additive_over": "not time"})
                        if m.name in ("total_stock_level", "total_goods_on_hand")
                        else m
                        for m in t.measures
                    )
                }
            )
            for t in STOCKED.tables
        )
    }
)


def test_no_ratio_is_made_of_a_total_and_a_state_at_the_end_of_it() -> None:
    for text in ("ratio of jars sold to stock level", "ratio of stock level to jars sold by shop"):
        refused = planned(text, STOCKED).plan
        assert isinstance(refused, Refusal), (text, refused)
        assert "no ratio" in refused.reason
    assert _query("ratio of stock level to goods on hand", STOCKED)["calculations"][0]["kind"] == "ratio"
