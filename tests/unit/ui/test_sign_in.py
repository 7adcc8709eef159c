"""Sessions behind a cookie, attempts, and the two requests that set and end it."""

from __future__ import annotations

import inspect
import re
import threading
import time
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lunara.errors import NotPermitted, Unavailable
from lunara.settings import Settings, load_settings
from lunara.ui.sign_in import mails, posted, routes, supabase_auth
from lunara.ui.sign_in.attempts import PER_ACCOUNT, PER_ADDRESS, PER_PAIR, WINDOW_SECONDS, Attempts, client_address
from lunara.ui.sign_in.book import session_book
from lunara.ui.sign_in.form_token import COOKIE as FORM_COOKIE
from lunara.ui.sign_in.form_token import HEADER, form_token
from lunara.ui.sign_in.password_rules import weakness
from lunara.ui.sign_in.routes import auth_routes
from lunara.ui.sign_in.sessions import COOKIE, KEEP_SECONDS, SessionBook, Tokens
from lunara.ui.sign_in.shelf import Shelf

FORM = {FORM_COOKIE: "w" * 43}
TOKEN = {HEADER: form_token(FORM)}


def tokens(number: int = 1, expires: float = 10_000.0) -> Tokens:
    return Tokens(f"access-{number}", f"refresh-{number}", expires)


def test_a_cookie_leads_to_its_tokens_and_a_stranger_to_none() -> None:
    book = SessionBook(lambda old: old, clock=lambda: 0.0)
    word = book.begin(tokens())
    assert book.tokens(word) == tokens()
    assert [book.tokens(other) for other in (None, "", "x", word + "x")] == [None] * 4
    assert "access-1" not in repr(tokens()) and "refresh-1" not in repr(tokens())


def test_a_session_that_ended_is_gone() -> None:
    book = SessionBook(lambda old: old, clock=lambda: 0.0)
    word = book.begin(tokens())
    assert book.end(word) == tokens()
    assert book.tokens(word) is None and book.end(word) is None


def test_tokens_are_refreshed_once_however_many_tabs_ask() -> None:
    asked: list[Tokens] = []

    def refresh(old: Tokens) -> Tokens:
        asked.append(old)
        time.sleep(0.05)
        return tokens(2, expires=20_000)

    book = SessionBook(refresh, clock=lambda: 9_990.0)
    word = book.begin(tokens())
    got: list[Tokens | None] = []
    threads = [threading.Thread(target=lambda: got.append(book.tokens(word))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert got == [tokens(2, expires=20_000)] * 12
    assert asked == [tokens()]


def test_a_refused_refresh_ends_the_session() -> None:
    book = SessionBook(lambda old: None, clock=lambda: 9_990.0)
    word = book.begin(tokens())
    assert book.tokens(word) is None and book.end(word) is None


def test_a_sign_out_during_a_refresh_has_the_last_word() -> None:
    started, go = threading.Event(), threading.Event()

    def refresh(old: Tokens) -> Tokens:
        started.set()
        go.wait(5)
        return tokens(2, expires=20_000)

    book = SessionBook(refresh, clock=lambda: 9_990.0)
    word = book.begin(tokens())
    got: list[Tokens | None] = []
    thread = threading.Thread(target=lambda: got.append(book.tokens(word)))
    thread.start()
    started.wait(5)
    book.end(word)
    go.set()
    thread.join(5)
    assert got == [None] and book.tokens(word) is None


def test_a_session_nobody_uses_ends_and_there_are_not_too_many() -> None:
    now = [0.0]
    book = SessionBook(lambda old: old, clock=lambda: now[0], most=2)
    words = [book.begin(tokens(number, expires=1e12)) for number in range(3)]
    assert book.tokens(words[0]) is None and book.tokens(words[2]) is not None
    now[0] = KEEP_SECONDS + 1
    assert book.tokens(words[2]) is None


def test_attempts_by_one_address_for_one_account() -> None:
    now = [0.0]
    attempts = Attempts(clock=lambda: now[0])
    for _ in range(PER_PAIR):
        assert attempts.begin("1.1.1.1", "ana@x") == 0
    assert attempts.begin("1.1.1.1", " ANA@x") == WINDOW_SECONDS
    assert attempts.begin("1.1.1.1", "ben@x") == 0
    attempts.succeeded("1.1.1.1", "ana@x")
    assert attempts.begin("1.1.1.1", "ana@x") == 0
    now[0] = WINDOW_SECONDS + 1
    assert attempts.begin("1.1.1.1", "ana@x") == 0


def test_strangers_do_not_make_the_owner_wait() -> None:
    attempts = Attempts(clock=lambda: 0.0)
    for number in range(PER_ACCOUNT - 1):
        assert attempts.begin(f"10.0.{number}.1", "ana@x") == 0
    assert attempts.begin("203.0.113.5", "ana@x") == 0, "nor where she has never been"
    attempts.succeeded("203.0.113.5", "ana@x")
    for number in range(PER_ACCOUNT):
        attempts.begin(f"10.1.{number}.1", "ana@x")
    assert attempts.begin("10.2.0.1", "ana@x") == WINDOW_SECONDS, "there is an end to guesses from many places"
    assert attempts.begin("203.0.113.5", "ana@x") == 0


def test_one_address_tries_many_accounts_up_to_a_ceiling() -> None:
    attempts = Attempts(clock=lambda: 0.0)
    for number in range(PER_ADDRESS):
        assert attempts.begin("3.3.3.3", f"{number}@x") == 0
    assert attempts.begin("3.3.3.3", "new@x") == attempts.begin("::ffff:3.3.3.3", "new@x") == WINDOW_SECONDS
    assert attempts.begin("3.3.3.4", "new@x") == 0


def test_the_addresses_of_one_connection_count_as_one() -> None:
    attempts = Attempts(clock=lambda: 0.0)
    for number in range(PER_PAIR):
        assert attempts.begin(f"2001:db8:0:1::{number:x}", "ana@x") == 0
    assert attempts.begin("2001:db8:0:1:ffff::1", "ana@x") > 0
    assert attempts.begin("2001:db8:0:2::1", "ana@x") == 0


PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "198.51.100.7", "203.0.113.5"),  # not a proxy of ours: it may say what it likes
        ("10.0.0.5", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.5", "1.2.3.4, 198.51.100.7", "198.51.100.7"),  # the client wrote the first itself
        ("10.0.0.5", "198.51.100.7, 10.9.9.9", "198.51.100.7"),
        ("10.0.0.5", "198.51.100.7:4711", "198.51.100.7"),
        ("fd00::1", "[2001:db8::7]", "2001:db8::7"),
        ("10.0.0.5", "", "10.0.0.5"),
        ("10.0.0.5", "unknown", "10.0.0.5"),
        ("10.0.0.5", "x" * 5000 + ", 198.51.100.7", "198.51.100.7"),
        ("testclient", "198.51.100.7", "testclient"),
    ],
)
def test_whose_address_counts_behind_a_proxy(peer: str, forwarded: str, client: str) -> None:
    assert client_address(peer, forwarded, PROXIES) == client


def test_people_behind_one_trusted_proxy_do_not_lock_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_: Settings, email: str, password: str) -> Tokens:
        raise NotPermitted(supabase_auth.WRONG)

    monkeypatch.setattr(supabase_auth, "sign_in", wrong)
    monkeypatch.setattr(routes, "_attempts", Attempts())
    behind = load_settings(
        {"SUPABASE_URL": "http://supabase.invalid", "SUPABASE_KEY": "k", "LUNARA_TRUSTED_PROXIES": "10.0.0.5"}
    )
    opened = TestClient(Starlette(routes=auth_routes(behind)), client=("10.0.0.5", 1))

    opened.cookies.update(FORM)

    def guess(client: str) -> int:
        headers = {**TOKEN, "x-lunara": "1", "x-forwarded-for": f"9.9.9.9, {client}"}
        return opened.post("/api/auth/login", json={"email": "a@x", "password": "no"}, headers=headers).status_code

    assert [guess("198.51.100.7") for _ in range(PER_PAIR + 1)] == [401] * PER_PAIR + [429]
    assert guess("198.51.100.8") == 401


def test_right_and_undecided_attempts_use_nothing_up() -> None:
    attempts = Attempts(clock=lambda: 0.0)
    for _ in range(PER_ADDRESS + 1):
        assert attempts.begin("1.1.1.1", "ana@x") == 0
        attempts.succeeded("1.1.1.1", "ana@x")
        assert attempts.begin("1.1.1.1", "away@x") == 0
        attempts.undecided("1.1.1.1", "away@x")
    assert not attempts._failed


def test_attempts_made_all_at_once_are_not_all_let_through(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def slow(_: Settings, email: str, password: str) -> Tokens:
        asked.append(password)
        time.sleep(0.05)
        raise NotPermitted(supabase_auth.WRONG)

    monkeypatch.setattr(supabase_auth, "sign_in", slow)

    def guess(number: int) -> int:
        body = {"email": "ana@x", "password": str(number)}
        return client.post("/api/auth/login", json=body, headers={**TOKEN, "x-lunara": "1"}).status_code

    with ThreadPoolExecutor(PER_PAIR * 3) as many:
        answers = list(many.map(guess, range(PER_PAIR * 3)))
    assert len(asked) == PER_PAIR
    assert sorted(answers) == [401] * PER_PAIR + [429] * (PER_PAIR * 2)


@pytest.fixture
def settings() -> Settings:
    return load_settings(
        {"SUPABASE_URL": "http://supabase.invalid", "SUPABASE_KEY": "publishable", "LUNARA_HOME": "/tmp"}
    )


@pytest.fixture
def client(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    def sign_in(_: Settings, email: str, password: str) -> Tokens:
        if email == "away@x":
            raise Unavailable("Sign-in is not available right now.", "Try again in a minute.")
        if password != "right":
            raise NotPermitted(supabase_auth.WRONG)
        return tokens(expires=time.time() + 3600)

    monkeypatch.setattr(supabase_auth, "sign_in", sign_in)
    monkeypatch.setattr(supabase_auth, "sign_out", lambda *_: None)
    monkeypatch.setattr(routes, "_attempts", Attempts())
    with TestClient(Starlette(routes=auth_routes(settings)), base_url="http://lunara.example") as opened:
        opened.cookies.update(FORM)
        yield opened


OURS = {**TOKEN, "x-lunara": "1", "origin": "http://lunara.example"}
GOOD = {"email": "ana@x", "password": "right"}


def test_signing_in_sets_an_opaque_cookie_and_signing_out_ends_it(client: TestClient, settings: Settings) -> None:
    answer = client.post("/api/auth/login", json=GOOD, headers=OURS)
    assert answer.status_code == 200 and "access-1" not in answer.text
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Path=/")) and "access" not in cookie
    word = client.cookies[COOKIE]
    assert session_book(settings).tokens(word) is not None
    assert client.post("/api/auth/logout", json={}, headers=OURS).status_code == 200
    assert session_book(settings).tokens(word) is None


@pytest.mark.parametrize(
    ("peer", "headers", "set_up", "secure"),
    [
        ("10.0.0.5", {}, {}, False),
        ("10.0.0.5", {"x-forwarded-proto": "https"}, {}, True),
        ("10.0.0.5", {"x-forwarded-proto": "https, http"}, {}, False),  # the proxy's own word is the last
        ("203.0.113.5", {"x-forwarded-proto": "https"}, {}, False),
        ("203.0.113.5", {}, {"LUNARA_PUBLIC_URL": "https://lunara.example"}, True),
    ],
)
def test_the_cookie_is_secure_behind_https(
    monkeypatch: pytest.MonkeyPatch, peer: str, headers: dict[str, str], set_up: dict[str, str], secure: bool
) -> None:
    monkeypatch.setattr(supabase_auth, "sign_in", lambda *_: tokens(expires=time.time() + 3600))
    behind = load_settings(
        {"SUPABASE_URL": "http://s.invalid", "SUPABASE_KEY": "k", "LUNARA_TRUSTED_PROXIES": "10.0.0.0/8", **set_up}
    )
    opened = TestClient(Starlette(routes=auth_routes(behind)), client=(peer, 1), base_url="http://lunara.example")
    opened.cookies.update(FORM)
    answer = opened.post("/api/auth/login", json=GOOD, headers={**OURS, **headers})
    assert answer.status_code == 200 and ("Secure" in answer.headers["set-cookie"]) is secure


def test_a_word_that_somebody_planted_is_never_the_session(client: TestClient, settings: Settings) -> None:
    """Fixation: what the browser had as its cookie before is worth nothing after, whoever knows it."""
    planted = session_book(settings).begin(tokens(7, expires=time.time() + 3600))
    for word in (planted, "attackers-choice"):
        client.cookies.clear()
        client.cookies.update({**FORM, COOKIE: word})
        answer = client.post("/api/auth/login", json=GOOD, headers=OURS)
        given = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
        assert given not in ("", planted, word)
        assert session_book(settings).tokens(word) is None


def test_signing_in_again_ends_the_session_before(client: TestClient, settings: Settings) -> None:
    client.post("/api/auth/login", json=GOOD, headers=OURS)
    first = client.cookies[COOKIE]
    client.post("/api/auth/login", json=GOOD, headers=OURS)
    assert client.cookies[COOKIE] != first and session_book(settings).tokens(first) is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {**TOKEN, "x-lunara": "1", "origin": "http://evil.example"},
        {**TOKEN, "x-lunara": "1", "origin": "null"},
        {**TOKEN, "x-lunara": "1", "origin": "http://lunara.example.evil.example"},
        {**TOKEN, "x-lunara": "1", "sec-fetch-site": "cross-site"},
        {**TOKEN, "x-lunara": "1", "sec-fetch-site": "same-site"},
        {**TOKEN, "x-lunara": "1", "content-type": "text/plain"},
        {**TOKEN, "origin": "http://lunara.example"},
        {"x-lunara": "1", "origin": "http://lunara.example"},
        {"x-lunara": "1", HEADER: form_token({FORM_COOKIE: "x" * 43})},
        {"x-lunara": "1", HEADER: ""},
    ],
)
def test_a_foreign_site_cannot_have_anything_done(
    client: TestClient, settings: Settings, headers: dict[str, str]
) -> None:
    posted = [route.path for route in auth_routes(settings) if "POST" in route.methods]  # type: ignore[attr-defined]
    assert len(posted) >= 8
    for path in posted:
        answer = client.post(path, json=GOOD, headers=headers)
        assert answer.status_code == 403 and "set-cookie" not in answer.headers
    assert client.get("/api/auth/logout", headers=OURS).status_code == 405


def test_a_wrong_password_and_an_unknown_account_sound_the_same(client: TestClient) -> None:
    said = {
        client.post("/api/auth/login", json={"email": email, "password": "no"}, headers=OURS).json()["error"]
        for email in ("ana@x", "nobody@x")
    }
    assert said == {supabase_auth.WRONG}


def test_too_many_attempts_wait_even_with_the_right_password(client: TestClient) -> None:
    for _ in range(PER_PAIR):
        assert client.post("/api/auth/login", json={**GOOD, "password": "no"}, headers=OURS).status_code == 401
    answer = client.post("/api/auth/login", json=GOOD, headers=OURS)
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
    assert client.post("/api/auth/login", json={**GOOD, "email": "ben@x"}, headers=OURS).status_code == 200


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize(("trusted", "header", "said"), [((), True, 1), ((), False, 0), (("10.0.0.0/8",), True, 0)])
def test_a_proxy_that_nobody_named_is_warned_of_once(
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    trusted: tuple[str, ...],
    header: bool,
    said: int,
) -> None:
    posted._say_untrusted_proxy.cache_clear()
    named = replace(settings, trusted_proxies=tuple(ip_network(one) for one in trusted))
    opened = TestClient(Starlette(routes=auth_routes(named)), base_url="http://lunara.example")
    opened.cookies.update(FORM)
    headers = {**OURS, **({"x-forwarded-for": "9.9.9.9"} if header else {})}
    for _ in range(3):
        assert opened.post("/api/auth/login", json={**GOOD, "password": "no"}, headers=headers).status_code == 401
    told = [record for record in caplog.records if record.name == "lunara.sign_in"]
    assert [record.getMessage().count("LUNARA_TRUSTED_PROXIES") for record in told] == [1] * said


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"email": 1}', b'{"email": "a"}', b"x" * 20_000])
def test_nonsense_is_refused(client: TestClient, body: bytes) -> None:
    headers = {**OURS, "content-type": "application/json"}
    assert client.post("/api/auth/login", content=body, headers=headers).status_code == 400


def test_a_provider_that_is_away_is_told_so_and_counts_no_attempt(client: TestClient) -> None:
    for _ in range(PER_PAIR + 1):
        answer = client.post("/api/auth/login", json={"email": "away@x", "password": "x"}, headers=OURS)
        assert answer.status_code == 503 and "not available" in answer.json()["error"]


def test_other_modes_have_no_such_routes(settings: Settings) -> None:
    assert auth_routes(replace(settings, supabase_url="")) == ()


TEMPLATES = sorted((Path(__file__).resolve().parents[3] / "supabase" / "templates").glob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_each_mail_that_supabase_is_set_up_with_leads_to_our_landing(template: Path, settings: Settings) -> None:
    """Its link, filled in as Supabase does, is one that the route takes."""
    (link,) = re.findall(r'href="([^"]+)"', template.read_text(encoding="utf-8"))
    link = link.replace("{{ .SiteURL }}", "http://lunara.example").replace("{{ .TokenHash }}", "pkce_" + "0a" * 28)
    opened = TestClient(Starlette(routes=auth_routes(settings)), base_url="http://lunara.example")
    answer = opened.get(link, follow_redirects=False)
    assert (answer.status_code, answer.headers.get("location")) == (303, "/api/auth/landing")
    config = tomllib.loads((template.parents[1] / "config.toml").read_text(encoding="utf-8"))
    named = {Path(one["content_path"]).name for one in config["auth"]["email"]["template"].values()}
    assert template.name in named and len(named) == len(TEMPLATES) == 5


@pytest.mark.parametrize(
    ("reasons", "told", "words"),
    [
        (["length"], "Password should be at least 12 characters.", "It needs at least 12 characters."),
        (["length"], "", "It is too short."),
        (
            ["characters"],
            "Password should contain at least one character of each: abcdefghijklmnopqrstuvwxyz, "
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ, 0123456789, !@#$%^&*()_+-=[]{};'\\:\"|<>?,./`~.",
            "It needs a small letter, a capital letter, a digit and a symbol.",
        ),
        (
            ["characters"],
            "Password should contain at least one character of each: "
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ, 0123456789.",
            "It needs a small letter, a capital letter and a digit.",
        ),
        (["characters"], "", "It needs characters of more kinds."),
        (["pwned"], "", "It is in a list of passwords that were stolen elsewhere, so choose another."),
        (["new rule"], "<b>", "Choose a longer one, with letters, digits and symbols."),
    ],
)
def test_rules_for_passwords_in_words(reasons: list[str], told: str, words: str) -> None:
    assert weakness(reasons, told) == words


def test_a_shelf_gives_once_or_for_a_time_and_holds_so_many() -> None:
    now = [0.0]
    shelf: Shelf[str] = Shelf(10.0, clock=lambda: now[0], most=2)
    first = shelf.put("a")
    assert shelf.look(first) == "a" and shelf.take(first) == "a" and shelf.take(first) is None
    assert shelf.look("") is None and shelf.look("\udcff") is None
    old = shelf.put("b")
    now[0] = 11.0
    assert shelf.look(old) is None and shelf.take(old) is None
    words = [shelf.put(one) for one in "cde"]
    assert [shelf.look(word) for word in words] == [None, "d", "e"]


def test_every_address_that_is_posted_is_taken_as_it_is_meant() -> None:
    pasted = "\u200eana@\u2060shop.test\u00ad "
    assert mails._email({"email": pasted}) == posted.email_of({"email": pasted}) == "ana@shop.test"
    assert posted.email_of({}) == posted.email_of({"email": 7}) == posted.email_of({"email": "\u2060"}) == ""
    for module in (mails, routes):
        assert 'text(body, "email")' not in inspect.getsource(module)
