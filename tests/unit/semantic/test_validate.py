"""What is wrong with a model, seen without a warehouse."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.semantic.model import SemanticModel
from lunara.semantic.sample import sample_model
from lunara.semantic.validate import validate_model
from tests.snapshots.shop import MODEL


def model(**more: Any) -> SemanticModel:
    table = {
        "name": "orders",
        "source": "orders",
        "primary_key": ["id"],
        "default_time": "at",
        "dimensions": [{"name": "at", "type": "time"}, {"name": "id"}],
        "measures": [{"name": "total", "aggregate": "sum", "expression": "amount"}],
    }
    other = {"name": "customers", "source": "customers", "primary_key": ["id"], "dimensions": [{"name": "country"}]}
    base: dict[str, Any] = {"name": "m", "tables": [table | more.pop("orders", {}), other]}
    return SemanticModel.model_validate(base | more)


def errors(found: SemanticModel) -> list[str]:
    return [f"{p.where}: {p.message}" for p in validate_model(found) if p.level == "error"]


@pytest.mark.parametrize("good", [MODEL, sample_model(), model()], ids=["shop", "sample", "small"])
def test_good_models_have_no_errors(good: SemanticModel) -> None:
    assert errors(good) == []


def relationship(**more: Any) -> dict[str, Any]:
    return {
        "name": "r",
        "from_table": "orders",
        "from_columns": ["customer_id"],
        "to_table": "customers",
        "to_columns": ["id"],
    } | more


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (model(orders={"measures": [{"name": "x", "aggregate": "sum"}]}), "nothing to sum"),
        (model(orders={"measures": [{"name": "x", "aggregate": "sum", "expression": "a +"}]}), "cannot be read"),
        (model(orders={"measures": [{"name": "x", "aggregate": "sum", "expression": "sum(a)"}]}), "an aggregate"),
        (model(orders={"measures": [{"name": "x", "aggregate": "sum", "expression": "(select 1)"}]}), "a subquery"),
        (
            model(orders={"measures": [{"name": "x", "aggregate": "sum", "expression": "customers.a"}]}),
            "columns of orders only",
        ),
        (
            model(orders={"measures": [{"name": "x", "aggregate": "count", "filter": "a; drop table b"}]}),
            "one expression",
        ),
        (model(orders={"default_time": "att"}), "not a dimension"),
        (model(orders={"default_time": "id"}), "not of type time"),
        (model(orders={"source": "a b c d"}), "source of table"),
        (model(orders={"source": None}), "either a source or an SQL"),
        (model(orders={"sql": "delete from x", "source": None}), "not a SELECT"),
        (model(orders={"dimensions": [{"name": "a"}, {"name": "a"}], "default_time": None}), "are named a"),
        (
            model(orders={"measures": [{"name": "x", "aggregate": "sum", "expression": "a", "additive_over": ["z"]}]}),
            "adds up over z",
        ),
        (model(relationships=[relationship(to_table="custmers")]), "does not exist"),
        (model(relationships=[relationship(to_columns=["a", "b"])]), "pairs 1 columns with 2"),
        (model(relationships=[relationship(), relationship()]), "Two relationships"),
        (model(measures=[{"name": "a", "expression": "b / total"}, {"name": "b", "expression": "a"}]), "circle"),
        (model(measures=[{"name": "a", "expression": "totl / 2"}]), 'no measure "totl"'),
        (model(measures=[{"name": "a", "expression": "1"}]), "uses no other measure"),
        (SemanticModel(name="m"), "no tables"),
    ],
)
def test_errors(bad: SemanticModel, said: str) -> None:
    assert any(said in line for line in errors(bad)), errors(bad)


def test_a_relationship_onto_no_key_is_a_warning() -> None:
    found = validate_model(model(relationships=[relationship(to_columns=["country"])]))
    assert [p.level for p in found] == ["warning"]
    assert "relies on at most one row" in found[0].message
