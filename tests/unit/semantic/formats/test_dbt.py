"""dbt: its three ways of writing give one model, what cannot be resolved is told, and what is written is what dbt reads."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from lunara.errors import InvalidInput
from lunara.semantic.formats import Documents, export_model, import_model
from lunara.semantic.formats.dbt_filters import Reference, Target, Unresolved, conditions
from lunara.semantic.model import SemanticModel

CLASSIC = """
semantic_models:
  - name: orders
    model: ref('fct_orders')
    defaults: {agg_time_dimension: ordered_at}
    entities:
      - {name: order, type: primary, expr: order_id}
      - {name: customer, type: foreign, expr: customer_id}
    dimensions:
      - {name: ordered_at, type: time, type_params: {time_granularity: day}}
      - {name: is_gift, type: categorical}
    measures:
      - {name: revenue, agg: sum, expr: amount}
      - {name: orders_placed, agg: count, expr: order_id}
  - name: customers
    model: ref('dim_customers')
    entities:
      - {name: customer, type: primary, expr: id}
    dimensions:
      - {name: country, type: categorical}
metrics:
  - {name: revenue, label: Revenue, type: simple, type_params: {measure: revenue}}
  - {name: orders_placed, label: Orders, type: simple, type_params: {measure: orders_placed}}
  - name: gift_revenue
    label: Gifts
    type: simple
    type_params: {measure: {name: revenue, fill_nulls_with: 0}}
    filter: "{{ Dimension('order__is_gift') }} AND {{ Dimension('customer__country') }} IN ('DE', 'FR')"
  - name: order_value
    label: Order value
    type: ratio
    type_params: {numerator: revenue, denominator: orders_placed}
  - name: revenue_so_far
    label: So far
    type: cumulative
    type_params: {measure: revenue, cumulative_type_params: {grain_to_date: month, period_agg: last}}
  - name: growth
    label: Growth
    type: derived
    type_params:
      expr: (now - before) / before
      metrics: [{name: revenue, alias: now}, {name: revenue, offset_window: 7 days, alias: before}]
"""

NEWER = """
models:
  - name: fct_orders
    semantic_model: {name: orders}
    agg_time_dimension: ordered_at
    columns:
      - {name: order_id, entity: {name: order, type: primary}}
      - {name: customer_id, entity: {name: customer, type: foreign}}
      - {name: ordered_at, granularity: day, dimension: {type: time}}
      - {name: is_gift, dimension: {type: categorical}}
    metrics:
      - {name: revenue, label: Revenue, type: simple, agg: sum, expr: amount}
      - {name: orders_placed, label: Orders, type: simple, agg: count, expr: order_id}
      - {name: order_value, label: Order value, type: ratio, numerator: revenue, denominator: orders_placed}
      - {name: revenue_so_far, label: So far, type: cumulative, input_metric: revenue, grain_to_date: month, period_agg: last}
  - name: dim_customers
    semantic_model: {name: customers}
    columns:
      - {name: id, entity: {name: customer, type: primary}}
      - {name: country, dimension: {type: categorical}}
"""


def read(text: str, name: str = "models/shop.yml") -> Any:
    return import_model(Documents({name: text}))


def measure(model: SemanticModel, name: str) -> Any:
    return next(one for one in model.measures if one.name == name)


def manifest() -> str:
    """The classic project as dbt parses it."""
    data = yaml.safe_load(CLASSIC)
    for one in data["semantic_models"]:
        alias = one.pop("model").split("'")[1]
        one["node_relation"] = {"alias": alias, "schema_name": "main", "relation_name": f'"main"."{alias}"'}
    for one in data["metrics"]:
        if "filter" in one:
            one["filter"] = {"where_filters": [{"where_sql_template": one["filter"]}]}
    return json.dumps(data)


def test_measures_and_metrics() -> None:
    result = read(CLASSIC)
    model = result.model
    assert result.notes == ()
    orders = model.table("orders")
    assert orders is not None and orders.source == "fct_orders" and orders.primary_key == ("order_id",)
    assert next(d for d in orders.dimensions if d.name == "is_gift").type == "boolean"
    assert not orders.measures[0].hidden
    gift = measure(model, "gift_revenue")
    assert gift.fill_nulls_with == 0
    assert [one.model_dump(by_alias=True, exclude_defaults=True) for one in gift.where] == [
        {"field": "orders.is_gift", "op": "=", "values": (True,)},
        {"field": "customers.country", "op": "in", "values": ("DE", "FR")},
    ]
    assert measure(model, "order_value").expression == "orders.revenue / orders.orders_placed"
    assert measure(model, "revenue_so_far").window.to_date == "month"
    before = measure(model, "growth__before")
    assert (before.hidden, before.offset.count, before.offset.grain) == (True, 7, "day")
    assert measure(model, "growth").expression == "(orders.revenue - growth__before) / growth__before"
    (join,) = model.relationships
    assert (join.from_table, join.from_columns, join.to_table, join.to_columns) == (
        "orders",
        ("customer_id",),
        "customers",
        ("id",),
    )


def test_a_manifest_says_the_same() -> None:
    classic, parsed = read(CLASSIC).model, read(manifest(), "target/semantic_manifest.json").model
    assert parsed.measures == classic.measures and parsed.relationships == classic.relationships
    assert [t.model_copy(update={"source": None}) for t in parsed.tables] == [
        t.model_copy(update={"source": None}) for t in classic.tables
    ]
    assert parsed.tables[0].source == '"main"."fct_orders"'


def test_the_newer_form_says_the_same() -> None:
    classic, newer = read(CLASSIC).model, read(NEWER).model
    assert newer.relationships == classic.relationships
    names = {"order_value", "revenue_so_far"}
    assert {m.name: m for m in newer.measures} == {m.name: m for m in classic.measures if m.name in names}
    for one, other in zip(newer.tables, classic.tables, strict=True):
        assert (one.source, one.primary_key, one.default_time) == (other.source, other.primary_key, other.default_time)
        assert [(m.name, m.aggregate, m.expression) for m in one.measures] == [
            (m.name, m.aggregate, m.expression) for m in other.measures
        ]


def test_tests_and_types_of_columns_are_evidence() -> None:
    described = """
models:
  - name: dim_customers
    description: People who buy
    columns:
      - {name: country, description: Where they live, data_type: varchar}
      - {name: mail, tests: [unique, not_null]}
"""
    model = import_model(Documents({"semantic.yml": CLASSIC, "schema.yml": described})).model
    customers = model.table("customers")
    assert customers is not None
    assert customers.description == "People who buy"
    assert customers.unique_keys == (("mail",),)
    assert next(d for d in customers.dimensions if d.name == "country").description == "Where they live"


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        ("{name: x, type: conversion, type_params: {conversion_type_params: {}}}", "conversion metrics"),
        ("{name: x, type: simple, type_params: {measure: gone}}", "measure gone was not read"),
        (
            "{name: x, type: simple, type_params: {measure: revenue}, filter: \"{{ var('day') }} = 1\"}",
            "only dbt can resolve",
        ),
        (
            "{name: x, type: simple, type_params: {measure: revenue}, filter: \"{{ Dimension('order__none') }}\"}",
            "not reached",
        ),
        (
            '{name: x, type: simple, type_params: {measure: revenue}, filter: "amount > (select 1)"}',
            "amount is not reached",
        ),
        (
            "{name: x, type: derived, type_params: {expr: revenue + y, metrics: [{name: revenue}]}}",
            "none of its metrics",
        ),
        ("{name: x, type: derived, type_params: {expr: x, metrics: [{name: x}]}}", "defined by itself"),
        (
            "{name: x, type: derived, type_params: {expr: r, metrics: [{name: revenue, alias: r, offset_window: 1 martian}]}}",
            "no whole number",
        ),
    ],
)
def test_what_cannot_be_read_is_told_and_left_out(metric: str, said: str) -> None:
    result = read(CLASSIC + f"  - {metric}\n")
    assert all(one.name != "x" for one in result.model.measures)
    (note,) = [note for note in result.notes if note.what == "x"]
    assert said in note.why and note.effect == "lost"


def test_rows_that_are_valid_for_a_time_are_not_joined() -> None:
    text = CLASSIC.replace(
        "      - {name: country, type: categorical}\n",
        "      - {name: country, type: categorical}\n"
        "      - {name: since, type: time, type_params: {time_granularity: day, validity_params: {is_start: true}}}\n",
    )
    result = read(text)
    assert result.model.relationships == ()
    assert any("customers" in note.what and "valid for a time" in note.why for note in result.notes)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("{{ Dimension('e__n') }} >= 4", [{"field": "n", "op": ">=", "values": (4,)}]),
        ("4 <= {{ Dimension('e__n') }}", [{"field": "n", "op": ">=", "values": (4,)}]),
        ("{{ Entity('e') }} IS NOT NULL", [{"field": "e", "op": "is_not_null"}]),
        ("NOT {{ Dimension('e__flag') }}", [{"not": {"field": "flag", "op": "=", "values": (True,)}}]),
        ("{{ Dimension('e__s') }} LIKE 'a%'", [{"field": "s", "op": "starts_with", "values": ("a",)}]),
        (
            "{{ TimeDimension('e__t', 'month') }} <= '2025-02-01'",
            [{"field": "t", "op": "<", "values": ("2025-03-01",)}],
        ),
        ("{{ TimeDimension('e__t', 'day') }} > '2025-02-28'", [{"field": "t", "op": ">=", "values": ("2025-03-01",)}]),
    ],
)
def test_conditions(text: str, made: list[dict[str, Any]]) -> None:
    types = {"n": "number", "flag": "boolean", "t": "time"}

    def resolve(reference: Reference) -> Target:
        name = reference.name.split("__")[-1]
        return Target(name, None, types.get(name, "string"), reference.grain)  # type: ignore[arg-type]

    assert [one.model_dump(by_alias=True, exclude_defaults=True) for one in conditions(text, resolve, "duckdb")] == made


@pytest.mark.parametrize(
    "text",
    [
        "{{ TimeDimension('e__t', 'month') }} >= '2025-02-11'",
        "{{ Dimension('e__s') }} LIKE '%a_b%'",
        "{% if x %} 1 {% endif %}",
    ],
)
def test_conditions_that_would_mean_something_else_are_refused(text: str) -> None:
    with pytest.raises(Unresolved):
        conditions(text, lambda r: Target(r.name, None, "time" if "t" in r.name else "string", r.grain), None)  # type: ignore[arg-type]


def test_keys_of_one_name_are_not_one_entity() -> None:
    tables = [
        {"name": name, "source": name, "primary_key": ["id"], "dimensions": [{"name": "id"}, {"name": "label"}]}
        for name in ("colours", "sizes")
    ]
    model = SemanticModel.model_validate({"name": "m", "tables": tables})
    (text,) = export_model(model, "dbt").files.values()
    entities = [one["entities"][0]["name"] for one in yaml.safe_load(text)["semantic_models"]]
    assert len(set(entities)) == 2
    assert import_model(Documents({"m.yml": text})).model.relationships == ()


def test_what_is_written_keeps_conditions_windows_and_offsets() -> None:
    model = read(CLASSIC).model
    written = export_model(model, "dbt")
    back = import_model(Documents(written.files)).model
    for name in ("gift_revenue", "order_value", "revenue_so_far"):
        assert measure(back, name) == measure(model, name).model_copy(update={"label": measure(back, name).label})


def test_files_without_a_semantic_model_are_refused() -> None:
    with pytest.raises(InvalidInput):
        import_model(Documents({"schema.yml": "models:\n  - name: a\n"}), "dbt")
