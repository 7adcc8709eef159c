"""What was done and what was not: denied deeds of a period, states by other words, and how many of them by whom."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.ask.values import ValueIndex
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

BAKERY = model_of(
    table("cafes", "cafe_id integer, cafe_name varchar, town varchar"),
    table("vans", "van_id integer, van_name varchar, bought_on date"),
    table("flour_mills", "flour_mill_id integer, flour_mill_name varchar"),
    table(
        "orders",
        "order_id integer, cafe_id integer, ordered_on date, loaves_ordered integer, amount double",
        cafe_id="cafes",
    ),
    table(
        "installations",
        "installation_id integer, cafe_id integer, van_id integer, booked_on date, status varchar, ovens_installed integer",
        cafe_id="cafes",
        van_id="vans",
    ),
    table("spoilages", "spoilage_id integer, van_id integer, noted_on date, loaves_wasted integer", van_id="vans"),
    table("inspections", "inspection_id integer, van_id integer, status varchar, inspected_on date", van_id="vans"),
)
VALUES = ValueIndex.from_values(
    {
        ("installations", "status"): ["booked", "installed", "cancelled"],
        ("inspections", "status"): ["planned", "passed", "rejected"],
        ("cafes", "cafe_name"): ["Lark", "Wren"],
    }
)


def asked(text: str) -> Plan:
    return OfflinePlanner(VALUES, suggests=False).plan(Question(text, CLOCK), BAKERY).plan


def query(text: str) -> dict[str, Any]:
    found = asked(text)
    assert isinstance(found, SemanticQuery), found
    return json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "text",
    [
        "Which cafes did not order in 2025?",
        "which cafes did not order anything in 2025",
        "cafes that did not order in 2025",
        "which cafes didn't order anything in 2025",
    ],
)
def test_who_did_not_do_it_in_a_period(text: str) -> None:
    (one,) = query(text)["filters"]
    assert one["not"]["exists"] == "orders"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("how many completed installations", "installed"),
        ("how many installations were completed", "installed"),
        ("how many finished installations in May", "installed"),
        ("what share of inspections do we reject", "rejected"),
        ("what percentage of inspections have we rejected", "rejected"),
        ("how many inspections did we reject", "rejected"),
    ],
)
def test_states_by_what_was_done(text: str, state: str) -> None:
    assert f'"{state}"' in json.dumps(query(text)) or f"('{state}')" in json.dumps(query(text))


@pytest.mark.parametrize(
    "text",
    [
        "completed orders",  # no state tells which
        "how many completed inspections",  # passed or rejected
        "completed cafes",
        "used vans",
        "how many full vans do we have",
        "complete orders per town",
        "share of inspections we do not reject",
        "how many loaves did each cafe waste",
        "how many questions do we have",
    ],
)
def test_a_word_that_tells_some_from_others_is_not_left_out(text: str) -> None:
    assert not isinstance(asked(text), SemanticQuery)


def test_the_full_list_is_the_list() -> None:
    assert query("the complete list of vans") == query("list of vans")


@pytest.mark.parametrize(
    ("text", "measure", "groups"),
    [
        ("how many ovens did each van install in 2025", "total_ovens_installed", ["vans.van_name"]),
        ("how many ovens did each cafe install last month", "total_ovens_installed", ["cafes.cafe_name"]),
        ("how many loaves were thrown away in May 2025", "total_loaves_wasted", []),
        ("loaves binned by van", "total_loaves_wasted", ["vans.van_name"]),
        ("how many loaves did we throw away", "total_loaves_wasted", []),
    ],
)
def test_how_many_were_so_by_whom(text: str, measure: str, groups: list[str]) -> None:
    found = query(text)
    assert (found["measures"], found.get("dimensions", [])[:1]) == ([measure], groups)
