"""A DuckDB file that is replaced by another one is answered from the new one."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from lunara.connect import open_url
from lunara.connect.run import run
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
