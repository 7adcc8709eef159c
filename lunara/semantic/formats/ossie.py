"""Apache Ossie (formerly Open Semantic Interchange), versions 0.1.1 and 0.2.0.dev0: written strictly, read leniently.

What Ossie's core has no place for is in `custom_extensions`, where Lunara finds it again. An extension that says otherwise what
the core says holds the core's text too (`of`): when someone has edited the core since, the core counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_source
from lunara.semantic.formats.columns import found
from lunara.semantic.formats.databricks_words import filtered, format_of
from lunara.semantic.formats.format import Documents, ModelFormat, Notes, Read
from lunara.semantic.formats.keys import physical_columns
from lunara.semantic.formats.ossie_extensions import extension_of, patched, trusted, unread, validated
from lunara.semantic.formats.ossie_metrics import OssieMetrics
from lunara.semantic.formats.ossie_words import (
    DIALECTS,
    VENDORS,
    Expressions,
    context_of,
    typed,
)
from lunara.semantic.formats.ossie_write import write
from lunara.semantic.formats.sections import Section
from lunara.semantic.formats.sound import sound
from lunara.semantic.formats.types import with_time, with_types
from lunara.semantic.model import (
    DerivedMeasure,
    Dimension,
    Relationship,
    SemanticModel,
    Table,
    VerifiedQuestion,
)


def recognises(documents: Documents) -> bool:
    """One of the files has `semantic_model`, a list."""
    return any(_is_ossie(data) for _, data in documents.parsed())


def _is_ossie(data: object) -> bool:
    return isinstance(data, dict) and isinstance(data.get("semantic_model"), list)


def read(documents: Documents) -> Read:
    """The first model of the first Ossie file. Raises InvalidInput."""
    notes = Notes()
    chosen: Section | None = None
    for path, data in documents.parsed():
        if chosen is None and _is_ossie(data):
            chosen = Section(data, "", notes)
        else:
            notes.lost(path, path, "a model is one Ossie file" if chosen is not None else "it is no Ossie file")
    if chosen is None:
        raise InvalidInput("These are no Ossie files.", "An Ossie file has the list semantic_model.")
    return Read(read_root(chosen.data, notes), notes.all())


def read_root(data: Mapping[str, Any], notes: Notes) -> SemanticModel:
    """The model of a parsed Ossie document. Raises InvalidInput."""
    root = Section(data, "", notes)
    version = root.text("version")
    if version not in VENDORS:
        notes.changed("version", version or "none", f"it is read as {' or '.join(VENDORS)} is")
    models = root.sections("semantic_model")
    root.done("Ossie has no such key; it is no part of the model")
    if not models:
        raise InvalidInput("The Ossie file holds no model.", "Its list semantic_model is empty.")
    for other in models[1:]:
        notes.lost(other.where, str(other.data.get("name", "")), "a Lunara model is one; the first is read")
    return sound(_Reader(models[0], notes).model(), notes)


class _Reader:
    def __init__(self, section: Section, notes: Notes) -> None:
        self.section = section
        self.notes = notes
        self.datasets = section.sections("datasets")
        self.relations = section.sections("relationships")
        self.metrics = section.sections("metrics")
        self.extension = extension_of(section)
        self.said: list[str] = []
        self.untyped: dict[str, set[str]] = {}
        self.timed: set[str] = set()
        known = self.extension.lunara.get("dialect")
        self.expressions = Expressions.chosen(self._parts(), known if isinstance(known, str) else None)

    def _parts(self) -> Iterator[Section]:
        for dataset in self.datasets:
            fields = dataset.data.get("fields")
            for one in fields if isinstance(fields, list) else ():
                if isinstance(one, dict):
                    yield Section(one, "", Notes())
        yield from self.metrics

    def model(self) -> SemanticModel:
        section = self.section
        name = section.name() or "model"
        context = context_of(section)
        tables = tuple(table for dataset in self.datasets if (table := self._table(dataset)) is not None)
        relationships = tuple(
            one for relation in self.relations if (one := self._relationship(relation, tables)) is not None
        )
        incoming = {one.to_table for one in relationships}
        roots = [table.name for table in tables if table.name not in incoming]
        home = roots[0] if len(roots) == 1 else None
        tables = self._filtered(tables, home)
        metrics = OssieMetrics(self.expressions, self.notes, self.said)
        tables, derived = metrics.read(self.metrics, tables, relationships, home)
        tables = tuple(self._typed(table) for table in tables)
        texts = [context.instructions, *self.said]
        model = SemanticModel(
            name=name,
            description=section.text("description"),
            dialect=self._dialect(),
            tables=tables,
            relationships=relationships,
            measures=derived,
            instructions="\n".join(text for text in texts if text),
        )
        model = self._with_extension(model)
        asked = {one.question for one in model.verified_questions}
        for example in context.examples:
            if example not in asked:
                self.notes.lost(f"{section.where}.ai_context", example, "a question without its query is no example")
        section.done()
        return model

    def _typed(self, table: Table) -> Table:
        typed_ = with_types(table, self.untyped[table.name], self.expressions.target, self.notes, table.name)
        return typed_ if table.name in self.timed else with_time(typed_, self.notes, table.name)

    def _dialect(self) -> str | None:
        try:
            return SemanticModel(name="m", dialect=self.expressions.target).dialect
        except ValidationError:
            self.notes.lost(self.section.where, "dialect", f"{self.expressions.target} is no SQL dialect")
            return DIALECTS[self.expressions.source]

    def _with_extension(self, model: SemanticModel) -> SemanticModel:
        """Verified questions, and relationships that Ossie cannot say."""
        held = dict(self.extension.lunara)
        held.pop("dialect", None)
        place = f"{self.section.where}.custom_extensions"
        more = tuple(
            one
            for data in _mappings(held.pop("relationships", ()))
            if (one := validated(Relationship, data, place, "relationships", self.notes)) is not None
        )
        questions = tuple(
            question
            for data in _mappings(held.pop("verified_questions", ()))
            if (question := validated(VerifiedQuestion, data, place, "verified_questions", self.notes)) is not None
        )
        order = held.pop("relationship_order", ())
        names = [str(one) for one in order] if isinstance(order, list) else []
        relationships = [*model.relationships, *more]
        if names:
            relationships.sort(key=lambda one: names.index(one.name) if one.name in names else len(names))
        own = [
            measure
            for data in _mappings(held.pop("measures", ()))
            if (measure := validated(DerivedMeasure, data, place, "measures", self.notes)) is not None
        ]
        order = held.pop("measure_order", ())
        names = [str(one) for one in order] if isinstance(order, list) else []
        measures = [*model.measures, *own]
        if names:
            measures.sort(key=lambda one: names.index(one.name) if one.name in names else len(names))
        model = model.model_copy(
            update={
                "relationships": tuple(relationships),
                "measures": tuple(measures),
                "verified_questions": questions,
            }
        )
        return patched(model, held, self.section.where, self.notes)

    # -- datasets ------------------------------------------------------------------------------------------------

    def _table(self, section: Section) -> Table | None:
        name = section.name()
        if not name:
            return None
        self.untyped[name] = set()
        source, sql = self._source(section)
        context = context_of(section)
        if context.instructions:
            self.said.append(f"{name}: {context.instructions}")
            self.notes.changed(section.where, "ai_context", "it is an instruction of the model")
        for example in context.examples:
            self.notes.lost(section.where, example, "a question without its query is no example")
        dimensions = tuple(
            one for part in section.sections("fields") if (one := self._dimension(name, part)) is not None
        )
        table = Table(
            name=name,
            source=source,
            sql=sql,
            description=section.text("description"),
            synonyms=context.synonyms,
            dimensions=dimensions,
        )
        keys = [section.texts("primary_key"), *self._unique_keys(section)]
        physical = [
            physical_columns(table, key, self.expressions.target, self.notes, section.where) if key else ()
            for key in keys
        ]
        table = table.model_copy(
            update={"primary_key": physical[0] or (), "unique_keys": tuple(key for key in physical[1:] if key)}
        )
        held = extension_of(section)
        unread(section, held)
        section.done()
        if "default_time" in held.lunara:
            self.timed.add(name)
        return patched(
            table, {key: value for key, value in held.lunara.items() if key != "name"}, section.where, self.notes
        )

    def _unique_keys(self, section: Section) -> list[tuple[str, ...]]:
        value = section.raw("unique_keys")
        keys = value if isinstance(value, list) else []
        if keys and all(isinstance(one, str) for one in keys):
            keys = [keys]
        read_ = [tuple(one for one in key if isinstance(one, str)) for key in keys if isinstance(key, list)]
        if value is not None and (not isinstance(value, list) or len(read_) < len(keys)):
            self.notes.lost(section.where, "unique_keys", "it should be a list of lists of columns")
        return read_

    def _source(self, section: Section) -> tuple[str | None, str | None]:
        """(source, SQL): a relation's name, or a query."""
        text = section.text("source").strip()
        if not text:
            return section.name(), None
        if text.split(None, 1)[0].lower() in ("select", "with") or text.startswith("("):
            return None, text.strip("()") if text.startswith("(") and text.endswith(")") else text
        try:
            parse_source(text, self.expressions.target, section.where)
        except InvalidInput as error:
            self.notes.lost(section.where, "source", error.message)
        return text, None

    def _dimension(self, table: str, section: Section) -> Dimension | None:
        name = section.name()
        expression = self.expressions.read(section, self.notes)
        if not name or expression is None:
            return None
        held = extension_of(section)
        if "dimension" not in section.data and section.has("datatype"):
            self.notes.changed(section.where, name, "a fact there is a dimension here: a value of each row")
        if not section.has("datatype") and not section.has("dimension"):
            self.untyped[table].add(name)
        type_, data_type = typed(section)
        context = context_of(section)
        if context.instructions:
            self.said.append(f"{table}.{name}: {context.instructions}")
            self.notes.changed(section.where, "ai_context", "it is an instruction of the model")
        dimension = Dimension(
            name=name,
            expression=None if expression == name else expression,
            type=type_,
            data_type=data_type,
            label=section.text("label") or None,
            description=section.text("description"),
            synonyms=context.synonyms,
            format=format_of(held.databricks.get("format"), section.where, self.notes),
        )
        for example in context.examples:
            self.notes.lost(section.where, example, "an example of a field is no value of it")
        unread(section, held, "format")
        section.done()
        return patched(dimension, trusted(section, held.lunara), section.where, self.notes)

    def _filtered(self, tables: tuple[Table, ...], home: str | None) -> tuple[Table, ...]:
        """The filter that Databricks' converter keeps for the whole view: it is of the rows of its one fact table."""
        unread(self.section, self.extension, "filter")
        condition = self.extension.databricks.get("filter")
        if not isinstance(condition, str):
            return tables
        if home is None:
            self.notes.lost(self.section.where, "filter", "it does not say which table's rows it is about")
            return tables
        return tuple(
            filtered(table, condition, self.expressions.target, self.notes) if table.name == home else table
            for table in tables
        )

    # -- relationships -------------------------------------------------------------------------------------------

    def _relationship(self, section: Section, tables: tuple[Table, ...]) -> Relationship | None:
        name = section.name()
        ends = section.text("from"), section.text("to")
        pairs = section.texts("from_columns"), section.texts("to_columns")
        context = context_of(section)
        held = extension_of(section)
        unread(section, held, "rely")
        section.done()
        if context.instructions:
            self.said.append(f"{name}: {context.instructions}")
        by_name = {table.name: table for table in tables}
        its = [found(by_name, end) for end in ends]
        if not name or None in its:
            self.notes.lost(
                section.where, name or "relationship", f"it joins {ends[0]} to {ends[1]}, not both are read"
            )
            return None
        columns = []
        for table, texts in zip(its, pairs, strict=True):
            known = (
                None
                if table is None
                else physical_columns(table, texts, self.expressions.target, self.notes, section.where)
            )
            if not known:
                self.notes.lost(section.where, name, "it joins no columns")
                return None
            columns.append(known)
        if len(columns[0]) != len(columns[1]):
            self.notes.lost(section.where, name, "it pairs another number of columns on each side")
            return None
        relationship = Relationship(
            name=name,
            from_table=by_name[its[0].name].name if its[0] is not None else ends[0],
            from_columns=columns[0],
            to_table=its[1].name if its[1] is not None else ends[1],
            to_columns=columns[1],
            description=context.instructions,
            synonyms=context.synonyms,
        )
        return patched(relationship, held.lunara, section.where, self.notes)


def _mappings(value: object) -> Iterator[Mapping[str, Any]]:
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            yield one


FORMAT = ModelFormat(
    name="ossie",
    label="Apache Ossie",
    description="Apache Ossie, formerly Open Semantic Interchange: one YAML or JSON file of datasets, relationships and metrics.",
    suffix=".yaml",
    recognises=recognises,
    read=read,
    write=write,
    versions=tuple(VENDORS),
    own_rows=True,
)
