"""What only Trino has: its protocol's line, the transaction and the session of a statement, its types and its estimates."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from lunara.connect import deadline, hosts, open_url, open_warehouse, parse_url
from lunara.connect import trino as trino_kind
from lunara.connect.run import Limits, run
from lunara.connect.trino import Talk
from lunara.connect.trino_http import Line
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, ConnectFailed, InvalidInput, LunaraError, TimedOut, WarehouseFailed
from lunara.guard import ReadOnlySql, read_only
from lunara.settings import load_settings
from tests import lanes
from tests.contract import small_shop
from tests.contract.network import a_network
from tests.contract.places import script
from tests.emulators.certificates import self_signed
from tests.emulators.trino import CATALOG, Account, Failure, TrinoStub

SETTINGS = load_settings({})


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def stub(certificate: tuple[str, str]) -> Iterator[TrinoStub]:
    lanes.ready("trino")
    accounts = {"reader": Account("sesame", token="ey.jwt.token"), "writer": Account("open", writes=True)}
    made = TrinoStub(accounts, certificate)
    made.engine.connection.execute("create schema shop")
    made.engine.connection.execute("use shop")
    for statement in script("decimal(12,2)", "varchar", "timestamp")[:4]:
        made.engine.connection.execute(statement)
    yield made
    made.close()


def config(stub: TrinoStub, **more: str) -> dict[str, str]:
    address = {"host": "127.0.0.1", "port": str(stub.port), "catalog": CATALOG, "schema": "shop", "sslmode": "require"}
    return {**address, "user": "reader", **more}


@pytest.fixture
def warehouse(stub: TrinoStub) -> Iterator[Warehouse]:
    opened = open_warehouse("trino", config(stub), {"password": "sesame"}, SETTINGS)
    yield opened
    opened.close()


def ask(warehouse: Warehouse, sql: str, **options: Any) -> list[dict[str, Any]]:
    return run(warehouse, read_only(sql, "trino"), **options).data.to_pylist()


def headers_of(stub: TrinoStub, words: str) -> dict[str, str]:
    return next(headers for sql, headers in reversed(stub.seen) if words in sql)


def test_every_statement_runs_in_a_transaction_that_only_reads(stub: TrinoStub, warehouse: Warehouse) -> None:
    ask(warehouse, "select 41 + 1 as answer")
    said = [sql for sql, _ in stub.seen[-3:]]
    assert said[0] == "START TRANSACTION READ ONLY" and said[2] == "ROLLBACK"
    assert headers_of(stub, "41 + 1")["x-trino-transaction-id"] != "NONE"
    assert stub.transactions == {}


def test_without_that_transaction_the_account_would_have_written(stub: TrinoStub, certificate: tuple[str, str]) -> None:
    """The wall is the transaction, not the imitation: the same account writes through the bare driver."""
    import requests
    from trino.auth import BasicAuthentication
    from trino.dbapi import connect

    line = requests.Session()
    line.trust_env, line.verify = False, certificate[0]
    account = BasicAuthentication("writer", "open")
    bare = connect(
        "127.0.0.1", stub.port, "writer", http_scheme="https", http_session=line, auth=account, catalog=CATALOG
    )
    bare.cursor().execute("delete from shop.child where id = 3").fetchall()
    bare.close()
    opened = open_warehouse("trino", config(stub, user="writer"), {"password": "open"}, SETTINGS)
    with pytest.raises(WarehouseFailed) as refused:
        list(
            opened.stream(
                ReadOnlySql("delete from shop.child", "trino", (), ()), timeout_seconds=5, cancel=CancelToken()
            )
        )
    assert refused.value.code == "read_only"
    assert ask(opened, "select count(*) as n from shop.child") == [{"n": 2}]
    opened.close()


def test_the_session_says_who_asks_and_how_much_it_may_take(stub: TrinoStub) -> None:
    made = config(stub, role="hive=analyst", scan_limit_gb="5")
    opened = open_warehouse("trino", made, {"password": "sesame"}, SETTINGS)
    ask(opened, "select 7 as seven", limits=Limits(seconds=12.5))
    headers = headers_of(stub, "7 AS seven")
    limits = dict(part.split("=") for part in headers["x-trino-session"].split(","))
    assert limits == {
        "query_max_run_time": "12500ms",
        "query_max_execution_time": "12500ms",
        "query_max_scan_physical_bytes": "5000000000B",
    }
    assert (headers["x-trino-source"], headers["x-trino-client-tags"]) == ("lunara", "lunara")
    assert (headers["x-trino-time-zone"], headers["x-trino-role"]) == ("UTC", "hive=ROLE%7Banalyst%7D")
    assert "x-trino-query-data-encoding" not in headers
    opened.close()


def test_the_engine_stops_at_the_time_limit_by_itself(
    stub: TrinoStub, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub.engine.connection.execute("create table numbers as select range as n from range(60000)")
    slow = "select count(*) as n from numbers a, numbers b, numbers c where a.n * b.n + c.n = 17"
    monkeypatch.setattr(Talk, "stop", lambda talk: None)
    with pytest.raises(TimedOut):
        ask(warehouse, slow, limits=Limits(seconds=0.4))
    assert stub.engine.running == 0


def test_a_token_signs_in(stub: TrinoStub) -> None:
    opened = open_warehouse("trino", config(stub), {"token": "ey.jwt.token"}, SETTINGS)
    assert ask(opened, "select 1 as one") == [{"one": 1}]
    assert headers_of(stub, "1 AS one")["authorization"] == "Bearer ey.jwt.token"
    opened.close()


@pytest.mark.parametrize("secret", ["password", "token"])
def test_nothing_secret_goes_over_a_line_that_is_not_encrypted(stub: TrinoStub, secret: str) -> None:
    before = len(stub.seen)
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("trino", config(stub, sslmode="disable"), {secret: "sesame"}, SETTINGS)
    assert refused.value.code == "encryption" and len(stub.seen) == before


def test_the_certificate_is_checked(
    stub: TrinoStub, certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("trino", config(stub, sslmode="verify-full"), {"password": "sesame"}, SETTINGS)
    assert refused.value.code == "encryption"
    monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
    open_warehouse("trino", config(stub, sslmode="verify-full"), {"password": "sesame"}, SETTINGS).close()
    monkeypatch.setattr(hosts, "resolve", lambda *_, **__: "127.0.0.1")
    with pytest.raises(ConnectFailed) as other_name:
        open_warehouse(
            "trino", config(stub, sslmode="verify-full", host="trino.example"), {"password": "sesame"}, SETTINGS
        )
    assert other_name.value.code == "encryption"


def test_the_address_is_the_one_that_was_looked_up(stub: TrinoStub, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name leads nowhere: only the address that `resolve` gave can have been used."""
    monkeypatch.setattr(hosts, "resolve", lambda *_, **__: "127.0.0.1")
    opened = open_warehouse("trino", config(stub, host="trino.invalid"), {"password": "sesame"}, SETTINGS)
    assert ask(opened, "select 1 as one") == [{"one": 1}]
    assert headers_of(stub, "1 AS one")["host"] == f"trino.invalid:{stub.port}"
    opened.close()


def test_a_server_cannot_send_the_password_elsewhere(stub: TrinoStub) -> None:
    heard: list[dict[str, str]] = []

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(dict(self.headers))

        def log_message(self, *_: Any) -> None: ...

    other = HTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    stub.next_host = f"127.0.0.1:{other.server_port}"
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("trino", config(stub), {"password": "sesame"}, SETTINGS)
    other.shutdown()
    other.server_close()
    assert refused.value.code == "host_not_allowed" and "process-forwarded" in refused.value.hint
    assert heard == []


def test_a_redirect_is_not_followed(stub: TrinoStub) -> None:
    stub.busy = [(307, {"Location": "https://elsewhere.example/v1/statement"})]
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("trino", config(stub), {"password": "sesame"}, SETTINGS)
    assert "elsewhere.example" in refused.value.message


def test_a_server_that_is_busy_for_a_moment_is_asked_again(stub: TrinoStub, warehouse: Warehouse) -> None:
    stub.busy = [(503, {}), (429, {"Retry-After": "1"})]
    started = time.monotonic()
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]
    assert time.monotonic() - started > 1


def test_a_server_that_asks_for_an_hour_does_not_hold_a_statement(stub: TrinoStub, warehouse: Warehouse) -> None:
    stub.busy = [(429, {"Retry-After": "3600"})] * 50
    started = time.monotonic()
    with pytest.raises(TimedOut):
        ask(warehouse, "select 1 as one", limits=Limits(seconds=1))
    assert time.monotonic() - started < 14


def test_a_statement_that_waits_in_the_queue_is_cancelled_there(stub: TrinoStub, warehouse: Warehouse) -> None:
    token = CancelToken()
    stub.queues = "never begun"

    def cancel_when_it_waits() -> None:
        while not any("never begun" in sql for sql, _ in stub.seen):
            time.sleep(0.01)
        token.cancel()

    threading.Thread(target=cancel_when_it_waits, daemon=True).start()
    with pytest.raises(Cancelled):
        ask(warehouse, "select 'never begun' as x", cancel=token)
    (query,) = [query for query in stub.queries.values() if "never begun" in query.sql]
    assert query.failure is not None and query.failure.name == "USER_CANCELED" and not query.begun


def test_an_empty_answer_is_asked_for_again(stub: TrinoStub, warehouse: Warehouse) -> None:
    stub.busy = [(200, {"X-Empty": "yes"})]
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]


def test_a_server_that_stays_busy_is_said(stub: TrinoStub, warehouse: Warehouse) -> None:
    stub.busy = [(503, {})] * 50
    with pytest.raises(ConnectFailed) as failed:
        list(warehouse.stream(read_only("select 1", "trino"), timeout_seconds=30, cancel=CancelToken()))
    assert failed.value.code == "connection_lost" and "503" in failed.value.message


def test_a_server_that_never_answers_is_left(stub: TrinoStub, warehouse: Warehouse) -> None:
    stub.deaf = True
    started = time.monotonic()
    with pytest.raises(TimedOut):
        ask(warehouse, "select 1 as one", limits=Limits(seconds=1))
    assert time.monotonic() - started < 18


def test_what_is_no_trino_is_said(stub: TrinoStub) -> None:
    stub.busy = [(200, {})]
    with pytest.raises(ConnectFailed) as failed:
        open_warehouse("trino", config(stub), {"password": "sesame"}, SETTINGS)
    assert failed.value.code == "not_trino"


@pytest.mark.parametrize(
    ("said", "error", "code"),
    [
        (("EXCEEDED_TIME_LIMIT", "INSUFFICIENT_RESOURCES"), TimedOut, "timed_out"),
        (("EXCEEDED_GLOBAL_MEMORY_LIMIT", "INSUFFICIENT_RESOURCES"), WarehouseFailed, "out_of_memory"),
        (("EXCEEDED_LOCAL_MEMORY_LIMIT", "INSUFFICIENT_RESOURCES"), WarehouseFailed, "out_of_memory"),
        (("CLUSTER_OUT_OF_MEMORY", "INSUFFICIENT_RESOURCES"), WarehouseFailed, "out_of_memory"),
        (("EXCEEDED_SCAN_LIMIT", "INSUFFICIENT_RESOURCES"), WarehouseFailed, "over_limit"),
        (("QUERY_QUEUE_FULL", "INSUFFICIENT_RESOURCES"), ConnectFailed, "too_many_connections"),
        (("ADMINISTRATIVELY_KILLED", "USER_ERROR"), Cancelled, "cancelled"),
        (("PERMISSION_DENIED", "USER_ERROR"), WarehouseFailed, "not_granted"),
        (("SERVER_SHUTTING_DOWN", "INTERNAL_ERROR"), ConnectFailed, "connection_lost"),
        (("COLUMN_NOT_FOUND", "USER_ERROR"), WarehouseFailed, "warehouse_failed"),
        (("GENERIC_INTERNAL_ERROR", "INTERNAL_ERROR"), WarehouseFailed, "warehouse_failed"),
    ],
)
def test_what_goes_wrong_is_said_in_words(
    stub: TrinoStub, warehouse: Warehouse, said: tuple[str, str], error: type[LunaraError], code: str
) -> None:
    stub.fails["ill fated"] = Failure(*said, "line 1:8: the ill fate of it")
    with pytest.raises(error) as failed:
        list(warehouse.stream(read_only("select 'ill fated'", "trino"), timeout_seconds=5, cancel=CancelToken()))
    assert failed.value.code == code and failed.value.hint
    assert said[0] not in failed.value.message
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]


def test_an_account_that_may_not_set_its_limits_is_told_so(stub: TrinoStub) -> None:
    said = "Access Denied: Cannot set system session property query_max_run_time"
    stub.fails["start transaction"] = Failure("PERMISSION_DENIED", "USER_ERROR", said)
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("trino", config(stub), {"password": "sesame"}, SETTINGS)
    assert refused.value.code == "not_granted" and "query_max_execution_time" in refused.value.hint


def test_values_are_exact_in_all_their_types(warehouse: Warehouse) -> None:
    found = ask(
        warehouse,
        "select cast('12345678901234567890123456789012345678' as decimal(38,0)) as long_one, 1e-300 as tiny,"
        " cast('2024-02-29 13:14:15.123456' as timestamp(6)) as at_local, timestamp '2024-06-01 10:00:00 UTC' as at_utc,"
        " date '2024-02-29' as day, true as yes, cast(null as varchar) as none, cast('00ff' as varbinary) as raw,"
        " array[1, null, 3] as list, array[array['a'], array[]] as lists, map(array['k'], array[1.50]) as pairs,"
        " cast(row(1, 'x') as row(a integer, b varchar)) as pair, interval '36' hour as lasted",
    )[0]
    assert found["long_one"] == Decimal("12345678901234567890123456789012345678") and found["tiny"] == 1e-300
    assert found["at_local"] == datetime(2024, 2, 29, 13, 14, 15, 123456)
    assert found["at_utc"] == datetime(2024, 6, 1, 10, tzinfo=UTC)
    assert (found["day"], found["yes"], found["none"], found["raw"]) == (date(2024, 2, 29), True, None, b"00ff")
    assert found["list"] == [1, None, 3] and found["lists"] == [["a"], []]
    assert found["pairs"] == [("k", Decimal("1.50"))] and found["pair"] == {"a": 1, "b": "x"}
    assert found["lasted"] == timedelta(hours=36)


def test_the_catalog_tells_views_comments_partitions_and_rows(stub: TrinoStub, warehouse: Warehouse) -> None:
    for statement in (
        "comment on table child is 'the kids'",
        "comment on column child.amount is 'in euro'",
        "create table events (day date, n integer)",
        "comment on column events.day is 'partition'",
        "insert into events select date '2024-01-01', n from range(1234) t(n)",
        "create view both_of_them as select p.name, c.amount from parent p join child c on c.parent_id = p.id",
    ):
        stub.engine.connection.execute(statement)
    before = len(stub.seen)
    catalog = warehouse.catalog()
    # Start, tables, columns, comments, estimates, end: not one a table.
    assert len(stub.seen) - before == 6
    child, view, events = (catalog.table(name, "shop") for name in ("child", "both_of_them", "events"))
    assert child is not None and view is not None and events is not None
    amount = child.column("amount")
    assert child.description == "the kids" and amount is not None and amount.description == "in euro"
    assert amount.type == "decimal(12,2)" and child.column("made_at").type == "timestamp(6)"  # type: ignore[union-attr]
    assert (view.kind, view.row_count, child.kind) == ("view", None, "table")
    assert events.partitioned_by == ("day",) and events.row_count == 1234


def test_a_catalog_is_read_without_what_the_account_may_not_see(stub: TrinoStub, warehouse: Warehouse) -> None:
    stub.fails["table_comments"] = Failure(
        "PERMISSION_DENIED", "USER_ERROR", "Access Denied: Cannot access catalog system"
    )
    stub.fails["explain (type io"] = Failure(
        "PERMISSION_DENIED", "USER_ERROR", "Access Denied: Cannot select from columns"
    )
    catalog = warehouse.catalog()
    assert [(table.name, table.row_count) for table in catalog.tables] == [("child", None), ("parent", None)]
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]


def test_where_the_server_does_not_tell_what_the_account_may_do_it_is_said(
    stub: TrinoStub, warehouse: Warehouse
) -> None:
    assert not [finding for finding in warehouse.check() if finding.level == "warning"]
    stub.fails["explain (type validate"] = Failure("GENERIC_INTERNAL_ERROR", "INTERNAL_ERROR", "nobody knows")
    warned = [finding for finding in warehouse.check() if finding.level == "warning"]
    assert len(warned) == 1 and "cannot be told" in warned[0].message and "GRANT SELECT" in warned[0].statement


def test_an_estimate_tells_rows_and_bytes_without_running(stub: TrinoStub, warehouse: Warehouse) -> None:
    stub.engine.connection.execute("create table numbers as select range as n from range(1000)")
    estimate = warehouse.estimate(  # type: ignore[attr-defined]
        read_only("select count(*) from numbers a, numbers c, child b", "trino"),
        timeout_seconds=5,
        cancel=CancelToken(),
    )
    assert (estimate.source, estimate.rows, estimate.bytes, estimate.exact) == ("EXPLAIN", 1003, 9027, False)
    nothing = warehouse.estimate(read_only("select 1", "trino"), timeout_seconds=5, cancel=CancelToken())  # type: ignore[attr-defined]
    assert (nothing.rows, nothing.bytes) == (None, None)


def test_all_schemas_are_read_where_none_is_named(stub: TrinoStub) -> None:
    stub.engine.connection.execute("create schema other")
    stub.engine.connection.execute("create table other.thing (id integer)")
    opened = open_warehouse("trino", config(stub, schema=""), {"password": "sesame"}, SETTINGS)
    assert opened.schemas() == {"other": 1, "shop": 2}  # type: ignore[attr-defined]
    assert [(t.schema, t.name) for t in opened.catalog().tables] == [
        ("other", "thing"), ("shop", "child"), ("shop", "parent"),
    ]  # fmt: skip
    opened.close()


def test_a_drafted_model_compiles_and_answers(stub: TrinoStub) -> None:
    stub.engine.connection.execute("create schema small")
    stub.engine.connection.execute("use small")
    for statement in small_shop.TABLES:
        stub.engine.connection.execute(statement)
    opened = open_warehouse("trino", config(stub, schema="small"), {"password": "sesame"}, SETTINGS)
    assert small_shop.answers(opened) == small_shop.BY_COUNTRY
    assert any("small.orders" in sql for sql, _ in stub.seen)
    opened.close()


def test_a_url_says_it_all(stub: TrinoStub) -> None:
    url = f"trino://reader:sesame@127.0.0.1:{stub.port}/{CATALOG}/shop?sslmode=require"
    opened = open_url(url, SETTINGS)
    assert ask(opened, "select count(*) as n from child") == [{"n": 3}]
    opened.close()
    kind, made, secrets = parse_url("trino://ann@trino.example/hive")
    assert (kind, made["catalog"], made["port"], made.get("schema"), secrets) == ("trino", "hive", "443", None, {})


@pytest.mark.parametrize(
    ("field", "value"), [("role", "hive="), ("role", "=x"), ("catalog", "gr\N{SNOWMAN}"), ("port", "99999")]
)
def test_a_form_that_cannot_be_meant_is_refused(stub: TrinoStub, field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_warehouse("trino", config(stub, **{field: value}), {"password": "sesame"}, SETTINGS)
    assert refused.value.details.get("field") == field


def test_a_server_that_drips_after_the_rows_is_left(
    stub: TrinoStub, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The transaction's end, too, has its time: a server that answers it a byte at a time holds no turn."""
    monkeypatch.setattr(trino_kind, "END_SECONDS", 0.5)
    stopping = threading.Event()

    def drip(talk: Talk) -> None:
        """Stands for an answer of which a byte comes now and then: what is asked goes on until the line is cut."""
        line = talk._line
        while not stopping.wait(0.05):
            line.get(f"{line.scheme}://127.0.0.1:{stub.port}/v1/info")

    monkeypatch.setattr(Talk, "stop", lambda talk: None)
    rows = Talk.rows
    monkeypatch.setattr(Talk, "rows", lambda talk, sql: drip(talk) if sql == "ROLLBACK" else rows(talk, sql))
    threading.Timer(20, stopping.set).start()
    started = time.monotonic()
    assert ask(warehouse, "select 1 as one") == [{"one": 1}]
    assert time.monotonic() - started < 15
    assert not warehouse._pool._idle, "a line that was cut is used by nobody"  # type: ignore[attr-defined]


def test_a_server_that_drips_while_we_sign_in_is_left(stub: TrinoStub, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of agreeing on encryption, where the driver's socket is not to be had."""
    monkeypatch.setattr(trino_kind, "OPEN_SECONDS", 0.5)
    monkeypatch.setattr(deadline, "DEAF_SECONDS", 0.5)
    with a_network() as network:
        port = network.way_to("127.0.0.1", stub.port)
        network.drip()
        started = time.monotonic()
        with pytest.raises(ConnectFailed) as left:
            open_warehouse("trino", config(stub, port=str(port)), {"password": "sesame"}, SETTINGS)
        assert left.value.code == "no_answer" and time.monotonic() - started < 15


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it takes its ten seconds")
def test_a_line_that_was_cut_while_it_is_being_made_is_no_line() -> None:
    """Nobody takes it: a queue that is full answers nothing, so that the line stays half made."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        port = full.getsockname()[1]
        line = Line("127.0.0.1", port, "127.0.0.1", "reader", "disable")
        threading.Timer(0.5, line.cut).start()
        started = time.monotonic()
        with pytest.raises(ConnectFailed) as cut:
            line.get(f"http://127.0.0.1:{port}/v1/info")
        assert cut.value.code == "connection_lost" and 0.4 < time.monotonic() - started < 9
        with pytest.raises(ConnectFailed):
            line.get(f"http://127.0.0.1:{port}/v1/info")
        assert time.monotonic() - started < 9
        line.close()
        for one in waiting:
            one.close()
