"""The last and the first of things by their date: "the last 5 orders", "what was the last order", "last order date"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import dates, thing_at, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_LAST = {"last": "latest", "latest": "latest", "newest": "latest", "first": "earliest", "earliest": "earliest"}
_WAS = frozenset(spread("is was are were"))
_LEADS = frozenset(spread("show list give me us the our get find display"))
_ASKED = frozenset(("what", "which"))


def so_many(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The last 5 orders" as "the 5 latest orders", where orders have one date."""
    del clock
    for at in range(len(tokens) - 2):
        way = _LAST.get(tokens[at].low)
        if way is None or tokens[at + 1].kind != "number" or not _leads(tokens[:at]):
            continue
        thing = thing_at(tokens, at + 2, lexicon)
        if thing is not None and _dated(thing.table, lexicon):
            return [*tokens[:at], tokens[at + 1], *tokens_of(way, tokens[at]), *tokens[at + 2 :]], []
    return list(tokens), []


def the_one(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "What was the last order?", "last payment of each customer": the latest of them."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, low in enumerate(lows) if low not in _LEADS | _ASKED | _WAS), 0)
    if at >= len(lows) - 1 or lows[at] not in ("last", "first") or not _leads(tokens[:at]):
        return list(tokens), []
    thing = thing_at(tokens, at + 1, lexicon)
    if thing is None or not _dated(thing.table, lexicon):
        return list(tokens), []
    rest = lows[thing.end :]
    if rest and rest[0] not in ("?", ".", "!") and not (rest[0] in ("of", "by", "from") and "each" not in rest):
        return list(tokens), []
    word = tokens[thing.end - 1]
    if word.low != word.stem and word.low.endswith("s"):
        return list(tokens), []  # "last orders": nobody knows how many
    return [*tokens[:at], *tokens_of(_LAST[lows[at]], tokens[at]), *tokens[at + 1 :]], []


def its_date(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Last order date" as "latest order date", where a date is called so and none is called "last order date"."""
    del clock
    for at in range(len(tokens) - 1):
        way = _LAST.get(tokens[at].low)
        if way is None or tokens[at].low == way:
            continue
        for end in range(min(len(tokens), at + 5), at + 1, -1):
            if _is_date(tokens[at:end], lexicon):
                break  # a field of its own: "last login"
            if _is_date(tokens[at + 1 : end], lexicon):
                return [*tokens[:at], *tokens_of(way, tokens[at]), *tokens[at + 1 :]], []
    return list(tokens), []


def _leads(before: Sequence[Token]) -> bool:
    return all(t.low in _LEADS | _ASKED | _WAS or t.kind == "symbol" for t in before)


def _dated(table: str, lexicon: Lexicon) -> bool:
    return lexicon.tables[table].default_time is not None or len(dates(table, lexicon)) == 1


def _is_date(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether these words are the name of a date and of nothing else."""
    exact = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact]
    fields = [lexicon.dimension(t.table, t.name) for t in exact if t.kind == "dimension"]
    return bool(fields) and len(fields) == len(exact) and all(f is not None and f.type == "time" for f in fields)
