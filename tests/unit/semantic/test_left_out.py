"""A column that the reviewers left out of the model is out of reach of every query, whoever wrote it."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.errors import UnknownField
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery

MODEL = SemanticModel.model_validate(
    {
        "name": "staff",
        "dialect": "duckdb",
        "tables": [
            {
                "name": "employees",
                "source": "main.employees",
                "primary_key": ["employee_id"],
                "dimensions": [
                    {"name": "country"},
                    {"name": "name", "expression": "first_name || ' ' || last_name"},
                ],
                "measures": [
                    {"name": "average_pay", "aggregate": "avg", "expression": "pay", "filter": "active = 1"},
                ],
            }
        ],
    }
)


def compiled(**measure: Any) -> str:
    query = SemanticQuery.model_validate({"measures": [{"name": "m", "table": "employees", **measure}]})
    return compile_query(query, MODEL, "duckdb", Clock.now()).sql.text


@pytest.mark.parametrize(
    "measure",
    [
        {"aggregate": "max", "expression": "ssn"},
        {"aggregate": "max", "expression": "employees.ssn"},
        {"aggregate": "max", "expression": "country || ssn"},
        {"aggregate": "count", "expression": "country", "filter": "ssn = '1'"},
        {"aggregate": "count_distinct", "expression": "ssn"},
        {"aggregate": "max", "expression": "employee_id"},
    ],
)
def test_a_measure_of_the_query_reads_fields_alone(measure: dict[str, Any]) -> None:
    with pytest.raises(UnknownField, match="There is no field"):
        compiled(**measure)


@pytest.mark.parametrize(
    "measure",
    [
        {"aggregate": "sum", "expression": "pay"},
        {"aggregate": "max", "expression": "last_name"},
        {"aggregate": "max", "expression": "name"},
        {"aggregate": "count_distinct", "expression": "employee_id"},
        {"aggregate": "count", "filter": "active = 0 AND country <> 'FR'"},
    ],
)
def test_what_fields_are_made_of_can_be_computed_with(measure: dict[str, Any]) -> None:
    assert "employees" in compiled(**measure)
