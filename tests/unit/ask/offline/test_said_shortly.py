"""Business questions said shortly: what is left out, older rows, deeds as nouns without a period, rates of a day."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.compile import compile_query
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_how_people_count_and_pay import holding
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table

YARD = holding(
    model_of(
        table("sites", "site_id integer, site_name varchar, region varchar"),
        table(
            "claims",
            "claim_id integer, site_id integer, phase varchar, filed_on date, settled_on date, promised_settle_date date, "
            "sum_asked double",
            site_id="sites",
        ),
        table(
            "fees", "fee_id integer, site_id integer, kind varchar, billed_on date, is_void boolean", site_id="sites"
        ),
        table("jobs", "job_id integer, status varchar, begun_on date, closed_on date"),
        table("visitors", "visitor_id integer, site_id integer, birth_date date, enrolled_on date", site_id="sites"),
        table(
            "po_header",
            "po_id integer, site_id integer, po_date date, approval_date date, po_type varchar",
            site_id="sites",
        ),
        table(
            "requests",
            "request_id integer, site_id integer, state varchar, lodged_on date",
            site_id="sites",
        ),
        table(
            "letters", "letter_id integer, site_id integer, sent_at timestamp, confirmed_at timestamp", site_id="sites"
        ),
    ),
    phase=("Settled in full", "Settled in part", "In review"),
    status=("Cancelled", "Closed", "Running"),
    state=("converted", "waiting"),
)


def _query(text: str, model: SemanticModel = YARD) -> SemanticQuery:
    found = plan(model, text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, model, "duckdb", CLOCK)
    return found


def _kept(text: str) -> list[tuple[str, str, tuple[object, ...]]]:
    return [(f.field, f.op, f.values) for f in _query(text).filters if isinstance(f, FieldFilter)]


@pytest.mark.parametrize(
    "text",
    [
        "number of fees by kind, void ones left out",
        "number of fees by kind, with the void ones excluded",
        "number of fees by kind (void ones not counted)",
    ],
)
def test_what_is_left_out_may_be_said_behind_it(text: str) -> None:
    assert _kept(text) == [("fees.is_void", "=", (False,))]


def test_things_that_are_left_out_of_others_are_no_condition() -> None:
    assert isinstance(plan(YARD, "number of claims, sites left out"), Refusal)


@pytest.mark.parametrize(
    ("text", "field", "start", "end"),
    [
        ("how many claims are older than March 1 2025", "claims.filed_on", None, "2025-03-01"),
        ("claims newer than 2024", "claims.filed_on", "2025-01-01", None),
        ("number of requests older than January 1st 2025", "requests.lodged_on", None, "2025-01-01"),
    ],
)
def test_rows_that_are_older_than_a_day(text: str, field: str, start: str | None, end: str | None) -> None:
    time = _query(text).time
    assert time is not None
    assert time.field == field
    assert [str(v) if v is not None else None for v in (time.range.from_, time.range.to)] == [start, end]


def test_people_older_than_a_day_are_told_by_no_day_of_their_rows() -> None:
    assert isinstance(plan(YARD, "visitors older than January 1 2000"), Refusal)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("settlements by region", "claims.settled_on"),
        ("approvals per site", "po_header.approval_date"),
        ("number of settlements by phase", "claims.settled_on"),
    ],
)
def test_a_deed_without_a_period_is_the_rows_that_have_its_day(text: str, field: str) -> None:
    assert _kept(text) == [(field, "is_not_null", ())]


def test_deeds_that_are_still_to_come_are_counted_by_their_day() -> None:
    found = _query("how many settlements are there in July 2025")
    assert found.time is not None
    assert found.time.field == "claims.settled_on"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("confirmation rate by region", "confirmed_at"),
        ("what is our settlement rate by region", "settled_on"),
        ("approval rate by site", "approval_date"),
        ("conversion rate of requests per site", "converted"),
    ],
)
def test_a_rate_is_the_share_of_rows_with_the_day_or_the_state_of_a_deed(text: str, part: str) -> None:
    (measure,) = _query(text).measures
    assert isinstance(measure, InlineMeasure)
    assert measure.aggregate == "avg"
    assert part in (measure.expression or "")


@pytest.mark.parametrize(
    "text",
    [
        "birth rate by site",
        "enrolment rate by site",
        "currency conversion rate",
        "conversion rate by site",
        "interest rate by region",
    ],
)
def test_a_rate_that_no_day_tells_of_is_refused(text: str) -> None:
    assert isinstance(plan(YARD, text), Refusal)


def test_open_rows_are_those_without_the_end_that_their_states_tell_of_too() -> None:
    assert _kept("how many open claims") == [("claims.settled_on", "is_null", ())]
    assert _kept("sum asked of open claims by phase") == [("claims.settled_on", "is_null", ())]
    assert isinstance(plan(YARD, "how many open jobs"), Refusal)  # those that were cancelled have no closing day


def test_rows_that_someone_never_received_are_no_others() -> None:
    model = model_of(
        table("makers", "maker_id integer, maker_name varchar"),
        table("purchases", "purchase_id integer, maker_id integer, purchase_date date", maker_id="makers"),
        table("goods_receipts", "receipt_id integer, purchase_id integer, receipt_date date", purchase_id="purchases"),
    )
    found = plan(model, "Which makers have never received a purchase from us?")
    assert "goods_receipts" not in (found.model_dump_json() if isinstance(found, SemanticQuery) else "")
    assert "purchases" in _query("makers without purchases", model).model_dump_json()


def test_a_number_said_behind_the_groups_is_shown_beside_them() -> None:
    for text in ("claims by phase with their sum asked", "show claims per region, with their total sum asked"):
        found = _query(text)
        assert {"claim_count", "sum_of_sum_asked"} == set(map(str, found.measures)), text
    other = plan(YARD, "claims by region with their phase")
    assert not isinstance(other, SemanticQuery) or "claims.phase" in other.model_dump_json()
