"""What PostgreSQL's catalogue tells beyond what every kind tells: partitions, clustering, rights on columns."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from lunara.connect import open_warehouse
from lunara.connect.catalog import Catalog
from lunara.settings import load_settings
from lunara.workspace.embedded import ADMIN, EmbeddedServer


@pytest.fixture(scope="module")
def catalog(postgres_server: EmbeddedServer) -> Iterator[Catalog]:
    name, address = f"catalog_{uuid4().hex[:12]}", postgres_server.address()
    reader = f"reader_{uuid4().hex[:12]}"
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as maker:
        maker.execute(f"create database {name}")
        maker.execute(f"create role {reader} login password 'sesame'")
        with psycopg.connect(address.conninfo(ADMIN, name), autocommit=True) as connection:
            for statement in (
                "create table by_day (id integer, day date, region text) partition by range (day)",
                "create table by_day_1 partition of by_day for values from ('2024-01-01') to ('2025-01-01')",
                "insert into by_day select g, date '2024-01-01' + g, 'x' from generate_series(1, 300) g",
                'create table by_much (a text, b integer, "odd, (name" integer) partition by range'
                " (b, (coalesce(a, ', )(')), \"odd, (name\", (lower(a) || '''(,'))",
                "create table plain (id integer primary key, a text, b integer)",
                "create index plain_by_text on plain (lower(a), b)",
                "insert into plain values (1, 'x', 2)",
                "cluster plain using plain_by_text",
                "create materialized view unfilled as select * from plain with no data",
                "create materialized view filled as select * from plain",
                "create table in_part (shown integer, hidden integer, unique (shown))",
                "insert into in_part values (1, 2)",
                "create table emptied (id integer)",
                "insert into emptied values (1)",
                f"grant select on by_day, by_much, plain, unfilled, filled, emptied to {reader}",
                f"grant select (shown) on in_part to {reader}",
                "analyze",
                "truncate emptied",
            ):
                connection.execute(statement)
        config = {"host": "127.0.0.1", "port": str(address.port), "database": name, "user": reader}
        warehouse = open_warehouse("postgres", config, {"password": "sesame"}, load_settings({}))
        yield warehouse.catalog()
        warehouse.close()
        maker.execute(f"drop database {name} with (force)")
        maker.execute(f"drop role {reader}")


def test_partitions(catalog: Catalog) -> None:
    by_day, by_much, plain = (catalog.table(name) for name in ("by_day", "by_much", "plain"))
    assert by_day is not None and by_day.partitioned_by == ("day",) and by_day.row_count == 300
    assert by_much is not None and plain is not None and plain.partitioned_by == ()
    assert by_much.partitioned_by == (
        "b",
        "COALESCE(a, ', )('::text)",
        "odd, (name",
        "(lower(a) || '''(,'::text)",
    )
    assert catalog.table("by_day_1") is None


def test_clustering(catalog: Catalog) -> None:
    plain, by_day = catalog.table("plain"), catalog.table("by_day")
    assert plain is not None and plain.clustered_by == ("lower(a)", "b") and plain.primary_key == ("id",)
    assert plain.unique_keys == () and by_day is not None and by_day.clustered_by == ()


def test_only_columns_that_may_be_read(catalog: Catalog) -> None:
    table = catalog.table("in_part")
    assert table is not None and [column.name for column in table.columns] == ["shown"]
    assert table.unique_keys == (("shown",),) and table.row_count == 1


def test_rows_of_what_is_empty_and_of_what_was_never_filled(catalog: Catalog) -> None:
    unfilled, filled, emptied = (catalog.table(name) for name in ("unfilled", "filled", "emptied"))
    assert unfilled is not None and unfilled.row_count is None and unfilled.kind == "view"
    assert filled is not None and filled.row_count == 1
    assert emptied is not None and emptied.row_count == 0
