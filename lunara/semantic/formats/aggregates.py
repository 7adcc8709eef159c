"""Metrics written as SQL aggregates (`SUM(a) / COUNT(DISTINCT b)`), as measures of tables and measures over measures.

`Metrics` is shared by every format whose metrics are SQL: it is told the tables, the metrics and where their names lead, and
gives back what each table measures and what is derived from it. An aggregate that a measure already says is taken from there;
what is left over becomes a hidden measure. What a model cannot say is noted with its reason and is not in the result.
The way back is `lunara.semantic.formats.sqltext`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_fragment
from lunara.semantic.formats.columns import Columns, Scope, found, rows_of_another
from lunara.semantic.formats.format import Notes
from lunara.semantic.formats.parts import Part, Unsaid, is_aggregate, outermost, part_of, undivided
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import DerivedMeasure, Format, Measure, Table

T = TypeVar("T")
Additive = Literal["all", "none", "not time"] | tuple[str, ...]
# The table that a metric is written in (empty: the model) and its name.
Key = tuple[str, str]


@dataclass(frozen=True)
class Metric:
    """One metric as its tool has it. `table`: where its bare columns and COUNT(*) belong, None: wherever they are found.

    `condition` is SQL over the table's rows: only these count, in each aggregate of the metric.
    """

    name: str
    sql: str
    where: str
    table: str | None = None
    condition: str | None = None
    label: str | None = None
    description: str = ""
    synonyms: tuple[str, ...] = ()
    format: Format | None = None
    hidden: bool = False
    additive_over: Additive = "all"
    balance: Literal["last", "first"] = "last"
    time: str | None = None


@dataclass(frozen=True)
class Placed:
    """The measures of each table after its own, and those over measures, in the order they were written.

    `places`: what became of each metric, by the table it is written in (empty: the model) and its name; (table, name), the table
    empty for a measure over measures.
    """

    measures: Mapping[str, tuple[Measure, ...]]
    derived: tuple[DerivedMeasure, ...]
    places: Mapping[Key, tuple[str, str]] = field(default_factory=dict)

    def onto(self, tables: Sequence[Table]) -> tuple[Table, ...]:
        """The tables with their measures."""
        return tuple(
            table.model_copy(update={"measures": (*table.measures, *self.measures[table.name])})
            if self.measures.get(table.name)
            else table
            for table in tables
        )


class Metrics:
    """Reads the metrics of one model.

    The tables may hold measures already; they are reused and their names are taken. `derived` are measures over measures that are
    known without being read.
    """

    def __init__(
        self,
        tables: Sequence[Table],
        dialect: str | None,
        notes: Notes,
        scope: Scope | None = None,
        derived: Sequence[DerivedMeasure] = (),
    ) -> None:
        self.tables = {table.name: table for table in tables}
        self.dialect = dialect
        self.notes = notes
        self.columns = Columns(tables, dialect, scope or Scope())
        self.measures: dict[str, list[Measure]] = {table.name: list(table.measures) for table in tables}
        self.own = {name: len(measures) for name, measures in self.measures.items()}
        self.derived: list[DerivedMeasure] = []
        self.parts: dict[tuple[str, str], Part] = {}
        for table in tables:
            for measure in table.measures:
                self.parts[table.name, measure.name] = Part.of(table.name, measure, dialect)
        self.places: dict[Key, tuple[str, str]] = {("", one.name): ("", one.name) for one in derived}
        self.failed: set[Key] = set()

    def read(self, metrics: Sequence[Metric]) -> Placed:
        """What the metrics are in the model. They may name each other in any order; names stay, but where they are taken."""
        trees: dict[Key, tuple[Metric, exp.Expr]] = {}
        for metric in metrics:
            if _key(metric) in trees:
                self.notes.lost(metric.where, metric.name, "two metrics have this name; the first is read")
                continue
            tree = self._parsed(metric)
            if tree is not None:
                trees[_key(metric)] = (metric, tree)
        combined: dict[Key, tuple[Metric, exp.Expr]] = {}
        for key, (metric, tree) in trees.items():
            if is_aggregate(tree):
                self._measure(metric, tree)
            else:
                combined[key] = (metric, tree)
        self._reserve(combined)
        self._combine(combined)
        self._break_circles(combined)
        order = {self.places[key][1]: number for number, key in enumerate(trees) if key in self.places}
        return Placed(
            {name: tuple(its[self.own[name] :]) for name, its in self.measures.items() if len(its) > self.own[name]},
            tuple(sorted(self.derived, key=lambda one: order[one.name])),
            {key: place for key, place in self.places.items() if key in trees},
        )

    def _parsed(self, metric: Metric) -> exp.Expr | None:
        try:
            return parse_fragment(metric.sql, self.dialect, metric.name)
        except InvalidInput as error:
            self.failed.add(_key(metric))
            self.notes.lost(metric.where, metric.name, error.message)
            return None

    # -- one aggregate -------------------------------------------------------------------------------------------

    def _measure(self, metric: Metric, tree: exp.Expr) -> None:
        try:
            part = self._part(metric, tree)
        except Unsaid as reason:
            self.failed.add(_key(metric))
            self.notes.lost(metric.where, metric.name, reason.message)
            return
        if any(one.name == metric.name and self._is(part, one) for one in self.measures[part.table]):
            self.places[_key(metric)] = (part.table, metric.name)
            return
        name = self._free(part.table, metric.name, part.aggregate)
        if name != metric.name:
            self.notes.changed(
                metric.where, metric.name, f"a field of {part.table} has this name, so the measure is called {name}"
            )
        self._keep(name, part, metric)

    def _part(self, metric: Metric, tree: exp.Expr) -> Part:
        """The aggregate as a measure says it. Raises Unsaid."""
        part, approximate = part_of(
            tree,
            self.dialect,
            lambda inner: self.columns.placed(metric.table, inner),
            lambda: self.columns.home(metric.table),
        )
        if metric.condition is not None:
            try:
                condition = parse_fragment(metric.condition, self.dialect, f"the condition of {metric.name}")
            except InvalidInput as error:
                raise Unsaid(error.message) from error
            table, condition = self.columns.placed(metric.table, condition)
            if table not in ("", part.table):
                raise Unsaid(f"its condition is about {table} and its rows are of {part.table}")
            part = part.narrowed(condition, self.dialect)
        rows = self.columns.scope.rows_of or ()
        if metric.table is not None and part.table != metric.table and part.table not in rows:
            raise Unsaid(rows_of_another(part.table, (metric.table,)))
        if approximate:
            self.notes.changed(metric.where, metric.name, "what was estimated there is counted exactly")
        return part

    def _keep(self, name: str, part: Part, metric: Metric | None) -> None:
        words = (
            {}
            if metric is None
            else {
                "label": metric.label,
                "description": metric.description,
                "synonyms": metric.synonyms,
                "format": metric.format,
                "additive_over": metric.additive_over,
                "balance": metric.balance,
                "time": metric.time,
            }
        )
        hidden = metric is None or metric.hidden
        measure = Measure(
            name=name,
            aggregate=part.aggregate,
            expression=part.expression,
            filter=part.filter,
            hidden=hidden,
            **words,  # type: ignore[arg-type]
        )
        self.measures[part.table].append(measure)
        self.parts.setdefault((part.table, name), part)
        if metric is not None:
            self.places[_key(metric)] = (part.table, name)

    def _free(self, table: str, name: str, tail: str) -> str:
        """A name that no field of the table has."""
        its = self.tables[table]
        taken = {one.name for one in its.dimensions} | {one.name for one in self.measures[table]}
        return next(one for one in _names(name, tail) if one not in taken)

    # -- over several --------------------------------------------------------------------------------------------

    def _reserve(self, combined: Mapping[Key, tuple[Metric, exp.Expr]]) -> None:
        """Names for the measures over measures, which are of no table."""
        taken = {name for table, name in self.places.values() if not table}
        for key, (metric, _) in combined.items():
            others = (one for one in _names(f"{metric.table or 'other'}_{metric.name}", "measure") if one not in taken)
            name = metric.name if metric.name not in taken else next(others)
            if name != metric.name:
                self.notes.changed(metric.where, metric.name, f"another has this name, so the measure is called {name}")
            taken.add(name)
            self.places[key] = ("", name)

    def _combine(self, combined: Mapping[Key, tuple[Metric, exp.Expr]]) -> None:
        """Measures over measures; what names one that is not there is not there either."""
        left = dict(combined)
        while True:
            gone = [key for key, (metric, tree) in left.items() if not self._derive(metric, tree)]
            if not gone:
                return
            for key in gone:
                del left[key]
                del self.places[key]
            self.failed.update(gone)
            self._begin_anew()

    def _begin_anew(self) -> None:
        """Take back what was derived, and the hidden measures that were made for it."""
        placed = set(self.places.values())
        for table, its in self.measures.items():
            kept = [one for at, one in enumerate(its) if at < self.own[table] or (table, one.name) in placed]
            for one in its:
                if one not in kept:
                    del self.parts[table, one.name]
            its[:] = kept
        self.derived = []

    def _derive(self, metric: Metric, tree: exp.Expr) -> bool:
        try:
            if metric.additive_over != "all":
                raise Unsaid("how it adds up over time can only be said of one aggregate")
            expression = self._over_measures(metric, tree.copy())
        except Unsaid as reason:
            self.notes.lost(metric.where, metric.name, reason.message)
            return False
        self.derived.append(
            DerivedMeasure(
                name=self.places[_key(metric)][1],
                expression=expression,
                label=metric.label,
                description=metric.description,
                synonyms=metric.synonyms,
                format=metric.format,
                hidden=metric.hidden,
            )
        )
        return True

    def _over_measures(self, metric: Metric, tree: exp.Expr) -> str:
        """The tree with a name for each aggregate and metric. Raises Unsaid."""
        holder = exp.Paren(this=tree)
        count = 0
        for node in list(outermost(tree)):
            if isinstance(node, exp.Anonymous):
                argument = node.expressions[0] if len(node.expressions) == 1 else None
                if not isinstance(argument, exp.Column):
                    raise Unsaid(f"{node.sql()} names no measure")
                node.replace(self._named(metric, argument))
            elif isinstance(node, exp.Column):
                node.replace(self._named(metric, node))
            else:
                part = self._part(metric, node)
                count += 1
                node.replace(self._reference(part.table, self._same(part) or self._helper(metric, part, count)))
        if not any(holder.find_all(exp.Column)):
            raise Unsaid("it takes nothing from any table")
        for bad in holder.find_all(exp.Query, exp.Window, exp.AggFunc, exp.Star):
            raise Unsaid(f"a measure over measures cannot say {bad.sql(dialect=self.dialect)[:80]}")
        return undivided(holder).sql(dialect=self.dialect, comments=False)

    def _same(self, part: Part) -> str | None:
        """The measure that says this already, one that is shown before one that is hidden."""
        found = [one for one in self.measures[part.table] if _is_plain(one) and self._is(part, one)]
        found.sort(key=lambda one: one.hidden)
        return found[0].name if found else None

    def _is(self, part: Part, measure: Measure) -> bool:
        return self.parts[part.table, measure.name] == part

    def _helper(self, metric: Metric, part: Part, number: int) -> str:
        name = self._free(part.table, part.plain_name() or f"{metric.name}_{number}", part.aggregate)
        self._keep(name, part, None)
        return name

    def _named(self, metric: Metric, column: exp.Column) -> exp.Expr:
        """The measure that a name outside any aggregate means: of its own table before others. Raises Unsaid."""
        parts = [part.name for part in column.parts]
        text = ".".join(parts)
        qualifier = found(self.columns.aliases, ".".join(parts[:-1])) if len(parts) > 1 else None
        name = parts[-1] if qualifier is not None else text
        known: dict[Key, tuple[str, str]] = {
            (table, one.name): (table, one.name) for table, its in self.measures.items() for one in its
        }
        known.update(self.places)
        for table in (qualifier,) if qualifier is not None else (metric.table or "", ""):
            place = found({one: at for (its, one), at in known.items() if its == table}, name)
            if place is not None and (place != self.places.get(_key(metric)) or qualifier is None):
                return self._reference(*place)
        if qualifier is not None:
            hit = found({one: at for (its, one), at in self.places.items() if not its and at[0] == qualifier}, name)
            others = [] if hit is None else [hit]
        else:
            others = list(dict.fromkeys(at for (_, one), at in known.items() if one == name))
        if len(others) == 1:
            return self._reference(*others[0])
        if len(others) > 1:
            raise Unsaid(f"{text} may be a measure of {', '.join(table or 'the model' for table, _ in others)}")
        if any(one == name for _, one in self.failed):
            raise Unsaid(f"it is made of {text}, which is not read")
        raise Unsaid(f"{text} stands outside an aggregate and names no measure")

    def _reference(self, table: str, name: str) -> exp.Column:
        """The shortest name that means it: bare where it is the only one."""
        others = [one for its in self.measures.values() for one in its if one.name == name]
        derived = ("", name) in self.places.values()
        qualified = table and (len(others) > 1 or derived or self.columns.scope.qualified)
        dialect = self.dialect or ""
        return exp.Column(
            this=column_identifier(name, dialect), table=column_identifier(table, dialect) if qualified else None
        )

    def _break_circles(self, combined: Mapping[Key, tuple[Metric, exp.Expr]]) -> None:
        """A measure that is defined by itself says nothing."""
        made_of = {
            one.name: {
                column.name
                for column in parse_fragment(one.expression, self.dialect, one.name).find_all(exp.Column)
                if not column.table
            }
            for one in self.derived
        }
        settled: set[str] = set()
        while new := {name for name in made_of.keys() - settled if not (made_of[name] & made_of.keys()) - settled}:
            settled |= new
        for key, (metric, _) in combined.items():
            name = self.places.get(key, ("", ""))[1]
            if name in made_of and name not in settled:
                self.derived = [one for one in self.derived if one.name != name]
                self.notes.lost(metric.where, metric.name, "it is defined by itself, over others")


def _is_plain(measure: Measure) -> bool:
    """Whether it says no more than its aggregate."""
    return measure.additive_over == "all" and measure.time is None


def shortest(
    tables: Sequence[Table], derived: Sequence[DerivedMeasure], dialect: str | None
) -> tuple[DerivedMeasure, ...]:
    """Measures over measures with each named bare where no other has its name."""
    names = [one.name for table in tables for one in table.measures] + [one.name for one in derived]
    short = []
    for one in derived:
        holder = exp.Paren(this=parse_fragment(one.expression, dialect, one.name))
        for column in holder.find_all(exp.Column):
            if column.table and names.count(column.name) == 1:
                column.set("table", None)
        short.append(one.model_copy(update={"expression": _inside(holder).sql(dialect=dialect, comments=False)}))
    return tuple(short)


def _key(metric: Metric) -> Key:
    return metric.table or "", metric.name


def _names(name: str, tail: str) -> Iterator[str]:
    yield name
    yield f"{name}_{tail}"
    number = 2
    while True:
        yield f"{name}_{tail}_{number}"
        number += 1


def _inside(holder: exp.Paren) -> exp.Expr:
    inside: exp.Expr = holder.this
    return inside
