"""Operators: "by", "top 5", "highest first", "share of", and which function reads each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lunara.ask.planners.offline.frame import Direction, Group, Wanted
from lunara.ask.planners.offline.grammar import (
    aggregates,
    comparisons,
    excepts,
    orders,
    own_fields,
    ranking,
    ratios,
    sayings,
)
from lunara.ask.planners.offline.grammar.cursor import Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import stem


def operator(g: Cursor, item: Item) -> None:
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if item.is_op("top", "super") and (aggregates.extreme(g, item) or top(g, item, following)):
        return
    for op in item.ops:
        handler = HANDLERS.get(op.name)
        if handler is not None and handler(g, item, op.arg):
            return
    if item.is_op(
        "of", "in", "is", "what", "which", "and", "or", "list", "also", "instead", "trend", "where", "distinct"
    ):
        return
    if all(not c.isalpha() for c in item.low) or item.low in ("total", "the best", "each", "every", "all", "with"):
        return
    g.frame.unknown.append(item)


def top(g: Cursor, item: Item, following: Item | None) -> bool:
    op = item.op("top") or item.op("super")
    if op is None:
        return False
    if item.low.split()[-1] in ("best", "worst"):
        g.frame.judged = item.text
    if op.arg not in ("asc", "desc"):
        return False
    direction: Direction = "desc" if op.arg == "desc" else "asc"
    if item.low.split()[-1] in ("highest", "largest", "biggest", "lowest", "smallest", "greatest"):
        g.frame.size = item.text
    if following is not None and following.kind == "number" and isinstance(following.number, int):
        g.frame.top, g.frame.direction = max(1, following.number), direction
        if item.low != "first":
            ranking.by_their_numbers(g, following, direction)
        g.jump(following)
        return True
    if item.low in ("first",):
        return False
    if following is not None and following.low == "-" and item.low in ("top", "bottom"):
        number = g.peek(1)
        if number is not None and number.kind == "number" and isinstance(number.number, int):
            g.frame.top, g.frame.direction = max(1, number.number), direction
            g.jump(number)
            return True
    if (
        item.low in ("top", "the top", "bottom", "the bottom", "leading")
        and following is not None
        and following.kind == "mention"
        and g.frame.top is None
    ):
        g.frame.top = 10 if following.plural else 1
        if following.plural:
            g.frame.notes.append(f"“{item.text}” without a number was taken as {item.text.lower()} 10.")
        g.frame.direction = direction
        return True
    if "number" in item.low or "count" in item.low:
        g.super, g.count = direction, item
        return True
    g.super = direction
    return True


def op_by(g: Cursor, item: Item, arg: str) -> bool:
    following = g.peek()
    if _of_those(g, item, following) or following is None:
        return True
    if g.frame.most_common is not None and item.low.startswith("across") and g.is_entity(following):
        return True  # "the most common code across products" is that among them
    before = g.items[g.at - 1] if g.at > 0 else None
    if item.low == "by the" and before is not None and before.is_op("direction") and " " not in before.low:
        return True  # "sorted descending by the year" says what "sorted descending by year" does
    doer = _doer(g, following)
    if item.low == "by" and doer is not following and _lists_theirs(g, doer):
        return True
    behind = next(iter(g.items[g.items.index(doer) + 1 :]), None)
    told = behind is not None and behind.is_op("which")  # "by the owner whose name is …"
    tied = before is not None and before.kind == "verb" and bool(before.ties)
    if tied and item.low == "by" and (following.kind == "number" or following.is_op("compare", "super", "without")):
        return True  # "policies held by more than two customers", "by no one"
    if (
        (item.low == "by" or (item.low == "by the" and (told or tied)))
        and before is not None
        and before.kind == "verb"
        and doer.kind == "mention"
        and g.is_entity(doer)
        and (doer.plural or told)
        and (before.ties or all(w.count or _own_rows(w, doer) for w in g.frame.wanted))
    ):
        return True  # "publications written by authors": who did it, not a group
    if own_fields.done_by(g, g.at - 1):
        return True  # "mills built by architects"
    if item.low == "by" and g.items[g.at + 1].low == "both" and not g.frame.wanted and _is_things(g, following):
        return True  # "used by both old firms and new ones": who does it
    if item.low == "by" and before is not None:
        sayings.denied(g, before, following)
    if item.low in ("each", "every") and g.last is None and following.kind == "mention":
        g.mode = g.mode if _fields_of_each(g, item, following) else "group"
        return True
    if following.kind in ("number", "punct") or following.is_op("compare"):
        return False
    if item.low in ("by", "by the") and _by_one_of_them(g, following):
        return True  # "albums by Iron Maiden": theirs, and no group
    frame = g.frame
    if item.low == "by" and following.is_op("direction") and not frame.wanted:
        g.mode = "order"  # "names of coasters by ascending order of length"
        return True
    if _over_all(g, item, following):
        return True
    if following.is_op("count") and frame.top is not None and frame.columns and not (frame.wanted or frame.rank):
        g.super = frame.direction  # "top 3 categories by number of tickets"
        return True
    g.mode = "group"
    g.by = item.low
    return True


def _by_one_of_them(g: Cursor, following: Item) -> bool:
    """Whether "by" leads to one value alone, and something is named before that is theirs."""
    at = g.items.index(following)
    behind = g.items[at + 1] if at + 1 < len(g.items) else None
    joined = behind is not None and (behind.is_op("and", "or") or behind.low == ",")
    only = bool(following.matches) and all(m.target.kind == "value" for m in following.matches)
    before = g.items[g.at - 1] if g.at else None
    named = before is not None and before.kind == "mention"
    return (
        following.kind == "mention" and only and named and not joined and (behind is None or behind.kind != "mention")
    )


def _fields_of_each(g: Cursor, item: Item, following: Item) -> bool:
    """ "List every engineer's first name and last name": fields of things are listed, where no number is asked for."""
    at = g.items.index(following)
    best = following.matches[0].target if following.matches else None
    table = g.lexicon.tables.get(best.table) if best is not None else None
    if best is None or best.kind != "dimension" or table is None or not any(i.is_op("list") for i in g.items[: g.at]):
        return False
    whose = set(table_words(table)) & set(words_of(following.low)) and len(following.low.split()) > 1
    rest = g.items[g.items.index(item) + 1 :]
    kinds = [{m.target.kind for m in i.matches if m.exact} for i in rest]
    numbers = any("measure" in found and "dimension" not in found for found in kinds)
    if not whose or numbers or any(i.is_op("count", "agg", "super", "top", "by") for i in rest[at - g.at :]):
        return False
    said = [w for w in following.low.split() if stem(w) in table_words(table)]
    things = [
        m for m in g.lexicon.fields(tuple(map(stem, said))) if m.target.kind == "table" and m.target.table == best.table
    ]
    g.frame.entities.append(replace(following, low=" ".join(said), text=" ".join(said), matches=things))
    return bool(things)


def _of_those(g: Cursor, item: Item, following: Item | None) -> bool:
    """ "What are the ranks, and how many captains are in each?": for each of what was asked for before, behind which it ends."""
    frame, ends = g.frame, following is None or following.low in (".", "?", "!")
    wanted = frame.wanted[0].mention if frame.wanted else None
    if not ends or item.low.split()[-1] not in ("each", "every") or wanted is None or frame.groups:
        return False
    counted = {m.target.table for m in wanted.matches if m.exact and m.target.kind == "table"}
    others = [
        e for e in frame.entities if not counted & {m.target.table for m in e.matches if m.target.kind == "table"}
    ]
    named = [*frame.columns, *others]
    if not named or any(n.start > wanted.start for n in named):
        return False
    frame.entities, frame.listing = others, True
    return True


def _over_all(g: Cursor, item: Item, following: Item) -> bool:
    """ "The average and highest price across all products": one number of all of them, where what kind of number is said."""
    every = {i.low for i in g.items[g.at + 1 : g.items.index(following)]}
    said = bool(g.frame.wanted) and all(map(_kind_said, g.frame.wanted)) and not g.frame.direction
    single = all(w.agg and _own_rows(w, following) for w in g.frame.wanted)  # of each alone it would say nothing
    if item.low not in ("across", "across the") or not said or ("all" not in every and not single):
        return False
    if following.kind != "mention" or g.is_value(following) or any(set(i.low.split()) & _APART for i in g.items):
        return False
    if not any(_own_rows(w, following) for w in g.frame.wanted):
        g.frame.filler.append(following)
        g.jump(following)
    return True


def _kind_said(wanted: Wanted) -> bool:
    """Whether a number is a count, a total, an average or an extreme by its words."""
    words = wanted.mention.low.split() if wanted.mention is not None else []
    return wanted.count or bool(wanted.agg) or any(w in aggregates.AGGREGATES for w in words)


_APART = spread(
    "each every per by compare compared comparing comparison vary varies varied differ differs distribution distributed "
    "breakdown broken trend"
)
"""Words that ask for one number for each of several."""


def _doer(g: Cursor, first: Item) -> Item:
    """The thing behind values that say which ones: "by American or Canadian architects"."""
    at = g.items.index(first)
    while at + 1 < len(g.items):
        value = g.items[at].kind == "mention" and g.is_value(g.items[at])
        if not value and not (at > g.items.index(first) and g.items[at].is_op("or")):
            break
        at += 1
    return g.items[at]


def _lists_theirs(g: Cursor, doer: Item) -> bool:
    """ "Names of mills by American architects": a list of fields counts nothing by those of one kind, it shows what is theirs."""
    frame = g.frame
    listed = bool(frame.columns) or any(
        i.low.startswith(("names", "name")) and i.is_op("list") for i in g.items[: g.at]
    )
    things = _is_things(g, doer) and len(frame.entities) == 1 and g.count is None
    return listed and things and not (frame.wanted or frame.groups or frame.rank or g.super or g.agg)


def _is_things(g: Cursor, item: Item) -> bool:
    return item.kind == "mention" and item.plural and g.is_entity(item)


def _own_rows(wanted: Wanted, thing: Item) -> bool:
    """Whether a number is of the very rows of this thing: "citations received by publications"."""
    tables = {m.target.table for m in thing.matches if m.target.kind == "table" and m.exact}
    best = wanted.mention.matches[0] if wanted.mention is not None and wanted.mention.matches else None
    return best is not None and best.target.table in tables


def op_most_common(g: Cursor, item: Item, arg: str) -> bool:
    g.frame.most_common = "desc" if arg == "desc" else "asc"
    g.frame.used = "used" in item.low
    g.frame.popular = item.text if "popular" in item.low else ""
    following = g.peek()
    if following is not None and following.kind == "mention":
        g.frame.groups.append(Group(mention=following, text=following.text, ranked=True))
        one = any(i.low in ("is", "was", "what is", "which is") for i in g.items[: g.at])
        if g.frame.top is None and (one or not following.plural):
            g.frame.top = 1
        g.remember(following, "group")
        g.jump(following)
    return True


def op_not(g: Cursor, item: Item, arg: str) -> bool:
    if excepts.begins(g, item):
        return True
    g.negated = True
    return True


def op_without(g: Cursor, item: Item, arg: str) -> bool:
    following = g.peek()
    if following is None or following.kind not in ("mention", "op", "verb"):
        return False
    if following.kind == "verb":
        g.negated = True
        return True
    if following.is_op("with") and following.low in ("had", "have", "having"):
        g.mode = "without"
        g.jump(following)
        return True
    if following.kind == "op" and not following.is_op("distinct"):
        return item.low in ("no", "missing") and False
    g.mode = "without"
    return True


def op_with(g: Cursor, item: Item, arg: str) -> bool:
    following = g.peek()
    if following is None:
        return True
    if following.is_op("by"):
        return True
    if g.at > 0 and g.items[g.at - 1].low == "how":
        return True  # "how has revenue evolved"
    if following.kind == "mention":
        before = g.items[g.at - 1] if g.at else None
        denied = (
            g.negated and before is not None and before.kind == "verb" and bool(before.ties) and g.is_entity(following)
        )
        g.mode = "without" if denied else "with"  # "not compatible with any browser"
        g.negated = g.negated and not denied
    return True


def op_share(g: Cursor, item: Item, arg: str) -> bool:
    following = g.peek()
    if ratios.part_of(g):
        return True
    if (
        item.low in ("share", "percentage", "proportion")
        and (following is None or following.kind != "mention")
        and following is not None
        and not following.is_op("by", "of")
    ):
        return False
    g.frame.calculations.append(("share_of_total", None))
    return True


def op_running(g: Cursor, item: Item, arg: str) -> bool:
    g.frame.calculations.append(("running_total", None))
    return True


def op_moving(g: Cursor, item: Item, arg: str) -> bool:
    window = None
    before = g.items[max(0, g.at - 4) : g.at]
    for earlier in reversed(before):
        if earlier.kind == "number" and isinstance(earlier.number, int):
            window = earlier.number
            if earlier in g.frame.unknown:
                g.frame.unknown.remove(earlier)
            break
    g.frame.calculations.append(("moving_average", window or 3))
    if window is None:
        g.frame.notes.append("The moving average is over 3 periods.")
    return True


def op_growth(g: Cursor, item: Item, arg: str) -> bool:
    g.frame.calculations.append(("percent_change", None))
    return True


def op_difference(g: Cursor, item: Item, arg: str) -> bool:
    g.frame.calculations.append(("difference", None))
    return True


def op_rank(g: Cursor, item: Item, arg: str) -> bool:
    g.frame.calculations.append(("rank", None))
    return True


def op_ratio(g: Cursor, item: Item, arg: str) -> bool:
    g.quotient = True
    return True


def op_list(g: Cursor, item: Item, arg: str) -> bool:
    if g.frame.has_head and not g.follow_up:
        g.columns_clause = True
    g.frame.listing = True
    return True


def op_which(g: Cursor, item: Item, arg: str) -> bool:
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    named = following is not None and following.kind in ("mention", "number", "adjective", "time")
    if not g.frame.has_head and item.low != "whose":
        g.frame.which = item.low in ("which", "who") or (item.low == "what" and named)
    return True


def op_and(g: Cursor, item: Item, arg: str) -> bool:
    return True


def op_or(g: Cursor, item: Item, arg: str) -> bool:
    if item.low == "either":
        return True  # the "or" is still to come, and is not of what stands before
    g.joiner = "or"
    return True


def op_only(g: Cursor, item: Item, arg: str) -> bool:
    following = g.peek()
    if following is not None and following.kind == "number" and g.subject() is not None:
        return True  # "with only one order": not more than that
    g.frame.only = True
    return True


def op_remove(g: Cursor, item: Item, arg: str) -> bool:
    if not g.follow_up:
        return False
    following = g.peek()
    taken = any(i.low in ("filter", "filters", "condition", "restriction", "limit") for i in g.items)
    if item.low == "without the" and following is not None and g.is_value(following) and not taken:
        return op_without(g, item, arg)
    g.frame.removes = True
    return True


def op_instead(g: Cursor, item: Item, arg: str) -> bool:
    g.frame.instead = True
    return True


def op_trend(g: Cursor, item: Item, arg: str) -> bool:
    g.frame.trend = True
    return True


def op_where(g: Cursor, item: Item, arg: str) -> bool:
    g.frame.wherein = g.frame.wherein or (item.low in ("where", "in which") and g.last_place == "column")
    g.mode = "head" if g.mode != "group" else g.mode
    return True


HANDLERS: dict[str, Callable[[Cursor, Item, str], bool]] = {
    "two_fields": comparisons.two_fields,
    "count": aggregates.op_count,
    "agg": aggregates.op_agg,
    "distinct": aggregates.op_distinct,
    "by": op_by,
    "order_by": orders.op_order_by,
    "direction": orders.op_direction,
    "most_common": op_most_common,
    "not": op_not,
    "without": op_without,
    "with": op_with,
    "share": op_share,
    "running": op_running,
    "moving": op_moving,
    "growth": op_growth,
    "difference": op_difference,
    "rank": op_rank,
    "ratio": op_ratio,
    "list": op_list,
    "which": op_which,
    "and": op_and,
    "or": op_or,
    "only": op_only,
    "remove": op_remove,
    "instead": op_instead,
    "trend": op_trend,
    "where": op_where,
    "compare": comparisons.op_compare,
    "between": comparisons.op_between,
    "text": comparisons.op_text,
    "empty": comparisons.op_empty,
}
