"""Ask with an AI provider on a live server: its steps, Cancel, two answers beside each other, the choice after a reload."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App, serve, settle
from tests.browser.journey import LONG, nameless, open_sample
from tests.emulators.providers import Providers, Said, providers

KEY = "AIza-0123456789abcdef-WXYZ"
ORDERS = {"kind": "query", "query": {"measures": ["order_count"], "dimensions": ["customers.country"]}}


@pytest.fixture(scope="module")
def api() -> Iterator[Providers]:
    with providers(KEY) as served:
        yield served


@pytest.fixture(scope="module")
def app(api: Providers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    environ = {"GEMINI_API_KEY": KEY, "LUNARA_LLM_BASE_URL": api.url, "LUNARA_LLM_TIMEOUT_SECONDS": "120"}
    with serve(tmp_path_factory.mktemp("served"), environ) as running:
        yield running


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + LONG / 1000
    while not true():
        assert time.monotonic() < ends, "it never came to that"
        time.sleep(0.05)


def test_two_planners_that_differ(app: App, page: Page, api: Providers, shot: Callable[..., None]) -> None:
    project = open_sample(page, app.url)
    page.goto(f"{app.url}/settings")
    settle(page)
    page.get_by_text("Answers of the AI provider are checked by a second planner").click()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("Settings saved.")).to_be_visible(timeout=LONG)
    page.goto(f"{app.url}/ask?project={project}")
    settle(page)

    api.script[:] = [Said(ORDERS, delay=110.0)]
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("revenue by country")
    box.press("Enter")
    expect(page.get_by_text("Writing the query")).to_be_visible(timeout=LONG)
    until(lambda: len(api.calls) == 1)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Stopped. Nothing was saved")).to_be_visible(timeout=LONG)
    until(lambda: api.hung_up == 1)  # the request has ended at the provider too

    api.script[:] = [Said(ORDERS)]
    expect(box).to_be_enabled(timeout=LONG)
    box.fill("revenue by country")
    box.press("Enter")
    answer = page.get_by_test_id("stChatMessage").last
    expect(answer.get_by_text("come to different results")).to_be_visible(timeout=LONG)
    settle(page)
    expect(answer.get_by_role("button", name="This is what I meant")).to_have_count(2)
    assert nameless(page) == []
    shot("two-answers")
    answer.get_by_role("button", name="This is what I meant").last.click()
    expect(page.get_by_text("(as Lunara’s own planner read it)")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("How I understood this")).to_have_count(2, timeout=LONG)
    page.reload()
    settle(page)
    expect(page.get_by_text("come to different results")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("(as Lunara’s own planner read it)")).to_be_visible()
    assert len(api.calls) == 2, "nobody was asked again"
