"""Whether a proposal holds: it is read, compiled and run against the warehouse before anybody is asked about it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlglot import exp

from lunara.ask.drafting.index import index_of
from lunara.ask.drafting.proposals import Dropped, Proposal, text_of
from lunara.ask.drafting.reading import measure_of
from lunara.connect.run import Limits, Runner
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, ConnectFailed, LunaraError, OverBudget
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock, CompiledQuery
from lunara.semantic.expressions import parse_expression
from lunara.semantic.model import DerivedMeasure, Measure, SemanticModel, Table
from lunara.semantic.query import DimensionRef, InlineMeasure, SemanticQuery
from lunara.semantic.review import references, with_item
from lunara.semantic.validate import validate_model

LIMITS = Limits(rows=200, bytes=4_000_000, seconds=20.0)
GROUPS = 60
"""So many periods of a measure are looked at."""
FEW = 3
"""In fewer periods than this, one value says nothing of being always the same."""
_TRUTHS = (exp.Predicate, exp.Connector, exp.Not, exp.Boolean)


@dataclass(frozen=True)
class _Verdict:
    """`reason` why it is dropped, empty when it holds; `told` is what was found."""

    reason: str = ""
    told: str = ""


class Checks:
    """Checks proposals for a model. Without a `runner` they are compiled and not run, and each says so."""

    def __init__(
        self,
        model: SemanticModel,
        runner: Runner | None,
        *,
        clock: Clock | None = None,
        limits: Limits = LIMITS,
        cancel: CancelToken | None = None,
    ) -> None:
        self._model, self._runner, self._limits = model, runner, limits
        self._index = index_of(model)
        self._clock = clock or Clock.now()
        self._cancel = cancel or CancelToken()
        self._before = {(p.where, p.message) for p in validate_model(model)}

    def held(self, proposals: Iterable[Proposal]) -> Iterator[Proposal | Dropped]:
        """Each as it is when it holds, with what was found, else why it is dropped.

        Raises Cancelled, ConnectFailed, and OverBudget when the day's budget of the project is used up.
        """
        for proposal in proposals:
            self._cancel.raise_if_cancelled()
            verdict = self._verdict(proposal)
            if verdict.reason:
                yield Dropped(
                    proposal.key, proposal.kind, text_of(proposal.value), verdict.reason, proposal.origin.batch
                )
            else:
                yield replace(proposal, checked=verdict.told)

    def _verdict(self, proposal: Proposal) -> _Verdict:
        try:
            if proposal.kind == "measure" and isinstance(proposal.value, dict):
                return self._measure(measure_of(proposal.value))
            if proposal.kind == "filter":
                return self._filter(proposal)
        except (Cancelled, ConnectFailed):
            raise
        except LunaraError as error:
            if isinstance(error, OverBudget) and error.of_the_day:
                raise  # it may hold all the same: it is checked when there is something to run it with
            return _Verdict(str(error))
        return _Verdict()

    def _measure(self, measure: DerivedMeasure) -> _Verdict:
        """A calculated measure: its names are the model's, it compiles, it has values, and they are not always the same."""
        if measure.name in self._index.measures_taken:
            return _Verdict(f"The model has a {measure.name} already.")
        named = references(measure.expression)
        if len(named) < 1:
            return _Verdict("It names no measure.")
        if unknown := sorted(named - self._index.measure_names):
            return _Verdict(f"The model has no measure {', '.join(unknown)}.")
        if any(one.plain and _same(one.expression, measure.expression) for one in self._model.measures):
            return _Verdict("A measure of the model is computed like this already.")
        near = self._near(named)
        model = near.model_copy(update={"measures": (*near.measures, measure)})
        for problem in validate_model(model):
            if (problem.where, problem.message) not in self._before:
                return _Verdict(f"{problem.message} {problem.hint}".strip())
        return self._has_values(model, measure)

    def _near(self, named: Collection[str]) -> SemanticModel:
        """The part of the model that these measures are computed from; all of it where one has conditions of its own."""
        tables: set[str] = set()
        used: dict[str, DerivedMeasure] = {}
        waiting = [*named]
        while waiting:
            name = waiting.pop()
            inner, homes = self._index.derived.get(name), self._index.homes.get(name)
            if inner is not None and inner.plain:
                if name not in used:
                    used[name] = inner
                    waiting += references(inner.expression)
            elif inner is None and homes is not None:
                tables |= homes
            else:
                return self._model
        return self._around(tables, tuple(used.values()))

    def _around(self, starts: Collection[str], measures: tuple[DerivedMeasure, ...]) -> SemanticModel:
        """The model with these tables, what one row of them leads to one row of, and no more: checked as quickly in a large model
        as in a small one."""
        found: set[str] = set()
        waiting = [*starts]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                for join in self._index.joins.get(name, ()):
                    if name == join.from_table or join.cardinality == "one_to_one":
                        waiting += (join.from_table, join.to_table)
        names = sorted(found & self._index.tables.keys(), key=self._index.places.__getitem__)
        joins = {id(join): join for name in names for join in self._index.joins.get(name, ())}
        inside = tuple(join for join in joins.values() if {join.from_table, join.to_table} <= found)
        tables = tuple(self._index.tables[name] for name in names)
        return self._model.model_copy(update={"tables": tables, "relationships": inside, "measures": measures})

    def _has_values(self, model: SemanticModel, measure: DerivedMeasure) -> _Verdict:
        inputs = tuple(sorted(references(measure.expression)))
        total = self._compiled(SemanticQuery(measures=(measure.name,)), model)
        periods = self._compiled(
            SemanticQuery(
                measures=(measure.name, *inputs), dimensions=(DimensionRef(field="time", grain="month"),), limit=GROUPS
            ),
            model,
        )
        compiled = [one for one in (total, periods) if isinstance(one, CompiledQuery)]
        if not compiled:
            return _Verdict(str(total))
        if self._runner is None:
            return _Verdict(told="It compiles; it was not run.")
        whole = self._rows(total)
        if whole is not None and _nothing(whole[0][0] if whole else None):
            return _Verdict("It has no value over all rows.")
        rows = self._rows(periods) or []
        values = [row[1] for row in rows if not _nothing(row[1])]
        if rows and not values:
            return _Verdict("It has no value in any month.")
        varies = any(len({row[2 + n] for row in rows if not _nothing(row[1])}) > 1 for n in range(len(inputs)))
        if len(values) >= FEW and varies and len(set(values)) == 1:
            return _Verdict(f"It is {values[0]} in every month, whatever its measures are.")
        months = f"{len(values)} of {len(rows)} months have a value" if rows else "it has a value"
        return _Verdict(told=f"It ran: {months}.")

    def _compiled(self, query: SemanticQuery, model: SemanticModel) -> CompiledQuery | LunaraError:
        dialect = self._runner.dialect if self._runner is not None else model.dialect or "duckdb"
        try:
            return compile_query(query, model, dialect, self._clock)
        except LunaraError as error:
            return error

    def _rows(self, compiled: CompiledQuery | LunaraError) -> list[tuple[Any, ...]] | None:
        """What it gives; None where it could not be compiled."""
        if self._runner is None or not isinstance(compiled, CompiledQuery):
            return None
        return self._runner.run(compiled.sql, limits=self._limits, cancel=self._cancel).rows()

    def _filter(self, proposal: Proposal) -> _Verdict:
        """A condition: over columns of its own table, true or false, and neither of every row."""
        item, parent = self._index.items.get(proposal.key, (None, ""))
        table = self._index.tables.get(parent)
        if not isinstance(item, Measure) or table is None:
            return _Verdict("Only measures of a table have a condition.")
        condition = str(proposal.value)
        tree = parse_expression(condition, self._model.dialect, proposal.key.partition(":")[2])
        if not isinstance(tree, _TRUTHS) and not _is_flag(tree, table):
            return _Verdict("It is not a condition.")
        own = _columns(table, self._model.dialect)
        for column in tree.find_all(exp.Column):
            if column.name.lower() not in own or (column.table and column.table != table.name):
                return _Verdict(f"{table.name} has no column {column.sql()}.")
        if not any(tree.find_all(exp.Column)):
            return _Verdict("It names no column.")
        model = with_item(self._around({parent}, ()), item, item.model_copy(update={"filter": condition}), parent)
        for problem in validate_model(model):
            if (problem.where, problem.message) not in self._before:
                return _Verdict(f"{problem.message} {problem.hint}".strip())
        kept = InlineMeasure(name="kept", table=parent, aggregate="count", filter=condition)
        every = InlineMeasure(name="every", table=parent, aggregate="count")
        compiled = self._compiled(SemanticQuery(measures=(kept, every)), model)
        if isinstance(compiled, LunaraError):
            return _Verdict(str(compiled))
        rows = self._rows(compiled)
        if rows is None:
            return _Verdict(told="It compiles; it was not run.")
        left, of = (int(number or 0) for number in rows[0]) if rows else (0, 0)
        if left == of:
            return _Verdict("It leaves out no row.")
        if not left:
            return _Verdict("It leaves out every row.")
        return _Verdict(told=f"It keeps {left:,} of {of:,} rows.")


def _columns(table: Table, dialect: str | None) -> frozenset[str]:
    """What a condition may name: the table's fields, and the columns that they are made of."""
    found = {dimension.name.lower() for dimension in table.dimensions}
    found |= {name.lower() for name in (*table.primary_key, *(n for key in table.unique_keys for n in key))}
    for text in (d.expression for d in table.dimensions):
        if text:
            try:
                tree = parse_expression(text, dialect, table.name)
            except LunaraError:
                continue
            found |= {column.name.lower() for column in tree.find_all(exp.Column)}
    return frozenset(found)


def _is_flag(tree: exp.Expr, table: Table) -> bool:
    flags = {d.name.lower() for d in table.dimensions if d.type == "boolean"}
    return isinstance(tree, exp.Column) and tree.name.lower() in flags


def _same(one: str, other: str) -> bool:
    return "".join(one.split()).lower() == "".join(other.split()).lower()


def _nothing(value: Any) -> bool:
    """Whether it is no number: null, or none that can be shown."""
    if value is None:
        return True
    if isinstance(value, float):
        return not math.isfinite(value)
    return isinstance(value, Decimal) and not value.is_finite()
