"""Certain days of the week as conditions: weekends, weekdays, Mondays, of whatever date the question is about."""

from __future__ import annotations

import pytest

from lunara.ask.describe import describe
from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.charts.display import cell
from lunara.charts.parts import WEEKDAYS
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.conftest import CLOCK
from tests.unit.ask.offline.test_right_or_silent import answered, rounded
from tests.unit.ask.offline.unseen import unseen


@pytest.mark.parametrize(
    ("name", "text", "gold"),
    [
        ("telecom", "calls on weekends", "select count(*) from calls where isodow(call_start) > 5"),
        ("telecom", "how many calls on weekdays", "select count(*) from calls where isodow(call_start) < 6"),
        ("telecom", "calls on Mondays", "select count(*) from calls where isodow(call_start) = 1"),
        (
            "telecom",
            "calls on Saturdays and Sundays by call type",
            "select call_type, count(*) from calls where isodow(call_start) in (6, 7) group by 1",
        ),
        (
            "telecom",
            "weekend calls by county",
            "select county, count(*) from calls join subscribers using (subscriber_id) where isodow(call_start) > 5 group by 1",
        ),
        (
            "telecom",
            "number of tickets resolved on a Friday",
            "select count(*) from tickets where isodow(resolved_on) = 5",
        ),
        (
            "charity",
            "number of donations not on weekends",
            'select count(*) from "Donations" where isodow("DonationDate") < 6',
        ),
        (
            "charity",
            "total hours on working days by task",
            'select "Task", sum("Hours") from "Shifts" where isodow("ShiftDate") < 6 group by 1',
        ),
        (
            "charity",
            "how many donors have more than 2 donations on Sundays",
            'select count(*) from (select "DonorID" from "Donations" where isodow("DonationDate") = 7 '
            "group by 1 having count(*) > 2)",
        ),
    ],
)
def test_days_of_the_week_are_conditions(name: str, text: str, gold: str) -> None:
    assert rounded(unseen(name).rows(answered(name, text))) == rounded(unseen(name).gold(gold))


def test_what_was_done_on_such_days_is_said_of_the_rows_over_there() -> None:
    plan = answered("charity", "donors who donated on Sundays")
    gold = (
        'select distinct "DonorName" from "Donors" join "Donations" using ("DonorID") where isodow("DonationDate") = 7'
    )
    assert rounded(unseen("charity").rows(plan)) == rounded(unseen("charity").gold(gold))


def test_two_sets_of_days_are_asked_for_one_by_one() -> None:
    plan = unseen("telecom").plan("calls on weekends vs weekdays")
    assert isinstance(plan, Refusal) and "day of the week" in plan.reason


def test_days_narrow_the_question_before_beside_its_period() -> None:
    known = unseen("telecom")
    first = known.plan("calls by call type in 2025")
    said = known.planner.plan(Question("only on weekends", CLOCK, (Turn("", first),)), known.model)
    assert isinstance(first, SemanticQuery) and isinstance(said.plan, SemanticQuery)
    assert said.plan.time == first.time and said.plan.dimensions == first.dimensions
    assert describe(said.plan, known.model).endswith("call start is on a Saturday or Sunday in 2025")


def test_a_value_of_that_name_is_no_day_of_the_week() -> None:
    from lunara.semantic.model import SemanticModel

    model = SemanticModel.model_validate(
        {
            "name": "rates",
            "dialect": "duckdb",
            "tables": [
                {
                    "name": "bookings",
                    "source": "bookings",
                    "primary_key": ["booking_id"],
                    "default_time": "booked_on",
                    "dimensions": [
                        {"name": "booking_id", "type": "number"},
                        {"name": "booked_on", "type": "time"},
                        {"name": "rate", "sample_values": ["weekend", "standard"]},
                    ],
                    "measures": [{"name": "booking_count", "aggregate": "count", "label": "Bookings"}],
                }
            ],
        }
    )
    plan = OfflinePlanner().plan(Question("weekend bookings", CLOCK), model).plan
    assert isinstance(plan, SemanticQuery)
    assert plan.model_dump(mode="json", exclude_defaults=True)["filters"] == [
        {"field": "bookings.rate", "op": "=", "values": ["weekend"]}
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("telecom", "calls over the weekend"),
        ("telecom", "calls on the weekend"),
        ("telecom", "calls next weekend"),
        ("telecom", "calls in the past 3 weekends"),
        ("telecom", "calls this Saturdays"),
        ("telecom", "calls this weekday"),
        ("charity", "number of donations that weekend"),
    ],
)
def test_a_certain_weekend_is_not_every_weekend(name: str, text: str) -> None:
    assert not isinstance(unseen(name).plan(text), SemanticQuery)


@pytest.mark.parametrize("text", ["calls this weekend", "total charge last weekend by county"])
def test_this_weekend_is_two_days(text: str) -> None:
    found = unseen("telecom").plan(text)
    assert isinstance(found, SemanticQuery) and found.time is not None, found
    first, after = found.time.range.from_, found.time.range.to
    assert first is not None and after is not None and (after - first).days == 2 and not found.filters


@pytest.mark.parametrize("text", ["calls on the weekends", "the weekend calls"])
def test_an_article_before_all_of_them_leaves_them_all(text: str) -> None:
    gold = "select count(*) from calls where isodow(call_start) > 5"
    assert rounded(unseen("telecom").rows(answered("telecom", text))) == rounded(unseen("telecom").gold(gold))


@pytest.mark.parametrize(
    "text",
    [
        "donors who only donated on Sundays",
        "donors who donated only on Sundays",
        "how many donors only donated on weekends",
        "which donors donated on weekdays only",
    ],
)
def test_only_on_such_days_is_not_at_least_once(text: str) -> None:
    plan = unseen("charity").plan(text)
    assert isinstance(plan, Refusal) and "only" in plan.reason


@pytest.mark.parametrize(
    "text",
    [
        "share of calls on weekends by county",
        "share of weekend calls by call type",
        "what percentage of calls are on Sundays by county",
    ],
)
def test_a_share_on_such_days_can_be_meant_in_two_ways(text: str) -> None:
    plan = unseen("telecom").plan(text)
    assert isinstance(plan, Refusal) and "shared out over the groups" in plan.reason


def test_a_share_by_groups_may_be_narrowed_to_such_days() -> None:
    plan = answered("telecom", "share of calls by county on weekends")
    gold = (
        "select county, count(*) / sum(count(*)) over () from calls join subscribers using (subscriber_id) "
        "where isodow(call_start) > 5 group by 1"
    )
    shares = {(row[0], round(float(str(row[-1])), 6)) for row in unseen("telecom").rows(plan)}
    assert shares == {(row[0], round(float(str(row[1])), 6)) for row in unseen("telecom").gold(gold)}


@pytest.mark.parametrize(
    "text",
    [
        "On which weekday do we have the most listeners?",
        "which day of the week has the most listeners",
    ],
)
def test_the_best_day_is_given_by_the_name_that_the_calendar_has_for_it(text: str) -> None:
    assert unseen("radio").rows(answered("radio", text))[0][0] == "Tuesday"


def test_all_days_stand_in_the_order_of_the_week_and_are_shown_by_name() -> None:
    query = answered("radio", "listeners by weekday")
    compiled = compile_query(query, unseen("radio").model, "duckdb", CLOCK)
    rows = unseen("radio").rows(query)
    assert [cell(row[0], compiled.columns[0]) for row in rows] == list(WEEKDAYS)


def test_a_column_of_names_beside_several_dates_is_not_taken_for_the_day_of_one_of_them() -> None:
    assert unseen("telecom").rows(answered("telecom", "which weekday has the most tickets"))[0][0] in range(1, 8)
