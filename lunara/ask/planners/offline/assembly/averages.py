"""Numbers of numbers: the average number of orders of a customer, the average monthly revenue, the highest daily total."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import amounts, spans
from lunara.ask.planners.offline.assembly.parts import Declined
from lunara.ask.planners.offline.frame import Group, Wanted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target, label_of
from lunara.ask.planners.offline.money import INCOME
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.words import MONEY_NOUNS
from lunara.ask.tokens import stem
from lunara.semantic.graph import graph_of
from lunara.semantic.names import lowered
from lunara.semantic.query import DimensionRef, FieldFilter, Summary

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler

OF_COUNTS = (
    "An average, highest or lowest of counts needs to know over what: ask for it per customer, per month or the like."
)
_PER = ("per", "each", "for each", "every", "for every", "per each", "of each")
_SPOKEN = {"avg": "average", "median": "median", "max": "highest", "min": "lowest"}


def per_each(a: Assembler) -> None:
    """Make a summary of what is asked for as an average (median, highest, lowest) over things or periods. Raises Declined, Open.

    "Average donation per donor", where a donation has an amount of its own, may be that of the donations or that of the
    donors; a count has no other meaning, nor has what the model only knows as a total.
    """
    frame = a.frame
    if len(frame.wanted) != 1 or frame.top is not None or frame.rank is not None or frame.calculations or frame.compare:
        return
    wanted = frame.wanted[0]
    target = a.reading.target(wanted.mention)
    agg = wanted.agg or _named_average(a, wanted, target)
    if agg not in _SPOKEN or target is None or wanted.formula is not None or wanted.between is not None:
        return
    rows = [g for g in frame.groups if g.word == "per" and _is_each_row(a, g, target.table)]
    if rows and agg == "avg" and not wanted.count and target.kind != "table" and not _is_count(a, target):
        frame.groups = [g for g in frame.groups if all(g is not o for o in rows)]
        a.of_rows = True
        return
    over = [g for g in frame.groups if _is_over(a, g)]
    if not over:
        return
    if target.kind == "derived" and any(_numbered(a, g) is not None for g in over):
        raise Declined(
            f"{label_of(a.lexicon, target)} is an average already. Name the amount that is averaged over these."
        )
    counts = wanted.count or _is_count(a, target) or target.kind == "table"
    item = wanted.mention
    money = item is not None and (not item.plural or bool(set(words_of(item.text)) & MONEY_NOUNS))
    amount = amounts.own_amount(a, target.table) if counts and money and not wanted.count else None
    if amount is not None and wanted.mention is not None:
        kind = _counted_or_added(a, wanted.mention, amount, over, agg)
        if kind != "count":
            counts, target = False, amount
            a.reading.chosen[id(wanted.mention)] = Match(amount, 1.0, True)
    if not counts and not _adds_up(a, target) and not _is_income(item):
        return
    over = _of_each_period(a, over)
    things = [by for g in over if g.grain is None and (by := _thing(a, g)) is not None]
    pairs = _pairs(a, target, things) if counts and len(things) == len(over) == 1 else None
    if pairs is not None:
        target = pairs
        a.reading.chosen[id(wanted.mention)] = Match(target, 1.0, True)
    numbered = [t for g in over if (t := _numbered(a, g)) is not None]
    if any(a.roads.distance_up(target.table, by) in (None, 0) for by in things) or not target.table:
        return
    if any(t.table != target.table for t in numbered):
        return
    if not counts and not numbered and not _of_totals(a, wanted, target, over, agg):
        a.of_rows = True
        return
    frame.groups = [g for g in frame.groups if all(g is not o for o in over)]
    keys = [_key(a, by) for by in things]
    for own in numbered:
        a.parts.filters.append(FieldFilter(field=own.path, op="is_not_null"))
        keys.append(DimensionRef(field=own.path))
    a.bases = [target.table]
    grains: list[str | DimensionRef] = [
        DimensionRef(field=spans.time_field(a, g.text), grain=g.grain) for g in over if g.grain
    ]
    a.parts.summary = Summary(aggregate=agg, over=(*keys, *grains), whole=bool(grains))  # type: ignore[arg-type]
    a.parts.fill_time = bool(grains) and not keys
    wanted.agg, wanted.count, wanted.said = ("", True, "count") if counts else ("sum", False, wanted.said)
    _tell(a, things, target)


def _pairs(a: Assembler, target: Target, things: list[str]) -> Target | None:
    """The count of the rows that pair what is counted with the things: films of each actor, where rows say who plays in them."""
    graph = graph_of(a.lexicon.model)
    if not things or a.roads.distance_up(target.table, things[0]) is not None:
        return None
    found = [
        t
        for t in a.lexicon.tables
        if graph.is_bridge(t)
        and sorted(r.to_table for r in a.lexicon.model.relationships if r.from_table == t)
        == sorted((target.table, things[0]))
    ]
    count = a.lexicon.count_measure(found[0]) if len(found) == 1 else None
    return Target("measure", found[0], count) if count is not None else None


def _of_each_period(a: Assembler, over: list[Group]) -> list[Group]:
    """ "Per agent per month": one number over both, or one for each month. Raises Open."""
    things, periods = [g for g in over if g.grain is None], [g for g in over if g.grain is not None]
    if not things or not periods or any(g.word == "average" for g in periods):
        return over
    ends, grain = _ends(a, things), periods[0].grain
    choices = ((f"One number, over {ends} and {grain}s", "both"), (f"For each {grain}, over {ends}", "periods"))
    text = f"The average can be one number or one for each {grain}. Which one is meant?"
    return over if a.settle(text, "each period", choices) == "both" else things


def _counted_or_added(a: Assembler, item: Item, amount: Target, over: list[Group], agg: str) -> str:
    """ "Average donation per donor": how many there are, what they add up to, or what one of them is."""
    things, said = a.fields.say_table(amount.table), _SPOKEN[agg]
    plain = lowered(label_of(a.lexicon, amount)).removeprefix("total ")
    ends = _ends(a, over)
    choices = (
        (f"The {said} number of {things} over {ends}", "count"),
        (f"The {said} total of {plain} over {ends}", "totals"),
        (f"The {said} {plain} of single {things}, for each of the {ends}", "rows"),
    )
    return a.settle(f"“{item.text}” can be counted or added up. Which one is meant?", "averaged", choices)


def _ends(a: Assembler, over: list[Group]) -> str:
    return " and ".join(f"{g.grain}s" if g.grain else _said(a, g) for g in over)


def _said(a: Assembler, group: Group) -> str:
    thing, own = _thing(a, group), _numbered(a, group)
    return lowered(label_of(a.lexicon, own) if own is not None else a.fields.say_table(thing or ""))


def _is_count(a: Assembler, target: Target) -> bool:
    measure = a.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    return measure is not None and measure.aggregate == "count"


def _is_over(a: Assembler, group: Group) -> bool:
    if group.part is not None:
        return False
    if group.grain is not None:
        return group.mention is None and group.word in (*_PER, "average")
    return group.word in _PER and (_thing(a, group) is not None or _numbered(a, group) is not None)


def _thing(a: Assembler, group: Group) -> str | None:
    """The table of the things that a group is of: named themselves, or by a key that refers to them."""
    by = a.reading.target(group.mention)
    if by is None or (group.mention is not None and group.mention.plural):
        return None
    if by.kind == "table":
        return by.table
    return None


def _numbered(a: Assembler, group: Group) -> Target | None:
    """ "Per receipt", where the lines of a receipt have its number and no table has the receipts: that number."""
    by, item = a.reading.target(group.mention), group.mention
    if by is None or by.kind != "dimension" or item is None or item.plural or group.grain is not None:
        return None
    dimension = a.lexicon.dimension(by.table, by.name)
    words = words_of(dimension.label or dimension.name) if dimension is not None else ()
    key = a.roads.foreign_key(by.table, a.fields.column(by)) is None and by.name != a.fields.key(by.table)
    return by if len(words) > 1 and words[-1] in _NUMBERS and key else None


_NUMBERS = frozenset(("number", "no", "id"))


def _is_each_row(a: Assembler, group: Group, table: str) -> bool:
    """ "Labor hours per work order": the rows themselves, whose number is averaged, named as things or by their key."""
    by = a.reading.target(group.mention)
    if by is None or by.table != table or group.part is not None or group.grain is not None:
        return False
    return by.kind == "table" or (by.kind == "dimension" and by.name == a.fields.key(table))


def _key(a: Assembler, table: str) -> DimensionRef:
    """The key of a table, by which its things are told apart; rows that belong to none of them do not count."""
    key = a.fields.key(table)
    if key is None:
        raise Declined(
            f"{a.fields.say_table(table).capitalize()} have no key here, so there is no number for each of them."
        )
    name = f"{table}.{key}"
    road = a.road_to(table)
    a.parts.filters.append(FieldFilter(field=name, op="is_not_null", via=road))
    one = " ".join([*a.fields.say_table(table).split()[:-1], stem(a.fields.say_table(table).split()[-1])])
    return DimensionRef(field=name, via=road, label=one)


def _adds_up(a: Assembler, target: Target) -> bool:
    """Whether rows of this number have a total."""
    if target.kind not in ("measure", "dimension"):
        return False
    measure = a.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    if measure is not None and measure.aggregate == "sum":
        return measure.additive_over == "all"
    if measure is not None and (measure.aggregate != "avg" or measure.filter is not None):
        return False
    expressions = (a.fields.expression(target), a.fields.column(target))
    return any(
        m.aggregate == "sum" and m.additive_over == "all" and m.expression in expressions
        for m in a.lexicon.tables[target.table].measures
    )


def _is_income(item: Item | None) -> bool:
    """Whether what is averaged is called revenue or the like, which is a total however a row's amount is kept in the model."""
    return item is not None and bool(set(words_of(item.text)[-1:]) & INCOME)


def _named_average(a: Assembler, wanted: Wanted, target: Target | None) -> str:
    """ "Average hours", where the model has a measure of that name."""
    measure = a.lexicon.measure(target.table, target.name) if target is not None and target.kind == "measure" else None
    said = set(wanted.mention.low.split()) if wanted.mention is not None else set()
    return measure.aggregate if measure is not None and said & {"average", "avg", "mean", "median"} else ""


def _of_totals(a: Assembler, wanted: Wanted, target: Target, over: list[Group], agg: str) -> bool:
    """Whether the totals of things or periods are averaged, where each row has such a number as well."""
    if "averaged" in a.settled:
        return a.settled["averaged"] == "totals"
    said_total = wanted.mention is not None and "total" in wanted.mention.low.split()
    if a.frame.totalled or said_total or any(g.word == "average" for g in over):
        return True
    if _of_thing(a, wanted, target):
        return False  # "average customer balance per nation": that of the customers
    measure = a.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    own = set(table_words(a.lexicon.tables[target.table])) & set(
        words_of(wanted.mention.text if wanted.mention else "")
    )
    if own and measure is not None and measure.aggregate == "avg" and len(over) == 1:
        return False  # "average order value per customer": that of the orders
    if measure is not None and not a.fields.of_each_row(target, measure):
        return True
    alone = len(over) == 1 and over[0].grain is None and not _made_of(a, over[0], target.table)
    if agg == "avg" and alone and _averaged_by_row(a, target):
        return False  # "average delay per route": that of the sailings
    label, item = lowered(label_of(a.lexicon, target)), wanted.mention
    plain = label.removeprefix("total ").removeprefix("average ")
    ends = _ends(a, over)
    said = _SPOKEN[agg]
    choices = (
        (f"The {said} total of {plain} over {ends}", "totals"),
        (f"The {said} {plain} of single {a.fields.say_table(target.table)}, for each of the {ends}", "rows"),
    )
    words = item.low.split() if item is not None else [plain]
    whole = " ".join(words if said in words else [said, *words])
    text = f"“{whole}” can be of totals or of single rows. Which one is meant?"
    return a.settle(text, "summary", choices) == "totals"


def _averaged_by_row(a: Assembler, target: Target) -> bool:
    """Whether the model averages this column over its rows, as it does lengths of time and rates; an amount of money is paid,
    so what each has paid in all is as usual."""
    column = a.fields.expression(target)
    own = [m for m in a.lexicon.tables[target.table].measures if m.aggregate == "avg" and m.filter is None]
    return any(m.expression == column and (m.format is None or m.format.kind != "currency") for m in own)


def _made_of(a: Assembler, group: Group, table: str) -> bool:
    """Whether a thing consists of these rows, as an order does of its lines: they have no key or no date of their own."""
    thing = _thing(a, group)
    links = [r for r in a.roads.model.relationships if r.from_table == table and r.to_table == thing]
    key = set(a.lexicon.tables[table].primary_key)
    own = a.lexicon.time_dimension(table)
    return bool(links) and (own is None or "." in own or any(set(r.from_columns) & key for r in links))


def _of_thing(a: Assembler, wanted: Wanted, target: Target) -> bool:
    """Whether the thing whose number it is stands before the number, and is no part of the number's own name."""
    item = wanted.mention
    if item is None or item.whose is not None:
        return item is not None
    said = set(words_of(item.text)) & set(table_words(a.lexicon.tables[target.table]))
    return bool(said - set(words_of(label_of(a.lexicon, target))) - a.lexicon.own_words(target))


def _tell(a: Assembler, things: list[str], target: Target) -> None:
    for table in things:
        rows = a.fields.say_table(target.table)
        a.parts.caveats.append(f"{a.fields.say_table(table).capitalize()} without {rows} are not part of it.")
