"""A mere "why?" after an answer over time offers its changes, of periods that the data has, whoever planned it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lunara.ask.answer import Answer, answer, answer_json
from lunara.ask.change.asked import WhyChanged
from lunara.ask.plan import Clarification, Planned, Refusal
from lunara.ask.planners.chosen import ChosenPlanner
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.ask.reach import DataSpan
from lunara.ask.whys import WHICH
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

TREND = {"measures": ["revenue"], "dimensions": [{"field": "time", "grain": "month"}]}
SPANS = {"orders.ordered_at": DataSpan(date(2024, 1, 15), date(2025, 11, 20))}


class Refusing:
    """A planner that explains nothing."""

    name = "refusing"

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        return Planned(Refusal("The data says what happened, not why."), provider=self.name)


@pytest.fixture
def ask(model: SemanticModel, clock: Clock, shop: Warehouse) -> Any:
    def asked(text: str, before: dict[str, Any] | None, *, planner: Any = None, spans: Any = SPANS) -> Answer:
        plan = SemanticQuery.model_validate(before) if before is not None else None
        question = Question(text, clock, history=(Turn("revenue by month", plan),))
        return answer(question, model, shop, planner or Refusing(), spans=spans)

    return asked


def labels(done: Answer) -> list[str]:
    assert isinstance(done.planned.plan, Clarification), done.planned.plan
    assert done.planned.plan.text == WHICH
    return [option.label for option in done.planned.plan.options]


@pytest.mark.parametrize(
    "text", ["why?", "Why", "why did it change?", "why did that fall?", "how come?", "why is that"]
)
@pytest.mark.parametrize("planner", [Refusing(), OfflinePlanner()], ids=["refusing", "offline"])
def test_the_last_whole_periods_of_the_data_are_offered(ask: Any, text: str, planner: Any) -> None:
    """Not those before today, which is a year after the data's end."""
    done = ask(text, TREND, planner=planner)
    assert labels(done) == [
        "Oct 2025 against Sep 2025",
        "Sep 2025 against Aug 2025",
        "Aug 2025 against Jul 2025",
        "Jul 2025 against Jun 2025",
    ]
    first = done.planned.plan.options[0]
    assert first.question == "Why did revenue change from September 2025 to October 2025?"
    assert isinstance(first.plan, WhyChanged) and first.plan.measure == "revenue"


def test_what_is_chosen_is_explained(ask: Any, model: SemanticModel, clock: Clock, shop: Warehouse) -> None:
    option = ask("why?", TREND, spans={}).planned.plan.options[0]
    assert option.label == "Oct 2026 against Sep 2026", "without a span the periods are those until today"
    done = answer(Question(option.question, clock), model, shop, ChosenPlanner(option.plan))
    assert done.explained is not None and done.narrative is not None
    assert "Oct 2026" in done.narrative.headline


def test_the_periods_are_those_that_the_answer_shows_and_its_conditions_go_along(ask: Any) -> None:
    where = [{"field": "customers.country", "op": "=", "values": ["Germany"]}]
    within = {"range": {"from": "2025-02-01", "to": "2025-05-01"}}
    done = ask("why?", {**TREND, "filters": where, "time": within})
    assert labels(done) == ["Apr 2025 against Mar 2025", "Mar 2025 against Feb 2025"]
    option = done.planned.plan.options[0]
    assert option.plan.filters == SemanticQuery.model_validate({"measures": ["revenue"], "filters": where}).filters
    assert "Germany" in option.question


def test_a_comparison_offers_its_two_periods(ask: Any) -> None:
    compared = {
        "measures": ["revenue"],
        "dimensions": ["customers.country"],
        "time": {"range": {"from": "2025-04-01", "to": "2025-07-01"}},
        "compare": {"to": "previous_year"},
    }
    done = ask("why?", compared)
    assert labels(done) == ["Q2 2025 against Q2 2024"]
    change = done.planned.plan.options[0].plan
    assert (change.against.from_, change.against.to) == (date(2024, 4, 1), date(2024, 7, 1))


def test_of_several_measures_each_is_offered_once(ask: Any) -> None:
    done = ask("why?", {**TREND, "measures": ["revenue", "order_count"]})
    assert labels(done) == ["Revenue, Oct 2025 against Sep 2025", "Orders, Oct 2025 against Sep 2025"]


@pytest.mark.parametrize(
    "before",
    [
        None,
        {"measures": ["revenue"], "dimensions": ["customers.country"]},
        {"measures": ["revenue"]},
        {**TREND, "limit": 3},
        {**TREND, "filters": [{"field": "revenue", "op": ">", "values": [10]}]},
        {"dimensions": ["customers.country"]},
        {"measures": ["revenue"], "summary": {"aggregate": "avg", "over": [{"field": "time", "grain": "month"}]}},
    ],
    ids=["nothing", "groups", "number", "limit", "condition on groups", "list", "average"],
)
def test_where_nothing_has_changed_the_refusal_stays(ask: Any, before: dict[str, Any] | None) -> None:
    assert isinstance(ask("why?", before).planned.plan, Refusal)


@pytest.mark.parametrize(
    "text", ["why did orders fall?", "why are customers unhappy?", "weather by month", "by country"]
)
def test_other_questions_stay_what_they_are(ask: Any, text: str) -> None:
    assert isinstance(ask(text, TREND).planned.plan, Refusal)


def test_the_choice_is_stored_with_its_plan(ask: Any) -> None:
    from lunara.ui.stored_answer import _option

    done = ask("why?", TREND)
    told = answer_json(done)
    assert told["outcome"] == "clarification" and told["options"][0]["change"]["measure"] == "revenue"
    assert [_option(one) for one in told["options"]] == list(done.planned.plan.options)
