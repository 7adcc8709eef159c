from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from lunara.connect import open_url
from lunara.connect.run import Runner
from lunara.connect.warehouse import Warehouse
from lunara.semantic.draft import draft_model
from lunara.semantic.drift import CheckFinding, check_model, find_drift
from lunara.semantic.model import SemanticModel
from lunara.semantic.repairing import apply_repairs
from tests.unit.draft.live import duck

BASE = """
create table customers (customer_id int primary key, name varchar, joined date);
create table orders (order_id int primary key, customer_id int, status varchar, amount decimal(10,2), ordered_at timestamp);
insert into customers select i, 'c' || i, date '2024-01-01' from range(10) r(i);
insert into orders select i, i % 10, 'ok', 5, timestamp '2024-02-01' from range(50) r(i);
"""


@pytest.fixture
def model(tmp_path: Path) -> SemanticModel:
    warehouse = duck(tmp_path, BASE)
    made = draft_model(warehouse.catalog(), name="x").model
    assert check_model(made, Runner(warehouse, record=None)) == []
    warehouse.close()
    return made


def _changed(folder: Path, sql: str) -> Warehouse:
    path = folder / "changed.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)
    return open_url(f"duckdb:///{path}")


def _check(model: SemanticModel, folder: Path, base: str, more: str = "") -> list[CheckFinding]:
    return check_model(model, Runner(_changed(folder, base + more), record=None))


def test_a_table_that_is_gone(model: SemanticModel, tmp_path: Path) -> None:
    found = _check(model, tmp_path, BASE, "alter table customers rename to customers_v2;")
    assert [(f.level, f.code, f.item) for f in found] == [("error", "table_missing", "table:customers")]
    assert "customers_v2" in found[0].hint
    assert "relationship:orders_customer" in found[0].breaks


def test_a_column_that_was_renamed(model: SemanticModel, tmp_path: Path) -> None:
    found = _check(model, tmp_path, BASE, "alter table orders rename amount to amount_net;")
    assert [(f.code, f.item) for f in found] == [("column_missing", "dimension:orders.amount")]
    assert "amount_net" in found[0].hint
    assert set(found[0].breaks) == {
        "dimension:orders.amount", "measure:orders.total_amount", "measure:average_order_value"
    }  # fmt: skip


def test_a_column_of_another_type(model: SemanticModel, tmp_path: Path) -> None:
    found = _check(model, tmp_path, BASE.replace("amount decimal(10,2)", "amount varchar"))
    assert [(f.code, f.item) for f in found] == [
        ("type_changed", "dimension:orders.amount"),
        ("cannot_run", "measure:orders.total_amount"),
    ]


def test_a_target_that_is_no_longer_unique(model: SemanticModel, tmp_path: Path) -> None:
    loose = BASE.replace("customer_id int primary key", "customer_id int")
    found = _check(model, tmp_path, loose, "insert into customers values (3, 'again', null), (3, 'again', null);")
    assert [(f.level, f.code, f.item, f.count, f.of) for f in found] == [
        ("error", "target_not_unique", "relationship:orders_customer", 2, 12)
    ]


def test_orphans_and_nulls_are_counted_apart(model: SemanticModel, tmp_path: Path) -> None:
    more = "insert into orders values (900, 77, 'ok', 1, null), (901, null, 'ok', 1, null), (902, 78, 'ok', 1, null);"
    found = _check(model, tmp_path, BASE, more)
    assert [(f.level, f.code, f.count, f.of) for f in found] == [("warning", "orphans", 2, 52)]


def test_keys_without_a_value(model: SemanticModel, tmp_path: Path) -> None:
    found = _check(
        model, tmp_path, BASE.replace("primary key", ""), "insert into orders values (null, 1, 'ok', 1, null);"
    )
    assert [(f.level, f.code, f.count, f.of) for f in found] == [("warning", "key_has_nulls", 1, 51)]


FOREIGN = ", foreign key (order_id, line_no) references lines(order_id, line_no)"


def test_composite_keys(tmp_path: Path) -> None:
    base = f"""create table lines (order_id int, line_no int, qty int, primary key (order_id, line_no));
    create table parcels (parcel_id int primary key, order_id int, line_no int{FOREIGN});
    insert into lines select i // 2, i % 2, 1 from range(20) r(i);
    insert into parcels select i, i // 2, i % 2 from range(20) r(i);"""
    warehouse = duck(tmp_path, base)
    model = draft_model(warehouse.catalog(), name="x").model
    assert [r.from_columns for r in model.relationships] == [("order_id", "line_no")]
    assert check_model(model, Runner(warehouse, record=None)) == []
    loose = base.replace(", primary key (order_id, line_no)", "").replace(FOREIGN, "")
    found = _check(model, tmp_path, loose, "insert into lines values (0, 0, 5); insert into parcels values (99, 0, 7);")
    assert {(f.code, f.count) for f in found} == {("target_not_unique", 1), ("orphans", 1)}


PAIRED = """
create table people (person_id int primary key, name varchar);
create table passports (passport_id int primary key, person_id int unique references people(person_id), number varchar);
insert into people select i, 'p' || i from range(10) r(i);
insert into passports select i, i, 'x' || i from range(10) r(i);
"""


def test_a_join_that_is_no_longer_one_to_one(tmp_path: Path) -> None:
    warehouse = duck(tmp_path, PAIRED)
    made = draft_model(warehouse.catalog(), name="x").model
    warehouse.close()
    # one key less, so that what is told is about the join and not about the key
    tables = tuple(t.model_copy(update={"unique_keys": ()}) for t in made.tables)
    made = made.model_copy(update={"tables": tables})
    assert [r.cardinality for r in made.relationships] == ["one_to_one"]
    loose = _changed(tmp_path, PAIRED.replace(" unique", "") + "insert into passports values (90, 3, 'second');")
    runner = Runner(loose, record=None)
    (found,) = find_drift(made, runner).findings
    assert (found.level, found.kind, found.item, found.count, found.of) == (
        "error", "not_one_to_one", "relationship:passports_person", 1, 11,
    )  # fmt: skip
    assert found.repair is not None and found.repair.confidence >= 0.9
    repaired = apply_repairs(made, found.repair.repairs).model
    assert [r.cardinality for r in repaired.relationships] == ["many_to_one"]
    assert find_drift(repaired, runner).findings == ()
