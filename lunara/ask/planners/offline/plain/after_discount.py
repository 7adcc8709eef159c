"""What was sold, as people ask for it: "sales after discount" as the gross amount less the discount, "how much did we sell"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.plain.things import DENIALS, ends_at, in_words, periods, tokens_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import Token
from lunara.semantic.compiled import Clock
from lunara.semantic.model import Dimension, Table

_SALES = frozenset(spread("sales revenue turnover amount"))
_DISCOUNTS = frozenset(("discount", "discounts"))
_LESS = (("after",), ("net", "of"), ("less",), ("minus",))
_GROSS = frozenset(spread("gross list"))
_AMOUNT = frozenset(spread("total amount amt sale sales revenue value price subtotal"))
_SELL = {"did": "sell", "do": "sell", "have": "sold"}


def sales(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "Sales after discount by region": gross amount minus discount of the rows that have one of each, and no net amount."""
    del clock
    lows = [t.low for t in tokens]
    for at, low in enumerate(lows):
        led = next((w for w in _LESS if low in _SALES and tuple(lows[at + 1 : at + 1 + len(w)]) == w), None)
        end = at + 1 + len(led) if led is not None else len(lows)
        if end >= len(lows) or lows[end] not in _DISCOUNTS or not ends_at(tokens, end + 1):
            continue
        found = [pair for table in lexicon.tables.values() if (pair := _gross_and_discount(table)) is not None]
        if len(found) != 1:
            continue
        start = at
        while start and lows[start - 1] in ("total", "gross"):
            start -= 1
        gross, less = (in_words(field) for field in found[0])
        signs = [replace(tokens[at], kind="symbol", text=sign, low=sign, stem=sign) for sign in "(-)"]
        made = [*tokens_of("total sales", tokens[at]), signs[0], *tokens_of(gross, tokens[at]), signs[1]]
        note = f"“{' '.join(t.text for t in tokens[start : end + 1])}” was read as {gross} minus {less}."
        return [*tokens[:start], *made, *tokens_of(less, tokens[at]), signs[2], *tokens[end + 1 :]], [note]
    return list(tokens), []


def sold(tokens: Sequence[Token], lexicon: Lexicon, clock: Clock) -> tuple[list[Token], list[str]]:
    """ "How much did we sell in May", "at weekends", "by region" as the revenue; of what is named, it may be how many."""
    lows = [t.low for t in tokens]
    if lows[:2] != ["how", "much"] or lows[3:4] != ["we"] or lows[4:5] != [_SELL.get("".join(lows[2:3]), "")]:
        return list(tokens), []
    rest = lows[5:]
    when = {n for start, end in periods(tokens, clock) for n in range(start, end)}
    ends = ends_at(tokens, 5) or 5 in when or rest[:1] == ["at"]
    if not ends or DENIALS & set(lows):
        return list(tokens), []
    return [*tokens_of("revenue", tokens[0]), *tokens[5:]], ["“how much did we sell” was read as revenue."]


def _gross_and_discount(table: Table) -> tuple[Dimension, Dimension] | None:
    """The fields of the one gross amount of a table's rows and of the one discount, where no amount is net of that."""
    money = [
        m
        for m in table.measures
        if m.aggregate == "sum" and not m.hidden and m.filter is None and m.format is not None
        if m.format.kind == "currency"
    ]
    named = {m.name: set(words_of(m.label or m.name)) for m in money}
    gross = [m for m in money if named[m.name] & _GROSS and named[m.name] <= _GROSS | _AMOUNT]
    less = [m for m in money if "discount" in named[m.name] and named[m.name] <= _AMOUNT | {"discount"}]
    net = any("net" in words for words in named.values())
    if not len(gross) == len(less) == 1 or net:
        return None
    fields = [d for m in (gross[0], less[0]) for d in table.dimensions if (d.expression or d.name) == m.expression]
    return (fields[0], fields[1]) if len(fields) == _BOTH else None


_BOTH = 2
