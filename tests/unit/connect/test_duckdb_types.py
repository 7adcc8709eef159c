"""Values of DuckDB that Arrow has no type for are text or are refused; none arrives as another value."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from lunara.connect import open_url
from lunara.connect.run import run
from lunara.connect.warehouse import Warehouse
from lunara.errors import WarehouseFailed
from lunara.guard import read_only


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    path: Path = tmp_path_factory.mktemp("types") / "types.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create type mood as enum ('sad', 'glad')")
        connection.execute(
            "create table t as select 340282366920938463463374607431768211455::uhugeint as huge, '0101'::bit as bits,"
            " 'glad'::mood as mood, 170141183460469231731687303715884105727::hugeint as large,"
            " {'u': 5::uhugeint} as inside, timestamptz '2024-01-01 12:00:00+02' as moment, 18446744073709551615::ubigint as u"
        )
    opened = open_url(f"duckdb://{path}")
    yield opened
    opened.close()


def ask(warehouse: Warehouse, sql: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run(warehouse, read_only(sql, "duckdb")).data.to_pylist()
    return found


def test_the_largest_whole_numbers_and_bits_are_text(warehouse: Warehouse) -> None:
    """The first came as -1, the second as DuckDB keeps it: a count of bits before them."""
    assert ask(warehouse, "select huge, bits, 1 as one from t") == [
        {"huge": "340282366920938463463374607431768211455", "bits": "0101", "one": 1}
    ]
    assert ask(warehouse, 'select huge, huge, bits as "say ""hi""" from t order by 1 -- the last') == [
        {"huge": str(2**128 - 1), "huge_2": str(2**128 - 1), 'say "hi"': "0101"}
    ]


def test_inside_of_others_they_are_refused_by_name(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseFailed, match="column inside holds values of the type UHUGEINT"):
        ask(warehouse, "select inside from t")
    assert ask(warehouse, "select inside.u::varchar as u from t") == [{"u": "5"}]


def test_others_are_exact(warehouse: Warehouse) -> None:
    assert ask(warehouse, "select large, moment, u from t") == [
        {"large": Decimal(2**127 - 1), "moment": datetime(2024, 1, 1, 10, tzinfo=UTC), "u": 2**64 - 1}
    ]


def test_enumerations_are_their_texts(warehouse: Warehouse) -> None:
    """The browser's table showed a column of numbers of texts empty."""
    data = run(warehouse, read_only("select mood, count(*) as n from t group by mood", "duckdb")).data
    assert data.schema.field("mood").type == pa.string() and data["mood"].to_pylist() == ["glad"]
