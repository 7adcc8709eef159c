"""Two fields of one row compared: late, on time and early, below a level, over budget; what may be of others is not read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("parcels", "parcel_id integer, ordered_on date, promised_on date, delivered_at timestamp, hub varchar"),
    table("builds", "build_id integer, planned_start date, planned_end date, actual_start date, actual_end date"),
    table("loads", "load_id integer, loaded_on date, required_date date, shipped_date date, delivered_date date"),
    table("bills", "bill_id integer, issued_on date, due_on date, paid_on date, amount numeric"),
    table("courses", "course_id integer, begun_on date, warranty_due_on date, completed_on date"),
    table("payments", "payment_id integer, due_on date, paid_on date, region varchar"),
    table(
        "spares", "spare_id integer, name varchar, unit_price numeric, stock_quantity integer, minimum_stock integer"
    ),
    table("bins", "bin_id integer, stock_left integer, stock_right integer, reorder_level integer"),
    table("ventures", "venture_id integer, name varchar, budget numeric, actual_cost numeric, estimated_cost numeric"),
    table("schemes", "scheme_id integer, budget numeric, income numeric"),
    table("venues", "venue_id integer, name varchar, town varchar"),
    table(
        "hires",
        "hire_id integer, hired_on date, pickup_venue_id integer, return_venue_id integer",
        pickup_venue_id="venues",
        return_venue_id="venues",
    ),
    table("campaigns", "campaign_id integer, name varchar, budget numeric, cost_per_click numeric"),
    table("wards", "ward_id integer, name varchar, budget numeric, staff_cost numeric"),
    table("jars", "jar_id integer, name varchar, days_in_stock integer, reorder_level integer"),
    table("tins", "tin_id integer, name varchar, created_on date, stock_quantity integer, reorder_level integer"),
    table("coaches", "coach_id integer, left_on date, departure_delay_minutes integer, arrival_delay_minutes integer"),
)


def planned(text: str) -> Planned:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL)


def said(text: str) -> dict[str, Any]:
    found = planned(text).plan
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, MODEL, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


def filtered(text: str) -> str:
    (measure,) = said(text)["measures"]
    return str(measure["filter"])


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("how many loads were shipped after the required date", "shipped_date > required_date"),
        ("loads delivered past their required date", "delivered_date > required_date"),
        ("how many loads were shipped on time", "shipped_date <= required_date"),
        ("how many loads were shipped on or before the required date", "shipped_date <= required_date"),
        ("number of loads delivered early", "delivered_date < required_date"),
        ("loads shipped ahead of schedule", "shipped_date < required_date"),
        ("how many builds finished later than planned", "actual_end > planned_end"),
        ("how many builds started later than planned", "actual_start > planned_start"),
        ("builds completed behind schedule", "actual_end > planned_end"),
        ("builds completed late", "actual_end > planned_end"),
        ("how many bills were late", "paid_on > due_on"),
        ("how many builds finished after their planned end date", "actual_end > planned_end"),
        ("how many bills were paid by the due date", "paid_on <= due_on"),
        ("how many payments were paid after the deadline", "paid_on > due_on"),
        ("number of late payments", "paid_on > due_on"),
        ("how many parcels were delivered late", "CAST(delivered_at AS DATE) > promised_on"),
        ("how many parcels were delivered on time", "CAST(delivered_at AS DATE) <= promised_on"),
    ],
)
def test_what_was_done_is_compared_with_when_it_was_to_be(text: str, condition: str) -> None:
    assert filtered(text) == condition
    assert any("is compared with" in note for note in planned(text).notes)


@pytest.mark.parametrize(
    "text",
    [
        "how many loads were late",  # shipped or delivered
        "how many courses were completed late",  # the warranty is due, not the course
        "how many loads were not shipped after the required date",
        "how many loads where shipped late or delivered late",
        "how many bills were paid late in May 2025",  # issued or paid then
        "late bills",  # that were paid late, or are not paid
        "how many bills are late",
        "bills late",  # that were paid late, or are not paid
        "payments late by region",
        "builds behind schedule",
        "how many builds on time",
        "open bills that were paid late",  # none can be
        "percentage of unpaid bills that were late",
        "bills paid 3 days late",
        "how many bills were paid late fees",
        "how many loads have not been shipped by the required date",
        "how many bills were paid on time in May 2025",
        "how many payments were paid late 2024",
        "how many builds were cancelled later than planned",
    ],
)
def test_what_may_be_another_date_is_not_read(text: str) -> None:
    assert not isinstance(planned(text).plan, SemanticQuery)


def test_a_period_before_the_deed_is_that_of_the_rows() -> None:
    found = said("how many bills issued in 2024 were paid after the due date")
    assert found["measures"][0]["filter"] == "paid_on > due_on"
    assert found["time"] == {"field": "bills.issued_on", "range": {"from": "2024-01-01", "to": "2025-01-01"}}


@pytest.mark.parametrize("text", ["share of bills paid late", "what percentage of bills was paid late"])
def test_a_share_of_what_was_late_is_of_those_with_both_dates(text: str) -> None:
    (measure,) = said(text)["measures"]
    assert measure["aggregate"] == "avg" and measure["format"] == {"kind": "percent"}
    assert measure["expression"] == (
        "CASE WHEN paid_on > due_on THEN 1.0 WHEN paid_on IS NOT NULL AND due_on IS NOT NULL THEN 0.0 END"
    )
    assert any("with both Paid on and Due on" in warning for warning in planned(text).warnings)


def test_a_rate_of_a_deed_is_a_share_where_one_table_has_it() -> None:
    found = said("on-time completion rate of builds")
    assert "actual_end <= planned_end" in found["measures"][0]["expression"]
    assert not isinstance(planned("on-time arrival rate").plan, SemanticQuery)  # parcels and loads arrive
    assert not isinstance(planned("share of parcels delivered late to Lund").plan, SemanticQuery)
    model = model_of(table("dues", "due_id integer, billed_on date, due_date date, paid_on date"))
    for text, read in (
        ("on time payment rate", True),
        ("on time payment rate last month", False),
    ):  # billed or paid then
        found = OfflinePlanner(suggests=False).plan(Question(text, CLOCK), model).plan
        assert isinstance(found, SemanticQuery) is read


def test_each_group_has_its_own_share() -> None:
    found = said("share of payments paid late by region")
    assert found["dimensions"] == ["payments.region"] and "calculations" not in found


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("how many spares are below their minimum stock", "stock_quantity < minimum_stock"),
        ("number of spares with stock below minimum", "stock_quantity < minimum_stock"),
        ("how many spares are at or below the minimum stock", "stock_quantity <= minimum_stock"),
        ("how many ventures are over budget", "actual_cost > budget"),
        ("tins below their reorder level", "stock_quantity < reorder_level"),
        ("number of ventures that exceeded their budget", "actual_cost > budget"),
        ("how many ventures went over budget", "actual_cost > budget"),
        ("how many ventures stayed under budget", "actual_cost < budget"),
    ],
)
def test_a_number_is_compared_with_its_limit(text: str, condition: str) -> None:
    assert filtered(text) == condition


def test_things_below_a_level_are_listed() -> None:
    found = said("which spares are below their minimum stock?")
    assert found["dimensions"] == ["spares.name", "spares.spare_id"]


@pytest.mark.parametrize(
    "text",
    [
        "which bins are below their reorder level",  # the one stock or the other
        "how many schemes are over budget",  # nothing says what they cost
        "how many ventures are not over budget",
        "spares below minimum price",
        "campaigns over budget",  # a click is not
        "wards over budget",  # the staff is a part of the cost
        "jars below their reorder level",  # days are no stock
        "jars with stock below their reorder level",
        "tins that fell below their reorder level in May",  # how they are now is known alone
        "tins below their reorder level last month",
        "how many spares have a unit price below budget",
    ],
)
def test_a_number_without_its_own_limit_is_not_read(text: str) -> None:
    assert not isinstance(planned(text).plan, SemanticQuery)


def test_late_is_the_delay_of_the_end_that_is_named() -> None:
    found = said("how many coaches arrived more than 30 minutes late")
    assert found["filters"] == [{"field": "coaches.arrival_delay_minutes", "op": ">", "values": [30]}]
    assert not isinstance(planned("how many coaches were more than 30 minutes late").plan, SemanticQuery)


def test_a_denied_comparison_of_two_dates_is_turned_or_not_read() -> None:
    assert filtered("how many bills where paid on is not after due on") == "paid_on <= due_on"
    assert (
        filtered("how many loads where shipped date is on or before required date") == "shipped_date <= required_date"
    )


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        (
            "how many hires were returned to a different venue than they were picked up from?",
            "return_venue_id <> pickup_venue_id",
        ),
        ("number of hires returned at another venue than the pickup venue", "return_venue_id <> pickup_venue_id"),
        (
            "how many hires were returned to the same venue they were picked up from",
            "return_venue_id = pickup_venue_id",
        ),
    ],
)
def test_two_keys_of_a_row_differ(text: str, condition: str) -> None:
    assert filtered(text) == condition


@pytest.mark.parametrize(
    "text",
    [
        "how many hires were returned to a different venue",
        "how many hires were returned to a different venue than Lund",
        "how many hires were returned to a different venue than they were booked at",
        "how many hires were returned to a different venue than they were picked up from in May 2025",
        "how many hires were not returned to a different venue than they were picked up from",
    ],
)
def test_a_venue_that_is_not_said_is_not_guessed(text: str) -> None:
    assert not isinstance(planned(text).plan, SemanticQuery)


def test_a_share_by_numbers_is_told_as_one_of_numbers() -> None:
    (measure,) = said("share of ventures over budget")["measures"]
    assert measure["label"] == "Share with Actual cost above Budget"


@pytest.mark.parametrize(
    ("text", "road"),
    [
        ("hires returned to a different venue than picked up from by pickup venue", "hires_pickup_venue"),
        ("hires returned to the same venue they were picked up from for each return venue", "hires_return_venue"),
    ],
)
def test_what_the_compared_rows_are_grouped_by_is_kept(text: str, road: str) -> None:
    found = said(text)
    assert {d["via"] for d in found["dimensions"]} == {road}
    assert "venue_id" in found["measures"][0]["filter"]


@pytest.mark.parametrize(
    "text",
    [
        "hires returned to a different venue than picked up from by venue",  # by which of the two
        "how many hires were returned to the same venue as pickup in the venue",
        "hires returned to a different venue than picked up from per month",  # of the one day or the other
        "hires returned to the same venue they were picked up from per month",
    ],
)
def test_a_group_of_compared_rows_is_not_passed_over(text: str) -> None:
    assert not isinstance(planned(text).plan, SemanticQuery)
