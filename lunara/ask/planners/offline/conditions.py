"""Conditions of a question as filters: values, numbers, dates, things that exist or do not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from lunara.ask.planners.offline.frame import Condition, Wanted
from lunara.ask.planners.offline.lexicon import Target, label_of, table_words, words_of
from lunara.ask.planners.offline.times import TimePhrase, resolve
from lunara.ask.planners.offline.words import DATE_VERBS, EVENT_VERBS
from lunara.ask.tokens import verb_stems
from lunara.semantic.query import (
    AndFilter,
    ExistsFilter,
    FieldFilter,
    Filter,
    InlineMeasure,
    NotFilter,
    OrFilter,
    TimeRange,
)

if TYPE_CHECKING:
    from lunara.ask.planners.offline.assemble import Assembler

_FLIP = {"=": "!=", "!=": "=", ">": "<=", ">=": "<", "<": ">=", "<=": ">"}


class Conditions:
    """Turns the frame's conditions into filters of the assembler's parts."""

    def __init__(self, owner: Assembler):
        self.owner = owner
        self.frame = owner.frame
        self.lexicon = owner.lexicon
        self.roads = owner.roads
        self.fields = owner.fields

    def apply(self, shape: str) -> None:
        """Add every condition to the query. Raises Declined."""
        made: list[tuple[str, Filter]] = []
        nested: dict[int, list[tuple[str, Filter]]] = {}
        for condition in self.frame.conditions:
            self._as_own_date(condition)
        exists = [(c, self._exists_table(c)) for c in self.frame.conditions if c.kind == "exists"]
        del shape
        for condition in self.frame.conditions:
            if condition.op == "role" or condition.kind == "exists":
                continue
            found = self._filter(condition)
            if found is None:
                continue
            home = self._home(condition, exists)
            if home is not None:
                nested.setdefault(id(home), []).append((condition.joiner, found))
            else:
                made.append((condition.joiner, found))
        self._clear_negation(exists)
        for condition, table in exists:
            if table is None:
                continue
            inside = nested.get(id(condition), [])
            each = [[one] for one in inside] if self.frame.both and len(inside) > 1 else [inside]
            for part in each:  # "in both A and B": one row over there for each
                found = self._exists(condition, table, _joined(part))
                if found is not None:
                    made.append((condition.joiner, found))
        self.owner.parts.filters.extend(_joined(made, self.frame.both and self._far))
        self._against_own_filter()

    # -- existence ------------------------------------------------------------------------------------------------------

    def _as_own_date(self, condition: Condition) -> None:
        """ "orders not shipped" is about the orders' own ship date, where they have one."""
        if condition.kind != "exists" or condition.verb is None or not self.owner.bases:
            return
        found = self._verb_date(condition, self.owner.bases[0], exactly=True)
        if found is not None:
            condition.kind = "event"
            condition.own = found

    def _against_own_filter(self) -> None:
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

    def _far(self, field: str) -> bool:
        """Whether one row of the base can have several values of this field."""
        return all(self.roads.distance_up(b, field.rpartition(".")[0]) is None for b in self.owner.bases)

    def _exists_table(self, condition: Condition) -> str | None:
        from lunara.ask.planners.offline.assemble import Declined

        bases = self.owner.bases
        if condition.mention is not None and condition.kind != "event":
            target = self.owner.reading.target(condition.mention)
            assert target is not None
            return None if target.table in bases and not condition.negated else target.table
        assert condition.verb is not None
        words = [w for v in condition.verb.verb for w in EVENT_VERBS.get(v, ())]
        measure_tables = {t for m in self.owner.parts.measures for t in self.owner.tables_of_measure(m)} | set(bases)
        near: list[tuple[float, str]] = []
        for word_position, word in enumerate(words):
            for match in self.lexicon.fields((word,), limit=20):
                if match.target.kind != "table" or match.score < 0.6:
                    continue
                table = match.target.table
                if table in measure_tables and not condition.negated:
                    return None
                for base in bases:
                    steps = self.roads.distance(base, table)
                    if steps is not None and self.roads.distance_up(base, table) is None:
                        near.append((match.score - 0.15 * steps - 0.02 * word_position, table))
        if near:
            return self._nearer(max(near)[1])
        upward = [
            match.target.table
            for word in words
            for match in self.lexicon.fields((word,), limit=20)
            if match.target.kind == "table"
            and match.score >= 0.6
            and any(self.roads.distance_up(b, match.target.table) is not None for b in bases)
        ]
        if upward and not condition.negated:
            return None
        if condition.negated:
            raise Declined(f"Nothing here says whether something was “{condition.verb.text}”.")
        named = any(self.lexicon.knows(v) for v in condition.verb.verb)
        if named or condition.verb.low in ("made", "placed"):
            return None
        raise Declined(f"Nothing here says whether something was “{condition.verb.text}”.")

    def _clear_negation(self, exists: list[tuple[Condition, str | None]]) -> None:
        """ "teachers whose courses have not been arranged": whose negation it is cannot be told apart, so it is not guessed."""
        from lunara.ask.planners.offline.assemble import Declined

        positive = [c for c, t in exists if t is not None and not c.negated and c.related]
        for condition, table in exists:
            if table is not None and condition.negated and not condition.without and positive:
                raise Declined("It is not clear what the “not” of the question belongs to. Ask for the two conditions one by one.")

    def _nearer(self, table: str) -> str:
        """The event of a thing is what refers to it: the line that holds the product rather than the order around it."""
        for base in self.owner.bases:
            if self.roads.distance(base, table) == 2:
                between = [
                    r.from_table
                    for r in self.roads.model.relationships
                    if r.to_table == base and self.roads.distance_up(r.from_table, table) == 1
                ]
                if len(between) == 1:
                    return between[0]
        return table

    def _home(self, condition: Condition, exists: list[tuple[Condition, str | None]]) -> Condition | None:
        """The existence that this condition narrows ("never bought bikes"), when it speaks of rows over there."""
        target = self.owner.reading.target(condition.mention)
        if target is None or not self.owner.bases:
            return None
        base = self.owner.bases[0]
        if self.roads.distance_up(base, target.table) is not None:
            return None
        before = [(o, t) for o, t in exists if t is not None and _place(o) < _place(condition)]
        for other, table in sorted(before, key=lambda e: -_place(e[0])):
            far, near = self.roads.distance(base, target.table), self.roads.distance(table, target.table)
            if near is not None and (far is None or near <= far):
                return other
        for other, table in exists:
            if table is not None and self.roads.distance_up(table, target.table) is not None:
                return other
        return None

    def _exists(self, condition: Condition, table: str, inner: list[Filter]) -> Filter | None:
        from lunara.ask.planners.offline.assemble import Declined

        base = self.owner.base
        if self.roads.distance(base, table) is None:
            raise Declined(f"{self._say(base)} and {self._say(table)} are not connected.")
        if table == base:
            raise Declined(f"{self._say(base)} cannot be compared with themselves.")
        up = self.roads.distance_up(base, table)
        if up == 1 and not inner and condition.negated:
            relationship = next((r for r in self.roads.direct(base, table) if r.from_table == base), None)
            if relationship is not None and len(relationship.from_columns) == 1:
                for dimension in self.lexicon.tables[base].dimensions:
                    if (dimension.expression or dimension.name).strip('"') == relationship.from_columns[0]:
                        return FieldFilter(field=f"{base}.{dimension.name}", op="is_null")
        where = list(inner)
        time = self._nested_time(table)
        where.extend(time)
        found: Filter = ExistsFilter(exists=table, where=tuple(where))
        return NotFilter(not_=found) if condition.negated else found

    def _nested_time(self, table: str) -> list[Filter]:
        """ "customers that placed an order in 2011": the period is that of the orders."""
        frame = self.frame
        if len(frame.times) != 1 or frame.times[0].range is None:
            return []
        field = self.fields.time_of(table)
        if field is None:
            return []
        span = bounds(frame.times[0], self.owner)
        frame.times = []
        return range_filters(field, span)

    def _say(self, table: str) -> str:
        text = self.fields.say_table(table)
        return text[:1].upper() + text[1:]

    # -- fields -----------------------------------------------------------------------------------------------------------

    def _filter(self, condition: Condition) -> Filter | None:
        kind = condition.kind
        if kind == "value":
            return self._value(condition)
        if kind in ("compare", "number"):
            return self._compare(condition)
        if kind == "null":
            return self._null(condition)
        if kind == "positive":
            return self._positive(condition)
        if kind == "event":
            return self._event(condition)
        if kind == "text":
            return self._text(condition)
        if kind == "columns":
            self._columns(condition)
            return None
        return self._date(condition)

    def _value(self, condition: Condition) -> Filter:
        target = self.owner.reading.target(condition.mention)
        assert target is not None and condition.mention is not None
        name = f"{target.table}.{target.name}"
        via = self.owner.road_to(target.table)
        if target.kind == "dimension":
            return FieldFilter(field=name, op="=", values=(not condition.negated,), via=via)
        self._check_reach(target)
        values = [
            m.target.value
            for m in condition.mention.matches
            if m.target.kind == "value" and (m.target.table, m.target.name) == (target.table, target.name)
        ]
        unique = list(dict.fromkeys(values))
        if len(unique) > 1:
            return FieldFilter(field=name, op="not_in" if condition.negated else "in", values=tuple(unique), via=via)
        return FieldFilter(field=name, op="!=" if condition.negated else "=", values=(unique[0],), via=via)

    def _check_reach(self, target: Target) -> None:
        from lunara.ask.planners.offline.assemble import Declined

        for base in self.owner.bases:
            if self.roads.distance(base, target.table) is None:
                raise Declined(
                    f"{self._say(base)} and {self._say(target.table)} are not connected, so one cannot filter the other."
                )

    def _compare(self, condition: Condition) -> Filter:
        from lunara.ask.planners.offline.assemble import Declined, measure_name

        target = self.owner.reading.target(condition.mention)
        if condition.attribute:
            target = self.owner.attribute(Wanted(attribute=condition.attribute, alias=condition.alias))
        assert target is not None
        op = _FLIP.get(condition.op, condition.op) if condition.negated else condition.op
        counted = condition.wanted is not None and (condition.wanted.count or bool(condition.wanted.agg))
        row = None if counted else self.fields.row_field(target)
        subject_tables = set(self.owner.bases)
        if row is not None:
            far = [b for b in subject_tables if self.roads.distance_up(b, row.table) is None]
            if not far or not self.owner.parts.dimensions:
                self._check_reach(Target("dimension", row.table, row.name))
                return FieldFilter(
                    field=f"{row.table}.{row.name}",
                    op=op,
                    values=tuple(condition.values),
                    via=self.owner.road_to(row.table),
                )  # type: ignore[arg-type]
        if condition.wanted is None and target.kind in ("measure", "derived"):
            condition.wanted = Wanted(mention=condition.mention)
        if condition.wanted is None or not (counted or target.kind in ("measure", "derived")):
            raise Declined(f"“{label_of(self.lexicon, target)}” cannot be compared here.")
        measure = self.owner.measure(condition.wanted)
        names = [measure_name(m) for m in self.owner.parts.measures]
        if not self.owner.parts.dimensions and not self.frame.groups:
            raise Declined(
                "The question compares a total of each, but asks for one number over them. Ask for the list instead."
            )
        if measure_name(measure) not in names:
            self.owner.parts.measures.append(measure)
        return FieldFilter(field=measure_name(measure), op=op, values=self._scaled(condition, measure))  # type: ignore[arg-type]

    def _event(self, condition: Condition) -> Filter | None:
        """A participle that names a date: whether that date is set, or whether there are rows that hold it."""
        target = condition.own or self.owner.reading.target(condition.mention)
        assert target is not None
        for base in self.owner.bases:
            if self.roads.distance_up(base, target.table) is not None:
                default = self.fields.time_of(base)
                if default == f"{target.table}.{target.name}" and not condition.negated:
                    return None  # every order was ordered
                return FieldFilter(
                    field=f"{target.table}.{target.name}", op="is_null" if condition.negated else "is_not_null"
                )
        table = (
            self._exists_table(condition)
            if any(v in EVENT_VERBS for v in (condition.verb.verb if condition.verb else ()))
            else target.table
        )
        return self._exists(condition, table or target.table, [])

    def _scaled(self, condition: Condition, measure: str | InlineMeasure) -> tuple[float | int | str, ...]:
        """Percent are held as parts of one: 10% is 0.1."""
        if isinstance(measure, InlineMeasure):
            format_ = measure.format
        else:
            target = self.fields.target_of(measure)
            derived = self.lexicon.derived(target.name) if target.kind == "derived" else None
            found = derived or self.lexicon.measure(target.table, target.name)
            format_ = found.format if found is not None else None
        if format_ is None or format_.kind != "percent":
            return tuple(condition.values)
        if condition.percent or any(isinstance(v, int | float) and v > 1 for v in condition.values):
            return tuple(round(v / 100, 12) if isinstance(v, int | float) else v for v in condition.values)
        return tuple(condition.values)

    def _null(self, condition: Condition) -> Filter:
        target = self.owner.reading.target(condition.mention)
        assert target is not None
        op = "is_not_null" if condition.negated else "is_null"
        if target.kind == "table":
            found: Filter = ExistsFilter(exists=target.table)
            return found if condition.negated else NotFilter(not_=found)
        return FieldFilter(field=f"{target.table}.{target.name}", op=op)  # type: ignore[arg-type]

    def _positive(self, condition: Condition) -> Filter:
        """ "with a discount", "without a middle name"."""
        target = self.owner.reading.target(condition.mention)
        assert target is not None
        if target.kind == "table":
            return self._exists(condition, target.table, []) or FieldFilter(field="", op="is_null")
        row = self.fields.row_field(target)
        from lunara.ask.planners.offline.assemble import Declined

        measure = self.lexicon.measure(target.table, target.name) if target.kind == "measure" else None
        if row is None and measure is not None and measure.aggregate == "count" and measure.filter is None:
            return self._exists(condition, target.table, []) or FieldFilter(field="", op="is_null")
        if row is None:
            raise Declined(f"“{label_of(self.lexicon, target)}” is not a field of each row.")
        dimension = self.lexicon.dimension(row.table, row.name)
        assert dimension is not None
        name = f"{row.table}.{row.name}"
        self._check_reach(Target("dimension", row.table, row.name))
        if self.owner.bases and all(self.roads.distance_up(b, row.table) is None for b in self.owner.bases):
            return self._exists(condition, row.table, []) or FieldFilter(field=name, op="is_null")
        if dimension.type == "boolean":
            return FieldFilter(field=name, op="=", values=(not condition.negated,))
        if (
            dimension.type == "number"
            and self.roads.foreign_key(row.table, self.fields.column(Target("dimension", row.table, row.name))) is None
        ):
            if condition.negated:
                return OrFilter(
                    or_=(FieldFilter(field=name, op="=", values=(0,)), FieldFilter(field=name, op="is_null"))
                )
            return FieldFilter(field=name, op=">", values=(0,))
        return FieldFilter(field=name, op="is_null" if condition.negated else "is_not_null")

    def _text(self, condition: Condition) -> Filter:
        from lunara.ask.planners.offline.assemble import Declined

        target = self.owner.reading.target(condition.mention)
        assert target is not None
        name = target.name
        if target.kind == "table":
            shown = self.lexicon.display(target.table)
            if shown is None:
                raise Declined(f"{self._say(target.table)} have no name to compare with.")
            name = shown
        made: Filter = FieldFilter(field=f"{target.table}.{name}", op=condition.op, values=tuple(condition.values))  # type: ignore[arg-type]
        text = str(condition.values[0])
        if len(text) <= 2 and condition.op != "=" and text.lower() != text.upper():
            # "ends with the letter a" is meant of A too
            forms = dict.fromkeys((text.lower(), text.upper()))
            made = OrFilter(
                or_=tuple(FieldFilter(field=f"{target.table}.{name}", op=condition.op, values=(f,)) for f in forms)
            )  # type: ignore[arg-type]
        return NotFilter(not_=made) if condition.negated else made

    def _columns(self, condition: Condition) -> None:
        """Two fields of the same row compared: SQL over the table's own columns."""
        from lunara.ask.planners.offline.assemble import Declined

        other = self.owner.reading.target(condition.other)
        assert other is not None
        first = (
            self.owner.reading.target(condition.mention)
            if condition.mention is not None
            else self._verb_date(condition, other.table)
        )
        if first is None or first.table != other.table:
            raise Declined("Two fields can only be compared when they belong to the same rows.")
        sql = f"{self.fields.expression(first)} {condition.op} {self.fields.expression(other)}"
        self.owner.filter_inline(first.table, sql)

    def _verb_date(self, condition: Condition, table: str, exactly: bool = False) -> Target | None:
        assert condition.verb is not None
        words = [w for v in condition.verb.verb for w in (v, *DATE_VERBS.get(v, ()))]
        found: list[tuple[int, str]] = []
        for dimension in self.lexicon.tables[table].dimensions:
            if dimension.type != "time":
                continue
            named = set(words_of(dimension.label or "")) | set(words_of(dimension.name))
            for synonym in dimension.synonyms:
                named |= set(words_of(synonym))
            hits = [i for i, w in enumerate(words) if w in named]
            if exactly and not any(
                _about(words_of(n), words) for n in (dimension.label or dimension.name, *dimension.synonyms)
            ):
                continue
            if hits:
                found.append((hits[0], dimension.name))
        found.sort()
        if not found or (len(found) > 1 and found[0][0] == found[1][0]):
            return None
        return Target("dimension", table, found[0][1])

    def _date(self, condition: Condition) -> Filter:
        from lunara.ask.planners.offline.assemble import Declined

        assert condition.time is not None
        span = bounds(condition.time, self.owner)
        if condition.mention is not None:
            target = self.owner.reading.target(condition.mention)
        elif condition.verb is not None:
            target = self._date_of_verb(condition)
        else:
            name = self.owner.time_field()
            table, _, bare = name.rpartition(".")
            target = Target("dimension", table, bare)
        if target is None:
            raise Declined(f"Nothing here says when something was “{condition.verb.text if condition.verb else ''}”.")
        filters = range_filters(f"{target.table}.{target.name}", span)
        if self.owner.bases and all(self.roads.distance_up(b, target.table) is None for b in self.owner.bases):
            # one and the same row over there must lie in the period
            spoken = condition.verb is not None or (
                condition.mention is not None and verb_stems(condition.mention.low.split()[0])
            )
            if not spoken:
                raise Declined(f"“{label_of(self.lexicon, target)}” does not belong to what the question asks for.")
            found: Filter = ExistsFilter(exists=target.table, where=tuple(filters))
            return NotFilter(not_=found) if condition.negated else found
        made: Filter = filters[0] if len(filters) == 1 else AndFilter(and_=tuple(filters))
        return NotFilter(not_=made) if condition.negated else made

    def _date_of_verb(self, condition: Condition) -> Target | None:
        """The date a verb speaks of, in the tables of the question or the nearest it belongs to."""
        near: list[tuple[int, str]] = []
        mentioned = {
            t.table for i in self.frame.mentions() if (t := self.owner.reading.target(i)) is not None and t.table
        }
        for base in self.owner.bases:
            for table, roads in self.roads.up(base).items():
                if table in self.lexicon.tables:
                    near.append((len(roads[0]) - (2 if table in mentioned else 0), table))
        for _, table in sorted(near):
            found = self._verb_date(condition, table, exactly=True)
            if found is not None:
                return found
        # "sold in March" over order lines: the date of the rows that are the sales themselves
        events = {w for v in (condition.verb.verb if condition.verb else ()) for w in EVENT_VERBS.get(v, ())}
        for _, table in sorted(near):
            default = self.fields.time_of(table)
            if default is not None and events & set(table_words(self.lexicon.tables[table])):
                home, _, bare = default.rpartition(".")
                return Target("dimension", home, bare)
        for _, table in sorted(near) if not events else ():
            found = self._verb_date(condition, table)
            if found is not None:
                return found
        return None


def _about(name: tuple[str, ...], words: list[str]) -> bool:
    """Whether a date's name says nothing beyond the verb: "ship date" for shipped, not "sell start date" for sold."""
    rest = [w for w in name if w not in ("date", "at", "on", "time", "day")]
    return bool(rest) and all(w in words or any(v in words for v in verb_stems(w)) for w in rest)


def _place(condition: Condition) -> int:
    item = condition.mention or condition.verb
    return item.start if item is not None else 0


def bounds(phrase: TimePhrase, owner: Assembler) -> tuple[date | None, date | None]:
    """First day and day after the last of a time phrase, by the clock."""
    found = phrase.range
    assert found is not None
    if found.from_ is not None or found.to is not None:
        return found.from_, found.to
    resolved = resolve(found, owner.clock)
    assert resolved is not None
    return resolved


def range_filters(field: str, span: tuple[date | None, date | None]) -> list[Filter]:
    """A half-open span as conditions on one field."""
    made: list[Filter] = []
    if span[0] is not None:
        made.append(FieldFilter(field=field, op=">=", values=(span[0].isoformat(),)))
    if span[1] is not None:
        made.append(FieldFilter(field=field, op="<", values=(span[1].isoformat(),)))
    return made


def _joined(made: list[tuple[str, Filter]], several: Callable[[str], bool] | bool = False) -> list[Filter]:
    """Alternatives of one field become a list; "or" ties a condition to the one before it."""
    out: list[list[Filter]] = []
    for joiner, found in made:
        if joiner == "or" and out:
            out[-1].append(found)
        else:
            out.append([found])
    # "in Germany and France" names two values of one field: no row is both, so either is meant
    merged: list[list[Filter]] = []
    for alternatives in out:
        before = merged[-1] if merged else None
        both = callable(several) and isinstance(alternatives[0], FieldFilter) and several(alternatives[0].field)
        if before is not None and len(alternatives) == 1 and not both and _same_equality([*before, *alternatives]):
            before.extend(alternatives)
        else:
            merged.append(list(alternatives))
    result: list[Filter] = []
    for alternatives in merged:
        if len(alternatives) == 1:
            result.append(alternatives[0])
        elif _same_equality(alternatives):
            first = alternatives[0]
            assert isinstance(first, FieldFilter)
            values = tuple(dict.fromkeys(v for a in alternatives if isinstance(a, FieldFilter) for v in a.values))
            op = "in" if first.op in ("=", "in") else "not_in"
            result.append(FieldFilter(field=first.field, op=op, values=values, via=first.via))  # type: ignore[arg-type]
        else:
            result.append(OrFilter(or_=tuple(alternatives)))
    return result


def _same_equality(alternatives: list[Filter]) -> bool:
    first = alternatives[0]
    if not isinstance(first, FieldFilter) or first.op not in ("=", "in", "!=", "not_in"):
        return False
    kind = first.op in ("=", "in")
    return all(
        isinstance(a, FieldFilter)
        and a.field == first.field
        and a.via == first.via
        and a.op in ("=", "in", "!=", "not_in")
        and (a.op in ("=", "in")) == kind
        and not any(isinstance(v, bool) for v in a.values)
        for a in alternatives
    )


__all__ = ["Conditions", "TimeRange", "bounds", "range_filters"]
