"""Another period in a follow-up comes in the place of the one before, wherever the question before holds it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from lunara.ask.plan import Plan, Refusal
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.planners.offline.assembly import Declined
from lunara.ask.planners.offline.assembly.dates import range_filters
from lunara.ask.planners.offline.period_before import in_its_place
from lunara.ask.question import Question, Turn
from lunara.semantic.compile import compile_query
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, table

VINEYARD = model_of(
    table("growers", "grower_id integer, grower_name varchar, region varchar"),
    table("pickings", "picking_id integer, grower_id integer, picking_date date", grower_id="growers"),
    table("crates", "crate_id integer, picking_id integer, grape varchar, weight_kg double", picking_id="pickings"),
    table(
        "sales", "sale_id integer, crate_id integer, sale_date date, channel varchar, price double", crate_id="crates"
    ),
)


def after(model: SemanticModel, *questions: str) -> Plan:
    """The plan of the last question, each going on from those before it."""
    planner = OfflinePlanner()
    history: tuple[Turn, ...] = ()
    found: Plan | None = None
    for said in questions:
        found = planner.plan(Question(said, CLOCK, history), model).plan
        history = (*history, Turn(said, found))
    assert found is not None
    return found


def days(plan: Plan) -> list[str]:
    """The days that the query names, wherever they stand."""
    assert isinstance(plan, SemanticQuery), plan
    compile_query(plan, VINEYARD, "duckdb", CLOCK)
    return re.findall(r"\d{4}-\d\d-\d\d", plan.model_dump_json(by_alias=True))


@pytest.mark.parametrize("then", ["now for 2025", "and in 2025?", "what about 2025?", "sold in 2025", "same for 2025"])
def test_the_period_of_a_deed_is_replaced_where_it_is_held(then: str) -> None:
    first = "Kilos sold by grape in 2024"
    assert days(after(VINEYARD, first)) == ["2024-01-01", "2025-01-01"]
    found = after(VINEYARD, first, then)
    assert days(found) == ["2025-01-01", "2026-01-01"]
    assert isinstance(found, SemanticQuery) and found.time is None


def test_an_open_period_and_one_that_nothing_was_done_in_are_replaced_too() -> None:
    assert days(after(VINEYARD, "Kilos sold by grape since 2024", "now for 2023")) == ["2023-01-01", "2024-01-01"]
    assert days(after(VINEYARD, "Which growers sold nothing in 2024", "and in 2023?")) == ["2023-01-01", "2024-01-01"]


def test_another_condition_stays_beside_the_new_period() -> None:
    found = after(VINEYARD, "Kilos sold by grape in 2024", "only from Douro", "now for 2025")
    assert isinstance(found, Refusal) or days(found) == ["2025-01-01", "2026-01-01"]


def test_a_period_that_comes_on_top_is_refused() -> None:
    assert isinstance(after(VINEYARD, "Kilos sold by grape in 2024", "also in 2025"), Refusal)


def test_the_period_of_who_is_meant_is_not_taken_for_that_of_what_they_did() -> None:
    hired = range_filters("pilots.hired_on", (date(2023, 1, 1), date(2024, 1, 1)))
    span = (date(2024, 1, 1), date(2025, 1, 1))
    with pytest.raises(Declined):
        in_its_place(hired, (), ("flights",), span)
    assert in_its_place(hired, (), ("pilots",), span) == range_filters("pilots.hired_on", span)
    assert in_its_place(hired[:1], (), ("pilots",), span) is None


def test_a_period_of_its_own_is_replaced_as_ever() -> None:
    found = after(VINEYARD, "How many sales in 2024", "now for 2025")
    assert isinstance(found, SemanticQuery) and found.time is not None and not found.filters
