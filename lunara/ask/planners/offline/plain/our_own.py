"""What we have and bought, who works here, how late things were: "in the fleet", "the cars we bought", "works at the Roxy"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.leaving import end_told
from lunara.ask.planners.offline.plain.people_meant import works_for_us
from lunara.ask.planners.offline.plain.things import (
    BE,
    DENIALS,
    Thing,
    dates,
    in_words,
    periods,
    says,
    shown,
    things,
    tokens_of,
    unknown,
)
from lunara.ask.planners.offline.spending import named_amount
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem, verb_stems
from lunara.semantic.compiled import Clock


def _named(tokens: Sequence[Token], lexicon: Lexicon) -> list[Thing]:
    """The things that are named, also by the usual word for one of them alone: cars where the data has vehicles."""
    found = things(tokens, lexicon)
    for at, token in enumerate(tokens):
        if token.kind != "word" or any(t.start <= at < t.end for t in found):
            continue
        usual = [m.target for m in lexicon.fields((token.stem,)) if m.target.kind == "table" and m.score >= _USUAL]
        exact = any(m.exact for m in lexicon.fields((token.stem,)))
        if len(usual) == 1 and not exact and {*words_of(label_of(lexicon, usual[0]))} & _FLEETS:
            found.append(Thing(at, at + 1, usual[0].table))
    return sorted(found, key=lambda t: t.start)


_USUAL, _PLURAL = 0.7, 0.9
_FLEETS = frozenset(
    spread(
        "vehicle car truck van bus coach lorry vessel ship boat ferry aircraft plane bike bicycle scooter tram train"
    )
)


def in_the_fleet(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How many cars are in the fleet" as how many there are, where the data has one table of what makes up a fleet.

    Kept as it is of one kind of them, which is no thing of its own here, and of a period: the day on which they were bought
    does not tell when they are there.
    """
    lows = [t.low for t in tokens]
    fleets = [t for t in lexicon.tables.values() if {*words_of(t.label or t.name)[-1:]} & _FLEETS]
    if "fleet" not in lows or len(fleets) != 1 or not unknown("fleet", lexicon) or DENIALS & set(lows):
        return list(tokens), []
    at = lows.index("fleet")
    start = at - (lows[at - 1] in ("the", "our"))
    if start == at or start < 2 or lows[start - 1] not in ("in", "of", "from"):
        return list(tokens), []
    home = fleets[0].name
    named = [t.start for t in _named(tokens[: start - 1], lexicon) if t.table == home]
    values = {
        n: {m.target.table for m in _values(t, lexicon) if m.exact or m.score >= _PLURAL}
        for n, t in enumerate(tokens[: start - 1])
    }
    own = any(tables == {home} for tables in values.values())
    elsewhere = any(values[n] - {home} for n in named)
    if not (named or own) or elsewhere or periods(tokens, clock):
        return list(tokens), []
    be = lows[start - 2] in BE and lows[:2] == ["how", "many"]
    there = tokens_of("are there", tokens[at]) if be else []
    return [*tokens[: start - 1 - be], *there, *tokens[at + 1 :]], []


def _values(token: Token, lexicon: Lexicon) -> Sequence[Match]:
    return lexicon.value_matches((token.stem,), token.text)


_PAY = frozenset(spread("pay paid spend spent"))
_BOUGHT = frozenset(spread("bought purchased acquired"))
_COSTS = frozenset(spread("purchase acquisition buying cost price"))


def paid_for_what_we_bought(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How much did we pay for the cars we bought in May": their purchase amount, where rows hold it beside the day."""
    del clock
    lows = [t.low for t in tokens]
    for thing in _named(tokens, lexicon):
        first = thing.start - (lows[thing.start - 1 : thing.start] == ["the"])
        asked = lows[:4] in (["how", "much", "did", "we"], ["what", "did", "we", "pay"])
        led = lows[first - 2 : first] if first > 1 else []
        if not asked or led[1:] not in (["for"], ["on"]) or not set(led[:1]) & _PAY or first > 6:
            continue
        verb = thing.end + (lows[thing.end : thing.end + 1] in (["that"], ["which"]))
        verb += lows[verb : verb + 1] == ["we"]
        amount = _purchase(thing, lexicon)
        if verb >= len(lows) or lows[verb] not in _BOUGHT or amount is None:
            continue
        named = named_amount(tokens[0], amount, lexicon)
        rows = [*tokens[thing.start : thing.end], *tokens_of("purchased", tokens[verb])]
        told = f"What was paid was read as {label_of(lexicon, amount)}."
        return [*named, *tokens_of("of", tokens[0]), *rows, *tokens[verb + 1 :]], [told]
    return list(tokens), []


def _purchase(thing: Thing, lexicon: Lexicon) -> Target | None:
    """The one sum of what things of a table were bought for, where their own day is that of the purchase."""
    table = lexicon.tables[thing.table]
    own = lexicon.time_dimension(thing.table)
    day = lexicon.dimension(thing.table, own) if own is not None and "." not in own else None
    if day is None or not says(day) & {"purchase", "buy", "acquire", "acquisition"}:
        return None
    found = [
        m
        for m in table.measures
        if m.aggregate == "sum"
        and not m.hidden
        and m.filter is None
        and {*words_of(shown(m))} & {"purchase", "acquisition", "buying"}
    ]
    return Target("measure", thing.table, found[0].name) if len(found) == 1 else None


def late_on_average(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How late was the Northern Light on average" as the average delay of it, where one average is called a delay."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(4, len(lows)) if lows[n : n + 2] == ["on", "average"]), None)
    delays = [
        m
        for t in lexicon.tables.values()
        for m in t.measures
        if m.aggregate == "avg" and not m.hidden and "delay" in words_of(shown(m))
    ]
    if (
        at is None
        or lows[:2] != ["how", "late"]
        or lows[3] in _POINTING
        or lows[2] not in BE
        or len(delays) != 1
        or not unknown("late", lexicon)
    ):
        return list(tokens), []
    made = [*tokens_of(f"{in_words(delays[0])} of", tokens[0]), *tokens[3:at], *tokens[at + 2 :]]
    return made, [f"“how late” was read as: {shown(delays[0])}."]


_POINTING = frozenset(spread("it he she they that this these those we"))
_HAD = (("have", "we", "had"), ("have", "we", "owned"), ("did", "we", "buy", "first"), ("have", "we", "kept"))
_GOT = frozenset(spread("buy purchase acquire acquisition install installation"))


def had_the_longest(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Which car have we had the longest" as the one with the earliest purchase date, where things have one day of that."""
    del clock
    lows = [t.low for t in tokens]
    end = next((n for n in range(len(lows), 0, -1) if tokens[n - 1].kind != "symbol"), 0)
    thing = next((t for t in _named(tokens, lexicon) if t.start == 1), None)
    if thing is None or lows[:1] not in (["which"], ["what"]) or lows[end - 1] != "longest":
        return list(tokens), []
    said = [w for w in lows[thing.end : end - 1] if w != "the"]
    days = [d for d in dates(thing.table, lexicon) if says(d) & _GOT]
    if tuple(said) not in _HAD or len(days) != 1 or masters.people(thing.table, lexicon):
        return list(tokens), []
    note = f"“{' '.join(lows[thing.end : end])}” was read as: earliest {shown(days[0])}."
    return [*tokens[: thing.end], *tokens_of(f"with the earliest {in_words(days[0])}", tokens[1]), *tokens[end:]], [
        note
    ]


def bought_the_most(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who has bought the most tickets from us" as which passenger has, where the rows of tickets have one kind of people."""
    del clock
    given, lows = list(tokens), [t.low for t in tokens]
    if lows[1:2] == ["who"] and tokens[0].text.lower() == "who":  # those who buy, as they were read already
        tokens, lows = tokens[1:], lows[1:]
    at = 1 + (lows[1:2] in (["has"], ["have"]))
    if lows[:1] != ["who"] or lows[at : at + 1] == [] or not {*verb_stems(lows[at])} & {"buy", "book", "order"}:
        return given, []
    first = at + 1 + (lows[at + 1 : at + 2] == ["the"])
    thing = next((t for t in things(tokens, lexicon) if t.start == first + 1), None)
    if thing is None or lows[first] not in ("most", "fewest"):
        return given, []
    keys = [r for r in lexicon.model.relationships if r.from_table == thing.table]
    whose = {r.to_table for r in keys if masters.people(r.to_table, lexicon) and r.to_table != thing.table}
    if len(whose) != 1 or sum(r.to_table in whose for r in keys) != 1:
        return given, []
    label = label_of(lexicon, Target("table", next(iter(whose)), ""))
    who = " ".join((*label.lower().split()[:-1], stem(label.lower().split()[-1])))
    end = thing.end + (2 if lows[thing.end : thing.end + 2] == ["from", "us"] else 0)
    named = tokens_of(f"which {who} {lows[at]}", tokens[0])
    return [*named, *tokens[at + 1 : thing.end], *tokens[end:]], [f"“who” was asked of {who}."]


_AT = frozenset(("at", "in", "on"))
_NOW = (("at", "the", "moment"), ("right", "now"), ("at", "present"), ("currently",), ("now",), ("today",))


_DAYS = frozenset(
    spread(
        "monday tuesday wednesday thursday friday saturday sunday weekend weekday mondays tuesdays wednesdays thursdays"
    )
) | frozenset(
    spread("fridays saturdays sundays weekends weekdays morning afternoon evening night nights mornings evenings")
)


def who_works_there(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who works at the Roxy at the moment" as the staff there who have not left, where one table is of those who do."""
    lows = [t.low for t in tokens]
    end = next((n for n in range(len(lows), 0, -1) if tokens[n - 1].kind != "symbol"), 0)
    now = next((w for w in _NOW if tuple(lows[end - len(w) : end]) == w), ())
    end -= len(now)
    staff = [t for t in lexicon.tables if works_for_us(t, lexicon) and masters.people(t, lexicon)]
    asked = lows[:2] == ["who", "works"] and len(lows) > 3 and lows[2] in _AT and len(staff) == 1
    if not asked or end < 4 or DENIALS & set(lows) or periods(tokens[:end], clock) or {"by", *_DAYS} & set(lows):
        return list(tokens), []
    label = label_of(lexicon, Target("table", staff[0], ""))
    told = end_told(staff[0], lexicon)
    stays = tokens_of(f"who have not {told[1]}", tokens[0]) if told is not None else []
    note = f"“who works” was read as: {label}"
    note += "." if told is None else f" of whom {shown(told[0])} says nothing of an end by today."
    named = replace(tokens[0], text=label, low=label.lower(), stem=label.lower(), table=staff[0])
    return [*tokens_of("list", tokens[0]), named, *tokens[2:end], *stays, *tokens[end + len(now) :]], [note]


_OUT = frozenset(spread("released release publish published launch launched premiere"))
_COME = frozenset(spread("come comes came coming"))


def came_out(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Films that come out next month" as those with a release date then, where they have one such date."""
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        at = thing.end + (lows[thing.end : thing.end + 1] in (["that"], ["which"]))
        at += lows[at : at + 1] in (["are"], ["will"], ["did"])
        if lows[at + 1 : at + 2] != ["out"] or lows[at] not in _COME or not unknown("out", lexicon):
            continue
        days = [d for d in dates(thing.table, lexicon) if says(d) & _OUT]
        when = {first for first, _ in periods(tokens, clock)}
        if len(days) != 1 or not (at + 2 in when or lows[at + 2 : at + 3] == ["next"]) or DENIALS & set(lows):
            continue
        note = f"“{' '.join(lows[at : at + 2])}” was read by {shown(days[0])}."
        return [*tokens[: thing.end], *tokens_of(f"with a {in_words(days[0])}", tokens[at]), *tokens[at + 2 :]], [note]
    return list(tokens), []
