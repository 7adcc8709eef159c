"""While the workspace is away: pages go on with what was seen, what is saved waits for its own person, and conflicts are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lunara.build.artifact import Block, ReportContent, content_json
from lunara.settings import Settings
from lunara.ui.components.home import change_of_project
from lunara.ui.outbox import OUTBOX
from lunara.workspace.breaker import breaker_of
from lunara.workspace.outage import outage
from lunara.workspace.own_postgres import not_reached
from lunara.workspace.postgres import Database
from lunara.workspace.records import Artifact
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import Shop, drop_changes, finish, labels, make_shop, press
from tests.pages.test_build import desk_of, edit, figure, opened
from tests.pages.test_home import sign_in_as

Away = Callable[[], Any]


@pytest.fixture
def shop(local_store: Store, tmp_path: Path) -> Shop:
    return make_shop(local_store, tmp_path)


@pytest.fixture
def away(workspace_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Away]:
    """`with away():` nothing of the workspace answers in this block, and everybody knows that it is back after it."""

    @contextmanager
    def gone() -> Iterator[None]:
        def refuse(*_: Any, **__: Any) -> Any:
            raise outage("away", maybe_done=False, reason="refused")

        with monkeypatch.context() as patch:
            patch.setattr(Database, "run", refuse)
            patch.setattr(Database, "transaction", refuse)
            yield
        breaker_of(workspace_settings).reset()

    yield gone
    OUTBOX._boxes.clear()


def paper(store: Store, shop: Shop) -> Artifact:
    blocks = (
        Block(id="h", kind="heading", title="Head"),
        Block(id="k", kind="kpi", title="Money", figure=figure(shop, measures=["orders.revenue"])),
    )
    return store.create_artifact(
        shop.project.id, "report", "Paper", content_json(ReportContent(title="Paper", blocks=blocks))
    )


def kinds(store: Store, artifact: Artifact) -> list[str]:
    return [block["kind"] for block in store.get_artifact(artifact.id).content["blocks"]]


def said(app: AppTest) -> str:
    assert not app.exception
    return words(app)


def test_a_report_goes_on_and_is_saved_once_when_it_is_back(
    open_page: OpenPage, local_store: Store, shop: Shop, away: Away
) -> None:
    artifact = paper(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    with away():
        press(app, "Add text")
        assert "does not answer since" in said(app) and "What you see is as it was at" in said(app)
        press(app, "Save")
        assert "Waits to be saved" in said(app) and not app.error
        press(app, "Add text")
        press(app, "Save")
    assert kinds(local_store, artifact) == ["heading", "kpi"]
    finish(app.run())
    assert kinds(local_store, artifact) == ["heading", "kpi", "text", "text"]
    assert local_store.get_artifact(artifact.id).version == 2
    assert not desk_of(app).changed and "Unsaved" not in said(app) and "does not answer" not in said(app)
    app.run()
    assert local_store.get_artifact(artifact.id).version == 2


def test_what_is_changed_after_the_save_stays_unsaved(
    open_page: OpenPage, local_store: Store, shop: Shop, away: Away
) -> None:
    artifact = paper(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    with away():
        press(app, "Add text")
        press(app, "Save and publish")
        press(app, "Add text")
    finish(app.run())
    stored = local_store.get_artifact(artifact.id)
    assert (stored.version, stored.status) == (2, "published") and len(kinds(local_store, artifact)) == 3
    assert desk_of(app).changed and "Unsaved changes" in said(app)
    press(app, "Save")
    assert local_store.get_artifact(artifact.id).version == 3 and len(kinds(local_store, artifact)) == 4


def test_a_tab_that_is_loaded_anew_has_what_was_not_saved(
    open_page: OpenPage, local_store: Store, shop: Shop, away: Away
) -> None:
    artifact = paper(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    with away():
        press(app, "Add text")
        app.run()
        again = opened(open_page, shop, artifact)
        assert desk_of(again).changed and "Unsaved changes" in said(again)
    again = opened(open_page, shop, artifact)
    assert desk_of(again).changed
    press(again, "Save")
    assert kinds(local_store, artifact) == ["heading", "kpi", "text"]
    assert not desk_of(opened(open_page, shop, artifact)).changed


def test_what_is_discarded_is_not_saved_later(open_page: OpenPage, local_store: Store, shop: Shop, away: Away) -> None:
    artifact = paper(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    with away():
        press(app, "Add text")
        press(app, "Save and publish")
        drop_changes(app)
        assert "Waits to be saved" not in said(app)
    app.run()
    stored = local_store.get_artifact(artifact.id)
    assert (stored.version, stored.status) == (1, "draft")


def test_what_somebody_saved_meanwhile_is_a_conflict_wherever_it_is_found(
    open_page: OpenPage, local_store: Store, shop: Shop, away: Away
) -> None:
    artifact = paper(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    with away():
        press(app, "Add text")
        press(app, "Save and publish")
    local_store.save_artifact(artifact.id, based_on=1, name="Theirs")
    home = open_page()
    assert "was to be saved when the workspace is back, and is not" in said(home)
    assert "newer version" in home.warning[0].value
    press(home, "I have read this")
    assert "is not." not in said(home)
    stored = local_store.get_artifact(artifact.id)
    assert (stored.name, stored.version, stored.status) == ("Theirs", 2, "draft")
    there = opened(open_page, shop, artifact)
    assert "Save mine as the newest version" in labels(there) and desk_of(there).changed
    press(there, "Save mine as the newest version")
    assert kinds(local_store, artifact) == ["heading", "kpi", "text"]


def test_it_waits_for_its_own_person(
    open_page: OpenPage, store: Store, other_store: Store, away: Away, request: pytest.FixtureRequest
) -> None:
    monkeypatch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
    mine = make_shop(store, request.getfixturevalue("tmp_path"))
    artifact = paper(store, mine)
    sign_in_as(monkeypatch, store.principal)
    app = edit(opened(open_page, mine, artifact))
    with away():
        press(app, "Add text")
        press(app, "Save")
        sign_in_as(monkeypatch, other_store.principal)
        seen = open_page("build", project=mine.project.id, artifact=artifact.id)
        assert not seen.exception and "Paper" not in words(seen) and "Waits to be saved" not in words(seen)
    other = open_page()
    app.run()
    assert "Paper" not in said(other) and "Paper" not in said(app)
    assert store.get_artifact(artifact.id).version == 1
    sign_in_as(monkeypatch, store.principal)
    open_page()
    assert store.get_artifact(artifact.id).version == 2


def test_settings_are_saved_when_it_is_back_unless_somebody_changed_them(
    open_page: OpenPage, local_store: Store, away: Away
) -> None:
    for theirs in ("", "Theirs"):
        app = open_page("settings")
        with away():
            app.text_input[0].set_value("Acme")
            next(button for button in app.button if button.label == "Save changes").click()
            app.run()
            assert not app.exception and not app.error
            assert "The settings of the organization" in words(app)
            assert app.text_input[0].value == "Acme"
        if theirs:
            local_store.update_organization(name=theirs)
        app.run()
        assert local_store.organization().name == (theirs or "Acme")
        assert bool(app.warning) is bool(theirs)


@pytest.mark.parametrize("theirs", ["", "Theirs"])
def test_a_name_is_not_written_over_anothers_that_came_meanwhile(
    open_page: OpenPage, local_store: Store, shop: Shop, theirs: str
) -> None:
    app = open_page()
    person = local_store.principal
    seen = local_store.get_project(shop.project.id).project
    OUTBOX.put((person.organization_id, person.user_id), change_of_project(seen, {"name": "Mine"}))
    try:
        paper(local_store, shop)  # what is in the project may change
        if theirs:
            local_store.update_project(shop.project.id, name=theirs)
        app.run()
        assert local_store.get_project(shop.project.id).project.name == (theirs or "Mine")
        assert bool(app.warning) is bool(theirs)
        assert ("Name: Mine" in [code.value for code in app.code]) is bool(theirs)
    finally:
        OUTBOX._boxes.clear()


def test_a_page_that_was_never_seen_says_so_and_nothing_else(
    open_page: OpenPage, local_store: Store, shop: Shop, away: Away
) -> None:
    open_page()
    with away():
        app = open_page("queries", project=shop.project.id)
        assert "opens by itself" in said(app), app.error[0].value


def test_how_the_workspace_is_reached_is_told_to_its_log_and_not_to_people(
    open_page: OpenPage, shop: Shop, monkeypatch: pytest.MonkeyPatch, away: Away, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise not_reached("connection refused", "LUNARA_DATABASE_URL")

    home = open_page()
    ask = open_page("ask", project=shop.project.id)
    with away(), monkeypatch.context() as patch:
        patch.setattr(Database, "run", refuse)
        patch.setattr(Database, "transaction", refuse)
        never_seen = said(open_page("queries", project=shop.project.id))
        ask.chat_input[0].set_value("revenue").run()
        seen = [never_seen, said(home.run()), said(ask)]
    assert "opens by itself" in never_seen and ask.error
    assert not [one for one in seen if "LUNARA_" in one or "host" in one]
    assert "Check host and port in LUNARA_DATABASE_URL" in caplog.text


def test_why_a_question_was_not_asked_goes_with_the_outage(
    open_page: OpenPage, local_store: Store, shop: Shop, away: Away
) -> None:
    app = open_page("ask", project=shop.project.id)
    with away():
        app.chat_input[0].set_value("revenue").run()
        assert [error.value for error in app.error if "does not answer" in error.value]
        app.run()
        assert app.error, "it stays for as long as the workspace is away"
    app.run()
    assert not app.error
    app.chat_input[0].set_value("x" * 5_000).run()
    assert app.run().error, "what is wrong with the question stays"
