"""Late, on time and past due: what was done beside when it was due, two dates of one row."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.endings import DUE, OWED, PAYING
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    dates,
    periods,
    says,
    shown,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.words import DATE_VERBS, spread
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


def against_due(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Invoices paid late", "delivered on time", "shipped later than promised" as a comparison of the two dates.

    Kept as it is where the rows do not have just one date of each, where it is denied, and where a period may be one of either.
    """
    lows = [t.low for t in tokens]
    if DENIALS & set(lows):
        return list(tokens), []
    for at in range(1, len(lows)):
        said = _said(lows, at)
        if said is None or not unknown(lows[at], lexicon):
            continue
        op, length, promise = said
        thing = next((t for t in reversed(things(tokens, lexicon)) if t.end <= at), None)
        if thing is None:
            continue
        start = at
        while start > thing.end and lows[start - 1] in ("too",):
            start -= 1
        verb = verb_stems(lows[start - 1]) if start > thing.end else ()
        aims = {promise, *verb_stems(promise)} if promise else OWED if PAYING & set(verb) else DUE
        dues = [d for d in dates(thing.table, lexicon) if says(d) & aims]
        done = _done(thing.table, verb, dues, lexicon)
        if len(dues) != 1 or done is None:
            continue
        if verb:
            start -= 1
        while start > thing.end and lows[start - 1] in BE | {"that", "which", "have", "has", "had"}:
            start -= 1
        when = periods(tokens, clock)
        if when and lexicon.time_dimension(thing.table) != done.name:
            continue  # whether they came about or were done then is not said
        end = next((end for first, end in when if first == at + length), at + length)
        where = tokens_of(f"where {shown(done)} is {op} {shown(dues[0])}", tokens[at])
        note = f"{shown(done)} is compared with {shown(dues[0])}."
        return [*tokens[:start], *tokens[at + length : end], *where, *tokens[end:]], [note]
    return list(tokens), []


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
    between = set(lows[thing.end : verb]) - BE - {"that", "which", "who", "have", "had", "has"}
    if len(delays) != 1 or len(done) > 1 or between:
        return list(tokens), []
    said = tokens_of(f"with {shown(delays[0])}", tokens[at])
    note = f"“late” was read by {shown(delays[0])}."
    return [*tokens[: thing.end], *said, *tokens[start : at - 1], *tokens[at + 1 :]], [note]


_MOVED = frozenset(
    spread("left leave leaves departed depart arrived arrive ran run came started delivered landed returned shipped")
)
_UNITS = {"minutes": "minute", "hours": "hour", "days": "day", "minute": "minute", "hour": "hour", "day": "day"}
_OVER = frozenset(("more than", "over", "at least"))


def _delays(unit: str) -> list[set[str]]:
    """The words of a field that says by how much something was late, in this unit."""
    return [{said, _UNITS[unit]} for said in ("delay", "late", "lateness")]


def _due(word: str) -> bool:
    return bool(DUE & {word, *verb_stems(word)})


def _said(lows: Sequence[str], at: int) -> tuple[str, int, str] | None:
    """How the dates are compared, by how many words that is said, and the promise that is named."""
    word, after = lows[at], list(lows[at + 1 : at + 3])
    if word == "later" and after[:1] == ["than"] and after[1:] and _due(after[1]):
        return "after", 3, after[1]
    if word == "earlier" and after[:1] == ["than"] and after[1:] and _due(after[1]):
        return "before", 3, after[1]
    if word == "late" and after[:1] not in (["in"], ["at"]):
        return "after", 1, ""
    return None


def _done(table: str, verb: Sequence[str], dues: Sequence[Dimension], lexicon: Lexicon) -> Dimension | None:
    """The date of what was done: that of the verb, or the one by which such rows come about."""
    others = [d for d in dates(table, lexicon) if d not in dues]
    if verb:
        words = {w for v in verb for w in (v, *DATE_VERBS.get(v, ()))}
        own = [d for d in others if says(d) & set(verb)]
        near = own or [d for d in others if says(d) & words]
        return near[0] if len(near) == 1 else None
    return others[0] if len(others) == 1 else None
