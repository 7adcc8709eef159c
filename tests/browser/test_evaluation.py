"""A suite is brought along, asked of the planner, and publishing is made to need it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import App, settle
from tests.browser.journey import LONG, nameless, open_sample

SUITE = """\
lunara_suite: 1
questions:
  - question: revenue by country in 2025
    expect: {query: {measures: [revenue], dimensions: [customers.country], time: {range: {from: "2025-01-01", to: "2026-01-01"}}}}
  - question: orders in 2025
    expect: {query: {measures: [revenue], time: {range: {from: "2025-01-01", to: "2026-01-01"}}}}
  - question: what is the weather on mars
    expect: refusal
"""


def test_a_suite_is_asked_and_publishing_needs_it(
    app: App, page: Page, tmp_path: Path, shot: Callable[..., None]
) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text(SUITE, encoding="utf-8")
    project = open_sample(page, app.url)
    page.goto(f"{app.url}/model?project={project}&view=Evaluation")
    settle(page)
    page.get_by_role("button", name="Import", exact=True).click()
    page.locator("input[type=file]").set_input_files(str(path))
    page.get_by_role("button", name="Add its questions").click(timeout=LONG)
    expect(page.get_by_text("3 questions added to the suite.")).to_be_visible(timeout=LONG)

    page.get_by_role("button", name="Ask 3 questions").click()
    expect(page.get_by_text("1 wrong")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("2 right")).to_be_visible()
    expect(page.get_by_text("It means something else: Orders in 2025")).to_be_visible()
    settle(page)
    assert nameless(page) == []
    shot("evaluation")

    page.get_by_role("button", name="What publishing needs").click()
    page.locator("label").filter(has_text="Publishing needs an evaluation that holds").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Publishing needs 95 % right, none wrong")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("Version 1 does not hold yet: 1 question was wrong")).to_be_visible()
