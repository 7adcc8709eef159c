"""What was the reason: "orders returned because of damage", "quotes lost due to price" are those whose reason is that value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.endings import CALLED_OFF
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import BE, DENIALS, dates, in_words, says, shown, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_LEADING = (("because", "of"), ("due", "to"), ("owing", "to"), ("on", "account", "of"), ("for", "the", "reason"))
_REASONS = frozenset(spread("reason cause motive"))
_ARTICLES = frozenset(spread("the a an"))
_DONE_BY_US = BE | frozenset(spread("that which who we did have has had got"))
_LONGEST = 5
_NOT_DONE = {
    "lost": "lose",
    "loss": "lose",
    "cancellation": "cancel",
    "rejection": "reject",
    "refusal": "reject",
    "refuse": "reject",
}
"""Nouns and forms of what was called off, in the names of reasons."""


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The field of the reasons before the value; kept as it is where the things that are named have no such value.

    What was called off, by another verb than the reason's own, says no more than that there is a reason ("lost" of a decline
    reason).
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 1):
        led = next((w for w in _LEADING if tuple(lows[at : at + len(w)]) == w), None)
        thing = next(iter(things(tokens[:at], lexicon)), None) if led is not None else None
        if led is None or thing is None or DENIALS & set(lows[:at]):
            continue
        begin = at + len(led)
        begin += lows[begin : begin + 1] != [] and lows[begin] in _ARTICLES
        found = _value(tokens, begin, thing.table, lexicon)
        if found is None:
            continue
        target, field, end = found
        start = at
        if not _known(tokens[at - 1], thing.table, lexicon) and _called_off(tokens[at - 1].low) and _of_those(field):
            start -= 1
            while start > thing.end and lows[start - 1] in _DONE_BY_US:
                start -= 1
        while start > thing.end and lows[start - 1] in BE:
            start -= 1
        text = str(target.value)
        value = replace(tokens[begin], kind="quoted", text=text, low=text.lower(), stem=text.lower())
        note = f"“{' '.join(t.text for t in tokens[at:end])}” was read as: {shown(field)} is {text}."
        said = tokens_of(f"with {in_words(field)}", tokens[at])
        return [*tokens[:start], *said, value, *tokens[end:]], [note]
    return list(tokens), []


def _value(tokens: Sequence[Token], at: int, table: str, lexicon: Lexicon) -> tuple[Target, Dimension, int] | None:
    """The value of the things that begins here, its field and its end: of a field of reasons, or the one field that has it."""
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        said = tokens[at : at + length]
        if any(t.kind == "symbol" for t in said):
            continue
        matches = lexicon.value_matches(tuple(t.stem for t in said), " ".join(t.text for t in said))
        own = [m.target for m in matches if m.exact and m.target.table == table]
        held = [(t, d) for t in own if (d := lexicon.dimension(t.table, t.name)) is not None]
        reasons = [(t, d) for t, d in held if {*words_of(d.name), *words_of(d.label or "")} & _REASONS]
        if len(reasons or held) == 1:
            target, field = (reasons or held)[0]
            return target, field, at + length
    return None


def _known(verb: Token, table: str, lexicon: Lexicon) -> bool:
    """Whether a state or a date of the things tells of the verb."""
    verbs = {verb.low, *verb_stems(verb.low)}
    if any(says(d) & verbs for d in dates(table, lexicon)):
        return True
    return any(m.exact and m.target.table == table for m in lexicon.value_matches((verb.stem,), verb.low))


def _called_off(word: str) -> bool:
    return bool({*verb_stems(word), _NOT_DONE.get(word, word)} & CALLED_OFF)


def _of_those(field: Dimension) -> bool:
    """Whether reasons are those why something was called off: a "decline reason", not the reason of a visit."""
    return any(_called_off(w) for n in (field.name, field.label or "") for w in words_of(n))
