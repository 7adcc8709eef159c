"""What things are without, where rows of theirs are counted: "customers with two or more policies but no claims"."""

from __future__ import annotations

from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.work import Work
from lunara.semantic.query import ExistsFilter, FieldFilter, Filter, MeasureFilter, NotFilter, SemanticQuery

_JOINING = frozenset(("and", "but", "yet", "though", "although"))


def of_each_thing(work: Work, query: SemanticQuery) -> SemanticQuery:
    """The query with what is denied behind an "and" or "but" said of the things that are shown, not of each row that is counted.

    "Policies without claims" are those of which none has a claim; "customers with two policies but without claims" have none
    on any policy. The query as it is where it counts nothing, or where what is denied is said of the rows themselves.
    """
    counted = _counted(work, query)
    shown = {(d if isinstance(d, str) else d.field).rpartition(".")[0] for d in query.dimensions}
    roads = work.lexicon.roads
    if counted is None or len(shown) != 1 or not shown <= work.lexicon.tables.keys() - {counted}:
        return query
    (thing,) = shown
    if roads.distance_up(counted, thing) is None:
        return query
    filters = [_of(thing, f, work) if _denied_below(f, counted, work) else f for f in query.filters]
    return query.model_copy(update={"filters": tuple(filters)})


def _counted(work: Work, query: SemanticQuery) -> str | None:
    """The table whose rows are counted and compared for each thing; None where there is no such one number."""
    names = [m for m in query.measures if isinstance(m, str)]
    compared = {f.field.rpartition(".")[2] for f in query.filters if isinstance(f, FieldFilter)}
    if len(query.measures) != 1 or len(names) != 1 or names[0].rpartition(".")[2] not in compared:
        return None
    home, _, bare = names[0].rpartition(".")
    homes = [
        t.name
        for t in work.lexicon.tables.values()
        if home in ("", t.name) and any(m.name == bare and m.aggregate == "count" for m in t.measures)
    ]
    return homes[0] if len(homes) == 1 else None


def _denied_below(one: Filter, counted: str, work: Work) -> bool:
    """Whether a filter denies rows that belong to those that are counted, said behind an "and" or "but"."""
    if not isinstance(one, NotFilter) or not isinstance(one.not_, ExistsFilter) or one.not_.where or one.not_.via:
        return False
    denied = one.not_.exists
    if denied == counted or work.lexicon.roads.distance_up(denied, counted) is None:
        return False
    reading = work.reading or Reading()
    places: dict[str, int] = {}
    for at, item in enumerate(work.items):
        target = reading.target(item)
        if target is not None and target.table in (denied, counted):
            places.setdefault(target.table, at)
    if len(places) != 2 or places[counted] > places[denied]:
        return False
    return any(i.low in _JOINING for i in work.items[places[counted] : places[denied]])


def _of(thing: str, one: Filter, work: Work) -> Filter:
    """That a thing has none of the rows at all."""
    denied = one.not_.exists if isinstance(one, NotFilter) and isinstance(one.not_, ExistsFilter) else ""
    count = next(
        (m.name for m in work.lexicon.tables[denied].measures if m.aggregate == "count" and not m.filter), None
    )
    if count is None:
        return one
    return MeasureFilter(measure=f"{denied}.{count}", per=thing, op="=", values=(0,))
