"""Settings: one's own sign-ins, what failed, and, for admins, when members were last there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from lunara.errors import Unavailable
from lunara.ui.components import people, sign_in_activity
from lunara.ui.components.sign_in_activity import last_there
from lunara.ui.components.text import plain
from lunara.ui.sign_in import activity
from lunara.ui.sign_in.failures import Failures
from lunara.workspace.records import LastSignIn, Role, Visit
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.test_home import sign_in_as

HERE = Visit("Firefox", "Linux", "203.0.113.x")


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (people, sign_in_activity):
        monkeypatch.setattr(module, "has_sign_in", lambda settings: True)


def test_a_local_workspace_has_nothing_to_show(open_page: OpenPage) -> None:
    assert "Sign-in activity" not in words(open_page("settings"))


@pytest.mark.usefixtures("several")
def test_a_person_sees_their_own(
    open_page: OpenPage, store: Store, other_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_store.record_sign_in("b" * 64, "password", Visit("Safari", "macOS", "198.51.100.x"))
    store.record_sign_in("a" * 64, "password", HERE)
    store.record_sign_in("c" * 64, "provider", Visit("", "", ""), detail="*GitHub*")
    store.record_sign_in("d" * 64, "link", HERE)
    store.end_sign_ins("d" * 64)
    kept = Failures()
    kept.add("somebody@else.test", Visit("Safari", "macOS", "198.51.100.x"))
    monkeypatch.setattr(activity, "FAILURES", kept)
    monkeypatch.setattr(sign_in_activity, "current_mark", lambda settings: "a" * 64)
    sign_in_as(monkeypatch, store.principal)
    app = open_page("settings")
    assert not app.exception
    rows = [str(one.value) for one in app.markdown if "203" in str(one.value) or "program" in str(one.value)]
    link, provider, password = rows
    assert "With a link from a mail" in link and "signed out just now" in link
    assert f"With {plain('*GitHub*')}" in provider and "Another program" in provider
    assert (
        "With a password" in password and "This one" in password and plain("Firefox on Linux · 203.0.113.x") in password
    )
    shown = words(app)
    assert "198" not in shown and "Safari" not in shown and "a" * 64 not in shown


@pytest.mark.usefixtures("several")
def test_attempts_that_failed_are_told_to_whose_account_it_is(
    open_page: OpenPage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Failures()
    for _ in range(7):
        kept.add(store.principal.email, HERE)
    monkeypatch.setattr(activity, "FAILURES", kept)
    sign_in_as(monkeypatch, store.principal)
    for _ in range(2):
        assert words(open_page("settings")).count("7 failed attempts") == 1, "written once"


@pytest.mark.usefixtures("several")
def test_a_workspace_that_does_not_answer_leaves_the_rest_of_the_page(
    open_page: OpenPage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise Unavailable("The workspace does not answer right now.")

    for name in ("list_sign_ins", "member_sign_ins"):
        monkeypatch.setattr(f"lunara.workspace.sign_in_tables.SignInTables.{name}", away)
    sign_in_as(monkeypatch, store.principal)
    app = open_page("settings")
    assert ["The workspace does not answer" in one.value for one in app.error] == [True]
    shown = words(app)
    assert "Olga Owner" in shown and "AI provider" in shown and plain("signed in for 90") not in shown


@pytest.mark.usefixtures("several")
def test_more_than_a_page_of_them(open_page: OpenPage, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(sign_in_activity.SHOWN + 2):
        store.record_sign_in(f"{n:064x}", "password", HERE)
    sign_in_as(monkeypatch, store.principal)
    app = open_page("settings")
    assert words(app).count("With a password") == sign_in_activity.SHOWN
    app.button(key="sign_ins_next").click().run()
    assert words(app).count("With a password") == 2


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(("role", "sees"), [("admin", True), ("editor", False), ("viewer", False)])
def test_admins_see_when_members_were_last_there(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    monkeypatch: pytest.MonkeyPatch,
    *,
    role: Role,
    sees: bool,
) -> None:
    store.record_sign_in("a" * 64, "password", HERE)
    sign_in_as(monkeypatch, store_as(role).principal)
    shown = words(open_page("settings"))
    assert ("signed in just now" in shown) is sees
    assert (plain("not signed in for 90 days") in shown) is sees
    assert "203" not in shown and "Firefox" not in shown


def test_of_a_very_large_organization_nothing_is_said_that_may_be_wrong() -> None:
    """An API of Supabase gives a thousand rows at once: who is not among them may have signed in all the same."""
    now = datetime.now(UTC)
    known = {str(n): LastSignIn(now, "password", "") for n in range(999)}
    assert last_there(known, "1") == "signed in just now" and last_there(known, "x") == "not signed in for 90 days"
    known["999"] = known["1"]
    assert last_there(known, "1") == "signed in just now" and last_there(known, "x") == ""
