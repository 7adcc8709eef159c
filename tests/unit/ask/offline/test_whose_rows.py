"""What was read as something of other rows: ranks of a kind, days of rows beside, shares of another value, room, scales."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Planned, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.offline.scales_held import scale_of
from lunara.ask.question import Question, Turn
from lunara.ask.values import ValueIndex
from lunara.semantic.query import DimensionRef, FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

LINE = model_of(
    table(
        "coaches", "coach_id integer, coach_name varchar, seat_capacity integer, bike_capacity integer, state varchar"
    ),
    table("crew", "crew_id integer, full_name varchar, rank varchar, hired_on date"),
    table("riders", "rider_id integer, full_name varchar, registered_on date"),
    table(
        "trips",
        "trip_id integer, coach_id integer, driver_id integer, left_at date, kind varchar, budget_millions double",
        coach_id="coaches",
        driver_id="crew",
    ),
    table(
        "seats_sold",
        "sale_id integer, rider_id integer, trip_id integer, sold_on date, price double",
        rider_id="riders",
    ),
    table(
        "jobs",
        "job_id integer, coach_id integer, job_type varchar, job_status varchar, scheduled_on date, completed_on date",
        coach_id="coaches",
    ),
    table("leases", "lease_id integer, coach_id integer, start_date date, end_date date", coach_id="coaches"),
)
VALUES = ValueIndex.from_values(
    {
        ("coaches", "coach_name"): ["Red Fox", "Blue Hen"],
        ("coaches", "state"): ["active", "sold"],
        ("crew", "rank"): ["Driver", "Steward"],
        ("jobs", "job_type"): ["repair", "wash"],
        ("jobs", "job_status"): ["completed", "planned"],
        ("trips", "kind"): ["charter", "regular", "school"],
    }
)


def plan(*texts: str) -> Planned:
    """The plan of the last of these questions, each of which goes on from the one before."""
    history: tuple[Turn, ...] = ()
    for text in texts:
        made = OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK, history=history), LINE)
        history = (*history, Turn(text, made.plan))
    return made


def query(*texts: str) -> SemanticQuery:
    found = plan(*texts).plan
    assert isinstance(found, SemanticQuery), found
    return found


@pytest.mark.parametrize(
    "text", ["drivers ranked by number of trips", "rank the drivers by number of trips", "drivers by number of trips"]
)
def test_a_ranking_of_those_whom_a_key_leads_to_shows_each_of_them(text: str) -> None:
    found = query(text)
    assert found.measures == ("trip_count",) and found.order_by[0].direction == "desc"
    assert found.dimensions[0] == DimensionRef(field="crew.full_name", via="trips_driver")


def test_a_ranking_is_never_one_number() -> None:
    assert isinstance(plan("stewards ranked by number of leases").plan, Refusal)
    assert query("number of trips").dimensions == ()
    assert query("coaches ranked by number of trips").dimensions[0] == "coaches.coach_name"


def test_what_is_finished_is_what_these_very_rows_call_completed() -> None:
    found = query("repairs finished in May")
    assert found.time is not None and found.time.field == "jobs.completed_on" and found.filters
    found = query("leases finished in 2024")
    assert found.time is not None and found.time.field == "leases.end_date"


def test_the_day_of_rows_beside_is_none_of_theirs() -> None:
    made = plan("trips ended in 2024").plan
    assert isinstance(made, Refusal) and "leases" in made.reason


def test_rows_of_a_kind_are_no_list_of_those_they_belong_to() -> None:
    made = plan("repairs of coaches that are sold").plan
    assert isinstance(made, Refusal) and "repairs" in made.reason
    assert query("coaches with repairs").dimensions[0] == "coaches.coach_name"


def test_the_share_of_the_question_before_is_of_the_other_value() -> None:
    found = query("what percentage of trips are charter trips", "and school?")
    (share,) = found.measures
    assert isinstance(share, InlineMeasure) and "'school'" in (share.expression or "") and not found.filters
    assert (share.label or "").endswith("school")
    again = query("what percentage of trips are charter trips", "and for Red Fox?")
    assert again.filters == (FieldFilter(field="coaches.coach_name", op="=", values=("Red Fox",)),)


@pytest.mark.parametrize("behind", ["just school", "and also school"])
def test_a_share_within_its_own_values_is_not_told(behind: str) -> None:
    assert isinstance(plan("what percentage of trips are charter trips", behind).plan, Refusal)


def test_at_which_of_them_is_asked_of_the_question_before() -> None:
    found = query("how many charter trips were there in 2024", "with which coaches?")
    assert found.dimensions == ("coaches.coach_name",) and found.measures == ("trip_count",) and found.filters
    assert isinstance(plan("which coach has the most trips", "of which kind?").plan, Refusal)
    assert query("how many trips are there", "which coaches are sold?").dimensions[0] == "coaches.coach_name"


def test_places_are_what_things_have_room_for() -> None:
    found = query("bike places on active coaches")
    assert found.measures == ("total_bike_capacity",) and found.filters
    assert query("how many bikes fit on the Red Fox?").measures == ("total_bike_capacity",)
    (without,) = query("which coaches can't take bikes?").filters
    assert "bike_capacity" in without.model_dump_json()
    assert isinstance(plan("rider places on active coaches").plan, Refusal)
    assert isinstance(plan("which coaches can't take dogs?").plan, Refusal)


@pytest.mark.parametrize(
    ("text", "value"), [("over 2 million", 2), ("over 500k", 0.5), ("over 2,000,000", 2), ("over 2", 2)]
)
def test_numbers_said_in_full_are_told_in_the_scale_of_their_field(text: str, value: float) -> None:
    assert (
        FieldFilter(field="trips.budget_millions", op=">", values=(value,))
        in query(f"trips with a budget {text}").filters
    )


def test_a_scale_is_told_by_the_end_of_a_name_alone() -> None:
    assert scale_of("Revenue in thousands") == 1000 and scale_of("million_miles") == 1
    assert scale_of("cases_per_million") == scale_of("cases per 100 thousand") == scale_of("millions") == 1


@pytest.mark.parametrize("text", ["how many riders did we carry last week", "how many riders were carried in 2024"])
def test_whom_we_carried_is_not_told_by_the_day_they_registered(text: str) -> None:
    made = plan(text).plan
    assert isinstance(made, Refusal) and "Registered on" in made.reason
    assert query("how many riders registered in 2024").time is not None
