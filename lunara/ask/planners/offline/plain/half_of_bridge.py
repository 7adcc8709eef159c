"""Things known by half of the name of rows which pair them: "members of the chess club" are students by `member_of_club`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import thing_at
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.ask.values import fold
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Relationship

_DOERS = ("er", "or", "ant", "ent", "ist", "ee")
_PEOPLE = spread("people person persons anyone")
_HAVING = spread("have has had hold holds held with having")
_LONGEST = 4


def members(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Members of the chess club" as the students that are paired with it by rows called "member of club".

    "People with a membership in it" are the same. Kept as it is where the other half ("club") is not named, neither by its name
    nor by one of its values, and where anything else is called "member".
    """
    del clock
    for noun, who, where in _halves(lexicon):
        at = next((n for n, t in enumerate(tokens) if t.stem in (noun, f"{noun}ship")), None)
        if at is None or not _named(tokens, where, lexicon) or thing_at(tokens, at, lexicon) is not None:
            continue
        label = label_of(lexicon, Target("table", who, who))
        named = replace(tokens[at], text=label, low=label.lower(), stem=label.lower(), table=who)
        note = f"“{tokens[at].text}” was read as {label}."
        if tokens[at].stem == noun:
            return [*tokens[:at], named, *tokens[at + 1 :]], [note]
        people = next((n for n in range(at - 1, -1, -1) if tokens[n].low in _PEOPLE), None)
        start = at - (at > 0 and tokens[at - 1].low in ("a", "the"))
        if (
            people is None
            or start < 1
            or tokens[start - 1].low not in _HAVING
            or start - 1 not in (people + 1, people + 2)
        ):
            continue
        return [*tokens[:people], replace(named, text=label), *tokens[at + 1 :]], [note]
    return list(tokens), []


def _halves(lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    """The noun of rows that pair two things, those who are called so, and where they are it."""
    for name, table in lexicon.tables.items():
        keys: list[Relationship] = [r for r in lexicon.model.relationships if r.from_table == name]
        if (
            len(keys) != 2
            or len({k.to_table for k in keys}) != 2
            or any(k.to_table not in lexicon.tables for k in keys)
        ):
            continue
        words = set(words_of(table.name)) - {"of", "the", "in"}
        for one, other in (keys, keys[::-1]):
            rest = words - set(table_words(lexicon.tables[other.to_table]))
            own = set(table_words(lexicon.tables[one.to_table]))
            (noun,) = rest if len(rest) == 1 else ("",)
            if noun and len(rest) < len(words) and noun not in own and (noun.endswith(_DOERS) or noun == "member"):
                yield noun, one.to_table, other.to_table


def _named(tokens: Sequence[Token], table: str, lexicon: Lexicon) -> bool:
    """Whether a table, or one of its values, is said."""
    for at, token in enumerate(tokens):
        if any(m.exact and m.target == Target("table", table, table) for m in lexicon.fields((token.stem,))):
            return True
        spans = [tokens[at : at + n] for n in range(1, _LONGEST + 1)] if token.kind == "word" else [[token]]
        for span in spans:
            said = " ".join(t.text for t in span)
            if any(m.exact and m.target.table == table for m in lexicon.value_matches(tuple(fold(said).split()), said)):
                return True
    return False
