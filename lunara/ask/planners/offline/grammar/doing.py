"""Verbs in a sentence: what was done, to what, how often, and which of them only tie two things."""

from __future__ import annotations

from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.frame import Condition, Wanted
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import CHANGES, DATE_VERBS, DONE_VERBS, LIGHT_VERBS, PIECE_WORDS, SALE_VERBS
from lunara.ask.tokens import verb_stems

_TIES = frozenset(
    ["placed", "made", "located", "based", "situated", "done", "given", "total", "totaled", "grouped", "broken"]
)

_GOT = frozenset(("receive", "get"))
"""What was received is what is named, and no other rows of what comes in."""


def done_most(g: Cursor, item: Item) -> bool:
    """ "The most ordered product", "top 3 most borrowed books": by the rows that tell of it, or that alone refer to the thing."""
    thing = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    said = g.items[g.at - 1] if g.at else None
    foremost = said is not None and not said.is_op("compare") and {"most", "least"} & set(said.low.split())
    if said is None or not foremost or thing is None or not g.is_entity(thing):
        return False
    table = _table(thing)
    rows = rows_of_verb(g, item, table) if table is not None else None
    if rows is None:
        return False
    counted = Item("mention", item.start, item.end, item.text, low=item.low)
    counted.matches = [Match(Target("table", rows, rows), 1.0, True)]
    frame = g.frame
    frame.entities.append(thing)
    frame.rank, g.super = Wanted(mention=counted, count=True, said="count"), None
    frame.direction = "asc" if "least" in said.low.split() else "desc"
    if frame.top is None and not thing.plural:
        frame.top = 1
    g.jump(thing)
    g.remember(thing, "entity")
    return True


def rows_of_verb(g: Cursor, item: Item, table: str) -> str | None:
    """The table whose rows tell that something was done to the things of another one."""
    roads = g.lexicon.roads
    verbs = item.verb or verb_stems(item.low)
    told = [
        m.target.table
        for v in verbs
        for w in (v, *g.lexicon.events.get(v, ()))
        for m in g.lexicon.fields((w,))
        if m.exact and m.target.kind == "table" and roads.distance_up(m.target.table, table) not in (None, 0)
    ]
    nearest = list(dict.fromkeys(t for t in told if roads.distance_up(t, table) == 1)) or list(dict.fromkeys(told))
    if not nearest and set(verbs) & DONE_VERBS:
        fields = Fields(g.lexicon, roads)
        below = {r.from_table for r in g.lexicon.model.relationships if r.to_table == table and r.from_table != table}
        nearest = [t for t in sorted(below & set(g.lexicon.tables)) if fields.time_of(t) is not None]
        if len([t for t in below if set(words_of(t)) & set(verbs)]) > 1:
            return None  # "ordered" where products are in regular orders and in actual ones
    if len(nearest) != 1 or (set(verbs) & SALE_VERBS and _has_pieces(g, nearest[0])):
        return None  # "most sold": by pieces, or by how often
    return nearest[0]


def _has_pieces(g: Cursor, table: str) -> bool:
    return any(
        m.aggregate == "sum" and set(words_of(m.label or m.name)) & PIECE_WORDS
        for m in g.lexicon.tables[table].measures
    )


_DETERMINERS = frozenset(
    (
        "a",
        "an",
        "the",
        "any",
        "some",
        "their",
        "his",
        "her",
        "its",
        "our",
        "us",
        "all",
        "these",
        "those",
        "single",
        "one",
    )
)


def object_of(g: Cursor) -> Item | None:
    """The thing that a verb is about, right behind it: "handled more than 60 [tickets]", "never received a [grant]"."""
    at = g.at + 1
    while at < len(g.items):
        item = g.items[at]
        passed = (
            item.low in _DETERMINERS or item.kind == "number" or item.is_op("compare", "without", "distinct", "between")
        )
        if not passed and not (item.is_op("super") and set(item.low.split()) & {"most", "fewest", "least"}):
            break
        at += 1
    found = g.items[at] if at < len(g.items) else None
    return found if found is not None and found.kind == "mention" and g.is_entity(found) else None


def _tied(g: Cursor, item: Item) -> bool:
    """ "Agents who handled a ticket": the verb ties a thing to its rows, or tells of rows that lie between the two."""
    thing, subject = object_of(g), g.subject() or _which_thing(g)
    if thing is None or subject is None or thing is subject:
        return False
    here, there = _table(subject), _table(thing)
    if here is None or there is None or here == there or g.lexicon.roads.distance(here, there) is None:
        return False
    roads = g.lexicon.roads
    events = [
        m.target.table
        for v in item.verb
        for w in g.lexicon.events.get(v, ())
        for m in g.lexicon.fields((w,))
        if m.exact and m.target.kind == "table" and m.target.table not in (here, there)
    ]
    own = roads.distance_up(there, here) not in (None, 0)
    if own and set(item.verb) & _GOT and all(roads.distance_up(there, e) is None for e in events):
        g.frame.verbs.append(item)  # "vendors that received a purchase order": not the receipts of its goods
        return True
    between = [e for e in events if roads.distance_up(e, here) is not None and roads.distance(e, there) is not None]
    if between and any(v in g.lexicon.events for v in item.verb):
        plain = not any(i.is_op("compare", "super") or i.kind == "number" for i in g.items[g.at : g.items.index(thing)])
        after = g.items[g.items.index(thing) + 1] if g.items.index(thing) + 1 < len(g.items) else None
        if plain and (after is None or after.kind in ("punct", "time") or after.is_op("not")):
            g.frame.conditions.append(
                Condition("exists", None, verb=item, negated=g.negated or g.mode == "without", subject=g.subject())
            )
            g.negated, g.mode = False, "head"
            g.jump(thing)
            return True
        return False
    if events or not (item.low in LIGHT_VERBS or _by_its_date(g, item, there)):
        return False
    g.frame.verbs.append(item)
    return True


def _by_its_date(g: Cursor, item: Item, table: str) -> bool:
    """ "Customers who opened a ticket", tickets having the date when they were opened as their own."""
    time = g.lexicon.time_dimension(table)
    return time is not None and bool(set(item.verb) & {v for w in words_of(time) for v in (w, *verb_stems(w))})


def _has_rows(g: Cursor, item: Item) -> bool:
    """Whether rows of some table tell of the verb, or it is one that says no more than that there are rows."""
    words = [w for v in item.verb for w in g.lexicon.events.get(v, ())]
    told = any(m.target.kind == "table" and m.score >= 0.6 for w in words for m in g.lexicon.fields((w,)))
    return told or bool(set(item.verb) & DONE_VERBS)


def _which_thing(g: Cursor) -> Item | None:
    """ "Which clinic sends …": the thing that is asked for, wherever it was put."""
    named = [*g.frame.entities, *(group.mention for group in g.frame.groups if group.mention is not None)]
    return named[-1] if named else None


def _table(item: Item) -> str | None:
    best = item.matches[0].score if item.matches else 0.0
    return next((m.target.table for m in item.matches if m.target.kind == "table" and m.score >= best - 0.1), None)


ORDERED = frozenset(("ordered", "sorted", "listed", "arranged", "displayed", "shown"))
"""What is done to a list that is put in an order."""


def verb(g: Cursor, item: Item) -> None:
    if g.super is not None and done_most(g, item):
        return
    if item.ties:
        g.frame.verbs.append(item)
        return
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if following is not None and following.low in ("up", "on", "in", "out") and following.kind == "filler":
        following = g.peek()
    nxt = g.peek()
    if (
        nxt is not None
        and nxt.kind == "time"
        and nxt.time is not None
        and (nxt.time.kind == "range" or nxt.time.days)
        and any(v in DATE_VERBS for v in item.verb)
    ):
        denied = g.take_negation() or g.mode == "without"
        g.condition(Condition("days" if nxt.time.days else "date", None, verb=item, time=nxt.time, negated=denied))
        g.jump(nxt)
        return
    if item.low in ORDERED and nxt is not None and nxt.is_op("direction"):
        return
    comparing = nxt is not None and (
        nxt.is_op("compare") or nxt.low in ("after", "before", "later than", "earlier than")
    )
    if (
        comparing or (following is not None and following.low in ("after", "before", "later", "earlier"))
    ) and verb_compares_date(g, item):
        return
    if _tied(g, item):
        return
    plain = item.low in LIGHT_VERBS and not (g.negated or g.mode == "without") and not _has_rows(g, item)
    if any(v in g.lexicon.events for v in item.verb) and not plain:
        g.frame.conditions.append(
            Condition("exists", None, verb=item, negated=g.negated or g.mode == "without", subject=g.subject())
        )
        g.negated = False
        if g.mode == "without":
            g.mode = "head"
        return
    if item.low in CHANGES:
        g.frame.changes = item.text
        if item.low.startswith(("develop", "evolve")) and not g.follow_up:
            g.frame.trend = True  # "how did revenue develop": from month to month
    if says_more(g, item) or _untold(g, item):
        g.frame.unknown.append(item)
        return
    g.frame.verbs.append(item)


def says_more(g: Cursor, item: Item) -> bool:
    """Whether a verb would be a condition of its own: "processed orders", "promotions used", "campaigns are running"."""
    if is_so(g, item) or _without_object(g, item):
        return True
    if item.low in _TIES or item.low in CHANGES or not item.low.endswith(("ed", "en")):
        return False
    before = next((i for i in reversed(g.items[: g.at]) if i.kind not in SKIPPED), None)
    following = g.peek()
    tied = before is not None and before.kind in ("mention", "op", "verb", "time")
    leads_on = following is not None and following.kind in ("mention", "op", "time", "verb")
    return not (tied and leads_on and before is not None and before.kind == "mention")


def _untold(g: Cursor, item: Item) -> bool:
    """ "Channels that cancelled a show": a deed of its own, of which the model has no date, no rows and no state."""
    words = [w for v in item.verb if v in DATE_VERBS for w in (v, *DATE_VERBS[v])]
    return (
        bool(words)
        and object_of(g) is not None
        and item.low not in LIGHT_VERBS
        and not any(g.lexicon.knows(w) for w in words)
    )


def _without_object(g: Cursor, item: Item) -> bool:
    """ "Members who came in 2024": what they did is all that is said, so it must mean something."""
    before = g.items[g.at - 1] if g.at else None
    following = g.peek()
    if before is None or not before.is_op("which") or before.low not in ("who", "that", "which") or g.subject() is None:
        return False
    return following is None or following.kind in ("time", "punct") or following.is_op("not")


_COPULAS = frozenset(("is", "are", "was", "were", "be", "being", "been", "still", "currently", "now", "not", "n't"))


def is_so(g: Cursor, item: Item) -> bool:
    """ "Campaigns that are running", "running campaigns": a state of the thing itself, not what ties it to another."""
    before = g.items[g.at - 1] if g.at > 0 else None
    following = g.peek()
    if item.low in _TIES or item.low.endswith("ed"):
        return False
    ends = following is None or following.kind in ("punct", "time")
    copula = before is not None and bool(set(before.low.split()) & _COPULAS)
    counted = before is not None and before.is_op("count", "list", "which")
    leads = counted or (item.low.endswith("ing") and (before is None or before.kind not in ("mention", "filler")))
    beside = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    return (copula and ends) or (leads and beside is not None and g.is_entity(beside))


def verb_compares_date(g: Cursor, item: Item) -> bool:
    """ "shipped after the due date": the verb's own date against another."""
    at = g.at + 1
    if at >= len(g.items) or g.items[at].low not in (
        "after",
        "before",
        "later",
        "earlier",
        "later than",
        "earlier than",
    ):
        return False
    op = ">" if g.items[at].low.startswith(("after", "later")) else "<"
    other = next((i for i in g.items[at + 1 :] if i.kind not in SKIPPED), None)
    if other is None or other.kind != "mention" or not g.date_match(other):
        return False
    if g.take_negation():
        g.frame.refusal = f"It is not clear whether what was never “{item.text}” counts. Ask for what was, and when."
    g.condition(Condition("columns", None, op=op, other=other, verb=item))
    g.jump(other)
    g.remember(other, "condition")
    return True
