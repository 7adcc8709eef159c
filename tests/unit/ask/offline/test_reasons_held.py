"""Why something is done, where its rows have a field for the reasons: these by how often, and nothing else for any other why."""

from __future__ import annotations

import json

import pytest

from lunara.ask.change.asked import WhyChanged
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

CLUB = model_of(
    table("athletes", "athlete_id integer, athlete_name varchar, town varchar"),
    table(
        "memberships",
        "membership_id integer, athlete_id integer, started_on date, fee double, leaving_reason varchar",
        athlete_id="athletes",
    ),
    table(
        "rejections",
        "rejection_id integer, athlete_id integer, rejected_on date, reason varchar, amount double",
        athlete_id="athletes",
    ),
)


@pytest.mark.parametrize(
    ("text", "measure", "groups"),
    [
        ("Why do members leave?", "membership_count", ["memberships.leaving_reason"]),
        ("why did athletes quit? Most common reason first", "membership_count", ["memberships.leaving_reason"]),
        ("Why do athletes leave us by town", "membership_count", ["memberships.leaving_reason", "athletes.town"]),
        ("why were athletes rejected", "rejection_count", ["rejections.reason"]),
        ("Leaving reasons", "membership_count", ["memberships.leaving_reason"]),
        ("Reasons for leaving by town", "membership_count", ["memberships.leaving_reason", "athletes.town"]),
        ("rejection reasons", "rejection_count", ["rejections.reason"]),
    ],
)
def test_the_reasons_by_how_often(text: str, measure: str, groups: list[str]) -> None:
    found = plan(CLUB, text)
    assert isinstance(found, SemanticQuery), found
    said = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    assert (said["measures"], said["dimensions"]) == ([measure], groups)
    assert said["filters"] == [{"field": groups[0], "op": "is_not_null"}]
    assert said["order_by"] == [{"field": measure, "direction": "desc"}]


@pytest.mark.parametrize("text", ["why were athletes rejected in 2024?", "Rejection reasons in 2024"])
def test_a_period_is_that_of_the_deed(text: str) -> None:
    found = plan(CLUB, text)
    assert isinstance(found, SemanticQuery) and found.time is not None and found.time.field == "rejections.rejected_on"


@pytest.mark.parametrize(
    "text",
    [
        "Why did members leave in 2024?",  # what began then is not what ended then
        "why do young members leave",
        "why do coaches leave",
        "why do athletes train",
        "why do members not leave",
    ],
)
def test_what_is_not_told_so_is_not_answered(text: str) -> None:
    assert not isinstance(plan(CLUB, text), SemanticQuery), text


def test_why_a_number_changed_is_explained_as_before() -> None:
    assert isinstance(plan(CLUB, "why did the fee fall in March 2025?"), WhyChanged)
