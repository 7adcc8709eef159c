"""What depends on what: the fields, tables and relationships that a query or an item of a model needs, down to the columns.

    needed = uses_of(query, model)              # of a tile, a block, a slide, a verified question
    if needed.keys & {"measure:orders.revenue"}: ...

Items are named by their keys, as `lunara.semantic.review` gives them: `table:orders`, `dimension:orders.status`,
`measure:orders.revenue`, `measure:average_order_value` (over measures), `relationship:orders_customer`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp
from sqlglot.optimizer.scope import traverse_scope

from lunara.errors import LunaraError
from lunara.semantic.compile import compile_query
from lunara.semantic.compile.analysis import OWN_TIME
from lunara.semantic.compile.context import Context
from lunara.semantic.compiled import Clock
from lunara.semantic.expand import Expansion
from lunara.semantic.expand_columns import is_measure_call
from lunara.semantic.filters import MeasureFilter
from lunara.semantic.graph import Graph, graph_of
from lunara.semantic.kept import Kept
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, SemanticModel, Table
from lunara.semantic.names import FieldKind, ResolvedField
from lunara.semantic.query import (
    AndFilter,
    DimensionRef,
    ExistsFilter,
    FieldFilter,
    Filter,
    InlineMeasure,
    NotFilter,
    OrFilter,
    SemanticQuery,
    ThanFilter,
)

Column = tuple[str, str]


@dataclass(frozen=True)
class Uses:
    """What a query needs of a model, followed down to the columns.

    `keys` are items: tables, dimensions, measures with what they are computed from, relationships of its roads. `columns` are
    (logical table, physical column). `unknown` are the names that the model does not have; `problem` is why the query does not
    compile over this model: then the relationships of its roads are not known beyond those that it names.
    """

    keys: frozenset[str] = frozenset()
    columns: frozenset[Column] = frozenset()
    unknown: tuple[str, ...] = ()
    problem: str = ""

    @property
    def tables(self) -> frozenset[str]:
        """The logical tables among `keys`."""
        return frozenset(key.partition(":")[2] for key in self.keys if key.startswith("table:"))


def uses_of(plan: SemanticQuery | str, model: SemanticModel) -> Uses:
    """What a semantic query, or SQL over the model (text), needs. Never raises for a query that the model cannot answer."""
    walk = _Walk(graph_of(model), model)
    problem = ""
    try:
        walk.statement(plan, model) if isinstance(plan, str) else walk.query(plan)
        if isinstance(plan, SemanticQuery):
            compiled = compile_query(plan, model, model.dialect or "duckdb", Clock.now())
            walk.add(f"table:{name}" for name in compiled.tables)
            walk.add(f"relationship:{join.relationship}" for join in compiled.joins)
            walk.unknown.clear()  # names of outputs
    except LunaraError as error:
        problem = error.message
    keys, columns = _closed(model, walk.keys)
    return Uses(frozenset(keys), frozenset(columns | walk.columns), tuple(walk.unknown), problem)


@dataclass(frozen=True)
class Needs:
    """What each item of a model needs directly: other items, and columns of tables."""

    items: Mapping[str, frozenset[str]]
    columns: Mapping[str, frozenset[Column]]

    def above(self, keys: Collection[str]) -> tuple[str, ...]:
        """The items that cannot stand without one of `keys`, directly or through others, in the model's order."""
        gone = set(keys)
        while more := {key for key, needed in self.items.items() if key not in gone and needed & gone}:
            gone |= more
        return tuple(key for key in self.items if key in gone and key not in keys)

    def readers(self, columns: Collection[Column]) -> tuple[str, ...]:
        """The items that read one of these columns themselves, in the model's order; names of columns in any case."""
        wanted = {(table, column.lower()) for table, column in columns}
        return tuple(
            key for key, read in self.columns.items() if any((t, column.lower()) in wanted for t, column in read)
        )


def needs_of(model: SemanticModel) -> Needs:
    """What depends on what within a model. An expression that cannot be read needs nothing beyond its table.

    Worked out once for each model object, and for each table object that models share.
    """
    return _of_models.get(model, lambda: _needs(model))


def _needs(model: SemanticModel) -> Needs:
    items: dict[str, frozenset[str]] = {}
    columns: dict[str, frozenset[Column]] = {}
    for table in model.tables:
        its_items, its_columns = _of_tables(model.dialect).get(table, lambda t=table: _table_needs(t, model.dialect))  # type: ignore[misc]
        items.update(its_items)
        columns.update(its_columns)
        balances = [m for m in table.measures if m.additive_over not in ("all", "none") and m.time is None]
        if balances and "." in (table.default_time or ""):
            moment = _default_time(graph_of(model), table)
            for measure in balances:
                items[f"measure:{table.name}.{measure.name}"] |= moment
    for r in model.relationships:
        key = f"relationship:{r.name}"
        items[key] = frozenset({f"table:{r.from_table}", f"table:{r.to_table}"})
        columns[key] = frozenset(
            [*((r.from_table, c) for c in r.from_columns), *((r.to_table, c) for c in r.to_columns)]
        )
    for derived in model.measures:
        items[f"measure:{derived.name}"] = frozenset(_derived_needs(model, derived))
        columns[f"measure:{derived.name}"] = frozenset()
    return Needs(items, columns)


def _table_needs(table: Table, dialect: str | None) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[Column]]]:
    """What the items of a table need within it."""
    graph = graph_of(alone := SemanticModel(name="one table", dialect=dialect, tables=(table,)))
    items: dict[str, frozenset[str]] = {}
    columns: dict[str, frozenset[Column]] = {}
    computed = _computed(table)
    own = f"table:{table.name}"
    items[own] = frozenset()
    columns[own] = frozenset((table.name, c) for key in (table.primary_key, *table.unique_keys) for c in key)
    for dimension in table.dimensions:
        key = f"dimension:{table.name}.{dimension.name}"
        texts = [] if dimension.expression is None else [dimension.expression]
        inner, read = _expression_needs(graph, table, texts, computed, dimension)
        if dimension.expression is None:
            read = {(table.name, dimension.name)}
        items[key], columns[key] = frozenset({own, *inner}), frozenset(read)
    for measure in table.measures:
        key = f"measure:{table.name}.{measure.name}"
        texts = [text for text in (measure.expression, measure.filter) if text is not None]
        inner, read = _expression_needs(graph, table, texts, computed, None)
        if measure.time is not None:
            inner.add(f"dimension:{table.name}.{measure.time}")
        elif measure.additive_over not in ("all", "none") and "." not in (table.default_time or ""):
            inner |= _default_time(graph, table)
        if isinstance(measure.additive_over, tuple):
            inner |= {f"dimension:{table.name}.{n.removeprefix(f'{table.name}.')}" for n in measure.additive_over}
        items[key], columns[key] = frozenset({own, *inner}), frozenset(read)
    del alone
    return items, columns


_of_models: Kept[SemanticModel, Needs] = Kept()
_by_dialect: dict[str | None, Kept[Table, Any]] = {}


def _of_tables(dialect: str | None) -> Kept[Table, Any]:
    return _by_dialect.setdefault(dialect, Kept())


def dependents(model: SemanticModel, keys: Collection[str]) -> tuple[str, ...]:
    """The items of the model that cannot stand without one of `keys`, directly or through others, in the model's order."""
    return needs_of(model).above(keys)


def _closed(model: SemanticModel, keys: Iterable[str]) -> tuple[set[str], set[Column]]:
    """The items with everything below them, and the columns that they read."""
    needs = needs_of(model)
    found: set[str] = set()
    todo = [*keys]
    while todo:
        key = todo.pop()
        if key not in found:
            found.add(key)
            todo.extend(needs.items.get(key, ()))
    # A table that is only needed for its rows does not read its keys.
    read = [needs.columns.get(key, frozenset()) for key in found if not key.startswith("table:")]
    return found, set().union(*read)


def _computed(table: Table) -> dict[str, Dimension]:
    return {d.name: d for d in table.dimensions if d.expression is not None}


def _expression_needs(
    graph: Graph, table: Table, texts: Iterable[str], computed: Mapping[str, Dimension], own: Dimension | None
) -> tuple[set[str], set[Column]]:
    """The calculated dimensions that expressions over a table's rows name, and the columns that they come down to."""
    items: set[str] = set()
    columns: set[Column] = set()
    for text in texts:
        try:
            tree = graph.scalar(table.name, text, table.name)
        except LunaraError:
            continue  # validate_model names it
        columns |= {(table.name, column.name) for column in tree.find_all(exp.Column)}
        written = _written(text, graph.dialect) if computed else set()
        for name in written & computed.keys():
            # Its own column, where it has one of that name, is what is meant.
            if computed[name] is not own and name not in _written(computed[name].expression or "", graph.dialect):
                items.add(f"dimension:{table.name}.{name}")
    return items, columns


def _written(text: str, dialect: str | None) -> set[str]:
    from lunara.semantic.expressions import parse_expression

    try:
        tree = parse_expression(text, dialect, "an expression")
    except LunaraError:
        return set()
    return {column.name for column in tree.find_all(exp.Column)}


def _default_time(graph: Graph, table: Table) -> set[str]:
    if table.default_time is None:
        return set()
    if any(d.name == table.default_time for d in table.dimensions):
        return {f"dimension:{table.name}.{table.default_time}"}
    try:
        found = graph.names.resolve(table.default_time, "dimension")
        road = graph.road(table.name, found.table, found.via)
    except LunaraError:
        return set()  # validate_model names it
    return {f"dimension:{found.path}", *(f"relationship:{step.relationship.name}" for step in road or ())}


def _derived_needs(model: SemanticModel, derived: DerivedMeasure) -> set[str]:
    graph = graph_of(model)
    found = {f"measure:{one.path}" for one in _operands(graph, derived)}
    walk = _Walk(graph, model)
    for condition in derived.where:
        walk.condition(condition)
    if derived.window is not None or derived.offset is not None:
        for leaf in _leaves(graph, derived, set()):
            found |= _time_of(graph, leaf)
    return found | walk.keys


def _operands(graph: Graph, derived: DerivedMeasure) -> list[ResolvedField]:
    """The measures that a measure over measures names; validate_model tells of what it cannot find."""
    try:
        tree = graph.derived_expression(derived)
    except LunaraError:
        return []
    found = []
    for column in tree.find_all(exp.Column):
        try:
            found.append(graph.names.resolve(".".join(part.name for part in column.parts), "measure"))
        except LunaraError:
            continue
    return found


def _leaves(graph: Graph, derived: DerivedMeasure, seen: set[str]) -> list[ResolvedField]:
    """The measures over rows that a measure over measures comes down to."""
    found: list[ResolvedField] = []
    seen.add(derived.name)
    for one in _operands(graph, derived):
        if isinstance(one.field, Measure):
            found.append(one)
        elif isinstance(one.field, DerivedMeasure) and one.field.name not in seen:
            found += _leaves(graph, one.field, seen)
    return found


def _time_of(graph: Graph, leaf: ResolvedField) -> set[str]:
    """The time that a measure over rows goes by: its own, else its table's."""
    if isinstance(leaf.field, Measure) and leaf.field.time is not None:
        return {f"dimension:{leaf.table}.{leaf.field.time}"}
    return _default_time(graph, graph.names.tables[leaf.table])


@dataclass
class _Walk:
    """Names of one query, resolved."""

    graph: Graph
    model: SemanticModel
    keys: set[str] = field(default_factory=set)
    columns: set[Column] = field(default_factory=set)
    unknown: list[str] = field(default_factory=list)
    times: set[str] = field(default_factory=set)
    outputs: set[str] = field(default_factory=set)

    def add(self, keys: Iterable[str]) -> None:
        self.keys.update(keys)

    def query(self, query: SemanticQuery) -> None:
        for measure in query.measures:
            if isinstance(measure, InlineMeasure):
                self._inline(measure)
                self.outputs.add(measure.name)
            else:
                self._name(measure, "measure")
        self.outputs |= {c.name or f"{c.of}_{c.kind}" for c in query.calculations}
        for dimension in (*query.dimensions, *(query.summary.over if query.summary is not None else ())):
            self._dimension(dimension)
        for table in query.beside:
            self._table(table)
        for one in query.filters:
            self.condition(one)
        if query.time is not None:
            self._via(query.time.via)
            self._time(query.time.field)
        for calculation in query.calculations:
            for name in calculation.within:
                self._optional(name)
            self._optional(calculation.of)
            if calculation.by is not None:
                self._optional(calculation.by)
        for order in query.order_by:
            self._optional(order.field)

    def _dimension(self, written: str | DimensionRef) -> None:
        ref = DimensionRef(field=written) if isinstance(written, str) else written
        self._via(ref.via)
        if ref.field in OWN_TIME and not self.graph.names.has_bare(ref.field, "dimension"):
            self._time(None)
        else:
            self._name(ref.field, "dimension")

    def _time(self, name: str | None) -> None:
        if name is not None and not (name in OWN_TIME and not self.graph.names.has_bare(name, "dimension")):
            self._name(name, "dimension")
            return
        self.keys |= self.times

    def condition(self, one: Filter) -> None:
        """What a condition names."""
        match one:
            case AndFilter():
                parts: tuple[Filter, ...] = one.and_
            case OrFilter():
                parts = one.or_
            case NotFilter():
                parts = (one.not_,)
            case ExistsFilter():
                parts = one.where
                self._via(one.via)
                self._table(one.exists)
            case MeasureFilter():
                parts = one.where
                self._via(one.via)
                self._table(one.per)
                self._name(one.measure, "measure")
            case FieldFilter() | ThanFilter():
                parts = ()
                self._via(one.via)
                if isinstance(one, ThanFilter):
                    parts = one.than.where or ()
                    for name in one.than.within:
                        self._name(name, "dimension")
                if one.field not in self.outputs:
                    self._name(one.field, None)
        for part in parts:
            self.condition(part)

    def _table(self, name: str) -> None:
        if name in self.graph.names.tables:
            self.keys.add(f"table:{name}")
        elif name in self.graph.names.relationships:
            self._via(name)
        else:
            self.unknown.append(name)

    def _via(self, via: str | None) -> None:
        for name in via.split(".") if via else ():
            if name in self.graph.names.relationships:
                self.keys.add(f"relationship:{name}")
            else:
                self.unknown.append(name)

    def _optional(self, name: str) -> None:
        """A name that may be an output's, which says nothing new."""
        try:
            self._found(self.graph.names.resolve(name))
        except LunaraError:
            return

    def _name(self, name: str, kind: FieldKind | None) -> None:
        try:
            self._found(self.graph.names.resolve(name, kind))
        except LunaraError:
            self.unknown.append(name)

    def _found(self, found: ResolvedField) -> None:
        self.keys.add(f"{found.kind}:{found.path}")
        self.add(f"relationship:{name}" for name in found.via)
        if isinstance(found.field, Measure):
            self.times |= _time_of(self.graph, found)
        elif isinstance(found.field, DerivedMeasure):
            for leaf in _leaves(self.graph, found.field, set()):
                self.times |= _time_of(self.graph, leaf)

    def _inline(self, measure: InlineMeasure) -> None:
        self._via(measure.via)
        table = self.graph.names.tables.get(measure.table)
        if table is None:
            self.unknown.append(measure.table)
            return
        self.times |= _default_time(self.graph, table)
        self.keys.add(f"table:{table.name}")
        texts = [text for text in (measure.expression, measure.filter) if text is not None]
        items, columns = _expression_needs(self.graph, table, texts, _computed(table), None)
        self.keys |= items
        self.columns |= columns

    def statement(self, sql: str, model: SemanticModel) -> None:
        """SQL over the model, qualified as its expansion qualifies it."""
        dialect = model.dialect or "duckdb"
        expansion = Expansion(Context(self.graph, dialect, Clock.now()))
        tree = expansion.qualified(sql)
        for scope in traverse_scope(tree):
            homes = {
                alias: source.name
                for alias, source in scope.sources.items()
                if isinstance(source, exp.Table) and source.name in self.graph.names.tables
            }
            self.add(f"table:{name}" for name in homes.values())
            for column in scope.columns:
                table = homes.get(column.table)
                if table is None:
                    continue
                if expansion.visible[table].get(column.name) is None:
                    self.columns.add((table, column.name))
                else:
                    self.keys.add(f"dimension:{table}.{column.name}")
            for call in scope.expression.find_all(exp.Anonymous):
                if is_measure_call(call) and call.find_ancestor(exp.Select) is scope.expression:
                    name = call.expressions[0].name
                    head, dot, tail = name.partition(".")
                    self._name(f"{homes[head]}.{tail}" if dot and head in homes else name, "measure")
