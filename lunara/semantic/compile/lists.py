"""List queries: rows of one table and what it reaches, no aggregate."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from sqlglot import exp

from lunara.errors import FanOut, InvalidInput, Refused, UnknownField
from lunara.semantic.compile.analysis import OWN_TIME, Analysis, split_via
from lunara.semantic.compile.bound import Leaf
from lunara.semantic.compile.context import Context, conjunction
from lunara.semantic.compile.explain import condition, in_window, in_words, part_of
from lunara.semantic.compile.facts import default_time
from lunara.semantic.compile.periods import Window
from lunara.semantic.compile.predicates import within
from lunara.semantic.compile.rows import Rows
from lunara.semantic.compile.sqltime import date_part
from lunara.semantic.filters import OnField
from lunara.semantic.graph import is_safe
from lunara.semantic.lineage import Part
from lunara.semantic.model import Dimension
from lunara.semantic.names import ResolvedField
from lunara.semantic.query import AndFilter, Filter, NotFilter, OrFilter


def list_statement(context: Context, analysis: Analysis) -> tuple[exp.Select, list[Part]]:
    """SELECT of the dimensions from the one table that reaches them all, beside others, and what is told of them.

    Raises FanOut, Refused, InvalidInput.
    """
    query = analysis.query
    if query.compare is not None or query.calculations or query.fill_time or query.keep_empty:
        raise InvalidInput(
            "A list of rows has no comparison, calculation or filled period.", "Add a measure, or leave these out."
        )
    for name in query.beside:
        context.graph.table(name)
        context.allow(name)
        if not any(out.found is not None and out.found.table == name for out in analysis.dimensions):
            raise InvalidInput(
                f"No field of {name} is listed, which is to stand beside the others.", "Name one of them."
            )
    base = _base(context, analysis)
    own = context.graph.table(base)

    def resolve(one: OnField) -> ResolvedField:
        if one.field in OWN_TIME and not context.graph.names.has_bare(one.field, "dimension"):
            return _own_time(context, base)
        return context.resolve(one.field, "dimension")

    rows = Rows(context, base)
    parts = {base: rows, **{name: Rows(context, name, rows.aliases) for name in query.beside}}

    def home(found: ResolvedField, via: tuple[str, ...]) -> Rows:
        return rows if via or found.via else parts.get(found.table, rows)

    chosen: list[exp.Expr] = []
    for out in analysis.dimensions:
        found = out.found or _own_time(context, base)
        its_rows = home(found, out.via)
        value, its_road = its_rows.dimension(found, out.via, out.grain, f"a list of {own.label or base}")
        its_rows.told_groups[out.name] = (found.path, its_road)
        chosen.append(context.named(date_part(value, out.part, context.dialect), out.name))
    hidden = _hidden_order(context, analysis, base, home)
    window = analysis.window
    timed = analysis.time or (_own_time(context, base) if window is not None else None)
    for its_rows in parts.values():
        filters = [one for one in query.filters if _rows_of(one, resolve, home, rows) is its_rows]
        bound = its_rows.bind(filters, resolve, its_rows.base)
        its_rows.told_conditions = [
            condition(its_rows.base, in_words(one), its) for one, its in zip(filters, bound, strict=True)
        ]
        if window is not None and timed is not None and home(timed, analysis.time_via) is its_rows:
            leaf = _in_window(context, its_rows.base, timed, analysis.time_via, window)
            bound.append(leaf)
            its_rows.told_conditions.append(condition(its_rows.base, in_window(timed.path, window), leaf))
        its_rows.require(bound)
    select = rows.select(chosen)
    for name in query.beside:
        select.append("joins", exp.Join(this=parts[name].relation, kind="CROSS"))
        more = conjunction(parts[name].conditions)
        if more is not None:
            select.where(more, copy=False)
    if query.distinct:
        select.set("distinct", exp.Distinct())
    keys: dict[str, exp.Ordered] = {}
    for order in query.order_by:
        listed = analysis.dimension_named(order.field)
        name, value = (order.field, hidden[order.field]) if listed is None else (listed.name, context.out(listed.name))
        if value.find(exp.Column) is None:  # the same on each row, and engines would read a number as a position
            continue
        keys.setdefault(name, exp.Ordered(this=value, desc=order.direction == "desc", nulls_first=False))
    for out in analysis.dimensions:
        keys.setdefault(out.name, exp.Ordered(this=context.out(out.name), desc=False, nulls_first=False))
    select.set("order", exp.Order(expressions=list(keys.values())))
    if query.limit is not None:
        select.set("limit", exp.Limit(expression=exp.Literal.number(query.limit)))
    return select, [part_of(its_rows, (), analysis, "", None) for its_rows in parts.values()]


def _hidden_order(
    context: Context, analysis: Analysis, base: str, home: Callable[[ResolvedField, tuple[str, ...]], Rows]
) -> dict[str, exp.Expr]:
    """The values that rows are ordered by and that are not listed, by the name in the order.

    Raises UnknownField; InvalidInput for a measure, and where combinations are listed once; FanOut, Refused like a listed field.
    """
    values: dict[str, exp.Expr] = {}
    for order in analysis.query.order_by:
        if analysis.dimension_named(order.field) is not None:
            continue
        found = _ordered_by(context, order.field, base)
        if analysis.query.distinct:
            raise InvalidInput(
                f"Each combination is listed once, but ordered by {found.path}, which is not listed and may differ within one.",
                "Add it to the dimensions, or order by a field that is listed.",
            )
        its_rows, graph = home(found, ()), context.graph
        start = its_rows.base
        roads = graph.through(start, found.via, found.table) if found.via else graph.cheapest(start, found.table)
        if roads and not any(is_safe(road) for road in roads):
            raise FanOut(
                f"{found.path} cannot order a list of {start}: one of its rows leads to many of {found.table}.",
                f"Order by a field that each row of {start} has one of, or list a field of {found.table} too.",
                table=start,
                to_table=found.table,
            )
        what = f"a list of {graph.table(base).label or base}"
        values[order.field], _ = its_rows.dimension(found, (), None, what)
    return values


def _ordered_by(context: Context, name: str, base: str) -> ResolvedField:
    if name in OWN_TIME and not context.graph.names.has_bare(name, "dimension"):
        return _own_time(context, base)
    try:
        return context.resolve(name, "dimension")
    except UnknownField as unknown:
        if unknown.code == "ambiguous_field":
            raise
        try:
            found = context.resolve(name, "measure")
        except UnknownField as error:
            raise context.graph.names.unknown(name) from error
        raise InvalidInput(
            f"{found.path} is a measure, and a list of rows has none to be ordered by.",
            "Order by a dimension, or add the measure to the query.",
        ) from unknown


def _rows_of(
    one: Filter,
    resolve: Callable[[OnField], ResolvedField],
    home: Callable[[ResolvedField, tuple[str, ...]], Rows],
    rows: Rows,
) -> Rows:
    """The rows that a condition is on: those beside the others where it is on one of their fields. Raises Refused."""
    if isinstance(one, OnField):
        return home(resolve(one), split_via(one.via))
    inside = one.and_ if isinstance(one, AndFilter) else one.or_ if isinstance(one, OrFilter) else ()
    if isinstance(one, NotFilter):
        inside = (one.not_,)
    found = {id(its): its for its in (_rows_of(part, resolve, home, rows) for part in inside)}
    if len(found) > 1:
        raise Refused(
            "One condition is on rows that nothing joins.",
            "Give the tables of the list conditions of their own.",
            code="unreachable",
        )
    return next(iter(found.values()), rows)


def _in_window(context: Context, base: str, found: ResolvedField, via: tuple[str, ...], window: Window) -> Leaf:
    dimension = cast(Dimension, found.field)
    road = context.graph.road(base, found.table, (*via, *found.via))
    if road is None:
        raise Refused(f"{found.path} is not connected with {base}.", "Name another time field.", code="unreachable")

    def make(value: exp.Expr) -> exp.Expr:
        return within(value, window, dimension, context.dialect, context.clock)

    return Leaf(found.table, dimension, road, make, timed=True)


def _own_time(context: Context, base: str) -> ResolvedField:
    table = context.graph.table(base)
    if not table.default_time:
        raise InvalidInput(f"Table {base} names no default time.", "Name the time field of the query.", code="no_time")
    return default_time(context, table)


def _base(context: Context, analysis: Analysis) -> str:
    """The table among those asked for from which every other is reached without multiplying rows."""
    graph = context.graph
    beside = analysis.query.beside
    wanted = [(out.found, (*out.via, *out.found.via)) for out in analysis.dimensions if out.found is not None]
    wanted = [(found, via) for found, via in wanted if via or found.table not in beside]
    if not wanted and beside:
        raise InvalidInput(
            f"Nothing is listed that {', '.join(beside)} could stand beside.", 'Leave one table out of "beside".'
        )
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
