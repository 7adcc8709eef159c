"""Two people in two browsers at the same dashboard and at the same model: who saves second sees both and loses neither."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lunara.semantic.model import SemanticModel
from lunara.workspace.embedded import EmbeddedServer
from lunara.workspace.records import Artifact
from lunara.workspace.store import Store
from tests.browser.conftest import App, look, serve, settle
from tests.browser.test_model import close, open_row
from tests.browser.test_sign_in import environment, new_page, sign_in
from tests.contract.worlds import SupabaseWorld, supabase_world
from tests.pages.shop import Shop, make_shop
from tests.shared_data import needs_shared

pytestmark = needs_shared


@pytest.fixture(scope="module")
def world(postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupabaseWorld]:
    with supabase_world(postgres_server, tmp_path_factory.mktemp("world")) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(world: SupabaseWorld, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with serve(tmp_path_factory.mktemp("served"), environment(world)) as running:
        yield running


@pytest.fixture
def olga(world: SupabaseWorld) -> Store:
    return world.newcomer("Olga Owner")


@pytest.fixture
def shop(olga: Store, tmp_path: Path) -> Shop:
    return make_shop(olga, tmp_path)


def board(store: Store, shop: Shop) -> Artifact:
    words = [("a", "Notes", 0), ("b", "Sources", 2), ("c", "Outlook", 4)]
    tiles = [
        {"id": id, "kind": "text", "title": title, "text": f"About {title}", "place": {"x": 0, "y": y, "w": 12, "h": 2}}
        for id, title, y in words
    ]
    return store.create_artifact(shop.project.id, "dashboard", "Sales board", {"widgets": tiles})


def both(browser: Browser, app: App, world: SupabaseWorld, olga: Store, address: str) -> tuple[Page, Page]:
    """Olga and an editor of her organization, each with the same page in a browser of their own."""
    editor = world.member(olga, "editor").principal
    pages = []
    for person in (olga.principal, editor):
        page = new_page(browser)
        sign_in(page, app, person.email, address)
        pages.append(page)
    return pages[0], pages[1]


def retitle(page: Page, old: str, new: str) -> None:
    page.get_by_role("button", name=f"Change {old}").click()
    page.get_by_label("Title", exact=True).fill(new)
    page.get_by_role("button", name="Apply").click()
    settle(page)


def test_two_browsers_at_one_dashboard(
    world: SupabaseWorld, app: App, browser: Browser, olga: Store, shop: Shop
) -> None:
    artifact = board(olga, shop)
    hers, his = both(browser, app, world, olga, f"build?project={shop.project.id}&artifact={artifact.id}")
    for page in (hers, his):
        page.get_by_text("Edit", exact=True).click()
        settle(page)
    retitle(hers, "Notes", "Notes of Olga")
    retitle(hers, "Sources", "Sources of Olga")
    retitle(his, "Notes", "Notes of the editor")
    retitle(his, "Outlook", "Outlook of the editor")
    hers.get_by_role("button", name="Save", exact=True).click()
    expect(hers.get_by_text("Unsaved changes")).to_have_count(0)
    his.get_by_role("button", name="Save", exact=True).click()
    expect(his.get_by_text("Olga Owner saved this dashboard while you were changing it")).to_be_visible()
    expect(his.get_by_text("Both changed 1 thing")).to_be_visible()
    tiles = his.locator(".st-key-dashboard_tiles")
    expect(tiles.get_by_text("Notes of the editor")).to_be_visible()
    expect(tiles.get_by_text("Sources of Olga")).to_be_visible()
    expect(tiles.get_by_text("Outlook of the editor")).to_be_visible()
    look(his, "conflict_dashboard", full_page=True)
    his.set_viewport_size({"width": 1280, "height": 800})
    his.get_by_role("radio", name="Olga Owner’s").first.click()
    settle(his)
    expect(tiles.get_by_text("Notes of Olga")).to_be_visible()
    his.get_by_role("button", name="Use the result").click()
    settle(his)
    his.get_by_role("button", name="Save", exact=True).click()
    expect(his.get_by_text("Unsaved changes")).to_have_count(0)
    saved = olga.get_artifact(artifact.id)
    titles = [one["title"] for one in saved.content["widgets"]]
    assert (saved.version, titles) == (3, ["Notes of Olga", "Sources of Olga", "Outlook of the editor"])
    retitle(his, "Outlook of the editor", "Not saved yet")
    olga.delete_artifact(artifact.id)
    his.reload()
    settle(his)
    expect(his.get_by_text("was deleted while you were changing it")).to_be_visible()
    his.get_by_role("button", name="Save as a new dashboard").click()
    expect(his.get_by_text("Not saved yet").first).to_be_visible()
    for page in (hers, his):
        page.context.close()


def relabel(page: Page, label: str) -> None:
    drawer = open_row(page)
    drawer.get_by_role("textbox", name="Label").fill(label)
    drawer.get_by_role("textbox", name="Label").press("Tab")
    drawer.get_by_role("button", name="Apply").click()
    expect(drawer.get_by_text("Nothing is changed yet.")).to_be_visible()
    close(page, drawer)


def save_model(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Save as a new version").click()
    settle(page)


def test_two_browsers_at_one_model(world: SupabaseWorld, app: App, browser: Browser, olga: Store, shop: Shop) -> None:
    hers, his = both(browser, app, world, olga, f"model?project={shop.project.id}&model={shop.head.id}")
    relabel(hers, "Of Olga")
    relabel(his, "Of the editor")
    save_model(hers)
    save_model(his)
    expect(his.get_by_text("Olga Owner saved this model while you were changing it")).to_be_visible()
    expect(his.get_by_text("Both changed 1 thing")).to_be_visible()
    look(his, "conflict_model", full_page=True)
    his.set_viewport_size({"width": 1280, "height": 800})
    his.get_by_role("radio", name="Olga Owner’s").first.click()
    settle(his)
    his.get_by_role("button", name="Bring both together").click()
    settle(his)
    expect(his.get_by_text("saved this model while you were changing it")).to_have_count(0)
    latest = olga.get_semantic_model(shop.head.id).latest_version
    stored = olga.get_semantic_model_version(shop.head.id, latest)
    assert latest == 2 and stored.created_by == olga.principal.user_id
    assert "Of Olga" in SemanticModel.model_validate(stored.content).model_dump_json()
    for page in (hers, his):
        page.context.close()
