"""Names of the model in a sentence: counted, added up, ranked by, listed."""

from __future__ import annotations

from lunara.ask.planners.offline import coded
from lunara.ask.planners.offline.frame import Condition, Group, Wanted
from lunara.ask.planners.offline.grammar import (
    aggregates,
    beside,
    comparisons,
    numbers,
    orders,
    own_fields,
    pieces,
    ranking,
    ratios,
    roads,
    sayings,
    shown_beside,
    told,
)
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import SALE_VERBS
from lunara.ask.tokens import verb_stems


def mention(g: Cursor, item: Item) -> None:
    item.sentence = g.sentence
    item.after_and = g.at > 0 and (g.items[g.at - 1].is_op("and") or and_before(g))
    before = g.items[g.at - 1] if g.at > 0 else None
    item.after_verb = after_verb(g)
    item.all_of = before is not None and before.low in ("all", "these", "those", "total")
    if before is not None and before.low in ("that", "those", "these", "this", "its") and anaphora(g, item):
        return
    if roads.thing_by_road(g, item):
        return
    anchor(g, item)
    if before is not None and before.low in ("their", "its") and g.frame.entities and not g.frame.groups:
        g.frame.listing = True  # "drivers and their total distance": for each of them
    if g.is_entity(item):
        g.thing = item
    if g.more_aggs and not g.agg:
        g.agg = aggregates.AGGREGATES.get(item.low.split()[0], "")  # "average and total hours", a measure by that name
    if item.opposite:
        sayings.opposite(g, item)
        return
    if comparisons.compares_ahead(g, item):
        if g.mode == "without":  # "without an access count over 100": the comparison is what is denied
            g.mode, g.negated = "head", True
        return
    if g.count is None and sayings.flag_before_number(g, item):
        return
    if roads.is_role(g, item):
        roads.role(g, item)
        return
    if told.told_by_rows(g, item) or sayings.event(g, item):
        return
    if said_of_another(g, item):
        g.frame.unknown.append(item)
        return
    if g.mode == "order":
        beside_it = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
        if g.is_entity(item) and beside_it is not None and beside_it.kind == "mention" and not g.is_value(beside_it):
            return  # "in descending order of the company's market value"
        if g.is_entity(item) and orders.whose_key(g, item):
            return
        said = next((i for i in reversed(g.items[: g.at]) if i.kind not in SKIPPED), None)
        directed = g.directed or (said is not None and said.is_op("direction"))
        held, g.directed = g.frame.order[-1] if g.frame.order and directed else None, False
        if held is not None and held[0] is None:
            g.frame.order.pop()  # "ordered by, in descending order, the name"
        g.frame.order.append((orders.as_key(g, item), held[1] if held is not None else None))
        g.remember(item, "order")
        return
    grouped = (
        g.mode == "group" and g.frame.conditions
    )  # "how many tents were sold by country": the countries are not counted
    if g.count is not None and not grouped:
        counted(g, item)
        return
    if g.agg and g.mode != "group":
        aggregated(g, item)
        return
    if g.mode == "group" and not g.is_value_strongly(item):
        sayings.grouped(g, item)
        return
    if g.quotient and ratios.operand(g, item):
        return
    if g.is_value(item):
        if by_kind(g, item):
            return
        sayings.value(g, item)
        return
    if g.super is not None:
        ranking.superlative(g, item)
        return
    plain(g, item)


def said_of_another(g: Cursor, item: Item) -> bool:
    """ "Active employees": a part of a measure's name ("active customers") that stands before a thing of another table."""
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if following is None or following.kind != "mention" or g.is_value(following) or " " in item.low:
        return False
    if any(m.exact or m.target.kind not in ("measure", "derived") for m in item.matches):
        return False
    named = {m.target.table for m in following.matches if m.exact}
    return bool(named) and not any(m.target.table in named for m in item.matches)


def and_before(g: Cursor) -> bool:
    """Whether "and the", "and their", "and that of", "and names of their" or "and the corresponding" stands before this name."""
    at = g.at - 1
    at -= at > 0 and g.items[at].low in ("their", "its")
    of = g.items[at].low == "of" or (g.items[at].is_op("list") and g.items[at].low.endswith(" of"))
    at -= of
    at -= of and g.items[at].low in ("that", "those")
    while at > 0 and (g.items[at].low in _BEFORE_NAMES or _corresponding(g.items[at])):
        at -= 1
    return g.items[at].is_op("and") or g.items[at].low == ","


_BEFORE_NAMES = frozenset(
    ("the", "their", "its", "all", "a", "an", "what", "which", "what is", "what are", "is", "are")
)


def _corresponding(item: Item) -> bool:
    """Whether a word only says that what follows belongs to what stands before it, however it is spelled."""
    return item.kind == "filler" and item.low.endswith(("ing", "ive", "ed")) and item.low not in ("including", "being")


def after_verb(g: Cursor) -> bool:
    """Whether a verb ties this name to what stands before: "publications presented at conferences", "kept by young farmers"."""
    at = g.at - 1
    while at >= 0 and (g.items[at].kind == "filler" and g.items[at].low not in ("and", "or")):
        at -= 1
    if at >= 0 and g.items[at].kind == "verb":
        return True
    while at >= 0 and (g.items[at].kind in SKIPPED or g.items[at].low == "by" or g.is_value(g.items[at])):
        at -= 1
    return at >= 0 and bool(g.items[at].ties)


def anaphora(g: Cursor, item: Item) -> bool:
    """ "that state", "that year": what was named before, named again."""
    words = set(item.low.split())
    earlier = [i for i in g.items[: g.at] if i.kind in ("mention", "time") and i is not item]
    return any(words & {w.rstrip("s") for w in i.low.split()} | words & set(i.low.split()) for i in earlier)


def anchor(g: Cursor, item: Item) -> None:
    """Note the thing whose field a name is: "customers whose name", "name of the customers"."""
    rest = g.items[g.at + 1 : g.at + 5]
    if rest and rest[0].low == "of":
        following = next((i for i in rest[1:] if i.kind not in SKIPPED), None)
        if following is not None and g.is_entity(following):
            item.anchor = following
    _of_its_own(g, item)
    if item.anchor is not None:
        return
    before = [i.low for i in g.items[max(0, g.at - 3) : g.at]]
    if g.thing is not None and any(
        w in ("whose", "with", "have", "has", "having", "their", "that have", "who have", "its") for w in before
    ):
        item.anchor = g.thing
        if g.at and g.items[g.at - 1].low not in ("their", "its"):
            _of_nearest(g, item, g.thing)


def _of_its_own(g: Cursor, item: Item) -> None:
    """ "The id and name of the architect": both are those of the architect, whatever else has an id or a name."""
    at = g.at + 1 + len(_list_ahead(g))
    of = g.items[at] if at < len(g.items) else None
    thing = (
        next((i for i in g.items[at + 1 :] if i.kind not in SKIPPED), None)
        if of is not None and of.low == "of"
        else None
    )
    if thing is None or not g.is_entity(thing):
        return
    tables = {m.target.table for m in thing.matches if m.exact and m.target.kind == "table"}
    own = [m for m in item.matches if m.target.kind == "dimension" and m.target.table in tables and _called(g, item, m)]
    if own and all(m.target.kind == "dimension" for m in item.matches):
        item.matches = own


def _list_ahead(g: Cursor) -> list[Item]:
    """What follows a name in a list of fields, up to what is no more of it."""
    at = g.at + 1
    while at < len(g.items) and (
        _goes_on(g.items[at]) or (g.items[at].kind == "mention" and not g.is_entity(g.items[at]))
    ):
        at += 1
    return g.items[g.at + 1 : at]


def _is_key(g: Cursor, item: Item, match: Match) -> bool:
    """Whether a name is that of a table's own key: an "id" of designers that have an `id` or a `designer_id`."""
    return match.target.name == g.lexicon.key_dimension(match.target.table) and _called(g, item, match)


def _called(g: Cursor, item: Item, match: Match) -> bool:
    """Whether a field is called so, the words of its table aside: the "name" of designers that have a `designer_name`."""
    own = [w for w in words_of(match.target.name) if w not in table_words(g.lexicon.tables[match.target.table])]
    return set(words_of(item.low)) == set(own)


def _goes_on(item: Item) -> bool:
    return item.low in (",", "the", "a", "an") or item.is_op("and")


def _of_nearest(g: Cursor, item: Item, thing: Item) -> None:
    """ "Pets owned by students with an age over 20": what is said of a thing right behind a verb is said of that thing."""
    if not thing.after_verb or g.items.index(thing) < 1:
        return
    tables = {m.target.table for m in thing.matches if m.exact and m.target.kind == "table"}
    own = [m for m in item.matches if m.exact and m.target.kind != "table" and m.target.table in tables]
    if own and len({m.target.kind for m in item.matches if m.exact} & {"table"}) == 0:
        item.matches = own


def counted(g: Cursor, item: Item) -> None:
    if g.is_value(item) and item.matches:
        following = g.peek()
        beside = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
        thing = of_kind(g, item) if beside is None or not (beside.kind == "mention" and not beside.verb) else None
        if thing is not None and not g.agg:
            sayings.value(g, item)
            g.frame.wanted.append(Wanted(mention=thing, count=True, distinct=g.distinct, said="count"))
            g.count, g.distinct, g.mode = None, False, "head"
            g.remember(thing, "wanted")
            return
        if following is not None and following.kind in ("mention", "verb"):
            sayings.value(g, item)
            return
    if sayings.flag_before_entity(g, item) or sayings.participle(g, item):
        return
    if pieces.by_whom(g, item):
        return
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if following is not None and g.is_entity(following) and not (g.is_entity(item) or g.counts(item)):
        g.frame.unknown.append(item)  # "how many gold customers": said of the customers, whatever field it sounds like
        return
    best = item.matches[0] if item.matches else None
    if g.agg in ("avg", "max", "min", "median") and best is not None and not g.is_entity(item) and _is_amount(g, best):
        g.count = None  # "average number of pages" where each book has a number of pages
        aggregated(g, item)
        return
    if g.agg in ("avg", "max", "min", "median") and not any(
        m.target.kind == "derived" and m.exact for m in item.matches
    ):
        g.frame.wanted.append(Wanted(mention=item, count=True, distinct=g.distinct, said="count", agg=g.agg))
        g.agg, g.count, g.distinct, g.mode = "", None, False, "head"
        g.remember(item, "wanted")
        return
    if g.agg and any(m.target.kind == "derived" and m.exact for m in item.matches):
        g.agg, g.count = "", None
        g.frame.wanted.append(Wanted(mention=item))
        g.remember(item, "wanted")
        return
    wanted = Wanted(mention=item, count=True, distinct=g.distinct, said="count", beside=_beside(g, g.count))
    g.count, g.distinct = None, False
    if g.super is not None:
        ranking.rank(g, wanted, g.super)
    elif not ranking.repeats(g, wanted):
        g.frame.wanted.append(wanted)
    g.remember(item, "wanted")
    g.mode = "head"


def _beside(g: Cursor, said: Item | None) -> bool:
    """Whether a count is asked for behind an "and": "arenas and their number of games", "arenas and how many games"."""
    at = next((n for n in range(g.at - 1, -1, -1) if g.items[n] is said), 0) - 1
    while at > 0 and g.items[at].low in ("the", "their", "its", "also", "a"):
        at -= 1
    return at > 0 and (g.items[at].is_op("and") or g.items[at].low == ",")


def of_kind(g: Cursor, item: Item) -> Item | None:
    """The things that a kind in the plural stands for: "cats" are animals where a species is "cat". None for other values.

    None as well where pieces of it were sold: rows are no pieces.
    """
    if any(
        set(verb_stems(i.low)) & SALE_VERBS or i.low in SALE_VERBS for i in g.items if i.kind != "mention" or i.verb
    ):
        return None
    return things_of_kind(g, item) if item.plural else None


def things_of_kind(g: Cursor, item: Item) -> Item | None:
    """The things of the kind that a value names: the rows that hold it, or that carry the code which it explains."""
    best = item.matches[0].score if item.matches else 0.0
    said = words_of(item.low)
    same = [m for m in item.matches if words_of(str(m.target.value)) in (said, ("".join(said),))]
    kinds = [m for m in same if m.target.kind == "value" and m.score >= best - 0.05]
    tables = {m.target.table for m in kinds}
    if len(tables) > 1:
        tables = _with_all_named(g, item, tables)
        kinds = [m for m in kinds if m.target.table in tables]
    if len(tables) != 1:
        return None
    if len(kinds) < len(same):
        item.matches = [m for m in item.matches if m not in same or m in kinds]
    table = tables.pop()
    things = [table]
    named = next((m.target for m in kinds), None)
    stood_for = coded.stand_for(named, _said_beside(g, item), g.lexicon) if named is not None else []
    if any(coded.explains_code(m.target, g.lexicon) for m in kinds):
        things = coded.carriers(table, g.lexicon)
    elif stood_for:
        things = stood_for
    elif any(str(m.target.value).lower() == item.low for m in kinds):
        return None
    if not things:
        return None
    thing = Item("mention", item.start, item.end, item.text, low=item.low)
    thing.matches = [Match(Target("table", one, one), 1.0, True) for one in things]
    thing.plural = True
    return thing


def _with_all_named(g: Cursor, item: Item, tables: set[str]) -> set[str]:
    """Of the tables that have such a kind those that hold or lead to all things that are named beside it: "no-shows by teacher"
    are of the lessons, which have one, where the tables that are reserved have no-shows as well.
    """
    found = set(tables)
    for other in g.items:
        if other is item or other.kind != "mention":
            continue
        best = other.matches[0].score if other.matches else 0.0
        meant = [m.target for m in other.matches if m.exact or m.score >= best - 0.05]
        named = {t.table for t in meant if t.table in g.lexicon.tables}
        found = {t for t in found if any(t == n or g.lexicon.roads.distance_up(t, n) is not None for n in named)}
    return found


def _said_beside(g: Cursor, item: Item) -> set[str]:
    """The tables of the values that are said beside a kind: "male clerks", "clerks in Oslo"."""
    found: set[str] = set()
    for other in g.items:
        if other is not item and other.kind == "mention" and g.is_value(other):
            best = other.matches[0].score if other.matches else 0.0
            found |= {m.target.table for m in other.matches if m.target.kind == "value" and m.score >= best - 0.05}
    return found


def by_kind(g: Cursor, item: Item) -> bool:
    """ "Per dentist", "which dentists": the people whose role is explained as that are the groups, or what is asked for."""
    before = g.items[g.at - 1] if g.at else None
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    listed = shown_beside.listed_kind(g, item)
    if listed is not None:
        g.condition(Condition("value", item, negated=g.take_negation()))
        g.frame.entities.append(listed)
        g.frame.listing = True
        g.thing = listed
        g.remember(listed, "entity")
        return True
    if before is None or (following is not None and following.kind == "mention"):
        return False
    of_kind = before.kind == "mention" and g.is_value(before) and any(i.is_op("which", "list") for i in g.items[: g.at])
    asked = (before.is_op("which", "list") or of_kind) and item.plural and not g.frame.entities
    also = (before.is_op("and") or before.low == ",") and g.last_place == "group"
    grouped = (before.is_op("by") and not _proper(item, before)) or also
    if not (asked or grouped):
        return False
    thing = things_of_kind(g, item) if _explained(g, item) else None
    if thing is None or any(g.lexicon.display(m.target.table) is None for m in thing.matches):
        return False
    g.condition(Condition("value", item, negated=g.take_negation()))
    if grouped:
        g.frame.groups.append(Group(mention=thing, text=item.text, word=g.by))
    else:
        g.frame.entities.append(thing)
    g.remember(thing, "group" if grouped else "entity")
    return True


def _proper(item: Item, before: Item) -> bool:
    """ "Albums by Iron Maiden" are not albums by a kind of something, as "visits by dentist" are."""
    return before.low in ("by", "by the") and item.text[:1].isupper() and not item.plural


def _explained(g: Cursor, item: Item) -> bool:
    value = g.kind_match(item, "value")
    if value is None:
        return False
    said = coded.stand_for(value.target, _said_beside(g, item), g.lexicon)
    return bool(said) or coded.explains_code(value.target, g.lexicon)


def _is_amount(g: Cursor, match: Match) -> bool:
    dimension = g.lexicon.dimension(match.target.table, match.target.name) if match.target.kind == "dimension" else None
    return g.adds_up(match) or (dimension is not None and dimension.type == "number")


def aggregated(g: Cursor, item: Item) -> None:
    if g.is_value(item) and item.matches:
        sayings.value(g, item)
        return
    if roads.own_field(g, item):
        return
    if g.agg == "sum" and g.is_entity(item) and not g.frame.wanted and _totalled_before(g):
        g.frame.refusal = f"What is added up is not named: “{item.text}” belongs to what is left out."
        return
    if g.is_entity(item) and (not g.field_match(item) or _adds_up_rows(g, item)):
        following = g.peek()
        if following is not None and following.kind == "mention" and g.field_match(following):
            plain(g, item)  # "average order subtotal": the thing, then its field
            return
        if g.agg == "sum" and (following is None or not following.is_op("of")):
            said = "sum of" if g.agg_said.endswith(" of") else "sum"
            g.frame.wanted.append(Wanted(mention=item, count=True, said=said))
            g.agg = ""
            g.remember(item, "wanted")
            return
    if not (g.field_match(item) or g.date_match(item)) and not g.is_entity(item):
        plain(g, item)
        return
    if modifies(g, item):
        return
    if g.ranking and not g.more_aggs and (g.frame.entities or g.frame.columns):
        g.frame.rank, g.frame.direction = Wanted(mention=item, agg=g.agg), g.frame.direction or g.super
        g.super, g.agg, g.ranking = None, "", False
        g.remember(item, "rank")
        return
    for agg in g.more_aggs:
        g.frame.wanted.append(Wanted(mention=item, agg=agg))
    g.more_aggs.clear()
    said = "sum of" if g.agg == "sum" and g.agg_said.endswith(" of") else ""
    wanted = Wanted(mention=item, agg=g.agg, distinct=g.distinct, said=said)
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if g.super is not None and g.frame.direction is None and g.frame.rank is None and ranking.ranked_aggregate(g):
        if g.frame.entities or g.frame.columns:
            ranking.rank(g, wanted, g.super)  # "the highest average tip on web orders": not the most orders
            g.remember(item, "rank")
            g.agg = ""
            return
        g.frame.direction, g.super = g.super, None
    g.frame.wanted.append(wanted)
    g.remember(item, "wanted")
    if following is None or not following.is_op("and"):
        g.agg = ""
    else:
        after = g.peek(1)
        if after is None or after.kind != "mention" or not g.field_match(after) or g.is_entity(after):
            g.agg = ""
        elif after.low.split()[0] in aggregates.AGGREGATES:
            g.agg = ""  # "the highest pressure and average rainfall"
    g.distinct = False


def _totalled_before(g: Cursor) -> bool:
    """ "Total billed in 2024, except for void bills": the total is of what was said before these were left out."""
    said = next((n for n in range(g.at - 1, -1, -1) if g.items[n].is_op("agg")), g.at)
    return any(i.is_op("not") or i.low in ("excluding", "without", "except") for i in g.items[said : g.at])


def _adds_up_rows(g: Cursor, item: Item) -> bool:
    """ "Total amount of invoices": of the rows, where all that sounds like an amount is a ratio, which has no total."""
    field = g.field_match(item)
    derived = g.lexicon.derived(field.target.name) if field is not None and field.target.kind == "derived" else None
    ratio = derived is not None and "/" in derived.expression and field is not None and not field.exact
    return (
        ratio and g.agg == "sum" and not g.more_aggs and any(m.exact and m.target.kind == "table" for m in item.matches)
    )


def plain(g: Cursor, item: Item) -> None:
    """A name with no operator before it."""
    frame = g.frame
    if own_fields.done_by(g, g.at):
        frame.filler.append(item)
        return
    if g.mode in ("with", "without"):
        sayings.possessed(g, item)
        return
    if sayings.flag_before_entity(g, item) or sayings.participle(g, item):
        return
    if sayings.joins_value(g, item):
        return
    if modifies(g, item):
        return
    if sayings.predicate(g, item) or beside.says_nothing(g, item):
        return
    if sayings.came_about(g, item):
        return
    if numbers.done_in(g, item):
        return
    half = not any(m.exact for m in item.matches) and all(m.target.kind == "dimension" for m in item.matches)
    if item.all_of and item.plural and half and frame.wanted and not frame.entities:
        frame.unknown.append(item)  # "the average price of all products" is none for each stock number of a product
        return
    if item.verb and item.low.endswith("ed") and g.frame_has_field_only(item) and not g.negated:
        frame.unknown.append(item)  # "are liked": said of something, and not the name of a field
        return
    if g.negated:
        if g.is_entity(item):
            g.condition(Condition("exists", item, negated=True, subject=g.subject()))
            g.negated = False
            g.remember(item, "condition")
            return
        condition = Condition("positive", item, negated=True)
        g.condition(condition)
        g.negated = False
        g.remember(item, "condition")
        return
    before = g.items[g.at - 1] if g.at > 0 else None
    joined = before is not None and (before.is_op("and") or before.low in (",", "vs", "versus"))
    if joined and g.last_place == "wanted" and frame.wanted and frame.wanted[-1].count and frame.wanted[-1].distinct:
        frame.wanted.append(Wanted(mention=item, count=True, distinct=True))
        g.remember(item, "wanted")
        return
    if g.is_entity(item) and joined and frame.wanted and g.counts(item):
        frame.wanted.append(Wanted(mention=item, count=True))  # "visits and orders by month"
        g.remember(item, "wanted")
        return
    if g.is_entity(item) and sayings.another_had(g, item):
        return
    if g.is_entity(item) or own_fields.rows_of_number(g, item):
        frame.entities.append(item)
        g.remember(item, "entity")
        return
    if numbers.held_to(g, item):
        return
    field = g.field_match(item)
    best = item.matches[0] if item.matches else None
    numeric = field is not None and best is not None and field.score >= best.score - 0.05
    key = best is not None and best.target.kind == "dimension" and _is_key(g, item, best)
    numeric = numeric and not (key and not any(g.field_match(i) for i in _list_ahead(g)))
    measure = numeric and field is not None and field.target.kind in ("measure", "derived")
    if (
        frame.listing
        and measure
        and (frame.columns or frame.entities or item.anchor is not None)
        and not ranking.ranked_list(g)
    ):
        row = any(
            m.target.kind == "dimension" and best is not None and m.score >= best.score - 0.1 for m in item.matches
        )
        measure = not row
    listed = frame.listing and not measure
    if g.columns_clause or listed or _of_one_row(g, item) or (numeric and own_fields.never_added(g, item, field)):
        frame.columns.append(item)
        g.remember(item, "column")
    elif numeric and not (frame.which and frame.entities):
        if frame.wanted and not joined and frame.wanted[-1].mention is not None and not item.after_and:
            said = frame.wanted[-1].mention
            if said.sentence == item.sentence and g.last_place != "condition":
                frame.refusal = frame.refusal or f"It is not clear how “{said.text}” and “{item.text}” belong together."
        frame.wanted.append(Wanted(mention=item))
        g.remember(item, "wanted")
    else:
        frame.columns.append(item)
        g.remember(item, "column")


def _of_one_row(g: Cursor, item: Item) -> bool:
    """ "What is the owner and capacity of the mill Kirby": a number beside a field of that very thing is its own."""
    before = g.items[g.at - 1] if g.at else None
    if before is None or not before.is_op("and") or g.last_place != "column" or not g.frame.columns:
        return False
    behind = g.items[g.at + 1 :]
    if not behind or behind[0].low not in ("of", "for", "of the", "for the"):
        return False
    said = [i for i in behind[1:] if i.kind != "filler"][:2]
    things = {m.target.table for i in said[:1] for m in i.matches if m.exact and m.target.kind == "table"}
    valued = {m.target.table for i in said[1:] for m in i.matches if m.exact and m.target.kind == "value"}
    own = {m.target.table for m in item.matches if m.exact and m.target.kind == "dimension"}
    beside = {m.target.table for m in g.frame.columns[-1].matches if m.target.kind == "dimension"}
    return len(things) == 1 and things <= valued & own & beside


def modifies(g: Cursor, item: Item) -> bool:
    """A field's name right before another field's: "tax revenue" is neither, so nothing is guessed."""
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if following is None or following.kind != "mention" or g.is_value(following) or g.is_entity(following):
        return False
    if g.is_entity(item) or g.is_value(item):
        return False
    g.frame.refusal = (
        f"“{item.text} {following.text}” is not one field here; ask for “{item.text}” or “{following.text}”."
    )
    return True
