"""The probe's statements: accepted by the guard in every dialect, sampled on big tables, harmless when refused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lunara.connect.catalog import Catalog, Column, Table
from lunara.connect.duckdb import KIND
from lunara.connect.run import Runner
from lunara.connect.warehouse import CancelToken, Finding, Warehouse
from lunara.errors import Cancelled, ConnectFailed, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.draft.probe_sql import SAMPLING
from lunara.semantic.drift import check_model
from tests.unit.draft.live import duck

if TYPE_CHECKING:
    import pyarrow as pa

DIALECTS = [
    "duckdb",
    "postgres",
    "sqlite",
    "mysql",
    "bigquery",
    "snowflake",
    "redshift",
    "databricks",
    "clickhouse",
    "trino",
]
ORDERS = {
    "order id": "bigint",
    "customer_id": "bigint",
    "status": "varchar",
    "at": "timestamp",
    "amount": "numeric(10,2)",
}
CUSTOMERS = {"customer_id": "bigint", "Name": "varchar"}
TABLES = (
    Table("shop", "orders", tuple(Column(name, kind) for name, kind in ORDERS.items()), row_count=10_000_000),
    Table("shop", "customers", tuple(Column(name, kind) for name, kind in CUSTOMERS.items())),
)


class Refusing:
    """A warehouse that answers every statement with an error and remembers it."""

    kind = KIND

    def __init__(self, dialect: str, error: Exception) -> None:
        self.dialect = dialect
        self.error = error
        self.asked: list[ReadOnlySql] = []

    def check(self) -> list[Finding]:
        return []

    def catalog(self, schema: str | None = None) -> Catalog:
        return Catalog(self.dialect, TABLES)

    def stream(self, sql: ReadOnlySql, *, timeout_seconds: float, cancel: CancelToken) -> Iterator[pa.RecordBatch]:
        self.asked.append(sql)
        raise self.error

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_statement_passes_the_guard_and_a_refusal_costs_only_evidence(dialect: str) -> None:
    warehouse = Refusing(dialect, WarehouseFailed("No rights on this table.", "Ask for them.", code="not_granted"))
    catalog = warehouse.catalog()
    draft = draft_model(catalog, name="x", probe=Probe(Runner(warehouse, record=None)))
    assert len(warehouse.asked) == draft.cost.statements == len(draft.cost.skipped)
    assert all("No rights on this table." in line for line in draft.cost.skipped)
    assert [r.name for r in draft.model.relationships] == ["orders_customer"]
    big = [sql.text for sql in warehouse.asked if sql.tables == ("shop.orders",)]
    assert big and all("LIMIT 200000" in text or "APPRO" in text or "uniq(" in text for text in big)
    assert all("SAMPLE" in text or "APPRO" in text for text in big) == (dialect in SAMPLING)
    warehouse.asked.clear()
    found = check_model(draft.model, Runner(warehouse, record=None), catalog=catalog)
    assert {finding.code for finding in found} == {"not_checked"}
    assert len(found) == len(warehouse.asked) > 0


def test_a_warehouse_that_cannot_be_reached_is_an_error() -> None:
    warehouse = Refusing("duckdb", ConnectFailed("The server does not answer.", "Try again."))
    with pytest.raises(ConnectFailed):
        draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None)))


def test_a_big_table_is_sampled_and_says_so(tmp_path: Path) -> None:
    warehouse = duck(
        tmp_path,
        """create table event (event_id bigint, kind varchar, happened_at timestamp);
        insert into event select i, 'k' || i % 4, timestamp '2024-01-01' from range(5000) r(i);""",
    )
    draft = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None), sample_rows=1000))
    key = next(item for item in draft.evidence if item.kind == "primary_key")
    assert "1,000 values are all different in the rows looked at" in key.because
    kind = next(d for d in draft.model.tables[0].dimensions if d.name == "kind")
    assert kind.sample_values == ("k0", "k1", "k2", "k3")


class Counting(Runner):
    """A runner that keeps the statements, refuses those about `refused` and cancels after `last`."""

    def __init__(self, warehouse: Warehouse, *, refused: str = "", last: int = 1_000_000) -> None:
        super().__init__(warehouse, record=None)
        self.asked: list[str] = []
        self._refused = refused
        self._last = last

    def run(self, sql: ReadOnlySql, **options: Any) -> Any:
        self.asked.append(sql.text)
        if len(self.asked) > self._last:
            options["cancel"].cancel()
        options["cancel"].raise_if_cancelled()
        if self._refused and self._refused in sql.text:
            raise WarehouseFailed("No rights on this table.", "Ask for them.", code="not_granted")
        return super().run(sql, **options)


def _many(folder: Path, count: int = 40) -> Warehouse:
    tables = "".join(
        f"""create table thing_{i} (thing_{i}_id int, thing_{max(0, i - 1)}_ref varchar, kind varchar, amount double);
        insert into thing_{i} select i, 'x', 'k' || i % 3, i * 1.5 from range(30) r(i);"""
        for i in range(count)
    )
    return duck(folder, tables)


def test_small_tables_share_statements(tmp_path: Path) -> None:
    warehouse = _many(tmp_path)
    runner = Counting(warehouse)
    draft = draft_model(warehouse.catalog(), name="x", probe=Probe(runner))
    assert len(runner.asked) == draft.cost.statements <= 12
    assert draft.cost.rows >= 2 * 40 * 30
    kinds = [d for t in draft.model.tables for d in t.dimensions if d.name == "kind"]
    assert len(kinds) == 40
    assert {d.sample_values for d in kinds} == {("k0", "k1", "k2")}


def test_a_table_that_may_not_be_read_costs_only_its_own_evidence(tmp_path: Path) -> None:
    warehouse = _many(tmp_path, 8)
    draft = draft_model(warehouse.catalog(), name="x", probe=Probe(Counting(warehouse, refused="FROM main.thing_5")))
    read = {t.name for t in draft.model.tables for d in t.dimensions if d.name == "kind" and d.sample_values}
    assert read == {f"thing_{i}" for i in range(8) if i != 5}
    assert draft.cost.skipped == ("thing_5: counting values: No rights on this table.",)


def test_a_draft_is_cancelled_between_two_statements(tmp_path: Path) -> None:
    warehouse = _many(tmp_path)
    runner = Counting(warehouse, last=3)
    with pytest.raises(Cancelled):
        draft_model(warehouse.catalog(), name="x", probe=Probe(runner), cancel=CancelToken())
    assert len(runner.asked) == 4


def test_after_its_time_nothing_more_is_asked_and_that_is_said(tmp_path: Path) -> None:
    warehouse = _many(tmp_path, 3)
    draft = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None), budget=-1.0))
    assert draft.cost.statements == 0
    assert draft.cost.skipped == ("The limit of -1 seconds was reached at thing_0, thing_1, thing_2: counting values.",)
    assert len(draft.model.tables) == 3


def test_a_key_that_repeats_beyond_the_rows_looked_at_is_none(tmp_path: Path) -> None:
    """The first rows of a big table have different values, the whole has not: its values are counted roughly."""
    warehouse = duck(
        tmp_path,
        """create table event (event_id bigint, kind varchar);
        insert into event select i % 20000, 'k' || i % 4 from range(60000) r(i);
        create table visit (visit_id bigint, kind varchar);
        insert into visit select i, 'k' || i % 4 from range(60000) r(i);""",
    )
    draft = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None), sample_rows=10_000))
    assert {t.name: t.primary_key for t in draft.model.tables} == {"event": (), "visit": ("visit_id",)}
    told = next(e.because for e in draft.evidence if e.kind == "primary_key")
    assert "All 60,000 rows have about as many different values" in told


def test_a_big_table_takes_few_seconds(tmp_path: Path) -> None:
    """Five million rows: the time is that of looking at parts, and no statement gathers the whole table."""
    warehouse = duck(
        tmp_path,
        """create table customers as select i as customer_id, 'name ' || i as customer_name from range(500000) r(i);
        create table orders as select i as order_id, (i * 7919) % 500000 as customer_id, i / 7.0 as total_amount,
            timestamp '2020-01-01' + interval (i) second as ordered_at from range(5000000) r(i);""",
    )
    start = time.process_time()
    draft = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None)))
    assert time.process_time() - start < 10
    assert [(r.to_table, r.confidence) for r in draft.model.relationships] == [("customers", 0.99)]
    assert draft.cost.statements <= 12
