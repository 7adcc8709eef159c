"""How often something was done to things: "how often was each product ordered", "ordered at least twice", "at least once"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.plain.things import BE, DENIALS, Thing, is_participle, thing_at, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.names import lowered

_HOW_OFTEN = (("how", "often"), ("how", "many", "times"), ("number", "of", "times"), ("count", "of", "times"))
_HAVE = frozenset(spread("have has had"))
_DO = frozenset(("did", "do", "does"))
_EACH = frozenset(("each", "every"))
_IT = frozenset(("it", "they", "these", "those"))
_LIMITS = (
    *(
        (words, " ".join(words))
        for words in (("at", "least"), ("at", "most"), ("more", "than"), ("less", "than"), ("fewer", "than"))
    ),
    (("exactly",), "exactly"),
    (("only",), "exactly"),
    (("just",), "exactly"),
    ((), "exactly"),
)
_TIMES = {"once": "1", "twice": "2", "thrice": "3"}


def at_all(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who bought a lamp at least once" without the end: what was done is done once or more. Kept right behind the verb."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(lows) - 2):
        said = lows[at : at + 3] == ["at", "least", "once"] and not any(m.exact for m in lexicon.fields(("once",)))
        verb = is_participle(lows[at - 1]) or lows[at - 1] in lexicon.events
        if said and not verb and not DENIALS & set(lows):
            return [*tokens[:at], *tokens[at + 3 :]], []
    return list(tokens), []


def counted(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How often was each product ordered" as "number of orders by product"; "the number of times it was ordered" too."""
    del clock
    lows = [t.low for t in tokens]
    found = next(
        ((n, n + len(w)) for n in range(len(lows)) for w in _HOW_OFTEN if tuple(lows[n : n + len(w)]) == w), None
    )
    called = any(m.exact for m in lexicon.fields(("time",)))
    if found is None or called or DENIALS & set(lows):
        return list(tokens), []
    start, at = found
    while at < len(lows) and lows[at] in BE | _HAVE | _DO:
        at += 1
    each = at < len(lows) and lows[at] in _EACH
    at += each or (at < len(lows) and lows[at] == "the")
    thing = thing_at(tokens, at, lexicon)
    it = at < len(lows) and lows[at] in _IT
    if thing is None and not it:
        return list(tokens), []
    end = thing.end if thing is not None else at + 1
    verb = end
    while verb < len(lows) and lows[verb] in BE | _HAVE:
        verb += 1
    of = thing or _said_before(tokens[:start], lexicon)
    rows = _rows(lows[verb], of, lexicon) if verb < len(lows) and of is not None else None
    if rows is None or of is None or (thing is not None and not each):
        return list(tokens), []
    count = tokens_of(f"number of {_called(rows, lexicon)}", tokens[start])
    by = [*tokens_of("by", tokens[start]), *tokens[of.start : of.end]] if thing is not None else []
    return [*tokens[:start], *count, *by, *tokens[verb + 1 :]], []


def so_many(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Products that were ordered at least twice" as "products with at least 2 orders"."""
    del clock
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        verb = thing.end
        while verb < len(lows) and lows[verb] in BE | _HAVE | {"that", "which"}:
            verb += 1
        rows = _rows(lows[verb], thing, lexicon) if verb < len(lows) and is_participle(lows[verb]) else None
        if rows is None or DENIALS & set(lows):
            continue
        for words, limit in _LIMITS:
            at = verb + 1 + len(words)
            if tuple(lows[verb + 1 : at]) != words or at >= len(lows):
                continue
            number = _TIMES.get(lows[at]) or (tokens[at].text if lows[at + 1 : at + 2] == ["times"] else None)
            if number is None or (tokens[at].kind != "number" and lows[at] not in _TIMES):
                continue
            if lows[at] in _TIMES and any(
                low not in ("in", "last", "this", "since") for low in lows[at + 1 : at + 2] if low.isalpha()
            ):
                continue
            rest = tokens[at + 1 + (lows[at] not in _TIMES) :]
            led = tokens_of(f"with {limit} {number} {_called(rows, lexicon)}", tokens[verb])
            led = [replace(t, kind="number", value=int(t.text)) if t.text.isdigit() else t for t in led]
            return [*tokens[: thing.end], *led, *rest], []
    return list(tokens), []


def _said_before(tokens: Sequence[Token], lexicon: Lexicon) -> Thing | None:
    """The one thing that "it" stands for: the one that is named before."""
    found = things(tokens, lexicon)
    return found[0] if len({t.table for t in found}) == 1 else None


def _nouns(verb: str, lexicon: Lexicon) -> set[str]:
    """The words that rows of what a verb says are called by."""
    return {noun for v in (verb, *verb_stems(verb)) for noun in (v, *lexicon.events.get(v, ()))}


def _rows(verb: str, of: Thing | None, lexicon: Lexicon) -> str | None:
    """The one table whose rows tell that this was done to the things, or whose lines do; None for none and for several."""
    if of is None:
        return None
    nouns = _nouns(verb, lexicon)
    called = [t for t in lexicon.tables if (words := table_words(lexicon.tables[t])) and words[-1] in nouns]
    told = [t for t in called if t != of.table and (_reach(t, of.table, lexicon) or _by_lines(t, of.table, lexicon))]
    return told[0] if len(told) == 1 else None


def _reach(table: str, thing: str, lexicon: Lexicon) -> bool:
    return lexicon.roads.distance_up(table, thing) is not None


def _by_lines(table: str, thing: str, lexicon: Lexicon) -> bool:
    """Whether rows that are a part of this table's refer to the things."""
    lines = [t for t in lexicon.tables if t not in (table, thing) and lexicon.roads.distance_up(t, table) == 1]
    return any(_reach(t, thing, lexicon) for t in lines)


def _called(table: str, lexicon: Lexicon) -> str:
    """The name of the rows as it is said."""
    return lowered(label_of(lexicon, Target("table", table, table)))
