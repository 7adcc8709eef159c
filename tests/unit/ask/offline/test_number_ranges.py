"""Numbers from one to another lie between them, a denied range is what does not, and a number said of a row is that row's."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

MODEL = model_of(
    table("members", "member_id int, name varchar, town varchar, age int"),
    table(
        "loans",
        "loan_id int, member_id int, loaned_on date, fee decimal(10,2), pages int",
        member_id="members",
    ),
)


def filters(text: str) -> list[object]:
    found = plan(MODEL, text)
    assert isinstance(found, SemanticQuery), found
    kept = [f.model_dump(by_alias=True, exclude_defaults=True, mode="json") for f in found.filters]
    return [f for f in kept if f.get("op") != "is_not_null"]


def between(field: str, low: float, high: float) -> dict[str, object]:
    return {"field": field, "op": "between", "values": [low, high]}


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("members with age from 20 to 30", "members.age"),
        ("members with ages 20-30", "members.age"),
        ("how many members have an age of 20 to 30", "members.age"),
        ("loans with pages 20 through 30", "loans.pages"),
        ("loans with loan id 20 to 30", "loans.loan_id"),
        ("number of loans from id 20 to id 30", "loans.loan_id"),
        ("total fee of loans with ids 20 till 30", "loans.loan_id"),
        ("members whose age is 20 up to 30", "members.age"),
    ],
)
def test_a_range_is_all_between_its_ends(text: str, field: str) -> None:
    assert filters(text) == [between(field, 20, 30)]


@pytest.mark.parametrize(
    "text", ["members with an age of 20 or 30", "members with ages 20, 30", "members with age 20 and 30"]
)
def test_a_list_stays_one(text: str) -> None:
    assert filters(text) == [{"field": "members.age", "op": "in", "values": [20, 30]}]


def test_what_went_from_one_to_another_is_no_range() -> None:
    assert not isinstance(plan(MODEL, "members whose age changed from 20 to 30"), SemanticQuery)


@pytest.mark.parametrize(
    "text",
    [
        "members with an age not between 20 and 30",
        "members whose age is not from 20 to 30",
        "members with an age outside 20 and 30",
        "members with ages outside of 20 to 30",
    ],
)
def test_a_denied_range_is_all_that_does_not_lie_within(text: str) -> None:
    assert filters(text) == [{"not": between("members.age", 20, 30)}]


def test_a_denied_range_of_what_each_amounts_to() -> None:
    found = plan(MODEL, "members with a total fee not between 20 and 30")
    assert isinstance(found, SemanticQuery)
    assert {"not": between("total_fee", 20, 30)} in [
        f.model_dump(by_alias=True, exclude_defaults=True, mode="json") for f in found.filters
    ]


OVER = {"field": "loans.fee", "op": ">", "values": [7]}


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("members who have a loan with a fee above 7", OVER),
        ("how many members took loans with a fee of more than 7", OVER),
        ("members with loans whose fee is above 7", OVER),
        ("towns with loans with a fee above 7", OVER),
        ("how many members have a loan with a fee between 3 and 7", between("loans.fee", 3, 7)),
        ("members with a loan of more than 100 pages", {"field": "loans.pages", "op": ">", "values": [100]}),
        ("members with a loan over 100 pages", {"field": "loans.pages", "op": ">", "values": [100]}),
        ("how many members had a loan of between 100 and 200 pages", between("loans.pages", 100, 200)),
    ],
)
def test_a_number_said_of_a_row_is_that_rows(text: str, where: dict[str, object]) -> None:
    assert filters(text) == [{"exists": "loans", "where": [where]}]


@pytest.mark.parametrize(
    "text", ["how many members have no loan with a fee above 7", "members without a loan with a fee above 7"]
)
def test_none_of_the_rows_may_be_so(text: str) -> None:
    assert filters(text) == [{"not": {"exists": "loans", "where": [OVER]}}]


def test_a_total_is_still_that_of_each() -> None:
    assert filters("members who had loans with a total fee above 7") == [
        {"field": "total_fee", "op": ">", "values": [7]}
    ]
    assert isinstance(plan(MODEL, "members with more than 3 loans with a fee above 7"), Refusal)
