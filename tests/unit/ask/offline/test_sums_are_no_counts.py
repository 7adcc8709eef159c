"""Words for sums of money never mean how many rows there are, however near a table's name is to them."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

MODEL = SemanticModel.model_validate(
    {
        "name": "cinema",
        "tables": [
            {
                "name": "ticket_sales",
                "label": "Ticket sales",
                "primary_key": ["sale_id"],
                "default_time": "sold_at",
                "dimensions": [
                    {"name": "sale_id", "type": "number"},
                    {"name": "sold_at", "type": "time"},
                    {"name": "screen"},
                ],
                "measures": [{"name": "ticket_sale_count", "label": "Ticket sales", "aggregate": "count"}],
            }
        ],
    }
)


@pytest.mark.parametrize(
    "text",
    [
        "Which month of 2024 had the highest ticket revenue?",
        "ticket revenue by screen",
        "top 3 screens by ticket revenue",
        "screen with the highest ticket turnover",
        "which screen has the highest ticket sale total",
    ],
)
def test_a_sum_of_money_is_not_counted(text: str) -> None:
    plan = OfflinePlanner().plan(Question(text, Clock(date(2025, 6, 18))), MODEL).plan
    assert not isinstance(plan, SemanticQuery), plan


@pytest.mark.parametrize("text", ["ticket sales by screen", "How many ticket sales were there in 2024?"])
def test_things_are_still_counted(text: str) -> None:
    plan = OfflinePlanner().plan(Question(text, Clock(date(2025, 6, 18))), MODEL).plan
    assert isinstance(plan, SemanticQuery) and plan.measures == ("ticket_sale_count",)
