"""From what the compiler planned to what it tells of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sqlglot import exp

from lunara.semantic.compile.bound import Bound, Exists, Leaf
from lunara.semantic.filters import COMPARED_WORDS
from lunara.semantic.graph import Graph, Road, is_safe
from lunara.semantic.lineage import Aggregated, Condition, Derived, GroupedBy, Lineage, Part
from lunara.semantic.model import Measure
from lunara.semantic.names import humanize
from lunara.semantic.query import (
    AndFilter,
    Calculation,
    ExistsFilter,
    Filter,
    MeasureFilter,
    NotFilter,
    OrFilter,
    ThanFilter,
)

if TYPE_CHECKING:
    from lunara.semantic.compile.analysis import Analysis, LeafMeasure, Variant
    from lunara.semantic.compile.periods import Window
    from lunara.semantic.compile.rows import Rows

_AGGREGATES = {
    "sum": "sum of",
    "count": "count of",
    "count_distinct": "count of different",
    "avg": "average of",
    "min": "lowest",
    "max": "highest",
    "median": "median of",
    "stddev": "standard deviation of",
    "percentile": "percentile of",
}
_OPERATORS = {
    "not_in": "not in",
    "starts_with": "starts with",
    "ends_with": "ends with",
    "is_null": "is empty",
    "is_not_null": "is not empty",
}


def in_words(one: Filter) -> str:
    """A filter as a condition that people read."""
    if isinstance(one, AndFilter):
        return " and ".join(_inside(part) for part in one.and_)
    if isinstance(one, OrFilter):
        return " or ".join(_inside(part) for part in one.or_)
    if isinstance(one, NotFilter):
        if isinstance(one.not_, ExistsFilter):
            return in_words(one.not_).replace(" has a row", " has no row", 1)
        return f"not {_inside(one.not_)}"
    if isinstance(one, ExistsFilter):
        where = f" where {' and '.join(_inside(part) for part in one.where)}" if one.where else ""
        return f"{one.exists} has a row{where}"
    if isinstance(one, ThanFilter):
        return f"{one.field} {one.op} {_compared(one)}"
    between = " and " if one.op == "between" else ", "
    if isinstance(one, MeasureFilter):
        where = f", counting where {' and '.join(_inside(part) for part in one.where)}" if one.where else ""
        said = f"{one.per} whose {one.measure} {_OPERATORS.get(one.op, one.op)} {between.join(map(_value, one.values))}"
        return f"{said.strip()}{where}"
    name = one.field if one.part is None else f"{one.part.replace('_', ' ')} of {one.field}"
    return f"{name} {_OPERATORS.get(one.op, one.op)} {between.join(map(_value, one.values))}".strip()


def _compared(one: ThanFilter) -> str:
    """ "the average of price within products.brand, over rows where ..."."""
    word = COMPARED_WORDS[one.than.aggregate]
    within = f" within {', '.join(one.than.within)}" if one.than.within else ""
    if one.than.where is None:
        return f"its {word}{within}"
    where = " and ".join(_inside(part) for part in one.than.where)
    return f"its {word}{within} over {f'rows where {where}' if where else 'all rows'}"


def _inside(one: Filter) -> str:
    text = in_words(one)
    return f"({text})" if isinstance(one, AndFilter | OrFilter) else text


def _value(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)


def how(measure: Measure) -> str:
    """`sum of amount where status <> 'cancelled'`."""
    text = (
        f"{_AGGREGATES[measure.aggregate]} {measure.expression or ('keys' if 'dist' in measure.aggregate else 'rows')}"
    )
    if measure.percentile is not None:
        text = f"{measure.percentile_kind} {measure.percentile:g} {text}"
    if measure.additive_over not in ("all", "none"):
        text = f"last value over time, then {text}"
    return f"{text} where {measure.filter}" if measure.filter else text


def _roads(one: Bound) -> list[Road]:
    if isinstance(one, Leaf):
        return [one.road]
    if isinstance(one, Exists):
        return [one.road] if one.road else [road for part in one.where for road in _roads(part)]
    return [road for part in one.parts for road in _roads(part)]


def _tables(base: str, road: Road) -> tuple[str, ...]:
    return (base, *(step.target for step in road))


def taken(variant: Variant) -> str:
    """How a derived measure takes it: `, over the last 7 days`, `, of 1 month before`."""
    text = ""
    held = variant.window
    if held is not None and held.last is not None:
        text = f", over the last {held.last} {held.grain}{'s' if held.last > 1 else ''}"
    elif held is not None:
        text = (
            f", since the start of the {held.to_date}" if held.to_date is not None else ", over everything until then"
        )
    for offset in variant.offsets:
        text += (
            f", at the start of the {offset.to_start_of}"
            if offset.count is None
            else f", of {offset.count} {offset.grain}{'s' if offset.count > 1 else ''} before"
        )
    return text


def condition(base: str, text: str, bound: Bound) -> Condition:
    """The condition, and the road on which it asks for rows: one that multiplies them, or an `exists` of any kind."""
    asked = next((r for r in _roads(bound) if r and (isinstance(bound, Exists) or not is_safe(r))), ())
    return Condition(text, _tables(base, asked) if asked else ())


def in_window(field: str, window: Window) -> str:
    """`orders.ordered_at from 2025-01-01 to before 2025-07-01`."""
    start = f" from {window.start.isoformat()}" if window.start is not None else ""
    end = f" before {window.end.isoformat()}" if window.end is not None else ""
    return f"{field}{' to'.join(x for x in (start, end) if x)}"


def part_of(
    rows: Rows, leaves: Sequence[LeafMeasure], analysis: Analysis, name: str, compared: Callable[[str], str] | None
) -> Part:
    """What one SELECT over the rows of a table holds; `compared` names its columns where it is of a compared period."""
    labels = {out.leaf: out.label for out in analysis.measures if out.leaf is not None}
    outs = {out.name: out for out in analysis.dimensions}
    groups = []
    for dimension, (field, road) in rows.told_groups.items():
        others = rows.told_others.get(field, ())
        groups.append(GroupedBy(dimension, outs[dimension].label, field, _tables(rows.base, road), others))
    return Part(
        name=name,
        table=rows.base,
        measures=tuple(
            Aggregated(
                leaf.name if compared is None else compared(leaf.name),
                labels.get(leaf.name, leaf.measure.label or humanize(leaf.measure.name)),
                how(leaf.measure) + taken(leaf.variant),
            )
            for leaf in leaves
        ),
        grouped_by=tuple(groups),
        joins=tuple(dict.fromkeys(rows.told_joins)),
        conditions=tuple(rows.told_conditions),
        compared=compared is not None,
    )


_CALCULATED = {
    "share_of_total": "{of} / its total",
    "running_total": "{of} added up",
    "rank": "rank by {of}",
    "moving_average": "average of {of} over {window} rows",
    "difference": "{of} - {before}",
    "percent_change": "({of} - {before}) / {before}",
    "ratio": "{of} / {by}",
}


def _calculated(name: str, one: Calculation, compared: bool) -> Derived:
    before = f"{one.of}_previous" if compared else f"{one.of} before"
    text = _CALCULATED[one.kind].format(of=one.of, before=before, window=one.window or 3, by=one.by)
    if one.direction == "asc":
        text += ", the smallest first"
    if one.within:
        text += f", within {', '.join(one.within)}"
    return Derived(name, humanize(name), (one.of,) if one.by is None else (one.of, one.by), text)


def _summarized(analysis: Analysis) -> Iterator[Derived]:
    """Measures that are aggregated once more, over the groups that a summary goes over."""
    summary = analysis.query.summary
    if summary is None:
        return
    over = ", ".join(out.name for out in analysis.dimensions if out.over)
    word = {"avg": "average", "median": "median", "min": "lowest", "max": "highest"}[summary.aggregate]
    for out in analysis.measures:
        if not out.hidden:
            yield Derived(out.name, out.label, (out.name,), f"{word} of it over each {over}")


def _within(name: str, label: str, written: str, graph: Graph, found: dict[str, Derived]) -> None:
    """A measure over measures, after those that it is made of."""
    its = graph.names.derived[written]
    of = tuple(dict.fromkeys(column.name for column in graph.derived_expression(its).find_all(exp.Column)))
    for inner in of:
        other = graph.names.derived.get(inner)
        if other is not None and inner not in found:
            _within(inner, other.label or humanize(inner), inner, graph, found)
    found[name] = Derived(name, label, of, its.expression)


def lineage_of(parts: Iterable[Part], analysis: Analysis, graph: Graph) -> Lineage:
    """All of a statement."""
    query, found = analysis.query, tuple(parts)
    derived: dict[str, Derived] = {}
    for out in analysis.measures:
        if out.tree is not None:
            _within(out.name, out.label, out.written, graph, derived)
    compared = query.compare is not None
    derived |= {name: _calculated(name, one, compared) for name, one in analysis.calculations.items()}
    derived |= {f"{one.name} over groups": one for one in _summarized(analysis)}
    adds = []
    if query.keep_empty:
        adds.append("values of the dimensions that no row has are added")
    if query.fill_time:
        adds.append("periods that no row falls into are added")
    if query.beside:
        adds.append(f"each row of {', '.join(query.beside)} stands beside each row of the others")
    kept = [in_words(one) for one in (*analysis.group_filters, *analysis.calculation_filters)]
    merged = tuple(out.name for out in analysis.dimensions) if len(found) > 1 and not query.beside else ()
    return Lineage(found, merged, tuple(derived.values()), tuple(kept), tuple(adds))
