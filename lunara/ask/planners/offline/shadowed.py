"""Values that are spelled like what a question means otherwise: "sales" beside a page called "/sale"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import money
from lunara.ask.planners.offline.lexicon import Lexicon, Match
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token

_PLACING = spread("in on at from via through about for with without not is are was were as called named = than")
_KINDS = spread("type kind category class reason")
_ARTICLES = spread("the a an any our")


def traded(tokens: Sequence[Token], at: int, matches: Sequence[Match], lexicon: Lexicon) -> list[Match]:
    """What is taken in by a trade word of one piece, where all else that it may be is a value that is not said as one.

    "Sales by month" are the takings, "visits from the sale page" and "employees in sales" tell of a value.
    """
    values = [m for m in matches if m.target.kind == "value"]
    named = any(m.exact and m.target.kind != "value" for m in matches)
    if not values or named or _said_as_value(tokens, at, values, lexicon):
        return []
    word = tokens[at].stem
    return [] if money.called_so(word, lexicon) else money.meant(word, lexicon)


def of_other_rows(tokens: Sequence[Token], at: int, matches: Sequence[Match], lexicon: Lexicon) -> list[Match]:
    """ "Complaints by district" where inspections have a reason "Complaint", and requests have a "complaint type": the matches
    without that value. Which rows the complaints are is then asked or refused, as nothing tells it.
    """
    values = [m for m in matches if m.target.kind == "value"]
    if not values or tokens[at].low == tokens[at].stem or _said_as_value(tokens, at, values, lexicon):
        return list(matches)
    homes = {m.target.table for m in values}
    word = tokens[at].stem
    kinds = [m for m in matches if m.target.kind == "dimension" and m.target.table not in homes]
    others = [m for m in kinds if word in (own := lexicon.literal_words(m.target)) and own & _KINDS]
    return [m for m in matches if m.target.kind != "value"] if others else list(matches)


def _said_as_value(tokens: Sequence[Token], at: int, matches: Sequence[Match], lexicon: Lexicon) -> bool:
    """Whether a preposition places the word, or a thing or the value's own field stands right beside it."""
    before = at - 1
    while before >= 0 and (tokens[before].low in _ARTICLES or tokens[before].kind == "symbol"):
        before -= 1
    if before >= 0 and tokens[before].low in _PLACING:
        return True
    beside = [tokens[i].stem for i in (before, at + 1) if 0 <= i < len(tokens) and tokens[i].kind == "word"]
    own = {w for m in matches for w in _field_words(m, lexicon)}
    following = tokens[at + 1].stem if at + 1 < len(tokens) else ""
    thing = any(m.exact and m.target.kind == "table" for m in lexicon.fields((following,))) if following else False
    return thing or bool(own & set(beside))


def _field_words(match: Match, lexicon: Lexicon) -> set[str]:
    dimension = lexicon.dimension(match.target.table, match.target.name)
    names = (dimension.label or "", dimension.name) if dimension is not None else ()
    return {w for name in names for w in words_of(name)} | set(table_words(lexicon.tables[match.target.table]))
