"""What else must hold for a part that is allowed: rules for single kinds of parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from lunara.errors import UnsafeSql
from lunara.guard.casts import check_returned, check_type, names_own
from lunara.guard.function_names import call_names
from lunara.guard.grammar import ROW_SOURCES, SAMPLE_METHODS
from lunara.guard.names import family
from lunara.guard.refusals import clause, function, strange
from lunara.guard.settled import UNITS

if TYPE_CHECKING:
    from lunara.guard.walk import Proof

_FORMAT = re.compile(r"(%[YmdHMS]|[-/ :.T0-9])*")
# What MATCH_RECOGNIZE says of the rows that it returns and of where it goes on, and its pattern.
_ROWS = re.compile(
    "ONE ROW PER MATCH|ALL ROWS PER MATCH( SHOW EMPTY MATCHES| OMIT EMPTY MATCHES| WITH UNMATCHED ROWS)?", re.IGNORECASE
)
_AFTER = re.compile(r"AFTER MATCH SKIP (PAST LAST ROW|TO NEXT ROW|TO (FIRST |LAST )?\w+)", re.IGNORECASE)
_PATTERN = re.compile(r"(?!.*--)[\w ()|*+?{},^$-]*")
_TIMES = re.compile(r"\{ *(\d*) *,? *(\d*) *\}")
# Beside these a condition needs no brackets.
_APART = exp.Connector | exp.Where | exp.Having | exp.Paren | exp.If


def check_from(proof: Proof, node: exp.Expr) -> None:
    this = node.args.get("this")
    if type(this) is exp.Table:
        return
    # ARRAY JOIN takes values, and a name there is one.
    if isinstance(node, exp.Join) and node.kind == "ARRAY":
        return
    if not isinstance(this, ROW_SOURCES):
        raise strange("a source of rows that is no table")


def check_select(proof: Proof, node: exp.Expr) -> None:
    # Without FROM its joins would be written as columns.
    args = node.args
    if not args.get("from_") and (args.get("joins") or args.get("laterals")):
        raise UnsafeSql("A JOIN stands without FROM.", "Write FROM and a table before it.", code="parse")


def check_pivot(proof: Proof, node: exp.Expr) -> None:
    # It may have its own source of rows.
    this = node.args.get("this")
    if this is not None and not isinstance(this, ROW_SOURCES):
        raise strange("a source of rows that is no table")


def check_parameter(proof: Proof, node: exp.Expr) -> None:
    # Snowflake's $1 is the first column.
    this = node.this
    if proof.dialect != "snowflake" or not isinstance(this, exp.Literal) or this.is_string:
        raise clause(node)


def check_bytes(proof: Proof, node: exp.Expr) -> None:
    # PostgreSQL's E'…' escapes in ways of its own.
    if proof.dialect != "bigquery":
        raise clause(node)


def check_column_type(proof: Proof, node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.DataType):
        raise clause(node)


def check_in(proof: Proof, node: exp.Expr) -> None:
    given = node.args.get("expressions") or []
    # ClickHouse takes a lone name in brackets for a table as well, however many brackets there are.
    lone = (
        proof.dialect == "clickhouse" and len(given) == 1 and isinstance(_bare(given[0]), exp.Column | exp.Identifier)
    )
    if lone or (proof.dialect in ("sqlite", "clickhouse") and node.args.get("field") is not None):
        raise UnsafeSql(
            "IN is followed by a table's name.", "Write IN (SELECT column FROM table).", code="clause_not_allowed"
        )


def _bare(node: exp.Expr) -> exp.Expr:
    """What stands within brackets and before AS."""
    while True:
        if isinstance(node, exp.Paren | exp.Alias):
            node = node.this
        elif isinstance(node, exp.Tuple) and len(node.expressions) == 1:
            node = node.expressions[0]
        else:
            return node


def check_interval(proof: Proof, node: exp.Expr) -> None:
    # Written in one text with its unit there, so that what is no number would be written as something else.
    if proof.dialect in ("postgres", "redshift", "snowflake") and isinstance(
        node.this, exp.Func | exp.Column | exp.Query
    ):
        raise UnsafeSql(
            "The length of an interval is not a number.",
            "Write a number before the unit, and multiply the interval by what varies.",
            code="clause_not_allowed",
        )
    see_unit(proof, node)


def check_dot(proof: Proof, node: exp.Expr) -> None:
    called = node.expression
    if isinstance(called, exp.Func) and not isinstance(called, exp.Columns):
        if is_own(proof, called):
            return
        if function_path(called) is None:
            name = call_names(called)[0]
            raise UnsafeSql(
                f"{name.upper()} is called through a schema or as a method.",
                "Call the function by its plain name.",
                code="function_not_allowed",
                function=name,
            )
        raise refused_call(proof, called)
    # Inside a type's name a dot is checked with the type; inside a function's, with the function.
    outer = node
    while isinstance(outer.parent, exp.Dot):
        outer = outer.parent
    if isinstance(outer.parent, exp.DataType) or is_own(proof, outer.expression):
        return
    if proof.dialect == "postgres":
        raise UnsafeSql(
            "A field is taken out of a row with a dot, which can also call a function.",
            "Name the column itself.",
            code="function_not_allowed",
        )


def is_own(proof: Proof, call: exp.Expr) -> bool:
    """Whether it calls a function of the user's that an administrator has named, with the schema it was named with.

    Also one that stands in the list of the engine with what stands before its dot (`hll_count.merge`).
    """
    path = function_path(call)
    if path is None:
        return False
    plain = len(path) > 1 and not any(quoted for _, quoted in path)
    if plain and ".".join(name for name, _ in path).lower() in proof.functions.anywhere:
        return True
    return bool(proof.own) and names_own(proof, path)


def refused_call(proof: Proof, call: exp.Expr) -> UnsafeSql:
    """Why a call is refused; one that the parser knows is nobody's own, so no setting allows it."""
    path = function_path(call)
    names = (call_names(call)[0],) if path is None else tuple(name for name, _ in path)
    return function(".".join(names), proof.functions.why_out(names), vouchable=path is not None)


def function_path(call: exp.Expr) -> tuple[tuple[str, bool], ...] | None:
    """The name of a function that the parser does not know, with its schema before it, each with whether it is quoted.

    None for one that it knows, and for a method of something that is no name.
    """
    if not isinstance(call, exp.Anonymous):
        return None
    parts: list[Any] = [call.this]
    before = call.parent.this if isinstance(call.parent, exp.Dot) and call.parent.expression is call else None
    while before is not None:
        parts.append(before.expression if isinstance(before, exp.Dot) else before)
        before = before.this if isinstance(before, exp.Dot) else None
    path: list[tuple[str, bool]] = []
    for part in reversed(parts):
        if isinstance(part, exp.Identifier):
            path.append((part.name, bool(part.quoted)))
        elif isinstance(part, str):
            path.append((part, False))
        else:
            return None
    return tuple(path)


def check_table_alias(proof: Proof, node: exp.Expr) -> None:
    # ClickHouse's dictionary('d') is read as a table with one column named.
    if proof.dialect == "clickhouse" and node.args.get("columns") and node.args.get("this") is None:
        raise clause(node)
    see_table_alias(proof, node)


def check_sample(proof: Proof, node: exp.Expr) -> None:
    # PostgreSQL lets others add methods, which are functions.
    method = node.args.get("method")
    name = method.name if isinstance(method, exp.Expr) else str(method or "")
    if name.lower() not in SAMPLE_METHODS:
        raise UnsafeSql(
            f"Rows are not sampled by {name.upper()}.", "Use BERNOULLI or SYSTEM.", code="function_not_allowed"
        )


def check_unnest(proof: Proof, node: exp.Expr) -> None:
    # Redshift's alias.column after FROM is written as a table is, and its manual does not say which of the two goes first.
    if proof.dialect == "redshift":
        for path in node.expressions:
            proof.check_path(path)


def check_row_source(proof: Proof, node: exp.Expr) -> None:
    if isinstance(node.this, exp.Func):
        proof.check_source(node.this)
    elif not isinstance(node.this, exp.Subquery | exp.Query):
        raise clause(node)


def check_filled(proof: Proof, node: exp.Expr) -> None:
    proof.effort.see_fill(node)


def check_generator(proof: Proof, node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.TableFromRows):
        raise function("generator", None)


def check_match(proof: Proof, node: exp.Expr) -> None:
    # Of these the parser keeps the text as it is written.
    for key, known in (("rows", _ROWS), ("after", _AFTER), ("pattern", _PATTERN)):
        text = node.args.get(key)
        if text is not None and not known.fullmatch(" ".join(text.name.split())):
            raise strange(text.name)
    depth = 0
    for letter in node.args["pattern"].name if node.args.get("pattern") is not None else "":
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth < 0:
            raise strange(node.args["pattern"].name)
    # It is written after all joins, wherever it stood.
    beside = node.parent is None or node.parent.args.get("joins") or node.parent.args.get("laterals")
    if depth or beside or family(proof.dialect) not in ("snowflake", "trino"):
        raise clause(node)
    if node.args.get("pattern") is not None:
        proof.effort.see_pattern(_unrolled(node.args["pattern"].name))


def _unrolled(pattern: str) -> float:
    """How many parts a pattern of MATCH_RECOGNIZE has where engines write each repetition and each order out."""
    parts = 1.0
    for least, most in _TIMES.findall(pattern):
        parts *= max(float(least or 0), float(most or 0), 1.0)
    if "permute" in pattern.lower():
        for size in range(2, min(_TIMES.sub("", pattern).count(",") + 1, 100) + 1):
            parts *= size
    return parts


# The following refuse nothing. They find what a dialect's rendering writes in another way, so that it is read again.


def see_distinct(proof: Proof, node: exp.Expr) -> None:
    # COUNT(DISTINCT a, b) is counted in other ways by engines that do not know it.
    proof.settled &= len(node.expressions) < 2


def see_ordered(proof: Proof, node: exp.Expr) -> None:
    # NULLS FIRST, unless it is so anyhow, is written as an order of its own or not at all.
    within = node.parent.parent if node.parent is not None else None
    if proof.dialect == "mysql" or (
        proof.dialect == "bigquery" and (not isinstance(within, exp.Query) or isinstance(node.this, exp.Literal))
    ):
        proof.settled &= bool(node.args.get("desc")) != bool(node.args.get("nulls_first"))


def see_table_alias(proof: Proof, node: exp.Expr) -> None:
    # Columns are named after a name, and not by all.
    columns = node.args.get("columns")
    proof.settled &= not columns or (
        node.args.get("this") is not None
        and (isinstance(node.parent, exp.CTE) or proof.dialect not in ("bigquery", "sqlite"))
    )


def see_frame(proof: Proof, node: exp.Expr) -> None:
    # ROWS UNBOUNDED PRECEDING is written with its end.
    proof.settled &= bool(node.args.get("end"))


def see_not(proof: Proof, node: exp.Expr) -> None:
    # a NOT LIKE b is written as NOT a LIKE b, which is another thing beside an operator.
    proof.settled &= isinstance(node.parent, _APART)


def see_operand(proof: Proof, node: exp.Expr) -> None:
    # What may be called by one name and written as an operator or with a word between must hold what needs no brackets.
    proof.settled &= isinstance(node.this, exp.Column | exp.Func) and not isinstance(node.this, exp.Connector)
    if isinstance(node, exp.ILike):
        proof.settled &= isinstance(node.parent, _APART | exp.Not)


def see_mod(proof: Proof, node: exp.Expr) -> None:
    # MOD(a, b) is a % b.
    for part in (node.this, node.expression):
        proof.settled &= isinstance(part, exp.Column | exp.Literal | exp.Paren | exp.Func)
        proof.settled &= not isinstance(part, exp.Connector)
    proof.settled &= isinstance(node.parent, _APART | exp.Alias | exp.Select | exp.EQ | exp.Func)


def see_set(proof: Proof, node: exp.Expr) -> None:
    # Brackets around a part are left out, or become a query of their own.
    for part, kinds in ((node.this, exp.Select | exp.SetOperation), (node.expression, exp.Select)):
        bracketed = not isinstance(part, kinds) or any(part.args.get(k) for k in ("with_", "order", "limit", "offset"))
        proof.settled &= not bracketed


def see_null(proof: Proof, node: exp.Expr) -> None:
    proof.settled &= isinstance(node.parent, exp.Is | exp.Case | exp.If | exp.Alias | exp.Select)


def see_format(proof: Proof, node: exp.Expr) -> None:
    # Formats are translated; these letters there and back.
    pattern = node.args.get("format")
    proof.settled &= isinstance(pattern, exp.Literal) and _FORMAT.fullmatch(pattern.name) is not None


def see_unit(proof: Proof, node: exp.Expr) -> None:
    # A unit is written without the quotes that it was read with.
    unit = node.this if isinstance(node, exp.Extract) else node.args.get("unit")
    proof.settled &= isinstance(unit, exp.Var | exp.Literal) and unit.name.upper() in UNITS
    # Truncating what is a date for sure is read as DateTrunc.
    proof.settled &= not isinstance(node, exp.TimestampTrunc) or not isinstance(node.this, exp.Cast)


CHECKS: dict[type[Any], Callable[[Proof, exp.Expr], None]] = {
    exp.Select: check_select,
    exp.Generator: check_generator,
    exp.WithFill: check_filled,
    exp.JSONObject: check_returned,
    exp.JSONObjectAgg: check_returned,
    exp.JSONArray: check_returned,
    exp.JSONArrayAgg: check_returned,
    exp.MatchRecognize: check_match,
    exp.ByteString: check_bytes,
    exp.ColumnDef: check_column_type,
    exp.From: check_from,
    exp.Join: check_from,
    exp.Pivot: check_pivot,
    exp.Parameter: check_parameter,
    exp.In: check_in,
    exp.Dot: check_dot,
    exp.Lateral: check_row_source,
    exp.TableFromRows: check_row_source,
    exp.Unnest: check_unnest,
    exp.DataType: check_type,
    exp.Distinct: see_distinct,
    exp.Ordered: see_ordered,
    exp.TableAlias: check_table_alias,
    exp.TableSample: check_sample,
    exp.WindowSpec: see_frame,
    exp.Not: see_not,
    exp.Union: see_set,
    exp.Except: see_set,
    exp.Intersect: see_set,
    exp.Null: see_null,
    exp.ILike: see_operand,
    exp.Substring: see_operand,
    exp.StrPosition: see_operand,
    exp.AtTimeZone: see_operand,
    exp.Year: see_operand,
    exp.Quarter: see_operand,
    exp.Month: see_operand,
    exp.Day: see_operand,
    exp.Mod: see_mod,
    exp.DateTrunc: see_unit,
    exp.TimestampTrunc: see_unit,
    exp.Interval: check_interval,
    exp.Extract: see_unit,
    exp.DateAdd: see_unit,
    exp.DateSub: see_unit,
    exp.DateDiff: see_unit,
    exp.TimestampAdd: see_unit,
    exp.TimestampDiff: see_unit,
    exp.TsOrDsAdd: see_unit,
    exp.TsOrDsDiff: see_unit,
    exp.DatetimeAdd: see_unit,
    exp.DatetimeDiff: see_unit,
    exp.DatetimeTrunc: see_unit,
    exp.TimeToStr: see_format,
}
