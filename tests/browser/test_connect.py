"""Connect, as a person who sets Lunara up uses it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import settle
from tests.browser.journey import nameless
from tests.browser.test_home import create_project

Visit = Callable[[str], Page]
Shot = Callable[[str], None]


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """Three tables with a key, comments, a view, and text that looks like markup."""
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table customers (id integer primary key, name varchar, country varchar)")
        connection.execute("comment on table customers is 'People who have ordered at least once.'")
        connection.execute(
            "create table orders (id integer primary key, customer_id integer references customers(id), "
            "ordered_at timestamp, amount decimal(12, 2), note varchar)"
        )
        connection.execute('create table "Ünïcode table with \'quotes\'" ("a b" integer)')
        connection.execute("create view recent as select * from orders where ordered_at > date '2026-01-01'")
        connection.execute("insert into customers select i, 'Customer ' || i, 'DE' from range(200) r(i)")
        connection.execute(
            "insert into orders select i, i % 200, timestamp '2025-06-01' + interval (i) hour, i * 1.5, "
            "'<img src=x onerror=alert(1)> **bold**' from range(5000) r(i)"
        )
    return path


def test_a_duckdb_file_is_connected_and_browsed(visit: Visit, shot: Shot, warehouse: Path) -> None:
    page = visit("")
    create_project(page, "Reporting", "What the board looks at")
    page.get_by_role("link", name="Connect data").click()
    settle(page)
    expect(page.get_by_role("heading", name="What do you want to connect?")).to_be_visible()
    shot("connect-empty")
    page.get_by_role("button", name="Connect DuckDB file").click()
    settle(page)
    page.get_by_role("textbox", name="Name of the data source").fill("Shop")
    page.get_by_role("textbox", name="Database file").fill(str(warehouse.with_name("nothing-here.duckdb")))
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    shot("connect-test-failed")
    page.get_by_role("textbox", name="Database file").fill(str(warehouse))
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("The file is opened read-only")).to_be_visible()
    shot("connect-tested")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is connected")).to_be_visible()
    page.get_by_role("button", name="orders 5,000").click()
    settle(page)
    expect(page.get_by_role("heading", name="orders")).to_be_visible()
    shot("connect-columns")
    page.get_by_role("radio", name="Preview").click()
    expect(page.get_by_text("100 rows · read")).to_be_visible()
    settle(page)
    shot("connect-preview")
    page.reload()
    settle(page)
    expect(page.get_by_role("heading", name="Shop")).to_be_visible()
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Type Shop to confirm").fill("Shop")
    dialog.get_by_role("button", name="Delete data source").click()
    expect(page.get_by_role("heading", name="What do you want to connect?")).to_be_visible()
    assert page.problems == []  # type: ignore[attr-defined]


def test_a_pasted_url_is_tested_whatever_is_pressed_next(visit: Visit, shot: Shot) -> None:
    page = visit("")
    create_project(page, "Pasted")
    page.goto(page.url.split("?")[0].rstrip("/") + "/connect")
    settle(page)
    page.get_by_role("button", name="Connect PostgreSQL").click()
    settle(page)
    url = page.get_by_role("textbox", name="Paste a connection URL")
    host = page.get_by_role("textbox", name="Host")
    for port, leave in (("1", "click"), ("2", "Tab"), ("3", "Enter")):
        url.focus()
        page.keyboard.insert_text(f"postgresql://reader:secret@127.0.0.1:{port}/sales")
        if leave != "click":
            page.keyboard.press(leave)
            settle(page)
        page.get_by_role("button", name="Test connection").click()
        expect(page.get_by_text(re.compile(f"127.0.0.1.*{port}")).first).to_be_visible()
        expect(host).to_have_value("127.0.0.1")
        expect(page.get_by_role("textbox", name="Port")).to_have_value(port)
        expect(url).to_have_value("")
    url.focus()
    page.keyboard.insert_text("no such thing")
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("This is not a PostgreSQL URL")).to_be_visible()
    expect(page.get_by_text(re.compile("127.0.0.1.*3"))).to_have_count(0)
    shot("connect-url")
    assert page.problems == []  # type: ignore[attr-defined]


def test_settings_look_right(visit: Visit, shot: Shot) -> None:
    page = visit("settings")
    expect(page.get_by_role("textbox", name="Organization name")).to_have_value("My organization")
    shot("settings")
    assert page.problems == []  # type: ignore[attr-defined]


def test_every_control_has_a_name_and_is_reached_by_keyboard(visit: Visit) -> None:
    for path in ("", "connect", "settings"):
        page = visit(path)
        assert nameless(page) == [], path
        reached = set()
        for _ in range(25):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate("document.activeElement ? document.activeElement.innerText.trim() : ''").split("\n")[-1]
            )
        assert {"Home", "Settings"} <= reached, (path, reached)


def test_files_are_uploaded_with_what_was_understood_and_refused(visit: Visit, shot: Shot, tmp_path: Path) -> None:
    (tmp_path / "sales 2025.csv").write_text("id,when,amount,note\n1,2025-01-01,2.50,<b>x</b>\n2,2025-01-02,3.00,y\n")
    (tmp_path / "people.csv").write_text("id;name\n1;Ann\n2;Bob\n")
    (tmp_path / "ragged.csv").write_text("a,b\n1,2\n1,2,3\n")
    page = visit("")
    create_project(page, "Uploads")
    page.goto(page.url.split("?")[0].rstrip("/") + "/connect")
    settle(page)
    page.get_by_role("button", name="Choose files").click()
    settle(page)
    page.locator("input[type=file]").set_input_files([str(path) for path in sorted(tmp_path.glob("*.csv"))])
    settle(page)
    shot("upload-chosen")
    page.get_by_role("button", name="Read files").click()
    expect(page.get_by_text("ragged.csv, line 3")).to_be_visible()
    expect(page.get_by_text("from sales 2025.csv")).to_be_visible()
    settle(page)
    shot("upload-read")
    page.get_by_role("textbox", name="Name of the data source").fill("Spreadsheets")
    page.get_by_role("button", name="Save data source").click()
    expect(page.get_by_role("heading", name="Spreadsheets")).to_be_visible()
    page.get_by_role("radio", name="Preview").click()
    expect(page.get_by_text("2 rows · read")).to_be_visible()
    assert page.problems == []  # type: ignore[attr-defined]
