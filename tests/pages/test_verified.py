"""Verifying an answer on Ask, and the list of verified questions on Model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.review import edit, reject
from lunara.settings import Settings
from lunara.ui.conversation import Subject, subject_of
from lunara.ui.model_desk import content_of
from lunara.ui.page import PageContext, clock_of
from lunara.ui.stored_answer import Shown
from lunara.ui.verifying import read_alone, verify
from lunara.ui.warehouses import POOL
from lunara.workspace.outage import of_sqlstate
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from lunara.workspace.trust_tables import TrustTables
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import Shop, ask, click, finish, labels, make_shop, press, view
from tests.pages.test_home import sign_in_as

REVENUE = "measure:orders.revenue"


@pytest.fixture
def shop(local_store: Store, tmp_path: Path) -> Shop:
    return make_shop(local_store, tmp_path)


def publish(store: Store, shop: Shop, model: SemanticModel) -> int:
    head = store.get_semantic_model(shop.head.id)
    store.save_semantic_model(head.id, content_of(model), {}, based_on=head.latest_version)
    return store.publish_semantic_model(head.id, head.latest_version + 1).published_version or 0


def subject(settings: Settings, store: Store, shop: Shop) -> tuple[PageContext, Subject]:
    """What Ask has of the shop, for this person."""
    organization = store.organization()
    ctx = PageContext(settings, store.principal, store, organization, shop.project, clock_of(organization))
    return ctx, subject_of(ctx, store.get_semantic_model(shop.head.id), None)


def shown(text: str, plan: dict[str, object]) -> Shown:
    return Shown(text, "answer", plan=SemanticQuery.model_validate(plan))


def test_an_answer_is_verified_and_shown_so_in_other_words(
    open_page: OpenPage, local_store: Store, shop: Shop, workspace_settings: Settings
) -> None:
    app = ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    assert "Verified" not in words(app)
    app = click(app, "Verify")
    assert not app.exception and "sees that you have verified it" in words(app)
    ctx, asked = subject(workspace_settings, local_store, shop)
    made = verify(ctx, asked, "total revenue in 2025", shown("x", plan_of_last(local_store, shop)))
    assert (made.question, made.model_version) == ("total revenue in 2025", 1)
    assert verify(ctx, asked, "revenue of 2025", shown("x", dict(made.plan))).id == made.id, "one meaning, one question"
    verify(ctx, asked, "total revenue in 2025", shown("x", dict(made.plan)))
    assert len(local_store.list_verified_questions(shop.head.id)) == 1
    again = ask(open_page("ask", project=shop.project.id), "what was the revenue in 2025?")
    assert "Verified by" in words(again) and "as “total revenue in 2025”" in words(again)
    assert "Verify" not in labels(again)


@pytest.mark.parametrize("text", ["total revenue in 2024", "revenue by country in 2025", "orders in 2025"])
def test_another_parameter_is_not_verified(open_page: OpenPage, local_store: Store, shop: Shop, text: str) -> None:
    local_store.verify_question(shop.head.id, "Q", answered(open_page, local_store, shop), version=1)
    app = ask(open_page("ask", project=shop.project.id), text)
    assert "Verified by" not in words(app) and "Verify" in labels(app)


def answered(open_page: OpenPage, store: Store, shop: Shop, text: str = "total revenue in 2025") -> dict[str, object]:
    """The plan of a question, as Ask keeps it."""
    ask(open_page("ask", project=shop.project.id), text)
    return plan_of_last(store, shop)


def plan_of_last(store: Store, shop: Shop) -> dict[str, object]:
    session = store.list_sessions(project_id=shop.project.id)[0]
    plan: dict[str, object] = store.list_messages(session.id)[-1].content["answer"]["plan"]
    return plan


def test_words_that_mean_something_else_are_noticed(
    open_page: OpenPage, local_store: Store, shop: Shop, workspace_settings: Settings
) -> None:
    plan = SemanticQuery.model_validate(answered(open_page, local_store, shop))
    ctx, asked = subject(workspace_settings, local_store, shop)
    assert read_alone(ctx, asked, "total revenue in 2025", plan) is None
    assert read_alone(ctx, asked, "xyzzy of the quux", plan) is None, "what it cannot read is nothing else"
    other = read_alone(ctx, asked, "total revenue in 2024", plan)
    assert isinstance(other, SemanticQuery) and other.time != plan.time


def test_who_only_asks_sees_it_and_may_not_verify(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path)
    viewer = store_as("viewer")
    sign_in_as(monkeypatch, viewer.principal)
    app = ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    assert "Verif" not in words(app) and "Verify" not in labels(app)
    made = store.verify_question(shop.head.id, "Q", plan_of_last(viewer, shop), version=1)
    app = ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    assert "Verified by Olga Owner" in words(app) and "Verify" not in labels(app)
    app = view(open_page("model", project=shop.project.id), "Questions")
    assert "**Q**" in words(app) and not {"Reword", "Withdraw", "It is right", "Check them now"} & set(labels(app))
    store.keep_verified_check(made.id, 1, "Other numbers.", before=1)
    app = ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    assert "Verif" not in words(app) and "Look again" not in words(app)
    app = view(open_page("model", project=shop.project.id), "Questions")
    assert "**Q**" not in words(app) and "Other numbers" not in words(app)


def test_another_organization_gets_nothing_of_it(
    open_page: OpenPage, local_store: Store, other_store: Store, shop: Shop, tmp_path: Path
) -> None:
    """Two shops with one and the same question: only the one whose people have verified it shows that."""
    (tmp_path / "other").mkdir()
    theirs = make_shop(other_store, tmp_path / "other")
    other_store.verify_question(theirs.head.id, "Secret", answered(open_page, local_store, shop), version=1)
    app = ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    assert "Verified by" not in words(app) and "Secret" not in words(app)
    for query in ({"project": theirs.project.id}, {"project": shop.project.id, "model": theirs.head.id}):
        app = open_page("model", **query, view="Questions")
        assert "Secret" not in words(app) and "Reword" not in labels(app)


def test_a_new_version_is_not_believed_before_it_was_checked(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    plan = answered(open_page, local_store, shop)
    local_store.verify_question(shop.head.id, "Q", plan, version=1)
    publish(local_store, shop, edit(shop.model, {}, REVENUE, {"label": "Sales"}).model)
    app = ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    assert "Verified by" not in words(app) and "not checked under version 2" in words(app)
    app = view(open_page("model", project=shop.project.id), "Questions")
    assert "Not checked under version 2" in words(app)
    app = press(app, "Check them now")
    assert "Check them now" not in labels(app) and "Not checked" not in words(app)
    assert local_store.list_verified_questions(shop.head.id)[0].holds_for(2)
    app = ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    assert "Verified by" in words(app)


@pytest.mark.parametrize(
    ("change", "because"),
    [({"filter": "channel = 'web'"}, "gives other numbers: Revenue was 3,000"), (None, "does not answer it")],
)
def test_what_gives_other_numbers_waits_for_somebody_who_looks(
    open_page: OpenPage, local_store: Store, shop: Shop, change: dict[str, str] | None, because: str
) -> None:
    plan = answered(open_page, local_store, shop)
    local_store.verify_question(shop.head.id, "Q", plan, version=1)
    untouched = local_store.verify_question(
        shop.head.id, "Other", answered(open_page, local_store, shop, "orders in 2025"), version=1
    )
    publish(
        local_store,
        shop,
        (edit(shop.model, {}, REVENUE, change) if change else reject(shop.model, {}, [REVENUE])).model,
    )
    app = press(view(open_page("model", project=shop.project.id), "Questions"), "Check them now")
    found = {one.id: one for one in local_store.list_verified_questions(shop.head.id)}
    assert found[untouched.id].holds_for(2)
    (doubted,) = (one for one in found.values() if one.because)
    assert because in doubted.because and because in words(app).replace("\\", "")
    assert "Look again" in words(app)
    app = click(app, "It is right")
    assert local_store.list_verified_questions(shop.head.id)[0].holds_for(2)
    assert "Look again" not in words(finish(app))


def test_an_empty_list_says_how_to_begin(open_page: OpenPage, shop: Shop) -> None:
    app = view(open_page("model", project=shop.project.id), "Questions")
    assert "No verified questions yet" in words(app)


def test_names_with_markup_are_words(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    local_store.verify_question(shop.head.id, "*a* <b>x</b>", {"measures": ["revenue"]}, version=1)
    app = view(open_page("model", project=shop.project.id), "Questions")
    assert "\\*a\\* \\<b\\>x\\</b\\>" in words(app)


def test_publishing_checks_what_was_verified(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    kept = local_store.verify_question(shop.head.id, "Kept", {"measures": ["orders.order_count"]}, version=1)
    other = local_store.verify_question(shop.head.id, "Other", {"measures": ["orders.revenue"]}, version=1)
    changed = edit(shop.model, {}, REVENUE, {"filter": "channel = 'web'"}).model
    local_store.save_semantic_model(shop.head.id, content_of(changed), {}, based_on=1)
    app = press(open_page("model", project=shop.project.id), "Publish")
    assert "Verified question" in words(app) and "Other" in words(app), "told before it is published"
    press(app, "Publish with these numbers")
    found = {one.id: one for one in local_store.list_verified_questions(shop.head.id)}
    assert found[kept.id].holds_for(2) and "gives other numbers" in found[other.id].because


def test_an_answer_is_there_while_the_workspace_does_not_tell_what_is_verified(
    open_page: OpenPage, local_store: Store, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    local_store.verify_question(shop.head.id, "Q", answered(open_page, local_store, shop), version=1)

    def away(*_: object, **__: object) -> None:
        found = of_sqlstate("08006")
        assert found is not None
        raise found

    monkeypatch.setattr(TrustTables, "list_verified_questions", away)
    app = ask(open_page("ask", project=shop.project.id), "total revenue in 2025")
    assert "3,000" in words(app) and not app.error and "Verified by" not in words(app)


def test_what_the_warehouse_does_not_answer_stays_unchecked(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    made = local_store.verify_question(shop.head.id, "Q", {"measures": ["orders.revenue"]}, version=1)
    publish(local_store, shop, edit(shop.model, {}, REVENUE, {"expression": "amount * 2"}).model)
    POOL.close()
    shop.path.unlink()
    app = press(view(open_page("model", project=shop.project.id), "Questions"), "Check them now")
    (found,) = local_store.list_verified_questions(shop.head.id)
    assert found == made and not found.holds_for(2)
    assert "Not checked under version 2" in words(app)
