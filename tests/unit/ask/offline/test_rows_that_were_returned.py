"""The share of rows by the day of a deed, how long things are kept, and so many of the shortest."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

KAYAKS = table("kayaks", "kayak_id int, name varchar, length_cm int, loan_fee decimal(8,2)")
MEMBERS = table("members", "member_id int, first_name varchar, last_name varchar")
LOANS = table(
    "loans",
    "loan_id int, kayak_id int, member_id int, loan_date timestamp, return_date timestamp",
    kayak_id="kayaks",
    member_id="members",
)
MODEL = model_of(KAYAKS, MEMBERS, LOANS)


def planned(text: str) -> object:
    values = ValueIndex.from_values({("kayaks", "name"): ["Otter", "Heron"]})
    return OfflinePlanner(values, suggests=False).plan(Question(text, CLOCK), MODEL).plan


def query(text: str) -> SemanticQuery:
    plan = planned(text)
    assert isinstance(plan, SemanticQuery), plan
    return plan


def made(text: str) -> str:
    (measure,) = query(text).measures
    assert isinstance(measure, InlineMeasure)
    return measure.name


@pytest.mark.parametrize(
    "text",
    [
        "percentage of loans returned",
        "what percentage of loans has been returned",
        "share of returned loans per member",
    ],
)
def test_the_share_of_rows_that_have_the_day_of_a_deed(text: str) -> None:
    assert made(text) == "share_with_return_date"


@pytest.mark.parametrize(
    "text", ["share of loans not returned", "percentage of unreturned loans", "what share of loans was not returned"]
)
def test_the_share_of_rows_that_lack_it(text: str) -> None:
    assert made(text) == "share_without_return_date"


@pytest.mark.parametrize("text", ["percentage of loans returned in May 2025", "percentage of kayaks returned"])
def test_a_share_of_other_rows_or_of_a_period_is_not_guessed(text: str) -> None:
    assert isinstance(planned(text), Refusal)


def test_by_the_month_of_the_deed_all_are_so() -> None:
    assert all(not isinstance(m, InlineMeasure) for m in query("share of loans returned by month").measures)


@pytest.mark.parametrize(
    "text",
    [
        "average loan length in days",
        "average time to return",
        "how long are kayaks kept on average",
        "how long do members keep kayaks",
        "how long is the average loan",
        "how long do loans last",
        "average number of days kayaks are kept",
    ],
)
def test_how_long_things_are_kept(text: str) -> None:
    assert made(text) == "avg_days_from_loan_date_to_return_date"


@pytest.mark.parametrize(
    "text", ["how long is the loan", "how long do kayaks last", "how long do members keep Herons in May"]
)
def test_what_is_none_of_it(text: str) -> None:
    plan = planned(text)
    assert not isinstance(plan, SemanticQuery) or plan.time is not None


@pytest.mark.parametrize(
    ("text", "direction", "limit"),
    [("longest 3 kayaks", "desc", 3), ("the shortest two kayaks", "asc", 2), ("3 longest kayaks", "desc", 3)],
)
def test_so_many_of_the_shortest(text: str, direction: str, limit: int) -> None:
    plan = query(text)
    assert (plan.order_by[0].direction, plan.limit) == (direction, limit)


def test_a_year_is_no_number_of_them() -> None:
    assert not isinstance(planned("oldest 2019 kayaks"), SemanticQuery)
