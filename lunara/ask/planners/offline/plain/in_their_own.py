"""The best of their own: "the highest salary in their department" is the highest in each department, never the highest of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import BE, tokens_of
from lunara.ask.planners.offline.words import ADJECTIVES, spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_IN = frozenset(spread("in within of for at from"))
_THEIRS = frozenset(spread("their its his her"))
_FOREMOST = frozenset(
    spread("most least fewest highest lowest maximum minimum greatest smallest largest biggest best worst top")
)
_LONGEST = 3


def in_each(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with "in their department" behind a superlative as "in each department", where that names a kind of groups."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(lows) - 2):
        if lows[at] not in _IN or not _foremost(lows[:at]):
            continue
        start = at + 1 + (lows[at + 1] in ("the", "their", "its", "his", "her"))
        own = lows[start : start + 1] in (["own"], ["same"], ["respective"])
        if lows[at + 1] not in _THEIRS and not (lows[at + 1] == "the" and own):
            continue
        start += own
        end = _group(tokens, start, lexicon)
        if end is None:
            continue
        one = replace(tokens[end - 1], text=tokens[end - 1].stem, low=tokens[end - 1].stem)
        each = [*tokens_of("in each", tokens[at]), *tokens[start : end - 1], one, *tokens[end:]]
        return [*_with_the_best(tokens[:at]), *each], []
    return list(tokens), []


def _with_the_best(tokens: Sequence[Token]) -> list[Token]:
    """ "Whose salary is the highest" as "with the highest salary"."""
    lows = [t.low for t in tokens]
    at = next((n for n in range(len(lows)) if lows[n] == "whose"), None)
    be = next((n for n in range(len(lows)) if at is not None and n > at + 1 and lows[n] in BE), None)
    if at is None or be is None or lows[be + 1 : -1] not in ([], ["the"]) or lows[-1] not in _FOREMOST:
        return list(tokens)
    return [*tokens[:at], *tokens_of("with the", tokens[at]), tokens[-1], *tokens[at + 1 : be]]


def _foremost(lows: Sequence[str]) -> bool:
    """Whether a superlative stands in these words."""
    return any(low in _FOREMOST or (low in ADJECTIVES and low.endswith("est")) for low in lows)


def _group(tokens: Sequence[Token], start: int, lexicon: Lexicon) -> int | None:
    """Where the name of a thing or of a field that is no number ends that begins here and that the question ends with."""
    for end in range(min(len(tokens), start + _LONGEST), start, -1):
        span = tokens[start:end]
        if any(t.kind != "word" for t in span) or any(t.kind == "word" for t in tokens[end:]):
            continue
        for match in lexicon.fields(tuple(t.stem for t in span)):
            target = match.target
            field = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
            if match.exact and (target.kind == "table" or (field is not None and field.type == "string")):
                return end
    return None
