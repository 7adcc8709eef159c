"""Number and total of rows, what numbers add up to, where things come from, what falls due and what was given."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import OrderBy, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("patrons", "patron_id integer, patron_name varchar, town varchar, patron_type varchar"),
    table(
        "donations",
        "donation_id integer, patron_id integer, received_on date, payment_method varchar, amount double",
        patron_id="patrons",
    ),
    table("pictures", "picture_id integer, picture_name varchar, insured_value double"),
    table("loans", "loan_id integer, picture_id integer, lent_on date, due_on date", picture_id="pictures"),
)
VALUES = ValueIndex.from_values(
    {
        ("patrons", "town"): ["Leeds", "York"],
        ("patrons", "patron_type"): ["company", "person"],
        ("donations", "payment_method"): ["cash", "card"],
    }
)


def plan(text: str) -> Plan:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), MODEL).plan


def query(text: str) -> SemanticQuery:
    made = plan(text)
    assert isinstance(made, SemanticQuery), made
    return made


@pytest.mark.parametrize(
    "text", ["number and total of the cash donations in 2024", "total and number of cash donations in 2024"]
)
def test_number_and_total_of_rows(text: str) -> None:
    made = query(text)
    assert [str(m).rpartition(".")[2] for m in made.measures] == ["donation_count", "total_amount"]
    assert "cash" in str(made.filters)


def test_number_and_total_of_those_from_a_place_is_not_guessed() -> None:
    assert not isinstance(plan("number and total of donations from Leeds"), SemanticQuery)


def test_what_all_add_up_to() -> None:
    assert "total_insured_value" in str(query("what do all insured values add up to?").measures)


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("which towns do our patrons live in, biggest number first", "desc"),
        ("what towns do the patrons come from, most common first", "desc"),
        ("which towns do our patrons live in, least common first", "asc"),
    ],
)
def test_where_they_come_from_by_their_number(text: str, way: str) -> None:
    made = query(text)
    assert made.dimensions == ("patrons.town",)
    assert made.measures == ("patron_count",)
    assert made.order_by == (OrderBy(field="patron_count", direction=way),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "which towns do our patrons not live in, most common first",
        "which pictures do our patrons like, most common first",
    ],
)
def test_another_deed_is_no_place(text: str) -> None:
    assert not isinstance(plan(text), SemanticQuery)


def test_what_falls_due_is_due_then() -> None:
    made = query("how many loans fall due this week?")
    assert made.time is not None
    assert made.time.field == "loans.due_on"


def test_just_once_is_once() -> None:
    (held,) = query("how many pictures were lent just once?").filters
    assert (getattr(held, "op", ""), getattr(held, "values", ())) == ("=", (1,))


def test_those_that_gave_money() -> None:
    made = query("which companies gave us money in 2025?")
    assert made.dimensions[0] == "patrons.patron_name"
    assert "donations.received_on" in str(made)
    assert not isinstance(plan("which companies gave us money for the roof?"), SemanticQuery)
