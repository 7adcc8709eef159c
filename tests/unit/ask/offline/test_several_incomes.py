"""Money that comes in with several kinds of rows is asked about, though one kind leaves a date or a road open of its own."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

SPA = model_of(
    table("baths", "bath_id integer, bath_name varchar"),
    table("guests", "guest_id integer, guest_name varchar, home_bath_id integer", home_bath_id="baths"),
    table("cabins", "cabin_id integer, cabin_name varchar, bath_id integer", bath_id="baths"),
    table("passes", "pass_id integer, guest_id integer, bath_id integer", guest_id="guests", bath_id="baths"),
    table("bills", "bill_id integer, pass_id integer, billed_on date, amount double", pass_id="passes"),
    table(
        "reservations",
        "reservation_id integer, cabin_id integer, guest_id integer, made_on date, starts_on date, amount double",
        cabin_id="cabins",
        guest_id="guests",
    ),
)


@pytest.mark.parametrize("text", ["revenue in 2024", "revenue by bath", "revenue by bath in 2024", "income last year"])
def test_each_kind_of_rows_is_offered(text: str) -> None:
    found = plan(SPA, text)
    assert isinstance(found, Clarification), (text, found)
    labels = [option.label for option in found.options]
    assert any("Bills" in label for label in labels) and any("Reservations" in label for label in labels)
    assert len(set(labels)) == len(labels) <= 4


def test_the_rows_that_are_named_are_not_asked_about() -> None:
    assert isinstance(plan(SPA, "bill amount in 2024"), SemanticQuery)
