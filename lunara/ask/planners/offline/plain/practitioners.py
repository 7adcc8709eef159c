"""Those who practise a field of work, by the field: "cardiologists" are the doctors whose specialty is cardiology."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import thing_at, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_ENDINGS = (
    ("ologist", ("ology",)),
    ("iatrist", ("iatry", "iatrics")),
    ("iatrician", ("iatrics", "iatry")),
    ("therapist", ("therapy",)),
    ("metrist", ("metry",)),
    ("ician", ("ics",)),
    ("surgeon", ("surgery",)),
    ("ist", ("istry", "y", "ics")),
)
"""How those are called who do what a noun names, and the endings of that noun."""
_WORK = frozenset(
    spread("specialty speciality specialism department discipline field profession subject practice area")
)
_SHORTEST = 6


def called(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many cardiologists" as the doctors of cardiology, where one field of people says what each of them practises.

    Kept as it is where anything is called so, and where several fields hold the word.
    """
    del clock
    for at, token in enumerate(tokens):
        if token.kind != "word" or len(token.stem) < _SHORTEST or not unknown(token.low, lexicon):
            continue
        nouns = _nouns(token.stem)
        held = {m.target for noun in nouns for m in lexicon.value_matches((noun,), noun) if m.exact}
        held = {t for t in held if _WORK & {*words_of(t.name)} and _practise(t.table, lexicon)}
        if len(held) != 1:
            continue
        value = held.pop()
        label = label_of(lexicon, Target("table", value.table, value.table))
        behind = thing_at(tokens, at + 1, lexicon)
        whom = [] if behind is not None and behind.table == value.table else tokens_of(label, token)
        made = [*tokens[:at], *tokens_of(str(value.value), token), *whom, *tokens[at + 1 :]]
        return made, [f"“{token.text}” was read as {label} of {value.value}."]
    return list(tokens), []


def _practise(table: str, lexicon: Lexicon) -> bool:
    """Whether rows are people who work: a ward of surgery is no surgeon."""
    return masters.people(table, lexicon) or bool({*table_words(lexicon.tables[table])[-1:]} & _PEOPLE)


_PEOPLE = frozenset(
    spread(
        "doctor physician clinician practitioner provider specialist consultant therapist staff employee teacher lecturer"
    )
)


def _nouns(word: str) -> list[str]:
    """What such people do: cardiology of a cardiologist."""
    found = [(end, nouns) for end, nouns in _ENDINGS if word.endswith(end)]
    return [word.removesuffix(end) + noun for end, nouns in found for noun in nouns]
