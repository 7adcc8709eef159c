"""Answers to Spider's questions: what the offline planner does on ten databases of others, by execution.

    python -m tests.benchmarks.ask_spider [synonyms] [FOLDER] [DATABASE ...] [-v]

The shared material has Spider's questions, gold statements and schemas, not its rows, so rows are made (`spider_rows`), in five
fillings. The model is drafted and the questions are planned on the first; gold runs in SQLite, whose dialect it is, our statement
in DuckDB, over the same rows. An answer is right when its rows are gold's in every filling that tells anything: where gold gives
rows, and the same ones however ties fall (otherwise either answer would be right). Where gold has no aggregate, rows that repeat
may be shown once and the other way round, as in Spider's own measure; columns beside gold's are allowed, a name for an id too;
the order counts where gold orders a whole list. `synonyms` asks the same questions in other words than the schema's.

A folder holds databases of its own instead: a `NAME.sql` with the CREATE TABLE statements of SQLite, and a `NAME.jsonl` with a
`question` and its `gold_sql` a line.

Gold is not always an answer to its question: `GOLD_AT_FAULT` has the questions whose gold was looked at and found not to be one.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
import sqlglot
from sqlglot import exp

from lunara.ask.plan import Clarification
from lunara.ask.values import build_value_index
from lunara.connect import open_url
from lunara.connect.run import Runner, run
from lunara.connect.warehouse import Warehouse
from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.query import SemanticQuery
from tests.benchmarks.ask_accuracy import Bench, _cell, ask, compare
from tests.benchmarks.spider_rows import LED, Table, fill, schema_of, words_of
from tests.shared_data import SHARED

CLOCK = Clock(date(2018, 6, 18))
FILLINGS = 5
UNDECLARED = {(table, column) for _, table, column in LED}
OUTCOMES = ("right", "refused", "asked back", "WRONG", "gold at fault", "not to be told")
GOLD_AT_FAULT: dict[str, str] = {
    "spider_dev_16": "shows the average of the largest stadium, not that of all",
    "spider_dev_31": "takes stadiums of one name for one",
    "spider_dev_32": "takes stadiums of one name for one",
    "spider_dev_47": "takes the youngest of all pets for the youngest dog",
    "spider_dev_48": "takes the youngest of all pets for the youngest dog",
    "spider_dev_51": "counts a pet once for each student who has it",
    "spider_dev_52": "counts a pet once for each student who has it",
    "spider_dev_53": "counts a pet once for each student who has it",
    "spider_dev_54": "counts a pet once for each student who has it",
    "spider_dev_59": "takes students of one first name for one",
    "spider_dev_60": "takes students of one first name for one",
    "spider_dev_66": "shows the age too, which is not asked for, and a student once for each dog",
    "spider_dev_241": "more than 10 where at least 10 is asked",
    "spider_dev_242": "more than 10 where at least 10 is asked",
    "spider_dev_243": "leaves out the airlines without a flight, which have fewer than 200",
    "spider_dev_244": "leaves out the airlines without a flight, which have fewer than 200",
    "spider_dev_405": "takes teachers of one name for one",
    "spider_dev_406": "takes teachers of one name for one",
    "spider_dev_407": "takes teachers of one name for one",
    "spider_dev_408": "takes teachers of one name for one",
    "spider_dev_897": "takes students of one name for one",
}
Rows = list[tuple[Any, ...]]


def _number(value: Any) -> Any:
    """A cell as it is compared: texts of digits are numbers, since SQLite keeps either."""
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return value.strip()
    return _cell(value)


def _rows(rows: Rows) -> Rows:
    return [tuple(_number(v) for v in row) for row in rows]


def in_duckdb(tables: list[Table], path: Path) -> None:
    """The tables with their keys, as far as an engine takes them: one column, and a foreign one that leads to a primary key."""
    keys = {t.name: t.key for t in tables}
    with duckdb.connect(str(path)) as connection:
        for table in tables:
            parts = []
            for column in table.columns:
                leads = column.leads if column.leads and keys[column.leads[0]] == column.leads[1:] else None
                leads = None if (table.name, column.name) in UNDECLARED else leads
                parts.append(
                    f'"{column.name}" {column.type}'
                    + (" primary key" if table.key == (column.name,) else "")
                    + (f' references "{leads[0]}" ("{leads[1]}")' if leads else "")
                )
            connection.execute(f'create table "{table.name}" ({", ".join(parts)})')
            marks = "(" + ", ".join("?" * len(table.columns)) + ")"
            values = [v for row in table.rows for v in row]
            connection.execute(f'insert into "{table.name}" values ' + ", ".join([marks] * len(table.rows)), values)


def in_sqlite(tables: list[Table], backwards: bool) -> sqlite3.Connection:
    """The same rows in SQLite, keys undeclared, loaded first to last or last to first."""
    connection = sqlite3.connect(":memory:")
    for table in tables:
        types = {"BIGINT": "INTEGER", "VARCHAR": "TEXT", "TIMESTAMP": "DATETIME"}
        connection.execute(
            f'create table "{table.name}" (' + ", ".join(f'"{c.name}" {types[c.type]}' for c in table.columns) + ")"
        )
        marks = ", ".join("?" * len(table.columns))
        connection.executemany(f'insert into "{table.name}" values ({marks})', table.rows[:: -1 if backwards else 1])
    return connection


def ties(sql: str) -> tuple[str, str]:
    """The statement with every cut list ordered by its shown columns at last, upwards and downwards."""
    either = []
    for descending in (False, True):
        tree = sqlglot.parse_one(sql, read="sqlite")
        for select in tree.find_all(exp.Select):
            order = select.args.get("order")
            if order is not None and select.args.get("limit") is not None:
                for place in range(len(select.expressions)):
                    order.append("expressions", exp.Ordered(this=exp.Literal.number(place + 1), desc=descending))
        either.append(tree.sql("sqlite"))
    return either[0], either[1]


@dataclass(frozen=True)
class Gold:
    """Gold's rows in one filling, the places of its ids, and for a whole list in order its rows by turns, equal ones together."""

    rows: Rows
    ids: tuple[int, ...]
    turns: tuple[Rows, ...]


def gold_of(both: tuple[sqlite3.Connection, sqlite3.Connection], sql: str) -> Gold | None:
    """Gold in one filling; None where the filling tells nothing: no rows, or rows that ties decided."""
    cursor = both[0].execute(sql)
    ids = tuple(i for i, c in enumerate(cursor.description) if str(c[0]).lower().endswith("id"))
    first, second = _rows(cursor.fetchall()), _rows(both[1].execute(sql).fetchall())
    tied = [Counter(_rows(both[0].execute(one).fetchall())) for one in ties(sql)]
    if Counter(first) != Counter(second) or tied[0] != tied[1]:
        return None
    if not first or all(v in (None, 0) for row in first for v in row):
        return None
    return Gold(first, ids, tuple(_turns(both[0], sql, len(first[0]))))


def _turns(connection: sqlite3.Connection, sql: str, width: int) -> Iterator[Rows]:
    """The rows of a whole list in order, those that are equal in what orders it together; none for other statements."""
    tree = sqlglot.parse_one(sql, read="sqlite")
    order = tree.args.get("order")
    if not isinstance(tree, exp.Select) or order is None or tree.args.get("limit") or tree.args.get("distinct"):
        return
    keyed = tree.select(*(one.this.copy() for one in order.expressions))
    for _, rows in itertools.groupby(connection.execute(keyed.sql("sqlite")).fetchall(), lambda row: row[width:]):
        yield _rows([row[:width] for row in rows])


def _picked(ours: Rows, width: int) -> Iterator[Rows]:
    for chosen in itertools.permutations(range(len(ours[0])), width):
        yield [tuple(row[i] for i in chosen) for row in ours]


def same(ours: Rows, gold: Gold, sql: str) -> bool:
    """Whether our rows are gold's."""
    ours, tree, width = _rows(ours), sqlglot.parse_one(sql, read="sqlite"), len(gold.rows[0])
    if not ours or len(ours[0]) < width:
        return False
    listed = not any(tree.find_all(exp.AggFunc, exp.Group))
    if gold.turns:
        return any(
            _in_order(p, gold.turns) or (listed and _in_order(p, gold.turns, once=True)) for p in _picked(ours, width)
        )
    named = [tuple(f"id {v}" if i in gold.ids else v for i, v in enumerate(row)) for row in gold.rows]
    if compare(ours, gold.rows) != "different" or compare(ours, named) != "different":
        return True
    return listed and any(set(p) == set(gold.rows) for p in _picked(ours, width))


def _in_order(ours: Rows, turns: tuple[Rows, ...], once: bool = False) -> bool:
    """Whether the rows come by turns; `once` where those that repeat are shown the first time only."""
    seen = set[tuple[Any, ...]]()
    if once:
        ours = list(dict.fromkeys(ours))
    for turn in turns:
        rows = [row for row in dict.fromkeys(turn) if row not in seen] if once else turn
        seen |= set(rows)
        part, ours = ours[: len(rows)], ours[len(rows) :]
        if (part and compare(part, rows) != "same") or len(part) < len(rows):
            return False
    return not ours


class Database:
    """One schema in its fillings, with the model drafted on the first."""

    def __init__(self, schema: dict[str, Any], statements: list[str], folder: Path) -> None:
        words = words_of(schema, statements)
        self.golds: list[tuple[sqlite3.Connection, sqlite3.Connection]] = []
        self.warehouses: list[Warehouse] = []
        for seed in range(FILLINGS):
            tables, path = fill(schema, words, seed), folder / f"{schema['db']}_{seed}" / f"{schema['db']}.duckdb"
            path.parent.mkdir()
            in_duckdb(tables, path)
            self.golds.append((in_sqlite(tables, False), in_sqlite(tables, True)))
            self.warehouses.append(open_url(f"duckdb:///{path}"))
        first = self.warehouses[0]
        draft = draft_model(first.catalog(), name=schema["db"], probe=Probe(Runner(first, record=None)))
        self.bench = Bench(first, draft.model, build_value_index(draft.model, Runner(first, record=None)))

    def judge(self, plan: Any, gold_sql: str) -> tuple[str, str]:
        """The outcome of a plan, and what there is to say about it."""
        golds = [gold_of(both, gold_sql) for both in self.golds]
        if not any(golds):
            return "not to be told", gold_sql
        if isinstance(plan, Clarification):
            return "asked back", plan.text + " | " + "; ".join(o.label for o in plan.options)
        if not isinstance(plan, SemanticQuery):
            return "refused", getattr(plan, "reason", type(plan).__name__)
        said = plan.model_dump_json(exclude_defaults=True, by_alias=True)
        for warehouse, gold in zip(self.warehouses, golds, strict=True):
            if gold is None:
                continue
            try:
                ours = run(warehouse, compile_query(plan, self.bench.model, "duckdb", CLOCK).sql).rows()
            except LunaraError as error:
                return "refused", f"{error} {said}"
            if not same(ours, gold, gold_sql):
                rows = f"ours {ours[:3]} ({len(ours)})\n        gold {gold.rows[:3]} ({len(gold.rows)})"
                return "WRONG", f"{said}\n        {gold_sql}\n        {rows}"
        return "right", said

    def close(self) -> None:
        """Let the engines go."""
        for warehouse in self.warehouses:
            warehouse.close()
        for one in (c for both in self.golds for c in both):
            one.close()


def measure(
    schema: dict[str, Any], asked: list[dict[str, Any]], words: str, verbose: bool
) -> tuple[Counter[str], list[float]]:
    """Counts of outcomes over the questions of one database, and the milliseconds of each plan."""
    counts, took = Counter[str](), list[float]()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(schema, [q["gold_sql"] for q in asked], Path(folder))
        for one in asked:
            planned, elapsed = ask(database.bench, one[words], CLOCK)
            took.append(elapsed)
            outcome, said = database.judge(planned.plan, one["gold_sql"])
            if outcome == "WRONG" and one["id"] in GOLD_AT_FAULT:
                outcome, said = "gold at fault", GOLD_AT_FAULT[one["id"]]
            counts[outcome] += 1
            if outcome == "WRONG" or (verbose and outcome != "right"):
                print(f"{outcome:<10} {one['id']} {one[words]}\n        {said}")
        database.close()
    return counts, took


def _lines(file: Path, database: str = "") -> list[dict[str, Any]]:
    """The questions of a file; those of one database are called after it and their place."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [{"db": database, "id": f"{database}_{at}", **line} for at, line in enumerate(lines)]


def main(arguments: list[str]) -> None:
    """Run the named databases (all by default) and print the counts as JSON."""
    own = next((Path(a) for a in arguments if Path(a).is_dir()), None)
    if own is not None:
        schemas = {p.stem: schema_of(p.stem, p.read_text(encoding="utf-8")) for p in sorted(own.glob("*.sql"))}
        asked = [one for name in schemas for one in _lines(own / f"{name}.jsonl", name)]
    elif SHARED is None:
        print("left out: the shared material is not beside this checkout")
        return
    else:
        folder = SHARED / "questions"
        schemas = json.loads((folder / "spider_dev_open.schemas.json").read_text(encoding="utf-8"))
        asked = _lines(folder / "spider_dev_open.jsonl")
    words = "question_synonyms" if "synonyms" in arguments else "question"
    total, took = Counter[str](), list[float]()
    for name in [d for d in schemas if d in arguments] or sorted(schemas):
        counts, elapsed = measure(
            schemas[name], [q for q in asked if q["db"] == name and q.get(words)], words, "-v" in arguments
        )
        print(name, json.dumps({o: counts[o] for o in OUTCOMES}))
        total, took = total + counts, took + elapsed
    print("all", json.dumps({o: total[o] for o in OUTCOMES}))
    print(f"plan: {median(took):.1f} ms in the median, {max(took):.1f} at the slowest")


if __name__ == "__main__":
    main(sys.argv[1:])
