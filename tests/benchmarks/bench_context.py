"""What a planner is shown of 4, 300 and 3,000 tables: milliseconds for a question, and the tokens of its prompt.

    python -m tests.benchmarks.bench_context [--rounds 5]

Twelve questions over generated models. The reference in time is rapidfuzz's look through the names of all tables and fields
for each question, the least that a search over a model costs; in tokens it is the whole model as it would be written. `offline
plan` is the whole offline planner on the same model and questions. Processor time.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from lunara.ask.context import context_for
from lunara.ask.model_words import ModelWords
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.prompt import PROMPT_TOKENS, SYSTEM, prompt_for
from lunara.ask.question import Question
from lunara.ask.shown import table_part, tokens_of, written
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from tests.benchmarks.generated import generated_model
from tests.benchmarks.live import figure, percentile

SIZES = (4, 300, 3_000)
QUESTIONS = (
    "revenue by customer segment",
    "how many orders were placed last month",
    "top 10 products by goods",
    "units by category and country",
    "average order value by country",
    "which clients never ordered anything",
    "turnover per nation in 2024",
    "lines per order of paid orders",
    "list the newest orders with their customers",
    "revenue by month year over year",
    "share of each segment in revenue",
    "the status of everything that was sent to Germany",
)


def _seconds(ask: Callable[[Question], object], asked: Sequence[Question], rounds: int) -> list[float]:
    taken = []
    for turn in range(rounds + 1):
        for question in asked:
            started = time.process_time()
            ask(question)
            if turn:  # the first round reads the words
                taken.append(time.process_time() - started)
    return taken


def measure(rounds: int, sizes: Sequence[int] = SIZES) -> list[str]:
    """Lines to print. Raises AssertionError when a prompt is longer than it may be."""
    clock = Clock.now("UTC")
    asked = [Question(text, clock) for text in QUESTIONS]
    lines = []
    for size in sizes:
        model = generated_model(size)
        names = [
            n for t in model.tables for n in (t.name, *(f"{t.name} {i.name}" for i in (*t.dimensions, *t.measures)))
        ]
        started = time.process_time()
        ModelWords(model)
        read = time.process_time() - started
        ours = _seconds(lambda question, m=model: context_for(question, m), asked, rounds)  # type: ignore[misc]
        bare = _seconds(lambda q, n=names: process.extract(q.text, n, scorer=fuzz.WRatio, limit=10), asked, rounds)  # type: ignore[misc]
        planner = OfflinePlanner(ValueIndex.from_model(model))
        plan = _seconds(lambda question, m=model, p=planner: p.plan(question, m), asked, 1)  # type: ignore[misc]
        for share in (0.5, 0.95):
            one, other = percentile(ours, share) * 1000, percentile(bare, share) * 1000
            name = f"{size:,} tables, percentile {share * 100:.0f}"
            lines.append(figure(name, one, other, "ms", "rapidfuzz over all names"))
        lines.append(
            figure(
                f"{size:,} tables, offline plan, percentile 95", percentile(plan, 0.95) * 1000, other, "ms", "the same"
            )
        )
        prompts = [tokens_of(SYSTEM) + tokens_of(prompt_for(question, model, None)) for question in asked]
        if max(prompts) > PROMPT_TOKENS:
            raise AssertionError(f"a prompt of {max(prompts):,} tokens")
        lines.append(figure(f"{size:,} tables, longest prompt", max(prompts), _whole(model), "tok", "the whole model"))
        lines.append(f"{size:,} tables: words read once in {read * 1000:,.0f} ms")
    return lines


def _whole(model: SemanticModel) -> float:
    parts = []
    for table in model.tables:
        names = [i.name for i in (*table.dimensions, *table.measures)]
        parts.append(table_part(table, names, names, samples=False))
    return tokens_of(SYSTEM) + tokens_of(written(parts))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    print("\n".join(measure(parser.parse_args().rounds)))


if __name__ == "__main__":
    main()
