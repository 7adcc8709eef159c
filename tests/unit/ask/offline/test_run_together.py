"""What a question keeps apart is kept apart, or is not answered: two numbers against each other, whose deed, both, none."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Clarification, Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.unseen import unseen


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("charity", "donations vs expenses by campaign"),
        ("charity", "donations versus expenses per month"),
        ("telecom", "bills vs tickets by county"),
        ("telecom", "calls against tickets by county"),
        ("telecom", "total charge by county in percent"),
        ("telecom", "average call charge in percent"),
        ("society", "accounts followed by user5"),
        ("society", "how many accounts were followed by user5"),
        ("society", "accounts that bought neither gloves nor rope"),
        ("society", "accounts that bought no gloves"),
        ("society", "accounts with both a purchase of gloves and a purchase of rope"),
        ("society", "accounts with a purchase of gloves and a purchase of rope"),
        ("stables", "horses owned by riders aged 20"),
        ("stables", "horses owned by riders who are 20 years old"),
    ],
)
def test_what_would_run_together_is_not_answered(name: str, text: str) -> None:
    assert isinstance(unseen(name).plan(text), Refusal | Clarification)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("telecom", "calls and tickets by county"),
        ("telecom", "calls by county as a percentage"),
        ("telecom", "calls longer than 10 seconds"),
        ("society", "accounts that did not buy gloves or rope"),
        ("society", "accounts that bought both gloves and rope"),
        ("society", "accounts that bought gloves or rope"),
        ("society", "purchases of gloves and rope"),
    ],
)
def test_what_is_kept_apart_is_answered(name: str, text: str) -> None:
    assert isinstance(unseen(name).plan(text), SemanticQuery)


def test_two_things_behind_except_those_are_not_made_a_column() -> None:
    assert isinstance(unseen("society").plan("towns except those with a fair and a gym"), Refusal)
    assert isinstance(unseen("society").plan("towns except those with a fair"), SemanticQuery)
