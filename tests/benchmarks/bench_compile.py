"""Semantic query to SQL, and a model from its text: microseconds on models of 4, 10 and 300 tables.

    python -m tests.benchmarks.bench_compile [--rounds 60]

The same twelve queries on each. The floor of compiling is sqlglot making and writing the same statements with nothing looked
at (a copy of the finished tree, rendered); that of loading is the bare parser of YAML, and pydantic on the finished data. All
are the process's own time, in turns: other programs on the machine do not count.
"""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import sqlglot
import yaml

from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.graph import graph_of
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.yaml import dump_model, load_model
from tests.benchmarks.generated import QUERIES, generated_model
from tests.benchmarks.live import figure, percentile

CLOCK = Clock(date(2025, 6, 15))
SIZES = (4, 10, 300)


def _took(work: Callable[[], Any]) -> float:
    """Microseconds of this process."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1_000_000


def measure_compile(rounds: int, sizes: tuple[int, ...] = SIZES) -> list[str]:
    """Lines to print: compiling."""
    models = {size: generated_model(size) for size in sizes}
    queries = {name: SemanticQuery.model_validate(query) for name, query in QUERIES.items()}
    trees = {}
    for name, query in queries.items():
        for model in models.values():
            text = compile_query(query, model, "duckdb", CLOCK).sql.text
        trees[name] = sqlglot.parse_one(text, read="duckdb")
    taken: dict[int, list[float]] = {size: [] for size in sizes}
    floor: list[float] = []
    gc.disable()
    try:
        for _ in range(rounds):
            for name, query in queries.items():
                for size, model in models.items():
                    taken[size].append(_took(lambda: compile_query(query, model, "duckdb", CLOCK)))
                floor.append(_took(lambda: trees[name].copy().sql("duckdb")))
            gc.collect()
    finally:
        gc.enable()
    lines = []
    for size in sizes:
        for what, part in (("p50", 0.50), ("p95", 0.95)):
            lines.append(
                figure(
                    f"compile on {size} tables, {what}",
                    percentile(taken[size], part),
                    percentile(floor, part),
                    "µs",
                    "sqlglot's copy and rendering",
                )
            )
    small, large = sizes[-2], sizes[-1]
    lines.append(
        figure(
            f"compile on {large} tables, p50",
            percentile(taken[large], 0.5),
            percentile(taken[small], 0.5),
            "µs",
            f"on {small} tables",
        )
    )
    return lines


def measure_load(rounds: int, sizes: tuple[int, ...] = (4, 300)) -> list[str]:
    """Lines to print: a model from YAML and from JSON, and its graph."""
    lines = []
    for size in sizes:
        model = generated_model(size)
        text, data = dump_model(model), model.model_dump_json()
        whole: list[float] = []
        parsed: list[float] = []
        stored: list[float] = []
        graph: list[float] = []
        for _ in range(rounds):
            whole.append(_took(lambda: load_model(text)))
            parsed.append(_took(lambda: yaml.load(text, Loader=yaml.CSafeLoader)))
            stored.append(_took(lambda: graph_of(SemanticModel.model_validate_json(data))))
            graph.append(_took(lambda: SemanticModel.model_validate_json(data)))
        lines.append(
            figure(
                f"model of {size} tables from YAML",
                percentile(whole, 0.5),
                percentile(parsed, 0.5),
                "µs",
                "yaml.CSafeLoader",
            )
        )
        lines.append(
            figure(
                f"model of {size} tables from JSON, with graph",
                percentile(stored, 0.5),
                percentile(graph, 0.5),
                "µs",
                "pydantic alone",
            )
        )
    return lines


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=60)
    rounds = parser.parse_args().rounds
    for line in measure_compile(rounds) + measure_load(max(3, rounds // 10)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
