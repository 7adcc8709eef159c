"""Settings: the organization's own key of an AI provider, set, tried, replaced and removed; and what nobody else gets of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lunara.ask.plan import Planned
from lunara.ask.planners.llm import LlmPlanner
from lunara.semantic.query import SemanticQuery
from lunara.settings import Settings
from lunara.ui import cache
from lunara.ui.ai_provider import chosen_provider, model_for, model_of_agent, provider_of
from lunara.ui.components import people
from lunara.ui.components.text import plain
from lunara.ui.page import PageContext, clock_of
from lunara.ui.planning import caps_of, forget_plans, memory_of, planner_of
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.emulators.providers import Providers, providers
from tests.pages.conftest import OpenPage, words
from tests.pages.test_home import sign_in_as

KEY = "AIza-0123456789abcdef-WXYZ"


@pytest.fixture
def api() -> Iterator[Providers]:
    with providers(KEY) as served:
        yield served


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache._MEMORY._slots.clear()


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def fill(app: AppTest, opened_by: str, key: str, address: str) -> AppTest:
    """Fill in the dialog and save: here a dialog is a part of its run, in a browser it is run by itself."""
    press(app, opened_by)
    app.button(key=opened_by).click()
    app.text_input(key="ai_key_gemini").set_value(key)
    app.text_input(key="ai_address_gemini").set_value(address)
    return press(app, "ai_save")


def tried(app: AppTest) -> AppTest:
    press(app, "ai_test")
    for _ in range(100):
        if app.success or app.error:
            return app
        time.sleep(0.1)
        app.run()
    raise AssertionError("the test never came to its end")


def remembered(app: AppTest) -> str:
    """All that this tab's session holds."""
    inside = app.session_state._state._state
    return repr(list(inside._new_session_state.items()) + list(inside._old_state.items())) + repr(
        inside._new_widget_state.states
    )


def test_an_owner_sets_tries_replaces_and_removes_it(
    open_page: OpenPage, local_store: Store, api: Providers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    app = fill(open_page("settings"), "ai_set", KEY, f"{api.url}/")
    assert not app.exception and not app.error
    assert KEY not in remembered(app), "the field is gone, and what was typed with it"
    found = local_store.provider_key()
    assert found is not None and (found.provider, found.base_url, found.model) == ("gemini", api.url, "")
    app = open_page("settings")
    shown = words(app)
    assert "with your organization’s key" in shown and "ending in **WXYZ**" in shown
    assert KEY not in shown
    tried(app)
    assert "It works: gemini" in app.success[0].value and "320 tokens" in app.success[0].value
    assert [call["headers"]["x-goog-api-key"] for call in api.calls] == [KEY]

    fill(open_page("settings"), "ai_change", "wrong-key-0123456789", api.url)
    assert "It works" not in words(open_page("settings")), "what was found of another key"
    app = tried(open_page("settings"))
    assert "refused the key" in app.error[0].value and "wrong-key" not in words(app)

    app = press(open_page("settings"), "ai_remove")
    app.button(key="ai_remove").click()
    press(app, "danger_confirm")
    assert local_store.provider_key() is None
    assert "Lunara’s own planner (no AI)" in words(open_page("settings"))
    assert KEY not in caplog.text and "wrong-key" not in caplog.text


def test_another_address_needs_the_key_again(open_page: OpenPage, local_store: Store, api: Providers) -> None:
    local_store.set_provider_key("gemini", KEY, base_url=api.url)
    app = fill(open_page("settings"), "ai_change", "", "http://127.0.0.1:9")
    assert "needed again" in app.error[0].value
    app = fill(open_page("settings"), "ai_change", "typed-key-0123456789", "http://169.254.169.254")
    assert "typed-key-0123456789" in remembered(app), "to be put right"
    assert "typed-key-0123456789" not in remembered(app.run()), "not when the dialog is closed"
    app = fill(open_page("settings"), "ai_change", "", "http://169.254.169.254")
    assert "may not reach" in app.error[0].value
    assert local_store.open_provider_key() is not None and api.calls == []


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_who_may_not_set_it_sees_whom_questions_go_to(
    open_page: OpenPage, store: Store, store_as: Callable[[Role], Store], monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    monkeypatch.setattr(people, "has_sign_in", lambda settings: True)
    store.set_provider_key("openai", KEY, base_url="https://llm.example.com/v1", model="small")
    sign_in_as(monkeypatch, store_as(role).principal)
    app = open_page("settings")
    shown = words(app)
    assert plain("OpenAI at llm.example.com") in shown and "Owners and admins change this." in shown
    assert "WXYZ" not in shown
    assert not [button.key for button in app.button if str(button.key).startswith("ai_")]


def test_an_app_key_that_is_gone_is_told(
    open_page: OpenPage, local_store: Store, workspace_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    local_store.set_provider_key("gemini", KEY)
    monkeypatch.setattr("lunara.workspace.provider_tables.ProviderTables._opened", gone)
    app = open_page("settings")
    assert plain("LUNARA_SECRET_KEY that is not set any more") in app.error[0].value
    assert "ai_change" in [button.key for button in app.button]


def gone(self: Any, row: Any) -> None:
    from lunara.workspace.secrets import KeyRing

    KeyRing([b"x" * 32]).open_provider(row["secret"], self._principal.organization_id)


# whose account answers


def context(settings: Settings, store: Store) -> PageContext:
    organization = store.organization()
    return PageContext(settings, store.principal, store, organization, None, clock_of(organization))


@pytest.mark.parametrize("role", ["owner", "admin", "editor", "viewer"])
def test_members_ask_with_their_organizations_key_and_nobody_else_does(
    workspace_settings: Settings, store: Store, store_as: Callable[[Role], Store], other_store: Store, role: Role
) -> None:
    installed = replace(workspace_settings, gemini_api_key="of-the-installation")
    store.set_provider_key("openai", KEY, model="small")
    mine, theirs = context(installed, store if role == "owner" else store_as(role)), context(installed, other_store)
    for _ in range(2):  # the second time from what is kept
        own, other = chosen_provider(mine), chosen_provider(theirs)
        assert own is not None and (own.label, own.model, own.whose) == ("OpenAI", "small", "organization")
        assert other is not None and (other.label, other.whose) == ("Gemini", "installation")
    asked, elsewhere = provider_of(mine), provider_of(theirs)
    assert asked is not None and (asked.key, asked.name) == (KEY, "openai")
    assert elsewhere is not None and (elsewhere.key, elsewhere.name) == ("of-the-installation", "gemini")
    store.remove_provider_key()
    again = provider_of(mine)
    assert again is not None and again.key == "of-the-installation", "at once, whatever was kept"


def test_nothing_of_the_key_is_kept_for_others(workspace_settings: Settings, store: Store) -> None:
    store.set_provider_key("gemini", KEY)
    ctx = context(workspace_settings, store)
    chosen_provider(ctx)
    provider_of(ctx)
    assert KEY not in repr([(key, slot.value) for key, slot in cache._MEMORY._slots.items()])


def test_a_key_that_does_not_open_asks_nobody_else(
    workspace_settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.set_provider_key("gemini", KEY)
    monkeypatch.setattr("lunara.workspace.provider_tables.ProviderTables._opened", gone)
    ctx = context(replace(workspace_settings, gemini_api_key="of-the-installation"), store)
    subject: Any = SimpleNamespace(config={}, source=SimpleNamespace(project_id="p"))
    planner = planner_of(ctx, subject, None)
    first, behind = planner._planners  # type: ignore[attr-defined]
    assert not isinstance(first, LlmPlanner) and behind.name == "offline"


def test_an_agents_model_is_of_the_provider_that_it_was_named_for() -> None:
    assert model_of_agent({"model": "gemini-2.5-pro"}, "gemini") == "gemini-2.5-pro"
    assert model_of_agent({"model": "gemini-2.5-pro"}, "openai") is None
    assert model_of_agent(model_for(" gpt-4.1 ", "openai"), "openai") == "gpt-4.1"
    assert model_of_agent(model_for("gpt-4.1", "openai"), "gemini") is None
    assert model_of_agent({}, "gemini") is None


def planners_of(ctx: PageContext, **config: Any) -> list[str]:
    source = SimpleNamespace(project_id="p", id="s", version=1)
    subject: Any = SimpleNamespace(config=config, source=source, head=SimpleNamespace(id="m"), version=1, scope="")
    planner = planner_of(ctx, subject, None)
    return [one.name for one in getattr(planner, "_planners", (planner,))]


def test_the_installations_provider_stands_in_only_where_an_owner_has_said_so(
    workspace_settings: Settings, store: Store
) -> None:
    installed = replace(workspace_settings, gemini_api_key="of-the-installation")
    store.set_provider_key("openai", KEY, model="small")
    assert planners_of(context(installed, store)) == ["OpenAI", "offline"]
    store.update_organization(settings={**store.organization().settings, "installation_behind": True})
    assert planners_of(context(installed, store)) == ["OpenAI", "gemini", "offline"]
    assert planners_of(context(workspace_settings, store)) == ["OpenAI", "offline"]
    assert planners_of(context(installed, store), planner="offline") == ["offline"]


def test_plans_are_kept_for_one_organization_and_one_role(
    workspace_settings: Settings, store: Store, store_as: Callable[[Role], Store], other_store: Store
) -> None:
    source = SimpleNamespace(project_id="p", id="s", version=1)
    subject: Any = SimpleNamespace(config={}, source=source, head=SimpleNamespace(id="m"), version=1, scope="")
    plan = Planned(SemanticQuery(measures=("revenue",)))
    mine = memory_of(context(workspace_settings, store), subject)
    mine.put("f", plan)
    assert mine.get("f") is plan
    for other in (store_as("viewer"), other_store):
        assert memory_of(context(workspace_settings, other), subject).get("f") is None
    for change in ({"version": 2}, {"scope": '["a"]'}, {"head": SimpleNamespace(id="n")}):
        changed: Any = SimpleNamespace(**{**vars(subject), **change})
        assert memory_of(context(workspace_settings, store), changed).get("f") is None
    forget_plans(context(workspace_settings, other_store))
    assert mine.get("f") is plan
    forget_plans(context(workspace_settings, store), "m")
    assert mine.get("f") is None


@pytest.mark.parametrize("found", [None, 0, -1, True, "5", [1], float("nan"), float("inf"), 10**30])
def test_what_is_no_limit_of_an_agent_limits_nothing(found: Any) -> None:
    subject: Any = SimpleNamespace(config={"question_tokens": found, "question_dollars": found})
    assert (caps_of(subject).tokens, caps_of(subject).dollars) == (None, None)


def test_limits_of_an_agent() -> None:
    subject: Any = SimpleNamespace(config={"question_tokens": 5000, "question_dollars": 0.05})
    assert (caps_of(subject).tokens, str(caps_of(subject).dollars)) == (5000, "0.05")
