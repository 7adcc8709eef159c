"""The fan-out proof of SQL over the model: for every aggregate, that the rows it goes over are not repeated by a join.

A relation (a logical table, a CTE, a subquery) has columns and keys. In a SELECT, a row of one relation appears once in the
joined rows when every other relation is determined by it: some key of the other is equated with values it determines. An
aggregate is accepted when a relation that its values come from is such a relation, or when repetition cannot change it. A
column that was repeated inside a subquery stays marked, so that no later aggregate takes it for whole. What cannot be proven is
refused: the proof may say no to a safe query, never yes to an unsafe one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.proof_outputs import all_different, combined, grouped, grouped_by, is_daily, is_series, plain
from lunara.semantic.proof_relations import SINGLE, Key, Relation, Source, equations, left_out, merging, rejects_null
from lunara.semantic.proof_trees import (
    aggregates_of,
    columns_of,
    conjuncts,
    is_windowed,
    said,
    spread_column,
    spreads,
    subqueries_of,
)
from lunara.semantic.proof_unions import told_apart
from lunara.semantic.proof_values import prove, prove_over_subtotals

__all__ = ["Proof", "Relation"]
Outer = Mapping[str, Relation]
AGAIN = "a recursion may give it several times"
# What FLATTEN gives a row of.
_OF_FLATTEN = ("seq", "key", "path", "index", "value", "this")
# What SQLite's and Postgres' functions over JSON give a row of.
_OF_JSON_TABLE = ("key", "value", "type", "atom", "id", "parent", "fullkey", "path")
_OF_JSON = frozenset(
    [
        "json_each",
        "json_tree",
        "jsonb_each",
        *(f"{j}_array_elements{t}" for j in ("json", "jsonb") for t in ("", "_text")),
    ]
)


class Proof:
    """Proves one statement. `tables` gives the relation of each logical table."""

    def __init__(self, tables: Mapping[str, Relation]) -> None:
        self.tables = tables

    def check(self, tree: exp.Expr) -> Relation:
        """The relation that the statement gives. Raises FanOut, InvalidInput."""
        return self._query(tree, {}, {})

    def _query(self, tree: exp.Expr, ctes: Mapping[str, Relation], outer: Outer) -> Relation:
        known = dict(ctes)
        with_ = tree.args.get("with_")
        if with_ is not None:
            for cte in with_.expressions:
                goes_on = bool(with_.args.get("recursive")) and _reads_itself(cte)
                relation = self._recursive(cte, known, outer) if goes_on else self._query(cte.this, known, outer)
                known[cte.alias] = _renamed(relation, cte.args.get("alias"), cte.alias)
        if isinstance(tree, exp.Subquery):
            return self._query(tree.this, known, outer)
        if isinstance(tree, exp.SetOperation):
            left, right = self._query(tree.this, known, outer), self._query(tree.expression, known, outer)
            if (tree.args.get("by_name") or tree.args.get("on")) and list(left.columns) != list(right.columns):
                raise InvalidInput(
                    "A set operation BY NAME is not supported over columns that stand in another order.",
                    "List the columns of both sides in the same order.",
                )
            return combined(tree, left, right)
        if isinstance(tree, exp.Select):
            return self._select(tree, known, outer)
        raise InvalidInput("Only SELECT is supported over the model.", "Write one SELECT.")

    def _recursive(self, cte: exp.Expr, known: Mapping[str, Relation], outer: Outer) -> Relation:
        """A CTE that goes on from its own rows: any of its values may be there several times, so that it is looked at and joined,
        and nothing of it is added up."""
        union = cte.this
        if not isinstance(union, exp.SetOperation):
            raise InvalidInput(f"The recursion of {cte.alias} has no rows to start from.", "Write it as a UNION.")
        names = _names(cte) or union.named_selects
        once_more = Relation(dict.fromkeys(names, AGAIN), rows_bad=AGAIN, label=cte.alias)
        relation = self._query(union, {**known, cte.alias: once_more}, outer)
        return Relation(dict.fromkeys(relation.columns, AGAIN), rows_bad=AGAIN, depends=relation.depends)

    # -- one SELECT ----------------------------------------------------------------------------------------------

    def _select(self, tree: exp.Select, ctes: Mapping[str, Relation], outer: Outer) -> Relation:
        source = self._from(tree, ctes, outer)
        self._nested(tree, ctes, source)
        told_apart(tree, source)
        aggregates = list(aggregates_of(tree))
        for aggregate in aggregates:
            prove(aggregate, source)
        group = tree.args.get("group")
        _spreads_alone(tree, aggregates, group)
        if grouped_by(tree, group)[1]:
            for aggregate in aggregates:
                prove_over_subtotals(aggregate)
        if group is not None or any(not is_windowed(one) for one in aggregates):
            relation = grouped(tree, source, group)
        else:
            relation = plain(tree, source)
        if outer:
            read = {column.table for column in columns_of(tree)} & outer.keys()
            relation.depends = frozenset(read - source.relations.keys())
        return relation

    def _from(self, tree: exp.Select, ctes: Mapping[str, Relation], outer: Outer) -> Source:
        source = Source(outer)
        start = tree.args.get("from_")
        if start is None:
            return source
        self._item(start.this, source, ctes)
        for join in tree.args.get("joins") or []:
            self._join(join, source, ctes)
        for lateral in tree.args.get("laterals") or []:
            self._item(lateral, source, ctes)
            if lateral.args.get("outer"):
                source.nullable.add(lateral.alias)
        where = tree.args.get("where")
        if where is not None:
            self._filtered(where.this, source)
            for part in conjuncts(where.this):
                alias = left_out(part, source)
                if alias is not None and len(source.absent) + 1 < len(source.relations):
                    source.absent.add(alias)
        source.settle()
        return source

    def _join(self, join: exp.Join, source: Source, ctes: Mapping[str, Relation]) -> None:
        before = set(source.relations)
        if join.method:
            raise InvalidInput(f"A {join.method} JOIN over the model is not supported.", "Write the keys with ON.")
        if join.args.get("using"):
            raise InvalidInput("This USING could not be read.", "Write the keys with ON.")
        if (join.kind or "").upper() in ("SEMI", "ANTI"):
            if (join.side or "").upper() == "RIGHT":
                raise InvalidInput("A RIGHT SEMI or ANTI JOIN is not supported.", "Change the sides and write LEFT.")
            self._item(join.this, Source(source.outer), ctes)
            return
        self._item(join.this, source, ctes)
        new = set(source.relations) - before
        side = (join.side or "").upper()
        on = join.args.get("on")
        if not side:
            if on is not None:
                self._filtered(on, source)
            return
        for part in conjuncts(on) if on is not None else ():
            source.equal.extend(equations(part, source, new=new, side=side))
            merging(part, source, new=new, side=side)
            supplied = {"LEFT": new, "RIGHT": before}.get(side, set())
            if isinstance(part, exp.EQ):
                sides = (part.this.unnest(), part.expression.unnest())
                source.matched |= {
                    (c.table, c.name) for c in sides if isinstance(c, exp.Column) and c.table in supplied
                }
        source.nullable |= {"LEFT": new, "RIGHT": before}.get(side, new | before)

    def _filtered(self, condition: exp.Expr, source: Source) -> None:
        for part in conjuncts(condition):
            source.equal.extend(equations(part, source))
            merging(part, source)
            source.nullable -= rejects_null(part)

    def _item(self, item: exp.Expr, source: Source, ctes: Mapping[str, Relation]) -> None:
        for join in item.args.get("joins") or []:
            raise InvalidInput(f"Nested joins such as {said(join)[:60]} are not supported.", "Write them in a row.")
        alias, named = item.alias_or_name, item.args.get("alias")
        if isinstance(item, exp.Table) and isinstance(item.this, exp.Identifier):
            relation = ctes.get(item.name) if not item.db else None
            relation = relation or self.tables.get(item.name)
            if relation is None:
                raise InvalidInput(f"{said(item)} is not a table of the model.", "Use the model's tables.")
            relation = _renamed(relation, named, relation.label or item.name)
        elif isinstance(item, exp.Subquery):
            relation = _renamed(self._query(item, ctes, source.outer), named, "")
        elif isinstance(item, exp.Lateral) and isinstance(item.this, exp.Subquery) and not item.args.get("view"):
            around = {**source.outer, **source.relations}
            relation = _renamed(self._query(item.this, ctes, around), named, "")
        elif isinstance(item, exp.Values):
            relation = _constants(item)
        elif isinstance(item, exp.Unnest) or _holds_elements(item):
            relation = _series(item, source)
        elif _is_flatten(item):
            relation = _elements(item, _OF_FLATTEN, source)
        else:
            raise InvalidInput(
                f"{said(item)} in FROM is not supported over the model.", "Use the model's tables and subqueries."
            )
        if not alias:
            raise InvalidInput("A subquery in FROM needs a name.", "Add AS and a name.")
        if alias in source.relations:
            raise InvalidInput(f'Two tables in FROM are called "{alias}".', "Give each its own name with AS.")
        source.relations[alias] = relation

    def _nested(self, tree: exp.Select, ctes: Mapping[str, Relation], source: Source) -> None:
        """Subqueries in expressions are proven by themselves; columns from outside are constants there."""
        skip = {id(tree.args.get("from_")), id(tree.args.get("with_"))} | {
            id(join.this) for join in tree.args.get("joins") or []
        }
        around = {**source.outer, **source.relations}
        for query in subqueries_of(tree, skip):
            source.scalars[id(query)] = self._query(query, ctes, around)


def _spreads_alone(tree: exp.Select, aggregates: list[exp.Expr], group: exp.Expr | None) -> None:
    """Several rows are made of one in the SELECT list of what does not aggregate, and nowhere else."""
    items = {id(item) for item in tree.expressions}
    joins = {id(join) for join in tree.args.get("joins") or []}
    elsewhere = [
        one
        for name, value in tree.args.items()
        if name not in ("from_", "with_", "laterals")
        for one in (value if isinstance(value, list) else [value])
        if isinstance(one, exp.Expr) and id(one) not in items
    ]
    looked_at = [one.args.get("on") if id(one) in joins else one for one in elsewhere]
    counted = group is not None or any(not is_windowed(one) for one in aggregates)
    if spreads([one for one in looked_at if one is not None]) or (counted and spreads(tree.expressions)):
        raise InvalidInput(
            "A function that makes several rows of one stands beside aggregates, conditions or groups.",
            "Write it in a subquery of its own, in the SELECT list.",
        )


def _renamed(relation: Relation, alias: exp.Expr | None, label: str) -> Relation:
    names = [column.name for column in alias.args.get("columns") or []] if alias is not None else []
    return relation.named(dict(zip(relation.columns, names, strict=False)), label)


def _reads_itself(cte: exp.Expr) -> bool:
    return any(not table.db and table.name == cte.alias for table in cte.this.find_all(exp.Table))


def _holds_elements(item: exp.Expr) -> bool:
    """A function in FROM, LATERAL UNNEST and Spark's LATERAL VIEW: a row for each element."""
    if isinstance(item, exp.Lateral):
        return isinstance(item.this, exp.Unnest) or (bool(item.args.get("view")) and spreads([item.this]))
    return isinstance(item, exp.Table) and isinstance(item.this, exp.Func)


def _elements(item: exp.Expr, names: Iterable[str], source: Source, **more: Any) -> Relation:
    """Rows that are made of a row of others each. The elements of a column belong to the one row that it stands in, and are as
    repeated as it is."""
    names = list(names)
    around = {**source.outer, **source.relations}
    depends = frozenset({column.table for column in columns_of(item)} & around.keys())
    column = spread_column(item)
    home = around.get(column.table) if column is not None else None
    if column is None or home is None:
        return Relation(dict.fromkeys(names), depends=depends, **more)
    name = column.name
    why = home.columns.get(name) or home.overlapping.get(name)
    if why is None and name in home.apart:
        why = f"only {home.apart[name]} tells apart what {name} is of"
    pins = dict.fromkeys(names, depends)
    bases = dict.fromkeys(names, home.bases.get(name, frozenset()))
    return Relation(
        dict.fromkeys(names, why), rows_bad=why, depends=depends, pins=pins, rows_pin=depends, bases=bases, **more
    )


def _is_flatten(item: exp.Expr) -> bool:
    """Snowflake's TABLE(FLATTEN(…)) and LATERAL FLATTEN(…): a row for each element, whose columns have the same names always."""
    holder = item.this if isinstance(item, exp.Lateral | exp.TableFromRows) else None
    return isinstance(holder, exp.Explode) and not item.args.get("view")


def _names(item: exp.Expr) -> list[str]:
    alias = item.args.get("alias")
    return [column.name for column in alias.args.get("columns") or []] if alias is not None else []


def _constants(item: exp.Values) -> Relation:
    """VALUES: a column of different literals is a key."""
    rows = [row.expressions if isinstance(row, exp.Tuple) else [row] for row in item.expressions]
    names = _names(item) or [f"column{n + 1}" for n in range(len(rows[0]))]
    keys: list[Key] = [SINGLE] if len(rows) == 1 else []
    for number, name in enumerate(names):
        if all_different(row[number] for row in rows if number < len(row)):
            keys.append(frozenset({name}))
    return Relation(dict.fromkeys(names), keys)


def _series(item: exp.Expr, source: Source) -> Relation:
    """UNNEST and GENERATE_SERIES: different values, one for each row of what they read from."""
    function = item.this if isinstance(item, exp.Table | exp.Lateral) else None
    names = _names(item)
    if not names and isinstance(function, exp.Anonymous) and function.name.lower() in _OF_JSON:
        names = list(_OF_JSON_TABLE)
    if not names:
        raise InvalidInput(
            f"{said(item)} in FROM needs a name for its column.", f"Write AS {item.alias or 't'}(value)."
        )
    value = item if isinstance(item, exp.Unnest) else cast(exp.Expr, item.this)
    keys = [frozenset({names[0]})] if len(names) == 1 and is_series(value) else []
    daily = frozenset(names) if keys and is_daily(value) else frozenset[str]()
    return _elements(item, names, source, keys=keys, daily=daily)
