"""Sign-ins as our routes write them down: over the real client, as the person, and nothing to be learned by anybody else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from starlette.concurrency import run_in_threadpool

from lunara.errors import Unavailable
from lunara.settings import Settings
from lunara.ui.sign_in import activity, failures, landing, mails, routes
from lunara.ui.sign_in.activity import Standing, write_failures
from lunara.ui.sign_in.attempts import Attempts
from lunara.ui.sign_in.book import session_book
from lunara.ui.sign_in.failures import Failures
from lunara.ui.sign_in.sessions import COOKIE, seal
from lunara.ui.sign_in.supabase_auth import WRONG
from lunara.ui.sign_in.visits import mark_of
from lunara.workspace.embedded import EmbeddedServer
from lunara.workspace.records import SignIn, Visit
from lunara.workspace.store import Store, open_store
from tests.contract.test_sign_in_by_mail import PASSWORD, Browser, account, new_address
from tests.contract.worlds import TOOLS, SupabaseWorld, supabase_world

pytestmark = pytest.mark.skipif(TOOLS is None, reason="needs the shared stand-ins")

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(scope="module")
def world(postgres_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SupabaseWorld]:
    with supabase_world(postgres_server, tmp_path_factory.mktemp("home")) as made:
        made.settings = made.settings.__class__(**{**vars(made.settings), "sign_in_providers": ("github",)})
        yield made


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, world: SupabaseWorld) -> None:
    monkeypatch.setattr(mails, "after_the_same_time", run_in_threadpool)
    for module, name in ((mails, "_mails"), (landing, "_attempts"), (routes, "_attempts")):
        monkeypatch.setattr(module, name, Attempts(per_pair=100))
    fresh = Failures()
    for module in (activity, routes):
        monkeypatch.setattr(module, "FAILURES", fresh)
    world.gotrue.mails.clear()


@pytest.fixture
def browser(world: SupabaseWorld) -> Callable[[], Browser]:
    def made() -> Browser:
        found = Browser(world)
        found.client.headers["user-agent"] = FIREFOX
        return found

    return made


def store_of(her: Browser) -> Store:
    who = her.who
    assert who is not None
    return open_store(her.world.settings, who)


def seen(her: Browser) -> list[SignIn]:
    return store_of(her).list_sign_ins()


def mark(her: Browser) -> str:
    return mark_of(seal(her.client.cookies[COOKIE]))


def ways(her: Browser) -> list[tuple[str, str]]:
    return [(one.way, one.detail) for one in seen(her)]


def test_a_password(world: SupabaseWorld, browser: Callable[[], Browser]) -> None:
    her = browser()
    her.post("login", email=account(world), password=PASSWORD)
    (one,) = seen(her)
    assert (one.way, one.ended_at, one.mark) == ("password", None, mark(her))
    assert (one.visit.browser, one.visit.system) == ("Firefox", "Linux")
    assert her.client.cookies[COOKIE] not in repr(one), "nothing of the cookie"


def test_a_link_a_sign_up_and_a_provider(world: SupabaseWorld, browser: Callable[[], Browser]) -> None:
    email, her = account(world), browser()
    her.post("link", email=email)
    her.press(her.open(world.gotrue.mails[-1].direct("http://localhost:8501")))
    assert ways(her) == [("link", "")]
    world.gotrue.person = email
    told = browser_with_provider(her)
    assert told == [("provider", "GitHub"), ("link", "")]
    first = seen(her)[1]
    assert first.ended_at is not None, "the session that this browser had before"
    new, address = browser(), new_address()
    new.post("sign-up", email=address, password=PASSWORD, full_name="Ada", organization_name="Engines")
    new.press(new.open(world.gotrue.mails[-1].direct("http://localhost:8501")))
    assert ways(new) == [("sign_up", "")]


def browser_with_provider(her: Browser) -> list[tuple[str, str]]:
    told = her.post("provider", provider="github", next="/").json()
    her.open(httpx.get(told["go"]).headers["location"])
    return ways(her)


def test_a_new_password_ends_the_others(world: SupabaseWorld, browser: Callable[[], Browser]) -> None:
    email, her, elsewhere = account(world), browser(), browser()
    elsewhere.post("login", email=email, password=PASSWORD)
    her.post("reset", email=email)
    her.press(her.open(world.gotrue.mails[-1].direct("http://localhost:8501")), password="N3w-and-longer")
    assert [(one.way, one.ended_at is None) for one in seen(her)] == [("link", True), ("password", False)]


@pytest.mark.parametrize("everywhere", [False, True])
def test_signing_out(world: SupabaseWorld, browser: Callable[[], Browser], everywhere: bool) -> None:
    email, here, there = account(world), browser(), browser()
    for one in (here, there):
        one.post("login", email=email, password=PASSWORD)
    mine = mark(here)
    assert len(session_book(world.settings).seals(store_of(here).principal.user_id)) == 2
    here.post("logout", everywhere=everywhere)
    again = browser()
    again.post("login", email=email, password=PASSWORD)
    ended = {one.mark for one in seen(again) if one.ended_at is not None}
    assert len(ended) == (2 if everywhere else 1) and mine in ended


def test_failed_attempts_are_told_to_the_account_s_owner_when_they_are_there(
    world: SupabaseWorld, browser: Callable[[], Browser]
) -> None:
    email, thief, her = account(world), browser(), browser()
    for _ in range(3):
        assert thief.post("login", email=email.upper(), password="wrong").status_code == 401
    her.post("login", email=email, password=PASSWORD)
    now, before = seen(her)
    assert (before.way, before.attempts, before.mark, before.visit.browser) == ("failed", 3, None, "Firefox")
    assert now.way == "password" and before.at <= now.at
    thief.post("login", email=email, password="wrong")
    assert len(seen(her)) == 2
    write_failures(store_of(her))  # as her page does
    assert [one.way for one in seen(her)] == ["failed", "password", "failed"]


def test_an_attempt_tells_nobody_whether_there_is_an_account(
    world: SupabaseWorld, browser: Callable[[], Browser]
) -> None:
    """The same answer, the same thing remembered, and nothing in the database before somebody has signed in."""
    with_account, without, thief = account(world), new_address(), browser()
    before = world.admin.execute("select count(*) from public.sign_ins").fetchone()
    answers = [thief.post("login", email=email, password="wrong") for email in (with_account, without)]
    assert [(one.status_code, one.json()) for one in answers] == [(401, {"error": WRONG})] * 2
    assert dict(answers[0].headers).keys() == dict(answers[1].headers).keys()
    assert world.admin.execute("select count(*) from public.sign_ins").fetchone() == before
    kept = routes.FAILURES._kept
    assert len(kept[with_account]) == len(kept[without]) == 1


def test_what_failed_at_one_account_is_told_to_no_other(world: SupabaseWorld, browser: Callable[[], Browser]) -> None:
    hers, his, thief = account(world), account(world), browser()
    thief.post("login", email=hers, password="wrong")
    him = browser()
    him.post("login", email=his, password=PASSWORD)
    assert [one.way for one in seen(him)] == ["password"]
    thief.post("login", email=his, password="wrong")
    assert [one.way for one in seen(him)] == ["password"]


def test_the_anonymous_key_writes_nothing_for_anybody(world: SupabaseWorld, browser: Callable[[], Browser]) -> None:
    """Everybody has the publishable key, and a member has a token: neither adds to another's activity."""
    her = browser()
    her.post("login", email=account(world), password=PASSWORD)
    user = store_of(her).principal.user_id
    thief = world.principal(new_address(), "Eve")
    url = f"{world.settings.supabase_url}/rest/v1"
    row = {"user_id": user, "at": "2026-01-01T00:00:00Z", "way": "failed"}
    calls: list[tuple[str, dict[str, Any]]] = [
        ("sign_ins", row),
        ("rpc/record_failed_sign_ins", {"attempts": 9}),
        ("rpc/record_sign_in", {"mark": "d" * 64, "way": "password"}),
        ("rpc/add_sign_in", {"way": "failed"}),
        ("rpc/end_sign_ins", {}),
    ]
    for token in (world.settings.supabase_key, thief.access_token):
        headers = {"apikey": world.settings.supabase_key, "authorization": f"Bearer {token}"}
        for path, body in calls:
            httpx.post(f"{url}/{path}", json=body, headers=headers)
        httpx.patch(f"{url}/sign_ins?user_id=eq.{user}", json={"place": "elsewhere"}, headers=headers)
        httpx.delete(f"{url}/sign_ins?user_id=eq.{user}", headers=headers)
        assert (
            httpx.get(f"{url}/sign_ins?user_id=eq.{user}", headers=headers).json() in ([], None)
            or token != thief.access_token
        )
    (one,) = seen(her)
    assert (one.way, one.ended_at) == ("password", None)


def test_a_workspace_that_is_away_keeps_nobody_out(
    world: SupabaseWorld,
    browser: Callable[[], Browser],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def away(settings: Settings, token: str) -> Any:
        raise Unavailable("The workspace cannot be reached right now.")

    monkeypatch.setattr(activity, "principal_for_token", away)
    her = browser()
    with caplog.at_level(logging.WARNING, logger="lunara.sign_in"):
        assert her.post("login", email=account(world), password=PASSWORD).status_code == 200
        assert her.post("logout").status_code == 200
    assert "could not be written down" in caplog.text


def test_what_could_not_be_written_is_written_later(
    world: SupabaseWorld, browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    email, thief, her = account(world), browser(), browser()
    her.post("login", email=email, password=PASSWORD)
    for _ in range(2):
        thief.post("login", email=email, password="wrong")
    store = store_of(her)

    def away(visit: Visit, **more: object) -> None:
        raise Unavailable("The workspace cannot be reached right now.")

    with monkeypatch.context() as patch:
        patch.setattr(store, "record_failed_sign_ins", away)
        with pytest.raises(Unavailable):
            write_failures(store)
    thief.post("login", email=email, password="wrong")
    write_failures(store)
    assert [(one.way, one.attempts) for one in seen(her)] == [("failed", 3), ("password", 1)]


# what is remembered of failures


def test_failures_are_bounded() -> None:
    now = [0.0]
    kept = Failures(lambda: now[0])
    for n in range(20):
        kept.add("a@x.test", Visit("Firefox", "Linux", f"203.0.{n}.x"))
    assert len(kept.take(" A@x.test ")) == failures.MOST_VISITS and kept.take("a@x.test") == []
    for n in range(failures.MOST_ACCOUNTS + 10):
        kept.add(f"{n}@x.test", Visit())
    assert len(kept._kept) == failures.MOST_ACCOUNTS and kept.take("0@x.test") == []
    kept.add("b@x.test", Visit())
    now[0] = failures.KEEP_SECONDS + 1
    assert kept.take("b@x.test") == []


def test_a_session_of_streamlits_own_sign_in_is_written_down_once_and_holds_until_it_is_ended(
    world: SupabaseWorld, browser: Callable[[], Browser]
) -> None:
    store = world.newcomer()
    now, told = [0.0], []
    standing = Standing(lambda: now[0])

    def visit() -> Visit:
        told.append(1)
        return Visit("Chrome", "macOS", "203.0.113.x")

    mine = ("e" * 64, "f" * 64)
    for _ in range(3):
        assert all(standing.holds(world.settings, store.principal, one, visit) for one in mine)
    assert len(told) == 2 and [one.way for one in store.list_sign_ins()] == ["oidc", "oidc"]
    store.end_sign_ins()
    now[0] += activity.STANDS_SECONDS + 1
    assert not any(standing.holds(world.settings, store.principal, one, visit) for one in mine), "in each process, soon"
    assert standing.holds(world.settings, store.principal, "0" * 64, visit), "a new sign-in"
    store.end_sign_ins()
    standing.forget(store.principal.user_id)
    assert not standing.holds(world.settings, store.principal, "0" * 64, visit), "at once, where it was ended"
