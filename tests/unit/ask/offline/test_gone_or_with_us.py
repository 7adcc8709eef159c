"""Who left and who is still with us, by the date of the end of the whole: never of a trial, and by today."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

CLOCK = Clock(date(2025, 6, 18))
CLUB = model_of(
    table("clients", "client_id integer, client_name varchar, contract_ends_on date"),
    table("tenants", "tenant_id integer, tenant_name varchar, lease_end_date date"),
    table("pupils", "pupil_id integer, pupil_name varchar, cancelled_on date"),
    table("workers", "worker_id integer, worker_name varchar, hired_on date, left_on date"),
    table("members", "member_id integer, member_name varchar, joined_on date, trial_ended_on date"),
    table("guests", "guest_id integer, guest_name varchar, discount_end_date date, cancelled_on date"),
)


def plan(text: str) -> Plan:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), CLUB).plan


def filters(text: str) -> list[dict[str, Any]]:
    found = plan(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, CLUB, "duckdb", CLOCK)
    made: list[dict[str, Any]] = json.loads(found.model_dump_json(by_alias=True))["filters"]
    return [{k: v for k, v in one.items() if v} for one in made]


@pytest.mark.parametrize(
    ("things", "field"), [("clients", "clients.contract_ends_on"), ("tenants", "tenants.lease_end_date")]
)
def test_an_end_that_is_to_come_leaves_them_with_us(things: str, field: str) -> None:
    (one,) = filters(f"how many {things} are still with us")
    empty, ahead = one["or"]
    assert (empty["field"], empty["op"]) == (field, "is_null")
    assert (ahead["field"], ahead["op"], ahead["values"]) == (field, ">", ["2025-06-18"])
    assert [(f["op"], f["values"]) for f in filters(f"how many {things} have left us")] == [("<=", ["2025-06-18"])]


@pytest.mark.parametrize(
    ("text", "field", "op"),
    [
        ("how many pupils have left us", "pupils.cancelled_on", "is_not_null"),
        ("how many pupils are still with us", "pupils.cancelled_on", "is_null"),
        ("how many workers are still with us", "workers.left_on", "is_null"),
        ("how many guests have left us", "guests.cancelled_on", "is_not_null"),
    ],
)
def test_those_that_are_gone_are_not_all_of_them(text: str, field: str, op: str) -> None:
    assert [(f["field"], f["op"]) for f in filters(text)] == [(field, op)]


@pytest.mark.parametrize(
    "text",
    [
        "how many members left in 2024",
        "how many members have left us",
        "how many members are still with us",
        "workers still with us in 2024",
    ],
)
def test_the_end_of_a_trial_is_nobodys_leaving_and_who_was_there_then_is_not_told(text: str) -> None:
    assert isinstance(plan(text), Refusal)
