"""Columns that only join, in SQL over the model: a key that is no field of the model works, and its values stay inside.

Such a column may be equated with another, tested for null, grouped by and counted; a subquery may hand it on, and what it
hands on is again such a column. Read in any other way it is an unknown field.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import cast

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from lunara.errors import UnknownField


def check_keys(tree: exp.Expr, joining: Mapping[str, Set[str]]) -> None:
    """Raises UnknownField when the statement (qualified) shows, orders by or computes with a column of `joining`.

    `joining` gives for each logical table its columns that are no fields.
    """
    handed: dict[int, set[str]] = {}
    scopes = list(traverse_scope(tree))
    shown = _shown_selects(scopes[-1].expression)
    for scope in scopes:
        kept: set[str] = set()
        for node in [*scope.columns, *_values(scope)]:
            if not _joins(node, scope, joining, handed) or _is_harmless(node):
                continue
            item = _projection(node, scope.expression)
            if item is None or id(scope.expression) in shown:
                raise _unknown(node)
            kept.add(item.alias_or_name)
        if isinstance(scope.expression, exp.SetOperation):
            kept |= _of_branches(scope, handed)
        handed[id(scope.expression)] = kept


def _joins(node: exp.Expr, scope: Scope, joining: Mapping[str, Set[str]], handed: Mapping[int, set[str]]) -> bool:
    """Whether the node gives values of a key: a column of one, or a subquery in the place of a value."""
    if not isinstance(node, exp.Column):
        return bool(handed.get(id(node.this)))
    at: Scope | None = scope
    while at is not None and node.table not in at.sources:
        at = at.parent
    source = at.sources[node.table] if at is not None else None
    if isinstance(source, Scope):
        return node.name in handed.get(id(source.expression), ())
    return isinstance(source, exp.Table) and node.name in joining.get(source.name, ())


def _values(scope: Scope) -> list[exp.Expr]:
    """Subqueries of this scope that stand where a value does."""
    found: list[exp.Expr] = []
    for inner in scope.subquery_scopes:
        above = inner.expression.parent
        if isinstance(above, exp.Subquery) and not isinstance(above.parent, exp.Exists):
            found.append(above)
    return found


def _is_harmless(node: exp.Expr) -> bool:
    """Whether the values of the node cannot come out where it stands."""
    below, above = node, node.parent
    while isinstance(above, exp.Paren | exp.Distinct):
        below, above = above, above.parent
    if isinstance(above, exp.Count | exp.Group):
        return True
    if isinstance(above, exp.Is):
        return isinstance(above.expression, exp.Null)
    if isinstance(above, exp.Window):
        return any(below is one for one in above.args.get("partition_by") or [])
    if isinstance(above, exp.In):
        return above.args.get("query") is not None and isinstance(above.this.unnest(), exp.Column)
    if isinstance(above, exp.EQ | exp.NullSafeEQ):
        other = above.expression if above.this is below else above.this
        return isinstance(other.unnest(), exp.Column) or _in_join(above)
    compared = node.find_ancestor(exp.EQ, exp.Query)
    return (
        isinstance(compared, exp.EQ)
        and _in_join(compared)
        and all(s.find(exp.Column) for s in compared.iter_expressions())
    )


def _in_join(condition: exp.Expr) -> bool:
    """Whether the condition stands in a join's ON."""
    return isinstance(condition.find_ancestor(exp.Join, exp.Query), exp.Join)


def _projection(node: exp.Expr, tree: exp.Expr) -> exp.Expr | None:
    """The item of the SELECT list that the node is part of; None when it stands elsewhere."""
    below = node
    while below.parent is not None and below.parent is not tree:
        below = below.parent
    return below if below.arg_key == "expressions" else None


def _shown_selects(tree: exp.Expr) -> set[int]:
    """The SELECTs whose rows come out of the statement; of EXCEPT only the first."""
    if isinstance(tree, exp.SetOperation):
        first = _shown_selects(tree.left)
        return first if isinstance(tree, exp.Except) else first | _shown_selects(tree.right)
    return _shown_selects(tree.this) if isinstance(tree, exp.Subquery) else {id(tree)}


def _of_branches(scope: Scope, handed: Mapping[int, set[str]]) -> set[str]:
    """Names of a set operation's columns that some branch takes from a key."""
    names = cast(exp.Query, scope.expression).named_selects
    found: set[str] = set()
    for branch in scope.set_operation_scopes:
        inside = cast(exp.Query, branch.expression)
        kept = handed.get(id(inside), set())
        found |= {name for name, own in zip(names, inside.named_selects, strict=False) if own in kept}
    return found


def _unknown(node: exp.Expr) -> UnknownField:
    name = ".".join(part.name for part in node.parts) if isinstance(node, exp.Column) else "A key"
    return UnknownField(
        f"{name} only joins tables: it is not a field of the model, so its values cannot be shown.",
        "Join, group or count by it, or add it to the model as a dimension.",
        code="key_only",
    )
