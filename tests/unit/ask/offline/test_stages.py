"""How deals ended, whose they are, and what was never received: words of a trade over tables that nobody has seen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.connect.catalog import Column, ForeignKey, Table
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, planned, table


def _table(name: str, columns: str, **refers: str) -> Table:
    """A table whose first column is its key; `refers` gives table and column that its columns refer to."""
    made = tuple(Column(*column.split()) for column in columns.split(", "))
    ends = {column: other.split(".") for column, other in refers.items()}
    keys = tuple(ForeignKey((column,), "main", end[0], (end[1],)) for column, end in ends.items())
    return Table("main", name, made, primary_key=(made[0].name,), foreign_keys=keys)


SALES = model_of(
    _table("staff", "staff_id integer, full_name varchar, job varchar"),
    _table(
        "quotes",
        "quote_id integer, owner_id integer, status varchar, loss_reason varchar, amount decimal, made_on date, closed_on date",
        owner_id="staff.staff_id",
    ),
    _table("visits", "visit_id integer, staff_id integer, kind varchar, visited_on date", staff_id="staff.staff_id"),
)
VALUES = ValueIndex.from_values(
    {
        ("quotes", "status"): ["Closed Won", "Closed Lost", "Sent", "Draft"],
        ("quotes", "loss_reason"): ["Price", "Timing"],
        ("staff", "job"): ["rep", "manager"],
    }
)
WON = {"field": "quotes.status", "op": "=", "values": ["Closed Won"]}
LOST = {**WON, "values": ["Closed Lost"]}
OWNER = [{"field": "staff.full_name", "via": "quotes_owner"}, {"field": "staff.staff_id", "via": "quotes_owner"}]


def _plan(text: str) -> Plan:
    return OfflinePlanner(VALUES).plan(Question(text, Clock(date(2025, 6, 18))), SALES).plan


def _query(text: str) -> dict[str, Any]:
    plan = _plan(text)
    assert isinstance(plan, SemanticQuery), plan
    return plan.model_dump(mode="json", exclude_defaults=True, by_alias=True)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("number of won quotes", WON),
        ("How many quotes did we win?", WON),
        ("number of quotes that were lost", LOST),
        ("how many quotes have we lost?", LOST),
    ],
)
def test_won_and_lost_are_the_values_that_say_they_were_closed_so(text: str, state: dict[str, Any]) -> None:
    assert _query(text) == {"measures": ["quote_count"], "filters": [state]}


def test_an_amount_that_was_won_is_that_of_what_was_won() -> None:
    for text in ("total won amount", "total amount won", "total amount of won quotes"):
        assert _query(text) == {"measures": ["total_amount"], "filters": [WON]}


@pytest.mark.parametrize("text", ["How many quotes did we win in 2024?", "number of quotes that were won in 2024"])
def test_a_period_in_which_they_were_won_is_of_the_day_when_they_were_closed(text: str) -> None:
    span = {"field": "quotes.closed_on", "range": {"from": "2024-01-01", "to": "2025-01-01"}}
    assert _query(text) == {"measures": ["quote_count"], "filters": [WON], "time": span}


def test_months_of_losing_are_those_of_the_closing_and_a_date_that_is_named_stays() -> None:
    assert _query("quotes we lost per month")["dimensions"] == [{"field": "quotes.closed_on", "grain": "month"}]
    assert _query("number of lost quotes made in 2024")["time"]["field"] == "quotes.made_on"
    grouped = _query("number of quotes won in 2024 by owner")
    assert grouped["dimensions"] == OWNER and grouped["time"]["field"] == "quotes.closed_on"
    for text in ("number of won quotes in 2024", "won quotes per month"):
        assert isinstance(_plan(text), Clarification)


@pytest.mark.parametrize(
    "text",
    ["quotes we did not win", "won visits", "quotes lost because of rain", "quotes we won over time", "staff who won"],
)
def test_what_is_said_in_another_way_is_no_answer(text: str) -> None:
    assert isinstance(_plan(text), Refusal)


def test_a_reason_that_is_called_after_the_loss_is_itself() -> None:
    assert _query("number of lost quotes by loss reason") == {
        "measures": ["quote_count"],
        "dimensions": ["quotes.loss_reason"],
        "filters": [LOST],
    }


def test_reps_are_the_owners_of_what_is_sold_and_those_who_did_the_rest() -> None:
    assert _query("number of quotes per rep") == {"measures": ["quote_count"], "dimensions": OWNER}
    assert _query("number of visits by sales rep")["dimensions"][0] == "staff.full_name"
    top = _query("top 3 reps by won amount")
    assert top["dimensions"] == OWNER and top["limit"] == 3 and WON in top["filters"]
    assert _query("top 3 owners by amount")["order_by"] == [{"field": "total_amount", "direction": "desc"}]


@pytest.mark.parametrize("text", ["quotes and visits per rep", "commission per rep", "top 3 reps"])
def test_reps_of_rows_that_are_not_clear_are_no_filter(text: str) -> None:
    assert not isinstance(_plan(text), SemanticQuery)


BUYING = model_of(
    table("suppliers", "supplier_id integer, supplier_name varchar, signed_on date"),
    table("po_hdr", "po_id integer, supplier_id integer, ordered_on date", supplier_id="suppliers"),
    table("deliveries", "delivery_id integer, po_id integer, delivered_on date, pallets integer", po_id="po_hdr"),
    table(
        "ap_invoice",
        "invoice_id integer, po_id integer, billed_on date, gross_amount decimal, tax_amount decimal",
        po_id="po_hdr",
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "Which suppliers have never received a purchase order from us?",
        "suppliers that never received a purchase order",
        "Which suppliers never got a PO?",
    ],
)
def test_what_was_never_received_is_what_is_named(text: str) -> None:
    plan = planned(text, BUYING).plan
    assert isinstance(plan, SemanticQuery)
    told = plan.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    assert told["filters"] == [{"not": {"exists": "po_hdr"}}]


def test_an_amount_by_its_whole_name_behind_what_was_done() -> None:
    plan = planned("Top 2 suppliers by invoiced gross amount", BUYING).plan
    assert isinstance(plan, SemanticQuery) and plan.measures == ("total_gross_amount",) and plan.limit == 2
    assert not isinstance(planned("delivered gross amount by supplier", BUYING).plan, SemanticQuery)
    assert not isinstance(planned("disputed gross amount", BUYING).plan, SemanticQuery)


INN = model_of(
    table("inns", "inn_id integer, inn_name varchar"),
    table(
        "reservations",
        "reservation_id integer, inn_id integer, nights integer, booked_on date, arrival_date date, departure_date date",
        inn_id="inns",
    ),
)


def test_stays_of_a_period_may_be_of_another_day_than_that_of_the_booking() -> None:
    for text in ("number of stays in 2024", "stays per month"):
        found = planned(text, INN).plan
        assert isinstance(found, Clarification) and "By Arrival date" in [o.label for o in found.options]
    assert isinstance(planned("bookings per month", INN).plan, SemanticQuery)
    assert isinstance(planned("stays by inn", INN).plan, SemanticQuery)


CLUB = model_of(table("passengers", "passenger_id integer, passenger_name varchar, loyalty_tier varchar, city varchar"))
TIERS = ValueIndex.from_values(
    {("passengers", "loyalty_tier"): ["Silver", "Gold"], ("passengers", "city"): ["Leeds", "Silver"]}
)


def test_members_of_a_tier_are_those_who_have_it() -> None:
    def asked(text: str) -> Plan:
        return OfflinePlanner(TIERS).plan(Question(text, Clock(date(2025, 6, 18))), CLUB).plan

    plan = asked("How many gold members are there?")
    assert isinstance(plan, SemanticQuery) and plan.measures == ("passenger_count",) and len(plan.filters) == 1
    for text in (
        "How many members are there?",
        "How many Leeds members are there?",
        "How many silver members are there?",
    ):
        assert not isinstance(asked(text), SemanticQuery)
