"""Signing up, links, new passwords and addresses, providers: our routes, the real client, and the workspace's own triggers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from lunara.errors import Unavailable
from lunara.ui.server import SecurityHeaders, security_headers
from lunara.ui.sign_in import landing, mails, posted, providers, routes, supabase_auth
from lunara.ui.sign_in.attempts import Attempts
from lunara.ui.sign_in.book import session_book
from lunara.ui.sign_in.form_token import COOKIE as FORM_COOKIE
from lunara.ui.sign_in.form_token import HEADER, FormCookie, form_token
from lunara.ui.sign_in.routes import auth_routes
from lunara.ui.sign_in.sessions import COOKIE, Tokens
from lunara.ui.sign_in.supabase_auth import WRONG, still_stands
from lunara.workspace.embedded import EmbeddedServer
from lunara.workspace.records import Principal
from lunara.workspace.store import Store, open_store, principal_for_token
from tests.contract.worlds import TOOLS, SupabaseWorld, supabase_world

pytestmark = pytest.mark.skipif(TOOLS is None, reason="needs the shared stand-ins")

APP = "http://localhost:8501"
PASSWORD = "Passw0rd!"
TOLD_TO_ALL = {"ok": True, "signed_in": False}


@pytest.fixture(scope="module")
def world(postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupabaseWorld]:
    with supabase_world(postgres_server, tmp_path_factory.mktemp("home")) as made:
        made.settings = made.settings.__class__(**{**vars(made.settings), "sign_in_providers": ("google",)})
        yield made


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, world: SupabaseWorld) -> None:
    monkeypatch.setattr(posted, "ANSWER_SECONDS", 0.6)
    monkeypatch.setattr(mails, "after_the_same_time", run_in_threadpool)  # the two tests of the time take the real one
    monkeypatch.setattr(mails, "_mails", Attempts(per_pair=6, per_account=12, per_address=120))
    monkeypatch.setattr(landing, "_attempts", Attempts())
    monkeypatch.setattr(routes, "_attempts", Attempts())
    world.gotrue.mails.clear()


@pytest.fixture
def browser(world: SupabaseWorld) -> Callable[[], Browser]:
    return lambda: Browser(world)


class Browser:
    """A browser with the app's page open."""

    def __init__(self, world: SupabaseWorld) -> None:
        self.world = world
        page = Route("/", lambda _: HTMLResponse("<p>the page</p>"))
        middleware = [
            Middleware(SecurityHeaders, headers=security_headers(world.settings)),
            Middleware(FormCookie, settings=world.settings),
        ]
        app = Starlette(routes=[page, *auth_routes(world.settings)], middleware=middleware)
        self.client = TestClient(app, base_url=APP, follow_redirects=False)
        given = self.client.get("/").headers["set-cookie"]
        assert given.startswith(f"{FORM_COOKIE}=") and "HttpOnly" in given

    def post(self, route: str, **body: object) -> httpx.Response:
        headers = {"x-lunara": "1", "origin": APP, HEADER: form_token(dict(self.client.cookies))}
        return self.client.post(f"/api/auth/{route}", json=body, headers=headers)

    def open(self, link: str) -> httpx.Response:
        """Follow a link, through Supabase where it leads there first, to the page that it ends at."""
        for _ in range(4):
            answer = self.client.get(link) if link.startswith((APP, "/")) else httpx.get(link)
            if answer.status_code not in (302, 303):
                return answer
            link = answer.headers["location"]
            if link in ("/", "/settings"):
                return answer
        raise AssertionError("no end")

    def press(self, shown: httpx.Response, **fields: str) -> httpx.Response:
        """The one button of a landing page."""
        token = re.search(r'name="form" value="([0-9a-f]{64})"', shown.text)
        assert token is not None, shown.text
        headers = {"origin": APP, "sec-fetch-site": "same-origin"}
        return self.client.post("/api/auth/landing", data={"form": token[1], **fields}, headers=headers)

    @property
    def who(self) -> Principal | None:
        tokens = session_book(self.world.settings).tokens(self.client.cookies.get(COOKIE))
        if tokens is None or not still_stands(self.world.settings, tokens):
            return None
        return principal_for_token(self.world.settings, tokens.access_token)


def new_address() -> str:
    return f"{uuid4().hex[:8]}@example.test"


def account(world: SupabaseWorld) -> str:
    email = new_address()
    world.principal(email, "Ada")
    return email


def kinds(world: SupabaseWorld) -> list[str]:
    return [mail.kind for mail in world.gotrue.mails]


@pytest.mark.parametrize("template", ["lunara", "supabase"])
def test_who_signs_up_and_confirms_owns_a_new_organization(
    world: SupabaseWorld, browser: Callable[[], Browser], template: str
) -> None:
    her, email = browser(), new_address()
    told = her.post("sign-up", email=email, password=PASSWORD, full_name="Ada L.", organization_name="Engines")
    assert (told.status_code, told.json()) == (200, TOLD_TO_ALL)
    assert her.who is None
    assert her.post("login", email=email, password=PASSWORD).json() == {"error": WRONG}, "not before it is confirmed"
    (mail,) = world.gotrue.mails
    assert (mail.to, mail.kind) == (email, "signup")
    shown = her.open(mail.direct(APP) if template == "lunara" else mail.link)
    if template == "lunara":
        assert shown.status_code == 200 and "Confirm your e-mail address" in shown.text
        shown = her.press(shown)
    assert (shown.status_code, shown.headers["location"]) == (303, "/")
    who = her.who
    assert who is not None and (who.email, who.full_name, who.role) == (email, "Ada L.", "owner")
    assert open_store(world.settings, who).organization().name == "Engines"
    assert browser().post("login", email=email, password=PASSWORD).status_code == 200


def invited(world: SupabaseWorld, email: str) -> tuple[Store, str]:
    owner = world.newcomer()
    return owner, owner.invite(email, "editor")


def test_who_signs_up_with_an_invitation_joins_its_organization(
    world: SupabaseWorld, browser: Callable[[], Browser]
) -> None:
    email = new_address()
    owner, word = invited(world, email)
    her = browser()
    her.post("sign-up", email=email, password=PASSWORD, full_name="Eve", invitation=word)
    done = her.press(her.open(world.gotrue.mails[0].direct(APP)))
    assert done.status_code == 303
    who = her.who
    assert who is not None
    assert (who.organization_id, who.role) == (owner.principal.organization_id, "editor")


def test_an_invitation_to_another_address_joins_nobody(world: SupabaseWorld, browser: Callable[[], Browser]) -> None:
    owner, word = invited(world, new_address())
    thief = browser()
    thief.post("sign-up", email=new_address(), password=PASSWORD, full_name="Eve", invitation=word)
    thief.press(thief.open(world.gotrue.mails[0].direct(APP)))
    who = thief.who
    assert who is not None and who.organization_id != owner.principal.organization_id


def test_nobody_is_told_whether_an_address_has_an_account(
    world: SupabaseWorld, browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words, the same cookies and, with a slow mail server, the same time."""
    known, unknown = account(world), new_address()
    monkeypatch.setattr(world.gotrue, "mail_seconds", 0.3)
    monkeypatch.setattr(mails, "after_the_same_time", posted.after_the_same_time)
    for route, more in (("sign-up", {"password": PASSWORD}), ("link", {}), ("reset", {})):
        told = []
        for email in (known, unknown):
            began = time.monotonic()
            answer = browser().post(route, email=email, **more)
            took = time.monotonic() - began
            names = sorted(one.partition("=")[0] for one in answer.headers.get_list("set-cookie"))
            told.append((answer.status_code, answer.json(), names, round(took - 0.6, 1) >= 0.0))
            assert took < 10
        assert told[0] == told[1] == (200, TOLD_TO_ALL, ["lunara_flow"], True), route
        if route == "sign-up":
            unknown = new_address()
    # an address that has just been sent a mail is refused another by Supabase, which is not passed on either
    monkeypatch.setattr(world.gotrue, "most_often", 60.0)
    for route, email, more in (("reset", known, {}), ("link", known, {}), ("sign-up", unknown, {"password": PASSWORD})):
        world.gotrue.last_mail[email] = time.time()
        assert browser().post(route, email=email, **more).json() == TOLD_TO_ALL


def test_a_mail_server_slower_than_the_answer_loses_no_link(
    world: SupabaseWorld, browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    email = account(world)
    monkeypatch.setattr(world.gotrue, "mail_seconds", 3.0)
    monkeypatch.setattr(mails, "after_the_same_time", posted.after_the_same_time)
    her = browser()
    assert her.post("link", email=email).json() == TOLD_TO_ALL
    assert not world.gotrue.mails, "the answer does not wait for the mail"
    deadline = time.monotonic() + 30
    while not world.gotrue.mails and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    assert her.open(world.gotrue.mails[0].link).status_code == 303
    assert her.who is not None


def test_rules_of_passwords_are_told_in_words(world: SupabaseWorld, browser: Callable[[], Browser]) -> None:
    told = browser().post("sign-up", email=new_address(), password="short")
    assert (told.status_code, kinds(world)) == (400, [])
    assert told.json()["error"] == "This password is not strong enough. It needs at least 8 characters."


@pytest.mark.parametrize("email", ["", "x", "@x", "x@", "a b@x.test", "a@x.test\nbcc: b@x.test"])
def test_what_is_no_address_is_said_so(browser: Callable[[], Browser], email: str) -> None:
    for route in ("sign-up", "link", "reset"):
        told = browser().post(route, email=email, password=PASSWORD)
        assert told.status_code == 400 and "not an e-mail address" in told.json()["error"]


def test_where_nobody_may_sign_up_it_is_said(
    world: SupabaseWorld, browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world.gotrue, "signup_open", False)
    told = browser().post("sign-up", email=new_address(), password=PASSWORD)
    assert told.status_code == 403 and "Nobody can sign up here by themselves." in told.json()["error"]


def test_mails_are_few(world: SupabaseWorld, browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    email, her = account(world), browser()
    answers = [her.post(("reset", "link")[number % 2], email=email).status_code for number in range(8)]
    assert answers == [200] * 6 + [429] * 2
    assert her.post("login", email=email, password=PASSWORD).status_code == 200, "signing in is counted by itself"


@pytest.mark.parametrize("template", ["lunara", "supabase"])
def test_a_link_signs_in_once(world: SupabaseWorld, browser: Callable[[], Browser], template: str) -> None:
    email, her = account(world), browser()
    her.post("link", email=email, next="/settings")
    (mail,) = world.gotrue.mails
    link = mail.direct(APP) if template == "lunara" else mail.link
    shown = her.open(link)
    if template == "lunara":
        assert her.who is None, "opening it does nothing yet: programs open links, too"
        assert mail.hash not in shown.text + str(shown.url)
        shown = her.press(shown)
        assert shown.headers["location"] == "/"
    else:
        assert shown.headers["location"] == "/settings"
    who = her.who
    assert who is not None and who.email == email
    again = browser()
    shown = again.open(link)
    if template == "lunara":
        shown = again.press(shown)
    assert shown.status_code == 400 and "does not work any more" in shown.text
    assert again.who is None


def test_a_code_is_worth_nothing_in_another_browser_or_with_another_state(
    world: SupabaseWorld, browser: Callable[[], Browser]
) -> None:
    email, hers, thief = account(world), browser(), browser()
    hers.post("link", email=email)
    thief.post("link", email=account(world))  # a flow of their own is under way
    link = httpx.get(world.gotrue.mails[0].link).headers["location"]
    code, state = (parse_qs(urlsplit(link).query)[name][0] for name in ("code", "state"))
    for stolen in (link, f"{APP}/api/auth/confirm?code={code}", f"{APP}/api/auth/confirm?code={code}&state=x"):
        shown = thief.open(stolen)
        assert shown.status_code == 400 and "browser where you began" in shown.text
        assert thief.who is None
    assert hers.open(f"{APP}/api/auth/confirm?code={code}&state={state[:-1]}").status_code == 400
    assert hers.open(link).status_code == 303 and hers.who is not None
    assert hers.open(link).status_code == 400, "once"


@pytest.mark.parametrize("template", ["lunara", "supabase"])
def test_a_forgotten_password_is_replaced_and_ends_every_session(
    world: SupabaseWorld, browser: Callable[[], Browser], template: str
) -> None:
    email, her, elsewhere = account(world), browser(), browser()
    elsewhere.post("login", email=email, password=PASSWORD)
    assert elsewhere.who is not None
    her.post("reset", email=email)
    (mail,) = world.gotrue.mails
    shown = her.open(mail.direct(APP) if template == "lunara" else mail.link)
    assert "Choose a new password" in shown.text and her.who is None
    for bad, why in (("", "There is no new password"), ("short", "at least 8 characters"), (PASSWORD, "you have now")):
        shown = her.press(shown, password=bad)
        assert shown.status_code == 400 and why in shown.text and her.who is None
    done = her.press(shown, password="N3w-and-longer")
    assert (done.status_code, done.headers["location"]) == (303, "/")
    who = her.who
    assert who is not None and who.email == email
    assert elsewhere.who is None
    assert browser().post("login", email=email, password=PASSWORD).status_code == 401
    assert browser().post("login", email=email, password="N3w-and-longer").status_code == 200


def test_a_new_address_holds_once_both_are_confirmed(world: SupabaseWorld, browser: Callable[[], Browser]) -> None:
    email, her = account(world), browser()
    her.post("login", email=email, password=PASSWORD)
    wanted = new_address()
    assert her.post("email", email=wanted).json() == TOLD_TO_ALL
    to_new, to_old = world.gotrue.mails
    assert (to_new.to, to_old.to) == (wanted, email)
    first = her.press(her.open(to_new.direct(APP)))
    assert first.status_code == 200 and "other address" in first.text
    assert her.who is not None and her.who.email == email
    second = her.press(her.open(to_old.direct(APP)))
    assert second.status_code == 303
    who = her.who
    assert who is not None and who.email == wanted, "the profile follows"
    taken = account(world)
    assert her.post("email", email=taken).json() == TOLD_TO_ALL, "somebody else's address is not told"
    assert browser().post("email", email=wanted).status_code == 401, "nobody changes an address without a session"


def test_signing_out_everywhere_ends_every_session(world: SupabaseWorld, browser: Callable[[], Browser]) -> None:
    email = account(world)
    here, there, other = browser(), browser(), browser()
    for one in (here, there):
        one.post("login", email=email, password=PASSWORD)
    other.post("login", email=account(world), password=PASSWORD)
    tokens = session_book(world.settings).tokens(there.client.cookies.get(COOKIE))
    assert tokens is not None
    assert here.post("logout", everywhere=True).status_code == 200
    assert here.who is None and there.who is None and other.who is not None
    assert not still_stands(world.settings, tokens), "nor in another process, whose sessions are its own"


@pytest.mark.parametrize("everywhere", [False, True])
def test_signing_out_with_a_token_that_ran_out_meanwhile_ends_it_at_supabase_too(
    world: SupabaseWorld, browser: Callable[[], Browser], everywhere: bool
) -> None:
    """A page that lay open for hours: its refresh token would go on working for whoever has it."""
    email, here, there = account(world), browser(), browser()
    there.post("login", email=email, password=PASSWORD)
    world.gotrue.expires = -60
    here.post("login", email=email, password=PASSWORD)
    world.gotrue.expires = 3600
    assert here.post("logout", everywhere=everywhere).status_code == 200
    sessions = world.gotrue.sessions[world.gotrue.users[email][1]["id"]]
    assert len(sessions & world.gotrue.revoked) == (len(sessions) if everywhere else 1)
    assert (there.who is None) is everywhere


@pytest.mark.parametrize(
    ("status", "body", "stands"),
    [
        (403, '{"code": "session_not_found", "error_code": "session_not_found", "msg": "gone"}', False),
        (404, '{"code": 404, "error_code": "user_not_found", "msg": "User not found"}', False),
        (401, '{"message": "Invalid API key"}', True),  # the gateway's, before Auth
        (403, "<html>blocked</html>", True),
        (500, '{"code": 500, "error_code": "unexpected_failure", "msg": "x"}', True),
        (200, "[]", True),
    ],
)
def test_only_auth_itself_can_say_that_a_session_is_over(
    world: SupabaseWorld, monkeypatch: pytest.MonkeyPatch, status: int, body: str, stands: bool
) -> None:
    answers = httpx.MockTransport(lambda _: httpx.Response(status, text=body))
    monkeypatch.setattr(supabase_auth, "_http", lambda: httpx.Client(transport=answers))
    assert still_stands(world.settings, Tokens("a", "r", time.time() + 60)) is stands


def test_many_tabs_refresh_once(world: SupabaseWorld) -> None:
    """Against Supabase's rotation of refresh tokens: a second use of one would end the session."""
    email, her = account(world), Browser(world)
    world.gotrue.expires = 30
    her.post("login", email=email, password=PASSWORD)
    world.gotrue.expires = 3600
    asked = len(world.gotrue.log)
    book, word = session_book(world.settings), her.client.cookies.get(COOKIE)
    with ThreadPoolExecutor(12) as tabs:
        found = set(tabs.map(lambda _: book.tokens(word), range(24)))
    assert len(found) == 1 and None not in found
    refreshes = [one for one in world.gotrue.log[asked:] if one["q"].get("grant_type") == "refresh_token"]
    assert len(refreshes) == 1
    assert her.who is not None and her.who.email == email


@pytest.mark.parametrize("how", ["disabled", "deleted", "signed out elsewhere"])
def test_an_account_that_was_ended_elsewhere_does_not_stand(world: SupabaseWorld, how: str) -> None:
    email = account(world)
    her = Browser(world)
    her.post("login", email=email, password=PASSWORD)
    tokens = session_book(world.settings).tokens(her.client.cookies.get(COOKIE))
    assert tokens is not None and still_stands(world.settings, tokens)
    user = world.gotrue.users[email][1]
    if how == "disabled":
        user["banned_until"] = "2999-01-01T00:00:00Z"
    elif how == "deleted":
        del world.gotrue.users[email]
    else:
        world.gotrue.revoked |= world.gotrue.sessions[user["id"]]
    assert not still_stands(world.settings, tokens)
    user["banned_until"] = "2001-01-01T00:00:00Z"
    assert still_stands(world.settings, tokens) is (how == "disabled"), "a time that has passed"


def test_a_provider_signs_in_and_leads_back_to_the_page(world: SupabaseWorld, browser: Callable[[], Browser]) -> None:
    email, her, thief = account(world), browser(), browser()
    world.gotrue.person = email
    told = her.post("provider", provider="google", next="/settings").json()
    query = parse_qs(urlsplit(told["go"]).query)
    assert query["provider"] == ["google"] and query["code_challenge_method"] == ["s256"]
    assert query["redirect_to"][0].startswith(f"{APP}/api/auth/confirm?state=")
    back = httpx.get(told["go"]).headers["location"]
    assert thief.open(back).status_code == 400 and thief.who is None
    done = her.open(back)
    assert (done.status_code, done.headers["location"]) == (303, "/settings")
    assert her.who is not None and her.who.email == email


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/api/auth/landing"])
def test_a_provider_leads_back_to_no_other_site(
    world: SupabaseWorld, browser: Callable[[], Browser], wanted: str
) -> None:
    her = browser()
    world.gotrue.person = account(world)
    told = her.post("provider", provider="google", next=wanted).json()
    done = her.client.get(httpx.get(told["go"]).headers["location"])
    assert (done.status_code, done.headers["location"]) == (303, "/")


def test_a_provider_that_refuses_or_is_not_offered_is_said_so(
    world: SupabaseWorld, browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    her = browser()
    for provider in ("github", "", "google&redirect_to=x", "GOOGLE"):
        assert her.post("provider", provider=provider).status_code == 400
    monkeypatch.setattr(world.gotrue, "provider_error", "access_denied")
    shown = her.open(her.post("provider", provider="google").json()["go"])
    assert shown.status_code == 400 and "The sign-in was not completed" in shown.text and her.who is None


def test_sign_ins_by_a_provider_that_come_to_their_end_stop_no_others(
    world: SupabaseWorld, browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind a proxy everybody may be one address."""
    monkeypatch.setattr(providers, "_begun", Attempts(per_pair=2, per_account=100, per_address=2))
    world.gotrue.person = account(world)
    for _ in range(4):
        her = browser()
        done = her.open(her.post("provider", provider="google").json()["go"])
        assert done.status_code == 303 and her.who is not None
    her = browser()
    left = [her.post("provider", provider="google") for _ in range(3)]
    assert [answer.status_code for answer in left] == [200, 200, 429]
    assert her.open(left[0].json()["go"]).status_code == 303
    assert her.post("provider", provider="google").status_code == 200
    assert her.post("provider", provider="google").status_code == 429


def test_a_provider_that_cannot_be_asked_counts_for_nothing(
    world: SupabaseWorld, browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unavailable("Sign-in is not available.", "Try again.")

    monkeypatch.setattr(providers, "_begun", Attempts(per_pair=2, per_account=100, per_address=2))
    monkeypatch.setattr(supabase_auth, "provider_page", away)
    assert {browser().post("provider", provider="google").status_code for _ in range(4)} == {503}


def test_links_that_do_their_work_stop_no_others(
    world: SupabaseWorld, browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing, "_arrivals", Attempts(per_pair=2, per_account=100, per_address=2))
    for _ in range(3):
        her, email = browser(), account(world)
        her.post("link", email=email)
        assert her.press(her.open(world.gotrue.mails[-1].direct(APP))).status_code == 303 and her.who is not None
    fresh = "/api/auth/confirm?type=magiclink&token_hash=" + "0a" * 20
    assert [browser().client.get(fresh).status_code for _ in range(3)] == [303, 303, 429]


def test_a_link_of_another_s_account_says_so_to_who_is_signed_in(
    world: SupabaseWorld, browser: Callable[[], Browser]
) -> None:
    """An attacker's own link, opened by a victim, would put the victim's work into the attacker's account."""
    attacker, victim, email = browser(), browser(), account(world)
    attacker.post("link", email=account(world))
    link = world.gotrue.mails[0].direct(APP)
    assert "signed in here already" not in victim.open(link).text
    victim.post("login", email=email, password=PASSWORD)
    shown = victim.open(link)
    assert "signed in here already" in shown.text
    assert victim.who is not None and victim.who.email == email, "opening it changes nothing"


def test_a_landing_is_its_browser_s_alone_and_no_script_or_frame_is_in_it(
    world: SupabaseWorld, browser: Callable[[], Browser]
) -> None:
    email, her, thief = account(world), browser(), browser()
    her.post("reset", email=email)
    shown = her.open(world.gotrue.mails[0].direct(APP))
    assert "script" not in shown.headers["content-security-policy"] and "<script" not in shown.text
    assert "frame-ancestors 'none'" in shown.headers["content-security-policy"]
    assert shown.headers["referrer-policy"] == "same-origin" and shown.headers["cache-control"] == "no-store"
    word = her.client.cookies["lunara_landing"]
    token = re.search(r'value="([0-9a-f]{64})"', shown.text)
    assert token is not None
    good = {"origin": APP, "sec-fetch-site": "same-origin"}
    fields = {"form": token[1], "password": "N3w-and-longer"}
    # the same page in another browser, from another site, or without the page's word
    thief.client.cookies.set("lunara_landing", word)
    assert thief.client.post("/api/auth/landing", data=fields, headers=good).status_code == 403
    for headers in ({**good, "origin": "https://evil.example"}, {"origin": APP, "sec-fetch-site": "cross-site"}):
        assert her.client.post("/api/auth/landing", data=fields, headers=headers).status_code == 403
    for form in ("", form_token(dict(her.client.cookies)), "0" * 64):
        answer = her.client.post("/api/auth/landing", data={**fields, "form": form}, headers=good)
        assert answer.status_code == 403
    assert her.client.post("/api/auth/landing", json=fields, headers=good).status_code == 403
    assert her.client.post("/api/auth/landing", data=fields, headers=good).status_code == 303


@pytest.mark.parametrize(
    "query",
    [
        "",
        "type=signup",
        "token_hash=abcdefghijklmnopqrst",
        "type=sms&token_hash=abcdefghijklmnopqrst",
        "type=signup&token_hash=<script>alert(1)</script>",
        "error=<script>alert(1)</script>&error_description=<b>x</b>",
        "error=server_error&error_code=unexpected_failure&error_description=secret",
        "error_code=otp_expired",
        "message=<script>alert(1)</script>",
        "code=<script>&state=<script>",
    ],
)
def test_what_a_link_says_is_never_shown(browser: Callable[[], Browser], query: str) -> None:
    shown = browser().open(f"{APP}/api/auth/confirm?{query}")
    assert shown.status_code in (200, 400)
    assert "<script" not in shown.text and "secret" not in shown.text and "<b>" not in shown.text
    assert "Go to Lunara" in shown.text


def test_without_an_address_of_its_own_no_mail_leads_anywhere(
    world: SupabaseWorld, browser: Callable[[], Browser]
) -> None:
    """A mail's link would lead to whatever host the request names."""
    her = browser()
    headers = {"x-lunara": "1", HEADER: form_token(dict(her.client.cookies)), "host": "evil.example"}
    for route in ("reset", "link", "sign-up", "provider"):
        body = {"email": account(world), "password": PASSWORD, "provider": "google"}
        told = her.client.post(f"/api/auth/{route}", json=body, headers=headers)
        assert told.status_code == 503 and "LUNARA_PUBLIC_URL" in told.json()["error"]
    assert kinds(world) == []


def test_supabase_away_is_told_so(browser: Callable[[], Browser], tmp_path: Path, world: SupabaseWorld) -> None:
    away = Browser.__new__(Browser)
    away.world = world
    settings = world.settings.__class__(**{**vars(world.settings), "supabase_url": "http://127.0.0.1:9"})
    app = Starlette(routes=auth_routes(settings), middleware=[Middleware(FormCookie, settings=settings)])
    away.client = TestClient(app, base_url=APP, follow_redirects=False)
    away.client.cookies.set(FORM_COOKIE, "w" * 43)
    for route in ("sign-up", "link", "reset", "login"):
        told = away.post(route, email=new_address(), password=PASSWORD)
        assert told.status_code == 503 and "not available" in told.json()["error"], route
