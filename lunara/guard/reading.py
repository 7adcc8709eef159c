"""Text to tree and back, safely: sizes and nesting are looked at before a parser that recurses sees the statement."""

from __future__ import annotations

import logging
import re
from functools import cache

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ErrorLevel, SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from lunara.errors import UnsafeSql
from lunara.guard.refusals import too_deep

MAX_NESTING = 60
MAX_KEYWORDS = 25
MAX_BRACES = 4

# sqlglot logs each statement that it does not know; refusing is our answer and the text may hold data.
logging.getLogger("sqlglot").addFilter(
    lambda record: not any(said in record.getMessage() for said in ("unsupported syntax", "Invalid JSON path syntax"))
)

# Each token as a letter, so that runs and depths are found by searching a text.
_OPENS = {TokenType.L_PAREN: "(", TokenType.L_BRACKET: "[", TokenType.L_BRACE: "{", TokenType.CASE: "C"}
_CLOSES = {TokenType.R_PAREN: ")", TokenType.R_BRACKET: "]", TokenType.R_BRACE: "}", TokenType.END: "E"}
_OPENED_BY = {")": "(", "]": "[", "}": "{", "E": "C"}
_VALUES = (TokenType.VAR, TokenType.IDENTIFIER, TokenType.NUMBER, TokenType.STRING)
_PUNCTUATION = (TokenType.COMMA, TokenType.DOT, TokenType.COLON, TokenType.SEMICOLON)
_PREFIX = (TokenType.NOT, TokenType.DASH, TokenType.TILDE, TokenType.PLUS)
_LETTER_OF: dict[TokenType, str] = {
    **dict.fromkeys(TokenType, "k"),
    **dict.fromkeys(_VALUES, "v"),
    **dict.fromkeys(_PUNCTUATION, ","),
    **dict.fromkeys(_PREFIX, "p"),
    **_OPENS,
    **_CLOSES,
}
_BY_NUMBER = {int(kind): letter for kind, letter in _LETTER_OF.items()}
_LETTER = [_BY_NUMBER.get(number, "") for number in range(max(TokenType) + 1)]
_PREFIXES = re.compile(f"p{{{MAX_NESTING + 1}}}")
_KEYWORDS = re.compile(f"[kpCE]{{{MAX_KEYWORDS + 1}}}")
_KEYWORD = re.compile("[kp]")
_BRACKETS = re.compile(r"[(\[{C)\]}E]")
_WITH_STRUCTS = frozenset({"duckdb", "snowflake", "clickhouse", "bigquery"})
# MySQL runs what stands in them.
_RUN_COMMENTS = ("!", "M!")
# Where a backslash may or may not escape, by a setting of the server or by its version, a quote is doubled: that is one
# quote in either reading.
_DOUBLES_QUOTES = frozenset({"redshift", "snowflake", "mysql", "clickhouse"})
# What sqlglot raises for text that it cannot read, and for arguments that it did not expect.
_FAULTS = (SqlglotError, ValueError, AssertionError, AttributeError, KeyError, TypeError, IndexError)


@cache
def _engine(dialect: str) -> Dialect:
    return Dialect.get_or_raise(dialect)


def parse(sql: str, dialect: str) -> exp.Expr:
    if "\x00" in sql:
        raise UnsafeSql("The statement holds a NUL character.", "Remove it.", code="parse")
    engine = _engine(dialect)
    try:
        tokens = engine.tokenize(sql)
        if not tokens:
            raise UnsafeSql("The statement is empty.", "Write a SELECT.", code="empty")
        _check_nesting(tokens, dialect)
        if (
            dialect == "mysql"
            and "/*" in sql
            and any(said.startswith(_RUN_COMMENTS) for token in tokens for said in token.comments)
        ):
            raise UnsafeSql(
                "A comment of the kind /*! … */ is run by the engine.", "Leave it out.", code="clause_not_allowed"
            )
        found = [t for t in engine.parser().parse(tokens, sql) if t is not None and not isinstance(t, exp.Semicolon)]
    except _FAULTS as error:
        raise UnsafeSql("The statement cannot be read as one query.", _where(error), code="parse") from error
    except RecursionError:
        raise too_deep() from None
    if not found:
        raise UnsafeSql("The statement is empty.", "Write a SELECT.", code="empty")
    if len(found) > 1:
        raise UnsafeSql(
            f"These are {len(found)} statements; one is run at a time.", "Send one SELECT.", code="several_statements"
        )
    return found[0]


def _where(error: Exception) -> str:
    errors = getattr(error, "errors", None)
    if errors and errors[0].get("line"):
        first = errors[0]
        near, said = str(first.get("highlight") or "")[:40], str(first.get("description") or "").rstrip(".")[:120]
        return f"Line {first['line']}, near {near!r}: {said}."
    return "Check its spelling and quotes."


def _check_nesting(tokens: list[Token], dialect: str) -> None:
    """Before parsing, in one pass: a parser that recurses or tries again must not meet hostile depth.

    Counted are open brackets, prefix operators, keywords in a row, subscripts in a row, and braces, which parsers of
    dialects without struct literals read in exponential time.
    """
    letters = "".join([_LETTER[token.token_type] for token in tokens])
    braces = MAX_NESTING if dialect in _WITH_STRUCTS else MAX_BRACES
    if _PREFIXES.search(letters) or _KEYWORDS.search(letters):
        raise too_deep()
    if letters.count("][") > MAX_NESTING and any(part.count("][") > MAX_NESTING for part in _KEYWORD.split(letters)):
        raise too_deep()
    if sum(map(letters.count, "([{C")) <= MAX_NESTING and letters.count("{") <= braces:
        return
    # Each kind is closed by its own only: "[ end [ end" nests brackets, whatever the END is for.
    opened, depth = dict.fromkeys("([{C", 0), 0
    for bracket in _BRACKETS.findall(letters):
        opener = _OPENED_BY.get(bracket)
        if opener is None:
            opened[bracket] += 1
            depth += 1
            if depth > MAX_NESTING or opened["{"] > braces:
                raise too_deep()
        elif opened[opener]:
            opened[opener] -= 1
            depth -= 1


def render(tree: exp.Expr, dialect: str) -> str:
    # What an engine is said not to have is refused, not left out; the place of nulls within a window is the engine's own.
    level = ErrorLevel.RAISE if dialect == "athena" else ErrorLevel.IGNORE  # Athena's writer hands on and keeps no list
    generator = _engine(dialect).generator(comments=False, unsupported_level=level)
    # Left out otherwise, where it tells NULL from FALSE.
    generator.IS_BOOL_ALLOWED = True  # type: ignore[misc]
    if dialect in _DOUBLES_QUOTES:
        generator._escaped_quote_end = "''"
    try:
        text = generator.generate(tree, copy=False)
    except RecursionError:
        raise too_deep() from None
    except _FAULTS as error:
        raise UnsafeSql(
            "The statement cannot be written for this engine.", "Write its functions in another way.", code="parse"
        ) from error
    if any("in window function" not in said for said in getattr(generator, "unsupported_messages", ())):
        raise UnsafeSql(
            "The statement cannot be written for this engine.", "Write its functions in another way.", code="parse"
        )
    return text


def output_names(tree: exp.Expr) -> tuple[str, ...]:
    """The names of a query's columns."""
    try:
        return tuple(tree.named_selects) if isinstance(tree, exp.Query) else ()
    except _FAULTS as error:
        raise UnsafeSql("The columns of the statement cannot be named.", "Give each an alias.", code="parse") from error
