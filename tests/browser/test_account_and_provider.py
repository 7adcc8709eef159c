"""Settings on a live server with Supabase's protocol behind it: an organization's AI key, and one's own sign-ins."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from lunara.workspace.embedded import EmbeddedServer
from tests.browser.conftest import OUTPUT, PICTURES, SCREENS, WAIT, App, look, serve, settle
from tests.contract.worlds import SupabaseWorld, supabase_world
from tests.emulators.providers import Providers, providers
from tests.shared_data import needs_shared

PASSWORD = "Passw0rd!"
KEY = "AIza-0123456789abcdef-WXYZ"

pytestmark = needs_shared


@pytest.fixture(scope="module")
def world(postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupabaseWorld]:
    with supabase_world(postgres_server, tmp_path_factory.mktemp("world")) as opened:
        for name in ("Ana", "Ben", "Cleo"):
            opened.principal(f"{name.lower()}@example.test", name)
        yield opened


@pytest.fixture(scope="module")
def api() -> Iterator[Providers]:
    with providers(KEY) as served:
        yield served


@pytest.fixture(scope="module")
def app(world: SupabaseWorld, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    environ = {
        "SUPABASE_URL": world.settings.supabase_url,
        "SUPABASE_KEY": world.settings.supabase_key,
        "LUNARA_SECRET_KEY": ",".join(world.settings.secret_keys),
        "LUNARA_ALLOWED_HOSTS": "127.0.0.1",
    }
    with serve(tmp_path_factory.mktemp("served"), environ) as running:
        yield running


def new_page(browser: Browser, screen: str = "wide", scheme: str = "light") -> Page:
    width, height = SCREENS["wide"]
    opened = browser.new_context(viewport={"width": width, "height": height}).new_page()
    width, height = SCREENS[screen]
    opened.set_viewport_size({"width": width, "height": height})
    opened.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    opened.set_default_timeout(WAIT)
    return opened


def try_password(page: Page, app: App, email: str, password: str) -> None:
    page.goto(f"{app.url}/settings")
    settle(page)
    page.get_by_role("textbox", name="E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_in(page: Page, app: App, email: str) -> None:
    try_password(page, app, email, PASSWORD)
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    settle(page)


def test_a_key_is_set_and_tried_and_is_nowhere_to_be_read(
    browser: Browser, app: App, api: Providers, world: SupabaseWorld
) -> None:
    page = new_page(browser)
    sign_in(page, app, "ana@example.test")
    expect(page.get_by_text("Lunara’s own planner (no AI)", exact=True)).to_be_visible()
    page.get_by_role("button", name="Use your organization’s key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Key", exact=True).fill(KEY)
    page.emulate_media(color_scheme="dark")  # at dusk
    page.wait_for_timeout(1500)
    expect(dialog.get_by_role("textbox", name="Key", exact=True)).to_have_value(KEY)
    page.emulate_media(color_scheme="light")
    dialog.get_by_role("textbox", name="Address").fill("http://10.1.2.3/v1")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("is not allowed to connect")).to_be_visible()
    dialog.get_by_role("textbox", name="Address").fill(api.url)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("with your organization’s key")).to_be_visible()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_text("It works: gemini")).to_be_visible()
    expect(page.get_by_text("Key ending in WXYZ")).to_be_visible()
    look(page, "provider", heading="AI provider")
    assert [call["headers"]["x-goog-api-key"] for call in api.calls] == [KEY]
    settle(page)
    storage = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    for place in (page.content(), page.url, storage, app.log_text()):
        assert KEY not in place
    found = world.admin.execute("select to_jsonb(k)::text from public.provider_keys k").fetchall()
    assert len(found) == 1 and KEY not in str(found)
    # another organization, on the same server
    other = new_page(browser)
    sign_in(other, app, "ben@example.test")
    expect(other.get_by_text("Lunara’s own planner (no AI)", exact=True)).to_be_visible()
    assert "WXYZ" not in other.content()
    for opened in (page, other):
        opened.context.close()


@pytest.mark.parametrize(("screen", "scheme"), [("phone", "dark"), ("wide", "dark"), ("phone", "light")])
def test_the_dialog_fits(browser: Browser, app: App, screen: str, scheme: str) -> None:
    page = new_page(browser, screen, scheme)
    sign_in(page, app, "ben@example.test")
    page.get_by_role("button", name="Use your organization’s key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox").click()
    page.get_by_role("option", name="OpenAI").click()
    expect(dialog.get_by_role("textbox", name="Model", exact=True)).to_be_visible()
    page.wait_for_timeout(500)
    if PICTURES:
        OUTPUT.mkdir(exist_ok=True)
        page.screenshot(path=str(OUTPUT / f"provider-form-{screen}-{scheme}.png"))
    box, width = dialog.bounding_box(), SCREENS[screen][0]
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("No model is named")).to_be_visible()
    page.context.close()


def test_a_person_sees_their_sign_ins_and_signs_out_everywhere(browser: Browser, app: App) -> None:
    thief, here, there = new_page(browser), new_page(browser), new_page(browser)
    for _ in range(2):
        try_password(thief, app, "cleo@example.test", "wrong")
        expect(thief.get_by_text("is not right")).to_be_visible()
    sign_in(there, app, "cleo@example.test")
    sign_in(here, app, "cleo@example.test")
    expect(here.get_by_role("heading", name="Sign-in activity")).to_be_visible()
    expect(here.get_by_text("With a password")).to_have_count(2)
    expect(here.get_by_text("This one")).to_have_count(1)
    expect(here.get_by_text("still signed in")).to_have_count(1)
    expect(here.get_by_text("2 failed attempts")).to_have_count(1)
    expect(here.get_by_text("Chrome on Linux · Lunara’s own machine")).to_have_count(3)
    expect(here.get_by_text("signed in just now")).to_have_count(1)
    look(here, "activity", heading="Sign-in activity")
    look(here, "people", heading="People")
    other = new_page(browser)
    sign_in(other, app, "ben@example.test")
    expect(other.get_by_text("failed attempt")).to_have_count(0)
    expect(other.get_by_text("This one")).to_have_count(1)
    here.get_by_role("button", name="Sign out everywhere").click()
    expect(here.get_by_role("button", name="Sign in")).to_be_visible()
    there.reload()
    expect(there.get_by_role("button", name="Sign in")).to_be_visible()
    sign_in(here, app, "cleo@example.test")
    expect(here.get_by_text("signed out")).to_have_count(2)
    for opened in (thief, here, there, other):
        opened.context.close()
