"""What engines differ in, beyond what sqlglot writes by itself: each set and table is a fault that was found by running."""

from __future__ import annotations

from sqlglot import exp

# The same engine under another name.
FAMILIES: dict[str, str] = {"spark": "databricks", "athena": "trino"}

# No exact median as an aggregate, or none with another median or a DISTINCT beside it; no standard deviation.
NO_MEDIAN = frozenset({"sqlite", "mysql", "bigquery", "trino", "clickhouse"})
LONE_MEDIAN = frozenset({"redshift"})
NO_STDDEV = frozenset({"sqlite"})
# The aggregate that an engine has for a kind of percentile; PERCENTILE_ ones are written WITHIN GROUP.
PERCENTILES: dict[str, dict[str, str]] = {
    "continuous": {
        "duckdb": "QUANTILE_CONT",
        "postgres": "PERCENTILE_CONT",
        "snowflake": "PERCENTILE_CONT",
        "databricks": "PERCENTILE",
    },
    "discrete": {"duckdb": "QUANTILE_DISC", "postgres": "PERCENTILE_DISC", "snowflake": "PERCENTILE_DISC"},
    "approximate": {
        "duckdb": "APPROX_QUANTILE",
        "snowflake": "APPROX_PERCENTILE",
        "databricks": "PERCENTILE_APPROX",
        "trino": "APPROX_PERCENTILE",
    },
}
# AVG and STDDEV of whole numbers or decimals are cut to a few digits, or are whole.
ROUNDS_AVERAGES = frozenset({"mysql", "snowflake", "redshift", "databricks", "trino"})
# The sample standard deviation of one value is NaN and not null.
SPREAD_OF_ONE_IS_NAN = frozenset({"clickhouse"})
# MEDIAN of decimals has no more digits than they have.
ROUNDS_MEDIANS = frozenset({"duckdb"})
# A quotient of whole numbers or decimals is cut to a few digits.
ROUNDS_QUOTIENTS = frozenset({"mysql", "snowflake", "clickhouse"})
# A column of NULLs is text when it is met first.
TYPED_NULLS = frozenset({"postgres", "redshift"})
# Windows have no words for "nulls last"; rising order has them first.
NULLS_FIRST_IN_WINDOWS = frozenset({"mysql", "bigquery"})
# No subquery may look at the rows around it.
NO_CORRELATION = frozenset({"clickhouse"})
# LAG of a column without nulls gives a zero before the first row.
LAG_WITHOUT_NULLS = frozenset({"clickhouse"})
# GROUP BY understands a bare name as an output column, and sqlglot writes one.
GROUPS_BY_POSITION = frozenset({"bigquery"})
# What a statement must say about itself: else missing rows of outer joins and aggregates over nothing are zeros and empty
# texts, and dates before 1970 wrap around.
SETTINGS: dict[str, tuple[tuple[str, int], ...]] = {
    "clickhouse": (
        ("join_use_nulls", 1),
        ("aggregate_functions_null_for_empty", 1),
        ("enable_extended_results_for_datetime_functions", 1),
    )
}


def family(dialect: str) -> str:
    """The engine that a dialect is of."""
    return FAMILIES.get(dialect, dialect)


def double(value: exp.Expr) -> exp.Expr:
    """The value as a floating-point number."""
    if isinstance(value, exp.Cast) and value.to.this == exp.DataType.Type.DOUBLE:
        return value
    return exp.Cast(this=value, to=exp.DataType(this=exp.DataType.Type.DOUBLE))


def exact_quotients(tree: exp.Expr, written_in: str | None, dialect: str) -> exp.Expr:
    """Each division that was not written for this engine, with as many digits as a floating-point number has."""
    its = family(dialect)
    if its not in ROUNDS_QUOTIENTS or (written_in is not None and family(written_in) == its):
        return tree
    for division in tree.find_all(exp.Div):
        if not division.args.get("typed"):
            division.set("this", double(division.this))
    return tree
