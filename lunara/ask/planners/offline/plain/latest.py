"""What is the latest by the day or the year of a deed ("started most recently"), and how such days and years are called."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.forms import roots_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    TIMELY,
    Thing,
    holds_years,
    in_words,
    shown,
    things,
    tokens_of,
    years_held,
)
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_WHO = frozenset(("that", "which", "who"))
_ENDS = {
    ("most", "recent"): "latest",
    ("latest",): "latest",
    ("newest",): "latest",
    ("least", "recent"): "earliest",
    ("earliest",): "earliest",
}
_LATELY = {
    ("most", "recently"): "latest",
    ("the", "most", "recently"): "latest",
    ("the", "latest"): "latest",
    ("latest",): "latest",
    ("least", "recently"): "earliest",
    ("the", "earliest"): "earliest",
    ("earliest",): "earliest",
    ("first",): "earliest",
    ("last",): "latest",
    ("longest", "ago"): "earliest",
    ("the", "longest", "ago"): "earliest",
}
_FIRST = {
    ("most", "recently"): "latest",
    ("last",): "latest",
    ("latest",): "latest",
    ("first",): "earliest",
    ("earliest",): "earliest",
}
_YEAR = "year"
_DAY = frozenset(("date", "day"))


def by_year(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The ship that was built in the most recent year": the one with the latest of them, where it has one such year."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(lows) - 2):
        start = at + 1 + (lows[at + 1] == "the")
        end, way = _one_of(lows, start, _ENDS)
        if lows[at] != "in" or not end or lows[end : end + 1] != [_YEAR]:
            continue
        made = _with(tokens, at, end + 1, way, lexicon, years=True)
        if made is not None:
            return made, []
    return list(tokens), []


def most_recently(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The appointment that started most recently": the one with the latest start, where it has one such date."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(lows)):
        end, way = _one_of(lows, at, _LATELY)
        if end and (end == len(lows) or tokens[end].kind == "symbol"):
            made = _with(tokens, at, end, way, lexicon, years=False)
            if made is not None:
                return made, []
    return list(tokens), []


def done_first(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The most recently hired teacher", "the first opened branch": the one with the latest or earliest such date."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(lows) - 2):
        end, way = _one_of(lows, at, _FIRST)
        thing = next((t for t in things(tokens, lexicon) if t.start == end + 1), None) if end else None
        if thing is None or DENIALS & {*lows} or tokens[thing.end - 1].low != tokens[thing.end - 1].stem:
            continue
        found = [d for d in _moments(thing, lexicon, years=False) if _of_deed(d, tokens[end], thing, lexicon)]
        if len(found) == 1:
            told = tokens_of(f"with the {way} {in_words(found[0])}", tokens[at])
            return [*tokens[:at], *tokens[thing.start : thing.end], *told, *tokens[thing.end :]], []
    return list(tokens), []


def _one_of(lows: Sequence[str], at: int, known: dict[tuple[str, ...], str]) -> tuple[int, str]:
    """Where the longest of these that stands at this place ends, and what it says; 0 where none does."""
    for words in sorted(known, key=len, reverse=True):
        if tuple(lows[at : at + len(words)]) == words:
            return at + len(words), known[words]
    return 0, ""


def _with(tokens: Sequence[Token], at: int, end: int, way: str, lexicon: Lexicon, *, years: bool) -> list[Token] | None:
    """One thing before a verb at this place with its latest day or year; None where it has none, or several."""
    named = things(tokens[: at - 1], lexicon)
    if not named or DENIALS & {t.low for t in tokens}:
        return None
    thing = named[-1]
    between = [t.low for t in tokens[thing.end : at - 1]]
    said = between[1:] if between[:1] and between[0] in _WHO else between
    if len(said) > 1 or not set(said) <= BE or tokens[thing.end - 1].low != tokens[thing.end - 1].stem:
        return None
    found = [d for d in _moments(thing, lexicon, years=years) if _of_deed(d, tokens[at - 1], thing, lexicon)]
    if len(found) != 1:
        return None
    told = tokens_of(f"with the {way} {in_words(found[0])}", tokens[at])
    return [*tokens[: thing.end], *told, *tokens[end:]]


def _moments(thing: Thing, lexicon: Lexicon, *, years: bool) -> list[Dimension]:
    """The years of a thing, or its dates, and its years where it has no dates."""
    shown_ = [d for d in lexicon.tables[thing.table].dimensions if not d.hidden]
    dates = [d for d in shown_ if d.type == "time"]
    held = [d for d in shown_ if years_held(d, thing.table, lexicon)]
    return held if years else dates or held


def _of_deed(dimension: Dimension, verb: Token, thing: Thing, lexicon: Lexicon) -> bool:
    """Whether a field says no more than when this was done to the thing."""
    if verb.kind != "word":
        return False
    own = {*table_words(lexicon.tables[thing.table])}
    words = [w for w in words_of(shown(dimension)) if w not in TIMELY and w != _YEAR and w not in own]
    return len(words) == 1 and bool(_meant(verb.low) & _meant(words[0]))


def years_of_deed(thing: Thing, verb: Token, lexicon: Lexicon) -> list[Dimension]:
    """The years of a thing that say no more than when this was done to it."""
    return [d for d in _moments(thing, lexicon, years=True) if _of_deed(d, verb, thing, lexicon)]


def _meant(word: str) -> frozenset[str]:
    """A word, the verb and the nouns it is made of or that are made of it, and the verbs that mean the same."""
    roots = roots_of(word)
    verbs = {v for w in roots for v in (w, *verb_stems(w)) if not v.endswith(("ing", "ion", "ed"))}
    return roots | {same for v in verbs for same in near_words(v).same if v in near_words(same).same}


def called(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Founded year", "year of construction", "start date": the year or date that is called by the deed, where one alone is."""
    del clock
    tables = {t.table for t in things(tokens, lexicon)}
    for at, token in enumerate(tokens):
        for start, end, deed in _around(tokens, at):
            if deed.kind != "word" or any(m.exact for m in lexicon.fields((deed.stem, token.stem))):
                continue
            found = _called_by(deed, token.stem == _YEAR, tables, lexicon)
            if len(found) == 1:
                return [*tokens[:start], *tokens_of(found[0], token), *tokens[end:]], []
    return list(tokens), []


def _around(tokens: Sequence[Token], at: int) -> list[tuple[int, int, Token]]:
    """Where the name of a year or day begins and ends that stands at this place, and the deed that it is called by."""
    found = []
    if at and (tokens[at].stem == _YEAR or tokens[at].stem in _DAY):
        found.append((at - 1, at + 1, tokens[at - 1]))
    if tokens[at].stem == _YEAR and at + 2 < len(tokens) and tokens[at + 1].low == "of":
        found.append((at, at + 3, tokens[at + 2]))
    return found


def _called_by(deed: Token, year: bool, tables: set[str], lexicon: Lexicon) -> list[str]:
    """What the fields of these tables are called that hold the year of a deed, or its day where they are called by it alone."""
    found = []
    for name in sorted(tables):
        thing = Thing(0, 0, name)
        for dimension in lexicon.tables[name].dimensions:
            if year:
                meant = holds_years(dimension) and _of_deed(dimension, deed, thing, lexicon)
            else:
                meant = dimension.type == "time" and not dimension.hidden
                meant = meant and words_of(shown(dimension)) == (stem(deed.low),)
            if meant:
                found.append(in_words(dimension))
    return found
