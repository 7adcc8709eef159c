"""Measures that name others twice, in a row, double at each step: there is an end to it, not an hour."""

from __future__ import annotations

import time
from datetime import date

import pytest

from lunara.errors import InvalidInput
from lunara.semantic.compile import compile_query
from lunara.semantic.compiled import Clock
from lunara.semantic.expand import expand
from lunara.semantic.model import SemanticModel
from lunara.semantic.query import SemanticQuery
from lunara.semantic.uses import uses_of
from lunara.semantic.yaml import load_model

TODAY = Clock(date(2025, 1, 1))


def doubling(steps: int, last: str = "") -> SemanticModel:
    measures = "".join(
        f"- {{name: m{n}, expression: m{n - 1} * m{n - 1}{last if n == steps else ''}}}\n" for n in range(1, steps + 1)
    )
    return load_model(
        "name: m\ndialect: duckdb\ntables:\n- name: t\n  source: t\n  default_time: at\n"
        "  dimensions:\n  - {name: at, expression: at, type: time}\n"
        f"  measures:\n  - {{name: m0, aggregate: count}}\nmeasures:\n{measures}"
    )


def test_a_few_steps_are_compiled() -> None:
    assert compile_query(SemanticQuery(measures=("m8",)), doubling(8), "duckdb", TODAY).sql.text


@pytest.mark.parametrize("last", ["", ", window: {last: 7, grain: day}"])
def test_too_many_are_refused_in_time(last: str) -> None:
    began = time.process_time()
    with pytest.raises(InvalidInput, match="more than 20,000 parts"):
        compile_query(SemanticQuery(measures=("m40",)), doubling(40, last), "duckdb", TODAY)
    assert time.process_time() - began < 5


def test_too_many_are_refused_in_sql() -> None:
    with pytest.raises(InvalidInput, match="more than 20,000 parts"):
        expand("SELECT MEASURE(m40) AS m FROM t", doubling(40), "duckdb", TODAY)


def test_what_they_use_is_told_once() -> None:
    began = time.process_time()
    model = doubling(40, ", window: {last: 7, grain: day}")
    assert "measure:t.m0" in uses_of(SemanticQuery(measures=("m40",)), model).keys
    assert time.process_time() - began < 5
