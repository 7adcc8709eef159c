"""What those who are employed earn: "earns the most per hour" is the highest hourly wage, where their rows hold one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import periods
from lunara.ask.planners.offline.words import VERB_ATTRIBUTES
from lunara.ask.tokens import Token, tokenize
from lunara.semantic.compiled import Clock

_BEST = {
    "most": "highest",
    "least": "lowest",
    "best": "highest",
    "worst": "lowest",
    "highest": "highest",
    "lowest": "lowest",
}
_COMPARED = frozenset(("more", "less", "over", "under", "above", "below", "at"))
_BE = frozenset(("is", "are", "was", "were", "gets", "get"))
_ARTICLES = frozenset(("the", "a", "an"))
_AMONG = frozenset(("in", "at", "among", "and", "or"))
"""What may follow on what is earned, and tells those who earn it apart."""
_LONGEST = 3
_PERIODS = {
    "hour": ("hour", "hourly"),
    "day": ("day", "daily"),
    "week": ("week", "weekly"),
    "month": ("month", "monthly"),
    "year": ("year", "yearly", "annual"),
}


def in_fields(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> list[Token]:
    """ "Which trainer earns the most per hour" as "… with the highest hourly wage", where these have one such field.

    Unchanged where none or several of their fields say what they are paid, or for another span of time than was said, and
    where a period is named: the fields say what they are paid now, not what they earned then.
    """
    if periods(tokens, clock):
        return list(tokens)
    for at, token in enumerate(tokens):
        before = tokens[at - 1].low if at else ""
        if token.low == "paid" and before in _BEST:
            return _best_paid(tokens, at, lexicon)
        if token.low in ("earn", "earns", "earned") or (token.low == "paid" and before in _BE):
            return _earning(tokens, at, lexicon)
    return list(tokens)


def _best_paid(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[Token]:
    """ "The best paid trainer": the trainer with the highest wage."""
    spans = [(first, length) for first in range(at + 1, at + 3) for length in range(_LONGEST, 0, -1)]
    for first, length in spans:  # a word that tells them apart may stand before them: "the best paid senior clerk"
        things = tokens[first : first + length]
        named = {
            m.target.table for m in lexicon.fields([t.stem for t in things]) if m.exact and m.target.kind == "table"
        }
        if len(things) < length or not named:
            continue
        period, stop = _period(tokens, first + length)
        field = _paid(named, period, lexicon)
        if field is None:
            break
        return [*tokens[: at - 1], *tokens[at + 1 : first], *things, *_with_the(tokens[at - 1], field), *tokens[stop:]]
    return list(tokens)


def _earning(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[Token]:
    """ "Who earns the most", "who are paid more than 40 an hour": with the highest wage, with a wage of more than that."""
    after = at + 1
    while after < len(tokens) and tokens[after].low in _ARTICLES:
        after += 1
    said = tokens[after].low if after < len(tokens) else ""
    end = after + 1 if said in _BEST else _end_of_comparison(tokens, after) if said in _COMPARED else 0
    period, stop = _period(tokens, end) if end else ("", 0)
    if not end or not (said in _BEST or period) or not _ends(tokens, stop):
        return list(tokens)
    named = {
        m.target.table
        for t in tokens[:at]
        if t.kind == "word"
        for m in lexicon.fields((t.stem,))
        if m.exact and m.target.kind == "table"
    }
    field = _paid(named, period, lexicon)
    if field is None:
        return list(tokens)
    start = at - 1 if at and tokens[at - 1].low in _BE else at
    start = start - 1 if start and tokens[start - 1].low in ("who", "that") else start
    made = _with_the(tokens[after], field)
    if said in _BEST:
        return [*tokens[:start], *made, *tokens[stop:]]
    return [*tokens[:start], made[0], *made[3:], *tokens[after:end], *tokens[stop:]]


def _ends(tokens: Sequence[Token], at: int) -> bool:
    """Whether what is earned ends here: "the most revenue", "the most from sales" is none of their pay."""
    return at >= len(tokens) or tokens[at].kind == "symbol" or tokens[at].low in _AMONG


def _with_the(said: Token, field: str) -> list[Token]:
    """ "With the highest hourly wage", at the place of the word that says so."""
    best = _BEST.get(said.low, "highest")
    led = [replace(said, low=word, stem=word) for word in ("with", "the", best)]
    return [*led, *(replace(t, start=said.start + t.start, end=said.start + t.end) for t in tokenize(field.lower()))]


def _end_of_comparison(tokens: Sequence[Token], at: int) -> int:
    """The place behind the number of "more than 40"."""
    number = next((n for n in range(at, min(at + 4, len(tokens))) if tokens[n].kind == "number"), None)
    return at if number is None else number + 1


def _period(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """The span of time that pay is said to be for, and where the question goes on behind it."""
    tie, unit = (tokens[at].low, tokens[at + 1]) if at + 1 < len(tokens) else ("", None)
    if unit is not None and tie in ("per", "a", "an", "each", "every") and unit.stem in _PERIODS:
        return unit.stem, at + 2
    return "", at


def _paid(tables: Collection[str], period: str, lexicon: Lexicon) -> str | None:
    """The label of the one field that says what the rows of these tables are paid, or None."""
    found: list[str] = []
    for name in sorted(tables):
        for dimension in lexicon.tables[name].dimensions:
            words = words_of(dimension.label or dimension.name)
            paid = set(words) & set(VERB_ATTRIBUTES["earn"])
            if dimension.type == "number" and not dimension.hidden and paid:
                found.append(dimension.label or dimension.name.replace("_", " "))
    if len(found) != 1:
        return None
    spans = {p for p, words in _PERIODS.items() if set(words_of(found[0])) & set(words)}
    if (period and period not in spans) or (not period and spans & {"hour", "day"}):
        return None  # who has the highest hourly wage need not earn the most
    return found[0]
