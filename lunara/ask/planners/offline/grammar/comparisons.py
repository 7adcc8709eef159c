"""Comparisons that are said in words: more than, between, empty, containing, and a field against another."""

from __future__ import annotations

from lunara.ask.planners.offline.frame import Condition, Wanted
from lunara.ask.planners.offline.grammar import numbers
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target


def op_between(g: Cursor, item: Item, arg: str) -> bool:
    first, joiner, second = g.peek(), g.peek(1), g.peek(2)
    if (
        first is not None
        and first.kind == "number"
        and joiner is not None
        and second is not None
        and (joiner.is_op("and") or joiner.low in ("to", "-"))
        and second.kind == "number"
    ):
        values = [first.number or 0, second.number or 0]
        return numbers.number_condition(g, "between", values, second, first.percent)
    if (
        item.low == "between"
        and first is not None
        and first.kind == "mention"
        and second is not None
        and g.date_match(first)
        and g.date_match(second)
    ):
        g.frame.wanted.append(Wanted(between=(first, second), agg=g.agg or "avg"))
        g.agg = ""
        g.jump(second)
        return True
    return False


def op_compare(g: Cursor, item: Item, arg: str) -> bool:
    following = g.peek()
    if following is None:
        return False
    if following.kind == "number":
        values = [following.number or 0]
        op = arg
        after = g.items[g.items.index(following) + 1 : g.items.index(following) + 3]
        lows = [i.low for i in after]
        end = following
        if lows[:2] in (["or", "more"], ["or", "higher"], ["or", "greater"]):
            op, end = ">=", after[1]
        return numbers.number_condition(g, op, values, end, following.percent)
    if following.kind == "mention" and g.field_match(following) and not g.is_entity(following):
        number = g.items[g.items.index(following) + 1 : g.items.index(following) + 2]
        if number and number[0].kind == "number":  # "above age 20"
            values = [number[0].number or 0]
            g.condition(
                Condition(
                    "compare",
                    following,
                    op=arg,
                    values=list(values),
                    percent=number[0].percent,
                    negated=g.take_negation(),
                )
            )
            g.jump(number[0])
            g.remember(following, "condition")
            return True
    if following.kind == "mention" and (g.field_match(following) or g.date_match(following)):
        return column_condition(g, arg, following)
    if arg in ("=", "!=") and following.kind == "mention":
        if arg == "!=":
            g.negated = True
        return True
    return False


def op_empty(g: Cursor, item: Item, arg: str) -> bool:
    if g.last is None:
        return False
    g.retract(g.last)
    g.condition(Condition("null", g.last, negated=arg == "not"))
    g.remember(g.last, "condition")
    return True


def op_text(g: Cursor, item: Item, arg: str) -> bool:
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    if following is not None and following.kind == "filler" and len(following.low) > 1:
        following = g.peek()
    if g.last is None or following is None or following.kind not in ("mention", "unknown", "filler", "verb"):
        return False
    if arg == "=":
        if not (g.is_entity(g.last) and (following.quoted or following.text[:1].isupper())):
            return False
        g.condition(Condition("text", g.last, op="=", values=[following.text], negated=g.take_negation()))
        g.jump(following)
        return True
    if following.kind == "mention" and not following.quoted and g.is_value(following) and "letter" not in item.low:
        return True  # "orders containing Lighting": a verb, and a value of its own
    values = [following.text]
    g.jump(following)
    place = _where_written(g) or g.last
    g.retract(place)
    condition = Condition("text", place, op=arg, values=list(values), negated=g.take_negation())
    g.condition(condition)
    g.remember(place, "condition")
    return True


def _where_written(g: Cursor) -> Item | None:
    """The field behind a text that is looked for: "with the word 'Blue' in their title"."""
    rest = [i for i in g.items[g.at : g.at + 4] if i.kind != "punct"]
    if not rest or rest[0].low not in ("in", "within"):
        return None
    field = next((i for i in rest[1:] if i.low not in ("the", "its", "their", "his", "her")), None)
    if field is None or field.kind != "mention" or g.is_entity(field) or not g.kind_match(field, "dimension"):
        return None
    g.jump(field)
    return field


def compares_ahead(g: Cursor, item: Item) -> bool:
    """A name with its comparison behind it: "list price above 3000", "rating > 4", "total due between 1 and 2"."""
    if not (g.field_match(item) or g.date_match(item)) or g.is_entity(item):
        return False
    at = g.at + 1
    while at < len(g.items) and g.items[at].kind in SKIPPED and g.items[at].low not in ("than",):
        at += 1
    if at >= len(g.items):
        return False
    op = g.items[at]
    numeric = op.op("compare") or op.op("between")
    after = next((i for i in g.items[at + 1 :] if i.kind not in SKIPPED), None)
    if numeric is None or after is None or after.kind != "number":
        return False
    if numeric.name == "between":
        return keep_for_between(g, item)
    if numbers.number_belongs_after(g, after):
        return False
    g.last, g.last_place = item, "subject"
    g.compared_agg = g.agg if g.count is None and g.agg in ("avg", "median", "max", "min", "sum") else ""
    g.agg = "" if g.count is None else g.agg
    return True


def keep_for_between(g: Cursor, item: Item) -> bool:
    g.last, g.last_place = item, "subject"
    return True


def column_condition(g: Cursor, op: str, other: Item) -> bool:
    subject = g.last
    if subject is None or not (g.field_match(subject) or g.date_match(subject)) or g.is_entity(subject):
        return False
    if g.is_entity(other):
        return False
    said = [i.low for i in g.items[max(0, g.at - 2) : g.at]]
    op = op + "=" if said in (["on", "or"], ["at", "or"]) and op in ("<", ">") else op
    before = [i for i in g.items if i.end <= subject.start and i.kind not in SKIPPED]
    if before and before[-1].is_op(
        "not", "without"
    ):  # "not shipped after the due date": what was never shipped as well?
        g.frame.refusal = f"It is not clear what is denied of “{subject.text}”. Ask for what was done, and when."
    if g.take_negation():
        op = OPPOSITE[op]
    g.retract(subject)
    g.condition(Condition("columns", subject, op=op, other=other))
    g.jump(other)
    g.remember(other, "condition")
    return True


OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "=", "<>": "="}
"""What holds of two values that are both known where the comparison does not."""


def two_fields(g: Cursor, item: Item, arg: str) -> bool:
    """Two fields of one row that were found to be compared ("delivered late")."""
    if item.compared is None:
        return False
    if g.negated or g.mode == "without" or g.joiner == "or":
        g.frame.refusal = g.frame.refusal or f"It is not clear what “{item.text}” is tied to. Ask for it alone."
        return True
    table, first, op, second = item.compared
    one, other = (_field(item, table, name) for name in (first, second))
    g.condition(Condition("columns", one, op=op, other=other))
    g.remember(other, "condition")
    g.mode = "head"
    return True


def _field(item: Item, table: str, name: str) -> Item:
    made = Item("mention", item.start, item.end, item.text, low=item.low)
    made.matches = [Match(Target("dimension", table, name), 1.0, True)]
    return made
