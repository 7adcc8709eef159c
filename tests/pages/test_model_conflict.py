"""Two people at one model: both sides are seen, brought together as is chosen, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lunara.semantic.model import SemanticModel
from lunara.semantic.review import Reviewed, add, edit, reject
from lunara.ui.model_desk import content_of
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import MODEL, Shop, labels, make_shop, press
from tests.pages.test_artifact_conflict import pick
from tests.pages.test_home import sign_in_as
from tests.pages.test_model import desk_of

REVENUE = "measure:orders.revenue"
BASE = SemanticModel.model_validate(MODEL)


@pytest.fixture
def shop(local_store: Store, tmp_path: Path) -> Shop:
    return make_shop(local_store, tmp_path)


def mine(app: AppTest, key: str, **changes: Any) -> None:
    desk_of(app).change(lambda model, review: edit(model, review, key, changes))
    app.run()


def theirs(store: Store, shop: Shop, made: Reviewed, note: str = "") -> None:
    latest = store.get_semantic_model(shop.head.id).latest_version
    store.save_semantic_model(shop.head.id, content_of(made.model), made.review, based_on=latest, note=note)


def labels_of(model: SemanticModel) -> dict[str, str | None]:
    return {measure.name: measure.label for table in model.tables for measure in table.measures}


def test_different_changes_go_together_and_one_undo_takes_them_apart(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    app = open_page("model", project=shop.project.id)
    mine(app, REVENUE, label="Turnover")
    theirs(local_store, shop, edit(BASE, {}, "measure:orders.order_count", {"label": "Sales"}), "Better *words*")
    app.run()
    assert "Version 2 was saved while you were changing version 1" in words(app), "before saving, too"
    press(app, "Save as a new version")
    shown = words(app)
    assert "Your other tab saved this model while you were changing it" in shown
    assert any("What your other tab changed" in one.label for one in app.expander) and "Better \\*words\\*" in shown
    assert "go together by themselves" in shown
    press(app, "Bring both together")
    press(app, "Undo")
    assert (desk_of(app).based_on, desk_of(app).changed) == (1, True), "a save of mine alone meets the conflict again"
    press(app, "Look at both")
    press(app, "Bring both together")
    press(app, "Save as a new version")
    saved = SemanticModel.model_validate(local_store.get_semantic_model_version(shop.head.id, 3).content)
    found = labels_of(saved)
    assert (found["revenue"], found["order_count"]) == ("Turnover", "Sales")


@pytest.mark.parametrize("side", ["mine", "theirs"])
def test_what_both_changed_is_chosen(open_page: OpenPage, local_store: Store, shop: Shop, side: str) -> None:
    app = open_page("model", project=shop.project.id)
    mine(app, REVENUE, label="Mine")
    theirs(local_store, shop, edit(BASE, {}, REVENUE, {"label": "Theirs", "description": "More"}))
    press(app, "Save as a new version")
    assert "Both changed 1 thing" in words(app)
    pick(app, REVENUE, side)
    press(app, "Bring both together")
    table = desk_of(app).current.table("orders")
    assert table is not None
    assert (table.measures[0].label, table.measures[0].description) == (side.title(), "More")


def test_what_does_not_fit_together_is_said(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = open_page("model", project=shop.project.id)
    desk_of(app).change(lambda model, review: reject(model, review, ["measure:orders.order_count"]))
    app.run()
    ratio = {"name": "average_order", "expression": "revenue / order_count"}
    theirs(local_store, shop, add(BASE, {}, "derived", "", ratio))
    press(app, "Save as a new version")
    assert "Together these do not fit yet" in words(app)


def test_mine_can_be_a_model_of_its_own(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = open_page("model", project=shop.project.id)
    mine(app, REVENUE, label="Mine")
    theirs(local_store, shop, edit(BASE, {}, REVENUE, {"label": "Theirs"}))
    press(app, "Save as a new version")
    press(app, "Save mine as a copy")
    (copy,) = (one for one in local_store.list_semantic_models(shop.project.id) if one.id != shop.head.id)
    model = SemanticModel.model_validate(local_store.get_semantic_model_version(copy.id, 1).content)
    assert labels_of(model)["revenue"] == "Mine" and "copy of" in copy.name
    assert "Bring both together" not in labels(app)


def test_a_model_that_was_deleted_meanwhile_is_not_lost_and_is_its_persons_alone(  # noqa: PLR0917
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    other_store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path)
    sign_in_as(monkeypatch, store.principal)
    mine(open_page("model", project=shop.project.id, model=shop.head.id), REVENUE, label="Mine")
    store.delete_semantic_model(shop.head.id)
    for another in (store_as("editor"), other_store):
        sign_in_as(monkeypatch, another.principal)
        assert "was deleted while" not in words(open_page("model", project=shop.project.id, model=shop.head.id))
    sign_in_as(monkeypatch, store.principal)
    app = open_page("model", project=shop.project.id, model=shop.head.id)
    assert "was deleted while you were changing it" in words(app)
    press(app, "Save as a new model")
    (made,) = store.list_semantic_models(shop.project.id)
    model = SemanticModel.model_validate(store.get_semantic_model_version(made.id, 1).content)
    assert labels_of(model)["revenue"] == "Mine"
    assert "was deleted while" not in words(open_page("model", project=shop.project.id, model=shop.head.id))
