"""One walk over a tree with the names in scope: each part is on a list, or the statement is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import Any

from sqlglot import exp

from lunara.errors import UnsafeSql
from lunara.guard import parts, settled
from lunara.guard.effort import MEASURED, Effort, check_recursion
from lunara.guard.function_names import FunctionNames, call_names, class_names, function_names
from lunara.guard.grammar import ALLOWED_ARGS, ALLOWED_NODES, CLAUSE_CODES, HARMLESS_HINTS, QUERY_ROOTS
from lunara.guard.handed import HANDING, check_handed
from lunara.guard.names import NameRules, Parts, allowed_parts, is_file, is_system, join_parts, name_rules, table_key
from lunara.guard.qualifiers import check_qualifiers
from lunara.guard.refusals import clause, function, kind_of_statement, strange, too_deep, too_many_joins

MAX_TREE_DEPTH = 400
MAX_JOINS = 100

PLAIN_NAME = re.compile(r"[^\W\d][\w$]*")
_PLAIN = re.compile(r"[\w $.,:+-]*")
_NUMBER = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_NONE: frozenset[str] = frozenset()
# Longer names are not remembered, nor more of them.
_USUAL = 200
_KNOWN = 50_000
_Expr, _Identifier, _Column, _Literal, _Var = exp.Expr, exp.Identifier, exp.Column, exp.Literal, exp.Var
# Parts whose own text is quoted as it is written.
_QUOTING: tuple[Any, ...] = (
    exp.Literal,
    exp.Identifier,
    exp.RawString,
    exp.National,
    exp.HexString,
    exp.JSONPathKey,
    exp.JSONPathSubscript,
)


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


class _Leaves:
    """The names and values of a tree, which are most of it: each is looked at once, however often it stands there.

    `bare` are unquoted columns without a table, `dotted` those with one; `names` are all other unquoted names; `words` are
    units and the like.
    """

    __slots__ = ("bare", "dotted", "names", "numbers", "quoted", "texts", "words")

    def __init__(self) -> None:
        self.names: set[Any] = set()
        self.quoted: set[Any] = set()
        self.bare: set[Any] = set()
        self.dotted: set[Any] = set()
        self.texts: set[Any] = set()
        self.numbers: set[Any] = set()
        self.words: set[Any] = set()

    def check(self, dialect: str, rules: NameRules) -> bool:
        """Whether each is written in one way only and read as nothing else (`settled.py`).

        Raises UnsafeSql for what could be read as more than one name or value, or is the session's and no column.
        """
        known, is_settled = _known_names(dialect), True
        for name in (self.names | self.bare | self.dotted) - known:
            if not isinstance(name, str) or not PLAIN_NAME.fullmatch(name):
                raise strange(str(name))
            if name.upper() in rules.sequence_words:
                raise _sequence()
            if not settled.WORD.fullmatch(name) or name.upper() in settled.keywords(dialect):
                is_settled = False
            elif name.lower() not in rules.session_words and len(known) < _KNOWN and len(name) < _USUAL:
                known.add(name)
            if name.lower() in rules.session_words and name in self.bare:
                raise UnsafeSql(
                    f"{name} is the session's, not a column.",
                    "Put a column of that name in quotes.",
                    code="function_not_allowed",
                )
        for word in self.words:
            if not isinstance(word, str) or not _PLAIN.fullmatch(word):
                raise strange(str(word))
            is_settled = is_settled and word.upper() in settled.UNITS
        for text in self.texts | self.quoted:
            if not isinstance(text, str) or "\x00" in text:
                raise strange(str(text))
            is_settled = is_settled and settled.TEXT.fullmatch(text) is not None
        if rules.sequence_words and not rules.sequence_words.isdisjoint(map(str.upper, self.quoted)):
            raise _sequence()
        for number in self.numbers:
            if not isinstance(number, str) or not _NUMBER.fullmatch(number):
                raise strange(str(number))
            is_settled = is_settled and settled.NUMBER.fullmatch(number) is not None
        return is_settled


def _is_marked(*names: exp.Expr | None) -> bool:
    return any(name is not None and len(name.args) > 2 for name in names)


def _marked(name: exp.Expr) -> UnsafeSql:
    """SQL Server's #name is another table than name."""
    return UnsafeSql(
        f"#{name.name} is a temporary table.", "Use the tables of the model.", code="table_not_allowed", table=name.name
    )


def _sequence() -> UnsafeSql:
    return UnsafeSql("Reading a sequence moves it on.", "Number rows with ROW_NUMBER().", code="function_not_allowed")


@cache
def _known_names(dialect: str) -> set[str]:
    """Names that were found to be plain and no words of the language, so that they are not looked at again."""
    return set()


class Proof:
    """One walk. Holds what was found so far; nothing of it outlives the statement.

    After `walk`, `settled` tells whether the tree holds only what is written as it is read (`settled.py`).
    """

    def __init__(self, dialect: str, allowed: frozenset[str] | None, functions: frozenset[str] = _NONE) -> None:
        self.dialect = dialect
        self.rules: NameRules = name_rules(dialect)
        self.allowed = allowed
        self.functions: FunctionNames = function_names(dialect)
        self.own = functions
        self.effort = Effort()
        self.tables: dict[str, None] = {}
        self.joins = 0
        self.scope: _Scope | None = None
        self.aliases: set[str] | None = None
        self.settled = True

    def walk(self, tree: exp.Expr) -> tuple[str, ...]:
        """Raise UnsafeSql at the first thing that is not allowed; the physical tables otherwise, sorted."""
        root: Any = tree
        while isinstance(root, exp.Subquery):
            root = root.this
        # DuckDB's PIVOT may be a statement.
        if not isinstance(root, QUERY_ROOTS) and not (self.dialect == "duckdb" and isinstance(root, exp.Pivot)):
            raise UnsafeSql(
                f"This is {kind_of_statement(tree)}, not a query.",
                "Only SELECT statements are run.",
                code="not_a_query",
            )
        leaves = _Leaves()
        names, bare, dotted, quoted = leaves.names, leaves.bare, leaves.dotted, leaves.quoted
        texts, numbers, words = leaves.texts, leaves.numbers, leaves.words
        plans, is_settled = _plans(self.dialect), True
        marking = self.dialect == "tsql"  # has # before a name, which the parser keeps beside it
        stack: list[tuple[exp.Expr, _Scope | None, int]] = [(tree, None, 0)]
        push, pop = stack.append, stack.pop
        while stack:
            node, scope, depth = pop()
            if depth > MAX_TREE_DEPTH:
                raise too_deep()
            kind = node.key
            own, permitted, checks = plans.get(kind) or _plan(node, self.dialect)
            if checks:
                self.scope = scope
                for check in checks:
                    check(self, node)
            args = node.args
            if args.get("with_") is not None:
                scope = self._push_ctes(args["with_"], scope, stack, depth)
            deeper = depth + 1
            for key, value in args.items():
                if not value:
                    continue
                if key not in own:
                    if key == "with_":
                        continue
                    if permitted is not None and key not in permitted:
                        raise _refused(key)
                    is_settled = False
                for item in value if type(value) is list else (value,):
                    what = type(item)
                    if what is _Identifier:
                        inner = item.args
                        if marking and len(inner) > 2:
                            raise _marked(item)
                        (quoted if inner.get("quoted") else names).add(inner.get("this"))
                    elif what is _Column:
                        inner = item.args
                        name, table = inner.get("this"), inner.get("table")
                        if (
                            type(name) is _Identifier
                            and len(inner) == (1 if table is None else 2)
                            and (table is None or type(table) is _Identifier)
                            and not (marking and _is_marked(name, table))
                        ):
                            inner = name.args
                            (quoted if inner.get("quoted") else bare if table is None else dotted).add(
                                inner.get("this")
                            )
                            if table is not None:
                                inner = table.args
                                (quoted if inner.get("quoted") else names).add(inner.get("this"))
                        else:
                            push((item, scope, deeper))
                    elif what is _Literal:
                        inner = item.args
                        (texts if inner.get("is_string") else numbers).add(inner.get("this"))
                    elif what is _Var:
                        if kind == "matchrecognize":
                            continue
                        words.add(item.args.get("this"))
                    elif isinstance(item, _Expr):
                        push((item, scope, deeper))
                    elif item is True:
                        continue
                    elif what is str:
                        if item not in settled.CLAUSE_WORDS:
                            is_settled = is_settled and kind == "anonymous" and settled.WORD.fullmatch(item) is not None
                            if not _PLAIN.fullmatch(item) and not isinstance(node, _QUOTING):
                                raise strange(item)
                    elif isinstance(item, exp.DType):
                        is_settled = is_settled and item in settled.types_of(self.dialect)
                    elif not isinstance(item, int | Enum):
                        raise strange(str(item))
        if self.dialect == "oracle":
            check_qualifiers(tree, self.rules, self.functions)
        self.settled = leaves.check(self.dialect, self.rules) and is_settled and self.settled
        return tuple(sorted(self.tables))

    def _push_ctes(
        self, with_: exp.Expr, scope: _Scope | None, stack: list[tuple[exp.Expr, _Scope | None, int]], depth: int
    ) -> _Scope | None:
        """Push each CTE with the names it sees: those before it, and itself when it recurses."""
        _check_args(with_)
        declared = bool(with_.args.get("recursive"))
        self.settled &= depth == 0 and settled.is_with(with_, self.dialect)
        for cte in with_.expressions:
            _check_args(cte)
            alias = cte.args.get("alias")
            if not isinstance(alias, exp.TableAlias) or not isinstance(alias.this, exp.Identifier):
                raise strange("a WITH without a name")
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
            and self.rules.may_be(this.name, bool(this.quoted), name)
        )

    def check_function(self, node: exp.Expr) -> None:
        names = call_names(node)
        if not any(self.functions.allows(name) for name in names) and not parts.is_own(self, node):
            raise parts.refused_call(self, node)
        for name in names:
            self.effort.see(node, name)
            for place in self.functions.sizes.get(name, ()):
                self.effort.see_size(node, name, place)

    def is_alias(self, node: exp.Expr, name: str) -> bool:
        """Whether something in the statement that `node` is of is called `name` (lower case)."""
        if self.aliases is None:
            self.aliases = {named.alias.lower() for named in node.root().find_all(exp.Alias, exp.CTE)}
        return name in self.aliases

    def check_source(self, node: exp.Expr) -> None:
        names = call_names(node)
        if not any(name in self.functions.sources for name in names):
            raise function(names[0], self.functions.why_out(names[:1]))

    def count_join(self, node: exp.Expr) -> None:
        self.joins += 1
        if self.joins > MAX_JOINS:
            raise too_many_joins(MAX_JOINS)
        # A JOIN without more is written as a comma, which some read as CROSS JOIN.
        if not any(node.args.get(key) for key in ("kind", "on", "using")) and settled.has_cross_commas(self.dialect):
            self.settled = False

    def check_table(self, node: exp.Expr) -> None:
        args = node.args
        this = args.get("this")
        if this is None:
            _check_args(node)
        elif isinstance(this, exp.Func) and not args.get("db"):
            self.check_source(this)
            return
        if args.get("hints"):
            self._check_hints(node)
        named: tuple[_Named, ...]
        if type(this) is _Identifier and not args.get("db") and not args.get("catalog"):
            named = ((this.name, bool(this.args.get("quoted"))),)
            if self.scope is not None and self.scope.sees(self.rules.fold(*named[0])):
                return
        else:
            named = _names(self.rules, args.get("catalog"), args.get("db"), this)
        find = _written if all(len(name) < _USUAL for name, _ in named) else _written.__wrapped__
        written = find(named, self.dialect, self.allowed)
        if written is not None:
            self.tables[written] = None

    def check_path(self, path: exp.Expr) -> None:
        """A path after FROM, which may be a table of a schema as well as a column of the alias before it."""
        named = _names(self.rules, *path.parts) if isinstance(path, exp.Column | exp.Dot) else ()
        if not named:
            return
        try:
            written = _written.__wrapped__(named, self.dialect, self.allowed)
        except UnsafeSql as refused:
            if refused.code != "table_not_allowed":
                raise
            dotted = ".".join(name for name, _ in named)
            raise UnsafeSql(
                f"{dotted} after FROM may be a table of the schema {named[0][0]} as well as a column of {named[0][0]}.",
                "Take single elements, as in column[0], instead of a row for each.",
                code=refused.code,
                table=dotted,
            ) from refused
        if self.allowed is not None and written is not None:
            self.tables[written] = None

    def _check_hints(self, node: exp.Expr) -> None:
        for hint in node.args.get("hints") or ():
            asked = {part.name.upper() for part in hint.expressions}
            if self.dialect != "tsql" or not isinstance(hint, exp.WithTableHint) or not asked <= HARMLESS_HINTS:
                raise UnsafeSql("Hints to the engine are not run.", "Leave the hint out.", code="clause_not_allowed")


def _check_args(node: exp.Expr) -> None:
    permitted = ALLOWED_ARGS.get(type(node))
    if permitted is None:
        raise clause(node)
    for key, value in node.args.items():
        if value and key not in permitted:
            raise _refused(key)


_Named = tuple[str, bool]


def _names(rules: NameRules, *given: exp.Expr | str | None) -> tuple[_Named, ...]:
    """(name, whether it is quoted) for each part of a table's name. What is left out between dots is the default schema."""
    found: list[_Named] = []
    for part in given:
        for piece in _pieces(part):
            if piece is None or piece == "":
                if piece is not None and found:
                    found.append((rules.default_schema, True))
                continue
            if not isinstance(piece, exp.Identifier) or not isinstance(piece.args.get("this"), str):
                raise strange("a table that is not named plainly")
            found.append((piece.args["this"], bool(piece.args.get("quoted"))))
    return tuple(found)


def _pieces(part: exp.Expr | str | None) -> list[exp.Expr | str | None]:
    if isinstance(part, exp.Dot):
        return [*_pieces(part.args.get("this")), *_pieces(part.args.get("expression"))]
    return [part]


@lru_cache(maxsize=4096)
def _written(names: tuple[_Named, ...], dialect: str, allowed: frozenset[str] | None) -> str | None:
    """The table as it is written, None for one that is no table of anybody's; UnsafeSql unless it may be read."""
    rules = name_rules(dialect)
    folded = tuple(rules.fold(name, quoted) for name, quoted in names)
    if folded == (rules.fold("dual", False),) and dialect in ("oracle", "mysql"):
        return None
    written = ".".join(name for name, _ in names)
    key = table_key(folded, dialect)
    known = None if allowed is None else allowed_parts(allowed, dialect)
    # A table that only looks like a system one, and is allowed with its own schema.
    owned = known is not None and key in known and len(key) > 1 and not is_system((*key[:-1], "x"), dialect)
    if is_system(key, dialect) and not owned:
        raise UnsafeSql(
            f"The table {written} belongs to the system catalog.",
            "Ask about the tables of the data source.",
            code="system_catalog",
            table=written,
        )
    if known is not None and key not in known:
        raise UnsafeSql(
            f"The table {written} is not one of the allowed tables.",
            _nearest(key, known),
            code="table_not_allowed",
            table=written,
        )
    if known is None and dialect == "tsql" and len(key) > 3:
        raise UnsafeSql(
            f"The table {written} lies on another server.",
            "Add that server as a data source.",
            code="table_not_allowed",
            table=written,
        )
    # Who writes a model writes the list, and may name what is no table of the data source.
    if is_file(key, dialect, listed=known is not None):
        raise UnsafeSql(
            f"The table {written} names a file.",
            "Add the file as a data source, or read it through a view with another name.",
            code="table_not_allowed",
            table=written,
        )
    return written


def _nearest(key: Parts, known: frozenset[Parts]) -> str:
    """What to do about a table that is not on the list: one of that name may be there in another schema."""
    same = sorted(join_parts(parts) for parts in known if parts[-1] == key[-1] and len(parts) > 1)
    return f"Write it with its schema: {' or '.join(same[:3])}." if same else "Use the tables of the model."


_Check = Callable[[Proof, exp.Expr], None]
_Plan = tuple[frozenset[str], frozenset[str] | None, tuple[_Check, ...]]


def _refuse(proof: Proof, node: exp.Expr) -> None:
    raise clause(node)


def _unsettle(proof: Proof, node: exp.Expr) -> None:
    proof.settled = False


def _refused(key: str) -> UnsafeSql:
    code, message = CLAUSE_CODES.get(
        key, ("clause_not_allowed", f"The clause {key.strip('_').upper()} is not allowed.")
    )
    return UnsafeSql(message, "Only reading is allowed.", code=code)


@cache
def _plans(dialect: str) -> dict[str, _Plan]:
    """How each kind of part is looked at, by its key: filled as they are met."""
    return {}


def _plan(node: exp.Expr, dialect: str) -> _Plan:
    """The arguments that are settled, those that are permitted (None: any), and what else must hold."""
    kind: Any = type(node)
    checks: list[_Check] = []
    if issubclass(kind, exp.Func):
        names, functions = class_names(kind), function_names(dialect)
        named = issubclass(kind, exp.Anonymous | exp.AnonymousAggFunc | exp.ParameterizedAgg)
        measured = not MEASURED.isdisjoint(names) or any(name in functions.sizes for name in names)
        if named or measured or not any(map(functions.allows, names)):
            checks.append(Proof.check_function)
        if kind is exp.Anonymous or kind in HANDING:
            checks.append(check_handed)
    elif kind not in ALLOWED_NODES:
        checks.append(_refuse)
    if kind is exp.Table:
        checks.append(Proof.check_table)
    elif kind is exp.Join:
        checks.append(Proof.count_join)
    if kind in parts.CHECKS:
        checks.append(parts.CHECKS[kind])
    own = settled.parts_of(dialect).get(node.key)
    if own is None:
        checks.append(_unsettle)
    plan = (own or _NONE, ALLOWED_ARGS.get(kind), tuple(checks))
    return _plans(dialect).setdefault(node.key, plan)
