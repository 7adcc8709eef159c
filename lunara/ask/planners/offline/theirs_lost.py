"""“Customers and their sales reps”: what is theirs is shown beside them, or nothing is answered."""

from __future__ import annotations

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.those import listed
from lunara.ask.planners.offline.work import Work
from lunara.semantic.query import SemanticQuery

_THEIR = frozenset(("their", "its"))


def theirs_lost(work: Work, query: SemanticQuery) -> str | None:
    """Why a query is not the answer that leaves out what is said to be theirs, or whose it is; None where nothing is lost."""
    items, reading = work.items, work.reading or Reading()
    shown = {(d if isinstance(d, str) else d.field) for d in query.dimensions}
    tables = {name.rpartition(".")[0] for name in shown}
    for at in range(1, len(items) - 1):
        if items[at].low not in _THEIR or not _joined(items, at):
            continue
        target = reading.target(items[at + 1])
        if target is None:
            continue
        if target.kind in ("table", "value"):
            if target.table not in tables and target.table not in FlatPlan(query, work.lexicon).measured:
                return f"“{items[at + 1].text}” would not be shown. Ask for them in a list of their own."
        elif target.kind in ("measure", "derived") and query.measures and not query.dimensions:
            whose = next((i for i in items[:at] if i.kind == "mention"), None)
            if whose is not None and whose.plural:
                return (
                    f"It is not clear whether the number is of each of “{whose.text}” or of all: ask for it “by” them."
                )
    return None


def one_of_a_kind_lost(work: Work, query: SemanticQuery) -> str | None:
    """ "Which sales rep got the largest payment" is not answered by the payment of some rep: who is asked for is shown."""
    first = next((i for i in work.items if i.kind != "filler"), None)
    asked = next((i for i in work.items if i.kind == "mention"), None)
    if first is None or asked is None or not first.is_op("which") or query.measures or asked.plural:
        return None
    target = (work.reading or Reading()).target(asked)
    if target is None or target.kind != "value" or work.items.index(asked) > work.items.index(first) + 1:
        return None
    tables = {(d if isinstance(d, str) else d.field).rpartition(".")[0] for d in query.dimensions}
    if target.table in tables or not masters.people(target.table, work.lexicon):
        return None
    return f"The answer would not say which “{asked.text}” it is. Ask for them by a number."


def with_theirs(work: Work, query: SemanticQuery) -> SemanticQuery:
    """A list with the names of what is theirs beside it, where that is one of the things above each of its rows."""
    reading, lexicon = work.reading or Reading(), work.lexicon
    table = listed(query, lexicon) if not query.measures and query.limit is None else None
    for at in range(1, len(work.items) - 1) if table is not None else ():
        if work.items[at].low not in _THEIR or not _joined(work.items, at):
            continue
        target = reading.target(work.items[at + 1])
        name = lexicon.display(target.table) if target is not None and target.kind in ("table", "value") else None
        shown = {d if isinstance(d, str) else d.field for d in query.dimensions}
        if target is None or name is None or f"{target.table}.{name}" in shown:
            continue
        if table is not None and target.table != table and lexicon.roads.distance_up(table, target.table) is not None:
            query = query.model_copy(update={"dimensions": (*query.dimensions, f"{target.table}.{name}")})
    return query


def _joined(items: list[Item], at: int) -> bool:
    """Whether "their" follows what joins another thing to a list."""
    return items[at - 1].is_op("and", "with") or items[at - 1].low in (",", "with", "and", "plus")
