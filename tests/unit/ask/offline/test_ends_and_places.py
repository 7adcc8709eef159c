"""The date of the end that is reached or left, and places that are said of the thing right before them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, FieldFilter, SemanticQuery

CLOCK = Clock(date(2025, 6, 18))


def table(name: str, *dimensions: dict[str, Any], time: str | None = None) -> dict[str, Any]:
    count = {"name": f"{name}_count", "label": name.title(), "aggregate": "count"}
    key = {"name": f"{name}_id", "type": "number"}
    made = {"name": name, "primary_key": [f"{name}_id"], "dimensions": [key, *dimensions], "measures": [count]}
    return {**made, "default_time": time} if time else made


def field(name: str, kind: str = "string", *values: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "sample_values": list(values)}


def tie(name: str, rows: str, column: str, there: str) -> dict[str, Any]:
    columns = {"from_columns": [column], "to_columns": [f"{there}_id"]}
    return {"name": name, "from_table": rows, "to_table": there, **columns}


AIR = SemanticModel.model_validate(
    {
        "name": "air",
        "tables": [
            table(
                "flights",
                field("origin_id", "number"),
                field("destination_id", "number"),
                field("departed_at", "time"),
                field("arrived_at", "time"),
                time="departed_at",
            ),
            table("airports", field("city", "string", "Oslo", "Bergen")),
        ],
        "relationships": [
            {**tie("flight_origin", "flights", "origin_id", "airports"), "label": "Origin"},
            {**tie("flight_destination", "flights", "destination_id", "airports"), "label": "Destination"},
        ],
    }
)
TICKETS = SemanticModel.model_validate(
    {
        "name": "tickets",
        "tables": [
            table("orders", field("buyer_id", "number"), field("placed_on", "time"), time="placed_on"),
            table("buyers", field("city", "string", "Dublin", "Cork")),
            table("seats", field("order_id", "number"), field("event_id", "number")),
            table("events", field("title"), field("hall_id", "number")),
            table("halls", field("city", "string", "Dublin", "Cork")),
        ],
        "relationships": [
            tie("order_buyer", "orders", "buyer_id", "buyers"),
            tie("seat_order", "seats", "order_id", "orders"),
            tie("seat_event", "seats", "event_id", "events"),
            tie("event_hall", "events", "hall_id", "halls"),
        ],
    }
)


def plan(model: SemanticModel, text: str) -> Plan:
    return OfflinePlanner().plan(Question(text, CLOCK), model).plan


def dates(query: Plan) -> set[str]:
    assert isinstance(query, SemanticQuery), query
    cut = {query.time.field} if query.time is not None else set()
    return {str(f) for f in cut | {d.field for d in query.dimensions if isinstance(d, DimensionRef) and d.grain}}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("arrivals in Oslo by month", "flights.arrived_at"),
        ("arrivals at Oslo on 31 December 2024", "flights.arrived_at"),
        ("flights that arrived in Oslo in March 2025", "flights.arrived_at"),
        ("departures from Oslo by month", "flights.departed_at"),
        ("flights to Oslo by month", "flights.departed_at"),
    ],
)
def test_a_period_is_of_the_date_of_the_end_that_is_named(text: str, named: str) -> None:
    assert dates(plan(AIR, text)) == {named}


def test_the_date_is_asked_where_both_ends_are_named() -> None:
    asked = plan(AIR, "flights that departed from Oslo and arrived in Bergen in March 2025")
    assert isinstance(asked, Clarification)


def test_a_place_behind_a_thing_is_not_that_of_another() -> None:
    found = plan(TICKETS, "orders with events in Dublin")
    if isinstance(found, SemanticQuery):
        assert not any(isinstance(f, FieldFilter) and f.field == "buyers.city" for f in found.filters)
    else:
        assert isinstance(found, Refusal | Clarification)
    assert isinstance(plan(TICKETS, "orders of buyers in Dublin"), SemanticQuery)
