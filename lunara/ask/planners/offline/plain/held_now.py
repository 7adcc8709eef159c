"""What holds at the moment of numbers that change: "current salary" of rows that say from when to when each was paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.assembly.still_on import until_of
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import (
    DENIALS,
    dates,
    in_words,
    periods,
    shown,
    thing_at,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.words import VERB_ATTRIBUTES, spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_CURRENT = frozenset(spread("current present"))
_NOW = (
    ("at", "the", "moment"),
    ("right", "now"),
    ("at", "present"),
    ("currently",),
    ("presently",),
    ("now",),
    ("today",),
)
_BEST = {"most": ("maximum", "top"), "least": ("minimum", "bottom")}
_EARN = frozenset(spread("earn earns earning makes make"))
_LEADS = frozenset(("which", "what", "the"))
_STAFF = frozenset(spread("employee staff worker personnel colleague"))
_FILLER = frozenset(spread("could can would you please tell show me and so ,"))
_LONGEST = 3


def current(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Average current salary in Sales" as the average of those that hold now, where rows say until when they held."""
    lows = [t.low for t in tokens]
    at = next((n for n in range(len(lows) - 1) if lows[n] in _CURRENT), None)
    if at is None or DENIALS & set(lows) or periods(tokens, clock) or not unknown(lows[at], lexicon):
        return list(tokens), []
    if any(_at(lows, n) for n in range(len(lows))):
        return list(tokens), []
    last = next((n for n in range(len(lows), 0, -1) if tokens[n - 1].kind != "symbol"), len(lows))
    for end in range(min(at + 1 + _LONGEST, last), at + 1, -1):
        name = _held_so(tokens[at + 1 : end], lexicon)
        if name is not None:
            said, rest = tokens_of(name, tokens[end - 1]), tokens[end:last]
            return [*tokens[:at], *said, *rest, *tokens_of("currently", tokens[last - 1]), *tokens[last:]], []
    return list(tokens), []


def _held_so(said: Sequence[Token], lexicon: Lexicon) -> str | None:
    """The name of the number that words mean which alone is of rows that say from when until when they hold."""
    stems = tuple(t.stem for t in said)
    if any(t.kind != "word" for t in said):
        return None
    found = [m.target for m in lexicon.fields(stems) if m.exact]
    if any(_until(t.table, lexicon) is None for t in found):
        return None
    if found and all(t.kind != "table" for t in found):
        numbers = {t.kind for t in found} <= {"dimension", "measure"}
        return " ".join(t.low for t in said) if numbers else None
    part = {m.target for m in lexicon.fields(stems, limit=40) if set(stems) <= lexicon.literal_words(m.target)}
    fields = [d for t in part if t.kind == "dimension" and (d := lexicon.dimension(t.table, t.name)) is not None]
    held = {(t.table, t.name) for t in part if t.kind == "dimension" and _until(t.table, lexicon) is not None}
    held |= {
        (t.table, d.name)
        for t in found
        for d in lexicon.tables[t.table].dimensions
        if {*stems} <= {*words_of(shown(d))}
    }
    named = [d for t, n in held if (d := lexicon.dimension(t, n)) is not None and d.type == "number" and not d.hidden]
    return in_words(named[0]) if len(named) == 1 and all(d.type == "number" for d in fields) else None


def _until(table: str, lexicon: Lexicon) -> Dimension | None:
    """The date until which the rows of a table hold, where they also say from when."""
    days = dates(table, lexicon)
    return next((d for d in days if until_of(d, days)), None)


def earning(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who earns the most" where what people are paid is told by rows of theirs that say from when until when each holds.

    What is paid now is meant, as nothing else is said. Kept as it is where a period is named, and where several may be meant.
    """
    lows = [t.low for t in tokens]
    end = next((n for n in range(len(lows), 0, -1) if tokens[n - 1].kind != "symbol"), 0)
    now = next((w for w in _NOW if tuple(lows[end - len(w) : end]) == w), ())
    end -= len(now)
    first = next((n for n, w in enumerate(lows) if w not in _FILLER), 0)
    asked = next(
        (n for n in range(first + 1, end - 2) if lows[n] in _EARN and lows[n + 1] == "the" and lows[n + 2] in _BEST),
        None,
    )
    if asked is None or DENIALS & set(lows) or periods(tokens[:end], clock):
        return list(tokens), []
    thing = thing_at(tokens, first + 1, lexicon) if lows[first] in _LEADS else None
    whole = (lows[first] == "who" and asked == first + 1) or (thing is not None and thing.end == asked)
    found = [(t, number) for t, number in _pay(lexicon) if thing is None or thing.table == t]
    if not whole or len(found) != 1 or (lows[asked].startswith("make") and lows[asked + 3 : end]):
        return list(tokens), []
    table, number = found[0]
    rest = list(tokens[asked + 3 : end])
    if rest and rest[0].low not in ("in", "at", "among"):
        return list(tokens), []
    best, top = _BEST[lows[asked + 2]]
    one = replace(tokens[asked], kind="number", text="1", low="1", stem="1", value=1)
    comma = replace(tokens[asked], kind="symbol", text=",", low=",", stem=",", value=None)
    people = " ".join(table_words(lexicon.tables[table]))
    led = tokens_of(f"{best} {in_words(number)} by {people}", tokens[0])
    note = f"What they earn was read as: {shown(number)}, as it holds now."
    return [*led, *rest, *tokens_of("currently", tokens[asked]), comma, *tokens_of(top, tokens[asked]), one], [note]


def _pay(lexicon: Lexicon) -> Iterator[tuple[str, Dimension]]:
    """Those who are employed, each with what they are paid by the rows that say from when until when that holds."""
    staff = [t for t, one in lexicon.tables.items() if masters.people(t, lexicon) and set(table_words(one)) & _STAFF]
    for name in lexicon.tables:
        paid = [d for d in lexicon.tables[name].dimensions if d.type == "number" and not d.hidden and _is_pay(d)]
        keys = [r for r in lexicon.model.relationships if r.from_table == name and r.to_table in staff]
        if len(paid) == len(keys) == 1 and _until(name, lexicon) is not None:
            yield keys[0].to_table, paid[0]


def _is_pay(field: Dimension) -> bool:
    return bool(set(words_of(shown(field))) & set(VERB_ATTRIBUTES["earn"]))


def _at(lows: Sequence[str], at: int) -> bool:
    return any(tuple(lows[at : at + len(w)]) == w for w in _NOW)
