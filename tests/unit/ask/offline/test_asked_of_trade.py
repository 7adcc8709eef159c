"""What is asked of any trade: what is in the pipeline, how large deals are, what is due for something, by which means."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compile import compile_query
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table
from tests.unit.ask.offline.test_two_set_against import with_values

HARBOUR = with_values(
    model_of(
        table("clients", "client_id integer, client_name varchar, phone varchar, email varchar"),
        table(
            "moorings",
            "mooring_id integer, client_id integer, moored_on date, route varchar, payment_method varchar, status varchar",
            client_id="clients",
        ),
        table(
            "bills",
            "bill_id integer, bill_number varchar, client_id integer, billed_on date, paid_on date, total_amount double",
            client_id="clients",
        ),
        table("vans", "van_id integer, van_name varchar, next_service_date date, last_service_date date"),
        table("gear", "gear_id integer, gear_name varchar, purchase_price double, sale_price double"),
        table("treatments", "treatment_id integer, treatment_name varchar, price double"),
        table(
            "treatment_jobs",
            "job_id integer, treatment_id integer, client_id integer, done_on date, hours double",
            treatment_id="treatments",
            client_id="clients",
        ),
    ),
    moorings__route=["phone", "kiosk"],
    moorings__payment_method=["Voucher", "Cash"],
)
VOIDED = with_values(
    model_of(
        table("clients", "client_id integer, client_name varchar"),
        table(
            "bills",
            "bill_id integer, client_id integer, billed_on date, paid_on date, amount double, status varchar",
            client_id="clients",
        ),
    ),
    bills__status=["sent", "paid", "void"],
)
DEALS = with_values(
    model_of(
        table("firms", "firm_id integer, firm_name varchar, sector varchar, staff_count integer"),
        table(
            "deals",
            "deal_id integer, deal_name varchar, firm_id integer, created_on date, expected_close_date date, closed_on date, "
            "amount double, probability integer, stage varchar",
            firm_id="firms",
        ),
    ),
    deals__stage=["Prospecting", "Proposal", "Closed Won", "Closed Lost"],
)


def plan(text: str, model: SemanticModel = HARBOUR) -> Plan:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), model).plan


def query(text: str, model: SemanticModel = HARBOUR) -> SemanticQuery:
    found = plan(text, model)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, model, "duckdb", CLOCK)
    return found


def conditions(found: SemanticQuery) -> set[tuple[str, str]]:
    return {(f.field, f.op) for f in found.filters if isinstance(f, FieldFilter)}


def fields(found: SemanticQuery) -> set[str]:
    return {d.field if isinstance(d, DimensionRef) else d for d in found.dimensions}


@pytest.mark.parametrize(
    "text", ["who still owes us money?", "who owes us?", "clients who owe us money", "which clients owe us"]
)
def test_who_owes_us_has_bills_that_are_not_paid(text: str) -> None:
    found = query(text)
    assert "clients.client_name" in fields(found)
    assert "bills.paid_on" in found.model_dump_json() and "is_null" in found.model_dump_json()


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("how much does each client still owe us", {"clients.client_name"}),
        ("how much do our clients owe us?", set()),
        ("how much money are we owed", set()),
    ],
)
def test_what_is_owed_is_the_amount_of_these(text: str, by: set[str]) -> None:
    found = query(text)
    assert conditions(found) == {("bills.paid_on", "is_null")}
    assert by <= fields(found) and bool(by) == bool(found.dimensions)


@pytest.mark.parametrize(
    "text", ["how much do we owe our suppliers", "how much do we owe", "who does not owe us anything"]
)
def test_what_we_owe_is_not_told(text: str) -> None:
    assert isinstance(plan(text), Refusal)


def test_bills_that_are_called_off_are_not_owed() -> None:
    assert isinstance(plan("who owes us money", VOIDED), Refusal)


@pytest.mark.parametrize("text", ["pipeline by stage", "pipeline value by stage", "our pipeline by stage"])
def test_the_pipeline_is_what_open_deals_come_to(text: str) -> None:
    found = query(text, DEALS)
    assert conditions(found) == {("deals.closed_on", "is_null")}
    assert (found.measures, fields(found)) == (("total_amount",), {"deals.stage"})


def test_deals_in_the_pipeline_are_counted() -> None:
    found = query("how many deals are in the pipeline", DEALS)
    assert (found.measures, conditions(found)) == (("deal_count",), {("deals.closed_on", "is_null")})
    assert isinstance(plan("pipeline by stage"), Refusal)


def test_open_deals_of_a_period_are_those_expected_in_it() -> None:
    found = query("open deals expected to close this month", DEALS)
    assert ("deals.closed_on", "is_null") in conditions(found)
    assert found.time is not None and found.time.field == "deals.expected_close_date"
    assert isinstance(plan("open deals this month", DEALS), Refusal)


@pytest.mark.parametrize(
    "text", ["average deal size by sector", "average deal value by sector", "average deal size of deals by sector"]
)
def test_a_deal_is_as_large_as_its_amount(text: str) -> None:
    found = query(text, DEALS)
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure) and (measure.aggregate, measure.expression) == ("avg", "amount")
    assert fields(found) == {"firms.sector"}
    assert isinstance(plan("average firm size", DEALS), Refusal)


@pytest.mark.parametrize(
    ("text", "rows"), [("the 3 largest bills", 3), ("5 biggest unpaid bills", 5), ("largest unpaid bill", 1)]
)
def test_the_largest_few_go_by_their_amount(text: str, rows: int) -> None:
    found = query(text)
    assert (found.limit, [o.field for o in found.order_by]) == (rows, ["bills.total_amount"])


def test_the_biggest_that_was_ever_won() -> None:
    found = query("what's the biggest deal we ever won?", DEALS)
    assert ("deals.stage", "=") in conditions(found) and found.limit == 1


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("most expensive gear", "gear.sale_price"),
        ("cheapest gear", "gear.sale_price"),
        ("gear with the highest purchase price", "gear.purchase_price"),
    ],
)
def test_what_is_dear_is_so_to_those_who_buy_it(text: str, field: str) -> None:
    assert field in query(text).model_dump_json()


@pytest.mark.parametrize(
    "text",
    ["vans due for service this month", "vans that are due for a service in July 2025", "vans up for service in 2025"],
)
def test_what_is_due_for_something_is_so_on_its_day(text: str) -> None:
    found = query(text)
    assert found.time is not None and found.time.field == "vans.next_service_date"


@pytest.mark.parametrize("text", ["vans due for painting this month", "vans due for service"])
def test_what_is_due_without_a_day_is_not_told(text: str) -> None:
    assert isinstance(plan(text), Refusal)


@pytest.mark.parametrize(
    "text", ["moorings by phone", "moorings made by phone", "moorings that came in by phone in 2024"]
)
def test_what_came_by_phone_is_not_grouped_by_numbers(text: str) -> None:
    found = query(text)
    assert ("moorings.route", "=") in conditions(found)
    assert "clients.phone" not in fields(found)


def test_numbers_of_those_who_have_them_stay() -> None:
    assert "clients.email" in query("clients by email").model_dump_json()
    assert "Share of moorings" in query("how big a part of our moorings comes in by phone").model_dump_json()


@pytest.mark.parametrize(
    "text", ["moorings paid by voucher", "how many moorings were paid with voucher", "moorings paid in cash"]
)
def test_what_is_paid_by_a_method_has_it(text: str) -> None:
    assert conditions(query(text)) == {("moorings.payment_method", "=")}


@pytest.mark.parametrize(
    "text", ["which treatments have we never done?", "treatments that were never done", "treatments never performed"]
)
def test_work_that_was_never_done_has_no_rows(text: str) -> None:
    found = query(text)
    assert "treatment_jobs" in found.model_dump_json() and '"not"' in found.model_dump_json(by_alias=True)
