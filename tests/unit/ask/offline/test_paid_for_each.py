"""What one of something costs that is counted beside what was spent, and how much of something was given: an amount."""

from __future__ import annotations

import json

import pytest

from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

FLYERS = model_of(
    table("letterboxes", "letterbox_id integer, street varchar"),
    table(
        "flyer_days",
        "flyer_day_id integer, day date, district varchar, replies integer, downloads integer, spend double",
    ),
)
BAKERY = model_of(
    table("vouchers", "voucher_id integer, voucher_name varchar, rebate_percent double"),
    table(
        "purchases",
        "purchase_id integer, voucher_id integer, bought_on date, rebate_amount double, net_amount double",
        voucher_id="vouchers",
    ),
)


@pytest.mark.parametrize(
    "text",
    [
        "what do we pay per download by district",
        "how much do we pay for each download by district",
        "what does a download cost us by district?",
        "how much did we spend on average per download by district",
        "cost per download by district",
    ],
)
def test_the_cost_of_one_is_what_was_spent_by_how_many_there_were(text: str) -> None:
    found = plan(FLYERS, text)
    assert isinstance(found, SemanticQuery), found
    said = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    assert said["measures"] == ["total_spend", "total_downloads"] and said["dimensions"] == ["flyer_days.district"]
    assert [(c["kind"], c["of"], c["by"]) for c in said["calculations"]] == [
        ("ratio", "total_spend", "total_downloads")
    ]


@pytest.mark.parametrize(
    "text", ["what do we pay per letterbox", "what does a street cost us", "what do we pay for paper per download"]
)
def test_what_is_not_counted_beside_it_has_no_such_cost(text: str) -> None:
    assert not isinstance(plan(FLYERS, text), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "How much rebate did each voucher give?",
        "how much rebate was given per voucher",
        "How much rebate did we give by voucher",
    ],
)
def test_how_much_was_given_is_an_amount(text: str) -> None:
    found = plan(BAKERY, text)
    assert isinstance(found, SemanticQuery) and found.measures == ("total_rebate_amount",), found


def test_how_much_one_gives_may_be_its_percentage() -> None:
    assert not isinstance(plan(BAKERY, "how much rebate does each voucher give"), SemanticQuery)
