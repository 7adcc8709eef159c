"""The parts of SQL that a read-only statement is made of. What is not named here is refused."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

_NODES = """
Add Alias Aliases All Any AtTimeZone Between BitwiseAnd BitwiseLeftShift BitwiseNot BitwiseOr BitwiseRightShift
BitwiseXor Boolean Bracket ByteString Cluster Column ColumnDef Comprehension CTE Cube DataType DataTypeParam
Distinct Distribute Div Dot DPipe EQ Escape Except Fetch Filter Final From FromTimeZone Glob Group GroupingSets GT
GTE Having HavingMax HexString Identifier IgnoreNulls ILike In IntDiv Intersect Interval IntervalSpan Is Join
JSONColumnDef JSONKeyValue JSONPath JSONPathFilter JSONPathKey JSONPathRecursive JSONPathRoot JSONPathSelector
JSONPathSlice JSONPathSubscript JSONPathUnion JSONPathWildcard JSONSchema JSONValue Kwarg Lambda Lateral Like Limit
LimitOptions Literal LT LTE MatchRecognize MatchRecognizeMeasure Mod Mul National Neg NEQ Not Null NullSafeEQ
NullSafeNEQ Offset OpenJSONColumnDef Order Ordered Overlaps Parameter Paren Pivot PivotAlias PivotAny
PositionalColumn PreWhere PropertyEQ Qualify RawString RespectNulls Rollup Select SimilarTo Slice Sort Star Sub
Subquery Table TableAlias TableFromRows TableSample Tuple Union UnpivotColumns Values Var Where Window WindowSpec
With WithFill WithinGroup WithTableHint
"""
ALLOWED_NODES: frozenset[type[Any]] = frozenset(getattr(exp, name) for name in _NODES.split())

_QUERY = frozenset(
    [
        "with_",
        "laterals",
        "joins",
        "pivots",
        "prewhere",
        "where",
        "group",
        "having",
        "qualify",
        "windows",
        "distribute",
        "sort",
        "cluster",
        "order",
        "limit",
        "offset",
        "sample",
    ]
)
# Arguments beyond these are clauses that read elsewhere, write, lock, hint or set.
ALLOWED_ARGS: dict[type[Any], frozenset[str]] = {
    exp.Select: _QUERY | {"kind", "expressions", "distinct", "from_", "exclude", "match"},
    exp.Union: _QUERY | {"this", "expression", "distinct", "by_name", "side", "kind", "on"},
    exp.Except: _QUERY | {"this", "expression", "distinct", "by_name", "side", "kind", "on"},
    exp.Intersect: _QUERY | {"this", "expression", "distinct", "by_name", "side", "kind", "on"},
    exp.Subquery: _QUERY | {"this", "alias"},
    exp.Table: frozenset(
        ["this", "alias", "db", "catalog", "laterals", "joins", "pivots", "ordinality", "only", "sample", "hints"]
    ),
    exp.With: frozenset({"expressions", "recursive"}),
    exp.CTE: frozenset(["this", "alias", "scalar", "materialized"]),
    exp.Join: frozenset(
        ["this", "on", "side", "kind", "using", "method", "global_", "match_condition", "pivots", "expressions"]
    ),
    exp.Lateral: frozenset(["this", "view", "outer", "alias", "cross_apply", "ordinality"]),
    exp.OpenJSONColumnDef: frozenset({"this", "kind", "path", "as_json"}),
    exp.MatchRecognize: frozenset(["partition_by", "order", "measures", "rows", "after", "pattern", "define", "alias"]),
    exp.MatchRecognizeMeasure: frozenset({"this", "window_frame"}),
    exp.ColumnDef: frozenset({"this", "kind"}),
}
CLAUSE_CODES: dict[str, tuple[str, str]] = {
    "locks": ("locking", "The statement locks rows (FOR UPDATE or FOR SHARE)."),
    "into": ("into", "SELECT INTO writes a table."),
    "hint": ("clause_not_allowed", "Hints to the engine are not run."),
}
# Where rows may come from. A parser that meets a name where it expects a value makes a column of it.
ROW_SOURCES: tuple[type[Any], ...] = (
    exp.Table,
    exp.Subquery,
    exp.Values,
    exp.Lateral,
    exp.Unnest,
    exp.TableFromRows,
    exp.Final,
)
# What a hint of SQL Server may ask for: to read without waiting.
HARMLESS_HINTS = frozenset({"NOLOCK", "READUNCOMMITTED"})
SAMPLE_METHODS = frozenset(
    {"", "bernoulli", "system", "system_rows", "system_time", "reservoir", "row", "block", "rows"}
)
QUERY_ROOTS: tuple[type[Any], ...] = (exp.Select, exp.SetOperation)
