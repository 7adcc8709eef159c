"""Ratings as they are said: "one-star reviews", "jobs that got 5 stars", "rated 4 or higher", "average star rating"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import (
    DENIALS,
    Thing,
    in_words,
    shown,
    thing_at,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Measure

_STARS = frozenset(("star", "stars"))
_RATINGS = frozenset(("rating", "ratings"))
_MORE_OR_LESS = (
    *((word, "than") for word in ("more", "less", "fewer", "higher", "lower", "better", "worse")),
    *((word,) for word in ("over", "above", "under", "below")),
    ("at", "least"),
    ("at", "most"),
)
_OR_MORE = frozenset(spread("more higher above better less fewer lower below worse"))
_WAYS = {
    "better": "more",
    "higher": "more",
    "above": "more",
    "worse": "less",
    "lower": "less",
    "fewer": "less",
    "below": "less",
}
_GOT = frozenset(
    spread(
        "with got get gets getting received receive receives have has had having given were was been that which who a an the"
    )
)
"""Words between rated things and their stars, which say no more than that they have them."""
_WE_GOT = frozenset(spread("did do have we get got receive received had been given were are there"))


def ratings(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Average star rating" as the average rating, where ratings are held and no stars; not of so many stars."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(tokens) - 1):
        counted = at and (tokens[at - 1].kind == "number" or lows[at - 1] == "-")
        if (
            lows[at] == "star"
            and lows[at + 1] in _RATINGS
            and not counted
            and not _named("star", lexicon)
            and _rated(lexicon)
        ):
            return [*tokens[:at], *tokens[at + 1 :]], []
    return list(tokens), []


def starred(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "One-star reviews", "jobs that got 5 stars", "5-star ratings": those whose rating is that number, where they have one."""
    del clock
    lows = [t.low for t in tokens]
    for at, low in enumerate(lows):
        number = tokens[at].value if tokens[at].kind == "number" else None
        end = at + 1 + (lows[at + 1 : at + 2] == ["-"])
        if not isinstance(number, int) or not lows[end : end + 1] or lows[end] not in _STARS or _held_apart(lexicon):
            continue
        note = f"“{low}-star” was read as: {{}} is {number}."
        behind = thing_at(tokens, end + 1, lexicon)
        field = _rating_of(behind, lexicon)
        if behind is not None and field is not None:
            said = [*tokens_of(f"with a {shown(field).lower()} of", tokens[at]), *_number(tokens[at], number)]
            made = [*tokens[:at], *tokens[behind.start : behind.end], *said, *tokens[behind.end :]]
            return made, [note.format(shown(field))]
        end += 1 + (lows[end + 1 : end + 2] != [] and lows[end + 1] in _RATINGS)
        found = _said_of(tokens, (at, end), lexicon)
        if found is not None:
            return found
        home = _rated(lexicon)
        if len(home) == 1 and lows[end - 1] in _RATINGS and not _things_rated(tokens, lexicon):
            name, field = home[0]
            while lows[end : end + 1] and lows[end] in _WE_GOT:
                end += 1
            whole = replace(tokens[at], kind="word", text=name, low=name, stem=name, value=None, table=name)
            said = [*tokens_of(f"with a {shown(field).lower()} of", tokens[at]), *_number(tokens[at], number)]
            return [*tokens[:at], whole, *said, *tokens[end:]], [note.format(shown(field))]
    return list(tokens), []


def rated(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Jobs rated 4 or higher", "stays that got a rating below 3": with such a rating, where the things have one."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens)):
        if tokens[at].kind != "number":
            continue
        start = _start_of_comparison(lows, at)
        if lows[start - 1] == "rated" and unknown("rated", lexicon):
            found = _said_of(tokens, (at, at + 1 + bool({*lows[at + 1 : at + 2]} & _STARS)), lexicon, verb=True)
            if found is not None:
                return found
        of = start - (lows[start - 1] == "of")
        thing, got = _before(tokens, of - 1, lexicon) if lows[of - 1] in _RATINGS else (None, [])
        if (
            thing is not None
            and _rating_of(thing, lexicon) is not None
            and {"got", "get", "received", "given"} & set(got)
        ):
            return [*tokens[: thing.end], *tokens_of("with a", tokens[at]), *tokens[of - 1 :]], []
    return list(tokens), []


def _said_of(
    tokens: Sequence[Token], span: tuple[int, int], lexicon: Lexicon, *, verb: bool = False
) -> tuple[list[Token], list[str]] | None:
    """The things before so many stars with their rating compared, and what is told of it; None where they have none."""
    at, end = span
    lows = [t.low for t in tokens]
    start = _start_of_comparison(lows, at)
    thing, _ = _before(tokens, start - verb, lexicon)
    field = _rating_of(thing, lexicon)
    if thing is None or field is None or DENIALS & set(lows):
        return None
    way = [_WAYS.get(w, w) if lows[at - 1] == "than" else w for w in lows[start:at]]
    more = lows[end : end + 1] == ["or"] and lows[end + 1 : end + 2] != [] and lows[end + 1] in _OR_MORE
    last = end + 2 if more else end
    or_more = f"or {_WAYS.get(lows[end + 1], lows[end + 1])}" if more else ""
    name = in_words(field)
    said = tokens_of(f"with {name} {' '.join(way)}" if way else f"with a {name} of", tokens[at])
    note = f"“{' '.join(t.text for t in tokens[start:last])}” was read as: {shown(field)}."
    return [*tokens[: thing.end], *said, tokens[at], *tokens_of(or_more, tokens[at]), *tokens[last:]], [note]


def _things_rated(tokens: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether things are named that are more than what is grouped by."""
    groups = ("by", "per", "each", "every")
    return any(not t.start or tokens[t.start - 1].low not in groups for t in things(tokens, lexicon))


def _start_of_comparison(lows: Sequence[str], at: int) -> int:
    """Where the comparison with the number at this place begins."""
    way = next((w for w in _MORE_OR_LESS if tuple(lows[max(0, at - len(w)) : at]) == w), ())
    return at - len(way)


def _before(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[Thing | None, list[str]]:
    """The thing that is named before this place, with nothing between that says more than that it has something."""
    end = at
    while end > 0 and tokens[end - 1].low in _GOT:
        end -= 1
    thing = next((t for t in things(tokens[:end], lexicon) if t.end == end), None)
    return thing, [t.low for t in tokens[end:at]]


def _rating_of(thing: Thing | None, lexicon: Lexicon) -> Dimension | None:
    """The one rating that things have."""
    fields = _ratings(thing.table, lexicon) if thing is not None else []
    return fields[0] if len(fields) == 1 else None


def _rated(lexicon: Lexicon) -> list[tuple[str, Dimension]]:
    """The tables whose rows have a rating, with it."""
    return [(name, d) for name in lexicon.tables for d in _ratings(name, lexicon)]


def _named(word: str, lexicon: Lexicon) -> bool:
    """Whether a table or a field has this word in its name, or a value is called so."""
    if any(word in words_of(n) for n in _names(lexicon)):
        return True
    return any(m.exact for m in lexicon.value_matches((word,), word))


def _held_apart(lexicon: Lexicon) -> bool:
    """Whether something else than a rating has stars in its name: so many of them need not be a "star rating"."""
    return any("star" in words_of(n) and words_of(n)[-1] != "rating" for n in _names(lexicon)) or any(
        m.exact for m in lexicon.value_matches(("star",), "star")
    )


def _names(lexicon: Lexicon) -> Iterator[str]:
    for table in lexicon.tables.values():
        shown_: list[Dimension | Measure] = [*table.dimensions, *table.measures]
        yield from (
            table.label or "",
            table.name,
            *(n for i in shown_ if not i.hidden for n in (i.label or "", i.name)),
        )


def _ratings(table: str, lexicon: Lexicon) -> list[Dimension]:
    shown_ = (d for d in lexicon.tables[table].dimensions if not d.hidden and d.type == "number")
    return [d for d in shown_ if words_of(d.label or d.name)[-1:] == ("rating",)]


def _number(like: Token, number: int) -> list[Token]:
    text = str(number)
    return [replace(like, kind="number", text=text, low=text, stem=text, value=number)]
