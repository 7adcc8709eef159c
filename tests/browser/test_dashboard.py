"""A dashboard in the browser: tiles that are arranged and put back, numbers while editing, clicks that are taken back."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import App, settle
from tests.browser.journey import LONG, choose, drop_changes, open_sample


def board(page: Page, app: App) -> str:
    """The address of a dashboard of the sample shop, drafted the first time that a test wants it."""
    kept = app.home / "board.txt"
    if not kept.exists():
        project = open_sample(page, app.url)
        page.goto(f"{app.url}/build?project={project}")
        settle(page)
        page.get_by_role("button", name="Draft a dashboard for me").click()
        page.wait_for_url(re.compile("artifact="), timeout=LONG)
        kept.write_text(page.url)
    page.goto(kept.read_text())
    settle(page)
    expect(page.get_by_test_id("stMetricValue").first).to_be_visible(timeout=LONG)
    return kept.read_text()


def edit(page: Page) -> None:
    page.get_by_text("Edit", exact=True).click()
    settle(page)


def places(page: Page) -> list[str]:
    found: list[str] = page.locator(".grid-stack-item").evaluate_all(
        "all => all.map(e => ['gs-id', 'gs-x', 'gs-y', 'gs-w', 'gs-h'].map(n => e.getAttribute(n)).join()).sort()"
    )
    return found


def test_a_layout_that_is_undone_or_discarded_stays_so(app: App, page: Page) -> None:
    board(page, app)
    edit(page)
    page.get_by_text("Arrange tiles").click()
    settle(page)
    tile = page.get_by_role("group", name=re.compile("^Revenue, number"))
    expect(tile).to_be_visible()
    before = places(page)
    changed = page.get_by_text("Unsaved changes")
    for button in ("Undo", "Discard"):
        for _ in range(2):
            tile.focus()
            page.keyboard.press("Shift+ArrowDown")
            page.wait_for_timeout(600)  # the grid tells a layout when it has come to rest
            settle(page)
        expect(changed.first).to_be_visible()
        assert places(page) != before
        for _ in range(2 if button == "Undo" else 1):
            page.get_by_role("button", name=button).click()
            settle(page)
        if button == "Discard":
            expect(changed.first).to_be_visible()
            drop_changes(page)
        expect(changed).to_have_count(0)
        page.wait_for_timeout(1000)
        expect(changed).to_have_count(0)
        assert places(page) == before


def test_numbers_are_seen_while_editing(app: App, page: Page, shot: Callable[..., None]) -> None:
    board(page, app)
    edit(page)
    for number in page.get_by_test_id("stMetric").all():
        inside = number.evaluate(
            """e => { const body = e.closest('[data-testid=stGridCellBody]'), title = body.querySelector('strong');
                      const cell = body.parentElement.getBoundingClientRect(), top = title.getBoundingClientRect().top;
                      const box = e.getBoundingClientRect();
                      return box.height > 0 && box.bottom <= cell.bottom && top - cell.top < 24
                             && !['auto', 'scroll'].includes(getComputedStyle(body).overflowY); }"""
        )
        assert inside, number.inner_text()
    shot("dashboard_edit")


def test_a_click_that_is_taken_back_leaves_no_faded_bars(app: App, page: Page) -> None:
    board(page, app)
    bars = page.locator(".js-plotly-plot .bars .point path")
    expect(bars.first).to_be_visible()
    chart = page.locator(".js-plotly-plot").filter(has=page.locator(".bars .point")).first
    chart.locator(".bars .point path").first.hover(force=True)
    chart.locator(".bars .point path").first.click(force=True)
    chip = page.get_by_role("button", name=re.compile("close$|: "), exact=False).filter(has_text=re.compile(":"))
    expect(chip.first).to_be_visible()
    settle(page)
    faded = "all => all.filter(e => Number(getComputedStyle(e).opacity) < 1).length"
    assert chart.locator(".bars .point path").evaluate_all(faded) > 0
    chip.first.click()
    settle(page)
    page.wait_for_timeout(500)
    assert page.locator(".js-plotly-plot .bars .point path").evaluate_all(faded) == 0


def test_a_tile_is_asked_anew_and_keeps_its_place(app: App, page: Page) -> None:
    board(page, app)
    edit(page)
    tile = page.get_by_test_id("stGridCell").first
    before = tile.bounding_box() or {}
    tile.get_by_role("button", name="Change Revenue").click()
    page.get_by_role("button", name="Ask anew").click()
    dialog = page.get_by_role("dialog", name="Ask anew")
    expect(page.get_by_role("button", name="Duplicate")).to_have_count(0)
    question = dialog.get_by_label("Question")
    expect(question).not_to_have_value("")
    question.fill("number of customers")
    dialog.get_by_role("button", name="Ask", exact=False).first.click()
    title = dialog.get_by_label("Title")
    expect(title).to_have_value("Revenue", timeout=LONG)
    settle(page)
    title.fill("Customers")
    dialog.get_by_role("button", name="Replace the tile").click()
    expect(dialog).to_have_count(0)
    settle(page)
    expect(tile).to_contain_text("Customers")
    expect(tile.get_by_test_id("stMetricValue")).to_be_visible(timeout=LONG)
    after = tile.bounding_box() or {}
    assert [after[part] for part in ("x", "width", "height")] == [before[part] for part in ("x", "width", "height")]
    page.get_by_role("button", name="Discard").click()
    drop_changes(page)
    settle(page)


def test_filters_and_dates_outlast_a_reload(app: App, page: Page) -> None:
    board(page, app)
    choose(page, "Date range", "Last year")
    expect(page).to_have_url(re.compile("show-dates=previous-year"))
    box = page.get_by_test_id("stMultiSelect").filter(has_text="Segment")
    box.click()
    page.get_by_role("option", name="Corporate").click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("Corporate"))
    settle(page)
    shown = page.get_by_test_id("stMetricValue").first.inner_text()
    page.reload()
    settle(page)
    expect(box).to_contain_text("Corporate")
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(shown, timeout=LONG)
    page.get_by_role("button", name="Link").click()
    expect(page.get_by_text("With the filters and dates as they are set now.")).to_be_visible()
