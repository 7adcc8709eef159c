"""What we have, bought and were late with; tickets by ticket sales; percent as parts of one; most of them first."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.connect.catalog import Catalog
from lunara.semantic.draft import draft_model
from lunara.semantic.model import Format, SemanticModel
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, table

LINE = draft_model(
    Catalog(
        "duckdb",
        (
            table("halls", "hall_id integer, hall_name varchar, city varchar"),
            table(
                "staff",
                "staff_id integer, full_name varchar, hall_id integer, role varchar, hired_on date, left_on date",
                hall_id="halls",
            ),
            table("members", "member_id integer, full_name varchar, joined_on date"),
            table("films", "film_id integer, title varchar, hall_id integer, release_date date", hall_id="halls"),
            table(
                "seat_sales",
                "seat_sale_id integer, film_id integer, member_id integer, sold_on date, channel varchar, quantity integer, "
                "amount double",
                film_id="films",
                member_id="members",
            ),
            table("passes", "pass_id integer, member_id integer, sold_on date, price double", member_id="members"),
            table(
                "vans",
                "van_id integer, plate varchar, make varchar, purchased_on date, purchase_amount double, fee_rate double",
            ),
            table("trips", "trip_id integer, van_id integer, trip_date date, delay_minutes integer", van_id="vans"),
            table("meters", "meter_id integer, serial_no varchar, installation_date date"),
        ),
    ),
    name="x",
).model


def _in_percent(model: SemanticModel) -> SemanticModel:
    """The model with the fee rate of vans as a part of one."""
    tables = []
    for one in model.tables:
        made = tuple(
            d.model_copy(update={"format": Format(kind="percent")}) if d.name == "fee_rate" else d
            for d in one.dimensions
        )
        tables.append(one.model_copy(update={"dimensions": made}))
    return model.model_copy(update={"tables": tuple(tables)})


MODEL = _in_percent(LINE)
VALUES = ValueIndex.from_values(
    {
        ("halls", "hall_name"): ["Roxy", "Empire"],
        ("staff", "role"): ["usher", "clerk"],
        ("vans", "make"): ["Volvo", "Fiat"],
        ("vans", "plate"): ["AB 12"],
        ("seat_sales", "channel"): ["web", "desk"],
    }
)


def query(text: str) -> SemanticQuery:
    found = OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL).plan
    assert isinstance(found, SemanticQuery), found
    return found


def refused(text: str) -> str:
    found = OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL).plan
    assert isinstance(found, Refusal), found
    return found.reason


@pytest.mark.parametrize(
    "text", ["seats sold by channel", "how many seats went through each channel", "number of seats by channel"]
)
def test_seats_are_the_quantity_of_seat_sales(text: str) -> None:
    found = query(text)
    assert found.measures == ("total_quantity",) and found.dimensions == ("seat_sales.channel",)


def test_what_no_rows_are_sales_of_is_not_counted_by_them() -> None:
    assert "benches" in refused("benches sold by channel")
    assert "seats" in refused("how many seats do we have")


@pytest.mark.parametrize(("said", "held"), [("10%", 0.1), ("10 percent", 0.1), ("12", 0.12), ("0.1", 0.1)])
def test_percent_are_parts_of_one_where_the_field_holds_them_so(said: str, held: float) -> None:
    assert (
        FieldFilter(field="vans.fee_rate", op=">", values=(held,))
        in query(f"vans with a fee rate above {said}").filters
    )


def test_a_trip_of_which_no_delay_is_known_is_none_without_one() -> None:
    assert query("how many trips had no delay").filters == (
        FieldFilter(field="trips.delay_minutes", op="=", values=(0,)),
    )


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("number of trips per van, most trips first", "desc"),
        ("number of trips by make, most first", "desc"),
        ("number of trips by make, fewest first", "asc"),
    ],
)
def test_most_of_them_first_is_the_order_of_the_list(text: str, direction: str) -> None:
    (order,) = query(text).order_by
    assert (order.field, order.direction) == ("trip_count", direction)


def test_values_by_a_number_are_that_number_of_each() -> None:
    found = query("cities by total amount")
    assert found.dimensions == ("halls.city",) and found.order_by[0].direction == "desc"
    refused("cities by hall")


def test_the_fleet_is_all_of_the_vans() -> None:
    assert query("how many Volvos are in the fleet").filters == (
        FieldFilter(field="vans.make", op="=", values=("Volvo",)),
    )
    refused("how many members are in the fleet of Mars")


def test_what_we_paid_for_what_we_bought() -> None:
    found = query("How much did we pay for the vans we bought in 2024?")
    assert found.measures == ("total_purchase_amount",) and found.time is not None
    assert found.time.field == "vans.purchased_on"
    refused("how much did we pay for the films we bought in 2024")


def test_what_we_have_had_the_longest_and_the_oldest_by_the_day_it_was_installed() -> None:
    assert query("which van have we had the longest?").order_by[0].field == "vans.purchased_on"
    assert query("serial number of the oldest meter").order_by[0].field == "meters.installation_date"
    refused("which hall have we had the longest?")


def test_how_late_it_was_on_average() -> None:
    assert query("how late was the van AB 12 on average this year?").measures == ("average_delay_minutes",)
    refused("how late was the Roxy")


def test_who_bought_the_most() -> None:
    found = query("who has bought the most passes from us?")
    assert found.dimensions[0] == "members.full_name" and found.limit == 1 and found.measures == ("pass_count",)


def test_who_works_there_has_not_left() -> None:
    found = query("who works at the Roxy at the moment?")
    assert found.dimensions[0] == "staff.full_name"
    assert FieldFilter(field="staff.left_on", op="is_null") in found.filters and len(found.filters) == 2
    refused("who worked at the Roxy in 2021 by role")


def test_what_came_out_did_so_on_its_release_date() -> None:
    found = query("which films came out in 2024?")
    assert found.time is not None and found.time.field == "films.release_date" and not found.measures
    refused("which halls came out in 2024?")
    refused("which films came out on top in 2024?")
