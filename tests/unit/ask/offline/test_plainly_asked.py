"""What is plainly asked for is in the answer, on databases nobody has seen: each aggregate, what is ranked, the named field."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.conftest import CLOCK
from tests.unit.ask.offline.test_right_or_silent import answered, measures
from tests.unit.ask.offline.unseen import unseen


def after(name: str, first: str, second: str) -> tuple[Plan, tuple[str, ...]]:
    """The plan of the second question, asked after the first, and what is noted with it."""
    known = unseen(name)
    turn = Turn(first, known.plan(first))
    planned = known.planner.plan(Question(second, CLOCK, (turn,)), known.model)
    return planned.plan, planned.notes


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("telecom", "lowest and highest charge by call type", ["min", "max"]),
        ("telecom", "highest and lowest monthly fee", ["max", "min"]),
        ("telecom", "minimum, maximum and average charge", ["min", "max", "avg"]),
        ("plant", "min and max temperature per plant", ["min", "max"]),
        ("plant", "the largest and the smallest defect qty by severity", ["max", "min"]),
        ("charity", "average and highest donation amount", ["avg", "max"]),
        ("charity", "average and total hours by task", ["avg", "sum"]),
    ],
)
def test_each_aggregate_that_is_asked_for_is_in_the_answer(name: str, text: str, wanted: list[str]) -> None:
    plan = unseen(name).plan(text)
    if not isinstance(plan, SemanticQuery):
        return
    model = unseen(name).model
    governed = {m.name: m.aggregate for t in model.tables for m in t.measures}
    assert [governed[m] if isinstance(m, str) else m.aggregate for m in plan.measures] == wanted


@pytest.mark.parametrize(
    ("name", "text", "best"),
    [
        ("telecom", "Which call type has the highest average charge on dropped calls?", "avg(charge)"),
        (
            "telecom",
            "Which plan has the lowest average satisfaction score on network tickets?",
            "average_satisfaction_score",
        ),
        ("charity", "Which campaign has the highest average amount on cash donations?", 'avg("Amount")'),
    ],
)
def test_the_best_are_chosen_by_the_number_right_behind_the_superlative(name: str, text: str, best: str) -> None:
    query = answered(name, text)
    assert measures(query) == [best]
    assert query.limit == 1 and len(query.order_by) == 1


@pytest.mark.parametrize(
    ("name", "text", "field", "op", "value"),
    [
        ("telecom", "How many calls have a duration over 2000", "duration_sec", ">", 2000),
        ("plant", "How many work orders have a qty planned under 2000?", "qty_planned", "<", 2000),
    ],
)
def test_a_number_behind_a_field_of_numbers_is_no_year(name: str, text: str, field: str, op: str, value: int) -> None:
    plan = unseen(name).plan(text)
    if isinstance(plan, SemanticQuery):
        held = [f for f in plan.filters if isinstance(f, FieldFilter)]
        assert plan.time is None
        assert [(f.field.rpartition(".")[2], f.op, f.values) for f in held] == [(field, op, (value,))]


@pytest.mark.parametrize("text", ["total amount by campaign", "total amount"])
def test_an_amount_that_several_fields_are_called_is_asked_about(text: str) -> None:
    plan = unseen("charity").plan(text)
    assert isinstance(plan, Clarification) and len(plan.options) > 1


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("telecom", "calls by month in 2025"),
        ("telecom", "latest call"),
        ("plant", "downtime minutes by plant"),
        ("charity", "donations by month"),
    ],
)
@pytest.mark.parametrize("unit", ["months", "days", "weeks"])
def test_a_whole_question_is_not_glued_onto_the_one_before(name: str, first: str, unit: str) -> None:
    measure = {"telecom": "charge", "plant": "downtime minutes", "charity": "donations"}[name]
    plan, notes = after(name, first, f"how many {unit} had {measure} above 1000")
    assert isinstance(plan, Refusal | Clarification), plan
    assert "Continues the question before." not in notes


@pytest.mark.parametrize("text", ["calls by month", "charge by call type"])
def test_what_changes_the_question_before_still_does(text: str) -> None:
    plan, notes = after("telecom", text, "only roaming")
    assert isinstance(plan, SemanticQuery) and len(plan.filters) == 1
    assert "Continues the question before." in notes


@pytest.mark.parametrize(
    "said",
    ["day of the week", "day of week", "weekday", "hour of the day", "hour of day", "time of day", "month of the year"],
)
@pytest.mark.parametrize(("name", "number"), [("telecom", "calls"), ("plant", "defects"), ("charity", "donations")])
def test_parts_of_a_period_that_come_round_again_are_declined_with_what_can_be_asked(
    said: str, name: str, number: str
) -> None:
    for text in (f"{number} by {said}", f"which {said} has the most {number}"):
        plan = unseen(name).plan(text)
        assert isinstance(plan, Refusal), plan
        assert said in plan.reason and "by month" in plan.reason


def test_a_reviewed_measure_goes_before_one_made_on_the_way(model) -> None:  # type: ignore[no-untyped-def]
    planner = OfflinePlanner()
    for text in ("median order amount", "median order total"):
        plan = planner.plan(Question(text, CLOCK), model).plan
        assert isinstance(plan, SemanticQuery) and plan.measures == ("median_order_amount",)
