"""One number divided by another, said so or by the letters of the trade: "clicks divided by impressions", "CTR"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import in_words, shown, tokens_of, unknown
from lunara.ask.planners.offline.units_said import held_by, is_size, unit_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Measure

_BY = (("divided", "by"), ("/",))
_LONGEST = 3
_SHORT: dict[str, tuple[str, ...]] = {
    "ctr": ("click through rate",),
    "cpc": ("cost per click",),
    "cpi": ("cost per install",),
    "cpl": ("cost per lead",),
    "cpa": ("cost per acquisition", "cost per conversion"),
    "aov": ("average order value",),
}
"""Ratios by the letters that the trade writes for them."""
_THROUGH = (("click", "-", "through", "rate"), ("click", "through", "rate"), ("clickthrough", "rate"))
_ENDS = frozenset(spread("by per for in each and on of during since last this"))
_LEADS = frozenset(spread("what is are was were the show me give us list our a an calculate compute average"))


def in_full(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "CTR by campaign", "CPC": in full, where nothing is called by the letters."""
    del clock
    for at, token in enumerate(tokens):
        said = _SHORT.get(token.low, ())
        if token.kind != "word" or not said or not unknown(token.low, lexicon):
            continue
        made = next((s for s in said if lexicon.whole((tokens_of(s.rsplit(maxsplit=1)[-1], token)[0].stem,))), said[0])
        return [*tokens[:at], *tokens_of(made, token), *tokens[at + 1 :]], [f"“{token.text}” was read as {made}."]
    return list(tokens), []


def clicked(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The click-through rate as clicks by impressions, where these are sums of the same rows and no number is called so."""
    del clock
    lows = tuple(t.low for t in tokens)
    for words in _THROUGH:
        at = next((n for n in range(len(lows)) if lows[n : n + len(words)] == words), None)
        if at is None or any(m.exact for m in lexicon.fields(("click", "through", "rate"))):
            continue
        if _sums(tokens_of("clicks", tokens[at]), lexicon) & _sums(tokens_of("impressions", tokens[at]), lexicon):
            end = at + len(words)
            made = [*tokens[:at], *tokens_of("ratio of clicks to impressions", tokens[at]), *tokens[end:]]
            return made, ["“click-through rate” was read as clicks divided by impressions, both added up."]
    return list(tokens), []


def said_so(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Clicks divided by impressions" as the ratio of both, added up; behind a name in brackets it says what that is."""
    del clock
    lows = [t.low for t in tokens]
    for words in _BY:
        at = next((n for n in range(1, len(lows)) if tuple(lows[n : n + len(words)]) == words), None)
        if at is None:
            continue
        end = at + len(words)
        left = next((n for n in range(_LONGEST, 0, -1) if _sums(tokens[max(0, at - n) : at], lexicon) and n <= at), 0)
        right = next(
            (
                n
                for n in range(_LONGEST, 0, -1)
                if len(tokens[end : end + n]) == n and _sums(tokens[end : end + n], lexicon)
            ),
            0,
        )
        if not left or not right:
            continue
        over, under = _bare(tokens[at - left : at]), _bare(tokens[end : end + right])
        ratio = [*tokens_of("ratio of", tokens[at]), *over, *tokens_of("to", tokens[at]), *under]
        start, stop = at - left, end + right
        if lows[start - 1 : start] == ["("] and lows[stop : stop + 1] == [")"]:
            return _defined(tokens, start - 1, stop + 1, ratio)
        return [*tokens[:start], *ratio, *tokens[stop:]], []
    return list(tokens), []


_PAY = frozenset(spread("pay paid paying spend spent spending"))
_PAYS = frozenset(spread("do did does are have had were"))
_EACH = frozenset(spread("a an each every one"))
_OUT = frozenset(spread("spend spent spending cost costs expense expenses expenditure"))


def paid_for_each(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "What do we pay per click", "what does a lead cost us": the cost per click, where rows have both as sums."""
    del clock
    lows = [t.low for t in tokens]
    start = 2 if lows[:2] == ["how", "much"] else 1 if lows[:1] == ["what"] else 0
    if not start or len(lows) < start + 3 or lows[start] not in _PAYS:
        return list(tokens), []
    at = start + 1
    if lows[at] == "we" and lows[at + 1] in _PAY:
        at += 2 + 2 * (lows[at + 2 : at + 4] == ["on", "average"])
        led = lows[at : at + 1] == ["per"] or (
            lows[at : at + 1] in (["for"], ["on"]) and {*lows[at + 1 : at + 2]} & _EACH
        )
        at += 1 + (lows[at : at + 1] != ["per"]) if led else 0
        end = _counted_at(tokens, at, lexicon) if led else at
        rest = end
    else:
        at += lows[at] in _EACH
        end = _counted_at(tokens, at, lexicon) if lows[at - 1] in _EACH else at
        rest = end + 1 if lows[end : end + 1] == ["cost"] else end
        rest += lows[rest : rest + 1] == ["us"]
        end = end if rest > end else at
    if end <= at:
        return list(tokens), []
    said = " ".join(t.text for t in tokens[at:end])
    made = [*tokens_of("cost per", tokens[at]), *tokens[at:end], *tokens[rest:]]
    return made, [f"What is paid for each {said} was read as the cost per {said}."]


def _counted_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """Where a name ends that starts here and is a sum of counted things of rows that also have one sum of what was spent."""
    for length in range(_LONGEST, 0, -1):
        said = tokens[at : at + length]
        tables = _sums(said, lexicon) if len(said) == length else set()
        spent = [n for n in tables if len([m for m in lexicon.tables[n].measures if _is_spent(m)]) == 1]
        things = any(m.exact and m.target.kind == "table" for m in lexicon.fields(tuple(t.stem for t in said)))
        if len(spent) == 1 and tables == {*spent} and not things:
            return at + length
    return at


def _is_spent(measure: Measure) -> bool:
    money = measure.format is not None and measure.format.kind == "currency"
    plain = measure.aggregate == "sum" and measure.filter is None and not measure.hidden
    return money and plain and bool(_OUT & {*words_of(measure.label or measure.name)})


_PIECES = frozenset(spread("unit piece item"))
_OF_EACH = frozenset(spread("unit price per each rate"))


def price_of_each(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Diesel price per litre": the unit price of rows that hold litres, where these have one such price."""
    del clock
    for at in range(len(tokens) - 2):
        if [t.low for t in tokens[at : at + 2]] != ["price", "per"] or tokens[at + 2].kind != "word":
            continue
        unit = unit_of(tokens[at + 2].low)
        found = []
        for table in lexicon.tables.values():
            numbers = [d for d in table.dimensions if d.type == "number" and not d.hidden]
            held = any(unit is not None and held_by(d) == {unit} for d in numbers) or tokens[at + 2].low in _PIECES
            priced = [d for d in numbers if "price" in words_of(shown(d)) and {*words_of(shown(d))} <= _OF_EACH]
            found += [(table, d) for d in priced if held]
        if len(found) != 1 or not (unit is None or is_size(unit)):
            continue
        label = in_words(found[0][1])
        before = tokens[at - 1] if at else None
        held_by_value = before is not None and before.kind == "word" and _value_of(before, found[0][0].name, lexicon)
        made = tokens_of(label, tokens[at])
        note = f"“price per {tokens[at + 2].text}” was read as: {shown(found[0][1])}."
        if held_by_value and before is not None:
            return [*tokens[: at - 1], *made, *tokens_of("of", before), before, *tokens[at + 3 :]], [note]
        return [*tokens[:at], *made, *tokens[at + 3 :]], [note]
    return list(tokens), []


def _value_of(token: Token, table: str, lexicon: Lexicon) -> bool:
    found = [m.target for m in lexicon.value_matches((token.stem,), token.low) if m.exact]
    return bool(found) and all(t.table == table for t in found)


def _defined(tokens: Sequence[Token], start: int, stop: int, ratio: Sequence[Token]) -> tuple[list[Token], list[str]]:
    """The question with the ratio in the place of what it is put in brackets behind: the first name of the question."""
    first = 0
    while first < start and tokens[first].low in _LEADS:
        first += 1
    end = first
    while end < start and tokens[end].low not in _ENDS:
        end += 1
    if first == 0 and end == start == 0:
        return list(tokens), []
    named = [t.low for t in tokens[first:end]]
    if not {"rate", "ratio", "share", "percentage", "per"} & {*named, *(t.low for t in tokens[end : end + 1])}:
        return list(tokens), []
    if tokens[first].low == "ratio":
        return [*tokens[:start], *tokens[stop:]], []  # said already
    said = " ".join(t.text for t in tokens[first:end])
    return [*tokens[:first], *ratio, *tokens[end:start], *tokens[stop:]], [
        f"“{said}” was read as it is put in brackets."
    ]


def _bare(said: Sequence[Token]) -> list[Token]:
    """The number without "total", which a ratio of two sums says by itself."""
    return [t for t in said if t.low not in ("total", "the")] or list(said)


def _sums(said: Sequence[Token], lexicon: Lexicon) -> set[str]:
    """The tables of which a sum or a count of rows is called so."""
    words = tuple(t.stem for t in said if t.low not in ("total", "the"))
    if not words or any(t.kind != "word" for t in said):
        return set()
    found = set()
    for match in lexicon.fields(words):
        target = match.target
        one = lexicon.measure(target.table, target.name) if target.kind == "measure" else None
        if match.exact and (target.kind == "table" or (one is not None and one.aggregate in ("sum", "count"))):
            found.add(target.table)
    return found
