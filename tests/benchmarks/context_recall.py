"""Whether a question's tables are among the first that a planner is shown, on pooled schemas that nobody tuned for.

    python -m tests.benchmarks.context_recall [spider|synonyms|defog|values|amid] [--half tuned|held] [-v]

Each set pools the databases of the shared questions into one warehouse and drafts its model as the product does (names, types and
comments alone). A question counts when every table of its gold SQL is among the first 5 (10) of `context_for`.

- `spider`, `synonyms`: the Spider questions over ten databases, and the same with other words than the schema's;
- `defog`: four databases, keys not declared; `values`: the same with the data loaded, so that its own words are indexed;
- `amid`: all of these among the tables of `many_tables`, 3,000 in all.

The databases are cut into two halves by their sorted names; only the `tuned` half was ever looked at while the ranking was made.
`fields` is the share of the gold columns among the fields shown (of the questions whose columns are known).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from lunara.ask.context import context_for
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.connect.catalog import Catalog, Column, ForeignKey, Table
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import draft_model
from lunara.semantic.model import SemanticModel
from tests.benchmarks.ask_accuracy import load
from tests.benchmarks.many_tables import tables_of
from tests.shared_data import SHARED

CLOCK = Clock(date(2026, 11, 22))
TYPES = {"text": "varchar", "number": "double", "time": "timestamp", "others": "varchar", "boolean": "boolean"}
FIRST = (5, 10)
QUOTE = '"'


@dataclass(frozen=True)
class Asked:
    """A question with its gold tables and columns (`table.column`), by lower-case physical names."""

    database: str
    text: str
    tables: frozenset[str]
    columns: frozenset[str]


@dataclass
class Pool:
    """A model over several databases, and where its tables and dimensions lie ("database.table.column", lower case)."""

    model: SemanticModel
    values: ValueIndex | None
    places: Mapping[str, str]
    columns: Mapping[str, str]
    """By "table.dimension"; hidden ones are left out."""

    @cached_property
    def visible(self) -> frozenset[str]:
        """Columns that are dimensions which people see."""
        return frozenset(self.columns.values())


@dataclass
class Score:
    """Counts of one half of a set."""

    questions: int = 0
    within: dict[int, int] = field(default_factory=lambda: dict.fromkeys(FIRST, 0))
    columns: int = 0
    columns_shown: int = 0
    most_tokens: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def line(self) -> str:
        """One line to print."""
        shares = ", ".join(f"first {k} {n / max(1, self.questions):.3f}" for k, n in self.within.items())
        fields = f"{self.columns_shown / self.columns:.3f}" if self.columns else "-"
        slow = sorted(self.milliseconds)[int(len(self.milliseconds) * 0.95)] if self.milliseconds else 0.0
        return f"{self.questions:>4} questions: {shares}; fields {fields}; {slow:.1f} ms; {self.most_tokens} tokens"


def halves(databases: Iterable[str]) -> dict[str, str]:
    """Which half each database belongs to: every second of their sorted names is `tuned`."""
    return {name: ("tuned" if position % 2 else "held") for position, name in enumerate(sorted(databases))}


def questions_of(name: str, *, synonyms: bool = False) -> list[Asked]:
    """The questions of one shared file; with `synonyms` only those that have one, in its words."""
    assert SHARED is not None
    lines = (SHARED / "questions" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    found = []
    for raw in (json.loads(line) for line in lines):
        text = raw.get("question_synonyms") if synonyms else raw["question"]
        if text:
            found.append(
                Asked(
                    raw["db"],
                    text,
                    frozenset(t.lower() for t in raw["tables"]),
                    frozenset(c.lower() for c in raw["columns"]),
                )
            )
    return found


def catalog_of(name: str) -> tuple[Table, ...]:
    """The tables of a shared file of schemas; a database is a schema of the warehouse."""
    assert SHARED is not None
    schemas = json.loads((SHARED / "questions" / f"{name}.schemas.json").read_text(encoding="utf-8"))
    return tuple(
        Table(
            schema=database,
            name=table["name"],
            columns=tuple(
                Column(c["name"], TYPES.get(c["type"], c["type"]), description=c.get("description", ""))
                for c in table["columns"]
            ),
            primary_key=tuple(table.get("primary_key", ())),
            foreign_keys=tuple(
                ForeignKey(tuple(k["from_columns"]), database, k["to_table"], tuple(k["to_columns"]))
                for k in found.get("foreign_keys", ())
                if k["from_table"] == table["name"]
            ),
        )
        for database, found in schemas.items()
        for table in found["tables"]
    )


def others(count: int) -> tuple[Table, ...]:
    """Tables as a large company has them, without the data."""
    return tuple(
        Table("company", t.name, tuple(Column(c, kind) for c, kind, _ in t.columns), primary_key=(t.columns[0][0],))
        for t in tables_of(count)
    )


def pool(tables: tuple[Table, ...], values: Mapping[str, list[Any]] | None = None) -> Pool:
    """Draft the tables as one warehouse. `values` are the words of each "database.table.column", lower case."""
    model = draft_model(Catalog("duckdb", tables), name="pool").model
    places = {t.name: _place(t.source) for t in model.tables}
    columns = {
        f"{t.name}.{d.name}": f"{places[t.name]}.{(d.expression or d.name).strip(QUOTE).lower()}"
        for t in model.tables
        for d in t.dimensions
        if not (t.hidden or d.hidden)
    }
    index = None
    if values is not None:
        named = {name: values[place] for name, place in columns.items() if place in values}
        index = ValueIndex.from_values({(n.partition(".")[0], n.partition(".")[2]): v for n, v in named.items()})
    return Pool(model, index, places, columns)


def _place(source: str | None) -> str:
    parts = [p.strip(QUOTE).lower() for p in (source or "").split(".")]
    return ".".join(parts[-2:])


def warehouse_words() -> dict[str, list[Any]]:
    """The indexed values of the four databases whose data is shared, as the product reads them."""
    found: dict[str, list[Any]] = {}
    for database in ("academic", "broker", "geography", "restaurants"):
        with tempfile.TemporaryDirectory() as folder:
            bench = load(database, Path(folder))
            for table in bench.model.tables:
                for dimension in table.dimensions:
                    words = bench.values.of_field(table.name, dimension.name, limit=100_000)
                    if words:
                        column = (dimension.expression or dimension.name).strip(QUOTE).lower()
                        found[f"{database}.{_place(table.source).rpartition('.')[2]}.{column}"] = words
            bench.warehouse.close()
    return found


def measure(made: Pool, asked: list[Asked], *, verbose: str | None = None) -> dict[str, Score]:
    """Scores by half; `verbose` names the half whose misses are printed."""
    half_of = halves({one.database for one in asked})
    scores = {"tuned": Score(), "held": Score()}
    context_for(Question(asked[0].text, CLOCK), made.model, values=made.values)  # builds the index
    for one in asked:
        started = time.process_time()
        found = context_for(Question(one.text, CLOCK), made.model, values=made.values)
        spent = (time.process_time() - started) * 1000
        score = scores[half_of[one.database]]
        score.questions += 1
        score.milliseconds.append(spent)
        score.most_tokens = max(score.most_tokens, found.tokens)
        gold = {f"{one.database}.{table}" for table in one.tables}
        places = [made.places[t] for t in found.tables]
        for first in FIRST:
            score.within[first] += gold <= set(places[:first])
        shown = {made.columns[f] for f in found.fields if f in made.columns}
        wanted = {f"{one.database}.{c}" for c in one.columns} & made.visible
        score.columns += len(wanted)
        score.columns_shown += len(wanted & shown)
        if verbose == half_of[one.database] and not gold <= set(places[:5]):
            print(f"{one.text}\n     gold {sorted(gold)}\n     first {places[:8]}")
    return scores


def sets(names: Iterable[str]) -> dict[str, tuple[Pool, list[Asked]]]:
    """The named sets, made."""
    made: dict[str, tuple[Pool, list[Asked]]] = {}
    wanted = set(names)
    spider, defog = catalog_of("spider_dev_open"), catalog_of("defog_open")
    if wanted & {"spider", "synonyms"}:
        one = pool(spider)
        made["spider"] = one, questions_of("spider_dev_open")
        made["synonyms"] = one, questions_of("spider_dev_open", synonyms=True)
    if "defog" in wanted:
        made["defog"] = pool(defog), questions_of("defog_open")
    if "values" in wanted:
        made["values"] = pool(defog, warehouse_words()), questions_of("defog_open")
    if "amid" in wanted:
        both = (*spider, *defog)
        one = pool((*others(3_000 - len(both)), *both))
        made["amid spider"] = one, questions_of("spider_dev_open")
        made["amid synonyms"] = one, questions_of("spider_dev_open", synonyms=True)
        made["amid defog"] = one, questions_of("defog_open")
    return {name: found for name, found in made.items() if name in wanted or name.startswith("amid")}


def main(arguments: list[str]) -> None:
    """Print the scores of the named sets, all by default."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    names = ("spider", "synonyms", "defog", "values", "amid")
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(names)}")
    parser.add_argument("--half", choices=("tuned", "held"), help="print this half alone")
    parser.add_argument("-v", action="store_true", help="print the misses of the half")
    options = parser.parse_args(arguments)
    if SHARED is None:
        print("The shared material is not beside this checkout.")
        return
    for name, (made, asked) in sets(options.sets or names).items():
        scores = measure(made, asked, verbose=(options.half or "tuned") if options.v else None)
        for half, score in scores.items():
            if options.half in (None, half):
                print(f"{name:<14} {half:<6} {score.line()}")


if __name__ == "__main__":
    main(sys.argv[1:])
