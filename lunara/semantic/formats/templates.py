"""SQL with references in it (`{CUBE}.amount`, `${users.id}`), as Cube and LookML write it, read into trees.

Each reference becomes a name of its own, the text is parsed, and the trees that the references stand for take the place of those
names; nothing is pasted. What no reference can stand for is refused with the reason, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

from lunara.errors import InvalidInput
from lunara.semantic.expressions import parse_expression, parse_fragment
from lunara.semantic.formats.bounds import Growth
from lunara.semantic.formats.parts import Unsaid, read_easily
from lunara.semantic.identifiers import column_identifier
from lunara.semantic.model import Dimension

_STAND_IN = "lunara_reference_"
_WHICH = "is no standard SQL; it may be read when its dialect is said"
STANDARD = "the files do not say which SQL dialect they are in, so all of it is taken for standard SQL"
MOST_LETTERS = 50_000
_NONE = re.compile(r"(?!)")
_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)


@dataclass(frozen=True)
class Rows:
    """What a reference stands for when it names the rows of a table: `{CUBE}` and `${TABLE}`."""

    table: str


# What the name in a reference stands for. Raises Unsaid.
Meaning = Callable[[str], "Rows | exp.Expr"]


def resolved(text: str, references: re.Pattern[str], meaning: Meaning, dialect: str | None, where: str) -> exp.Expr:
    """The tree of a text; columns that a reference qualifies carry the name of their table, others none. Raises Unsaid."""
    if len(text) > MOST_LETTERS:
        raise Unsaid(f"it has more than {MOST_LETTERS:,} letters: {_short(text)}")
    names: dict[str, Rows | exp.Expr] = {}

    def token(match: re.Match[str]) -> str:
        name = f"{_STAND_IN}{len(names)}"
        names[name] = meaning(match.group(1))
        return name

    plain = references.sub(token, text)
    if re.search(r"(?<!\\)[{}]", plain):
        raise Unsaid(f"it holds a template that only the tool itself can fill: {_short(text)}")
    plain = re.sub(r"\\([{}])", r"\1", plain)
    if not plain.strip():
        raise Unsaid("it is empty")
    try:
        tree = parse_fragment(plain, dialect, where)
    except InvalidInput as error:
        raise Unsaid(
            f"{_short(text)} cannot be read as {dialect}" if dialect else f"{_short(text)} {_WHICH}"
        ) from error
    holder = exp.Paren(this=tree)
    # A function of another dialect may be taken for one that has no such argument: no reference may go lost.
    met, growth = 0, Growth()
    for column in list(holder.find_all(exp.Column)):
        parts = [part for part in column.parts if isinstance(part, exp.Identifier)]
        if not parts or len(parts) != len(column.parts):
            continue
        stands = names.get(parts[0].name)
        met += stands is not None
        if isinstance(stands, Rows):
            if len(parts) == 1:
                raise Unsaid(f"it takes whole rows: {_short(text)}")
            column.replace(_column(stands.table, parts[1:], dialect))
        elif stands is not None:
            if len(parts) > 1:
                raise Unsaid(f"{_short(text)} asks for a part of a field")
            growth.take(stands)
            column.replace(wrapped(stands.copy()))
    if any(isinstance(node.args.get("unit"), exp.Column) for node in holder.walk()):
        raise Unsaid(f"{_short(text)} {_WHICH}")
    for node in holder.walk():
        if isinstance(node, exp.Identifier | exp.Literal | exp.Anonymous | exp.Var) and _STAND_IN in str(node.name):
            raise Unsaid(f"a reference stands where no column can: {_short(text)}")
    if met < len(references.findall(text)):
        raise Unsaid(
            f"it is no {dialect} SQL that is understood: {_short(text)}" if dialect else f"{_short(text)} {_WHICH}"
        )
    result: exp.Expr = holder.this
    return result.this if isinstance(result, exp.Paren) and not isinstance(tree, exp.Paren) else result


def _column(table: str, parts: list[exp.Identifier], dialect: str | None) -> exp.Expr:
    value: exp.Expr = exp.Column(this=spelled(parts[0], dialect), table=exp.Identifier(this=table, quoted=True))
    for part in parts[1:]:
        value = exp.Dot(this=value, expression=part.copy())
    return value


def spelled(identifier: exp.Identifier, dialect: str | None) -> exp.Identifier:
    """The name so that it can stand alone: quoted, as the warehouse keeps it, where it is a word of SQL."""
    name = identifier.name
    if identifier.quoted or (_PLAIN.fullmatch(name) and not column_identifier(name.lower(), dialect or "").quoted):
        return identifier.copy()
    folded = Dialect.get_or_raise(dialect).normalize_identifier(identifier.copy()) if dialect else identifier
    return exp.Identifier(this=folded.name, quoted=True)


def physical(identifier: exp.Identifier, dialect: str | None) -> str:
    """The column as the warehouse has it, for keys and relationships."""
    if identifier.quoted or dialect is None or identifier.name.islower():
        return identifier.name
    return Dialect.get_or_raise(dialect).normalize_identifier(identifier.copy()).name


def wrapped(tree: exp.Expr) -> exp.Expr:
    """The tree so that it stays one where it takes the place of a name."""
    simple = isinstance(tree, exp.Column | exp.Literal | exp.Paren | exp.Func | exp.Cast | exp.Null | exp.Boolean)
    return tree if simple and not isinstance(tree, exp.Connector) else exp.Paren(this=tree)


def own(tree: exp.Expr, table: str) -> exp.Expr:
    """The tree over the columns of its own table, bare. Raises Unsaid for a column of another."""
    holder = exp.Paren(this=tree.copy())
    for column in holder.find_all(exp.Column):
        if column.args.get("db") or column.table not in ("", table):
            raise Unsaid(f"it takes {column.sql(dialect=None).replace(chr(34), '')} from another table")
        column.set("table", None)
    result: exp.Expr = holder.this
    return result


@dataclass(frozen=True)
class Spelling:
    """How a tool writes the names of a table's fields: `prefix` stands before its columns, `member` around its dimensions."""

    prefix: re.Pattern[str] = _NONE
    member: re.Pattern[str] = _NONE
    dimensions: tuple[Dimension, ...] = ()


def as_written(text: str, spelling: Spelling, tree: exp.Expr, dialect: str | None) -> str:
    """The tree as its author wrote it, columns and dimensions bare, where a model takes that for the same; else physical."""
    names = {one.name for one in spelling.dimensions}
    bare = spelling.prefix.sub("", text)
    bare = spelling.member.sub(lambda match: match[1] if match[1] in names else match[0], bare).strip()
    try:
        if "{" not in bare and _expanded(parse_fragment(bare, dialect, "it"), spelling.dimensions, dialect) == tree:
            return bare
    except InvalidInput:
        pass  # it needs its prefixes
    return read_easily(tree).sql(dialect=dialect, comments=False)


def kept_texts(
    written: Mapping[str, str], trees: Mapping[str, exp.Expr], spelling: Spelling, dialect: str | None
) -> dict[str, str]:
    """The texts of dimensions that name other dimensions, as they were written; those named must name none themselves."""
    by_name = {one.name: one for one in spelling.dimensions}
    found: dict[str, str] = {}
    for name, text in written.items():
        others = tuple(one for one in spelling.dimensions if one.name != name)
        told = as_written(text, replace(spelling, dimensions=others), trees[name], dialect)
        if told != by_name[name].expression and parse_fragment(told, dialect, name) != trees[name]:
            found[name] = told
    nested = set(found)
    return {
        name: text
        for name, text in found.items()
        if not nested & {column.name for column in parse_fragment(text, dialect, name).find_all(exp.Column)} - {name}
    }


def stands_for(dimensions: Iterable[Dimension], dialect: str | None) -> dict[str, exp.Expr]:
    """The dimensions that their bare name means in a model, with what they are; any other name is that of a column."""
    found = {}
    for one in dimensions:
        if one.expression is not None:
            its = parse_fragment(one.expression, dialect, one.name)
            if not any(column.name == one.name for column in its.find_all(exp.Column)):
                found[one.name] = its
    return found


def _expanded(tree: exp.Expr, dimensions: Iterable[Dimension], dialect: str | None) -> exp.Expr:
    meant = stands_for(dimensions, dialect)
    holder = exp.Paren(this=tree)
    for column in list(holder.find_all(exp.Column)):
        if not column.table and column.name in meant:
            column.replace(meant[column.name].copy() if column is tree else wrapped(meant[column.name].copy()))
    result: exp.Expr = holder.this
    return result


def with_prefix(text: str, prefixes: Mapping[str, str], tree: exp.Expr, dialect: str | None) -> str | None:
    """The text with its prefix and a dot before each name, where it then says what the tree does; else None."""
    parts, at, before = [], 0, ""
    try:
        tokens = Dialect.get_or_raise(dialect).tokenize(text)
    except SqlglotError:
        return None
    for token in tokens:
        if token.text in prefixes and before != "." and text[token.start : token.start + 1] != "'":
            parts.append(f"{text[at : token.start]}{prefixes[token.text]}.")
            at = token.start
        before = token.text
    made = "".join((*parts, text[at:]))
    try:
        same = parse_fragment(made, dialect, "it") == tree
    except InvalidInput:
        return None
    return made if same else None


def tables_in(tree: exp.Expr) -> set[str]:
    """The tables whose columns it takes; empty for bare ones."""
    return {column.table for column in tree.find_all(exp.Column)}


def scalar_text(
    tree: exp.Expr, dialect: str | None, where: str, written: str = "", spelling: Spelling | None = None
) -> str:
    """An expression of a row as text, as it was `written` where that will do.

    Raises Unsaid for aggregates, subqueries and windows.
    """
    text = as_written(written, spelling or Spelling(), tree, dialect)
    try:
        parse_expression(text, dialect, where)
    except InvalidInput as error:
        raise Unsaid(error.message) from error
    return text


def columns_in(tree: exp.Expr, dialect: str | None) -> list[str]:
    """The physical columns that it reads, in the order they are written."""
    nodes = tree.walk(bfs=False)
    columns = [n.this for n in nodes if isinstance(n, exp.Column) and isinstance(n.this, exp.Identifier)]
    return list(dict.fromkeys(physical(column, dialect) for column in columns))


def bare_column(tree: exp.Expr) -> exp.Identifier | None:
    """The name of the column when the tree is nothing but one."""
    while isinstance(tree, exp.Paren):
        tree = tree.this
    if isinstance(tree, exp.Column) and isinstance(tree.this, exp.Identifier):
        return tree.this
    return None


def expression_of(
    name: str, tree: exp.Expr, dialect: str | None, written: str = "", spelling: Spelling | None = None
) -> str | None:
    """What a dimension has for its expression: None where it is the column of its own name. Raises Unsaid."""
    column = bare_column(tree)
    if (
        column is not None
        and column.name == name
        and (column.quoted or (name.islower() and physical(column, dialect) == name))
    ):
        return None
    return scalar_text(tree, dialect, name, written, spelling)


def shadowed(tree: exp.Expr, dimensions: Iterable[Dimension], dialect: str | None, itself: str = "") -> str | None:
    """A column that the tree reads and that a model would take for a dimension of that name which is something else."""
    read = {column.name for column in tree.find_all(exp.Column)}
    near = [one for one in dimensions if one.name in read and one.name != itself]
    return next(iter(stands_for(near, dialect)), None)


End = tuple[str, str]


def joined(tree: exp.Expr, dialect: str | None) -> list[tuple[End, End]]:
    """The pairs of (table, column) that a condition of a join sets equal. Raises Unsaid for any other condition."""
    while isinstance(tree, exp.Paren):
        tree = tree.this
    if isinstance(tree, exp.And):
        return [*joined(tree.this, dialect), *joined(tree.expression, dialect)]
    if isinstance(tree, exp.EQ):
        ends: list[End] = []
        for side in (tree.this, tree.expression):
            column = bare_column(side)
            if column is None:
                raise Unsaid(f"a join is of columns, and {side.sql(dialect=dialect).replace(chr(34), '')} is none")
            (table,) = tables_in(side)
            ends.append((table, physical(column, dialect)))
        return [(ends[0], ends[1])]
    raise Unsaid(f"a join sets columns equal; {tree.sql(dialect=dialect).replace(chr(34), '')} is another condition")


def plain_source(sql: str, dialect: str | None) -> str | None:
    """The table that `SELECT * FROM table` is nothing but; None for any other SQL."""
    try:
        tree = parse_fragment(f"({sql.strip().rstrip(';')})", dialect, "the SQL")
    except InvalidInput:
        return None
    select = tree.this if isinstance(tree, exp.Subquery) else None
    if not isinstance(select, exp.Select) or not select.is_star or len(select.expressions) != 1:
        return None
    rest = {name for name, value in select.args.items() if value} - {"expressions", "from_"}
    star = select.expressions[0]
    relation = select.args["from_"].this if select.args.get("from_") else None
    if rest or not isinstance(star, exp.Star) or any(star.args.get(n) for n in ("except_", "replace", "rename")):
        return None
    if not isinstance(relation, exp.Table) or not isinstance(relation.this, exp.Identifier):
        return None
    if any(value for name, value in relation.args.items() if name not in ("this", "db", "catalog")):
        return None
    return relation.sql(dialect=dialect)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 100 else f"{flat[:99]}…"
