"""What PostgreSQL's `orders.f`, which may call a function, can and cannot do (docs/decisions/0005)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from lunara.connect import open_warehouse
from lunara.connect.run import run
from lunara.connect.warehouse import Warehouse
from lunara.errors import WarehouseFailed
from lunara.guard import read_only
from lunara.settings import load_settings
from lunara.workspace.embedded import ADMIN, EmbeddedServer

_MADE = """
create table orders (id integer); insert into orders values (1);
create table secret (pay integer); insert into secret values (4711);
create table notes (text text);
create function spies(orders) returns integer language sql as 'select pay from secret';
create function writes(orders) returns integer language sql as 'insert into notes values (''x'') returning 1';
create function turns(orders) returns integer language plpgsql volatile as
  'begin set transaction read write; insert into notes values (''x''); return 1; end';
create function owned(orders) returns integer language sql security definer as 'select pay from secret';
create function withheld(orders) returns integer language sql security definer as 'select pay from secret';
revoke execute on function withheld(orders) from public;
"""


@pytest.fixture(scope="module")
def warehouse(postgres_server: EmbeddedServer) -> Iterator[Warehouse]:
    address, name = postgres_server.address(), f"attribute_{uuid4().hex[:12]}"
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"create database {name}")
        admin.execute(f"create role {name} login password 'sesame'")
        try:
            with psycopg.connect(address.conninfo(ADMIN, name), autocommit=True) as maker:
                maker.execute(_MADE.encode())
                maker.execute(f"grant select on orders to {name}; grant select, insert on notes to {name}")
            config = {"host": "127.0.0.1", "port": str(address.port), "database": name, "user": name}
            with closing(open_warehouse("postgres", config, {"password": "sesame"}, load_settings({}))) as opened:
                yield opened
        finally:
            admin.execute(f"drop database {name} with (force)")
            admin.execute(f"drop role {name}")


def ask(warehouse: Warehouse, sql: str) -> list[tuple[Any, ...]]:
    return run(warehouse, read_only(sql, "postgres", ["orders"])).rows()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("spies", "permission denied"),
        ("writes", "read-only transaction"),
        ("turns", "read-write mode"),
        ("withheld", "permission denied"),
        # What takes text takes no row.
        ("query_to_xml", "does not exist"),
        ("pg_read_file", "does not exist"),
        ("lo_import", "does not exist"),
        ("pg_sleep", "does not exist"),
        ("upper", "does not exist"),
    ],
)
def test_it_writes_nothing_and_reads_nothing_that_the_account_may_not(
    warehouse: Warehouse, name: str, said: str
) -> None:
    with pytest.raises(WarehouseFailed) as failed:
        ask(warehouse, f"select orders.{name} from orders")
    assert said in failed.value.message


def test_what_takes_any_row_computes_from_this_one(warehouse: Warehouse) -> None:
    assert ask(warehouse, "select orders.count, min(orders.to_json::text) from orders") == [(1, '{"id":1}')]


def test_what_its_owner_lends_to_everybody_is_lent(warehouse: Warehouse) -> None:
    """As a view on the list would; the right to call it is the wall, not the guard."""
    assert ask(warehouse, "select orders.owned from orders") == [(4711,)]
