"""Values that are called like a period: the billing interval “month” of a plan, and “per month”, which is one of the calendar."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.periods import ADVERBS, GRAINS
from lunara.ask.tokens import Token, verb_stems

_BE = frozenset(("is", "are", "was", "were", "be", "being", "not"))


def of_the_calendar(tokens: Sequence[Token], at: int, matches: Sequence[Match], lexicon: Lexicon) -> list[Match]:
    """The matches of the word at this place, without such values where nothing tells that the value is meant.

    What tells: the field ("interval", "billed"), the rows that have it right behind the word ("month plans") or, behind an
    adverb, rows that refer to those ("monthly subscriptions"), and what things are said to be ("subscriptions that are yearly").
    """
    if tokens[at].low not in GRAINS and tokens[at].low not in ADVERBS:
        return list(matches)
    return [m for m in matches if m.target.kind != "value" or _told(tokens, at, m.target, lexicon)]


def _told(tokens: Sequence[Token], at: int, value: Target, lexicon: Lexicon) -> bool:
    own = lexicon.literal_words(Target("dimension", value.table, value.name)) - {tokens[at].stem}
    own |= {stem for word in own for stem in verb_stems(word)}
    if any({t.stem, *verb_stems(t.low)} & own for n, t in enumerate(tokens) if n != at):
        return True
    adverb = tokens[at].low in ADVERBS
    if adverb and at and tokens[at - 1].low in _BE:
        return True
    behind = [t.stem for t in tokens[at + 1 : at + 4]]
    named = [m.target for n in range(1, len(behind) + 1) for m in lexicon.fields(tuple(behind[:n])) if m.exact]
    things = {t.table for t in named if t.kind == "table"}
    return any(t == value.table or (adverb and lexicon.roads.distance_up(t, value.table) == 1) for t in things)
