"""Conditions that compare a field with what its own values come to: the average of the rows of its table, each row once.

The aggregate is a statement of its own over the rows of the field's table alone, so no join of the query can repeat one of them.
Which of these rows count is told by the conditions that stand beside the comparison and lead through that table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from sqlglot import exp

from lunara.errors import InvalidInput, Refused
from lunara.semantic.compile.bound import Bound, Compared, Exists, Leaf, flat, leads_through, road_keys, stepped
from lunara.semantic.compile.context import conjunction
from lunara.semantic.compile.predicates import COMPARISONS
from lunara.semantic.filters import COMPARED_WORDS
from lunara.semantic.graph import Road, is_safe
from lunara.semantic.model import Dimension
from lunara.semantic.names import ResolvedField
from lunara.semantic.query import ThanFilter

if TYPE_CHECKING:
    from lunara.semantic.compile.rows import Rows


def checked(one: ThanFilter, kind: str) -> None:
    """Raises InvalidInput where values of that kind (number, time, string, boolean) are not compared so."""
    if kind == "number" or (kind == "time" and one.than.aggregate != "avg"):
        return
    what = {"time": "a date", "string": "text", "boolean": "true or false"}.get(kind, kind)
    raise InvalidInput(
        f"{one.field} is {what} and has no {COMPARED_WORDS[one.than.aggregate]} to compare with.",
        "Compare a number so, or a date with the lowest or highest.",
        field=one.field,
    )


def settled(rows: Rows, bound: Sequence[Bound]) -> list[Bound]:
    """The conditions, each comparison among them with what it compares with. Raises Refused, FanOut, AmbiguousPath."""
    beside = [one for one in flat(bound) if not _compares(one)]
    return [_settled(rows, one, beside) for one in bound]


def _compares(one: Bound) -> bool:
    if isinstance(one, Leaf):
        return one.than is not None
    return any(_compares(part) for part in (one.where if isinstance(one, Exists) else one.parts))


def _settled(rows: Rows, one: Bound, beside: Sequence[Bound]) -> Bound:
    if not _compares(one):
        return one
    if isinstance(one, Exists):
        return replace(one, where=tuple(settled(rows, one.where)))
    if isinstance(one, Leaf):
        return _comparison(rows, one, cast(Compared, one.than), beside)
    return replace(one, parts=tuple(_settled(rows, part, beside) for part in one.parts))


def _comparison(rows: Rows, leaf: Leaf, its: Compared, beside: Sequence[Bound]) -> Leaf:
    """The condition as one on rows, which brings along what it compares with."""
    key = road_keys(leaf.road)
    where = [stepped(one, len(leaf.road)) for one in beside if leads_through(one, key)]
    if its.where is not None:
        where = [*its.where, *(one for one in where if isinstance(one, Leaf) and one.timed)]
    elif any(not leads_through(one, key) and _touches(one, key) for one in beside):
        raise Refused(
            f"A condition joins {leaf.table} with something else, so it is not clear which of its rows "
            f"{its.one.field} is compared with.",
            "Give them as separate conditions.",
            code="mixed_filter",
        )

    def taken(outer: Rows, alias: str) -> exp.Expr:
        return _compared(outer, alias, leaf, its.one, where)

    return replace(leaf, make=lambda value: value, take=taken, than=None)


def _touches(one: Bound, key: tuple[tuple[str, bool], ...]) -> bool:
    if isinstance(one, Leaf | Exists):
        return leads_through(one, key)
    return any(_touches(part, key) for part in one.parts)


def _compared(outer: Rows, alias: str, leaf: Leaf, one: ThanFilter, where: Sequence[Bound]) -> exp.Expr:
    """`value > what it comes to` on the rows at `alias`."""
    from lunara.semantic.compile.facts import exact_aggregate
    from lunara.semantic.compile.rows import Rows

    context = outer.context
    inner = Rows(context, leaf.table, prefer=outer.prefer)
    groups: dict[str, exp.Expr] = {}
    roads: list[tuple[ResolvedField, Road]] = []
    for name in one.than.within:
        found = context.resolve(name, "dimension")
        value, road = inner.dimension(found, (), None, f"what {one.field} is compared with")
        if not is_safe(road):
            raise Refused(
                f"One row of {leaf.table} can belong to several {found.path}, so it has no single one to be compared within.",
                "Compare within a field that each row has one of.",
                code="groups_overlap",
            )
        groups[f"g{len(groups) + 1}"] = value
        roads.append((found, road))
    inner.require(where)
    total = exact_aggregate(
        one.than.aggregate, inner.shown(leaf.table, leaf.dimension, inner.alias, None), context.dialect
    )
    value = outer.shown(leaf.table, leaf.dimension, alias, None)
    chosen = [context.named(tree, name) for name, tree in groups.items()]
    select = inner.select([*chosen, context.named(total, "compared")])
    outer.told_joins.extend(inner.told_joins)
    text = select.sql()
    if context.compared.setdefault(one, text) != text:
        raise Refused(
            f"The measures are of different rows, so {one.field} would be compared with a number of its own for each of them.",
            "Ask for each measure in a question of its own.",
            code="mixed_filter",
        )
    if not groups:
        return COMPARISONS[one.op](this=value, expression=exp.Subquery(this=select))
    select.set("group", context.grouped(groups))
    name = outer.aliases.take(f"{leaf.table}_compared")
    on: list[exp.Expr] = []
    for (found, road), column in zip(roads, groups, strict=True):
        there = outer.at((*outer.roads[alias], *road))
        mine = outer.shown(found.table, cast(Dimension, found.field), there, None)
        on.append(exp.EQ(this=mine, expression=context.out(column, name)))
    relation = exp.Subquery(this=select, alias=exp.TableAlias(this=context.out(name).this))
    outer.joins.append(exp.Join(this=relation, side="LEFT", on=conjunction(on)))
    return COMPARISONS[one.op](this=value, expression=context.out("compared", name))
