"""Rates of some rows, amounts of a state, how long rows are, and what one of them uses: said as people say it."""

from __future__ import annotations

import pytest

from lunara.semantic.query import DimensionRef, FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_how_people_count_and_pay import holding
from tests.unit.ask.offline.test_money_words import model_of, plan, table

HARBOUR = holding(
    model_of(
        table("clients", "client_id integer, client_name varchar, town varchar"),
        table("cooks", "cook_id integer, first_name varchar, last_name varchar, rank varchar, hired_on date"),
        table(
            "inspections",
            "inspection_id integer, client_id integer, inspected_on date, method varchar, port varchar, attempt_number integer, "
            "result varchar",
            client_id="clients",
        ),
        table(
            "surveys",
            "survey_id integer, client_id integer, started_on date, survey_status varchar, duration_minutes integer, "
            "power_kwh double",
            client_id="clients",
        ),
        table("bundles", "bundle_id integer, bundle_name varchar, survey_hours integer"),
        table(
            "payments",
            "payment_id integer, client_id integer, paid_on date, amount double, payment_state varchar",
            client_id="clients",
        ),
        table(
            "breakages",
            "breakage_id integer, client_id integer, seen_on date, charged_amount double, quantity integer",
            client_id="clients",
        ),
    ),
    method=("diver", "drone"),
    result=("pass", "fail"),
    port=("North", "South"),
    survey_status=("completed", "aborted"),
    payment_state=("paid", "refunded", "failed"),
    rank=("Sous chef", "Baker"),
)


def asked(question: str) -> SemanticQuery:
    found = plan(HARBOUR, question)
    assert isinstance(found, SemanticQuery), (question, found)
    return found


def filters(found: SemanticQuery) -> list[tuple[str, tuple[object, ...]]]:
    return [(f.field, f.values) for f in found.filters if isinstance(f, FieldFilter) and f.values]


@pytest.mark.parametrize(
    "question", ["pass rate of drone inspections by port", "pass rate for our drone inspections by port"]
)
def test_the_rate_of_some_rows_is_their_share_alone(question: str) -> None:
    found = asked(question)
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure) and measure.aggregate == "avg"
    assert "'pass'" in (measure.expression or "")
    assert filters(found) == [("inspections.method", ("drone",))]


@pytest.mark.parametrize(
    "question",
    ["pass rate of drone inspections vs diver inspections", "pass rate of costly inspections by port"],
)
def test_rates_set_against_others_or_of_unknown_rows_are_not_those_of_all(question: str) -> None:
    assert not isinstance(plan(HARBOUR, question), SemanticQuery)


@pytest.mark.parametrize(
    "question",
    [
        "how long is a completed survey on average",
        "how long are completed surveys on average",
        "how long does a completed survey take",
        "how long do completed surveys last?",
    ],
)
def test_how_long_rows_are(question: str) -> None:
    found = asked(question)
    assert found.measures == ("average_duration_minutes",)
    assert filters(found) == [("surveys.survey_status", ("completed",))]


@pytest.mark.parametrize("question", ["how long is the survey", "how long is a client", "how long is an inspection"])
def test_how_long_one_row_or_others_are_is_not_said(question: str) -> None:
    assert not isinstance(plan(HARBOUR, question), SemanticQuery)


@pytest.mark.parametrize(
    "question", ["how much did we refund in 2024", "how much was refunded in 2024", "how much have we refunded in 2024"]
)
def test_the_amount_of_a_state(question: str) -> None:
    found = asked(question)
    assert [str(m).rpartition(".")[2] for m in found.measures] == ["total_amount"]
    assert filters(found) == [("payments.payment_state", ("refunded",))]


@pytest.mark.parametrize("question", ["how much did we waive in 2024", "how much did we dispute"])
def test_other_deeds_are_no_states(question: str) -> None:
    assert not isinstance(plan(HARBOUR, question), SemanticQuery)


def test_a_state_in_part_is_no_whole_amount() -> None:
    partly = holding(HARBOUR, payment_state=("paid", "refunded", "partially refunded"))
    assert not isinstance(plan(partly, "how much did we refund in 2024"), SemanticQuery)


@pytest.mark.parametrize("question", ["how much did clients pay us in 2024", "how much did clients pay us in total"])
def test_what_others_pay_us(question: str) -> None:
    assert [str(m).rpartition(".")[2] for m in asked(question).measures] == ["total_amount"]


@pytest.mark.parametrize("question", ["how much did we charge for breakages each year"])
def test_what_we_charge_for_rows(question: str) -> None:
    assert asked(question).measures == ("total_charged_amount",)


def test_what_one_of_them_uses() -> None:
    found = asked("how much power does a survey use on average for each survey status?")
    assert [str(m).rpartition(".")[2] for m in found.measures] == ["average_power"]
    assert found.dimensions == (DimensionRef(field="surveys.survey_status"),) or found.dimensions == (
        "surveys.survey_status",
    )
    assert not isinstance(plan(HARBOUR, "how much power does a client use on average"), SemanticQuery)


def test_those_we_employ() -> None:
    assert asked("how many cooks do we employ?").measures == ("cook_count",)
    found = asked("how many bakers do we employ?")
    assert filters(found) == [("cooks.rank", ("Baker",))]
    assert not isinstance(plan(HARBOUR, "how many clients do we employ?"), SemanticQuery)


def test_ordinals_of_a_number_of_the_rows() -> None:
    found = asked("how many drone inspections were there at the second attempt?")
    assert ("inspections.attempt_number", (2,)) in filters(found)
    assert not isinstance(plan(HARBOUR, "which clients passed the inspection at the second attempt"), SemanticQuery)


def test_rows_are_no_hours_of_them_that_others_have() -> None:
    assert asked("average duration of completed surveys").measures == ("average_duration_minutes",)
    bundles = next(t for t in HARBOUR.tables if t.name == "bundles")
    assert not {"survey", "average survey", "total survey"} & {s for m in bundles.measures for s in m.synonyms}


LAUNCH = model_of(
    table("clients", "client_id integer, client_name varchar"),
    table(
        "invoices",
        "invoice_id integer, client_id integer, invoice_date date, net_amount double, tax_amount double",
        client_id="clients",
    ),
)


@pytest.mark.parametrize("question", ["top 5 clients by net invoiced amount", "net invoiced amount by client"])
def test_which_invoiced_amount_it_is(question: str) -> None:
    found = plan(LAUNCH, question)
    assert isinstance(found, SemanticQuery) and found.measures == ("total_net_amount",)
    assert not isinstance(plan(LAUNCH, question.replace("net", "gross")), SemanticQuery)
