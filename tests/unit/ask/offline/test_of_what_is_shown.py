"""What is said of the numbers and the groups that the question before shows, without a name of theirs."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.query import DimensionRef, FieldFilter
from tests.unit.ask.offline.test_pointing_back import asked, query_of

BY_OWNER = "repairs by owner"


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("more than 10", ">"),
        ("only those above 10", ">"),
        ("at least 10", ">="),
        ("with fewer than 10 repairs", "<"),
        ("which owners have more than 10", ">"),
    ],
)
def test_a_number_alone_is_compared_with_that_of_the_groups(text: str, op: str) -> None:
    made = query_of(asked(BY_OWNER, text))
    assert made.filters == (FieldFilter(field="repair_count", op=op, values=(10,)),)
    assert made.dimensions == query_of(asked(BY_OWNER)).dimensions


def test_another_number_takes_the_place_of_the_first() -> None:
    made = query_of(asked(BY_OWNER, "more than 10", "more than 20"))
    assert made.filters == (FieldFilter(field="repair_count", op=">", values=(20,)),)


@pytest.mark.parametrize("text", ["before 2024", "after 2024", "more than 10 hours", "older than 10"])
def test_what_names_something_else_is_not_the_number_of_the_groups(text: str) -> None:
    plan = asked(BY_OWNER, text).plan
    assert isinstance(plan, Refusal) or all(
        not (isinstance(f, FieldFilter) and f.field == "repair_count") for f in query_of(asked(BY_OWNER, text)).filters
    )


@pytest.mark.parametrize("text", ["in total", "and altogether?", "overall"])
def test_in_total_is_of_all_groups(text: str) -> None:
    made = query_of(asked("repairs by owner in 2024", text))
    assert made == query_of(asked("number of repairs in 2024"))


@pytest.mark.parametrize("text", ["drop the months", "without the months", "remove the month"])
def test_a_group_is_taken_away(text: str) -> None:
    made = query_of(asked("repairs by stage and month", text))
    assert made.dimensions == ("repairs.stage",)


def test_the_first_ones_are_not_compared_nor_added_up() -> None:
    for text in ("more than 10", "in total"):
        assert isinstance(asked("top 3 owners by repairs", text).plan, Refusal)


def test_no_group_of_that_name_is_none_to_take_away() -> None:
    before = query_of(asked("repairs by stage and month"))
    assert DimensionRef(field="repairs.received_on", grain="month") in before.dimensions
    assert isinstance(asked("repairs by stage and month", "drop the owners").plan, Refusal)
