"""A statement that fails because the warehouse is no longer as the model says: that is told, and no other failure for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from lunara.connect import open_url
from lunara.connect.run import run
from lunara.connect.warehouse import Warehouse
from lunara.errors import WarehouseFailed
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock, CompiledQuery
from lunara.semantic.draft import draft_model
from lunara.semantic.model import SemanticModel
from lunara.semantic.moved import MOVED, told_as_moved
from lunara.semantic.query import SemanticQuery


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        connection.execute(
            "create table orders (order_id integer primary key, amount double, town varchar, ordered_on date)"
        )
        connection.execute("insert into orders values (1, 2.5, 'Oslo', '2025-01-01'), (2, 3.5, 'Bergen', '2025-02-01')")
    return tmp_path / "x.duckdb"


@pytest.fixture
def model(path: Path) -> SemanticModel:
    warehouse = open_url(f"duckdb:///{path}")
    try:
        return draft_model(warehouse.catalog(), name="x").model
    finally:
        warehouse.close()


@pytest.fixture
def changed(path: Path, request: pytest.FixtureRequest) -> Iterator[Warehouse]:
    """The warehouse after a statement (the parameter) has changed it behind the model."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(request.param)
    warehouse = open_url(f"duckdb:///{path}")
    yield warehouse
    warehouse.close()


def compiled_of(model: SemanticModel) -> CompiledQuery:
    query = SemanticQuery(measures=("total_amount",), dimensions=("orders.town",))
    return compile_query(query, model, "duckdb", Clock(date(2025, 6, 1)))


def failure(model: SemanticModel, warehouse: Warehouse, compiled: CompiledQuery) -> WarehouseFailed:
    with (
        pytest.raises(WarehouseFailed) as raised,
        told_as_moved(model, warehouse, compiled.tables, compiled.sql.text),
    ):
        run(warehouse, compiled.sql)
    return raised.value


@pytest.mark.parametrize(
    ("changed", "item"),
    [
        ("alter table orders rename column town to city", "dimension:orders.town"),
        ("alter table orders drop column amount", "dimension:orders.amount"),
        ("drop table orders", "table:orders"),
    ],
    indirect=["changed"],
)
def test_what_is_gone_is_named(model: SemanticModel, changed: Warehouse, item: str) -> None:
    error = failure(model, changed, compiled_of(model))
    assert error.code == MOVED and item in error.details["items"]
    assert "Error" not in error.message and "Model › Check" in error.hint
    assert "DuckDB" in error.details["said"]


@pytest.mark.parametrize("changed", ["alter table orders drop column ordered_on"], indirect=True)
def test_a_column_that_the_statement_does_not_name_is_not_the_reason(model: SemanticModel, changed: Warehouse) -> None:
    compiled = compiled_of(model)
    broken = compiled.sql.text.replace("orders", "order_s")
    with pytest.raises(WarehouseFailed) as raised, told_as_moved(model, changed, compiled.tables, broken):
        raise WarehouseFailed("DuckDB could not run the query: no such table", "Check the names.")
    assert raised.value.code == WarehouseFailed.code


@pytest.mark.parametrize("changed", ["select 1"], indirect=True)
def test_nothing_is_told_where_all_is_well(model: SemanticModel, changed: Warehouse) -> None:
    compiled = compiled_of(model)
    with told_as_moved(model, changed, compiled.tables, compiled.sql.text):
        assert run(changed, compiled.sql).row_count == 2


@pytest.mark.parametrize("changed", ["alter table orders drop column town"], indirect=True)
def test_a_name_within_another_name_is_not_that_name(model: SemanticModel, changed: Warehouse) -> None:
    with (
        pytest.raises(WarehouseFailed) as raised,
        told_as_moved(model, changed, ("orders",), "SELECT town_hall FROM orders"),
    ):
        raise WarehouseFailed("DuckDB could not run the query: division by zero", "Check it.")
    assert raised.value.code == WarehouseFailed.code
