"""Ratios of two numbers: "ratio of returns to orders", "fees as a percentage of the insured value"."""

from __future__ import annotations

from lunara.ask.planners.offline.frame import Wanted
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item

_TIES = frozenset(("to", "and", "over", "/", "per", ":", "between", "by", "divided", "divided by", "versus", "vs"))


def operand(g: Cursor, item: Item) -> bool:
    """Take a number or a thing that is counted as one side of the ratio; whether it was one."""
    if g.is_value(item):
        return False
    counted = g.is_entity(item)
    if not counted and not g.field_match(item):
        return False
    wanted = [w for w in g.frame.wanted if w.mention is not None]
    if len(wanted) == 1 and not (g.frame.percent or _tied(g)):
        return False
    if len(wanted) > 1:
        return False
    g.frame.wanted.append(Wanted(mention=item, count=counted, said="count" if counted else "", agg=g.agg))
    g.agg = ""
    g.remember(item, "wanted")
    return True


def _tied(g: Cursor) -> bool:
    """Whether "to" or the like stands between the two sides."""
    at = g.at - 1
    while at >= 0 and g.items[at].kind in SKIPPED and g.items[at].low not in _TIES:
        at -= 1
    return at >= 0 and g.items[at].low in _TIES


def settle(g: Cursor) -> None:
    """What a ratio was asked of, once all is read: two numbers, else it is not understood."""
    frame = g.frame
    if not g.quotient or frame.refusal:
        return
    if len(frame.wanted) != 2 or frame.entities or frame.rank is not None or frame.calculations:
        frame.refusal = "A ratio is of two numbers: name both, for example “ratio of returns to orders”."
        return
    frame.quotient = True


def part_of(g: Cursor) -> bool:
    """ "Fees as a percentage of insured value", "travel hours as a share of total hours": a share of another number."""
    before = [i.low for i in g.items[max(0, g.at - 2) : g.at]]
    if not ({"as"} & set(before) or (before and before[-1].endswith("as a"))) or len(g.frame.wanted) != 1:
        return False
    g.quotient = g.frame.percent = True
    return True
