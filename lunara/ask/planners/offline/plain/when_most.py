"""When most is done: "which month do customers order the most?", "what time of day is busiest?"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.people_meant import works_for_us
from lunara.ask.planners.offline.plain.things import ends_at, thing_at, tokens_of
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock

_PERIODS: dict[tuple[str, ...], str] = {
    ("day", "of", "the", "week"): "day of the week",
    ("time", "of", "the", "day"): "hour of the day",
    ("time", "of", "day"): "hour of the day",
    ("hour", "of", "the", "day"): "hour of the day",
    ("hour", "of", "day"): "hour of the day",
    ("hour",): "hour of the day",
    ("time",): "hour of the day",
    ("weekday",): "day of the week",
    ("month",): "month",
    ("quarter",): "quarter",
    ("year",): "year",
    ("week",): "week",
    ("day",): "day",
}
_WHICH = frozenset(spread("which what"))
_DO = frozenset(spread("do does did"))
_MOST = {"most": "most", "least": "fewest"}
_BUSY = frozenset(spread("busiest quietest"))
_ALL = frozenset(spread("people we they customers"))
_LONGEST_SUBJECT = 2


def busiest(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which day of the week is the busiest" as the busiest day of the week; an hour without a day as that of the day."""
    del lexicon, clock
    lows = [t.low for t in tokens]
    if lows[:1] and lows[0] in _BUSY | {"the", "our"}:
        at = next((n for n in range(2) if lows[n : n + 1] and lows[n] in _BUSY), None)
        if at is not None and lows[at + 1 : at + 2] == ["hour"] and lows[at + 2 : at + 3] != ["of"]:
            return [*tokens[: at + 1], *tokens_of("hour of the day", tokens[at + 1]), *tokens[at + 2 :]], []
        return list(tokens), []
    found = _period(lows)
    if found is None:
        return list(tokens), []
    said, end = found
    end += lows[end : end + 1] == ["is"] or lows[end : end + 1] == ["was"]
    end += lows[end : end + 1] in (["the"], ["our"])
    if not lows[end : end + 1] or lows[end] not in _BUSY or tokens[end - 1].low not in ("is", "was", "the", "our"):
        return list(tokens), []
    return [tokens[end], *tokens_of(said, tokens[0]), *tokens[end + 1 :]], []


def done_most(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which month do customers order the most" as the month with the most orders, where one table alone is of that deed."""
    del clock
    lows = [t.low for t in tokens]
    found = _period(lows)
    if found is None or lows[found[1] : found[1] + 1] == [] or lows[found[1]] not in _DO:
        return list(tokens), []
    said, do = found
    for verb in range(do + 2, min(do + 2 + _LONGEST_SUBJECT, len(lows))):
        most = verb + 1 + (lows[verb + 1 : verb + 2] == ["the"])
        if most >= len(lows) or lows[most] not in _MOST:
            continue
        end = most + 1 + (lows[most + 1 : most + 2] == ["often"])
        rows = _rows_of(lows[verb], lexicon) if _is_all(tokens[do + 1 : verb], lexicon) else None
        if rows is None or not (ends_at(tokens, end) or lows[end] in ("in", "since", "last", "this")):
            return list(tokens), []
        told = tokens_of(f"which {said} has the {_MOST[lows[most]]}", tokens[0])
        return [*told, *tokens_of(rows, tokens[verb]), *tokens[end:]], [f"“{tokens[verb].text}” was read as {rows}."]
    return list(tokens), []


def _period(lows: Sequence[str]) -> tuple[str, int] | None:
    """The period that is asked for by "which" at the start, and the place behind it."""
    start = int(bool(lows) and lows[0] in ("on", "in", "at", "during"))
    if lows[start : start + 1] == [] or lows[start] not in _WHICH:
        return None
    for words, said in _PERIODS.items():
        if tuple(lows[start + 1 : start + 1 + len(words)]) == words:
            return said, start + 1 + len(words)
    return None


def _is_all(subject: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether it is everybody who does it: no name of some of them only, and nobody who works here."""
    if len(subject) != 1:
        return False
    if subject[0].low in _ALL:
        return True
    thing = thing_at(subject, 0, lexicon)
    return thing is not None and masters.people(thing.table, lexicon) and not works_for_us(thing.table, lexicon)


def _rows_of(verb: str, lexicon: Lexicon) -> str | None:
    """What the rows of the one table are called that are made by this deed on a day."""
    stems = {*verb_stems(verb), verb}
    found = []
    for table in lexicon.tables.values():
        names = [words_of(name) for name in (table.name, table.label or "", *table.synonyms)]
        if table.default_time and any(len(n) == 1 and same_deed(stem(n[0]), v) for n in names for v in stems):
            found.append(table)
    return (found[0].label or found[0].name.replace("_", " ")).lower() if len(found) == 1 else None
