"""How long something takes: "how long does it take to close a ticket" is the average time to close it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.deeds import dates_of
from lunara.ask.planners.offline.endings import CLOSING, DUE
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import DENIALS, dates, ends_at, says, shown, thing_at, tokens_of
from lunara.ask.planners.offline.words import DATE_VERBS, EVENT_VERBS, spread
from lunara.ask.tokens import Token, plural, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Measure

_DO = frozenset(spread("do does did will would"))
_LIE = frozenset(spread("are is were there do does pass lie elapse on average usually"))
_TAKE = frozenset(spread("take takes took need needs"))
_BE = frozenset(spread("is are was were gets get got has been be have"))
_UNITS = frozenset(spread("days hours weeks months minutes seconds"))
_USUALLY = frozenset(spread("usually typically normally generally"))
_LONGEST_NAME = 4
_WE = frozenset(spread("us we them they me"))


def called(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How long does delivery take" as the delivery time, where one number of the model is called so."""
    del clock
    lows = [t.low for t in tokens]
    end = next((n for n in range(4, min(len(lows), 4 + _LONGEST_NAME)) if lows[n] in ("take", "takes")), 0)
    if not end or lows[:2] != ["how", "long"] or lows[2] not in _DO or DENIALS & set(lows):
        return list(tokens), []
    start = 3 + (lows[3] in ("our", "the", "a"))
    stems = (*(t.stem for t in tokens[start:end]), "time")
    named = {m.target for m in lexicon.fields(stems) if m.exact and m.target.kind in ("measure", "derived")}
    if start == end or len(named) != 1:
        return list(tokens), []
    time = replace(tokens[end], text="time", low="time", stem="time")
    return [*tokens[start:end], time, *tokens[end + 1 :]], []


def of_a_kind(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How long does a call take" as the average duration of calls, where rows of that kind have one number that is how long."""
    del clock
    lows = [t.low for t in tokens]
    lead = next((n for n in range(len(lows) - 4) if lows[n : n + 2] == ["how", "long"]), None)
    if lead is None or lows[lead + 2] not in _DO or DENIALS & set(lows):
        return list(tokens), []
    start = lead + 3 + (lows[lead + 3] in ("a", "an", "the", "our"))
    end = next((n for n in range(start + 1, min(len(lows), start + 4)) if lows[n] in _LAST), None)
    if (
        end is None
        or any(t.kind != "word" for t in tokens[start:end])
        or not ends_at(_without_average(list(tokens)), end + 1)
    ):
        return list(tokens), []
    said = tokens[start:end]
    stems = tuple(t.stem for t in said)
    if any(m.exact for m in lexicon.fields(stems)):
        return list(tokens), []
    values = lexicon.value_matches(stems, " ".join(t.text for t in said))
    held = {m.target.path for m in values if m.exact} or {m.target.path for m in values if m.score >= _SURE}
    tables = {path.partition(".")[0] for path in held}
    found = [m for table in tables for m in lexicon.tables[table].measures if _is_length(m)]
    if len(found) != 1:
        return list(tokens), []
    label = " ".join(words_of(shown(found[0])))
    kinds = [replace(said[-1], low=plural(said[-1].stem), text=plural(said[-1].stem))]
    rest = _without_average(list(tokens[end + 1 :]))
    return [*tokens[:lead], *tokens_of(f"{label} of", tokens[lead]), *said[:-1], *kinds, *rest], []


def of_rows(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How long is a finished call on average", "how long do surveys last": the average of the one number that is how long.

    One row that is meant ("how long is the call") is none of several.
    """
    del clock
    lows = [t.low for t in tokens]
    if lows[:2] != ["how", "long"] or len(lows) < 4 or DENIALS & set(lows):
        return list(tokens), []
    asked = lows[2] in ("do", "does", "did")
    if not asked and lows[2] not in ("is", "are", "was", "were"):
        return list(tokens), []
    one = lows[3] in ("a", "an") or lows[3:5] in (["the", "average"], ["an", "average"], ["the", "typical"])
    start = 3 + one + (lows[3:4] == ["our"]) + (lows[4:5] in (["average"], ["typical"]))
    thing = next((t for n in range(start, start + 4) if (t := thing_at(tokens, n, lexicon)) is not None), None)
    if thing is None or any(t.kind != "word" for t in tokens[start : thing.start]):
        return list(tokens), []
    many = tokens[thing.end - 1].low != tokens[thing.end - 1].stem
    end = thing.end + asked
    rest = _without_average(list(tokens[end:]))
    found = [m for m in lexicon.tables[thing.table].measures if _is_length(m) and not m.hidden]
    if asked and any(m.format is not None and m.format.unit in _DISTANCES for m in found):
        return list(tokens), []  # how long a rope is says nothing of how long ropes last
    if (asked and lows[thing.end : end] not in [[w] for w in _LAST]) or one == many or len(found) != 1:
        return list(tokens), []
    if not ends_at([*tokens[:end], *rest], end):
        return list(tokens), []
    label = " ".join(words_of(shown(found[0])))
    things = [*tokens[start : thing.end - 1], _in_plural(tokens[thing.end - 1])]
    return [*tokens_of(f"{label} of", tokens[0]), *things, *rest], [f"How long it is was read as: {shown(found[0])}."]


def _in_plural(token: Token) -> Token:
    return replace(token, low=plural(token.stem), text=plural(token.stem)) if token.low == token.stem else token


def _is_length(measure: Measure) -> bool:
    """Whether a measure is how long its rows took, on average, as they say it themselves."""
    words = {*words_of(measure.label or measure.name)}
    row = (measure.expression or "").strip('"').isidentifier()
    return measure.aggregate == "avg" and measure.filter is None and row and bool(words & _DURATIONS)


_DISTANCES = frozenset(
    spread("mm cm dm m km ft in mi yd nm foot feet inch inches mile miles meter meters metre metres")
)
_LAST = frozenset(("take", "takes", "last", "lasts"))
_DURATIONS = frozenset(spread("duration length minute second hour runtime"))
_SURE = 0.9
"""How well a value is named, also in the plural."""


def averaged(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with "how long does it take to pay an invoice" as "average time to pay an invoice".

    Understood: "from one date to another", "to VERB a thing", "a thing takes to VERB", "for a thing to be VERBed", "until a
    thing is VERBed", also with "how many days". Any other form is kept.
    """
    del clock
    tokens = _between(_it_takes(_days_between(tokens)), lexicon)
    lows = [t.low for t in tokens]
    lead = next((n for n in range(len(lows) - 3) if lows[n] == "how" and _asks(lows[n + 1 : n + 3])), None)
    if lead is None:
        return list(tokens), []
    unit = "time" if lows[lead + 1] == "long" else lows[lead + 2]
    at = lead + (2 if unit == "time" else 3)
    before = list(tokens[:lead])
    if lows[:2] == ["on", "average"] and all(low == "," for low in lows[2:lead]):
        before = []
    rest = _without_average(list(tokens[at:]))
    last = next((n for n in range(len(rest), 0, -1) if rest[n - 1].kind != "symbol"), 0)
    if unit == "time" and last > 2 and rest[last - 2].low == "in" and rest[last - 1].low in _UNITS:
        unit = rest[last - 1].low  # "on average, in days"
        rest = [*rest[: last - 2 - (rest[last - 3].low == ",")], *rest[last:]]
    if not rest or rest[0].low not in _DO:
        return list(tokens), []
    between = _from_to(rest[1:])
    if between is not None:
        length = "days" if unit == "time" else unit
        return [*before, *tokens_of(f"average {length}", tokens[lead]), *between], []
    whole = _whole(rest[1:], lexicon)
    asked = _after_it(rest[1:], lexicon) or _thing_takes(rest[1:], lexicon)
    whole = whole or (_of_rows_below(asked, lexicon) if asked is not None else None)
    if whole is not None:
        ends, left = whole
        length = "days" if unit == "time" else unit
        note = f"“How {lows[lead + 1]}” was read as: from {ends[0]} to {ends[1]}."
        said = tokens_of(f"average {length} from {ends[0]} to {ends[1]}", tokens[lead])
        return [*before, *said, *left], [note]
    if asked is None:
        return list(tokens), []
    if unit == "time" and not _told_by_a_number(asked[0], lexicon):
        unit = "days"
    return [*before, *tokens_of(f"average {unit} to", tokens[lead]), *asked], []


def _told_by_a_number(verb: Token, lexicon: Lexicon) -> bool:
    """Whether an average or a field of the model says how long this takes, in a unit of its own."""
    said = {verb.low, verb.stem, *verb_stems(verb.low)}
    numbers = [m.label or m.name for t in lexicon.tables.values() for m in t.measures if m.aggregate in ("avg", "sum")]
    numbers += [d.label or d.name for t in lexicon.tables.values() for d in t.dimensions if d.type == "number"]
    return any(said & {w for one in words_of(name) for w in (one, *verb_stems(one))} for name in numbers)


def _days_between(tokens: Sequence[Token]) -> list[Token]:
    """ "On average, how many days are there between order and payment" as "average days between order and payment"."""
    lows = [t.low for t in tokens]
    at = next((n for n in range(len(lows) - 3) if lows[n : n + 2] == ["how", "many"] and lows[n + 2] in _UNITS), None)
    if at is None or not any(lows[n : n + 2] == ["on", "average"] for n in range(len(lows))):
        return list(tokens)
    end = at + 3
    while end < len(lows) and lows[end] in _LIE:
        end += 1
    if end == at + 3 or lows[end : end + 1] not in (["between"], ["from"]) or {*lows[:at]} - {"on", "average", ","}:
        return list(tokens)
    rest = _without_average(list(tokens[end:]))
    return [*tokens_of(f"average {lows[at + 2]}", tokens[at]), *rest]


def _it_takes(tokens: Sequence[Token]) -> list[Token]:
    """ "Average number of days it takes us to close a ticket" as "average days to close a ticket"."""
    lows = [t.low for t in tokens]
    for at in range(2, len(lows) - 2):
        if lows[at] != "it" or lows[at + 1] not in _TAKE or lows[at - 1] not in _UNITS | {"time"}:
            continue
        end = at + 2 + (lows[at + 2] in _WE)
        start = at - 3 if lows[at - 3 : at - 1] == ["number", "of"] else at - 1
        if lows[end : end + 1] == ["to"] and lows[start - 1] in ("average", "mean", "median"):
            return [*tokens[:start], tokens[at - 1], *tokens[end:]]
    return list(tokens)


def _between(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "Average time between order and payment in hours", "how long is it from order to payment": average hours, days between.

    Without a unit the length is in days. What does not name two ends is kept.
    """
    lows = [t.low for t in tokens]
    for at, low in enumerate(lows):
        ends, leading = (at + 1, low in _SPANS) if low in _SPANS else (at + 2, lows[at : at + 2] == ["how", "long"])
        while leading and low == "how" and lows[ends : ends + 1] and lows[ends] in _ASIDE:
            ends += 1
        joiner = {"from": "to", "between": "and"}.get([*lows[ends : ends + 1], ""][0])
        tied = next((n for n in range(ends + 2, min(len(lows), ends + _REACH)) if lows[n] == joiner), None)
        if not leading or tied is None or not all(_moment(tokens, n + 1, lexicon) for n in (ends, tied)):
            continue
        rest = _without_average(list(tokens[ends:]))
        said = [t.low for t in rest]
        told = next((n for n in range(len(said) - 1) if said[n] == "in" and said[n + 1] in _UNITS), None)
        if told is None and low not in ("how", "time"):
            continue
        unit = said[told + 1] if told is not None else "days"
        rest = rest if told is None else [*rest[:told], *rest[told + 2 :]]
        before = list(tokens[:at])
        averaged_ = low == "how" or len(rest) < len(tokens) - ends - (2 if told is not None else 0)
        if averaged_ and not any(t.low in _AGGREGATES for t in before):
            before = [t for t in before if t.low not in ("on", "average", ",")]
            return [*before, *tokens_of(f"average {unit}", tokens[at]), *rest]
        return [*before, *tokens_of(unit, tokens[at]), *rest]
    return list(tokens)


def from_moment_to_moment(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether "between A and B" or "from A to B" begins here, both of them moments of some rows."""
    joiner = {"from": "to", "between": "and"}.get(tokens[at].low) if at < len(tokens) else None
    if joiner is None:
        return False
    tied = next((n for n in range(at + 2, min(len(tokens), at + _REACH)) if tokens[n].low == joiner), None)
    return tied is not None and all(_moment(tokens, n + 1, lexicon) for n in (at, tied))


def _moment(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """Whether what begins here is a date of some rows, what was done then, or rows that have a date: no period, no place."""
    while at < len(tokens) and tokens[at].low in ("the", "a", "an", "its", "their"):
        at += 1
    if at >= len(tokens) or tokens[at].kind != "word":
        return False
    if dates_of(tokens[at].low, lexicon):
        return True
    for length in (2, 1):
        for match in lexicon.fields(tuple(t.stem for t in tokens[at : at + length])):
            target = match.target
            dimension = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
            dated = target.kind == "table" and target.table in lexicon.tables and lexicon.time_dimension(target.table)
            if match.exact and (dated or (dimension is not None and dimension.type == "time")):
                return True
    return False


_SPANS = frozenset(("time", "duration", "delay", "gap", "wait", "lag", "interval"))
_ASIDE = frozenset(("is", "it", "was", "the", "time", "usually", "typically", "on", "average"))
_AGGREGATES = frozenset(spread("average avg mean median longest shortest maximum minimum max min total"))
_REACH = 12
"""So many words behind the first end its second one is looked for."""


def _asks(lows: Sequence[str]) -> bool:
    return lows[:1] == ["long"] or (lows[:1] == ["many"] and lows[1] in _UNITS)


def _without_average(rest: list[Token]) -> list[Token]:
    """The words without "on average", "usually" and the commas around them."""
    made: list[Token] = []
    at = 0
    while at < len(rest):
        if [t.low for t in rest[at : at + 2]] == ["on", "average"]:
            at += 2
            continue
        if rest[at].low not in _USUALLY and not (rest[at].low == "," and at + 1 < len(rest) and not made):
            made.append(rest[at])
        at += 1
    return made


def _after_it(rest: list[Token], lexicon: Lexicon) -> list[Token] | None:
    """What follows "it take": "(us) to close a ticket", "for a ticket to be closed", "until a ticket is closed"."""
    if len(rest) < 4 or rest[0].low != "it" or rest[1].low not in _TAKE:
        return None
    rest = rest[2:]
    lows = [t.low for t in rest]
    if lows[0] in _WE:
        rest, lows = rest[1:], lows[1:]
    if lows[:1] == ["to"] and len(rest) > 1:
        return rest[1:] if lows[1].isalpha() else None
    if lows[:1] == ["for"] and "to" in lows:
        to = lows.index("to")
        return _verb_first(rest[1:to], rest[to + 1 :], lexicon)
    if lows[:1] in (["until"], ["till"], ["before"]):
        be = next((n for n, w in enumerate(lows) if w in _BE), None)
        return _verb_first(rest[1:be], rest[be:], lexicon) if be is not None else None
    return None


def _from_to(rest: list[Token]) -> list[Token] | None:
    """ "It take from order to delivery", "it take between order and delivery"."""
    lows = [t.low for t in rest]
    if len(rest) < 6 or lows[0] != "it" or lows[1] not in _TAKE:
        return None
    joiner = {"from": "to", "between": "and"}.get(lows[2])
    return rest[2:] if joiner in lows[3:] else None


def _thing_takes(rest: list[Token], lexicon: Lexicon) -> list[Token] | None:
    """ "Tickets take to be closed"."""
    take = next((n for n, t in enumerate(rest) if t.low in _TAKE), None)
    if not take or take > 4 or [t.low for t in rest[take + 1 : take + 2]] != ["to"]:
        return None
    return _verb_first(rest[:take], rest[take + 2 :], lexicon)


def _whole(rest: list[Token], lexicon: Lexicon) -> tuple[tuple[str, str], list[Token]] | None:
    """ "A project take": from its start to its end, where it has one date of each that is not only planned, and what follows."""
    at = 1 if rest and rest[0].low in _ONE else 0
    thing = thing_at(rest, at, lexicon)
    if thing is None or [t.low for t in rest[thing.end : thing.end + 1]] not in (["take"], ["takes"], ["last"]):
        return None
    left = rest[thing.end + 1 :]
    if left and left[0].low not in ("?", ".", "by", "per"):
        return None
    done = [d for d in dates(thing.table, lexicon) if not says(d) & DUE]
    starts = [d for d in done if says(d) & _STARTS]
    ends = [d for d in done if says(d) & _ENDS and d not in starts]
    if len(starts) != 1 or len(ends) != 1:
        return None
    return (shown(starts[0]), shown(ends[0])), [*tokens_of("of", rest[0]), *rest[at : thing.end], *left]


def _of_rows_below(asked: list[Token], lexicon: Lexicon) -> tuple[tuple[str, str], list[Token]] | None:
    """ "Complete a course", where no course is ever completed and enrolments of it are: between two dates of these."""
    at = 1 + (len(asked) > 1 and asked[1].low in ("a", "an"))
    thing = thing_at(asked, at, lexicon) if at == 2 else None
    found = dates_of(asked[0].low, lexicon) if thing is not None else {}
    if thing is None or len(found) != 1:
        return None
    ((table, targets),) = found.items()
    own = lexicon.time_dimension(table)
    below = lexicon.roads.distance_up(table, thing.table) not in (None, 0)
    start, end = (lexicon.dimension(table, n) if n else None for n in (own, targets[0].name))
    if not below or len(targets) != 1 or start is None or end is None or start is end or start.type != "time":
        return None
    return (shown(start), shown(end)), asked[thing.end :]


_ONE = frozenset(("a", "an", "our", "the", "one"))
_STARTS = frozenset(spread("start begin commence depart departure launch open"))
_ENDS = CLOSING | {"end", "arrive", "arrival", "land"}


def _verb_first(thing: list[Token], said: list[Token], lexicon: Lexicon) -> list[Token] | None:
    """ "a ticket" and "be closed by priority" as "close a ticket by priority"."""
    while said and said[0].low in _BE:
        said = said[1:]
    if not said or not thing:
        return None
    stems = verb_stems(said[0].low) or (said[0].low,)
    known = [s for s in stems if s in DATE_VERBS or s in EVENT_VERBS or lexicon.knows(s)]
    return [*tokens_of((known or list(stems[::-1]))[0], said[0]), *thing, *said[1:]]
