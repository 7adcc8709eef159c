"""A question that is planned twice: equal results, different ones, one that cannot be had, and what each costs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest

from lunara.ask.answer import Answer, answer_json
from lunara.ask.change.asked import WhyChanged
from lunara.ask.plan import Clarification, ModelSql, Option, Plan, Planned, Refusal
from lunara.ask.planners.chosen import ChosenPlanner
from lunara.ask.question import Question
from lunara.ask.twice import _same, answer_twice
from lunara.connect.result import ResultTable
from lunara.connect.run import Limits, QueryRecord
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, LunaraError, Unavailable
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery


class Fixed:
    def __init__(self, plan: Plan | LunaraError, provider: str) -> None:
        self._plan, self.name = plan, provider

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        if isinstance(self._plan, LunaraError):
            raise self._plan
        return Planned(self._plan, provider=self.name, prompt_tokens=100, completion_tokens=10)


def query(said: Mapping[str, Any]) -> SemanticQuery:
    return SemanticQuery.model_validate(said)


BY_COUNTRY = query({"measures": ["revenue"], "dimensions": ["customers.country"]})
BY_MONTH = query({"measures": ["revenue"], "dimensions": [{"field": "time", "grain": "month"}]})
ORDERS = query({"measures": ["order_count"], "dimensions": ["customers.country"]})


@pytest.fixture
def twice(model: SemanticModel, clock: Clock, shop: Warehouse) -> Any:
    def ask(first: Plan, second: Plan | LunaraError, *names: str, **more: Any) -> Answer:
        one, other = names or ("gemini (m)", "offline")
        question = Question("revenue by country", clock)
        return answer_twice(question, model, shop, Fixed(first, one), Fixed(second, other), **more)

    return ask


def test_the_same_reading_is_run_once_and_surer(twice: Any) -> None:
    ran: list[QueryRecord] = []
    done = twice(
        BY_COUNTRY, query({"dimensions": ["customers.country"], "measures": ["order_items.revenue"]}), record=ran.append
    )
    assert done.checked is not None and done.checked.verdict == "agree" and done.result is not None
    assert done.checked.text == "Two planners agree: Gemini (m) and Lunara’s own planner read it in the same way."
    assert len(ran) == 1
    assert (done.planned.prompt_tokens, done.planned.completion_tokens) == (200, 20)


@pytest.mark.parametrize(
    "other",
    [
        query({"measures": ["revenue"], "dimensions": ["customers.country"], "order_by": [{"field": "revenue"}]}),
        query({"measures": ["revenue", "order_count"], "dimensions": ["customers.country"]}),
    ],
    ids=["order", "more"],
)
def test_other_plans_with_equal_results_agree(twice: Any, other: Plan) -> None:
    done = twice(BY_COUNTRY, other)
    assert done.checked is not None and done.checked.verdict == "agree", done.checked
    assert "same result" in done.checked.text and done.planned.plan == BY_COUNTRY


def test_different_results_are_shown_both_and_none_is_picked(twice: Any) -> None:
    ran: list[QueryRecord] = []
    done = twice(BY_COUNTRY, ORDERS, record=ran.append)
    assert done.checked is not None and done.checked.verdict == "differ" and len(ran) == 2
    assert done.result is None and isinstance(done.planned.plan, Clarification)
    assert [option.plan for option in done.planned.plan.options] == [BY_COUNTRY, ORDERS]
    assert [option.label for option in done.planned.plan.options] == ["Gemini (m)", "Lunara’s own planner"]
    assert done.checked.differences == (
        "What is shown: Gemini (m) takes “revenue”, Lunara’s own planner takes “orders”.",
    )
    told = json.loads(json.dumps(answer_json(done)))
    assert told["outcome"] == "clarification" and told["rows"] == []
    first, second = told["check"]["sides"]
    assert first["rows"] and second["rows"] and first["rows"] != second["rows"]
    assert first["plan"] == {"measures": ["revenue"], "dimensions": ["customers.country"]}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (
            {"filters": [{"field": "customers.country", "op": "=", "values": ["Germany"]}]},
            "Conditions: Gemini (m) takes none",
        ),
        ({"time": {"range": {"last": 3, "grain": "month"}}}, "Period:"),
        ({"order_by": [{"field": "revenue", "direction": "desc"}], "limit": 2}, "At most:"),
        ({"dimensions": ["customers.segment"]}, "For each:"),
        ({"summary": {"aggregate": "max", "over": ["customers.segment"]}}, "Summarized"),
    ],
)
def test_what_differs_is_said(twice: Any, other: dict[str, Any], words: str) -> None:
    base = {"measures": ["revenue"], "dimensions": ["customers.country"]}
    done = twice(BY_COUNTRY, query({**base, **other}))
    assert done.checked is not None and done.checked.verdict == "differ"
    assert any(line.startswith(words) for line in done.checked.differences), done.checked.differences


def _table(**columns: list[Any]) -> ResultTable:
    return ResultTable(pa.table(columns), False, 1.0, datetime.now(UTC))


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ({"country": ["A", "B"]}, {"country": ["A", "B"], "revenue": [5, 3]}, "different"),
        ({"land": ["A", "B"]}, {"country": ["A", "B"], "revenue": [5, 3]}, "different"),
        ({"country": ["A", "B"]}, {"country": ["A", "B"], "city": ["C", "D"]}, "same"),
        ({"v": [3]}, {"revenue": [7], "orders": [3]}, "different"),
        ({"orders": [3]}, {"revenue": [7], "orders": [3]}, "same"),
        ({"ORDERS": [3]}, {"revenue": [7], "orders": [3]}, "same"),
        ({"orders": [7]}, {"revenue": [7], "orders": [3]}, "different"),
        ({"n": ["A"], "v": [3]}, {"n": ["A"], "revenue": [7], "orders": [3]}, "different"),
        ({"v": [3]}, {"orders": [3]}, "same"),
        ({"v": [3]}, {"name": ["A"], "orders": [3]}, "same"),
        ({"n": ["A", "B"], "v": [5, 3]}, {"n": ["A", "B"], "x": [5, 3], "y": [9, 9]}, "same"),
        ({"n": ["A", "B"], "v": [None, 3]}, {"n": ["A", "B"], "x": [None, 3], "y": [9, 9]}, "same"),
    ],
)
def test_what_shows_less_needs_a_number_and_of_one_row_its_name(one: Any, other: Any, verdict: str) -> None:
    assert _same(_table(**one), _table(**other)) == verdict == _same(_table(**other), _table(**one))


def test_two_empty_results_confirm_nothing(twice: Any) -> None:
    def none(field: str) -> SemanticQuery:
        return query(
            {"dimensions": ["customers.city"], "filters": [{"field": field, "op": "=", "values": ["Nowhere at all"]}]}
        )

    done = twice(none("customers.city"), none("customers.country"))
    assert done.checked is not None and done.checked.verdict == "alone" and "both found nothing" in done.checked.text
    assert done.result is not None and done.checked.differences


def test_results_that_are_cut_off_are_not_called_equal(twice: Any) -> None:
    more = query({"measures": ["revenue", "order_count"], "dimensions": ["customers.country"]})
    done = twice(BY_COUNTRY, more, limits=Limits(rows=2))
    assert done.checked is not None and done.checked.verdict == "differ"
    assert "too long to be compared" in done.checked.text


def test_sql_with_an_equal_result_agrees(twice: Any) -> None:
    counted = query({"measures": ["customer_count"], "dimensions": ["customers.country"]})
    sql = ModelSql("SELECT country AS land, MEASURE(customer_count) AS n FROM customers GROUP BY country")
    done = twice(counted, sql)
    assert done.checked is not None and done.checked.verdict == "agree" and "same result" in done.checked.text


@pytest.mark.parametrize(
    "second",
    [Unavailable("It is away.", "Wait."), Refusal("No such thing."),
     Clarification("Which?", (Option("a", "a"), Option("b", "b"))), query({"measures": ["no_such_measure"]})],
    ids=["away", "refuses", "asks", "wrong"],
)  # fmt: skip
def test_a_second_planner_takes_no_answer_away(twice: Any, second: Any) -> None:
    done = twice(BY_COUNTRY, second)
    assert done.result is not None and done.planned.plan == BY_COUNTRY
    assert done.checked is not None and done.checked.verdict == "alone" and done.checked.sides == ()


def test_one_that_refuses_what_the_other_answers_is_a_choice(twice: Any) -> None:
    done = twice(Refusal("The model has no revenue."), BY_COUNTRY)
    assert done.checked is not None and done.checked.verdict == "differ" and done.result is None
    assert isinstance(done.planned.plan, Clarification) and len(done.planned.plan.options) == 1
    assert "The model has no revenue." in done.checked.differences[0]
    assert answer_json(done)["check"]["sides"][0]["outcome"] == "refusal"


def test_both_that_decline_is_one_that_declines(twice: Any) -> None:
    done = twice(Refusal("No."), Refusal("Neither."))
    assert isinstance(done.planned.plan, Refusal) and done.checked is None


def test_the_same_planner_twice_confirms_nothing(twice: Any) -> None:
    """The offline planner has answered for a provider that is away, and is the second one as well."""
    done = twice(BY_COUNTRY, BY_COUNTRY, "offline", "offline")
    assert done.checked is not None and done.checked.verdict == "alone"


def test_cancelling_goes_through(twice: Any) -> None:
    with pytest.raises(Cancelled):
        twice(BY_COUNTRY, Cancelled("Stopped."))


def test_what_is_chosen_is_run_as_it_stands(twice: Any, model: SemanticModel, clock: Clock) -> None:
    sql = ModelSql("SELECT country, MEASURE(customer_count) AS n FROM customers GROUP BY country")
    done = twice(BY_COUNTRY, sql)
    assert isinstance(done.planned.plan, Clarification)
    option = done.planned.plan.options[1]
    assert option.plan == sql and option.question == "revenue by country (as Lunara’s own planner read it)"
    assert option.plan is not None
    assert ChosenPlanner(option.plan).plan(Question(option.question, clock), model).plan == sql
    assert answer_json(done)["options"][1]["sql"] == sql.sql


def test_why_something_changed_is_confirmed_by_the_same_question(twice: Any) -> None:
    def why(measure: str, **more: Any) -> WhyChanged:
        spans = {
            "period": {"from": "2026-01-01", "to": "2026-07-01"},
            "against": {"from": "2025-01-01", "to": "2025-07-01"},
        }
        return WhyChanged.model_validate({"measure": measure, **spans, **more})

    done = twice(why("revenue"), why("revenue", dimension="customers.country"))
    assert done.result is not None and done.checked is not None and done.checked.verdict == "agree"
    for other in (why("order_count"), BY_COUNTRY):
        checked = twice(why("revenue"), other).checked
        assert checked is not None and checked.verdict == "alone" and "another question" in checked.text
