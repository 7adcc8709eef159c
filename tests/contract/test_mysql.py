"""What only MySQL and MariaDB have: their types, exactly, and the session that a statement meets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pytest

from lunara.connect import open_warehouse
from lunara.connect.run import run
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import LunaraError
from lunara.guard import ReadOnlySql, read_only
from lunara.settings import load_settings
from tests.contract.mariadb import ROOT_PASSWORD, MariaDb

COLUMNS = {
    "whole": ("decimal(65,0)", "99999999999999999999999999999999999999999999999999999999999999999"),
    "money": ("decimal(30,10)", "-12345678901234567890.0123456789"),
    "huge": ("bigint unsigned", "18446744073709551615"),
    "tiny": ("tinyint(1)", "1"),
    "year_of": ("year", "2024"),
    "bits": ("bit(10)", "b'1000000001'"),
    "yes": ("bit(1)", "b'1'"),
    "ratio": ("float", "0.1"),
    "double_of": ("double", "1e-300"),
    "day": ("date", "'2024-02-29'"),
    "made_at": ("datetime(6)", "'1999-12-31 23:59:59.123456'"),
    "seen_at": ("timestamp null", "'2024-06-01 10:00:00'"),
    "lasted": ("time(1)", "'-838:59:58.5'"),
    "note": ("text", "'größe 🍋 \\\\ it''s'"),
    "kind": ("enum('a', 'b')", "'b'"),
    "tags": ("set('x', 'y')", "'x,y'"),
    "info": ("json", """'{"a": 1}'"""),
    "raw": ("varbinary(10)", "x'00ff'"),
    "blob_of": ("blob", "x'00ff'"),
    "place": ("point", "point(1, 2)"),
}


@pytest.fixture(scope="module")
def warehouse(mariadb: MariaDb) -> Iterator[Warehouse]:
    name = f"types_{uuid4().hex[:12]}"
    with mariadb.admin() as connection:
        for statement in (
            "set time_zone = '+00:00'",
            f"create database {name}",
            f"create table {name}.t (id integer primary key, {', '.join(f'{c} {t}' for c, (t, _) in COLUMNS.items())})",
            f"insert into {name}.t values (1, {', '.join(v for _, v in COLUMNS.values())})",
            f"insert into {name}.t (id) values (2)",
            f"create table {name}.parted (id integer, day date) partition by range (year(day)) subpartition by hash (id)"
            " subpartitions 2 (partition a values less than (2024), partition b values less than maxvalue)",
            "set sql_mode = ''",
            f"create table {name}.odd (id integer, day date, made_at datetime)",
            f"insert into {name}.odd values (1, '0000-00-00', '0000-00-00 00:00:00'), (2, '2024-01-01', '2024-01-01')",
        ):
            connection.query(statement)
    config = {"host": "127.0.0.1", "port": str(mariadb.port), "database": name, "user": "root", "sslmode": "disable"}
    opened = open_warehouse("mysql", config, {"password": ROOT_PASSWORD}, load_settings({}))
    yield opened
    opened.close()
    with mariadb.admin() as connection:
        connection.query(f"drop database {name}")


def ask(warehouse: Warehouse, sql: str) -> pa.Table:
    return run(warehouse, read_only(sql, "mysql")).data


def test_every_type_is_exact(warehouse: Warehouse) -> None:
    first, second = ask(warehouse, "select * from t order by id").to_pylist()
    assert {name: value for name, value in second.items() if value is not None} == {"id": 2}
    expected: dict[str, Any] = {
        "whole": Decimal("9" * 65),
        "money": Decimal("-12345678901234567890.0123456789"),
        "huge": 18446744073709551615,
        "tiny": 1,
        "year_of": 2024,
        "bits": 513,
        "yes": True,
        "ratio": 0.1,
        "double_of": 1e-300,
        "day": date(2024, 2, 29),
        "made_at": datetime(1999, 12, 31, 23, 59, 59, 123456),
        "seen_at": datetime(2024, 6, 1, 10, tzinfo=UTC),
        "lasted": -timedelta(hours=838, minutes=59, seconds=58, milliseconds=500),
        "note": "größe 🍋 \\ it's",
        "kind": "b",
        "tags": "x,y",
        "info": '{"a": 1}',
        "raw": b"\x00\xff",
        "blob_of": b"\x00\xff",
    }
    assert {name: first[name] for name in expected} == expected
    assert isinstance(first["place"], bytes)


def test_sums_and_quotients_are_exact(warehouse: Warehouse) -> None:
    (row,) = ask(warehouse, "select sum(money) as s, count(*) as n, avg(tiny) as a, 7 / 2 as q from t").to_pylist()
    assert row == {
        "s": Decimal("-12345678901234567890.0123456789"),
        "n": 2,
        "a": Decimal("1.0000"),
        "q": Decimal("3.5000"),
    }


def test_a_date_of_zeros_is_none(warehouse: Warehouse) -> None:
    rows = ask(warehouse, "select day, made_at from odd order by id").to_pylist()
    assert rows == [
        {"day": None, "made_at": None},
        {"day": date(2024, 1, 1), "made_at": datetime(2024, 1, 1)},
    ]


def test_a_long_list_of_names_is_not_cut_short(warehouse: Warehouse) -> None:
    text = ask(warehouse, "select group_concat(repeat('x', 1000) separator '') as t from odd, odd b")["t"][0].as_py()
    assert len(text) == 4000


def test_a_statement_cannot_change_the_session_for_the_next_one(warehouse: Warehouse) -> None:
    for text in ("set session transaction read write", "set @x = 1", "set session sql_mode = ''", "use mysql"):
        with pytest.raises(LunaraError):
            list(warehouse.stream(ReadOnlySql(text, "mysql", (), ()), timeout_seconds=5, cancel=CancelToken()))
    with pytest.raises(LunaraError):
        list(warehouse.stream(ReadOnlySql("delete from odd", "mysql", (), ()), timeout_seconds=5, cancel=CancelToken()))
    assert ask(warehouse, "select count(*) as n from odd").to_pylist() == [{"n": 2}]


def test_keys_of_several_columns_and_types_are_in_the_catalog(warehouse: Warehouse, mariadb: MariaDb) -> None:
    catalog = warehouse.catalog()
    table = catalog.table("t")
    assert table is not None and table.primary_key == ("id",)
    assert {c.name: c.type for c in table.columns}["money"] == "decimal(30,10)"


def test_what_rows_are_stored_by_is_in_the_catalog(warehouse: Warehouse) -> None:
    catalog = warehouse.catalog()
    parted, plain = catalog.table("parted"), catalog.table("odd")
    assert parted is not None and parted.partitioned_by == ("year(day)", "id")
    assert plain is not None and plain.partitioned_by == ()


def test_what_everybody_may_is_taken_from_everybody(mariadb: MariaDb) -> None:
    """As Debian's MariaDB lets everybody write into the database `test`: an account of one's own would be told the same."""
    name = f"access_{uuid4().hex[:8]}"
    with mariadb.admin() as connection, connection.cursor() as cursor:
        for statement in (
            f"create database {name}",
            f"create table {name}.t (id integer)",
            f"create user {name}@'%' identified by 'sesame'",
            f"grant select, show view on {name}.* to {name}@'%'",
            f"create database {name}_open",
            f"grant select, insert, delete on {name}_open.* to public",
        ):
            cursor.execute(statement)
        config = {"host": "127.0.0.1", "port": str(mariadb.port), "database": name, "user": name}
        warehouse = open_warehouse("mysql", config, {"password": "sesame"}, load_settings({}))
        try:
            (warned,) = (one for one in warehouse.check() if one.level == "warning")
            assert "INSERT" in warned.message and warned.hint.startswith("Every account may.")
            assert warned.statement == f"REVOKE INSERT, DELETE ON `{name}_open`.* FROM PUBLIC;"
            cursor.execute(warned.statement)
        finally:
            warehouse.close()
        again = open_warehouse("mysql", config, {"password": "sesame"}, load_settings({}))
        assert again.check()[-1].message == "The account can only read."
        again.close()
        cursor.execute(f"grant insert on {name}.t to {name}@'%'")
        own = open_warehouse("mysql", config, {"password": "sesame"}, load_settings({}))
        warned = own.check()[-1]
        assert f"INSERT on `{name}`.`t`" in warned.message and "CREATE USER" in warned.statement
        own.close()
        for statement in (f"drop database {name}", f"drop database {name}_open", f"drop user {name}@'%'"):
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("granted", "told"),
    [
        (["grant insert on {db}.t to {role}", "grant {role} to {user}"], "it has INSERT on `{db}`.`t`"),
        (["grant select on {db}.* to {role}", "grant {role} to {user}"], ""),
        (
            [
                "create role {role}_outer",
                "grant delete on {db}.* to {role}",
                "grant {role} to {role}_outer",
                "grant {role}_outer to {user}",
            ],
            "it has DELETE on `{db}`.*",
        ),
        (["grant update (id) on {db}.t to {user}"], "it has UPDATE on `{db}`.`t`"),
    ],
)
def test_what_an_account_may_do_as_a_role_is_told(mariadb: MariaDb, granted: list[str], told: str) -> None:
    """A role that nobody has taken yet gives nothing, and SET ROLE is for the account to say."""
    name = f"u{uuid4().hex[:12]}"
    names = {"db": f"d{name}", "role": f"r{name}", "user": f"'{name}'@'%'"}
    with mariadb.admin() as connection, connection.cursor() as cursor:
        made = ["create database {db}", "create table {db}.t (id integer)", "create role {role}"]
        made += ["create user {user} identified by 'sesame'", "grant select on {db}.* to {user}"]
        for statement in [*made, *granted]:
            cursor.execute(statement.format(**names))
        # What everybody may in the database that is there from the beginning is told of elsewhere.
        cursor.execute("select count(*) from mysql.db where user = ''")
        config = {"host": "127.0.0.1", "port": str(mariadb.port), "database": names["db"], "user": name}
        opened = open_warehouse("mysql", config, {"password": "sesame"}, load_settings({}))
        try:
            found = opened.check()
        finally:
            opened.close()
            cursor.execute("drop database {db}".format(**names))
            cursor.execute("drop user {user}".format(**names))
            for role in ("{role}", "{role}_outer"):
                cursor.execute(f"drop role if exists {role}".format(**names))
    writes = [one.message for one in found if "can write" in one.message]
    if told:
        assert len(writes) == 1 and told.format(**names) in writes[0]
    else:
        assert not writes
