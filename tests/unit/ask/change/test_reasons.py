"""Questions why, in people's words, by the offline planner: which number, which two periods, which conditions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lunara.ask.answer import answer
from lunara.ask.change.asked import WhyChanged
from lunara.ask.change.questions import read_why
from lunara.ask.plan import Clarification, Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.offline.reasons import NO_PERIOD
from lunara.ask.planners.reply import read_plan
from lunara.ask.question import Question, Turn
from lunara.ask.wire import plan_json
from lunara.connect.warehouse import Warehouse
from lunara.errors import InvalidInput
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

CLOCK = Clock(date(2026, 11, 22))
PLANNER = OfflinePlanner()


def plan(text: str, model: SemanticModel, before: Plan | None = None) -> Plan:
    history = (Turn("before", before),) if before is not None else ()
    return PLANNER.plan(Question(text, CLOCK, history=history), model).plan


def month(year: int, number: int) -> dict[str, str]:
    end = date(year + number // 12, number % 12 + 1, 1)
    return {"from": date(year, number, 1).isoformat(), "to": end.isoformat()}


def year(number: int) -> dict[str, str]:
    return {"from": f"{number}-01-01", "to": f"{number + 1}-01-01"}


@pytest.mark.parametrize(
    ("text", "measure", "period", "against"),
    [
        ("why did sales fall in March?", "revenue", month(2026, 3), month(2026, 2)),
        ("Why have sales fallen so much in March 2025", "revenue", month(2025, 3), month(2025, 2)),
        ("how come revenue dropped in March?", "revenue", month(2026, 3), month(2026, 2)),
        ("what drove the change in revenue between 2023 and 2024", "revenue", year(2024), year(2023)),
        ("what caused the drop in orders from 2024 to 2025?", "order_count", year(2025), year(2024)),
        ("what is behind the decline in gross margin in Q3 2025", "gross_margin",
         {"from": "2025-07-01", "to": "2025-10-01"}, {"from": "2025-04-01", "to": "2025-07-01"}),
        ("explain the increase in units sold in 2025 compared to 2024", "units_sold", year(2025), year(2024)),
        ("why did margin change vs last year", "gross_margin", {"this": "year"}, {"previous": "year"}),
        ("why did revenue change in March compared to the year before", "revenue", month(2026, 3), month(2025, 3)),
        ("why was revenue lower in March 2025 than in February?", "revenue", month(2025, 3), month(2025, 2)),
        ("why did discounts rise between December and March 2026", "discounts", month(2026, 3), month(2025, 12)),
        ("why is revenue down this month compared to last month", "revenue", {"this": "month"}, month(2026, 10)),
        ("reasons for the fall in return rate in June", "return_rate", month(2026, 6), month(2026, 5)),
    ],
)  # fmt: skip
def test_two_periods_of_a_measure(text: str, measure: str, period: Any, against: Any, model: SemanticModel) -> None:
    found = plan(text, model)
    assert isinstance(found, WhyChanged), found
    told = (plan_json(found) or {})["change"]
    assert (told["measure"], told["period"], told["against"]) == (measure, period, against)


def test_conditions_and_a_dimension_go_along(model: SemanticModel) -> None:
    found = plan("why did revenue in Germany fall last quarter by sales channel?", model)
    assert isinstance(found, WhyChanged) and found.dimension == "channels.name" and found.supposed == "down"
    assert [(one.field, one.values) for one in found.filters] == [("customers.country", ("Germany",))]  # type: ignore[union-attr]


def test_every_word_is_accounted_for(model: SemanticModel) -> None:
    assert isinstance(plan("why did unicorns fall in March", model), Refusal)
    assert isinstance(plan("why did purple revenue fall in March", model), Refusal)
    assert isinstance(plan("why did the weather change", model), Refusal)
    assert isinstance(plan("why do customers leave?", model), Refusal)
    ranked = plan("why did revenue of the top 5 products fall in March", model)
    assert isinstance(ranked, Refusal) and "without a ranking" in ranked.reason
    understood = PLANNER.plan(Question("why did sales fall in March?", CLOCK), model).understood
    assert [(one.text, one.as_) for one in understood][:2] == [
        ("why … fall", "why it changed"), ("sales", "measure Revenue"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "why did the average number of orders per customer change in 2025",
        "why did the highest daily revenue fall in March",
        "why did the running total of revenue rise in March",
        "why did the share of revenue by country change in March",
    ],
)
def test_what_is_worked_out_from_groups_is_not_explained_as_something_simpler(text: str, model: SemanticModel) -> None:
    assert isinstance(plan(text, model), Refusal)


def test_nor_is_it_when_it_is_pointed_back_to(model: SemanticModel) -> None:
    before = plan("average number of orders per customer in 2025", model)
    assert isinstance(before, SemanticQuery) and before.summary is not None
    assert isinstance(plan("why did it change?", model, before), Refusal)
    assert isinstance(plan("why did it fall in March 2025?", model, before), Refusal)


def test_without_a_period_it_asks_back_with_what_can_be_asked(model: SemanticModel) -> None:
    found = plan("why did revenue fall?", model)
    assert isinstance(found, Clarification) and found.text == NO_PERIOD and len(found.options) == 4
    for option in found.options:
        assert isinstance(plan(option.question, model), WhyChanged), option


def test_it_points_back_to_the_answer_before(model: SemanticModel) -> None:
    before = plan("revenue by month in 2026 where country is Germany", model)
    assert isinstance(before, SemanticQuery)
    found = plan("why did it fall in March?", model, before)
    assert isinstance(found, WhyChanged) and found.measure == "revenue" and len(found.filters) == 1
    assert plan_json(found)["change"]["period"] == month(2026, 3)  # type: ignore[index]
    two = plan("why did it drop between February and March", model, before)
    assert isinstance(two, WhyChanged) and plan_json(two)["change"]["against"] == month(2026, 2)  # type: ignore[index]
    whole = plan("why did it change?", model, before)
    assert isinstance(whole, WhyChanged) and plan_json(whole)["change"]["against"] == year(2025)  # type: ignore[index]


@pytest.mark.parametrize(
    "text", ["revenue in March", "which country changed most", "how did sales change in March", "why orders"]
)
def test_other_questions_are_none_of_these(text: str) -> None:
    assert read_why(text) is None


def test_a_follow_up_of_an_explanation(model: SemanticModel) -> None:
    before = plan("why did revenue fall in March?", model)
    assert isinstance(before, WhyChanged)
    for text in ("by country", "and by country instead?", "what about by country"):
        found = plan(text, model, before)
        assert isinstance(found, WhyChanged) and found.dimension == "customers.country", text
        assert found.by(None) == before
    assert isinstance(plan("by unicorn", model, before), Refusal)
    germany = plan("only in Germany", model, before)
    assert isinstance(germany, SemanticQuery) and germany.compare is not None and germany.filters


def test_a_question_that_supposes_the_wrong_way_is_told(shop: Warehouse, model: SemanticModel) -> None:
    def ask(verb: str) -> Any:
        return answer(Question(f"why did revenue {verb} in March 2026?", CLOCK), model, shop, PLANNER).narrative

    rose = " rose " in ask("change").headline
    wrong, right = ("fall", "rise") if rose else ("rise", "fall")
    assert "which it did not" in ask(wrong).caveats[0] and not ask(right).caveats


def test_a_provider_writes_the_same_plan(model: SemanticModel) -> None:
    written = {
        "kind": "change",
        "change": {"measure": "revenue", "period": month(2026, 3), "against": month(2026, 2), "filters": []},
    }
    found = read_plan(written)
    assert isinstance(found, WhyChanged) and found.measure == "revenue"
    with pytest.raises(InvalidInput):
        read_plan({"kind": "change", "change": {"measure": "revenue"}})


@pytest.mark.parametrize("text", ["why?", "Why", "so why is that?", "why is this so?", "how come?"])
def test_a_mere_why_after_an_answer_over_time_asks_which_period(text: str, model: SemanticModel) -> None:
    before = plan("revenue by month where country is Germany", model)
    found = plan(text, model, before)
    assert isinstance(found, Clarification) and found.text == NO_PERIOD and len(found.options) == 4
    for option in found.options:
        change = plan(option.question, model)
        assert isinstance(change, WhyChanged) and change.measure == "revenue", option
        assert [(one.field, one.values) for one in change.filters] == [("customers.country", ("Germany",))]  # type: ignore[union-attr]


def test_a_mere_why_offers_the_periods_of_the_answer(model: SemanticModel) -> None:
    found = plan("why?", model, plan("revenue by month in 2025", model))
    assert isinstance(found, Clarification)
    assert [one.label for one in found.options] == ["December 2025", "November 2025", "October 2025", "September 2025"]
    for text in ("why?", "why did it change?"):
        two = plan(text, model, plan("revenue by year from 2024 to 2025", model))
        assert isinstance(two, WhyChanged), two
        told = (plan_json(two) or {})["change"]
        assert (told["period"], told["against"]) == (year(2025), year(2024)), "not the two years before both"


@pytest.mark.parametrize("before", ["revenue by country", "revenue in 2025", "why did revenue fall in March?"])
def test_a_mere_why_of_anything_else_is_told_how_to_ask(before: str, model: SemanticModel) -> None:
    found = plan("why?", model, plan(before, model))
    assert isinstance(found, Refusal) and "why did it change in" in found.reason


def test_a_mere_why_of_two_numbers_takes_neither(model: SemanticModel) -> None:
    for before in ("revenue and order count by month", "revenue and order count by month in 2025"):
        found = plan("why?", model, plan(before, model))
        assert isinstance(found, Refusal) and "One number" in found.reason


def test_a_mere_why_of_days_guesses_no_period(model: SemanticModel) -> None:
    found = plan("why?", model, plan("revenue by day in March 2025", model))
    assert isinstance(found, Refusal) and "Name the number and the period" in found.reason


def test_a_dimension_that_is_meant_in_several_ways_is_asked_about_and_each_way_is_the_question_itself() -> None:
    """Asked again in words it would be as open as before."""
    model = SemanticModel.model_validate(
        {
            "name": "m",
            "dialect": "duckdb",
            "tables": [
                {
                    "name": "sales",
                    "source": "main.sales",
                    "primary_key": ["id"],
                    "default_time": "sold_at",
                    "dimensions": [
                        {"name": "id", "type": "number", "hidden": True},
                        {"name": "sold_at", "type": "time"},
                        {"name": "region", "label": "Region"},
                        {"name": "shop_id", "type": "number", "hidden": True},
                    ],
                    "measures": [{"name": "revenue", "aggregate": "sum", "expression": "amount"}],
                },
                {
                    "name": "shops",
                    "source": "main.shops",
                    "label": "Shops",
                    "primary_key": ["shop_id"],
                    "dimensions": [
                        {"name": "shop_id", "type": "number", "label": "Shop number"},
                        {"name": "name", "label": "Shop name", "synonyms": ["name"]},
                        {"name": "region", "label": "Region"},
                    ],
                },
            ],
            "relationships": [
                {
                    "name": "sales_shops",
                    "from_table": "sales",
                    "from_columns": ["shop_id"],
                    "to_table": "shops",
                    "to_columns": ["shop_id"],
                    "cardinality": "many_to_one",
                }
            ],
        }
    )
    asked = plan("why did revenue fall in March 2025 by region", model)
    if isinstance(asked, Clarification):
        changes = [one.change for one in asked.options]
        assert [one.dimension for one in changes if one is not None] == ["sales.region", "shops.region"]
    named = plan("why did revenue fall in March 2025 by shop", model)
    assert isinstance(named, WhyChanged) and named.dimension == "shops.name"
