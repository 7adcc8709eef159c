"""When it was done, asked for behind the list: "which rooms have been closed and when?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.deeds import dates_of
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import as_one, in_words, is_participle, things, tokens_of
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_TAILS = frozenset(("when", "where", "why", "how"))


def told_as_well(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The date of the deed beside the things, where they have one such date; else a word that nothing is called.

    "And where" is never left out either: which of their places is meant is not said.
    """
    del clock
    end = next((n for n in range(len(tokens), 0, -1) if tokens[n - 1].kind != "symbol"), 0)
    if end < 4 or tokens[end - 1].low not in _TAILS or tokens[end - 2].low != "and":
        return list(tokens), []
    unread = [*tokens[: end - 2], as_one(tokens[end - 2 : end]), *tokens[end:]]
    named = things(tokens[: end - 2], lexicon)
    if not named or tokens[end - 1].low != "when":
        return unread, []
    thing = named[0].table
    deeds = [t for t in tokens[named[0].end : end - 2] if is_participle(t.low)]
    found = {d.name for t in deeds for d in dates_of(t.low, lexicon).get(thing, [])}
    field = lexicon.dimension(thing, next(iter(found))) if len(found) == 1 else None
    if field is None:
        return unread, []
    day = replace(as_one(tokens_of(in_words(field), tokens[end - 1])), field=(thing, field.name))
    return [*tokens[: end - 2], *tokens_of("with their", tokens[end - 2]), day, *tokens[end:]], []
