"""The largest one of the rows and whose it is; a single one is no total; dear is what is sold at a high price."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import InlineMeasure, OrderBy, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("employees", "employee_id integer, employee_name varchar, job_title varchar, hired_on date"),
    table("customers", "customer_id integer, customer_name varchar, employee_id integer", employee_id="employees"),
    table("payments", "payment_id integer, customer_id integer, paid_on date, amount double", customer_id="customers"),
)
VALUES = ValueIndex.from_values({("employees", "job_title"): ["Sales Rep", "Manager"]})


def planned(text: str) -> object:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL).plan


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("which customer made the largest payment?", "max"),
        ("who made the biggest payment in 2024", "max"),
        ("who made the smallest payment", "min"),
        ("customer with the highest single amount", "max"),
        ("customer with the largest single payment", "max"),
    ],
)
def test_whose_the_largest_is(text: str, kind: str) -> None:
    plan = planned(text)
    assert isinstance(plan, SemanticQuery), plan
    measure = plan.measures[0]
    assert isinstance(measure, InlineMeasure) and (measure.aggregate, measure.expression) == (kind, "amount")
    assert plan.dimensions[0] == "customers.customer_name" and plan.limit == 1


def test_a_single_one_of_all_is_the_largest() -> None:
    plan = planned("largest single payment")
    assert isinstance(plan, SemanticQuery) and plan.dimensions == ()


def test_who_of_a_role_got_it_is_not_left_out() -> None:
    assert isinstance(planned("which sales rep got the largest payment"), Refusal)


def test_dear_is_what_is_sold_at_a_high_price() -> None:
    model = model_of(table("products", "product_id integer, product_name varchar, buy_price double, msrp double"))
    plan = OfflinePlanner(suggests=False).plan(Question("most expensive product", CLOCK), model).plan
    assert isinstance(plan, SemanticQuery) and plan.order_by == (OrderBy(field="products.msrp", direction="desc"),)
