"""What a statement would read of a PostgreSQL database, by its plan: an estimate, which knows nothing of what is in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lunara.connect.warehouse import Estimate

if TYPE_CHECKING:
    import psycopg

_WHOLE = ("Seq Scan", "Sample Scan")
_KEPT = ("Materialize", "Memoize")
_SIZES = """
select n.nspname, c.relname, pg_relation_size(c.oid), c.reltuples
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where (n.nspname, c.relname) in (select * from unnest(%s::text[], %s::text[]))
"""
_MOST = 2**63 - 1
_ROW_HEADER = 24.0  # bytes


@dataclass(frozen=True)
class Reading:
    """A table, or an index in its place, as a plan reads it: `times` as often, `rows` each time; or all of it (`whole`)."""

    schema: str
    name: str
    whole: bool
    times: float
    rows: float
    width: float


def estimate(connection: psycopg.Connection[Any], sql: str) -> Estimate:
    """Rows and bytes: of a table that is read from end to end its size, else of the rows that the plan expects to look at."""
    # In the extended protocol, which takes one statement only.
    with connection.cursor(binary=True) as cursor:
        cursor.execute(f"explain (format json, verbose) {sql}".encode())
        row = cursor.fetchone()
    found = list(readings(row[0][0]["Plan"])) if row is not None else []
    named = sorted({(one.schema, one.name) for one in found})
    sizes: dict[tuple[str, str], tuple[int, float]] = {}
    if named:
        schemas, names = [schema for schema, _ in named], [name for _, name in named]
        for schema, name, size, rows in connection.execute(_SIZES, [schemas, names]):
            sizes[schema, name] = (size, rows)
    rows = held = 0.0
    for one in found:
        size, counted = sizes.get((one.schema, one.name), (0, -1.0))
        if one.whole:
            held += one.times * size
            rows += one.times * (counted if counted >= 0 else one.rows)  # -1: nobody has counted them yet
        else:
            held += one.times * one.rows * (size / counted if counted > 0 else one.width + _ROW_HEADER)
            rows += one.times * one.rows
    return Estimate("EXPLAIN", rows=min(round(rows), _MOST), bytes=min(round(held), _MOST))


def readings(node: Mapping[str, Any], times: float = 1.0) -> Iterator[Reading]:
    """Every table that a plan reads. What stands inside of a nested loop is read once for each row of what stands outside."""
    if "Relation Name" in node:
        # Where the index alone is read, the table is not.
        name = node["Index Name"] if node["Node Type"] == "Index Only Scan" else node["Relation Name"]
        rows, width = float(node.get("Plan Rows", 0)), float(node.get("Plan Width", 0))
        yield Reading(node.get("Schema", ""), name, node["Node Type"] in _WHOLE, times, rows, width)
    children = node.get("Plans", [])
    outer: Mapping[str, Any] = next((child for child in children if child.get("Parent Relationship") == "Outer"), {})
    for child in children:
        how = child.get("Parent Relationship")
        each = times
        if how == "Inner" and node["Node Type"] == "Nested Loop" and child["Node Type"] not in _KEPT:
            each = times * max(float(outer.get("Plan Rows", 1)), 1.0)
        elif how == "SubPlan" and not child.get("Subplan Name", "").startswith("CTE "):
            each = times * max(float(node.get("Plan Rows", 1)), 1.0)
        yield from readings(child, each)
