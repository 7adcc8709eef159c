"""What stands before the dot of a column, where an engine calls a function of a package without brackets.

Oracle reads `billing.close_month` as a column of the table `billing` or as a call of the package `billing`. Where nothing in
scope has that name it is a call, so each qualifier must be an alias or a table that is in scope. An alias that is called as a
package of the engine's hides nothing where the table has no such column, so none may be.
"""

from __future__ import annotations

from sqlglot import exp

from lunara.errors import UnsafeSql
from lunara.guard.function_names import FunctionNames
from lunara.guard.names import NameRules

_Names = frozenset[tuple[str, ...]]
_NOTHING: _Names = frozenset()


def check_qualifiers(tree: exp.Expr, rules: NameRules, functions: FunctionNames) -> None:
    """Raise UnsafeSql if a column's qualifier names nothing that is in scope where it stands."""
    stack: list[tuple[exp.Expr, _Names]] = [(tree, _NOTHING)]
    while stack:
        node, seen = stack.pop()
        if isinstance(node, exp.Column | exp.Dot):
            parts = _parts(node, rules)
            if parts is not None:
                if len(parts) > 1 and (not {parts[:1], parts[:2]} & seen or functions.is_package(parts)):
                    raise _refused(node)
                continue
        inner = seen | _sources(node, rules) if isinstance(node, exp.Select | exp.Subquery) else seen
        for key, value in node.args.items():
            for child in value if isinstance(value, list) else (value,):
                if isinstance(child, exp.Expr):
                    # A query in FROM or WITH sees nothing beside it, unless it is LATERAL.
                    apart = isinstance(node, exp.CTE) or (
                        isinstance(node, exp.From | exp.Join) and key == "this" and isinstance(child, exp.Subquery)
                    )
                    stack.append((child, _NOTHING if apart else inner))


def _parts(node: exp.Expr, rules: NameRules) -> tuple[str, ...] | None:
    """The name as the engine compares it, part by part; None for one that is taken out of a value."""
    before: list[exp.Expr] = []
    while isinstance(node, exp.Dot):
        before.insert(0, node.expression)
        node = node.this.unnest()
    if not isinstance(node, exp.Column):
        return None
    named = [*node.parts, *before]
    if not all(isinstance(part, exp.Identifier | exp.Star) for part in named):
        return None
    return tuple(rules.fold(part.name, bool(part.args.get("quoted"))) for part in named)


def _sources(node: exp.Select | exp.Subquery, rules: NameRules) -> _Names:
    """The names of what stands in FROM: aliases, and tables without one also with their schema."""
    args = node.args
    beside = [*(args.get("joins") or ()), *(args.get("laterals") or ())]
    found: set[tuple[str, ...]] = set()
    if isinstance(node, exp.Select):
        beside += [args["from_"]] if args.get("from_") else []
    else:  # (a JOIN b)
        beside.append(node.this)
    while beside:
        source = beside.pop()
        if isinstance(source, exp.From | exp.Join):
            source = source.this
        if isinstance(source, exp.Query) and not isinstance(source, exp.Subquery):
            continue
        beside += source.args.get("joins") or ()
        beside += source.args.get("laterals") or ()
        for pivot in source.args.get("pivots") or ():
            beside.append(pivot)
        alias = source.args.get("alias")
        if isinstance(alias, exp.TableAlias):
            alias = alias.this
        if isinstance(alias, exp.Identifier):
            found.add((rules.fold(alias.name, bool(alias.quoted)),))
        elif isinstance(source, exp.Table):
            names = [part for part in source.parts if isinstance(part, exp.Identifier)]
            folded = tuple(rules.fold(part.name, bool(part.quoted)) for part in names)
            found |= {folded[-1:], folded[-2:]}
        elif isinstance(source, exp.Subquery) and isinstance(source.this, exp.Table):
            beside.append(source.this)
    return frozenset(found)


def _refused(node: exp.Expr) -> UnsafeSql:
    written = node.sql("oracle")
    return UnsafeSql(
        f"{written} is of no table in the statement, so it would call a function.",
        "Name the column with the table or the alias that stands in FROM.",
        code="function_not_allowed",
        function=written,
    )
