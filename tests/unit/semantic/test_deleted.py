"""Rows that are marked as deleted and counted all the same are told of."""

from __future__ import annotations

from datetime import date

import pytest

from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.deleted import mark_of
from lunara.semantic.model import Dimension, Measure, Relationship, SemanticModel, Table
from lunara.semantic.query import SemanticQuery

CLOCK = Clock(today=date(2026, 3, 2), timezone="UTC")
MARK = Dimension(name="deleted_at", type="time", label="Deleted at")


def shop(*, mark: Dimension = MARK, sql: str | None = None) -> SemanticModel:
    customers = Table(
        name="customers",
        source=None if sql else "customers",
        sql=sql,
        label="Customers",
        primary_key=("id",),
        dimensions=(Dimension(name="id", type="number"), Dimension(name="city", label="City"), mark),
        measures=(
            Measure(name="customers_count", aggregate="count"),
            Measure(name="customers_left", aggregate="count", filter=f"{mark.name} IS NULL"),
        ),
    )
    orders = Table(
        name="orders",
        source="orders",
        label="Orders",
        primary_key=("id",),
        dimensions=(Dimension(name="id", type="number"), Dimension(name="customer_id", type="number")),
        measures=(Measure(name="orders_count", aggregate="count"),),
    )
    road = Relationship(
        name="orders_customer",
        from_table="orders",
        from_columns=("customer_id",),
        to_table="customers",
        to_columns=("id",),
        cardinality="many_to_one",
    )
    return SemanticModel(name="shop", tables=(customers, orders), relationships=(road,))


def told(query: dict[str, object], model: SemanticModel | None = None) -> tuple[str, ...]:
    return compile_query(SemanticQuery.model_validate(query), model or shop(), "duckdb", CLOCK).warnings


COUNTED = "Rows of Customers that are marked as deleted, if there are any, are counted too: no condition goes by “Deleted at”."


def test_a_count_of_all_rows_tells_of_the_deleted_ones() -> None:
    assert told({"measures": ["customers_count"]}) == (COUNTED,)
    assert told({"measures": ["customers_count"], "dimensions": ["customers.city"]}) == (COUNTED,)
    both = {"measures": ["customers_count", "customers_left"]}
    assert told(both) == (COUNTED,)


def test_a_list_of_rows_tells_of_them() -> None:
    (said,) = told({"dimensions": ["customers.id", "customers.city"]})
    assert "are listed too" in said


@pytest.mark.parametrize(
    "query",
    [
        {"measures": ["customers_left"]},
        {"measures": ["customers_count"], "filters": [{"field": "customers.deleted_at", "op": "is_null"}]},
        {"measures": ["customers_count"], "dimensions": [{"field": "customers.deleted_at", "grain": "month"}]},
        {"measures": ["orders_count"]},
        {"measures": ["orders_count"], "dimensions": ["customers.city"]},
    ],
)
def test_what_goes_by_the_mark_or_counts_other_rows_tells_nothing(query: dict[str, object]) -> None:
    assert told(query) == ()


def test_a_table_that_leaves_them_out_itself_tells_nothing() -> None:
    count = {"measures": ["customers_count"]}
    assert told(count, shop(sql="SELECT * FROM people WHERE deleted_at IS NULL")) == ()
    assert told(count, shop(sql="SELECT * FROM people WHERE city IS NOT NULL")) == (COUNTED,)


def test_the_mark_of_another_table_is_another_one() -> None:
    model = shop()
    orders = model.tables[1].model_copy(update={"dimensions": (*model.tables[1].dimensions, MARK)})
    both = model.model_copy(update={"tables": (model.tables[0], orders)})
    left = {"field": "customers.deleted_at", "op": "is_null"}
    (said,) = told({"measures": ["orders_count"], "filters": [left]}, both)
    assert said.startswith("Rows of Orders that are marked as deleted")
    assert (
        told({"measures": ["orders_count"], "filters": [{"field": "orders.deleted_at", "op": "is_null"}]}, both) == ()
    )


def test_a_hidden_mark_is_not_named() -> None:
    (said,) = told({"measures": ["customers_count"]}, shop(mark=MARK.model_copy(update={"hidden": True})))
    assert "Deleted at" not in said and said.endswith("are counted too.")


@pytest.mark.parametrize(
    ("name", "kind", "marks"),
    [
        ("deleted_at", "time", True),
        ("is_deleted", "boolean", True),
        ("IsDeleted", "boolean", True),
        ("_fivetran_deleted", "boolean", True),
        ("_sdc_deleted_at", "time", True),
        ("deletion_date", "time", True),
        ("deletedAt", "time", True),
        ("deleted_by", "string", False),
        ("deleted_files", "number", False),
        ("undeleted_at", "time", False),
        ("deleted_account_notified_at", "time", False),
        ("created_at", "time", False),
    ],
)
def test_what_marks_a_deleted_row(name: str, kind: str, marks: bool) -> None:
    table = Table(name="t", source="t", dimensions=(Dimension.model_validate({"name": name, "type": kind}),))
    assert (mark_of(table) is not None) is marks
