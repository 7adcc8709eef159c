"""A model as Cube YAML: one file for each cube, as Cube's own projects have them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sqlglot import exp

from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.expressions import parse_fragment
from lunara.semantic.formats.cube_narrowed import SIMPLE, narrowed_of, unsaid
from lunara.semantic.formats.cube_words import written_format
from lunara.semantic.formats.cube_write_joins import META, alias_of, join_of, roads_of
from lunara.semantic.formats.derived import shortest
from lunara.semantic.formats.format import Notes, Written
from lunara.semantic.formats.parts import read_easily
from lunara.semantic.formats.sqltext import SqlText
from lunara.semantic.formats.templates import bare_column, stands_for, with_prefix
from lunara.semantic.graph import Graph, graph_of
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, Relationship, SemanticModel, Table
from lunara.semantic.yaml import dump_document

_CUBE = "lunara_cube"
_MEMBER = "lunara_member"


def write(model: SemanticModel, version: str = "") -> Written:
    """The files `cubes/<table>.yml`, and what of the model did not fit into them."""
    notes = Notes()
    return Written(CubeWriter(model, notes).files(), notes.all())


class CubeWriter:
    """Writes one model. `cubes` and `members` are the names there, `aliases` those of cubes that are roads."""

    def __init__(self, model: SemanticModel, notes: Notes) -> None:
        self.model, self.notes = model, notes
        self.graph: Graph = graph_of(model)
        self.cubes: dict[str, str] = {}
        self.members: dict[tuple[str, str], str] = {}
        self.aliases: dict[str, str] = {}
        self.homes: dict[str, str] = {}

    def files(self) -> dict[str, str]:
        """Their texts by path."""
        whole = self._whole()
        for table in self.model.tables:
            self.cubes[table.name] = self.free_name(table.name, self.cubes.values(), table.name, "the table")
            taken: set[str] = set()
            fields: list[Dimension | Measure] = [*table.dimensions, *table.measures]
            for field in fields:
                where = f"{table.name}.{field.name}"
                self.members[table.name, field.name] = self.free_name(field.name, taken, where, "the field")
                taken.add(self.members[table.name, field.name])
        left_out = unsaid(self.model, self.graph, self.notes)
        for derived in self.model.measures:
            if derived.name in left_out:
                continue
            home = self._home(derived, ())
            if home is None:
                self.notes.lost(derived.name, derived.name, "it is made of no measure of a table")
                continue
            self.homes[derived.name] = home
            taken = {name for (table, _), name in self.members.items() if table == home}
            self.members[home, derived.name] = self.free_name(derived.name, taken, derived.name, "the measure")
        roads = roads_of(self)
        texts = {}
        for table in self.model.tables:
            cube = self._cube(table, roads.get(table.name, []))
            if self.cubes[table.name] == min(self.cubes.values()):
                cube["meta"] = {"lunara": {"model": whole, **cube.get("meta", {}).get("lunara", {})}}
            texts[f"cubes/{self.cubes[table.name]}.yml"] = dump_document({"cubes": [cube]})
        for relationship in self.model.relationships:
            if relationship.name in self.aliases:
                alias = alias_of(self, relationship)
                texts[f"cubes/{alias['name']}.yml"] = dump_document({"cubes": [alias]})
        if not texts:
            texts["cubes/cubes.yml"] = dump_document({"cubes": []})
        return texts

    def _whole(self) -> dict[str, Any]:
        """What is of the whole model."""
        model = self.model
        plain = model.model_dump(
            mode="json", exclude_defaults=True, exclude={"version", "tables", "relationships", "measures"}
        )
        for key in plain:
            if key != "verified_questions":
                self.notes.kept("model", key, "Cube has no place for what is of all cubes but the meta of one")
        for question in model.verified_questions:
            self.notes.kept("verified_questions", question.question, META)
        return plain

    def free_name(self, name: str, taken: Iterable[str], where: str, what: str) -> str:
        """The name as Cube allows it."""
        plain = re.sub(r"\W", "_", name, flags=re.ASCII)
        plain = plain if re.match(r"[A-Za-z_]", plain) else f"_{plain}"
        plain = plain if plain == name else plain.lower()
        others = set(taken)
        found, number = plain, 2
        while found in others or found == "CUBE":
            found, number = f"{plain}_{number}", number + 1
        if found != name:
            self.notes.changed(where, name, f"{what} is called {found} there")
        return found

    # -- cubes ---------------------------------------------------------------------------------------------------

    def _cube(self, table: Table, roads: list[Relationship]) -> dict[str, Any]:
        meta: dict[str, Any] = {}
        cube: dict[str, Any] = {"name": self.cubes[table.name]}
        if table.sql is not None:
            cube["sql"] = _escaped(table.sql)
        else:
            cube["sql_table"] = table.source or table.name
        self._words(cube, table)
        if table.hidden:
            cube["public"] = False
        joins = [join_of(self, table, road, meta) for road in roads]
        keys = self._keys(table)
        dimensions = [self._dimension(table, one, one.name in keys.values()) for one in table.dimensions]
        for column, dimension in keys.items():
            if dimension is None:
                name = self.free_name(
                    column, [self.members[k] for k in self.members if k[0] == table.name], table.name, "the key"
                )
                self.notes.changed(table.name, column, "a key is made of dimensions in Cube, so there is one for it")
                dimensions.append(
                    {"name": name, "sql": self._column_sql(column), "type": "string", "primary_key": True}
                )
        measures = [one for one in (self._measure(table, measure) for measure in table.measures) if one]
        measures += [
            one
            for one in (self._derived(d) for d in self.model.measures if self.homes.get(d.name) == table.name)
            if one
        ]
        if table.synonyms:
            meta["synonyms"] = list(table.synonyms)
        if table.unique_keys:
            meta["unique_keys"] = [list(key) for key in table.unique_keys]
        if table.bridge is not None:
            meta["bridge"] = table.bridge
        times = [one.name for one in table.dimensions if one.type == "time"]
        if (times[0] if len(times) == 1 else None) != table.default_time:
            meta["default_time"] = table.default_time
        if meta.keys() - {"joins"}:
            self.notes.kept(table.name, ", ".join(key for key in meta if key != "joins"), META)
        for name, members in (("joins", joins), ("dimensions", dimensions), ("measures", measures)):
            if members:
                cube[name] = members
        return cube | ({"meta": {"lunara": meta}} if meta else {})

    def _words(self, cube: dict[str, Any], item: Table | Dimension | Measure | DerivedMeasure) -> None:
        if item.label:
            cube["title"] = item.label
        if item.description:
            cube["description"] = item.description

    def _keys(self, table: Table) -> dict[str, str | None]:
        """The dimension that is each column of the primary key."""
        columns = self.columns_of(table)
        return {column: columns.get(column) for column in table.primary_key}

    def columns_of(self, table: Table) -> dict[str, str]:
        """The first dimension that is each column."""
        columns: dict[str, str] = {}
        for one in table.dimensions:
            column = self._column(table, one)
            if column is not None:
                columns.setdefault(column, one.name)
        return columns

    def _column(self, table: Table, dimension: Dimension) -> str | None:
        """The column that a dimension is nothing but."""
        tree = self.graph.dimension_expression(table.name, dimension)
        if tree is None:
            return dimension.name
        found = bare_column(tree)
        return found.name if found is not None else None

    def _dimension(self, table: Table, dimension: Dimension, key: bool) -> dict[str, Any]:
        tree = self.graph.dimension_expression(table.name, dimension)
        data: dict[str, Any] = {
            "name": self.members[table.name, dimension.name],
            "sql": self._column_sql(dimension.name) if tree is None else self._row(table, tree, dimension.expression),
            "type": dimension.type,
        }
        if key:
            data["primary_key"] = True
        if dimension.hidden != key:
            data["public"] = not dimension.hidden
        self._words(data, dimension)
        meta = self._meta(data, dimension, f"{table.name}.{dimension.name}")
        if dimension.sample_values:
            meta["sample_values"] = list(dimension.sample_values)
        if dimension.data_type:
            meta["data_type"] = dimension.data_type
        return self._with_meta(data, meta, f"{table.name}.{dimension.name}")

    def _meta(self, data: dict[str, Any], item: Dimension | Measure | DerivedMeasure, where: str) -> dict[str, Any]:
        meta: dict[str, Any] = {}
        if item.synonyms:
            meta["synonyms"] = list(item.synonyms)
        if item.format is not None:
            name, exact = written_format(item.format, data.get("sql"))
            if name is not None:
                data["format"] = name
            if not exact:
                meta["format"] = item.format.model_dump(mode="json", exclude_defaults=True)
        return meta

    def _with_meta(self, data: dict[str, Any], meta: dict[str, Any], where: str) -> dict[str, Any]:
        if meta:
            self.notes.kept(where, ", ".join(meta), META)
        return data | ({"meta": {"lunara": meta}} if meta else {})

    def _measure(self, table: Table, measure: Measure) -> dict[str, Any] | None:
        where = f"{table.name}.{measure.name}"
        data: dict[str, Any] = {"name": self.members[table.name, measure.name]}
        argument, condition = self.graph.measure_parts(table.name, measure)
        if measure.aggregate in SIMPLE:
            if argument is not None:
                data["sql"] = self._row(table, argument, measure.expression)
            elif measure.aggregate == "count_distinct":
                if len(table.primary_key) != 1:
                    self.notes.lost(
                        where, measure.name, "Cube counts different values of one column, and it names none"
                    )
                    return None
                data["sql"] = self._column_sql(table.primary_key[0])
                self.notes.changed(where, measure.name, "what is counted is written out: the key")
            data["type"] = measure.aggregate
            if condition is not None:
                data["filters"] = [{"sql": self._row(table, condition, measure.filter, always=True)}]
        else:
            meant = stands_for(table.dimensions, self.model.dialect)
            text = SqlText(
                self.model,
                self.model.dialect,
                self.notes,
                qualify=lambda _, column: self._field(table, column, column.name in meant),
            )
            data["sql"] = _templated(text.measure(table, measure, where))
            data["type"] = "number"
        if measure.hidden:
            data["public"] = False
        self._words(data, measure)
        meta = self._meta(data, measure, where)
        if measure.additive_over != "all":
            told = measure.additive_over
            meta["additive_over"] = list(told) if isinstance(told, tuple) else told
            self.notes.changed(where, measure.name, "Cube adds it up over all dates; Lunara takes one")
        if measure.balance != "last":
            meta["balance"] = measure.balance
        if measure.time is not None:
            meta["time"] = measure.time
            self.notes.changed(
                where, measure.name, f"Cube has no date for a measure, which here goes by {measure.time}"
            )
        return self._with_meta(data, meta, where)

    def _home(self, measure: DerivedMeasure, above: tuple[str, ...]) -> str | None:
        """The table whose cube a measure over measures is written in: that of the first measure in it."""
        if measure.name in above:
            return None
        for column in self.graph.derived_expression(measure).find_all(exp.Column):
            its = self.graph.names.resolve(".".join(part.name for part in column.parts), "measure")
            if its.table:
                return its.table
            if isinstance(its.field, DerivedMeasure):
                found = self._home(its.field, (*above, measure.name))
                if found is not None:
                    return found
        return None

    def _narrowed(self, measure: DerivedMeasure) -> dict[str, Any] | None:
        """A measure of a cube under conditions of other cubes, or in a window."""
        told = narrowed_of(measure, self.graph)
        assert told is not None  # noqa: S101 - others are left out at the beginning
        table, base, conditions, window = told
        data = self._measure(self.graph.table(table), base.model_copy(update={"hidden": measure.hidden}))
        if data is None or data["type"] == "number":
            self.notes.lost(measure.name, measure.name, f"Cube has no filters and windows for a {base.aggregate}")
            return None
        rows = {
            key: value
            for key, value in data.get("meta", {}).get("lunara", {}).items()
            if key in ("additive_over", "balance", "time")
        }
        data = {key: data[key] for key in ("name", "sql", "type", "filters", "public") if key in data}
        data["name"] = self.members[table, measure.name]
        filters = [
            {"sql": f"{{{self.cubes[its]}.{self.members[its, field]}}}{condition}"}
            for its, field, condition in conditions
        ]
        if any(its == table for its, _, _ in conditions):
            self.notes.changed(
                measure.name, measure.name, "with conditions on its own rows it is a measure of its cube there"
            )
        if filters:
            data["filters"] = [*data.get("filters", []), *filters]
        if window:
            data["rolling_window"] = window
        self._words(data, measure)
        if rows:
            self.notes.changed(measure.name, measure.name, "Cube adds it up over all dates, or by another one")
        return self._with_meta(data, self._meta(data, measure, measure.name) | rows, measure.name)

    def _derived(self, measure: DerivedMeasure) -> dict[str, Any] | None:
        if measure.where or measure.window:
            return self._narrowed(measure)
        home = self.homes[measure.name]

        def reference(table: str, field: Measure | DerivedMeasure) -> exp.Expr:
            owner = table or self.homes[field.name]
            name = self.members[owner, field.name]
            cube = _MEMBER if owner == home else f"{_MEMBER}_{self.cubes[owner]}"
            return exp.Column(this=exp.Identifier(this=name), table=exp.Identifier(this=cube))

        try:
            text = SqlText(self.model, self.model.dialect, self.notes, reference=reference).derived(
                measure, measure.name
            )
        except (LunaraError, KeyError) as error:
            why = error.message if isinstance(error, LunaraError) else "a measure in it could not be written"
            self.notes.lost(measure.name, measure.name, why)
            return None
        data: dict[str, Any] = {
            "name": self.members[home, measure.name],
            "sql": _templated(text),
            "type": "number",
        }
        if measure.hidden:
            data["public"] = False
        self._words(data, measure)
        meta = self._meta(data, measure, measure.name)
        if shortest(self.graph.names, measure.expression, self.model.dialect) != measure.expression:
            meta["expression"] = measure.expression
        return self._with_meta(data, meta, measure.name)

    def _row(self, table: Table, tree: exp.Expr, written: str | None, *, always: bool = False) -> str:
        """SQL over the rows of a cube, dimensions named as such; a column alone needs no cube before it.

        `tree` is over physical columns, `written` what the model says.
        """
        column = bare_column(tree)
        text = written or ""
        try:
            holder = exp.Paren(this=parse_fragment(text, self.model.dialect, "it"))
        except InvalidInput:
            holder = exp.Paren(this=tree.copy())
        meant = stands_for((one for one in table.dimensions if one.expression != written), self.model.dialect)
        if (
            column is not None
            and not always
            and not (isinstance(holder.this, exp.Column) and holder.this.name in meant)
        ):
            return column.sql(dialect=self.model.dialect) if column.quoted else self._column_sql(column.name)
        prefixes: dict[str, str] = {}
        for one in list(holder.find_all(exp.Column)):
            its = one.name in meant and one.table in ("", table.name)
            prefixes[one.name] = _MEMBER if its else _CUBE
            one.replace(self._field(table, one, its))
        made = with_prefix(text, prefixes, holder.this, self.model.dialect)
        return _templated(made or read_easily(holder.this).sql(dialect=self.model.dialect, comments=False))

    def _field(self, table: Table, column: exp.Column, dimension: bool) -> exp.Expr:
        """What stands for a name of the model: a dimension of the cube, or a column."""
        if not dimension:
            return exp.Column(this=column.this.copy(), table=exp.Identifier(this=_CUBE))
        name = self.members[table.name, column.name]
        return exp.Column(this=exp.Identifier(this=name), table=exp.Identifier(this=_MEMBER))

    def _column_sql(self, name: str) -> str:
        return name if re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII) else f"{{CUBE}}.{self.spelled(name)}"

    def spelled(self, name: str) -> str:
        return exp.Identifier(this=name, quoted=True).sql(dialect=self.model.dialect)


def _templated(sql: str) -> str:
    """The text with references where the names stood for them."""
    text = _escaped(sql)
    text = re.sub(rf"\b{_MEMBER}_(\w+)\.(\w+)", r"{\1.\2}", text)
    return re.sub(rf"\b{_MEMBER}\.(\w+)", r"{\1}", text).replace(f"{_CUBE}.", "{CUBE}.")


def _escaped(sql: str) -> str:
    return re.sub(r"([{}])", r"\\\1", sql)
