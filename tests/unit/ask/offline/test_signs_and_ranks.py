"""Signs, opposites, values known by the word of a rank, and how many days something takes."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Plan, Planned
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex, ranked
from lunara.semantic.compiled import Clock
from lunara.semantic.query import FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

DESK = model_of(
    table(
        "members",
        "member_id integer, member_name varchar, verified boolean, active boolean, saldo_balance double, points_balance integer",
    ),
    table(
        "requests",
        "request_id integer, member_id integer, severity varchar, result varchar, opened_date date, closed_date date",
        member_id="members",
    ),
)
VALUES = ValueIndex.from_values(
    {
        ("requests", "severity"): ["0 - Critical", "1 - Major", "2 - Minor", "3 - Low"],
        ("requests", "result"): ["positive", "void"],
    }
)
NO_VALUES = ValueIndex.from_values({})


def _planned(text: str, values: ValueIndex = NO_VALUES) -> Plan:
    made = OfflinePlanner(values).plan(Question(text, Clock(date(2025, 6, 18))), DESK)
    assert isinstance(made, Planned)
    return made.plan


def _fields(text: str, values: ValueIndex = NO_VALUES) -> list[tuple[str, str, tuple[object, ...]]]:
    plan = _planned(text, values)
    assert isinstance(plan, SemanticQuery), plan
    return [(f.field, f.op, f.values) for f in plan.filters if isinstance(f, FieldFilter)]


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("members with a negative points balance", "<"),
        ("how many members have a positive points balance?", ">"),
        ("number of members with negative points balances", "<"),
        ("members whose points balance is negative", "<"),
    ],
)
def test_a_sign_compares_with_nothing(text: str, op: str) -> None:
    assert _fields(text) == [("members.points_balance", op, (0,))]


@pytest.mark.parametrize(
    "text", ["members without a negative points balance", "negative members", "negative points balance"]
)
def test_a_sign_of_nothing_named_or_denied_is_not_read(text: str) -> None:
    assert not isinstance(_planned(text), SemanticQuery)


def test_a_value_called_like_a_sign_stays_a_value() -> None:
    assert _fields("requests with a positive result", VALUES) == [("requests.result", "=", ("positive",))]


@pytest.mark.parametrize(
    "text",
    [
        "unverified members",
        "how many unverified members are there?",
        "which members are unverified?",
    ],
)
def test_the_opposite_of_a_flag_by_its_prefix(text: str) -> None:
    assert _fields(text) == [("members.verified", "=", (False,))]
    assert _fields(text.replace("unverified", "inactive")) == [("members.active", "=", (False,))]


def test_both_sides_of_a_flag_are_set_beside_each_other() -> None:
    plan = _planned("verified versus unverified members")
    assert isinstance(plan, SemanticQuery)
    assert plan.dimensions == ("members.verified",) and plan.measures == ("member_count",)
    assert _fields("verified versus unverified members") == [("members.verified", "is_not_null", ())]


@pytest.mark.parametrize("text", ["members that are not unverified", "verified and unverified members"])
def test_other_opposites_are_not_read(text: str) -> None:
    plan = _planned(text)
    assert not isinstance(plan, SemanticQuery)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("critical requests", "0 - Critical"),
        ("how many critical requests are there?", "0 - Critical"),
        ("number of low severity requests", "3 - Low"),
        ("how many low-severity requests were opened in 2024?", "3 - Low"),
        ("requests with low severity", "3 - Low"),
        ("which requests are major?", "1 - Major"),
    ],
)
def test_a_value_is_known_by_the_word_behind_its_rank(text: str, value: str) -> None:
    assert _fields(text, VALUES) == [("requests.severity", "=", (value,))]


@pytest.mark.parametrize("text", ["members with low points balance", "low requests", "major members"])
def test_a_ranked_word_said_of_something_else_is_not_read(text: str) -> None:
    plan = _planned(text, VALUES)
    assert not isinstance(plan, SemanticQuery)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (["1-URGENT", "2-HIGH", "4-NOT SPECIFIED"], []),
        (["1. New", "2. Old", "3. old"], ["new"]),
        (["3-door", "4-door", "5-door"], []),
        (["1-day", "7-week", "30-month"], []),
        (["1-High", "2-Low", "other"], []),
    ],
)
def test_ranks_count_on_and_words_are_of_one_value(values: list[str], words: list[str]) -> None:
    assert list(ranked(values)) == words


@pytest.mark.parametrize(
    "text",
    [
        "On average, how many days does it take to close a request?",
        "how many days does it take to close a request?",
        "how many days on average does it take to close a request?",
    ],
)
def test_how_many_days_something_takes(text: str) -> None:
    plan = _planned(text)
    assert isinstance(plan, SemanticQuery)
    assert plan.measures == ("average_days_to_close",)
