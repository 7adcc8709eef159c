"""Held-out questions: what the offline planner does on databases and questions that it was not written for.

    python -m tests.benchmarks.ask_heldout [A|B|C|D|E|F|G|H|J|K|L|M|N|O|P|Q|R|S|T|U|V|W|X|Y|Z|hospital|...] [-v]

Each file of `heldout/` holds the questions of one database with gold SQL. `answer` has one or more accepted results, `ordered`
also asks for the order of the last column, `then` is an answer that goes on from the question above it; `refuse` cannot be
answered from the data; `ask` fits more than one reading, and an answer without asking is wrong. A question that is answered is
right only when its rows are the gold rows (columns beside them and one group of rows that belong to no group are allowed, as in
ask_accuracy). Figures of the first run: see README.md.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from lunara.ask.change.asked import WhyChanged
from lunara.ask.plan import Clarification
from lunara.ask.question import Turn
from lunara.ask.values import build_value_index
from lunara.connect import open_url
from lunara.connect.run import Runner, run
from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.query import SemanticQuery
from tests.benchmarks.ask_accuracy import Bench, _cell, _close, ask, compare
from tests.benchmarks.heldout.databases import DATABASES, TODAY, Rows
from tests.benchmarks.heldout.databases_aa import MADE_AA
from tests.benchmarks.heldout.databases_ab import MADE_AB
from tests.benchmarks.heldout.databases_ac import MADE_AC
from tests.benchmarks.heldout.databases_b import hotels, university
from tests.benchmarks.heldout.databases_d import MADE_D
from tests.benchmarks.heldout.databases_e import MADE_E
from tests.benchmarks.heldout.databases_f import MADE_F
from tests.benchmarks.heldout.databases_g import FISCAL, MADE_G, MADE_H
from tests.benchmarks.heldout.databases_j import MADE_J
from tests.benchmarks.heldout.databases_k import MADE_K
from tests.benchmarks.heldout.databases_l import MADE_L
from tests.benchmarks.heldout.databases_m import MADE_M
from tests.benchmarks.heldout.databases_n import MADE_N
from tests.benchmarks.heldout.databases_o import MADE_O
from tests.benchmarks.heldout.databases_p import MADE_P
from tests.benchmarks.heldout.databases_q import MADE_Q
from tests.benchmarks.heldout.databases_r import MADE_R
from tests.benchmarks.heldout.databases_s import MADE_S
from tests.benchmarks.heldout.databases_t import MADE_T
from tests.benchmarks.heldout.databases_u import MADE_U
from tests.benchmarks.heldout.databases_v import MADE_V
from tests.benchmarks.heldout.databases_w import MADE_W
from tests.benchmarks.heldout.databases_x import MADE_X
from tests.benchmarks.heldout.databases_y import MADE_Y
from tests.benchmarks.heldout.databases_z import MADE_Z
from tests.benchmarks.heldout.real import TODAYS, open_real
from tests.shared_data import SHARED

FOLDER = Path(__file__).parent / "heldout"
SETS = {
    "A": ("hospital", "saas", "logistics"),
    "B": ("hotels", "university"),
    "C": tuple(TODAYS),
    "D": tuple(MADE_D),
    "E": tuple(MADE_E),
    "F": tuple(MADE_F),
    "G": tuple(MADE_G),
    "H": tuple(MADE_H),
    "J": tuple(MADE_J),
    "K": tuple(MADE_K),
    "L": tuple(MADE_L),
    "M": tuple(MADE_M),
    "N": tuple(MADE_N),
    "O": tuple(MADE_O),
    "P": tuple(MADE_P),
    "Q": tuple(MADE_Q),
    "R": tuple(MADE_R),
    "S": tuple(MADE_S),
    "T": tuple(MADE_T),
    "U": tuple(MADE_U),
    "V": tuple(MADE_V),
    "W": tuple(MADE_W),
    "X": tuple(MADE_X),
    "Y": tuple(MADE_Y),
    "Z": tuple(MADE_Z),
    "AA": tuple(MADE_AA),
    "AB": tuple(MADE_AB),
    "AC": tuple(MADE_AC),
}
MADE = {
    **DATABASES,
    "hotels": hotels,
    "university": university,
    **MADE_D,
    **MADE_E,
    **MADE_F,
    **MADE_G,
    **MADE_H,
    **MADE_J,
    **MADE_K,
    **MADE_L,
    **MADE_M,
    **MADE_N,
    **MADE_O,
    **MADE_P,
    **MADE_Q,
    **MADE_R,
    **MADE_S,
    **MADE_T,
    **MADE_U,
    **MADE_V,
    **MADE_W,
    **MADE_X,
    **MADE_Y,
    **MADE_Z,
    **MADE_AA,
    **MADE_AB,
    **MADE_AC,
}
OUTCOMES = ("right", "refused", "asked back", "WRONG")


@dataclass(frozen=True)
class Item:
    """One question: `kind` is answer, ordered, refuse or ask; `golds` are accepted statements, `after` questions before it."""

    kind: str
    text: str
    golds: tuple[str, ...]
    after: tuple[str, ...] = ()


def questions(name: str) -> list[Item]:
    """The questions of a database: `-- kind: text`, then statements separated by `-- or`."""
    items: list[Item] = []
    for block in ("\n" + (FOLDER / f"{name}.sql").read_text(encoding="utf-8")).split("\n-- ")[1:]:
        head, _, body = block.partition("\n")
        if head == "or":
            last = items.pop()
            items.append(replace(last, golds=(*last.golds, body.strip())))
            continue
        kind, _, text = head.partition(": ")
        assert kind in ("answer", "ordered", "then", "refuse", "ask"), head
        after = (*items[-1].after, items[-1].text) if kind == "then" else ()
        kind = "answer" if kind == "then" else kind
        items.append(Item(kind, text.strip(), (body.strip(),) if body.strip() else (), after))
    return items


def build(name: str, folder: Path) -> tuple[Bench, dict[str, Rows]]:
    """Make the database, run the gold statements, draft the model by catalog and probes, index the values."""
    if name in TODAYS:
        bench, path = open_real(name, folder)
        with duckdb.connect(shutil.copy(path, folder / f"{name}_gold.duckdb")) as connection:
            return bench, {sql: connection.execute(sql).fetchall() for item in questions(name) for sql in item.golds}
    path = folder / f"{name}.duckdb"
    with duckdb.connect(str(path)) as connection:
        for table, (columns, rows) in MADE[name]().items():
            connection.execute(f'create table "{table}" ({columns})')
            # A row that another row of its table names must stand before it.
            step = 1 if re.search(rf'references "?{table}\b', columns) else 500
            for start in range(0, len(rows), step):
                part = rows[start : start + step]
                marks = "(" + ", ".join("?" * len(part[0])) + ")"
                connection.execute(
                    f'insert into "{table}" values ' + ", ".join([marks] * len(part)), [v for row in part for v in row]
                )
        gold = {sql: connection.execute(sql).fetchall() for item in questions(name) for sql in item.golds}
    warehouse = open_url(f"duckdb:///{path}")
    model = draft_model(warehouse.catalog(), name=name, probe=Probe(Runner(warehouse, record=None))).model
    return Bench(warehouse, model, build_value_index(model, Runner(warehouse, record=None))), gold


def _ordered(ours: Rows, gold: Rows) -> bool:
    """Some column of ours runs as the last column of gold does."""
    wanted = [_cell(row[-1]) for row in gold]
    return any(all(_close(_cell(row[i]), w) for row, w in zip(ours, wanted, strict=True)) for i in range(len(ours[0])))


def planned(bench: Bench, item: Item, clock: Clock) -> tuple[Any, float]:
    """The plan of a question, after those before it, and the milliseconds that this one took."""
    history: tuple[Turn, ...] = ()
    for earlier in item.after:
        history = (*history, Turn(earlier, ask(bench, earlier, clock, history)[0].plan))
    answer, elapsed = ask(bench, item.text, clock, history)
    return answer.plan, elapsed


def judge(bench: Bench, golds: dict[str, Rows], item: Item, plan: Any, clock: Clock) -> tuple[str, str]:
    """The outcome of one question, and what there is to say about it."""
    if isinstance(plan, Clarification):
        said = plan.text + " | " + "; ".join(o.label for o in plan.options)
        return ("right" if item.kind == "ask" else "asked back"), said
    if isinstance(plan, WhyChanged):
        return "asked back", "explains the change, which no gold is of"
    if not isinstance(plan, SemanticQuery):
        return ("right" if item.kind == "refuse" else "refused"), plan.reason
    said = plan.model_dump_json(exclude_defaults=True, by_alias=True)
    if item.kind in ("refuse", "ask"):
        return "WRONG", said
    try:
        rows = run(bench.warehouse, compile_query(plan, bench.model, "duckdb", clock).sql).rows()
    except LunaraError as error:
        return "refused", f"{error} {said}"
    for gold_sql in item.golds:
        gold = golds[gold_sql]
        verdict = compare(rows, gold)
        if verdict == "same" and item.kind == "ordered" and not _ordered(rows, gold):
            verdict = "different"
        if verdict != "different":
            return "right", said
    return "WRONG", f"{said}\n        ours {rows[:3]} ({len(rows)})\n        gold {gold[:3]} ({len(gold)})"


def measure(name: str, verbose: bool) -> tuple[dict[str, dict[str, int]], list[float]]:
    """Counts of outcomes, by kind of question, and the milliseconds of each plan."""
    counts: dict[str, dict[str, int]] = {}
    milliseconds: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        bench, golds = build(name, Path(folder))
        clock = Clock(TODAYS.get(name, TODAY), fiscal_month=FISCAL.get(name, 1))
        for item in questions(name):
            plan, elapsed = planned(bench, item, clock)
            milliseconds.append(elapsed)
            outcome, said = judge(bench, golds, item, plan, clock)
            kind = "answer" if item.kind == "ordered" else item.kind
            counts.setdefault(kind, dict.fromkeys(OUTCOMES, 0))[outcome] += 1
            if outcome == "WRONG" or (verbose and outcome != "right"):
                print(f"{outcome:<10} [{item.kind}] {item.text}\n        {said}")
        bench.warehouse.close()
    return counts, milliseconds


def main(arguments: list[str]) -> None:
    """Run the named sets or databases (all by default) and print the counts as JSON."""
    named = [a for a in arguments if not a.startswith("-")] or list(SETS)
    report: dict[str, dict[str, dict[str, int]]] = {}
    took: list[float] = []
    for database in [d for name in named for d in SETS.get(name, (name,))]:
        if database in TODAYS and database != "shop" and SHARED is None:
            print(f"{database}: left out, the shared material is not beside this checkout")
            continue
        report[database], milliseconds = measure(database, "-v" in arguments)
        took += milliseconds
    total = {o: sum(k[o] for d in report.values() for k in d.values()) for o in OUTCOMES}
    for name, kinds in report.items():
        print(name, json.dumps(kinds))
    print("all", json.dumps(total))
    print(f"plan: {median(took):.1f} ms in the median, {max(took):.1f} at the slowest" if took else "no question asked")


if __name__ == "__main__":
    main(sys.argv[1:])
