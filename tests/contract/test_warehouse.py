"""Every kind of warehouse keeps the same promises. A kind is named once, in `KINDS`; what differs is read from it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from lunara.ask.answer import answer
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.connect import kind, open_warehouse
from lunara.connect.run import Limits, Runner, preview, run
from lunara.connect.warehouse import BySchema, CancelToken, Warehouse
from lunara.errors import Cancelled, ConnectFailed, LunaraError, TimedOut, WarehouseFailed
from lunara.guard import ReadOnlySql, read_only
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import Probe, draft_model
from lunara.settings import load_settings
from tests.contract.places import Place
from tests.waiting import until

SETTINGS = load_settings({"LUNARA_REMOTE_FILES": "on"})


def ask(warehouse: Warehouse, sql: str, **options: Any) -> pa.Table:
    """The result with its columns named as they were written, whatever the engine makes of plain names."""
    result = run(warehouse, read_only(sql, warehouse.dialect), **options).data
    return result.rename_columns([name.lower() for name in result.column_names])


def unguarded(warehouse: Warehouse, sql: str) -> ReadOnlySql:
    """A statement that no guard has seen, to prove that the engine's own wall holds."""
    return ReadOnlySql(sql, warehouse.dialect, (), ())


def test_the_kind_declares_a_form_that_fits_its_module(place: Place) -> None:
    declared = kind(place.kind)
    assert declared.name == place.kind and declared.label and declared.description
    names = [field.name for field in declared.fields]
    assert len(names) == len(set(names))
    assert set(place.config) <= set(names)
    assert {field.name for field in declared.fields if field.secret} >= set(place.secrets)


def test_check_says_what_works(warehouse: Warehouse) -> None:
    findings = warehouse.check()
    assert {finding.level for finding in findings} <= {"ok", "warning"}
    assert any(finding.level == "ok" for finding in findings)
    assert not any("write" in finding.message for finding in findings if finding.level == "warning")


def test_check_says_that_there_are_no_tables(place: Place) -> None:
    opened = open_warehouse(place.kind, *place.empty, SETTINGS)
    try:
        assert any(f.level == "error" and "no tables" in f.message for f in opened.check())
    finally:
        opened.close()


def test_check_warns_of_an_account_that_can_write(place: Place) -> None:
    if place.writing is None:
        pytest.skip("it has no account that could write: files are opened read-only")
    opened = open_warehouse(place.kind, *place.writing, SETTINGS)
    try:
        warned = [f for f in opened.check() if f.level == "warning" and "can write" in f.message]
    finally:
        opened.close()
    assert warned and all(word in warned[0].statement for word in place.remedy)


def test_what_is_wrong_is_said_in_words(place: Place) -> None:
    assert place.wrong
    for code, (config, secrets) in place.wrong.items():
        with pytest.raises(ConnectFailed) as failed:
            open_warehouse(place.kind, config, secrets, SETTINGS)
        assert failed.value.code == code, failed.value.message
        assert failed.value.message.endswith(".") and failed.value.hint
        assert "Error" not in failed.value.message and "Traceback" not in failed.value.message
        assert not any(value and value in str(failed.value) for value in secrets.values())


def test_a_missing_field_is_named(place: Place) -> None:
    with pytest.raises(LunaraError):
        open_warehouse(place.kind, {}, {}, SETTINGS)


def test_the_catalog_tells_tables_columns_and_rows(warehouse: Warehouse, place: Place) -> None:
    catalog = warehouse.catalog()
    assert catalog.dialect == warehouse.dialect
    child = catalog.table(place.spelled("child"), place.schema)
    assert child is not None
    names = ["id", "parent_id", "amount", "big", "made_at", "note"]
    assert [column.name for column in child.columns] == [place.spelled(name) for name in names]
    assert all(column.type for column in child.columns)
    assert child.row_count == 3
    assert type(catalog).from_json(catalog.to_json()) == catalog
    assert warehouse.catalog("no such schema").tables == ()


def test_the_catalog_tells_keys_views_and_comments(warehouse: Warehouse, place: Place) -> None:
    if not place.has_keys:
        pytest.skip("files declare no keys")
    catalog = warehouse.catalog()
    spelled = place.spelled
    parent, child = catalog.table(spelled("parent")), catalog.table(spelled("child"))
    assert parent is not None and child is not None
    assert parent.primary_key == (spelled("id"),)
    assert ((spelled("code"),) in parent.unique_keys) is place.has_unique_keys
    assert [column.nullable for column in parent.columns] == [False, True, False]
    key = child.foreign_keys[0]
    assert (key.columns, key.references_schema, key.references_table, key.references_columns) == (
        (spelled("parent_id"),), place.schema, spelled("parent"), (spelled("id"),),
    )  # fmt: skip
    view = catalog.table(spelled("both_of_them"))
    assert view is not None and view.kind == "view"
    assert [c.name for c in view.columns] == [spelled("name"), spelled("amount")]
    if child.description:
        amount = child.column(spelled("amount"))
        assert child.description == "the kids" and amount is not None and amount.description == "in euro"


def test_a_table_of_very_many_columns(warehouse: Warehouse, place: Place) -> None:
    table = warehouse.catalog().table(place.spelled("wide"))
    assert table is not None and len(table.columns) == place.widest
    assert len(preview(warehouse, table).columns) == place.widest


def test_odd_identifiers_are_read_and_asked(warehouse: Warehouse, place: Place) -> None:
    catalog = warehouse.catalog()
    table = next(t for t in catalog.tables if t.name.startswith("odd"))
    assert tuple(column.name for column in table.columns) == place.odd_names
    found = preview(warehouse, table)
    assert found.columns == place.odd_names and found.rows() == [(7,) * len(place.odd_names)]


def test_values_are_exact(warehouse: Warehouse, place: Place) -> None:
    rows = ask(warehouse, "select amount, big, made_at, note, parent_id from child order by id").to_pylist()
    assert [row["big"] for row in rows] == [9007199254740993, -9223372036854775807, None]
    assert [row["parent_id"] for row in rows] == [1, 1, None]
    assert rows[0]["note"] == "<b>é</b>"
    if place.has_schemas_of_types:
        assert [row["amount"] for row in rows] == [Decimal("12.34"), Decimal("0.10"), None]
        assert rows[0]["made_at"] == datetime(2024, 2, 29, 13, 14, 15)
    else:
        assert [row["amount"] for row in rows] == [12.34, 0.1, None]
        assert rows[0]["made_at"] == "2024-02-29 13:14:15"


def test_no_rows_is_a_result_with_columns(warehouse: Warehouse) -> None:
    result = run(warehouse, read_only("select id, amount, note from nothing_in_it", warehouse.dialect))
    assert [name.lower() for name in result.columns] == ["id", "amount", "note"]
    assert result.rows() == [] and not result.truncated
    batches = list(
        warehouse.stream(
            read_only("select id from nothing_in_it", warehouse.dialect), timeout_seconds=10, cancel=CancelToken()
        )
    )
    assert len(batches) >= 1 and [name.lower() for name in batches[0].schema.names] == ["id"]


def test_rows_and_bytes_are_cut_and_said(warehouse: Warehouse) -> None:
    few = run(warehouse, read_only("select n from numbers", warehouse.dialect), limits=Limits(rows=10))
    assert few.row_count == 10 and few.truncated
    exact = run(warehouse, read_only("select n from numbers", warehouse.dialect), limits=Limits(rows=60000))
    assert exact.row_count == 60000 and not exact.truncated
    small = run(warehouse, read_only("select n from numbers", warehouse.dialect), limits=Limits(bytes=50_000))
    assert small.truncated and 0 < small.data.nbytes <= 50_000


def test_a_slow_statement_is_stopped_in_time(warehouse: Warehouse, place: Place) -> None:
    started = time.monotonic()
    with pytest.raises(TimedOut) as stopped:
        ask(warehouse, place.slow, limits=Limits(seconds=0.5))
    assert time.monotonic() - started < 4
    assert "0.5 seconds" in stopped.value.message
    if place.running is not None:
        running = place.running
        until(lambda: running() == 0)
    assert ask(warehouse, "select 1 as one").to_pylist() == [{"one": 1}]


def test_cancel_stops_the_engine(warehouse: Warehouse, place: Place) -> None:
    assert kind(place.kind).capabilities.cancels_in_engine
    token = CancelToken()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(ask, warehouse, place.slow, cancel=token)
        until(lambda: place.running is None or place.running() > 0)
        time.sleep(0.3)
        assert not answer.done()
        started = time.monotonic()
        token.cancel()
        with pytest.raises(Cancelled):
            answer.result(10)
        assert time.monotonic() - started < 4
    if place.running is not None:
        until(lambda: place.running() == 0)
    assert ask(warehouse, "select 1 as one").to_pylist() == [{"one": 1}]


def test_a_cancelled_token_runs_nothing(warehouse: Warehouse) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        ask(warehouse, "select 1", cancel=token)


@pytest.mark.parametrize(
    "statement",
    [
        "insert into parent values (99, 'z', 'Zoe')",
        "update parent set name = 'x'",
        "delete from child",
        "drop table child",
        "create table made_by_us (a integer)",
        "alter table parent add column extra integer",
        "create view v as select 1",
        "select 1; delete from child",
        "commit; delete from child",
    ],
)
def test_the_engine_itself_refuses_to_write(warehouse: Warehouse, place: Place, statement: str) -> None:
    assert kind(place.kind).capabilities.read_only_session
    before = place.checksum()
    with pytest.raises(LunaraError):
        list(warehouse.stream(unguarded(warehouse, statement), timeout_seconds=10, cancel=CancelToken()))
    assert place.checksum() == before


def test_the_engine_refuses_to_write_for_an_account_that_could(place: Place) -> None:
    if place.writing is None:
        pytest.skip("it has no account that could write: files are opened read-only")
    opened = open_warehouse(place.kind, *place.writing, SETTINGS)
    before = place.checksum()
    try:
        for statement in (
            "delete from child",
            "set transaction read write",
            "with gone as (delete from child returning *) select * from gone",
            "select set_config('transaction_read_only', 'off', false)",
            "create table x as select 1",
            "truncate table child",
            "alter table child add column extra integer",
            "set session transaction read write",
            "delete from child",
        ):
            with pytest.raises(LunaraError):
                list(opened.stream(unguarded(opened, statement), timeout_seconds=10, cancel=CancelToken()))
    finally:
        opened.close()
    assert place.checksum() == before


def test_a_wrong_statement_fails_in_words(warehouse: Warehouse) -> None:
    for sql in (
        "select nope from child",
        "select * from no_such_table",
        "select cast('x' as integer) + 1 from no_such_table",
    ):
        with pytest.raises(WarehouseFailed) as failed:
            ask(warehouse, sql)
        said = failed.value.message.lower()
        assert "nope" in said or "no_such_table" in said
        assert failed.value.hint and "Traceback" not in failed.value.message


def test_a_drafted_model_answers_a_question(warehouse: Warehouse, place: Place) -> None:
    """The journey on the contract's tables: catalog, draft with probes in the engine, offline planner, compiled SQL, result."""
    spelled = place.spelled
    wanted = {spelled("parent"), spelled("child")}
    catalog = warehouse.catalog()
    catalog = replace(catalog, tables=tuple(table for table in catalog.tables if table.name in wanted))
    model = draft_model(catalog, name="contract", probe=Probe(Runner(warehouse, record=None))).model
    clock = Clock(date(2024, 3, 1))
    totals = answer(Question("total amount", clock), model, warehouse, OfflinePlanner())
    assert totals.result is not None, totals.plan
    assert [float(str(value)) for value in totals.result.rows()[0]] == [12.44]
    monthly = answer(Question("total amount by year", clock), model, warehouse, OfflinePlanner())
    if place.has_schemas_of_types:
        assert monthly.result is not None, monthly.plan
        found = {str(row[0])[:4]: row[1] for row in monthly.result.rows()}
        assert {year: float(str(found[year])) for year in ("1999", "2024")} == {"1999": 0.1, "2024": 12.34}


def test_many_threads_share_it(warehouse: Warehouse) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(
                lambda n: ask(warehouse, f"select count(*) as c from numbers where n < {n}")["c"][0].as_py(), range(40)
            )
        )
    assert found == list(range(40))


def test_a_reader_that_stops_early_leaves_it_usable(warehouse: Warehouse) -> None:
    for _ in range(12):
        stream = warehouse.stream(
            read_only("select n from numbers", warehouse.dialect), timeout_seconds=10, cancel=CancelToken()
        )
        assert next(iter(stream)) is not None
        stream.close()  # type: ignore[attr-defined]
    assert ask(warehouse, "select count(*) as c from numbers").to_pylist() == [{"c": 60000}]


def test_it_answers_again_after_the_server_was_restarted(warehouse: Warehouse, place: Place) -> None:
    if place.drop_connections is None:
        pytest.skip("a file has no server")
    assert ask(warehouse, "select 1 as one").num_rows == 1
    place.drop_connections()
    assert ask(warehouse, "select 1 as one").to_pylist() == [{"one": 1}]


def test_a_connection_lost_while_it_runs_is_said(warehouse: Warehouse, place: Place) -> None:
    if place.drop_connections is None or place.running is None:
        pytest.skip("a file has no server")
    running, drop = place.running, place.drop_connections
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(
            lambda: list(
                warehouse.stream(read_only(place.slow, warehouse.dialect), timeout_seconds=30, cancel=CancelToken())
            )
        )
        until(lambda: running() > 0)
        drop()
        with pytest.raises(ConnectFailed) as lost:
            answer.result(20)
    assert lost.value.code == "connection_lost"


def test_the_same_source_opened_twice_works(place: Place) -> None:
    first = open_warehouse(place.kind, place.config, place.secrets, SETTINGS)
    second = open_warehouse(place.kind, place.config, place.secrets, SETTINGS)
    first.close()
    first.close()
    try:
        assert ask(second, "select 1 as one").num_rows == 1
        with pytest.raises(ConnectFailed):
            ask(first, "select 1 as one")
    finally:
        second.close()


def test_nothing_secret_is_shown(warehouse: Warehouse, place: Place) -> None:
    for value in place.secrets.values():
        assert value not in repr(warehouse) and value not in str(vars(warehouse.kind))


def test_the_catalog_may_be_read_schema_by_schema(warehouse: Warehouse) -> None:
    if not isinstance(warehouse, BySchema):
        pytest.skip("its catalog is read as a whole")
    whole = warehouse.catalog()
    sizes = warehouse.schemas()
    assert sum(sizes.values()) == len(whole.tables)
    assert tuple(table for name in sizes for table in warehouse.catalog(name).tables) == whole.tables


def test_reading_the_catalog_can_be_cancelled(warehouse: Warehouse) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        warehouse.catalog(cancel=token)
