"""Below its reorder level, over budget: a number of a row against another number of the row that is a limit of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.endings import DUE
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    Thing,
    as_one,
    ends_at,
    periods,
    shown,
    thing_at,
    things,
    tokens_of,
)
from lunara.ask.planners.offline.words import COMPARATIVES, spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_OPS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("at", "or", "below"), "<="),
    (("at", "or", "under"), "<="),
    (("at", "or", "above"), ">="),
    (("below",), "<"),
    (("under",), "<"),
    (("beneath",), "<"),
    (("lower", "than"), "<"),
    (("less", "than"), "<"),
    (("above",), ">"),
    (("over",), ">"),
    (("beyond",), ">"),
    (("higher", "than"), ">"),
    (("more", "than"), ">"),
    *(((word,), ">") for word in ("exceed", "exceeds", "exceeded", "exceeding")),
    *((tuple(words.split()), op) for words, (op, _) in COMPARATIVES.items() if op in ("<", ">")),
)
_THE = frozenset(spread("the their its our"))
_LEADS = BE | frozenset(
    spread(
        """that which who whose where with have has had having went go gone fell fallen dropped currently now stay stayed stays
        remain remained remains"""
    )
)
_FULL = {"min": "minimum", "max": "maximum", "oh": "hand", "qoh": "hand"}
_ENDS = frozenset(spread("minimum maximum min max"))
_STOCKS = frozenset(spread("reorder minimum min maximum max safety restock replenishment"))
_BUDGETS = frozenset(("budget",))
_AIMS = frozenset(spread("target quota forecast planned plan expected estimated")) | _BUDGETS
_LIMITS = _STOCKS | _AIMS
_ON_HAND = frozenset(spread("stock inventory hand"))
_SPENT = frozenset(spread("spent spend spending expense expenditure cost"))
_ACTUAL = frozenset(spread("actual actually real"))
_AMOUNT = frozenset(spread("amount value total number of in on the quantity qty level point"))
_MONEY = frozenset(spread("price cost value amount worth"))
_BARE = _AMOUNT | _ACTUAL | frozenset(spread("current available unit"))
"""Words of a stock or of what was spent that say no more than that it is the whole of it as it is now."""
_LONGEST = 3
_SAID = {"<": "below", "<=": "at or below", ">": "above", ">=": "at or above"}


def compared(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Parts below their reorder level", "projects over budget": those whose stock or cost is, where just one of each is there.

    Kept as it is where it is denied, where a number follows, and where more than one field may be the one or the other. With a
    period its words are one that nothing is called: the data tells how the things are now, not how they were then. They are as
    well where a number is named by a part of its name, which may say that it is one of a part.
    """
    lows = [t.low for t in tokens]
    if DENIALS & set(lows):
        return list(tokens), []
    for at in range(len(lows)):
        op = next(((words, op) for words, op in _OPS if tuple(lows[at : at + len(words)]) == words), None)
        if op is None:
            continue
        first = at + len(op[0])
        while first < len(lows) and lows[first] in _THE:
            first += 1
        for end in range(min(len(lows), first + _LONGEST), first, -1):
            said = tuple(_FULL.get(t.stem, t.stem) for t in tokens[first:end])
            if any(t.kind != "word" for t in tokens[first:end]) or not set(said) & _LIMITS:
                continue
            found = _found(tokens, at, end, frozenset(said), lexicon)
            if found is None or not (ends_at(tokens, end) or found[0].start == end):
                continue
            thing, own, limit, start, part = found
            if "which" in lows[: thing.start] and lexicon.display(thing.table) is None and thing.end - thing.start == 1:
                named = tokens[thing.start].stem in table_words(lexicon.tables[thing.table])
                if named:  # "which stock is below it" asks for no sum of it
                    continue
            two = replace(as_one(tokens[at:end]), compared=(thing.table, own.name, op[1], limit.name))
            if part or periods(tokens, clock):
                return [*tokens[:at], replace(two, compared=None), *tokens[end:]], []
            note = f"{shown(own)} is compared with {shown(limit)}: {_SAID[op[1]]} it."
            if thing.start >= end:
                return [*tokens[:start], *tokens[end : thing.end], two, *tokens[thing.end :]], [note]
            return [*tokens[:start], two, *tokens[end:]], [note]
    return list(tokens), []


def to_order(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which parts do we need to reorder", "what should be restocked": those at or below the level at which that is done.

    Where nothing or more than one thing has such a level the words mean nothing: they are no wish to see the levels.
    """
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, low in enumerate(lows) if _REORDER & {low, *verb_stems(low)} and ends_at(tokens, n + 1)), None)
    if at is None or tokens[at].kind != "word" or DENIALS & set(lows):
        return list(tokens), []
    start = at
    while start and lows[start - 1] in _NEEDING:
        start -= 1
    if not _NEED & set(lows[start:at]):
        return list(tokens), []
    thing = next((t for t in things(tokens[:start], lexicon) if t.end == start), None)
    if thing is not None:
        homes = [thing.table]
    else:
        homes = list(lexicon.tables) if start and lows[start - 1] in ("what", "anything", "everything") else []
    levels = [(name, d) for name in homes for d in lexicon.tables[name].dimensions if _reordered_at(d)]
    if len(levels) != 1:
        return [*tokens[:start], as_one(tokens[start : at + 1]), *tokens[at + 1 :]], []
    level = " ".join(words_of(levels[0][1].label or levels[0][1].name))
    told = tokens_of(f"at or below their {level}", tokens[at])
    named = [] if thing is not None else tokens_of(f"which {_label(levels[0][0], lexicon)} are", tokens[at])
    return [*tokens[: start if thing is not None else start - 1], *named, *told, *tokens[at + 1 :]], []


def _label(name: str, lexicon: Lexicon) -> str:
    return (lexicon.tables[name].label or name.replace("_", " ")).lower()


def _reordered_at(dimension: Dimension) -> bool:
    """Whether a number is the stock at which a thing is ordered again."""
    words = _words(dimension)
    return dimension.type == "number" and not dimension.hidden and bool(words & _LEVELS) and not words & _UPPER


_REORDER = frozenset(spread("reorder restock replenish"))
_LEVELS = frozenset(spread("reorder restock replenishment minimum safety"))
_UPPER = frozenset(spread("quantity qty maximum day days date"))
"""How much is ordered, or when, is not from which stock on."""
_NEED = frozenset(spread("need needs should must due have has to"))
_NEEDING = (
    _NEED
    | BE
    | frozenset(spread("do does we that which i us for be being been now currently today soon urgently there"))
)


def names_limit(tokens: Sequence[Token]) -> bool:
    """Whether a limit is called "minimum" or "maximum", which is then not the lowest or highest of all."""
    return any(t.kind == "word" and len(said := set(t.low.split())) > 1 and _ENDS & said for t in tokens)


def _found(
    tokens: Sequence[Token], at: int, end: int, said: frozenset[str], lexicon: Lexicon
) -> tuple[Thing, Dimension, Dimension, int, bool] | None:
    """The thing whose number is compared, the number, its limit, where the words begin that say so, and whether they name only a
    part of what the number is called."""
    before = next((t for t in reversed(things(tokens[:at], lexicon)) if t.end <= at), None)
    thing = before or thing_at(tokens, end, lexicon)
    if thing is None:
        return None
    thing = _of_its_rows(thing, said, lexicon)
    own = frozenset(table_words(lexicon.tables[thing.table]))
    numbers = [d for d in lexicon.tables[thing.table].dimensions if d.type == "number" and not d.hidden]
    limits = [d for d in numbers if said <= _words(d) and _words(d) & _LIMITS]
    exact = [d for d in limits if said == _words(d) - own]
    limits = exact or limits
    if len(limits) != 1:
        return None
    start, named = at, set[str]()
    while before is not None and start > before.end:
        start -= 1
        if tokens[start].low not in _LEADS | _THE:
            named.add(tokens[start].stem)
    if any(not word.isalpha() for word in named):
        return None
    held = _held(limits[0], frozenset(named), [d for d in numbers if not _limits(d)], own)
    if held is None:
        own_limit = bool(exact) and bool(said & _ENDS) and not named  # it is no lowest or highest of all rows
        return (thing, limits[0], limits[0], at, True) if own_limit else None
    return thing, held, limits[0], start, bool(named) and _whole((held,), frozenset(named) | own) is None


def _of_its_rows(thing: Thing, said: frozenset[str], lexicon: Lexicon) -> Thing:
    """The rows that hold such a limit of each thing ("parts below their minimum stock", known by depot); else the thing."""

    def limits(table: str) -> bool:
        fields = [d for d in lexicon.tables[table].dimensions if d.type == "number" and not d.hidden]
        return any(said <= _words(d) and _words(d) & _STOCKS for d in fields)

    if limits(thing.table):
        return thing
    of = {
        r.from_table
        for r in lexicon.model.relationships
        if r.to_table == thing.table and r.from_table in lexicon.tables
    }
    holding = [table for table in of if limits(table)]
    return replace(thing, table=holding[0]) if len(holding) == 1 else thing


def _words(dimension: Dimension) -> frozenset[str]:
    return frozenset(_FULL.get(w, w) for n in (dimension.label or "", dimension.name) for w in words_of(n))


def _limits(dimension: Dimension) -> bool:
    words = _words(dimension)
    return bool(words & _LIMITS) or bool(DUE & {v for w in words for v in (w, *verb_stems(w))})


def _held(
    limit: Dimension, named: frozenset[str], numbers: Sequence[Dimension], own: frozenset[str]
) -> Dimension | None:
    """The number that this is the limit of: the one that is named, else the one of that name, the stock or what was spent."""
    bare = _words(limit) - _LIMITS - _AMOUNT - own
    if named:
        found = [d for d in numbers if named <= _words(d) | own]
        exact = [d for d in found if named == _words(d)]
        return (exact or found)[0] if len(exact or found) == 1 else None
    alike = [d for d in numbers if bare and _words(d) - _ACTUAL - _AMOUNT - own == bare and _words(d) & _ACTUAL]
    alike = alike or [d for d in numbers if bare and _words(d) - _BARE - own == bare]
    if alike:
        return alike[0] if len(alike) == 1 else None
    if _words(limit) & _STOCKS and bare <= _ON_HAND | {stem("units")}:
        found = [d for d in numbers if _words(d) & _ON_HAND and not _words(d) & _MONEY]
        units = {w for d in numbers if "per" in _words(d) for w in _words(d)} - _MONEY
        return _whole(found, _ON_HAND | own | units)  # sheets on hand, at a price per sheet
    if _words(limit) & _BUDGETS and not bare:
        found = [d for d in numbers if _words(d) & (_SPENT | _ACTUAL)]
        actual = [d for d in found if _words(d) & _ACTUAL] or found
        return _whole(actual, _SPENT | own)
    return None


def _whole(found: Sequence[Dimension], called: frozenset[str]) -> Dimension | None:
    """The one number, where its name says no more than these words: neither a part of it nor the cost or the days of one."""
    return found[0] if len(found) == 1 and _words(found[0]) - _BARE <= called else None
