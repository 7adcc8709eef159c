"""Calculations: windows over the aggregated result."""

from __future__ import annotations

from typing import cast

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.compile.analysis import Analysis, DimensionOut
from lunara.semantic.compile.context import Context
from lunara.semantic.compile.facts import exact_aggregate
from lunara.semantic.compile.sqltime import moved
from lunara.semantic.dialects import LAG_WITHOUT_NULLS, NULLS_FIRST_IN_WINDOWS
from lunara.semantic.model import Grain
from lunara.semantic.query import Calculation

DEFAULT_WINDOW = 3


def calculation_column(
    context: Context, analysis: Analysis, calculation: Calculation, source: str, measure: str
) -> exp.Expr:
    """The window expression of one calculation over the CTE `source`, whose column `measure` it is of.

    With a comparison, difference and percent_change are against the compared period; else against the preceding row
    along time (null where that period has no row). Raises InvalidInput when there is no order to go along.
    """
    value = context.out(measure, source)
    kind = calculation.kind
    within = [_dimension(context, analysis, name) for name in calculation.within]
    if kind in ("difference", "percent_change") and analysis.query.compare is not None:
        before = context.out(f"{measure}_previous", source)
        return _change(kind, value, before)
    if kind == "share_of_total":
        total = _window(exp.Sum(this=value.copy()), context, source, within)
        return _ratio(value, total)
    if kind == "rank":
        order = exp.Order(expressions=[exp.Ordered(this=value, desc=True, nulls_first=False)])
        return _window(exp.Rank(), context, source, within, order=order)
    time = _time(analysis, within)
    if calculation.within:
        partition = within
    else:
        partition = [out for out in analysis.dimensions if time is not None and out.grain is None]
    order = _along(context, analysis, source, time, partition)
    if kind == "running_total":
        frame = _frame("UNBOUNDED")
        return _window(exp.Sum(this=value), context, source, partition, order=order, frame=frame)
    if kind == "moving_average":
        count = calculation.window or DEFAULT_WINDOW
        if time is not None and not analysis.query.fill_time:
            context.warn(
                "A moving average goes over the periods that have rows; turn on fill_time to include the others."
            )
        mean = exact_aggregate("avg", value, context.dialect)
        return _window(mean, context, source, partition, order=order, frame=_frame(str(count - 1)))
    before_row = _window(_before(value, context), context, source, partition, order=order)
    if time is None:
        return _change(kind, value, before_row)
    here = context.out(time.name, source)
    earlier = _window(_before(here, context), context, source, partition, order=order.copy())
    expected = moved(here, cast(Grain, time.grain), -1, context.dialect)
    follows = exp.EQ(this=earlier, expression=expected)
    return exp.Case(ifs=[exp.If(this=follows, true=_change(kind, value, before_row))])


def _before(value: exp.Expr, context: Context) -> exp.Expr:
    its = value.copy()
    if context.dialect in LAG_WITHOUT_NULLS:
        its = exp.Anonymous(this="toNullable", expressions=[its])
    return exp.Lag(this=its)


def _dimension(context: Context, analysis: Analysis, name: str) -> DimensionOut:
    found = analysis.dimension_named(name)
    if found is not None:
        return found
    raise context.graph.names.unknown(name, "dimension", [out.name for out in analysis.dimensions])


def _time(analysis: Analysis, within: list[DimensionOut]) -> DimensionOut | None:
    grained = [out for out in analysis.dimensions if out.grain is not None and out not in within]
    if len(grained) > 1:
        raise InvalidInput(
            "Several time dimensions are grouped by, so it is not clear along which one to calculate.",
            'Name the other one in "within".',
        )
    return grained[0] if grained else None


def _along(
    context: Context, analysis: Analysis, source: str, time: DimensionOut | None, partition: list[DimensionOut]
) -> exp.Order:
    keys: dict[str, exp.Ordered] = {}

    def put(name: str, descending: bool = False) -> None:
        column = context.out(name, source)
        if context.dialect in NULLS_FIRST_IN_WINDOWS and not descending:  # no words for "nulls last" in a window there
            empty = exp.Is(this=column.copy(), expression=exp.Null())
            keys.setdefault(f"{name} is null", exp.Ordered(this=empty, nulls_first=True))
            keys.setdefault(name, exp.Ordered(this=column, desc=False, nulls_first=True))
            return
        keys.setdefault(name, exp.Ordered(this=column, desc=descending, nulls_first=False))

    if time is not None:
        put(time.name)
    else:
        for order in analysis.query.order_by:
            measure = next((m.name for m in analysis.measures if order.field in (m.name, m.path)), None)
            dimension = analysis.dimension_named(order.field)
            name = measure or (dimension.name if dimension is not None else None)
            if name is not None:
                put(name, order.direction == "desc")
    inside = {out.name for out in partition}
    for out in analysis.dimensions:
        if out.name not in inside:
            put(out.name)
    if not keys:
        raise InvalidInput("There is nothing to calculate along.", "Group by a time dimension, or give an order.")
    return exp.Order(expressions=list(keys.values()))


def _window(
    function: exp.Expr,
    context: Context,
    source: str,
    partition: list[DimensionOut],
    *,
    order: exp.Order | None = None,
    frame: exp.WindowSpec | None = None,
) -> exp.Window:
    window = exp.Window(this=function, partition_by=[context.out(out.name, source) for out in partition])
    if order is not None:
        window.set("order", order)
    if frame is not None:
        window.set("spec", frame)
    return window


def _frame(rows: str) -> exp.WindowSpec:
    start: object = "UNBOUNDED" if rows == "UNBOUNDED" else exp.Literal.number(rows)
    return exp.WindowSpec(kind="ROWS", start=start, start_side="PRECEDING", end="CURRENT ROW")


def _ratio(part: exp.Expr, whole: exp.Expr) -> exp.Expr:
    return exp.Div(
        this=exp.Cast(this=part, to=exp.DataType(this=exp.DataType.Type.DOUBLE)),
        expression=exp.Nullif(this=whole, expression=exp.Literal.number(0)),
        typed=False,
        safe=False,
    )


def _change(kind: str, value: exp.Expr, before: exp.Expr) -> exp.Expr:
    difference = exp.Sub(this=value.copy(), expression=before.copy())
    if kind == "difference":
        return difference
    return _ratio(exp.Paren(this=difference), exp.Abs(this=before.copy()))
