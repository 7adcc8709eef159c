"""What is still to come, by the date that the rows go by: "upcoming events", "booked for July", "sessions next month"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from lunara.ask.planners.offline.deeds import dates_of
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.periods import period_start, shift
from lunara.ask.planners.offline.plain.happening import BEFOREHAND, told
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    Thing,
    dates,
    periods,
    says,
    shown,
    things,
    tokens_of,
    unknown,
    unknown_value,
)
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, tokenize, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Grain

_COMING = (("coming", "up"), ("upcoming",), ("forthcoming",))
_ARRANGED = frozenset(spread("book reserve schedule plan"))
_BOOKED = frozenset(spread("book reserve"))
_WRITTEN = BEFOREHAND - {"schedule", "plan"}
_NEXT = frozenset(("next", "coming"))
_TOO_FAR = 1000
_GRAINS: dict[str, Grain] = {"week": "week", "month": "month", "quarter": "quarter", "year": "year"}


def dated(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The words for what lies ahead as periods, where the rows that are named hold days to come.

    "Booked for" a period is the day of the thing itself, never the day on which it was booked; where no other date is known, the
    words are left as one that means nothing here.
    """
    made, notes = _arranged(list(tokens), lexicon, clock)
    for reader in (_due_for, _next, _upcoming):
        made, read = reader(made, lexicon, clock)
        notes += read
    return made, notes


def _arranged(tokens: list[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    spans = {start for start, _ in periods(tokens, clock)}
    for at in range(1, len(tokens) - 2):
        verb = _ARRANGED & set(verb_stems(tokens[at].low))
        starts = {at + 1, at + 2} & spans or {"next", "coming"} & {t.low for t in tokens[at + 2 : at + 4]}
        if not verb or tokens[at + 1].low != "for" or not starts:
            continue
        thing = next((t for t in reversed(things(tokens, lexicon)) if t.end <= at), None)
        if thing is None or DENIALS & {t.low for t in tokens}:
            continue
        own = _own(thing, lexicon)
        if not unknown_value(tokens[at], lexicon) and not any(says(d) & verb for d in dates(thing.table, lexicon)):
            continue  # a state, whose rows go by their own date
        if own is not None and says(own) & verb and not verb & _BOOKED:
            continue
        if (own is not None and says(own) & (_WRITTEN | _BOOKED)) or _of_others(tokens, thing, lexicon):
            words = f"{tokens[at].low} for"
            one = replace(tokens[at], text=words, low=words, stem=words)
            return [*tokens[:at], one, *tokens[at + 2 :]], []
        start = at
        while start > thing.end and tokens[start - 1].low in BE | {"that", "which", "have", "been"}:
            start -= 1
        notes = (
            [f"“{tokens[at].text} for” was read as: {shown(own)}.", *told(thing, lexicon)] if own is not None else []
        )
        return [*tokens[:start], *tokens_of("in", tokens[at]), *tokens[at + 2 :]], notes
    return tokens, []


def _due_for(tokens: list[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Vans due for service next month", "leases up for renewal this year": by the one date of theirs that is called so."""
    del clock
    for at in range(1, len(tokens) - 3):
        if tokens[at].low not in ("due", "up") or tokens[at + 1].low not in ("for", "a", "an"):
            continue
        start = at
        while start and tokens[start - 1].low in BE | {"that", "which", "who", "coming"}:
            start -= 1
        thing = next((t for t in reversed(things(tokens[:start], lexicon)) if t.end == start), None)
        end = next((n for n in range(at + 3, min(len(tokens), at + 5)) if tokens[n].low in _PERIOD_LEADS), None)
        if end is None:
            continue
        said = {t.stem for t in tokens[at + 2 : end] if t.low not in ("a", "an", "the", "their")}
        homes = [thing.table] if thing is not None else list(lexicon.tables)
        found = [d for t in homes for d in dates(t, lexicon) if said <= {*words_of(shown(d))} <= said | _DUE_DAY]
        if len(found) == 1:
            label = " ".join(words_of(shown(found[0])))
            return [*tokens[:start], *tokens_of(f"with {label}", tokens[at]), *tokens[end:]], []
    return tokens, []


_DUE_DAY = frozenset(spread("next due date day on at expected planned scheduled"))
_PERIOD_LEADS = frozenset(spread("next this in within during by before coming between on over until"))


def _next(tokens: list[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Next month", "the next 30 days" by its days, where the rows hold days to come: they are arranged already, and nothing is
    foretold. So many days, weeks or months begin today.
    """
    for at in range(len(tokens) - 1):
        found = _period(tokens, at, clock) if tokens[at].low in _NEXT else None
        if found is None or any(m.exact for m in lexicon.fields(tuple(t.stem for t in tokens[at : at + 2]))):
            continue
        first, last, end = found
        start = at
        while start and tokens[start - 1].low in ("in", "for", "the", "during", "within", "over"):
            start -= 1
        led = _without_expecting(tokens[:start], lexicon)
        if not (_ahead(tokens, lexicon, clock) or _date_before(led, lexicon, clock)):
            continue
        kept = len(led) if _date_before(led, lexicon, clock) else start
        words = tokenize(f"from {first.isoformat()} to {last.isoformat()}")
        said = " ".join(t.text for t in tokens[at:end])
        notes = [f"“{said}” was read as: {first.isoformat()} to {last.isoformat()}."] if end > at + 2 else []
        deeds = kept < start or [t.low for t in led[-2:-1]] == ["-"]
        still = tokens_of("are there", tokens[at]) if deeds else []  # "check-ins next month": no deed of the past
        return [*tokens[:kept], *still, *words, *tokens[end:]], notes
    return tokens, []


_EXPECTING = (
    ("do", "we", "expect"),
    ("are", "we", "expecting"),
    ("are", "expected"),
    ("do", "we", "have"),
    ("are", "coming"),
)


def _without_expecting(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """ "Check-ins do we expect": without the words that say no more than that they are to come."""
    lows = [t.low for t in tokens]
    said = next((w for w in _EXPECTING if tuple(lows[-len(w) :]) == w), ())
    free = not said or not any(m.exact for m in lexicon.fields(("expect",)))
    return list(tokens[: len(tokens) - len(said)]) if free else list(tokens)


def _period(tokens: Sequence[Token], at: int, clock: Clock) -> tuple[date, date, int] | None:
    """The first and the last day of the period that "next" begins here, and where its words end; None for no period."""
    number = tokens[at + 1]
    if number.kind == "number" and isinstance(number.value, int) and 0 < number.value < _TOO_FAR:
        last = _after(clock.today, number.value, tokens[at + 2].low.removesuffix("s")) if at + 2 < len(tokens) else None
        return (clock.today, last, at + 3) if last is not None else None
    grain = _GRAINS.get(number.low) if tokens[at].low == "next" else None
    if grain is None:
        return None
    first = shift(period_start(clock.today, grain, clock), grain, 1)
    return first, shift(first, grain, 1) - timedelta(days=1), at + 2


def _after(day: date, count: int, unit: str) -> date | None:
    """The day so many days, weeks, months, quarters or years after another one; None for any other unit."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    grain = _GRAINS.get(unit)
    if grain is None:
        return None
    month = shift(day.replace(day=1), grain, count)
    return month + timedelta(days=min(day.day, (shift(month, "month", 1) - month).days) - 1)


def _date_before(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> bool:
    """Whether what stands last is a date that holds days to come: "MOT due", "leases that expire"."""
    tokens = [t for t in tokens if t.low not in BE | {"up", "the"}]
    named, lows = tokens[-1].field if tokens else None, {t.low for t in tokens}
    found = {f"{named[0]}.{named[1]}"} if named is not None else set()
    for length in (3, 2, 1) if named is None else ():
        said = tokens[-length:]
        if len(said) < length or any(t.kind != "word" for t in said):
            continue
        matches = [
            m.target for m in lexicon.fields(tuple(t.stem for t in said)) if m.exact or length > 1 or "due" in lows
        ]
        fields = [
            (t, d) for t in matches if t.kind == "dimension" and (d := lexicon.dimension(t.table, t.name)) is not None
        ]
        stems = {t.stem for t in said}
        found = {t.path for t, d in fields if d.type == "time" and stems <= {*words_of(shown(d)), *words_of(d.name)}}
        if found:
            break
    if not found and tokens:
        here = {t.table for t in things(tokens, lexicon)}
        deeds = dates_of(tokens[-1].low, lexicon)
        found = {t.path for table, targets in deeds.items() if table in here for t in targets}
    if not found and len(tokens) > 2 and tokens[-2].low == "-":
        noun = tokens[-3].low + tokens[-1].low.removesuffix("s")  # "check-ins"
        found = {t.path for targets in dates_of(noun, lexicon).values() for t in targets}
    last = [lexicon.values.last_day(path) for path in found]
    return bool(last) and all(day is not None and day > clock.today for day in last)


def _upcoming(tokens: list[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    lows = [t.low for t in tokens]
    for at in range(len(tokens)):
        said = next((c for c in _COMING if tuple(lows[at : at + len(c)]) == c), None)
        if said is None or not unknown(lows[at], lexicon):
            continue
        end, words = at + len(said), " ".join(said)
        named = things(tokens, lexicon)
        before = next((t for t in reversed(named) if t.end <= at), None)
        thing = before if len(said) > 1 else next((t for t in named if t.start == end), None)
        own = _future(thing, lexicon, clock) if thing is not None else None
        if (
            own is None
            or thing is None
            or DENIALS & set(lows[: max(end, thing.end)])
            or _of_others(tokens, thing, lexicon)
        ):
            return [*tokens[:at], replace(tokens[at], text=words, low=words, stem=words), *tokens[end:]], []
        start = at
        while start and len(said) > 1 and lows[start - 1] in BE | {"that", "which"}:
            start -= 1
        rest = [*tokens[:start], *tokens[end:]]
        if periods(rest, clock):
            return rest, []
        last = len(rest) - (rest[-1].kind != "word")
        if DENIALS & set(lows) and len(said) == 1:
            last = thing.end - len(said)  # "upcoming visits have no nurse": the period is of the visits
        note = f"“{words}” was read as: {shown(own)} is today or later."
        return [*rest[:last], *tokenize(f"since {clock.today.isoformat()}"), *rest[last:]], [note]
    return tokens, []


def _of_others(tokens: Sequence[Token], thing: Thing, lexicon: Lexicon) -> bool:
    """Whether a number of other rows is named, whose date the period would be: the quantity sold of upcoming events."""
    return any(
        m.exact and m.target.kind in ("measure", "derived") and m.target.table != thing.table
        for at in range(len(tokens))
        for end in (at + 1, at + 2)
        if tokens[at].kind == "word" and not thing.start <= at < thing.end and not _missing(tokens, at)
        for m in lexicon.fields(tuple(t.stem for t in tokens[at:end]))
    )


def _missing(tokens: Sequence[Token], at: int) -> bool:
    """Whether what stands here is what the things are without: "no nurse", "without a nurse"."""
    return at > 0 and (tokens[at - 1].low in ("no", "without") or (at > 1 and tokens[at - 2].low == "without"))


def _ahead(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> bool:
    """Whether the one thing that is named, or the first of several, holds days to come."""
    named = things(tokens, lexicon)
    return bool(named) and _future(named[0], lexicon, clock) is not None


def _future(thing: Thing, lexicon: Lexicon, clock: Clock) -> Dimension | None:
    """The date that the rows go by, where it is known to hold days to come."""
    own = _own(thing, lexicon)
    last = lexicon.values.last_day(f"{thing.table}.{own.name}") if own is not None else None
    return own if last is not None and last > clock.today else None


def _own(thing: Thing, lexicon: Lexicon) -> Dimension | None:
    own = lexicon.time_dimension(thing.table)
    return lexicon.dimension(thing.table, own) if own is not None and "." not in own else None
