"""Random SQL over the model whose values know the rows behind them: what is accepted adds up no row twice."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lunara.errors import FanOut
from lunara.semantic.compile import compile_plan
from lunara.semantic.compiled import Clock
from lunara.semantic.model import SemanticModel
from tests.soundness.provenance import Maker, TooLarge
from tests.soundness.reference import World
from tests.soundness.test_sql_corpora import bag
from tests.soundness.worlds import TODAY, load, make_world, plain_model


def with_keys(world: World) -> SemanticModel:
    """The model with its keys as dimensions, so that they can be shown; small numbers, so that products fit."""
    model = dict(plain_model(world))
    for table in model["tables"]:
        known = {dimension["name"] for dimension in table["dimensions"]}
        columns = ["id"]
        for r in world.model["relationships"]:
            columns += r["from_columns"] if r["from_table"] == table["name"] else []
        added = [{"name": column, "type": "number"} for column in dict.fromkeys(columns) if column not in known]
        table["dimensions"] = [*table["dimensions"], *added]
        for row in world.data[table["name"]]:
            row["n"] = row["n"] if row["n"] is None or abs(row["n"]) < 1000 else 7
    return SemanticModel.model_validate(model)


def check(seed: int, connection: Any, world: World, model: SemanticModel) -> str:
    """One statement; says how it ended."""
    try:
        node = Maker(Random(seed), world).statement()
    except TooLarge:
        return "large"
    try:
        compiled = compile_plan(node.sql, model, "duckdb", Clock(TODAY))
    except FanOut:
        return "refused"
    assert not node.faults, f"{node.sql}\n{node.faults}"
    mine = [tuple(line.cells[column.name].value for column in node.columns) for line in node.lines]
    assert bag(connection.execute(compiled.sql.text).fetchall()) == bag(mine), f"{node.sql}\n{compiled.sql.text}"
    return "accepted"


def run_seed(seed: int, statements: int = 10) -> dict[str, int]:
    ends: dict[str, int] = {}
    world = make_world(Random(seed))
    if world.odd or all(len(table["primary_key"]) > 1 for table in world.tables.values()):
        return ends
    model = with_keys(world)
    connection = load(world)
    try:
        for number in range(statements):
            end = check(seed * 1000 + number, connection, world, model)
            ends[end] = ends.get(end, 0) + 1
    finally:
        connection.close()
    return ends


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.integers(0, 10**9))
def test_what_is_accepted_adds_up_no_row_twice(seed: int) -> None:
    run_seed(seed)


def test_both_ends_occur() -> None:
    total: dict[str, int] = {}
    for seed in range(15):
        for end, count in run_seed(seed).items():
            total[end] = total.get(end, 0) + count
    assert total["accepted"] > 20, total
    assert total["refused"] > 20, total
