"""What a statement would look at in a MySQL or MariaDB database, by its plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_MOST = 2**63 - 1


def rows_looked_at(plan: Iterable[Mapping[str, Any]]) -> int | None:
    """Rows of tables that the lines of an EXPLAIN expect to be looked at; None where it names none.

    Lines of one `id` are joined in their order: each is looked at once for every row that those before it leave.

    >>> rows_looked_at([{"id": 1, "table": "o", "rows": 100, "filtered": 10.0}, {"id": 1, "table": "c", "rows": 2}])
    120
    """
    times: dict[str, float] = {}
    looked_at, known = 0.0, False
    for line in plan:
        table, rows = _text(line.get("table")), line.get("rows")
        if not table or rows is None:
            continue
        each = times.get(_text(line.get("id")), 1.0)
        if not table.startswith("<"):  # what the plan itself has made
            looked_at += each * float(rows)
            known = True
        left = 100.0 if line.get("filtered") is None else float(line["filtered"])
        times[_text(line.get("id"))] = max(each * float(rows) * left / 100, 1.0)
    return min(round(looked_at), _MOST) if known else None


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
