"""SQL that a person wrote over the warehouse's own tables → the fan-out proof of it, by what the model knows of their keys.

The statement is read as the engine reads it (names folded as the dialect folds them), each table of the warehouse becomes a
relation with the keys of every logical table that stands on it, and the proof of SQL over the model goes over the rest. The tree
is only looked at: what runs is the guard's rendering of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify_columns import qualify_columns
from sqlglot.optimizer.qualify_tables import qualify_tables
from sqlglot.optimizer.scope import Scope, traverse_scope
from sqlglot.schema import MappingSchema

from lunara.connect.catalog import Catalog
from lunara.errors import InvalidInput, Refused
from lunara.guard import ReadOnlySql, stored_name
from lunara.guard.names import name_rules
from lunara.guard.reading import parse_within
from lunara.semantic.compile.sqltime import known
from lunara.semantic.expand_columns import name_outputs
from lunara.semantic.expand_using import mark_using, merge_using
from lunara.semantic.graph import Graph, graph_of
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import SemanticModel
from lunara.semantic.proof import Proof, Relation
from lunara.semantic.proof_trees import spreads

Parts = tuple[str, ...]
# Where two columns may differ in nothing but case (when they are quoted); elsewhere a column's name has none.
_COLUMNS_KEEP_CASE = frozenset({"postgres", "snowflake", "oracle", "clickhouse"})
_UNREAD = {exp.Pivot: "PIVOT", exp.TableSample: "TABLESAMPLE", exp.MatchRecognize: "MATCH_RECOGNIZE"}
_WORD = re.compile(r"\w+")
_NAME_TABLES = "Name each column's table."


def prove_hand_written(
    statement: ReadOnlySql, model: SemanticModel, dialect: str, catalog: Catalog | None = None
) -> None:
    """Prove that no aggregate of the statement goes over repeated rows; `catalog` tells the columns that the model does not know.

    The statement has been through the guard, with the physical tables of the model as the ones it may read. Raises FanOut for an
    aggregate over repeated rows, Refused "not_proven" (with the reason) for what nobody can prove.
    """
    known(dialect)
    try:
        tree = parse_within(statement.text, dialect)
        if not _nothing_repeats(tree):
            _Reading(graph_of(model), dialect, catalog).check(tree)
    except InvalidInput as error:
        raise Refused(
            f"It was not run, for nobody could prove that it counts every row once: {error.message}",
            error.hint,
            code="not_proven",
        ) from error
    except RecursionError as error:
        raise Refused("The SQL is nested too deeply to be proven.", "Simplify it.", code="not_proven") from error


def _nothing_repeats(tree: exp.Expr) -> bool:
    """Whether the statement is one SELECT over one table, so that whatever it adds up is there once."""
    if len(list(tree.find_all(exp.Query))) != 1 or not isinstance(tree, exp.Select):
        return False
    start = tree.args.get("from_")
    if tree.args.get("joins") or tree.args.get("laterals") or spreads(tree.expressions):
        return False
    if start is None:
        return True
    table = start.this
    return isinstance(table, exp.Table) and isinstance(table.this, exp.Identifier) and not table.args.get("joins")


@dataclass
class _Physical:
    """One relation of the warehouse (or the SELECT of a logical table) and what is known of it."""

    columns: dict[str, None] = field(default_factory=dict)
    keys: dict[frozenset[str], None] = field(default_factory=dict)
    primary: frozenset[str] = frozenset()
    whole: bool = False  # the catalog told all its columns

    def relation(self, name: str) -> Relation:
        """What the proof knows of it."""
        primary = {self.primary} if self.primary else set[frozenset[str]]()
        return Relation(
            dict.fromkeys(self.columns),
            list(self.keys),
            None,
            name,
            frozenset(self.keys) - primary,
            self.primary,
            bases={column: frozenset({(name, column)}) for column in self.columns},
            tables=(name,),
        )


class _Reading:
    """Reads one statement over the physical tables of a model."""

    def __init__(self, graph: Graph, dialect: str, catalog: Catalog | None) -> None:
        self.graph = graph
        self.dialect = dialect
        self.tables: dict[Parts, _Physical] = {}
        self.queries: list[tuple[exp.Expr, str]] = []
        self.relations: dict[str, _Physical] = {}
        default = name_rules(dialect).default_schema
        self.default = stored_name(default, dialect, quoted=True) if default else ""
        for name in graph.names.tables:
            self._learn(name)
        for table in catalog.tables if catalog is not None else ():
            parts = tuple(stored_name(part, dialect, quoted=True) for part in (table.schema, table.name) if part)
            for its in self._meant(parts):
                self._columns(self.tables[its], (column.name for column in table.columns))
                self.tables[its].whole = True
        for parts, relation in self.tables.items():
            self.relations[".".join(parts)] = relation

    def check(self, tree: exp.Expr) -> None:
        """Raises FanOut, InvalidInput."""
        if not isinstance(tree, exp.Query):
            raise InvalidInput("Only SELECT can be proven.", "Write one SELECT.")
        for kind, name in _UNREAD.items():
            if tree.find(kind) is not None:
                raise InvalidInput(f"{name} beside joins and subqueries is not read.", "Use it over one table.")
        tree.set("settings", None)
        name_outputs(tree, self.dialect)
        self._all_folded(tree)
        self._replace_queries(tree)
        self._name_tables(tree)
        for column in tree.find_all(exp.Column):
            column.set("db", None)
            column.set("catalog", None)
        self._learn_columns(tree)
        qualified = self._qualified(tree)
        Proof({name: its.relation(name) for name, its in self.relations.items()}).check(qualified)

    # -- what the model knows ------------------------------------------------------------------------------------

    def _learn(self, name: str) -> None:
        source = self.graph.source(name)
        if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
            parts = self._parts(source)
            its = self.tables.setdefault(parts, _Physical())
        else:
            its = self.relations.setdefault(f"select of {name}", _Physical())
            text = source.sql(dialect=self.dialect)
            try:
                self.queries.append((self._all_folded(parse_within(text, self.dialect)), f"select of {name}"))
            except SqlglotError:
                return
        keys = [frozenset(map(self._stored, key)) for key in self.graph.keys(name)]
        its.keys.update(dict.fromkeys(keys))
        its.primary = its.primary or frozenset(map(self._stored, self.graph.table(name).primary_key))
        self._columns(its, self.graph.field_columns(name))
        self._columns(its, self.graph.key_columns(name))

    def _columns(self, its: _Physical, names: Iterable[str]) -> None:
        its.columns.update(dict.fromkeys(map(self._stored, names)))

    def _stored(self, name: str) -> str:
        """A column of the model or the catalog, as the compiler writes it, folded."""
        return self._folded(name, quoted=bool(column_identifier(name, self.dialect).quoted))

    def _folded(self, name: str, *, quoted: bool) -> str:
        """A column's or an alias' name, as two of them are compared."""
        if self.dialect in _COLUMNS_KEEP_CASE:
            return stored_name(name, self.dialect, quoted=quoted)
        return name.lower()

    def _all_folded(self, tree: exp.Expr) -> exp.Expr:
        """The tree, with every name but those of tables as it is compared."""
        for identifier in tree.find_all(exp.Identifier):
            if not isinstance(identifier.parent, exp.Table):
                identifier.set("this", self._folded(identifier.name, quoted=bool(identifier.quoted)))
                identifier.set("quoted", not _WORD.fullmatch(identifier.name))  # so that messages read well
        return tree

    def _parts(self, table: exp.Table) -> Parts:
        return tuple(stored_name(part.name, self.dialect, quoted=bool(part.args.get("quoted"))) for part in table.parts)

    def _meant(self, parts: Parts) -> list[Parts]:
        """The model's tables that a name may mean: the parts that both have are the same; else the one in the default schema."""
        fitting = [
            its for its in self.tables if all(a == b for a, b in zip(reversed(its), reversed(parts), strict=False))
        ]
        if len(fitting) > 1:
            full = parts if len(parts) > 1 else (self.default, *parts)
            exact = [its for its in fitting if its[-len(full) :] == full or its == parts]
            return exact if len(exact) == 1 else fitting
        return fitting

    # -- the statement -------------------------------------------------------------------------------------------

    def _replace_queries(self, tree: exp.Query) -> None:
        """The SELECT of a logical table, written out, is that table with its keys."""
        if not self.queries:
            return
        for query in list(tree.find_all(exp.Select, exp.SetOperation)):
            holder = query.parent
            if not isinstance(holder, exp.Subquery | exp.CTE):
                continue
            name = next((name for known_as, name in self.queries if known_as == query), None)
            if name is None:
                continue
            table = exp.Table(this=exp.Identifier(this=name, quoted=True))
            if isinstance(holder, exp.CTE):
                query.replace(exp.Select(expressions=[exp.Star()], from_=exp.From(this=table)))
            elif isinstance(holder.parent, exp.From | exp.Join):
                table.set("alias", holder.args.get("alias"))
                holder.replace(table)

    def _name_tables(self, tree: exp.Query) -> None:
        """Each table is called as its relation is, and the name that it is spoken of by becomes its alias."""
        for scope in traverse_scope(tree):
            for table in scope.tables:
                if not isinstance(table.this, exp.Identifier) or table.name in self.relations:
                    continue
                own = exp.to_identifier(self._folded(table.name, quoted=bool(table.this.quoted)))
                if not table.db and own.name in scope.cte_sources:
                    table.set("this", own)
                    continue
                written = table.sql(dialect=self.dialect)
                meant = self._meant(self._parts(table))
                if len(meant) != 1:
                    reason = "is none of the model's tables" if not meant else "could be several tables of the model"
                    raise InvalidInput(f"{written[:80]} {reason}.", "Write it with its schema.")
                if not table.alias:
                    table.set("alias", exp.TableAlias(this=own))
                table.set("this", exp.Identifier(this=".".join(meant[0]), quoted=True))
                table.set("db", None)
                table.set("catalog", None)
        for cte in tree.find_all(exp.CTE):
            if cte.alias in self.relations:
                raise InvalidInput(f'"{cte.alias}" is called as a table is.', "Give it another name.")

    def _learn_columns(self, tree: exp.Query) -> None:
        """Columns of tables that no catalog told of, from the statement: those that are written with their table, and those of a
        SELECT of its own over one table."""
        for scope in traverse_scope(tree):
            alone = len(scope.sources) == 1 and _stands_by_itself(scope.expression)
            for column in scope.columns:
                source = scope.sources.get(column.table) if column.table else None
                if not column.table and alone:
                    source = next(iter(scope.sources.values()))
                if not isinstance(source, exp.Table) or isinstance(column.this, exp.Star):
                    continue
                its = self.relations.get(source.name)
                if its is not None and not its.whole:
                    its.columns.setdefault(column.name)

    def _qualified(self, tree: exp.Query) -> exp.Expr:
        schema = MappingSchema(
            {name: dict.fromkeys(its.columns, "text") for name, its in self.relations.items()},
            dialect=self.dialect,
            normalize=False,
        )
        mark_using(tree)
        try:
            qualified = qualify_tables(tree, dialect=self.dialect)
            qualified = qualify_columns(qualified, schema=schema, expand_alias_refs=True, expand_stars=True)
        except SqlglotError as error:
            reason = str(error).split("\n", maxsplit=1)[0]
            missing = re.search(r"Unknown column: (\S+)", reason)
            if missing:
                name = missing.group(1).strip('"')
                raise InvalidInput(f"Nobody knows which table {name} is from.", _NAME_TABLES) from error
            raise InvalidInput(f"The SQL cannot be understood: {reason}.", _NAME_TABLES) from error
        merge_using(qualified)
        for column in _unplaced(qualified):
            raise InvalidInput(f"Nobody knows which table {column.name} is from.", _NAME_TABLES)
        return qualified


def _stands_by_itself(query: exp.Expr) -> bool:
    """Whether the SELECT can read nothing of another around it."""
    above: exp.Expr | None = query.parent
    while isinstance(above, exp.Subquery | exp.SetOperation):
        above = above.parent
    return above is None or isinstance(above, exp.CTE | exp.From | exp.Join)


def _unplaced(tree: exp.Expr) -> Iterator[exp.Column]:
    """Columns of which nobody knows the table, apart from a SELECT's own outputs where it orders and groups by them."""
    for scope in traverse_scope(tree):
        query = scope.expression
        outputs = set(query.named_selects) if isinstance(query, exp.Query) else set()
        for column in scope.columns:
            if isinstance(column.this, exp.Star):
                continue
            if column.table:
                if not _in_sight(column.table, scope):
                    yield column
            elif column.name not in outputs or not _after_the_rows(column, query):
                yield column


def _in_sight(name: str, scope: Scope) -> bool:
    at: Scope | None = scope
    while at is not None:
        if name in at.sources:
            return True
        at = at.parent
    return False


def _after_the_rows(column: exp.Column, query: exp.Expr) -> bool:
    """Whether it stands in ORDER BY, HAVING or QUALIFY of the query: there an output's name may be meant."""
    above = column.find_ancestor(exp.Order, exp.Having, exp.Qualify, exp.Select)
    return above is not None and above is not query
