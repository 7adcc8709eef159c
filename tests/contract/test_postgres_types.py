"""Every built-in type of PostgreSQL as an Arrow column: alone, null, empty, in arrays, at its edges."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import psycopg
import pyarrow as pa
import pytest

from lunara.connect import open_warehouse
from lunara.connect.run import preview, run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import LunaraError, WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import load_settings
from lunara.workspace.embedded import ADMIN, EmbeddedServer

TEXT, TEXTS = pa.string(), pa.list_(pa.string())
MICROSECONDS, UTC = pa.timestamp("us"), pa.timestamp("us", tz="UTC")
BIG = "12345678901234567890123456789012345678.90"
# A literal, its column's type, that of an array of it. Text is as PostgreSQL itself writes the value.
VALUES: list[tuple[str, pa.DataType, pa.DataType]] = [
    ("true", pa.bool_(), pa.list_(pa.bool_())),
    ("(-32768)::int2", pa.int16(), pa.list_(pa.int16())),
    ("2147483647", pa.int32(), pa.list_(pa.int32())),
    ("9223372036854775807::int8", pa.int64(), pa.list_(pa.int64())),
    ("(-9223372036854775808)::int8", pa.int64(), pa.list_(pa.int64())),
    ("4294967295::oid", pa.int64(), pa.list_(pa.int64())),
    ("1.5::float4", pa.float32(), pa.list_(pa.float32())),
    ("'NaN'::float8", pa.float64(), pa.list_(pa.float64())),
    ("'-Infinity'::float8", pa.float64(), pa.list_(pa.float64())),
    ("4.9e-324::float8", pa.float64(), pa.list_(pa.float64())),
    ("1.50::numeric", pa.decimal128(38, 2), TEXTS),
    ("-0.05::numeric", pa.decimal128(38, 2), TEXTS),
    ("0::numeric", pa.decimal128(38, 0), TEXTS),
    ("1e-30::numeric", pa.decimal128(38, 30), TEXTS),
    ("1e20::numeric", pa.decimal128(38, 0), TEXTS),
    (f"{BIG}::numeric", pa.decimal256(76, 2), TEXTS),
    ("1e75::numeric", pa.decimal256(76, 0), TEXTS),
    ("1e80::numeric", TEXT, TEXTS),
    ("12.3::numeric(12,2)", pa.decimal128(12, 2), TEXTS),
    ("-99999999999999999999999999999999999999::numeric(38,0)", pa.decimal128(38, 0), TEXTS),
    ("1.5::numeric(39,2)", pa.decimal256(39, 2), TEXTS),
    ("1.5::numeric(76,3)", pa.decimal256(76, 3), TEXTS),
    ("1.5::numeric(77,3)", TEXT, TEXTS),
    ("12345::numeric(5,-2)", pa.decimal256(76, 0), TEXTS),
    ("0.00001::numeric(3,5)", pa.decimal256(76, 5), TEXTS),
    ("'NaN'::numeric", pa.float64(), TEXTS),
    ("'-Infinity'::numeric", pa.float64(), TEXTS),
    ("'NaN'::numeric(12,2)", pa.float64(), TEXTS),
    ("'a''b\\<漢>'::text", TEXT, TEXTS),
    ("''::text", TEXT, TEXTS),
    ("'NULL'::text", TEXT, TEXTS),
    ("'ab'::varchar(5)", TEXT, TEXTS),
    ("'ab'::char(5)", TEXT, TEXTS),
    ("'abc'::name", TEXT, TEXTS),
    ("'z'::\"char\"", TEXT, TEXTS),
    ("''::\"char\"", TEXT, TEXTS),
    ("'\\200'::\"char\"", TEXT, TEXTS),
    ("'\\xff00'::bytea", pa.binary(), pa.list_(pa.binary())),
    ("''::bytea", pa.binary(), pa.list_(pa.binary())),
    ("'2024-02-29'::date", pa.date32(), pa.list_(pa.date32())),
    ("'0001-01-01'::date", pa.date32(), pa.list_(pa.date32())),
    ("'9999-12-31'::date", pa.date32(), pa.list_(pa.date32())),
    ("'2024-02-29 13:14:15.123456'::timestamp", MICROSECONDS, pa.list_(MICROSECONDS)),
    ("'9999-12-31 23:59:59.999999'::timestamp", MICROSECONDS, pa.list_(MICROSECONDS)),
    ("'2024-02-29 13:14:15.123456+02'::timestamptz", UTC, pa.list_(UTC)),
    ("'1066-10-14 00:00:00+00'::timestamptz", UTC, pa.list_(UTC)),
    ("'23:59:59.999999'::time", pa.time64("us"), pa.list_(pa.time64("us"))),
    ("'12:00:00+02'::timetz", TEXT, TEXTS),
    ("'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", TEXT, TEXTS),
    ("'{\"a\":  [1, null]}'::json", TEXT, TEXTS),
    ("'{\"a\":  [1, null]}'::jsonb", TEXT, TEXTS),
    ("'null'::jsonb", TEXT, TEXTS),
    ("'1.1.1.1'::inet", TEXT, TEXTS),
    ("'::1/64'::inet", TEXT, TEXTS),
    ("'1.1.1.0/24'::cidr", TEXT, TEXTS),
    ("'08:00:2b:01:02:03'::macaddr", TEXT, TEXTS),
    ("'08:00:2b:01:02:03:04:05'::macaddr8", TEXT, TEXTS),
    ("B'101'::bit(3)", TEXT, TEXTS),
    ("B''::varbit", TEXT, TEXTS),
    ("'-1234567.89'::money", TEXT, TEXTS),
    ("'(1,2)'::point", TEXT, TEXTS),
    ("'{1,2,3}'::line", TEXT, TEXTS),
    ("'[(1,2),(3,4)]'::lseg", TEXT, TEXTS),
    ("'(1,1),(0,0)'::box", TEXT, TEXTS),
    ("'[(1,2),(3,4)]'::path", TEXT, TEXTS),
    ("'((1,2),(3,4))'::polygon", TEXT, TEXTS),
    ("'<(1,2),3>'::circle", TEXT, TEXTS),
    ("to_tsvector('simple', 'a b')", TEXT, TEXTS),
    ("'a & b'::tsquery", TEXT, TEXTS),
    ("'1/2'::pg_lsn", TEXT, TEXTS),
    ("'[1,5)'::int4range", TEXT, TEXTS),
    ("'empty'::int8range", TEXT, TEXTS),
    ("'[1.5,)'::numrange", TEXT, TEXTS),
    ("'[2024-01-01,infinity)'::daterange", TEXT, TEXTS),
    ("'[2024-01-01,2024-02-01)'::tsrange", TEXT, TEXTS),
    ("'[2024-01-01,2024-02-01)'::tstzrange", TEXT, TEXTS),
    ("'{[1,5),[7,8)}'::int4multirange", TEXT, TEXTS),
    ("'pg_class'::regclass", TEXT, TEXTS),
    ("'int4'::regtype", TEXT, TEXTS),
    ("'$.a'::jsonpath", TEXT, TEXTS),
    ("'(1,1)'::tid", TEXT, TEXTS),
    ("'7'::xid", TEXT, TEXTS),
    ("'10:20:'::pg_snapshot", TEXT, TEXTS),
    ("row(1, 'a,b', null)", TEXT, TEXTS),
    ("row(null, null)", TEXT, TEXTS),
    ("'<b>'::mood", TEXT, TEXTS),
    ("(1, 'x')::pair", TEXT, TEXTS),
    ("'a@b'::mail", TEXT, TEXTS),
    ("'1 2'::int2vector", TEXT, TEXTS),
]  # fmt: skip


@pytest.fixture(scope="module")
def admin(postgres_server: EmbeddedServer) -> Iterator[psycopg.Connection[Any]]:
    name, address = f"types_{uuid4().hex[:12]}", postgres_server.address()
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as maker:
        maker.execute(f"create database {name}")
        with psycopg.connect(address.conninfo(ADMIN, name), autocommit=True) as connection:
            connection.execute("create type mood as enum ('ok', '<b>'); create type pair as (a integer, b text)")
            connection.execute("create domain posint as integer check (value > 0); create domain mail as text")
            connection.execute("set timezone = 'UTC'; set intervalstyle = 'iso_8601'; set extra_float_digits = 1")
            yield connection
        maker.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="module")
def warehouse(admin: psycopg.Connection[Any], postgres_server: EmbeddedServer) -> Iterator[Warehouse]:
    address = postgres_server.address()
    config = {"host": "127.0.0.1", "port": str(address.port), "database": admin.info.dbname, "user": ADMIN}
    opened = open_warehouse("postgres", config, {"password": address.passwords[ADMIN]}, load_settings({}))
    yield opened
    opened.close()


def ask(warehouse: Warehouse, sql: str) -> pa.Table:
    """As the engine sends it: no guard before it, nothing of `run` behind it."""
    statement = ReadOnlySql(sql, "postgres", (), ())
    return pa.Table.from_batches(list(warehouse.stream(statement, timeout_seconds=20, cancel=CancelToken())))


def only(table: pa.Table) -> tuple[pa.DataType, list[Any]]:
    return table.schema.field("x").type, table["x"].to_pylist()


def same(found: Any, wanted: Any) -> bool:
    if isinstance(found, Decimal):
        return str(found) == str(wanted) or found == wanted
    return found == wanted or (isinstance(found, float) and math.isnan(found) and math.isnan(wanted))


@pytest.mark.parametrize(("literal", "kind", "kind_of_array"), VALUES, ids=[value[0] for value in VALUES])
def test_values(
    warehouse: Warehouse, admin: psycopg.Connection[Any], literal: str, kind: pa.DataType, kind_of_array: pa.DataType
) -> None:
    def written(sql: str) -> Any:
        """The value as the engine writes it."""
        row = admin.execute(f"select format('%s', {sql})").fetchone()
        assert row is not None
        return row[0]

    def known() -> Any:
        """The value as psycopg, which reads it by other ways, knows it."""
        row = admin.execute(f"select {literal}").fetchone()
        assert row is not None
        return row[0]

    wanted = written(literal) if kind == TEXT else known()
    found, values = only(ask(warehouse, f"select {literal} as x"))
    assert found == kind and len(values) == 1 and same(values[0], wanted), (found, values, wanted)
    assert only(ask(warehouse, f"select {literal} as x where false"))[1] == []
    if not literal.startswith(("'NaN'::numeric", "'-Infinity'::numeric")) and "::numeric" not in literal:
        assert only(ask(warehouse, f"select {literal} as x where false"))[0] == kind
    found, values = only(ask(warehouse, f"select case when g = 2 then {literal} end as x from generate_series(1, 3) g"))
    assert [values[0], values[2]] == [None, None] and same(
        values[1], wanted if kind != TEXT else type(values[1])(wanted)
    )
    found, values = only(ask(warehouse, f"select array[null, {literal}] as x"))
    element = wanted if kind_of_array != TEXTS else written(literal)
    assert found == kind_of_array and values[0][0] is None and same(values[0][1], element), (found, values)
    found, values = only(
        ask(warehouse, f"select case when g = 2 then array[{literal}] end as x from generate_series(1, 2) g")
    )
    assert values[0] is None and same(values[1][0], element)


def test_a_domain_is_its_base_type_and_an_array_of_it_a_list_of_text(warehouse: Warehouse) -> None:
    assert only(ask(warehouse, "select '5'::posint as x")) == (pa.int32(), [5])
    assert only(ask(warehouse, "select array['5'::posint, '6'::posint] as x")) == (TEXTS, [["5", "6"]])


def test_every_type_of_the_engine_is_read(warehouse: Warehouse, admin: psycopg.Connection[Any]) -> None:
    """As a column without rows, so that no type that a later version adds is a surprise."""
    names = admin.execute(
        "select format_type(oid, null) from pg_type where typtype in ('b', 'd', 'e', 'r', 'm')"
        " and typnamespace = 'pg_catalog'::regnamespace order by 1"
    ).fetchall()
    assert len(names) > 100
    for (name,) in names:
        found = ask(warehouse, f"select null::{name} as x from generate_series(1, 2)")
        assert found["x"].to_pylist() == [None, None], name


def test_all_of_them_at_once(warehouse: Warehouse) -> None:
    listed = ", ".join(literal for literal, _, _ in VALUES)
    found = ask(warehouse, f"select {listed} from generate_series(1, 3)")
    assert found.schema.types == [kind for _, kind, _ in VALUES] and found.num_rows == 3


def test_the_order_of_rows_is_the_statements_own(warehouse: Warehouse) -> None:
    """Also where columns are asked for as text, by a query around the statement."""
    found = ask(warehouse, "select g as x, '::1'::inet from generate_series(1, 50000) g order by g % 7, g desc")
    assert found["x"].to_pylist() == sorted(range(1, 50001), key=lambda g: (g % 7, -g))


@pytest.mark.parametrize(
    ("literal", "shown"),
    [
        ("'infinity'::date", "infinity"),
        ("'-infinity'::date", "-infinity"),
        ("'4713-01-01 BC'::date", "-4712-01-01"),
        ("'5874897-12-31'::date", "5874897-12-31"),
        ("'infinity'::timestamp", "infinity"),
        ("'-infinity'::timestamp", "-infinity"),
        ("'infinity'::timestamptz", "infinity"),
        ("'-infinity'::timestamptz", "-infinity"),
        ("'294246-12-31 23:59:59.5'::timestamp", "294246-12-31T23:59:59.500000"),
        ("'4713-01-01 BC'::timestamptz", "-4712-01-01T00:00:00+00:00"),
        ("'10000-01-01'::timestamp", "10000-01-01T00:00:00"),
    ],
)
def test_days_outside_the_calendar_are_text_in_a_result(warehouse: Warehouse, literal: str, shown: str) -> None:
    statement = ReadOnlySql(f"select {literal} as x union all select null", "postgres", (), ())
    assert run(warehouse, statement).rows() == [(shown,), (None,)]


@pytest.mark.parametrize(
    ("literal", "said"),
    [
        ("'294276-12-31'::timestamp", "294246"),
        ("'24:00:00'::time", "24:00"),
        ("'infinity'::interval", "nterval"),
        ("array['infinity'::date]", "far dates"),
        ("array['4713-01-01 BC'::timestamp]", "far dates"),
        ("array[array[1, 2], array[3, 4]]", "arrays of arrays"),
        ("array[array[1.5::float8]]", "arrays of arrays"),
    ],
)
def test_what_cannot_be_held_is_refused_by_name(warehouse: Warehouse, literal: str, said: str) -> None:
    with pytest.raises(WarehouseFailed) as failed:
        ask(warehouse, f"select {literal} as x")
    assert (said in failed.value.message and "text" in failed.value.hint) or "to_json" in failed.value.hint
    assert ask(warehouse, "select 1 as x")["x"].to_pylist() == [1]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("time", "24:00:00", "24:00:00"),
        ("interval", "infinity", "infinity"),
        ("timestamp", "294276-12-31", "294276-12-31 00:00:00"),
        ("int[]", "{{1,2},{3,4}}", "{{1,2},{3,4}}"),
    ],
)
def test_a_value_that_cannot_be_held_leaves_the_preview_its_other_columns(
    warehouse: Warehouse, admin: psycopg.Connection[Any], kind: str, value: str, shown: str
) -> None:
    admin.execute(f'create table odd_cell (id integer, "Of ""that""" {kind}, also {kind}, at date)')
    try:
        admin.execute(f"insert into odd_cell values (1, '{value}', null, '2025-03-01'), (2, null, null, null)")
        table = warehouse.catalog().table("odd_cell")
        assert table is not None
        found = preview(warehouse, table, 100)
    finally:
        admin.execute("drop table odd_cell")
    assert found.columns == ("id", 'Of "that"', "also", "at")
    # Where the driver does not say which column it was, all of them are text.
    first = ("1", "2") if kind == "interval" else (1, 2)
    assert [row[:2] for row in found.rows()] == [(first[0], shown), (first[1], None)]


def test_arrays_of_arrays_of_text_are_lists_of_json(warehouse: Warehouse) -> None:
    for literal in ("array[array['a', null], array['\"', 'é']]", "array[array[1.50, null], array[2, 3]]"):
        found, values = only(ask(warehouse, f"select {literal} as x"))
        assert found == TEXTS and [len(json.loads(value)) for value in values[0]] == [2, 2]


@pytest.mark.parametrize("rows", [10, 300_000])
def test_nan_among_numbers_is_a_float_where_that_is_exact_and_text_otherwise(warehouse: Warehouse, rows: int) -> None:
    series = f"generate_series(1, {rows}) g"
    kind, values = only(
        ask(warehouse, f"select case when g = 7 then 'NaN'::numeric else g / 4.0 end as x from {series}")
    )
    assert kind == pa.float64() and values[0] == 0.25 and len(values) == rows
    kind, values = only(ask(warehouse, f"select case when g = 7 then 'NaN' else {BIG} + g end as x from {series}"))
    assert kind == TEXT and values[6] == "NaN" and values[7].endswith("45686.90")


@pytest.mark.parametrize("value", ["'NaN'::numeric", "0.123", "1e70"])
def test_a_number_that_does_not_fit_what_the_first_rows_had_is_refused(warehouse: Warehouse, value: str) -> None:
    for number in ("g", "g::numeric(10,1)"):
        if number == "g" or value == "'NaN'::numeric":
            with pytest.raises(WarehouseFailed) as failed:
                cast = "" if number == "g" else "::numeric(10,1)"
                ask(warehouse, f"select (case when g = 450000 then {value} else {number} end){cast} as x"
                    " from generate_series(1, 450000) g")  # fmt: skip
            assert "column x" in failed.value.message and "CAST" in failed.value.hint


def test_columns_of_one_name_and_of_no_name(warehouse: Warehouse) -> None:
    found = ask(warehouse, 'select 1 as a, \'::1\'::inet as a, 2, \'x\' as "say ""hi"""')
    assert found.schema.names == ["a", "a", "?column?", 'say "hi"']
    assert found.to_batches()[0].column(1).to_pylist() == ["::1"]


@pytest.mark.parametrize("sql", ["select", "set transaction read write", "begin", "commit", "listen x", "analyze"])
def test_what_answers_no_rows_does_not_run(warehouse: Warehouse, sql: str) -> None:
    with pytest.raises(LunaraError):
        ask(warehouse, sql)
    assert ask(warehouse, "select current_setting('transaction_read_only') as x")["x"].to_pylist() == ["on"]


def test_text_in_no_encoding_is_refused(admin: psycopg.Connection[Any], postgres_server: EmbeddedServer) -> None:
    """A database of SQL_ASCII sends whatever bytes it was given."""
    name, address = f"ascii_{uuid4().hex[:12]}", postgres_server.address()
    admin.execute(f"create database {name} template template0 encoding 'SQL_ASCII' locale_provider libc locale 'C'")
    config = {"host": "127.0.0.1", "port": str(address.port), "database": name, "user": ADMIN}
    opened = open_warehouse("postgres", config, {"password": address.passwords[ADMIN]}, load_settings({}))
    try:
        assert ask(opened, "select 'é' as x")["x"].to_pylist() == ["é"]
        with pytest.raises(WarehouseFailed) as failed:
            ask(opened, "select convert_from('\\xff41', 'SQL_ASCII') as x")
        assert "encoding" in failed.value.message
    finally:
        opened.close()
        admin.execute(f"drop database {name} with (force)")


def test_dates_and_times_are_those_that_python_knows(warehouse: Warehouse) -> None:
    found = ask(warehouse, "select '1 year 2 mons 3 days 04:05:06.789'::interval as i, -'1 day'::interval as d,"
                " '2024-02-29'::date as day, '2024-02-29 00:00+14'::timestamptz as at")  # fmt: skip
    row = found.to_pylist()[0]
    assert row["i"] == pa.MonthDayNano([14, 3, 14_706_789_000_000]) and row["d"] == pa.MonthDayNano([0, -1, 0])
    assert row["day"] == date(2024, 2, 29)
    assert row["at"].replace(tzinfo=None) == datetime(2024, 2, 29) - timedelta(hours=14)


def test_what_the_account_is_set_to_changes_nothing_and_nothing_is_left_on_the_connection(
    admin: psycopg.Connection[Any], postgres_server: EmbeddedServer
) -> None:
    """A pooler may give the connection to somebody else after each transaction."""
    role, name = f"odd_{uuid4().hex[:12]}", admin.info.dbname
    own = {
        "timezone": "Asia/Tokyo", "datestyle": "German, DMY", "intervalstyle": "sql_standard", "bytea_output": "escape",
        "extra_float_digits": "-10", "standard_conforming_strings": "off", "search_path": "pg_temp", "statement_timeout": "7min",
        "default_transaction_read_only": "off",
    }  # fmt: skip
    admin.execute(f"create role {role} login password 'sesame'")
    for setting, value in own.items():
        admin.execute(f"alter role {role} set {setting} = '{value}'")
    admin.execute(f"create table public.here (x integer); grant select on public.here to {role}")
    config = {"host": "127.0.0.1", "port": str(postgres_server.address().port), "database": name, "user": role}
    opened = open_warehouse("postgres", config, {"password": "sesame"}, load_settings({}))
    try:
        sql = ("select (1/3.0)::float8 as f, timestamptz '2024-01-01 00:00+00'::text as t, interval '1 day'::text as i,"
               " '\\a' as s, (select count(*) from here) as n, now()::text like '%+00' as z")  # fmt: skip
        assert ask(opened, sql).to_pylist() == [
            {"f": 1 / 3, "t": "2024-01-01 00:00:00+00", "i": "P1D", "s": "\\a", "n": 0, "z": True}
        ]
        assert opened.catalog().table("here") is not None
        names = ", ".join(f"current_setting('{setting}') as {setting}" for setting in own)
        session = opened._sessions.take()  # type: ignore[attr-defined]
        left = pa.Table.from_batches(list(session.batches(f"select {names}"))).to_pylist()[0]
        session.close()
        connection = opened._pool.take()  # type: ignore[attr-defined]
        also_left = connection.execute(f"select {names}").fetchone()
        connection.close()
        assert left == own and list(also_left or ()) == list(own.values())
    finally:
        opened.close()
        admin.execute(f"drop table public.here; drop role {role}")


def test_a_null_character_ends_no_statement_early(warehouse: Warehouse) -> None:
    """What comes after it would be proven and not run."""
    with pytest.raises(WarehouseFailed):
        ask(warehouse, "select 1 as x\0 where false")
    assert ask(warehouse, "select 1 as x")["x"].to_pylist() == [1]
