"""Measured against schemas with hand-labelled answers, when they lie beside this checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lunara.connect.catalog import Catalog
from lunara.connect.run import Runner
from lunara.semantic.draft import Draft, Probe, draft_model
from lunara.semantic.drift import check_model
from tests.shared_data import SHARED, needs_shared
from tests.unit.draft.live import failures, shared_warehouse

pytestmark = needs_shared
FOLDERS = ["warehouse_adventureworks", "databases/broker"]


def _folder(name: str) -> Path:
    assert SHARED is not None
    return SHARED / name


def _catalog(folder: Path, keys: bool) -> Catalog:
    tables = []
    for table in json.loads((folder / "schema.json").read_text())["tables"]:
        kept: dict[str, Any] = {"name": table["name"], "columns": table["columns"]}
        if keys:
            kept["primary_key"] = table.get("primary_key", [])
        tables.append(kept)
    return Catalog.from_json({"dialect": "duckdb", "tables": tables})


def _score(draft: Draft, folder: Path) -> tuple[float, float]:
    gold = {
        (key["from_table"], tuple(key["from_columns"]), key["to_table"], tuple(key["to_columns"]))
        for key in json.loads((folder / "gold.json").read_text())["foreign_keys"]
    }
    found = {(r.from_table, r.from_columns, r.to_table, r.to_columns) for r in draft.model.relationships}
    return len(gold & found) / len(gold), len(gold & found) / len(found)


@pytest.mark.parametrize("keys", [True, False])
@pytest.mark.parametrize("name", FOLDERS)
def test_relationships_from_names(name: str, keys: bool) -> None:
    recall, precision = _score(draft_model(_catalog(_folder(name), keys), name="x"), _folder(name))
    assert recall >= 0.9
    assert precision >= 0.95


@pytest.mark.parametrize("schema", ["schema_nofk.sql", "schema_nofk_nopk.sql"])
@pytest.mark.parametrize("name", FOLDERS)
def test_relationships_with_probes(name: str, schema: str, tmp_path: Path) -> None:
    warehouse = shared_warehouse(tmp_path, _folder(name), schema)
    draft = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None)))
    recall, precision = _score(draft, _folder(name))
    assert recall >= 0.9
    assert precision >= 0.95
    assert draft.cost.statements <= 3 * len(draft.model.tables)
    assert failures(warehouse, draft.model) == []


def test_orphans_are_counted(tmp_path: Path) -> None:
    folder = _folder("warehouse_adventureworks")
    warehouse = shared_warehouse(tmp_path, folder, "schema_nofk_nopk.sql")
    model = draft_model(warehouse.catalog(), name="x", probe=Probe(Runner(warehouse, record=None))).model
    counted = {f.item: f.count for f in check_model(model, Runner(warehouse, record=None)) if f.code == "orphans"}
    gold = {
        (key["from_table"], tuple(key["from_columns"])): key["orphans"]
        for key in json.loads((folder / "gold.json").read_text())["foreign_keys"]
    }
    for relationship in model.relationships:
        expected = gold[relationship.from_table, relationship.from_columns]
        assert counted.get(f"relationship:{relationship.name}", 0) == expected


@pytest.mark.parametrize(
    "name",
    ["warehouse_adventureworks", "semantic_models/bookings_metricflow", "semantic_models/revenue_timeseries_snowflake"],
)
def test_roles(name: str) -> None:
    folder = _folder(name)
    draft = draft_model(_catalog(folder, keys=False), name="x")
    found = {item.subject: item.value for item in draft.evidence if item.kind == "role"}
    right = total = 0
    for column in json.loads((folder / "gold_roles.json").read_text())["columns"]:
        if column["gold"] == "unused":
            continue
        decided = found[f"{column['table']}.{column['column']}"]
        kind = decided.split(" ")[0]
        accepted = {column["gold"], *column.get("acceptable", []), *column.get("roles", [])}
        total, right = total + 1, right + (kind in accepted)
        if kind == "measure":
            assert column["gold"] == "measure", column
            assert column.get("default_agg") in (None, "semi", decided[9:-1]), column
    assert right / total >= 0.95
