"""Cube YAML as a model: cubes are tables, joins are relationships, what views show is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from sqlglot import exp

from lunara.errors import InvalidInput, LunaraError
from lunara.semantic.expressions import parse_select, parse_source
from lunara.semantic.formats.aggregates import Metric, Metrics
from lunara.semantic.formats.bounds import check_sql
from lunara.semantic.formats.cube_fields import CubeFields
from lunara.semantic.formats.cube_files import JINJA, Cube, CubeFiles, cube_files, kept, others_in_meta, spelling_of
from lunara.semantic.formats.cube_joins import relationships, shown_in_views
from lunara.semantic.formats.cube_measures import CubeMeasures
from lunara.semantic.formats.cube_words import (
    ACCESS_POLICY,
    dialect_of,
    dimension_words,
    is_public,
    label_of,
    list_of,
    text_of,
    texts_of,
)
from lunara.semantic.formats.derived import shortest
from lunara.semantic.formats.format import Documents, Notes, Read
from lunara.semantic.formats.narrowed import Narrowed, with_narrowed
from lunara.semantic.formats.parts import Unsaid
from lunara.semantic.formats.sound import sound
from lunara.semantic.formats.templates import (
    STANDARD,
    bare_column,
    columns_in,
    expression_of,
    kept_texts,
    own,
    plain_source,
    shadowed,
)
from lunara.semantic.formats.types import with_time
from lunara.semantic.model import (
    DerivedMeasure,
    Dimension,
    DimensionType,
    SemanticModel,
    Table,
    VerifiedQuestion,
)
from lunara.semantic.names import Names

_ITS_SQL = re.compile(r"\$?\{\s*([A-Za-z_]\w*)\.sql\(\)\s*\}")
_TYPES: dict[str, DimensionType] = {"time": "time", "string": "string", "number": "number", "boolean": "boolean"}
# What a cube may hold that is no meaning of its rows, and why it is not in a model.
_NOT_MEANING = {
    "pre_aggregations": "how Cube stores results says nothing about what they mean",
    "refresh_key": "how Cube stores results says nothing about what they mean",
    "rewrite_queries": "how Cube stores results says nothing about what they mean",
    "access_policy": ACCESS_POLICY,
    "hierarchies": "a model has no order of drilling",
    "folders": "a model has no folders",
    "calendar": "a model has no calendars of its own",
    "data_source": "a model is of one data source",
    "context_members": "a model has no members that depend on who asks",
}
_HANDLED = frozenset(
    {"name", "extends", "sql", "sql_table", "title", "description", "public", "shown", "meta", "sql_alias",
     "dimensions", "measures", "segments", "joins"}
)  # fmt: skip


def read(documents: Documents) -> Read:
    """The model of Cube's files. Raises InvalidInput when there is no cube that can be read."""
    notes = Notes()
    files = cube_files(documents, notes)
    model = sound(CubeReader(files, documents, notes).model(), notes)
    return Read(model, notes.all())


class CubeReader(CubeFields):
    def __init__(self, files: CubeFiles, documents: Documents, notes: Notes) -> None:
        super().__init__(files, documents.dialect)
        self.documents, self.notes = documents, notes
        told = (cube.lunara.get("model") for cube in files.cubes.values())
        self.whole: dict[str, Any] = next((one for one in told if isinstance(one, dict)), {})
        self.dialect = documents.dialect or dialect_of(self.whole)
        self.narrowed: list[Narrowed] = []
        self.made: dict[str, tuple[str | None, str | None]] = {}

    def model(self) -> SemanticModel:
        """All of it."""
        real = [cube for name, cube in self.files.cubes.items() if name not in self.files.aliases]
        for cube in real:
            try:
                self.sources[cube.name] = self._source(cube, ())
            except Unsaid as reason:
                self.notes.lost(cube.where, cube.name, reason.message)
        if not self.sources:
            told = next((note for note in self.notes.all() if note.effect == "lost"), None)
            raise InvalidInput("None of the cubes can be read.", f"The first reason: {told}" if told else "")
        if self.dialect is None:
            self.notes.changed("the files", "dialect", STANDARD)
        shown = shown_in_views(self.files, self.notes)
        tables: list[Table] = []
        metrics: list[Metric] = []
        for cube in real:
            if cube.name in self.sources:
                table, its = self._table(cube, shown)
                tables.append(table)
                metrics += its
        placed = Metrics(tables, self.dialect, self.notes).read(metrics)
        model = SemanticModel(
            name=(text_of(self.whole.get("name")) or self.documents.name or "cube")[:200],
            description=text_of(self.whole.get("description")),
            dialect=self.dialect,
            tables=tuple(self._in_order(table) for table in placed.onto(tables)),
            relationships=tuple(relationships(self, real)),
            measures=placed.derived,
            verified_questions=tuple(self._questions()),
            instructions=text_of(self.whole.get("instructions"), strip=False),
        )
        model = model.model_copy(update={"measures": tuple(self._as_kept(model))})
        return with_narrowed(model, self.narrowed, self.notes)

    def _as_kept(self, model: SemanticModel) -> Iterator[DerivedMeasure]:
        """Measures over measures as they were written in Lunara, where that still says what Cube says."""
        names = Names(model)
        members = [one for cube in self.files.cubes.values() for one in cube.members("measures").items()]
        told = {name: kept(member).get("expression") for name, member in members}
        for one in model.measures:
            text = told.get(one.name)
            try:
                same = isinstance(text, str) and shortest(names, text, self.dialect) == one.expression
            except LunaraError:
                same = False
            yield one.model_copy(update={"expression": text}) if same else one

    def _in_order(self, table: Table) -> Table:
        """The measures as the cube has them; those that were made for others at the end."""
        order = list(self.files.cubes[table.name].members("measures"))
        at = {name: number for number, name in enumerate(order)}
        return table.model_copy(
            update={"measures": tuple(sorted(table.measures, key=lambda one: at.get(one.name, len(at))))}
        )

    def _questions(self) -> Iterator[VerifiedQuestion]:
        for one in list_of(self.whole.get("verified_questions")):
            try:
                yield VerifiedQuestion.model_validate(one)
            except ValidationError:
                self.notes.lost("meta", "verified_questions", "one is no question with its query")

    # -- tables --------------------------------------------------------------------------------------------------

    def _source(self, cube: Cube, above: tuple[str, ...]) -> tuple[str | None, str | None]:
        """(physical table, SQL), one of them. Raises Unsaid."""
        if cube.name in above:
            raise Unsaid("its SQL is made of itself")
        if cube.name not in self.made:
            self.made[cube.name] = self._own_source(cube, above)
        return self.made[cube.name]

    def _own_source(self, cube: Cube, above: tuple[str, ...]) -> tuple[str | None, str | None]:
        letters = 0
        for key in ("sql_table", "sql"):
            text = cube.data.get(key)
            if text is None:
                continue
            if not isinstance(text, str) or not text.strip():
                raise Unsaid(f"its {key} is no SQL")
            if JINJA.search(text):
                raise Unsaid(f"its {key} is a Jinja template that only Cube can fill in")

            def inside(match: re.Match[str]) -> str:
                other = self.files.cubes.get(self.files.aliases.get(match[1], match[1]))
                if other is None:
                    raise Unsaid(f"its SQL takes that of {match[1]}, which is not there")
                nonlocal letters
                source, sql = self._source(other, (*above, cube.name))
                told = sql if sql is not None else f"SELECT * FROM {source}"
                letters += len(told)
                check_sql(letters, above)
                return told

            text = _ITS_SQL.sub(inside, text).strip().rstrip(";")
            if re.search(r"(?<!\\)\{", text):
                raise Unsaid(f"its {key} holds a template that only Cube can fill in")
            try:
                if key == "sql_table":
                    parse_source(text, self.dialect, cube.name)
                    return text, None
                source = plain_source(text, self.dialect)
                if source is None:
                    parse_select(text, self.dialect, f"the SQL of {cube.name}")
                return (source, None) if source is not None else (None, text)
            except InvalidInput as error:
                raise Unsaid(error.message) from error
        raise Unsaid("it has neither sql_table nor sql: it is there to be extended")

    def _table(self, cube: Cube, shown: set[tuple[str, str]]) -> tuple[Table, list[Metric]]:
        its = cube.lunara
        dimensions, keys = self._dimensions(cube, shown)
        for name, segment in cube.members("segments").items():
            dimensions += self._segment(cube, name, segment, shown)
        self._told(cube)
        source, sql = self.sources[cube.name]
        measures = CubeMeasures(cube, self, dimensions, shown)
        table = Table(
            name=cube.name,
            source=source,
            sql=sql,
            label=label_of(cube.data),
            description=text_of(cube.data.get("description")),
            synonyms=texts_of(its.get("synonyms")),
            primary_key=keys,
            unique_keys=tuple(texts_of(key) for key in list_of(its.get("unique_keys")) if texts_of(key)),
            default_time=text_of(its.get("default_time")) or None,
            dimensions=tuple(dimensions),
            measures=tuple(measures.simple()),
            hidden=not is_public(cube.data) and not any(name == cube.name for name, _ in shown),
            bridge=its.get("bridge") if isinstance(its.get("bridge"), bool) else None,
        )
        if "default_time" not in its:
            table = with_time(table, self.notes, cube.where)
        self.narrowed += measures.narrowed
        return table, measures.metrics()

    def hidden(self, cube: Cube, member: dict[str, Any], shown: set[tuple[str, str]], default: bool = True) -> bool:
        """Whether people are not offered it: not public, and in no view that is."""
        return not is_public(member, default) and (cube.name, member["name"]) not in shown

    def _told(self, cube: Cube) -> None:
        """Notes for what else the cube holds."""
        for key in cube.data:
            if key in _NOT_MEANING and cube.data[key] not in (None, [], {}, "default"):
                self.notes.lost(cube.where, key, _NOT_MEANING[key])
            elif key not in _HANDLED and key not in _NOT_MEANING:
                self.notes.lost(cube.where, key, "it is not known to Lunara")
        drills = [name for name, one in cube.members("measures").items() if one.get("drill_members")]
        if drills:
            self.notes.lost(
                cube.where, f"drill_members of {', '.join(drills)}", "rows behind a number are shown by asking"
            )
        others = [
            name
            for kind in ("dimensions", "measures", "segments")
            for name, one in cube.members(kind).items()
            if others_in_meta(one)
        ]
        if others_in_meta(cube.data):
            others.insert(0, cube.name)
        if others:
            self.notes.lost(cube.where, f"meta of {', '.join(others)}", "a model has no free notes for programs")

    # -- fields --------------------------------------------------------------------------------------------------

    def _dimensions(self, cube: Cube, shown: set[tuple[str, str]]) -> tuple[list[Dimension], tuple[str, ...]]:
        found: list[Dimension] = []
        keys: dict[str, None] = {}
        trees: dict[str, exp.Expr] = {}
        for name, member in cube.members("dimensions").items():
            if member.get("type") == "geo":
                found += self._geo(cube, name, member, shown)
                continue
            try:
                tree = own(self.field(cube.name, name), cube.name)
                kind = _TYPES.get(str(member.get("type") or "string"))
                if kind is None:
                    raise Unsaid(f"a dimension of type {member.get('type')} is not known")
                expression = expression_of(name, tree, self.dialect, str(member.get("sql")), spelling_of(cube))
            except Unsaid as reason:
                self.notes.lost(cube.where, name, reason.message)
                continue
            key = member.get("primary_key") is True
            trees[name] = tree
            found.append(
                Dimension(
                    name=name,
                    expression=expression,
                    type=kind,
                    hidden=self.hidden(cube, member, shown, default=not key),
                    **dimension_words(member, cube.where, self.notes),
                )
            )
            if key:
                keys.update(dict.fromkeys(columns_in(tree, self.dialect)))
                if bare_column(tree) is None:
                    self.notes.changed(cube.where, name, "a key is of columns: those that it is made of, together")
            if member.get("granularities"):
                self.notes.lost(cube.where, f"granularities of {name}", "a model has no periods of its own")
        texts = {
            name: str(member.get("sql"))
            for name, member in cube.members("dimensions").items()
            if name in trees and member.get("case") is None
        }
        kept_ = kept_texts(texts, trees, spelling_of(cube, found), self.dialect)
        for one in list(found):
            other = shadowed(trees[one.name], found, self.dialect, one.name) if one.name in trees else None
            if other is not None:
                self.notes.lost(cube.where, one.name, f"it reads the column {other}, and a dimension has that name")
                found.remove(one)
                kept_ = {}
        return [one.model_copy(update={"expression": kept_.get(one.name, one.expression)}) for one in found], tuple(
            keys
        )

    def _geo(self, cube: Cube, name: str, member: dict[str, Any], shown: set[tuple[str, str]]) -> Iterator[Dimension]:
        for part in ("latitude", "longitude"):
            inside = member.get(part)
            try:
                sql = inside.get("sql") if isinstance(inside, dict) else None
                tree = own(self.tree(cube, sql, f"{name}.{part}"), cube.name)
                expression = expression_of(f"{name}_{part}", tree, self.dialect, str(sql), spelling_of(cube))
            except Unsaid as reason:
                self.notes.lost(cube.where, f"{name}.{part}", reason.message)
                continue
            yield Dimension(
                name=f"{name}_{part}", expression=expression, type="number", hidden=self.hidden(cube, member, shown)
            )
        self.notes.changed(cube.where, name, f"a place is two numbers here: {name}_latitude and {name}_longitude")

    def _segment(
        self, cube: Cube, name: str, member: dict[str, Any], shown: set[tuple[str, str]]
    ) -> Iterator[Dimension]:
        try:
            tree = own(self.tree(cube, member.get("sql"), name), cube.name)
            expression = expression_of(name, tree, self.dialect, str(member.get("sql")), spelling_of(cube))
        except Unsaid as reason:
            self.notes.lost(cube.where, name, reason.message)
            return
        if any(one == name for one in (*cube.members("dimensions"), *cube.members("measures"))):
            self.notes.lost(cube.where, f"the segment {name}", "a field has this name")
            return
        yield Dimension(
            name=name,
            expression=expression,
            type="boolean",
            hidden=self.hidden(cube, member, shown),
            **dimension_words(member, cube.where, self.notes),
        )
        if not member.get("meta"):
            self.notes.changed(cube.where, name, "a segment is a yes-or-no dimension here")
