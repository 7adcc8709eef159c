"""A period behind the verb of those that are grouped by is of their date: "miles by pilots hired in 2021"."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

PILOTS = model_of(
    table("pilots", "pilot_id integer, pilot_name varchar, hired_on date, base varchar"),
    table("flights", "flight_id integer, pilot_id integer, flown_on date, miles double", pilot_id="pilots"),
)


@pytest.mark.parametrize(
    "text",
    [
        "Total miles by pilots hired in 2021",
        "total miles by pilot hired since 2021",
        "number of flights per pilot hired before 2020",
        "top 3 pilots hired in 2021 by miles",
    ],
)
def test_the_period_is_of_the_verb_that_it_follows(text: str) -> None:
    found = plan(PILOTS, text)
    assert isinstance(found, SemanticQuery) and found.time is not None, found
    assert found.time.field == "pilots.hired_on" and "pilots.pilot_name" in found.dimensions


def test_without_a_verb_it_is_of_what_is_counted() -> None:
    found = plan(PILOTS, "total miles by pilot in 2021")
    assert isinstance(found, SemanticQuery) and found.time is not None and found.time.field == "flights.flown_on"


def test_two_periods_are_refused() -> None:
    assert isinstance(plan(PILOTS, "miles in 2024 by pilots hired in 2021"), Refusal)
