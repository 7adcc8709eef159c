"""Outcomes as they were kept, of any version of Lunara and of whoever wrote them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunara.ask.evaluated import Outcome, outcome_from_json, outcome_json, summary_of

KEPT = Outcome("1", "abc", "revenue", "right", "rows", "because", {"a": 1}, "offline", 12, 1.5, False, [[1]], [[2]])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just("right"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


def test_what_was_kept_is_read_again() -> None:
    assert outcome_from_json(outcome_json(KEPT, rows=True)) == KEPT


@pytest.mark.parametrize("name", ["tokens", "seconds"])
@pytest.mark.parametrize("value", ["many", "", [], {}, True, -1, float("nan"), float("inf"), 10**400])
def test_what_took_nobody_knows_how_much_was_not_measured(name: str, value: Any) -> None:
    read = outcome_from_json({**outcome_json(KEPT), name: value})
    assert (read.came, getattr(read, name), read.question) == ("failed", 0, "revenue")


def test_what_an_older_version_did_not_say_is_nothing() -> None:
    read = outcome_from_json({"id": "1", "outcome": "right", "tokens": None})
    assert (read.came, read.tokens, read.seconds, read.expected, read.got) == ("right", 0, 0.0, None, None)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(outcome_json(KEPT, rows=True), JSON)))
def test_anything_is_read_and_written_again(told: dict[str, Any]) -> None:
    read = outcome_from_json(told)
    outcome_json(read, rows=True)
    assert summary_of([read]).seconds >= 0
