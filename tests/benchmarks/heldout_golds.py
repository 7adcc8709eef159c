"""Run the gold statements of held-out databases, and nothing else: no model is drafted and no question is asked.

    python -m tests.benchmarks.heldout_golds [M|ferry|...]

A gold statement must run and return rows; a question that is to be answered has one, one to be refused or asked back has none.
"""

from __future__ import annotations

import re
import sys
from collections import Counter

import duckdb

from tests.benchmarks.ask_heldout import MADE, SETS, questions


def check(name: str) -> dict[str, int]:
    """Counts of the questions of one database by kind; an AssertionError names the question whose gold is not in order."""
    kinds: Counter[str] = Counter()
    with duckdb.connect() as connection:
        for table, (columns, rows) in MADE[name]().items():
            connection.execute(f'create table "{table}" ({columns})')
            # A row that another row of its table names must stand before it.
            step = 1 if re.search(rf'references "?{table}\b', columns) else 500
            for start in range(0, len(rows), step):
                part = rows[start : start + step]
                marks = ", ".join(["(" + ", ".join("?" * len(part[0])) + ")"] * len(part))
                connection.execute(f'insert into "{table}" values {marks}', [v for row in part for v in row])
        for item in questions(name):
            assert bool(item.golds) == (item.kind in ("answer", "ordered")), item.text
            assert all(connection.execute(gold).fetchall() for gold in item.golds), item.text
            kinds["then" if item.after else item.kind] += 1
    return dict(kinds)


if __name__ == "__main__":
    for named in sys.argv[1:]:
        for database in SETS.get(named, (named,)):
            print(database, check(database))
