"""Lists of more than a page: the next page, the page before, and a search where there is more to choose from than is shown."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lunara.ui.components import home
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words


def chooser(app: AppTest) -> list[str]:
    return list(next(box for box in app.selectbox if box.label == "Project").options)


def test_a_project_beyond_the_chooser_is_searched_for(
    open_page: OpenPage, local_store: Store, other_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lunara.ui.page.PROJECTS_IN_PICKER", 2)
    old = local_store.create_project("Oldest")
    other_store.create_project("Oldest of others")
    for n in range(2):
        local_store.create_project(f"New {n}")
    app = open_page()
    assert chooser(app) == ["New 1", "New 0"]
    next(box for box in app.text_input if box.label == "Find a project").set_value("oldest").run()
    assert chooser(app) == ["New 1", "Oldest"], "the one that is open, and what was found"
    next(box for box in app.selectbox if box.label == "Project").set_value(old.id).run()
    assert old.id in app.query_params["project"]


def test_few_projects_need_no_search(open_page: OpenPage, local_store: Store) -> None:
    local_store.create_project("P")
    assert "Find a project" not in [box.label for box in open_page().text_input]


def test_agents_are_paged_and_named_by_their_projects(
    open_page: OpenPage, local_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "CARDS", 2)
    for n in range(5):
        local_store.create_agent(local_store.create_project(f"Home of {n}").id, f"Agent {n}")
    app = open_page()
    next(one for one in app.button if one.key == "agents_next").click().run()
    shown = words(app)
    assert "Agent 2" in shown and "Agent 1" in shown and "Agent 4" not in shown and "Home of 2" in shown
    next(one for one in app.button if one.key == "agents_next").click().run()
    assert "Agent 0" in words(app)
    next(one for one in app.button if one.key == "agents_previous").click().run()
    assert "Agent 2" in words(app) and "Agent 0" not in words(app)
    next(one for one in app.button if one.key == "agents_previous").click().run()
    assert "Agent 4" in words(app)


def test_a_page_that_was_emptied_meanwhile_leads_back_to_the_first(
    open_page: OpenPage, local_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home, "CARDS", 2)
    projects = [local_store.create_project(f"Project {n}") for n in range(4)]
    app = open_page()
    next(one for one in app.button if one.key == "projects_next").click().run()
    for project in projects[:2]:
        local_store.delete_project(project.id)
    app.run()
    assert "Project 3" in words(app) and "projects_next" not in [one.key for one in app.button]
