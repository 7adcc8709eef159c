"""How large loans are: "loans above 200k" by what was lent, "who has the biggest loan" by single ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.money_rows import PAYERS
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.things import DENIALS, ends_at, shown, thing_at, things, tokens_of
from lunara.ask.planners.offline.plain.worths import LOANS, lent
from lunara.ask.planners.offline.words import CURRENCIES, spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock

_OVER = (
    *(("of", w, "than") for w in ("more", "less", "at")),
    *((w, "than") for w in ("bigger", "larger", "smaller", "higher", "lower")),
    *((w,) for w in ("above", "over", "under", "below", "exceeding")),
)
_THAN = {"bigger": "above", "larger": "above", "higher": "above", "smaller": "below", "lower": "below"}
_HAS = frozenset(spread("has had have took takes holds held got"))
_BIGGEST = {
    **dict.fromkeys(spread("biggest largest highest"), "biggest"),
    **dict.fromkeys(spread("smallest lowest"), "smallest"),
}


def compared(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Loans above 200k" as those with an amount above it, where their rows have one amount alone.

    Loans that somebody has or had are left: one of them, or all of theirs, may be above it.
    """
    del clock
    lows = [t.low for t in tokens]
    for thing in things(tokens, lexicon):
        over = next((w for w in _OVER if tuple(lows[thing.end : thing.end + len(w)]) == w), None)
        at = thing.end + len(over or ())
        amount = _amount(thing.table, lexicon) if over is not None else None
        if over is None or amount is None or at >= len(tokens) or tokens[at].kind != "number" or tokens[at].percent:
            continue
        end = at + 1 + (lows[at + 1 : at + 2] != [] and tokens[at + 1].stem in CURRENCIES)
        if thing.start and lows[thing.start - 1] in ("with", "has", "have", "had", "having"):
            continue
        if not (ends_at(tokens, end) or lows[end] in ("of", "without")) or DENIALS & set(lows[: thing.end]):
            continue
        note = f"How large {label_of(lexicon, Target('table', thing.table, thing.table)).lower()} are was read as {amount}."
        with_ = tokens_of(f"with {' '.join(words_of(amount))} {_words(over)}", tokens[thing.end])
        return [*tokens[: thing.end], *with_, *tokens[at:]], [note]
    return list(tokens), []


def _words(over: tuple[str, ...]) -> str:
    return _THAN.get(over[0]) or " ".join(w for w in over if w != "of")


def of_whom(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who has the biggest loan" as the biggest one with the name of those whose it is, where its rows are those of one kind.

    "Which borrower has the largest loan" alike.
    """
    del clock
    lows = [t.low for t in tokens]
    if not _HAS & set(lows) or DENIALS & set(lows):
        return list(tokens), []
    start = {"who": 0, "which": 1}[lows[0]] if lows[0] in ("who", "which") else 0
    asked = thing_at(tokens, start, lexicon)
    at = 1 if lows[0] == "who" else asked.end if asked is not None else len(lows)
    at += asked is not None and lows[at : at + 1] == ["who"]
    if lows[at : at + 1] == [] or lows[at] not in _HAS:
        return list(tokens), []
    at += 1 + (lows[at + 1 : at + 2] == ["out"])
    at += lows[at : at + 1] in (["the"], ["our"])
    way = _BIGGEST.get(lows[at]) if at < len(lows) else None
    thing = thing_at(tokens, at + 1, lexicon) if way is not None else None
    if thing is None or lows[thing.end - 1] != tokens[thing.end - 1].stem or not _over(tokens, thing.end):
        return list(tokens), []
    amount = _amount(thing.table, lexicon)
    roads = [r for r in lexicon.model.relationships if r.from_table == thing.table and r.to_table in lexicon.tables]
    whose = [
        r.to_table for r in roads if (asked.table == r.to_table if asked is not None else _person(r.to_table, lexicon))
    ]
    name = lexicon.display(whose[0]) if len(whose) == 1 else None
    field = lexicon.dimension(whose[0], name) if name is not None else None
    if amount is None or field is None:
        return list(tokens), []
    label = shown(field).lower()
    named = replace(tokens[0], text=label, low=label, stem=label, field=(whose[0], field.name))
    note = f"“{lows[at]}” was read by {amount} of single rows."
    way_ = tokens_of(way or "biggest", tokens[at])
    return [*way_, *tokens[thing.start : thing.end], *tokens_of("with its", tokens[0]), named, *tokens[thing.end :]], [
        note
    ]


def _person(table: str, lexicon: Lexicon) -> bool:
    return masters.people(table, lexicon) or bool({*table_words(lexicon.tables[table])} & PAYERS)


def _over(tokens: Sequence[Token], at: int) -> bool:
    return all(t.kind == "symbol" or t.low in ("ever", "now", "currently") for t in tokens[at:])


def _amount(table: str, lexicon: Lexicon) -> str | None:
    """What the one amount of rows is called that say what was lent."""
    one = lexicon.tables[table]
    principal = lent(one) if {*words_of(one.label or one.name)[-1:]} & LOANS else None
    fields = {d.name: shown(d) for d in one.dimensions if not d.hidden}
    return fields.get((principal.expression or "").strip('"')) if principal is not None else None
