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
from sqlglot.errors import ParseError, SqlglotError
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
from lunara.semantic.hand_checks import (
    nothing_repeats,
    refuse_hidden_aliases,
    refuse_later_ctes,
    refuse_two_spellings,
    refuse_unread,
    without_scalars,
)
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import SemanticModel
from lunara.semantic.proof import Proof, Relation
from lunara.semantic.proof_values import WHOLE_ROW

Parts = tuple[str, ...]
# Where two columns may differ in nothing but case (when they are quoted); elsewhere a column's name has none.
_COLUMNS_KEEP_CASE = frozenset({"postgres", "snowflake", "oracle", "clickhouse"})
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
        tree = without_scalars(_without_final(parse_within(statement.text, dialect)))
        if not nothing_repeats(tree):
            _Reading(graph_of(model), dialect, catalog).check(tree)
    except InvalidInput as error:
        raise Refused(
            f"It was not run, for nobody could prove that it counts every row once: {error.message}",
            error.hint,
            code="not_proven",
        ) from error
    except (RecursionError, SqlglotError) as error:
        if isinstance(error, ParseError):  # what the guard wrote is longer than what it read
            raise Refused("The SQL is too long to be proven.", "Shorten it.", code="not_proven") from error
        if isinstance(error, SqlglotError):
            raise Refused("The SQL cannot be understood.", "Write it as one SELECT.", code="not_proven") from error
        raise Refused("The SQL is nested too deeply to be proven.", "Simplify it.", code="not_proven") from error


@dataclass
class _Physical:
    """One relation of the warehouse (or the SELECT of a logical table) and what is known of it."""

    label: str = ""
    columns: dict[str, None] = field(default_factory=dict)
    keys: dict[frozenset[str], None] = field(default_factory=dict)
    primary: frozenset[str] = frozenset()
    whole: bool = False  # all its columns are known, and their order

    def relation(self) -> Relation:
        """What the proof knows of it."""
        name = self.label
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
        self.named: set[int] = set()  # tables of the statement that are called as their relation is
        default = name_rules(dialect).default_schema
        self.default = stored_name(default, dialect, quoted=True) if default else ""
        for name in graph.names.tables:
            self._learn(name)
        told: dict[Parts, list[list[str]]] = {}
        for table in catalog.tables if catalog is not None else ():
            parts = self._with_default(
                tuple(stored_name(part, dialect, quoted=True) for part in (table.schema, table.name) if part)
            )
            for its in self._meant(parts):
                told.setdefault(its, []).append([self._stored(column.name) for column in table.columns])
        for its, found in told.items():
            if len(found) == 1:  # of several schemas it is none for certain
                self.tables[its].columns = dict.fromkeys([*found[0], *self.tables[its].columns])
                self.tables[its].whole = True
        for relation in self.tables.values():
            self.relations[f"table {relation.label}"] = relation

    def check(self, tree: exp.Expr) -> None:
        """Raises FanOut, InvalidInput."""
        if not isinstance(tree, exp.Query):
            raise InvalidInput("Only SELECT can be proven.", "Write one SELECT.")
        refuse_unread(tree)
        refuse_two_spellings(tree, self.dialect)
        refuse_later_ctes(tree, str.lower)
        refuse_hidden_aliases(tree, self.dialect)
        tree.set("settings", None)
        name_outputs(tree, self.dialect)
        self._all_folded(tree)
        self._replace_queries(tree)
        self._drop_schemas(tree)
        self._name_tables(tree)
        self._learn_columns(tree)
        self._refuse_unseen(tree)
        qualified = self._qualified(tree)
        Proof({key: its.relation() for key, its in self.relations.items()}).check(qualified)

    # -- what the model knows ------------------------------------------------------------------------------------

    def _learn(self, name: str) -> None:
        source = self.graph.source(name)
        if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
            parts = self._parts(source)
            its = self.tables.setdefault(parts, _Physical(".".join(parts)))
        else:
            its = self.relations.setdefault(f"select of {name}", _Physical(name))
            text = source.sql(dialect=self.dialect)
            try:
                query = self._all_folded(parse_within(text, self.dialect))
            except SqlglotError:
                return
            self.queries.append((query, f"select of {name}"))
            if isinstance(query, exp.Query) and not query.is_star and all(query.named_selects):
                its.columns = dict.fromkeys(query.named_selects)
                its.whole = True
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
        return self._with_default(
            tuple(stored_name(part.name, self.dialect, quoted=bool(part.args.get("quoted"))) for part in table.parts)
        )

    def _with_default(self, parts: Parts) -> Parts:
        return (self.default, *parts) if self.default and len(parts) == 1 else parts

    def _meant(self, parts: Parts) -> list[Parts]:
        """The model's tables that a name may mean: that of the very parts, else those that the parts that both have fit."""
        if parts in self.tables:
            return [parts]
        return [its for its in self.tables if all(a == b for a, b in zip(reversed(its), reversed(parts), strict=False))]

    # -- the statement -------------------------------------------------------------------------------------------

    def _replace_queries(self, tree: exp.Query) -> None:
        """The SELECT of a logical table, written out, is that table with its keys."""
        if not self.queries:
            return
        names = {cte.alias for cte in tree.find_all(exp.CTE)}
        for query in list(tree.find_all(exp.Select, exp.SetOperation)):
            holder = query.parent
            if not isinstance(holder, exp.Subquery | exp.CTE):
                continue
            name = next((name for known_as, name in self.queries if self._same(known_as, query)), None)
            if name is None or any(self._own(table) in names for table in query.find_all(exp.Table) if not table.db):
                continue
            table = exp.Table(this=exp.Identifier(this=name, quoted=True))
            if isinstance(holder, exp.CTE):
                self.named.add(id(table))
                query.replace(exp.Select(expressions=[exp.Star()], from_=exp.From(this=table)))
            elif isinstance(holder.parent, exp.From | exp.Join) and not _more_than_query(holder):
                self.named.add(id(table))
                table.set("alias", holder.args.get("alias"))
                holder.replace(table)

    def _same(self, one: exp.Expr, other: exp.Expr) -> bool:
        """Whether two queries are the same, the case of their texts too."""
        return one == other and one.sql(dialect=self.dialect) == other.sql(dialect=self.dialect)

    def _own(self, table: exp.Table) -> str:
        return self._folded(table.name, quoted=bool(table.this.args.get("quoted")))

    def _drop_schemas(self, tree: exp.Query) -> None:
        """`schema.table.column` is `table.column`, unless what comes first is a table itself: then the rest is in a column."""
        for scope in traverse_scope(tree):
            for column in scope.columns:
                if not column.db:
                    continue
                first = column.parts[0].name
                if _source_of(first, scope) is not None:
                    continue
                source = _source_of(column.table, scope)
                ahead = [part.name.lower() for part in column.parts[:-2]]
                own = isinstance(source, exp.Table) and not source.alias
                behind = [part.name.lower() for part in source.parts[:-1]] if isinstance(source, exp.Table) else []
                if not own or ahead != behind[-len(ahead) :]:
                    raise InvalidInput(f"Nobody knows which table {column.name} is from.", _NAME_TABLES)
                column.set("db", None)
                column.set("catalog", None)

    def _name_tables(self, tree: exp.Query) -> None:
        """Each table is called as its relation is, and the name that it is spoken of by becomes its alias."""
        for scope in traverse_scope(tree):
            for table in scope.tables:
                if not isinstance(table.this, exp.Identifier) or id(table) in self.named:
                    continue
                own = exp.to_identifier(self._own(table))
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
                self.named.add(id(table))
                table.set("this", exp.Identifier(this=f"table {self.tables[meant[0]].label}", quoted=True))
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
            outputs = _aliases(scope.expression)
            for column in scope.columns:
                source = scope.sources.get(column.table) if column.table else None
                if not column.table and alone and column.name not in outputs:
                    source = next(iter(scope.sources.values()))
                if not isinstance(source, exp.Table) or isinstance(column.this, exp.Star):
                    continue
                its = self.relations.get(source.name)
                if its is not None and not its.whole:
                    its.columns.setdefault(column.name)

    def _refuse_unseen(self, tree: exp.Query) -> None:
        """What a table that nobody knows all columns of could hold: a name without its table, and the order of its columns."""
        by_place = any(
            cte.args["alias"].args.get("columns") for cte in tree.find_all(exp.CTE, exp.Subquery) if cte.alias
        )
        by_place = by_place or any(_listed(table) for table in tree.find_all(exp.Table) if id(table) in self.named)
        by_place = by_place or tree.find(exp.SetOperation) is not None
        for scope in traverse_scope(tree):
            blind = [
                (name, its)
                for name, source in scope.sources.items()
                if isinstance(source, exp.Table) and (its := self.relations.get(source.name)) and not its.whole
            ]
            outputs = _aliases(scope.expression)
            for column in scope.columns:
                at = (
                    column.find_ancestor(exp.Qualify, exp.Select)
                    if column.name in outputs and not column.table
                    else None
                )
                if isinstance(at, exp.Qualify) and any(self._has(its, column.name) for its in scope.sources.values()):
                    raise InvalidInput(f"{column.name} may be a column or what is called so.", _NAME_TABLES)
            if not blind:
                continue
            if by_place and any(item.is_star for item in getattr(scope.expression, "expressions", [])):
                raise InvalidInput(f"Nobody knows all columns of {blind[0][1].label}.", "Name them instead of *.")
            if by_place and any(_listed(source) for source in scope.sources.values() if isinstance(source, exp.Table)):
                raise InvalidInput(f"Nobody knows all columns of {blind[0][1].label}.", "Name them as they are.")
            outputs = _aliases(scope.expression)
            for column in scope.columns:
                if column.table or isinstance(column.this, exp.Star):
                    continue
                if column.name in outputs and _names_an_output(column, scope.expression, self.dialect):
                    continue
                if not any(self._has(source, column.name) for source in scope.sources.values()):
                    raise InvalidInput(f"Nobody knows which table {column.name} is from.", _NAME_TABLES)

    def _has(self, source: exp.Expr | Scope, name: str) -> bool:
        if isinstance(source, exp.Table):
            its = self.relations.get(source.name)
            return its is not None and name in its.columns
        query = source.expression
        return isinstance(query, exp.Query) and (name in query.named_selects or query.is_star)

    def _qualified(self, tree: exp.Query) -> exp.Expr:
        schema = MappingSchema(
            {key: dict.fromkeys(its.columns, "text") for key, its in self.relations.items()},
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
        for row in list(qualified.find_all(exp.TableColumn)):  # a table's name for its whole row
            row.replace(exp.column(WHOLE_ROW, table=row.name))
        for column in _unplaced(qualified):
            raise InvalidInput(f"Nobody knows which table {column.name} is from.", _NAME_TABLES)
        return qualified


def _without_final(tree: exp.Expr) -> exp.Expr:
    """Without ClickHouse's FINAL, which leaves rows out."""
    for final in list(tree.find_all(exp.Final)):
        final.replace(final.this)
    return tree


def _more_than_query(holder: exp.Subquery) -> bool:
    """Whether the parentheses hold more than a query and its name."""
    return any(value for name, value in holder.args.items() if name not in ("this", "alias"))


def _listed(table: exp.Table) -> bool:
    """Whether the table's columns are given names by their place."""
    alias = table.args.get("alias")
    return isinstance(table.this, exp.Identifier) and alias is not None and bool(alias.args.get("columns"))


def _aliases(query: exp.Expr) -> set[str]:
    """Names that a SELECT gives to what is not a column of the same name."""
    items = query.expressions if isinstance(query, exp.Select) else []
    return {
        item.alias
        for item in items
        if isinstance(item, exp.Alias) and not (isinstance(item.this, exp.Column) and item.this.name == item.alias)
    }


def _names_an_output(column: exp.Column, query: exp.Expr, dialect: str) -> bool:
    """Whether the column stands where it means an output by its name; a group may be named too, where no column is ungrouped."""
    if _after_the_rows(column, query):
        return True
    return dialect not in ("sqlite", "mysql") and column.find_ancestor(exp.Group, exp.Select) is not query


def _source_of(name: str, scope: Scope) -> exp.Expr | Scope | None:
    at: Scope | None = scope
    while at is not None:
        if name in at.sources:
            return at.sources[name]
        at = at.parent
    return None


def _stands_by_itself(query: exp.Expr) -> bool:
    """Whether the SELECT can read nothing of another around it."""
    above: exp.Expr | None = query.parent
    below = query
    while above is not None:
        held = isinstance(above, exp.Subquery | exp.SetOperation | exp.CTE | exp.With | exp.From | exp.Join)
        in_from = isinstance(above, exp.Select) and isinstance(below, exp.From | exp.Join | exp.With)
        if not held and not in_from:
            return False
        below, above = above, above.parent
    return True


def _unplaced(tree: exp.Expr) -> Iterator[exp.Column]:
    """Columns of which nobody knows the table, apart from a SELECT's own outputs where it orders and groups by them."""
    for scope in traverse_scope(tree):
        query = scope.expression
        outputs = set(query.named_selects) if isinstance(query, exp.Query) else set()
        for column in scope.columns:
            if isinstance(column.this, exp.Star):
                continue
            if column.table:
                if column.db or _source_of(column.table, scope) is None:
                    yield column
            elif column.name not in outputs or not _after_the_rows(column, query):
                yield column


def _after_the_rows(column: exp.Column, query: exp.Expr) -> bool:
    """Whether it stands in ORDER BY, HAVING or QUALIFY of the query: there an output's name may be meant."""
    above = column.find_ancestor(exp.Order, exp.Having, exp.Qualify, exp.Select)
    return above is not None and above is not query
