"""Calculations: windows over the aggregated result."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from sqlglot import exp

from lunara.errors import InvalidInput, Refused
from lunara.semantic.compile.analysis import Analysis, DimensionOut, LeafMeasure, MeasureOut
from lunara.semantic.compile.context import Context
from lunara.semantic.compile.facts import exact_aggregate
from lunara.semantic.compile.sqltime import moved
from lunara.semantic.compile.statement import previous
from lunara.semantic.dialects import LAG_WITHOUT_NULLS, NULLS_FIRST_IN_WINDOWS
from lunara.semantic.model import Grain
from lunara.semantic.query import Calculation

DEFAULT_WINDOW = 3
_ALONG_NOTHING = ("share_of_total", "rank", "ratio")


def calculation_column(
    context: Context, analysis: Analysis, calculation: Calculation, source: str, measure: str, *, by: str | None = None
) -> exp.Expr:
    """The expression of one calculation over the CTE `source`, whose column `measure` it is of (and `by`, of a ratio).

    With a comparison, difference and percent_change are against the compared period; else against the preceding row
    along time (null where that period has no row). Raises InvalidInput when there is no order to go along.
    """
    value = context.out(measure, source)
    kind = calculation.kind
    if by is not None:
        return _ratio(value, context.out(by, source))
    within = [_dimension(context, analysis, name) for name in calculation.within]
    if _compares(analysis, calculation):
        return _change(kind, value, context.out(previous(measure), source))
    if kind == "share_of_total":
        _must_add_up(context, analysis, calculation, measure, [out for out in analysis.dimensions if out not in within])
        total = _window(exp.Sum(this=value.copy()), context, source, within)
        return _ratio(value, total)
    if kind == "rank":
        order = exp.Order(expressions=[exp.Ordered(this=value, desc=True, nulls_first=False)])
        if calculation.direction == "asc":
            order = _order(context, source, {measure: False})
        return _window(exp.Rank(), context, source, within, order=order)
    time, partition = _time_and_partition(context, analysis, calculation)
    order = _order(context, source, _along(context, analysis, calculation))
    if kind == "running_total":
        _must_add_up(
            context, analysis, calculation, measure, [out for out in analysis.dimensions if out not in partition]
        )
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


def over_groups(context: Context, source: str, measure: str, aggregate: str, within: list[DimensionOut]) -> exp.Expr:
    """What the values of a measure come to over the rows of the CTE `source` that are alike in `within`."""
    return _window(exact_aggregate(aggregate, context.out(measure, source), context.dialect), context, source, within)


def _must_add_up(
    context: Context, analysis: Analysis, calculation: Calculation, measure: str, over: list[DimensionOut]
) -> None:
    """Raises Refused where the values of groups `over` these dimensions make no total: an average, different things that were
    counted, a balance over time, or groups that overlap."""
    out = next((one for one in analysis.measures if one.name == measure), None)
    what = "total" if calculation.kind == "running_total" else "share of a total"
    overlapping = [one for one in over if one.found is not None and one.found.path in context.overlapping]
    if overlapping:
        raise Refused(
            f"The groups of {overlapping[0].label} overlap, so their values make no total.",
            f"One row can be in several of them: a {what} would count it several times. Show the values beside the total.",
            code="groups_overlap",
        )
    timed = any(one.found is None or one.type == "time" or one.part is not None for one in over)
    if out is not None and over and not _adds_up(context, analysis, out, timed):
        raise Refused(
            f"{out.label} does not add up over {over[0].label}, so there is no {what} of it.",
            "Show its value in each group, or ask for a sum or a number of rows.",
            code="not_additive",
        )


def _adds_up(context: Context, analysis: Analysis, out: MeasureOut, timed: bool) -> bool:
    if out.leaf is not None:
        return _leaf_adds_up(context, analysis.leaves[out.leaf], timed)
    return out.tree is not None and _is_sum(out.tree, lambda name: _leaf_adds_up(context, analysis.leaves[name], timed))


def _leaf_adds_up(context: Context, leaf: LeafMeasure, timed: bool) -> bool:
    measure = leaf.measure
    if measure.aggregate == "count_distinct":  # of a key of its own table: each row is another thing, and in one group
        return any(key == {(measure.expression or "").strip('"')} for key in context.graph.keys(leaf.table))
    if measure.aggregate not in ("sum", "count"):
        return False
    return measure.additive_over == "all" or (not timed and measure.additive_over != "none")


def _is_sum(tree: exp.Expr, adds_up: Callable[[str], bool]) -> bool:
    """Whether a measure over measures is made of those that add up, added, subtracted, or taken so many times."""
    if isinstance(tree, exp.Paren | exp.Neg):
        return _is_sum(tree.this, adds_up)
    if isinstance(tree, exp.Add | exp.Sub):
        return _is_sum(tree.this, adds_up) and _is_sum(tree.expression, adds_up)
    if isinstance(tree, exp.Mul | exp.Div):
        factor = tree.expression if not isinstance(tree.this, exp.Literal) or isinstance(tree, exp.Div) else tree.this
        other = tree.this if factor is tree.expression else tree.expression
        return isinstance(factor, exp.Literal) and not factor.is_string and _is_sum(other, adds_up)
    if isinstance(tree, exp.Coalesce):
        rest = [one for one in tree.expressions if not (isinstance(one, exp.Literal) and one.this == "0")]
        return not rest and _is_sum(tree.this, adds_up)
    return isinstance(tree, exp.Column) and adds_up(tree.name)


def after_others(context: Context, analysis: Analysis, calculation: Calculation) -> bool:
    """Whether its window goes along an order that is by other calculations, which must be columns by then.

    Raises InvalidInput when there is no order to go along, or when the order waits for the calculation itself.
    """
    if calculation.kind in _ALONG_NOTHING or _compares(analysis, calculation):
        return False
    return any(name in analysis.calculations for name in _along(context, analysis, calculation))


def _compares(analysis: Analysis, calculation: Calculation) -> bool:
    return calculation.kind in ("difference", "percent_change") and analysis.query.compare is not None


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


def _time_and_partition(
    context: Context, analysis: Analysis, calculation: Calculation
) -> tuple[DimensionOut | None, list[DimensionOut]]:
    """The time dimension that it goes along, if any, and the dimensions that it starts anew in."""
    within = [_dimension(context, analysis, name) for name in calculation.within]
    time = _time(analysis, within)
    if calculation.within:
        return time, within
    return time, [out for out in analysis.dimensions if time is not None and out.grain is None]


def _along(context: Context, analysis: Analysis, calculation: Calculation) -> dict[str, bool]:
    """The columns that it goes along, each with whether it descends: time, else the order, then the other dimensions."""
    time, partition = _time_and_partition(context, analysis, calculation)
    outside = [out.name for out in analysis.dimensions if out not in partition]
    keys: dict[str, bool] = {}
    if time is not None:
        keys[time.name] = False
    else:
        for order in analysis.query.order_by:
            name = _ordered_column(analysis, order.field)
            if name is None:
                continue
            if _waits_for_order(context, analysis, name):
                if keys.keys() >= set(outside):  # no two rows are left undecided
                    continue
                of = analysis.calculations[name].of
                raise InvalidInput(
                    f"{name} goes along the order, and the order is by {name}: each waits for the other.",
                    f"Order by the measure itself ({of}), or by a rank of it.",
                )
            keys.setdefault(name, order.direction == "desc")
    for name in outside:
        keys.setdefault(name, False)
    if not keys:
        raise InvalidInput("There is nothing to calculate along.", "Group by a time dimension, or give an order.")
    return keys


def _ordered_column(analysis: Analysis, name: str) -> str | None:
    """The column of the result that a key of the order means."""
    if name in analysis.calculations:
        return name
    for out in analysis.measures:
        if name in (out.name, out.path):
            return out.name
        if analysis.query.compare is not None and name == previous(out.name):
            return name
    dimension = analysis.dimension_named(name)
    return dimension.name if dimension is not None else None


def _waits_for_order(context: Context, analysis: Analysis, name: str) -> bool:
    """Whether the column is a calculation that goes along the order."""
    its = analysis.calculations.get(name)
    if its is None or its.kind in _ALONG_NOTHING or _compares(analysis, its):
        return False
    return _time_and_partition(context, analysis, its)[0] is None


def _order(context: Context, source: str, along: dict[str, bool]) -> exp.Order:
    keys: list[exp.Ordered] = []
    for name, descending in along.items():
        column = context.out(name, source)
        if context.dialect in NULLS_FIRST_IN_WINDOWS and not descending:  # no words for "nulls last" in a window there
            empty = exp.Is(this=column.copy(), expression=exp.Null())
            keys.append(exp.Ordered(this=empty, nulls_first=True))
            keys.append(exp.Ordered(this=column, desc=False, nulls_first=True))
        else:
            keys.append(exp.Ordered(this=column, desc=descending, nulls_first=False))
    return exp.Order(expressions=keys)


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
