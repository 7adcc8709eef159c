"""Lists over two things: "titles of films and types of their estimations" are a row of the estimations each, with the fields
of the films beside; of two things that rows of a third table bring together, a row of these.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import amounts
from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.assembly.related import SEVERAL, meeting_table, ways
from lunara.ask.planners.offline.lexicon import Target

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


_NEVER = 1_000_000
"""Where a clause begins that says nothing of the things, if none does: behind all words."""


def of_several(a: Assembler) -> None:
    """Settle whose rows a list is of, where its fields are of several things and the first one named has not all of them."""
    frame = a.frame
    plain = not (frame.wanted or frame.rank or frame.top or frame.trend or frame.shared or frame.tied or frame.distinct)
    if not plain or not frame.columns or any(c.negated or c.without for c in frame.conditions):
        return
    things = [(e, t) for e in frame.entities if (t := a.reading.target(e)) is not None]
    fields = [a.reading.target(i) for i in frame.columns]
    homes = {t.table for t in fields if t is not None and t.kind == "dimension"}
    anchors = [i.anchor for i in frame.columns]
    shown = [e for e, _ in things if frame.names and not any(e is i for i in anchors)]
    said = [i for c in frame.conditions if (i := c.mention or c.verb) is not None]
    clause = min((i.start for i in (*said, *frame.verbs)), default=_NEVER)
    shown = [e for e in shown if (e.after_and or e.start < frame.columns[0].start) and e.start < clause]
    homes |= {t.table for e, t in things if any(e is i for i in shown)}
    rows = _rows_said(a)
    named = {t.table for _, t in things} | ({rows} if rows else set())
    if len(homes) < 2 - bool(rows) or not homes <= named or any(t is None or t.kind == "table" for t in fields):
        return
    if rows is None and (not things or _has_all(a, things[0][1].table, named)):
        return
    home = rows or next((t for t in sorted(named) if _has_all(a, t, named)), None) or meeting_table(a, sorted(named))
    if home is None or not _has_all(a, home, named):
        return
    if rows is None and any(ways(a, home, one, other) > 1 for one, other in combinations(sorted(named), 2)):
        raise Declined(SEVERAL)
    a.list_base = home
    frame.groups, frame.entities = [], shown
    frame.conditions = [c for c in frame.conditions if home not in amounts.deeds_of(a, c)]


def _has_all(a: Assembler, table: str, others: set[str]) -> bool:
    """Whether each row of a table has one of each of the others."""
    return all(a.roads.distance_up(table, t) is not None for t in others)


def _rows_said(a: Assembler) -> str | None:
    """ "For each nomination, show ...": rows without a name of their own, each of which is to be shown."""
    groups = a.frame.groups
    target: Target | None = a.reading.target(groups[0].mention) if len(groups) == 1 else None
    if target is None or target.kind != "table" or groups[0].grain is not None or groups[0].part is not None:
        return None
    nameless = a.fields.display(target.table) is None and a.fields.key(target.table) is None
    return target.table if nameless else None
