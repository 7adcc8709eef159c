"""Conditions of a question as filters: values, numbers, dates, things that exist or do not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.assembly import (
    amounts,
    belonging,
    beside_values,
    compared_shares,
    dates,
    existence,
    joining,
    measured,
    measuring,
    several,
    whenever,
)
from lunara.ask.planners.offline.assembly.held_numbers import lasts, parts_of_one
from lunara.ask.planners.offline.assembly.parts import (
    LOST,
    Declined,
    any_of,
    field_filter,
    measure_name,
    none_of,
)
from lunara.ask.planners.offline.assembly.rows_counted import rows_counted
from lunara.ask.planners.offline.conditions_of import conditions_of
from lunara.ask.planners.offline.fields import RowField
from lunara.ask.planners.offline.frame import Condition, Wanted
from lunara.ask.planners.offline.lexicon import Target, label_of
from lunara.ask.planners.offline.money import INCOME
from lunara.ask.planners.offline.naming import words_of
from lunara.ask.tokens import stem
from lunara.ask.values import looks_personal
from lunara.semantic.model import Measure
from lunara.semantic.query import (
    ExistsFilter,
    FieldFilter,
    Filter,
    InlineMeasure,
)

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assembly.assembler import Assembler

_SIGNS = frozenset(("flag", "indicator", "code", "status", "state", "type", "kind", "class"))
"""Fields called so hold a sign for each case, that of the opposite too: that one is there says nothing of what it stands for."""
_ALL_OR_SOME = "It is not clear whether all of those with the same value are so. Ask for the rows themselves."


class Conditions:
    """Turns the frame's conditions into filters of the assembler's parts."""

    def __init__(self, owner: Assembler):
        self.owner = owner
        self.frame = owner.frame
        self.lexicon = owner.lexicon
        self.roads = owner.roads
        self.fields = owner.fields
        self.inside = False
        """Whether the condition at hand is one of rows over there, of which the question says that there are some."""
        self.where_of: dict[int, list[Filter]] = {}
        """What the rows must fulfil whose total is compared."""

    def apply(self) -> None:
        """Add every condition to the query. Raises Declined."""
        made: list[tuple[str, Filter]] = []
        nested: dict[int, list[tuple[str, Filter]]] = {}
        several.settle(self)
        whenever.settle_dates(self)
        for condition in self.frame.conditions:
            existence.as_own_date(self, condition)
        exists = [(c, existence.exists_table(self, c)) for c in self.frame.conditions if c.kind == "exists"]
        exists += existence.not_then(self, exists)
        exists = existence.within_denied(self, exists)
        existence.settle_denials(self, exists)
        totals = [c for c in self.frame.conditions if measured.is_measured(self, c)]
        for condition in self.frame.conditions:
            if condition.op == "role" or condition.kind == "exists" or condition in totals:
                continue
            home = condition.home or measured.within(self, condition, totals)
            home = home or existence.home(self, condition, exists)
            self.inside = home is not None
            found = self.filter(condition)
            if found is None:
                continue
            if home is not None:
                nested.setdefault(several.said(home), []).append((condition.joiner, found))
            else:
                made.append((condition.joiner, found))
        for condition in totals:
            self.inside = False
            self.where_of[id(condition)] = joining.joined(nested.get(several.said(condition), []))
            found = self.filter(condition)
            if found is not None:
                made.append((condition.joiner, found))
        existence.clear_negation(self, exists)
        existence.clear_lack(self, exists)
        for condition, table in exists:
            if table is None:
                continue
            inside = nested.get(several.said(condition), [])
            each = [[one] for one in inside] if several.one_each(self, inside) else [inside]
            shared = existence.nested_time(self, table) if len(each) > 1 and condition.time is None else []
            existence.clear_and(self, condition, inside)
            for part in each:  # "in both A and B": one row over there for each
                found = existence.exists(
                    self,
                    condition,
                    table,
                    [*existence.own_time(self, condition, table), *joining.joined(part), *shared],
                )
                if found is not None:
                    made.append((condition.joiner, found))
        joined = self.of_one_row(joining.joined(made, self.far if self.owner.bases else False))
        self.owner.parts.filters.extend(joining.keeping_empty(one) for one in self.each_there(joined))
        self._side_by_side()
        self.against_own_filter()

    def _side_by_side(self) -> None:
        """ "A vs B": two values beside each other are groups, and a yes/no field is asked once."""
        parts = self.owner.parts
        kept: list[object] = []
        for found in parts.filters:
            yes_no = isinstance(found, FieldFilter) and isinstance(found.values[0] if found.values else None, bool)
            if yes_no and any(
                isinstance(k, FieldFilter) and isinstance(found, FieldFilter) and k.field == found.field for k in kept
            ):
                continue
            kept.append(found)
            if self.frame.versus and parts.measures and isinstance(found, FieldFilter) and found.op == "in":
                shown = self.owner.dimension(*found.field.rsplit(".", 1))
                if shown not in parts.dimensions:
                    parts.dimensions.append(shown)
        parts.filters = kept

    def against_own_filter(self) -> None:
        """ "orders that were cancelled" over a measure that leaves cancelled ones out: all rows are counted instead."""
        used = {f.field for f in self.owner.parts.filters if isinstance(f, FieldFilter)}
        for group in self.frame.groups:
            target = self.owner.reading.target(group.mention)
            if target is not None and target.kind == "dimension":
                used.add(f"{target.table}.{target.name}")
        measures = self.owner.parts.measures
        for position, measure in enumerate(measures):
            if not isinstance(measure, str):
                continue
            target = self.fields.target_of(measure)
            found = self.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
            if found is None or found.filter is None or found.aggregate != "count":
                continue
            columns = {
                f"{target.table}.{d.name}"
                for d in self.lexicon.tables[target.table].dimensions
                if re.search(rf"\b{re.escape((d.expression or d.name).strip(chr(34)))}\b", found.filter)
            }
            if columns & used:
                plain = self.fields.count(target.table)
                measures[position] = plain
                name = plain if isinstance(plain, str) else plain.name
                self.owner.parts.order = [
                    o if o.field != measure else o.model_copy(update={"field": name}) for o in self.owner.parts.order
                ]
                label = found.label or found.name
                self.frame.notes.append(f"“{label}” has a condition of its own on that field, so all rows are counted.")

    def each_there(self, filters: list[Filter]) -> list[Filter]:
        """ "With a pool and a spa": one row over there for each, where one and the same row cannot be both."""
        fields = [f.field for f in filters if isinstance(f, FieldFilter) and f.op in ("=", "in")]
        made: list[Filter] = []
        for one in filters:
            if (
                isinstance(one, FieldFilter)
                and one.op in ("=", "in")
                and fields.count(one.field) > 1
                and self.far(one.field)
            ):
                made.append(ExistsFilter(exists=one.field.rpartition(".")[0], where=(one,), via=one.via))
            else:
                made.append(one)
        return made

    def of_one_row(self, filters: list[Filter]) -> list[Filter]:
        """ "Clients who paid by card in 2024": one and the same payment by card and of that year."""
        there = [f for f in filters if isinstance(f, ExistsFilter) and f.via is None and f.where]
        fields = [f for f in filters if isinstance(f, FieldFilter) and f.op in ("=", "in") and f.via is None]
        if len(there) != 1 or not self.owner.bases:
            return filters
        (rows,) = there
        same = [f for f in fields if self.far(f.field) and f.field.rpartition(".")[0] == rows.exists]
        if len(same) != 1:
            return filters
        merged = rows.model_copy(update={"where": (*same, *rows.where)})
        return [merged if f is rows else f for f in filters if f not in same]

    def far(self, field: str) -> bool:
        """Whether one row of the base can have several values of this field."""
        return all(self.roads.distance_up(b, field.rpartition(".")[0]) is None for b in self.owner.bases)

    def say(self, table: str) -> str:
        text = self.fields.say_table(table)
        return text[:1].upper() + text[1:]

    def filter(self, condition: Condition) -> Filter | None:
        kind = condition.kind
        if kind == "value":
            return self.value(condition)
        if kind in ("compare", "number"):
            return self.compare(condition)
        if kind == "null":
            return self.null(condition)
        if kind == "positive":
            return self.positive(condition)
        if kind == "event":
            return dates.event(self, condition)
        if kind == "text":
            return self.text(condition)
        if kind == "columns":
            dates.columns(self, condition)
            return None
        if kind == "days":
            return dates.days(self, condition)
        return dates.period(self, condition)

    def value(self, condition: Condition) -> Filter:
        target = self.owner.reading.target(condition.mention)
        if target is None or condition.mention is None:
            raise Declined(LOST)
        name = f"{target.table}.{target.name}"
        via = condition.mention.road or beside_values.road_of_value(self, condition.mention, target.table)
        belonging.check_reach(self, target, condition.mention)
        belonging.say_unseen(self, condition.mention, target)
        belonging.say_where(self, condition, target)
        belonging.say_which(self, condition, target)
        if target.kind == "dimension":
            flag = self.lexicon.flag(target.table, target.name) or (True, False)
            return FieldFilter(field=name, op="=", values=(flag[condition.negated],), via=via)
        values = [
            m.target.value
            for m in condition.mention.matches
            if m.target.kind == "value" and (m.target.table, m.target.name) == (target.table, target.name)
        ]
        if condition.origin and not condition.mention.road and self.owner.bases and self.far(name):
            raise Declined(f"{self.say(self.owner.base)} have no “{condition.mention.text}” of their own in this data.")
        unique = joining.as_written(list(dict.fromkeys(values)), condition.mention.text)
        if condition.mention.unseen and self._names_people(target.table, target.name):
            unique = [form for one in unique for form in belonging.in_capitals_too(one)]
        if condition.negated and self.owner.bases and self.far(name):
            # one of its rows over there being another is not what "no gym" says: none of them may be it
            return none_of(FieldFilter(field=name, op="in", values=tuple(unique), via=via))
        if len(unique) > 1:
            return FieldFilter(field=name, op="not_in" if condition.negated else "in", values=tuple(unique), via=via)
        return FieldFilter(field=name, op="!=" if condition.negated else "=", values=(unique[0],), via=via)

    def compare(self, condition: Condition) -> Filter:
        """A number or a date against values; a denied range ("not between 3 and 7") is all that does not lie within."""
        if not condition.negated or condition.op != "between":
            return self._compared(condition)
        if self._of_values():
            raise Declined(_ALL_OR_SOME)
        condition.negated = False
        try:
            return none_of(self._compared(condition))
        finally:
            condition.negated = True

    def _compared(self, condition: Condition) -> Filter:
        target = self.owner.reading.target(condition.mention)
        if condition.attribute and condition.mention is None:
            target = measuring.attribute(self.owner, Wanted(attribute=condition.attribute, alias=condition.alias))
        if target is None:
            raise Declined(LOST)
        self.literal(condition)
        op = measured.operator(condition)
        counted = condition.wanted is not None and (condition.wanted.count or bool(condition.wanted.agg))
        each = id(condition) in self.where_of
        row = None if counted or condition.grouped or each else self.fields.row_field(target)
        subject_tables = set(self.owner.bases)
        if row is not None:
            compared_shares.check_amount(self, condition, row)
            far = [b for b in subject_tables if self.roads.distance_up(b, row.table) is None]
            single = condition.mention is not None and f"compared {condition.mention.start}" in self.owner.settled
            single = single or (condition.mention is not None and amounts.of_thing(self.owner, row.table))
            named = op == "=" and self._is_text(row)  # "customers with the account name 900"
            if not far or not self.owner.parts.dimensions or single or named:
                belonging.check_reach(self, Target("dimension", row.table, row.name), condition.mention)
                held = self.lexicon.dimension(row.table, row.name)
                shares = held is not None and held.format is not None and held.format.kind == "percent"
                values = self.as_held(row, op, list(parts_of_one(condition) if shares else condition.values))
                road = beside_values.road_of_value(self, condition.mention, row.table)
                name = f"{row.table}.{row.name}"
                if condition.negated and self.owner.bases and self.far(name):
                    return none_of(field_filter(name, condition.op, values, road))
                if condition.negated and self._of_values():
                    raise Declined(_ALL_OR_SOME)
                if condition.negated:  # what has no rating has none above 5
                    return any_of(
                        [field_filter(name, op, values, road), FieldFilter(field=name, op="is_null", via=road)]
                    )
                return field_filter(name, op, values, road)
        if condition.wanted is None and target.kind in ("measure", "derived"):
            condition.wanted = Wanted(mention=condition.mention, said="count")
        totalled = counted or condition.grouped or each or target.kind in ("measure", "derived")
        if condition.wanted is None or not totalled:
            raise Declined(f"“{label_of(self.lexicon, target)}” cannot be compared here.")
        said = set(words_of(condition.mention.text)) if condition.mention is not None else set[str]()
        plain = not counted and not said & {"total", "sum"} and self.fields.row_field(target) is not None
        if condition.negated and plain and self._of_values():
            raise Declined(_ALL_OR_SOME)
        measure = measuring.measure(self.owner, condition.wanted)
        if condition.percent and not self._in_percent(measure):
            return compared_shares.of_whole(self, condition, measure, op)
        if each or (not self.owner.parts.dimensions and not self.frame.groups):
            return measured.of_each(self, condition, measure, self.where_of.get(id(condition), []))
        names = [measure_name(m) for m in self.owner.parts.measures]
        if (
            counted
            and self.frame.groups
            and any(w.count for w in self.frame.wanted)
            and measure_name(measure) not in names
        ):
            raise Declined(
                "It is not clear whether each thing that is counted or each group must fulfil the condition."
            )
        if measure_name(measure) not in names:
            self.owner.parts.measures.append(measure)
        return field_filter(measure_name(measure), op, self.scaled(condition, measure))

    def _of_values(self) -> bool:
        """Whether values of a field are listed, each of which several rows may have: "towns without an age above 40"."""
        columns = [self.owner.reading.target(i) for i in self.frame.columns]
        fields = [t for t in columns if t is not None and t.kind == "dimension"]
        listed = bool(fields) and not (self.frame.entities or self.frame.wanted or self.frame.groups or self.frame.rank)
        return listed and not any(self.lexicon.display(t.table) == t.name for t in fields)

    def literal(self, condition: Condition) -> None:
        """A field that only means nearly the same is not compared where another one is called exactly so."""
        item = condition.mention
        chosen = self.owner.reading.chosen.get(id(item)) if item is not None else None
        if item is None or chosen is None or chosen.exact:
            return
        best = max(item.matches, key=lambda m: m.score)
        if best.exact and best.score > chosen.score + 0.2 and best.target.table not in self.owner.bases:
            raise Declined(
                f"“{item.text}” is {label_of(self.lexicon, best.target)} of {self.fields.say_table(best.target.table)}, "
                f"which is not compared for each of these; {label_of(self.lexicon, chosen.target)} is another number."
                if best.target.table in self.lexicon.tables
                else f"It is not clear what “{item.text}” is here."
            )

    def _is_text(self, row: RowField) -> bool:
        dimension = self.lexicon.dimension(row.table, row.name)
        return dimension is not None and dimension.type == "string"

    def as_held(self, row: RowField, op: str, values: list[float | int | str]) -> list[float | int | str]:
        """The values as a text field holds them; a text that is known not to occur is not looked for."""
        dimension = self.lexicon.dimension(row.table, row.name)
        if dimension is None or dimension.type != "string":
            return values
        label = label_of(self.lexicon, Target("dimension", row.table, row.name))
        texts: list[float | int | str] = [str(v) for v in values]
        known = {str(v) for v in self.lexicon.values.of_field(row.table, row.name, limit=100_000)}
        if known and all(re.fullmatch(r"\d{4}", text) for text in (*known, *map(str, texts))):
            return texts  # years held as text, which come in the order of their digits
        if op not in ("=", "!=", "in", "not_in"):
            raise Declined(f"{label} is a text, so it cannot be compared as a number.")
        if known and not known & set(map(str, texts)):
            raise Declined(f"No {label} is “{', '.join(map(str, texts))}” in this data.")
        return texts

    def scaled(self, condition: Condition, measure: str | InlineMeasure) -> tuple[float | int | str, ...]:
        """Percent are held as parts of one: 10% is 0.1."""
        return parts_of_one(condition) if self._in_percent(measure) else tuple(condition.values)

    def _in_percent(self, measure: str | InlineMeasure) -> bool:
        if isinstance(measure, InlineMeasure):
            format_ = measure.format
        else:
            target = self.fields.target_of(measure)
            derived = self.lexicon.derived(target.name) if target.kind == "derived" else None
            found = derived or self.lexicon.measure(target.table, target.name)
            format_ = found.format if found is not None else None
        return format_ is not None and format_.kind == "percent"

    def null(self, condition: Condition) -> Filter:
        target = self.owner.reading.target(condition.mention)
        if target is None:
            raise Declined(LOST)
        belonging.check_empty(self, condition, target)
        op = "is_not_null" if condition.negated else "is_null"
        if target.kind == "table":
            found: Filter = ExistsFilter(exists=self.contents(target.table))
            return found if condition.negated else none_of(found)
        return field_filter(f"{target.table}.{target.name}", op)

    def contents(self, table: str) -> str:
        """What an "empty" thing has none of: the rows that refer to it, where those of one table only do."""
        if table not in self.owner.bases:
            return table
        held = {r.from_table for r in self.roads.model.relationships if r.to_table == table and r.from_table != table}
        held &= set(self.lexicon.tables)
        if len(held) != 1:
            raise Declined(
                f"It is not clear what {self.fields.say_table(table)} are empty of: ask for those without it."
            )
        return held.pop()

    def _rows_added_up(self, said: str, measure: Measure, table: str) -> tuple[FieldFilter, ...] | None:
        """ "With no sales": what the rows fulfil that takings, or a count with a condition, are made of; None for another total.

        Rows that bring nothing in may be there: "without a discount" is not said of things without rows.
        """
        takings = measure.aggregate == "sum" and bool(INCOME & {stem(w) for w in words_of(said)})
        if len(self.owner.bases) != 1 or table in self.owner.bases or not (takings or measure.aggregate == "count"):
            return None
        if self.roads.distance_up(table, self.owner.bases[0]) is None:
            return None
        return conditions_of(measure.filter, table, self.lexicon) if measure.filter is not None else ()

    def positive(self, condition: Condition) -> Filter:
        """ "with a discount", "without a middle name"."""
        target = self.owner.reading.target(condition.mention)
        if target is None:
            raise Declined(LOST)
        if target.kind == "table":
            return existence.exists(self, condition, target.table, []) or FieldFilter(field="", op="is_null")
        row = self.fields.row_field(target)

        measure = self.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
        if row is None and measure is not None and measure.aggregate == "count" and measure.filter is None:
            return existence.exists(self, condition, target.table, []) or FieldFilter(field="", op="is_null")
        said = condition.mention.low if condition.mention is not None else ""
        which = self._rows_added_up(said, measure, target.table) if row is None and measure is not None else None
        if which is not None:
            things = self.fields.say_table(target.table)
            self.owner.parts.notes.append(f"“{said}” was read as {things} of theirs.")
            return existence.exists(self, condition, target.table, list(which)) or FieldFilter(field="", op="is_null")
        if row is None and measure is not None:
            counted = rows_counted(
                measure,
                target.table,
                self.owner.bases,
                negated=condition.negated,
                lexicon=self.lexicon,
                roads=self.roads,
            )
            if counted is not None:
                return counted
        if row is None:
            raise Declined(
                f"{label_of(self.lexicon, target)} is a total over many rows, so single ones cannot be picked by having it."
            )
        dimension = self.lexicon.dimension(row.table, row.name)
        if dimension is None:
            raise Declined(LOST)
        name = f"{row.table}.{row.name}"
        if condition.negated and self.lexicon.key_dimension(row.table) == row.name:
            raise Declined(
                f"{self.say(row.table)} are told apart by their {dimension.label or row.name}, so none is without."
            )
        belonging.check_reach(self, Target("dimension", row.table, row.name), condition.mention)
        if self.owner.bases and not self.inside and self.far(name):
            there = self.positive_there(row, dimension.type)
            return existence.exists(self, condition, row.table, [there]) or FieldFilter(field=name, op="is_null")
        flag = self.lexicon.flag(row.table, row.name)
        if flag is not None:
            return FieldFilter(field=name, op="=", values=(flag[condition.negated],))
        if (
            dimension.type == "number"
            and self.roads.foreign_key(row.table, self.fields.column(Target("dimension", row.table, row.name))) is None
        ):
            if condition.negated and lasts(dimension):  # how late a trip was that was called off is not known
                return FieldFilter(field=name, op="=", values=(0,))
            if condition.negated:
                return any_of([FieldFilter(field=name, op="=", values=(0,)), FieldFilter(field=name, op="is_null")])
            return FieldFilter(field=name, op=">", values=(0,))
        named = set(condition.mention.low.split() if condition.mention is not None else ())
        if _SIGNS & set(words_of(dimension.label or dimension.name)) and not _SIGNS & named:
            raise Declined(f"{dimension.label or row.name} holds signs of its own. Name the one that is meant.")
        return FieldFilter(field=name, op="is_null" if condition.negated else "is_not_null")

    def positive_there(self, row: RowField, kind: str) -> Filter:
        """What "with it" says of a row over there: yes, more than nothing, or known."""
        name = f"{row.table}.{row.name}"
        flag = self.lexicon.flag(row.table, row.name)
        if flag is not None:
            return FieldFilter(field=name, op="=", values=(flag[0],))
        column = self.fields.column(Target("dimension", row.table, row.name))
        if kind == "number" and self.roads.foreign_key(row.table, column) is None:
            return FieldFilter(field=name, op=">", values=(0,))
        return FieldFilter(field=name, op="is_not_null")

    def _names_people(self, table: str, name: str) -> bool:
        """Whether a field holds names of people, which are never looked up: nothing tells in which letters they are written."""
        dimension = self.lexicon.dimension(table, name)
        personal = dimension is not None and looks_personal(self.lexicon.tables[table], dimension)
        return personal and "name" in words_of(f"{name} {dimension.label if dimension else ''}")

    def text(self, condition: Condition) -> Filter:
        target = self.owner.reading.target(condition.mention)
        if target is None:
            raise Declined(LOST)
        counted = self.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
        if counted is not None and counted.aggregate == "count" and counted.filter is None:
            target = Target("table", target.table, target.table)  # "how many artists start with B": as they are called
        name = target.name
        if target.kind == "table":
            shown = self.lexicon.display(target.table)
            if shown is None:
                raise Declined(f"{self.say(target.table)} have no name to compare with.")
            name = shown
            belonging.say_called(self, condition, target.table, shown)
            parts = belonging.name_parts(self, target.table)
            belonging.check_no_part(self, target.table, parts)
            split = belonging.put_together(self, target.table, name, parts) if len(parts) > 1 else []
            if condition.op == "=" and split:
                return belonging.called(self, condition, target.table, split)
        said = tuple(condition.values)
        if condition.op == "=" and self._names_people(target.table, name):
            said = tuple(form for one in said for form in belonging.in_capitals_too(one))
        op = "in" if condition.op == "=" and len(said) > 1 else condition.op
        road = self.owner.road_to(target.table) if self.owner.via else None
        made: Filter = field_filter(f"{target.table}.{name}", op, said, road)
        text = str(condition.values[0])
        small = len(text) <= 2 or text == text.lower()
        if small and condition.op != "=" and text.lower() != text.upper():
            # "ends with the letter a" is meant of A too, "contains the word son" of Son
            forms = dict.fromkeys((text, text.lower(), text.upper(), text.capitalize()))
            made = any_of([field_filter(f"{target.table}.{name}", condition.op, [form]) for form in forms])
        return none_of(made) if condition.negated else made
