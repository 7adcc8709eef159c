"""What Postgres, MySQL and DuckDB say of a statement before it runs: by their plans, as estimates, and without running it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import duckdb
import psycopg
import pytest

from lunara.connect import open_warehouse
from lunara.connect.duckdb import DuckDbWarehouse
from lunara.connect.mysql import MySqlWarehouse
from lunara.connect.postgres import PostgresWarehouse
from lunara.connect.warehouse import CancelToken, Estimate, Estimating
from lunara.errors import Cancelled, WarehouseFailed
from lunara.guard import ReadOnlySql, read_only
from lunara.settings import load_settings
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from tests.contract.mariadb import ROOT_PASSWORD, MariaDb


@pytest.fixture(scope="module")
def postgres(postgres_server: EmbeddedServer) -> Iterator[PostgresWarehouse]:
    name, reader = f"estimates_{uuid4().hex[:10]}", f"reader_{uuid4().hex[:10]}"
    address = postgres_server.address()
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"create database {name}")
        admin.execute(f"create role {reader} login password 'sesame'")
    with psycopg.connect(address.conninfo(ADMIN, name), autocommit=True) as admin:
        admin.execute("create table orders (id integer primary key, customer integer, amount numeric, note text)")
        admin.execute("insert into orders select i, i % 100, i, repeat('x', 100) from generate_series(1, 50000) i")
        admin.execute("create table customers (id integer primary key, name text)")
        admin.execute("insert into customers select i, 'c' || i from generate_series(0, 99) i")
        admin.execute("create view cheap as select * from orders where amount < 10")
        admin.execute("vacuum analyze orders, customers")
        admin.execute("create table fresh (id integer)")
        admin.execute("insert into fresh select generate_series(1, 1000)")
        admin.execute(f"grant select on all tables in schema public to {reader}")
    config = {"host": "127.0.0.1", "port": str(address.port), "database": name, "user": reader, "sslmode": "disable"}
    opened = open_warehouse("postgres", config, {"password": "sesame"}, load_settings({}))
    assert isinstance(opened, PostgresWarehouse) and isinstance(opened, Estimating)
    yield opened
    opened.close()
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"drop database {name} with (force)")
        admin.execute(f"drop role {reader}")


def told(warehouse: Estimating, sql: str, dialect: str = "postgres") -> Estimate:
    return warehouse.estimate(read_only(sql, dialect), timeout_seconds=10, cancel=CancelToken())


ORDERS = 50_000 * 140  # bytes, at least: a row has its text of 100 and a header


def test_a_table_read_from_end_to_end_is_as_large_as_it_is_whatever_is_left_of_it(postgres: PostgresWarehouse) -> None:
    whole = told(postgres, "select * from orders")
    assert (whole.source, whole.exact, whole.rows, whole.cost) == ("EXPLAIN", False, 50_000, None)
    assert whole.bytes is not None and ORDERS < whole.bytes < 2 * ORDERS and whole.bytes % 8192 == 0
    for sql in (
        "select count(*) from orders where note = 'nothing'",
        "select * from orders limit 1",
        "select max(amount) from cheap",
        "with a as (select * from orders) select sum(amount) from a where amount > 1",
    ):
        assert told(postgres, sql).bytes == whole.bytes, sql


def test_what_is_looked_up_by_an_index_is_what_is_found(postgres: PostgresWarehouse) -> None:
    found = told(postgres, "select * from orders where id = 7")
    assert found.rows == 1 and found.bytes is not None and 100 < found.bytes < 1000
    nothing = told(postgres, "select 1 as n")
    assert (nothing.rows, nothing.bytes) == (0, 0)


def test_tables_of_a_join_are_added_and_one_that_nobody_has_counted_has_its_size(postgres: PostgresWarehouse) -> None:
    orders, customers = told(postgres, "select * from orders"), told(postgres, "select * from customers")
    both = told(postgres, "select c.name, sum(o.amount) from orders o join customers c on c.id = o.customer group by 1")
    assert both.bytes == (orders.bytes or 0) + (customers.bytes or 0) and both.rows == 50_100
    twice = told(postgres, "select sum(amount) from orders union all select sum(amount) from orders")
    assert twice.bytes == 2 * (orders.bytes or 0)
    counted = told(postgres, "select count(*) from orders")  # of the index alone
    assert counted.rows == 50_000 and counted.bytes is not None and 50_000 * 8 < counted.bytes < (orders.bytes or 0)
    fresh = told(postgres, "select * from fresh")
    assert fresh.bytes and fresh.bytes % 8192 == 0 and fresh.rows


def test_no_second_statement_comes_along(postgres: PostgresWarehouse) -> None:
    smuggled = read_only("select 1", "postgres")
    object.__setattr__(smuggled, "text", "select 1; select pg_sleep(20)")
    with pytest.raises(WarehouseFailed, match="multiple commands"):
        postgres.estimate(smuggled, timeout_seconds=5, cancel=CancelToken())
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        postgres.estimate(read_only("select 1", "postgres"), timeout_seconds=5, cancel=token)


@pytest.fixture(scope="module")
def mysql(mariadb: MariaDb) -> Iterator[MySqlWarehouse]:
    name = f"estimates_{uuid4().hex[:10]}"
    with mariadb.admin() as connection:
        for statement in (
            f"create database {name}",
            f"create table {name}.orders (id integer primary key, customer integer, amount integer)",
            f"insert into {name}.orders select seq, seq % 10, seq from {name}.seq_1_to_2000",
            f"create table {name}.customers (id integer primary key, name text)",
            f"insert into {name}.customers select seq, seq from {name}.seq_0_to_9",
            f"analyze table {name}.orders, {name}.customers",
        ):
            connection.query(statement)
            connection.next_result() if connection._result and connection._result.has_next else None
    config = {"host": "127.0.0.1", "port": str(mariadb.port), "database": name, "user": "root", "sslmode": "disable"}
    opened = open_warehouse("mysql", config, {"password": ROOT_PASSWORD}, load_settings({}))
    assert isinstance(opened, MySqlWarehouse) and isinstance(opened, Estimating)
    yield opened
    opened.close()
    with mariadb.admin() as connection:
        connection.query(f"drop database {name}")


def test_rows_that_mysql_expects_to_look_at(mysql: MySqlWarehouse) -> None:
    whole = told(mysql, "select * from orders", "mysql")
    assert (whole.source, whole.bytes, whole.exact) == ("EXPLAIN", None, False)
    assert whole.rows is not None and 1500 <= whole.rows <= 2500
    assert told(mysql, "select * from orders where id = 7", "mysql").rows == 1
    joined = told(mysql, "select c.name from orders o join customers c on c.id = o.customer", "mysql").rows
    assert joined is not None and joined > whole.rows
    assert told(mysql, "select 1 as n", "mysql").rows is None


def test_a_statement_that_mysql_does_not_take_is_told(mysql: MySqlWarehouse) -> None:
    smuggled: ReadOnlySql = read_only("select 1", "mysql")
    object.__setattr__(smuggled, "text", "select 1; select sleep(20)")
    with pytest.raises(WarehouseFailed):
        mysql.estimate(smuggled, timeout_seconds=5, cancel=CancelToken())


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDbWarehouse]:
    path = tmp_path_factory.mktemp("estimates") / "shop.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute("create table orders as select range id, range % 100 customer, range amount from range(50000)")
        made.execute("create table customers as select range id, 'c' || range name from range(100)")
        made.execute("create view cheap as select * from orders where amount < 10")
    opened = open_warehouse("duckdb", {"path": str(path)}, {}, load_settings({}))
    assert isinstance(opened, DuckDbWarehouse) and isinstance(opened, Estimating)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("select * from orders", 50_000),
        ("select count(*) from orders where amount = 7", 50_000),
        ("select max(amount) from cheap", 50_000),
        ("select c.name, sum(o.amount) from orders o join customers c on c.id = o.customer group by 1", 50_100),
        ("select sum(amount) from orders union all select sum(id) from customers", 50_100),
        ("select 1 as n", 0),
    ],
)
def test_duckdb_tells_the_rows_that_it_reads_whatever_is_left_of_them(
    file: DuckDbWarehouse, sql: str, rows: int
) -> None:
    found = told(file, sql, "duckdb")
    assert (found.source, found.exact, found.rows, found.bytes) == ("EXPLAIN", False, rows, None)


def test_duckdb_explains_one_statement_and_runs_none(file: DuckDbWarehouse) -> None:
    smuggled = read_only("select 1", "duckdb")
    object.__setattr__(smuggled, "text", "select 1; select 2")
    with pytest.raises(WarehouseFailed, match="not one statement"):
        file.estimate(smuggled, timeout_seconds=5, cancel=CancelToken())
    endless = "select count(*) from orders a, orders b, orders c, orders d"
    assert told(file, endless, "duckdb").rows == 200_000
