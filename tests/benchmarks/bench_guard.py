"""The guard alone: 50 real queries in ten dialects, a repeat, and what an attacker would send to keep it busy.

    python -m tests.benchmarks.bench_guard [--rounds 30]

The floor is compiled sqlglot without copies: tokens, tree, every part visited, text. Of each dialect there are three reports of
the guard's own corpus and two statements of the compiler. Fresh statements each time: what the guard remembers is emptied, but
in the line that measures the repeat. All are the process's own time, in turns.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlglot.dialects.dialect import Dialect

from lunara.errors import UnsafeSql
from lunara.guard import read_only
from lunara.guard.prove import forget
from tests.benchmarks.live import figure

TESTS = Path(__file__).parents[1]
DIALECTS = "postgres redshift duckdb sqlite mysql bigquery snowflake spark clickhouse trino".split()  # noqa: SIM905
HOSTILE: dict[str, Callable[[int], str]] = {
    "open brackets": lambda size: "select " + "(" * (size - 7),
    "brackets 60 deep, side by side": lambda size: "select " + ",".join(["(" * 60 + "1" + ")" * 60] * (size // 122)),
    "a long list": lambda size: "select * from t where a in (" + ",".join(["1234567"] * (size // 8 - 8)) + ")",
    "a long sum": lambda size: "select 1" + "+1" * (size // 2 - 8),
    "many ands": lambda size: "select 1 from t where a=1" + " and a=1" * (size // 8 - 8),
    "many unions": lambda size: "select 1" + " union all select 1" * (size // 19 - 2),
    "many columns": lambda size: "select " + ", ".join(f"t.column_{n}" for n in range(size // 16)) + " from t",
    "many joins": lambda size: "select 1 from t" + " join u on t.a = u.a" * (size // 21),
    "many CTEs": lambda size: (
        "with a0 as (select 1)"
        + "".join(f", a{n} as (select * from a{n - 1}, t)" for n in range(1, size // 36))
        + " select * from t"
    ),
    "cases within": lambda size: (
        "select " + ",".join(["case when 1=1 then " * 50 + "1" + " end" * 50] * (size // 1160))
    ),
    "quotes": lambda size: "select " + "'" * (size - 8),
    "comments": lambda size: "select 1 " + "/*" * (size // 2 - 8),
}


def fifty() -> list[tuple[str, str]]:
    """(dialect, statement): the same ones each time."""
    found = []
    for dialect in DIALECTS:
        text = (TESTS / "unit" / "guard" / "accepted" / f"{dialect}.txt").read_text(encoding="utf-8")
        reports = text.partition("## reports\n")[2].partition("\n\n")[0].splitlines()
        found += [(dialect, reports[n]) for n in (1, 6, 13)]
        snapshots = sorted((TESTS / "snapshots" / "sql" / dialect).glob("*.sql"))
        for path in (snapshots[len(snapshots) // 3], snapshots[2 * len(snapshots) // 3]):
            found.append((dialect, re.split(r"\sSETTINGS ", path.read_text(encoding="utf-8"))[0]))
    return found


def floor(sql: str, dialect: str) -> str:
    """sqlglot alone."""
    engine = Dialect.get_or_raise(dialect)
    tree: Any = engine.parser().parse(engine.tokenize(sql), sql)[0]
    for _ in tree.walk():
        pass
    return engine.generator(comments=False).generate(tree, copy=False)


def _took(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1_000_000


def measure(rounds: int) -> list[str]:
    """Lines to print: the fifty queries, and a repeat."""
    queries = fifty()
    ours, bare = [[float("inf")] * len(queries) for _ in range(2)]
    gc.disable()
    try:
        for number in range(rounds):
            for n, (dialect, sql) in enumerate(queries):
                forget()
                # In turns: whoever is second finds the dialect's tables in the processor's cache.
                if number % 2:
                    ours[n] = min(ours[n], _took(lambda: read_only(sql, dialect)))
                    bare[n] = min(bare[n], _took(lambda: floor(sql, dialect)))
                else:
                    bare[n] = min(bare[n], _took(lambda: floor(sql, dialect)))
                    ours[n] = min(ours[n], _took(lambda: read_only(sql, dialect)))
            gc.collect()
    finally:
        gc.enable()
    dialect, sql = queries[0]
    read_only(sql, dialect, ("orders", "customers", "products"))
    repeats = 1_000 * rounds
    repeated = (
        _took(lambda: [read_only(sql, dialect, ("orders", "customers", "products")) for _ in range(repeats)]) / repeats
    )
    looked_up = {(sql, dialect): sql}
    bare_repeat = _took(lambda: [looked_up[sql, dialect] for _ in range(repeats)]) / repeats
    return [
        figure(
            f"guard on {len(queries)} real queries, mean",
            sum(ours) / len(ours),
            sum(bare) / len(bare),
            "µs",
            "sqlglot alone",
        ),
        figure("a repeat", repeated, bare_repeat, "µs", "a dict look-up"),
    ]


def measure_hostile(size: int = 100_000) -> list[str]:
    """Lines to print: how long each hostile text takes, against half of it (2 is linear)."""
    lines = []
    gc.freeze()  # what the process has besides is not looked through 240 times
    try:
        for name, make in HOSTILE.items():
            taken = []
            for length in (size // 2, size):
                worst = 0.0
                for dialect in DIALECTS:
                    text = make(length)
                    forget()
                    gc.collect()
                    worst = max(worst, _took(lambda: _tried(text, dialect)))
                taken.append(worst / 1000)
            lines.append(figure(f"{size // 1000} kB, {name}", taken[1], taken[0], "ms", "half of it"))
    finally:
        gc.unfreeze()
    return lines


def _tried(sql: str, dialect: str) -> None:
    with contextlib.suppress(UnsafeSql):
        read_only(sql, dialect)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=30)
    for line in measure(parser.parse_args().rounds) + measure_hostile():
        print(line, flush=True)


if __name__ == "__main__":
    main()
