"""What was done is told of by rows that are called after it, never by whatever rows happen to refer to a thing."""

from __future__ import annotations

import pytest

from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, planned, table

CLIENTS = table("clients", "client_id integer, client_name varchar, city varchar")
ORDERS = table(
    "orders", "order_id integer, client_id integer, ordered_on date, total_amount double", client_id="clients"
)
RETURNS = table("returns", "return_id integer, order_id integer, returned_on date", order_id="orders")
SHOP = model_of(CLIENTS, ORDERS, RETURNS)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("orders booked in 2024", "orders made in 2024"),
        ("how many orders were booked in 2024", "how many orders were placed in 2024"),
        ("total amount of orders booked in 2024", "total amount of orders in 2024"),
        ("orders booked last year by city", "orders placed last year by city"),
    ],
)
def test_what_is_an_event_itself_is_what_was_done(text: str, same: str) -> None:
    plan, expected = planned(text, SHOP).plan, planned(same, SHOP).plan
    assert isinstance(plan, SemanticQuery) and plan == expected


def test_what_is_an_event_itself_cannot_have_been_left_undone() -> None:
    assert not isinstance(planned("orders never booked", SHOP).plan, SemanticQuery)


MACHINES = table(
    "machines", "machine_id integer, plant_id integer, machine_name varchar, installed_on date", plant_id="plants"
)
PLANT = model_of(
    table("plants", "plant_id integer, plant_name varchar"),
    MACHINES,
    table("failures", "failure_id integer, machine_id integer, failed_on date", machine_id="machines"),
)


@pytest.mark.parametrize(
    "text",
    [
        "how many machines were booked in 2024",
        "machines never booked",
        "number of machines rented in 2024 by plant",
        "how many machines were requested",
    ],
)
def test_rows_of_another_name_do_not_say_that_something_was_done(text: str) -> None:
    assert not isinstance(planned(text, PLANT).plan, SemanticQuery)


RENTED = model_of(
    table("plants", "plant_id integer, plant_name varchar"),
    MACHINES,
    table("rentals", "rental_id integer, machine_id integer, rented_on date", machine_id="machines"),
)


@pytest.mark.parametrize("text", ["how many machines were never rented", "how many machines were rented in 2024"])
def test_rows_called_after_the_verb_do(text: str) -> None:
    plan = planned(text, RENTED).plan
    assert isinstance(plan, SemanticQuery) and '"rentals"' in plan.model_dump_json()
