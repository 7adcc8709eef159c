"""Whose money a trade word means: the organization's alone, of what is surely paid to it; anything else is asked or refused."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLIENTS, CLOCK, model_of, plan, planned, summed, table

DEALER = model_of(
    CLIENTS,
    table("departments", "department_id integer, department_name varchar"),
    table(
        "employees",
        "employee_id integer, employee_name varchar, department_id integer, salary double",
        department_id="departments",
    ),
    table(
        "orders",
        "order_id integer, client_id integer, employee_id integer, ordered_on date, total_amount double",
        client_id="clients",
        employee_id="employees",
    ),
)


def beside(payers: str, fact: str, amount: str = "amount") -> SemanticModel:
    """A model of one fact with money and those who may have paid it."""
    one = payers.rstrip("s")
    return model_of(
        table(payers, f"{one}_id integer, {one}_name varchar"),
        table(
            fact,
            f"{fact.rstrip('s')}_id integer, {one}_id integer, booked_on date, {amount} double",
            **{f"{one}_id": payers},
        ),
    )


def after(model: SemanticModel, first: str, second: str) -> Plan:
    planner = OfflinePlanner()
    before = planner.plan(Question(first, CLOCK), model)
    assert isinstance(before.plan, SemanticQuery), before.plan
    return planner.plan(Question(second, CLOCK, history=(Turn(first, before.plan),)), model).plan


@pytest.mark.parametrize("first", ["list the employees", "number of clients by town"])
@pytest.mark.parametrize(
    "second",
    [
        "how much did they earn in 2024?",
        "how much have they earned in 2024?",
        "how much money did they make last year?",
        "how much did they take in in 2024?",
        "how much revenue did they make in 2024?",
        "what was their income in 2024?",
    ],
)
def test_they_are_not_the_organization(first: str, second: str) -> None:
    assert isinstance(after(DEALER, first, second), Refusal)


@pytest.mark.parametrize(
    "text", ["how much did they earn in 2024?", "how much did it make in 2024?", "their earnings in 2024", "its income"]
)
def test_nobody_named_before_has_earned_nothing(text: str) -> None:
    assert isinstance(plan(DEALER, text), Refusal)


@pytest.mark.parametrize(
    "text",
    [
        "earnings by employee",
        "income by department",
        "income per employee in 2024",
        "top 3 employees by earnings",
        "how much did we earn by employee",
        "earnings of employees",
        "average income of employees",
        "how much was earned by employees",
        "income of clients in 2024",
        "average income of the clients",
        "client income by month",
        "clients' earnings in 2024",
    ],
)
def test_what_others_earn_is_not_what_is_earned_with_them(text: str) -> None:
    assert isinstance(plan(DEALER, text), Refusal | Clarification)


@pytest.mark.parametrize(
    "text",
    [
        "revenue by employee",
        "sales by department",
        "income by town",
        "how much did we earn in 2024",
        "clients and their revenue",
    ],
)
def test_what_the_organization_sold_is_still_by_whoever_sold_it(text: str) -> None:
    assert summed(DEALER, text) == ("orders", "total_amount")


PAID_OUT = [
    ("students", "scholarships", "amount"),
    ("members", "benefits", "amount"),
    ("customers", "rebates", "amount"),
    ("customers", "chargebacks", "amount"),
    ("policyholders", "settlements", "paid_amount"),
    ("customers", "refunds", "amount"),
    ("customers", "payouts", "amount"),
    ("members", "claims", "amount"),
    ("clients", "commissions", "amount"),
    ("customers", "credit_notes", "amount"),
    ("students", "scholarship_payments", "amount"),
]
TEXTS = ["revenue last year", "how much did we earn in 2024", "income by month"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("payers", "fact", "amount"), PAID_OUT, ids=[f for _, f, _ in PAID_OUT])
def test_what_is_paid_out_to_those_who_pay_is_never_revenue(payers: str, fact: str, amount: str, text: str) -> None:
    assert isinstance(plan(beside(payers, fact, amount), text), Refusal)


@pytest.mark.parametrize(
    "text", [*TEXTS, "how much did we take in in 2024", "total turnover", "how much was collected in 2024"]
)
@pytest.mark.parametrize(
    ("payers", "fact"),
    [("students", "grants"), ("tenants", "work_orders"), ("members", "postings"), ("patients", "episodes")],
)
def test_that_payers_have_it_does_not_make_it_revenue(payers: str, fact: str, text: str) -> None:
    found = plan(beside(payers, fact), text)
    assert isinstance(found, Clarification) and len(found.options) == 1
    assert found.options[0].query is not None


def test_what_is_not_sure_is_asked_about_in_a_follow_up_too() -> None:
    model = beside("students", "grants")
    assert isinstance(after(model, "number of grants by month", "and revenue"), Clarification | Refusal)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    ("payers", "fact", "amount"),
    [
        ("customers", "orders", "amount"),
        ("patients", "payments", "amount"),
        ("tenants", "receipts", "amount"),
        ("clients", "rentals", "total_amount"),
        ("guests", "bookings", "amount"),
        ("clients", "matters", "billed_amount"),
    ],
)
def test_what_is_called_so_is_revenue(payers: str, fact: str, amount: str, text: str) -> None:
    assert summed(beside(payers, fact, amount), text) == (fact, amount)


@pytest.mark.parametrize("back", ["credit_notes", "refunds", "chargebacks"])
def test_what_was_given_back_beside_it_is_told(back: str) -> None:
    model = model_of(
        CLIENTS,
        table("invoices", "invoice_id integer, client_id integer, issued_on date, amount double", client_id="clients"),
        table(back, f"{back[:-1]}_id integer, client_id integer, issued_on date, amount double", client_id="clients"),
    )
    assert summed(model, "revenue last year") == ("invoices", "amount")
    label = back.replace("_", " ").capitalize()
    notes = planned(model, "revenue last year").notes
    assert any(f"{label} are not taken off." in note for note in notes), notes


def test_nothing_is_said_of_what_is_not_there() -> None:
    assert not any("taken off" in note for note in planned(DEALER, "revenue last year").notes)


WE_PAY = [
    ("translators", "invoices"),
    ("photographers", "invoices"),
    ("notaries", "bookings"),
    ("solicitors", "subscriptions"),
    ("couriers", "sales"),
    ("merchants", "sales"),
    ("landlords", "reservations"),
]


@pytest.mark.parametrize("text", [*TEXTS, "turnover by month", "how much was collected in 2024"])
@pytest.mark.parametrize(("others", "fact"), WE_PAY, ids=[o for o, _ in WE_PAY])
def test_what_may_be_owed_by_us_is_asked_about_where_nobody_pays(others: str, fact: str, text: str) -> None:
    found = plan(beside(others, fact), text)
    assert isinstance(found, Clarification) and [o.query is not None for o in found.options] == [True]


NO_SALES = [
    ("clients", "voided_receipts"),
    ("clients", "disputed_invoices"),
    ("guests", "abandoned_bookings"),
    ("buyers", "cancelled_orders"),
    ("shoppers", "lost_sales"),
    ("clients", "sales_vat"),
    ("guests", "booking_deductions"),
    ("patients", "overdue_bills"),
    ("members", "gift_vouchers"),
    ("subscribers", "support_tickets"),
    ("clients", "billed_losses"),
    ("tenants", "repair_orders"),
]


@pytest.mark.parametrize("text", [*TEXTS, "sales last year", "total turnover"])
@pytest.mark.parametrize(("payers", "fact"), NO_SALES, ids=[f for _, f in NO_SALES])
def test_what_is_called_more_than_a_sale_is_asked_about(payers: str, fact: str, text: str) -> None:
    assert not isinstance(plan(beside(payers, fact), text), SemanticQuery)
    assert isinstance(plan(beside(payers, fact), "revenue last year"), Clarification)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("fact", ["client_orders", "online_sales", "sales_invoices", "fact_orders", "order_items"])
def test_the_way_of_a_sale_leaves_it_one(fact: str, text: str) -> None:
    assert summed(beside("clients", fact), text) == (fact, "amount")


def test_a_sale_is_one_by_the_name_of_what_is_sold() -> None:
    model = model_of(
        CLIENTS,
        table("boats", "boat_id integer, boat_name varchar"),
        table(
            "boat_rentals",
            "boat_rental_id integer, boat_id integer, client_id integer, begun_on date, amount double",
            boat_id="boats",
            client_id="clients",
        ),
    )
    assert summed(model, "revenue last year") == ("boat_rentals", "amount")


def grouped(found: Plan) -> tuple[tuple[str, ...], list[str], int | None]:
    """The names of its numbers, its groups and how many of them are shown."""
    assert isinstance(found, SemanticQuery), found
    measures = tuple(m if isinstance(m, str) else m.name for m in found.measures)
    return measures, [d if isinstance(d, str) else d.field for d in found.dimensions], found.limit


@pytest.mark.parametrize("second", ["and their revenue?", "and its revenue", "and what about their sales?"])
def test_their_revenue_goes_on_from_the_groups_before(second: str) -> None:
    found = after(DEALER, "number of orders by town", second)
    assert grouped(found) == (("sum_of_total_amount",), ["clients.town"], None)


def test_their_revenue_of_a_period_keeps_the_groups() -> None:
    found = after(DEALER, "number of orders by town", "and their revenue in 2024?")
    assert grouped(found)[1] == ["clients.town"]
    assert isinstance(found, SemanticQuery) and found.time is not None


@pytest.mark.parametrize("second", ["and their revenue?", "also their sales", "their revenue too"])
def test_their_revenue_is_of_those_that_were_shown(second: str) -> None:
    first = "top 2 clients by number of orders"
    found = after(DEALER, first, second)
    before = plan(DEALER, first)
    assert isinstance(found, SemanticQuery) and isinstance(before, SemanticQuery)
    assert grouped(found)[0] == ("order_count", "sum_of_total_amount")
    assert (found.order_by, found.limit, found.dimensions) == (before.order_by, before.limit, before.dimensions)


@pytest.mark.parametrize("first", ["number of orders by town", "top 2 clients by number of orders"])
@pytest.mark.parametrize(
    "second",
    [
        "what was their revenue in 2024?",
        "their sales by month",
        "and their sales by month",
        "and their income?",
        "and their earnings in 2024",
        "how much revenue did they bring in?",
    ],
)
def test_their_revenue_never_loses_the_groups_before(first: str, second: str) -> None:
    found = after(DEALER, first, second)
    assert isinstance(found, Refusal | Clarification), found


def test_the_revenue_of_those_who_were_only_counted_is_not_that_of_everyone() -> None:
    assert not isinstance(after(DEALER, "number of employees", "and their revenue?"), SemanticQuery)


def test_their_revenues_of_either_kind_keep_the_groups() -> None:
    model = model_of(
        CLIENTS,
        table(
            "charters",
            "charter_id integer, client_id integer, booked_on date, net_amount double, gross_amount double",
            client_id="clients",
        ),
    )
    found = after(model, "number of charters by town", "and their revenue?")
    assert isinstance(found, SemanticQuery) and found.dimensions == ("clients.town",)
    assert {str(m).split(".")[-1] for m in found.measures} == {"total_net_amount", "total_gross_amount"}
    assert isinstance(after(model, "number of charters by town", "and their revenue by month"), Refusal)


@pytest.mark.parametrize("first", ["top 2 clients by number of orders", "clients with more than 3 orders"])
@pytest.mark.parametrize("second", ["and their revenue in 2024?", "and their sales last month"])
def test_their_revenue_of_a_period_never_changes_who_they_are(first: str, second: str) -> None:
    assert isinstance(after(DEALER, first, second), Refusal)


def test_whoever_was_asked_about_in_vain_is_not_those_of_the_question_before_it() -> None:
    planner, first = OfflinePlanner(), "number of orders by town"
    answered = planner.plan(Question(first, CLOCK), DEALER).plan
    history = (Turn(first, answered), Turn("income of clients", plan(DEALER, "income of clients")))
    assert isinstance(history[1].plan, Refusal)
    assert isinstance(planner.plan(Question("and their revenue?", CLOCK, history=history), DEALER).plan, Refusal)


def test_payments_of_a_lease_that_are_named_are_asked_about() -> None:
    model = model_of(
        table("tenants", "tenant_id integer, tenant_name varchar"),
        table("leases", "lease_id integer, tenant_id integer, begins_on date", tenant_id="tenants"),
        table(
            "rent_payments", "rent_payment_id integer, lease_id integer, paid_on date, amount double", lease_id="leases"
        ),
    )
    found = plan(model, "payment revenue")
    assert isinstance(found, Clarification) and [o.label for o in found.options] == ["Amount"], found
