"""The parts of SQL that a read-only statement is made of. What is not named here is refused."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

_NODES = """
Add Alias Aliases All Any AtTimeZone Between BitwiseAnd BitwiseLeftShift BitwiseNot BitwiseOr BitwiseRightShift
BitwiseXor Boolean Bracket CTE Column Comprehension Cube DPipe DataType DataTypeParam Distinct Div Dot EQ Escape
Except Fetch Filter Final From GT GTE Glob Group GroupingSets Having HavingMax HexString ILike Identifier IgnoreNulls
In IntDiv Intersect Interval IntervalSpan Is JSONKeyValue JSONPath JSONPathFilter JSONPathKey JSONPathRecursive
JSONPathRoot JSONPathSelector JSONPathSlice JSONPathSubscript JSONPathUnion JSONPathWildcard Join Kwarg LT LTE Lambda
Lateral Like Limit LimitOptions Literal Mod Mul NEQ National Neg Not Null NullSafeEQ NullSafeNEQ Offset Order Ordered
Overlaps Paren Pivot PivotAlias PivotAny PositionalColumn PreWhere PropertyEQ Qualify RawString RespectNulls
Rollup Select SimilarTo Slice Sort Cluster Distribute Star Sub Subquery Table TableAlias TableFromRows TableSample Tuple
Union UnpivotColumns Values Var Where Window WindowSpec With WithinGroup
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
    exp.Select: _QUERY | {"kind", "expressions", "distinct", "from_", "exclude"},
    exp.Union: _QUERY | {"this", "expression", "distinct", "by_name", "side", "kind", "on"},
    exp.Except: _QUERY | {"this", "expression", "distinct", "by_name", "side", "kind", "on"},
    exp.Intersect: _QUERY | {"this", "expression", "distinct", "by_name", "side", "kind", "on"},
    exp.Subquery: _QUERY | {"this", "alias"},
    exp.Table: frozenset(
        ["this", "alias", "db", "catalog", "laterals", "joins", "pivots", "ordinality", "only", "sample"]
    ),
    exp.With: frozenset({"expressions", "recursive"}),
    exp.CTE: frozenset(["this", "alias", "scalar", "materialized"]),
    exp.Join: frozenset(
        ["this", "on", "side", "kind", "using", "method", "global_", "match_condition", "pivots", "expressions"]
    ),
    exp.Lateral: frozenset(["this", "view", "outer", "alias", "cross_apply", "ordinality"]),
}
CLAUSE_CODES: dict[str, tuple[str, str]] = {
    "locks": ("locking", "The statement locks rows (FOR UPDATE or FOR SHARE)."),
    "into": ("into", "SELECT INTO writes a table."),
    "hint": ("clause_not_allowed", "Hints to the engine are not run."),
}
QUERY_ROOTS: tuple[type[Any], ...] = (exp.Select, exp.SetOperation)
