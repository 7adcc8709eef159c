"""A painted deck on Build: what leaves and costs is shown first, pictures come onto the slides, and nobody else gets them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lunara.build.artifact import Figure, Slide, SlideArt, SlidesContent, content_json
from lunara.semantic.query import SemanticQuery
from lunara.settings import Settings
from lunara.ui import cache, slide_art
from lunara.workspace.records import Artifact
from lunara.workspace.store import Store, open_store, principal_for_identity
from tests.emulators.painter import Paints, paints, picture
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import Shop, finish, labels, make_shop, press
from tests.pages.test_home import sign_in_as

KEY = "AIza-0123456789abcdef-WXYZ"


@pytest.fixture
def shop(local_store: Store, tmp_path: Path) -> Shop:
    return make_shop(local_store, tmp_path)


@pytest.fixture
def stub() -> Iterator[Paints]:
    with paints() as served:
        yield served


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache._MEMORY._slots.clear()


def deck(store: Store, shop: Shop) -> Artifact:
    query = SemanticQuery.model_validate({"measures": ["orders.revenue"], "dimensions": ["customers.country"]})
    shown = Figure(semantic_model_id=shop.head.id, query=query)
    content = SlidesContent(
        template="nano-banana-pro",
        slides=(
            Slide(id="a", kind="title", title="How we did", subtitle="4711 things"),
            Slide(id="b", kind="chart", title="France leads with 4711", figure=shown),
        ),
    )
    return store.create_artifact(shop.project.id, "slide", "Deck", content_json(content))


def opened(open_page: OpenPage, shop: Shop, artifact: Artifact, **more: str) -> AppTest:
    return finish(open_page("build", project=shop.project.id, artifact=artifact.id, **more))


def editing(open_page: OpenPage, shop: Shop, artifact: Artifact) -> AppTest:
    app = opened(open_page, shop, artifact)
    return finish(app.toggle(key=f"edit:{artifact.id}").set_value(True).run())


def subject_field(app: AppTest) -> Any:
    return next(one for one in app.text_input if str(one.key).startswith("art-subject:a"))


def paint(app: AppTest) -> AppTest:
    return finish(app.button(key="paint-slides").click().run())


def test_what_leaves_and_costs_is_shown_first_and_pictures_come_onto_the_slides(
    open_page: OpenPage, local_store: Store, shop: Shop, stub: Paints
) -> None:
    local_store.set_provider_key("gemini", KEY, base_url=stub.url)
    artifact = deck(local_store, shop)
    app = editing(open_page, shop, artifact)
    assert stub.calls == []
    assert app.button(key="paint-slides").label == "Paint 2 slides · about $0.27"
    assert "Slide 1: How we did" in words(app) and "Slide 2: Revenue, Country" in words(app)
    app = paint(app)
    sent = json.dumps([call["body"] for call in stub.painted])
    assert len(stub.painted) == 2 and "How we did" in sent and "4711" not in sent and "France" not in sent
    assert "Every slide has its picture." in words(app)
    app = press(app, "Save")
    stored = local_store.get_artifact(artifact.id).content["slides"]
    assert [slide["art"]["mode"] for slide in stored] == ["full", "background"]
    kept = local_store.list_slide_images(artifact.id)
    assert {one.id for one in kept} == {slide["art"]["image"] for slide in stored}
    assert {(one.about["model"], one.about["seed"]) for one in kept} == {("gemini-3-pro-image", 1)}
    finish(app.button(key="paint-all-again").click().run())
    assert [call["body"]["generationConfig"]["seed"] for call in stub.painted] == [1, 1, 2, 2]
    assert "jpeg" not in json.dumps(stored) and len(json.dumps(stored)) < 2_000


def test_what_was_painted_is_not_painted_again_and_costs_nothing(
    open_page: OpenPage, local_store: Store, shop: Shop, stub: Paints
) -> None:
    local_store.set_provider_key("gemini", KEY, base_url=stub.url)
    artifact = deck(local_store, shop)
    app = paint(editing(open_page, shop, artifact))
    assert len(stub.painted) == 2
    app = finish(app.button(key="icon_only:undo-artifact").click().run())
    assert app.button(key="paint-slides").label == "Paint 2 slides · about $0.00"
    paint(app)
    assert len(stub.painted) == 2


def test_a_refused_picture_is_told_and_the_others_are_kept(
    open_page: OpenPage, local_store: Store, shop: Shop, stub: Paints
) -> None:
    local_store.set_provider_key("gemini", KEY, base_url=stub.url)
    artifact = deck(local_store, shop)
    stub.script = [b"nonsense", picture()]
    app = paint(editing(open_page, shop, artifact))
    assert "Slide 1" in words(app) and "not a picture" in words(app)
    assert app.button(key="paint-slides").label == "Paint 1 slide · about $0.13"
    assert len(local_store.list_slide_images(artifact.id)) == 1


def test_one_slide_gets_another_picture_about_other_words(
    open_page: OpenPage, local_store: Store, shop: Shop, stub: Paints
) -> None:
    local_store.set_provider_key("gemini", KEY, base_url=stub.url)
    artifact = deck(local_store, shop)
    app = paint(editing(open_page, shop, artifact))
    stub.calls.clear()
    app.session_state["art:a"] = True
    app = finish(app.run())
    subject_field(app).set_value("Growth of 12%")
    app = app.button(key="art-paint:a").click().run()
    assert stub.painted == [] and "figures" in words(app)
    subject_field(app).set_value("A harbour")
    finish(app.button(key="art-paint:a").click().run())
    (again,) = stub.painted
    assert "A harbour" in json.dumps(again["body"]) and again["body"]["generationConfig"]["seed"] == 2


def test_a_cover_s_picture_fills_the_slide_or_stands_beside_the_title(
    open_page: OpenPage, local_store: Store, shop: Shop, stub: Paints
) -> None:
    local_store.set_provider_key("gemini", KEY, base_url=stub.url)
    artifact = deck(local_store, shop)
    app = paint(editing(open_page, shop, artifact))
    stub.calls.clear()
    app.session_state["art:a"] = True
    app = finish(app.run())
    (filling,) = [one for one in app.button_group if one.label == "How it fills the slide"]
    app = finish(filling.set_value("background").run())
    assert stub.painted == [], "no picture is painted for it"
    app = press(app, "Save")
    slides = local_store.get_artifact(artifact.id).content["slides"]
    assert slides[0]["art"]["mode"] == "background"
    app.session_state["art:b"] = True
    assert len([one for one in finish(app.run()).button_group if one.label == "How it fills the slide"]) <= 1


def test_a_drawn_deck_has_the_organization_s_colours_unless_it_says_otherwise(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    artifact = deck(local_store, shop)
    drawn = {**artifact.content, "template": "paper"}
    local_store.save_artifact(artifact.id, content=drawn, based_on=artifact.version)
    assert not [one for one in editing(open_page, shop, artifact).toggle if "organization’s colours" in one.label]
    local_store.update_organization(settings={"style": {"colours": ["#0B6E63"]}})
    app = editing(open_page, shop, artifact)
    (ours,) = [one for one in app.toggle if "organization’s colours" in one.label]
    assert ours.value
    app = press(finish(ours.set_value(False).run()), "Save")
    assert local_store.get_artifact(artifact.id).content["brief"]["theme"] == "paper"


def test_without_a_key_nothing_is_offered_and_the_slides_are_there(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    app = editing(open_page, shop, deck(local_store, shop))
    assert "Painting needs a key of Gemini" in words(app) and not [
        one for one in labels(app) if one.startswith("Paint ")
    ]
    assert not app.exception


def test_a_deck_is_presented_and_left(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = opened(open_page, shop, deck(local_store, shop), present="1")
    assert "Arrow keys" in words(app) and "End" in labels(app) and "Present" not in labels(app)
    app = press(app, "End")
    assert "Present" in labels(app)


def test_another_organization_gets_no_picture_by_its_id(
    open_page: OpenPage,
    local_store: Store,
    shop: Shop,
    workspace_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = deck(local_store, shop)
    secret = picture((9, 9, 9), kind="JPEG")
    kept = local_store.save_slide_image(mine.id, secret, request="a" * 64, about={})
    seen: list[dict[str, bytes]] = []
    real = slide_art.pictures_of

    def watched(*arguments: object) -> dict[str, bytes]:
        seen.append(real(*arguments))  # type: ignore[arg-type]
        return seen[-1]

    monkeypatch.setattr(slide_art, "pictures_of", watched)
    principal = principal_for_identity(workspace_settings, "issuer", "stranger", "stranger@example.test", "Stranger")
    stranger = open_store(workspace_settings, principal)
    sign_in_as(monkeypatch, principal)
    project = stranger.create_project("Theirs").id
    content = SlidesContent(
        template="nano-banana-pro", slides=(Slide(id="x", kind="title", title="X", art=SlideArt(image=kept.id)),)
    )
    theirs = stranger.create_artifact(project, "slide", "Theirs", content_json(content))
    app = finish(open_page("build", project=project, artifact=theirs.id))
    assert not app.exception and seen and all(one == {} for one in seen)
    app = finish(open_page("build", project=shop.project.id, artifact=mine.id))
    assert "How we did" not in words(app)
