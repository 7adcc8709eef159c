"""SQL over the model → physical SQL: logical tables become their rows, MEASURE(name) its aggregate, and joins are proven."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection
from typing import cast

from sqlglot import exp, parse
from sqlglot.errors import OptimizeError, ParseError, SqlglotError, TokenError
from sqlglot.optimizer.qualify_columns import qualify_columns
from sqlglot.optimizer.qualify_tables import qualify_tables
from sqlglot.optimizer.scope import Scope, traverse_scope
from sqlglot.schema import MappingSchema

from lunara.errors import InvalidInput, UnknownField
from lunara.semantic.compile.context import Context
from lunara.semantic.compile.sqltime import known
from lunara.semantic.compiled import Clock, CompiledQuery
from lunara.semantic.expand_columns import name_outputs, output_columns
from lunara.semantic.expand_keys import check_keys
from lunara.semantic.expand_lineage import lineage_of_sql
from lunara.semantic.expand_measures import MEASURE_PREFIX, MeasureCalls, measures_as_text
from lunara.semantic.expand_using import mark_using, merge_using
from lunara.semantic.expressions import unread
from lunara.semantic.graph import Graph, graph_of, query_digest
from lunara.semantic.identifiers import column_identifier, output_identifier
from lunara.semantic.model import Dimension, SemanticModel
from lunara.semantic.names import nearest
from lunara.semantic.proof import Proof, Relation
from lunara.semantic.readonly import proven

MAX_CHARACTERS = 100_000
DEEPEST = 5_000


def expand(
    sql: str, model: SemanticModel, dialect: str, clock: Clock, *, tables: Collection[str] | None = None
) -> CompiledQuery:
    """Expand one SELECT over the model's tables to a proven statement of `dialect` (in which it is also written).

    `tables` are those that it may name. Raises InvalidInput (not one SELECT, a construct that cannot be proven), UnknownField
    with the nearest names, FanOut for an aggregate over repeated rows, Refused "table_not_allowed", UnsafeSql.
    """
    known(dialect)
    context = Context(graph_of(model), dialect, clock, tables)
    try:
        return Expansion(context).run(sql, model)
    except RecursionError as error:
        raise InvalidInput("The SQL is nested too deeply.", "Simplify it.") from error


class Expansion:
    """Expands one statement."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.graph: Graph = context.graph
        self.dialect = context.dialect
        self.visible: dict[str, dict[str, Dimension | None]] = {}

    def run(self, sql: str, model: SemanticModel) -> CompiledQuery:
        """The compiled statement."""
        tree = self.qualified(sql)
        joining = {name: self._visible(name).keys() - set(self._shown(name)) for name in self.graph.names.tables}
        outputs = output_columns(tree, self.graph, self._visible)
        lineage = lineage_of_sql(tree, self.dialect)
        MeasureCalls(self.context).expand(tree)
        relations = {name: self._relation(name) for name in self.graph.names.tables}
        Proof(relations).check(tree)
        check_keys(tree, joining)
        self._replace_tables(tree)
        for column in tree.find_all(exp.Column):
            _requote(column, self.dialect)
        statement = proven(cast(exp.Query, tree), self.dialect, self.graph)
        return CompiledQuery(
            sql=statement,
            dialect=self.dialect,
            columns=outputs,
            tables=tuple(self.context.tables),
            fingerprint=query_digest(self.graph.model_name, model.version, self.dialect, statement.text),
            warnings=self.context.said(),
            lineage=lineage,
        )

    def qualified(self, sql: str) -> exp.Expr:
        """The statement over logical tables, each column with its table, measures as MEASURE('name'). Raises as `expand`."""
        tree = self._parsed(sql)
        name_outputs(tree, self.dialect)
        self._check_tables(tree)
        measures_as_text(tree)
        MeasureCalls(self.context).name(tree)
        columns = {name: dict.fromkeys(self._visible(name), "text") for name in self.graph.names.tables}
        self._exact_case(tree, columns)
        shown: dict[str, list[str]] = {name: self._shown(name) for name in columns}
        schema = MappingSchema(
            cast("dict[str, object]", columns),
            visible=cast("dict[str, object]", shown),
            dialect=self.dialect,
            normalize=False,
        )
        mark_using(tree)
        try:
            tree = qualify_tables(tree, dialect=self.dialect)
            tree = qualify_columns(tree, schema=schema, expand_alias_refs=True, expand_stars=True)
        except (OptimizeError, SqlglotError) as error:
            reason = str(error).split("\n", maxsplit=1)[0]
            missing = re.search(r"Unknown column: (\S+)", reason)
            if missing:
                used = {table.name for table in tree.find_all(exp.Table)}
                options = [f"{table}.{name}" for table in shown if table in used for name in shown[table]]
                self._unknown(missing.group(1).strip('"'), options)
            raise InvalidInput(f"The SQL cannot be understood: {reason}.", "Name each column's table.") from error
        merge_using(tree)
        self._check_columns(tree)
        return tree

    def _parsed(self, sql: str) -> exp.Expr:
        if len(sql) > MAX_CHARACTERS:
            raise InvalidInput("The SQL is longer than 100,000 characters.", "Shorten it.")
        try:
            trees = [tree for tree in parse(sql, read=self.dialect) if tree is not None]
        except (ParseError, TokenError) as error:
            raise InvalidInput(
                f"The SQL cannot be read: {unread(error)}.", "Write one SELECT over the model's tables."
            ) from error
        except RecursionError as error:
            raise InvalidInput("The SQL is nested too deeply.", "Simplify it.") from error
        if len(trees) != 1 or not isinstance(trees[0], exp.Query):
            raise InvalidInput("SQL over the model is one SELECT.", "Write one SELECT over the model's tables.")
        if _depth(trees[0]) > DEEPEST:
            raise InvalidInput("The SQL is nested too deeply.", "Simplify it.")
        if any(with_.args.get("recursive") for with_ in trees[0].find_all(exp.With)):
            raise InvalidInput("Recursive SQL over the model is not supported.", "Write it without recursion.")
        if trees[0].find(exp.Pivot) is not None:
            raise InvalidInput("PIVOT over the model is not supported.", "Use CASE in the aggregates.")
        if trees[0].find(exp.TableSample) is not None:
            raise InvalidInput("TABLESAMPLE over the model is not supported.", "Leave it out.")
        return trees[0]

    # -- names ---------------------------------------------------------------------------------------------------

    def _visible(self, table: str) -> dict[str, Dimension | None]:
        """Names of a logical table: its dimensions, then the columns (None) that measures add up and that rows are joined by."""
        if table not in self.visible:
            found: dict[str, Dimension | None] = {d.name: d for d in self.graph.table(table).dimensions}
            found.update(dict.fromkeys(self.graph.amounts(table) - found.keys()))
            found.update(dict.fromkeys(column for column in self.graph.key_columns(table) if column not in found))
            self.visible[table] = found
        return self.visible[table]

    def _shown(self, table: str) -> list[str]:
        """The names of a logical table whose values may be read."""
        joining = self.graph.key_columns(table).keys() - self.graph.amounts(table)
        return [name for name, dimension in self._visible(table).items() if dimension or name not in joining]

    def _check_tables(self, tree: exp.Expr) -> None:
        for scope in traverse_scope(tree):
            for table in scope.tables:
                if (table.name in scope.cte_sources and not table.db) or isinstance(table.this, exp.Func):
                    continue
                if table.db or table.name not in self.graph.names.tables:
                    near = {name.lower(): name for name in self.graph.names.tables}
                    exact = near.get(table.name.lower()) if not table.db else None
                    if exact is None:
                        raise self._unknown_table(".".join(part.name for part in table.parts))
                    alias = table.alias or table.name
                    table.set("this", exp.Identifier(this=exact, quoted=True))
                    table.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
                elif not table.alias:
                    # its own name, as written: Snowflake's rules would give the alias another case than its columns have
                    table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
                self.context.allow(table.name)
                self.context.tables[table.name] = None

    def _unknown_table(self, name: str) -> UnknownField:
        error = self.graph.names.unknown(name, among=self.graph.names.tables)
        return UnknownField(f'There is no table "{name}" in the model.', error.hint, **error.details)

    def _exact_case(self, tree: exp.Expr, columns: dict[str, dict[str, str]]) -> None:
        """Unquoted names match the model's whatever their case."""
        exact: dict[str, str] = {}
        for own in columns.values():
            for name in own:
                exact.setdefault(name.lower(), name)
        every = {name for own in columns.values() for name in own}
        for column in tree.find_all(exp.Column):
            identifier = column.this
            if isinstance(identifier, exp.Identifier) and not identifier.quoted and identifier.name not in every:
                known_as = exact.get(identifier.name.lower())
                if known_as is not None:
                    identifier.set("this", known_as)

    def _check_columns(self, tree: exp.Expr) -> None:
        for scope in traverse_scope(tree):
            sources = {name: self._names_of(source) for name, source in scope.sources.items()}
            outputs = set(scope.expression.named_selects) if isinstance(scope.expression, exp.Query) else set()
            for column in scope.columns:
                if isinstance(column.this, exp.Star):
                    continue
                if not column.table:
                    if column.name in outputs and column.find_ancestor(
                        exp.Order, exp.Having, exp.Qualify, exp.Select
                    ) is not (scope.expression):
                        continue
                    options = [f"{alias}.{name}" for alias, names in sources.items() for name in names]
                    homes = [o for o in options if o.split(".", 1)[1] == column.name]
                    if len(homes) > 1:
                        raise InvalidInput(f'"{column.name}" could be {" or ".join(homes)}.', "Name the table.")
                    self._unknown(column.name, options)
                elif column.table in sources and column.name not in sources[column.table]:
                    self._unknown(
                        f"{column.table}.{column.name}", [f"{column.table}.{n}" for n in sources[column.table]]
                    )
                elif column.table not in sources and not _is_around(column.table, scope):
                    near = nearest(column.table, sources)
                    raise UnknownField(
                        f"{column.table}.{column.name} cannot be read: no table in FROM is called {column.table}.",
                        f"Did you mean {near[0]}.{column.name}?" if near else f"In FROM stand: {', '.join(sources)}.",
                        nearest=[f"{name}.{column.name}" for name in near],
                    )

    def _unknown(self, name: str, options: list[str]) -> None:
        try:
            measure = self.graph.names.resolve(name, "measure")
        except UnknownField:
            raise self.graph.names.unknown(name, among=options) from None
        raise InvalidInput(
            f"{name} is a measure ({measure.path}) and cannot be read as a column.",
            f"Write MEASURE({measure.field.name}).",
        )

    def _names_of(self, source: Scope | exp.Expr) -> list[str]:
        item = source.expression if isinstance(source, Scope) else source
        if isinstance(item, exp.Table) and item.name in self.graph.names.tables:
            return list(self._visible(item.name))
        alias = item.args.get("alias")
        named = [column.name for column in alias.args.get("columns") or []] if isinstance(alias, exp.TableAlias) else []
        inner = item.this if isinstance(item, exp.Lateral) else item
        its = inner.named_selects if isinstance(inner, exp.Query) else []
        return [*named, *its[len(named) :]]

    # -- tables --------------------------------------------------------------------------------------------------

    def _relation(self, table: str) -> Relation:
        names = self._visible(table)
        by_column: dict[str, list[str]] = {}
        for name, dimension in names.items():
            column = name if dimension is None else self._plain_column(table, dimension)
            if column is not None:
                by_column.setdefault(column, []).append(name)
        keys: list[frozenset[str]] = []
        loose: set[frozenset[str]] = set()
        primary = frozenset(self.graph.table(table).primary_key)
        for key in self.graph.keys(table):
            choices = [by_column.get(column, []) for column in key]
            for named in map(frozenset, itertools.islice(itertools.product(*choices), 16)):
                keys.append(named)
                if key != primary:
                    loose.add(named)
        columns: dict[str, str | None] = dict.fromkeys(names)
        columns |= {MEASURE_PREFIX + measure.name: None for measure in self.graph.table(table).measures}
        solid = frozenset(name for key in keys if key not in loose for name in key)
        bases = {name: frozenset({(table, name)}) for name in columns}
        return Relation(columns, keys, None, table, frozenset(loose), solid, bases=bases, tables=(table,))

    def _plain_column(self, table: str, dimension: Dimension) -> str | None:
        tree = self.graph.dimension_expression(table, dimension)
        if tree is None:
            return dimension.name
        return tree.name if isinstance(tree, exp.Column) and not tree.table else None

    def _replace_tables(self, tree: exp.Expr) -> None:
        """Each logical table becomes its physical relation, or a subquery where a field is more than a column."""
        wanted: list[tuple[exp.Table, dict[str, None]]] = []
        for scope in traverse_scope(tree):
            used: dict[str, dict[str, None]] = {}
            for column in scope.columns:
                used.setdefault(column.table, {})[column.name] = None
            for alias, source in scope.sources.items():
                if isinstance(source, exp.Table) and source.name in self.graph.names.tables and source in scope.tables:
                    wanted.append((source, used.get(alias, {})))
        # columns used from inside correlated subqueries belong to the outer table as well
        for table, names in wanted:
            select = table.find_ancestor(exp.Select)
            if select is not None:
                for column in select.find_all(exp.Column):
                    if column.table == table.alias_or_name:
                        names[column.name] = None
        aliases: set[str] = set()
        for table, names in wanted:
            alias = table.alias_or_name
            physical = self._physical(table.name, alias, list(names))
            if physical.args.get("alias") is not None:
                physical.set("alias", exp.TableAlias(this=column_identifier(alias, self.dialect)))
            table.replace(physical)
            aliases.add(alias)
        # what a column is taken from is spelled as its alias is: else Snowflake folds one of them and not the other
        for column in tree.find_all(exp.Column):
            if column.table in aliases:
                column.set("table", column_identifier(column.table, self.dialect))

    def _physical(self, table: str, alias: str, names: list[str]) -> exp.Expr:
        visible = self._visible(table)
        plain = all(
            name in visible
            and (visible[name] is None or self._plain_column(table, cast(Dimension, visible[name])) == name)
            for name in names
        )
        if plain:
            return self.context.relation(table, alias)
        inner = "base"
        chosen: list[exp.Expr] = []
        for name in names:
            value = self._field_value(table, name, inner)
            chosen.append(exp.Alias(this=value, alias=column_identifier(name, self.dialect)))
        select = exp.Select(
            expressions=chosen, from_=exp.From(this=_aliased(self.context.relation(table, inner), inner, self.dialect))
        )
        return exp.Subquery(this=select, alias=exp.TableAlias(this=output_identifier(alias, self.dialect)))

    def _field_value(self, table: str, name: str, alias: str) -> exp.Expr:
        visible = self._visible(table)
        if name in visible:
            dimension = visible[name]
            value = (
                self.context.column(alias, name) if dimension is None else self.context.value(table, dimension, alias)
            )
            return value.this if isinstance(value, exp.Paren) else value
        bare = name.removeprefix(MEASURE_PREFIX)
        measure = next(m for m in self.graph.table(table).measures if m.name == bare)
        argument, condition = self.graph.measure_parts(table, measure)
        value = exp.Literal.number(1) if argument is None else self.context.qualified(argument, alias)
        if argument is None and measure.aggregate == "count_distinct":
            key = self.graph.table(table).primary_key
            if len(key) != 1:
                raise InvalidInput(f"{table}.{bare} counts distinct values of nothing.", "Give it an expression.")
            value = self.context.column(alias, key[0])
        if condition is None:
            return value
        return exp.Case(ifs=[exp.If(this=self.context.qualified(condition, alias), true=value)])


def _depth(tree: exp.Expr) -> int:
    """How many levels the tree has."""
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [inner for node in level for inner in node.iter_expressions()]
    return deepest


def _is_around(name: str, scope: Scope) -> bool:
    """Whether a SELECT around this one has a table of that name."""
    above = scope.parent
    while above is not None:
        if name in above.sources:
            return True
        above = above.parent
    return False


def _aliased(relation: exp.Expr, alias: str, dialect: str) -> exp.Expr:
    if isinstance(relation, exp.Table) and not relation.args.get("alias"):
        relation.set("alias", exp.TableAlias(this=output_identifier(alias, dialect)))
    return relation


def _requote(column: exp.Column, dialect: str) -> None:
    identifier = column.this
    if isinstance(identifier, exp.Identifier) and not identifier.quoted:
        column.set("this", column_identifier(identifier.name, dialect))
