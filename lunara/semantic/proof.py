"""The fan-out proof of SQL over the model: for every aggregate, that the rows it goes over are not repeated by a join.

A relation (a logical table, a CTE, a subquery) has columns and keys. In a SELECT, a row of one relation appears once in the
joined rows when every other relation is determined by it: some key of the other is equated with values it determines. An
aggregate is accepted when a relation that its values come from is such a relation, or when repetition cannot change it. A
column that was repeated inside a subquery stays marked, so that no later aggregate takes it for whole. What cannot be proven is
refused: the proof may say no to a safe query, never yes to an unsafe one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from sqlglot import exp

from lunara.errors import FanOut, InvalidInput
from lunara.semantic.proof_trees import (
    aggregates_of,
    arguments_of,
    columns_of,
    conjuncts,
    is_steady,
    is_windowed,
    own_nodes,
    subqueries_of,
    tables_of,
    whole_parts,
)

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
        aggregates = list(aggregates_of(tree))
        for aggregate in aggregates:
            self._prove(aggregate, source)
        group = tree.args.get("group")
        if group is not None or any(not is_windowed(one) for one in aggregates):
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
            for part in conjuncts(condition):
                if isinstance(part, exp.EQ):
                    for one, other in ((part.this, part.expression), (part.expression, part.this)):
                        if isinstance(one, exp.Column) and one.table in source.relations and is_steady(other):
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
                    if home == other and tables_of(value, source.relations) <= found
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
        for query in subqueries_of(tree, skip):
            self._query(query, ctes)

    # -- aggregates ----------------------------------------------------------------------------------------------

    def _prove(self, aggregate: exp.Expr, source: _From) -> None:
        if isinstance(aggregate, _SAME_WHEN_REPEATED):
            return
        if isinstance(aggregate, exp.Window):
            self._rows(aggregate, source)
            return
        if any(True for _ in own_nodes(aggregate, exp.AggFunc, skip_self=True)):
            return  # over groups of this SELECT: the inner aggregate is proven
        arguments = arguments_of(aggregate)
        if any(isinstance(argument, exp.Distinct) for argument in arguments):
            return
        if not arguments or all(isinstance(argument, exp.Star) for argument in arguments):
            self._rows(aggregate, source)
            return
        for argument in arguments:
            for value, condition in whole_parts(argument):
                self._value(aggregate, value, condition, source)

    def _value(self, aggregate: exp.Expr, value: exp.Expr, condition: exp.Expr | None, source: _From) -> None:
        for column in columns_of(value):
            relation = source.relations.get(column.table)
            bad = relation.columns.get(column.name) if relation is not None else None
            if bad:
                raise _refusal(aggregate, column.sql(), bad)
        owners = tables_of(value, source.relations)
        if not owners:
            owners = tables_of(condition, source.relations) if condition is not None else set()
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
        for window in own_nodes(value, exp.Window):
            if isinstance(window.this, exp.AggFunc) or not isinstance(window.this, exp.RowNumber):
                return "a window's value stands on each of its rows"
        for part, condition in whole_parts(value):
            owners = tables_of(part, source.relations)
            for column in columns_of(part):
                relation = source.relations.get(column.table)
                bad = relation.columns.get(column.name) if relation is not None else None
                if bad:
                    return bad
            if not owners and condition is not None:
                owners = tables_of(condition, source.relations)
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
        owners = tables_of(value, source.relations)
        if len(owners) != 1:
            return False
        owner = next(iter(owners))
        relation = source.relations[owner]
        if any(relation.columns.get(column.name) for column in columns_of(value)):
            return False
        if any(
            not tables_of(one, source.relations) <= source.determined[owner] or not is_steady(one) for one in listed
        ):
            return False
        named = {one.name for one in listed if isinstance(one, exp.Column) and one.table == owner}
        return any(key <= named for key in relation.keys if key not in relation.loose)

    def _grouped(self, tree: exp.Select, source: _From, group: exp.Expr | None) -> Relation:
        by: list[exp.Expr] = []
        subtotals = False
        if group is not None:
            subtotals = group.find(exp.Rollup, exp.Cube, exp.GroupingSets) is not None or bool(group.args.get("totals"))
            by = [one.unalias() for one in group.expressions]
            if group.args.get("all"):
                by = [
                    item.unalias()
                    for item in tree.expressions
                    if not any(not is_windowed(one) for one in aggregates_of(item))
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
            elif any(True for _ in own_nodes(value, exp.Window)):
                columns[name] = "a window's value stands on each of its rows"
            elif any(not is_windowed(one) for one in aggregates_of(item)):
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
                    tables_of(one, source.relations) <= source.determined[alias] and is_steady(one) for one in by
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
        (home == other and owner in tables_of(value, source.relations))
        or (home == owner and other in tables_of(value, source.relations))
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
