"""Signing up, links from mails, providers and sign-out everywhere, as a person does it in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, Request, Response, WebSocket, expect

from lunara.workspace.embedded import EmbeddedServer
from tests.browser.conftest import App, look, serve, settle
from tests.browser.test_sign_in import PASSWORD, environment, new_page, only_sign_in, sign_in
from tests.contract.worlds import SupabaseWorld, supabase_world
from tests.shared_data import needs_shared

pytestmark = needs_shared


@pytest.fixture(scope="module")
def world(postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupabaseWorld]:
    with supabase_world(postgres_server, tmp_path_factory.mktemp("world")) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(world: SupabaseWorld, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    set_up = {**environment(world), "LUNARA_SIGN_IN_PROVIDERS": "google,github"}
    with serve(tmp_path_factory.mktemp("served"), set_up) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = new_page(browser)
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    opened.context.close()
    assert problems == []


def new_address() -> str:
    return f"{uuid4().hex[:8]}@example.test"


def account(world: SupabaseWorld, name: str = "Ada") -> str:
    email = new_address()
    world.principal(email, name)
    return email


def opened(page: Page, app: App, path: str = "") -> Page:
    page.goto(f"{app.url}/{path}")
    settle(page)
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    return page


def signed_in(page: Page) -> None:
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    settle(page)


def test_signing_up_confirming_and_owning_an_organization(world: SupabaseWorld, app: App, page: Page) -> None:
    email = new_address()
    look(opened(page, app), "sign-in", full_page=True)
    page.get_by_role("button", name="Create an account").click()
    expect(page.get_by_role("heading", name="Create your account")).to_be_visible()
    page.get_by_label("Your name").fill("Grace H.")
    page.get_by_label("Organization (optional)").fill("Compilers")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("alert").filter(has_text="at least 8 characters")).to_be_visible()
    assert page.get_by_label("Your name").input_value() == "Grace H."
    look(page, "sign-up", full_page=True)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
    expect(page.get_by_text(email)).to_be_visible()
    look(page, "look-at-your-mail", full_page=True)
    (mail,) = [one for one in world.gotrue.mails if one.to == email]
    page.goto(mail.direct(app.url))
    expect(page.get_by_role("heading", name="Confirm your e-mail address")).to_be_visible()
    assert mail.hash not in page.url and mail.hash not in page.content()
    look(page, "confirm", full_page=True)
    page.get_by_role("button", name="Confirm and sign in").click()
    signed_in(page)
    expect(page.get_by_text("Grace H.")).to_be_visible()
    expect(page.get_by_text("Compilers · owner")).to_be_visible()
    page.go_back()
    assert mail.hash not in page.content()
    again = page.context.browser.new_page()  # type: ignore[union-attr]
    again.goto(mail.direct(app.url))
    again.get_by_role("button", name="Confirm and sign in").click()
    expect(again.get_by_text("does not work any more")).to_be_visible()
    look(again, "link-spent", full_page=True)
    again.close()


def test_an_invitation_s_link_leads_a_newcomer_into_its_organization(
    world: SupabaseWorld, app: App, page: Page
) -> None:
    email = new_address()
    owner = world.newcomer("Olga Owner")
    owner.update_organization(name="Observatory")
    word = owner.invite(email, "viewer")
    page.goto(f"{app.url}/settings?invitation={word}")
    settle(page)
    expect(page.get_by_role("heading", name="Create your account")).to_be_visible()
    assert page.get_by_label("Organization (optional)").count() == 0, "they join one"
    page.get_by_label("Your name").fill("Vera V.")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
    page.goto(next(one for one in world.gotrue.mails if one.to == email).link)
    signed_in(page)
    expect(page.get_by_text("Observatory · viewer")).to_be_visible()
    expect(page.get_by_text("not valid any more")).to_have_count(0)


def test_a_link_by_mail_opens_the_page_that_was_asked_for(world: SupabaseWorld, app: App, page: Page) -> None:
    email = account(world)
    opened(page, app, "settings").get_by_role("button", name="E-mail me a link").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
    page.goto(next(one for one in world.gotrue.mails if one.to == email).link)
    signed_in(page)
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert page.url == f"{app.url}/settings"


def test_a_forgotten_password_is_chosen_anew_and_ends_the_other_browser(
    world: SupabaseWorld, app: App, page: Page, browser: Browser
) -> None:
    email = account(world)
    elsewhere = new_page(browser)
    sign_in(elsewhere, app, email)
    opened(page, app).get_by_role("button", name="Forgot your password?").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
    page.goto(next(one for one in world.gotrue.mails if one.to == email).direct(app.url))
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("at least 8 characters")
    look(page, "new-password", full_page=True)
    page.get_by_label("New password").fill("N3w-and-longer")
    page.get_by_role("button", name="Save").click()
    signed_in(page)
    elsewhere.reload()
    only_sign_in(elsewhere)
    elsewhere.context.close()


def test_a_provider_signs_in_and_no_other_site_is_gone_to(world: SupabaseWorld, app: App, page: Page) -> None:
    world.gotrue.person = account(world)
    opened(page, app, "settings")
    gone: list[str] = []
    page.on("request", lambda request: gone.append(request.url) if request.is_navigation_request() else None)
    page.get_by_role("button", name="Continue with Google").click()
    signed_in(page)
    assert page.url == f"{app.url}/settings"
    assert {url.split("/api/")[0].split("/auth/")[0].removesuffix("/settings") for url in gone} == {
        app.url,
        world.settings.supabase_url,
    }
    assert "code=" not in page.url and "state=" not in page.url


def test_signing_out_everywhere_and_an_account_that_was_disabled(
    world: SupabaseWorld, app: App, page: Page, browser: Browser
) -> None:
    email = account(world)
    other = new_page(browser)
    sign_in(page, app, email, "settings")
    sign_in(other, app, email, "settings")
    look(page, "account", full_page=True)
    page.get_by_role("button", name="Sign out everywhere").click()
    only_sign_in(page)
    other.get_by_role("link", name="Home").click()  # a run of the page that is open, not a new one
    only_sign_in(other)
    sign_in(other, app, email, "settings")
    world.gotrue.users[email][1]["banned_until"] = "2999-01-01T00:00:00Z"
    other.get_by_role("link", name="Home").click()
    only_sign_in(other)
    other.context.close()


def test_a_new_address_is_asked_for_in_the_settings(world: SupabaseWorld, app: App, page: Page) -> None:
    email, wanted = account(world), new_address()
    sign_in(page, app, email, "settings")
    page.get_by_label("New address").fill("nonsense")
    page.get_by_role("button", name="Change e-mail address").click()
    expect(page.get_by_text("This is not an e-mail address.")).to_be_visible()
    page.get_by_label("New address").fill(wanted)
    page.get_by_role("button", name="Change e-mail address").click()
    expect(page.get_by_text("We have sent a link to each of your two addresses")).to_be_visible()
    for to in (wanted, email):
        page.goto(next(one for one in world.gotrue.mails if one.to == to and one.kind == "email_change").link)
        page.wait_for_load_state()
    signed_in(page)
    expect(page.get_by_text(re.compile(f"{wanted.partition('@')[0]}.*owner of Ada"))).to_be_visible()


def test_tokens_are_nowhere_in_page_storage_address_or_log(world: SupabaseWorld, app: App, page: Page) -> None:
    """All that the browser gets and sends, through signing in by each way and working, against all that was ever issued."""
    seen: list[str] = []

    def answered(response: Response) -> None:
        seen.append(response.url + str(response.headers))
        kind = response.request.resource_type
        if response.url.startswith(app.url) and kind in ("document", "fetch", "xhr") and response.status == 200:
            seen.append(response.text())

    def asked(request: Request) -> None:
        seen.append(request.url + str(request.headers) + (request.post_data or ""))

    def connected(socket: WebSocket) -> None:
        for event in ("framereceived", "framesent"):
            socket.on(event, lambda frame: seen.append(frame if isinstance(frame, str) else frame.decode("latin-1")))

    page.on("response", answered)
    page.on("request", asked)
    page.on("websocket", connected)
    email = account(world)
    sign_in(page, app, email)
    page.get_by_role("link", name="Settings").click()
    settle(page)
    page.get_by_role("button", name="Sign out", exact=True).click()
    only_sign_in(page)
    world.gotrue.person = email
    page.get_by_role("button", name="Continue with GitHub").click()
    signed_in(page)
    page.get_by_role("button", name="Sign out", exact=True).click()
    only_sign_in(page)
    page.get_by_role("button", name="E-mail me a link").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
    page.goto(next(one for one in world.gotrue.mails if one.to == email).direct(app.url))
    page.get_by_role("button", name="Sign in").click()
    signed_in(page)
    kept = page.evaluate(
        """async () => JSON.stringify([document.cookie, {...localStorage}, {...sessionStorage}, location.href, history.state,
        (await indexedDB.databases()).map((one) => one.name), await caches.keys(), document.documentElement.outerHTML])"""
    )
    cookies = str(page.context.cookies())
    everything = "\n".join([*seen, kept, cookies, app.log_text()])
    issued = world.gotrue.issued
    assert len(issued) >= 6 and len(seen) > 50
    assert [token[:12] for token in issued if token in everything] == []
    assert re.findall(r"eyJ[\w-]{10,}\.[\w-]{10,}", everything) == []
    assert PASSWORD not in app.log_text() and PASSWORD not in kept
    assert [mail.kind for mail in world.gotrue.mails if mail.hash in app.log_text()] == [], "nor what mails carry"
    (cookie,) = [one for one in page.context.cookies() if one.get("name") == "lunara_session"]
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
    assert cookie["value"] not in kept + app.log_text()


def test_a_cookie_that_was_planted_is_not_the_session(
    world: SupabaseWorld, app: App, page: Page, browser: Browser
) -> None:
    """An attacker who can set the victim's cookie beforehand, to their own session or to a word they know, gains nothing."""
    attacker = new_page(browser)
    sign_in(attacker, app, account(world, "Mallory"))
    (theirs,) = [one for one in attacker.context.cookies() if one.get("name") == "lunara_session"]
    page.context.add_cookies([{"name": "lunara_session", "value": "known-to-the-attacker", "url": app.url}])
    sign_in(page, app, account(world, "Ada"))
    (hers,) = [one for one in page.context.cookies() if one.get("name") == "lunara_session"]
    assert hers["value"] not in ("known-to-the-attacker", theirs["value"])
    attacker.context.add_cookies([{"name": "lunara_session", "value": "known-to-the-attacker", "url": app.url}])
    attacker.reload()
    only_sign_in(attacker)
    attacker.context.close()
