"""How often a draft is right, and whether its confidence means what it says.

    python -m tests.benchmarks.draft_accuracy [set ...] [-v]

Drafts each made-up schema (`schemas/*.txt`, notation in made_up.py) twice, from names and types alone and with probes of its
data, and compares with what was written down before the drafter saw it. Printed: how many of the proposed are right, how
many of the right things were found, and for each kind the reliability: how many are right of those in a range of confidence.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from lunara.connect import open_url
from lunara.connect.run import Runner
from lunara.semantic.draft import Draft, Probe, draft_model
from lunara.semantic.graph import Graph
from lunara.semantic.model import Format, Measure
from lunara.semantic.model import Table as LogicalTable
from tests.benchmarks.made_up import FOLDER, MadeSchema, MadeTable, make, read_schemas

KINDS = ("relationship", "primary_key", "role", "aggregate", "default_time", "format", "junction")
BINS = (0.0, 0.6, 0.7, 0.8, 0.9, 1.01)
_LETTERS = {"identifier": "i", "time": "t", "dimension": "d", "ignore": "x"}


@dataclass(frozen=True)
class Judged:
    """One proposal, and whether it is right; `confidence` is None for what was not proposed and should have been."""

    kind: str
    schema: str
    what: str
    confidence: float | None
    right: bool


@dataclass(frozen=True)
class Run:
    """What was said of one schema. `wanted` counts the right things of each kind."""

    schema: MadeSchema
    draft: Draft
    judged: tuple[Judged, ...]
    wanted: dict[str, int]
    statements: int


def judge(schema: MadeSchema, draft: Draft, physical: dict[str, str]) -> Run:
    """Compare a draft with what is right; `physical` gives the table of each logical name."""
    found = [*_joins(schema, draft, physical), *_keys(schema, draft, physical), *_roles(schema, draft, physical)]
    found += [*_times(schema, draft, physical), *_junctions(schema, draft, physical)]
    tables = schema.tables.values()
    wanted = {
        "relationship": len(schema.joins),
        "primary_key": sum(bool(t.key) for t in tables),
        "default_time": sum(any("T" in role for c in t.columns for role in c.roles) for t in tables),
        "junction": sum("junction" in t.tags for t in tables),
    }
    return Run(schema, draft, tuple(found), wanted, draft.cost.statements)


def _joins(schema: MadeSchema, draft: Draft, physical: dict[str, str]) -> Iterator[Judged]:
    right = {(c, _varying(schema.tables[c], frozenset(zip(a, b, strict=True))), p) for c, a, p, b in schema.joins}
    neutral = {(t.name, *n) for t in schema.tables.values() for n in t.neutral}
    seen = set()
    for r in draft.model.relationships:
        child, parent = physical[r.from_table], physical[r.to_table]
        pairs = _varying(schema.tables[child], frozenset(zip(r.from_columns, r.to_columns, strict=True)))
        if len(r.from_columns) == 1 and (child, r.from_columns[0], parent, r.to_columns[0]) in neutral:
            continue
        seen.add((child, pairs, parent))
        text = f"{child}.{','.join(r.from_columns)} -> {parent}.{','.join(r.to_columns)}"
        yield Judged("relationship", schema.name, text, r.confidence, (child, pairs, parent) in right)
    for child, pairs, parent in sorted(right - seen, key=str):
        columns = ",".join(sorted(a for a, _ in pairs))
        yield Judged("relationship", schema.name, f"{child}.{columns} -> {parent} not found", None, False)


def _varying(table: MadeTable, pairs: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """The pairs without those of a column that holds one value (a client number): with and without them is the same join."""
    constant = {c.name for c in table.columns if len(c.values) == 1}
    return frozenset(pair for pair in pairs if pair[0] not in constant)


def _keys(schema: MadeSchema, draft: Draft, physical: dict[str, str]) -> Iterator[Judged]:
    told = {e.subject: e for e in draft.evidence if e.kind == "primary_key"}
    for table in draft.model.tables:
        gold = schema.tables[physical[table.name]].key
        evidence = told.get(table.name)
        if evidence is not None:
            text = f"{physical[table.name]} by {', '.join(table.primary_key)} (is {', '.join(gold)})"
            constant = {c.name for c in schema.tables[physical[table.name]].columns if len(c.values) == 1}
            right = set(table.primary_key) - constant == set(gold) - constant
            yield Judged("primary_key", schema.name, text, evidence.confidence, right)
        elif gold:
            yield Judged("primary_key", schema.name, f"{physical[table.name]} by {gold} not found", None, False)


def _roles(schema: MadeSchema, draft: Draft, physical: dict[str, str]) -> Iterator[Judged]:
    decided = {e.subject: e for e in draft.evidence if e.kind == "role"}
    measured = {e.subject: e for e in draft.evidence if e.kind == "measure"}
    shaped = {e.subject: e for e in draft.evidence if e.kind == "format"}
    for logical in draft.model.tables:
        made = schema.tables[physical[logical.name]]
        measures: dict[str, Measure] = {}
        for m in logical.measures:
            evidence = measured.get(f"{logical.name}.{m.name}")
            if evidence is not None and evidence.value and not m.filter:
                measures.setdefault(evidence.value, m)
        for column in made.columns:
            if "?" in column.roles:
                continue
            evidence = decided[f"{logical.name}.{column.name}"]
            kind = evidence.value.split(" ")[0]
            gold = {letter.rstrip("T") or "t" for letter in column.roles} | ({"t"} if "T" in column.roles else set())
            fits = bool(gold & set("sab")) if kind == "measure" else _LETTERS[kind] in gold
            text = f"{made.name}.{column.name} {evidence.value} (is {'/'.join(sorted(column.roles))})"
            yield Judged("role", schema.name, text, evidence.confidence, fits)
            measure = measures.get(column.name)
            if measure is None or not gold & set("sab"):
                continue
            letter = "b" if measure.additive_over == "not time" else measure.aggregate[0]
            sure = measured[f"{logical.name}.{measure.name}"].confidence
            yield Judged("aggregate", schema.name, f"{text}: {measure.aggregate}", sure, letter in gold)
            shape = _shape(measure.format)
            told = shaped.get(f"{logical.name}.{measure.name}")
            if shape:
                strength = told.confidence if told is not None else sure
                yield Judged("format", schema.name, f"{text}: {shape}", strength, shape in column.shapes)
            elif "$" in column.shapes and "" not in column.shapes:
                yield Judged("format", schema.name, f"{text}: not {'/'.join(column.shapes)}", None, False)


def _shape(shape: Format | None) -> str:
    if shape is None:
        return ""
    if shape.kind == "number":
        return "%%" if shape.unit == "%" else ""
    return {"currency": "$", "percent": "%"}.get(shape.kind, "")


def _times(schema: MadeSchema, draft: Draft, physical: dict[str, str]) -> Iterator[Judged]:
    told = {e.subject: e for e in draft.evidence if e.kind == "default_time"}
    roads = {r.name: r for r in draft.model.relationships}
    for table in draft.model.tables:
        made = schema.tables[physical[table.name]]
        gold = {c.name for c in made.columns if any("T" in role for role in c.roles)}
        evidence, chosen = told.get(table.name), table.default_time
        if evidence is None or not evidence.value:
            if gold and chosen is None:
                yield Judged("default_time", schema.name, f"{made.name}: none (is {sorted(gold)})", None, False)
            continue
        column = evidence.value
        if chosen is not None and "." in chosen:
            ways = [r for r in roads.values() if r.from_table == table.name]
            ways = [r for r in ways if chosen.split(".")[0] in (r.name, r.to_table)]
            column = ways[0].from_columns[0] if len(ways) == 1 else column
        right = column in gold if gold else _takes_over(made, column, schema)
        yield Judged(
            "default_time", schema.name, f"{made.name}: {column} (is {sorted(gold)})", evidence.confidence, right
        )


def _takes_over(made: MadeTable, column: str, schema: MadeSchema) -> bool:
    """Whether the column leads to the row that this one is a part of, which has a moment (lines of an order)."""
    target = next((c.target for c in made.columns if c.name == column), None)
    return target is not None and any("T" in role for c in schema.tables[target[0]].columns for role in c.roles)


def _junctions(schema: MadeSchema, draft: Draft, physical: dict[str, str]) -> Iterator[Judged]:
    graph = Graph(draft.model)
    told = {e.subject: e.confidence for e in draft.evidence if e.kind == "junction"}
    keys = {e.subject: e.confidence for e in draft.evidence if e.kind == "primary_key"}
    for table in draft.model.tables:
        gold = "junction" in schema.tables[physical[table.name]].tags
        if _pairs(graph, table):
            sure = told.get(table.name, keys.get(table.name, 0.0))
            yield Judged("junction", schema.name, physical[table.name], sure, gold)
        elif gold:
            yield Judged("junction", schema.name, f"{physical[table.name]} not found", None, False)


def _pairs(graph: Graph, table: LogicalTable) -> bool:
    return graph.is_bridge(table.name)


def drafted(schema: MadeSchema, probes: bool, folder: Path) -> tuple[Draft, dict[str, str]]:
    """The draft of a schema, and the table behind each logical name; with probes, of its file in `folder`."""
    if not probes:
        catalog = schema.catalog()
        draft = draft_model(catalog, name=schema.name)
    else:
        path = data_of(schema, folder)
        if not path.exists():
            make(schema, path)
        warehouse = open_url(f"duckdb:///{path}")
        try:
            catalog = warehouse.catalog()
            draft = draft_model(catalog, name=schema.name, probe=Probe(Runner(warehouse, record=None)))
        finally:
            warehouse.close()
    return draft, {t.name: c.name for t, c in zip(draft.model.tables, catalog.tables, strict=True)}


def data_of(schema: MadeSchema, folder: Path) -> Path:
    """The DuckDB file of a schema's data."""
    return folder / f"{schema.name}.duckdb"


@cache
def runs(name: str, probes: bool, folder: Path) -> tuple[Run, ...]:
    """One run for each schema of a set; their data stay in a folder of the set's in `folder`."""
    place = folder / name
    place.mkdir(exist_ok=True)
    return tuple(judge(s, *drafted(s, probes, place)) for s in read_schemas(name))


def sets() -> list[str]:
    """The names of the sets, in order."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def reliability(judged: Iterable[Judged], low: float, high: float = 1.01) -> tuple[int, int]:
    """How many proposals have a confidence from `low` to below `high`, and how many of them are right."""
    some = [j for j in judged if j.confidence is not None and low <= j.confidence < high]
    return len(some), sum(j.right for j in some)


def report(found: Iterable[Run], verbose: bool = False) -> None:
    """Print the tables of one set of runs."""
    found = list(found)
    judged = [j for run in found for j in run.judged]
    print(f"  {'':14} {'right':>6} {'of':>5} {'proposed':>8}  {'found':>6}   right at confidence", end="")
    print("".join(f"  {low:.1f}-" for low in BINS[:-1]))
    for kind in KINDS:
        mine = [j for j in judged if j.kind == kind]
        proposed, right = reliability(mine, 0.0)
        wanted = sum(run.wanted.get(kind, 0) for run in found) or proposed
        cells = []
        for low, high in pairwise(BINS):
            n, good = reliability(mine, low, high)
            cells.append(f"{good}/{n}" if n else "-")
        share = f"{right / proposed:6.1%}" if proposed else "     -"
        print(
            f"  {kind:14} {right:6} {proposed:5} {share:>8}  {right / wanted if wanted else 1:6.1%}   {'  '.join(cells)}"
        )
    sure, good = reliability(judged, 0.9)
    print(f"  at 0.9 or more: {good} of {sure} right, {good / sure:.1%}; {sum(r.statements for r in found)} statements")
    if verbose:
        for j in judged:
            if not j.right:
                print(f"    {j.kind:13} {j.schema:18} {'' if j.confidence is None else j.confidence:<5} {j.what}")


def main(arguments: list[str]) -> None:
    """Print the figures of the named sets, or of all."""
    chosen = [a for a in arguments if not a.startswith("-")] or sets()
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen:
            for probes in (False, True):
                print(f"set {name}, {'with probes' if probes else 'from names and types'}")
                report(runs(name, probes, Path(folder)), "-v" in arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
