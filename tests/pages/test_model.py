"""Model: draft, review, undo, save, conflict, publish, versions, and for those who may only look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lunara.errors import NotPermitted, Unavailable
from lunara.semantic.model import SemanticModel
from lunara.semantic.review import review_items
from lunara.ui.components.model_tables import _change_of
from lunara.ui.model_desk import ModelDesk, content_of
from lunara.ui.model_drafting import DRAFTED
from lunara.ui.model_preview import start_preview
from lunara.ui.warehouses import POOL
from lunara.workspace.postgres import PostgresStore
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import EVIL, EVIL_SHOWN, MODEL, REVIEW, Shop, click, drop_changes, labels, make_shop, press, view
from tests.pages.test_home import sign_in_as


def desk_of(app: AppTest) -> ModelDesk:
    return next(value for value in app.session_state["lunara"].pages.values() if isinstance(value, ModelDesk))


def test_without_a_source_it_points_to_connect(open_page: OpenPage, local_store: Store) -> None:
    project = local_store.create_project("P")
    app = open_page("model", project=project.id)
    assert not app.exception
    assert "Connect a data source first" in words(app)
    assert "Go to Connect" in [link.label for link in app.get("page_link")]


def test_a_link_that_names_a_source_opens_that_sources_model_or_its_draft(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    other = local_store.create_data_source(shop.project.id, "Other data", "duckdb", {"path": str(shop.path)}, {})
    app = open_page("model", project=shop.project.id, source=other.id)
    assert "Draft the semantic layer" in labels(app)
    assert app.selectbox[0].value == other.id
    own = local_store.create_semantic_model(shop.project.id, other.id, "Other model", MODEL, {})
    local_store.create_semantic_model(shop.project.id, shop.source.id, "Newest model", MODEL, {})
    app = open_page("model", project=shop.project.id, source=other.id)
    assert app.title[0].value == "Other model"
    assert own.id in app.query_params["model"] and "source" not in app.query_params
    app = open_page("model", project=shop.project.id, source=other.id, model=shop.head.id)
    assert app.title[0].value == "Shop model", "a model that is named goes before its source"


def test_drafting_tells_what_it_cost_and_starts_a_review(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    app = open_page("model", project=shop.project.id, model="new", source=shop.source.id)
    app.text_input[0].set_value("Second *one*")
    press(app, "Draft the semantic layer")
    assert not app.exception
    assert app.title[0].value == "Second \\*one\\*"
    head = next(one for one in local_store.list_semantic_models(shop.project.id) if one.name == "Second *one*")
    told = local_store.get_semantic_model_version(head.id, 1).review[DRAFTED]
    assert told["statements"] > 0
    assert told["rows"] > 0
    account = next(box.label for box in app.expander if f"{told['statements']} small quer" in box.label)
    assert "rows looked at, " in account
    assert "Next to review" in labels(app)
    assert head.published_version is None


def test_review_accepts_undoes_and_saves(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path, review=REVIEW)
    app = open_page("model", project=shop.project.id)
    press(app, "Accept 2 sure ones")
    desk = desk_of(app)
    assert desk.changed and desk.review["measure:orders.revenue"]["status"] == "accepted"
    press(app, "Undo")
    assert not desk_of(app).changed
    press(app, "Accept 2 sure ones")
    press(app, "Save as a new version")
    head = local_store.get_semantic_model(shop.head.id)
    assert (head.latest_version, head.published_version) == (2, 1)
    saved = local_store.get_semantic_model_version(shop.head.id, 2)
    assert saved.review["relationship:orders_customer"]["status"] == "accepted"
    assert "Version 1 is published" in words(app)


def test_names_are_shown_letter_by_letter(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    local_store.create_semantic_model(shop.project.id, shop.source.id, EVIL, MODEL, {})
    app = open_page("model", project=shop.project.id)
    app.run()
    shown = words(app) + "\n".join(labels(app))
    assert EVIL_SHOWN in shown and "<b>x</b>" not in shown.replace(EVIL_SHOWN, "")


def test_search_narrows_to_what_matches(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path, review=REVIEW)
    app = open_page("model", project=shop.project.id)
    search = next(box for box in app.text_input if box.label == "Search")
    search.set_value("money").run()
    assert "Accept all 1 found" in labels(app)
    next(box for box in app.text_input if box.label == "Search").set_value("zebra").run()
    assert "Nothing matches" in words(app)


def test_two_desks_saving_lose_nothing(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path, review=REVIEW)
    app = open_page("model", project=shop.project.id)
    press(app, "Accept 2 sure ones")
    theirs = SemanticModel.model_validate({**MODEL, "description": "theirs"})
    local_store.save_semantic_model(shop.head.id, content_of(theirs), {}, based_on=1, note="theirs")
    press(app, "Save as a new version")
    assert {"Save mine as the newest version", "Drop mine and open theirs"} <= set(labels(app))
    assert desk_of(app).review["measure:orders.revenue"]["status"] == "accepted"
    assert local_store.get_semantic_model(shop.head.id).latest_version == 2
    press(app, "Save mine as the newest version")
    assert local_store.get_semantic_model(shop.head.id).latest_version == 3
    assert local_store.get_semantic_model_version(shop.head.id, 2).content["description"] == "theirs"
    assert "Save mine as the newest version" not in labels(app)


def test_theirs_can_be_opened_instead(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path, review=REVIEW)
    app = open_page("model", project=shop.project.id)
    press(app, "Accept 2 sure ones")
    theirs = SemanticModel.model_validate({**MODEL, "description": "theirs"})
    local_store.save_semantic_model(shop.head.id, content_of(theirs), {}, based_on=1)
    press(app, "Save as a new version")
    press(app, "Drop mine and open theirs")
    assert desk_of(app).current.description == "theirs" and not desk_of(app).changed


def test_a_model_with_problems_cannot_be_published(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    tables = [dict(table) for table in MODEL["tables"]]  # type: ignore[attr-defined]
    tables[0]["measures"] = [{"name": "revenue", "aggregate": "sum", "expression": "sum(amount"}]
    head = local_store.create_semantic_model(shop.project.id, shop.source.id, "Broken", {**MODEL, "tables": tables}, {})
    app = open_page("model", project=shop.project.id, model=head.id)
    assert not app.exception
    assert any("to solve before publishing" in box.label for box in app.expander)
    popover = next(box for box in app.get("popover") if box.proto.popover.label == "Publish")
    assert popover.proto.popover.disabled


def test_publishing_and_restoring_versions(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path, publish=False, review=REVIEW)
    app = open_page("model", project=shop.project.id)
    press(app, "Accept 2 sure ones")
    press(app, "Save and publish")
    assert local_store.get_semantic_model(shop.head.id).published_version is None
    assert any("1 proposal has not been reviewed" in box.value for box in app.warning)
    next(box for box in app.checkbox if box.label == "Publish them unreviewed").check()
    press(app, "Save and publish")
    head = local_store.get_semantic_model(shop.head.id)
    assert (head.latest_version, head.published_version) == (2, 2)
    view(app, "Versions")
    press(app, "Restore as newest")
    assert local_store.get_semantic_model(shop.head.id).latest_version == 3
    restored = local_store.get_semantic_model_version(shop.head.id, 3)
    assert restored.review["measure:orders.revenue"]["status"] == "proposed"
    assert "Restored version 1" in words(app).replace("\\", "")


@pytest.mark.parametrize("name", ["Diagram", "Try it", "Check", "YAML", "Versions"])
def test_every_view_opens(name: str, open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    app = open_page("model", project=shop.project.id)
    view(app, name)
    assert not app.exception and not app.error


def test_the_check_tells_what_the_warehouse_no_longer_has(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    tables = [dict(table) for table in MODEL["tables"]]  # type: ignore[attr-defined]
    tables[1]["source"] = "main.clients"
    head = local_store.create_semantic_model(shop.project.id, shop.source.id, "Old", {**MODEL, "tables": tables}, {})
    app = open_page("model", project=shop.project.id, model=head.id)
    view(app, "Check")
    press(app, "Check against the data")
    shown = words(app).replace("\\", "")
    assert "Wrong or failing" in shown and "clients" in shown


def test_a_source_that_is_gone_is_told_in_words(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    shop.path.unlink()
    app = open_page("model", project=shop.project.id)
    view(app, "Check")
    press(app, "Check against the data")
    assert not app.exception
    assert len(app.error) == 1 and "Traceback" not in app.error[0].value


def test_a_workspace_that_is_away_is_told_in_words(
    open_page: OpenPage, local_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = make_shop(local_store, tmp_path)

    def away(self: object, *_: object, **__: object) -> None:
        raise Unavailable("The workspace cannot be reached.", "Try again in a minute.")

    monkeypatch.setattr(PostgresStore, "list_semantic_models", away)
    app = open_page("model", project=shop.project.id)
    assert not app.exception and "cannot be reached" in app.error[0].value


def test_a_viewer_looks_and_cannot_change(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path, review=REVIEW)
    viewer = store_as("viewer")
    sign_in_as(monkeypatch, viewer.principal)
    app = open_page("model", project=shop.project.id)
    assert not app.exception and app.title[0].value == "Shop model"
    assert not {"Save as a new version", "Accept 2 sure ones", "Publish", "Draft a new one"} & set(labels(app))
    with pytest.raises(NotPermitted):
        viewer.save_semantic_model(shop.head.id, content_of(shop.model), {}, based_on=1)
    with pytest.raises(NotPermitted):
        viewer.publish_semantic_model(shop.head.id, 1)


def test_a_viewer_does_not_count_rows_of_a_hidden_table(
    store_as: Callable[[Role], Store],
) -> None:
    shop_model = SemanticModel.model_validate(MODEL)

    class Viewer:
        principal = store_as("viewer").principal

    hidden = shop_model.model_copy(
        update={
            "tables": tuple(
                table.model_copy(update={"hidden": table.name == "customers"}) for table in shop_model.tables
            )
        }
    )
    for key in ("table:customers", "relationship:orders_customer"):
        with pytest.raises(NotPermitted):
            start_preview(Viewer(), None, hidden, key, published=True)  # type: ignore[arg-type]


def test_a_viewer_sees_what_is_published_while_an_editor_drafts_on(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path)
    store.save_semantic_model(shop.head.id, content_of(shop.model), {}, based_on=1, note="not published")
    viewer = store_as("viewer")
    sign_in_as(monkeypatch, viewer.principal)
    app = open_page("model", project=shop.project.id, model=shop.head.id)
    assert not app.exception
    assert desk_of(app).based_on == 1


def test_a_model_of_another_organization_is_not_found(
    open_page: OpenPage, local_store: Store, other_store: Store, tmp_path: Path
) -> None:
    theirs = make_shop(other_store, tmp_path)
    mine = local_store.create_project("Mine")
    local_store.create_data_source(mine.id, "S", "duckdb", {"path": str(theirs.path)}, {})
    head = local_store.create_semantic_model(
        mine.id, local_store.list_data_sources(mine.id)[0].id, "My model", MODEL, {}
    )
    app = open_page("model", project=mine.id, model=theirs.head.id)
    assert not app.exception
    assert "Shop model" not in words(app)
    assert app.warning and head.id


def test_editing_a_cell_renames_and_what_does_not_fit_changes_nothing() -> None:
    model = SemanticModel.model_validate(MODEL)
    desk = ModelDesk("m")
    desk.take(model, REVIEW, 1)
    items = {item.key: item for item in desk.items()}
    desk.change(_change_of(items["measure:orders.revenue"], {"label": "Turnover", "name": "turnover"}))
    table = desk.current.table("orders")
    assert table is not None and [m.name for m in table.measures] == ["turnover", "order_count"]
    kept, revision = desk.current, desk.revision
    desk.change(_change_of({i.key: i for i in desk.items()}["measure:orders.turnover"], {"name": "order_count"}))
    assert desk.error is not None and desk.current is kept and desk.revision > revision
    desk.step_back()
    assert desk.current == model and desk.error is None
    desk.change(_change_of(items["dimension:orders.channel"], {"status": "rejected"}))
    gone = next(item for item in review_items(desk.current, desk.review) if item.key == "dimension:orders.channel")
    assert gone.status == "rejected"
    before = [item.key for item in desk.items()]
    desk.change(_change_of(gone, {"label": "Sales channel"}))
    assert desk.error is not None and "is rejected" in desk.error.message
    assert next(item for item in desk.items() if item.key == gone.key).status == "rejected"
    desk.change(_change_of(gone, {"status": "accepted"}))
    assert [item.key for item in desk.items()] == before
    back = next(item for item in desk.items() if item.key == "dimension:orders.channel")
    desk.change(_change_of(back, {"label": "Sales channel"}))
    back = next(item for item in desk.items() if item.key == "dimension:orders.channel")
    assert (back.status, back.item.label) == ("accepted", "Sales channel")


def broken(shop_store: Store, shop: Shop, at: int, **changes: object) -> str:
    """A second model of the shop, its table number `at` changed."""
    tables = [dict(table) for table in MODEL["tables"]]  # type: ignore[attr-defined]
    tables[at].update(changes)
    head = shop_store.create_semantic_model(shop.project.id, shop.source.id, "Broken", {**MODEL, "tables": tables}, {})
    return head.id


@pytest.mark.parametrize(
    "changes",
    [
        {"primary_key": ["nonexistent"]},
        {"measures": [{"name": "revenue", "aggregate": "sum", "expression": "amount + bogus_column"}]},
        {"measures": [{"name": "revenue", "aggregate": "sum", "expression": "amount", "filter": "bogus_column > 1"}]},
    ],
)
def test_a_column_that_is_not_there_is_told_at_once_and_blocks_publishing(
    changes: dict[str, object], open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    app = open_page("model", project=shop.project.id, model=broken(local_store, shop, 0, **changes))
    assert not app.exception
    assert "has no column" in words(app) and "rights" not in words(app)
    popover = next(box for box in app.get("popover") if box.proto.popover.label == "Publish")
    assert popover.proto.popover.disabled


def test_a_table_without_key_columns_is_published_and_its_editor_is_one_click_away(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    model_id = broken(local_store, shop, 0, primary_key=[])
    app = open_page("model", project=shop.project.id, model=model_id)
    assert "no key columns" in words(app) and "bridge" not in words(app)
    click(app, "Choose key columns")
    keys = next(box for box in app.multiselect if box.label.startswith("One row per"))
    assert keys.value == [] and {"id", "customer_id", "amount"} <= set(keys.options)
    app = open_page("model", project=shop.project.id, model=model_id)
    press(app, "Publish")
    assert local_store.get_semantic_model(model_id).published_version == 1


def test_what_the_warehouse_cannot_run_is_not_published(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    wrong = [{"name": "revenue", "aggregate": "sum", "expression": "cast(channel as integer)", "label": "Revenue"}]
    model_id = broken(local_store, shop, 0, measures=wrong)
    app = open_page("model", project=shop.project.id, model=model_id)
    press(app, "Publish")
    assert local_store.get_semantic_model(model_id).published_version is None
    shown = words(app).replace("\\", "")
    assert "Not published: 1 thing cannot work with the data" in shown and "orders.revenue" in shown
    press(app, "Show")
    assert desk_of(app).group == "orders"
    press(app, "Close")
    assert "Not published" not in words(app).replace(":orange-badge[Not published]", "")


def test_a_key_declared_by_hand_is_counted_before_publishing(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    model_id = broken(local_store, shop, 0, primary_key=["channel"])
    app = open_page("model", project=shop.project.id, model=model_id)
    press(app, "Publish")
    assert local_store.get_semantic_model(model_id).published_version is None
    assert "channel does not identify a row of orders" in words(app)


def test_a_source_that_cannot_be_reached_is_published_over_knowingly(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path, publish=False)
    POOL.close()
    shop.path.unlink()
    app = open_page("model", project=shop.project.id)
    press(app, "Publish")
    assert local_store.get_semantic_model(shop.head.id).published_version is None
    press(app, "Publish without the check")
    assert local_store.get_semantic_model(shop.head.id).published_version == 1
    assert "not checked against the data" in local_store.get_semantic_model_version(shop.head.id, 1).note


def test_unsaved_changes_are_there_again_after_a_reload(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path, review=REVIEW)
    app = open_page("model", project=shop.project.id)
    press(app, "Accept 2 sure ones")
    again = open_page("model", project=shop.project.id)
    assert desk_of(again).changed and "Your unsaved changes of before are here again" in words(again)
    assert desk_of(again).review["measure:orders.revenue"]["status"] == "accepted"
    click(again, "Discard")
    assert desk_of(again).changed and "is lost" in words(again), "nothing is dropped before it is confirmed"
    drop_changes(again)
    assert not desk_of(open_page("model", project=shop.project.id)).changed
