"""Averages over what has no table of its own: a receipt whose lines alone have its number."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question
from lunara.semantic.compile import compile_query
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

MODEL = model_of(
    table("dim_shop", "shop_id integer, shop_name varchar, town varchar"),
    table(
        "fact_till_lines",
        "line_id integer, shop_id integer, sold_on date, slip_number varchar, goods varchar, pieces integer, gross_amount double",
        shop_id="dim_shop",
    ),
)


def planned(text: str) -> Plan:
    return OfflinePlanner(suggests=False).plan(Question(text, CLOCK), MODEL).plan


def said(text: str) -> dict[str, Any]:
    found = planned(text)
    assert isinstance(found, SemanticQuery), (text, found)
    compile_query(found, MODEL, "duckdb", CLOCK)
    made: dict[str, Any] = json.loads(found.model_dump_json(by_alias=True, exclude_defaults=True))
    return made


@pytest.mark.parametrize("text", ["average gross amount per slip", "average gross amount per slip number in 2024"])
def test_an_average_per_slip_is_of_what_each_comes_to(text: str) -> None:
    found = said(text)
    assert found["measures"] == ["total_gross_amount"]
    assert found["summary"] == {"aggregate": "avg", "over": [{"field": "fact_till_lines.slip_number"}]}


def test_groups_stay_beside_it() -> None:
    assert said("average gross amount per slip by town")["dimensions"] == ["dim_shop.town"]


def test_a_plain_amount_per_slip_is_a_list_of_them() -> None:
    assert "summary" not in said("gross amount per slip")


def test_an_average_of_kinds_is_none_of_numbers() -> None:
    assert said("average gross amount per goods")["dimensions"] == ["fact_till_lines.goods"]
