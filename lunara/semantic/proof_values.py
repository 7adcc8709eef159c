"""Where the values of an expression come from, and whether a join repeats them: the core of the fan-out proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from sqlglot import exp

from lunara.errors import FanOut
from lunara.semantic.proof_relations import Key, Source, because, remedy, told
from lunara.semantic.proof_trees import (
    Decides,
    Factors,
    arguments_of,
    columns_of,
    conjuncts,
    is_boolean_query,
    is_steady,
    is_windowed,
    own_nodes,
    said,
    shown,
    tables_of,
    whole_parts,
)

# A row more with the same value changes nothing.
SAME_WHEN_REPEATED = (
    exp.Min,
    exp.Max,
    exp.ApproxDistinct,
    exp.LogicalAnd,
    exp.LogicalOr,
    exp.AnyValue,
    exp.First,
    exp.Last,
    exp.ArgMax,
    exp.ArgMin,
    exp.BitwiseAndAgg,
    exp.BitwiseOrAgg,
    exp.ArrayUniqueAgg,
    exp.Grouping,
    exp.GroupingId,
)
# With DISTINCT these take each value once, which is what they then say; a sum of distinct values is no sum of rows.
_SETS = (exp.Count, exp.ArrayAgg, exp.GroupConcat)
# Windows that number or move rows: their value belongs to its own row.
NUMBERING = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile, exp.PercentRank, exp.CumeDist)
MOVING = (exp.Lag, exp.Lead)
STANDING = (exp.FirstValue, exp.LastValue, exp.NthValue)
WHOLE_ROW = "*"  # the name of a column that stands for all of its table's
ON_EACH_ROW = "a window's value stands on each of its rows"


@dataclass(frozen=True)
class Origin:
    """Something that a value is made of. `alias`: the relation (None: a subquery, or a row around this SELECT); `pins`: the
    relations that it belongs to one row of; `bad`: why it is repeated already; `overlaps`: why it must not be summed;
    `apart`: the constant that must tell the parts of a union apart."""

    alias: str | None
    pins: Key = frozenset()
    bad: str | None = None
    overlaps: str | None = None
    apart: str | None = None

    def whole(self, source: Source) -> bool:
        """Whether each of its values appears at most once in the rows of the SELECT."""
        return source.whole(*([self.alias] if self.alias is not None else []), pins=self.pins)

    def found(self, source: Source) -> set[str]:
        """The relations of which it meets one row."""
        return source.closure([self.alias] if self.alias is not None else [], self.pins)

    def pinned(self, source: Source) -> Key:
        """The relations around the SELECT that it belongs to one row of."""
        starts = [self.alias] if self.alias is not None else []
        return frozenset(
            source.closure(starts, self.pins, across=True) & (source.outer.keys() - source.relations.keys())
        )


@dataclass(frozen=True)
class Fault:
    """Why a value is repeated, and how to write it safely."""

    why: str
    hint: str = "Aggregate each table in its own subquery first and join the results, or use EXISTS to filter."
    what: str = "the rows"


def origins(value: exp.Expr, source: Source) -> list[Origin]:
    """What the value is made of; nothing for a constant."""
    found: list[Origin] = []
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, exp.Window):
            function = node.this
            while isinstance(function, exp.IgnoreNulls | exp.RespectNulls | exp.Filter):
                function = function.this
            if isinstance(function, MOVING):
                stack.append(function)
            elif not isinstance(function, NUMBERING):
                found.append(Origin(None, bad=ON_EACH_ROW))
        elif isinstance(node, exp.Query) or is_boolean_query(node):
            found.extend(_of_query(node, source))
        elif isinstance(node, exp.Column):
            one = _of_column(node, source)
            if one is not None:
                found.append(one)
        else:
            stack.extend(node.iter_expressions())
    return found


def _of_column(column: exp.Column, source: Source) -> Origin | None:
    relation = source.relations.get(column.table)
    if relation is not None:
        if column.table in source.absent:
            return None
        name = column.name
        pins = relation.pins.get(name, frozenset())
        tag = relation.apart.get(name)
        apart = tag if tag is not None and (column.table, tag) not in source.told else None
        bad, overlaps = relation.columns.get(name), relation.overlapping.get(name)
        if name == WHOLE_ROW:
            bad = next(filter(None, relation.columns.values()), relation.rows_bad)
            overlaps = next(iter(relation.overlapping.values()), None)
            apart = next(iter(relation.apart.values()), None)
        return Origin(column.table, pins, bad, overlaps, apart)
    around = source.outer.get(column.table)
    if around is None:
        return Origin(None, bad=f"nobody knows where {said(column)} comes from")
    bad = around.columns.get(column.name)
    if column.name == WHOLE_ROW:
        bad = next(filter(None, around.columns.values()), around.rows_bad)
    return Origin(None, frozenset({column.table}), bad, around.overlapping.get(column.name))


def _of_query(node: exp.Expr, source: Source) -> list[Origin]:
    relation = source.scalars.get(id(node))
    if relation is None or is_boolean_query(node):
        around = {column.table for column in columns_of(node)}
        return [Origin(alias) for alias in sorted(around & source.relations.keys())]
    name = next(iter(relation.columns))
    return [Origin(None, relation.pins.get(name, frozenset()), relation.columns[name], relation.overlapping.get(name))]


def repeated(
    value: exp.Expr, source: Source, *, summed: bool = False, condition: exp.Expr | None = None
) -> Fault | None:
    """Why some part of the value is repeated in the rows of the SELECT. `summed`: groups that share rows are no parts."""
    known = Decides() if condition is None else Decides((condition,), (condition,))
    for part, decides in whole_parts(value, known):
        fault = _part(part, decides, source, summed)
        if fault is not None:
            return fault
    return None


def _part(part: Factors, decides: Decides, source: Source, summed: bool) -> Fault | None:
    """Why a product is repeated: none of what is multiplied in it is whole."""
    first = part[0]
    if summed and len(part) == 1 and isinstance(first, exp.Literal) and not first.is_string and float(first.this) == 0:
        return None
    made_of = [origin for factor in part for origin in origins(factor, source)]
    if not made_of:
        if any(factor.find(exp.Column, exp.Window) is not None for factor in part):
            return None
        return _constant(decides, source)
    text = " * ".join(said(factor) for factor in part)[:60]
    faults: list[Fault] = []
    for origin in made_of:
        why = origin.bad or (origin.overlaps if summed else None)
        what = told(origin.alias, source) if origin.alias is not None else text
        if why is None and origin.apart is not None and not _tested(origin, decides):
            why = f"it stands in several parts of a UNION ALL, which only {origin.apart} tells apart"
        if why:
            faults.append(Fault(why, what=text))
        elif origin.whole(source):
            return None
        else:
            found = origin.found(source)
            faults.append(Fault(because(origin.alias, found, source), remedy(origin.alias, found, source), what))
    return faults[0]


def _tested(origin: Origin, decides: Decides) -> bool:
    """Whether what holds picks one part of a union by its constant."""
    for test in decides.holds:
        for equal in conjuncts(test):
            if not isinstance(equal, exp.EQ):
                continue
            for one, other in ((equal.this, equal.expression), (equal.expression, equal.this)):
                column = isinstance(one, exp.Column) and (one.table, one.name) == (origin.alias, origin.apart)
                if column and isinstance(other, exp.Literal):
                    return True
    return False


def _constant(decides: Decides, source: Source) -> Fault | None:
    """A constant is counted for rows: of what decides it, else of the first relation, else of whichever is whole."""
    owners = sorted({owner for test in decides.tests for owner in tables_of(test, source.relations)})
    if not owners:
        return rows_fault(source)
    base = next(iter(source.relations))
    if any(source.whole(owner) for owner in owners) or (base in source.firm() and source.whole(base)):
        return None
    found = source.determined[owners[0]]
    return Fault(because(owners[0], found, source), remedy(owners[0], found, source), told(owners[0], source))


def rows_fault(source: Source) -> Fault | None:
    """Why the rows of the SELECT are not those of one of its relations."""
    present = [alias for alias in source.relations if alias not in source.absent]
    if not present:
        return None
    whole = [alias for alias in present if source.whole(alias, pins=source.relations[alias].rows_pin)]
    if not whole:
        owner = present[0]
        found = source.determined[owner]
        return Fault(because(owner, found, source), remedy(owner, found, source))
    firm = [alias for alias in whole if alias not in source.nullable]
    if not firm and len(whole) < len(present):
        return Fault(
            f"the outer join adds a row where {told(whole[0], source)} is missing",
            f"Count a column of {whole[0]}, such as its key: COUNT({whole[0]}.<key>).",
        )
    bad = [_rows_bad(alias, source) for alias in firm or whole]
    if (all if firm else any)(bad):
        return Fault(next(one for one in bad if one))
    return None


def _rows_bad(alias: str, source: Source) -> str | None:
    relation = source.relations[alias]
    tag = relation.rows_apart
    if relation.rows_bad is None and tag is not None and (alias, tag) not in source.told:
        return f"its rows stand in several parts of a UNION ALL, which only {tag} tells apart"
    return relation.rows_bad


def prove(aggregate: exp.Expr, source: Source) -> None:
    """Raises FanOut where the aggregate goes over repeated rows."""
    if isinstance(aggregate, (*MOVING, *STANDING, *NUMBERING)) or _same_when_repeated(aggregate):
        return
    if isinstance(aggregate, exp.Window):
        _refuse(aggregate, rows_fault(source))
        return
    summed = _adds_up(aggregate)
    inner = next(own_nodes(aggregate, exp.AggFunc, skip_self=True), None)
    if inner is not None:
        if summed:
            _refuse(aggregate, _overlap_of(aggregate, source))
        return  # over groups of this SELECT: the inner aggregate is proven
    arguments = arguments_of(aggregate)
    if isinstance(aggregate, _SETS) and any(isinstance(argument, exp.Distinct) for argument in arguments):
        return
    if not arguments or all(isinstance(argument, exp.Star) for argument in arguments):
        _refuse(aggregate, rows_fault(source))
        return
    if isinstance(aggregate, _SETS) and _each_value_once(arguments[0], source):
        return
    for argument in arguments:
        parts = argument.expressions if isinstance(argument, exp.Distinct) else [argument]
        for one in parts:
            _refuse(aggregate, repeated(one, source, summed=summed, condition=_filter_of(aggregate)))


def prove_over_subtotals(aggregate: exp.Expr) -> None:
    """Raises FanOut where a window goes over groups and their subtotals."""
    window = isinstance(aggregate, exp.Window) or not is_windowed(aggregate)
    if (
        window
        or isinstance(aggregate, (*MOVING, *STANDING, *NUMBERING, exp.Anonymous))
        or _same_when_repeated(aggregate)
    ):
        return
    why = "the grouping adds subtotal rows, which the window goes over too"
    _refuse(aggregate, Fault(why, "Group in a subquery without subtotals, and write the window around it."))


def _adds_up(aggregate: exp.Expr) -> bool:
    """Whether it is a sum, also one of ClickHouse's (sumIf, sumKahan)."""
    named = isinstance(aggregate, exp.AnonymousAggFunc) and str(aggregate.this).lower().startswith("sum")
    return named or isinstance(aggregate, exp.Sum | exp.Anonymous)


def _each_value_once(value: exp.Expr, source: Source) -> bool:
    """Whether the value is a column that is a key by itself, of rows that no join repeats: it is counted and listed as a set."""
    if not isinstance(value, exp.Column) or value.table not in source.relations:
        return False
    return frozenset({value.name}) in source.relations[value.table].keys and source.whole(value.table)


def _filter_of(aggregate: exp.Expr) -> exp.Expr | None:
    above = aggregate.parent
    return above.expression.this if isinstance(above, exp.Filter) else None


def _overlap_of(aggregate: exp.Expr, source: Source) -> Fault | None:
    select = cast(exp.Select, aggregate.find_ancestor(exp.Select))
    group = select.args.get("group")
    by = [one.unalias() for one in group.expressions] if group is not None else []
    for inner in own_nodes(aggregate, exp.AggFunc, skip_self=True):
        why = overlap(inner, by, source)
        if why:
            return Fault(why, what=shown(inner))
    return None


def overlap(aggregate: exp.Expr, by: Iterable[exp.Expr], source: Source) -> str | None:
    """Why groups of an aggregate that repetition does not change share rows, so that it must not be summed over them."""
    if not takes_once(aggregate):
        return None
    by = list(by)
    made_of = [one for argument in arguments_of(aggregate) for one in origins(argument, source)]
    for origin in made_of:
        if origin.overlaps:
            return origin.overlaps
    if not made_of or not by:
        return None
    for origin in made_of:
        if not _tells_its_rows(aggregate, by, origin.alias, source):
            continue
        if origin.bad is None and origin.whole(source):
            return None
        if origin.alias is not None and origin.bad is None:
            its = source.determined[origin.alias]
            if all(tables_of(one, source.relations) <= its and is_steady(one) for one in by):
                return None
    if once_each([c for argument in arguments_of(aggregate) for c in argument.find_all(exp.Column)], by, source):
        return None
    return f"{shown(aggregate)} of one group and another can be of the same rows, so the groups do not add up"


def _tells_its_rows(aggregate: exp.Expr, by: list[exp.Expr], alias: str | None, source: Source) -> bool:
    """Whether the rows of different groups have different values: always, but for different values that are counted.

    A customer who ordered in two months is one of the different customers of both, unless the groups are these customers.
    """
    counted = isinstance(aggregate, exp.Count | exp.ApproxDistinct)
    relation = source.relations.get(alias) if alias is not None else None
    if not counted or relation is None:
        return True
    named = {c.name for one in arguments_of(aggregate) for c in one.find_all(exp.Column) if c.table == alias}
    if any(key <= named for key in relation.keys if key not in relation.loose):
        return True
    told: set[str] = set()  # what the values themselves determine, as keys of other rows
    for equal in source.equal:
        value, other = equal.value, source.relations.get(equal.home)
        ours = isinstance(value, exp.Column) and value.table == alias and value.name in named
        key = frozenset({equal.column})
        if ours and equal.starts is None and other is not None and key in other.keys and key not in other.loose:
            told |= source.determined[equal.home] - {alias}
    return all(
        (isinstance(one, exp.Column) and one.table == alias and one.name in named)
        or (bool(tables_of(one, source.relations)) and tables_of(one, source.relations) <= told and is_steady(one))
        for one in by
    )


def takes_once(aggregate: exp.Expr) -> bool:
    """Whether repetition does not change the aggregate."""
    if _same_when_repeated(aggregate):
        return True
    return isinstance(aggregate, _SETS) and any(isinstance(one, exp.Distinct) for one in arguments_of(aggregate))


def _same_when_repeated(aggregate: exp.Expr) -> bool:
    """Whether a row more with the same value changes nothing; `max(x, 3)` is a list of several."""
    several = aggregate.args.get("expressions") or aggregate.args.get("count")
    return isinstance(aggregate, SAME_WHEN_REPEATED) and not several


def once_each(columns: Iterable[exp.Expr], by: Iterable[exp.Expr], source: Source) -> bool:
    """Whether rows that are made distinct by `by` hold each row behind the columns once.

    The key of that row is in the list, and nothing in the list can differ for one row of it.
    """
    listed = list(by)
    values = [column for one in columns for column in one.find_all(exp.Column)]
    owners = {column.table for column in values}
    if len(owners) != 1 or not owners <= source.relations.keys() or not listed:
        return False
    owner = next(iter(owners))
    relation = source.relations[owner]
    steady = all(tables_of(one, source.relations) <= source.determined[owner] and is_steady(one) for one in listed)
    named = {one.name for one in listed if isinstance(one, exp.Column) and one.table == owner}
    if not any(relation.columns.get(column.name) for column in values):
        keys = [key for key in relation.keys if key not in relation.loose]
        if steady and any(key <= named for key in keys):
            return True
    if len(named) < len(listed):
        return False
    names = {column.name for column in values}
    return any(
        identity.key <= named <= identity.dependents and names <= identity.cleared for identity in relation.identities
    )


def pins_of(value: exp.Expr, source: Source) -> Key:
    """The relations around the SELECT that each value belongs to one row of."""
    if not source.outer:
        return frozenset()
    found: Key | None = None
    for part, _ in whole_parts(value):
        made_of = [one for factor in part for one in origins(factor, source)]
        if not made_of:
            continue
        own = frozenset[str]().union(*(one.pinned(source) for one in made_of))
        found = own if found is None else found & own
    return found or frozenset()


def aggregate_pins(aggregates: Iterable[exp.Expr], source: Source) -> Key:
    """The same for a value made of aggregates."""
    if not source.outer:
        return frozenset()
    found: Key | None = None
    for aggregate in aggregates:
        arguments = [one for one in arguments_of(aggregate) if not isinstance(one, exp.Star)]
        if arguments:
            own = frozenset[str]().union(*(pins_of(argument, source) for argument in arguments))
        else:
            own = rows_pins(source)
        found = own if found is None else found & own
    return found or frozenset()


def rows_pins(source: Source) -> Key:
    """The relations around the SELECT that each of its rows belongs to one row of."""
    if not source.outer:
        return frozenset()
    starts = [alias for alias in source.relations if alias not in source.absent]
    return frozenset(source.closure(starts, across=True) & (source.outer.keys() - source.relations.keys()))


def _refuse(aggregate: exp.Expr, fault: Fault | None) -> None:
    if fault is None:
        return
    raise FanOut(
        f"{shown(aggregate)} would count {fault.what} several times: {fault.why}.",
        fault.hint,
        step=fault.why,
        aggregate=shown(aggregate),
    )
