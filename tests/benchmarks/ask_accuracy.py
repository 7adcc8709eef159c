"""How often the offline planner is right, refuses, or is wrong, on drafted models of databases it was not made for.

    python -m tests.benchmarks.ask_accuracy [adventureworks|defog|unanswerable] [-v]

A result is right when its rows are the gold rows: as a multiset, with numbers to 1e-6, columns in any order. Columns beside
the gold ones (a label, the number a list was ordered by) are allowed; so is a group of rows that belong to no group, which
Lunara keeps so that totals add up (reported on its own).
"""

from __future__ import annotations

import itertools
import json
import math
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lunara.ask.plan import Clarification
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.ask.values import ValueIndex, build_value_index
from lunara.connect import open_url
from lunara.connect.run import Runner, run
from lunara.connect.warehouse import Warehouse
from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.shared_data import SHARED

DEFOG = ("academic", "broker", "geography", "restaurants")


@dataclass
class Bench:
    """One loaded database with its drafted model."""

    warehouse: Warehouse
    model: SemanticModel
    values: ValueIndex


@dataclass
class Tally:
    """Outcomes of a set of questions."""

    right: list[str] = field(default_factory=list)
    right_with_empty_group: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    clarified: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def report(self) -> dict[str, Any]:
        """Counts and rates."""
        right = len(self.right) + len(self.right_with_empty_group)
        answered = right + len(self.wrong)
        total = answered + len(self.refused) + len(self.clarified)
        ordered = sorted(self.milliseconds)
        return {
            "questions": total,
            "right": right,
            "of which with a group for rows without one": len(self.right_with_empty_group),
            "refused": len(self.refused),
            "asked back": len(self.clarified),
            "wrong": len(self.wrong),
            "right, of all": round(right / max(total, 1), 3),
            "wrong, of answered": round(len(self.wrong) / max(answered, 1), 3),
            "plan ms, median": round(ordered[len(ordered) // 2], 1) if ordered else None,
            "plan ms, slowest": round(ordered[-1], 1) if ordered else None,
        }


def load(database: str, folder: Path) -> Bench:
    """Load a shared database into DuckDB, draft its model by catalog and probes, index its values."""
    import duckdb

    assert SHARED is not None
    source = SHARED / "warehouse_adventureworks" if database == "adventureworks" else SHARED / "databases" / database
    path = folder / f"{database}.duckdb"
    with duckdb.connect(str(path)) as connection:
        ddl = (
            (source / "schema_nofk.sql").read_text().replace(" numeric,", " double,").replace(" numeric\n", " double\n")
        )
        connection.execute(ddl)
        for file in sorted((source / "data").glob("*.csv")):
            connection.execute(f"copy \"{file.stem}\" from '{file}' (header true, nullstr '')")
    warehouse = open_url(f"duckdb:///{path}")
    draft = draft_model(warehouse.catalog(), name=database, probe=Probe(Runner(warehouse, record=None)))
    return Bench(warehouse, draft.model, build_value_index(draft.model, Runner(warehouse, record=None)))


# -- comparing rows ---------------------------------------------------------------------------------------------------


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal | int | float):
        number = float(value)
        return None if math.isnan(number) else number
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        text = value.strip()
        if len(text) == 19 and text.endswith(("T00:00:00", " 00:00:00")):
            return text[:10]
        return text
    return value


def _close(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-9)
    return bool(a == b)


def _key(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        (0, "") if v is None else (1, f"{v:.6g}") if isinstance(v, float) and not isinstance(v, bool) else (2, str(v))
        for v in row
    )


def _same_rows(ours: list[tuple[Any, ...]], gold: list[tuple[Any, ...]]) -> bool:
    if len(ours) != len(gold):
        return False
    pairs = zip(sorted(ours, key=_key), sorted(gold, key=_key), strict=True)
    return all(all(_close(a, b) for a, b in zip(x, y, strict=True)) for x, y in pairs)


def compare(ours: list[tuple[Any, ...]], gold: list[tuple[Any, ...]], distinct: bool = False) -> str:
    """ "same", "same with an empty group", or "different"."""
    ours = [tuple(_cell(v) for v in row) for row in ours]
    gold = [tuple(_cell(v) for v in row) for row in gold]
    if not gold:
        return "same" if not ours else "different"
    if distinct:
        gold = [tuple(v) for v in dict.fromkeys(gold)]
    width = len(gold[0])
    if not ours:
        return "different"
    columns = range(len(ours[0]))
    if len(columns) < width:
        return "different"
    for chosen in itertools.permutations(columns, width):
        picked = [tuple(row[i] for i in chosen) for row in ours]
        if _same_rows(picked, gold):
            return "same"
        kept = [p for p, row in zip(picked, ours, strict=True) if not any(row[i] is None for i in columns)]
        if len(kept) == len(ours) - 1 and _same_rows(kept, gold):
            return "same with an empty group"
    if width > 1:
        return _relabelled(ours, gold)
    return "different"


def _relabelled(ours: list[tuple[Any, ...]], gold: list[tuple[Any, ...]]) -> str:
    """Groups shown by name where gold shows their code: the same numbers, and one label for one label."""
    labels = [i for i in range(len(gold[0])) if any(isinstance(row[i], str) for row in gold)]
    numbers = [i for i in range(len(gold[0])) if i not in labels]
    if len(labels) != 1 or not numbers or len({row[labels[0]] for row in gold}) != len(gold):
        return "different"
    for chosen in itertools.permutations(range(len(ours[0])), len(numbers)):
        rest = [i for i in range(len(ours[0])) if i not in chosen]
        picked = [tuple(row[i] for i in chosen) for row in ours]
        named = len({tuple(row[i] for i in rest) for row in ours}) == len(ours) and rest
        if named and _same_rows(picked, [tuple(row[i] for i in numbers) for row in gold]):
            return "same"
    return "different"


# -- the sets ----------------------------------------------------------------------------------------------------------


def ask(bench: Bench, text: str, clock: Clock, history: tuple[Turn, ...] = ()) -> tuple[Any, float]:
    """The plan of a question, after those before it, and the milliseconds it took."""
    planner = OfflinePlanner(bench.values)
    started = time.perf_counter()
    planned = planner.plan(Question(text, clock, history), bench.model)
    return planned, (time.perf_counter() - started) * 1000


def measure(
    bench: Bench, questions: list[tuple[str, list[list[list[Any]]]]], clock: Clock, tally: Tally, verbose: bool
) -> None:
    """Ask each question and compare with any of its gold results."""
    ask(bench, questions[0][0], clock)  # builds the lexicon
    for text, golds in questions:
        planned, elapsed = ask(bench, text, clock)
        tally.milliseconds.append(elapsed)
        plan = planned.plan
        if not isinstance(plan, SemanticQuery):
            outcome = tally.clarified if isinstance(plan, Clarification) else tally.refused
            outcome.append(text)
            if verbose:
                said = (
                    plan.text + " | " + "; ".join(o.label for o in plan.options)
                    if isinstance(plan, Clarification)
                    else plan.reason
                )
                print(f"{'ASKED ' if isinstance(plan, Clarification) else 'REFUSED'} {text}\n        {said}")
            continue
        try:
            compiled = compile_query(plan, bench.model, "duckdb", clock)
            rows = run(bench.warehouse, compiled.sql).rows()
        except LunaraError as error:
            tally.wrong.append(text)
            print(
                f"FAILED  {text}\n        {error}\n        {plan.model_dump_json(exclude_defaults=True, by_alias=True)}"
            )
            continue
        verdicts = {compare(rows, [tuple(r) for r in gold]) for gold in golds}
        if "same" in verdicts:
            tally.right.append(text)
            if verbose:
                print(f"right   {text}")
        elif "same with an empty group" in verdicts:
            tally.right_with_empty_group.append(text)
            if verbose:
                print(f"right*  {text}")
        else:
            tally.wrong.append(text)
            print(f"WRONG   {text}\n        {plan.model_dump_json(exclude_defaults=True, by_alias=True)}")
            if verbose:
                print(f"        ours {rows[:3]} ({len(rows)})\n        gold {golds[0][:3]} ({len(golds[0])})")


def adventureworks(folder: Path, verbose: bool) -> Tally:
    """The 40 simple questions."""
    assert SHARED is not None
    bench = load("adventureworks", folder)
    raw = json.loads((SHARED / "warehouse_adventureworks" / "questions_simple.json").read_text())
    tally = Tally()
    measure(bench, [(q["question"], [q["gold_rows"]]) for q in raw], Clock(date(2012, 1, 15)), tally, verbose)
    bench.warehouse.close()
    return tally


def defog(folder: Path, verbose: bool) -> Tally:
    """The questions over four small databases; those whose answer depends on the day are left out."""
    assert SHARED is not None
    lines = (SHARED / "questions" / "defog_open_with_results.jsonl").read_text().splitlines()
    raw = [json.loads(line) for line in lines]
    tally = Tally()
    for database in DEFOG:
        bench = load(database, folder)
        questions = [(q["question"], _accepted(q)) for q in raw if q["db"] == database and not q["time_dependent"]]
        measure(bench, [q for q in questions if q[1]], Clock(date(2023, 5, 1)), tally, verbose)
        bench.warehouse.close()
    return tally


def _accepted(question: dict[str, Any]) -> list[list[list[Any]]]:
    """Every result that the gold SQL accepts: of columns in {braces} any part may be shown, as long as one is."""
    accepted = []
    groups = [g.split(",") for g in re.findall(r"\{([^{}]+)\}", question["gold_sql_raw"])]
    for gold in question["gold"]:
        if gold.get("rows") is None:
            continue
        optional = [
            [
                i
                for i, name in enumerate(gold["columns"])
                if name in {n.split(".")[-1].strip().strip('"').lower() for n in group}
            ]
            for group in groups
        ]
        optional = [group for group in optional if len(group) > 1]
        fixed = [i for i in range(len(gold["columns"])) if not any(i in group for group in optional)]
        choices = [[c for n in range(1, len(g) + 1) for c in itertools.combinations(g, n)] for g in optional]
        for picked in itertools.product(*choices):
            kept = sorted({*fixed, *(i for choice in picked for i in choice)})
            accepted.append([[row[i] for i in kept] for row in gold["rows"]])
    return accepted


def unanswerable(folder: Path, verbose: bool) -> Tally:
    """Questions that the database cannot answer: everything but a refusal is wrong."""
    assert SHARED is not None
    lines = (SHARED / "questions" / "unanswerable_open.jsonl").read_text().splitlines()
    raw = [json.loads(line) for line in lines]
    tally = Tally()
    for database in sorted({q["db"] for q in raw}):
        bench = load(database, folder)
        for one in (q for q in raw if q["db"] == database):
            planned, elapsed = ask(bench, one["question"], Clock(date(2023, 5, 1)))
            tally.milliseconds.append(elapsed)
            if isinstance(planned.plan, SemanticQuery):
                tally.wrong.append(one["question"])
                print(
                    f"WRONG   {one['question']}\n        {planned.plan.model_dump_json(exclude_defaults=True, by_alias=True)}"
                )
            elif isinstance(planned.plan, Clarification):
                tally.clarified.append(one["question"])
                print(f"ASKED   {one['question']}\n        {[o.label for o in planned.plan.options]}")
            else:
                tally.refused.append(one["question"])
                if verbose:
                    print(f"refused {one['question']}\n        {planned.plan.reason}")
        bench.warehouse.close()
    return tally


SETS = {"adventureworks": adventureworks, "defog": defog, "unanswerable": unanswerable}


def main(arguments: list[str]) -> None:
    """Run the named sets (all by default) and print their reports as JSON."""
    verbose = "-v" in arguments
    names = [a for a in arguments if a in SETS] or list(SETS)
    reports = {}
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            reports[name] = SETS[name](Path(folder), verbose).report()
    print(json.dumps(reports, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])


__all__ = ["Counter", "Tally", "adventureworks", "compare", "defog", "load", "unanswerable"]
