"""Superlatives, periods of time and brackets."""

from __future__ import annotations

from itertools import pairwise

from lunara.ask.planners.offline import deeds
from lunara.ask.planners.offline.frame import Condition, Formula, Group, Wanted
from lunara.ask.planners.offline.grammar import sayings
from lunara.ask.planners.offline.grammar.cursor import SKIPPED, Cursor
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.periods import FINE, TimePhrase
from lunara.ask.planners.offline.plain.things import holds_years
from lunara.ask.planners.offline.words import AGAINST
from lunara.ask.tokens import stem
from lunara.semantic.query import DatePart


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
        # "longest length", "latest open year": the attribute is named as well
        named = g.field_match(following)
        own = {*words_of(following.text), *g.lexicon.own_words(named.target)} if named is not None else set()
        if named is not None and (
            g.lexicon.fields(words[:1])
            or (named.exact and (set(words) & own or ("date" in words and _is_year(g, named))))
        ):
            g.frame.rank = Wanted(mention=following)
            g.jump(following)
            g.remember(following, "rank")
    day = g.date_match(following) if following is not None and "date" in words and not g.is_entity(following) else None
    if following is not None and day is not None and day.exact and g.frame.rank.mention is None:
        g.frame.rank = Wanted(mention=following)  # "the appointment with the latest end"
        g.jump(following)
        g.remember(following, "rank")
    if g.frame.top is None:
        entity = following if following is not None and following.kind == "mention" else None
        entity = None if g.frame.rank.mention is not None and g.frame.entities else entity  # the thing with that field
        named_entity = entity or (g.frame.entities[-1] if g.frame.entities else None)
        if named_entity is None or not named_entity.plural:
            g.frame.top = 1


def _is_year(g: Cursor, match: Match) -> bool:
    """Whether a field is the year of a deed, whatever it is called: "with the earliest founded"."""
    dimension = g.lexicon.dimension(match.target.table, match.target.name)
    return dimension is not None and holds_years(dimension)


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
    if g.items[g.at - 1].low in AGAINST or any(i.low in _COMPARED for i in g.items[: g.at]):
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
    if second.kind == "time" and second.low == "today" and joiner.low in ("to", "until", "and"):
        return _to_today(g, first, second, unit, agg)
    joined = joiner.is_op("and") if rest[0].low == "between" else joiner.low in ("to", "until")
    if not joined or not _dates_said(g, first, second):
        return False
    told = [FINE[b.low] for a, b in pairwise(g.items[at:]) if a.low == "in" and b.kind == "unit" and b.low in FINE]
    g.frame.wanted.append(Wanted(between=(first, second), agg=agg or g.agg, unit=(told or [unit])[0]))
    g.agg, g.count = "", None
    g.jump(second)
    g.remember(second, "wanted")
    return True


def _to_today(g: Cursor, first: Item, today: Item, unit: str, agg: str) -> bool:
    """ "Years from birth date to today": how long ago a date of each row is."""
    if not any((d := g.lexicon.dimension(t.table, t.name)) and d.type == "time" for t in _dates_of(g, first)):
        return False
    g.frame.wanted.append(Wanted(between=(first, first), to_today=True, agg=agg or g.agg, unit=unit))
    g.agg, g.count = "", None
    today.kind = "filler"
    g.jump(today)
    g.remember(first, "wanted")
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
    if found or (item.kind not in ("unknown", "verb", "mention", "filler") and item.low not in _MOMENTS):
        return found
    done = [t for targets in deeds.dates_of(item.low, g.lexicon).values() for t in targets]
    things = {m.target.table for m in item.matches if m.exact and m.target.kind == "table"}
    own = [(t, g.lexicon.time_dimension(t)) for t in sorted(things - {t.table for t in done})]
    return done + [Target("dimension", table, date) for table, date in own if date is not None and "." not in date]


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
    start = g.items[at].start - len(alias.split())
    before = next(
        (c.mention.text for c in g.frame.conditions if c.mention is not None and c.mention.end == start), None
    )
    named = before or next((w for w in alias.split() if is_value(w, g.lexicon)), None)
    if named is not None and alias and not g.frame.refusal:
        g.frame.refusal = (
            f"“{named}” is a value here, and what the brackets hold seems to be called so. Name one of them otherwise."
        )
    if operators == ["/"] and not g.agg and not g.frame.wanted and all(isinstance(o, Item) for o in operands):
        # One total divided by the other: the quotients of single rows do not add up.
        wanted.mention, by = inside[0], Wanted(mention=inside[2])
        g.frame.wanted.append(wanted)
        wanted, g.frame.quotient = by, True
    elif len(operands) == 1 and isinstance(operands[0], Item):
        wanted.mention = operands[0]
    else:
        wanted.formula = Formula(operands, operators)
    g.agg = ""
    g.count = None
    g.frame.wanted.append(wanted)
    g.remember(inside[0], "wanted")
    g.at = end + 1
    return wanted


def is_value(word: str, lexicon: Lexicon) -> bool:
    """Whether the data holds this word as a value, by which a name may be more than a name: "cancelled margin (…)"."""
    return any(m.exact for m in lexicon.value_matches((stem(word.lower()),), word.lower()))


def _symbol(item: Item) -> str:
    for name, symbol in (("minus", "-"), ("plus", "+"), ("times", "*"), ("divided", "/")):
        if item.is_op(name):
            return symbol
    return "+"
