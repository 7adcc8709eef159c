"""Two roads to one table of which one begins and one ends there: "flights from Oslo to Bergen", "parcels arriving in Lund"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lunara.ask.planners.offline.codes import code_field, held_by, looks_like_code
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon, Match, Target
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import verb_stems
from lunara.semantic.model import Relationship

End = Literal["start", "end"]

_STARTS = spread("source origin from departure depart departing pickup start starting sender begin outbound")
_ENDS = spread("destination dest to arrival arrive arriving dropoff end ending finish recipient receiver inbound")
_LEAVING = spread("depart leave originate start begin")
_REACHING = spread("arrive land end finish reach")
_MOVING = spread("go fly travel run head sail move drive bound ship send deliver transfer route come")
_FROM = spread("from")
_TO = spread("to into towards toward")
_AT = spread("in at on from to into")
_SAID_BEFORE = {
    **dict.fromkeys(("departing", "outgoing", "outbound", "leaving"), "start"),
    **dict.fromkeys(("arriving", "incoming", "inbound"), "end"),
}


@dataclass(frozen=True)
class Pair:
    """The road by which rows of `table` begin at one of `there`, and the one by which they end there."""

    table: str
    there: str
    start: str
    end: str

    def road(self, end: End) -> str:
        """The name of the relationship."""
        return self.start if end == "start" else self.end


def pairs_of(lexicon: Lexicon) -> list[Pair]:
    """All pairs of such roads, where two tables have one of each kind and no third."""
    found: dict[tuple[str, str], list[tuple[Relationship, End | None]]] = {}
    between: dict[tuple[str, str], list[Relationship]] = {}
    for one in lexicon.model.relationships:
        if one.from_table in lexicon.tables and one.to_table in lexicon.tables:
            between.setdefault((one.from_table, one.to_table), []).append(one)
    for ends, sisters in between.items():
        if len(sisters) == 2:
            found[ends] = [(one, _end_of(one, lexicon)) for one in sisters]
    made = []
    for (table, there), roads in found.items():
        named = {end: one.name for one, end in roads if end is not None}
        if len(named) == 2:
            made.append(Pair(table, there, named["start"], named["end"]))
    return made


def _end_of(one: Relationship, lexicon: Lexicon) -> End | None:
    words = set(lexicon.role_words(one))
    if bool(words & _STARTS) == bool(words & _ENDS):
        return None
    return "start" if words & _STARTS else "end"


@dataclass
class _Said:
    """A place of the question with the end that is said of it, and the words that say it."""

    item: Item
    end: End
    by: list[Item]
    strong: bool


def directed(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """The items, in which each place that a thing comes from or goes to is a value over the road of that end."""
    low = {w for i in items for w in i.low.split()} | {v for i in items for v in verb_stems(i.low)}
    if not low & {"out"} and not low & (_FROM | _TO | _LEAVING | _REACHING | _SAID_BEFORE.keys() | _DEEDS.keys()):
        return list(items)
    items = _deeds(items, lexicon)
    pair = _pair_of(items, lexicon)
    if pair is None:
        return list(items)
    _both_ways(items, pair)
    said = [one for at in range(len(items)) if (one := _said(items, at, pair, lexicon)) is not None]
    certain = any(one.strong for one in said) or len({one.end for one in said}) > 1
    for one in said:
        if _at_end(one.item, pair, pair.road(one.end), lexicon, certain=certain):
            if any((set(verb_stems(i.low)) | {i.low}) & (_LEAVING | _REACHING | _DEEDS.keys()) for i in one.by):
                one.item.moved = one.end
            for item in [*one.by, *_kind_behind(items, one.item, pair)]:
                item.kind, item.matches, item.verb, item.ops = "filler", [], (), []
    _alternatives(items, pair, lexicon)
    ends = {one.end for one in said if one.item.road == pair.road(one.end)}
    for at, item in enumerate(items[:-1]):
        end = _SAID_BEFORE.get(item.low)
        if end is not None and _is_thing(items[at + 1], pair.table):
            items[at + 1].moved = end
        if end in ends and item.kind in ("unknown", "verb") and _is_thing(items[at + 1], pair.table):
            item.kind, item.matches, item.verb = "filler", [], ()  # "departing flights from Lund"
        elif end is not None and item.kind in ("unknown", "verb") and _is_thing(items[at + 1], pair.table):
            item.kind, item.matches = "mention", [Match(Target("role", pair.table, pair.road(end)), 1.0, True)]  # type: ignore[arg-type]
    return list(items)


def _pair_of(items: Sequence[Item], lexicon: Lexicon) -> Pair | None:
    """The only pair of roads of a thing that is named, or of what a named thing has one of: the route of a sailing."""
    named = {m.target.table for i in items if i.kind == "mention" for m in i.matches if m.exact and not _is_value(m)}
    found = pairs_of(lexicon)
    pairs = [pair for pair in found if pair.table in named]
    if not pairs:
        things = {t for i in items if i.kind == "mention" for t in _things(i)}
        pairs = [
            replace(pair, table=thing)
            for pair in found
            for thing in things
            if thing != pair.there and len(lexicon.roads.up(thing).get(pair.table, ())) == 1
        ]
    return pairs[0] if len(pairs) == 1 else None


def _deeds(items: Sequence[Item], lexicon: Lexicon) -> list[Item]:
    """ "Departures from Lund", "arrivals by city": the rows of the only table with such roads, by the road of that end."""
    pairs = pairs_of(lexicon)
    made: list[Item] = []
    for item in items:
        end = _DEEDS.get(item.low)
        if end is None or item.kind != "unknown" or len(pairs) != 1:
            made.append(item)
            continue
        thing = Item("mention", item.start, item.end, item.text, low=item.low, plural=item.low.endswith("s"))
        thing.matches = [Match(Target("table", pairs[0].table, pairs[0].table), 1.0, True)]
        said = replace(item, low="departing" if end == "start" else "arriving")
        made += [said, thing]
    return made


_DEEDS: dict[str, End] = {
    **dict.fromkeys(("departure", "departures"), "start"),
    **dict.fromkeys(("arrival", "arrivals", "landing", "landings"), "end"),
}


def _things(item: Item) -> list[str]:
    return [m.target.table for m in item.matches if m.exact and m.target.kind == "table"]


def _both_ways(items: Sequence[Item], pair: Pair) -> None:
    """ "Ports without any departing or arriving crossing", "no flight in or out": none by either road."""
    for at, item in enumerate(items):
        if not _is_thing(item, pair.table) or not any(i.is_op("without", "not") for i in items[:at]):
            continue
        before, behind = list(items[max(0, at - 3) : at]), list(items[at + 1 : at + 4])
        leading = [_SAID_BEFORE.get(i.low) for i in before]
        following = [i.low for i in behind]
        if len(before) == 3 and before[1].low in ("or", "and", "nor") and {leading[0], leading[2]} == {"start", "end"}:
            said = before
        elif (
            len(behind) == 3 and following[1] in ("or", "and", "nor") and {following[0], following[2]} == {"in", "out"}
        ):
            said = behind
        else:
            continue
        item.ends = (pair.start, pair.end)
        for one in said:
            one.kind, one.matches, one.verb, one.ops = "filler", [], (), []


def date_of_end(table: str, end: str, lexicon: Lexicon) -> list[Target]:
    """The dates of a table's rows that are called after this end: `arrived_at` for the "end"."""
    called = _STARTS | _LEAVING if end == "start" else _ENDS | _REACHING
    called = called - _FROM - _TO
    found = []
    for one in lexicon.tables[table].dimensions:
        words = {v for name in (one.name, one.label or "") for w in words_of(name) for v in (w, *verb_stems(w))}
        if one.type == "time" and not one.hidden and words & called:
            found.append(Target("dimension", table, one.name))
    return found


def _is_value(match: Match) -> bool:
    return match.target.kind == "value"


def _is_thing(item: Item, table: str) -> bool:
    return item.kind == "mention" and any(m.exact and m.target == Target("table", table, table) for m in item.matches)


def _is_another(item: Item, pair: Pair) -> bool:
    """Whether a name is that of other things than the ones that come and go."""
    exact = [m.target for m in item.matches if m.exact and not _is_value(m)] if item.kind == "mention" else []
    return any(t.kind == "table" for t in exact) and all(t.table != pair.table for t in exact)


def _is_place(item: Item, pair: Pair, lexicon: Lexicon) -> bool:
    if item.kind == "mention" and any(_is_value(m) and m.target.table == pair.there for m in item.matches):
        return True
    if any(_is_value(m) for m in item.matches) or not looks_like_code(item):
        return False
    field = code_field(pair.there, lexicon)
    return field is not None and (item.quoted or field.path not in lexicon.values.fields)


def _said(items: Sequence[Item], at: int, pair: Pair, lexicon: Lexicon) -> _Said | None:
    item = items[at]
    articled = at > 0 and items[at - 1].low in ("the", "a", "an", "our") and not item.matches and not item.quoted
    if (
        articled
        or not _is_place(item, pair, lexicon)
        or (item.road is not None and item.road not in (pair.start, pair.end))
    ):
        return None
    by: list[Item] = []
    at -= 1
    while at >= 0 and (items[at].low in ("the", "a", "of", "both", "either") or _tells_kind(items[at], item, pair)):
        if items[at].kind == "mention" and _is_thing(items[at], pair.there):
            by.append(items[at])
        at -= 1
    if at < 0:
        return None
    named = _by_name(items, at, item, pair)
    if named is not None:
        return named
    tie, verb = items[at], items[at - 1] if at else None
    word = tie.low.split()[-1] if tie.low else ""  # "not from" is one operator
    moves = set(verb_stems(verb.low)) | {verb.low} if verb is not None and _free(verb, pair) else set[str]()
    alone = set(verb_stems(tie.low)) | {tie.low} if _free(tie, pair) else set[str]()
    if alone & (_LEAVING - {"start", "begin"}) or alone & {"reach"}:
        return _Said(item, "end" if alone & {"reach"} else "start", [*by, tie], True)
    if tie.kind == "mention" or word not in _AT | _TO:
        return None
    end: End | None = "start" if word in _FROM else "end" if word in _TO else None
    if moves & _LEAVING and word not in _TO:
        end = "start"
    elif moves & _REACHING and word not in _FROM:
        end = "end"
    known = bool(moves & (_LEAVING | _REACHING | _MOVING))
    if end is None or (word in ("in", "at", "on") and not moves & (_LEAVING | _REACHING)):
        return None
    if verb is not None and not known and _is_another(verb, pair):
        return None  # "operators from Norland": where they are from themselves
    led = verb is not None and (verb.kind == "mention" or _is_place(verb, pair, lexicon))
    if word in _TO and not known and not led:
        return None
    return _Said(item, end, [*by, *([verb] if known and verb is not None else [])], known or word in _TO)


def _by_name(items: Sequence[Item], at: int, item: Item, pair: Pair) -> _Said | None:
    """The end whose road is named before the place: "departing from port HLM", "destination HLM"."""
    said = items[at]
    road = next((m.target.name for m in said.matches[:1] if m.exact and m.target.kind == "role"), item.road)
    if road not in (pair.start, pair.end) or (said.kind != "filler" and not said.matches):
        return None
    verb = items[at - 1] if at else None
    moves = set(verb_stems(verb.low)) | {verb.low} if verb is not None and _free(verb, pair) else set[str]()
    by = [said, *([verb] if verb is not None and moves & (_LEAVING | _REACHING | _MOVING) else [])]
    return _Said(item, "start" if road == pair.start else "end", by, True)


def _free(item: Item, pair: Pair) -> bool:
    """Whether a word may be the verb of a movement: no value, no thing, and no date of the rows that move."""
    if item.kind == "mention" and verb_stems(item.low) and not any(_is_value(m) for m in item.matches):
        exact = [m.target for m in item.matches if m.exact]
        return all(t.kind == "dimension" and t.table not in (pair.table, pair.there) for t in exact)
    return item.kind in ("unknown", "verb", "filler", "op") or (
        item.kind == "mention" and not any(m.exact or _is_value(m) for m in item.matches)
    )


def _tells_kind(item: Item, place: Item, pair: Pair) -> bool:
    """Whether a name before a place says what it is: "from city Aldby", "at port HLM"."""
    if item.kind != "mention" or item.quoted or any(_is_value(m) for m in item.matches[:1]):
        return False
    fields = {(m.target.table, m.target.name) for m in place.matches if _is_value(m)}
    return _is_thing(item, pair.there) or any((m.target.table, m.target.name) in fields for m in item.matches)


def _kind_behind(items: Sequence[Item], place: Item, pair: Pair) -> list[Item]:
    """ "From HLM port", "from HLM and KRS ports": what says of codes that they are places."""
    at = next(n for n, item in enumerate(items) if item is place) + 1
    while at < len(items) and (items[at].is_op("and", "or") or (not items[at].matches and looks_like_code(items[at]))):
        at += 1
    kind = items[at] if at < len(items) and place.unseen else None
    return [kind] if kind is not None and _is_thing(kind, pair.there) else []


def _at_end(item: Item, pair: Pair, road: str, lexicon: Lexicon, *, certain: bool) -> bool:
    """Whether the place is one over this road. Where others have that value too, it must be `certain`."""
    values = [m for m in item.matches if _is_value(m)]
    there = [m for m in values if m.target.table == pair.there]
    if not values:
        field = code_field(pair.there, lexicon)
        if field is None:
            return False
        held_by(item, field)
    elif not there or (len(there) < len(values) and not certain):
        return False
    else:
        item.matches = there
    item.road = road
    return True


def _alternatives(items: Sequence[Item], pair: Pair, lexicon: Lexicon) -> None:
    """ "From Lund or Ystad", "arriving in Lund, Malmo or Ystad": the end is said of all of them."""
    for at in range(2, len(items)):
        item = items[at]
        back = at - 1
        while back > 0 and (items[back].low in ("the", ",") or items[back].is_op("and", "or")):
            back -= 1
        before = items[back]
        tied = back < at - 1 and before.road is not None and item.road is None
        if tied and before.road is not None and _is_place(item, pair, lexicon):
            _at_end(item, pair, before.road, lexicon, certain=True)
