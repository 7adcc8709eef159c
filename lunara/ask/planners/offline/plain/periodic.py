"""What is paid each month or year, said of several: "monthly fees of active policies" are what they come to together.

The model averages such a number, as one fee is what one month of one of them costs. In the plural and of rows that each run for
somebody they add up: what all of them bring in a month.
"""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.bought import PERIODS
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import BE, DENIALS, dates, ends_at, in_words, shown, things, tokens_of
from lunara.ask.planners.offline.words import CURRENCIES, spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension

_PAID = frozenset(spread("fee rent premium charge cost payment due price instalment installment"))
_BEFORE = frozenset(spread("show give me us list see display the our all of what total how much"))
_LONGEST = 4


def in_all(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """The tokens with "total" before such a number, where the question opens with it and asks for no list of each."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w in PERIODS), None)
    if at is None or "total" in lows or DENIALS & set(lows) or any(w not in _BEFORE | BE for w in lows[:at]):
        return list(tokens), []
    if BE & set(lows[:at]) and not {"by", "per"} & set(lows[at:]):
        return list(tokens), []  # "what are the monthly fees of our members" may ask for each of them
    for end in range(min(len(tokens), at + _LONGEST), at + 1, -1):
        last = tokens[end - 1]
        if last.low == last.stem or last.stem not in _PAID or not (ends_at(tokens, end) or lows[end] == "of"):
            continue
        named = [m.target for m in lexicon.fields(tuple(t.stem for t in tokens[at:end])) if m.exact]
        fields = [t for t in named if t.kind == "dimension"]
        if len(fields) == 1 and _agreed(fields[0], lexicon):
            field = lexicon.dimension(fields[0].table, fields[0].name)
            note = f"“{' '.join(t.text for t in tokens[at:end])}” was read as: total {shown(field)}." if field else ""
            return [*tokens[:at], *tokens_of("total", tokens[at]), *tokens[at:]], [note] if note else []
    return list(tokens), []


_COSTS = frozenset(spread("cost costs costing"))
_MORE = frozenset(spread("more less over under above below at exactly"))
_EACH = frozenset(spread("a an per each every"))
_SPANS = {
    "hour": "hourly",
    "day": "daily",
    "night": "nightly",
    "week": "weekly",
    "month": "monthly",
    "quarter": "quarterly",
    "year": "yearly",
}


def costing(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Plans that cost more than 20 a month" as those with a monthly fee of more than 20, where they have one such number."""
    del clock
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        verb = thing.end + (lows[thing.end : thing.end + 1] in (["that"], ["which"]))
        if lows[verb : verb + 1] == [] or lows[verb] not in _COSTS or lows[verb + 1 : verb + 2] == []:
            continue
        number = next((n for n in range(verb + 1, min(verb + 5, len(tokens))) if tokens[n].kind == "number"), None)
        if number is None or lows[verb + 1] not in _MORE or DENIALS & set(lows):
            continue
        at = number + 1 + (lows[number + 1 : number + 2] != [] and tokens[number + 1].stem in CURRENCIES)
        span = _SPANS.get(tokens[at + 1].stem) if at + 1 < len(tokens) and lows[at] in _EACH else None
        field = _paid_each(thing.table, span, lexicon) if span is not None else None
        if field is None or not ends_at(tokens, at + 2):
            continue
        made = [*tokens_of(f"with {in_words(field)}", tokens[verb]), *tokens[verb + 1 : at], *tokens[at + 2 :]]
        said = " ".join(t.text for t in tokens[verb : at + 2])
        return [*tokens[: thing.end], *made], [f"“{said}” was read by {shown(field)}."]
    return list(tokens), []


def _paid_each(table: str, span: str, lexicon: Lexicon) -> Dimension | None:
    """The one number of things that says what they cost each month or year."""
    spans = {span, "annual"} if span == "yearly" else {span}
    fields = [d for d in lexicon.tables[table].dimensions if d.type == "number" and not d.hidden]
    found = [d for d in fields if (words := set(words_of(shown(d)))) & _PAID and words & spans]
    return found[0] if len(found) == 1 else None


def _agreed(target: Target, lexicon: Lexicon) -> bool:
    """Whether a number of rows that each run for somebody is one that the model averages; a list of tariffs has nobody."""
    table = lexicon.tables[target.table]
    field = lexicon.dimension(target.table, target.name)
    if field is None or field.type != "number" or not set(words_of(shown(field))) & PERIODS:
        return False
    averaged = any(
        m.aggregate == "avg" and not m.filter and (m.expression or "") == (field.expression or field.name)
        for m in table.measures
    )
    return averaged and bool(lexicon.roads.foreign_columns.get(table.name)) and bool(dates(table.name, lexicon))
