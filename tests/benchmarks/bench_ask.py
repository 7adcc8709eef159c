"""Question to answer with the offline planner, without the warehouse's time: milliseconds for each stage.

    python -m tests.benchmarks.bench_ask [--rounds 5]

Twenty questions on the sample shop. `guard` is the proof and rendering of the compiled SQL, a part of `compile`, measured again
on its own. The references of the same run: sqlglot reading and writing the same SQL with nothing looked at, and the warehouse's
own time for it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import sqlglot

from lunara.ask.answer import answer
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import build_value_index
from lunara.connect import open_url
from lunara.connect.run import Runner
from lunara.connect.sample import make_sample
from lunara.guard import read_only
from lunara.guard.prove import forget
from lunara.semantic.compiled import Clock
from lunara.semantic.sample import sample_model
from tests.benchmarks.live import figure, percentile

QUESTIONS = (
    "total revenue",
    "revenue by month in the last year",
    "revenue by country",
    "top 10 products by revenue this year",
    "how many orders were cancelled in 2025",
    "average order value by sales channel",
    "number of customers by segment",
    "revenue last quarter",
    "gross margin by department",
    "units sold by category in the last 6 months",
    "return rate by category",
    "refunds by month in 2025",
    "online orders by month",
    "visits by device",
    "conversion rate by month in 2025",
    "ad spend by marketing channel",
    "units in stock by warehouse",
    "payments received by method",
    "revenue by quarter year over year",
    "list the 10 largest orders",
)
STAGES = ("plan", "compile", "chart", "narrate")


def measure(rounds: int, scale: float = 1.0) -> list[str]:
    """Lines to print."""
    model = sample_model()
    taken: dict[str, list[float]] = {stage: [] for stage in (*STAGES, "run", "guard", "sqlglot", "all but run")}
    declined: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="lunara-bench-") as folder:
        path = make_sample(Path(folder) / "shop.duckdb", scale=scale)
        warehouse = open_url(f"duckdb:///{path}")
        try:
            planner = OfflinePlanner(build_value_index(model, Runner(warehouse, record=None)))
            clock = Clock.now("UTC")
            for turn in range(rounds + 1):
                for text in QUESTIONS:
                    question = Question(text, clock)
                    done = answer(question, model, warehouse, planner)
                    if done.compiled is None:
                        declined.add(text)
                        continue
                    sql = done.compiled.sql
                    forget()
                    started = time.perf_counter()
                    read_only(sql.text, sql.dialect)
                    proven = time.perf_counter()
                    sqlglot.parse_one(sql.text, read=sql.dialect).sql(dialect=sql.dialect)
                    bare = time.perf_counter()
                    if turn == 0:  # the first round imports and fills caches
                        continue
                    for stage, spent in done.stages_ms.items():
                        taken[stage].append(spent)
                    taken["guard"].append((proven - started) * 1000)
                    taken["sqlglot"].append((bare - proven) * 1000)
                    taken["all but run"].append(sum(done.stages_ms[stage] for stage in STAGES))
        finally:
            warehouse.close()
    if len(declined) > len(QUESTIONS) // 4:
        raise AssertionError(f"too many questions are not answered to measure anything: {sorted(declined)}")
    lines = [
        f"{len(QUESTIONS) - len(declined)} of {len(QUESTIONS)} questions answered; not answered: {sorted(declined) or 'none'}"
    ]
    for share in (0.5, 0.95):
        bare_ms, run_ms = percentile(taken["sqlglot"], share), percentile(taken["run"], share)
        for stage in (*STAGES, "guard"):
            lines.append(
                figure(
                    f"{stage}, percentile {share * 100:.0f}",
                    percentile(taken[stage], share),
                    bare_ms,
                    "ms",
                    "sqlglot alone",
                )
            )
        whole = percentile(taken["all but run"], share)
        lines.append(figure(f"question to answer, percentile {share * 100:.0f}", whole, bare_ms, "ms", "sqlglot alone"))
        lines.append(
            figure(f"question to answer, percentile {share * 100:.0f}", whole, run_ms, "ms", "the warehouse's own time")
        )
    return lines


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    print("\n".join(measure(parser.parse_args().rounds)))


if __name__ == "__main__":
    main()
