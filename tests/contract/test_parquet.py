"""Parquet in object storage and on web servers: S3's listing and keys, files that change, and the same rows in a DuckDB table."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunara.connect import open_warehouse, parquet, parquet_memory, parse_url, read_form
from lunara.connect.parquet_places import read_places, with_queries
from lunara.connect.run import run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, NotPermitted
from lunara.guard import read_only
from lunara.settings import load_settings
from tests.emulators.web import WebServer, web_server

SETTINGS = load_settings({"LUNARA_REMOTE_FILES": "on"})
KEYS = {"key_id": "AKREADER", "region": "eu-central-1"}


def ask(warehouse: Warehouse, sql: str) -> list[tuple[Any, ...]]:
    return run(warehouse, read_only(sql, "duckdb")).rows()


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[WebServer]:
    for year, rows in ((2023, [1, 2]), (2024, [3])):
        folder = tmp_path / "lake" / "orders" / f"year={year}"
        folder.mkdir(parents=True)
        pq.write_table(pa.table({"id": rows}), folder / "part.parquet")
    (tmp_path / "lake" / "orders" / "_SUCCESS").touch()
    with web_server(tmp_path, keys=("AKREADER",)) as server:
        yield server


def stored(server: WebServer, **config: str) -> tuple[dict[str, str], dict[str, str]]:
    return {"tables": "orders = s3://lake/orders/", "endpoint": server.url, **KEYS, **config}, {"key_secret": "shh"}


def test_a_folder_of_a_bucket_is_a_table_with_its_partitions(storage: WebServer) -> None:
    warehouse = open_warehouse("parquet", *stored(storage), SETTINGS)
    table = warehouse.catalog().tables[0]
    assert [column.name for column in table.columns] == ["id", "year"]
    assert table.partitioned_by == ("year",) and table.row_count == 3
    assert ask(warehouse, "select year, sum(id) from orders group by year order by year") == [(2023, 3), (2024, 3)]
    warehouse.close()


def test_only_what_a_filter_leaves_is_fetched(storage: WebServer) -> None:
    warehouse = open_warehouse("parquet", *stored(storage), SETTINGS)
    storage.asked.clear()
    assert ask(warehouse, "select count(*) from orders where year = 2024") == [(1,)]
    assert not [path for _, path, _ in storage.asked if "year=2023" in path]
    warehouse.close()


def test_a_new_file_is_seen(storage: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = open_warehouse("parquet", *stored(storage), SETTINGS)
    pq.write_table(pa.table({"id": [10]}), storage.root / "lake" / "orders" / "year=2024" / "more.parquet")
    monkeypatch.setattr(parquet, "LISTED_SECONDS", 0.0)
    assert ask(warehouse, "select sum(id) from orders") == [(16,)]
    warehouse.close()


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({"key_id": "AKSOMEONE"}, "not_let_in"),
        ({"tables": "orders = s3://lake/nothing/"}, "file_missing"),
        ({"tables": "orders = s3://no-such-lake/orders/"}, "file_missing"),
        ({"endpoint": "http://169.254.169.254"}, "host_not_allowed"),
    ],
)
def test_what_is_wrong_with_the_storage_is_said(storage: WebServer, config: dict[str, str], code: str) -> None:
    with pytest.raises(ConnectFailed) as failed:
        open_warehouse("parquet", *stored(storage, **config), SETTINGS)
    assert failed.value.code == code, failed.value.message
    assert "shh" not in str(failed.value)


def test_without_keys_nobody_is_signed_for(storage: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKREADER")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of the server")
    with pytest.raises(ConnectFailed):
        open_warehouse("parquet", {"tables": "orders = s3://lake/orders/", "endpoint": storage.url}, {}, SETTINGS)


def test_it_is_off_until_it_is_allowed(storage: WebServer) -> None:
    with pytest.raises(NotPermitted) as refused:
        open_warehouse("parquet", *stored(storage), load_settings({}))
    assert "LUNARA_REMOTE_FILES" in refused.value.hint
    assert storage.asked == []


def test_where_organizations_share_the_server_its_own_network_is_closed(storage: WebServer) -> None:
    shared = load_settings({"LUNARA_REMOTE_FILES": "on", "LUNARA_DATABASE_URL": "postgresql://a@b/c"})
    for config, secrets in (stored(storage), ({"tables": f"x = {storage.url}/lake/x.parquet"}, {})):
        with pytest.raises(ConnectFailed) as refused:
            open_warehouse("parquet", config, secrets, shared)
        assert refused.value.code == "host_not_allowed"
    assert storage.asked == []


@pytest.mark.parametrize(
    "line",
    [
        "orders",
        "or ders = s3://lake/x/",
        "orders = file:///etc/passwd",
        "orders = /etc/passwd",
        "orders = s3://lake/../other/",
        "orders = s3://user@lake/x/",
        "orders = s3://LAKE/x/",
        "orders = https://user:pass@host/x.parquet",
        "orders = https://host/",
        "orders = https://:S3CRET@host/x.parquet",
        "orders = https://host/x.parquet?sig=S3CRET",
        "orders = https://host/x.parquet?",
        "orders = https://host:S3CRET/x.parquet",
        "orders = https://[S3CRET/x.parquet",
        "orders = https://host/x.parquet#S3CRET",
        "orders = htps://user:S3CRET@host/x.parquet?sig=S3CRET",
        "orders = s3://key:S3CRET@lake/x/",
        "orders = s3://lake/x/?sig=S3CRET",
        "orders = ftp://host/x.parquet",
        "a = s3://lake/x/\nA = s3://lake/y/",
        "",
    ],
)
def test_a_line_that_is_no_table_is_named(line: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        read_places(line)
    assert wrong.value.details["field"] == "tables"
    assert "S3CRET" not in str(wrong.value), "what was typed may be a secret"


@pytest.mark.parametrize(
    "line", ["sig=S3CRET", "S3CRET", "x =", "x = sig=S3 CRET", "lake = sig=S3CRET", "x = sig=a\nX = sig=S3CRET"]
)
def test_a_secret_end_that_belongs_to_no_address_is_named_and_not_told(line: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        with_queries(read_places("x = https://host/x.parquet\nlake = s3://lake/x/"), line)
    assert wrong.value.details["field"] == "queries" and "S3CRET" not in str(wrong.value)


@pytest.mark.parametrize(
    "endpoint", ["https://u:S3CRET@h", "https://:S3CRET@h", "https://h/?k=S3CRET", "h", "https://h:S3CRET"]
)
def test_an_endpoint_that_is_more_than_an_address_is_refused(endpoint: str) -> None:
    with pytest.raises(InvalidInput) as wrong:
        open_warehouse("parquet", {"tables": "x = s3://lake/x/", "endpoint": endpoint}, {}, SETTINGS)
    assert wrong.value.details["field"] == "endpoint" and "S3CRET" not in str(wrong.value)


# -- a web server --------------------------------------------------------------------------------------------------------


@pytest.fixture
def web(tmp_path: Path) -> Iterator[WebServer]:
    pq.write_table(pa.table({"n": range(200_000)}), tmp_path / "numbers.parquet", row_group_size=10_000)
    with web_server(tmp_path) as server:
        yield server


def of_the_web(server: WebServer) -> Warehouse:
    return open_warehouse("parquet", {"tables": f"numbers = {server.url}/numbers.parquet"}, {}, SETTINGS)


def test_a_file_that_changes_while_it_is_read_is_never_mixed(web: WebServer) -> None:
    warehouse = of_the_web(web)
    pq.write_table(pa.table({"n": [5]}), web.root / "numbers.parquet")
    statement = read_only("select sum(n) from numbers", "duckdb")
    with pytest.raises(ConnectFailed) as failed:
        list(warehouse.stream(statement, timeout_seconds=9, cancel=CancelToken()))
    assert failed.value.code == "connection_lost" and "replaced" in failed.value.message
    # Tried again, the files are looked for anew, and the new one is read as a whole.
    assert ask(warehouse, "select sum(n), count(*) from numbers") == [(5, 1)]
    warehouse.close()


@pytest.mark.parametrize(
    ("status", "code"), [(500, "connection_lost"), (403, "not_let_in"), (404, "file_missing"), (302, "moved")]
)
def test_what_the_web_server_says_in_the_middle_is_told(web: WebServer, status: int, code: str) -> None:
    warehouse = of_the_web(web)
    web.before = lambda method, path: status
    with pytest.raises(ConnectFailed) as failed:
        list(
            warehouse.stream(read_only("select sum(n) from numbers", "duckdb"), timeout_seconds=9, cancel=CancelToken())
        )
    assert failed.value.code == code
    web.before = lambda method, path: None
    assert ask(warehouse, "select count(*) from numbers") == [(200_000,)]
    warehouse.close()


SIGNED = "sv=2024-11-04&sig=S3CRET%2Fx%3D"


def test_a_signed_address_is_a_secret_and_no_message_tells_it(web: WebServer) -> None:
    web.signature = SIGNED
    table = f"numbers={web.url}/numbers.parquet"
    config, secrets = read_form("parquet", {"tables": table, "queries": f"numbers = {SIGNED}"})
    assert "S3CRET" not in str(config)
    assert parse_url(f"parquet://numbers={web.url}/numbers.parquet?{SIGNED}") == ("parquet", config, secrets)
    assert parse_url(f"parquet://numbers={web.url}/numbers.parquet%3F{SIGNED}")[2].keys() == {"queries"}
    warehouse = open_warehouse("parquet", config, secrets, SETTINGS)
    assert ask(warehouse, "select count(*) from numbers") == [(200_000,)]
    statement = read_only("select sum(n) from numbers", "duckdb")
    for status in (206, 302, 403, 404, 412, 500):
        web.before = lambda method, path, status=status: status  # type: ignore[misc]
        with pytest.raises(ConnectFailed) as failed:
            list(warehouse.stream(statement, timeout_seconds=9, cancel=CancelToken()))
        assert "S3CRET" not in str(failed.value) and "?" not in str(failed.value), status
        assert "127.0.0.1" in failed.value.message and ("numbers" in failed.value.message or status == 500)
        web.before = lambda method, path: None
    warehouse.close()
    for wrong in ({}, {"queries": "numbers = sig=S3CRET-of-yesterday"}):
        with pytest.raises(ConnectFailed) as refused:
            open_warehouse("parquet", config, wrong, SETTINGS)
        assert refused.value.code == "not_let_in" and "S3CRET" not in str(refused.value)


def test_a_server_without_ranges_is_told(web: WebServer) -> None:
    web.ranges = False
    with pytest.raises(ConnectFailed) as failed:
        of_the_web(web)
    assert failed.value.code == "no_ranges"


def test_a_server_that_sends_without_end_is_not_listened_to(web: WebServer) -> None:
    warehouse = of_the_web(web)
    web.endless = True
    with pytest.raises(ConnectFailed) as failed:
        ask(warehouse, "select sum(n) from numbers")
    assert failed.value.code == "connection_lost" and "incomplete" in failed.value.message
    warehouse.close()


def in_list(texts: pa.Array) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(range(len(texts) + 1), pa.int32()), texts)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("made", "text", "schema"),
    [
        (lambda texts: texts, "s", False),
        (lambda texts: texts.cast(pa.large_string()), "s", True),
        (in_list, "s[1]", True),
        (lambda texts: pa.StructArray.from_arrays([texts], ["x"]), "s.x", True),
        (lambda texts: in_list(pa.StructArray.from_arrays([texts], ["x"])), "s[1].x", True),
    ],
    ids=["plain", "large", "list", "struct", "list of structs"],
)
def test_a_text_that_a_small_file_repeats_is_held_once(tmp_path: Path, made: Any, text: str, schema: bool) -> None:
    """One text of a megabyte, a thousand rows: a gigabyte when each row has its own."""
    texts = made(pa.repeat(pa.scalar("x" * 1_000_000), 1000))
    pq.write_table(pa.table({"s": texts}), tmp_path / "bomb.parquet", compression="zstd", store_schema=schema)
    assert (tmp_path / "bomb.parquet").stat().st_size < 10_000
    code = (
        "import sys\n"
        "def peak():\n"
        "    with open('/proc/self/status') as status:\n"
        "        return next(int(line.split()[1]) for line in status if line.startswith('VmHWM'))\n"
        "from lunara.connect import open_warehouse\n"
        "from lunara.connect.run import run\n"
        "from lunara.guard import read_only\n"
        "from lunara.settings import load_settings\n"
        "w = open_warehouse('parquet', {'tables': 'x = ' + sys.argv[1]}, {}, load_settings({'LUNARA_REMOTE_FILES': 'on'}))\n"
        "before = peak()\n"
        "print(run(w, read_only(f'select max(length({sys.argv[2]})) as m from x', 'duckdb')).rows())\n"
        "print((peak() - before) // 1024)"
    )
    with web_server(tmp_path) as server:
        done = subprocess.run(
            [sys.executable, "-c", code, f"{server.url}/bomb.parquet", text], capture_output=True, text=True, timeout=60
        )
    found, grown = done.stdout.splitlines()
    assert found == "[(1000000,)]" and int(grown) < 300, done.stdout


@pytest.mark.parametrize("limit", ["COLUMN_BYTES", "GROUP_BYTES"])
def test_a_file_whose_row_group_is_larger_than_memory_is_refused_before_it_is_read(
    web: WebServer, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """What its footer says is enough: a column of one number is nothing in the file, and eight bytes a row when it is read."""
    monkeypatch.setattr(parquet_memory, limit, 1_599_999)
    numbers = pa.table({"n": pa.repeat(pa.scalar(7, pa.int64()), 200_000)})
    pq.write_table(numbers, web.root / "numbers.parquet", row_group_size=200_000)
    with pytest.raises(ConnectFailed) as refused:
        of_the_web(web)
    assert refused.value.code == "out_of_memory" and "row groups" in refused.value.hint
    monkeypatch.setattr(parquet_memory, limit, 1_600_000)
    warehouse = of_the_web(web)
    assert ask(warehouse, "select sum(n) from numbers") == [(1_400_000,)]
    warehouse.close()


def test_the_engine_still_reaches_nothing_else(web: WebServer) -> None:
    warehouse = of_the_web(web)
    for sql in (f"select * from read_parquet('{web.url}/numbers.parquet')", "select * from read_text('/etc/hostname')"):
        with pytest.raises(LunaraError):
            ask(warehouse, sql)
    warehouse.close()


# -- the same rows as DuckDB's own reading -------------------------------------------------------------------------------

NUMBERS = st.sampled_from([0.0, -0.0, 1.5, -2.0, math.nan, math.inf, -math.inf, None])
MOMENTS = st.sampled_from([datetime(2024, 1, 1), datetime(2024, 1, 1, 0, 0, 0, 1), datetime(1969, 12, 31), None])
ROWS = st.lists(
    st.tuples(
        NUMBERS,
        st.sampled_from([-3, 0, 7, 2**40, None]),
        st.sampled_from([Decimal("1.10"), Decimal("-0.01"), Decimal("9.99"), None]),
        st.sampled_from(["", "a", "A", "é", "ß", "10", None]),
        MOMENTS,
        st.booleans() | st.none(),
    ),
    max_size=12,
)
CONDITIONS = [
    *(f"f {op} {value}" for op in ("<", "<=", "=", "<>", ">=", ">") for value in ("1.5", "0", "'nan'::double")),
    *(f"f {op} 'inf'::double" for op in ("<", "=", ">")),
    *(f"i {op} {value}" for op in ("<", "=", "<>", ">=") for value in ("0", "7", "1099511627776")),
    *(f"d {op} {value}" for op in ("<", "=", ">=") for value in ("1.1", "9.99", "0")),
    *(f"t {op} {value}" for op in ("<", "=", "<>", ">") for value in ("''", "'a'", "'é'")),
    *(f"m {op} timestamp '2024-01-01'" for op in ("<", "=", "<>", ">", ">=")),
    *(f"z {op} timestamptz '2024-01-01 00:00:00+00'" for op in ("<", "=", ">=")),
    *(
        "y = date '2024-01-01'",
        "y < date '2024-01-01'",
        "b",
        "not b",
        "b is null",
        "f is not null",
        "s.x > 1",
        "s.x is null",
    ),
    *(
        "i in (0, 7)",
        "i not in (0, 7)",
        "t in ('a', 'é')",
        "f in (1.5, 'nan'::double)",
        "t like 'a%'",
        "t is distinct from 'a'",
    ),
    *("i between -3 and 7", "f > 1 or i = 7", "f > 1 and t = 'a'", "coalesce(i, 0) = 0", "i = 7 or i is null"),
]


@settings(max_examples=6, deadline=None)
@given(rows=ROWS)
def test_filters_mean_what_they_mean_in_a_table(rows: list[tuple[Any, ...]]) -> None:
    """Filters are handed to pyarrow, which knows another order of NaN: the rows must be those of DuckDB all the same."""
    names = ["f", "i", "d", "t", "m", "b"]
    types = [pa.float64(), pa.int64(), pa.decimal128(12, 2), pa.string(), pa.timestamp("us"), pa.bool_()]
    data = {name: pa.array([row[at] for row in rows], types[at]) for at, name in enumerate(names)}
    moments = [row[4] for row in rows]
    data["z"] = pa.array([m and m.replace(tzinfo=UTC) for m in moments], pa.timestamp("us", tz="UTC"))
    data["y"] = pa.array([m and date(m.year, m.month, m.day) for m in moments], pa.date32())
    data["s"] = pa.array([{"x": row[1]} if row[1] is not None else None for row in rows], pa.struct({"x": pa.int64()}))
    with TemporaryDirectory() as name, duckdb.connect() as plain:
        folder = Path(name)
        pq.write_table(pa.table(data), folder / "x.parquet", row_group_size=5)
        plain.register("given", pa.table(data))
        plain.execute("create table x as select * from given")
        with web_server(folder) as server:
            warehouse = open_warehouse("parquet", {"tables": f"x = {server.url}/x.parquet"}, {}, SETTINGS)
            for condition in CONDITIONS:
                sql = f"select f, i, d, t, m, b, y, s.x from x where {condition} order by all"
                assert repr(ask(warehouse, sql)) == repr(plain.sql(sql).fetchall()), condition
            warehouse.close()


def test_types_are_those_of_the_file(tmp_path: Path) -> None:
    table = pa.table(
        {
            "u": pa.array([2**64 - 1], pa.uint64()),
            "d38": pa.array([Decimal("12345678901234567890123456789012345.678")], pa.decimal128(38, 3)),
            "ns": pa.array([1_700_000_000_123_456_789], pa.timestamp("ns")),
            "z": pa.array([datetime(2024, 5, 1, tzinfo=UTC)], pa.timestamp("us", tz="UTC")),
            "blob": pa.array([b"\x00\xff"], pa.binary()),
            "list": pa.array([[1, None]], pa.list_(pa.int64())),
            "dict": pa.array(["x"]).dictionary_encode(),
            "gap": pa.array([timedelta(seconds=5)], pa.duration("us")),
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")
    with web_server(tmp_path) as server:
        warehouse = open_warehouse("parquet", {"tables": f"x = {server.url}/x.parquet"}, {}, SETTINGS)
        found = run(warehouse, read_only("select u, d38, ns, z, blob, list, dict from x", "duckdb")).rows()[0]
        warehouse.close()
    assert found[0] == 2**64 - 1 and found[1] == Decimal("12345678901234567890123456789012345.678")
    assert str(found[2]).endswith(".123456789") and found[3] == datetime(2024, 5, 1, tzinfo=UTC)
    assert (bytes(found[4]), found[5], found[6]) == (b"\x00\xff", [1, None], "x")
