"""A table of thousands of columns is no more work for each field that is asked for than a small one."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import BaseModel

from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.graph import graph_of
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import InlineMeasure, SemanticQuery

CLOCK = Clock(date(2026, 11, 22))


def wide(columns: int) -> SemanticModel:
    dimensions = [{"name": f"c{at}", "expression": f"upper(x{at})", "type": "string"} for at in range(columns)]
    table = {"name": "t", "source": "main.t", "dimensions": dimensions}
    return SemanticModel.model_validate({"name": "wide", "dialect": "duckdb", "tables": [table]})


def test_fields_are_told_apart_without_comparing_each_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    equal = BaseModel.__eq__

    def counted(one: BaseModel, other: object) -> bool:
        nonlocal compared
        compared += 1
        return equal(one, other)

    monkeypatch.setattr(BaseModel, "__eq__", counted)
    names = tuple(f"t.c{at}" for at in range(300))
    compiled = compile_query(SemanticQuery(dimensions=(*names, "t.c7")), wide(300), "duckdb", CLOCK)
    assert len(compiled.columns) == 300, "one that is asked for twice is shown once"
    assert compared < 3_000


def test_what_a_table_shows_is_collected_once() -> None:
    model = wide(50)
    graph = graph_of(model)
    assert graph.field_columns("t") is graph.field_columns("t") == {f"x{at}" for at in range(50)}
    most = InlineMeasure(name="most", table="t", aggregate="max", expression="x7")
    assert compile_query(SemanticQuery(measures=(most,)), model, "duckdb", CLOCK).columns[0].name == "most"
