"""What is particular to Redshift: its types, its system views, AWS keys, and what its driver is not left to do."""

from __future__ import annotations

import json
import struct
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import psycopg
import pyarrow as pa
import pytest

from lunara.connect import kind, open_warehouse, parse_url, redshift
from lunara.connect.drivers import is_installed
from lunara.connect.redshift_types import _Column, batches
from lunara.connect.run import Limits, run
from lunara.connect.warehouse import CancelToken, Estimating, Warehouse
from lunara.errors import ConnectFailed, InvalidInput, LunaraError, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import load_settings
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from tests.contract.dripping import HANDSHAKE, dripping
from tests.emulators.redshift import VIEWS, RedshiftProxy
from tests.lanes import lane_of, not_run

SETTINGS = load_settings({})
SHARED = load_settings({"SUPABASE_URL": "https://x.supabase.co", "SUPABASE_KEY": "key"})


@pytest.fixture(scope="module")
def proxy(postgres_server: EmbeddedServer) -> Iterator[RedshiftProxy]:
    if not is_installed(kind("redshift")):
        not_run(lane_of("redshift"), "its driver is not installed")
    made = RedshiftProxy("127.0.0.1", postgres_server.address().port)
    yield made
    made.close()


@pytest.fixture(scope="module")
def source(proxy: RedshiftProxy, postgres_server: EmbeddedServer) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    name, address = f"redshift_{uuid4().hex[:12]}", postgres_server.address()
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as maker:
        maker.execute(f"create database {name}")
        with psycopg.connect(address.conninfo(ADMIN, name), autocommit=True) as connection:
            for statement in VIEWS:
                connection.execute(statement)
            connection.execute(
                "create table sorted (id integer primary key, day date, note varchar(20), amount numeric(12,2))"
            )
            connection.execute(
                "insert into sorted select g, date '2024-01-01' + g, 'x', g from generate_series(1, 5) g"
            )
            connection.execute('create schema "o\'dd\\"; create table "o\'dd\\".t (id integer)')
        config = {"host": "127.0.0.1", "port": str(proxy.port), "database": name, "user": ADMIN, "sslmode": "disable"}
        yield config, {"password": address.passwords[ADMIN]}
        maker.execute(f"drop database {name} with (force)")


@pytest.fixture
def warehouse(source: tuple[dict[str, str], dict[str, str]]) -> Iterator[Warehouse]:
    opened = open_warehouse("redshift", *source, SETTINGS)
    yield opened
    opened.close()


def ask(warehouse: Warehouse, sql: str) -> pa.Table:
    statement = ReadOnlySql(sql, "redshift", (), ())
    return pa.Table.from_batches(list(warehouse.stream(statement, timeout_seconds=20, cancel=CancelToken())))


@pytest.mark.parametrize(
    ("literal", "arrow", "value"),
    [
        ("true", pa.bool_(), True),
        ("(-32768)::int2", pa.int16(), -32768),
        ("2147483647", pa.int32(), 2147483647),
        ("(-9223372036854775808)::int8", pa.int64(), -9223372036854775808),
        ("0.1::float4", pa.float32(), struct.unpack("f", struct.pack("f", 0.1))[0]),
        ("16777217.5::float8 / 3", pa.float64(), 16777217.5 / 3),
        ("12345678901234567890123456789012345678::numeric(38,0)", pa.decimal128(38, 0),
         Decimal("12345678901234567890123456789012345678")),
        ("(-0.05)::numeric(12,2)", pa.decimal128(12, 2), Decimal("-0.05")),
        ("1.5::numeric / 3", pa.decimal128(38, 20), Decimal("0.5")),
        ("'é<b>'::varchar(10)", pa.string(), "é<b>"),
        ("'ab'::char(5)", pa.string(), "ab   "),
        ("'{\"a\": [1]}'::json", pa.string(), '{"a": [1]}'),
        ("'12:00:00+02'::timetz", pa.string(), "12:00:00+02"),
    ],
    ids=str,
)  # fmt: skip
def test_values(warehouse: Warehouse, literal: str, arrow: pa.DataType, value: Any) -> None:
    found = ask(warehouse, f"select case when g = 2 then {literal} end as x from generate_series(1, 2) g")
    assert found["x"].to_pylist() == [None, value]
    found = ask(warehouse, f"select {literal} as x")
    assert found["x"].to_pylist() == [value] and found.schema.field("x").type == arrow


def test_moments_are_told_exactly(warehouse: Warehouse) -> None:
    sql = ("select '2024-02-29 13:14:15.123456'::timestamp as a, '2024-02-29 13:14:15.123456+02'::timestamptz as b,"
           " '2024-02-29'::date as c, '23:59:59.999999'::time as d, '0001-01-01'::timestamp as e")  # fmt: skip
    found = ask(warehouse, sql)
    assert found.schema.types == [
        pa.timestamp("us"), pa.timestamp("us", tz="UTC"), pa.date32(), pa.time64("us"), pa.timestamp("us")
    ]  # fmt: skip
    row = [str(value) for value in found.to_pylist()[0].values()]
    assert row == ["2024-02-29 13:14:15.123456", "2024-02-29 11:14:15.123456+00:00", "2024-02-29", "23:59:59.999999",
                   "0001-01-01 00:00:00"]  # fmt: skip
    far = run(warehouse, ReadOnlySql("select 'infinity'::timestamp, '4713-01-01 BC'::timestamp", "redshift", (), ()))
    assert far.rows() == [("infinity", "-4712-01-01T00:00:00")]
    with pytest.raises(WarehouseFailed) as failed:
        ask(warehouse, "select '294276-12-31'::timestamp as x")
    assert "294246" in failed.value.message and "CAST" in failed.value.hint


@pytest.mark.parametrize(
    ("oid", "told", "arrow", "value"),
    [
        (4000, b'{"a":[1,null]}', pa.string(), '{"a":[1,null]}'),  # SUPER
        (6551, b"00ff41", pa.binary(), b"\x00\xffA"),  # VARBYTE
        (3000, b"0101000000", pa.string(), "0101000000"),  # GEOMETRY
        (1188, b"1-2", pa.string(), "1-2"),  # INTERVAL YEAR TO MONTH
    ],
)
def test_types_that_postgres_has_not(oid: int, told: bytes, arrow: pa.DataType, value: Any) -> None:
    column = _Column({"label": b"x", "type_oid": oid, "type_modifier": -1})
    found = column.taken([told, None])
    assert found.type == arrow and found.to_pylist() == [value, None]


def test_a_value_that_cannot_be_read_is_refused_by_name() -> None:
    for oid, told in ((6551, b"0g"), (25, b"\xff"), (1082, b"10000-01-01 BC"), (23, b"1.5")):
        with pytest.raises(WarehouseFailed) as failed:
            _Column({"label": b"odd", "type_oid": oid, "type_modifier": -1}).taken([told])
        assert "odd" in failed.value.message


def test_batches_without_rows_and_with_numbers_that_settle_late() -> None:
    described = [{"label": b"x", "type_oid": 1700, "type_modifier": -1}]

    def session(*batches_of_rows: list[list[bytes | None]]) -> Any:
        return SimpleNamespace(columns=lambda sql: described, rows=lambda columns: (rows for rows in batches_of_rows))

    empty = list(batches(session([]), ""))
    assert [batch.num_rows for batch in empty] == [0] and empty[0].schema.types == [pa.decimal128(38, 0)]
    found = pa.Table.from_batches(list(batches(session([[b"1"]], [[b"0.25"]], []), "")))
    assert found["x"].to_pylist() == [Decimal("1.00"), Decimal("0.25")]


def test_the_catalog_tells_sort_keys_and_rows(
    warehouse: Warehouse, source: Any, postgres_server: EmbeddedServer
) -> None:
    with psycopg.connect(postgres_server.address().conninfo(ADMIN, source[0]["database"]), autocommit=True) as admin:
        admin.execute("analyze sorted")
    table = warehouse.catalog().table("sorted")
    assert table is not None and table.clustered_by == ("day", "id") and table.row_count == 5
    assert [column.type for column in table.columns] == ["integer", "date", "character varying(20)", "numeric(12,2)"]
    assert table.primary_key == ("id",)
    odd = warehouse.catalog("o'dd\\")
    assert [one.name for one in odd.tables] == ["t"]


def test_it_says_who_it_is_and_never_writes(warehouse: Warehouse, proxy: RedshiftProxy) -> None:
    assert proxy.started[-1]["application_name"] == "lunara"
    shown = ask(
        warehouse, "select current_setting('redshift.query_group') as g, current_setting('transaction_read_only') as r"
    )
    assert shown.to_pylist() == [{"g": "lunara", "r": "on"}]
    for statement in (
        "set transaction read write",
        "commit",
        "begin",
        "create table x (a integer)",
        "select 1; select 2",
    ):
        with pytest.raises(LunaraError):
            ask(warehouse, statement)
    assert ask(warehouse, "select current_setting('transaction_read_only') as r")["r"].to_pylist() == ["on"]


def test_a_cut_result_stops_the_engine(warehouse: Warehouse) -> None:
    result = run(
        warehouse,
        ReadOnlySql("select g from generate_series(1, 30000000) g", "redshift", (), ()),
        limits=Limits(rows=10),
    )
    assert result.row_count == 10 and result.truncated


def test_its_url() -> None:
    assert parse_url("redshift://ann:p%40ss@db.example/dev?schema=sales&sslmode=verify-ca") == (
        "redshift",
        {
            "host": "db.example",
            "port": "5439",
            "database": "dev",
            "user": "ann",
            "schema": "sales",
            "sslmode": "verify-ca",
        },
        {"password": "p@ss"},
    )
    found = parse_url("redshift:///dev?workgroup=main&region=eu-central-1")
    assert found[1] == {"port": "5439", "database": "dev", "user": "", "workgroup": "main", "region": "eu-central-1"}


# -- AWS keys ------------------------------------------------------------------------------------------------------------


class Aws:
    """Answers as Redshift's and Redshift Serverless' APIs do. `asked` are the calls, with who signed them."""

    def __init__(self, account: tuple[str, str], port: int) -> None:
        self.asked: list[tuple[str, dict[str, str], str]] = []
        self.seconds = 3600
        aws = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                target = self.headers.get("X-Amz-Target")
                signed = self.headers.get("Authorization", "").partition("Credential=")[2].partition("/")[0]
                if target:
                    what, given = target.rpartition(".")[2], json.loads(body)
                else:
                    given = {name: values[0] for name, values in parse_qs(body).items()}
                    what = given.pop("Action")
                aws.asked.append((what, given, signed))
                status, answer = aws.answer(what, given, account, port, signed)
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.1" if target else "text/xml")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(
        self, what: str, given: dict[str, str], account: tuple[str, str], port: int, signed: str
    ) -> tuple[int, bytes]:
        from datetime import UTC, datetime, timedelta

        user, password = account
        ends = datetime.now(UTC) + timedelta(seconds=self.seconds)
        if signed != "AKIAGOOD":
            return 403, _error("InvalidClientTokenId", "The security token included in the request is invalid.")
        if what == "GetClusterCredentials" and given["ClusterIdentifier"] == "main":
            if given["DbUser"] == "nobody":
                return 403, _error("AccessDenied", "not authorized to perform redshift:GetClusterCredentials")
            told = f"<DbUser>{user}</DbUser><DbPassword>{password}</DbPassword><Expiration>{ends:%Y-%m-%dT%H:%M:%SZ}</Expiration>"
            return 200, _result(what, told)
        if what == "DescribeClusters" and given["ClusterIdentifier"] == "main":
            told = f"<Clusters><Cluster><Endpoint><Address>127.0.0.1</Address><Port>{port}</Port></Endpoint></Cluster></Clusters>"
            return 200, _result(what, told)
        if what == "GetCredentials":
            return 200, json.dumps({"dbUser": user, "dbPassword": password, "expiration": ends.timestamp()}).encode()
        if what == "GetWorkgroup":
            return 200, json.dumps({"workgroup": {"endpoint": {"address": "127.0.0.1", "port": port}}}).encode()
        return 404, _error("ClusterNotFound", "Cluster not found.")


def _result(what: str, told: str) -> bytes:
    return (
        f'<{what}Response xmlns="http://redshift.amazonaws.com/doc/2012-12-01/"><{what}Result>{told}</{what}Result>'
        f"<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{what}Response>"
    ).encode()


def _error(code: str, said: str) -> bytes:
    return (
        f'<ErrorResponse xmlns="http://redshift.amazonaws.com/doc/2012-12-01/"><Error><Type>Sender</Type><Code>{code}</Code>'
        f"<Message>{said}</Message></Error><RequestId>1</RequestId></ErrorResponse>"
    ).encode()


def test_what_a_statement_would_read_is_estimated(warehouse: Warehouse) -> None:
    assert isinstance(warehouse, Estimating)
    found = warehouse.estimate(
        ReadOnlySql("select sum(amount) from sorted a", "redshift", (), ()), timeout_seconds=10, cancel=CancelToken()
    )
    assert (found.source, found.exact) == ("EXPLAIN", False)
    assert found.rows and found.bytes and found.bytes > found.rows
    nothing = warehouse.estimate(ReadOnlySql("select 1", "redshift", (), ()), timeout_seconds=10, cancel=CancelToken())
    assert (nothing.rows, nothing.bytes) == (0, 0)
    with pytest.raises(WarehouseFailed):
        warehouse.estimate(
            ReadOnlySql("select 1; select 2", "redshift", (), ()), timeout_seconds=10, cancel=CancelToken()
        )


@pytest.fixture
def aws(source: tuple[dict[str, str], dict[str, str]]) -> Iterator[Aws]:
    made = Aws((source[0]["user"], source[1]["password"]), int(source[0]["port"]))
    yield made
    made.close()


def by_keys(
    source: tuple[dict[str, str], dict[str, str]], aws: Aws, **more: str
) -> tuple[dict[str, str], dict[str, str]]:
    config = {"database": source[0]["database"], "sslmode": "disable", "region": "eu-central-1",
              "access_key": "AKIAGOOD", "endpoint": aws.endpoint, **more}  # fmt: skip
    return config, {"secret_key": "very secret"}


@pytest.mark.parametrize(
    ("where", "calls"),
    [
        ({"cluster": "main", "user": "ann"}, ["DescribeClusters", "GetClusterCredentials"]),
        ({"workgroup": "main"}, ["GetWorkgroup", "GetCredentials"]),
    ],
)
def test_aws_keys_sign_in(source: Any, aws: Aws, where: dict[str, str], calls: list[str]) -> None:
    opened = open_warehouse("redshift", *by_keys(source, aws, **where), SETTINGS)
    try:
        assert ask(opened, "select 1 as one")["one"].to_pylist() == [1]
        assert [what for what, _, _ in aws.asked] == calls
        given = aws.asked[1][1]
        if "cluster" in where:
            assert (
                given["DbUser"] == "ann" and given["DbName"] == source[0]["database"] and given["AutoCreate"] == "false"
            )
        else:
            assert given == {"workgroupName": "main", "dbName": source[0]["database"]}
        opened._pool.forget_idle()  # type: ignore[attr-defined]
        ask(opened, "select 1 as one")
        assert [what for what, _, _ in aws.asked].count(calls[1]) == 1, "the password of an hour is kept"
    finally:
        opened.close()


def test_a_password_that_ends_soon_is_asked_for_anew(source: Any, aws: Aws) -> None:
    aws.seconds = 30
    opened = open_warehouse("redshift", *by_keys(source, aws, workgroup="main"), SETTINGS)
    opened._pool.forget_idle()  # type: ignore[attr-defined]
    ask(opened, "select 1 as one")
    opened.close()
    assert [what for what, _, _ in aws.asked].count("GetCredentials") == 2


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"cluster": "other", "user": "ann"}, "host_unknown"),
        ({"cluster": "main", "user": "nobody"}, "not_let_in"),
        ({"cluster": "main", "user": "ann", "access_key": "AKIABAD"}, "password_wrong"),
    ],
)
def test_what_aws_refuses_is_said(source: Any, aws: Aws, more: dict[str, str], code: str) -> None:
    with pytest.raises(ConnectFailed) as failed:
        open_warehouse("redshift", *by_keys(source, aws, **more), SETTINGS)
    assert failed.value.code == code and "very secret" not in str(failed.value)


@pytest.mark.parametrize(
    "more",
    [
        {"cluster": "a", "workgroup": "b", "user": "ann"},
        {"cluster": "a"},
        {"workgroup": "a", "region": "evil.example/"},
    ],
)
def test_what_is_missing_or_no_region_is_named(source: Any, aws: Aws, more: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        open_warehouse("redshift", *by_keys(source, aws, **more), SETTINGS)
    assert refused.value.details["field"] and aws.asked == []


def test_a_shared_server_lends_its_own_identity_to_nobody(source: Any, aws: Aws) -> None:
    for more in ({"access_key": ""}, {"access_key": "", "profile": "default"}):
        with pytest.raises(LunaraError):
            open_warehouse("redshift", *by_keys(source, aws, workgroup="main", **more), SHARED)
    with pytest.raises(ConnectFailed) as refused:
        open_warehouse("redshift", *by_keys(source, aws, workgroup="main"), SHARED)
    assert refused.value.code == "host_not_allowed" and aws.asked == []


def test_a_null_character_ends_no_statement_early(warehouse: Warehouse) -> None:
    """What comes after it would be proven and not run."""
    with pytest.raises(WarehouseFailed):
        ask(warehouse, "select 1 as x\0 where false")
    assert ask(warehouse, "select 1 as x")["x"].to_pylist() == [1]


@pytest.mark.parametrize(
    ("first", "sslmode"),
    [
        (b"S" + HANDSHAKE, "verify-full"),
        (b"R\x00\x01\x00\x00", "disable"),
        (b"N\x00\x10\x00\x00", "disable"),
        (b"R\x00\x00\x00\x08\x00\x00\x00\x00N\x00\x10\x00\x00", "disable"),
    ],
    ids=["while it is encrypted", "while it signs in", "in a notice at once", "in a notice"],
)
def test_a_server_that_drips_is_left_soon(monkeypatch: pytest.MonkeyPatch, first: bytes, sslmode: str) -> None:
    if not is_installed(kind("redshift")):
        not_run(lane_of("redshift"), "its driver is not installed")
    monkeypatch.setattr(redshift, "CONNECT_SECONDS", 1)
    with dripping(first) as port:
        config = {"host": "127.0.0.1", "port": str(port), "database": "dev", "user": "ann", "sslmode": sslmode}
        started = time.monotonic()
        with pytest.raises(ConnectFailed) as silent:
            open_warehouse("redshift", config, {"password": "sesame"}, SETTINGS)
        assert silent.value.code == "no_answer" and time.monotonic() - started < 14


def test_a_server_that_makes_no_sense_is_said() -> None:
    """Of a kind that is no message, a list of ways to sign in that nobody knows, and the end in the midst of a message."""
    if not is_installed(kind("redshift")):
        not_run(lane_of("redshift"), "its driver is not installed")
    for said in (
        b"!\x00\x00\x00\x04",
        b"R\x00\x00\x00\x0c\x00\x00\x00\x0aXYZ\x00",
        b"R\x00\x00\x00\xff\x00\x00\x00\x0a",
    ):
        with dripping(said, b"") as port, pytest.raises(ConnectFailed) as failed:
            config = {"host": "127.0.0.1", "port": str(port), "database": "dev", "user": "ann", "sslmode": "disable"}
            open_warehouse("redshift", config, {"password": "sesame"}, SETTINGS)
        assert failed.value.code in ("connection_lost", "connect_failed"), said
