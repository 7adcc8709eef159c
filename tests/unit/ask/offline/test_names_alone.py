"""A first and a last name that no index holds: whose they can only be, and when that cannot be known."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table

GUESTS = table(
    "guests", "guest_id int, first_name varchar, last_name varchar, email varchar, room_id int", room_id="rooms"
)
ROOMS = table("rooms", "room_id int, floor varchar")
STAYS = table("stays", "stay_id int, guest_id int, arrived_on date, amount decimal(10,2)", guest_id="guests")
MODEL = model_of(GUESTS, ROOMS, STAYS)


def named(text: str) -> list[tuple[str, tuple[object, ...]]]:
    found = plan(MODEL, text)
    assert isinstance(found, SemanticQuery), found
    return [(f.field, f.values) for f in found.filters if isinstance(f, FieldFilter) and f.values]


@pytest.mark.parametrize(
    "text",
    [
        "total amount of Ilona Kovacs",
        "how many stays did Ilona Kovacs have",
        "stays of Ilona Kovacs",
        "Ilona Kovacs's stays",
        "email of Ilona Kovacs",
        "What is the email of 'Ilona Kovacs'?",
    ],
)
def test_a_name_is_that_of_the_only_people(text: str) -> None:
    assert named(text) == [("guests.full_name", ("Ilona Kovacs", "ILONA KOVACS"))]


@pytest.mark.parametrize(
    "text", ["total amount of Grand Total", "stays of Kovacs", "stays of ilona kovacs", "Total Amount Ilona"]
)
def test_words_that_need_not_be_a_name_are_none(text: str) -> None:
    found = plan(MODEL, text)
    assert not isinstance(found, SemanticQuery) or not any(
        isinstance(f, FieldFilter) and f.field.endswith("name") and f.values for f in found.filters
    )


def test_with_two_tables_of_people_it_is_asked_whose_it_is() -> None:
    staff = table("waiters", "waiter_id int, first_name varchar, last_name varchar")
    served = table("servings", "serving_id int, guest_id int, waiter_id int", guest_id="guests", waiter_id="waiters")
    model = model_of(GUESTS, ROOMS, STAYS, staff, served)
    found = plan(model, "servings of Ilona Kovacs")
    assert isinstance(found, Clarification)
    assert [o.label for o in found.options] == ["Guest Ilona Kovacs", "Waiter Ilona Kovacs"]


def test_other_names_that_are_not_known_may_be_meant() -> None:
    boats = table("boats", "boat_id int, boat_name varchar")
    trips = table("trips", "trip_id int, guest_id int, boat_id int", guest_id="guests", boat_id="boats")
    model = model_of(GUESTS, ROOMS, STAYS, boats, trips)
    assert isinstance(plan(model, "trips of Ilona Kovacs"), Refusal)


def test_what_somebody_has_is_of_another_table() -> None:
    """ "Ilona's room": the apostrophe is gone, and the name stands before the room as a value would."""
    model = model_of(GUESTS, table("rooms", "room_id int, room_name varchar, floor varchar"), STAYS)
    values = ValueIndex.from_values({("rooms", "room_name"): ["Rose", "Lily"]})
    for text in ("What is Ilona Kovacs's room?", "What was the room of Ilona Kovacs?"):
        found = OfflinePlanner(values).plan(Question(text, CLOCK), model).plan
        assert isinstance(found, SemanticQuery), found
        assert found.dimensions[0] == "rooms.room_name"
        assert [f.field for f in found.filters if isinstance(f, FieldFilter)] == ["guests.full_name"]


def test_a_name_of_two_parts_is_one() -> None:
    assert named("stays of Ilona Kovacs-Nagy") == [("guests.full_name", ("Ilona Kovacs-Nagy", "ILONA KOVACS-NAGY"))]
