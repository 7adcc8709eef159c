"""What people of a shop ask: what was sold and after discount, what freight costs, what runs or runs out, not a single one."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from lunara.ask.plan import Clarification, Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MART = model_of(
    table("customers", "customer_id integer, customer_name varchar, region varchar"),
    table("sellers", "seller_id integer, seller_name varchar"),
    table(
        "sales",
        "sale_id integer, customer_id integer, seller_id integer, sold_on date, gross_amount decimal(12,2),"
        " discount_amount decimal(12,2), pieces_sold integer",
        customer_id="customers",
        seller_id="sellers",
    ),
    table("suppliers", "supplier_id integer, supplier_name varchar, country varchar"),
    table(
        "purchases",
        "purchase_id integer, supplier_id integer, ordered_on date, purchase_amount decimal(12,2), freight_amount decimal(12,2)",
        supplier_id="suppliers",
    ),
)
CLUB = model_of(
    table("members", "member_id integer, member_name varchar"),
    table("coaches", "coach_id integer, coach_name varchar"),
    table(
        "contracts",
        "contract_id integer, member_id integer, coach_id integer, start_date date, end_date date, monthly_price decimal(8,2),"
        " status varchar, kind varchar",
        member_id="members",
        coach_id="coaches",
    ),
    table("tariffs", "tariff_id integer, tariff_name varchar, weekly_price decimal(8,2)"),
)
VALUES = ValueIndex.from_values(
    {
        ("contracts", "status"): ["active", "trial", "cancelled"],
        ("customers", "region"): ["North", "South"],
    }
)
VALUES.last_days = {"contracts.end_date": date(2026, 12, 31)}


def asked(text: str, model: SemanticModel = MART) -> Plan:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), model).plan


def query(text: str, model: SemanticModel = MART) -> dict[str, Any]:
    found = asked(text, model)
    assert isinstance(found, SemanticQuery), found
    return json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))  # type: ignore[no-any-return]


@pytest.mark.parametrize("text", ["Sales after discount by region", "revenue net of discounts by region"])
def test_after_discount_is_the_gross_amount_less_it(text: str) -> None:
    found = query(text)
    assert found["measures"][0]["expression"] == "gross_amount - discount_amount"
    assert found["dimensions"] == ["customers.region"]


def test_how_much_was_sold_is_the_revenue() -> None:
    for text in ("how much did we sell in 2024", "how much did we sell last month by region"):
        assert query(text)["measures"] == ["total_gross_amount"]


@pytest.mark.parametrize(
    "text", ["freight cost per country", "total freight charges by country", "freight expenses by country"]
)
def test_what_freight_costs_is_the_amount_called_so(text: str) -> None:
    assert query(text)["measures"] == ["total_freight_amount"]


@pytest.mark.parametrize("text", ["discount cost by region", "customer cost by region", "average sales after discount"])
def test_what_is_no_cost_is_not_read_as_one(text: str) -> None:
    assert not isinstance(asked(text), SemanticQuery)


def test_purchase_orders_are_the_purchases() -> None:
    assert query("how many purchase orders in 2024")["measures"] == ["purchase_count"]
    assert query("how many purchase orders by country")["measures"] == ["purchase_count"]


@pytest.mark.parametrize(
    "text",
    [
        "sellers who haven't sold a single piece",
        "sellers with not a single sale",
        "sellers without a single sale",
    ],
)
def test_not_a_single_one_is_none(text: str) -> None:
    found = asked(text)
    assert not isinstance(found, SemanticQuery) or "not" in found.model_dump_json(by_alias=True, exclude_defaults=True)


def test_none_at_all_is_without() -> None:
    for text in ("coaches who don't have a single contract", "coaches with not a single contract"):
        assert query(text, CLUB)["filters"] == [{"not": {"exists": "contracts"}}]


@pytest.mark.parametrize(
    "text", ["how many trials are running at the moment", "running trials", "trials still ongoing"]
)
def test_a_state_is_what_is_running(text: str) -> None:
    assert query(text, CLUB)["filters"] == [{"field": "contracts.status", "op": "=", "values": ["trial"]}]


@pytest.mark.parametrize("text", ["active trials", "how many active cancelled contracts", "running members"])
def test_nothing_is_in_two_states(text: str) -> None:
    assert not isinstance(asked(text, CLUB), SemanticQuery)
    assert isinstance(asked("active or cancelled contracts", CLUB), SemanticQuery)


def test_what_runs_out_ends_then() -> None:
    found = query("how many contracts run out in the next 30 days", CLUB)
    assert found["time"] == {"field": "contracts.end_date", "range": {"from": "2025-06-18", "to": "2025-07-19"}}
    assert query("contracts that ran out last month", CLUB)["time"]["field"] == "contracts.end_date"
    assert not isinstance(asked("which members run out", CLUB), SemanticQuery)


def test_prices_of_each_month_add_up_over_contracts_and_not_over_tariffs() -> None:
    found = asked("total monthly price of active contracts", CLUB)
    assert isinstance(found, SemanticQuery) and isinstance(found.measures[0], InlineMeasure)
    assert found.measures[0].aggregate == "sum"
    assert not isinstance(asked("total weekly price", CLUB), SemanticQuery | Clarification)


BANK = model_of(
    table("accounts", "account_id integer, account_name varchar, town varchar"),
    table(
        "account_balances",
        "account_id integer, month_end date, balance decimal(12,2)",
        account_id="accounts",
    ),
    table("wards", "ward_id integer, ward_name varchar, beds integer"),
    table("ward_census", "ward_id integer, census_date date, occupied_beds integer", ward_id="wards"),
)


def test_a_balance_is_the_last_one() -> None:
    assert query("current account balance", BANK)["measures"] == ["total_balance"]
    found = query("occupied beds at the end of each month", BANK)
    assert found["dimensions"] == [{"field": "ward_census.census_date", "grain": "month"}]
    assert query("how many beds are occupied right now", BANK)["measures"] == ["total_occupied_beds"]
    for text in (
        "current accounts",
        "accounts at the end of each month",
        "how many beds are broken",
        "how many beds are full",
    ):
        assert not isinstance(asked(text, BANK), SemanticQuery)
