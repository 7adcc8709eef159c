"""Words of business that name no number: the biggest customers, how revenue is trending, products that cost more than 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.money_rows import PAYERS, SUPPLIERS
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import BE, DENIALS, shown, thing_at, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_BIGGEST = frozenset(spread("biggest largest"))
_SIZE = frozenset(
    spread("size area population capacity acreage surface height weight length volume employee staff headcount")
)
_GOES = frozenset(
    spread("trending doing going developing evolving performing progressing changed changing developed evolved")
)
_HELD = frozenset((*BE, *spread("has have had did does do")))
_COSTS = frozenset(spread("cost costs costing"))
_WHO = frozenset(spread("that which who"))
_COMPARED = frozenset(spread("more less over under above below at between exactly up no not"))
_PERFORM = frozenset(spread("perform performs performed"))
_ENDS = frozenset(("best", "worst"))
_LONGEST = 4


def biggest(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Our biggest customers" as the top customers, where nothing tells how big those are who buy or supply."""
    del clock
    made = list(tokens)
    for at, token in enumerate(tokens[:-1]):
        thing = thing_at(tokens, at + 1, lexicon) if token.low in _BIGGEST else None
        if thing is None:
            continue
        table = lexicon.tables[thing.table]
        sized = any(d.type == "number" and _SIZE & set(words_of(shown(d))) for d in table.dimensions)
        if set(table_words(table)) & (PAYERS | SUPPLIERS) and not sized:
            made[at] = replace(token, low="top", stem="top")
    return made, []


def trending(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How is revenue trending", "how has revenue changed" as how it develops, where a number of the model is named so."""
    del clock
    lows = [t.low for t in tokens]
    if lows[:1] != ["how"] or not set(lows[1:2]) & _HELD or DENIALS & set(lows):
        return list(tokens), []
    for at in range(3, min(len(tokens), 3 + _LONGEST)):
        if lows[at] not in _GOES:
            continue
        start = 2 + (lows[2] in ("our", "the"))
        named = [m.target.kind for m in lexicon.fields(tuple(t.stem for t in tokens[start:at])) if m.exact]
        if start < at and named and all(kind in ("measure", "derived") for kind in named):
            return [*tokens[:at], *tokens_of("developed", tokens[at]), *tokens[at + 1 :]], []
        break
    return list(tokens), []


def performing(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The best performing stores", "which stores perform worst" as the best and the worst, by no number."""
    del clock
    lows = [t.low for t in tokens]
    for at, low in enumerate(lows):
        if low == "performing" and set(lows[at - 1 : at]) & _ENDS and thing_at(tokens, at + 1, lexicon) is not None:
            return [*tokens[:at], *tokens[at + 1 :]], []
        if low in _PERFORM and set(lows[at + 1 : at + 2]) & _ENDS:
            thing = next((t for t in things(tokens[:at], lexicon) if t.end == at), None)
            if thing is not None and thing.start == 1 and lows[0] in ("which", "what"):
                return [tokens[0], tokens[at + 1], *tokens[1:at], *tokens[at + 2 :]], []
    return list(tokens), []


def costing(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Products that cost more than 100": those with such a price, where one field of theirs is a price; no cost of ours."""
    del clock
    for thing in things(tokens, lexicon):
        at = thing.end + (thing.end < len(tokens) and tokens[thing.end].low in _WHO)
        denied = [t.low for t in tokens[at : at + 2]] in (["do", "not"], ["does", "not"])
        at += 2 * denied
        behind = tokens[at + 1 : at + 2]
        if at >= len(tokens) or tokens[at].low not in _COSTS or not behind or behind[0].low not in _COMPARED:
            continue
        fields = [d for d in lexicon.tables[thing.table].dimensions if d.type == "number" and not d.hidden]
        prices = [d for d in fields if words_of(shown(d))[-1:] == ("price",)]
        if len(prices) == 1 and not any("cost" in words_of(shown(d)) for d in fields):
            label = shown(prices[0])
            told = replace(
                tokens[at], text=label, low=label.lower(), stem=label.lower(), field=(thing.table, prices[0].name)
            )
            no = tokens_of("not", tokens[at]) if denied else []
            made = [*tokens[: thing.end], *tokens_of("with", tokens[at]), told, *no, *tokens[at + 1 :]]
            return made, [f"“{tokens[at].text}” was read as {label}."]
    return list(tokens), []
