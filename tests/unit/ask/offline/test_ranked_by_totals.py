""" "The highest total weight" ranks by the total, also where the model averages the number."""

from __future__ import annotations

import pytest

from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

QUARRY = model_of(
    table("pits", "pit_id integer, pit_name varchar, county varchar"),
    table(
        "crates", "crate_id integer, pit_id integer, dug_on date, weight_kg double, fee_amount double", pit_id="pits"
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "Which pit has the highest total weight?",
        "which pit had the lowest total weight in 2024",
        "top 3 pits with the highest total weight",
        "pit with the largest total weight",
    ],
)
def test_a_total_that_is_said_ranks(text: str) -> None:
    found = plan(QUARRY, text)
    assert isinstance(found, SemanticQuery), found
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure) and measure.aggregate == "sum", found


def test_an_average_and_a_sum_of_the_model_stay_what_they_are() -> None:
    for text, name in (
        ("Which pit has the highest average weight?", "average_weight"),
        ("Which pit has the highest total fee?", "total_fee_amount"),
    ):
        found = plan(QUARRY, text)
        assert isinstance(found, SemanticQuery) and found.measures == (name,), found
