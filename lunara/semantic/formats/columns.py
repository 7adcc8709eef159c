"""Names inside the SQL of a metric: which table's column each one is, and what a table calls it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlglot import exp

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_fragment
from lunara.semantic.formats.parts import Unsaid
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import Table

T = TypeVar("T")


@dataclass(frozen=True)
class Scope:
    """Where the names of metrics lead.

    `aliases`: what a column may be qualified with (dotted, such as `customer.nation`) and the table it means; the tables' own
    names always do. `columns`: further columns that tables are known to have, such as those of relationships. `facts`: SQL by
    table and name, for names that are no columns and no dimensions. `home`: the table of bare columns that no table is known
    to have. `rows_of`: aggregates run over the rows of these tables, whatever joined table their columns are of (None: over
    those of the columns' own table). `qualified`: measures are always named with their tables, as more of a name may come.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Iterable[str]] = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    home: str | None = None
    rows_of: Collection[str] | None = None
    qualified: bool = False


class Columns:
    """The tables of a model as metrics name their columns."""

    def __init__(self, tables: Sequence[Table], dialect: str | None, scope: Scope) -> None:
        self.tables = {table.name: table for table in tables}
        self.dialect = dialect
        self.scope = scope
        self.aliases = {**{name: name for name in self.tables}, **scope.aliases}
        self.known = {
            table.name: known_columns(table, dialect) | set(scope.columns.get(table.name, ())) for table in tables
        }

    def placed(self, own: str | None, tree: exp.Expr) -> tuple[str, exp.Expr]:
        """(table, the expression over its own columns); the table is empty where no column names one. Raises Unsaid.

        `own` is the table that the metric is written in, which its bare names belong to.
        """
        tables: dict[str, None] = {}
        holder = exp.Paren(this=tree.copy())
        for column in list(holder.find_all(exp.Column)):
            if isinstance(column.this, exp.Star):
                raise Unsaid(f"{column.sql()} is not one value")
            table, rest = self._table_of(own, [part for part in column.parts if isinstance(part, exp.Identifier)])
            tables[table] = None
            column.replace(self._value(table, rest))
        if len(tables) > 1:
            raise Unsaid(f"one aggregate is made of columns of {', '.join(tables)}; a measure is over one table")
        return (next(iter(tables)) if tables else "", holder.this)

    def home(self, own: str | None) -> str:
        """The table whose rows a bare COUNT(*) counts. Raises Unsaid."""
        table = own or self.scope.home
        if table is None or table not in self.tables:
            raise Unsaid("it does not say which table's rows it is about")
        return table

    def _table_of(self, own: str | None, parts: list[exp.Identifier]) -> tuple[str, list[exp.Identifier]]:
        for cut in range(len(parts) - 1, 0, -1):
            table = found(self.aliases, ".".join(part.name for part in parts[:cut]))
            if table is not None:
                self._check_rows(table)
                return table, parts[cut:]
        if len(parts) > 1:
            raise Unsaid(f"{parts[0].name} in {'.'.join(part.name for part in parts)} is no table of the model")
        name = parts[0].name
        if own is not None:
            return self.home(own), parts
        holders = [table for table, columns in self.known.items() if found({c: c for c in columns}, name)]
        holders += [
            table
            for table, facts in self.scope.facts.items()
            if table not in holders and found(facts, name) is not None
        ]
        home = self.scope.home
        if home is not None and (home in holders or not holders):
            return home, parts
        if len(holders) == 1:
            self._check_rows(holders[0])
            return holders[0], parts
        told = f"the column {name} may be of {', '.join(holders)}" if holders else f"no table is known to have {name}"
        raise Unsaid(told)

    def _check_rows(self, table: str) -> None:
        rows = self.scope.rows_of
        if rows is not None and table not in rows:
            raise Unsaid(rows_of_another(table, rows))

    def _value(self, table: str, parts: list[exp.Identifier]) -> exp.Expr:
        name = parts[0].name
        fact = found(self.scope.facts.get(table, {}), name)
        if fact is not None:
            try:
                tree = parse_fragment(fact, self.dialect, f"{table}.{name}")
            except InvalidInput as error:
                raise Unsaid(error.message) from error
            for column in tree.find_all(exp.Column):
                column.set("table", None)
            value: exp.Expr = tree if isinstance(tree, exp.Column | exp.Literal | exp.Func) else exp.Paren(this=tree)
        else:
            dimension = found({one.name: one.name for one in self.tables[table].dimensions}, name)
            identifier = parts[0] if dimension is None or dimension == name else column_identifier(dimension, "")
            value = exp.Column(this=identifier.copy())
        if len(parts) > 1:
            value = exp.Paren(this=value)  # a field of a column, which is no column of a table
        for part in parts[1:]:
            value = exp.Dot(this=value, expression=part.copy())
        return value


def rows_of_another(table: str, rows: Collection[str]) -> str:
    """Why an aggregate of one table's columns over another's rows is no measure."""
    told = f"it adds up {table} over the rows of {' and '.join(sorted(rows))}"
    return f"{told}, once for each; a measure is over the rows of its own table"


def known_columns(table: Table, dialect: str | None) -> set[str]:
    """The names that a table is known to have: its dimensions, and the columns of these, of its keys and measures."""
    found_: set[str] = {*table.primary_key, *(column for key in table.unique_keys for column in key)}
    texts = [one.expression for one in table.dimensions]
    texts += [text for one in table.measures for text in (one.expression, one.filter)]
    for text in texts:
        if text is not None:
            try:
                found_ |= {column.name for column in parse_fragment(text, dialect, table.name).find_all(exp.Column)}
            except InvalidInput:
                continue  # the expression's own reader notes it
    return found_ | {one.name for one in table.dimensions}


def found(among: Mapping[str, T], name: str) -> T | None:
    """What has that name; else the one thing whose name differs in case alone."""
    if name in among:
        return among[name]
    near = [value for key, value in among.items() if key.lower() == name.lower()]
    return near[0] if len(near) == 1 else None
