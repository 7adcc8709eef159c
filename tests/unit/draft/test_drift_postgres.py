"""Drift on a real Postgres: quoted names, schemas, zones; what is repaired there runs there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from lunara.connect import open_warehouse
from lunara.connect.run import Runner
from lunara.connect.warehouse import Warehouse
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.drift import LIKELY, SURE, find_drift, sure_repairs
from lunara.semantic.fingerprint import take_fingerprints
from lunara.semantic.repair import ReadAs, RenameColumn, RenameTable
from lunara.semantic.repairing import apply_repairs
from lunara.settings import load_settings
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from tests.unit.draft.live import failures
from tests.unit.draft.test_postgres import SCHEMA

Live = tuple[Warehouse, Callable[[str], None]]


@pytest.fixture
def live(postgres_server: EmbeddedServer) -> Iterator[Live]:
    address, name = postgres_server.address(), f"drift_{uuid4().hex[:8]}"
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))

    def change(statements: str) -> None:
        with psycopg.connect(address.conninfo(ADMIN, name), autocommit=True) as admin:
            admin.execute(statements)

    change(SCHEMA + "analyze;")
    config = {"host": "127.0.0.1", "port": str(address.port), "database": name, "user": ADMIN, "sslmode": "disable"}
    opened = open_warehouse("postgres", config, {"password": address.passwords[ADMIN]}, load_settings({}))
    yield opened, change
    opened.close()
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def test_renamed_retyped_and_repeated_on_postgres(live: Live) -> None:
    warehouse, change = live
    runner = Runner(warehouse, record=None)
    change("drop view crm.recent_orders")
    catalog = warehouse.catalog()
    model = draft_model(catalog, name="crm", probe=Probe(runner)).model
    prints = take_fingerprints(catalog, catalog.tables, runner, key=b"k", values=True)
    assert prints.skipped == ()
    assert find_drift(model, runner, known=prints, key=b"k").findings == ()
    change("""
      alter table crm."Customers" rename column "Full Name" to "Name of customer";
      alter table crm."Customers" drop constraint "Customers_pkey";
      insert into crm."Customers" select * from crm."Customers" where "CustomerID" = 7;
      alter table crm.orders alter column amount type text;
      alter table crm.orders rename to "Purchases";
    """)
    drift = find_drift(model, runner, known=prints, key=b"k")
    told = {(f.kind, f.missing or f.item) for f in drift.findings}
    assert told == {
        ("table_renamed", "orders"), ("column_renamed", "full name"),
        ("column_retyped", "amount"), ("target_not_unique", "relationship:orders_customer"),
        ("key_not_unique", "table:customers"),
    }  # fmt: skip
    # Of names no hash is kept: counts alone do not make it sure.
    sure = {f.missing: f.repair.confidence >= SURE for f in drift.findings if f.repair and f.kind.endswith("renamed")}
    assert sure == {"orders": True, "full name": False}
    repairs = [repair for proposal in sure_repairs(drift.findings, LIKELY) for repair in proposal.repairs]
    assert {type(repair) for repair in repairs} >= {RenameTable, RenameColumn, ReadAs}
    done = apply_repairs(model, repairs).model
    orders = done.table("orders")
    assert orders is not None and orders.source == 'crm."Purchases"'
    assert find_drift(done, runner, known=prints, key=b"k").findings == ()
    assert failures(warehouse, done) == []
