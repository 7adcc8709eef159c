"""Results of Postgres through `run` against the ADBC driver alone, which leaves numerics as text: whole, their beginning, memory.

    python -m tests.benchmarks.bench_reading [--rows 1000000] [--rounds 5]

A table of ten columns of usual types, one of them with nulls. Times are the clock's, because the engine works too; the least
of the rounds, ours and the driver's in turns. Peak memory is that of a process which reads the whole (Linux), less what it had
after it had read ten rows.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lunara.connect.run import Limits, run
from lunara.guard import read_only
from tests.benchmarks.live import figure
from tests.benchmarks.postgres import connected, conninfo, postgres, warehouse

ALL = Limits(rows=10**9, bytes=10**12, seconds=600)
TABLE = """
create table entries as
select g::integer as id, (g::bigint * 7919) % 100000 as account, ((g % 9700) * 1.25)::numeric(12, 2) as amount,
  'name ' || g % 5000 as name, timestamptz '2024-01-01' + g * interval '1 second' as made_at, date '2020-01-01' + g % 2000 as day,
  g * 1.5::float8 as weight, g % 2 = 0 as paid, (g % 7)::smallint as grade, case when g % 3 > 0 then 'note ' || g end as note
from generate_series(1, {rows}) g
"""
WHOLE = "select * from entries"
LARGE = (
    "select entries.* from entries cross join (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) as times (n)"
)
SHORT = "select grade, sum(amount) as amount, count(*) as entries from entries where id < {ids} group by grade"
MEMORY = """
import json, sys
from tests.benchmarks.bench_reading import WHOLE, bare_reader, our_reader

def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024

which, config, password = json.loads(sys.argv[1])
read = (our_reader if which == "ours" else bare_reader)(config, password)
read(WHOLE + " limit 10", None)
before = peak()
rows = read(WHOLE, None)
print(rows, peak() - before)
"""

Reader = Callable[[str, int | None], int]


def our_reader(config: dict[str, str], password: str) -> Reader:
    """How many rows a statement gives through `run`; the first so many of them when that is given."""
    opened = warehouse(config, password)

    def read(sql: str, rows: int | None) -> int:
        limits = ALL if rows is None else Limits(rows=rows, seconds=600)
        return run(opened, read_only(sql, "postgres"), limits=limits).row_count

    return read


def bare_reader(config: dict[str, str], password: str) -> Reader:
    """The same by the driver alone on a connection that is open: all rows as a table, or the first batch."""
    import adbc_driver_postgresql.dbapi

    uri = conninfo(config, password)
    kept = adbc_driver_postgresql.dbapi.connect(uri)

    def read(sql: str, rows: int | None) -> int:
        connection = kept if rows is None else adbc_driver_postgresql.dbapi.connect(uri)
        cursor = connection.cursor()
        cursor.execute(sql)
        if rows is None:
            found = cursor.fetch_arrow_table().num_rows
        else:
            found = cursor.fetch_record_batch().read_next_batch().num_rows
            cursor.adbc_cancel()
        cursor.close()
        connection.rollback() if connection is kept else connection.close()
        return int(found)

    return read


def measure(rows: int, rounds: int, short_rounds: int) -> list[str]:
    """Lines to print."""
    with postgres() as (config, password):
        with connected(config, password) as connection:
            connection.execute(TABLE.format(rows=rows))
            connection.execute("create unique index on entries (id)")
            connection.execute("vacuum analyze entries")
        readers = our_reader(config, password), bare_reader(config, password)
        lines = [
            _compared(f"{rows:,} rows to Arrow", readers, WHOLE, None, rounds),
            _compared(f"first 1,000 of {rows * 10:,} rows", readers, LARGE, 1000, rounds),
            _compared("a short query", readers, SHORT.format(ids=3000), None, short_rounds),
        ]
        if sys.platform == "linux":
            own, driver = (_memory(which, config, password, rows) for which in ("ours", "bare"))
            lines.append(figure(f"peak memory for {rows:,} rows", own, driver, "MB", "the driver alone"))
    return lines


def _compared(name: str, readers: tuple[Reader, Reader], sql: str, rows: int | None, rounds: int) -> str:
    ours, bare = readers
    took: dict[Reader, list[float]] = {ours: [], bare: []}
    for _ in range(rounds + 1):
        found = []
        for read, times in took.items():
            started = time.perf_counter()
            found.append(read(sql, rows))
            times.append((time.perf_counter() - started) * 1000)
        assert found[0] == found[1] if rows is None else found[0] == rows
    return figure(name, min(took[ours][1:]), min(took[bare][1:]), "ms", "the driver alone")


def _memory(which: str, config: dict[str, str], password: str, rows: int) -> float:
    given = json.dumps([which, config, password])
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, given], cwd=root, check=True, capture_output=True, text=True
    ).stdout.split()
    assert int(done[0]) == rows
    return float(done[1])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for line in measure(options.rows, options.rounds, options.rounds * 20):
        print(line, flush=True)


if __name__ == "__main__":
    main()
