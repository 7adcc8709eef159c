"""How long things are kept or open, and times called after a deed or the thing: from one date of a row to another.

A "delivery time" is called after the deed, a "response time" lasts until somebody answers or arrives, and a "repair time" is how
long a repair takes until it is completed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.endings import CALLED_OFF, CLOSING, DUE, OVER
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.promises import DEEDS
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    Thing,
    dates,
    ends_at,
    says,
    shown,
    thing_at,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Measure

_UNTIL: dict[str, frozenset[str]] = {
    **dict.fromkeys(("kept", "borrowed", "out", "hired", "rented"), frozenset(("return",))),
    "open": CLOSING,
}
"""How things are in the meantime, and the verbs of the date that ends it."""
OPEN = "“open” was read as: from"
"""How the note begins that tells of those which were open, and are closed."""
_AVERAGES = frozenset(spread("average avg mean median"))
_UNITS = frozenset(spread("days hours weeks minutes seconds"))
_ONE = frozenset(spread("a an the each our"))
_LASTING = frozenset(spread("delivery shipping shipment payment completion resolution closure"))
"""Deeds that take time: an arrival time is one of day."""
_TIMES = frozenset(spread("time duration"))


def kept(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Average days a loan is kept", "how many days are tickets open on average", as the average from one date to the other.

    Kept as it is where it is denied, and where the rows do not have just one date besides that of the end.
    """
    del clock
    lows = [t.low for t in tokens]
    if DENIALS & set(lows):
        return list(tokens), []
    lead = _asked(lows)
    if lead is None:
        return list(tokens), []
    start, at, unit, aggregate = lead
    rest = list(tokens[at:])
    be = bool(rest) and rest[0].low in BE
    rest = rest[1:] if be else rest
    opens = 1 if rest and rest[0].low in _ONE else 0
    thing = thing_at(rest, opens, lexicon)
    if thing is None:
        return list(tokens), []
    end = thing.end
    if not be:
        if end >= len(rest) or rest[end].low not in BE:
            return list(tokens), []
        end += 1
    state = rest[end].low if end < len(rest) else ""
    after = end + 1
    behind = [t.low for t in rest[after : after + 3]]
    after += (
        3 if behind == ["for", "on", "average"] else 2 if behind[:2] == ["on", "average"] else behind[:1] == ["for"]
    )
    told = "average" in [t.low for t in rest[end:after]] or bool(aggregate) or lows[at - 1 : at] == ["long"]
    if state not in _UNTIL or not told or not ends_at(rest, after):
        return list(tokens), []
    ends = _ends(thing.table, _UNTIL[state], lexicon)
    rows = rest[opens : thing.end]
    if ends is None and (lent := _rows_lent(thing.table, _UNTIL[state], lexicon)) is not None:
        rows, ends = _called(lent[0], rest[opens], lexicon), lent[1]
    if ends is None:
        return list(tokens), []
    made = tokens_of(f"{aggregate or 'average'} {unit} from {shown(ends[0])} to {shown(ends[1])} of", tokens[start])
    read = OPEN if state == "open" else f"“{state}” was read as: from"
    note = f"{read} {shown(ends[0])} to {shown(ends[1])}, where both are known."
    return [*tokens[:start], *made, *rows, *rest[after:]], [note]


def lent(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How long is the average rental", "how long do customers keep films": from one date to the return, on average."""
    del clock
    lows = [t.low for t in tokens]
    if lows[:2] != ["how", "long"] or len(lows) < 5 or lows[2] not in _DO | BE or DENIALS & set(lows):
        return list(tokens), []
    keeps = next(
        (n for n in range(3, min(len(lows), 7)) if lows[n] in ("keep", "keeps", "have", "borrow", "rent")), None
    )
    place, averaged = (keeps + 1 if keeps is not None else 3), keeps is not None
    while place < len(lows) and lows[place] in _ONE | _TYPICAL:
        averaged, place = averaged or lows[place] in _TYPICAL | {"a", "an"}, place + 1
    thing = thing_at(tokens, place, lexicon) if place < len(tokens) else None
    if thing is None or (keeps is not None and not _somebody(tokens[3:keeps], lexicon)):
        return list(tokens), []
    after = thing.end + (lows[thing.end : thing.end + 1] in (["last"], ["take"], ["run"]))
    after += lows[after : after + 1] == ["for"]
    after += (
        2 if lows[after : after + 2] == ["on", "average"] else lows[after : after + 1] in (["usually"], ["typically"])
    )
    averaged = averaged or lows[thing.end - 1] != tokens[thing.end - 1].stem or "average" in lows[thing.end : after]
    own = _LENT & set(table_words(lexicon.tables[thing.table]))
    ends = _ends(thing.table, _RETURNED, lexicon) if own or keeps is not None else None
    found = (thing.table, ends) if ends is not None else None
    found = found or (_rows_lent(thing.table, _RETURNED, lexicon) if keeps is not None else None)
    if found is None or not averaged or not ends_at(tokens, after):
        return list(tokens), []
    start, end = found[1]
    made = tokens_of(f"average days from {shown(start)} to {shown(end)} of", tokens[0])
    note = f"How long it is was read as: from {shown(start)} to {shown(end)}, where both are known."
    return [*made, *_called(found[0], tokens[0], lexicon), *tokens[after:]], [note]


_DO = frozenset(("do", "does", "did"))
_TYPICAL = frozenset(("average", "typical"))
_RETURNED = frozenset(("return",))
_LENT = frozenset(spread("rental loan hire lending borrowing checkout rent"))
_SOMEBODY = frozenset(spread("people they we our the members customers clients"))


def _somebody(said: Sequence[Token], lexicon: Lexicon) -> bool:
    """Whether those are named who keep things."""
    return bool(said) and all(t.low in _SOMEBODY or thing_at([t], 0, lexicon) is not None for t in said)


def _rows_lent(thing: str, deed: frozenset[str], lexicon: Lexicon) -> tuple[str, tuple[Dimension, Dimension]] | None:
    """The one table of what was done with these things that has the date it began and the one that ends it."""
    found = [(t, ends) for t in lexicon.tables if t != thing and (ends := _ends(t, deed, lexicon)) is not None]
    rows = [(t, ends) for t, ends in found if lexicon.roads.distance_up(t, thing) is not None]
    return rows[0] if len(found) == len(rows) == 1 else None


def _called(table: str, said: Token, lexicon: Lexicon) -> list[Token]:
    """The rows of a table, by what they are called."""
    return tokens_of(label_of(lexicon, Target("table", table, table)).lower(), said)


def named(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Average delivery time in days" as the average days to the date of the deed, where one table has it and one other date.

    Kept as it is where a field tells of such a time.
    """
    del clock
    lows = [t.low for t in tokens]
    if DENIALS & set(lows):
        return list(tokens), []
    for at in range(1, len(lows) - 1):
        deed = next((d for d in DEEDS if lows[at] in d & _LASTING), None)
        if (
            deed is None
            or lows[at + 1] not in _TIMES
            or lows[at - 1] not in _AVERAGES
            or not _ends_there(tokens, at + 2)
        ):
            continue
        after = at + 2
        unit = "days"
        if lows[after : after + 1] == ["in"] and lows[after + 1 : after + 2] and lows[after + 1] in _UNITS:
            unit, after = lows[after + 1], after + 2
        measures = _measures(deed, lexicon) if unit == "days" else []
        if len(measures) == 1:
            label = shown(measures[0][1]).lower()
            meant = (measures[0][0], measures[0][1].name)
            number = replace(tokens[at], low=label, stem=label, end=tokens[after - 1].end, measure=meant)
            note = f"“{lows[at]} {lows[at + 1]}” was read as {label}."
            return [
                *tokens[: at - 1],
                replace(number, text=f"{tokens[at - 1].text} {lows[at]} time"),
                *tokens[after:],
            ], [note]
        if measures or _told_by_field(deed, lexicon):
            continue
        found = [(t, ends) for t in lexicon.tables if (ends := _ends(t, deed, lexicon)) is not None]
        having = [t for t in lexicon.tables if any(says(d) & deed for d in dates(t, lexicon))]
        if len(found) != 1 or len(having) != 1:
            both = f"{lows[at]} {lows[at + 1]}"  # no time of something else
            return [*tokens[:at], replace(tokens[at], text=both, low=both, stem=both), *tokens[at + 2 :]], []
        start, end = found[0][1]
        made = tokens_of(f"{unit} from {shown(start)} to {shown(end)}", tokens[at])
        note = f"“{lows[at]} {lows[at + 1]}” was read as: from {shown(start)} to {shown(end)}, where both are known."
        return [*tokens[:at], *made, *tokens[after:]], [note]
    return list(tokens), []


def called_after(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Average response time to alarms in minutes", "average repair time", "average time to repair": from one date to the other.

    Kept as it is where a field tells of such a time, and where it is not certain between which dates it lies.
    """
    del clock
    lows = [t.low for t in tokens]
    if DENIALS & set(lows):
        return list(tokens), []
    for at in range(1, len(lows)):
        if lows[at - 1] not in _AVERAGES:
            continue
        length = _named_time(tokens, at, lexicon)
        if length is None:
            continue
        (start, end), after = length
        exact = all("timestamp" in (d.data_type or "").lower() for d in (start, end))
        unit = "hours" if exact and lows[at] in _RESPONSES else "days"
        if lows[after : after + 1] == ["in"] and lows[after + 1 : after + 2] and lows[after + 1] in _UNITS:
            unit, after = lows[after + 1], after + 2
        if not _ends_there(tokens, after):
            continue
        made = tokens_of(f"{unit} from {shown(start)} to {shown(end)}", tokens[at])
        said = " ".join(t.text for t in tokens[at:after])
        note = f"“{said}” was read as: {unit} from {shown(start)} to {shown(end)}, where both are known."
        return [*tokens[:at], *made, *tokens[after:]], [note]
    return list(tokens), []


_JOBS = frozenset(spread("job vacancy position opening requisition role"))
_POSTED = frozenset(spread("post open advertise publish announce list"))
_FILLING = CLOSING | {"fill"}


def filled(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Average time to fill a job, in days" as the days from posting it to closing it, of those that were filled.

    Of all that were closed where no state says which of them were filled.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 2):
        if lows[at : at + 3] != ["time", "to", "fill"] or lows[at - 1] not in _AVERAGES or not unknown("fill", lexicon):
            continue
        place = at + 3 + (lows[at + 3 : at + 4] != [] and lows[at + 3] in _ONE)
        thing = thing_at(tokens, place, lexicon) if place < len(tokens) else None
        tables = [thing.table] if thing is not None else list(lexicon.tables)
        found = [
            (t, ends) for t in tables if set(table_words(lexicon.tables[t])) & _JOBS and (ends := _posting(t, lexicon))
        ]
        after = thing.end if thing is not None else at + 3
        behind = after + (lows[after : after + 1] == [","])
        unit = "days"
        if lows[behind : behind + 1] == ["in"] and lows[behind + 1 : behind + 2] and lows[behind + 1] in _UNITS:
            unit, after = lows[behind + 1], behind + 2
        if len(found) != 1 or not ends_at(tokens, after):
            return list(tokens), []
        table, (start, end) = found[0]
        states = [m for m in lexicon.value_matches(("filled",), "filled") if m.exact and m.target.table == table]
        state = "filled " if len(states) == 1 else ""
        label = label_of(lexicon, Target("table", table, table))
        made = tokens_of(f"{unit} from {shown(start)} to {shown(end)} of {state}{label}", tokens[at])
        note = f"“time to fill” was read as: {unit} from {shown(start)} to {shown(end)}, where both are known."
        return [*tokens[:at], *made, *tokens[after:]], [note]
    return list(tokens), []


def _posting(table: str, lexicon: Lexicon) -> tuple[Dimension, Dimension] | None:
    """The date on which something was posted and the one on which it was filled or closed."""
    known = [d for d in dates(table, lexicon) if not says(d) & DUE]
    starts = [d for d in known if says(d) & _POSTED]
    ends = [d for d in known if says(d) & {"fill"}] or [d for d in known if says(d) & _FILLING]
    return (starts[0], ends[0]) if len(starts) == len(ends) == 1 and starts != ends else None


def _named_time(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> tuple[tuple[Dimension, Dimension], int] | None:
    """The two dates of the time that is named here, and where its name ends."""
    lows = [t.low for t in tokens]
    if lows[at] in _RESPONSES and lows[at + 1 : at + 2] and lows[at + 1] in _TIMES:
        return _until_answered(tokens, at + 2, lexicon)
    to = lows[at : at + 2] == ["time", "to"]
    if to and lows[at + 2 : at + 3] == ["return"]:
        found = [ends for t in lexicon.tables if (ends := _ends(t, _RETURNED, lexicon)) is not None]
        return (found[0], at + 3) if len(found) == 1 else None
    thing = thing_at(tokens, at + 2 if to else at, lexicon)
    if thing is not None and not to and lows[thing.end : thing.end + 1] and lows[thing.end] in _TIMES | {"length"}:
        own = _LENT & set(table_words(lexicon.tables[thing.table]))
        back = _ends(thing.table, _RETURNED, lexicon) if own else None
        if back is not None and not _called_so(own, lows[thing.end], lexicon):
            return back, thing.end + 1
    if thing is None or _told_by_field(frozenset(table_words(lexicon.tables[thing.table])), lexicon):
        return None
    end = thing.end + (not to)
    if not to and (lows[thing.end : end] == [] or lows[thing.end] not in _TIMES):
        return None
    deeds = next((d for d in DEEDS if "complete" in d), frozenset())
    ends = _ends(thing.table, deeds, lexicon)
    return (ends, end) if ends is not None else None


def _until_answered(
    tokens: Sequence[Token], after: int, lexicon: Lexicon
) -> tuple[tuple[Dimension, Dimension], int] | None:
    """From what came in to when somebody answered or arrived, of the one table that has both; "to alarms" may say to what."""
    if any(lexicon.knows(w) for w in _RESPONSES):
        return None
    lows = [t.low for t in tokens]
    found: dict[str, tuple[Dimension, Dimension]] = {}
    for name in lexicon.tables:
        known = [d for d in dates(name, lexicon) if not says(d) & DUE]
        ends = [d for d in known if says(d) & _ANSWERED]
        starts = [d for d in known if d not in ends and not says(d) & _AFTERWARDS]
        if len(ends) == 1 and len(starts) == 1 and not {"depart", "departure", "leave"} & says(starts[0]):
            found[name] = (starts[0], ends[0])
    to = lows[after : after + 1] in (["to"], ["of"], ["for"])
    place = after + 1 + (lows[after + 1 : after + 2] != [] and lows[after + 1] in _ONE) if to else after
    thing = thing_at(tokens, place, lexicon) if to else None
    if thing is not None and thing.table in found:
        return found[thing.table], after if lows[after] != "to" else thing.end
    if len(found) != 1:
        return None
    ((name, both),) = found.items()
    if lows[after : after + 1] != ["to"]:
        return both, after
    own = {*says(both[0]), *words_of(lexicon.tables[name].label or name)}
    return (both, place + 1) if place < len(tokens) and tokens[place].stem in own else None


_AFTERWARDS = OVER | frozenset(spread("clear end leave depart"))
_RESPONSES = frozenset(spread("response reaction"))
_ANSWERED = frozenset(spread("respond answer reply react arrive arrival"))


def nights(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Average length of stay in nights" as the average nights per stay, where the rows have one number that is called so.

    Kept as it is where a field is called a length, and where another unit is asked for than the one of the number.
    """
    del clock
    lows = [t.low for t in tokens]
    for at in range(1, len(lows) - 2):
        if lows[at : at + 2] != ["length", "of"] or lows[at - 1] not in _AVERAGES:
            continue
        place = at + 2 + (lows[at + 2] in _ONE)
        thing = thing_at(tokens, place, lexicon) or _stay(tokens, place, lexicon)
        if thing is None or any("length" in words_of(m.target.name) for m in lexicon.fields(("length",))):
            return list(tokens), []
        units = [
            d
            for d in lexicon.tables[thing.table].dimensions
            if d.type == "number" and not d.hidden and words_of(d.name) in _WHOLE
        ]
        end = thing.end
        if lows[end : end + 1] == ["in"] and units and lows[end + 1 : end + 2] and lows[end + 1] not in _ONE:
            units = [d for d in units if words_of(lows[end + 1]) == words_of(d.name)]
            end += 2
        if len(units) != 1 or not ends_at(tokens, end):
            return list(tokens), []
        said = " ".join(t.text for t in tokens[at:end])
        per = lows[end : end + 2] == ["for", "each"]
        by = tokens_of("by", tokens[at]) if per or lows[end : end + 1] == ["per"] else []
        rest = tokens[end + 2 if per else end + 1 if by else end :]
        label = label_of(lexicon, Target("table", thing.table, thing.table))
        rows = replace(tokens[thing.start], text=label, low=label.lower(), stem=label.lower(), table=thing.table)
        whose = tokens[thing.start : thing.end] if thing_at(tokens, thing.start, lexicon) is not None else [rows]
        made = [*tokens_of(f"{shown(units[0])} per", tokens[at]), *whose, *by, *rest]
        return [*tokens[:at], *made], [f"“{said}” was read as {shown(units[0])}."]
    return list(tokens), []


def _stay(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Thing | None:
    """A stay, where nothing is called so and one table alone counts the nights of its rows."""
    if at >= len(tokens) or tokens[at].stem != "stay" or any(m.exact for m in lexicon.fields(("stay",))):
        return None
    homes = [
        n
        for n, t in lexicon.tables.items()
        if any(words_of(d.name) == ("night",) and not d.hidden for d in t.dimensions)
    ]
    return Thing(at, at + 1, homes[0]) if len(homes) == 1 else None


_WHOLE = tuple((unit,) for unit in ("night", "day", "hour", "minute", "week"))
"""Names of numbers that say no more than in which unit a row lasts."""


_BOOKED = frozenset(spread("book booked reserve reserved booking bookings made make"))
_BOOKING = frozenset(spread("book reserve"))
_ARRIVES = (
    ("check", "in"),
    ("checkin",),
    ("arrival",),
    ("arrive",),
    ("arrived",),
    ("start",),
    ("starts",),
    ("pickup",),
    ("pick", "up"),
)


def in_advance(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How far in advance do people book, in days" as the average days from booking to arrival, of the one table with both.

    Who books adds nothing where they are people; rows that are named are those.
    """
    del clock
    lows = [t.low for t in tokens]
    if lows[:2] != ["how", "far"] or lows[2:4] not in (
        ["in", "advance"],
        ["ahead", "do"],
        ["ahead", "are"],
        ["ahead", "of"],
    ):
        return list(tokens), []
    at = 4 if lows[2] == "in" else 3
    at += lows[at : at + 1] != [] and lows[at] in ("do", "does", "did", "are", "were")
    while at < len(lows) and (lows[at] in ("people", "the", "our", "usually", "typically") or lows[at] in BE):
        at += 1
    named = thing_at(tokens, at, lexicon)
    at = named.end if named is not None else at
    while at < len(lows) and (lows[at] in _BOOKED or lows[at] in BE | {"usually", "typically", "on", "average"}):
        at += 1
    unit = "days"
    rest = at + (lows[at : at + 1] == [","])
    if lows[rest : rest + 1] == ["in"] and lows[rest + 1 : rest + 2] and lows[rest + 1] in _UNITS:
        unit, at = lows[rest + 1], rest + 2
    found = [(name, ends) for name in lexicon.tables if (ends := _from_booking(name, lexicon)) is not None]
    booked = any(w in _BOOKED for w in lows[4:at]) or (named is not None and named.table in {n for n, _ in found})
    if len(found) != 1 or not booked or not ends_at(tokens, at) or DENIALS & set(lows):
        return list(tokens), []
    home, (start, end) = found[0]
    rows = label_of(lexicon, Target("table", home, home)).lower()
    made = tokens_of(f"average {unit} from {shown(start)} to {shown(end)} of {rows}", tokens[0])
    note = f"“{' '.join(t.text for t in tokens[:4])}” was read as: average from {shown(start)} to {shown(end)}."
    return [*made, *tokens[at:]], [note]


def _from_booking(table: str, lexicon: Lexicon) -> tuple[Dimension, Dimension] | None:
    """The day on which rows were booked and the one day on which that begins which was booked."""
    known = dates(table, lexicon)
    starts = [d for d in known if says(d) & _BOOKING]
    ends = [d for d in known if d not in starts and tuple(w for w in words_of(d.name) if w not in _DAYS) in _ARRIVES]
    return (starts[0], ends[0]) if len(starts) == len(ends) == 1 else None


_DAYS = frozenset(spread("date day time at on dt ts"))


def _ends_there(tokens: Sequence[Token], at: int) -> bool:
    """Whether the name of a time ends here; "of" leads to the things whose time it is."""
    return ends_at(tokens, at) or tokens[at].low == "of"


def _asked(lows: Sequence[str]) -> tuple[int, int, str, str] | None:
    """Where "average days", "how long" begin and end, the unit, and the aggregate where one is named."""
    for at, low in enumerate(lows):
        if low in _AVERAGES:
            end = at + (3 if list(lows[at + 1 : at + 3]) == ["number", "of"] else 1)
            if lows[end : end + 1] and (lows[end] in _UNITS or lows[end] == "time"):
                return at, end + 1, "days" if lows[end] == "time" else lows[end], low
        if low == "how" and list(lows[at + 1 : at + 2]) == ["long"]:
            return at, at + 2, "days", ""
        if (
            low == "how"
            and list(lows[at + 1 : at + 2]) == ["many"]
            and lows[at + 2 : at + 3]
            and lows[at + 2] in _UNITS
        ):
            return at, at + 3, lows[at + 2], ""
    return None


def _ends(table: str, deed: frozenset[str], lexicon: Lexicon) -> tuple[Dimension, Dimension] | None:
    """The date by which such rows come about and the one of the deed, where they have no others that may be meant."""
    away = CALLED_OFF | {"archive", "update", "modify"}
    known = [d for d in dates(table, lexicon) if not says(d) & (DUE | away)]
    ends = [d for d in known if says(d) & deed]
    starts = [d for d in known if d not in ends]
    if len(ends) != 1 or len(starts) != 1 or lexicon.time_dimension(table) != starts[0].name:
        return None
    return starts[0], ends[0]


def _measures(deed: frozenset[str], lexicon: Lexicon) -> list[tuple[str, Measure]]:
    """The averages of the model that are the days to this deed: "Average days to ship"."""
    found = []
    for table in lexicon.tables.values():
        for measure in table.measures:
            words = words_of(measure.label or measure.name)
            if (
                measure.aggregate == "avg"
                and not measure.filter
                and words[-3:-1] == ("day", "to")
                and words[-1] in deed
            ):
                found.append((table.name, measure))
    return found


def _called_so(words: frozenset[str], length: str, lexicon: Lexicon) -> bool:
    """Whether a number is called so itself: a "rental duration" of films is none of rentals."""
    names = [d.label or d.name for t in lexicon.tables.values() for d in t.dimensions if d.type == "number"]
    names += [m.label or m.name for t in lexicon.tables.values() for m in t.measures]
    return any(words & {*words_of(n)} and length in words_of(n) for n in names)


def _told_by_field(deed: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a number or a date of the model is called a time of this deed."""
    lengths = _TIMES | {"day", "hour", "minute", "week", "lead"}
    for table in lexicon.tables.values():
        names = [d.label or d.name for d in table.dimensions if d.type == "number"]
        names += [m.label or m.name for m in table.measures]
        if any({*words_of(n)} & deed and {*words_of(n)} & lengths for n in names):
            return True
    return False
