"""Nouns of what was done ("approval", "payment") are the dates of it; a state with "rate" behind it is its share of the rows."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.offline.verbs import same_deed
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compile import compile_query
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table

OFFICE = model_of(
    table("districts", "district_id integer, district_name varchar"),
    table(
        "permits",
        "permit_id integer, district_id integer, submitted_on date, granted_on date, inspected_on date, closed_on date",
        district_id="districts",
    ),
    table("letters", "letter_id integer, permit_id integer, sent_on date, delivered_on date", permit_id="permits"),
    table(
        "bills",
        "bill_id integer, district_id integer, issued_on date, paid_on date, amount double",
        district_id="districts",
    ),
)


@pytest.mark.parametrize(
    ("noun", "verb"),
    [
        ("approval", "approve"),
        ("payment", "pay"),
        ("delivery", "deliver"),
        ("submission", "submit"),
        ("departure", "depart"),
        ("resolution", "resolve"),
        ("registration", "register"),
        ("cancellation", "cancel"),
        ("inspection", "inspect"),
        ("closure", "close"),
        ("receipt", "receive"),
        ("publication", "publish"),
        ("return", "return"),
    ],
)
def test_a_noun_is_what_its_verb_does(noun: str, verb: str) -> None:
    assert same_deed(noun, verb)


@pytest.mark.parametrize(
    ("noun", "verb"),
    [("payment", "play"), ("arrival", "arrange"), ("order", "orient"), ("state", "start"), ("region", "register")],
)
def test_words_that_begin_alike_are_not_one_deed(noun: str, verb: str) -> None:
    assert not same_deed(noun, verb)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("average number of days between submission and inspection of a permit", ("submitted_on", "inspected_on")),
        ("average days from submission to inspection by district", ("submitted_on", "inspected_on")),
        ("average days between submission and inspection", ("submitted_on", "inspected_on")),
        ("how many days between inspection and closure of permits on average", ("inspected_on", "closed_on")),
    ],
)
def test_days_between_two_deeds_are_those_of_their_dates(text: str, dates: tuple[str, str]) -> None:
    found = plan(OFFICE, text)
    assert isinstance(found, SemanticQuery), found
    compile_query(found, OFFICE, "duckdb", CLOCK)
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure) and measure.aggregate == "avg"
    first, second = dates
    assert measure.expression == f"date_diff('day', {first}, {second})"


@pytest.mark.parametrize(
    "text", ["average days to payment by district", "days to payment of bills", "average time to payment by district"]
)
def test_days_to_a_deed_are_the_models_own(text: str) -> None:
    found = plan(OFFICE, text)
    assert isinstance(found, SemanticQuery), found
    assert found.measures == ("average_days_to_pay",)


@pytest.mark.parametrize(
    "text", ["average days between payment and inspection", "average days between burial and closure", "days to burial"]
)
def test_deeds_of_two_tables_or_of_none_are_not_measured(text: str) -> None:
    assert isinstance(plan(OFFICE, text), Refusal)


CLINIC = SemanticModel.model_validate(
    {
        "name": "surgery",
        "tables": [
            {
                "name": "pets",
                "label": "Pets",
                "primary_key": ["pet_id"],
                "dimensions": [
                    {"name": "pet_id", "type": "number"},
                    {"name": "sex"},
                    {"name": "breed"},
                    {"name": "grade"},
                ],
                "measures": [{"name": "pet_count", "label": "Pets", "aggregate": "count"}],
            },
            {
                "name": "outcomes",
                "label": "Outcomes",
                "primary_key": ["code"],
                "dimensions": [{"name": "code"}, {"name": "title"}],
            },
            {
                "name": "visits",
                "label": "Visits",
                "primary_key": ["visit_id"],
                "default_time": "visited_on",
                "dimensions": [
                    {"name": "visit_id", "type": "number"},
                    {"name": "pet_id", "type": "number", "hidden": True},
                    {"name": "outcome", "hidden": True},
                    {"name": "status", "label": "Status"},
                    {"name": "room", "label": "Room"},
                    {"name": "visited_on", "type": "time"},
                ],
                "measures": [{"name": "visit_count", "label": "Visits", "aggregate": "count"}],
            },
        ],
        "relationships": [
            {
                "name": "visit_pet",
                "from_table": "visits",
                "from_columns": ["pet_id"],
                "to_table": "pets",
                "to_columns": ["pet_id"],
            },
            {
                "name": "visit_outcome",
                "from_table": "visits",
                "from_columns": ["outcome"],
                "to_table": "outcomes",
                "to_columns": ["code"],
            },
        ],
    }
)
VALUES = {
    ("pets", "sex"): ["F", "M"],
    ("pets", "grade"): ["F", "A"],
    ("visits", "status"): ["cancelled", "done", "walk-in"],
    ("visits", "room"): ["blue", "green"],
    ("outcomes", "title"): ["Cured", "Referred", "Left early"],
}


def ask(text: str, values: dict[tuple[str, str], list[str]] | None = None) -> object:
    index = ValueIndex.from_values(values or VALUES)
    return OfflinePlanner(index).plan(Question(text, CLOCK), CLINIC).plan


@pytest.mark.parametrize("text", ["number of female pets", "how many female pets by breed", "female pets per breed"])
def test_female_is_the_f_of_a_sex(text: str) -> None:
    found = ask(text)
    assert isinstance(found, SemanticQuery), found
    assert '"pets.sex","op":"=","values":["F"]' in found.model_dump_json(exclude_defaults=True)


def test_an_f_beside_no_m_is_not_certain() -> None:
    assert isinstance(ask("number of female pets", {("pets", "sex"): ["F", "N"]}), Refusal)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("cancelled rate by room", "cancelled"),
        ("What is the walk-in rate by room?", "walk-in"),
        ("cancellation rate by room", "cancelled"),
        ("cancellation rate in 2024", "cancelled"),
        ("walk-in rate per month", "walk-in"),
    ],
)
def test_a_state_with_rate_behind_it_is_its_share_of_the_rows(text: str, value: str) -> None:
    found = ask(text)
    assert isinstance(found, SemanticQuery), found
    compile_query(found, CLINIC, "duckdb", CLOCK)
    (measure,) = found.measures
    assert isinstance(measure, InlineMeasure) and measure.aggregate == "avg" and measure.table == "visits"
    assert measure.expression == f"CASE WHEN (status) IN ('{value}') THEN 1.0 ELSE 0.0 END"


def test_a_state_of_a_list_of_states_is_a_share_of_what_refers_to_it() -> None:
    found = ask("referred rate by room")
    assert isinstance(found, SemanticQuery), found
    said = found.model_dump_json(exclude_defaults=True)
    assert "share_of_total" in said and "Referred" in said and "visits.room" in said


@pytest.mark.parametrize("text", ["blue rate by status", "exchange rate by room", "burial rate by room"])
def test_other_rates_are_not_made_up(text: str) -> None:
    assert isinstance(ask(text), Refusal)


FERRY = model_of(
    table("piers", "pier_id integer, pier_name varchar"),
    table(
        "charters",
        "charter_id integer, pier_id integer, begun_on date, charter_days integer, total_amount double",
        pier_id="piers",
    ),
)


@pytest.mark.parametrize(
    "text",
    ["total amount per charter day by pier", "total amount per charter day", "total amount per charter day in 2024"],
)
def test_an_amount_per_unit_of_a_length_is_the_ratio_of_the_totals(text: str) -> None:
    found = plan(FERRY, text)
    assert isinstance(found, SemanticQuery), found
    compile_query(found, FERRY, "duckdb", CLOCK)
    first, second = found.measures
    assert first == "sum_of_total_amount"
    assert isinstance(second, InlineMeasure) and (second.aggregate, second.expression) == ("sum", "charter_days")
    assert [(c.kind, c.of, c.by) for c in found.calculations] == [("ratio", "sum_of_total_amount", second.name)]
    assert all("charter_days" not in str(d) for d in found.dimensions)


@pytest.mark.parametrize(
    "text", ["average total amount per charter day by pier", "number of charters per charter day by pier"]
)
def test_other_numbers_per_unit_of_a_length_are_not_such_a_ratio(text: str) -> None:
    found = plan(FERRY, text)
    assert not isinstance(found, SemanticQuery) or not found.calculations
