"""A best or a worst without a number: the numbers that rank what is asked about are offered, and each is the question itself."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline.ranked_by import WHICH_NUMBER
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.trade_tables import model_of, planned, table

CLINIC = model_of(
    table("doctors", "doctor_id integer, doctor_name varchar, specialty varchar"),
    table(
        "visits",
        "visit_id integer, doctor_id integer, visit_date date, fee decimal(10,2), minutes integer",
        doctor_id="doctors",
    ),
)


def plan(text: str) -> Plan:
    return planned(text, CLINIC).plan


@pytest.mark.parametrize("text", ["best doctors", "top 3 doctors", "biggest single visit", "worst doctors"])
def test_the_numbers_that_rank_it_are_offered(text: str) -> None:
    found = plan(text)
    assert isinstance(found, Clarification) and found.text == WHICH_NUMBER, found
    assert 1 < len(found.options) <= 4
    for option in found.options:
        assert option.query is not None and option.query.order_by
        assert option.query.order_by[0].direction == ("asc" if text.startswith("worst") else "desc")
        # What is pressed is what its words ask.
        assert plan(option.question) == option.query


def test_what_names_its_number_is_not_asked_back() -> None:
    assert isinstance(plan("best doctors by fee"), SemanticQuery)


def test_what_is_done_the_most_is_not_ranked_by_something_else() -> None:
    for text in ("which doctor is recommended the most", "doctors most praised"):
        assert not isinstance(plan(text), Clarification), text


def test_without_a_number_to_offer_it_is_refused() -> None:
    towns = model_of(table("towns", "town_id integer, town_name varchar"))
    assert isinstance(planned("best towns", towns).plan, Refusal)
