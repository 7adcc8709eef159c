"""Feedback on answers, on every workspace there is: whose it is, who sees it, who closes it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from lunara.errors import InvalidInput, NotFound, NotPermitted
from lunara.semantic.sample import sample_model
from lunara.workspace.records import Feedback, FeedbackVerdict, SemanticModelHead
from lunara.workspace.store import Store
from tests.contract.worlds import World

MODEL = sample_model().model_dump(mode="json", by_alias=True, exclude_none=True)
ANSWER = {"outcome": "answer", "plan": {"measures": ["revenue"]}, "ignored": ["net"]}


@pytest.fixture
def head(owner: Store) -> SemanticModelHead:
    project = owner.create_project("P")
    source = owner.create_data_source(project.id, "W", "duckdb", {"path": "/x"}, {})
    made = owner.create_semantic_model(project.id, source.id, "M", MODEL, {})
    return owner.publish_semantic_model(made.id, 1)


def give(store: Store, head: SemanticModelHead, verdict: FeedbackVerdict, message: str, said: str = "") -> Feedback:
    return store.give_feedback(head.id, message, verdict, version=1, question="How much?", answer=ANSWER, said=said)


def test_whoever_asks_gives_it_and_may_think_again(world: World, owner: Store, head: SemanticModelHead) -> None:
    viewer, message = world.member(owner, "viewer"), str(uuid4())
    assert viewer.my_feedback(message) is None
    give(viewer, head, "up", message)
    given = give(viewer, head, "number", message, " 1,204 ")
    assert (given.said, given.answer, given.state, given.created_by_name) == ("1,204", ANSWER, "open", "Viewer Test")
    assert viewer.my_feedback(message) == given and owner.my_feedback(message) is None
    assert viewer.list_feedback(head.id) == owner.list_feedback(head.id) == [given]
    for text, model in (("x" * 4001, head.id), ("1,205", str(uuid4()))):
        with pytest.raises(InvalidInput if model == head.id else NotFound):
            viewer.give_feedback(model, message, "number", version=1, question="How much?", answer=ANSWER, said=text)
        assert viewer.my_feedback(message) == given, "what cannot take its place leaves it"
    with pytest.raises(NotPermitted):
        viewer.close_feedback(given.id, "dismissed")


def test_editors_close_it_in_their_name_and_open_it_again(world: World, owner: Store, head: SemanticModelHead) -> None:
    viewer, editor = world.member(owner, "viewer"), world.member(owner, "editor")
    given = give(viewer, head, "down", str(uuid4()))
    closed = editor.close_feedback(given.id, "resolved")
    assert (closed.state, closed.closed_by_name, closed.closed_at is not None) == ("resolved", "Editor Test", True)
    assert owner.list_feedback(head.id, state="open") == [] and owner.list_feedback(head.id, state="resolved") == [
        closed
    ]
    opened = owner.close_feedback(given.id, "open")
    assert (opened.closed_by_name, opened.closed_at) == ("", None)


def test_people_see_their_own_alone(world: World, owner: Store, other: Store, head: SemanticModelHead) -> None:
    one, two = world.member(owner, "viewer"), world.member(owner, "viewer")
    given = give(one, head, "down", str(uuid4()), "secret")
    assert two.list_feedback(head.id) == other.list_feedback(head.id) == []
    for hidden in (
        lambda: two.close_feedback(given.id, "dismissed"),
        lambda: other.close_feedback(given.id, "dismissed"),
        lambda: give(other, head, "down", str(uuid4())),
    ):
        with pytest.raises(NotFound):
            hidden()
    assert owner.list_feedback(head.id) == [given]


def test_what_cannot_be_kept(owner: Store, head: SemanticModelHead) -> None:
    with pytest.raises(InvalidInput, match=r"4,000"):
        give(owner, head, "down", str(uuid4()), "x" * 4001)
    with pytest.raises(InvalidInput):
        give(owner, head, "sideways", str(uuid4()))  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        owner.close_feedback(give(owner, head, "down", str(uuid4())).id, "lost")  # type: ignore[arg-type]
