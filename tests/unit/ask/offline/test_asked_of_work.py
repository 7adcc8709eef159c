"""What is asked of the work that is done: rates of winning, how long it takes, who did the most and what is owed."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compile import compile_query
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import DimensionRef, FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table
from tests.unit.ask.offline.test_two_set_against import with_values

STUDIO = with_values(
    model_of(
        table("crew", "crew_id integer, full_name varchar, hired_on date"),
        table("enquiries", "enquiry_id integer, full_name varchar, origin varchar, received_on date, closed_on date"),
        table(
            "bids",
            "bid_id integer, bid_name varchar, seller_id integer, created_on date, closed_on date, amount double, stage varchar",
            seller_id="crew",
        ),
        table(
            "sessions",
            "session_id integer, engineer_id integer, kind varchar, held_on date, duration_minutes integer, state varchar",
            engineer_id="crew",
        ),
        table("tours", "tour_id integer, tour_name varchar, start_date date, end_date date"),
        table(
            "bills",
            "bill_id integer, bill_number varchar, billed_on date, paid_on date, total_amount double, status varchar",
        ),
        table(
            "film_stocks",
            "film_stock_id integer, film_name varchar, price_per_reel double, reels_on_hand integer, reorder_level integer",
        ),
    ),
    bids__stage=["Draft", "Closed Won", "Closed Lost"],
    sessions__kind=["mix", "master", "demo"],
    sessions__state=["done", "waiting_tapes"],
    bills__status=["sent", "settled", "void"],
)


def plan(text: str, model: SemanticModel = STUDIO) -> Plan:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), model).plan


def query(text: str) -> SemanticQuery:
    found = plan(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, STUDIO, "duckdb", CLOCK)
    return found


def conditions(found: SemanticQuery) -> set[tuple[str, str]]:
    return {(f.field, f.op) for f in found.filters if isinstance(f, FieldFilter)}


def fields(found: SemanticQuery) -> set[str]:
    return {d.field if isinstance(d, DimensionRef) else d for d in found.dimensions}


@pytest.mark.parametrize("text", ["win rate", "what's our win rate?", "win rate per month"])
def test_a_win_rate_is_of_those_that_were_closed(text: str) -> None:
    found = query(text)
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure) and "Closed Won" in (measure.expression or "")
    assert conditions(found) == {("bids.closed_on", "is_not_null")}


def test_a_win_rate_of_a_period_is_of_those_closed_in_it() -> None:
    found = query("win rate this year vs last year")
    assert found.time is not None and found.time.field == "bids.closed_on" and found.compare is not None
    assert isinstance(plan("loss rate"), Refusal)


@pytest.mark.parametrize("text", ["how long does it take to win a bid", "how many days does it take us to win a bid?"])
def test_how_long_it_takes_to_win_is_of_those_won(text: str) -> None:
    found = query(text)
    assert ("bids.stage", "=") in conditions(found) and "days" in found.model_dump_json()


@pytest.mark.parametrize(
    "text", ["how long does a mix take", "how long do demos last on average", "average duration of demos"]
)
def test_how_long_rows_of_a_kind_take_is_their_own_length(text: str) -> None:
    found = query(text)
    assert (found.measures, conditions(found)) == (("average_duration_minutes",), {("sessions.kind", "=")})


@pytest.mark.parametrize(
    ("text", "many"),
    [("which engineer did the most sessions in 2024", 1), ("top 3 engineers by number of sessions", 3)],
)
def test_who_did_the_most_by_the_key_that_is_called_so(text: str, many: int) -> None:
    found = query(text)
    assert (found.measures, found.limit) == (("session_count",), many)
    assert found.dimensions[0] == DimensionRef(field="crew.full_name", via="sessions_engineer")


@pytest.mark.parametrize(
    "text", ["how many enquiries came in last month", "enquiries that came in last month", "enquiries last month"]
)
def test_what_came_in_is_of_that_day(text: str) -> None:
    found = query(text)
    assert found.time is not None and found.time.field == "enquiries.received_on"


@pytest.mark.parametrize("text", ["unpaid bills", "how many bills are unpaid", "the 3 largest unpaid bills"])
def test_what_was_called_off_is_not_unpaid(text: str) -> None:
    assert conditions(query(text)) >= {("bills.paid_on", "is_null"), ("bills.status", "not_in")}


@pytest.mark.parametrize("text", ["unpaid bills by status", "void bills that are unpaid"])
def test_a_state_that_is_asked_for_stays(text: str) -> None:
    assert ("bills.status", "not_in") not in conditions(query(text))


def test_a_state_of_two_words_is_said_with_its_preposition() -> None:
    assert conditions(query("sessions that are waiting for tapes")) == {("sessions.state", "=")}
    assert isinstance(plan("sessions with state working"), Refusal)


def test_a_stock_is_called_after_what_is_in_it() -> None:
    assert "film_stocks.film_name" in fields(query("films"))
    assert "reels_on_hand < reorder_level" in query("which films are below their reorder level").model_dump_json()
    assert query("what is our film stock worth").measures == ("stock_value",)


def test_months_of_two_years_are_all_of_them() -> None:
    found = query("sessions per month this year and last year")
    assert found.compare is None and found.time is not None and found.time.range is not None
    assert (str(found.time.range.from_), str(found.time.range.to)) == ("2024-01-01", "2026-01-01")
    assert query("sessions this year and last year").compare is not None
