"""Periods whose word is a field of other rows: "members per quarter", where a calendar that they do not refer to has one."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import thing_at, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_GRAINS = frozenset(spread("week month quarter year"))
_EACH = frozenset(spread("by per each every"))


def of_own_date(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The period by its calendar name where no row of what is asked for has a field of that name, and where it has a date."""
    if clock.fiscal_month > 1:
        return list(tokens), []
    named = things(tokens, lexicon)
    for at, token in enumerate(tokens):
        if token.low not in _GRAINS or not at or tokens[at - 1].low not in _EACH or thing_at(tokens, at, lexicon):
            continue
        fields = [m.target for m in lexicon.fields((token.stem,)) if m.exact]
        homes = {t.table for t in fields if t.kind == "dimension"}
        thing = next((t for t in named if t.end <= at), None)
        if thing is None or not homes or any(t.kind != "dimension" for t in fields):
            continue
        apart = all(lexicon.roads.distance_up(thing.table, home) is None for home in homes)
        if (apart and lexicon.time_dimension(thing.table) is not None) or _by_one_of_several(
            thing.table, homes, lexicon
        ):
            return [*tokens[:at], *tokens_of("calendar", token), *tokens[at:]], []
    return list(tokens), []


def _by_one_of_several(table: str, homes: set[str], lexicon: Lexicon) -> bool:
    """Whether rows refer to several days of one calendar, one of which is the day that they go by."""
    ways = [r.name for r in lexicon.model.relationships if r.from_table == table and {r.to_table} == homes]
    own = (lexicon.tables[table].default_time or "").partition(".")[0]
    return len(ways) > 1 and own in ways
