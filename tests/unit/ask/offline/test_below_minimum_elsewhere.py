"""Limits that are kept for each thing in rows of its own: parts below their minimum, known by depot."""

from __future__ import annotations

import pytest

from lunara.semantic.compile import compile_query
from lunara.semantic.query import FieldFilter, InlineMeasure, SemanticQuery
from tests.unit.ask.offline.test_money_words import CLOCK, model_of, plan, table

DEPOTS = table("depots", "depot_id integer, depot_name varchar")
PARTS = table("parts", "part_id integer, part_name varchar, weight double")
BINS = model_of(
    DEPOTS,
    PARTS,
    table(
        "bins",
        "bin_id integer, depot_id integer, part_id integer, qty_oh integer, min_qty integer",
        depot_id="depots",
        part_id="parts",
    ),
)
TWICE = model_of(
    PARTS,
    table("bins", "bin_id integer, part_id integer, qty_oh integer, min_qty integer", part_id="parts"),
    table("vans", "van_id integer, part_id integer, qty_oh integer, min_qty integer", part_id="parts"),
)


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("which parts are below their minimum quantity?", "<"),
        ("parts below the minimum quantity", "<"),
        ("which parts are above their minimum quantity", ">"),
    ],
)
def test_things_are_listed_that_have_a_row_beyond_its_limit(text: str, op: str) -> None:
    made = plan(BINS, text)
    assert isinstance(made, SemanticQuery), made
    (measure,) = made.measures
    assert isinstance(measure, InlineMeasure) and (measure.table, measure.aggregate) == ("bins", "count")
    assert measure.filter == f"qty_oh {op} min_qty" and made.dimensions[0] == "parts.part_name"
    assert FieldFilter(field=measure.name, op=">", values=(0,)) in made.filters
    compile_query(made, BINS, "duckdb", CLOCK)


@pytest.mark.parametrize(
    "text", ["how many parts are below their minimum quantity", "which bins are below their minimum weight"]
)
def test_what_the_rows_do_not_tell_of_things_is_not_answered(text: str) -> None:
    assert not isinstance(plan(BINS, text), SemanticQuery)


def test_two_tables_of_limits_are_not_one() -> None:
    assert not isinstance(plan(TWICE, "which parts are below their minimum quantity"), SemanticQuery)
