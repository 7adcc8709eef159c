"""Compared with an average, the lowest or highest: each row once, of a category, of named rows; asked where it may be another."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline.compared_all import STAND_IN
from lunara.ask.question import Question, Turn
from lunara.semantic.query import SemanticQuery
from tests.snapshots.shop import than
from tests.unit.ask.conftest import CLOCK
from tests.unit.ask.offline.unseen import unseen


def planned(name: str, text: str) -> dict[str, Any]:
    """The query of a question as plain data."""
    plan = unseen(name).plan(text)
    assert isinstance(plan, SemanticQuery), plan
    return plan.model_dump(mode="json", by_alias=True, exclude_defaults=True)


@pytest.mark.parametrize(
    ("name", "text", "condition"),
    [
        ("telecom", "plans with a monthly fee above the average", than("plans.monthly_fee", ">", "avg")),
        ("telecom", "plans with an above-average monthly fee", than("plans.monthly_fee", ">", "avg")),
        (
            "telecom",
            "plans whose monthly fee is lower than the average monthly fee",
            than("plans.monthly_fee", "<", "avg"),
        ),
        ("telecom", "plans with a monthly fee at or above the average", than("plans.monthly_fee", ">=", "avg")),
        ("telecom", "plans with a monthly fee of at most the average", than("plans.monthly_fee", "<=", "avg")),
        (
            "telecom",
            "plans whose monthly fee is not above average",
            {"or": [than("plans.monthly_fee", "<=", "avg"), {"field": "plans.monthly_fee", "op": "is_null"}]},
        ),
        ("telecom", "calls longer than average", than("calls.duration_sec", ">", "avg")),
        ("telecom", "calls longer than the average call", than("calls.duration_sec", ">", "avg")),
        (
            "telecom",
            "How many tickets have a satisfaction score below average?",
            than("tickets.satisfaction_score", "<", "avg"),
        ),
        ("telecom", "plans with a monthly fee above the minimum monthly fee", than("plans.monthly_fee", ">", "min")),
        ("charity", "how many donations were above the average amount?", than("donations.amount", ">", "avg")),
        (
            "telecom",
            "calls with a charge above the average of their call type",
            than("calls.charge", ">", "avg", within=["calls.call_type"]),
        ),
        (
            "telecom",
            "tickets with a satisfaction score below the average for their category",
            than("tickets.satisfaction_score", "<", "avg", within=["tickets.category"]),
        ),
        (
            "telecom",
            "calls with a charge above the maximum charge of all local calls",
            than("calls.charge", ">", "max", where=[{"field": "calls.call_type", "op": "=", "values": ["local"]}]),
        ),
    ],
)
def test_rows_are_compared_with_all_rows(name: str, text: str, condition: dict[str, Any]) -> None:
    assert planned(name, text)["filters"] == [condition]


@pytest.mark.parametrize(
    ("name", "text", "measure", "op"),
    [
        ("charity", "donors with more donations than average", "donation_count", ">"),
        ("charity", "donors with more donations than the average donor", "donation_count", ">"),
        ("charity", "donors who gave more than the average donor", "donations.total_amount", ">"),
        ("telecom", "subscribers with fewer calls than average", "call_count", "<"),
    ],
)
def test_things_are_compared_with_those_that_have_any(name: str, text: str, measure: str, op: str) -> None:
    query = planned(name, text)
    assert than(measure, op, "avg") in query["filters"]
    assert "keep_empty" not in query


def test_the_rest_of_the_question_stays() -> None:
    query = planned("telecom", "number of calls per call type with a charge above average in 2025")
    assert query["filters"] == [than("calls.charge", ">", "avg")]
    assert query["dimensions"] == ["calls.call_type"]
    assert query["time"]["range"] == {"from": "2025-01-01", "to": "2026-01-01"}


def test_which_rows_the_average_is_of_is_asked_where_some_are_left_out() -> None:
    plan = unseen("telecom").plan("local calls with a charge above average")
    assert isinstance(plan, Clarification)
    these, every = (option.query for option in plan.options)
    assert these is not None and than("calls.charge", ">", "avg") in these.model_dump(exclude_defaults=True)["filters"]
    assert every is not None and every != these


@pytest.mark.parametrize(
    "text",
    [
        "donors whose average amount is above average",  # of the donors, or of the donations
        "donors whose total donation amount is above the average donation amount",
    ],
)
def test_an_average_that_may_be_of_two_things_is_confirmed(text: str) -> None:
    assert isinstance(unseen("charity").plan(text), Clarification | Refusal)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("charity", "donations 10% above average"),
        ("telecom", "plans with a monthly fee well above average"),
        ("telecom", "plans with a monthly fee much higher than the average"),
        ("charity", "donations more than twice the average donation"),
        ("charity", "donors who gave more than the average donation"),
        ("charity", "how many donors gave more than average?"),
        ("telecom", "calls with a charge above the average of all other calls"),
        ("telecom", "plans whose monthly fee is above the average charge"),
        ("telecom", "calls in 2025 with a charge above the average of all calls"),
    ],
)
def test_what_it_cannot_say_is_refused(name: str, text: str) -> None:
    known = unseen(name)
    made = known.planner.plan(Question(text, CLOCK), known.model)
    assert isinstance(made.plan, Refusal), made.plan
    assert str(STAND_IN)[:6] not in repr(made).replace(",", ""), "the number that stood in is not shown"


def test_what_it_is_compared_with_stays_when_a_question_goes_on() -> None:
    known = unseen("telecom")

    def then(first: str, second: str) -> Any:
        turn = Turn(first, known.plan(first))
        return known.planner.plan(Question(second, CLOCK, (turn,)), known.model).plan

    only = then("calls with a charge above average", "only local ones")
    assert isinstance(only, SemanticQuery), only
    assert than("calls.charge", ">", "avg", where=[]) in only.model_dump(mode="json", exclude_defaults=True)["filters"]
    by_type = then("calls with a charge above average", "by call type")
    assert isinstance(by_type, SemanticQuery), by_type
    assert than("calls.charge", ">", "avg") in by_type.model_dump(mode="json", exclude_defaults=True)["filters"]
    assert isinstance(then("subscribers with more calls than average", "only in Kent"), Refusal)
    assert isinstance(then("calls with a charge above average", "and those below average?"), Clarification | Refusal)


def test_what_is_said_of_it_names_what_it_is_compared_with() -> None:
    known = unseen("telecom")
    made = known.planner.plan(Question("plans with a monthly fee above the average", CLOCK), known.model)
    assert made.notes == ("Compared with the average monthly fee of all plans, each counted once.",)
    assert "88888" not in repr(made).replace(",", "")
    assert isinstance(made.plan, SemanticQuery)
    said = describe(made.plan, known.model)
    assert said == "List plan name and monthly fee where monthly fee is more than its average"
    assert known.plan(said) == made.plan


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("calls with a charge above the average of their call type", "is more than its average for its call type"),
        (
            "calls with a charge above the maximum charge of all local calls",
            "its highest of those where call type is local",
        ),
        ("calls with a charge above the average charge of all calls", "is more than its average of all"),
    ],
)
def test_the_words_of_a_query_are_read_again(text: str, said: str) -> None:
    known = unseen("telecom")
    plan = known.plan(text)
    assert isinstance(plan, SemanticQuery)
    words = describe(plan, known.model)
    assert said in words
    assert known.plan(words) == plan


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("society", "gyms whose visits have an above-average fee"),
        ("society", "gyms with visits with a fee above average"),
        ("telecom", "subscribers whose bills are above average"),
        ("radio", "days with listeners above average"),
    ],
)
def test_single_rows_and_totals_of_each_are_not_taken_for_one_another(name: str, text: str) -> None:
    assert isinstance(unseen(name).plan(text), Clarification | Refusal)


def test_totals_that_are_named_are_compared_and_said_to_be() -> None:
    known = unseen("telecom")
    made = known.planner.plan(Question("subscribers whose total charge is above average", CLOCK), known.model)
    assert isinstance(made.plan, SemanticQuery)
    assert "by the total charge of each" in made.notes[-1]


@pytest.mark.parametrize(
    "text",
    [
        "accounts with karma above the average karma of accounts from Spain",
        "accounts with more karma than the highest in Spain",
    ],
)
def test_what_is_said_behind_the_average_alone_is_no_condition_on_the_answer(text: str) -> None:
    plan = unseen("society").plan(text)
    spain = {"field": "accounts.country", "op": "=", "values": ["Spain"]}
    queries = [plan] if isinstance(plan, SemanticQuery) else [o.query for o in getattr(plan, "options", ())]
    for query in queries:
        assert query is not None
        assert spain not in query.model_dump(mode="json", by_alias=True, exclude_defaults=True)["filters"]
