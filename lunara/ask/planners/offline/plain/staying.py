"""Those who stay and those who left, by other words: "still here", "current staff", "leavers", "longest-serving teacher"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.money_rows import PAYERS
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.plain.leaving import end_told
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    in_words,
    periods,
    says,
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

_HERE = (
    ("with", "us"),
    ("with", "the", "company"),
    ("with", "the", "business"),
    ("employed",),
    ("working", "here"),
    ("working", "for", "us"),
    ("on", "board"),
    ("on", "site"),
    ("around",),
    ("present",),
    ("here",),
    ("in",),
)
_SAID = BE | frozenset(spread("that which who do does have has"))
_LEAVERS = frozenset(("leaver", "leavers"))
_EXCEPT = (
    ("excluding",),
    ("without",),
    ("except",),
    ("not", "counting"),
    ("not", "including"),
    ("ignoring",),
    ("minus",),
    ("no",),
    ("but", "not"),
    ("leaving", "out"),
    ("exclude",),
    ("ignore",),
)
_NOT_COUNTED = frozenset(
    spread("should do must not shall be count counted include included are to excluded ignored out left")
)
_TAKEN_ON = frozenset(spread("hire employ join employment"))
"""What is done to none but people."""
_LONG = frozenset(spread("serving standing tenured employed"))
_CURRENT = frozenset(spread("current present existing"))
_FORMER = frozenset(spread("former ex past"))
_OPENS = frozenset((".", "?", ",", ";", "(", "-", "!"))


def here(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Visitors still here", "teachers still employed": those that no date says are gone; else words that mean nothing here."""
    lows = [t.low for t in tokens]
    at = next((n for n in range(1, len(lows) - 1) if lows[n] == "still"), None)
    said = next((w for w in _HERE if at is not None and tuple(lows[at + 1 : at + 1 + len(w)]) == w), None)
    if at is None or said is None or not all(unknown(w, lexicon) for w in said[-1:]):
        return list(tokens), []
    end = at + 1 + len(said)
    ends = end == len(lows) or tokens[end].kind == "symbol" or lows[end] in ("by", "per", "in", "with")
    if not ends or (said == ("in",) and end < len(lows) and tokens[end].kind != "symbol"):
        return list(tokens), []
    start = at
    while start and lows[start - 1] in _SAID:
        start -= 1
    table = _whose(tokens, start, lexicon)
    told = end_told(table, lexicon) if table is not None and not DENIALS & set(lows) else None
    if told is None or periods(tokens, clock):
        both = f"still {' '.join(said)}"
        return [*tokens[:start], replace(tokens[at], text=both, low=both, stem=both), *tokens[end:]], []
    field, word = told
    end = _without_the_date(tokens, end, in_words(field))
    note = f"“still {' '.join(said)}” was read as: {shown(field)} says nothing of an end by today."
    return [*tokens[:start], *tokens_of(f"that have not {word}", tokens[at]), *_per(tokens[end:])], [note]


def _without_the_date(tokens: Sequence[Token], at: int, name: str) -> int:
    """Where "(no departure date)" ends, which says the same once more; the place itself where nothing says so."""
    lows = [t.low for t in tokens[at:]]
    if lows[:1] != ["("] or ")" not in lows or not set(lows[1:2]) <= {"no", "without"}:
        return at
    words = set(lows[2 : lows.index(")")])
    return at + lows.index(")") + 1 if words & {*name.split(), "departure", "end", "leaving"} else at


def _whose(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> str | None:
    """The thing that is named right before this place, or of which a value is."""
    thing = next((t for t in reversed(things(tokens[:at], lexicon)) if t.end == at), None)
    if thing is not None:
        return thing.table
    held = _of_value(tokens[at - 1], lexicon) if at else None
    return held.table if held is not None else None


def _of_value(token: Token, lexicon: Lexicon) -> Target | None:
    """The one field of people of which a word is a value: the role of a "practitioner"."""
    found = {m.target for m in lexicon.value_matches((token.stem,), token.low) if m.score >= _CALLED_SO}
    fields = {(t.table, t.name) for t in found}
    return next(iter(found)) if len(fields) == 1 and len(found) == 1 else None


_CALLED_SO = 0.95


def leavers(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Leavers per month", "staff by branch, leavers not counted": those who left, and those who did not."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w in _LEAVERS), None)
    if at is None or not unknown("leaver", lexicon) or not unknown("leavers", lexicon):
        return list(tokens), []
    named = [t for t in things(tokens, lexicon) if end_told(t.table, lexicon) is not None]
    tables = {t.table for t in named} or {
        t for t in lexicon.tables if masters.people(t, lexicon) and end_told(t, lexicon)
    }
    told = end_told(next(iter(tables)), lexicon) if len(tables) == 1 else None
    if told is None:
        return list(tokens), []
    field, word = told
    left_out = _left_out(tokens, at)
    if left_out is not None and named:
        start, end = left_out
        made = [*tokens[:start], *tokens[end:]]
        place = next(t.end for t in named)
        note = f"“{' '.join(lows[start:end]).strip(' .,;?(')}” was read as: {shown(field)} says nothing of an end by today."
        return [*made[:place], *tokens_of(f"who have not {word}", tokens[at]), *_per(made[place:])], [note]
    if left_out is not None or named:
        return list(tokens), []
    label = label_of(lexicon, Target("table", next(iter(tables)), next(iter(tables))))
    return [*tokens[:at], *tokens_of(f"{label} who {word}", tokens[at]), *tokens[at + 1 :]], [
        f"“{tokens[at].text}” was read as: {label} with {shown(field)}."
    ]


def _per(rest: Sequence[Token]) -> list[Token]:
    """What follows a clause: "by" behind a verb would say by whom it was done."""
    return [*tokens_of("per", rest[0]), *rest[1:]] if rest and rest[0].low == "by" else list(rest)


def _left_out(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Where the words begin and end by which those at this place are left out; None where they are not."""
    lows = [t.low for t in tokens]
    before = next((w for w in _EXCEPT if tuple(lows[max(0, at - len(w)) : at]) == w), None)
    start, end = (at - len(before) if before else at), at + 1
    behind = end
    while behind < len(lows) and lows[behind] in _NOT_COUNTED:
        behind += 1
    told = set(lows[end:behind])
    out = bool(told & {"not", "excluded", "ignored", "out"})
    if before is None and not (out and start and lows[start - 1] in _OPENS):
        return None
    end = behind if out and before is None else end
    if start and lows[start - 1] in _OPENS:
        start -= 1
        end += lows[start] == "(" and lows[end : end + 1] == [")"]
        end += lows[start] in (".", "?", "!") and lows[end : end + 1] == ["."]
    return start, end


def current(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Current staff", "former members": those whose one date of an end is not there yet, or is."""
    lows = [t.low for t in tokens]
    for at in range(len(lows) - 1):
        now, gone = lows[at] in _CURRENT, lows[at] in _FORMER
        dash = gone and lows[at + 1] == "-"
        thing = thing_at(tokens, at + 1 + dash, lexicon) if now or gone else None
        told = end_told(thing.table, lexicon, stated=False) if thing is not None else None
        if thing is None or told is None or not masters.people(thing.table, lexicon):
            continue
        if DENIALS & set(lows) or periods(tokens, clock) or not unknown(lows[at], lexicon, thing.table):
            return list(tokens), []
        field, word = told
        said = f"who have {'not ' if now else ''}{word}"
        note = f"“{tokens[at].text}” was read as: {shown(field)} is {'not yet' if now else ''} there by today.".replace(
            "  ", " "
        )
        who = tokens[thing.start : thing.end]
        return [*tokens[:at], *who, *tokens_of(said, tokens[at]), *_per(tokens[thing.end :])], [note]
    return list(tokens), []


def longest(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Longest-serving teacher": the one who came first, by the day on which those people came about."""
    del clock
    lows = [t.low for t in tokens]
    for at in range(len(lows) - 2):
        dash = lows[at + 1] == "-"
        end = at + 2 + dash
        if lows[at] != "longest" or end >= len(lows) or lows[end - 1] not in _LONG:
            continue
        thing = thing_at(tokens, end, lexicon)
        held = None if thing is not None else _of_value(tokens[end], lexicon)
        table = thing.table if thing is not None else held.table if held is not None else ""
        day = masters.came_about(table, lexicon) if table else None
        if day is None or not (masters.people(table, lexicon) or says(day) & _TAKEN_ON):
            continue
        label = label_of(lexicon, Target("table", table, table))
        who = list(tokens[end : thing.end]) if thing is not None else [tokens[end], *_as_one(label, tokens[end])]
        behind = tokens[thing.end :] if thing is not None else tokens[end + 1 :]
        told = tokens_of(f"with the earliest {in_words(day)}", tokens[at])
        note = f"“longest-{lows[end - 1]}” was read as: earliest {shown(day)}."
        return [*tokens[:at], *who, *told, *behind], [note]
    return list(tokens), []


_HERE_SO_LONG = (
    ("been", "with", "us"),
    ("been", "with", "the", "company"),
    ("been", "with", "our", "company"),
    ("been", "here"),
    ("worked", "here"),
    ("worked", "for", "us"),
    ("been", "employed"),
    ("been", "working", "here"),
    ("stayed", "with", "us"),
)
_AT_WORK = frozenset(spread("worked working employed company"))


def with_us_longest(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who has been with us the longest": of those who have not left, the one who came first, where one table has such people.

    Those who work here are employees where others have such a day as well.
    """
    lows = [t.low for t in tokens]
    end = next((n for n in range(len(lows), 0, -1) if tokens[n - 1].kind != "symbol"), 0)
    at = end - 1 - (lows[end - 2 : end - 1] == ["the"])
    said = next((w for w in _HERE_SO_LONG if tuple(lows[max(0, at - len(w)) : at]) == w), None)
    if lows[end - 1 : end] != ["longest"] or said is None or periods(tokens, clock):
        return list(tokens), []
    start = at - len(said) - (lows[at - len(said) - 1] in ("has", "have"))
    thing = next((t for t in things(tokens[:start], lexicon) if t.end == start), None)
    if thing is not None and lows[:1] in (["which"], ["what"]) and thing.start == 1:
        found = [thing.table]
    elif lows[:start] == ["who"]:
        found = [t for t in lexicon.tables if _since(t, lexicon) is not None]
        staff = [t for t in found if set(table_words(lexicon.tables[t])) & _STAFF]
        found = staff if _AT_WORK & set(said) else found
    else:
        return list(tokens), []
    day = _since(found[0], lexicon) if len(found) == 1 else None
    if day is None:
        return list(tokens), []
    label = label_of(lexicon, Target("table", found[0], found[0]))
    told = end_told(found[0], lexicon)
    stays = tokens_of(f"that have not {told[1]}", tokens[at]) if told is not None else []
    note = f"“{' '.join(lows[start:end])}” was read as: earliest {shown(day)}"
    note += "." if told is None else f", and {shown(told[0])} says nothing of an end by today."
    which = tokens_of("which", tokens[0])
    first = tokens_of(f"with the earliest {in_words(day)}", tokens[at])
    return [*which, *_as_one(label, tokens[0]), *stays, *first, *tokens[end:]], [note]


def _since(table: str, lexicon: Lexicon) -> Dimension | None:
    """The date since which people have been with us: by which they came about or became active."""
    own = lexicon.time_dimension(table)
    date = lexicon.dimension(table, own) if own is not None and "." not in own else None
    words = set(table_words(lexicon.tables[table]))
    whole = masters.people(table, lexicon) or (bool(words & PAYERS) and masters.named(table, lexicon))
    if date is None or not whole:
        return None
    return date if masters.came_about(table, lexicon) is date or says(date) & {"activate", "activation"} else None


_STAFF = frozenset(spread("employee staff worker personnel"))


def _as_one(label: str, like: Token) -> list[Token]:
    """The name of a thing in the singular."""
    made = tokens_of(label, like)
    made[-1] = replace(made[-1], low=made[-1].stem)
    return made
