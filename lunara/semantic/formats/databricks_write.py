"""A model as Databricks metric views: one for each table that is measured, with what its rows belong to as joins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_fragment
from lunara.semantic.formats.databricks_joins import DIALECT, SOURCE
from lunara.semantic.formats.databricks_words import DATE, format_to
from lunara.semantic.formats.format import Notes, Written
from lunara.semantic.formats.sections import file_name, without_nothing
from lunara.semantic.formats.sqltext import Change, SqlText
from lunara.semantic.formats.types import shows_time
from lunara.semantic.graph import Graph, Road, Step, graph_of, is_safe
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, SemanticModel, Table
from lunara.semantic.yaml import dump_document

Json = dict[str, Any]
_NO_PLACE = "a metric view has no place for it"


def write(model: SemanticModel, version: str) -> Written:
    """A file for each measured table, in a folder of the model's name where there are several. Raises InvalidInput."""
    if not model.tables:
        raise InvalidInput("A metric view has a source; this model has no tables.", "Add a table first.")
    notes = Notes()
    views = _Writer(model, version, notes).views()
    folder = file_name(model.name)
    if folder != model.name:
        notes.changed("name", model.name, f"as the name of a file it is {folder}")
    if len(views) == 1:
        ((_, view),) = views.items()
        return Written({f"{folder}.yaml": dump_document(view)}, notes.all())
    return Written(
        {f"{folder}/{file_name(name)}.yaml": dump_document(view) for name, view in views.items()}, notes.all()
    )


@dataclass(frozen=True)
class _Reached:
    """A table as one view reaches it: over a road, under a path of join names."""

    table: Table
    road: Road
    path: str

    @property
    def name(self) -> str:
        """The name of its own join."""
        return self.path.rsplit(".", 1)[-1]


class _Writer:
    def __init__(self, model: SemanticModel, version: str, notes: Notes) -> None:
        self.model = model
        self.version = version
        self.notes = notes
        self.graph: Graph = graph_of(model)
        self.written: set[str] = set()
        self.roads: set[str] = set()
        self.derived: set[str] = set()

    def views(self) -> dict[str, Json]:
        """The views by table."""
        found: dict[str, Json] = {}
        measured = [table for table in self.model.tables if table.measures]
        for table in measured:
            found[table.name] = self._view(table)
        for table in self.model.tables:
            if table.name not in self.written:
                found[table.name] = self._view(table)
        if len(found) > 1:
            self.notes.changed(self.model.name, "metric views", f"a view has one source, so there are {len(found)}")
        self._rest()
        return found

    def _view(self, table: Table) -> Json:
        reached = self._reached(table)
        self.written |= {one.table.name for one in reached}
        self.written.add(table.name)
        self._table_notes(table, reached)
        fields = self._dimensions(table, reached)
        named = {field["name"] for field in fields}
        hidden = {one.name for one in table.dimensions if self._hides(table, one)}
        absent = {
            one.name: tree
            for one in table.dimensions
            if (one.hidden or one.name not in named) and one.name not in hidden
            if (tree := self.graph.dimension_expression(table.name, one)) is not None
        }

        def qualify(_: str, column: exp.Column) -> exp.Expr:
            if column.name in absent:  # the view has no such dimension, so what it is stands there
                return exp.Paren(this=absent[column.name].copy())
            return _column(column.name, SOURCE) if column.name in hidden else column

        text = SqlText(
            self.model,
            DIALECT,
            self.notes,
            reference=self._named,
            filters="filter",
            qualify=qualify if hidden or absent else None,
        )
        measures = self._measures(table, text)
        return without_nothing(
            {
                "version": self.version,
                "source": self._relation(table, text),
                "comment": self._words(table.name, "comment", table.description),
                "joins": self._joins(table, reached, text),
                "dimensions": fields,
                "measures": measures,
            }
        )

    def _relation(self, table: Table, text: SqlText) -> str:
        if table.sql is not None:
            return text.select(table.sql, table.name, "sql")
        source = self.graph.source(table.name)
        return source.sql(dialect=DIALECT)

    def _words(self, where: str, what: str, value: Any) -> Any:
        """The value on 1.1; 0.1 has no words for people."""
        if self.version == "0.1" and value:
            self.notes.lost(where, what, "metric views of version 0.1 have no words for people")
            return None
        return value

    # -- joins ---------------------------------------------------------------------------------------------------

    def _reached(self, table: Table) -> list[_Reached]:
        """Every table that a row of this one belongs to, over each of its shortest roads."""
        found: list[_Reached] = []
        paths: dict[tuple[tuple[str, bool], ...], str] = {(): ""}
        for target in self.model.tables:
            if target.name == table.name:
                continue
            for road in self.graph.cheapest(table.name, target.name):
                if is_safe(road):
                    found.append(_Reached(target, road, ""))
        counts: dict[str, int] = {}
        for one in found:
            counts[one.table.name] = counts.get(one.table.name, 0) + 1
        taken: set[str] = {SOURCE}
        placed = []
        found.sort(key=lambda one: (len(one.road), one.table.name, [step.relationship.name for step in one.road]))
        for one in found:
            keys = tuple(step.key for step in one.road)
            above = paths.get(keys[:-1])
            if above is None:
                continue  # another road to the table in between was shorter
            step = one.road[-1]
            name = one.table.name if counts[one.table.name] == 1 else step.relationship.name
            if name in taken:
                name = "_".join((*(step.relationship.name for step in one.road),))
            taken.add(name)
            path = f"{above}.{name}" if above else name
            paths[keys] = path
            self.roads.add(step.relationship.name)
            placed.append(_Reached(one.table, one.road, path))
        return placed

    def _joins(self, table: Table, reached: list[_Reached], text: SqlText) -> list[Json]:
        nested: dict[str, list[Json]] = {}
        found: list[Json] = []
        for one in sorted(reached, key=lambda reach: reach.path.count(".")):
            parent, _, name = one.path.rpartition(".")
            step = one.road[-1]
            above = parent.rsplit(".", 1)[-1] if parent else SOURCE
            pairs = [
                exp.EQ(this=_column(mine, above), expression=_column(its, name))
                for mine, its in zip(step.source_columns, step.target_columns, strict=True)
            ]
            if self.version == "0.1" and parent:
                self.notes.lost(f"{table.name}.joins", one.path, "joins are not nested in version 0.1")
                continue
            join: Json = {
                "name": name,
                "source": self._relation(one.table, text),
                "on": exp.and_(*pairs, copy=False).sql(dialect=DIALECT),
            }
            if self.version != "0.1":
                join["rely"] = {"at_most_one_match": True}
            nested[one.path] = []
            join["joins"] = nested[one.path]
            (nested[parent] if parent else found).append(join)
        return [_cleaned(join) for join in found]

    # -- fields --------------------------------------------------------------------------------------------------

    def _dimensions(self, table: Table, reached: list[_Reached]) -> list[Json]:
        everyone = [_Reached(table, (), ""), *reached]
        if self.version == "0.1":
            everyone = [one for one in everyone if "." not in one.path]
        shown = [(one, dimension) for one in everyone for dimension in one.table.dimensions if not dimension.hidden]
        taken = {one.name for one in table.measures} | {one.name for one in self._derived(table)}
        columns = self.graph.field_columns(table.name) | set(self.graph.key_columns(table.name))
        fields = []
        for one, dimension in shown:
            name = dimension.name
            own = not one.path
            if name in taken or (not own and (name in columns or sum(other.name == name for _, other in shown) > 1)):
                name = f"{one.name or table.name}_{dimension.name}"
                number = 2
                while name in taken:
                    name, number = f"{one.path.replace('.', '_') or table.name}_{dimension.name}_{number}", number + 1
                where = f"{one.table.name}.{dimension.name}"
                self.notes.changed(where, name, f"a view that joins {one.table.name} calls it {name}")
            taken.add(name)
            fields.append(self._field(one, dimension, name))
        return fields

    def _field(self, one: _Reached, dimension: Dimension, name: str) -> Json:
        where = f"{one.table.name}.{dimension.name}"
        tree = (
            exp.Column(this=column_identifier(dimension.name, DIALECT))
            if dimension.expression is None
            else self.graph.scalar(one.table.name, dimension.expression, where).copy()
        )
        if one.path:
            holder = exp.Paren(this=tree)
            for column in list(holder.find_all(exp.Column)):
                column.replace(_column(column.name, one.path))
            tree = holder.this
        written = SqlText(self.model, DIALECT, self.notes).tree(tree, where, dimension.name)
        if dimension.expression is not None and Change(self.model.dialect, DIALECT).respells(dimension.expression):
            self.notes.changed(where, dimension.name, "the same, in Databricks' letters")
        if dimension.sample_values:
            self.notes.lost(where, "sample_values", _NO_PLACE)
        if dimension.data_type:
            self.notes.lost(where, "data_type", _NO_PLACE)
        format_ = format_to(dimension.format, where, self.notes)
        if dimension.type == "time":
            format_ = None if shows_time(dimension, self.model.dialect) else dict(DATE)
        elif dimension.type != "string":
            self.notes.changed(where, f"type {dimension.type}", "a metric view takes it from the column")
        return without_nothing(
            {
                "name": name,
                "expr": written,
                "display_name": self._words(where, "label", dimension.label),
                "comment": self._words(where, "description", dimension.description),
                "synonyms": self._words(where, "synonyms", list(dimension.synonyms)),
                "format": self._words(where, "format", format_),
            }
        )

    def _hides(self, table: Table, dimension: Dimension) -> bool:
        """Whether the dimension is something else than the column of its name, which measures mean."""
        tree = self.graph.dimension_expression(table.name, dimension)
        if tree is None or isinstance(tree, exp.Column):
            return False
        return any(column.name == dimension.name for column in tree.find_all(exp.Column))

    def _derived(self, table: Table) -> list[DerivedMeasure]:
        """Those over measures of this table alone."""
        return [one for one in self.model.measures if self._sources(one, ()) == {table.name}]

    def _sources(self, measure: DerivedMeasure, above: tuple[str, ...]) -> set[str]:
        if measure.name in above:
            return set()
        tables: set[str] = set()
        for column in self.graph.derived_expression(measure).find_all(exp.Column):
            its = self.graph.names.resolve(".".join(part.name for part in column.parts), "measure")
            inner = its.field
            if isinstance(inner, DerivedMeasure):
                tables |= self._sources(inner, (*above, measure.name))
            else:
                tables.add(its.table)
        return tables

    def _named(self, table: str, measure: Measure | DerivedMeasure) -> exp.Expr:
        return exp.Anonymous(this="MEASURE", expressions=[exp.Column(this=column_identifier(measure.name, DIALECT))])

    def _measures(self, table: Table, text: SqlText) -> list[Json]:
        measures = []
        absent = {one.name for one in table.dimensions if one.hidden and one.expression is not None}
        for one in table.measures:
            where = f"{table.name}.{one.name}"
            said = text.measure(table, one, where)
            change = Change(self.model.dialect, DIALECT)
            parts = [part for part in (one.expression, one.filter) if part is not None]
            if absent & self._used(table, parts):
                self.notes.changed(where, one.name, "a dimension that the view does not show is written out in it")
            elif any(change.respells(part) for part in parts):
                self.notes.changed(where, one.name, "the same, in Databricks' letters")
            measure = self._measure(one, said, where)
            if one.additive_over not in ("all", "none"):
                self._balance(table, one, measure, where)
            elif one.additive_over == "none":
                self.notes.lost(where, "additive_over none", _NO_PLACE)
            measures.append(measure)
        for derived in self._derived(table):
            self.derived.add(derived.name)
            if text.rewords(derived):
                self.notes.changed(derived.name, derived.name, "the same, in Databricks' letters")
            for balance in text.balances(derived):
                told = f"it is made of {balance}, whose last date there is one for all rows"
                self.notes.changed(derived.name, f"additive_over in {derived.name}", told)
            measures.append(self._measure(derived, text.derived(derived, derived.name), derived.name))
        return measures

    def _used(self, table: Table, texts: list[str]) -> set[str]:
        """The names in expressions of a table."""
        trees = [parse_fragment(text, self.model.dialect, table.name) for text in texts]
        return {column.name for tree in trees for column in tree.find_all(exp.Column)}

    def _measure(self, one: Measure | DerivedMeasure, said: str, where: str) -> Json:
        if one.hidden:
            self.notes.changed(where, "hidden", "nothing is hidden in a metric view")
        return without_nothing(
            {
                "name": one.name,
                "expr": said,
                "display_name": self._words(where, "label", one.label),
                "comment": self._words(where, "description", one.description),
                "synonyms": self._words(where, "synonyms", list(one.synonyms)),
                "format": self._words(where, "format", format_to(one.format, where, self.notes)),
            }
        )

    def _balance(self, table: Table, one: Measure, measure: Json, where: str) -> None:
        times = [dimension.name for dimension in table.dimensions if dimension.type == "time" and not dimension.hidden]
        time = table.default_time if table.default_time in times else times[0] if len(times) == 1 else None
        if time is None:
            self.notes.lost(
                where, "additive_over", f"a window goes by a dimension, and {table.name} shows no time of its own"
            )
            return
        measure["window"] = [{"order": time, "range": "current", "semiadditive": "last"}]
        if one.additive_over != ():
            self.notes.changed(
                where, "additive_over", "its last date there is one for all rows, not one for each thing"
            )

    # -- what is left out -----------------------------------------------------------------------------------------

    def _table_notes(self, table: Table, reached: list[_Reached]) -> None:
        for one in (table, *(reach.table for reach in reached)):
            where = one.name
            source = (one.source or one.name).rsplit(".", 1)[-1].strip('"`')
            if source != one.name:
                self.notes.changed(
                    where, f"name {one.name}", "a metric view names tables by what they are in the warehouse"
                )
            joined = {step.target_columns for reach in reached for step in reach.road[-1:] if reach.table is one}
            facts: Mapping[str, Any] = {
                "label": one.label,
                "description": one.description if one is not table else "",
                "synonyms": one.synonyms,
                "primary_key": one.primary_key if one.primary_key not in joined else (),
                "unique_keys": one.unique_keys,
                "default_time": one.default_time,
                "hidden": one.hidden,
                "bridge": one.bridge,
            }
            told = ", ".join(key for key, value in facts.items() if value)
            if told:
                self.notes.lost(where, f"{told} of {one.name}", _NO_PLACE)
            for dimension in one.dimensions:
                if dimension.hidden:
                    self.notes.lost(
                        f"{where}.{dimension.name}", "hidden dimension", "nothing is hidden in a metric view"
                    )

    def _steps(self) -> Iterator[Step]:
        for steps in self.graph.steps_from.values():
            yield from steps

    def _rest(self) -> None:
        model = self.model
        for relationship in model.relationships:
            where = f"relationships.{relationship.name}"
            if relationship.name not in self.roads:
                self.notes.lost(where, relationship.name, "no measured table is joined over it")
            else:
                ends = relationship.from_table, relationship.to_table
                back = "_".join(ends)
                if any(step.safe and not step.forward and step.relationship is relationship for step in self._steps()):
                    back += f" or {'_'.join(reversed(ends))}"
                told = f"{relationship.name}, or {back} when it is read"
                self.notes.changed(
                    where, told, "a join has no words, and is called as the table where one join leads to it"
                )
        for derived in model.measures:
            if derived.name not in self.derived:
                tables = " and ".join(sorted(self._sources(derived, ())))
                self.notes.lost(
                    derived.name, derived.name, f"it is over measures of {tables}, and a view has one source"
                )
        for key in ("description", "instructions", "verified_questions"):
            if getattr(model, key):
                self.notes.lost("the model", key, _NO_PLACE)
        for question in model.verified_questions:
            self.notes.lost("verified_questions", question.question, _NO_PLACE)
        if model.dialect != DIALECT:
            self.notes.changed("the model", f"dialect {model.dialect or 'ANSI'}", "the expressions are Databricks SQL")


def _column(name: str, path: str) -> exp.Expr:
    """A column under its path of joins."""
    parts = [column_identifier(part, DIALECT) for part in (*path.split("."), name)]
    first, rest = parts[:4], parts[4:]
    keys = ("this", "table", "db", "catalog")
    value: exp.Expr = exp.Column(**dict(zip(keys, reversed(first), strict=False)))
    for part in rest:
        value = exp.Dot(this=value, expression=part)
    return value


def _cleaned(join: Json) -> Json:
    join["joins"] = [_cleaned(inner) for inner in join["joins"]]
    return without_nothing(join)
