"""Late, on time and past due: what was done beside when it was due, two dates of one row."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.endings import DUE
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    dates,
    says,
    shown,
    thing_at,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_THEIR = frozenset(spread("their its the his her a"))
_NOW = frozenset(spread("today now currently still already"))
_UNPAID = frozenset(spread("not yet still unpaid paid settled unsettled open is are they it returned unreturned"))


def past_due(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Invoices that are past their due date and not paid" as "overdue invoices"; "i.e." before that repeats it."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(1, len(lows)) if lows[n] == "past" and _due_behind(lows, n) is not None), None)
    overdue = lows.index("overdue") if "overdue" in lows else None
    if overdue is not None and unknown("overdue", lexicon):
        explained = next((n for n in range(overdue + 1, len(lows)) if lows[n] == "due" and lows[n - 1] != "past"), None)
        opens = _explained(lows, overdue, explained) if explained is not None else None
        if opens is not None:
            return list(tokens[:opens]), []
    made = list(tokens)
    if at is not None and unknown("past", lexicon):
        end = _due_behind(lows, at) or at
        tail = _unpaid_behind(lows, end)
        start = at
        explained = _that_is(lows, at)
        if overdue is not None and explained is not None and overdue < explained:
            made = [*tokens[:explained], *tokens[tail:]]
        elif overdue is None and explained is None:
            while start and lows[start - 1] in ("already", "still"):
                start -= 1
            made = [*tokens[:start], *tokens_of("overdue", tokens[at]), *tokens[tail:]]
    place = next((n for n, t in enumerate(made) if t.low == "overdue"), None)
    if place is not None and unknown("overdue", lexicon):
        made = [t for n, t in enumerate(made) if not (t.low in _NOW and n in (place - 1, place + 1))]
    return made, []


_FALL = frozenset(("fall", "falls", "fell", "falling", "come", "comes", "came", "coming"))


def falling_due(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Invoices that fall due this week" as those that are due then, where nothing is called by that verb."""
    del clock
    made = list(tokens)
    for at in range(len(made) - 2, 0, -1):
        verb = made[at].low
        if verb not in _FALL or made[at + 1].low != "due" or not unknown(verb, lexicon):
            continue
        past = verb in ("fell", "came")
        told = [] if verb.endswith("ing") else tokens_of("were" if past else "are", made[at])
        made = [*made[:at], *told, *made[at + 1 :]]
    return made, []


_SETTLED = frozenset(spread("pay paid payment settle"))


def missed(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Missed payments by month" as the number of overdue ones, where rows have a day when they are due and one of payment."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w == "missed"), None)
    thing = thing_at(tokens, at + 1, lexicon) if at is not None and unknown("missed", lexicon) else None
    if at is None or thing is None or DENIALS & set(lows) or lows[thing.end - 1] == tokens[thing.end - 1].stem:
        return list(tokens), []
    known = dates(thing.table, lexicon)
    due = [d for d in known if says(d) & DUE]
    paid = [d for d in known if says(d) & _SETTLED and d not in due]
    if len(due) != 1 or len(paid) != 1:
        return list(tokens), []
    counted = at == 0 or lows[at - 1] in ("our", "the", "show", "all")
    words = tokens_of("number of overdue" if counted else "overdue", tokens[at])
    note = f"“{tokens[at].text}” was read as: {shown(due[0])} is past, and nothing was paid."
    return [*tokens[:at], *words, *tokens[at + 1 :]], [note]


def _explained(lows: Sequence[str], overdue: int, due: int) -> int | None:
    """Where "I mean open and due before today" begins, which says once more what is overdue, to the end of the question."""
    for words in (("i", "mean"), ("i", ".", "e", "."), ("i", ".", "e"), ("ie",), ("that", "is"), ("meaning",)):
        start = next((n for n in range(overdue + 1, due) if tuple(lows[n : n + len(words)]) == words), None)
        if start is None:
            continue
        rest = [w for w in lows[start + len(words) :] if w.isalpha()]
        if set(rest) <= _UNPAID | _NOW | _THEIR | {
            "and",
            "due",
            "date",
            "before",
            "was",
            "were",
            "those",
            "that",
            "which",
        }:
            while start > overdue + 1 and not lows[start - 1].isalnum():
                start -= 1
            return start if {"before", "today"} <= set(rest) else None
    return None


def _due_behind(lows: Sequence[str], at: int) -> int | None:
    """Where "past their due date" ends."""
    end = at + 1
    while end < len(lows) and lows[end] in _THEIR:
        end += 1
    if lows[end : end + 1] != ["due"]:
        return None
    return end + (2 if lows[end + 1 : end + 2] in (["date"], ["dates"]) else 1)


def _unpaid_behind(lows: Sequence[str], at: int) -> int:
    """Where "and not yet paid" ends, which stands behind it."""
    if lows[at : at + 1] not in (["and"], ["but"]):
        return at
    end = at + 1
    while end < len(lows) and lows[end] in _UNPAID:
        end += 1
    return end if end > at + 1 and lows[end - 1] in _UNPAID - {"not", "yet", "still"} else at


def _that_is(lows: Sequence[str], at: int) -> int | None:
    """Where "i.e." or "that is" begins, right before this place."""
    for words in (("i", ".", "e", "."), ("i", ".", "e"), ("ie",), ("that", "is"), ("meaning",)):
        start = at - len(words)
        while start > 0 and lows[start + len(words) - 1] == ",":
            start -= 1
        if start > 0 and tuple(lows[start : start + len(words)]) == words:
            return start - (lows[start - 1] in (",", "("))
    return None


def delayed(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Trains that left more than 10 minutes late": those whose delay in that unit is more, where they have one delay.

    Kept as it is where it is denied, and where they are done on several dates, of any of which the delay may be.
    """
    del clock
    lows = [t.low for t in tokens]
    if "late" not in lows or DENIALS & set(lows) or not unknown("late", lexicon):
        return list(tokens), []
    at = lows.index("late")
    if at < 4 or lows[at - 1] not in _UNITS or tokens[at - 2].kind != "number":
        return list(tokens), []
    start = next((at - 2 - n for n in (2, 1) if " ".join(lows[at - 2 - n : at - 2]) in _OVER), None)
    thing = next((t for t in reversed(things(tokens, lexicon)) if start is not None and t.end <= start), None)
    if start is None or thing is None:
        return list(tokens), []
    numbers = [d for d in lexicon.tables[thing.table].dimensions if d.type == "number" and not d.hidden]
    delays = [d for d in numbers if set(words_of(d.label or d.name)) in _delays(lows[at - 1])]
    done = [d for d in dates(thing.table, lexicon) if not says(d) & DUE]
    verb = start - 1 if start > thing.end and lows[start - 1] in _MOVED else start
    deed = next((d for d in _ENDS if verb < start and d & set(verb_stems(lows[verb]))), frozenset())
    ends = [d for d in numbers if _delay_of(d, lows[at - 1], deed)]
    between = [t for t in tokens[thing.end : verb] if t.low not in BE | _WHO]
    if not delays and len(ends) == 1:
        delays, done = ends, []
    elif between:
        return list(tokens), []
    if len(delays) != 1 or len(done) > 1:
        return list(tokens), []
    said = tokens_of(f"with {shown(delays[0])}", tokens[at])
    note = f"“late” was read by {shown(delays[0])}."
    return [*tokens[: thing.end], *between, *said, *tokens[start : at - 1], *tokens[at + 1 :]], [note]


_MOVED = frozenset(
    spread("left leave leaves departed depart arrived arrive ran run came started delivered landed returned shipped")
)
_WHO = frozenset(spread("that which who have had has"))
_ENDS = (frozenset(spread("arrive arrival land landing")), frozenset(spread("depart departure leave")))
"""Words for the two ends of a way, each of which may have a delay of its own."""
_UNITS = {"minutes": "minute", "hours": "hour", "days": "day", "minute": "minute", "hour": "hour", "day": "day"}
_OVER = frozenset(("more than", "over", "at least"))


def _delay_of(dimension: Dimension, unit: str, deed: frozenset[str]) -> bool:
    """Whether a number says by how much this end of a way was late."""
    words = set(words_of(dimension.label or dimension.name))
    return bool(words & deed) and words - deed in _delays(unit)


def _delays(unit: str) -> list[set[str]]:
    """The words of a field that says by how much something was late, in this unit."""
    return [{said, _UNITS[unit]} for said in ("delay", "late", "lateness")]
