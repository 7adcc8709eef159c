"""A click reaches the server after the person has left: its callback runs before the shell asks who is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lunara.ui import identity, jobs, state
from lunara.ui.page import PageContext, clock_of
from lunara.workspace.log_writer import LOG
from lunara.workspace.records import Principal, Role
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import make_shop
from tests.pages.test_home import sign_in_as

STARTER = "starter:"


def starter(app: AppTest) -> AppTest:
    """Press the first of the suggested questions."""
    next(button for button in app.button if str(button.key).startswith(STARTER)).click()
    return app.run()


@pytest.mark.parametrize("left", ["signed out", "removed", "demoted"])
def test_a_click_after_leaving_does_nothing(  # noqa: PLR0917
    open_page: OpenPage,
    local_store: Store,
    other_store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    left: str,
) -> None:
    shop = make_shop(local_store, tmp_path)
    me = local_store.principal
    sign_in_as(monkeypatch, me)
    app = open_page("ask", project=shop.project.id)
    assert LOG.flush()
    before = (local_store.list_sessions(), local_store.list_queries(shop.project.id))
    later: dict[str, Principal | None] = {
        "signed out": None,
        "removed": other_store.principal,
        "demoted": Principal(me.user_id, me.organization_id, me.email, me.full_name, "viewer"),
    }
    sign_in_as(monkeypatch, later[left])
    starter(app)
    assert not app.exception
    assert [job for job in jobs._jobs.values() if job.running] == []
    assert LOG.flush()
    assert (local_store.list_sessions(), local_store.list_queries(shop.project.id)) == before
    if left == "signed out":
        assert "Welcome to Lunara" in words(app)


def test_a_click_of_who_is_there_is_asked_about_once_and_works(
    open_page: OpenPage, local_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = make_shop(local_store, tmp_path)
    sign_in_as(monkeypatch, local_store.principal)
    app = open_page("ask", project=shop.project.id)
    asked: list[object] = []

    def who(settings: object) -> Principal:
        asked.append(state.this_run())
        return local_store.principal

    monkeypatch.setattr(identity, "current_principal", who)
    starter(app)
    assert len(local_store.list_sessions()) == 1
    assert len(asked) == 2 and None not in asked, "once for all of the callback, once by the shell"


def test_a_tab_left_open_over_a_new_token_goes_on(
    store: Store, monkeypatch: pytest.MonkeyPatch, workspace_settings: object
) -> None:
    """Tokens are new every hour; the click of whoever is still here is not lost, and goes out with the new one."""
    opened: list[str] = []

    def open_store(settings: object, principal: Principal) -> Store:
        opened.append(principal.access_token)

        class Known:
            def __init__(self) -> None:
                self.principal = principal

            def list_projects(self) -> list[object]:
                return []

        return Known()  # type: ignore[return-value]

    def with_token(token: str) -> Principal:
        me = store.principal
        return Principal(me.user_id, me.organization_id, me.email, me.full_name, me.role, token)

    tab, run = state.SessionState(), object()
    monkeypatch.setattr(identity, "open_store", open_store)
    monkeypatch.setattr(identity, "current_principal", lambda settings: with_token("new"))
    monkeypatch.setattr(state, "session", lambda: tab)
    monkeypatch.setattr(state, "this_run", lambda: run)
    held = identity.store_for(workspace_settings, with_token("old"))  # type: ignore[arg-type]
    assert held.list_projects() == [] and held.list_projects() == []
    assert opened == ["old", "new"] and held.principal.access_token == "new"


def test_a_job_goes_on_without_a_page(
    store: Store, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch, workspace_settings: object
) -> None:
    """A background job asks nobody: it was started by somebody who was there, and the workspace's own rules go on."""
    monkeypatch.setattr(identity, "current_principal", lambda settings: None)
    held = identity.store_for(workspace_settings, store.principal)  # type: ignore[arg-type]
    organization = held.organization()
    ctx = PageContext(workspace_settings, store.principal, held, organization, None, clock_of(organization))  # type: ignore[arg-type]
    assert ctx.owner_key == (store.principal.organization_id, store.principal.user_id)
    assert held.list_projects() == []
