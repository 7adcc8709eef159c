"""What is said of things: groups, values, participles, what they have and lack."""

from __future__ import annotations

from lunara.ask.planners.offline.frame import Condition, Group, Wanted
from lunara.ask.planners.offline.grammar import beside, roads, said_of, shown_beside
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.periods import ADVERBS
from lunara.ask.tokens import verb_stems


def flag_before_entity(g: Cursor, item: Item) -> bool:
    """ "online orders": a yes/no field right before the thing it describes is a filter."""
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if following is None or following.kind != "mention" or not g.is_entity(following):
        return False
    for match in item.matches:
        flag = g.lexicon.flag(match.target.table, match.target.name) if match.target.kind == "dimension" else None
        if flag is not None:
            g.condition(Condition("value", item, negated=g.take_negation()))
            return True
        if match.target.kind in ("table", "measure", "derived"):
            return False
    return False


def flag_before_number(g: Cursor, item: Item) -> bool:
    """ "Billable hours", "billable hours by team": a yes/no field right before a number of the same rows is a filter."""
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    best = item.matches[0].target if item.matches else None
    if following is None or following.kind != "mention" or g.is_value(following) or best is None:
        return False
    if best.kind != "dimension" or g.lexicon.flag(best.table, best.name) is None:
        return False
    number = g.field_match(following)
    if number is None or number.target.table != best.table or number.score < following.matches[0].score - 0.05:
        return False
    if g.mode in ("with", "without"):
        g.frame.refusal = g.frame.refusal or (
            f"“{item.text} {following.text}” is a number of other rows: say how much of it, for example “more than 0”."
        )
        return True
    item.before_thing = True
    g.condition(Condition("value", item, negated=g.take_negation()))
    g.remember(item, "value")
    return True


def event(g: Cursor, item: Item) -> bool:
    """A participle that is a date's name: "never ordered", "orders delivered" (with a period behind it, its date)."""
    words = item.low.split()
    participle = (
        bool(verb_stems(words[0])) and len(words) <= 2 and (len(words) == 1 or words[1] in ("up", "on", "in", "out"))
    )
    if not participle or words[0].endswith("ing") or not item.matches:
        return False
    best = item.matches[0]
    if best.target.kind != "dimension" or g.date_match(item) is None or g.date_match(item) is not best:
        return False
    state = g.kind_match(item, "value")
    if state is not None and state.exact and state.target.table == best.target.table and _always_set(g, best.target):
        return False  # "paid payments", each of which has a payment date: those of that status
    if beside.names_field(g, item, best.target):
        return True
    following = g.peek()
    if following is not None and (following.is_op("compare") or following.low in ("between", "and", "on")):
        return False
    negated = g.take_negation() or g.mode == "without"
    if g.mode == "without":
        g.mode = "head"
    if (
        following is not None
        and following.kind == "time"
        and following.time is not None
        and (following.time.kind == "range" or following.time.days)
    ):
        g.condition(Condition("days" if following.time.days else "date", item, time=following.time, negated=negated))
        if following.time.note:
            g.frame.notes.append(following.time.note)
        g.jump(following)
        return True
    if g.mode == "group" or g.agg or g.super is not None or shown_beside.date_of_theirs(g, item):
        return False
    item.verb = item.verb or verb_stems(words[0])
    item.after_thing = said_of.follows_thing(g) or (g.at > 0 and g.items[g.at - 1].low in ("have", "has", "had"))
    g.condition(Condition("event", item, negated=negated, verb=item, subject=g.subject()))
    g.remember(item, "condition")
    _what_it_was_done_to(g, best.target.table)
    return True


def _what_it_was_done_to(g: Cursor, table: str) -> None:
    """ "Clients who returned an item": every return is of one, so the item says nothing more."""
    at = g.at + 1
    while at < len(g.items) and g.items[at].kind in SKIPPED:
        at += 1
    thing = g.items[at] if at < len(g.items) else None
    subject = g.subject()
    if thing is None or subject is None or not g.is_entity(thing) or thing.plural:
        return
    here = {m.target.table for m in subject.matches if m.target.kind == "table" and m.exact}
    there = [m.target.table for m in thing.matches if m.target.kind == "table" and m.exact]
    above = bool(there) and g.lexicon.roads.distance_up(table, there[0]) not in (None, 0)
    if above and table not in here and there[0] not in here:
        g.jump(thing)


def _always_set(g: Cursor, target: Target) -> bool:
    """Whether a date is the one by which its rows came about, so that every row has it."""
    return g.lexicon.time_dimension(target.table) == target.name


def came_about(g: Cursor, item: Item) -> bool:
    """ "Customers opened more than 60 tickets": the verb is that of the date by which tickets come about, so it says no more."""
    stems = set(verb_stems(item.low))
    following = g.items[g.at + 1 :]
    if not stems or g.subject() is None or len(following) < 3 or not following[0].is_op("compare"):
        return False
    thing = next((i for i in following[1:] if i.kind not in (*SKIPPED, "number")), None)
    if following[1].kind != "number" or thing is None or not g.is_entity(thing):
        return False
    for match in thing.matches:
        time = g.lexicon.time_dimension(match.target.table) if match.target.kind == "table" and match.exact else None
        if time is not None and stems & {v for w in words_of(time) for v in (w, *verb_stems(w))}:
            g.frame.verbs.append(item)
            return True
    return False


def grouped(g: Cursor, item: Item) -> None:
    if g.follow_up and not g.frame.has_head and not g.frame.groups and g.measure_only(item):
        g.frame.wanted.append(Wanted(mention=item))  # "by units sold", said of a ranking
        g.remember(item, "wanted")
        g.mode = "head"
        return
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if flag_before_number(g, item):
        return
    through = roads.through(g, item, following)
    if through is None:
        return
    if (
        g.is_entity(item)
        and g.by.startswith(("for", "of", "each", "every"))
        and not g.frame.wanted
        and g.frame.columns
        and not g.frame.direction
    ):
        g.frame.entities.append(item)  # "the name and age of each teacher"
        g.thing = item
        g.remember(item, "entity")
        g.mode = "head"
        return
    ranked = any(kind == "rank" for kind, _ in g.frame.calculations)
    rank = g.frame.direction is not None or g.super is not None or g.frame.most_common is not None or ranked
    if (
        rank
        and not g.frame.wanted
        and (g.frame.entities or g.frame.columns)
        and g.frame.rank is None
        and (g.field_match(item) or g.is_entity(item))
        and (item.plural if g.is_entity(item) else True)
    ):
        # "top 10 customers by orders": by how many they have
        g.frame.rank = Wanted(mention=item, count=g.is_entity(item))
        g.frame.direction = g.frame.direction or g.super
        g.super = None
        g.remember(item, "rank")
        g.mode = "head"
        return
    g.frame.groups.append(Group(mention=item, text=item.text, word=g.by, through=through))
    g.remember(item, "group")
    group_goes_on(g)


def group_goes_on(g: Cursor) -> None:
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    after = g.peek(1)
    joined = following is not None and (following.is_op("and") or following.low == ",")
    if joined and after is not None:
        leads = g.is_entity(after) and (behind := g.peek(2)) is not None and behind.kind == "mention"
        # "by month and customer" where customers are counted too: one of them is a group, and no number
        leads = leads or (g.is_entity(after) and not after.plural and following is not None and following.is_op("and"))
        named = after.kind == "mention" and not g.is_value_strongly(after) and (leads or not g.field_only(after))
        if named or (after.kind == "time" and after.time is not None and after.time.kind in ("grain", "part")):
            return
        if after.is_op("by"):
            return
    g.mode = "head"


def opposite(g: Cursor, item: Item) -> None:
    """ "Unpaid fines": the date of what did not happen is empty, the yes or no is a no."""
    if g.take_negation() or g.mode == "without":
        g.frame.refusal = f"“{item.text}” is denied twice here. Say it once."
    kind = item.matches[0].target
    flag = g.lexicon.flag(kind.table, kind.name) is not None
    g.condition(Condition("value", item, negated=True) if flag else Condition("null", item))
    g.remember(item, "condition")


def value(g: Cursor, item: Item) -> None:
    last = g.frame.conditions[-1] if g.frame.conditions else None
    joined = g.items[g.at - 1].is_op("or", "and") or g.items[g.at - 1].low == "," if g.at else False
    if item.quoted and not item.matches:
        if last is not None and last.kind == "text" and last.op == "=" and joined and last.mention is g.last:
            last.values.append(item.text)  # 'whose format is "CD" or "DVD"'
            return
        g.frame.unknown.append(item)
        return
    if said_of.tells_how(g, item):
        return
    following = g.peek()
    item.dated = following is not None and following.kind == "time" and bool(verb_stems(item.low.split()[-1]))
    item.after_thing = said_of.follows_thing(g)
    item.placed = said_of.placed(g)
    beside = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    item.before_thing = beside is not None and g.is_entity(beside)
    if item.low in ADVERBS and not item.before_thing and (g.agg or g.count is not None):
        g.frame.refusal = g.frame.refusal or (
            f"“{item.text}” can be a period or a value of the data. Say “by {ADVERBS[item.low]}”, or name the field of the value."
        )
    condition = Condition("value", item, negated=g.take_negation())
    said_of.check_yet(g, item, denied=condition.negated)
    if g.mode == "without" and not item.before_thing:
        condition.negated = True  # but "no active project" denies the project, not that it is active
    condition.origin = g.at > 0 and g.items[g.at - 1].low == "from" and bool(g.frame.entities) and not g.frame.wanted
    g.condition(condition)
    g.remember(item, "value")


def denied(g: Cursor, said: Item, by: Item) -> None:
    """ "Not delivered by road": whether the delivery or the road is denied is for the person to say."""
    last = g.frame.conditions[-1] if g.frame.conditions else None
    if last is None or not last.negated or last.mention is not said or by.kind != "mention" or not verb_stems(said.low):
        return
    if (
        g.items[g.at + 1] is by
        and not by.plural
        and not g.is_value(by)
        and g.kind_match(by, "dimension") is by.matches[0]
    ):
        return  # "not closed by topic": for each topic
    g.frame.refusal = (
        f"It is not clear whether “not” belongs to “{said.text}” or to “{by.text}”. "
        "Ask for one of them, for example with “other than”."
    )


def participle(g: Cursor, item: Item) -> bool:
    """ "discounted lines": a field's participle right before the thing it describes."""
    if not item.verb or not item.low.endswith("ed") or not g.frame_has_field_only(item):
        return False
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if following is None or following.kind != "mention":
        return False
    if not g.is_entity(following):
        mine = {m.target.table for m in item.matches}
        things = [
            m for m in following.matches if m.target.kind == "table" and m.target.table in mine and m.score >= 0.6
        ]
        if not things:
            return False
        following.matches = things
    g.condition(Condition("positive", item, negated=g.take_negation()))
    g.remember(item, "condition")
    return True


def predicate(g: Cursor, item: Item) -> bool:
    """ "products that are discontinued": a yes/no field said of what stands before it."""
    if not item.matches:
        return False
    best = item.matches[0]
    if any(m.exact and m.score >= best.score and m.target.kind in ("measure", "derived") for m in item.matches):
        return False
    flag = g.lexicon.flag(best.target.table, best.target.name) if best.target.kind == "dimension" else None
    if flag is None or g.columns_clause or g.frame.follow_columns:
        return False
    g.condition(Condition("value", item, negated=g.take_negation()))
    g.remember(item, "condition")
    return True


def joins_value(g: Cursor, item: Item) -> bool:
    """ "Italian food", "in the city of Paris", "status shipped": the field of a value that stands beside it."""
    before = g.items[g.at - 1] if g.at > 0 else None
    if said_of.as_their(g, item):
        return True
    if before is not None and g.last is before and g.last_place == "value":
        tables = {(m.target.table, m.target.name) for m in before.matches if m.target.kind == "value"}
        for match in item.matches:
            if match.score < item.matches[0].score - 0.15:
                break  # "mobile app revenue": the revenue, though a sales channel has a word of it
            thing = match.target.kind == "table" and any(
                t == match.target.table and g.lexicon.display(t) == n for t, n in tables
            )
            named = match.target.kind == "dimension" and (match.target.table, match.target.name) in tables
            if thing or named:
                before.matches = [
                    m for m in before.matches if m.target.kind == "value" and g.fits(m, item)
                ] or before.matches
                g.remember(before, "value")
                return True
    following = g.peek()
    if following is not None and following.low == "either":
        following = g.peek(1)
    denied = (
        following is not None
        and following.is_op("not")
        and following.low in ("is not", "are not", "not", "was not", "were not")
    )
    if denied and following is not None:
        quoted = g.peek(1)
        if quoted is not None and quoted.kind == "mention" and quoted.quoted and not g.is_entity(item):
            values = [str(m.target.value) for m in quoted.matches if g.fits(m, item)][:1] or [quoted.text]
            g.condition(Condition("text", item, op="=", values=list(values), negated=True))
            g.jump(quoted)
            g.remember(item, "condition")
            return True
    beside = following is not None and following is g.items[min(g.at + 1, len(g.items) - 1)]
    if (
        following is not None
        and following.kind == "mention"
        and (following.quoted or g.is_value(following) or (beside and g.kind_match(following, "value")))
    ):
        fits = [m for m in following.matches if m.target.kind == "value" and g.fits(m, item)]
        if fits and not g.is_entity(item):
            following.matches = fits
            following.verb = ()
            return True
        if fits and g.is_entity(item) and not between_breaks(g, following):
            following.matches = fits
            return not (g.subject() is None and not g.frame.wanted)
        between = g.items[g.at + 1 : g.items.index(following)]
        tied = all(i.low in ("is", "are", "was", "were", "of", "the", "=", "equals", ":", "a") for i in between)
        if following.quoted and not following.matches and not g.is_entity(item) and tied:
            g.condition(Condition("text", item, op="=", values=[following.text], negated=g.take_negation()))
            g.jump(following)
            g.remember(item, "condition")
            return True
    return False


def between_breaks(g: Cursor, following: Item) -> bool:
    at, end = g.at + 1, g.items.index(following)
    return any(i.low in ("in", "with", "for", "from", "of") for i in g.items[at:end])


def _names_field_of_value(g: Cursor, item: Item) -> bool:
    """Whether the value behind a name is one of the field that it names."""
    following = g.peek()
    if following is None or following.kind != "mention" or g.is_entity(item) or not g.is_value(following):
        return False
    return any(m.target.kind == "value" and g.fits(m, item) for m in following.matches)


def possessed(g: Cursor, item: Item) -> None:
    """What comes after "with" and "without"."""
    without = g.mode == "without"
    if without and _names_field_of_value(g, item) and joins_value(g, item):
        return  # "without any order of status open": the value is what is lacking
    g.mode = "head"
    if joins_value(g, item) if not without else said_of.as_their(g, item):
        return
    before = g.items[g.at - 1].low
    listed = g.frame.listing and before not in ("a", "an", "with a", "with an", "no")
    if (
        not without
        and not g.is_entity(item)
        and (before in ("their", "its", "the", "his", "her") or listed)
        and g.kind_match(item, "dimension")
        and not g.number_ahead()
    ):
        g.frame.columns.append(item)
        g.columns_clause = True
        g.remember(item, "column")
        return
    if not without and shown_beside.thing_of_theirs(g, item):
        g.thing = g.frame.entities[0] if g.frame.entities else None  # what follows is a field of those that are listed
        g.frame.entities.append(item)
        g.columns_clause = True
        g.remember(item, "entity")
        return
    if g.is_entity(item) and not g.exact_dimension(item):
        g.condition(Condition("exists", item, negated=without, without=without, subject=g.subject()))
        g.remember(item, "condition")
        return
    condition = Condition("positive", item, negated=without)
    g.condition(condition)
    g.remember(item, "with" if not without else "condition")


def another_had(g: Cursor, item: Item) -> bool:
    """ "Without a fair or a gym", "with both a fair and a gym": a further thing that they have, or of which they have none."""
    last = g.frame.conditions[-1] if g.frame.conditions else None
    at = g.at - 1
    while at > 0 and g.items[at].kind in SKIPPED and g.items[at].low in ("a", "an", "any", "the"):
        at -= 1
    if last is None or last.kind != "exists" or last.mention is None or g.items[at - 1] is not last.mention:
        return False
    either, both = g.items[at].is_op("or") or g.items[at].low == "nor", g.items[at].is_op("and") and g.frame.both
    if not (either or (both and not last.negated)):
        return False
    again = Condition("exists", item, negated=last.negated, without=last.without, subject=last.subject, again=True)
    g.condition(again)
    again.joiner = "or" if either and not last.negated else "and"
    g.remember(item, "condition")
    return True
