"""How long a draft from a catalog takes, and how it grows: 100, 300, 1,000 and 3,000 tables of 20 columns.

Run: `python -m tests.benchmarks.bench_draft`. The promise: 1,000 tables in under 20 seconds and 1 GB, close to linear.
"""

from __future__ import annotations

import random
import resource
import time

from lunara.connect.catalog import Catalog, Column, Table
from lunara.semantic.draft import draft_model
from lunara.semantic.draft.vocabulary import word_set

SUBJECTS = sorted(
    word_set("""
    customer order product invoice shipment payment region store employee contract project asset vendor batch machine
    sensor claim policy patient visit lesson course ticket campaign channel segment booking flight hotel room
    """)
)
ENDS = sorted(word_set("amount quantity price rate count score date status type name code flag total cost"))
TYPES = ("bigint", "numeric(10,2)", "varchar", "timestamp", "date")


def catalog_of(count: int) -> Catalog:
    """A made-up warehouse: each table has a key, four references by name, and columns in three writing styles."""
    chance = random.Random(5)
    names = [f"{a}_{b}{f'_{i}' if i else ''}" for i in range(4) for a in SUBJECTS for b in SUBJECTS][:count]
    tables = []
    for name in names:
        columns = {f"{name}_id": Column(f"{name}_id", "bigint", False)}
        for target in chance.sample(names, 4):
            columns.setdefault(f"{target}_id", Column(f"{target}_id", "bigint"))
        while len(columns) < 20:
            title = f"{chance.choice(SUBJECTS)}{chance.choice(('_', ''))}{chance.choice(ENDS)}{len(columns)}"
            columns[title] = Column(title, chance.choice(TYPES))
        tables.append(Table("main", name, tuple(columns.values())))
    return Catalog("duckdb", tuple(tables))


def seconds(count: int) -> float:
    """Processor seconds of one draft of `count` tables."""
    catalog = catalog_of(count)
    start = time.process_time()
    draft_model(catalog, name="bench")
    return time.process_time() - start


def main() -> None:
    """Print one line for each size, and how the time for a table grows."""
    seconds(20)
    first = 0.0
    for count in (100, 300, 1_000, 3_000):
        took = seconds(count)
        first = first or took / count
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        each = took / count
        print(f"{count:>5} tables  {took:7.2f} s  {each * 1000:6.2f} ms a table  x{each / first:4.2f}  {peak:6.0f} MB")


if __name__ == "__main__":
    main()
