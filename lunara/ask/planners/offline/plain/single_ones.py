"""The largest one of the rows, and whose it is: "which customer made the largest payment?", "the highest single amount"."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline import masters
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.money_rows import amounts
from lunara.ask.planners.offline.plain.people_meant import works_for_us
from lunara.ask.planners.offline.plain.things import Thing, ends_at, shown, thing_at, tokens_of, unknown
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, stem
from lunara.semantic.compiled import Clock

_LARGEST = dict.fromkeys(spread("highest largest biggest greatest"), "highest maximum") | dict.fromkeys(
    spread("lowest smallest"), "lowest minimum"
)
_SINGLE = frozenset(spread("single individual"))
_MADE = frozenset(spread("made paid placed gave had has got received wrote booked issued sent raised submitted with"))
_WHICH = frozenset(spread("which what"))
_BEHIND = frozenset(spread("in last this since during ever on for between"))


def whose(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """Whose the largest row is, as those with the highest maximum of its amount; rows of several amounts are kept as they are."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, w in enumerate(lows) if w in _LARGEST), None)
    if at is None or at < 2 or lows[at - 1] != "the":
        return list(tokens), []
    start = at + 1 + (lows[at + 1 : at + 2] != [] and lows[at + 1] in _SINGLE)
    rows = thing_at(tokens, start, lexicon)
    if rows is None or tokens[rows.end - 1].low != tokens[rows.end - 1].stem or lows[at - 2] not in _MADE:
        return list(tokens), []
    whole = amounts(lexicon.tables[rows.table])
    end = rows.end
    if len(whole) != 1 or not (ends_at(tokens, end) or lows[end] in _BEHIND):
        return list(tokens), []
    who = _who(tokens[: at - 2], rows, lexicon)
    if who is None:
        return list(tokens), []
    amount = shown(whole[0]).removeprefix("total ")
    told = tokens_of(f"which {who} has the {_LARGEST[lows[at]]} {amount}", tokens[0])
    return [*told, *tokens[end:]], [f"“{' '.join(lows[at:end])}” was read by its {amount}."]


def of_groups(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "The customer with the highest single amount" as that with the highest maximum of it: no total of theirs."""
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n in range(1, len(lows) - 2) if lows[n] in _LARGEST and lows[n + 1] in _SINGLE), None)
    if at is None or not unknown(lows[at + 1], lexicon):
        return list(tokens), []
    spans = (tuple(t.stem for t in tokens[at + 2 : at + 2 + n]) for n in (3, 2, 1))
    named = next((found for s in spans if (found := {m.target.kind for m in lexicon.fields(s) if m.exact})), set[str]())
    if not named & {"measure", "dimension"} or "table" in named:
        return [*tokens[: at + 1], *tokens[at + 2 :]], []  # "the largest single order": the largest one
    return [*tokens[:at], *tokens_of(_LARGEST[lows[at]], tokens[at]), *tokens[at + 2 :]], []


def _who(tokens: Sequence[Token], rows: Thing, lexicon: Lexicon) -> str | None:
    """What those are called whose row it is: who is named, or the only people above the rows who do not work here."""
    up = lexicon.roads.up(rows.table)
    lows = [t.low for t in tokens]
    if lows == ["who"]:
        found = [t for t in up if t != rows.table and t in lexicon.tables and masters.people(t, lexicon)]
        found = [t for t in found if not works_for_us(t, lexicon)]
    else:
        start = int(bool(lows) and lows[0] in _WHICH | {"the"})
        thing = thing_at(tokens, start, lexicon)
        found = [thing.table] if thing is not None and thing.end == len(tokens) and thing.table in up else []
    if len(found) != 1 or found[0] == rows.table or len(up[found[0]]) != 1:
        return None
    *before, last = label_of(lexicon, Target("table", found[0], found[0])).lower().split()
    return " ".join((*before, stem(last)))
