"""List queries: rows of one table and what it reaches, no aggregate."""

from __future__ import annotations

from typing import cast

from sqlglot import exp

from lunara.errors import FanOut, InvalidInput, Refused
from lunara.semantic.compile.analysis import OWN_TIME, Analysis
from lunara.semantic.compile.bound import Leaf
from lunara.semantic.compile.context import Context
from lunara.semantic.compile.explain import condition, in_window, in_words, part_of
from lunara.semantic.compile.facts import default_time
from lunara.semantic.compile.predicates import within
from lunara.semantic.compile.rows import Rows
from lunara.semantic.compile.sqltime import date_part
from lunara.semantic.graph import is_safe
from lunara.semantic.lineage import Part
from lunara.semantic.model import Dimension
from lunara.semantic.names import ResolvedField
from lunara.semantic.query import FieldFilter


def list_statement(context: Context, analysis: Analysis) -> tuple[exp.Select, Part]:
    """SELECT of the dimensions from the one table that reaches them all, and what is told of it.

    Raises FanOut, Refused, InvalidInput.
    """
    query = analysis.query
    if query.compare is not None or query.calculations or query.fill_time or query.keep_empty:
        raise InvalidInput(
            "A list of rows has no comparison, calculation or filled period.", "Add a measure, or leave these out."
        )
    base = _base(context, analysis)
    own = context.graph.table(base)

    def resolve(one: FieldFilter) -> ResolvedField:
        if one.field in OWN_TIME and not context.graph.names.has_bare(one.field, "dimension"):
            return _own_time(context, base)
        return context.resolve(one.field, "dimension")

    rows = Rows(context, base)
    chosen: list[exp.Expr] = []
    for out in analysis.dimensions:
        found = out.found or _own_time(context, base)
        value, its_road = rows.dimension(found, out.via, out.grain, f"a list of {own.label or base}")
        rows.told_groups[out.name] = (found.path, its_road)
        chosen.append(context.named(date_part(value, out.part, context.dialect), out.name))
    bound = rows.bind(query.filters, resolve, base)
    rows.told_conditions = [condition(base, in_words(one), its) for one, its in zip(query.filters, bound, strict=True)]
    window = analysis.window
    if window is not None:
        found = analysis.time or _own_time(context, base)
        dimension = cast(Dimension, found.field)
        road = context.graph.road(base, found.table, (*analysis.time_via, *found.via))
        if road is None:
            raise Refused(f"{found.path} is not connected with {base}.", "Name another time field.", code="unreachable")
        bound.append(
            Leaf(
                found.table,
                dimension,
                road,
                lambda value: within(value, window, dimension, context.dialect, context.clock),
            )
        )
        rows.told_conditions.append(condition(base, in_window(found.path, window), bound[-1]))
    rows.require(bound)
    select = rows.select(chosen)
    if query.distinct:
        select.set("distinct", exp.Distinct())
    keys: dict[str, exp.Ordered] = {}
    for order in query.order_by:
        found_out = analysis.dimension_named(order.field)
        if found_out is None:
            raise context.graph.names.unknown(order.field, among=[out.name for out in analysis.dimensions])
        name = found_out.name
        keys.setdefault(name, exp.Ordered(this=context.out(name), desc=order.direction == "desc", nulls_first=False))
    for out in analysis.dimensions:
        keys.setdefault(out.name, exp.Ordered(this=context.out(out.name), desc=False, nulls_first=False))
    select.set("order", exp.Order(expressions=list(keys.values())))
    if query.limit is not None:
        select.set("limit", exp.Limit(expression=exp.Literal.number(query.limit)))
    return select, part_of(rows, (), analysis, "", None)


def _own_time(context: Context, base: str) -> ResolvedField:
    table = context.graph.table(base)
    if not table.default_time:
        raise InvalidInput(f"Table {base} names no default time.", "Name the time field of the query.", code="no_time")
    return default_time(context, table)


def _base(context: Context, analysis: Analysis) -> str:
    """The table among those asked for from which every other is reached without multiplying rows."""
    graph = context.graph
    wanted = [(out.found, (*out.via, *out.found.via)) for out in analysis.dimensions if out.found is not None]
    if not wanted:
        raise InvalidInput("A list needs at least one field of a table.", "Name a dimension, or add a measure.")
    starts: dict[str, None] = {}
    for found, via in wanted:
        starts[graph.relationship(via[0]).from_table if via else found.table] = None
    for start in starts:
        good = True
        for found, via in wanted:
            roads = graph.through(start, via, found.table) if via else graph.cheapest(start, found.table)
            if not roads or not any(is_safe(road) for road in roads):
                good = False
                break
        if good:
            return start
    names = ", ".join(starts)
    first = next(iter(starts))
    for start in starts:
        for found, via in wanted:
            if not (graph.through(start, via, found.table) if via else graph.cheapest(start, found.table)):
                raise Refused(
                    f"No relationship connects {start} with {found.table}, so they cannot be listed together.",
                    "List them in two questions, or add a relationship to the model.",
                    code="unreachable",
                )
    raise FanOut(
        f"The fields of {names} have no common row: each row of one belongs to many of another.",
        "Add a field of the table that joins them, or ask for a measure by these fields.",
        table=first,
        step=names,
    )
