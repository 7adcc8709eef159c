"""What is said of a number, a list or a condition is answered as it is said, or refused: never something beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

DESKS = model_of(
    table("makers", "maker_id integer, maker_name varchar, land varchar"),
    table(
        "desks",
        "desk_id integer, maker_id integer, made_on date, wood varchar, room varchar, weight_kg double, unit_price double",
        maker_id="makers",
    ),
)
DESK_VALUES = {("desks", "wood"): ["Oak", "Ash"], ("desks", "room"): ["Blue hall"], ("makers", "land"): ["Norway"]}


def plan(model: SemanticModel, text: str, values: Mapping[tuple[str, str], Sequence[str]]) -> Plan:
    return (
        OfflinePlanner(ValueIndex.from_values({k: list(v) for k, v in values.items()}))
        .plan(Question(text, CLOCK), model)
        .plan
    )


@pytest.mark.parametrize(
    "text",
    [
        "what share of the weight is kept in the Blue hall?",
        "what share of the desk weight is in the Blue hall",
        "percentage of weight that is Oak",
        "what percentage of unit price is Oak",
        "what share of the unit price is from Norway",
    ],
)
def test_a_share_of_a_number_is_none_of_the_rows(text: str) -> None:
    found = plan(DESKS, text, DESK_VALUES)
    assert isinstance(found, Refusal) and "does not add up" in found.reason, found


CREWS = model_of(
    table("depots", "depot_id integer, depot_name varchar, capacity integer"),
    table(
        "drivers",
        "driver_id integer, depot_id integer, driver_name varchar, grade varchar, hired_on date",
        depot_id="depots",
    ),
    table("bays", "bay_id integer, depot_id integer, bay_name varchar, capacity integer", depot_id="depots"),
)
CREW_VALUES = {("drivers", "grade"): ["Trainee", "Senior"], ("depots", "depot_name"): ["Quay", "Mill"]}


def shown(text: str) -> list[str]:
    found = plan(CREWS, text, CREW_VALUES)
    assert isinstance(found, SemanticQuery), (text, found)
    return [d if isinstance(d, str) else d.field for d in found.dimensions if not str(d).endswith("_id")]


@pytest.mark.parametrize(
    "text",
    [
        "list the trainees with their depot and hire date",
        "list the trainees with their hire date and depot",
        "list the trainees with depot and hire date",
        "list the trainees along with their depot and hire date",
        "list the trainees, their depot and hire date",
        "who are the trainees and what is their depot and hire date",
        "list the drivers with their depot and hire date",
        "drivers with their depot and hire date",
    ],
)
def test_all_that_is_listed_of_each_is_shown(text: str) -> None:
    assert set(shown(text)) == {"drivers.driver_name", "depots.depot_name", "drivers.hired_on"}, text


def test_a_thing_of_theirs_is_shown_by_its_name() -> None:
    assert shown("trainees with their depot") == ["drivers.driver_name", "depots.depot_name"]
    assert set(shown("list the bays with their depot and capacity")) == {
        "bays.bay_name",
        "bays.capacity",
        "depots.depot_name",
    }
    assert set(shown("list the depots with their bays")) == {"depots.depot_name", "bays.bay_name"}
    assert isinstance(plan(CREWS, "list the depots with their bays and capacity", CREW_VALUES), Refusal)


def test_what_they_only_have_is_a_condition() -> None:
    assert shown("list the drivers with a depot") == ["drivers.driver_name"]
    assert shown("drivers with their depot Quay") == ["drivers.driver_name"]
    assert shown("list the depots with bays") == ["depots.depot_name"]


def rented(columns: str) -> SemanticModel:
    return model_of(
        table("artists", "artist_id integer, artist_name varchar"),
        table("rentals", f"rental_id integer, artist_id integer, {columns}", artist_id="artists"),
    )


def conditions(model: SemanticModel, text: str, values: Mapping[tuple[str, str], Sequence[str]]) -> str:
    found = plan(model, text, values)
    assert isinstance(found, SemanticQuery), (text, found)
    return found.model_dump_json(include={"filters"}, exclude_defaults=True)


@pytest.mark.parametrize("end", ["end_date", "left_on", "returned_on", "cancelled_at", "closed_on", "until_date"])
@pytest.mark.parametrize(
    "text",
    [
        "how many artists are currently renting?",
        "artists who are renting right now",
        "artists who currently have a rental",
        "how many rentals are there at the moment",
    ],
)
def test_what_is_on_now_has_begun_and_is_not_over(end: str, text: str) -> None:
    said = conditions(rented(f"start_date date, {end} date"), text, {})
    assert "rentals.start_date" in said and f"rentals.{end}" in said and "is_null" in said, said


def test_a_state_says_it_before_the_dates() -> None:
    model = rented("start_date date, end_date date, status varchar")
    said = conditions(model, "how many artists are currently renting?", {("rentals", "status"): ["active", "over"]})
    assert '"active"' in said and "end_date" not in said


def test_what_nothing_tells_the_end_of_is_not_on_now() -> None:
    for columns in ("start_date date, fee double", "start_date date, end_date date, status varchar"):
        states = {("rentals", "status"): ["R1", "R2"]} if "status" in columns else {}
        assert isinstance(plan(rented(columns), "how many artists are currently renting?", states), Refusal)


BILLS = model_of(
    table("tenants", "tenant_id integer, tenant_name varchar"),
    table(
        "invoices",
        "invoice_id integer, tenant_id integer, issued_on date, amount double, status varchar",
        tenant_id="tenants",
    ),
)
BILL_VALUES = {("invoices", "status"): ["paid", "void"]}


@pytest.mark.parametrize(
    "text",
    [
        "total invoiced in 2024, excluding void invoices",
        "total billed except void invoices",
        "invoiced amount excluding void invoices by tenant",
    ],
)
def test_what_was_billed_is_an_amount_whatever_is_left_out(text: str) -> None:
    found = plan(BILLS, text, BILL_VALUES)
    assert isinstance(found, SemanticQuery) and "void" in str(found.filters), found
    assert all("amount" in (m if isinstance(m, str) else m.name) for m in found.measures), found


def test_a_total_of_nothing_is_no_count_of_what_is_left_out() -> None:
    assert not isinstance(plan(BILLS, "total excluding void invoices", BILL_VALUES), SemanticQuery)
    assert not isinstance(plan(BILLS, "total not invoiced in 2024", BILL_VALUES), SemanticQuery)


YARD = model_of(
    table("members", "member_id integer, member_name varchar, town varchar"),
    table("leases", "lease_id integer, member_id integer, leased_on date, lease_amount double", member_id="members"),
    table("repairs", "repair_id integer, member_id integer, done_on date, total_amount double", member_id="members"),
    table(
        "sales",
        "sale_id integer, member_id integer, sold_on date, gross_amount double, net_amount double, discount_amount double",
        member_id="members",
    ),
)


def test_amounts_that_are_called_alike_are_asked_about() -> None:
    for text in ("total amount per member", "amount per member", "total amount by town", "sale amount by town"):
        assert isinstance(plan(YARD, text, {}), Clarification), text
    for text, measure in (
        ("total amount of repairs by town", "sum_of_total_amount"),
        ("lease amount per member", "total_lease_amount"),
        ("net amount by town", "total_net_amount"),
    ):
        found = plan(YARD, text, {})
        assert isinstance(found, SemanticQuery) and found.measures == (measure,), (text, found)


def test_an_amount_is_no_average() -> None:
    for text in ("sale amount", "sale value by town", "sales amount by month"):
        found = plan(YARD, text, {})
        names = (
            [m if isinstance(m, str) else m.name for m in found.measures] if isinstance(found, SemanticQuery) else []
        )
        assert not any("average" in n for n in names), (text, found)
