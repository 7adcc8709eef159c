"""Those who come and go by rows of their own: "how long do patients stay", "patients still in hospital"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    Thing,
    dates,
    ends_at,
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
from lunara.semantic.model import Dimension, Measure

_PAIRS = (
    (frozenset(spread("admit admission admitted")), frozenset(spread("discharge discharged"))),
    (frozenset(spread("arrive arrival arrived")), frozenset(spread("depart departure departed leave left"))),
    (frozenset(("in", "checkin")), frozenset(("out", "checkout"))),
    (frozenset(spread("enter entry entered entrance")), frozenset(spread("exit exited leave left"))),
)
"""The words of the date on which somebody comes, and those of when they go."""
_AVERAGES = (("on", "average"), ("on", "avg"), ("in", "average"))
_LENGTH = ("length", "of", "stay")
_STAYS = (("average", *_LENGTH), ("avg", *_LENGTH), ("mean", *_LENGTH), ("average", "stay"))
_STILL = frozenset(spread("still currently presently now"))
_PLACES = frozenset(
    spread("hospital hospitals clinic hospice care house building hotel ward wards shelter home bed treatment")
)
_NOW = (
    ("right", "now"),
    ("at", "the", "moment"),
    ("at", "present"),
    ("currently",),
    ("now",),
    ("today",),
    ("presently",),
    (),
)
_GUESTS = frozenset(
    spread(
        """guest patient resident visitor inmate tenant boarder lodger camper client customer member child pupil student animal
        pet dog cat horse boat ship vessel traveller vehicle car van lorry truck trailer"""
    )
)
_ANY = frozenset(spread("the our a all"))
_LED = frozenset(spread("who that which"))


def how_long(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How long do patients stay on average", "average length of stay by ward": from the day they come to the day they go.

    Kept as it is where no one kind of rows has both days. Where a number of nights is held, it is asked for by that.
    """
    del clock
    lows = [t.low for t in tokens]
    if lows[:2] == ["how", "long"] and lows[2:3] in (["do"], ["does"], ["did"]):
        thing = next((t for t in things(tokens[:6], lexicon) if 3 <= t.start <= 4), None)
        if thing is None or lows[thing.end : thing.end + 1] != ["stay"]:
            return list(tokens), []
        start, end, stays = 0, thing.end + 1, _stays(thing.table, lexicon)
        of = list(tokens[3 : thing.end]) if any(low not in _ANY for low in lows[3 : thing.start]) else []
        end += 2 * (tuple(lows[end : end + 2]) in (("with", "us"), ("in", "hospital")))
        for words in _AVERAGES:
            end += len(words) * (tuple(lows[end : end + len(words)]) == words)
        end += lows[end : end + 1] == [","]
    else:
        named = next(((n, s) for s in _STAYS for n in range(len(lows)) if tuple(lows[n : n + len(s)]) == s), None)
        if named is None or not unknown("stay", lexicon):
            return list(tokens), []
        start, end, of = named[0], named[0] + len(named[1]), list[Token]()
        stays = [one for table in lexicon.tables if (one := _stay(table, lexicon)) is not None]
        thing = thing_at(tokens, end + 1, lexicon) if lows[end : end + 1] in (["of"], ["for"]) else None
        if thing is not None and thing.table not in [name for name, *_ in stays] and not _stays(thing.table, lexicon):
            return list(tokens), []  # the stays of those who work there
    if (
        len(stays) != 1
        or DENIALS & set(lows)
        or (end < len(lows) and not ends_at(tokens, end) and lows[end] not in ("of", "for"))
    ):
        return list(tokens), []
    table, came, went = stays[0]
    unit = (
        lows[end + 1] if lows[end : end + 1] == ["in"] and lows[end + 1 : end + 2] and lows[end + 1] in _UNITS else ""
    )
    rows = label_of(lexicon, Target("table", table, table)).lower()
    lengths = _lengths(table, unit, lexicon)
    if len(lengths) == 1:
        label = shown(lengths[0])
        number = tokens_of(label, tokens[start])[:1]
        number = [replace(number[0], low=label.lower(), stem=label.lower(), measure=(table, lengths[0].name))]
        whose = [*tokens_of("of", tokens[start]), *of] if of else []
        note = f"The stay was read as {label} of {rows}."
        return [*tokens[:start], *number, *whose, *tokens[end + 2 * bool(unit) :]], [note]
    if any({"night", "nights"} & {*words_of(d.name)} for d in lexicon.tables[table].dimensions):
        asked = "average length of stay in nights"
    elif unit:
        asked, end = f"average {unit} from {in_words(came)} to {in_words(went)}", end + 2
    else:
        asked = f"average days from {in_words(came)} to {in_words(went)}"
    note = f"The stay was read as the time from {shown(came)} to {shown(went)} of {rows}."
    whose = [*tokens_of("of", tokens[start]), *of] if of else []
    return [*tokens[:start], *tokens_of(asked, tokens[start]), *whose, *tokens[end:]], [note]


_UNITS = frozenset(spread("days hours minutes weeks"))
_LASTING = frozenset(spread("duration length stay minute hour"))


def _lengths(table: str, unit: str, lexicon: Lexicon) -> list[Measure]:
    """The averages of a table's rows that are how long each lasted, in this unit where one is said."""
    units = {word: f"{word}s" for word in ("minute", "hour", "day", "week", "second")}
    found = [
        m
        for m in lexicon.tables[table].measures
        if m.aggregate == "avg" and m.filter is None and not m.hidden and (m.expression or "").strip('"').isidentifier()
        if {*words_of(shown(m))} & _LASTING
        if {*words_of(shown(m))} <= _LASTING | {"average", "of", "in", *table_words(lexicon.tables[table])}
    ]
    held = [(m, m.format.unit if m.format is not None else "") for m in found]
    said = [(m, next((u for w, u in units.items() if w in words_of(shown(m))), of or "")) for m, of in held]
    return [m for m, of in said if not unit or of == unit]


def comes_and_goes(tokens: Sequence[Token], place: str, lexicon: Lexicon) -> bool:
    """Whether somebody is named who comes to such a place and goes again: who is in it is not all who ever were."""
    return place in _PLACES and any(_stays(thing.table, lexicon) for thing in things(tokens, lexicon))


def in_house(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Patients still in hospital", "patients currently admitted": with rows that tell of no day on which they went.

    Kept as it is where it is denied, where a day of the past is named, and where they may be gone by other fields.
    """
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        place = _inside(tokens, thing, lexicon)
        stays = _stays(thing.table, lexicon) if place is not None else []
        if place is None or len(stays) != 1 or DENIALS & set(lows):
            continue
        table, _, went = stays[0]
        told = next((w for w in words_of(shown(went)) if w.endswith(("ed", "out"))), "")
        if not told or not ends_at(tokens, place) or periods([*tokens[: thing.end], *tokens[place:]], clock):
            continue
        rows = label_of(lexicon, Target("table", table, table)).lower()
        said = tokens_of(f"with un{told} {rows}", tokens[thing.end])
        text = " ".join(t.text for t in tokens[thing.end : place])
        return [*tokens[: thing.end], *said, *tokens[place:]], [
            f"“{text}” was read as: {shown(went)} of {rows} is empty."
        ]
    return list(tokens), []


_GONE = (("left",), ("departed",), ("exited",), ("gone",), ("checked", "out"), ("driven", "out"), ("moved", "out"))
_NOT_YET = (("have", "not", "yet"), ("have", "not"), ("has", "not"), ("have", "yet", "to"))
_TO_GO = (("leave",), ("depart",), ("exit",), ("check", "out"))
_STILL_HERE = (("still", "parked"), ("still", "here"), ("still", "inside"), ("still", "on", "site"))
_NEAR = 0.85


def not_gone(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many cars have not left yet?" as the rows of those who come and go that tell of no day on which they went.

    These are counted, as one who has not left is there once, and rows need not say who it is. Kept as it is where a period is
    named, and where they have several such rows or days of their own.
    """
    lows = [t.low for t in tokens]
    if lows[:2] != ["how", "many"] or len(lows) < 5:
        return list(tokens), []
    for at in (3, 4):
        denied = next((w for w in _NOT_YET if tuple(lows[at : at + len(w)]) == w), None)
        verb = at + len(denied or (lows[at : at + 1] if lows[at : at + 1] and lows[at] in BE else ()))
        forms = _STILL_HERE if denied is None else _TO_GO if denied[-1] == "to" else _GONE
        said = next((w for w in forms if tuple(lows[verb : verb + len(w)]) == w), None)
        if said is None or verb == at:
            continue
        end = verb + len(said)
        end += lows[end : end + 1] == ["yet"]
        named = [
            m.target.table for m in lexicon.fields(tuple(t.stem for t in tokens[2:at])) if m.target.kind == "table"
        ][:1]
        stays = _stays(named[0], lexicon) if named else []
        near = any(
            m.score >= _NEAR and m.target.table in named for m in lexicon.fields(tuple(t.stem for t in tokens[2:at]))
        )
        if len(stays) != 1 or stays[0][0] in named or not near or not ends_at(tokens, end) or periods(tokens, clock):
            continue
        if DENIALS & set(lows[end:]) or any(says(d) & _LEAVING for d in dates(named[0], lexicon)):
            continue
        table, _, went = stays[0]
        rows = label_of(lexicon, Target("table", table, table))
        words = " ".join(t.text for t in tokens[at:end])
        note = f"“{words}” was read as: {shown(went)} of {rows} is empty; these are counted."
        told = tokens_of(f"{rows} have no {in_words(went)}", tokens[2])
        return [*tokens[:2], *told, *tokens[end:]], [note]
    return list(tokens), []


_LEAVING = _PAIRS[1][1] | _PAIRS[3][1]


def _inside(tokens: Sequence[Token], thing: Thing, lexicon: Lexicon) -> int | None:
    """Where "are still in hospital right now" ends that is said of a thing; None where nothing is said so.

    That it is so now must be said: who is "in care" may also be whoever ever was.
    """
    lows = [t.low for t in tokens]
    at, now = thing.end, False
    while at < len(lows) and (lows[at] in BE | _LED or lows[at] in _STILL):
        now = now or lows[at] in _STILL or lows[at] in ("are", "is")
        at += 1
    if lows[at : at + 1] == ["admitted"] and now and lows[at - 1] in _STILL:
        at += 1
    elif lows[at : at + 1] == ["in"]:
        at += 1 + (lows[at + 1 : at + 2] in (["the"], ["our"], ["a"]))
        if at >= len(lows) or lows[at] not in _PLACES or not unknown(lows[at], lexicon):
            return None
        at += 1
    else:
        return None
    then = next(words for words in _NOW if tuple(lows[at : at + len(words)]) == words)
    return at + len(then) if now or then else None


def _stays(table: str, lexicon: Lexicon) -> list[tuple[str, Dimension, Dimension]]:
    """The rows that tell when they came and went, where these are such as come and go: no doctors, and no wards."""
    if not set(table_words(lexicon.tables[table])[-1:]) & _GUESTS:
        return []
    refer = {r.from_table for r in lexicon.model.relationships if r.to_table == table}
    return [one for name in lexicon.tables if name in refer | {table} if (one := _stay(name, lexicon)) is not None]


def _stay(table: str, lexicon: Lexicon) -> tuple[str, Dimension, Dimension] | None:
    """Rows that have the day on which somebody came and the one on which they went, and of each only one."""
    found = []
    for came, went in _PAIRS:
        begins = [d for d in dates(table, lexicon) if says(d) & came and not says(d) & went]
        ends = [d for d in dates(table, lexicon) if says(d) & went and not says(d) & came]
        if len(begins) == 1 and len(ends) == 1:
            found.append((table, begins[0], ends[0]))
    return found[0] if len(found) == 1 else None
