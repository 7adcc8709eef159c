"""Sales of which each has a sale amount are that amount, added up; those of an amount called otherwise are asked about."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLIENTS, model_of, plan, table


def yard(amounts: str) -> SemanticModel:
    return model_of(
        CLIENTS,
        table(
            "timber_sales",
            f"timber_sale_id integer, client_id integer, sale_date date, wood varchar, {amounts}",
            client_id="clients",
        ),
    )


CALLED = yard("sale_amount double, haulage_fee double")


@pytest.mark.parametrize("text", ["Sales by month in 2024", "sales by town", "total sales in 2024", "monthly sales"])
def test_sales_are_the_amount_that_is_called_after_them(text: str) -> None:
    found = plan(CALLED, text)
    assert isinstance(found, SemanticQuery) and found.measures == ("total_sale_amount",), found


@pytest.mark.parametrize("text", ["number of sales by month", "How many sales were there in 2024?", "count of sales"])
def test_they_are_counted_where_their_number_is_asked_for(text: str) -> None:
    found = plan(CALLED, text)
    assert isinstance(found, SemanticQuery) and found.measures == ("timber_sale_count",), found


def test_another_amount_and_several_leave_it_open() -> None:
    both = plan(yard("amount double"), "timber sales by month")
    assert isinstance(both, SemanticQuery) and both.measures == ("total_amount", "timber_sale_count")
    found = plan(yard("gross_amount double, net_amount double"), "timber sales by month")
    assert isinstance(found, Clarification) or (isinstance(found, SemanticQuery) and len(found.measures) > 1)


def test_purchases_of_those_who_buy_are_the_sales_to_them() -> None:
    found = plan(CALLED, "Top 5 clients in 2024 by purchases")
    assert isinstance(found, SemanticQuery) and found.measures == ("total_sale_amount",) and found.limit == 5, found
    counted = plan(CALLED, "number of purchases by client")
    assert isinstance(counted, SemanticQuery) and counted.measures == ("timber_sale_count",), counted


def test_purchases_that_may_be_ours_are_not_read_so() -> None:
    ours = model_of(
        CLIENTS,
        table("suppliers", "supplier_id integer, supplier_name varchar"),
        table(
            "timber_sales",
            "timber_sale_id integer, client_id integer, sale_date date, sale_amount double",
            client_id="clients",
        ),
    )
    assert isinstance(plan(ours, "clients by purchases"), Refusal)
    assert isinstance(plan(CALLED, "purchases by month"), Refusal)
