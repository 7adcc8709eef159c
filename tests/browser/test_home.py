"""Home, as a newcomer sees and uses it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Motion, settle

Visit = Callable[[str], Page]
Shot = Callable[..., None]


@pytest.fixture
def motion() -> Motion:
    """Menus, dialogs and cards as they move for most people."""
    return "no-preference"


def create_project(page: Page, name: str, description: str = "") -> None:
    page.get_by_role("button", name="New project").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(name)
    if description:
        dialog.get_by_label("Description").fill(description)
    dialog.get_by_role("button", name="Create project").click()
    page.wait_for_url(re.compile(r"/connect\?.*project="))
    expect(dialog).to_be_hidden()
    settle(page)


def home(page: Page) -> None:
    page.get_by_role("link", name="Home", exact=True).first.click()
    settle(page)


def test_the_first_visit_offers_the_sample_and_a_project(visit: Visit, shot: Shot) -> None:
    page = visit("")
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    expect(page.get_by_role("button", name="Open the sample project")).to_be_enabled()
    expect(page.get_by_role("button", name="New project")).to_be_enabled()
    shot("home-first-visit")
    assert page.problems == []  # type: ignore[attr-defined]


def test_a_project_is_made_renamed_archived_and_deleted(visit: Visit, shot: Shot) -> None:
    page = visit("")
    markup = "*Q1* <b>bold</b> :smile: $x^2$ [link](http://example.com)"
    create_project(page, markup, "What the board looks at")
    home(page)
    card = page.locator("[class*=st-key-card_project_]")
    expect(card).to_contain_text("*Q1* <b>bold</b> :smile: $x^2$ [link]")
    assert card.locator("a[href*='example.com'], b, em, .katex").count() == 0

    card.get_by_role("button", name=re.compile("More for")).click()
    shot("home-menu")
    page.get_by_role("menuitem", name="Rename").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill("Reporting")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(card).to_contain_text("Reporting")

    page.get_by_label("Search projects").fill("nothing like it")
    page.get_by_label("Search projects").press("Enter")
    expect(page.get_by_text("No project matches")).to_be_visible()
    page.get_by_label("Search projects").fill("report")
    page.get_by_label("Search projects").press("Enter")
    expect(card).to_contain_text("Reporting")
    page.get_by_label("Search projects").fill("")
    page.get_by_label("Search projects").press("Enter")
    settle(page)

    card.get_by_role("button", name=re.compile("More for")).click()
    page.get_by_role("menuitem", name="Archive").click()
    settle(page)
    page.get_by_role("radio", name="Archived").click()
    expect(card).to_contain_text("Reporting")
    card.get_by_role("button", name=re.compile("More for")).click()
    page.get_by_role("menuitem", name="Delete").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Type Reporting to confirm").fill("Report")
    dialog.get_by_role("button", name="Delete project").click()
    expect(dialog.get_by_text("The name does not match")).to_be_visible()
    shot("home-delete")
    page.keyboard.press("Escape")  # a change between light and dark has run the page anew, which closes a dialog
    expect(dialog).to_be_hidden()
    card.get_by_role("button", name=re.compile("More for")).click()
    page.get_by_role("menuitem", name="Delete").click()
    dialog.get_by_label("Type Reporting to confirm").fill("Reporting")
    dialog.get_by_role("button", name="Delete project").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Open the sample project")).to_be_visible()
    assert page.problems == []  # type: ignore[attr-defined]


def test_the_sample_project_opens(visit: Visit, shot: Shot) -> None:
    page = visit("")
    page.get_by_role("button", name="Open the sample project").click()
    expect(page.get_by_text("Preparing the sample project")).to_be_visible()
    page.wait_for_timeout(1500)
    shot("home-sample-running")
    expect(page.get_by_text("The sample project is ready")).to_be_visible(timeout=60_000)
    page = visit("")
    card = page.locator("[class*=st-key-card_project_]")
    expect(card).to_contain_text("Sample: online shop")
    expect(card).to_contain_text("1 data source · 1 model · 1 agent")
    expect(page.locator("[class*=st-key-card_agent_]")).to_contain_text("Shop analyst")
    shot("home-filled")
    assert page.problems == []  # type: ignore[attr-defined]


def test_a_project_leaves_as_a_zip_and_comes_back(visit: Visit, shot: Shot, tmp_path: Path) -> None:
    page = visit("")
    create_project(page, "Größe & mehr", "What the board looks at")
    home(page)
    page.get_by_role("button", name="More for Größe & mehr").click()
    page.get_by_role("menuitem", name="Export").click()
    panel = page.locator(".st-key-exporting")
    with page.expect_download() as made:
        panel.get_by_role("button", name=re.compile("Download zip")).click()
    assert made.value.suggested_filename == "grosse-mehr.zip"
    made.value.save_as(tmp_path / "moved.zip")
    panel.get_by_role("button", name="Done").click()
    expect(panel).to_be_hidden()

    page.get_by_role("button", name="Import project").click()
    panel = page.locator(".st-key-importing")
    page.locator("input[type=file]").set_input_files(tmp_path / "moved.zip")
    panel.get_by_label("Name").fill("Moved")
    panel.get_by_label("Name").press("Tab")
    shot("home-import")
    panel.get_by_role("button", name="Import", exact=True).click()
    expect(panel).to_be_hidden()
    expect(page.get_by_role("button", name="More for Moved")).to_be_visible()
    expect(page.get_by_text("What the board looks at")).to_have_count(2)
    assert page.problems == []  # type: ignore[attr-defined]
