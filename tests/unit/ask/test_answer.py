"""The main path on the sample shop, and an answer as JSON and back."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import Any

import pytest

from lunara.ask.answer import Answer, Step, answer, answer_json, compile_plan, plan_from_json
from lunara.ask.plan import Clarification, ModelSql, Option, Plan, Planned, Refusal, Understood
from lunara.ask.question import Question
from lunara.connect.run import SLOTS, Limits, QueryRecord
from lunara.connect.slots import Turn
from lunara.connect.warehouse import CancelToken, Warehouse
from lunara.errors import Cancelled, InvalidInput, Refused, TimedOut
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

BY_MONTH = {
    "measures": ["revenue"],
    "dimensions": [{"field": "orders.ordered_at", "grain": "month"}],
    "time": {"range": {"from": "2026-01-01", "to": "2026-07-01"}},
}


class Fixed:
    """A planner that always has the same plan."""

    name = "fixed"

    def __init__(self, plan: Plan | dict[str, Any]) -> None:
        self.plan_ = SemanticQuery.model_validate(plan) if isinstance(plan, dict) else plan

    def plan(self, question: Question, model: SemanticModel, cancel: CancelToken | None = None) -> Planned:
        return Planned(self.plan_, understood=(Understood("sales", "measure Revenue"),), ignored=("please",))


def ask(plan: Plan | dict[str, Any], shop: Warehouse, model: SemanticModel, clock: Clock, **more: Any) -> Answer:
    tables = more.pop("tables", None)
    return answer(Question("sales please", clock, tables=tables), model, shop, Fixed(plan), **more)


def test_question_to_narrative(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    steps: list[Step] = []
    records: list[QueryRecord] = []
    done = ask(BY_MONTH, shop, model, clock, on_step=steps.append, record=records.append)
    assert done.result is not None and done.result.row_count == 6
    assert done.chart is not None and done.chart.kind == "line"
    assert done.narrative is not None and "between Jan 2026 and Jun 2026" in done.narrative.headline
    assert list(done.stages_ms) == ["plan", "compile", "run", "chart", "narrate"]
    assert all(ms >= 0 for ms in done.stages_ms.values())
    assert [record.outcome for record in records] == ["done"]
    assert len(steps) == 4
    assert all(step.name for step in steps)
    assert any("order_items" in step.detail for step in steps)


def test_waiting_for_a_turn_is_said(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    """The only slot of the source is taken until the question has said that it waits."""
    steps: list[str] = []
    limits = Limits(slots=1)
    with ExitStack() as busy:
        busy.enter_context(SLOTS.take(Turn(id(shop)), limits, CancelToken()))

        def said(step: Step) -> None:
            steps.append(step.name)
            if step.name == "Waiting for a free turn":
                busy.close()

        done = ask(BY_MONTH, shop, model, clock, on_step=said, limits=limits)
    assert done.result is not None
    assert steps[2:4] == ["Asking the warehouse", "Waiting for a free turn"]


@pytest.mark.parametrize(
    "plan",
    [Refusal("No weather.", ("revenue by month",)), Clarification("Which?", (Option("a", "b"), Option("c", "d")))],
)
def test_declined_questions_touch_no_warehouse(shop: Warehouse, model: SemanticModel, clock: Clock, plan: Plan) -> None:
    records: list[QueryRecord] = []
    done = ask(plan, shop, model, clock, record=records.append)
    assert done.planned.plan == plan
    assert (done.compiled, done.result, done.chart, done.narrative) == (None, None, None, None)
    assert records == []


def test_a_fan_out_is_refused_with_the_nearest_question(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    done = ask({"measures": ["shipping_income"], "dimensions": ["products.name"]}, shop, model, clock)
    plan = done.planned.plan
    assert isinstance(plan, Refusal)
    assert "counted several times" in plan.reason
    assert plan.nearest == ("Revenue by product",)
    assert done.planned.understood, "how it was understood is still told"
    assert done.result is None


def test_two_roads_are_a_choice_that_answers(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    not_spain = {"not": {"field": "addresses.country", "op": "=", "values": ["Spain"]}}
    query = {"measures": ["order_count"], "dimensions": ["addresses.country"], "filters": [not_spain]}
    done = ask(query, shop, model, clock)
    plan = done.planned.plan
    assert isinstance(plan, Clarification)
    assert [option.label for option in plan.options] == ["Billing address", "Shipping address"]
    for option in plan.options:
        assert option.query is not None
        assert ask(option.query, shop, model, clock).result is not None


def test_unknown_names_are_refused_with_the_nearest(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    plan = ask({"measures": ["revenu"]}, shop, model, clock).planned.plan
    assert isinstance(plan, Refusal)
    assert "Revenue of order items" in plan.reason and "_" not in plan.reason


def test_an_agents_tables_bound_what_is_read(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    query = {"measures": ["revenue"], "dimensions": ["customers.country"]}
    refused = ask(query, shop, model, clock, tables=("order_items", "orders")).planned.plan
    assert isinstance(refused, Refusal)
    assert "customers" in refused.reason
    # orders, on the road between them, is not named
    assert ask(query, shop, model, clock, tables=("order_items", "customers")).result is not None
    with pytest.raises(Refused) as caught:
        compile_plan(SemanticQuery.model_validate(query), model, "duckdb", clock, tables=("orders",))
    assert caught.value.code == "table_not_allowed"


def test_what_the_warehouse_says_is_raised_as_it_is(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        ask(BY_MONTH, shop, model, clock, cancel=cancel)
    with pytest.raises(TimedOut):
        ask(BY_MONTH, shop, model, clock, limits=Limits(seconds=0.000001))


def test_a_cut_result_says_so(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    done = ask({"measures": ["revenue"], "dimensions": ["products.name"]}, shop, model, clock, limits=Limits(rows=3))
    assert done.result is not None and done.result.truncated
    assert done.narrative is not None
    assert any("Only the first 3 rows" in line for line in done.narrative.caveats)
    assert answer_json(done)["truncated"] is True


def test_empty_results_are_answers(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    query = {
        "measures": ["revenue"],
        "dimensions": ["customers.country"],
        "time": {"range": {"from": "2031-01-01", "to": "2032-01-01"}},
    }
    done = ask(query, shop, model, clock)
    assert done.narrative is not None
    assert "2031" in done.narrative.headline
    assert answer_json(done)["outcome"] == "answer"


def test_refused_sql_is_recorded_and_never_run(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    records: list[QueryRecord] = []
    done = ask(ModelSql("DELETE FROM orders"), shop, model, clock, record=records.append)
    assert isinstance(done.planned.plan, Refusal)
    assert [record.outcome for record in records] == ["refused"]


def test_sql_over_the_model_answers(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    done = ask(
        ModelSql("SELECT country, MEASURE(customer_count) AS n FROM customers GROUP BY country"), shop, model, clock
    )
    assert done.result is not None, done.planned.plan
    assert done.result.row_count == 9


def test_a_declined_plan_cannot_be_compiled(model: SemanticModel, clock: Clock) -> None:
    with pytest.raises(InvalidInput):
        compile_plan(Refusal("no"), model, "duckdb", clock)


# --- JSON


def test_an_answer_is_json_and_its_plan_comes_back(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    done = ask(BY_MONTH, shop, model, clock)
    told = json.loads(json.dumps(answer_json(done, max_rows=2), allow_nan=False))
    for key in ("outcome", "plan", "understood", "ignored", "options", "reason", "sql", "columns", "rows", "chart", "narrative",
                "warnings", "provider", "tokens", "elapsed_ms"):  # fmt: skip
        assert key in told, key
    assert told["outcome"] == "answer"
    assert told["understood"] == [{"text": "sales", "as": "measure Revenue"}]
    assert len(told["rows"]) == 2
    assert told["row_count"] == 6
    assert told["rows"][0][0] == "2026-01-01"
    assert isinstance(told["rows"][0][1], int | float)
    assert {"name", "type", "role", "label", "format"} <= set(told["columns"][1])
    assert told["plan"] == {
        "measures": ["revenue"],
        "dimensions": [{"field": "orders.ordered_at", "grain": "month"}],
        "time": {"range": {"from": "2026-01-01", "to": "2026-07-01"}},
    }
    assert plan_from_json(told) == done.planned.plan
    assert plan_from_json(told["plan"]) == done.planned.plan


@pytest.mark.parametrize(
    "plan",
    [
        {"measures": ["revenue"], "filters": [{"or": [{"field": "customers.country", "op": "in", "values": ["Spain", None]},
                                                      {"not": {"exists": "returns"}}]}]},
        {"measures": [{"name": "n", "table": "orders", "aggregate": "count"}], "compare": {"to": "previous_year"}, "limit": 3,
         "order_by": [{"field": "n", "direction": "desc"}],
         "time": {"range": {"last": 3, "grain": "month", "complete": True}}},
        ModelSql("SELECT 1"),
    ],
)  # fmt: skip
def test_every_kind_of_plan_survives_json(plan: Any, shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    given = plan if isinstance(plan, ModelSql) else SemanticQuery.model_validate(plan)
    told = answer_json(Answer(Question("q", clock), Planned(given)))
    assert plan_from_json(json.loads(json.dumps(told))) == given


def test_declined_answers_as_json(clock: Clock) -> None:
    option = Option("By home", "customers by home", SemanticQuery(measures=("customer_count",)))
    told = answer_json(Answer(Question("q", clock), Planned(Clarification("Which?", (option, Option("x", "y"))))))
    assert (told["outcome"], told["reason"]) == ("clarification", "Which?")
    assert told["options"][0] == {
        "label": "By home",
        "question": "customers by home",
        "query": {"measures": ["customer_count"]},
    }
    assert plan_from_json(told) is None
    told = answer_json(Answer(Question("q", clock), Planned(Refusal("No.", ("revenue",)))))
    assert (told["outcome"], told["reason"], told["options"]) == (
        "refusal",
        "No.",
        [{"label": "revenue", "question": "revenue"}],
    )


def test_plans_that_cannot_be_read_are_said() -> None:
    with pytest.raises(InvalidInput):
        plan_from_json({"measures": 5})


FEWEST = {
    "measures": ["order_count"],
    "dimensions": ["customers.full_name"],
    "order_by": [{"field": "order_count", "direction": "asc"}],
}


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (1, "Not the only one: “{}” has the same value."),
        (2, "The list is cut among equals: “{}” has the same value as the last one shown."),
    ],
)
def test_a_list_cut_among_equals_says_so(
    shop: Warehouse, model: SemanticModel, clock: Clock, limit: int, said: str
) -> None:
    whole = ask(FEWEST, shop, model, clock)
    done = ask({**FEWEST, "limit": limit}, shop, model, clock)
    assert whole.result is not None and done.result is not None
    rows = whole.result.rows()
    assert rows[limit - 1][1] == rows[limit][1], "the sample shop has customers with equally many orders"
    assert done.result.rows() == rows[:limit]
    assert said.format(rows[limit][0]) in done.warnings


def test_a_list_that_ends_by_itself_is_not_cut(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    best = {
        "measures": ["revenue"],
        "dimensions": ["customers.full_name"],
        "order_by": [{"field": "revenue", "direction": "desc"}],
    }
    for limit in (1, 3, 999):
        done = ask({**best, "limit": limit}, shop, model, clock)
        assert not any("equals" in one or "Not the only" in one for one in done.warnings)


def test_the_row_behind_a_cut_list_is_in_no_answer(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    done = ask({**FEWEST, "limit": 3}, shop, model, clock)
    assert done.result is not None and done.result.row_count == 3
    told = answer_json(done)
    assert told["row_count"] == 3 and len(told["rows"]) == 3
    assert told["sql"].rstrip().endswith("LIMIT 3"), "what is shown is what was asked"


def test_a_list_as_long_as_a_result_may_be_is_not_looked_behind(
    shop: Warehouse, model: SemanticModel, clock: Clock
) -> None:
    done = ask({**FEWEST, "limit": 3}, shop, model, clock, limits=Limits(rows=3))
    assert done.result is not None and done.result.row_count == 3 and not done.result.truncated
    assert not any("level" in one for one in done.warnings)


def test_which_is_level_is_told_by_its_name(shop: Warehouse, model: SemanticModel, clock: Clock) -> None:
    fields = ["customers.city", "customers.full_name"]
    done = ask({**FEWEST, "dimensions": fields, "limit": 1}, shop, model, clock)
    whole = ask({**FEWEST, "dimensions": fields}, shop, model, clock)
    assert whole.result is not None
    assert f"Not the only one: “{whole.result.rows()[1][1]}” has the same value." in done.warnings
