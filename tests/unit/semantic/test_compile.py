"""What compile_query promises besides its numbers: names, metadata, warnings, and errors that help."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from lunara.errors import AmbiguousPath, FanOut, InvalidInput, LunaraError, Refused, UnknownField
from lunara.semantic.compile import compile_plan, compile_query
from lunara.semantic.compiled import Clock, CompiledQuery
from lunara.semantic.model import DerivedMeasure, SemanticModel
from lunara.semantic.query import Compare, SemanticQuery
from tests.snapshots.engines import run_duckdb
from tests.snapshots.shop import CLOCK, DIALECTS, MODEL, f


def compiled(
    dialect: str = "duckdb", model: SemanticModel = MODEL, clock: Clock = CLOCK, **query: Any
) -> CompiledQuery:
    return compile_query(SemanticQuery.model_validate(query), model, dialect, clock)


def test_one_fact_is_one_plain_select() -> None:
    text = compiled(
        measures=["revenue", "average_order"], dimensions=["customers.country"], filters=[f("revenue", ">", 1)]
    ).sql.text
    assert text.startswith("SELECT")
    assert text.upper().count("SELECT") == 1


def test_columns_say_what_they_are() -> None:
    found = compiled(
        measures=["revenue"],
        dimensions=["customers.country", {"field": "ordered_at", "grain": "month"}],
        time={"range": {"this": "year"}},
        compare={"to": "previous_year"},
        calculations=[{"kind": "percent_change", "of": "revenue"}],
    )
    described = [
        (c.name, c.role, c.label, c.type, c.grain, c.compares, c.format and c.format.kind) for c in found.columns
    ]
    assert described == [
        ("country", "dimension", "Country", "string", None, None, None),
        ("ordered_at_month", "dimension", "Order date (month)", "time", "month", None, None),
        ("revenue", "measure", "Revenue", "number", None, None, "currency"),
        ("revenue_previous", "measure", "Revenue (previous year)", "number", None, "revenue", "currency"),
        ("revenue_percent_change", "measure", "Revenue (change)", "number", None, None, "percent"),
    ]
    assert found.columns[0].field == "customers.country"
    assert found.sql.columns == tuple(c.name for c in found.columns)


def test_clashing_names_say_their_table_or_road() -> None:
    assert [
        c.name for c in compiled(measures=["order_count"], dimensions=["billing.city", "shipping.city"]).columns
    ] == [
        "billing_city",
        "shipping_city",
        "order_count",
    ]
    names = [c.name for c in compiled(measures=["units"], dimensions=["customers.name", "products.name"]).columns]
    assert names == ["customers_name", "products_name", "units"]


def test_an_unfinished_period_is_marked() -> None:
    found = compiled(measures=["revenue"], time={"range": {"this": "month"}})
    assert found.window is not None
    assert found.window.incomplete
    assert any("not ended" in warning for warning in found.warnings)
    done = compiled(measures=["revenue"], time={"range": {"last": 1, "grain": "month", "complete": True}})
    assert done.window is not None
    assert not done.window.incomplete
    assert done.warnings == ()


def test_joins_and_tables_are_told() -> None:
    found = compiled(measures=["units"], dimensions=["customers.country"])
    assert found.tables == ("order_items", "orders", "customers")
    assert [step.relationship for step in found.joins] == ["items_order", "orders_customer"]
    assert all(step.because for step in found.joins)


def test_the_fingerprint_follows_the_statement() -> None:
    one, two = compiled(measures=["revenue"]), compiled(measures=["revenue"])
    assert one.fingerprint == two.fingerprint
    assert one.fingerprint != compiled(measures=["order_count"]).fingerprint
    assert one.fingerprint != compiled("postgres", measures=["revenue"]).fingerprint


@pytest.mark.parametrize(
    ("query", "error", "said"),
    [
        ({"measures": ["revenu"]}, UnknownField, "revenue"),
        ({"measures": ["revenue"], "dimensions": ["customers.contry"]}, UnknownField, "customers.country"),
        ({"measures": ["revenue"], "filters": [f("nothing_like_it", "=", 1)]}, UnknownField, "nothing_like_it"),
        ({"measures": ["revenue"], "order_by": [{"field": "units_sold"}]}, UnknownField, "units_sold"),
        ({"measures": ["units"], "filters": [f("price", "=", "5")]}, InvalidInput, "is a number"),
        ({"measures": ["units"], "filters": [f("price", "contains", "5")]}, InvalidInput, "not text"),
        ({"measures": ["revenue"], "filters": [f("express", "=", "yes")]}, InvalidInput, "true or false"),
        ({"measures": ["revenue"], "filters": [f("ordered_at", ">", "soon")]}, InvalidInput, "is a date"),
        ({"measures": ["revenue"], "filters": [f("status", "=", None)]}, InvalidInput, "is_null"),
        ({"measures": ["revenue"], "filters": [f("status", "=", "a\x00b")]}, InvalidInput, "null character"),
        ({"measures": ["revenue"], "filters": [f("revenue", ">", "high")]}, InvalidInput, "is a number"),
        (
            {"measures": ["revenue"], "filters": [{"or": [f("revenue", ">", 1), f("status", "=", "paid")]}]},
            Refused,
            "no single meaning",
        ),
        ({"measures": ["revenue"], "dimensions": [{"field": "status", "grain": "month"}]}, InvalidInput, "not a date"),
        ({"measures": ["revenue"], "time": {"field": "status", "range": {"this": "year"}}}, InvalidInput, "not a date"),
        ({"measures": ["revenue"], "compare": {"to": "previous_year"}}, InvalidInput, "time range"),
        ({"measures": ["revenue"], "dimensions": ["customers.country"], "fill_time": True}, InvalidInput, "grain"),
        ({"measures": ["revenue"], "dimensions": ["staff.name"]}, Refused, "no relationship"),
        ({"measures": ["staff_count"], "time": {"range": {"this": "year"}}}, InvalidInput, "which date"),
        (
            {"measures": ["on_hand", "revenue"], "time": {"field": "orders.ordered_at", "range": {"this": "year"}}},
            Refused,
            "On hand",
        ),
        ({"dimensions": ["customers.name", "products.name"]}, FanOut, "no common row"),
        (
            {"measures": [{"name": "x", "table": "orders", "aggregate": "sum", "expression": "(select 1)"}]},
            InvalidInput,
            "subquery",
        ),
        (
            {"measures": [{"name": "x", "table": "orders", "aggregate": "sum", "expression": "1; drop table x"}]},
            InvalidInput,
            "one expression",
        ),
        ({"measures": ["revenue"], "filters": [{"exists": "retuns"}]}, UnknownField, "returns"),
    ],
)
def test_errors_help(query: dict[str, Any], error: type[LunaraError], said: str) -> None:
    with pytest.raises(error) as caught:
        compiled(**query)
    assert said in str(caught.value)
    assert caught.value.hint


def test_two_roads_list_both() -> None:
    with pytest.raises(AmbiguousPath) as caught:
        compiled(measures=["revenue"], dimensions=["addresses.city"])
    assert set(caught.value.details["options"]) == {"billing", "shipping"}
    for option in caught.value.details["options"]:
        assert compiled(measures=["revenue"], dimensions=[{"field": "addresses.city", "via": option}]).sql.text


def test_a_fan_out_offers_a_query_that_works() -> None:
    with pytest.raises(FanOut) as caught:
        compiled(measures=["customer_count"], dimensions=["orders.status"])
    nearest = SemanticQuery.model_validate(caught.value.details["nearest"])
    assert compile_query(nearest, MODEL, "duckdb", CLOCK).sql.text
    assert "orders_customer" in caught.value.details["step"]


def test_odd_names_are_quoted_and_work() -> None:
    odd = SemanticModel.model_validate(
        {
            "name": "odd",
            "dialect": "duckdb",
            "tables": [
                {
                    "name": "Order Lines",
                    "source": '"my schema"."Order ""Lines"""',
                    "primary_key": ["Line No"],
                    "dimensions": [{"name": "select"}, {"name": "Größe €", "type": "number"}, {"name": "x" * 80}],
                    "measures": [{"name": "group", "aggregate": "sum", "expression": '"Größe €"'}],
                }
            ],
        }
    )
    connection = duckdb.connect()
    connection.execute('create schema "my schema"')
    connection.execute(
        f'create table "my schema"."Order ""Lines""" ("Line No" int, "select" text, "Größe €" int, "{"x" * 80}" text)'
    )
    connection.execute('insert into "my schema"."Order ""Lines""" values (1, \'a\', 5, \'q\')')
    found = compiled(model=odd, measures=["group"], dimensions=["Order Lines.select", "x" * 80])
    assert connection.execute(found.sql.text).fetchall() == [("a", "q", 5)]
    assert len(found.columns[1].name.encode()) <= 63
    assert [d[0] for d in connection.description] == [c.name for c in found.columns]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("value", ["'; DROP TABLE x; --", "\\' OR 1=1 --", '"', "`", "a\nb", "%_\\", "日本"])
def test_values_stay_values(dialect: str, value: str) -> None:
    import sqlglot
    from sqlglot import exp

    text = compiled(dialect, measures=["order_count"], filters=[f("status", "=", value)]).sql.text
    tree = sqlglot.parse_one(text, read=dialect)
    literals = [node.name for node in tree.find_all(exp.Literal) if node.is_string]
    assert literals == [value]


def test_a_table_called_like_a_part_of_the_statement_is_still_read() -> None:
    tables = [
        {
            "name": name,
            "source": name,
            "primary_key": ["id"],
            "default_time": "at",
            "dimensions": [{"name": "at", "type": "time", "data_type": "date"}],
            "measures": [{"name": f"{name}_n", "aggregate": "count"}],
        }
        for name in ("merged", "result", "periods", "stage")
    ]
    model = SemanticModel.model_validate({"name": "m", "tables": tables})
    connection = duckdb.connect()
    for name in ("merged", "result", "periods", "stage"):
        connection.execute(f"create table {name} as select 1 as id, date '2025-06-01' as at")
    found = compiled(
        model=model,
        measures=["merged_n", "result_n", "periods_n", "stage_n"],
        dimensions=[{"field": "time", "grain": "month"}],
        time={"range": {"this": "month"}},
        fill_time=True,
        calculations=[{"kind": "rank", "of": "merged_n"}],
    )
    assert connection.execute(found.sql.text).fetchall() == [(date(2025, 6, 1), 1, 1, 1, 1, 1)]


def test_the_time_zone_decides_the_day() -> None:
    model = SemanticModel.model_validate(
        {
            "name": "m",
            "tables": [
                {
                    "name": "e",
                    "source": "e",
                    "primary_key": ["id"],
                    "default_time": "at",
                    "dimensions": [{"name": "at", "type": "time", "data_type": "TIMESTAMP WITH TIME ZONE"}],
                    "measures": [{"name": "n", "aggregate": "count"}],
                }
            ],
        }
    )
    connection = duckdb.connect()
    connection.execute("set timezone = 'America/New_York'")
    connection.execute("create table e as select 1 as id, timestamptz '2025-05-31 22:30:00+00' as at")
    query = {"measures": ["n"], "dimensions": [{"field": "at", "grain": "month"}]}
    berlin = compiled(model=model, clock=Clock(date(2025, 6, 15), "Europe/Berlin"), **query)
    assert connection.execute(berlin.sql.text).fetchall() == [(date(2025, 6, 1), 1)]
    utc = compiled(model=model, clock=Clock(date(2025, 6, 15), "UTC"), **query)
    assert connection.execute(utc.sql.text).fetchall() == [(date(2025, 5, 1), 1)]
    for zone, count in (("Europe/Berlin", 1), ("UTC", 0)):
        found = compiled(
            model=model,
            clock=Clock(date(2025, 6, 15), zone),
            measures=["n"],
            time={"range": {"from": "2025-06-01", "to": "2025-07-01"}},
        )
        assert connection.execute(found.sql.text).fetchall() == [(count,)]


@pytest.mark.parametrize(("start", "first"), [(0, date(2025, 6, 9)), (6, date(2025, 6, 15))])
def test_weeks_start_when_the_organization_says(start: int, first: date) -> None:
    clock = Clock(date(2025, 6, 20), week_start=start)
    text = compiled(
        clock=clock, measures=["order_count"], dimensions=[{"field": "ordered_at", "grain": "week"}]
    ).sql.text
    connection = duckdb.connect()
    connection.execute("create table orders as select timestamp '2025-06-15 10:00:00' as ordered_at")
    assert connection.execute(text).fetchall() == [(first, 1)]


def test_fiscal_years() -> None:
    clock = Clock(date(2025, 6, 20), fiscal_month=4)
    connection = duckdb.connect()
    connection.execute(
        "create table orders as select unnest([timestamp '2025-03-31', timestamp '2025-04-01']) as ordered_at"
    )
    for grain, expected in (
        ("year", [(date(2024, 4, 1), 1), (date(2025, 4, 1), 1)]),
        ("quarter", [(date(2025, 1, 1), 1), (date(2025, 4, 1), 1)]),
    ):
        text = compiled(
            clock=clock, measures=["order_count"], dimensions=[{"field": "ordered_at", "grain": grain}]
        ).sql.text
        assert connection.execute(text).fetchall() == expected


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(Refused):
        compiled("tsql", measures=["revenue"])


def test_a_plan_may_be_sql() -> None:
    found = compile_plan("select MEASURE(revenue) from orders", MODEL, "duckdb", CLOCK)
    assert [c.name for c in found.columns] == ["revenue"]


@pytest.mark.parametrize(
    "expression", ["order_count / nullif(customer_count, 2)", "order_count / nullif(customer_count, 0)"]
)
@pytest.mark.parametrize("dialect", ["postgres", "sqlite", "trino"])
def test_a_divisor_that_is_guarded_by_hand_is_no_integer_division(expression: str, dialect: str) -> None:
    """Counts are integers there, and an integer divided by one is cut off."""
    derived = DerivedMeasure(name="guarded", expression=expression)
    model = MODEL.model_copy(update={"measures": (derived,), "dialect": dialect})
    text = compiled(dialect, model, measures=["guarded"]).sql.text.upper()
    assert "CAST(" in text and text.count("NULLIF") == (1 if "0)" in expression else 2)


def test_a_period_without_rows_stands_once_where_groups_are_not_filled() -> None:
    found = compiled(
        measures=["order_count"],
        dimensions=[{"field": "ordered_at", "grain": "day"}, "status"],
        time={"range": {"from": "2025-05-20", "to": "2025-06-16"}},
        fill_time=True,
        fill_with="null",
        fill_groups=False,
    )
    with run_duckdb() as run:
        rows = run(found.sql.text)
        seen = run(
            "select distinct cast(ordered_at as date) from orders where ordered_at between '2025-05-20' and '2025-06-16'"
        )
    days = [row[0] for row in rows]
    with_rows = {day for (day,) in seen}
    assert len(set(days)) == 27
    assert 0 < len(with_rows) < 27
    for day, status, count in rows:
        assert (status is None and count is None and days.count(day) == 1) is (day not in with_rows)


def test_rows_of_a_table_stand_beside_each_row_of_the_others() -> None:
    found = compiled(
        dimensions=["customers.name", "labels.label_id", "labels.text"],
        filters=[f("labels.text", "contains", "a"), f("customers.country", "is_not_null")],
        beside=["labels"],
    )
    with run_duckdb() as run:
        rows = run(found.sql.text)
        names = [name for (name,) in run("select name from customers where country is not null")]
        labels = run("select label_id, text from labels where contains(text, 'a')")
    assert len(names) > 1
    assert len(labels) > 1
    assert sorted(rows, key=repr) == sorted(([name, *label] for name in names for label in labels), key=repr)
    assert [part.table for part in found.lineage.parts] == ["customers", "labels"]


def test_what_stands_beside_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput, match="No field of labels is listed"):
        compiled(dimensions=["customers.name"], beside=["labels"])
    with pytest.raises(InvalidInput, match="Nothing is listed that labels could stand beside"):
        compiled(dimensions=["labels.text"], beside=["labels"])
    with pytest.raises(InvalidInput, match='"beside" is of a list'):
        compiled(measures=["order_count"], dimensions=["customers.name"], beside=["labels"])
    with pytest.raises(UnknownField, match="lables"):
        compiled(dimensions=["customers.name", "labels.text"], beside=["lables"])
    both = {"or": [f("labels.text", "=", "a"), f("customers.country", "=", "DE")]}
    with pytest.raises(Refused, match="on rows that nothing joins"):
        compiled(dimensions=["customers.name", "labels.text"], filters=[both], beside=["labels"])


def test_a_table_that_is_not_allowed_stands_beside_nothing() -> None:
    query = SemanticQuery.model_validate({"dimensions": ["customers.name", "labels.text"], "beside": ["labels"]})
    with pytest.raises(LunaraError, match="labels"):
        compile_query(query, MODEL, "duckdb", CLOCK, tables={"customers"})


@pytest.mark.parametrize(
    ("start", "end", "name"),
    [
        ("2023-01-01", "2024-01-01", "2023"),
        ("2023-04-01", "2023-07-01", "Q2 2023"),
        ("2023-05-01", "2023-06-01", "May 2023"),
        ("2023-05-03", "2023-06-01", "other period"),
        ("2023-02-01", "2023-05-01", "other period"),
    ],
)
def test_the_period_beside_is_called_as_it_is_known(start: str, end: str, name: str) -> None:
    assert Compare.model_validate({"range": {"from": start, "to": end}}).name == name
