"""What running costs beside the engine: guard, turn, thread, limits, log and cache on small queries, one by one and many at once;
the first rows of many, and memory.

    python -m tests.benchmarks.bench_running [--rounds 200] [--seconds 3] [--rows 10000000]

Postgres on this machine; ours is the road of a page (`run_for`: open source, guard, turn, limits, cache, query log), the
reference a driver alone on a connection that is open: psycopg for small queries, ADBC for the first rows of many. In turns; times
are the clock's, because the engine works too. Peak memory is that of a process which takes all rows piece by piece (Linux), less
what it had after ten rows.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from lunara.connect.limits import Limits
from lunara.connect.recording import Asked
from lunara.connect.streaming import stream_batches
from lunara.guard import read_only
from lunara.semantic.compiled import Clock
from lunara.settings import load_settings
from lunara.ui.page import PageContext
from lunara.ui.warehouses import run_for
from lunara.workspace import runtime
from lunara.workspace.log_writer import LOG
from lunara.workspace.records import DataSource
from lunara.workspace.store import local_principal, open_store
from tests.benchmarks.live import figure
from tests.benchmarks.postgres import connected, conninfo, postgres, warehouse

THREADS, SLOTS = 50, 8
TABLES = "create table small as select g as n, g % 97 as kind from generate_series(1, {rows}) g; analyze small"
SMALL = (
    "select kind, count(*) as rows, sum(n) as total from small where n <> {number} group by kind order by kind limit 20"
)
MANY = "select a.n, b.kind from small a cross join small b limit {rows}"
MEMORY = """
import json, sys
from tests.benchmarks.bench_running import MANY, pieces
from tests.benchmarks.postgres import warehouse

def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024

config, password, rows = json.loads(sys.argv[1])
opened = warehouse(config, password)
pieces(opened, MANY.format(rows=10))
before = peak()
print(pieces(opened, MANY.format(rows=rows)), peak() - before)
"""
_numbers = itertools.count(10**6)


def pieces(opened: object, sql: str) -> int:
    """How many rows come, each batch let go as soon as it is there."""
    guarded = read_only(sql, "postgres")
    everything = Limits(rows=10**12, bytes=10**15, seconds=600)
    with stream_batches(opened, guarded, limits=everything) as stream:  # type: ignore[arg-type]
        return sum(batch.num_rows for batch in stream)


@contextmanager
def page_on(config: dict[str, str], password: str) -> Iterator[tuple[PageContext, DataSource]]:
    """A workspace with the server as a data source: what a page has in its hands."""
    with tempfile.TemporaryDirectory(prefix="lunara-bench-", ignore_cleanup_errors=True) as home:
        settings = load_settings({"LUNARA_HOME": home, "LUNARA_QUERY_SLOTS": str(SLOTS)})
        try:
            principal = local_principal(settings)
            store = open_store(settings, principal)
            project = store.create_project("Benchmark")
            source = store.create_data_source(project.id, "Postgres", "postgres", config, {"password": password})
            yield PageContext(settings, principal, store, store.organization(), project, Clock.now()), source
            LOG.flush(10)
        finally:
            runtime.uninstall(settings)


def sql() -> str:
    """A statement that was never asked before."""
    return SMALL.format(number=next(_numbers))


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def measure(rounds: int, seconds: float, rows: int) -> list[str]:
    """Lines to print."""
    with postgres() as (config, password), page_on(config, password) as (ctx, source):
        with connected(config, password) as connection:
            connection.execute(TABLES.format(rows=6_000))
            lines = [*overhead(ctx, source, connection, rounds), *crowd(ctx, source, config, password, seconds)]
        lines.append(first_rows(config, password, rows))
        if sys.platform == "linux":
            lines.append(memory(config, password, rows))
    return lines


def overhead(ctx: PageContext, source: DataSource, connection: object, rounds: int) -> list[str]:
    """One statement after another."""

    def ours(text: str) -> object:
        return run_for(ctx, source, read_only(text, "postgres"), Asked("ask"))

    def bare(text: str) -> object:
        return connection.execute(text).fetchall()  # type: ignore[attr-defined]

    for _ in range(20):
        ours(sql()), bare(sql())
    took = [(timed(lambda: ours(sql())), timed(lambda: bare(sql()))) for _ in range(rounds)]
    again = sql()
    ours(again)
    table = {again: object()}
    hits = [timed(lambda: ours(again)) for _ in range(rounds)]
    looked_up = timed(lambda: [table[again] for _ in range(10_000)]) / 10_000
    mine, theirs = [one for one, _ in took], [two for _, two in took]
    extra = median(one - two for one, two in took)
    return [
        figure("a query of a millisecond, median", median(mine), median(theirs), "ms", "psycopg alone"),
        figure("what is beside the driver, median", extra, 5.0, "ms", "the goal"),
        figure("its 95th percentile", quantiles(mine, n=20)[-1], quantiles(theirs, n=20)[-1], "ms", "psycopg alone"),
        figure("an answer at hand, median", median(hits) * 1000, looked_up * 1000, "µs", "a look-up in a dict"),
    ]


def crowd(ctx: PageContext, source: DataSource, config: dict[str, str], password: str, seconds: float) -> list[str]:
    """Fifty threads on one source with eight slots, against eight threads of the driver alone."""
    until = 0.0
    local = threading.local()

    def ours(_: int) -> list[float]:
        took = []
        while time.perf_counter() < until:
            took.append(timed(lambda: run_for(ctx, source, read_only(sql(), "postgres"), Asked("ask"))))
        return took

    def bare(_: int) -> list[float]:
        if not hasattr(local, "connection"):
            local.connection = connected(config, password)
        took = []
        while time.perf_counter() < until:
            took.append(timed(lambda: local.connection.execute(sql()).fetchall()))
        return took

    found = []
    for work, threads in ((ours, THREADS), (bare, SLOTS)):
        with ThreadPoolExecutor(threads) as pool:
            until = time.perf_counter() + seconds
            found.append([one for part in pool.map(work, range(threads)) for one in part])
    mine, theirs = found
    return [
        figure(f"{THREADS} threads, {SLOTS} slots: queries a second", len(mine) / seconds, len(theirs) / seconds, "",
               f"psycopg alone, {SLOTS} threads"),
        figure("their time with waiting, median", median(mine), median(theirs), "ms", f"psycopg alone, {SLOTS} threads"),
        figure("its 95th percentile", quantiles(mine, n=20)[-1], quantiles(theirs, n=20)[-1], "ms",
               f"psycopg alone, {SLOTS} threads"),
    ]  # fmt: skip


def first_rows(config: dict[str, str], password: str, rows: int) -> str:
    """From the question to the first rows of very many, on connections that are open."""
    import adbc_driver_postgresql.dbapi

    opened, text = warehouse(config, password), MANY.format(rows=rows)

    def ours() -> float:
        started = time.perf_counter()
        with stream_batches(opened, read_only(text, "postgres"), limits=Limits(seconds=600)) as stream:
            next(batch for batch in stream if batch.num_rows)
            return (time.perf_counter() - started) * 1000

    def bare() -> float:
        with adbc_driver_postgresql.dbapi.connect(conninfo(config, password)) as connection:
            started = time.perf_counter()
            with connection.cursor() as cursor:
                cursor.execute(text)
                next(batch for batch in cursor.fetch_record_batch() if batch.num_rows)
                took = (time.perf_counter() - started) * 1000
                cursor.adbc_cancel()
                return took

    ours()
    pairs = [(ours(), bare()) for _ in range(7)]
    return figure(f"first of {rows:,} rows", min(a for a, _ in pairs), min(b for _, b in pairs), "ms", "ADBC alone")


def memory(config: dict[str, str], password: str, rows: int) -> str:
    """Of a process that takes them all piece by piece."""

    def peak(rows: int) -> float:
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, json.dumps([config, password, rows])],
            cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=True,
        )  # fmt: skip
        got, megabytes = done.stdout.split()
        assert int(got) == rows
        return float(megabytes)

    return figure(f"memory for {rows:,} rows piece by piece", peak(rows), rows * 16 / 1e6, "MB", "the rows themselves")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rows", type=int, default=10_000_000)
    options = parser.parse_args()
    for line in measure(options.rounds, options.seconds, options.rows):
        print(line, flush=True)


if __name__ == "__main__":
    main()
