"""Build: the library, a dashboard with its filters, clicks, tiles and versions, reports and slides, and viewers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lunara.build.artifact import (
    Block,
    DashboardContent,
    DashboardFilter,
    Figure,
    Place,
    ReportContent,
    Slide,
    SlidesContent,
    Widget,
    content_json,
    empty_content,
)
from lunara.build.kinds import dashboard
from lunara.connect.warehouse import CancelToken
from lunara.errors import NotFound, NotPermitted, Unavailable, WarehouseFailed
from lunara.semantic.query import FieldFilter, SemanticQuery, TimeRange
from lunara.ui import figure_results, filter_values
from lunara.ui.build_desk import BuildDesk
from lunara.workspace.postgres import PostgresStore
from lunara.workspace.records import Artifact, ArtifactType, Role
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import EVIL, EVIL_SHOWN, Shop, click, finish, labels, make_shop, press
from tests.pages.test_home import sign_in_as

TITLE = "Money <b>in</b> *2025*"
TITLE_SHOWN = "Money \\<b\\>in\\</b\\> \\*2025\\*"


@pytest.fixture
def shop(local_store: Store, tmp_path: Path) -> Shop:
    return make_shop(local_store, tmp_path)


def figure(shop: Shop, **query: Any) -> Figure:
    return Figure(semantic_model_id=shop.head.id, query=SemanticQuery.model_validate(query))


def board(store: Store, shop: Shop, **more: Any) -> Artifact:
    revenue = figure(shop, measures=["orders.revenue"])
    content = DashboardContent(
        widgets=(
            Widget(id="n", kind="kpi", title=TITLE, figure=revenue, place=Place(x=0, y=0, w=3, h=2)),
            Widget(
                id="c",
                kind="chart",
                title="By country",
                figure=figure(shop, measures=["orders.revenue"], dimensions=["customers.country"]),
                place=Place(x=3, y=0, w=9, h=4),
            ),
            Widget(id="t", kind="text", title="Note", text="# not a heading", place=Place(x=0, y=4, w=12, h=1)),
        ),
        **{"filters": (DashboardFilter(id="f", field="orders.channel", label=EVIL),), **more},
    )
    return store.create_artifact(shop.project.id, "dashboard", "Board *one*", content_json(content))


def opened(open_page: OpenPage, shop: Shop, artifact: Artifact) -> AppTest:
    return finish(open_page("build", project=shop.project.id, artifact=artifact.id))


def desk_of(app: AppTest) -> BuildDesk:
    return next(value for value in app.session_state["lunara"].pages.values() if isinstance(value, BuildDesk))


def edit(app: AppTest) -> AppTest:
    next(box for box in app.toggle if box.label == "Edit").set_value(True).run()
    return finish(app)


def test_an_empty_library_says_what_to_do(open_page: OpenPage, local_store: Store) -> None:
    project = local_store.create_project("P")
    app = open_page("build", project=project.id)
    assert not app.exception and "Nothing built yet" in words(app)
    assert "Go to Model" in [link.label for link in app.main.get("page_link")]
    drafting = next(found for found in app.button if found.label == "Draft a dashboard for me")
    assert drafting.disabled


def test_a_dashboard_is_drafted_from_the_model(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = press(open_page("build", project=shop.project.id), "Draft a dashboard for me")
    made = local_store.list_artifacts(project_id=shop.project.id)
    assert len(made) == 1 and made[0].status == "draft"
    assert app.title[0].value == "Shop model overview" and not app.exception
    again = press(open_page("build", project=shop.project.id), "Draft a dashboard for me")
    assert again.title[0].value == "Shop model overview 2"


def test_the_library_lists_and_searches(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    board(local_store, shop)
    app = open_page("build", project=shop.project.id)
    assert "Board \\*one\\*" in words(app)
    next(box for box in app.text_input if box.label == "Search").set_value("zebra").run()
    assert "Nothing matches" in words(app)
    click(app, "New report")
    assert next(box for box in app.text_input if box.label == "Name").value == ""


def test_a_dashboard_shows_its_numbers_and_names_as_they_are(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    app = opened(open_page, shop, board(local_store, shop))
    assert not app.exception and not app.error
    assert app.title[0].value == "Board \\*one\\*"
    assert f"**{TITLE_SHOWN}**" in words(app) and "\\# not a heading" in words(app)
    assert app.metric[0].value == "$3,000" or app.metric[0].value == "3,000"
    assert EVIL_SHOWN in [box.label for box in app.multiselect]
    assert app.get("plotly_chart")[0].proto.alt


def test_filters_and_dates_act_on_the_tiles(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = opened(open_page, shop, board(local_store, shop))
    whole = app.metric[0].value
    app.multiselect[0].set_value(["web"]).run()
    finish(app)
    web = app.metric[0].value
    assert web != whole
    app.multiselect[0].set_value([]).run()
    finish(app)
    assert app.metric[0].value == whole
    next(box for box in app.selectbox if box.label == "Date range").set_value("From … to …").run()
    for box, day in zip(app.date_input, (date(2025, 1, 1), date(2025, 1, 31)), strict=True):
        box.set_value(day)
    app.run()
    finish(app)
    assert app.metric[0].value not in (whole, web)
    assert desk_of(app).window == TimeRange.model_validate({"from": "2025-01-01", "to": "2025-02-01"})


def test_what_is_chosen_is_in_the_address_and_comes_back_from_it(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    artifact = board(local_store, shop)
    app = opened(open_page, shop, artifact)
    whole = app.metric[0].value
    app.multiselect[0].set_value(["web"]).run()
    next(box for box in app.selectbox if box.label == "Date range").set_value("Last year").run()
    finish(app)
    address = {name: app.query_params[name] for name in app.query_params if name.startswith("show-")}
    assert address == {"show-f": '["web"]', "show-dates": "previous-year"}
    again = finish(open_page("build", project=shop.project.id, artifact=artifact.id, **address))
    assert again.multiselect[0].value == ["web"] and again.metric[0].value != whole
    assert next(box for box in again.selectbox if box.label == "Date range").value == "Last year"
    again.session_state[f"link:{artifact.id}"] = True
    again.run()
    assert "show-dates=previous-year" in again.code[0].value
    press(again, "All of this project")
    assert not [name for name in again.query_params if name.startswith("show-")]


def test_an_address_that_says_nonsense_filters_nothing(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    artifact = board(local_store, shop)
    whole = opened(open_page, shop, artifact).metric[0].value
    nonsense = {"show-f": '{"sql":"drop table orders"}', "show-zebra": '["web"]', "show-dates": "'; drop table orders"}
    app = finish(open_page("build", project=shop.project.id, artifact=artifact.id, **nonsense))
    assert not app.exception and not app.error and app.metric[0].value == whole
    strange = {"show-f": '["\'; drop table orders; --"]'}
    app = finish(open_page("build", project=shop.project.id, artifact=artifact.id, **strange))
    assert not app.exception and app.multiselect[0].value == ["'; drop table orders; --"]


def test_a_click_filters_the_other_tiles_and_can_be_taken_back(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    app = opened(open_page, shop, board(local_store, shop))
    whole = app.metric[0].value
    spain = FieldFilter.model_validate({"field": "customers.country", "op": "=", "values": ["Spain"]})
    desk_of(app).picks["c"] = ("Country: Spain", (spain,))
    finish(app)
    assert app.metric[0].value != whole
    assert "Peru" in app.get("plotly_chart")[0].proto.alt
    app.button(key="unpick:c").click().run()
    finish(app)
    assert app.metric[0].value == whole


def test_editing_tiles_saving_and_undoing(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    artifact = board(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    press(app, "Add text")
    assert len(desk_of(app).dashboard().widgets) == 4 and "Unsaved changes" in words(app)
    press(app, "Undo")
    assert not desk_of(app).changed
    app.button(key="copy:n").click().run()
    finish(app)
    app.button(key="remove:t").click().run()
    finish(app)
    press(app, "Save")
    stored = local_store.get_artifact(artifact.id)
    assert stored.version == 2 and [w["kind"] for w in stored.content["widgets"]] == ["kpi", "chart", "kpi"]
    app.session_state[f"versions:{artifact.id}"] = True
    app.run()
    app.button(key="restore:1").click().run()
    finish(app)
    assert local_store.get_artifact(artifact.id).version == 2 and "Unsaved changes" in words(app)
    press(app, "Save")
    assert local_store.get_artifact(artifact.id).version == 3
    assert local_store.get_artifact(artifact.id).content == artifact.content
    assert local_store.list_artifact_versions(artifact.id)[0].note == "Restored version 1"


def test_a_restored_version_goes_live_when_it_is_saved_and_loses_no_unsaved_work(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    artifact = board(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    press(app, "Add text")
    press(app, "Save")
    local_store.set_artifact_status(artifact.id, "published")
    live = local_store.get_artifact(artifact.id)
    press(app, "Add text")
    mine = desk_of(app).content
    app.session_state[f"versions:{artifact.id}"] = True
    app.run()
    app.button(key="restore:1").click().run()
    finish(app)
    assert local_store.get_artifact(artifact.id) == live
    assert len(desk_of(app).dashboard().widgets) == 3
    press(app, "Undo")
    assert desk_of(app).content == mine


def test_filters_wait_for_a_slow_warehouse_without_losing_what_they_are_set_to(
    open_page: OpenPage, local_store: Store, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = DashboardFilter(id="f", field="orders.channel", label="Channel", values=("web",))
    artifact = board(local_store, shop, filters=(kept,))
    gate = threading.Event()
    read = filter_values._values_of

    def slow(*given: Any) -> Any:
        gate.wait(20)
        return read(*given)

    monkeypatch.setattr(filter_values, "_values_of", slow)
    monkeypatch.setattr(filter_values, "PATIENCE_SECONDS", 0.05)
    app = open_page("build", project=shop.project.id, artifact=artifact.id)
    assert app.multiselect[0].disabled and app.multiselect[0].value == ["web"]
    gate.set()
    finish(app)
    assert not app.multiselect[0].disabled
    assert app.multiselect[0].options == ["store", "web"] and app.multiselect[0].value == ["web"]


def test_numbers_that_nobody_waits_for_any_more_are_not_asked_on(
    open_page: OpenPage, local_store: Store, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    artifact = board(local_store, shop)
    begun: list[CancelToken] = []

    def endless(*_: Any, cancel: CancelToken, **__: Any) -> dict[str, Any]:
        begun.append(cancel)
        stopped = threading.Event()
        cancel.on_cancel(stopped.set)
        stopped.wait(20)
        return {}

    refresh_all = figure_results.refresh_all
    monkeypatch.setattr(figure_results, "refresh_all", endless)
    monkeypatch.setattr(figure_results, "PATIENCE_SECONDS", 0.3)
    app = open_page("build", project=shop.project.id, artifact=artifact.id)
    assert len(begun) == 1 and not begun[0].cancelled
    app.run()
    assert len(begun) == 1 and not begun[0].cancelled, "drawn again, it waits for the same"
    monkeypatch.setattr(figure_results, "refresh_all", refresh_all)
    app.multiselect[0].set_value(["web"]).run()
    finish(app)
    assert begun[0].cancelled and app.metric[0].value


def test_reading_the_values_of_filters_can_be_stopped_and_tried_again(
    open_page: OpenPage, local_store: Store, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = DashboardFilter(id="f", field="orders.channel", label="Channel", values=("web",))
    artifact = board(local_store, shop, filters=(kept,))
    read = filter_values._values_of

    def endless(ctx: Any, artifact_id: str, asked: Any, cancel: CancelToken) -> Any:
        stopped = threading.Event()
        cancel.on_cancel(stopped.set)
        stopped.wait(20)
        cancel.raise_if_cancelled()

    monkeypatch.setattr(filter_values, "_values_of", endless)
    monkeypatch.setattr(filter_values, "PATIENCE_SECONDS", 0.05)
    app = press(open_page("build", project=shop.project.id, artifact=artifact.id), "Cancel")
    assert "Reading the values of the filters\\: stopped" in words(app)
    assert not app.multiselect[0].disabled, "what it is set to can be taken out"
    app.run()
    assert "Try again" in labels(app), "it is not begun again by itself"
    monkeypatch.setattr(filter_values, "_values_of", read)
    press(app, "Try again")
    assert app.multiselect[0].options == ["store", "web"] and "Try again" not in labels(app)


def test_values_that_cannot_be_read_are_told_beside_the_filter(
    open_page: OpenPage, local_store: Store, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = DashboardFilter(id="f", field="orders.channel", label="Channel", values=("web",))
    artifact = board(local_store, shop, filters=(kept,))

    def refused(*_: Any, **__: Any) -> None:
        raise WarehouseFailed("The engine said no.", "Try again.")

    monkeypatch.setattr(filter_values, "run_for", refused)
    app = opened(open_page, shop, artifact)
    assert "The engine said no" in words(app)
    assert app.multiselect[0].value == ["web"], "what it is set to still filters, and can be taken out"


def test_two_desks_saving_lose_nothing(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    artifact = board(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    press(app, "Add text")
    local_store.save_artifact(artifact.id, based_on=1, content=artifact.content, note="theirs")
    press(app, "Save")
    assert {"Save mine as the newest version", "Drop mine and open theirs"} <= set(labels(app))
    assert desk_of(app).changed and local_store.get_artifact(artifact.id).version == 2
    press(app, "Save mine as the newest version")
    assert local_store.get_artifact(artifact.id).version == 3
    assert len(local_store.get_artifact(artifact.id).content["widgets"]) == 4
    press(app, "Add text")
    local_store.save_artifact(artifact.id, based_on=3, content=artifact.content, note="theirs again")
    press(app, "Save")
    press(app, "Drop mine and open theirs")
    assert len(desk_of(app).dashboard().widgets) == 3 and not desk_of(app).changed


def test_publishing_and_back(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    artifact = board(local_store, shop)
    app = opened(open_page, shop, artifact)
    press(app, "Publish")
    assert local_store.get_artifact(artifact.id).status == "published"
    press(app, "Back to draft")
    assert local_store.get_artifact(artifact.id).status == "draft"


def test_unsaved_changes_are_saved_and_published_at_once(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    artifact = board(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    press(app, "Add text")
    press(app, "Save and publish")
    stored = local_store.get_artifact(artifact.id)
    assert (stored.status, stored.version) == ("published", 2) and not desk_of(app).changed
    press(app, "Add text")
    assert "Save and publish" not in labels(app) and "Save" in labels(app)


def test_adding_a_tile_begins_with_a_question(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = click(edit(opened(open_page, shop, board(local_store, shop))), "Add tile")
    assert not app.exception and not app.error
    assert any(box.label == "Question" for box in app.text_input) and "Ask" in labels(app)
    looked = opened(open_page, shop, board(local_store, shop))
    assert "Add tile" not in labels(looked)


@pytest.mark.parametrize("type", ["report", "slide"])
def test_adding_a_figure_to_a_report_or_a_deck_begins_with_a_question(
    open_page: OpenPage, local_store: Store, shop: Shop, type: ArtifactType
) -> None:
    artifact = local_store.create_artifact(shop.project.id, type, "Kept", content_json(empty_content(type, "Kept")))
    app = click(edit(opened(open_page, shop, artifact)), "Add chart or table")
    assert not app.exception and not app.error
    assert any(box.label == "Question" for box in app.text_input) and "Ask" in labels(app)
    assert "Add chart or table" not in labels(opened(open_page, shop, artifact))


def test_what_a_figure_says_is_edited_in_its_words_and_still_kept_up_to_date(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    said = figure(shop, measures=["orders.revenue"])
    content = SlidesContent(slides=(Slide(id="k", kind="kpi", title="{{headline}}", text="{{headline}}", figure=said),))
    artifact = local_store.create_artifact(shop.project.id, "slide", "Deck", content_json(content))
    app = edit(opened(open_page, shop, artifact))
    boxes = {box.label: box for box in [*app.text_input, *app.text_area]}
    words_of_it = str(boxes["Text"].value)
    assert words_of_it.startswith("Revenue: ") and boxes["Title"].value == words_of_it
    boxes["Text"].set_value(f"So far: {words_of_it}")
    boxes["Title"].set_value("Mine")
    press(app, "Apply")
    (kept,) = desk_of(app).slides().slides
    assert (kept.title, kept.text) == ("Mine", "So far: {{headline}}")


def test_asking_a_tile_anew_begins_with_what_it_shows(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = edit(opened(open_page, shop, board(local_store, shop)))
    app.button(key="ask-anew:c").click()
    app.run()
    assert next(box for box in app.text_input if box.label == "Question").value == "Revenue by country"


def test_a_tile_says_which_period_it_shows(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = opened(
        open_page, shop, board(local_store, shop, date_range=TimeRange(**{"from": "2025-01-01", "to": "2025-02-01"}))
    )
    assert "Jan 2025" in words(app)
    assert "Jan 2025" not in words(opened(open_page, shop, board(local_store, shop)))


def test_a_refresh_interval_is_kept(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    artifact = board(local_store, shop)
    app = edit(opened(open_page, shop, artifact))
    app.radio[0].set_value(300).run()
    press(app, "Save")
    assert local_store.get_artifact(artifact.id).content["refresh_interval"] == 300
    looked = opened(open_page, shop, artifact)
    assert "refreshes every 5 min" in words(looked)


def test_a_model_that_is_unpublished_or_gone_is_told_on_the_tile(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    artifact = board(local_store, shop)
    local_store.delete_semantic_model(shop.head.id)
    app = opened(open_page, shop, artifact)
    assert not app.exception
    assert len(app.error) + len(app.warning) == 1, "one reason is told once"
    assert [box.value for box in app.caption].count("No numbers: the reason is above.") == 2
    assert "Traceback" not in "\n".join(box.value for box in (*app.error, *app.warning))


def test_a_file_that_is_gone_is_told_once_above_the_tiles(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    artifact = board(local_store, shop)
    shop.path.unlink()
    app = opened(open_page, shop, artifact)
    assert not app.exception and len(app.error) == 1
    assert "As of" not in words(app), "there are no numbers"


def test_a_workspace_that_is_away_is_told_in_words(
    open_page: OpenPage, local_store: Store, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(self: object, *_: object, **__: object) -> None:
        raise Unavailable("The workspace cannot be reached.", "Try again in a minute.")

    monkeypatch.setattr(PostgresStore, "list_artifacts", away)
    app = open_page("build", project=shop.project.id)
    assert not app.exception and "cannot be reached" in app.error[0].value


def test_a_report_is_edited_block_by_block(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    content = ReportContent(
        title="Paper",
        blocks=(
            Block(id="h", kind="heading", title="*Head*"),
            Block(id="k", kind="kpi", title="Money", figure=figure(shop, measures=["orders.revenue"])),
        ),
    )
    artifact = local_store.create_artifact(shop.project.id, "report", "Paper", content_json(content))
    app = edit(opened(open_page, shop, artifact))
    assert not app.exception and "\\*Head\\*" in words(app)
    app.button(key="icon_only:Move down:h").click().run()
    finish(app)
    press(app, "Add text")
    press(app, "Save")
    assert [b["kind"] for b in local_store.get_artifact(artifact.id).content["blocks"]] == ["kpi", "heading", "text"]
    assert {"HTML", "PDF"} <= {found.proto.label for found in app.get("download_button")}


def test_a_deck_is_edited_slide_by_slide(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    content = SlidesContent(
        slides=(
            Slide(id="a", kind="title", title="Hello", subtitle="*World*"),
            Slide(
                id="b",
                kind="chart",
                title="Chart",
                figure=figure(shop, measures=["orders.revenue"], dimensions=["customers.country"]),
            ),
        )
    )
    artifact = local_store.create_artifact(shop.project.id, "slide", "Deck", content_json(content))
    app = edit(opened(open_page, shop, artifact))
    assert not app.exception and "\\*World\\*" in words(app)
    app.button(key="icon_only:Duplicate:a").click().run()
    finish(app)
    app.button(key="icon_only:Remove:b").click().run()
    finish(app)
    press(app, "Save")
    assert [s["kind"] for s in local_store.get_artifact(artifact.id).content["slides"]] == ["title", "title"]
    assert "PowerPoint" in {found.proto.label for found in app.get("download_button")}


@pytest.mark.parametrize(
    ("stored", "shown"), [("dark", "lunara-dark"), ("nano-banana-pro", "nano-banana-pro"), ("gone", "lunara")]
)
def test_the_theme_that_is_shown_is_the_one_it_looks_like_and_another_can_be_picked(
    open_page: OpenPage, local_store: Store, shop: Shop, stored: str, shown: str
) -> None:
    content = SlidesContent(slides=(Slide(id="a", kind="title", title="Hello"),), template=stored)
    artifact = local_store.create_artifact(shop.project.id, "slide", "Deck", content_json(content))
    app = edit(opened(open_page, shop, artifact))
    picker = next(box for box in app.selectbox if box.label == "Theme")
    assert picker.value == shown and not desk_of(app).changed
    picker.set_value("midnight").run()
    assert desk_of(app).slides().template == "midnight"


def test_a_viewer_sees_what_is_published_and_changes_nothing(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path)
    artifact, draft = board(store, shop), board(store, shop)
    store.set_artifact_status(artifact.id, "published")
    viewer = store_as("viewer")
    sign_in_as(monkeypatch, viewer.principal)
    app = opened(open_page, shop, artifact)
    assert not app.exception and app.metric[0].value
    assert not [box for box in app.toggle if box.label == "Edit"]
    assert not {"Publish", "Back to draft", "Save", "Add text"} & set(labels(app))
    hidden = open_page("build", project=shop.project.id, artifact=draft.id)
    assert not hidden.exception and hidden.warning and not hidden.metric
    with pytest.raises(NotFound):
        viewer.get_artifact(draft.id)
    with pytest.raises(NotPermitted):
        viewer.save_artifact(artifact.id, based_on=1, content=artifact.content)
    listed = open_page("build", project=shop.project.id)
    assert "New report" not in labels(listed) and len([x for x in labels(listed) if x == "Open"]) == 1


def test_an_artifact_of_another_organization_is_not_found(
    open_page: OpenPage, local_store: Store, other_store: Store, shop: Shop, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    theirs = board(other_store, make_shop(other_store, tmp_path / "other"))
    other_store.set_artifact_status(theirs.id, "published")
    app = open_page("build", project=shop.project.id, artifact=theirs.id)
    assert not app.exception and app.warning
    assert "Board" not in words(app) and not app.metric


def test_arranging_keeps_what_was_moved() -> None:
    content = DashboardContent(
        widgets=(Widget(id="t", kind="text", title="a", text="b", place=Place(x=0, y=0, w=3, h=2)),)
    )
    moved = dashboard.move_tiles(content, {"t": Place(x=6, y=1, w=6, h=3)})
    assert moved.widgets[0].place.w == 6
