"""Pieces of a kind sold to some, payments by how they were made, tickets that were reported, and what was done last."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

NURSERY = model_of(
    table("customers", "customer_id integer, customer_name varchar, customer_type varchar"),
    table(
        "products", "product_id integer, product_name varchar, plant_kind varchar, colour varchar, list_price double"
    ),
    table(
        "sales",
        "sale_id integer, customer_id integer, product_id integer, sold_on date, pots_sold integer, gross_amount double",
        customer_id="customers",
        product_id="products",
    ),
)
COVER = model_of(
    table(
        "holders",
        "holder_id integer, holder_name varchar, last_login_at timestamp, last_visit_date date, joined_on date",
    ),
    table("claims", "claim_id integer, holder_id integer, filed_on date", holder_id="holders"),
    table(
        "payments",
        "payment_id integer, claim_id integer, paid_on date, paid_amount double, pay_method varchar",
        claim_id="claims",
    ),
    table(
        "incidents",
        "incident_id integer, holder_id integer, reported_at timestamp, category varchar",
        holder_id="holders",
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("customers", "customer_type"): ["Hotel", "Florist"],
        ("products", "plant_kind"): ["Tulip", "Fern"],
        ("products", "colour"): ["Red", "White"],
        ("payments", "pay_method"): ["cheque", "transfer"],
        ("incidents", "category"): ["Leak", "Fire"],
    }
)


def asked(text: str, model: SemanticModel = NURSERY) -> Plan:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), model).plan


def query(text: str, model: SemanticModel = NURSERY) -> dict[str, Any]:
    found = asked(text, model)
    assert isinstance(found, SemanticQuery), found
    return json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("how many tulips did we sell in May 2025", {"Tulip"}),
        ("how many red tulips did we sell", {"Red", "Tulip"}),
        ("how many tulips did we sell to hotels", {"Tulip", "Hotel"}),
        ("how many red tulips did we sell to florists", {"Red", "Tulip", "Florist"}),
    ],
)
def test_pieces_of_a_kind_are_what_was_sold_of_it(text: str, held: set[str]) -> None:
    found = query(text)
    assert found["measures"] == ["total_pots_sold"]
    assert {v for f in found["filters"] for v in f["values"]} == held


@pytest.mark.parametrize("text", ["how many tulips did hotels sell", "how many tulips did we not sell to hotels"])
def test_pieces_by_whom_are_not_guessed(text: str) -> None:
    assert not isinstance(asked(text), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    ["how much did we pay out by cheque in May", "how much was paid by cheque in May", "total paid by cheque in May"],
)
def test_what_was_paid_in_a_way_is_the_amount_of_those_payments(text: str) -> None:
    found = query(text, COVER)
    assert found["measures"] == ["total_paid_amount"]
    assert found["filters"] == [{"field": "payments.pay_method", "op": "=", "values": ["cheque"]}]


def test_who_paid_is_not_left_out() -> None:
    for text in ("how much did holders pay by cheque", "how much was not paid by cheque"):
        assert not isinstance(asked(text, COVER), SemanticQuery)


def test_what_was_reported_came_in_then() -> None:
    found = query("how many leaks were reported in 2024", COVER)
    assert found["filters"] == [{"field": "incidents.category", "op": "=", "values": ["Leak"]}]
    assert found["time"]["field"] == "incidents.reported_at"


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("how many holders never logged in", [{"field": "holders.last_login_at", "op": "is_null"}]),
        ("holders who haven't logged in", [{"field": "holders.last_login_at", "op": "is_null"}]),
        (
            "how many holders have not logged in since March",
            [{"not": {"field": "holders.last_login_at", "op": ">=", "values": ["2025-03-01"]}}],
        ),
        (
            "holders who have not visited since March",
            [{"not": {"field": "holders.last_visit_date", "op": ">=", "values": ["2025-03-01"]}}],
        ),
    ],
)
def test_what_was_not_done_since_by_when_it_was_done_last(text: str, filters: list[dict[str, Any]]) -> None:
    assert query(text, COVER)["filters"] == filters


@pytest.mark.parametrize(
    "text", ["holders who logged in in May", "holders who never logged in in 2024", "who logged in last month"]
)
def test_what_was_done_in_a_period_that_is_over_is_not_known_from_the_last_time(text: str) -> None:
    assert not isinstance(asked(text, COVER), SemanticQuery)


CLINIC = model_of(
    table("wards", "ward_id integer, ward_name varchar, department varchar"),
    table("doctors", "doctor_id integer, doctor_name varchar, specialty varchar, hired_on date"),
)
FIELDS = ValueIndex.from_values(
    {
        ("doctors", "specialty"): ["Cardiology", "Psychiatry", "Paediatrics"],
        ("wards", "department"): ["Surgery", "Radiology"],
    }
)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("how many cardiologists do we have", "Cardiology"),
        ("psychiatrists hired before 2015", "Psychiatry"),
        ("how many paediatricians", "Paediatrics"),
    ],
)
def test_who_practises_a_field_of_work(text: str, field: str) -> None:
    found = OfflinePlanner(FIELDS, suggests=False).plan(Question(text, CLOCK), CLINIC).plan
    assert isinstance(found, SemanticQuery), found
    held = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))["filters"]
    assert held == [{"field": "doctors.specialty", "op": "=", "values": [field]}]


@pytest.mark.parametrize("text", ["how many surgeons", "radiologists", "how many dentists", "neurologists"])
def test_a_ward_is_no_surgeon(text: str) -> None:
    assert not isinstance(
        OfflinePlanner(FIELDS, suggests=False).plan(Question(text, CLOCK), CLINIC).plan, SemanticQuery
    )


BROKERS = model_of(
    table("brokers", "broker_id integer, broker_name varchar"),
    table(
        "covers",
        "cover_id integer, broker_id integer, cover_name varchar, start_date date, annual_premium double, sum_covered double",
        broker_id="brokers",
    ),
)


def test_who_sold_most_of_an_amount_has_the_most_of_it() -> None:
    found = query("which broker sold the most premium in 2024", BROKERS)
    assert found["measures"] == ["total_annual_premium"] and found["limit"] == 1
    assert query("which brokers sold the most covers", BROKERS)["measures"] == ["cover_count"]
    assert not isinstance(asked("which broker sold the most lamps", BROKERS), SemanticQuery)


def test_what_is_dear_costs_the_highest_premium() -> None:
    found = query("our most expensive cover", BROKERS)
    assert found["order_by"] == [{"field": "covers.annual_premium", "direction": "desc"}] and found["limit"] == 1


SURGEONS = model_of(
    table(
        "doctors",
        "doctor_id integer, doctor_name varchar, supervisor_id integer, hired_on date",
        supervisor_id="doctors",
    ),
    table("wards", "ward_id integer, ward_name varchar, doctor_id integer", doctor_id="doctors"),
)


def test_who_has_a_supervisor_is_one_of_people() -> None:
    for text in ("who supervises the most doctors", "which supervisor has the most doctors"):
        found = query(text, SURGEONS)
        assert found["measures"] == ["doctor_count"] and found["limit"] == 1
        assert found["dimensions"][0]["via"] == "doctors_supervisor"
    assert not isinstance(asked("who supervises the most wards", SURGEONS), SemanticQuery)
