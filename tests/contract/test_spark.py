"""What only Spark has: nothing but queries run, settings that fix what SQL means, its types and its catalog; and a shop on it."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lunara.connect import deadline, open_url, open_warehouse, parse_url, spark
from lunara.connect.budgeted import BudgetedWarehouse, Spend
from lunara.connect.run import Limits, run
from lunara.connect.spark_protocol import Session
from lunara.connect.warehouse import CancelToken, Estimate, Warehouse
from lunara.errors import Cancelled, ConnectFailed, InvalidInput, TimedOut, WarehouseFailed
from lunara.guard import ReadOnlySql, read_only
from lunara.settings import load_settings
from tests import lanes
from tests.contract.line import line_to
from tests.contract.spark_server import FORGOTTEN_SECONDS, TOKEN, SparkServer, spark_server
from tests.emulators.certificates import self_signed
from tests.snapshots.engines import run_duckdb
from tests.snapshots.questions import QUERIES
from tests.snapshots.shop import TABLES
from tests.snapshots.test_engines import compiled, difference
from tests.waiting import until

SETTINGS = load_settings({})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkServer]:
    lane = lanes.needed(lanes.lane_of("spark"))
    if not spark_is_there():
        lanes.not_run(lane, "its driver is not installed")
    with spark_server(lane, tmp_path_factory.mktemp("spark")) as started:
        yield started


def spark_is_there() -> bool:
    from lunara.connect.drivers import is_installed

    return is_installed(spark.KIND)


def config(server: SparkServer, **more: str) -> dict[str, str]:
    return {"host": "127.0.0.1", "port": str(server.port), "sslmode": "disable", "user": "reader", **more}


@pytest.fixture
def warehouse(server: SparkServer) -> Iterator[Warehouse]:
    opened = open_warehouse("spark", config(server), {"token": TOKEN}, SETTINGS)
    yield opened
    opened.close()


def ask(warehouse: Warehouse, sql: str, seconds: float = 60.0) -> list[dict[str, Any]]:
    return run(warehouse, read_only(sql, "spark"), limits=Limits(seconds=seconds)).data.to_pylist()


def unguarded(warehouse: Warehouse, sql: str) -> list[dict[str, Any]]:
    statement = ReadOnlySql(sql, "spark", (), ())
    return [
        row
        for batch in warehouse.stream(statement, timeout_seconds=20, cancel=CancelToken())
        for row in batch.to_pylist()
    ]


COMMANDS = (
    "insert into kept values (2)",
    "insert overwrite kept select 2",
    "insert overwrite directory '{folder}/out' using csv select 1",
    "with a as (select 2 as n) insert into kept select n from a",
    "from kept insert into kept select n",
    "drop table kept",
    "drop database other cascade",
    "create table fresh as select 1 as n",
    "create or replace view fresh as select 1 as n",
    "create temporary view fresh as select 1 as n",
    "create function fresh as 'java.lang.String'",
    "create temporary function fresh as 'java.lang.String'",
    "alter table kept rename to lost",
    "alter table kept add columns (m int)",
    "truncate table kept",
    "analyze table kept compute statistics",
    "comment on table kept is 'x'",
    "cache table kept",
    "cache lazy table c as select 1",
    "uncache table kept",
    "refresh table kept",
    "clear cache",
    "set spark.sql.session.timeZone = Asia/Tokyo",
    "set time zone 'Asia/Tokyo'",
    "set spark.sql.ansi.enabled = false",
    "reset",
    "use other",
    "declare variable v int default 1",
    "add jar '/tmp/x.jar'",
    "add file '/etc/passwd'",
    "load data local inpath '/etc/passwd' into table kept",
    "execute immediate 'drop table kept'",
    "begin drop table kept; end",
    "call system.anything()",
    "show tables",
    "describe table kept",
    "explain select 1",
    "select 1) ; drop table kept --",
    "select 1; drop table kept",
    "select 1) union all (insert into kept values (3)",
    "/* */ drop table kept",
    "-- x\ndrop table kept",
)


def test_nothing_but_a_query_runs(warehouse: Warehouse, server: SparkServer) -> None:
    server.execute("create database other", "create table kept (n int) using parquet", "insert into kept values (1)")

    def state() -> tuple[Any, ...]:
        files = sorted((str(f), f.stat().st_size) for f in (server.folder / "warehouse").rglob("*") if f.is_file())
        out = (server.folder / "out").exists()
        return files, out, server.execute("show schemas"), server.execute("show table extended in default like '*'")

    before = state()
    for command in COMMANDS:
        with pytest.raises(WarehouseFailed) as failed:
            unguarded(warehouse, command.replace("{folder}", str(server.folder)))
        assert "yntax" in failed.value.message, (command, failed.value.message)
        held = unguarded(warehouse, "select current_timezone() as zone, current_database() as db, 1 as one")
        assert held == [{"zone": "UTC", "db": "default", "one": 1}], command
    assert state() == before
    server.execute("insert into kept values (2)")
    assert state() != before, "what a command changes is not seen here"


def test_nothing_of_the_servers_machine_is_read(warehouse: Warehouse, server: SparkServer) -> None:
    (row,) = unguarded(warehouse, "select '${env:PATH}' as a, '${spark.app.name}' as b")
    assert row == {"a": "${env:PATH}", "b": "${spark.app.name}"}
    file = server.folder / "some.csv"
    file.write_text("1\n")
    assert server.execute(f"select * from csv.`{file}`") == [("1",)]
    with pytest.raises(WarehouseFailed):
        unguarded(warehouse, f"select * from csv.`{file}`")


def test_sql_means_what_it_was_compiled_for(warehouse: Warehouse) -> None:
    (row,) = unguarded(
        warehouse,
        r"""select "text" as a, 'back\\slash' as b, typeof(timestamp'2024-01-01 00:00:00') as c,
        stddev(n) as d, 7 / 2 as e from (values (1)) t(n)""",
    )
    assert row == {"a": "text", "b": "back\\slash", "c": "timestamp", "d": None, "e": 3.5}
    for wrong in ("select cast('x' as int)", "select 2147483647 + 1", "select 1 / 0"):
        with pytest.raises(WarehouseFailed):
            ask(warehouse, wrong)


def test_a_server_that_keeps_another_meaning_is_refused(server: SparkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "SETTINGS", {**spark.SETTINGS, "spark.sql.warehouse.dir": "/elsewhere"})
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("spark", config(server), {"token": TOKEN}, SETTINGS)
    assert refused.value.code == "session_setting" and "spark.sql.warehouse.dir" in refused.value.message


def test_every_type_is_exact(warehouse: Warehouse) -> None:
    (row,) = unguarded(
        warehouse,
        """select cast('99999999999999999999999999999999999999' as decimal(38,0)) as whole,
        cast('-12345678901234567890.012345678901234567' as decimal(38,18)) as money, 9223372036854775807 as big,
        cast(1 as tinyint) as tiny, cast('0.1' as double) as ratio, cast('NaN' as double) as nan,
        timestamp'2024-06-01 12:00:00+02:00' as seen_at, timestamp_ntz'1999-12-31 23:59:59.123456' as made_at,
        date'2024-02-29' as day, x'00ff' as raw, true as yes, 'größe 🍋' as note, null as nothing,
        array(1, null) as many, map('a', 1.5) as pairs, named_struct('x', 1, 'y', array('z')) as one,
        interval '-1 02:03:04.5' day to second as lasted, interval '1-2' year to month as age,
        parse_json('{"a": [1, null, 2.50], "b": "ü"}') as info, array(interval '3' month) as ages,
        named_struct('v', parse_json('[1]')) as inner, map('k', parse_json('1')) as by_key""",
    )
    assert math.isnan(row.pop("nan"))
    assert row == {
        "whole": Decimal("9" * 38),
        "money": Decimal("-12345678901234567890.012345678901234567"),
        "big": 2**63 - 1,
        "tiny": 1,
        "ratio": 0.1,
        "seen_at": datetime(2024, 6, 1, 10, tzinfo=UTC),
        "made_at": datetime(1999, 12, 31, 23, 59, 59, 123456),
        "day": date(2024, 2, 29),
        "raw": b"\x00\xff",
        "yes": True,
        "note": "größe 🍋",
        "nothing": None,
        "many": [1, None],
        "pairs": [("a", Decimal("1.5"))],
        "one": {"x": 1, "y": ["z"]},
        "lasted": -timedelta(days=1, hours=2, minutes=3, seconds=4, milliseconds=500),
        "age": "P14M",
        "info": '{"a":[1,null,2.50],"b":"\\u00fc"}',
        "ages": ["P3M"],
        "inner": {"v": "[1]"},
        "by_key": [("k", "1")],
    }


def test_nulls_and_no_rows_of_odd_types(warehouse: Warehouse) -> None:
    text = "select parse_json(s) as v, if(n = 1, null, interval '1' month) as m, array(parse_json(s)) as a"
    rows = unguarded(warehouse, f"{text} from values (1, null), (2, '{{}}') t(n, s) order by n")
    assert rows == [{"v": None, "m": None, "a": [None]}, {"v": "{}", "m": "P1M", "a": ["{}"]}]
    result = list(
        warehouse.stream(
            ReadOnlySql(f"{text} from values (1, null) t(n, s) where n > 1", "spark", (), ()),
            timeout_seconds=20,
            cancel=CancelToken(),
        )
    )
    assert [str(field.type) for field in result[0].schema] == ["string", "string", "list<item: string>"]


def test_the_catalog_tells_views_comments_and_partitions(server: SparkServer) -> None:
    server.execute(
        "create database told",
        "create table told.facts (id bigint not null comment 'the key', tags array<string>,"
        " who struct<`first name`:string,age:int>, m map<string,array<int>>, code varchar(3), `a: b` decimal(9,2), day date)"
        " using parquet partitioned by (day) clustered by (id) into 2 buckets"
        " comment 'first line\\nSchema: root\\n |-- nothing: int (nullable = true)'",
        "create view told.seen (id comment 'as seen') comment 'a view' as select id\n from told.facts",
        "create table told.gone (n int) using parquet",
        "create view told.broken as select n from told.gone",
        "drop table told.gone",
    )
    opened = open_warehouse("spark", config(server, database="told"), {"token": TOKEN}, SETTINGS)
    try:
        tables = {table.name: table for table in opened.catalog().tables}
        findings = opened.check()
    finally:
        opened.close()
    assert set(tables) == {"facts", "seen", "broken"}
    facts = tables["facts"]
    assert [(c.name, c.type, c.description) for c in facts.columns] == [
        ("id", "bigint", "the key"),
        ("tags", "array<string>", ""),
        ("who", "struct<`first name`:string,age:int>", ""),
        ("m", "map<string,array<int>>", ""),
        ("code", "string", ""),
        ("a: b", "decimal(9,2)", ""),
        ("day", "date", ""),
    ]
    assert facts.description.startswith("first line") and facts.row_count is None and facts.kind == "table"
    assert (facts.partitioned_by, facts.clustered_by) == (("day",), ("id",))
    assert tables["seen"].kind == "view" and tables["seen"].description == "a view"
    assert [(c.name, c.description) for c in tables["seen"].columns] == [("id", "as seen")]
    assert [c.name for c in tables["broken"].columns] == ["n"]
    unproven = [f for f in findings if f.level == "warning"]
    assert len(unproven) == 1 and "cannot be told" in unproven[0].message and not unproven[0].statement
    assert not any("can only read" in f.message for f in findings)


def test_a_catalog_is_read_by_one_statement_a_database(
    warehouse: spark.SparkWarehouse, server: SparkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.execute(
        "create database many", *(f"create table many.t{n} (a int comment 'c{n}') using parquet" for n in range(12))
    )
    asked: list[str] = []
    rows, shape = spark.SparkWarehouse._rows, spark.Session.shape
    monkeypatch.setattr(spark.SparkWarehouse, "_rows", lambda self, s, sql: asked.append(sql) or rows(self, s, sql))
    monkeypatch.setattr(spark.Session, "shape", lambda self, q, s: asked.append("shape") or shape(self, q, s))
    tables = warehouse.catalog("many").tables
    assert [t.columns[0].description for t in sorted(tables, key=lambda t: int(t.name[1:]))] == [
        f"c{n}" for n in range(12)
    ]
    assert asked == ["show schemas", "show table extended in `many` like '*'", "shape"]


def test_what_a_statement_would_read_is_estimated(warehouse: spark.SparkWarehouse, server: SparkServer) -> None:
    server.execute(
        "create table large using parquet as select id, repeat('x', 100) as note from range(0, 5000, 1, 1)",
        "create table counted using parquet as select id, 'y' as note from range(0, 100, 1, 1)",
        "analyze table counted compute statistics",
    )

    def told(sql: str) -> tuple[int | None, int | None]:
        found = warehouse.estimate(ReadOnlySql(sql, "spark", (), ()), timeout_seconds=20, cancel=CancelToken())
        assert (found.source, found.exact) == ("EXPLAIN", False)
        return found.rows, found.bytes

    size = sum(file.stat().st_size for file in (server.folder / "warehouse" / "large").glob("*.parquet"))
    rows, held = told("select note from large where id > 7")
    assert rows is None and held is not None and abs(held - size) < 0.01 * size
    rows, little = told("select note from counted")
    assert rows == 100 and little is not None and 0 < little < 10_000
    assert told("select count(*) from counted a join counted b on a.id = b.id") == (200, 2 * little)
    assert told("select (select max(id) from counted) as m, 1 as n") == (100, little)
    assert told("select 1 as n union all select * from values (2)") == (0, 0)
    with pytest.raises(WarehouseFailed):
        told("drop table counted")
    assert told("select note from counted") == (100, little)


def test_a_query_of_a_program_that_died_ends_in_the_engine(server: SparkServer, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(
        "from lunara.connect import open_url\n"
        "from lunara.connect.warehouse import CancelToken\n"
        "from lunara.guard import ReadOnlySql\n"
        "from lunara.settings import load_settings\n"
        f"w = open_url('sc://127.0.0.1:{server.port}/;token={TOKEN}', load_settings({{}}))\n"
        f"sql = ReadOnlySql({SLOW!r}, 'spark', (), ())\n"
        "next(iter(w.stream(sql, timeout_seconds=600, cancel=CancelToken())))\n"
    )
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "program.py")], env={**os.environ, "PYTHONPATH": str(lanes.ROOT)}
    )
    try:
        until(lambda: server.running() > 0, 60)
    finally:
        process.kill()
        process.wait()
    until(lambda: server.running() == 0, FORGOTTEN_SECONDS + 20)


# One stage: a cancel at the end of a first one may not reach the next (tests/contract/places/spark.py).
SLOW = "select count(*) from range(0, 60000, 1, 1) a lateral view explode(sequence(1, 60000)) t as k where a.id * k + a.id = -17"


def test_a_reader_that_stops_early_stops_the_engine(warehouse: Warehouse, server: SparkServer) -> None:
    text = f"select -1 as n union all select a.id from {SLOW.partition('from ')[2]}"
    stream = warehouse.stream(ReadOnlySql(text, "spark", (), ()), timeout_seconds=60, cancel=CancelToken())
    assert next(iter(stream)).to_pylist() == [{"n": -1}]
    assert server.running() > 0
    stream.close()  # type: ignore[attr-defined]
    until(lambda: server.running() == 0, 20)


@pytest.mark.parametrize("milliseconds", [1, 20, 60])
def test_a_cancel_while_spark_plans_leaves_no_jobs_behind(server: SparkServer, milliseconds: int) -> None:
    """Its reader is free at once; the jobs that the plan was about to begin are stopped when they run."""
    server.execute("create table if not exists on_disk using parquet as select id from range(0, 60000, 1, 1)")
    opened = open_warehouse("spark", config(server), {"token": TOKEN}, SETTINGS)
    sql = ReadOnlySql(SLOW.replace("range(0, 60000, 1, 1)", "on_disk"), "spark", (), ())
    before, token = set(server.tasks()), CancelToken()
    threading.Timer(milliseconds / 1000, token.cancel).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        run(opened, sql, cancel=token)
    assert time.monotonic() - started < 2
    assert ask(opened, "select 1 as one") == [{"one": 1}]
    until(lambda: set(server.tasks()) > before and server.running() == 0, 30)
    opened.close()


MANY = "select id from range(0, 10000000000, 1, 40)"


class Open:
    """A purse that holds all."""

    def admit(self, sql: ReadOnlySql, estimate: Estimate | None, seconds: float) -> Spend:
        assert sql.text == MANY
        return lambda beyond, worked: None


def test_the_engine_makes_no_more_than_will_be_read(warehouse: Warehouse, server: SparkServer) -> None:
    """Of forty pieces of ten thousand million rows the first, and of that a thousand and one."""
    for asked in (warehouse, BudgetedWarehouse(warehouse, Open())):
        before = server.tasks()
        result = run(asked, ReadOnlySql(MANY, "spark", (), ()), limits=Limits(rows=1000))
        assert result.truncated and result.data.column(0).to_pylist() == list(range(1000))
        # The budget's estimate is a job, too.
        assert sum(tasks for job, tasks in server.tasks().items() if job not in before) <= 2
    exactly = run(warehouse, ReadOnlySql("select id from range(1000)", "spark", (), ()), limits=Limits(rows=1000))
    assert not exactly.truncated and exactly.row_count == 1000


def test_a_stream_that_ends_before_anything_came_is_gone_on_with(
    server: SparkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it does when the server is still at the plan after `senderMaxStreamDuration`."""
    opened = open_warehouse("spark", config(server), {"token": TOKEN}, SETTINGS)
    asked = Session._asked

    def empty_at_first(session: Session, call: Any, request: Any, seconds: float) -> Any:
        answer = asked(session, call, request, seconds)
        return EndedCall(answer) if type(request).__name__ == "ExecutePlanRequest" else answer

    monkeypatch.setattr(Session, "_asked", empty_at_first)
    assert ask(opened, "select 1 as one") == [{"one": 1}]
    opened.close()


class EndedCall:
    """A stream that the server has ended, whose statement goes on."""

    def __init__(self, call: Any) -> None:
        self._call = call

    def __iter__(self) -> Iterator[Any]:
        next(iter(self._call))  # by now the server has the statement
        self._call.cancel()
        return iter(())

    def cancel(self) -> None:
        pass


def test_an_order_is_that_of_the_whole(warehouse: Warehouse) -> None:
    sql = "select id from range(0, 100000, 1, 8) order by id % 7 desc, id desc"
    result = run(warehouse, ReadOnlySql(sql, "spark", (), ()), limits=Limits(rows=5))
    assert result.truncated and result.data.column(0).to_pylist() == [99_994, 99_987, 99_980, 99_973, 99_966]


def test_long_texts_are_cut_by_bytes(warehouse: Warehouse) -> None:
    sql = "select id, repeat('x', 50000) as cell from range(0, 2000, 1, 4)"
    result = run(warehouse, ReadOnlySql(sql, "spark", (), ()), limits=Limits(bytes=20_000_000))
    assert result.truncated and result.data.nbytes <= 20_000_000 and 300 < result.row_count <= 400
    assert set(result.data["cell"].to_pylist()) == {"x" * 50_000}


def test_a_large_cell_is_read(warehouse: Warehouse) -> None:
    (row,) = unguarded(warehouse, "select repeat('x', 50000000) as s")
    assert len(row["s"]) == 50_000_000


def test_a_line_that_breaks_is_told_and_the_engine_stops(server: SparkServer) -> None:
    with line_to(server.port) as line:
        opened = open_warehouse("spark", config(server, port=str(line.port)), {"token": TOKEN}, SETTINGS)
        threading.Timer(2, line.cut).start()
        with pytest.raises(ConnectFailed) as lost:
            unguarded(opened, SLOW)
        assert lost.value.code == "connection_lost"
        assert ask(opened, "select 1 as one") == [{"one": 1}]
        until(lambda: server.running() == 0, 20)
        opened.close()


def test_a_server_that_is_killed_is_said_and_one_that_was_started_again_is_found(tmp_path: Path) -> None:
    """What was asked is lost; sessions that lay idle are made anew, which the server does not know any more."""
    lane = lanes.needed(lanes.lane_of("spark"))
    with spark_server(lane, tmp_path / "first") as first:
        busy, idle = (open_warehouse("spark", config(first), {"token": TOKEN}, SETTINGS) for _ in range(2))
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(unguarded, busy, SLOW)
            until(lambda: first.running() > 0, 30)
            first.kill()
            with pytest.raises(ConnectFailed) as lost:
                answer.result(10)
        assert lost.value.code == "connection_lost"
        started = time.monotonic()
        with pytest.raises(ConnectFailed) as away:
            ask(busy, "select 1 as one")
        assert away.value.code == "refused" and time.monotonic() - started < 18
    with spark_server(lane, tmp_path / "second", first.port):
        for opened in (busy, idle):
            assert ask(opened, "select 1 as one") == [{"one": 1}]
            opened.close()


@pytest.mark.parametrize("catalog", ["", "spark_catalog"])
def test_a_server_that_falls_silent_while_we_sign_in_is_left(
    server: SparkServer, catalog: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark, "CONNECT_SECONDS", 2)
    with line_to(server.port) as line:
        line.silent = True
        started = time.monotonic()
        with pytest.raises(ConnectFailed) as silent:
            open_warehouse("spark", config(server, port=str(line.port), catalog=catalog), {"token": TOKEN}, SETTINGS)
        assert silent.value.code == "no_answer" and time.monotonic() - started < 16


def test_a_catalog_that_falls_silent_is_left_when_it_is_cancelled(
    server: SparkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "DEAF_SECONDS", 0.5)
    with line_to(server.port) as line:
        opened = open_warehouse("spark", config(server, port=str(line.port)), {"token": TOKEN}, SETTINGS)
        line.silent = True
        token = CancelToken()
        threading.Timer(0.3, token.cancel).start()
        started = time.monotonic()
        with pytest.raises(Cancelled):
            opened.catalog(cancel=token)
        assert time.monotonic() - started < 13
        opened.close()


def test_a_line_that_falls_silent_ends_at_the_time_limit(server: SparkServer) -> None:
    with line_to(server.port) as line:
        opened = open_warehouse("spark", config(server, port=str(line.port)), {"token": TOKEN}, SETTINGS)
        threading.Timer(1, lambda: setattr(line, "silent", True)).start()
        started = time.monotonic()
        with pytest.raises(TimedOut):
            unguarded_for(opened, SLOW, 2)
        assert time.monotonic() - started < 25
        line.cut()
        line.silent = False
        assert ask(opened, "select 1 as one") == [{"one": 1}]
        opened.close()
    until(lambda: server.running() == 0, FORGOTTEN_SECONDS + 20)


def unguarded_for(warehouse: Warehouse, sql: str, seconds: float) -> None:
    list(warehouse.stream(ReadOnlySql(sql, "spark", (), ()), timeout_seconds=seconds, cancel=CancelToken()))


def test_a_shop_on_spark_has_duckdbs_numbers(warehouse: Warehouse, server: SparkServer) -> None:
    """A distributed engine serves the same model: every ninth question of tests/snapshots, through the kind itself."""
    with duckdb.connect() as here:
        here.execute("set timezone = 'UTC'")
        for name, (columns, rows) in TABLES.items():
            here.execute(f"create table {name} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
            for row in rows:
                here.execute(f"insert into {name} values ({', '.join('?' for _ in row)})", list(row))
            folder = server.folder / "shop" / name
            folder.mkdir(parents=True)
            here.execute(f"copy {name} to '{folder}/part.parquet' (format parquet)")
            server.execute(f"create table {name} using parquet location '{folder}'")
    names = sorted(QUERIES)[::9]
    found = {}
    with run_duckdb() as duck:
        for name in names:
            text = compiled(name, "spark").sql
            answer = [list(row) for row in run(warehouse, text).rows()]
            reference = compiled(name, "duckdb")
            if wrong := difference(duck(reference.sql.text), answer, [c.type for c in reference.columns]):
                found[name] = wrong
    assert len(names) > 20
    assert not found, "\n" + "\n".join(f"{name}: {text}" for name, text in found.items())


def test_a_url_is_read_as_spark_reads_it(server: SparkServer) -> None:
    assert parse_url("sc://db.example:15003/;use_ssl=true;token=a%20b;user_id=ann?catalog=c&database=d") == (
        "spark",
        {
            "host": "db.example", "port": "15003", "sslmode": "verify-full", "user": "ann", "catalog": "c", "database": "d",
        },
        {"token": "a b"},
    )  # fmt: skip
    assert parse_url("sc://db.example") == ("spark", {"host": "db.example", "port": "15002", "sslmode": "disable"}, {})
    assert parse_url("sc://db.example/;token=t")[1]["sslmode"] == "verify-full"
    for wrong in ("sc://db/x", "sc://db/;colour=red", "sc://db?colour=red"):
        with pytest.raises(InvalidInput):
            parse_url(wrong)
    opened = open_url(f"sc://127.0.0.1:{server.port}/;token={TOKEN}", SETTINGS)
    assert ask(opened, "select 1 as one") == [{"one": 1}]
    opened.close()


def test_a_token_goes_over_no_open_line(server: SparkServer) -> None:
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("spark", {"host": "192.0.2.1", "sslmode": "disable"}, {"token": TOKEN}, SETTINGS)
    assert refused.value.code == "encryption" and TOKEN not in str(refused.value)


def test_a_certificate_is_checked_and_a_token_goes_through_tls(server: SparkServer, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    (tmp_path / "program.py").write_text(
        "import sys\n"
        "from lunara.connect import open_url\n"
        "from lunara.connect.run import run\n"
        "from lunara.errors import ConnectFailed\n"
        "from lunara.guard import read_only\n"
        "from lunara.settings import load_settings\n"
        "try:\n"
        "    opened = open_url(sys.argv[1], load_settings({}))\n"
        "    print(run(opened, read_only('select 1 as one', 'spark')).rows())\n"
        "except ConnectFailed as failed:\n"
        "    print(failed.code)\n"
    )

    def says(url: str, **trusted: str) -> str:
        environ = {**os.environ, "PYTHONPATH": str(lanes.ROOT), "PYTHONWARNINGS": "ignore", **trusted}
        command = [sys.executable, str(tmp_path / "program.py"), url]
        told = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
        return told.stdout.strip() or told.stderr

    with line_to(server.port, certificate) as line:
        url = f"sc://127.0.0.1:{line.port}/;use_ssl=true;token="
        roots = {"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": certificate[0]}
        assert says(f"{url}{TOKEN}", **roots) == "[(1,)]"
        assert says(f"{url}guess", **roots) == "password_wrong"
        assert says(f"{url}{TOKEN}") == "encryption"


def test_a_catalog_that_is_not_there_is_said(server: SparkServer) -> None:
    with pytest.raises(ConnectFailed) as missing:
        open_warehouse("spark", config(server, catalog="nowhere"), {"token": TOKEN}, SETTINGS)
    assert missing.value.code == "database_missing"
