"""What was or was not done to somebody by a yes or no, and the share of things that have something."""

from __future__ import annotations

import pytest

from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

WARD = model_of(
    table("residents", "resident_id integer, resident_name varchar, email varchar, has_allergies boolean"),
    table(
        "falls",
        "fall_id integer, resident_id integer, happened_on date, family_informed boolean, doctor_called boolean",
        resident_id="residents",
    ),
    table("orders", "order_id integer, ordered_on date, customer_notified boolean, invoice_sent boolean"),
)


@pytest.mark.parametrize(
    ("text", "field", "so"),
    [
        ("falls where the family was not informed", "family_informed", False),
        ("falls where the family wasn't informed", "family_informed", False),
        ("falls the family was not informed of", "family_informed", False),
        ("how many falls where the family was not told", "family_informed", False),
        ("falls where the family was told", "family_informed", True),
        ("falls where the family was informed", "family_informed", True),
        ("falls where the doctor was not called", "doctor_called", False),
        ("orders where the customer has not been notified", "customer_notified", False),
        ("orders whose customer hasn't been notified yet", "customer_notified", False),
        ("orders with the invoice not sent", "invoice_sent", False),
    ],
)
def test_what_was_done_to_somebody_is_what_the_field_says(text: str, field: str, so: bool) -> None:
    found = plan(WARD, text)
    assert isinstance(found, SemanticQuery), found
    (one,) = [f for f in found.filters if isinstance(f, FieldFilter) and f.op == "="]
    assert one.field.endswith(field) and one.values == (so,)


@pytest.mark.parametrize(
    "text",
    ["falls where the family was not blamed", "falls where the nurse was not told", "falls the family never forgot"],
)
def test_what_no_field_says_is_not_read(text: str) -> None:
    found = plan(WARD, text)
    assert not isinstance(found, SemanticQuery), found


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("share of residents with allergies", "CASE WHEN (has_allergies) IN (TRUE) THEN 1.0 ELSE 0.0 END"),
        ("percentage of residents without allergies", "CASE WHEN (has_allergies) IN (TRUE) THEN 0.0 ELSE 1.0 END"),
        ("what share of residents have an email", "CASE WHEN (email) IS NOT NULL THEN 1.0 ELSE 0.0 END"),
        ("share of residents without an email", "CASE WHEN (email) IS NOT NULL THEN 0.0 ELSE 1.0 END"),
    ],
)
def test_a_share_is_of_those_that_have_it(text: str, sql: str) -> None:
    found = plan(WARD, text)
    assert isinstance(found, SemanticQuery), found
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure) and measure.expression == sql


def test_a_share_of_those_with_two_things_is_not_guessed() -> None:
    assert not isinstance(plan(WARD, "share of residents with allergies and an email"), SemanticQuery)
