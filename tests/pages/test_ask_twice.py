"""Ask with an AI provider: corrected plans, a second planner that agrees or differs, and what is stored of the choice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lunara.ui import cache
from lunara.ui.components.text import plain
from lunara.workspace.store import Store
from tests.emulators.providers import Providers, Said, providers
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import Shop, ask, finish, labels, make_shop

KEY = "AIza-0123456789abcdef-WXYZ"
REVENUE = Said({"kind": "query", "query": {"measures": ["revenue"], "dimensions": ["customers.country"]}})
ORDERS = Said({"kind": "query", "query": {"measures": ["order_count"], "dimensions": ["customers.country"]}})


@pytest.fixture
def api() -> Iterator[Providers]:
    cache._MEMORY._slots.clear()
    with providers(KEY) as served:
        yield served


@pytest.fixture
def shop(local_store: Store, tmp_path: Path, api: Providers) -> Shop:
    local_store.set_provider_key("gemini", KEY, base_url=api.url)
    return make_shop(local_store, tmp_path)


def checking(store: Store) -> None:
    store.update_organization(settings={**store.organization().settings, "second_planner": True})


def test_what_was_corrected_is_said(open_page: OpenPage, local_store: Store, shop: Shop, api: Providers) -> None:
    wrong = Said({"kind": "query", "query": {"measures": ["revenu"]}})
    api.script += [Said(status=503), wrong, REVENUE]
    app = ask(open_page("ask", project=shop.project.id), "revenue by country")
    assert not app.exception
    session = local_store.list_sessions(project_id=shop.project.id)[0]
    _, told = local_store.list_messages(session.id)
    assert told.content["answer"]["provider"].startswith("Gemini at")
    assert any("corrected once" in note for note in told.content["answer"]["notes"])


def test_two_that_agree_are_said_to(open_page: OpenPage, local_store: Store, shop: Shop, api: Providers) -> None:
    checking(local_store)
    api.script.append(REVENUE)
    app = ask(open_page("ask", project=shop.project.id), "revenue by country")
    assert not app.exception and "Two planners agree" in words(app)
    session = local_store.list_sessions(project_id=shop.project.id)[0]
    assert "Two planners agree" in words(open_page("ask", project=shop.project.id, session=session.id))


def test_two_that_differ_are_shown_and_one_is_chosen(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers
) -> None:
    checking(local_store)
    api.script.append(ORDERS)
    app = ask(open_page("ask", project=shop.project.id), "revenue by country")
    assert not app.exception
    session = local_store.list_sessions(project_id=shop.project.id)[0]
    for page in (app, open_page("ask", project=shop.project.id, session=session.id)):
        assert "come to different results" in words(page) and "What is shown" in words(page)
        assert len(page.get("plotly_chart")) == 2
        assert labels(page).count("This is what I meant") == 2
    calls = len(api.calls)
    message = local_store.list_messages(session.id)[-1]
    finish(app.button(key=f"answer:{message.id}:choose:1").click().run())
    chosen = local_store.list_messages(session.id)
    assert len(chosen) == 4 and len(api.calls) == calls, "nobody plans what was chosen"
    assert "Lunara’s own planner read it" in chosen[2].content["text"]
    assert chosen[3].content["answer"]["plan"] == {"measures": ["revenue"], "dimensions": ["customers.country"]}
    again = open_page("ask", project=shop.project.id, session=session.id)
    assert not again.exception and "your choice" in words(again)


def test_without_the_setting_nobody_plans_twice(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers
) -> None:
    api.script.append(ORDERS)
    app = ask(open_page("ask", project=shop.project.id), "revenue by country")
    assert "planner" not in words(app).replace("own planner", "") and len(app.get("plotly_chart")) == 1


def test_an_agent_says_by_whom(open_page: OpenPage, local_store: Store, shop: Shop, api: Providers) -> None:
    checking(local_store)
    config = {"semantic_model_id": shop.head.id, "second": "model", "second_model": "gemini-2.5-pro"}
    agent = local_store.create_agent(shop.project.id, "Ana", config=config)
    api.script += [REVENUE, ORDERS]
    app = ask(open_page("ask", project=shop.project.id, agent=agent.id), "revenue by country")
    assert "come to different results" in words(app) and plain("gemini-2.5-pro") in words(app)
    asked = [call["path"].partition(":")[0].rpartition("/")[2] for call in api.calls]
    assert sorted(asked) == ["gemini-2.5-flash", "gemini-2.5-pro"], "both at once"
    api.calls.clear()
    again = ask(open_page("ask", project=shop.project.id, agent=agent.id), "revenue by country")
    assert api.calls == [] and "come to different results" in words(again), "each planner's plan is kept"
    silent = local_store.create_agent(shop.project.id, "Bo", config={**config, "second": "off"})
    api.script += [REVENUE]
    app = ask(open_page("ask", project=shop.project.id, agent=silent.id), "revenue by country")
    assert not app.exception and len(app.get("plotly_chart")) == 1


@pytest.mark.parametrize(
    "said",
    [Said(raw=b"<html>Sign in</html>", headers={"content-type": "text/html"}), Said(text="I cannot help with that."),
     Said(status=429, headers={"retry-after": "600"}), Said({"kind": "launch"})],
    ids=["html", "words", "limit", "wrong"],
)  # fmt: skip
def test_whatever_comes_the_next_question_is_answered(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers, said: Said
) -> None:
    api.script += [said] * 3
    app = ask(open_page("ask", project=shop.project.id), "revenue by country")
    assert not app.exception and len(app.get("plotly_chart")) == 1
    api.script.clear()
    session = local_store.list_sessions(project_id=shop.project.id)[0]
    note = local_store.list_messages(session.id)[-1].content["answer"]["notes"]
    assert "did not answer" in note[0] and note[1] == "Lunara’s own planner answered instead."
    opened = open_page("ask", project=shop.project.id, session=session.id)
    for page in (app, opened):
        shown = [one.value for one in page.caption if "answered instead" in one.value]
        assert len(shown) == 1, "once, and on the open answer"
        assert shown[0].startswith(":material/swap_horiz: ") and plain(note[0]) in shown[0]
    api.script += [ORDERS]
    app = ask(open_page("ask", project=shop.project.id, session=session.id), "orders by country")
    assert not app.exception and len(local_store.list_messages(session.id)) == 4
    assert local_store.list_messages(session.id)[-1].content["answer"]["provider"].startswith("Gemini")


def test_a_second_model_that_does_not_answer_is_told_on_the_open_answer(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers
) -> None:
    config = {"semantic_model_id": shop.head.id, "second": "model", "second_model": "gemini-2.5-pro"}
    agent = local_store.create_agent(shop.project.id, "Ana", config=config)
    api.models = {"gemini-2.5-flash": [REVENUE], "gemini-2.5-pro": [Said(status=400)]}
    app = ask(open_page("ask", project=shop.project.id, agent=agent.id), "revenue by country")
    assert not app.exception and len(app.get("plotly_chart")) == 1
    (shown,) = [one.value for one in app.caption if "second planner" in one.value]
    assert "did not answer" in shown and "status 400" in shown
    nobody = {"kind": "refusal", "text": "There is nothing about that here."}
    api.models = {"gemini-2.5-flash": [Said(nobody)], "gemini-2.5-pro": [Said(status=400)]}
    app = ask(open_page("ask", project=shop.project.id, agent=agent.id), "weather by country")
    assert not app.exception
    (shown,) = [one.value for one in app.caption if "second planner" in one.value]
    assert "status 400" in shown, "beside a refusal as well"


def test_who_stood_in_goes_along_to_the_notes_of_a_slide(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers
) -> None:
    api.script += [Said(status=400)]
    app = ask(open_page("ask", project=shop.project.id), "revenue by country")
    session = local_store.list_sessions(project_id=shop.project.id)[0]
    message = local_store.list_messages(session.id)[-1]
    again = f"answer:{message.id}:add"  # which draws the dialog in each of its runs here
    app.button(key=again).click().run()
    assert sum("answered instead" in one.value for one in app.caption) == 2, "on the answer, and where it is added"
    next(one for one in app.segmented_control if "Slides" in one.options).set_value("Slides")
    app.button(key=again).click().run()
    next(one for one in app.text_input if one.label == "Name of the new one").set_value("Deck")
    app.button(key=again).click()
    next(one for one in app.button if one.label == "Add").click()
    app.run()
    assert not app.exception
    (deck,) = local_store.list_artifacts(project_id=shop.project.id)
    slide = local_store.get_artifact(deck.id).content["slides"][-1]
    assert "Lunara’s own planner answered instead." in slide["notes"] and "instead" not in slide["text"]


def filtered(value: str) -> dict[str, Any]:
    one = {"field": "customers.country", "op": "=", "values": [value]}
    return {"kind": "query", "query": {"measures": ["revenue"], "filters": [one]}}


LABELLED = {"name": "n", "table": "orders", "aggregate": "count", "label": "\x00\ud800"}


@pytest.mark.parametrize(
    "reply",
    [
        {"kind": "refusal", "text": "No \x00 such \ud800 thing.", "ignored": ["\x00", "\udfff"]},
        filtered("\x00"),
        filtered("\ud800"),
        {"kind": "query", "query": {"measures": [LABELLED]}},
        {
            "kind": "clarification",
            "text": "\x00?",
            "options": [{"label": "\ud800", "question": "a\x00"}, {"question": "b"}],
        },
        {"kind": "query", "query": {"measures": ["revenue"]}, "understood": [{"text": "revenue\x00", "as": "\ud800"}]},
    ],
    ids=range(6),
)
def test_a_reply_that_no_database_keeps_is_kept_all_the_same(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers, reply: Any
) -> None:
    api.script += [Said(reply)] * 3
    app = ask(open_page("ask", project=shop.project.id), "revenue by country")
    assert not app.exception and "on our side" not in words(app)
    session = local_store.list_sessions(project_id=shop.project.id)[0]
    assert len(local_store.list_messages(session.id)) == 2
