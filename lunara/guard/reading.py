"""Text to tree and back, safely: sizes and nesting are looked at before a parser that recurses sees the statement."""

from __future__ import annotations

import logging

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

from lunara.errors import UnsafeSql

MAX_NESTING = 60
MAX_KEYWORDS = 25
MAX_BRACES = 4

# sqlglot logs each statement that it does not know; refusing is our answer and the text may hold data.
logging.getLogger("sqlglot").addFilter(
    lambda record: not any(said in record.getMessage() for said in ("unsupported syntax", "Invalid JSON path syntax"))
)

_CLOSES = {
    TokenType.R_PAREN: TokenType.L_PAREN,
    TokenType.R_BRACKET: TokenType.L_BRACKET,
    TokenType.R_BRACE: TokenType.L_BRACE,
    TokenType.END: TokenType.CASE,
}
_VALUES = frozenset({TokenType.VAR, TokenType.IDENTIFIER, TokenType.NUMBER, TokenType.STRING})
_PUNCTUATION = frozenset(
    {
        TokenType.L_PAREN,
        TokenType.R_PAREN,
        TokenType.L_BRACKET,
        TokenType.R_BRACKET,
        TokenType.L_BRACE,
        TokenType.R_BRACE,
        TokenType.COMMA,
        TokenType.DOT,
        TokenType.COLON,
        TokenType.SEMICOLON,
    }
)
_WITH_STRUCTS = frozenset({"duckdb", "snowflake", "clickhouse", "bigquery"})
# MySQL runs what stands in them.
_RUN_COMMENTS = ("!", "M!")
# Where a backslash may or may not escape, by a setting of the server or by its version, a quote is doubled: that is one
# quote in either reading.
_DOUBLES_QUOTES = frozenset({"redshift", "snowflake", "mysql", "clickhouse"})
_PREFIX = frozenset({TokenType.NOT, TokenType.DASH, TokenType.TILDE, TokenType.PLUS})


def parse(sql: str, dialect: str) -> exp.Expr:
    if "\x00" in sql:
        raise UnsafeSql("The statement holds a NUL character.", "Remove it.", code="parse")
    engine = Dialect.get_or_raise(dialect)
    try:
        tokens = engine.tokenize(sql)
        if not tokens:
            raise UnsafeSql("The statement is empty.", "Write a SELECT.", code="empty")
        _check_nesting(tokens, dialect)
        if dialect == "mysql" and any(said.startswith(_RUN_COMMENTS) for token in tokens for said in token.comments):
            raise UnsafeSql(
                "A comment of the kind /*! … */ is run by the engine.", "Leave it out.", code="clause_not_allowed"
            )
        found = [t for t in engine.parser().parse(tokens, sql) if t is not None and not isinstance(t, exp.Semicolon)]
    except (SqlglotError, ValueError, AssertionError, AttributeError, KeyError, TypeError, IndexError) as error:
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


def too_deep() -> UnsafeSql:
    return UnsafeSql("The statement is nested too deeply.", "Split it with WITH into steps.", code="too_deep")


def _check_nesting(tokens: list[Token], dialect: str) -> None:
    """Before parsing, in one pass: a parser that recurses or tries again must not meet hostile depth.

    Counted are open brackets, prefix operators, keywords in a row, subscripts in a row, and braces, which parsers of
    dialects without struct literals read in exponential time.
    """
    # Each kind is closed by its own only: "[ end [ end" nests brackets, whatever the END is for.
    opened = dict.fromkeys(_CLOSES.values(), 0)
    prefixes = keywords = subscripts = 0
    brace_limit = MAX_NESTING if dialect in _WITH_STRUCTS else MAX_BRACES
    before = TokenType.SEMICOLON
    for token in tokens:
        kind = token.token_type
        if kind in opened:
            opened[kind] += 1
            subscripts += kind == TokenType.L_BRACKET and before == TokenType.R_BRACKET
        elif kind in _CLOSES:
            opened[_CLOSES[kind]] = max(opened[_CLOSES[kind]] - 1, 0)
        elif kind not in _VALUES:
            subscripts = 0
        prefixes = prefixes + 1 if kind in _PREFIX else 0
        keywords = 0 if kind in _VALUES or kind in _PUNCTUATION else keywords + 1
        before = kind
        if (
            max(sum(opened.values()), prefixes, subscripts) > MAX_NESTING
            or opened[TokenType.L_BRACE] > brace_limit
            or keywords > MAX_KEYWORDS
        ):
            raise too_deep()


def render(tree: exp.Expr, dialect: str) -> str:
    generator = Dialect.get_or_raise(dialect).generator(comments=False)
    if dialect in _DOUBLES_QUOTES:
        generator._escaped_quote_end = "''"
    try:
        return generator.generate(tree, copy=False)
    except RecursionError:
        raise too_deep() from None
    except SqlglotError as error:
        raise UnsafeSql("The statement cannot be written for this engine.", str(error)[:120], code="parse") from error
