"""Lines of orders are not the goods in them, where no table is called after those."""

from __future__ import annotations

import pytest

from lunara.ask.plan import Refusal
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.ask.offline.test_money_words import model_of, plan, table

LINES = model_of(
    table("orders", "order_id integer, placed_on date, town varchar"),
    table("gx", "gx_id integer, gx_ds varchar"),
    table(
        "order_lines", "line_id integer, order_id integer, gx_id integer, qty integer", order_id="orders", gx_id="gx"
    ),
)
ITEMS = model_of(
    table("sales", "sale_id integer, sold_on date"),
    table("sale_items", "line_id integer, sale_id integer, gx_code varchar, qty integer", sale_id="sales"),
)


@pytest.mark.parametrize("model", [LINES, ITEMS])
@pytest.mark.parametrize(
    "text",
    [
        "how many products do we have",
        "how many different articles did we sell in 2024?",
        "top 5 products by quantity",
        "products by year",
    ],
)
def test_products_are_not_counted_by_lines(model: SemanticModel, text: str) -> None:
    assert isinstance(plan(model, text), Refusal)


@pytest.mark.parametrize(
    ("model", "text", "measure"),
    [
        (LINES, "number of line items in 2024", "order_line_count"),
        (LINES, "how many order lines", "order_line_count"),
        (ITEMS, "number of sale items", "sale_item_count"),
    ],
)
def test_lines_are_counted_by_their_own_words(model: SemanticModel, text: str, measure: str) -> None:
    made = plan(model, text)
    assert isinstance(made, SemanticQuery) and made.measures == (measure,), made
