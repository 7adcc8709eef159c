"""The columns of SQL over the model: followed through subqueries to the field or measure that they come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from lunara.semantic.compile.periods import ORDER
from lunara.semantic.compiled import OutputColumn, Role
from lunara.semantic.graph import Graph
from lunara.semantic.identifiers import output_identifier
from lunara.semantic.model import Dimension, DimensionType, Grain
from lunara.semantic.names import humanize

Fields = Callable[[str], Mapping[str, Dimension | None]]


def is_measure_call(node: exp.Expr) -> bool:
    """Whether the node is MEASURE(…)."""
    return isinstance(node, exp.Anonymous) and node.name.upper() == "MEASURE"


def name_outputs(tree: exp.Expr, dialect: str) -> None:
    """Names for outputs that have none: the measure's, or the column's with the aggregate."""
    for select in tree.find_all(exp.Select):
        taken = {item.alias_or_name for item in select.expressions if item.alias_or_name}
        for position, item in enumerate(list(select.expressions)):
            if isinstance(item, exp.Alias | exp.Column | exp.Star) or (item.is_star and not isinstance(item, exp.Func)):
                continue
            if is_measure_call(item) and item.expressions:
                name = item.expressions[0].name.rsplit(".", 1)[-1]
            elif isinstance(item, exp.AggFunc):
                column = item.find(exp.Column)
                word = item.sql_name().lower()
                name = f"{column.name}_{word}" if column is not None else f"{word}"
            else:
                name = f"column_{position + 1}"
            unique, number = name, 2
            while unique in taken:
                unique, number = f"{name}_{number}", number + 1
            taken.add(unique)
            item.replace(exp.Alias(this=item.copy(), alias=output_identifier(unique, dialect)))


def output_columns(tree: exp.Expr, graph: Graph, fields: Fields) -> tuple[OutputColumn, ...]:
    """Name, role, label, type and format of each output column; `fields` gives the names of a logical table."""
    root = traverse_scope(tree)[-1]
    return tuple(
        _output(item.alias_or_name, item.unalias(), root, graph, fields) for item in cast(exp.Query, tree).selects
    )


def _output(name: str, value: exp.Expr, scope: Scope, graph: Graph, fields: Fields) -> OutputColumn:
    """What an output column is, followed through subqueries to the field it comes from."""
    while isinstance(scope.expression, exp.SetOperation) and scope.set_operation_scopes:
        scope = scope.set_operation_scopes[0]
    if is_measure_call(value):
        written = value.expressions[0].name
        head, dot, tail = written.partition(".")
        home = scope.sources.get(head) if dot else None
        found = graph.names.resolve(f"{home.name}.{tail}" if isinstance(home, exp.Table) else written, "measure")
        own = found.field
        return OutputColumn(name, "measure", own.label or humanize(own.name), "number", own.format, found.path)
    if isinstance(value, exp.Column):
        source = scope.sources.get(value.table)
        if isinstance(source, exp.Table) and source.name in graph.names.tables:
            dimension = fields(source.name).get(value.name)
            if dimension is not None:
                label = dimension.label or humanize(dimension.name)
                path = f"{source.name}.{dimension.name}"
                return OutputColumn(name, "dimension", label, dimension.type, dimension.format, path)
        if isinstance(source, Scope) and isinstance(source.expression, exp.Query):
            inside = next((one for one in source.expression.selects if one.alias_or_name == value.name), None)
            if inside is not None:
                return replace(_output(name, inside.unalias(), source, graph, fields), name=name)
    grain: Grain | None = None
    if isinstance(value, exp.TimestampTrunc | exp.DateTrunc) and value.unit is not None:
        word = value.unit.name.lower()
        grain = next((one for one in ORDER if one == word), None)
    numeric = value.find(exp.AggFunc, exp.Window, exp.Anonymous) is not None
    kind: DimensionType = "number" if numeric else _kind_of(value)
    role: Role = "measure" if kind == "number" else "dimension"
    return OutputColumn(name, role, humanize(name), kind, grain=grain)


def _kind_of(value: exp.Expr) -> DimensionType:
    if isinstance(value, exp.TimestampTrunc | exp.DateTrunc | exp.Date | exp.TsOrDsToDate):
        return "time"
    if isinstance(value, exp.Cast) and value.to.this in (
        exp.DataType.Type.DATE,
        exp.DataType.Type.TIMESTAMP,
        exp.DataType.Type.TIMESTAMPTZ,
        exp.DataType.Type.DATETIME,
    ):
        return "time"
    if isinstance(value, exp.Add | exp.Sub | exp.Mul | exp.Div | exp.Literal) and not getattr(
        value, "is_string", False
    ):
        return "number"
    return "string"
