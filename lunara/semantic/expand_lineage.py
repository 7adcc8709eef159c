"""What SQL over the model is made of, told as a compiled query's lineage is: one part for each SELECT."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from lunara.semantic.expand_columns import is_measure_call
from lunara.semantic.lineage import Aggregated, Condition, GroupedBy, JoinStep, Lineage, Part
from lunara.semantic.names import humanize

PROVEN = "proven by keys: no aggregate counts a row twice"


def lineage_of_sql(tree: exp.Expr, dialect: str) -> Lineage:
    """The lineage of a qualified tree, before its logical tables and MEASURE() calls are replaced."""
    parts = tuple(part for scope in traverse_scope(tree) if (part := _part(scope, dialect)) is not None)
    return Lineage(parts, written=True)


def _part(scope: Scope, dialect: str) -> Part | None:
    select = scope.expression
    if not isinstance(select, exp.Select) or select.args.get("from_") is None:
        return None
    start = select.args["from_"]
    homes = {a: source.name if isinstance(source, exp.Table) else a for a, source in scope.sources.items()}
    homes |= {table.alias_or_name: table.name for table in scope.tables if table.name}
    measures, groups = [], []
    for item in select.selects:
        value, name = item.unalias(), item.alias_or_name
        if value.find(exp.AggFunc) or any(is_measure_call(call) for call in value.find_all(exp.Anonymous)):
            measures.append(Aggregated(name, humanize(name), value.sql(dialect)))
        elif isinstance(value, exp.Column) and value.table in homes:
            home = homes[value.table]
            groups.append(GroupedBy(name, humanize(name), f"{home}.{value.name}", (home,)))
    where = select.args.get("where")
    conditions = (
        [] if where is None else list(where.this.flatten()) if isinstance(where.this, exp.And) else [where.this]
    )
    parent = select.parent
    return Part(
        name=parent.alias if isinstance(parent, exp.CTE | exp.Subquery) else "",
        table=homes.get(start.this.alias_or_name, start.this.alias_or_name),
        measures=tuple(measures),
        grouped_by=tuple(groups),
        joins=tuple(_joins(select, homes)),
        conditions=tuple(Condition(one.sql(dialect)) for one in conditions),
    )


def _joins(select: exp.Select, homes: dict[str, str]) -> list[JoinStep]:
    """The joins of a SELECT, with the columns that are equated."""
    found = []
    for join in select.args.get("joins") or []:
        here, on = join.this.alias_or_name, join.args.get("on")
        if here not in homes or on is None:
            continue
        pairs: dict[str, list[tuple[str, str]]] = {}
        for equal in on.find_all(exp.EQ):
            sides = [side for side in (equal.this, equal.expression) if isinstance(side, exp.Column)]
            mine = next((side for side in sides if side.table == here), None)
            other = next((side for side in sides if side.table != here and side.table in homes), None)
            if mine is not None and other is not None:
                pairs.setdefault(other.table, []).append((other.name, mine.name))
        found += [JoinStep("", homes[alias], homes[here], PROVEN, tuple(on)) for alias, on in pairs.items()]
    return found
