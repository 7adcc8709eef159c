"""LookML, read only: views are tables, joins of explores are relationships, refinements and extensions are laid over them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_select, parse_source
from lunara.semantic.formats.aggregates import Metric, Metrics
from lunara.semantic.formats.bounds import check_sql
from lunara.semantic.formats.format import Documents, ModelFormat, Notes, Read
from lunara.semantic.formats.lookml_fields import GRAINS, PARTS, TYPES, Fields, spelling_of
from lunara.semantic.formats.lookml_files import View, flag, project_of, recognises
from lunara.semantic.formats.lookml_joins import relationships
from lunara.semantic.formats.lookml_measures import ViewMeasures
from lunara.semantic.formats.lookml_words import text_of, words
from lunara.semantic.formats.narrowed import Narrowed, with_narrowed
from lunara.semantic.formats.parts import Unsaid
from lunara.semantic.formats.sound import sound
from lunara.semantic.formats.templates import (
    STANDARD,
    bare_column,
    columns_in,
    expression_of,
    own,
    plain_source,
    shadowed,
)
from lunara.semantic.formats.types import with_time
from lunara.semantic.model import Dimension, DimensionType, SemanticModel, Table

_ITS_TABLE = re.compile(r"\$\{\s*(\w+)\.SQL_TABLE_NAME\s*\}")
# Keys of fields that say how Looker shows them, or that are read elsewhere.
_READ = frozenset(
    {"name", "kind", "type", "sql", "label", "description", "synonyms", "hidden", "primary_key", "value_format",
     "value_format_name", "case", "tiers", "bins", "style", "datatype", "timeframes", "intervals", "sql_start", "sql_end",
     "filters__all", "filters", "suggestions", "sql_latitude", "sql_longitude", "sql_distinct_key", "percentile", "approximate",
     "convert_tz", "allow_fill", "case_sensitive", "full_suggestions", "suggestable", "alpha_sort", "can_filter"}
)  # fmt: skip
_VIEW_READ = frozenset(
    {
        "name",
        "label",
        "sql_table_name",
        "derived_table",
        "extends__all",
        "extension",
        "fields_hidden_by_default",
        "suggestions",
    }
)
_WHY = {
    "sets": "a model has no sets of fields",
    "drill_fields": "rows behind a number are shown by asking",
    "filters": "a filter without a column is asked for in the question",
    "parameters": "what a person chooses is asked for in the question",
    "required_access_grants": "who may see what is set in Lunara by roles",
}


def read(documents: Documents) -> Read:
    """The model of a LookML project. Raises InvalidInput when there is no view that can be read."""
    notes = Notes()
    model = _Reader(documents, notes).model()
    return Read(sound(model, notes), notes.all())


class _Reader:
    def __init__(self, documents: Documents, notes: Notes) -> None:
        self.notes = notes
        self.dialect = documents.dialect
        self.project = project_of(documents, notes)
        self.fields = Fields(self.project, self.dialect)
        self.sources: dict[str, tuple[str | None, str | None]] = {}
        self.made: dict[str, tuple[str | None, str | None]] = {}
        self.narrowed: list[Narrowed] = []

    def model(self) -> SemanticModel:
        """All of it."""
        for view in self.project.views.values():
            if str(view.data.get("extension", "")) == "required":
                continue
            try:
                self.sources[view.name] = self._source(view, ())
            except Unsaid as reason:
                self.notes.lost(view.where, view.name, reason.message)
        if not self.sources:
            told = next((note for note in self.notes.all() if note.effect == "lost"), None)
            raise InvalidInput("None of the views can be read.", f"The first reason: {told}" if told else "Check them.")
        if self.dialect is None:
            self.notes.changed("the files", "dialect", STANDARD)
        self.fields.read = set(self.sources)
        tables: list[Table] = []
        metrics: list[Metric] = []
        for name in self.sources:
            table, its = self._table(self.project.views[name])
            tables.append(table)
            metrics += its
        placed = Metrics(tables, self.dialect, self.notes).read(metrics)
        keys = {table.name: table.primary_key for table in tables}
        model = SemanticModel(
            name=(self.project.name or "lookml")[:200],
            dialect=self.dialect,
            tables=tuple(self._in_order(table) for table in placed.onto(tables)),
            relationships=tuple(relationships(self.fields, keys, self.notes)),
            measures=placed.derived,
        )
        return with_narrowed(model, self.narrowed, self.notes)

    def _in_order(self, table: Table) -> Table:
        """The measures as the view has them; those that were made for others at the end."""
        at = {name: number for number, name in enumerate(self.project.views[table.name].fields)}
        return table.model_copy(
            update={"measures": tuple(sorted(table.measures, key=lambda one: at.get(one.name, len(at))))}
        )

    def _source(self, view: View, above: tuple[str, ...]) -> tuple[str | None, str | None]:
        """(physical table, SQL), one of them. Raises Unsaid."""
        if view.name in above:
            raise Unsaid("its SQL is made of itself")
        if view.name not in self.made:
            self.made[view.name] = self._own_source(view, above)
        return self.made[view.name]

    def _own_source(self, view: View, above: tuple[str, ...]) -> tuple[str | None, str | None]:
        derived = view.data.get("derived_table")
        if derived is None:
            text = text_of(view.data.get("sql_table_name", view.name))
            self._plain(text)
            try:
                parse_source(text, self.dialect, view.name)
            except InvalidInput as error:
                raise Unsaid(f"{error.message.rstrip('.')}; it may be read when its dialect is said") from error
            return text, None
        if not isinstance(derived, dict) or not isinstance(derived.get("sql"), str):
            raise Unsaid("its rows are those of an explore, which a model does not make")

        letters = 0

        def table_of(match: re.Match[str]) -> str:
            other = self.project.views.get(match[1])
            if other is None:
                raise Unsaid(f"its SQL takes that of {match[1]}, which is not there")
            nonlocal letters
            source, sql = self._source(other, (*above, view.name))
            told = source if source is not None else f"({sql})"
            letters += len(told)
            check_sql(letters, above)
            return told

        text = _ITS_TABLE.sub(table_of, derived["sql"]).strip().rstrip(";")
        self._plain(text)
        source = plain_source(text, self.dialect)
        if source is not None:
            return source, None
        try:
            parse_select(text, self.dialect, f"the SQL of {view.name}")
        except InvalidInput as error:
            raise Unsaid(error.message) from error
        return None, text

    def _plain(self, text: str) -> None:
        if re.search(r"\{[{%]", text):
            raise Unsaid("its rows are those of a Liquid template that only Looker can fill in")
        if "@{" in text or "${" in text:
            raise Unsaid("its rows are those of a template that cannot be filled in")

    # -- fields --------------------------------------------------------------------------------------------------

    def _table(self, view: View) -> tuple[Table, list[Metric]]:
        dimensions: list[Dimension] = []
        trees: dict[str, exp.Expr] = {}
        key: dict[str, None] = {}
        for name, data in view.fields.items():
            if data["kind"] == "measure":
                continue
            made = self._group(view, data) if data["kind"] == "dimension_group" else self._dimension(view, data)
            for one, tree in made:
                dimensions.append(one)
                trees[one.name] = tree
            if flag(data, "primary_key") and name in trees:
                key.update(dict.fromkeys(columns_in(trees[name], self.dialect)))
                if bare_column(trees[name]) is None:
                    self.notes.changed(view.where, name, "a key is of columns: those that it is made of, together")
        for one in list(dimensions):
            other = shadowed(trees[one.name], dimensions, self.dialect, one.name)
            if other is not None:
                self.notes.lost(view.where, one.name, f"it reads the column {other}, and a dimension has that name")
                dimensions.remove(one)
        self._told(view)
        measures = ViewMeasures(view, self.fields, dimensions, tuple(key), self.notes)
        source, sql = self.sources[view.name]
        table = Table(
            name=view.name,
            source=source,
            sql=sql,
            label=text_of(view.data.get("label")) or None,
            primary_key=tuple(key),
            dimensions=tuple(dimensions),
            measures=tuple(measures.aggregated),
        )
        self.narrowed += measures.narrowed
        return with_time(table, self.notes, view.where), measures.calculated

    def _dimension(self, view: View, data: dict[str, Any]) -> Iterator[tuple[Dimension, exp.Expr]]:
        name, kind = data["name"], str(data.get("type", "string"))
        if kind == "location":
            for part in ("latitude", "longitude"):
                made = self._made(view, data, f"{name}_{part}", "number", sql=data.get(f"sql_{part}"))
                if made is not None:
                    yield made
            self.notes.changed(view.where, name, f"a place is two numbers here: {name}_latitude and {name}_longitude")
            return
        found = TYPES.get(kind, "number" if kind.startswith("duration_") else "string")
        made = self._made(view, data, name, "string" if data.get("case") is not None else found)
        if made is not None:
            yield made

    def _group(self, view: View, data: dict[str, Any]) -> Iterator[tuple[Dimension, exp.Expr]]:
        name = data["name"]
        if data.get("type") == "duration":
            units = data.get("intervals")
            for unit in units if isinstance(units, list) else ["day"]:
                made = self._made(view, data, f"{unit}s_{name}", "number", period=f"{unit}s_{name}")
                if made is not None:
                    yield made
            return
        made = self._made(view, data, name, "time", period=f"{name}_raw")
        if made is None:
            return
        yield made
        told = data.get("timeframes")
        others = [one for one in told if one not in GRAINS] if isinstance(told, list) else []
        for period in others:
            if period in PARTS:
                part = self._made(
                    view, {**data, "label": None}, f"{name}_{period}", "number", period=f"{name}_{period}"
                )
                if part is not None:
                    yield part
        left = [one for one in others if one not in PARTS]
        if left:
            self.notes.lost(view.where, f"timeframes of {name}: {', '.join(left)}", "a model has no such periods")

    def _made(
        self, view: View, data: dict[str, Any], name: str, kind: DimensionType, *, sql: Any = None, period: str = ""
    ) -> tuple[Dimension, exp.Expr] | None:
        """The dimension, from SQL of its own, a period of a group, or the field of that name; None, with a note."""
        try:
            if sql is not None:
                tree = self.fields.tree(view, sql, name)
            elif period:
                tree = self.fields.field(view.name, period)
            else:
                tree = self.fields.field(view.name, name)
            tree = own(tree, view.name)
            plain = (
                data["kind"] == "dimension"
                and data.get("case") is None
                and str(data.get("type")) not in ("tier", "bin")
            )
            written = str(sql or data.get("sql", "")) if plain or period == f"{data['name']}_raw" else ""
            expression = expression_of(name, tree, self.dialect, written, spelling_of(view.name))
        except Unsaid as reason:
            self.notes.lost(view.where, name, reason.message)
            return None
        hidden = flag(data, "hidden") or (flag(view.data, "fields_hidden_by_default") and "hidden" not in data)
        values = data.get("suggestions")
        return Dimension(
            name=name,
            expression=expression,
            type=kind,
            hidden=hidden,
            sample_values=tuple(str(one) for one in values) if isinstance(values, list) else (),
            **words(data, view.where, self.project.formats, self.notes),
        ), tree

    def _told(self, view: View) -> None:
        """Notes for what else the view holds."""
        for key, value in view.data.items():
            if key in _VIEW_READ:
                continue
            bare = key.removesuffix("__all")
            names = (
                [one["name"] for one in value if isinstance(one, dict) and "name" in one]
                if isinstance(value, list)
                else []
            )
            what = f"{bare}: {', '.join(names)}" if names else bare
            self.notes.lost(view.where, what, _WHY.get(bare, "a model has no place for it"))
        used: dict[str, list[str]] = {}
        for name, data in view.fields.items():
            for key in data.keys() - _READ:
                used.setdefault(key.removesuffix("__all"), []).append(name)
        for key, names in sorted(used.items()):
            self.notes.lost(
                view.where, f"{key} of {', '.join(names)}", _WHY.get(key, "it is how Looker shows or offers a field")
            )


FORMAT = ModelFormat(
    name="lookml",
    label="LookML",
    description="Views and explores of a LookML project.",
    suffix=".lkml",
    recognises=recognises,
    read=read,
)
