"""Both halves that a question asks for, with and without something: both are shown, or one is asked back; never one alone."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.query import ExistsFilter, FieldFilter, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("members", "member_id integer, member_name varchar, town varchar, newsletter boolean, joined_on date"),
    table("visits", "visit_id integer, member_id integer, visited_on date", member_id="members"),
    table("repairs", "repair_id integer, visit_id integer, cost double", visit_id="visits"),
)


def planned(text: str) -> object:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL).plan


@pytest.mark.parametrize(
    "text", ["number of members with and without the newsletter", "how many members with or without newsletter"]
)
def test_a_yes_or_no_is_a_group(text: str) -> None:
    plan = planned(text)
    assert isinstance(plan, SemanticQuery), plan
    assert (plan.measures, plan.dimensions, plan.filters) == (("member_count",), ("members.newsletter",), ())


@pytest.mark.parametrize(
    "text",
    [
        "members with and without visits",
        "members with visits vs without visits",
        "members with visits compared to without",
    ],
)
def test_one_of_both_is_asked_back_where_they_are_no_groups(text: str) -> None:
    plan = planned(text)
    assert isinstance(plan, Clarification), plan
    have, lack = (o.plan for o in plan.options)
    assert isinstance(have, SemanticQuery) and isinstance(lack, SemanticQuery)
    assert have.filters == (ExistsFilter(exists="visits"),)
    assert lack.filters != have.filters


def test_a_half_that_is_not_read_is_no_answer() -> None:
    assert isinstance(planned("members with and without earrings"), Refusal)


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("members with the newsletter", True),
        ("members without the newsletter", False),
        ("how many members have the newsletter", True),
        ("which members have the newsletter", True),
    ],
)
def test_a_yes_or_no_with_an_article_is_a_condition(text: str, yes: bool) -> None:
    plan = planned(text)
    assert isinstance(plan, SemanticQuery), plan
    assert plan.filters == (FieldFilter(field="members.newsletter", op="=", values=(yes,)),)
