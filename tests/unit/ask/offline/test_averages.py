"""Numbers of each thing: how many have more than so many of another, and what these come to on average."""

from __future__ import annotations

import pytest

from lunara.ask.describe import describe
from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.connect.run import run
from lunara.guard import read_only
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.conftest import CLOCK
from tests.unit.ask.offline.unseen import unseen


def rows(name: str, plan: Plan) -> list[tuple[object, ...]]:
    assert isinstance(plan, SemanticQuery), plan
    known = unseen(name)
    return run(known.warehouse, compile_query(plan, known.model, "duckdb", CLOCK).sql).rows()


def asked(name: str, text: str) -> list[tuple[object, ...]]:
    return rows(name, unseen(name).plan(text))


def gold(name: str, sql: str) -> list[tuple[object, ...]]:
    return run(unseen(name).warehouse, read_only(sql, "duckdb")).rows()


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        (
            "how many donors have more than 5 donations?",
            "select count(*) from (select DonorID from Donations join Donors using (DonorID) group by 1 having count(*) > 5)",
        ),
        (
            "how many donors have fewer than 3 donations?",
            "select count(*) from Donors r where (select count(*) from Donations d where d.DonorID = r.DonorID) < 3",
        ),
        (
            "average number of donations per donor",
            "select avg(n) from (select DonorID, count(*) n from Donations join Donors using (DonorID) group by 1)",
        ),
    ],
)
def test_counts_of_each_donor(text: str, sql: str) -> None:
    assert asked("charity", text) == gold("charity", sql)


def test_things_without_any_row_have_fewer_than_three() -> None:
    few = asked("charity", "donors with fewer than 3 donations")
    sql = "select count(*) from Donors r where (select count(*) from Donations d where d.DonorID = r.DonorID) < 3"
    assert [(len(few),)] == gold("charity", sql)


def test_an_average_of_what_rows_and_things_have_is_asked_about() -> None:
    found = unseen("charity").plan("average donation amount per donor in 2024")
    assert not isinstance(found, Refusal)
    if isinstance(found, Clarification):
        assert len(found.options) == 2


def test_a_gift_per_giver_may_be_counted_added_up_or_taken_by_itself() -> None:
    found = unseen("charity").plan("average donation per donor")
    assert isinstance(found, Clarification)
    shown = [rows("charity", option.query) for option in found.options if option.query is not None]
    each = '(select count(*) n, sum("Amount") s from Donations join Donors using (DonorID) group by DonorID)'
    assert shown[:2] == [gold("charity", f"select avg(n) from {each}"), gold("charity", f"select avg(s) from {each}")]
    assert len(shown[2]) > 1


def test_the_words_of_a_summary_lead_back_to_it() -> None:
    known = unseen("charity")
    plan = known.plan("average number of donations per donor")
    assert isinstance(plan, SemanticQuery)
    assert rows("charity", known.plan(describe(plan, known.model))) == rows("charity", plan)


@pytest.mark.parametrize("word", ["zorblax", "quuxified", "bloopers"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("charity", "how many donors have more than 5 donations?"),
        ("charity", "average number of donations per donor"),
        ("telecom", "calls by day of the week in 2025"),
        ("telecom", "share of roaming calls by plan name"),
        ("telecom", "ratio of tickets to calls by county"),
        ("telecom", "top 2 subscribers per county by number of calls"),
        ("plant", "average downtime minutes per machine"),
        ("plant", "machines with fewer than 3 defects"),
    ],
)
def test_a_word_without_meaning_is_never_overlooked(name: str, text: str, word: str) -> None:
    words = text.rstrip("?").split()
    for at in range(len(words) + 1):
        asked_so = " ".join([*words[:at], word, *words[at:]])
        assert not isinstance(unseen(name).plan(asked_so), SemanticQuery), asked_so


@pytest.mark.parametrize(
    ("name", "text", "measure", "by"),
    [
        ("plant", "average downtime minutes per reason", "average_duration_minutes", ["downtime_events.reason"]),
        ("charity", "average hours per shift", "average_hours", None),
        ("charity", "average hours per shift by task", "average_hours", ["shifts.task"]),
        ("charity", "average hours per shift for each volunteer", "average_hours", ["volunteers.volunteer_name"]),
        (
            "telecom",
            "average satisfaction score per subscriber",
            "average_satisfaction_score",
            ["subscribers.subscriber_name"],
        ),
        (
            "telecom",
            "average duration per subscriber",
            "average_duration_seconds",
            ["subscribers.subscriber_name"],
        ),
    ],
)
def test_an_average_of_single_rows_is_not_one_of_totals(
    name: str, text: str, measure: str, by: list[str] | None
) -> None:
    plan = unseen(name).plan(text)
    assert isinstance(plan, SemanticQuery), plan
    assert (plan.measures, list(plan.dimensions)) == ((measure,), by or [])
    assert plan.summary is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("plant", "average downtime minutes per machine for each plant"),
        ("charity", "average amount per donor"),
        ("charity", "average hours per month"),
    ],
)
def test_an_average_that_may_be_of_totals_is_asked_back(name: str, text: str) -> None:
    assert not isinstance(unseen(name).plan(text), SemanticQuery)
