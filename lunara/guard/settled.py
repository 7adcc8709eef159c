"""Parts of SQL whose rendering need not be parsed again: it would be read as the same, whatever they are put together to.

The rendering of a tree must be read as that tree, or as one that is rendered the same, over the same tables, and passes the same
proof (`year(a)` that PostgreSQL has as `EXTRACT(YEAR FROM a)`). Parsing it again shows that for one statement; here it is shown
for all statements of a kind, so that most need not pay for it. A tree is settled if

* its parts, with the arguments that they have, are all in `parts_of(dialect)`, and the functions `see_…` of `parts.py` found none
  of the few combinations of them that are read otherwise (a CTE that is moved, a NOT that comes to stand beside an operator);
* its texts and quoted names hold no backslash, quote or bracket but the apostrophe, which all renderings double or escape, so
  none can end before its end; its numbers are plain; its unquoted names are plain and no words of the language, so that none is
  read as more than a name; its words (units, LEFT, ROWS) are in a list, as are the letters of formats, which are translated.

That these parts, in whatever order, are read as they were written is not deduced from sqlglot's source but tried: by
`tests/unit/guard/test_settled.py` for every part in every hole of every other in each dialect (some 45,000 statements), for
deeper ones at random, and for trees that another dialect's text makes. Context that reaches further than two parts is what
such a trial could miss; what is known to (CTEs below the root, brackets in set operations, NOT beside an operator) is never
settled. Whatever is not known is parsed again, as is everything in a dialect, or with a version of sqlglot, that was not tried.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from sqlglot import exp
from sqlglot._version import __version__
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError

from lunara.guard.names import family

# What is said here of parsing and rendering was found with this version; with another one, everything is parsed again.
TRIED = "30.30."
_ARGS = """
Select: expressions distinct from_ joins where group having order limit offset
Union Except Intersect: this expression distinct order limit offset
Subquery: this alias
From Where Having Paren Not Exists Neg: this
Join: this on side kind using
Group Order Distinct Tuple: expressions
Ordered: this desc nulls_first
Limit Offset: expression
Table: this db catalog alias
TableAlias: this columns
Column: this table
Alias: this alias
Star Null:
Boolean: this
Add Sub Mul EQ NEQ GT GTE LT LTE And Or Is Like ILike DPipe: this expression
Div: this expression typed safe
Between: this low high
In: this expressions query
Case: this ifs default
If: this true
Cast: this to
TryCast: this to requires_string
DataType: this expressions
DataTypeParam: this
Interval: this unit
Window: this partition_by order over spec
WindowSpec: kind start start_side end end_side
Count: this big_int
Sum Avg Min Max StddevSamp Stddev StddevPop Variance Median AnyValue: this
Filter: this expression
RowNumber:
Rank DenseRank PercentRank CumeDist Ntile: this
Lag Lead: this offset default
FirstValue LastValue: this
Abs Sqrt Length Lower Upper Ln Exp Ceil Floor Trim Sign: this
Round: this decimals
Coalesce Greatest Least: this expressions
Nullif Pow: this expression
Replace: this expression replacement
Substring: this start length
StrPosition: this substr
AtTimeZone: this zone
Left Right: this expression
Concat: expressions safe coalesce
DateTrunc TimestampTrunc: this unit
Extract: this expression
Year Month Quarter Day: this
CurrentDate CurrentTimestamp:
DateAdd DateSub DateDiff TimestampAdd TimestampDiff TsOrDsAdd TsOrDsDiff DatetimeAdd DatetimeDiff: this expression unit
TsOrDsToDate TsOrDsToTimestamp Date: this
DatetimeTrunc: this unit
TimeToStr: this format
Mod: this expression
Anonymous: this expressions
"""
# Where a dialect writes it as something that it writes otherwise again. A dialect that is not here has no settled parts.
_NOT_IN = {
    "bigquery": "",
    "clickhouse": "",
    "databricks": "AtTimeZone",
    "duckdb": "DateAdd Date",
    "mysql": "TimestampAdd",
    "postgres": "DateDiff Date Median",
    "redshift": "Concat Date",
    "snowflake": "DatetimeDiff",
    "spark": "AtTimeZone",
    "sqlite": "",
    "trino": "",
}
# Words that the parser itself puts into an argument.
CLAUSE_WORDS = frozenset(
    [
        *("LEFT", "RIGHT", "INNER", "OUTER", "CROSS"),
        *("OVER", "ROWS", "RANGE", "UNBOUNDED", "PRECEDING", "FOLLOWING", "CURRENT ROW"),
    ]
)
_TYPES = """
INT INT64 INTEGER BIGINT SMALLINT FLOAT FLOAT64 DOUBLE REAL DECIMAL NUMERIC SIGNED CHAR VARCHAR TEXT STRING BOOLEAN BOOL
DATE DATETIME TIMESTAMP TIMESTAMPTZ TIMESTAMP_NTZ TIME DATE32 DATETIME64
""".split()  # noqa: SIM905
# Words of the language that many columns are called by, and that are read as names wherever a name may stand.
_NAMES = {"COMMENT", "DATE", "FORMAT", "INDEX", "NAME", "OID", "SHOW", "TEXT", "TIME", "TIMESTAMP", "YEAR"}
UNITS = frozenset(
    """YEAR QUARTER MONTH WEEK ISOWEEK ISOYEAR DAY DAYOFWEEK DAYOFYEAR DOW DOY HOUR MINUTE SECOND MILLISECOND MICROSECOND EPOCH
    YEARS QUARTERS MONTHS WEEKS DAYS HOURS MINUTES SECONDS""".split()  # noqa: SIM905
)
TEXT = re.compile(r"[^\x00-\x1f\x7f\"`\\\[\]]*")
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@cache
def parts_of(dialect: str) -> dict[str, frozenset[str]]:
    """For each settled part of `dialect`, by its key, the arguments that it may have."""
    excluded = _NOT_IN.get(dialect, _NOT_IN.get(family(dialect)))
    if excluded is None or not __version__.startswith(TRIED):
        return {}
    found = {}
    for line in _ARGS.strip().splitlines():
        names, _, args = line.partition(":")
        for name in set(names.split()) - set(excluded.split()):
            kind: Any = getattr(exp, name)
            found[kind.key] = frozenset(args.split())
    if dialect == "redshift":  # whose parser notes the type that DATEADD gives
        found[exp.TsOrDsAdd.key] |= {"return_type"}
    if dialect == "clickhouse":
        found[exp.DataType.key] |= {"nullable"}
    return found


@cache
def types_of(dialect: str) -> frozenset[exp.DType]:
    """The types to which a cast of `dialect` is written as it is read."""
    engine = Dialect.get_or_raise(dialect)
    found = set()
    for name in _TYPES:
        try:
            tree: Any = engine.parse(f"SELECT CAST(a AS {name})")[0]
        except ParseError:  # no type of this dialect
            continue
        cast, before = tree.selects[0], tree.copy()
        if isinstance(cast, exp.Cast) and engine.parse(tree.sql(engine, copy=False))[0] == tree and tree == before:
            found.add(cast.to.this)
    return frozenset(found)


@cache
def keywords(dialect: str) -> frozenset[str]:
    """Words that mean something to the parser of `dialect`, upper case: a name like that may be read as more than a name."""
    engine = Dialect.get_or_raise(dialect)
    words = set(engine.tokenizer_class.KEYWORDS) - _NAMES
    # Calls without brackets, and what is written in quotes.
    words.update(engine.parser_class.NO_PAREN_FUNCTION_PARSERS, engine.generator_class.RESERVED_KEYWORDS)
    return frozenset(word.upper() for word in words)


@cache
def has_cross_commas(dialect: str) -> bool:
    """Whether a comma between tables is read as CROSS JOIN."""
    return bool(Dialect.get_or_raise(dialect).parser().JOINS_HAVE_EQUAL_PRECEDENCE)


def is_with(with_: exp.Expr, dialect: str) -> bool:
    """Whether it and its CTEs have no clause beyond names and queries."""
    recursive = bool(with_.args.get("recursive"))
    for cte in with_.expressions:
        if any(value and key not in ("this", "alias") for key, value in cte.args.items()):
            return False
        # Trino names the columns of what recurses.
        if recursive and family(dialect) == "trino" and not cte.args["alias"].args.get("columns"):
            return False
    return True
