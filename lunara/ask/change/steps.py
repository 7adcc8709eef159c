"""The table of an explanation as the steps of a waterfall: what it was, what each member added, what it came to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lunara.ask.change.told import POINTS, TOTAL
from lunara.charts.display import cell
from lunara.charts.waterfall import Waterfall, waterfall
from lunara.connect.result import ResultTable
from lunara.errors import InvalidInput
from lunara.semantic.compiled import OutputColumn


def steps_of(columns: Sequence[OutputColumn], result: ResultTable) -> Waterfall | None:
    """None where there are no such steps: members that do not add up, a total that was not kept, a period without a value.

    What was stored and does not add up any more is none either: it is not drawn as if it did.
    """
    place = {column.name: number for number, column in enumerate(columns)}
    rows = result.rows()
    if not {"member", "before", "after", "change", "share_of_change"} <= place.keys() or len(rows) < 2:
        return None
    *members, total = rows
    before, after, change = (columns[place[name]] for name in ("before", "after", "change"))
    if total[place["member"]] != TOTAL or total[place["before"]] is None or total[place["after"]] is None:
        return None
    factor = 100 if change.format == POINTS else 1
    parts = [
        (cell(row[place["member"]], columns[place["member"]]), _exact(row[place["change"]]) / factor) for row in members
    ]
    measure, colon, period = before.label.rpartition(", ")
    try:
        return waterfall(
            (period, _exact(total[place["before"]])),
            parts,
            (after.label.rpartition(", ")[2], _exact(total[place["after"]])),
            before.format,
            title=change.label if colon else measure,
            change_format=change.format,
            factor=factor,
        )
    except InvalidInput:
        return None


def _exact(value: object) -> Decimal:
    """A stored figure as it was written."""
    return value if isinstance(value, Decimal) else Decimal(str(value))
