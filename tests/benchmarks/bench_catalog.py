"""The catalog of a Postgres of 1,000 tables with 20 columns each, against two bare queries for tables and columns.

    python -m tests.benchmarks.bench_catalog [--tables 1000] [--rounds 15]

The bare queries ask for names, types, comments and row estimates, and their rows are left as they come; the catalog has keys,
references, partitions and rights besides. Connections are open. Times are the clock's, the least of the rounds, in turns.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import psycopg

from lunara.connect.catalog import Catalog
from tests.benchmarks.live import figure
from tests.benchmarks.postgres import connected, postgres, warehouse

COLUMNS = 20
TYPES = ("integer", "text", "numeric(12,2)", "timestamptz", "boolean")
BARE = (
    """
    select c.oid, n.nspname, c.relname, c.relkind, d.description, c.reltuples
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    left join pg_description d on d.objoid = c.oid and d.objsubid = 0 and d.classoid = 'pg_class'::regclass
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 2, 3
    """,
    """
    select a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, d.description
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    left join pg_description d on d.objoid = a.attrelid and d.objsubid = a.attnum and d.classoid = 'pg_class'::regclass
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by a.attrelid, a.attnum
    """,
)


def make(connection: psycopg.Connection[Any], tables: int) -> None:
    """Tables with a key, a reference to another, comments and a few rows."""
    for number in range(tables):
        own = ", ".join(f"c{place} {TYPES[place % len(TYPES)]}" for place in range(COLUMNS - 2))
        there = f" references t{(number - 1) // 3}" if number else ""
        connection.execute(
            f"create table t{number} (id integer primary key, parent_id integer{there}, {own});"
            f" insert into t{number} (id) select generate_series(0, {number}); comment on table t{number} is 'table {number}';"
            f" comment on column t{number}.c1 is 'a column'"
        )
    connection.execute("vacuum analyze")


def measure(tables: int, rounds: int) -> list[str]:
    """Lines to print."""
    with postgres() as (config, password), connected(config, password) as bare:
        make(bare, tables)
        opened = warehouse(config, password)
        ours, theirs = [], []
        for _ in range(rounds + 1):
            started = time.perf_counter()
            catalog = opened.catalog()
            ours.append((time.perf_counter() - started) * 1000)
            started = time.perf_counter()
            found = [bare.execute(sql).fetchall() for sql in BARE]
            theirs.append((time.perf_counter() - started) * 1000)
            _check(catalog, found, tables)
        opened.close()
    return [figure(f"{tables:,} tables of {COLUMNS} columns", min(ours[1:]), min(theirs[1:]), "ms", "two bare queries")]


def _check(catalog: Catalog, found: list[list[Any]], tables: int) -> None:
    assert len(catalog.tables) == tables == len(found[0])
    assert sum(len(table.columns) for table in catalog.tables) == tables * COLUMNS == len(found[1])
    assert sum(len(table.foreign_keys) for table in catalog.tables) == tables - 1


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    for line in measure(options.tables, options.rounds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
