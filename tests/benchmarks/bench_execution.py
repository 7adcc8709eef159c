"""Compiled SQL against SQL that an analyst writes by hand for the same question: the engine's time for each, and the ratio.

    python -m tests.benchmarks.bench_execution [--copies 10] [--rounds 5]

The sample warehouse with its customers, orders, lines, payments and returns copied so many times (ten: 3.1 million lines). DuckDB
with one thread; the processor's time, in turns, the least of the rounds. Both statements must give equal rows.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from lunara.connect.sample import make_sample
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from lunara.semantic.sample import sample_model
from tests.benchmarks.hand_written import QUESTIONS
from tests.benchmarks.live import figure

CLOCK = Clock(date(2025, 6, 15))
# Tables whose rows are copied, with the keys that are moved in each copy.
COPIED = {
    "customers": ("customer_id",),
    "addresses": ("address_id", "customer_id"),
    "orders": ("order_id", "customer_id", "billing_address_id", "shipping_address_id"),
    "order_items": ("order_item_id", "order_id"),
    "payments": ("payment_id", "order_id"),
    "returns": ("return_id", "order_item_id"),
}
APART = 10_000_000


def scaled(path: Path, copies: int) -> duckdb.DuckDBPyConnection:
    """The sample in memory, so many times over. Each copy has customers and orders of its own."""
    connection = duckdb.connect()
    connection.execute("set threads = 1")
    connection.execute(f"attach '{path}' as sample (read_only)")
    names = [
        n
        for (n,) in connection.execute(
            "select table_name from duckdb_tables() where database_name = 'sample'"
        ).fetchall()
    ]
    for name in names:
        keys = COPIED.get(name, ())
        moved = ", ".join(f"({key} + copy.range * {APART})::integer as {key}" for key in keys)
        what = f"* replace ({moved})" if keys else "*"
        times = f", range({copies}) copy" if keys else ""
        connection.execute(f"create table main.{name} as select t.{what} from sample.main.{name} t{times}")
    connection.execute("detach sample")
    return connection


def _plain(cell: Any) -> Any:
    return float(cell) if isinstance(cell, Decimal) else cell


def equal(one: list[tuple[Any, ...]], two: list[tuple[Any, ...]]) -> bool:
    """Whether both have the same rows in the same order; numbers to nine digits."""
    if len(one) != len(two):
        return False
    for ours, theirs in zip(one, two, strict=True):
        for a, b in zip(map(_plain, ours), map(_plain, theirs), strict=True):
            alike = math.isclose(a, b, rel_tol=1e-9) if isinstance(a, float) and isinstance(b, float | int) else a == b
            if not alike:
                return False
    return True


def _took(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, list[tuple[Any, ...]]]:
    started = time.process_time()
    rows = connection.execute(sql).fetchall()
    return (time.process_time() - started) * 1000, rows


def measure(copies: int, rounds: int) -> list[str]:
    """Lines to print. Raises AssertionError when the two statements of a question differ."""
    model = sample_model()
    lines, ratios = [], []
    with tempfile.TemporaryDirectory(prefix="lunara-bench-") as folder:
        connection = scaled(make_sample(Path(folder) / "shop.duckdb", scale=1.0 if copies > 1 else 0.02), copies)
        for name, (query, by_hand) in QUESTIONS.items():
            compiled = compile_query(SemanticQuery.model_validate(query), model, "duckdb", CLOCK).sql.text
            ours, theirs = [], []
            for _ in range(rounds):
                took, rows = _took(connection, compiled)
                ours.append(took)
                took, gold = _took(connection, by_hand)
                theirs.append(took)
                assert rows, f"{name}: no rows"
                assert equal(rows, gold), f"{name}: {rows[:3]} is not {gold[:3]}"
            lines.append(figure(name, min(ours), min(theirs), "ms", "written by hand"))
            ratios.append(min(ours) / min(theirs))
        connection.close()
    lines.append(figure("compiled SQL, median of the questions", median(ratios), 1.0, "", "written by hand"))
    lines.append(figure("compiled SQL, the worst question", max(ratios), 1.0, "", "written by hand"))
    return lines


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for line in measure(options.copies, options.rounds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
