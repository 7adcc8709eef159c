""" "How many did we open": what was done then, where a state is the same word; what is open stays the state."""

from __future__ import annotations

import json

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

FIRM = model_of(
    table("clients", "client_id integer, client_name varchar, town varchar"),
    table(
        "cases",
        "case_id integer, client_id integer, opened_on date, closed_on date, status varchar, fee double",
        client_id="clients",
    ),
)
VALUES = ValueIndex.from_values({("cases", "status"): ["open", "closed", "on hold"], ("clients", "town"): ["Lund"]})


def read(text: str) -> str:
    found = OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), FIRM).plan
    assert isinstance(found, SemanticQuery), (text, found)
    return json.dumps(json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True)))


@pytest.mark.parametrize(
    "text",
    [
        "How many cases did we open last month",
        "How many cases did we open in May 2025?",
        "how many cases did clients open in 2024",
        "how many cases did Lund clients open in 2024",
        "Which cases did we open last month",
        "How many cases did they open last month",
        "how many cases were opened last month",
    ],
)
def test_what_was_opened_is_told_by_its_day(text: str) -> None:
    found = read(text)
    assert '"open"' not in found and "cases.opened_on" in found


@pytest.mark.parametrize(
    "text",
    [
        "how many cases do we have open",
        "How many open cases do we have?",
        "how many cases are open",
        "how many cases do clients in Lund have open",
    ],
)
def test_what_is_open_is_its_state(text: str) -> None:
    assert '"open"' in read(text)
