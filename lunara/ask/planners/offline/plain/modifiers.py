"""A thing said before rows that each belong to one of it: "customer orders" are the orders, "store sales" the sales."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.plain.things import Thing, thing_at
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_ONE_OF_THEM = frozenset(spread("which what each every per a an one no any this that whose for does do did"))


def left_out(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The rows without the thing, which says no more of them than that they are of one.

    Kept as it is where both together are a name, and where the second may be what one of the first does ("each customer orders").
    """
    made, notes = list(tokens), []
    at = 0
    while at < len(made):
        whose = thing_at(made, at, lexicon)
        rows = thing_at(made, whose.end, lexicon) if whose is not None else None
        if whose is not None and rows is not None and _belong(made, whose, rows, lexicon):
            said = " ".join(t.text for t in made[at : rows.end])
            kept = " ".join(t.text for t in made[rows.start : rows.end])
            notes.append(f"“{said}” was read as {kept}.")
            del made[at : whose.end]
        at += 1
    return made, notes


def _belong(tokens: Sequence[Token], whose: Thing, rows: Thing, lexicon: Lexicon) -> bool:
    """Whether every row is of one of the things before it, and the two are no name together."""
    first, last = tokens[whose.end - 1], tokens[rows.end - 1]
    before = tokens[whose.start - 1].low if whose.start else ""
    if first.low != first.stem or last.low == last.stem or before in _ONE_OF_THEM:
        return False
    if lexicon.roads.distance_up(rows.table, whose.table) in (None, 0):
        return False
    stems = [t.stem for t in tokens[whose.start : rows.end + 1] if t.kind == "word"]
    size = rows.end - whose.start
    names = (stems[:size], stems[: size + 1], stems[whose.end - whose.start : size + 1])
    own = stems[whose.end - whose.start : size]
    return not any(m.exact for n in names if len(n) > 1 and n != own for m in lexicon.fields(tuple(n)))
