"""Who handled the most, which branch lost the most, what ended in a sale, what costs so much a month, what was sold of a kind."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.ask.plan import Clarification, Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.connect.catalog import Catalog
from lunara.semantic.compile import compile_query
from lunara.semantic.draft import draft_model
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.cleaners import CLOCK, _table

SPA = draft_model(
    Catalog(
        "duckdb",
        (
            _table("branches", "branch_id integer, branch_name varchar"),
            _table("tariffs", "tariff_id integer, tariff_name varchar, monthly_fee double, joining_fee double"),
            _table(
                "members",
                "member_id integer, full_name varchar, branch_id integer, tariff_id integer, reward_tier varchar, "
                "joined_on date, cancelled_on date",
                branch_id="branches.branch_id",
                tariff_id="tariffs.tariff_id",
            ),
            _table("therapists", "therapist_id integer, full_name varchar, hired_on date"),
            _table(
                "enquiries",
                "enquiry_id integer, therapist_id integer, received_on date, stage varchar",
                therapist_id="therapists.therapist_id",
            ),
            _table(
                "treatments",
                "treatment_id integer, member_id integer, therapist_id integer, treated_on date, surcharge double, "
                "towels integer",
                member_id="members.member_id",
                therapist_id="therapists.therapist_id",
            ),
            _table("robes", "robe_id integer, robe_model varchar, list_price double"),
            _table(
                "robe_sales",
                "robe_sale_id integer, robe_id integer, branch_id integer, sold_on date, sale_amount double, "
                "instalment_months integer",
                robe_id="robes.robe_id",
                branch_id="branches.branch_id",
            ),
            _table("oils", "oil_id integer, oil_name varchar"),
            _table(
                "oil_sales", "oil_sale_id integer, oil_id integer, sold_on date, quantity integer", oil_id="oils.oil_id"
            ),
        ),
    ),
    name="x",
).model
VALUES = ValueIndex.from_values(
    {
        ("members", "reward_tier"): ["Gold", "Silver", "Platinum"],
        ("enquiries", "stage"): ["open", "booked", "rejected"],
        ("branches", "branch_name"): ["Hafen", "Altstadt"],
    }
)


def plan(text: str) -> Plan:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), SPA).plan


def query(text: str) -> dict[str, Any]:
    found = plan(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, SPA, "duckdb", CLOCK)
    return found.model_dump(mode="json", exclude_defaults=True, by_alias=True)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("who handled the most enquiries", "enquiry_count"),
        ("Who has done the most enquiries?", "enquiry_count"),
        ("which therapist performed the most treatments", "treatment_count"),
        ("who carried out the most treatments in 2024", "treatment_count"),
    ],
)
def test_who_did_the_most_is_whom_the_key_leads_to(text: str, measure: str) -> None:
    found = query(text)
    assert found["measures"] == [measure]
    assert found["dimensions"][0] == "therapists.full_name"
    assert found["limit"] == 1


@pytest.mark.parametrize(
    "text", ["who took the most treatments", "who had done the most", "who handled the most robes"]
)
def test_who_did_it_may_be_others(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize("text", ["which branch lost the most members in 2024?", "Which branch lost the most members"])
def test_those_who_were_lost_have_left(text: str) -> None:
    found = query(text)
    assert found["measures"] == ["member_count"]
    assert "members.cancelled_on" in str(found)
    assert found["limit"] == 1


@pytest.mark.parametrize("text", ["which branch lost the most robes", "which branch lost the most revenue"])
def test_what_cannot_leave_is_not_lost(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("enquiries that ended in a booking", "booked"),
        ("how many enquiries led to a booking?", "booked"),
        ("enquiries that resulted in a rejection by month", "rejected"),
    ],
)
def test_what_something_ended_in_is_its_state(text: str, value: str) -> None:
    assert query(text)["filters"] == [{"field": "enquiries.stage", "op": "=", "values": [value]}]


@pytest.mark.parametrize("text", ["enquiries that ended in a purchase", "treatments that ended in a booking"])
def test_what_no_state_says(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize(
    "text", ["tariffs that cost more than 20 a month", "tariffs costing more than 20 euros per month"]
)
def test_what_costs_so_much_a_month(text: str) -> None:
    assert query(text)["filters"] == [{"field": "tariffs.monthly_fee", "op": ">", "values": [20]}]


@pytest.mark.parametrize("text", ["tariffs that cost more than 20 a year", "robes that cost more than 20 a month"])
def test_what_costs_nothing_for_that_long(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "tiers"),
    [
        ("members with Gold status", ["Gold"]),
        ("how many members have silver status", ["Silver"]),
        ("members with Gold or Platinum status", ["Gold", "Platinum"]),
    ],
)
def test_a_status_is_a_tier(text: str, tiers: list[str]) -> None:
    (found,) = query(text)["filters"]
    assert (found["field"], found["values"]) == ("members.reward_tier", tiers)


@pytest.mark.parametrize(
    "text", ["how many robes did we sell in May 2025", "number of robes sold in May 2025", "robes sold in May 2025"]
)
def test_what_was_sold_of_a_kind_are_its_sales(text: str) -> None:
    found = query(text)
    assert found["measures"] == ["robe_sale_count"]
    assert found["time"]["range"] == {"from": "2025-05-01", "to": "2025-06-01"}


def test_how_many_kinds_were_sold_is_another_question() -> None:
    assert query("how many different robes were sold")["measures"] == ["robe_count"]
    assert query("how many robes were sold")["measures"] == ["robe_sale_count"]
    asked = plan("how many oils were sold")  # their sales have a quantity: pieces, or different ones
    assert isinstance(asked, Clarification)
    assert len(asked.options) == 2


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("which member spent the most on surcharges", 1),
        ("who are the three members that spent the most on surcharges?", 3),
    ],
)
def test_what_was_spent_on_something_is_its_total(text: str, limit: int) -> None:
    found = query(text)
    assert found["measures"][0] in ("total_surcharge",) or found["measures"][0]["expression"] == "surcharge"
    assert (found["dimensions"][0], found["limit"]) == ("members.full_name", limit)


@pytest.mark.parametrize(
    "text", ["which member spent the most on list prices", "which branch spent the most on surcharges"]
)
def test_what_is_not_spent_by_them(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("robe sales without instalments", None),
        ("number of robes sold without instalments", ["robe_sale_count"]),
        ("robe sales on instalments", None),
    ],
)
def test_a_number_of_months_says_whether_there_are_any(text: str, measures: list[str] | None) -> None:
    found = query(text)
    assert "robe_sales.instalment_months" in str(found["filters"])
    assert measures is None or found["measures"] == measures


@pytest.mark.parametrize("text", ["robe sales without coupons", "robe sales without months"])
def test_what_no_number_says(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


def test_those_who_use_the_most_of_something() -> None:
    found = query("who are our 3 heaviest towel users?")
    assert (found["dimensions"][0], found["limit"]) == ("members.full_name", 3)
    assert "towels" in str(found["measures"])
    assert not isinstance(plan("our 3 heaviest list price users"), SemanticQuery)
    assert not isinstance(plan("our 3 heaviest users"), SemanticQuery)
