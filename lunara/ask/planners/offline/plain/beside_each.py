"""What each thing has beside it: "customers and their total sales", and one thing that each of others refers to ("supplier of
each product")."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.plain.things import DENIALS, ends_at, paired, thing_at, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_LEADS = frozenset(spread("list show give display me us all our the please a of see what is are which"))
_AGGREGATES = frozenset(spread("total average avg overall"))
_THEIR = frozenset(("their", "its"))
_GROUPED = frozenset(spread("by per each every"))


def number_of_each(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Customers and their total sales" as the total sales by customer; kept where something else is grouped by."""
    del clock
    lows = [t.low for t in tokens]
    start = next((n for n, low in enumerate(lows) if low not in _LEADS), 0)
    thing = thing_at(tokens, start, lexicon) if start < len(tokens) else None
    if thing is None or lows[thing.end : thing.end + 1] not in (["and"], ["with"]) or (DENIALS | _GROUPED) & set(lows):
        return list(tokens), []
    theirs = lows[thing.end + 1 : thing.end + 2] != [] and lows[thing.end + 1] in _THEIR
    at = thing.end + 1 + theirs
    if theirs and lows[thing.end] == "with" and _number(tokens[at:], thing.table, lexicon):
        return [*tokens[: thing.end], *tokens_of("and", tokens[thing.end]), *tokens[thing.end + 1 :]], []
    many = tokens[thing.end - 1].low != tokens[thing.end - 1].stem
    told = lows[at : at + 1] != [] and lows[at] in _AGGREGATES and at + 1 < len(lows)
    if not many or not told or (lows[thing.end] == "with" and not theirs) or _compared(lows[at:]):
        return list(tokens), []
    stop = next((n for n in range(at, len(lows)) if tokens[n].kind == "symbol" or lows[n] in _BEHIND), len(lows))
    by = [*tokens_of("by", tokens[thing.end]), *tokens[thing.start : thing.end]]
    return [*tokens[at:stop], *by, *tokens[stop:]], []


def _number(said: Sequence[Token], thing: str, lexicon: Lexicon) -> bool:
    """Whether the words up to the end, or to a period, are the name of a number of other rows that is added up or averaged."""
    end = next((n for n, t in enumerate(said) if t.kind != "word" or t.low in _BEHIND), len(said))
    exact = [m.target for m in lexicon.fields(tuple(t.stem for t in said[:end])) if m.exact] if end else []
    numbers = {t.table for t in exact if t.kind in ("measure", "derived")}
    return bool(numbers) and thing not in numbers and {t.table for t in exact} <= numbers


_BEHIND = frozenset(spread("in since during from until for last this where sorted ordered"))


def _compared(lows: Sequence[str]) -> bool:
    """ "With their total sales above 100" are some of them."""
    return bool({"over", "above", "below", "under", "more", "less", "than", "at", "between", "and"} & set(lows))


def one_of_each(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Supplier of each product" as the products and their supplier, of which each has one; many of each are counted."""
    del clock
    lows = [t.low for t in tokens]
    start = next((n for n, low in enumerate(lows) if low not in _LEADS), 0)
    one = thing_at(tokens, start, lexicon) if start < len(tokens) else None
    if one is None or tokens[one.end - 1].low != tokens[one.end - 1].stem or DENIALS & set(lows):
        return list(tokens), []
    if lows[one.end : one.end + 1] not in (["of"], ["for"]) or lows[one.end + 1 : one.end + 2] not in (
        ["each"],
        ["every"],
    ):
        return list(tokens), []
    each = thing_at(tokens, one.end + 2, lexicon) if one.end + 2 < len(tokens) else None
    if each is None or not ends_at(tokens, each.end):
        return list(tokens), []
    if not lexicon.roads.distance_up(each.table, one.table) and not paired(each.table, one.table, lexicon):
        return list(tokens), []
    things = tokens_of(label_of(lexicon, Target("table", each.table, each.table)).lower(), tokens[start])
    told = [*things, *tokens_of("and their", tokens[start]), *tokens[one.start : one.end]]
    return [*tokens_of("list", tokens[start]), *told, *tokens[each.end :]], []
