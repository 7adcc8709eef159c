"""Rows by a noun for how they ended: rejections, refusals; kept where a day or a field is called so, or where it is denied."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.compiled import Clock
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, table

CLAIMS = model_of(
    table("offices", "office_id integer, office_name varchar"),
    table(
        "claims",
        "claim_id integer, office_id integer, filed_on date, decision varchar, rejection_cause varchar, paid double",
        office_id="offices",
    ),
    table("visas", "visa_id integer, office_id integer, asked_on date, result varchar", office_id="offices"),
)
VALUES = ValueIndex.from_values(
    {
        ("claims", "decision"): ["Rejected", "Settled", "Suspended"],
        ("claims", "rejection_cause"): ["Too late", "No cover"],
        ("visas", "result"): ["granted", "refused", "suspended"],
    },
)


def plan(text: str) -> Any:
    return OfflinePlanner(VALUES).plan(Question(text, Clock(date(2025, 6, 18))), CLAIMS).plan


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Rejections by cause", "rejected claims by rejection cause"),
        ("rejections by office in 2024", "rejected claims by office in 2024"),
        ("how many rejections were there in 2024", "how many rejected claims were there in 2024"),
        ("What share of claims ended in a rejection?", "what share of claims were rejected"),
        ("How many claims that ended in rejection by office", "how many claims were rejected by office"),
        ("claim rejections by month", "rejected claims by month"),
        ("refusals per office", "refused visas per office"),
        ("visa suspensions by office", "suspended visas by office"),
    ],
)
def test_the_noun_says_the_state(text: str, same: str) -> None:
    found, other = plan(text), plan(same)
    assert isinstance(found, SemanticQuery) and found == other, (text, found, other)


@pytest.mark.parametrize(
    "text", ["suspensions by office", "how many claims without rejections", "claims that led to rejections"]
)
def test_what_is_not_clear_is_not_read_so(text: str) -> None:
    found = plan(text)
    assert not isinstance(found, SemanticQuery) or "Rejected" not in found.model_dump_json()
    assert not isinstance(found, SemanticQuery) or "uspended" not in found.model_dump_json()
