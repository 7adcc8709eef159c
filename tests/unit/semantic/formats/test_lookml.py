"""LookML: what each part of a project becomes, with the numbers that it gives; what cannot be said is told."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import duckdb
import pytest
from sqlglot import exp

from lunara.errors import InvalidInput, LunaraError, UnknownField
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.formats import Documents, Read, import_model, recognised
from lunara.semantic.formats.lookml_filters import condition
from lunara.semantic.formats.parts import Unsaid
from lunara.semantic.model import Dimension, Format, Measure, SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.validate import validate_model

# In the style of Looker's sample projects: a shop whose orders lead to people by two roads.
SHOP = {
    "manifest.lkml": 'project_name: "shop"\nconstant: schema { value: "main" }',
    "shop.model.lkml": """
connection: "warehouse"
include: "/views/*.view.lkml"
datagroup: daily { sql_trigger: select current_date ;; }

explore: order_items {
  label: "Orders"
  join: orders {
    type: left_outer
    relationship: many_to_one
    sql_on: ${order_items.order_id} = ${orders.id} ;;
  }
  join: buyers { from: users relationship: many_to_one sql_on: ${orders.user_id} = ${buyers.id} ;; }
  join: sellers { from: users type: inner relationship: many_to_one sql_on: ${orders.seller_id} = ${sellers.id} ;; }
  join: buyer_city { from: cities relationship: many_to_one sql_on: ${buyers.city_id} = ${buyer_city.id} ;; }
  join: products { foreign_key: product_id }
  always_filter: { filters: [orders.created_date: "7 days"] }
}

explore: users {
  join: orders { relationship: one_to_many sql_on: ${users.id} = ${orders.user_id} ;; }
}
""",
    "views/order_items.view.lkml": """
view: order_items {
  sql_table_name: @{schema}.order_items ;;
  dimension: id { primary_key: yes type: number sql: ${TABLE}.id ;; hidden: yes }
  dimension: order_id { type: number sql: ${TABLE}.order_id ;; hidden: yes }
  dimension: product_id { type: number hidden: yes }
  dimension: status {}
  dimension: sale_price { type: number value_format_name: usd sql: ${TABLE}.sale_price ;; }
  dimension: gross { type: number sql: ${sale_price} - ${products.cost} ;; }
  dimension: is_returned { type: yesno sql: ${returned_raw} IS NOT NULL ;; }
  dimension_group: returned {
    type: time
    timeframes: [raw, date, month, hour_of_day, day_of_week]
    sql: ${TABLE}.returned_at ;;
  }
  measure: count { type: count drill_fields: [id] }
  measure: total_sale_price { type: sum sql: ${sale_price} ;; value_format_name: usd_0 synonyms: ["sales"] }
  measure: total_complete { type: sum sql: ${sale_price} ;; filters: [status: "Complete,Shipped"] }
  measure: total_recent { type: sum sql: ${sale_price} ;; filters: [returned_date: "7 days"] }
  measure: returned_count { type: count filters: [is_returned: "yes"] }
  measure: average_order {
    type: number
    sql: ${total_sale_price} / NULLIF(${orders.count}, 0) ;;
    value_format: "$#,##0.00"
  }
}
""",
    "views/others.view.lkml": """
view: base { extension: required dimension: id { primary_key: yes type: number } measure: count { type: count } }
view: orders {
  extends: [base]
  sql_table_name: @{schema}.orders ;;
  dimension: user_id { type: number hidden: yes }
  dimension: seller_id { type: number hidden: yes }
  dimension_group: created { type: time sql: ${TABLE}.created_at ;; label: "Order" }
}
view: users {
  extends: [base]
  derived_table: { sql: SELECT * FROM @{schema}.users WHERE NOT deleted ;; }
  dimension: city_id { type: number hidden: yes }
  dimension: name {}
}
view: cities { extends: [base] dimension: name {} }
view: products { extends: [base] dimension: cost { type: number } }
view: +users { label: "People" dimension: name { label: "Full name" } }
""",
}


def read(files: dict[str, str] | str, dialect: str | None = "duckdb") -> Read:
    given = {"a.view.lkml": files} if isinstance(files, str) else files
    result = import_model(Documents(given, "shop", dialect), "lookml")
    assert [problem for problem in validate_model(result.model) if problem.level == "error"] == []
    return result


def lost(result: Read) -> dict[str, str]:
    return {note.what: note.why for note in result.notes if note.effect == "lost"}


def dimension(text: str, more: str = "") -> Dimension:
    (table,) = read(f"view: v {{ {more} dimension: d {{ {text} }} }}").model.tables
    return next(one for one in table.dimensions if one.name == "d")


def measure(text: str, more: str = "") -> Measure:
    (table,) = read(f"view: v {{ {more} measure: m {{ {text} }} }}").model.tables
    return next(one for one in table.measures if one.name == "m")


def rows(model: SemanticModel, database: duckdb.DuckDBPyConnection, **query: Any) -> list[tuple[Any, ...]]:
    compiled = compile_query(SemanticQuery.model_validate(query), model, "duckdb", Clock(date(2026, 1, 1), "UTC"))
    return database.execute(compiled.sql.text).fetchall()


# --- a project


def test_a_project_is_recognised_by_its_files() -> None:
    assert recognised(Documents(SHOP)).name == "lookml"


def test_views_are_tables_with_what_they_extend_and_what_refines_them() -> None:
    model = read(SHOP).model
    assert [(table.name, table.source, table.sql) for table in model.tables] == [
        ("order_items", "main.order_items", None),
        ("orders", "main.orders", None),
        ("users", None, "SELECT * FROM main.users WHERE NOT deleted"),
        ("cities", "cities", None),
        ("products", "products", None),
    ]
    users = model.table("users")
    assert users is not None and users.label == "People" and users.primary_key == ("id",)
    assert {one.name: one.label for one in users.dimensions}["name"] == "Full name"
    assert [one.name for one in users.measures] == ["count"]


def test_joins_of_all_explores_are_relationships_and_aliases_are_their_names() -> None:
    told = {(one.name, one.from_table, one.from_columns, one.to_table) for one in read(SHOP).model.relationships}
    assert told == {
        ("order_items_orders", "order_items", ("order_id",), "orders"),
        ("buyers", "orders", ("user_id",), "users"),
        ("sellers", "orders", ("seller_id",), "users"),
        ("buyer_city", "users", ("city_id",), "cities"),
        ("order_items_products", "order_items", ("product_id",), "products"),
    }


def test_what_does_not_fit_is_told_with_its_place() -> None:
    result = read(SHOP)
    assert {note.what: note.where for note in result.notes if note.effect == "lost"} == {
        "datagroups": "shop.model.lkml",
        "gross": "views/order_items.view.lkml: order_items",
        "timeframes of returned: day_of_week": "views/order_items.view.lkml: order_items",
        "drill_fields of count": "views/order_items.view.lkml: order_items",
        "total_recent": "views/order_items.view.lkml: order_items",
        "always_filter": "shop.model.lkml: explore order_items",
    }
    assert {"the join sellers", "order_items", "users"} <= {
        note.what for note in result.notes if note.effect == "changed"
    }


def test_its_numbers_are_those_of_the_rows() -> None:
    """Several items of an order and a person with two orders: each measure over its own rows. Totals by plain Python."""
    items = [
        (1, 1, 1, "Complete", 10, None),
        (2, 1, 2, "Shipped", 20, "2025-01-05 10:00:00"),
        (3, 2, 1, "Open", 5, None),
        (4, 3, 1, "Complete", 7, "2025-02-05 23:00:00"),
        (5, 9, 1, None, 1, None),
    ]
    orders = [(1, 1, 2, "2025-01-01"), (2, 1, 2, "2025-01-02"), (3, 2, 1, "2025-02-01")]
    users = [(1, "Ann", 1, False), (2, "Bob", 2, False), (3, "Gone", 2, True)]
    database = duckdb.connect()
    database.execute(
        "create table order_items(id int, order_id int, product_id int, status text, sale_price int, returned_at timestamp)"
    )
    database.executemany("insert into order_items values (?, ?, ?, ?, ?, ?)", items)
    database.execute("create table orders(id int, user_id int, seller_id int, created_at date)")
    database.executemany("insert into orders values (?, ?, ?, ?)", orders)
    database.execute("create table users(id int, name text, city_id int, deleted boolean)")
    database.executemany("insert into users values (?, ?, ?, ?)", users)
    database.execute("create table cities as select * from (values (1, 'Rome'), (2, 'Oslo')) t(id, name)")
    database.execute("create table products as select * from (values (1, 3), (2, 4)) t(id, cost)")
    model = read(SHOP).model

    buyer = {order[0]: {1: "Ann", 2: "Bob"}[order[1]] for order in orders}
    sums: dict[str | None, int] = {}
    counts: dict[str, int] = {}
    for item in items:
        who = buyer.get(item[1])
        sums[who] = sums.get(who, 0) + item[4]
    for order in orders:
        counts[buyer[order[0]]] = counts.get(buyer[order[0]], 0) + 1
    found = rows(
        model, database, measures=["total_sale_price", "orders.count", "average_order"], dimensions=["buyers.name"]
    )
    assert {row[0]: row[1:] for row in found} == {
        who: (total, counts.get(who or ""), total / counts[who] if who in counts else None)
        for who, total in sums.items()
    }
    sold = rows(model, database, measures=["total_complete", "returned_count"])
    wanted = sum(item[4] for item in items if item[3] in ("Complete", "Shipped"))
    assert sold == [(wanted, sum(item[5] is not None for item in items))]
    assert rows(model, database, measures=["users.count"]) == [(sum(not user[3] for user in users),)]
    assert dict(rows(model, database, measures=["orders.count"], dimensions=["buyers.buyer_city.name"])) == {
        "Rome": 2,
        "Oslo": 1,
    }
    with pytest.raises(UnknownField):
        rows(model, database, measures=["total_recent"])


# --- files


@pytest.mark.parametrize(
    "text",
    [
        "",
        "view: {",
        "view: v { dimension:",
        "[]",
        "view: v {}\n}\nview: w {}",
        "# nothing",
        ";",
        "view: v { dimension: d { type: ; } }",
        'a: "x',
    ],
)
def test_what_is_no_lookml_is_refused_with_the_file(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        import_model(Documents({"x.view.lkml": text}), "lookml")
    assert caught.value.message and caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "view: v {\r\n  dimension: d {\r\n}\r\n}\r\n",
        "\t view: v {dimension: d {}} # end",
        "view: v { dimension: d { sql: -- why\n ${TABLE}.d ;; } }",
    ],
)
def test_any_white_space_and_comments_are_read(text: str) -> None:
    (table,) = read(text).model.tables
    assert [one.name for one in table.dimensions] == ["d"]


def test_any_damage_to_a_project_is_refused_in_words_or_told() -> None:
    """Pieces cut out and put in at random: never a traceback, never without end."""
    luck = random.Random(7)
    pieces = [
        "{",
        "}",
        ";;",
        ";",
        '"',
        "${",
        "yes",
        "[",
        "]",
        ":",
        "sql",
        "view",
        "+",
        "{%",
        "'",
        "\\",
        ",",
        "`",
        "-- x\n",
        "\x00",
    ]
    for _ in range(150):
        files = dict(SHOP)
        path = luck.choice(list(files))
        at = luck.randrange(len(files[path]))
        files[path] = files[path][:at] + luck.choice(pieces) + files[path][at + luck.choice([0, 1, 5, 30]) :]
        try:
            result = import_model(Documents(files, "shop", "duckdb"), "lookml")
        except LunaraError as error:
            assert error.message and error.hint
        else:
            assert result.model.tables


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(InvalidInput):
        import_model(Documents({"x.lkml": "explore: a {" * 5000}), "lookml")


def test_circles_are_told() -> None:
    result = read("view: a { extends: [b] } view: b { extends: [a] } view: c { extends: [gone] } view: +gone {}")
    assert lost(result).keys() >= {"extends b", "extends gone", "+gone"}


def test_a_dashboard_is_no_part() -> None:
    result = read({"v.view.lkml": "view: v {}", "d.dashboard.lookml": "- dashboard: x"})
    assert lost(result) == {"the file": "a dashboard is no part of a model"}


# --- views


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("sql_table_name: {{ schema }}.v ;;", "Liquid"),
        ("sql_table_name: @{gone}.v ;;", "template"),
        ("derived_table: { sql: select {% condition x %} a {% endcondition %} from b ;; }", "Liquid"),
        ("derived_table: { explore_source: orders { column: id {} } }", "those of an explore"),
        ("derived_table: { sql: select * from ${gone.SQL_TABLE_NAME} where x ;; }", "gone"),
        ("derived_table: { sql: select * from ${v.SQL_TABLE_NAME} where x ;; }", "itself"),
        ("derived_table: { sql: delete from b ;; }", "SELECT"),
    ],
)
def test_a_view_whose_rows_only_looker_can_make_is_told(text: str, why: str) -> None:
    result = read(f"view: good {{}} view: v {{ {text} }}")
    assert [table.name for table in result.model.tables] == ["good"]
    assert why in lost(result)["v"]


def test_a_derived_table_takes_the_tables_of_other_views() -> None:
    text = """view: a { sql_table_name: raw.a ;; }
    view: b { derived_table: { sql: select x from ${a.SQL_TABLE_NAME} where y ;; } }
    view: c { derived_table: { sql: select 1 from ${b.SQL_TABLE_NAME} as t ;; } }
    view: d { derived_table: { sql: select * from ${a.SQL_TABLE_NAME} ;; } }"""
    assert [(table.source, table.sql) for table in read(text).model.tables] == [
        ("raw.a", None),
        (None, "select x from raw.a where y"),
        (None, "select 1 from (select x from raw.a where y) as t"),
        ("raw.a", None),
    ]


def test_a_table_of_bigquery_needs_its_dialect() -> None:
    text = "view: good {} view: v { sql_table_name: `my-project.shop.orders` ;; }"
    assert read(text, "bigquery").model.tables[1].source == "`my-project.shop.orders`"
    assert "dialect" in lost(read(text, None))["v"]


# --- dimensions


@pytest.mark.parametrize(
    ("text", "kind", "expression"),
    [
        ("", "string", None),
        ("sql: ${TABLE}.d ;;", "string", None),
        ('sql: ${TABLE}."D" ;;', "string", '"D"'),
        ("sql: ${TABLE}.order ;; type: number", "number", '"order"'),
        ("type: yesno sql: ${TABLE}.x > 1 ;;", "boolean", "x > 1"),
        ("type: number sql: ${net} / 2 ;;", "number", "(a - b) / 2"),
        ("type: number sql: ${v.net} ;;", "number", "a - b"),
        ("type: zipcode sql: ${TABLE}.zip ;;", "string", "zip"),
        ("type: date sql: ${TABLE}.t ;;", "time", "CAST(t AS DATE)"),
        ("type: date datatype: date sql: ${TABLE}.t ;;", "time", "t"),
        ("type: date_time sql: ${TABLE}.t ;;", "time", "t"),
        ("sql: ${made_date} ;; type: date_raw", "time", "CAST(t AS DATE)"),
        ("type: number sql: ${made_year} ;;", "number", "EXTRACT(YEAR FROM t)"),
        ("type: number sql: ${made_hour_of_day} ;;", "number", "EXTRACT(HOUR FROM t)"),
        (
            'case: { when: { sql: ${TABLE}.x = 1 ;; label: "one" } when: { sql: ${net} > 2 ;; label: "two" } else: "more" }',
            "string",
            "CASE WHEN x = 1 THEN 'one' WHEN (a - b) > 2 THEN 'two' ELSE 'more' END",
        ),
        (
            "type: tier tiers: [0, 10] style: interval sql: ${TABLE}.x ;;",
            "string",
            "CASE WHEN x IS NULL THEN 'Undefined' WHEN x < 0 THEN '(-inf, 0)' WHEN x < 10 THEN '[0, 10)' ELSE '[10, inf)' END",
        ),
        (
            "type: tier tiers: [10] sql: ${TABLE}.x ;;",
            "string",
            "CASE WHEN x IS NULL THEN 'TXX Undefined' WHEN x < 10 THEN 'T00 (-inf,10)' ELSE 'T01 [10,inf)' END",
        ),
    ],
)
def test_the_sql_of_a_dimension(text: str, kind: str, expression: str | None) -> None:
    more = """dimension: net { type: number sql: ${TABLE}.a - ${TABLE}.b ;; }
    dimension_group: made { type: time sql: ${TABLE}.t ;; }"""
    found = dimension(text, more)
    assert (found.type, found.expression) == (kind, expression)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("sql: {% if a %} b {% endif %} ;;", "Liquid"),
        ("sql: '{{ _filters[''a''] }}' ;;", "Liquid"),
        ("sql: ${gone} ;;", "no field gone"),
        ("sql: ${d} ;;", "itself"),
        ("sql: ${other.x} ;;", "no view other"),
        ("sql: @{gone} ;;", "constant"),
        ("sql: ${made_month} ;;", "text that Looker makes"),
        ("sql: ${made} ;;", "group of periods"),
        ("sql: (select max(x) from y) ;;", "subquery"),
        ("sql: ${TABLE} ;;", "whole rows"),
        ("type: distance", "type distance"),
        ("type: tier tiers: [a] sql: ${TABLE}.x ;;", "no numbers"),
        ("type: number sql: ${epoch_raw} ;;", "epoch"),
    ],
)
def test_a_dimension_that_cannot_be_said_is_told(text: str, why: str) -> None:
    more = """dimension_group: made { type: time sql: ${TABLE}.t ;; }
    dimension_group: epoch { type: time datatype: epoch sql: ${TABLE}.e ;; }"""
    result = read(f"view: v {{ {more} dimension: d {{ {text} }} }}")
    assert "d" not in [one.name for one in result.model.tables[0].dimensions]
    assert why in lost(result)["d"]


def test_periods_places_and_durations() -> None:
    text = """view: v {
      dimension_group: made { type: time timeframes: [date, month_num, month_name] sql: ${TABLE}.t ;; }
      dimension_group: open { type: duration intervals: [day, hour] sql_start: ${made_raw} ;; sql_end: ${TABLE}.done ;; }
      dimension: place { type: location sql_latitude: ${TABLE}.lat ;; sql_longitude: ${TABLE}.lon ;; }
    }"""
    result = read(text)
    assert {one.name: (one.type, one.expression) for one in result.model.tables[0].dimensions} == {
        "made": ("time", "t"),
        "made_month_num": ("number", "EXTRACT(MONTH FROM t)"),
        "days_open": ("number", "DATE_DIFF('DAY', t, done)"),
        "hours_open": ("number", "DATE_DIFF('HOUR', t, done)"),
        "place_latitude": ("number", "lat"),
        "place_longitude": ("number", "lon"),
    }
    assert lost(result) == {"timeframes of made: month_name": "a model has no such periods"}


def test_hidden_fields_and_suggestions() -> None:
    text = (
        'view: v { fields_hidden_by_default: yes dimension: a {} dimension: b { hidden: no suggestions: ["x", "y"] } }'
    )
    found = {one.name: one for one in read(text).model.tables[0].dimensions}
    assert (found["a"].hidden, found["b"].hidden, found["b"].sample_values) == (True, False, ("x", "y"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("value_format_name: usd", Format(kind="currency", currency="USD", decimals=2)),
        ("value_format_name: eur_0", Format(kind="currency", currency="EUR", decimals=0)),
        ("value_format_name: percent_1", Format(kind="percent", decimals=1)),
        ("value_format_name: decimal_0", Format(kind="number", decimals=0)),
        ("value_format_name: big", Format(kind="currency", currency="GBP")),
        ('value_format: "#,##0.0"', Format(kind="number", decimals=1)),
        ('value_format: "0.00%"', Format(kind="percent", decimals=2)),
        ('value_format: "0.0\\\\%"', Format(kind="number", decimals=1, unit="%")),
        ('value_format: "$0.00,,\\" M\\""', Format(kind="currency", currency="USD")),
        ('value_format: "@"', None),
    ],
)
def test_formats(text: str, expected: Format | None) -> None:
    files = {"m.model.lkml": 'named_value_format: big { value_format: "[>=1000]£0,\\"K\\";£0" }'}
    result = read({**files, "v.view.lkml": f"view: v {{ dimension: d {{ type: number {text} }} }}"})
    assert result.model.tables[0].dimensions[0].format == expected


# --- measures


@pytest.mark.parametrize(
    ("text", "aggregate", "expression", "where"),
    [
        ("type: count", "count", None, None),
        ("type: sum sql: ${x} ;;", "sum", "x", None),
        ("type: average sql: ${TABLE}.x * 2 ;;", "avg", "x * 2", None),
        ("type: count_distinct sql: ${x} ;;", "count_distinct", "x", None),
        ("type: median sql: ${x} ;;", "median", "x", None),
        ("type: percentile percentile: 50 sql: ${x} ;;", "median", "x", None),
        ("type: sum_distinct sql_distinct_key: ${id} ;; sql: ${x} ;;", "sum", "x", None),
        ("type: number sql: max(${x}) ;;", "max", "x", None),
        ("type: date sql: min(${at_raw}) ;;", "min", "made_at", None),
        ('type: sum sql: ${x} ;; filters: [s: "a"]', "sum", "x", "s = 'a'"),
        (
            'type: sum sql: ${x} ;; filters: { field: s value: "a,b" } filters: { field: x value: ">5" }',
            "sum",
            "x",
            "s IN ('a', 'b') AND x > 5",
        ),
        ('type: count filters: [v.flag: "no"]', "count", None, "NOT COALESCE(y = 1, FALSE)"),
        ('type: count filters: [at_raw: "before 2024"]', "count", None, "made_at < CAST('2024-01-01' AS DATE)"),
        ('type: count filters: [s: "-a", x: ""]', "count", None, "s <> 'a' OR s IS NULL"),
        ('type: count filters: [s: "-a", x: "1"]', "count", None, "(s <> 'a' OR s IS NULL) AND x = 1"),
    ],
)  # fmt: skip
def test_a_measure_over_rows(text: str, aggregate: str, expression: str | None, where: str | None) -> None:
    more = """dimension: id { primary_key: yes } dimension: x { type: number } dimension: s {}
    dimension: flag { type: yesno sql: ${TABLE}.y = 1 ;; }
    dimension_group: at { type: time sql: ${TABLE}.made_at ;; }"""
    found = measure(text, more)
    assert (found.aggregate, found.expression, found.filter) == (aggregate, expression, where)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("type: sum sql: ${x} ;; filters: [s: \"{{ _user_attributes['a'] }}\"]", "template"),
        ('type: sum sql: ${x} ;; filters: [gone.s: "a"]', "another view"),
        ('type: sum sql: ${x} ;; filters: [other.gone: "a"]', "another view"),
        ('type: number sql: ${count} ;; filters: [other.s: "a"]', "rows of their own"),
        ('type: sum sql: ${x} ;; filters: [gone: "a"]', "no field gone"),
        ('type: sum sql: ${x} ;; filters: [at_date: "last month"]', "goes by the day"),
        ("type: sum sql: ${other.x} ;;", "another table"),
        ("type: sum sql: ${count} ;;", "another table"),
        ("type: sum", "no sql"),
        ("type: running_total sql: ${count} ;;", "running_total"),
        ("type: list sql: ${x} ;;", "list"),
        ("type: percentile percentile: 75 sql: ${x} ;;", "percentile"),
        ("type: sum_distinct sql_distinct_key: ${s} ;; sql: ${x} ;;", "different key"),
        ("type: number sql: ${x} / 2 ;;", "row by row"),
        ("type: number sql: ${gone} / 2 ;;", "no field gone"),
        ("type: number sql: ${count} * 2 ;; filters: [s: \"a\"]", "rows of their own"),
        ("type: number sql: {% if x %} 1 {% endif %} ;;", "Liquid"),
    ],
)  # fmt: skip
def test_a_measure_that_cannot_be_said_is_told(text: str, why: str) -> None:
    more = """dimension: x { type: number } dimension: s {} measure: count { type: count }
    dimension_group: at { type: time sql: ${TABLE}.made_at ;; }"""
    result = read(f"view: v {{ {more} measure: m {{ {text} }} }} view: other {{ dimension: x {{}} dimension: s {{}} }}")
    assert [one.name for one in result.model.tables[0].measures] == ["count"]
    assert result.model.measures == ()
    assert why in lost(result)["m"]


def test_measures_of_the_same_name_stay_apart() -> None:
    text = """view: a { measure: count { type: count } measure: rate { type: number sql: 1.0 * ${count} / ${b.count} ;; } }
    view: b { measure: count { type: count } measure: rate { type: number sql: ${count} / ${a.rate} ;; } }"""
    found = {one.name: one.expression for one in read(text).model.measures}
    assert found == {"rate": "1.0 * a.count / b.count", "b_rate": "b.count / rate"}


def test_a_filter_on_another_view_is_a_condition_with_the_number_of_the_rows() -> None:
    text = """
    view: orders {
      dimension: id { primary_key: yes type: number }
      dimension: user_id { type: number }
      measure: total { type: sum sql: ${TABLE}.amount ;; }
      measure: mine { type: sum sql: ${TABLE}.amount ;; filters: [users.state: "CA,-NY", id: ">1"] }
      measure: others { type: count filters: [users.active: "no"] }
    }
    view: users { dimension: id { primary_key: yes type: number } dimension: state {} dimension: active { type: yesno } }
    explore: orders { join: users { sql_on: ${orders.user_id} = ${users.id} ;; } }"""
    result = read(text)
    assert set(lost(result)) == {"others"}, "what is not true is no condition that is certain"
    model = result.model
    (mine,) = model.measures
    assert mine.expression == "mine_rows" and mine.where
    orders = [(1, 1, 10), (2, 1, 20), (3, 2, 5), (4, 9, 7), (5, 1, 1)]
    users = [(1, "CA", True), (2, "NY", False)]
    database = duckdb.connect()
    database.execute("create table orders(id int, user_id int, amount int)")
    database.executemany("insert into orders values (?, ?, ?)", orders)
    database.execute("create table users(id int, state text, active boolean)")
    database.executemany("insert into users values (?, ?, ?)", users)
    california = {user[0] for user in users if user[1] == "CA"}
    wanted = sum(order[2] for order in orders if order[1] in california and order[0] > 1)
    assert rows(model, database, measures=["mine"]) == [(wanted,)]


# --- filter expressions


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("string", "FOO%", "x LIKE 'FOO%'"),
        ("string", "-FOO%", "NOT x LIKE 'FOO%' OR x IS NULL"),
        ("string", '"a,b",c', "x IN ('a,b', 'c')"),
        ("string", "a^,b", "x = 'a,b'"),
        ("string", "NULL", "x IS NULL"),
        ("string", "-NULL,-a", "NOT x IS NULL AND (x <> 'a' OR x IS NULL)"),
        ("string", "EMPTY", "x IS NULL OR x = ''"),
        ("string", "a,-b", "x = 'a' AND (x <> 'b' OR x IS NULL)"),
        ("number", "NOT 5", "x <> 5 OR x IS NULL"),
        ("number", "1, 2", "x = 1 OR x = 2"),
        ("number", "[1,5)", "x >= 1 AND x < 5"),
        ("number", "(inf,-3]", "x <= -3"),
        ("number", "5 to 10", "x >= 5 AND x <= 10"),
        ("number", ">1 AND <9", "x > 1 AND x < 9"),
        ("number", "NOT NULL", "NOT x IS NULL"),
        ("boolean", "Yes", "x"),
        ("time", "before 2020-02-01", "x < CAST('2020-02-01' AS DATE)"),
        ("time", "2020-12", "x >= CAST('2020-12-01' AS DATE) AND x < CAST('2021-01-01' AS DATE)"),
        ("time", "2019-01-01 to 2020-01-01", "x >= CAST('2019-01-01' AS DATE) AND x < CAST('2020-01-01' AS DATE)"),
    ],
)
def test_a_filter_expression(kind: Any, text: str, expected: str) -> None:
    tree = condition(exp.column("x"), kind, text)
    assert tree is not None and tree.sql() == expected


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "many"),
        ("number", "1,x"),
        ("boolean", "perhaps"),
        ("time", "7 days"),
        ("time", "2020-13"),
        ("string", "a_%"),
    ],
)
def test_a_filter_expression_that_is_not_understood_is_refused(kind: Any, text: str) -> None:
    with pytest.raises(Unsaid):
        condition(exp.column("x"), kind, text)


# --- joins

VIEWS = """view: a { dimension: id {primary_key: yes} dimension: b_id {} dimension: up { sql: upper(${TABLE}.b_id) ;; } }
view: b { dimension: id {primary_key: yes} dimension: part {} }"""


def join(text: str, explore: str = "a") -> Read:
    return read(f"{VIEWS} explore: {explore} {{ join: b {{ {text} }} }}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sql_on: ${a.b_id} = ${b.id} ;;", ("a", ("b_id",), "b", ("id",), "many_to_one")),
        ("relationship: one_to_many sql_on: ${a.id} = ${b.part} ;;", ("b", ("part",), "a", ("id",), "many_to_one")),
        ("relationship: one_to_one sql_on: ${b.id} = ${a.id} ;;", ("a", ("id",), "b", ("id",), "one_to_one")),
        (
            "relationship: many_to_many sql_on: ${a.b_id} = ${b.part} ;;",
            ("a", ("b_id",), "b", ("part",), "many_to_many"),
        ),
        (
            "sql_on: ${a.b_id} = ${b.id} AND ${a.id} = ${b.part} ;;",
            ("a", ("b_id", "id"), "b", ("id", "part"), "many_to_one"),
        ),
        ("foreign_key: b_id", ("a", ("b_id",), "b", ("id",), "many_to_one")),
        ("foreign_key: a.b_id", ("a", ("b_id",), "b", ("id",), "many_to_one")),
    ],
)
def test_a_join(text: str, expected: tuple[Any, ...]) -> None:
    (one,) = join(text).model.relationships
    assert (one.from_table, one.from_columns, one.to_table, one.to_columns, one.cardinality) == expected


@pytest.mark.parametrize(
    "text",
    [
        "sql_on: ${a.b_id} = ${b.id} AND ${b.part} = 1 ;;",
        "sql_on: ${a.b_id} > ${b.id} ;;",
        "sql_on: ${a.up} = ${b.id} ;;",
        "sql_on: ${a.b_id} = ${gone.id} ;;",
        "sql_on: ${a.b_id} = c.id ;;",
        "sql_on: {% if x %} ${a.b_id} = ${b.id} {% endif %} ;;",
        "sql_on: ${a.b_id} = ${a.id} ;;",
        "type: cross",
        "relationship: odd sql_on: ${a.b_id} = ${b.id} ;;",
        "from: gone sql_on: ${a.b_id} = ${b.id} ;;",
        "",
    ],
)
def test_a_join_that_is_no_pairs_of_columns_is_told(text: str) -> None:
    result = join(text)
    assert result.model.relationships == ()
    assert "the join b" in lost(result)


def test_explores_that_say_the_same_join_give_one() -> None:
    text = f"""{VIEWS}
    explore: a {{ join: b {{ sql_on: ${{a.b_id}} = ${{b.id}} ;; }} }}
    explore: b {{ join: a {{ relationship: one_to_many sql_on: ${{a.b_id}} = ${{b.id}} ;; }} }}
    explore: third {{ from: a join: owner {{ from: b sql_on: ${{third.b_id}} = ${{owner.id}} ;; }} }}
    explore: fourth {{ from: a join: holder {{ from: b relationship: one_to_one sql_on: ${{fourth.b_id}} = ${{holder.id}} ;; }} }}
    explore: fifth {{ from: a join: other {{ from: b sql_on: ${{fifth.id}} = ${{other.id}} ;; }} }}"""
    result = read(text)
    assert [(one.name, one.from_columns, one.synonyms, one.cardinality) for one in result.model.relationships] == [
        ("owner", ("b_id",), ("holder",), "many_to_one"),
        ("other", ("id",), (), "many_to_one"),
    ]


def test_an_explore_has_what_it_extends_and_what_refines_it() -> None:
    text = f"""{VIEWS}
    explore: base {{ extension: required view_name: a join: b {{ sql_on: ${{a.b_id}} = ${{b.id}} ;; }} }}
    explore: a {{ extends: [base] }}
    explore: +a {{ join: b {{ relationship: one_to_one }} }}"""
    (one,) = read(text).model.relationships
    assert (one.from_table, one.cardinality) == ("a", "one_to_one")
