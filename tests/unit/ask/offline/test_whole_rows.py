"""What is said of a kind of things is not answered with the whole of the sales that hold one, nor with the number of kinds."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from tests.unit.ask.offline.test_how_people_count_and_pay import holding, query
from tests.unit.ask.offline.test_money_words import model_of, plan, summed, table

SALES = holding(
    model_of(
        table("guests", "guest_id integer, guest_name varchar, town varchar"),
        table("articles", "article_id integer, article_name varchar, sort varchar, list_price double"),
        table(
            "sales",
            "sale_id integer, guest_id integer, sold_on date, state varchar, total_amount double",
            guest_id="guests",
        ),
        table(
            "sale_items",
            "item_id integer, sale_id integer, article_id integer, pieces integer",
            sale_id="sales",
            article_id="articles",
        ),
    ),
    sort=("Lamp", "Sofa"),
    state=("returned", "paid"),
    town=("Bremen",),
)


@pytest.mark.parametrize("text", ["revenue of lamps", "revenue from sofas in 2024", "revenue of lamps by month"])
def test_the_revenue_of_a_kind_is_not_that_of_whole_sales(text: str) -> None:
    found = plan(SALES, text)
    assert isinstance(found, Refusal) and "whole sales" in found.reason


def test_whole_sales_are_added_up_where_they_are_named() -> None:
    assert summed(SALES, "total amount of sales with lamps") == ("sales", "total_amount")
    assert summed(SALES, "revenue of returned sales") == ("sales", "total_amount")


@pytest.mark.parametrize(
    "text", ["how many sofas were returned?", "number of returned sofas", "how many lamps in Bremen"]
)
def test_kinds_are_not_counted_for_the_pieces_of_them(text: str) -> None:
    assert isinstance(plan(SALES, text), Refusal)


def test_kinds_are_counted_by_what_is_theirs() -> None:
    assert query(SALES, "how many lamps have a list price over 30?").measures == ("article_count",)
