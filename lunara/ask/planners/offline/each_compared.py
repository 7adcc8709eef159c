"""A number of each of those that are counted: "towns with two halls with a capacity above 300" is no total of a town's halls."""

from __future__ import annotations

from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.work import Work
from lunara.semantic.model import Measure
from lunara.semantic.query import FieldFilter, SemanticQuery

_OF_ALL = frozenset(("total", "sum", "altogether", "all", "overall", "combined", "average", "mean", "avg"))


def each_or_all(work: Work, query: SemanticQuery) -> str | None:
    """Why a query compares the sum of a group where a number of each of those that are counted may be meant; None otherwise."""
    reading = work.reading or Reading()
    compared = {f.field for f in query.filters if isinstance(f, FieldFilter) and f.op != "is_not_null"}
    if len(compared) < 2 or any(_OF_ALL & set(item.low.split()) and not item.is_op("list") for item in work.items):
        return None
    for name, table in work.lexicon.tables.items():
        counts = {m.name for m in table.measures if _counts(m)}
        sums = {m.name for m in table.measures if not _counts(m)} & compared
        if not counts & compared or not sums:
            continue
        said = [(i, t) for i in work.items if (t := reading.target(i)) is not None and t.table == name]
        things = [i for i, t in said if t.kind == "table" or t.name in counts]
        number = next((i for i, t in said if t.name in sums and things and i.start > things[0].start), None)
        if number is not None:
            return (
                f"It is not clear whether “{number.text}” is that of each of the {things[0].text} or of all of them. "
                "Say “total” or “average” where all of them are meant."
            )
    return None


def _counts(measure: Measure) -> bool:
    return measure.aggregate in ("count", "count_distinct")
