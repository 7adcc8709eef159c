"""Verbs that say no more than that something came about: "took place", "were held", "happened", "were carried out"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.endings import CALLED_OFF
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words
from lunara.ask.planners.offline.periods import until_today
from lunara.ask.planners.offline.plain.did_we import kind_before
from lunara.ask.planners.offline.plain.newcomers import by_key
from lunara.ask.planners.offline.plain.things import BE, DENIALS, Thing, dates, says, shown, things, tokens_of, unknown
from lunara.ask.planners.offline.times import TimeReader
from lunara.ask.planners.offline.verbs import stems_of_noun
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_TAKE = frozenset(spread("take takes took taken taking"))
_GO = frozenset(spread("go goes went going gone"))
_CARRY = frozenset(spread("carry carries carried carrying"))
_HAPPEN = frozenset(spread("happen happens happened happening occur occurs occurred occurring"))
_HOLD = frozenset(spread("hold held run ran"))
_HOSTED = frozenset(
    spread("cater host photograph film stage arrange catered hosted photographed filmed staged arranged")
)
"""What is done for those who have an event: nothing more than that it took place."""
_EVENTS = frozenset(
    spread(
        "event wedding party booking job shoot gig assignment project engagement session meeting conference show concert function"
    )
)
_BEHIND = frozenset(spread("in at by per during last this since between from each every ? . ,")) | {""}
BEFOREHAND = frozenset(
    spread(
        """create book register registration order request report announce submit enter update modify publish birth sign
        schedule plan insert load sell due expire log"""
    )
)
"""What is done before or after a thing takes place: its date is not when the thing took place."""


def left_out(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many sessions took place in 2024": how many sessions of 2024, by the date that their rows go by.

    Kept as it is where that date may be another one than that of the event itself, and where it is denied.
    """
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens)):
        found = _said(lows, at)
        stood = _state_of(tokens, at, lexicon) if found == 1 else None
        if stood is not None:
            return stood, []
        hosted = lows[at] in _HOSTED
        if found is None or ((found == 1 or hosted) and not unknown(lows[at], lexicon)):
            continue
        named = things(tokens, lexicon)
        thing = next((t for t in reversed(named) if t.end <= at), None)
        if lows[at] in _HOSTED:
            thing = _hosted(tokens, at, lexicon)
            if thing is None:
                continue
        one = bool({"ran", "run", "on"} & set(lows[at : at + found]))
        if DENIALS & set(lows) or thing is None or not _when_it_was(thing, lexicon, one):
            if found == 1:
                continue
            return _as_one(tokens, at, at + found), []
        start = at
        while start > thing.end and lows[start - 1] in BE | {"that", "which", "did", "do", "we", "have", "has", "had"}:
            start -= 1
        notes = told(thing, lexicon)
        if not _past(lows, at, start) or not _may_lie_ahead(thing, lexicon, clock):
            return [*tokens[:start], *tokens[at + found :]], notes
        cut = _so_far(tokens, (start, at + found), clock)
        if cut is None:
            return _as_one(tokens, at, at + found), []
        return cut, [*notes, UP_TO_TODAY] if len(cut) > len(tokens) - (at + found - start) else notes
    return list(tokens), []


def reported(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many leaks were reported in May" as how many leaks of May, where they are tickets that go by when they came in.

    Kept as it is where the data says what was reported otherwise, and where it is denied.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(tokens) if not DENIALS & set(lows) else 0):
        if lows[at] not in _REPORTED or not unknown(lows[at], lexicon):
            continue
        start = at
        while start and lows[start - 1] in BE | {"have", "has", "that", "which"}:
            start -= 1
        thing = next((t for t in things(tokens[:start], lexicon) if t.end == start), None)
        thing = thing or (kind_before(tokens, start, lexicon) if start < at else None)
        if thing is None or not set(table_words(lexicon.tables[thing.table])[-1:]) & _REPORTS:
            continue
        own = lexicon.time_dimension(thing.table)
        date = next((d for d in dates(thing.table, lexicon) if d.name == own), None)
        if date is None or not says(date) & _OPENED:
            continue
        return [*tokens[:start], *tokens[at + 1 :]], [f"“{tokens[at].text}” was read by {shown(date)}."]
    return list(tokens), []


def taken(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many samples were taken in May" as how many samples of May: rows that are called after what is done or taken.

    Kept as it is where the data says what was taken otherwise, where the rows have several days, and where it is denied.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(2, len(tokens) if not DENIALS & set(lows) else 0):
        behind = [*lows[at + 1 : at + 2], ""][0]
        if lows[at] != "taken" or behind not in _BEHIND | {"on"} or not unknown("taken", lexicon):
            continue
        start = at
        while start and lows[start - 1] in ("were", "was", "been", "have", "has", "that", "which"):
            start -= 1
        thing = next((t for t in things(tokens[:start], lexicon) if t.end == start), None)
        noun = table_words(lexicon.tables[thing.table])[-1] if thing is not None and start < at else ""
        deed = noun in _TAKEN or (noun.endswith("ation") and len(stems_of_noun(noun)) > 1)
        if thing is not None and deed and (_one_day(thing, lexicon) or _when_it_was(thing, lexicon, one=True)):
            return [*tokens[:start], *tokens[at + 1 :]], told(thing, lexicon)
    return list(tokens), []


def _one_day(thing: Thing, lexicon: Lexicon) -> bool:
    """Whether rows go by the one key to the calendar, which is called no more than a date."""
    return by_key(thing.table, lexicon.time_dimension(thing.table), lexicon)[1] == "Date"


_TAKEN = frozenset(spread("sample reading measurement photo picture swab specimen test exam note survey"))
_REPORTED = frozenset(spread("reported raised logged filed"))
_REPORTS = frozenset(spread("ticket issue incident complaint request case defect fault problem bug accident"))
_OPENED = frozenset(spread("open report create raise log file submit receive start"))
"""What the day is called on which somebody told of it."""


def _hosted(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Thing | None:
    """What "did we cater", "have we hosted" follow, where its rows are events or jobs: things, or a kind of them."""
    end = at - 2
    named = [t for t in things(tokens[:end], lexicon) if t.end == end]
    thing = named[0] if named else kind_before(tokens, end, lexicon)
    known = thing is not None and _EVENTS & {*table_words(lexicon.tables[thing.table])[-1:]}
    return thing if known else None


def _state_of(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> list[Token] | None:
    """ "How many galas did we hold": those that were held, where a state of theirs is called so; None where none is."""
    thing = next((t for t in reversed(things(tokens[:at], lexicon))), None)
    if thing is None or DENIALS & {t.low for t in tokens} or not {t.low for t in tokens[thing.end : at]} <= _WE_DID:
        return None
    verb = {tokens[at].low, *verb_stems(tokens[at].low)}
    states = {
        value.lower()
        for d in lexicon.tables[thing.table].dimensions
        if d.type == "string" and not d.hidden
        for value in map(str, lexicon.values.of_field(thing.table, d.name, limit=30))
        if value.isalpha() and set(verb_stems(value.lower())) & verb
    }
    if len(states) != 1 or states == {tokens[at].low}:
        return None
    return [*tokens[: thing.end], *tokens_of(f"were {states.pop()}", tokens[at]), *tokens[at + 1 :]]


_WE_DID = frozenset(spread("did do we have had you"))


def _as_one(tokens: Sequence[Token], at: int, end: int) -> list[Token]:
    """The words as one, which means nothing here: "took place" is not that something was placed."""
    words = " ".join(t.low for t in tokens[at:end])
    return [*tokens[:at], replace(tokens[at], text=words, low=words, stem=words), *tokens[end:]]


UP_TO_TODAY = "What lies after today is left out, as the question is of what has been."


def _past(lows: Sequence[str], at: int, start: int) -> bool:
    """Whether it is said to have come about already: "took place", "were held", "did take place", not "are held"."""
    word, before = lows[at], set(lows[start:at])
    if word in ("taken", "gone", "held", "run"):
        return not before & {"is", "are", "be", "being"} or "been" in before
    return word.endswith("ed") or word in ("took", "went", "ran") or "did" in before


def _may_lie_ahead(thing: Thing, lexicon: Lexicon, clock: Clock) -> bool:
    """Whether its rows may be of days to come; not where their date is known to end before."""
    own = lexicon.time_dimension(thing.table)
    span = lexicon.values.spans.get(f"{thing.table}.{own}")
    return own is not None and (span is None or span.last > clock.today)


def _so_far(tokens: Sequence[Token], left_out: tuple[int, int], clock: Clock) -> list[Token] | None:
    """The tokens without those places, each period that reaches past today with "so far" behind it, or that alone.

    None where a period lies ahead altogether.
    """
    start, end = left_out
    made, reader, at, found = (
        [*tokens[:start], *tokens[end:]],
        TimeReader([*tokens[:start], *tokens[end:]], clock),
        0,
        False,
    )
    out: list[Token] = []
    while at < len(made):
        phrase = reader.at(at)
        if phrase is None or phrase.kind != "range" or phrase.range is None or phrase.end <= at:
            out.append(made[at])
            at += 1
            continue
        cut, found = until_today(phrase.range, clock), True
        if cut is None:
            return None
        out += made[at : phrase.end]
        out += tokens_of("so far", tokens[start]) if cut != phrase.range else []
        at = phrase.end
    return out if found else [*out[:start], *tokens_of("so far", tokens[start]), *out[start:]]


def _said(lows: Sequence[str], at: int) -> int | None:
    """How many words from here on say that something came about; None for none."""
    word, after = lows[at], lows[at + 1] if at + 1 < len(lows) else ""
    if word in _TAKE and after == "place":
        return 2
    if word in _CARRY and after == "out":
        return 2
    if word in _GO and after == "on":
        return 2 if [*lows[at + 2 : at + 3], ""][0] in _BEHIND else None
    if word in _HAPPEN:
        return 1
    if word in _HOSTED and tuple(lows[at - 2 : at]) in (("did", "we"), ("have", "we")):
        return 1 + (after == "for")
    if word not in _HOLD or after in ("by", "up", "out", "over", "low"):
        return None
    passive = lows[at - 1] in BE and word == "held"
    return 1 if passive or word in ("held", "ran") or lows[at - 2 : at] == ["did", "we"] else None


def _when_it_was(thing: Thing, lexicon: Lexicon, one: bool) -> bool:
    """Whether the rows go by a date that tells when they took place; those without any date take place somewhere."""
    own = lexicon.time_dimension(thing.table)
    if own is None:
        return not dates(thing.table, lexicon)
    dimension = lexicon.dimension(thing.table, own)
    if dimension is None or BEFOREHAND & says(dimension):
        return False
    others = [d for d in dates(thing.table, lexicon) if d.name != own]
    events = {"hold", "held", "occur", "happen", "take"}
    return not any(says(d) & events for d in others) and not (one and others)


def told(thing: Thing, lexicon: Lexicon) -> list[str]:
    """That those which were called off are counted as well, where a field tells which they are."""
    table = lexicon.tables[thing.table]
    called_off = [d for d in table.dimensions if _tells_called_off(thing.table, d, lexicon)]
    label = (table.label or table.name.replace("_", " ")).lower()
    return (
        [f"{label.capitalize()} that were cancelled are counted as well ({shown(called_off[0])})."]
        if called_off
        else []
    )


def _tells_called_off(table: str, dimension: Dimension, lexicon: Lexicon) -> bool:
    """Whether a field or one of its values says that something did not take place."""
    values = lexicon.values.of_field(table, dimension.name, limit=30) if dimension.type == "string" else ()
    said = {v for value in values for v in verb_stems(str(value))}
    return bool((says(dimension) | said) & (CALLED_OFF | {"postpone"}))
