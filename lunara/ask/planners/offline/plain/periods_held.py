"""Periods of which a number is more or less: "months with revenue above 100,000", "which days had more than 30 orders"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.periods import GRAINS
from lunara.ask.planners.offline.plain.things import DENIALS, as_one, periods, thing_at, tokens_of
from lunara.ask.planners.offline.times import reader_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compile.periods import resolve
from lunara.semantic.compiled import Clock

_LEADS = frozenset(spread("which what list show give me us the all our in"))
_WITH: tuple[tuple[str, ...], ...] = (
    *(("in", "which", "we", "had"), ("where", "we", "had"), ("that", "had")),
    *(("with",), ("had",), ("have",), ("having",), ("where",)),
)
_OVER: dict[tuple[str, ...], str] = {
    **dict.fromkeys((("above",), ("over",), ("more", "than"), ("greater", "than"), ("higher", "than")), "more than"),
    **dict.fromkeys((("below",), ("under",), ("less", "than"), ("fewer", "than"), ("lower", "than")), "less than"),
    ("at", "least"): "at least",
    ("at", "most"): "at most",
}
_LONGEST = 3


def of_so_much(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The number by those periods, where it is so much: what is counted, or a number of the model by its name."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w not in _LEADS), len(lows))
    if at >= len(lows) or lows[at] not in GRAINS or not lows[at].endswith("s") or DENIALS & set(lows):
        return list(tokens), []
    tie = next((w for w in _WITH if tuple(lows[at + 1 : at + 1 + len(w)]) == w), None)
    if tie is None:
        return list(tokens), []
    start = at + 1 + len(tie)
    found = _named_first(tokens, start, lexicon) or _counted(tokens, start, lexicon)
    if found is None:
        return list(tokens), []
    number, way, so_much, end = found
    held = [
        *number,
        *tokens_of(f"by {GRAINS[lows[at]]} where", tokens[at]),
        *number,
        *tokens_of(f"is {way}", tokens[at]),
        so_much,
    ]
    return [*held, *tokens[end:]], []


def _named_first(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[list[Token], str, Token, int] | None:
    """ "Revenue above 100,000": the words of the number, how it is compared, with what, and where that ends."""
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        said = tokens[at : at + length]
        if any(t.kind != "word" for t in said):
            continue
        named = {m.target.kind for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact}
        way = _way(tokens, at + length)
        thing = thing_at(said, 0, lexicon)
        rows = _number_of(said, thing.table, lexicon) if thing is not None and thing.end == length else None
        if way is not None and (
            rows is not None or (named and named <= {"measure", "derived"})
        ):  # not a field of one row
            return [rows] if rows is not None else list(said), way[0], tokens[way[1]], way[1] + 1
    return None


def _counted(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[list[Token], str, Token, int] | None:
    """ "More than 30 orders": the same of things that are counted."""
    way = _way(tokens, at)
    thing = thing_at(tokens, way[1] + 1, lexicon) if way is not None else None
    rows = _number_of(tokens[thing.start : thing.end], thing.table, lexicon) if thing is not None else None
    if way is None or thing is None or rows is None:
        return None
    return [rows], way[0], tokens[way[1]], thing.end


def _number_of(said: Sequence[Token], table: str, lexicon: Lexicon) -> Token | None:
    """One token for how many of these things there are; None where the model has no such number."""
    count = lexicon.count_measure(table)
    return (
        replace(as_one([*tokens_of("number of", said[0]), *said]), measure=(table, count))
        if count is not None
        else None
    )


_WHERE = frozenset(spread("where whose with having when if and"))


def number_of_them(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Where the number of orders is more than 400": how many there are, never how large one of them is."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 3):
        start = at + (lows[at] == "the")
        if lows[at - 1] not in _WHERE or lows[start : start + 2] != ["number", "of"]:
            continue
        thing = thing_at(tokens, start + 2, lexicon)
        rows = _number_of(tokens[thing.start : thing.end], thing.table, lexicon) if thing is not None else None
        if thing is None or rows is None:
            continue
        behind = thing.end + (lows[thing.end : thing.end + 1] in (["is"], ["was"], ["are"], ["were"]))
        if _way(tokens, behind) is None:
            continue
        return [*tokens[:at], rows, *tokens[thing.end :]], []
    return list(tokens), []


def _way(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """How a number is compared that stands behind these words, and its place."""
    for words, way in _OVER.items():
        end = at + len(words)
        if tuple(t.low for t in tokens[at:end]) == words and end < len(tokens) and tokens[end].kind == "number":
            return way, end
    return None


_WENT: tuple[tuple[str, ...], ...] = (
    *(("go", "up"), ("go", "down"), ("rise",), ("fall",), ("drop",), ("decline",)),
    *(("gone", "up"), ("gone", "down"), ("risen",), ("fallen",), ("dropped",), ("declined",)),
)
_DAYS = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "quarter": (90, 92), "year": (365, 366)}


def up_or_down(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Did revenue go up in 2025" as that of 2025 beside the year before, of which both are told."""
    lows = [t.low for t in tokens]
    if lows[:1] not in (["did"], ["has"], ["have"]) or DENIALS & set(lows):
        return list(tokens), []
    for at in range(2, len(lows)):
        went = next((w for w in _WENT if tuple(lows[at : at + len(w)]) == w), None)
        if went is None:
            continue
        spans = periods(tokens, clock)
        end = next((n for n in range(len(tokens), 0, -1) if tokens[n - 1].kind != "symbol"), 0)
        grain = _grain_of(tokens, spans[0], clock) if spans == [(at + len(went), end)] else ""
        number = tuple(t.stem for t in tokens[1:at] if t.low not in ("the", "our"))
        named = {m.target.kind for m in lexicon.fields(number) if m.exact}
        if not grain or not named & {"measure", "derived", "table"}:
            return list(tokens), []
        before = tokens_of(f"compared to the previous {grain}", tokens[at])
        counted = tokens_of("number of", tokens[0]) if "table" in named else []
        return [*counted, *tokens[1:at], *tokens[at + len(went) : end], *before, *tokens[end:]], []
    return list(tokens), []


def _grain_of(tokens: Sequence[Token], span: tuple[int, int], clock: Clock) -> str:
    """Which period of the calendar these words name; "" for another length."""
    phrase = reader_of(tuple(tokens), clock).at(span[0])
    window = resolve(phrase.range, clock) if phrase is not None and phrase.range is not None else None
    if window is None or window.start is None or window.end is None:
        return ""
    days = (window.end - window.start).days
    return next((grain for grain, (low, high) in _DAYS.items() if low <= days <= high), "")
