"""A word that may be several numbers of the same rows shows them all, unless which one it is decides what is shown."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Clarification, Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

CLOCK = Clock(date(2025, 6, 18))
MODEL = SemanticModel.model_validate(
    {
        "name": "workshop",
        "tables": [
            {
                "name": "repairs",
                "label": "Repairs",
                "primary_key": ["repair_id"],
                "default_time": "done_on",
                "dimensions": [
                    {"name": "repair_id", "type": "number"},
                    {"name": "done_on", "label": "Done on", "type": "time"},
                    {"name": "garage", "label": "Garage", "sample_values": ["North", "South"]},
                    {"name": "parts_cost", "label": "Parts cost", "type": "number"},
                    {"name": "labour_cost", "label": "Labour cost", "type": "number"},
                ],
                "measures": [
                    {"name": "repair_count", "label": "Repairs", "aggregate": "count"},
                    {"name": "parts", "label": "Parts cost", "aggregate": "sum", "expression": "parts_cost"},
                    {"name": "labour", "label": "Labour cost", "aggregate": "sum", "expression": "labour_cost"},
                ],
            },
            {
                "name": "payments",
                "label": "Payments",
                "primary_key": ["payment_id"],
                "default_time": "paid_on",
                "dimensions": [
                    {"name": "payment_id", "type": "number"},
                    {"name": "paid_on", "label": "Paid on", "type": "time"},
                    {"name": "method", "label": "Method", "sample_values": ["card", "cash"]},
                    {"name": "amount", "label": "Amount", "type": "number"},
                ],
                "measures": [
                    {"name": "payment_count", "label": "Payments", "aggregate": "count"},
                    {"name": "payment_amount", "label": "Payment amount", "aggregate": "sum", "expression": "amount"},
                ],
            },
        ],
    }
)


def planned(text: str, *history: Turn) -> Planned:
    return OfflinePlanner().plan(Question(text, CLOCK, history=history), MODEL)


def numbers(planned: Planned) -> set[str]:
    assert isinstance(planned.plan, SemanticQuery), planned.plan
    return {m.name if isinstance(m, InlineMeasure) else m for m in planned.plan.measures}


@pytest.mark.parametrize(
    "text", ["payments by method", "payments by quarter since 2024", "Payments received per method"]
)
def test_payments_are_added_up_and_counted(text: str) -> None:
    found = planned(text)
    assert numbers(found) == {"payment_amount", "payment_count"}
    assert any("both are shown" in note for note in found.notes)


@pytest.mark.parametrize("text", ["cost by garage", "cost per month in 2025"])
def test_costs_of_either_kind_are_shown(text: str) -> None:
    found = planned(text)
    assert numbers(found) == {"parts", "labour"}
    assert ("cost", "Labour cost and Parts cost") in [(u.text, u.as_) for u in found.understood]


@pytest.mark.parametrize(
    "text",
    [
        "Which garage has the highest cost?",
        "top 3 garages by cost",
        "cost by garage, highest first",
        "garages with a cost over 500",
    ],
)
def test_what_the_number_decides_is_asked_or_refused(text: str) -> None:
    assert not isinstance(planned(text).plan, SemanticQuery)


def test_numbers_of_different_rows_are_chosen_from() -> None:
    fees = {
        "name": "fees",
        "label": "Fees",
        "primary_key": ["fee_id"],
        "dimensions": [{"name": "fee_id", "type": "number"}, {"name": "amount", "label": "Amount", "type": "number"}],
        "measures": [{"name": "fee_amount", "label": "Fee amount", "aggregate": "sum", "expression": "amount"}],
    }
    made = MODEL.model_dump(mode="json", by_alias=True, exclude_none=True)
    model = SemanticModel.model_validate({**made, "tables": [*made["tables"], fees]})
    plan = OfflinePlanner().plan(Question("total amount", CLOCK), model).plan
    assert isinstance(plan, Clarification) and len(plan.options) == 2


def test_a_change_keeps_what_is_shown() -> None:
    text = "payments by method"
    first = planned(text)
    assert isinstance(first.plan, SemanticQuery)
    then = planned("only in 2024", Turn(text, first.plan))
    assert numbers(then) == {"payment_amount", "payment_count"}
    assert isinstance(then.plan, SemanticQuery) and then.plan.time is not None


def test_the_named_one_is_shown_alone() -> None:
    assert numbers(planned("labour cost by garage")) == {"labour"}
    assert numbers(planned("how many payments by method")) == {"payment_count"}
    assert not isinstance(planned("cost by garage").plan, Clarification)


@pytest.mark.parametrize("then", ["top 3", "only the highest", "sort by it descending", "as share"])
def test_which_of_them_decides_what_follows_is_asked(then: str) -> None:
    text = "cost by garage"
    first = planned(text)
    assert isinstance(first.plan, SemanticQuery)
    plan = planned(then, Turn(text, first.plan)).plan
    assert isinstance(plan, Clarification), plan
    assert {o.label for o in plan.options} == {"Parts cost", "Labour cost"}
    queries = [o.query for o in plan.options if o.query is not None]
    decided = [q.calculations[0].of if q.calculations else q.order_by[0].field for q in queries]
    assert sorted(decided) == ["labour", "parts"] and all(q.dimensions == first.plan.dimensions for q in queries)


def test_the_number_that_is_named_or_ordered_by_decides() -> None:
    text = "labour cost and parts cost by garage"
    ordered = SemanticQuery.model_validate(
        {
            "measures": ["parts", "labour"],
            "dimensions": ["repairs.garage"],
            "order_by": [{"field": "labour", "direction": "desc"}],
        }
    )
    for then in ("top 3", "top 3 by labour cost"):
        plan = planned(then, Turn(text, ordered)).plan
        assert isinstance(plan, SemanticQuery), plan
        assert plan.order_by[0].field == "labour" and plan.limit == 3 and plan.dimensions == ("repairs.garage",)
    plan = planned("top 3 by parts cost", Turn(text, ordered)).plan
    assert isinstance(plan, SemanticQuery) and plan.order_by[0].field == "parts"
    alone = ordered.model_copy(update={"measures": ("labour",)})
    assert not isinstance(planned("top 3 by parts cost", Turn(text, alone)).plan, SemanticQuery)


TWO_TOWNS = model_of(
    table("shops", "shop_id integer, shop_name varchar, town varchar"),
    table("buyers", "buyer_id integer, buyer_name varchar, town varchar, grade varchar"),
    table(
        "sales",
        "sale_id integer, shop_id integer, buyer_id integer, sold_on date, amount double",
        shop_id="shops",
        buyer_id="buyers",
    ),
)


def test_which_field_is_meant_is_asked_also_where_two_numbers_are_shown() -> None:
    plan = OfflinePlanner(suggests=False).plan(Question("sales by town", CLOCK), TWO_TOWNS).plan
    assert isinstance(plan, Clarification) and len(plan.options) == 2
    assert all(o.query is not None and o.query.measures == ("total_amount", "sale_count") for o in plan.options)
    alone = OfflinePlanner(suggests=False).plan(Question("sales by grade", CLOCK), TWO_TOWNS).plan
    assert isinstance(alone, SemanticQuery) and alone.measures == ("total_amount", "sale_count")
