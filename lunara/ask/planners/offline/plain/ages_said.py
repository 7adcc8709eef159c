"""How old people are, where the data only says when they were born: "members under 18", "women over 60", "how old are they"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    Thing,
    ends_at,
    in_words,
    says,
    shown,
    thing_at,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.spelling import of_sex
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_BIRTH = spread("birth born dob birthdate birthday")
_WOMEN = frozenset(spread("woman women lady ladies"))
_MEN = frozenset(spread("man men gentleman gentlemen"))
_KIDS = frozenset(spread("kid kids child children minors youngsters"))
_ANYBODY = frozenset(spread("people persons"))
_GROWN = 18
_AGES_UNDER = (("under", "the", "age", "of"), ("below", "the", "age", "of"))
_AGES_OVER = (("over", "the", "age", "of"), ("above", "the", "age", "of"))
_UNDER = (*_AGES_UNDER, ("younger", "than"), ("under",), ("below",), ("less", "than"))
_OVER = (*_AGES_OVER, ("older", "than"), ("over",), ("above",), ("more", "than"))
_LEAST, _MOST = (("at", "least"),), (("at", "most"), ("up", "to"))
_OLD = (("years", "old"), ("year", "old"), ("years", "of", "age"), ("years",), ())
_OR_MORE = (
    ("or", "older"),
    ("or", "over"),
    ("and", "over"),
    ("and", "older"),
    ("or", "above"),
    ("and", "above"),
    ("+",),
)
_OR_LESS = (("or", "younger"), ("or", "under"), ("and", "under"), ("and", "younger"), ("or", "below"), ("and", "below"))
_WHO = BE | frozenset(spread("who that aged"))
_OLDEST = 120
_CALLED_SO = 0.95
_AVERAGES = frozenset(spread("average avg mean median maximum minimum highest lowest"))


def by_their_sex(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many women" as the female members, where those are the only ones of whom a sex is known; "men and women" stay."""
    del clock
    found = [n for n, t in enumerate(tokens) if t.low in _WOMEN | _MEN]
    if len(found) != 1 or any(not unknown(w, lexicon) for w in _WOMEN | _MEN):
        return list(tokens), []
    at, sex = found[0], "female" if tokens[found[0]].low in _WOMEN else "male"
    held = {
        m.target.table for m in [*lexicon.value_matches((sex,), sex), *of_sex(sex, lexicon)] if m.score >= _CALLED_SO
    }
    if len(held) != 1:
        return list(tokens), []
    table = held.pop()
    label = label_of(lexicon, Target("table", table, table)).lower()
    behind = thing_at(tokens, at + 1, lexicon)
    own = [] if behind is not None and behind.table == table else tokens_of(label, tokens[at])
    if behind is not None and own:
        return list(tokens), []
    return [*tokens[:at], *tokens_of(sex, tokens[at]), *own, *tokens[at + 1 :]], [
        f"“{tokens[at].text}” was read as {sex} {label}."
    ]


def of_an_age(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Members under 18", "aged 20 to 30", "80 or older" by the day they were born, up to today.

    Kept as it is where an age is a field, where it is denied, and where those who are named were not born.
    """
    if DENIALS & {t.low for t in tokens}:
        return list(tokens), []
    for thing in _people(tokens, lexicon):
        field = _birth(thing.table, lexicon)
        start = at = thing.end
        while at < len(tokens) and tokens[at].low in _WHO:
            at += 1
        said = _age(tokens, at, told=tokens[at - 1].low == "aged") if field is not None else None
        if field is None or said is None:
            continue
        least, most, before, end = said
        first = None if most is None else _birthday(clock.today, most + 1) + timedelta(days=1)
        last = None if least is None else _birthday(clock.today, least) - timedelta(days=before)
        day = replace(tokens[at], kind="date", value=None)
        told = [*tokens_of("with", tokens[at]), *tokens_of(in_words(field), tokens[at])]
        if first is not None and last is not None:
            told += [*tokens_of("between", day), _date(first, day), *tokens_of("and", day), _date(last, day)]
        elif first is not None:
            told += [*tokens_of("after", day), _date(first - timedelta(days=1), day)]
        elif last is not None:
            told += [*tokens_of("before", day), _date(last + timedelta(days=1), day)]
        label = label_of(lexicon, Target("table", thing.table, thing.table)).lower()
        called = tokens[thing.start].low
        whom = tokens_of(label, tokens[at]) if called in _KIDS | _ANYBODY else list(tokens[thing.start : thing.end])
        if called in _KIDS and (least is not None or most is None or most > _GROWN):
            return list(tokens), []  # who is a kid is not known from that
        text = " ".join(t.text for t in tokens[start:end])
        return [*tokens[: thing.start], *whom, *told, *tokens[end:]], [
            f"“{text}” was read by {shown(field)}, as of today."
        ]
    return list(tokens), []


def averaged(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Average age of members by town", "how old are our members on average": the years from their birth to today."""
    del clock
    lows = [t.low for t in tokens]
    lead = _how_old(lows)
    if lead is not None:
        agg, start, end, rest = lead
    else:
        at = next((n for n in range(1, len(lows)) if lows[n] == "age" and lows[n - 1] in _AVERAGES), None)
        if at is None:
            return list(tokens), []
        agg, start, end, rest = lows[at - 1], at - 1, at + 1, len(tokens)
        lead = (agg, start, end, rest) if lows[end : end + 1] in (["of"], ["for"]) else None
        end += lead is not None
    while lows[end : end + 1] in (["the"], ["our"], ["all"], ["a"]):
        end += 1
    table = next((t.table for t in things(tokens[end:rest], lexicon)), "")
    born = [name for name in lexicon.tables if _birth(name, lexicon) is not None]
    bare = lead is None and len(born) == 1 and ends_at(tokens, end)
    table = born[0] if bare else table
    field = _birth(table, lexicon) if table else None
    if field is None or not unknown("age", lexicon):
        return list(tokens), []
    asked = tokens_of(f"{agg} years from {in_words(field)} to today of", tokens[start])
    asked += tokens_of(label_of(lexicon, Target("table", table, table)), tokens[start]) if bare else []
    note = f"Ages are the years from {shown(field)} to today."
    return [*tokens[:start], *asked, *tokens[end:rest], *tokens[rest + 2 :]], [note]


def _how_old(lows: Sequence[str]) -> tuple[str, int, int, int] | None:
    """Where "how old are … on average", "how old is the average …" begins, where those begin who are asked about, and ends."""
    if lows[:2] != ["how", "old"] or lows[2:3] not in (["is"], ["are"], ["were"], ["was"]):
        return None
    if lows[3:5] in (["the", "average"], ["our", "average"]):
        return "average", 0, 5, len(lows)
    on = next((n for n in range(4, len(lows) - 1) if lows[n : n + 2] == ["on", "average"]), None)
    return ("average", 0, 3, on) if on is not None else None


def _people(tokens: Sequence[Token], lexicon: Lexicon) -> list[Thing]:
    """Those who are named and were born; "kids" and "people" are the only ones of the data who were."""
    named = [t for t in things(tokens, lexicon) if _birth(t.table, lexicon) is not None]
    born = [name for name in lexicon.tables if _birth(name, lexicon) is not None]
    if named or len(born) != 1:
        return named
    return [
        Thing(n, n + 1, born[0]) for n, t in enumerate(tokens) if t.low in _KIDS | _ANYBODY and unknown(t.low, lexicon)
    ]


def _birth(table: str, lexicon: Lexicon) -> Dimension | None:
    """The one date on which those people were born, where no field holds an age."""
    fields = [d for d in lexicon.tables[table].dimensions if not d.hidden]
    if any("age" in words_of(d.label or d.name) for d in fields):
        return None
    born = [d for d in fields if d.type == "time" and _BIRTH & {*says(d), *words_of(d.name)}]
    return born[0] if len(born) == 1 else None


def _age(tokens: Sequence[Token], at: int, *, told: bool) -> tuple[int | None, int | None, int, int] | None:
    """The least and the most years, 1 where they must be more than the least, and where this ends; None for anything else.

    A bare number is an age where "aged" or "years old" says so.
    """
    lows = [t.low for t in tokens]
    sides = ((_UNDER, "<"), (_OVER, ">"), (_LEAST, ">="), (_MOST, "<="), ((("between",), ("from",)), "to"), (((),), ""))
    for phrases, op in sides:
        led = next((p for p in phrases if tuple(lows[at : at + len(p)]) == p), None)
        first = _years(tokens, at + len(led)) if led is not None else None
        if led is None or first is None:
            continue
        place = at + len(led) + 1
        second = _years(tokens, place + 1) if lows[place : place + 1] in (["and"], ["to"], ["-"]) else None
        if op == "to" or (op == "" and told and second is not None):
            end, old = _past(lows, place + 2, _OLD)
            ends = second is not None and (told or old or op == "to")
            return (first, second, 0, end) if ends and ends_at(tokens, end) else None
        end, old = _past(lows, place, _OLD)
        tail = next((n for n, p in ((">=", _OR_MORE), ("<=", _OR_LESS)) if _past(lows, place, p)[1]), "")
        how = op
        if op == "" and tail:
            end, how = _past(lows, place, _OR_MORE if tail == ">=" else _OR_LESS)[0], tail
        elif op == "" and (old > 1 or told):
            how = "="
        if not how or not ends_at(tokens, end):
            return None
        bounds = {"<": (None, first - 1, 0), ">": (first, None, 1), ">=": (first, None, 0), "<=": (None, first, 0)}
        return (*bounds.get(how, (first, first, 0)), end)
    return None


def _past(lows: Sequence[str], at: int, phrases: Sequence[tuple[str, ...]]) -> tuple[int, int]:
    """Where one of these phrases ends that begins here, and of how many words it is."""
    said = next((p for p in phrases if tuple(lows[at : at + len(p)]) == p), ())
    return at + len(said), len(said)


def _years(tokens: Sequence[Token], at: int) -> int | None:
    """A number of years that people may be old."""
    value = tokens[at].value if at < len(tokens) and tokens[at].kind == "number" and not tokens[at].percent else None
    return int(value) if value is not None and value == int(value) and 0 < value <= _OLDEST else None


def _birthday(today: date, years: int) -> date:
    """The day on which those were born who are so many years old today."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def _date(day: date, like: Token) -> Token:
    text = day.isoformat()
    return replace(like, kind="date", text=text, low=text, stem=text, value=None)
