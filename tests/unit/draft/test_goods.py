"""What order lines sold and what a stock is worth: pieces at the price of one, where one quantity and one price can be meant."""

from __future__ import annotations

import pytest

from lunara.connect.catalog import Catalog, Column, Table
from lunara.semantic.draft import draft_model
from lunara.semantic.model import Measure


def _measures(table: str, *columns: str) -> dict[str, Measure]:
    made = tuple(Column(*c.split(maxsplit=1)) for c in columns)
    model = draft_model(Catalog("duckdb", (Table("main", table, made),)), name="x").model
    return {m.name: m for m in model.tables[0].measures}


_LINE = ("line_id integer", "order_id integer", "product_id integer")


@pytest.mark.parametrize(
    ("quantity", "price"),
    [
        ("quantityOrdered", "priceEach"),
        ("order_qty", "unit_price"),
        ("qty_sold", "price_per_unit"),
        ("units_ordered", "price"),
        ("units_sold", "selling_price"),
        ("sold_quantity", "unitprice"),
        ("pieces_sold", "price_each"),
    ],
)
@pytest.mark.parametrize("table", ["orderdetails", "sale_items"])
def test_lines_sell_a_quantity_by_any_of_its_names(table: str, quantity: str, price: str) -> None:
    revenue = _measures(table, *_LINE, f"{quantity} integer", f"{price} decimal(10,2)")["revenue"]
    assert revenue.aggregate == "sum"
    assert (revenue.expression or "").replace('"', "") == f"{price} * {quantity}"
    assert "sales" in revenue.synonyms


@pytest.mark.parametrize(
    "columns",
    [
        ("units_per_pack integer", "unit_price decimal(10,2)"),
        ("quantity_returned integer", "unit_price decimal(10,2)"),
        ("qty_ordered integer", "qty_sold integer", "unit_price decimal(10,2)"),
        ("qty_sold integer", "unit_price decimal(10,2)", "promo_price decimal(10,2)"),
        ("unit_weight double", "unit_price decimal(10,2)"),
    ],
)
def test_no_revenue_where_the_pieces_or_the_price_are_not_sure(columns: tuple[str, ...]) -> None:
    assert not {"revenue", "gross_revenue", "net_revenue"} & set(_measures("order_lines", *_LINE, *columns))


@pytest.mark.parametrize(
    ("table", "columns", "expression"),
    [
        (
            "products",
            ("quantityInStock integer", "buyPrice decimal(10,2)", "MSRP decimal(10,2)"),
            "quantityInStock * buyPrice",
        ),
        (
            "products",
            ("units_in_stock integer", "units_on_order integer", "unit_price double"),
            "units_in_stock * unit_price",
        ),
        ("part_suppliers", ("available_qty integer", "supply_cost decimal(12,2)"), "available_qty * supply_cost"),
        ("inventory", ("quantity integer", "unit_cost double", "list_price double"), "quantity * unit_cost"),
        (
            "spare_parts",
            ("qty_on_hand integer", "cost_price double", "selling_price double"),
            "qty_on_hand * cost_price",
        ),
        ("warehouse_stock", ("stock_date date", "qty_on_hand integer", "price double"), "qty_on_hand * price"),
    ],
)
def test_a_stock_is_worth_its_pieces_at_the_cost_or_else_the_price(
    table: str, columns: tuple[str, ...], expression: str
) -> None:
    value = _measures(table, "item_id integer", "name varchar", *columns)["stock_value"]
    assert (value.expression or "").replace('"', "") == expression
    assert value.format is not None and value.format.kind == "currency"


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("products", ("stock integer", "retail_price double", "list_price double")),
        ("products", ("stock integer", "standard_cost double", "average_cost double")),
        ("products", ("stock integer", "shipping_cost double")),
        ("products", ("reorder_quantity integer", "unit_price double")),
        ("products", ("quantity_on_order integer", "unit_price double")),
        ("flights", ("available_seats integer", "price double")),
        ("products", ("stock_quantity integer", "reserved_stock integer", "stock_value double", "price double")),
        ("order_lines", ("quantity integer", "unit_price double")),
    ],
)
def test_no_stock_value_where_it_is_not_sure(table: str, columns: tuple[str, ...]) -> None:
    assert not any(
        "*" in (m.expression or "") and "stock" in name
        for name, m in _measures(table, "item_id integer", *columns).items()
    )
