"""A sentence becomes an outline with its numbers, is changed, and is saved as a report whose sentences say its numbers."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import App, settle
from tests.browser.journey import LONG, nameless, open_sample


def test_a_report_is_built_from_a_sentence(app: App, page: Page, shot: Callable[..., None]) -> None:
    project = open_sample(page, app.url)
    page.goto(f"{app.url}/build?project={project}")
    settle(page)
    page.get_by_label("What should it be about?").fill("A report on returns by reason and the weather")
    page.get_by_role("button", name="Outline it").click()
    save = page.get_by_role("button", name="Save as a report")
    expect(save).to_be_visible(timeout=LONG)
    settle(page)
    expect(page.get_by_text("There is nothing about “weather” in this data.")).to_be_visible()
    assert nameless(page) == []
    shot("outline")
    drops = page.get_by_role("button", name=re.compile("^Drop "))
    before = drops.count()
    drops.first.click()
    expect(drops).to_have_count(before - 1, timeout=LONG)
    page.get_by_role("button", name="Undo").click()
    expect(drops).to_have_count(before, timeout=LONG)
    save.click()
    page.wait_for_url(re.compile("artifact="), timeout=LONG)
    settle(page)
    expect(page.get_by_text(re.compile(r"^Returns: [\d,]+ ")).first).to_be_visible(timeout=LONG)
    assert "{{" not in page.locator("[data-testid=stMain]").inner_text()
    shot("outlined_report")
