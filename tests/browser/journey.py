"""The steps of the journey as a person takes them: by what is written on the screen."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import settle

LONG = 90_000


def open_sample(page: Page, url: str) -> str:
    """From a fresh Home into the sample project; returns the project's id."""
    page.goto(url)
    settle(page)
    page.get_by_role("button", name="Open the sample project").click()
    page.wait_for_url(re.compile(r"/ask\?.*project="), timeout=LONG)
    settle(page)
    return re.search(r"project=([0-9a-f-]+)", page.url).group(1)  # type: ignore[union-attr]


def ask(page: Page, question: str) -> Locator:
    """Type a question and wait for its answer; returns the answer's turn."""
    turns = page.get_by_test_id("stChatMessage")
    before = turns.count()
    box = page.get_by_placeholder(re.compile("Ask about your data"))
    expect(box).to_be_enabled(timeout=LONG)
    box.fill(question)
    box.press("Enter")
    expect(turns).to_have_count(before + 2, timeout=LONG)
    answer = turns.last
    expect(answer.get_by_text("How I understood this")).to_be_visible(timeout=LONG)
    settle(page)
    return answer


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a select box by its label."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def drop_changes(page: Page) -> None:
    """Confirm that unsaved changes are dropped, which the dialog asks after Discard."""
    page.get_by_role("dialog").get_by_role("button", name="Drop changes").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    settle(page)


def nameless(page: Page) -> list[str]:
    """Controls, tables and pictures on the screen that have no name for who cannot see them."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(`main button, main input, main textarea, main [role=combobox], aside button,
                main [data-testid=stDataFrameResizable], main .js-plotly-plot, main img, main iframe`)]
            .filter(e => e.offsetParent !== null)
            .filter(e => !(e.getAttribute('aria-label') || e.getAttribute('title') || e.getAttribute('alt')
                || e.getAttribute('aria-labelledby') || (e.labels && e.labels.length)
                || (!e.matches('[data-testid=stDataFrameResizable], .js-plotly-plot') && e.innerText.trim())
                || e.closest('[role=figure][aria-label]')))
            .map(e => e.outerHTML.slice(0, 160))"""
    )
    return found
