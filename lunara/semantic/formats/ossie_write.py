"""A model as an Apache Ossie document. What the core cannot say is found by reading it back, and added as extensions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.formats.format import Notes, Written
from lunara.semantic.formats.ossie_extensions import extension
from lunara.semantic.formats.ossie_words import DIALECTS, datatype_of
from lunara.semantic.formats.own_rows import own_rows
from lunara.semantic.formats.sections import file_name, without_nothing
from lunara.semantic.formats.sqltext import SqlText
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, Relationship, SemanticModel, Strict, Table
from lunara.semantic.yaml import dump_document

Json = dict[str, Any]
# Fields of an item that its own extension never says: they are items themselves, or the key of the item.
_PARTS = {"tables", "relationships", "measures", "dimensions", "version"}
# What makes a measure what it is: said whole, or not at all.
_MEANING = ("aggregate", "expression", "filter")
_WHY = "Ossie's core has no place for it"


def write(model: SemanticModel, version: str) -> Written:
    """One file, valid under the published schema of the version. Raises InvalidInput for a model without tables."""
    if not model.tables:
        raise InvalidInput("An Ossie model has at least one dataset; this model has no tables.", "Add a table first.")
    notes = Notes()
    document = _Writer(model, version, notes).document()
    data = document.data
    name = file_name(model.name)
    if version == "0.1.1":  # its readers take JSON alone
        return Written({f"{name}.ossie.json": json.dumps(data, indent=2, ensure_ascii=False) + "\n"}, notes.all())
    return Written({f"{name}.ossie.yaml": dump_document(data)}, notes.all())


class _Document:
    """The document, with the place of each item of the model in it."""

    def __init__(self, data: Json, model: Json) -> None:
        self.data = data
        self.model = model
        self.datasets: dict[str, Json] = {}
        self.fields: dict[tuple[str, str], Json] = {}
        self.relationships: dict[str, Json] = {}
        self.metrics: dict[tuple[str, str], Json] = {}


class _Writer:
    def __init__(self, model: SemanticModel, version: str, notes: Notes) -> None:
        own = own_rows(model)
        self.whole = model
        self.own = [one for one in model.measures if one.name in own]
        self.model = model.model_copy(update={"measures": tuple(one for one in model.measures if one.name not in own)})
        self.version = version
        self.notes = notes
        for name, why in own.items():
            notes.kept(name, name, f"a metric of Ossie cannot say {why}")
        native = next((name for name, dialect in DIALECTS.items() if dialect == model.dialect), None)
        if native == "BIGQUERY" and version == "0.1.1":
            native = None
        self.texts = {"ANSI_SQL": self._text(None, notes)}
        if native is not None and native != "ANSI_SQL":
            self.texts[native] = self._text(model.dialect, Notes())

    def _text(self, dialect: str | None, notes: Notes) -> SqlText:
        def qualify(table: str, column: exp.Column) -> exp.Expr:
            return exp.Column(this=column.this.copy(), table=column_identifier(table, dialect or ""))

        def rows(table: Table) -> exp.Expr:
            if not table.primary_key:
                return exp.Star()
            key = column_identifier(table.primary_key[0], dialect or "")
            return exp.Column(this=key, table=column_identifier(table.name, dialect or ""))

        return SqlText(self.model, dialect, notes, qualify=qualify, rows=rows)

    def document(self) -> _Document:
        document = self._core()
        for _ in range(3):
            if not self._extend(document):
                break
        for where, what in self._missing(document):
            self.notes.lost(where, what, "it does not come back from Ossie")
        return document

    # -- the core ------------------------------------------------------------------------------------------------

    def _core(self) -> _Document:
        model = self.model
        root: Json = {"name": model.name, "description": model.description}
        questions = [one.question for one in model.verified_questions]
        root["ai_context"] = without_nothing({"instructions": model.instructions, "examples": questions})
        document = _Document({"version": self.version, "semantic_model": [root]}, root)
        root["datasets"] = [self._dataset(table, document) for table in model.tables]
        root["relationships"] = [
            self._relationship(one, document) for one in model.relationships if one.cardinality != "many_to_many"
        ]
        root["metrics"] = self._metrics(document)
        document.data["semantic_model"] = [without_nothing(root)]
        document.model = document.data["semantic_model"][0]
        return document

    def _dataset(self, table: Table, document: _Document) -> Json:
        fields = [self._field(table, one, document) for one in table.dimensions]
        found = without_nothing(
            {
                "name": table.name,
                "source": self._source(table),
                "primary_key": list(table.primary_key),
                "unique_keys": [list(key) for key in table.unique_keys],
                "description": table.description,
                "ai_context": without_nothing({"synonyms": list(table.synonyms)}),
                "fields": fields,
            }
        )
        document.datasets[table.name] = found
        return found

    def _source(self, table: Table) -> str:
        if table.sql is not None:
            return self.texts["ANSI_SQL"].select(table.sql, table.name, "sql")
        return table.source or table.name

    def _field(self, table: Table, dimension: Dimension, document: _Document) -> Json:
        where = f"{table.name}.{dimension.name}"
        expressions = {
            name: text.row(table.name, dimension.expression, where, dimension.name)
            if dimension.expression is not None
            else column_identifier(dimension.name, text.dialect or "").sql(dialect=text.dialect)
            for name, text in self.texts.items()
        }
        found = without_nothing(
            {
                "name": dimension.name,
                "expression": _expression(expressions),
                "dimension": {"is_time": dimension.type == "time"},
                "label": dimension.label,
                "description": dimension.description,
                "datatype": datatype_of(dimension) if self.version != "0.1.1" else None,
                "ai_context": without_nothing({"synonyms": list(dimension.synonyms)}),
            }
        )
        document.fields[table.name, dimension.name] = found
        return found

    def _relationship(self, one: Relationship, document: _Document) -> Json:
        found = without_nothing(
            {
                "name": one.name,
                "from": one.from_table,
                "to": one.to_table,
                "from_columns": list(one.from_columns),
                "to_columns": list(one.to_columns),
                "ai_context": without_nothing({"instructions": one.description, "synonyms": list(one.synonyms)}),
            }
        )
        document.relationships[one.name] = found
        return found

    def _metrics(self, document: _Document) -> list[Json]:
        items: list[tuple[Table | None, Measure | DerivedMeasure]] = [
            (table, one) for table in self.model.tables for one in table.measures
        ]
        items += [(None, one) for one in self.model.measures]
        derived = {one.name for one in self.model.measures}
        taken: set[str] = set()
        metrics = []
        for table, one in items:
            name = one.name
            if name in taken or (table is not None and name in derived):
                base = f"{table.name if table else 'measure'}_{name}"
                name = next(n for n in (base, *(f"{base}_{k}" for k in range(2, len(items) + 3))) if n not in taken)
                self.notes.changed(f"metrics.{name}", one.name, "metrics have one name each in all the model")
            taken.add(name)
            where = f"{table.name}.{one.name}" if table else one.name
            expressions = {
                dialect: text.measure(table, one, where)
                if table is not None and isinstance(one, Measure)
                else text.derived(one, where)  # type: ignore[arg-type]
                for dialect, text in self.texts.items()
            }
            if expressions["ANSI_SQL"] == "COUNT(*)" and len(self.model.tables) > 1:
                self.notes.kept(where, one.name, "COUNT(*) does not say which dataset's rows it counts; give it a key")
            found = without_nothing(
                {
                    "name": name,
                    "expression": _expression(expressions),
                    "description": one.description,
                    "ai_context": without_nothing({"synonyms": list(one.synonyms)}),
                }
            )
            document.metrics[table.name if table else "", one.name] = found
            metrics.append(found)
        return metrics

    # -- extensions ----------------------------------------------------------------------------------------------

    def _read_back(self, document: _Document) -> SemanticModel | None:
        from lunara.semantic.formats.ossie import read_root

        try:
            return read_root(document.data, Notes())
        except LunaraError:
            return None

    def _extend(self, document: _Document) -> bool:
        """Add to the extensions what reading back loses; whether anything was added."""
        back = self._read_back(document)
        if back is None:
            back = SemanticModel(name=self.model.name)
        added = self._of_model(document, back)
        tables = {table.name: table for table in back.tables}
        for table in self.model.tables:
            its = tables.get(table.name)
            if its is None:
                continue
            changes = _differences(table, its)
            if table.default_time is not None:  # said, so that nobody has to conclude it
                changes["default_time"] = table.default_time
            added |= self._add(document.datasets[table.name], changes, table.name)
            dimensions = {one.name: one for one in its.dimensions}
            measures = {one.name: one for one in its.measures}
            for dimension in table.dimensions:
                field = document.fields[table.name, dimension.name]
                known = dimensions.get(dimension.name, Dimension(name=dimension.name))
                changes = _differences(dimension, known)
                if "expression" in changes:
                    changes = {"of": _first(field), **changes}
                added |= self._add(field, changes, f"{table.name}.{dimension.name}")
            for measure in table.measures:
                added |= self._add_measure(document, table.name, measure, measures.get(measure.name))
        derived = {one.name: one for one in back.measures}
        for one in self.model.measures:
            added |= self._add_measure(document, "", one, derived.get(one.name))
        return added

    def _add_measure(
        self, document: _Document, table: str, measure: Measure | DerivedMeasure, back: Measure | DerivedMeasure | None
    ) -> bool:
        metric = document.metrics[table, measure.name]
        where = f"{table}.{measure.name}" if table else measure.name
        if back is not None:
            changes = _differences(measure, back)
            if not changes:
                return False
            if not set(changes) & set(_MEANING):
                return self._add(metric, changes, where)
        whole: Json = {"of": _first(metric)}
        if table:
            whole["table"] = table
        if metric["name"] != measure.name:
            whole["name"] = measure.name
        said = measure.model_dump(mode="json", exclude_defaults=True)
        whole.update({key: value for key, value in said.items() if key not in ("name", "description", "synonyms")})
        return self._add(metric, whole, where)

    def _of_model(self, document: _Document, back: SemanticModel) -> bool:
        model = self.model
        changes = _differences(model, back)
        roads = {one.name: one for one in back.relationships}
        added = False
        for one in model.relationships:
            written = document.relationships.get(one.name)
            if written is not None and one.name in roads:
                added |= self._add(written, _differences(one, roads[one.name]), f"relationships.{one.name}")
        more = [one for one in model.relationships if one.name not in roads]
        if more:
            changes["relationships"] = [one.model_dump(mode="json", exclude_defaults=True) for one in more]
        if self.own:
            changes["measures"] = [
                one.model_dump(mode="json", by_alias=True, exclude_defaults=True) for one in self.own
            ]
            changes["measure_order"] = [one.name for one in self.whole.measures]
        if [one.name for one in model.relationships] != [one.name for one in back.relationships]:
            changes["relationship_order"] = [one.name for one in model.relationships]
        return self._add(document.model, changes, "the model") or added

    def _add(self, part: Json, changes: Mapping[str, Any], where: str) -> bool:
        if not changes:
            return False
        entries = part.get("custom_extensions", [])
        held: Json = {}
        if entries:
            data = json.loads(entries[0]["data"])
            held = data.get("lunara", data) if self.version == "0.1.1" else data
        merged = {**held, **changes}
        if merged == held:
            return False
        part["custom_extensions"] = [extension(merged, self.version)]
        told = ", ".join(
            key for key in changes if key not in ("of", "table", "name", "relationship_order", "measure_order")
        )
        if told:
            self.notes.kept(where, told, _WHY)
        return True

    def _missing(self, document: _Document) -> list[tuple[str, str]]:
        from lunara.semantic.versions import changes_between

        back = self._read_back(document)
        if back is None:
            return [("the model", self.model.name)]
        original = self.whole.model_copy(update={"version": None})
        return [(one.key.split(":", 1)[1], one.label) for one in changes_between(original, back)]


def _expression(texts: Mapping[str, str]) -> Json:
    """The standard text, and that of the warehouse where it is another."""
    standard = texts["ANSI_SQL"]
    own = {name: text for name, text in texts.items() if name == "ANSI_SQL" or text != standard}
    return {"dialects": [{"dialect": name, "expression": text} for name, text in own.items()]}


def _first(part: Json) -> str:
    text: str = part["expression"]["dialects"][0]["expression"]
    return text


def _differences(item: Strict, back: Strict) -> Json:
    """What the item says and what came back does not, as JSON; parts of it aside."""
    own, theirs = item.model_dump(mode="json"), back.model_dump(mode="json")
    changes = {key: value for key, value in own.items() if key not in _PARTS and value != theirs.get(key)}
    if isinstance(changes.get("format"), dict):
        changes["format"] = {key: value for key, value in changes["format"].items() if value is not None}
    return changes
