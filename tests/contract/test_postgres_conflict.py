"""A copy of a PostgreSQL that gives up what a statement reads says so by a code that is tried again before any row."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest

from lunara.connect import open_warehouse
from lunara.connect.fetch import ATTEMPTS, TRANSIENT
from lunara.connect.outcome import QueryRecord
from lunara.connect.run import run
from lunara.errors import WarehouseFailed
from lunara.guard import ReadOnlySql
from lunara.settings import load_settings
from lunara.workspace.embedded import ADMIN, EmbeddedServer


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_it_is_tried_again_and_then_said(postgres_server: EmbeddedServer, state: str) -> None:
    address, name = postgres_server.address(), f"conflict_{uuid4().hex[:12]}"
    with psycopg.connect(address.conninfo(ADMIN, "postgres"), autocommit=True) as admin:
        admin.execute(f"create database {name}")
        try:
            with psycopg.connect(address.conninfo(ADMIN, name), autocommit=True) as maker:
                maker.execute(
                    "create function gives_up() returns integer language plpgsql as $$ begin"
                    f" raise exception 'conflict with recovery' using errcode = '{state}'; end $$"
                )
            config = {"host": "127.0.0.1", "port": str(address.port), "database": name, "user": ADMIN}
            opened = open_warehouse("postgres", config, {"password": address.passwords[ADMIN]}, load_settings({}))
            calls, rows = list[float](), list[QueryRecord]()
            stream = opened.stream

            def counted(sql: ReadOnlySql, **given: object) -> object:
                calls.append(1)
                return stream(sql, **given)  # type: ignore[arg-type]

            opened.stream = counted  # type: ignore[method-assign, assignment]
            with pytest.raises(WarehouseFailed) as failed:
                run(opened, ReadOnlySql("select gives_up()", "postgres", (), ()), record=rows.append)
            opened.close()
        finally:
            admin.execute(f"drop database {name} with (force)")
    assert failed.value.code == "snapshot_conflict" and failed.value.code in TRANSIENT and failed.value.hint
    assert len(calls) == ATTEMPTS and [row.outcome for row in rows] == ["failed"]
