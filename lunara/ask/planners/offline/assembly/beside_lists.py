"""Lists over two things: "titles of films and types of their estimations" are a row of the estimations each, with the fields
of the films beside; of two things that rows of a third table bring together, a row of these.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import amounts
from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.assembly.related import SEVERAL, meeting_table, ways
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Target
from lunara.ask.planners.offline.naming import table_words, words_of

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


_OF_ALL = frozenset(("total", "average", "mean"))
"""Words of a key that is no number of one row: "customers sorted by their total loan amount"."""
_NEVER = 1_000_000
"""Where a clause begins that says nothing of the things, if none does: behind all words."""


def of_several(a: Assembler) -> None:
    """Settle whose rows a list is of, where its fields are of several things and the first one named has not all of them.

    Rows of a third table are listed only where no rows that are named or whose fields are shown have one of each.
    """
    frame = a.frame
    plain = not (frame.wanted or frame.rank or frame.top or frame.trend or frame.shared or frame.tied or frame.distinct)
    keys = [key for key, _ in frame.order if isinstance(key, Item) and not _OF_ALL & set(words_of(key.low))]
    ordered = {t.table for key in keys if (t := a.reading.target(key)) is not None}
    theirs = _each_said(a) is not None and len(frame.entities) == 1 and _said_of_them(a, frame.entities[0])
    theirs = theirs or (len(frame.entities) == 2 and _said_of_them(a, frame.entities[1]))
    if not plain or not (frame.columns or ordered or theirs) or any(c.negated or c.without for c in frame.conditions):
        return
    things = [(e, t) for e in frame.entities if (t := a.reading.target(e)) is not None]
    fields = [a.reading.target(i) for i in frame.columns]
    homes = {t.table for t in fields if t is not None and t.kind == "dimension"}
    anchors = [i.anchor for i in frame.columns]
    shown = [e for e, _ in things if (frame.names or theirs) and not any(e is i for i in anchors)]
    said = [i for c in frame.conditions if (i := c.mention or c.verb) is not None]
    clause = min((i.start for i in (*said, *frame.verbs)), default=_NEVER)
    first = frame.columns[0].start if frame.columns else _NEVER
    shown = [e for e in shown if (theirs or e.after_and or e.start < first) and e.start < clause]
    homes |= {t.table for e, t in things if any(e is i for i in shown)} | ordered
    each = _each_said(a)
    rows = each if each is not None and _nameless(a, each) else None
    named = {t.table for _, t in things} | ({each} if each else set())
    needed = homes | named
    if any(t is None or t.kind == "table" for t in fields) or (frame.groups and each is None):
        return
    if len(homes) < 2 - bool(each) and not (len(homes) == 1 and _fields_of_many(a, homes, things)):
        return
    if each is None and (not things or _has_all(a, things[0][1].table, needed)):
        return
    home = rows or next((t for t in sorted(needed) if _has_all(a, t, needed)), None)
    if home is None and homes - named and not _said_of_pairs(a, homes - named):
        return
    home = home or meeting_table(a, sorted(needed))
    if home is None or not _has_all(a, home, needed):
        return
    if rows is None and any(ways(a, home, one, other) > 1 for one, other in combinations(sorted(needed), 2)):
        raise Declined(SEVERAL)
    a.list_base = home
    if each is not None and rows is None:
        told = [e for e, _ in things if (frame.names or theirs) and any(e is i for i in (*shown, *anchors))]
        shown = [i for g in frame.groups if (i := g.mention) is not None] + told
    frame.groups, frame.entities = [], shown
    frame.conditions = [c for c in frame.conditions if home not in amounts.deeds_of(a, c)]


def _said_of_them(a: Assembler, item: Item) -> bool:
    """ "For each musical, list its actors": things with a name of their own, each of which is to be shown."""
    target = a.reading.target(item)
    before = any(f.end == item.start and f.low in ("its", "their") for f in a.frame.filler)
    return a.frame.listing and before and target is not None and a.fields.display(target.table) is not None


def _fields_of_many(a: Assembler, homes: set[str], things: list[tuple[Item, Target]]) -> bool:
    """ "Delegates who are from counties with ...": fields alone are listed, each of whose rows has one of what is named."""
    (home,) = homes
    whose = {t.table for _, t in things}
    narrowed = {t.table for c in a.frame.conditions if (t := a.reading.target(c.mention)) is not None}
    return home not in whose and whose <= narrowed and _has_all(a, home, whose)


def _said_of_pairs(a: Assembler, tables: set[str]) -> bool:
    """ "The machine series that they repair": a verb ties what the fields are of, or their names say it."""
    over = {name for verb in a.frame.verbs for name in verb.over}
    tied = {end for name in over for end in (a.roads.by_name[name].to_table, a.roads.by_name[name].from_table)}
    fields = [*a.frame.columns, *(key for key, _ in a.frame.order if isinstance(key, Item))]
    called = {
        t.table
        for i in fields
        if (t := a.reading.target(i)) is not None
        and set(table_words(a.lexicon.tables[t.table])[-1:]) & set(words_of(i.low))
    }
    whose = {m.target.table for i in fields if i.anchor is not None for m in i.anchor.matches if m.exact}
    return tables <= tied | called | whose


def _has_all(a: Assembler, table: str, others: set[str]) -> bool:
    """Whether each row of a table has one of each of the others."""
    return all(a.roads.distance_up(table, t) is not None for t in others)


def _each_said(a: Assembler) -> str | None:
    """ "For each nomination, show ...": the rows each of which is to be shown."""
    groups = a.frame.groups
    target: Target | None = a.reading.target(groups[0].mention) if len(groups) == 1 else None
    if target is None or target.kind != "table" or groups[0].grain is not None or groups[0].part is not None:
        return None
    return target.table if _nameless(a, target.table) or groups[0].word in _EACH else None


_EACH = frozenset(("each", "for each", "for every", "every"))


def _nameless(a: Assembler, table: str) -> bool:
    """Whether rows have no name of their own."""
    return a.fields.display(table) is None and a.fields.key(table) is None
