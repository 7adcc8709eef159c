"""How people say how many, which ones and when, with words that no data has: volumes, headcounts, sign-ups, broken things."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lunara.ask.plan import Clarification, Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import DataSpan, ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

DEPOT = model_of(
    table("sites", "site_id integer, site_name varchar, town varchar"),
    table("crews", "crew_id integer, crew_name varchar"),
    table("drivers", "driver_id integer, driver_name varchar, crew_id integer, hired_on date", crew_id="crews"),
    table("clients", "client_id integer, full_name varchar, joined_on date, source varchar"),
    table(
        "pumps",
        "pump_id integer, site_id integer, pump_type varchar, fitted_on date, out_of_order boolean",
        site_id="sites",
    ),
    table(
        "calls",
        "call_id integer, client_id integer, driver_id integer, line varchar, subject varchar, status varchar, "
        "opened_at timestamp, closed_at timestamp, rating integer",
        client_id="clients",
        driver_id="drivers",
    ),
    table("invoices", "invoice_id integer, client_id integer, issued_on date, amount double", client_id="clients"),
)
VALUES = ValueIndex.from_values(
    {
        ("sites", "site_name"): ["North", "South"],
        ("pumps", "pump_type"): ["hand pump", "jet"],
        ("calls", "line"): ["site", "web", "phone"],
        ("calls", "subject"): ["noise", "leak"],
        ("calls", "status"): ["open", "closed"],
        ("clients", "source"): ["friend", "fair"],
    }
)
COUNT = ["call_count"]


def plan(text: str) -> Plan:
    return OfflinePlanner(VALUES).plan(Question(text, CLOCK), DEPOT).plan


def query(text: str) -> dict[str, Any]:
    found = plan(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, DEPOT, "duckdb", CLOCK)
    return found.model_dump(mode="json", exclude_defaults=True, by_alias=True)


def test_the_volume_of_things_is_how_many_there_are() -> None:
    assert query("call volume by subject") == {"measures": COUNT, "dimensions": ["calls.subject"]}
    assert query("volume of calls by subject") == {"measures": COUNT, "dimensions": ["calls.subject"]}
    web: dict[str, Any] = {"field": "calls.line", "op": "in", "values": ["web", "phone"]}
    assert query("compare web and phone call volume") == {
        "measures": COUNT,
        "dimensions": ["calls.line"],
        "filters": [web],
    }


def test_the_volume_of_what_has_an_amount_is_not_said() -> None:
    assert not isinstance(plan("invoice volume by month"), SemanticQuery)


def test_the_headcount_is_of_those_who_were_hired() -> None:
    assert query("headcount by crew")["measures"] == ["driver_count"]
    assert query("what is our headcount?")["measures"] == ["driver_count"]


def test_rev_is_revenue() -> None:
    assert query("rev by month") == query("revenue by month")


def test_sign_ups_are_people_by_the_day_on_which_they_joined() -> None:
    month = [{"field": "clients.joined_on", "grain": "month"}]
    assert query("sign-ups over time") == {"measures": ["client_count"], "dimensions": month}
    assert query("how many signups did we have last month")["time"]["field"] == "clients.joined_on"


@pytest.mark.parametrize(
    "text", ["busiest day of the week for new calls", "which day of the week had the most new calls"]
)
def test_the_period_with_the_most_new_things(text: str) -> None:
    assert query(text)["dimensions"] == [{"field": "calls.opened_at", "part": "day_of_week"}]


def test_what_we_closed_is_told_by_its_own_day_though_an_average_is_called_after_it() -> None:
    assert query("How many calls did we close last month?")["time"]["field"] == "calls.closed_at"


@pytest.mark.parametrize(
    "text",
    ["How many calls were never assigned to anyone?", "calls that were never assigned", "calls not assigned to anyone"],
)
def test_never_assigned_is_without_anybody(text: str) -> None:
    assert query(text)["filters"] == [{"field": "calls.driver_id", "op": "is_null"}]


def test_what_comes_up_the_most_is_the_most_common() -> None:
    assert query("Which subject comes up the most?") == query("most common subject")


def test_how_people_heard_of_us_is_their_source() -> None:
    found = {"measures": ["client_count"], "dimensions": ["clients.source"]}
    assert query("How did our clients hear about us?") == found
    assert query("how did clients find out about us") == found
    assert not isinstance(plan("how did our drivers hear about us"), SemanticQuery)


@pytest.mark.parametrize("text", ["broken pumps by site", "defective pumps per site", "number of broken pumps by site"])
def test_broken_things_are_out_of_order(text: str) -> None:
    yes = [{"field": "pumps.out_of_order", "op": "=", "values": [True]}]
    found = query(text)
    assert found["filters"] == yes and found["measures"] == ["pump_count"]


def test_broken_things_of_a_kind() -> None:
    yes = {"field": "pumps.out_of_order", "op": "=", "values": [True]}
    for text in ("broken jets", "how many jets are broken"):
        assert yes in query(text)["filters"], text
    assert yes not in query("calls broken down by line").get("filters", [])


@pytest.mark.parametrize(
    "text", ["broken calls by line", "used pumps by site", "rusty pumps by site", "jets that are not broken"]
)
def test_a_state_that_nothing_tells_is_not_passed_over(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


def test_a_thing_before_rows_that_have_a_value_called_so() -> None:
    """A call's line may be "site" as well as a site may be named."""
    model = model_of(
        table("shops", "shop_id integer, shop_name varchar"),
        table("tills", "till_id integer, shop_id integer, till_name varchar", shop_id="shops"),
        table(
            "payments",
            "payment_id integer, till_id integer, channel varchar, paid_on date, amount double",
            till_id="tills",
        ),
    )
    values = ValueIndex.from_values({("payments", "channel"): ["shop", "web", "phone"]})

    def filters(text: str) -> Any:
        found = OfflinePlanner(values).plan(Question(text, CLOCK), model).plan
        assert isinstance(found, SemanticQuery), (text, found)
        return found.model_dump(mode="json", exclude_defaults=True, by_alias=True)["filters"]

    assert filters("how many shop payments") == [{"field": "payments.channel", "op": "=", "values": ["shop"]}]
    both = [{"field": "payments.channel", "op": "in", "values": ["web", "shop"]}]
    assert filters("web vs shop payments over time") == both
    assert filters("compare shop and web payments") == [{**both[0], "values": ["shop", "web"]}]


HARBOUR = model_of(
    table("piers", "pier_id integer, pier_name varchar"),
    table("skippers", "skipper_id integer, full_name varchar, tier_level varchar, member_since date"),
    table(
        "moorings",
        "mooring_id integer, pier_id integer, skipper_id integer, booked_at date, arrival_date date, departure_date date, "
        "nights integer, night_rate double, total_amount double, state varchar",
        pier_id="piers",
        skipper_id="skippers",
    ),
    table("reviews", "review_id integer, mooring_id integer, score integer, written_on date", mooring_id="moorings"),
)
HELD = ValueIndex.from_values(
    {
        ("skippers", "tier_level"): ["gold", "silver"],
        ("moorings", "state"): ["attended", "missed"],
    }
)
HELD = ValueIndex(
    fields=HELD.fields,
    spans={"moorings.booked_at": DataSpan(date(2023, 1, 1), date(2025, 6, 17))},
    last_days={"moorings.arrival_date": date(2025, 9, 1)},
    _exact=HELD._exact,
    _stemmed=HELD._stemmed,
    _joined=HELD._joined,
    _by_field=HELD._by_field,
    _sorted=HELD._sorted,
)


def moored(text: str) -> dict[str, Any]:
    found = OfflinePlanner(HELD).plan(Question(text, CLOCK), HARBOUR).plan
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, HARBOUR, "duckdb", CLOCK)
    return found.model_dump(mode="json", exclude_defaults=True, by_alias=True)


def test_the_most_expensive_booking_is_that_with_the_highest_total_though_a_night_has_a_rate() -> None:
    assert moored("most expensive mooring")["order_by"] == [{"field": "moorings.total_amount", "direction": "desc"}]


def test_the_length_of_a_stay_is_its_nights() -> None:
    (measure,) = moored("average length of stay per pier")["measures"]
    assert (measure["aggregate"], measure["expression"]) == ("avg", "nights")


@pytest.mark.parametrize(
    "text", ["how far in advance do people book, in days?", "how far in advance are moorings booked"]
)
def test_how_far_in_advance_is_from_booking_to_arrival(text: str) -> None:
    (measure,) = moored(text)["measures"]
    assert measure["expression"] == "date_diff('day', booked_at, arrival_date)"


def test_the_worst_reviews_are_those_with_the_lowest_score() -> None:
    found = moored("which pier gets the worst reviews")
    assert found["measures"] == ["average_score"] and found["order_by"] == [{"field": "average_score"}]


def test_members_are_those_who_have_a_day_of_it() -> None:
    year = [{"field": "skippers.member_since", "grain": "year"}]
    assert moored("New members per year") == {"measures": ["skipper_count"], "dimensions": year}
    assert moored("how many gold members do we have")["filters"] == [
        {"field": "skippers.tier_level", "op": "=", "values": ["gold"]}
    ]


def test_attendees_are_rows_that_were_attended() -> None:
    found = moored("Which pier has the most attendees?")
    assert {"field": "moorings.state", "op": "=", "values": ["attended"]} in found["filters"]


def test_things_never_scheduled_are_without_the_times_of_it() -> None:
    model = model_of(
        table("plays", "play_id integer, play_name varchar"),
        table("stages", "stage_id integer, stage_name varchar"),
        table("actors", "actor_id integer, full_name varchar"),
        table(
            "performances",
            "performance_id integer, play_id integer, stage_id integer, actor_id integer, starts_at timestamp",
            play_id="plays",
            stage_id="stages",
            actor_id="actors",
        ),
    )
    found = OfflinePlanner().plan(Question("plays that were never scheduled", CLOCK), model).plan
    assert isinstance(found, SemanticQuery), found
    assert "performances" in str(found.filters)


def test_memberships_that_are_over_are_counted_by_their_end() -> None:
    model = model_of(
        table("gardeners", "gardener_id integer, full_name varchar"),
        table(
            "subscriptions",
            "subscription_id integer, gardener_id integer, start_date date, end_date date, status varchar",
            gardener_id="gardeners",
        ),
    )
    values = ValueIndex.from_values({("subscriptions", "status"): ["active", "cancelled"]})

    def told(text: str) -> str:
        found = OfflinePlanner(values).plan(Question(text, CLOCK), model).plan
        assert isinstance(found, SemanticQuery), (text, found)
        return str(found.model_dump(mode="json", exclude_defaults=True, by_alias=True))

    assert "end_date" in told("cancelled subscriptions per quarter")
    assert "end_date" not in told("subscriptions per quarter")
    assert "end_date" not in told("active subscriptions per quarter")
    assert "end_date" not in told("cancelled subscriptions that started in 2024")


def test_things_that_several_kinds_of_rows_tie_are_asked_about() -> None:
    model = model_of(
        table("halls", "hall_id integer, hall_name varchar"),
        table("dancers", "dancer_id integer, dancer_name varchar"),
        table(
            "courses",
            "course_id integer, dancer_id integer, hall_id integer, fee double",
            dancer_id="dancers",
            hall_id="halls",
        ),
        table("lockers", "locker_id integer, dancer_id integer, hall_id integer", dancer_id="dancers", hall_id="halls"),
    )
    found = OfflinePlanner().plan(Question("How many dancers does each hall have?", CLOCK), model).plan
    assert isinstance(found, Clarification), found
    assert [o.label for o in found.options] == ["Those with courses", "Those with lockers"]
    for option in found.options:
        assert isinstance(option.plan, SemanticQuery)
        compile_query(option.plan, model, "duckdb", CLOCK)
