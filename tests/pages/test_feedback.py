"""Saying what is wrong with an answer on Ask, and the queue of it on Model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lunara.errors import InvalidInput
from lunara.settings import Settings
from lunara.ui.components.answer_feedback import feedback_of, give
from lunara.workspace.records import Message, Role
from lunara.workspace.store import Store
from tests.contract.test_feedback import answered
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import Shop, ask, click, labels, make_shop, view
from tests.pages.test_home import sign_in_as
from tests.pages.test_verified import subject


@pytest.fixture
def shop(local_store: Store, tmp_path: Path) -> Shop:
    return make_shop(local_store, tmp_path)


def test_what_was_said_comes_to_the_queue_with_how_the_answer_came_about(
    open_page: OpenPage, local_store: Store, shop: Shop, workspace_settings: Settings
) -> None:
    app = click(ask(open_page("ask", project=shop.project.id), "total revenue in 2025"), "It is right")
    assert "You said that it is right" in words(app)
    (message,) = [
        m for s in local_store.list_sessions() for m in local_store.list_messages(s.id) if m.role == "assistant"
    ]
    ctx, asked = subject(workspace_settings, local_store, shop)
    with pytest.raises(InvalidInput, match="missing"):
        give(ctx, asked, message, "total revenue in 2025", "number", said=" ")
    given = give(ctx, asked, message, "total revenue in 2025", "number", said="2,000: the Orders of the books")
    assert not {"rows", "narrative"} & set(given.answer) and given.answer["sql"]
    app = view(open_page("model", project=shop.project.id), "Feedback")
    assert not app.exception
    told = words(app).replace("\\", "")
    assert "2,000: the Orders of the books" in told and "“Orders” may be what was meant" in told
    assert any("SELECT" in code.value for code in app.code)
    app = click(app, "Open orders\\.order\\_count")
    assert not app.exception
    app = click(view(open_page("model", project=shop.project.id), "Feedback"), "Resolved")
    assert local_store.list_feedback(shop.head.id)[0].state == "resolved" and "No feedback waits for you" in words(app)


def test_an_answer_that_waits_to_be_stored_has_no_feedback_yet(
    local_store: Store, shop: Shop, workspace_settings: Settings
) -> None:
    """Its id is none of the workspace's: asking for it took the whole conversation away."""
    ctx, _ = subject(workspace_settings, local_store, shop)
    stored = answered(local_store, shop.head)
    waiting = Message("turn:assistant", "", 0, "assistant", {"answer": {}}, datetime.now(UTC))
    given = local_store.give_feedback(shop.head.id, stored, "up", version=1, question="much?", answer={})
    assert feedback_of(ctx, [waiting]) == {}
    assert feedback_of(ctx, [replace(waiting, id=stored), waiting]) == {stored: given}


def test_a_word_becomes_a_synonym_of_the_working_copy(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    answer = {"outcome": "answer", "plan": {"measures": ["orders.revenue"]}, "ignored": ["turnover"]}
    local_store.give_feedback(
        shop.head.id, answered(local_store, shop.head), "down", version=1, question="turnover?", answer=answer
    )
    app = click(view(open_page("model", project=shop.project.id), "Feedback"), "Add to orders\\.revenue")
    assert not app.exception and "Unsaved changes" in words(app)
    app = view(app, "YAML")
    assert any("turnover" in code.value for code in app.code)
    assert local_store.get_semantic_model(shop.head.id).latest_version == 1, "nothing counts until it is saved"


def test_what_no_answer_looks_like_stands_in_nobodys_way(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    for answer in (
        {"ignored": 5},
        {"outcome": "clarification", "options": ["x"]},
        {"plan": {"measures": ["gone.gone"]}},
    ):
        message = answered(local_store, shop.head)
        local_store.give_feedback(shop.head.id, message, "down", version=1, question="much?", answer=answer)
    app = view(open_page("model", project=shop.project.id), "Feedback")
    assert not app.exception and labels(app).count("Resolved") >= 3 and "can be read" in words(app)
    for _ in range(3):
        app = click(app, "Resolved")
    assert not local_store.list_feedback(shop.head.id, state="open")


def test_who_only_asks_sees_no_queue(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path)
    answer = {"outcome": "answer", "plan": {"measures": ["orders.revenue"]}}
    store.give_feedback(shop.head.id, answered(store, shop.head), "down", version=1, question="Secret?", answer=answer)
    sign_in_as(monkeypatch, store_as("viewer").principal)
    app = view(open_page("model", project=shop.project.id), "Feedback")
    assert "Editors see feedback" in words(app) and "Secret" not in words(app) and "Resolved" not in labels(app)
