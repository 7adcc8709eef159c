"""Two kinds of things compared by a number: "how do trams and buses compare on delay", "compare red and white wines by price"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.foremost import MEASURED
from lunara.ask.planners.offline.plain.things import DENIALS, thing_at, tokens_of
from lunara.ask.planners.offline.words import AGAINST, spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_BY = frozenset(spread("on by in for"))
_TIES = AGAINST | frozenset(spread("and with to"))
_THE = frozenset(spread("the their our"))
_NOUNS = frozenset(spread("in terms of"))
_LONGEST = 3


def by_a_number(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The number of the one kind against the other, where both are values: their average where each thing has one.

    Kept as it is where what stands behind "by" is no number: it is then what they are grouped by.
    """
    del clock
    lows = [t.low for t in tokens]
    end = next((n for n, t in enumerate(tokens) if t.kind == "symbol" and t.low in "?!."), len(tokens))
    if DENIALS & set(lows):
        return list(tokens), []
    if lows[:1] == ["compare"]:
        by = next((n for n in range(end - 1, 3, -1) if lows[n] in ("by", "on")), None)
        between = (1, by) if by is not None else None
    elif lows[:2] in (["how", "do"], ["how", "does"], ["how", "did"]) and "compare" in lows:
        verb = lows.index("compare")
        by, between = verb + 1, (2, verb)
    else:
        return list(tokens), []
    if by is None or between is None or by >= end or lows[by] not in _BY:
        return list(tokens), []
    start = by + 1
    while start < end and lows[start] in _THE | _NOUNS:
        start += 1
    kinds = tokens[between[0] : between[1]]
    number = tokens[start:end]
    tie = next((n for n in range(1, len(kinds) - 1) if kinds[n].low in _TIES), None)
    if tie is None or not _is_number(number, lexicon):
        return list(tokens), []
    thing = next((t for n in range(tie + 2, len(kinds)) if (t := thing_at(kinds, n, lexicon)) is not None), None)
    first, other = kinds[:tie], kinds[tie + 1 : thing.start if thing is not None else len(kinds)]
    if not (_is_value(first, lexicon) and _is_value(other, lexicon)):
        return list(tokens), []
    against = tokens_of("vs", kinds[tie])
    return [*number, *tokens_of("of", tokens[by]), *first, *against, *kinds[tie + 1 :], *tokens[end:]], []


def _is_number(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether these words are the name of a number."""
    if not said or len(said) > _LONGEST or any(t.kind != "word" for t in said):
        return False
    named = [m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact]
    numbers = [
        t for t in named if t.kind == "dimension" and (d := lexicon.dimension(t.table, t.name)) and d.type == "number"
    ]
    return bool(named) and all(t.kind in ("measure", "derived") or t in numbers for t in named)


def _is_value(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether these words are a value of the data."""
    if not said or len(said) > _LONGEST or any(t.kind != "word" for t in said):
        return False
    return bool(lexicon.value_matches(tuple(t.stem for t in said), " ".join(t.text for t in said)))


_EITHER = frozenset(
    spread(
        "cost expense delay error failure return refund complaint churn duration loss cancellation wait age price late"
    )
)
"""Numbers of which less may be better."""
_MOST = {"most": "highest", "least": "lowest"}
_FEWEST = {"most": "most", "least": "fewest"}
_NO_ADJECTIVES = frozenset(spread("of the common recent often used"))


def by_what_they_are(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Most reliable carrier by on-time rate": the number says what nothing in the data is called, and the most of it is meant.

    Kept as it is where less of that number may be better.
    """
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(len(lows) - 4) if lows[n] in _MOST), None)
    if at is None or DENIALS & set(lows) or lexicon.knows(tokens[at + 1].stem):
        return list(tokens), []
    thing = thing_at(tokens, at + 2, lexicon)
    end = next((n for n, t in enumerate(tokens) if t.kind == "symbol" and t.low in "?!."), len(tokens))
    costly = f"{lows[at]} {lows[at + 1]}" in MEASURED or lows[at + 1] in _NO_ADJECTIVES
    if (
        costly
        or thing is None
        or lows[thing.end : thing.end + 1] != ["by"]
        or _EITHER & {t.stem for t in tokens[thing.end :]}
    ):
        return list(tokens), []
    number = [t for t in tokens[thing.end + 1 : end] if t.low not in _THE | {"-"}]
    counted = thing_at(number, 0, lexicon) if number else None
    rows = counted is not None and counted.end == len(number) and number[-1].low != number[-1].stem
    if not rows and not _is_number(number, lexicon):
        return list(tokens), []
    way = _FEWEST[lows[at]] if rows else _MOST[lows[at]]
    note = f"“{lows[at]} {tokens[at + 1].text}” was read as: {way} {' '.join(t.text for t in number)}."
    told = [*tokens_of(f"with the {way}", tokens[at]), *number]
    return [*tokens[:at], *tokens[thing.start : thing.end], *told, *tokens[end:]], [note]
