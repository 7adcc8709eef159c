"""What is named beside things to be shown, and was taken for a condition: "films with category and rating"."""

from __future__ import annotations

from lunara.ask.planners.offline.lexicon import Target
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.work import Work
from lunara.semantic.filters import leaves_of
from lunara.semantic.query import ExistsFilter, FieldFilter, SemanticQuery

_SOME = frozenset(("a", "an", "any", "some", "no", "the"))
_THEIRS = frozenset(("their", "its"))


def lost_beside(work: Work, query: SemanticQuery) -> str | None:
    """Why what stands behind "with" may be left out, in words: where the field behind its "and" is shown, or it is theirs.

    "With a category and rating PG" are conditions; "employees with their sales" show the number.
    """
    reading, said = work.reading or Reading(), [i for i in work.items if i.kind != "filler"]
    told = _told(query)
    for at in range(len(said) - 1):
        led, one, *behind = said[at : at + 4]
        first = reading.target(one)
        words = {i.low for i in work.items if led.end <= i.start < one.start} | {*led.low.split()[-1:]}
        if first is None or not led.is_op("with") or words & _SOME or not _held(first, query, told):
            continue
        second = reading.target(behind[1]) if len(behind) == 2 and behind[0].is_op("and") else None
        theirs = bool(words & _THEIRS) and first.kind == "measure" and first.name not in told
        if theirs or (second is not None and not one.plural and _names(second) & told):
            return (
                f"It is not clear whether “{one.text}” is to be shown as well. Ask for it alone, or behind “and their”."
            )
    return None


def _told(query: SemanticQuery) -> set[str]:
    """The fields, the tables whose fields, and the numbers that are shown."""
    fields = {d if isinstance(d, str) else d.field for d in query.dimensions}
    numbers = {m if isinstance(m, str) else m.name for m in query.measures}
    return fields | numbers | {f.partition(".")[0] for f in fields}


def _names(target: Target) -> set[str]:
    return {target.path, target.name, target.table} if target.kind == "table" else {target.path, target.name}


def _held(first: Target, query: SemanticQuery, told: set[str]) -> bool:
    """Whether the answer only says that there is one, or that it is known."""
    for leaf in leaves_of(query.filters):
        if isinstance(leaf, ExistsFilter) and first.kind in ("table", "measure") and leaf.exists == first.table:
            return True
        known = isinstance(leaf, FieldFilter) and (leaf.op == "is_not_null" or (leaf.op, leaf.values) == (">", (0,)))
        own = isinstance(leaf, FieldFilter) and leaf.field.partition(".")[0] == first.table and leaf.field not in told
        if known and own and first.kind != "table":
            return True
    return False
