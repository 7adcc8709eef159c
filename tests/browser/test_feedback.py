"""An answer is called wrong on Ask, comes to the queue on Model with what may mend it, and is closed there."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import App, settle
from tests.browser.journey import LONG, ask, nameless, open_sample


def test_what_is_wrong_comes_to_those_who_build(app: App, page: Page, shot: Callable[..., None]) -> None:
    project = open_sample(page, app.url)
    page.goto(f"{app.url}/ask?project={project}")
    settle(page)
    answer = ask(page, "revenue by country in 2025")
    answer.get_by_role("button", name="It is wrong").click()
    dialog = page.get_by_role("dialog", name="What is wrong?")
    dialog.get_by_text("The number should be…").click()
    dialog.get_by_role("textbox", name="What do you know?").fill("9,100,000: gross sales by the books")
    dialog.get_by_role("button", name="Send").click()
    expect(dialog).to_be_hidden(timeout=LONG)
    expect(page.get_by_text("You said what the number should be.")).to_be_visible(timeout=LONG)
    shot("feedback-given")
    page.goto(f"{app.url}/model?project={project}&view=Feedback")
    settle(page)
    expect(page.get_by_text("9,100,000: gross sales by the books")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("“Gross sales” may be what was meant", exact=False)).to_be_visible()
    assert nameless(page) == []
    shot("feedback-queue")
    page.get_by_role("button", name="Resolved").click()
    expect(page.get_by_text("No feedback waits for you")).to_be_visible(timeout=LONG)
