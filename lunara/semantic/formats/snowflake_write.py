"""A model as the YAML of a Snowflake semantic view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.formats.format import Notes, Written
from lunara.semantic.formats.sections import file_name, without_nothing
from lunara.semantic.formats.snowflake_words import DIALECT, PRIVATE, type_to
from lunara.semantic.formats.sqltext import Change, SqlText
from lunara.semantic.graph import graph_of
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import DerivedMeasure, Dimension, Format, Measure, Relationship, SemanticModel, Table
from lunara.semantic.names import humanize
from lunara.semantic.yaml import dump_document

Json = dict[str, Any]
_NO_PLACE = "a semantic view has no place for it"


def write(model: SemanticModel, version: str = "") -> Written:
    """One file. Raises InvalidInput for a model without tables."""
    if not model.tables:
        raise InvalidInput("A semantic view has tables; this model has none.", "Add a table first.")
    notes = Notes()
    data = _Writer(model, notes).view()
    return Written({f"{file_name(model.name)}.yaml": dump_document(data)}, notes.all())


class _Writer:
    def __init__(self, model: SemanticModel, notes: Notes) -> None:
        self.model = model
        self.notes = notes
        self.graph = graph_of(model)
        self.change = Change(model.dialect, DIALECT)
        self.text = SqlText(model, DIALECT, notes, reference=self._named)
        self.names: dict[tuple[str, str], str] = {}
        self.said: set[str] = set()

    def view(self) -> Json:
        """The whole document."""
        model = self.model
        for table in model.tables:
            for measure in table.measures:
                self.names[table.name, measure.name] = self._metric_name(table, measure)
        tables = [self._table(table) for table in model.tables]
        metrics = [self._metric(one, self.text.derived(one, one.name), one.name, one.name) for one in model.measures]
        for one in model.measures:
            if self.text.rewords(one):
                self.notes.changed(one.name, one.name, "the same, in Snowflake's letters")
            for balance in self.text.balances(one):
                told = f"it is made of {balance}, whose last date there is one for all rows"
                self.notes.changed(one.name, f"additive_over in {one.name}", told)
            if any(self._is_derived(column) for column in self.graph.derived_expression(one).find_all(exp.Column)):
                self.notes.changed(one.name, one.name, "the measures over measures in it are written out")
        for question in model.verified_questions:
            self.notes.lost(
                "verified_questions", question.question, "a verified query there is SQL over logical tables"
            )
        if model.dialect != DIALECT:
            self.notes.changed("the model", f"dialect {model.dialect or 'ANSI'}", "the expressions are Snowflake SQL")
        return without_nothing(
            {
                "name": model.name,
                "description": model.description,
                "tables": tables,
                "relationships": [
                    found for one in model.relationships if (found := self._relationship(one)) is not None
                ],
                "metrics": metrics,
                "custom_instructions": model.instructions,
            }
        )

    def _is_derived(self, column: exp.Column) -> bool:
        its = self.graph.names.resolve(".".join(part.name for part in column.parts), "measure")
        return isinstance(its.field, DerivedMeasure)

    def _named(self, table: str, measure: Measure | DerivedMeasure) -> exp.Expr | None:
        """A metric is named with its table; a measure over measures is written out."""
        if isinstance(measure, DerivedMeasure):
            return None
        name = column_identifier(self.names[table, measure.name], DIALECT)
        return exp.Column(this=name, table=column_identifier(table, DIALECT))

    def _metric_name(self, table: Table, measure: Measure) -> str:
        """Its own name, but where a column or field of the table has it: a metric defined by its own name goes in a circle."""
        columns = {
            column.lower() for column in self.graph.field_columns(table.name) | set(self.graph.key_columns(table.name))
        }
        taken = {one.name.lower() for one in table.dimensions} | {one.name.lower() for one in table.measures}
        if measure.name.lower() not in columns:
            return measure.name
        word = "total" if measure.aggregate == "sum" else measure.aggregate
        options = [f"{word}_{measure.name}", *(f"{word}_{measure.name}_{number}" for number in range(2, 99))]
        chosen = next(one for one in options if one.lower() not in taken | columns)
        where = f"{table.name}.{measure.name}"
        self.notes.changed(
            where, f"{measure.name}, there {chosen}", "a column of its table has this name, which a metric may not"
        )
        return chosen

    # -- tables --------------------------------------------------------------------------------------------------

    def _table(self, table: Table) -> Json:
        times = [one for one in table.dimensions if one.type == "time"]
        lost = [key for key in ("hidden", "bridge") if getattr(table, key)]
        if table.default_time is not None and [one.name for one in times] != [table.default_time]:
            lost.append("default_time")
        if lost:
            self.notes.lost(table.name, f"{', '.join(lost)} of {table.name}", _NO_PLACE)
        shown = [one for one in table.dimensions if not one.hidden]
        return without_nothing(
            {
                "name": table.name,
                "description": table.description,
                "synonyms": self._synonyms(table.name, table.label, table.name, table.synonyms),
                "base_table": self._base(table),
                "primary_key": without_nothing({"columns": list(table.primary_key)}),
                "unique_keys": [{"columns": list(key)} for key in table.unique_keys],
                "dimensions": [self._dimension(table, one) for one in shown if one.type != "time"],
                "time_dimensions": [self._dimension(table, one) for one in shown if one.type == "time"],
                "facts": [self._dimension(table, one) for one in table.dimensions if one.hidden],
                "metrics": [self._measure(table, one) for one in table.measures],
            }
        )

    def _base(self, table: Table) -> Json:
        if table.sql is not None:
            told = "a semantic view is over tables and views: make a view of this name with that SQL"
            self.notes.lost(table.name, f"sql of {table.name}", told)
            return {"table": table.name}
        source = self.graph.source(table.name)
        if not isinstance(source, exp.Table):
            return {"table": table.name}
        parts = [part.sql(dialect=DIALECT) for part in source.parts]
        if len(parts) < 3:
            told = f"Snowflake wants database, schema and table; the model has {'.'.join(parts)}"
            self.notes.changed(table.name, f"base_table of {table.name}", told)
        return dict(zip(("database", "schema", "table")[-len(parts) :], parts, strict=False))

    def _synonyms(self, where: str, label: str | None, name: str, synonyms: Iterable[str]) -> list[str]:
        """The synonyms and, first, the label that is more than the name; each once in the whole view, as Snowflake wants it."""
        found = []
        if label is not None:
            self.notes.changed(
                where, f"label of {name}", "a semantic view has no labels; it is a synonym where it says more"
            )
        spoken = [label] if label is not None and label.lower() != humanize(name).lower() else []
        for word in [*spoken, *synonyms]:
            if word.lower() in self.said:
                if word not in found:
                    self.notes.lost(
                        where, f"synonym {word} of {name}", "synonyms are unique in a semantic view; another has it"
                    )
                continue
            self.said.add(word.lower())
            found.append(word)
        return found

    # -- fields --------------------------------------------------------------------------------------------------

    def _dimension(self, table: Table, one: Dimension) -> Json:
        where = f"{table.name}.{one.name}"
        expression = (
            column_identifier(one.name, DIALECT).sql(dialect=DIALECT)
            if one.expression is None
            else self.text.row(table.name, one.expression, where, one.name)
        )
        if expression != (one.expression or one.name):
            self.notes.changed(where, one.name, "the same, in Snowflake's letters")
        data_type = type_to(one)
        if one.data_type is None and one.type == "time":
            told = "the model does not say whether it is a date or a moment"
            self.notes.changed(where, f"data_type {data_type} of {one.name}", told)
        elif one.data_type is not None and data_type.lower() != one.data_type:
            self.notes.changed(where, f"data_type {one.data_type} of {one.name}", f"it is {data_type} there")
        self._unsaid(where, one.format)
        values = [value for value in one.sample_values if value is not None]
        if len(values) < len(one.sample_values):
            self.notes.lost(where, f"a missing value among the samples of {one.name}", "sample values are values")
        if one.hidden:
            self.notes.changed(where, f"hidden {one.name}", "it is a private fact there")
        return without_nothing(
            {
                "name": one.name,
                "synonyms": self._synonyms(where, one.label, one.name, one.synonyms),
                "description": one.description,
                "expr": expression,
                "data_type": data_type,
                "access_modifier": PRIVATE if one.hidden else None,
                "unique": True
                if (one.name,) in table.unique_keys and one.expression is None and not one.hidden
                else None,
                "sample_values": values,
            }
        )

    def _unsaid(self, where: str, format_: Format | None) -> None:
        if format_ is not None:
            self.notes.lost(where, f"format {format_.kind}", _NO_PLACE)

    def _measure(self, table: Table, one: Measure) -> Json:
        where = f"{table.name}.{one.name}"
        if any(self.change.respells(part) for part in (one.expression, one.filter) if part is not None):
            self.notes.changed(where, one.name, "the same, in Snowflake's letters")
        hidden = self._shadows(table, one)
        if hidden:
            self.notes.changed(where, one.name, f"{hidden} there is the dimension of this name, not the column")
        found = self._metric(one, self.text.measure(table, one, where), self.names[table.name, one.name], where)
        if one.additive_over == "none":
            self.notes.lost(where, f"additive_over none of {one.name}", _NO_PLACE)
        elif one.additive_over != "all":
            self._balance(table, one, found, where)
        return found

    def _shadows(self, table: Table, one: Measure) -> str | None:
        """A column of the measure behind whose name a dimension made of it stands."""
        used = {
            column.name
            for part in self.graph.measure_parts(table.name, one)
            if part
            for column in part.find_all(exp.Column)
        }
        for dimension in table.dimensions:
            tree = self.graph.dimension_expression(table.name, dimension)
            if dimension.name in used and tree is not None and not isinstance(tree, exp.Column):
                return dimension.name
        return None

    def _balance(self, table: Table, one: Measure, found: Json, where: str) -> None:
        times = [dimension.name for dimension in table.dimensions if dimension.type == "time"]
        time = table.default_time if table.default_time in times else times[0] if len(times) == 1 else None
        if time is None:
            self.notes.lost(
                where, f"additive_over of {one.name}", f"{table.name} has no time of its own that it goes by"
            )
            return
        found["non_additive_dimensions"] = [
            {"table": table.name, "dimension": time, "sort_direction": "ascending", "null_order": "first"}
        ]
        if one.additive_over != ():
            told = "its last date there is one for all rows, not one for each thing"
            self.notes.changed(where, f"additive_over of {one.name}", told)

    def _metric(self, one: Measure | DerivedMeasure, expression: str, name: str, where: str) -> Json:
        self._unsaid(where, one.format)
        return without_nothing(
            {
                "name": name,
                "synonyms": self._synonyms(where, one.label, one.name, one.synonyms),
                "description": one.description,
                "expr": expression,
                "access_modifier": PRIVATE if one.hidden else None,
            }
        )

    def _relationship(self, one: Relationship) -> Json | None:
        where = f"relationships.{one.name}"
        if one.cardinality == "many_to_many":
            self.notes.lost(where, one.name, "a semantic view joins many to one")
            return None
        blank = Relationship(
            name=one.name,
            from_table=one.from_table,
            from_columns=one.from_columns,
            to_table=one.to_table,
            to_columns=one.to_columns,
        )
        lost = [key for key, value in one.model_dump().items() if value != blank.model_dump()[key]]
        if lost:
            self.notes.lost(where, f"{', '.join(lost)} of {one.name}", _NO_PLACE)
        pairs = zip(one.from_columns, one.to_columns, strict=True)
        return {
            "name": one.name,
            "left_table": one.from_table,
            "right_table": one.to_table,
            "relationship_columns": [{"left_column": left, "right_column": right} for left, right in pairs],
        }
