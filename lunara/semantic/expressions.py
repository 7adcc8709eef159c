"""SQL fragments of a model, parsed once and kept to what they may be: an expression over columns, or one SELECT."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.errors import ParseError, TokenError

from lunara.errors import InvalidInput
from lunara.guard.reading import parse_all_within

_NOT_SCALAR = (
    exp.Query,
    exp.AggFunc,
    exp.Window,
    exp.Star,
    exp.Command,
    exp.DDL,
    exp.DML,
    exp.Placeholder,
    exp.Parameter,
)


def unread(error: ParseError | TokenError) -> str:
    """What keeps SQL from being read, in the words of who wrote it: the word at which reading stopped, and what was wanted."""
    told = error.errors[0] if isinstance(error, ParseError) and error.errors else {}
    at, reason = told.get("highlight"), str(told.get("description") or str(error).split("\n", maxsplit=1)[0])
    if not at:
        return reason
    if reason.startswith("Required keyword"):
        return f"something is missing at {at[:80]!r}"
    if reason.startswith("Expecting "):
        return f"{reason.removeprefix('Expecting ')} is missing at {at[:80]!r}"
    return f"it makes no sense at {at[:80]!r}" if reason.endswith("Unexpected token") else reason


def _one(text: str, dialect: str | None, where: str) -> exp.Expr:
    try:
        trees = [tree for tree in parse_all_within(text, dialect) if tree is not None]
    except (ParseError, TokenError) as error:
        raise InvalidInput(
            f"The expression of {where} cannot be read: {unread(error)}.", f"Check this text: {text[:200]}", where=where
        ) from error
    except RecursionError as error:
        raise InvalidInput(f"The expression of {where} is nested too deeply.", "Simplify it.", where=where) from error
    if len(trees) != 1:
        raise InvalidInput(
            f"{where[:1].upper()}{where[1:]} must be one expression.", f"It is: {text[:200]}", where=where
        )
    return trees[0]


def parse_fragment(text: str, dialect: str | None, where: str) -> exp.Expr:
    """One expression of any kind, such as stands in a SELECT: a value, a condition, an aggregate. Raises InvalidInput."""
    tree = _one(f"SELECT {text}", dialect, where)
    extra = any(value for name, value in tree.args.items() if name != "expressions")
    if not isinstance(tree, exp.Select) or len(tree.expressions) != 1 or extra:
        raise InvalidInput(
            f"{where[:1].upper()}{where[1:]} must be one expression.", f"It is: {text[:200]}", where=where
        )
    found: exp.Expr = tree.expressions[0].unalias()
    found.pop()
    return found


def parse_expression(text: str, dialect: str | None, where: str) -> exp.Expr:
    """An expression over the columns of one row. Raises InvalidInput for anything else (aggregates, subqueries, windows)."""
    found = parse_fragment(text, dialect, where)
    for bad in found.find_all(*_NOT_SCALAR):
        kind = {exp.AggFunc: "an aggregate", exp.Window: "a window", exp.Star: "a star", exp.Query: "a subquery"}
        word = next((text for cls, text in kind.items() if isinstance(bad, cls)), "something else")
        raise InvalidInput(
            f"The expression of {where} contains {word} ({bad.sql()[:80]}).",
            "Use an expression over the columns of one row; the aggregate is a setting of the measure.",
            where=where,
        )
    return found


def parse_select(text: str, dialect: str | None, where: str) -> exp.Expr:
    """One SELECT (or UNION) as a subquery's body."""
    tree = _one(text, dialect, where)
    if not isinstance(tree, exp.Query):
        raise InvalidInput(f"{where[:1].upper()}{where[1:]} is not a SELECT.", f"It is: {text[:200]}", where=where)
    return tree


def parse_source(text: str, dialect: str | None, table: str) -> exp.Expr:
    """A physical relation: `name`, `schema.name`, `catalog.schema.name`, each part quoted where it is odd."""
    where = f"the source of table {table}"
    tree = _one(f"SELECT 1 FROM {text}", dialect, where)
    source = tree.args.get("from_")
    relation = source.this if source is not None else None
    extra = any(value for name, value in tree.args.items() if name not in ("expressions", "from_"))
    if not isinstance(relation, exp.Table) or extra or relation.args.get("alias") or relation.args.get("joins"):
        raise InvalidInput(
            f"{where[:1].upper()}{where[1:]} is not a table name: {text[:120]}.", "Quote odd names.", where=where
        )
    relation.pop()
    return relation
