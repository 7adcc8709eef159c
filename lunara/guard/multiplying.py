"""Calls whose argument is read or written several times: within each other they multiply, whatever the length of the text.

An engine that lacks `DIV0(a, b)` is told `CASE WHEN b = 0 …`, so that `b` stands there twice; ten within each other are a
thousand. Where the parser makes these copies, how many is tried out once for each name. Where the writer does, what it has
written is counted as it writes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

_MARK = "marked_argument"
_MOST_ARGUMENTS = 4
_LONGEST_NAME = 64
_PIVOTS = ("PIVOT", "UNPIVOT")
# A part counts as this many characters, so that many short ones end as well.
_PART = 10
# Written once for each that there is, or never within itself but in something that is not here.
_PLAIN = frozenset(
    [
        *(exp.Alias, exp.Boolean, exp.Column, exp.DataType, exp.DataTypeParam, exp.Identifier, exp.Literal, exp.Null),
        *(exp.Star, exp.Table, exp.TableAlias, exp.Var, exp.Add, exp.And, exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE),
        *(exp.Mul, exp.NEQ, exp.Or, exp.Sub, exp.From, exp.Group, exp.Having, exp.Join, exp.Limit, exp.Order),
        *(exp.Ordered, exp.Where, exp.With, exp.CTE, exp.Select),
    ]
)


def times_read(dialect: str, name: str, bracket: str) -> int:
    """How often the parser of `dialect` reads or copies what stands in the brackets after `name` (upper case)."""
    # What is kept is bounded in length: any text may stand there, and no function is called by so long a one.
    return _times_read(dialect, name, bracket) if len(name) <= _LONGEST_NAME else 1


@lru_cache(maxsize=4096)
def _times_read(dialect: str, name: str, bracket: str) -> int:
    engine = Dialect.get_or_raise(dialect)
    parser = engine.parser_class
    # IF without brackets is tried before IF as a name, and what a PIVOT is for in two ways.
    times = 2 if name in parser.NO_PAREN_FUNCTION_PARSERS or name in _PIVOTS else 1
    if bracket == "(" and (name in parser.FUNCTIONS or name in parser.FUNCTION_PARSERS):
        for size in range(1, _MOST_ARGUMENTS + 1):
            for place in range(size):
                for other in ("1", "b"):
                    arguments = ", ".join([other] * place + [_MARK] + [other] * (size - place - 1))
                    times = max(times, _copies(engine, f"SELECT {name}({arguments})"))
    return times


def _copies(engine: Dialect, sql: str) -> int:
    try:
        tree: Any = engine.parse(sql)[0]
        return sum(1 for found in tree.find_all(exp.Identifier) if found.this == _MARK)
    except (SqlglotError, ValueError, AssertionError, AttributeError, KeyError, TypeError, IndexError):
        return 0


def watch(generator: Any, most: int) -> None:
    """Let the generator raise OverflowError once it has written `most` characters, those within something else with each."""
    # Athena has a writer for queries and one for other things.
    writer = getattr(generator, "_trino_generator", generator)
    writer._dispatch = _counting(writer.__class__)
    # Where lines are broken, which is never here: it tells how much is left.
    writer.max_text_width = most


@cache
def _counting(kind: Any) -> dict[type[exp.Expr], Callable[[Any, exp.Expr], str]]:
    handlers: dict[type[exp.Expr], Callable[[Any, exp.Expr], str]] = kind()._dispatch
    return {part: handler if part in _PLAIN else _counted(handler) for part, handler in handlers.items()}


def _counted(handler: Callable[[Any, exp.Expr], str]) -> Callable[[Any, exp.Expr], str]:
    def write(generator: Any, node: exp.Expr) -> str:
        generator.max_text_width -= _PART
        text = handler(generator, node)
        left = generator.max_text_width - len(text)
        if left < 0:
            raise OverflowError
        generator.max_text_width = left
        return text

    return write
