"""The nearest question that can be answered, when the one asked would multiply rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rapidfuzz import fuzz
from sqlglot import exp

from lunara.errors import AmbiguousPath, FanOut, LunaraError
from lunara.semantic.compile.context import Context
from lunara.semantic.model import DerivedMeasure, Measure
from lunara.semantic.names import humanize
from lunara.semantic.query import InlineMeasure, SemanticQuery

MOST_STEPS = 4
Compiles = Callable[[SemanticQuery], object]


def nearest_query(query: SemanticQuery, context: Context, error: FanOut, compiles: Compiles) -> dict[str, Any] | None:
    """The query with the measures that cannot be grouped replaced by their like at the finer grain; None when there is none.

    Rows that were counted are counted distinctly where the finer table holds their key; amounts become the amount of the finer
    table that is most like them. `compiles` raises for a query that cannot be answered: only one that can is given.
    """
    plain = query.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    found: LunaraError = error
    for _ in range(MOST_STEPS):
        if isinstance(found, FanOut):
            changed = _replaced(plain, context, found)
        elif isinstance(found, AmbiguousPath):
            changed = _named(plain, context, found)
        else:
            return None
        if changed is None:
            return None
        plain = changed
        try:
            compiles(SemanticQuery.model_validate(plain))
        except LunaraError as next_error:
            found = next_error
            continue
        return plain
    return None


def _replaced(plain: dict[str, Any], context: Context, error: FanOut) -> dict[str, Any] | None:
    graph = context.graph
    finer, table = str(error.details.get("to_table", "")), str(error.details.get("table", ""))
    if finer not in graph.names.tables or not plain.get("measures"):
        return None
    if context.allowed is not None and finer not in context.allowed:
        return None
    names: dict[str, str] = {}
    measures: list[Any] = []
    for one in plain["measures"]:
        leaf = _leaf_of(one, table, context)
        if leaf is None:
            if one not in measures:
                measures.append(one)
            continue
        new = _like(leaf, finer, table, context, error)
        if new not in measures:
            measures.append(new)
        old = one if isinstance(one, str) else one["name"]
        names[old] = names[old.rsplit(".", 1)[-1]] = new if isinstance(new, str) else new["name"]
    if not names:
        return None
    changed = {**plain, "measures": measures}
    for part, key in (("order_by", "field"), ("calculations", "of")):
        if part in changed:
            changed[part] = [{**one, key: names.get(one[key], one[key])} for one in changed[part]]
    for one in changed.get("calculations", ()):
        if "by" in one:
            one["by"] = names.get(one["by"], one["by"])
    if "filters" in changed:
        changed["filters"] = [one for one in changed["filters"] if not _mentions(one, names, table, context)]
    return changed


def _leaf_of(one: Any, table: str, context: Context) -> Measure | None:
    """The measure of `table` that this one is, or is made of."""
    if not isinstance(one, str):
        inline = InlineMeasure.model_validate(one)
        if inline.table != table:
            return None
        return Measure(
            name=inline.name,
            aggregate=inline.aggregate,
            percentile=inline.percentile,
            percentile_kind=inline.percentile_kind,
            expression=inline.expression,
            format=inline.format,
        )
    try:
        found = context.graph.names.resolve(one, "measure")
    except LunaraError:
        return None
    if isinstance(found.field, Measure):
        return found.field if found.table == table else None
    if isinstance(found.field, DerivedMeasure):
        for column in context.graph.derived_expression(found.field).find_all(exp.Column):
            inner = _leaf_of(".".join(part.name for part in column.parts), table, context)
            if inner is not None:
                return inner
    return None


def _like(leaf: Measure, finer: str, table: str, context: Context, error: FanOut) -> Any:
    """What stands for a measure at the finer grain."""
    graph = context.graph
    relationship = graph.names.relationships.get(str(error.details.get("relationship")))
    leads_up = relationship is not None and (relationship.from_table, relationship.to_table) == (finer, table)
    counts = leaf.aggregate in ("count", "count_distinct") and leaf.expression is None
    if counts and relationship is not None and leads_up and len(relationship.from_columns) == 1:
        return {
            "name": leaf.name,
            "table": finer,
            "aggregate": "count_distinct",
            "expression": f'"{relationship.from_columns[0]}"'
            if not relationship.from_columns[0].isidentifier()
            else relationship.from_columns[0],
            "label": f"{leaf.label or humanize(leaf.name)} (distinct)",
        }
    offered = [m for m in graph.table(finer).measures if m.aggregate in ("sum", "count") and not m.hidden]
    if offered:
        best = max(offered, key=lambda one: (_alike(leaf, one), -offered.index(one)))
        return f"{finer}.{best.name}"
    return {"name": f"{finer}_count", "table": finer, "aggregate": "count"}


def _alike(one: Measure, other: Measure) -> float:
    """How much two measures are of the same kind: an amount of money like an amount of money, then by their words."""
    kinds = [None if measure.format is None else (measure.format.kind, measure.format.unit) for measure in (one, other)]
    same = 50.0 * (kinds[0] is not None and kinds[0] == kinds[1]) + 25.0 * (one.aggregate == other.aggregate)

    def words(measure: Measure) -> str:
        return " ".join([humanize(measure.name), measure.label or "", *measure.synonyms]).lower()

    return same + float(fuzz.token_set_ratio(words(one), words(other)))


def _mentions(one: Any, names: dict[str, str], table: str, context: Context) -> bool:
    """Whether a condition is on a measure that was replaced, or on one of the same table."""
    for word in ("and", "or"):
        if word in one:
            return any(_mentions(part, names, table, context) for part in one[word])
    if "not" in one:
        return _mentions(one["not"], names, table, context)
    field = one.get("field")
    return field is not None and (field in names or _leaf_of(field, table, context) is not None)


def _named(plain: dict[str, Any], context: Context, error: AmbiguousPath) -> dict[str, Any] | None:
    """The query with the first of several roads named."""
    target, options = error.details.get("target"), list(error.details.get("options", ()))
    changed: list[Any] = []
    for one in plain.get("dimensions", []):
        ref = {"field": one} if isinstance(one, str) else dict(one)
        try:
            lies_there = context.graph.names.resolve(ref["field"], "dimension").table == target
        except LunaraError:
            lies_there = False
        changed.append({**ref, "via": options[0]} if lies_there and options and "via" not in ref else one)
    return {**plain, "dimensions": changed} if changed != plain.get("dimensions", []) else None
