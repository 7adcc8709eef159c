"""Things that do not work, in other words: "broken pumps" are out of order where a yes or no of theirs says that."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.did_we import kind_before
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    Thing,
    ends_at,
    shown,
    thing_at,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_SAID = frozenset(spread("broken defective faulty"))
_CALLED = (("out", "of", "order"), ("out", "of", "service"), ("broken",), ("defective",), ("faulty",), ("is", "broken"))
_REFERRING = frozenset(("that", "which"))
_LONGEST = 3


def said(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Broken pumps by site", "which pumps are broken": with the one yes or no of the things that says it.

    Kept as it is where it is denied, and where something else is called so.
    """
    del clock
    at = next((n for n, t in enumerate(tokens) if t.low in _SAID), None)
    if at is None or not unknown(tokens[at].low, lexicon) or DENIALS & {t.low for t in tokens}:
        return list(tokens), []
    behind = _behind(tokens, at, lexicon)
    be = at and tokens[at - 1].low in BE
    before = None if behind is not None or not be else _before(tokens, at - 1, lexicon)
    thing = behind or before
    flag = _flag(thing.table, lexicon) if thing is not None else None
    if thing is None or flag is None or (before is not None and not ends_at(tokens, at + 1)):
        return list(tokens), []
    words = " ".join(words_of(shown(flag)))
    note = f"“{tokens[at].text}” was read as: {shown(flag)} is yes."
    if behind is not None:
        with_ = tokens_of(f"with {words}", tokens[at])
        return [*tokens[:at], *tokens[at + 1 : thing.end], *with_, *tokens[thing.end :]], [note]
    return [*tokens[:at], *tokens_of(words, tokens[at]), *tokens[at + 1 :]], [note]


def _behind(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Thing | None:
    """The things, or those of a kind, that stand behind this place, where nothing else goes on behind them."""
    thing = thing_at(tokens, at + 1, lexicon)
    for end in range(at + 2, min(len(tokens), at + 1 + _LONGEST) + 1 if thing is None else 0):
        kind = kind_before(tokens[at + 1 : end], end - at - 1, lexicon)
        if kind is not None and kind.start == 0 and ends_at(tokens, end):
            return Thing(at + 1, end, kind.table)
    return thing if thing is not None and ends_at(tokens, thing.end) else None


def _before(tokens: Sequence[Token], end: int, lexicon: Lexicon) -> Thing | None:
    """The things, or those of a kind, that it is said of before "are"."""
    end -= tokens[end - 1].low in _REFERRING
    named = next((t for t in things(tokens[:end], lexicon) if t.end == end), None)
    return named or kind_before(tokens, end, lexicon)


def _flag(table: str, lexicon: Lexicon) -> Dimension | None:
    """The one yes or no of such things that says that they do not work."""
    found = [
        d
        for d in lexicon.tables[table].dimensions
        if not d.hidden and words_of(shown(d)) in _CALLED and lexicon.flag(table, d.name) is not None
    ]
    return found[0] if len(found) == 1 else None
