"""Model, AI draft, on a live server: a run that a reload does not stop, decided and saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lunara.settings import load_settings
from lunara.workspace.store import local_principal, open_store
from tests.browser.conftest import App, settle
from tests.browser.journey import LONG
from tests.emulators.providers import Providers, Said, providers
from tests.pages.shop import make_shop

KEY = "AIza-0123456789abcdef-WXYZ"
FIRST = {
    "words": [{"id": "orders", "description": "What customers ordered", "synonyms": ["purchases"]}],
    "measures": [
        {"name": "average_order", "label": "Average order", "expression": "orders.revenue / orders.order_count"}
    ],
}


@pytest.fixture
def api() -> Iterator[Providers]:
    with providers(KEY) as served:
        yield served


def test_a_draft_goes_on_through_a_reload_and_is_decided(
    app: App, visit: Callable[[str], Page], shot: Callable[..., None], tmp_path: Path, api: Providers
) -> None:
    visit("")
    settings = load_settings({"LUNARA_HOME": str(app.home)})
    store = open_store(settings, local_principal(settings))
    shop = make_shop(store, tmp_path)
    store.set_provider_key("gemini", KEY, base_url=api.url, model="gemini-2.5-flash")
    api.script += [Said(plan=FIRST), Said(plan={"words": []}, delay=3.0)]
    page = visit(f"model?project={shop.project.id}&model={shop.head.id}&view=AI%20draft")
    expect(page.get_by_text("2 requests about 8 items")).to_be_visible(timeout=LONG)
    assert not api.calls, "what it costs is told before anything is asked"
    page.get_by_role("button", name="Draft with AI").click()
    expect(page.get_by_text("batch 2 of 2")).to_be_visible(timeout=LONG)
    page = visit(f"model?project={shop.project.id}&model={shop.head.id}&view=AI%20draft")
    expect(page.get_by_text("3 proposals to decide")).to_be_visible(timeout=LONG)
    settle(page)
    shot("model-ai-draft")
    page.get_by_role("button", name="Accept together").click()
    page.get_by_role("button", name="Accept 1 calculated measure").click()
    expect(page.get_by_text("2 proposals to decide")).to_be_visible(timeout=LONG)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("Version 2", exact=True)).to_be_visible(timeout=LONG)
    assert len(api.calls) == 2
    saved = store.get_semantic_model_version(shop.head.id, 2)
    assert saved.content["measures"][0]["name"] == "average_order"
    assert saved.review["measure:average_order"]["ai"]["expression"]["model"] == "gemini-2.5-flash"
    assert page.problems == []  # type: ignore[attr-defined]
    store.remove_provider_key()
