"""Model, AI draft: what it needs, what it costs before it begins, going on after a failure, deciding, and who sees nothing."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lunara.ask.drafting.asking import Asker
from lunara.ask.drafting.batches import Batch
from lunara.ask.drafting.kept import Part, Run
from lunara.ask.drafting.run import begin
from lunara.ask.planners import patient
from lunara.ask.planners.providers import Provider
from lunara.errors import Conflict, NotPermitted, Unavailable
from lunara.semantic.model import Dimension, SemanticModel, Table
from lunara.semantic.review import ORIGINS
from lunara.ui import cache, jobs, model_proposing
from lunara.ui.components.text import moment, plain
from lunara.ui.model_desk import ModelDesk, content_of
from lunara.ui.model_drafting import DRAFTED
from lunara.ui.model_proposing import start_proposing
from lunara.ui.proposal_ledger import WorkspaceLedger
from lunara.workspace.records import Role
from lunara.workspace.store import Store
from tests.emulators.providers import Providers, providers
from tests.pages.conftest import OpenPage, words
from tests.pages.shop import Shop, labels, make_shop, press, view
from tests.pages.test_home import sign_in_as

KEY = "AIza-0123456789abcdef-WXYZ"
EVIL_WORD = "*Road* $y$ :smile:"
EVIL_SHOWN = "\\*Road\\* \\$y\\$ \\:smile\\:"
FIRST = {
    "words": [
        {"id": "orders", "label": "Sales orders", "description": "What customers ordered", "synonyms": ["purchases"]},
        {"id": "orders.channel", "label": "Way of sale", "synonyms": [EVIL_WORD]},
        {"id": "orders.nothing", "label": "Made up"},
    ],
    "measures": [
        {"name": "average_order", "label": "Average order", "expression": "orders.revenue / orders.order_count"}
    ],
    "filters": [{"measure": "orders.revenue", "condition": "channel <> 'web'", "because": "Only stores"}],
}
USELESS = "The AI provider's reply is of no use, also after asking again: The reply has none of its parts."
SECOND = {"words": [], "instructions": [{"text": "Sales are orders.", "because": "A comment says so"}]}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient, "FIRST_WAIT_SECONDS", 0.01)
    cache._MEMORY._slots.clear()
    jobs._jobs.clear()


@pytest.fixture
def api() -> Iterator[Providers]:
    with providers(KEY) as served:
        yield served


@pytest.fixture
def shop(local_store: Store, tmp_path: Path, api: Providers) -> Shop:
    local_store.set_provider_key("gemini", KEY, base_url=api.url, model="gemini-2.5-flash")
    return make_shop(local_store, tmp_path)


def opened(open_page: OpenPage, shop: Shop) -> AppTest:
    return view(open_page("model", project=shop.project.id), "AI draft")


def begun(model: SemanticModel) -> Run:
    return begin(model, [table.name for table in model.tables], Asker(Provider("gemini", KEY, "gemini-2.5-flash")))


def kept(store: Store, shop: Shop) -> Run:
    run = WorkspaceLedger(store, shop.head.id).read()
    assert run is not None
    return run


def row(app: AppTest, run: Run, kind: str, verb: str = "accept", *, of: str = "") -> Any:
    """The button that decides about the proposal of that kind."""
    id = next(one.id for one in run.proposals if one.kind == kind and one.key.endswith(of))
    return app.button(key=f"{verb}-{id}")


def test_without_a_key_it_says_what_it_needs(open_page: OpenPage, local_store: Store, tmp_path: Path) -> None:
    app = opened(open_page, make_shop(local_store, tmp_path))
    assert not app.exception
    assert "It needs a key" in words(app) and "Draft with AI" not in labels(app)
    assert "AI provider on Settings" in [link.label for link in app.get("page_link")]


def test_what_it_would_cost_is_told_in_money_where_the_price_is_known(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers
) -> None:
    local_store.set_provider_key("gemini", KEY, model="gemini-2.5-flash")
    app = opened(open_page, shop)
    assert "tokens, about \\$0.0" in words(app) and not api.calls


def test_cost_comes_first_and_each_proposal_is_decided(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers
) -> None:
    app = opened(open_page, shop)
    assert not app.exception
    assert "2 requests about 8 items" in words(app) and "a price that Lunara does not know" in words(app)
    assert "No value of your data is" in words(app) and not api.calls
    api.plans += [FIRST, SECOND]
    press(app, "Draft with AI")
    run = kept(local_store, shop)
    assert run.finished and len(api.calls) == 2 and run.began_by
    assert "8 proposals to decide" in words(app) and EVIL_SHOWN in words(app)
    assert any("1 proposal dropped" in box.label for box in app.expander)
    assert "It keeps 16 of 24 rows" in words(app) and "It changes the numbers of this measure" in words(app)
    assert "12 of 12 months have a value" in words(app)

    together = [label for label in labels(app) if label.startswith("Accept ") and label[7].isdigit()]
    assert together == [
        "Accept 1 label", "Accept 1 description", "Accept 2 sets of synonyms", "Accept 1 calculated measure",
    ]  # fmt: skip
    press(app, "Accept 1 calculated measure")
    press(app, "Accept 1 label")
    desk = next(value for value in app.session_state["lunara"].pages.values() if isinstance(value, ModelDesk))
    table = desk.current.tables[0]
    assert (table.label, table.dimensions[3].label) == ("Sales orders", "*Channel* <b>x</b> :smile: $y$")
    row(app, run, "label", of="channel").click().run()
    assert desk.current.tables[0].dimensions[3].label == "Way of sale", "a person took it over a person's words"
    row(app, run, "filter", "reject").click().run()
    press(app, "Undo")
    assert "5 proposals to decide" in words(app)
    row(app, run, "filter", "reject").click().run()
    press(app, "Save as a new version")
    saved = local_store.get_semantic_model_version(shop.head.id, 2)
    origin = saved.review["measure:average_order"][ORIGINS]["expression"]
    assert (origin["model"], origin["batch"]) == ("gemini-2.5-flash", 1) and "127.0.0.1" in origin["provider"]
    again = opened(open_page, shop)
    assert "4 proposals to decide" in words(again) and "3 accepted, 1 rejected" in words(again)
    assert len(api.calls) == 2, "nothing is asked by looking"


def test_a_reply_with_letters_that_no_database_keeps_is_paid_for_once(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers
) -> None:
    odd = {
        "words": [
            {"id": "orders", "description": "a\x00b"},
            {"id": "x\x00"},
        ],
        "measures": [{"name": "x", "expression": "orders.revenue \x00"}],
        "filters": [{"measure": "orders.revenue", "condition": "channel = 'a\x00'"}],
        "instructions": [{"text": 7}],
        "more\x00": 1,
    }
    api.plans += [odd, {"words": []}]
    app = opened(open_page, shop)
    press(app, "Draft with AI")
    run = kept(local_store, shop)
    assert run.finished and not run.stopped and len(api.calls) == 2
    assert all("\x00" not in f"{one.value}{one.about}" for one in run.dropped)


@pytest.mark.parametrize("note", ["Drafted", ""])
def test_drafted_words_may_be_taken_together_but_not_those_of_a_copy(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers, note: str
) -> None:
    """A copy has the account of its draft as well, and its first version is what people made of it."""
    head = local_store.create_semantic_model(
        shop.project.id, shop.source.id, "Another", content_of(shop.model), {DRAFTED: {"statements": 1}}, note=note
    )
    api.plans += [{"words": [{"id": "orders.channel", "label": "Way of sale"}]}, {"words": []}]
    app = view(open_page("model", project=shop.project.id, model=head.id), "AI draft")
    press(app, "Draft with AI")
    assert "1 proposal to decide" in words(app)
    assert ("Accept 1 label" in labels(app)) == bool(note)
    assert ("A person’s words stand there" in words(app)) != bool(note)


def test_after_a_failure_and_a_restart_it_goes_on_and_pays_nothing_twice(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.plans += [FIRST]
    told = api.told

    def second_fails(*arguments: Any, **named: Any) -> Any:
        return (
            told(*arguments, **named)
            if len(api.calls) == 1
            else (429, {"error": {"message": "slow down", "code": 429}})
        )

    monkeypatch.setattr(api, "told", second_fails)
    app = opened(open_page, shop)
    press(app, "Draft with AI")
    assert "limit of requests is reached" in words(app) and words(app).count("limit of requests") == 1
    assert "1 of 2 batches" in words(app) and "1 request about 0 items" in words(app) and "Go on" in labels(app)
    assert "Try again" not in labels(app), "there is one way on, which tells what it costs"
    assert "7 proposals to decide" in words(app), "what was paid for is there"
    monkeypatch.setattr(api, "told", told)
    jobs._jobs.clear()
    paid = len(api.calls)
    app = opened(open_page, shop)
    assert "It stopped." in words(app) and "1 of 2 batches" in words(app)
    api.plans += [SECOND]
    press(app, "Go on")
    assert kept(local_store, shop).finished and len(api.calls) == paid + 1
    assert "8 proposals to decide" in words(app)


def test_a_batch_that_comes_to_nothing_says_why_and_what_asking_again_costs(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers
) -> None:
    api.plans += [{"kind": "query"}, {"kind": "query"}, SECOND]
    app = opened(open_page, shop)
    press(app, "Draft with AI")
    assert kept(local_store, shop).finished
    assert f"1 batch came to nothing: {plain(USELESS)}" in words(app)
    assert "Go on later" not in words(app), "nothing is left to go on with"
    assert "1 request about 8 items" in words(app), "what asking again costs"
    assert [box.label for box in app.expander if "nothing" in box.label] == ["1 batch came to nothing"]
    api.plans += [FIRST]
    press(app, "Ask again for 1 batch that came to nothing")
    assert "came to nothing" not in words(app) and "8 proposals to decide" in words(app)


def test_a_provider_that_says_nothing_of_use_is_given_up_in_words_that_fit(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers
) -> None:
    names = [f"t{number}" for number in range(4)]
    tables = tuple(
        Table(name=name, source="main.orders", dimensions=tuple(Dimension(name=f"d{n}") for n in range(29)))
        for name in names
    )
    large = SemanticModel(name="large", dialect="duckdb", tables=tables)
    head = local_store.create_semantic_model(shop.project.id, shop.source.id, "Large", content_of(large), {})
    api.plans += [{"kind": "query"}] * 6
    app = view(open_page("model", project=shop.project.id, model=head.id), "AI draft")
    press(app, "Draft with AI")
    assert plain(f"3 batches in a row came to nothing: {USELESS}") in words(app)
    assert "it goes on from this batch" not in words(app) and "Choose another model" in words(app)
    assert "3 of 5 batches" in words(app) and "Go on" in labels(app) and len(api.calls) == 6


def test_a_draft_that_could_not_begin_can_be_begun(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed before there was a run is begun again as it was, not gone on with."""
    begin, failing = WorkspaceLedger.begin, [1]

    def away(self: WorkspaceLedger, run: Run) -> None:
        if failing:
            failing.clear()
            raise Unavailable("The workspace does not answer.", "Try again.")
        begin(self, run)

    monkeypatch.setattr(WorkspaceLedger, "begin", away)
    api.plans += [FIRST, SECOND]
    app = opened(open_page, shop)
    press(app, "Draft with AI")
    assert "does not answer" in words(app) and not api.calls
    press(app, "Draft with AI")
    assert "8 proposals to decide" in words(app) and "does not answer" not in words(app)


def test_what_a_page_has_read_of_a_run_it_does_not_read_again(local_store: Store, shop: Shop) -> None:
    """Nor is anything written twice: the run as it was begun, then each step alone."""
    run = begun(shop.model)
    writer = WorkspaceLedger(local_store, shop.head.id)
    writer.begin(run)
    asked: list[tuple[str, Any]] = []

    class Watched:
        def __getattr__(self, name: str) -> Any:
            def call(*arguments: Any, **named: Any) -> Any:
                answer = getattr(local_store, name)(*arguments, **named)
                asked.append((name, answer))
                return answer

            return call

    reader = WorkspaceLedger(Watched(), shop.head.id)  # type: ignore[arg-type]
    assert reader.read() == run
    for number in range(3):
        writer.change(lambda run, number=number: replace(run, stopped=f"{number}"))  # type: ignore[misc]
    asked.clear()
    assert reader.read() == replace(run, stopped="2")
    assert [name for name, _ in asked] == ["load_semantic_model_proposals_at", "list_semantic_model_proposal_steps"]
    assert [step.content for step in asked[1][1]] == [{"stopped": "0"}, {"stopped": "1"}, {"stopped": "2"}]
    asked.clear()
    assert reader.change(lambda run: replace(run, began_by="Ada")) == replace(run, stopped="2", began_by="Ada")
    assert [name for name, _ in asked] == ["add_semantic_model_proposal_step"], "one call writes one step"
    assert writer.read() == replace(run, stopped="2", began_by="Ada")
    fresh = begun(shop.model)
    WorkspaceLedger(local_store, shop.head.id).begin(fresh)
    assert reader.read() == writer.read() == fresh, "another run in its place is read from its begin"
    assert WorkspaceLedger(local_store, shop.head.id).read() == fresh


def test_a_press_leads_to_no_other_view_where_the_browser_does_not_know_its_own(
    open_page: OpenPage, shop: Shop
) -> None:
    app = open_page("model", project=shop.project.id, view="AI draft")
    assert "requests about" in words(app)
    control = next(group for group in app.segmented_control if "AI draft" in group.options)
    control.set_value(None).run()
    assert not app.exception and "requests about" in words(app)
    view(app, "Diagram")
    assert "requests about" not in words(app)


def test_a_tab_keeps_one_run_and_none_once_the_page_is_left(
    open_page: OpenPage, local_store: Store, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run over thousands of tables is more than a hundred megabytes of memory."""
    made: list[weakref.ref[WorkspaceLedger]] = []

    class Counted(WorkspaceLedger):
        def __init__(self, store: Store, model_id: str) -> None:
            super().__init__(store, model_id)
            made.append(weakref.ref(self))

    def kept() -> list[str]:
        gc.collect()
        return [ledger.model_id for one in made if (ledger := one()) is not None]

    monkeypatch.setattr(model_proposing, "WorkspaceLedger", Counted)
    copied = local_store.create_semantic_model(shop.project.id, shop.source.id, "Copy", content_of(shop.model), {})
    app = opened(open_page, shop)
    app.run()
    assert kept() == [copied.id] and len(made) == 1
    app.query_params["model"] = shop.head.id
    app.run()
    assert kept() == [shop.head.id] and len(made) == 2
    app.query_params.clear()
    app.switch_page("../../pages/connect.py").run()
    assert not app.exception and kept() == []


def test_one_who_may_only_look_is_told_whose_it_is(
    open_page: OpenPage,
    store: Store,
    store_as: Callable[[Role], Store],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    shop = make_shop(store, tmp_path)
    store.save_semantic_model_proposals(shop.head.id, {"secret": "x"}, after=0)
    sign_in_as(monkeypatch, store_as("viewer").principal)
    app = opened(open_page, shop)
    assert not app.exception and "Editors draft with AI" in words(app)
    assert "Draft with AI" not in labels(app) and "secret" not in words(app)


def test_two_processes_change_a_run_one_after_the_other(local_store: Store, shop: Shop) -> None:
    run = Run("r", "Gemini", "m", values=False, started_at="2026-11-29T00:00:00+00:00", parts=())
    ledger = WorkspaceLedger(local_store, shop.head.id)
    ledger.begin(run)
    tries = []

    def slow(run: Run) -> Run:
        tries.append(1)
        if len(tries) == 1:
            WorkspaceLedger(local_store, shop.head.id).change(lambda run: replace(run, stopped="first"))
        return replace(run, began_by="second")

    done = ledger.change(slow)
    assert (done.stopped, done.began_by, len(tries)) == ("first", "second", 2)
    assert kept(local_store, shop) == done

    def no(run: Run) -> Run:
        """It is known to be under way elsewhere."""
        raise Conflict("already")

    with pytest.raises(Conflict, match="already"):
        ledger.change(no)


def test_what_is_under_way_elsewhere_says_from_when_on_it_can_go_on_here(
    open_page: OpenPage, local_store: Store, shop: Shop, api: Providers
) -> None:
    until = datetime.now(UTC) + timedelta(minutes=2)
    part = Part(Batch(("table:orders",)), "asking", by="another process", until=until.isoformat())
    run = Run("r", "Gemini", "m", values=False, started_at="2026-11-29T00:00:00+00:00", parts=(part,))
    WorkspaceLedger(local_store, shop.head.id).begin(run)
    app = opened(open_page, shop)
    assert "it can go on here from" in words(app) and plain(moment(until, "UTC")) in words(app)
    assert "Go on" not in labels(app) and "Draft with AI" not in labels(app) and not api.calls
    with pytest.raises(Conflict):
        WorkspaceLedger(local_store, shop.head.id).begin(run)
    later = replace(run, parts=(replace(part, until="2026-11-29T00:00:00+00:00"),))
    WorkspaceLedger(local_store, shop.head.id).change(lambda run: later)
    assert "Go on" in labels(opened(open_page, shop))


def test_only_editors_can_begin(store_as: Callable[[Role], Store], store: Store, tmp_path: Path) -> None:
    from lunara.ui.page import PageContext, clock_of

    shop = make_shop(store, tmp_path)
    viewer = store_as("viewer")
    organization = viewer.organization()
    ctx = PageContext(None, viewer.principal, viewer, organization, None, clock_of(organization))  # type: ignore[arg-type]
    with pytest.raises(NotPermitted):
        start_proposing(ctx, ModelDesk(model=shop.model, model_id=shop.head.id), shop.head)
