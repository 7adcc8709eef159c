"""Superlatives, verbs, periods of time and brackets."""

from __future__ import annotations

from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.frame import Condition, Formula, Group, Wanted
from lunara.ask.planners.offline.grammar import sayings
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.periods import TimePhrase
from lunara.ask.planners.offline.verbs import stems_of_noun
from lunara.ask.planners.offline.words import CHANGES, DATE_VERBS, DONE_VERBS, LIGHT_VERBS, PIECE_WORDS, SALE_VERBS
from lunara.ask.tokens import verb_stems
from lunara.semantic.query import DatePart

_TIES = frozenset(
    ["placed", "made", "located", "based", "situated", "done", "given", "total", "totaled", "grouped", "broken"]
)


def adjective(g: Cursor, item: Item) -> None:
    if item.adjective is None:
        return
    if g.frame.order or g.mode == "order":
        g.frame.unknown.append(item)  # an order that says its own ends is not a superlative
        return
    direction, words = item.adjective
    following = g.peek()
    if (
        following is not None
        and following.kind == "mention"
        and g.date_match(following)
        and "date" in words
        and not g.is_entity(following)
        and not g.frame.entities
    ):
        g.frame.wanted.append(Wanted(mention=following, agg="max" if direction == "desc" else "min"))
        g.jump(following)
        g.remember(following, "wanted")
        return
    field = g.field_match(following) if following is not None else None
    if (
        following is not None
        and field is not None
        and not g.is_entity(following)
        and not (g.frame.entities or g.frame.columns or g.frame.groups)
        and set(words) & {*words_of(following.text), *g.lexicon.own_words(field.target)} - {"price"}
        and not any(i.kind == "mention" and g.is_entity(i) for i in g.items[g.at + 1 :])
    ):
        g.frame.wanted.append(Wanted(mention=following, agg="max" if direction == "desc" else "min"))
        g.jump(following)
        g.remember(following, "wanted")
        return
    g.frame.direction = "desc" if direction == "desc" else "asc"
    g.frame.rank = Wanted(attribute=words, alias=item.text)
    if (
        following is not None
        and following.kind == "mention"
        and g.field_match(following)
        and not g.is_entity(following)
    ):
        # "longest length": the attribute is named as well
        named = g.field_match(following)
        if named is not None and g.lexicon.fields(words[:1]):
            g.frame.rank = Wanted(mention=following)
            g.jump(following)
            g.remember(following, "rank")
    if g.frame.top is None:
        entity = following if following is not None and following.kind == "mention" else None
        named_entity = entity or (g.frame.entities[-1] if g.frame.entities else None)
        if named_entity is None or not named_entity.plural:
            g.frame.top = 1


def done_most(g: Cursor, item: Item) -> bool:
    """ "The most ordered product", "top 3 most borrowed books": by the rows that tell of it, or that alone refer to the thing."""
    thing = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    said = g.items[g.at - 1] if g.at else None
    if said is None or not set(said.low.split()) & {"most", "least"} or thing is None or not g.is_entity(thing):
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


def verb(g: Cursor, item: Item) -> None:
    if g.super is not None and done_most(g, item):
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
        g.condition(Condition("days" if nxt.time.days else "date", None, verb=item, time=nxt.time, negated=False))
        g.jump(nxt)
        return
    if item.low in ("ordered", "sorted") and nxt is not None and nxt.is_op("direction"):
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
    if says_more(g, item):
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
    g.condition(Condition("columns", None, op=op, other=other, verb=item))
    g.jump(other)
    g.remember(other, "condition")
    return True


def time(g: Cursor, item: Item) -> None:
    phrase = item.time
    if phrase is None:
        return
    frame = g.frame
    if phrase.kind == "compare":
        frame.compare = phrase.compare
        return
    if phrase.days:
        g.condition(Condition("days", None, verb=_done_before(g), time=phrase, negated=g.take_negation()))
        return
    if phrase.part is not None:
        cycle(g, item, phrase.part)
        return
    if g.items[g.at - 1].low in ("vs", "versus", "against") or any(i.low in _COMPARED for i in g.items[: g.at]):
        frame.side_by_side = True
    if phrase.kind == "grain":
        grain(g, item)
        return
    if phrase.note:
        frame.notes.append(phrase.note)
    if goes_on(g, phrase):
        return
    if g.last is not None and g.last_place in ("column", "subject", "with") and g.date_match(g.last):
        g.retract(g.last)
        g.condition(Condition("date", g.last, time=phrase, negated=g.take_negation()))
        return
    said = frame.conditions[-1] if frame.conditions else None
    before = next((i for i in reversed(g.items[: g.at]) if i.kind not in SKIPPED), None)
    if said is not None and said.kind == "value" and said.mention is before and before is not None and before.verb:
        said.time, said.verb = phrase, before  # "shipments delivered in May": when they were, if that is known
        return
    if g.negated:
        g.condition(Condition("date", None, time=phrase, negated=g.take_negation()))
        return
    frame.times.append(phrase)


def _done_before(g: Cursor) -> Item | None:
    """ "Parcels delivered on Sundays": the state right before, which is then what happened on such days."""
    said = g.frame.conditions[-1] if g.frame.conditions else None
    before = g.items[g.at - 1] if g.at else None
    if said is None or before is None or said.mention is not before or said.kind != "value" or not before.verb:
        return None
    g.frame.conditions.pop()
    return before


_COMPARED = ("compare", "comparing", "compared")
_JOINING = frozenset(
    ("vs", "versus", "against", "or", "and", ",", ".", "to", "with", "in", "during", "than", *_COMPARED)
)


def goes_on(g: Cursor, phrase: TimePhrase) -> bool:
    """ "Ended in 2025 vs 2024": a period joined to the one before is of the same date."""
    at = next((n for n in range(g.at - 1, -1, -1) if g.items[n].kind == "time"), None)
    before = g.items[at].time if at is not None else None
    between = g.items[at + 1 : g.at] if at is not None else []
    if before is None or not between or not all(i.low in _JOINING for i in between):
        return False
    lows = {i.low for i in between}
    if "or" in lows:
        g.frame.either, g.joiner = True, "and"
    for condition in g.frame.conditions:
        if condition.time is not None and before in (condition.time, *condition.more):
            condition.more.append(phrase)
            return True
    return False


def grain(g: Cursor, item: Item) -> None:
    frame = g.frame
    phrase = item.time
    if phrase is None or phrase.grain is None:
        return
    adverb = item.low in (
        "daily",
        "weekly",
        "monthly",
        "quarterly",
        "yearly",
        "annual",
        "annually",
        "hourly",
        "over time",
    )
    if duration(g, item):
        return
    if phrase.grain == "hour" and (frame.which and not frame.has_head and g.mode != "group"):
        cycle(g, item, "hour")  # "at what hour do most trips start": of any day
        return
    over = item.low.startswith("over ") or " by " in item.low
    before = frame.groups[-1] if frame.groups else None
    if (
        before is not None
        and before.mention is not None
        and before.mention is g.last
        and g.date_match(before.mention)
        and (g.items[g.at - 1] is before.mention or g.mode == "group")
    ):
        before.grain = phrase.grain  # "by sign-up year"
        g.mode = "head"
        return
    if g.mode == "group" or adverb or over or (frame.which and not frame.has_head) or g.super is not None:
        word = "average" if adverb and g.agg in ("avg", "median", "max", "min") else ""
        frame.groups.append(Group(grain=phrase.grain, text=item.text, word=g.by if g.mode == "group" else word))
        g.remember(item, "grain")
        of = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
        named = g.peek()
        if of is not None and of.low == "of" and named is not None and g.date_match(named) and not g.is_entity(named):
            frame.groups[-1].mention = named  # "by month of ship date"
            g.jump(named)
        if frame.which and not frame.has_head and not item.plural and frame.top is None and g.mode != "group":
            frame.top = 1
        if g.super is not None:
            frame.direction, g.super = g.super, None
            frame.top = frame.top or 1
        if g.mode == "group":
            sayings.group_goes_on(g)
        return
    if frame.top is not None and frame.direction is not None:
        frame.groups.append(Group(grain=phrase.grain, text=item.text))
        return
    if g.follow_up and not frame.has_head:
        frame.groups.append(Group(grain=phrase.grain, text=item.text))
        return
    frame.unknown.append(item)


def cycle(g: Cursor, item: Item, part: DatePart) -> None:
    """ "By weekday", "which hour of the day": what comes round again is a group, or nothing that is understood."""
    frame = g.frame
    asked = frame.which and not frame.has_head
    ranked = g.super is not None or (frame.top is not None and frame.direction is not None)
    if not (g.mode == "group" or asked or ranked or (g.follow_up and not frame.has_head)):
        frame.unknown.append(item)
        return
    frame.groups.append(Group(part=part, text=item.text, word=g.by if g.mode == "group" else ""))
    g.remember(item, "grain")
    one = not item.plural and frame.top is None and g.mode != "group"
    if g.super is not None:
        frame.direction, g.super = g.super, None
    if one and (asked or ranked):
        frame.top = 1
    if g.mode == "group":
        sayings.group_goes_on(g)


def duration(g: Cursor, item: Item, agg: str = "") -> bool:
    """ "days between A and B", "days from A to B": a time between two dates."""
    unit = item.time.grain if item.time is not None else None
    at = g.items.index(item) + 1
    rest = [i for i in g.items[at:] if i.kind not in SKIPPED or i.low in ("from", "to", "until", *_MOMENTS)]
    if unit is not None and len(rest) > 1 and rest[0].low in ("to", "until") and _until(g, item, rest[1], agg):
        return True
    if unit is None or len(rest) < 4 or rest[0].low not in ("between", "from"):
        return False
    first, joiner, second = rest[1], rest[2], rest[3]
    joined = joiner.is_op("and") if rest[0].low == "between" else joiner.low in ("to", "until")
    if not joined or not _dates_said(g, first, second):
        return False
    g.frame.wanted.append(Wanted(between=(first, second), agg=agg or g.agg, unit=unit))
    g.agg, g.count = "", None
    g.jump(second)
    g.remember(second, "wanted")
    return True


_MOMENTS = frozenset(("order", "report", "release", "start", "end", "return", "returns"))


def _dates_said(g: Cursor, first: Item, second: Item) -> bool:
    """Whether two names are dates of one table, also where they name what happened then: "from approval to payment"."""
    one, two = _dates_of(g, first), _dates_of(g, second)
    tables = [t.table for t in one if any(u.table == t.table and u != t for u in two)]
    if not tables:
        return False
    unique = list(dict.fromkeys(tables))
    if g.date_match(first) and g.date_match(second):
        return True
    if len(unique) > 1:
        named = {
            m.target.table for i in g.items for m in i.matches[:2] if m.target.kind in ("table", "measure") and m.exact
        }
        unique = [t for t in unique if t in named]
    if len(unique) != 1:
        return False
    for item, targets in ((first, one), (second, two)):
        item.kind = "mention"
        item.matches = [Match(t, 1.0, True) for t in targets if t.table == unique[0]][:1]
    return True


def _dates_of(g: Cursor, item: Item) -> list[Target]:
    """The dates that a name is of, or that tell when what it names happened: "payment" is when something was paid."""
    named = [m.target for m in item.matches if g.date_match(item) and m.target.kind == "dimension"]
    found = [t for t in named if (d := g.lexicon.dimension(t.table, t.name)) is not None and d.type == "time"]
    if found or item.kind not in ("unknown", "verb", "mention", "filler"):
        return found
    said = {*stems_of_noun(item.low), *verb_stems(item.low), item.low}
    for table in g.lexicon.tables.values():
        for dimension in table.dimensions:
            words = [w for w in words_of(dimension.label or dimension.name) if w not in ("on", "at", "date", "time")]
            told = {v for w in words for v in (w, *verb_stems(w), *stems_of_noun(w))}
            if dimension.type == "time" and not dimension.hidden and len(words) == 1 and said & told:
                found.append(Target("dimension", table.name, dimension.name))
    return found


def _until(g: Cursor, item: Item, moment: Item, agg: str) -> bool:
    """ "Days to payment": from the date by which the rows came about."""
    ends = [t for t in _dates_of(g, moment) if g.lexicon.time_dimension(t.table) not in (None, t.name)]
    if len({t.table for t in ends}) != 1 or item.time is None or item.time.grain is None:
        return False
    table = ends[0].table
    start = g.lexicon.time_dimension(table) or ""
    if "." in start or (
        moment.matches and any(m.exact and m.target.kind in ("measure", "derived") for m in moment.matches)
    ):
        return False
    begin = Item("mention", item.start, item.start, start.replace("_", " "), low=start)
    begin.matches = [Match(Target("dimension", table, start), 1.0, True)]
    moment.kind, moment.matches = "mention", [Match(ends[0], 1.0, True)]
    g.frame.wanted.append(Wanted(between=(begin, moment), agg=agg or g.agg, unit=item.time.grain))
    g.agg, g.count = "", None
    g.jump(moment)
    g.remember(moment, "wanted")
    return True


def definition(g: Cursor, at: int) -> tuple[list[Item], int] | None:
    """The items inside a bracket that opens at `at`, and the place of its end, when they define a number."""
    end = next((i for i in range(at + 1, len(g.items)) if g.items[i].low == ")"), None)
    if end is None or end - at < 2:
        return None
    inside = [i for i in g.items[at + 1 : end] if i.kind not in SKIPPED]
    if not inside or inside[0].kind != "mention" or not (g.field_match(inside[0]) or g.date_match(inside[0])):
        return None
    for position, item in enumerate(inside):
        if position % 2 == 0 and item.kind not in ("mention", "number"):
            return None
        if position % 2 == 1 and not item.is_op("minus", "plus", "times", "divided", "and"):
            return None
    return (inside, end) if len(inside) % 2 == 1 else None


def define(g: Cursor, at: int, alias: str) -> Wanted | None:
    found = definition(g, at)
    if found is None:
        return None
    inside, end = found
    operators = [_symbol(i) for i in inside[1::2]]
    operands: list[Item | float] = [i if i.kind == "mention" else float(i.number or 0) for i in inside[0::2]]
    if alias == "" and g.last is not None and g.last_place in ("wanted", "column"):
        alias = g.last.text
        previous = next((w for w in g.frame.wanted if w.mention is g.last), None)
        if previous is not None:
            g.frame.wanted.remove(previous)
            g.agg = g.agg or previous.agg
        g.frame.columns = [c for c in g.frame.columns if c is not g.last]
    elif alias == "" and g.last is not None and g.last_place == "entity":
        alias = g.last.text
        g.frame.entities = [e for e in g.frame.entities if e is not g.last]
    wanted = Wanted(agg=g.agg, alias=alias)
    if len(operands) == 1 and isinstance(operands[0], Item):
        wanted.mention = operands[0]
    else:
        wanted.formula = Formula(operands, operators)
    g.agg = ""
    g.count = None
    g.frame.wanted.append(wanted)
    g.remember(inside[0], "wanted")
    g.at = end + 1
    return wanted


def _symbol(item: Item) -> str:
    for name, symbol in (("minus", "-"), ("plus", "+"), ("times", "*"), ("divided", "/")):
        if item.is_op(name):
            return symbol
    return "+"
