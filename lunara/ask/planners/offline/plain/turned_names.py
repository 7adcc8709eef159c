"""The words of a name in another order and form: the "claim date" of a `date_claim_made`, "dates of enrollment and exit"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lunara.ask.near_words import near_words
from lunara.ask.planners.offline.endings import DUE
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.forms import roots_of
from lunara.ask.planners.offline.plain.things import shown, things
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.kept import Kept
from lunara.semantic.model import SemanticModel

_LIGHT = frozenset(spread("made done taken given"))
"""Participles that say no more of a field than that it came about: a "date claim made" is a claim date."""
_INSIDE = frozenset(spread("of the when that on which a an any all each was were is are has been it they"))
_UNITS = frozenset(spread("percent percentage pct"))
_SMALL = frozenset(spread("of the by in on at is a an and or to"))
_COUNTS = frozenset(spread("number num no count total"))
_CALLED = frozenset(("id", "name", "title"))
"""Names and keys are found by what they are of."""
_MOST, _LONGEST = 3, 7
_SHARED = 5
"""So many letters two spellings of one word begin with."""


@dataclass(frozen=True)
class _Name:
    """A field with the words that must be said of it; in any order."""

    table: str
    field: str
    label: str
    words: frozenset[str]


_NAMES: Kept[SemanticModel, dict[str, list[_Name]]] = Kept()


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The question with such words as the field that they name, where only one can be meant; a note for each."""
    del clock
    found: list[tuple[int, int, list[_Name]]] = []
    tokens = _dated(_spelled_out(tokens, lexicon), lexicon)
    at = 0
    while at < len(tokens):
        here = _at(tokens, at, lexicon)
        if here is not None:
            found.append((at, *here))
        at = here[0] if here is not None else at + 1
    if not found:
        return list(tokens), []
    covered = {n for start, end, _ in found for n in range(start, end)}
    beside = {thing.table for thing in things(tokens, lexicon) if not covered & set(range(thing.start, thing.end))}
    made, notes = list(tokens), list[str]()
    for start, end, names in reversed(found):
        near = [n for n in names if n.table in beside] or names
        spoken = {t.stem for t in tokens[start:end]}
        near = [n for n in near if spoken & set(table_words(lexicon.tables[n.table]))] or near
        if len(near) != 1:
            continue
        said, low = " ".join(t.text for t in tokens[start:end]), near[0].label.lower()
        field = (near[0].table, near[0].field)
        ended = _before_thing(tokens, start, end, near[0].table, lexicon)
        named_so = replace(tokens[start], text=said, low=low, stem=low, end=tokens[ended - 1].end, field=field)
        made[start:ended] = [named_so]
        notes.insert(0, f"“{said}” was read as {near[0].label}.")
    return made, notes


def _dated(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """The "date" of the one thing that is named, where it has one date that is called by no more than what the thing is."""
    named = {thing.table for thing in things(tokens, lexicon)}
    table = next(iter(named)) if len(named) == 1 else None
    dates = [d for d in lexicon.tables[table].dimensions if d.type == "time" and not d.hidden] if table else []
    if table is None or len(dates) != 1:
        return list(tokens)
    words = frozenset(words_of(dates[0].label or dates[0].name)) - _SMALL - _LIGHT
    said = words - frozenset(table_words(lexicon.tables[table]))
    low = shown(dates[0]).lower()
    return [
        replace(token, low=low, stem=low, field=(table, dates[0].name))
        if token.kind == "word" and {token.stem} == said and not lexicon.fields((token.stem,))
        else token
        for token in tokens
    ]


def _before_thing(tokens: Sequence[Token], start: int, end: int, table: str, lexicon: Lexicon) -> int:
    """Where the field's name ends before the thing that has it: the "amount" of all the payments."""
    of = next((n for n in range(start + 1, end) if tokens[n].low == "of"), None)
    behind = things(tokens[of:end], lexicon) if of is not None else []
    if of is None or [thing.table for thing in behind] != [table] or tokens[end - 1].low == tokens[end - 1].stem:
        return end
    alone = of + behind[0].end == end and all(t.low in _INSIDE for t in tokens[of : of + behind[0].start])
    return of if alone else end


def _spelled_out(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "Dates of enrollment and completion" as the date of each, where both are fields."""
    made = list(tokens)
    for at in range(len(made) - 4):
        noun, of, first, both, second = made[at : at + 5]
        if of.low != "of" or both.low != "and" or any(t.kind != "word" for t in (noun, first, second)):
            continue
        if all(_fitting((noun, one), lexicon) for one in (first, second)) and not any(
            m.exact for m in lexicon.fields((second.stem,))
        ):
            return [*made[: at + 4], noun, of, *made[at + 4 :]]
    return made


def _at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[int, list[_Name]] | None:
    """Where the words end that from here on name fields in another order or form, and those fields; the longest first."""
    if tokens[at].kind != "word" or tokens[at].low in _INSIDE or tokens[at].field is not None:
        return None
    for end in range(min(len(tokens), at + _LONGEST), at + 1, -1):
        span = tokens[at:end]
        if any(t.kind != "word" or t.field is not None for t in span) or span[-1].low in _INSIDE:
            continue
        said = [t for t in span if t.low not in _INSIDE]
        if span[0].low.endswith("ed") and span[-1].low != span[-1].stem and verb_stems(span[0].low):
            continue  # "expired licences" are those that are so
        if any(DUE & set(verb_stems(t.low)) for t in said):
            continue  # what a day is held against has a meaning of its own: "after their planned end date"
        if span[0].low in _LIGHT or not 2 <= len([t for t in said if t.low not in _LIGHT]) <= _MOST:
            continue
        if [t.low for t in tokens[end : end + 2]] in (["in", "one"], ["in", "a"], ["in", "single"]):
            continue  # "the smallest amount of claim in one claim" is that of one row
        names = _fitting([t for t in said if t.low not in _LIGHT], lexicon)
        if not names:
            continue
        if end < len(tokens) and tokens[end].kind == "word" and _goes_on(said, tokens[end], lexicon):
            continue
        called = (m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact)
        exact = [t for t in called if t.kind not in ("measure", "derived")]
        others = {(t.table, t.name) for t in exact} - {(n.table, n.field) for n in names}
        if exact and (others or [t.low for t in span[:2]] != ["amount", "of"]):
            continue  # found without help, where "amount of" is not read as how many
        return end, names
    return None


def _goes_on(said: Sequence[Token], behind: Token, lexicon: Lexicon) -> bool:
    """Whether the last word belongs to the one behind it, in a name of the model."""
    return lexicon.begins((said[-1].stem, behind.stem), said[-1].stem)


def _fitting(said: Sequence[Token], lexicon: Lexicon) -> list[_Name]:
    """The fields each word of whose name is said once, in its own form or in another."""
    kept = _NAMES.get(lexicon.model, lambda: _names(lexicon.model))
    first = said[0].stem
    near = {id(n): n for key in {first, *roots_of(said[0].low), *near_words(first).same} for n in kept.get(key, ())}
    found = {(n.table, n.field): n for n in near.values() if n.table in lexicon.tables and _fits(said, n)}
    return list(found.values())


def _fits(said: Sequence[Token], name: _Name) -> bool:
    if len(said) != len(name.words):
        return False
    left = set(name.words)
    for token in said:
        own = token.stem if token.stem in left else next((w for w in sorted(left) if _akin(token, w)), None)
        if own is None:
            return False
        left.discard(own)
    return True


def _akin(token: Token, own: str) -> bool:
    """Whether two words are forms of one, or two spellings of it: settled and settlement, enrolment and enrollment."""
    if token.low.endswith(("er", "or")) != own.endswith(("er", "or")):
        return False  # who did it is not what was done
    if roots_of(token.low) & roots_of(own):
        return True
    return own in near_words(token.stem).same and own[:_SHARED] == token.stem[:_SHARED]


def _names(model: SemanticModel) -> dict[str, list[_Name]]:
    """The fields that are shown with a name of several words, by each of these words and what it is made from."""
    found: dict[str, list[_Name]] = {}
    for table in model.tables:
        called = frozenset(table_words(table))
        others = {frozenset(words_of(d.label or d.name)) - _SMALL for d in table.dimensions}
        for field in () if table.hidden else table.dimensions:
            words = frozenset(words_of(field.label or field.name)) - _SMALL
            if field.hidden or field.type == "boolean" or words & (_COUNTS | _CALLED):
                continue
            light = words - _LIGHT
            bare = light - _UNITS
            unitless = bare | called if len(called) == 1 and bare not in others else light
            for own in {light, light - called, unitless}:
                if not 2 <= len(own) <= _MOST:
                    continue
                name = _Name(table.name, field.name, shown(field), own)
                for key in {key for word in own for key in (word, *roots_of(word))}:
                    found.setdefault(key, []).append(name)
    return found
