"""“Shipments still on their way”: those that have not arrived yet, where the data says when they do."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import BE, as_one, periods, things, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_ENDS = (("arriv", "arrived"), ("deliver", "been delivered"), ("receiv", "been received"))
"""Beginnings of what the day is called on which something comes in, and how that is said of what did not."""
_BEFORE = BE | frozenset(spread("still currently now that which"))
_BEHIND = (("to", "us"), ("here",), ("in",), ("over",))


def on_the_way(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """Things on their way as those that have not arrived; words that nothing is called where that is not known of them.

    It is not known where a state tells what became of them (some were called off), nor of how it was at an earlier time.
    """
    lows = [t.low for t in tokens]
    at = next((n for n in range(len(lows) - 2) if lows[n] == "on" and lows[n + 2] == "way"), None)
    if at is None or lows[at + 1] not in ("the", "their", "its") or not unknown("way", lexicon):
        return list(tokens), []
    end = at + 3
    end += next((len(w) for w in _BEHIND if tuple(lows[end : end + len(w)]) == w), 0)
    start = at
    while start > 1 and lows[start - 1] in _BEFORE:
        start -= 1
    thing = next((t for t in things(tokens[:start], lexicon)), None)
    dates = lexicon.tables[thing.table].dimensions if thing is not None else ()
    words = {w for d in dates for w in (*words_of(d.label or ""), *words_of(d.name)) if not w.startswith("expect")}
    done = next((said for begins, said in _ENDS if any(w.startswith(begins) for w in words)), None)
    told_by_state = any(
        {"status", "state", "stage"} & {*words_of(d.label or d.name)} for d in dates if d.type == "string"
    )
    if thing is None or done is None or thing.end != start or told_by_state or periods(tokens, clock):
        return [*tokens[:at], as_one(tokens[at:end]), *tokens[end:]], []
    told = tokens_of(f"that have not {done} yet", tokens[at])
    return [*tokens[:start], *told, *tokens[end:]], [f"“{' '.join(lows[at:end])}” was read as: not {done} yet."]
