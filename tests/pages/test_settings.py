"""Settings: what the organization means by today, this week and money."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.test_home import sign_in_as


def test_settings_are_saved_and_used(open_page: OpenPage, local_store: Store) -> None:
    app = open_page("settings")
    assert not app.exception
    app.text_input[0].set_value("Acme")
    choose(app, "Time zone", "Europe/Berlin")
    choose(app, "Currency", "EUR")
    choose(app, "Week starts on", "Sunday")
    choose(app, "Fiscal year starts in", "April")
    next(button for button in app.button if button.label == "Save changes").click()
    app.run()
    assert not app.error
    organization = local_store.organization()
    assert organization.name == "Acme"
    chosen = dict(organization.settings)
    assert (chosen["timezone"], chosen["currency"], chosen["week_start"], chosen["fiscal_month"]) == (
        "Europe/Berlin",
        "EUR",
        6,
        4,
    )
    again = open_page("settings")
    assert next(box for box in again.selectbox if box.label == "Time zone").value == "Europe/Berlin"


def choose(app: AppTest, label: str, value: str) -> None:
    next(box for box in app.selectbox if box.label == label).set_value(value)


def test_an_empty_name_is_refused(open_page: OpenPage, local_store: Store) -> None:
    app = open_page("settings")
    before = local_store.organization()
    app.text_input[0].set_value("  ")
    next(button for button in app.button if button.label == "Save changes").click()
    app.run()
    assert "needs a name" in app.error[0].value
    assert local_store.organization() == before


def test_which_planner_answers(open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Lunara’s own planner (no AI)" in words(open_page("settings"))
    monkeypatch.setenv("GEMINI_API_KEY", "not-a-real-key")
    shown = words(open_page("settings"))
    assert "Gemini" in shown and "not-a-real-key" not in shown


def test_an_editor_sees_them_and_may_not_change_them(
    open_page: OpenPage, store: Store, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in_as(monkeypatch, store_as("editor").principal)
    app = open_page("settings")
    assert all(box.disabled for box in app.selectbox)
    assert all(button.disabled for button in app.button if button.label == "Save changes")
