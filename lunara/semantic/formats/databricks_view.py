"""One metric view after another, brought into the tables of one model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_fragment
from lunara.semantic.formats.aggregates import Metric, Metrics, shortest
from lunara.semantic.formats.bounds import Growth
from lunara.semantic.formats.columns import Scope, found
from lunara.semantic.formats.databricks_joins import DIALECT, SOURCE, Join, Joins, joins_of, relation, rows_of
from lunara.semantic.formats.databricks_words import format_of
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.parts import Unsaid, read_easily
from lunara.semantic.formats.sections import Section
from lunara.semantic.formats.types import with_time, with_types
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import DerivedMeasure, Dimension, Relationship, SemanticModel, Table


@dataclass(frozen=True)
class View:
    """A metric view: the file it is in, its name, and what it says."""

    path: str
    name: str
    section: Section


@dataclass
class _Scene:
    """What the names of one view mean: tables by path, the dimensions that were read, as (path, expression
    over columns), and the names of those that were not."""

    view: View
    joins: Joins
    tables: dict[str, str]
    fields: dict[str, tuple[str, exp.Expr]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> str:
        """The table of the source."""
        return self.tables[SOURCE]


class ViewReader:
    """Collects the tables, relationships and measures of several views."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.tables: dict[str, Table] = {}
        self.rows: dict[tuple[str, str], str] = {}
        self.relationships: dict[str, Relationship] = {}
        self.derived: list[DerivedMeasure] = []
        self.untyped: dict[str, set[str]] = {}
        self.said: list[str] = []

    def model(self, name: str) -> SemanticModel:
        """What all views said."""
        tables = []
        for table in self.tables.values():
            typed = with_types(table, self.untyped[table.name], DIALECT, self.notes, table.name)
            tables.append(with_time(typed, self.notes, table.name))
        return SemanticModel(
            name=name,
            description="\n".join(self.said) if len(self.said) == 1 else "",
            dialect=DIALECT,
            tables=tuple(tables),
            relationships=tuple(self.relationships.values()),
            measures=shortest(tables, self.derived, DIALECT),
        )

    def read(self, view: View) -> None:
        """Add one view."""
        section = view.section
        joins = joins_of(section, self.notes)
        try:
            home = self._source(view, joins)
        except (InvalidInput, Unsaid) as error:
            self.notes.lost(section.where, view.name, error.message)
            return
        scene = _Scene(view, joins, {SOURCE: home})
        for join in joins.around():
            self._joined(scene, join)
        comment = section.text("comment")
        if comment:
            self._describe(home, comment, section.where)
        for key in ("dimensions", "fields"):
            for entry in section.sections(key):
                self._dimension(scene, entry)
        self._measures(scene, section.sections("measures"))
        section.skip("version")
        section.done()

    # -- tables --------------------------------------------------------------------------------------------------

    def _source(self, view: View, joins: Joins) -> str:
        source, condition = view.section.text("source"), view.section.text("filter")
        if not condition:
            return self._table(source, "", view.name)
        sql = rows_of(source, condition, joins.by_path)
        return self._table(source, condition, view.name, sql)

    def _table(self, source: str, condition: str, fallback: str, sql: str | None = None) -> str:
        """The table of a relation and the condition on its rows, made when it is new. Raises InvalidInput."""
        known = self.rows.get((source, condition))
        if known is not None:
            return known
        name, query = relation(source)
        if sql is not None:
            query = sql
        base = fallback if name is None else name.rsplit(".", 1)[-1].strip("`")
        options = [base, fallback, *(f"{base}_{number}" for number in range(2, len(self.tables) + 3))]
        chosen = next(one for one in options if one not in self.tables)
        self.tables[chosen] = Table(name=chosen, source=name if query is None else None, sql=query)
        self.untyped[chosen] = set()
        self.rows[source, condition] = chosen
        return chosen

    def _describe(self, table: str, comment: str, where: str) -> None:
        its = self.tables[table]
        if its.description in ("", comment):
            self.tables[table] = its.model_copy(update={"description": comment})
        else:
            self.notes.lost(where, "comment", f"{table} is described by another view")

    def _joined(self, scene: _Scene, join: Join) -> None:
        parent = scene.tables.get(join.parent)
        if parent is None:
            self.notes.lost(join.where, join.name, f"it hangs on {join.parent}, which is not read")
            return
        try:
            sql = rows_of(join.source, join.condition, {}, join.name) if join.condition else None
            table = self._table(join.source, join.condition or "", join.name, sql)
        except (InvalidInput, Unsaid) as error:
            self.notes.lost(join.where, join.name, error.message)
            return
        scene.tables[join.path] = table
        one, other = (table, parent) if join.many else (parent, table)
        mine, its = (join.theirs, join.own) if join.many else (join.own, join.theirs)
        for known in self.relationships.values():
            ends = (known.from_table, known.from_columns, known.to_table, known.to_columns)
            if ends == (one, mine, other, its):
                return
            if ends == (other, its, one, mine):  # at most one in either direction
                both = known.model_copy(update={"cardinality": "one_to_one"})
                self.relationships[known.name] = both
                return
        base = f"{one}_{other}" if join.name in (table, other) else join.name
        taken = self.relationships.keys() | self.tables.keys()
        options = (base, f"{one}_{base}", *(f"{one}_{base}_{number}" for number in range(2, len(taken) + 3)))
        name = next(option for option in options if option not in taken)
        self.relationships[name] = Relationship(
            name=name, from_table=one, from_columns=mine, to_table=other, to_columns=its
        )
        target = self.tables[other]
        if not target.primary_key:
            self.tables[other] = target.model_copy(update={"primary_key": its})
        elif set(target.primary_key) != set(its) and its not in target.unique_keys:
            self.tables[other] = target.model_copy(update={"unique_keys": (*target.unique_keys, its)})

    # -- dimensions ----------------------------------------------------------------------------------------------

    def _dimension(self, scene: _Scene, entry: Section) -> None:
        name, text = entry.name(), entry.text("expr")
        words = {
            "label": entry.text("display_name") or None,
            "description": entry.text("comment"),
            "synonyms": entry.texts("synonyms"),
            "format": format_of(entry.raw("format"), entry.where, self.notes),
        }
        entry.done()
        if not name:
            return
        try:
            path, tree = self._row(scene, _flat(scene, parse_fragment(text or name, DIALECT, entry.where)))
        except (InvalidInput, Unsaid) as error:
            self.notes.lost(entry.where, name, error.message)
            scene.unread[name] = name
            return
        scene.fields[name] = (path, tree)
        table = scene.tables[path]
        own = name if path == SOURCE else self._own_name(table, path, name, tree)
        if own != name:
            self.notes.changed(entry.where, name, f"it is {table}.{own} here")
        self._add(table, own, tree, words, entry.where)

    def _own_name(self, table: str, path: str, name: str, tree: exp.Expr) -> str:
        """What a joined table calls a field that views name after their join: as the field that says the same already."""
        expression = read_easily(tree).sql(dialect=DIALECT)
        for one in self.tables[table].dimensions:
            if (one.expression or column_identifier(one.name, DIALECT).sql(dialect=DIALECT)) == expression:
                return one.name
        for prefix in (path.replace(".", "_"), path.rsplit(".", 1)[-1]):
            if name.startswith(f"{prefix}_") and len(name) > len(prefix) + 1:
                return name[len(prefix) + 1 :]
        return name

    def _add(self, table: str, name: str, tree: exp.Expr, words: Mapping[str, object], where: str) -> None:
        its = self.tables[table]
        expression = (
            None if isinstance(tree, exp.Column) and tree.name == name else read_easily(tree).sql(dialect=DIALECT)
        )
        same = next((one for one in its.dimensions if one.name == name), None)
        if same is not None and same.expression == expression:
            more = {key: value for key, value in words.items() if value and not getattr(same, key)}
            mended = same.model_copy(update=more)
            others = tuple(mended if one is same else one for one in its.dimensions)
            for key, value in words.items():
                if value and getattr(same, key) not in (None, "", (), value):
                    self.notes.lost(where, key, f"another view says otherwise of {table}.{name}")
            self.tables[table] = its.model_copy(update={"dimensions": others})
            return
        if same is not None:
            options = (f"{name}_{number}" for number in range(2, len(its.dimensions) + 3))
            free = next(one for one in options if all(one != known.name for known in its.dimensions))
            self.notes.changed(where, name, f"{table} has another field of this name, so it is called {free}")
            name = free
        dimension = Dimension.model_validate({"name": name, "expression": expression, **words})
        if dimension.format is not None and dimension.format.kind == "date":
            dimension = dimension.model_copy(update={"type": "time", "format": None})
        else:
            self.untyped[table].add(name)
        self.tables[table] = its.model_copy(update={"dimensions": (*its.dimensions, dimension)})

    def _row(self, scene: _Scene, tree: exp.Expr) -> tuple[str, exp.Expr]:
        """(path, the expression over that table's columns) of an expression over rows. Raises Unsaid."""
        holder = exp.Paren(this=tree)
        paths: dict[str, None] = {}
        growth = Growth()
        for bad in tree.find_all(exp.AggFunc, exp.Window, exp.Query):
            raise Unsaid(f"{bad.sql(dialect=DIALECT)[:80]} is no value of one row")
        for column in list(holder.find_all(exp.Column)):
            path, value = self._column(scene, column)
            paths[path] = None
            growth.take(value)
            column.replace(value)
        if len(paths) > 1:
            raise Unsaid(f"it is made of columns of {', '.join(paths)}; a dimension is of one table")
        inside: exp.Expr = holder.this
        return (next(iter(paths)) if paths else SOURCE, inside)

    def _column(self, scene: _Scene, column: exp.Column) -> tuple[str, exp.Expr]:
        """(path, value over bare columns) of a name in a view. Raises Unsaid."""
        parts = [part for part in column.parts if isinstance(part, exp.Identifier)]
        names = [part.name for part in parts]
        if len(parts) == 1:
            known = found(scene.fields, names[0])
            if known is not None:
                path, tree = known
                value = tree.copy()
                return path, exp.Paren(this=value) if isinstance(value, exp.Binary | exp.Case | exp.Not) else value
            if found(scene.unread, names[0]) is not None:
                raise Unsaid(f"it is made of {names[0]}, which is not read")
            return SOURCE, exp.Column(this=parts[0].copy())
        for cut in range(len(parts) - 1, 0, -1):
            reached = found({one: one for one in scene.tables}, ".".join(names[:cut]))
            if reached is not None:
                return reached, _field_of(parts[cut:])
        if names[0] in scene.joins.failed or any(".".join(names[:-1]).startswith(one) for one in scene.joins.failed):
            raise Unsaid(f"it is of the join {'.'.join(names[:-1])}, which is not read")
        return SOURCE, _field_of(parts)  # a field of a column of the source

    # -- measures ------------------------------------------------------------------------------------------------

    def _measures(self, scene: _Scene, entries: list[Section]) -> None:
        metrics: list[Metric] = []
        names = {str(entry.data.get("name")) for entry in entries}
        for entry in entries:
            name, text = entry.name(), entry.text("expr")
            metric = Metric(
                name,
                text,
                entry.where,
                table=scene.home,
                label=entry.text("display_name") or None,
                description=entry.text("comment"),
                synonyms=entry.texts("synonyms"),
                format=format_of(entry.raw("format"), entry.where, self.notes),
            )
            windows = entry.sections("window")
            entry.done()
            if not name:
                continue
            try:
                metric = self._window(scene, windows, metric)
                sql = self._named(scene, text, names, entry.where)
            except (InvalidInput, Unsaid) as error:
                self.notes.lost(entry.where, name, error.message)
                continue
            metrics.append(replace(metric, sql=sql))
        own = {scene.home} | {
            scene.tables[one.path] for one in scene.joins.around() if one.many and one.path in scene.tables
        }
        scope = Scope(aliases={**scene.tables}, home=scene.home, rows_of=own, qualified=True)
        tables = list(self.tables.values())
        placed = Metrics(tables, DIALECT, self.notes, scope, self.derived).read(metrics)
        self.tables = {table.name: table for table in placed.onto(tables)}
        self.derived += placed.derived

    def _named(self, scene: _Scene, text: str, measures: set[str], where: str) -> str:
        """The SQL of a measure with the view's dimensions written out, each qualified by its path.

        Raises InvalidInput, Unsaid.
        """
        holder, growth = exp.Paren(this=_flat(scene, parse_fragment(text, DIALECT, where))), Growth()
        for column in list(holder.find_all(exp.Column)):
            if isinstance(column.this, exp.Star) or (column.parent is not None and _is_measure(column, measures)):
                continue
            if self._is_own(scene, column):
                continue
            path, value = self._column(scene, column)
            growth.take(value)
            for inner in [value, *value.find_all(exp.Column)]:
                if isinstance(inner, exp.Column) and not inner.table:
                    _qualify(inner, path)
            column.replace(value)
        inside: exp.Expr = holder.this
        return inside.sql(dialect=DIALECT, comments=False)

    def _is_own(self, scene: _Scene, column: exp.Column) -> bool:
        """Whether a bare name is a dimension of the source's own table, which measures there may name too."""
        if column.table or scene.fields.get(column.name, ("", None))[0] != SOURCE:
            return False
        its = next((one for one in self.tables[scene.home].dimensions if one.name == column.name), None)
        if its is None or its.expression is None:
            return its is not None
        _, tree = scene.fields[column.name]
        return all(inner.name != column.name for inner in tree.find_all(exp.Column))

    def _window(self, scene: _Scene, windows: list[Section], metric: Metric) -> Metric:
        """The metric with how it adds up over time. Raises Unsaid for what is no balance."""
        if not windows:
            return metric
        first = windows[0]
        order, span, half = first.text("order"), first.text("range"), first.text("semiadditive")
        offset = first.text("offset")
        first.done()
        if len(windows) > 1 or span != "current" or half not in ("last", "first") or offset:
            raise Unsaid(
                f"its window ({order}: {span}{f', offset {offset}' if offset else ''}) is more than a last value"
            )
        path, _ = scene.fields.get(order, ("", exp.Null()))
        if path != SOURCE:
            raise Unsaid(f"its window goes by {order}, which is no dimension of its own rows")
        table = self.tables[scene.home]
        time = next((one.name for one in table.dimensions if one.name == order), None)
        if time is None:
            raise Unsaid(f"its window goes by {order}, which {scene.home} does not show under this name")
        dimensions = tuple(
            one.model_copy(update={"type": "time"}) if one.name == time else one for one in table.dimensions
        )
        self.untyped[scene.home].discard(time)
        default = table.default_time or time
        self.tables[scene.home] = table.model_copy(update={"default_time": default, "dimensions": dimensions})
        own = None if default == time else time
        return replace(metric, additive_over=(), balance="first" if half == "first" else "last", time=own)


def _is_measure(column: exp.Column, measures: set[str]) -> bool:
    """Whether the name is that of a measure: in MEASURE(name), or bare outside any aggregate."""
    if isinstance(column.parent, exp.Anonymous) and column.parent.name.upper() in ("MEASURE", "AGG"):
        return True
    return column.name in measures and not column.table and column.find_ancestor(exp.AggFunc) is None


def _field_of(parts: Sequence[exp.Identifier]) -> exp.Expr:
    """A column, or a field of a struct in it."""
    value: exp.Expr = exp.Column(this=parts[0].copy())
    if len(parts) > 1:
        value = exp.Paren(this=value)  # which tells it from a column of a table
    for more in parts[1:]:
        value = exp.Dot(this=value, expression=more.copy())
    return value


def _qualify(column: exp.Column, path: str) -> None:
    column.set("table", exp.to_identifier(path, quoted=True))  # one name, however many joins deep


def _flat(scene: _Scene, tree: exp.Expr) -> exp.Expr:
    """The tree with each name that is deeper than SQL's own four parts as a column of its join."""
    holder = exp.Paren(this=tree)
    for dot in list(holder.find_all(exp.Dot)):
        parts: list[exp.Expr] = []
        node: exp.Expr = dot
        while isinstance(node, exp.Dot):
            parts.insert(0, node.expression)
            node = node.this
        if isinstance(dot.parent, exp.Dot) or not isinstance(node, exp.Column):
            continue
        identifiers = [part for part in (*node.parts, *parts) if isinstance(part, exp.Identifier)]
        for cut in range(len(identifiers) - 1, 0, -1):
            path = ".".join(part.name for part in identifiers[:cut])
            if path in scene.tables or path in scene.joins.failed:
                column = exp.Column(this=identifiers[cut].copy(), table=exp.to_identifier(path, quoted=True))
                value: exp.Expr = exp.Paren(this=column) if identifiers[cut + 1 :] else column
                for more in identifiers[cut + 1 :]:
                    value = exp.Dot(this=value, expression=more.copy())
                dot.replace(value)
                break
    inside: exp.Expr = holder.this
    return inside
