"""What an answer by an AI provider takes over the provider's own delay: milliseconds and ratio, in one run.

    python -m tests.benchmarks.bench_llm [--delay 0.5] [--rounds 10]

A stand-in of each provider answers after `delay` seconds. The reference is a bare request to it with the same body. `plan`
is from the question to a checked plan, `both` to the plans of two models, `answer` to figures with chart and words on the sample
shop, `kept` the same question again whose plan is kept. Processor time is of this process, the stand-in's share included.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

from lunara.ask.answer import answer
from lunara.ask.evaluate import evaluate
from lunara.ask.plan import Planned
from lunara.ask.planners.llm import LlmPlanner
from lunara.ask.planners.providers import of_organization
from lunara.ask.question import Question
from lunara.ask.suite import read_case
from lunara.ask.together import Together
from lunara.connect import open_url
from lunara.connect.run import Runner
from lunara.connect.sample import make_sample
from lunara.connect.warehouse import Warehouse
from lunara.semantic.compiled import Clock
from lunara.semantic.sample import sample_model
from lunara.settings import Settings
from lunara.workspace.records import ProviderAccount, ProviderName
from tests.benchmarks.live import figure
from tests.emulators.providers import Providers, Said, providers

KEY = "benchmark"
MODELS: dict[ProviderName, str] = {
    "gemini": "gemini-2.5-flash",
    "openai": "gpt-4.1-mini",
    "anthropic": "claude-sonnet-4-5",
}
PLAN = {"kind": "query", "query": {"measures": ["revenue"], "dimensions": ["customers.country"]}}


class _Kept(dict[str, Planned]):
    def put(self, fingerprint: str, planned: Planned) -> None:
        self[fingerprint] = planned


def measure(rounds: int, delay: float) -> list[str]:
    """Lines to print."""
    lines = []
    model, clock = sample_model(), Clock.now("UTC")
    settings = Settings(home=Path())
    with tempfile.TemporaryDirectory(prefix="lunara-bench-") as folder, providers(KEY) as api:
        warehouse = open_url(f"duckdb:///{make_sample(Path(folder) / 'shop.duckdb', scale=0.1)}")
        try:
            for name, asked in MODELS.items():
                account = of_organization(ProviderAccount(name, KEY, api.url), asked, settings)
                planner, kept = LlmPlanner(settings, provider=account), _Kept()
                keeping = LlmPlanner(settings, provider=account, memory=kept)
                taken: dict[str, list[float]] = {
                    "bare": [],
                    "plan": [],
                    "both": [],
                    "answer": [],
                    "kept": [],
                    "processor": [],
                }
                for turn in range(rounds + 1):
                    question = Question(f"revenue by country {turn}", clock)
                    spent: dict[str, float] = {}
                    api.script[:] = [Said(PLAN, delay=delay)] * 6
                    worked = time.process_time()
                    started = time.perf_counter()
                    planner.plan(question, model)
                    spent["plan"] = time.perf_counter() - started
                    spent["processor"] = time.process_time() - worked
                    both = Together(planner, LlmPlanner(settings, provider=account, model=f"{asked}-2"))
                    started = time.perf_counter()
                    both.plan(question, model)
                    spent["both"] = time.perf_counter() - started
                    if both.second_plan is None:
                        raise RuntimeError(f"the second model did not plan: {both.second_error}")
                    started = time.perf_counter()
                    answer(question, model, warehouse, planner)
                    spent["answer"] = time.perf_counter() - started
                    keeping.plan(question, model)
                    started = time.perf_counter()
                    keeping.plan(question, model)
                    spent["kept"] = time.perf_counter() - started
                    call = api.calls[-1]
                    started = time.perf_counter()
                    _bare(f"{api.url}{call['path']}", call["headers"], call["body"])
                    spent["bare"] = time.perf_counter() - started
                    if turn == 0:  # the first round imports
                        continue
                    for stage, seconds in spent.items():
                        taken[stage].append(seconds * 1000)
                bare = median(taken["bare"])
                for stage in ("plan", "answer"):
                    lines.append(figure(f"{name}, {stage}", median(taken[stage]), bare, "ms", "a bare request"))
                    lines.append(f"{name}, {stage} over the bare request: {median(taken[stage]) - bare:.0f} ms")
                one = median(taken["plan"])
                lines.append(figure(f"{name}, both models' plans", median(taken["both"]), one, "ms", "one plan"))
                lines.append(figure(f"{name}, kept", median(taken["kept"]), bare, "ms", "a bare request"))
                if name == "gemini":
                    lines.append(_evaluated(api, planner, warehouse, clock, delay))
                lines.append(f"{name}, processor time of a plan: {median(taken['processor']):.0f} ms")
        finally:
            warehouse.close()
    return lines


def _evaluated(api: Providers, planner: LlmPlanner, warehouse: Warehouse, clock: Clock, delay: float) -> str:
    """A suite of sixteen questions, four at once against one after the other."""
    cases = [read_case({"question": f"revenue by country {n}", "expect": {"query": PLAN["query"]}}) for n in range(16)]
    taken = {}
    for at_once in (1, 4):
        api.script[:] = [Said(PLAN, delay=delay)] * len(cases)
        started = time.perf_counter()
        came = [
            one.came
            for one in evaluate(cases, sample_model(), Runner(warehouse, None), planner, clock, at_once=at_once)
        ]
        taken[at_once] = (time.perf_counter() - started) * 1000
        if came != ["right"] * len(cases):
            raise RuntimeError(f"not all were answered as expected: {came}")
    return figure("gemini, an evaluation of 16 questions, 4 at once", taken[4], taken[1], "ms", "one after the other")


def _bare(url: str, headers: dict[str, str], body: object) -> None:
    known = {name: headers[name] for name in ("x-goog-api-key", "x-api-key", "authorization") if name in headers}
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json", **known})
    with urllib.request.urlopen(request, timeout=60) as reply:
        reply.read()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--delay", type=float, default=0.5)
    parser.add_argument("--rounds", type=int, default=10)
    arguments = parser.parse_args()
    print("\n".join(measure(arguments.rounds, arguments.delay)))


if __name__ == "__main__":
    main()
