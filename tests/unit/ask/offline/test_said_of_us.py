"""What we sell no longer, never used, spend and have; who has been with us the longest; where ways begin and end."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.connect.catalog import Catalog
from lunara.semantic.compile import compile_query
from lunara.semantic.draft import draft_model
from lunara.semantic.query import SemanticQuery
from lunara.semantic.sample import sample_model
from tests.unit.ask.offline.cleaners import CLOCK, _table
from tests.unit.ask.offline.test_money_words import model_of, table
from tests.unit.ask.offline.test_money_words import plan as plan_of

FERRIES = draft_model(
    Catalog(
        "duckdb",
        (
            _table("ports", "port_id integer, port_name varchar, town varchar, berth_count integer"),
            _table("vessels", "vessel_id integer, vessel_name varchar, length_m double, decks integer"),
            _table("passes", "pass_id integer, pass_name varchar, monthly_price double, is_available boolean"),
            _table("snacks", "snack_id integer, snack_name varchar, price double, discontinued integer"),
            _table(
                "sailings",
                "sailing_id integer, vessel_id integer, origin_port integer, destination_port integer, "
                "scheduled_departure timestamp, distance_km double",
                vessel_id="vessels.vessel_id",
                origin_port="ports.port_id",
                destination_port="ports.port_id",
            ),
            _table(
                "subscribers",
                "subscriber_id integer, subscriber_name varchar, pass_id integer, signup_port_id integer, joined_on date, "
                "deactivated_on date",
                pass_id="passes.pass_id",
                signup_port_id="ports.port_id",
            ),
            _table(
                "invoices",
                "invoice_id integer, subscriber_id integer, issued_on date, fixed_charge double, extra_charge double, "
                "total_charge double, freight double",
                subscriber_id="subscribers.subscriber_id",
            ),
            _table("mechanics", "mechanic_id integer, full_name varchar, hired_on date, left_on date"),
            _table(
                "faults",
                "fault_id integer, port_id integer, mechanic_id integer, reported_on date, severity varchar",
                port_id="ports.port_id",
                mechanic_id="mechanics.mechanic_id",
            ),
            _table(
                "vacancies",
                "vacancy_id integer, title varchar, advertised_on date, closed_on date, vacancy_status varchar",
            ),
        ),
    ),
    name="x",
).model
VALUES = ValueIndex.from_values(
    {
        ("faults", "severity"): ["minor", "grave"],
        ("vacancies", "vacancy_status"): ["open", "filled", "withdrawn"],
        ("ports", "town"): ["Oban", "Mallaig"],
    }
)


def plan(text: str) -> Plan:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), FERRIES).plan


def query(text: str) -> dict[str, Any]:
    found = plan(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, FERRIES, "duckdb", CLOCK)
    return found.model_dump(mode="json", exclude_defaults=True, by_alias=True)


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("passes we no longer sell", "passes.is_available", False),
        ("which passes do we no longer offer?", "passes.is_available", False),
        ("passes we don't sell any more", "passes.is_available", False),
        ("passes that we still offer", "passes.is_available", True),
        ("snacks we no longer stock", "snacks.discontinued", 1),
        ("snacks that we still sell", "snacks.discontinued", 0),
        ("discontinued snacks", "snacks.discontinued", 1),
        ("list the discontinued snacks", "snacks.discontinued", 1),
    ],
)
def test_what_is_on_offer_is_told_by_a_yes_or_no(text: str, field: str, value: object) -> None:
    found = query(text)
    assert found["filters"] == [{"field": field, "op": "=", "values": [value]}]
    assert len(found["dimensions"]) <= 2
    assert field not in found["dimensions"]


@pytest.mark.parametrize("text", ["ports we no longer offer", "vessels we no longer sell", "vessels we don't use"])
def test_what_no_yes_or_no_tells(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize(
    "text", ["any vessels we don't use at all?", "vessels that we have never used", "vessels we never used"]
)
def test_what_we_never_used_has_no_rows(text: str) -> None:
    assert query(text)["filters"] == [{"not": {"exists": "sailings"}}]


@pytest.mark.parametrize(
    "text", ["what is the longest sailing we sail", "longest sailing we have", "longest sailing we run"]
)
def test_all_of_the_data_is_what_we_have(text: str) -> None:
    assert query(text)["order_by"] == [{"field": "sailings.distance_km", "direction": "desc"}]


@pytest.mark.parametrize(
    ("text", "day", "gone"),
    [
        ("who has been with us the longest", None, ""),
        (
            "which subscriber has been with us the longest?",
            "subscribers.joined_on",
            "subscribers.deactivated_on",
        ),
        ("which mechanic has worked here the longest", "mechanics.hired_on", "mechanics.left_on"),
    ],
)
def test_who_has_been_with_us_the_longest(text: str, day: str | None, gone: str) -> None:
    if day is None:
        assert not isinstance(plan(text), SemanticQuery)  # subscribers or mechanics
        return
    found = query(text)
    assert found["order_by"] == [{"field": day}]
    assert {"field": gone, "op": "is_null"} in found["filters"]
    assert found["limit"] == 1


@pytest.mark.parametrize(
    ("text", "road"),
    [
        ("which port has the most departures", "sailings_origin_port"),
        ("which port had the most arrivals?", "sailings_destination_port"),
        ("departures by port", "sailings_origin_port"),
        ("number of arrivals per port", "sailings_destination_port"),
    ],
)
def test_departures_are_of_the_end_where_a_way_begins(text: str, road: str) -> None:
    found = query(text)
    assert found["measures"] == ["sailing_count"]
    assert found["dimensions"][0] == {"field": "ports.port_name", "via": road}


@pytest.mark.parametrize("text", ["What does the average invoice come to?", "how much is the average invoice"])
def test_what_the_average_comes_to_is_that_of_the_whole(text: str) -> None:
    (measure,) = query(text)["measures"]
    assert (measure["aggregate"], measure["expression"]) == ("avg", "total_charge")


@pytest.mark.parametrize("text", ["what does the average vessel come to", "what does the average sailing come to"])
def test_what_has_no_amount_comes_to_nothing(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "key", "op"),
    [
        ("subscribers who didn't sign up in a port", "subscribers.signup_port_id", "is_null"),
        ("how many subscribers never signed up at a port?", "subscribers.signup_port_id", "is_null"),
        ("subscribers who signed up in a port", "subscribers.signup_port_id", "is_not_null"),
        ("unassigned faults", "faults.mechanic_id", "is_null"),
        ("faults that are not assigned to anyone", "faults.mechanic_id", "is_null"),
        ("how many faults are unassigned", "faults.mechanic_id", "is_null"),
        ("unassigned faults by severity", "faults.mechanic_id", "is_null"),
    ],
)
def test_a_key_that_leads_to_nothing(text: str, key: str, op: str) -> None:
    assert query(text)["filters"] == [{"field": key, "op": op}]


@pytest.mark.parametrize("text", ["unassigned invoices", "subscribers who didn't complain in a port"])
def test_no_key_tells_of_it(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


def test_what_is_spent_is_called_so() -> None:
    assert query("how much did we spend on freight")["measures"] == ["total_freight"]
    assert not isinstance(plan("how much did we spend on charges"), SemanticQuery)
    assert not isinstance(plan("how much did we spend on extra charge"), SemanticQuery)


@pytest.mark.parametrize("text", ["which port has the most berths", "port with the most berths"])
def test_things_with_the_most_of_what_they_hold(text: str) -> None:
    assert query(text)["order_by"] == [{"field": "ports.berth_count", "direction": "desc"}]


def test_things_by_the_number_that_they_hold() -> None:
    assert query("ports by number of berths")["order_by"] == [{"field": "total_berth_count", "direction": "desc"}]
    assert query("ports by number of sailings" if False else "vessels by number of sailings")["measures"] == [
        "sailing_count"
    ]


@pytest.mark.parametrize("text", ["average time to fill a vacancy, in days", "average time to fill"])
def test_time_to_fill_is_that_of_what_was_filled(text: str) -> None:
    found = query(text)
    assert found["measures"][0]["expression"] == "date_diff('day', advertised_on, closed_on)"
    assert found["filters"] == [{"field": "vacancies.vacancy_status", "op": "=", "values": ["filled"]}]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("customers sorted by revenue", "desc"),
        ("countries sorted by revenue", "desc"),
        ("customers sorted by revenue ascending", "asc"),
        ("products sorted by list price", "asc"),
    ],
)
def test_what_was_taken_is_listed_with_the_most_first(text: str, direction: str) -> None:
    found = plan_of(sample_model(), text)
    assert isinstance(found, SemanticQuery), (text, found)
    assert [o.direction for o in found.order_by] == [direction]


def test_freight_is_no_delivery() -> None:
    stock = model_of(
        table("depots", "depot_id integer, depot_name varchar"),
        table(
            "stock_days",
            "stock_day_id integer, depot_id integer, stock_date date, deliveries integer",
            depot_id="depots",
        ),
    )
    assert isinstance(plan_of(stock, "total deliveries"), SemanticQuery)
    assert not isinstance(plan_of(stock, "total freight"), SemanticQuery)
