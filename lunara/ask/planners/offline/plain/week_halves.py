"""Weekends and weekdays beside each other: two groups of one field that tells them apart, and never both conditions at once."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import shown, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_ENDS = frozenset(spread("weekend weekends"))
_WORKING = (("weekdays",), ("weekday",), ("workdays",), ("workday",), ("working", "days"), ("during", "the", "week"))
_GLUE = frozenset(
    spread("and or vs vs. versus against with to than compared / on at during over the in , . from by between of")
)
_LEADS = frozenset(spread("on at during over the by per between of for in from"))
_COMPARES = frozenset(("compare", "comparing"))


def told_apart(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Units on weekends and weekdays", "weekday vs weekend sales": by the one field that says which of them a day is."""
    del clock
    tokens = _said_once(tokens)
    lows = [t.low for t in tokens]
    found = _both(lows)
    if found is None:
        return list(tokens), []
    start, end = found
    fields = _fields(lexicon)
    if len({words for _, words in fields}) != 1 or not _named_first(fields[0], lexicon):
        return list(tokens), []
    while start and lows[start - 1] in _LEADS:
        start -= 1
    begin = 1 if lows[:1] and lows[0] in _COMPARES and start else 0
    rest = [*tokens[begin:start], *tokens[end:]]
    stop = len(rest) - 1 if rest and rest[-1].low in ("?", ".", "!") else len(rest)
    group = tokens_of(" ".join(("by", *fields[0][1])), tokens[start])
    return [*rest[:stop], *group, *rest[stop:]], []


def _said_once(tokens: Sequence[Token]) -> Sequence[Token]:
    """ "Weekend takings vs weekday takings" as "weekend vs weekday takings": what is said of both is said once."""
    lows = [t.low for t in tokens]
    halves = [n for n, low in enumerate(lows) if low in _ENDS or (low,) in _WORKING]
    if len(halves) != 2 or lows[halves[0] + 1 : halves[0] + 2] == []:
        return tokens
    first, second = halves
    for length in range(1, second - first - 1):
        said = lows[first + 1 : first + 1 + length]
        if said == lows[second + 1 : second + 1 + length] and {*lows[first + 1 + length : second]} <= _GLUE:
            return [*tokens[: first + 1], *tokens[first + 1 + length :]]
    return tokens


def _both(lows: Sequence[str]) -> tuple[int, int] | None:
    """From where to where both are named, with nothing but words between that join them."""
    ends = [(n, n + 1) for n, word in enumerate(lows) if word in _ENDS]
    week = [(n, n + len(w)) for w in _WORKING for n in range(len(lows)) if tuple(lows[n : n + len(w)]) == w]
    for one in ends:
        for other in week:
            first, second = sorted((one, other))
            between = lows[first[1] : second[0]]
            if second[0] >= first[1] and between and {*between} <= _GLUE:
                return first[0], second[1]
    return None


def _fields(lexicon: Lexicon) -> list[tuple[Target, tuple[str, ...]]]:
    """The fields that say which days are weekends, by yes and no or by both as values, with their words."""
    found = []
    for name, table in lexicon.tables.items():
        for one in table.dimensions:
            words = words_of(shown(one))
            flag = "weekend" in words and lexicon.flag(name, one.name) is not None
            held = {str(v).casefold().rstrip("s") for v in lexicon.values.of_field(name, one.name, limit=8)}
            both = one.type == "string" and not one.hidden and "weekend" in held and bool(held & {"weekday", "workday"})
            if (flag and not one.hidden) or (both and len(held) <= 3):
                found.append((Target("dimension", name, one.name), words))
    return found


def _named_first(field: tuple[Target, tuple[str, ...]], lexicon: Lexicon) -> bool:
    """Whether the words of a field name it before all others."""
    target, words = field
    named = lexicon.fields(words)
    return bool(named) and [m.target for m in named if m.exact and m.score >= named[0].score] == [target]
