"""Reading a Snowflake semantic view."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_expression, parse_fragment, parse_select, parse_source
from lunara.semantic.formats.aggregates import Metric, Metrics
from lunara.semantic.formats.columns import Scope, found
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.keys import physical_columns
from lunara.semantic.formats.parts import Unsaid, is_aggregate
from lunara.semantic.formats.sections import Section
from lunara.semantic.formats.snowflake_words import DIALECT, PRIVATE, quoted, type_of
from lunara.semantic.formats.types import with_time
from lunara.semantic.model import Aggregate, Dimension, Measure, Relationship, SemanticModel, Table

AGGREGATES: dict[str, Aggregate] = {
    **{one: one for one in get_args(Aggregate) if one != "percentile"},
    "average": "avg",
    "minimum": "min",
    "maximum": "max",
    "countdistinct": "count_distinct",
    "stddev_samp": "stddev",
}


class SnowflakeReader:
    """Reads one semantic view."""

    def __init__(self, section: Section, notes: Notes) -> None:
        self.section = section
        self.notes = notes
        self.metrics: list[Metric] = []
        self.snapshots: dict[str, list[Section]] = {}
        self.facts: dict[str, dict[str, str]] = {}

    def model(self, fallback: str) -> SemanticModel:
        """The model, as it stands in the file; it may not be sound."""
        section = self.section
        name = section.text("name").strip() or fallback or "model"
        tables = [table for one in section.sections("tables") if (table := self._table(one)) is not None]
        relationships = [
            road
            for entry in section.sections("relationships")
            if (road := self._relationship(entry, tables)) is not None
        ]
        for entry in section.sections("metrics"):
            self._metric(entry, None)
        columns: dict[str, set[str]] = {table.name: set() for table in tables}
        for one in relationships:
            columns[one.from_table] |= set(one.from_columns)
            columns[one.to_table] |= set(one.to_columns)
        by_name = {table.name: self._shadowed(table) for table in tables}
        metrics = [said for metric in self.metrics if (said := self._balance(metric, by_name)) is not None]
        tables = list(by_name.values())
        scope = Scope(columns=columns, facts=self.facts)
        placed = Metrics(tables, DIALECT, self.notes, scope).read(metrics)
        model = SemanticModel(
            name=name,
            description=section.text("description") or section.text("comments"),
            dialect=DIALECT,
            tables=tuple(with_time(table, self.notes, table.name) for table in placed.onto(tables)),
            relationships=tuple(relationships),
            measures=placed.derived,
            instructions=self._instructions(),
        )
        self._verified()
        for entry in section.sections("filters"):
            self.notes.lost(
                entry.where, entry.text("name"), "a condition over several tables is no field of one of them"
            )
            entry.skip(*entry.data)
        section.done()
        return model

    def _instructions(self) -> str:
        section = self.section
        texts = [section.text("custom_instructions")]
        modules = section.section("module_custom_instructions")
        if modules is not None:
            texts += [modules.text("sql_generation"), modules.text("question_categorization")]
            modules.done()
        texts = [text for text in texts if text]
        if len(texts) > 1:
            told = "instructions for writing SQL and for sorting questions are one text here"
            self.notes.changed("module_custom_instructions", "instructions", told)
        return texts[0] if len(texts) == 1 else "\n".join(text.rstrip("\n") for text in texts)

    def _verified(self) -> None:
        for entry in self.section.sections("verified_queries"):
            question = entry.text("question") or entry.text("name")
            entry.skip(*entry.data)
            self.notes.lost(
                entry.where, question, "it is SQL; a verified question of a model holds a query of its fields"
            )

    # -- tables --------------------------------------------------------------------------------------------------

    def _table(self, section: Section) -> Table | None:
        name = section.name()
        if not name:
            return None
        source, sql = self._base(section, name)
        self.facts[name] = {}
        dimensions: list[Dimension] = []
        unique: list[str] = []
        for key in ("dimensions", "time_dimensions"):
            for entry in section.sections(key):
                one = self._dimension(entry, key == "time_dimensions")
                if one is not None:
                    dimensions.append(one)
                    if entry.data.get("unique") is True:
                        unique.append(one.name)
        measures: list[Measure] = []
        for key in ("facts", "measures"):
            for entry in section.sections(key):
                self._fact(entry, name, dimensions, measures)
        for entry in section.sections("filters"):
            self._filter(entry, dimensions)
        for entry in section.sections("metrics"):
            self._metric(entry, name)
        table = Table(
            name=name,
            source=source,
            sql=sql,
            description=section.text("description"),
            synonyms=section.texts("synonyms"),
            dimensions=tuple(dimensions),
            measures=tuple(measures),
        )
        table = self._keyed(section, table, unique)
        section.done()
        return table

    def _base(self, section: Section, name: str) -> tuple[str | None, str | None]:
        """(source, SQL) of a base table: its names, or a definition."""
        text = section.data.get("base_table")
        if isinstance(text, str):
            section.skip("base_table")
            return text, None
        base = section.section("base_table")
        if base is None:
            return name, None
        definition = base.text("definition") or base.text("sql")
        parts = [base.text(key) for key in ("database", "schema", "table")]
        base.done()
        if definition:
            try:
                parse_select(definition, DIALECT, section.where)
                return None, definition
            except InvalidInput as error:
                self.notes.lost(base.where, "definition", error.message)
        source = ".".join(quoted(part) for part in parts if part)
        try:
            parse_source(source or name, DIALECT, name)
        except InvalidInput as error:
            self.notes.lost(base.where, name, error.message)
        return source or name, None

    def _keyed(self, section: Section, table: Table, unique: list[str]) -> Table:
        """The table with its keys; a column that is part of a wider key is not unique on its own, whatever it says."""
        primary: tuple[str, ...] = ()
        keys: list[tuple[str, ...]] = []
        entry = section.section("primary_key")
        if entry is not None:
            primary = physical_columns(table, entry.texts("columns"), DIALECT, self.notes, entry.where) or ()
            entry.done()
        for other in section.sections("unique_keys"):
            key = physical_columns(table, other.texts("columns"), DIALECT, self.notes, other.where)
            other.done()
            if key:
                keys.append(key)
        for name in unique:
            single = physical_columns(table, (name,), DIALECT, self.notes, f"{section.where}.{name}")
            if not single or single == primary or single in keys:
                continue
            if set(single) < set(primary):
                told = f"its rows are told apart by {', '.join(primary)}, so {name} alone is not unique"
                self.notes.lost(f"{section.where}.{name}", "unique", told)
                continue
            keys.append(single)
        return table.model_copy(update={"primary_key": primary, "unique_keys": tuple(dict.fromkeys(keys))})

    # -- fields --------------------------------------------------------------------------------------------------

    def _dimension(self, entry: Section, time: bool) -> Dimension | None:
        name = entry.name()
        expression = entry.text("expr").strip()
        type_, data_type = self._type(entry, time)
        for key in ("cortex_search_service", "cortex_search_service_name"):
            if entry.has(key):
                self.notes.lost(entry.where, key, "Lunara finds values by its own means")
        if entry.flag("is_enum") and not entry.has("sample_values"):
            self.notes.lost(entry.where, "is_enum", "it lists no values")
        entry.skip("cortex_search_service", "cortex_search_service_name", "unique", "is_enum")
        if not name:
            return None
        dimension = Dimension(
            name=name,
            expression=None if expression in ("", name) else expression,
            type=type_,
            data_type=data_type,
            description=entry.text("description"),
            synonyms=entry.texts("synonyms"),
            sample_values=entry.scalars("sample_values"),
            hidden=entry.text("access_modifier") == PRIVATE,
        )
        entry.done()
        return dimension

    def _type(self, entry: Section, time: bool) -> tuple[Any, str | None]:
        text = entry.text("data_type")
        if not text:
            return ("time" if time else "string"), None
        known = type_of(text)
        if known is None:
            self.notes.changed(entry.where, f"data_type {text}", "it is read as text")
            return "string", text.lower()
        if time and known[0] != "time":
            self.notes.changed(entry.where, f"time of type {text}", f"its values are no dates, so it is a {known[0]}")
        return known

    def _fact(self, entry: Section, table: str, dimensions: list[Dimension], measures: list[Measure]) -> None:
        """A fact with an aggregate is a measure; one without is a value of each row."""
        name, expression = entry.name(), entry.text("expr").strip()
        given = entry.text("default_aggregation").lower()
        aggregate = AGGREGATES.get(given)
        if given and aggregate is None:
            self.notes.lost(entry.where, f"default_aggregation {given}", "no measure has this aggregate")
        if not name:
            return
        expression = expression or name
        if self._is_metric(expression):
            self._metric(entry, table)
            return
        if aggregate is None:
            self.notes.changed(entry.where, name, "it has no aggregate, so it is a dimension: a value of each row")
            type_, data_type = self._type(entry, False) if entry.has("data_type") else ("number", None)
            dimension = self._dimension(entry, False)
            if dimension is not None:
                dimensions.append(dimension.model_copy(update={"type": type_, "data_type": data_type}))
            return
        if expression != name:
            self.facts[table][name] = expression
        entry.skip("data_type", "unique")
        if entry.raw("non_additive_dimensions"):
            self.notes.lost(entry.where, name, "how it adds up can only be said of a metric")
            return
        measures.append(
            Measure(
                name=name,
                aggregate=aggregate,
                expression=expression,
                description=entry.text("description"),
                synonyms=entry.texts("synonyms"),
                hidden=entry.text("access_modifier") == PRIVATE,
            )
        )
        entry.skip("sample_values")
        entry.done()

    def _is_metric(self, text: str) -> bool:
        try:
            tree = parse_fragment(text, DIALECT, text)
        except InvalidInput:
            return False
        return any(is_aggregate(node) for node in tree.walk())

    def _filter(self, entry: Section, dimensions: list[Dimension]) -> None:
        name, text = entry.name(), entry.text("expr").strip()
        if name and text:
            self.notes.changed(entry.where, name, "a filter is a dimension that is true or false")
            dimension = self._dimension(entry, False)
            if dimension is not None:
                dimensions.append(dimension.model_copy(update={"type": "boolean", "data_type": None}))
        else:
            entry.done()

    # -- metrics -------------------------------------------------------------------------------------------------

    def _metric(self, entry: Section, table: str | None) -> None:
        name, text = entry.name(), entry.text("expr")
        entry.skip("data_type", "default_aggregation", "non_additive_dimensions", "unique", "sample_values")
        metric = Metric(
            name,
            text,
            entry.where,
            table=table,
            description=entry.text("description"),
            synonyms=entry.texts("synonyms"),
            hidden=entry.text("access_modifier") == PRIVATE,
        )
        self.snapshots[entry.where] = entry.sections("non_additive_dimensions")
        entry.done()
        if name:
            self.metrics.append(metric)

    def _balance(self, metric: Metric, tables: dict[str, Table]) -> Metric | None:
        """The metric with what it adds up over; None, with a note, for one that does so in no way that a measure does."""
        entries = self.snapshots[metric.where]
        if not entries:
            return metric
        try:
            if len(entries) > 1:
                raise Unsaid("it does not add up over several dimensions; a balance does not over its time alone")
            return self._over_time(entries[0], metric, tables)
        except Unsaid as reason:
            self.notes.lost(metric.where, metric.name, reason.message)
            return None

    def _over_time(self, entry: Section, metric: Metric, tables: dict[str, Table]) -> Metric:
        """That of the last date, or of the first; it goes by the table's default time, which it gives a table without one.

        Raises Unsaid.
        """
        table, name = entry.text("table"), entry.text("dimension")
        descending = entry.text("sort_direction") == "descending"
        entry.skip("null_order", "nulls_position")  # a row without a date is of no last date
        entry.done()
        its = found(tables, table) if table else tables.get(metric.table or "")
        if its is None or its.name != metric.table:
            raise Unsaid(f"it does not add up over {table}.{name}, which is no dimension of its own rows")
        time = found({one.name: one for one in its.dimensions}, name)
        if time is None or time.type != "time":
            raise Unsaid(f"it does not add up over {name}, which is no time; a balance does not over its time alone")
        if its.default_time is None:
            tables[its.name] = its.model_copy(update={"default_time": time.name})
        own = None if its.default_time in (None, time.name) else time.name
        return replace(metric, additive_over=(), balance="first" if descending else "last", time=own)

    def _shadowed(self, table: Table) -> Table:
        """Names that mean a field and are a column too, of which that field is made: metrics mean the field."""
        for one in table.dimensions:
            if one.expression is None:
                continue
            try:
                tree = parse_expression(one.expression, DIALECT, one.name)
            except InvalidInput:
                continue  # what makes the model unsound is noted where it is made sound
            if not isinstance(tree, exp.Column) and any(
                column.name == one.name for column in tree.find_all(exp.Column)
            ):
                self.facts[table.name].setdefault(one.name, one.expression)
        return table

    def _relationship(self, entry: Section, tables: list[Table]) -> Relationship | None:
        name = entry.name()
        ends = entry.text("left_table"), entry.text("right_table")
        pairs = [
            (pair.text("left_column"), pair.text("right_column")) for pair in entry.sections("relationship_columns")
        ]
        kind = entry.text("relationship_type")
        if entry.text("join_type") == "inner":
            self.notes.changed(entry.where, "join_type inner", "rows without a partner are kept, under no value")
        entry.done()
        by_name = {table.name: table for table in tables}
        left, right = (found(by_name, end) for end in ends)
        if not name or left is None or right is None:
            self.notes.lost(entry.where, name or "relationship", f"it joins {ends[0]} to {ends[1]}, not both are read")
            return None
        own, theirs = (
            physical_columns(table, [pair[side] for pair in pairs if all(pair)], DIALECT, self.notes, entry.where)
            for side, table in enumerate((left, right))
        )
        if not own or not theirs:
            self.notes.lost(entry.where, name, "it joins no columns")
            return None
        if kind == "many_to_many":
            self.notes.changed(entry.where, name, "no question goes over a relationship of many to many")
        if kind == "one_to_many":
            left, right, own, theirs = right, left, theirs, own
        return Relationship(
            name=name,
            from_table=left.name,
            from_columns=own,
            to_table=right.name,
            to_columns=theirs,
            cardinality=kind if kind in ("one_to_one", "many_to_many") else "many_to_one",  # type: ignore[arg-type]
        )
