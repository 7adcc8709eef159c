"""Your own Postgres with sign-in by OpenID Connect: the whole way through a provider, what is refused, and what ends it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import Browser, Page, expect

from lunara.settings import Settings
from lunara.workspace.records import Principal
from lunara.workspace.store import principal_for_identity
from tests.browser.conftest import App, look, serve, settle
from tests.browser.proxy import reverse_proxy
from tests.browser.test_home import create_project
from tests.browser.test_interrupted import QUESTION
from tests.browser.test_sign_in import PATHS, new_page, only_sign_in, person
from tests.contract.own_postgres import PASSWORD, own_server
from tests.contract.worlds import KEY, World, own_world
from tests.emulators.oidc import (
    CLIENT,
    SECRET,
    Claims,
    Provider,
    by_another_key,
    by_nobody,
    by_the_public_key,
    openid_provider,
)

COOKIE_SECRET = "a-secret-of-this-test-alone-0123456789"


@dataclass
class House:
    """A workspace in somebody's Postgres, and the two providers whose people may come: `one` is Lunara's only, `two` is Okta."""

    world: World
    environment: dict[str, str]
    one: Provider
    two: Provider
    folder: Path

    @property
    def admin(self) -> psycopg.Connection[Any]:
        return self.world.admin

    def secrets(self, back: str) -> dict[str, str]:
        """The environment with a secrets file whose redirect address is `back`."""
        file = self.folder / f"{uuid4().hex}.toml"
        sections = [
            "[auth]", f"redirect_uri = {json.dumps(back)}", f"cookie_secret = {json.dumps(COOKIE_SECRET)}",
            f"client_id = {json.dumps(CLIENT)}", f"client_secret = {json.dumps(SECRET)}",
            f'server_metadata_url = "{self.one.issuer}/.well-known/openid-configuration"',
            "[auth.okta]", f"client_id = {json.dumps(CLIENT)}", f"client_secret = {json.dumps(SECRET)}",
            f'server_metadata_url = "{self.two.issuer}/.well-known/openid-configuration"',
        ]  # fmt: skip
        file.write_text("\n".join(sections) + "\n")
        return {**self.environment, "STREAMLIT_SECRETS_FILES": str(file)}

    @contextmanager
    def app(self, home: Path, under: str = "") -> Iterator[App]:
        with serve(home, self.secrets(f"http://localhost:{{port}}{under}/oauth2callback"), under) as running:
            for provider in (self.one, self.two):
                provider.redirect_uris.add(f"{running.url}/oauth2callback")
            yield running


@dataclass
class IdentityOf:
    """Whoever the provider calls `subject`, as they will be found when they sign in."""

    issuer: str
    subject: str
    settings: Settings

    def principal(self, email: str, name: str) -> Principal:
        return principal_for_identity(self.settings, self.issuer, self.subject, email, name)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with (
        own_server() as server,
        own_world(server, tmp_path_factory.mktemp("home")) as world,
        openid_provider() as one,
        openid_provider() as two,
    ):
        environment = {
            "LUNARA_DATABASE_URL": server.url(world.admin.info.dbname, "shop_app", PASSWORD),
            "LUNARA_SECRET_KEY": KEY,
        }
        yield House(world, environment, one, two, tmp_path_factory.mktemp("secrets"))


@pytest.fixture(scope="module")
def app(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with house.app(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def page(browser: Browser, house: House) -> Iterator[Page]:
    house.one.honest()
    house.two.honest()
    opened = new_page(browser)
    yield opened
    opened.context.close()


def ada(**more: object) -> dict[str, object]:
    """Somebody new."""
    name = uuid4().hex[:8]
    return {"sub": name, "email": f"{name}@x.test", "email_verified": True, "name": f"Ada {name}", **more}


def come(page: Page, url: str, button: str = "Continue") -> None:
    page.goto(url)
    settle(page)
    page.get_by_role("button", name=button, exact=True).click()
    inside(page)


def inside(page: Page) -> None:
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
    settle(page)


def test_through_the_provider_and_back_to_the_page_that_was_asked_for(house: House, app: App, page: Page) -> None:
    house.one.person = who = ada()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    begun = house.one.signed_out
    page.goto(f"{app.url}/settings?section=you")
    only_sign_in(page)
    look(page, "own-sign-in", full_page=True)
    page.get_by_role("button", name="Continue", exact=True).click()
    inside(page)
    assert page.url == f"{app.url}/settings?section=you"
    row = house.admin.execute(
        "select p.role, p.email, p.full_name from public.profiles p where p.email = %s", (who["email"],)
    ).fetchone()
    assert row == ("owner", who["email"], who["name"])
    look(page, "own-settings", full_page=True)
    create_project_here(page, app)

    cookies = {str(one.get("name")): one for one in page.context.cookies(app.url)}
    for name in ("_streamlit_user", "_streamlit_session", "lunara_form"):
        if name in cookies:
            assert cookies[name].get("httpOnly") and cookies[name].get("sameSite") == "Lax", name
    assert "_streamlit_user" in cookies
    stored = page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    for text in (stored, page.content(), app.log_text(), page.url, *said):
        assert "eyJ" not in text and SECRET not in text and COOKIE_SECRET not in text and PASSWORD not in text

    page.reload()
    inside(page)
    tab = page.context.new_page()
    tab.goto(f"{app.url}/ask")
    inside(tab)
    page.get_by_role("button", name="Sign out", exact=True).click()
    only_sign_in(page)
    assert house.one.signed_out == begun + 1, "out at the provider, too"
    tab.get_by_role("link", name="Home", exact=True).first.click()
    only_sign_in(tab)
    page.context.add_cookies(
        [{"name": "_streamlit_user", "value": str(cookies["_streamlit_user"]["value"]), "url": app.url}]
    )
    page.goto(f"{app.url}/settings")
    only_sign_in(page)
    assert "Traceback" not in app.log_text()


def create_project_here(page: Page, app: App) -> None:
    page.goto(f"{app.url}/")
    inside(page)
    create_project(page, "Secret of Ada")
    page.goto(f"{app.url}/settings")
    inside(page)


def test_nobody_sees_a_page(app: App, page: Page) -> None:
    for path in PATHS:
        page.goto(f"{app.url}/{path}")
        only_sign_in(page)


def test_a_sign_in_that_ends_in_the_middle_of_work_resumes_where_it_was(house: House, app: App, page: Page) -> None:
    house.one.person = who = ada()
    settings = replace(house.world.settings, home=app.home)
    subject, email, name = (str(who[key]) for key in ("sub", "email", "name"))
    made = person(IdentityOf(house.one.issuer, subject, settings), settings, name.replace(" ", "_"), 2, email=email)
    come(page, f"{app.url}/ask?project={made.project_id}")
    assert page.url == f"{app.url}/ask?project={made.project_id}"
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(QUESTION)
    house.admin.execute("update auth.vouched set begun_at = now() - interval '13 hours' where subject = %s", (subject,))
    box.press("Enter")
    only_sign_in(page)
    assert QUESTION not in page.content()
    page.get_by_role("button", name="Continue", exact=True).click()
    inside(page)
    expect(box).to_have_value(QUESTION)
    assert page.get_by_test_id("stChatMessage").count() == 0, "nothing is done by itself"
    assert urlsplit(page.url).path == "/ask" and "resume=" not in page.url and made.project_id in page.url
    box.press("Enter")
    expect(page.get_by_test_id("stChatMessage").first).to_contain_text(QUESTION)
    expect(page.get_by_text("How I understood this")).to_be_visible()  # the box is there again for what comes next
    settle(page)

    # somebody else in that tab finds nothing of it
    box.fill("a secret of mine")
    house.admin.execute("update auth.vouched set begun_at = now() - interval '13 hours' where subject = %s", (subject,))
    box.press("Enter")
    only_sign_in(page)
    house.one.person = ada()
    page.get_by_role("button", name="Continue", exact=True).click()
    inside(page)
    assert "a secret of mine" not in page.content() and "Secret of" not in page.locator("body").inner_text()


def test_a_provider_that_lies_lets_nobody_in(house: House, app: App, page: Page) -> None:
    house.one.person = who = ada()
    lies: dict[str, tuple[Callable[[Claims], Claims], Callable[[Provider, Claims], str] | None]] = {
        "run out": (lambda claims: {**claims, "iat": time.time() - 7200, "exp": time.time() - 3600}, None),
        "another audience": (lambda claims: {**claims, "aud": "another"}, None),
        "another audience, sent to us": (lambda claims: {**claims, "aud": "another", "azp": CLIENT}, None),
        "another issuer": (lambda claims: {**claims, "iss": house.two.issuer}, None),
        "another nonce": (lambda claims: {**claims, "nonce": "another"}, None),
        "no nonce": (lambda claims: {key: value for key, value in claims.items() if key != "nonce"}, None),
        "no subject": (lambda claims: {key: value for key, value in claims.items() if key != "sub"}, None),
        "another key": (dict, by_another_key),
        "no signature": (dict, by_nobody),
        "the public key": (dict, by_the_public_key),
    }
    for name, (twist, sign) in lies.items():
        house.one.twist, house.one.sign = twist, sign
        before = house.one.signed_in
        page.goto(f"{app.url}/build")
        only_sign_in(page)
        page.get_by_role("button", name="Continue", exact=True).click()
        page.wait_for_url(lambda url: url.startswith(f"{app.url}/"), timeout=20_000)
        only_sign_in(page)
        assert house.one.signed_in == before + 1, f"{name}: it never came to the token"
        if name != "another audience, sent to us":  # that one Streamlit takes, and Lunara does not
            expect(page.get_by_text("The sign-in did not work.")).to_be_visible()
            assert "sign_in=" not in page.url, name
    look(page, "own-sign-in-failed", full_page=True)
    expect(page.get_by_text("The sign-in did not work.")).to_be_visible()
    house.one.honest()
    house.one.denies = True
    page.goto(f"{app.url}/build")
    only_sign_in(page)
    page.get_by_role("button", name="Continue", exact=True).click()
    expect(page.get_by_text("The sign-in did not work.")).to_be_visible()
    assert house.admin.execute("select count(*) from auth.users where email = %s", (who["email"],)).fetchone() == (0,)
    house.one.honest()
    page.get_by_role("button", name="Continue", exact=True).click()
    inside(page)
    assert urlsplit(page.url).path == "/build"
    page.goto(f"{app.url}/auth/login?provider=garbage")
    inside(page)
    page.goto(f"{app.url}/oauth2callback?code=stolen&state=of-another-browser")
    inside(page)
    assert page.url == f"{app.url}/"


def test_an_address_belongs_to_the_provider_that_had_it_first(
    house: House, app: App, browser: Browser, page: Page
) -> None:
    house.one.person = who = ada()
    come(page, f"{app.url}/")
    create_project(page, "Secret of Ada")
    other = new_page(browser)
    house.two.person = {**ada(), "email": str(who["email"]).upper()}
    other.goto(f"{app.url}/")
    settle(other)
    other.get_by_role("button", name="Continue with Okta").click()
    expect(other.get_by_text("already belongs to another sign-in")).to_be_visible()
    only_sign_in(other)
    look(other, "own-sign-in-taken", full_page=True)
    # one that is not verified takes nothing over, and gets an organization of its own
    house.two.person = {**house.two.person, "email_verified": False}
    other.get_by_role("button", name="Continue with Okta").click()
    inside(other)
    assert "Secret of Ada" not in other.locator("body").inner_text()
    row = house.admin.execute(
        "select email from public.profiles where full_name = %s", (house.two.person["name"],)
    ).fetchone()
    assert row == ("",)
    # the same person with a new address is the same person
    house.one.person = {**who, "email": f"new-{who['email']}"}
    page.get_by_role("button", name="Sign out", exact=True).click()
    only_sign_in(page)
    page.get_by_role("button", name="Continue", exact=True).click()
    inside(page)
    expect(page.get_by_text("Secret of Ada").first).to_be_visible()
    rows = house.admin.execute("select email from public.profiles where full_name = %s", (who["name"],)).fetchall()
    assert rows == [(f"new-{who['email']}",)]
    other.context.close()


def test_an_account_that_is_disabled_or_gone_is_out_at_its_next_click(house: House, app: App, page: Page) -> None:
    house.one.person = who = ada()
    come(page, f"{app.url}/")
    house.admin.execute("update auth.users set banned_until = 'infinity' where email = %s", (who["email"],))
    page.get_by_role("link", name="Settings", exact=True).first.click()
    only_sign_in(page)
    expect(page.get_by_text("This account is disabled.")).to_be_visible()
    look(page, "own-sign-in-disabled", full_page=True)
    page.reload()
    only_sign_in(page)
    house.admin.execute("update auth.users set banned_until = null where email = %s", (who["email"],))
    page.reload()
    inside(page)
    house.admin.execute("delete from auth.users where email = %s", (who["email"],))
    page.get_by_role("link", name="Settings", exact=True).first.click()
    only_sign_in(page)
    page.reload()
    only_sign_in(page)
    assert house.admin.execute("select count(*) from auth.users where email = %s", (who["email"],)).fetchone() == (0,)


def test_who_is_invited_joins_and_everywhere_is_everywhere(
    house: House, app: App, browser: Browser, page: Page
) -> None:
    house.one.person = host = ada()
    guest = ada()
    come(page, f"{app.url}/")
    create_project(page, "Secret of Ada")
    page.goto(f"{app.url}/settings")
    inside(page)
    page.get_by_role("textbox", name="E-mail address").fill(str(guest["email"]))
    page.get_by_role("button", name="Invite").click()
    link = page.locator("code", has_text="settings?invitation=").inner_text().strip()
    house.one.person = guest
    other = new_page(browser)
    come(other, link)
    assert other.url == link
    expect(other.get_by_text("invites you as viewer")).to_be_visible()
    other.get_by_role("button", name="Accept").click()
    expect(other.get_by_text("Invitations for you")).to_have_count(0)
    other.goto(f"{app.url}/")
    inside(other)
    expect(other.get_by_text("Secret of Ada").first).to_be_visible()

    house.one.person = host
    third = new_page(browser)
    come(third, f"{app.url}/settings")
    third.get_by_role("button", name="Sign out everywhere").click()
    only_sign_in(third)
    page.reload()
    only_sign_in(page)
    other.reload()
    inside(other)
    other.context.close()
    third.context.close()


def test_behind_a_proxy_under_a_path(house: House, page: Page, tmp_path: Path) -> None:
    under = "/teams/lunara"
    house.one.person = ada()
    with reverse_proxy(under) as proxy:
        back = f"{proxy.url}/oauth2callback"
        house.one.redirect_uris.add(back)
        told = {**house.secrets(back), "LUNARA_PUBLIC_URL": proxy.url}
        with serve(tmp_path / "served", told, under) as running:
            proxy.upstream = int(urlsplit(running.url).port or 0)
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            come(page, f"{proxy.url}/settings")
            assert page.url == f"{proxy.url}/settings"
            for cookie in page.context.cookies():
                name = str(cookie.get("name"))
                if name.startswith(("lunara_", "_streamlit_")) and name != "_streamlit_xsrf":
                    assert cookie.get("path") == under, cookie
            page.get_by_role("button", name="Sign out", exact=True).click()
            only_sign_in(page)
            assert page.url == f"{proxy.url}/"
            host = f"http://localhost:{proxy.port}"
            assert [url for url in asked if url.startswith(host) and not url.startswith(f"{host}{under}")] == []
            page.goto(f"{host}/other/app")
            heads = "".join(head for head in proxy.elsewhere if "/other/app" in head)
            assert (
                heads
                and "lunara_" not in heads
                and "_streamlit_user" not in heads
                and "_streamlit_session" not in heads
            )
            assert "Traceback" not in running.log_text()


def test_a_provider_that_is_away_is_said(house: House, page: Page, tmp_path: Path) -> None:
    with openid_provider() as third:
        gone = House(house.world, house.environment, third, house.two, house.folder)
    with gone.app(tmp_path / "served") as running:
        page.goto(f"{running.url}/ask")
        only_sign_in(page)
        page.get_by_role("button", name="Continue", exact=True).click()
        expect(page.get_by_text("The sign-in did not work.")).to_be_visible()
        assert urlsplit(page.url).path == "/ask"


def test_secrets_that_are_wrong_are_said(house: House, page: Page, tmp_path: Path) -> None:
    with serve(
        tmp_path / "served", {**house.environment, "STREAMLIT_SECRETS_FILES": str(tmp_path / "none.toml")}
    ) as running:
        page.goto(running.url)
        only_sign_in(page)
        expect(page.get_by_text("Sign-in is not set up.")).to_be_visible()
        assert page.get_by_role("button", name="Continue").count() == 0
        assert "Sign-in is not set up." in running.log_text()


def test_sign_ins_are_written_down_once_and_seen_by_whose_they_are(
    house: House, app: App, page: Page, browser: Browser
) -> None:
    house.one.person = who = ada()
    come(page, f"{app.url}/settings")
    elsewhere, other = new_page(browser), new_page(browser)
    come(elsewhere, f"{app.url}/settings")
    house.one.person = ada()
    come(other, f"{app.url}/settings")
    for _ in range(2):
        page.reload()
        settle(page)
    expect(page.get_by_text("With your organization’s account")).to_have_count(2)
    expect(page.get_by_text("This one")).to_have_count(1)
    expect(other.get_by_text("With your organization’s account")).to_have_count(1)
    elsewhere.get_by_role("button", name="Sign out", exact=True).click()
    expect(elsewhere.get_by_role("button", name="Continue", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_text("signed out just now")).to_have_count(1)
    rows = house.admin.execute(
        "select s.way, s.browser, s.system, s.place, s.ended_at is null from public.sign_ins s"
        " join public.profiles p on p.id = s.user_id where p.email = %s order by s.at",
        (who["email"],),
    ).fetchall()
    assert rows == [("oidc", "Chrome", "Linux", "Lunara’s own machine", stands) for stands in (True, False)]
    for opened in (elsewhere, other):
        opened.context.close()
