"""Suites, runs and what publishing needs, in every world: editors write, viewers see runs of what is published, others none."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.ask.suite import load_suite
from lunara.build.project_export import export_project
from lunara.build.project_import import import_project
from lunara.errors import Conflict, InvalidInput, LunaraError, NotFound, NotPermitted
from lunara.semantic.sample import sample_model
from lunara.workspace import rows
from lunara.workspace.evaluation_tables import EvaluationTables
from lunara.workspace.records import EvaluationQuestion, EvaluationRun, SemanticModelHead
from lunara.workspace.store import Store
from tests.contract.worlds import World

MODEL = sample_model().model_dump(mode="json", by_alias=True, exclude_none=True)
REFUSAL = {"expect": "refusal"}


@pytest.fixture
def head(owner: Store) -> SemanticModelHead:
    project = owner.create_project("P")
    source = owner.create_data_source(project.id, "W", "duckdb", {"path": "/x"}, {})
    made = owner.create_semantic_model(project.id, source.id, "M", MODEL, {})
    owner.save_semantic_model(made.id, {**MODEL, "description": "Second"}, {}, based_on=1)
    return owner.publish_semantic_model(made.id, 1)


def came_out(questions: list[EvaluationQuestion], *outcomes: str) -> dict[str, Any]:
    told = zip(questions, outcomes, strict=True)
    return {"outcomes": [{"id": one.id, "revision": one.revision, "outcome": outcome} for one, outcome in told]}


def run(store: Store, head: SemanticModelHead, version: int, *outcomes: str, stopped: bool = False) -> EvaluationRun:
    content = came_out(store.list_evaluation_questions(head.id), *outcomes)
    return store.keep_evaluation_run(
        head.id, content, version=version, planner="offline", provider="offline", tokens=7, seconds=1.5, stopped=stopped
    )


def test_a_suite_keeps_its_order_and_says_who_wrote(world: World, owner: Store, head: SemanticModelHead) -> None:
    editor = world.member(owner, "editor")
    texts = [f" Question {n} " for n in range(12)]
    made = editor.add_evaluation_questions(head.id, [(text, REFUSAL) for text in texts])
    assert owner.list_evaluation_questions(head.id) == made
    assert [one.question for one in made] == [text.strip() for text in texts]
    assert {(one.revision, one.changed_by_name, one.content["expect"]) for one in made} == {
        (1, "Editor Test", "refusal")
    }
    changed = owner.change_evaluation_question(made[3].id, content={"expect": "clarification"})
    assert (changed.revision, changed.question) == (2, "Question 3") and changed.changed_by_name != "Editor Test"
    assert owner.change_evaluation_question(made[3].id, question="Question 3").revision == 2, "nothing else was asked"
    editor.remove_evaluation_question(made[0].id)
    assert [one.id for one in owner.list_evaluation_questions(head.id)] == [one.id for one in made[1:]]


def test_of_several_questions_all_are_added_or_none(owner: Store, head: SemanticModelHead) -> None:
    with pytest.raises(InvalidInput, match=r"4,000"):
        owner.add_evaluation_questions(head.id, [("Fine", REFUSAL), ("x" * 4001, REFUSAL)])
    assert owner.list_evaluation_questions(head.id) == []
    assert owner.add_evaluation_questions(head.id, []) == []
    assert len(owner.add_evaluation_questions(head.id, [(f"Q{n}", REFUSAL) for n in range(999)])) == 999
    with pytest.raises(InvalidInput, match=r"1,000"):
        owner.add_evaluation_questions(head.id, [("one", REFUSAL), ("too many", REFUSAL)])
    assert len(owner.list_evaluation_questions(head.id)) == 999


def test_the_sums_of_a_run_are_counted(world: World, owner: Store, head: SemanticModelHead) -> None:
    owner.add_evaluation_questions(head.id, [(f"Q{n}", REFUSAL) for n in range(6)])
    kept = run(world.member(owner, "editor"), head, 2, "right", "right", "wrong", "refused", "asked_back", "failed")
    sums = (kept.questions, kept.as_expected, kept.wrong, kept.refused, kept.asked_back, kept.failed)
    assert sums == (6, 2, 1, 1, 1, 1)
    assert (kept.tokens, kept.seconds, kept.model_version, kept.stopped) == (7, 1.5, 2, False)
    assert kept.created_by_name == "Editor Test"
    later = run(owner, head, 1, *["right"] * 6)
    assert [one.id for one in owner.list_evaluation_runs(head.id)] == [later.id, kept.id]
    assert [one.id for one in owner.list_evaluation_runs(head.id, limit=1, offset=1)] == [kept.id]
    assert [one.id for one in owner.list_evaluation_runs(head.id, version=2)] == [kept.id]
    assert owner.list_evaluation_runs(head.id, planner="organization") == []
    assert owner.list_evaluation_runs(head.id, stopped=True) == []
    assert len(owner.list_evaluation_runs(head.id, planner="offline", stopped=False)) == 2
    assert [one["outcome"] for one in owner.get_evaluation_run(kept.id).content["outcomes"]][2] == "wrong"
    with pytest.raises(NotFound):
        run(owner, head, 9, *["right"] * 6)
    owner.delete_evaluation_run(kept.id)
    assert [one.id for one in owner.list_evaluation_runs(head.id)] == [later.id]


def test_viewers_see_the_runs_of_what_is_published(world: World, owner: Store, head: SemanticModelHead) -> None:
    viewer = world.member(owner, "viewer")
    (asked,) = owner.add_evaluation_questions(head.id, [("Q", REFUSAL)])
    of_published, of_draft = run(owner, head, 1, "right"), run(owner, head, 2, "right")
    owner.require_evaluation(head.id, "offline", least_right=100, most_wrong=0)
    assert viewer.list_evaluation_questions(head.id) == []
    assert [one.id for one in viewer.list_evaluation_runs(head.id)] == [of_published.id]
    assert viewer.get_evaluation_run(of_published.id).content["outcomes"][0]["outcome"] == "right"
    assert viewer.evaluation_requirement(head.id) == owner.evaluation_requirement(head.id)
    with pytest.raises(NotFound):
        viewer.get_evaluation_run(of_draft.id)
    for forbidden in (
        lambda: viewer.add_evaluation_questions(head.id, [("X", REFUSAL)]),
        lambda: run(viewer, head, 1),
        lambda: viewer.delete_evaluation_run(of_published.id),
        lambda: viewer.require_evaluation(head.id, "offline", least_right=0, most_wrong=9),
        lambda: viewer.drop_evaluation_requirement(head.id),
    ):
        with pytest.raises(NotPermitted):
            forbidden()
    for hidden in (
        lambda: viewer.change_evaluation_question(asked.id, question="X"),
        lambda: viewer.remove_evaluation_question(asked.id),
    ):
        with pytest.raises(NotFound):
            hidden()


def test_another_organization_gets_nothing(owner: Store, other: Store, head: SemanticModelHead) -> None:
    (asked,) = owner.add_evaluation_questions(head.id, [("Q", REFUSAL)])
    kept = run(owner, head, 1, "right")
    owner.require_evaluation(head.id, "offline", least_right=100, most_wrong=0)
    assert other.list_evaluation_questions(head.id) == other.list_evaluation_runs(head.id) == []
    assert other.evaluation_requirement(head.id) is None and other.list_accepted_questions(head.id) == []
    for hidden in (
        lambda: other.add_evaluation_questions(head.id, [("X", REFUSAL)]),
        lambda: other.change_evaluation_question(asked.id, question="X"),
        lambda: other.remove_evaluation_question(asked.id),
        lambda: run(other, head, 1),
        lambda: other.get_evaluation_run(kept.id),
        lambda: other.delete_evaluation_run(kept.id),
        lambda: other.require_evaluation(head.id, "offline", least_right=0, most_wrong=9),
        lambda: other.drop_evaluation_requirement(head.id),
        lambda: other.publish_despite_evaluation(head.id, 2, "mine"),
        lambda: other.accept_evaluation_suite(head.id, [asked]),
    ):
        with pytest.raises(NotFound):
            hidden()
    assert owner.list_evaluation_questions(head.id) == [asked]
    assert owner.get_semantic_model(head.id).published_version == 1


def test_publishing_needs_a_run_that_holds(world: World, owner: Store, head: SemanticModelHead) -> None:
    editor = world.member(owner, "editor")
    owner.require_evaluation(head.id, "offline", least_right=50, most_wrong=1)

    def refused() -> None:
        with pytest.raises(InvalidInput, match="evaluation") as raised:
            editor.publish_semantic_model(head.id, 2)
        assert raised.value.code == "evaluation"
        assert owner.get_semantic_model(head.id).published_version == 1

    refused()  # there is no question
    asked = owner.add_evaluation_questions(head.id, [(f"Q{n}", REFUSAL) for n in range(4)])
    refused()  # nobody asked
    run(editor, head, 1, *["right"] * 4)
    refused()  # of another version
    run(editor, head, 2, *["right"] * 4, stopped=True)
    refused()  # it was stopped
    run(editor, head, 2, "right", "right", "right", "failed")
    refused()  # one was not measured
    run(editor, head, 2, "right", "right", "wrong", "wrong")
    refused()  # two are wrong
    run(editor, head, 2, "right", "refused", "refused", "refused")
    refused()  # a quarter is right
    run(editor, head, 2, "right", "right", "wrong", "asked_back")
    changed = owner.change_evaluation_question(asked[0].id, question="Another")
    refused()  # another question than was asked
    run(editor, head, 2, "right", "right", "wrong", "refused")
    assert changed.revision == 2
    assert editor.publish_semantic_model(head.id, 2).published_version == 2
    run(editor, head, 1, *["wrong"] * 4)
    with pytest.raises(InvalidInput, match="evaluation"):
        editor.publish_semantic_model(head.id, 1)
    owner.drop_evaluation_requirement(head.id)
    assert editor.publish_semantic_model(head.id, 1).published_version == 1


def test_an_editor_makes_the_suite_no_easier(world: World, owner: Store, head: SemanticModelHead) -> None:
    """Neither by removing what is hard, nor by expecting less, nor by asking what is easy beside it."""
    editor, admin = world.member(owner, "editor"), world.member(owner, "admin")
    hard, easy = owner.add_evaluation_questions(head.id, [("Hard", REFUSAL), ("Easy", REFUSAL)])
    needs = owner.require_evaluation(head.id, "offline", least_right=100, most_wrong=0)
    assert needs.accepted_by_name == needs.set_by_name
    assert {one.question for one in editor.list_accepted_questions(head.id)} == {"Hard", "Easy"}

    def refused(*outcomes: str) -> None:
        run(editor, head, 2, *outcomes)
        with pytest.raises(InvalidInput) as raised:
            editor.publish_semantic_model(head.id, 2)
        assert raised.value.code == "evaluation"

    refused("refused", "right")
    editor.remove_evaluation_question(hard.id)
    refused("right")
    gone = next(one for one in owner.list_accepted_questions(head.id) if one.id == hard.id)
    assert (gone.question, gone.content, gone.changed_by_name) == ("Hard", REFUSAL, "Editor Test")
    assert gone.changed_at is not None
    (again,) = editor.add_evaluation_questions(head.id, [("Hard", REFUSAL)])  # put back: the same question, another row
    run(editor, head, 2, "right", "right")
    assert editor.publish_semantic_model(head.id, 2).published_version == 2
    owner.publish_despite_evaluation(head.id, 1, "Back to the beginning")
    editor.change_evaluation_question(again.id, content={"expect": "clarification"})
    refused("right", "right")
    with pytest.raises(NotPermitted):
        editor.accept_evaluation_suite(head.id, editor.list_evaluation_questions(head.id))
    looked_at = admin.list_evaluation_questions(head.id)
    editor.change_evaluation_question(easy.id, question="Easier")
    with pytest.raises(Conflict, match="suite"):
        admin.accept_evaluation_suite(head.id, looked_at)
    accepted = admin.accept_evaluation_suite(head.id, admin.list_evaluation_questions(head.id))
    assert (accepted.accepted_by_name, accepted.set_by_name) == ("Admin Test", needs.set_by_name)
    assert accepted.updated_at == needs.updated_at, "accepting is not setting"
    run(editor, head, 2, "right", "right")
    assert editor.publish_semantic_model(head.id, 2).published_version == 2


def test_questions_that_are_added_count_beside_the_accepted_ones(
    world: World, owner: Store, head: SemanticModelHead
) -> None:
    editor = world.member(owner, "editor")
    owner.require_evaluation(head.id, "offline", least_right=50, most_wrong=1)
    own = editor.add_evaluation_questions(head.id, [("Mine", REFUSAL)])
    run(editor, head, 2, "right")
    with pytest.raises(InvalidInput):  # nobody who may say what publishing needs has accepted a question
        editor.publish_semantic_model(head.id, 2)
    editor.remove_evaluation_question(own[0].id)  # which nothing rested on
    owner.add_evaluation_questions(head.id, [("A", REFUSAL), ("B", REFUSAL), ("C", REFUSAL)])
    editor.add_evaluation_questions(head.id, [(f"Easy {n}", REFUSAL) for n in range(20)])
    run(editor, head, 2, "right", "refused", "refused", *["right"] * 20)
    with pytest.raises(InvalidInput):
        editor.publish_semantic_model(head.id, 2)
    run(editor, head, 2, "right", "refused", "right", *["right"] * 20)
    assert editor.publish_semantic_model(head.id, 2).published_version == 2
    run(editor, head, 1, "right", "right", "right", *["wrong"] * 20)
    with pytest.raises(InvalidInput):  # what was added counts against a version as ever
        editor.publish_semantic_model(head.id, 1)
    owner.drop_evaluation_requirement(head.id)
    assert owner.list_accepted_questions(head.id) == []
    with pytest.raises(NotFound):
        owner.accept_evaluation_suite(head.id, owner.list_evaluation_questions(head.id))


def test_copies_of_an_accepted_question_let_no_other_fail(world: World, owner: Store, head: SemanticModelHead) -> None:
    editor = world.member(owner, "editor")
    owner.add_evaluation_questions(head.id, [("Easy", REFUSAL), *((f"Hard {n}", REFUSAL) for n in range(5))])
    owner.require_evaluation(head.id, "offline", least_right=80, most_wrong=0)
    run(editor, head, 2, "right", *["refused"] * 5)
    with pytest.raises(InvalidInput):
        editor.publish_semantic_model(head.id, 2)
    copies = editor.add_evaluation_questions(head.id, [("Easy", REFUSAL)] * 30)
    run(editor, head, 2, "right", *["refused"] * 5, *["right"] * 30)  # 31 of 36, and 1 of the 6 that were accepted
    with pytest.raises(InvalidInput):
        editor.publish_semantic_model(head.id, 2)
    owner.accept_evaluation_suite(head.id, owner.list_evaluation_questions(head.id))
    with pytest.raises(InvalidInput):  # an admin accepted the copies, and they ask the same
        editor.publish_semantic_model(head.id, 2)
    run(editor, head, 2, "right", *["right"] * 4, "refused", *["right"] * 30)
    assert editor.publish_semantic_model(head.id, 2).published_version == 2
    run(editor, head, 1, "right", *["right"] * 4, "refused", *["right"] * 29, "asked_back")
    with pytest.raises(InvalidInput):  # one copy of Easy is not right, so 4 of 6 are
        editor.publish_semantic_model(head.id, 1)
    for copy in copies:
        editor.remove_evaluation_question(copy.id)
    run(editor, head, 1, "right", *["right"] * 4, "refused")
    assert editor.publish_semantic_model(head.id, 1).published_version == 1, "the question is still asked"


def with_id(store: Store, head: SemanticModelHead, id: str, question: str) -> None:
    """A question of a chosen id, as everybody with a client of the database may write it."""
    assert isinstance(store, EvaluationTables)
    row = {
        "id": id,
        "project_id": head.project_id,
        "semantic_model_id": head.id,
        "question": question,
        "content": REFUSAL,
    }
    store._add("evaluation_questions", row, rows.EVALUATION_QUESTION)


@pytest.mark.parametrize("again_by", ["owner elsewhere", "editor elsewhere", "owner beside", "editor beside"])
def test_an_id_that_is_used_again_touches_no_accepted_question(
    world: World, owner: Store, other: Store, head: SemanticModelHead, again_by: str
) -> None:
    editor = world.member(owner, "editor")
    _, hard = owner.add_evaluation_questions(head.id, [("Easy", REFUSAL), ("Hard", REFUSAL)])
    owner.require_evaluation(head.id, "offline", least_right=100, most_wrong=0)
    editor.remove_evaluation_question(hard.id)
    run(editor, head, 2, "right")
    accepted = owner.list_accepted_questions(head.id)
    assert [(one.question, one.changed_by_name) for one in accepted] == [("Easy", ""), ("Hard", "Editor Test")]
    theirs = owner if again_by.endswith("beside") else other
    who = theirs if again_by.startswith("owner") else world.member(theirs, "editor")
    project = theirs.create_project("Again")
    source = theirs.create_data_source(project.id, "W", "duckdb", {"path": "/x"}, {})
    again = theirs.create_semantic_model(project.id, source.id, "M", MODEL, {})

    def untouched() -> None:
        assert owner.list_accepted_questions(head.id) == accepted
        with pytest.raises(InvalidInput):
            editor.publish_semantic_model(head.id, 2)

    theirs.require_evaluation(again.id, "offline", least_right=0, most_wrong=9)
    with_id(who, again, hard.id, "Again")
    untouched()
    who.change_evaluation_question(hard.id, question="Once more")
    untouched()
    theirs.drop_evaluation_requirement(again.id)
    theirs.require_evaluation(
        again.id, "offline", least_right=0, most_wrong=9
    )  # accepts what is there, whatever its id
    theirs.accept_evaluation_suite(again.id, theirs.list_evaluation_questions(again.id))
    assert [one.question for one in theirs.list_accepted_questions(again.id)] == ["Once more"]
    untouched()
    who.remove_evaluation_question(hard.id)
    untouched()
    left = [(one.question, one.changed_by_name) for one in theirs.list_accepted_questions(again.id)]
    assert left == ([] if who is theirs else [("Once more", "Editor Test")])
    theirs.drop_evaluation_requirement(again.id)
    untouched()


def test_an_admin_publishes_all_the_same_and_says_why(world: World, owner: Store, head: SemanticModelHead) -> None:
    editor, admin = world.member(owner, "editor"), world.member(owner, "admin")
    admin.require_evaluation(head.id, "offline", least_right=100, most_wrong=0)
    with pytest.raises(NotPermitted):
        editor.require_evaluation(head.id, "offline", least_right=0, most_wrong=9)
    with pytest.raises(NotPermitted):
        editor.publish_despite_evaluation(head.id, 2, "I know better")
    with pytest.raises(LunaraError):
        admin.publish_despite_evaluation(head.id, 2, "  ")
    assert owner.get_semantic_model(head.id).published_version == 1
    assert admin.publish_despite_evaluation(head.id, 2, "The year is over").published_version == 2
    assert owner.get_semantic_model_version(head.id, 2).note == "The year is over"
    with pytest.raises(InvalidInput, match="evaluation"):
        admin.publish_semantic_model(head.id, 1)  # it was for that version alone


def test_a_run_is_written_while_it_goes_on(world: World, owner: Store, head: SemanticModelHead) -> None:
    editor, colleague = world.member(owner, "editor"), world.member(owner, "editor")
    asked = owner.add_evaluation_questions(head.id, [("Q0", REFUSAL), ("Q1", REFUSAL)])
    owner.require_evaluation(head.id, "offline", least_right=100, most_wrong=0)

    def write(store: Store, run_id: str, *outcomes: str, stopped: bool) -> EvaluationRun:
        content = came_out(asked[: len(outcomes)], *outcomes)
        return store.go_on_with_evaluation_run(
            run_id, content, provider="offline", tokens=9, seconds=2.0, stopped=stopped
        )

    begun = editor.keep_evaluation_run(
        head.id, came_out(asked[:1], "right"), version=2, planner="offline", provider="", tokens=1, seconds=1.0, stopped=True
    )  # fmt: skip
    later = run(editor, head, 2, "right", "wrong")
    assert begun.finished_at is None and later.finished_at is not None
    for other in (owner, colleague):
        with pytest.raises(NotPermitted):
            write(other, begun.id, "right", "right", stopped=False)
    with pytest.raises(InvalidInput):  # what has ended last is wrong
        editor.publish_semantic_model(head.id, 2)
    assert write(editor, begun.id, "right", "right", stopped=True).as_expected == 2
    with pytest.raises(InvalidInput):
        editor.publish_semantic_model(head.id, 2)
    ended = write(editor, begun.id, "right", "right", stopped=False)
    assert (ended.tokens, ended.stopped, ended.created_by) == (9, False, editor.principal.user_id)
    assert ended.created_at == begun.created_at and ended.finished_at is not None
    assert write(editor, begun.id, "right", "right", stopped=False).id == begun.id, "the answer of the first was lost"
    with pytest.raises(NotPermitted):
        write(editor, begun.id, "right", "wrong", stopped=False)
    assert [one.id for one in owner.list_evaluation_runs(head.id)] == [later.id, begun.id]
    assert [one.id for one in owner.list_evaluation_runs(head.id, stopped=False)] == [begun.id, later.id]
    assert editor.publish_semantic_model(head.id, 2).published_version == 2


def test_it_goes_with_its_model(world: World, owner: Store, head: SemanticModelHead) -> None:
    owner.add_evaluation_questions(head.id, [("Q", REFUSAL)])
    run(owner, head, 1, "right")
    owner.require_evaluation(head.id, "offline", least_right=100, most_wrong=0)
    owner.delete_semantic_model(head.id)
    for table in ("evaluation_questions", "evaluation_runs", "evaluation_requirements"):
        row = world.admin.execute(
            f"select count(*) from public.{table} where project_id = %s", (head.project_id,)
        ).fetchone()
        assert row == (0,)


def test_an_exported_project_brings_its_suite_and_what_publishing_needs(
    owner: Store, other: Store, head: SemanticModelHead
) -> None:
    query = {"measures": ["revenue"]}
    asked = [
        ("Revenue", {"id": "first", "expect": {"query": query}}),
        (
            "And orders?",
            {"history": ["Revenue"], "today": "2026-01-31", "expect": {"rows": [[1, "a", None]], "tolerance": 0.5}},
        ),
        ("Revenue", {"expect": "refusal"}),
        ("Weather", {"expect": "clarification"}),
    ]
    owner.add_evaluation_questions(head.id, asked)
    run(owner, head, 1, *["right"] * 4)
    owner.require_evaluation(head.id, "offline", least_right=90, most_wrong=2)
    files = export_project(owner, head.project_id)
    suite = load_suite(files["models/m/evaluation.yaml"].decode())
    assert [case.question for case in suite.questions] == [text for text, _ in asked]
    assert (suite.requires.right, suite.requires.wrong) == (90, 2)
    made = import_project(other, files)
    (model,) = other.list_semantic_models(made.project.id)
    found = other.list_evaluation_questions(model.id)
    assert [(one.question, one.content["expect"]) for one in found] == [(text, told["expect"]) for text, told in asked]
    assert model.published_version == 1 and other.list_evaluation_runs(model.id) == [], "runs stay behind"
    needs = other.evaluation_requirement(model.id)
    assert needs is not None and (needs.planner, needs.least_right, needs.most_wrong) == ("offline", 90, 2)
    with pytest.raises(InvalidInput, match="evaluation"):
        other.publish_semantic_model(model.id, 2)
    for path, before, after, told in (
        ("models/m/evaluation.yaml", "refusal", "maybe", "evaluation.yaml: line"),
        ("models/m/model.yaml", "planner: offline", "planner: nobody", "nobody"),
        ("models/m/model.yaml", "right: 90", "right: 900", "publishing_needs"),
    ):
        broken = {**files, path: files[path].decode().replace(before, after).encode()}
        with pytest.raises(InvalidInput, match=told):
            import_project(other, broken)
