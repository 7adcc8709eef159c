"""What only Databricks has: its session, its keys and grants, its words for what goes wrong, service principals."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lunara.connect import databricks, deadline, open_url, open_warehouse, parse_url
from lunara.connect.databricks_line import Line
from lunara.connect.drivers import is_installed
from lunara.connect.hosts import Reach
from lunara.connect.run import Limits, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, ConnectFailed, InvalidInput, LunaraError, TimedOut, WarehouseFailed
from lunara.guard import ReadOnlySql, read_only
from lunara.settings import load_settings
from tests import lanes
from tests.contract.places import script
from tests.emulators.certificates import self_signed
from tests.waiting import until

if TYPE_CHECKING:
    from tests.emulators.databricks import DatabricksStub

SETTINGS = load_settings({})
SLOW = "select count(*) as n from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17"


@pytest.fixture
def stub(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[DatabricksStub]:
    if not is_installed(databricks.KIND):
        lanes.not_run(lanes.lane_of("databricks"), "its driver is not installed")
    from tests.emulators.databricks import Account, DatabricksStub

    certificate = self_signed(tmp_path_factory.mktemp("tls"))
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    made = DatabricksStub({"sesame": Account("reader@shop", ("readers",))}, certificate, {"robot": "secret"})
    for statement in script("decimal(12,2)", "varchar", "timestamp"):
        made.engine.connection.execute(statement)
    yield made
    made.close()


def config(stub: DatabricksStub, **more: str) -> dict[str, str]:
    from tests.emulators.databricks import CATALOG, PATH

    return {"host": "127.0.0.1", "port": str(stub.port), "http_path": PATH, "catalog": CATALOG, **more}


@pytest.fixture
def warehouse(stub: DatabricksStub) -> Iterator[Warehouse]:
    opened = open_warehouse("databricks", config(stub), {"token": "sesame"}, SETTINGS)
    yield opened
    opened.close()


def ask(
    warehouse: Warehouse, sql: str, seconds: float = 60.0, cancel: CancelToken | None = None
) -> list[dict[str, Any]]:
    found = run(warehouse, read_only(sql, "databricks"), limits=Limits(seconds=seconds), cancel=cancel)
    return found.data.to_pylist()


def unguarded(warehouse: Warehouse, sql: str, seconds: float = 20.0) -> list[dict[str, Any]]:
    statement = ReadOnlySql(sql, "databricks", (), ())
    return [
        row
        for batch in warehouse.stream(statement, timeout_seconds=seconds, cancel=CancelToken())
        for row in batch.to_pylist()
    ]


def test_a_statement_meets_a_session_of_one_meaning(warehouse: Warehouse, stub: DatabricksStub) -> None:
    ask(warehouse, "select count(*) as n from child", seconds=7.5)
    text, settings = stub.seen[-1]
    assert text.startswith("(\n") and text.endswith("\n)")
    assert (settings["TIMEZONE"], settings["ANSI_MODE"], settings["STATEMENT_TIMEOUT"]) == ("UTC", "true", "8")
    assert settings["query_tags"] == "application:lunara"
    ask(warehouse, "select count(*) as n from child", seconds=7.5)
    assert [t for t, _ in stub.seen if t.startswith("SET")] == ["SET STATEMENT_TIMEOUT = 8"]


def test_nothing_goes_elsewhere(warehouse: Warehouse, stub: DatabricksStub) -> None:
    from tests.emulators.databricks import PATH

    assert len(ask(warehouse, "select * from child")) == 3
    assert stub.seen[-1][1]["canDownloadResult"] == "False", (
        "results would be fetched from storage that the answer names"
    )
    with pytest.raises(WarehouseFailed):
        ask(warehouse, "select nope from child")
    warehouse.close()
    assert {path for path, _ in stub.asked} == {PATH}, "telemetry, or flags of features"
    assert all("lunara" in headers["User-Agent"] for _, headers in stub.asked)


@pytest.mark.parametrize("columnar", [False, True])
def test_values_are_exact_in_both_forms_of_results(warehouse: Warehouse, stub: DatabricksStub, columnar: bool) -> None:
    stub.columnar = columnar
    rows = unguarded(
        warehouse,
        "select cast('99999999999999999999.999999999999' as decimal(38,12)) as d, 9223372036854775807 as big,"
        " cast(null as int) as n,"
        " date'2024-02-29' as day, cast('1999-12-31 23:59:59.123456' as timestamp_ntz) as at, 'größe 🍋' as note, true as yes"
        " union all select null, null, 1, null, null, null, null order by n nulls first",
    )
    assert rows[0] == {
        "d": Decimal("99999999999999999999.999999999999"),
        "big": 2**63 - 1,
        "n": None,
        "day": date(2024, 2, 29),
        "at": datetime(1999, 12, 31, 23, 59, 59, 123456),
        "note": "größe 🍋",
        "yes": True,
    }
    assert rows[1] == {"d": None, "big": None, "n": 1, "day": None, "at": None, "note": None, "yes": None}


def test_zones_nested_values_and_bytes_are_kept(warehouse: Warehouse) -> None:
    (row,) = unguarded(
        warehouse,
        "select cast('2024-06-01 10:00:00+00' as timestamp) as seen_at, array(1, 2) as many, struct(1 as x) as one,"
        " x'00ff' as raw",
    )
    assert row == {"seen_at": datetime(2024, 6, 1, 10, tzinfo=UTC), "many": [1, 2], "one": {"x": 1}, "raw": b"\x00\xff"}


def test_the_catalog_tells_keys_views_comments_and_partitions(warehouse: Warehouse, stub: DatabricksStub) -> None:
    execute = stub.engine.connection.execute
    execute("comment on table child is 'the kids'")
    execute("comment on column child.amount is 'in euro'")
    execute("comment on column child.made_at is '[part]'")
    execute("create table pairs (b integer, a integer, primary key (a, b))")
    execute("create table of_pairs (x integer, y integer, foreign key (x, y) references pairs (a, b))")
    catalog = warehouse.catalog()
    parent, child = catalog.table("parent", "default"), catalog.table("child", "default")
    assert parent is not None and child is not None
    assert parent.primary_key == ("id",) and [c.nullable for c in parent.columns] == [False, True, False]
    (key,) = child.foreign_keys
    assert (key.columns, key.references_schema, key.references_table, key.references_columns) == (
        ("parent_id",), "default", "parent", ("id",),
    )  # fmt: skip
    assert child.description == "the kids" and child.partitioned_by == ("made_at",) and child.row_count == 3
    assert [c.description for c in child.columns][2] == "in euro"
    view, pairs = catalog.table("both_of_them"), catalog.table("of_pairs")
    assert view is not None and view.kind == "view" and view.row_count is None
    assert pairs is not None and pairs.foreign_keys[0].columns == ("x", "y")
    assert pairs.foreign_keys[0].references_columns == ("a", "b")


def test_a_catalog_is_a_few_queries_whatever_its_size(warehouse: Warehouse, stub: DatabricksStub) -> None:
    for number in range(30):
        stub.engine.connection.execute(f"create table t{number} (a integer)")
    stub.seen.clear()
    assert len(warehouse.catalog().tables) > 30
    assert len([text for text, _ in stub.seen if not text.startswith("SET")]) == 5


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("table_privileges", ("readers", "default", "child", "MODIFY"), "modify default.child"),
        ("schema_privileges", ("readers", "default", "CREATE TABLE"), "create table in the schema default"),
        ("catalog_privileges", ("reader@shop", "main", "ALL PRIVILEGES"), "all privileges in the catalog main"),
    ],
)
def test_a_right_of_a_group_is_a_right(
    warehouse: Warehouse, stub: DatabricksStub, table: str, row: tuple[str, ...], said: str
) -> None:
    assert not any("can write" in finding.message for finding in warehouse.check())
    stub.engine.connection.execute(f"insert into unity.{table} values ({', '.join('?' for _ in row)})", list(row))
    (warned,) = [finding for finding in warehouse.check() if "can write" in finding.message]
    assert said in warned.message and "GRANT SELECT ON CATALOG `main`" in warned.statement


def test_what_the_engine_says_is_said_in_words(
    warehouse: Warehouse, stub: DatabricksStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.emulators import databricks as emulator

    monkeypatch.setattr(
        emulator,
        "_error",
        lambda said: (
            "[INSUFFICIENT_PERMISSIONS] User does not have SELECT on Table 'child'. SQLSTATE: 42501",
            "42501",
        ),
    )
    with pytest.raises(WarehouseFailed) as refused:
        ask(warehouse, "select * from no_such_table")
    assert refused.value.code == "not_granted" and "SELECT on Table 'child'" in refused.value.message
    assert "SQLSTATE" not in refused.value.message and "org.apache" not in refused.value.message


@pytest.mark.parametrize(
    "words", ["The value 'HTTP status 404' cannot be cast", "'it timed out, cancelled' is malformed"]
)
def test_words_of_data_are_not_taken_for_what_happened(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    from tests.emulators import databricks as emulator

    monkeypatch.setattr(emulator, "_error", lambda said: (f"[CAST_INVALID_INPUT] {words}. SQLSTATE: 22018", "22018"))
    with pytest.raises(WarehouseFailed) as failed:
        ask(warehouse, "select * from no_such_table")
    assert failed.value.code == "warehouse_failed" and words in failed.value.message


def test_the_engines_own_time_limit_holds(
    warehouse: Warehouse, stub: DatabricksStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Line, "stop", lambda line: None)  # as if no cancel were heard
    stub.engine.connection.execute("insert into numbers select range from range(60000)")
    with pytest.raises(TimedOut):
        ask(warehouse, SLOW, seconds=1)
    assert stub.engine.running == 0


@pytest.mark.parametrize("waits", ["first_waits", "later_waits"])
def test_a_cancel_is_heard_while_the_server_keeps_its_caller_waiting(
    warehouse: Warehouse, stub: DatabricksStub, monkeypatch: pytest.MonkeyPatch, waits: str
) -> None:
    monkeypatch.setattr(deadline, "DEAF_SECONDS", 300.0)  # the line is not cut: what ends the wait is the engine
    stub.engine.connection.execute("insert into numbers select range from range(60000)")
    ask(warehouse, "select 1 as one")
    setattr(stub, waits, 300.0)
    asked, token = len(stub.asked), CancelToken()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(ask, warehouse, SLOW, cancel=token)
        until(lambda: stub.engine.running == 1 and len(stub.asked) == asked + (1 if waits == "first_waits" else 2))
        token.cancel()
        with pytest.raises(Cancelled):
            answer.result(60)
    assert stub.engine.running == 0
    setattr(stub, waits, 0.3)
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]


def test_a_line_that_breaks_while_a_statement_runs_is_said_at_once(
    warehouse: Warehouse, stub: DatabricksStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    from databricks.sql.backend import thrift_backend

    def breaks(path: str) -> None:
        if stub.engine.running:
            raise ConnectionAbortedError

    def sleeps(seconds: float) -> None:
        raise AssertionError(f"the connector sleeps {seconds} seconds before it tells")

    monkeypatch.setattr(thrift_backend.time, "sleep", sleeps)
    stub.engine.connection.execute("insert into numbers select range from range(60000)")
    stub.before = breaks
    with pytest.raises(ConnectFailed) as failed:
        unguarded(warehouse, SLOW)
    stub.engine.stop_all()
    assert failed.value.code == "connection_lost"


def test_what_a_statement_would_read_is_estimated(warehouse: databricks.DatabricksWarehouse) -> None:
    sql = read_only("select p.name from child c join parent p on p.id = c.parent_id", "databricks")
    told = warehouse.estimate(sql, timeout_seconds=10, cancel=CancelToken())
    assert (told.source, told.rows, told.bytes, told.exact) == ("EXPLAIN", 5, 5 * 1024, False)
    with pytest.raises(WarehouseFailed):
        warehouse.estimate(
            ReadOnlySql("delete from child", "databricks", (), ()), timeout_seconds=10, cancel=CancelToken()
        )


def test_a_token_that_is_taken_back_is_said(warehouse: Warehouse, stub: DatabricksStub) -> None:
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]
    del stub.tokens["sesame"]
    with pytest.raises(ConnectFailed) as refused:
        ask(warehouse, "select 1 as one")
    assert refused.value.code == "password_wrong"


def test_a_warehouse_that_starts_is_waited_for(stub: DatabricksStub) -> None:
    answers = [503, 503]
    stub.before = lambda path: answers.pop() if answers else None
    opened = open_warehouse("databricks", config(stub), {"token": "sesame"}, SETTINGS)
    assert ask(opened, "select 1 as one") == [{"one": 1}] and not answers
    opened.close()


@pytest.mark.parametrize(("status", "code"), [(503, "not_ready"), (429, "not_ready"), (403, "not_let_in")])
def test_a_warehouse_that_does_not_let_in_is_said(
    stub: DatabricksStub, monkeypatch: pytest.MonkeyPatch, status: int, code: str
) -> None:
    monkeypatch.setattr(databricks, "STARTING_SECONDS", 2.0)
    stub.before = lambda path: status
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("databricks", config(stub), {"token": "sesame"}, SETTINGS)
    assert refused.value.code == code, refused.value.message
    assert "sesame" not in str(refused.value)


def test_a_service_principal_signs_in(stub: DatabricksStub, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_warehouse("databricks", config(stub, client_id="robot"), {"token": "secret"}, SETTINGS)
    assert "as robot" in opened.check()[0].message
    assert [path for path, _ in stub.asked].count("/oidc/v1/token") == 1
    opened._principal._until = 0.0
    opened._pool.forget_idle()
    assert ask(opened, "select 1 as one") == [{"one": 1}]
    assert [path for path, _ in stub.asked].count("/oidc/v1/token") == 2
    opened.close()
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("databricks", config(stub, client_id="robot"), {"token": "guess"}, SETTINGS)
    assert refused.value.code == "password_wrong" and "guess" not in str(refused.value)


@pytest.mark.parametrize("environ", [{}, {"LUNARA_ALLOWED_HOSTS": "db.example"}])
def test_a_token_goes_to_databricks_only(environ: dict[str, str]) -> None:
    for host in ("8.8.8.8", "cloud.databricks.com.8.8.8.8"):
        with pytest.raises(ConnectFailed) as refused:
            databricks.DatabricksWarehouse({"host": host}, {"token": "x"}, Reach.of(load_settings(environ)))._address()
        assert refused.value.code in ("host_not_allowed", "host_unknown")


def test_an_account_that_signs_in_from_elsewhere_reaches_this_machine_by_name_alone(stub: DatabricksStub) -> None:
    shared = databricks.DatabricksWarehouse(config(stub), {"token": "sesame"}, Reach(shared=True))
    with pytest.raises(ConnectFailed) as refused:
        shared._address()
    assert refused.value.code == "host_not_allowed"
    databricks.DatabricksWarehouse(config(stub), {"token": "sesame"}, Reach(("127.0.0.1",), shared=True))._address()


def test_a_certificate_of_nobody_is_refused(stub: DatabricksStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setattr(databricks, "STARTING_SECONDS", 2.0)
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("databricks", config(stub), {"token": "sesame"}, SETTINGS)
    assert refused.value.code == "encryption" and not stub.asked


def test_a_url_says_it_all(stub: DatabricksStub) -> None:
    assert parse_url("databricks://token:t%20k@dbc-1.cloud.databricks.com/main/sales?http_path=/sql/1.0/warehouses/a") == (
        "databricks",
        {
            "host": "dbc-1.cloud.databricks.com", "port": "443", "catalog": "main", "schema": "sales",
            "http_path": "/sql/1.0/warehouses/a",
        },
        {"token": "t k"},
    )  # fmt: skip
    assert parse_url("databricks://robot:s@h/main?http_path=/x")[1]["client_id"] == "robot"
    with pytest.raises(InvalidInput):
        parse_url("databricks://token:t@h/main?colour=red")
    opened = open_url(
        f"databricks://token:sesame@127.0.0.1:{stub.port}/main?http_path=/sql/1.0/warehouses/abc", SETTINGS
    )
    assert ask(opened, "select 1 as one") == [{"one": 1}]
    opened.close()
    with pytest.raises(LunaraError):
        open_warehouse("databricks", config(stub), {}, SETTINGS)
