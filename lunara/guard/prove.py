"""The proof itself: one parse, one walk over the tree with the names in scope, one rendering."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlglot import exp

from lunara.errors import InvalidInput, UnsafeSql
from lunara.guard.effort import Effort, check_recursion
from lunara.guard.function_names import FunctionNames, function_names
from lunara.guard.grammar import (
    ALLOWED_ARGS,
    ALLOWED_NODES,
    CLAUSE_CODES,
    HARMLESS_HINTS,
    QUERY_ROOTS,
    ROW_SOURCES,
)
from lunara.guard.names import NameRules, Parts, allowed_parts, dialects, family, is_file, is_system, name_rules
from lunara.guard.reading import parse, render, too_deep
from lunara.guard.statement import ReadOnlySql

MAX_BYTES = 100_000
MAX_TREE_DEPTH = 400

_NUMBER = re.compile(r"[0-9]*\.?[0-9]*([eE][+-]?[0-9]+)?")
_PLAIN = re.compile(r"[\w $.,:+-]*")
_PLAIN_NAME = re.compile(r"[^\W\d][\w$]*")


@dataclass(frozen=True)
class _Scope:
    """CTE names that are visible at a node, innermost first."""

    name: str
    outer: _Scope | None

    def sees(self, name: str) -> bool:
        scope: _Scope | None = self
        while scope is not None:
            if scope.name == name:
                return True
            scope = scope.outer
        return False


def prove_text(sql: str, dialect: str, allowed: frozenset[str] | None) -> ReadOnlySql:
    """`read_only`; accepted statements are remembered."""
    if len(sql) > MAX_BYTES or len(sql.encode("utf-8", "replace")) > MAX_BYTES:
        raise UnsafeSql(
            f"The statement is longer than {MAX_BYTES // 1000} kB.",
            "Shorten it; long lists belong in a table.",
            code="too_large",
        )
    return _proven(sql, _known(dialect), allowed)


def prove_tree(
    tree: exp.Expr, dialect: str, allowed: frozenset[str] | None, settings: tuple[tuple[str, int], ...] = ()
) -> ReadOnlySql:
    """`read_only_tree`."""
    known = _known(dialect)
    tables = _Proof(known, allowed).walk(tree)
    # Some generators rewrite the tree as they render, and this one is the caller's.
    result = _rendered(tree.copy(), known, tables)
    # A name or value that the rendering lets out of its quotes would read more than the tree did.
    if _Proof(known, allowed).walk(parse(result.text, known)) != tables:
        raise UnsafeSql("The statement can be read in two ways.", "Write it more plainly.", code="parse")
    if not settings:
        return result
    for name, _ in settings:
        if not _PLAIN_NAME.fullmatch(name):
            raise UnsafeSql(f"{name} is not the name of a setting.", "Name a setting.", code="clause_not_allowed")
    written = ", ".join(f"{name} = {value:d}" for name, value in settings)
    return replace(result, text=f"{result.text} SETTINGS {written}")


def _known(dialect: str) -> str:
    try:
        family(dialect)
    except KeyError:
        raise InvalidInput(
            f"The guard does not know the dialect {dialect!r}.",
            f"It knows {', '.join(dialects())}.",
            code="unknown_dialect",
        ) from None
    return "mysql" if dialect == "mariadb" else dialect


@lru_cache(maxsize=2048)
def _proven(sql: str, dialect: str, allowed: frozenset[str] | None) -> ReadOnlySql:
    tree = parse(sql, dialect)
    tables = _Proof(dialect, allowed).walk(tree)
    # The text that runs must say what the tree says: parsed again it renders the same, and passes the same proof. A function
    # that is written as another one (TIMESTAMPADD as DATE_ADD) may take a second round to come to rest.
    for _ in range(2):
        result = _rendered(tree, dialect, tables)
        again = parse(result.text, dialect)
        if again == tree:
            return result
        if _Proof(dialect, allowed).walk(again) != tables:
            break
        if render(again, dialect) == result.text:
            return result
        tree = parse(result.text, dialect)
    raise UnsafeSql("The statement can be read in two ways.", "Write it more plainly.", code="parse")


def _rendered(tree: exp.Expr, dialect: str, tables: tuple[str, ...]) -> ReadOnlySql:
    columns = tuple(tree.named_selects) if isinstance(tree, exp.Query) else ()
    return ReadOnlySql(render(tree, dialect), dialect, tables, columns)


class _Proof:
    """One walk. Holds what was found so far; nothing of it outlives the statement."""

    def __init__(self, dialect: str, allowed: frozenset[str] | None) -> None:
        self.dialect = dialect
        self.rules: NameRules = name_rules(dialect)
        self.allowed = None if allowed is None else allowed_parts(allowed, dialect)
        self.functions: FunctionNames = function_names(dialect)
        self.effort = Effort()
        self.tables: dict[str, None] = {}

    def walk(self, tree: exp.Expr) -> tuple[str, ...]:
        """Raise UnsafeSql at the first thing that is not allowed; the physical tables otherwise, sorted."""
        root: Any = tree
        while isinstance(root, exp.Subquery):
            root = root.this
        if not isinstance(root, QUERY_ROOTS):
            raise UnsafeSql(
                f"This is {_statement_name(tree)}, not a query.", "Only SELECT statements are run.", code="not_a_query"
            )
        names: list[exp.Expr] = []
        stack: list[tuple[exp.Expr, _Scope | None, int]] = [(tree, None, 0)]
        while stack:
            node, scope, depth = stack.pop()
            if depth > MAX_TREE_DEPTH:
                raise too_deep()
            if type(node) not in _ONLY_PARTS:
                self._check(node, scope)
            args = node.args
            with_ = args.get("with_")
            if with_ is not None:
                scope = self._push_ctes(with_, scope, stack, depth)
            for key, value in args.items():
                if value is None or value is False or value is True or key == "with_":
                    continue
                if type(value) is exp.Identifier:  # the most frequent, and nothing lies within it
                    names.append(value)
                elif isinstance(value, exp.Expr):
                    stack.append((value, scope, depth + 1))
                elif isinstance(value, list):
                    for item in value:
                        if isinstance(item, exp.Expr):
                            stack.append((item, scope, depth + 1))
                        elif isinstance(item, str) and not _PLAIN.fullmatch(item):
                            raise _strange(item)
                elif isinstance(value, str) and not isinstance(node, _QUOTING) and not _PLAIN.fullmatch(value):
                    raise _strange(value)
        for name in names:
            self._check_identifier(name, None)
        return tuple(sorted(self.tables))

    def _push_ctes(
        self, with_: exp.Expr, scope: _Scope | None, stack: list[tuple[exp.Expr, _Scope | None, int]], depth: int
    ) -> _Scope | None:
        """Push each CTE with the names it sees: those before it, and itself when it recurses."""
        self._check(with_, scope)
        declared = bool(with_.args.get("recursive"))
        for cte in with_.expressions:
            self._check(cte, scope)
            alias = cte.args.get("alias")
            if not isinstance(alias, exp.TableAlias) or not isinstance(alias.this, exp.Identifier):
                raise _strange("a WITH without a name")
            name = self.rules.fold(alias.this.name, bool(alias.this.quoted))
            if cte.args.get("scalar"):  # names a value, so a table of that name is still the table
                stack.append((cte.this, scope, depth + 1))
                stack.append((alias, scope, depth + 1))
                continue
            inner = _Scope(name, scope)
            # These recurse without saying so, and then by UNION ALL alone.
            recursive = declared or (
                self.dialect in ("tsql", "oracle")
                and isinstance(cte.this, exp.Union)
                and not cte.this.args.get("distinct")
            )
            if recursive or self.dialect == "sqlite":
                check_recursion(cte.this, lambda table, name=name: self._is_bare(table, name))  # type: ignore[misc]
            stack.append((cte.this, inner if recursive else scope, depth + 1))
            stack.append((alias, scope, depth + 1))
            scope = inner
        return scope

    def _is_bare(self, table: exp.Table, name: str) -> bool:
        this = table.this
        return (
            isinstance(this, exp.Identifier)
            and not table.args.get("db")
            and self.rules.fold(this.name, bool(this.quoted)) == name
        )

    def _check(self, node: exp.Expr, scope: _Scope | None) -> None:
        kind = type(node)
        if isinstance(node, exp.Func):
            self._check_function(node)
        elif kind not in ALLOWED_NODES:
            raise _clause(node)
        permitted = ALLOWED_ARGS.get(kind)
        if permitted is not None:
            for key, value in node.args.items():
                if value and key not in permitted:
                    code, message = CLAUSE_CODES.get(
                        key, ("clause_not_allowed", f"The clause {key.strip('_').upper()} is not allowed.")
                    )
                    raise UnsafeSql(message, "Only reading is allowed.", code=code)
        special = _SPECIAL.get(kind)
        if special is not None:
            special(self, node, scope)

    def _check_function(self, node: exp.Expr) -> None:
        names = _call_names(node)
        if not any(self.functions.allows(name) for name in names):
            raise _function(names[0])
        if isinstance(node.parent, exp.Dot) and node.parent.expression is node and not isinstance(node, exp.Columns):
            raise UnsafeSql(
                f"{names[0].upper()} is called through a schema or as a method.",
                "Call the function by its plain name.",
                code="function_not_allowed",
                function=names[0],
            )
        for name in names:
            self.effort.see(node, name)

    def _check_source(self, node: exp.Expr) -> None:
        names = _call_names(node)
        if not any(name in self.functions.sources for name in names):
            raise _function(names[0])

    def _check_table(self, node: exp.Expr, scope: _Scope | None) -> None:
        this = node.this
        if isinstance(this, exp.Func) and not node.args.get("db"):
            self._check_source(this)
            return
        parts: list[str] = []
        for part in (node.args.get("catalog"), node.args.get("db"), this):
            for piece in part.flatten() if isinstance(part, exp.Dot) else [part]:
                if piece is None or piece == "":
                    continue
                if not isinstance(piece, exp.Identifier):
                    raise _strange("a table that is not named plainly")
                parts.append(self.rules.fold(piece.name, bool(piece.quoted)))
        self._check_hints(node)
        if len(parts) == 1 and scope is not None and scope.sees(parts[0]):
            return
        if parts == [self.rules.fold("dual", False)] and self.dialect in ("oracle", "mysql"):
            return
        written = ".".join(p.name for p in getattr(node, "parts", ()))
        key: Parts = tuple(parts)
        if self.dialect == "bigquery":
            key = tuple(piece for part in parts for piece in part.split("."))
        if is_system(key, self.dialect) and not (len(key) > 1 and self._owns(key)):
            raise UnsafeSql(
                f"{written} belongs to the system catalog.",
                "Ask about the tables of the data source.",
                code="system_catalog",
                table=written,
            )
        if self.allowed is not None:
            if key not in self.allowed:
                raise UnsafeSql(
                    f"The table {written} is not one of the allowed tables.",
                    "Use the tables of the model.",
                    code="table_not_allowed",
                    table=written,
                )
        elif is_file(key[-1], self.dialect):
            raise UnsafeSql(
                f"{written} names a file, not a table.",
                "Add the file as a data source.",
                code="table_not_allowed",
                table=written,
            )
        self.tables[written] = None

    def _check_hints(self, node: exp.Expr) -> None:
        for hint in node.args.get("hints") or ():
            asked = {part.name.upper() for part in hint.expressions}
            if self.dialect != "tsql" or not isinstance(hint, exp.WithTableHint) or not asked <= HARMLESS_HINTS:
                raise UnsafeSql("Hints to the engine are not run.", "Leave the hint out.", code="clause_not_allowed")

    def _owns(self, key: Parts) -> bool:
        """A table that only looks like a system one and is allowed with its own schema."""
        return self.allowed is not None and key in self.allowed and not is_system((*key[:-1], "x"), self.dialect)

    def _check_from(self, node: exp.Expr, scope: _Scope | None) -> None:
        # ARRAY JOIN takes values, and a name there is one.
        if isinstance(node, exp.Join) and node.kind == "ARRAY":
            return
        if not isinstance(node.this, ROW_SOURCES):
            raise _strange("a source of rows that is no table")

    def _check_parameter(self, node: exp.Expr, scope: _Scope | None) -> None:
        # Snowflake's $1 is the first column.
        this = node.this
        if self.dialect != "snowflake" or not isinstance(this, exp.Literal) or this.is_string:
            raise _clause(node)

    def _check_bytes(self, node: exp.Expr, scope: _Scope | None) -> None:
        # PostgreSQL's E'…' escapes in ways of its own.
        if self.dialect != "bigquery":
            raise _clause(node)

    def _check_column_type(self, node: exp.Expr, scope: _Scope | None) -> None:
        if not isinstance(node.parent, exp.DataType):
            raise _clause(node)

    def _check_column(self, node: exp.Expr, scope: _Scope | None) -> None:
        this = node.this
        if (
            self.dialect in ("snowflake", "oracle")
            and isinstance(this, exp.Identifier)
            and this.name.upper() in ("NEXTVAL", "CURRVAL")
        ):
            raise UnsafeSql(
                "Reading a sequence moves it on.", "Number rows with ROW_NUMBER().", code="function_not_allowed"
            )
        if (
            self.rules.session_words
            and isinstance(this, exp.Identifier)
            and not this.quoted
            and not node.args.get("table")
            and this.name.lower() in self.rules.session_words
        ):
            raise UnsafeSql(
                f"{this.name} is the session's, not a column.",
                "Put a column of that name in double quotes.",
                code="function_not_allowed",
            )

    def _check_in(self, node: exp.Expr, scope: _Scope | None) -> None:
        given = node.args.get("expressions") or []
        # ClickHouse takes a lone name in brackets for a table as well.
        lone = self.dialect == "clickhouse" and len(given) == 1 and isinstance(given[0], exp.Column)
        if lone or (self.dialect in ("sqlite", "clickhouse") and node.args.get("field") is not None):
            raise UnsafeSql(
                "IN is followed by a table's name.", "Write IN (SELECT column FROM table).", code="clause_not_allowed"
            )

    def _check_dot(self, node: exp.Expr, scope: _Scope | None) -> None:
        # Inside a type's name a dot is checked with the type.
        inside = node.parent
        while isinstance(inside, exp.Dot):
            inside = inside.parent
        if self.dialect == "postgres" and not isinstance(inside, exp.DataType):
            raise UnsafeSql(
                "A field is taken out of a row with a dot, which can also call a function.",
                "Name the column itself.",
                code="function_not_allowed",
            )

    def _check_row_source(self, node: exp.Expr, scope: _Scope | None) -> None:
        if isinstance(node.this, exp.Func):
            self._check_source(node.this)
        elif not isinstance(node.this, exp.Subquery | exp.Query):
            raise _clause(node)

    def _check_identifier(self, node: exp.Expr, scope: _Scope | None) -> None:
        name = node.args.get("this")
        if not isinstance(name, str) or "\x00" in name or (not node.args.get("quoted") and not _is_plain_name(name)):
            raise _strange(str(name))

    def _check_literal(self, node: exp.Expr, scope: _Scope | None) -> None:
        text = node.args.get("this")
        if (
            not isinstance(text, str)
            or "\x00" in text
            or (not node.args.get("is_string") and not _NUMBER.fullmatch(text))
        ):
            raise _strange(str(text))

    def _check_type(self, node: exp.Expr, scope: _Scope | None) -> None:
        kind = node.args.get("kind")
        if kind is not None:
            name = kind.name if isinstance(kind, exp.Expr) else str(kind)
            if self.dialect == "tsql" and "." in name:
                raise UnsafeSql(
                    "Casting to a type of the database runs its code.",
                    "Cast to a plain type.",
                    code="function_not_allowed",
                )
            # "_name" is the array of name
            if name.lower().lstrip("_").startswith(("reg", "pg_")) or not _PLAIN.fullmatch(name):
                raise UnsafeSql(
                    f"Casting to {name} reads the system catalog.", "Cast to a plain type.", code="system_catalog"
                )


def _is_plain_name(name: str) -> bool:
    return _PLAIN_NAME.fullmatch(name) is not None


def _call_names(node: exp.Expr) -> tuple[str, ...]:
    if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc):
        name = node.this
        if isinstance(name, exp.Identifier):
            quoted = bool(name.quoted)
            name = name.name
            if quoted and name != name.lower():
                return (f'"{name}"',)
        return (str(name).lower(),)
    if isinstance(node, exp.ParameterizedAgg):
        return (str(node.this).lower(),)
    kind: Any = type(node)
    return _class_names(kind)


@lru_cache(maxsize=2048)
def _class_names(kind: Any) -> tuple[str, ...]:
    return tuple(str(name).lower() for name in kind.sql_names())


def _function(name: str) -> UnsafeSql:
    return UnsafeSql(
        f"The function {name.upper()} is not on the list of allowed functions.",
        "Use another function; reading files, settings or other sessions is never allowed.",
        code="function_not_allowed",
        function=name,
    )


def _clause(node: exp.Expr) -> UnsafeSql:
    code = "clause_not_allowed"
    if isinstance(node, exp.Into):
        code = "into"
    elif isinstance(node, exp.Lock):
        code = "locking"
    elif isinstance(node, exp.ObjectIdentifier):
        code = "system_catalog"
    elif isinstance(node, exp.Insert | exp.Update | exp.Delete | exp.Merge | exp.DDL):
        code = "not_a_query"
    said = f"The statement holds {_statement_name(node)}, which is not allowed."
    return UnsafeSql(said, "Only reading is allowed.", code=code)


def _strange(text: str) -> UnsafeSql:
    return UnsafeSql(f"A name or value cannot be read: {text[:60]!r}.", "Write it plainly or quote it.", code="parse")


def _statement_name(node: exp.Expr) -> str:
    if isinstance(node, exp.Command):
        return f"the command {str(node.this).upper()[:30]}"
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(node).__name__).upper()
    return f"the part {words}"


_QUOTING: tuple[Any, ...] = (
    exp.Literal,
    exp.Identifier,
    exp.RawString,
    exp.National,
    exp.HexString,
    exp.JSONPathKey,
    exp.JSONPathSubscript,
)
_SPECIAL: dict[type[Any], Any] = {
    exp.Table: _Proof._check_table,
    exp.ByteString: _Proof._check_bytes,
    exp.Column: _Proof._check_column,
    exp.ColumnDef: _Proof._check_column_type,
    exp.From: _Proof._check_from,
    exp.Join: _Proof._check_from,
    exp.Parameter: _Proof._check_parameter,
    exp.In: _Proof._check_in,
    exp.Dot: _Proof._check_dot,
    exp.Lateral: _Proof._check_row_source,
    exp.TableFromRows: _Proof._check_row_source,
    exp.Identifier: _Proof._check_identifier,
    exp.Literal: _Proof._check_literal,
    exp.DataType: _Proof._check_type,
}
# Allowed with whatever they hold: what they hold is looked at.
_ONLY_PARTS = frozenset(
    kind
    for kind in ALLOWED_NODES
    if not issubclass(kind, exp.Func) and kind not in ALLOWED_ARGS and kind not in _SPECIAL
)
