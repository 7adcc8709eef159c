"""Evaluating a model on its page: the suite, runs and their comparison, and publishing that needs one that holds."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lunara.ask.suite import Case, Expectation, Suite, load_suite
from lunara.build.suites import add_suite, content_of, suite_document
from lunara.connect.warehouse import CancelToken
from lunara.errors import Cancelled, InvalidInput, NotFound, NotPermitted
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.yaml import dump_document
from lunara.settings import Settings, load_settings
from lunara.ui import evaluation_record
from lunara.ui.ai_provider import forget_provider
from lunara.ui.components import evaluation_rows
from lunara.ui.evaluating import (
    add_verified,
    evaluation_key,
    planners_for,
    rows_apart,
    run_suite,
    start_evaluation,
)
from lunara.ui.evaluation_record import outcomes_of, why_not_go_on
from lunara.ui.jobs import find_job
from lunara.ui.model_desk import content_of as model_content
from lunara.ui.page import PageContext, clock_of
from lunara.ui.publishing_needs import standing_of
from lunara.workspace.log_writer import LOG
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.emulators.providers import Said, providers
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import Shop, click, finish, labels, make_shop, press, view
from tests.pages.test_home import sign_in_as

REVENUE = Expectation(query=SemanticQuery(measures=("revenue",)))
RIGHT = Case(question="total revenue", expect=REVENUE)
WRONG = Case(question="number of orders", expect=REVENUE)
BY_COUNTRY = {"measures": ["revenue"], "dimensions": ["customers.country"]}
REFUSED = Case(question="what is the weather on mars", expect="refusal")


@pytest.fixture
def shop(local_store: Store, tmp_path: Path) -> Shop:
    return make_shop(local_store, tmp_path)


def context(settings: Settings, store: Store, shop: Shop) -> PageContext:
    organization = store.organization()
    return PageContext(settings, store.principal, store, organization, shop.project, clock_of(organization))


def expect(store: Store, shop: Shop, *cases: Case) -> None:
    store.add_evaluation_questions(shop.head.id, [(case.question, content_of(case)) for case in cases])


def exported(store: Store, shop: Shop) -> Suite:
    """The suite as it goes out and is read again."""
    questions = store.list_evaluation_questions(shop.head.id)
    return load_suite(dump_document(suite_document(shop.head, questions, None)))


def silent(label: str, *, detail: str = "", fraction: float | None = None) -> None:
    """Where nobody is told."""


def test_a_verified_question_is_added_in_one_click_and_evaluated_without_its_own_answer(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    local_store.verify_question(shop.head.id, "total revenue", {"measures": ["revenue"]}, version=1)
    app = view(open_page("model", project=shop.project.id), "Questions")
    app = press(app, "Add to the evaluation")
    assert "In the evaluation" in words(app) and "Add to the evaluation" not in labels(app)
    (asked,) = local_store.list_evaluation_questions(shop.head.id)
    assert asked.content == {"expect": {"query": {"measures": ["revenue"]}}}
    app = view(app, "Evaluation")
    app = finish(press(app, "Ask 1 question"))
    assert not app.exception
    (run,) = local_store.list_evaluation_runs(shop.head.id)
    assert (run.model_version, run.planner, run.as_expected, run.questions, run.stopped) == (1, "offline", 1, 1, False)
    told = words(app)
    assert "1 right" in told and "total revenue" in told
    assert "1 verified question of the suite not shown to the planner" in told.replace("\\", "")
    assert LOG.flush()
    lines = local_store.list_queries(shop.project.id)
    assert any(line.asked_from == "evaluation" and line.model_version == 1 for line in lines), "it is in the query log"


def _failing(*_: object) -> None:
    raise InvalidInput("The warehouse is asleep.")


def test_what_went_wrong_is_told_and_two_runs_are_compared(
    open_page: OpenPage, local_store: Store, shop: Shop, workspace_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ctx = context(workspace_settings, local_store, shop)
    expect(local_store, shop, RIGHT, WRONG, REFUSED)
    first = run_suite(ctx, shop.head, 1, "offline", report=silent, cancel=CancelToken())
    assert (first.as_expected, first.wrong) == (2, 1)
    outcome = next(one for one in outcomes_of(local_store.get_evaluation_run(first.id)) if one["outcome"] == "wrong")
    assert "expected" not in outcome and "got" not in outcome, "no rows are kept"
    asked = next(one for one in local_store.list_evaluation_questions(shop.head.id) if one.question == WRONG.question)
    orders = Case(question=WRONG.question, expect=Expectation(query=SemanticQuery(measures=("order_count",))))
    app = view(open_page("model", project=shop.project.id), "Evaluation")
    told = words(app)
    assert "number of orders" in told and "It means something else" in told
    with monkeypatch.context() as broken:
        broken.setattr(evaluation_rows, "rows_apart", _failing)
        failed = finish(press(app, "Compare the rows"))
        assert "Try again" in labels(failed) and not failed.exception
    compared = finish(press(failed, "Try again"))
    assert not compared.exception and not compared.error
    expected, got = compared.dataframe[-2:]
    assert len(expected.value) == len(got.value) == 1 and expected.value.values.tolist() != got.value.values.tolist()
    model = SemanticModel.model_validate(local_store.get_semantic_model_version(shop.head.id, 1).content)
    tables = [
        table.model_copy(update={"measures": tuple(m for m in table.measures if m.name != "revenue")})
        for table in model.tables
    ]
    local_store.save_semantic_model(
        shop.head.id, model_content(model.model_copy(update={"tables": tuple(tables)})), {}, based_on=1
    )
    head = local_store.get_semantic_model(shop.head.id)
    second = run_suite(ctx, head, 2, "offline", report=silent, cancel=CancelToken())
    assert second.as_expected < first.as_expected
    app = view(open_page("model", project=shop.project.id), "Evaluation")
    box = next(one for one in app.selectbox if one.label == "Compared with")
    app = box.select(first.id).run()
    assert "worse" in words(app) or "Not measured in one of them" in words(app)
    local_store.change_evaluation_question(asked.id, content=content_of(orders))
    third = run_suite(ctx, head, 1, "offline", report=silent, cancel=CancelToken())
    assert third.as_expected == 3


def test_a_new_run_is_the_one_that_is_shown(
    open_page: OpenPage, local_store: Store, shop: Shop, workspace_settings: Settings
) -> None:
    ctx = context(workspace_settings, local_store, shop)
    expect(local_store, shop, RIGHT, REFUSED)
    run_suite(ctx, shop.head, 1, "offline", report=silent, cancel=CancelToken())
    expect(local_store, shop, WRONG)
    app = view(open_page("model", project=shop.project.id), "Evaluation")
    app = app.button(key="start-evaluation").click().run()
    for _ in range(50):
        job = find_job(ctx, evaluation_key(shop.head.id))
        if job is None or job.status != "running":
            break
        time.sleep(0.2)
    app = app.run()
    first, second = sorted(local_store.list_evaluation_runs(shop.head.id), key=lambda run: run.created_at)
    box = next(one for one in app.selectbox if one.label == "Run")
    assert box.value == second.id != first.id


def test_a_suite_goes_out_and_comes_back(local_store: Store, shop: Shop, workspace_settings: Settings) -> None:
    ctx = context(workspace_settings, local_store, shop)
    follow_up = Case(question="by country", history=("total revenue",), expect="clarification", id="follow")
    expect(local_store, shop, RIGHT, REFUSED, follow_up)
    out = exported(local_store, shop)
    assert out.questions == (RIGHT, REFUSED, follow_up)
    assert add_suite(local_store, shop.head.id, out) == 0, "they are there already"
    other = local_store.create_semantic_model(shop.project.id, shop.source.id, "Other", {"name": "o"}, {})
    assert add_suite(local_store, other.id, out) == 3
    expect(local_store, shop, RIGHT.model_copy(update={"expect": "refusal"}))
    assert len(exported(local_store, shop).questions) == 4, "one asked twice is told apart"
    verified = local_store.verify_question(shop.head.id, "Total Revenue", {"measures": ["revenue"]}, version=1)
    assert add_verified(ctx, shop.head, [verified]) == 0


def refusals(number: int) -> list[Case]:
    return [REFUSED.model_copy(update={"question": f"what is the weather on mars in city {n}"}) for n in range(number)]


def test_a_run_that_is_stopped_keeps_what_was_measured_and_goes_on(
    local_store: Store, shop: Shop, workspace_settings: Settings
) -> None:
    ctx = context(workspace_settings, local_store, shop)
    expect(local_store, shop, RIGHT, *refusals(9))
    stop = CancelToken()

    def report(label: str, *, detail: str = "", fraction: float | None = None) -> None:
        if label == "Asking" and detail.startswith("2"):
            stop.cancel()

    with pytest.raises(Cancelled):
        run_suite(ctx, shop.head, 1, "offline", report=report, cancel=stop)
    (run,) = local_store.list_evaluation_runs(shop.head.id)
    assert run.stopped and run.finished_at is None and 2 <= run.questions == run.as_expected < 10
    first = outcomes_of(local_store.get_evaluation_run(run.id))
    tomorrow = replace(ctx, clock=replace(ctx.clock, today=ctx.clock.today + timedelta(days=1)))
    asked: list[str] = []

    def told(label: str, *, detail: str = "", fraction: float | None = None) -> None:
        asked.extend([detail] * (label == "Asking"))

    ended = run_suite(tomorrow, shop.head, 1, "offline", begun=run, report=told, cancel=CancelToken())
    assert (ended.id, ended.stopped, ended.questions, ended.as_expected) == (run.id, False, 10, 10)
    assert len(asked) == 10 - run.questions, "what was measured is not asked again"
    kept = local_store.get_evaluation_run(run.id).content
    assert kept["today"] == ctx.clock.today.isoformat(), "it is a run of one day"
    assert all(one in kept["outcomes"] for one in first)
    with pytest.raises(InvalidInput, match="ended"):
        run_suite(ctx, shop.head, 1, "offline", begun=run, report=silent, cancel=CancelToken())


def test_a_run_whose_server_ended_is_seen_as_interrupted_and_goes_on(
    open_page: OpenPage, local_store: Store, shop: Shop, workspace_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation_record, "WRITE_SECONDS", 0.0)
    monkeypatch.setattr(evaluation_record, "WRITE_SHARE", 1e9)
    ctx = context(workspace_settings, local_store, shop)
    expect(local_store, shop, RIGHT, *refusals(9))

    def end_of_the_server(label: str, *, detail: str = "", fraction: float | None = None) -> None:
        if label == "Asking" and detail.startswith("3"):
            raise SystemExit

    with pytest.raises(SystemExit):
        run_suite(ctx, shop.head, 1, "offline", report=end_of_the_server, cancel=CancelToken())
    (run,) = local_store.list_evaluation_runs(shop.head.id)
    assert run.stopped and run.questions == 3
    app = view(open_page("model", project=shop.project.id), "Evaluation")
    assert "It is under way" in words(app)
    assert next(found for found in app.button if found.key == "go-on-evaluation").disabled
    monkeypatch.setattr(evaluation_record, "QUIET_SECONDS", 0.0)
    app = view(open_page("model", project=shop.project.id), "Evaluation")
    assert "It was interrupted" in words(app)
    app = finish(press(app, "Go on with 7 questions"))
    (run,) = local_store.list_evaluation_runs(shop.head.id)
    assert not run.stopped and (run.questions, run.as_expected) == (10, 10) and not app.exception
    # What it found would not be of one suite any more.
    asked = local_store.list_evaluation_questions(shop.head.id)
    read = local_store.get_evaluation_run(run.id)
    open_run = replace(read, stopped=True)
    mine = local_store.principal.user_id
    words_of = planners_for(ctx)["offline"]
    assert why_not_go_on(open_run, asked, user_id=mine, asked_of=words_of) == ""
    assert "rights" in why_not_go_on(open_run, asked, user_id="another", asked_of=words_of)
    assert "changed" in why_not_go_on(open_run, asked[:-1], user_id=mine, asked_of=words_of)
    assert "not set up" in why_not_go_on(open_run, asked, user_id=mine, asked_of="Another provider")


def test_who_only_asks_sees_the_runs_of_what_is_published(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path)
    expect(store, shop, RIGHT)
    viewer = store_as("viewer")
    sign_in_as(monkeypatch, viewer.principal)
    app = view(open_page("model", project=shop.project.id), "Evaluation")
    assert "No evaluation of the published version" in words(app)
    owner = context(load_settings({}), store, shop)
    run = run_suite(owner, shop.head, 1, "offline", report=silent, cancel=CancelToken())
    app = view(open_page("model", project=shop.project.id), "Evaluation")
    assert "1 right" in words(app) and not app.exception
    assert not {"Ask 1 question", "Add a question", "What publishing needs", "Delete", "Import"} & set(labels(app))
    ctx = context(load_settings({}), viewer, shop)
    with pytest.raises(NotPermitted):
        start_evaluation(ctx, shop.head, 1, "offline")
    with pytest.raises(NotPermitted):
        rows_apart(ctx, run, RIGHT, SemanticQuery(measures=("revenue",)), CancelToken())


def test_another_organization_gets_nothing_of_it(
    store: Store, other_store: Store, tmp_path: Path, workspace_settings: Settings
) -> None:
    shop = make_shop(store, tmp_path)
    expect(store, shop, RIGHT)
    organization = other_store.organization()
    ctx = PageContext(
        workspace_settings, other_store.principal, other_store, organization, shop.project, clock_of(organization)
    )
    with pytest.raises(InvalidInput, match="no question"):
        run_suite(ctx, shop.head, 1, "offline", report=silent, cancel=CancelToken())
    with pytest.raises(NotFound):
        add_suite(other_store, shop.head.id, exported(store, shop))
    assert exported(other_store, shop).questions == ()
    assert standing_of(ctx, shop.head.id, 1) is None


def test_only_who_may_be_asked_is_offered(local_store: Store, shop: Shop, workspace_settings: Settings) -> None:
    ctx = context(workspace_settings, local_store, shop)
    assert list(planners_for(ctx)) == ["offline"]
    expect(local_store, shop, RIGHT)
    with pytest.raises(InvalidInput, match="Your organization has no AI provider"):
        run_suite(ctx, shop.head, 1, "organization", report=silent, cancel=CancelToken())
    with_key = replace(ctx, settings=replace(workspace_settings, gemini_api_key="k" * 30))
    assert list(planners_for(with_key)) == ["offline", "installation"]


def test_a_question_is_written_on_the_page(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    app = view(open_page("model", project=shop.project.id), "Evaluation")
    assert "No questions in the suite yet" in words(app)
    app = click(app, "Add a question")
    next(area for area in app.text_area if area.label == "Question").set_value("total revenue")
    next(box for box in app.selectbox if box.label == "Expected").select("refusal")
    # A dialog is a part of its run here: it is opened again in the run that saves.
    next(found for found in app.button if found.label == "Add a question").click()
    app.button(key="save-case").click().run()
    (asked,) = local_store.list_evaluation_questions(shop.head.id)
    assert (asked.question, asked.content) == ("total revenue", {"expect": "refusal"})


def test_publishing_that_needs_an_evaluation_runs_it_and_says_what_failed(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    expect(local_store, shop, RIGHT, WRONG)
    local_store.require_evaluation(shop.head.id, "offline", least_right=100, most_wrong=0)
    local_store.save_semantic_model(
        shop.head.id, model_content(shop.model.model_copy(update={"description": "Second"})), {}, based_on=1
    )
    app = open_page("model", project=shop.project.id)
    app = press(app, "Publish")
    told = words(app)
    assert not app.exception and "Not published: the evaluation of version 2 does not hold" in told
    assert "1 question was wrong" in told.replace("\\", "") and "number of orders" in told
    assert local_store.get_semantic_model(shop.head.id).published_version == 1
    (run,) = local_store.list_evaluation_runs(shop.head.id)
    assert run.model_version == 2
    # What failed is mended: the suite is asked again, and it is published.
    wrong = local_store.list_evaluation_questions(shop.head.id)[1]
    orders = Case(question=WRONG.question, expect=Expectation(query=SemanticQuery(measures=("order_count",))))
    local_store.change_evaluation_question(wrong.id, content=content_of(orders))
    app = press(app, "Evaluate again")
    assert "Version 2 is published" in words(app) + " ".join(one.value for one in app.toast)
    assert local_store.get_semantic_model(shop.head.id).published_version == 2
    assert len(local_store.list_evaluation_runs(shop.head.id)) == 2


def test_unsaved_changes_are_saved_before_they_are_evaluated(
    open_page: OpenPage, local_store: Store, shop: Shop
) -> None:
    expect(local_store, shop, WRONG)
    local_store.require_evaluation(shop.head.id, "offline", least_right=100, most_wrong=0)
    changed = shop.model.model_copy(update={"description": "Not saved"})
    local_store.save_semantic_model_draft(shop.head.id, model_content(changed), {}, based_on=1)
    app = press(open_page("model", project=shop.project.id), "Save and publish")
    assert "the evaluation of version 2 does not hold" in words(app)
    head = local_store.get_semantic_model(shop.head.id)
    assert (head.latest_version, head.published_version) == (2, 1)


def test_an_admin_publishes_all_the_same(open_page: OpenPage, local_store: Store, shop: Shop) -> None:
    expect(local_store, shop, WRONG)
    local_store.require_evaluation(shop.head.id, "offline", least_right=100, most_wrong=0)
    local_store.save_semantic_model(
        shop.head.id, model_content(shop.model.model_copy(update={"description": "Second"})), {}, based_on=1
    )
    app = press(open_page("model", project=shop.project.id), "Publish")
    assert "Publish all the same" in labels(app)
    app = click(app, "Publish all the same")
    next(one for one in app.text_input if one.label == "Why").set_value("The board meets today")
    next(found for found in app.button if found.label == "Publish all the same").click()
    form = next(found for found in app.button if found.form_id == "despite")
    form.click().run()
    assert local_store.get_semantic_model(shop.head.id).published_version == 2
    note = local_store.get_semantic_model_version(shop.head.id, 2).note
    assert "The board meets today" in note and "although its evaluation does not hold" in note


def test_an_editor_does_not(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path)
    expect(store, shop, WRONG)
    store.require_evaluation(shop.head.id, "offline", least_right=100, most_wrong=0)
    store.save_semantic_model(
        shop.head.id, model_content(shop.model.model_copy(update={"description": "Second"})), {}, based_on=1
    )
    editor = store_as("editor")
    sign_in_as(monkeypatch, editor.principal)
    app = press(open_page("model", project=shop.project.id), "Publish")
    assert "does not hold" in words(app) and "Publish all the same" not in labels(app)
    app = view(app, "Evaluation")
    assert "Publishing needs 100 % right" in words(app) and "What publishing needs" not in words(app)
    assert store.get_semantic_model(shop.head.id).published_version == 1


def test_what_an_editor_takes_from_the_suite_is_told_put_back_or_accepted(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shop = make_shop(store, tmp_path)
    editor = store_as("editor")
    ctx = context(load_settings({}), editor, shop)
    expect(store, shop, RIGHT, REFUSED)
    store.require_evaluation(shop.head.id, "offline", least_right=100, most_wrong=0)
    store.save_semantic_model(shop.head.id, model_content(shop.model), {}, based_on=1)
    kept, gone = store.list_evaluation_questions(shop.head.id)

    def cut() -> None:
        found = next(one for one in editor.list_evaluation_questions(shop.head.id) if one.question == gone.question)
        editor.remove_evaluation_question(found.id)
        loose = {**content_of(RIGHT), "expect": {**content_of(RIGHT)["expect"], "tolerance": 1000.0}}
        editor.change_evaluation_question(kept.id, content=loose)

    cut()
    sign_in_as(monkeypatch, editor.principal)
    app = press(open_page("model", project=shop.project.id), "Publish")
    told = words(app).replace("\\", "")
    assert "1 was removed and 1 was changed" in told and f"Removed] **{gone.question}**" in told
    assert "numbers may differ by 1000" in told and "Publish all the same" not in labels(app)
    assert "Accept the suite" not in labels(app) and editor.list_evaluation_runs(shop.head.id) == [], "nobody was asked"
    app = press(app, "Put back")
    assert store.get_semantic_model(shop.head.id).published_version == 2
    # Cut once more: an admin looks at what is gone, and accepts it.
    cut()
    standing = standing_of(ctx, shop.head.id, 1)
    assert standing is not None and not standing.holds and len(standing.reduced) == 2
    sign_in_as(monkeypatch, store.principal)
    app = view(open_page("model", project=shop.project.id), "Evaluation")
    assert "1 was removed and 1 was changed" in words(app).replace("\\", "")
    app = click(app, "Accept the suite")
    next(found for found in app.button if found.label == "Accept the suite").click()
    app.button(key="danger_confirm").click().run()
    assert [one.question for one in store.list_accepted_questions(shop.head.id)] == [kept.question]
    accepted = standing_of(ctx, shop.head.id, 1)
    assert accepted is not None and not accepted.to_accept and accepted.unknown


def test_how_it_stands_is_what_the_database_decides(
    local_store: Store, shop: Shop, workspace_settings: Settings
) -> None:
    ctx = context(workspace_settings, local_store, shop)
    local_store.save_semantic_model(shop.head.id, model_content(shop.model), {}, based_on=1)

    def decided() -> bool:
        try:
            local_store.publish_semantic_model(shop.head.id, 2)
        except InvalidInput:
            return False
        local_store.drop_evaluation_requirement(shop.head.id)
        local_store.publish_semantic_model(shop.head.id, 1)
        return True

    assert standing_of(ctx, shop.head.id, 2) is None
    expect(local_store, shop, RIGHT, WRONG, REFUSED, RIGHT.model_copy(update={"expect": "clarification"}))
    seen = set()
    for right in (0, 50, 51):
        for wrong in (0, 1, 2):
            for ran in (False, True):
                local_store.require_evaluation(shop.head.id, "offline", least_right=right, most_wrong=wrong)
                if ran:
                    run_suite(ctx, shop.head, 2, "offline", report=silent, cancel=CancelToken())
                standing = standing_of(ctx, shop.head.id, 2)
                assert standing is not None
                assert standing.holds == decided(), (right, wrong, ran, standing.misses)
                seen.add((ran, standing.holds))
    assert {(True, True), (True, False)} <= seen


def test_copies_of_an_accepted_question_stand_as_the_database_counts_them(
    store: Store, store_as: Callable[[Role], Store], tmp_path: Path
) -> None:
    shop = make_shop(store, tmp_path)
    editor = store_as("editor")
    ctx = context(load_settings({}), editor, shop)
    store.save_semantic_model(shop.head.id, model_content(shop.model), {}, based_on=1)
    expect(store, shop, RIGHT, *refusals(3))
    store.require_evaluation(shop.head.id, "offline", least_right=75, most_wrong=9)
    expect(editor, shop, *[RIGHT] * 20)
    easy, *hard = store.list_evaluation_questions(shop.head.id)[:4]
    copies = store.list_evaluation_questions(shop.head.id)[4:]
    decided = []
    for amiss in ([], hard[:1], hard[:2], hard, [easy], copies[-1:], [easy, *copies], [copies[0], hard[0]]):
        for came in ("refused", "wrong", "failed"):
            outcomes = [
                {"id": one.id, "revision": one.revision, "outcome": came if one in amiss else "right"}
                for one in (easy, *hard, *copies)
            ]
            editor.keep_evaluation_run(
                shop.head.id, {"outcomes": outcomes}, version=2, planner="offline", provider="", tokens=0, seconds=0.0
            )
            standing = standing_of(ctx, shop.head.id, 2)
            assert standing is not None and standing.added == 0
            try:
                editor.publish_semantic_model(shop.head.id, 2)
            except InvalidInput:
                assert not standing.holds, (amiss, came)
            else:
                assert standing.holds, (amiss, came, standing.misses)
                store.publish_despite_evaluation(shop.head.id, 1, "Once more")
            decided.append(standing.holds)
    assert decided[:9] == [True] * 5 + [False] + [False] * 3, "of four questions one may be amiss, and all are measured"
    assert decided.count(True) == 3 + 2 + 2 + 2


def test_a_provider_is_measured_alone_and_not_shown_the_answer(
    open_page: OpenPage, local_store: Store, shop: Shop, workspace_settings: Settings
) -> None:
    expect(local_store, shop, RIGHT, WRONG)
    local_store.verify_question(shop.head.id, "What is our total revenue?", {"measures": ["revenue"]}, version=1)
    local_store.verify_question(shop.head.id, "total revenue by country", BY_COUNTRY, version=1)
    ctx = context(workspace_settings, local_store, shop)
    with providers("k" * 40) as api:
        local_store.set_provider_key("gemini", api.key, base_url=api.url)
        forget_provider(ctx)
        assert list(planners_for(ctx)) == ["offline", "organization"]
        api.script += [Said(plan={"kind": "query", "query": {"measures": ["revenue"]}})] * 2
        run = run_suite(ctx, shop.head, 1, "organization", report=silent, cancel=CancelToken())
        assert (run.as_expected, run.planner, run.tokens > 0) == (2, "organization", True)
        assert run.provider.startswith("Gemini at")
        said = "".join(json.dumps(call["body"]) for call in api.calls)
        assert "total revenue by country" in said, "what asks something else is an example, as when people ask"
        assert "What is our total revenue?" not in said, "what asks the same is not shown"
        # The same questions again are planned again, and where nobody answers the offline planner is not measured instead.
        api.script.clear()
        api.status = 401
        again = run_suite(ctx, shop.head, 1, "organization", report=silent, cancel=CancelToken())
        assert (again.as_expected, again.failed) == (0, 2)
        run_suite(ctx, shop.head, 1, "offline", report=silent, cancel=CancelToken())
        app = view(open_page("model", project=shop.project.id), "Evaluation")
        box = next(one for one in app.selectbox if one.label == "Compared with")
        app = box.select(run.id).run()
    assert "0 better, 1 worse, 1 the same" in words(app), "by provider"
