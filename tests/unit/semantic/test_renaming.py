"""A new name is carried to everything that refers to the item, and nothing reads another column for it."""

from __future__ import annotations

import pytest

from lunara.semantic.model import SemanticModel, Table
from lunara.semantic.review import edit
from lunara.semantic.validate import validate_model
from lunara.semantic.versions import changes_between
from tests.unit.semantic.test_uses import MODEL


def renamed(key: str, name: str) -> SemanticModel:
    model = edit(MODEL, {}, key, {"name": name}).model
    assert [problem.message for problem in validate_model(model) if problem.level == "error"] == []
    return model


def of(model: SemanticModel, name: str) -> Table:
    table = model.table(name)
    assert table is not None
    return table


def test_a_renamed_dimension_goes_on_reading_its_column() -> None:
    model = renamed("dimension:customers.country", "land")
    assert [(d.name, d.expression) for d in of(model, "customers").dimensions] == [("land", "country")]
    asked = edit(MODEL, {}, "dimension:customers.country", {"name": "land", "expression": None}).model
    assert of(asked, "customers").dimensions[0].expression is None, "somebody said so"


def test_what_means_a_calculated_dimension_means_it_by_its_new_name() -> None:
    """Otherwise a column of the old name would be read from then on."""
    table = of(renamed("dimension:orders.net", "netto"), "orders")
    assert {m.name: m.expression for m in table.measures}["revenue"] == "netto"
    assert {d.name: d.expression for d in table.dimensions}["big"] == "netto > 100"
    assert {d.name: d.expression for d in table.dimensions}["netto"] == "gross - tax"
    other = of(renamed("dimension:orders.status", "state"), "orders")
    assert {m.name: m.filter for m in other.measures}["revenue"] == "state <> 'X'"


@pytest.mark.parametrize(
    ("key", "name", "moment"),
    [
        ("dimension:orders.ordered_at", "placed_at", "orders.placed_at"),
        ("table:orders", "purchases", "purchases.ordered_at"),
    ],
)
def test_the_default_time_of_another_table(key: str, name: str, moment: str) -> None:
    model = renamed(key, name)
    assert of(model, "lines").default_time == moment
    assert [change.kind for change in changes_between(MODEL, model)] == ["renamed"]


def test_what_a_balance_is_of_and_the_table_before_a_column() -> None:
    orders = of(MODEL, "orders")
    measures = (
        orders.measures[2].model_copy(update={"additive_over": ("status", "orders.big")}),
        orders.measures[0].model_copy(update={"expression": "orders.gross"}),
    )
    model = MODEL.model_copy(
        update={"tables": (orders.model_copy(update={"measures": measures}), *MODEL.tables[1:]), "measures": ()}
    )
    state = edit(model, {}, "dimension:orders.status", {"name": "state"}).model
    assert of(state, "orders").measures[0].additive_over == ("state", "orders.big")
    other = of(edit(model, {}, "table:orders", {"name": "purchases"}).model, "purchases")
    assert other.measures[0].additive_over == ("status", "purchases.big")
    assert other.measures[1].expression == "purchases.gross"
