"""What is hired or booked most, where only the lines of a booking tell what was booked; states said behind their things."""

from __future__ import annotations

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

YARD = model_of(
    table("firms", "firm_id integer, firm_name varchar"),
    table("kinds", "kind_id integer, kind_name varchar"),
    table("cranes", "crane_id integer, kind_id integer, crane_name varchar, tonnage integer", kind_id="kinds"),
    table("bookings", "booking_id integer, firm_id integer, booked_on date, status varchar", firm_id="firms"),
    table(
        "booking_lines",
        "line_id integer, booking_id integer, crane_id integer, days integer",
        booking_id="bookings",
        crane_id="cranes",
    ),
    table("services", "service_id integer, crane_id integer, carried_out_on date, status varchar", crane_id="cranes"),
    table("sales", "sale_id integer, firm_id integer, sold_on date", firm_id="firms"),
    table(
        "sale_items",
        "item_id integer, sale_id integer, crane_id integer, quantity integer",
        sale_id="sales",
        crane_id="cranes",
    ),
)
VALUES = ValueIndex.from_values(
    {("kinds", "kind_name"): ["Tower", "Mobile"], ("services", "status"): ["handled", "missed", "planned"]}
)


def _query(text: str) -> object:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), YARD).plan


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("which 3 cranes are booked most often", 3),
        ("top 5 most booked cranes in 2024", 5),
        ("which crane was booked the most", 1),
        ("most booked cranes", None),
        ("which 2 towers have been booked most", 2),
        ("top 4 most booked towers", 4),
        ("which tower is booked most often", 1),
    ],
)
def test_they_are_counted_by_their_lines(text: str, limit: int | None) -> None:
    found = _query(text)
    assert isinstance(found, SemanticQuery), found
    assert found.measures == ("booking_line_count",) and "cranes.crane_name" in found.dimensions
    assert found.limit == limit and found.order_by[0].direction == "desc"
    kinds = [f.values for f in found.filters if getattr(f, "field", "") == "kinds.kind_name"]
    assert kinds == ([("Tower",)] if "tower" in text else [])


def test_what_is_sold_most_is_still_what_most_pieces_are_sold_of() -> None:
    found = _query("most sold cranes")
    assert isinstance(found, SemanticQuery) and found.measures == ("total_quantity",)


@pytest.mark.parametrize("text", ["which crane is painted most often", "which crane is never booked most"])
def test_another_deed_or_its_denial_is_not_counted(text: str) -> None:
    assert not isinstance(_query(text), SemanticQuery)


def test_a_state_said_behind_its_things_with_a_period_is_no_other_date() -> None:
    found = _query("services handled in 2024")
    assert isinstance(found, SemanticQuery), found
    assert any(getattr(f, "values", ()) == ("handled",) for f in found.filters) and found.time is not None
    assert not isinstance(_query("services used in 2024"), SemanticQuery)
