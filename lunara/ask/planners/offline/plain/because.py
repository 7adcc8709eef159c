"""What was the reason: "orders returned because of damage", "quotes lost due to price" are those whose reason is that value.

Where a yes or no is called after the reason ("stops caused by operator error" of `operator_error`), they are those with a yes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.endings import CALLED_OFF
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    dates,
    ends_at,
    in_words,
    says,
    shown,
    things,
    tokens_of,
)
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_LEADING = (
    ("because", "of"),
    ("due", "to"),
    ("owing", "to"),
    ("on", "account", "of"),
    ("for", "the", "reason"),
)
_BROUGHT_ABOUT = (
    ("caused", "by"),
    ("brought", "about", "by"),
    ("triggered", "by"),
    ("resulting", "from"),
    ("resulted", "from"),
    ("stemming", "from"),
    ("as", "a", "result", "of"),
    ("attributed", "to"),
    ("attributable", "to"),
)
"""Said of what brought something about: a value of just any field is none, as the editor of a page did not cause it."""
_NO_REASON = frozenset(spread("is was has had be been by due to of the a an related caused cause reason flag"))
"""Words of a yes or no called after a reason that do not say which: `is_weather_related`, `caused_by_weather`."""
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
        begin = _begin(lows, at + len(led))
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


def by_yes_or_no(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Stops caused by operator error", "not due to weather": with or without what a yes or no of the things is called after."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 1):
        led = next((w for w in (*_LEADING, *_BROUGHT_ABOUT) if tuple(lows[at : at + len(w)]) == w), None)
        thing = next(iter(things(tokens[:at], lexicon)), None) if led is not None else None
        if led is None or thing is None:
            continue
        begin = _begin(lows, at + len(led))
        found = _flag(tokens, begin, thing.table, lexicon)
        start = at
        denied = lows[start - 1] == "not"
        start -= denied
        while start > thing.end and lows[start - 1] in _SAID_OF:
            start -= 1
        if found is None or start < thing.end or DENIALS & set(lows[:start]):
            continue
        flag, end = found
        how = "without" if denied else "with"
        note = f"“{' '.join(t.text for t in tokens[at - denied : end])}” was read as: {how} {shown(flag)}."
        return [*tokens[:start], *tokens_of(f"{how} {in_words(flag)}", tokens[at]), *tokens[end:]], [note]
    return list(tokens), []


_SAID_OF = BE | frozenset(spread("that which have has had"))


def _begin(lows: Sequence[str], at: int) -> int:
    """Where the reason begins, without its article."""
    return at + (at < len(lows) and lows[at] in _ARTICLES)


def _flag(tokens: Sequence[Token], at: int, table: str, lexicon: Lexicon) -> tuple[Dimension, int] | None:
    """The one yes or no of the things that is called after what is said here, and where that ends."""
    flags = [
        (d, {tuple(w for w in words_of(n) if w not in _NO_REASON) for n in (d.name, d.label or "")})
        for d in lexicon.tables[table].dimensions
        if not d.hidden and lexicon.flag(table, d.name) is not None
    ]
    for length in range(min(_LONGEST, len(tokens) - at), 0, -1):
        said = tuple(t.stem for t in tokens[at : at + length])
        named = [d for d, called in flags if said in called]
        if len(named) == 1 and ends_at(tokens, at + length):
            return named[0], at + length
    return None


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
