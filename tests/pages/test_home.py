"""Home: empty, filled, failing, and for those who may only look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lunara.errors import Unavailable
from lunara.settings import Settings
from lunara.ui import identity
from lunara.workspace.postgres import PostgresStore
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words


def test_empty_workspace_offers_the_sample(open_page: OpenPage) -> None:
    app = open_page()
    assert not app.exception
    labels = [button.label for button in app.button]
    assert "Open the sample project" in labels and "New project" in labels
    assert app.title[0].value == "Home"


def test_where_all_is_archived_a_new_project_can_be_made(open_page: OpenPage, local_store: Store) -> None:
    local_store.create_project("Put away", archived=True)
    app = open_page()
    assert "No active projects" in words(app)
    assert [button.label for button in app.button].count("New project") == 1


def test_projects_and_agents_are_shown_letter_by_letter(open_page: OpenPage, local_store: Store) -> None:
    project = local_store.create_project("*Sales* <script>alert(1)</script>", "What is [sold](http://x.example)")
    local_store.create_agent(project.id, "Helper", description="Knows $x$")
    app = open_page()
    shown = words(app)
    assert "*Sales*" not in shown and "<script>" not in shown and "(http://" not in shown
    assert "\\*Sales\\*" in shown and "\\<script\\>" in shown
    assert "Helper" in shown and "Knows \\$x\\$" in shown
    assert "1 agent" in shown


def test_a_card_leads_to_what_comes_next(open_page: OpenPage, local_store: Store) -> None:
    project = local_store.create_project("P")

    def offered() -> set[str]:
        shown = {link.label for link in open_page().main.get("page_link")}
        return shown & {"Connect data", "Draft the model", "Review the model", "Ask"}

    assert offered() == {"Connect data"}
    source = local_store.create_data_source(project.id, "S", "duckdb", {"path": "/x"}, {})
    assert offered() == {"Draft the model"}
    model = local_store.create_semantic_model(project.id, source.id, "M", {"name": "m"}, {})
    assert offered() == {"Review the model"}
    local_store.publish_semantic_model(model.id, 1)
    local_store.create_artifact(project.id, "dashboard", "Board", {})
    local_store.create_artifact(project.id, "slide", "Deck", {})
    assert offered() == {"Ask"}
    shown = words(open_page())
    assert "1 dashboard" in shown and "1 slide deck" in shown and "artifact" not in shown


def test_what_was_last_worked_on_is_offered_again(open_page: OpenPage, local_store: Store) -> None:
    project = local_store.create_project("P")
    assert "Pick up where you left off" not in words(open_page())
    local_store.create_session(project.id, title="Old question")
    local_store.create_session(project.id, title="Revenue *by* month")
    local_store.create_artifact(project.id, "dashboard", "Board", {})
    local_store.create_session(project.id, title="Newest question")
    app = open_page()
    assert "Pick up where you left off" in words(app)
    links = [link.label for link in app.get("page_link")]
    shown = [label for label in links if label.startswith("**")]
    assert shown == ["**Newest question**", "**Board**", "**Revenue \\*by\\* month**"]


def test_search_finds_and_says_when_nothing_matches(open_page: OpenPage, local_store: Store) -> None:
    for name in ("Reporting", "Data Science"):
        local_store.create_project(name)
    app = open_page()
    app.text_input(key="project_search").set_value("report").run()
    cards = words(app)
    assert "Reporting" in cards and "**Data Science**" not in cards
    app.text_input(key="project_search").set_value("zebra").run()
    assert "No project matches" in words(app)


def test_many_projects_are_paged(open_page: OpenPage, local_store: Store) -> None:
    for number in range(27):
        local_store.create_project(f"Project {number:02d}")
    app = open_page()

    def cards() -> set[str]:
        return {m.value for m in app.markdown if m.value.startswith("**Project ")}

    seen = cards()
    assert len(seen) == 12
    for _ in range(2):
        app.button(key="projects_next").click().run()
        seen |= cards()
    assert len(seen) == 27
    assert app.button(key="projects_next").disabled


def test_a_link_to_a_project_of_somebody_else_says_nothing_of_it(
    open_page: OpenPage, local_store: Store, other_store: Store
) -> None:
    mine = local_store.create_project("Mine")
    theirs = other_store.create_project("Their secret project")
    app = open_page("connect", project=theirs.id)
    shown = words(app)
    assert "does not exist, or you may not see it" in shown.replace("\\", "")
    assert "secret" not in shown
    assert open_page("connect", project=mine.id).title[0].value == "Connect"
    assert "does not exist" in words(open_page("connect", project="no-such-id")).replace("\\", "")


def test_a_workspace_that_is_away_is_told_in_words(
    open_page: OpenPage, local_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: object, **_: object) -> None:
        raise Unavailable("The workspace cannot be reached.", "Try again in a minute.")

    monkeypatch.setattr(PostgresStore, "recent_projects", away)
    app = open_page()
    assert not app.exception
    assert "The workspace cannot be reached" in app.error[0].value


def test_an_unexpected_error_shows_a_code_and_no_traceback(
    open_page: OpenPage, local_store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(self: object, **_: object) -> None:
        raise RuntimeError("secret-detail")

    monkeypatch.setattr(PostgresStore, "recent_projects", broken)
    app = open_page()
    assert not app.exception
    assert "Something went wrong" in app.error[0].value
    assert "secret-detail" not in words(app) and "secret-detail" in caplog.text


def test_a_viewer_may_look_and_not_create(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    viewer = store_as("viewer").principal
    sign_in_as(monkeypatch, viewer)
    app: AppTest = open_page()
    assert "An editor of your organization makes the first one" in words(app).replace("\\", "") and not app.main.button
    store.create_project("Shared")
    app = open_page()
    assert "Shared" in words(app)
    assert "New project" not in [button.label for button in app.button]


def test_a_stranger_sees_sign_in_on_every_page(
    open_page: OpenPage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.create_project("Nobody else's business")
    sign_in_as(monkeypatch, None)
    for page in ("projects", "connect", "model", "ask", "build", "queries", "settings"):
        app = open_page(page)
        assert app.title[0].value == "Welcome to Lunara"
        assert "business" not in words(app) and not app.sidebar.markdown
        with pytest.raises(ValueError, match="navigation page"):
            app.switch_page(f"../../pages/{page}.py")


def sign_in_as(monkeypatch: pytest.MonkeyPatch, principal: object) -> None:
    def who(settings: Settings) -> object:
        return principal

    monkeypatch.setattr(identity, "current_principal", who)
    monkeypatch.setattr("lunara.ui.page.current_principal", who)


@pytest.mark.parametrize("role", ["viewer", "editor", "admin"])
def test_who_may_add_data_sources_is_offered_to_import(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
) -> None:
    store.create_project("Shared")
    sign_in_as(monkeypatch, store_as(role).principal)
    app = open_page()
    offered = [button for button in app.button if button.label == "Import project"]
    assert bool(offered) == (role == "admin")
    if offered:
        offered[0].click().run()
        assert "Import a project" in words(app) and not app.exception
        app.button(key="import_project_cancel").click().run()
        assert "Import a project" not in words(app)


def test_an_import_begins_with_one_press_in_an_empty_workspace_too(open_page: OpenPage) -> None:
    app = open_page()
    next(button for button in app.button if button.label == "Import project").click().run()
    assert "Import a project" in words(app) and not app.exception


def test_the_sample_is_offered_beside_projects_of_ones_own(open_page: OpenPage, local_store: Store) -> None:
    local_store.create_project("Mine")
    app = open_page()
    button = next(button for button in app.button if button.label == "Sample project")
    button.click().run()
    assert not app.exception
    assert "Preparing the sample project" in words(app)
    assert "Sample project" not in [button.label for button in app.button]
