"""The people of an organization on Settings, seen by its owner and by who is let go while they look."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lunara.workspace.embedded import EmbeddedServer
from lunara.workspace.store import Store
from tests.browser.conftest import App, serve, settle
from tests.browser.test_sign_in import environment, new_page, sign_in
from tests.contract.worlds import SupabaseWorld, supabase_world
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
def owner(world: SupabaseWorld) -> Store:
    return world.newcomer("Olga Owner")


def menu(page: Page, who: str, item: str) -> None:
    page.get_by_role("button", name=f"More for {who}").click()
    page.get_by_role("menuitem", name=item).click()


def test_roles_change_people_go_and_the_house_is_handed_over(
    world: SupabaseWorld, app: App, browser: Browser, owner: Store
) -> None:
    owner.create_project("Board secrets")
    vera, adam = world.member(owner, "viewer").principal, world.member(owner, "admin").principal
    page, hers = new_page(browser), new_page(browser)
    sign_in(hers, app, vera.email)
    expect(hers.get_by_text("Board secrets").first).to_be_visible()
    expect(hers.get_by_role("button", name="New project")).to_have_count(0)

    sign_in(page, app, owner.principal.email, "settings")
    menu(page, "Viewer Test", "Change role")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Editor: builds").click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    hers.reload()
    settle(hers)
    expect(hers.get_by_role("button", name="New project")).to_be_visible()

    menu(page, "Viewer Test", "Remove")
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="More for Viewer Test")).to_have_count(0)
    hers.reload()
    settle(hers)
    assert "Board secrets" not in hers.locator("body").inner_text()

    menu(page, "Admin Test", "Make owner")
    page.get_by_role("dialog").get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="More for Admin Test")).to_have_count(0)
    roles = {one.user_id: one.role for one in owner.list_members()}
    assert roles == {owner.principal.user_id: "admin", adam.user_id: "owner"}
    page.context.close()
    hers.context.close()


def test_an_organization_is_taken_along_and_ended(
    world: SupabaseWorld, app: App, browser: Browser, owner: Store, tmp_path: Path
) -> None:
    owner.create_project("Board secrets", "What the board looks at")
    owner.update_organization(name="Acme *Ltd*")
    page = new_page(browser)
    sign_in(page, app, owner.principal.email, "settings")
    page.get_by_role("button", name="Export everything").click()
    with page.expect_download() as made:
        page.get_by_role("button", name="Download zip").click()
    made.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert "What the board looks at" in archive.read("board-secrets/project.yaml").decode()
    page.get_by_role("button", name="Delete organization").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Acme Ltd")
    dialog.get_by_role("button", name="Delete organization").click()
    expect(dialog.get_by_text("The name does not match")).to_be_visible()
    dialog.get_by_role("textbox").fill("Acme *Ltd*")
    dialog.get_by_role("button", name="Delete organization").click()
    expect(dialog).to_be_hidden()
    settle(page)
    assert "Board secrets" not in page.locator("body").inner_text()
    assert world.again(owner).list_projects() == []
    page.context.close()
