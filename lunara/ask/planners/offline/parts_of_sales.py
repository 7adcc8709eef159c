"""Sums of lines that are only a part of what came in: before the discount of the order, or beside other lines of the same work.

"Sales by branch" are then what the orders come to, and "revenue by product" what their lines do, as only these lead there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lunara.ask.planners.offline import money
from lunara.ask.planners.offline import money_rows as rows
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.semantic.model import Measure, Table

_OFF = frozenset(("discount", "rebate", "voucher"))
_BELOW = 0.12
"""By how much a sum of lines gives way to the whole that it is a part of."""


def whole_first(matches: list[Match], word: str, lexicon: Lexicon) -> list[Match]:
    """The whole of what came in before the sums of lines that a trade word names here, where these are a part of it."""
    if word not in money.INCOME:
        return matches
    lines = [m for m in matches if m.target.kind == "measure" and _multiplied(m.target, lexicon)]
    if not lines or any(m.exact and m not in lines and m.target.kind in ("measure", "derived") for m in matches):
        return matches
    for match in lines:
        table = lexicon.tables[match.target.table]
        whole = _of_discounted(table, lexicon) or _beside_others(table, word, lexicon)
        if whole:
            best = max(m.score for m in lines)
            first = [Match(t, best, True) for t in whole]
            return [*first, *(replace(m, score=min(m.score, best - _BELOW)) if m in lines else m for m in matches)]
    return matches


def _multiplied(target: Target, lexicon: Lexicon) -> bool:
    """Whether a measure is what the draft makes of the prices and quantities of lines, without a date of their own."""
    measure = lexicon.measure(target.table, target.name)
    if measure is None or "*" not in (measure.expression or "") or not rows.adds_up(measure):
        return False
    return not rows.dated(lexicon.tables[target.table])


def _of_discounted(table: Table, lexicon: Lexicon) -> list[Target]:
    """The one total of the rows that these are lines of, where those rows have a discount that the lines do not know."""
    if _discounts(table):
        return []
    found = [(head, sums) for head, sums in _heads(table, lexicon) if _discounts(head)]
    return [Target("measure", head.name, sums[0].name) for head, sums in found if len(sums) == 1][:1]


def _discounts(table: Table) -> bool:
    """Whether the rows have a number that is a discount."""
    return any(d.type == "number" and _OFF & {*words_of(d.label or d.name)} for d in table.dimensions)


def _heads(table: Table, lexicon: Lexicon) -> Iterator[tuple[Table, list[Measure]]]:
    """The dated rows right above these, with the sums that they come to."""
    for name in rows.above(table, lexicon, 1):
        head = lexicon.tables.get(name)
        if head is not None and rows.dated(head):
            yield head, rows.amounts(head)


def _beside_others(table: Table, word: str, lexicon: Lexicon) -> list[Target]:
    """What is surely taken in, where the rows above these lines have lines of another kind that are paid as well."""
    for head, sums in _heads(table, lexicon):
        if sums:
            continue
        for other in lexicon.tables.values():
            beside = other.name != table.name and rows.lines_of(other.name, {head.name}, lexicon)
            if beside and any(rows.adds_up(m) for m in rows.whole_lines(other)):
                sure: Sequence[Match] = money.meant(word, lexicon)
                return [m.target for m in sure if rows.comes_in(lexicon.tables[m.target.table], lexicon)]
    return []
