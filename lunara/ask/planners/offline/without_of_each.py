"""What things are without, where rows of theirs are counted: "customers with two or more policies but no claims"."""

from __future__ import annotations

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.work import Work
from lunara.semantic.query import (
    ExistsFilter,
    FieldFilter,
    Filter,
    InlineMeasure,
    MeasureFilter,
    NotFilter,
    SemanticQuery,
)

_JOINING = frozenset(("and", "but", "yet", "though", "although"))
_UNCLEAR = (
    "It is not clear whether the rows that are counted or all rows have none of what is denied. Ask for one alone."
)


def of_each_thing(work: Work, query: SemanticQuery) -> SemanticQuery | Refusal:
    """The query with what is denied beside an "and" or "but" said of the things that are shown, not of each row that is counted.

    "Policies without claims" are those of which none has a claim; "customers with two policies but without claims" have none
    on any policy. The query as it is where it compares nothing, or where what is denied is said of the rows themselves; a
    refusal where it is said of things that are shown by what many of them share, and where a period before it is of other rows.
    """
    filters = []
    for one in query.filters:
        denied = one.not_ if isinstance(one, NotFilter) and isinstance(one.not_, ExistsFilter) else None
        said = _said_of_other_rows(denied, work) if denied is not None else None
        if said is not None:
            return Refusal(
                f"“{said}” stands before what there is none of, and may be said of other rows. Say of which."
            )
        found = _of_the_thing(denied, query, work) if denied is not None else one
        if isinstance(found, Refusal):
            return found
        filters.append(found or one)
    return query.model_copy(update={"filters": tuple(filters)})


def _of_the_thing(denied: ExistsFilter, query: SemanticQuery, work: Work) -> Filter | Refusal | None:
    """That the thing which is shown has none of the rows at all; None where it is said of the rows, or holds of both."""
    roads, tables = work.lexicon.roads, work.lexicon.tables
    compared = _compared(work, query)
    shown = [tuple((d if isinstance(d, str) else d.field).split(".")) for d in query.dimensions]
    if not compared or len({path[0] for path in shown}) != 1 or shown[0][0] not in tables:
        return None
    if not any(_joined(counted, denied.exists, work) for counted in compared):
        return None
    thing, names = shown[0][0], {path[-1] for path in shown}
    alone = bool(names & {*work.lexicon.key_names(thing), work.lexicon.display(thing)})
    if not alone:
        return Refusal(_UNCLEAR)
    below = {c for c in compared - {thing, denied.exists} if roads.distance_up(denied.exists, c) is not None}
    if not below:
        return None
    count = next((m.name for m in tables[denied.exists].measures if m.aggregate == "count" and not m.filter), None)
    if count is None or denied.via or any(roads.distance_up(counted, thing) is None for counted in below):
        return Refusal(_UNCLEAR)
    return MeasureFilter(measure=f"{denied.exists}.{count}", per=thing, op="=", values=(0,), where=denied.where)


def _compared(work: Work, query: SemanticQuery) -> set[str]:
    """The tables whose rows are measured and compared for each thing."""
    compared = {f.field.rpartition(".")[2] for f in query.filters if isinstance(f, FieldFilter)}
    homes: set[str] = set()
    for measure in query.measures:
        if isinstance(measure, InlineMeasure):
            homes |= {measure.table} if measure.name in compared else set()
            continue
        home, _, bare = measure.rpartition(".")
        holding = [t.name for t in work.lexicon.tables.values() if any(m.name == bare for m in t.measures)]
        homes |= {name for name in holding if home in ("", name) and bare in compared}
    return homes


def _joined(counted: str, denied: str, work: Work) -> bool:
    """Whether an "and" or "but" stands between what is counted and what is denied."""
    one, other = _place(counted, work), _place(denied, work)
    if one is None or other is None:
        return False
    return any(_JOINING & set(i.low.split()) for i in work.items[min(one, other) : max(one, other)])


def _place(table: str, work: Work) -> int | None:
    reading = work.reading or Reading()
    targets = (reading.target(item) for item in work.items)
    return next((at for at, target in enumerate(targets) if target is not None and target.table == table), None)


def _said_of_other_rows(denied: ExistsFilter, work: Work) -> str | None:
    """The words of a period that rows are denied in, where they stand before an "and" or "but" that the denial is behind."""
    table = work.lexicon.tables.get(denied.exists)
    times = {f"{denied.exists}.{d.name}" for d in table.dimensions if d.type == "time"} if table is not None else set()
    if not any(isinstance(f, FieldFilter) and f.field in times for f in denied.where):
        return None
    place = _place(denied.exists, work)
    if place is None or any(i.kind == "time" for i in work.items[place:]):
        return None
    before = next((at for at in range(place - 1, -1, -1) if work.items[at].kind == "time"), None)
    if before is None or not any(_JOINING & set(i.low.split()) for i in work.items[before:place]):
        return None
    return work.items[before].text
