"""The order of a list said by what comes first: "sorted by the ones with highest revenue first" is by revenue, descending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.compiled import Clock

_DOWN = spread("highest largest biggest greatest most longest")
_UP = spread("lowest smallest least fewest shortest")
_SORTED = spread("sorted ordered listed arranged ranked sort order list arrange")
_BETWEEN = spread("them it these those the ones one by with having from starting beginning in order of")
_ENDS = (".", "?", "!", ",")
_LONGEST_NAME = 5


def by_the_first(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Sorted by the ones with the most orders first": sorted by the number of orders, descending."""
    lows = [t.low for t in tokens]
    for at, low in enumerate(lows):
        if low not in _DOWN | _UP:
            continue
        end = next((n for n in range(at + 2, min(at + 2 + _LONGEST_NAME, len(lows))) if lows[n] == "first"), None)
        start = at
        while start and lows[start - 1] in _BETWEEN:
            start -= 1
        verb = start > 0 and lows[start - 1] in _SORTED and at - start > 0
        behind = lows[end + 1] if end is not None and end + 1 < len(lows) else "."
        if end is None or behind not in _ENDS or not verb or any(lows[n] in _ENDS for n in range(at, end)):
            continue
        named = list(tokens[at + 1 : end])
        things = low in ("most", "fewest", "least") and any(
            m.exact and m.target.kind == "table" for m in lexicon.fields(tuple(t.stem for t in named))
        )
        said = ["sorted", "by", *(("number", "of") if things else ())]
        way = "descending" if low in _DOWN else "ascending"
        first = [replace(tokens[at], text=w, low=w, stem=stem(w)) for w in said]
        last = replace(tokens[end], text=way, low=way, stem=way)
        return [*tokens[: start - 1], *first, *named, last, *tokens[end + 1 :]], []
    return list(tokens), []


_STARTING = frozenset((("starting", "with"), ("starting", "from"), ("beginning", "with"), ("beginning", "from")))
_ORDERED = _SORTED - {"list", "listed"}
_FIRST = frozenset(spread("oldest youngest newest latest earliest"))


def starting_with(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Starting with the oldest" at the end: the oldest first."""
    del lexicon, clock
    lows = [t.low for t in tokens]
    end = next((n for n, t in enumerate(tokens) if t.low in ("?", "!", ".")), len(tokens))
    recent = lows[end - 2 : end] == ["most", "recent"]
    if end < 4 or not (recent or lows[end - 1] in _FIRST):
        return list(tokens), []
    start = end - 1 - recent
    at = start - (lows[start - 1] == "the")
    if tuple(lows[at - 2 : at]) not in _STARTING or any(t.low in _ORDERED for t in tokens[: at - 2]):
        return list(tokens), []
    before = list(tokens[: at - 2])
    while before and before[-1].low == ",":
        before.pop()
    return [*before, *tokens[start:end], *tokens_of("first", tokens[end - 1]), *tokens[end:]], []


_WAYS = {
    **dict.fromkeys(spread("descending decreasing"), "descending"),
    **dict.fromkeys(spread("ascending increasing"), "ascending"),
}


def by_a_way(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "By ascending number of sales", "ordered by descending price": in that order of it."""
    del lexicon, clock
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 2):
        way = _WAYS.get(lows[at + 1]) if lows[at] == "by" else None
        if way is None or lows[at + 2] in ("order", "of") or tokens[at + 2].kind != "word":
            continue
        start = at - (lows[at - 1] in _SORTED)
        return [*tokens[:start], *tokens_of(f"in {way} order of", tokens[at]), *tokens[at + 2 :]], []
    return list(tokens), []


def ranked(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "List the riders ranked by points": a list of the riders with the most points first, where each has one such number."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(1, len(lows) - 2) if lows[n : n + 2] == ["ranked", "by"]), None)
    named = things(tokens[:at], lexicon) if at is not None else []
    if at is None or len(named) != 1 or _WAYS.keys() & set(lows) or not {"list", "show", "names"} & set(lows[:at]):
        return list(tokens), []
    start = at + 2 + (lows[at + 2] in ("the", "their"))
    end = next((n for n in range(start, len(lows)) if tokens[n].kind == "symbol"), len(lows))
    if named[0].table not in _numbers_of(tokens[start:end], lexicon):
        return list(tokens), []
    note = "A ranking is read with the highest first."
    return [
        *tokens[:at],
        *tokens_of("sorted by", tokens[at]),
        *tokens[start:end],
        *tokens_of("descending", tokens[at]),
        *tokens[end:],
    ], [note]


_LEADS = frozenset(spread("list show give me us the our all please"))
_FOREMOST = {
    **dict.fromkeys(spread("highest largest biggest greatest longest dearest most"), "descending"),
    **dict.fromkeys(spread("lowest smallest shortest cheapest least"), "ascending"),
}


_NUMBERS = frozenset(spread("number total average count amount sum"))


def things_by_a_number(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Employees by hourly rate, highest first": the list of them in that order, where each has one such number.

    "Sites by number of visits, highest first" is that number by site. Kept as it is where the number makes groups of the things.
    """
    del clock
    lows = [t.low for t in tokens]
    end = next((n for n, t in enumerate(tokens) if t.kind == "symbol" and t.low in "?!."), len(tokens))
    way = _FOREMOST.get(lows[end - 2]) if end > 4 and lows[end - 1] == "first" else None
    at = next((n for n, w in enumerate(lows) if w not in _LEADS), end)
    thing = next((t for t in things(tokens, lexicon) if t.start == at), None)
    if way is None or thing is None or lows[thing.end : thing.end + 1] != ["by"]:
        return list(tokens), []
    start = thing.end + 1 + (lows[thing.end + 1 : thing.end + 2] == ["their"])
    stop = end - 2 - (lows[end - 3] in (",", "the", "with"))
    said = tokens[start:stop]
    if said and said[0].low in _NUMBERS and "by" not in {t.low for t in said} and lows[at - 1 : at] != ["of"]:
        things_ = [*tokens_of("by", tokens[at]), *tokens[thing.start : thing.end]]
        return [
            *said,
            *things_,
            *tokens_of("highest first" if way == "descending" else "lowest first", tokens[at]),
            *tokens[end:],
        ], []
    if not said or thing.table not in _numbers_of(said, lexicon) or not _is_measured(said, thing.table, lexicon):
        return list(tokens), []
    note = f"“by {' '.join(t.text for t in tokens[start:end])}” was read as the order of the list."
    order = [*tokens_of("sorted by", tokens[at]), *said, *tokens_of(way, tokens[at])]
    return [*tokens_of("list", tokens[at]), *tokens[thing.start : thing.end], *order, *tokens[end:]], [note]


def _is_measured(said: Sequence[Token], table: str, lexicon: Lexicon) -> bool:
    """Whether the model makes a number of it, so that it is no code or count that things are grouped by."""
    fields = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact and m.target.kind == "dimension"]
    own = [d for t in fields if t.table == table and (d := lexicon.dimension(t.table, t.name)) is not None]
    made = {m.expression for m in lexicon.tables[table].measures if m.aggregate in ("sum", "avg")}
    return any((d.expression or d.name) in made for d in own)


_RANK = frozenset(spread("rank sort order"))
_FILLED = frozenset(spread("the our all please them can you could"))
_MEASURES = frozenset(spread("number total count amount"))


def ranking(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Rank the towns by number of customers": that number by town, the highest first unless it is said otherwise."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w not in _FILLED), None)
    by = next((n for n, w in enumerate(lows) if w == "by"), None)
    if (
        at is None
        or by is None
        or lows[at] not in _RANK
        or not 0 < by - at - 1 <= _LONGEST_NAME
        or "by" in lows[by + 1 :]
    ):
        return list(tokens), []
    whom = [t for t in tokens[at + 1 : by] if t.low not in _FILLED]
    end = next(
        (n for n in range(by, len(lows)) if tokens[n].kind == "symbol" or lows[n] in ("in", "for", "from")), len(lows)
    )
    number = [t for t in tokens[by + 1 : end] if t.low not in ("the", "their")]
    named = [m.target for m in lexicon.fields(tuple(t.stem for t in whom)) if m.exact] if whom else []
    grouped = any(t.kind in ("table", "dimension") for t in named)
    if not grouped or not number or number[0].low not in _MEASURES:
        return list(tokens), []  # of a number that is named, the grammar makes the ranks
    told = {"ascending", "descending", "first", "last", "lowest", "highest"} & set(lows[end:])
    way = [] if told else tokens_of("descending", tokens[by])
    rest = list(tokens[end:])
    return [*number, tokens[by], *whom, *way, *rest] if not rest or rest[0].kind == "symbol" else [
        *number,
        tokens[by],
        *whom,
        *rest,
        *way,
    ], [] if told else ["A ranking is read with the highest first."]


def number_of_a_number(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "In descending order of number of days held", where that is a number of each row already: of the days held."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 2):
        led = lows[at - 1] in ("of", "by", "the") and {"order", "ordered", "sorted"} & set(lows[:at])
        if lows[at : at + 2] != ["number", "of"] or not led:
            continue
        end = next(
            (n for n in range(at + 2, len(lows)) if tokens[n].kind == "symbol" or lows[n] in ("in", "and")), len(lows)
        )
        said = tokens[at + 2 : end]
        if said and _is_field(said, lexicon):
            start = at - (lows[at - 1] == "the")
            return [*tokens[:start], *tokens[at + 2 :]], []
    return list(tokens), []


def _numbers_of(said: Sequence[Token], lexicon: Lexicon) -> set[str]:
    """The tables with a field of numbers of this very name."""
    found = set()
    for match in lexicon.fields(tuple(t.stem for t in said)) if all(t.kind == "word" for t in said) else ():
        target = match.target
        field = lexicon.dimension(target.table, target.name) if target.kind == "dimension" and match.exact else None
        if field is not None and field.type == "number" and not field.hidden:
            found.add(target.table)
    return found


def _is_field(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether fields are called so, and no things that can be counted."""
    kinds = {m.target.kind for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact}
    return "dimension" in kinds and "table" not in kinds
