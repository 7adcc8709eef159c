"""The numbers that are asked for: named, aggregated, counted, durations, arithmetic in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import amounts, averages, shapes, years
from lunara.ask.planners.offline.assembly.parts import LOST, Declined
from lunara.ask.planners.offline.fields import OF_MANY
from lunara.ask.planners.offline.frame import Formula, Wanted
from lunara.ask.planners.offline.items import Item
from lunara.ask.planners.offline.lexicon import Match, Target, label_of
from lunara.ask.planners.offline.money import INCOME
from lunara.ask.planners.offline.naming import table_words, words_of
from lunara.ask.planners.offline.plain.who_they_are import whose_name
from lunara.ask.planners.offline.words import spread
from lunara.ask.tokens import stem
from lunara.semantic.compile.sqltime import elapsed
from lunara.semantic.names import lowered
from lunara.semantic.query import (
    InlineMeasure,
)

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler


def plain_fields(a: Assembler) -> None:
    """ "the weekly rank for episode X", "id and weight of the pets": with a field that no measure adds up, rows are listed."""
    frame = a.frame
    if frame.rank or frame.top or any(w.agg or w.count or w.formula or w.between for w in frame.wanted):
        return
    targets = [a.reading.target(w.mention) for w in frame.wanted]
    beside = [a.reading.target(c) for c in frame.columns]
    rows = [a.fields.row_field(t) for t in (*targets, *beside)]
    if not targets or any(row is None for row in rows):
        return
    each = _each_of(a, {row.table for row in rows if row is not None})
    told = (*targets, *beside) if each is not None else targets
    if (frame.groups and each is None) or all(
        t is None or t.kind != "dimension" or a.fields.has_measure(t) for t in told
    ):
        return
    if each is not None:
        frame.entities.append(each)  # "the grade of each pupil"
        frame.groups.clear()
    frame.columns.extend(w.mention for w in frame.wanted if w.mention is not None)
    frame.wanted.clear()
    frame.listing = True


_EACH = frozenset(("each", "every"))


def _each_of(a: Assembler, tables: set[str]) -> Item | None:
    """The thing that the rows of the one table are, where the question asks for it "of each" of them; None for other groups."""
    group = a.frame.groups[0] if len(a.frame.groups) == 1 else None
    thing = a.reading.target(group.mention) if group is not None else None
    if group is None or thing is None or {thing.table} != tables or not _EACH & set(group.word.split()):
        return None
    return group.mention if thing.kind == "table" or shapes.identifies(a, thing, thing.table) else None


def per_row(a: Assembler) -> None:
    """ "Average seats per subscription by tier", seats being a field of subscriptions: each of its rows is one already."""
    frame = a.frame
    tables = {t.table for w in frame.wanted if (t := a.reading.target(w.mention)) is not None}
    if not frame.wanted or len(tables) != 1 or any(w.count or w.formula or w.between for w in frame.wanted):
        return
    averages = all(w.agg in ("avg", "median") for w in frame.wanted)
    plain = all(not w.agg for w in frame.wanted) and not (frame.top or frame.direction or frame.listing or frame.which)
    for group in list(frame.groups):
        by = a.reading.target(group.mention) if group.grain is None else None
        if by is None or by.kind != "table" or by.table not in tables:
            continue
        if averages and group.word in ("per", "for each", "each"):
            frame.groups.remove(group)
        elif plain and group.word == "per" and shapes.nameless(a, by.table):
            for wanted in frame.wanted:
                wanted.agg = "avg"
            frame.groups.remove(group)


def governed_ratio(a: Assembler) -> None:
    """ "revenue per order": where the model has that ratio as a measure, it is meant, not a list of every order."""
    frame = a.frame
    per = next((g for g in frame.groups if g.mention is not None), None)
    if len(frame.wanted) != 1 or per is None or frame.top is not None:
        return
    wanted, group, others = frame.wanted[0], per, [g for g in frame.groups if g is not per]
    target, by = a.reading.target(wanted.mention), a.reading.target(group.mention)
    if target is None or by is None or by.kind != "table" or target.kind != "measure":
        return
    average = wanted.agg == "avg"
    if not (average or shapes.nameless(a, by.table)) or group.word not in (
        "per",
        "for each",
        "each",
        "for every",
        "every",
    ):
        return
    counts = {m.name for m in a.lexicon.tables[by.table].measures if m.aggregate in ("count", "count_distinct")}
    for derived in a.lexicon.model.measures:
        sides = [p.strip() for p in derived.expression.split("/")]
        names = [p.rpartition(".")[2] for p in sides]
        if derived.plain and len(sides) == 2 and names[0] == target.name and names[1] in counts:
            match = Match(Target("derived", "", derived.name), 1.0, True)
            if wanted.mention is None:
                raise Declined(LOST)
            a.reading.chosen[id(wanted.mention)] = match
            wanted.agg, wanted.count = "", False
            frame.groups = others
            return
    if average and not a.of_rows:
        raise Declined(
            f"An average over {a.fields.say_table(by.table)} needs a measure in the model: {label_of(a.lexicon, target)} "
            f"divided by the number of {a.fields.say_table(by.table)}."
        )


def per_one(a: Assembler) -> None:
    """ "Fine amount per loan by patron type" is a ratio of each type: nothing is grouped by the loans. Raises Declined."""
    groups = a.frame.groups
    for at, group in enumerate(groups):
        by = a.reading.target(group.mention)
        if group.word != "per" or by is None or group.mention is None or group.mention.plural:
            continue
        key = a.roads.foreign_key(by.table, a.fields.column(by)) if by.kind == "dimension" else None
        if by.kind != "table" and key is None:
            continue
        if any(later.word not in ("per", "") for later in groups[at + 1 :]):
            things = a.fields.say_table(key.to_table if key is not None else by.table)
            raise Declined(
                f"A number per one of {things} needs a measure in the model: one divided by the number of {things}."
            )


def governed_share(a: Assembler) -> None:
    """ "Percentage of orders cancelled": the model's own rate of them, where it has one; else not a share of their total.

    Cancelled orders of May over those of the year are no percentage that anybody asks for.
    """
    frame = a.frame
    if not any(kind == "share_of_total" for kind, _ in frame.calculations) or len(frame.wanted) != 1:
        return
    wanted = frame.wanted[0]
    target = a.reading.target(wanted.mention)
    if target is None or wanted.mention is None:
        return
    measure = a.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
    said = [c for c in frame.conditions if c.kind in ("value", "positive", "event", "exists")]
    if not said and measure is not None and measure.filter is not None and not target_counts_all(a, target, wanted):
        for derived in a.lexicon.model.measures:
            sides = [p.strip().rpartition(".")[2] for p in derived.expression.split("/")]
            own = {m.name for m in a.lexicon.tables[target.table].measures}
            if derived.plain and len(sides) == 2 and sides[0] == target.name and sides[1] in own:
                a.reading.chosen[id(wanted.mention)] = Match(Target("derived", "", derived.name), 1.0, True)
                wanted.agg, wanted.count = "", False
                frame.calculations = [c for c in frame.calculations if c[0] != "share_of_total"]
                frame.notes.append(f"Read as {label_of(a.lexicon, Target('derived', '', derived.name))}.")
                return
    part = bool(said) or (
        measure is not None
        and measure.filter is not None
        and measure.aggregate in ("count", "count_distinct")
        and not target_counts_all(a, target, wanted)
    )
    if part and not any(g.mention is not None and g.grain is None for g in frame.groups):
        raise Declined(
            f"The question asks for a part of “{wanted.mention.text}”, and the model has no rate for it. "
            "Ask for the two numbers, or for a share by a group such as country."
        )


def target_counts_all(a: Assembler, target: Target, wanted: Wanted) -> bool:
    """Whether a count is simply that of its table's things, whatever it leaves out ("orders" without cancelled ones)."""
    measure = a.lexicon.measure(target.table, target.name)
    if measure is None or measure.aggregate not in ("count", "count_distinct"):
        return measure is not None
    things = {w for n in (target.table, a.lexicon.tables[target.table].label or "") for w in words_of(n)}
    return set(words_of(measure.label or measure.name)) <= things


def measures(a: Assembler) -> list[str | InlineMeasure]:
    return [measure(a, w) for w in a.frame.wanted]


def measure(a: Assembler, wanted: Wanted) -> str | InlineMeasure:
    """The measure that is asked for. Raises Declined."""
    if wanted.made is not None:
        return wanted.made
    if wanted.between is not None:
        return duration(a, wanted)
    if wanted.formula is not None:
        return formula(a, wanted, wanted.formula)
    if wanted.attribute:
        return attribute_measure(a, wanted)
    target = a.reading.target(wanted.mention)
    if target is None or wanted.mention is None:
        raise Declined(LOST)
    if wanted.count and wanted.agg in ("avg", "max", "min", "median"):
        raise Declined(averages.OF_COUNTS)
    if wanted.count:
        return count(a, target, wanted)
    if wanted.agg in ("avg", "max", "min", "median") and (target.kind == "table" or amounts.counts_rows(a, target)):
        amount = amounts.own_amount(a, target.table)
        if amount is not None:
            return a.fields.aggregate(amount, wanted.agg, Declined)  # "average donation"
    if target.kind == "table" or (wanted.agg in ("", "sum") and amounts.counts_rows(a, target)):
        wanted.said = wanted.said or wanted.agg
        return count(a, target, wanted)
    agg = wanted.agg or amounts.of_durations(a, wanted, target) or amounts.of_quantities(a, wanted, target)
    said = words_of(wanted.mention.text)
    if not agg and target.kind == "measure" and set(said[-1:]) & INCOME and not set(said) & OF_MANY:
        found = a.lexicon.measure(target.table, target.name)
        agg = "sum" if found is not None and found.aggregate == "avg" else ""  # "ticket revenue": of all the prices
    return a.fields.aggregate(target, agg, Declined)


def count(a: Assembler, target: Target, wanted: Wanted) -> str | InlineMeasure:
    if wanted.mention is not None and target.kind in ("table", "measure"):
        amount = amounts.of_money(a, wanted.mention, target, wanted.said)
        if amount is not None:
            return amount
    tie = wanted.mention.tie if wanted.mention is not None else None
    if wanted.mention is not None and tie is not None and wanted.distinct:
        label = wanted.mention.text[:1].upper() + wanted.mention.text[1:]
        return a.fields.inline(tie.table, "count_distinct", tie.asked.from_columns[0], label)
    paired = _end_of_pairs(a, target) if wanted.distinct or a.frame.distinct else None
    if paired is not None:
        return paired
    if target.kind == "table":
        return a.fields.count_of(wanted.mention, target.table) if wanted.mention else a.fields.count(target.table)
    if target.kind in ("measure", "derived"):
        return a.fields.name_of(target)
    key = a.roads.foreign_key(target.table, a.fields.column(target))
    if not wanted.distinct and key is not None:
        return a.fields.count(key.to_table)
    _refuse_half(a, target, wanted)
    return a.fields.inline(target.table, "count_distinct", a.fields.expression(target), label_of(a.lexicon, target))


def _end_of_pairs(a: Assembler, target: Target) -> InlineMeasure | None:
    """ "Different affected regions", where rows pair regions with what affected them: the regions, each once; else None."""
    table = a.lexicon.tables.get(target.table)
    counts = target.kind == "table" or (
        target.kind == "measure" and target.name == a.lexicon.count_measure(target.table)
    )
    if table is None or not counts or len(table.primary_key) < 2:
        return None
    last = table_words(table)[-1:]
    ends = [r for r in a.lexicon.model.relationships if r.from_table == table.name and len(r.from_columns) == 1]
    ends = [r for r in ends if r.from_columns[0] in table.primary_key]
    ends = [
        r for r in ends if r.to_table in a.lexicon.tables and table_words(a.lexicon.tables[r.to_table])[-1:] == last
    ]
    if len(ends) != 1:
        return None
    return a.fields.inline(table.name, "count_distinct", ends[0].from_columns[0], label_of(a.lexicon, target))


def _refuse_half(a: Assembler, target: Target, wanted: Wanted) -> None:
    """The number of complaints is not that of the complaint types: what is counted ends the field's name. Raises Declined."""
    match = a.reading.chosen.get(id(wanted.mention))
    dimension = a.lexicon.dimension(target.table, target.name)
    if wanted.mention is None or match is None or match.exact or dimension is None:
        return
    said = {stem(w) for w in words_of(wanted.mention.text)}
    names = [words_of(n) for n in (dimension.label or "", dimension.name, *dimension.synonyms) if n]
    if any({stem(w) for w in words[-1:]} & (said | _NAMING) for words in names):
        return
    label = lowered(label_of(a.lexicon, target))
    rows = a.fields.say_table(target.table)
    raise Declined(
        f"“{wanted.mention.text}” is only the first half of “{label}”, so it is not clear what is counted. "
        f"Ask for the number of different “{label}”, or of {rows}."
    )


_NAMING = frozenset(("name", "title", "number", "id", "code", "no", "key"))


def duration(a: Assembler, wanted: Wanted) -> InlineMeasure:
    if wanted.between is None:
        raise Declined(LOST)
    first, second = (a.reading.target(i) for i in wanted.between)
    if first is None or second is None or first.table != second.table:
        raise Declined("A time between two dates can only be measured when both dates belong to the same rows.")
    for end in (first, second):
        dimension = a.lexicon.dimension(end.table, end.name)
        if dimension is None or dimension.type == "number":
            raise Declined(f"{label_of(a.lexicon, end)} is no date, so no time can be measured from or to it.")
    unit = wanted.unit if wanted.unit in ("day", "hour", "week", "month", "year", "minute", "second") else "day"
    dialect = a.lexicon.model.dialect or "duckdb"
    if wanted.to_today:
        return _until_today(a, wanted, first, unit, dialect)
    expression = _length(a, first, second, unit, dialect)
    name = f"{wanted.agg or 'avg'}_{unit}s_from_{first.name}_to_{second.name}"
    agg = wanted.agg or "avg"
    lead = {"avg": "Average ", "max": "Longest ", "min": "Shortest ", "sum": "Total ", "median": "Median "}.get(agg, "")
    label = f"{lead}{unit}s from {label_of(a.lexicon, first)} to {label_of(a.lexicon, second)}"
    return InlineMeasure(name=snake(name), table=first.table, aggregate=agg, expression=expression, label=label)  # type: ignore[arg-type]


def _until_today(a: Assembler, wanted: Wanted, first: Target, unit: str, dialect: str) -> InlineMeasure:
    """How long ago a date is, in days or in years of their mean length; its name says up to which day, as it stays that day's."""
    today = f"CAST('{a.clock.today.isoformat()}' AS DATE)"
    days = date_difference(a.fields.expression(first), today, "day", dialect)
    if unit not in _OF_DAYS:
        raise Declined(f"How long ago that was cannot be told in {unit}s. Ask for days or years.")
    agg = wanted.agg or "avg"
    lead = {"avg": "Average", "max": "Most", "min": "Fewest", "median": "Median"}.get(agg)
    if lead is None:
        raise Declined("Times from several days to today do not add up to anything. Ask for their average.")
    expression = days if unit == "day" else f"({days}) / {_OF_DAYS[unit]}"
    label = f"{lead} {unit}s from {label_of(a.lexicon, first)} to {a.clock.today.day} {a.clock.today:%B %Y}"
    name = snake(f"{agg}_{unit}s_from_{first.name}_to_today")
    return InlineMeasure(name=name, table=first.table, aggregate=agg, expression=expression, label=label)  # type: ignore[arg-type]


_OF_DAYS = {"day": 1.0, "week": 7.0, "year": 365.25}


def _length(a: Assembler, first: Target, second: Target, unit: str, dialect: str) -> str:
    """SQL of the time between two dates of a row: exact between two timestamps, else whole days; months and years are whole."""
    sides = a.fields.expression(first), a.fields.expression(second)
    kinds = [
        (d.data_type or "").lower() if (d := a.lexicon.dimension(t.table, t.name)) else "" for t in (first, second)
    ]
    exact = all("timestamp" in kind or "datetime" in kind for kind in kinds)
    if unit in _FINER and exact:
        return elapsed(*sides, unit + "s", dialect) if unit != "week" else f"({elapsed(*sides, 'days', dialect)}) / 7.0"
    if unit == "week":
        return f"({date_difference(*sides, 'day', dialect)}) / 7.0"
    return date_difference(*sides, unit, dialect)


_FINER = ("second", "minute", "hour", "day", "week")


def formula(a: Assembler, wanted: Wanted, formula: Formula) -> InlineMeasure:
    pieces: list[str] = []
    table = ""
    for position, operand in enumerate(formula.operands):
        if position:
            pieces.append(formula.operators[position - 1])
        if isinstance(operand, Item):
            target = a.reading.target(operand)
            if target is None:
                raise Declined(LOST)
            if target.kind == "derived" or (table and target.table != table):
                raise Declined("A calculation in brackets can only use fields of one table.")
            table = target.table
            pieces.append(a.fields.expression(target))
        else:
            pieces.append(f"{operand:g}")
    if "/" in formula.operators and not wanted.agg:
        raise Declined(
            "What is divided for each row does not add up. Ask for its average, or for one total divided by another."
        )
    agg = wanted.agg or ("avg" if set(formula.operators) <= {"-", "+"} and _only_averaged(a, formula) else "sum")
    label = (wanted.alias or "Result").strip().capitalize()
    if agg == "avg" and not label.lower().startswith("average"):
        label = f"Average {label.lower()}"
    name = snake(f"{agg}_{wanted.alias or 'result'}")
    return InlineMeasure(name=name, table=table, aggregate=agg, expression=" ".join(pieces), label=label)  # type: ignore[arg-type]


def _only_averaged(a: Assembler, formula: Formula) -> bool:
    """Whether all that is added up or taken away are numbers which the model only averages: prices of things."""
    targets = [a.reading.target(o) for o in formula.operands if isinstance(o, Item)]
    kinds = [
        {
            m.aggregate
            for m in a.lexicon.tables[t.table].measures
            if m.expression == a.fields.expression(t) and not m.hidden
        }
        for t in targets
        if t is not None and t.table in a.lexicon.tables
    ]
    return bool(kinds) and all("avg" in one and "sum" not in one for one in kinds)


def attribute_measure(a: Assembler, wanted: Wanted) -> str | InlineMeasure:
    target = attribute(a, wanted)
    return a.fields.aggregate(target, "max" if a.frame.direction == "desc" else "min", Declined)


def attribute(a: Assembler, wanted: Wanted) -> Target:
    """The field that a superlative speaks of: the length of "longest river"."""
    tables = a.bases or [t for e in a.frame.entities if (t := getattr(a.reading.target(e), "table", ""))]
    if "date" in wanted.attribute:
        for table in tables:
            found = a.fields.time_of(table)
            if found is not None and found.rpartition(".")[0] == table:
                return Target("dimension", table, found.rpartition(".")[2])
        for table in tables:
            year = years.own_year(a, table)
            if year is not None:
                return year
        raise Declined(f"Nothing here says when these came about, so “{wanted.alias}” has no meaning.")
    tables = [*tables, *(name.table for t in tables if (name := whose_name(t, a.lexicon)) is not None)]
    words = wanted.attribute
    if "price" in words and not _sold_at(a, tables):
        words = (*_RETAIL, *words)
    for word in words:
        fields = [
            match.target
            for match in a.lexicon.fields((word,), limit=40)
            if match.target.kind in ("measure", "dimension")
            and match.target.table in tables
            and a.fields.row_field(match.target) is not None
            and amounts.of_itself(a, match.target, word)
            and (word != "rate" or _in_money(a, match.target))
        ]
        asked = [t for t in fields if t.table == fields[0].table and not a.lexicon.literal_words(t) & _PAID_FOR_IT]
        if fields:
            return (asked or fields)[0] if word == "price" else fields[0]
    raise Declined(f"Nothing here says what “{wanted.alias}” is measured by.")


def _sold_at(a: Assembler, tables: Sequence[str]) -> bool:
    """Whether the things have a price of their own that is not the one that was paid for them."""
    found = [m.target for m in a.lexicon.fields(("price",), limit=40) if m.target.table in tables]
    return any(not a.lexicon.literal_words(t) & _PAID_FOR_IT for t in found)


_RETAIL = ("msrp", "rrp")
"""Names of the price that a maker suggests to those who sell."""
_PAID_FOR_IT = spread("cost purchase buy buying wholesale acquisition supplier")
"""What a price is called that was paid for a thing, and is not asked for it: dear is what costs those much who buy it."""


def _in_money(a: Assembler, target: Target) -> bool:
    """Whether it is an amount of money: the cheapest is not who has the lowest rate of success."""
    found = a.lexicon.measure(target.table, target.name) or a.lexicon.dimension(target.table, target.name)
    return found is not None and found.format is not None and found.format.kind == "currency"


def date_difference(start: str, end: str, unit: str, dialect: str) -> str:
    """SQL of whole `unit`s from `start` to `end` in the dialect of the model."""
    from sqlglot import exp, parse_one

    if dialect == "duckdb":
        return f"date_diff('{unit}', {start}, {end})"
    tree = exp.DateDiff(
        this=parse_one(end, dialect=dialect), expression=parse_one(start, dialect=dialect), unit=exp.var(unit.upper())
    )
    return tree.sql(dialect=dialect)


def snake(text: str) -> str:
    """A text as a name: letters, digits and underscores."""
    return re.sub(r"\W+", "_", text.lower()).strip("_")
