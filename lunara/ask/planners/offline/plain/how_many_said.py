"""How many there are, said by a word for it: "ticket volume" is the number of tickets, "headcount" that of our employees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.money_rows import amounts
from lunara.ask.planners.offline.plain.people_meant import works_for_us
from lunara.ask.planners.offline.plain.things import DENIALS, Thing, thing_at, things, tokens_of, unknown
from lunara.ask.planners.offline.words import FILLER, spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_VOLUMES = frozenset(("volume", "volumes"))
_LEADS = frozenset(
    spread("average avg mean total by and or highest biggest largest lowest smallest monthly daily weekly yearly")
)


def volumes(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Ticket volume by month", "volume of calls" as their number; behind a value ("phone ticket volume") simply the tickets.

    Kept as it is where anything is called a volume, and where the things have amounts that add up: the volume of sales is money.
    """
    del clock
    at = next((n for n, t in enumerate(tokens) if t.low in _VOLUMES), None)
    if at is None or not all(unknown(w, lexicon) for w in _VOLUMES):
        return list(tokens), []
    of = [t.low for t in tokens[at + 1 : at + 2]] == ["of"]
    thing = thing_at(tokens, at + 2, lexicon) if of else _ending(tokens, at, lexicon)
    if thing is None or amounts(lexicon.tables[thing.table]):
        return list(tokens), []
    start, end = (at, thing.end) if of else (thing.start, at + 1)
    before = tokens[start - 1].low if start else "the"
    label = label_of(lexicon, Target("table", thing.table, thing.table))
    named = replace(
        tokens[thing.start],
        text=label,
        low=label.lower(),
        stem=label.lower(),
        table=thing.table,
        end=tokens[end - 1].end,
    )
    counted = before in FILLER or before in _LEADS
    number = tokens_of("number of", tokens[start]) if counted else []
    said = " ".join(t.text for t in tokens[start:end])
    return [*tokens[:start], *number, named, *tokens[end:]], [f"“{said}” was read as the number of {label}."]


def _ending(tokens: Sequence[Token], end: int, lexicon: Lexicon) -> Thing | None:
    """The thing whose name ends at this place."""
    return next((t for t in things(tokens[:end], lexicon) if t.end == end), None)


def headcount(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Headcount by team" as the number of those who work for us, where the rows of one table alone are such people."""
    del clock
    at = next((n for n, t in enumerate(tokens) if t.low == "headcount"), None)
    if at is None or not unknown("headcount", lexicon) or DENIALS & {t.low for t in tokens}:
        return list(tokens), []
    staff = [name for name in lexicon.tables if works_for_us(name, lexicon)]
    if len(staff) != 1:
        return list(tokens), []
    label = label_of(lexicon, Target("table", staff[0], staff[0]))
    named = replace(tokens[at], text=label, low=label.lower(), stem=label.lower(), table=staff[0])
    rest = list(tokens[at + 1 :])
    if rest and rest[0].low == "of":
        rest[0] = replace(rest[0], low="in", stem="in")  # "headcount of the night shift"
    note = f"“{tokens[at].text}” was read as the number of {label}."
    return [*tokens[:at], *tokens_of("number of", tokens[at]), named, *rest], [note]


def sold(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Tracks sold by genre", "top 5 artists by tracks sold": the number of tracks sold, which may be that of the pieces."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(1, len(lows)) if lows[n] in ("sold", "bought", "purchased")), 0)
    thing = next((t for t in things(tokens[:at], lexicon) if t.end == at), None) if at else None
    if thing is None or tokens[at - 1].low == tokens[at - 1].stem or DENIALS & set(lows):
        return list(tokens), []
    grouped = thing.start == 0 and lows[at + 1 : at + 2] != [] and lows[at + 1] in ("by", "per")
    if grouped and lows[at + 1] == "by":
        behind = tokens[at + 2] if at + 2 < len(tokens) else None
        grouped = behind is not None and behind.text.islower()  # "houses sold by Ilona Kovacs"
    ranked = (
        thing.start > 0 and lows[thing.start - 1] == "by" and (at + 1 == len(lows) or tokens[at + 1].kind == "symbol")
    )
    if not grouped and not ranked:
        return list(tokens), []
    return [*tokens[: thing.start], *tokens_of("number of", tokens[at]), *tokens[thing.start :]], []
