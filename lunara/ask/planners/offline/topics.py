"""Words for what a whole table is about: the "ad spend" of campaigns is their spend, since all of it is for advertising."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.money_rows import called
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import CURRENCIES, groups, spread
from lunara.ask.tokens import Token

TOPICS = {
    **dict.fromkeys(spread("campaign advert ad banner keyword"), spread("ad advert advertising marketing")),
    **dict.fromkeys(spread("payroll payslip salary"), spread("personnel staff")),
    **dict.fromkeys(spread("shipment parcel consignment"), spread("shipping logistics")),
}
"""What the rows of tables that are called so are always of, as one says it before their numbers."""
_LONGEST = 3


def left_out(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[list[Token], str | None]:
    """The tokens without a word for what the table of the number right behind it is about, and a note that says so.

    The word stays where anything of the model is called so, or a value of that table has it: then it may tell rows apart.
    """
    for at, token in enumerate(tokens[:-1]):
        topics = {token.stem, token.low} & _SAID
        if token.kind != "word" or not topics:
            continue
        numbers = _numbers(tokens[at + 1 : at + 1 + _LONGEST], lexicon)
        if _named(token, lexicon) and not any(_called_by_both(token, t, lexicon) for t in numbers):
            continue
        for target in numbers:
            about = {word for name in called(lexicon.tables[target.table]) for word in TOPICS.get(name, ())}
            if topics & about and not _tells_apart(token, target.table, lexicon):
                things = label_of(lexicon, Target("table", target.table, target.table))
                note = f"“{token.text}” was taken for what all of {things} is about, so it leaves nothing out."
                return [*tokens[:at], *tokens[at + 1 :]], note
    return list(tokens), None


_ALL = frozenset(("total",))
_SAID = frozenset(word for said in TOPICS.values() for word in said)


def _called_by_both(token: Token, number: Target, lexicon: Lexicon) -> bool:
    """Whether the table of a number is itself called by the word and the number ("ad spend"), and nothing else with both is."""
    words = {*words_of(lexicon.tables[number.table].name)}
    return token.stem in words and bool(words & lexicon.own_words(number))


def _named(token: Token, lexicon: Lexicon) -> bool:
    return any(token.stem in lexicon.literal_words(m.target) for m in lexicon.fields((token.stem,)))


def _numbers(tokens: Sequence[Token], lexicon: Lexicon) -> list[Target]:
    """What the words right behind name exactly, the longest name first: numbers of one table only."""
    for length in range(len(tokens), 0, -1):
        stems = {t.stem for t in tokens[:length]}
        matches = lexicon.fields([t.stem for t in tokens[:length]])
        found = [m.target for m in matches if m.exact or stems == lexicon.literal_words(m.target) - CURRENCIES - _ALL]
        numbers = [t for t in found if t.kind == "measure" and t.table in lexicon.tables]
        if found:
            return numbers if len({t.table for t in numbers}) == 1 else []
    return []


def _tells_apart(token: Token, table: str, lexicon: Lexicon) -> bool:
    """Whether a value of the table, or of one that it refers to, has this word or one that means nearly the same."""
    said = {token.stem, token.low} | {w for w in _SAID if groups(w) & groups(token.stem)}
    for name in lexicon.roads.up(table):
        for dimension in lexicon.tables[name].dimensions if name in lexicon.tables else ():
            if dimension.type == "string" and not dimension.hidden:
                values = lexicon.values.of_field(name, dimension.name, limit=200)
                if any(said & set(words_of(str(v))) for v in values):
                    return True
    return False
