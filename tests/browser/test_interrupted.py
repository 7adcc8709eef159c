"""A sign-in that ends in the middle of work: what was typed is there again for the same person, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from lunara.workspace.embedded import EmbeddedServer
from tests.browser.conftest import App, look, serve, settle
from tests.browser.test_sign_in import PASSWORD, Person, environment, new_page, only_sign_in, person, sign_in
from tests.contract.worlds import SupabaseWorld, supabase_world
from tests.shared_data import needs_shared

pytestmark = needs_shared
QUESTION = "how many sales were there by seller"


@pytest.fixture(scope="module")
def world(postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupabaseWorld]:
    with supabase_world(postgres_server, tmp_path_factory.mktemp("world")) as opened:
        yield opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def people(world: SupabaseWorld, home: Path) -> dict[str, Person]:
    settings = replace(world.settings, home=home)
    return {name: person(world, settings, name, rows) for name, rows in (("Ana", 2), ("Ben", 3))}


@pytest.fixture(scope="module")
def app(world: SupabaseWorld, people: dict[str, Person], home: Path) -> Iterator[App]:
    with serve(home, environment(world)) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = new_page(browser)
    yield opened
    opened.context.close()


def end_sessions(world: SupabaseWorld, email: str) -> None:
    """At Supabase, as when they ran out or were ended from elsewhere."""
    user = world.gotrue.users[email][1]
    world.gotrue.revoked |= world.gotrue.sessions[user["id"]]


def sign_in_here(page: Page, email: str) -> None:
    page.get_by_role("textbox", name="E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    settle(page)


def ask_too_late(world: SupabaseWorld, app: App, page: Page, who: Person) -> None:
    sign_in(page, app, who.email, f"ask?project={who.project_id}")
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(QUESTION)
    end_sessions(world, who.email)
    box.press("Enter")
    only_sign_in(page)
    assert QUESTION not in page.content()


def test_a_question_is_in_its_box_again(world: SupabaseWorld, app: App, people: dict[str, Person], page: Page) -> None:
    ana = people["Ana"]
    ask_too_late(world, app, page, ana)
    sign_in_here(page, ana.email)
    expect(page.get_by_test_id("stChatInputTextArea")).to_have_value(QUESTION)
    assert page.get_by_test_id("stChatMessage").count() == 0, "nothing is done by itself"
    assert "resume=" not in page.url and f"project={ana.project_id}" in page.url
    page.get_by_test_id("stChatInputTextArea").press("Enter")
    expect(page.get_by_test_id("stChatMessage").first).to_contain_text(QUESTION)


def test_another_person_in_that_tab_finds_nothing(
    world: SupabaseWorld, app: App, people: dict[str, Person], page: Page
) -> None:
    ask_too_late(world, app, page, people["Ana"])
    address = page.url
    sign_in_here(page, people["Ben"].email)
    assert QUESTION not in page.content() and "Secret of Ana" not in page.locator("body").inner_text()
    page.get_by_role("button", name="Sign out", exact=True).click()
    only_sign_in(page)
    page.goto(address)
    settle(page)
    sign_in_here(page, people["Ben"].email)
    page.goto(f"{app.url}/ask?project={people['Ben'].project_id}")
    settle(page)
    assert QUESTION not in page.content()


def test_what_stood_in_a_form_without_a_place_is_shown(
    world: SupabaseWorld, app: App, people: dict[str, Person], page: Page
) -> None:
    ana = people["Ana"]
    sign_in(page, app, ana.email, "settings")
    page.get_by_role("textbox", name="E-mail address").fill("dora.of.the.harbour@example.test")
    end_sessions(world, ana.email)
    page.get_by_role("button", name="Invite").click()
    only_sign_in(page)
    sign_in_here(page, ana.email)
    kept = page.locator(".st-key-interrupted_texts")
    expect(kept).to_contain_text("dora.of.the.harbour@example.test")
    assert kept.locator("code").count() == 1, "what stands in its field is not said again"
    assert page.locator("code", has_text="invitation=").count() == 0, "nobody was invited"
    kept.scroll_into_view_if_needed()
    look(page, "interrupted", full_page=True)
    kept.get_by_role("button", name="I have what I need").click()
    expect(kept).to_have_count(0)


def test_what_stood_in_a_dialog_is_shown(world: SupabaseWorld, app: App, people: dict[str, Person], page: Page) -> None:
    ana = people["Ana"]
    sign_in(page, app, ana.email)
    page.get_by_role("button", name="New project").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Name").fill("Lighthouses of the north")
    dialog.get_by_role("textbox", name="Description").fill("All that I know of them")
    end_sessions(world, ana.email)
    dialog.get_by_role("button", name="Create").click()
    only_sign_in(page)
    sign_in_here(page, ana.email)
    kept = page.locator(".st-key-interrupted_texts")
    expect(kept).to_contain_text("Lighthouses of the north")
    expect(kept).to_contain_text("All that I know of them")
    made = world.admin.execute("select count(*) from public.projects where name like 'Lighthouses%'").fetchone()
    assert made == (0,)


def test_what_is_still_being_typed_is_shown(
    world: SupabaseWorld, app: App, people: dict[str, Person], page: Page
) -> None:
    """The page runs by itself while somebody types: their field has told nobody what stands in it."""
    ana = people["Ana"]
    sign_in(page, app, ana.email, f"connect?project={ana.project_id}")
    page.get_by_role("button", name="Add data source").click()
    page.get_by_role("button", name="Connect PostgreSQL").click()
    settle(page)
    page.get_by_role("textbox", name="Name of the data source").press_sequentially("Half a sentence about")
    end_sessions(world, ana.email)
    page.emulate_media(color_scheme="dark")
    only_sign_in(page)
    page.wait_for_timeout(500)
    settle(page)
    assert "Half a sentence" not in page.content()
    assert "Half a" not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    sign_in_here(page, ana.email)
    expect(page.locator(".st-key-interrupted_texts")).to_contain_text("Half a sentence about")
    page.get_by_role("button", name="I have what I need").click()
    expect(page.locator(".st-key-interrupted_texts")).to_have_count(0)


def test_a_secret_that_is_still_being_typed_is_kept_nowhere(
    world: SupabaseWorld, app: App, people: dict[str, Person], page: Page
) -> None:
    ana = people["Ana"]
    sign_in(page, app, ana.email, f"connect?project={ana.project_id}")
    page.get_by_role("button", name="Add data source").click()
    page.get_by_role("button", name="Connect PostgreSQL").click()
    settle(page)
    password = page.get_by_test_id("stTextInput").filter(has_text="Password").last
    password.get_by_role("button", name="Show password").click()  # shown, it is a text as any other
    field = password.locator("input")
    expect(field).to_have_attribute("type", "text")
    field.press_sequentially("S3CRET-of-the-warehouse")
    end_sessions(world, ana.email)
    page.emulate_media(color_scheme="dark")
    only_sign_in(page)
    page.wait_for_timeout(1000)
    settle(page)
    sign_in_here(page, ana.email)
    assert "S3CRET" not in page.content() and page.locator(".st-key-interrupted_texts").count() == 0
