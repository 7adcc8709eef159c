"""Names behind a superlative: what is ranked, and by which number."""

from __future__ import annotations

from lunara.ask.planners.offline.frame import Direction, Wanted
from lunara.ask.planners.offline.grammar import doing, sayings
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target
from lunara.ask.tokens import stem

_IN = (["in"], ["within"], ["at"])


def ranked_aggregate(g: Cursor) -> bool:
    """Whether "highest average" stands right before a name."""
    before = [i for i in g.items[max(0, g.at - 4) : g.at] if i.kind not in SKIPPED]
    return len(before) > 1 and before[-1].is_op("agg") and before[-2].is_op("super")


def superlative(g: Cursor, item: Item) -> None:
    direction = g.super
    if direction is None:
        return
    frame = g.frame
    named_before = bool(frame.entities or frame.groups or frame.columns)
    if not named_before and not frame.wanted and frame.top is not None and (rows := _rows_of(g, item)) is not None:
        frame.entities.append(rows)  # "the top 3 highest support rates": those of the rows that have them
        rank(g, Wanted(mention=item), direction)
        g.remember(item, "rank")
        return
    if sayings.flag_before_entity(g, item):
        return
    beside = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if item.verb and doing.done_most(g, item):
        return
    ranked = next((i for i in g.items[g.at + 1 :] if not (i.kind == "mention" and g.is_value(i))), None)
    if item.verb and ranked is not None and g.is_entity(ranked) and not g.is_entity(item):
        things = {m.target.table for m in ranked.matches if m.target.kind == "table"}
        if not any(m.target.table in things and m.target.kind in ("measure", "dimension") for m in item.matches[:1]):
            frame.refusal = frame.refusal or (
                f"It is not clear by what number “{item.text} {ranked.text}” are ranked. Name it, for example “by”."
            )
            return  # "highest paid employee" is not the latest payment of an invoice
    said = set(g.items[g.at - 1].low.split()) if g.at else set()
    often = bool({"most", "least", "fewest"} & said) and not {"recent", "recently"} & said
    if often and (item.verb or item.plural) and g.date_match(item) and not g.field_match(item):
        frame.refusal = f"“{item.text}” is a date here, not how often it happened. Name what is counted."
        return  # "most booked hotel" is not the latest booking
    if g.is_entity(item) and not named_before:
        frame.entities.append(item)
        frame.direction = direction
        if frame.top is None and not item.plural:
            frame.top = 1
        g.super = None
        g.remember(item, "entity")
        return
    if (
        not named_before
        and beside is not None
        and g.is_entity(beside)
        and g.field_match(item)
        and not g.is_entity(item)
    ):
        frame.entities.append(beside)  # "lowest salary employee": the employee, not only the salary
        rank(g, Wanted(mention=item), direction)
        g.jump(beside)
        g.remember(beside, "entity")
        return
    if not named_before and _names_kind(g, item):
        frame.columns.append(item)  # "worst region by total revenue"
        frame.direction, g.super = direction, None
        if frame.top is None and not item.plural:
            frame.top = 1
        g.remember(item, "column")
        return
    by_each = _of_each(g) and not g.is_entity(item) and (beside is None or beside.kind != "mention")
    alone = (not named_before or by_each) and not _ends_in_a_thing(g, item)
    if alone and not frame.which and (g.field_match(item) or g.date_match(item)):
        frame.wanted.append(Wanted(mention=item, agg="max" if direction == "desc" else "min"))
        g.super = None
        g.remember(item, "wanted")
        return
    before = next((i for i in reversed(g.items[: g.at]) if i.is_op("super", "top")), None)
    right_before = (
        before is not None and before is g.items[g.at - 1]
    )  # "the best for orders" is the month with the most
    if before is not None and right_before and g.is_entity(item) and before.low.split()[-1] in ("best", "worst"):
        frame.refusal = frame.refusal or (
            f"It is not clear by what number the {before.low.split()[-1]} {item.text} {'are' if item.plural else 'is'} chosen. "
            "Name it, for example “by”."
        )
        return  # "which month had the best product" is not the month with the most of them
    if named_before and g.is_entity(item) and _inside(g):
        frame.refusal = (
            frame.refusal or f"The question does not say by what number the best of “{item.text}” are chosen."
        )
        return  # "who make the most in their departments" are not those of the most departments
    many = before is not None and bool({"most", "least", "fewest"} & set(before.low.split()))
    wanted = Wanted(mention=item, count=g.is_entity(item), said="count" if many and g.is_entity(item) else "")
    rank(g, wanted, direction)
    g.remember(item, "rank")


def _inside(g: Cursor) -> bool:
    """Whether "in" stands between the superlative and this name."""
    at = g.at - 1
    while at > 0 and not g.items[at].is_op("super", "top"):
        if g.items[at].low.split()[:1] in _IN:
            return True
        at -= 1
    return False


def _ends_in_a_thing(g: Cursor, item: Item) -> bool:
    """ "Highest salary employee": the employee is asked for, not the salary alone."""
    words = item.low.split()
    named = g.lexicon.fields((stem(words[-1]),)) if len(words) > 1 else []
    return any(m.exact and m.target.kind == "table" for m in named) and not g.is_entity(item)


def _of_each(g: Cursor) -> bool:
    """Whether only groups are named yet, by an "each": "for each city, the highest latitude among its stations"."""
    frame = g.frame
    said = all({"each", "every"} & set(group.word.split()) and group.mention is not None for group in frame.groups)
    return bool(frame.groups) and said and not (frame.entities or frame.columns or frame.wanted)


def by_their_numbers(g: Cursor, number: Item, direction: Direction) -> None:
    """ "Names of cities with the top 5 populations", "the top 3 support rates": the number right behind is what ranks."""
    at = g.items.index(number) + 1
    following = g.items[at] if at < len(g.items) else None
    if following is None or following.kind != "mention" or not following.plural:
        return
    if g.frame.rank is not None or g.frame.groups or g.frame.wanted or g.is_entity(following) or g.is_value(following):
        return
    if any(i.is_op("by", "with", "order_by") for i in g.items[at + 1 :]):
        return  # "top 3 rates by source": of each of them, or of all
    said = [i for i in g.items[: at - 1] if i.kind not in SKIPPED]
    before = [i for i in said if i.kind != "number" and not i.is_op("top", "super")]
    led = (g.frame.entities or g.frame.columns) and bool(before) and before[-1].is_op("with")
    if g.field_match(following) and (led or not (g.frame.entities or g.frame.columns)):
        g.super = direction


def _rows_of(g: Cursor, item: Item) -> Item | None:
    """The rows of the one table that has a number called so, at the place of its name; None where more of the model is."""
    exact = [m.target for m in item.matches if m.exact]
    tables = {t.table for t in exact}
    behind = [i for i in g.items[g.at + 1 :] if i.kind not in SKIPPED]
    held = [g.lexicon.dimension(t.table, t.name) for t in exact if t.kind == "dimension"]
    if len(tables) != 1 or any(t.kind == "table" for t in exact) or any(i.kind == "mention" for i in behind):
        return None
    if not any(d is not None and d.type == "number" for d in held) or any(i.is_op("by") for i in behind):
        return None
    table = tables.pop()
    rows = Item("mention", item.start, item.start, item.text, low=item.low)
    rows.matches, rows.plural = [Match(Target("table", table, table), 1.0, True)], True
    return rows


def _names_kind(g: Cursor, item: Item) -> bool:
    """Whether a name is best read as a field of words, of which the best is asked for by a number that is still to come."""
    best = item.matches[0].target if item.matches else None
    if best is None or best.kind != "dimension" or g.field_match(item) or g.is_entity(item):
        return False
    dimension = g.lexicon.dimension(best.table, best.name)
    later = any(i.is_op("by") and i.low.split()[0] in ("by", "per", "as") for i in g.items[g.at + 1 :])
    return later and dimension is not None and dimension.type == "string"


def rank(g: Cursor, wanted: Wanted, direction: Direction) -> None:
    """The number by which the best are chosen. One thing is asked for unless it is named in the plural."""
    frame = g.frame
    frame.rank, frame.direction = wanted, direction
    if not wanted.agg and not wanted.count and wanted.mention is not None and _totalled(g, wanted.mention):
        wanted.agg = "sum"
    g.super = None
    if frame.top is None:
        heads = [*frame.entities, *frame.columns, *(g.mention for g in frame.groups if g.mention is not None)]
        if not heads or not heads[0].plural:
            frame.top = 1


def _totalled(g: Cursor, item: Item) -> bool:
    """ "The highest total weight": of a number that the model averages, its total is asked for all the same."""
    said = g.items[g.at - 1].low.split() if g.at and g.items[g.at - 1].is_op("super") else []
    target = item.matches[0].target if said[-1:] == ["total"] and item.matches else None
    measure = g.lexicon.measure(target.table, target.name) if target is not None and target.kind == "measure" else None
    return measure is not None and measure.aggregate in ("avg", "median")


def repeats(g: Cursor, wanted: Wanted) -> bool:
    """ "… the most publications, and how many publications": the number that ranks is asked for again."""
    same = [g.frame.rank] if g.frame.rank is not None else []
    for other in [*g.frame.wanted, *same]:
        if (
            other.count == wanted.count
            and other.mention is not None
            and wanted.mention is not None
            and other.mention.matches[:1] == wanted.mention.matches[:1]
            and other.agg == wanted.agg
        ):
            return True
    return False


def ranked_list(g: Cursor) -> bool:
    """Whether the question groups or ranks, so that a number in it is a total."""
    return any(i.is_op("by") for i in g.items[g.at :]) or bool(g.frame.groups or g.frame.wanted)
