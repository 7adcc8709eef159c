"""What verbs say together with the words beside them: "shipped to Germany" names a field, "are units in stock" says nothing."""

from __future__ import annotations

from lunara.ask.planners.offline.frame import Condition
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.tokens import verb_stems

PREPOSITIONS = frozenset(("to", "in", "at", "by", "via", "from", "through", "into", "with", "on"))
_SOURCES = frozenset(("from", "origin", "source", "start"))
_COPULAS = frozenset(("is", "are", "was", "were"))
_RELATIVES = frozenset(("that", "which", "who"))


def names_field(g: Cursor, item: Item, date: Target) -> bool:
    """ "Shipped to Germany", where the rows have a ship country: the verb and the value name that field, so the date of the
    verb is no condition; a period behind the value is of that date.
    """
    at = g.at + 1
    if at >= len(g.items) or g.items[at].low not in PREPOSITIONS:
        return False
    preposition = g.items[at].low
    values: list[Item] = []
    while True:
        at += 1
        while at < len(g.items) and g.items[at].low in ("the", preposition):
            at += 1
        value = g.items[at] if at < len(g.items) else None
        if value is None or value.kind != "mention" or not g.is_value(value) or not _named(g, item, date, value):
            break
        values.append(value)
        at += 1
        if at >= len(g.items) or not (g.items[at].is_op("or", "and") or g.items[at].low == ","):
            break
    if not values:
        return False
    for value in values:
        value.matches = _named(g, item, date, value)
    if preposition == "from" and not any(_SOURCES & _words(g, m.target) for m in values[0].matches):
        label = values[0].matches[0].target.name.replace("_", " ")
        g.frame.refusal = (
            f"“{item.text} from” is not known here, only {label}. Say “to”, or name the field of “{values[0].text}”."
        )
    if g.negated or g.mode == "without":
        g.frame.refusal = (
            f"It is not clear whether “not” belongs to “{item.text}” or to “{values[0].text}”. "
            "Ask for one of them, for example with “other than”."
        )
    g.frame.filler.append(item)
    last = g.items.index(values[-1])
    then = next((i for i in g.items[last + 1 :] if i.kind not in SKIPPED), None)
    if then is not None and then.kind == "time" and then.time is not None and then.time.kind == "range":
        g.condition(Condition("date", item, time=then.time))
        g.taken.append(then)
    return True


def _named(g: Cursor, item: Item, date: Target, value: Item) -> list[Match]:
    """The meanings of a value whose field is called after the verb: of the same rows, or reached by a key called so."""
    stems = set(verb_stems(item.low.split()[0]))
    found: list[Match] = []
    for match in value.matches:
        target = match.target
        if target.kind != "value":
            continue
        if target.table == date.table:
            named = _after(stems, _words(g, target))
        else:
            keys = [r for r in g.lexicon.roads.direct(date.table, target.table) if r.from_table == date.table]
            named = _after(stems, {w for r in keys for c in r.from_columns for w in words_of(c)})
        if named:
            found.append(match)
    return found


def called_after(g: Cursor, stems: set[str], value: Item) -> list[Match]:
    """The meanings of a value whose field is called after a verb."""
    return [m for m in value.matches if m.target.kind == "value" and _after(stems, _words(g, m.target))]


def _after(stems: set[str], words: set[str]) -> bool:
    """Whether one of the words is the verb, or a noun of it: "ship", "delivery" for what was delivered."""
    return any(w == s or (len(s) >= 4 and w.startswith(s)) for w in words for s in stems)


def _words(g: Cursor, target: Target) -> set[str]:
    dimension = g.lexicon.dimension(target.table, target.name)
    if dimension is None:
        return set()
    words = {*words_of(dimension.name), *words_of(dimension.label or "")}
    return words | {v for w in words for v in verb_stems(w)}


def says_nothing(g: Cursor, item: Item) -> bool:
    """ "Which products are units in stock?": a number said of a thing with "are", without how much of it, is no condition."""
    following = g.items[g.at + 1] if g.at + 1 < len(g.items) else None
    at = g.at - 1
    if (following is not None and following.low not in (".", "?", "!")) or at < 1 or g.items[at].low not in _COPULAS:
        return False
    at -= 1
    while at > 0 and g.items[at].low in _RELATIVES:
        at -= 1
    number = g.field_match(item)
    if number is None or number.score < item.matches[0].score - 0.05 or not g.is_entity(g.items[at]):
        return False
    if number.target.kind == "dimension" and g.lexicon.flag(number.target.table, number.target.name) is not None:
        return False
    g.frame.refusal = g.frame.refusal or (
        f"“{item.text}” is a number here, no yes or no: say how much of it, for example “more than 0”."
    )
    return True
