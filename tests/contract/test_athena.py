"""What only Athena has: whose keys are used, how results come, what a workgroup and IAM say, and how a run ends."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from lunara.connect import athena as kind
from lunara.connect import open_url, open_warehouse
from lunara.connect.athena_aws import Aws, connect, words_of
from lunara.connect.athena_catalog import read_catalog
from lunara.connect.deadline import Deadline
from lunara.connect.run import Limits, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, ConnectFailed, InvalidInput, LunaraError, TimedOut, WarehouseFailed
from lunara.guard import ReadOnlySql, read_only
from lunara.settings import Settings, load_settings
from tests import lanes
from tests.contract import small_shop
from tests.contract.network import a_network
from tests.emulators.athena import REGION, RESULTS, AthenaServer
from tests.waiting import until

SETTINGS = load_settings({})
SHARED = load_settings({"SUPABASE_URL": "https://x.supabase.co", "SUPABASE_KEY": "key"})
SECRETS = {"secret_key": "sesame"}
SLOW = "select count(*) as n from numbers a, numbers b, numbers c where cast(a.n as bigint) * b.n + c.n = 17"


@pytest.fixture(scope="module")
def server() -> Iterator[AthenaServer]:
    started = AthenaServer(lanes.ready("athena").engine_python)
    started.sql(
        "create schema shop",
        *(f"use shop; {statement}" for statement in small_shop.TABLES),
        "create table shop.numbers as select range as n from range(60000)",
        "create table shop.words as select n as id, case n % 4 when 0 then null when 1 then '' when 2 then 'größe, \"🍋\"'"
        " else 'two' || chr(10) || 'lines' end as word from range(2500) t(n)",
        "create table shop.events (day date, n integer)",
        "comment on column shop.events.day is 'partition'",
        "comment on table shop.orders is 'what was sold'",
        "comment on column shop.orders.amount is 'in euro'",
        "create view shop.sums as select customer_id, sum(amount) as total from shop.orders group by customer_id",
    )
    started.crawl("shop")
    started.aws("athena").create_work_group(Name="bounded", Configuration={"BytesScannedCutoffPerQuery": 5_000_000_000})
    started.aws("athena").create_work_group(
        Name="managed", Configuration={"ManagedQueryResultsConfiguration": {"Enabled": True}}
    )
    yield started
    started.close()


@pytest.fixture(autouse=True)
def _as_it_was(server: AthenaServer) -> Iterator[None]:
    yield
    server.own("ends", {})
    server.own("simulates", True)


def config(server: AthenaServer, **more: str) -> dict[str, str]:
    made = {"region": REGION, "database": "shop", "access_key": "AKIAREADER", "endpoint": server.endpoint}
    return {**made, "output_location": RESULTS, **more}


@pytest.fixture
def warehouse(server: AthenaServer) -> Iterator[Warehouse]:
    opened = open_warehouse("athena", config(server), SECRETS, SETTINGS)
    yield opened
    opened.close()


def ask(warehouse: Warehouse, sql: str, **options: Any) -> list[dict[str, Any]]:
    return run(warehouse, read_only(sql, "athena"), **options).data.to_pylist()


def unguarded(warehouse: Warehouse, sql: str) -> None:
    list(warehouse.stream(ReadOnlySql(sql, "athena", (), ()), timeout_seconds=5, cancel=CancelToken()))


def results_asked(server: AthenaServer) -> int:
    return sum(1 for call in server.own("calls") if "MaxResults" in call)


def test_values_are_exact_and_nested_ones_are_as_athena_writes_them(warehouse: Warehouse) -> None:
    found = ask(
        warehouse,
        "select cast('12345678901234567890123456789012345678' as decimal(38,0)) as long_one, 1e-300 as tiny,"
        " cast('2024-02-29 13:14:15.123' as timestamp) as at_local, timestamp '2024-06-01 10:00:00 UTC' as at_utc,"
        " date '2024-02-29' as day, true as yes, cast(null as varchar) as none, '' as empty_one, 9007199254740993 as big,"
        " cast('00ff' as varbinary) as raw, array[1, 2] as list, cast(row(1, 'x') as row(a integer, b varchar)) as pair",
    )[0]
    assert found["long_one"] == Decimal("12345678901234567890123456789012345678") and found["tiny"] == 1e-300
    assert found["at_local"] == datetime(2024, 2, 29, 13, 14, 15, 123000)
    assert found["at_utc"] == datetime(2024, 6, 1, 10, tzinfo=UTC)
    assert (found["day"], found["yes"], found["none"], found["empty_one"]) == (date(2024, 2, 29), True, None, "")
    assert (found["big"], found["raw"], found["list"], found["pair"]) == (
        9007199254740993,
        b"00ff",
        "[1, 2]",
        "{a=1, b=x}",
    )


@pytest.mark.parametrize("workgroup", ["primary", "managed"])
def test_both_roads_of_results_tell_null_from_nothing(server: AthenaServer, workgroup: str) -> None:
    """A small result, and one that is read from its file, or where the workgroup keeps results itself, page by page."""
    place = RESULTS if workgroup == "primary" else ""
    opened = open_warehouse("athena", config(server, workgroup=workgroup, output_location=place), SECRETS, SETTINGS)
    words = [None, "", 'größe, "🍋"', "two\nlines"]
    for rows in (8, 2500):
        before = results_asked(server)
        found = ask(opened, f"select id, word from words where id < {rows} order by id")
        assert found == [{"id": n, "word": words[n % 4]} for n in range(rows)]
        assert results_asked(server) - before == (1 if workgroup == "primary" or rows == 8 else 3)
    opened.close()


def test_a_large_result_is_read_from_its_file(server: AthenaServer, warehouse: Warehouse) -> None:
    before = results_asked(server)
    assert sum(row["n"] for row in ask(warehouse, "select n from numbers")) == 59999 * 30000
    assert results_asked(server) - before == 1


def test_a_value_larger_than_a_block_of_the_file_is_whole(server: AthenaServer, warehouse: Warehouse) -> None:
    server.sql(
        "create table shop.large as select n, case when n = 1500 then repeat('x', 20000000) else 'x' end as word"
        " from range(1600) t(n)"
    )
    found = ask(warehouse, "select n, word from large order by n")
    assert [len(row["word"]) for row in found if row["n"] > 1498] == [1, 20_000_000, *[1] * 99]


def test_a_workgroup_that_is_not_there_is_said(server: AthenaServer) -> None:
    with pytest.raises(ConnectFailed) as failed:
        open_warehouse("athena", config(server, workgroup="no_such_group"), SECRETS, SETTINGS)
    assert failed.value.code == "database_missing" and "no_such_group" in failed.value.message


def test_a_run_that_is_cancelled_or_takes_too_long_is_cancelled_in_athena(
    server: AthenaServer, warehouse: Warehouse
) -> None:
    with pytest.raises(TimedOut):
        ask(warehouse, SLOW, limits=Limits(seconds=0.7))
    assert server.own("states")[-1] == "CANCELLED" and server.own("running") == 0
    token = CancelToken()
    threading.Timer(0.7, token.cancel).start()
    with pytest.raises(Cancelled):
        ask(warehouse, SLOW, cancel=token)
    assert server.own("states")[-1] == "CANCELLED" and server.own("running") == 0


def test_a_run_goes_on_when_the_line_breaks(server: AthenaServer) -> None:
    """Between two looks at it and in the middle of one."""
    with a_network() as network:
        way = f"http://127.0.0.1:{network.way_to('127.0.0.1', server.port)}"
        opened = open_warehouse("athena", config(server, endpoint=way), SECRETS, SETTINGS)
        token = CancelToken()
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(ask, opened, SLOW, cancel=token)
            until(lambda: server.own("running") == 1)
            for _ in range(3):
                network.cut()
                time.sleep(0.3)
            assert server.own("running") == 1 and not asked.done()
            token.cancel()
            with pytest.raises(Cancelled):
                asked.result(20)
        until(lambda: server.own("running") == 0)
        opened.close()


@pytest.mark.parametrize("stop", ["time", "cancel"])
def test_a_run_whose_name_never_came_is_stopped(server: AthenaServer, warehouse: Warehouse, stop: str) -> None:
    """Athena has begun, and the answer that says so is lost: asked again by its token, it is the same run."""
    server.own("silent_starts", 1)
    token = CancelToken()
    started, begun = time.monotonic(), len(server.own("states"))
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask, warehouse, SLOW, limits=Limits(seconds=1 if stop == "time" else 60), cancel=token)
        until(lambda: server.own("running") == 1)
        if stop == "cancel":
            token.cancel()
        with pytest.raises(TimedOut if stop == "time" else Cancelled):
            asked.result(30)
    assert time.monotonic() - started < 20
    until(lambda: server.own("running") == 0)
    assert server.own("states")[begun:] == ["CANCELLED"]


def test_an_answer_that_breaks_off_is_not_read(server: AthenaServer) -> None:
    """The driver alone takes an answer without its body for an empty one."""
    with a_network() as network:
        way = f"http://127.0.0.1:{network.way_to('127.0.0.1', server.port)}"
        opened = open_warehouse("athena", config(server, endpoint=way), SECRETS, SETTINGS)
        network.drip()
        with pytest.raises(TimedOut):
            list(opened.stream(read_only(SLOW, "athena"), timeout_seconds=2, cancel=CancelToken()))
        network.heal()
        assert ask(opened, "select count(*) as n from orders") == [{"n": 300}]
        opened.close()


def test_each_run_has_a_token_of_its_own(server: AthenaServer, warehouse: Warehouse) -> None:
    ask(warehouse, "select 1 as one")
    ask(warehouse, "select 1 as one")
    tokens = [call["ClientRequestToken"] for call in server.own("calls") if "ClientRequestToken" in call][-2:]
    assert len(set(tokens)) == 2 and all(len(token) >= 32 for token in tokens)


@pytest.mark.parametrize(
    "sql",
    ["insert into orders values (1)", "/* select */ drop table orders", "explain analyze select 1", "show tables", "",
     "-- select 1", "unload (select 1) to 's3://x/'", "selection", "merge into orders using x on true", "call x()"],
)  # fmt: skip
def test_what_is_no_query_is_not_sent(server: AthenaServer, sql: str) -> None:
    opened = open_warehouse("athena", config(server, access_key="AKIAWRITER"), SECRETS, SETTINGS)
    before = len(server.own("states"))
    with pytest.raises(WarehouseFailed) as refused:
        unguarded(opened, sql)
    assert refused.value.code == "read_only" and len(server.own("states")) == before
    opened.close()


@pytest.mark.parametrize(
    "sql", ["-- a\n(select 1 as a)", "/* b */ with x as (select 1 as a) select * from x", "values 1", "table orders"]
)
def test_queries_begin_in_several_ways(sql: str) -> None:
    assert kind._is_query(sql)


def test_a_run_that_turns_out_to_be_no_query_is_stopped(server: AthenaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind, "_is_query", lambda sql: True)
    opened = open_warehouse("athena", config(server), SECRETS, SETTINGS)
    with pytest.raises(WarehouseFailed) as refused:
        unguarded(opened, "insert into events values (date '2024-01-01', 1)")
    assert refused.value.code == "read_only"
    opened.close()


@pytest.mark.parametrize(
    ("end", "error", "code"),
    [
        (("FAILED", "Query exhausted resources at this scale factor.", 2), WarehouseFailed, "out_of_memory"),
        (("FAILED", "EXCEEDED_LOCAL_MEMORY_LIMIT: too much", 2), WarehouseFailed, "out_of_memory"),
        (("CANCELLED", "Bytes scanned limit was exceeded", 2), WarehouseFailed, "over_limit"),
        (("CANCELLED", "Query cancelled by user", 2), Cancelled, "cancelled"),
        (("FAILED", "Query timeout", 2), TimedOut, "timed_out"),
        (("FAILED", "PERMISSION_DENIED: Access Denied (Service: Amazon S3)", 2), WarehouseFailed, "not_granted"),
        (("FAILED", "GENERIC_INTERNAL_ERROR: nobody knows", 1), WarehouseFailed, "warehouse_failed"),
        (("FAILED", "SYNTAX_ERROR: line 1:8: no", 2), WarehouseFailed, "warehouse_failed"),
    ],
)  # fmt: skip
def test_how_a_run_ended_is_said_in_words(
    server: AthenaServer, warehouse: Warehouse, end: tuple[str, str, int], error: type[LunaraError], code: str
) -> None:
    server.own("ends", {"ill fated": end})
    with pytest.raises(error) as failed:
        list(warehouse.stream(read_only("select 'ill fated'", "athena"), timeout_seconds=5, cancel=CancelToken()))
    assert failed.value.code == code and failed.value.hint
    assert "_" not in failed.value.message


@pytest.mark.parametrize(
    ("code", "operation", "expected"),
    [
        ("InvalidSignatureException", "GetWorkGroup", "password_wrong"),
        ("ExpiredTokenException", "GetWorkGroup", "password_wrong"),
        ("ThrottlingException", "StartQueryExecution", "too_many_connections"),
        ("AccessDeniedException", "StartQueryExecution", "not_let_in"),
        ("AccessDenied", "AssumeRole", "not_let_in"),
        ("InternalServerException", "GetQueryExecution", "connection_lost"),
        ("InvalidRequestException", "StartQueryExecution", "warehouse_failed"),
    ],
)
def test_what_aws_refuses_is_said_in_words(code: str, operation: str, expected: str) -> None:
    lanes.ready("athena")
    from botocore.exceptions import ClientError

    status = 500 if code.startswith("Internal") else 400
    response = {"Error": {"Code": code, "Message": "so it is."}, "ResponseMetadata": {"HTTPStatusCode": status}}
    told = words_of(ClientError(response, operation), Aws(None, REGION, "", None), {"access_key": "AKIA"})
    assert told.code == expected and told.hint and code not in told.message


def test_a_server_that_is_gone_is_said(server: AthenaServer) -> None:
    other = AthenaServer(lanes.lane_of("athena").engine_python)
    other.sql("create schema shop", "create table shop.numbers as select range as n from range(60000)")
    other.crawl("shop")
    opened = open_warehouse("athena", config(other), SECRETS, SETTINGS)
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask, opened, SLOW)
        until(lambda: other.own("running") == 1)
        other.kill()
        with pytest.raises(ConnectFailed) as lost:
            asked.result(60)
    assert lost.value.code in ("refused", "connection_lost")
    opened.close()
    other.close()


def test_the_catalog_tells_views_comments_partitions_and_rows(warehouse: Warehouse) -> None:
    catalog = warehouse.catalog()
    assert [table.name for table in catalog.tables] == ["customers", "events", "numbers", "orders", "sums", "words"]
    orders, sums, events = (catalog.table(name, "shop") for name in ("orders", "sums", "events"))
    assert orders is not None and sums is not None and events is not None
    amount = orders.column("amount")
    assert orders.description == "what was sold" and amount is not None and amount.description == "in euro"
    assert (amount.type, orders.row_count, orders.kind) == ("decimal(12,2)", 300, "table")
    assert (sums.kind, sums.row_count) == ("view", None)
    assert events.partitioned_by == ("day",) and [column.name for column in events.columns] == ["n", "day"]
    assert [column.type for column in events.columns] == ["integer", "date"]


def test_a_database_of_many_tables_is_read_in_pages(server: AthenaServer) -> None:
    server.sql("create schema many", *(f"create table many.t{n:03} (a integer)" for n in range(130)))
    server.crawl("many")
    opened = open_warehouse("athena", config(server, database="many"), SECRETS, SETTINGS)
    assert [table.name for table in opened.catalog().tables] == [f"t{n:03}" for n in range(130)]
    opened.close()


def test_other_catalogs_are_read_through_athena(server: AthenaServer) -> None:
    import botocore.session
    from botocore.stub import Stubber

    client = botocore.session.get_session().create_client(
        "athena", region_name=REGION, aws_access_key_id="a", aws_secret_access_key="b"
    )
    entry = {
        "Name": "trips",
        "TableType": "EXTERNAL_TABLE",
        "Columns": [{"Name": "fare", "Type": "float", "Comment": "in dollars"}],
        "PartitionKeys": [{"Name": "day", "Type": "date"}],
        "Parameters": {"comment": "rides", "numRows": "-1"},
    }
    with Stubber(client) as stubber:
        stubber.add_response(
            "list_table_metadata", {"TableMetadataList": [entry]}, {"CatalogName": "mysql", "DatabaseName": "city"}
        )
        aws = Aws(None, REGION, "", None)
        aws._clients["athena"] = client
        with Deadline(5, CancelToken(), lambda: None) as deadline:
            (table,) = read_catalog(aws, {"catalog": "mysql"}, "city", deadline).tables
    assert (table.name, table.description, table.row_count, table.partitioned_by) == ("trips", "rides", None, ("day",))
    assert [(column.name, column.type, column.description) for column in table.columns] == [
        ("fare", "real", "in dollars"), ("day", "date", ""),
    ]  # fmt: skip


def test_the_workgroups_limit_is_told_or_missed(server: AthenaServer) -> None:
    bounded = open_warehouse("athena", config(server, workgroup="bounded"), SECRETS, SETTINGS)
    assert any(f.level == "ok" and "more than 5.0 GB" in f.message for f in bounded.check())
    bounded.close()
    unbounded = open_warehouse("athena", config(server), SECRETS, SETTINGS)
    missed = [f for f in unbounded.check() if f.level == "warning"]
    unbounded.close()
    assert len(missed) == 1 and "does not limit" in missed[0].message
    assert "BytesScannedCutoffPerQuery" in missed[0].statement


def test_where_iam_does_not_tell_what_the_account_may_do_it_is_said_with_the_policy(server: AthenaServer) -> None:
    server.own("simulates", False)
    opened = open_warehouse("athena", config(server, workgroup="bounded"), SECRETS, SETTINGS)
    warned = [f for f in opened.check() if f.level == "warning"]
    opened.close()
    assert len(warned) == 1 and "cannot be told" in warned[0].message
    allowed = json.loads(warned[0].statement)["Statement"]
    actions = {
        action
        for part in allowed
        for action in ([part["Action"]] if isinstance(part["Action"], str) else part["Action"])
    }
    assert {"athena:StartQueryExecution", "glue:GetTables", "s3:GetObject"} <= actions
    assert not [action for action in actions if action.startswith("glue:") and "Get" not in action]
    places = [
        part["Resource"]
        for part in allowed
        if part["Action"] == ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]
    ]
    assert places == ["arn:aws:s3:::results/lunara/*"]
    assert any("arn:aws:s3:::data/shop/orders/*" in part["Resource"] for part in allowed)


def test_a_role_is_taken_on_with_its_external_id(server: AthenaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    role = {"role_arn": "arn:aws:iam::123456789012:role/reading", "workgroup": "bounded"}
    opened = open_warehouse("athena", config(server, **role, external_id="lunara-42"), SECRETS, SETTINGS)
    assert "assumed-role/reading" in opened.check()[0].message
    assert ask(opened, "select 1 as one") == [{"one": 1}]
    opened.close()
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("athena", config(server, **role, external_id="guess"), SECRETS, SETTINGS)
    assert refused.value.code == "not_let_in" and "external ID" in refused.value.hint


def test_a_result_needs_a_place(server: AthenaServer) -> None:
    opened = open_warehouse("athena", config(server, output_location=""), SECRETS, SETTINGS)
    with pytest.raises(WarehouseFailed) as failed:
        ask(opened, "select 1 as one")
    assert "output location" in failed.value.message
    opened.close()


def test_keys_that_are_given_are_the_only_ones(server: AthenaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine's environment says of AWS, right or wrong, has no say."""
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAWRITER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "other")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/no/such/file")
    opened = open_warehouse("athena", config(server), SECRETS, SETTINGS)
    assert "user/reader" in opened.check()[0].message
    opened.close()


def test_the_machines_keys_are_its_owners_alone(server: AthenaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREADER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "sesame")
    without = {name: value for name, value in config(server).items() if name != "access_key"}
    opened = open_warehouse("athena", without, {}, SETTINGS)
    assert "user/reader" in opened.check()[0].message
    opened.close()
    with pytest.raises(InvalidInput) as refused:
        open_warehouse("athena", without, {}, SHARED)
    assert refused.value.details["field"] == "access_key"
    with pytest.raises(InvalidInput) as profile:
        open_warehouse("athena", {**config(server), "profile": "default"}, SECRETS, SHARED)
    assert profile.value.details["field"] == "profile"


def test_another_endpoint_than_aws_is_the_administrators_choice(server: AthenaServer) -> None:
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("athena", config(server), SECRETS, SHARED)
    assert refused.value.code == "host_not_allowed"
    allowed: Settings = load_settings(
        {"SUPABASE_URL": "https://x.supabase.co", "SUPABASE_KEY": "key", "LUNARA_ALLOWED_HOSTS": "127.0.0.1"}
    )
    open_warehouse("athena", config(server), SECRETS, allowed).close()


def test_an_allow_list_holds_for_the_hosts_of_aws(server: AthenaServer) -> None:
    def aws(allowed: str) -> Aws:
        settings = load_settings({"LUNARA_ALLOWED_HOSTS": allowed})
        return connect({"region": "eu-central-1", "access_key": "AKIAREADER"}, SECRETS, settings, ["athena", "glue"])

    with pytest.raises(ConnectFailed, match=r"to glue\.eu-central-1\.amazonaws\.com\.") as missing:
        aws("athena.eu-central-1.amazonaws.com")
    assert missing.value.code == "host_not_allowed" and "LUNARA_ALLOWED_HOSTS" in missing.value.hint
    aws("amazonaws.com").close()
    named = aws("athena.eu-central-1.amazonaws.com,glue.eu-central-1.amazonaws.com")
    with pytest.raises(ConnectFailed, match=r"to s3\.eu-central-1\.amazonaws\.com\."):
        named.client("s3").get_object(Bucket="b", Key="k")
    named.close()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("region", "eu-central-1.evil.example/#"),
        ("role_arn", "reading"),
        ("output_location", "https://bucket/"),
        ("endpoint", "ftp://x"),
        ("endpoint", "https://user@x"),
        ("database", ""),
    ],
)
def test_a_form_that_cannot_be_meant_is_refused(server: AthenaServer, field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_warehouse("athena", config(server, **{field: value}), SECRETS, SETTINGS)
    assert refused.value.details["field"] == field


def test_a_url_says_it_all(server: AthenaServer) -> None:
    url = f"athena://AKIAREADER:sesame@{REGION}/shop?output_location={RESULTS}&endpoint={server.endpoint}"
    opened = open_url(url, SETTINGS)
    assert ask(opened, "select count(*) as n from orders") == [{"n": 300}]
    opened.close()


def test_a_drafted_model_compiles_and_answers(server: AthenaServer) -> None:
    server.sql("create schema small", *(f"use small; {statement}" for statement in small_shop.TABLES))
    server.crawl("small")
    opened = open_warehouse("athena", config(server, database="small"), SECRETS, SETTINGS)
    assert small_shop.answers(opened) == small_shop.BY_COUNTRY
    assert any("small.orders" in call.get("QueryString", "") for call in server.own("calls"))
    opened.close()
