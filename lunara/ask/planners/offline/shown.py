"""What a question asks to see must be among what the answer shows: the place of "where", the names, the second thing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from lunara.ask.planners.offline.flatplan import FlatPlan
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Lexicon
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.reading import Reading
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import stem
from lunara.semantic.query import NotFilter

_COPULAS = frozenset(("is", "are", "was", "were", "do", "does", "did", "can", "has", "have"))
_PLACES = frozenset(
    spread(
        "place location address street city town village country county state province region district area zip postcode "
        "territory continent hometown home origin nationality site venue building room floor store shop branch office "
        "station airport port warehouse plant factory hotel hospital stadium ground hall theatre theater museum school "
        "campus restaurant depot terminal yard zone aisle shelf market department"
    )
)


_SOURCES = frozenset(spread("source channel referral referrer"))
_COME = frozenset(spread("come came comes coming"))


def not_shown(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """What is asked to be seen and is not shown, in words; None when the answer shows it."""
    return (
        _least(items, plan)
        or _rows_between(items, reading, plan)
        or _place(items, plan, lexicon)
        or _time(items, plan, lexicon)
        or _names(items, plan, lexicon)
        or _names_of_things(items, reading, plan, lexicon)
        or _second(items, reading, plan, lexicon)
        or _head_noun(items, reading, plan)
        or _whose_denied(items, reading, plan)
        or _the_one_with(items, reading, plan, lexicon)
    )


def _least(items: Sequence[Item], plan: FlatPlan) -> str | None:
    """ "The languages used by the least number of channels" are few of them, not all of them in order."""
    query = plan.query
    if query.limit is not None or not query.measures or [o.direction for o in query.order_by] != ["asc"]:
        return None
    said = next((i for i in items if (op := i.op("super")) is not None and op.arg == "asc"), None)
    if said is None:
        return None
    return (
        f"The question does not say how many of those with “{said.text}” are meant. Ask for the bottom 3, or for one."
    )


def _rows_between(items: Sequence[Item], reading: Reading, plan: FlatPlan) -> str | None:
    """ "Contests without farmers" are contests, not the rows that say which farmer is in which contest."""
    if plan.query.dimensions:
        return None
    for item in items:
        chosen = reading.chosen.get(id(item))
        if chosen is None or chosen.exact or chosen.target.table not in plan.measured:
            continue
        if chosen.target.kind in ("table", "measure") and any(
            m.exact and m.target.kind == "table" for m in item.matches
        ):
            return f"The answer would be a number of other rows than the {item.text}. Ask for them in a question of their own."
    return None


def _place(items: Sequence[Item], plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "Where is the youngest teacher from?" asks for a place, not for the teacher."""
    if len(items) < 2 or items[0].low != "where" or items[1].low.split()[0] not in _COPULAS:
        return None
    first = next((i for i in items if i.kind == "mention"), None)
    asked = (
        {m.target.table for m in first.matches if m.exact and m.target.kind == "table"} if first is not None else set()
    )
    own = {w for table in asked if table in lexicon.tables for w in table_words(lexicon.tables[table])}
    for name in plan.dimensions:
        table, _, bare = name.rpartition(".")
        dimension = lexicon.dimension(table, bare)
        held = lexicon.tables.get(table)
        said = {*words_of(bare), *words_of(dimension.label or "" if dimension is not None else "")} - own
        if _PLACES & {*said, *(table_words(held) if held is not None and table not in asked else ())}:
            return None
        if _SOURCES & {*said} and any(item.low in _COME for item in items):
            return None  # "where do our members come from", by which way they came to us
    return "The answer would not say where. Name the field that holds the place, for example the city."


_TIMES = frozenset(spread("date day time year month quarter week season period datetime timestamp"))


def _time(items: Sequence[Item], plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "When were the barges built?" asks for a time, not for the barges."""
    if len(items) < 2 or items[0].low != "when" or items[1].low not in ("was", "were", "did", "does", "do"):
        return None
    if plan.query.measures or plan.query.time is not None or not plan.dimensions:
        return None
    for name in plan.dimensions:
        table, _, bare = name.rpartition(".")
        dimension = lexicon.dimension(table, bare)
        if (
            dimension is None
            or dimension.type == "time"
            or _TIMES & {*words_of(bare), *words_of(dimension.label or "")}
        ):
            return None
        if any(len(w) > 3 and w.endswith("ed") for w in bare.split("_")):
            return None
    return "The answer would not say when. Name the field that holds the time, for example the date."


def _names(items: Sequence[Item], plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "The names of those with at least two": keys and numbers are no names."""
    asked = next((i for i in items if i.is_op("list") and {"name", "names"} & set(i.low.split())), None)
    if asked is None:
        return None
    for name in plan.dimensions:
        table, _, bare = name.rpartition(".")
        dimension, held = lexicon.dimension(table, bare), lexicon.tables.get(table)
        if dimension is None or held is None or lexicon.display(table) == bare:
            return None
        column = (dimension.expression or dimension.name).strip('"')
        key = bare == lexicon.key_dimension(table) or lexicon.roads.foreign_key(table, column) is not None
        if dimension.type == "string" and not key:
            return None
    return f"The answer would hold no names (“{asked.text}”): nothing here is the name of what is asked for."


def _names_of_things(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "For each flag, the names of ships and the number of captains": the ships are to be seen by their names."""
    for at, item in enumerate(items):
        if not item.is_op("list") or item.low != "names of":
            continue
        thing = next((i for i in items[at + 1 :] if i.kind not in ("filler", "unit")), None)
        chosen = reading.chosen.get(id(thing)) if thing is not None else None
        if thing is None or chosen is None or chosen.target.kind != "table" or not thing.plural:
            continue
        table = chosen.target.table
        called = {lexicon.display(table), lexicon.key_dimension(table)} - {None}
        shown = {name.rpartition(".")[2] for name in plan.dimensions if name.rpartition(".")[0] == table}
        if called and not called & shown and not any({"name", "title"} & set(words_of(n)) for n in shown):
            return f"The answer would not hold the names of “{thing.text}”. Ask for them by themselves."
    return None


def _second(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "The name of each teacher and what course they teach": the courses are to be seen too."""
    used = {d.rpartition(".")[0] for d in plan.dimensions}
    for before, item, thing in zip(items, items[1:], items[2:], strict=False):
        chosen = reading.chosen.get(id(thing))
        if item.low not in ("what", "which") or not (before.is_op("and") or before.low == ",") or chosen is None:
            continue
        target = chosen.target
        seen = target.table in (used | plan.measured) if target.kind == "table" else plan.holds(target)
        held = plan.query.measures or any(f.field == f"{target.table}.{target.name}" for f in plan.fields)
        if not seen and not (target.kind != "table" and held):
            said = f"“{item.text} {thing.text}”"
            return f"The answer would not show the {thing.text} ({said}). Ask for it in a question of its own."
    return None


def _head_noun(items: Sequence[Item], reading: Reading, plan: FlatPlan) -> str | None:
    """ "Gold plan members" are members, and no plans that have some."""
    if plan.query.measures:
        return None
    used = {d.rpartition(".")[0] for d in plan.dimensions}
    for whose, rows in pairwise(items):
        first, last = reading.chosen.get(id(whose)), reading.chosen.get(id(rows))
        if first is None or last is None or first.target.kind != "table" or last.target.kind != "table":
            continue
        beside = whose.end == rows.start and not whose.plural and rows.plural
        if beside and first.target.table in used and last.target.table not in used:
            return (
                f"The answer would list “{whose.text}”, not the {rows.text}. Ask for {rows.text} of each {whose.text}."
            )
    return None


def _the_one_with(items: Sequence[Item], reading: Reading, plan: FlatPlan, lexicon: Lexicon) -> str | None:
    """ "The driver who has the speed" is one of them, and it is not said which: all of them are no answer."""
    said = [i for i in items if i.kind != "punct"]
    for at, item in enumerate(said[1:-1], start=1):
        chosen = reading.chosen.get(id(item))
        led = {w for i in said[max(0, at - 2) : at] for w in i.low.split()}
        if chosen is None or chosen.target.kind != "table" or item.plural or "the" not in led or led & _EACH:
            continue
        end = next((n for n in range(at + 1, min(at + 5, len(said))) if said[n].kind == "mention"), None)
        words = [w for i in said[at + 1 : end] for w in i.low.split()] if end is not None else []
        has = words[-2:] in (["has", "the"], ["have", "the"], ["had", "the"])
        if end is None or not (has or words == ["with", "the"]):
            continue
        meant = reading.chosen.get(id(said[end]))
        target = meant.target if meant is not None else next((m.target for m in said[end].matches if m.exact), None)
        field = lexicon.dimension(target.table, target.name) if target is not None else None
        number = target is not None and (target.kind == "measure" or (field is not None and field.type == "number"))
        after = said[end + 1 : end + 4]
        compares = any(i.kind in ("number", "time") or i.is_op("compare", "between") for i in after)
        shown = plan.query.limit is not None or (not has and target is not None and plan.holds(target))
        if number and not compares and not shown:
            return (
                f"It is not said which “{said[end].text}” the {item.text} has: the highest, the lowest or another one."
            )
    return None


_EACH = frozenset(("each", "every", "all", "any", "per"))
_RELATIVES = frozenset(("that", "which", "who", "do", "does", "did", "are", "is"))


def _words(items: Sequence[Item], at: int) -> set[str]:
    """The words right behind an item."""
    return {w for i in items[at + 1 : at + 3] for w in i.low.split()}


def _whose_denied(items: Sequence[Item], reading: Reading, plan: FlatPlan) -> str | None:
    """ "Which countries' channels do not play films": the channels that do not, or the countries of which no channel does."""
    said = [i for i in items if i.kind not in ("filler", "punct")]
    named = next((n for n, i in enumerate(items) if i.kind == "mention"), len(items))
    chosen_first = reading.chosen.get(id(items[named])) if named + 1 < len(items) else None
    far = any(isinstance(f, NotFilter) for f in plan.query.filters) and plan.query.distinct and not plan.query.measures
    if (
        far
        and chosen_first is not None
        and chosen_first.target.kind == "dimension"
        and _RELATIVES & _words(items, named)
    ):
        return f"It is not clear whether all or some with the same {items[named].text} are meant. Ask for the rows themselves."
    if len(said) < 3 or not said[0].is_op("which") or not plan.denies:
        return None
    whose, thing = said[1], said[2]
    chosen = [reading.chosen.get(id(one)) for one in (whose, thing)]
    kinds = [match.target.kind if match is not None else "" for match in chosen]
    if kinds == ["dimension", "table"] and any(stem(word) != word for word in whose.low.split()):
        return f"It is not clear whether {thing.text} or {whose.text} are asked for. Ask for one of them."
    return None
