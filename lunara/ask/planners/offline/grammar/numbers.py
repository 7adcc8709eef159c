"""Numbers and what they are held against: a condition on a name, so many of a thing, the first so many."""

from __future__ import annotations

from collections.abc import Sequence

from lunara.ask.planners.offline.frame import Condition, Wanted
from lunara.ask.planners.offline.grammar import ranking, said_of
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.units_said import held_by, said_behind
from lunara.ask.planners.offline.words import COMPARATIVES, LIGHT_VERBS, TIME_UNITS, VERB_ATTRIBUTES


def number_belongs_after(g: Cursor, number: Item) -> bool:
    """ "more than 20 products": the counted thing follows the number."""
    at = g.items.index(number) + 1
    while at < len(g.items) and g.items[at].kind in SKIPPED:
        at += 1
    following = g.items[at] if at < len(g.items) else None
    gap = at - g.items.index(number) - 1
    return following is not None and following.kind == "mention" and g.is_entity(following) and gap == 0


def number_condition(g: Cursor, op: str, values: list[float | int], end: Item, percent: bool) -> bool:
    target: Item | None = None
    following = g.after(end)
    if following is not None and following.is_op("agg"):
        inner = g.after(following)
        if inner is not None and inner.kind == "mention" and not g.is_value(inner):
            following = inner
    if following is not None and following.is_op("count") and g.is_entity(g.after(following)):
        following = g.after(following)  # "between 2 and 30 number of students"
    told = states_before(g, following)
    following = g.items[g.items.index(told[-1]) + 1] if told else following
    direct = following is not None and following.kind == "mention" and not g.is_value(following)
    subject_waits = g.last is not None and g.last_place in ("subject", "with")
    listed: list[float | int | str] = list(values)
    word = g.items[g.at].low
    comparative = COMPARATIVES.get(word)
    behind = g.items[g.at - 1] if g.at > 0 else None
    if comparative is not None and _of_other_field(g, behind, comparative[1]):
        g.condition(Condition("compare", op=comparative[0], values=list(values), attribute=comparative[1], alias=word))
        g.jump(end)
        return True
    tied = g.last is not None and behind is g.last and g.last_place in ("with", "condition") and g.is_entity(g.last)
    of_a_row = following is not None and following.of_row is not None
    if direct and tied and not of_a_row and g.last is not None and following is not None and not g.is_entity(following):
        g.frame.refusal = f"It is not clear whether one of “{g.last.text}” or all of them are compared with {end.text}."
        return False  # "with a call above 2900 seconds"
    if direct and following is not None and not subject_waits:
        target = following
        counted = g.is_entity(target) and not field_better(g, target)
        wanted = Wanted(mention=target, count=counted, said="count" if counted else "")
        condition = Condition(
            "compare", target, op=op, values=listed, percent=percent, wanted=wanted, negated=g.take_negation()
        )
        g.condition(condition)
        for one in told:
            one.before_thing = True
            g.condition(Condition("value", one))
        g.jump(target)
        g.remember(target, "condition")
        g.super = None
        g.mode = "head"
        return True
    if g.last is not None and g.last_place in (
        "subject",
        "with",
        "wanted",
        "column",
        "rank",
        "condition",
        "entity",
        "group",
    ):
        target = g.last
        counted = g.last_place == "wanted" and bool(g.frame.wanted) and g.frame.wanted[-1].count
        thing = (g.last_place == "entity" or counted) and g.is_entity(target)
        measured = by_unit(g, target, end) if thing or (comparative and g.last_place in _THINGS) else None
        if (
            measured is None
            and comparative is not None
            and (g.last_place in _THINGS or (counted and "price" in comparative[1]))
            and g.is_entity(target)
        ):
            own = said_of.attribute_of(g, target, comparative[1], g.items[g.at])
            g.condition(
                Condition("compare", own, op=comparative[0], values=list(values), attribute=comparative[1], alias=word)
            )
            g.jump(end)
            return True
        if measured is not None:
            named = [*g.frame.entities, *(w.mention for w in g.frame.wanted if w.count)]
            if any(one is not target for one in named):
                g.frame.refusal = (
                    f"It is not clear whether one of “{target.text}” or all of them are compared with {end.text}."
                )
                return False  # "drivers of trips over 100 km"
            g.condition(Condition("compare", measured, op=op, values=listed, negated=g.take_negation()))
            g.jump(measured)
            g.remember(measured, "condition")
            return True
        done = next((i for i in reversed(g.items[: g.at]) if i.kind not in SKIPPED), None)
        does = next((v for v in (done.verb if done is not None else ()) if v in VERB_ATTRIBUTES), "")
        if thing and done is not None and done.kind == "verb" and does:
            words = VERB_ATTRIBUTES[does]  # "who earn more than 50,000"
            g.condition(Condition("compare", op=op, values=listed, attribute=words, alias=done.text))
            g.jump(end)
            return True
        spent = _amount_of_verb(g, done, end) if thing and done is not None and done.kind == "verb" else None
        if spent is not None:
            said = [c for c in g.frame.conditions if c.kind == "exists" and c.verb is done]
            g.frame.conditions = [c for c in g.frame.conditions if c not in said]
            wanted = Wanted(mention=spent, agg="sum")
            g.condition(Condition("compare", spent, op=op, values=listed, wanted=wanted, negated=g.take_negation()))
            g.jump(end)
            g.remember(spent, "condition")
            return True
        again = _of_another(g, target) if g.last_place == "entity" else None
        if again is not None:
            g.condition(Condition("compare", again, op=op, values=listed, negated=g.take_negation()))
            g.jump(end)
            g.remember(again, "condition")
            return True
        if g.last_place == "entity":
            g.frame.refusal = f"It is not clear what of “{target.text}” is compared with {end.text}."
            return False
        if g.last_place == "wanted" and (not g.frame.wanted or g.frame.wanted[-1].count):
            return False
        unit = g.items[g.items.index(end) + 1 : g.items.index(end) + 2]
        if unit and unit[0].kind == "unit" and unit[0].low not in COUNTED and g.is_entity(target):
            g.frame.refusal = f"It is not clear what of “{target.text}” is compared with {end.text} {unit[0].text}."
            return False
        if g.last_place in ("with", "condition") and g.is_entity(target):
            g.frame.refusal = f"It is not clear what of “{target.text}” is compared with {end.text}."
            return False  # "with donations over 400" is not "with more than 400 donations"
        wanted_now = None
        if g.last_place == "wanted":
            wanted_now = g.frame.wanted[-1]
            if (not wanted_now.agg or g.frame.entities or len(g.frame.wanted) > 1) and (
                len(g.frame.wanted) > 1 or g.frame.entities or g.frame.groups
            ):
                g.frame.wanted.pop()
        elif g.last_place in ("column", "rank"):
            g.retract(target)
        if (
            g.compared_agg
            and g.last_place == "subject"
            and (g.frame.entities or g.frame.columns)
            and wanted_now is None
        ):
            wanted_now = Wanted(mention=target, agg=g.compared_agg)  # "teams whose average age is above 40"
        g.compared_agg = ""
        denied = g.frame.conditions[-1] if g.frame.conditions else None
        if denied is not None and denied.kind == "positive" and denied.mention is target:
            g.frame.conditions.pop()  # "do not have a total of over 100": the comparison is what is denied
            g.negated = g.negated or denied.negated
        condition = Condition(
            "compare",
            target,
            op=op,
            values=listed,
            percent=percent,
            wanted=wanted_now,
            negated=g.take_negation(),
        )
        g.condition(condition)
        g.jump(end)
        behind = g.items[g.at] if g.at < len(g.items) else None
        if behind is not None and behind.kind == "mention" and behind.low in TIME_UNITS:
            g.jump(behind)  # "a delay over 60 minutes", though a field is called minutes
        g.remember(target, "condition")
        g.mode = "head"
        return True
    return False


def _of_other_field(g: Cursor, before: Item | None, words: Sequence[str]) -> bool:
    """ "With a weight over 20 or cheaper than 5": a comparative behind an "or" that says another field than the one before."""
    field = g.field_match(g.last) if g.last_place == "condition" else None
    if field is None or g.last is None or before is None or not before.is_op("and", "or") or "duration" in words:
        return False
    return not set(words) & {*words_of(g.last.text), *g.lexicon.own_words(field.target)}


def _of_another(g: Cursor, thing: Item) -> Item | None:
    """ "A singer above age 40 and a singer below 30": the field by which the other one of their kind was compared."""
    last = g.frame.conditions[-1] if g.frame.conditions else None
    same = [i for i in g.items[: g.items.index(thing)] if i.kind == "mention" and i.low == thing.low]
    if last is None or last.kind != "compare" or (last.wanted is not None and last.wanted.count) or len(same) != 1:
        return None
    return last.mention if last.mention is not None and same[0].start < last.mention.start else None


_THINGS = frozenset(("entity", "group", "with", "condition", "subject"))
"""Places of a thing of which "older than 20" is said."""
_GIVING = frozenset(("donate", "give", "spend", "pay", "invest", "contribute", "pledge", "owe"))


def _amount_of_verb(g: Cursor, verb: Item, end: Item) -> Item | None:
    """ "Who donated more than 20000": the amount of the donations, where they have one."""
    if not set(verb.verb) & _GIVING:
        return None
    tables = {
        m.target.table
        for v in verb.verb
        for w in g.lexicon.events.get(v, ())
        for m in g.lexicon.fields((w,))
        if m.exact and m.target.kind == "table"
    }
    sums = [
        Target("measure", table, m.name)
        for table in tables
        for m in g.lexicon.tables[table].measures
        if m.aggregate == "sum"
        and m.filter is None
        and not m.hidden
        and m.format is not None
        and m.format.kind == "currency"
    ]
    if len(sums) != 1:
        return None
    item = Item("mention", verb.start, verb.end, verb.text, low=verb.low)
    item.matches = [Match(sums[0], 1.0, True)]
    return item


def by_unit(g: Cursor, thing: Item, number: Item) -> Item | None:
    """ "Trips over 10 km": the one field of the things that is given in that unit, at the place of the unit."""
    at = g.items.index(number)
    said = said_behind(g.items, at)
    units = g.items[at + 1 : at + 1 + said[1]] if said is not None else []
    if said is None or any(i.kind not in ("unit", "unknown") for i in units):
        return None
    tables = {m.target.table for m in thing.matches if m.target.kind == "table" and m.exact}
    found = [
        Target("dimension", table, d.name)
        for table in tables
        for d in g.lexicon.tables[table].dimensions
        if d.type == "number" and not d.hidden and said[0] in held_by(d)
    ]
    if len(found) != 1:
        return None
    for unit in units[1:]:
        unit.kind = "unit"
    units[0].kind, units[0].matches = "mention", [Match(found[0], 1.0, True)]
    return units[0]


def states_before(g: Cursor, first: Item | None) -> list[Item]:
    """ "More than 5 cancelled web orders": what is said of the things that are counted, between the number and them."""
    told: list[Item] = []
    at = g.items.index(first) if first is not None else len(g.items)
    while at + 1 < len(g.items) and g.items[at].kind == "mention":
        item, following = g.items[at], g.items[at + 1]
        if following.kind == "mention" and g.is_entity(following) and not g.is_entity(item):
            flag = any(
                m.target.kind == "dimension" and g.lexicon.flag(m.target.table, m.target.name) for m in item.matches[:1]
            )
            return [*told, item] if g.is_value(item) or flag else []
        if not g.is_value(item):
            return []
        told.append(item)
        at += 1
    return []


COUNTED = frozenset(("unit", "units", "piece", "pieces", "people"))


def field_better(g: Cursor, item: Item) -> bool:
    field = g.field_match(item)
    table = g.kind_match(item, "table")
    return field is not None and field.target.kind != "measure" and (table is None or field.score > table.score)


def held_to(g: Cursor, item: Item) -> bool:
    """ "How many pupils are in grade 9 or 10": a field of numbers right before a number is held to it, not asked for."""
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    there = any(c.kind == "exists" for c in g.frame.conditions)  # "counties that have a hall built in 2004"
    if following is None or following.kind != "number" or following.percent:
        return False
    if g.subject() is None and not there and not _of_it(g):
        return False
    fields = [m.target for m in item.matches if m.exact and m.target.kind == "dimension"]
    held = [g.lexicon.dimension(t.table, t.name) for t in fields]
    if not any(d is not None and d.type == "number" for d in held):
        return False
    g.remember(item, "subject")
    return True


def _of_it(g: Cursor) -> bool:
    """Whether it is asked behind a field and its number how many of something it has: "advisor 1121 has how many students"."""
    rest = [i for i in g.items[g.at + 2 : g.at + 5] if i.kind != "punct"]
    return len(rest) > 1 and rest[0].low in ("has", "have", "had") and rest[1].is_op("count")


def done_in(g: Cursor, item: Item) -> bool:
    """ "Who majored in 600": what they are said to do is the name of a field whose numbers stand for something."""
    rest = g.items[g.at + 1 : g.at + 3]
    if len(rest) < 2 or rest[0].low != "in" or rest[1].kind != "number" or rest[1].percent or not item.verb:
        return False
    fields = [g.lexicon.dimension(m.target.table, m.target.name) for m in item.matches if m.target.kind == "dimension"]
    if len(fields) != len(item.matches) or len(fields) != 1 or fields[0] is None or fields[0].type != "number":
        return False
    if fields[0].format is None or fields[0].format.kind != "text":
        return False
    g.remember(item, "subject")
    return True


def _so_many(g: Cursor, item: Item, following: Item | None) -> bool:
    """ "With 3 orders", "who placed 3 orders", "with only one order", "and two beds": exactly so many of them."""
    if following is None or following.kind != "mention" or not isinstance(item.number, int):
        return False
    if not (g.is_entity(following) or _own_count(g, following)):
        return False
    if not (following.plural or item.number == 1) or g.subject() is None or following is g.subject():
        return False
    behind = (i for i in reversed(g.items[: g.at]) if i.kind != "filler" or i.low in LIGHT_VERBS)
    before = next((i for i in behind if i.low not in ("only", "just")), None)
    joined = before is not None and before.is_op("and") and g.last_place == "condition"
    if before is None or not (g.mode == "with" or before.is_op("with") or before.kind in ("verb", "filler") or joined):
        return False
    g.mode = "head"
    g.last, g.last_place = None, ""
    return number_condition(g, "=", [item.number], item, False)


def _own_count(g: Cursor, item: Item) -> bool:
    """ "Rooms with two beds": a field of the things that are asked for whose numbers are such counts."""
    thing, match = g.subject(), g.field_match(item)
    if thing is None or match is None or not match.exact or match.target.kind != "dimension" or g.is_value(item):
        return False
    whose = {m.target.table for m in thing.matches if m.target.kind == "table" and m.exact}
    dimension = g.lexicon.dimension(match.target.table, match.target.name)
    return match.target.table in whose and dimension is not None and dimension.type == "number"


def number(g: Cursor, item: Item) -> None:
    """A number that no operator asked for."""
    following = g.peek()
    if _so_many(g, item, following):
        return
    if following is not None and following.is_op("super", "top") and isinstance(item.number, int):
        op = following.op("super") or following.op("top")
        if following.low.split()[-1] in ("best", "worst"):
            g.frame.judged = following.text
        g.frame.top = max(1, item.number)
        g.frame.direction = "desc" if op is not None and op.arg == "desc" else "asc"
        ranking.by_their_numbers(g, following, g.frame.direction)
        g.jump(following)
        return
    if following is not None and (following.kind == "adjective" or following.is_op("most_common")):
        g.frame.top = max(1, int(item.number or 1))
        return
    if following is not None and following.low == "-":
        after = g.peek(1)
        if after is not None and after.kind == "time":
            follow = g.peek(2)
            if follow is not None and follow.is_op("moving"):
                g.jump(after)
                return
    if following is not None and following.kind == "time" and g.peek(1) is not None and g.peek(1).is_op("moving"):  # type: ignore[union-attr]
        g.jump(following)
        return
    if g.last is not None and g.last_place in (
        "column",
        "wanted",
        "subject",
        "with",
        "entity",
        "group",
        "condition",
    ):
        if g.frame.which and following is not None and following.kind == "mention" and g.last_place == "entity":
            pass
        if (
            isinstance(item.number, int)
            and following is not None
            and following.kind == "mention"
            and g.is_entity(following)
        ) and (g.frame.which or g.frame.listing):
            g.frame.top = item.number
            return
        target = g.last
        g.retract(target)
        if g.last_place == "wanted" and g.frame.wanted and g.frame.wanted[-1].mention is target:
            g.frame.unknown.append(item)
            return
        g.condition(Condition("number", target, op="=", values=[item.number or 0], negated=g.take_negation()))
        return
    if following is not None and following.kind == "mention" and not following.plural and item.number != 1:
        thing = g.peek(1)
        if g.field_match(following) and not g.is_entity(following) and thing is not None and g.is_entity(thing):
            g.condition(Condition("number", following, op="=", values=[item.number or 0], negated=g.take_negation()))
            g.jump(following)  # "5 star hotels"
            return
    if (g.frame.which or g.frame.listing or not g.frame.has_head) and isinstance(item.number, int):
        best = following.matches[0] if following is not None and following.matches else None
        if best is not None and best.target.kind in ("measure", "derived") and not g.is_entity(following):
            g.frame.unknown.append(item)  # "5 star hotels": a number of stars, not the first five of something
            return
        if following is not None and following.kind in ("mention",) and 0 < item.number <= 10_000:
            g.frame.top = item.number
            return
        if following is not None and following.is_op("distinct"):
            g.frame.top = item.number
            return
    g.frame.unknown.append(item)
