"""Verified questions, on every workspace there is: whose they are, who sees them, what a check and a person say of them."""

from __future__ import annotations

import pytest

from lunara.build.project_export import export_project
from lunara.build.project_import import import_project
from lunara.errors import InvalidInput, NotFound, NotPermitted
from lunara.semantic.sample import sample_model
from lunara.workspace.records import Role, SemanticModelHead
from lunara.workspace.store import Store
from tests.contract.worlds import World

MODEL = sample_model().model_dump(mode="json", by_alias=True, exclude_none=True)
PLAN = {"measures": ["revenue"]}


@pytest.fixture
def head(owner: Store) -> SemanticModelHead:
    project = owner.create_project("P")
    source = owner.create_data_source(project.id, "W", "duckdb", {"path": "/x"}, {})
    made = owner.create_semantic_model(project.id, source.id, "M", MODEL, {})
    owner.save_semantic_model(made.id, {**MODEL, "description": "Second"}, {}, based_on=1)
    return owner.publish_semantic_model(made.id, 1)


def test_it_is_verified_by_whoever_did_it(world: World, owner: Store, head: SemanticModelHead) -> None:
    editor = world.member(owner, "editor")
    made = editor.verify_question(head.id, "  What did we sell?  ", PLAN, version=1)
    assert (made.question, made.plan, made.project_id) == ("What did we sell?", PLAN, head.project_id)
    assert (made.verified_by, made.verified_by_name) == (editor.principal.user_id, "Editor Test")
    assert (made.model_version, made.checked_version, made.because) == (1, 1, "")
    assert made.holds_for(1) and not made.holds_for(2)
    assert owner.list_verified_questions(head.id) == editor.list_verified_questions(head.id) == [made]


def test_a_check_changes_no_name_and_a_person_does(world: World, owner: Store, head: SemanticModelHead) -> None:
    editor = world.member(owner, "editor")
    made = editor.verify_question(head.id, "Q", PLAN, version=1)
    checked = owner.keep_verified_check(made.id, 2, before=1)
    assert checked.holds_for(1) and checked.holds_for(2)
    assert (checked.verified_by, checked.verified_at) == (made.verified_by, made.verified_at)
    doubted = owner.keep_verified_check(made.id, 2, "Other numbers.", before=2)
    assert not doubted.holds_for(1) and not doubted.holds_for(2) and doubted.verified_by == made.verified_by
    assert owner.keep_verified_check(made.id, 2, before=2).because == "Other numbers.", (
        "only somebody who looks settles it"
    )
    looked = owner.change_verified_question(made.id, version=2)
    assert (looked.verified_by, looked.because, looked.model_version) == (owner.principal.user_id, "", 2)
    assert looked.holds_for(2) and not looked.holds_for(1)
    assert editor.change_verified_question(made.id, question="W").verified_by == editor.principal.user_id
    editor.withdraw_verified_question(made.id)
    assert owner.list_verified_questions(head.id) == []


def test_a_slow_check_takes_nothing_back(world: World, owner: Store, head: SemanticModelHead) -> None:
    made = owner.verify_question(head.id, "Q", PLAN, version=1)
    looked = world.member(owner, "editor").change_verified_question(made.id, version=2)
    assert owner.keep_verified_check(made.id, 1, "Other numbers.", before=1) == looked
    assert owner.list_verified_questions(head.id) == [looked]


def test_who_asks_sees_nothing_of_a_version_that_is_not_published(
    world: World, owner: Store, head: SemanticModelHead
) -> None:
    viewer = world.member(owner, "viewer")
    made = owner.verify_question(head.id, "Q", PLAN, version=2)
    assert viewer.list_verified_questions(head.id) == []
    owner.publish_semantic_model(head.id, 2)
    assert viewer.list_verified_questions(head.id) == [made]
    owner.save_semantic_model(head.id, MODEL, {}, based_on=2)
    owner.publish_semantic_model(head.id, 3)
    assert viewer.list_verified_questions(head.id) == []
    config = {"semantic_model_id": head.id, "semantic_model_version": 2}
    owner.create_agent(head.project_id, "Stays", config=config)
    assert viewer.list_verified_questions(head.id) == [made], "an agent stays with it"


def test_who_asks_sees_what_holds_and_changes_nothing(world: World, owner: Store, head: SemanticModelHead) -> None:
    viewer = world.member(owner, "viewer")
    made = owner.verify_question(head.id, "Q", PLAN, version=1)
    doubted = owner.verify_question(head.id, "D", {"measures": ["orders"]}, version=1)
    owner.keep_verified_check(doubted.id, 2, "Other numbers.", before=1)
    assert viewer.list_verified_questions(head.id) == [made]
    for forbidden in (
        lambda: viewer.verify_question(head.id, "X", PLAN, version=1),
        lambda: viewer.change_verified_question(made.id, question="X"),
        lambda: viewer.keep_verified_check(made.id, 2, before=1),
        lambda: viewer.withdraw_verified_question(made.id),
    ):
        with pytest.raises(NotPermitted):
            forbidden()
    assert owner.list_verified_questions(head.id)[-1] == made


def test_another_organization_gets_nothing(owner: Store, other: Store, head: SemanticModelHead) -> None:
    made = owner.verify_question(head.id, "Q", PLAN, version=1)
    assert other.list_verified_questions(head.id) == []
    for hidden in (
        lambda: other.verify_question(head.id, "X", PLAN, version=1),
        lambda: other.change_verified_question(made.id, question="X"),
        lambda: other.keep_verified_check(made.id, 2, "x", before=1),
        lambda: other.withdraw_verified_question(made.id),
    ):
        with pytest.raises(NotFound):
            hidden()
    assert owner.list_verified_questions(head.id) == [made]


def test_what_cannot_be_one(owner: Store, head: SemanticModelHead) -> None:
    with pytest.raises(InvalidInput, match=r"4,000"):
        owner.verify_question(head.id, "x" * 4001, PLAN, version=1)
    with pytest.raises(InvalidInput, match=r"4,000"):
        owner.verify_question(head.id, "  ", PLAN, version=1)
    with pytest.raises(NotFound):
        owner.verify_question(head.id, "Q", PLAN, version=9)


def test_it_goes_with_its_model(world: World, owner: Store, head: SemanticModelHead) -> None:
    owner.verify_question(head.id, "Q", PLAN, version=1)
    owner.delete_semantic_model(head.id)
    row = world.admin.execute(
        "select count(*) from public.verified_questions where project_id = %s", (head.project_id,)
    ).fetchone()
    assert row == (0,)


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_an_exported_project_brings_them_as_what_somebody_else_has_verified(
    world: World, owner: Store, other: Store, head: SemanticModelHead, role: Role
) -> None:
    owner.verify_question(head.id, "Holds", PLAN, version=1)
    doubted = owner.verify_question(head.id, "Doubted", {"measures": ["orders"]}, version=2)
    owner.keep_verified_check(doubted.id, 2, "Other numbers.", before=2)
    who = owner if role == "owner" else world.member(owner, role)
    files = export_project(who, head.project_id)
    made = import_project(other, files)
    (model,) = other.list_semantic_models(made.project.id)
    found = {one.question: one for one in other.list_verified_questions(model.id)}
    assert set(found) == {"Holds", "Doubted"}
    assert found["Holds"].plan == PLAN and found["Holds"].model_version == 1
    assert "Olga Owner" in found["Holds"].because and not found["Holds"].holds_for(1)
    assert "Other numbers." in found["Doubted"].because
    assert all(one.verified_by == other.principal.user_id for one in found.values())
