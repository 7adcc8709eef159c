"""Two people at one dashboard or report: both sides are seen, brought together as is chosen, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lunara.build.artifact import Block, DashboardContent, ReportContent, content_json, parse_content
from lunara.errors import NotFound
from lunara.ui.build_desk import BuildDesk
from lunara.workspace.records import Artifact, Role
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import Shop, labels, make_shop, press
from tests.pages.test_build import board, desk_of, edit, opened
from tests.pages.test_home import sign_in_as


@pytest.fixture
def shop(local_store: Store, tmp_path: Path) -> Shop:
    return make_shop(local_store, tmp_path)


def their_save(store: Store, artifact: Artifact, note: str = "", **titles: str) -> Artifact:
    """What somebody else saves: tiles with other titles, by id."""
    content = parse_content("dashboard", store.get_artifact(artifact.id).content)
    assert isinstance(content, DashboardContent)
    tiles = tuple(
        one.model_copy(update={"title": titles[one.id]}) if one.id in titles else one for one in content.widgets
    )
    changed = content.model_copy(update={"widgets": tiles})
    version = store.get_artifact(artifact.id).version
    return store.save_artifact(artifact.id, based_on=version, content=content_json(changed), note=note)


def my_title(app: AppTest, tile: str, title: str) -> None:
    """Change a tile on the desk as the tile's form does."""

    def change(current: Any) -> Any:
        tiles = tuple(one.model_copy(update={"title": title}) if one.id == tile else one for one in current.widgets)
        return current.model_copy(update={"widgets": tiles})

    desk_of(app).change(change)
    app.run()


def titles(store: Store, artifact: Artifact) -> dict[str, str]:
    return {one["id"]: one["title"] for one in store.get_artifact(artifact.id).content["widgets"]}


def pick(app: AppTest, key: str, side: str) -> None:
    next(one for one in app.segmented_control if one.key.endswith(f":{key}")).set_value(side).run()


def test_what_only_one_changed_comes_together_by_itself(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    artifact = board(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    my_title(app, "t", "My note")
    their_save(local_store, artifact, "A better name", c="Their chart")
    press(app, "Save")
    shown = words(app)
    assert "Your other tab saved this dashboard while you were changing it" in shown and "A better name" in shown
    assert "go together by themselves" in shown
    assert {"Their chart", "My note"} <= {one.title for one in _shown(app).dashboard().widgets}, (
        "the page shows the result"
    )
    press(app, "Use the result")
    assert desk_of(app).changed and local_store.get_artifact(artifact.id).version == 2
    press(app, "Save")
    found = titles(local_store, artifact)
    assert (found["c"], found["t"], local_store.get_artifact(artifact.id).version) == ("Their chart", "My note", 3)


def _shown(app: AppTest) -> BuildDesk:
    pages = app.session_state["lunara"].pages
    return next(desk for key, desk in pages.items() if key.endswith(":conflict") and isinstance(desk, BuildDesk))


@pytest.mark.parametrize("side", ["mine", "theirs"])
def test_what_both_changed_is_chosen_and_seen_before(
    open_page: OpenPage, local_store: Store, shop: Shop, side: str
) -> None:
    artifact = board(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    my_title(app, "t", "Mine *one*")
    their_save(local_store, artifact, t="Theirs")
    press(app, "Save")
    assert "Both changed 1 thing" in words(app) and "Mine \\*one\\*" in words(app) and "Theirs" in words(app)
    pick(app, "item:t", side)
    wanted = "Mine *one*" if side == "mine" else "Theirs"
    assert {one.id: one.title for one in _shown(app).dashboard().widgets}["t"] == wanted
    press(app, "Use the result")
    assert {one.id: one.title for one in desk_of(app).dashboard().widgets}["t"] == wanted
    assert desk_of(app).changed == (side == "mine")
    press(app, "Undo")
    desk = desk_of(app)
    assert desk.artifact is not None and (desk.artifact.version, desk.changed) == (1, True), "as before, with its base"
    press(app, "Look at both")
    press(app, "Use the result")
    assert {one.id: one.title for one in desk_of(app).dashboard().widgets}["t"] == "Mine *one*", (
        "mine, unless it is chosen"
    )


def test_a_tile_that_they_took_out_and_i_changed(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    artifact = board(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    my_title(app, "t", "My note")
    left = [one for one in artifact.content["widgets"] if one["id"] != "t"]
    local_store.save_artifact(artifact.id, based_on=1, content={**artifact.content, "widgets": left})
    press(app, "Save")
    assert "took it out while you changed it" in words(app)
    assert "t" in {one.id for one in _shown(app).dashboard().widgets}
    pick(app, "item:t", "theirs")
    assert "t" not in {one.id for one in _shown(app).dashboard().widgets}


def test_mine_can_be_left_for_later_and_saved_as_a_copy(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    artifact = board(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    my_title(app, "t", "My note")
    their_save(local_store, artifact, t="Theirs")
    press(app, "Save")
    press(app, "Decide later")
    assert desk_of(app).changed and "Version 2 was saved while you were changing version 1" in words(app)
    press(app, "Look at both")
    press(app, "Save mine as a copy")
    copy = next(one for one in local_store.list_artifacts(project_id=shop.project.id) if one.id != artifact.id)
    assert "copy of" in copy.name and copy.id in app.query_params["artifact"]
    assert titles(local_store, copy)["t"] == "My note" and titles(local_store, artifact)["t"] == "Theirs"


def test_theirs_can_be_opened_and_mine_brought_back(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    artifact = board(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    my_title(app, "t", "My note")
    their_save(local_store, artifact, t="Theirs")
    press(app, "Save")
    press(app, "Drop mine and open theirs")
    assert not desk_of(app).changed
    press(app, "Undo")
    assert {one.id: one.title for one in desk_of(app).dashboard().widgets}["t"] == "My note" and desk_of(app).changed


def test_unsaved_changes_outlive_a_reload_and_are_their_persons_alone(  # noqa: PLR0917
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    other_store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path)
    artifact = board(store, shop)
    sign_in_as(monkeypatch, store.principal)
    my_title(edit(opened(open_page, shop, artifact)), "t", "My note")
    again = opened(open_page, shop, artifact)
    assert desk_of(again).changed and "Your unsaved changes from before are on the page" in words(again)
    sign_in_as(monkeypatch, store_as("editor").principal)
    theirs = opened(open_page, shop, artifact)
    assert not desk_of(theirs).changed and "My note" not in words(theirs)
    sign_in_as(monkeypatch, other_store.principal)
    assert "My note" not in words(open_page("build", project=shop.project.id, artifact=artifact.id))
    store.delete_artifact(artifact.id)
    outside = open_page("build", project=shop.project.id, artifact=artifact.id)
    assert "was deleted while" not in words(outside) and "My note" not in words(outside)
    sign_in_as(monkeypatch, store.principal)
    gone = opened(open_page, shop, artifact)
    assert "was deleted while you were changing it" in words(gone)
    press(gone, "Drop my changes")
    assert "was deleted while" not in words(opened(open_page, shop, artifact))


def test_what_was_deleted_meanwhile_is_not_lost(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    artifact = board(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    my_title(app, "t", "My note")
    local_store.delete_artifact(artifact.id)
    app.run()
    assert "was deleted while you were changing it" in words(app)
    again = opened(open_page, shop, artifact)
    assert "was deleted while you were changing it" in words(again), "after a reload too"
    press(again, "Save as a new dashboard")
    (made,) = local_store.list_artifacts(project_id=shop.project.id)
    assert titles(local_store, made)["t"] == "My note"
    with pytest.raises(NotFound):
        local_store.get_artifact(artifact.id)


def test_a_report_is_brought_together_block_by_block(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    blocks = tuple(Block(id=id, kind="text", text=f"Text {id}") for id in "ab")
    content = ReportContent(blocks=blocks, title="R")
    artifact = local_store.create_artifact(shop.project.id, "report", "R", content_json(content))
    app = edit(opened(open_page, shop, artifact))
    desk_of(app).change(lambda current: current.with_items([*current.items, Block(id="m", kind="text", text="Mine")]))
    app.run()
    theirs = content.with_items([Block(id="b", kind="text", text="Changed"), blocks[0]])
    local_store.save_artifact(artifact.id, based_on=1, content=content_json(theirs))
    press(app, "Save")
    press(app, "Use the result")
    press(app, "Save")
    found = local_store.get_artifact(artifact.id).content["blocks"]
    assert [one["text"] for one in found] == ["Changed", "Mine", "Text a"], "behind what it was put behind"
    assert "Use the result" not in labels(app)
