"""What is open, outstanding or past due was neither done nor called off; what was late is told by the deed's own due date."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compile import compile_query
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("faults", "fault_id integer, opened_on date, closed_on date, cancelled_on date, urgency varchar"),
    table("invoices", "invoice_id integer, billed_on date, due_on date, paid_on date, voided_on date"),
    table("hires", "hire_id integer, hired_on date, due_on date, returned_on date, lost_on date"),
    table("fines", "fine_id integer, fined_on date, due_on date, paid_on date, is_dismissed boolean"),
    table("quotes", "quote_id integer, sent_on date, closed_on date, expires_on date"),
    table("supplies", "supply_id integer, ordered_on date, promised_on date, arrived_on date, paid_on date"),
)


def planned(text: str) -> Planned:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL)


def said(text: str) -> dict[str, Any]:
    found = planned(text).plan
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, MODEL, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


def empty(*fields: str) -> list[dict[str, str]]:
    return [{"field": field, "op": "is_null"} for field in fields]


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("how many open faults", empty("faults.closed_on", "faults.cancelled_on")),
        ("open faults by urgency", empty("faults.closed_on", "faults.cancelled_on")),
        ("how many invoices are outstanding", empty("invoices.paid_on", "invoices.voided_on")),
        ("how many hires are still open", empty("hires.returned_on", "hires.lost_on")),
    ],
)
def test_what_is_open_was_neither_done_nor_called_off(text: str, conditions: list[dict[str, str]]) -> None:
    assert said(text)["filters"] == conditions
    assert any(note.count("is empty") == 2 for note in planned(text).notes)


@pytest.mark.parametrize(
    ("text", "table_", "conditions"),
    [
        ("how many invoices are past due", "invoices", empty("invoices.paid_on", "invoices.voided_on")),
        ("overdue hires", "hires", empty("hires.returned_on", "hires.lost_on")),
    ],
)
def test_what_is_past_due_was_neither_and_says_so(text: str, table_: str, conditions: list[dict[str, str]]) -> None:
    found = said(text)
    assert found["filters"] == conditions and found["time"]["field"] == f"{table_}.due_on"
    assert any("Due on is before today" in note and note.count("is empty") == 2 for note in planned(text).notes)


@pytest.mark.parametrize(
    "text",
    [
        "open quotes",  # what has expired may not be open
        "overdue fines",  # some were cancelled
        "how many open supplies",  # not arrived, or not paid
        "outstanding supplies",
        "how many supplies were paid late",  # a promise of goods is none of money
    ],
)
def test_what_may_be_over_by_something_else_is_not_read(text: str) -> None:
    assert not isinstance(planned(text).plan, SemanticQuery)


def test_late_goes_with_the_date_that_is_of_the_deed() -> None:
    (measure,) = said("how many supplies arrived late")["measures"]
    assert measure["filter"] == "arrived_on > promised_on"
    (measure,) = said("how many invoices were paid late")["measures"]
    assert measure["filter"] == "paid_on > due_on"


def with_states(*states: str) -> SemanticModel:
    """Dues of which a state says how they are."""
    model = model_of(table("dues", "due_id integer, billed_on date, due_on date, paid_on date, status varchar"))
    (dues,) = model.tables
    fields = tuple(d.model_copy(update={"sample_values": states}) if d.name == "status" else d for d in dues.dimensions)
    return model.model_copy(update={"tables": (dues.model_copy(update={"dimensions": fields}),)})


def test_what_is_past_due_was_not_called_off_by_its_state() -> None:
    model = with_states("open", "paid", "void")
    for text in ("how many dues are overdue", "how many dues are overdue? I mean open and due before today"):
        found = OfflinePlanner(suggests=False).plan(Question(text, CLOCK), model)
        assert isinstance(found.plan, SemanticQuery)
        said = json.loads(found.plan.model_dump_json(by_alias=True, exclude_defaults=True))
        assert said["filters"] == [
            {"field": "dues.paid_on", "op": "is_null"},
            {
                "or": [
                    {"field": "dues.status", "op": "!=", "values": ["void"]},
                    {"field": "dues.status", "op": "is_null"},
                ]
            },
        ]
        assert any("Paid on is empty and Status is not void" in note for note in found.notes)


def test_a_state_that_may_be_neither_open_nor_over_is_not_past_due() -> None:
    for states in (("open", "paid", "draft"), ()):
        found = OfflinePlanner(suggests=False).plan(Question("how many dues are overdue", CLOCK), with_states(*states))
        assert not isinstance(found.plan, SemanticQuery)


def test_a_state_that_is_a_code_is_not_past_due() -> None:
    model = model_of(
        table("due_statuses", "due_status_id integer, due_status_name varchar"),
        table(
            "dues",
            "due_id integer, due_status_id integer, billed_on date, due_on date, paid_on date",
            due_status_id="due_statuses",
        ),
    )
    found = OfflinePlanner(suggests=False).plan(Question("how many dues are overdue", CLOCK), model)
    assert not isinstance(found.plan, SemanticQuery)


def test_words_that_say_more_than_past_due_are_kept() -> None:
    text = "how many dues are overdue? I mean open and due before today in Lund"
    found = OfflinePlanner(suggests=False).plan(Question(text, CLOCK), with_states("open", "paid"))
    assert not isinstance(found.plan, SemanticQuery)
