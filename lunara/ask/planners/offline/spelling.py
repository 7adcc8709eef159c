"""Words that are no name as they stand: verbs of a field's name, words of the language, misspellings."""

from __future__ import annotations

from lunara.ask.near_words import Near, near_words
from lunara.ask.planners.offline.endings import DUE
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.naming import NEAR, table_words, tells_one_apart, words_of
from lunara.ask.planners.offline.operators import OPS
from lunara.ask.planners.offline.periods import GRAINS
from lunara.ask.planners.offline.words import (
    ADJECTIVES,
    DATE_VERBS,
    EVENT_VERBS,
    LIGHT_VERBS,
    PARTICIPLE_ADJECTIVES,
    UNITS,
    spread,
)
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.ask.values import Hit, fold


def verbal(token: Token, lexicon: Lexicon) -> list[Match]:
    found: list[Match] = []
    for verb in verb_stems(token.low):
        if verb == "last":
            continue  # what "lasted" long has no "last name"
        for match in lexicon.fields((verb,)):
            if token.low in NOUNS and not _of_deed(match.target, lexicon):
                continue
            if token.low in LIGHT_VERBS and verb in _NO_DEED and not _of_deed(match.target, lexicon):
                continue
            if verb == "rate" and _so_much_per(match.target, lexicon):
                continue
            if match.target.kind == "dimension" and not _names_one(match.target, lexicon):
                found.append(Match(match.target, match.score * 0.8, False))
    found = found or _dated(token, lexicon)
    if not found and token.low.endswith("ed"):
        noun = token.low[:-2] + "ing"
        found = [Match(m.target, m.score * 0.85, False) for m in lexicon.fields((noun,)) if m.target.kind != "table"]
    return found[:6]


_NO_DEED = frozenset(("make", "run", "place", "record", "list", "issue", "cover", "work", "bring"))
"""Verbs that say nothing of the noun they look like: the store that "made" most has no "make"."""
NOUNS = frozenset(spread("rating training building booking painting meeting housing timing lining drawing setting"))
"""Nouns that say another thing than the noun they look like: a "rating" is no "day rate", a "training" no "train number"."""


def noun_of_its_own(low: str, lexicon: Lexicon) -> bool:
    """Whether a word is such a noun (or "rated"), and the data has no rows that its verb tells of either."""
    tables = {w for t in lexicon.tables.values() for w in table_words(t)}
    return low in NOUNS | {"rated"} and not any(
        tables & {verb, *lexicon.events.get(verb, ())} for verb in verb_stems(low)
    )


def _so_much_per(target: Target, lexicon: Lexicon) -> bool:
    """Whether a rate is no mark that was given: what is "rated" has no "day rate", "tax rate" or "rate code"."""
    dimension = lexicon.dimension(target.table, target.name)
    own = set(words_of(dimension.label or dimension.name)) if dimension is not None else set()
    return "rate" in own and bool(own - {"rate", *table_words(lexicon.tables[target.table])})


def _of_deed(target: Target, lexicon: Lexicon) -> bool:
    """Whether a field is a day, a year or a yes or no, which are called after deeds: the "build year" of a building."""
    dimension = lexicon.dimension(target.table, target.name)
    if dimension is None:
        return False
    timely = dimension.type == "time" or "year" in {*words_of(dimension.name), *words_of(dimension.label or "")}
    return timely or lexicon.flag(target.table, target.name) is not None


def _names_one(target: Target, lexicon: Lexicon) -> bool:
    """ "Ordered" says nothing of an "order ID" that refers to no row: it only tells which order a row is of."""
    dimension, table = lexicon.dimension(target.table, target.name), lexicon.tables[target.table]
    if dimension is None or not tells_one_apart(dimension, set(table.primary_key)):
        return False
    column = (dimension.expression or dimension.name).strip('"')
    return table.primary_key != (column,) and lexicon.roads.foreign_key(target.table, column) is None


def _dated(token: Token, lexicon: Lexicon) -> list[Match]:
    """ "Departed", where a date is called after the noun of it: the departure that was, rather than the one that was planned."""
    found: list[Match] = []
    for noun in (noun for verb in verb_stems(token.low) for noun in near_words(verb).family):
        for match in lexicon.fields((noun,)):
            dimension = lexicon.dimension(match.target.table, match.target.name)
            if match.target.kind == "dimension" and dimension is not None and dimension.type == "time":
                found.append(Match(match.target, match.score * 0.8, False))
    told = {m.target: {v for w in lexicon.own_words(m.target) for v in (w, *verb_stems(w))} for m in found}
    return [m for m in found if not told[m.target] & DUE] or found


def denied(token: Token, lexicon: Lexicon) -> list[Match]:
    """ "Unpaid", "inactive": what the data says yes or no of, or has a date of, where its own word says the opposite."""
    done = token.low.removeprefix("non").removeprefix("un")
    rest = done if done != token.low else token.low.removeprefix("in").removeprefix("dis")
    if rest == token.low or len(rest) < 4:
        return []
    flags, dates = [], []
    for match in lexicon.fields((rest,), limit=40) or lexicon.fields((stem(rest),), limit=40):
        target = match.target
        dimension = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
        if dimension is None or not {rest, stem(rest)} & lexicon.own_words(target):
            continue
        if lexicon.flag(target.table, target.name) is not None:
            flags.append(Match(target, match.score, False))
        elif dimension.type == "time" and rest == done:
            dates.append(Match(target, match.score, False))
    return flags or dates


_SEXES = {"female": "f", "male": "m"}


def of_sex(word: str, lexicon: Lexicon) -> list[Match]:
    """ "Female" where a sex is F or M: certain only where a field of that name holds both letters."""
    letter = _SEXES.get(word)
    if letter is None:
        return []
    found = []
    for table in lexicon.tables.values():
        for dimension in table.dimensions:
            if dimension.hidden or not {"sex", "gender"} & {
                *words_of(dimension.name),
                *words_of(dimension.label or ""),
            }:
                continue
            values = lexicon.values.of_field(table.name, dimension.name)
            held = {str(v).strip().lower(): v for v in values}
            if {"f", "m"} <= held.keys():
                found.append(Match(Target("value", table.name, dimension.name, held[letter]), 0.95))
    return found


def known_word(token: Token) -> bool:
    low = token.low
    if low in ADJECTIVES or low in PARTICIPLE_ADJECTIVES or low in GRAINS or token.stem in UNITS:
        return True
    return any(v in EVENT_VERBS or v in DATE_VERBS for v in verb_stems(low)) or (low,) in OPS


def misspelt(token: Token, lexicon: Lexicon) -> tuple[list[Match], str | None]:
    """What a word that is no name may be a misspelling of, and the name that it was taken for."""
    word = lexicon.spelled(token.stem)
    doer = {w for v in verb_stems(token.low) for w in near_words(v).family}  # "driven" of a driver
    if word is not None and word != token.stem and (word in doer or may_be_misspelt(token.stem, word)):
        found = lexicon.fields((word,))
        exact = any(m.exact for m in found)
        named = [Match(m.target, m.score * 0.85, False, word) for m in found if m.exact or not exact or m.score < NEAR]
        if named:
            return named, word
    hits = values_misspelt(token.low, lexicon)
    if hits:
        value = str(hits[0].value)
        found = lexicon.value_matches((), value)
        return [Match(m.target, m.score * 0.85, False, value) for m in found], value
    for verb in verb_stems(token.low) if token.low.endswith("ed") else ():
        found = [m for m in lexicon.value_matches((verb,), verb) if m.exact]
        if found:  # "failed transactions" where the data writes "fail"
            value = str(found[0].target.value)
            return [Match(m.target, m.score * 0.9, False, value) for m in found], value
    return [], None


def values_misspelt(said: str, lexicon: Lexicon) -> list[Hit]:
    """Values that a word or phrase is a misspelling of: they begin with its letter, and it is none of English words alone."""
    return [hit for hit in lexicon.values.spelled(said) if may_be_misspelt(said, str(hit.value))]


def may_be_misspelt(said: str, meant: str) -> bool:
    """Whether one can be a misspelling of the other: a word of the language is none, but where its letters are swapped.

    >>> may_be_misspelt("germny", "Germany"), may_be_misspelt("gender", "Fenders"), may_be_misspelt("aisle", "Aisne")
    (True, False, False)
    >>> may_be_misspelt("costumers", "customers")
    True
    """
    one, other = fold(said), fold(meant)
    if one[:1] != other[:1]:
        return False
    return sorted(stem(one)) == sorted(stem(other)) or not all(_is_english(word) for word in one.split())


def _is_english(word: str) -> bool:
    return near_words(word) != Near() or near_words(stem(word)) != Near()


def begins_value(token: Token, lexicon: Lexicon) -> tuple[list[Match], str | None]:
    """ "Apple" where one value alone begins with that word: "Apple Inc."."""
    hits = lexicon.values.beginning(token.low)
    if not token.text[:1].isupper() or not hits:
        return [], None
    value = str(hits[0].value)
    found = lexicon.value_matches((), value)
    return [Match(m.target, m.score * 0.9, False, value) for m in found], value
