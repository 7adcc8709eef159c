"""What does not fit in a written model or query is told once, at its place, with the nearest name."""

from __future__ import annotations

from typing import Any

import pytest

from lunara.errors import InvalidInput
from lunara.semantic.mistakes import read_query
from lunara.semantic.yaml import load_model

MEASURE = "name: x\nmeasures:\n  - {{name: m, expression: n, {}}}\n"
TABLE = "name: x\ntables:\n  - {{name: t, source: t, measures: [{{name: m, aggregate: sum, {}}}]}}\n"


@pytest.mark.parametrize(
    ("text", "wrong", "told"),
    [
        (MEASURE.format("windw: {all: true}"), "windw", 'measures.1.windw: "windw" is not a known field, did you mean window?'),
        (MEASURE.format("window: {al: true}"), "al:", 'measures.1.window.al: "al" is not a known field, did you mean all?'),
        (MEASURE.format("window: {last: 7, grain: dy}"), "dy", "did you mean day?"),
        (MEASURE.format("offset: {count: 0, grain: day}"), "0", "measures.1.offset.count: input should be greater than"),
        (MEASURE.format("offset: {cnt: 1, grain: day}"), "cnt", "did you mean count?"),
        (MEASURE.format('where: [{field: a.b, op: "==", values: [1]}]'), '"=="', 'measures.1.where.1.op: "==" is not one of'),
        (MEASURE.format('where: [{field: a.b, op: "=", value: [1]}]'), "value:", "did you mean values?"),
        (MEASURE.format('where: [{not: {or: [{field: a, op: "="}]}}]'), "{field", "measures.1.where.1.not.or.1: the operator"),
        (MEASURE.format("fill_nulls_with: x"), "x}", "measures.1.fill_nulls_with: input should be a valid integer"),
        (TABLE.format("additive_over: not tme"), "not tme", "tables.1.measures.1.additive_over: \"not tme\" is not one"),
        (TABLE.format("additive_over: [[1]]"), "[1]", "tables.1.measures.1.additive_over.1: input should be a valid string"),
        (TABLE.format("balance: frst"), "frst", "did you mean first?"),
        (TABLE.format("label: [a]"), "[a]", "tables.1.measures.1.label: input should be a valid string"),
    ],
)  # fmt: skip
def test_a_mistake_of_a_model_is_told_once_where_it_stands(text: str, wrong: str, told: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        load_model(text)
    (problem,) = caught.value.details["problems"]
    assert told in problem["message"]
    line = text.splitlines()[problem["line"] - 1]
    assert line[problem["column"] - 1 :].startswith(wrong)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"measures": ["n"], "tme": {}}, ['tme: "tme" is not a known field, did you mean time?']),
        ({"measures": [{"nme": "x", "table": "t", "aggregate": "sum"}]}, [
            "measures.1.name: is missing", 'measures.1.nme: "nme" is not a known field, did you mean name?',
        ]),
        ({"measures": [3]}, ["measures.1: input should be a valid string"]),
        ({"dimensions": [{"field": "d", "grain": "mnth"}]}, ["dimensions.1.grain", "did you mean month?"]),
        ({"measures": ["n"], "time": {"range": {"form": "2025-01-01"}}}, ["time.range.form", "did you mean from?"]),
        ({"measures": ["n"], "filters": [{"field": "d", "op": "==", "values": [1]}]}, ['filters.1.op: "==" is not one of']),
        ({"measures": ["n"], "filters": [{"and": [{"field": "d", "op": "=", "valus": [1]}]}]}, [
            "filters.1.and.1.valus", "did you mean values?",
        ]),
        ({"measures": ["n"], "filters": [{"and": [{"field": "d"}]}]}, ["filters.1.and.1.op: is missing"]),
        ({"measures": ["n"], "calculations": [{"kind": "rnk", "of": "n"}]}, ["calculations.1.kind", "did you mean rank?"]),
        ({}, ["1 mistake: a query names at least one measure or dimension"]),
    ],
)  # fmt: skip
def test_a_mistake_of_a_query_is_told_with_its_path_and_the_nearest_name(
    query: dict[str, Any], told: list[str]
) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_query(query)
    for part in told:
        assert part in caught.value.message


def test_conditions_inside_conditions_are_followed_to_any_depth() -> None:
    deep: dict[str, Any] = {"field": "d", "opp": "="}
    for _ in range(40):
        deep = {"not": deep}
    with pytest.raises(InvalidInput) as caught:
        read_query({"measures": ["n"], "filters": [deep]})
    assert f"filters.1.{'not.' * 40}op: is missing" in caught.value.message
