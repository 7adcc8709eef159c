"""A model that is drafted on BigQuery compiles, passes the guard and answers there: names of two parts, some with capitals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pytest

from lunara.ask.answer import answer
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import build_value_index
from lunara.connect import open_warehouse
from lunara.connect.catalog import Catalog
from lunara.connect.run import Runner, preview, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.guard import read_only
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.model import Dimension
from lunara.semantic.query import SemanticQuery
from lunara.settings import load_settings
from tests import lanes
from tests.contract.places.bigquery import LACKING, make_lacking
from tests.emulators.bigquery_rest import PROJECT, BigQueryRest, bigquery_rest
from tests.emulators.bqemulator import emulator

PATIENCE = 150.0  # the emulator is slow, and on a machine that has other work it is slow indeed
TABLES = (
    "create table customers (customer_id int64 not null, name string, country string)",
    "create table Orders (order_id int64 not null, customer_id int64, ordered_at timestamp, amount numeric,"
    " address struct<city string, zip string>)",
    "insert into customers values (1, 'Ann', 'DE'), (2, 'Bob', 'DE'), (3, 'Cleo', 'FR')",
    "insert into Orders values (1, 1, timestamp '2026-01-05 10:00:00', 10.5, struct('Köln', '1')),"
    " (2, 1, timestamp '2026-01-20 10:00:00', 20, null), (3, 2, timestamp '2026-02-01 10:00:00', 40.25, null),"
    " (4, 3, timestamp '2026-02-03 10:00:00', 7, null)",
)


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BigQueryRest]:
    lane = lanes.needed(lanes.lane_of("bigquery"))
    folder = tmp_path_factory.mktemp("bigquery")
    with emulator(lane.engine_python, folder, PROJECT) as behind, bigquery_rest(behind.url) as stub:
        stub.lacking = lambda dataset, view: view in LACKING
        for name in ("sales", "lacking"):
            behind.make_dataset(name)
        for statement in TABLES:
            behind.run(statement, "sales")
        make_lacking(behind, "sales")
        behind.run("insert into lacking.sales___TABLES__ values ('customers', 3), ('Orders', 4)")
        for day, city in (("20260101", "Köln"), ("20260102", "Bonn"), ("20260103", "Köln")):
            behind.run(f"create table sales.events_{day} (id int64, address struct<city string, zip string>)")
            behind.run(f"insert into sales.events_{day} values ({day}, struct('{city}', '1'))")
            behind.run(f"insert into lacking.sales___TABLES__ values ('events_{day}', 1)")
        behind.run(
            "create table sales.many (n int64, money numeric, moment timestamp, local datetime,"
            " day date, note string, ratio float64)"
        )
        behind.run(
            "insert into sales.many select n, cast(n as numeric) / 4, timestamp_add(timestamp '2024-01-01', interval n second),"
            " datetime '2024-02-29 13:14:15.5', date '1999-12-31', concat('ä', cast(n as string)), n / 8"
            " from unnest(generate_array(0, 29999)) as n"
        )
        stub.storage = behind.storage
        yield stub


@pytest.fixture
def warehouse(stub: BigQueryRest) -> Iterator[Warehouse]:
    config = {"project": PROJECT, "datasets": "sales", "endpoint": stub.url, "storage_endpoint": stub.storage}
    opened = open_warehouse("bigquery", config, {"key_json": stub.key()}, load_settings({}))
    yield opened
    opened.close()


def test_a_question_is_answered(warehouse: Warehouse) -> None:
    runner = Runner(warehouse, record=None)
    catalog = warehouse.catalog()
    assert {(table.schema, table.name) for table in catalog.tables} == {
        ("sales", "customers"),
        ("sales", "Orders"),
        ("sales", "many"),
        ("sales", "events_*"),
    }
    draft = draft_model(catalog, name="sales", probe=Probe(runner, seconds=PATIENCE))
    assert draft.cost.skipped == ()
    model = draft.model
    assert [(one.from_table, one.to_table) for one in model.relationships] == [("orders", "customers")]
    values = build_value_index(model, runner)
    clock = Clock(today=date(2026, 2, 10), timezone="UTC")

    def rows(text: str) -> list[tuple[object, ...]]:
        done = answer(Question(text=text, clock=clock), model, warehouse, OfflinePlanner(values))
        assert done.result is not None, done
        return [tuple(float(cell) if not isinstance(cell, str) else cell for cell in row) for row in done.result.rows()]

    assert rows("total amount by country") == [("DE", 70.75), ("FR", 7.0)]
    assert rows("total amount in January 2026") == [(30.5,)]


def test_a_series_by_date_and_a_field_within_a_struct_are_asked(warehouse: Warehouse) -> None:
    catalog = warehouse.catalog()
    events = catalog.table("events_*")
    assert events is not None and preview(warehouse, events).row_count == 3
    draft = draft_model(Catalog("bigquery", (events,)), name="events", probe=Probe(Runner(warehouse, record=None)))
    table = draft.model.tables[0]
    assert table.source is not None
    city = Dimension(name="city", type="string", expression="(address).city")
    model = draft.model.model_copy(
        update={"tables": (table.model_copy(update={"dimensions": (*table.dimensions, city)}),)}
    )
    asked = SemanticQuery.model_validate(
        {
            "measures": [{"name": "n", "table": table.name, "aggregate": "count"}],
            "dimensions": [f"{table.name}.city"],
            "order_by": [{"field": f"{table.name}.city"}],
        }
    )
    compiled = compile_query(asked, model, "bigquery", Clock(today=date(2026, 2, 10), timezone="UTC"))
    assert [tuple(map(str, row)) for row in run(warehouse, compiled.sql).rows()] == [("Bonn", "1"), ("Köln", "2")]


def test_large_results_come_as_pages_where_the_storage_api_gives_none(warehouse: Warehouse) -> None:
    """The emulator makes up the table of a result, so that its Storage Read API finds none."""
    sql = read_only("select n from many", "bigquery")
    for _ in range(2):
        batches = list(warehouse.stream(sql, timeout_seconds=PATIENCE, cancel=CancelToken()))
        assert sorted(n for batch in batches for n in batch["n"].to_pylist()) == list(range(30_000))
        assert not warehouse._storage.usable  # type: ignore[attr-defined]


def test_large_results_come_the_same_through_the_storage_api_and_as_pages(
    warehouse: Warehouse, stub: BigQueryRest
) -> None:
    sql = read_only("select * from many", "bigquery")
    stub.destinations[sql.text] = {"projectId": PROJECT, "datasetId": "sales", "tableId": "many"}

    def read() -> pa.Table:
        before = sum("/queries/" in path for _, path in stub.calls)
        batches = list(warehouse.stream(sql, timeout_seconds=PATIENCE, cancel=CancelToken()))
        pages.append(sum("/queries/" in path for _, path in stub.calls) - before)
        return pa.Table.from_batches(batches).combine_chunks()

    pages: list[int] = []
    fast = read()
    warehouse._storage.close()  # type: ignore[attr-defined]
    slow = read()
    # By the Storage Read API no page but the first is asked for.
    assert pages == [1, 2]
    assert fast.num_rows == 30_000 and fast.schema == slow.schema
    assert fast.sort_by("n").equals(slow.sort_by("n"))
