"""Queries, as a person who has asked something finds it again."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as TooSlow

from tests.browser.conftest import App, settle
from tests.browser.journey import ask, choose, nameless, open_sample


def open_row(page: Page, number: int) -> None:
    """Click the statement in a row until it is open: the table is drawn on a canvas, so by its place, which may still move."""
    table = page.get_by_test_id("stDataFrame")
    for _ in range(6):
        expect(table).to_be_visible()
        table.scroll_into_view_if_needed()
        box = table.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 320, box["y"] + 52 + 33 * number)
        page.wait_for_timeout(300)
        page.mouse.down()
        page.wait_for_timeout(80)
        page.mouse.up()
        with suppress(TooSlow):
            page.wait_for_url(re.compile("entry="), timeout=5_000)
            break
    settle(page)


def test_what_was_asked_is_found_looked_at_and_taken_along(app: App, page: Page, shot: Callable[..., None]) -> None:
    project = open_sample(page, app.url)
    ask(page, "revenue by month")
    page.get_by_role("link", name="Queries").click()
    expect(page.get_by_role("heading", name="Queries")).to_be_visible()
    settle(page)
    choose(page, "From", "Ask")
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    assert nameless(page) == []
    shot("queries")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    file = download.value.path().read_text(encoding="utf-8-sig")
    assert "SELECT" in file and file.startswith("when,outcome,who")

    open_row(page, 0)
    expect(page.get_by_role("heading", name="Statement")).to_be_visible()
    expect(page.get_by_text(re.compile("^Done"))).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_contain_text("SELECT")
    shot("query")
    page.get_by_role("button", name="All runs of this statement").click()
    expect(page.get_by_text("Runs of one statement")).to_be_visible()
    page.get_by_role("button", name="Show all statements").click()
    settle(page)
    expect(page.get_by_role("combobox", name="From")).to_have_value("Ask")  # as it was chosen
    for view in ("Slowest", "Most frequent", "Most expensive", "Failing", "Refused"):
        page.get_by_role("radio", name=view, exact=True).click()
        settle(page)
    expect(page.get_by_text(re.compile("Nothing was refused|No query matches"))).to_be_visible()
    page.goto(f"{app.url}/queries?project={project}&entry=nonsense")
    settle(page)
    expect(page.get_by_text("This query is not in the log")).to_be_visible()
    assert page.problems == []  # type: ignore[attr-defined]
