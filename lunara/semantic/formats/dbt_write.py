"""A model as dbt's semantic models and metrics: one YAML file that dbt reads, and what dbt has no words for."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlglot import exp

from lunara.errors import LunaraError
from lunara.semantic.expressions import parse_expression
from lunara.semantic.formats.dbt_write_filters import Unwritten, written_filter
from lunara.semantic.formats.format import Notes, Written
from lunara.semantic.formats.sections import file_name, without_nothing
from lunara.semantic.graph import Graph, graph_of
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, SemanticModel, Table
from lunara.semantic.yaml import dump_document

Json = dict[str, Any]
_AGGREGATES = {
    "sum": "sum",
    "count": "count",
    "count_distinct": "count_distinct",
    "avg": "average",
    "min": "min",
    "max": "max",
    "median": "median",
    "percentile": "percentile",
}


def write(model: SemanticModel, version: str = "") -> Written:
    """`<name>.yml`: every table as a semantic model, every measure that a person is offered as a metric."""
    notes = Notes()
    data = _Writer(model, notes).data()
    return Written({f"{file_name(model.name)}.yml": dump_document(data)}, notes.all())


class _Writer:
    def __init__(self, model: SemanticModel, notes: Notes) -> None:
        self.model = model
        self.notes = notes
        self.graph: Graph = graph_of(model)
        self.entities: dict[tuple[str, str], str] = {}
        self.metrics: list[Json] = []
        self.names: dict[str, str] = {}
        self.bases: dict[str, tuple[str, ...]] = {}
        self.measures: dict[str, str] = {}
        self.pending: dict[str, Json] = {}
        counted = Counter(m.name for t in model.tables for m in t.measures) + Counter(m.name for m in model.measures)
        self.several = {name for name, count in counted.items() if count > 1}

    def data(self) -> Json:
        """The document."""
        model, notes = self.model, self.notes
        for what, said in (("description", model.description), ("instructions", model.instructions)):
            if said:
                notes.lost("the model", what, "dbt has no words about all semantic models together")
        for question in model.verified_questions:
            notes.lost("verified_questions", question.question, "dbt has no questions with their answers")
        if model.dialect is not None:
            notes.lost("the model", f"dialect {model.dialect}", "it is that of the project's profile")
        notes.changed("the model", f"name {model.name}", "it is the name of the file; a project has its own")
        self._name_entities()
        semantic = [self._table(table) for table in model.tables]
        for derived in model.measures:
            try:
                self._metric(derived)
            except Unwritten as reason:
                notes.lost(derived.name, derived.name, str(reason))
        return without_nothing({"semantic_models": semantic, "metrics": self.metrics})

    def _name_entities(self) -> None:
        """A name for each key that others lead to: of one name are one entity, whatever table they are in."""
        keys = {(table.name, table.primary_key[0]) for table in self.model.tables if len(table.primary_key) == 1}
        for one in self.model.relationships:
            to = self.model.table(one.to_table)
            if to is not None and len(one.to_columns) == 1 and one.to_columns in to.unique_keys:
                keys.add((one.to_table, one.to_columns[0]))
        wanted = {(table, column): self._called(table, column) for table, column in keys}
        counted = Counter(wanted.values())
        for (table, column), name in sorted(wanted.items()):
            self.entities[table, column] = name if counted[name] == 1 else f"{table}_{column}"

    def _called(self, table: str, column: str) -> str:
        """The name of the hidden dimension that the key is, else of its column."""
        shown = {one.name for its in self.model.tables for one in its.dimensions if not one.hidden}
        named = [
            one.name
            for one in self.graph.table(table).dimensions
            if one.hidden and one.expression == column and one.name not in shown
        ]
        return named[0] if named else column

    # -- semantic models -------------------------------------------------------------------------------------------------

    def _table(self, table: Table) -> Json:
        notes, where = self.notes, table.name
        source = table.source or table.name
        relation = self.graph.source(table.name)
        bare = relation.name if isinstance(relation, exp.Table) else table.name
        if table.sql is not None:
            notes.lost(where, "sql", f"dbt reads a model of the project: save the SELECT as models/{table.name}.sql")
            bare = table.name
        elif source != bare:
            notes.changed(
                where, f"source {source}", f"dbt names a model of the project, {bare}, whose schema it knows itself"
            )
        self._lost(
            where, {"label": table.label, "synonyms": table.synonyms, "hidden": table.hidden, "bridge": table.bridge}
        )
        entities, primary = self._entities(table)
        taken = {one["name"] for one in entities}
        dimensions = [self._dimension(table, one) for one in table.dimensions if not self._is_entity(one, entities)]
        for one in dimensions:
            if one["name"] in taken:
                notes.lost(f"{where}.{one['name']}", one["name"], "an entity of the semantic model has this name")
        dimensions = [one for one in dimensions if one["name"] not in taken]
        default = table.default_time if table.default_time and "." not in table.default_time else None
        if table.default_time and default is None:
            notes.lost(where, f"default_time {table.default_time}", "the date of a semantic model is one of its own")
        measures = [
            made for one in table.measures if (made := self._measure(table, one, default, entities)) is not None
        ]
        return without_nothing(
            {
                "name": table.name,
                "description": table.description,
                "model": f'ref("{bare}")' if "'" in bare else f"ref('{bare}')",
                "defaults": without_nothing({"agg_time_dimension": default}),
                "primary_entity": None if primary else f"{table.name}_row",
                "entities": entities,
                "dimensions": dimensions,
                "measures": measures,
            }
        )

    def _entities(self, table: Table) -> tuple[list[Json], bool]:
        found: dict[str, Json] = {}
        if len(table.primary_key) == 1:
            key = table.primary_key[0]
            entity = self.entities[table.name, key]
            found[entity] = {"name": entity, "type": "primary", "expr": key}
        elif table.primary_key:
            self.notes.lost(table.name, f"primary_key {', '.join(table.primary_key)}", "an entity is one column")
        for key_ in table.unique_keys:
            named = self.entities.get((table.name, key_[0])) if len(key_) == 1 else None
            if named is not None:
                found.setdefault(named, {"name": named, "type": "unique", "expr": key_[0]})
            else:
                self.notes.lost(table.name, f"unique_keys {', '.join(key_)}", "no semantic model is joined by it")
        for one in self.model.relationships:
            if one.from_table != table.name:
                continue
            where = f"relationships.{one.name}"
            to = self.entities.get((one.to_table, one.to_columns[0])) if len(one.to_columns) == 1 else None
            column, entity = one.from_columns[0], to or ""
            if to is None or one.cardinality == "many_to_many":
                self.notes.lost(where, one.name, "dbt joins by one column that is the key of the other side")
            elif entity in found and found[entity]["expr"] != column:
                self.notes.lost(where, one.name, f"dbt has one road by {entity} from a semantic model")
            else:
                found.setdefault(entity, {"name": entity, "type": "foreign", "expr": column})
                why = f"dbt has no names for joins: it follows the entity {entity}"
                if one.name != f"{table.name}_{entity}":
                    self.notes.changed(where, f"{one.name}, now {table.name}_{entity}", why)
        own = {
            (one.name, one.expression or one.name) for one in table.dimensions if one.hidden and one.type == "string"
        }
        for entity, made in found.items():
            if (entity, made["expr"]) not in own:
                why = "read back, an entity is a hidden dimension of text"
                self.notes.changed(f"{table.name}.{entity}", f"dimension {entity}", why)
        kind = any(one["type"] == "primary" for one in found.values())
        return list(found.values()), kind

    def _is_entity(self, one: Dimension, entities: list[Json]) -> bool:
        return any(entity["name"] == one.name and entity["expr"] == (one.expression or one.name) for entity in entities)

    def _dimension(self, table: Table, one: Dimension) -> Json:
        where = f"{table.name}.{one.name}"
        if one.type in ("number", "boolean"):
            self.notes.lost(where, f"type {one.type}", "dbt has categories and times")
        extra = {
            "synonyms": one.synonyms,
            "sample_values": one.sample_values,
            "format": one.format,
            "hidden": one.hidden,
        }
        self._lost(where, {**extra, "data_type": one.data_type})
        made: Json = {"name": one.name, "type": "time" if one.type == "time" else "categorical"}
        if one.type == "time":
            made["type_params"] = {"time_granularity": one.grain or "day"}
        made |= {"expr": one.expression, "label": one.label, "description": one.description}
        return without_nothing(made)

    def _lost(self, where: str, said: Json) -> None:
        for key, value in said.items():
            if value not in (None, "", (), False):
                self.notes.lost(where, key, "dbt has no word for it")

    # -- measures ----------------------------------------------------------------------------------------------------------

    def _measure(self, table: Table, one: Measure, default: str | None, entities: list[Json]) -> Json | None:
        where = f"{table.name}.{one.name}"
        if one.aggregate not in _AGGREGATES:
            self.notes.lost(where, one.name, f"dbt has no aggregate {one.aggregate}")
            return None
        if default is None and one.time is None:
            self.notes.lost(where, one.name, "dbt wants a date of its own table for every measure")
            return None
        expression = one.expression
        if expression is None:
            key = table.primary_key[0] if one.aggregate == "count_distinct" and len(table.primary_key) == 1 else None
            expression = key or "1"
        if one.filter is not None:
            expression = f"CASE WHEN {one.filter} THEN {expression} END"
            self.notes.changed(where, f"filter {one.filter}", "it is written into the expression")
        elif one.expression is None and one.aggregate == "count_distinct":
            self.notes.changed(where, one.name, "what is counted is written out")
        name = f"{table.name}_{one.name}" if one.name in self.several else one.name
        if name != one.name:
            self.notes.changed(where, one.name, f"names of measures are unique in a project; it is {name}")
        made: Json = {"name": name, "agg": _AGGREGATES[one.aggregate], "expr": expression}
        if one.percentile is not None:
            kinds = {"discrete": "use_discrete_percentile", "approximate": "use_approximate_percentile"}
            said = {kinds[one.percentile_kind]: True} if one.percentile_kind in kinds else {}
            made["agg_params"] = {"percentile": one.percentile, **said}
        made |= {"label": one.label, "description": one.description, "agg_time_dimension": one.time}
        if one.additive_over != "all" and one.aggregate in ("sum", "count"):
            balance = self._balance(table, one, default, entities)
            if balance is None:
                self.notes.lost(where, one.name, "what it adds up over cannot be said by entities of its own table")
                return None
            made["non_additive_dimension"] = balance
        elif one.additive_over != "all":
            self.notes.lost(where, f"additive_over of {one.name}", f"it says nothing for {one.aggregate}")
        self._lost(where, {"synonyms": one.synonyms, "format": one.format})
        path = f"{table.name}.{one.name}"
        self.measures[path] = name
        self.bases[path] = (table.name,)
        self.names[path] = name
        metric = without_nothing(
            {
                "name": name,
                "label": one.label or one.name,
                "description": one.description,
                "type": "simple",
                "type_params": {"measure": name},
            }
        )
        if one.hidden:
            self.pending[path] = metric
        else:
            self.metrics.append(metric)
        if one.label is None and not one.hidden:
            self.notes.changed(where, f"label of {one.name}", "dbt wants one")
        return without_nothing(made)

    def _balance(self, table: Table, one: Measure, default: str | None, entities: list[Json]) -> Json | None:
        if one.additive_over == "none":
            return None
        names = {entity["name"] for entity in entities}
        if isinstance(one.additive_over, tuple):
            groupings = [name.removeprefix(f"{table.name}.") for name in one.additive_over]
        else:
            groupings = [entity["name"] for entity in entities if entity["type"] == "foreign"]
            where = f"{table.name}.{one.name}"
            self.notes.changed(
                where, f"additive_over not time of {one.name}", f"it is of {', '.join(groupings) or 'no entity'}"
            )
            if not groupings:
                return None
        if not set(groupings) <= names:
            return None
        choice = "max" if one.balance == "last" else "min"
        return without_nothing({"name": one.time or default, "window_choice": choice, "window_groupings": groupings})

    # -- metrics -----------------------------------------------------------------------------------------------------------

    def _metric(self, one: DerivedMeasure) -> None:
        tree, inputs = self._inputs(one)
        name = f"{one.name}_metric" if one.name in self.several else one.name
        if name != one.name:
            self.notes.changed(one.name, one.name, f"names are unique in a project; it is {name}")
        bases = tuple(dict.fromkeys(base for path in inputs for base in self.bases[path]))
        conditions = [written_filter(part, bases, self.graph, self.entities, self.names) for part in one.where]
        made: Json = {"name": name, "label": one.label or one.name, "description": one.description}
        alone = next(iter(inputs)) if len(inputs) == 1 and isinstance(tree, exp.Column) else None
        measure = self.measures.get(alone) if alone is not None else None
        if one.window is not None:
            made |= self._cumulative(one, measure)
        elif one.offset is not None:
            if alone is None or one.fill_nulls_with is not None:
                raise Unwritten("dbt takes one metric from another period, and fills no nulls of it")
            self._offered(alone)
            offset = one.offset
            said = (
                {"offset_window": f"{offset.count} {offset.grain}"}
                if offset.count
                else {"offset_to_grain": offset.to_start_of}
            )
            made["type"] = "derived"
            params = {"expr": inputs[alone], "metrics": [{"name": inputs[alone], **said}]}
            made["type_params"] = params
        elif measure is not None:
            held = without_nothing({"name": measure, "fill_nulls_with": one.fill_nulls_with})
            made |= {"type": "simple", "type_params": {"measure": held}}
        elif one.fill_nulls_with is not None:
            raise Unwritten("dbt fills nulls of measures, not of what is made of them")
        else:
            made |= self._over(one, tree, inputs)
        if conditions:
            made["filter"] = " AND ".join(f"({text})" for text in conditions) if len(conditions) > 1 else conditions[0]
        self._lost(one.name, {"synonyms": one.synonyms, "format": one.format})
        if one.hidden:
            self.notes.changed(one.name, f"hidden {one.name}", "a metric is offered to everybody")
        if one.label is None:
            self.notes.changed(one.name, f"label of {one.name}", "dbt wants one")
        self.names[one.name], self.bases[one.name] = name, bases
        self.metrics.append(without_nothing(made))

    def _inputs(self, one: DerivedMeasure) -> tuple[exp.Expr, dict[str, str]]:
        """The expression, and dbt's name of each measure in it by its path."""
        try:
            tree = parse_expression(one.expression, self.model.dialect, one.name)
            paths = [
                (column, self.graph.names.resolve(".".join(part.name for part in column.parts), "measure").path)
                for column in tree.find_all(exp.Column)
            ]
        except LunaraError as error:
            raise Unwritten(error.message) from error
        inputs: dict[str, str] = {}
        for column, path in paths:
            if path not in self.names:
                if path in {m.name for m in self.model.measures} and path != one.name:
                    later = next(m for m in self.model.measures if m.name == path)
                    if later.name not in {m["name"] for m in self.metrics}:
                        raise Unwritten(f"{path}, which it is made of, is not written before it")
                raise Unwritten(f"{path}, which it is made of, is not written")
            inputs[path] = self.names[path]
            named = exp.Column(this=column_identifier(self.names[path], ""))
            if column is tree:
                tree = named
            else:
                column.replace(named)
        return tree, inputs

    def _cumulative(self, one: DerivedMeasure, measure: str | None) -> Json:
        window = one.window
        if measure is None or window is None or one.offset is not None:
            raise Unwritten("dbt accumulates one measure of a table, not what is made of several")
        if window.period_agg is None:
            why = "dbt takes the last day that holds a row, which is the end of the period where every day has one"
            self.notes.changed(one.name, f"window of {one.name}", why)
        params: Json = {"period_agg": window.period_agg or "last"}
        if window.last is not None:
            params["window"] = f"{window.last} {window.grain}"
        elif window.to_date is not None:
            params["grain_to_date"] = window.to_date
        held = without_nothing({"name": measure, "fill_nulls_with": one.fill_nulls_with})
        return {"type": "cumulative", "type_params": {"measure": held, "cumulative_type_params": params}}

    def _offered(self, path: str) -> None:
        """Other metrics are made of metrics: a hidden measure becomes one where it is needed."""
        metric = self.pending.pop(path, None)
        if metric is not None:
            self.metrics.append(metric)
            self.notes.changed(
                path, f"hidden {path}", "metrics are made of metrics, and a metric is offered to everybody"
            )

    def _over(self, one: DerivedMeasure, tree: exp.Expr, inputs: dict[str, str]) -> Json:
        for path in inputs:
            self._offered(path)
        ratio = (
            isinstance(tree, exp.Div) and isinstance(tree.this, exp.Column) and isinstance(tree.expression, exp.Column)
        )
        if isinstance(tree, exp.Div) and ratio:
            sides = {"numerator": {"name": tree.this.name}, "denominator": {"name": tree.expression.name}}
            return {"type": "ratio", "type_params": sides}
        if tree.find(exp.Div):
            why = "dbt divides as the warehouse does: by zero it fails, and whole numbers may stay whole"
            self.notes.changed(one.name, f"expression of {one.name}", why)
        used = [{"name": name} for name in dict.fromkeys(inputs.values())]
        return {"type": "derived", "type_params": {"expr": tree.sql(dialect=self.model.dialect), "metrics": used}}
