"""What only ClickHouse has: its types, exactly, its accounts and settings, and the ways in which an answer breaks off."""

from __future__ import annotations

import http.server
import ipaddress
import ssl
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from lunara.connect import clickhouse, kind, open_warehouse, parse_url
from lunara.connect.clickhouse_types import converted, read_type
from lunara.connect.drivers import is_installed
from lunara.connect.expressions import split_expressions
from lunara.connect.run import Limits, run
from lunara.connect.warehouse import CancelToken, Estimating, Warehouse
from lunara.errors import ConnectFailed, LunaraError, TimedOut, WarehouseFailed
from lunara.guard import ReadOnlySql, read_only
from lunara.guard.function_names import function_names
from lunara.settings import load_settings
from tests.contract.dripping import HANDSHAKE, dripping
from tests.contract.places.clickhouse import Server, start
from tests.lanes import lane_of, needed, not_run

SETTINGS = load_settings({})
_ELSEWHERE = (
    "select * from file('/etc/passwd', 'LineAsString')",
    "select * from url('http://127.0.0.1:1/', 'LineAsString')",
    "select * from remote('127.0.0.1:1', 'default', 't')",
)
VALUES = {
    "u64": ("UInt64", "18446744073709551615", 18446744073709551615),
    "i128": ("Int128", "toInt128('-170141183460469231731687303715884105728')", Decimal(-(2**127))),
    "u128": ("UInt128", "toUInt128('340282366920938463463374607431768211455')", Decimal(2**128 - 1)),
    "i256": ("Int256", "toInt256('-9999999999999999999999999999999999999999')", Decimal("-9" + "9" * 39)),
    "d256": ("Decimal(76, 2)", "toDecimal256('1.23', 2)", Decimal("1.23")),
    "money": ("Decimal(38, 10)", "toDecimal128('-1234567890123456789012345678.0123456789', 10)",
              Decimal("-1234567890123456789012345678.0123456789")),
    "i8": ("Int8", "-5", -5),
    "u16": ("UInt16", "65535", 65535),
    "u32": ("UInt32", "4294967295", 4294967295),
    "ratio": ("Float64", "0.1", 0.1),
    "half": ("BFloat16", "1.5", 1.5),
    "yes": ("Bool", "true", True),
    "day": ("Date", "'2024-02-29'", date(2024, 2, 29)),
    "old_day": ("Date32", "'1950-02-28'", date(1950, 2, 28)),
    "at": ("DateTime", "'2024-02-29 13:14:15'", datetime(2024, 2, 29, 13, 14, 15)),
    "at_zone": ("DateTime('UTC')", "'2024-02-29 13:14:15'", datetime(2024, 2, 29, 13, 14, 15, tzinfo=UTC)),
    "at_berlin": ("DateTime('Europe/Berlin')", "'2024-02-29 13:14:15'", datetime(2024, 2, 29, 12, 14, 15, tzinfo=UTC)),
    "at_64": ("DateTime64(6)", "'1950-02-28 13:14:15.123456'", datetime(1950, 2, 28, 13, 14, 15, 123456)),
    "at_64_zone": ("DateTime64(3, 'Asia/Tokyo')", "'2024-02-29 13:14:15.123'",
                   datetime(2024, 2, 29, 4, 14, 15, 123000, tzinfo=UTC)),
    "text": ("String", "'größe 🍋 \\\\ it''s'", "größe 🍋 \\ it's"),
    "bytes": ("String", "unhex('61FF')", "a\\xff"),
    "code": ("FixedString(4)", "'EUR'", "EUR"),
    "low": ("LowCardinality(Nullable(String))", "'x'", "x"),
    "none": ("Nullable(Int32)", "null", None),
    "kind": ("Enum8('it\\'s' = -1, 'b, c' = 2)", "'b, c'", "b, c"),
    "large_kind": ("Nullable(Enum16('a' = 1, 'b' = 1000))", "'b'", "b"),
    "identity": ("UUID", "'61f0c404-5cb3-11e7-907b-a6006ad3dba0'", "61f0c404-5cb3-11e7-907b-a6006ad3dba0"),
    "ip4": ("IPv4", "'1.2.3.4'", "1.2.3.4"),
    "ip6": ("IPv6", "'2001:db8::1'", "2001:db8::1"),
    "list": ("Array(Nullable(UInt8))", "[1, null]", [1, None]),
    "moments": ("Array(DateTime)", "['2024-02-29 13:14:15']", [datetime(2024, 2, 29, 13, 14, 15)]),
    "huge_ones": ("Array(Int128)", "[1]", [Decimal(1)]),
    "lists": ("Array(Array(IPv4))", "[['1.2.3.4'], []]", [["1.2.3.4"], []]),
    "pairs": ("Map(String, DateTime)", "map('a', '2024-02-29 13:14:15')", [("a", datetime(2024, 2, 29, 13, 14, 15))]),
    "tuple_of": ("Tuple(x Int32, `odd name` Date)", "(1, '2024-02-29')", {"x": 1, "odd name": date(2024, 2, 29)}),
    "bare_tuple": ("Tuple(UInt8, Enum8('a' = 1))", "(1, 'a')", {"1": 1, "2": "a"}),
    "info": ("JSON", """'{"a":1,"b":[1,2]}'""", '{"a":1,"b":[1,2]}'),
    "anything": ("Dynamic", "'x'", '"x"'),
    "one_of": ("Variant(Int32, String)", "'x'", '"x"'),
    "place": ("Point", "(1, 2)", {"1": 1.0, "2": 2.0}),
    "lasted": ("Time", "'01:11:12'", timedelta(hours=1, minutes=11, seconds=12)),
    "lasted_64": ("Time64(3)", "'10:11:12.123'", timedelta(hours=10, minutes=11, seconds=12, milliseconds=123)),
}  # fmt: skip


def engine_python() -> Path:
    """The engine's Python, where the driver is installed as well; else the test is skipped by the lane's name."""
    lane = needed(lane_of("clickhouse"))
    if not is_installed(kind("clickhouse")):
        not_run(lane, "its driver is not installed")
    return lane.engine_python


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = start(engine_python(), tmp_path_factory.mktemp("clickhouse"))
    columns = ", ".join(f"`{name}` {of}" for name, (of, _, _) in VALUES.items())
    flags = "set enable_time_time64_type = 1, allow_experimental_bfloat16_type = 1"
    started.execute(flags)
    started.execute(
        f"create table t (number Int32, {columns}) engine = MergeTree partition by toYYYYMM(day) order by (number, u64)"
        " settings allow_nullable_key = 1"
    )
    started.execute(f"insert into t select 1, {', '.join(text for _, text, _ in VALUES.values())}")
    started.execute("create table many (n Int32, pad String) engine = MergeTree order by n")
    started.execute("insert into many select number, repeat('x', 50) from system.numbers limit 200000")
    started.execute("create table heap (n Int32) engine = Memory")
    started.execute("create view all_of_it as select n from many")
    started.execute("create table zones (n Int32, made_at DateTime) engine = MergeTree order by ()")
    yield started
    started.close()


def opened(server: Server, user: str = "reader", **more: str) -> Warehouse:
    config = {"host": "127.0.0.1", "port": str(server.port), "user": user, "sslmode": "disable", **more}
    return open_warehouse("clickhouse", config, {"password": "sesame"}, SETTINGS)


@pytest.fixture
def warehouse(server: Server) -> Iterator[Warehouse]:
    with closing(opened(server)) as found:
        yield found


def ask(warehouse: Warehouse, sql: str, **options: Any) -> pa.Table:
    return run(warehouse, read_only(sql, "clickhouse"), **options).data


def unguarded(warehouse: Warehouse, sql: str) -> list[pa.RecordBatch]:
    proven = ReadOnlySql(sql, "clickhouse", (), ())
    return list(warehouse.stream(proven, timeout_seconds=10, cancel=CancelToken()))


@pytest.mark.parametrize("name", VALUES)
def test_every_type_is_exact(warehouse: Warehouse, name: str) -> None:
    """By itself, so that a type is also read where no other column asks for the names of the types."""
    found = ask(warehouse, f"select `{name}` from t")
    assert found[name].to_pylist() == [VALUES[name][2]]
    empty = ask(warehouse, f"select `{name}` from t where number = 5")
    assert empty.schema == found.schema and empty.num_rows == 0


def test_all_types_at_once(warehouse: Warehouse) -> None:
    (row,) = ask(warehouse, "select * from t").to_pylist()
    assert row == {"number": 1, **{name: value for name, (_, _, value) in VALUES.items()}}


def test_a_zone_that_was_written_is_kept_and_none_is_added(warehouse: Warehouse) -> None:
    schema = ask(warehouse, "select at, at_zone, at_berlin, at_64, at_64_zone from t").schema
    assert [field.type.tz for field in schema] == [None, "UTC", "Europe/Berlin", None, "Asia/Tokyo"]


def test_moments_without_a_zone_are_the_servers_clock(tmp_path: Path) -> None:
    """Months are cut by the server's zone whatever the session's is; rows, literals and what is shown must agree with it."""
    server = start(engine_python(), tmp_path, "Europe/Berlin")
    try:
        server.execute(
            "create table m (at DateTime, at_64 Nullable(DateTime64(3)), utc DateTime('UTC')) engine = Memory"
        )
        server.execute("insert into m values ('2024-03-01 00:30:00', '2024-03-01 00:30:00', '2024-03-01 00:30:00')")
        with closing(opened(server)) as warehouse:
            (row,) = ask(
                warehouse, "select at, at_64, utc, toStartOfMonth(at) as month, [at] as ats from m"
            ).to_pylist()
            here = datetime(2024, 3, 1, 0, 30)
            assert row == {
                "at": here, "at_64": here, "utc": here.replace(tzinfo=UTC), "month": date(2024, 3, 1), "ats": [here],
            }  # fmt: skip
            for moment in ("at", "at_64"):
                found = ask(
                    warehouse,
                    f"select count() as c from m where {moment} >= cast('2024-03-01 00:00:00' as DateTime64(3))",
                )
                assert found.to_pylist() == [{"c": 1}]
    finally:
        server.close()


def test_a_cell_that_reads_like_an_error_is_none(warehouse: Warehouse) -> None:
    text = "Code: 60. DB::Exception: Unknown table. (UNKNOWN_TABLE)"
    assert ask(warehouse, f"select '{text}' as t").to_pylist() == [{"t": text}]


def test_lengths_of_time(warehouse: Warehouse) -> None:
    (row,) = ask(
        warehouse, "select interval 3 day as d, interval 2 month as m, interval 1 year as y from t"
    ).to_pylist()
    assert row == {"d": timedelta(days=3), "m": "P2M", "y": "P1Y"}


def test_a_number_that_no_decimal_holds_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseFailed) as refused:
        unguarded(warehouse, f"select toUInt256('{2**256 - 1}') as far")
    assert refused.value.code == "number_too_large" and "toString(far)" in refused.value.hint


def test_what_is_not_known_for_certain_is_refused_by_name() -> None:
    raw = pa.array([[1]], pa.list_(pa.uint32()))
    assert converted(raw, read_type("Array(DateTime)"), "x", "UTC").to_pylist() == [[datetime(1970, 1, 1, 0, 0, 1)]]
    for type_ in (read_type("Array(NewType)"), read_type("Array()"), None):
        with pytest.raises(WarehouseFailed) as refused:
            converted(raw, type_, "x", "UTC")
        assert refused.value.code == "type_unknown" and "toString(x)" in refused.value.hint


def test_sums_are_exact_and_nothing_is_none(warehouse: Warehouse) -> None:
    (row,) = ask(
        warehouse, "select sum(money) as s, sum(u64) as u, max(n) as m, sum(n) as t from t left join heap on n = number"
    ).to_pylist()
    assert row == {"s": VALUES["money"][2], "u": 18446744073709551615, "m": None, "t": None}


@pytest.mark.parametrize("how", ["old", "new"])
@pytest.mark.parametrize("after", [0, 100, 3000, 10**9])
def test_an_error_behind_the_first_rows_is_the_querys_error(
    server: Server, warehouse: Warehouse, how: str, after: int
) -> None:
    """A server that has begun to answer cannot take it back: what it says behind the rows is never an end of the rows."""
    server.control(f"_break?after={after}&how={how}")
    with pytest.raises(WarehouseFailed) as failed:
        ask(warehouse, "select n, pad from many", limits=Limits(rows=300_000))
    assert "throwIf" in failed.value.message and "Code:" not in failed.value.message


@pytest.mark.parametrize("after", [0, 100, 3000, 200_000])
def test_a_line_that_breaks_is_not_the_end_of_the_rows(server: Server, warehouse: Warehouse, after: int) -> None:
    server.control(f"_break?after={after}&how=cut")
    with pytest.raises(ConnectFailed) as lost:
        unguarded(warehouse, "select n, pad from many")
    assert lost.value.code == "connection_lost"
    assert ask(warehouse, "select count() as c from many").to_pylist() == [{"c": 200000}]


def test_a_server_that_says_no_more_is_left_at_the_time_limit(server: Server, warehouse: Warehouse) -> None:
    server.control("_break?after=3000&how=hang")
    started = time.monotonic()
    with pytest.raises(TimedOut):
        ask(warehouse, "select n, pad from many", limits=Limits(seconds=1, rows=300_000))
    assert time.monotonic() - started < 14
    assert ask(warehouse, "select count() as c from many").to_pylist() == [{"c": 200000}]


def test_a_server_that_answers_nothing_is_left_at_the_time_limit(tmp_path: Path) -> None:
    """Neither the statement nor the KILL is answered, as behind a network that swallows everything."""
    server = start(engine_python(), tmp_path)
    try:
        with closing(opened(server)) as warehouse:
            server.control("_mute")
            started = time.monotonic()
            with pytest.raises(TimedOut):
                list(warehouse.stream(read_only("select 1", "clickhouse"), timeout_seconds=1, cancel=CancelToken()))
            assert time.monotonic() - started < 1 + 5 + 10
    finally:
        server.close()


@pytest.mark.parametrize(
    ("first", "sslmode"),
    [
        (HANDSHAKE, "verify-full"),
        (b"HTTP/1.1 200 OK\r\nX-A: ", "disable"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 100000\r\n\r\n", "disable"),
    ],
    ids=["while it is encrypted", "in a header", "in an answer after which it hangs up"],
)
def test_a_server_that_drips_is_left_soon(monkeypatch: pytest.MonkeyPatch, first: bytes, sslmode: str) -> None:
    engine_python()
    monkeypatch.setattr(clickhouse, "CONNECT_SECONDS", 1)
    with dripping(first) as port:
        config = {"host": "127.0.0.1", "port": str(port), "user": "reader", "sslmode": sslmode}
        started = time.monotonic()
        with pytest.raises(ConnectFailed) as silent:
            open_warehouse("clickhouse", config, {"password": "sesame"}, SETTINGS)
        assert silent.value.code == "no_answer" and time.monotonic() - started < 14


def test_a_line_that_was_cut_stays_cut(server: Server) -> None:
    """What is asked on it afterwards would not be under any time limit; what is asked beside it goes on."""
    from lunara.connect.clickhouse_http import BrokenLine, Line

    line, url = Line("127.0.0.1", verify=False), f"http://127.0.0.1:{server.port}/_running"
    beside = line.beside()
    try:
        assert line.request("GET", url).status == 200
        line.cut()
        with pytest.raises(BrokenLine):
            line.request("GET", url)
        assert beside.request("GET", url).status == 200
    finally:
        line.hang_up()
        beside.hang_up()


def test_a_changed_password_is_said_at_the_next_statement(tmp_path: Path) -> None:
    """Each request signs in, so that no connection outlives a password."""
    server = start(engine_python(), tmp_path)
    try:
        with closing(opened(server)) as warehouse:
            assert ask(warehouse, "select 1 as one").to_pylist() == [{"one": 1}]
            server.control("_password?user=reader&to=another")
            for again in (lambda: ask(warehouse, "select 2 as two"), lambda: opened(server)):
                with pytest.raises(ConnectFailed) as wrong:
                    again()
                assert wrong.value.code == "password_wrong" and "sesame" not in str(wrong.value)
            server.control("_password?user=reader&to=sesame")
            assert ask(warehouse, "select 2 as two").to_pylist() == [{"two": 2}]
    finally:
        server.close()


@pytest.mark.parametrize("user", ["reader", "profiled", "writer"])
def test_settings_of_a_statement_cannot_take_the_walls_away(server: Server, user: str) -> None:
    with closing(opened(server, user)) as warehouse:
        for text in (
            "select 1 settings readonly = 0",
            "set readonly = 0",
            "insert into heap settings readonly = 0 values (1)",
            "create temporary table x (a Int8)",
            "system flush logs",
            "kill query where 1",
            "select n from many into outfile '/tmp/x'",
            "select 1) settings readonly = 0 --",
            *(_ELSEWHERE if user != "profiled" else ()),  # readonly = 2 leaves these to the account's grants
        ):
            try:
                found = unguarded(warehouse, text)
            except LunaraError:
                continue
            raise AssertionError(f"{text}: {found}")
        assert ask(warehouse, "select count() as c from heap").to_pylist() == [{"c": 0}]


def test_the_time_limit_cannot_be_raised_by_a_statement(server: Server) -> None:
    """For an account without settings of its own the request has readonly = 1, under which no setting changes any more."""
    with closing(opened(server, "writer")) as warehouse, pytest.raises(LunaraError):
        unguarded(warehouse, "select 1 settings max_execution_time = 1000")


def test_an_account_that_may_set_nothing_is_told_what_to_change(server: Server) -> None:
    with closing(opened(server, "locked")) as warehouse:
        (finding,) = (f for f in warehouse.check() if f.level == "error")
        assert "readonly = 1" in finding.message and finding.statement == "ALTER USER locked SETTINGS readonly = 2;"
        with pytest.raises(TimedOut):
            ask(warehouse, "select count() as c from many a, many b where a.n * b.n = 7", limits=Limits(seconds=0.5))


def test_a_profile_that_cuts_results_never_passes_a_part_for_the_whole(server: Server) -> None:
    with closing(opened(server, "cut")) as warehouse:
        assert ask(warehouse, "select n from many where n < 8 order by n")["n"].to_pylist() == list(range(8))
        with pytest.raises(WarehouseFailed) as stopped:
            ask(warehouse, "select n from many where n < 5000")
    assert stopped.value.code == "over_limits" and "cut" in stopped.value.message


def test_a_profile_cannot_make_numbers_rough(server: Server) -> None:
    with closing(opened(server, "rough")) as warehouse:
        for sql, expected in (
            ("select count(distinct n) as x from many", 200000),
            ("select count() as x from many where n < 0", 0),
            ("select count() as x from many where null in (null)", 0),
            ("select sum(h.n) as x from many m left join heap h on h.n = m.n", None),
        ):
            assert ask(warehouse, sql).to_pylist() == [{"x": expected}], sql
        with pytest.raises(WarehouseFailed):  # and not the rows of the first groups only
            ask(warehouse, "select count() as x from (select pad, n, count() from many group by pad, n)")


def test_grants_decide_where_settings_do_not(server: Server) -> None:
    def warned(user: str) -> list[str]:
        with closing(opened(server, user)) as warehouse:
            findings = [f for f in warehouse.check() if f.level == "warning"]
        assert all("GRANT SELECT ON" in finding.statement for finding in findings)
        return [finding.message for finding in findings]

    assert warned("reader") == []
    assert warned("writer") == ["The account writer can write: it may INSERT on `default`.*."]
    (reach,) = warned("profiled")  # it may not write, whatever its grants say
    assert "files or other servers" in reach


def test_the_guard_knows_each_function_that_takes_a_function(server: Server) -> None:
    """There a name in brackets is a call, so one that is missing from the list is a road to any function."""
    assert "HELLO" in server.execute("select arrayMap(upper, ['hello'])")
    known = function_names("clickhouse")
    told = server.execute("select lower(name) from system.functions where higher_order").split()
    assert {name for name in told if known.allows(name)} == set(known.takers)


def test_the_catalog_tells_storage_comments_and_no_key(server: Server, warehouse: Warehouse) -> None:
    server.execute("alter table many comment column pad 'filling', modify comment 'a lot'")
    catalog = warehouse.catalog()
    table, many, view = catalog.table("t"), catalog.table("many"), catalog.table("all_of_it")
    assert table is not None and many is not None and view is not None
    assert (table.partitioned_by, table.clustered_by) == (("toYYYYMM(day)",), ("number", "u64"))
    assert table.primary_key == () and table.unique_keys == ()
    column = many.column("pad")
    assert many.description == "a lot" and column is not None and column.description == "filling"
    assert many.row_count == 200000 and view.kind == "view" and view.row_count is None
    assert [(c.name, c.nullable) for c in table.columns if c.nullable] == [
        (name, True) for name in ("low", "none", "large_kind", "info", "anything", "one_of")
    ]


def test_an_estimate_before_running(warehouse: Warehouse) -> None:
    assert isinstance(warehouse, Estimating)

    def rows(sql: str) -> int | None:
        return warehouse.estimate(read_only(sql, "clickhouse"), timeout_seconds=5, cancel=CancelToken()).rows

    assert rows("select max(pad) from many") == 200000
    narrow = rows("select pad from many where n < 10")
    assert narrow is not None and narrow < 200000
    assert rows("select n from heap") is None


def test_columns_of_one_name_are_read(warehouse: Warehouse) -> None:
    found = run(warehouse, read_only("select a.n, b.n from heap a join many b on a.n = b.n", "clickhouse"))
    assert len(found.columns) == 2


def test_a_url_of_the_command_line() -> None:
    assert parse_url("clickhouse://reader:s%40@db.example.com/shop") == (
        "clickhouse",
        {"host": "db.example.com", "port": "8443", "database": "shop", "user": "reader"},
        {"password": "s@"},
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("tuple()", ()),
        ("day", ("day",)),
        ("toYYYYMM(day), city", ("toYYYYMM(day)", "city")),
        ("(toYYYYMM(day), f(a, ','))", ("toYYYYMM(day)", "f(a, ',')")),
    ],
)
def test_sorting_keys_are_split(text: str, parts: tuple[str, ...]) -> None:
    assert split_expressions(text) == parts


def test_types_with_odd_words_in_them_are_read() -> None:
    found = read_type(
        "Tuple(a Enum8('(, ' = 1), b JSON(max_dynamic_paths=8, x UInt32), c SimpleAggregateFunction(sum, Nullable(Int64)))"
    )
    assert [one.head for one in found.arguments] == ["Enum8", "JSON", "Int64"] and found.names == ("a", "b", "c")
    assert read_type("Nested(a Int8, b DateTime)").arguments[0].names == ("a", "b")
    assert read_type("LowCardinality(Nullable(String))").head == "String"


@pytest.fixture
def encrypted(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A server with a certificate of `db.example.test` on loopback: its port, and the certificate to trust."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "db.example.test")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName(
                [x509.DNSName("db.example.test"), x509.IPAddress(ipaddress.ip_address("127.9.9.9"))]
            ),
            False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    seen: list[str] = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers["Host"])
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            return

    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    listening.socket = context.wrap_socket(listening.socket, server_side=True)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield listening.server_address[1], file
    listening.shutdown()
    listening.server_close()


def test_a_certificate_is_checked_against_the_name_though_the_address_is_called(
    encrypted: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_installed(kind("clickhouse")):
        not_run(lane_of("clickhouse"), "its driver is not installed")
    from lunara.connect.clickhouse_http import BrokenLine, Line

    port, trusted = encrypted
    url = f"https://127.0.0.1:{port}/"
    with warnings.catch_warnings(action="ignore"):  # urllib3's, of what is not verified
        assert Line("db.example.test", verify=False).request("GET", url).status == 302
    with pytest.raises(BrokenLine):
        Line("db.example.test", verify=True).request("GET", url)  # nobody vouches for it
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    answered = Line("db.example.test", verify=True).request("GET", url)
    assert answered.status == 302  # and not followed
    with pytest.raises(BrokenLine):
        Line("other.example.test", verify=True).request("GET", url)
