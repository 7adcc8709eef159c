"""A measure for each row of a table, as a relation with one row for each key: what a condition on a measure is joined with."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.compile.analyse import Analyser
from lunara.semantic.compile.analysis import DimensionOut
from lunara.semantic.compile.assemble import Assembler
from lunara.semantic.compile.context import Context
from lunara.semantic.lineage import JoinStep
from lunara.semantic.model import Dimension
from lunara.semantic.names import ResolvedField
from lunara.semantic.query import MeasureFilter, SemanticQuery


@dataclass(frozen=True)
class MeasureByKey:
    """`tree` has one row for each key that some row of the measure belongs to: `columns` for the `key`, and `value`.

    `additive`: a key without rows has 0. `joins` are those that its rows take part in.
    """

    tree: exp.Query
    key: tuple[str, ...]
    columns: tuple[str, ...]
    value: str
    additive: bool
    joins: tuple[JoinStep, ...]


def measure_by_key(context: Context, one: MeasureFilter) -> MeasureByKey:
    """The measure of a condition by the key of its table. Raises InvalidInput, and FanOut when rows would be multiplied."""
    table = context.graph.table(one.per)
    key = next((k for k in (table.primary_key, *table.unique_keys) if k), ())
    if not key:
        raise InvalidInput(
            f"{one.measure} cannot be told for each row of {one.per}: the table has no key.",
            f"Give table {one.per} a primary key.",
        )
    analysis = Analyser(context, SemanticQuery(measures=(one.measure,), filters=one.where)).run()
    out = analysis.measures[0]
    taken = {*analysis.leaves, *(m.name for m in analysis.measures)}
    columns = []
    for number, column in enumerate(key, start=1):
        name = f"key_{number}"
        while name in taken:
            name += "_"
        columns.append(name)
        field = ResolvedField(one.per, Dimension(name=column))
        analysis.dimensions.append(DimensionOut(name, name, field, (), None, name))
    assembler = Assembler(context, analysis)
    tree = assembler.build()
    joins = tuple(join for part in assembler.told for join in part.joins)
    tree.set("order", None)
    leaf = analysis.leaves.get(out.leaf) if out.leaf is not None else None
    return MeasureByKey(tree, key, tuple(columns), out.name, leaf is not None and leaf.additive, joins)
