"""The SQL of a model as trees, parsed once: its sources, the expressions of its fields, and the columns behind them."""

from __future__ import annotations

from functools import cached_property

from sqlglot import exp

from lunara.errors import InvalidInput, UnknownField
from lunara.guard import qualified_name, stored_name
from lunara.semantic.expressions import parse_expression, parse_select, parse_source
from lunara.semantic.model import DerivedMeasure, Dimension, Measure, Table
from lunara.semantic.names import Names


class Trees:
    """What the tables and fields of one model read."""

    def __init__(self, names: Names, dialect: str | None) -> None:
        self.names = names
        self.dialect = dialect
        self._expressions: dict[tuple[str, str, str], exp.Expr] = {}
        self._sources: dict[str, exp.Expr] = {}
        self._physical: dict[str, frozenset[str]] = {}
        self._read: dict[str, frozenset[str]] = {}
        self._computed: dict[str, dict[str, Dimension]] = {}

    def table(self, name: str) -> Table:
        """The table of that name. Raises UnknownField with the nearest names."""
        found = self.names.tables.get(name)
        if found is None:
            error = self.names.unknown(name, among=self.names.tables)
            raise UnknownField(f'There is no table "{name}" in the model.', error.hint, **error.details)
        return found

    def physical_tables(self, dialect: str) -> frozenset[str]:
        """Every physical table that the model reads, as the catalog (and so the guard) spells them."""
        known = self._physical.get(dialect)
        if known is not None:
            return known
        found: set[str] = set()
        for name in self.names.tables:
            source = self.source(name)
            inside = {cte.alias for cte in source.find_all(exp.CTE)}
            for table in [source] if isinstance(source, exp.Table) else source.find_all(exp.Table):
                if not isinstance(table, exp.Table) or not isinstance(table.this, exp.Identifier):
                    continue
                if not table.db and table.name in inside:
                    continue
                parts = [stored_name(part.name, dialect, quoted=bool(part.args.get("quoted"))) for part in table.parts]
                found.add(qualified_name(*parts))
        self._physical[dialect] = frozenset(found)
        return self._physical[dialect]

    @cached_property
    def physical_names(self) -> frozenset[str]:
        """Bare names of all physical tables, in lower case: a CTE must not be called like one."""
        found: set[str] = set()
        for name in self.names.tables:
            source = self.source(name)
            found.update(table.name.lower() for table in source.find_all(exp.Table))
        return frozenset(found)

    def source(self, name: str) -> exp.Expr:
        """The physical relation of a table, as a fresh tree."""
        if name not in self._sources:
            table = self.table(name)
            if table.sql is not None:
                self._sources[name] = parse_select(table.sql, self.dialect, f"the SQL of table {name}")
            else:
                self._sources[name] = parse_source(table.source or name, self.dialect, name)
        return self._sources[name].copy()

    def dimension_expression(self, table: str, dimension: Dimension) -> exp.Expr | None:
        """The parsed expression, shared: copy before use. None: the column of the dimension's name."""
        if dimension.expression is None:
            return None
        return self.scalar(table, dimension.expression, f"dimension {table}.{dimension.name}")

    def scalar(self, table: str, text: str, where: str) -> exp.Expr:
        """A parsed expression over the rows of one table, shared: copy before use. Fields of the table are expanded.

        A name in it means the column, except where only a dimension has that name: one whose own expression does not use
        a column of that name. Raises InvalidInput for a column of anything but the table: its name alone would be
        taken for a column of this one.
        """
        key = (table, text, "")
        if key not in self._expressions:
            tree = parse_expression(text, self.dialect, where)
            its = self.table(table)
            if table not in self._computed:
                self._computed[table] = {d.name: d for d in its.dimensions if d.expression is not None}
            by_name = self._computed[table]
            self._only_own(table, tree, where)
            for column in list(tree.find_all(exp.Column)):
                dimension = by_name.get(column.name)
                if dimension is None or dimension.expression is None or dimension.expression == text:
                    continue
                named = f"dimension {table}.{dimension.name}"
                own = parse_expression(dimension.expression, self.dialect, named)
                if any(inner.name == dimension.name for inner in own.find_all(exp.Column)):
                    continue
                self._only_own(table, own, named)
                replacement = exp.Paren(this=own)
                if column is tree:
                    tree = replacement
                else:
                    column.replace(replacement)
            self._expressions[key] = tree
        return self._expressions[key]

    def _only_own(self, table: str, tree: exp.Expr, where: str) -> None:
        for column in tree.find_all(exp.Column):
            if column.table and (column.table != table or column.db):
                holder = f"{column.db}.{column.table}" if column.db else column.table
                other = column.table in self.names.tables
                what = f"the table {holder}" if other else f'"{holder}"'
                inside = "" if other or column.db else f" A field within a column is written ({holder}).{column.name}."
                raise InvalidInput(
                    f"The expression of {where} takes {column.sql()} from {what}; it may use columns of {table} only.",
                    f"Put it in the other table, or define a derived measure over both.{inside}",
                )
            column.set("table", None)

    def derived_expression(self, measure: DerivedMeasure) -> exp.Expr:
        """The parsed expression of a measure over measures, shared: copy before use."""
        key = ("", measure.expression, measure.name)
        if key not in self._expressions:
            self._expressions[key] = parse_expression(measure.expression, self.dialect, f"measure {measure.name}")
        return self._expressions[key]

    def measure_parts(self, table: str, measure: Measure) -> tuple[exp.Expr | None, exp.Expr | None]:
        """(argument, filter) of a measure, parsed and shared."""
        where = f"measure {table}.{measure.name}"
        argument = None if measure.expression is None else self.scalar(table, measure.expression, where)
        condition = None if measure.filter is None else self.scalar(table, measure.filter, f"the filter of {where}")
        return argument, condition

    def key_columns(self, table: str) -> dict[str, None]:
        """Physical columns that tell rows apart or join them: keys, and both sides of relationships."""
        its = self.table(table)
        found: dict[str, None] = dict.fromkeys(its.primary_key)
        for key in its.unique_keys:
            found.update(dict.fromkeys(key))
        for relationship in self.names.relationships.values():
            if relationship.from_table == table:
                found.update(dict.fromkeys(relationship.from_columns))
            if relationship.to_table == table:
                found.update(dict.fromkeys(relationship.to_columns))
        return found

    def field_columns(self, table: str) -> frozenset[str]:
        """Physical columns that dimensions or measures of the table are made of: what the model lets be read."""
        known = self._read.get(table)
        if known is not None:
            return known
        found: set[str] = set()
        for dimension in self.table(table).dimensions:
            tree = self.dimension_expression(table, dimension)
            found |= {dimension.name} if tree is None else {column.name for column in tree.find_all(exp.Column)}
        for measure in self.table(table).measures:
            for part in self.measure_parts(table, measure):
                found |= {column.name for column in part.find_all(exp.Column)} if part is not None else set()
        self._read[table] = frozenset(found)
        return self._read[table]

    def shown_names(self, table: str) -> list[str]:
        """Names of the table's dimensions, for errors."""
        return [dimension.name for dimension in self.table(table).dimensions if not dimension.hidden]

    def amounts(self, table: str) -> set[str]:
        """Physical columns whose own values a measure gives: `amount` of sum(amount), and not what it counts or filters by."""
        found: set[str] = set()
        for measure in self.table(table).measures:
            argument, _ = self.measure_parts(table, measure)
            if isinstance(argument, exp.Column) and measure.aggregate not in ("count", "count_distinct"):
                found.add(argument.name)
        return found
