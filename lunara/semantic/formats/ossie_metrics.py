"""Ossie's metrics: read from their SQL, or taken whole from Lunara's extension where the SQL is as Lunara wrote it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from lunara.semantic.formats.aggregates import Additive, Metric, Metrics
from lunara.semantic.formats.columns import Scope
from lunara.semantic.formats.databricks_words import format_of
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.ossie_extensions import SHADOWS, extension_of, patched, trusted, unread, validated
from lunara.semantic.formats.ossie_words import Expressions, context_of
from lunara.semantic.formats.sections import Section
from lunara.semantic.model import DerivedMeasure, Measure, Relationship, Strict, Table

S = TypeVar("S", bound=Strict)
# The table of a measure (empty: over measures) and its name.
Place = tuple[str, str]


@dataclass
class OssieMetrics:
    """The metrics of one model; `said` collects instructions that they carry."""

    expressions: Expressions
    notes: Notes
    said: list[str]
    measures: dict[str, list[Measure]] = field(default_factory=dict)
    derived: list[DerivedMeasure] = field(default_factory=list)
    metrics: list[Metric] = field(default_factory=list)
    softly: dict[str, tuple[str, Mapping[str, Any]]] = field(default_factory=dict)
    order: dict[Place, int] = field(default_factory=dict)

    def read(
        self,
        sections: Sequence[Section],
        tables: Sequence[Table],
        relationships: Sequence[Relationship],
        home: str | None,
    ) -> tuple[tuple[Table, ...], tuple[DerivedMeasure, ...]]:
        """(the tables with their measures, the measures over measures), in the order of the file."""
        self.measures = {table.name: [] for table in tables}
        numbers: dict[str, int] = {}
        for number, section in enumerate(sections):
            self._metric(section, number, numbers)
        columns: dict[str, tuple[str, ...]] = {}
        for one in relationships:
            columns[one.from_table] = (*columns.get(one.from_table, ()), *one.from_columns)
            columns[one.to_table] = (*columns.get(one.to_table, ()), *one.to_columns)
        known = [table.model_copy(update={"measures": tuple(self.measures[table.name])}) for table in tables]
        scope = Scope(columns=columns, home=home)
        found = Metrics(known, self.expressions.target, self.notes, scope, self.derived).read(self.metrics)
        patches: dict[Place, tuple[str, Mapping[str, Any]]] = {}
        for metric in self.metrics:
            place = found.places.get(("", metric.name))
            if place is not None:
                self.order[place] = numbers[metric.name]
                patches[place] = self.softly[metric.name]
        measured = []
        for table in found.onto(known):
            ordered = sorted(table.measures, key=lambda one: self._position(table.name, one.name))
            its = tuple(self._softened(one, patches.get((table.name, one.name))) for one in ordered)
            measured.append(table.model_copy(update={"measures": its}))
        over = sorted((*self.derived, *found.derived), key=lambda one: self._position("", one.name))
        return tuple(measured), tuple(self._softened(one, patches.get(("", one.name))) for one in over)

    def _position(self, table: str, name: str) -> int:
        return self.order.get((table, name), len(self.order))

    def _softened(self, item: S, patch: tuple[str, Mapping[str, Any]] | None) -> S:
        return item if patch is None else patched(item, patch[1], patch[0], self.notes)

    def _metric(self, section: Section, number: int, numbers: dict[str, int]) -> None:
        name = section.name()
        text = self.expressions.read(section, self.notes)
        if not name or text is None:
            return
        context = context_of(section)
        held = extension_of(section)
        if context.instructions:
            self.said.append(f"{name}: {context.instructions}")
            self.notes.changed(section.where, "ai_context", "it is an instruction of the model")
        for example in context.examples:
            self.notes.lost(section.where, example, "a question without its query is no example")
        unread(section, held, "format")
        section.skip("datatype")
        description = section.text("description")
        section.done()
        lunara = trusted(section, held.lunara)
        words = {"name": name, "description": description, "synonyms": context.synonyms}
        if "of" in lunara and self._whole(section, words, lunara, number):
            return
        soft = {key: value for key, value in lunara.items() if key not in SHADOWS}
        numbers.setdefault(name, number)
        self.softly.setdefault(name, (section.where, soft))
        self.metrics.append(
            Metric(
                name,
                text,
                section.where,
                description=description,
                synonyms=context.synonyms,
                format=format_of(held.databricks.get("format"), section.where, self.notes),
                additive_over=_additive(soft.get("additive_over")),
            )
        )

    def _whole(self, section: Section, words: Mapping[str, Any], lunara: Mapping[str, Any], number: int) -> bool:
        """Take the measure from the extension, which says all of it; whether that was possible."""
        data = {**words, **{key: value for key, value in lunara.items() if key not in ("of", "table")}}
        what = str(words["name"])
        if "table" not in lunara:
            derived = validated(DerivedMeasure, data, section.where, what, self.notes)
            if derived is not None:
                self.derived.append(derived)
                self.order["", derived.name] = number
            return derived is not None
        table = str(lunara["table"])
        measure = validated(Measure, data, section.where, what, self.notes) if table in self.measures else None
        if measure is not None:
            self.measures[table].append(measure)
            self.order[table, measure.name] = number
        return measure is not None


def _additive(value: object) -> Additive:
    """What a measure adds up over, as an extension says it."""
    if isinstance(value, list):
        return tuple(one for one in value if isinstance(one, str))
    return value if value in ("none", "not time") else "all"
