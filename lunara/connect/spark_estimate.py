"""What a statement would read, by the sizes that `EXPLAIN COST` of Spark and Databricks tells of its tables."""

from __future__ import annotations

import re

from lunara.connect.warehouse import Estimate

# A table in a plan that is written as a tree; what the statement itself holds (OneRowRelation, LocalRelation) is none.
_TABLE = re.compile(
    r"^[ :|+-]*(?!OneRowRelation|LocalRelation)\w*Relation(?:V2)?\b.*, Statistics\(sizeInBytes=([\d.]+) ([KMGTPE]i)?B"
    r"(?:, rowCount=([\d.]+(?:E[+-]?\d+)?))?[^()]*\)$",
    re.M,
)
_UNITS = {"": 0, "Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_UNKNOWN = 2**62  # bytes; Spark says 8 EiB of a table whose size it does not know
_MOST = 2**63 - 1


def of_plan(plan: str) -> Estimate:
    """Bytes, and rows where each table was counted, of all tables that the optimized plan reads; None where one is not known.

    >>> of_plan("+- Relation c.d.orders[id#1L] parquet, Statistics(sizeInBytes=2.0 KiB, rowCount=100)").bytes
    2048
    """
    optimized = plan.partition("== Physical Plan")[0]
    if "Statistics(" not in optimized:
        return Estimate("EXPLAIN")
    held, rows = 0.0, 0.0
    counted = sized = True
    for size, unit, count in _TABLE.findall(optimized):
        each = float(size) * 1024 ** _UNITS[unit]
        sized, counted = sized and each < _UNKNOWN, counted and bool(count)
        held, rows = held + each, rows + float(count or 0)
    return Estimate("EXPLAIN", min(round(rows), _MOST) if counted else None, min(round(held), _MOST) if sized else None)
