"""What can be asked of an answer: its measures, its periods, and its conditions on rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lunara.ask.answer import compile_plan
from lunara.ask.change.offered import Offered, offered, other_dates
from lunara.ask.change.words import describe_change
from lunara.connect.run import run
from lunara.connect.warehouse import Warehouse
from lunara.errors import InvalidInput
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery, TimeRange

CLOCK = Clock(date(2026, 11, 22))
MONTH = {"field": "orders.ordered_at", "grain": "month"}


def of(shop: Warehouse, model: SemanticModel, clock: Clock = CLOCK, **query: Any) -> Offered | None:
    plan = SemanticQuery.model_validate(query)
    compiled = compile_plan(plan, model, shop.dialect, clock)
    return offered(plan, compiled, run(shop, compiled.sql), model, clock)


def test_the_periods_of_a_trend(shop: Warehouse, model: SemanticModel) -> None:
    october, six = Clock(date(2026, 10, 20)), {"range": {"last": 6, "grain": "month"}}
    found = of(shop, model, october, measures=["revenue"], dimensions=[MONTH], time=six)
    assert found is not None and list(found.periods)[:2] == ["Oct 2026", "Sep 2026"] and len(found.periods) == 6
    # October is not over: the last whole month is asked about.
    assert (found.period, found.against) == ("Sep 2026", "Aug 2026")


def test_a_period_and_the_one_it_is_compared_with(shop: Warehouse, model: SemanticModel) -> None:
    year = {"range": {"from": "2025-01-01", "to": "2026-01-01"}}
    found = of(shop, model, measures=["revenue"], time=year, compare={"to": "previous_year"})
    assert found is not None and (found.period, found.against) == ("2025", "2024")
    alone = of(shop, model, measures=["revenue"], time={"range": {"from": "2026-03-01", "to": "2026-04-01"}})
    assert alone is not None and (alone.period, alone.against) == ("Mar 2026", "Feb 2026")
    assert "Mar 2025" in alone.periods


def test_an_average_over_things_has_no_parts_that_could_explain_it(shop: Warehouse, model: SemanticModel) -> None:
    over = {"aggregate": "avg", "over": ["customers.customer_id"]}
    assert of(shop, model, measures=["order_count"], summary=over) is None


def test_without_a_period_those_of_the_calendar(shop: Warehouse, model: SemanticModel) -> None:
    found = of(shop, model, measures=["revenue", "order_count"], dimensions=["customers.country"])
    assert found is not None and list(found.measures) == ["Revenue", "Orders"]
    assert (found.period, found.against) == ("Oct 2026", "Sep 2026") and "2025" in found.periods


def test_conditions_on_rows_go_along_and_those_on_groups_do_not(shop: Warehouse, model: SemanticModel) -> None:
    germany = {"field": "customers.country", "op": "=", "values": ["Germany"]}
    large = {"field": "revenue", "op": ">", "values": [10]}
    found = of(shop, model, measures=["revenue"], dimensions=["channels.name"], filters=[germany, large])
    assert found is not None and found.left_out and len(found.filters) == 1
    change = found.change("Revenue", found.periods["Oct 2026"], found.periods["Sep 2026"])
    assert describe_change(change, model) == (
        "Why did revenue change from September 2026 to October 2026 where country is Germany?"
    )
    by = change.by("channels.name")
    assert describe_change(by, model).endswith("where country is Germany, by sales channel?")


def test_lists_and_what_has_no_date_are_not_asked(shop: Warehouse, model: SemanticModel) -> None:
    assert of(shop, model, dimensions=["customers.country"], distinct=True) is None
    assert of(shop, model, measures=["supplier_count"]) is None
    over = {"aggregate": "avg", "over": ["customers.customer_id"]}
    assert of(shop, model, measures=["order_count"], summary=over) is None


def test_other_days_are_both_included() -> None:
    found = other_dates(date(2026, 3, 1), date(2026, 3, 15))
    assert found == TimeRange.model_validate({"from": "2026-03-01", "to": "2026-03-16"})
    with pytest.raises(InvalidInput):
        other_dates(date(2026, 3, 2), date(2026, 3, 1))
