"""What is wrong with a model, found without a warehouse: names, expressions, keys, relationships, circles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlglot import exp

from lunara.errors import LunaraError
from lunara.semantic.filters import filter_names
from lunara.semantic.graph import Graph, graph_of, is_safe
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, SemanticModel, Table
from lunara.semantic.names import nearest


@dataclass(frozen=True)
class Problem:
    """One finding. `where` is a path such as `orders.revenue` or `relationships.orders_customer`.

    An error makes wrong or failing queries and stops publishing; a warning is worth a look.
    """

    level: Literal["error", "warning"]
    where: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


def validate_model(model: SemanticModel) -> list[Problem]:
    """Every problem that can be seen in the model alone, errors first. Empty: nothing found."""
    found = list(_problems(model))
    return [p for p in found if p.level == "error"] + [p for p in found if p.level == "warning"]


def _problems(model: SemanticModel) -> Iterator[Problem]:
    yield from _twice((t.name for t in model.tables), "", "table")
    yield from _twice((r.name for r in model.relationships), "relationships.", "relationship")
    yield from _twice((m.name for m in model.measures), "", "derived measure")
    if not model.tables:
        yield Problem("error", "tables", "The model has no tables.", "Draft one from a data source.")
    graph = graph_of(model)
    for table in model.tables:
        yield from _table(table, graph)
    yield from _relationships(model)
    yield from _derived(model, graph)
    yield from _same_names(model)


def _twice(names: Iterable[str], prefix: str, what: str) -> Iterator[Problem]:
    seen: set[str] = set()
    told: set[str] = set()
    for name in names:
        if name in seen and name not in told:
            told.add(name)
            yield Problem("error", f"{prefix}{name}", f"Two {what}s are named {name}.", "Rename one of them.")
        seen.add(name)


def _table(table: Table, graph: Graph) -> Iterator[Problem]:
    if (table.source is None) == (table.sql is None):
        yield Problem(
            "error", table.name, f"Table {table.name} needs either a source or an SQL, not both.", "Give one of them."
        )
    yield from _twice(
        [d.name for d in table.dimensions] + [m.name for m in table.measures],
        f"{table.name}.",
        f"field of {table.name}",
    )
    yield from _tried(table.name, lambda: graph.source(table.name))
    for dimension in table.dimensions:
        yield from _dimension(table, dimension, graph)
    names = [d.name for d in table.dimensions]
    times = [d.name for d in table.dimensions if d.type == "time"]
    for measure in table.measures:
        yield from _measure(table, measure, graph, names, times)
    if table.default_time is not None:
        yield from _default_time(table, graph)
    for key in (table.primary_key, *table.unique_keys):
        if len(set(key)) != len(key):
            yield Problem("error", table.name, f"A key of {table.name} names a column twice: {', '.join(key)}.")
    if not table.primary_key:
        taken = [r for r in graph.names.relationships.values() if r.to_table == table.name]
        what = (
            f"The relationship {taken[0].name} takes {', '.join(taken[0].to_columns)} for its key."
            if taken
            else "Its rows are counted and added up one by one; it cannot be the “one” side of a relationship."
        )
        yield Problem(
            "warning",
            table.name,
            f"Table {table.name} has no key columns.",
            f"{what} Where columns tell its rows apart, choose them under “One row per” (primary_key).",
        )


def _default_time(table: Table, graph: Graph) -> Iterator[Problem]:
    """A time dimension of the table, or `table.field` of a table that each of its rows belongs to."""
    written = table.default_time or ""
    time = next((d for d in table.dimensions if d.name == written), None)
    if time is None and "." in written:
        try:
            found = graph.names.resolve(written, "dimension")
            road = graph.road(table.name, found.table, found.via)
        except LunaraError as error:
            yield Problem("error", table.name, f"The default time of {table.name}: {error.message}", error.hint)
            return
        if road is None or not is_safe(road):
            yield Problem(
                "error",
                table.name,
                f"The default time {written} is not one date for each row of {table.name}.",
                "Choose a date of the table itself, or of one it belongs to.",
            )
            return
        time = found.field if isinstance(found.field, Dimension) else None
    if time is None:
        near = nearest(written, [d.name for d in table.dimensions if d.type == "time"])
        hint = f"Did you mean {near[0]}?" if near else "Name a time dimension."
        yield Problem("error", table.name, f"The default time {written} is not a dimension of {table.name}.", hint)
    elif time.type != "time":
        yield Problem(
            "error",
            f"{table.name}.{time.name}",
            f"The default time {time.name} of {table.name} is not of type time.",
            "Change its type, or choose another default time.",
        )


def _tried(where: str, read: object) -> Iterator[Problem]:
    try:
        read()  # type: ignore[operator]
    except LunaraError as error:
        yield Problem("error", where, error.message, error.hint)


def _dimension(table: Table, dimension: Dimension, graph: Graph) -> Iterator[Problem]:
    yield from _tried(f"{table.name}.{dimension.name}", lambda: graph.dimension_expression(table.name, dimension))


def _measure(
    table: Table, measure: Measure, graph: Graph, names: Sequence[str], times: Sequence[str]
) -> Iterator[Problem]:
    """`names` and `times` are those of the table's dimensions, and of its time dimensions."""
    where = f"{table.name}.{measure.name}"
    yield from _tried(where, lambda: graph.measure_parts(table.name, measure))
    if measure.expression is None and measure.aggregate not in ("count", "count_distinct"):
        yield Problem("error", where, f"{where} has nothing to {measure.aggregate}.", "Give it an expression.")
    if measure.time is not None and measure.time not in times:
        near = nearest(measure.time, times)
        yield Problem(
            "error",
            where,
            f"{where} goes by {measure.time}, which is not a time dimension of {table.name}.",
            f"Did you mean {near[0]}?" if near else "Name a time dimension of its own table.",
        )
    balance = measure.additive_over not in ("all", "none")
    if balance and table.default_time is None and measure.time is None and len(times) != 1:
        yield Problem(
            "error",
            where,
            f"{where} is a balance, and {table.name} does not say over which time.",
            "Give the table a default time.",
        )
    if isinstance(measure.additive_over, tuple):
        for name in measure.additive_over:
            bare = name.removeprefix(f"{table.name}.")
            if bare not in names:
                near = nearest(bare, names)
                yield Problem(
                    "error",
                    where,
                    f"{where} adds up over {name}, which is not a dimension of {table.name}.",
                    f"Did you mean {near[0]}?" if near else "Name dimensions of its own table.",
                )
    if balance and measure.aggregate not in ("sum", "count"):
        yield Problem(
            "warning", where, f"{where} is a {measure.aggregate}: what it adds up over does not matter.", "Remove it."
        )


def _relationships(model: SemanticModel) -> Iterator[Problem]:
    tables = {table.name: table for table in model.tables}
    for relationship in model.relationships:
        where = f"relationships.{relationship.name}"
        missing = [n for n in (relationship.from_table, relationship.to_table) if n not in tables]
        for name in missing:
            near = nearest(name, tables)
            yield Problem(
                "error",
                where,
                f"The relationship {relationship.name} leads to a table that does not exist: {name}.",
                f"Did you mean {near[0]}?" if near else "Correct or remove it.",
            )
        if len(relationship.from_columns) != len(relationship.to_columns):
            yield Problem(
                "error",
                where,
                f"The relationship {relationship.name} pairs {len(relationship.from_columns)} columns "
                f"with {len(relationship.to_columns)}.",
                "Give the same number on both sides, in matching order.",
            )
        if relationship.cardinality == "many_to_many":
            yield Problem(
                "warning",
                where,
                f"The relationship {relationship.name} is many to many, so no question goes over it.",
                "Model the table that pairs the rows, with a many-to-one relationship to each side.",
            )
            continue
        if missing:
            continue
        to = tables[relationship.to_table]
        keys = [set(key) for key in (to.primary_key, *to.unique_keys) if key]
        if keys and not any(key <= set(relationship.to_columns) for key in keys):
            yield Problem(
                "warning",
                where,
                f"{', '.join(relationship.to_columns)} is not a declared key of {to.name}, "
                f"yet {relationship.name} relies on at most one row of it.",
                f"Check that it is unique, and add it to the unique keys of {to.name}.",
            )


def _derived(model: SemanticModel, graph: Graph) -> Iterator[Problem]:
    uses: dict[str, list[str]] = {}
    for measure in model.measures:
        where = measure.name
        try:
            tree = graph.derived_expression(measure)
        except LunaraError as error:
            yield Problem("error", where, error.message, error.hint)
            continue
        columns = list(tree.find_all(exp.Column))
        if not columns:
            yield Problem("error", where, f"The measure {measure.name} uses no other measure.", "Name at least one.")
        for column in columns:
            written = ".".join(part.name for part in column.parts)
            try:
                found = graph.names.resolve(written, "measure")
            except LunaraError as error:
                yield Problem("error", where, f"In the measure {measure.name}: {error.message}", error.hint)
                continue
            if isinstance(found.field, DerivedMeasure):
                uses.setdefault(measure.name, []).append(found.field.name)
        yield from _conditions(measure, graph)
    yield from _circles(uses)


def _conditions(measure: DerivedMeasure, graph: Graph) -> Iterator[Problem]:
    """Names in the conditions of a derived measure."""
    for name, kind in filter_names(measure.where):
        try:
            if kind == "table":
                graph.table(name)
            elif name not in ("time", "metric_time") or graph.names.has_bare(name, "dimension"):
                graph.names.resolve(name, "dimension" if kind == "field" else "measure")
        except LunaraError as error:
            yield Problem("error", measure.name, f"In a condition of {measure.name}: {error.message}", error.hint)


def _circles(uses: dict[str, list[str]]) -> Iterator[Problem]:
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> Iterator[Problem]:
        if name in above:
            circle = (*above[above.index(name) :], name)
            if not done & set(circle):
                done.update(circle)
                yield Problem(
                    "error", name, f"Derived measures go in a circle: {' → '.join(circle)}.", "Break the circle."
                )
            return
        for other in uses.get(name, ()):
            if other not in done:
                yield from visit(other, (*above, name))

    for name in uses:
        yield from visit(name, ())
        done.add(name)


def _same_names(model: SemanticModel) -> Iterator[Problem]:
    own = {measure.name: table.name for table in model.tables for measure in table.measures}
    for derived in model.measures:
        if derived.name in own:
            yield Problem(
                "warning",
                derived.name,
                f"The derived measure {derived.name} hides {own[derived.name]}.{derived.name} under its bare name.",
                "Rename one of them.",
            )
    tables = {table.name for table in model.tables}
    for relationship in model.relationships:
        if relationship.name in tables:
            yield Problem(
                "warning",
                f"relationships.{relationship.name}",
                f"A table and a relationship are both named {relationship.name}.",
                "Rename the relationship so that a road can be named.",
            )
