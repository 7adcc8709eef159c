"""What is said to be theirs is shown beside them: a number of each, the names of things above them; or nothing is answered."""

from __future__ import annotations

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("employees", "employee_id integer, employee_name varchar, job_title varchar"),
    table(
        "customers",
        "customer_id integer, customer_name varchar, country varchar, employee_id integer",
        employee_id="employees",
    ),
    table("orders", "order_id integer, customer_id integer, ordered_on date, amount double", customer_id="customers"),
)
VALUES = ValueIndex.from_values(
    {("customers", "country"): ["Spain", "France"], ("employees", "job_title"): ["Sales Rep", "Manager"]}
)


def planned(text: str) -> SemanticQuery:
    plan = OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL).plan
    assert isinstance(plan, SemanticQuery), plan
    return plan


@pytest.mark.parametrize(
    "text",
    ["customers in Spain and their total amount", "show the customers in Spain with their number of orders"],
)
def test_a_number_is_of_each(text: str) -> None:
    made = planned(text)
    assert "customers.customer_name" in made.dimensions
    assert FieldFilter(field="customers.country", op="=", values=("Spain",)) in made.filters


@pytest.mark.parametrize(
    "text", ["customers from France and their sales reps", "customers in France with their sales rep"]
)
def test_people_of_a_role_are_named(text: str) -> None:
    assert {"customers.customer_name", "employees.employee_name"} <= set(planned(text).dimensions)


def test_a_number_of_all_is_no_number_of_each() -> None:
    assert planned("total amount of customers in Spain").dimensions == ()


def test_a_name_that_ends_in_ordered_sorts_nothing() -> None:
    model = model_of(
        table("products", "product_id integer, product_name varchar"),
        table("lines", "line_id integer, product_id integer, quantity_ordered integer", product_id="products"),
    )
    plan = OfflinePlanner(suggests=False).plan(Question("quantity ordered by product", CLOCK), model).plan
    assert isinstance(plan, SemanticQuery), plan
    assert plan.measures == ("total_quantity_ordered",)
