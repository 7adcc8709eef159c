"""Words for sums of money never mean how many rows there are, however near a table's name is to them, nor the other way round."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.ask.plan import Plan
from lunara.ask.planners.offline import OfflinePlanner
from lunara.ask.question import Question, Turn
from lunara.connect.catalog import Catalog, Column, Table
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import draft_model
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

MODEL = SemanticModel.model_validate(
    {
        "name": "cinema",
        "tables": [
            {
                "name": "ticket_sales",
                "label": "Ticket sales",
                "primary_key": ["sale_id"],
                "default_time": "sold_at",
                "dimensions": [
                    {"name": "sale_id", "type": "number"},
                    {"name": "sold_at", "type": "time"},
                    {"name": "screen"},
                ],
                "measures": [{"name": "ticket_sale_count", "label": "Ticket sales", "aggregate": "count"}],
            }
        ],
    }
)


@pytest.mark.parametrize(
    "text",
    [
        "Which month of 2024 had the highest ticket revenue?",
        "ticket revenue by screen",
        "top 3 screens by ticket revenue",
        "screen with the highest ticket turnover",
        "which screen has the highest ticket sale total",
    ],
)
def test_a_sum_of_money_is_not_counted(text: str) -> None:
    plan = OfflinePlanner().plan(Question(text, Clock(date(2025, 6, 18))), MODEL).plan
    assert not isinstance(plan, SemanticQuery), plan


@pytest.mark.parametrize("text", ["ticket sales by screen", "How many ticket sales were there in 2024?"])
def test_things_are_still_counted(text: str) -> None:
    plan = OfflinePlanner().plan(Question(text, Clock(date(2025, 6, 18))), MODEL).plan
    assert isinstance(plan, SemanticQuery) and plan.measures == ("ticket_sale_count",)


def drafted(table: str, *columns: str) -> SemanticModel:
    made = tuple(Column(column.split()[0], column.split()[1]) for column in columns)
    return draft_model(Catalog("duckdb", (Table("main", table, made),)), name="x").model


def plan_of(model: SemanticModel, *texts: str) -> Plan:
    """The plan of the last question, the others before it."""
    history: tuple[Turn, ...] = ()
    planned: Plan | None = None
    for text in texts:
        planned = OfflinePlanner().plan(Question(text, Clock(date(2025, 6, 18)), history=history), model).plan
        history = (*history, Turn(text, planned))
    assert planned is not None
    return planned


SALES_AS_TEXT = drafted("sales", "day date", "region varchar", "sales varchar", "units integer")
UMSATZ_AS_TEXT = drafted("umsatz", "datum date", "region varchar", "umsatz varchar", "menge integer")
AMOUNT_AS_TEXT = drafted("online_sales", "day date", "region varchar", "amount varchar")
# As models were drafted before: the number of rows bears the table's bare name.
LABELLED_SALES = SALES_AS_TEXT.model_copy(
    update={
        "tables": (
            SALES_AS_TEXT.tables[0].model_copy(
                update={
                    "measures": tuple(
                        m.model_copy(update={"label": "Sales"}) if m.aggregate == "count" else m
                        for m in SALES_AS_TEXT.tables[0].measures
                    )
                }
            ),
        )
    }
)


@pytest.mark.parametrize("model", [SALES_AS_TEXT, LABELLED_SALES])
@pytest.mark.parametrize(
    "text",
    [
        "total sales",
        "sum of sales",
        "sales",
        "revenue",
        "total sales by region",
        "sales by month",
        "monthly sales",
        "sales by region",
        "top 2 regions by sales",
        "which region has the most sales",
        "total sales in 2024",
        "what were our sales in January 2024",
        "units and sales by region",
        "average sales",
    ],
)
def test_rows_are_not_answered_for_an_amount_that_is_text(model: SemanticModel, text: str) -> None:
    assert not isinstance(plan_of(model, text), SemanticQuery)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        (UMSATZ_AS_TEXT, "total umsatz"),
        (UMSATZ_AS_TEXT, "umsatz by region"),
        (UMSATZ_AS_TEXT, "total revenue by month"),
        (AMOUNT_AS_TEXT, "total online sales"),
        (AMOUNT_AS_TEXT, "online sales by month"),
    ],
)
def test_nor_in_another_language_or_by_another_name(model: SemanticModel, text: str) -> None:
    assert not isinstance(plan_of(model, text), SemanticQuery)


def test_nor_in_a_question_that_follows() -> None:
    plan = plan_of(SALES_AS_TEXT, "units by region", "and sales?")
    counted = isinstance(plan, SemanticQuery) and "sale_count" in plan.measures
    assert not counted


@pytest.mark.parametrize("model", [SALES_AS_TEXT, LABELLED_SALES])
@pytest.mark.parametrize(
    "text", ["how many sales", "number of sales", "number of sales by region", "sales count by month"]
)
def test_how_many_is_still_answered(model: SemanticModel, text: str) -> None:
    plan = plan_of(model, text)
    assert isinstance(plan, SemanticQuery) and plan.measures == ("sale_count",)


def test_how_many_never_gives_an_amount_of_money() -> None:
    model = drafted("sales", "day date", "region varchar", "sales decimal(18,2)", "units integer")
    for text, measure in (
        ("how many sales", "sale_count"),
        ("total sales", "total_sales"),
        ("sales by month", "total_sales"),
    ):
        plan = plan_of(model, text)
        assert isinstance(plan, SemanticQuery) and plan.measures == (measure,), text
    plan = plan_of(model, "how many units")
    assert isinstance(plan, SemanticQuery) and plan.measures == ("total_units",)
