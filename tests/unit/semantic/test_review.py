"""Reviewing: rejecting takes dependents along, restoring brings back what was there, renaming follows references."""

from __future__ import annotations

import time

import pytest

from lunara.errors import InvalidInput, NotFound
from lunara.semantic.model import SemanticModel
from lunara.semantic.review import accept, add, edit, reject, restore, review_items

MODEL = SemanticModel.model_validate(
    {
        "name": "shop",
        "tables": [
            {
                "name": "orders",
                "source": "orders",
                "primary_key": ["id"],
                "default_time": "ordered_at",
                "dimensions": [{"name": "ordered_at", "type": "time"}, {"name": "status"}],
                "measures": [
                    {"name": "revenue", "aggregate": "sum", "expression": "amount"},
                    {"name": "order_count", "aggregate": "count"},
                ],
            },
            {"name": "customers", "source": "customers", "primary_key": ["id"], "dimensions": [{"name": "country"}]},
        ],
        "relationships": [
            {
                "name": "orders_customer",
                "from_table": "orders",
                "from_columns": ["customer_id"],
                "to_table": "customers",
                "to_columns": ["id"],
                "origin": "inferred",
                "confidence": 0.8,
            }
        ],
        "measures": [
            {"name": "aov", "expression": "revenue / orders.order_count"},
            {"name": "double_aov", "expression": "aov * 2"},
        ],
    }
)
REVIEW = {"relationship:orders_customer": {"status": "proposed", "confidence": 0.8, "because": "All values are found."}}


def keys(model: SemanticModel) -> set[str]:
    return {item.key for item in review_items(model, {}) if item.status != "rejected"}


def test_items_carry_their_evidence() -> None:
    items = {item.key: item for item in review_items(MODEL, REVIEW)}
    item = items["relationship:orders_customer"]
    assert (item.status, item.confidence, item.because) == ("proposed", 0.8, "All values are found.")
    assert items["measure:aov"].kind == "derived"
    assert items["measure:orders.revenue"].parent == "orders"


def test_rejecting_a_measure_takes_what_is_computed_from_it() -> None:
    done = reject(MODEL, REVIEW, ["measure:orders.revenue"])
    assert done.also == ("measure:aov", "measure:double_aov")
    assert "measure:orders.revenue" not in keys(done.model)
    assert not done.model.measures
    assert MODEL.measures, "the model given is not changed"


def test_rejecting_a_table_takes_its_fields_and_relationships_and_restoring_brings_them_back() -> None:
    done = reject(MODEL, REVIEW, ["table:customers"])
    assert set(done.also) == {"dimension:customers.country", "relationship:orders_customer"}
    assert [item.status for item in review_items(done.model, done.review) if item.key == "table:customers"] == [
        "rejected"
    ]
    with pytest.raises(InvalidInput, match="customers"):
        restore(done.model, done.review, "relationship:orders_customer")
    back = accept(done.model, done.review, ["table:customers", "relationship:orders_customer"])
    assert {"table:customers", "dimension:customers.country", "relationship:orders_customer"} <= keys(back.model)
    assert back.review["relationship:orders_customer"]["confidence"] == 0.8
    assert not [item.key for item in review_items(back.model, back.review) if item.status == "rejected"]
    with pytest.raises(NotFound):
        restore(back.model, back.review, "table:customers")


def test_rejecting_the_default_time_leaves_no_dangling_name() -> None:
    done = reject(MODEL, {}, ["dimension:orders.ordered_at"])
    table = done.model.table("orders")
    assert table is not None
    assert table.default_time is None


def test_a_default_time_of_another_table_stays_until_that_field_goes() -> None:
    customers = MODEL.tables[1].model_copy(update={"default_time": "orders.ordered_at"})
    model = MODEL.model_copy(update={"tables": (MODEL.tables[0], customers)})
    for keys_, kept in (
        (["dimension:customers.country"], "orders.ordered_at"),
        (["dimension:orders.ordered_at"], None),
        (["table:orders"], None),
    ):
        table = reject(model, {}, keys_).model.table("customers")
        assert table is not None and table.default_time == kept


def test_renaming_follows_every_reference() -> None:
    done = edit(MODEL, REVIEW, "measure:orders.revenue", {"name": "sales"})
    assert done.model.measures[0].expression == "sales / orders.order_count"
    done = edit(done.model, done.review, "table:orders", {"name": "purchases"})
    assert done.model.measures[0].expression == "sales / purchases.order_count"
    assert done.model.relationships[0].from_table == "purchases"
    assert done.review["measure:purchases.sales"]["status"] == "accepted"
    done = edit(done.model, done.review, "dimension:purchases.ordered_at", {"name": "day"})
    table = done.model.table("purchases")
    assert table is not None
    assert table.default_time == "day"


def test_an_edit_that_does_not_fit_changes_nothing() -> None:
    with pytest.raises(InvalidInput, match="aggregate"):
        edit(MODEL, REVIEW, "measure:orders.revenue", {"aggregate": "multiply"})
    with pytest.raises(InvalidInput, match="taken"):
        edit(MODEL, REVIEW, "measure:orders.revenue", {"name": "status"})
    with pytest.raises(NotFound):
        edit(MODEL, REVIEW, "measure:orders.nothing", {"name": "x"})


def test_adding_by_hand() -> None:
    done = add(MODEL, {}, "measure", "orders", {"name": "largest", "aggregate": "max", "expression": "amount"})
    assert "measure:orders.largest" in keys(done.model)
    with pytest.raises(InvalidInput, match="not in the model"):
        add(MODEL, {}, "measure", "nowhere", {"name": "largest", "aggregate": "max", "expression": "amount"})


def test_many_rejected_items_come_back_where_they_stood() -> None:
    fields = ["dimension:orders.status", "measure:orders.revenue", "dimension:customers.country", "table:customers"]
    before = [item.key for item in review_items(MODEL, REVIEW)]
    done = reject(MODEL, REVIEW, fields)
    assert [item.key for item in review_items(done.model, done.review)] == before
    back = accept(done.model, done.review, [*reversed(fields), *done.also])
    assert [item.key for item in review_items(back.model, back.review)] == before
    assert {item.status for item in review_items(back.model, back.review) if item.key in fields} == {"accepted"}
    assert back.model == MODEL


def test_accepting_many_rejected_items_costs_what_they_are() -> None:
    names = [f"c{number}" for number in range(40)]
    tables = [{"name": f"t{n}", "source": f"t{n}", "dimensions": [{"name": name} for name in names]} for n in range(60)]
    wide = SemanticModel.model_validate({"name": "wide", "tables": tables})
    every = [item.key for item in review_items(wide, {}) if item.kind == "dimension"]

    def seconds(keys: list[str]) -> float:
        gone = reject(wide, {}, keys)
        start = time.process_time()
        assert accept(gone.model, gone.review, keys).model == wide
        return time.process_time() - start

    few, many = min(seconds(every[:120]) for _ in range(3)), min(seconds(every[:1200]) for _ in range(3))
    assert many < 25 * few, f"ten times as many items took {many / few:.0f} times as long"
