"""Databricks metric views: what they say is what the model says, with the same numbers, or it is told why not."""

from __future__ import annotations

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
from lunara.semantic.model import SemanticModel, Table
from lunara.semantic.query import SemanticQuery
from lunara.semantic.yaml import load_model
from tests.shared_data import SHARED, needs_shared

FIXTURES = SHARED / "semantic_models" / "ossie_fixtures" / "databricks" / "tests" / "fixtures" if SHARED else Path()


def read(**files: Any) -> Read:
    return import_model(
        Documents({f"{name}.yaml": yaml.safe_dump(data, sort_keys=False) for name, data in files.items()})
    )


def view(**more: Any) -> dict[str, Any]:
    return {
        "version": "1.1",
        "source": "main.orders",
        "joins": [
            {
                "name": "customer",
                "source": "main.customers",
                "on": "source.customer_id = customer.customer_id",
                "joins": [
                    {"name": "nation", "source": "main.nations", "on": "customer.nation_id = nation.nation_id"},
                ],
            }
        ],
        "dimensions": [
            {"name": "status", "expr": "status"},
            {"name": "nation", "expr": "customer.nation.name"},
        ],
        "measures": [{"name": "revenue", "expr": "SUM(amount)"}],
        **more,
    }


def lost(found: Read) -> dict[str, str]:
    return {note.what: note.why for note in found.notes if note.effect == "lost"}


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(
        """
        create table nations as select * from (values (1, 'DE'), (2, 'FR')) t(nation_id, name);
        create table customers as select * from (values (1, 1, true), (2, 2, true), (3, 2, false))
            t(customer_id, nation_id, is_current);
        create table orders as select * from (values
            (1, 1, 'paid', 10, date '2025-01-01'), (2, 1, 'open', 5, date '2025-01-02'), (3, 2, 'paid', 7, date '2025-01-02'),
            (4, 3, 'open', 1, date '2025-01-01'), (5, 9, 'paid', 2, date '2025-01-01'))
            t(order_id, customer_id, status, amount, day);
        """
    )
    return connection


def rows(database: duckdb.DuckDBPyConnection, model: SemanticModel, **query: Any) -> list[tuple[Any, ...]]:
    plain = model.model_copy(update={"dialect": "duckdb"})
    compiled = compile_query(SemanticQuery.model_validate(query), plain, "duckdb", Clock(date(2026, 1, 1)))
    return database.execute(compiled.sql.text).fetchall()


def test_a_view_is_its_source_and_what_is_joined(database: duckdb.DuckDBPyConnection) -> None:
    found = read(orders=view())
    assert recognised(Documents({"a.yaml": yaml.safe_dump(view())})).name == "databricks"
    assert [table.name for table in found.model.tables] == ["orders", "customers", "nations"]
    nation = found.model.table("nations")
    assert nation is not None
    assert [(one.name, one.expression) for one in nation.dimensions] == [("nation", "name")]
    assert nation.primary_key == ("nation_id",)
    answer = rows(database, found.model, measures=["revenue"], dimensions=["nation"])
    expected = database.execute(
        "select n.name, sum(amount) from orders o left join customers c using (customer_id) left join nations n "
        "using (nation_id) group by 1"
    ).fetchall()
    assert sorted(answer, key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    ("condition", "where"),
    [
        ("status = 'paid'", "o.status = 'paid'"),
        ("source.amount > 5 OR status = 'open'", "o.amount > 5 or o.status = 'open'"),
        ("customer.nation.name = 'FR' AND amount < 9", "n.name = 'FR' and amount < 9"),
        ("customer.is_current IS NULL", "c.is_current is null"),
    ],
)
def test_the_filter_of_a_view_narrows_its_rows(database: duckdb.DuckDBPyConnection, condition: str, where: str) -> None:
    found = read(orders=view(filter=condition))
    assert lost(found) == {}
    (total,) = rows(database, found.model, measures=["revenue"])
    expected = database.execute(
        "select sum(amount) from orders o left join customers c using (customer_id) left join nations n "
        f"using (nation_id) where {where}"
    ).fetchone()
    assert total == expected


def test_a_condition_in_a_join_narrows_the_joined_rows_alone(database: duckdb.DuckDBPyConnection) -> None:
    join = {
        "name": "customer",
        "source": "main.customers",
        "on": "source.customer_id = customer.customer_id AND customer.is_current = true",
    }
    found = read(orders=view(joins=[join], dimensions=[{"name": "n", "expr": "customer.nation_id"}]))
    assert lost(found) == {}
    answer = rows(database, found.model, measures=["revenue"], dimensions=["n"])
    expected = database.execute(
        "select c.nation_id, sum(amount) from orders o left join customers c on o.customer_id = c.customer_id "
        "and c.is_current group by 1"
    ).fetchall()
    assert sorted(answer, key=str) == sorted(expected, key=str)


def test_joins_that_pair_no_columns_are_told_with_what_hangs_on_them() -> None:
    join = {"name": "rate", "source": "main.rates", "on": "source.day BETWEEN rate.start AND rate.stop"}
    found = read(
        orders=view(
            joins=[join],
            dimensions=[{"name": "rate", "expr": "rate.value"}],
            measures=[{"name": "m", "expr": "SUM(rate.value)"}, {"name": "n", "expr": "COUNT(*)"}],
        )
    )
    assert [one.name for one in found.model.tables[0].measures] == ["n"]
    assert set(lost(found)) == {"rate", "m"}


def test_measures_over_joined_rows_are_refused_and_those_of_a_table_of_many_are_its_own() -> None:
    joins = [
        *view()["joins"],
        {
            "name": "lines",
            "source": "main.lines",
            "on": "source.order_id = lines.order_id",
            "cardinality": "one_to_many",
        },
    ]
    measures = [
        {"name": "credit", "expr": "SUM(customer.credit)"},
        {"name": "buyers", "expr": "COUNT(DISTINCT nation)"},
        {"name": "units", "expr": "SUM(lines.quantity)"},
    ]
    found = read(orders=view(joins=joins, measures=measures))
    assert set(lost(found)) == {"credit", "buyers"}
    lines = found.model.table("lines")
    assert lines is not None and [one.name for one in lines.measures] == ["units"]
    assert [one.from_table for one in found.model.relationships if one.to_table == "orders"] == ["lines"]


def test_measures_name_dimensions_and_each_other(database: duckdb.DuckDBPyConnection) -> None:
    dimensions = [
        {"name": "net", "expr": "amount - 1"},
        {"name": "status", "expr": "UPPER(status)"},
        {"name": "day", "expr": "day"},
    ]
    measures = [
        {"name": "ratio", "expr": "MEASURE(paid) / NULLIF(MEASURE(total), 0)"},
        {"name": "total", "expr": "SUM(net)"},
        {"name": "paid", "expr": "SUM(net) FILTER (WHERE status = 'PAID')"},
        {"name": "plain", "expr": "SUM(net) FILTER (WHERE source.status = 'paid')"},
    ]
    found = read(orders=view(dimensions=dimensions, measures=measures))
    assert lost(found) == {}
    (answer,) = rows(database, found.model, measures=["total", "paid", "plain", "ratio"])
    assert answer == (20, 16, 16, 16 / 20)


def test_a_dimension_of_columns_of_two_tables_is_told() -> None:
    found = read(orders=view(dimensions=[{"name": "both", "expr": "concat(status, customer.nation.name)"}]))
    assert "a dimension is of one table" in lost(found)["both"]


def test_a_field_of_a_struct_stays() -> None:
    found = read(orders=view(dimensions=[{"name": "area", "expr": "source.place.area"}]))
    assert found.model.tables[0].dimensions[0].expression == "(place).area"


@pytest.mark.parametrize(
    ("window", "kept"),
    [
        ([{"order": "day", "range": "current", "semiadditive": "last"}], 12),  # of the last day alone
        ([{"order": "day", "range": "current", "semiadditive": "first"}], 13),
        ([{"order": "day", "range": "all", "semiadditive": "last"}], None),
        ([{"order": "day", "range": "current", "semiadditive": "last", "offset": "-1 month"}], None),
        ([{"order": "nation", "range": "current", "semiadditive": "last"}], None),
    ],
)
def test_windows(database: duckdb.DuckDBPyConnection, window: list[dict[str, str]], kept: int | None) -> None:
    data = view(
        dimensions=[*view()["dimensions"], {"name": "day", "expr": "day"}],
        measures=[{"name": "stock", "expr": "SUM(amount)", "window": window}, {"name": "n", "expr": "COUNT(*)"}],
    )
    found = read(orders=data)
    names = {one.name for one in found.model.tables[0].measures}
    assert names == ({"stock", "n"} if kept else {"n"})
    if kept:
        assert rows(database, found.model, measures=["stock"]) == [(kept,)]


def test_balances_of_one_view_may_go_by_different_dates() -> None:
    def window(order: str) -> list[dict[str, str]]:
        return [{"order": order, "range": "current", "semiadditive": "last"}]

    data = view(
        dimensions=[{"name": "day", "expr": "day"}, {"name": "seen", "expr": "seen_at"}],
        measures=[
            {"name": "stock", "expr": "SUM(amount)", "window": window("day")},
            {"name": "counted", "expr": "SUM(found)", "window": window("seen")},
        ],
    )
    (table, *_) = read(orders=data).model.tables
    assert table.default_time == "day"
    assert [(one.name, one.time, one.additive_over) for one in table.measures] == [
        ("stock", None, ()),
        ("counted", "seen", ()),
    ]


def test_views_of_one_folder_are_one_model() -> None:
    second = {
        "version": "1.1",
        "source": "main.customers",
        "comment": "People",
        "joins": [{"name": "nation", "source": "main.nations", "using": ["nation_id"]}],
        "fields": [{"name": "nation", "expr": "nation.name"}, {"name": "since", "expr": "DATE_TRUNC('month', since)"}],
        "measures": [
            {"name": "people", "expr": "COUNT(*)"},
            {"name": "revenue", "expr": "SUM(spent)", "display_name": "Spent"},
        ],
    }
    found = read(orders=view(), customers=second)
    assert {table.name for table in found.model.tables} == {"orders", "customers", "nations"}
    assert len(found.model.relationships) == 2
    customers = found.model.table("customers")
    assert customers is not None
    assert (customers.description, customers.default_time) == ("People", "since")
    assert [one.name for one in customers.measures] == ["people", "revenue"]
    assert lost(found) == {}


def test_measures_over_measures_of_one_name_in_two_views_are_told_apart() -> None:
    ratio = {"name": "ratio", "expr": "MEASURE(revenue) / MEASURE(n)"}
    measures = [{"name": "revenue", "expr": "SUM(amount)"}, {"name": "n", "expr": "COUNT(*)"}, ratio]
    found = read(
        a=view(measures=measures), b={"version": "1.1", "source": "main.bills", "measures": measures, "dimensions": []}
    )
    assert [(one.name, one.expression) for one in found.model.measures] == [
        ("ratio", "orders.revenue / orders.n"),
        ("bills_ratio", "bills.revenue / bills.n"),
    ]


def test_a_view_in_its_create_statement_is_read() -> None:
    text = (
        f"CREATE OR REPLACE VIEW main.sales_metrics\nWITH METRICS\nLANGUAGE YAML\nAS $$\n{yaml.safe_dump(view())}$$;\n"
    )
    found = import_model(Documents({"views/sales.sql": text}))
    assert found.model.table("orders") is not None


def test_a_model_of_one_fact_is_one_file_and_comes_back() -> None:
    model = load_model(
        """
name: sales
dialect: databricks
tables:
  - name: orders
    source: main.shop.orders
    description: All orders
    default_time: ordered_at
    dimensions:
      - {name: ordered_at, type: time, label: Order date, synonyms: [date]}
      - {name: shipped, type: time}
      - {name: status, expression: UPPER(status)}
    measures:
      - name: revenue
        aggregate: sum
        expression: amount
        filter: status <> 'x'
        format: {kind: currency, currency: USD, decimals: 2}
      - {name: stock, aggregate: sum, expression: units, additive_over: []}
      - {name: orders_placed, aggregate: count}
  - name: customers
    source: main.shop.customers
    primary_key: [customer_id]
    dimensions: [{name: country}]
relationships:
  - {name: orders_customers, from_table: orders, from_columns: [customer_id], to_table: customers, to_columns: [customer_id]}
measures:
  - {name: average, expression: revenue / orders_placed}
"""
    )
    written = export_model(model, "databricks")
    assert list(written.files) == ["sales.yaml"]
    found = import_model(Documents(written.files))
    assert found.model == model
    assert "source.status <> 'x'" in written.files["sales.yaml"]


@needs_shared
@pytest.mark.parametrize("name", ["fixtureA", "fixtureB"])
def test_a_view_and_its_ossie_counterpart_say_the_same(name: str) -> None:
    """Databricks' own converter gives both: where both say something, either file gives it."""
    files = [FIXTURES / f"{name}_metric_view.yaml", FIXTURES / f"{name}_ossie.yaml"]
    one, other = (import_model(Documents.of(path.read_text(encoding="utf-8"), path.name)).model for path in files)
    assert [comparable(table) for table in one.tables] == [comparable(table) for table in other.tables]
    assert one.measures == other.measures
    assert joins(one) == joins(other)
    assert one.dialect == other.dialect == "databricks"


def comparable(table: Table) -> dict[str, Any]:
    """A table without what only one of the files says: a view describes no joined table, and knows the keys of joins alone."""
    return table.model_dump(exclude={"description", "primary_key", "unique_keys"})


def joins(model: SemanticModel) -> list[tuple[Any, ...]]:
    return [(one.from_table, one.from_columns, one.to_table, one.to_columns) for one in model.relationships]
