"""What is still to be done: "invoices to be paid", "yet to be collected" are those of which it was not done."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.plain.things import BE, DENIALS, as_one, dates, is_participle, says, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock

_STILL = frozenset(spread("yet still waiting remaining left have has had need needs need currently now"))
_BETWEEN = BE | _STILL | frozenset(spread("that which who"))
_TO_COME = frozenset(spread("expected planned scheduled supposed due meant likely going set"))
"""What leads to a day on which it is to be done, or to a plan: read by that day, or not at all."""


def not_yet(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Orders yet to be shipped" as "orders not yet shipped"; behind a state of the same field it only says what comes next:
    "ready to be collected" are those that are ready.

    Only where a state or a date of the data says that it was done; where it is denied, or said in another way, it means nothing.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) - 2):
        done = tokens[at + 2]
        if lows[at : at + 2] != ["to", "be"] or done.kind != "word" or not is_participle(done.low):
            continue
        states = _states(done, lexicon)
        if not states and not _dated(done, tokens[:at], lexicon):
            continue
        if lows[at - 1] in _TO_COME or DENIALS & set(lows[:at]):
            return [*tokens[:at], as_one(tokens[at : at + 3]), *tokens[at + 3 :]], []
        before = _states(tokens[at - 1], lexicon)
        if before & states:
            said = " ".join(t.text for t in tokens[at : at + 3])
            return [*tokens[:at], *tokens[at + 3 :]], [f"“{said}” is what comes after “{tokens[at - 1].text}”."]
        start = at
        while start and lows[start - 1] in _BETWEEN:
            start -= 1
        if before or not any(t.end == start for t in things(tokens[:start], lexicon)):
            return [*tokens[:at], as_one(tokens[at : at + 3]), *tokens[at + 3 :]], []
        return [*tokens[:start], *tokens_of("not yet", tokens[at]), *tokens[at + 2 :]], []
    return list(tokens), []


def _states(token: Token, lexicon: Lexicon) -> set[str]:
    """The fields of states of which a word is a value."""
    if token.kind != "word":
        return set()
    found: list[Target] = [m.target for m in lexicon.value_matches((token.stem,), token.low) if m.exact]
    return {t.path for t in found if lexicon.is_state(t.table, t.name)}


def _dated(done: Token, before: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether a date of a thing that is named before says when this was done."""
    verbs = {done.low, *verb_stems(done.low)}
    return any(says(d) & verbs for t in things(before, lexicon) for d in dates(t.table, lexicon))
