"""Which of the meanings of a name step back: what is only nearly called so beside a thing that is called exactly so."""

from __future__ import annotations

from collections.abc import Collection

from lunara.ask.planners.offline.lexicon import Lexicon, Match
from lunara.ask.planners.offline.money_rows import called


def things_called_so(matches: list[Match], said: Collection[str], lexicon: Lexicon) -> list[Match]:
    """ "Items" where a table is called so: never the order lines, which are only another word for some items.

    `said` are the stems of the name. What has one of them in its own name stays ("channels" beside "marketing channels").
    """
    if not any(m.exact and m.target.kind == "table" for m in matches):
        return matches
    own = {t: called(lexicon.tables[t]) for m in matches if (t := m.target.table) in lexicon.tables}
    return [m for m in matches if m.exact or m.target.kind != "table" or own.get(m.target.table, set()) & set(said)]
