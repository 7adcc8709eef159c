"""What engines differ in, where no engine at hand shows it, and where the shop's rows do not."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from sqlglot import exp, parse_one

from lunara.errors import LunaraError, UnsafeSql
from lunara.guard import read_only, read_only_tree
from lunara.semantic.compile import compile_plan, compile_query
from lunara.semantic.dialects import SETTINGS, exact_quotients
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.snapshots.shop import CLOCK, DIALECTS, f, model_for


def sql(query: dict[str, Any], dialect: str) -> str:
    return compile_query(SemanticQuery.model_validate(query), model_for(dialect), dialect, CLOCK).sql.text


@pytest.mark.parametrize("between", [" ", "T"])
def test_sqlite_moments_are_compared_as_moments_however_they_are_written(between: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table orders (ordered_at text)")
    for moment in ("2025-06-02 09:00:00", "2025-06-02 10:00:00", "2025-06-02 10:00:00.250", "2025-06-02 11:00:00"):
        connection.execute("insert into orders values (?)", [moment.replace(" ", between)])
    for op, expected in ((">=", 3), (">", 2), ("<", 1), ("<=", 2), ("=", 1), ("!=", 3)):
        text = sql({"measures": ["order_count"], "filters": [f("ordered_at", op, "2025-06-02T10:00:00")]}, "sqlite")
        assert connection.execute(text).fetchone() == (expected,), (op, text)
    connection.close()


def test_a_table_of_snowflake_is_called_what_its_columns_are_taken_from() -> None:
    tree = parse_one(sql({"measures": ["revenue"], "dimensions": ["customers.country"]}, "snowflake"), read="snowflake")
    aliases = {table.args["alias"].this for table in tree.find_all(exp.Table)}
    for column in tree.find_all(exp.Column):
        if column.table:
            assert column.args["table"] in aliases
    text = sql(
        {"measures": ["order_count"], "dimensions": [{"field": "ordered_at", "grain": "day"}], "fill_time": True},
        "snowflake",
    )
    assert ' AS "p"' in text and '"periods"."p"' in text


@pytest.mark.parametrize("dialect", DIALECTS)
def test_sql_over_the_model_is_no_fan_out_because_of_case(dialect: str) -> None:
    text = (
        "WITH x AS (SELECT customer_id, MEASURE(revenue) AS r FROM orders GROUP BY 1) "
        "SELECT customers.country, SUM(r) AS total FROM x JOIN customers ON x.customer_id = customers.customer_id GROUP BY 1"
    )
    found = compile_plan(text, model_for(dialect), dialect, CLOCK).sql.text
    tree = parse_one(found, read=dialect)
    for table in tree.find_all(exp.Table):
        alias = table.args.get("alias")
        if alias is not None:
            wanted = {c.args["table"] for c in tree.find_all(exp.Column) if c.table.lower() == alias.name.lower()}
            assert wanted <= {alias.this}, found


def test_settings_belong_to_the_statements_of_the_compiler_alone() -> None:
    text = sql({"measures": ["revenue"]}, "clickhouse")
    assert text.endswith(" SETTINGS " + ", ".join(f"{name} = {value}" for name, value in SETTINGS["clickhouse"]))
    assert "join_use_nulls = 1" in text and "aggregate_functions_null_for_empty = 1" in text
    with pytest.raises(UnsafeSql):
        read_only("SELECT 1 SETTINGS readonly = 0", "clickhouse")
    with pytest.raises(UnsafeSql, match="not the name of a setting"):
        read_only_tree(exp.select("1"), "clickhouse", None, [("a = 1; DROP TABLE x --", 1)])


def test_a_quotient_written_for_the_engine_itself_is_left_alone() -> None:
    tree = parse_one("amount / 3", read="mysql")
    assert exact_quotients(tree.copy(), "mysql", "mysql").sql("mysql") == "amount / 3"
    assert exact_quotients(tree.copy(), None, "mysql").sql("mysql") == "CAST(amount AS DOUBLE) / 3"
    assert exact_quotients(tree.copy(), None, "postgres") == tree


def test_an_unknown_dialect_names_the_known_ones() -> None:
    with pytest.raises(LunaraError, match="no SQL compiler for oracle") as caught:
        sql({"measures": ["revenue"]}, "oracle")
    assert "spark" in caught.value.hint and "athena" in caught.value.hint


def test_output_names_differ_by_more_than_case() -> None:
    model: SemanticModel = model_for("duckdb")
    query = {
        "measures": [
            {"name": "Total", "table": "orders", "aggregate": "count"},
            {"name": "TOTAL", "table": "orders", "aggregate": "sum", "expression": "amount"},
        ]
    }
    compiled = compile_query(SemanticQuery.model_validate(query), model, "duckdb", CLOCK)
    assert len({column.name.lower() for column in compiled.columns}) == 2
