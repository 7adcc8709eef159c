"""Those who did something, by a noun for them: "attendees" are counted by the rows whose state is that they attended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.plain.things import unknown
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_STATES = {
    "attendee": ("attended", "present"),
    "absentee": ("absent",),
    "finisher": ("finished", "completed"),
    "dropout": ("dropped out", "dropped"),
}
"""Nouns for people, and the states of rows by which they did it."""


def counted(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which class has the most attendees" as the most bookings that were attended, where one state alone says it.

    Kept as it is where anything is called so.
    """
    del clock
    for at, token in enumerate(tokens):
        states = _STATES.get(token.stem, ()) if token.kind == "word" and token.low != token.stem else ()
        if not states or not unknown(token.stem, lexicon) or not unknown(token.low, lexicon):
            continue
        found = {
            m.target
            for state in states
            for m in lexicon.value_matches(tuple(state.split()), state)
            if m.exact and lexicon.is_state(m.target.table, m.target.name)
        }
        if len(found) != 1:
            continue
        state = found.pop()
        label = label_of(lexicon, Target("table", state.table, state.table))
        value = replace(token, text=str(state.value), low=str(state.value).lower(), kind="quoted")
        rows = replace(token, text=label, low=label.lower(), stem=label.lower(), table=state.table)
        return [*tokens[:at], value, rows, *tokens[at + 1 :]], [
            f"“{token.text}” were counted as {label} that are “{state.value}”."
        ]
    return list(tokens), []
