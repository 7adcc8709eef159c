"""Labels as people say them; names that models and questions hold on to stay what they are."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from lunara.ask.describe import describe
from lunara.connect.run import Runner
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.draft import Probe, draft_model
from lunara.semantic.draft.display import display_dimension
from lunara.semantic.draft.measures import said_of_rows
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from tests.unit.draft.live import duck

SHOP = """
    create table countryregion (countryregioncode varchar primary key, name varchar);
    insert into countryregion values ('DE', 'Germany'), ('FR', 'France'), ('US', 'United States');
    create table address (addressid integer primary key, city varchar,
        countryregioncode varchar references countryregion(countryregioncode));
    insert into address values (1, 'Bonn', 'DE'), (2, 'Lyon', 'FR'), (3, 'Reno', 'US');
    create table productcategory (productcategoryid integer primary key, name varchar);
    insert into productcategory values (1, 'Bikes'), (2, 'Helmets');
    create table product (productid integer primary key, name varchar, color varchar,
        productcategoryid integer references productcategory(productcategoryid));
    insert into product values (1, 'Tour', 'red', 1), (2, 'Race', 'blue', 1), (3, 'Shell', 'red', 2);
    create table staff (staffid integer primary key, name varchar);
    insert into staff values (1, 'Ann'), (2, 'Bo');
    create table brand (brandid integer primary key, brand varchar, name varchar);
    insert into brand values (1, 'A', 'Alpha'), (2, 'B', 'Beta');
    create table kunde (kundeid integer primary key, name varchar);
    insert into kunde values (1, 'Meier'), (2, 'Kunz');
    create table salesorderheader (salesorderid integer primary key, orderdate date, subtotal decimal(12, 2),
        billtoaddressid integer references address(addressid), shiptoaddressid integer references address(addressid));
    insert into salesorderheader values (1, '2025-01-01', 10, 1, 2), (2, '2025-01-02', 20, 2, 3), (3, '2025-02-01', 5, 3, 3);
    create table salesorderdetail (salesorderdetailid integer primary key,
        salesorderid integer references salesorderheader(salesorderid), productid integer references product(productid),
        orderqty integer);
    insert into salesorderdetail values (1, 1, 1, 2), (2, 2, 2, 1), (3, 3, 3, 4);
"""


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> SemanticModel:
    folder: Path = tmp_path_factory.mktemp("said")
    with closing(duck(folder, SHOP)) as warehouse:
        return draft_model(
            warehouse.catalog(), name="shop", probe=Probe(Runner(warehouse, record=lambda _: None))
        ).model


def label(model: SemanticModel, path: str) -> str | None:
    table, _, name = path.partition(".")
    found = model.table(table)
    assert found is not None
    return next(one.label for one in (*found.dimensions, *found.measures) if one.name == name)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("countryregion.name", "Country region"),
        ("productcategory.name", "Product category"),
        ("product.name", "Product"),
        ("staff.name", "Name"),  # one word for one and for all of them
        ("brand.name", "Name"),  # another column is called Brand
        ("kunde.name", "Name"),  # not English
        ("salesorderdetail.sales_order_detail_count", "Sales order lines"),
        ("salesorderheader.sales_order_count", "Sales orders"),
    ],
)
def test_a_row_s_mere_name_and_its_lines_are_called_as_people_do(drafted: SemanticModel, path: str, said: str) -> None:
    assert label(drafted, path) == said


def test_what_it_was_called_is_known_still(drafted: SemanticModel) -> None:
    for table, name in (("productcategory", "product category name"), ("product", "product name")):
        found = drafted.table(table)
        assert found is not None
        dimension = next(one for one in found.dimensions if one.name == "name")
        assert {"name", name} <= set(dimension.synonyms)
        assert display_dimension(drafted, table) == "name"
    lines = drafted.table("salesorderdetail")
    assert lines is not None and lines.label == "Sales order lines" and "sales order details" in lines.synonyms
    counted = next(one for one in lines.measures if one.aggregate == "count")
    assert {"sales order details", "number of sales order details"} <= set(counted.synonyms)


def test_a_role_is_written_as_it_is_said_and_names_what_it_leads_to(drafted: SemanticModel) -> None:
    roads = {one.name: one.label for one in drafted.relationships}
    assert roads["salesorderheader_ship_to_address"] == "Ship-to address"
    for field, said in (("countryregion.name", "country region"), ("address.city", "city")):
        by = {"field": field, "via": "salesorderheader_ship_to_address"}
        query = SemanticQuery.model_validate({"measures": ["total_subtotal"], "dimensions": [by]})
        assert describe(query, drafted) == f"Subtotal by ship-to address {said}"


def labels(model: SemanticModel, *dimensions: object) -> list[str]:
    query = SemanticQuery.model_validate({"measures": ["sales_order_detail_count"], "dimensions": dimensions})
    return [one.label for one in compile_query(query, model, "duckdb", Clock(date(2025, 3, 1))).columns][:-1]


def test_columns_of_one_name_are_told_apart_by_what_people_know(drafted: SemanticModel) -> None:
    assert labels(drafted, "productcategory.name", "product.name") == ["Product category", "Product"]
    roads = [
        {"field": "address.city", "via": f"salesorderdetail_sales_order.salesorderheader_{one}_to_address"}
        for one in ("bill", "ship")
    ]
    assert labels(drafted, *roads) == ["City (bill-to address)", "City (ship-to address)"]
    plain = drafted.model_copy(
        update={
            "tables": tuple(
                one.model_copy(
                    update={
                        "dimensions": tuple(
                            d.model_copy(update={"label": "Name"}) if d.name == "name" else d for d in one.dimensions
                        )
                    }
                )
                for one in drafted.tables
            )
        }
    )
    assert labels(plain, "productcategory.name", "product.name") == ["Name (product categories)", "Name (products)"]
    months = [{"field": "salesorderheader.orderdate", "grain": grain} for grain in ("year", "month")]
    assert labels(plain, *months) == ["Order date (year)", "Order date (month)"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("sales order detail", "sales order line"),
        ("invoice details", "invoice lines"),
        ("product detail", "product detail"),
        ("detail", "detail"),
        ("order item", "order item"),
    ],
)
def test_details_of_what_has_lines(words: str, said: str) -> None:
    assert " ".join(said_of_rows(words.split())) == said
