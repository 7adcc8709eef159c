"""Trade words for money ("revenue", "takings", "spent") and generic ones ("amount"): the money of the fact, or asked."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Clarification, Plan, Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import draft_model
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

CLOCK = Clock(date(2025, 6, 18))


def table(name: str, columns: str, **references: str) -> Table:
    """A table of "name type" columns, the first one its key; `references` are columns with the table they refer to."""
    made = tuple(Column(*c.split()) for c in columns.split(", "))
    keys = tuple(ForeignKey((c,), "main", t, (f"{t.rstrip('s')}_id",)) for c, t in references.items())
    return Table("main", name, made, primary_key=(made[0].name,), foreign_keys=keys)


def model_of(*tables: Table) -> SemanticModel:
    return draft_model(Catalog("duckdb", tables), name="x").model


CLIENTS = table("clients", "client_id integer, client_name varchar, town varchar")
GARAGE = model_of(
    CLIENTS,
    table(
        "repair_orders",
        "repair_order_id integer, client_id integer, opened_on date, labour_amt double, ttl_amt double",
        client_id="clients",
    ),
    table("parts", "part_id integer, part_name varchar"),
    table(
        "repair_order_parts",
        "line_id integer, repair_order_id integer, part_id integer, qty integer, amount double",
        repair_order_id="repair_orders",
        part_id="parts",
    ),
)
GALLERY = model_of(
    table("members", "member_id integer, member_name varchar, tier varchar"),
    table(
        "contributions",
        "contribution_id integer, member_id integer, made_on date, amount double",
        member_id="members",
    ),
    table("wings", "wing_id integer, wing_name varchar, goal_amount double"),
    table("expenses", "expense_id integer, wing_id integer, booked_on date, amount double", wing_id="wings"),
)
CHARTER = model_of(
    CLIENTS,
    table(
        "charters",
        "charter_id integer, client_id integer, booked_on date, deposit double, net_amount double, gross_amount double",
        client_id="clients",
    ),
)
BILLED = model_of(
    CLIENTS,
    table("invoices", "invoice_id integer, client_id integer, issued_on date, amount double", client_id="clients"),
    table(
        "payments",
        "payment_id integer, invoice_id integer, paid_on date, amount double",
        invoice_id="invoices",
    ),
)
PLANT = model_of(
    table("machines", "machine_id integer, machine_name varchar"),
    table(
        "work_orders", "work_order_id integer, machine_id integer, opened_on date, amount double", machine_id="machines"
    ),
)
BOUGHT = model_of(
    table("suppliers", "supplier_id integer, supplier_name varchar"),
    table(
        "purchase_invoices",
        "invoice_id integer, supplier_id integer, issued_on date, amount double",
        supplier_id="suppliers",
    ),
)


def planned(model: SemanticModel, text: str) -> Planned:
    return OfflinePlanner().plan(Question(text, CLOCK), model)


def plan(model: SemanticModel, text: str) -> Plan:
    return planned(model, text).plan


def summed(model: SemanticModel, text: str) -> tuple[str, str]:
    """The table and expression that the one number of the answer adds up; the query compiles."""
    found = plan(model, text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, model, "duckdb", CLOCK)
    (measure,) = found.measures
    if not isinstance(measure, str):
        assert measure.aggregate == "sum"
        return measure.table, str(measure.expression)
    owner, _, name = measure.rpartition(".")
    ((where, one),) = [
        (t.name, m) for t in model.tables for m in t.measures if m.name == name and owner in ("", t.name)
    ]
    assert one.aggregate == "sum"
    return where, str(one.expression)


@pytest.mark.parametrize(
    "text",
    [
        "revenue by town",
        "total revenue in 2024",
        "turnover per month this year",
        "How much did we earn in 2024?",
        "how much money did we make last year",
        "income by client",
        "top 3 clients by revenue",
        "how much revenue did we have in March 2025?",
        "takings this month",
        "how much was earned in 2024",
        "what were our earnings in 2024",
        "sales by town",
        "share of revenue by town",
        "total amount by client",
        "top 5 clients by total amount",
        "total repair order amount last month",
    ],
)
def test_the_money_of_the_fact_is_its_own_total_not_that_of_its_lines(text: str) -> None:
    assert summed(GARAGE, text) == ("repair_orders", "ttl_amt")


@pytest.mark.parametrize("text", ["revenue by part", "total amount by part", "how much did we earn with each part"])
def test_the_lines_are_added_up_where_only_they_have_what_is_asked_for(text: str) -> None:
    assert summed(GARAGE, text) == ("repair_order_parts", "amount")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("How much did we raise in 2024?", "contributions"),
        ("proceeds by member", "contributions"),
        ("how much has been raised this year?", "contributions"),
        ("revenue by tier", "contributions"),
        ("how much did we spend in 2024?", "expenses"),
        ("how much was spent per wing", "expenses"),
        ("spending by wing", "expenses"),
        ("total expenditure last year", "expenses"),
        ("amount raised by tier", "contributions"),
        ("top 10 members by amount given", "contributions"),
        ("money spent per wing this year", "expenses"),
        ("average gift by tier", ""),
    ],
)
def test_what_comes_in_and_what_goes_out(text: str, where: str) -> None:
    found = plan(GALLERY, text)
    assert isinstance(found, SemanticQuery), found
    if where:
        assert summed(GALLERY, text) == (where, "amount")
    else:
        (measure,) = found.measures
        assert not isinstance(measure, str) and (measure.table, measure.aggregate) == ("contributions", "avg")


@pytest.mark.parametrize("text", ["average revenue per repair order", "average total amount per repair order"])
def test_an_average_over_the_fact_is_of_its_own_rows(text: str) -> None:
    found = plan(GARAGE, text)
    assert isinstance(found, SemanticQuery), found
    (measure,) = found.measures
    assert not isinstance(measure, str)
    assert (measure.table, measure.aggregate, measure.expression) == ("repair_orders", "avg", "ttl_amt")


def test_revenue_per_unit_of_a_field_is_no_list_of_its_values() -> None:
    model = model_of(
        CLIENTS,
        table(
            "rentals",
            "rental_id integer, client_id integer, begun_on date, days integer, amount double",
            client_id="clients",
        ),
    )
    assert summed(model, "revenue per day by town") == ("rentals", "amount")
    found = plan(model, "revenue per rental day by town")
    assert isinstance(found, SemanticQuery) and [c.kind for c in found.calculations] == ["ratio"]
    assert all("days" not in str(d) for d in found.dimensions)


def test_what_lasted_long_has_no_last_name() -> None:
    model = model_of(
        table("guests", "guest_id integer, first_name varchar, last_name varchar"),
        table("visits", "visit_id integer, guest_id integer, begun_on date, hours integer", guest_id="guests"),
    )
    found = plan(model, "how many visits lasted longer than 7 hours")
    assert isinstance(found, SemanticQuery) and "hours" in found.model_dump_json()


SHOW = model_of(
    table("donors", "donor_id integer, donor_name varchar"),
    table("donations", "donation_id integer, donor_id integer, given_on date, amount double", donor_id="donors"),
    table("shows", "show_id integer, title varchar"),
    table(
        "tours", "tour_id integer, show_id integer, toured_on date, paid double, party_size integer", show_id="shows"
    ),
)


@pytest.mark.parametrize("text", ["revenue last year", "how much did we earn in 2024", "income by month"])
def test_another_sum_that_may_be_it_is_offered(text: str) -> None:
    found = plan(SHOW, text)
    assert isinstance(found, Clarification) and len(found.options) == 2


@pytest.mark.parametrize("text", ["how much did we raise in 2024", "amount donated by month"])
def test_what_was_raised_is_what_was_given(text: str) -> None:
    assert summed(SHOW, text) == ("donations", "amount")


@pytest.mark.parametrize("text", ["sales by month", "turnover last year"])
def test_gifts_are_no_sales(text: str) -> None:
    assert not isinstance(plan(SHOW, text), SemanticQuery)


def test_a_reading_is_no_revenue_though_it_is_a_value() -> None:
    model = model_of(
        table("patients", "patient_id integer, patient_name varchar"),
        table(
            "readings",
            "reading_id integer, patient_id integer, read_on date, reading_value double",
            patient_id="patients",
        ),
    )
    assert isinstance(plan(model, "revenue last year"), Refusal)


def test_recurring_revenue_is_not_what_was_earned_in_a_year() -> None:
    model = model_of(
        CLIENTS,
        table(
            "subscriptions",
            "subscription_id integer, client_id integer, started_on date, mrr double",
            client_id="clients",
        ),
    )
    assert isinstance(plan(model, "how much did we earn in 2024"), Refusal)


def test_a_verb_that_was_read_as_a_noun_is_told() -> None:
    assert any("“earn”" in note for note in planned(GARAGE, "How much did we earn in 2024?").notes)


def test_two_sums_of_two_tables_stand_side_by_side_over_what_they_share() -> None:
    model = model_of(
        table("members", "member_id integer, member_name varchar"),
        table("drives", "drive_id integer, drive_name varchar, goal_amount double"),
        table(
            "donations",
            "donation_id integer, member_id integer, drive_id integer, made_on date, amount double",
            member_id="members",
            drive_id="drives",
        ),
    )
    found = plan(model, "amount raised and goal per drive")
    assert isinstance(found, SemanticQuery), found
    compile_query(found, model, "duckdb", CLOCK)
    assert found.measures == ("total_amount", "total_goal_amount")
    assert "drives.drive_name" in found.dimensions


@pytest.mark.parametrize("text", ["revenue from corporate clients in 2024", "how much did corporate clients bring in"])
def test_a_part_of_a_things_name_before_another_thing_is_not_passed_over(text: str) -> None:
    model = model_of(
        table("corporate_accounts", "corporate_account_id integer, account_name varchar"),
        table(
            "clients",
            "client_id integer, client_name varchar, corporate_account_id integer",
            corporate_account_id="corporate_accounts",
        ),
        table("invoices", "invoice_id integer, client_id integer, issued_on date, amount double", client_id="clients"),
    )
    found = plan(model, text)
    assert not isinstance(found, SemanticQuery) or "corporate" in found.model_dump_json()


def test_what_was_understood_names_the_amount() -> None:
    found = planned(GARAGE, "revenue by town")
    assert any("“revenue”" in note and "Total amount" in note for note in found.notes), found.notes


@pytest.mark.parametrize("text", ["revenue by town", "how much did we earn in 2024?"])
def test_two_amounts_of_one_fact_are_shown(text: str) -> None:
    found = plan(CHARTER, text)
    assert isinstance(found, SemanticQuery)
    assert {str(m).split(".")[-1] for m in found.measures} == {"total_net_amount", "total_gross_amount"}


def test_two_facts_that_each_have_the_money_are_asked_about() -> None:
    found = plan(BILLED, "revenue by client")
    assert isinstance(found, Clarification) and len(found.options) == 2


LENDER = model_of(
    table("customers", "customer_id integer, customer_name varchar"),
    table("loans", "loan_id integer, customer_id integer, started_on date, amount double", customer_id="customers"),
    table("repayments", "repayment_id integer, loan_id integer, paid_on date, amount double", loan_id="loans"),
    table(
        "transactions",
        "transaction_id integer, customer_id integer, booked_on date, kind varchar, amount double",
        customer_id="customers",
    ),
)


@pytest.mark.parametrize("text", ["revenue by machine", "how much did we earn in 2024?", "turnover"])
@pytest.mark.parametrize("model", [PLANT, BOUGHT, LENDER], ids=["plant", "bought", "lender"])
def test_what_nobody_pays_us_is_no_revenue(model: SemanticModel, text: str) -> None:
    assert isinstance(plan(model, text), Refusal)


@pytest.mark.parametrize(
    "text", ["profit by town", "budget by town", "tips by town", "how much did clients earn in 2024?"]
)
def test_other_money_is_not_taken_for_it(text: str) -> None:
    assert isinstance(plan(GARAGE, text), Refusal)
