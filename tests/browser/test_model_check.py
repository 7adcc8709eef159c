"""A warehouse changes; a person checks the model, sees who is stopped, repairs it, and the numbers are back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from lunara import connect
from lunara.connect.run import Runner
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.fingerprint import take_fingerprints
from lunara.settings import load_settings
from lunara.ui.model_desk import content_of
from lunara.workspace.store import local_principal, open_store
from tests.browser.conftest import App, settle
from tests.browser.journey import LONG
from tests.unit.draft.test_drift_repair import BASE


@pytest.fixture
def shop(app: App, visit: Callable[[str], Page], tmp_path: Path) -> tuple[Path, str, str]:
    """A published model of a DuckDB file with a dashboard over it: the file, the project, the model."""
    visit("")
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(BASE)
    settings = load_settings({"LUNARA_HOME": str(app.home)})
    store = open_store(settings, local_principal(settings))
    project = store.create_project("Webshop")
    source = store.create_data_source(project.id, "Shop data", "duckdb", {"path": str(path)}, {})
    warehouse = connect.open_warehouse("duckdb", {"path": str(path)}, {}, settings)
    catalog, runner = warehouse.catalog(), Runner(warehouse, record=None)
    store.save_catalog(source.id, catalog.to_json())
    model = draft_model(catalog, name="shop", probe=Probe(runner)).model
    head = store.create_semantic_model(project.id, source.id, "Shop", content_of(model), {}, note="Drafted")
    store.publish_semantic_model(head.id, 1)
    key = store.fingerprint_keys(source.id)[0]
    prints = take_fingerprints(catalog, catalog.tables, runner, key=key, values=False)
    store.save_semantic_model_fingerprints(head.id, 1, prints.to_json())
    warehouse.close()
    figure = {"semantic_model_id": head.id, "query": {"measures": ["orders.total_amount"]}}
    place = {"x": 0, "y": 0, "w": 4, "h": 4}
    tile = {"id": "a", "kind": "kpi", "title": "Sales of all time", "figure": figure, "place": place}
    store.create_artifact(project.id, "dashboard", "Sales overview", {"widgets": [tile]})
    return path, project.id, head.id


def test_check_repair_and_check_again(
    shop: tuple[Path, str, str], visit: Callable[[str], Page], shot: Callable[..., None]
) -> None:
    path, project, model = shop
    with duckdb.connect(str(path)) as connection:
        connection.execute("alter table orders rename amount to net_value; alter table orders alter fee type varchar")
        connection.execute("create table refunds as select i as refund_id, i as order_id from range(20) r(i)")
    page = visit(f"model?project={project}&model={model}")
    page.get_by_role("radio", name="Check").or_(page.get_by_role("button", name="Check", exact=True)).first.click()
    page.get_by_role("button", name="Check against the data").click()
    expect(page.get_by_text("Checked just now")).to_be_visible(timeout=LONG)
    settle(page)
    shot("model-check")
    expect(page.get_by_text("it is net_value now")).to_be_visible()
    page.get_by_text(re.compile("Used by 1 tile")).first.click()
    expect(page.get_by_text("Sales of all time")).to_be_visible()
    page.get_by_text("Add the table refunds").click()
    page.get_by_role("button", name="Apply 3 repairs").first.click()
    expect(page.get_by_text("Everything holds")).to_be_visible(timeout=LONG)
    settle(page)
    expect(page.get_by_text("version 2", exact=False).first).to_be_visible()
    assert page.problems == []  # type: ignore[attr-defined]
