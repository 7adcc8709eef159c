"""What a statement would read, by the plan that its engine tells: DuckDB's in JSON, Redshift's as lines of text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from lunara.connect.warehouse import Estimate

_MOST = 2**63 - 1
_SCAN = re.compile(r"\b(?:Seq|Index|Index Only|Bitmap Heap|Query|Partition Loop) Scan (?:on|using|of) ")
_SIZES = re.compile(r"\brows=(\d+) width=(\d+)\)")


def of_scans(plan: str, sizes: Mapping[str, int]) -> Estimate:
    """Rows of the tables and files that a plan of DuckDB (`EXPLAIN (FORMAT json)`) reads, each as often as it is read.

    `sizes` has the rows of tables by their full names: what filters leave says nothing of what is read. Files
    have the rows that the plan expects of them.

    >>> scan = {"name": "SEQ_SCAN", "children": [], "extra_info": {"Table": "shop.main.orders", "Estimated Cardinality": "200"}}
    >>> of_scans(json.dumps([{"name": "FILTER", "children": [scan, scan]}]), {"shop.main.orders": 1000}).rows
    2000
    """
    rows, left = 0, list(json.loads(plan))
    while left:
        node: dict[str, Any] = left.pop()
        left.extend(node.get("children", ()))
        told = node.get("extra_info", {})
        if not str(node.get("name", "")).rstrip().endswith("SCAN"):
            continue
        table = str(told.get("Table", ""))
        rows += sizes.get(table, int(str(told.get("Estimated Cardinality", 0)).lstrip("~") or 0))
    return Estimate("EXPLAIN", rows=min(rows, _MOST))


def of_lines(plan: Iterable[str]) -> Estimate:
    """Rows and bytes that the scans of a plan in lines (Redshift's `EXPLAIN`) expect to give: the columns that are read,
    of the rows that their filters leave.

    >>> of_lines(["XN Aggregate  (cost=2.2..2.2 rows=1 width=9)", "  ->  XN Seq Scan on a  (cost=0.0..1.0 rows=200 width=14)"])
    Estimate(source='EXPLAIN', rows=200, bytes=2800, cost=None, currency='', exact=False)
    """
    rows = size = 0
    for line in plan:
        told = _SIZES.search(line)
        if told is not None and _SCAN.search(line):
            rows, size = rows + int(told[1]), size + int(told[1]) * int(told[2])
    return Estimate("EXPLAIN", rows=min(rows, _MOST), bytes=min(size, _MOST))
