"""Which of the meanings of a name step back: what is only nearly called so beside a thing that is called exactly so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from lunara.ask.planners.offline.endings import DUE
from lunara.ask.planners.offline.lexicon import Lexicon, Match
from lunara.ask.planners.offline.money_rows import called
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.tokens import verb_stems


def things_called_so(matches: list[Match], said: Collection[str], lexicon: Lexicon) -> list[Match]:
    """ "Items" where a table is called so: never the order lines, which are only another word for some items.

    `said` are the stems of the name. What has one of them in its own name stays ("channels" beside "marketing channels").
    """
    if not any(m.exact and m.target.kind == "table" for m in matches):
        return matches
    own = {t: called(lexicon.tables[t]) for m in matches if (t := m.target.table) in lexicon.tables}
    longer = _by_a_longer_name(matches, tuple(said), lexicon)
    matches = [m for m in matches if m.target.table not in longer or m.target.kind == "dimension"]
    return [m for m in matches if m.exact or m.target.kind != "table" or own.get(m.target.table, set()) & set(said)]


def _by_a_longer_name(matches: list[Match], said: tuple[str, ...], lexicon: Lexicon) -> set[str]:
    """The tables whose names say more than these words ("pilot records"), where another is called just so ("pilots")."""
    names = {
        m.target.table: {words_of(n) for n in (lexicon.tables[m.target.table].label or "", m.target.table) if n}
        for m in matches
        if m.exact and m.target.kind == "table"
    }
    if not any(said in its for its in names.values()):
        return set()
    return {t for t, its in names.items() if said not in its and all(set(said) < set(words) for words in its)}


def numbers_of_things(matches: list[Match], said: Sequence[str]) -> list[Match]:
    """The "flight number" where a field is called so: never how many flights there are, which are the number of flights."""
    if len(said) < 2 or said[-1] != "number":
        return matches
    if not any(m.exact and m.target.kind == "dimension" for m in matches):
        return matches
    return [m for m in matches if m.exact or m.target.kind != "measure"]


def keys_of_their_own(matches: list[Match], lexicon: Lexicon) -> list[Match]:
    """ "Pet ids" are those of all pets, not of the rows that refer to one: there the same words step back."""
    own = {t.table for m in matches if (t := m.target).kind == "dimension" and lexicon.key_dimension(t.table) == t.name}
    if not own:
        return matches
    made = []
    for match in matches:
        target = match.target
        dimension = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
        column = (dimension.expression or dimension.name).strip('"') if dimension is not None else ""
        key = lexicon.roads.foreign_key(target.table, column) if column and target.table not in own else None
        refers = key is not None and key.to_table in own
        made.append(replace(match, score=match.score - 0.1) if refers else match)
    return made


def told_by_number(matches: list[Match], said: Collection[str], lexicon: Lexicon) -> list[Match]:
    """ "By gate" where rows have a gate number and a gate type, and gates are no table: each is told by its number, so that is
    meant. Not where it has a name as well.
    """
    if len(matches) < 2 or any(m.exact for m in matches):
        return matches
    labels = {m.target: _label(m, lexicon) for m in matches if m.target.kind == "dimension"}
    numbered = {
        (t.table, label[:-1])
        for t, label in labels.items()
        if label[-1:] in _NUMBERS and _fits(t.table, label, said, lexicon)
    }
    beside = {t for t, label in labels.items() if (t.table, label[:-1]) in numbered and label[-1:] not in _NUMBERS}
    if not beside or any(labels[t][-1] in _CALLED for t in beside):
        return matches
    told = {t for t, label in labels.items() if (t.table, label[:-1]) in numbered} - beside
    return [
        replace(m, score=_SO_CALLED, exact=True) if m.target in told else m for m in matches if m.target not in beside
    ]


_SO_CALLED = 0.95
_NUMBERS = (("number",), ("no",), ("nr",))
_CALLED = frozenset(("name", "title", "code", "label", "id", "description"))


def _label(match: Match, lexicon: Lexicon) -> tuple[str, ...]:
    dimension = lexicon.dimension(match.target.table, match.target.name)
    return words_of(dimension.label or dimension.name) if dimension is not None else ()


def _fits(table: str, label: tuple[str, ...], said: Collection[str], lexicon: Lexicon) -> bool:
    """Whether the words say whose number a field is, and beside it nothing but the table's own words ("station gate")."""
    return len(label) > 1 and set(label[:-1]) <= set(said) <= {*label[:-1], *table_words(lexicon.tables[table])}


def days_of_deeds(matches: list[Match], lexicon: Lexicon) -> list[Match]:
    """ "Arrived": the day of the arrival itself, not the one it was planned or estimated for, where rows have both."""
    aimed = {m.target for m in matches if _is_time(m, lexicon) and _aims(lexicon.literal_words(m.target))}
    done = {m.target.table for m in matches if _is_time(m, lexicon) and m.target not in aimed}
    return [m for m in matches if m.target not in aimed or m.target.table not in done]


def _is_time(match: Match, lexicon: Lexicon) -> bool:
    target = match.target
    dimension = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
    return dimension is not None and dimension.type == "time"


def _aims(words: Collection[str]) -> bool:
    return any({word, *verb_stems(word)} & _AIMED for word in words)


_AIMED = DUE | {"estimate"}
