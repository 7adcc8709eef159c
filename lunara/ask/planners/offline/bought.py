"""Prices that were paid: where each row is one thing that was bought, they add up as what a thing costs does not."""

from __future__ import annotations

from collections.abc import Collection

from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import PIECE_WORDS, spread
from lunara.semantic.model import Dimension, Measure, Table

_PAID = spread("purchase purchased bought acquired acquisition paid")
"""What a price, or the day of it, is called where it was really paid."""
_NOT_EACH = spread("list unit standard base catalog catalogue suggested retail market current per")
"""What a price is called that is one of every piece, or that nobody paid."""

_CURRENCY = "currency"


def bought_at(measure: Measure, table: Table) -> bool:
    """Whether a price is what each row was bought at: a price paid, the day of it beside it, and no number of pieces.

    Never where a field says in which currency it was paid, of which there may be several.
    """
    words = set(words_of(measure.label or measure.name)) | set(words_of(measure.expression or ""))
    money = measure.format is not None and measure.format.kind == "currency"
    if not money or not table.primary_key or not words & _PAID or words & _NOT_EACH:
        return False
    fields = {w for d in table.dimensions if d.type == "number" for w in words_of(f"{d.name} {d.label or ''}")}
    days = {w for d in table.dimensions if d.type == "time" for w in words_of(f"{d.name} {d.label or ''}")}
    return bool(days & _PAID) and not fields & PIECE_WORDS and not any(_of_several(d) for d in table.dimensions)


def paid_each_period(measure: Measure, table: Table, referring: Collection[str]) -> bool:
    """Whether a price is what each row brings a month or a year, as of subscriptions: rows that run for somebody.

    A list of tariffs has nobody, and where pieces are counted the price may be that of one.
    """
    words = set(words_of(measure.label or measure.name)) | set(words_of(measure.expression or ""))
    money = measure.format is not None and measure.format.kind == "currency"
    if not money or measure.filter or not words & PERIODS or words & _NOT_EACH - {"base", "current"}:
        return False
    fields = {w for d in table.dimensions if d.type == "number" for w in words_of(f"{d.name} {d.label or ''}")}
    dated = any(d.type == "time" and not d.hidden for d in table.dimensions)
    return dated and bool(referring) and not fields & (PIECE_WORDS | _SEATS)


PERIODS = frozenset(spread("monthly weekly quarterly yearly annual annually"))
_SEATS = frozenset(spread("seat license licence user quantity unit"))


def _of_several(field: Dimension) -> bool:
    """Whether a field tells the currency of each row, and is not known to hold one of them alone."""
    named = field.type == "string" and _CURRENCY in words_of(field.label or field.name)
    return named and len(field.sample_values) != 1
