"""Rows of a kind that a yes or no is called after: "false alarms" are the alarms with a `is_false_alarm`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import BE, ends_at, is_participle, shown, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_ASIDE = frozenset(spread("is was are were flag yn"))
_WITH = frozenset(spread("with without no by not per has have had a an and or from"))
_THAT = frozenset(spread("that which"))


def counted(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "False alarms by site", "how many visits were repeat visits": the rows with that yes, where one table has such a kind."""
    del clock
    for table, flag, words in _kinds(lexicon):
        for at in range(len(tokens) - len(words) + 1):
            end = at + len(words)
            last = tokens[end - 1]
            if (
                tuple(t.stem for t in tokens[at:end]) != words
                or last.low == last.stem
                or not _free(tokens, at, end, lexicon)
            ):
                continue
            named = [t for t in things([*tokens[:at]], lexicon) if t.table == table]
            said = " ".join(t.text for t in tokens[at:end])
            note = f"“{said}” was read as: {shown(flag)} is yes."
            told = tokens_of(f"with {' '.join(words)}", tokens[at])
            if at and tokens[at - 1].low in BE and named:
                start = at - 1
                while start > named[-1].end and tokens[start - 1].low in _THAT:
                    start -= 1
                if start == named[-1].end:
                    return [*tokens[:start], *told, *tokens[end:]], [note]
            elif (
                not named and words[-1] in table_words(lexicon.tables[table]) and not _said(tokens, at, table, lexicon)
            ):
                label = label_of(lexicon, Target("table", table, table))
                rows = replace(tokens[at], text=label, low=label.lower(), stem=label.lower(), table=table)
                return [*tokens[:at], rows, *told, *tokens[end:]], [note]
    return list(tokens), []


def _kinds(lexicon: Lexicon) -> Iterator[tuple[str, Dimension, tuple[str, ...]]]:
    """The yes or no fields that are called after a kind of rows in more than one word, where no other has that name."""
    found: dict[tuple[str, ...], list[tuple[str, Dimension]]] = {}
    for table in lexicon.tables.values():
        for field in table.dimensions:
            if field.hidden or lexicon.flag(table.name, field.name) is None:
                continue
            words = tuple(w for w in words_of(shown(field)) if w not in _ASIDE)
            if len(words) > 1 and not is_participle(words[-1]):
                found.setdefault(words, []).append((table.name, field))
    for words, fields in found.items():
        if len(fields) == 1:
            yield fields[0][0], fields[0][1], words


def _free(tokens: Sequence[Token], at: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the words stand as rows: nothing leads to them as a feature, and nothing else is called so."""
    if (at and tokens[at - 1].low in _WITH) or not ends_at(tokens, end):
        return False
    stems = tuple(t.stem for t in tokens[at:end])
    if any(m.exact and m.target.kind != "dimension" for m in lexicon.fields(stems)):
        return False
    return not any(m.exact for m in lexicon.value_matches(stems, " ".join(t.text for t in tokens[at:end])))


def _said(tokens: Sequence[Token], at: int, table: str, lexicon: Lexicon) -> bool:
    """Whether these rows are named behind the kind."""
    return any(t.table == table for t in things(list(tokens[at:]), lexicon))
