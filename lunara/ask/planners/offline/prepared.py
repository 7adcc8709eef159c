"""Items set right by their neighbours, before a sentence is made of them: numbers, not dates; verbs, not fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from lunara.ask.planners.offline.beside_things import of_the_thing_beside
from lunara.ask.planners.offline.compound_nouns import kind_of_things
from lunara.ask.planners.offline.fields import Fields
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Target
from lunara.ask.planners.offline.listed_values import of_one_field
from lunara.ask.planners.offline.names_beside import names_beside
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.operators import Op
from lunara.ask.planners.offline.plain.things import BE, called_once, is_participle
from lunara.ask.planners.offline.units_said import sized_behind
from lunara.ask.planners.offline.words import EVENT_VERBS, LIGHT_VERBS, SALE_VERBS
from lunara.ask.tokens import verb_stems
from lunara.semantic.query import TimeRange

_LIMITS = {
    "before": "<",
    "after": ">",
    "since": ">=",
    "until": "<=",
    "over": ">",
    "under": "<",
    "above": ">",
    "below": "<",
}
_DONE = frozenset((*SALE_VERBS, "sell", "order", "purchase", "book", "use", "consume", "make", "produce"))


def prepared(items: Sequence[Item], lexicon: Lexicon, today: date) -> list[Item]:
    """The items as their neighbours show them."""
    made: list[Item] = []
    items = names_beside(_or_later(_or_more(items)), lexicon)
    of_one_field(items, lexicon)
    for place, item in enumerate(items):
        if _at_least_one(items, place):
            continue
        order = _order(items, place)
        if order is not None:
            made[-1:] = [order]
            continue
        kind_of_things(items, place)
        _ties(items, place)
        _noun_behind_noun(items, place)
        _listed_noun(items, place)
        _superlative(items, place, lexicon)
        _own_first(items, place)
        _field_of(items, place)
        _its_own(items, place)
        _of_the_value_before(items, place)
        of_the_thing_beside(items, place, lexicon)
        _same_part(items, place)
        _averaged_as_well(items, place, lexicon)
        _of_each_of_them(items, place)
        if _years_named(items, place):
            item.kind, item.matches, item.verb = "filler", [], ()
        if item.low == "shared" and place + 1 < len(items) and items[place + 1].low == "by":
            item.kind, item.matches, item.verb = "unknown", [], ()  # no field, though one is called "share"
        before = made[-1] if made else None
        _said_of(item, made)
        _of_same_field(items, place)
        said = _without_both(made)
        numbered = _year_of_verb(said, lexicon) or _is_number(said, lexicon) or _goes_on(made, lexicon)
        numbered = numbered or (item.kind == "time" and sized_behind(items, place))
        if item.kind == "time" and numbered:
            made.extend(_as_numbers(item))
            continue
        if _so_many_bought(items, place) or _made_by(items, place):
            item.kind, item.matches = "filler", []
        if before is not None and (_done_to(item, before, lexicon) or _came_about(item, before, lexicon, today)):
            item.kind, item.matches, item.verb = "filler", [], ()
        made.append(item)
    _stranded(made)
    return made


def _stranded(items: Sequence[Item]) -> None:
    """ "How many customers does each agent look after?": a preposition with nothing behind it is a part of the verb."""
    said = [i for i in items if i.kind != "punct"]
    if len(said) < 4 or said[-1].low not in ("after", "over") or not said[-1].is_op("compare"):
        return
    subject, verb = said[-3], said[-2]
    asked = any(i.low in ("do", "does", "did") for i in said[:-3])
    if asked and subject.kind == "mention" and verb.kind == "filler":
        said[-1].kind, said[-1].ops = "filler", []


_OR_MORE = {
    **dict.fromkeys(("more", "greater", "higher", "above"), ">="),
    **dict.fromkeys(("less", "fewer", "lower", "below"), "<="),
}


def _or_more(items: Sequence[Item]) -> list[Item]:
    """ "2 or more" and "2 hours or less" are at least and at most two, "more than a single" is more than one."""
    made = list(items)
    at = 0
    while at + 1 < len(made):
        tie, said = made[at], made[at + 1]
        place = next((n for n in (at - 1, at - 2) if n >= 0 and made[n].kind == "number"), None)
        op = _OR_MORE.get(said.low) if tie.low == "or" and (place == at - 1 or _ends(made, at + 2)) else None
        if op is not None and place is not None and not (place and made[place - 1].is_op("compare", "between", "or")):
            number = made[place]
            compare = Item("op", number.start, number.start, f"or {said.text}", ops=[Op("compare", op)])
            compare.low = "at least" if op == ">=" else "at most"
            made[at : at + 2] = []
            made.insert(place, compare)
        elif said.low == "single" and said.kind == "unknown" and _more_than(made, at):
            made[at + 1] = Item("number", said.start, said.end, said.text, number=1, low="1")
        at += 1
    return made


_ON = frozenset(("after", "later", "since", "onwards", "onward", "newer", "more recent"))
_BACK = frozenset(("before", "earlier", "older", "prior"))


def _or_later(items: Sequence[Item]) -> list[Item]:
    """ "In 2014 or later", "in March 2024 or before": a period that is open on one side."""
    made: list[Item] = []
    for at, item in enumerate(items):
        first = items[at - 2] if at > 1 and items[at - 1].low == "or" else None
        span = first.time.range if first is not None and first.kind == "time" and first.time is not None else None
        start, end = (span.from_, span.to) if span is not None else (None, None)
        later, earlier = item.low in _ON, item.low in _BACK
        ends = at + 1 == len(items) or items[at + 1].kind not in ("time", "number")
        if first is not None and first.time is not None and start and end and (later or earlier) and ends:
            opened = TimeRange.model_validate({"from": start, "to": None} if later else {"from": None, "to": end})
            made[-1].kind, made[-1].ops = "filler", []
            made[-2] = replace(first, time=replace(first.time, range=opened, bare_year=None))
            made.append(replace(item, kind="filler", ops=[], matches=[], verb=()))
        else:
            made.append(item)
    return made


def _more_than(items: Sequence[Item], at: int) -> bool:
    """Whether the item at this place is "more than", or the article behind it."""
    before = items[at - 1] if items[at].low in ("a", "one") and at else items[at]
    return before.is_op("compare") and before.low.startswith("more than")


def _ends(items: Sequence[Item], at: int) -> bool:
    """Whether nothing that a number could be of stands here: "2 herds or more"."""
    return at >= len(items) or items[at].kind not in ("mention", "number", "time")


def _at_least_one(items: Sequence[Item], place: int) -> bool:
    """ "With at least one denied claim" is with a denied claim: whether this item is of the "at least one" of it."""
    for at in (place, place - 1):
        if not 0 < at < len(items) - 2 or not items[at - 1].is_op("with"):
            continue
        least, one, said = items[at : at + 3]
        op = least.op("compare")
        value = said.kind == "mention" and said.matches[:1] and said.matches[0].target.kind == "value"
        if op is not None and op.arg == ">=" and one.number == 1 and value:
            return True
    return False


def _order(items: Sequence[Item], place: int) -> Item | None:
    """ "…, most valuable first" at the end of a sentence: an order, not a superlative."""
    before, item = (items[place - 1] if place else None), items[place]
    last = place + 1 == len(items) or items[place + 1].kind == "punct"
    if before is None or before.adjective is None or item.low != "first" or not last:
        return None
    ops = [Op("direction", before.adjective[0])]
    return Item("op", before.start, item.end, f"{before.text} first", ops=ops, low=f"{before.low} first")


_HIGHEST = {"highest": "desc", "largest": "desc", "greatest": "desc", "biggest": "desc", "maximum": "desc"}
_LOWEST = {"lowest": "asc", "smallest": "asc", "least": "asc", "minimum": "asc"}


def _superlative(items: Sequence[Item], place: int, lexicon: Lexicon) -> None:
    """ "The highest capacity", though a field is called "highest": the superlative of the number behind it."""
    item = items[place]
    direction = {**_HIGHEST, **_LOWEST}.get(item.low)
    following = items[place + 1] if place + 1 < len(items) else None
    if item.kind != "mention" or item.quoted or direction is None or following is None or not place:
        return
    if items[place - 1].low not in ("the", "with the", "with") or not following.matches:
        return
    best = following.matches[0]
    if following.kind == "mention" and best.exact and _adds_up(best.target.table, best.target.name, lexicon):
        item.kind, item.matches, item.ops = "op", [], [Op("super", direction)]


def _own_first(items: Sequence[Item], place: int) -> None:
    """ "Employees hired": their own date or field of that very name goes before a state of other rows."""
    item = items[place]
    best = item.matches[0].target if item.matches else None
    if item.kind != "mention" or best is None or not any(m.target.kind == "value" for m in item.matches):
        return
    at = place - 1
    while at >= 0 and items[at].kind == "filler":
        at -= 1
    thing = items[at] if at >= 0 else None
    if thing is None or thing.kind != "mention" or not item.verb:
        return
    tables = {m.target.table for m in thing.matches if m.exact and m.target.kind == "table"}
    own = [m for m in item.matches if m.exact and m.target.table in tables and m.target.kind == "dimension"]
    states = {m.target.table for m in item.matches if m.target.kind == "value"}
    if own and not states & tables:
        item.matches = own


def _noun_behind_noun(items: Sequence[Item], place: int) -> None:
    """ "Guest stays on active floors": behind one noun that opens the question a verb has nobody who does it."""
    item = items[place]
    if place != 1 or item.kind != "verb" or not item.low.endswith("s") or items[0].kind != "mention":
        return
    tables = any(m.exact and m.target.kind == "table" for m in items[0].matches)
    if tables and items[0].end == item.start and not items[0].plural:
        item.kind, item.verb = "unknown", ()


def _listed_noun(items: Sequence[Item], place: int) -> None:
    """ "The dates, places, and names": a word between the fields of a list is one of them, though it may be a verb elsewhere."""
    item = items[place]
    if item.kind != "verb" or not item.low.endswith("s") or not 1 < place < len(items) - 1:
        return
    field, comma, behind = items[place - 2], items[place - 1], items[place + 1]
    listed = any(i.is_op("list") for i in items[:place]) and field.kind == "mention"
    fields = all(m.target.kind in ("dimension", "measure") for m in field.matches if m.exact) and field.matches
    if listed and fields and comma.low == "," and (behind.low == "," or behind.is_op("and")):
        item.kind, item.verb = "unknown", ()


_WHOLE = frozenset(("the", "all", "every", "each", "all the", "of all", "of each", "of every", "our", "any"))


def _field_of(items: Sequence[Item], place: int) -> None:
    """ "Phone numbers and states of all votes": the state of the votes, though other rows are called states too."""
    item = items[place]
    things = {m.target.table for m in item.matches if m.exact and m.target.kind == "table"}
    fields = {m.target.table for m in item.matches if m.exact and m.target.kind == "dimension"} - things
    if item.kind != "mention" or not things or not fields:
        return
    at = place + 1
    while at < len(items) and (items[at].kind in ("mention", "punct") or items[at].is_op("and")):
        if items[at].kind == "punct" and items[at].low != ",":
            return
        at += 1
    if at >= len(items) or not items[at].low.startswith("of") or items[at].is_op("count"):
        return
    at += 1
    while at < len(items) and items[at].low in _WHOLE:
        at += 1
    owner = items[at] if at < len(items) else None
    if owner is None or owner.kind != "mention":
        return
    owners = {m.target.table for m in owner.matches if m.exact and m.target.kind == "table"} & fields
    if owners:
        item.matches = [m for m in item.matches if m.target.kind == "dimension" and m.target.table in owners]


def _its_own(items: Sequence[Item], place: int) -> None:
    """ "For each product, its id and the number of orders": the id of the product, though other rows have ids too."""
    item = items[place]
    if item.kind != "mention" or place < 3 or items[place - 1].low not in ("its", "their"):
        return
    led = items[0].is_op("by") and {"each", "every"} & set(items[0].low.split())
    tables = {m.target.table for m in items[1].matches if m.exact and m.target.kind == "table"} if led else set()
    own = [m for m in item.matches if m.target.table in tables and m.target.kind in ("dimension", "measure")]
    if own and not any(m.exact and m.target.kind == "table" for m in item.matches):
        item.matches, item.anchor = own, items[1]


def _of_the_value_before(items: Sequence[Item], place: int) -> None:
    """ "Who has a cat that is 3 years old": the age of the cat, where its rows have one."""
    item, at = items[place], place - 1
    while at >= 0 and (items[at].kind == "filler" or items[at].is_op("which", "with")):
        at -= 1
    value = items[at] if 0 < at < place - 1 else None
    led = value is not None and items[at - 1].low.split()[-1:] in (["a"], ["an"])
    if item.kind != "mention" or value is None or not led or value.kind != "mention":
        return
    tables = {m.target.table for m in value.matches[:1] if m.target.kind == "value"}
    own = [m for m in item.matches if m.exact and m.target.kind == "dimension" and m.target.table in tables]
    if own:
        item.matches = own


def _ties(items: Sequence[Item], place: int) -> None:
    """ "Partners that received a grant": the verb ties the two things, though a date of something else sounds like it."""
    item = items[place]
    plain = not any(m.exact or m.target.kind == "value" for m in item.matches)
    if item.kind != "mention" or not item.verb or item.low not in LIGHT_VERBS or not plain or not place:
        return
    before = items[place - 1]
    led = before.is_op("which", "not", "without") or before.low in ("that", "have", "has", "had") or _is_thing(before)
    at = place + 1
    while at < len(items) and (items[at].kind in ("filler", "number", "op") and not items[at].is_op("by", "and", "or")):
        at += 1
    if led and at < len(items) and _is_thing(items[at]):
        item.kind, item.matches = "verb", []


def _of_each_of_them(items: Sequence[Item], place: int) -> None:
    """ "Cities with halls with a capacity above 300", "halls whose capacity is": the number is that of each hall."""
    item, at = items[place], place - 1
    if item.kind != "mention" or not any(m.exact and m.target.kind == "dimension" for m in item.matches):
        return
    while (
        at >= 0 and (items[at].kind in ("filler", "number") or items[at].is_op("compare")) and items[at].low != "whose"
    ):
        at -= 1
    if at < 1 or not (items[at].is_op("with") or items[at].low == "whose"):
        return
    tables = {m.target.table for m in item.matches if m.exact and m.target.kind == "dimension"}
    at -= 1
    while at > 0 and (items[at].low in _LINKS or _limits(items[at], tables)):
        at -= 1  # "halls built before 2006 with a capacity above 300"
    thing = {m.target.table for m in items[at].matches if m.exact and m.target.kind == "table"}
    item.of_each = bool(tables & thing) and items[at].kind == "mention"


def _limits(item: Item, tables: set[str]) -> bool:
    """Whether this is of a comparison of a field of these tables with a number."""
    if item.kind == "mention":
        exact = [m.target for m in item.matches if m.exact]
        return bool(exact) and all(t.kind in ("dimension", "value") and t.table in tables for t in exact)
    return item.kind in ("number", "time") or item.is_op("compare", "between", "with")


def _is_thing(item: Item) -> bool:
    return item.kind == "mention" and any(m.exact and m.target.kind == "table" for m in item.matches)


def _of_same_field(items: Sequence[Item], place: int) -> None:
    """ "Written by A and B": where a field is named before values, all of them are values of it, if it has them."""
    if place < 3 or not (items[place - 1].is_op("and", "or") or items[place - 1].low == ","):
        return
    at = place - 3
    while at and items[at].low in ("both", "either"):
        at -= 1
    item, first, named = items[place], items[place - 2], items[at]
    fields = {m.target.path for m in named.matches if m.exact and m.target.kind == "dimension"}
    held = {m.target.path for m in first.matches if m.target.kind == "value"} & fields
    own = [m for m in item.matches if m.target.kind == "value" and m.target.path in held]
    if named.kind == first.kind == item.kind == "mention" and own:
        item.matches = own


def _said_of(item: Item, before: Sequence[Item]) -> None:
    """ "Orchestras founded", "museums that were opened": a participle right behind a thing that has it is said of that thing."""
    if item.kind != "mention" or not item.verb or item.low in item.verb or not item.matches:
        return
    thing = next((i for i in reversed(before) if i.low not in _LINKS), None)
    if thing is None or not _is_thing(thing):
        return
    tables = {m.target.table for m in thing.matches if m.exact and m.target.kind == "table"}
    if item.matches[0].target.kind == "dimension" and item.matches[0].target.table in tables:
        item.anchor = thing


def _averaged_as_well(items: Sequence[Item], place: int, lexicon: Lexicon) -> None:
    """ "The average taste score and service scores": the average of both, where the second is a number of the same rows."""
    item = items[place]
    if place < 2 or item.kind != "mention" or not (items[place - 1].is_op("and") or items[place - 1].low == ","):
        return
    first = items[place - 2].matches[0].target if items[place - 2].matches else None
    if first is None or first.kind != "measure" or items[place - 2].low.split()[0] not in ("average", "avg", "mean"):
        return
    measures = ((m, lexicon.measure(first.table, m.target.name)) for m in item.matches if m.exact)
    same = [m for m, one in measures if m.target.table == first.table and one is not None and one.aggregate == "avg"]
    if same and all(m.target.table == first.table for m in item.matches if m.exact):
        item.matches = same


_LINKS = frozenset(("that", "which", "who", "was", "were", "is", "are", "been", "have", "has", "had"))

_AGAINST = frozenset(("vs", "versus", "with", "to", "against", "and", "than"))


def _same_part(items: Sequence[Item], place: int) -> None:
    """ "November 2025 vs 2024": the same month of that year."""
    item = items[place]
    if place < 2 or item.kind != "time" or item.time is None or item.low != str(item.time.bare_year):
        return
    tie, first = items[place - 1], items[place - 2]
    if tie.low in ("with", "to") and place > 2:
        first = items[place - 3] if items[place - 2].low in ("compared", "comparing", "relative") else first
    if tie.low not in _AGAINST or tie.low == "and" or first.time is None or first.kind != "time":
        return
    span, year = first.time.range, item.time.bare_year
    if span is None or year is None or type(span.from_) is not date or type(span.to) is not date:
        return
    start, end = span.from_, span.to
    if (start.day, end.day) != (1, 1) or not 0 < (end - start).days < 95:
        return
    moved = end.year - start.year
    told = TimeRange.model_validate({"from": start.replace(year=year), "to": end.replace(year=year + moved)})
    item.time = replace(item.time, range=told, bare_year=None)


def _is_number(before: Sequence[Item], lexicon: Lexicon) -> bool:
    """Whether a year behind these items is a number: "a model year before", "with a capacity over"."""
    place = len(before) - 1
    compared = place > 0 and before[place].is_op("compare") and before[place].low not in ("before", "after")
    if compared:
        place -= 1
    if _amount_compared(before, lexicon):
        return True
    if place < 0 or not _number_field(before[place], lexicon):
        return False
    if compared or _YEARS & {*before[place].low.split(), *_called(before[place], lexicon)}:
        return True
    lead = next((i for i in reversed(before[:place]) if i.kind != "filler"), None)
    return lead is not None and (lead.is_op("with") or lead.low in ("whose", "where"))


def _amount_compared(before: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "With freight over", "where the fee is at least": a number of each row is compared, which is also added up elsewhere."""
    if not before or not (before[-1].is_op("between") or before[-1].is_op("compare")) or before[-1].low in _TIMELY:
        return False
    place = len(before) - 2
    while place >= 0 and before[place].kind == "filler" and before[place].low in {*BE, "of"}:
        place -= 1
    lead = next((i for i in reversed(before[: max(place, 0)]) if i.kind != "filler"), None)
    if place < 0 or lead is None or not (lead.is_op("with") or lead.low in ("whose", "where")):
        return False
    item = before[place]
    exact = [m.target for m in item.matches if m.exact and m.target.kind in ("dimension", "measure")]
    held = [lexicon.dimension(t.table, t.name) for t in exact if t.kind == "dimension"]
    named = item.kind == "mention" and len(exact) == sum(m.exact for m in item.matches)
    return named and bool(held) and all(d is not None and d.type == "number" for d in held)


_TIMELY = frozenset(("before", "after", "since", "until"))


def _called(item: Item, lexicon: Lexicon) -> set[str]:
    """The words of the fields that are named in full."""
    found = [lexicon.dimension(m.target.table, m.target.name) for m in item.matches if m.exact]
    return {w for d in found if d is not None for w in words_of(d.label or d.name)}


def _without_both(before: Sequence[Item]) -> Sequence[Item]:
    """What stands before the "in both" of "opened in both 2010 and 2011"."""
    if not before or before[-1].low not in ("both", "either"):
        return before
    return before[:-2] if len(before) > 1 and before[-2].low == "in" else before[:-1]


_YEARS = frozenset(("year", "years", "yr"))


def _year_of_verb(before: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "Arenas opened before 2009", where the only field that says so is the number of a year: the opening year."""
    item = before[-1] if before else None
    if item is None or item.kind != "mention":
        return False
    if _called_by_deed(item, lexicon):
        return True
    if len(item.matches) != 1:
        return False
    target = item.matches[0].target
    dimension = lexicon.dimension(target.table, target.name) if target.kind == "dimension" else None
    if dimension is None or dimension.type not in ("number", "string"):
        return False
    words = set(words_of(dimension.label or dimension.name))
    rest = words - _YEARS - {"of", "in", "the"}
    told = all(
        {w, *verb_stems(w)} & {item.low, *item.verb, *(v for s in item.verb for v in verb_stems(s))} for w in rest
    )
    if not words & _YEARS or not rest or not told:
        return False
    item.matches = [replace(item.matches[0], exact=True, score=1.0)]
    return True


def _called_by_deed(item: Item, lexicon: Lexicon) -> bool:
    """ "Institutions founded after 1990": the year that is called by that participle alone, where the rows have no date.

    Not "parks open in 2010", which may have opened before; nor a number that may be a count, as of those who were enrolled.
    """
    exact = [m for m in item.matches if m.exact]
    fields = [m for m in exact if m.target.kind == "dimension"]
    if not item.verb or not is_participle(item.low) or len(fields) != 1:
        return False
    if any(m.target.kind in ("table", "value") for m in exact):
        return False
    target = fields[0].target
    table = lexicon.tables[target.table]
    dimension = lexicon.dimension(target.table, target.name)
    whole = dimension is not None and words_of(dimension.label or dimension.name) == words_of(item.low)
    dated = any(d.type == "time" and not d.hidden for d in table.dimensions)
    if dimension is None or dimension.type != "number" or not called_once(dimension) or not whole or dated:
        return False
    if any(m.target.table != target.table for m in exact):
        return False
    item.matches = [fields[0]]
    return True


def _years_named(items: Sequence[Item], place: int) -> bool:
    """ "In the years of both 2014 and 2015": the word says no more than the years behind it."""
    if items[place].low != "years" or items[place].kind != "mention":
        return False
    rest = [i for i in items[place + 1 : place + 4] if i.low not in ("of", "both", "either")]
    return bool(rest) and rest[0].kind == "time" and rest[0].time is not None and rest[0].time.bare_year is not None


def _goes_on(before: Sequence[Item], lexicon: Lexicon) -> bool:
    """ "Opened after 2013 or before 2008": a year joined to one that is a number, as the field of both holds it."""
    if len(before) < 3 or before[-1].low not in ("or", "and", ",") or before[-2].kind != "number":
        return False
    said = (i for i in reversed(before[:-2]) if i.kind != "number" and not i.is_op("compare", "or", "and"))
    field = next((i for i in said if i.low not in ("in", "both", "either")), None)
    return field is not None and (_year_of_verb([field], lexicon) or _number_field(field, lexicon))


def _number_field(item: Item, lexicon: Lexicon) -> bool:
    """Whether a name is that of a field of numbers, and of nothing else: "model year"."""
    exact = [m.target for m in item.matches if m.exact]
    if item.kind != "mention" or not exact or any(t.kind != "dimension" for t in exact):
        return False
    found = [lexicon.dimension(t.table, t.name) for t in exact]
    return all(d is not None and d.type == "number" for d in found)


def _as_numbers(item: Item) -> list[Item]:
    """ "Before 2012" behind a field of numbers is less than 2012; whatever else is a period stays one."""
    opened = _or_beyond(item)
    if opened is not None:
        return opened
    words = [w for w in item.low.split() if w not in ("the", "year", "years")]  # "after the year 2008"
    years = [w for w in words if len(w) == 4 and w.isdigit()]
    if len(years) == 1 and words[0] in _LIMITS and len(words) == 2:
        op = Item(
            "op", item.start, item.start + 1, item.text.split()[0], ops=[Op("compare", _LIMITS[words[0]])], low=words[0]
        )
        return [op, _number(item, years[0], item.start + 1)]
    if len(years) == 1 and words[0] in ("of", "in", years[0]) and len(words) <= 2:
        return [_number(item, years[0], item.end - 1)]
    if len(years) == 2 and words[0] == "between" and words[2:3] in (["and"], ["to"]) and len(words) == 4:
        between = Item("op", item.start, item.start + 1, "between", ops=[Op("between")], low="between")
        tie = Item("op", item.start + 2, item.start + 3, words[2], ops=[Op("and")], low=words[2])
        return [between, _number(item, years[0], item.start + 1), tie, _number(item, years[1], item.end - 1)]
    return [item]


def _or_beyond(item: Item) -> list[Item] | None:
    """ "2011" of "2011 or later" is at least 2011, and of "2011 or before" at most."""
    span = item.time.range if item.time is not None else None
    words = [w for w in item.low.split() if w not in ("the", "year", "years", "in", "of")]
    if span is None or len(words) != 1 or not words[0].isdigit() or (span.from_ is None) == (span.to is None):
        return None
    said, op = ("at least", ">=") if span.to is None else ("at most", "<=")
    compare = Item("op", item.start, item.start, said, ops=[Op("compare", op)], low=said)
    return [compare, _number(item, words[0], item.end - 1)]


def _number(item: Item, year: str, at: int) -> Item:
    return Item("number", at, at + 1, year, number=int(year), low=year)


def _made_by(items: Sequence[Item], place: int) -> bool:
    """ "How much revenue did each store make": a verb behind "did" and those who did it, though a field is called "make" too."""
    item = items[place]
    if item.kind != "mention" or item.low not in _BASE_VERBS or place < 3:
        return False
    did = next((n for n in range(place) if items[n].low in ("did", "does", "do")), place)
    asked = items[0].low in ("how much", "how many", "which", "what")
    whose = [i for i in items[did + 1 : place] if i.kind != "filler"]
    behind = items[place + 1] if place + 1 < len(items) else None
    ends = (
        behind is None
        or behind.kind in ("time", "punct")
        or behind.low in ("in", "for", "during", "since", "last", "this")
    )
    return asked and bool(whose) and ends and all(i.kind in ("mention", "op") for i in whose)


_BASE_VERBS = frozenset(
    ("make", "take", "record", "process", "issue", "place", "list", "cover", "run", "work", "use", "change")
)


def _so_many_bought(items: Sequence[Item], place: int) -> bool:
    """ "Customers who ordered more than 3 products": what was bought is compared, and no date of it is asked for."""
    item, rest = items[place], items[place + 1 : place + 4]
    led = place > 0 and (items[place - 1].is_op("which") or items[place - 1].low in ("have", "has", "had"))
    if item.kind != "mention" or not set(item.verb) & _DONE or not led or len(rest) < 3:
        return False
    dated = all(m.target.kind == "dimension" for m in item.matches)
    return dated and rest[0].is_op("compare") and rest[1].kind == "number" and _is_thing(rest[2])


def _done_to(item: Item, before: Item, lexicon: Lexicon) -> bool:
    """ "Quantity sold": what was done to the amount, although another field ("sold price") has that word in its name."""
    if item.kind != "mention" or not item.verb or not set(item.verb) & _DONE or any(m.exact for m in item.matches):
        return False
    if before.kind != "mention" or any(m.target.kind in ("table", "value") and m.exact for m in before.matches):
        return False
    named = {m.target.table for m in before.matches if m.exact and _adds_up(m.target.table, m.target.name, lexicon)}
    return bool(named & {m.target.table for m in item.matches})


def _came_about(item: Item, before: Item, lexicon: Lexicon, today: date) -> bool:
    """ "Line amount ordered": the participle is the date by which the rows of the amount came about, so it says no more.

    It does where that date may lie after today: "campaigns started" are not those that are still to start.
    """
    if item.kind != "mention" or not item.verb or not item.low.endswith(("ed", "id", "nt", "sold", "held")):
        return False
    said = item.matches[0] if item.matches else None
    number = before.matches[0] if before.kind == "mention" and before.matches else None
    if said is None or number is None or not number.exact or number.target.kind == "table":
        return False
    table = lexicon.tables.get(number.target.table)
    if table is None or not _adds_up(number.target.table, number.target.name, lexicon):
        return False
    states = {m.target.table for m in item.matches if m.exact and m.target.kind == "value"}
    if states:  # a state of other rows, where these rows are what was done: "quantity received" of goods receipts
        events = {w for v in item.verb for w in EVENT_VERBS.get(v, ())}
        return number.target.table not in states and bool(events & set(words_of(table.name)))
    own = Fields(lexicon, lexicon.roads).time_of(table.name) == said.target.path
    last = lexicon.values.last_day(said.target.path)
    if own and last is not None and last > today:
        return False
    return own and (said.exact or _says_only(said.target, item.verb, lexicon))


def _says_only(target: Target, verbs: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether a date is called after this verb and nothing else: "ordered on"."""
    dimension = lexicon.dimension(target.table, target.name)
    words = words_of(dimension.label or dimension.name) if dimension is not None else ()
    rest = [w for w in words if w not in ("date", "at", "on", "time", "day")]
    return len(rest) == 1 and bool({rest[0], *verb_stems(rest[0])} & set(verbs))


def _adds_up(table: str, name: str, lexicon: Lexicon) -> bool:
    dimension = lexicon.dimension(table, name)
    if dimension is not None:
        return dimension.type == "number"
    return lexicon.measure(table, name) is not None
