"""How long things are kept or open, and times that are called after a deed: from one date of a row to another."""

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
    table("lendings", "lending_id integer, lent_on date, due_on date, returned_on date, branch varchar"),
    table("rentals", "rental_id integer, reserved_on date, picked_up_on date, returned_on date"),
    table("jobs", "job_id integer, opened_at timestamp, closed_at timestamp, team varchar"),
    table("freights", "freight_id integer, shipped_on date, delivered_on date, service varchar"),
)
TWO = model_of(
    table("orders", "order_id integer, ordered_on date, delivered_on date"),
    table("freights", "freight_id integer, sent_on date, delivered_on date"),
)


def planned(text: str) -> Planned:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL)


def said(text: str) -> dict[str, Any]:
    found = planned(text).plan
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, MODEL, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


@pytest.mark.parametrize(
    "text",
    [
        "average days a lending is kept",
        "average number of days lendings are kept",
        "how many days is a lending kept on average?",
        "how long are lendings out",
        "how long is a lending kept on average",
    ],
)
def test_things_are_kept_until_they_are_returned(text: str) -> None:
    (measure,) = said(text)["measures"]
    assert (measure["aggregate"], measure["expression"]) == ("avg", "date_diff('day', lent_on, returned_on)")
    assert any("from Lent on to Returned on" in note for note in planned(text).notes)


def test_what_is_opened_and_closed_takes_as_long() -> None:
    (measure,) = said("how many days does a job take on average?")["measures"]
    assert measure["label"] == "Average days from Opened at to Closed at"


def test_groups_stay_beside_it() -> None:
    assert said("how long are lendings kept on average by branch")["dimensions"] == ["lendings.branch"]


def test_a_time_of_a_deed_ends_with_it() -> None:
    found = said("average delivery time in days per service")
    (measure,) = found["measures"]
    assert measure["expression"] == "date_diff('day', shipped_on, delivered_on)"
    assert found["dimensions"] == ["freights.service"]


@pytest.mark.parametrize(
    "text",
    [
        "average days a rental is kept",  # from the reservation or from the pick-up
        "how long are lendings not kept",
        "how long are lendings kept cold",
        "how many days are lendings kept",  # of all, or of each
        "average days a lending is open",
        "average arrival time",
        "average payment time",
    ],
)
def test_what_may_be_another_length_is_not_read(text: str) -> None:
    assert not isinstance(planned(text).plan, SemanticQuery)


def test_a_deed_of_two_tables_is_not_read() -> None:
    found = OfflinePlanner(suggests=False).plan(Question("average delivery time", CLOCK), TWO)
    assert not isinstance(found.plan, SemanticQuery)


def test_what_is_not_paid_has_no_length_yet() -> None:
    model = model_of(table("bills", "bill_id integer, billed_on date, paid_on date"))
    for text in ("how long are bills unpaid on average", "average days a bill is unpaid"):
        found = OfflinePlanner(suggests=False).plan(Question(text, CLOCK), model)
        assert not isinstance(found.plan, SemanticQuery)


def test_a_time_that_the_model_averages_is_that() -> None:
    model = model_of(table("letters", "letter_id integer, ordered_on date, delivered_on date, sender varchar"))
    found = OfflinePlanner(suggests=False).plan(Question("average delivery time by sender", CLOCK), model).plan
    assert isinstance(found, SemanticQuery) and found.measures == ("average_days_to_deliver",)
