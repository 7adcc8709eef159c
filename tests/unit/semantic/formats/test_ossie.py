"""Apache Ossie: strictly valid under the published schema, read leniently, and Lunara's own models come back whole."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import pytest
import yaml

from lunara.errors import InvalidInput
from lunara.semantic.formats import Documents, export_model, import_model, recognised
from lunara.semantic.formats.format import Read
from lunara.semantic.model import SemanticModel
from lunara.semantic.sample import sample_model
from lunara.semantic.yaml import load_model, parse_document
from tests.shared_data import SHARED, needs_shared
from tests.soundness.test_other_formats import decorated
from tests.soundness.worlds import make_world, plain_model

DATA = Path(__file__).parent / "data"
VERSIONS = ("0.1.1", "0.2.0.dev0")
FIXTURES = SHARED / "semantic_models" / "ossie_fixtures" if SHARED else Path()


def schema(version: str) -> dict[str, Any]:
    """The published schema of 0.2.0.dev0; for 0.1.1 with what that version has otherwise: no data types, no BigQuery, and a
    closed list of vendors."""
    published: dict[str, Any] = json.loads((DATA / "osi-schema.json").read_text(encoding="utf-8"))
    if version == "0.2.0.dev0":
        return published
    older = copy.deepcopy(published)
    parts = older["$defs"]
    older["properties"]["version"]["const"] = "0.1.1"
    parts["Dialect"]["enum"] = ["ANSI_SQL", "SNOWFLAKE", "MDX", "TABLEAU", "DATABRICKS", "MAQL"]
    parts["Vendor"] = {
        "type": "string",
        "enum": ["COMMON", "SNOWFLAKE", "SALESFORCE", "DBT", "DATABRICKS", "GOODDATA"],
    }
    del parts["Field"]["properties"]["datatype"], parts["Metric"]["properties"]["datatype"]
    return older


def documented_model() -> SemanticModel:
    text = (Path(__file__).resolve().parents[4] / "docs" / "semantic-model.md").read_text(encoding="utf-8")
    return load_model(text.split("```yaml\n")[1].split("```")[0])


MODELS = {"sample": sample_model, "documented": documented_model}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("model", MODELS)
def test_what_is_written_is_valid_under_the_schema_and_comes_back_whole(version: str, model: str) -> None:
    original = MODELS[model]()
    written = export_model(original, "ossie", version)
    (text,) = written.files.values()
    data, _ = parse_document(text)
    jsonschema.validate(data, schema(version))
    assert {note.effect for note in written.notes} == {"kept"}
    back = import_model(Documents(written.files))
    assert (back.model, back.notes) == (original, ())


def test_the_older_version_is_json_which_is_what_its_readers_take() -> None:
    ((path, text),) = export_model(documented_model(), "ossie", "0.1.1").files.items()
    assert path == "shop.ossie.json"
    assert json.loads(text)["version"] == "0.1.1"


@pytest.mark.parametrize("dialect", ["snowflake", "databricks", "bigquery", "postgres"])
@pytest.mark.parametrize("version", VERSIONS)
def test_the_warehouses_own_text_stands_beside_the_standard_one(dialect: str, version: str) -> None:
    model = load_model(
        f"""
name: m
dialect: {dialect}
tables:
  - name: t
    source: a.b.t
    primary_key: [id]
    dimensions: [{{name: day, type: time, expression: "CAST(at AS DATE)"}}]
    measures: [{{name: big, aggregate: count, filter: "amount > 5"}}]
"""
    )
    written = export_model(model, "ossie", version)
    (text,) = written.files.values()
    data, _ = parse_document(text)
    jsonschema.validate(data, schema(version))
    assert import_model(Documents(written.files)).model == model


def document(**parts: Any) -> dict[str, Any]:
    base = {
        "name": "m",
        "datasets": [
            {
                "name": "orders",
                "source": "db.s.orders",
                "primary_key": ["order_id"],
                "fields": [field("order_id"), field("amount")],
            },
            {"name": "customers", "source": "db.s.customers", "fields": [field("id", "customer_id")]},
        ],
        "relationships": [
            {"name": "r", "from": "orders", "to": "customers", "from_columns": ["customer_id"], "to_columns": ["id"]}
        ],
    }
    return {"version": "0.2.0.dev0", "semantic_model": [{**base, **parts}]}


def field(name: str, text: str | None = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "expression": sql(text or name), **more}


def sql(text: str, dialect: str = "ANSI_SQL") -> dict[str, Any]:
    return {"dialects": [{"dialect": dialect, "expression": text}]}


def read(data: Any) -> Read:
    return import_model(Documents.of(yaml.safe_dump(data, sort_keys=False), "m.yaml"))


def test_keys_that_name_fields_become_the_columns_that_they_are() -> None:
    found = read(document())
    assert found.model.relationships[0].to_columns == ("customer_id",)
    assert found.notes == ()


def test_a_bare_expression_and_keys_of_other_tools_are_read_and_told() -> None:
    """As other tools write them, though the schema forbids it."""
    data = document(metrics=[{"name": "revenue", "expression": "SUM(orders.amount)"}])
    data["custom_extensions"] = [{"vendor_name": "WREN", "data": "{}"}]
    data["semantic_model"][0]["colour"] = "red"
    found = read(data)
    assert found.model.table("orders").measures[0].expression == "amount"  # type: ignore[union-attr]
    assert {(note.what, note.effect) for note in found.notes} == {
        ("custom_extensions", "lost"),
        ("colour", "lost"),
        ("type number", "changed"),
    }


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"datatype": "Date"}, ("time", "date")),
        ({"datatype": "DateTimeTz"}, ("time", "timestamptz")),
        ({"datatype": "DateTime", "dimension": {}}, ("time", "timestamp")),
        ({"datatype": "Integer"}, ("number", "integer")),
        ({"datatype": "Boolean"}, ("boolean", None)),
        ({"datatype": "Time"}, ("string", "time")),
        ({"dimension": {"is_time": True}}, ("time", None)),
        ({"dimension": {"is_time": False}}, ("string", None)),
        ({"datatype": "Integer", "dimension": {"is_time": True}}, ("number", "integer")),
        ({}, ("string", None)),
    ],
)
def test_types(more: dict[str, Any], expected: tuple[str, str | None]) -> None:
    data = document()
    data["semantic_model"][0]["datasets"][0]["fields"].append(field("x", **more))
    (found,) = [one for one in read(data).model.tables[0].dimensions if one.name == "x"]
    assert (found.type, found.data_type) == expected


def test_rows_are_counted_of_the_one_table_that_is_joined_from_and_of_none_where_there_are_two() -> None:
    metrics = [{"name": "n", "expression": sql("COUNT(*)")}]
    assert [one.name for one in read(document(metrics=metrics)).model.tables[0].measures] == ["n"]
    found = read(document(metrics=metrics, relationships=[]))
    assert not any(table.measures for table in found.model.tables)
    assert [note.what for note in found.notes] == ["n"]


def test_instructions_of_parts_are_instructions_of_the_model() -> None:
    data = document(ai_context="Think.")
    data["semantic_model"][0]["datasets"][0]["ai_context"] = {"instructions": "Since 2020.", "synonyms": ["sales"]}
    found = read(data)
    assert found.model.instructions == "Think.\norders: Since 2020."
    assert found.model.tables[0].synonyms == ("sales",)


def test_an_edit_of_the_core_counts_more_than_what_lunara_wrote_beside_it() -> None:
    model = load_model(
        """
name: m
dialect: duckdb
tables:
  - name: stock
    source: stock
    dimensions: [{name: day, type: time}]
    measures:
      - {name: late, aggregate: avg, expression: "date_diff('minute', day, seen)", label: Lateness}
      - {name: on_hand, aggregate: sum, expression: quantity, additive_over: not time}
"""
    )
    (text,) = export_model(model, "ossie", "0.2.0.dev0").files.values()
    assert import_model(Documents.of(text, "m.yaml")).model == model
    edited = text.replace("AVG(DATEDIFF(stock.seen, stock.day, MINUTE))", "AVG(stock.minutes)", 1)
    edited = edited.replace("SUM(stock.quantity)", "SUM(stock.quantity * 2)", 1)
    found = import_model(Documents.of(edited, "m.yaml"))
    late, on_hand = found.model.tables[0].measures
    assert (late.expression, late.label) == ("minutes", "Lateness")
    assert (on_hand.expression, on_hand.additive_over) == ("quantity * 2", "not time")
    assert [(note.where, note.effect) for note in found.notes] == [("semantic_model.m.metrics.late", "changed")]


def test_a_damaged_extension_is_told_and_the_core_is_read() -> None:
    data = document(custom_extensions=[{"vendor_name": "LUNARA", "data": "{"}])
    data["semantic_model"][0]["datasets"][0]["custom_extensions"] = [
        {"vendor_name": "LUNARA", "data": '{"hidden": "perhaps"}'},
        {"vendor_name": "DBT", "data": '{"x": 1}'},
    ]
    found = read(data)
    assert len(found.model.tables) == 2
    assert [note.what for note in found.notes] == ["data", "extension of DBT", "hidden"]


def test_a_second_model_in_a_file_and_a_second_file_are_told() -> None:
    data = document()
    data["semantic_model"].append({**data["semantic_model"][0], "name": "other"})
    found = import_model(Documents({"a.yaml": yaml.safe_dump(data), "b.yaml": yaml.safe_dump(document())}), "ossie")
    assert {note.what for note in found.notes} == {"other", "b.yaml"}


def test_an_empty_model_is_not_written() -> None:
    with pytest.raises(InvalidInput):
        export_model(SemanticModel(name="m"), "ossie")


@needs_shared
@pytest.mark.parametrize(
    ("path", "tables", "measures"),
    [
        ("databricks/tests/fixtures/fixtureA_ossie.yaml", 2, {"orders.total_revenue", "orders.order_count"}),
        ("databricks/tests/fixtures/fixtureB_ossie.yaml", 2, {"lineitem.revenue", "lineitem.order_count"}),
        ("omni/tests/fixtures/fixtureA_osi.yaml", 2, {"orders.total_revenue", "orders.order_count"}),
        (
            "gsf/tests/fixtures/sales.ossie.yaml",
            2,
            {"revenue_per_customer", "orders.sum_subtotal", "customers.count_distinct_customer_id"},
        ),
    ],
)
def test_published_fixtures_are_read(path: str, tables: int, measures: set[str]) -> None:
    documents = Documents.of((FIXTURES / path).read_text(encoding="utf-8"), path)
    assert recognised(documents).name == "ossie"
    found = import_model(documents)
    assert len(found.model.tables) == tables
    said = {f"{table.name}.{one.name}" for table in found.model.tables for one in table.measures}
    assert said | {one.name for one in found.model.measures} == measures
    assert [note for note in found.notes if note.effect == "lost"] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_random_models_with_odd_names_are_written_validly(version: str) -> None:
    strict = jsonschema.Draft202012Validator(schema(version))
    for seed in range(12):
        rnd = Random(seed)
        model = decorated(rnd, plain_model(make_world(rnd)))
        (text,) = export_model(model, "ossie", version).files.values()
        strict.validate(parse_document(text)[0])
