"""Flags are conditions however they are written, and what only identifies or classes is never computed with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.connect.run import Runner, run
from lunara.connect.warehouse import Warehouse
from lunara.guard import read_only
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import Draft, Probe, draft_model
from lunara.semantic.model import Dimension
from lunara.semantic.query import SemanticQuery
from tests.snapshots.shop import DIALECTS
from tests.unit.draft.live import duck, failures, lite
from tests.unit.draft.styles import STYLES, catalog_in


def _dimension(draft: Draft, name: str) -> Dimension:
    return next(d for d in draft.model.tables[0].dimensions if d.name == name)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("column", "kind", "label"),
    [
        ("vip_flag", "char(1)", "VIP"),
        ("is_planned", "boolean", "Planned"),
        ("is_active", "int", "Active"),
        ("deleted_flag", "smallint", "Deleted"),
        ("was_refunded", "varchar(3)", "Refunded"),
        ("has_children", "boolean", "Has children"),
        ("is_no_show", "boolean", "No show"),
        ("email_opt_in", "boolean", "Email opt in"),
    ],
)
def test_labels_and_types_by_name_alone(style: str, column: str, kind: str, label: str) -> None:
    catalog, logical = catalog_in(style, {"customers": f"customer_id int, city varchar, {column} {kind}"})
    draft = draft_model(catalog, name="x")
    found = _dimension(draft, logical["customers"][column])
    assert (found.type, found.label) == ("boolean", label)
    assert [m.aggregate for m in draft.model.tables[0].measures] == ["count"]


def test_a_label_that_another_column_has_stays_whole() -> None:
    catalog, _ = catalog_in("snake", {"orders": "order_id int, discount numeric, is_discount boolean"})
    assert _dimension(draft_model(catalog, name="x"), "is_discount").label == "Is discount"


VALUES = """create table customer (customer_id int, vip_flag varchar, newsletter varchar, is_member varchar, churned int,
    active int, risk_flag varchar, level_flag int, flag_state varchar, floors int);
    insert into customer select i, case when i % 10 = 0 then null when i % 3 = 0 then 'Y' else 'N' end,
    case when i % 2 = 0 then 'yes' else 'no' end, case when i % 4 = 0 then 'T' else 'F' end, i % 2,
    case when i % 5 = 0 then 0 else 1 end,
    substr('YNU', 1 + i % 3, 1), i % 4, substr('YN', 1 + i % 2, 1) || 'L', i % 7 from {numbers};"""
COUNTED = [("vip_flag", 27), ("newsletter", 45), ("is_member", 23), ("churned", 45), ("active", 72)]


def _counted(warehouse: Warehouse, draft: Draft, flag: str) -> object:
    plan = SemanticQuery.model_validate(
        {"measures": ["customer_count"], "filters": [{"field": f"customer.{flag}", "op": "=", "values": [True]}]}
    )
    query = compile_query(plan, draft.model, warehouse.dialect, Clock(date(2025, 6, 1)))
    return run(warehouse, query.sql).rows()[0][0]


@pytest.mark.parametrize("make", [duck, lite])
def test_by_values(make: type, tmp_path: Path) -> None:
    numbers = (
        "range(90) r(i)"
        if make is duck
        else "(with recursive r(i) as (select 0 union all select i + 1 from r where i < 89) select i from r)"
    )
    warehouse = make(tmp_path, VALUES.format(numbers=numbers))
    draft = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None)))
    table = draft.model.tables[0]
    types = {d.name: d.type for d in table.dimensions}
    assert {name for name, kind in types.items() if kind == "boolean"} == {name for name, _ in COUNTED}
    told = {e.subject: e.because for e in draft.evidence if e.kind == "role"}
    assert told["customer.vip_flag"] == "Its values are N and Y: a flag."
    assert told["customer.active"] == "Its values are 0 and 1 only: a flag."
    assert told["customer.level_flag"] == "A flag, though not of two values."
    assert _dimension(draft, "risk_flag").sample_values == ("N", "U", "Y")
    for name, right in COUNTED:
        assert _counted(warehouse, draft, name) == right, name
    assert failures(warehouse, draft.model) == []


def test_values_that_stay_in_the_warehouse_are_counted_there(tmp_path: Path) -> None:
    warehouse = duck(tmp_path, VALUES.format(numbers="range(90) r(i)"))
    draft = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None), values=False))
    flags = {d.name for d in draft.model.tables[0].dimensions if d.type == "boolean"}
    assert flags == {name for name, _ in COUNTED}
    assert _dimension(draft, "vip_flag").expression == "(UPPER(vip_flag) IN ('Y', 'YES', 'TRUE', 'T', '1'))"
    assert _dimension(draft, "newsletter").expression == "(UPPER(newsletter) IN ('Y', 'YES', 'TRUE'))"
    assert "counted in the warehouse, not read" in next(
        e.because for e in draft.evidence if e.subject == "customer.vip_flag"
    )
    for name, right in COUNTED:
        assert _counted(warehouse, draft, name) == right, name


@pytest.mark.parametrize("dialect", DIALECTS)
def test_conditions_pass_the_guard_in_every_dialect(dialect: str) -> None:
    columns = (Column("id", "int"), Column("vipFlag", "char(1)"), Column("is_open", "int"))
    draft = draft_model(Catalog(dialect, (Table("crm", "account", columns),)), name="x")
    for dimension in draft.model.tables[0].dimensions[1:]:
        read_only(f"SELECT COUNT(*) AS n FROM account WHERE {dimension.expression}", dialect)


NEVER_SUMMED = {
    "fiscal_year": "int",
    "zip_code": "int",
    "postal_code": "int",
    "phone_number": "bigint",
    "order_number": "int",
    "employee_number": "int",
    "product_code": "int",
    "status_code": "int",
    "account_number": "bigint",
    "birth_year": "int",
    "month_number": "int",
    "version": "int",
    "priority": "int",
    "department_code": "int",
    "tax_number": "bigint",
    "is_active": "int",
}
AVERAGED = {
    "unit_price": "numeric(10,2)",
    "hourly_rate": "numeric(10,2)",
    "discount_percent": "numeric(5,2)",
    "interest_rate": "double",
    "price_per_hour": "numeric(8,2)",
    "list_price": "numeric(10,2)",
    "conversion_rate": "double",
    "average_amount": "numeric(10,2)",
}
SUMMED = {"total_amount": "numeric(10,2)", "quantity": "int", "tax_amount": "numeric(10,2)", "order_quantity": "int"}


@pytest.mark.parametrize("style", STYLES)
def test_what_is_never_summed(style: str) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in (NEVER_SUMMED | AVERAGED | SUMMED).items())
    catalog, logical = catalog_in(style, {"transactions": f"transaction_id int, booked_on date, {columns}"})
    table = draft_model(catalog, name="x").model.tables[0]
    physical = {
        name: column.name for (name, column) in zip(logical["transactions"], catalog.tables[0].columns, strict=True)
    }
    found = {(m.expression or "").strip('"'): m.aggregate for m in table.measures}
    assert {name: found.get(physical[name]) for name in NEVER_SUMMED} == dict.fromkeys(NEVER_SUMMED)
    assert {name: found.get(physical[name]) for name in AVERAGED} == dict.fromkeys(AVERAGED, "avg")
    assert {name: found.get(physical[name]) for name in SUMMED} == dict.fromkeys(SUMMED, "sum")


@pytest.mark.parametrize("style", STYLES)
def test_balances_take_the_last_value_over_time(style: str) -> None:
    catalog, _ = catalog_in(
        style,
        {
            "account_balance_daily": "balance_date date, account_number int, balance_amount double",
            "accounts": "account_number int, opened_on date",
        },
    )
    daily = draft_model(catalog, name="x").model.tables[0]
    assert [(m.aggregate, m.additive_over) for m in daily.measures] == [("count", "all"), ("sum", "not time")]


@pytest.mark.parametrize("style", STYLES)
def test_what_pays_or_proves_who_somebody_is_waits_to_be_made_visible(style: str) -> None:
    columns = "customer_id int, city varchar, credit_card_number varchar, credit_card_type varchar, cvv int"
    columns += ", passport_number varchar, has_credit_card boolean, credit_card_fees decimal"
    columns += ", number_of_credit_cards int, home_iban varchar"
    catalog, logical = catalog_in(style, {"customers": columns})
    draft = draft_model(catalog, name="x")
    named = logical["customers"]
    hidden = {name for name, logical_name in named.items() if _dimension(draft, logical_name).hidden}
    assert hidden == {"customer_id", "credit_card_number", "cvv", "passport_number", "home_iban"}
    assert not any(named["cvv"] in (m.expression or "") for m in draft.model.tables[0].measures)


def test_a_key_that_proves_who_somebody_is_still_joins() -> None:
    people = Table("main", "patients", (Column("ssn", "varchar"), Column("city", "varchar")), primary_key=("ssn",))
    led = (ForeignKey(("patient_ssn",), "main", "patients", ("ssn",)),)
    visits = Table("main", "visits", (Column("visit_id", "int"), Column("patient_ssn", "varchar")), foreign_keys=led)
    draft = draft_model(Catalog("duckdb", (people, visits)), name="x")
    assert [(r.from_table, r.to_table) for r in draft.model.relationships] == [("visits", "patients")]
