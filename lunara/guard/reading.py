"""Text to tree and back, safely: sizes and nesting are looked at before a parser that recurses sees the statement."""

from __future__ import annotations

import logging
import re
import threading
from functools import cache

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ErrorLevel, ParseError, SqlglotError
from sqlglot.tokenizer_core import Token, TokenType
from sqlglot.tokens import Tokenizer

from lunara.errors import UnsafeSql
from lunara.guard.multiplying import times_read, watch
from lunara.guard.refusals import too_deep, too_many_brackets

MAX_NESTING = 60
MAX_KEYWORDS = 25
MAX_BRACES = 4
# Subscripts, lists, structs and paths: sqlglot looks for the type of each and reads each path, which is slower than all else.
MAX_SUBSCRIPTS = 2_000
# How often tokens may be read, and parts made, beyond and in proportion to those that there are.
FREE_STEPS = 4_000
STEPS_PER_TOKEN = 4
# Characters of text that is looked at and not run: reading it and trying out its writing takes less than a second.
MAX_LOOKED_AT = 50_000
# How many characters may be written for a statement, those of parts within parts counted again with each.
FREE_CHARACTERS = 50_000
CHARACTERS_PER_CHARACTER = 60

# sqlglot logs each statement that it does not know; refusing is our answer and the text may hold data.
logging.getLogger("sqlglot").addFilter(
    lambda record: not any(said in record.getMessage() for said in ("unsupported syntax", "Invalid JSON path syntax"))
)

# Each token as a letter, so that runs and depths are found by searching a text.
_OPENS = {TokenType.L_PAREN: "(", TokenType.L_BRACKET: "[", TokenType.L_BRACE: "{", TokenType.CASE: "C"}
_CLOSES = {TokenType.R_PAREN: ")", TokenType.R_BRACKET: "]", TokenType.R_BRACE: "}", TokenType.END: "E"}
_OPENED_BY = {")": "(", "]": "[", "}": "{", "E": "C"}
_VALUES = (TokenType.VAR, TokenType.IDENTIFIER, TokenType.NUMBER, TokenType.STRING)
_PUNCTUATION = (TokenType.COMMA, TokenType.DOT, TokenType.SEMICOLON)
_PREFIX = (TokenType.NOT, TokenType.DASH, TokenType.TILDE, TokenType.PLUS)
_LETTER_OF: dict[TokenType, str] = {
    **dict.fromkeys(TokenType, "k"),
    **dict.fromkeys(_VALUES, "v"),
    **dict.fromkeys(_PUNCTUATION, ","),
    **dict.fromkeys(_PREFIX, "p"),
    TokenType.COLON: ":",
    **_OPENS,
    **_CLOSES,
}
_ARROWS = (TokenType.ARROW, TokenType.DARROW, TokenType.HASH_ARROW, TokenType.DHASH_ARROW)
_PREFIXES = re.compile(f"p{{{MAX_NESTING + 1}}}")
_KEYWORDS = re.compile(f"[kpajtCE]{{{MAX_KEYWORDS + 1}}}")
_KEYWORD = re.compile("[kpajt]")
_BRACKETS = re.compile(r"[(\[{C)\]}E]")
# So many, each within the last, cost no more than is allowed.
_DOUBLINGS = STEPS_PER_TOKEN.bit_length() - 1
# Calls that are no more than so many within each other, in a text of no more than so many characters, cannot multiply to much.
_SHALLOW = 2
_SHORT = 1_000
_NO_PARENS = bytes(set(range(128)) - set(b"()"))
_WITH_STRUCTS = frozenset({"duckdb", "snowflake", "clickhouse", "bigquery"})
# MySQL runs what stands in them.
_RUN_COMMENTS = ("!", "M!")
# Where a backslash may or may not escape, by a setting of the server or by its version, a quote is doubled: that is one
# quote in either reading.
_DOUBLES_QUOTES = frozenset({"redshift", "snowflake", "mysql", "clickhouse"})
# What sqlglot raises for text that it cannot read, and for arguments that it did not expect.
_FAULTS = (SqlglotError, ValueError, AssertionError, AttributeError, KeyError, TypeError, IndexError)

_own = threading.local()


@cache
def engine_of(dialect: str) -> Dialect:
    """sqlglot's own of `dialect`."""
    return Dialect.get_or_raise(dialect)


@cache
def _letters(dialect: str) -> list[str]:
    """The letter of each kind of token, by its number.

    In `dialect`, t may begin a type, a is an operator that may be a call, and j one of these with a path behind it.
    """
    engine = engine_of(dialect)
    parser = engine.parser_class
    operators = (kind for kind in (*parser.COLUMN_OPERATORS, *parser.JSON_OPERATORS) if _LETTER_OF[kind] == "k")
    of = {**_LETTER_OF, **dict.fromkeys(parser.TYPE_TOKENS, "t"), **dict.fromkeys(operators, "a")}
    of |= {arrow: "j" for arrow in _ARROWS if of[arrow] == "a"}
    by_number = {int(kind): letter for kind, letter in of.items()}
    return [by_number.get(number, "") for number in range(max(TokenType) + 1)]


def _tokens(sql: str, dialect: str) -> list[Token]:
    """The tokens of a text. Making a tokenizer takes a sixth of the time of using it, so that each thread keeps its own.

    It holds the last text that it was given, which is why long ones are not read by it.
    """
    if len(sql) > _SHORT:
        return engine_of(dialect).tokenize(sql)
    found: Tokenizer | None = getattr(_own, dialect, None)
    if found is None:
        found = engine_of(dialect).tokenizer()
        setattr(_own, dialect, found)
    return found.tokenize(sql)


def parse(sql: str, dialect: str) -> tuple[exp.Expr, bool]:
    """The tree of a text, and whether it is so deep or long that its writing must be watched (`render`)."""
    if "\x00" in sql:
        raise UnsafeSql("The statement holds a NUL character.", "Remove it.", code="parse")
    engine = engine_of(dialect)
    parser = None
    try:
        tokens = _tokens(sql, dialect)
        if not tokens:
            raise UnsafeSql("The statement is empty.", "Write a SELECT.", code="empty")
        watched = _check_nesting(tokens, dialect) or len(sql) > _SHORT
        if (
            dialect == "mysql"
            and "/*" in sql
            and any(said.startswith(_RUN_COMMENTS) for token in tokens for said in token.comments)
        ):
            raise UnsafeSql(
                "A comment of the kind /*! … */ is run by the engine.", "Leave it out.", code="clause_not_allowed"
            )
        parser = engine.parser(max_nodes=FREE_STEPS + STEPS_PER_TOKEN * len(tokens))
        found = [t for t in parser.parse(tokens, sql) if t is not None and not isinstance(t, exp.Semicolon)]
    except _FAULTS as error:
        if parser is not None and parser._node_count > parser.max_nodes:
            raise too_deep() from error
        raise UnsafeSql("The statement cannot be read as one query.", _where(error), code="parse") from error
    except RecursionError:
        raise too_deep() from None
    if not found:
        raise UnsafeSql("The statement is empty.", "Write a SELECT.", code="empty")
    if len(found) > 1:
        raise UnsafeSql(
            f"These are {len(found)} statements; one is run at a time.", "Send one SELECT.", code="several_statements"
        )
    return found[0], watched


def parse_within(text: str, dialect: str | None = None) -> exp.Expr:
    """As `sqlglot.parse_one`, within the limits of the guard: for text of a model or a person that is looked at and not run.

    What is read can be written again in time as well. Raises what sqlglot raises, and ParseError for what is too long or deep.
    """
    found = parse_all_within(text, dialect)
    if not found or found[0] is None:
        raise ParseError(f"No expression was parsed from {text[:100]!r}.")
    return found[0]


def parse_all_within(text: str, dialect: str | None = None) -> list[exp.Expr | None]:
    """As `sqlglot.parse`, in the way of `parse_within`."""
    name = dialect or ""
    engine = engine_of(name)
    if len(text) > MAX_LOOKED_AT:
        raise ParseError("The text is too long.")
    tokens = engine.tokenize(text)
    try:
        deep = _check_nesting(tokens, name) or len(text) > _SHORT
        found = engine.parser(max_nodes=FREE_STEPS + STEPS_PER_TOKEN * len(tokens)).parse(tokens, text)
        if deep:
            _check_growth(found, name, len(text))
    except RecursionError:
        raise ParseError("The text is nested too deeply.") from None
    except UnsafeSql as refused:
        raise ParseError(refused.message) from None
    return found


def _check_growth(trees: list[exp.Expr | None], dialect: str, size: int) -> None:
    """Raise `too_deep` for what would be written with its parts too many times over."""
    for tree in trees:
        try:
            if tree is not None:
                render(tree.copy(), dialect, size)
        except UnsafeSql as refused:
            if refused.code == "too_deep":
                raise


def _where(error: Exception) -> str:
    errors = getattr(error, "errors", None)
    if errors and errors[0].get("line"):
        first = errors[0]
        near, said = str(first.get("highlight") or "")[:40], str(first.get("description") or "").rstrip(".")[:120]
        return f"Line {first['line']}, near {near!r}: {said}."
    return "Check its spelling and quotes."


def _check_nesting(tokens: list[Token], dialect: str) -> bool:
    """Before parsing, in one pass: a parser that recurses or tries again must not meet hostile depth.

    Counted are open brackets, prefix operators, keywords in a row, subscripts in a row, and braces, which parsers of
    dialects without struct literals read in exponential time. What stands in brackets after a word that may begin a type
    (`date(`, `array[`) is read as a type first and then once more, so each of these doubles the work on what is in it.
    Returned is whether there is any depth.
    """
    letter = _letters(dialect)
    letters = "".join([letter[token.token_type] for token in tokens])
    braces = MAX_NESTING if dialect in _WITH_STRUCTS else MAX_BRACES
    if _PREFIXES.search(letters) or _KEYWORDS.search(letters):
        raise too_deep()
    if letters.count("][") > MAX_NESTING and any(part.count("][") > MAX_NESTING for part in _KEYWORD.split(letters)):
        raise too_deep()
    if sum(map(letters.count, "[{j:")) > MAX_SUBSCRIPTS:
        raise too_many_brackets(MAX_SUBSCRIPTS)
    doubling = letters.count("t(") + letters.count("[")
    if doubling <= _DOUBLINGS and sum(map(letters.count, "([{C")) <= MAX_NESTING and letters.count("{") <= braces:
        # Calls within each other, seen by taking those away that hold none.
        within = letters.encode().translate(None, _NO_PARENS)
        for _ in range(_SHALLOW):
            within = within.replace(b"()", b"")
        if not within and letters.count("a") + letters.count("j") <= _SHALLOW:
            return False
    most = FREE_STEPS + STEPS_PER_TOKEN * len(letters)
    # Each kind is closed by its own only: "[ end [ end" nests brackets, whatever the END is for. Of each that is open, how much
    # it multiplies the work by.
    opened: dict[str, list[int]] = {kind: [] for kind in "([{C"}
    depth, times, steps, last = 0, 1, 0, 0
    for match in _BRACKETS.finditer(letters):
        at, bracket = match.start(), match.group()
        steps += (at - last) * times
        last = at
        opener = _OPENED_BY.get(bracket)
        if opener is None:
            factor = times_read(dialect, tokens[at - 1].text.upper(), bracket) if at and bracket in "([" else 1
            if letters[at - 1 : at] == "t" and bracket in "([":
                factor *= 2
            opened[bracket].append(factor)
            depth += 1
            times *= factor
            if depth > MAX_NESTING or len(opened["{"]) > braces or steps + times > most:
                raise too_deep()
        elif opened[opener]:
            times //= opened[opener].pop()
            depth -= 1
    if steps > most:
        raise too_deep()
    return True


def render(tree: exp.Expr, dialect: str, watched: int = 0) -> str:
    """The text of `tree`.

    A call that an engine lacks is written with its arguments several times over. A text that grows by that is refused, if
    `watched` is the size of the text that the tree was read from (0: the compiler's tree, or one too shallow for it).
    """
    # What an engine is said not to have is refused, not left out; the place of nulls within a window is the engine's own.
    level = ErrorLevel.RAISE if dialect == "athena" else ErrorLevel.IGNORE  # Athena's writer hands on and keeps no list
    generator = engine_of(dialect).generator(comments=False, unsupported_level=level)
    # Left out otherwise, where it tells NULL from FALSE.
    generator.IS_BOOL_ALLOWED = True  # type: ignore[misc]
    if dialect in _DOUBLES_QUOTES:
        generator._escaped_quote_end = "''"
    if watched:
        watch(generator, FREE_CHARACTERS + CHARACTERS_PER_CHARACTER * watched)
    try:
        text = generator.generate(tree, copy=False)
    except (RecursionError, OverflowError):
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
