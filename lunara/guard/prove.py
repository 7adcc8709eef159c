"""The proof itself: one parse, one walk over the tree with the names in scope, one rendering, read again where that tells more.

Only the rendering ever runs, so it must say what the tree says. There are two ways to know that:

* The tree is *settled* (`settled.py`): made of nothing but parts whose rendering is known to be read as the same part,
  with names and values that nothing can be read out of. Most statements are.
* Otherwise the rendering is parsed again. It must be the same tree or render the same, over the same tables, and pass the
  same proof. That costs about twice as much.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from sqlglot import exp

from lunara.errors import InvalidInput, UnsafeSql
from lunara.guard.names import dialects, family
from lunara.guard.reading import output_names, parse, render
from lunara.guard.statement import ReadOnlySql
from lunara.guard.walk import PLAIN_NAME, Proof

MAX_BYTES = 100_000
# Longer statements are rare and would fill the memory that remembers them.
_SHORT = 8_000

Names = frozenset[str]
Settings = tuple[tuple[str, int], ...]


def prove_text(sql: str, dialect: str, allowed: Names | None, functions: Names) -> ReadOnlySql:
    """`read_only`; accepted statements are remembered."""
    size = len(sql)
    if size <= _SHORT:
        return _proven_short(sql, _known(dialect), allowed, functions)
    if size > MAX_BYTES or len(sql.encode("utf-8", "replace")) > MAX_BYTES:
        raise UnsafeSql(
            f"The statement is longer than {MAX_BYTES // 1000} kB.",
            "Shorten it; long lists belong in a table.",
            code="too_large",
        )
    return _proven_long(sql, _known(dialect), allowed, functions)


def prove_tree(
    tree: exp.Expr,
    dialect: str,
    allowed: Names | None,
    functions: Names,
    settings: Settings = (),
) -> ReadOnlySql:
    """`read_only_tree`."""
    known = _known(dialect)
    proof = Proof(known, allowed, functions)
    tables = proof.walk(tree)
    # Some generators rewrite the tree as they render, and this one is the caller's.
    result = _rendered(tree.copy(), known, tables)
    # A name or value that the rendering lets out of its quotes would read more than the tree did.
    if not proof.settled and Proof(known, allowed, functions).walk(parse(result.text, known)[0]) != tables:
        raise _two_ways()
    return with_settings(result, settings)


def with_settings(statement: ReadOnlySql, settings: Settings) -> ReadOnlySql:
    """The proven statement with `settings` of our own after it."""
    if not settings:
        return statement
    for name, _ in settings:
        if not PLAIN_NAME.fullmatch(name):
            raise UnsafeSql(f"{name} is not the name of a setting.", "Name a setting.", code="clause_not_allowed")
    return replace(statement, text=f"{statement.text} {_written(settings)}")


def without_settings(sql: str, settings: Settings) -> str:
    """The text without just these settings at its end, however their words are spaced."""
    words = re.findall(r"\w+|[^\w\s]", _written(settings))
    return re.sub(r"\s" + r"\s*".join(map(re.escape, words)) + r"\s*;?\s*\Z", "", sql)


def _written(settings: Settings) -> str:
    return "SETTINGS " + ", ".join(f"{name} = {value:d}" for name, value in settings)


@lru_cache(maxsize=64)
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


def _proven(sql: str, dialect: str, allowed: Names | None, functions: Names) -> ReadOnlySql:
    tree, deep = parse(sql, dialect)
    watched = len(sql) if deep else 0
    proof = Proof(dialect, allowed, functions)
    tables = proof.walk(tree)
    if proof.settled:
        return _rendered(tree, dialect, tables, watched)
    # A function that is written as another one (TIMESTAMPADD as DATE_ADD) may take a second round to come to rest.
    for _ in range(2):
        result = _rendered(tree, dialect, tables, watched)
        again, _ = parse(result.text, dialect)
        if again == tree:
            return result
        if Proof(dialect, allowed, functions).walk(again) != tables:
            break
        if render(again, dialect, watched) == result.text:
            return result
        tree, _ = parse(result.text, dialect)
    raise _two_ways()


_proven_short = lru_cache(maxsize=2048)(_proven)
_proven_long = lru_cache(maxsize=64)(_proven)


def forget() -> None:
    """Empty what is remembered."""
    _proven_short.cache_clear()
    _proven_long.cache_clear()


def _rendered(tree: exp.Expr, dialect: str, tables: tuple[str, ...], watched: int = 0) -> ReadOnlySql:
    columns = output_names(tree)
    text = render(tree, dialect, watched)
    if "${" in text and family(dialect) == "spark":
        raise UnsafeSql(
            "${ stands for a setting of the engine there, also within a text.",
            "Leave it out.",
            code="clause_not_allowed",
        )
    return ReadOnlySql(text, dialect, tables, columns)


def _two_ways() -> UnsafeSql:
    return UnsafeSql("The statement can be read in two ways.", "Write it more plainly.", code="parse")
