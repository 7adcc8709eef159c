"""An answer is verified on Ask, shown so to whoever asks the same in other words, and looked after on Model."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import App, settle
from tests.browser.journey import LONG, ask, nameless, open_sample


def test_an_answer_is_verified_shown_and_withdrawn(app: App, page: Page, shot: Callable[..., None]) -> None:
    project = open_sample(page, app.url)
    page.goto(f"{app.url}/ask?project={project}")
    settle(page)
    answer = ask(page, "revenue by country in 2025")
    answer.get_by_role("button", name="Verify").click()
    dialog = page.get_by_role("dialog", name="Verify this answer")
    box = dialog.get_by_role("textbox", name="Question")
    expect(box).to_have_value("revenue by country in 2025")
    box.fill("revenue by country in 2024")
    box.press("Control+Enter")
    dialog.get_by_role("button", name="Verify").click()
    expect(dialog.get_by_text("By itself this is read as")).to_be_visible(timeout=LONG)
    box.fill("What did we sell in each country in 2025?")
    box.press("Control+Enter")
    settle(page)
    dialog.get_by_role("button", name="Verify").click()
    expect(dialog).to_be_hidden(timeout=LONG)

    answer = ask(page, "2025 revenue per country")
    expect(answer.get_by_text(re.compile("Verified by .* on "))).to_be_visible()
    expect(answer.get_by_role("button", name="Verify")).to_have_count(0)
    shot("verified")
    other = ask(page, "revenue by country in 2024")
    expect(other.get_by_text("Verified by")).to_have_count(0)
    other.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("dialog", name="Verify this answer")).to_be_visible()
    shot("verify")

    page.goto(f"{app.url}/model?project={project}&view=Questions")
    settle(page)
    expect(page.get_by_text("What did we sell in each country in 2025?")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible(timeout=LONG)
    settle(page)
    assert nameless(page) == []
    shot("verified-questions")
    page.get_by_role("button", name="Reword").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Question").fill("Sales by country in 2025")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Sales by country in 2025").first).to_be_visible(timeout=LONG)
    settle(page)
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("dialog").get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("No verified questions yet")).to_be_visible(timeout=LONG)
