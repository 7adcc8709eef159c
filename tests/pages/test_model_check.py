"""The Model page's check: what the warehouse has become, who notices, repairs as one new version."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from lunara.errors import NotPermitted
from lunara.semantic.model import SemanticModel
from lunara.ui import jobs
from lunara.ui.model_checking import start_check
from lunara.ui.warehouses import POOL
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import MODEL, Shop, labels, make_shop, press, view
from tests.pages.test_home import sign_in_as

PLACE = {"x": 0, "y": 0, "w": 4, "h": 4}


def changed(store: Store, shop: Shop, sql: str) -> None:
    """The warehouse changes while nobody holds it."""
    POOL.drop(store.principal.organization_id, shop.source.id)
    with duckdb.connect(str(shop.path)) as connection:
        connection.execute(sql)


def shown(app: AppTest) -> str:
    return words(app).replace("\\", "") + "\n".join(
        box.label.replace("\\", "") for box in (*app.checkbox, *app.expander)
    )


def checked(open_page: OpenPage, shop: Shop, label: str = "Check against the data") -> AppTest:
    app = open_page("model", project=shop.project.id, model=shop.head.id)
    view(app, "Check")
    return press(app, label)


def a_dashboard(store: Store, shop: Shop) -> None:
    figure = {"semantic_model_id": shop.head.id, "query": {"measures": ["revenue"]}}
    widgets = [{"id": "w1", "kind": "kpi", "title": "Turnover *now*", "figure": figure, "place": PLACE}]
    store.create_artifact(shop.project.id, "dashboard", "Board", {"widgets": widgets})
    store.create_agent(
        shop.project.id, "Helper", config={"semantic_model_id": shop.head.id, "semantic_model_version": 1}
    )


def test_a_model_that_holds_is_recorded_and_a_rename_is_repaired_as_one_version(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    a_dashboard(local_store, shop)
    # What the model leaves out is told once; it is known from then on.
    changed(local_store, shop, "alter table orders drop channel; alter table orders add channel varchar")
    app = checked(open_page, shop)
    assert "Everything holds" in shown(app) and "statements in" in shown(app)
    kept = local_store.load_semantic_model_fingerprints(shop.head.id, 1)
    assert kept is not None and "Spain" not in str(kept.content)
    changed(local_store, shop, "alter table orders rename amount to c9")
    app = checked(open_page, shop, "Check again")
    told = shown(app)
    assert not app.exception
    assert "Column renamed" in told and "it is c9 now" in told and "Wrong or failing" in told
    assert "measure orders.revenue" in told
    assert "Used by 1 tile, 1 agent" in told or "Used by 1 agent, 1 tile" in told
    assert "Turnover *now*" in told and "of Board" in told and "stays with version 1" in told
    assert "Apply 1 repair" in labels(app)
    press(app, "Apply 1 repair")
    head = local_store.get_semantic_model(shop.head.id)
    assert (head.latest_version, head.published_version) == (2, 1)
    saved = local_store.get_semantic_model_version(shop.head.id, 2)
    assert saved.note == "Repaired: Read c9 where orders reads amount."
    orders = SemanticModel.model_validate(saved.content).table("orders")
    assert orders is not None and orders.measures[0].expression == "c9"
    # It is checked again by itself, and what the repair reads counts as there.
    view(app, "Check")
    assert "Everything holds" in shown(app) and "version 2" in shown(app)
    assert not any("to solve before publishing" in box.label for box in app.expander)


def test_what_is_new_can_be_left_out_for_good(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    shop = make_shop(local_store, tmp_path)
    checked(open_page, shop)
    changed(local_store, shop, "create table staging (a int); alter table orders add extra int")
    app = checked(open_page, shop, "Check again")
    assert "New table" in shown(app) and "New column" in shown(app) and "Apply repairs" in labels(app)
    press(app, "Leave out all that is new")
    assert "New table" not in shown(app) and "Everything holds" in shown(app)
    app = press(app, "Check again")
    assert "Everything holds" in shown(app)
    changed(local_store, shop, "create table more (a int)")
    app = checked(open_page, shop, "Check again")
    assert "The table main.more is new" in shown(app) and "staging" not in shown(app)


def test_a_check_is_there_for_colleagues_with_its_time(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path)
    changed(store, shop, "drop table customers")
    sign_in_as(monkeypatch, store.principal)
    first = checked(open_page, shop)
    assert "Table gone" in shown(first)
    colleague = store_as("editor")
    sign_in_as(monkeypatch, colleague.principal)
    app = open_page("model", project=shop.project.id, model=shop.head.id)
    view(app, "Check")
    assert not app.exception
    assert f"Checked just now by {store.principal.full_name}: version 1" in shown(app) and "Table gone" in shown(app)
    assert "Also takes out" in shown(app)
    viewer = store_as("viewer")
    sign_in_as(monkeypatch, viewer.principal)
    app = open_page("model", project=shop.project.id, model=shop.head.id)
    view(app, "Check")
    assert "Editors check the model" in shown(app) and "Table gone" not in shown(app)
    assert not {"Check again", "Check against the data"} & set(labels(app))


def test_a_viewer_cannot_start_a_check(store_as: Callable[[Role], Store]) -> None:
    class Viewer:
        principal = store_as("viewer").principal

    with pytest.raises(NotPermitted):
        start_check(Viewer(), None, None)  # type: ignore[arg-type]


def test_what_was_unticked_stays_so_and_other_ways_can_be_chosen(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    shop = make_shop(local_store, tmp_path)
    changed(local_store, shop, "alter table orders drop channel; alter table orders add channel varchar")
    checked(open_page, shop)
    changed(
        local_store, shop, "alter table orders rename amount to c9; insert into orders values (99, 77, null, 1.0, 'x')"
    )
    app = checked(open_page, shop, "Check again")
    assert "Refers to nothing" in shown(app) and "Apply 1 repair" in labels(app)
    next(box for box in app.checkbox if box.label == "**Repair it**").uncheck()
    app.run()
    assert "Apply repairs" in labels(app)
    view(app, "Review")
    view(app, "Check")
    assert "Apply repairs" in labels(app)
    next(box for box in app.checkbox if box.label == "**Repair it**").check()
    app.run()
    assert len(app.radio[0].options) == 2
    app.radio[0].set_value(1).run()
    assert "Apply 1 repair" in labels(app)
    press(app, "Apply 1 repair")
    saved = local_store.get_semantic_model_version(shop.head.id, 2)
    assert saved.review["measure:orders.revenue"]["status"] == "rejected"
    orders = SemanticModel.model_validate(saved.content).table("orders")
    assert orders is not None and [m.name for m in orders.measures] == ["order_count"]


def test_with_other_unsaved_changes_nothing_is_saved_behind_ones_back(
    open_page: OpenPage, local_store: Store, tmp_path: Path
) -> None:
    review = {"dimension:orders.channel": {"status": "proposed", "confidence": 0.95, "because": "Four values."}}
    shop = make_shop(local_store, tmp_path, review=review)
    changed(local_store, shop, "drop table customers")
    app = open_page("model", project=shop.project.id, model=shop.head.id)
    press(app, "Accept 1 sure one")
    view(app, "Check")
    press(app, "Check against the data")
    press(app, "Apply 1 repair")
    assert local_store.get_semantic_model(shop.head.id).latest_version == 1
    assert local_store.load_semantic_model_check(shop.head.id) is None, "what nobody saved was checked"
    press(app, "Save as a new version")
    saved = SemanticModel.model_validate(local_store.get_semantic_model_version(shop.head.id, 2).content)
    assert [t.name for t in saved.tables] == ["orders"] and saved.relationships == ()


def test_a_check_that_fails_or_is_stopped_leaves_the_earlier_one(
    open_page: OpenPage, local_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = make_shop(local_store, tmp_path)
    changed(local_store, shop, "drop table customers")
    checked(open_page, shop)
    POOL.drop(local_store.principal.organization_id, shop.source.id)
    shop.path.unlink()
    app = checked(open_page, shop, "Check again")
    assert not app.exception and app.error and "Table gone" in shown(app)
    for job in list(jobs._jobs.values()):
        assert job.wait(30)


def test_many_findings_are_searched_and_shown_in_parts(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    count = {"name": "rows", "aggregate": "count"}
    tables = [
        {"name": f"t{n}", "source": f"main.t{n}", "dimensions": [{"name": "a"}], "measures": [count]} for n in range(60)
    ]
    shop = make_shop(local_store, tmp_path)
    head = local_store.create_semantic_model(
        shop.project.id, shop.source.id, "Large", {**MODEL, "tables": tables, "relationships": []}, {}
    )
    large = Shop(shop.path, shop.project, shop.source, head, shop.model)
    app = checked(open_page, large)
    assert not app.exception
    assert "Apply repairs" in labels(app) and "Show 40 more of 60" in labels(app), "it may be another database"
    assert "this may be another database" in shown(app)
    next(box for box in app.text_input if box.label == "Search the findings").set_value("main.t59").run()
    assert sum(box.label.startswith("**Take out") for box in app.checkbox) == 1
