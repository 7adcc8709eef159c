"""How much of a number and how many: counts, averages, totals, extremes, different ones."""

from __future__ import annotations

from lunara.ask.planners.offline.frame import Wanted
from lunara.ask.planners.offline.grammar import asides
from lunara.ask.planners.offline.grammar.cursor import Cursor
from lunara.ask.planners.offline.items import Item


def op_count(g: Cursor, item: Item, arg: str) -> bool:
    following = g.peek()
    named = g.items[g.at - 1] if g.at else None
    if item.low == "numbers of" and named is not None and named.kind == "mention":
        # "flight numbers of an airline" are what the flights are called, not how many airlines there are
        g.frame.refusal = g.frame.refusal or f"Nothing in this data is called “{named.text} {item.text.split()[0]}”."
        return True
    if item.low == "count" and (following is None or following.kind not in ("mention", "op")):
        return trailing_count(g)
    if (
        following is not None
        and following.kind == "time"
        and following.time
        and following.time.kind == "grain"
        and asides.duration(g, following)
    ):
        return True
    if following is not None and following.is_op("by") and len(g.frame.entities) == 1 and not g.frame.wanted:
        g.frame.wanted.append(Wanted(mention=g.frame.entities.pop(), count=True, said="count"))
        return True  # "the types of games and how many are in each type"
    g.count = item
    g.frame.distinct = g.frame.distinct or item.low.endswith("different")
    g.mode = g.mode if g.mode == "order" else "head"  # "ordered by the number of members"
    return True


def trailing_count(g: Cursor) -> bool:
    if g.last is not None and g.last_place == "entity":
        g.frame.entities.remove(g.last)
        g.frame.wanted.append(Wanted(mention=g.last, count=True, said="count"))
        return True
    if g.frame.entities and not g.frame.wanted and not g.frame.groups:
        g.count = g.items[g.at]  # "policies with auto renew, count"
        return True
    return False


def another_aggregate(g: Cursor) -> bool:
    """Whether "and" and a further aggregate follow: "lowest and highest age", "average, total and maximum age"."""
    following, after = g.peek(), g.peek(1)
    if following is None or after is None or not (following.is_op("and") or following.low in (",", "/")):
        return False
    later = after if not after.is_op("and") else g.peek(2)
    if later is None:
        return False
    named = later.kind == "mention" and later.low.split()[0] in AGGREGATES
    return later.is_op("agg") or later.low in EXTREMES or named


AGGREGATES: dict[str, str] = {
    **dict.fromkeys(("average", "avg", "mean"), "avg"),
    **dict.fromkeys(("total", "sum"), "sum"),
    **dict.fromkeys(("maximum", "max", "highest", "largest"), "max"),
    **dict.fromkeys(("minimum", "min", "lowest", "smallest"), "min"),
    "median": "median",
}


EXTREMES: dict[str, str] = {
    **dict.fromkeys(("highest", "the highest", "largest", "the largest", "biggest", "greatest"), "max"),
    **dict.fromkeys(("lowest", "the lowest", "smallest", "the smallest"), "min"),
}


def extreme(g: Cursor, item: Item) -> bool:
    """ "Lowest and highest age": two numbers are asked for, not the first of a ranking."""
    arg = EXTREMES.get(item.low)
    if arg is None:
        return False
    if another_aggregate(g):
        if g.frame.entities or g.frame.columns:
            g.frame.refusal = f"“{item.text}” and what follows are two rankings. Ask for one of them."
        g.more_aggs.append(arg)
        return True
    if g.more_aggs and g.super is None:
        g.agg = arg
        g.mode = "head"
        return True
    return False


def op_agg(g: Cursor, item: Item, arg: str) -> bool:
    following = g.peek()
    g.frame.totalled = g.frame.totalled or arg == "sum"
    g.agg_said = item.low
    if another_aggregate(g):
        g.more_aggs.append(arg)  # "average and maximum age": each of them, of what follows
        return True
    if item.low == "how much" or item.low.startswith("how much"):
        g.agg = "sum"
        return True
    if following is not None and following.is_op("count") and arg == "sum":
        return True  # "total number of"
    if following is not None and following.kind == "number" and arg in ("max", "min"):
        return False
    if arg in ("max", "min") and following is not None and _of_totals(g, following):
        extreme = "highest" if arg == "max" else "lowest"
        g.frame.refusal = (
            f"“{item.text} {following.text}” is one of several totals. Ask which of them has the {extreme} total."
        )
    if following is None or (following.kind == "punct" and following.low != "("):
        return late_aggregate(g, arg)
    if (
        following.kind == "time"
        and following.time is not None
        and following.time.kind == "grain"
        and asides.duration(g, following, arg)
    ):
        return True
    best = g.frame.direction is not None or g.super is not None
    g.ranking = g.mode == "group" and best and g.frame.rank is None and not g.frame.wanted
    g.agg = arg
    g.mode = g.mode if g.mode == "order" else "head"  # "sorted by their average price"
    return True


def _of_totals(g: Cursor, item: Item) -> bool:
    """Whether a total is named of which no single row holds one: the highest of it is that of some groups."""
    summed = item.op("agg")
    if item.kind != "mention":
        return summed is not None and summed.arg == "sum"
    dimensions = any(m.exact and m.target.kind == "dimension" and "total" in m.target.name for m in item.matches)
    said = item.text.lower().split()
    return said[0] == "total" and len(said) > 1 and not dimensions


def late_aggregate(g: Cursor, arg: str) -> bool:
    """ "Days between A and B, average": the aggregate comes last."""
    counted = bool(g.frame.wanted) and g.frame.wanted[-1].count and bool(g.frame.groups) and arg != "sum"
    if g.frame.wanted and (counted or (not g.frame.wanted[-1].agg and not g.frame.wanted[-1].count)):
        g.frame.wanted[-1].agg = arg
        g.agg = ""
        return True
    if g.frame.columns and not g.frame.wanted and g.field_match(g.frame.columns[-1]):
        g.frame.wanted.append(Wanted(mention=g.frame.columns.pop(), agg=arg))
        g.agg = ""
        return True
    g.agg = ""
    if arg == "sum":
        return True
    g.frame.refusal = "The question asks for an aggregate, but it does not say of what."
    return True


def op_distinct(g: Cursor, item: Item, arg: str) -> bool:
    g.distinct = g.frame.distinct = True
    following = g.peek()
    if (
        g.count is None
        and not g.frame.has_head
        and not g.frame.listing
        and not g.frame.which
        and following is not None
        and following.kind == "mention"
        and item.low in ("distinct", "unique")
        and not any("alphabet" in i.low for i in g.items[g.at :])  # a list is put in that order, no number
    ):
        g.count = item
    return True
