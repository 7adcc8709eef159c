"""The probes, the check and every drafted field on a real Postgres: its types, its quoting, its way with mixed types."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from lunara.connect import open_warehouse
from lunara.connect.run import Runner
from lunara.connect.warehouse import Warehouse
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.drift import check_model
from lunara.settings import load_settings
from lunara.workspace.embedded import ADMIN, EmbeddedServer
from tests.unit.draft.live import failures

SCHEMA = """
create schema crm;
create table crm."Customers" ("CustomerID" serial primary key, "Full Name" text, "Joined" timestamptz, tags text[],
    extra jsonb);
create table crm.orders (order_id uuid primary key, customer_id int, order_date date, shipped_at timestamp, amount numeric(12,2),
    status varchar(20), order_day_text varchar(30), legacy_ref text, online boolean, discount_rate real);
create table crm.order_notes (note_id bigint, order_id text, note text);
create view crm.recent_orders as select * from crm.orders;
insert into crm."Customers" ("Full Name", "Joined") select 'n' || i, '2024-01-01' from generate_series(1, 60) i;
insert into crm.orders select md5(i::text)::uuid, 1 + i % 60, date '2024-01-01' + i,
    timestamp '2024-01-03' + i * interval '1 day',
    i * 1.5, case when i % 9 = 0 then 'cancelled' else 'done' end, to_char(date '2024-01-01' + i, 'YYYY-MM-DD'), 'x', i % 2 = 0,
    (i % 4) / 10.0 from generate_series(1, 300) i;
create type crm.mood as enum ('glad', 'sad');
create table crm.visits (visit_id int, price money, feeling crm.mood, address inet, big numeric(38,0), note text);
insert into crm.visits select i, i::money, (case when i % 2 = 0 then 'glad' else 'sad' end)::crm.mood, '10.0.0.1',
    i * 10.0^20, 'n' from generate_series(1, 60) i;
create table crm.places (place_id int, kind text);
insert into crm.places select i, 'k' || i % 3 from generate_series(1, 40) i;
insert into crm.order_notes select i, md5(i::text)::uuid::text, 'n' from generate_series(1, 100) i;
"""


@pytest.fixture
def warehouse(postgres_server: EmbeddedServer) -> Iterator[Warehouse]:
    address, name = postgres_server.address(), f"draft_{uuid4().hex[:8]}"
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    with psycopg.connect(address.conninfo(ADMIN, name), autocommit=True) as admin:
        admin.execute(SCHEMA)
        admin.execute("analyze")
    config = {"host": "127.0.0.1", "port": str(address.port), "database": name, "user": ADMIN, "sslmode": "disable"}
    opened = open_warehouse("postgres", config, {"password": address.passwords[ADMIN]}, load_settings({}))
    yield opened
    opened.close()
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def test_draft_and_check_on_postgres(warehouse: Warehouse) -> None:
    draft = draft_model(warehouse.catalog(), name="crm", probe=Probe(Runner(warehouse, record=None)))
    assert draft.cost.skipped == ()  # money is no number to cast, an enum no text to compare with a pattern
    keys = {t.name: t.primary_key for t in draft.model.tables}
    assert (keys["visits"], keys["places"]) == (("visit_id",), ("place_id",))
    joins = {(r.from_table, r.from_columns, r.to_table) for r in draft.model.relationships}
    assert ("orders", ("customer_id",), "customers") in joins
    # Postgres does not compare text with a UUID: a join that would fail is not proposed.
    assert not [join for join in joins if join[0] == "order_notes"]
    assert ("recent_orders", ("customer_id",), "customers") in joins
    orders = draft.model.table("orders")
    assert orders is not None
    assert {d.name: d.type for d in orders.dimensions}["order_day_text"] == "time"
    rate = next(m for m in orders.measures if m.expression == "discount_rate")
    assert rate.format is not None and (rate.aggregate, rate.format.kind) == ("avg", "percent")
    assert "order_count_without_cancelled" in {m.name for m in orders.measures}
    assert failures(warehouse, draft.model) == []
    assert check_model(draft.model, Runner(warehouse, record=None)) == []
