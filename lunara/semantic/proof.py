"""The fan-out proof of SQL over the model: for every aggregate, that the rows it goes over are not repeated by a join.

A relation (a logical table, a CTE, a subquery) has columns and keys. In a SELECT, a row of one relation appears once in the
joined rows when every other relation is determined by it: some key of the other is equated with values it determines. An
aggregate is accepted when a relation that its values come from is such a relation, or when repetition cannot change it. A
column that was repeated inside a subquery stays marked, so that no later aggregate takes it for whole. What cannot be proven is
refused: the proof may say no to a safe query, never yes to an unsafe one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from sqlglot import exp

from lunara.errors import FanOut, InvalidInput

_SAME_WHEN_REPEATED = (
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
    exp.FirstValue,
    exp.LastValue,
    exp.NthValue,
    exp.Lag,
    exp.Lead,
    exp.DenseRank,
    exp.RowNumber,
    exp.Grouping,
    exp.GroupingId,
)
_ROW_RANKS = (exp.Rank, exp.Ntile, exp.PercentRank, exp.CumeDist)
_CHANGING = (exp.Rand, exp.Randn, exp.Anonymous, exp.Uuid, exp.Subquery, exp.AggFunc, exp.Window)


@dataclass
class Relation:
    """What a FROM item gives. `columns` maps each to why its values are repeated (None: they are not); `rows_bad` says why
    rows are. `loose` are the keys that several rows may leave null: they limit joins, but do not tell rows apart."""

    columns: dict[str, str | None]
    keys: list[frozenset[str]] = field(default_factory=list)
    rows_bad: str | None = None
    label: str = ""
    loose: frozenset[frozenset[str]] = frozenset()


@dataclass
class _From:
    """The FROM of one SELECT."""

    relations: dict[str, Relation]
    nullable: set[str]
    equal: list[tuple[str, str, exp.Expr]]
    determined: dict[str, set[str]] = field(default_factory=dict)

    def whole(self, alias: str) -> bool:
        """Whether each row of `alias` appears at most once."""
        return self.determined[alias] >= set(self.relations)


class Proof:
    """Proves one statement. `tables` gives the relation of each logical table."""

    def __init__(self, tables: Mapping[str, Relation]) -> None:
        self.tables = tables

    def check(self, tree: exp.Expr) -> Relation:
        """The relation that the statement gives. Raises FanOut, InvalidInput."""
        return self._query(tree, {})

    def _query(self, tree: exp.Expr, ctes: Mapping[str, Relation]) -> Relation:
        known = dict(ctes)
        with_ = tree.args.get("with_")
        if with_ is not None:
            if with_.args.get("recursive"):
                raise InvalidInput("Recursive SQL over the model is not supported.", "Write it without recursion.")
            for cte in with_.expressions:
                relation = self._query(cte.this, known)
                known[cte.alias] = self._renamed(relation, cte.args.get("alias"), cte.alias)
        if isinstance(tree, exp.Subquery):
            if tree.args.get("pivots"):
                raise InvalidInput("PIVOT over the model is not supported.", "Use CASE in the aggregates.")
            return self._query(tree.this, known)
        if isinstance(tree, exp.SetOperation):
            return self._set(tree, known)
        if isinstance(tree, exp.Select):
            return self._select(tree, known)
        raise InvalidInput("Only SELECT is supported over the model.", "Write one SELECT.")

    def _renamed(self, relation: Relation, alias: exp.Expr | None, label: str) -> Relation:
        names = [column.name for column in alias.args.get("columns") or []] if alias is not None else []
        table = dict(zip(relation.columns, names, strict=False))
        rename = {old: table.get(old, old) for old in relation.columns}
        return Relation(
            {rename[name]: bad for name, bad in relation.columns.items()},
            [frozenset(rename[name] for name in key) for key in relation.keys],
            relation.rows_bad,
            label,
            frozenset(frozenset(rename[name] for name in key) for key in relation.loose),
        )

    def _set(self, tree: exp.SetOperation, ctes: Mapping[str, Relation]) -> Relation:
        left, right = self._query(tree.this, ctes), self._query(tree.expression, ctes)
        columns = {
            name: bad or other for (name, bad), other in zip(left.columns.items(), right.columns.values(), strict=False)
        }
        if isinstance(tree, exp.Union):
            keys = [frozenset(columns)] if tree.args.get("distinct") else []
            return Relation(columns, keys, left.rows_bad or right.rows_bad)
        return Relation(columns, left.keys, left.rows_bad)

    # -- one SELECT ----------------------------------------------------------------------------------------------

    def _select(self, tree: exp.Select, ctes: Mapping[str, Relation]) -> Relation:
        source = self._from(tree, ctes)
        self._nested(tree, ctes)
        aggregates = list(_aggregates(tree))
        for aggregate in aggregates:
            self._prove(aggregate, source)
        group = tree.args.get("group")
        if group is not None or any(not _windowed(one) for one in aggregates):
            return self._grouped(tree, source, group)
        return self._plain(tree, source)

    def _from(self, tree: exp.Select, ctes: Mapping[str, Relation]) -> _From:
        source = _From({}, set(), [])
        start = tree.args.get("from_")
        if tree.args.get("laterals"):
            raise InvalidInput("LATERAL over the model is not supported.", "Use a subquery or a CTE.")
        if start is None:
            return source
        conditions: list[exp.Expr] = []
        self._item(start.this, source, ctes)
        for join in tree.args.get("joins") or []:
            before = set(source.relations)
            if join.method:
                raise InvalidInput(f"A {join.method} JOIN over the model is not supported.", "Write the keys with ON.")
            if join.args.get("using"):
                raise InvalidInput("This USING could not be read.", "Write the keys with ON.")
            kind = (join.kind or "").upper()
            if kind in ("SEMI", "ANTI"):
                ghost = _From({}, set(), [])
                self._item(join.this, ghost, ctes)
                continue
            self._item(join.this, source, ctes)
            side = (join.side or "").upper()
            if side in ("LEFT", "FULL"):
                source.nullable |= set(source.relations) - before
            if side in ("RIGHT", "FULL"):
                source.nullable |= before
            if join.args.get("on") is not None:
                conditions.append(join.args["on"])
        where = tree.args.get("where")
        if where is not None:
            conditions.append(where.this)
        for condition in conditions:
            for part in _conjuncts(condition):
                if isinstance(part, exp.EQ):
                    for one, other in ((part.this, part.expression), (part.expression, part.this)):
                        if isinstance(one, exp.Column) and one.table in source.relations and _steady(other):
                            source.equal.append((one.table, one.name, other))
        for alias in source.relations:
            source.determined[alias] = self._closure(alias, source)
        return source

    def _item(self, item: exp.Expr, source: _From, ctes: Mapping[str, Relation]) -> None:
        if item.args.get("pivots") or item.args.get("sample"):
            raise InvalidInput("PIVOT and TABLESAMPLE over the model are not supported.", "Leave them out.")
        if isinstance(item, exp.Table):
            name = item.name
            relation = ctes.get(name) if not item.db else None
            relation = relation or self.tables.get(name)
            if relation is None or not isinstance(item.this, exp.Identifier):
                raise InvalidInput(f"{item.sql()[:80]} is not a table of the model.", "Use the model's tables.")
            source.relations[item.alias_or_name] = self._renamed(relation, item.args.get("alias"), name)
            for join in item.args.get("joins") or []:
                raise InvalidInput(f"Nested joins such as {join.sql()[:60]} are not supported.", "Write them in a row.")
        elif isinstance(item, exp.Subquery):
            relation = self._query(item, ctes)
            alias = item.alias_or_name
            if not alias:
                raise InvalidInput("A subquery in FROM needs a name.", "Add AS and a name.")
            source.relations[alias] = self._renamed(relation, item.args.get("alias"), alias)
        else:
            raise InvalidInput(
                f"{item.sql()[:80]} in FROM is not supported over the model.", "Use the model's tables and subqueries."
            )

    def _closure(self, alias: str, source: _From) -> set[str]:
        """The relations of which a row of `alias` meets at most one row."""
        found = {alias}
        grew = True
        while grew:
            grew = False
            for other, relation in source.relations.items():
                if other in found:
                    continue
                fixed = {
                    column
                    for home, column, value in source.equal
                    if home == other and _tables(value, source.relations) <= found
                }
                if any(key <= fixed for key in relation.keys):
                    found.add(other)
                    grew = True
        return found

    def _nested(self, tree: exp.Select, ctes: Mapping[str, Relation]) -> None:
        """Subqueries in expressions are proven by themselves; columns from outside are constants there."""
        skip = {id(tree.args.get("from_")), id(tree.args.get("with_"))} | {
            id(join.this) for join in tree.args.get("joins") or []
        }
        for query in _subqueries(tree, skip):
            self._query(query, ctes)

    # -- aggregates ----------------------------------------------------------------------------------------------

    def _prove(self, aggregate: exp.Expr, source: _From) -> None:
        if isinstance(aggregate, _SAME_WHEN_REPEATED):
            return
        if isinstance(aggregate, exp.Window):
            self._rows(aggregate, source)
            return
        if any(True for _ in _own(aggregate, exp.AggFunc, skip_self=True)):
            return  # over groups of this SELECT: the inner aggregate is proven
        arguments = _arguments(aggregate)
        if any(isinstance(argument, exp.Distinct) for argument in arguments):
            return
        if not arguments or all(isinstance(argument, exp.Star) for argument in arguments):
            self._rows(aggregate, source)
            return
        for argument in arguments:
            for value, condition in _values(argument):
                self._value(aggregate, value, condition, source)

    def _value(self, aggregate: exp.Expr, value: exp.Expr, condition: exp.Expr | None, source: _From) -> None:
        for column in _columns(value):
            relation = source.relations.get(column.table)
            bad = relation.columns.get(column.name) if relation is not None else None
            if bad:
                raise _refusal(aggregate, column.sql(), bad)
        owners = _tables(value, source.relations)
        if not owners:
            owners = _tables(condition, source.relations) if condition is not None else set()
            if not owners:
                self._rows(aggregate, source)
                return
        if any(source.whole(owner) for owner in owners):
            return
        owner = min(owners)
        other = min(set(source.relations) - source.determined[owner])
        raise _refusal(aggregate, owner, _because(owner, other, source))

    def _rows(self, aggregate: exp.Expr, source: _From) -> None:
        """An aggregate over rows as such: one relation must stand for them, and none may be added for missing partners."""
        if not source.relations:
            return
        whole = [alias for alias in source.relations if source.whole(alias)]
        if not whole:
            owner = next(iter(source.relations))
            other = min(set(source.relations) - source.determined[owner])
            raise _refusal(aggregate, "the rows", _because(owner, other, source))
        firm = [alias for alias in whole if alias not in source.nullable]
        if not firm:
            raise FanOut(
                f"{aggregate.sql()[:80]} also counts rows that the outer join adds for missing {whole[0]}.",
                f"Count a column of {whole[0]}, such as its key.",
                step=f"outer join with {whole[0]}",
            )
        bad = [source.relations[alias].rows_bad for alias in firm]
        if all(bad):
            raise _refusal(aggregate, "the rows", cast(str, bad[0]))

    # -- what comes out --------------------------------------------------------------------------------------------

    def _plain(self, tree: exp.Select, source: _From) -> Relation:
        columns: dict[str, str | None] = {}
        plain: dict[tuple[str, str], str] = {}
        for item in tree.expressions:
            name, value = item.alias_or_name, item.unalias()
            if isinstance(value, exp.Column):
                plain.setdefault((value.table, value.name), name)
            columns[name] = self._marked(value, source)
        keys: list[frozenset[str]] = []
        loose: set[frozenset[str]] = set()
        for alias, relation in source.relations.items():
            if source.whole(alias):
                for key in relation.keys:
                    if all((alias, column) in plain for column in key):
                        named = frozenset(plain[alias, column] for column in key)
                        keys.append(named)
                        if key in relation.loose or alias in source.nullable:
                            loose.add(named)
        rows_bad = self._rows_reason(source)
        distinct = tree.args.get("distinct")
        if distinct is not None and distinct.args.get("on") is None:
            for item in tree.expressions:
                if columns[item.alias_or_name] and self._once_each(
                    item.unalias(), [one.unalias() for one in tree.expressions], source
                ):
                    columns[item.alias_or_name] = None
            keys.append(frozenset(columns))
            rows_bad = None
        return Relation(columns, list(dict.fromkeys(keys)), rows_bad, loose=frozenset(loose))

    def _rows_reason(self, source: _From) -> str | None:
        if not source.relations:
            return None
        firm = [a for a in source.relations if source.whole(a) and a not in source.nullable]
        if not firm:
            owner = next(iter(source.relations))
            left = set(source.relations) - source.determined[owner]
            return _because(owner, min(left), source) if left else "an outer join adds rows"
        reasons = [source.relations[alias].rows_bad for alias in firm]
        return reasons[0] if all(reasons) else None

    def _marked(self, value: exp.Expr, source: _From) -> str | None:
        """Why values of this output column are repeated, or None."""
        for window in _own(value, exp.Window):
            if isinstance(window.this, exp.AggFunc) or not isinstance(window.this, exp.RowNumber):
                return "a window's value stands on each of its rows"
        for part, condition in _values(value):
            owners = _tables(part, source.relations)
            for column in _columns(part):
                relation = source.relations.get(column.table)
                bad = relation.columns.get(column.name) if relation is not None else None
                if bad:
                    return bad
            if not owners and condition is not None:
                owners = _tables(condition, source.relations)
            if not owners:
                reason = self._rows_reason(source)
                if reason:
                    return reason
                continue
            if not any(source.whole(owner) for owner in owners):
                owner = min(owners)
                return _because(owner, min(set(source.relations) - source.determined[owner]), source)
        return None

    def _once_each(self, value: exp.Expr, listed: Iterable[exp.Expr], source: _From) -> bool:
        """Whether rows that are made distinct by `listed` hold each row behind `value` once: its key is in the list, and
        nothing in the list can differ for one row of it."""
        listed = list(listed)
        owners = _tables(value, source.relations)
        if len(owners) != 1:
            return False
        owner = next(iter(owners))
        relation = source.relations[owner]
        if any(relation.columns.get(column.name) for column in _columns(value)):
            return False
        if any(not _tables(one, source.relations) <= source.determined[owner] or not _steady(one) for one in listed):
            return False
        named = {one.name for one in listed if isinstance(one, exp.Column) and one.table == owner}
        return any(key <= named for key in relation.keys if key not in relation.loose)

    def _grouped(self, tree: exp.Select, source: _From, group: exp.Expr | None) -> Relation:
        by: list[exp.Expr] = []
        subtotals = False
        if group is not None:
            subtotals = any(group.args.get(name) for name in ("rollup", "cube", "grouping_sets", "totals"))
            by = [one.unalias() for one in group.expressions]
            if group.args.get("all"):
                by = [
                    item.unalias()
                    for item in tree.expressions
                    if not any(not _windowed(one) for one in _aggregates(item))
                ]
        columns: dict[str, str | None] = {}
        names: dict[int, str] = {}
        for item in tree.expressions:
            name, value = item.alias_or_name, item.unalias()
            at = next((number for number, one in enumerate(by) if one == value), None)
            if at is not None:
                names.setdefault(at, name)
            if subtotals:
                columns[name] = "the grouping adds subtotal rows"
            elif any(True for _ in _own(value, exp.Window)):
                columns[name] = "a window's value stands on each of its rows"
            elif any(not _windowed(one) for one in _aggregates(item)):
                columns[name] = None
            elif self._marked(value, source) and not self._once_each(value, by, source):
                columns[name] = self._marked(value, source)
            else:
                columns[name] = None
        keys: list[frozenset[str]] = []
        if not subtotals:
            if len(names) == len(by):
                keys.append(frozenset(names.values()))
            for alias, relation in source.relations.items():
                if by and all(
                    _tables(one, source.relations) <= source.determined[alias] and _steady(one) for one in by
                ):
                    at_name = {
                        column.name: name
                        for n, name in names.items()
                        if isinstance(column := by[n], exp.Column) and column.table == alias
                    }
                    for key in relation.keys:
                        if key <= set(at_name) and key not in relation.loose:
                            keys.append(frozenset(at_name[column] for column in key))
        return Relation(columns, list(dict.fromkeys(keys)), "the grouping adds subtotal rows" if subtotals else None)


def _because(owner: str, other: str, source: _From) -> str:
    joined = any(
        (home == other and owner in _tables(value, source.relations))
        or (home == owner and other in _tables(value, source.relations))
        for home, _, value in source.equal
    )
    if joined:
        return f"one row of {owner} can meet several rows of {other}"
    return f"{other} is joined without a key that would limit it to one row for each row of {owner}"


def _refusal(aggregate: exp.Expr, what: str, why: str) -> FanOut:
    return FanOut(
        f"{aggregate.sql()[:80]} would count {what} several times: {why}.",
        "Aggregate each table in its own subquery first and join the results, or use EXISTS to filter.",
        step=why,
        aggregate=aggregate.sql()[:200],
    )


def _conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(condition, exp.Paren):
        yield from _conjuncts(condition.this)
    elif isinstance(condition, exp.And):
        yield from _conjuncts(condition.this)
        yield from _conjuncts(condition.expression)
    else:
        yield condition


def _steady(value: exp.Expr) -> bool:
    """Whether the expression gives one value for one set of rows."""
    return not any(isinstance(node, _CHANGING) for node in value.walk())


def _tables(value: exp.Expr | None, relations: Mapping[str, Relation]) -> set[str]:
    if value is None:
        return set()
    return {column.table for column in _columns(value) if column.table in relations}


def _columns(tree: exp.Expr) -> Iterator[exp.Column]:
    """Columns of the SELECT that `tree` stands in, also those that a subquery in it takes from outside."""
    for column in tree.find_all(exp.Column):
        above, own = column.parent, False
        while above is not None and above is not tree.parent:
            if isinstance(above, exp.Select) and column.table in _from_names(above):
                own = True
                break
            above = above.parent
        if not own:
            yield column


def _from_names(select: exp.Select) -> set[str]:
    start = select.args.get("from_")
    items = ([start.this] if start is not None else []) + [join.this for join in select.args.get("joins") or []]
    return {item.alias_or_name for item in items}


def _own(tree: exp.Expr, *kinds: type[exp.Expr], skip_self: bool = False) -> Iterator[exp.Expr]:
    """Nodes of these kinds, not looking into subqueries."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, kinds) and not (skip_self and node is tree):
            yield node
        if not isinstance(node, exp.Query) or node is tree:
            stack.extend(node.iter_expressions())


def _subqueries(tree: exp.Select, skip: set[int]) -> Iterator[exp.Expr]:
    stack = [tree]
    first = True
    while stack:
        node = stack.pop()
        if id(node) in skip:
            continue
        if isinstance(node, exp.Query) and not first:
            yield node
            continue
        first = False
        stack.extend(cast("list[exp.Select]", list(node.iter_expressions())))


def _is_aggregate(node: exp.Expr) -> bool:
    if isinstance(node, exp.AggFunc):
        return True
    if isinstance(node, exp.Anonymous):
        return node.name.upper() != "MEASURE"
    return isinstance(node, exp.Func) and type(node).__name__.endswith("Agg")


def _aggregates(tree: exp.Expr) -> Iterator[exp.Expr]:
    """Aggregates and ranking windows of this SELECT; what is unknown counts as an aggregate."""
    stack = [tree]
    top = True
    while stack:
        node = stack.pop()
        if isinstance(node, exp.Query) and not top:
            continue
        top = False
        if isinstance(node, exp.Window) and isinstance(node.this, _ROW_RANKS):
            yield node
        if _is_aggregate(node):
            yield node
        for name, child in node.args.items():
            if name in ("from_", "joins", "with_", "laterals"):
                if name == "joins":
                    continue
                continue
            for one in child if isinstance(child, list) else [child]:
                if isinstance(one, exp.Expr):
                    stack.append(one)


def _windowed(aggregate: exp.Expr) -> bool:
    """Whether the aggregate is a window's, and so makes no groups."""
    if isinstance(aggregate, exp.Window):
        return True
    above = aggregate.parent
    while isinstance(above, exp.Filter | exp.WithinGroup | exp.IgnoreNulls | exp.RespectNulls):
        above = above.parent
    return isinstance(above, exp.Window) or isinstance(aggregate, exp.Anonymous)


def _arguments(aggregate: exp.Expr) -> list[exp.Expr]:
    """The values that are aggregated (not the order or the separator)."""
    found: list[exp.Expr] = []
    if isinstance(aggregate.parent, exp.WithinGroup):
        order = aggregate.parent.expression
        found.extend(one.this if isinstance(one, exp.Ordered) else one for one in order.expressions)
        return found
    for name, value in aggregate.args.items():
        if name in ("this", "expression", "expressions") and not isinstance(value, str):
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, exp.Expr):
                    found.append(one.this if isinstance(one, exp.Order) else one)
    return found


def _values(value: exp.Expr, condition: exp.Expr | None = None) -> Iterator[tuple[exp.Expr, exp.Expr | None]]:
    """The parts that each must be whole: operands of + and -, branches of CASE (with what decides them), COALESCE's parts."""
    if isinstance(value, exp.Paren | exp.Neg | exp.Cast | exp.TryCast | exp.Round | exp.Order | exp.Ordered):
        yield from _values(value.this, condition)
    elif isinstance(value, exp.Add | exp.Sub):
        parts = [value.this, value.expression]
        with_columns = [part for part in parts if part.find(exp.Column)]
        for part in with_columns or parts:
            yield from _values(part, condition)
    elif isinstance(value, exp.Case):
        tests = [one.this for one in value.args.get("ifs") or []] + ([value.this] if value.this else [])
        decides = exp.Tuple(expressions=[test.copy() for test in tests] + ([condition.copy()] if condition else []))
        for one in value.args.get("ifs") or []:
            yield from _values(one.args["true"], decides)
        if value.args.get("default") is not None:
            yield from _values(value.args["default"], decides)
    elif isinstance(value, exp.If):
        yield from _values(value.args["true"], value.this)
        if value.args.get("false") is not None:
            yield from _values(value.args["false"], value.this)
    elif isinstance(value, exp.Coalesce):
        first = value.this
        yield from _values(first, condition)
        for one in value.expressions:
            yield from _values(one, first if not one.find(exp.Column) else condition)
    elif isinstance(value, exp.Null):
        return
    else:
        yield value, condition
