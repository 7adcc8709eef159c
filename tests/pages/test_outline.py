"""Build from a sentence: the outline with its numbers, its changes, what is not in the data, and saving; for editors alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lunara.ask.planners.providers import of_organization
from lunara.build.artifact import parse_content
from lunara.settings import Settings
from lunara.ui import outlining
from lunara.workspace.records import ProviderAccount, Role
from lunara.workspace.store import Store
from tests.emulators.providers import Said, providers
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import Shop, click, finish, labels, make_shop, press
from tests.pages.test_home import sign_in_as
from tests.unit.ask.test_providers import KEY, MODELS


@pytest.fixture
def shop(local_store: Store, tmp_path: Path) -> Shop:
    return make_shop(local_store, tmp_path)


def outlined(open_page: OpenPage, shop: Shop, request: str):  # type: ignore[no-untyped-def]
    app = open_page("build", project=shop.project.id)
    app.text_input(key="outline-sentence").set_value(request)
    return finish(click(app, "Outline it"))


def test_an_outline_is_looked_at_changed_and_saved(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = outlined(open_page, shop, "A report on revenue by country and the weather")
    assert not app.exception
    assert "nothing about “weather” in this data" in words(app)
    assert {"Save as a report", "Discard", "Add a part"} <= set(labels(app))
    dropped = next(one for one in labels(app) if one.startswith("Drop "))
    kept = sum(one.startswith("Drop ") for one in labels(app))
    app = press(app, dropped)
    assert sum(one.startswith("Drop ") for one in labels(app)) == kept - 1
    app = press(app, "Undo")
    assert sum(one.startswith("Drop ") for one in labels(app)) == kept
    app = finish(press(app, "Save as a report"))
    made = local_store.list_artifacts(project_id=shop.project.id, type="report")
    assert [one.name for one in made] == ["Revenue by country"]
    stored = local_store.get_artifact(made[0].id)
    content = parse_content("report", stored.content)
    assert sum(item.figure is not None for item in content.items) == kept
    assert stored.status == "draft"


def test_a_question_becomes_a_part_and_one_that_says_nothing_is_told(open_page: OpenPage, shop: Shop) -> None:
    app = outlined(open_page, shop, "dashboard about revenue")
    before = sum(one.startswith("Drop ") for one in labels(app))
    assert before > 1
    next(one for one in app.text_input if one.placeholder == "revenue by channel").set_value(
        "number of customers by country"
    )
    app = finish(click(app, "Add a part"))
    assert sum(one.startswith("Drop ") for one in labels(app)) == before + 1
    next(one for one in app.text_input if one.placeholder == "revenue by channel").set_value("the weather in Paris")
    app = finish(click(app, "Add a part"))
    assert sum(one.startswith("Drop ") for one in labels(app)) == before + 1
    assert "weather" in words(app)


def test_a_request_about_nothing_of_the_data_is_refused_in_words(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    app = outlined(open_page, shop, "dashboard about the weather")
    assert not app.exception
    assert "nothing about “weather” in this data" in words(app)
    assert local_store.list_artifacts(project_id=shop.project.id) == []


def test_viewers_build_nothing_and_another_organization_finds_no_outline(
    open_page: OpenPage,
    store: Store,
    *,
    store_as: Callable[[Role], Store],
    other_store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path)
    sign_in_as(monkeypatch, store.principal)
    assert "Save as a dashboard" in labels(outlined(open_page, shop, "dashboard about revenue"))
    for stranger in (store_as("viewer"), other_store):
        sign_in_as(monkeypatch, stranger.principal)
        app = open_page("build", project=shop.project.id)
        assert not app.exception
        assert "Save as a dashboard" not in labels(app) and not app.metric
        assert "Outline it" not in labels(app)


def test_an_outline_that_a_provider_writes_says_so_and_one_that_it_does_not_too(
    open_page: OpenPage, shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    part = {
        "title": "What came in",
        "shown_as": "chart",
        "query": {"measures": ["revenue"], "dimensions": ["customers.country"]},
    }
    with providers(KEY) as api:
        account = of_organization(ProviderAccount("openai", KEY, api.url), MODELS["openai"], Settings(home=tmp_path))
        monkeypatch.setattr(outlining, "provider_of", lambda ctx: account)
        api.script.append(Said({"title": "Money", "parts": [part]}))
        app = outlined(open_page, shop, "dashboard about revenue")
        assert not app.exception
        assert "Drop What came in" in labels(app) and "every part was checked and tried here" in words(app)
        app = press(app, "Discard")
        api.script.append(Said(status=401))
        app.text_input(key="outline-sentence").set_value("dashboard about revenue")
        app = finish(click(app, "Outline it"))
        assert "Lunara planned it instead" in words(app) and "Drop Revenue" in labels(app)
