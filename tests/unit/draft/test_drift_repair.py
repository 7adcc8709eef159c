"""A warehouse that changes under its model: each change is found, repaired, and the numbers that are left stay what they were."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lunara.connect import open_url
from lunara.connect.run import Runner, run
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.drift import Drift, find_drift
from lunara.semantic.fingerprint import Fingerprints, take_fingerprints
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.repairing import apply_repairs
from lunara.semantic.review import add
from lunara.semantic.uses import uses_of
from lunara.semantic.validate import validate_model

KEY = b"a key of the tests, 32 bytes long"
BASE = """
create table customers (customer_id int, full_name varchar, country varchar, joined date);
create table products (product_id int, product_name varchar, list_price decimal(10,2), category varchar);
create table orders (order_id int, customer_id int, status varchar, amount decimal(10,2), fee decimal(10,2),
  ordered_at timestamp);
create table order_lines (line_id int, order_id int, product_id int, quantity int, discount double);
insert into customers select i, 'Customer ' || i, ['US','CA','DE','FR','IT'][i % 5 + 1], date '2023-01-01' + i::int
  from range(60) r(i);
insert into products select i, 'Product ' || i, 3 + i * 1.25, ['toys','books','food','tools'][i % 4 + 1]
  from range(25) r(i);
insert into orders select i, i % 60, ['open','paid','late','void','sent'][i % 5 + 1], 10 + (i * 37) % 91, (i * 13) % 17,
  timestamp '2024-01-01' + to_days((i * 3 % 300)::int) from range(300) r(i);
insert into order_lines select i, i % 300, i % 25, 1 + i % 7, (i % 11) / 4.0 from range(900) r(i);
"""
TABLES = {
    "customers": ["full_name", "country", "joined"],
    "products": ["product_name", "list_price", "category"],
    "orders": ["status", "amount", "fee", "ordered_at"],
    "order_lines": ["quantity", "discount"],
}
NUMBERS = [("products", "list_price"), ("orders", "amount"), ("orders", "fee"), ("order_lines", "quantity")]
KEYS = {"customers": "customer_id", "products": "product_id", "orders": "order_id"}


def opened(folder: Path, name: str, sql: str) -> Warehouse:
    path = folder / f"{name}.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)
    return open_url(f"duckdb:///{path}")


@lru_cache(maxsize=1)
def start() -> tuple[SemanticModel, Fingerprints, dict[str, Any]]:
    """The drafted model with calculated fields of a person's own, its fingerprints, and the value of each measure."""
    warehouse = opened(Path(tempfile.mkdtemp()), "base", BASE)
    runner = Runner(warehouse, record=None)
    catalog = warehouse.catalog()
    model = draft_model(catalog, name="shop", probe=Probe(runner)).model
    assert {r.name for r in model.relationships} >= {"orders_customer", "order_lines_order", "order_lines_product"}
    own = [
        ("dimension", "orders", {"name": "net", "expression": "amount - fee", "type": "number"}),
        ("dimension", "orders", {"name": "is_big", "expression": "net > 50", "type": "boolean"}),
        (
            "measure",
            "orders",
            {"name": "net_paid", "aggregate": "sum", "expression": "net", "filter": "status = 'paid'"},
        ),
        ("measure", "customers", {"name": "countries", "aggregate": "count_distinct", "expression": "country"}),
        ("derived", "", {"name": "net_share", "expression": "net_paid / total_amount"}),
    ]
    for kind, parent, data in own:
        model = add(model, {}, kind, parent, data).model  # type: ignore[arg-type]
    assert [p for p in validate_model(model) if p.level == "error"] == []
    prints = take_fingerprints(catalog, catalog.tables, runner, key=KEY, values=True)
    assert find_drift(model, runner, known=prints, key=KEY).findings == ()
    return model, prints, totals(model, warehouse)


def totals(model: SemanticModel, warehouse: Warehouse) -> dict[str, Any]:
    names = [f"{t.name}.{m.name}" for t in model.tables for m in t.measures] + [m.name for m in model.measures]
    found = {}
    for name in names:
        compiled = compile_query(SemanticQuery(measures=(name,)), model, "duckdb", Clock(date(2025, 1, 1)))
        ((value,),) = run(warehouse, compiled.sql).rows()
        found[name] = round(float(value), 6) if value is not None else None
    return found


@dataclass
class Change:
    """One change of the warehouse: its SQL, what a check has to say of it (kind, table of the model, name), the tables whose rows
    are others.
    """

    sql: str
    wanted: set[tuple[str, str, str]]
    touched: set[str] = field(default_factory=set)
    column: tuple[str, str] | None = None
    order: int = 1

    @property
    def table(self) -> str:
        """The table that the statement is about."""
        return self.sql.split()[2].rstrip(";")


def rename_column(table: str, column: str) -> Change:
    sql = f"alter table {table} rename {column} to {column[::-1]}x;"
    return Change(sql, {("column_renamed", table, column)}, column=(table, column))


def drop_column(table: str, column: str) -> Change:
    return Change(f"alter table {table} drop {column};", {("column_dropped", table, column)}, column=(table, column))


def retype(table: str, column: str) -> Change:
    sql = f"alter table {table} alter {column} type varchar;"
    return Change(sql, {("column_retyped", table, column)}, column=(table, column))


def widen(table: str, column: str) -> Change:
    return Change(f"alter table {table} alter {column} type double;", set(), column=(table, column))


def add_column(table: str) -> Change:
    sql = f"alter table {table} add extra_amount decimal(10,2); update {table} set extra_amount = -0.5 - rowid;"
    return Change(sql, {("column_added", table, "extra_amount")})


def add_table(name: str) -> Change:
    sql = f"create table {name} as select i as {name}_id, i % 60 as customer_id, i * 1.5 as refund_amount from range(40) r(i);"
    return Change(sql, {("table_added", name, name)}, {name})


def duplicate(table: str) -> Change:
    key = KEYS[table]
    sql = f"insert into {table} select * from {table} where {key} in (1, 2);"
    return Change(sql, {("target_not_unique", "", "")}, {table}, order=0)


def orphan(table: str) -> Change:
    row = {"orders": "select 9999, 777, * exclude (order_id, customer_id) from orders limit 1",
           "order_lines": "select 9999, 8888, * exclude (line_id, order_id) from order_lines limit 1"}[table]  # fmt: skip
    return Change(f"insert into {table} {row};", {("orphans", "", "")}, {table}, order=0)


def rename_table(table: str) -> Change:
    return Change(f"alter table {table} rename to {table}_v2;", {("table_renamed", table, table)}, order=2)


def drop_table(table: str) -> Change:
    return Change(f"drop table {table};", {("table_dropped", table, table)}, {*TABLES}, order=3)


columns = st.sampled_from([(table, column) for table, names in TABLES.items() for column in names])
changes: st.SearchStrategy[Change] = st.one_of(
    columns.map(lambda c: rename_column(*c)),
    columns.map(lambda c: drop_column(*c)),
    st.sampled_from(NUMBERS).map(lambda c: retype(*c)),
    st.sampled_from(NUMBERS).map(lambda c: widen(*c)),
    st.sampled_from([*TABLES]).map(add_column),
    st.sampled_from(["refunds", "visits"]).map(add_table),
    st.sampled_from([*KEYS]).map(duplicate),
    st.sampled_from(["orders", "order_lines"]).map(orphan),
    st.sampled_from([*TABLES]).map(rename_table),
    st.sampled_from([*TABLES]).map(drop_table),
)


def distinct(made: list[Change]) -> list[Change]:
    """At most one change of each column and of each table's rows; rows first, so that later changes do not upset them."""
    found: list[Change] = []
    for change in made:
        clash = any(
            (c.column and c.column == change.column)
            or c.touched & change.touched
            or c.sql == change.sql
            or (3 in (c.order, change.order) and c.table == change.table)
            for c in found
        )
        if not clash:
            found.append(change)
    return sorted(found, key=lambda c: c.order)


def wanted(made: list[Change]) -> set[tuple[str, str, str]]:
    """What a check has to say of these changes; names that were different on each row are keys as well."""
    found = set().union(*(change.wanted for change in made))
    gone = {(table, name) for kind, table, name in found if kind == "column_dropped"}
    for table, name in (("customers", "full_name"), ("products", "product_name")):
        twice = any(c.sql.startswith(f"insert into {table} ") for c in made)
        if twice and (table, name) not in gone:
            found.add(("key_not_unique", "", ""))
    return found


def told(drift: Drift) -> set[tuple[str, str, str]]:
    data = {"target_not_unique", "orphans", "key_not_unique"}
    return {
        (f.kind, "" if f.kind in data else f.table, "" if f.kind in data else f.missing) for f in drift.findings
    }  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(changes, min_size=1, max_size=4).map(distinct))
def test_each_change_is_found_and_repaired(made: list[Change]) -> None:
    model, prints, before = start()
    with tempfile.TemporaryDirectory() as folder:
        warehouse = opened(Path(folder), "changed", BASE + "".join(change.sql for change in made))
        runner = Runner(warehouse, record=None)
        drift = find_drift(model, runner, known=prints, key=KEY)
        assert told(drift) == wanted(made)
        proposals = [f.repair for f in drift.findings if f.repair is not None]
        repairs = [repair for proposal in proposals for repair in proposal.repairs]
        done = apply_repairs(model, repairs)
        assert apply_repairs(model, repairs[::-1]) == done
        assert [p for p in validate_model(done.model) if p.level == "error"] == []
        again = find_drift(done.model, runner, known=prints, key=KEY)
        assert [f for f in again.findings if f.kind != "orphans"] == []
        touched = set().union(*(change.touched for change in made))
        after = totals(done.model, warehouse)
        kept = {
            name: value for name, value in after.items() if name in before and not _reads(done.model, name, touched)
        }
        assert kept == {name: before[name] for name in kept}
        gone = {key.partition(":")[2] for key in done.removed if key.startswith("measure:")}
        assert before.keys() - after.keys() == gone
        warehouse.close()


def _reads(model: SemanticModel, name: str, tables: set[str]) -> bool:
    return bool(uses_of(SemanticQuery(measures=(name,)), model).tables & tables)
