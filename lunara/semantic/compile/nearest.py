"""The nearest question that can be answered, when the one asked would multiply rows."""

from __future__ import annotations

from typing import Any

from lunara.errors import FanOut
from lunara.semantic.compile.context import Context
from lunara.semantic.query import SemanticQuery


def nearest_query(query: SemanticQuery, context: Context, error: FanOut) -> dict[str, Any] | None:
    """The query with the offending table's measures counted, or measured, at the finer grain; None when unknown."""
    graph = context.graph
    finer, table = error.details.get("to_table"), error.details.get("table")
    relationship = graph.names.relationships.get(str(error.details.get("relationship")))
    if not finer or relationship is None or not query.measures:
        return None
    if context.allowed is not None and finer not in context.allowed:
        return None
    replaced: list[Any] = []
    for one in query.measures:
        home = one.table if not isinstance(one, str) else graph.names.resolve(one, "measure").table
        if home != table:
            replaced.append(one if isinstance(one, str) else one.model_dump(mode="json", exclude_none=True))
    its = graph.table(str(finer))
    measure = next((m for m in its.measures if m.aggregate in ("sum", "count") and not m.hidden), None)
    if measure is not None:
        replaced.append(f"{its.name}.{measure.name}")
    elif relationship.from_table == finer and relationship.to_table == table and len(relationship.from_columns) == 1:
        replaced.append(
            {
                "name": f"{table}_count",
                "table": finer,
                "aggregate": "count_distinct",
                "expression": relationship.from_columns[0],
            }
        )
    else:
        replaced.append({"name": f"{finer}_count", "table": finer, "aggregate": "count"})
    plain = query.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    plain["measures"] = replaced
    for part in ("calculations", "order_by", "compare"):
        plain.pop(part, None)
    return plain
