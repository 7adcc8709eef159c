"""Snowflake semantic views: what they say is what the model says, with the same numbers, or it is told why not."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.formats import Documents, export_model, import_model, recognised
from lunara.semantic.formats.format import Read
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.validate import validate_model
from lunara.semantic.yaml import load_model, parse_document
from tests.shared_data import SHARED, needs_shared

QUICKSTART = SHARED / "semantic_models" / "revenue_timeseries_snowflake" / "files" if SHARED else Path()


def read(data: Any) -> Read:
    return import_model(Documents.of(yaml.safe_dump(data, sort_keys=False), "view.yaml"))


def view(*tables: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "v", "tables": [orders(), *tables], **more}


def orders(**more: Any) -> dict[str, Any]:
    return {
        "name": "orders",
        "base_table": {"database": "DB", "schema": "PUBLIC", "table": "ORDERS"},
        "primary_key": {"columns": ["id"]},
        "dimensions": [{"name": "id", "expr": "order_id", "data_type": "NUMBER(38,0)"}],
        **more,
    }


def told(found: Read, effect: str = "lost") -> dict[str, str]:
    return {note.what: note.why for note in found.notes if note.effect == effect}


def table(found: Read, name: str = "orders") -> Any:
    return found.model.table(name)


def test_tables_keys_and_types() -> None:
    fields = [
        {"name": "d", "expr": "d", "data_type": "DATE"},
        {"name": "at", "expr": "at", "data_type": "TIMESTAMP_TZ(9)"},
        {"name": "year", "expr": "YEAR(d)", "data_type": "NUMBER"},
    ]
    found = read(
        view(
            {
                "name": "odd one",
                "base_table": {"database": "DB", "schema": "my schema", "table": '"Mixed"'},
                "dimensions": [
                    {"name": "flag", "expr": "flag", "data_type": "BOOLEAN", "access_modifier": "private_access"},
                    {
                        "name": "kind",
                        "expr": "kind",
                        "data_type": "VARCHAR",
                        "sample_values": ["a", "b"],
                        "is_enum": True,
                    },
                    {"name": "raw", "expr": "raw", "data_type": "VARIANT"},
                ],
                "time_dimensions": fields,
                "unique_keys": [{"columns": ["kind", "flag"]}],
            }
        )
    )
    assert table(found).primary_key == ("order_id",)
    odd = table(found, "odd one")
    assert odd.source == 'DB."my schema"."Mixed"'
    assert odd.unique_keys == (("kind", "flag"),)
    assert [(one.name, one.type, one.data_type, one.hidden) for one in odd.dimensions] == [
        ("flag", "boolean", None, True),
        ("kind", "string", None, False),
        ("raw", "string", "variant", False),
        ("d", "time", "date", False),
        ("at", "time", "timestamp_tz(9)", False),
        ("year", "number", None, False),
    ]
    assert set(told(found, "changed")) == {"data_type VARIANT", "time of type NUMBER"}


def test_facts_with_an_aggregate_are_measures_and_others_are_values_of_a_row() -> None:
    facts = [
        {"name": "amount", "expr": "qty * price", "default_aggregation": "sum", "data_type": "number"},
        {"name": "typical", "expr": "qty", "default_aggregation": "percentile"},
        {"name": "cost", "expr": "cost_each * qty", "data_type": "NUMBER", "access_modifier": "private_access"},
        {"name": "biggest", "expr": "MAX(qty)", "data_type": "NUMBER"},
    ]
    metrics = [
        {"name": "margin", "expr": "SUM(amount - cost)"},
        {"name": "rate", "expr": "SUM(amount) / COUNT(DISTINCT id)"},
    ]
    found = read(view() | {"tables": [orders(facts=facts, metrics=metrics)]})
    assert [(one.name, one.aggregate, one.expression, one.hidden) for one in table(found).measures] == [
        ("amount", "sum", "qty * price", False),
        ("biggest", "max", "qty", False),
        ("margin", "sum", "(qty * price) - cost", False),
        ("count_distinct_id", "count_distinct", "id", True),
    ]
    assert [(one.name, one.expression, one.hidden) for one in table(found).dimensions if one.name != "id"] == [
        ("typical", "qty", False),
        ("cost", "cost_each * qty", True),
    ]
    assert found.model.measures[0].expression == "amount / count_distinct_id"
    assert set(told(found)) == {"default_aggregation percentile"}


def test_filters_are_dimensions_of_true_and_false() -> None:
    filters = [{"name": "recent", "expr": "d > '2024-01-01'", "synonyms": ["new"]}]
    found = read(view() | {"tables": [orders(filters=filters)]})
    (one,) = [one for one in table(found).dimensions if one.name == "recent"]
    assert (one.type, one.expression, one.synonyms) == ("boolean", "d > '2024-01-01'", ("new",))


@pytest.mark.parametrize(
    ("snapshot", "kept"),
    [
        ([{"table": "orders", "dimension": "d", "sort_direction": "ascending", "null_order": "first"}], 7),
        ([{"table": "orders", "dimension": "D"}], 7),
        ([{"table": "orders", "dimension": "d", "sort_direction": "descending"}], 5),
        ([{"table": "orders", "dimension": "id"}], None),
        ([{"table": "other", "dimension": "d"}], None),
        ([{"table": "orders", "dimension": "d"}, {"table": "orders", "dimension": "id"}], None),
    ],
)
def test_balances(snapshot: list[dict[str, str]], kept: int | None) -> None:
    metrics = [{"name": "stock", "expr": "SUM(units)", "non_additive_dimensions": snapshot}]
    times = [{"name": "d", "expr": "d", "data_type": "DATE"}]
    found = read(view() | {"tables": [orders(metrics=metrics, time_dimensions=times)]})
    measures = table(found).measures
    assert [(one.name, one.additive_over) for one in measures] == ([("stock", ())] if kept else [])
    assert ("stock" in told(found)) is (kept is None)
    if kept:
        connection = duckdb.connect()
        connection.execute(
            "create table orders as select * from (values (1, date '2025-01-01', 5), (2, date '2025-01-02', 3), "
            "(3, date '2025-01-02', 4)) t(order_id, d, units)"
        )
        assert answers(connection, found.model, measures=["stock"]) == [(kept,)]


def test_metrics_of_the_view_are_over_those_of_tables() -> None:
    customers = {
        "name": "customers",
        "base_table": {"database": "DB", "schema": "PUBLIC", "table": "CUSTOMERS"},
        "metrics": [{"name": "total", "expr": "COUNT(*)"}],
    }
    metrics = [{"name": "total", "expr": "COUNT(id)"}]
    data = {
        "name": "v",
        "tables": [orders(metrics=metrics), customers],
        "metrics": [
            {
                "name": "per_head",
                "expr": "orders.total / NULLIF(customers.total, 0)",
                "access_modifier": "private_access",
            }
        ],
        "relationships": [
            {
                "name": "by",
                "left_table": "orders",
                "right_table": "customers",
                "relationship_columns": [{"left_column": "customer_id", "right_column": "customer_id"}],
                "join_type": "inner",
            }
        ],
    }
    found = read(data)
    (derived,) = found.model.measures
    assert (derived.expression, derived.hidden) == ("orders.total / customers.total", True)
    assert set(told(found, "changed")) == {"join_type inner"}
    assert told(found) == {}


def test_a_metric_of_a_table_is_over_its_own_rows() -> None:
    """Each customer's credit once for each order is another number than each once."""
    other = {"name": "customers", "base_table": {"table": "CUSTOMERS"}}
    metrics = [{"name": "credit", "expr": "SUM(customers.credit)"}]
    found = read({"name": "v", "tables": [orders(metrics=metrics), other]})
    assert "over the rows of orders" in told(found)["credit"]
    assert not table(found, "customers").measures


def test_a_column_of_a_wider_key_is_not_unique_whatever_is_said() -> None:
    data = view() | {
        "tables": [orders(primary_key={"columns": ["d", "id"]}, dimensions=[{"name": "d", "unique": True}])]
    }
    found = read(data)
    assert table(found).unique_keys == ()
    assert "unique" in told(found)


def test_instructions_of_modules_are_one_text() -> None:
    found = read(
        view(
            custom_instructions="A",
            module_custom_instructions={"sql_generation": "B", "question_categorization": "C", "x": "D"},
        )
    )
    assert found.model.instructions == "A\nB\nC"
    assert set(told(found)) == {"x"}


def test_what_is_not_known_is_told() -> None:
    found = read(view(verified_queries=[{"name": "q", "question": "How many?", "sql": "select 1"}], surprise=[1]))
    assert set(told(found)) == {"How many?", "surprise"}


def test_a_written_view_keeps_to_what_snowflake_allows() -> None:
    model = load_model(
        """
name: m
dialect: duckdb
tables:
  - name: visits
    source: main.visits
    dimensions:
      - {name: day, type: time, label: Visit day, synonyms: [date]}
      - {name: page, synonyms: [date, site]}
      - {name: secret, hidden: true}
      - {name: tag, expression: upper(tag)}
    measures:
      - {name: visits, aggregate: sum, expression: visits}
      - {name: tagged, aggregate: count, filter: tag = 'X'}
measures:
  - {name: share, expression: tagged / visits}
  - {name: double, expression: share * 2}
"""
    )
    written = export_model(model, "snowflake")
    data, _ = parse_document(written.files["m.yaml"])
    (its,) = data["tables"]
    assert [one["name"] for one in its["metrics"]] == ["total_visits", "tagged"]
    assert data["metrics"][0]["expr"] == "visits.tagged / NULLIF(visits.total_visits, 0)"
    assert data["metrics"][1]["expr"] == "(visits.tagged / NULLIF(visits.total_visits, 0)) * 2"
    assert its["facts"] == [
        {"name": "secret", "expr": "secret", "data_type": "VARCHAR", "access_modifier": "private_access"}
    ]
    every = [
        word.lower()
        for part in ("dimensions", "time_dimensions")
        for one in its[part]
        for word in one.get("synonyms", [])
    ]
    assert len(every) == len(set(every))
    noted = {note.what for note in written.notes}
    assert {"synonym date of day", "visits, there total_visits", "double"} <= noted
    assert any("tag there is the dimension" in note.why for note in written.notes)


def answers(connection: duckdb.DuckDBPyConnection, model: SemanticModel, **query: Any) -> list[tuple[Any, ...]]:
    """What the model answers, run on DuckDB over tables of the bare names."""
    tables = tuple(
        one.model_copy(update={"source": (one.source or "").rsplit(".", 1)[-1].lower()}) for one in model.tables
    )
    local = model.model_copy(update={"dialect": "duckdb", "tables": tables})
    compiled = compile_query(SemanticQuery.model_validate(query), local, "duckdb", Clock(date(2026, 1, 1)))
    return connection.execute(compiled.sql.text).fetchall()


# -- the quickstart of Cortex Analyst ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def quickstart() -> Read:
    documents = Documents.of((QUICKSTART / "revenue_timeseries.yaml").read_text(encoding="utf-8"), "revenue.yaml")
    assert recognised(documents).name == "snowflake"
    return import_model(documents)


def rows(name: str) -> list[dict[str, str]]:
    with (QUICKSTART / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{key.lower(): value for key, value in row.items()} for row in csv.DictReader(file)]


@needs_shared
def test_the_quickstart_is_read(quickstart: Read) -> None:
    model = quickstart.model
    assert [problem for problem in validate_model(model) if problem.level == "error"] == []
    assert [one.name for one in model.tables] == ["daily_revenue", "product", "region", "product_dimension"]
    daily = table(quickstart, "daily_revenue")
    assert daily.source == "cortex_analyst_demo.revenue_timeseries.daily_revenue"
    assert (daily.primary_key, daily.unique_keys) == (("date", "product_id", "region_id"), ())
    assert daily.default_time == "date"
    assert {one.name: (one.aggregate, one.expression) for one in daily.measures} == {
        "daily_revenue": ("sum", "revenue"),
        "daily_cogs": ("sum", "cogs"),
        "daily_forecasted_revenue": ("sum", "forecasted_revenue"),
        "daily_forecast_abs_error": ("avg", "abs(forecasted_revenue - revenue)"),
    }
    assert [one.expression for one in daily.dimensions if one.name == "daily_profit"] == ["revenue - cogs"]
    assert {one.name: (one.from_table, one.to_table) for one in model.relationships} == {
        "revenue_to_product": ("daily_revenue", "product"),
        "revenue_to_region": ("daily_revenue", "region"),
    }
    assert set(told(quickstart)) == {
        "unique",
        "cortex_search_service_name",
        "daily cumulative expenses in 2023 dec",
        "For each month, what was the lowest daily revenue and on what date did that lowest revenue occur?",
    }


@needs_shared
def test_the_numbers_of_the_quickstart_are_those_of_its_files(quickstart: Read) -> None:
    connection = duckdb.connect()
    connection.execute(
        "create table daily_revenue(date date, revenue double, cogs double, forecasted_revenue double, "
        "product_id int, region_id int); create table product_dim(product_id int, product_line varchar)"
    )
    daily, products = rows("daily_revenue"), rows("product")
    for row in daily:
        connection.execute(
            "insert into daily_revenue values (?, ?, ?, ?, ?, ?)", [row["date"][:10], *list(row.values())[1:]]
        )
    for row in products:
        connection.execute("insert into product_dim values (?, ?)", list(row.values()))

    line = {row["product_id"]: row["product_line"] for row in products}
    revenue: dict[str | None, float] = defaultdict(float)
    errors: dict[str | None, list[float]] = defaultdict(list)
    for row in daily:
        group = line.get(row["product_id"])
        revenue[group] += float(row["revenue"])
        errors[group].append(abs(float(row["forecasted_revenue"]) - float(row["revenue"])))
    expected = {key: (revenue[key], sum(errors[key]) / len(errors[key])) for key in revenue}
    found = answers(
        connection,
        quickstart.model,
        measures=["daily_revenue", "daily_forecast_abs_error"],
        dimensions=["product.product_line"],
    )
    assert len(expected) > 3
    assert {key: pytest.approx(values) for key, *values in found} == {key: list(pair) for key, pair in expected.items()}

    december = sum(float(row["cogs"]) for row in daily if row["date"].startswith("2023-12"))
    year = {"field": "date", "range": {"from": "2023-12-01", "to": "2024-01-01"}}
    assert answers(connection, quickstart.model, measures=["daily_cogs"], time=year) == [(pytest.approx(december),)]
