"""Names of fields with a word behind them that they do not have: the "phone numbers" of a `customer_phone`.

The word says of which sort the values are, so it is left out where it fits the field, one field alone fits, and nothing is called
by all the words.
"""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import shown, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_NUMBERS = frozenset(("number", "numbers"))
_YEARS = frozenset(("year", "years"))
_LONGEST = 2
_OF = frozenset(
    spread("the a an of all each every number numbers year years in per by and or their its last this next same")
)


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with the field's own name in place of both words; no notes."""
    del clock
    made: list[Token] = _postal(tokens, lexicon)
    at = 1
    while at < len(made):
        if made[at].low in _NUMBERS | _YEARS and not _goes_on(made, at):
            for start in range(max(0, at - _LONGEST), at):
                label = _label(made[start:at], made[at], lexicon)
                if label is not None:
                    made[start : at + 1] = tokens_of(label, made[start])
                    at = start
                    break
        at += 1
    return made, []


_POSTAL = (
    ("zip", "code"),
    ("zip", "codes"),
    ("postal", "code"),
    ("postal", "codes"),
    ("post", "code"),
    ("post", "codes"),
)
_POSTAL_WORDS = frozenset(("zip", "zipcode", "postcode", "postal", "plz"))


def _postal(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "Zip code" as the one field that holds them, whichever of their names it has."""
    lows = [t.low for t in tokens]
    at = next((n for n in range(len(lows)) if tuple(lows[n : n + 2]) in _POSTAL), None)
    if at is None or any(m.exact for m in lexicon.fields((tokens[at].stem, tokens[at + 1].stem))):
        return list(tokens)
    found = [
        d
        for table in lexicon.tables.values()
        for d in table.dimensions
        if not d.hidden and _POSTAL_WORDS & set(words_of(d.label or d.name))
    ]
    if len(found) != 1:
        return list(tokens)
    return [*tokens[:at], *tokens_of(" ".join(words_of(shown(found[0]))), tokens[at]), *tokens[at + 2 :]]


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word leads what is behind it: "the phone number of 5", "year 2007"."""
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    return behind is not None and behind.kind == "number"


def _label(said: Sequence[Token], tail: Token, lexicon: Lexicon) -> str | None:
    """What the one field is called whose name ends in these words and whose values are of that sort."""
    if any(t.kind != "word" or t.low in _OF for t in said):
        return None
    stems = tuple(t.stem for t in said)
    if any(m.exact or m.target.kind == "table" for m in lexicon.fields((*stems, tail.stem))):
        return None
    exact = [m.target for m in lexicon.fields(stems) if m.exact]
    if any(t.kind != "dimension" for t in exact):
        return None
    found = [
        d
        for table in lexicon.tables.values()
        for d in table.dimensions
        if not d.hidden and words_of(d.label or d.name)[-len(stems) :] == stems and _is_of(d, stems, tail)
    ]
    return shown(found[0]).lower() if len(found) == 1 else None


def _is_of(dimension: Dimension, stems: tuple[str, ...], tail: Token) -> bool:
    """Phones have numbers, if they are texts; what came about has a year, if the field is no day: "creation year"."""
    words = words_of(dimension.label or dimension.name)
    if tail.low in _NUMBERS:
        return dimension.type == "string" and stems[-1] in _NUMBERED
    return (
        dimension.type in ("number", "string")
        and words == stems
        and bool(near_words(stems[-1]).family)
        and _deed(stems[-1])
    )


_NUMBERED = frozenset(("phone", "telephone", "fax", "mobile", "cellphone"))
"""What is known by a number: the field that is called so holds the numbers."""


def _deed(word: str) -> bool:
    """Whether a word says that something came about: "creation", "opening"."""
    return word.endswith(("ion", "ing", "ment"))
