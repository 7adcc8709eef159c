"""The probe's statements: accepted by the guard in every dialect, sampled on big tables, harmless when refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lunara.connect.catalog import Catalog, Column, Table
from lunara.connect.duckdb import KIND
from lunara.connect.run import Runner
from lunara.connect.warehouse import CancelToken, Finding
from lunara.errors import ConnectFailed, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.semantic.draft import Probe, draft_model
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
    assert big and all("LIMIT 200000" in text for text in big)
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
