"""Feedback on answers, on every workspace there is: whose it is, who sees it, who closes it."""

from __future__ import annotations

from typing import Any
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


def answered(store: Store, head: SemanticModelHead) -> str:
    """The id of an answer in a conversation of this person."""
    session = store.create_session(head.project_id, semantic_model_id=head.id)
    return store.append_messages(session.id, [("user", {"text": "How much?"}), ("assistant", {"answer": ANSWER})])[1].id


def give(store: Store, head: SemanticModelHead, verdict: FeedbackVerdict, message: str, said: str = "") -> Feedback:
    return store.give_feedback(head.id, message, verdict, version=1, question="How much?", answer=ANSWER, said=said)


def test_whoever_asks_gives_it_and_may_think_again(world: World, owner: Store, head: SemanticModelHead) -> None:
    viewer = world.member(owner, "viewer")
    message = answered(viewer, head)
    assert viewer.my_feedback([message]) == {}
    give(viewer, head, "up", message)
    given = give(viewer, head, "number", message, " 1,204 ")
    assert (given.said, given.answer, given.state, given.created_by_name) == ("1,204", ANSWER, "open", "Viewer Test")
    assert viewer.my_feedback([message, str(uuid4())]) == {message: given} and owner.my_feedback([message]) == {}
    assert viewer.list_feedback(head.id) == owner.list_feedback(head.id) == [given]
    for text, model in (("x" * 4001, head.id), ("1,205", str(uuid4()))):
        with pytest.raises(InvalidInput if model == head.id else NotFound):
            viewer.give_feedback(model, message, "number", version=1, question="How much?", answer=ANSWER, said=text)
        assert viewer.my_feedback([message]) == {message: given}, "what cannot take its place leaves it"
    with pytest.raises(NotPermitted):
        viewer.close_feedback(given.id, "dismissed")


def test_editors_close_it_in_their_name_and_open_it_again(world: World, owner: Store, head: SemanticModelHead) -> None:
    viewer, editor = world.member(owner, "viewer"), world.member(owner, "editor")
    given = give(viewer, head, "down", answered(viewer, head))
    closed = editor.close_feedback(given.id, "resolved")
    assert (closed.state, closed.closed_by_name, closed.closed_at is not None) == ("resolved", "Editor Test", True)
    assert owner.list_feedback(head.id, state="open") == [] and owner.list_feedback(head.id, state="resolved") == [
        closed
    ]
    opened = owner.close_feedback(given.id, "open")
    assert (opened.closed_by_name, opened.closed_at) == ("", None)


def test_people_see_their_own_alone(world: World, owner: Store, other: Store, head: SemanticModelHead) -> None:
    one, two = world.member(owner, "viewer"), world.member(owner, "viewer")
    given = give(one, head, "down", answered(one, head), "secret")
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
        give(owner, head, "down", answered(owner, head), "x" * 4001)
    with pytest.raises(InvalidInput):
        give(owner, head, "sideways", answered(owner, head))  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        owner.close_feedback(give(owner, head, "down", answered(owner, head)).id, "lost")  # type: ignore[arg-type]


def test_it_is_of_an_answer_of_ones_own(world: World, owner: Store, other: Store, head: SemanticModelHead) -> None:
    viewer = world.member(owner, "viewer")
    elsewhere = owner.create_session(owner.create_project("Other").id)
    session = owner.create_session(head.project_id)
    for message in (
        str(uuid4()),
        answered(viewer, head),
        owner.append_messages(session.id, [("user", {"text": "How much?"})])[0].id,
        owner.append_messages(elsewhere.id, [("assistant", {"answer": ANSWER})])[0].id,
    ):
        with pytest.raises(NotFound):
            give(owner, head, "down", message)
    assert owner.list_feedback(head.id) == []
    given = give(owner, head, "down", answered(owner, head))
    owner.delete_session(owner.list_sessions(project_id=head.project_id)[0].id)
    assert owner.list_feedback(head.id) == [given], "it outlives the conversation"


def test_nobody_fills_the_queue(world: World, owner: Store, head: SemanticModelHead) -> None:
    viewer = world.member(owner, "viewer")
    session = viewer.create_session(head.project_id)
    turns = viewer.append_messages(session.id, [("assistant", {"answer": ANSWER})] * 51)
    for message in turns[:50]:
        give(viewer, head, "down", message.id)
    with pytest.raises(InvalidInput, match="50 answers"):
        give(viewer, head, "down", turns[50].id)
    assert give(viewer, head, "up", turns[0].id).verdict == "up", "who thinks again says nothing more"
    pages = [owner.list_feedback(head.id, limit=20, offset=start) for start in (0, 20, 40)]
    assert len({one.id for page in pages for one in page}) == 50 and len(pages[2]) == 10
    owner.delete_feedback(pages[0][0].id)
    assert len(owner.list_feedback(head.id)) == 49


def test_who_deletes_it(world: World, owner: Store, other: Store, head: SemanticModelHead) -> None:
    one, two = world.member(owner, "viewer"), world.member(owner, "viewer")
    given, mine = give(one, head, "down", answered(one, head)), give(two, head, "down", answered(two, head))
    for store in (two, other):
        with pytest.raises(NotFound):
            store.delete_feedback(given.id)
    two.delete_feedback(mine.id)
    world.member(owner, "editor").delete_feedback(given.id)
    assert owner.list_feedback(head.id) == []


@pytest.mark.parametrize(
    "answer",
    [
        {"ignored": 5},
        {"outcome": "clarification", "options": ["x"]},
        {"outcome": "clarification", "options": 7},
        {"plan": 5},
        {"sql": ["x"]},
        {"understood": ["x"]},
        {"ignored": ["x"] * 101},
    ],
)
def test_what_no_answer_looks_like_is_shown_without_it(
    owner: Store, head: SemanticModelHead, answer: dict[str, Any]
) -> None:
    message = answered(owner, head)
    owner.give_feedback(head.id, message, "down", version=1, question="How much?", answer=answer, said="No")
    (found,) = owner.list_feedback(head.id)
    assert (found.said, found.answer) == ("No", {})


def test_no_figures_are_kept(owner: Store, head: SemanticModelHead) -> None:
    message, answer = answered(owner, head), {**ANSWER, "narrative": {"headline": "1,204"}, "rows": [[1204]]}
    given = owner.give_feedback(head.id, message, "down", version=1, question="How much?", answer=answer)
    assert given.answer == ANSWER
