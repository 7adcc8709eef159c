"""SQL of a model's tables rewritten for relations and columns that have other names now."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import Scope, traverse_scope

from lunara.errors import InvalidInput
from lunara.guard.reading import parse_within
from lunara.semantic.identifiers import column_identifier


def relation_of(text: str, dialect: str | None) -> exp.Table:
    """The name of a relation, parsed. Raises InvalidInput."""
    try:
        found = exp.to_table(text, dialect=dialect)
    except (SqlglotError, ValueError) as error:
        raise InvalidInput(f"{text} is not the name of a table.", "Check the model against the data again.") from error
    return found


def reading_table(sql: str, dialect: str | None, was: exp.Table, to: exp.Table) -> str:
    """SQL that reads `to` where it read `was`, under the same name within it."""
    try:
        tree = parse_within(sql, dialect)
    except SqlglotError:
        return sql
    inside = {cte.alias for cte in tree.find_all(exp.CTE)}
    hit = False
    for node in list(tree.find_all(exp.Table)):
        if node.name.lower() != was.name.lower() or (not node.db and node.name in inside):
            continue
        if node.db and was.db and node.db.lower() != was.db.lower():
            continue
        if not node.alias:
            node.set("alias", exp.TableAlias(this=exp.to_identifier(node.name)))
        for part in ("this", "db", "catalog"):
            value = to.args.get(part)
            node.set(part, value.copy() if value is not None else None)
        hit = True
    return tree.sql(dialect) if hit else sql


def reading_columns(sql: str, dialect: str | None, relation: exp.Table, names: Mapping[str, str]) -> str:
    """SQL that reads columns of a relation by their new names; what it shows keeps its names.

    `names` gives the new names by the old ones in lower case. A column that could be of several relations is left as it is.
    """
    try:
        tree = parse_within(sql, dialect)
        scopes = list(traverse_scope(tree))
    except SqlglotError:
        return sql
    hit = False
    for scope in scopes:
        mine = {alias for alias, source in scope.sources.items() if _is(source, relation)}
        if not mine:
            continue
        alone = len(scope.sources) == 1
        shown = set(scope.expression.selects) if isinstance(scope.expression, exp.Query) else set()
        for column in scope.columns:
            new = names.get(column.name.lower())
            if new is None or (column.table not in mine if column.table else not alone):
                continue
            fresh = exp.column(column_identifier(new, dialect or ""), table=column.args.get("table"))
            if any(column is item for item in shown):
                column.replace(exp.alias_(fresh, column.this.copy()))
            else:
                column.replace(fresh)
            hit = True
    return tree.sql(dialect) if hit else sql


def _is(source: exp.Expr | Scope, relation: exp.Table) -> bool:
    if not isinstance(source, exp.Table) or source.name.lower() != relation.name.lower():
        return False
    return not (source.db and relation.db) or source.db.lower() == relation.db.lower()
