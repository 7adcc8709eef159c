"""A model of another tool, from its file to an answer; and back out again."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
from playwright.sync_api import Page, expect

from tests.browser.conftest import settle
from tests.browser.test_home import create_project

Visit = Callable[[str], Page]
Shot = Callable[..., None]

CUBES = """
cubes:
  - name: orders
    sql_table: main.orders
    title: Orders
    joins: [{name: customers, relationship: many_to_one, sql: "{CUBE}.customer_id = {customers.id}"}]
    dimensions:
      - {name: id, sql: id, type: number, primary_key: true}
      - {name: ordered_at, sql: ordered_at, type: time}
      - {name: visible_to, sql: "{SECURITY_CONTEXT.team.unsafeValue()}", type: string}
    measures:
      - {name: turnover, type: sum, sql: amount, title: Turnover}
      - {name: big_turnover, type: sum, sql: amount, filters: [{sql: "{CUBE}.amount > 100"}]}
    pre_aggregations: [{name: daily, measures: [turnover]}]
  - name: customers
    sql_table: main.customers
    dimensions:
      - {name: id, sql: id, type: number, primary_key: true}
      - {name: country, sql: country, type: string, title: Country}
  - name: parcels
    sql_table: main.parcels
    dimensions: [{name: id, sql: id, type: number, primary_key: true}]
"""


def test_a_cube_model_is_imported_looked_at_and_asked(visit: Visit, shot: Shot, tmp_path: Path) -> None:
    warehouse = tmp_path / "shop.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(
            "create table customers as select i as id, ['DE', 'FR'][i % 2 + 1] as country from range(10) r(i)"
        )
        connection.execute(
            "create table orders as select i as id, i % 10 as customer_id, timestamp '2025-01-01' + interval (i) hour as "
            "ordered_at, i as amount from range(200) r(i)"
        )
    cubes = tmp_path / "cubes.yml"
    cubes.write_text(CUBES, encoding="utf-8")
    page = visit("")
    create_project(page, "Imported")
    page.get_by_role("button", name="Connect DuckDB file").click()
    settle(page)
    page.get_by_role("textbox", name="Name of the data source").fill("Shop")
    page.get_by_role("textbox", name="Database file").fill(str(warehouse))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is connected")).to_be_visible()
    page.get_by_role("link", name="Model").first.click()
    settle(page)
    page.get_by_role("radio", name="Import it from another tool").click()
    settle(page)
    shot("model-import")
    page.locator("input[type=file]").set_input_files([str(cubes)])
    expect(page.locator("li", has_text="ready to be read")).to_have_count(1)
    page.get_by_role("button", name="Read 1 file").click()
    expect(page.get_by_text("3 tables, 5 dimensions, 2 measures, 1 relationship")).to_be_visible()
    expect(page.get_by_text("1 thing of it is not in Shop")).to_be_visible()
    settle(page)
    shot("model-import-read")
    page.get_by_role("textbox", name="Name of the model").fill("Shop of Cube")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="Shop of Cube")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Export").click()
    page.get_by_role("combobox", name="Format").click()
    page.get_by_role("option", name="Cube").click()
    settle(page)
    shot("model-export")
    with page.expect_download() as started:
        page.get_by_role("button", name="Download Shop-of-Cube.zip").click()
    with zipfile.ZipFile(started.value.path()) as archive:
        assert set(archive.namelist()) == {f"cubes/{name}.yml" for name in ("orders", "customers", "parcels")}
    page.keyboard.press("Escape")
    # What the warehouse does not have is taken out, then the model answers.
    page.get_by_role("radio", name="YAML").click()
    settle(page)
    page.get_by_text("Edit", exact=True).click()
    settle(page)
    editor = page.get_by_role("textbox", name="Model as YAML")
    text = editor.input_value()
    before, _, rest = text.partition("  - name: parcels\n")
    assert rest, text
    after = rest[rest.index("relationships:") :]
    editor.fill(before + after)
    page.get_by_role("button", name="Apply").click()
    settle(page)
    page.get_by_role("button", name="Publish").first.click()
    settle(page)
    page.get_by_role("button", name="Publish").last.click()
    expect(page.get_by_role("link", name="Ask a question")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Ask a question").click()
    settle(page)
    box = page.get_by_role("textbox").last
    box.fill("turnover by country in 2025")
    box.press("Enter")
    german = sum(i for i in range(200) if i % 10 % 2 == 0)
    expect(page.get_by_text(f"{german:,}").first).to_be_visible(timeout=60_000)
    shot("model-import-answer")
    assert page.problems == []  # type: ignore[attr-defined]
