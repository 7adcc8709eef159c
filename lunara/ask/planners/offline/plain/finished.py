"""What is finished where the data says that it is completed, and the other way round: "repairs finished in May"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import BE, DENIALS, dates, says, things, tokens_of
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

_OTHER = {"finished": "completed", "completed": "finished"}
_BETWEEN = BE | frozenset(spread("that which were have has had got already"))
_LONGEST = 3
_SURE = 0.85
"""How well a value is named, also in the plural."""


def called_otherwise(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with the word by which a state or a day of these very rows says it, where none says the one that is used."""
    del clock
    for at, token in enumerate(tokens):
        other = _OTHER.get(token.low)
        if other is None or DENIALS & {t.low for t in tokens}:
            continue
        table = _whose(tokens, at, lexicon)
        if table is None or _told(token.low, table, lexicon) or not _told(other, table, lexicon):
            continue
        told = f"“{token.text}” was read as {other}."
        return [*tokens[:at], *tokens_of(other, token), *tokens[at + 1 :]], [told]
    return list(tokens), []


def _whose(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> str | None:
    """The table of the things or of the kind of rows that are said right before or behind this place."""
    end = at
    while end and tokens[end - 1].low in _BETWEEN:
        end -= 1
    thing = next((t for t in things(tokens, lexicon) if t.end == end or t.start == at + 1), None)
    if thing is not None:
        return thing.table
    for start in range(max(0, end - _LONGEST), end):
        said = tokens[start:end]
        found = lexicon.value_matches(tuple(t.stem for t in said), " ".join(t.text for t in said))
        tables = {m.target.table for m in found if m.score >= _SURE}
        if tables:
            return tables.pop() if len(tables) == 1 else None
    return None


def _told(word: str, table: str, lexicon: Lexicon) -> bool:
    """Whether a state or a day of the rows says so."""
    stems = (*verb_stems(word), word)
    if any(m.exact and m.target.table == table for s in stems for m in lexicon.value_matches((s,), word)):
        return True
    return any(same_deed(said, verb) for d in dates(table, lexicon) for said in says(d) for verb in verb_stems(word))
