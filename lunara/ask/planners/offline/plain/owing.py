"""Who owes us and how much: those who have bills that are not paid, and what these come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lunara.ask.planners.offline import money_rows
from lunara.ask.planners.offline.endings import CALLED_OFF, PAYING
from lunara.ask.planners.offline.lexicon import Lexicon, Target, label_of
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import DENIALS, dates, ends_at, says, thing_at, things, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token, verb_stems
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Table

_OWE = frozenset(("owe", "owes", "owing"))
_NOW = frozenset(spread("still currently now yet today"))
_WHOM = frozenset(spread("us money anything something"))
_WHO = frozenset(spread("who that which"))
_EACH = frozenset(spread("each every"))
_LEADS = frozenset(spread("do does our the all of"))


def to_us(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Who still owes us money", "how much does each client owe us": clients with unpaid bills, what these come to by client.

    Where one kind of rows that are paid to us has a day of payment, and those who pay stand above them. What we owe to others is
    not told by it, and neither is it where bills may be called off.
    """
    del clock
    lows = [t.low for t in tokens]
    at = next((n for n, low in enumerate(lows) if low in _OWE or (low == "owed" and "we" in lows[:n])), None)
    if at is None or DENIALS & set(lows) or lexicon.knows("owe"):
        return list(tokens), []
    bills = [(t, p) for t in lexicon.tables.values() if (p := _not_paid(t, lexicon)) is not None]
    payers = _payers(bills[0][0], lexicon) if len(bills) == 1 else []
    if len(payers) != 1:
        return list(tokens), []
    bill, unpaid = bills[0]
    rows = f"{unpaid} {_label(bill.name, lexicon)}"
    start, end = at, at + 1
    while start and lows[start - 1] in _NOW:
        start -= 1
    while end < len(lows) and lows[end] in _WHOM | _NOW:
        end += 1
    if not ends_at(tokens, end):
        return list(tokens), []
    debt = _Debt(rows, _amount(bill), payers[0], _label(payers[0], lexicon))
    made = _put(tokens, (start, end), debt, lexicon)
    if made is None:
        return list(tokens), []
    return made, [f"What is owed was read as {rows}."]


@dataclass(frozen=True)
class _Debt:
    """What is owed: the rows and what they come to, by their names, and the table and the name of those who owe it."""

    rows: str
    amount: str | None
    payer: str
    payers: str


def _put(tokens: Sequence[Token], span: tuple[int, int], debt: _Debt, lexicon: Lexicon) -> list[Token] | None:
    """The question with the unpaid bills in it; None where it is said in another way."""
    start, end = span
    lows, like = [t.low for t in tokens], tokens[start]
    owed = "owed" in lows[start:end]
    much = next((n for n in range(start) if lows[n : n + 2] == ["how", "much"]), None)
    if much is None:
        if owed:
            return None
        if start and lows[start - 1] == "who" and not things(tokens[: start - 1], lexicon):
            return [*tokens[: start - 1], *tokens_of(f"{debt.payers} with {debt.rows}", like), *tokens[end:]]
        first = start - 1 if start and lows[start - 1] in _WHO else start
        thing = next((t for t in things(tokens[:first], lexicon) if t.end == first and t.table == debt.payer), None)
        return [*tokens[:first], *tokens_of(f"with {debt.rows}", like), *tokens[end:]] if thing is not None else None
    if debt.amount is None:
        return None
    between = [n for n in range(much + 2, start) if lows[n] not in _LEADS | {"money"}]
    of = f"{debt.amount} of {debt.rows}"
    if owed:
        we = {lows[n] for n in between} <= {"are", "we"} and lows[start - 1] == "we"
        return [*tokens[:much], *tokens_of(of, like), *tokens[end:]] if we else None
    each = bool(between) and lows[between[0]] in _EACH
    said = between[1:] if each else between
    thing = thing_at(tokens, said[0], lexicon) if said else None
    if thing is None or thing.table != debt.payer or thing.end != start:
        return None
    return [*tokens[:much], *tokens_of(f"{of} by {debt.payers}" if each else of, like), *tokens[end:]]


def _not_paid(table: Table, lexicon: Lexicon) -> str | None:
    """The word for those rows of a table of bills that were not paid: "unpaid" where a day says when they were."""
    if not (money_rows.comes_in(table, lexicon) or money_rows.billed(table, lexicon)) or not money_rows.amounts(table):
        return None
    if any(_called_off(table.name, d.name, lexicon) for d in table.dimensions if d.type == "string"):
        return None
    days = [d for d in dates(table.name, lexicon) if says(d) & PAYING and d.name != table.default_time]
    told = [
        w for d in days for w in words_of(d.label or d.name) if PAYING & {*verb_stems(w)} and w.endswith(("id", "ed"))
    ]
    return f"un{told[0]}" if len(days) == len(told) == 1 else None


def _called_off(table: str, name: str, lexicon: Lexicon) -> bool:
    """Whether a state of the rows may be that they are to be paid no more."""
    if not lexicon.is_state(table, name):
        return False
    held = {w for v in lexicon.values.of_field(table, name, limit=30) for w in words_of(str(v))}
    return bool({v for w in held for v in (w, *verb_stems(w))} & (CALLED_OFF | {"draft"}))


def _payers(table: Table, lexicon: Lexicon) -> list[str]:
    """The nearest of those who pay above the rows of a table."""
    for steps in range(1, len(lexicon.tables)):
        near = [
            t
            for t in money_rows.above(table, lexicon, steps)
            if money_rows.called(lexicon.tables[t]) & money_rows.PAYERS
        ]
        if near:
            return near
    return []


def _amount(table: Table) -> str | None:
    """What the rows come to, by its name, where they have one such amount."""
    sums = money_rows.amounts(table)
    words = words_of(sums[0].label or sums[0].name) if len(sums) == 1 else []
    return " ".join(["total", *(w for w in words if w != "total")]) if words else None


def _label(name: str, lexicon: Lexicon) -> str:
    return label_of(lexicon, Target("table", name, name)).lower()
