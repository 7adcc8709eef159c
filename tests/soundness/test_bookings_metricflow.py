"""MetricFlow's own test project: imported, its 117 requests translated and run, and the rows compared with MetricFlow's."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from tests.shared_data import SHARED, needs_shared
from tests.soundness.metricflow import CLOCK, NotSaid, Spine, Translator, documents

pytestmark = needs_shared
ROOT = (SHARED or Path()) / "semantic_models" / "bookings_metricflow"


class Bookings:
    """The data in DuckDB, and the translator of requests."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("create schema src")
        types = {"INT": "bigint", "STRING": "varchar", "TIME": "timestamp", "BOOLEAN": "boolean", "FLOAT": "double"}
        for name, table in json.loads((ROOT / "data" / "_types.json").read_text()).items():
            columns = {one["name"]: types[one["type"].upper()] for one in table["columns"]}
            path = ROOT / "data" / f"{name}.csv"
            self.connection.execute(
                f"create table src.{name} as select * from read_csv(?, header = true, columns = {columns!r})",
                [str(path)],
            )
        self.connection.execute("set schema = 'src'")
        spines = {}
        for grain, table, column in (
            ("day", "mf_time_spine", "ds"),
            ("hour", "mf_time_spine_hour", "ts"),
            ("second", "mf_time_spine_second", "ts"),
        ):
            ends = self.connection.execute(f"select min({column}), max({column}) from src.{table}").fetchone()
            assert ends is not None
            spines[grain] = Spine(table, column, ends[0], ends[1])
        self.translator = Translator(documents(ROOT / "files"), spines)

    def answer(self, asked: dict[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
        """(MetricFlow's column names, rows). Raises NotSaid and LunaraError."""
        translated = self.translator.translate(asked)
        compiled = compile_query(translated.query, self.translator.model, "duckdb", CLOCK)
        return translated.columns, self.connection.execute(compiled.sql.text).fetchall()

    def gold(self, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
        """MetricFlow's rows; those of its check where there are too many to be kept."""
        if asked.get("gold_rows"):
            return [tuple(row) for row in asked["gold_rows"]]
        return self.connection.execute(asked["check_sql"]).fetchall()


@pytest.fixture(scope="module")
def bookings() -> Iterator[Bookings]:
    found = Bookings()
    yield found
    found.connection.close()


def plain(cell: Any) -> Any:
    """A cell as it is compared: dates as moments, numbers as floats, rounded far below what matters."""
    if isinstance(cell, str):
        try:
            return datetime.fromisoformat(cell)
        except ValueError:
            return cell
    if isinstance(cell, bool) or cell is None:
        return cell
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)
    if isinstance(cell, int | float | Decimal):
        return float(cell)
    return cell


def equal(one: Any, two: Any) -> bool:
    if isinstance(one, float) and isinstance(two, float):
        return math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-9)
    return type(one) is type(two) and one == two


def difference(
    asked: dict[str, Any], columns: list[str], rows: list[tuple[Any, ...]], gold: list[tuple[Any, ...]]
) -> str:
    """What is wrong, empty when the rows are MetricFlow's."""
    if sorted(columns) != sorted(asked["gold_columns"]):
        return f"columns {columns} instead of {asked['gold_columns']}"
    order = [columns.index(name) for name in asked["gold_columns"]]
    mine = [tuple(plain(row[position]) for position in order) for row in rows]
    theirs = [tuple(plain(cell) for cell in row) for row in gold]
    if not asked.get("check_order"):
        mine, theirs = sorted(mine, key=repr), sorted(theirs, key=repr)
    if len(mine) != len(theirs):
        return f"{len(mine)} rows instead of {len(theirs)}: {mine[:3]} / {theirs[:3]}"
    for one, two in zip(mine, theirs, strict=True):
        if not all(equal(a, b) for a, b in zip(one, two, strict=True)):
            return f"{one} instead of {two}"
    return ""


# What Lunara has no words for: the metrics that count one event after another.
OUT_OF_SCOPE = "conversion metrics"


def requests() -> list[dict[str, Any]]:
    return json.loads((ROOT / "queries.json").read_text()) if SHARED is not None else []


def outcomes(bookings: Bookings) -> dict[str, str]:
    """`right`, `refused: why` or `wrong: what` of each request."""
    found = {}
    for number, asked in enumerate(requests()):
        key = f"{number} {asked['name']}"
        try:
            columns, rows = bookings.answer(asked)
        except NotSaid as reason:
            found[key] = f"refused: {reason}"
        except LunaraError as error:
            found[key] = f"refused: {error.message}"
        else:
            wrong = difference(asked, columns, rows, bookings.gold(asked))
            found[key] = f"wrong: {wrong}" if wrong else "right"
    return found


def test_no_number_is_wrong_and_almost_all_are_answered(bookings: Bookings) -> None:
    found = outcomes(bookings)
    for name, outcome in found.items():
        if outcome != "right":
            print(f"{name}: {outcome}")
    right = sum(outcome == "right" for outcome in found.values())
    print(f"{right} of {len(found)} right")
    assert len(found) == 117
    assert {name: outcome for name, outcome in found.items() if outcome.startswith("wrong")} == {}
    outside = [name for name, outcome in found.items() if OUT_OF_SCOPE in outcome]
    assert len(outside) == 5
    assert right >= 107  # of the 112 others: 95.5 %
    assert right >= 0.95 * (len(found) - len(outside))
