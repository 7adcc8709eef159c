"""Evaluation on the sample shop: what counts as right, what is told of the rest, and that no answer answers itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from lunara.ask.evaluate import Examples, evaluate, left_out
from lunara.ask.evaluated import Outcome, Summary, changes_between, misses_of, outcome_json, summary_of
from lunara.ask.plan import Clarification, ModelSql, Option, Plan, Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.suite import Requirement, read_case
from lunara.connect.run import Limits, QueryRecord, Runner
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, ConnectFailed, LunaraError, OverBudget, Unavailable
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel, VerifiedQuestion
from lunara.semantic.query import SemanticQuery

REVENUE = {"measures": ["revenue"]}
BY_COUNTRY = {"measures": ["revenue"], "dimensions": ["customers.country"]}
RANKED = {**BY_COUNTRY, "order_by": [{"field": "revenue", "direction": "desc"}], "limit": 3}
NEVER = {"measures": ["revenue"], "time": {"range": {"from": "1990-01-01", "to": "1991-01-01"}}}


class Scripted:
    """Has a plan, or an error, for each question, and remembers what it was shown."""

    name = "scripted"

    def __init__(self, plan: Plan | Mapping[str, Any] | LunaraError | Sequence[LunaraError]) -> None:
        self._plan = SemanticQuery.model_validate(plan) if isinstance(plan, Mapping) else plan
        self.shown: list[Question] = []
        self.models: list[SemanticModel] = []

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        self.shown.append(question)
        self.models.append(model)
        plan = self._plan[len(self.shown) - 1] if isinstance(self._plan, Sequence) else self._plan
        if isinstance(plan, LunaraError):
            raise plan
        return Planned(plan, provider="scripted", prompt_tokens=30, completion_tokens=4)


Ask = Callable[..., Outcome]


@pytest.fixture
def ask(shop: Warehouse, model: SemanticModel, clock: Clock) -> Ask:
    """The outcome of one question that is answered by `plan`."""

    def asked(expect: Any, plan: Any, **more: Any) -> Outcome:
        limits = more.pop("limits", Limits())
        case = read_case({"question": "Q", "expect": expect})
        (outcome,) = evaluate([case], model, Runner(shop, None, limits), Scripted(plan), clock, **more)
        return outcome

    return asked


def test_the_same_meaning_is_right_whatever_it_is_written_in(ask: Ask) -> None:
    told = ask({"query": {"measures": ["order_items.revenue"]}}, REVENUE)
    assert (told.came, told.by, told.empty) == ("right", "meaning", False)
    assert (told.tokens, told.provider, told.plan) == (34, "scripted", REVENUE) and told.seconds > 0
    assert (
        ask({"model_sql": "select country from customers"}, ModelSql("SELECT country FROM customers")).by == "meaning"
    )


def test_another_meaning_with_the_same_rows_is_right_and_told_apart(ask: Ask) -> None:
    ordered = {**BY_COUNTRY, "order_by": [{"field": "customers.country"}]}
    told = ask({"query": BY_COUNTRY}, ordered)
    assert (told.came, told.by) == ("right", "rows_alone") and "something else" in told.because
    told = ask({"query": BY_COUNTRY, "exactly": True}, ordered)
    assert told.came == "wrong" and "something else" in told.because
    told = ask({"query": RANKED}, {**RANKED, "order_by": [{"field": "revenue", "direction": "asc"}]})
    assert told.came == "wrong"


def test_other_rows_are_wrong_and_shown(ask: Ask) -> None:
    told = ask({"query": BY_COUNTRY}, {**BY_COUNTRY, "measures": ["order_count"]})
    assert told.came == "wrong" and "None of the expected rows came" in told.because and "Orders" in told.because
    shown = outcome_json(told, rows=True)
    assert len(shown["expected"]) == len(shown["got"]) == 5
    assert "expected" not in outcome_json(told) and "got" not in outcome_json(told), "a workspace keeps no rows"


def test_what_is_empty_on_both_sides_is_told(ask: Ask) -> None:
    assert ask({"query": NEVER}, NEVER).empty
    told = ask({"query": NEVER}, {**NEVER, "measures": ["order_items.units_sold"]})
    assert (told.came, told.empty) == ("wrong", True) and "empty" in told.because
    told = ask({"rows": [[None]]}, NEVER)
    assert (told.came, told.by, told.empty) == ("right", "rows", True) and "empty" in told.because


def test_sql_over_the_warehouse_is_a_reference_of_its_own(ask: Ask, shop: Warehouse) -> None:
    sql = (
        "select c.country, count(*) from main.orders o left join main.customers c using (customer_id)"
        " where o.status <> 'cancelled' group by 1"
    )
    right = {"measures": ["order_count"], "dimensions": ["customers.country"]}
    assert ask({"sql": sql}, right).by == "rows"
    assert ask({"sql": f"{sql} order by 2 desc, 1"}, right).came == "wrong", "the order was asked for"
    ranked = {**right, "order_by": [{"field": "order_count", "direction": "desc"}, {"field": "customers.country"}]}
    assert ask({"sql": f"{sql} order by 2 desc, 1"}, ranked).came == "right"
    assert ask({"sql": f"{sql} order by 2 desc, 1", "ordered": False}, right).came == "right"
    told = ask({"sql": "select sum(x) from main.nowhere"}, right)
    assert told.came == "failed" and told.error is not None and "nowhere" in told.because
    told = ask({"sql": "delete from main.orders"}, right)
    assert told.came == "failed" and "cannot be had" in told.because


def test_a_tolerance_is_named(ask: Ask, shop: Warehouse) -> None:
    count = ask({"rows": [[0]]}, {"measures": ["order_count"]}).got
    assert count is not None
    near = {"rows": [[int(count[0][0]) + 1]]}
    assert ask(near, {"measures": ["order_count"]}).came == "wrong"
    told = ask({**near, "tolerance": 1}, {"measures": ["order_count"]})
    assert told.came == "right" and "1" in told.because


@pytest.mark.parametrize(
    ("expect", "plan", "came", "by"),
    [
        ("refusal", Refusal("No."), "right", "refusal"),
        ("refusal", Clarification("Which?", ()), "asked_back", ""),
        ("refusal", REVENUE, "wrong", ""),
        ("clarification", Clarification("Which?", ()), "right", "clarification"),
        ("clarification", Refusal("No."), "refused", ""),
        ("clarification", REVENUE, "wrong", ""),
        ({"query": REVENUE}, Refusal("No."), "refused", ""),
        ({"query": REVENUE}, Clarification("Which?", ()), "asked_back", ""),
        ({"rows": [[1]]}, {"measures": ["no_such_measure"]}, "refused", ""),
    ],
)
def test_what_is_declined(ask: Ask, expect: Any, plan: Any, came: str, by: str) -> None:
    told = ask(expect, plan)
    assert (told.came, told.by) == (came, by) and told.because


def test_a_choice_that_is_what_is_expected_is_named(ask: Ask) -> None:
    options = tuple(Option("x", "y", SemanticQuery.model_validate(q)) for q in (BY_COUNTRY, REVENUE))
    assert "Choice 2" in ask({"query": REVENUE}, Clarification("Which?", options)).because
    assert "None of the choices" in ask({"query": NEVER}, Clarification("Which?", options)).because


def test_what_was_cut_is_not_compared(ask: Ask) -> None:
    told = ask({"sql": "select country from main.customers"}, BY_COUNTRY, limits=Limits(rows=2))
    assert told.came == "failed" and "cut" in told.because


def test_an_expectation_that_this_version_does_not_have_is_not_measured(ask: Ask) -> None:
    told = ask({"query": {"measures": ["profit_of_old"]}}, REVENUE)
    assert told.came == "failed" and "profit_of_old" in told.because


def test_no_question_is_answered_by_its_own_answer(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    def verified(text: str, query: Mapping[str, Any]) -> VerifiedQuestion:
        return VerifiedQuestion(question=text, query=dict(query))

    reworded = verified("Show me the takings", {"measures": ["order_items.revenue"]})
    same_words = verified("How many ORDERS were there?", RANKED)
    other = verified("Orders by country", {"measures": ["order_count"], "dimensions": ["customers.country"]})
    cases = [
        read_case({"question": "revenue", "expect": {"query": REVENUE}}),
        read_case({"question": "how many orders", "expect": {"rows": [[1]]}}),
    ]
    learned = model.model_copy(update={"verified_questions": (reworded, same_words, other)})
    planner = Scripted(REVENUE)
    list(evaluate(cases, learned, Runner(shop, None), planner, clock, examples=Examples((reworded, other, same_words))))
    assert len(planner.shown) == 2
    for question, shown in zip(planner.shown, planner.models, strict=True):
        assert question.verified == shown.verified_questions == (other,)
    assert left_out(cases, (reworded, same_words, other), model) == ((other,), 2)


def test_it_asks_as_people_ask(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    cases = [
        read_case({"question": "and by country", "history": ["revenue in 2025"], "expect": {"rows": [[1]]}}),
        read_case({"question": "orders today", "today": "2026-01-31", "expect": {"rows": [[1]]}}),
    ]
    planner, records = Scripted(BY_COUNTRY), list[QueryRecord]()
    examples = Examples(instructions="Be brief", used={"orders": 3}, tables=None)
    list(evaluate(cases, model, Runner(shop, records.append), planner, clock, examples=examples, at_once=1))
    first, follow_up, dated = planner.shown
    assert (first.text, follow_up.text) == ("revenue in 2025", "and by country")
    assert [turn.question for turn in follow_up.history] == ["revenue in 2025"]
    assert follow_up.history[0].plan == SemanticQuery.model_validate(BY_COUNTRY)
    assert (dated.clock.today.isoformat(), first.clock) == ("2026-01-31", clock)
    assert {(one.instructions, one.used["orders"]) for one in planner.shown} == {("Be brief", 3)}
    assert [one.outcome for one in records] == ["done", "done"], "every statement is recorded"


def test_what_is_kept_to_some_tables_stays_so(ask: Ask) -> None:
    told = ask({"query": REVENUE}, BY_COUNTRY, examples=Examples(tables=("orders",)))
    assert told.came == "refused"


def test_a_provider_that_does_not_answer_is_not_asked_for_ever(
    shop: Warehouse, model: SemanticModel, clock: Clock
) -> None:
    cases = [read_case({"question": f"Q{n}", "expect": "refusal"}) for n in range(8)]
    away = Unavailable("Gemini did not answer.", "Ask again.", code="timeout")
    planner = Scripted(away)
    told = list(evaluate(cases, model, Runner(shop, None), planner, clock, at_once=1))
    assert len(planner.shown) == 3 and [one.came for one in told] == ["failed"] * 8
    assert "Gemini did not answer" in told[0].because and told[7].because.startswith("Not asked: Gemini")
    full = OverBudget("The day is used up.", "Tomorrow.", limit="day_bytes", allowed=1, used=1)
    planner = Scripted([full])
    told = list(evaluate(cases, model, Runner(shop, None), planner, clock, at_once=1))
    assert len(planner.shown) == 1 and summary_of(told).failed == 8


def test_a_lost_connection_and_a_stop_end_it(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    cases = [read_case({"question": f"Q{n}", "expect": "refusal"}) for n in range(2)]
    with pytest.raises(ConnectFailed):
        list(evaluate(cases, model, Runner(shop, None), Scripted(ConnectFailed("Gone.", "Wait.")), clock))
    stop = CancelToken()
    told = []
    with pytest.raises(Cancelled):
        planner = Scripted(Refusal("No."))
        for outcome in evaluate(cases, model, Runner(shop, None), planner, clock, cancel=stop, at_once=1):
            told.append(outcome)
            stop.cancel()
    assert [one.came for one in told] == ["right"], "what was measured is there"


class Meeting:
    """Answers once `together` questions are asked at the same time."""

    name = "meeting"

    def __init__(self, together: int) -> None:
        self._all, self._lock = threading.Barrier(together), threading.Lock()
        self.at_once = self.most = 0

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        with self._lock:
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        try:
            self._all.wait(60)
        except threading.BrokenBarrierError:
            raise Unavailable("Nobody came.", "Wait.", code="timeout") from None
        finally:
            with self._lock:
                self.at_once -= 1
        return Planned(Refusal("No."), provider="meeting")


def test_several_questions_are_asked_at_once_and_no_more(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    cases = [read_case({"question": f"Q{n}", "expect": "refusal"}) for n in range(9)]
    planner = Meeting(3)
    told = list(evaluate(cases, model, Runner(shop, None), planner, clock, at_once=3))
    assert sorted(one.id for one in told) == [case.name for case in cases] and {one.came for one in told} == {"right"}
    assert planner.most == 3


def test_what_a_budget_refuses_while_others_hold_it_is_asked_again_alone(
    shop: Warehouse, model: SemanticModel, clock: Clock
) -> None:
    """As a project's budget for tokens does it: what two questions hold is refused to a third and a fourth meanwhile."""

    class Purse(Scripted):
        held, refused = 0, 0
        lock, both = threading.Lock(), threading.Event()

        def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
            with self.lock:
                if self.held == 2:
                    self.refused += 1
                    if self.refused == 2:
                        self.both.set()
                    raise Unavailable("Today's budget is used up, or held.", "Wait.", code="over_budget")
                self.held += 1
            self.both.wait(60)
            with self.lock:
                self.held -= 1
                return super().plan(question, model, cancel)

    planner = Purse(Refusal("No."))
    cases = [read_case({"question": f"Q{n}", "expect": "refusal"}) for n in range(8)]
    told = list(evaluate(cases, model, Runner(shop, None), planner, clock, at_once=4))
    assert planner.refused == 2 and sorted(one.id for one in told) == [case.name for case in cases]
    assert {one.came for one in told} == {"right"} and len(planner.shown) == 8, "and nothing twice that was answered"


def test_a_stop_reaches_all_that_is_under_way(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    """And so does nobody taking outcomes any more; what came until then was given."""

    class Endless(Scripted):
        def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
            if question.text == "Q0":
                return Planned(Refusal("No."), provider="endless")
            assert cancel is not None
            if not cancel.wait(60):
                raise AssertionError("nobody stopped it")
            raise Cancelled("Stopped.", "")

    cases = [read_case({"question": f"Q{n}", "expect": "refusal"}) for n in range(9)]
    stop, told = CancelToken(), []
    planner, runner = Endless(Refusal("No.")), Runner(shop, None)
    with pytest.raises(Cancelled):
        for outcome in evaluate(cases, model, runner, planner, clock, cancel=stop, at_once=3):
            told.append(outcome)
            stop.cancel()
    assert [one.id for one in told] == ["Q0"]
    outcomes = evaluate(cases, model, runner, planner, clock, at_once=3)
    assert isinstance(outcomes, Generator) and next(outcomes).id == "Q0"
    outcomes.close()
    left = [one for one in threading.enumerate() if one.name == "lunara-evaluate"]
    for thread in left:
        thread.join(60)
    assert not any(thread.is_alive() for thread in left)


def test_waiting_for_a_turn_to_plan_is_no_time_of_a_question(
    shop: Warehouse, model: SemanticModel, clock: Clock
) -> None:
    class Slow(OfflinePlanner):
        def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
            time.sleep(0.05)
            return Planned(Refusal("No."), provider="slow")

    cases = [read_case({"question": f"Q{n}", "expect": "refusal"}) for n in range(12)]
    began = time.perf_counter()
    told = list(evaluate(cases, model, Runner(shop, None), Slow(), clock, at_once=6))
    took = time.perf_counter() - began
    # One plans at a time: all together they take no longer than the whole, and six times as long if the waiting were counted.
    assert len(told) == 12 and 0.6 <= summary_of(told).seconds <= took


def test_the_offline_planner_is_measured(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    cases = [
        read_case({"question": "revenue by country in 2025", "expect": {"query": {
            **BY_COUNTRY, "time": {"range": {"from": "2025-01-01", "to": "2026-01-01"}}}}}),
        read_case({"question": "revenue by country in 2025", "id": "wrong", "expect": {"query": {
            **BY_COUNTRY, "time": {"range": {"from": "2024-01-01", "to": "2025-01-01"}}}}}),
        read_case({"question": "what is the weather on mars", "expect": "refusal"}),
    ]  # fmt: skip
    told = list(evaluate(cases, model, Runner(shop, None), OfflinePlanner(), clock))
    told.sort(key=lambda one: [case.name for case in cases].index(one.id))
    assert [one.came for one in told] == ["right", "wrong", "right"], [one.because for one in told]
    summary = summary_of(told)
    assert (summary.questions, summary.right, summary.wrong, summary.tokens) == (3, 2, 1, 0)


@pytest.mark.parametrize(
    ("summary", "right", "wrong", "misses"),
    [
        (Summary(questions=4, right=4), 100, 0, ()),
        (Summary(questions=0), 0, 0, ("no question",)),
        (Summary(questions=3, right=2, wrong=1), 66, 1, ()),
        (Summary(questions=3, right=2, wrong=1), 67, 1, ("66.7 %",)),
        (Summary(questions=100, right=29), 29, 0, ()),
        (Summary(questions=100, right=55), 55, 0, ()),
        (Summary(questions=4, right=2, wrong=2), 50, 1, ("2 questions were wrong, and 1 may be",)),
        (Summary(questions=4, right=3, failed=1), 0, 9, ("not measured",)),
        (Summary(questions=2, wrong=1, failed=1), 50, 0, ("not measured", "wrong", "are right")),
    ],
)
def test_when_it_holds(summary: Summary, right: int, wrong: int, misses: tuple[str, ...]) -> None:
    found = misses_of(summary, Requirement(right=right, wrong=wrong))
    assert len(found) == len(misses)
    assert all(part in text for part, text in zip(misses, found, strict=True)), found


def test_two_runs_are_compared_question_by_question() -> None:
    def run(**came: str) -> list[dict[str, str]]:
        return [
            {"id": id, "asked": "1" if id != "other" else text, "question": id.upper(), "outcome": text}
            for id, text in came.items()
        ]

    before = run(a="right", b="wrong", c="refused", d="failed", e="right", gone="right", other="right")
    after = run(a="wrong", b="refused", c="asked_back", d="right", e="right", new="right", other="wrong")
    turned = {one.question: one.turned for one in changes_between(before, after)}
    assert turned == {
        "A": "worse", "B": "better", "C": "better", "D": "other", "E": "same", "GONE": "gone", "NEW": "new", "OTHER": "changed",
    }  # fmt: skip
    assert [one.turned for one in changes_between(before, after)][:2] == ["worse", "better"]
    assert changes_between(before, before)[0].turned == "same"


def test_an_outcome_is_its_case_s(ask: Ask) -> None:
    told = ask("refusal", Refusal("No."))
    assert replace(told, asked=read_case({"question": "Q", "expect": "refusal"}).mark) == told


def test_what_a_warehouse_says_of_hidden_values_is_kept_nowhere(ask: Ask) -> None:
    """Viewers read runs of what is published, and an engine's error quotes the cell that it stumbled over."""
    told = ask({"sql": "select cast(email as integer) as n from customers"}, BY_COUNTRY)
    assert told.came == "failed" and "@" in told.because, "whoever runs it on the command line reads why"
    kept = outcome_json(told)
    assert "@" not in str(kept) and "could not run a statement" in kept["because"]
    assert "@" in outcome_json(told, rows=True)["because"]
