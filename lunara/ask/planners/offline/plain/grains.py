"""Periods whose word is a field of other rows: "members per quarter", where a calendar that they do not refer to has one."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import in_words, thing_at, things, tokens_of
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


def of_that_date(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "By order month" as "by month of order date", "by signup year" as "by year of signup", where no field is called so."""
    if clock.fiscal_month > 1:
        return list(tokens), []
    for at in range(1, len(tokens) - 1):
        said, grain = tokens[at], tokens[at + 1]
        if tokens[at - 1].low not in _EACH or grain.low not in _GRAINS or said.kind != "word" or said.low in _OTHERS:
            continue
        if any(m.exact for m in lexicon.fields((said.stem, grain.stem))):
            continue
        exact = [m.target for m in lexicon.fields((said.stem,)) if m.exact]
        rows = {t.table for t in exact if t.kind == "table" or t.name == lexicon.count_measure(t.table)}
        if len(rows) == 1:
            home = rows.pop()
            day = lexicon.time_dimension(home)
            field = lexicon.dimension(home, day) if day is not None else None
            called = in_words(field) if field is not None else ""
        else:
            days = [d for t in exact if (d := lexicon.dimension(t.table, t.name)) is not None and d.type == "time"]
            called = in_words(days[0]) if days and len(days) == len(exact) == 1 else "" if exact else said.low
        if called:
            return [*tokens[:at], *tokens_of(f"{grain.low} of {called}", said), *tokens[at + 2 :]], []
    return list(tokens), []


_OTHERS = frozenset(spread("calendar fiscal financial the a each every last this next previous"))


def _by_one_of_several(table: str, homes: set[str], lexicon: Lexicon) -> bool:
    """Whether rows refer to several days of one calendar, one of which is the day that they go by."""
    ways = [r.name for r in lexicon.model.relationships if r.from_table == table and {r.to_table} == homes]
    own = (lexicon.tables[table].default_time or "").partition(".")[0]
    return len(ways) > 1 and own in ways
