"""A model of 500 tables in the browser: found, decided on, edited, looked at, published, compared, restored."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import ROOT, App, serve, settle
from tests.browser.journey import LONG, choose, drop_changes, nameless


@pytest.fixture(scope="module")
def made_once() -> Iterator[dict[str, str]]:
    """A home with a project of 500 tables, made by a process of its own that has ended: home, project, model."""
    with tempfile.TemporaryDirectory(prefix="lunara-many-") as home:
        command = [sys.executable, "-m", "tests.benchmarks.many_tables", home, "--tables", "500", "--rows", "100"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        yield {"home": home, **json.loads(done.stdout.strip().splitlines()[-1])}


@pytest.fixture
def made(made_once: dict[str, str]) -> Iterator[dict[str, str]]:
    """A copy of that home for each test: its workspace is a test's own, and all read the one file of tables."""
    with tempfile.TemporaryDirectory(prefix="lunara-many-") as home:
        subprocess.run(["cp", "-a", f"{made_once['home']}/.", home], check=True, timeout=120)
        yield {**made_once, "home": home}


@pytest.fixture
def app(made: dict[str, str]) -> Iterator[App]:
    with serve(Path(made["home"])) as running:
        yield running


def open_model(page: Page, app: App, made: dict[str, str]) -> None:
    page.goto(f"{app.url}/model?project={made['project']}&model={made['model']}")
    settle(page)
    expect(page.get_by_role("heading", name="Company")).to_be_visible(timeout=LONG)


def search(page: Page, text: str) -> None:
    page.get_by_role("searchbox", name="Search").fill(text)
    expect(page.get_by_text(re.compile(r"^[\d,]+ items? found$"))).to_be_visible()
    settle(page)


def open_row(page: Page, number: int = 0) -> Locator:
    """Press "Open" in a row of the first table on the page; returns the drawer."""
    grid = page.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box is not None
    drawer = page.get_by_role("dialog", name="Review")
    for _ in range(5):  # a table that is being drawn anew takes no click
        page.mouse.click(box["x"] + 36, box["y"] + 35 + 17 + 35 * number)
        page.wait_for_timeout(1500)
        if drawer.count():
            break
    expect(drawer).to_be_visible()
    settle(page)
    return drawer


def close(page: Page, drawer: Locator) -> None:
    """Dismiss the drawer once what was pressed before is done: one that is being drawn anew takes no key."""
    settle(page)
    for _ in range(5):
        page.keyboard.press("Escape")
        page.wait_for_timeout(1500)
        if not drawer.count():
            break
    expect(drawer).to_have_count(0)
    settle(page)


def view(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()
    settle(page)


def test_a_model_of_500_tables_is_worked_through(
    app: App, page: Page, made: dict[str, str], shot: Callable[..., None]
) -> None:
    open_model(page, app, made)
    expect(page.get_by_text("500 tables")).to_be_visible()
    shot("model_review")

    # Found by words and confidence, decided on together, taken back.
    search(page, "support quantity")
    choose(page, "Sure", "90% and more")
    accept = page.get_by_role("button", name=re.compile("^Accept all .* found"))
    expect(accept).to_be_visible()
    shot("model_found")
    accept.click()
    settle(page)
    expect(page.get_by_text("Unsaved changes", exact=True)).to_be_visible()
    expect(accept).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(accept).to_be_visible()
    accept.click()
    settle(page)
    page.get_by_role("button", name="Clear the filters").click()
    settle(page)

    # A measure that a tile shows, edited: wrong first, then right.
    search(page, "measure:billing_bookings sum(amount)")
    choose(page, "Show", "Measures")
    drawer = open_row(page)
    expression = drawer.get_by_role("textbox", name="Expression")
    column = expression.input_value()
    expression.fill(f"{column}x * 2")
    expect(drawer.get_by_text(f"has no column {column}x")).to_be_visible()
    expect(drawer.get_by_text(f"Did you mean {column}")).to_be_visible()
    expect(drawer.get_by_role("button", name="Apply")).to_be_disabled()
    shot("model_wrong")
    close(page, drawer)
    drawer = open_row(page)
    expect(expression).to_have_value(f"{column}x * 2")
    expression.fill(f"{column} * 2")
    expect(drawer.get_by_text("has no column")).to_have_count(0)
    drawer.get_by_role("button", name="Preview").click()
    expect(drawer.get_by_test_id("stMetricValue")).to_be_visible(timeout=LONG)
    shot("model_preview")
    drawer.get_by_role("button", name="Numbers before and after").click()
    expect(drawer.get_by_text("+100%").first).to_be_visible(timeout=LONG)
    expect(drawer.get_by_text("Tile of the dashboard").first).to_be_visible()
    drawer.get_by_role("button", name="Numbers before and after").scroll_into_view_if_needed()
    shot("model_effects")
    drawer.get_by_role("button", name="Apply").click()
    expect(drawer.get_by_text("Nothing is changed yet.")).to_be_visible()
    close(page, drawer)

    # Published with a note, once what it changes was seen.
    page.get_by_role("button", name="Publish").first.click()
    unreviewed = page.get_by_text("Publish them unreviewed")
    unreviewed.click()
    page.get_by_role("textbox", name="Note").fill("Twice as much")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("What publishing changes")).to_be_visible(timeout=LONG)
    shot("model_publish")
    page.get_by_role("button", name="Publish with these numbers").click()
    expect(page.get_by_text("Version 2").first).to_be_visible(timeout=LONG)
    settle(page)

    # What changed, in words; and back again.
    view(page, "Versions")
    choose(page, "From", "Version 1: Drafted")
    expect(page.get_by_text("Computed as:").first).to_be_visible()
    expect(page.get_by_text(f"{column} * 2").first).to_be_visible()
    expect(page.get_by_text("Twice as much").first).to_be_visible()
    expect(page.get_by_text(re.compile("published by")).first).to_be_visible()
    assert nameless(page) == []
    shot("model_versions")
    page.get_by_role("button", name="Restore").first.click()
    page.get_by_role("textbox", name="Why?").fill("Once is enough")
    page.get_by_role("button", name="Restore as newest").click()
    expect(page.get_by_text("Restored version 1: Once is enough").first).to_be_visible(timeout=LONG)
    assert page.problems == []  # type: ignore[attr-defined]


def test_the_diagram_of_500_tables_is_read_group_by_group(
    app: App, page: Page, made: dict[str, str], shot: Callable[..., None]
) -> None:
    open_model(page, app, made)
    view(page, "Diagram")
    expect(page.get_by_role("button", name="Group Support")).to_be_visible()
    shot("model_groups")
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    settle(page)
    view(page, "Diagram")
    expect(page.locator(".lunara-card-title").first).to_be_visible()
    page.wait_for_timeout(500)
    heights = page.locator(".lunara-card-title").evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
    assert min(heights) >= 12, "on a phone the groups are as large as other text"
    page.set_viewport_size({"width": 1440, "height": 900})
    page.reload()
    settle(page)
    view(page, "Diagram")
    page.get_by_role("button", name="Group Support").press("Enter")
    table = page.get_by_role("button", name="Table Support orders")
    expect(table).to_be_visible()
    shot("model_group")
    table.press("Enter")
    expect(page.get_by_role("button", name="Review this table")).to_be_visible()
    page.get_by_text("1 step", exact=True).click()
    expect(page.get_by_role("button", name="Table Support bookings")).to_have_count(0)
    expect(table).to_be_visible()
    settle(page)
    shot("model_around")
    page.get_by_role("button", name="Review this table").click()
    settle(page)
    expect(page.get_by_role("button", name="Edit table")).to_be_visible()
    shot("model_table")
    assert page.problems == []  # type: ignore[attr-defined]


def test_unsaved_work_is_there_after_the_server_was_restarted(made: dict[str, str], page: Page) -> None:
    home = Path(made["home"])
    with serve(home) as first:
        open_model(page, first, made)
        search(page, "payroll net_amount")
        page.get_by_role("button", name=re.compile("^Accept all .* found")).click()
        expect(page.get_by_text("Unsaved changes", exact=True)).to_be_visible()
        settle(page)
    with serve(home) as second:
        open_model(page, second, made)
        expect(page.get_by_text("Your unsaved changes of before are here again")).to_be_visible(timeout=LONG)
        page.get_by_role("button", name="Discard").click()
        drop_changes(page)
        expect(page.get_by_text("Unsaved changes", exact=True)).to_have_count(0)
