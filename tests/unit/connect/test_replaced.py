"""A DuckDB file that is replaced by another one is answered from the new one."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from lunara.connect import duckdb as duckdb_kind
from lunara.connect import open_url
from lunara.connect.run import run
from lunara.connect.warehouse import CancelToken
from lunara.errors import ConnectFailed
from lunara.guard import read_only


def made(path: Path, value: int) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create table t as select {value} as v")
    return path


def test_the_file_that_lies_there_now_is_read(tmp_path: Path) -> None:
    path = made(tmp_path / "a.duckdb", 1)
    warehouse = open_url(f"duckdb:///{path}")
    try:
        asked = read_only("select v from t", "duckdb")
        assert run(warehouse, asked).rows() == [(1,)]
        made(tmp_path / "b.duckdb", 2).replace(path)
        assert run(warehouse, asked).rows() == [(2,)]
        path.unlink()
        with pytest.raises(ConnectFailed) as gone:
            run(warehouse, asked)
        assert gone.value.code == "file_missing"
    finally:
        warehouse.close()


def test_a_link_that_leads_elsewhere_is_followed(tmp_path: Path) -> None:
    first, second = made(tmp_path / "1.duckdb", 1), made(tmp_path / "2.duckdb", 2)
    link = tmp_path / "now.duckdb"
    link.symlink_to(first)
    warehouse = open_url(f"duckdb:///{link}")
    try:
        asked = read_only("select v from t", "duckdb")
        assert run(warehouse, asked).rows() == [(1,)]
        link.unlink()
        link.symlink_to(second)
        assert run(warehouse, asked).rows() == [(2,)]
    finally:
        warehouse.close()


WRITE = "import duckdb, sys; duckdb.connect(sys.argv[1]).execute('update t set v = v + 1')"


def written_by_another_program(path: Path) -> bool:
    return subprocess.run([sys.executable, "-c", WRITE, str(path)], check=False, capture_output=True).returncode == 0


def test_a_file_that_nobody_asks_about_is_let_go_and_opened_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loading job found it locked for as long as the source lay in the pool, a quarter of an hour and longer."""
    monkeypatch.setattr(duckdb_kind, "HELD_SECONDS", 0.5)
    path = made(tmp_path / "a.duckdb", 1)
    warehouse = open_url(f"duckdb:///{path}")
    try:
        asked = read_only("select v from t", "duckdb")
        assert run(warehouse, asked).rows() == [(1,)]
        until = time.monotonic() + 20
        while not written_by_another_program(path):
            assert time.monotonic() < until, "it is held for ever"
        assert run(warehouse, asked).rows() == [(2,)]
    finally:
        warehouse.close()
    with pytest.raises(ConnectFailed):
        run(warehouse, asked)


def test_a_file_is_held_while_a_statement_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duckdb_kind, "HELD_SECONDS", 0.1)
    path = made(tmp_path / "a.duckdb", 1)
    warehouse = open_url(f"duckdb:///{path}")
    try:
        asked = read_only("select v from t", "duckdb")
        run(warehouse, asked)
        rows = warehouse.stream(asked, timeout_seconds=60, cancel=CancelToken())
        next(rows)
        time.sleep(0.5)
        assert not written_by_another_program(path)
        assert sum(batch.num_rows for batch in rows) == 1
    finally:
        warehouse.close()
