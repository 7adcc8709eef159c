"""One tab, two people: what the first one left is gone when the second one is there, and when nobody is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lunara.settings import Settings
from lunara.ui.build_desk import BuildDesk
from lunara.ui.components.text import plain
from lunara.ui.state import SessionState
from lunara.workspace import runtime
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.test_home import sign_in_as


def used_by(app: AppTest, project_id: str) -> AppTest:
    """The tab after somebody has searched, opened a project, been told something and worked at a desk."""
    next(box for box in app.text_input if box.label == "Search projects").set_value("merger").run()
    kept: SessionState = app.session_state["lunara"]
    assert kept.owner is not None
    kept.project_id = project_id
    kept.notices.append(("Saved the merger plan.", ":material/check:"))
    kept.pages["lunara.ui.build_desk.BuildDesk:x"] = BuildDesk()
    return app


def remembered(app: AppTest) -> SessionState:
    assert not app.exception
    kept: SessionState = app.session_state["lunara"]
    return kept


def test_another_organization_finds_an_empty_tab(
    open_page: OpenPage, store: Store, other_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = store.create_project("Merger")
    sign_in_as(monkeypatch, store.principal)
    app = used_by(open_page(), project.id)
    sign_in_as(monkeypatch, other_store.principal)
    app.run()
    kept = remembered(app)
    assert kept.owner == (other_store.principal.organization_id, other_store.principal.user_id, "owner")
    assert (kept.project_id, kept.notices, kept.pages.get("lunara.ui.build_desk.BuildDesk:x")) == (None, [], None)
    assert not app.toast and "merger" not in words(app).lower()
    assert [box.value for box in app.text_input if box.label == "Search projects"] in ([], [""])


def test_nobody_and_a_person_of_a_lower_role_find_an_empty_tab(
    open_page: OpenPage, store: Store, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = store.create_project("Merger")
    for later in (None, store_as("viewer").principal):
        sign_in_as(monkeypatch, store.principal)
        app = used_by(open_page(), project.id)
        sign_in_as(monkeypatch, later)
        app.run()
        assert "lunara.ui.build_desk.BuildDesk:x" not in remembered(app).pages
        assert not app.toast


def test_the_same_person_finds_everything_again(
    open_page: OpenPage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = store.create_project("Merger")
    sign_in_as(monkeypatch, store.principal)
    app = used_by(open_page(), project.id)
    app.run()
    assert remembered(app).project_id == project.id
    assert "lunara.ui.build_desk.BuildDesk:x" in remembered(app).pages
    assert next(box for box in app.text_input if box.label == "Search projects").value == "merger"


def test_who_was_let_go_while_they_worked_is_told_so_and_sees_nothing(  # noqa: PLR0917
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    other_store: Store,
    workspace_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = store.create_project("Merger")
    person = store_as("editor").principal
    sign_in_as(monkeypatch, person)
    app = open_page("model", project=project.id)
    store.remove_member(person.user_id)
    opened = runtime.runtime(workspace_settings)
    now = runtime.read_principal(opened._tables(person.user_id), person.user_id)
    sign_in_as(monkeypatch, now)
    for _ in range(2):
        app.run()
        shown = plain(f"You are not a member of “{store.organization().name}” any more.")
        assert [one.value.startswith(f"**{shown}**") for one in app.warning] == [True]
        assert "Merger" not in words(app)
    # Anybody else who has the address is told nothing of whose it is.
    sign_in_as(monkeypatch, other_store.principal)
    app.run()
    assert "This project does not exist" in app.warning[0].value
    sign_in_as(monkeypatch, now)
    fresh = open_page("model", project=project.id)
    assert "This project does not exist" in fresh.warning[0].value
