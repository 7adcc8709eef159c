"""A value that is called like a period takes no place of the calendar: “per month” beside a billing interval “month”."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("tariffs", "tariff_id integer, tariff_name varchar, payment_interval varchar, cycle varchar"),
    table("clients", "client_id integer, client_name varchar, joined_on date"),
    table(
        "contracts",
        "contract_id integer, client_id integer, tariff_id integer, signed_on date",
        client_id="clients",
        tariff_id="tariffs",
    ),
    table("bills", "bill_id integer, contract_id integer, billed_on date, amount double", contract_id="contracts"),
)
VALUES = ValueIndex.from_values(
    {("tariffs", "payment_interval"): ["month", "year", "quarter"], ("tariffs", "cycle"): ["Monthly", "Annual"]}
)


def planned(text: str) -> Plan:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL).plan


def said(text: str) -> dict[str, Any]:
    found = planned(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, MODEL, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


@pytest.mark.parametrize(
    ("text", "field", "grain"),
    [
        ("clients per month", "clients.joined_on", "month"),
        ("new clients by quarter", "clients.joined_on", "quarter"),
        ("contracts signed each year", "contracts.signed_on", "year"),
        ("which month had the most contracts?", "contracts.signed_on", "month"),
        ("total amount of bills per month", "bills.billed_on", "month"),
        ("monthly bill amount", "bills.billed_on", "month"),
        ("annual clients joined", "clients.joined_on", "year"),
    ],
)
def test_a_period_is_one_of_the_calendar(text: str, field: str, grain: str) -> None:
    found = said(text)
    assert found["dimensions"] == [{"field": field, "grain": grain}]
    best = [{"field": field, "op": "is_not_null"}] if "most" in text else []  # rows without a date are no month
    assert found.get("filters", []) == best


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("how many contracts with payment interval month", "tariffs.payment_interval", "month"),
        ("how many month tariffs are there", "tariffs.payment_interval", "month"),
        ("number of monthly contracts", "tariffs.cycle", "Monthly"),
        ("how many tariffs are monthly", "tariffs.cycle", "Monthly"),
        ("monthly tariffs", "tariffs.cycle", "Monthly"),
    ],
)
def test_the_value_stays_where_it_is_told(text: str, field: str, value: str) -> None:
    assert said(text)["filters"] == [{"field": field, "op": "=", "values": [value]}]


def test_what_has_no_date_is_not_filtered_by_the_value_instead() -> None:
    assert not isinstance(planned("tariffs per month"), SemanticQuery)


RIDES = model_of(
    table("customers", "customer_id integer, customer_name varchar"),
    table("rides", "ride_id integer, customer_id integer, started_at timestamp, fare double", customer_id="customers"),
)


def test_average_monthly_revenue_is_that_of_the_months_though_a_fare_is_averaged() -> None:
    found = OfflinePlanner(suggests=False).plan(Question("average monthly fare revenue in 2024", CLOCK), RIDES).plan
    assert isinstance(found, SemanticQuery), found
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure) and (measure.aggregate, measure.expression) == ("sum", "fare")
    assert found.summary is not None and found.summary.aggregate == "avg" and found.dimensions == ()


def test_average_daily_fare_is_still_no_sum() -> None:
    found = OfflinePlanner(suggests=False).plan(Question("average daily fare in 2024", CLOCK), RIDES).plan
    assert isinstance(found, SemanticQuery) and found.measures == ("average_fare",)
