"""What a person wrote into a model, held against the warehouse: keys, expressions, filters, measures over measures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lunara.connect.run import Runner
from lunara.connect.warehouse import Warehouse
from lunara.semantic.drift import CheckFinding, check_model
from lunara.semantic.model import SemanticModel
from lunara.semantic.review import edit
from lunara.semantic.schema_check import compare_with_catalog
from lunara.semantic.versions import touched_tables
from tests.unit.draft.live import duck, lite

BASE = """
create table clients (name varchar, city varchar);
create table orders (id integer primary key, client varchar, status varchar, amount decimal(10,2), fee decimal(10,2));
insert into clients values ('Ann', 'Rome'), ('Bob', 'Rome'), ('Bob', 'Oslo');
insert into orders values (1, 'Ann', 'ok', 10, 1), (2, 'Bob', 'late', 20, 2);
"""
MODEL = {
    "name": "shop",
    "tables": [
        {
            "name": "clients",
            "source": "clients",
            "dimensions": [{"name": "name"}, {"name": "city"}],
            "measures": [{"name": "client_count", "aggregate": "count"}],
        },
        {
            "name": "orders",
            "source": "orders",
            "primary_key": ["id"],
            "dimensions": [{"name": "id", "type": "number"}, {"name": "status"}],
            "measures": [
                {"name": "revenue", "aggregate": "sum", "expression": "amount"},
                {"name": "order_count", "aggregate": "count"},
            ],
        },
    ],
    "measures": [{"name": "per_order", "expression": "revenue / order_count"}],
}
Changed = Callable[[str, dict[str, Any]], SemanticModel]


@pytest.fixture(params=[duck, lite], ids=["duckdb", "sqlite"])
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Warehouse:
    opened: Warehouse = request.param(tmp_path, BASE)
    return opened


@pytest.fixture
def changed(warehouse: Warehouse) -> Changed:
    model = SemanticModel.model_validate({**MODEL, "dialect": warehouse.dialect})
    assert check_model(model, Runner(warehouse, record=None)) == []
    return lambda key, fields: edit(model, {}, key, fields).model


def told(found: list[CheckFinding]) -> list[tuple[str, str, str]]:
    return [(finding.level, finding.code, finding.item) for finding in found]


def test_a_key_that_is_no_column(warehouse: Warehouse, changed: Changed) -> None:
    model = changed("table:clients", {"primary_key": ["nam"]})
    offline = compare_with_catalog(model, warehouse.catalog()).findings
    assert told(offline) == [("error", "column_missing", "table:clients")]
    assert (
        "clients has no column nam, which the key of clients uses." in offline[0].message and "name" in offline[0].hint
    )
    assert "rights" not in offline[0].hint
    assert told(check_model(model, Runner(warehouse, record=None))) == told(offline)


@pytest.mark.parametrize("field", ["expression", "filter"])
def test_an_expression_over_a_column_that_is_not_there(warehouse: Warehouse, changed: Changed, field: str) -> None:
    model = changed("measure:orders.revenue", {field: "amount + bogus_column > 0"})
    found = check_model(model, Runner(warehouse, record=None))
    assert told(found) == [("error", "column_missing", "measure:orders.revenue")]
    assert "orders has no column bogus_column, which the measure orders.revenue uses." in found[0].message


def test_a_column_of_the_warehouse_behind_sql_of_our_own(warehouse: Warehouse, changed: Changed) -> None:
    own = {"source": None, "sql": "select name as client, city from clients", "dimensions": [{"name": "client"}]}
    assert check_model(changed("table:clients", own), Runner(warehouse, record=None)) == []
    wrong = changed("table:clients", {**own, "dimensions": [{"name": "name"}]})
    assert told(compare_with_catalog(wrong, warehouse.catalog()).findings) == [
        ("error", "column_missing", "dimension:clients.name")
    ]


def test_an_expression_that_the_warehouse_cannot_run(tmp_path: Path) -> None:
    warehouse = duck(tmp_path, BASE)
    model = SemanticModel.model_validate({**MODEL, "dialect": "duckdb"})
    wrong = edit(model, {}, "measure:orders.revenue", {"expression": "cast(status as integer)"}).model
    (found,) = check_model(wrong, Runner(warehouse, record=None))
    assert (found.level, found.code, found.item) == ("error", "cannot_run", "measure:orders.revenue")
    assert "rights" not in found.hint and "measure:per_order" in found.breaks
    wrong = edit(model, {}, "dimension:orders.status", {"expression": "no_such_function(status)"}).model
    assert told(check_model(wrong, Runner(warehouse, record=None))) == [
        ("error", "cannot_run", "dimension:orders.status")
    ]


def test_a_key_declared_by_hand_that_repeats(warehouse: Warehouse, changed: Changed) -> None:
    found = check_model(changed("table:clients", {"primary_key": ["name"]}), Runner(warehouse, record=None))
    assert told(found) == [("error", "key_not_unique", "table:clients")]
    assert (
        check_model(changed("table:clients", {"primary_key": ["name", "city"]}), Runner(warehouse, record=None)) == []
    )


def test_only_what_was_changed_is_tried(warehouse: Warehouse, changed: Changed) -> None:
    old = changed("table:clients", {"primary_key": ["name"]})
    new = edit(old, {}, "measure:orders.revenue", {"expression": "amount + fee"}).model
    assert touched_tables(old, new) == {"orders"}
    assert check_model(new, Runner(warehouse, record=None), only=touched_tables(old, new)) == []
    renamed = edit(old, {}, "dimension:clients.city", {"label": "Town", "description": "Where they live"}).model
    assert touched_tables(old, renamed) == set()
    assert touched_tables(None, new) == {"clients", "orders"}


def test_steps_are_told(warehouse: Warehouse, changed: Changed) -> None:
    steps: list[str] = []
    check_model(
        changed("table:clients", {}),
        Runner(warehouse, record=None),
        on_step=lambda what, done, total: steps.append(what),
    )
    assert [*dict.fromkeys(steps)] == [
        "Comparing tables and columns", "Trying measures and dimensions", "Counting keys and references",
    ]  # fmt: skip


def test_one_uses_and_several_use() -> None:
    from lunara.connect.catalog import Catalog, Column
    from lunara.connect.catalog import Table as Relation
    from lunara.semantic.model import Dimension, Measure, SemanticModel, Table
    from lunara.semantic.schema_check import compare_with_catalog

    catalog = Catalog("duckdb", (Relation("main", "orders", (Column("id", "integer"),)),))
    measure = Measure(name="paid", aggregate="sum", expression="amount")
    table = Table(name="orders", source="main.orders", measures=(measure,))
    both = table.model_copy(update={"dimensions": (Dimension(name="amount", type="number"),)})
    for one, said in ((table, "which the measure orders.paid uses."), (both, "and 1 other use.")):
        found = compare_with_catalog(SemanticModel(name="m", dialect="duckdb", tables=(one,)), catalog).findings
        assert any(said in finding.message for finding in found), [finding.message for finding in found]
